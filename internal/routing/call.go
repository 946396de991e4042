package routing

import "strowger/internal/center"

// What an agent does with the parties of a call. The consulted third party is a
// segment of its own, which runs its flow, waits, rings and is joined like any
// contact; peer links it with the call of the agent who consults.

// consult begins a segment for a third party and puts the customer on hold. A
// telephone number is called; any other segment ranks by the entry of the call into its queue, and has no routing
// criteria of it (R2.17, R6.17).
func (e *Engine) consult(cmd Consult) error {
	a, c, err := e.inCall(cmd.UserID, cmd.ContactID)
	switch {
	case err != nil:
		return err
	case c.peer != nil:
		return center.Errorf(center.Limit, "Contact %s has a third party already.", c.ID)
	case c.Transfers >= MaxTransfers:
		return center.Errorf(center.Refused, "Contact %s was transferred %d times; more are not possible.", c.ID, MaxTransfers)
	}
	if number := cmd.Next.Endpoint; number.Address != "" {
		if err := e.mayCall(c, cmd.Next); err != nil {
			return err
		}
	} else if err := e.mayStart(cmd.Next); err != nil {
		return err
	} else {
		e.continueAs(c, cmd.Next, true)
	}
	e.hold(c, center.CustomerParty)
	c.Call.Third, c.Call.Other = cmd.Next.ID, center.Leg{}
	e.event(ConsultStarted, c, a.user.ID, string(cmd.Next.ID))
	e.begun(cmd.Next)
	if next := e.contacts[cmd.Next.ID]; next != nil && next.State != center.Ended {
		c.peer, next.peer = next, c
	} else { // its flow ended it at once
		c.Call.Third = ""
	}
	e.touch(c)
	e.notify(a)
	return nil
}

// mayCall refuses a third party who cannot be called, and fills in what there is
// of the segment: it has no flow and no queue, and shows the number of the queue
// of the call (R5.47).
func (e *Engine) mayCall(c *contact, next *center.Contact) error {
	number := next.Endpoint
	next.System = e.callerOf(c.Target)
	if err := e.mayDial(next); err != nil {
		return err
	}
	if _, exists := e.contacts[next.ID]; exists {
		return center.Errorf(center.Duplicate, "A contact with id %s exists already.", next.ID)
	}
	shown := next.System
	e.continueAs(c, next, false)
	next.Method, next.Endpoint, next.System = center.ExternalOutbound, number, shown
	next.Dial = center.Dial{Ring: DialTime, Most: 1}
	return nil
}

// external reports whether the contact is a third party outside, with whom no
// agent of its own is ever connected.
func (c *contact) external() bool { return c.Method == center.ExternalOutbound }

// inCall returns a call that the agent is in.
func (e *Engine) inCall(user center.UserID, id center.ContactID) (*agent, *contact, error) {
	a, c, err := e.held(user, id, center.AgentConnected)
	if err == nil && c.Channel != center.Voice {
		err = center.Errorf(center.Refused, "Contact %s is not a call but a %s contact.", c.ID, c.Channel)
	}
	return a, c, err
}

// party returns a call of the agent in which that party is connected.
func (e *Engine) party(user center.UserID, id center.ContactID, p center.Party) (*agent, *contact, error) {
	a, c, err := e.inCall(user, id)
	switch {
	case err != nil:
		return nil, nil, err
	case c.Call.Leg(p) == nil:
		return nil, nil, center.Errorf(center.Invalid, "A call has no party %q.", p)
	case p == center.ThirdParty && c.Call.Third == "":
		return nil, nil, center.Errorf(center.NotFound, "Contact %s has no third party.", c.ID)
	case p == center.ThirdParty && c.peer.State != center.Connected:
		return nil, nil, center.Errorf(center.Conflict, "The third party of contact %s is not connected.", c.ID)
	}
	return a, c, nil
}

// holdParty puts a party on hold, or takes it off.
func (e *Engine) holdParty(cmd Hold) error {
	a, c, err := e.party(cmd.UserID, cmd.ContactID, cmd.Party)
	switch {
	case err != nil:
		return err
	case cmd.Party == center.AgentParty:
		return center.Errorf(center.Refused, "The agent's own connection cannot be put on hold.")
	case (c.Call.Leg(cmd.Party).Held != 0) != cmd.Off:
		return center.Errorf(center.Conflict, "The %s of contact %s is so already.", cmd.Party, c.ID)
	case cmd.Off:
		e.unhold(c, cmd.Party)
	default:
		e.hold(c, cmd.Party)
	}
	e.touch(c)
	e.notify(a)
	return nil
}

// hold puts a party on hold that is not yet. Only holds of the customer count.
func (e *Engine) hold(c *contact, p center.Party) {
	leg := c.Call.Leg(p)
	if leg.Held != 0 {
		return
	}
	leg.Held = e.now
	if p == center.CustomerParty {
		c.Call.Holds++
	}
	e.event(PartyHeld, c, c.AgentID, string(p))
}

func (e *Engine) unhold(c *contact, p center.Party) {
	leg := c.Call.Leg(p)
	if leg.Held == 0 {
		return
	}
	if p == center.CustomerParty {
		e.countHold(c)
	}
	leg.Held = 0
	e.event(PartyRetrieved, c, c.AgentID, string(p))
}

// countHold adds up a hold of the customer that ends now, by a retrieval or with
// the call.
func (e *Engine) countHold(c *contact) {
	if c.Call.Customer.Held == 0 {
		return
	}
	d := e.now.Sub(c.Call.Customer.Held)
	c.Call.HoldTime += d
	c.Call.LongestHold = max(c.Call.LongestHold, d)
}

// mute silences a party, or lets it be heard again; twice is once.
func (e *Engine) mute(cmd Mute) error {
	a, c, err := e.party(cmd.UserID, cmd.ContactID, cmd.Party)
	if err != nil {
		return err
	}
	kind := PartyMuted
	if cmd.Off {
		kind = PartyUnmuted
	}
	if leg := c.Call.Leg(cmd.Party); leg.Muted == cmd.Off {
		leg.Muted = !cmd.Off
		e.event(kind, c, a.user.ID, string(cmd.Party))
		e.touch(c)
		e.notify(a)
	}
	return nil
}

// joinAll makes a conference: nobody is on hold any more.
func (e *Engine) joinAll(cmd Join) error {
	a, c, err := e.party(cmd.UserID, cmd.ContactID, center.ThirdParty)
	if err != nil {
		return err
	}
	e.unhold(c, center.CustomerParty)
	e.unhold(c, center.ThirdParty)
	e.touch(c)
	e.notify(a)
	return nil
}

// toggle lets the agent speak with one party and puts the other one on hold.
func (e *Engine) toggle(cmd Toggle) error {
	a, c, err := e.party(cmd.UserID, cmd.ContactID, center.ThirdParty)
	if err != nil {
		return err
	}
	other := center.ThirdParty
	switch cmd.Party {
	case center.CustomerParty:
	case center.ThirdParty:
		other = center.CustomerParty
	default:
		return center.Errorf(center.Invalid, "An agent speaks with the customer or the third party, not with %q.", cmd.Party)
	}
	e.hold(c, other)
	e.unhold(c, cmd.Party)
	e.touch(c)
	e.notify(a)
	return nil
}

// drop cuts a party off: the third one, after which the call goes on with the
// customer as it was, or the customer, which ends the call for all.
func (e *Engine) drop(cmd Drop) error {
	_, c, err := e.inCall(cmd.UserID, cmd.ContactID)
	switch {
	case err != nil:
		return err
	case cmd.Party == center.CustomerParty:
		e.end(c, center.AgentDisconnect)
		return nil
	case cmd.Party != center.ThirdParty || c.Call.Third == "":
		return center.Errorf(center.NotFound, "Contact %s has no such party to cut off.", c.ID)
	}
	e.end(c.peer, center.AgentDisconnect)
	return nil
}

// depart is an agent's leaving: a call with a third party goes on as that
// party's segment, a warm transfer where the party is there already and a cold
// one else; anything else ends.
func (e *Engine) depart(c *contact, reason center.DisconnectReason) {
	if next := c.peer; next != nil && c.Call.Third == next.ID {
		e.unlink(c)
		c.NextID = next.ID
		if next.State != center.Connected {
			c.TransferCompleted = e.now
		}
		e.touch(next)
		if next.AgentID != "" {
			e.notify(e.agents[next.AgentID])
		}
	}
	left := e.remaining(c)
	e.end(c, reason)
	if left != nil {
		e.beside(left)
	}
}

// remaining returns the segment in which a customer goes on whom the agent leaves:
// with the flow that was set for that (R7.6). Of a task or an e-mail nobody
// remains, and a call with a third party goes on with that.
func (e *Engine) remaining(c *contact) *center.Contact {
	id := c.Hooks[center.OnCustomerRemaining]
	if c.State != center.Connected || c.Channel != center.Voice && c.Channel != center.Chat || c.NextID != "" || c.peer != nil ||
		e.flows[id] == nil || c.Transfers >= MaxTransfers {
		return nil
	}
	next := &center.Contact{}
	e.continueAs(c, next, false)
	next.ID, next.Method, next.Flow.FlowID = e.follower(c), center.AfterDisconnect, id
	c.NextID = next.ID
	return next
}

// partCall ends what a call holds together when it ends itself: a hold, and the
// consultation. The third party that leaves leaves the call as it is.
func (e *Engine) partCall(c *contact, reason center.DisconnectReason) {
	e.countHold(c)
	c.Call.Customer.Held, c.Call.Other.Held = 0, 0
	other := c.peer
	if other == nil {
		return
	}
	consults := c.Call.Third == other.ID
	e.unlink(c)
	if consults {
		e.end(other, reason)
		return
	}
	e.touch(other)
	e.notify(e.agents[other.AgentID])
}

// unlink ends a consultation of which c is either side.
func (e *Engine) unlink(c *contact) {
	other := c.peer
	for _, side := range []*contact{c, other} {
		side.peer, side.Call.Third, side.Call.Other = nil, "", center.Leg{}
	}
}

// relink finds the consultations again after a restart. A call whose record names
// a third party that is not there, or is not its own, consults nobody: a damaged
// store must not lead to a party that does not exist.
func (e *Engine) relink() {
	for _, c := range e.oldestFirst() {
		if c.Call.Third == "" {
			continue
		}
		third := e.contacts[c.Call.Third]
		if third == nil || third.PreviousID != c.ID || third.State == center.Ended || c.State != center.Connected || third.peer != nil || c.peer != nil {
			c.Call.Third, c.Call.Other = "", center.Leg{}
			continue
		}
		c.peer, third.peer = third, c
	}
}

// Consulted returns the other side of a consultation: the third party's segment
// of a call, or the call of a third party's segment.
func (e *Engine) Consulted(id center.ContactID) (center.Contact, bool) {
	if c := e.contacts[id]; c != nil && c.peer != nil {
		return *c.peer.Contact, true
	}
	return center.Contact{}, false
}
