package routing

import (
	"testing"
	"time"

	"strowger/internal/center"
)

// startLimited starts a contact of the queue under a quota.
func startLimited(id, queue string, ch center.Channel, limit int) StartContact {
	return StartContact{Limit: limit, Contact: &center.Contact{ID: center.ContactID(id), Channel: ch, Method: center.ByAPI,
		Flow: center.FlowPosition{FlowID: center.FlowID("to-" + queue)}}}
}

// Q35, section 5.9 of the rules: a quota of active contacts is checked when one
// is made. Calls count until they end, tasks until their after-contact work is
// over, and scheduled ones not before their time; a restart forgets none.
func TestQuota_ActiveContacts(t *testing.T) {
	t.Parallel()
	c, kept := newRecordedCentre(t)
	c.queue("sales")
	c.do(startLimited("t1", "sales", center.Task, 2))
	c.do(startLimited("t2", "sales", center.Task, 2))
	c.refuse(startLimited("t3", "sales", center.Task, 2), center.Limit)
	c.do(startLimited("v1", "sales", center.Voice, 1)) // each channel has its own
	c.refuse(startLimited("v2", "sales", center.Voice, 1), center.Limit)
	c.restart(kept)
	c.refuse(startLimited("t3", "sales", center.Task, 2), center.Limit)
	c.do(startLimited("t3", "sales", center.Task, 3))
	c.do(startLimited("t4", "sales", center.Task, 0)) // no quota
	c.do(StopContact{ContactID: "v1", Reason: center.CustomerDisconnect})
	c.do(startLimited("v2", "sales", center.Voice, 1))

	later := startLimited("s1", "sales", center.Chat, 1)
	later.Contact.Channel, later.Contact.Scheduled = center.Chat, c.now.Add(time.Hour)
	c.do(later)
	c.do(startLimited("c1", "sales", center.Chat, 1))
	c.refuse(startLimited("c2", "sales", center.Chat, 1), center.Limit)
}

// A call in after-contact work is no active call, a task in it is an active task.
func TestQuota_AfterContactWork(t *testing.T) {
	t.Parallel()
	c := newCentre(t)
	c.queue("sales")
	c.profile("p", one(1, true), pair("sales", center.Voice, 1, 0), pair("sales", center.Task, 1, 0))
	c.agent("ann", "p")
	for _, ch := range []center.Channel{center.Voice, center.Task} {
		id := "first " + ch.String()
		c.do(startLimited(id, "sales", ch, 1))
		c.accept("ann", center.ContactID(id))
		c.do(StopContact{ContactID: center.ContactID(id), Reason: center.CustomerDisconnect})
		second := startLimited("second "+ch.String(), "sales", ch, 1)
		if ch == center.Voice {
			c.do(second)
			c.do(StopContact{ContactID: second.Contact.ID, Reason: center.CustomerDisconnect})
		} else {
			c.refuse(second, center.Limit)
		}
		c.do(Clear{UserID: "ann", ContactID: center.ContactID(id)})
		if ch == center.Task {
			c.do(second)
		}
	}
}

// A quota of resources is checked when one is made, not when it is changed.
func TestQuota_Resources(t *testing.T) {
	t.Parallel()
	c := newCentre(t)
	queue := func(id string, base int64) Put {
		return Put{Limit: 2, Base: base, Resource: &center.Queue{ID: center.QueueID(id), Name: id, HoursID: "always", MaxContacts: center.NoMaxContacts}}
	}
	c.do(queue("a", 0))
	c.do(queue("b", 0))
	c.refuse(queue("c", 0), center.Limit)
	c.do(queue("b", 1))
	c.do(Remove{Kind: center.KindQueue, ID: "a"})
	c.do(queue("c", 0))
}

// R5.42: a callback is no active call while it is scheduled or waits; from its
// offer on it is one. A call that an agent dials is held to the quota too.
func TestQuota_Callbacks(t *testing.T) {
	t.Parallel()
	c, kept := newRecordedCentre(t)
	in := *c.e.dir.Instance
	in.OutboundCalls = true
	c.do(Put{Resource: &in, Base: in.Stamp.Revision})
	c.do(Put{Resource: &center.PhoneNumber{ID: "n", Number: "+12065550199"}})
	c.do(Put{Resource: &center.Queue{ID: "back", Name: "back", HoursID: "always", MaxContacts: center.NoMaxContacts, Outbound: center.OutboundCaller{NumberID: "n"}}})
	c.do(Put{Resource: &center.ContactFlow{ID: "to-back", Name: "to-back", Type: center.ContactFlowType, Content: queueFlow("back")}})
	c.queue("sales")
	c.profile("p", one(1, true), pair("back", center.Voice, 1, 0))
	c.agent("ann", "p")
	c.agent("bob", "p")
	for _, u := range []string{"ann", "bob"} {
		c.status(u, "lunch")
	}
	customer := center.Endpoint{Type: telephoneNumber, Address: "+12065550123"}
	for _, id := range []center.ContactID{"k1", "k2"} {
		c.do(StartContact{Contact: &center.Contact{ID: id, Channel: center.Voice, Method: center.Callback, Endpoint: customer,
			System: center.Endpoint{Type: telephoneNumber, Address: "+12065550199"}, Scheduled: c.now.Add(seconds(10)),
			Dial: center.Dial{Ring: DialTime, Most: 1},
			Flow: center.FlowPosition{FlowID: "to-back"}}})
	}
	wait := func(when string) {
		t.Helper()
		c.do(startLimited("v "+when, "sales", center.Voice, 1)) // neither counts
		c.refuse(startLimited("w "+when, "sales", center.Voice, 1), center.Limit)
		c.refuse(Dial{UserID: "bob", Limit: 1, Contact: &center.Contact{ID: "d", Endpoint: customer, Target: center.FlowTarget{QueueID: "back"}}}, center.Limit)
		c.do(StopContact{ContactID: center.ContactID("v " + when), Reason: center.CustomerDisconnect})
	}
	wait("scheduled")
	c.restart(kept)
	wait("scheduled, restarted")
	c.at(seconds(10))
	wait("waiting")
	c.restart(kept)
	wait("waiting, restarted")
	c.do(Assign{UserID: "ann", ContactID: "k1"})
	c.refuse(startLimited("v", "sales", center.Voice, 1), center.Limit)
	c.do(Reject{UserID: "ann", ContactID: "k1"})
	wait("waiting again")
	c.do(Assign{UserID: "bob", ContactID: "k1"})
	c.do(Accept{UserID: "bob", ContactID: "k1"})
	c.refuse(startLimited("v", "sales", center.Voice, 1), center.Limit)
	c.restart(kept)
	c.refuse(startLimited("v", "sales", center.Voice, 1), center.Limit)
	c.do(startLimited("v", "sales", center.Voice, 2))
}
