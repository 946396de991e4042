package routing

import (
	"slices"
	"strings"

	"strowger/internal/center"
	"strowger/internal/flow"
)

// AgentQueueCapacity is how many contacts an agent queue takes (R2.11).
const AgentQueueCapacity = 10

// runFlow runs the contact's flow until the contact waits in a queue or has
// ended.
func (e *Engine) runFlow(c *contact) {
	var w flow.Values = world{e, c}
	var answer *flow.Answer
	for {
		f := e.flows[c.Flow.FlowID]
		if f == nil {
			e.end(c, center.FlowDisconnect)
			return
		}
		if c.Flow.Action == "" {
			c.Flow.Action = f.Start()
		}
		op := f.Next(&c.Flow, answer, w)
		reply, done := e.perform(c, op)
		if done {
			return
		}
		answer = reply
	}
}

// perform does what a flow action asks. done is true when the flow has come to
// rest; a nil answer starts the flow that the contact now stands in.
func (e *Engine) perform(c *contact, op flow.Op) (answer *flow.Answer, done bool) {
	switch op := op.(type) {
	case flow.SetTarget:
		return e.setTarget(c, op), false
	case flow.Enqueue:
		failed := e.enqueue(c)
		if failed == "" {
			return nil, true
		}
		return &flow.Answer{Error: failed}, false
	case flow.SetRouting:
		e.rerank(c, op.Priority, op.Adjust)
	case flow.SetCriteria:
		return e.setFlowCriteria(c, op), false
	case flow.SetAttributes:
		return e.setAttributes(c, op), false
	case flow.CheckHours:
		return e.checkHours(c, op), false
	case flow.GoTo:
		return e.goTo(c, op), false
	case flow.Unbuilt:
		c.Unbuilt = append(c.Unbuilt, center.UnbuiltAction{FlowID: c.Flow.FlowID, Action: c.Flow.Action, Type: op.Type, At: e.now})
		e.event(FlowActionUnbuilt, c, "", op.Type)
		return &flow.Answer{Error: flow.NoMatchingError}, false
	case flow.Stray:
		e.event(FlowActionUnbuilt, c, "", op.Reason)
		e.end(c, center.FlowDisconnect)
		return nil, true
	default: // flow.End, flow.Disconnect: before a queue both end the contact (R7.6)
		e.end(c, center.FlowDisconnect)
		return nil, true
	}
	return &flow.Answer{}, false
}

func (e *Engine) setTarget(c *contact, op flow.SetTarget) *flow.Answer {
	if op.AgentRef != "" {
		id := center.UserID(e.dir.Instance.IDOf(center.KindUser, op.AgentRef))
		if e.agents[id] == nil {
			return &flow.Answer{Error: flow.NoMatchingError}
		}
		c.Flow.Target = center.FlowTarget{UserID: id}
		return &flow.Answer{}
	}
	id := center.QueueID(e.dir.Instance.IDOf(center.KindQueue, op.QueueRef))
	if e.queues[id] == nil {
		return &flow.Answer{Error: flow.NoMatchingError}
	}
	c.Flow.Target = center.FlowTarget{QueueID: id}
	return &flow.Answer{}
}

// enqueue puts the contact into its target queue, or says why not as an error
// type of the flow language.
func (e *Engine) enqueue(c *contact) string {
	t := c.Flow.Target
	if failed := e.admits(t, c.Transfers > 0); failed != "" {
		return failed
	}
	e.sequence++
	c.Target, c.Enqueued, c.Dequeued, c.Sequence = t, e.now, 0, e.sequence
	if c.RankTime == 0 { // set where the rank goes with a transfer (R2.17)
		c.RankTime = e.now
	}
	c.line = e.lineOf(t, c.Channel)
	e.event(ContactQueued, c, "", "")
	e.activate(c)
	e.wait(c)
	return ""
}

// admits checks that a queue takes another contact (R5.8 to R5.11, R9.7, R2.11).
// One that was transferred finds a fifth more room than MaxContacts (R5.13, Q29).
func (e *Engine) admits(t center.FlowTarget, transferred bool) string {
	if t.UserID != "" {
		a := e.agents[t.UserID]
		if a == nil {
			return flow.NoMatchingError
		}
		if a.own.size() >= AgentQueueCapacity {
			return flow.QueueAtCapacity
		}
		return ""
	}
	q := e.queues[t.QueueID]
	if q == nil || q.Disabled {
		return flow.NoMatchingError
	}
	limit := int(q.MaxContacts)
	if transferred {
		limit += limit / 5
	}
	if q.MaxContacts != center.NoMaxContacts && q.lines.size() >= limit {
		return flow.QueueAtCapacity
	}
	return ""
}

// setFlowCriteria sets routing criteria. Those that ask for a predefined
// attribute or value that is not there take the error branch (R6.19).
func (e *Engine) setFlowCriteria(c *contact, op flow.SetCriteria) *flow.Answer {
	if e.dir.CheckCriteria("", op.Steps) != nil {
		return &flow.Answer{Error: flow.NoMatchingError}
	}
	e.setCriteria(c, e.localAgents(op.Steps))
	return &flow.Answer{}
}

func (e *Engine) setAttributes(c *contact, op flow.SetAttributes) *flow.Answer {
	target := c
	if op.Related {
		if target = e.contacts[c.RelatedID]; target == nil {
			return &flow.Answer{Error: flow.NoMatchingError}
		}
	}
	if err := e.share(target.Contact, op.Attributes); err != nil {
		return &flow.Answer{Error: flow.NoMatchingError}
	}
	return &flow.Answer{}
}

// checkHours answers for the hours named, else for those of the target queue
// (R5.18); an agent queue has none (R2.12).
func (e *Engine) checkHours(c *contact, op flow.CheckHours) *flow.Answer {
	id := e.dir.Instance.IDOf(center.KindHours, op.HoursRef)
	if id == "" {
		q := e.queues[c.Flow.Target.QueueID]
		if q == nil {
			return &flow.Answer{Error: flow.NoMatchingError}
		}
		id = string(q.HoursID)
	}
	h, ok := e.dir.Hours.Get(id)
	if !ok {
		return &flow.Answer{Error: flow.NoMatchingError}
	}
	opening := e.dir.Opening(h)
	if len(op.Overrides) > 0 {
		for _, name := range opening.Overriding(e.now) {
			if slices.Contains(op.Overrides, name) {
				return &flow.Answer{Result: name}
			}
		}
	}
	if opening.Open(e.now) {
		return &flow.Answer{Result: flow.ResultTrue}
	}
	return &flow.Answer{Result: flow.ResultFalse}
}

// goTo moves the contact into another flow; the target queue goes with it (R9.6).
func (e *Engine) goTo(c *contact, op flow.GoTo) *flow.Answer {
	id := center.FlowID(e.dir.Instance.IDOf(center.KindFlow, op.FlowRef))
	if e.flows[id] == nil {
		return &flow.Answer{Error: flow.NoMatchingError}
	}
	c.Flow.FlowID, c.Flow.Action = id, ""
	return nil
}

// world is what a flow may read of its contact (R9.5).
type world struct {
	e *Engine
	c *contact
}

// Seed implements flow.Values.
func (w world) Seed() string { return string(w.c.ID) }

// Value implements flow.Values.
func (w world) Value(path string) (string, bool) {
	c, in := w.c, w.e.dir.Instance
	if name, ok := strings.CutPrefix(path, "$.Attributes."); ok {
		v, ok := c.Attributes[name]
		return v, ok
	}
	if name, ok := strings.CutPrefix(path, "$.SegmentAttributes."); ok {
		v, ok := c.Segment[name]
		return v, ok
	}
	switch path {
	case "$.Channel":
		return c.Channel.String(), true
	case "$.ContactId":
		return string(c.ID), true
	case "$.InitialContactId":
		return string(c.InitialID), true
	case "$.PreviousContactId":
		return string(c.PreviousID), c.PreviousID != ""
	case "$.InitiationMethod":
		return string(c.Method), true
	case "$.InstanceARN":
		return in.ARN("", ""), true
	case "$.Name":
		return c.Name, c.Name != ""
	case "$.Description":
		return c.Description, c.Description != ""
	case "$.CustomerEndpoint.Address":
		return c.Endpoint.Address, c.Endpoint.Address != ""
	case "$.CustomerEndpoint.Type":
		return c.Endpoint.Type, c.Endpoint.Type != ""
	case "$.SystemEndpoint.Address":
		return c.System.Address, c.System.Address != ""
	case "$.SystemEndpoint.Type":
		return c.System.Type, c.System.Type != ""
	case "$.Queue.Name", "$.Queue.ARN":
		return w.queue(path)
	default:
		return "", false
	}
}

func (w world) queue(path string) (string, bool) {
	q := w.e.queues[w.c.Flow.Target.QueueID]
	switch {
	case q == nil:
		return "", false
	case path == "$.Queue.Name":
		return q.Name, true
	default:
		return w.e.dir.Instance.ARN(center.KindQueue, string(q.ID)), true
	}
}
