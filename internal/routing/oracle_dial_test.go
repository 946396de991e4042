package routing

import (
	"fmt"
	"slices"
	"time"

	"strowger/internal/center"
)

// What the oracle does with customers who are called, and how they are drawn.

// ringOut is how long it rings with calls of agents.
const ringOut = 60 * time.Second

// dial is R5.44, R5.45 and R4.4.
func (m *model) dial(cmd Dial) error {
	a, c := m.agents[cmd.UserID], cmd.Contact
	if a == nil {
		return center.NotFound
	}
	if c.Target.QueueID == "" {
		c.Target.QueueID = m.profiles[a.user.ProfileID].DefaultOutboundQueueID
	}
	if _, ok := m.queues[c.Target.QueueID]; !ok {
		return center.NotFound
	}
	if c.Endpoint.Address == "" {
		return center.Invalid
	}
	if m.queues[c.Target.QueueID].Outbound.NumberID == "" { // R5.47
		return center.Refused
	}
	c.System = center.Endpoint{Type: "TELEPHONE_NUMBER", Address: "+12065550199"}
	for _, held := range m.holds(a) {
		if held.Channel == center.Voice && held.State != center.Ended {
			return center.Conflict // one telephone
		}
	}
	if cmd.Limit > 0 && m.counted(center.Voice) >= cmd.Limit {
		return center.Limit
	}
	c.Channel, c.Method, c.InitialID, c.Priority, c.Initiated = center.Voice, center.Outbound, c.ID, center.DefaultPriority, m.now
	c.AgentID, c.ProfileID = a.user.ID, a.user.ProfileID
	c.Dial.Ring, c.Dial.Most = ringOut, 1
	m.contacts = append(m.contacts, c)
	m.event(ContactInitiated, c, "", "")
	c.AgentState, c.AgentSince = center.AgentDialing, m.now
	a.activity = m.now // table 1.3: not the other timer
	m.call(c)
	return nil
}

// call lets it ring at the customer.
func (m *model) call(c *center.Contact) {
	c.State, c.Dial.Since, c.Dial.Until = center.Dialing, m.now, m.now.Add(c.Dial.Ring)
	c.Dial.Attempts++
	m.event(CustomerDialed, c, c.AgentID, c.Endpoint.Address)
}

// pickUp is the customer's answer.
func (m *model) pickUp(id center.ContactID) error {
	c, err := m.live(id)
	switch {
	case err != nil:
		return err
	case c.State != center.Dialing:
		return center.Conflict
	}
	c.ToSystem = m.now // section 7.3
	m.event(CustomerAnswered, c, c.AgentID, "")
	if c.Method == center.ExternalOutbound {
		c.State = center.Connected
		return nil
	}
	if c.AgentID == "" {
		m.run(c) // R5.46
		return nil
	}
	c.State, c.AgentState, c.AgentSince, c.ToAgent = center.Connected, center.AgentConnected, m.now, m.now
	m.event(OfferAccepted, c, c.AgentID, "")
	return nil
}

// refuse is what the far end says instead.
func (m *model) refuse(cmd Refuse) error {
	c, err := m.live(cmd.ContactID)
	switch {
	case err != nil:
		return err
	case c.State != center.Dialing:
		return center.Conflict
	case cmd.Reason != center.TelecomBusy && cmd.Reason != center.TelecomUnanswered && cmd.Reason != center.TelecomInvalid:
		return center.Invalid
	}
	m.unreached(c, cmd.Reason)
	return nil
}

// unreached leaves the agent, if there is one, with a failed contact.
func (m *model) unreached(c *center.Contact, reason center.DisconnectReason) {
	if c.AgentID != "" {
		m.comeToNothing(c, center.AgentError, DialFailed)
		a := m.agents[m.events[len(m.events)-1].UserID]
		a.uncleared[len(a.uncleared)-1].Reason = reason
	}
	c.State = center.InFlow // so that it ends as one whom nobody has
	next := m.tryAgain(c, reason)
	m.end(c, reason)
	if next != nil {
		m.begin(next)
	}
}

// drawDial draws a call of an agent, or what comes of one.
func (d *duel) drawDial() errand {
	_, id, ok := d.some(func(c *center.Contact) bool { return c.State == center.Dialing })
	switch n := d.number("dial", 0, 9); {
	case ok && n < 4:
		return errand{fmt.Sprint("answer ", id), func() Command { return Answer{ContactID: id} }}
	case ok && n < 6:
		reason := oneOf(d, "reason", center.TelecomBusy, center.TelecomUnanswered, center.TelecomInvalid, center.TelecomUnanswered, center.CustomerDisconnect)
		return errand{fmt.Sprint("refuse ", id, " ", reason), func() Command { return Refuse{ContactID: id, Reason: reason} }}
	case ok && n < 7:
		user := center.UserID("")
		if i := slices.IndexFunc(d.m.contacts, func(c *center.Contact) bool { return c.ID == id }); i >= 0 {
			user = d.m.contacts[i].AgentID
		}
		return errand{fmt.Sprint("hang up ", user, " ", id), func() Command { return Hangup{UserID: user, ContactID: id} }}
	}
	d.next++
	c := center.Contact{ID: center.ContactID(fmt.Sprintf("c%d", d.next)), Endpoint: center.Endpoint{Type: "TELEPHONE_NUMBER", Address: "+12065550100"}}
	if d.seldom("queue", 3) {
		c.Target.QueueID = d.queueID()
	}
	if d.seldom("number", 30) {
		c.Endpoint.Address = ""
	}
	if d.seldom("by api", 3) {
		c.Channel, c.Method, c.Flow.FlowID = center.Voice, center.ByAPI, d.flowID()
		c.Dial.Ring = seconds(oneOf(d, "ring", 15, 20, 60))
		c.Target = center.FlowTarget{}
		c.Endpoint.Address = "+12065550100"
		if !d.seldom("caller", 20) {
			c.System = center.Endpoint{Type: "TELEPHONE_NUMBER", Address: "+12065550199"}
		}
		limit := d.drawLimit()
		return errand{fmt.Sprint("call ", text(c), " limit ", limit), func() Command { mine := c; return StartContact{Contact: &mine, Limit: limit} }}
	}
	user, limit := d.userID(), d.drawLimit()
	return errand{fmt.Sprint("dial ", user, " ", c.ID, " ", c.Target, " limit ", limit), func() Command {
		mine := c
		return Dial{UserID: user, Contact: &mine, Limit: limit}
	}}
}

// drawLimit draws a quota of active contacts, none as a rule.
func (d *duel) drawLimit() int { return oneOf(d, "limit", 0, 0, 0, 0, 1, 2, 3, 5) }
