package routing

import "strowger/internal/center"

// agent is a user as the router sees it.
type agent struct {
	user     *center.User
	status   *center.AgentStatus
	presence center.Presence
	profile  *profile
	shut     bool       // has no permission to take contacts (R1.1h)
	slots    []*contact // ringing, connected or in after-contact work, the oldest contact first
	occupied [center.Channels]int
	own      lines  // agent queue (R2.8)
	mask     mask   // channels it may be offered now
	place    place  // in profile.ready[mask]
	waiting  place  // in Engine.freed
	version  uint64 // counts what its desk has to show
	lease    timer  // until which the page must show itself again
	seat     int    // in profile.seats
}

// mask is a set of channels.
type mask uint8

func (m mask) has(ch center.Channel) bool { return m&(1<<ch) != 0 }

const masks = 1 << center.Channels

// load is the number of contacts the agent handles, all channels together
// (R1.2, R1.3, Q9b).
func (a *agent) load() int { return len(a.slots) }

// idleSince is the start of the time available, as the agent's profile counts
// it (R1.9 to R1.12, Q4).
func (a *agent) idleSince() center.Instant {
	if a.profile.Timer == center.SinceLastInbound {
		return a.presence.Inbound
	}
	return a.presence.Activity
}

// allowed computes the channels of which the agent may be offered a contact.
func (a *agent) allowed() mask {
	if a.shut || a.status.Type != center.Routable || a.presence.NextStatus != "" || len(a.presence.Uncleared) > 0 {
		return 0 // R1.1h, R1.1a, R1.1b, R1.1c
	}
	var m mask
	for ch := range center.Channel(center.Channels) {
		if a.occupied[ch] < a.profile.Media[ch].Concurrency && a.joinable(ch) { // R1.1e, R3.2
			m |= 1 << ch
		}
	}
	return m
}

// joinable reports whether every other channel in hand lets a contact of
// channel ch join (R3.4): the setting of the channel being handled counts.
func (a *agent) joinable(ch center.Channel) bool {
	for k := range center.Channel(center.Channels) {
		if k != ch && a.occupied[k] > 0 && !a.profile.Media[k].AnyChannel {
			return false
		}
	}
	return true
}

// refresh brings the agent to its place in the indexes after a change, and
// marks it for the matcher where it may take more than before.
func (e *Engine) refresh(a *agent) {
	a.unready()
	a.mask = a.allowed()
	a.place.key = key{a: int64(a.load()), b: int64(a.idleSince())}
	if a.mask != 0 {
		a.profile.ready[a.mask].insert(&a.place, center.Instant(a.seat), a)
		a.profile.staffed |= 1 << a.mask
	}
	if a.waiting.in {
		e.freed.remove(&a.waiting, a)
		e.free(a)
	}
	e.notify(a)
}

// before reports whether the agent comes before another one in the order of
// choice (R1.2 to R1.8).
func (a *agent) before(o *agent) bool {
	if a.place.key != o.place.key {
		return a.place.less(&o.place.key)
	}
	return a.user.ID < o.user.ID
}

// name implements named.
func (a *agent) name() string { return string(a.user.ID) }

// free marks an agent who may be able to take more than before.
func (e *Engine) free(a *agent) {
	if a.mask != 0 && !a.waiting.in {
		a.waiting.key = a.place.key
		e.freed.insert(&a.waiting, 0, a)
	}
}

// notify tells the agent's desk, after the commit, that there is something new.
func (e *Engine) notify(a *agent) {
	a.version++
	a.profile.changes++
	e.out.Effects = append(e.out.Effects, Effect{Agent: a.user.ID})
}

// keep notes that the presence changed.
func (e *Engine) keep(a *agent) {
	e.out.Changes = append(e.out.Changes, Change{Record: &a.presence})
}

// hire makes the agent of a user. A user nobody has seen yet is offline.
func (e *Engine) hire(u *center.User) *agent {
	a := &agent{user: u, profile: e.profiles[u.ProfileID], presence: center.Presence{UserID: u.ID, Since: e.now}}
	a.lease.owner = a
	a.shut = !e.dir.Allows(u, center.AgentPageAccess)
	a.status = e.offline
	if a.status != nil {
		a.presence.StatusID = a.status.ID
	}
	e.agents[u.ID] = a
	a.profile.agents[u.ID] = a
	a.profile.sit(a)
	return a
}

func (e *Engine) agent(id center.UserID) (*agent, error) {
	if a, ok := e.agents[id]; ok {
		return a, nil
	}
	return nil, center.Missing(center.KindUser, string(id))
}

func (e *Engine) signIn(cmd SignIn) error {
	a, err := e.agent(cmd.UserID)
	if err != nil {
		return err
	}
	a.presence.SignedIn = e.now
	e.keep(a)
	e.agentEvent(AgentSignedIn, a, "")
	e.notify(a)
	return nil
}

func (e *Engine) setStatus(cmd SetStatus) error {
	a, err := e.agent(cmd.UserID)
	if err != nil {
		return err
	}
	status, ok := e.dir.Statuses.Get(string(cmd.StatusID))
	if !ok {
		return center.Missing(center.KindAgentStatus, string(cmd.StatusID))
	}
	if status.Disabled {
		return center.Errorf(center.Invalid, "The agent status %s is disabled.", status.Name)
	}
	e.expect(a)
	e.choose(a, status)
	return nil
}

// choose gives the agent a status, or a next status while something is in hand
// (R4.5 to R4.9).
func (e *Engine) choose(a *agent, status *center.AgentStatus) {
	if status.ID == a.presence.StatusID || status.Type == center.Routable {
		e.cancelNext(a) // R4.9
		if status.ID != a.presence.StatusID {
			e.become(a, status)
		}
		e.refresh(a)
		e.free(a)
		return
	}
	e.clearAllWrapUp(a) // R4.7, R4.8
	if len(a.slots)+len(a.presence.Uncleared) == 0 || status.ID == "" {
		e.cancelNext(a)
		e.become(a, status)
	} else {
		a.presence.NextStatus, a.presence.NextSince = status.ID, e.now
		e.keep(a)
		e.agentEvent(NextStatusSet, a, string(status.ID))
	}
	e.refresh(a)
}

func (e *Engine) cancelNext(a *agent) {
	if a.presence.NextStatus == "" {
		return
	}
	e.agentEvent(NextStatusCancelled, a, string(a.presence.NextStatus))
	a.presence.NextStatus, a.presence.NextSince = "", 0
	e.keep(a)
}

// become switches the status. Entering a routable one starts the idle time
// (section 1.3 of the rules); under SinceLastInbound only the first time after
// a sign-in does (Q5).
func (e *Engine) become(a *agent, status *center.AgentStatus) {
	a.status = status
	a.presence.StatusID, a.presence.Since = status.ID, e.now
	if status.Type == center.Routable {
		a.presence.Activity = e.now
		if a.presence.Inbound == 0 || a.presence.Inbound < a.presence.SignedIn {
			a.presence.Inbound = e.now
		}
	}
	e.keep(a)
	e.agentEvent(StatusChanged, a, string(status.ID))
}

// settle switches to the pending next status once nothing occupies the agent
// (R4.6).
func (e *Engine) settle(a *agent) {
	if a.presence.NextStatus == "" || len(a.slots)+len(a.presence.Uncleared) > 0 {
		return
	}
	next, ok := e.dir.Statuses.Get(string(a.presence.NextStatus))
	a.presence.NextStatus, a.presence.NextSince = "", 0
	if ok {
		e.become(a, next)
	} else {
		e.keep(a)
	}
}
