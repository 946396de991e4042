package routing

import (
	"time"

	"strowger/internal/center"
)

// group is the part of a line whose contacts ask for the same agents, so that
// routing criteria need no scan of the line: an agent who does not match skips
// the whole group.
type group struct {
	wants *center.Expression // nil: any agent
	key   string             // of wants
	rank  order[*contact]    // by priority, routing age and arrival (R2.2)
}

// visible returns the first contact in rank order that has waited at least d.
func (g *group) visible(now center.Instant, d time.Duration) *node[*contact] {
	if d == 0 {
		return g.rank.first
	}
	return g.rank.firstMarked(now.Add(-d))
}

// holdsSince reports whether a contact of the group was enqueued at limit or
// before.
func (g *group) holdsSince(limit center.Instant) bool {
	return g.rank.root != nil && g.rank.root.low <= limit
}

// groupOf returns the group in which a contact of the line waits now.
func (l *line) groupOf(c *contact) *group {
	wants := c.wants()
	if wants == nil || l.owner != nil {
		return &l.open
	}
	key := wants.Key()
	for _, g := range l.special {
		if g.key == key {
			return g
		}
	}
	g := &group{wants: wants, key: key}
	l.special = append(l.special, g)
	return g
}

// each walks the waiting contacts group by group.
func (l *line) each(visit func(*contact)) {
	all := func(c *contact) bool { visit(c); return true }
	l.open.rank.each(all)
	for _, g := range l.special {
		g.rank.each(all)
	}
}

// any returns a waiting contact, nil if there is none.
func (l *line) any() *contact {
	if n := l.open.rank.first; n != nil {
		return n.item
	}
	if len(l.special) > 0 {
		return l.special[0].rank.first.item
	}
	return nil
}

// oldest returns the enqueue time of the contact that waits longest, 0 if none
// waits.
func (l *line) oldest() center.Instant {
	var oldest center.Instant
	l.eachGroup(func(g *group) {
		if low := g.rank.root.low; oldest == 0 || low < oldest {
			oldest = low
		}
	})
	return oldest
}

// eachGroup visits the groups in which contacts wait.
func (l *line) eachGroup(visit func(*group)) {
	if l.open.rank.root != nil {
		visit(&l.open)
	}
	for _, g := range l.special {
		visit(g)
	}
}
