package routing

import (
	"slices"
	"time"

	"strowger/internal/center"
)

// line is the waiting line of one channel of one queue, standard or agent.
type line struct {
	target   center.FlowTarget
	channel  center.Channel
	open     group           // contacts that any agent of the line may take
	special  []*group        // contacts whose active routing step asks for certain agents
	waiting  int             // contacts in all groups
	age      order[*contact] // by enqueue time; kept only while a profile has a delay here
	ringing  int             // contacts offered out of this line, their place kept
	profiles []*claim        // who serves it
	delays   []*delay        // the distinct delays above zero among the claims, small first
	dirty    bool            // in Engine.dirty
	backlog  bool            // contacts wait whom nobody could take when the matcher last looked
	owner    *agent          // of an agent queue
}

// claim is one pair of a routing profile: the line, and the rank and minimum
// wait that the profile gives it.
type claim struct {
	profile  *profile
	line     *line
	priority int
	delay    time.Duration
}

// delay wakes the matcher when a contact of the line has waited that long.
type delay struct {
	line  *line
	wait  time.Duration
	timer timer
}

// size is the number of contacts that count against the capacity: waiting and
// ringing (Q18).
func (l *line) size() int { return l.waiting + l.ringing }

// insert puts a waiting contact into its place.
func (l *line) insert(c *contact) {
	c.rank.key = key{a: c.Priority, b: int64(c.RankTime) - c.Adjust*1000, c: c.Sequence} // R2.7b
	c.rank.mark = c.Enqueued
	c.group = l.groupOf(c)
	c.group.rank.insert(&c.rank)
	l.waiting++
	if len(l.delays) > 0 {
		l.note(c)
	}
}

func (l *line) note(c *contact) {
	c.age.key = key{a: int64(c.Enqueued), c: c.Sequence}
	l.age.insert(&c.age)
}

func (l *line) remove(c *contact) {
	g := c.group
	g.rank.remove(&c.rank)
	l.age.remove(&c.age)
	l.waiting--
	if g.rank.len() == 0 && g != &l.open {
		l.special = slices.DeleteFunc(l.special, func(o *group) bool { return o == g })
	}
	if l.backlog && l.waiting == 0 {
		l.setBacklog(false)
	}
}

// setBacklog notes with every profile that serves the line whether there is
// something in it for an agent who becomes free. A contact that finds an agent
// at once never makes a backlog, so that a quiet centre looks at no line twice.
func (l *line) setBacklog(backlog bool) {
	l.backlog = backlog
	for _, c := range l.profiles {
		if backlog {
			c.profile.backlog++
		} else {
			c.profile.backlog--
		}
	}
}

// take takes the contact out to be offered; it still counts.
func (l *line) take(c *contact) {
	l.remove(c)
	l.ringing++
}

// first returns the first contact in rank order that the agent may take and that
// has waited at least d (R2.4, R2.5: one that has not is as if absent; R6.11,
// R6.23: one that asks for others is skipped).
func (l *line) first(a *agent, now center.Instant, d time.Duration) *contact {
	best := l.open.visible(now, d)
	for _, g := range l.special {
		if n := g.visible(now, d); n != nil && (best == nil || n.key.less(&best.key)) && g.wants.Matches(a.user) {
			best = n
		}
	}
	if best == nil {
		return nil
	}
	return best.item
}

// lineOf returns the line of a target and channel, made when first needed.
func (e *Engine) lineOf(t center.FlowTarget, ch center.Channel) *line {
	if t.UserID != "" {
		a := e.agents[t.UserID]
		if a.own[ch] == nil {
			a.own[ch] = &line{target: t, channel: ch, owner: a}
		}
		return a.own[ch]
	}
	q := e.queues[t.QueueID]
	if q.lines[ch] == nil {
		q.lines[ch] = &line{target: t, channel: ch}
	}
	return q.lines[ch]
}

// queue is a standard queue with its waiting lines, made when first needed.
type queue struct {
	*center.Queue
	lines lines
}

// lines are the waiting lines of one queue by channel; nil: nobody came yet.
type lines [center.Channels]*line

// size counts the contacts of all channels, ringing ones included.
func (ls *lines) size() int {
	n := 0
	for _, l := range ls {
		if l != nil {
			n += l.size()
		}
	}
	return n
}

// mark tells the matcher that something in the line may be up for an offer.
func (e *Engine) mark(l *line) {
	if !l.dirty {
		l.dirty = true
		e.dirty = append(e.dirty, l)
	}
}

// wait puts a contact into its line, with the rank that it has.
func (e *Engine) wait(c *contact) {
	c.State = center.Waiting
	c.line.insert(c)
	e.arm(c.line)
	e.mark(c.line)
	e.touch(c)
}

// rewait puts a contact that rang in vain back into its place (R4.16, Q14).
func (e *Engine) rewait(c *contact) {
	c.line.ringing--
	e.wait(c)
}

// leave takes a contact out of the queue's count, wherever it stands.
func (e *Engine) leave(c *contact) {
	if c.line == nil {
		return
	}
	if c.rank.in {
		c.line.remove(c)
	} else {
		c.line.ringing--
	}
	c.line = nil
}

// arm sets the timer of each delay to the moment when the next contact will
// have waited that long.
func (e *Engine) arm(l *line) {
	for _, d := range l.delays {
		if next := l.age.firstAbove(int64(e.now.Add(-d.wait))); next != nil {
			at := next.item.Enqueued.Add(d.wait)
			if d.timer.index == 0 || d.timer.at != at {
				e.timers.set(&d.timer, at)
			}
		}
	}
}

// turn implements waker. Which of several lines is looked at first makes no
// difference: the matcher comes after all of them.
func (d *delay) turn() turn { return turn{phase: delayEnd, id: string(d.line.target.QueueID)} }

// due lets the matcher look at the line again.
func (d *delay) due(e *Engine) {
	e.mark(d.line)
	e.arm(d.line)
}

// serve enters a claim into its line.
func (e *Engine) serve(c *claim) {
	l := c.line
	l.profiles = append(l.profiles, c)
	if l.backlog {
		c.profile.backlog++
	}
	e.mark(l)
	if c.delay == 0 || slices.ContainsFunc(l.delays, func(d *delay) bool { return d.wait == c.delay }) {
		return
	}
	if len(l.delays) == 0 {
		l.each(l.note)
	}
	d := &delay{line: l, wait: c.delay}
	d.timer.owner = d
	l.delays = append(l.delays, d)
	slices.SortFunc(l.delays, func(a, b *delay) int { return int(a.wait - b.wait) })
	e.arm(l)
}

// unserve takes a claim out of its line, with its delay if nobody else has it.
func (e *Engine) unserve(c *claim) {
	l := c.line
	l.profiles = slices.DeleteFunc(l.profiles, func(o *claim) bool { return o == c })
	if l.backlog {
		c.profile.backlog--
	}
	l.delays = slices.DeleteFunc(l.delays, func(d *delay) bool {
		used := slices.ContainsFunc(l.profiles, func(o *claim) bool { return o.delay == d.wait })
		if !used {
			e.timers.clear(&d.timer)
		}
		return !used
	})
	if len(l.delays) == 0 {
		for l.age.root != nil {
			l.age.remove(l.age.root)
		}
	}
}
