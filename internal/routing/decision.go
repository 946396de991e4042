package routing

import (
	"math/bits"
	"time"

	"strowger/internal/center"
)

// What a decision keeps, and how many decisions are kept. The numbers bound the
// cost of an offer and the memory of an instance: a quarter of a kilobyte for
// each live contact that was offered, and a quarter of a megabyte beside that.
const (
	keptAgents        = 3    // of those who could have taken the contact, the first in agent order
	lookedAtAgents    = 16   // for each set of agents, where routing criteria make a search of it
	finishedDecisions = 1024 // of contacts that have left the engine, the latest
	spareDecisions    = 64   // memory held back for the next offers
)

// decision is why a contact was offered to an agent: copies of the keys that
// were compared, made at the offer because they change with it. Words are found
// when somebody asks.
type decision struct {
	at      center.Instant
	chosen  standing
	agents  [keptAgents]seat // in agent order, the one chosen first
	others  int32            // further agents who could have taken it
	listed  int8             // entries of agents
	step    int8             // of the routing criteria, from 1; 0: none was active
	partial bool             // not all were looked at: others is the least there were
	byHand  bool             // somebody named the agent, no rule did (R1.14)
	next    standing         // the contact that the agent would have taken instead; no id: none
}

// seat is an agent's place in the order of choice.
type seat struct {
	id      center.UserID
	idle    center.Instant // start of the idle time
	load    int32
	inbound bool // the idle time is counted from the last inbound contact (R1.9)
}

// standing is a contact's place in the order of one agent: the keys of R2.2.
type standing struct {
	id       center.ContactID
	line     *line
	pair     int // priority of the profile's pair; 0 for the own agent queue
	delay    time.Duration
	priority int64 // of the contact
	since    int64 // start of the routing age, adjusted, in ms
	sequence int64
}

// decisions are those of contacts that have left the engine, the latest ones,
// and memory for new ones.
type decisions struct {
	finished []*decision // a ring once it is full
	oldest   int
	spare    []*decision
}

func (ds *decisions) fresh() *decision {
	if n := len(ds.spare); n > 0 {
		d := ds.spare[n-1]
		ds.spare = ds.spare[:n-1]
		return d
	}
	return &decision{}
}

// finish keeps the decision of a contact that leaves the engine, if it has one,
// in the place of the oldest.
func (ds *decisions) finish(d *decision) {
	switch {
	case d == nil:
	case len(ds.finished) < finishedDecisions:
		ds.finished = append(ds.finished, d)
	default:
		if len(ds.spare) < spareDecisions {
			ds.spare = append(ds.spare, ds.finished[ds.oldest])
		}
		ds.finished[ds.oldest] = d
		ds.oldest = (ds.oldest + 1) % finishedDecisions
	}
}

// find returns the decision of a contact that has left the engine, nil if it is
// not kept. Somebody asks for one now and then, so that it may look at all.
func (ds *decisions) find(id center.ContactID) *decision {
	for _, d := range ds.finished {
		if d.chosen.id == id {
			return d
		}
	}
	return nil
}

// decide notes why the agent gets the contact, of which others is the rival. It runs when the contact is out
// of its line and the agent still in the old place of the agent order.
func (e *Engine) decide(a *agent, c *contact, others rival) {
	if c.decision == nil {
		c.decision = e.decided.fresh()
	}
	d := c.decision
	d.at, d.step = e.now, int8(c.active()+1)
	d.others, d.partial, d.byHand = 0, false, false
	h := hopefuls{from: a, wants: c.group.wants}
	l := c.line
	var mine *claim
	if l.owner != nil && l.owner.mask.has(l.channel) {
		h.count = 1
		h.add(hopeful{agent: l.owner})
	}
	for _, cl := range l.profiles {
		if cl.profile == a.profile {
			mine = cl
		}
		if cl.open(c, e.now) {
			h.collect(cl.profile, l.channel)
		}
	}
	h.complete()
	d.chosen.note(c, mine)
	d.next.id = ""
	h.trim()
	if h.listed == 0 || h.first[0].agent != a { // a rule would have chosen somebody else, or nobody
		d.byHand, d.listed = true, 1
		d.agents[0].note(a)
		return
	}
	d.listed, d.others, d.partial = int8(h.listed), int32(h.count-h.listed), h.horizon != nil
	for i, f := range h.first[:h.listed] {
		d.agents[i].note(f.agent)
	}
	if next, by := e.runnerUp(a, mine, others); next != nil {
		d.next.note(next, by)
	}
}

// runnerUp returns the contact that the agent would take if the one being
// offered, of the line of pair, were not there, and the pair by which. It is the
// matcher's pick, begun with the next of the same line: that bounds how far the
// other lines have to be looked at.
func (e *Engine) runnerUp(a *agent, pair *claim, others rival) (best *contact, by *claim) {
	if !e.somethingWaits(a) {
		return nil, nil
	}
	if best = e.pickOwn(a); best != nil {
		return best, nil // R2.9
	}
	if pair != nil {
		best, by = pair.line.first(a, e.since(pair.delay)), pair
	}
	if others.known { // and if there is one, by a pair of the same priority
		if x := others.contact; x != nil && (best == nil || x.rank.less(&best.rank.key)) {
			best, by = x, others.pair
		}
		return best, by
	}
	for ch := range a.profile.claims {
		claims := a.profile.claims[ch]
		if !a.mask.has(center.Channel(ch)) {
			continue
		}
		for i := range claims {
			cl := &claims[i]
			if best != nil && cl.priority > by.priority {
				break // they stand in the order of their priorities
			}
			if cl == pair || cl.line.waiting == 0 {
				continue
			}
			c := cl.line.first(a, e.since(cl.delay))
			if c != nil && (best == nil || cl.priority < by.priority || c.rank.less(&best.rank.key)) {
				best, by = c, cl
			}
		}
	}
	return best, by
}

// somethingWaits reports whether there is a line with somebody in it that the
// agent might serve. As a rule nothing waits anywhere, and that is seen without a
// look at the lines of the profile.
func (e *Engine) somethingWaits(a *agent) bool {
	for i := range e.dirty {
		if e.dirty[i].line.waiting > 0 {
			return true
		}
	}
	for _, l := range a.own {
		if l != nil && l.waiting > 0 {
			return true
		}
	}
	return a.profile.backlog > 0
}

func (s *seat) note(a *agent) {
	s.id, s.idle, s.load = a.user.ID, center.Instant(a.place.b), int32(a.place.a)
	s.inbound = a.profile.Timer == center.SinceLastInbound
}

func (s *standing) note(c *contact, pair *claim) {
	k := &c.rank
	s.id, s.line = c.ID, c.line
	s.pair, s.delay, s.priority, s.since, s.sequence = 0, 0, k.a, k.b, k.c
	if pair != nil {
		s.pair, s.delay = pair.priority, pair.delay
	}
}

// open reports whether the contact has waited long enough for the pair.
func (c *claim) open(waiting *contact, now center.Instant) bool {
	return c.delay == 0 || waiting.Enqueued <= now.Add(-c.delay)
}

// claimOn returns the pair of the profile that serves the line, nil if it has
// none.
func (p *profile) claimOn(l *line) *claim {
	claims := p.claims[l.channel]
	for i := range claims {
		if claims[i].line == l {
			return &claims[i]
		}
	}
	return nil
}

// hopefuls are the agents who could take a contact, the first in agent order.
// Only few of them are looked at, as a rule those whom the offer looks at anyway:
// each other one would be a wait for memory.
type hopefuls struct {
	from    *agent // the one chosen; nobody before could take anything
	wants   *want  // nil: any agent
	first   [keptAgents]hopeful
	listed  int
	count   int    // of all that were seen to be able
	horizon *agent // from here on not all were looked at; nil: all were
}

// hopeful is one of them.
type hopeful struct {
	agent *agent
	set   *order[*agent] // in which those who follow stand
	index int            // of the agent in it
}

// collect takes in the first agent of each set of a profile who may be offered
// the channel; where routing criteria ask for a search, all that it finds.
func (h *hopefuls) collect(p *profile, ch center.Channel) {
	for staffed := p.staffed; staffed != 0; staffed &= staffed - 1 {
		m := mask(bits.TrailingZeros16(staffed))
		if !m.has(ch) {
			continue
		}
		o := &p.ready[m]
		if h.wants == nil {
			h.count += o.len()
			h.add(hopeful{o.first.item, o, 0})
			continue
		}
		h.search(p, o)
	}
}

// complete takes in those who follow the first of their sets. The list is in
// order up to where it stands, since all who are missing follow one who is in it.
func (h *hopefuls) complete() {
	for i := 0; i < min(h.listed, keptAgents-1); i++ {
		f := &h.first[i]
		if f.set == nil {
			continue
		}
		if next := f.set.at(f.index + 1); next != nil {
			h.add(hopeful{next.item, f.set, f.index + 1})
		}
	}
}

// search takes in those of a set who match, as far as it looks.
func (h *hopefuls) search(p *profile, o *order[*agent]) {
	known := &p.answers[h.wants.slot%len(p.answers)]
	looked := 0
	o.from(&h.from.place, h.from, func(x *entry[*agent]) bool {
		if looked == lookedAtAgents {
			if h.horizon == nil || x.item.before(h.horizon) {
				h.horizon = x.item
			}
			return false
		}
		looked++
		if known.of(p, int(x.mark), h.wants) {
			h.count++
			h.add(hopeful{agent: x.item})
		}
		return true
	})
}

// add puts an agent into the list if there is a place.
func (h *hopefuls) add(f hopeful) {
	i := h.listed
	if i == keptAgents {
		i--
		if !f.agent.before(h.first[i].agent) {
			return
		}
	} else {
		h.listed++
	}
	for ; i > 0 && f.agent.before(h.first[i-1].agent); i-- {
		h.first[i] = h.first[i-1]
	}
	h.first[i] = f
}

// trim drops those from the list before whom somebody may have been overlooked.
func (h *hopefuls) trim() {
	for h.horizon != nil && h.listed > 0 && !h.first[h.listed-1].agent.before(h.horizon) {
		h.listed--
	}
}
