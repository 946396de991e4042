package flow

import (
	"testing"
	"time"

	"strowger/internal/center"
)

// rests writes a queue flow that waits, and says by an attribute where it went.
func rests(action string) string {
	goal := func(id string) string {
		return act(id, "UpdateContactAttributes", `"Attributes":{"at":"`+id+`"}`, to("bye", "NoMatchingError=bye"))
	}
	return wrap(action, goal("done"), goal("err"), goal("gone"), goal("on"))
}

// An action that rests keeps its place until its time is up or it fails.
func TestNext_Rests(t *testing.T) {
	t.Parallel()
	wait := func(parameters string) string {
		return act("w", "Wait", parameters, when(to("on", "NoMatchingError=err", "ParticipantNotFound=gone"),
			"Equals WaitCompleted=done", "Equals BotParticipantDisconnected=on"))
	}
	messages := func(more string) string {
		return act("w", "MessageParticipantIteratively", `"Messages":[{"Text":"hi"}`+more, when(to("on", "NoMatchingError=err"), "Equals MessagesInterrupted=done"))
	}
	cases := []struct {
		name, action string
		want         Op
		answer       Answer
		way          string
	}{
		{"time up", wait(`"TimeoutSeconds":60`), Wait{Time: time.Minute}, Answer{TimeUp: true}, "done"},
		{"in quotes, by the console's name", wait(`"TimeLimitSeconds":"5"`), Wait{Time: 5 * time.Second}, Answer{TimeUp: true}, "done"},
		{"by a path", wait(`"TimeoutSeconds":"$.Attributes.t"`), Wait{Time: 7 * time.Second}, Answer{TimeUp: true}, "done"},
		{"for a bot", wait(`"TimeoutSeconds":1,"Events":["BotParticipantDisconnected"]`), Wait{Time: time.Second, Bot: true}, Answer{Error: ParticipantNotFound}, "gone"},
		{"refused", wait(`"TimeoutSeconds":1`), Wait{Time: time.Second}, Answer{Error: NoMatchingError}, "err"},
		{"messages without end", messages("]"), Play{Text: true, Loop: true}, Answer{Error: NoMatchingError}, "err"},
		{"messages interrupted", messages(`],"InterruptFrequencySeconds":"20"`), Play{Text: true, Loop: true, Interrupt: 20 * time.Second}, Answer{TimeUp: true}, "done"},
		{"not all of them text", messages(`,{"PromptId":"p"}],"InterruptFrequencySeconds":20`), Play{Loop: true, Interrupt: 20 * time.Second}, Answer{TimeUp: true}, "done"},
	}
	world := contact{values: map[string]string{"$.Attributes.t": "7", "$.Attributes.zero": "0", "$.Attributes.word": "soon", "$.Attributes.long": "604801"}}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			f := parse(t, rests(c.action), center.CustomerQueueFlow)
			pos := begin(f)
			same(t, "rest", f.Next(pos, nil, world), c.want)
			if pos.Action != "w" {
				t.Fatalf("it rests at %q", pos.Action)
			}
			same(t, "way", f.Next(pos, &c.answer, world), SetAttributes{Attributes: map[string]string{"at": c.way}})
		})
	}
	for _, path := range []string{"zero", "word", "long", "nothing"} {
		f := parse(t, rests(wait(`"TimeoutSeconds":"$.Attributes.`+path+`"`)), center.CustomerQueueFlow)
		same(t, "no time: "+path, f.Next(begin(f), nil, world), SetAttributes{Attributes: map[string]string{"at": "err"}})
	}
}

// A flow may go round as long as it rests; MaxSteps counts between two rests.
func TestNext_RestsForEver(t *testing.T) {
	t.Parallel()
	f := parse(t, wrap(act("w", "Wait", `"TimeoutSeconds":1`, when(to("", "NoMatchingError=bye"), "Equals WaitCompleted=w"))), center.CustomerQueueFlow)
	pos := begin(f)
	for range 3 * MaxSteps {
		same(t, "again", f.Next(pos, &Answer{TimeUp: true}, contact{}), Wait{Time: time.Second})
	}
	if pos.Steps != 3*MaxSteps {
		t.Errorf("%d steps", pos.Steps)
	}
	f = parse(t, wrap(act("m", "MessageParticipant", `"Text":"hi"`, to("m"))), center.ContactFlowType)
	pos = begin(f)
	op := f.Next(pos, nil, contact{})
	for range MaxSteps {
		op = f.Next(pos, &Answer{}, contact{})
	}
	strays(t, "a circle", pos, op, "without a rest")
}

// R5.30: only a flow that can change something need be run.
func TestFlow_Idle(t *testing.T) {
	t.Parallel()
	for _, d := range DefaultFlows("queue-1") {
		before := d.Type == center.ContactFlowType || d.Type == center.AgentTransferFlow || d.Type == center.QueueTransferFlow
		if f := parse(t, d.Content, d.Type); f.Idle() == before {
			t.Errorf("%q: idle %v", d.Name, f.Idle())
		}
	}
	wait := act("w", "Wait", `"TimeoutSeconds":1`, when(to("", "NoMatchingError=bye"), "Equals WaitCompleted=bye"))
	if parse(t, wrap(wait), center.CustomerQueueFlow).Idle() {
		t.Error("a flow that disconnects is not idle")
	}
}

// UpdateContactEventHooks names its flow by a text or by a path.
func TestNext_Hook(t *testing.T) {
	t.Parallel()
	flow := func(ref string) *Flow {
		return parse(t, wrap(act("h", "UpdateContactEventHooks", `"EventHooks":{"CustomerQueue":"`+ref+`"}`, to("bye", "NoMatchingError=end")),
			act("end", "EndFlowExecution", "", "")), center.ContactFlowType)
	}
	world := contact{values: map[string]string{"$.Attributes.f": "flow-7", "$.Attributes.empty": ""}}
	for ref, want := range map[string]Op{
		"flow-1": SetHook{Event: center.OnCustomerQueue, FlowRef: "flow-1"}, "$.Attributes.f": SetHook{Event: center.OnCustomerQueue, FlowRef: "flow-7"},
		"$.Attributes.empty": End{}, "$.Attributes.nothing": End{},
	} {
		f := flow(ref)
		same(t, ref, f.Next(begin(f), nil, world), want)
	}
	f := flow("flow-1")
	pos := begin(f)
	f.Next(pos, nil, world)
	same(t, "there is no such flow", f.Next(pos, &Answer{Error: NoMatchingError}, world), End{})
}
