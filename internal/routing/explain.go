package routing

import (
	"cmp"
	"slices"
	"time"

	"strowger/internal/center"
)

// MaxListed is how many agents or contacts a Reason names; Count has them all.
const MaxListed = 20

// Reason is one rule that stands between contacts and agents, with those whom it
// concerns.
type Reason struct {
	Rule     string         // number of the rule, such as R1.1a
	Text     string         // what the rule says of them, in a short sentence
	Change   string         // what would change it
	At       center.Instant // first moment at which it changes if nothing happens before; zero: only an event does
	Count    int
	Agents   []Barred           // the first MaxListed by id, where the reason is about agents
	Contacts []center.ContactID // MaxListed of them, where it is about contacts

	kind reasonKind
}

// Barred is one agent whom a Reason concerns.
type Barred struct {
	AgentID   center.UserID
	ContactID center.ContactID // at the agent, whose end would change it; empty: none in particular
	At        center.Instant   // moment of the change for this agent; zero: only an event brings it
}

// reasonKind is what bars have in common that make one Reason.
type reasonKind struct {
	obstacle obstacle
	status   center.AgentStatusID
	channel  center.Channel
	step     int
	delay    time.Duration
}

func (b *bar) kind() reasonKind {
	k := reasonKind{obstacle: b.obstacle, channel: b.channel, step: b.step, delay: b.delay}
	if b.status != nil {
		k.status = b.status.ID
	}
	return k
}

// reasons collects bars.
type reasons []Reason

// of returns the reason that the bar belongs to, with one more counted.
func (rs *reasons) of(b bar, count int) *Reason {
	kind := b.kind()
	i := slices.IndexFunc(*rs, func(r Reason) bool { return r.kind == kind })
	if i < 0 {
		i = len(*rs)
		*rs = append(*rs, Reason{Rule: b.rule(), Text: b.text(), Change: b.change(), kind: kind})
	}
	r := &(*rs)[i]
	r.Count += count
	if b.at != 0 && (r.At == 0 || b.at < r.At) {
		r.At = b.at
	}
	return r
}

// agent counts an agent whom the bar concerns.
func (rs *reasons) agent(b bar, id center.UserID) {
	if r := rs.of(b, 1); len(r.Agents) < MaxListed {
		r.Agents = append(r.Agents, Barred{AgentID: id, ContactID: b.contact, At: b.at})
	}
}

// contact counts a contact that the bar concerns.
func (rs *reasons) contact(b bar, id center.ContactID) {
	if r := rs.of(b, 1); len(r.Contacts) < MaxListed {
		r.Contacts = append(r.Contacts, id)
	}
}

// sorted brings the reasons into the order of the rules.
func (rs reasons) sorted() []Reason {
	slices.SortStableFunc(rs, func(a, b Reason) int {
		return cmp.Or(cmp.Compare(a.kind.obstacle, b.kind.obstacle), cmp.Compare(a.kind.status, b.kind.status),
			cmp.Compare(a.kind.channel, b.kind.channel), cmp.Compare(a.kind.delay, b.kind.delay), cmp.Compare(a.kind.step, b.kind.step))
	})
	return rs
}

// ContactExplanation says where a contact stands and why.
type ContactExplanation struct {
	At        center.Instant // of the engine
	ContactID center.ContactID
	Channel   center.Channel
	State     center.ContactState
	Text      string            // the state in a sentence
	Target    center.FlowTarget // the queue in which it is or was
	AgentID   center.UserID     // at whom it is
	Until     center.Instant    // end of its ringing, after-contact work or scheduled wait; zero: no limit
	Enqueued  center.Instant
	Expires   center.Instant // end of the contact itself; zero: none
	Ahead     int            // contacts of the same queue and channel that come before it in rank; of one that waits

	Decision *Decision // why it was offered the last time; nil: see NoDecision
	// NoDecision says why there is no decision to show; empty: there is.
	NoDecision string

	// Of a contact that waits: the first rule that keeps each agent of the queue
	// from it, and how many agents have nothing to do with the queue (R1.1f).
	Bars      []Reason
	Elsewhere int
	// Nobody is why no agent could take it whatever the agents at work do; nil:
	// somebody could.
	Nobody *Reason
}

// ExplainContact says why a contact was given to its agent, or why it waits. It
// knows live contacts, and the last ones that have left the engine.
func (e *Engine) ExplainContact(id center.ContactID) (ContactExplanation, bool) {
	c, ok := e.contacts[id]
	if !ok {
		d := e.decided.find(id)
		if d == nil {
			return ContactExplanation{}, false
		}
		return ContactExplanation{At: e.now, ContactID: id, Channel: d.chosen.line.channel, State: center.Ended, Text: stateText(center.Ended, ""),
			Target: d.chosen.line.target, Decision: d.explain()}, true
	}
	x := ContactExplanation{At: e.now, ContactID: c.ID, Channel: c.Channel, State: c.State, Text: stateText(c.State, c.AgentState),
		Target: c.Target, AgentID: c.AgentID, Until: c.AgentUntil, Enqueued: c.Enqueued, Expires: c.Expires}
	switch c.State {
	case center.Scheduled:
		x.Until = c.Scheduled
		if c.Method == center.Callback {
			x.Text, x.Target = callbackText, c.Flow.Target
		}
	case center.Dialing:
		x.Until = c.Dial.Until
	}
	switch {
	case c.decision != nil:
		x.Decision = c.decision.explain()
	case c.Attempts > 0:
		x.NoDecision = noRecord
	default:
		x.NoDecision = noOffer
	}
	if c.State == center.Waiting {
		e.explainWaiting(c, &x)
	}
	return x, true
}

// ExplainFinished says what there is to say about a contact that ExplainContact
// does not know any more, from its record.
func ExplainFinished(c *center.Contact) ContactExplanation {
	x := ContactExplanation{At: c.Updated, ContactID: c.ID, Channel: c.Channel, State: c.State, Text: stateText(c.State, ""), Target: c.Target,
		AgentID: c.AgentID, Enqueued: c.Enqueued, NoDecision: oldRecord}
	if c.Attempts == 0 {
		x.NoDecision = noOffer
	}
	return x
}

func (e *Engine) explainWaiting(c *contact, x *ContactExplanation) {
	l := c.line
	l.eachGroup(func(g *group) { x.Ahead += g.rank.position(&c.rank, c) })
	pairs := l.pairs()
	var bars reasons
	for u := range e.dir.Users.All() {
		a := e.agents[u.ID]
		if pair := pairs[a.profile]; pair != nil || l.owner == a {
			if b := e.barOf(a, c, pair); b.obstacle != 0 {
				bars.agent(b, u.ID)
			}
		} else {
			x.Elsewhere++
		}
	}
	x.Bars = bars.sorted()
	if b := e.hopeless(l, c.group); b.obstacle != 0 {
		var nobody reasons
		nobody.contact(b, c.ID)
		x.Nobody = &nobody[0]
	}
}

// pairs returns the claims on the line by profile.
func (l *line) pairs() map[*profile]*claim {
	pairs := make(map[*profile]*claim, len(l.profiles))
	for _, cl := range l.profiles {
		pairs[cl.profile] = cl
	}
	return pairs
}

// hopeless returns why nobody could take a contact of the group whatever the
// agents who are at work do; no obstacle: somebody could.
func (e *Engine) hopeless(l *line, g *group) bar {
	if a := l.owner; a != nil {
		switch {
		case a.shut:
			return bar{obstacle: notAllowed}
		case a.status.Type == center.Offline:
			return bar{obstacle: notRoutable, status: a.status}
		case a.profile.Media[l.channel].Concurrency == 0:
			return bar{obstacle: channelOff, channel: l.channel}
		}
		return bar{}
	}
	if len(l.profiles) == 0 {
		return bar{obstacle: pairMissing}
	}
	on, online, matching := false, false, false
	for _, cl := range l.profiles {
		if cl.profile.Media[l.channel].Concurrency == 0 {
			continue
		}
		on = true
		for _, a := range cl.profile.agents { // order: only whether there is one
			if a.status.Type != center.Offline && !a.shut {
				online = true
				matching = matching || g.wants == nil || g.wants.Matches(a.user)
			}
		}
	}
	switch {
	case !on:
		return bar{obstacle: channelOff, channel: l.channel}
	case !online:
		return bar{obstacle: notRoutable, status: e.offline}
	case !matching:
		return g.mismatch()
	default:
		return bar{}
	}
}

// mismatch is the bar of the agents who do not match the contacts of the group,
// until the first of their steps ends.
func (g *group) mismatch() bar {
	b := bar{obstacle: stepMismatch}
	g.rank.each(func(c *contact) bool {
		i := c.active()
		if until := c.current().Steps[i].Until; until != 0 && (b.at == 0 || until < b.at) {
			b.at = until
		}
		b.step = i + 1
		return true
	})
	return b
}
