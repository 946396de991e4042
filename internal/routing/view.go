package routing

import (
	"iter"

	"strowger/internal/center"
)

// Directory returns the configuration. It is live state: readers on other
// goroutines get a Copy.
func (e *Engine) Directory() *center.Directory { return e.dir }

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
		if a.mask.has(ch) {
			v.Available[ch] = a.profile.Media[ch].Concurrency - a.occupied[ch]
		}
	}
	return v
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
	Waiting int            // contacts offered to nobody
	Ringing int            // contacts at an agent, not yet accepted
	Oldest  center.Instant // enqueue time of the one that waits longest; 0: nobody waits
}

// Line returns one channel of a standard queue.
func (e *Engine) Line(id center.QueueID, ch center.Channel) LineView {
	q := e.queues[id]
	if q == nil || q.lines[ch] == nil {
		return LineView{}
	}
	l := q.lines[ch]
	v := LineView{Waiting: l.rank.len(), Ringing: l.ringing}
	if l.rank.root != nil {
		v.Oldest = l.rank.root.low
	}
	return v
}

// Live returns the number of contacts that the engine holds.
func (e *Engine) Live() int { return len(e.contacts) }
