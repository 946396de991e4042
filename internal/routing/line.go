package routing

import (
	"slices"
	"time"

	"strowger/internal/center"
)

// line is the waiting line of one channel of one queue, standard or agent.
type line struct {
	open      head     // of contacts that any agent of the line may take
	special   []head   // of those whose active routing step asks for certain agents, in no order
	waiting   int      // contacts in all groups
	ringing   int      // contacts offered out of this line, their place kept
	scheduled int      // callbacks that will enter the line when their delay has passed
	profiles  []*claim // who serves it
	delays    []*delay // the distinct delays above zero among the claims
	dirty     bool     // wholly in Engine.dirty
	backlog   bool     // contacts wait whom nobody could take when the matcher last looked
	channel   center.Channel
	target    center.FlowTarget
	owner     *agent // of an agent queue
	pace      pace   // how fast it moves
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
func (e *Engine) insert(c *contact) {
	l := c.line
	c.rank.key = key{a: c.Priority, b: int64(c.RankTime) - c.Adjust*1000, c: c.Sequence} // R2.7b
	c.group = e.groupOf(l, c)
	c.group.rank.insert(&c.rank, c.Enqueued, c)
	l.headOf(c.group).note()
	l.pace.pass(e.now, l.waiting)
	l.waiting++
	e.arm(l)
}

// extract takes a waiting contact out of its place.
func (e *Engine) extract(c *contact) {
	l, g := c.line, c.group
	g.rank.remove(&c.rank, c)
	l.pace.pass(e.now, l.waiting)
	l.waiting--
	if g.wants != nil && g.rank.len() == 0 {
		e.ungroup(l, g)
	} else {
		l.headOf(g).note()
	}
	if l.backlog && l.waiting == 0 {
		l.setBacklog(false)
	}
	e.arm(l)
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

// first returns the first contact in rank order that the agent may take and that
// was enqueued at limit or before (R2.4, R2.5: one that has not waited for the
// delay is as if absent; R6.11, R6.23: one that asks for others is skipped).
func (l *line) first(a *agent, limit center.Instant) *contact {
	best := l.open.visible(limit)
	for i := range l.special {
		h := &l.special[i]
		if x := h.visible(limit); x != nil && (best == nil || x.key.less(&best.key)) && a.matches(h.wants) {
			best = x
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
			a.own[ch] = newLine(t, ch, a)
		}
		return a.own[ch]
	}
	q := e.queues[t.QueueID]
	if q.lines[ch] == nil {
		q.lines[ch] = newLine(t, ch, nil)
	}
	return q.lines[ch]
}

func newLine(t center.FlowTarget, ch center.Channel, owner *agent) *line {
	l := &line{target: t, channel: ch, owner: owner}
	l.open.group = &group{}
	l.open.note()
	return l
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

// scheduled counts the callbacks that will enter the queue.
func (ls *lines) scheduled() int {
	if l := ls[center.Voice]; l != nil {
		return l.scheduled
	}
	return 0
}

// mark tells the matcher that something in the line may be up for an offer.
func (e *Engine) mark(l *line) {
	if !l.dirty {
		l.dirty = true
		e.dirty = append(e.dirty, lead{line: l})
	}
}

// wait puts a contact into its line, with the rank that it has.
func (e *Engine) wait(c *contact) {
	e.setState(c, center.Waiting)
	news := e.isNews(c)
	e.insert(c)
	if news {
		e.mark(c.line)
	}
	e.touch(c)
}

// isNews reports whether a contact that enters its line may find an agent. It
// cannot where a contact waits already that everybody could take who could take
// this one: that one has found nobody, or the matcher is still to look.
func (e *Engine) isNews(c *contact) bool {
	if c.Enqueued != e.now { // it has waited, and may be visible where others are not
		return true
	}
	l := c.line
	return l.open.low == never && (l.waiting == 0 || e.groupOf(l, c).rank.len() == 0)
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
	c.line.pace.parted(c)
	if c.rank.in {
		e.extract(c)
	} else {
		c.line.ringing--
	}
	c.line = nil
}

// arm sets the timer of each delay to the next moment at which it may give
// somebody something to do: when a group of which nothing is visible yet has its
// first visible contact. A contact that becomes visible behind another one of
// its group, or beside one that any agent may take, finds nobody: the other one
// has not either.
func (e *Engine) arm(l *line) {
	for _, d := range l.delays {
		if d.timer.index != 0 && d.timer.at <= e.now { // due now, and about to be moved before it has come
			e.mark(l)
		}
		limit := e.since(d.wait)
		low := l.open.low
		if low <= limit {
			e.timers.clear(&d.timer)
			continue
		}
		for i := range l.special {
			if h := &l.special[i]; h.low > limit && h.low < low {
				low = h.low
			}
		}
		if low == never {
			e.timers.clear(&d.timer)
			continue
		}
		if at := low.Add(d.wait); d.timer.index == 0 || d.timer.at != at {
			e.timers.set(&d.timer, at)
		}
	}
}

// turn implements waker. Which of several lines is looked at first makes no
// difference: the matcher comes after all of them.
func (d *delay) turn() turn { return turn{phase: delayEnd, id: string(d.line.target.QueueID)} }

// due lets the matcher look at the line for those who have this delay.
func (d *delay) due(e *Engine) {
	for _, c := range d.line.profiles {
		if c.delay == d.wait {
			e.dirty = append(e.dirty, lead{line: d.line, claim: c})
		}
	}
	e.arm(d.line)
}

// serve enters a claim into its line.
func (e *Engine) serve(c *claim) {
	l := c.line
	l.profiles = append(l.profiles, c)
	if l.backlog {
		c.profile.backlog++
	}
	if l.waiting > 0 {
		e.dirty = append(e.dirty, lead{line: l, claim: c})
	}
	if c.delay == 0 || slices.ContainsFunc(l.delays, func(d *delay) bool { return d.wait == c.delay }) {
		return
	}
	d := &delay{line: l, wait: c.delay}
	d.timer.owner = d
	l.delays = append(l.delays, d)
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
}
