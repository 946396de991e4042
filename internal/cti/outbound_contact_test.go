package cti

import (
	"net/http"
	"testing"
	"time"

	"strowger/internal/center"
	"strowger/internal/routing"
)

// outboundSnapshot is a snapshot as far as it shows an outbound call.
type outboundSnapshot struct {
	Snapshot struct {
		State    struct{ Name, Type string }
		Contacts []struct {
			ContactID        string `json:"contactId"`
			Type             string
			InitiationMethod string
			State            struct{ Type string }
			Queue            struct{ QueueARN, Name string }
			QueueTimestamp   *float64
			CustomerEndpoint struct{ Type, PhoneNumber string }
			Connections      []struct {
				ConnectionID string `json:"connectionId"`
				Type         string
				Initial      bool
				State        struct {
					Type      string
					Timestamp float64
				}
				Endpoint struct{ Type, PhoneNumber string }
			}
		}
	}
}

// dial calls a number as the client library does.
func (c *centre) dial(number string) answer {
	c.Helper()
	return c.call("CreateOutboundContact", map[string]any{
		"endpoint": map[string]any{"type": "phone_number", "phoneNumber": number, "endpointARN": nil, "name": nil},
		"queueARN": arn(center.KindQueue, "billing"),
	})
}

// outboundCalls switches the calls of the instance on or off.
func (c *centre) outboundCalls(on bool) {
	c.Helper()
	in := *c.tenant.Directory().Instance
	in.OutboundCalls = on
	c.do(routing.Put{Resource: &in, Base: in.Stamp.Revision})
}

func TestCreateOutboundContact_RingsConnectsAndIsCleared(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, c *centre) {
		c.outboundCalls(true)
		c.want(c.dial("+12065550123"), http.StatusOK, "") // offline, which does not matter (R4.4)
		got := ok[outboundSnapshot](c, "GetAgentSnapshot", nil).Snapshot
		if len(got.Contacts) != 1 || got.State.Name != "CallingCustomer" || got.State.Type != "system" {
			t.Fatalf("the desk shows %+v", got)
		}
		contact := got.Contacts[0]
		if contact.State.Type != "connecting" || contact.Type != "voice" || contact.InitiationMethod != "outbound" ||
			contact.Queue.Name != "Billing" || contact.QueueTimestamp != nil || contact.CustomerEndpoint.PhoneNumber != "+12065550123" {
			t.Errorf("the call is %+v", contact)
		}
		agent, customer := contact.Connections[0], contact.Connections[1]
		if agent.Type != "agent" || agent.State.Type != "connected" || agent.Initial ||
			customer.Type != "outbound" || customer.State.Type != "connecting" || !customer.Initial || customer.Endpoint.PhoneNumber != "+12065550123" {
			t.Errorf("the connections are %+v", contact.Connections)
		}
		c.want(c.dial("+12065550124"), http.StatusConflict, "InvalidStateException")
		c.want(c.call("AcceptContact", map[string]any{"contactId": contact.ContactID}), http.StatusConflict, "InvalidStateException")
		c.want(c.put("lunch", false), http.StatusConflict, "InvalidStateException")

		pass(10 * time.Second)
		c.do(routing.Answer{ContactID: center.ContactID(contact.ContactID)})
		got = ok[outboundSnapshot](c, "GetAgentSnapshot", nil).Snapshot
		agent, customer = got.Contacts[0].Connections[0], got.Contacts[0].Connections[1]
		if got.State.Name != "Busy" || got.Contacts[0].State.Type != "connected" || customer.State.Type != "connected" || agent.State.Type != "connected" {
			t.Errorf("after the answer the desk shows %+v", got)
		}
		c.want(c.call("DestroyConnection", map[string]any{"contactId": contact.ContactID, "connectionId": customer.ConnectionID}), http.StatusOK, "")
		c.wantContact(contact.ContactID, "ended")
		c.want(c.call("ClearContact", map[string]any{"contactId": contact.ContactID}), http.StatusOK, "")
		c.wantContact(contact.ContactID, "")
	})
}

func TestCreateOutboundContact_ShowsWhyNobodyAnswered(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, c *centre) {
		c.outboundCalls(true)
		for _, test := range []struct {
			reason center.DisconnectReason
			state  string
		}{
			{center.TelecomBusy, "LineEngagedCustomer"}, {center.TelecomInvalid, "BadAddressCustomer"},
			{center.TelecomProblem, "FailedConnectCustomer"}, {"", "MissedCallCustomer"},
		} {
			c.want(c.dial("+12065550123"), http.StatusOK, "")
			id := ok[outboundSnapshot](c, "GetAgentSnapshot", nil).Snapshot.Contacts[0].ContactID
			if test.reason != "" {
				c.do(routing.Refuse{ContactID: center.ContactID(id), Reason: test.reason})
			} else {
				pass(routing.DialTime)
			}
			got := ok[outboundSnapshot](c, "GetAgentSnapshot", nil).Snapshot
			if got.State.Name != test.state || got.State.Type != "error" || got.Contacts[0].State.Type != "error" {
				t.Errorf("%s: the desk shows %+v", test.reason, got)
			}
			c.want(c.call("ClearContact", map[string]any{"contactId": id}), http.StatusOK, "")
		}
		c.want(c.dial("+12065550123"), http.StatusOK, "")
		contact := ok[outboundSnapshot](c, "GetAgentSnapshot", nil).Snapshot.Contacts[0]
		c.want(c.call("DestroyConnection", map[string]any{"contactId": contact.ContactID, "connectionId": contact.Connections[0].ConnectionID}), http.StatusOK, "")
		c.wantContact(contact.ContactID, "ended") // given up before the answer
	})
}

// The number of a quick connect is the administrator's to say, not the desk's.
func TestCreateOutboundContact_ByQuickConnect(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, c *centre) {
		c.outboundCalls(true)
		connectDesks(c)
		c.want(c.call("CreateOutboundContact", map[string]any{"queueARN": arn(center.KindQueue, "billing"),
			"endpoint": map[string]any{"type": "phone_number", "phoneNumber": "+12065550123", "endpointARN": arn(center.KindQuickConnect, "q-phone")}}), http.StatusOK, "")
		if got := ok[outboundSnapshot](c, "GetAgentSnapshot", nil).Snapshot.Contacts[0]; got.CustomerEndpoint.PhoneNumber != "+12065550199" {
			t.Errorf("%+v is called", got.CustomerEndpoint)
		}
	})
}

func TestCreateOutboundContact_Refusals(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, c *centre) {
		c.want(c.dial("+12065550123"), http.StatusBadRequest, "ValidationException") // switched off
		c.outboundCalls(true)
		connectDesks(c)
		number := map[string]any{"type": "phone_number", "phoneNumber": "+12065550123"}
		for name, test := range map[string]struct {
			input  map[string]any
			status int
			code   string
		}{
			"no endpoint":                {nil, 400, "ValidationException"},
			"a quick connect of nobody":  {map[string]any{"endpoint": map[string]any{"type": "phone_number", "endpointARN": arn(center.KindQuickConnect, "q-elsewhere")}}, 404, "ResourceNotFoundException"},
			"a quick connect of a queue": {map[string]any{"endpoint": map[string]any{"type": "phone_number", "endpointARN": arn(center.KindQuickConnect, "q-billing")}}, 404, "ResourceNotFoundException"},
			"no quick connect":           {map[string]any{"endpoint": map[string]any{"type": "phone_number", "endpointARN": "x"}}, 404, "ResourceNotFoundException"},
			"an agent":                   {map[string]any{"endpoint": map[string]any{"type": "agent", "endpointARN": "x"}}, 400, "ValidationException"},
			"no number":                  {map[string]any{"endpoint": map[string]any{"type": "phone_number"}}, 400, "ValidationException"},
			"no country":                 {map[string]any{"endpoint": map[string]any{"type": "phone_number", "phoneNumber": "2065550123"}}, 400, "ValidationException"},
			"no caller id":               {map[string]any{"endpoint": number, "queueARN": arn(center.KindQueue, "sales")}, 400, "ValidationException"}, // R5.47
			"unknown queue":              {map[string]any{"endpoint": number, "queueARN": arn(center.KindQueue, "gone")}, 404, "ResourceNotFoundException"},
			"no queue":                   {map[string]any{"endpoint": number, "queueARN": arn(center.KindAgentStatus, "sales")}, 404, "ResourceNotFoundException"},
			"unknown related":            {map[string]any{"endpoint": number, "relatedContactId": "gone"}, 404, "ResourceNotFoundException"},
			"an agent's queue":           {map[string]any{"endpoint": number, "queueARN": arn(center.KindQueue, "agent/ann")}, 404, "ResourceNotFoundException"},
		} {
			a := c.call("CreateOutboundContact", test.input)
			if a.Status != test.status || a.Type != test.code {
				t.Errorf("%s: %d %s, want %d %s", name, a.Status, a.Body, test.status, test.code)
			}
		}
		ann, _ := c.tenant.Directory().Users.Get("ann")
		changed := *ann
		changed.SecurityProfiles = []center.SecurityProfileID{"plain"}
		c.do(routing.Put{Resource: &center.SecurityProfile{ID: "plain", Name: "Plain", Permissions: []string{center.AgentPageAccess}}},
			routing.Put{Resource: &changed, Base: ann.Stamp.Revision})
		c.want(c.dial("+12065550123"), http.StatusBadRequest, "ValidationException") // not permitted
		if contacts := ok[outboundSnapshot](c, "GetAgentSnapshot", nil).Snapshot.Contacts; len(contacts) != 0 {
			t.Errorf("the desk has %+v", contacts)
		}
	})
}

// Calls that agents make count against the quota of the account (section 5.9 of
// the rules).
func TestCreateOutboundContact_Quota(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, c *centre) {
		c.outboundCalls(true)
		c.service.options.Quotas = &center.Quotas{}
		c.service.options.Quotas.Contacts[center.Voice] = 1
		c.do(routing.StartContact{Contact: &center.Contact{ID: "v1", Channel: center.Voice, Method: center.Inbound, Flow: center.FlowPosition{FlowID: "to-sales"}}})
		c.want(c.dial("+12065550123"), http.StatusBadRequest, "QuotaExceededException")
		c.do(routing.StopContact{ContactID: "v1", Reason: center.CustomerDisconnect})
		c.want(c.dial("+12065550123"), http.StatusOK, "")
	})
}
