package routing

import (
	"cmp"
	"slices"

	"strowger/internal/center"
	"strowger/internal/flow"
)

// Snapshot collects what the store holds of an instance, in any order, to build
// an engine of it.
type Snapshot struct {
	dir       center.Directory
	presences map[center.UserID]*center.Presence
	contacts  []*center.Contact
}

// Add takes in one stored record.
func (s *Snapshot) Add(r center.Record) {
	switch r := r.(type) {
	case *center.Contact:
		s.contacts = append(s.contacts, r)
	case *center.Presence:
		if s.presences == nil {
			s.presences = map[center.UserID]*center.Presence{}
		}
		s.presences[r.UserID] = r
	case center.Resource:
		s.dir.Load(r)
	}
}

// Restore builds the engine that had the records of the snapshot as its state.
// Statuses, offers and after-contact work go on with the times they had; what
// fell due meanwhile happens with the first Step. Leases begin anew: nobody could
// show up while the instance was away.
func Restore(now center.Instant, s *Snapshot) *Engine {
	e := New()
	e.now, e.dir = now, &s.dir
	for f := range e.dir.Flows.All() {
		if parsed, bad := flow.Parse(f.Content, f.Type); bad == nil && !f.Saved {
			e.flows[f.ID] = parsed
		}
	}
	e.setDefaults()
	for st := range e.dir.Statuses.All() {
		if st.Type == center.Offline {
			e.offline = st
		}
	}
	for q := range e.dir.Queues.All() {
		e.adoptQueue(q)
	}
	for p := range e.dir.Profiles.All() {
		e.compile(p)
	}
	for u := range e.dir.Users.All() {
		e.rehire(u, s.presences[u.ID])
	}
	slices.SortFunc(s.contacts, func(a, b *center.Contact) int {
		return cmp.Or(cmp.Compare(a.Initiated, b.Initiated), cmp.Compare(a.Transfers, b.Transfers), cmp.Compare(a.ID, b.ID))
	})
	for _, rec := range s.contacts {
		e.sequence = max(e.sequence, rec.Sequence)
		e.tokens.note(now, rec)
		if rec.Live() {
			e.resume(e.adopt(rec))
		}
	}
	e.relink()
	slices.SortFunc(e.dialing, func(x, y *contact) int {
		if dialedBefore(x, y) {
			return -1
		}
		return 1
	})
	for _, a := range e.inOrder(e.agents) {
		e.refresh(a)
		e.free(a)
	}
	return e
}

func (e *Engine) rehire(u *center.User, p *center.Presence) {
	a := e.hire(u)
	if p == nil {
		return
	}
	a.presence = *p
	if st, ok := e.dir.Statuses.Get(string(p.StatusID)); ok {
		a.status = st
	}
	e.setLease(a)
	for _, left := range p.Uncleared {
		a.occupied[left.Channel]++
	}
}

// resume puts a stored contact back to where it stood.
func (e *Engine) resume(c *contact) {
	e.setExpiry(c)
	e.setRest(c)
	switch c.State {
	case center.Scheduled:
		e.timers.set(&c.timer, c.Scheduled)
		e.postpone(c)
		return
	case center.InFlow, center.Paused:
		return
	case center.Dialing:
		if c.AgentID != "" && e.agents[c.AgentID] == nil {
			e.forget(c)
			return
		}
		e.timers.set(&c.timer, c.Dial.Until)
		e.dialing = append(e.dialing, c)
		if c.AgentID == "" {
			return
		}
	}
	if c.State == center.Waiting || c.State == center.Offered {
		if t := c.Target; t.UserID != "" && e.agents[t.UserID] == nil {
			e.forget(c) // its agent queue is gone
			return
		} else if t.UserID == "" && e.queues[t.QueueID] == nil {
			e.forget(c)
			return
		}
		c.line = e.lineOf(c.Target, c.Channel)
	}
	if c.State == center.Connected && c.external() {
		return
	}
	if i := c.active(); i >= 0 && c.current().Steps[i].Until != 0 {
		e.setStepTimer(c, c.current().Steps[i].Until)
	}
	if c.State == center.Waiting {
		e.insert(c)
		e.mark(c.line)
		return
	}
	a := e.agents[c.AgentID]
	if a == nil {
		e.forget(c)
		return
	}
	if c.State == center.Offered {
		c.line.ringing++
	} else { // the join moved the idle time and stands in the contact's record alone
		a.presence.Activity = max(a.presence.Activity, c.engaged())
		if c.Method != center.Outbound {
			a.presence.Inbound = max(a.presence.Inbound, c.engaged())
		}
	}
	a.hold(c)
	if c.AgentState != center.AgentPaused {
		a.occupied[c.Channel]++
	}
	if c.AgentUntil != 0 {
		e.timers.set(&c.timer, c.AgentUntil)
	}
}
