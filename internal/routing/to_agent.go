package routing

import (
	"slices"

	"strowger/internal/center"
)

// toAgent hands a call that was transferred or is a consultation to the agent of
// its target queue, at whom it rings at once, before what waits there. After-
// contact work of that agent ends (R4.29). Where the agent has anything else in
// hand, or takes no calls now, the contact ends: the action has no branch for it.
func (e *Engine) toAgent(c *contact) {
	e.stopFlow(c)
	a := e.agents[c.Flow.Target.UserID]
	if c.Channel != center.Voice || a == nil || !a.reachable() {
		e.end(c, center.FlowDisconnect)
		return
	}
	e.clearAllWrapUp(a)
	e.refresh(a)
	e.free(a)
	if failed := e.enqueue(c); failed != "" {
		e.end(c, center.FlowDisconnect)
		return
	}
	if c.State == center.Waiting { // its queue flow may have done something with it
		e.offer(a, c, rival{})
	}
}

// reachable reports whether an agent could be offered a call once after-contact
// work is cleared.
func (a *agent) reachable() bool {
	busy := slices.ContainsFunc(a.slots, func(c *contact) bool { return c.AgentState != center.AgentEnded })
	return !busy && !a.shut && a.status.Type == center.Routable && a.presence.NextStatus == "" && len(a.presence.Uncleared) == 0 &&
		a.profile.Media[center.Voice].Concurrency > 0
}
