package routing

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"strowger/internal/center"
)

// drawConfigure draws several changes of the configuration as one.
func (d *duel) drawConfigure() errand {
	var parts []errand
	for range d.number("changes", 1, 4) {
		if d.seldom("removal", 3) {
			parts = append(parts, d.drawRemove())
		} else {
			parts = append(parts, d.drawPut())
		}
	}
	words := make([]string, len(parts))
	for i, p := range parts {
		words[i] = p.text
	}
	return errand{"configure " + strings.Join(words, "; "), func() Command {
		var cmd Configure
		for _, p := range parts {
			switch part := p.make().(type) {
			case Put:
				cmd.Changes = append(cmd.Changes, center.Change{Put: part.Resource, Base: part.Base})
			case Remove:
				cmd.Changes = append(cmd.Changes, center.Change{Kind: part.Kind, ID: part.ID})
			}
		}
		return cmd
	}}
}

// modelChange is a change in the words of the oracle.
type modelChange struct {
	put  center.Resource // nil: what has the kind and the id goes
	base int64
	kind center.ResourceKind
	id   string
}

// resourcesOf returns all configured resources of the oracle by kind and id.
func (m *model) resourcesOf() map[[2]string]center.Resource {
	all := map[[2]string]center.Resource{}
	add := func(r center.Resource) { all[[2]string{string(r.RecordKind()), r.RecordKey()}] = r }
	for _, q := range m.queues {
		add(&q)
	}
	for _, p := range m.profiles {
		add(&p)
	}
	for _, s := range m.statuses {
		add(&s)
	}
	for _, s := range m.security {
		add(&s)
	}
	for _, f := range m.flows {
		add(&f)
	}
	for _, a := range m.agents {
		u := a.user
		add(&u)
	}
	return all
}

// configure makes all changes or none: what they make together is looked at, and
// not the way there. Of several reasons against it the first one counts, in this
// order: contacts in a queue that goes (R5.1), changes that come too late or
// twice, names, what is named and is not there, and what goes and is named.
func (m *model) configure(cmd Configure) error {
	order := []center.ResourceKind{center.KindFlow, center.KindQueue, center.KindAgentStatus, center.KindSecurityProfile, center.KindRoutingProfile, center.KindUser}
	var changes []modelChange
	for _, c := range cmd.Changes {
		mine := modelChange{put: c.Put, base: c.Base, kind: c.Kind, id: c.ID}
		if c.Put != nil {
			mine.kind, mine.id = c.Put.RecordKind(), c.Put.RecordKey()
		}
		changes = append(changes, mine)
		queue := center.FlowTarget{QueueID: center.QueueID(c.ID)}
		if c.Put == nil && c.Kind == center.KindQueue && len(m.inside(queue))+m.postponed(queue) > 0 {
			return center.InUse
		}
	}
	slices.SortStableFunc(changes, func(a, b modelChange) int {
		return cmp.Compare(slices.Index(order, a.kind), slices.Index(order, b.kind))
	})
	before := m.resourcesOf()
	after := maps.Clone(before)
	for i, c := range changes {
		key := [2]string{string(c.kind), c.id}
		old, exists := before[key]
		switch {
		case slices.ContainsFunc(changes[:i], func(o modelChange) bool { return o.kind == c.kind && o.id == c.id }):
			return center.Refused
		case !exists && (c.put == nil || c.base != 0):
			return center.NotFound
		case exists && c.put != nil && c.base == 0:
			return center.Duplicate
		case exists && c.put != nil && old.ResourceStamp().Revision != c.base:
			return center.Stale
		}
		delete(after, key)
	}
	for _, c := range changes {
		if c.put == nil {
			continue
		}
		for _, other := range after {
			if other.RecordKind() == c.kind && other.ResourceName() == c.put.ResourceName() {
				return center.Duplicate
			}
		}
		*c.put.ResourceStamp() = center.Stamp{Modified: m.now, Revision: c.base + 1}
		after[[2]string{string(c.kind), c.id}] = c.put
	}
	if err := m.checkTogether(changes, after); err != nil {
		return err
	}
	m.carryOut(changes)
	return nil
}

// checkTogether looks at what changes make together.
func (m *model) checkTogether(changes []modelChange, after map[[2]string]center.Resource) error {
	then := &model{hours: m.hours, queues: map[center.QueueID]center.Queue{}, profiles: map[center.RoutingProfileID]center.RoutingProfile{}}
	carried := map[center.RoutingProfileID]bool{}
	for _, r := range after {
		switch r := r.(type) {
		case *center.Queue:
			then.queues[r.ID] = *r
		case *center.RoutingProfile:
			then.profiles[r.ID] = *r
		case *center.User:
			carried[r.ProfileID] = true
		}
	}
	for _, c := range changes {
		switch r := c.put.(type) {
		case *center.Queue:
			if !m.hours[r.HoursID] {
				return center.NotFound
			}
		case *center.RoutingProfile:
			if err := then.checkProfile(r); err != nil {
				return err
			}
		case *center.User:
			if _, ok := then.profiles[r.ProfileID]; !ok {
				return center.NotFound
			}
		}
	}
	for _, c := range changes {
		if c.put != nil {
			continue
		}
		switch c.kind {
		case center.KindAgentStatus:
			return center.Refused // R4.1
		case center.KindRoutingProfile:
			if carried[center.RoutingProfileID(c.id)] {
				return center.InUse
			}
		case center.KindQueue:
			for _, p := range then.profiles {
				id := center.QueueID(c.id)
				if p.DefaultOutboundQueueID == id || slices.ContainsFunc(p.ManualQueues, func(q center.QueueChannel) bool { return q.QueueID == id }) || slices.ContainsFunc(p.Queues, func(q center.QueueConfig) bool { return q.QueueID == id }) {
					return center.InUse
				}
			}
		}
	}
	return nil
}

// carryOut makes changes that nothing speaks against: the new values first, then
// what goes, those who name others before those who are named.
func (m *model) carryOut(changes []modelChange) {
	for _, c := range changes {
		if c.put == nil {
			continue
		}
		m.events = append(m.events, Event{At: m.now, Kind: ResourcePut, Text: string(c.kind) + "/" + c.id})
		switch r := c.put.(type) {
		case *center.Queue:
			m.queues[r.ID] = *r
		case *center.RoutingProfile:
			m.profiles[r.ID] = *r
		case *center.AgentStatus:
			m.statuses[r.ID] = *r
		case *center.SecurityProfile:
			m.security[r.ID] = *r
		case *center.ContactFlow:
			m.flows[r.ID] = *r
		case *center.User:
			if m.agents[r.ID] == nil {
				m.agents[r.ID] = &modelAgent{status: "offline", since: m.now}
			}
			m.agents[r.ID].user = *r
		}
	}
	for _, c := range slices.Backward(changes) {
		if c.put == nil {
			_ = m.remove(Remove{Kind: c.kind, ID: c.id}) // nothing speaks against it
		}
	}
}
