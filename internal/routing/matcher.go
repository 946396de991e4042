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
		a, c := e.firstFreed()
		b, l := e.firstForDirty()
		switch {
		case a == nil && b == nil:
			return
		case a == nil || (b != nil && a != b && b.place.key.less(&a.place.key)):
			e.offer(b, e.pickDirty(b, l))
		default:
			e.offer(a, c)
		}
	}
}

// firstFreed returns the first of the freed agents who can take something, and
// what; those before who cannot are dropped from the set.
func (e *Engine) firstFreed() (*agent, *contact) {
	for e.freed.first != nil {
		a := e.freed.first.item
		if c := e.pick(a); c != nil {
			return a, c
		}
		e.freed.remove(&a.waiting)
	}
	return nil, nil
}

// firstForDirty returns the first agent who can take something out of a dirty
// line, and that line; lines out of which nobody can are dropped from the set.
func (e *Engine) firstForDirty() (first *agent, from *line) {
	kept := e.dirty[:0]
	for _, l := range e.dirty {
		a := e.candidate(l)
		if a == nil {
			l.dirty = false
			if l.waiting > 0 && !l.backlog {
				l.setBacklog(true)
			}
			continue
		}
		kept = append(kept, l)
		if first == nil || a.place.key.less(&first.place.key) {
			first, from = a, l
		}
	}
	e.dirty = kept
	return first, from
}

// pickDirty returns the contact that an agent takes who can take one out of the
// dirty line l. Where nothing else has changed for the agent, that line holds
// all there is to take.
func (e *Engine) pickDirty(a *agent, l *line) *contact {
	if len(e.dirty) > 1 || a.waiting.in {
		return e.pick(a)
	}
	if l.owner != nil {
		return l.first(a, e.now, 0)
	}
	for _, c := range l.profiles {
		if c.profile == a.profile {
			return l.first(a, e.now, c.delay)
		}
	}
	return e.pick(a)
}

// candidate returns the first agent who can take a contact out of the line.
func (e *Engine) candidate(l *line) *agent {
	if l.waiting == 0 {
		return nil
	}
	if a := l.owner; a != nil {
		if a.mask.has(l.channel) {
			return a
		}
		return nil
	}
	var first *agent
	for _, c := range l.profiles {
		if a := c.first(e.now); a != nil && (first == nil || a.place.key.less(&first.place.key)) {
			first = a
		}
	}
	return first
}

// first returns the first agent of the profile who can take a contact out of
// the line.
func (c *claim) first(now center.Instant) *agent {
	l, limit := c.line, now.Add(-c.delay)
	if l.open.holdsSince(limit) {
		return c.profile.best(l.channel) // comes before all who only match a group
	}
	var first *agent
	for _, g := range l.special {
		if !g.holdsSince(limit) {
			continue
		}
		if a := c.profile.bestWho(l.channel, g.wants); a != nil && (first == nil || a.place.key.less(&first.place.key)) {
			first = a
		}
	}
	return first
}

// pick returns the contact that the agent takes now: own agent queue, profile
// priority, contact priority, routing age, arrival (R2.2).
func (e *Engine) pick(a *agent) *contact {
	var best *contact
	own, priority := false, 0
	claims := &a.profile.claims
	if a.profile.backlog == 0 && len(e.dirty) == 0 {
		claims = &noClaims // nothing waits in any of them
	}
	for ch := range center.Channel(center.Channels) {
		if !a.mask.has(ch) {
			continue
		}
		if l := a.own[ch]; l != nil {
			if c := l.first(a, e.now, 0); c != nil && (!own || c.rank.key.less(&best.rank.key)) {
				best, own = c, true // R2.9
			}
		}
		if own {
			continue
		}
		for _, claim := range claims[ch] {
			if best != nil && claim.priority > priority {
				continue
			}
			c := claim.line.first(a, e.now, claim.delay)
			if c != nil && (best == nil || claim.priority < priority || c.rank.key.less(&best.rank.key)) {
				best, priority = c, claim.priority
			}
		}
	}
	return best
}

// noClaims stands for claims that need no look.
var noClaims [center.Channels][]*claim
