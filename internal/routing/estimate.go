package routing

import (
	"math"
	"time"

	"strowger/internal/center"
)

// What a wait is estimated by (R2.27): how fast the line moves. Two things move
// it. Agents take contacts, at a rate that does not depend on how many wait, as
// long as one does; and contacts leave without an agent, each by itself, so that
// a long line loses more of them than a short one. Both are counted against the
// time in which they could have happened: the first against the time in which
// somebody waited, the second against the time of all who waited together. A
// quiet hour therefore says nothing, rather than that agents are slow.

const (
	// paceFold is how often the counts are folded into those of the past. It is
	// short beside paceMemory, and saves the exponential on each change.
	paceFold = time.Minute
	// paceMemory is the time in which what happened comes to count a third.
	paceMemory = 30 * time.Minute
	// paceFewest is how many contacts agents must have taken, by their weight
	// now, before the rate of it is known: one of n has an error of one to the
	// square root of n, a half at four.
	paceFewest = 4
	// exactPlaces is up to which place each contact ahead is counted; the rest of
	// a longer line is the integral.
	exactPlaces = 64
)

// movement is what was counted of a line.
type movement struct {
	joins  float64 // contacts that agents took after they had waited
	left   float64 // contacts that went while they waited
	busy   float64 // milliseconds in which somebody waited
	waited float64 // milliseconds that contacts waited, added up
}

// plus adds what was counted, by that weight.
func (m movement) plus(o movement, weight float64) movement {
	return movement{m.joins + o.joins*weight, m.left + o.left*weight, m.busy + o.busy*weight, m.waited + o.waited*weight}
}

// pace is how fast a line moves. It starts empty, also after a restart: then there
// is no estimate until enough has been seen.
type pace struct {
	at    center.Instant // up to which time is counted
	start center.Instant // of what is recent
	// Of the recent, whole numbers, so that most changes cost a few additions.
	joins, left, busy, waited int64
	past                      movement // before start, by its weight at start
}

// pass counts the time until now, in which so many contacts waited.
func (p *pace) pass(now center.Instant, waiting int) {
	d := now - p.at
	if now.Sub(p.start) < paceFold {
		if waiting > 0 {
			p.busy += int64(d)
			p.waited += int64(d) * int64(waiting)
		}
		p.at = now
		return
	}
	p.past = movement{}.plus(p.past, weight(now-p.start)).plus(p.recent(), weight(d))
	if waiting > 0 { // the time since the last change, the older part of it by less
		ms := (1 - weight(d)) * float64(paceMemory/time.Millisecond)
		p.past = p.past.plus(movement{busy: ms, waited: ms * float64(waiting)}, 1)
	}
	*p = pace{at: now, start: now, past: p.past}
}

// recent is what was counted since the start.
func (p *pace) recent() movement {
	return movement{float64(p.joins), float64(p.left), float64(p.busy), float64(p.waited)}
}

// weight is how much something counts so many milliseconds later.
func weight(age center.Instant) float64 {
	return math.Exp(-float64(age) / float64(paceMemory/time.Millisecond))
}

// parted counts a contact that leaves its queue. One that an agent took at once
// says nothing of how long others wait.
func (p *pace) parted(c *contact) {
	switch {
	case c.State != center.Offered:
		p.left++
	case c.AgentSince > c.Enqueued:
		p.joins++
	}
}

// wait estimates how long the contact at a place of the line, 1 for the first,
// waits for an agent if it stays: those ahead of it, and it, are taken one after
// the other, and while it is at place k the k-1 ahead may leave.
func (p pace) wait(now center.Instant, waiting, place int) (time.Duration, bool) {
	p.pass(now, waiting)
	m := p.recent().plus(p.past, weight(now-p.start))
	if m.joins < paceFewest || m.busy == 0 {
		return 0, false
	}
	taken, leaving := m.joins/m.busy, m.left/m.waited
	ms := 0.0
	for k := range min(place, exactPlaces) {
		ms += 1 / (taken + float64(k)*leaving)
	}
	if rest := float64(place - exactPlaces); rest > 0 {
		first := taken + (exactPlaces-0.5)*leaving
		if leaving > 0 {
			ms += math.Log1p(rest*leaving/first) / leaving
		} else {
			ms += rest / first
		}
	}
	return time.Duration(min(ms, maxEstimate)) * time.Millisecond, true
}

// maxEstimate keeps an estimate within what a Duration holds: a year, in
// milliseconds.
const maxEstimate = 365 * 24 * 3_600_000

// EstimateWait estimates how long a waiting contact will go on waiting for an
// agent (R2.27). ok is false where that cannot be known: it does not wait, its
// active routing step asks for certain agents, of whom the line says nothing, or
// agents have taken too few contacts lately who had to wait.
func (e *Engine) EstimateWait(id center.ContactID) (wait time.Duration, ok bool) {
	c := e.contacts[id]
	if c == nil || c.State != center.Waiting || c.group.wants != nil {
		return 0, false
	}
	place, _ := e.Position(id)
	return c.line.pace.wait(e.now, c.line.waiting, place)
}

// EstimateLine estimates how long a contact will wait that enters a channel of a
// standard queue now, at the end of its line and without routing criteria: not at
// all where an agent is free for it.
func (e *Engine) EstimateLine(id center.QueueID, ch center.Channel) (wait time.Duration, ok bool) {
	q := e.queues[id]
	if q == nil || q.lines[ch] == nil {
		return 0, false
	}
	l := q.lines[ch]
	for _, c := range l.profiles {
		if c.delay == 0 && c.profile.best(ch) != nil {
			return 0, true
		}
	}
	return l.pace.wait(e.now, l.waiting, l.waiting+1)
}
