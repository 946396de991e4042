package routing

import (
	"testing"
	"time"

	"strowger/internal/center"
)

// Who asks why an agent is idle is told that nobody is at the page.
func TestAttend_IsExplained(t *testing.T) {
	t.Parallel()
	c := newCentre(t)
	c.queue("q")
	c.profile("p", one(1, false), pair("q", center.Task, 1, 0))
	c.agent("ann", "p")
	want := func(text string) {
		t.Helper()
		if x, _ := c.e.ExplainAgent("ann"); x.Text != text {
			t.Errorf("%q, want %q", x.Text, text)
		}
	}
	c.do(Attend{UserID: "ann", Lease: time.Minute})
	want("The agent has room, and nothing waits in the queues of the profile.")
	c.at(90 * time.Second)
	want("The agent is offline (R1.1a). Nobody has been at the page for 30s.")
	c.do(Attend{UserID: "ann", Lease: time.Minute})
	want("The agent is offline (R1.1a).")
}

// Without an offline status there is one without a name, which cannot be the next
// one: the agent is in it at once, whatever is in hand.
func TestAttend_NoOfflineStatus(t *testing.T) {
	t.Parallel()
	e := New()
	now := testStart
	do := func(cmd Command) {
		t.Helper()
		if _, err := e.Step(now, cmd); err != nil {
			t.Fatalf("%T: %v", cmd, err)
		}
	}
	do(Put{Resource: &center.Instance{ID: "i", Region: "us-west-2", Account: "123456789012"}})
	do(Put{Resource: &center.HoursOfOperation{ID: "always", Name: "always", TimeZone: "UTC"}})
	do(Put{Resource: &center.AgentStatus{ID: "available", Name: "Available", Type: center.Routable}})
	do(Put{Resource: &center.Queue{ID: "q", Name: "q", HoursID: "always", MaxContacts: center.NoMaxContacts}})
	do(Put{Resource: &center.ContactFlow{ID: "f", Name: "f", Type: center.ContactFlowType, Content: queueFlow("q")}})
	do(Put{Resource: &center.RoutingProfile{ID: "p", Name: "p", DefaultOutboundQueueID: "q", Media: one(2, true),
		Queues: []center.QueueConfig{pair("q", center.Task, 1, 0)}, Timer: center.SinceLastActivity}})
	do(Put{Resource: &center.User{ID: "ann", Username: "ann", ProfileID: "p"}})
	do(SetStatus{UserID: "ann", StatusID: "available"})
	do(Attend{UserID: "ann", Lease: time.Minute})
	do(StartContact{Contact: &center.Contact{ID: "t1", Channel: center.Task, Method: center.ByAPI, Flow: center.FlowPosition{FlowID: "f"}}})
	do(Accept{UserID: "ann", ContactID: "t1"})
	now = now.Add(time.Minute)
	do(StartContact{Contact: &center.Contact{ID: "t2", Channel: center.Task, Method: center.ByAPI, Flow: center.FlowPosition{FlowID: "f"}}})
	v, _ := e.Agent("ann")
	if c, _ := e.Contact("t2"); v.Status.Type != center.Offline || v.Presence.NextStatus != "" || len(v.Contacts) != 1 || c.State != center.Waiting {
		t.Errorf("the agent is %+v with %d contacts, the second task %s", v.Presence, len(v.Contacts), c.State)
	}
	if err := e.Audit(); err != nil {
		t.Error(err)
	}
}
