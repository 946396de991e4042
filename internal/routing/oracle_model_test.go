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
	lease     time.Duration
	until     center.Instant // end of the lease; 0: none runs
	left      center.Instant // when it ended with nobody there; 0: somebody is
}

// modelRoute is what a flow of the oracle's centres does: set the rank, go to a
// target, and go elsewhere where that is full or impossible; then end.
type modelRoute struct {
	target   center.FlowTarget
	given    bool // the target is the one that the contact brings along
	priority *int64
	adjust   *int64
	steps    []center.RoutingStep // nil: none are set
	callback *modelCallback       // nil: none is asked for
	wait     time.Duration        // before all that; 0: none
	full     center.FlowTarget    // where to on QueueAtCapacity; zero: end
	fail     center.FlowTarget    // where to when the transfer is refused otherwise; zero: end
}

// model is the oracle.
type model struct {
	now      center.Instant
	routes   map[string]modelRoute // by the content of a flow
	patience map[center.FlowID]modelPatience
	rests    map[center.ContactID]center.Instant // when the wait of a queue flow ends
	hours    map[center.HoursID]bool
	queues   map[center.QueueID]center.Queue
	profiles map[center.RoutingProfileID]center.RoutingProfile
	statuses map[center.AgentStatusID]center.AgentStatus
	security map[center.SecurityProfileID]center.SecurityProfile
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
		m.due()
		m.match()
	}
}

// due lets happen what falls due now. No rule says what comes first at one
// moment; we take the whats in their order, and in each the contact that was
// initiated first.
func (m *model) due() {
	for _, what := range whats {
		old := slices.Clone(m.contacts) // with those that have only just begun
		slices.SortFunc(old, func(x, y *center.Contact) int {
			return cmp.Or(cmp.Compare(x.Initiated, y.Initiated), cmp.Compare(x.ID, y.ID))
		})
		for _, c := range old {
			if at := m.at(c, what); at != 0 && at <= m.now {
				m.happen(c, what)
			}
		}
	}
	m.leave()
}

func (m *model) happen(c *center.Contact, what string) {
	switch {
	case what == "begin":
		m.event(ContactUpdated, c, "", "")
		if c.Method == center.Callback {
			m.enterQueue(c)
		} else {
			m.run(c)
		}
	case what == "expiry":
		reason := center.Expired
		if c.Method == center.Callback {
			reason = center.OtherDisconnect // R5.40; section 7.2 has no EXPIRED for calls
		}
		m.end(c, reason)
	case what == "step":
		m.expireStep(c)
	case what == "rest":
		m.rested(c)
	case c.State == center.Dialing:
		m.unreached(c, center.TelecomUnanswered)
	case c.AgentState == center.AgentConnecting:
		m.comeToNothing(c, center.AgentMissed, OfferMissed)
	default:
		m.clearWork(c)
	}
}

// whats are the things of which a contact has moments.
var whats = []string{"begin", "hand", "step", "rest", "expiry"}

// at is the moment of one of the whats, 0 where there is none.
func (m *model) at(c *center.Contact, what string) center.Instant {
	switch {
	case c == nil || !c.Live():
	case what == "begin" && c.State == center.Scheduled:
		return c.Scheduled
	case what == "expiry" && c.State != center.Ended:
		return c.Expires
	case what == "step" && m.activeStep(c) != nil:
		return m.activeStep(c).Until
	case what == "rest" && (c.State == center.Waiting || c.State == center.Offered || c.State == center.InFlow):
		return m.rests[c.ID]
	case what == "hand" && c.State == center.Dialing:
		return c.Dial.Until
	case what == "hand": // ringing, or after-contact work
		return c.AgentUntil
	}
	return 0
}

// nextMoment is the earliest of the moments.
func (m *model) nextMoment() (first center.Instant, ok bool) {
	m.moments(func(at center.Instant) {
		if !ok || at < first {
			first, ok = at, true
		}
	})
	return first, ok
}

// moments visits every moment after now at which a ring, after-contact work, a
// routing step, a delay or the life of a contact ends, or a task begins.
func (m *model) moments(visit func(center.Instant)) {
	note := func(at center.Instant) {
		if at > m.now {
			visit(at)
		}
	}
	for _, a := range m.agents {
		note(a.until)
	}
	for _, c := range m.contacts {
		for _, what := range whats {
			note(m.at(c, what))
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

// holds are the contacts that the agent handles: ringing, connected, paused and
// in after-contact work (Q9, Q9b).
func (m *model) holds(a *modelAgent) (held []*center.Contact) {
	for _, c := range m.contacts {
		if c.AgentID == a.user.ID && c.Live() {
			held = append(held, c)
		}
	}
	return held
}

// occupied counts the slots of a channel that are taken, by what came to
// nothing too (R3.7, R3.9), not by what is paused (R3.14).
func (m *model) occupied(a *modelAgent, ch center.Channel) (n int) {
	for _, c := range m.holds(a) {
		if c.Channel == ch && c.AgentState != center.AgentPaused {
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

// permitted says whether the user may use the agent's page (R1.1h).
func (m *model) permitted(a *modelAgent) bool { return m.has(a, "BasicAgentAccess") }

// has says whether the user has a permission; one without any security profile
// has them all.
func (m *model) has(a *modelAgent, permission string) bool {
	for _, id := range a.user.SecurityProfiles {
		if slices.Contains(m.security[id].Permissions, permission) {
			return true
		}
	}
	return len(a.user.SecurityProfiles) == 0
}

// hasRoom says whether the agent could take a contact of the channel now: every
// line of canOffer that does not concern the contact itself.
func (m *model) hasRoom(a *modelAgent, ch center.Channel) bool {
	p := m.profiles[a.user.ProfileID]
	if !m.permitted(a) { // R1.1h
		return false
	}
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
	if s := m.activeStep(c); s != nil && !fits(s.Expression, a.user) { // R6.11
		return false
	}
	return ok && m.now.Sub(c.Enqueued) >= pair.Delay // R1.1f, R2.4, Q32
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
	c.Matched = m.activeIndex(c) + 1
	m.event(OfferMade, c, a.user.ID, "")
	auto := c.Channel == center.Voice && a.user.Phone.AutoAccept // the older switch is for calls (R4.25)
	if set := a.user.Media[c.Channel].AutoAccept; set != nil {
		auto = *set // R4.24
	}
	if auto && c.Method != center.Callback { // R4.25
		m.join(a, c)
	}
}

func (m *model) join(a *modelAgent, c *center.Contact) {
	c.State, c.AgentState, c.AgentSince, c.AgentUntil = center.Connected, center.AgentConnected, m.now, 0
	c.Dequeued, c.ToAgent = m.now, m.now
	a.activity, a.inbound = m.now, m.now // table 1.3
	m.joinStep(c)
	m.event(OfferAccepted, c, a.user.ID, "")
}

// comeToNothing takes a ringing contact from its agent, who keeps the blocked
// slot (R1.1c, R3.9). The contact waits on, at its old place (Q14).
func (m *model) comeToNothing(c *center.Contact, state center.AgentContactState, kind EventKind) {
	a := m.agents[c.AgentID]
	a.uncleared = append(a.uncleared, center.Uncleared{ContactID: c.ID, InitialID: c.InitialID, Channel: c.Channel,
		Method: c.Method, Target: c.Target, State: state, Offered: c.AgentSince, Since: m.now, Enqueued: c.Enqueued,
		Name: c.Name, Description: c.Description, Attributes: c.Attributes, References: c.References})
	m.event(kind, c, a.user.ID, "")
	m.toWaiting(c)
}

func (m *model) toWaiting(c *center.Contact) {
	c.State, c.AgentID, c.AgentState, c.AgentSince, c.AgentUntil, c.Matched = center.Waiting, "", "", 0, 0, 0
}

// end ends a contact wherever it is.
func (m *model) end(c *center.Contact, reason center.DisconnectReason) {
	m.closePause(c)
	m.stopStep(c, center.StepDeactivated) // R6.20
	m.endCall(c, reason)
	switch c.State {
	case center.Offered: // R4.19
		m.comeToNothing(c, center.AgentRejected, OfferWithdrawn)
		c.Dequeued = m.now
	case center.Waiting:
		c.Dequeued = m.now
	case center.Dialing, center.Connected: // R4.27
		if c.AgentID == "" {
			break
		}
		c.AgentState, c.AgentSince, c.WrapStarted = center.AgentEnded, m.now, m.now
		u := m.agents[c.AgentID].user
		limit := u.Phone.AfterContactWork
		if set := u.Media[c.Channel].AfterContactWork; set != nil {
			limit = *set // R4.28
		}
		if m.agents[c.AgentID].left != 0 { // nobody is there to do it
			limit = time.Millisecond
		}
		if limit > 0 {
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
	m.slotFreed(a, c.Method)
}

// slotFreed resets the timers, after an outbound call one of them (Q6, Q8), and
// lets the next status come (R4.6).
func (m *model) slotFreed(a *modelAgent, method center.InitiationMethod) {
	a.activity = m.now
	if method != center.Outbound {
		a.inbound = m.now
	}
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
