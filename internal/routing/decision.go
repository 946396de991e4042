package routing

import (
	"math/bits"
	"time"

	"strowger/internal/center"
)

// What a decision keeps, and how many decisions are kept. The numbers bound the
// cost of an offer and the memory of an instance (about half a kilobyte for
// each live contact that was offered, and half a megabyte beside that).
const (
	keptAgents        = 5    // of those who could have taken the contact, the first in agent order
	lookedAtAgents    = 16   // for each set of agents, where routing criteria make a search of it
	finishedDecisions = 1024 // of contacts that have left the engine, the latest
	spareDecisions    = 64   // memory held back for the next offers
)

// decision is why a contact was offered to an agent: copies of the keys that
// were compared, made at the offer because they change with it. Words are found
// when somebody asks.
type decision struct {
	contact center.ContactID
	at      center.Instant
	agents  [keptAgents]seat // in agent order, the one chosen first
	listed  int              // entries of agents
	others  int              // further agents who could have taken it
	partial bool             // not all were looked at: others is the least there were
	byHand  bool             // somebody named the agent, no rule did (R1.14)
	chosen  standing
	next    standing // the contact that the agent would have taken instead; no id: none
	step    int      // of the routing criteria, from 1; 0: none was active
}

// seat is an agent's place in the order of choice.
type seat struct {
	id    center.UserID
	load  int64
	idle  center.Instant           // start of the idle time
	timer center.AvailabilityTimer // by which it counts
}

// standing is a contact's place in the order of one agent: the keys of R2.2.
type standing struct {
	id       center.ContactID
	target   center.FlowTarget
	channel  center.Channel
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
		if d.contact == id {
			return d
		}
	}
	return nil
}

// decide notes why the agent gets the contact. It runs when the contact is out
// of its line and the agent still in the old place of the agent order.
func (e *Engine) decide(a *agent, c *contact) {
	if c.decision == nil {
		c.decision = e.decided.fresh()
	}
	d := c.decision
	d.contact, d.at, d.step = c.ID, e.now, c.active()+1
	d.others, d.partial, d.byHand = 0, false, false
	h := hopefuls{from: &a.place.key, wants: c.group.wants}
	l := c.line
	var mine *claim
	if l.owner != nil && l.owner.mask.has(l.channel) {
		h.count, h.of = 1, a.profile
		h.add(&l.owner.place)
	}
	for _, cl := range l.profiles {
		if cl.profile == a.profile {
			mine = cl
		}
		if cl.open(c, e.now) {
			h.begin(cl.profile, l.channel)
		}
	}
	for _, cl := range l.profiles {
		if cl.open(c, e.now) {
			h.complete(cl.profile, l.channel)
		}
	}
	d.chosen.note(c, mine)
	d.next.id = ""
	h.trim()
	if h.listed == 0 || h.first[0].item != a { // a rule would have chosen somebody else, or nobody
		d.byHand, d.listed = true, 1
		d.agents[0].note(&a.place, a.profile)
		return
	}
	d.listed, d.others, d.partial = h.listed, h.count-h.listed, h.horizon != nil
	for i, n := range h.first[:h.listed] {
		d.agents[i].note(n, h.profiles[i])
	}
	if next := e.runnerUp(a); next != nil {
		d.next.note(next, a.profile.claimOn(next.line))
	}
}

// runnerUp returns the contact that the agent would take if the one being
// offered were not there. As a rule nothing waits anywhere, and that is seen
// without a look at the lines.
func (e *Engine) runnerUp(a *agent) *contact {
	waits := a.profile.backlog > 0
	for _, l := range e.dirty {
		waits = waits || l.waiting > 0
	}
	for _, l := range a.own {
		waits = waits || (l != nil && l.waiting > 0)
	}
	if !waits {
		return nil
	}
	return e.pick(a)
}

func (s *seat) note(n *node[*agent], p *profile) {
	s.id, s.load, s.idle, s.timer = center.UserID(n.key.id), n.key.a, center.Instant(n.key.b), p.Timer
}

func (s *standing) note(c *contact, pair *claim) {
	k := &c.rank.key
	s.id, s.target, s.channel = c.ID, c.line.target, c.line.channel
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
	for _, cl := range p.claims[l.channel] {
		if cl.line == l {
			return cl
		}
	}
	return nil
}

// hopefuls are the agents who could take a contact, the first in agent order.
// Only the nodes of the order are read, which the offer reads anyway: agents and
// users would be one wait for memory more each.
type hopefuls struct {
	from     *key               // of the agent chosen; nobody before could take anything
	wants    *center.Expression // nil: any agent
	first    [keptAgents]*node[*agent]
	profiles [keptAgents]*profile // of first
	listed   int
	count    int      // of all that were seen to be able
	of       *profile // whose agents are being looked at
	looked   int      // at agents of the set being searched
	horizon  *key     // from here on not all were looked at; nil: all were
}

// begin takes in the first agent of each set of a profile who may be offered the
// channel, so that complete goes into few of the sets; where routing criteria
// ask for a search, all that it finds.
func (h *hopefuls) begin(p *profile, ch center.Channel) {
	h.of = p
	for staffed := p.staffed; staffed != 0; staffed &= staffed - 1 {
		m := mask(bits.TrailingZeros16(staffed))
		if !m.has(ch) {
			continue
		}
		o := &p.ready[m]
		if h.wants != nil {
			h.looked = 0
			h.search(o.root)
			continue
		}
		h.count += o.len()
		h.add(o.first)
	}
}

// complete takes in those who follow the first of each set.
func (h *hopefuls) complete(p *profile, ch center.Channel) {
	if h.wants != nil {
		return // begin found them
	}
	h.of = p
	for staffed := p.staffed; staffed != 0; staffed &= staffed - 1 {
		m := mask(bits.TrailingZeros16(staffed))
		if !m.has(ch) {
			continue
		}
		if o := &p.ready[m]; o.len() > 1 && (!h.full() || o.first.key.less(&h.first[keptAgents-1].key)) {
			h.walk(o.root, o.first)
		}
	}
}

// walk takes in a subtree whose agents all qualify, but for one who is in
// already, and stops at the first who comes too late.
func (h *hopefuls) walk(n, but *node[*agent]) bool {
	return n == nil || (h.walk(n.left, but) && (n == but || h.add(n)) && h.walk(n.right, but))
}

// search takes in those of a subtree who match, as far as it looks.
func (h *hopefuls) search(n *node[*agent]) bool {
	if n == nil {
		return true
	}
	if !n.key.less(h.from) {
		if !h.search(n.left) {
			return false
		}
		if h.looked == lookedAtAgents {
			if h.horizon == nil || n.key.less(h.horizon) {
				h.horizon = &n.key
			}
			return false
		}
		h.looked++
		if h.wants.Matches(n.item.user) {
			h.count++
			h.add(n)
		}
	}
	return h.search(n.right)
}

func (h *hopefuls) full() bool { return h.listed == keptAgents }

// add puts an agent into the list, and reports whether there was a place.
func (h *hopefuls) add(n *node[*agent]) bool {
	i := h.listed
	if h.full() {
		i--
		if !n.key.less(&h.first[i].key) {
			return false
		}
	} else {
		h.listed++
	}
	for ; i > 0 && n.key.less(&h.first[i-1].key); i-- {
		h.first[i], h.profiles[i] = h.first[i-1], h.profiles[i-1]
	}
	h.first[i], h.profiles[i] = n, h.of
	return true
}

// trim drops those from the list before whom somebody may have been overlooked.
func (h *hopefuls) trim() {
	for h.horizon != nil && h.listed > 0 && !h.first[h.listed-1].key.less(h.horizon) {
		h.listed--
	}
}
