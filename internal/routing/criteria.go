package routing

import (
	"slices"

	"strowger/internal/center"
)

// stepTimer ends the active routing step of a contact.
type stepTimer struct {
	timer
	contact *contact
}

// current returns the criteria in force, nil if the contact has none.
func (c *contact) current() *center.Criteria {
	if len(c.Criteria) == 0 {
		return nil
	}
	return &c.Criteria[len(c.Criteria)-1]
}

// active returns the index of the active step of the criteria in force, -1 if
// none is.
func (c *contact) active() int {
	if cur := c.current(); cur != nil {
		return slices.IndexFunc(cur.Steps, func(s center.RoutingStep) bool { return s.Status == center.StepActive })
	}
	return -1
}

// wants returns whom the active step asks for, nil for any agent.
func (c *contact) wants() *center.Expression {
	i := c.active()
	if i < 0 {
		return nil
	}
	return &c.current().Steps[i].Expression
}

// edit returns the criteria in force as a copy that the contact now has: readers
// may hold the one before.
func (c *contact) edit() *center.Criteria {
	c.Criteria = slices.Clone(c.Criteria)
	cur := c.current()
	cur.Steps = slices.Clone(cur.Steps)
	return cur
}

// activate starts the criteria of a contact that enters a queue: step 1 becomes
// active at once (R6.10). In an agent queue they have no effect, although the
// moment is noted (R2.13, R6.15).
func (e *Engine) activate(c *contact) {
	if len(c.Criteria) == 0 {
		return
	}
	c.edit().Activated = e.now
	if c.Target.UserID == "" {
		e.begin(c, 0)
	}
}

// begin makes step i active; its time runs from now (R6.12, section 6.3).
func (e *Engine) begin(c *contact, i int) {
	step := &c.current().Steps[i]
	step.Status = center.StepActive
	if step.Duration > 0 {
		step.Until = e.now.Add(step.Duration)
		e.setStepTimer(c, step.Until)
	}
	e.event(StepStarted, c, "", "")
}

func (e *Engine) setStepTimer(c *contact, at center.Instant) {
	if c.step == nil {
		c.step = &stepTimer{contact: c}
		c.step.owner = c.step
	}
	e.timers.set(&c.step.timer, at)
}

func (t *stepTimer) turn() turn { return t.contact.at(stepEnd) }

// due ends the active step: the next one begins, and after the last any agent of
// the queue will do (R6.12). An offer in progress stands (R6.13, Q33).
func (t *stepTimer) due(e *Engine) {
	c := t.contact
	i := c.active()
	if i < 0 {
		return
	}
	e.regroup(c, func() {
		cur := c.edit()
		cur.Steps[i].Status = center.StepExpired
		e.event(StepExpired, c, "", "")
		if i+1 < len(cur.Steps) {
			e.begin(c, i+1)
		}
	})
	e.touch(c)
}

// regroup lets change alter what a contact asks for, and moves it to its new
// place in the line if it waits.
func (e *Engine) regroup(c *contact, change func()) {
	waiting := c.State == center.Waiting
	if waiting {
		e.extract(c)
	}
	change()
	if waiting {
		e.insert(c)
		e.mark(c.line)
	}
}

// setCriteria gives a contact new criteria. Those in force are interrupted and
// kept in the record with the last few before (R6.16); for a contact in a queue
// the new ones begin at once.
func (e *Engine) setCriteria(c *contact, steps []center.RoutingStep) {
	e.regroup(c, func() {
		index := 0
		if cur := c.current(); cur != nil {
			index = cur.Index + 1
			e.closeStep(c, center.StepInterrupted)
		}
		fresh := center.Criteria{Index: index, Steps: slices.Clone(steps)}
		for i := range fresh.Steps {
			fresh.Steps[i].Status, fresh.Steps[i].Until = center.StepInactive, 0
		}
		kept := c.Criteria[max(0, len(c.Criteria)+1-center.MaxCriteriaKept):]
		c.Criteria = append(slices.Clone(kept), fresh)
		c.Matched = 0
		if c.State == center.Waiting || c.State == center.Offered {
			e.activate(c)
		}
	})
}

// closeStep ends the active step, if there is one, with that status.
func (e *Engine) closeStep(c *contact, status center.StepStatus) {
	if i := c.active(); i >= 0 {
		c.edit().Steps[i].Status = status
	}
	if c.step != nil {
		e.timers.clear(&c.step.timer)
	}
}

// joinStep notes which step brought contact and agent together.
func (e *Engine) joinStep(c *contact) {
	matched := c.Matched
	if matched == 0 {
		e.closeStep(c, center.StepDeactivated)
		return
	}
	e.closeStep(c, center.StepInactive) // a later step that began while it rang never mattered
	c.edit().Steps[matched-1].Status = center.StepJoined
}

// stepsPath is where requests have routing steps.
const stepsPath = "RoutingCriteria.Steps"

// localAgents returns the steps with the agents that are named by ARN named by
// id.
func (e *Engine) localAgents(steps []center.RoutingStep) []center.RoutingStep {
	return center.MapConditions(steps, func(c *center.AttributeCondition) {
		c.Agents = slices.Clone(c.Agents)
		for i, ref := range c.Agents {
			c.Agents[i] = center.UserID(e.dir.Instance.IDOf(center.KindUser, string(ref)))
		}
	})
}
