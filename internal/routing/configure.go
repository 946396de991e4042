package routing

import (
	"slices"

	"strowger/internal/center"
	"strowger/internal/flow"
)

// put takes in a configured resource and lets routing follow it at once (Q20:
// offers and contacts in hand stand, the next match uses the new setting).
func (e *Engine) put(cmd Put) error {
	var parsed *flow.Flow
	if f, ok := cmd.Resource.(*center.ContactFlow); ok && !f.Saved {
		var bad *center.Error
		if parsed, bad = flow.Parse(f.Content, f.Type); bad != nil {
			return bad
		}
	}
	if m, ok := cmd.Resource.(*center.FlowModule); ok {
		if _, bad := flow.Parse(m.Content, center.ModuleFlow); bad != nil {
			return bad
		}
	}
	if kind := cmd.Resource.RecordKind(); cmd.Limit > 0 && cmd.Base == 0 && e.dir.Count(kind) >= cmd.Limit {
		return overQuota(kind, cmd.Limit)
	}
	old, err := e.dir.Put(e.now, cmd.Resource, cmd.Base)
	if err != nil {
		return err
	}
	e.out.Changes = append(e.out.Changes, Change{Record: cmd.Resource})
	e.resourceEvent(ResourcePut, cmd.Resource)
	e.follow(old, cmd.Resource, parsed)
	return nil
}

func overQuota(kind center.ResourceKind, limit int) error {
	return center.Errorf(center.Limit, "The quota of %d resources of the kind %s is used up.", limit, kind.Noun())
}

// follow brings the engine's own state in line with a resource that was put.
func (e *Engine) follow(old, r center.Resource, parsed *flow.Flow) {
	switch r := r.(type) {
	case *center.Queue:
		e.adoptQueue(r)
	case *center.RoutingProfile:
		e.compile(r)
	case *center.User:
		e.followUser(old, r)
	case *center.SecurityProfile:
		for _, a := range e.inOrder(e.agents) {
			if slices.Contains(a.user.SecurityProfiles, r.ID) {
				e.admit(a)
			}
		}
	case *center.ContactFlow:
		if parsed != nil {
			e.flows[r.ID] = parsed
		}
		e.setDefaults()
	case *center.AgentStatus:
		if r.Type == center.Offline {
			e.offline = r
		}
		for _, a := range e.inOrder(e.agents) {
			if a.status.ID == r.ID {
				a.status = r
				e.notify(a)
			}
		}
	}
}

func (e *Engine) adoptQueue(r *center.Queue) {
	if q := e.queues[r.ID]; q != nil {
		q.Queue = r
		return
	}
	e.queues[r.ID] = &queue{Queue: r}
}

func (e *Engine) followUser(old center.Resource, u *center.User) {
	a := e.agents[u.ID]
	if a == nil {
		a = e.hire(u)
		e.keep(a)
		e.refresh(a)
		return
	}
	a.user = u
	a.profile.forget(a.seat)
	e.admit(a)
	if old.(*center.User).ProfileID != u.ProfileID {
		e.assign(a, e.profiles[u.ProfileID])
		return
	}
	if !slices.Equal(old.(*center.User).Proficiencies, u.Proficiencies) {
		e.free(a) // more routing steps may match now
	}
	e.notify(a)
}

func (e *Engine) remove(cmd Remove) error {
	if err := e.checkEmpty(cmd.Kind, cmd.ID); err != nil {
		return err
	}
	r, err := e.dir.Remove(cmd.Kind, cmd.ID)
	if err != nil {
		return err
	}
	e.out.Changes = append(e.out.Changes, Change{Record: r, Removed: true})
	e.resourceEvent(ResourceRemoved, r)
	e.forsake(r)
	return nil
}

// checkEmpty refuses to remove a queue in which contacts wait (R5.1).
func (e *Engine) checkEmpty(kind center.ResourceKind, id string) error {
	q := e.queues[center.QueueID(id)]
	if kind != center.KindQueue || q == nil || q.lines.size()+q.lines.scheduled() == 0 {
		return nil
	}
	return &center.Error{Kind: center.InUse, Resource: kind, ResourceID: id, Message: "Contacts are waiting in the queue."}
}

// forsake takes what was removed out of the engine's own state.
func (e *Engine) forsake(r center.Resource) {
	switch r := r.(type) {
	case *center.RoutingProfile:
		e.dissolve(e.profiles[r.ID])
		delete(e.profiles, r.ID)
	case *center.Queue:
		delete(e.queues, r.ID)
	case *center.ContactFlow:
		delete(e.flows, r.ID)
		e.setDefaults()
	case *center.QuickConnect:
		e.unlist(r.ID)
	case *center.User:
		e.fire(e.agents[r.ID])
	}
}

// fire takes an agent out: contacts in the agent queue end (Q31), ringing ones
// wait again, and those in hand end.
func (e *Engine) fire(a *agent) {
	a.status, a.presence.NextStatus = &center.AgentStatus{Type: center.Offline}, ""
	e.refresh(a)
	for _, c := range slices.Clone(a.slots) {
		switch c.AgentState {
		case center.AgentConnecting:
			e.timers.clear(&c.timer)
			e.release(a, c)
			e.event(OfferWithdrawn, c, a.user.ID, "")
			c.AgentID, c.AgentState, c.AgentSince, c.AgentUntil, c.Matched = "", "", 0, 0, 0
			e.rewait(c)
		case center.AgentConnected, center.AgentPaused, center.AgentDialing:
			e.end(c, center.OtherDisconnect)
		}
	}
	e.clearAllWrapUp(a)
	e.timers.clear(&a.lease)
	for _, l := range a.own {
		if l != nil {
			e.closeLine(l)
		}
	}
	e.retire(a)
	delete(e.agents, a.user.ID)
	e.out.Changes = append(e.out.Changes, Change{Record: &a.presence, Removed: true})
}

// closeLine ends every contact of a line, also those that were assigned to
// others and ring there.
func (e *Engine) closeLine(l *line) {
	for l.waiting > 0 {
		e.end(l.any(), center.OtherDisconnect)
	}
	if l.ringing == 0 {
		return
	}
	for _, a := range e.inOrder(e.agents) {
		for _, c := range slices.Clone(a.slots) {
			if c.line == l {
				e.end(c, center.OtherDisconnect)
			}
		}
	}
}

func (e *Engine) resourceEvent(kind EventKind, r center.Resource) {
	e.out.Events = append(e.out.Events, Event{At: e.now, Kind: kind, Text: string(r.RecordKind()) + "/" + r.RecordKey()})
}
