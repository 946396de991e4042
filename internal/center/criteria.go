package center

import (
	"slices"
	"strconv"
	"time"
)

// Proficiency is a level that an agent has for one value of an attribute (R6.3).
type Proficiency struct {
	Name  string // of the predefined attribute
	Value string
	Level float64 // 1 to 5 in whole steps
}

// Criteria are routing criteria as a contact carries them: steps that are tried
// one after the other (R6.4, R6.10).
type Criteria struct {
	Index     int     // 0 for the first criteria of the contact, higher by one with each change (R6.16)
	Activated Instant // when step 1 became active; zero: not yet
	Steps     []RoutingStep
}

// RoutingStep restricts a contact to the agents that match, for a time.
type RoutingStep struct {
	Expression Expression
	Duration   time.Duration // 0: never expires (R6.9)
	Until      Instant       // end of the step; zero: not active yet, or no end
	Status     StepStatus
}

// StepStatus is where a routing step stands (R6.20).
type StepStatus string

// The statuses of a step, by the names of events and records.
const (
	StepInactive    StepStatus = "INACTIVE"
	StepActive      StepStatus = "ACTIVE"
	StepExpired     StepStatus = "EXPIRED"
	StepJoined      StepStatus = "JOINED"
	StepInterrupted StepStatus = "INTERRUPTED" // the criteria were replaced
	StepDeactivated StepStatus = "DEACTIVATED" // the customer left
)

// Expression says which agents match. Exactly one member is set (R6.5).
type Expression struct {
	Attribute *AttributeCondition
	And       []Expression
	Or        []Expression
	Not       *AttributeCondition
}

// AttributeCondition asks for a level between Min and Max of one proficiency, or
// for one of the agents named (R6.6).
type AttributeCondition struct {
	Name   string
	Value  string
	Min    float64
	Max    float64
	Range  bool // it was written as a range, and is shown so
	Agents []UserID
}

// The limits of routing criteria (R6.4, R6.7).
const (
	MaxRoutingSteps    = 5
	MaxAndConditions   = 8
	MaxOrBranches      = 3
	MaxPreferredAgents = 10
	MaxCriteriaKept    = 3 // the last criteria of a contact that its record keeps (R6.16)
	minLevel, maxLevel = 1, 5
)

// The operators of a condition (R6.6).
const (
	AtLeast      = "NumberGreaterOrEqualTo" // with ProficiencyLevel
	InRange      = "Range"                  // with Range
	MatchesAgent = "Match"                  // with MatchCriteria
)

// WrittenLevels is what requests and flows write beside name and value of a
// condition.
type WrittenLevels struct {
	Operator string
	Level    *float64 // ProficiencyLevel; nil: not given
	Range    bool     // a Range is given
	Min, Max *float64 // its members
	Match    bool     // MatchCriteria are given
	Agents   []UserID // its agents, by id or ARN
}

// NewCondition makes the condition of what was written. It refuses an operator
// that is none of the three, and members that do not go with the one given.
// path names the condition in messages.
func NewCondition(path, name, value string, w WrittenLevels) (*AttributeCondition, error) {
	c := &AttributeCondition{Name: name, Value: value}
	switch w.Operator {
	case AtLeast:
		if w.Level == nil || w.Range || w.Match {
			return nil, Errorf(Invalid, "%s: %s takes a ProficiencyLevel, and neither Range nor MatchCriteria.", path, w.Operator)
		}
		c.Min, c.Max = *w.Level, maxLevel
	case InRange:
		if w.Min == nil || w.Max == nil || w.Level != nil || w.Match {
			return nil, Errorf(Invalid, "%s: %s takes a Range with MinProficiencyLevel and MaxProficiencyLevel, and neither ProficiencyLevel nor MatchCriteria.", path, w.Operator)
		}
		c.Min, c.Max, c.Range = *w.Min, *w.Max, true
	case MatchesAgent:
		if len(w.Agents) == 0 || w.Level != nil || w.Range || name != "" || value != "" {
			return nil, Errorf(Invalid, "%s: %s takes MatchCriteria.AgentsCriteria.AgentIds, and neither Name, Value, ProficiencyLevel nor Range.", path, w.Operator)
		}
		c.Agents = w.Agents
	default:
		return nil, Errorf(Invalid, "%s.ComparisonOperator must be %s, %s or %s, not %q.", path, AtLeast, InRange, MatchesAgent, w.Operator)
	}
	return c, nil
}

// Matches reports whether the agent matches. Levels of one attribute with
// different values are independent (R6.22); an agent without the proficiency
// passes a Not (R6.21, Q16).
func (x *Expression) Matches(u *User) bool {
	switch {
	case x.Attribute != nil:
		return x.Attribute.holds(u)
	case x.Not != nil:
		return !x.Not.holds(u)
	case x.Or != nil:
		return slices.ContainsFunc(x.Or, func(o Expression) bool { return o.Matches(u) })
	default:
		for i := range x.And {
			if !x.And[i].Matches(u) {
				return false
			}
		}
		return true
	}
}

// Prefers reports whether the expression names the agent.
func (x *Expression) Prefers(id UserID) bool {
	named := func(o Expression) bool { return o.Prefers(id) }
	return x.Attribute != nil && slices.Contains(x.Attribute.Agents, id) || slices.ContainsFunc(x.And, named) || slices.ContainsFunc(x.Or, named)
}

func (c *AttributeCondition) holds(u *User) bool {
	if len(c.Agents) > 0 {
		return slices.Contains(c.Agents, u.ID)
	}
	for i := range u.Proficiencies {
		if p := &u.Proficiencies[i]; p.Value == c.Value && p.Name == c.Name {
			return p.Level >= c.Min && p.Level <= c.Max
		}
	}
	return false
}

// AppendKey appends a text that is the same for equal expressions and differs
// for others, so that contacts that ask for the same can wait together.
func (x *Expression) AppendKey(to []byte) []byte {
	list := func(op string, parts []Expression) {
		to = append(to, op...)
		for i := range parts {
			to = parts[i].AppendKey(to)
		}
		to = append(to, ')')
	}
	switch {
	case x.Attribute != nil:
		to = x.Attribute.appendKey(to)
	case x.Not != nil:
		to = x.Not.appendKey(append(to, '!'))
	case x.Or != nil:
		list("or(", x.Or)
	default:
		list("and(", x.And)
	}
	return to
}

func (c *AttributeCondition) appendKey(to []byte) []byte {
	for _, id := range c.Agents {
		to = strconv.AppendQuote(to, string(id))
	}
	to = strconv.AppendQuote(to, c.Name)
	to = strconv.AppendQuote(to, c.Value)
	to = strconv.AppendFloat(to, c.Min, 'g', -1, 64)
	to = append(to, '-')
	return strconv.AppendFloat(to, c.Max, 'g', -1, 64)
}

// CheckSteps refuses steps that break the limits of routing criteria: R6.4, R6.7
// to R6.9. path names the member in messages.
func CheckSteps(path string, steps []RoutingStep) error {
	if len(steps) == 0 || len(steps) > MaxRoutingSteps {
		return Errorf(Invalid, "%s must have 1 to %d steps, not %d.", path, MaxRoutingSteps, len(steps))
	}
	for i := range steps {
		at := path + "[" + strconv.Itoa(i) + "]"
		if steps[i].Duration == 0 && i < len(steps)-1 {
			return Errorf(Invalid, "%s needs an Expiry: only the last step may have none.", at)
		}
		if steps[i].Duration < 0 {
			return Errorf(Invalid, "%s.Expiry.DurationInSeconds must be at least 1.", at)
		}
		if err := steps[i].Expression.check(at+".Expression", true); err != nil {
			return err
		}
		if n := steps[i].Expression.agents(); n > MaxPreferredAgents {
			return Errorf(Invalid, "%s names %d agents; at most %d may be preferred.", at, n, MaxPreferredAgents)
		}
	}
	return nil
}

// check refuses an expression of a form that the language does not have: an Or
// only at the top, in it at most Ands of single conditions (R6.7).
func (x *Expression) check(path string, top bool) error {
	set := 0
	for _, given := range []bool{x.Attribute != nil, x.Not != nil, x.And != nil, x.Or != nil} {
		if given {
			set++
		}
	}
	switch {
	case set != 1:
		return Errorf(Invalid, "%s must have exactly one of AttributeCondition, AndExpression, OrExpression and NotAttributeCondition.", path)
	case x.Attribute != nil:
		return x.Attribute.check(path + ".AttributeCondition")
	case x.Not != nil:
		return x.Not.check(path + ".NotAttributeCondition")
	case x.Or != nil:
		if !top {
			return Errorf(Invalid, "%s: an OrExpression may stand only at the top.", path)
		}
		return checkParts(path+".OrExpression", x.Or, MaxOrBranches)
	default:
		for i := range x.And {
			if x.And[i].And != nil || x.And[i].Or != nil {
				return Errorf(Invalid, "%s.AndExpression[%d] must be a single condition.", path, i)
			}
		}
		if err := checkParts(path+".AndExpression", x.And, MaxAndConditions); err != nil {
			return err
		}
		return checkRepeats(path+".AndExpression", x.And)
	}
}

func checkParts(path string, parts []Expression, limit int) error {
	if len(parts) == 0 || len(parts) > limit {
		return Errorf(Invalid, "%s must have 1 to %d members, not %d.", path, limit, len(parts))
	}
	for i := range parts {
		if err := parts[i].check(path+"["+strconv.Itoa(i)+"]", false); err != nil {
			return err
		}
	}
	return nil
}

// checkRepeats refuses the same attribute and value twice in one And (R6.8).
func checkRepeats(path string, parts []Expression) error {
	seen := map[[2]string]bool{}
	for i := range parts {
		c := parts[i].Attribute
		if c == nil || len(c.Agents) > 0 {
			continue
		}
		k := [2]string{c.Name, c.Value}
		if seen[k] {
			return Errorf(Invalid, "%s[%d] asks for %s %s a second time.", path, i, c.Name, c.Value)
		}
		seen[k] = true
	}
	return nil
}

func (c *AttributeCondition) check(path string) error {
	switch {
	case len(c.Agents) > MaxPreferredAgents:
		return Errorf(Invalid, "%s names %d agents; at most %d may be preferred.", path, len(c.Agents), MaxPreferredAgents)
	case len(c.Agents) > 0:
		return nil
	case c.Name == "" || c.Value == "":
		return Errorf(Invalid, "%s needs a Name and a Value.", path)
	case !(c.Min >= minLevel && c.Min <= c.Max && c.Max <= maxLevel): // so that no number that is none passes
		return Errorf(Invalid, "%s: levels run from %d to %d, the lower one first.", path, minLevel, maxLevel)
	}
	return nil
}

// agents counts the agents that an expression names.
func (x *Expression) agents() int {
	n := 0
	_ = x.each("", func(_ string, c *AttributeCondition) error { // counting refuses nothing
		n += len(c.Agents)
		return nil
	})
	return n
}

// eachCondition visits the conditions of all steps, with the path of each below
// path, until visit refuses one.
func eachCondition(path string, steps []RoutingStep, visit func(at string, c *AttributeCondition) error) error {
	for i := range steps {
		if err := steps[i].Expression.each(path+"["+strconv.Itoa(i)+"].Expression", visit); err != nil {
			return err
		}
	}
	return nil
}

func (x *Expression) each(path string, visit func(at string, c *AttributeCondition) error) error {
	switch {
	case x.Attribute != nil:
		return visit(path+".AttributeCondition", x.Attribute)
	case x.Not != nil:
		return visit(path+".NotAttributeCondition", x.Not)
	}
	for i := range x.And {
		if err := x.And[i].each(path+".AndExpression["+strconv.Itoa(i)+"]", visit); err != nil {
			return err
		}
	}
	for i := range x.Or {
		if err := x.Or[i].each(path+".OrExpression["+strconv.Itoa(i)+"]", visit); err != nil {
			return err
		}
	}
	return nil
}

// MapConditions returns the steps with other conditions: change works on a copy
// of each, whose list of agents it must replace and not write into.
func MapConditions(steps []RoutingStep, change func(*AttributeCondition)) []RoutingStep {
	out := slices.Clone(steps)
	for i := range out {
		out[i].Expression = out[i].Expression.mapped(change)
	}
	return out
}

func (x Expression) mapped(change func(*AttributeCondition)) Expression {
	one := func(c *AttributeCondition) *AttributeCondition {
		if c == nil {
			return nil
		}
		next := *c
		change(&next)
		return &next
	}
	list := func(parts []Expression) []Expression {
		out := slices.Clone(parts)
		for i := range out {
			out[i] = out[i].mapped(change)
		}
		return out
	}
	return Expression{Attribute: one(x.Attribute), Not: one(x.Not), And: list(x.And), Or: list(x.Or)}
}
