package routing

import (
	"fmt"
	"testing"

	"strowger/internal/center"
)

// moveTo is an action that moves to a queue, or ends the flow where it cannot.
func moveTo(id, queue, otherwise string) string {
	return action(id, "DequeueContactAndTransferToQueue", `"QueueId":"`+queue+`"`, goes("end", "NoMatchingError="+otherwise, "QueueAtCapacity="+otherwise))
}

// TestDequeue_Circle proves that queue flows which send a contact back and forth
// at once come to rest after eleven transfers (R2.21), and that the answer to the
// start names the segment that was started.
func TestDequeue_Circle(t *testing.T) {
	t.Parallel()
	c := newCentre(t)
	c.queue("a")
	c.queue("b")
	c.flowOf("circle", center.CustomerQueueFlow,
		action("where", "Compare", `"ComparisonValue":"$.Queue.Name"`, on(goes("back", "NoMatchingCondition=back"), "a", "there")),
		moveTo("there", "b", "m"), moveTo("back", "a", "m"), mark("m", "stuck", "end"))
	out := c.do(StartContact{Contact: &center.Contact{ID: "first", Channel: center.Task, Method: center.ByAPI,
		Flow: center.FlowPosition{FlowID: "to-a"}, Hooks: map[center.FlowEvent]center.FlowID{center.OnCustomerQueue: "circle"}}})
	if out.Result.ContactID != "first" {
		t.Errorf("the answer names %s", out.Result.ContactID)
	}
	if n := c.e.Live(); n != 1 {
		t.Fatalf("%d contacts live", n)
	}
	for _, last := range c.e.contacts { // order: there is one
		if last.Transfers != MaxTransfers || last.Target.QueueID != "b" || last.InitialID != "first" || last.Attributes["stuck"] != "yes" {
			t.Errorf("the last segment: %+v", last.Contact)
		}
	}
}

// TestDequeue_AgentQueue proves that an agent's queue takes ten (R2.11), that the
// contact there is the agent's, and that the chain survives a restart.
func TestDequeue_AgentQueue(t *testing.T) {
	t.Parallel()
	c, kept := newRecordedCentre(t)
	c.queue("q")
	c.profile("p", one(1, false), everyChannel("q", 1, 0)...)
	c.agent("ann", "p")
	c.status("ann", "lunch")
	c.flowOf("mine", center.CustomerQueueFlow, pause("w", 5, "d"),
		action("d", "DequeueContactAndTransferToQueue", `"AgentId":"ann"`, goes("end", "NoMatchingError=end", "QueueAtCapacity=m")), mark("m", "full", "end"))
	for range AgentQueueCapacity + 1 {
		c.startIn("q", center.Chat, "mine")
	}
	c.restart(kept)
	c.at(seconds(5)).restart(kept)
	own, full := 0, 0
	for _, live := range c.e.contacts { // order: counted
		if live.Target.UserID == "ann" && live.State == center.Waiting && live.PreviousID != "" {
			own++
		} else if live.Attributes["full"] == "yes" && live.Target.QueueID == "q" && live.Enqueued == testStart {
			full++
		}
	}
	if own != AgentQueueCapacity || full != 1 {
		t.Errorf("%d in the agent's queue, %d stayed", own, full)
	}
}

// TestFlow_SaysWhatItIs proves that a flow sets name, description, references and
// tags of its contact, and that what the router refuses takes the error branch.
func TestFlow_SaysWhatItIs(t *testing.T) {
	t.Parallel()
	c := newCentre(t)
	c.queue("q")
	tags := ""
	for i := range MaxTags {
		tags += fmt.Sprintf(`,"t%d":"v"`, i)
	}
	c.flowOf("says", center.CustomerQueueFlow,
		action("d", "UpdateContactData", `"Name":"$.Channel","Description":"words","References":{"r":{"Type":"URL","Value":"https://example.com"}}`, goes("g", "NoMatchingError=end")),
		action("g", "TagContact", `"Tags":{"keep":"1","drop":"2"}`, goes("u", "NoMatchingError=end")),
		action("u", "UntagContact", `"TagKeys":["drop"]`, goes("many", "NoMatchingError=end")),
		action("many", "TagContact", `"Tags":{"keep":"2"`+tags+`}`, goes("end", "NoMatchingError=other")),
		action("other", "UpdateContactData", `"Name":"n","TargetContact":"Related"`, goes("end", "NoMatchingError=m")), mark("m", "done", "end"))
	got := c.contact(c.startIn("q", center.Task, "says"))
	if got.Name != "TASK" || got.Description != "words" || got.References["r"].Value != "https://example.com" || got.Attributes["done"] != "yes" {
		t.Errorf("it says %+v", got)
	}
	if len(got.Tags) != 1 || got.Tags["keep"] != "1" {
		t.Errorf("tags %v", got.Tags)
	}
}
