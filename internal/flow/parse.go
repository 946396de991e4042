package flow

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"strowger/internal/center"
)

// The limits of the language (R9.1 to R9.3) and of this package.
const (
	// Version is the only version of the language (R9.1).
	Version = "2019-10-30"
	// MaxActions is how many actions a flow may have (R9.1).
	MaxActions = 250
	// MaxIdentifier is the longest identifier, in characters (R9.2).
	MaxIdentifier = 50
	// MaxProblems is how many problems Parse reports of one flow.
	MaxProblems = 50
	// maxNesting is how deep conditions may nest, and maxSubConditions how many
	// a condition may hold in all (R9.3).
	maxNesting       = 5
	maxSubConditions = 50
)

// forbiddenRunes and forbiddenNames may not be in or be an identifier (R9.2).
const forbiddenRunes = `%:(\/)=$,;[]{}`

var forbiddenNames = []string{
	"__proto__", "constructor", "__defineGetter__", "__defineSetter__", "hasOwnProperty",
	"isPrototypeOf", "propertyIsEnumerable", "toLocaleString", "toString", "valueOf",
}

// document is the content of a flow as it is written. Members that nobody
// needs, such as Metadata, are read over (R9.1).
type document struct {
	Version     string           `json:"Version"`
	StartAction string           `json:"StartAction"`
	Actions     []documentAction `json:"Actions"`
}

type documentAction struct {
	Identifier  string                    `json:"Identifier"`
	Type        string                    `json:"Type"`
	Parameters  map[string]jsontext.Value `json:"Parameters"`
	Transitions documentTransitions       `json:"Transitions"`
}

type documentTransitions struct {
	NextAction string              `json:"NextAction"`
	Errors     []documentError     `json:"Errors"`
	Conditions []documentCondition `json:"Conditions"`
}

type documentError struct {
	ErrorType  string `json:"ErrorType"`
	NextAction string `json:"NextAction"`
}

type documentCondition struct {
	NextAction string             `json:"NextAction"`
	Condition  documentComparison `json:"Condition"`
}

type documentComparison struct {
	Operator string           `json:"Operator"`
	Operands []jsontext.Value `json:"Operands"`
}

// Parse reads the content of a flow of that type and checks it against the
// language (section 9 of the rules). Where something is wrong it returns an
// error of kind BadFlow with one sentence for each problem, at most MaxProblems.
//
// What the language leaves open is accepted: content that is written by the
// console, with its metadata and without the branches it omits, is good.
func Parse(content string, kind center.FlowType) (*Flow, *center.Error) {
	var doc document
	if err := json.Unmarshal([]byte(content), &doc); err != nil {
		return nil, badFlow([]string{describe(err)})
	}
	c := &checker{
		scope: scopeOf(kind),
		flow: &Flow{
			kind:    kind,
			actions: make([]action, len(doc.Actions)),
			index:   make(map[string]int, len(doc.Actions)),
		},
	}
	if c.scope == 0 {
		c.problemf("There is no flow type %s.", quote(string(kind)))
		return nil, badFlow(c.problems)
	}
	c.header(&doc)
	for i := range doc.Actions {
		c.identifier(i, doc.Actions[i].Identifier)
	}
	for i := range doc.Actions {
		c.action(&c.flow.actions[i], &doc.Actions[i])
	}
	if len(c.problems) > 0 {
		return nil, badFlow(c.problems)
	}
	c.flow.start = c.flow.index[doc.StartAction]
	c.flow.idle = !slices.ContainsFunc(c.flow.actions, func(a action) bool { return !a.spec.step.idle() })
	return c.flow, nil
}

func badFlow(problems []string) *center.Error {
	message := "The contact flow has one problem."
	if n := len(problems); n >= MaxProblems {
		message = fmt.Sprintf("The contact flow has %d problems or more.", n)
	} else if n > 1 {
		message = fmt.Sprintf("The contact flow has %d problems.", n)
	}
	return &center.Error{Kind: center.BadFlow, Message: message, Problems: problems}
}

// describe says in one sentence where and why the content is not JSON of the
// shape of a flow.
func describe(err error) string {
	var syntax *jsontext.SyntacticError
	if errors.As(err, &syntax) {
		return fmt.Sprintf("The content is not JSON: %s at byte offset %d.",
			strings.TrimPrefix(syntax.Err.Error(), "jsontext: "), syntax.ByteOffset)
	}
	var shape *json.SemanticError
	if errors.As(err, &shape) {
		return fmt.Sprintf("The content has a value of the wrong kind at byte offset %d, %s.",
			shape.ByteOffset, quote(string(shape.JSONPointer)))
	}
	return "The content is not JSON: " + err.Error() + "."
}

// checker collects what is wrong with a flow while it compiles it.
type checker struct {
	flow     *Flow
	scope    scope
	problems []string
}

func (c *checker) problemf(format string, args ...any) {
	if len(c.problems) < MaxProblems {
		c.problems = append(c.problems, fmt.Sprintf(format, args...))
	}
}

// problem reports a problem of one action.
func (c *checker) problem(id, format string, args ...any) {
	c.problemf("Action %s: %s.", quote(id), fmt.Sprintf(format, args...))
}

// header checks what is outside the actions, and StartAction (R9.1).
func (c *checker) header(doc *document) {
	if doc.Version != Version {
		c.problemf("Version must be %q, not %s.", Version, quote(doc.Version))
	}
	if n := len(doc.Actions); n == 0 || n > MaxActions {
		c.problemf("A flow has 1 to %d actions, not %d.", MaxActions, n)
	}
	start := func(a documentAction) bool { return a.Identifier == doc.StartAction }
	if !slices.ContainsFunc(doc.Actions, start) {
		c.problemf("StartAction %s is not an action of the flow.", quote(doc.StartAction))
	}
}

// identifier checks and registers the identifier of an action (R9.2).
func (c *checker) identifier(i int, id string) {
	switch n := utf8.RuneCountInString(id); {
	case n == 0:
		c.problemf("The action at position %d has no Identifier.", i+1)
	case n > MaxIdentifier:
		c.problem(id, "an Identifier has at most %d characters, not %d", MaxIdentifier, n)
	case strings.ContainsAny(id, forbiddenRunes):
		c.problem(id, "an Identifier has none of the characters %s", forbiddenRunes)
	case slices.Contains(forbiddenNames, id):
		c.problem(id, "this word is reserved and cannot be an Identifier")
	}
	if _, taken := c.flow.index[id]; taken {
		c.problem(id, "another action has the same Identifier")
		return
	}
	c.flow.index[id] = i
}

// action checks one action against its row of the catalogue and compiles it.
func (c *checker) action(a *action, doc *documentAction) {
	a.id, a.next, a.spec = doc.Identifier, nowhere, findSpec(doc.Type)
	if a.spec == nil {
		c.problem(a.id, "%s is not an action of the flow language", quote(doc.Type))
		return
	}
	if a.spec.scope&c.scope == 0 {
		c.problem(a.id, "%s cannot be used in a flow of type %s", a.spec.name, c.flow.kind)
	}
	p := &parameters{c: c, id: a.id, raw: doc.Parameters}
	p.check(a.spec)
	c.transitions(a, &doc.Transitions)
	if a.spec.build != nil {
		a.spec.build(p, a)
	}
	if a.spec.step == stepUnbuilt {
		a.op = Unbuilt{Type: a.spec.name}
	}
}

// transitions checks and compiles where an action leads (R9.2, table 9.3).
func (c *checker) transitions(a *action, doc *documentTransitions) {
	if a.spec.terminal {
		if doc.NextAction != "" || len(doc.Errors) > 0 || len(doc.Conditions) > 0 {
			c.problem(a.id, "%s ends the flow, its Transitions must be empty", a.spec.name)
		}
		return
	}
	if doc.NextAction != "" {
		a.next = c.target(a.id, "NextAction", doc.NextAction)
	} else if a.spec.mustGoOn {
		c.problem(a.id, "NextAction is missing")
	}
	for _, e := range doc.Errors {
		if e.ErrorType == "" {
			c.problem(a.id, "an error branch has no ErrorType")
		}
		next := c.target(a.id, "the branch of "+quote(e.ErrorType), e.NextAction)
		a.errors = append(a.errors, branch{errorType: e.ErrorType, next: next})
	}
	for _, required := range a.spec.required {
		if !slices.ContainsFunc(a.errors, func(b branch) bool { return b.errorType == required }) {
			c.problem(a.id, "the error branch %s is missing", required)
		}
	}
	if len(doc.Conditions) > 0 && !a.spec.answers && a.spec.step != stepUnbuilt {
		c.problem(a.id, "%s has no result that Conditions could be compared with", a.spec.name)
	}
	for i := range doc.Conditions {
		c.condition(a, i, &doc.Conditions[i])
	}
}

// target finds the action that a transition names.
func (c *checker) target(id, what, next string) int {
	i, ok := c.flow.index[next]
	if !ok {
		c.problem(id, "%s leads to %s, which is not an action of the flow", what, quote(next))
		return nowhere
	}
	return i
}

// condition checks and compiles one condition (R9.3).
func (c *checker) condition(a *action, i int, doc *documentCondition) {
	next := c.target(a.id, "condition "+strconv.Itoa(i+1), doc.NextAction)
	if nesting, count := measure(&doc.Condition); nesting > maxNesting {
		c.problem(a.id, "condition %d nests deeper than %d", i+1, maxNesting)
		return
	} else if count > maxSubConditions {
		c.problem(a.id, "condition %d holds more than %d conditions", i+1, maxSubConditions)
		return
	}
	op, ok := parseOperator(doc.Condition.Operator)
	if !ok {
		c.problem(a.id, "condition %d has no operator of the language, but %s", i+1, quote(doc.Condition.Operator))
		return
	}
	operands := doc.Condition.Operands
	if len(operands) != 1 || operands[0].Kind() != '"' {
		c.problem(a.id, "condition %d: %s takes one operand, a text", i+1, operatorNames[op])
		return
	}
	a.conds = append(a.conds, newCondition(op, unquote(operands[0]), next))
}

// measure returns how deep a condition nests, itself included, and how many
// conditions it holds. It looks no further than just over the limits.
func measure(doc *documentComparison) (nesting, count int) {
	return measureTo(doc, maxNesting+1)
}

func measureTo(doc *documentComparison, limit int) (nesting, count int) {
	if limit <= 1 {
		return 1, 0
	}
	deepest := 0
	for _, operand := range doc.Operands {
		var inner documentComparison
		if operand.Kind() != '{' || json.Unmarshal(operand, &inner) != nil {
			continue
		}
		n, k := measureTo(&inner, limit-1)
		deepest, count = max(deepest, n), count+k+1
	}
	return deepest + 1, count
}

// quote puts a text of the flow's author into a problem, cut where it is long.
func quote(text string) string {
	const longest = 60
	if utf8.RuneCountInString(text) > longest {
		text = string([]rune(text)[:longest]) + "..."
	}
	return strconv.Quote(text)
}
