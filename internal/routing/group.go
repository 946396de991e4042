package routing

import (
	"time"

	"strowger/internal/center"
)

// group is the part of a line whose contacts ask for the same agents, so that
// routing criteria need no scan of the line: an agent who does not match skips
// the whole group.
type group struct {
	wants *want           // nil: any agent
	rank  order[*contact] // by priority, routing age and arrival (R2.2)
	index int             // in line.special
}

// head is what the matcher has to see of a group. Those of a line lie side by
// side, so that a look at them touches neither groups nor contacts.
type head struct {
	first entry[*contact] // in rank order
	low   center.Instant  // least enqueue time; never: nobody waits
	wants *want
	group *group
}

// want is what a routing step asks for, one for all that ask for the same.
type want struct {
	*center.Expression
	key    string
	number uint64 // from 1, of no other want before or after
	slot   int    // small, of no other want at the same time
	groups int    // that ask for it
}

// visible returns the first contact in rank order that was enqueued at limit or
// before, nil if there is none.
func (h *head) visible(limit center.Instant) *entry[*contact] {
	switch {
	case h.low > limit:
		return nil
	case h.first.mark <= limit:
		return &h.first
	default:
		return h.group.rank.firstMarked(limit)
	}
}

// note brings the head up to date with its group.
func (h *head) note() {
	h.first, h.low = h.group.rank.first, h.group.rank.lowest()
}

// headOf returns the head of a group of the line.
func (l *line) headOf(g *group) *head {
	if g.wants == nil {
		return &l.open
	}
	return &l.special[g.index]
}

// groupOf returns the group in which a contact of the line waits now.
func (e *Engine) groupOf(l *line, c *contact) *group {
	wants := c.wants()
	if wants == nil || l.owner != nil {
		return l.open.group
	}
	w := e.wantOf(wants)
	for i := range l.special {
		if l.special[i].wants == w {
			return l.special[i].group
		}
	}
	w.groups++
	g := &group{wants: w, index: len(l.special)}
	l.special = append(l.special, head{low: never, wants: w, group: g})
	return g
}

// wantOf returns the want that stands for an expression.
func (e *Engine) wantOf(x *center.Expression) *want {
	e.text = x.AppendKey(e.text[:0])
	w := e.wants[string(e.text)]
	if w == nil {
		e.wanted++
		w = &want{Expression: x, key: string(e.text), number: e.wanted, slot: len(e.wants)}
		if n := len(e.slots); n > 0 {
			w.slot, e.slots = e.slots[n-1], e.slots[:n-1]
		}
		e.wants[w.key] = w
	}
	return w
}

// ungroup takes an empty group out of the line.
func (e *Engine) ungroup(l *line, g *group) {
	last := len(l.special) - 1
	l.special[g.index] = l.special[last]
	l.special[g.index].group.index = g.index
	l.special[last] = head{}
	l.special = l.special[:last]
	if g.wants.groups--; g.wants.groups == 0 {
		delete(e.wants, g.wants.key)
		e.slots = append(e.slots, g.wants.slot)
	}
}

// each walks the waiting contacts group by group.
func (l *line) each(visit func(*contact)) {
	l.eachGroup(func(g *group) {
		g.rank.each(func(c *contact) bool { visit(c); return true })
	})
}

// any returns a waiting contact, nil if there is none.
func (l *line) any() *contact {
	if len(l.special) > 0 {
		return l.special[0].first.item
	}
	return l.open.first.item
}

// oldest returns the enqueue time of the contact that waits longest, 0 if none
// waits.
func (l *line) oldest() center.Instant {
	if l.waiting == 0 {
		return 0
	}
	oldest := l.open.low
	for i := range l.special {
		oldest = min(oldest, l.special[i].low)
	}
	return oldest
}

// eachGroup visits the groups in which contacts wait.
func (l *line) eachGroup(visit func(*group)) {
	if l.open.group.rank.len() > 0 {
		visit(l.open.group)
	}
	for i := range l.special {
		visit(l.special[i].group)
	}
}

// since is the latest enqueue time of a contact that has waited at least d.
func (e *Engine) since(d time.Duration) center.Instant { return e.now.Add(-d) }
