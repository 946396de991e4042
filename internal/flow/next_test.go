package flow

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"strowger/internal/center"
)

func same(t testing.TB, what string, got, want Op) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s: got %#v, want %#v", what, got, want)
	}
}

func strays(t testing.TB, what string, pos *center.FlowPosition, got Op, want string) {
	t.Helper()
	s, ok := got.(Stray)
	if !ok || !strings.Contains(s.Reason, want) || pos.Action != "" {
		t.Errorf("%s: got %#v at %q, want a Stray that says %q", what, got, pos.Action, want)
	}
}

func TestNext_SmallestQueueingFlow(t *testing.T) {
	t.Parallel()
	f := parse(t, smallest, center.ContactFlowType)
	pos := begin(f)
	same(t, "first", f.Next(pos, nil, contact{}), SetTarget{QueueRef: "queue-1"})
	same(t, "target set", f.Next(pos, &Answer{}, contact{}), Enqueue{})
	if pos.Action != "t" || pos.Steps != 2 {
		t.Errorf("position %+v", pos)
	}
	same(t, "queue full", f.Next(pos, &Answer{Error: QueueAtCapacity}, contact{}), Disconnect{})
	if pos.Action != "" {
		t.Errorf("after the end the position is %q", pos.Action)
	}
	strays(t, "after the end", pos, f.Next(pos, nil, contact{}), "has no action")
}

// NextAction of TransferContactToQueue is not for a contact that was queued
// (table 9.3: the action ends the flow), nor that of TransferToFlow.
func TestNext_LeavingEndsTheFlow(t *testing.T) {
	t.Parallel()
	f := parse(t, smallest, center.ContactFlowType)
	pos := &center.FlowPosition{Action: "t"}
	same(t, "queued", f.Next(pos, &Answer{}, contact{}), End{})
	if pos.Action != "" {
		t.Errorf("after the end the position is %q", pos.Action)
	}
	f = parse(t, wrap(act("g", "TransferToFlow", `"ContactFlowId":"$.Attributes.flow"`, to("bye", "NoMatchingError=bye"))), center.ContactFlowType)
	world := contact{values: map[string]string{"$.Attributes.flow": "other"}}
	pos = begin(f)
	same(t, "go to", f.Next(pos, nil, world), GoTo{FlowRef: "other"})
	same(t, "there is no such flow", f.Next(pos, &Answer{Error: NoMatchingError}, world), Disconnect{})
	same(t, "no value", f.Next(begin(f), nil, contact{}), Disconnect{})
}

// R9.6: what one flow sets as the target is left alone by the next.
func TestNext_KeepsTarget(t *testing.T) {
	t.Parallel()
	f := parse(t, wrap(act("t", "TransferContactToQueue", "", to("", "QueueAtCapacity=bye", "NoMatchingError=bye"))), center.ContactFlowType)
	pos := begin(f)
	pos.Target.QueueID = "queue-7"
	same(t, "enqueue", f.Next(pos, nil, contact{}), Enqueue{})
	if pos.Target.QueueID != "queue-7" {
		t.Errorf("target %+v", pos.Target)
	}
	same(t, "R9.7 no target queue", f.Next(pos, &Answer{Error: NoMatchingError}, contact{}), Disconnect{})
}

func TestNext_ErrorBranches(t *testing.T) {
	t.Parallel()
	const attributes = `"Attributes":{"k":"v"}`
	message := func(branches ...string) string {
		return act("m", "MessageParticipant", `"Text":"hi"`, to("go", branches...))
	}
	cases := []struct {
		name, action string
		answer       Answer
		want         string // the action reached, empty: stray
	}{
		{"well", act("m", "UpdateContactAttributes", attributes, to("go", "NoMatchingError=err")), Answer{}, "go"},
		{"exact before general", act("m", "UpdateContactAttributes", attributes, to("go", "NoMatchingError=err", "Special=sp")), Answer{Error: "Special"}, "sp"},
		{"general", act("m", "UpdateContactAttributes", attributes, to("go", "NoMatchingError=err")), Answer{Error: "Special"}, "err"},
		{"an action without errors goes on", act("m", "UpdateContactRoutingBehavior", `"QueuePriority":1`, to("go")), Answer{Error: NoMatchingError}, "go"},
		{"a message, error branch", message("NoMatchingError=err"), Answer{Error: NoMatchingError}, "err"},
		{"a message, no branch", message(), Answer{Error: NoMatchingError}, "go"},
		{"a message, no way on", act("m", "MessageParticipant", `"Text":"hi"`, ""), Answer{Error: NoMatchingError}, ""},
		{"not built, error branch", act("m", "ResumeContact", "", to("go", "NoMatchingError=err")), Answer{Error: NoMatchingError}, "err"},
		{"not built, no branch", act("m", "ResumeContact", "", to("go")), Answer{Error: NoMatchingError}, "go"},
		{"not built, only another branch", act("m", "ShowView", "", to("", "TimeLimitExceeded=err")), Answer{Error: NoMatchingError}, ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			goal := func(id string) string { // says where the contact is by an attribute
				return act(id, "UpdateContactAttributes", `"Attributes":{"at":"`+id+`"}`, to("bye", "NoMatchingError=bye"))
			}
			f := parse(t, wrap(c.action, goal("go"), goal("err"), goal("sp")), center.ContactFlowType)
			pos := begin(f)
			f.Next(pos, nil, contact{})
			op := f.Next(pos, &c.answer, contact{})
			if c.want == "" {
				strays(t, "lost", pos, op, `"m"`)
				return
			}
			same(t, "way", op, SetAttributes{Attributes: map[string]string{"at": c.want}})
		})
	}
}

// An action of the catalogue that is not built is never passed over silently.
func TestNext_EveryUnbuiltActionIsReported(t *testing.T) {
	t.Parallel()
	parameters := map[string]string{
		"CheckMetricData":                  `"MetricType":"NumberOfAgentsAvailable"`,
		"DequeueContactAndTransferToQueue": `"QueueId":"q"`,
		"GetParticipantInput":              `"Text":"hi"`,
		"InvokeFlowModule":                 `"FlowModuleId":"m"`,
		"InvokeLambdaFunction":             `"LambdaFunctionARN":"arn:x"`,
		"UpdateContactCallbackNumber":      `"CallbackNumber":"$.CustomerEndpoint.Address"`,
	}
	for _, info := range Catalogue() {
		if info.Built || len(info.FlowTypes) == 0 {
			continue
		}
		transitions := ""
		if !info.Terminal {
			var branches []string
			for _, e := range info.Errors {
				branches = append(branches, e+"=end")
			}
			transitions = to("end", branches...)
		}
		content := wrap(act("a", info.Type, parameters[info.Type], transitions), act("end", "EndFlowExecution", "", ""))
		kind := info.FlowTypes[0]
		content = strings.Replace(content, `"Type":"DisconnectParticipant"`, `"Type":"EndFlowExecution"`, 1) // allowed everywhere
		f := parse(t, content, kind)
		pos := begin(f)
		same(t, info.Type, f.Next(pos, nil, contact{}), Unbuilt{Type: info.Type})
		op := f.Next(pos, &Answer{Error: NoMatchingError}, contact{})
		if info.Terminal {
			strays(t, info.Type, pos, op, info.Type)
			continue
		}
		same(t, info.Type+" answered", op, End{})
	}
}

func TestNext_Conditions(t *testing.T) {
	t.Parallel()
	cases := []struct {
		condition string
		yes, no   []string
	}{
		{"Equals VOICE", []string{"VOICE"}, []string{"voice", "VOICE ", ""}},
		{"Equals 5", []string{"5"}, []string{"5.0", "05"}},
		{"TextStartsWith +44", []string{"+44", "+44123"}, []string{"44", ""}},
		{"TextEndsWith x", []string{"x", "ax"}, []string{"xa"}},
		{"TextContains b", []string{"abc", "b"}, []string{"ac", ""}},
		{"NumberGreaterThan 5", []string{"6", "5.5", "1e1", "+6"}, []string{"5", "-6", "x", "", "Inf", "0x9", "NaN"}},
		{"NumberGreaterOrEqualTo 5", []string{"5", "5.0"}, []string{"4.9", "five"}},
		{"NumberLessThan 5", []string{"4", "-7"}, []string{"5", "", "-Inf"}},
		{"NumberLessOrEqualTo 5", []string{"5", "0"}, []string{"6", "1_0"}},
		{"NumberLessThan x", nil, []string{"1", "x"}},
	}
	for _, c := range cases {
		f := parse(t, wrap(
			act("c", "Compare", `"ComparisonValue":"$.Attributes.v"`, when(to("", "NoMatchingCondition=bye"), c.condition+"=yes")),
			act("yes", "EndFlowExecution", "", ""),
		), center.ContactFlowType)
		try := func(v string, want Op) {
			world := contact{values: map[string]string{"$.Attributes.v": v}}
			same(t, fmt.Sprintf("R9.3 %s of %q", c.condition, v), f.Next(begin(f), nil, world), want)
		}
		for _, v := range c.yes {
			try(v, End{})
		}
		for _, v := range c.no {
			try(v, Disconnect{})
		}
		same(t, "a value that is not there", f.Next(begin(f), nil, contact{}), Disconnect{})
	}
}

// R9.3: in order, the first that is true; R5.18: what CheckHours answers.
func TestNext_ConditionOrder(t *testing.T) {
	t.Parallel()
	goal := func(id string) string {
		return act(id, "UpdateContactAttributes", `"Attributes":{"at":"`+id+`"}`, to("bye", "NoMatchingError=bye"))
	}
	f := parse(t, wrap(
		act("h", "CheckHoursOfOperation", `"HoursOfOperationId":"$.Attributes['hours id']"`,
			when(to("next", "NoMatchingError=err"), "TextStartsWith Tr=one", "Equals True=two", "Equals False=three")),
		goal("one"), goal("two"), goal("three"), goal("next"), goal("err"),
	), center.ContactFlowType)
	world := contact{values: map[string]string{"$.Attributes.hours id": "hours-1"}}
	for _, c := range []struct {
		answer Answer
		want   string
	}{
		{Answer{Result: ResultTrue}, "one"},
		{Answer{Result: ResultFalse}, "three"},
		{Answer{Result: "Holiday"}, "next"}, // no condition, no branch for that: NextAction
		{Answer{Error: NoMatchingError}, "err"},
	} {
		pos := begin(f)
		same(t, "hours", f.Next(pos, nil, world), CheckHours{HoursRef: "hours-1"})
		same(t, fmt.Sprint(c.answer), f.Next(pos, &c.answer, world), SetAttributes{Attributes: map[string]string{"at": c.want}})
	}
	same(t, "R5.18 no hours at the path", f.Next(begin(f), nil, contact{}), SetAttributes{Attributes: map[string]string{"at": "err"}})
	f = parse(t, wrap(act("h", "CheckHoursOfOperation", "", when(to("", "NoMatchingError=bye"), "Equals True=bye", "Equals False=bye"))), center.ContactFlowType)
	pos := begin(f)
	same(t, "R5.18 hours of the target queue", f.Next(pos, nil, contact{}), CheckHours{})
	strays(t, "no way on", pos, f.Next(pos, &Answer{Result: "Maybe"}, contact{}), `from the result "Maybe"`)
}

// R9.5: dynamic values, all or nothing for attributes.
func TestNext_DynamicValues(t *testing.T) {
	t.Parallel()
	f := parse(t, wrap(
		act("s", "UpdateContactAttributes", `"Attributes":{"from":"$.CustomerEndpoint.Address","note":"costs $.5 or so","n":"1"},"TargetContact":"Related"`,
			to("r", "NoMatchingError=bye")),
		act("r", "UpdateContactRoutingBehavior", `"QueueTimeAdjustmentSeconds":"-90"`, to("u")),
		act("u", "UpdateContactTargetQueue", `"AgentId":"$.Attributes.agent"`, to("bye", "NoMatchingError=end")),
		act("end", "EndFlowExecution", "", ""),
	), center.ContactFlowType)
	world := contact{values: map[string]string{"$.CustomerEndpoint.Address": "+441", "$.Attributes.agent": "user-1"}}
	pos := begin(f)
	want := SetAttributes{Related: true, Attributes: map[string]string{"from": "+441", "note": "costs $.5 or so", "n": "1"}}
	first := f.Next(pos, nil, world)
	same(t, "attributes", first, want)
	first.(SetAttributes).Attributes["n"] = "changed by the caller"
	same(t, "a map of its own", f.Next(begin(f), nil, world), want)
	seconds := int64(-90)
	same(t, "routing", f.Next(pos, &Answer{}, world), SetRouting{Adjust: &seconds})
	same(t, "agent", f.Next(pos, &Answer{}, world), SetTarget{AgentRef: "user-1"})
	same(t, "one value missing, none set", f.Next(begin(f), nil, contact{}), Disconnect{})
	for _, agent := range []map[string]string{nil, {"$.Attributes.agent": ""}} {
		pos = &center.FlowPosition{Action: "u"}
		same(t, "no agent at the path", f.Next(pos, nil, contact{values: agent}), End{})
	}
}

// R9.9 and table 9.3: n times on, once done, then anew; per flow and action.
func TestNext_Loop(t *testing.T) {
	t.Parallel()
	flowOf := func(count string) *Flow {
		return parse(t, wrap(
			act("l", "Loop", `"LoopCount":`+count, when(to("", "NoMatchingError=end"), "Equals ContinueLooping=in", "Equals DoneLooping=out")),
			act("in", "UpdateContactAttributes", `"Attributes":{"at":"in"}`, to("l", "NoMatchingError=bye")),
			act("out", "UpdateContactAttributes", `"Attributes":{"at":"out"}`, to("l", "NoMatchingError=bye")),
			act("end", "EndFlowExecution", "", ""),
		), center.ContactFlowType)
	}
	visits := func(f *Flow, n int, world Values) string {
		pos := begin(f)
		pos.Loops = map[string]int{"flow-2/l": 1} // of another flow: not ours
		var seen []string
		op := f.Next(pos, nil, world)
		for range n {
			set, ok := op.(SetAttributes)
			if !ok {
				return fmt.Sprintf("%#v", op)
			}
			seen = append(seen, set.Attributes["at"])
			op = f.Next(pos, &Answer{}, world)
		}
		if pos.Loops["flow-2/l"] != 1 {
			t.Error("the counter of another flow was changed")
		}
		return strings.Join(seen, " ")
	}
	if got := visits(flowOf("2"), 7, contact{}); got != "in in out in in out in" {
		t.Errorf("two rounds: %s", got)
	}
	if got := visits(flowOf(`"0"`), 3, contact{}); got != "out out out" {
		t.Errorf("no rounds: %s", got)
	}
	world := contact{values: map[string]string{"$.Attributes.n": "1"}}
	if got := visits(flowOf(`"$.Attributes.n"`), 3, world); got != "in out in" {
		t.Errorf("dynamic rounds: %s", got)
	}
	world.values["$.Attributes.n"] = "101"
	if got := visits(flowOf(`"$.Attributes.n"`), 1, world); got != "flow.End{}" {
		t.Errorf("too many rounds: %s", got)
	}
	f := flowOf("2")
	pos := begin(f)
	f.Next(pos, nil, contact{})
	if pos.Loops["flow-1/l"] != 1 {
		t.Errorf("R9.9 counters %v", pos.Loops)
	}
}

// A split takes the same way on a replay and its shares over many contacts.
func TestNext_Distribute(t *testing.T) {
	t.Parallel()
	f := parse(t, wrap(
		act("d", "DistributeByPercentage", "", when(to("", "NoMatchingCondition=rest"), "NumberLessThan 21=a", "NumberLessThan 61=b")),
		act("a", "UpdateContactAttributes", `"Attributes":{"at":"a"}`, to("d", "NoMatchingError=bye")),
		act("b", "UpdateContactAttributes", `"Attributes":{"at":"b"}`, to("d", "NoMatchingError=bye")),
		act("rest", "UpdateContactAttributes", `"Attributes":{"at":"rest"}`, to("d", "NoMatchingError=bye")),
	), center.ContactFlowType)
	const n = 20000
	counts, changed := map[string]int{}, 0
	for i := range n {
		world := contact{seed: fmt.Sprintf("contact-%d", i)}
		pos := begin(f)
		way := f.Next(pos, nil, world).(SetAttributes).Attributes["at"]
		if again := f.Next(begin(f), nil, world).(SetAttributes).Attributes["at"]; again != way {
			t.Fatalf("contact %d went %s and then %s", i, way, again)
		}
		if second := f.Next(pos, &Answer{}, world).(SetAttributes).Attributes["at"]; second != way {
			changed++
		}
		counts[way]++
	}
	// 20, 40 and 40 per cent; the standard deviation is below 70 of 20,000.
	for way, want := range map[string]int{"a": n / 5, "b": n * 2 / 5, "rest": n * 2 / 5} {
		if d := counts[way] - want; d < -350 || d > 350 {
			t.Errorf("%s was taken %d times, want about %d", way, counts[way], want)
		}
	}
	// Two independent draws differ with 1 - 0.04 - 0.16 - 0.16 = 64 per cent.
	if changed < n*60/100 || changed > n*68/100 {
		t.Errorf("%d of %d contacts went another way on the second visit", changed, n)
	}
}

func TestNext_EndlessCircle(t *testing.T) {
	t.Parallel()
	f := parse(t, wrap(act("c", "Compare", `"ComparisonValue":"$.Channel"`, to("c", "NoMatchingCondition=c"))), center.ContactFlowType)
	pos := begin(f)
	strays(t, "circle", pos, f.Next(pos, nil, contact{}), "lead in a circle")
	if pos.Steps != MaxSteps {
		t.Errorf("%d steps", pos.Steps)
	}
}

// A position that the flow does not know, as after a change of the flow.
func TestNext_UnknownPosition(t *testing.T) {
	t.Parallel()
	f := parse(t, smallest, center.ContactFlowType)
	pos := &center.FlowPosition{Action: "gone"}
	strays(t, "unknown", pos, f.Next(pos, &Answer{}, contact{}), `"gone"`)
}

func TestFlow_Facts(t *testing.T) {
	t.Parallel()
	f := parse(t, smallest, center.ContactFlowType)
	if f.Start() != "q" || f.Type() != center.ContactFlowType || f.Len() != 3 {
		t.Errorf("start %q, type %s, %d actions", f.Start(), f.Type(), f.Len())
	}
}
