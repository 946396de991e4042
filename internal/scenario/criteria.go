package scenario

import (
	"slices"
	"strings"

	"strowger/internal/center"
)

// The bounds of a level of proficiency (R6.3).
const (
	lowestLevel  = 1
	highestLevel = 5
)

// skill reads predefined attributes with the values that they have.
func (l *line) skill() deed {
	names := l.declare(aSkill)
	var values []string
	for _, t := range l.names("values such as French,German") {
		values = append(values, t.text)
	}
	return create(names, func(_ *center.Directory, name string) center.Resource {
		return &center.PredefinedAttribute{Name: name, Values: slices.Clone(values)}
	})
}

// skills reads the proficiencies of an agent, such as Language:French:3.
func (l *line) skills(t token) []center.Proficiency {
	var list []center.Proficiency
	for _, part := range t.split(",") {
		name, value, level, ok := part.triple()
		if !ok {
			l.expected("an attribute, a value and a level such as Language:French:3", part)
			return nil
		}
		list = append(list, center.Proficiency{Name: l.known(aSkill, name), Value: value.text,
			Level: float64(l.integer(level, lowestLevel, highestLevel))})
	}
	return list
}

// triple cuts a word at its two colons.
func (t token) triple() (first, second, third token, ok bool) {
	parts := t.split(":")
	if len(parts) != 3 || parts[0].text == "" || parts[1].text == "" {
		return token{}, token{}, token{}, false
	}
	return parts[0], parts[1], parts[2], true
}

// step reads a routing step: branches divided by |, in each conditions joined by
// &, and after a / the time until it expires.
func (l *line) step(t token) center.RoutingStep {
	step := center.RoutingStep{Status: center.StepInactive}
	terms, until, expires := t.cut("/")
	if expires {
		step.Duration = l.time(until, maxTime)
	}
	branches := terms.split("|")
	if len(branches) == 1 {
		step.Expression = l.branch(branches[0])
		return step
	}
	for _, b := range branches {
		step.Expression.Or = append(step.Expression.Or, l.branch(b))
	}
	return step
}

func (l *line) branch(t token) center.Expression {
	conditions := t.split("&")
	if len(conditions) == 1 {
		return l.condition(conditions[0])
	}
	var x center.Expression
	for _, c := range conditions {
		x.And = append(x.And, l.condition(c))
	}
	return x
}

// condition reads Language:French:4+ or Language:French:1-3, either with a !
// before it, or @ann,bob for agents who are preferred.
func (l *line) condition(t token) center.Expression {
	if names, ok := strings.CutPrefix(t.text, "@"); ok {
		c := &center.AttributeCondition{}
		for _, name := range (token{names, t.column + 1}).split(",") {
			c.Agents = append(c.Agents, center.UserID(l.known(anAgent, name)))
		}
		return center.Expression{Attribute: c}
	}
	text, not := strings.CutPrefix(t.text, "!")
	if not {
		t = token{text, t.column + 1}
	}
	name, value, levels, ok := t.triple()
	if !ok {
		l.expected("a condition such as Language:French:4+, or @ and agents", t)
		return center.Expression{}
	}
	c := &center.AttributeCondition{Name: l.known(aSkill, name), Value: value.text, Max: highestLevel}
	low, high, ranged := levels.cut("-")
	if ranged {
		c.Max = float64(l.integer(high, lowestLevel, highestLevel))
	} else if low.text, ok = strings.CutSuffix(low.text, "+"); !ok {
		l.expected("levels such as 4+ or 1-3", levels)
	}
	c.Min = float64(l.integer(low, lowestLevel, highestLevel))
	if not {
		return center.Expression{Not: c}
	}
	return center.Expression{Attribute: c}
}
