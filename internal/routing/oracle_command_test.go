package routing

import (
	"slices"
	"time"

	"strowger/internal/center"
)

// apply is what each command does in the oracle.
func (m *model) apply(cmd Command) error {
	switch cmd := cmd.(type) {
	case StartContact:
		return m.start(cmd)
	case StopContact:
		return m.stop(cmd)
	case SetRank:
		return m.setRank(cmd)
	case SignIn:
		return m.signIn(cmd)
	case Attend:
		return m.attend(cmd)
	case SetStatus:
		return m.setStatus(cmd)
	case Accept:
		return m.answer(cmd.UserID, cmd.ContactID, true)
	case Reject:
		return m.answer(cmd.UserID, cmd.ContactID, false)
	case Hangup:
		return m.hangup(cmd)
	case Clear:
		return m.clear(cmd.UserID, cmd.ContactID, false)
	case Complete:
		return m.clear(cmd.UserID, cmd.ContactID, true)
	case Pause:
		return m.pause(cmd.ContactID)
	case Resume:
		return m.resume(cmd)
	case Assign:
		return m.assign(cmd)
	case Transfer:
		return m.transfer(cmd)
	case Consult:
		return m.consult(cmd)
	case Hold:
		return m.hold(cmd)
	case Mute:
		return m.mute(cmd)
	case Join:
		return m.speak(cmd.UserID, cmd.ContactID, center.CustomerParty, center.ThirdParty)
	case Toggle:
		return m.speak(cmd.UserID, cmd.ContactID, cmd.Party)
	case Drop:
		return m.drop(cmd)
	case UpdateContact:
		return m.outlive(cmd)
	case Reschedule:
		return m.reschedule(cmd)
	case Dial:
		return m.dial(cmd)
	case Answer:
		return m.pickUp(cmd.ContactID)
	case Refuse:
		return m.refuse(cmd)
	case Put:
		return m.put(cmd)
	case Remove:
		return m.remove(cmd)
	case Configure:
		return m.configure(cmd)
	}
	return nil
}

// live finds a contact with which something is still to be done.
func (m *model) live(id center.ContactID) (*center.Contact, error) {
	for _, c := range m.contacts {
		if c.ID == id && c.Live() {
			return c, nil
		}
	}
	return nil, center.NotFound
}

func (m *model) start(cmd StartContact) error {
	c := cmd.Contact
	if m.known(c.Channel, c.ClientToken, false) {
		return nil
	}
	if c.Scheduled != 0 && c.Scheduled <= m.now {
		return center.Invalid
	}
	if _, ok := m.flows[c.Flow.FlowID]; !ok {
		return center.NotFound
	}
	if cmd.Limit > 0 && m.counted(c.Channel) >= cmd.Limit {
		return center.Limit // Q35
	}
	if c.Dial.Ring > 0 && c.System.Address == "" { // R5.47
		return center.Refused
	}
	if cmd.Lifetime > 0 {
		c.Expires = max(m.now, c.Scheduled).Add(cmd.Lifetime)
	}
	c.InitialID, c.Priority = c.ID, center.DefaultPriority
	m.begin(c)
	return nil
}

// counted is how many contacts a quota counts (section 5.9): calls in a flow, in
// queue, with an agent or outbound, not what is scheduled, nor callbacks that wait
// (R5.42), nor third parties outside; tasks and e-mails until their after-contact
// work is over.
func (m *model) counted(ch center.Channel) (n int) {
	for _, c := range m.contacts {
		call := ch == center.Voice || ch == center.Chat
		switch {
		case c.Channel != ch || !c.Live() || c.State == center.Scheduled || c.Method == center.ExternalOutbound:
		case c.State == center.Waiting && c.Method == center.Callback:
		case c.State == center.Ended && call:
		default:
			n++
		}
	}
	return n
}

// known says whether a client token has made a contact in its window already,
// with a start or with a transfer.
func (m *model) known(ch center.Channel, token string, transfer bool) bool {
	return token != "" && slices.ContainsFunc(m.contacts, func(old *center.Contact) bool {
		return old.ClientToken == token && old.Channel == ch && (old.PreviousID != "") == transfer && m.now.Sub(old.Initiated) < TokenWindow
	})
}

// begin takes a new segment in and runs its flow, or lets it wait for its time.
func (m *model) begin(c *center.Contact) {
	c.State, c.Initiated = center.Scheduled, m.now // section 7.3: a scheduled task is initiated now too
	if c.Dial.Ring == 0 {
		c.ToSystem = m.now // of no rule for a scheduled task: as the engine has it
	}
	m.contacts = append(m.contacts, c)
	m.event(ContactInitiated, c, "", "")
	switch {
	case c.Scheduled > m.now:
	case c.Dial.Ring > 0: // R5.46: the flow runs after the answer
		m.call(c)
	default:
		m.run(c)
	}
}

// run runs the flow of a contact.
func (m *model) run(c *center.Contact) {
	c.State = center.InFlow
	f, ok := m.flows[c.Flow.FlowID]
	if !ok {
		m.end(c, center.FlowDisconnect) // R7.6
		return
	}
	r := m.routes[f.Content]
	if delete(m.rests, c.ID); r.wait > 0 && c.Channel != center.Voice { // a call cannot wait in a flow
		m.rests[c.ID] = m.now.Add(r.wait)
		return
	}
	m.goOn(c, r)
}

// goOn is what a flow does after its wait, if it has one.
func (m *model) goOn(c *center.Contact, r modelRoute) {
	if r.priority != nil {
		c.Priority = *r.priority
	}
	if r.adjust != nil {
		c.Adjust = *r.adjust
	}
	if askFor("xx", r.steps) {
		m.end(c, center.FlowDisconnect) // the error branch (R6.19)
		return
	}
	if r.steps != nil {
		m.replaceSteps(c, r.steps)
	}
	if r.callback != nil {
		m.createCallback(c, *r.callback)
	}
	target := r.target
	if r.given {
		if target = c.Flow.Target; !m.exists(target) { // R9.7, R5.8
			target = r.fail
			r.fail, r.full = center.FlowTarget{}, center.FlowTarget{}
		}
	}
	for m.exists(target) {
		c.Flow.Target = target // R9.6
		switch {
		case m.queues[target.QueueID].Disabled: // R5.7, R5.8
			target = r.fail
			r.fail, r.full = center.FlowTarget{}, center.FlowTarget{}
		case m.full(target, c.PreviousID != ""):
			target = r.full
			r.fail, r.full = center.FlowTarget{}, center.FlowTarget{}
		default:
			m.enqueue(c, target)
			return
		}
	}
	m.end(c, center.FlowDisconnect)
}

func (m *model) enqueue(c *center.Contact, target center.FlowTarget) {
	m.sequence++
	c.State, c.Target, c.Sequence, c.Enqueued, c.Dequeued = center.Waiting, target, m.sequence, m.now, 0 // queued again (R3.16) it has not left
	if c.RankTime == 0 {                                                                                 // R2.17, R2.18
		c.RankTime = m.now
	}
	if c.Method == center.Callback {
		c.Expires = m.now.Add(week)
	}
	m.event(ContactQueued, c, "", "")
	m.activate(c)
	m.impatient(c)
}

func (m *model) exists(t center.FlowTarget) bool {
	if t.UserID != "" {
		return m.agents[t.UserID] != nil
	}
	_, ok := m.queues[t.QueueID]
	return ok
}

// full compares what waits and rings (Q18), over all channels (R5.10), with the
// limit. A transferred contact finds a fifth more room in a standard queue,
// rounded down (R5.13, Q29).
func (m *model) full(t center.FlowTarget, transferred bool) bool {
	limit := agentQueueLimit
	if t.UserID == "" {
		limit = int(m.queues[t.QueueID].MaxContacts)
		if limit == center.NoMaxContacts {
			return false
		}
		if transferred {
			limit = limit * 12 / 10
		}
	}
	return len(m.inside(t)) >= limit
}

// inside are the contacts of a queue, waiting and ringing.
func (m *model) inside(t center.FlowTarget) (in []*center.Contact) {
	for _, c := range m.contacts {
		if c.Target == t && (c.State == center.Waiting || c.State == center.Offered) {
			in = append(in, c)
		}
	}
	return in
}

func (m *model) stop(cmd StopContact) error {
	c, err := m.live(cmd.ContactID)
	if err != nil {
		return err
	}
	if c.State == center.Ended {
		return center.NotFound // over, as one that has left altogether
	}
	m.end(c, cmd.Reason)
	return nil
}

func (m *model) setRank(cmd SetRank) error {
	c, err := m.live(cmd.ContactID)
	if err != nil {
		return err
	}
	switch {
	case cmd.Priority != nil && cmd.Adjust != nil: // R2.7d
		return center.Invalid
	case cmd.Priority == nil && cmd.Adjust == nil && cmd.Steps == nil:
		return center.Invalid
	case c.State == center.Connected || c.State == center.Ended || c.State == center.Dialing && c.AgentID != "": // Q34
		return center.Conflict
	case cmd.Priority != nil && *cmd.Priority < 1: // R2.7a
		return center.Invalid
	case len(cmd.Steps) > 1 && cmd.Steps[0].Duration == 0: // R6.9
		return center.Invalid
	case askFor("xx", cmd.Steps): // R6.19
		return center.Invalid
	}
	if cmd.Priority != nil {
		c.Priority = *cmd.Priority
	}
	if cmd.Adjust != nil {
		c.Adjust = *cmd.Adjust
	}
	if cmd.Steps != nil {
		m.replaceSteps(c, cmd.Steps)
	}
	m.event(ContactUpdated, c, "", "")
	return nil
}

func (m *model) signIn(cmd SignIn) error {
	a := m.agents[cmd.UserID]
	if a == nil {
		return center.NotFound
	}
	a.signedIn = m.now
	m.agentEvent(AgentSignedIn, a, "")
	return nil
}

func (m *model) setStatus(cmd SetStatus) error {
	a := m.agents[cmd.UserID]
	s, ok := m.statuses[cmd.StatusID]
	if a == nil || !ok {
		return center.NotFound
	}
	if s.Disabled {
		return center.Invalid
	}
	if a.left != 0 { // somebody answers for the agent now
		a.left, a.lease = 0, 0
	}
	m.choose(a, s)
	return nil
}

func (m *model) choose(a *modelAgent, s center.AgentStatus) {
	if s.Type == center.Routable || s.ID == a.status { // the status there is: by assignment one may have work in any
		if a.next != "" { // R4.9
			m.agentEvent(NextStatusCancelled, a, string(a.next))
			a.next, a.nextSince = "", 0
		}
		if a.status != s.ID {
			m.switchTo(a, s.ID)
		}
		return
	}
	pending := a.next
	a.next = ""
	for _, c := range m.holds(a) { // R4.7
		if c.State == center.Ended {
			m.clearWork(c)
		}
	}
	if len(m.holds(a)) > 0 || len(a.uncleared) > 0 { // R4.5, R4.6, Q21
		a.next, a.nextSince = s.ID, m.now
		m.agentEvent(NextStatusSet, a, string(s.ID))
		return
	}
	if pending != "" {
		m.agentEvent(NextStatusCancelled, a, string(pending))
	}
	m.switchTo(a, s.ID) // R4.8
}

// answer is Accept and Reject.
func (m *model) answer(user center.UserID, id center.ContactID, accept bool) error {
	a := m.agents[user]
	c, err := m.live(id)
	switch {
	case a == nil:
		return center.NotFound
	case err != nil:
		return err
	case c.AgentID != user:
		return center.NotFound
	case c.State != center.Offered:
		return center.Conflict
	case accept && c.Channel == center.Voice && slices.ContainsFunc(m.holds(a), func(o *center.Contact) bool {
		return o.Channel == center.Voice && (o.State == center.Connected || o.State == center.Dialing)
	}):
		return center.Conflict // nobody can be in two calls; more than one may ring, by R1.14
	case accept && c.Method == center.Callback:
		m.callBack(a, c)
	case accept:
		m.join(a, c)
	default: // R4.18
		m.comeToNothing(c, center.AgentRejected, OfferRejected)
	}
	return nil
}

func (m *model) hangup(cmd Hangup) error {
	c, err := m.live(cmd.ContactID)
	switch {
	case m.agents[cmd.UserID] == nil:
		return center.NotFound
	case err != nil:
		return err
	case c.AgentID != cmd.UserID:
		return center.NotFound
	case c.State == center.Dialing:
		m.end(c, center.TelecomCancelled) // section 7.2
		return nil
	case c.State != center.Connected:
		return center.Conflict
	}
	m.depart(c, center.AgentDisconnect)
	return nil
}

// putAside takes an offer that came to nothing from the desk.
func (m *model) putAside(a *modelAgent, id center.ContactID) bool {
	i := slices.IndexFunc(a.uncleared, func(u center.Uncleared) bool { return u.ContactID == id })
	if i < 0 {
		return false
	}
	u := a.uncleared[i]
	a.uncleared = slices.Delete(a.uncleared, i, i+1)
	m.events = append(m.events, Event{At: m.now, Kind: ContactCleared, Channel: u.Channel, ContactID: id, UserID: a.user.ID, Target: u.Target})
	return true
}

// clear is Clear, and Complete with alsoEnd.
func (m *model) clear(user center.UserID, id center.ContactID, alsoEnd bool) error {
	a := m.agents[user]
	if a == nil {
		return center.NotFound
	}
	c, err := m.live(id)
	method := center.InitiationMethod("")
	for _, u := range a.uncleared {
		if u.ContactID == id {
			method = u.Method
		}
	}
	if m.putAside(a, id) {
		m.slotFreed(a, method)
		return nil
	}
	switch {
	case err != nil:
		return err
	case c.AgentID != user:
		return center.NotFound
	case c.State == center.Connected && alsoEnd:
		reason := center.AgentDisconnect
		if c.Channel == center.Task {
			reason = center.AgentCompleted // section 7.2
		}
		m.depart(c, reason)
	case c.State != center.Ended: // R4.14
		return center.Conflict
	}
	m.clearWork(c)
	return nil
}

func (m *model) put(cmd Put) error {
	var err error
	switch r := cmd.Resource.(type) {
	case *center.HoursOfOperation:
		m.hours[r.ID] = true
	case *center.Queue:
		if err = admit(m.queues, r.ID, r, cmd.Base, m.now); err == nil && !m.hours[r.HoursID] {
			err = center.NotFound
		}
		keep(m.queues, r.ID, *r, err)
	case *center.RoutingProfile:
		if err = admit(m.profiles, r.ID, r, cmd.Base, m.now); err == nil {
			err = m.checkProfile(r)
		}
		keep(m.profiles, r.ID, *r, err)
	case *center.AgentStatus:
		err = admit(m.statuses, r.ID, r, cmd.Base, m.now)
		keep(m.statuses, r.ID, *r, err)
	case *center.SecurityProfile:
		err = admit(m.security, r.ID, r, cmd.Base, m.now)
		keep(m.security, r.ID, *r, err)
	case *center.ContactFlow:
		err = admit(m.flows, r.ID, r, cmd.Base, m.now)
		keep(m.flows, r.ID, *r, err)
	case *center.User:
		err = m.putUser(r, cmd.Base)
	case *center.PhoneNumber:
		*r.ResourceStamp() = center.Stamp{Modified: m.now, Revision: 1} // put once, at the opening
	case *center.PredefinedAttribute:
		*r.ResourceStamp() = center.Stamp{Modified: m.now, Revision: 1} // put once, at the opening
	}
	if err == nil {
		m.events = append(m.events, Event{At: m.now, Kind: ResourcePut, Text: string(cmd.Resource.RecordKind()) + "/" + cmd.Resource.RecordKey()})
	}
	return err
}

// admit says whether a value may take its place in a table, as far as its base
// and its name go, and stamps it.
func admit[K ~string, V any, P interface {
	*V
	center.Resource
}](table map[K]V, key K, value P, base int64, now center.Instant) error {
	old, exists := table[key]
	switch {
	case exists && base == 0:
		return center.Duplicate
	case !exists && base != 0:
		return center.NotFound
	case exists && P(&old).ResourceStamp().Revision != base:
		return center.Stale
	}
	for k, other := range table {
		if k != key && P(&other).ResourceName() == value.ResourceName() {
			return center.Duplicate
		}
	}
	*value.ResourceStamp() = center.Stamp{Modified: now, Revision: base + 1}
	return nil
}

func keep[K ~string, V any](table map[K]V, key K, value V, err error) {
	if err == nil {
		table[key] = value
	}
}

func (m *model) checkProfile(p *center.RoutingProfile) error {
	seen := map[center.QueueChannel]bool{}
	for _, q := range p.ManualQueues {
		if _, ok := m.queues[q.QueueID]; !ok {
			return center.NotFound
		}
	}
	for _, q := range append([]center.QueueConfig{{QueueID: p.DefaultOutboundQueueID, Channel: center.Channels}}, p.Queues...) {
		if _, ok := m.queues[q.QueueID]; !ok {
			return center.NotFound
		}
		pair := center.QueueChannel{QueueID: q.QueueID, Channel: q.Channel}
		if seen[pair] {
			return center.Invalid // Q27
		}
		seen[pair] = true
	}
	return nil
}

func (m *model) putUser(u *center.User, base int64) error {
	users := map[center.UserID]center.User{}
	for id, a := range m.agents {
		users[id] = a.user
	}
	if err := admit(users, u.ID, u, base, m.now); err != nil {
		return err
	}
	if _, ok := m.profiles[u.ProfileID]; !ok {
		return center.NotFound
	}
	if m.agents[u.ID] == nil {
		m.agents[u.ID] = &modelAgent{status: "offline", since: m.now}
	}
	m.agents[u.ID].user = *u
	return nil
}

func (m *model) remove(cmd Remove) error {
	var leaver *modelAgent
	switch cmd.Kind {
	case center.KindQueue:
		id := center.QueueID(cmd.ID)
		if _, ok := m.queues[id]; !ok {
			return center.NotFound
		}
		for _, p := range m.profiles {
			if p.DefaultOutboundQueueID == id || slices.ContainsFunc(p.ManualQueues, func(q center.QueueChannel) bool { return q.QueueID == id }) || slices.ContainsFunc(p.Queues, func(q center.QueueConfig) bool { return q.QueueID == id }) {
				return center.InUse
			}
		}
		if len(m.inside(center.FlowTarget{QueueID: id})) > 0 || m.postponed(center.FlowTarget{QueueID: id}) > 0 {
			return center.InUse // R5.1
		}
		delete(m.queues, id)
	case center.KindRoutingProfile:
		id := center.RoutingProfileID(cmd.ID)
		if _, ok := m.profiles[id]; !ok {
			return center.NotFound
		}
		for _, a := range m.agents {
			if a.user.ProfileID == id {
				return center.InUse
			}
		}
		delete(m.profiles, id)
	case center.KindFlow:
		if _, ok := m.flows[center.FlowID(cmd.ID)]; !ok {
			return center.NotFound
		}
		delete(m.flows, center.FlowID(cmd.ID))
	case center.KindAgentStatus:
		if _, ok := m.statuses[center.AgentStatusID(cmd.ID)]; !ok {
			return center.NotFound
		}
		return center.Refused // R4.1
	case center.KindUser:
		if leaver = m.agents[center.UserID(cmd.ID)]; leaver == nil {
			return center.NotFound
		}
	}
	m.events = append(m.events, Event{At: m.now, Kind: ResourceRemoved, Text: string(cmd.Kind) + "/" + cmd.ID})
	if leaver != nil {
		m.dismiss(leaver)
	}
	return nil
}

// dismiss lets a user go: what rings at the desk waits again, what is in
// conversation ends, after-contact work ends, and the contacts in the agent
// queue end (Q31).
func (m *model) dismiss(a *modelAgent) {
	a.next = ""
	for _, c := range m.holds(a) {
		switch c.State {
		case center.Offered:
			m.event(OfferWithdrawn, c, a.user.ID, "")
			m.toWaiting(c)
		case center.Connected, center.Dialing:
			m.end(c, center.OtherDisconnect)
		}
	}
	for _, c := range m.holds(a) {
		m.clearWork(c)
	}
	for _, c := range m.inside(center.FlowTarget{UserID: a.user.ID}) {
		m.end(c, center.OtherDisconnect)
	}
	delete(m.agents, a.user.ID)
}

// seconds is a whole number of seconds as a span.
func seconds(n int) time.Duration { return time.Duration(n) * time.Second }
