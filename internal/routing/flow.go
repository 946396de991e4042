package routing

import (
	"slices"

	"strowger/internal/center"
	"strowger/internal/flow"
)

// AgentQueueCapacity is how many contacts an agent queue takes (R2.11).
const AgentQueueCapacity = 10

// runFlow runs the contact's flow until it rests, waits in a queue or is over.
// An answer is to what the flow asked when it rested; without one it goes on with
// the action that comes next, or begins.
func (e *Engine) runFlow(c *contact, answer *flow.Answer) {
	var w flow.Values = world{e, c}
	for {
		f := e.flows[c.Flow.FlowID]
		if f == nil {
			e.flowOver(c)
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

// flowOver is the end of a flow. With the flow in which it began a contact that
// is in no queue ends too (R7.6); one that waits, is paused or with an agent goes
// on without a flow (R5.32).
func (e *Engine) flowOver(c *contact) {
	e.stopFlow(c)
	if c.Flow.Event == "" {
		e.end(c, center.FlowDisconnect)
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
	case flow.SetData:
		return e.setData(c, op), false
	case flow.SetTags:
		return answerTo(e.updateContact(UpdateContact{ContactID: c.ID, Tags: op.Tags, Untag: op.Keys})), false
	case flow.SetHook:
		return e.setHook(c, op), false
	case flow.SetCallbackNumber:
		return e.setCallbackNumber(c, op), false
	case flow.CreateCallback:
		return e.createCallback(c, op), false
	case flow.CreateTask:
		return e.createTask(c, op), false
	case flow.CheckHours:
		return e.checkHours(c, op), false
	case flow.CheckMetric:
		return e.checkMetric(c, op), false
	case flow.GetMetrics:
		return e.getMetrics(c, op), false
	case flow.ToAgent:
		e.toAgent(c)
		return nil, true
	case flow.Dequeue:
		return e.dequeue(c, op)
	case flow.Play:
		return e.play(c, op)
	case flow.Wait:
		return e.waitFor(c, op)
	case flow.GoTo:
		return e.goTo(c, op), false
	case flow.Unbuilt:
		return e.unbuilt(c, op.Type), false
	case flow.Stray:
		e.event(FlowActionUnbuilt, c, "", op.Reason)
		e.flowOver(c)
		return nil, true
	case flow.Disconnect:
		e.end(c, center.FlowDisconnect) // R5.33
		return nil, true
	default: // flow.End
		e.flowOver(c)
		return nil, true
	}
	return &flow.Answer{}, false
}

// unbuilt notes an action that is not built, with the contact once; the contact
// takes its error branch.
func (e *Engine) unbuilt(c *contact, action string) *flow.Answer {
	known := slices.ContainsFunc(c.Unbuilt, func(u center.UnbuiltAction) bool {
		return u.FlowID == c.Flow.FlowID && u.Action == c.Flow.Action
	})
	if !known {
		c.Unbuilt = append(c.Unbuilt, center.UnbuiltAction{FlowID: c.Flow.FlowID, Action: c.Flow.Action, Type: action, At: e.now})
	}
	e.event(FlowActionUnbuilt, c, "", action)
	return &flow.Answer{Error: flow.NoMatchingError}
}

// answerTo answers an action that was done, or refused.
func answerTo(err error) *flow.Answer {
	if err != nil {
		return &flow.Answer{Error: flow.NoMatchingError}
	}
	return &flow.Answer{}
}

func (e *Engine) setTarget(c *contact, op flow.SetTarget) *flow.Answer {
	t, ok := e.queueOf(c, op.QueueRef, op.AgentRef)
	if !ok {
		return &flow.Answer{Error: flow.NoMatchingError}
	}
	c.Flow.Target = t
	return &flow.Answer{}
}

// setData changes what a contact says of itself, or the one that it is related to.
func (e *Engine) setData(c *contact, op flow.SetData) *flow.Answer {
	id := c.ID
	if op.Related {
		if id = c.RelatedID; e.contacts[id] == nil {
			return &flow.Answer{Error: flow.NoMatchingError}
		}
	}
	return answerTo(e.updateContact(UpdateContact{ContactID: id, Name: op.Name, Description: op.Description, CustomerID: op.CustomerID, References: op.References}))
}

// enqueue puts the contact into its target queue, where its queue flow begins
// (R5.30), or says why not as an error type of the flow language. One that is
// paused or with an agent cannot be queued.
func (e *Engine) enqueue(c *contact) string {
	t := c.Flow.Target
	if c.State != center.InFlow {
		return flow.NoMatchingError
	}
	if failed := e.admits(t, c.roomier()); failed != "" {
		return failed
	}
	e.sequence++
	c.Target, c.Enqueued, c.Dequeued, c.Sequence = t, e.now, 0, e.sequence
	if c.RankTime == 0 { // set where the rank goes with a transfer (R2.17), or to a callback (R2.19)
		c.RankTime = e.now
	}
	if c.Method == center.Callback {
		c.Expires = e.now.Add(CallbackLife)
		e.setExpiry(c)
	}
	c.line = e.lineOf(t, c.Channel)
	e.event(ContactQueued, c, "", "")
	e.activate(c)
	e.wait(c)
	if c.Method != center.Callback { // nobody is there to hear it (section 7.1 of the rules)
		e.runHook(c, center.OnCustomerQueue)
	}
	return ""
}

// roomier reports whether the contact finds more room in a full queue: when it
// was transferred, or is a callback whose delay has passed (R5.13).
func (c *contact) roomier() bool {
	return c.Transfers > 0 && (c.Method != center.Callback || c.Scheduled != 0)
}

// admits checks that a queue takes another contact (R5.8 to R5.11, R9.7, R2.11).
// A roomier one finds a fifth more room than MaxContacts (R5.13, Q29).
func (e *Engine) admits(t center.FlowTarget, roomier bool) string {
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
	if roomier {
		limit += limit / 5
	}
	if q.MaxContacts != center.NoMaxContacts && q.lines.size() >= limit {
		return flow.QueueAtCapacity
	}
	return ""
}

// setFlowCriteria sets routing criteria. Those that ask for a predefined
// attribute or value that is not there take the error branch (R6.19); so does a
// contact that an agent has, for which it is too late (Q34).
func (e *Engine) setFlowCriteria(c *contact, op flow.SetCriteria) *flow.Answer {
	if c.State == center.Connected || e.dir.CheckCriteria("", op.Steps) != nil {
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
	return answerTo(e.share(target.Contact, op.Attributes))
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
