package routing

import (
	"maps"

	"strowger/internal/center"
	"strowger/internal/flow"
)

// dequeue moves a waiting contact into another queue: the segment ends, and the
// next one of its chain waits there, ranked by its own entry (R5.34, R2.18). Where
// it cannot be the contact stays with its place kept (R5.16); so it does while it
// rings (R4.20), and a third party of a call cannot leave the queue it was called
// in. Done is true when the flow is over with its contact.
func (e *Engine) dequeue(c *contact, op flow.Dequeue) (answer *flow.Answer, done bool) {
	target, ok := e.queueOf(c, op.QueueRef, op.AgentRef)
	failed := flow.NoMatchingError
	if ok && c.State == center.Waiting && c.Transfers < MaxTransfers && !e.consulted(c) {
		failed = e.admits(target, true)
	}
	if failed != "" {
		return &flow.Answer{Error: failed}, false
	}
	next := &center.Contact{ID: e.follower(c)}
	e.continueAs(c, next, false)
	next.Flow = center.FlowPosition{FlowID: c.Flow.FlowID, Loops: maps.Clone(c.Flow.Loops), Target: target, Steps: c.Flow.Steps, Rested: c.Flow.Rested}
	c.NextID, c.TransferCompleted = next.ID, e.now
	reason := transferReason(c.Channel)
	if c.Channel == center.Voice || c.Channel == center.Chat {
		reason = center.FlowDisconnect // no agent had a hand in it
	}
	e.end(c, reason)
	result := e.out.Result // names the contact that a command began, not what became of it
	n := e.enter(next)
	e.out.Result = result
	if failed := e.enqueue(n); failed != "" {
		e.end(n, center.FlowDisconnect)
	}
	e.touch(n)
	return nil, true
}

// consulted reports whether a contact is the third party of a call that still goes
// on.
func (e *Engine) consulted(c *contact) bool {
	call := e.contacts[c.PreviousID]
	return call != nil && call.State != center.Ended
}

// queueOf finds the queue that an action names, else the contact's target queue;
// ok is false where there is none (R5.26).
func (e *Engine) queueOf(c *contact, queueRef, agentRef string) (t center.FlowTarget, ok bool) {
	switch {
	case agentRef != "":
		t.UserID = center.UserID(e.dir.Instance.IDOf(center.KindUser, agentRef))
	case queueRef != "":
		t.QueueID = center.QueueID(e.dir.Instance.IDOf(center.KindQueue, queueRef))
	default:
		t = c.Flow.Target
	}
	if t.UserID != "" {
		return t, e.agents[t.UserID] != nil
	}
	return t, e.queues[t.QueueID] != nil
}
