package routing

import (
	"fmt"
	"slices"

	"strowger/internal/center"
)

// What the oracle does with the parties of a call.

// talking finds a call that the agent is in.
func (m *model) talking(user center.UserID, id center.ContactID) (*center.Contact, error) {
	c, err := m.live(id)
	switch {
	case m.agents[user] == nil:
		return nil, center.NotFound
	case err != nil:
		return nil, err
	case c.AgentID != user:
		return nil, center.NotFound
	case c.AgentState != center.AgentConnected:
		return nil, center.Conflict
	case c.Channel != center.Voice:
		return nil, center.Refused
	}
	return c, nil
}

// third is the third party's segment of a call, and host the call of a third
// party's segment; nil where there is none.
func (m *model) third(c *center.Contact) *center.Contact {
	for _, o := range m.contacts {
		if c.Call.Third != "" && o.ID == c.Call.Third {
			return o
		}
	}
	return nil
}

func (m *model) host(c *center.Contact) *center.Contact {
	for _, o := range m.contacts {
		if o.Call.Third == c.ID {
			return o
		}
	}
	return nil
}

// consult: an agent speaks with at most two parties; the customer is on hold
// meanwhile; the segment of the third party ranks by the original time (R2.17)
// and has no criteria (R6.17).
func (m *model) consult(cmd Consult) error {
	c, err := m.talking(cmd.UserID, cmd.ContactID)
	if err != nil {
		return err
	}
	_, ok := m.flows[cmd.Next.Flow.FlowID]
	switch {
	case m.third(c) != nil || m.host(c) != nil:
		return center.Limit
	case c.Transfers >= maxTransfers:
		return center.Refused // R2.21
	case cmd.Next.Endpoint.Address != "":
		return m.consultOutside(c, cmd.Next)
	case !ok:
		return center.NotFound
	}
	n := cmd.Next
	n.Channel, n.InitialID, n.PreviousID, n.Transfers, n.Expires = c.Channel, c.InitialID, c.ID, c.Transfers+1, c.Expires
	n.Endpoint, n.System = c.Endpoint, c.System
	n.Priority, n.Adjust, n.RankTime, n.Method = c.Priority, c.Adjust, c.RankTime, center.Transfer
	m.putOnHold(c, center.CustomerParty)
	m.event(ConsultStarted, c, c.AgentID, string(n.ID))
	m.begin(n)
	if n.State != center.Ended {
		c.Call.Third, c.Call.Other = n.ID, center.Leg{}
	}
	return nil
}

// consultOutside calls a number, which shows that of the call's queue (R5.47). It
// is a segment of the chain like any other, without flow and queue.
func (m *model) consultOutside(c, n *center.Contact) error {
	queue := c.Target.QueueID
	if a := m.agents[c.Target.UserID]; a != nil {
		queue = m.profiles[a.user.ProfileID].DefaultOutboundQueueID
	}
	if m.queues[queue].Outbound.NumberID == "" {
		return center.Refused
	}
	n.Channel, n.InitialID, n.PreviousID, n.Transfers, n.Expires = c.Channel, c.InitialID, c.ID, c.Transfers+1, c.Expires
	n.System = center.Endpoint{Type: "TELEPHONE_NUMBER", Address: "+12065550199"}
	n.Priority, n.Adjust, n.Method, n.Initiated = c.Priority, c.Adjust, center.ExternalOutbound, m.now
	n.Dial.Ring, n.Dial.Most = ringOut, 1
	m.putOnHold(c, center.CustomerParty)
	m.event(ConsultStarted, c, c.AgentID, string(n.ID))
	m.contacts = append(m.contacts, n)
	m.event(ContactInitiated, n, "", "")
	m.call(n)
	c.Call.Third, c.Call.Other = n.ID, center.Leg{}
	return nil
}

func (m *model) putOnHold(c *center.Contact, p center.Party) {
	leg := c.Call.Leg(p)
	if leg.Held != 0 {
		return
	}
	leg.Held = m.now
	if p == center.CustomerParty {
		c.Call.Holds++
	}
	m.event(PartyHeld, c, c.AgentID, string(p))
}

func (m *model) retrieve(c *center.Contact, p center.Party) {
	leg := c.Call.Leg(p)
	if leg.Held == 0 {
		return
	}
	if p == center.CustomerParty {
		m.addHold(c)
	}
	leg.Held = 0
	m.event(PartyRetrieved, c, c.AgentID, string(p))
}

func (m *model) addHold(c *center.Contact) {
	if since := c.Call.Customer.Held; since != 0 {
		c.Call.HoldTime += m.now.Sub(since)
		c.Call.LongestHold = max(c.Call.LongestHold, m.now.Sub(since))
	}
}

// partyOf finds the call in which the agent speaks with that party.
func (m *model) partyOf(user center.UserID, id center.ContactID, p center.Party) (*center.Contact, error) {
	c, err := m.talking(user, id)
	if err != nil {
		return nil, err
	}
	if p == center.ThirdParty {
		switch other := m.third(c); {
		case other == nil:
			return nil, center.NotFound
		case other.State != center.Connected:
			return nil, center.Conflict
		}
	}
	return c, nil
}

func (m *model) hold(cmd Hold) error {
	c, err := m.partyOf(cmd.UserID, cmd.ContactID, cmd.Party)
	switch {
	case err != nil:
		return err
	case cmd.Party == center.AgentParty:
		return center.Refused
	case cmd.Off == (c.Call.Leg(cmd.Party).Held == 0):
		return center.Conflict
	case cmd.Off:
		m.retrieve(c, cmd.Party)
	default:
		m.putOnHold(c, cmd.Party)
	}
	return nil
}

func (m *model) mute(cmd Mute) error {
	c, err := m.partyOf(cmd.UserID, cmd.ContactID, cmd.Party)
	if err != nil {
		return err
	}
	kind := PartyMuted
	if cmd.Off {
		kind = PartyUnmuted
	}
	if c.Call.Leg(cmd.Party).Muted == cmd.Off {
		c.Call.Leg(cmd.Party).Muted = !cmd.Off
		m.event(kind, c, c.AgentID, string(cmd.Party))
	}
	return nil
}

// speak takes those parties off hold and puts the other ones on hold.
func (m *model) speak(user center.UserID, id center.ContactID, with ...center.Party) error {
	c, err := m.partyOf(user, id, center.ThirdParty)
	switch {
	case err != nil:
		return err
	case slices.Contains(with, center.AgentParty):
		return center.Invalid
	}
	both := []center.Party{center.CustomerParty, center.ThirdParty}
	for _, p := range both {
		if !slices.Contains(with, p) {
			m.putOnHold(c, p)
		}
	}
	for _, p := range with {
		m.retrieve(c, p)
	}
	return nil
}

func (m *model) drop(cmd Drop) error {
	c, err := m.talking(cmd.UserID, cmd.ContactID)
	switch {
	case err != nil:
		return err
	case cmd.Party == center.CustomerParty:
		m.end(c, center.AgentDisconnect)
	case cmd.Party == center.AgentParty || m.third(c) == nil:
		return center.NotFound
	default:
		m.end(m.third(c), center.AgentDisconnect)
	}
	return nil
}

// part lets the third party's segment go on as the next one when the agent
// leaves; the transfer is completed now only where nobody has it yet
// (section 7.3).
func (m *model) part(c *center.Contact) {
	next := m.third(c)
	if next == nil {
		return
	}
	c.NextID, c.Call.Third, c.Call.Other = next.ID, "", center.Leg{}
	if next.State != center.Connected {
		c.TransferCompleted = m.now
	}
}

// depart is an agent's leaving. A customer in a call or a chat who stays behind
// goes on with the flow that was set for that, as the next segment (R7.4, R7.6).
func (m *model) depart(c *center.Contact, reason center.DisconnectReason) {
	m.part(c)
	id := c.Hooks[center.OnCustomerRemaining]
	_, ok := m.flows[id]
	if ok && (c.Channel == center.Voice || c.Channel == center.Chat) && c.NextID == "" && m.host(c) == nil && c.Transfers < maxTransfers {
		c.Made++
		n := &center.Contact{ID: c.ID.Follower(c.Made, m.now), Channel: c.Channel, InitialID: c.InitialID, PreviousID: c.ID,
			Method: center.AfterDisconnect, Transfers: c.Transfers + 1, Endpoint: c.Endpoint, System: c.System,
			Priority: c.Priority, Adjust: c.Adjust, Expires: c.Expires, Flow: center.FlowPosition{FlowID: id}}
		c.NextID = n.ID
		m.end(c, reason)
		m.begin(n)
		return
	}
	m.end(c, reason)
}

// endCall: without the customer or the agent there is nothing to consult about;
// without the third party the call goes on as it is.
func (m *model) endCall(c *center.Contact, reason center.DisconnectReason) {
	m.addHold(c)
	c.Call.Customer.Held = 0
	other := m.third(c)
	c.Call.Third, c.Call.Other = "", center.Leg{}
	if other != nil {
		m.end(other, reason)
	}
	if host := m.host(c); host != nil {
		host.Call.Third, host.Call.Other = "", center.Leg{}
	}
}

// drawCall draws what an agent does with the parties of a call.
func (d *duel) drawCall() (errand, bool) {
	_, id, ok := d.some(func(c *center.Contact) bool {
		return c.Channel == center.Voice && c.AgentState == center.AgentConnected || c.Live() && d.seldom("odd", 8)
	})
	if !ok {
		return errand{}, false
	}
	user := d.userID()
	if c, err := d.m.live(id); err == nil && c.AgentID != "" && !d.seldom("another", 8) {
		user = c.AgentID
	}
	party := oneOf(d, "party", center.CustomerParty, center.CustomerParty, center.ThirdParty, center.ThirdParty, center.AgentParty)
	off := d.seldom("off", 2)
	say := func(cmd Command) (errand, bool) {
		return errand{fmt.Sprintf("%T%v", cmd, cmd), func() Command { return cmd }}, true
	}
	switch d.number("deed", 0, 9) {
	case 0, 1:
		return say(Hold{UserID: user, ContactID: id, Party: party, Off: off})
	case 2:
		return say(Mute{UserID: user, ContactID: id, Party: party, Off: off})
	case 3:
		return say(Join{UserID: user, ContactID: id})
	case 4:
		return say(Toggle{UserID: user, ContactID: id, Party: party})
	case 5:
		return say(Drop{UserID: user, ContactID: id, Party: party})
	default:
		d.next++
		n := center.Contact{ID: center.ContactID(fmt.Sprintf("c%d", d.next)), Flow: center.FlowPosition{FlowID: d.flowID()}}
		if d.seldom("outside", 2) {
			n.Flow, n.Endpoint = center.FlowPosition{}, center.Endpoint{Type: "TELEPHONE_NUMBER", Address: "+12065550111"}
		}
		return errand{fmt.Sprint("consult ", user, " ", id, " ", text(n)), func() Command {
			mine := n
			return Consult{UserID: user, ContactID: id, Next: &mine}
		}}, true
	}
}
