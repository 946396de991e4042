package routing

import (
	"time"

	"strowger/internal/center"
	"strowger/internal/flow"
)

// CallbackLife is how long a callback waits in its queue before it is taken out
// (R5.40).
const CallbackLife = 7 * 24 * time.Hour

// setCallbackNumber notes where the customer wants to be called.
func (e *Engine) setCallbackNumber(c *contact, op flow.SetCallbackNumber) *flow.Answer {
	switch {
	case !isNumber(op.Number):
		return &flow.Answer{Error: flow.InvalidCallbackNumber}
	case !e.dir.Instance.OutboundCalls:
		return &flow.Answer{Error: flow.CallbackNumberNotDialable}
	}
	c.CallbackNumber = op.Number
	return &flow.Answer{}
}

// isNumber reports whether a text is a telephone number in E.164.
func isNumber(text string) bool {
	if len(text) < 3 || len(text) > 16 || text[0] != '+' || text[1] == '0' {
		return false
	}
	for _, digit := range text[1:] {
		if digit < '0' || digit > '9' {
			return false
		}
	}
	return true
}

// createCallback makes the contact that calls the customer back (R5.35): by the
// number that was set, else the one that the customer called from. It goes to the
// queue given, else to the target queue of the contact; a full one takes none
// (R5.15). With a flow of its own it runs that, and there is no delay. Contacts
// of all channels may ask for it, if there is a number (R5.43); a callback that
// never was in a queue may not, lest a flow calls itself for ever.
func (e *Engine) createCallback(c *contact, op flow.CreateCallback) *flow.Answer {
	failed := &flow.Answer{Error: flow.NoMatchingError}
	number := c.CallbackNumber
	if number == "" && c.Endpoint.Type == telephoneNumber {
		number = c.Endpoint.Address
	}
	if number == "" || !e.dir.Instance.OutboundCalls || c.Transfers >= MaxTransfers || c.Method == center.Callback && c.Enqueued == 0 {
		return failed
	}
	target := c.Flow.Target
	if op.QueueRef != "" || op.AgentRef != "" {
		var ok bool
		if target, ok = e.queueOf(c, op.QueueRef, op.AgentRef); !ok {
			return failed
		}
	}
	flowID := center.FlowID(e.dir.Instance.IDOf(center.KindFlow, op.FlowRef))
	if flowID != "" && e.flows[flowID] == nil || flowID == "" && e.admits(target, false) != "" {
		return failed
	}
	next := &center.Contact{}
	e.continueAs(c, next, false)
	if op.CallerID != "" {
		n, ok := e.dir.PhoneNumbers.ByName(op.CallerID)
		if !ok {
			return failed
		}
		next.System = center.Endpoint{Type: telephoneNumber, Address: n.Number}
	} else if next.System = e.callerOf(target); flowID == "" && next.System.Address == "" {
		return failed // R5.47: it could never be dialled
	}
	next.ID, next.Channel, next.Method, next.Expires = e.follower(c), center.Voice, center.Callback, 0
	next.Endpoint = center.Endpoint{Type: telephoneNumber, Address: number}
	next.RankTime = c.Initiated // R2.19
	if c.Method == center.Callback {
		next.RankTime = c.RankTime
	}
	next.Dial = center.Dial{Ring: DialTime, Most: op.Most, Retry: op.Retry}
	next.Flow = center.FlowPosition{FlowID: flowID, Target: target}
	if flowID == "" {
		next.Scheduled = e.now.Add(op.Delay)
	}
	c.NextID = next.ID
	e.beside(next)
	return &flow.Answer{}
}

// beside takes in a contact that another one made, whose command answers with
// its own.
func (e *Engine) beside(next *center.Contact) {
	result := e.out.Result
	e.begun(next)
	e.out.Result = result
}

// callerOf is the number that calls show from a queue, or from the own queue of
// an agent, which shows that of the agent's default outbound queue.
func (e *Engine) callerOf(t center.FlowTarget) center.Endpoint {
	if a := e.agents[t.UserID]; a != nil {
		t.QueueID = a.profile.DefaultOutboundQueueID
	}
	if q := e.queues[t.QueueID]; q != nil {
		return e.callerID(q)
	}
	return center.Endpoint{}
}

// queueCallback lets a callback whose delay has passed enter its queue (R5.37).
// Where that takes nobody more, or is gone, the callback is over.
func (e *Engine) queueCallback(c *contact) {
	if e.enqueue(c) != "" {
		e.end(c, center.OtherDisconnect)
	}
}

// callBack dials the customer of a callback that an agent has accepted. It leaves
// its queue with that (R5.38, R5.39, Q19).
func (e *Engine) callBack(a *agent, c *contact) {
	e.timers.clear(&c.timer)
	e.leave(c)
	e.clearExpiry(c)
	c.Dequeued, c.Expires = e.now, 0
	c.Flow.Action = ""
	if len(c.Criteria) > 0 {
		e.joinStep(c)
	}
	if c.System.Address == "" {
		c.System = e.callerOf(c.Target)
	}
	e.dialFor(a, c)
	if c.System.Address == "" || !e.dir.Instance.OutboundCalls { // R5.47
		e.unreached(c, center.TelecomProblem)
	}
}

// retry returns the next segment of a callback that rang in vain, nil where there
// is none: the customer answered somehow, or was called often enough (R5.35,
// R5.36, R5.38).
func (e *Engine) retry(c *contact, reason center.DisconnectReason) *center.Contact {
	if c.Method != center.Callback || reason != center.TelecomUnanswered || c.Dial.Attempts >= c.Dial.Most {
		return nil
	}
	next := &center.Contact{}
	e.continueAs(c, next, true)
	next.ID, next.Method, next.Transfers = e.follower(c), center.Callback, c.Transfers
	next.Dial = center.Dial{Ring: c.Dial.Ring, Attempts: c.Dial.Attempts, Most: c.Dial.Most, Retry: c.Dial.Retry}
	next.Flow.Target = c.Target
	next.Scheduled = e.now.Add(max(c.Dial.Retry, time.Millisecond))
	return next
}

// postpone counts a callback that is scheduled with the queue that it will enter.
func (e *Engine) postpone(c *contact) {
	t := c.Flow.Target
	if c.Method != center.Callback || e.agents[t.UserID] == nil && e.queues[t.QueueID] == nil {
		return
	}
	c.later = e.lineOf(t, c.Channel)
	c.later.scheduled++
}

// arrive ends that.
func (e *Engine) arrive(c *contact) {
	if c.later != nil {
		c.later.scheduled--
		c.later = nil
	}
}
