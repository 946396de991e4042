package web

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"strowger/internal/center"
	"strowger/internal/flow"
)

// outline is what there is to draw of a flow: its actions and where they lead.
// It is read from the content without judging it, so that a flow that is not
// good can be looked at, too.
type outline struct {
	start   string
	actions []outlineAction
}

// outlineAction is one action.
type outlineAction struct {
	id, kind string
	about    string // what it is about, such as a queue; empty: nothing to say
	built    bool
	ways     []way
}

// wayKind is on what a contact takes a way.
type wayKind string

// The kinds of ways, in the order in which they are drawn.
const (
	wayNext      wayKind = "next"
	wayCondition wayKind = "condition"
	wayError     wayKind = "error"
)

// wayKinds are all of them.
func wayKinds() []wayKind { return []wayKind{wayNext, wayCondition, wayError} }

// way leads from an action to another one.
type way struct {
	to    string
	kind  wayKind
	label string
}

// flowContent is the JSON of a flow, as far as it is drawn.
type flowContent struct {
	StartAction string
	Actions     []struct {
		Identifier  string
		Type        string
		Parameters  map[string]jsontext.Value
		Transitions struct {
			NextAction string
			Errors     []struct{ ErrorType, NextAction string }
			Conditions []struct {
				NextAction string
				Condition  struct {
					Operator string
					Operands []jsontext.Value
				}
			}
		}
	}
}

// maxDrawn is how many actions are drawn at most; the language allows fewer.
const maxDrawn = 500

// readOutline reads the content of a flow. ok is false for what is no flow at
// all.
func readOutline(d *center.Directory, content string) (o outline, ok bool) {
	var doc flowContent
	if json.Unmarshal([]byte(content), &doc) != nil || len(doc.Actions) == 0 || len(doc.Actions) > maxDrawn {
		return o, false
	}
	built := map[string]bool{}
	for _, info := range flow.Catalogue() {
		built[info.Type] = info.Built
	}
	o.start = doc.StartAction
	for _, a := range doc.Actions {
		out := outlineAction{id: a.Identifier, kind: a.Type, built: built[a.Type], about: aboutAction(d, a.Parameters)}
		t := &a.Transitions
		out.lead(t.NextAction, wayNext, "")
		for _, c := range t.Conditions {
			var operands []string
			for _, operand := range c.Condition.Operands {
				operands = append(operands, plainValue(operand))
			}
			out.lead(c.NextAction, wayCondition, strings.TrimSpace(operatorWords(c.Condition.Operator)+" "+strings.Join(operands, ", ")))
		}
		for _, e := range t.Errors {
			out.lead(e.NextAction, wayError, inOneWord(e.ErrorType))
		}
		o.actions = append(o.actions, out)
	}
	return o, true
}

// lead notes a way. Those of one kind to the same action are one.
func (a *outlineAction) lead(to string, kind wayKind, label string) {
	if to == "" {
		return
	}
	i := slices.IndexFunc(a.ways, func(w way) bool { return w.to == to && w.kind == kind })
	switch {
	case i < 0:
		a.ways = append(a.ways, way{to, kind, label})
	case label != "":
		a.ways[i].label = strings.TrimPrefix(a.ways[i].label+", "+label, ", ")
	}
}

// tellingParameters are those that say best what an action is about, the best
// first.
var tellingParameters = []string{"QueueId", "AgentId", "ContactFlowId", "FlowModuleId", "HoursOfOperationId", "EventHooks", "Text", "ComparisonValue", "MetricType", "Attributes",
	"LoopCount", "TimeLimitSeconds", "QueuePriority", "LambdaFunctionARN"}

// aboutAction says what the parameters name.
func aboutAction(d *center.Directory, parameters map[string]jsontext.Value) string {
	for _, name := range tellingParameters {
		value, ok := parameters[name]
		if !ok {
			continue
		}
		text := plainValue(value)
		switch name {
		case "QueueId":
			text = named(d, center.KindQueue, text)
		case "ContactFlowId":
			text = named(d, center.KindFlow, text)
		case "HoursOfOperationId":
			text = named(d, center.KindHours, text)
		case "AgentId":
			text = named(d, center.KindUser, text)
		case "FlowModuleId":
			text = named(d, center.KindFlowModule, text)
		}
		return text
	}
	return ""
}

// named returns the name of a resource given by id or ARN, or the text itself.
func named(d *center.Directory, kind center.ResourceKind, ref string) string {
	if r, ok := d.Get(kind, d.Instance.IDOf(kind, ref)); ok {
		return r.ResourceName()
	}
	return ref
}

// plainValue writes a value of JSON as people read it.
func plainValue(value jsontext.Value) string {
	var v any
	if json.Unmarshal(value, &v) != nil {
		return ""
	}
	switch v := v.(type) {
	case string:
		return v
	case map[string]any:
		var names []string
		for name := range v { // order: sorted below
			names = append(names, name)
		}
		slices.Sort(names)
		return strings.Join(names, ", ")
	default:
		return fmt.Sprint(v)
	}
}

// inWordsOf splits a name such as TransferContactToQueue into words.
func inWordsOf(name string) string {
	var b strings.Builder
	for i, r := range name {
		if i > 0 && unicode.IsUpper(r) && !unicode.IsUpper(rune(name[i-1])) {
			b.WriteByte(' ')
			r = unicode.ToLower(r)
		}
		b.WriteRune(r)
	}
	return b.String()
}

// inOneWord names an error type for the eye.
func inOneWord(errorType string) string {
	switch errorType {
	case flow.NoMatchingError:
		return "any error"
	case flow.NoMatchingCondition:
		return "no match"
	default:
		return strings.ToLower(inWordsOf(errorType))
	}
}

// operatorWords names a comparison for the eye.
func operatorWords(operator string) string {
	switch operator {
	case "Equals":
		return "="
	case "NumberGreaterThan":
		return ">"
	case "NumberGreaterOrEqualTo":
		return ">="
	case "NumberLessThan":
		return "<"
	case "NumberLessOrEqualTo":
		return "<="
	default:
		return strings.TrimPrefix(strings.ToLower(inWordsOf(operator)), "text ")
	}
}
