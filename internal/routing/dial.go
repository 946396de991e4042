package routing

import (
	"cmp"
	"slices"
	"time"

	"strowger/internal/center"
)

// DialTime is how long it rings at a customer whom nobody gave another time for:
// with calls of agents and with callbacks. It is the longest time that an API
// call may ask for (R5.46).
const DialTime = 60 * time.Second

// maxDialing bounds the calls of one instance that ring at customers at the same
// time, so that a faulty client cannot fill the memory with them.
const maxDialing = 10_000

// dial lets an agent call a number, in any status (R4.4). The call has a queue,
// by default that of the agent's profile (R5.44), but never waits in it (R5.45).
// It takes the agent's slot at once (R3.7, R3.8) and the place in line, reached
// or not (R1.11, W6, W7). An agent cannot be in two calls at once; what is over
// and not cleared does not stand in the way (R3.10).
func (e *Engine) dial(cmd Dial) error {
	a, err := e.agent(cmd.UserID)
	if err != nil {
		return err
	}
	rec := cmd.Contact
	if rec.Target == (center.FlowTarget{}) {
		rec.Target.QueueID = a.profile.DefaultOutboundQueueID
	}
	q := e.queues[rec.Target.QueueID]
	if q == nil {
		return center.Missing(center.KindQueue, string(rec.Target.QueueID))
	}
	rec.System = e.callerID(q)
	if err := e.mayDial(rec); err != nil {
		return err
	}
	if _, exists := e.contacts[rec.ID]; exists {
		return center.Errorf(center.Duplicate, "A contact with id %s exists already.", rec.ID)
	}
	if err := checkAttributes(rec.Attributes); err != nil {
		return err
	}
	if slices.ContainsFunc(a.slots, (*contact).onPhone) {
		return center.Errorf(center.Conflict, "The agent is in a call already.")
	}
	if err := e.withinQuota(center.Voice, cmd.Limit); err != nil {
		return err
	}
	rec.Channel, rec.Method = center.Voice, center.Outbound
	rec.Dial = center.Dial{Ring: DialTime, Most: 1}
	c := e.enter(rec)
	a.hold(c)
	a.occupied[c.Channel]++
	c.AgentID, c.ProfileID = a.user.ID, a.profile.ID
	e.dialFor(a, c)
	return nil
}

// onPhone reports whether the contact keeps the telephone of its agent busy.
func (c *contact) onPhone() bool {
	return c.Channel == center.Voice && c.AgentState != center.AgentEnded
}

// mayDial refuses a call that the instance does not make.
func (e *Engine) mayDial(rec *center.Contact) error {
	switch {
	case !e.dir.Instance.OutboundCalls:
		return center.Errorf(center.Refused, "Outbound calls are switched off for the instance.")
	case rec.Endpoint.Address == "":
		return center.Errorf(center.Invalid, "Give the number to call.")
	case rec.System.Address == "": // R5.47
		return center.Errorf(center.Refused, "There is no number to show to the customer: give the queue an outbound caller id.")
	case len(e.dialing) >= maxDialing:
		return center.Errorf(center.Limit, "%d calls ring at customers already; more at once are not possible.", maxDialing)
	}
	return nil
}

// callerID is the number that calls from the queue show, zero where there is
// none.
func (e *Engine) callerID(q *queue) center.Endpoint {
	n, ok := e.dir.PhoneNumbers.Get(string(q.Outbound.NumberID))
	if !ok {
		return center.Endpoint{}
	}
	return center.Endpoint{Type: telephoneNumber, Address: n.Number}
}

// telephoneNumber is the type of both ends of a call.
const telephoneNumber = "TELEPHONE_NUMBER"

// dialFor dials the customer of a contact that the agent has in hand. Only what
// the router offered is inbound for the second timer (table 1.3, Q7).
func (e *Engine) dialFor(a *agent, c *contact) {
	c.AgentState, c.AgentSince, c.AgentUntil = center.AgentDialing, e.now, 0
	a.presence.Activity = e.now
	if c.Method != center.Outbound {
		a.presence.Inbound = e.now
	}
	e.ringCustomer(c)
	e.refresh(a)
}

// ringCustomer begins to dial. Somebody outside answers or refuses, else it
// rings out.
func (e *Engine) ringCustomer(c *contact) {
	e.setState(c, center.Dialing)
	c.Dial.Since, c.Dial.Until = e.now, e.now.Add(c.Dial.Ring)
	c.Dial.Attempts++
	e.timers.set(&c.timer, c.Dial.Until)
	i := len(e.dialing)
	for i > 0 && dialedBefore(c, e.dialing[i-1]) {
		i--
	}
	e.dialing = slices.Insert(e.dialing, i, c)
	e.out.Effects = append(e.out.Effects, Effect{Dialing: true})
	e.event(CustomerDialed, c, c.AgentID, c.Endpoint.Address)
	e.touch(c)
}

// dialedBefore is the order of calls that ring: by the beginning of the dialling,
// and at one moment by that of the contacts, which a restart does not change.
func dialedBefore(x, y *contact) bool {
	return cmp.Or(cmp.Compare(x.Dial.Since, y.Dial.Since), older(x, y)) < 0
}

// stopRinging ends the dialling, whatever came of it.
func (e *Engine) stopRinging(c *contact) {
	e.timers.clear(&c.timer)
	e.dialing = slices.DeleteFunc(e.dialing, func(o *contact) bool { return o == c })
	e.out.Effects = append(e.out.Effects, Effect{Dialing: true})
}

// dialed finds a contact whose customer is being called.
func (e *Engine) dialed(id center.ContactID) (*contact, error) {
	c, err := e.find(id)
	if err == nil && c.State != center.Dialing {
		err = center.Errorf(center.Conflict, "Nobody is being called for contact %s.", id)
	}
	return c, err
}

// answerCall connects a customer or a third party who has answered: with the agent
// who waits for it, else with the flow of the contact, from where it goes on as an inbound call
// does (R5.46).
func (e *Engine) answerCall(cmd Answer) error {
	c, err := e.dialed(cmd.ContactID)
	if err != nil {
		return err
	}
	e.stopRinging(c)
	c.ToSystem = e.now
	e.event(CustomerAnswered, c, c.AgentID, "")
	if c.external() { // it is in the call of the agent who consults, or in what is left of it
		e.setState(c, center.Connected)
		e.touch(c)
		return nil
	}
	if c.AgentID == "" {
		e.setState(c, center.InFlow)
		e.runFlow(c, nil)
		e.touch(c)
		return nil
	}
	a := e.agents[c.AgentID]
	e.setState(c, center.Connected)
	c.AgentState, c.AgentSince, c.ToAgent = center.AgentConnected, e.now, e.now
	c.GroupID = a.user.HierarchyGroupID
	e.event(OfferAccepted, c, a.user.ID, "")
	e.touch(c)
	e.refresh(a)
	return nil
}

// unreachable are the reasons for which a customer who is dialled cannot be
// reached (section 7.2 of the rules).
var unreachable = []center.DisconnectReason{center.TelecomBusy, center.TelecomInvalid, center.TelecomBlocked,
	center.TelecomUnanswered, center.TelecomTimeout, center.TelecomProblem}

// refuse ends the dialling because the far end says no.
func (e *Engine) refuse(cmd Refuse) error {
	c, err := e.dialed(cmd.ContactID)
	switch {
	case err != nil:
		return err
	case !slices.Contains(unreachable, cmd.Reason):
		return center.Errorf(center.Invalid, "%q is no reason why a customer cannot be reached.", cmd.Reason)
	}
	e.unreached(c, cmd.Reason)
	return nil
}

// unreached ends a contact whose customer was dialled in vain; a callback may be
// tried again. An agent who
// waited for it keeps it as failed, and gets nothing more until it is cleared
// (section 4.3 of the rules).
func (e *Engine) unreached(c *contact, reason center.DisconnectReason) {
	if a := e.agents[c.AgentID]; a != nil {
		e.withdraw(a, c, center.AgentError, DialFailed)
		a.presence.Uncleared[len(a.presence.Uncleared)-1].Reason = reason
	}
	next := e.retry(c, reason)
	if next != nil {
		c.NextID = next.ID
	}
	e.end(c, reason)
	if next != nil {
		e.beside(next)
	}
}

// engaged is the moment at which the contact took its agent's place in line: the
// dialling, where the agent was there before the customer, else the join.
func (c *contact) engaged() center.Instant {
	if c.agentFirst() {
		return c.Dial.Since
	}
	return c.ToAgent
}

// agentFirst reports whether the customer is dialled when the agent is there
// already.
func (c *contact) agentFirst() bool {
	return c.Method == center.Outbound || c.Method == center.Callback
}

// Dialing returns the contacts whose customers are being called, in the order in
// which the dialling began, as copies.
func (e *Engine) Dialing() []center.Contact {
	list := make([]center.Contact, len(e.dialing))
	for i, c := range e.dialing {
		list[i] = *c.Contact
	}
	return list
}
