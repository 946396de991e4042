package routing

import (
	"maps"
	"time"

	"strowger/internal/center"
	"strowger/internal/flow"
)

// Limits of the tasks that flows make.
const (
	// MaxFlowTasks is how many tasks the flows of one contact may make, so that a
	// flow that runs in a circle does not fill the instance.
	MaxFlowTasks = 10
	// TaskLife is how long a task lives for which nobody said it (section 5.9 of the
	// rules).
	TaskLife = 7 * 24 * time.Hour
	// Longest texts of a task, as StartTaskContact has them.
	maxTaskName        = 512
	maxTaskDescription = 4096
)

// createTask makes a task that runs a flow of its own (section 9.2 of the rules),
// beside the contact, to which it is related. A task that a flow made makes none
// itself before an agent has had it: no chain of flows can go on by itself.
func (e *Engine) createTask(c *contact, op flow.CreateTask) *flow.Answer {
	failed := &flow.Answer{Error: flow.NoMatchingError}
	flowID := center.FlowID(e.dir.Instance.IDOf(center.KindFlow, op.FlowRef))
	switch f := e.flows[flowID]; {
	case f == nil || f.Type() != center.ContactFlowType:
		return failed
	case c.Tasks >= MaxFlowTasks || c.ByFlow && c.ToAgent == 0:
		return failed
	case len(op.Name) > maxTaskName || len(op.Description) > maxTaskDescription || checkAttributes(op.Attributes) != nil:
		return failed
	}
	next := &center.Contact{Channel: center.Task, Method: center.ByAPI, Name: op.Name, Description: op.Description, RelatedID: c.ID, ByFlow: true,
		Attributes: maps.Clone(op.Attributes), References: op.References, Flow: center.FlowPosition{FlowID: flowID}}
	if op.Delay > 0 {
		next.Scheduled = e.now.Add(op.Delay)
	} else if op.At != 0 {
		next.Scheduled = op.At
	}
	if next.Scheduled != 0 && e.checkSchedule(next.Scheduled) != nil {
		return failed
	}
	next.Expires = max(e.now, next.Scheduled).Add(TaskLife)
	c.Tasks++
	next.ID = e.follower(c)
	e.beside(next)
	return &flow.Answer{}
}
