package routing

import (
	"slices"
	"time"

	"strowger/internal/center"
)

// RingTime returns how long a contact of that channel rings at an agent before
// it counts as missed (section 4.4 of the rules; e-mail: Q13).
func RingTime(ch center.Channel) time.Duration {
	switch ch {
	case center.Voice, center.Chat:
		return 20 * time.Second
	default:
		return 30 * time.Second
	}
}

// offer reserves the agent for the contact and rings. others is what the agent
// would take instead, as far as the pick has seen.
func (e *Engine) offer(a *agent, c *contact, others rival) {
	e.extract(c)
	c.line.ringing++
	e.decide(a, c, others)
	e.setState(c, center.Offered)
	c.AgentID, c.AgentState, c.AgentSince = a.user.ID, center.AgentConnecting, e.now
	c.AgentUntil = e.now.Add(RingTime(c.Channel))
	c.ProfileID, c.Matched = a.profile.ID, c.active()+1
	c.Attempts++
	e.timers.set(&c.timer, c.AgentUntil)
	a.hold(c)
	a.occupied[c.Channel]++
	e.event(OfferMade, c, a.user.ID, "")
	e.touch(c)
	if a.user.AutoAccepts(c.Channel) && c.Method != center.Callback { // R4.24; callbacks have a switch of their own (R4.25)
		e.join(a, c)
		return
	}
	e.refresh(a)
}

// join connects agent and customer, after the whispers: the agent's, then the
// customer's (R7.2). They take no time, so that the contact leaves its queue at
// the accept (Q19).
func (e *Engine) join(a *agent, c *contact) {
	e.timers.clear(&c.timer)
	e.runHook(c, center.OnAgentWhisper)
	e.runHook(c, center.OnCustomerWhisper)
	e.leave(c)
	e.setState(c, center.Connected)
	c.AgentState, c.AgentSince, c.AgentUntil = center.AgentConnected, e.now, 0
	c.ToAgent, c.Dequeued, c.GroupID = e.now, e.now, a.user.HierarchyGroupID
	if len(c.Criteria) > 0 {
		e.joinStep(c)
	}
	a.presence.Activity, a.presence.Inbound = e.now, e.now // section 1.3 of the rules
	e.event(OfferAccepted, c, a.user.ID, "")
	e.touch(c)
	e.refresh(a)
}

// withdraw takes a ringing contact from the agent, who keeps it uncleared and
// gets nothing more until it is cleared (R1.1c, Q22). Enqueue time and rank of
// the contact stay as they were (R4.16, Q14).
func (e *Engine) withdraw(a *agent, c *contact, state center.AgentContactState, kind EventKind) {
	e.timers.clear(&c.timer)
	e.release(a, c)
	a.occupied[c.Channel]++ // the uncleared contact keeps the slot (R3.9)
	a.presence.Uncleared = append(a.presence.Uncleared, center.Uncleared{
		ContactID: c.ID, InitialID: c.InitialID, Channel: c.Channel, Method: c.Method, Target: c.Target,
		State: state, Offered: c.AgentSince, Since: e.now, Enqueued: c.Enqueued,
		Name: c.Name, Description: c.Description, Attributes: c.Attributes, References: c.References,
	})
	c.AgentID, c.AgentState, c.AgentSince, c.AgentUntil, c.Matched = "", "", 0, 0, 0
	e.event(kind, c, a.user.ID, "")
	e.keep(a)
	e.refresh(a)
}

// hold gives c a slot at a. Slots are in the order in which the contacts were
// initiated, which their records say and no change of state alters.
func (a *agent) hold(c *contact) {
	i := len(a.slots)
	for i > 0 && c.initiatedBefore(a.slots[i-1]) { // as a rule the new one is the youngest, and one look will do
		i--
	}
	a.slots = slices.Insert(a.slots, i, c)
}

func (c *contact) initiatedBefore(o *contact) bool {
	return c.Initiated < o.Initiated || c.Initiated == o.Initiated && c.ID < o.ID
}

// release frees the slot that c has at a.
func (e *Engine) release(a *agent, c *contact) {
	if i := slices.Index(a.slots, c); i >= 0 {
		a.slots = slices.Delete(a.slots, i, i+1)
		e.unpause(a, c)
		a.occupied[c.Channel]--
	}
}

// wrapUp begins after-contact work, which every contact enters (R4.27).
func (e *Engine) wrapUp(a *agent, c *contact) {
	paused := c.AgentState == center.AgentPaused
	e.unpause(a, c)
	c.AgentState, c.AgentSince, c.AgentUntil = center.AgentEnded, e.now, 0
	c.WrapStarted = e.now
	limit := a.user.AfterContactWork(c.Channel)
	if a.presence.Left != 0 {
		limit = absentWork
	}
	if limit > 0 {
		c.AgentUntil = e.now.Add(limit)
		e.timers.set(&c.timer, c.AgentUntil)
	}
	if paused { // it occupies its slot again
		e.refresh(a)
		return
	}
	e.notify(a)
}

// clearWrapUp ends after-contact work: the slot is free and the idle time
// starts anew (Q6). The contact leaves the engine.
func (e *Engine) clearWrapUp(a *agent, c *contact) {
	e.dropWrapUp(a, c)
	e.settle(a)
	e.refresh(a)
	e.free(a)
}

func (e *Engine) dropWrapUp(a *agent, c *contact) {
	e.release(a, c)
	c.AgentState, c.AgentSince, c.AgentUntil = "", 0, 0
	c.WrapEnded = e.now
	a.presence.Activity = e.now
	if c.Method != center.Outbound {
		a.presence.Inbound = e.now
	}
	e.event(ContactCleared, c, a.user.ID, "")
	e.touch(c)
	e.keep(a)
	e.forget(c)
}

// clearAllWrapUp drops every contact in after-contact work (R4.7).
func (e *Engine) clearAllWrapUp(a *agent) {
	for i := len(a.slots) - 1; i >= 0; i-- {
		if c := a.slots[i]; c.AgentState == center.AgentEnded {
			e.dropWrapUp(a, c)
		}
	}
}

// held returns the contact if it is with that agent in one of the states.
func (e *Engine) held(id center.UserID, contactID center.ContactID, states ...center.AgentContactState) (*agent, *contact, error) {
	a, err := e.agent(id)
	if err != nil {
		return nil, nil, err
	}
	c, ok := e.contacts[contactID]
	if !ok || c.AgentID != id {
		return nil, nil, center.Missing(center.KindContact, string(contactID))
	}
	if !slices.Contains(states, c.AgentState) {
		return nil, nil, center.Errorf(center.Conflict, "Contact %s is %s for this agent.", contactID, c.AgentState)
	}
	return a, c, nil
}

func (e *Engine) accept(cmd Accept) error {
	a, c, err := e.held(cmd.UserID, cmd.ContactID, center.AgentConnecting)
	if err != nil {
		return err
	}
	// A callback that was assigned by hand may ring beside another call (R1.14, R1.15).
	if c.Channel == center.Voice && slices.ContainsFunc(a.slots, (*contact).speaking) {
		return center.Errorf(center.Conflict, "The agent is in a call already.")
	}
	if c.Method == center.Callback {
		e.callBack(a, c)
	} else {
		e.join(a, c)
	}
	return nil
}

// speaking reports whether the contact is a call in which its agent is, or waits
// for the customer to answer.
func (c *contact) speaking() bool {
	return c.Channel == center.Voice && (c.AgentState == center.AgentConnected || c.AgentState == center.AgentDialing)
}

func (e *Engine) reject(cmd Reject) error {
	a, c, err := e.held(cmd.UserID, cmd.ContactID, center.AgentConnecting)
	if err != nil {
		return err
	}
	e.withdraw(a, c, center.AgentRejected, OfferRejected)
	e.rewait(c)
	return nil
}

func (e *Engine) hangup(cmd Hangup) error {
	_, c, err := e.held(cmd.UserID, cmd.ContactID, center.AgentConnected, center.AgentPaused, center.AgentDialing)
	if err != nil {
		return err
	}
	if c.State == center.Dialing {
		e.end(c, center.TelecomCancelled)
	} else {
		e.depart(c, center.AgentDisconnect)
	}
	return nil
}

func (e *Engine) clear(cmd Clear) error {
	a, err := e.agent(cmd.UserID)
	if err != nil {
		return err
	}
	if c, ok := e.contacts[cmd.ContactID]; ok && c.AgentID == a.user.ID {
		if c.AgentState != center.AgentEnded {
			return center.Errorf(center.Conflict, "Contact %s is %s for this agent and cannot be cleared.", c.ID, c.AgentState)
		}
		e.timers.clear(&c.timer)
		e.clearWrapUp(a, c)
		return nil
	}
	return e.clearUncleared(a, cmd.ContactID)
}

// clearUncleared clears a missed, rejected or failed offer, or a call that reached
// nobody.
func (e *Engine) clearUncleared(a *agent, id center.ContactID) error {
	if !e.dropUncleared(a, id) {
		return center.Missing(center.KindContact, string(id))
	}
	e.settle(a)
	e.refresh(a)
	e.free(a)
	return nil
}

// dropUncleared frees the slot of an offer that came to nothing, if the agent
// has one of that contact. It costs the agent the place in line (Q8).
func (e *Engine) dropUncleared(a *agent, id center.ContactID) bool {
	i := slices.IndexFunc(a.presence.Uncleared, func(u center.Uncleared) bool { return u.ContactID == id })
	if i < 0 {
		return false
	}
	u := a.presence.Uncleared[i]
	a.occupied[u.Channel]--
	a.presence.Uncleared = slices.Delete(a.presence.Uncleared, i, i+1)
	a.presence.Activity = e.now
	if u.Method != center.Outbound {
		a.presence.Inbound = e.now
	}
	e.out.Events = append(e.out.Events, Event{At: e.now, Kind: ContactCleared, Channel: u.Channel, ContactID: id, UserID: a.user.ID, Target: u.Target})
	e.keep(a)
	return true
}

func (e *Engine) complete(cmd Complete) error {
	a, err := e.agent(cmd.UserID)
	if err != nil {
		return err
	}
	if c, ok := e.contacts[cmd.ContactID]; ok && c.AgentID == a.user.ID && c.State == center.Connected {
		reason := center.AgentDisconnect
		if c.Channel == center.Task {
			reason = center.AgentCompleted
		}
		e.depart(c, reason)
	}
	return e.clear(Clear(cmd))
}
