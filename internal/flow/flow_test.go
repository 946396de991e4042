package flow

import (
	"fmt"
	"strings"
	"testing"

	"strowger/internal/center"
)

// contact is the world of a test: values by path, and a seed.
type contact struct {
	seed   string
	values map[string]string
}

func (c contact) Value(path string) (string, bool) {
	text, ok := c.values[path]
	return text, ok
}

func (c contact) Seed() string { return c.seed }

// wrap makes a flow that starts at the first of the given actions. An action
// named bye that disconnects is always there.
func wrap(actions ...string) string {
	_, rest, _ := strings.Cut(actions[0], `"Identifier":"`)
	start, _, _ := strings.Cut(rest, `"`)
	actions = append(actions, `{"Identifier":"bye","Type":"DisconnectParticipant","Parameters":{},"Transitions":{}}`)
	return fmt.Sprintf(`{"Version":"2019-10-30","StartAction":%q,"Metadata":{"entryPointPosition":{"x":1,"y":2}},"Actions":[%s]}`,
		start, strings.Join(actions, ","))
}

// act writes one action. transitions are the inside of that object.
func act(id, kind, parameters, transitions string) string {
	return fmt.Sprintf(`{"Identifier":"%s","Type":"%s","Parameters":{%s},"Transitions":{%s}}`, id, kind, parameters, transitions)
}

// to writes transitions with NextAction and error branches, written type=action.
func to(next string, branches ...string) string {
	var list []string
	for _, b := range branches {
		kind, target, _ := strings.Cut(b, "=")
		list = append(list, fmt.Sprintf(`{"ErrorType":%q,"NextAction":%q}`, kind, target))
	}
	text := `"Errors":[` + strings.Join(list, ",") + `]`
	if next != "" {
		text = fmt.Sprintf(`"NextAction":%q,`, next) + text
	}
	return text
}

// when adds conditions, written operator operand=action, to transitions.
func when(transitions string, conditions ...string) string {
	var list []string
	for _, c := range conditions {
		comparison, target, _ := strings.Cut(c, "=")
		op, operand, _ := strings.Cut(comparison, " ")
		list = append(list, fmt.Sprintf(`{"NextAction":%q,"Condition":{"Operator":%q,"Operands":[%q]}}`, target, op, operand))
	}
	return transitions + `,"Conditions":[` + strings.Join(list, ",") + `]`
}

// smallest is the smallest flow that queues a contact.
var smallest = wrap(
	act("q", "UpdateContactTargetQueue", `"QueueId":"queue-1"`, to("t", "NoMatchingError=bye")),
	act("t", "TransferContactToQueue", "", to("bye", "QueueAtCapacity=bye", "NoMatchingError=bye")),
)

func parse(t testing.TB, content string, kind center.FlowType) *Flow {
	t.Helper()
	f, err := Parse(content, kind)
	if err != nil {
		t.Fatalf("Parse: %v", strings.Join(err.Problems, " | "))
	}
	return f
}

func begin(f *Flow) *center.FlowPosition {
	return &center.FlowPosition{FlowID: "flow-1", Action: f.Start()}
}

func problems(t testing.TB, content string, kind center.FlowType) []string {
	t.Helper()
	f, err := Parse(content, kind)
	if err == nil {
		return nil
	}
	if f != nil {
		t.Error("Parse returned a flow and an error")
	}
	if err.Kind != center.BadFlow || err.Message == "" || len(err.Problems) == 0 || len(err.Problems) > MaxProblems {
		t.Errorf("Parse returned kind %q, message %q and %d problems", err.Kind, err.Message, len(err.Problems))
	}
	return err.Problems
}
