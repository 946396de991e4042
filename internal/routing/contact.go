package routing

import (
	"slices"

	"strowger/internal/center"
)

// contact is a live contact: its record, and its places in the indexes.
type contact struct {
	*center.Contact
	timer timer      // begin of a scheduled task, end of ringing or of after-contact work
	later *line      // that a scheduled callback will enter; nil: none
	line  *line      // where it waits or waited when it was offered; nil outside a queue
	group *group     // of the line, where it waits
	rank  place      // in group.rank
	step  *stepTimer // end of the active routing step; nil: none ends

	expiry *expiryTimer // end of the contact; nil: none
	rest   *restTimer   // end of the rest that its flow takes; nil: it never took one

	peer *contact // of a call: the third party's segment, or the call of which this is one; nil: neither

	decision *decision // why it was offered the last time; nil: it was not, or before a restart
}

// name implements named.
func (c *contact) name() string { return string(c.ID) }

// touch notes that the record changed.
func (e *Engine) touch(c *contact) {
	c.Updated = e.now
	e.out.Changes = append(e.out.Changes, Change{Record: c.Contact})
	if c.peer != nil && c.peer.AgentID != "" {
		e.notify(e.agents[c.peer.AgentID]) // whose desk shows this side too
	}
}

// turn implements waker.
func (c *contact) turn() turn {
	if c.State == center.Scheduled {
		return c.at(beginning)
	}
	return c.at(inHand)
}

// at is the turn of a timer of the contact.
func (c *contact) at(p phase) turn { return turn{p, c.Initiated, string(c.ID)} }

// due begins a scheduled task, or ends the ringing or the after-contact work.
func (c *contact) due(e *Engine) {
	if c.State == center.Scheduled {
		e.arrive(c)
		e.setState(c, center.InFlow)
		e.event(ContactUpdated, c, "", "")
		e.beginFlow(c)
		e.touch(c)
		return
	}
	if c.State == center.Dialing {
		e.unreached(c, center.TelecomUnanswered)
		return
	}
	a := e.agents[c.AgentID]
	switch c.AgentState {
	case center.AgentConnecting:
		e.withdraw(a, c, center.AgentMissed, OfferMissed)
		e.rewait(c)
	case center.AgentEnded:
		e.clearWrapUp(a, c)
	}
}

// start brings a new contact in and runs its flow.
func (e *Engine) start(cmd StartContact) error {
	rec := cmd.Contact
	if rec.ClientToken != "" {
		if id, seen := e.tokens.find(e.now, tokenKey{rec.Channel, false, rec.ClientToken}); seen {
			e.out.Result.ContactID = id
			return nil
		}
	}
	if rec.Scheduled != 0 {
		if err := e.checkSchedule(rec.Scheduled); err != nil {
			return err
		}
	}
	if err := e.mayStart(rec); err != nil {
		return err
	}
	if err := e.withinQuota(rec.Channel, cmd.Limit); err != nil {
		return err
	}
	if rec.Dial.Ring > 0 {
		if err := e.mayDial(rec); err != nil {
			return err
		}
	}
	if cmd.Lifetime > 0 {
		rec.Expires = max(e.now, rec.Scheduled).Add(cmd.Lifetime)
	}
	e.begun(rec)
	return nil
}

// mayStart refuses a contact that cannot begin.
func (e *Engine) mayStart(rec *center.Contact) error {
	if _, exists := e.contacts[rec.ID]; exists {
		return center.Errorf(center.Duplicate, "A contact with id %s exists already.", rec.ID)
	}
	if _, ok := e.flows[rec.Flow.FlowID]; !ok {
		return center.Missing(center.KindFlow, string(rec.Flow.FlowID))
	}
	return checkAttributes(rec.Attributes)
}

// begun takes a new segment in and runs its flow, or waits for its time, or
// first dials its customer.
func (e *Engine) begun(rec *center.Contact) {
	c := e.enter(rec)
	switch {
	case rec.Scheduled > e.now:
		e.setState(c, center.Scheduled)
		e.timers.set(&c.timer, rec.Scheduled)
		e.postpone(c)
	case rec.Dial.Ring > 0 && !c.agentFirst():
		e.ringCustomer(c)
	default:
		e.beginFlow(c)
	}
	e.touch(c)
}

// beginFlow runs the flow of a contact whose time has come. A callback need not
// have one.
func (e *Engine) beginFlow(c *contact) {
	if c.Method == center.Callback && c.Flow.FlowID == "" {
		e.queueCallback(c)
	} else {
		e.runFlow(c, nil)
	}
}

// enter takes a new segment in.
func (e *Engine) enter(rec *center.Contact) *contact {
	if rec.InitialID == "" {
		rec.InitialID = rec.ID
	}
	if rec.Priority == 0 {
		rec.Priority = center.DefaultPriority
	}
	rec.State, rec.Initiated = center.InFlow, e.now
	if rec.Dial.Ring == 0 {
		rec.ToSystem = e.now // else when the customer answers (section 7.3 of the rules)
	}
	c := e.adopt(rec)
	e.out.Result.ContactID = rec.ID
	e.tokens.note(e.now, rec)
	e.event(ContactInitiated, c, "", "")
	e.setExpiry(c)
	return c
}

// adopt makes a live contact of a record.
func (e *Engine) adopt(rec *center.Contact) *contact {
	c := &contact{Contact: rec}
	c.timer.owner = c
	e.contacts[rec.ID] = c
	e.live[rec.Channel]++
	e.count(c, 1)
	if rec.InitialID != rec.ID {
		e.chains[rec.InitialID] = append(e.chains[rec.InitialID], c)
	}
	return c
}

// find returns the live contact, or the refusal that there is none.
func (e *Engine) find(id center.ContactID) (*contact, error) {
	if c, ok := e.contacts[id]; ok {
		return c, nil
	}
	return nil, center.Missing(center.KindContact, string(id))
}

func (e *Engine) stop(cmd StopContact) error {
	c, err := e.find(cmd.ContactID)
	if err != nil {
		return err
	}
	if c.State == center.Ended {
		return center.Missing(center.KindContact, string(cmd.ContactID))
	}
	e.end(c, cmd.Reason)
	return nil
}

// end is the end of the conversation, whoever caused it. An agent who was
// joined, or waited for the customer to answer, goes into after-contact work; one at whom it rang keeps a rejected
// contact until it is cleared (R4.19).
func (e *Engine) end(c *contact, reason center.DisconnectReason) {
	c.Disconnect, c.Ended = reason, e.now
	if c.Enqueued != 0 && c.Dequeued == 0 {
		c.Dequeued = e.now
	}
	was := c.State
	if was == center.Paused || was == center.Connected && c.AgentState == center.AgentPaused {
		e.countPause(c)
	}
	e.clearExpiry(c)
	if c.Channel == center.Voice {
		e.partCall(c, reason)
	}
	e.stopFlow(c)
	switch was {
	case center.Offered:
		e.withdraw(e.agents[c.AgentID], c, center.AgentRejected, OfferWithdrawn)
	case center.Dialing:
		e.stopRinging(c)
	case center.Scheduled:
		e.arrive(c)
	}
	e.setState(c, center.Ended)
	e.leave(c)
	if was != center.Connected {
		e.closeStep(c, center.StepDeactivated) // R6.20
	}
	e.event(ContactEnded, c, c.AgentID, string(reason))
	e.touch(c)
	if a := e.agents[c.AgentID]; a != nil {
		e.wrapUp(a, c)
		return
	}
	e.forget(c)
}

// forget drops a contact that the engine has nothing more to do with.
func (e *Engine) forget(c *contact) {
	e.timers.clear(&c.timer)
	if c.step != nil {
		e.timers.clear(&c.step.timer)
	}
	e.clearExpiry(c)
	e.clearRest(c)
	e.decided.finish(c.decision)
	delete(e.contacts, c.ID)
	e.live[c.Channel]--
	e.count(c, -1)
	if c.InitialID == c.ID {
		return
	}
	chain := e.chains[c.InitialID]
	if i := slices.Index(chain, c); i >= 0 {
		chain = slices.Delete(chain, i, i+1)
	}
	if e.chains[c.InitialID] = chain; len(chain) == 0 {
		delete(e.chains, c.InitialID)
	}
}

func (e *Engine) updateAttributes(cmd UpdateAttributes) error {
	rec := cmd.Finished
	if c, ok := e.contacts[cmd.ContactID]; ok {
		rec = c.Contact
	}
	if rec == nil {
		return center.Missing(center.KindContact, string(cmd.ContactID))
	}
	return e.share(rec, cmd.Attributes)
}

// share sets user-defined attributes of a contact and of every live contact of
// its chain: contacts linked as previous and next have their attributes in
// common. One that would hold too much refuses the change for all.
func (e *Engine) share(rec *center.Contact, attributes map[string]string) error {
	chain := []*center.Contact{rec}
	if first := e.contacts[rec.InitialID]; first != nil && first.Contact != rec {
		chain = append(chain, first.Contact)
	}
	for _, c := range e.chains[rec.InitialID] {
		if c.Contact != rec {
			chain = append(chain, c.Contact)
		}
	}
	merged := make([]map[string]string, len(chain))
	for i, c := range chain {
		var err error
		if merged[i], err = mergeAttributes(c.Attributes, attributes); err != nil {
			return err
		}
	}
	for i, c := range chain {
		c.Attributes, c.Updated = merged[i], e.now
		e.out.Changes = append(e.out.Changes, Change{Record: c})
		e.out.Events = append(e.out.Events, Event{At: e.now, Kind: ContactUpdated, Channel: c.Channel, ContactID: c.ID, UserID: c.AgentID})
		if c.AgentID != "" && c.Live() {
			e.notify(e.agents[c.AgentID])
		}
	}
	return nil
}

// MaxAttributeBytes is the size of all user-defined attributes of a contact,
// names and values together.
const MaxAttributeBytes = 32 << 10

// mergeAttributes returns old with more on top, as a new map: readers may hold
// the old one.
func mergeAttributes(old, more map[string]string) (map[string]string, error) {
	merged := make(map[string]string, len(old)+len(more))
	for k, v := range old { // order: copied into a map
		merged[k] = v
	}
	for k, v := range more { // order: copied into a map
		merged[k] = v
	}
	if err := checkAttributes(merged); err != nil {
		return nil, err
	}
	return merged, nil
}

func checkAttributes(attributes map[string]string) error {
	size := 0
	for k, v := range attributes { // order: summed
		size += len(k) + len(v)
	}
	if size > MaxAttributeBytes {
		return center.Errorf(center.Invalid, "The attributes of the contact would take %d bytes; at most %d are kept.", size, MaxAttributeBytes)
	}
	return nil
}

func (e *Engine) setRank(cmd SetRank) error {
	c, err := e.find(cmd.ContactID)
	if err != nil {
		return err
	}
	switch {
	case cmd.Priority != nil && cmd.Adjust != nil:
		return center.Errorf(center.Invalid, "Give either QueuePriority or QueueTimeAdjustmentSeconds, not both.")
	case cmd.Priority == nil && cmd.Adjust == nil && cmd.Steps == nil:
		return center.Errorf(center.Invalid, "Give QueuePriority, QueueTimeAdjustmentSeconds or RoutingCriteria: there is nothing to update.")
	case c.State == center.Connected || c.State == center.Ended || c.AgentState == center.AgentDialing:
		return center.Errorf(center.Conflict, "Contact %s has left its queue.", c.ID) // Q34
	case cmd.Priority != nil && *cmd.Priority < 1:
		return center.Errorf(center.Invalid, "QueuePriority must be 1 or more.")
	}
	if cmd.Steps != nil {
		if err := center.CheckSteps(stepsPath, cmd.Steps); err != nil {
			return err
		}
		if err := e.dir.CheckCriteria(stepsPath, cmd.Steps); err != nil {
			return err
		}
		e.setCriteria(c, e.localAgents(cmd.Steps))
	}
	e.rerank(c, cmd.Priority, cmd.Adjust)
	e.event(ContactUpdated, c, "", "")
	e.touch(c)
	return nil
}

// rerank writes the rank and moves a waiting contact to its new place.
func (e *Engine) rerank(c *contact, priority, adjust *int64) {
	e.regroup(c, func() {
		if priority != nil {
			c.Priority = *priority
		}
		if adjust != nil {
			c.Adjust = *adjust
		}
	})
}

// follower returns the id of a contact that c makes: a UUID of version 7, as all
// ids of contacts are, where its own is one, and else its own with a number. It
// follows from the id of c, so that a replay makes the same.
func (e *Engine) follower(c *contact) center.ContactID {
	c.Made++
	e.touch(c)
	return c.ID.Follower(c.Made, e.now)
}
