package routing

import "strowger/internal/center"

// Stranding is what stands idle, or waits in vain, around one queue and channel.
// Every agent whose profile has the pair is in exactly one of the counts.
type Stranding struct {
	At       center.Instant // of the engine
	QueueID  center.QueueID
	Channel  center.Channel
	Agents   int // whose profile has the pair
	Free     int // who could take a contact at once, and for whom there is none
	Busy     int // all slots of the channel are taken (R3.2)
	Off      int // the profile has no slot for the channel (R1.1e)
	Offline  int // not at work
	Several  int // a free slot, and more than one rule in the way
	Stranded int // a free slot, and one rule in the way: the sum of Reasons
	Waiting  int
	Ringing  int

	Reasons []Reason // by the one rule that is in the way
	Nobody  []Reason // contacts that no agent at work could take, whatever they do
}

// Stranded counts who around a queue could work and does not, and by which rule.
func (e *Engine) Stranded(id center.QueueID, ch center.Channel) (Stranding, bool) {
	q, ok := e.queues[id]
	if !ok {
		return Stranding{}, false
	}
	x := Stranding{At: e.now, QueueID: id, Channel: ch}
	l := q.lines[ch]
	if l == nil {
		return x, true // nobody ever came, and no profile has the pair
	}
	x.Waiting, x.Ringing = l.waiting, l.ringing
	pairs := l.pairs()
	var stranded, nobody reasons
	for u := range e.dir.Users.All() {
		a := e.agents[u.ID]
		if pair := pairs[a.profile]; pair != nil {
			x.count(e, a, pair, &stranded)
		}
	}
	l.eachGroup(func(g *group) {
		if b := e.hopeless(l, g); b.obstacle != 0 {
			g.rank.each(func(c *contact) bool { nobody.contact(b, c.ID); return true })
		}
	})
	x.Reasons, x.Nobody = stranded.sorted(), nobody.sorted()
	return x, true
}

// count puts an agent into the one count where it belongs.
func (x *Stranding) count(e *Engine, a *agent, pair *claim, stranded *reasons) {
	x.Agents++
	occupied := a.occupied // of what goes on; an offer that came to nothing is a reason of its own
	for _, u := range a.presence.Uncleared {
		occupied[u.Channel]--
	}
	var one bar
	bars := 0
	note := func(b bar) { one, bars = b, bars+1 }
	switch {
	case a.status.Type == center.Offline:
		x.Offline++
		return
	case a.profile.Media[x.Channel].Concurrency == 0:
		x.Off++
		return
	case occupied[x.Channel] >= a.profile.Media[x.Channel].Concurrency:
		x.Busy++
		return
	case a.status.Type != center.Routable:
		note(bar{obstacle: notRoutable, status: a.status})
	}
	if a.shut {
		note(bar{obstacle: notAllowed})
	}
	if a.presence.NextStatus != "" {
		note(bar{obstacle: leavingStatus, at: a.leaves()})
	}
	if len(a.presence.Uncleared) > 0 {
		note(bar{obstacle: unclearedOffer, contact: a.presence.Uncleared[0].ContactID})
	}
	if k, barred := a.barring(x.Channel, occupied); barred {
		b := bar{obstacle: channelBarred, channel: k}
		b.contact, b.at = a.freed(k, a.occupied[k])
		note(b)
	}
	if bars == 0 && pair.line.waiting > 0 {
		one, bars = pair.hides(e, a)
	}
	switch bars {
	case 0:
		x.Free++
	case 1:
		x.Stranded++
		stranded.agent(one, a.user.ID)
	default:
		x.Several++
	}
}

// hides returns the one rule, delay or routing step, that keeps an agent who has
// room from what waits in the line. Where each contact has both in its way, bars
// is 2.
func (c *claim) hides(e *Engine, a *agent) (one bar, bars int) {
	limit := e.now.Add(-c.delay)
	bars = 2
	c.line.eachGroup(func(g *group) {
		switch {
		case g.wants == nil || g.wants.Matches(a.user):
			if at := g.rank.low.Add(c.delay); one.obstacle != delayRunning || at < one.at {
				one, bars = bar{obstacle: delayRunning, delay: c.delay, at: at}, 1
			}
		case g.rank.low <= limit && one.obstacle == 0:
			one, bars = g.mismatch(), 1
		}
	})
	return one, bars
}
