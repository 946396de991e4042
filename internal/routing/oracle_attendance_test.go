package routing

import (
	"strowger/internal/center"
)

// attend says that the agent's page is there, for as long as the lease holds.
func (m *model) attend(cmd Attend) error {
	a := m.agents[cmd.UserID]
	switch {
	case a == nil:
		return center.NotFound
	case cmd.Lease < 0:
		return center.Invalid
	}
	a.lease, a.left, a.until = cmd.Lease, 0, 0
	if cmd.Lease > 0 {
		a.until = m.now.Add(cmd.Lease)
	}
	return nil
}

// leave is what happens to those whose leases end now: nobody is at their desks.
// Ringing contacts are missed at once, nothing that only waits for a hand stays,
// and offline is the status, or the next one while somebody is in conversation.
func (m *model) leave() {
	for _, id := range sortedKeys(m.agents) {
		a := m.agents[id]
		if a.until == 0 || a.until > m.now {
			continue
		}
		a.until, a.left = 0, m.now
		m.agentEvent(AgentLeft, a, "")
		for _, c := range m.holds(a) {
			if c.State == center.Offered {
				m.comeToNothing(c, center.AgentMissed, OfferMissed)
			}
		}
		for len(a.uncleared) > 0 {
			u := a.uncleared[0]
			m.putAside(a, u.ContactID)
			a.activity = m.now
			if u.Method != center.Outbound {
				a.inbound = m.now
			}
		}
		next := a.next
		a.next = "" // it must not come because of the next two lines
		for _, c := range m.holds(a) {
			if c.State == center.Ended {
				m.clearWork(c)
			}
		}
		a.next = next
		m.choose(a, m.statuses["offline"])
	}
}
