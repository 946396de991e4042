package routing

import (
	"slices"
	"strconv"

	"strowger/internal/center"
	"strowger/internal/flow"
)

// staffing counts the agents of a queue: those whose profile has it, or the one of
// an agent queue (R5.27).
type staffing struct {
	online, available, staffed, wrapUp, busy, missed, nonProductive int
}

// staff counts the agents of a queue, of one channel or, with nil, of all.
func (e *Engine) staff(t center.FlowTarget, ch *center.Channel) staffing {
	var s staffing
	if t.UserID != "" {
		s.count(e.agents[t.UserID])
		return s
	}
	q := e.queues[t.QueueID]
	if q == nil {
		return s
	}
	for i, l := range q.lines {
		if l == nil || ch != nil && center.Channel(i) != *ch {
			continue
		}
		for _, c := range l.profiles {
			if ch != nil || c.profile.servesFirst(t.QueueID) == l.channel {
				s.add(c.profile.staffing())
			}
		}
	}
	return s
}

// servesFirst is the first channel of which the profile has a queue, so that a
// profile that has several counts once.
func (p *profile) servesFirst(id center.QueueID) center.Channel {
	first := center.Channel(center.Channels)
	for _, q := range p.Queues {
		if q.QueueID == id {
			first = min(first, q.Channel)
		}
	}
	return first
}

// staffing counts the agents of the profile. What it found holds until one of them
// changes, so that a flow that asks again and again costs no walk each time.
func (p *profile) staffing() *staffing {
	if p.countedAt != p.changes {
		p.counted, p.countedAt = staffing{}, p.changes
		for _, a := range p.agents { // order: counted
			p.counted.count(a)
		}
	}
	return &p.counted
}

func (s *staffing) add(o *staffing) {
	s.online += o.online
	s.available += o.available
	s.staffed += o.staffed
	s.wrapUp += o.wrapUp
	s.busy += o.busy
	s.missed += o.missed
	s.nonProductive += o.nonProductive
}

// count adds an agent (table 5.5): available with nothing in hand, staffed in a
// routable status whatever is in hand, online in any status but offline ones.
func (s *staffing) count(a *agent) {
	yes := func(n *int, is bool) {
		if is {
			*n++
		}
	}
	routable := a.status.Type == center.Routable
	wrapUp := slices.ContainsFunc(a.slots, func(c *contact) bool { return c.AgentState == center.AgentEnded })
	busy := slices.ContainsFunc(a.slots, func(c *contact) bool { return c.State == center.Connected })
	yes(&s.online, a.status.Type != center.Offline)
	yes(&s.staffed, routable)
	yes(&s.available, routable && len(a.slots)+len(a.presence.Uncleared) == 0)
	yes(&s.wrapUp, wrapUp)
	yes(&s.busy, busy)
	yes(&s.missed, len(a.presence.Uncleared) > 0)
	yes(&s.nonProductive, a.status.Type == center.Custom)
}

// waiting counts the contacts that wait in a queue, and the age of the oldest in
// whole seconds (R5.28).
func (e *Engine) waiting(t center.FlowTarget, ch *center.Channel) (n int, age int64) {
	ls := &lines{}
	if t.UserID != "" {
		ls = &e.agents[t.UserID].own
	} else if q := e.queues[t.QueueID]; q != nil {
		ls = &q.lines
	}
	for i, l := range ls {
		if l == nil || l.waiting == 0 || ch != nil && center.Channel(i) != *ch {
			continue
		}
		n += l.waiting
		age = max(age, int64(e.now.Sub(l.oldest()).Seconds()))
	}
	return n, age
}

// checkMetric answers with a number of a queue.
func (e *Engine) checkMetric(c *contact, op flow.CheckMetric) *flow.Answer {
	t, ok := e.queueOf(c, op.QueueRef, op.AgentRef)
	if !ok {
		return &flow.Answer{Error: flow.NoMatchingError}
	}
	n := int64(0)
	switch op.Metric {
	case flow.AgentsAvailable:
		n = int64(e.staff(t, nil).available)
	case flow.AgentsStaffed:
		n = int64(e.staff(t, nil).staffed)
	case flow.AgentsOnline:
		n = int64(e.staff(t, nil).online)
	case flow.OldestContact:
		_, n = e.waiting(t, nil)
	case flow.ContactsWaiting:
		waiting, _ := e.waiting(t, nil)
		n = int64(waiting)
	}
	return &flow.Answer{Result: strconv.FormatInt(n, 10)}
}

// getMetrics keeps the numbers of a queue, as they are now, for the paths of the
// contact's flows (R9.5).
func (e *Engine) getMetrics(c *contact, op flow.GetMetrics) *flow.Answer {
	t, ok := e.queueOf(c, op.QueueRef, op.AgentRef)
	if !ok {
		return &flow.Answer{Error: flow.NoMatchingError}
	}
	s := e.staff(t, op.Channel)
	n, age := e.waiting(t, op.Channel)
	metrics := map[string]string{"Queue.Size": strconv.Itoa(n), "Queue.OldestContactAge": strconv.FormatInt(age, 10)}
	if q := e.queues[t.QueueID]; q != nil {
		metrics["Queue.Name"], metrics["Queue.ARN"] = q.Name, e.dir.Instance.ARN(center.KindQueue, string(q.ID))
	}
	for _, count := range [...]struct {
		name string
		n    int
	}{{"Online", s.online}, {"Available", s.available}, {"Staffed", s.staffed}, {"AfterContactWork", s.wrapUp}, {"Busy", s.busy},
		{"Missed", s.missed}, {"NonProductive", s.nonProductive}} {
		metrics["Agents."+count.name+".Count"] = strconv.Itoa(count.n)
	}
	c.Flow.Metrics = metrics
	return &flow.Answer{}
}
