package cti

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"strowger/internal/center"
	"strowger/internal/routing"
)

// flowToTarget queues a contact in the target queue that it has.
var flowToTarget = flowToSales[:strings.Index(flowToSales, `"q","Actions"`)] + `"t","Actions":[` + flowToSales[strings.Index(flowToSales, `{"Identifier":"t"`):]

// connectDesks gives the queue sales quick connects to the queue billing, to bob,
// to a telephone number and to a flow, and billing one more to bob. Nobody's
// routing profile has the queue elsewhere and its quick connect.
func connectDesks(c *centre) {
	c.Helper()
	sales, _ := c.tenant.Directory().Queues.Get("sales")
	billing, _ := c.tenant.Directory().Queues.Get("billing")
	withSales, withBilling := *sales, *billing
	withSales.QuickConnects = []center.QuickConnectID{"q-billing", "q-bob", "q-flow", "q-phone"}
	withBilling.QuickConnects = []center.QuickConnectID{"q-bob"}
	c.do(
		routing.Put{Resource: &center.ContactFlow{ID: "transfer", Name: "transfer", Type: center.QueueTransferFlow, Content: flowToTarget}},
		routing.Put{Resource: &center.QuickConnect{ID: "q-billing", Name: "To billing", To: center.Destination{Type: center.QueueConnect, FlowID: "transfer", Target: center.FlowTarget{QueueID: "billing"}}}},
		routing.Put{Resource: &center.QuickConnect{ID: "q-bob", Name: "Bob", To: center.Destination{Type: center.UserConnect, FlowID: "transfer", Target: center.FlowTarget{UserID: "bob"}}}},
		routing.Put{Resource: &center.QuickConnect{ID: "q-phone", Name: "Reception", To: center.Destination{Type: center.PhoneConnect, Phone: "+12065550199"}}},
		routing.Put{Resource: &center.QuickConnect{ID: "q-flow", Name: "Survey", To: center.Destination{Type: center.FlowConnect, FlowID: "to-sales"}}},
		routing.Put{Resource: &center.QuickConnect{ID: "q-elsewhere", Name: "Elsewhere", To: center.Destination{Type: center.QueueConnect, FlowID: "transfer", Target: center.FlowTarget{QueueID: "billing"}}}},
		routing.Put{Resource: &center.Queue{ID: "elsewhere", Name: "Elsewhere", HoursID: "always", MaxContacts: center.NoMaxContacts, QuickConnects: []center.QuickConnectID{"q-elsewhere"}}},
		routing.Put{Resource: &withSales, Base: sales.Stamp.Revision}, routing.Put{Resource: &withBilling, Base: billing.Stamp.Revision})
}

// endpointAnswer is an endpoint on the wire.
type endpointAnswer struct {
	Type, Name, EndpointARN, AgentLogin, PhoneNumber string
	Queue                                            struct{ Name, QueueARN string }
}

func TestGetEndpoints(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, c *centre) {
		connectDesks(c)
		queues := []string{arn(center.KindQueue, "billing"), arn(center.KindQueue, "sales"), arn(center.KindQueue, "agent/ann")}
		var got []endpointAnswer
		in := map[string]any{"queueARNs": queues, "maxResults": 3}
		for page := 0; ; page++ {
			out := ok[struct {
				Endpoints []endpointAnswer
				NextToken string
			}](c, "GetEndpoints", in)
			got = append(got, out.Endpoints...)
			if in["nextToken"] = out.NextToken; out.NextToken == "" {
				if page != 1 {
					t.Errorf("%d pages", page+1)
				}
				break
			}
		}
		connect := func(id string) string { return arn(center.KindQuickConnect, id) }
		billing := endpointAnswer{Type: "queue", Name: "To billing", EndpointARN: connect("q-billing")}
		billing.Queue.Name, billing.Queue.QueueARN = "Billing", arn(center.KindQueue, "billing")
		want := []endpointAnswer{{Type: "agent", Name: "Bob", EndpointARN: connect("q-bob"), AgentLogin: "bob"},
			{Type: "phone_number", Name: "Reception", EndpointARN: connect("q-phone"), PhoneNumber: "+12065550199"},
			{Type: "flow", Name: "Survey", EndpointARN: connect("q-flow")}, billing}
		if !slices.Equal(got, want) {
			t.Errorf("endpoints\n%+v, want\n%+v", got, want)
		}
		none := ok[struct{ Endpoints []endpointAnswer }](c, "GetEndpoints", map[string]any{"queueARNs": queues[2:]})
		if none.Endpoints == nil || len(none.Endpoints) > 0 {
			t.Errorf("the own queue has %v", none.Endpoints)
		}
		for _, queue := range []string{arn(center.KindQueue, "none"), arn(center.KindQueue, "agent/zoe"), arn(center.KindAgentStatus, "sales")} {
			c.want(c.call("GetEndpoints", map[string]any{"queueARNs": []string{queue}}), http.StatusNotFound, "ResourceNotFoundException")
		}
		c.want(c.call("GetEndpoints", map[string]any{"queueARNs": queues, "nextToken": "forged"}), http.StatusBadRequest, "PaginationException")
	})
}

// shownContact is a contact of a snapshot with its connections.
type shownContact struct {
	ContactID   string `json:"contactId"`
	State       struct{ Type string }
	Connections []struct {
		ConnectionID string `json:"connectionId"`
		Type         string
		Initial      bool
		Mute         bool
		State        struct{ Type string }
		Endpoint     endpointAnswer
	}
}

// ofType are the states of the connections, in order, with the types.
func (s *shownContact) legs() string {
	var legs []string
	for _, conn := range s.Connections {
		leg := conn.Type + " " + conn.State.Type
		if conn.Mute {
			leg += " muted"
		}
		legs = append(legs, leg)
	}
	return strings.Join(legs, ", ")
}

// deskOf returns the contacts that a user's desk shows.
func (c *centre) deskOf(user string) []shownContact {
	c.Helper()
	a := c.callAs(user, "GetAgentSnapshot", nil)
	c.want(a, http.StatusOK, "")
	return read[struct {
		Snapshot struct{ Contacts []shownContact }
	}](c, a).Snapshot.Contacts
}

// wantLegs fails unless the one contact of a desk has these connections.
func (c *centre) wantLegs(user, contact, state, legs string) shownContact {
	c.Helper()
	shown := c.deskOf(user)
	if len(shown) != 1 || contact != "" && shown[0].ContactID != contact || shown[0].State.Type != state || shown[0].legs() != legs {
		c.Fatalf("%s has %+v, want one %s: %s", user, shown, state, legs)
	}
	return shown[0]
}

func onto(id string) map[string]any {
	return map[string]any{"type": "queue", "endpointARN": arn(center.KindQuickConnect, id)}
}

// connectedCall gives ann a call.
func connectedCall(c *centre, id center.ContactID) {
	c.Helper()
	c.status("ann", "available")
	c.start(&center.Contact{ID: id, Channel: center.Voice, Method: center.Inbound, Endpoint: center.Endpoint{Type: "TELEPHONE_NUMBER", Address: "+12065550111"}})
	c.want(c.call("AcceptContact", map[string]any{"contactId": id}), http.StatusOK, "")
}

// R7.4, R2.17: a consultation at both desks, from the first ring to a warm
// transfer, over a restart of the service.
func TestCreateAdditionalConnection_Consultation(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, c *centre) {
		connectDesks(c)
		connectedCall(c, "v1")
		do := func(operation, connection string) {
			t.Helper()
			c.want(c.call(operation, map[string]any{"contactId": "v1", "connectionId": connection}), http.StatusOK, "")
		}
		c.want(c.call("CreateAdditionalConnection", map[string]any{"contactId": "v1", "endpoint": onto("q-bob")}), http.StatusOK, "")
		shown := c.wantLegs("ann", "v1", "connected", "agent connected, inbound hold, outbound connecting")
		customer, third := shown.Connections[1].ConnectionID, shown.Connections[2]
		if third.Initial || third.Endpoint.Type != "queue" || third.Endpoint.Queue.QueueARN != arn(center.KindQueue, "agent/bob") {
			t.Errorf("the third party is %+v", third)
		}
		c.want(c.call("HoldConnection", map[string]any{"contactId": "v1", "connectionId": third.ConnectionID}), http.StatusConflict, "InvalidStateException")
		c.want(c.call("CreateAdditionalConnection", map[string]any{"contactId": "v1", "endpoint": onto("q-billing")}), http.StatusBadRequest, "QuotaExceededException")
		c.status("bob", "available")
		ringing := c.wantLegs("bob", "", "connecting", "agent connecting, inbound hold, inbound connected")
		if e := ringing.Connections[2].Endpoint; e.AgentLogin != "ann@example" || e.Name != "Ann Lee" {
			t.Errorf("who consults is %+v", e)
		}
		c.want(c.callAs("bob", "AcceptContact", map[string]any{"contactId": ringing.ContactID}), http.StatusOK, "")
		c.restart()
		shown = c.wantLegs("ann", "v1", "connected", "agent connected, inbound hold, outbound connected")
		if shown.Connections[2].ConnectionID != third.ConnectionID || shown.Connections[2].Endpoint.AgentLogin != "bob" {
			t.Errorf("the third party is %+v", shown.Connections[2])
		}
		do("ToggleActiveConnections", customer)
		c.wantLegs("ann", "v1", "connected", "agent connected, inbound connected, outbound hold")
		c.wantLegs("bob", "", "connected", "agent connected, inbound connected, inbound hold")
		do("ToggleActiveConnections", third.ConnectionID)
		c.wantLegs("ann", "v1", "connected", "agent connected, inbound hold, outbound connected")
		c.want(c.call("ConferenceConnections", map[string]any{"contactId": "v1"}), http.StatusOK, "")
		c.wantLegs("ann", "v1", "connected", "agent connected, inbound connected, outbound connected")
		do("MuteParticipant", shown.Connections[0].ConnectionID)
		do("MuteParticipant", third.ConnectionID)
		c.wantLegs("ann", "v1", "connected", "agent connected muted, inbound connected, outbound connected muted")
		do("UnmuteParticipant", third.ConnectionID)
		do("ToggleActiveConnections", shown.Connections[0].ConnectionID)
		c.wantLegs("ann", "v1", "connected", "agent connected muted, inbound connected, outbound hold")
		c.want(c.callAs("bob", "DestroyConnection", map[string]any{"contactId": ringing.ContactID, "connectionId": shown.Connections[0].ConnectionID}),
			http.StatusConflict, "InvalidStateException") // ann's own
		do("DestroyConnection", shown.Connections[0].ConnectionID)
		c.wantLegs("ann", "v1", "ended", "agent disconnected, inbound disconnected")
		c.wantLegs("bob", "", "connected", "agent connected, inbound connected")
		first, err := c.tenant.Contact(t.Context(), "v1")
		if err != nil || string(first.NextID) != ringing.ContactID || first.TransferCompleted != 0 {
			t.Errorf("the first segment is %+v (%v)", first, err)
		}
	})
}

// The desk of who consults is told of what the third party does.
func TestCreateAdditionalConnection_WakesTheOtherDesk(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, c *centre) {
		connectDesks(c)
		connectedCall(c, "v1")
		c.want(c.call("CreateAdditionalConnection", map[string]any{"contactId": "v1", "endpoint": onto("q-bob")}), http.StatusOK, "")
		c.status("bob", "available")
		token := ok[struct{ NextToken string }](c, "GetAgentSnapshot", nil).NextToken
		went := time.Now()
		done := make(chan answer, 1)
		go func() { done <- c.call("GetAgentSnapshot", map[string]any{"nextToken": token, "timeout": 25_000}) }()
		pass(time.Second)
		c.want(c.callAs("bob", "RejectContact", map[string]any{"contactId": c.deskOf("bob")[0].ContactID}), http.StatusOK, "")
		<-done
		if waited := time.Since(went); waited != time.Second {
			t.Errorf("the desk waited for %v", waited)
		}
	})
}

func TestCreateAdditionalConnection_ThirdPartyLeaves(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, c *centre) {
		connectDesks(c)
		connectedCall(c, "v1")
		for _, by := range []string{"bob", "ann"} {
			c.want(c.call("CreateAdditionalConnection", map[string]any{"contactId": "v1", "endpoint": onto("q-bob")}), http.StatusOK, "")
			c.status("bob", "available")
			second := c.deskOf("bob")[0]
			c.want(c.callAs("bob", "AcceptContact", map[string]any{"contactId": second.ContactID}), http.StatusOK, "")
			contact, connection := "v1", c.deskOf("ann")[0].Connections[2].ConnectionID
			if by == "bob" {
				contact, connection = second.ContactID, second.Connections[0].ConnectionID
			}
			c.want(c.callAs(by, "DestroyConnection", map[string]any{"contactId": contact, "connectionId": connection}), http.StatusOK, "")
			shown := c.wantLegs("ann", "v1", "connected", "agent connected, inbound hold")
			c.want(c.callAs("bob", "ClearContact", map[string]any{"contactId": second.ContactID}), http.StatusOK, "")
			c.want(c.call("ResumeConnection", map[string]any{"contactId": "v1", "connectionId": shown.Connections[1].ConnectionID}), http.StatusOK, "")
			c.wantLegs("ann", "v1", "connected", "agent connected, inbound connected")
		}
	})
}

// R2.17, section 7.1: tasks and chats leave the agent at once.
func TestCreateAdditionalConnection_TransfersAtOnce(t *testing.T) {
	t.Parallel()
	for _, channel := range []center.Channel{center.Task, center.Chat} {
		for _, to := range []string{"q-billing", "q-bob"} {
			t.Run(fmt.Sprint(channel, to), func(t *testing.T) {
				t.Parallel()
				run(t, func(t *testing.T, c *centre) {
					connectDesks(c)
					c.status("ann", "available")
					c.start(&center.Contact{ID: "x1", Channel: channel, Customer: center.Participant{ID: "p1", DisplayName: "Cy"}})
					c.want(c.call("AcceptContact", map[string]any{"contactId": "x1"}), http.StatusOK, "")
					pass(time.Minute)
					c.want(c.call("CreateAdditionalConnection", map[string]any{"contactId": "x1", "endpoint": onto(to)}), http.StatusOK, "")
					c.wantLegs("ann", "x1", "ended", "agent disconnected, inbound disconnected")
					old, err := c.tenant.Contact(t.Context(), "x1")
					if err != nil {
						t.Fatal(err)
					}
					next, err := c.tenant.Contact(t.Context(), old.NextID)
					if err != nil {
						t.Fatal(err)
					}
					want := map[string]center.FlowTarget{"q-billing": {QueueID: "billing"}, "q-bob": {UserID: "bob"}}[to]
					if next.Target != want || next.Method != center.Transfer || next.RankTime != old.Enqueued || old.TransferCompleted != next.Initiated || next.Customer != old.Customer {
						t.Errorf("the next segment is %+v", next)
					}
				})
			})
		}
	}
}

func TestCreateAdditionalConnection_Refusals(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, c *centre) {
		connectDesks(c)
		connectedCall(c, "v1")
		c.start(&center.Contact{ID: "t1", Channel: center.Task})
		c.want(c.call("AcceptContact", map[string]any{"contactId": "t1"}), http.StatusOK, "")
		for name, test := range map[string]struct {
			operation string
			input     map[string]any
			status    int
			code      string
		}{
			"another's contact":  {"CreateAdditionalConnection", map[string]any{"contactId": "zz", "endpoint": onto("q-bob")}, 404, "ResourceNotFoundException"},
			"no quick connect":   {"CreateAdditionalConnection", map[string]any{"contactId": "v1", "endpoint": onto("none")}, 404, "ResourceNotFoundException"},
			"another queue's":    {"CreateAdditionalConnection", map[string]any{"contactId": "v1", "endpoint": onto("q-elsewhere")}, 404, "ResourceNotFoundException"},
			"a queue":            {"CreateAdditionalConnection", map[string]any{"contactId": "v1", "endpoint": map[string]any{"type": "queue", "endpointARN": arn(center.KindQueue, "billing")}}, 404, "ResourceNotFoundException"},
			"no ARN":             {"CreateAdditionalConnection", map[string]any{"contactId": "v1", "endpoint": map[string]any{"type": "agent"}}, 400, "ValidationException"},
			"a number, no task":  {"CreateAdditionalConnection", map[string]any{"contactId": "t1", "endpoint": map[string]any{"type": "phone_number", "phoneNumber": "+12065550100"}}, 400, "ValidationException"},
			"no number":          {"CreateAdditionalConnection", map[string]any{"contactId": "v1", "endpoint": map[string]any{"type": "phone_number"}}, 400, "ValidationException"},
			"no country":         {"CreateAdditionalConnection", map[string]any{"contactId": "v1", "endpoint": map[string]any{"type": "phone_number", "phoneNumber": "2065550100"}}, 400, "ValidationException"},
			"calls are off":      {"CreateAdditionalConnection", map[string]any{"contactId": "v1", "endpoint": map[string]any{"type": "phone_number", "phoneNumber": "+12065550100"}}, 400, "ValidationException"},
			"a number's connect": {"CreateAdditionalConnection", map[string]any{"contactId": "t1", "endpoint": onto("q-phone")}, 400, "ValidationException"},
			"hold of a task":     {"HoldConnection", map[string]any{"contactId": "t1", "connectionId": "t1"}, 400, "InvalidContactTypeException"},
			"hold of oneself":    {"HoldConnection", map[string]any{"contactId": "v1", "connectionId": AgentConnectionID("v1", "ann")}, 400, "ValidationException"},
			"hold of nobody":     {"HoldConnection", map[string]any{"contactId": "v1", "connectionId": "zz"}, 404, "ResourceNotFoundException"},
			"not on hold":        {"ResumeConnection", map[string]any{"contactId": "v1", "connectionId": "v1"}, 409, "InvalidStateException"},
			"nobody to join":     {"ConferenceConnections", map[string]any{"contactId": "v1"}, 404, "ResourceNotFoundException"},
			"nobody to toggle":   {"ToggleActiveConnections", map[string]any{"contactId": "v1", "connectionId": "v1"}, 404, "ResourceNotFoundException"},
		} {
			if a := c.call(test.operation, test.input); a.Status != test.status || a.Code != test.code {
				t.Errorf("%s: %d %s %s", name, a.Status, a.Code, a.Body)
			}
		}
		c.do(routing.Remove{Kind: center.KindUser, ID: "bob"})
		c.want(c.call("CreateAdditionalConnection", map[string]any{"contactId": "t1", "endpoint": onto("q-bob")}), http.StatusNotFound, "ResourceNotFoundException")
		c.wantHeld("v1", "connected", "connected")
	})
}

// A contact from a queue that the agent does not serve, given by hand, can be
// handed on by the quick connects of that queue.
func TestCreateAdditionalConnection_FromAnotherQueue(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, c *centre) {
		connectDesks(c)
		c.do(routing.StartContact{Contact: &center.Contact{ID: "t1", Channel: center.Task, Method: center.ByAPI,
			Flow: center.FlowPosition{FlowID: "transfer", Target: center.FlowTarget{QueueID: "elsewhere"}}}},
			routing.Assign{UserID: "ann", ContactID: "t1"}, routing.Accept{UserID: "ann", ContactID: "t1"})
		c.want(c.call("CreateTaskContact", map[string]any{"name": "x", "endpoint": onto("q-elsewhere")}), http.StatusNotFound, "ResourceNotFoundException")
		c.want(c.call("CreateAdditionalConnection", map[string]any{"contactId": "t1", "endpoint": onto("q-elsewhere")}), http.StatusOK, "")
		c.wantContact("t1", "ended")
	})
}

// wantHeld checks the call of ann, beside which there is a task.
func (c *centre) wantHeld(contact, agent, customer string) {
	c.Helper()
	for _, shown := range c.deskOf("ann") {
		if shown.ContactID == contact && shown.legs() != "agent "+agent+", inbound "+customer {
			c.Errorf("%s has the connections %s", contact, shown.legs())
		}
	}
}

// A third party by telephone, of a number and of a quick connect: the gateway is
// told, both ends show at the desk, and the customer stays with the third party
// when the agent leaves, also over a restart.
func TestCreateAdditionalConnection_Telephone(t *testing.T) {
	t.Parallel()
	for name, endpoint := range map[string]map[string]any{
		"number":        {"type": "phone_number", "phoneNumber": "+12065550199"},
		"quick connect": {"type": "phone_number", "endpointARN": arn(center.KindQuickConnect, "q-phone")},
	} {
		t.Run(name, func(t *testing.T) {
			run(t, func(t *testing.T, c *centre) {
				c.outboundCalls(true)
				connectDesks(c)
				connectedCall(c, "v1")
				create := func() answer {
					return c.call("CreateAdditionalConnection", map[string]any{"contactId": "v1", "endpoint": endpoint})
				}
				c.want(create(), http.StatusBadRequest, "ValidationException") // R5.47: the queue has no number to show
				queue, _ := c.tenant.Directory().Queues.Get("sales")
				shows := *queue
				shows.Outbound.NumberID = "line"
				c.do(routing.Put{Resource: &shows, Base: queue.Stamp.Revision})
				c.want(create(), http.StatusOK, "")
				shown := c.wantLegs("ann", "v1", "connected", "agent connected, inbound hold, outbound connecting")
				third := shown.Connections[2]
				if third.Endpoint.Type != "phone_number" || third.Endpoint.PhoneNumber != "+12065550199" {
					t.Errorf("the third party is %+v", third)
				}
				id := center.ContactID(third.ConnectionID)
				c.do(routing.Refuse{ContactID: id, Reason: center.TelecomBusy})
				c.wantLegs("ann", "v1", "connected", "agent connected, inbound hold")
				c.want(create(), http.StatusOK, "")
				id = center.ContactID(c.wantLegs("ann", "v1", "connected", "agent connected, inbound hold, outbound connecting").Connections[2].ConnectionID)
				c.do(routing.Answer{ContactID: id})
				c.restart()
				c.wantLegs("ann", "v1", "connected", "agent connected, inbound hold, outbound connected")
				c.want(c.call("ConferenceConnections", map[string]any{"contactId": "v1"}), http.StatusOK, "")
				c.wantLegs("ann", "v1", "connected", "agent connected, inbound connected, outbound connected")
				c.want(c.call("DestroyConnection", map[string]any{"contactId": "v1", "connectionId": AgentConnectionID("v1", "ann")}), http.StatusOK, "")
				c.restart()
				left, err := c.tenant.Contact(t.Context(), id)
				if err != nil || left.State != center.Connected || left.Method != center.ExternalOutbound || left.PreviousID != "v1" || left.AgentID != "" {
					t.Fatalf("the third party's segment is %+v, %v", left, err)
				}
				c.do(routing.StopContact{ContactID: id, Reason: center.CustomerDisconnect})
			})
		})
	}
}
