package routing

import (
	"slices"
	"time"

	"strowger/internal/center"
)

// What the oracle does with tasks that are paused, contacts that are given to
// one agent, segments, schedules and routing criteria.

// maxTransfers is that of R2.21: a chain of twelve contacts.
const maxTransfers = 11

// pause is R3.13 to R3.16.
func (m *model) pause(id center.ContactID) error {
	c, err := m.live(id)
	switch {
	case err != nil:
		return err
	case c.Channel != center.Task:
		return center.Refused // R3.13 speaks of tasks
	case c.State == center.Ended, c.State == center.Scheduled: // R3.13
		return center.Conflict
	case c.State == center.Paused, c.AgentState == center.AgentPaused:
		return center.Conflict
	case c.State == center.Offered:
		return center.Conflict // while it rings it cannot leave its queue, as in R4.20
	}
	switch c.State {
	case center.Connected:
		a := m.agents[c.AgentID]
		if m.paused(a) >= m.profiles[a.user.ProfileID].Media[center.Task].Concurrency { // R3.14
			return center.Limit
		}
		c.AgentState, c.AgentSince = center.AgentPaused, m.now
	case center.InFlow: // it left its queue with the pause before
		c.State = center.Paused
	default: // R3.16
		delete(m.rests, c.ID)
		m.stopStep(c, center.StepInactive)
		c.State, c.Dequeued, c.RankTime = center.Paused, m.now, 0
	}
	c.Pauses.Count++
	c.Pauses.Paused = m.now
	m.event(ContactPaused, c, c.AgentID, "")
	return nil
}

// paused counts the tasks that an agent has paused.
func (m *model) paused(a *modelAgent) (n int) {
	for _, c := range m.holds(a) {
		if c.AgentState == center.AgentPaused {
			n++
		}
	}
	return n
}

// resume is R3.15 and R3.16: a flow that runs then may queue the task again.
func (m *model) resume(cmd Resume) error {
	if _, ok := m.flows[cmd.FlowID]; cmd.FlowID != "" && !ok {
		return center.NotFound
	}
	c, err := m.live(cmd.ContactID)
	switch {
	case err != nil:
		return err
	case c.State == center.Paused:
		m.closePause(c)
		c.State = center.InFlow
	case c.AgentState == center.AgentPaused:
		m.closePause(c)
		c.AgentState, c.AgentSince = center.AgentConnected, m.now
	default:
		return center.Conflict
	}
	c.Pauses.Resumed = m.now // one that ends while it is paused never is
	m.event(ContactResumed, c, c.AgentID, "")
	if cmd.FlowID != "" {
		delete(m.rests, c.ID)
		c.Flow.FlowID = cmd.FlowID
		m.run(c)
		return nil
	}
	if at := m.rests[c.ID]; at != 0 && at <= m.now && c.State == center.InFlow { // the wait of its flow ran out meanwhile
		m.rested(c)
	}
	return nil
}

// closePause adds a pause that is over to the sums.
func (m *model) closePause(c *center.Contact) {
	withAgent := c.State == center.Connected && c.AgentState == center.AgentPaused
	if c.State != center.Paused && !withAgent {
		return
	}
	d := m.now.Sub(c.Pauses.Paused)
	c.Pauses.Total += d
	if withAgent {
		c.Pauses.WithAgent += d
	}
}

// assign is R1.14: neither the status nor the concurrency of the agent counts.
func (m *model) assign(cmd Assign) error {
	a := m.agents[cmd.UserID]
	c, err := m.live(cmd.ContactID)
	switch {
	case a == nil:
		return center.NotFound
	case err != nil:
		return err
	case !m.permitted(a):
		return center.Denied // R1.1h: such a user never takes any
	case c.Channel == center.Voice && c.Method != center.Callback:
		return center.Refused // R1.15, table 10.1: of calls only agent-first callbacks
	case c.State != center.Waiting:
		return center.Refused // the operation knows no conflict
	}
	if cmd.Listed {
		if err := m.listed(a, c); err != nil {
			return err
		}
	}
	if m.putAside(a, c.ID) { // a desk has a contact once
		a.activity, a.inbound = m.now, m.now // Q8
	}
	m.offer(a, c) // as the engine has it, the active step counts as the one that made the match
	return nil
}

// transfer ends a segment and begins the next one.
func (m *model) transfer(cmd Transfer) error {
	n := cmd.Next
	if m.known(n.Channel, n.ClientToken, true) { // the old segment may be gone by then
		return nil
	}
	old, err := m.live(cmd.ContactID)
	if err != nil {
		return err
	}
	_, ok := m.flows[n.Flow.FlowID]
	mine := cmd.By == "" || m.agents[cmd.By] != nil && old.AgentID == cmd.By // by an agent it is handed on who has it
	switch {
	case old.State == center.Ended:
		return center.NotFound
	case old.State == center.Offered:
		return center.Conflict // as a queue flow cannot move it while it rings (R4.20)
	case old.Method == center.ExternalOutbound:
		return center.Refused // nobody's to hand on
	case old.State == center.Dialing:
		return center.Conflict // there is nobody to transfer
	case old.Transfers >= maxTransfers:
		return center.Refused // R2.21
	case cmd.By != "" && old.Channel == center.Voice:
		return center.Refused // calls are consulted about
	case !mine:
		return center.NotFound
	case cmd.By != "" && old.State != center.Connected:
		return center.Conflict
	case !ok:
		return center.NotFound
	}
	n.Channel, n.InitialID, n.PreviousID, n.Transfers, n.Expires = old.Channel, old.InitialID, old.ID, old.Transfers+1, old.Expires
	n.Endpoint, n.System = old.Endpoint, old.System
	n.Priority, n.Adjust, n.Method = old.Priority, old.Adjust, center.QueueTransfer // Q12c
	if old.ToAgent != 0 {
		n.Method = center.Transfer // section 7.1
	} else {
		n.Hooks = old.Hooks
		if len(old.Criteria) > 0 { // R6.17, R6.18
			n.Criteria = []center.Criteria{{Index: current(old).Index, Steps: fresh(current(old).Steps)}}
		}
	}
	if cmd.By != "" {
		n.RankTime = old.RankTime // R2.17: the original time, through a chain of transfers too
	}
	old.NextID, old.TransferCompleted = n.ID, m.now // section 7.3: nobody has the next one yet
	reason := center.AgentDisconnect
	switch old.Channel { // section 7.2
	case center.Email:
		reason = center.Transferred
	case center.Task:
		reason = center.OtherDisconnect
	}
	m.end(old, reason)
	m.begin(n)
	return nil
}

// reschedule moves the beginning of a task that has not begun.
func (m *model) reschedule(cmd Reschedule) error {
	c, err := m.live(cmd.ContactID)
	switch {
	case err != nil:
		return err
	case c.State != center.Scheduled || c.Method == center.Callback:
		return center.Refused // the operation is for tasks
	case c.Reschedules == 20: // section 5.9
		return center.Limit
	case cmd.At <= m.now, cmd.At > m.now.Add(90*24*time.Hour):
		return center.Invalid
	}
	if c.Expires > c.Scheduled { // it lives as long as it would have
		c.Expires += cmd.At - c.Scheduled
	}
	c.Reschedules++
	c.Scheduled = cmd.At
	m.event(ContactUpdated, c, "", "")
	return nil
}

// outlive sets how long a contact lives from its beginning. Nothing else of the
// command concerns the rules.
func (m *model) outlive(cmd UpdateContact) error {
	c, err := m.live(cmd.ContactID)
	switch {
	case err != nil:
		return err
	case c.State == center.Ended:
		return center.Refused
	}
	expires := max(c.Initiated, c.Scheduled).Add(cmd.Lifetime)
	if expires <= m.now {
		return center.Invalid
	}
	c.Expires = expires
	m.events = append(m.events, Event{At: m.now, Kind: ContactUpdated, Channel: c.Channel, ContactID: c.ID, UserID: c.AgentID})
	return nil
}

// askFor says whether the first step asks for that value, and for nothing else.
func askFor(value string, steps []center.RoutingStep) bool {
	return len(steps) > 0 && steps[0].Expression.Attribute != nil && steps[0].Expression.Attribute.Value == value
}

// current is the criteria in force.
func current(c *center.Contact) center.Criteria { return c.Criteria[len(c.Criteria)-1] }

// fresh are the steps as they are before the first one begins.
func fresh(steps []center.RoutingStep) []center.RoutingStep {
	steps = slices.Clone(steps)
	for i := range steps {
		steps[i].Status, steps[i].Until = center.StepInactive, 0
	}
	return steps
}

// rewrite changes the criteria in force, as a new value.
func rewrite(c *center.Contact, change func(*center.Criteria)) {
	now := current(c)
	now.Steps = slices.Clone(now.Steps)
	change(&now)
	c.Criteria = append(slices.Clone(c.Criteria[:len(c.Criteria)-1]), now)
}

// activeIndex is the place of the active step, -1 for none.
func (m *model) activeIndex(c *center.Contact) int {
	if len(c.Criteria) == 0 {
		return -1
	}
	return slices.IndexFunc(current(c).Steps, func(s center.RoutingStep) bool { return s.Status == center.StepActive })
}

func (m *model) activeStep(c *center.Contact) *center.RoutingStep {
	if i := m.activeIndex(c); i >= 0 {
		return &current(c).Steps[i]
	}
	return nil
}

// activate begins the criteria of a contact that enters a queue: R6.10, and
// R6.15 for agent queues.
func (m *model) activate(c *center.Contact) {
	if len(c.Criteria) == 0 {
		return
	}
	rewrite(c, func(now *center.Criteria) { now.Activated = m.now })
	if c.Target.UserID == "" {
		m.startStep(c, 0)
	}
}

func (m *model) startStep(c *center.Contact, i int) {
	rewrite(c, func(now *center.Criteria) {
		s := &now.Steps[i]
		s.Status = center.StepActive
		if s.Duration > 0 {
			s.Until = m.now.Add(s.Duration)
		}
	})
	m.event(StepStarted, c, "", "")
}

// expireStep is R6.12.
func (m *model) expireStep(c *center.Contact) {
	i := m.activeIndex(c)
	m.stopStep(c, center.StepExpired)
	m.event(StepExpired, c, "", "")
	if i+1 < len(current(c).Steps) {
		m.startStep(c, i+1)
	}
}

// stopStep ends the active step, if there is one.
func (m *model) stopStep(c *center.Contact, status center.StepStatus) {
	if i := m.activeIndex(c); i >= 0 {
		rewrite(c, func(now *center.Criteria) { now.Steps[i].Status = status })
	}
}

// joinStep marks the step that made the match (Q33). One that began while it
// rang had no part in it, and neither had criteria that were set then.
func (m *model) joinStep(c *center.Contact) {
	if c.Matched == 0 {
		m.stopStep(c, center.StepDeactivated)
	} else {
		m.stopStep(c, center.StepInactive)
		rewrite(c, func(now *center.Criteria) { now.Steps[c.Matched-1].Status = center.StepJoined })
	}
}

// replaceSteps is R6.16. What is queued already begins anew at step 1.
func (m *model) replaceSteps(c *center.Contact, steps []center.RoutingStep) {
	index := 0
	if len(c.Criteria) > 0 {
		index = current(c).Index + 1
		m.stopStep(c, center.StepInterrupted)
	}
	c.Criteria = append(slices.Clone(c.Criteria), center.Criteria{Index: index, Steps: fresh(steps)})
	if extra := len(c.Criteria) - 3; extra > 0 {
		c.Criteria = c.Criteria[extra:]
	}
	c.Matched = 0
	if c.State == center.Waiting || c.State == center.Offered {
		m.activate(c)
	}
}

// fits is R6.5, R6.6, R6.21 and R6.22.
func fits(x center.Expression, u center.User) bool {
	holds := func(c *center.AttributeCondition) bool {
		if len(c.Agents) > 0 {
			return slices.Contains(c.Agents, u.ID)
		}
		return slices.ContainsFunc(u.Proficiencies, func(p center.Proficiency) bool {
			return p.Name == c.Name && p.Value == c.Value && c.Min <= p.Level && p.Level <= c.Max
		})
	}
	if x.Attribute != nil {
		return holds(x.Attribute)
	}
	if x.Not != nil {
		return !holds(x.Not)
	}
	matching := 0
	for _, part := range append(slices.Clone(x.And), x.Or...) {
		if fits(part, u) {
			matching++
		}
	}
	return x.Or != nil && matching > 0 || x.Or == nil && matching == len(x.And)
}
