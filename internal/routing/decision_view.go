package routing

import (
	"time"

	"strowger/internal/center"
)

// The rules by which one agent, or one contact, comes before another.
const (
	ruleByHand    = "R1.14"
	ruleLoad      = "R1.2"
	ruleAvailable = "R1.6"
	ruleIdle      = "R1.9"
	ruleAgentID   = "R1.8"
	ruleOwnQueue  = "R2.9"
	rulePair      = "R2.3"
	rulePriority  = "R2.7a"
	ruleAge       = "R2.7b"
	ruleArrival   = "R2.2"
)

// Decision is why a contact was offered to an agent, as it was at that moment.
type Decision struct {
	At      center.Instant
	AgentID center.UserID

	// The agents who could have taken the contact, in agent order, the one chosen
	// first; how many more there were; and the rule that put the first before the
	// second, empty where there was no second. MoreUnknown: under routing criteria
	// not everybody is looked at, and More is the least that there were.
	Agents      []Candidate
	More        int
	MoreUnknown bool
	AgentRule   string
	AgentText   string

	// The contact in the order of the agent; the contact that the agent would have
	// got instead, nil if there was none; and the rule that put one before the
	// other, empty where there was no other.
	Contact     Place
	RunnerUp    *Place
	ContactRule string
	ContactText string
	Step        int // of the routing criteria that the agent matched, from 1; 0: none was active
}

// Candidate is an agent in agent order: fewest contacts in hand, longest idle,
// smallest id.
type Candidate struct {
	AgentID   center.UserID
	Load      int
	IdleSince center.Instant
	Timer     center.AvailabilityTimer
}

// Place is a contact in the order of one agent (R2.2).
type Place struct {
	ContactID center.ContactID
	Target    center.FlowTarget
	Channel   center.Channel
	Own       bool // in the agent's own queue
	Pair      int  // priority of the pair in the profile; 0: no pair had a part in it
	Delay     time.Duration
	Priority  int64          // of the contact
	AgeSince  center.Instant // start of the routing age, adjustment included
	Sequence  int64          // order of entry into a queue
}

// explain puts a decision into the form in which it is shown.
func (d *decision) explain() *Decision {
	x := &Decision{At: d.at, AgentID: d.agents[0].id, More: int(d.others), MoreUnknown: d.partial, Contact: d.chosen.place(), Step: int(d.step)}
	for _, s := range d.agents[:d.listed] {
		x.Agents = append(x.Agents, Candidate{AgentID: s.id, Load: int(s.load), IdleSince: s.idle, Timer: s.timer()})
	}
	switch {
	case d.byHand:
		x.AgentRule = ruleByHand
	case d.listed > 1:
		x.AgentRule = d.agents[0].ruleBefore(&d.agents[1])
	}
	x.AgentText = ruleText(x.AgentRule)
	if d.next.id != "" {
		p := d.next.place()
		x.RunnerUp, x.ContactRule = &p, d.chosen.ruleBefore(&d.next)
		x.ContactText = ruleText(x.ContactRule)
	}
	return x
}

// timer is how the idle time of the seat was counted.
func (s *seat) timer() center.AvailabilityTimer {
	if s.inbound {
		return center.SinceLastInbound
	}
	return center.SinceLastActivity
}

// ruleBefore returns the rule by which an agent comes before the next one.
func (s *seat) ruleBefore(next *seat) string {
	switch {
	case s.load != next.load:
		return ruleLoad
	case s.idle != next.idle && s.load == 0 && !s.inbound && !next.inbound:
		return ruleAvailable
	case s.idle != next.idle:
		return ruleIdle
	default:
		return ruleAgentID
	}
}

// ruleBefore returns the rule by which a contact comes before the next one.
func (s *standing) ruleBefore(next *standing) string {
	switch {
	case (s.line.owner != nil) != (next.line.owner != nil):
		return ruleOwnQueue
	case s.pair != next.pair:
		return rulePair
	case s.priority != next.priority:
		return rulePriority
	case s.since != next.since:
		return ruleAge
	default:
		return ruleArrival
	}
}

func (s *standing) place() Place {
	return Place{ContactID: s.id, Target: s.line.target, Channel: s.line.channel, Own: s.line.owner != nil, Pair: s.pair, Delay: s.delay,
		Priority: s.priority, AgeSince: center.Instant(s.since), Sequence: s.sequence}
}
