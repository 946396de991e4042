package metric

import (
	"slices"
	"time"

	"strowger/internal/center"
	"strowger/internal/routing"
)

// Group is a dimension by which figures are kept apart.
type Group uint8

// The dimensions, to be joined with |.
const (
	ByQueue Group = 1 << iota
	ByChannel
	ByProfile
	ByStatus
)

// Scope says what is asked about. An empty list means no limit.
type Scope struct {
	Queues   []center.QueueID
	Profiles []center.RoutingProfileID
	Channels []center.Channel
	Statuses []center.AgentStatusID // of agents; contacts in queues have none
	By       Group
	Estimate bool // the wait of each line, which is worked out only if asked for
}

// Snapshot is the part of the engine's state that a scope needs.
type Snapshot struct {
	At       center.Instant
	Agents   []routing.Tally
	Profiles []*center.RoutingProfile // those that the scope names
	Lines    []Line
}

// Line is one channel of one queue.
type Line struct {
	QueueID center.QueueID
	Channel center.Channel
	routing.LineView
	Estimate  time.Duration // of the wait of a contact that comes now
	Estimated bool          // it was asked for and is known
}

// Take copies what the scope needs. It runs between two steps of the engine and
// must be quick: one look at each agent and at each line in the scope.
func Take(e *routing.Engine, at center.Instant, s *Scope) Snapshot {
	snapshot := Snapshot{At: at}
	d := e.Directory()
	for _, id := range s.Profiles {
		if p, ok := d.Profiles.Get(string(id)); ok {
			snapshot.Profiles = append(snapshot.Profiles, p)
		}
	}
	relevant := map[*center.RoutingProfile]bool{}
	snapshot.Agents = e.Tallies(func(p *center.RoutingProfile) bool {
		wanted, known := relevant[p]
		if !known {
			wanted = s.concerns(p)
			relevant[p] = wanted
		}
		return wanted
	})
	for _, pair := range s.pairs(d, snapshot.Profiles) {
		l := Line{QueueID: pair.QueueID, Channel: pair.Channel, LineView: e.Line(pair.QueueID, pair.Channel)}
		if s.Estimate {
			l.Estimate, l.Estimated = e.EstimateLine(pair.QueueID, pair.Channel)
		}
		if l.Waiting+l.Scheduled > 0 || l.Estimated {
			snapshot.Lines = append(snapshot.Lines, l)
		}
	}
	return snapshot
}

// concerns reports whether agents of the profile can count.
func (s *Scope) concerns(p *center.RoutingProfile) bool {
	if len(s.Profiles) > 0 && !slices.Contains(s.Profiles, p.ID) {
		return false
	}
	return len(s.Queues) == 0 || slices.ContainsFunc(p.Queues, func(c center.QueueConfig) bool {
		return slices.Contains(s.Queues, c.QueueID)
	})
}

// pairs lists the lines in the scope, each once: those of the profiles named,
// else those of the queues named, else all.
func (s *Scope) pairs(d *center.Directory, profiles []*center.RoutingProfile) []center.QueueChannel {
	var pairs []center.QueueChannel
	if len(s.Profiles) > 0 {
		seen := map[center.QueueChannel]bool{}
		for _, p := range profiles {
			for _, c := range p.Queues {
				pair := center.QueueChannel{QueueID: c.QueueID, Channel: c.Channel}
				if s.has(c.Channel) && s.hasQueue(c.QueueID) && !seen[pair] {
					seen[pair] = true
					pairs = append(pairs, pair)
				}
			}
		}
		return pairs
	}
	queue := func(id center.QueueID) {
		for ch := range center.Channel(center.Channels) {
			if s.has(ch) {
				pairs = append(pairs, center.QueueChannel{QueueID: id, Channel: ch})
			}
		}
	}
	if len(s.Queues) > 0 {
		for _, id := range s.Queues {
			queue(id)
		}
		return pairs
	}
	for q := range d.Queues.All() {
		queue(q.ID)
	}
	return pairs
}

func (s *Scope) has(ch center.Channel) bool {
	return len(s.Channels) == 0 || slices.Contains(s.Channels, ch)
}

func (s *Scope) hasQueue(id center.QueueID) bool {
	return len(s.Queues) == 0 || slices.Contains(s.Queues, id)
}
