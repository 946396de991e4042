package flow

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"strowger/internal/center"
)

// criteriaDocument is the parameter RoutingCriteria as it is written, and what
// the path of one leads to (R6.4 to R6.6).
type criteriaDocument struct {
	Steps []stepDocument `json:"Steps"`
}

type stepDocument struct {
	Expression expressionDocument `json:"Expression"`
	Expiry     *expiryDocument    `json:"Expiry"`
}

type expiryDocument struct {
	DurationInSeconds *numberDocument `json:"DurationInSeconds"`
}

type expressionDocument struct {
	AttributeCondition    *conditionDocument   `json:"AttributeCondition"`
	AndExpression         []expressionDocument `json:"AndExpression"`
	OrExpression          []expressionDocument `json:"OrExpression"`
	NotAttributeCondition *conditionDocument   `json:"NotAttributeCondition"`
}

type conditionDocument struct {
	Name               string          `json:"Name"`
	Value              string          `json:"Value"`
	ProficiencyLevel   *numberDocument `json:"ProficiencyLevel"`
	ComparisonOperator string          `json:"ComparisonOperator"`
	Range              *rangeDocument  `json:"Range"`
	MatchCriteria      *matchDocument  `json:"MatchCriteria"`
}

type rangeDocument struct {
	Min *numberDocument `json:"MinProficiencyLevel"`
	Max *numberDocument `json:"MaxProficiencyLevel"`
}

type matchDocument struct {
	AgentsCriteria struct {
		AgentIDs []string `json:"AgentIds"`
	} `json:"AgentsCriteria"`
}

// numberDocument is a number, in quotes or not: flows in use have both.
type numberDocument float64

// UnmarshalJSON implements json.Unmarshaler.
func (n *numberDocument) UnmarshalJSON(raw []byte) error {
	text := string(raw)
	if jsontext.Value(raw).Kind() == '"' {
		text = unquote(raw)
	}
	v, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return center.Errorf(center.Invalid, "A number is wanted, not %s.", quote(text))
	}
	*n = numberDocument(v)
	return nil
}

// level returns the number, 0 where it is missing.
func (n *numberDocument) level() float64 {
	if n == nil {
		return 0
	}
	return float64(*n)
}

// criteriaPath is the member that messages begin with.
const criteriaPath = "RoutingCriteria.Steps"

// parseCriteria reads routing criteria and checks them against their limits.
// Texts that are paths stay as they are.
func parseCriteria(raw []byte) ([]center.RoutingStep, error) {
	var doc criteriaDocument
	if err := json.Unmarshal(raw, &doc, json.RejectUnknownMembers(true)); err != nil {
		return nil, badCriteria(err)
	}
	steps := make([]center.RoutingStep, len(doc.Steps))
	for i := range doc.Steps {
		at := criteriaPath + "[" + strconv.Itoa(i) + "]"
		if e := doc.Steps[i].Expiry; e != nil && e.DurationInSeconds != nil {
			seconds := e.DurationInSeconds.level()
			if seconds < 1 || seconds > maxStepSeconds || seconds != float64(int64(seconds)) {
				return nil, center.Errorf(center.Invalid, "%s.Expiry.DurationInSeconds must be a whole number from 1 to %d.", at, maxStepSeconds)
			}
			steps[i].Duration = time.Duration(seconds) * time.Second
		}
		var err error
		if steps[i].Expression, err = doc.Steps[i].Expression.compile(at + ".Expression"); err != nil {
			return nil, err
		}
	}
	return steps, center.CheckSteps(criteriaPath, steps)
}

// maxStepSeconds is the longest time of a step, as the API's type has it.
const maxStepSeconds = 1<<31 - 1

// badCriteria says in one sentence where routing criteria have the wrong shape.
func badCriteria(err error) error {
	var shape *json.SemanticError
	if !errors.As(err, &shape) {
		return center.Errorf(center.Invalid, "RoutingCriteria is not JSON.")
	}
	where := "RoutingCriteria" + strings.ReplaceAll(string(shape.JSONPointer), "/", ".")
	if errors.Is(err, json.ErrUnknownName) {
		return center.Errorf(center.Invalid, "%s is not a member of routing criteria.", where)
	}
	return center.Errorf(center.Invalid, "%s has a value of the wrong kind.", where)
}

func (x *expressionDocument) compile(path string) (center.Expression, error) {
	var out center.Expression
	var err error
	if out.Attribute, err = x.AttributeCondition.compile(path + ".AttributeCondition"); err != nil {
		return out, err
	}
	if out.Not, err = x.NotAttributeCondition.compile(path + ".NotAttributeCondition"); err != nil {
		return out, err
	}
	if out.And, err = compileParts(path+".AndExpression", x.AndExpression); err != nil {
		return out, err
	}
	out.Or, err = compileParts(path+".OrExpression", x.OrExpression)
	return out, err
}

func compileParts(path string, parts []expressionDocument) ([]center.Expression, error) {
	if parts == nil {
		return nil, nil
	}
	out := make([]center.Expression, len(parts))
	for i := range parts {
		var err error
		if out[i], err = parts[i].compile(path + "[" + strconv.Itoa(i) + "]"); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (c *conditionDocument) compile(path string) (*center.AttributeCondition, error) {
	if c == nil {
		return nil, nil
	}
	levels := center.WrittenLevels{Operator: c.ComparisonOperator, Level: (*float64)(c.ProficiencyLevel)}
	if c.Range != nil {
		levels.Range = true
		levels.Min, levels.Max = (*float64)(c.Range.Min), (*float64)(c.Range.Max)
	}
	if c.MatchCriteria != nil {
		levels.Match = true
		for _, id := range c.MatchCriteria.AgentsCriteria.AgentIDs {
			levels.Agents = append(levels.Agents, center.UserID(id))
		}
	}
	return center.NewCondition(path, c.Name, c.Value, levels)
}

// buildCriteria compiles UpdateRoutingCriteria: static, by one path, or static
// with paths as names, values or agents.
func buildCriteria(p *parameters, a *action) {
	raw := p.raw["RoutingCriteria"]
	if a.ref = p.value("RoutingCriteria"); a.ref.path || raw.Kind() != '{' {
		return // the rule of the parameter has reported what is neither
	}
	steps, err := parseCriteria(raw)
	if err != nil {
		p.problem("%s", strings.TrimSuffix(err.Error(), "."))
		return
	}
	dynamic := false
	center.MapConditions(steps, func(c *center.AttributeCondition) {
		dynamic = dynamic || parseValue(c.Name).path || parseValue(c.Value).path
		for _, id := range c.Agents {
			dynamic = dynamic || parseValue(string(id)).path
		}
	})
	if a.criteria = steps; !dynamic {
		a.op = SetCriteria{Steps: steps}
	}
}

// setCriteria resolves what is dynamic in UpdateRoutingCriteria. A path to the
// whole must lead to its JSON.
func (a *action) setCriteria(world Values) (Op, Answer) {
	failed := Answer{Error: NoMatchingError}
	if a.ref.path {
		text, ok := a.ref.resolve(world)
		if !ok {
			return nil, failed
		}
		steps, err := parseCriteria([]byte(text))
		if err != nil {
			return nil, failed
		}
		return SetCriteria{Steps: steps}, Answer{}
	}
	missing := false
	resolve := func(text string) string {
		v, ok := parseValue(text).resolve(world)
		missing = missing || !ok
		return v
	}
	steps := center.MapConditions(a.criteria, func(c *center.AttributeCondition) {
		c.Name, c.Value = resolve(c.Name), resolve(c.Value)
		agents := make([]center.UserID, len(c.Agents))
		for i, id := range c.Agents {
			agents[i] = center.UserID(resolve(string(id)))
		}
		c.Agents = agents
	})
	if missing || center.CheckSteps(criteriaPath, steps) != nil {
		return nil, failed
	}
	return SetCriteria{Steps: steps}, Answer{}
}
