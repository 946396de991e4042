package routing

import (
	"cmp"
	"errors"
	"fmt"
	"iter"
	"slices"

	"strowger/internal/center"
)

// Audit says what is wrong with the state of the engine between two steps; nil
// where everything is as it must be. It looks at every agent beside every
// contact and shares nothing with the matcher but the records, so that the
// simulator and the tests can hold the engine to it; a server has no use for it.
func (e *Engine) Audit() error {
	x := &audit{e: e, desks: map[center.ContactID]center.UserID{}}
	if at, ok := e.Deadline(); ok && at <= e.now {
		x.note("the deadline %d is not after %d: whoever sleeps until then never rests", at, e.now)
	}
	agents, contacts := e.inOrder(e.agents), e.oldestFirst()
	for _, a := range agents {
		x.agent(a)
	}
	for _, c := range contacts {
		x.place(c)
		x.steps(c)
		x.timers(c)
		for _, a := range agents {
			if c.State == center.Waiting && e.mayOffer(a, c) {
				x.note("%s is idle beside %s: the matcher is not work-conserving", a.user.ID, c.ID)
			}
		}
	}
	x.lines(agents, contacts)
	x.heap()
	return errors.Join(x.found...)
}

// audit collects what is wrong.
type audit struct {
	e     *Engine
	desks map[center.ContactID]center.UserID // who has a contact
	found []error
}

func (x *audit) note(format string, args ...any) {
	x.found = append(x.found, fmt.Errorf(format, args...))
}

// oldestFirst lists the live contacts by the moment of their beginning.
func (e *Engine) oldestFirst() []*contact {
	list := make([]*contact, 0, len(e.contacts))
	for _, c := range e.contacts { // order: sorted below
		list = append(list, c)
	}
	slices.SortFunc(list, older)
	return list
}

// Contacts walks the live contacts as copies, by the moment of their beginning.
func (e *Engine) Contacts() iter.Seq[center.Contact] {
	return func(yield func(center.Contact) bool) {
		for _, c := range e.oldestFirst() {
			if !yield(*c.Contact) {
				return
			}
		}
	}
}

// older is the order of contacts by the moment of their beginning.
func older(x, y *contact) int {
	return cmp.Or(cmp.Compare(x.Initiated, y.Initiated), cmp.Compare(x.ID, y.ID))
}

// agent checks the desk of an agent, the slots taken, and the place in the
// indexes.
func (x *audit) agent(a *agent) {
	var slots [center.Channels]int
	for _, c := range a.slots {
		if other, twice := x.desks[c.ID]; twice {
			x.note("contact %s is at %s and at %s", c.ID, other, a.user.ID)
		}
		x.desks[c.ID] = a.user.ID
		if c.AgentID != a.user.ID {
			x.note("contact %s is at the desk of %s and says %s", c.ID, a.user.ID, c.AgentID)
		}
		if c.AgentState != center.AgentPaused { // R3.14
			slots[c.Channel]++
		}
	}
	shown := map[center.ContactID]bool{}
	for _, u := range a.presence.Uncleared {
		slots[u.Channel]++
		if x.desks[u.ContactID] == a.user.ID || shown[u.ContactID] {
			x.note("the desk of %s shows contact %s twice", a.user.ID, u.ContactID)
		}
		shown[u.ContactID] = true
	}
	if slots != a.occupied {
		x.note("%s has %v contacts and %v slots taken", a.user.ID, slots, a.occupied)
	}
	if !slices.IsSortedFunc(a.slots, older) {
		x.note("the contacts of %s are out of order", a.user.ID)
	}
	if a.mask != a.allowed() || a.place.in != (a.mask != 0) {
		x.note("%s may be offered the channels %b and is indexed under %b", a.user.ID, a.allowed(), a.mask)
	}
	if leased := a.presence.Lease != 0 && a.presence.Left == 0; leased != (a.lease.moment() != 0) {
		x.note("%s has a lease of %s, left at %d, and its timer is at %d", a.user.ID, a.presence.Lease, a.presence.Left, a.lease.moment())
	}
	if a.presence.NextStatus != "" && len(a.slots)+len(a.presence.Uncleared) == 0 {
		x.note("%s has nothing in hand and a next status all the same", a.user.ID) // R4.6
	}
}

// place checks that a contact is where its state says, and nowhere else.
func (x *audit) place(c *contact) {
	user, atDesk := x.desks[c.ID]
	switch c.State {
	case center.Waiting, center.Paused, center.InFlow, center.Scheduled:
		if atDesk || c.AgentID != "" {
			x.note("contact %s is %s and at %q", c.ID, c.State, user)
		}
	case center.Dialing: // with an agent who was there before the customer, or with nobody
		if user != c.AgentID {
			x.note("contact %s is being dialled with %q, but at the desk of %q", c.ID, c.AgentID, user)
		}
	case center.Offered, center.Connected, center.Ended:
		if c.external() {
			if atDesk || c.AgentID != "" || c.State != center.Connected {
				x.note("contact %s is a third party outside, %s and at %q", c.ID, c.State, user)
			}
		} else if !atDesk || user != c.AgentID {
			x.note("contact %s is %s with %q, but at the desk of %q", c.ID, c.State, c.AgentID, user)
		}
	default:
		x.note("contact %s is in state %q", c.ID, c.State)
	}
	if queued := c.State == center.Waiting || c.State == center.Offered; queued != (c.line != nil) || c.rank.in != (c.State == center.Waiting) {
		x.note("contact %s is %s; in a queue %t, in its order %t", c.ID, c.State, c.line != nil, c.rank.in)
	}
}

// steps checks that one routing step at most is active, in a queue only, and
// that of a joined contact the step that made the match alone is joined.
func (x *audit) steps(c *contact) {
	for i, criteria := range c.Criteria {
		active, joined := 0, 0
		for n, s := range criteria.Steps {
			switch s.Status {
			case center.StepActive:
				active++
			case center.StepJoined:
				joined++
				if n+1 != c.Matched {
					x.note("step %d of %s is joined, step %d made the match", n+1, c.ID, c.Matched)
				}
			}
		}
		last := i == len(c.Criteria)-1
		if active > 1 || active > 0 && (!last || c.line == nil) {
			x.note("%s is %s and has %d active steps in its criteria %d", c.ID, c.State, active, criteria.Index)
		}
		taken := c.ToAgent != 0 || c.Method == center.Callback && c.Dial.Since != 0
		if want := last && taken && c.Matched > 0; (joined == 1) != want || joined > 1 {
			x.note("%s, joined %v by step %d, has %d joined steps in its criteria %d", c.ID, taken, c.Matched, joined, criteria.Index)
		}
	}
	if n := len(c.Criteria); n > center.MaxCriteriaKept {
		x.note("%s keeps %d criteria", c.ID, n) // R6.16
	}
}

// timers checks that everything that is to come of a contact has its timer.
func (x *audit) timers(c *contact) {
	is := func(what string, t *timer, want center.Instant) {
		if at := t.moment(); at != want {
			x.note("the %s of contact %s, which is %s, is at %d and its timer at %d", what, c.ID, c.State, want, at)
		}
	}
	own := c.AgentUntil
	switch c.State {
	case center.Scheduled:
		own = c.Scheduled
	case center.Dialing:
		own = c.Dial.Until
	}
	is("beginning, or end of ringing or work", &c.timer, own)
	until, life, rest := center.Instant(0), center.Instant(0), c.Flow.Until
	if i := c.active(); i >= 0 {
		until = c.current().Steps[i].Until
	}
	if c.State != center.Ended {
		life = c.Expires
	}
	if c.State == center.Ended || c.State == center.Paused && c.Flow.Event == "" {
		rest = 0 // it goes on when the contact is resumed
	}
	var step, expiry, pause *timer
	if c.step != nil {
		step = &c.step.timer
	}
	if c.expiry != nil {
		expiry = &c.expiry.timer
	}
	if c.rest != nil {
		pause = &c.rest.timer
	}
	is("rest of the flow", pause, rest)
	is("end of the routing step", step, until)
	is("expiry", expiry, life)
}

// moment is when a timer fires, 0 for one that is not set or not there.
func (t *timer) moment() center.Instant {
	if t == nil || t.index == 0 {
		return 0
	}
	return t.at
}

// lines checks the counts of the waiting lines.
func (x *audit) lines(agents []*agent, contacts []*contact) {
	type place struct {
		center.FlowTarget
		channel center.Channel
	}
	waiting, ringing, own := map[place]int{}, map[place]int{}, map[center.UserID]int{}
	for _, c := range contacts {
		if c.line == nil {
			continue
		}
		if c.Target.UserID != "" {
			own[c.Target.UserID]++
		} else if c.State == center.Waiting {
			waiting[place{c.Target, c.Channel}]++
		} else {
			ringing[place{c.Target, c.Channel}]++
		}
	}
	for q := range x.e.dir.Queues.All() {
		for ch := range center.Channel(center.Channels) {
			at := place{center.FlowTarget{QueueID: q.ID}, ch}
			if v := x.e.Line(q.ID, ch); v.Waiting != waiting[at] || v.Ringing != ringing[at] {
				x.note("queue %s counts %d waiting and %d ringing of %s; there are %d and %d", q.ID, v.Waiting, v.Ringing, ch, waiting[at], ringing[at])
			}
		}
	}
	for _, a := range agents {
		if a.own.size() != own[a.user.ID] {
			x.note("the queue of %s counts %d contacts; there are %d", a.user.ID, a.own.size(), own[a.user.ID])
		}
	}
}

// heap checks that no timer outlives its contact or agent, and that the first one
// is first.
func (x *audit) heap() {
	h := x.e.timers.heap
	for i := range h {
		var c *contact
		t := h[i].timer
		switch owner := t.owner.(type) {
		case *agent:
			if x.e.agents[owner.user.ID] != owner {
				x.note("%s is gone and has a lease until %d", owner.user.ID, t.at)
			}
		case *contact:
			c = owner
		case *stepTimer:
			c = owner.contact
		case *restTimer:
			c = owner.contact
		case *expiryTimer:
			c = owner.contact
		}
		if c != nil && x.e.contacts[c.ID] != c {
			x.note("contact %s is gone and has a timer at %d", c.ID, t.at)
		}
		if t.index != i+1 || t.at != h[i].at || i > 0 && h[i].before(&h[(i-1)/2]) {
			x.note("the timer at %d is out of its place", t.at)
		}
	}
}

// mayOffer is canOffer of section 0.4 of the rules over the records alone.
func (e *Engine) mayOffer(a *agent, c *contact) bool {
	if !e.dir.Allows(a.user, center.AgentPageAccess) || a.status.Type != center.Routable || a.presence.NextStatus != "" || len(a.presence.Uncleared) > 0 {
		return false
	}
	if a.occupied[c.Channel] >= a.profile.Media[c.Channel].Concurrency {
		return false
	}
	for ch, n := range a.occupied {
		if center.Channel(ch) != c.Channel && n > 0 && !a.profile.Media[ch].AnyChannel {
			return false
		}
	}
	if c.Target.UserID != "" {
		return c.Target.UserID == a.user.ID
	}
	if x := c.wants(); x != nil && !x.Matches(a.user) {
		return false
	}
	for _, p := range a.profile.Queues {
		if p.QueueID == c.Target.QueueID && p.Channel == c.Channel {
			return e.now.Sub(c.Enqueued) >= p.Delay
		}
	}
	return false
}
