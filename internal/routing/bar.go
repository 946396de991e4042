package routing

import (
	"time"

	"strowger/internal/center"
)

// obstacle is the kind of rule that stands between an agent and a contact, in
// the order in which canOffer of section 0.4 asks.
type obstacle uint8

const (
	notAllowed     obstacle = iota + 1 // R1.1h
	notRoutable                        // R1.1a
	leavingStatus                      // R1.1b
	unclearedOffer                     // R1.1c
	channelOff                         // R1.1e
	slotsTaken                         // R3.2
	channelBarred                      // R3.4
	otherOwner                         // R2.8
	pairMissing                        // R1.1f
	delayRunning                       // R2.4
	stepMismatch                       // R6.11
	ringsElsewhere                     // R1.1d, of a contact that an agent would like to have
	othersFirst                        // R1.2, of an agent for whom nothing is left
)

// bar is the first rule that keeps one agent from one contact; the zero value:
// none does.
type bar struct {
	obstacle obstacle
	status   *center.AgentStatus // of the agent, for notRoutable
	channel  center.Channel      // that is full, off, or in hand and bars others
	delay    time.Duration       // of the pair, for delayRunning
	step     int                 // of the routing criteria, from 1
	contact  center.ContactID    // at the agent, whose end would change something
	at       center.Instant      // when the bar changes if nothing happens before; zero: it needs an event
}

// barOf returns the first rule of canOffer that keeps the agent from a waiting
// contact. pair is the agent's claim on the contact's line, if there is one.
func (e *Engine) barOf(a *agent, c *contact, pair *claim) bar {
	if b := a.barOn(c.Channel); b.obstacle != 0 {
		return b
	}
	switch {
	case c.line.owner == a:
		return bar{}
	case c.line.owner != nil:
		return bar{obstacle: otherOwner}
	case pair == nil:
		return bar{obstacle: pairMissing}
	case !pair.open(c, e.now):
		return bar{obstacle: delayRunning, delay: pair.delay, at: c.Enqueued.Add(pair.delay)}
	}
	if wants := c.wants(); wants != nil && !wants.Matches(a.user) {
		i := c.active()
		return bar{obstacle: stepMismatch, step: i + 1, at: c.current().Steps[i].Until}
	}
	return bar{}
}

// barOn returns the first rule that keeps every contact of the channel from the
// agent: allowed, with the reason.
func (a *agent) barOn(ch center.Channel) bar {
	if b := a.bar(); b.obstacle != 0 {
		return b
	}
	limit := a.profile.Media[ch].Concurrency
	if limit == 0 {
		return bar{obstacle: channelOff, channel: ch}
	}
	if a.occupied[ch] >= limit {
		b := bar{obstacle: slotsTaken, channel: ch}
		b.contact, b.at = a.freed(ch, a.occupied[ch]-limit+1)
		return b
	}
	if k, barred := a.barring(ch, a.occupied); barred {
		b := bar{obstacle: channelBarred, channel: k}
		b.contact, b.at = a.freed(k, a.occupied[k])
		return b
	}
	return bar{}
}

// bar returns the rule that keeps every contact from the agent.
func (a *agent) bar() bar {
	switch {
	case a.shut:
		return bar{obstacle: notAllowed}
	case a.status.Type != center.Routable:
		return bar{obstacle: notRoutable, status: a.status}
	case a.presence.NextStatus != "":
		return bar{obstacle: leavingStatus, at: a.leaves()}
	case len(a.presence.Uncleared) > 0:
		return bar{obstacle: unclearedOffer, contact: a.presence.Uncleared[0].ContactID}
	default:
		return bar{}
	}
}

// barring returns the first channel in hand that lets no contact of another
// channel join (R3.4).
func (a *agent) barring(ch center.Channel, occupied [center.Channels]int) (center.Channel, bool) {
	for k := range center.Channel(center.Channels) {
		if k != ch && occupied[k] > 0 && !a.profile.Media[k].AnyChannel {
			return k, true
		}
	}
	return 0, false
}

// freed returns when n slots of the channel will be free by themselves, or a
// missed offer will bar the agent as a whole, whichever comes first; zero: not
// by themselves. The contact is the one whose end it is, or the oldest of the
// channel.
func (a *agent) freed(ch center.Channel, n int) (id center.ContactID, at center.Instant) {
	var ends []*contact // of after-contact work of the channel, soonest first
	for _, c := range a.slots {
		switch {
		case c.AgentState == center.AgentConnecting, c.AgentState == center.AgentDialing:
			if until := c.rings(); at == 0 || until < at {
				id, at = c.ID, until
			}
		case c.Channel == ch && c.AgentState == center.AgentEnded && c.AgentUntil != 0:
			i := len(ends)
			for i > 0 && c.AgentUntil < ends[i-1].AgentUntil {
				i--
			}
			ends = append(ends[:i], append([]*contact{c}, ends[i:]...)...)
		}
	}
	if n <= len(ends) && (at == 0 || ends[n-1].AgentUntil < at) {
		return ends[n-1].ID, ends[n-1].AgentUntil
	}
	for i := 0; i < len(a.slots) && at == 0 && id == ""; i++ {
		if c := a.slots[i]; c.Channel == ch && c.AgentState != center.AgentPaused {
			id = c.ID
		}
	}
	return id, at
}

// rings returns when the ringing, at the agent or at the customer, comes to an
// end by itself: by its own time or with the contact.
func (c *contact) rings() center.Instant {
	until := c.AgentUntil
	if c.AgentState == center.AgentDialing {
		until = c.Dial.Until
	}
	if c.Expires != 0 && c.Expires < until {
		return c.Expires
	}
	return until
}

// leaves returns when the pending next status comes by itself (R4.6); zero: it
// waits for somebody.
func (a *agent) leaves() center.Instant {
	if len(a.presence.Uncleared) > 0 {
		return 0
	}
	var at center.Instant
	for _, c := range a.slots {
		if c.AgentState != center.AgentEnded || c.AgentUntil == 0 {
			return 0
		}
		at = max(at, c.AgentUntil)
	}
	return at
}
