package flow

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"strowger/internal/center"
)

// walk runs a contact through a flow, with answers drawn by the caller, until
// the flow is over. It returns the operations, and fails where the flow does
// not end within MaxSteps or an operation breaks its word.
func walk(t testing.TB, f *Flow, world Values, draw func() Answer) []Op {
	t.Helper()
	pos := begin(f)
	ops := []Op{f.Next(pos, nil, world)}
	for range MaxSteps + 1 {
		op := ops[len(ops)-1]
		check(t, op)
		switch op.(type) {
		case End, Disconnect, Stray:
			if pos.Action != "" {
				t.Fatalf("after %#v the position is %q", op, pos.Action)
			}
			return ops
		}
		if _, ok := f.index[pos.Action]; !ok {
			t.Fatalf("%#v waits at %q, which is no action", op, pos.Action)
		}
		if pos.Steps > MaxSteps {
			t.Fatalf("%d steps", pos.Steps)
		}
		answer := draw()
		ops = append(ops, f.Next(pos, &answer, world))
	}
	t.Fatalf("the flow did not end, %d steps", pos.Steps)
	return nil
}

func check(t testing.TB, op Op) {
	t.Helper()
	switch op := op.(type) {
	case SetTarget:
		if (op.QueueRef == "") == (op.AgentRef == "") {
			t.Fatalf("not exactly one of %+v", op)
		}
	case SetRouting:
		if (op.Priority == nil) == (op.Adjust == nil) || op.Priority != nil && *op.Priority < 1 {
			t.Fatalf("not exactly one good value of %+v", op)
		}
	case SetCriteria:
		if err := center.CheckSteps("steps", op.Steps); err != nil {
			t.Fatal(err)
		}
	case GoTo:
		if op.FlowRef == "" {
			t.Fatal("nowhere to go")
		}
	case SetHook:
		if op.Event == "" || op.FlowRef == "" {
			t.Fatalf("an empty part in %+v", op)
		}
	case Wait:
		if op.Time < time.Second || op.Time > maxWaitSeconds*time.Second {
			t.Fatalf("no time to wait in %+v", op)
		}
	case Play:
		if op.Interrupt != 0 && (!op.Loop || op.Interrupt < time.Second) {
			t.Fatalf("no time between messages in %+v", op)
		}
	case Unbuilt:
		if s := findSpec(op.Type); s == nil || s.step != stepUnbuilt {
			t.Fatalf("%q is not an unbuilt action", op.Type)
		}
	case Stray:
		if op.Reason == "" {
			t.Fatal("a Stray without a reason")
		}
	case nil:
		t.Fatal("no operation")
	}
}

var answers = []Answer{
	{}, {Result: ResultTrue}, {Result: ResultFalse}, {Result: "7"}, {Result: "other"},
	{Error: NoMatchingError}, {Error: NoMatchingCondition}, {Error: QueueAtCapacity}, {Error: "Strange"},
}

// generate writes a good flow of up to 12 actions in any order, circles and all.
func generate(t *rapid.T) string {
	n := rapid.IntRange(1, 12).Draw(t, "actions")
	any := func() string {
		i := rapid.IntRange(0, n).Draw(t, "target")
		if i == n {
			return "bye"
		}
		return fmt.Sprint("a", i)
	}
	branch := func(kind string) string { return kind + "=" + any() }
	nme := func() string { return branch(NoMatchingError) }
	var list []string
	for i := range n {
		id := fmt.Sprint("a", i)
		switch rapid.IntRange(0, 13).Draw(t, "kind") {
		case 0:
			list = append(list, act(id, "UpdateContactTargetQueue", `"QueueId":"$.Attributes.v"`, to(any(), nme())))
		case 1:
			list = append(list, act(id, "TransferContactToQueue", "", to("", nme(), branch(QueueAtCapacity))))
		case 2:
			list = append(list, act(id, "UpdateContactRoutingBehavior", `"QueuePriority":2`, to(any())))
		case 3:
			list = append(list, act(id, "UpdateContactAttributes", `"Attributes":{"v":"$.Attributes.v"}`, to(any(), nme())))
		case 4:
			list = append(list, act(id, "CheckHoursOfOperation", "", when(to("", nme()), "Equals True="+any(), "Equals False="+any())))
		case 5:
			list = append(list, act(id, "TransferToFlow", `"ContactFlowId":"f"`, to("", nme())))
		case 6:
			list = append(list, act(id, "Compare", `"ComparisonValue":"$.Attributes.v"`,
				when(to("", branch(NoMatchingCondition)), "NumberLessThan 5="+any(), "TextContains x="+any())))
		case 7:
			count := rapid.IntRange(0, 3).Draw(t, "count")
			list = append(list, act(id, "Loop", fmt.Sprintf(`"LoopCount":%d`, count), when(to(""), "Equals ContinueLooping="+any(), "Equals DoneLooping="+any())))
		case 8:
			list = append(list, act(id, "DistributeByPercentage", "", when(to("", branch(NoMatchingCondition)), "NumberLessThan 30="+any(), "NumberLessThan 90="+any())))
		case 9:
			list = append(list, act(id, "MessageParticipant", `"Text":"hi"`, to(any())))
		case 11:
			list = append(list, act(id, "Wait", `"TimeoutSeconds":"$.Attributes.v"`, when(to("", nme()), "Equals WaitCompleted="+any())))
		case 12:
			list = append(list, act(id, "UpdateContactEventHooks", `"EventHooks":{"CustomerQueue":"$.Attributes.v"}`, to(any(), nme())))
		case 13:
			list = append(list, act(id, "UpdateFlowLoggingBehavior", `"FlowLoggingBehavior":"Enabled"`, to(any())))
		case 10:
			list = append(list, act(id, "UpdateRoutingCriteria", `"RoutingCriteria":`+stepsOf(stepOf(ann, "30"), stepOf(french, "")), to(any(), nme())))
		}
	}
	return wrap(list...)
}

// Whatever the flow and whatever the world says, a contact comes to an end
// within MaxSteps actions, and the same answers lead the same way.
func TestNext_AlwaysEnds(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		content := generate(rt)
		f, err := Parse(content, center.ContactFlowType)
		if err != nil {
			rt.Fatalf("%v in %s", err.Problems, content)
		}
		world := contact{seed: rapid.String().Draw(rt, "seed"), values: map[string]string{}}
		if v := rapid.SampledFrom([]string{"none", "", "3", "9", "x"}).Draw(rt, "value"); v != "none" {
			world.values["$.Attributes.v"] = v
		}
		seed := rapid.Uint64().Draw(rt, "answers")
		run := func() []Op {
			r := rand.New(rand.NewPCG(seed, 1))
			return walk(t, f, world, func() Answer { return answers[r.IntN(len(answers))] })
		}
		if first, second := run(), run(); !reflect.DeepEqual(first, second) {
			rt.Fatalf("two runs differ: %v and %v", first, second)
		}
	})
}

func FuzzParse(f *testing.F) {
	for _, d := range DefaultFlows("queue-1") {
		f.Add(d.Content, string(d.Type), uint64(1))
	}
	f.Add(smallest, string(center.ContactFlowType), uint64(2))
	f.Add(wrap(act("l", "Loop", `"LoopCount":3`, when(to("", "NoMatchingError=bye"), "Equals ContinueLooping=l", "Equals DoneLooping=d")),
		act("d", "DistributeByPercentage", "", when(to("", "NoMatchingCondition=l"), "NumberLessThan 50=c")),
		act("c", "Compare", `"ComparisonValue":"$['Attributes']['x y'][0]"`, when(to("bye", "NoMatchingCondition=h"), "TextStartsWith 1=l")),
		act("h", "CheckHoursOfOperation", "", when(to("", "NoMatchingError=l"), "Equals True=l", "Equals False=bye")),
	), string(center.QueueTransferFlow), uint64(3))
	f.Add(`{"Version":"2019-10-30","Actions":[{"Parameters":null,"Transitions":{"Conditions":[{}]}}]}`, "CONTACT_FLOW", uint64(4))
	f.Fuzz(func(t *testing.T, content, kind string, seed uint64) {
		flow, err := Parse(content, center.FlowType(kind))
		if (flow == nil) == (err == nil) {
			t.Fatal("not exactly one of flow and error")
		}
		if err != nil {
			if err.Kind != center.BadFlow || len(err.Problems) == 0 || len(err.Problems) > MaxProblems || slices.Contains(err.Problems, "") {
				t.Fatalf("error %+v", err)
			}
			return
		}
		r := rand.New(rand.NewPCG(seed, 1))
		world := contact{seed: content, values: map[string]string{"$.Channel": "VOICE"}}
		walk(t, flow, world, func() Answer { return answers[r.IntN(len(answers))] })
	})
}

func BenchmarkNext_SmallestFlow(b *testing.B) {
	f := parse(b, smallest, center.ContactFlowType)
	world := contact{seed: "c"}
	well := &Answer{}
	pos := begin(f)
	b.ReportAllocs()
	for b.Loop() {
		pos.Action, pos.Steps = "q", 0
		f.Next(pos, nil, world)
		f.Next(pos, well, world)
	}
}

func BenchmarkNext_OwnActions(b *testing.B) {
	f := parse(b, wrap(
		act("l", "Loop", `"LoopCount":100`, when(to(""), "Equals ContinueLooping=d", "Equals DoneLooping=bye")),
		act("d", "DistributeByPercentage", "", when(to("", "NoMatchingCondition=c"), "NumberLessThan 50=l")),
		act("c", "Compare", `"ComparisonValue":"$.Channel"`, when(to("", "NoMatchingCondition=l"), "Equals CHAT=l", "Equals VOICE=l")),
	), center.ContactFlowType)
	world := contact{seed: "c", values: map[string]string{"$.Channel": "VOICE"}}
	pos := begin(f)
	b.ReportAllocs()
	steps := 0
	for b.Loop() {
		pos.Action, pos.Steps = "l", 0
		f.Next(pos, nil, world)
		steps += pos.Steps
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(steps), "ns/action")
}

func BenchmarkParse_SmallestFlow(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Parse(smallest, center.ContactFlowType); err != nil {
			b.Fatal(err.Problems)
		}
	}
}
