package routing

import (
	"time"

	"strowger/internal/center"
)

// AgentExplanation says why an agent has what it has, and nothing more.
type AgentExplanation struct {
	At        center.Instant // of the engine
	AgentID   center.UserID
	ProfileID center.RoutingProfileID
	StatusID  center.AgentStatusID
	Text      string         // in a sentence
	Left      center.Instant // when the lease ran out and nobody was at the page; zero: somebody is
	Load      int            // contacts in hand, all channels together (R1.2)
	IdleSince center.Instant // start of the idle time (R1.9)
	Timer     center.AvailabilityTimer
	Bar       *Reason // what keeps every contact from the agent; nil: nothing does
	InHand    []InHand
	Channels  [center.Channels]ChannelExplanation
	Pairs     []PairExplanation // the own agent queue where somebody waits, then the pairs of the profile in their order
}

// InHand is a contact at the agent's desk.
type InHand struct {
	ContactID center.ContactID
	Channel   center.Channel
	State     center.AgentContactState
	Until     center.Instant // end of ringing or after-contact work; zero: no limit
}

// ChannelExplanation is the agent's room for one channel.
type ChannelExplanation struct {
	Concurrency int
	Occupied    int
	Free        int     // contacts of the channel that the agent could be offered now
	Bar         *Reason // what keeps the contacts of this channel alone away; nil: nothing does
}

// PairExplanation is what waits for the agent under one pair of the profile.
type PairExplanation struct {
	Target   center.FlowTarget // a queue, or the agent's own
	Channel  center.Channel
	Priority int // of the pair; 0: the own agent queue (R2.9)
	Delay    time.Duration
	Waiting  int
	Ringing  int      // contacts that ring at other agents
	First    int      // agents who would take the next contact before this one; of an agent who has room for it
	Bars     []Reason // why the contacts that are there do not come to this agent
}

// ExplainAgent says what keeps work from an agent.
func (e *Engine) ExplainAgent(id center.UserID) (AgentExplanation, bool) {
	a, ok := e.agents[id]
	if !ok {
		return AgentExplanation{}, false
	}
	x := AgentExplanation{At: e.now, AgentID: id, ProfileID: a.profile.ID, StatusID: a.status.ID, Left: a.presence.Left, Load: a.load(),
		IdleSince: a.idleSince(), Timer: a.profile.Timer, Bar: a.reason(a.bar())}
	for _, c := range a.slots {
		x.InHand = append(x.InHand, InHand{ContactID: c.ID, Channel: c.Channel, State: c.AgentState, Until: c.AgentUntil})
	}
	for _, u := range a.presence.Uncleared {
		x.InHand = append(x.InHand, InHand{ContactID: u.ContactID, Channel: u.Channel, State: u.State})
	}
	for ch := range center.Channel(center.Channels) {
		x.Channels[ch] = ChannelExplanation{Concurrency: a.profile.Media[ch].Concurrency, Occupied: a.occupied[ch], Free: a.open(ch)}
		if x.Bar == nil {
			x.Channels[ch].Bar = a.reason(a.barOn(ch))
		}
	}
	waiting := 0
	for _, l := range a.own {
		if l != nil && l.size() > 0 {
			x.Pairs = append(x.Pairs, e.explainPair(a, l, nil))
		}
	}
	for _, q := range a.profile.Queues {
		l := e.queues[q.QueueID].lines[q.Channel]
		x.Pairs = append(x.Pairs, e.explainPair(a, l, a.profile.claimOn(l)))
	}
	for i := range x.Pairs {
		waiting += x.Pairs[i].Waiting
	}
	x.Text = agentText(&x, waiting)
	return x, true
}

// reason makes a Reason of a bar of the agent, nil where there is none.
func (a *agent) reason(b bar) *Reason {
	if b.obstacle == 0 {
		return nil
	}
	var rs reasons
	rs.agent(b, a.user.ID)
	return &rs[0]
}

// explainPair says what is in a line and why the agent does not get it. pair is
// nil for the own agent queue.
func (e *Engine) explainPair(a *agent, l *line, pair *claim) PairExplanation {
	x := PairExplanation{Target: l.target, Channel: l.channel, Waiting: l.waiting, Ringing: l.ringing}
	for _, c := range a.slots {
		if c.line == l && c.AgentState == center.AgentConnecting {
			x.Ringing--
		}
	}
	if pair != nil {
		x.Priority, x.Delay = pair.priority, pair.delay
	}
	var bars reasons
	if b := a.barOn(l.channel); b.obstacle != 0 {
		if l.waiting > 0 {
			bars.of(b, l.waiting).Contacts = l.someIDs()
		}
	} else {
		l.each(func(c *contact) {
			if b := e.barOf(a, c, pair); b.obstacle != 0 {
				bars.contact(b, c.ID)
			}
		})
		for _, cl := range l.profiles {
			x.First += cl.profile.before(l.channel, a)
		}
		if x.First > 0 {
			bars.of(bar{obstacle: othersFirst}, x.First)
		}
	}
	if x.Ringing > 0 {
		bars.of(bar{obstacle: ringsElsewhere}, x.Ringing)
	}
	x.Bars = bars.sorted()
	return x
}

// before counts the agents of the profile who may be offered the channel and
// come before another one in agent order.
func (p *profile) before(ch center.Channel, a *agent) int {
	count := 0
	for m := range p.ready {
		if mask(m).has(ch) {
			count += p.ready[m].position(&a.place, a)
		}
	}
	return count
}

// someIDs names contacts that wait, the first of each group.
func (l *line) someIDs() []center.ContactID {
	var ids []center.ContactID
	l.eachGroup(func(g *group) {
		g.rank.each(func(c *contact) bool {
			if len(ids) < MaxListed {
				ids = append(ids, c.ID)
			}
			return len(ids) < MaxListed
		})
	})
	return ids
}
