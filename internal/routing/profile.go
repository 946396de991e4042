package routing

import "strowger/internal/center"

// profile is a routing profile with its agents in the order in which they are
// chosen.
type profile struct {
	*center.RoutingProfile
	claims  [center.Channels][]*claim // auto-routed pairs by channel
	agents  map[center.UserID]*agent
	ready   [masks]order[*agent] // agents by the channels they may be offered, in the order of choice
	staffed uint16               // bit m: ready[m] holds somebody
	backlog int                  // claims on whose line contacts wait that nobody could take so far
}

// best returns the agent who comes first among those who may be offered a
// contact of the channel, nil if there is none (R1.2 to R1.8).
func (p *profile) best(ch center.Channel) *agent {
	var first *node[*agent]
	for m, staffed := mask(0), p.staffed; staffed != 0; m, staffed = m+1, staffed>>1 {
		if staffed&1 == 0 || !m.has(ch) {
			continue
		}
		if n := p.ready[m].first; first == nil || n.key.less(&first.key) {
			first = n
		}
	}
	if first == nil {
		return nil
	}
	return first.item
}

// bestWho is best among the agents who match.
func (p *profile) bestWho(ch center.Channel, wants *center.Expression) *agent {
	var first *agent
	for m, staffed := mask(0), p.staffed; staffed != 0; m, staffed = m+1, staffed>>1 {
		if staffed&1 == 0 || !m.has(ch) {
			continue
		}
		p.ready[m].each(func(a *agent) bool {
			if first != nil && !a.place.key.less(&first.place.key) {
				return false
			}
			if !wants.Matches(a.user) {
				return true
			}
			first = a
			return false
		})
	}
	return first
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
		c := &claim{profile: p, priority: q.Priority, delay: q.Delay,
			line: e.lineOf(center.FlowTarget{QueueID: q.QueueID}, q.Channel)}
		p.claims[q.Channel] = append(p.claims[q.Channel], c)
		e.serve(c)
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
		for _, c := range claims {
			e.unserve(c)
		}
		p.claims[ch] = nil
	}
}

// join moves an agent into a profile.
func (e *Engine) assign(a *agent, p *profile) {
	e.retire(a)
	a.profile = p
	p.agents[a.user.ID] = a
	e.refresh(a)
	e.free(a)
}

// retire takes an agent out of the indexes of the profile.
func (e *Engine) retire(a *agent) {
	p := a.profile
	if a.place.in {
		p.ready[a.mask].remove(&a.place)
		if p.ready[a.mask].len() == 0 {
			p.staffed &^= 1 << a.mask
		}
	}
	e.freed.remove(&a.waiting)
	delete(p.agents, a.user.ID)
}
