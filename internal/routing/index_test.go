package routing

import (
	"slices"

	"strowger/internal/center"
)

// What the engine keeps so as not to look for it must be what looking finds.
// These checks know the insides of the engine; the oracle does not.

// checkIndexes holds every index against a recomputation from agents, contacts
// and configuration.
func (d *duel) checkIndexes(e *Engine) {
	d.Helper()
	if e.freed.len()+len(e.dirty) > 0 {
		d.fail("%d agents and %d lines were left to look at", e.freed.len(), len(e.dirty))
	}
	waiting := map[*line][]*contact{}
	var idle [center.Channels]int
	for _, id := range sortedKeys(e.contacts) {
		c := e.contacts[id]
		if c.rank.in != (c.State == center.Waiting) {
			d.fail("%s is %s, and in a line: %v", id, c.State, c.rank.in)
		}
		if c.uncounted() {
			idle[c.Channel]++
		}
		if c.rank.in {
			waiting[c.line] = append(waiting[c.line], c)
		}
	}
	if idle != e.idle {
		d.fail("%v contacts are not counted by quotas, not %v", idle, e.idle)
	}
	groups := map[*want]int{}
	for _, q := range sortedKeys(e.queues) {
		for _, l := range e.queues[q].lines {
			d.checkLine(e, l, waiting[l], groups)
		}
	}
	for _, u := range sortedKeys(e.agents) {
		a := e.agents[u]
		for _, l := range a.own {
			d.checkLine(e, l, waiting[l], groups)
		}
		d.checkPlace(a, e.wants)
	}
	if len(e.wants) != len(groups) {
		d.fail("%d wants are known, and contacts have %d", len(e.wants), len(groups))
	}
	slots := map[int]bool{}
	for w, n := range groups { // order: each by itself
		if slots[w.slot] || w.slot >= len(groups)+len(e.slots) {
			d.fail("%s has the slot %d of another one", w.key, w.slot)
		}
		slots[w.slot] = true
		if w.groups != n || e.wants[w.key] != w {
			d.fail("%s is asked for by %d groups, not %d", w.key, n, w.groups)
		}
	}
	for _, id := range sortedKeys(e.profiles) {
		d.checkProfile(e.profiles[id])
		d.checkStaffing(e.profiles[id])
	}
}

// checkLine counts and sorts the contacts of a line anew.
func (d *duel) checkLine(e *Engine, l *line, waiting []*contact, groups map[*want]int) {
	if l == nil {
		return
	}
	if l.waiting != len(waiting) || l.backlog != (l.waiting > 0) || l.dirty {
		d.fail("%v counts %d waiting contacts of %d (backlog %v, dirty %v)", l.target, l.waiting, len(waiting), l.backlog, l.dirty)
	}
	heads := []*head{&l.open}
	for i := range l.special {
		h := &l.special[i]
		heads = append(heads, h)
		groups[h.wants]++
		if h.group.index != i || h.group.wants != h.wants {
			d.fail("group %d of %v stands at %d", i, l.target, h.group.index)
		}
	}
	for _, h := range heads {
		var members []*contact
		low := never
		for _, c := range waiting {
			if c.group == h.group {
				members, low = append(members, c), min(low, c.Enqueued)
			}
		}
		slices.SortFunc(members, func(x, y *contact) int {
			if x.rank.less(&y.rank.key) {
				return -1
			}
			return 1
		})
		var held []*contact
		h.group.rank.each(func(c *contact) bool { held = append(held, c); return true })
		switch {
		case !slices.Equal(held, members), h.low != low, h != &l.open && len(members) == 0:
			d.fail("a group of %v has %d contacts in order since %v, not %d since %v", l.target, len(members), low, len(held), h.low)
		case len(members) > 0 && (h.first.item != members[0] || h.first.mark != members[0].Enqueued):
			d.fail("a group of %v begins with %s, not %s", l.target, members[0].ID, h.first.item.ID)
		}
		for _, c := range members {
			if wants := c.wants(); l.owner == nil && wants != nil && string(wants.AppendKey(nil)) != h.wants.key {
				d.fail("%s asks for %s and waits with those who ask for %s", c.ID, wants.AppendKey(nil), h.wants.key)
			}
		}
	}
	d.checkDelays(e, l, waiting)
}

// checkDelays says that the line wakes the matcher before an agent could take
// something by waiting alone: for each contact whose delay is still running, or
// somebody who could have been had, and found nobody.
func (d *duel) checkDelays(e *Engine, l *line, waiting []*contact) {
	for _, cl := range l.profiles {
		if cl.delay == 0 {
			continue
		}
		i := slices.IndexFunc(l.delays, func(x *delay) bool { return x.wait == cl.delay })
		if i < 0 {
			d.fail("nobody minds the delay %v of %v", cl.delay, l.target)
		}
		t := &l.delays[i].timer
		for _, c := range waiting {
			at := c.Enqueued.Add(cl.delay)
			covered := slices.ContainsFunc(waiting, func(o *contact) bool {
				return o.Enqueued.Add(cl.delay) <= e.now && (o.group == c.group || o.group.wants == nil)
			})
			if at > e.now && !covered && (t.index == 0 || t.at > at) {
				d.fail("%s may be offered from %v on, and nothing wakes at that moment", c.ID, at)
			}
		}
	}
}

// checkPlace says that an agent stands where the agent belongs, and remembers
// nothing wrong.
func (d *duel) checkPlace(a *agent, wants map[string]*want) {
	k := key{a: int64(a.load()), b: int64(a.idleSince())}
	if a.mask != a.allowed() || a.place.in != (a.mask != 0) || a.place.in && a.place.key != k {
		d.fail("%s stands at %+v with channels %b, not at %+v with %b", a.user.ID, a.place, a.mask, k, a.allowed())
	}
	if a.profile.seats[a.seat] != a {
		d.fail("%s does not sit in seat %d of %s", a.user.ID, a.seat, a.profile.ID)
	}
	for _, w := range wants { // order: each by itself
		known := a.profile.answers[w.slot%len(a.profile.answers)]
		if known.number != w.number || a.seat/64 >= len(known.words) {
			continue
		}
		word, bit := known.words[a.seat/64], uint64(1)<<(a.seat%64)
		if word.known&bit != 0 && (word.matches&bit != 0) != w.Matches(a.user) {
			d.fail("it is remembered wrongly whether %s matches %s", a.user.ID, w.key)
		}
	}
}

// checkStaffing counts the agents of a profile anew, and lets it count too, so
// that later it remembers what it found now.
func (d *duel) checkStaffing(p *profile) {
	var want staffing
	for _, a := range p.agents { // order: counted
		want.count(a)
	}
	if got := *p.staffing(); got != want {
		d.fail("%s counts %+v agents, not %+v", p.ID, got, want)
	}
}

// checkProfile finds the agents and pairs of a profile anew.
func (d *duel) checkProfile(p *profile) {
	backlog, pairs, ready := 0, 0, 0
	for ch, claims := range p.claims {
		for i := range claims {
			if claims[i].line.backlog {
				backlog++
			}
			if i > 0 && claims[i].priority < claims[i-1].priority {
				d.fail("the pairs of %s and channel %d are not in the order of their priorities", p.ID, ch)
			}
			if !slices.Contains(claims[i].line.profiles, &claims[i]) {
				d.fail("%v does not know that %s serves it", claims[i].line.target, p.ID)
			}
		}
		pairs += len(claims)
	}
	if backlog != p.backlog || pairs != len(p.Queues) {
		d.fail("%s has %d pairs of %d, and %d lines with a backlog, not %d", p.ID, pairs, len(p.Queues), backlog, p.backlog)
	}
	for m := range p.ready {
		if (p.staffed&(1<<m) != 0) != (p.ready[m].len() > 0) {
			d.fail("%s says wrongly whether somebody is ready for %b", p.ID, m)
		}
		p.ready[m].walk(0, 0, func(x *entry[*agent]) bool {
			a := x.item
			if ready++; a.profile != p || a.mask != mask(m) || int(x.mark) != a.seat {
				d.fail("%s is ready for %b and stands with those for %b, as seat %d", a.user.ID, a.mask, m, x.mark)
			}
			return true
		})
	}
	for _, a := range p.agents { // order: counted
		if a.place.in {
			ready--
		}
	}
	if ready != 0 {
		d.fail("%d agents of %s too many stand ready", ready, p.ID)
	}
}
