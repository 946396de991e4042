package routing

import "strowger/internal/center"

// match makes every offer that the rules call for, in the order of the rules,
// until none is left.
//
// Between two commands no agent can take any waiting contact; so a new match
// needs an agent who has become freer (Engine.freed) or a line in which a
// contact has become takeable (Engine.dirty), and only these are looked at. The
// agent who comes first in agent order among all that can take something is
// served first (Q1), and takes the first contact in contact order.
func (e *Engine) match() {
	for {
		a, c, others := e.firstFreed()
		b, l := e.firstForDirty()
		switch {
		case a == nil && b == nil:
			return
		case a == nil || (b != nil && a != b && b.before(a)):
			a = b
			c, others = e.pickDirty(b, l)
		}
		for i := range e.dirty { // what this offer says nothing about stays as it was found
			if x := &e.dirty[i]; x.first == a || x.line == c.line {
				x.known = false
			}
		}
		e.offer(a, c, others)
	}
}

// lead is a line, or one claim on it, in which a contact may have become
// takeable.
type lead struct {
	line  *line
	claim *claim // the one that is new; nil: look at all of the line
	first *agent // who can take something
	known bool   // first holds
}

// firstFreed returns the first of the freed agents who can take something, and
// what; those before who cannot are dropped from the set.
func (e *Engine) firstFreed() (*agent, *contact, rival) {
	for e.freed.len() > 0 {
		a := e.freed.first.item
		if c, others := e.pick(a); c != nil {
			return a, c, others
		}
		e.freed.remove(&a.waiting, a)
	}
	return nil, nil, rival{}
}

// firstForDirty returns the first agent who can take something out of a dirty
// line, and that line; lines out of which nobody can are dropped from the set.
func (e *Engine) firstForDirty() (first *agent, from *line) {
	kept := e.dirty[:0]
	for _, x := range e.dirty {
		if !x.known {
			x.first, x.known = e.candidate(&x), true
		}
		if x.first == nil {
			e.giveUp(&x)
			continue
		}
		kept = append(kept, x)
		if first == nil || x.first.before(first) {
			first, from = x.first, x.line
		}
	}
	e.dirty = kept
	return first, from
}

// giveUp leaves what is still in the line to the agents who become free.
func (e *Engine) giveUp(x *lead) {
	if l := x.line; x.claim == nil {
		l.dirty = false
		if l.waiting > 0 && !l.backlog {
			l.setBacklog(true)
		}
	}
}

// pickDirty returns the contact that an agent takes who can take one out of the
// dirty line l. Where nothing else has changed for the agent, that line holds
// all there is to take, and the contact has no rival in another one.
func (e *Engine) pickDirty(a *agent, l *line) (*contact, rival) {
	if len(e.dirty) > 1 || a.waiting.in {
		return e.pick(a)
	}
	if l.owner != nil {
		return l.first(a, e.now), rival{known: true}
	}
	for _, c := range l.profiles {
		if c.profile == a.profile {
			return l.first(a, e.since(c.delay)), rival{known: true}
		}
	}
	return e.pick(a)
}

// candidate returns the first agent who can take a contact out of the line.
func (e *Engine) candidate(x *lead) *agent {
	l := x.line
	if l.waiting == 0 {
		return nil
	}
	if x.claim != nil {
		return x.claim.first(e.since(x.claim.delay))
	}
	if a := l.owner; a != nil {
		if a.mask.has(l.channel) {
			return a
		}
		return nil
	}
	var first *agent
	for _, c := range l.profiles {
		if a := c.first(e.since(c.delay)); a != nil && (first == nil || a.before(first)) {
			first = a
		}
	}
	return first
}

// first returns the first agent of the profile who can take a contact of the
// line that was enqueued at limit or before.
func (c *claim) first(limit center.Instant) *agent {
	l := c.line
	first := c.profile.best(l.channel)
	if first == nil || l.open.low <= limit {
		return first // comes before all who only match a group
	}
	first = nil
	for i := range l.special {
		h := &l.special[i]
		if h.low > limit {
			continue
		}
		if a := c.profile.bestWho(l.channel, h.wants); a != nil && (first == nil || a.before(first)) {
			first = a
		}
	}
	return first
}

// rival is the contact that an agent would take out of the lines other than that
// of the one picked, and the pair by which.
type rival struct {
	contact *contact // nil: none
	pair    *claim
	known   bool // false: not all lines were looked at that could hold it
}

// pick returns the contact that the agent takes now: own agent queue, profile
// priority, contact priority, routing age, arrival (R2.2).
func (e *Engine) pick(a *agent) (*contact, rival) {
	if c := e.pickOwn(a); c != nil {
		return c, rival{} // R2.9
	}
	if a.profile.backlog == 0 && len(e.dirty) == 0 {
		return nil, rival{} // nothing waits in any line of the profile
	}
	var best, second rival
	for ch := range center.Channel(center.Channels) {
		if !a.mask.has(ch) {
			continue
		}
		claims := a.profile.claims[ch]
		for i := range claims {
			pair := &claims[i]
			if best.contact != nil && pair.priority > best.pair.priority {
				break // they stand in the order of their priorities
			}
			c := pair.line.first(a, e.since(pair.delay))
			switch x := (rival{c, pair, true}); {
			case c == nil:
			case best.contact == nil || x.before(&best):
				best, second = x, best
			case second.contact == nil || x.before(&second):
				second = x
			}
		}
	}
	if second.contact != nil && second.pair.priority != best.pair.priority {
		second = rival{} // pairs of that priority may have been left out
	}
	return best.contact, second
}

// before compares two contacts for one agent.
func (r *rival) before(o *rival) bool {
	if r.pair.priority != o.pair.priority {
		return r.pair.priority < o.pair.priority
	}
	return r.contact.rank.less(&o.contact.rank.key)
}

// pickOwn returns the first contact of the agent's own queue, nil if there is
// none.
func (e *Engine) pickOwn(a *agent) (best *contact) {
	for ch, l := range a.own {
		if l == nil || l.waiting == 0 || !a.mask.has(center.Channel(ch)) {
			continue
		}
		if c := l.first(a, e.now); c != nil && (best == nil || c.rank.less(&best.rank.key)) {
			best = c
		}
	}
	return best
}
