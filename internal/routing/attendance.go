package routing

import (
	"slices"
	"time"

	"strowger/internal/center"
)

// absentWork is how long after-contact work lasts that begins while nobody is
// there to do it.
const absentWork = time.Millisecond

// attend notes that somebody is at the agent's desk, and begins the lease anew.
// That alone changes no record: after a restart each lease begins anew.
func (e *Engine) attend(cmd Attend) error {
	a, err := e.agent(cmd.UserID)
	switch {
	case err != nil:
		return err
	case cmd.Lease < 0:
		return center.Errorf(center.Invalid, "A lease of %s is less than none.", cmd.Lease)
	}
	if a.presence.Left != 0 || a.presence.Lease != cmd.Lease {
		a.presence.Left, a.presence.Lease = 0, cmd.Lease
		e.keep(a)
	}
	e.setLease(a)
	return nil
}

// setLease arms the end of the lease of an agent who has one.
func (e *Engine) setLease(a *agent) {
	if a.presence.Lease == 0 || a.presence.Left != 0 {
		e.timers.clear(&a.lease)
		return
	}
	e.timers.set(&a.lease, e.now.Add(a.presence.Lease))
}

// turn implements waker.
func (a *agent) turn() turn { return turn{phase: leaseEnd, id: string(a.user.ID)} }

// due ends the lease. What rings goes on to others as missed, after-contact work
// and offers that came to nothing are cleared, and the agent goes offline as after
// a sign-out: at once, or once what is in conversation is over.
func (a *agent) due(e *Engine) {
	a.presence.Left = e.now
	e.keep(a)
	e.agentEvent(AgentLeft, a, "")
	for _, c := range slices.Clone(a.slots) {
		if c.AgentState == center.AgentConnecting {
			e.withdraw(a, c, center.AgentMissed, OfferMissed)
			e.rewait(c)
		}
	}
	for len(a.presence.Uncleared) > 0 {
		e.dropUncleared(a, a.presence.Uncleared[0].ContactID)
	}
	e.clearAllWrapUp(a)
	e.choose(a, e.offline)
}

// expect ends the absence of an agent whom somebody has given a status: no lease
// watches over it until the page is there again.
func (e *Engine) expect(a *agent) {
	if a.presence.Left != 0 {
		a.presence.Left, a.presence.Lease = 0, 0
		e.keep(a)
	}
}
