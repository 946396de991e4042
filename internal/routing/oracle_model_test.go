package routing

import (
	"cmp"
	"errors"
	"slices"
	"time"

	"strowger/internal/center"
)

// The oracle: the whole machine once more, as slowly and as obviously as it can
// be written down from section 0.4 and the rules. It shares nothing with the
// engine but the nouns and the commands. Nothing is indexed, nothing is kept
// that could be looked up again, time is found by looking at everything.

// modelAgent is a user in the oracle.
type modelAgent struct {
	user      center.User
	status    center.AgentStatusID
	since     center.Instant
	next      center.AgentStatusID
	nextSince center.Instant
	activity  center.Instant
	inbound   center.Instant
	signedIn  center.Instant
	uncleared []center.Uncleared
}

// modelRoute is what a flow of the oracle's centres does: set the rank, go to a
// target, and go elsewhere where that is full or impossible; then end.
type modelRoute struct {
	target   center.FlowTarget
	priority *int64
	adjust   *int64
	full     center.FlowTarget // where to on QueueAtCapacity; zero: end
	fail     center.FlowTarget // where to when the transfer is refused otherwise; zero: end
}

// model is the oracle.
type model struct {
	now      center.Instant
	routes   map[string]modelRoute // by the content of a flow
	hours    map[center.HoursID]bool
	queues   map[center.QueueID]center.Queue
	profiles map[center.RoutingProfileID]center.RoutingProfile
	statuses map[center.AgentStatusID]center.AgentStatus
	flows    map[center.FlowID]center.ContactFlow
	agents   map[center.UserID]*modelAgent
	contacts []*center.Contact // all there ever were, oldest first
	sequence int64
	events   []Event
}

// ringTime is the table of section 4.4 and Q13.
var ringTime = [center.Channels]time.Duration{
	center.Voice: 20 * time.Second, center.Chat: 20 * time.Second,
	center.Task: 30 * time.Second, center.Email: 30 * time.Second,
}

// agentQueueLimit is that of R2.11.
const agentQueueLimit = 10

// step applies one command as the engine would, and returns what happened and
// the kind of the refusal.
func (m *model) step(now center.Instant, cmd Command) ([]Event, center.ErrorKind) {
	m.events = nil
	m.elapse(max(now, m.now))
	err := m.apply(cmd)
	m.match()
	return m.events, kindOf(err)
}

// kindOf is the kind of a refusal, empty for none.
func kindOf(err error) center.ErrorKind {
	if err == nil {
		return ""
	}
	var kind center.ErrorKind
	if errors.As(err, &kind) {
		return kind
	}
	return center.ErrorKind("no kind: " + err.Error())
}

// elapse lets every moment come at which something falls due.
func (m *model) elapse(now center.Instant) {
	for {
		at, ok := m.nextMoment()
		if !ok || at > now {
			m.now = now
			return
		}
		m.now = at
		for _, c := range m.contacts {
			if !c.Live() || c.AgentUntil == 0 || c.AgentUntil > m.now {
				continue
			}
			if c.AgentState == center.AgentConnecting {
				m.comeToNothing(c, center.AgentMissed, OfferMissed)
			} else {
				m.clearWork(c)
			}
		}
		m.match()
	}
}

// nextMoment is the earliest moment after now at which a ring or after-contact
// work ends, or a delay is over.
func (m *model) nextMoment() (first center.Instant, ok bool) {
	note := func(at center.Instant) {
		if at > m.now && (!ok || at < first) {
			first, ok = at, true
		}
	}
	for _, c := range m.contacts {
		if c.Live() && c.AgentUntil != 0 {
			note(c.AgentUntil)
		}
		if c.State == center.Waiting {
			for _, p := range m.profiles {
				for _, q := range p.Queues {
					if q.QueueID == c.Target.QueueID && q.Channel == c.Channel {
						note(c.Enqueued.Add(q.Delay))
					}
				}
			}
		}
	}
	return first, ok
}

// match is onChange of section 0.4.
func (m *model) match() {
	for m.offerOne() {
	}
}

func (m *model) offerOne() bool {
	agents := make([]*modelAgent, 0, len(m.agents))
	for _, a := range m.agents {
		agents = append(agents, a)
	}
	slices.SortFunc(agents, m.agentOrder)
	for _, a := range agents {
		var best *center.Contact
		for _, c := range m.contacts {
			if m.canOffer(a, c) && (best == nil || m.contactOrder(a, c, best) < 0) {
				best = c
			}
		}
		if best != nil {
			m.offer(a, best)
			return true
		}
	}
	return false
}

// agentOrder is R1.2 and R1.8.
func (m *model) agentOrder(x, y *modelAgent) int {
	return cmp.Or(cmp.Compare(len(m.holds(x)), len(m.holds(y))),
		cmp.Compare(m.idleSince(x), m.idleSince(y)), cmp.Compare(x.user.ID, y.user.ID))
}

// idleSince is when the agent's idle time began, by the profile's timer (R1.9).
func (m *model) idleSince(a *modelAgent) center.Instant {
	if m.profiles[a.user.ProfileID].Timer == center.SinceLastInbound {
		return a.inbound
	}
	return a.activity
}

// holds are the contacts that the agent handles: ringing, connected and in
// after-contact work (Q9b).
func (m *model) holds(a *modelAgent) (held []*center.Contact) {
	for _, c := range m.contacts {
		if c.AgentID == a.user.ID && c.Live() {
			held = append(held, c)
		}
	}
	return held
}

// occupied counts the slots of a channel that are taken, by what came to
// nothing too (R3.7, R3.9).
func (m *model) occupied(a *modelAgent, ch center.Channel) (n int) {
	for _, c := range m.holds(a) {
		if c.Channel == ch {
			n++
		}
	}
	for _, u := range a.uncleared {
		if u.Channel == ch {
			n++
		}
	}
	return n
}

// hasRoom says whether the agent could take a contact of the channel now: every
// line of canOffer that does not concern the contact itself.
func (m *model) hasRoom(a *modelAgent, ch center.Channel) bool {
	p := m.profiles[a.user.ProfileID]
	if m.statuses[a.status].Type != center.Routable || a.next != "" || len(a.uncleared) > 0 {
		return false // R1.1a, R1.1b, R1.1c
	}
	if p.Media[ch].Concurrency == 0 || m.occupied(a, ch) >= p.Media[ch].Concurrency {
		return false // R1.1e, R3.2
	}
	for other := range center.Channel(center.Channels) {
		if other != ch && m.occupied(a, other) > 0 && !p.Media[other].AnyChannel {
			return false // R3.4
		}
	}
	return true
}

func (m *model) canOffer(a *modelAgent, c *center.Contact) bool {
	if c.State != center.Waiting || !m.hasRoom(a, c.Channel) { // R1.1d and above
		return false
	}
	if c.Target.UserID != "" {
		return c.Target.UserID == a.user.ID // R2.8
	}
	pair, ok := m.pair(a, c)
	return ok && m.now.Sub(c.Enqueued) >= pair.Delay // R1.1f, R2.4
}

func (m *model) pair(a *modelAgent, c *center.Contact) (center.QueueConfig, bool) {
	for _, p := range m.profiles[a.user.ProfileID].Queues {
		if p.QueueID == c.Target.QueueID && p.Channel == c.Channel {
			return p, true
		}
	}
	return center.QueueConfig{}, false
}

// contactOrder is R2.2.
func (m *model) contactOrder(a *modelAgent, x, y *center.Contact) int {
	rank := func(c *center.Contact) int {
		if c.Target.UserID != "" {
			return 0 // own agent queue first; priorities begin at 1
		}
		p, _ := m.pair(a, c)
		return p.Priority
	}
	age := func(c *center.Contact) int64 {
		return int64(m.now.Sub(c.RankTime)/time.Millisecond) + c.Adjust*1000
	}
	return cmp.Or(cmp.Compare(rank(x), rank(y)), cmp.Compare(x.Priority, y.Priority),
		cmp.Compare(age(y), age(x)), cmp.Compare(x.Sequence, y.Sequence))
}

func (m *model) offer(a *modelAgent, c *center.Contact) {
	c.State, c.AgentID, c.ProfileID = center.Offered, a.user.ID, a.user.ProfileID
	c.AgentState, c.AgentSince, c.AgentUntil = center.AgentConnecting, m.now, m.now.Add(ringTime[c.Channel])
	c.Attempts++ // R4.22
	m.event(OfferMade, c, a.user.ID, "")
	if c.Channel == center.Voice && a.user.Phone.AutoAccept { // R4.24
		m.join(a, c)
	}
}

func (m *model) join(a *modelAgent, c *center.Contact) {
	c.State, c.AgentState, c.AgentSince, c.AgentUntil = center.Connected, center.AgentConnected, m.now, 0
	c.Dequeued, c.ToAgent = m.now, m.now
	a.activity, a.inbound = m.now, m.now // table 1.3
	m.event(OfferAccepted, c, a.user.ID, "")
}

// comeToNothing takes a ringing contact from its agent, who keeps the blocked
// slot (R1.1c, R3.9). The contact waits on, at its old place (Q14).
func (m *model) comeToNothing(c *center.Contact, state center.AgentContactState, kind EventKind) {
	a := m.agents[c.AgentID]
	a.uncleared = append(a.uncleared, center.Uncleared{ContactID: c.ID, InitialID: c.InitialID, Channel: c.Channel,
		Method: c.Method, Target: c.Target, State: state, Offered: c.AgentSince, Since: m.now, Enqueued: c.Enqueued})
	m.event(kind, c, a.user.ID, "")
	m.toWaiting(c)
}

func (m *model) toWaiting(c *center.Contact) {
	c.State, c.AgentID, c.AgentState, c.AgentSince, c.AgentUntil = center.Waiting, "", "", 0, 0
}

// end ends a contact wherever it is.
func (m *model) end(c *center.Contact, reason center.DisconnectReason) {
	switch c.State {
	case center.Offered: // R4.19
		m.comeToNothing(c, center.AgentRejected, OfferWithdrawn)
		c.Dequeued = m.now
	case center.Waiting:
		c.Dequeued = m.now
	case center.Connected: // R4.27
		c.AgentState, c.AgentSince, c.WrapStarted = center.AgentEnded, m.now, m.now
		if limit := m.agents[c.AgentID].user.Phone.AfterContactWork; limit > 0 {
			c.AgentUntil = m.now.Add(limit)
		}
	}
	c.State, c.Disconnect, c.Ended = center.Ended, reason, m.now
	m.event(ContactEnded, c, c.AgentID, string(reason))
}

// clearWork ends after-contact work.
func (m *model) clearWork(c *center.Contact) {
	a := m.agents[c.AgentID]
	c.WrapEnded, c.AgentState, c.AgentUntil = m.now, "", 0
	m.event(ContactCleared, c, a.user.ID, "")
	m.slotFreed(a)
}

// slotFreed resets both timers (Q6, Q8) and lets the next status come (R4.6).
func (m *model) slotFreed(a *modelAgent) {
	a.activity, a.inbound = m.now, m.now
	if a.next != "" && len(a.uncleared) == 0 && len(m.holds(a)) == 0 {
		m.switchTo(a, a.next)
	}
}

func (m *model) switchTo(a *modelAgent, status center.AgentStatusID) {
	a.status, a.since, a.next, a.nextSince = status, m.now, "", 0
	if m.statuses[status].Type == center.Routable {
		a.activity = m.now
		if a.inbound < a.signedIn || a.inbound == 0 {
			a.inbound = m.now // Q5
		}
	}
	m.agentEvent(StatusChanged, a, string(status))
}

func (m *model) event(kind EventKind, c *center.Contact, user center.UserID, text string) {
	m.events = append(m.events, Event{At: m.now, Kind: kind, Channel: c.Channel, ContactID: c.ID, UserID: user,
		Target: c.Target, Text: text})
}

func (m *model) agentEvent(kind EventKind, a *modelAgent, text string) {
	m.events = append(m.events, Event{At: m.now, Kind: kind, UserID: a.user.ID, Text: text})
}
