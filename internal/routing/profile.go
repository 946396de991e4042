package routing

import (
	"cmp"
	"math/bits"
	"slices"

	"strowger/internal/center"
)

// profile is a routing profile with its agents in the order in which they are
// chosen.
type profile struct {
	*center.RoutingProfile
	claims  [center.Channels][]claim // auto-routed pairs by channel, in the order of their priorities
	agents  map[center.UserID]*agent
	seats   []*agent             // the same in places that they keep; nil: free
	answers [32]answers          // to the latest wants, by their slots
	ready   [masks]order[*agent] // agents by the channels they may be offered, in the order of choice
	staffed uint16               // bit m: ready[m] holds somebody
	backlog int                  // claims on whose line contacts wait that nobody could take so far

	changes   uint64 // counts what may change staffing
	counted   staffing
	countedAt uint64 // of changes
}

// best returns the agent who comes first among those who may be offered a
// contact of the channel, nil if there is none (R1.2 to R1.8).
func (p *profile) best(ch center.Channel) *agent {
	var first *agent
	for staffed := p.staffed; staffed != 0; staffed &= staffed - 1 {
		m := mask(bits.TrailingZeros16(staffed))
		if !m.has(ch) {
			continue
		}
		if a := p.ready[m].first.item; first == nil || a.before(first) {
			first = a
		}
	}
	return first
}

// bestWho is best among the agents who match. Agents stand in their sets with
// their seats as marks, so that none is read who does not match.
func (p *profile) bestWho(ch center.Channel, w *want) *agent {
	known := &p.answers[w.slot%len(p.answers)]
	var first *entry[*agent]
	for staffed := p.staffed; staffed != 0; staffed &= staffed - 1 {
		m := mask(bits.TrailingZeros16(staffed))
		if !m.has(ch) {
			continue
		}
		p.ready[m].walk(0, 0, func(x *entry[*agent]) bool {
			if first != nil && !x.before(first) {
				return false
			}
			if !known.of(p, int(x.mark), w) {
				return true
			}
			first = x
			return false
		})
	}
	if first == nil {
		return nil
	}
	return first.item
}

// compile makes or renews the engine's form of a routing profile: its claims,
// and the places of its agents.
func (e *Engine) compile(rp *center.RoutingProfile) {
	p := e.profiles[rp.ID]
	if p == nil {
		p = &profile{agents: map[center.UserID]*agent{}}
		e.profiles[rp.ID] = p
	} else {
		e.dissolve(p)
	}
	resort := p.RoutingProfile != nil && (p.Media != rp.Media || p.Timer != rp.Timer)
	p.RoutingProfile = rp
	for _, q := range rp.Queues {
		p.claims[q.Channel] = append(p.claims[q.Channel], claim{profile: p, priority: q.Priority, delay: q.Delay,
			line: e.lineOf(center.FlowTarget{QueueID: q.QueueID}, q.Channel)})
	}
	for ch := range p.claims {
		claims := p.claims[ch]
		slices.SortStableFunc(claims, func(x, y claim) int { return cmp.Compare(x.priority, y.priority) })
		for i := range claims { // where they stay from now on
			e.serve(&claims[i])
		}
	}
	if !resort {
		return
	}
	for _, a := range e.inOrder(p.agents) {
		e.refresh(a)
		e.free(a)
	}
}

// dissolve takes the claims of a profile out of their lines.
func (e *Engine) dissolve(p *profile) {
	for ch, claims := range p.claims {
		for i := range claims {
			e.unserve(&claims[i])
		}
		p.claims[ch] = nil
	}
}

// join moves an agent into a profile.
func (e *Engine) assign(a *agent, p *profile) {
	e.retire(a)
	a.profile = p
	p.agents[a.user.ID] = a
	p.sit(a)
	e.refresh(a)
	e.free(a)
}

// retire takes an agent out of the indexes of the profile.
func (e *Engine) retire(a *agent) {
	a.unready()
	e.freed.remove(&a.waiting, a)
	delete(a.profile.agents, a.user.ID)
	a.profile.changes++
	a.profile.stand(a)
}

// unready takes an agent out of the set in which the profile has it.
func (a *agent) unready() {
	if !a.place.in {
		return
	}
	o := &a.profile.ready[a.mask]
	o.remove(&a.place, a)
	if o.len() == 0 {
		a.profile.staffed &^= 1 << a.mask
	}
}
