package routing

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"strowger/internal/center"
	"strowger/internal/flow"
)

// action writes one action of a flow; transitions is the inside of that object.
func action(id, kind, parameters, transitions string) string {
	return fmt.Sprintf(`{"Identifier":%q,"Type":%q,"Parameters":{%s},"Transitions":{%s}}`, id, kind, parameters, transitions)
}

// goes writes transitions to an action, with error branches such as
// NoMatchingError=x.
func goes(id string, branches ...string) string {
	var errors []string
	for _, b := range branches {
		kind, to, _ := strings.Cut(b, "=")
		errors = append(errors, fmt.Sprintf(`{"ErrorType":%q,"NextAction":%q}`, kind, to))
	}
	return fmt.Sprintf(`"NextAction":%q,"Errors":[%s]`, id, strings.Join(errors, ","))
}

// on adds a condition to transitions.
func on(transitions, result, to string) string {
	return fmt.Sprintf(`%s,"Conditions":[{"NextAction":%q,"Condition":{"Operator":"Equals","Operands":[%q]}}]`, transitions, to, result)
}

// pause is a Wait of so many seconds, with where it goes then.
func pause(id string, seconds int, to string) string {
	return action(id, "Wait", fmt.Sprintf(`"TimeoutSeconds":%d`, seconds), on(goes(to, "NoMatchingError=end"), "WaitCompleted", to))
}

// mark sets an attribute.
func mark(id, name, to string) string {
	return action(id, "UpdateContactAttributes", fmt.Sprintf(`"Attributes":{%q:"yes"}`, name), goes(to, "NoMatchingError=end"))
}

// flowOf puts a flow that begins with the first of its actions. An action named
// end that ends it is always there.
func (c *centre) flowOf(id string, kind center.FlowType, actions ...string) {
	c.Helper()
	_, start, _ := strings.Cut(actions[0], `"Identifier":"`)
	start, _, _ = strings.Cut(start, `"`)
	actions = append(actions, action("end", "EndFlowExecution", "", ""))
	c.do(Put{Resource: &center.ContactFlow{ID: center.FlowID(id), Name: id, Type: kind, Content: fmt.Sprintf(
		`{"Version":"2019-10-30","StartAction":%q,"Actions":[%s]}`, start, strings.Join(actions, ","))}})
}

// startIn starts a contact that runs a queue flow.
func (c *centre) startIn(queue string, ch center.Channel, flow center.FlowID) center.ContactID {
	c.Helper()
	c.next++
	id := center.ContactID(fmt.Sprintf("c%d", c.next))
	c.do(StartContact{Contact: &center.Contact{ID: id, Channel: ch, Method: center.ByAPI,
		Flow: center.FlowPosition{FlowID: center.FlowID("to-" + queue)}, Hooks: map[center.FlowEvent]center.FlowID{center.OnCustomerQueue: flow}}})
	return id
}

func (c *centre) contact(id center.ContactID) center.Contact {
	c.Helper()
	found, ok := c.e.Contact(id)
	if !ok {
		c.Fatalf("there is no contact %s", id)
	}
	return found
}

// TestRestore_FlowsRestOn proves R5.30 over a restart: flows that rest in a
// queue, beside ringing, before a queue and in a pause go on at the moment they
// would have, and one whose moment has passed meanwhile at once.
func TestRestore_FlowsRestOn(t *testing.T) {
	t.Parallel()
	c, kept := newRecordedCentre(t)
	c.queue("q")
	c.queue("other")
	c.profile("p", one(1, false), everyChannel("q", 1, 0)...)
	c.agent("a", "p")
	c.flowOf("patience", center.CustomerQueueFlow, pause("w", 15, "m"), mark("m", "waited", "w2"), pause("w2", 1000, "m2"), mark("m2", "long", "end"))
	c.flowOf("slow", center.ContactFlowType, pause("w", 15, "t"),
		action("t", "UpdateContactTargetQueue", `"QueueId":"other"`, goes("q", "NoMatchingError=end")),
		action("q", "TransferContactToQueue", "", goes("end", "NoMatchingError=end", "QueueAtCapacity=end")))
	ringing := c.startIn("q", center.Chat, "patience")
	waiting := c.startIn("q", center.Chat, "patience")
	start := func(id center.ContactID) {
		c.do(StartContact{Contact: &center.Contact{ID: id, Channel: center.Task, Method: center.ByAPI, Flow: center.FlowPosition{FlowID: "slow"}}})
	}
	start("before")
	start("paused")
	c.do(Pause{ContactID: "paused"})
	c.wantHolder(ringing, "a")

	c.at(seconds(10)).restart(kept)
	c.at(seconds(15) - time.Millisecond).do(Tick{})
	for _, id := range []center.ContactID{ringing, waiting} {
		if c.contact(id).Attributes != nil {
			t.Errorf("%s went on too early", id)
		}
	}
	c.at(seconds(15)).do(Tick{})
	c.wantHolder(ringing, "a")
	for _, id := range []center.ContactID{ringing, waiting} {
		if c.contact(id).Attributes["waited"] != "yes" {
			t.Errorf("%s did not go on", id)
		}
	}
	if got := c.contact("before"); got.State != center.Waiting || got.Target.QueueID != "other" || got.Enqueued != testStart.Add(seconds(15)) {
		t.Errorf("before its queue: %+v", got)
	}
	if got := c.contact("paused"); got.State != center.Paused {
		t.Errorf("paused: %+v", got)
	}
	c.at(time.Hour).restart(kept)
	c.do(Resume{ContactID: "paused"})
	c.do(Tick{})
	if got := c.contact("paused"); got.State != center.Waiting || got.Target.QueueID != "other" {
		t.Errorf("resumed: %+v", got)
	}
	if got := c.contact(waiting); got.Attributes["long"] != "yes" || got.Flow.Action != "" || got.Flow.Until != 0 {
		t.Errorf("at the end of its flow: %+v", got)
	}
}

// TestFlow_HookSetByFlow proves that a flow says which flow runs in the queue
// (R5.30), and that one of another type, or that there is none of, takes the
// error branch. Where no flow runs at an event it is noted as not built.
func TestFlow_HookSetByFlow(t *testing.T) {
	t.Parallel()
	c := newCentre(t)
	c.queue("q")
	c.flowOf("note", center.CustomerQueueFlow, mark("m", "noted", "end"))
	c.flowOf("whisper", center.AgentWhisperFlow, mark("m", "noted", "end"))
	hook := func(event, flow string) string {
		return action("h", "UpdateContactEventHooks", fmt.Sprintf(`"EventHooks":{%q:%q}`, event, flow), goes("t", "NoMatchingError=m"))
	}
	for name, tc := range map[string]struct{ event, flow, attribute string }{
		"good":     {"CustomerQueue", "note", "noted"},
		"by ARN":   {"CustomerQueue", c.e.Directory().Instance.ARN(center.KindFlow, "note"), "noted"},
		"type":     {"CustomerQueue", "whisper", "failed"},
		"gone":     {"CustomerQueue", "gone", "failed"},
		"no event": {"DisconnectAgentUI", "note", "failed"},
		"hold":     {"CustomerHold", "note", "failed"},
	} {
		id := center.ContactID(strings.ReplaceAll(name, " ", "-"))
		c.flowOf("start-"+string(id), center.ContactFlowType, hook(tc.event, tc.flow), mark("m", "failed", "t"),
			action("t", "UpdateContactTargetQueue", `"QueueId":"q"`, goes("q", "NoMatchingError=end")),
			action("q", "TransferContactToQueue", "", goes("end", "NoMatchingError=end", "QueueAtCapacity=end")))
		c.do(StartContact{Contact: &center.Contact{ID: id, Channel: center.Chat, Method: center.ByAPI, Flow: center.FlowPosition{FlowID: "start-" + center.FlowID(id)}}})
		got := c.contact(id)
		if got.State != center.Waiting || len(got.Attributes) != 1 || got.Attributes[tc.attribute] != "yes" {
			t.Errorf("%s: %s with %v", name, got.State, got.Attributes)
		}
		if unbuilt := name == "no event"; unbuilt != (len(got.Unbuilt) == 1) {
			t.Errorf("%s: not built: %v", name, got.Unbuilt)
		}
	}
}

// TestFlow_UnbuiltIsNotedOnce proves that a queue flow that goes round an action
// which is not built does not let its contact grow.
func TestFlow_UnbuiltIsNotedOnce(t *testing.T) {
	t.Parallel()
	c := newCentre(t)
	c.queue("q")
	c.flowOf("round", center.CustomerQueueFlow, action("u", "ResumeContact", "", goes("w", "NoMatchingError=w")), pause("w", 10, "u"))
	id := c.startIn("q", center.Task, "round")
	c.at(time.Hour).do(Tick{})
	if got := c.contact(id); len(got.Unbuilt) != 1 || got.Unbuilt[0].At != testStart || got.State != center.Waiting {
		t.Errorf("%+v", got)
	}
}

// TestFlow_EndsWithItsContact proves that a flow which rests is over with its
// contact: nothing is due any more, wherever the contact stood.
func TestFlow_EndsWithItsContact(t *testing.T) {
	t.Parallel()
	c := newCentre(t)
	c.queue("q")
	c.profile("p", one(2, true), everyChannel("q", 1, 0)...)
	c.agent("a", "p")
	c.flowOf("long", center.CustomerQueueFlow, pause("w", 1000, "m"), mark("m", "late", "end"))
	c.flowOf("slow", center.ContactFlowType, pause("w", 1000, "m"), mark("m", "late", "end"))
	abandoned := c.startIn("q", center.Chat, "long")
	joined := c.startIn("q", center.Chat, "long")
	waiting := c.startIn("q", center.Chat, "long")
	c.do(StartContact{Contact: &center.Contact{ID: "slow", Channel: center.Task, Method: center.ByAPI, Flow: center.FlowPosition{FlowID: "slow"}}})
	c.accept("a", joined)
	for _, id := range []center.ContactID{abandoned, waiting, "slow"} {
		c.do(StopContact{ContactID: id, Reason: center.CustomerDisconnect})
	}
	if at, ok := c.e.Deadline(); ok {
		t.Fatalf("something is due after %s", at.Sub(c.now))
	}
	if got := c.contact(joined); got.State != center.Connected || got.Flow.Until != 0 || got.Attributes != nil {
		t.Errorf("%+v", got)
	}
}

// TestFlow_DefaultFollowsItsFlow proves that the default queue flow is the one of
// that name and type, as it then is: new content, another name, gone.
func TestFlow_DefaultFollowsItsFlow(t *testing.T) {
	t.Parallel()
	c := newCentre(t)
	c.queue("q")
	put := func(name, attribute string, revision int64) {
		c.do(Put{Base: revision, Resource: &center.ContactFlow{ID: "d", Name: name, Type: center.CustomerQueueFlow, Content: fmt.Sprintf(
			`{"Version":"2019-10-30","StartAction":"m","Actions":[%s,%s]}`, mark("m", attribute, "end"), action("end", "EndFlowExecution", "", ""))}})
	}
	want := func(attribute string) {
		t.Helper()
		got := c.contact(c.start("q", center.Chat)).Attributes
		if len(got) > 1 || attribute != "" && got[attribute] != "yes" || attribute == "" && got != nil {
			t.Errorf("attributes %v, want %s", got, attribute)
		}
	}
	want("")
	put("Default customer queue", "one", 0)
	want("one")
	put("Default customer queue", "two", 1)
	want("two")
	put("another", "two", 2)
	want("")
	put("Default customer queue", "three", 3)
	want("three")
	c.do(Remove{Kind: center.KindFlow, ID: "d"})
	want("")
}

// TestPause_OverAndOver proves that the flow of a pause still runs for a task that
// was paused so often that its flows have run more actions than one circle may.
func TestPause_OverAndOver(t *testing.T) {
	t.Parallel()
	c := newCentre(t)
	c.queue("q")
	c.flowOf("rounds", center.ContactFlowType,
		action("l", "Loop", `"LoopCount":"100"`, goes("end", "NoMatchingError=end")+
			`,"Conditions":[{"NextAction":"l","Condition":{"Operator":"Equals","Operands":["ContinueLooping"]}},`+
			`{"NextAction":"m","Condition":{"Operator":"Equals","Operands":["DoneLooping"]}}]`),
		mark("m", "done", "end"))
	id := c.start("q", center.Task)
	for range flow.MaxSteps / 100 {
		c.do(Pause{ContactID: id, FlowID: "rounds"})
		c.do(Resume{ContactID: id})
	}
	c.do(UpdateAttributes{ContactID: id, Attributes: map[string]string{"done": "no"}})
	c.do(Pause{ContactID: id, FlowID: "rounds"})
	if got := c.contact(id).Attributes["done"]; got != "yes" {
		t.Errorf("the last pause ran no flow to its end: done is %q", got)
	}
}
