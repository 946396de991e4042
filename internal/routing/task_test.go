package routing

import (
	"fmt"
	"testing"
	"time"

	"strowger/internal/center"
)

// taskAction makes a task that runs a flow.
func taskAction(id, flow, more, to string) string {
	return action(id, "CreateTask", fmt.Sprintf(`"ContactFlowId":%q,"Name":"Call $.CustomerEndpoint.Address back"%s`, flow, more), goes(to, "NoMatchingError=failed"))
}

// TestCreateTask makes tasks of a call: at once and later, with what the flow says
// of them, also over a restart. The quota of the API does not concern them.
func TestCreateTask(t *testing.T) {
	t.Parallel()
	c, kept := newRecordedCentre(t)
	c.queue("q")
	c.flowOf("call", center.ContactFlowType, taskAction("now", "to-q", `,"Description":"d","Attributes":{"tier":"gold"},"References":{"r":{"Type":"URL","Value":"https://x/$.Channel"}}`, "later"),
		taskAction("later", "to-q", `,"DelaySeconds":60`, "gone"), taskAction("gone", "nothing", "", "end"), mark("failed", "failed", "end"))
	c.do(StartContact{Contact: &center.Contact{ID: "v", Channel: center.Voice, Method: center.Inbound, Endpoint: center.Endpoint{Address: "+12065550123"},
		Flow: center.FlowPosition{FlowID: "call"}}})
	now, later := c.contact("v.1"), c.contact("v.2")
	if now.State != center.Waiting || now.Name != "Call +12065550123 back" || now.Description != "d" || now.RelatedID != "v" || now.Method != center.ByAPI ||
		now.Attributes["tier"] != "gold" || now.References["r"].Value != "https://x/VOICE" || now.Expires != testStart.Add(TaskLife) {
		t.Errorf("the task is %+v", now)
	}
	if later.State != center.Scheduled || later.Expires != testStart.Add(time.Minute+TaskLife) {
		t.Errorf("the later task is %+v", later)
	}
	c.restart(kept)
	c.at(time.Minute)
	if got := c.contact("v.2"); got.State != center.Waiting || got.Enqueued != testStart.Add(time.Minute) {
		t.Errorf("a minute later it is %s since %v", got.State, got.Enqueued.Sub(testStart))
	}
	if rec := c.e.Live(); rec != 2 { // the call is over with its flow
		t.Errorf("%d contacts are live", rec)
	}
}

// TestCreateTask_Limits proves that flows cannot make tasks without end: ten of one
// contact, none of a task that a flow made before an agent has had it.
func TestCreateTask_Limits(t *testing.T) {
	t.Parallel()
	c, kept := newRecordedCentre(t)
	c.queue("q")
	c.profile("p", one(5, true), everyChannel("q", 1, 0)...)
	c.flowOf("circle", center.ContactFlowType, taskAction("again", "circle", "", "again"), mark("failed", "failed", "target"),
		action("target", "UpdateContactTargetQueue", `"QueueId":"q"`, goes("queue", "NoMatchingError=end")),
		action("queue", "TransferContactToQueue", "", goes("end", "QueueAtCapacity=end", "NoMatchingError=end")))
	c.flowOf("one", center.ContactFlowType, taskAction("more", "to-q", "", "end"), mark("failed", "failed", "end"))
	c.do(StartContact{Contact: &center.Contact{ID: "t", Channel: center.Task, Method: center.ByAPI, Flow: center.FlowPosition{FlowID: "circle"}}})
	if c.e.Live() != 1+MaxFlowTasks || c.contact("t").Attributes["failed"] != "yes" || c.contact("t.1").Attributes["failed"] != "yes" {
		t.Fatalf("%d contacts are live", c.e.Live())
	}
	c.restart(kept)
	c.do(Pause{ContactID: "t", FlowID: "one"})
	c.do(Pause{ContactID: "t.1", FlowID: "one"})
	if c.e.Live() != 1+MaxFlowTasks {
		t.Errorf("after that %d contacts are live", c.e.Live())
	}
	c.agent("ann", "p")
	c.do(Accept{UserID: "ann", ContactID: "t.2"})
	c.do(Pause{ContactID: "t.2", FlowID: "one"})
	if got := c.contact("t.2.1"); got.RelatedID != "t.2" || got.Name != "Call  back" {
		t.Errorf("a task that an agent has makes %+v", got)
	}
}

// R9.5: flows read the agent who has a contact or is offered it, and the one who
// handed it on.
func TestFlow_AgentPaths(t *testing.T) {
	t.Parallel()
	c := newCentre(t)
	c.queue("q")
	c.profile("p", one(1, true), everyChannel("q", 1, 0)...)
	c.user(center.User{ID: "ann", ProfileID: "p", FirstName: "Ann", LastName: "Other"})
	c.agent("bob", "p")
	c.status("bob", "lunch")
	read := func(id, to string) string {
		return action(id, "UpdateContactAttributes", `"Attributes":{"who":"$.Agent.UserName","first":"$.Agent.FirstName","last":"$.Agent.LastName","arn":"$.Agent.ARN"}`, goes(to, "NoMatchingError=none"))
	}
	c.flowOf("paused", center.ContactFlowType, read("read", "end"), mark("none", "none", "end"))
	c.flowOf("transfer", center.QueueTransferFlow, read("read", "target"), mark("none", "none", "target"),
		action("target", "UpdateContactTargetQueue", `"QueueId":"q"`, goes("queue", "NoMatchingError=end")),
		action("queue", "TransferContactToQueue", "", goes("end", "QueueAtCapacity=end", "NoMatchingError=end")))
	waiting := c.start("q", center.Task)
	c.accept("ann", waiting)
	c.do(Pause{ContactID: waiting, FlowID: "paused"})
	want := map[string]string{"who": "ann", "first": "Ann", "last": "Other", "arn": c.e.dir.Instance.ARN(center.KindUser, "ann")}
	if got := c.contact(waiting).Attributes; fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("with an agent a flow reads %v", got)
	}
	chat := c.start("q", center.Chat)
	c.accept("ann", chat)
	c.do(Transfer{ContactID: chat, By: "ann", Next: &center.Contact{ID: "next", Flow: center.FlowPosition{FlowID: "transfer"}}})
	if got := c.contact("next").Attributes; fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("handed on, a flow reads %v", got)
	}
	c.status("ann", "lunch")
	alone := c.start("q", center.Task)
	c.do(Pause{ContactID: alone, FlowID: "paused"})
	if got := c.contact(alone).Attributes; got["none"] != "yes" || len(got) != 1 {
		t.Errorf("without an agent a flow reads %v", got)
	}
}
