package routing

import (
	"iter"

	"strowger/internal/center"
)

// Directory returns the configuration. It is live state: readers on other
// goroutines get a Copy.
func (e *Engine) Directory() *center.Directory { return e.dir }

// Now returns the moment of the last step.
func (e *Engine) Now() center.Instant { return e.now }

// AgentView is what the router knows of an agent, as a copy.
type AgentView struct {
	User      *center.User
	Profile   *center.RoutingProfile
	Status    *center.AgentStatus
	Presence  center.Presence
	Contacts  []center.Contact // ringing, connected or in after-contact work, oldest first
	Occupied  [center.Channels]int
	Available [center.Channels]int // free slots by channel; 0 where anything bars the channel (Q24)
	Version   uint64               // higher with each change of the desk
}

// Agent returns one agent.
func (e *Engine) Agent(id center.UserID) (AgentView, bool) {
	a, ok := e.agents[id]
	if !ok {
		return AgentView{}, false
	}
	return a.view(), true
}

// Agents walks all agents in the order of their ids.
func (e *Engine) Agents() iter.Seq[AgentView] {
	return func(yield func(AgentView) bool) {
		for u := range e.dir.Users.All() {
			if a := e.agents[u.ID]; a != nil && !yield(a.view()) {
				return
			}
		}
	}
}

func (a *agent) view() AgentView {
	v := AgentView{User: a.user, Profile: a.profile.RoutingProfile, Status: a.status, Presence: a.presence,
		Occupied: a.occupied, Version: a.version, Contacts: make([]center.Contact, len(a.slots))}
	v.Presence.Uncleared = append([]center.Uncleared(nil), a.presence.Uncleared...)
	for i, c := range a.slots {
		v.Contacts[i] = *c.Contact
	}
	for ch := range center.Channel(center.Channels) {
		v.Available[ch] = a.open(ch)
	}
	return v
}

// open is the number of contacts of the channel that the agent could be offered
// now, 0 where anything bars the channel (Q24).
func (a *agent) open(ch center.Channel) int {
	if !a.mask.has(ch) {
		return 0
	}
	return a.profile.Media[ch].Concurrency - a.occupied[ch]
}

// Tally is an agent as the real-time metrics count one: contacts by channel and
// by their state at the agent, without the contacts themselves.
type Tally struct {
	User      *center.User
	Profile   *center.RoutingProfile
	Status    *center.AgentStatus
	Ringing   Counts
	Dialing   Counts // their customers are being called
	Connected Counts
	OnHold    Counts // of Connected, those whose customer is on hold
	WrapUp    Counts // in after-contact work
	Missed    Counts // uncleared, like the two that follow
	Rejected  Counts
	Failed    Counts
	Available Counts // free slots; 0 where anything bars the channel (Q24)
}

// Counts is a small number for each channel.
type Counts [center.Channels]int16

// Tallies counts every agent whose routing profile keep wants, in the order of
// user ids. It costs one allocation, so that it may look at thousands of agents
// between two steps.
func (e *Engine) Tallies(keep func(*center.RoutingProfile) bool) []Tally {
	tallies := make([]Tally, 0, len(e.agents))
	for u := range e.dir.Users.All() {
		if a := e.agents[u.ID]; a != nil && keep(a.profile.RoutingProfile) {
			tallies = append(tallies, a.tally())
		}
	}
	return tallies
}

func (a *agent) tally() Tally {
	t := Tally{User: a.user, Profile: a.profile.RoutingProfile, Status: a.status}
	for _, c := range a.slots {
		switch c.AgentState {
		case center.AgentConnecting:
			t.Ringing[c.Channel]++
		case center.AgentDialing:
			t.Dialing[c.Channel]++
		case center.AgentEnded:
			t.WrapUp[c.Channel]++
		default:
			t.Connected[c.Channel]++
			if c.Call.Customer.Held != 0 {
				t.OnHold[c.Channel]++
			}
		}
	}
	for i := range a.presence.Uncleared {
		switch left := &a.presence.Uncleared[i]; left.State {
		case center.AgentMissed:
			t.Missed[left.Channel]++
		case center.AgentRejected:
			t.Rejected[left.Channel]++
		default:
			t.Failed[left.Channel]++
		}
	}
	for ch := range center.Channel(center.Channels) {
		t.Available[ch] = int16(a.open(ch))
	}
	return t
}

// Contact returns a live contact as a copy.
func (e *Engine) Contact(id center.ContactID) (center.Contact, bool) {
	if c, ok := e.contacts[id]; ok {
		return *c.Contact, true
	}
	return center.Contact{}, false
}

// LineView is one channel of one queue as it stands.
type LineView struct {
	Waiting   int            // contacts offered to nobody
	Ringing   int            // contacts at an agent, not yet accepted
	Scheduled int            // callbacks that will enter it when their delay has passed (R5.37)
	Oldest    center.Instant // enqueue time of the one that waits longest; 0: nobody waits
}

// Line returns one channel of a standard queue.
func (e *Engine) Line(id center.QueueID, ch center.Channel) LineView {
	q := e.queues[id]
	if q == nil || q.lines[ch] == nil {
		return LineView{}
	}
	l := q.lines[ch]
	return LineView{Waiting: l.waiting, Ringing: l.ringing, Scheduled: l.scheduled, Oldest: l.oldest()}
}

// Position returns the place of a waiting contact in its queue, 1 for the first
// (R2.26): among the contacts of its channel whose active routing step asks for
// the same agents, or, where no step is active for it, among all of its channel.
// ok is false for a contact that does not wait; one that rings does not.
func (e *Engine) Position(id center.ContactID) (place int, ok bool) {
	c := e.contacts[id]
	if c == nil || c.State != center.Waiting {
		return 0, false
	}
	if c.group.wants != nil {
		return c.group.rank.position(&c.rank, c) + 1, true
	}
	place = 1
	c.line.eachGroup(func(g *group) { place += g.rank.position(&c.rank, c) })
	return place, true
}

// Live returns the number of contacts that the engine holds.
func (e *Engine) Live() int { return len(e.contacts) }
