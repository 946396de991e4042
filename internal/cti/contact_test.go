package cti

import (
	"net/http"
	"testing"

	"strowger/internal/center"
	"strowger/internal/routing"
)

// contactAt returns what a contact is for ann, "" if it is not on her desk.
func (c *centre) contactAt(id string) string {
	c.Helper()
	for _, contact := range c.snapshot("").Snapshot.Contacts {
		if contact.ContactID == id {
			return contact.State.Type
		}
	}
	return ""
}

// wantContact fails unless the contact is that for ann.
func (c *centre) wantContact(id, want string) {
	c.Helper()
	if got := c.contactAt(id); got != want {
		c.Fatalf("contact %s is %q for ann, want %q", id, got, want)
	}
}

func TestContact_AcceptHangUpClear(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, c *centre) {
		c.status("ann", "available")
		c.start(&center.Contact{ID: "t1", Channel: center.Task})
		contact := map[string]any{"contactId": "t1"}
		agent := map[string]any{"contactId": "t1", "connectionId": AgentConnectionID("t1", "ann")}
		c.wantContact("t1", "connecting")
		c.want(c.call("ClearContact", contact), http.StatusConflict, "InvalidStateException")
		c.want(c.call("CompleteContact", contact), http.StatusConflict, "InvalidStateException")
		c.want(c.callAs("bob", "AcceptContact", contact), http.StatusNotFound, "ResourceNotFoundException")
		c.want(c.callAs("bob", "DestroyConnection", agent), http.StatusNotFound, "ResourceNotFoundException")
		c.want(c.call("AcceptContact", contact), http.StatusOK, "")
		c.wantContact("t1", "connected")
		c.want(c.call("AcceptContact", contact), http.StatusConflict, "InvalidStateException")
		c.want(c.call("RejectContact", contact), http.StatusConflict, "InvalidStateException")
		c.want(c.call("ClearContact", contact), http.StatusConflict, "InvalidStateException")
		c.want(c.call("DestroyConnection", agent), http.StatusOK, "")
		c.wantContact("t1", "ended")
		c.want(c.call("DestroyConnection", agent), http.StatusConflict, "InvalidStateException")
		c.want(c.call("ClearContact", contact), http.StatusOK, "")
		c.wantContact("t1", "")
		for _, operation := range []string{"AcceptContact", "RejectContact", "ClearContact", "CompleteContact"} {
			c.want(c.call(operation, contact), http.StatusNotFound, "ResourceNotFoundException")
		}
		c.want(c.call("AcceptContact", nil), http.StatusBadRequest, "ValidationException")
	})
}

func TestCompleteContact_EndsAndClears(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, c *centre) {
		c.status("ann", "available")
		c.start(&center.Contact{ID: "t1", Channel: center.Task})
		c.want(c.call("AcceptContact", map[string]any{"contactId": "t1"}), http.StatusOK, "")
		c.want(c.call("CompleteContact", map[string]any{"contactId": "t1"}), http.StatusOK, "")
		c.wantContact("t1", "")
		rec, err := c.tenant.Contact(t.Context(), "t1")
		if err != nil || rec.Disconnect != center.AgentCompleted {
			t.Errorf("the task ended by %q, %v", rec.Disconnect, err)
		}
	})
}

// R3.13 to R3.17: a pause takes the task from the slot, not from the desk; what
// can be done with it is to resume and to end it.
func TestPauseContact(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, c *centre) {
		c.status("ann", "available")
		c.start(&center.Contact{ID: "t1", Channel: center.Task})
		contact := map[string]any{"contactId": "t1"}
		c.want(c.call("PauseContact", contact), http.StatusConflict, "InvalidStateException") // it rings
		c.want(c.call("AcceptContact", contact), http.StatusOK, "")
		c.want(c.call("ResumeContact", contact), http.StatusConflict, "InvalidStateException")
		c.want(c.callAs("bob", "PauseContact", contact), http.StatusNotFound, "ResourceNotFoundException")
		token := c.snapshot("").NextToken
		c.want(c.call("PauseContact", contact), http.StatusOK, "")
		if c.snapshot(token).NextToken == token {
			t.Error("the pause is no news")
		}
		c.wantContact("t1", "paused")
		c.want(c.call("PauseContact", contact), http.StatusConflict, "InvalidStateException")
		c.want(c.callAs("bob", "ResumeContact", contact), http.StatusNotFound, "ResourceNotFoundException")
		lunch := map[string]any{"state": map[string]any{"name": "Lunch", "type": "not_routable"}}
		c.want(c.call("PutAgentState", lunch), http.StatusConflict, "InvalidStateException") // a paused task is live
		c.want(c.call("ResumeContact", contact), http.StatusOK, "")
		c.wantContact("t1", "connected")
		c.want(c.call("PauseContact", contact), http.StatusOK, "")
		agent := map[string]any{"contactId": "t1", "connectionId": AgentConnectionID("t1", "ann")}
		c.want(c.call("DestroyConnection", agent), http.StatusOK, "")
		c.wantContact("t1", "ended")
		c.want(c.call("ResumeContact", contact), http.StatusConflict, "InvalidStateException")
		c.want(c.call("ClearContact", contact), http.StatusOK, "")
		for _, operation := range []string{"PauseContact", "ResumeContact"} {
			c.want(c.call(operation, contact), http.StatusNotFound, "ResourceNotFoundException")
			c.want(c.call(operation, nil), http.StatusBadRequest, "ValidationException")
		}
	})
}

// R3.13, R3.14: tasks alone can be paused, and as many as tasks at once.
func TestPauseContact_Refusals(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, c *centre) {
		c.status("ann", "available")
		for _, id := range []center.ContactID{"t1", "t2", "t3", "t4"} {
			c.start(&center.Contact{ID: id, Channel: center.Task})
			c.do(routing.Accept{UserID: "ann", ContactID: id})
			a := c.call("PauseContact", map[string]any{"contactId": string(id)})
			if id == "t4" {
				c.want(a, http.StatusBadRequest, "QuotaExceededException")
			} else {
				c.want(a, http.StatusOK, "")
			}
		}
		c.start(&center.Contact{ID: "c1", Channel: center.Chat})
		c.do(routing.Accept{UserID: "ann", ContactID: "c1"})
		c.want(c.call("PauseContact", map[string]any{"contactId": "c1"}), http.StatusBadRequest, "ValidationException")
	})
}

// R4.24, R4.25: what is set for a channel decides and is shown.
func TestContact_AutoAcceptByChannel(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, c *centre) {
		yes, no := true, false
		ann, _ := c.tenant.Directory().Users.Get("ann")
		changed := *ann
		changed.Phone.AutoAccept = true
		changed.Media[center.Chat].AutoAccept, changed.Media[center.Voice].AutoAccept = &yes, &no
		c.do(routing.Put{Resource: &changed, Base: ann.Stamp.Revision})
		c.status("ann", "available")
		c.start(&center.Contact{ID: "c1", Channel: center.Chat})
		c.start(&center.Contact{ID: "v1", Channel: center.Voice})
		c.wantContact("c1", "connected")
		c.wantContact("v1", "connecting")
		type configuration struct {
			Configuration struct{ SoftphoneAutoAccept bool }
		}
		if ok[configuration](c, "GetAgentConfiguration", nil).Configuration.SoftphoneAutoAccept {
			t.Error("the desk shows auto-accept for calls")
		}
		type media struct {
			Snapshot struct {
				Contacts []struct {
					ContactID   string
					Connections []struct {
						Type          string
						ChatMediaInfo *struct{ ChatAutoAccept bool }
					}
				}
			}
		}
		for _, contact := range ok[media](c, "GetAgentSnapshot", nil).Snapshot.Contacts {
			for _, conn := range contact.Connections {
				if conn.Type == connectionAgent && contact.ContactID == "c1" && !conn.ChatMediaInfo.ChatAutoAccept {
					t.Error("the desk does not show auto-accept for chats")
				}
			}
		}
	})
}

func TestContact_RejectedStaysUntilCleared(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, c *centre) {
		c.status("ann", "available")
		c.start(&center.Contact{ID: "c1", Channel: center.Chat})
		c.want(c.call("RejectContact", map[string]any{"contactId": "c1"}), http.StatusOK, "")
		c.wantContact("c1", "rejected")
		c.want(c.call("AcceptContact", map[string]any{"contactId": "c1"}), http.StatusNotFound, "ResourceNotFoundException")
		c.want(c.call("CompleteContact", map[string]any{"contactId": "c1"}), http.StatusOK, "")
		c.wantContact("c1", "connecting") // offered anew, now that ann is free
	})
}

// What a customer tells after an offer was missed is for whoever takes the next
// one: the first agent reads what the contact said of itself until then.
func TestContact_MissedIsReadAsItWas(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, c *centre) {
		c.status("ann", "available")
		c.start(&center.Contact{ID: "c1", Channel: center.Chat, Name: "Order", Attributes: map[string]string{"tier": "gold"}})
		pass(routing.RingTime(center.Chat))
		c.wantContact("c1", "missed")
		name := "Complaint"
		if err := c.tenant.UpdateAttributes(t.Context(), "c1", map[string]string{"account": "1891"}); err != nil {
			t.Fatal(err)
		}
		if err := c.tenant.UpdateContact(t.Context(), routing.UpdateContact{ContactID: "c1", Name: &name, References: map[string]center.Reference{"form": {Type: "URL", Value: "https://example.com"}}}); err != nil {
			t.Fatal(err)
		}
		type answer struct {
			Snapshot struct {
				Contacts []struct {
					Name                   string
					Attributes, References map[string]any
				}
			}
		}
		got := ok[answer](c, "GetAgentSnapshot", nil).Snapshot.Contacts[0]
		if got.Name != "Order" || len(got.Attributes) != 1 || got.Attributes["tier"] == nil || len(got.References) != 0 {
			t.Errorf("ann reads %+v", got)
		}
		c.want(c.call("ClearContact", map[string]any{"contactId": "c1"}), http.StatusOK, "") // and is offered it anew
		if got := ok[answer](c, "GetAgentSnapshot", nil).Snapshot.Contacts[0]; got.Name != "Complaint" || len(got.Attributes) != 2 {
			t.Errorf("offered anew, ann reads %+v", got)
		}
	})
}

func TestDestroyConnection_ByChannelAndEnd(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name    string
		channel center.Channel
		accept  bool
		end     func(id center.ContactID) string // connection id
		status  int
		code    string
		then    string // what the contact is afterwards
	}{
		{"agent of a call", center.Voice, true, agentEnd, 200, "", "ended"},
		{"customer of a call", center.Voice, true, customerEnd, 200, "", "ended"},
		{"customer of a ringing call", center.Voice, false, customerEnd, 409, "InvalidStateException", "connecting"},
		{"agent of a ringing call", center.Voice, false, agentEnd, 200, "", "rejected"},
		{"agent of a chat", center.Chat, true, agentEnd, 200, "", "ended"},
		{"customer of a chat", center.Chat, true, func(center.ContactID) string { return "customer" }, 400, "InvalidContactTypeException", "connected"},
		{"the chat's own id", center.Chat, true, customerEnd, 404, "ResourceNotFoundException", "connected"},
		{"customer of a task", center.Task, true, customerEnd, 400, "InvalidContactTypeException", "connected"},
		{"someone else", center.Voice, true, func(center.ContactID) string { return AgentConnectionID("x1", "bob") }, 404, "ResourceNotFoundException", "connected"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			run(t, func(t *testing.T, c *centre) {
				c.status("ann", "available")
				c.start(&center.Contact{ID: "x1", Channel: test.channel, Customer: center.Participant{ID: "customer"}})
				if test.accept {
					c.do(routing.Accept{UserID: "ann", ContactID: "x1"})
				}
				a := c.call("DestroyConnection", map[string]any{"contactId": "x1", "connectionId": test.end("x1")})
				c.want(a, test.status, test.code)
				c.wantContact("x1", test.then)
			})
		})
	}
}

func agentEnd(id center.ContactID) string    { return AgentConnectionID(id, "ann") }
func customerEnd(id center.ContactID) string { return string(id) }

func TestAgentConnectionID_IsOneForEachPair(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, contact := range []center.ContactID{"a", "b", "a:x"} {
		for _, user := range []center.UserID{"x", "y", "x:x"} {
			id := AgentConnectionID(contact, user)
			if seen[id] || len(id) != 36 {
				t.Errorf("%s and %s share the connection id %q, or it is no UUID", contact, user, id)
			}
			seen[id] = true
			if id != AgentConnectionID(contact, user) {
				t.Errorf("%s and %s have two connection ids", contact, user)
			}
		}
	}
}
