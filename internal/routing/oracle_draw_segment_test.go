package routing

import (
	"fmt"
	"slices"

	"strowger/internal/center"
)

// skills are the values of the attribute "skill" of the test centres.
var skills = []string{"en", "fr", "nl"}

// drawSegment draws one of the commands for paused tasks, for contacts given to
// one agent, for segments and for schedules.
func (d *duel) drawSegment() errand {
	if d.seldom("call", 3) {
		if o, ok := d.drawCall(); ok {
			return o
		}
	}
	task := func(c *center.Contact) bool { return c.Channel == center.Task }
	switch d.number("segment", 0, 18) {
	case 0, 1, 2, 3:
		_, id, ok := d.some(func(c *center.Contact) bool {
			return task(c) && c.State == center.Connected && c.AgentState != center.AgentPaused
		})
		if more, found := d.pausable(); found && d.seldom("limit", 2) {
			id, ok = more, true
		} else if !ok || d.seldom("any", 3) {
			_, id, ok = d.some(func(c *center.Contact) bool { return c.State != center.Ended && (task(c) || d.seldom("chat", 9)) })
		}
		if ok {
			return errand{fmt.Sprint("pause ", id), func() Command { return Pause{ContactID: id} }}
		}
	case 4, 5, 6:
		_, id, ok := d.some(func(c *center.Contact) bool {
			return c.State == center.Paused || c.AgentState == center.AgentPaused || task(c) && c.Live() && d.seldom("awake", 20)
		})
		if ok {
			flow := d.drawResumeFlow(id)
			return errand{fmt.Sprint("resume ", id, " flow ", flow), func() Command { return Resume{ContactID: id, FlowID: flow} }}
		}
	case 7, 8, 9:
		waits := !d.seldom("odd", 5)
		_, id, ok := d.some(func(c *center.Contact) bool { return c.Live() && (c.State == center.Waiting) == waits })
		if out := d.in(center.Paused); !waits && len(out) > 0 && d.seldom("paused", 2) {
			id, ok = oneOf(d, "out", out...).ID, true
		}
		if user, listed := d.userID(), d.seldom("listed", 2); ok {
			return errand{fmt.Sprint("assign ", id, " to ", user, " listed ", listed), func() Command { return Assign{UserID: user, ContactID: id, Listed: listed} }}
		}
	case 10:
		_, id, ok := d.some(func(c *center.Contact) bool { return c.State != center.Ended || c.Live() && d.seldom("odd", 8) })
		if life := seconds(oneOf(d, "life", 1, 10, 20, 60, 600)); ok {
			return errand{fmt.Sprint("let ", id, " live ", life), func() Command { return UpdateContact{ContactID: id, Lifetime: life} }}
		}
	case 11, 12:
		_, id, ok := d.some(func(c *center.Contact) bool {
			return c.State == center.Scheduled || c.Live() && d.seldom("odd", 15)
		})
		if at := d.now.Add(seconds(oneOf(d, "at", 1, 5, 10, 20, 60, 0))); ok {
			return errand{fmt.Sprintf("reschedule %s to %8.3f", id, at.Sub(testStart).Seconds()),
				func() Command { return Reschedule{ContactID: id, At: at} }}
		}
	default:
		if o, ok := d.drawTransfer(); ok {
			return o
		}
	}
	return d.drawAnswer()
}

// drawResumeFlow draws the flow of a resume, for a task that nobody has and that is
// to be queued again (R3.16); none as a rule.
func (d *duel) drawResumeFlow(id center.ContactID) center.FlowID {
	c, err := d.m.live(id)
	if err != nil || c.State != center.Paused || !d.seldom("again", 2) {
		return ""
	}
	if flow := d.flowID(); !slices.Contains(slowFlows, flow) { // their rest would be of another event
		return flow
	}
	return ""
}

// in are the contacts in a state.
func (d *duel) in(state center.ContactState) (found []*center.Contact) {
	for _, c := range d.m.contacts {
		if c.State == state {
			found = append(found, c)
		}
	}
	return found
}

// pausable is a task in conversation at an agent who has paused another one.
func (d *duel) pausable() (center.ContactID, bool) {
	for _, c := range d.in(center.Connected) {
		if c.Channel == center.Task && c.AgentState == center.AgentConnected && d.m.paused(d.m.agents[c.AgentID]) > 0 {
			return c.ID, true
		}
	}
	return "", false
}

func (d *duel) drawTransfer() (errand, bool) {
	_, id, ok := d.some(func(c *center.Contact) bool {
		return (c.Channel == center.Task || c.Channel == center.Email) && c.State != center.Ended || c.Live() && d.seldom("odd", 6)
	})
	if !ok {
		return errand{}, false
	}
	d.next++
	n := center.Contact{ID: center.ContactID(fmt.Sprintf("c%d", d.next)), Flow: center.FlowPosition{FlowID: d.flowID()}}
	if d.seldom("target", 3) {
		n.Flow.Target = d.drawTarget("given")
	}
	if d.seldom("token", 6) {
		n.ClientToken = oneOf(d, "token", "t1", "t2")
	}
	if c, err := d.m.live(id); err == nil {
		n.Channel = c.Channel // the caller knows it
	}
	var by center.UserID
	if d.seldom("by", 2) {
		by = d.userID()
		if c, err := d.m.live(id); err == nil && c.AgentID != "" && !d.seldom("another", 6) {
			by = c.AgentID
		}
	}
	return errand{text: fmt.Sprint("transfer ", id, " as ", text(n), " by ", by), make: func() Command {
		mine := n
		return Transfer{ContactID: id, Next: &mine, By: by}
	}}, true
}

// chain transfers a contact as often as it can be, and once more (R2.21).
func (d *duel) chain() {
	_, id, ok := d.some(func(c *center.Contact) bool { return c.Channel == center.Task && c.State == center.Waiting })
	if !ok {
		return
	}
	flow := d.flowID()
	for range MaxTransfers + 1 {
		from := id
		d.next++
		id = center.ContactID(fmt.Sprintf("c%d", d.next))
		n := center.Contact{ID: id, Channel: center.Task, Flow: center.FlowPosition{FlowID: flow}}
		d.do(errand{fmt.Sprint("transfer ", from, " as ", id, " by ", flow), func() Command {
			mine := n
			return Transfer{ContactID: from, Next: &mine}
		}})
	}
}

// spoil makes routing criteria at times such as must be refused: for an endless
// step before the last where shape may be wrong, or for a value that no attribute
// has (R6.9, R6.19).
func (d *duel) spoil(steps []center.RoutingStep, shape bool) {
	switch s := &steps[0]; {
	case !d.seldom("bad", 12):
	case shape && len(steps) > 1:
		s.Duration = 0
	default:
		s.Expression = center.Expression{Attribute: &center.AttributeCondition{Name: "skill", Value: "xx", Min: 1, Max: 5, Range: true}}
	}
}

// drawSteps draws routing criteria as a caller gives them: few different ones,
// so that several contacts often ask for the same.
func (d *duel) drawSteps() []center.RoutingStep {
	steps := make([]center.RoutingStep, oneOf(d, "steps", 1, 1, 2, 3))
	for i := range steps {
		steps[i] = center.RoutingStep{Expression: d.drawExpression(), Duration: seconds(oneOf(d, "step", 2, 5, 5, 10, 20))}
	}
	if d.seldom("endless", 2) {
		steps[len(steps)-1].Duration = 0
	}
	return steps
}

func (d *duel) drawExpression() center.Expression {
	condition := func(value string) *center.AttributeCondition {
		c := &center.AttributeCondition{Name: "skill", Value: value, Min: 1, Max: 5, Range: true}
		switch d.number("range", 0, 3) {
		case 1, 2:
			c.Min = float64(d.number("least", 2, 5))
		case 3:
			c.Max = float64(d.number("most", 1, 4))
		}
		return c
	}
	single := func(value string) center.Expression {
		if d.seldom("not", 3) {
			return center.Expression{Not: condition(value)}
		}
		return center.Expression{Attribute: condition(value)}
	}
	switch d.number("expression", 0, 7) {
	case 0, 1, 2, 3:
		return single(oneOf(d, "skill", skills...))
	case 4:
		return center.Expression{And: []center.Expression{single("en"), single("fr")}}
	case 5:
		return center.Expression{Or: []center.Expression{single("en"), {And: []center.Expression{single("fr"), single("nl")}}}}
	default:
		ids := []center.UserID{d.userID(), d.userID()}
		return center.Expression{Attribute: &center.AttributeCondition{Agents: ids[:d.number("agents", 1, 2)]}}
	}
}

// stepsDocument writes steps as the flow language has them.
func stepsDocument(steps []center.RoutingStep) (list []map[string]any) {
	type object = map[string]any
	condition := func(c *center.AttributeCondition) object {
		if len(c.Agents) > 0 {
			return object{"ComparisonOperator": "Match", "MatchCriteria": object{"AgentsCriteria": object{"AgentIds": slices.Clone(c.Agents)}}}
		}
		return object{"Name": c.Name, "Value": c.Value, "ComparisonOperator": "Range",
			"Range": object{"MinProficiencyLevel": c.Min, "MaxProficiencyLevel": c.Max}}
	}
	var expression func(x center.Expression) object
	parts := func(all []center.Expression) (out []object) {
		for _, x := range all {
			out = append(out, expression(x))
		}
		return out
	}
	expression = func(x center.Expression) object {
		switch {
		case x.Attribute != nil:
			return object{"AttributeCondition": condition(x.Attribute)}
		case x.Not != nil:
			return object{"NotAttributeCondition": condition(x.Not)}
		case x.Or != nil:
			return object{"OrExpression": parts(x.Or)}
		default:
			return object{"AndExpression": parts(x.And)}
		}
	}
	for _, s := range steps {
		step := object{"Expression": expression(s.Expression)}
		if s.Duration > 0 {
			step["Expiry"] = object{"DurationInSeconds": int(s.Duration.Seconds())}
		}
		list = append(list, step)
	}
	return list
}
