package routing

import (
	"testing"
	"time"

	"strowger/internal/center"
)

// TestPause_ReturnsToTheFlow is R3.16 for a task that its first flow has not
// queued yet: the flow of a pause stands in its place, and after the resume it
// rests on where it was, or goes on where the rest is over, also after a restart.
func TestPause_ReturnsToTheFlow(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		back   time.Duration // of the resume
		queued time.Duration
		resume center.FlowID
	}{
		"the rest goes on":         {seconds(20), seconds(60), ""},
		"the rest is over":         {seconds(90), seconds(90), ""},
		"the resume has a flow":    {seconds(20), 0, "resumed"},
		"the flow of that is gone": {seconds(20), seconds(60), "gone"},
	} {
		t.Run(name, func(t *testing.T) {
			c, kept := newRecordedCentre(t)
			c.queue("q")
			c.flowOf("slow", center.ContactFlowType, pause("rest", 60, "target"),
				action("target", "UpdateContactTargetQueue", `"QueueId":"q"`, goes("queue", "NoMatchingError=end")),
				action("queue", "TransferContactToQueue", "", goes("end", "QueueAtCapacity=end", "NoMatchingError=end")))
			c.flowOf("paused", center.ContactFlowType, pause("rest", 5, "note"), mark("note", "paused", "end"))
			c.flowOf("resumed", center.ContactFlowType, mark("note", "resumed", "end"))
			c.flowOf("gone", center.ContactFlowType, mark("note", "resumed", "end"))
			hooks := map[center.FlowEvent]center.FlowID{center.OnPause: "paused"}
			if test.resume != "" {
				hooks[center.OnResume] = test.resume
			}
			c.do(StartContact{Contact: &center.Contact{ID: "t", Channel: center.Task, Method: center.ByAPI, Hooks: hooks, Flow: center.FlowPosition{FlowID: "slow"}}})
			c.do(Remove{Kind: center.KindFlow, ID: "gone"})
			c.at(seconds(10)).do(Pause{ContactID: "t"})
			c.restart(kept)
			c.at(seconds(16))
			if got := c.contact("t"); got.Attributes["paused"] != "yes" || got.State != center.Paused {
				t.Fatalf("the flow of the pause did not run: %s %v", got.State, got.Attributes)
			}
			c.restart(kept)
			c.at(test.back).do(Resume{ContactID: "t"})
			if at, armed := c.e.Deadline(); armed && at <= c.now {
				t.Errorf("the deadline %v is not to come", at.Sub(testStart))
			}
			c.restart(kept)
			c.at(seconds(100))
			got := c.contact("t")
			if want := testStart.Add(test.queued); test.queued > 0 && (got.State != center.Waiting || got.Enqueued != want) {
				t.Errorf("the task is %s since %v, want it queued at %v", got.State, got.Enqueued.Sub(testStart), test.queued)
			}
			if test.queued == 0 && (got.State != center.InFlow || got.Attributes["resumed"] != "yes") {
				t.Errorf("the task is %s with %v, want it in the flow of its resume", got.State, got.Attributes)
			}
		})
	}
}

// TestResume_RestIsOver proves that the rest of a task without any flow of a pause
// that ran out meanwhile is over with the resume, and not with the next tick.
func TestResume_RestIsOver(t *testing.T) {
	t.Parallel()
	c := newCentre(t)
	c.flowOf("slow", center.ContactFlowType, pause("rest", 60, "note"), mark("note", "rested", "again"), pause("again", 60, "end"))
	c.do(StartContact{Contact: &center.Contact{ID: "t", Channel: center.Task, Method: center.ByAPI, Flow: center.FlowPosition{FlowID: "slow"}}})
	c.do(Pause{ContactID: "t"})
	c.at(seconds(90)).do(Resume{ContactID: "t"})
	at, armed := c.e.Deadline()
	if got := c.contact("t"); got.Attributes["rested"] != "yes" || !armed || at != testStart.Add(seconds(150)) {
		t.Errorf("attributes %v, deadline %v", got.Attributes, at.Sub(testStart))
	}
}

// TestHook_GoneFlow proves that where the flow set for an event was deleted, the
// default one runs, as for a contact that has none of its own (R5.30).
func TestHook_GoneFlow(t *testing.T) {
	t.Parallel()
	c := newCentre(t)
	c.queue("q")
	c.flowOf(center.CustomerQueueFlow.DefaultName(), center.CustomerQueueFlow, mark("note", "default", "end"))
	c.flowOf("own", center.CustomerQueueFlow, mark("note", "own", "end"))
	c.flowOf("other", center.CustomerQueueFlow, mark("note", "other", "end"))
	c.do(Remove{Kind: center.KindFlow, ID: "other"})
	for flow, want := range map[center.FlowID]string{"own": "own", "other": "default"} {
		if got := c.contact(c.startIn("q", center.Chat, flow)).Attributes; got[want] != "yes" || len(got) != 1 {
			t.Errorf("with the flow %s set: %v, want %s", flow, got, want)
		}
	}
}

// TestCriteria_NotOfJoined proves that a flow cannot set routing criteria for a
// task that an agent has: no step of them could ever matter (Q34).
func TestCriteria_NotOfJoined(t *testing.T) {
	t.Parallel()
	c := newCentre(t)
	c.queue("q")
	c.profile("p", one(1, true), everyChannel("q", 1, 0)...)
	c.agent("ann", "p")
	c.flowOf("criteria", center.ContactFlowType, action("set", "UpdateRoutingCriteria",
		`"RoutingCriteria":{"Steps":[{"Expression":{"AttributeCondition":{"Name":"skill","Value":"French","ProficiencyLevel":3,"ComparisonOperator":"NumberGreaterOrEqualTo"}}}]}`,
		goes("end", "NoMatchingError=late")), mark("late", "late", "end"))
	id := c.take("ann", "q", center.Task)
	c.do(Pause{ContactID: id, FlowID: "criteria"})
	if got := c.contact(id); len(got.Criteria) > 0 || got.Attributes["late"] != "yes" {
		t.Errorf("criteria %v, attributes %v", got.Criteria, got.Attributes)
	}
	c.do(Resume{ContactID: id, FlowID: "criteria"})
	if got := c.contact(id); len(got.Criteria) > 0 {
		t.Errorf("criteria %v", got.Criteria)
	}
}

// TestRestore_LostThirdParty proves that a call whose record names a third party
// that is not there consults nobody, and says so.
func TestRestore_LostThirdParty(t *testing.T) {
	t.Parallel()
	for name, third := range map[string]center.ContactID{"gone": "gone", "itself": "", "another call": "c2"} {
		t.Run(name, func(t *testing.T) {
			c, kept := newRecordedCentre(t)
			c.queue("q")
			c.profile("p", one(1, false), everyChannel("q", 1, 0)...)
			c.agent("ann", "p")
			c.agent("bob", "p")
			first, second := c.take("ann", "q", center.Voice), c.take("bob", "q", center.Voice)
			damaged := c.e.contacts[first]
			if damaged.Call.Third = third; third == "" {
				damaged.Call.Third = first
			}
			if third == "c2" {
				damaged.Call.Third = second
			}
			kept.take(t, Change{Record: damaged.Contact})
			c.restart(kept)
			for _, cmd := range []Command{
				Hold{UserID: "ann", ContactID: first, Party: center.ThirdParty}, Mute{UserID: "ann", ContactID: first, Party: center.ThirdParty},
				Join{UserID: "ann", ContactID: first}, Toggle{UserID: "ann", ContactID: first, Party: center.ThirdParty},
				Drop{UserID: "ann", ContactID: first, Party: center.ThirdParty},
			} {
				c.refuse(cmd, center.NotFound)
			}
			c.do(Hangup{UserID: "ann", ContactID: first})
			if got := c.contact(second); got.State != center.Connected {
				t.Errorf("the other call is %s", got.State)
			}
		})
	}
}

// TestRestore_DialingOrder proves that calls which began to ring at one moment
// are told in the same order before and after a restart.
func TestRestore_DialingOrder(t *testing.T) {
	t.Parallel()
	c, kept := newRecordedCentre(t)
	in := *c.e.dir.Instance
	in.OutboundCalls = true
	c.do(Put{Resource: &in, Base: in.Stamp.Revision})
	c.queue("q")
	for _, id := range []center.ContactID{"b", "c", "a"} {
		c.do(StartContact{Contact: &center.Contact{ID: id, Channel: center.Voice, Method: center.ByAPI, Dial: center.Dial{Ring: DialTime, Most: 1},
			Endpoint: center.Endpoint{Address: "+12065550123"}, System: center.Endpoint{Address: "+12065550199"}, Flow: center.FlowPosition{FlowID: "to-q"}}})
	}
	order := func() (ids string) {
		for _, rec := range c.e.Dialing() {
			ids += string(rec.ID)
		}
		return ids
	}
	before := order()
	c.restart(kept)
	if after := order(); before != "abc" || after != before {
		t.Errorf("the calls are told as %s, after a restart as %s", before, after)
	}
}

// TestStaffing_WalksOnce proves that a flow which asks for the numbers of a queue
// in a circle costs one walk over its agents, not one each time.
func TestStaffing_WalksOnce(t *testing.T) {
	t.Parallel()
	c := newCentre(t)
	c.queue("q")
	c.profile("p", one(1, true), everyChannel("q", 1, 0)...)
	c.agent("ann", "p")
	queue := center.FlowTarget{QueueID: "q"}
	if got := c.e.staff(queue, nil); got.online != 1 || got.available != 1 {
		t.Fatalf("one agent is there on four channels, and counted are %+v", got)
	}
	p := c.e.profiles["p"]
	p.agents["ghost"] = &agent{status: p.agents["ann"].status} // whom only a walk would find
	voice := center.Voice
	if got := c.e.staff(queue, &voice); got.online != 1 {
		t.Errorf("asked again, nothing having changed, the agents were walked over: %+v", got)
	}
	delete(p.agents, "ghost")
	c.status("ann", "lunch")
	if got := c.e.staff(queue, nil); got.available != 0 || got.nonProductive != 1 {
		t.Errorf("after a change: %+v", got)
	}
	c.do(Remove{Kind: center.KindUser, ID: "ann"})
	if got := c.e.staff(queue, nil); got != (staffing{}) {
		t.Errorf("nobody is left, and counted are %+v", got)
	}
}
