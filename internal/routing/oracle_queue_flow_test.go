package routing

import (
	"fmt"
	"strings"
	"time"

	"strowger/internal/center"
)

// modelPatience is what a queue flow of the oracle's centres does: wait, perhaps
// set the priority, and then move to another queue, hang up, or nothing; where it
// cannot move it raises the priority to 1.
type modelPatience struct {
	wait     time.Duration // 0: at once
	priority *int64
	move     center.FlowTarget // zero: it does not
	hangUp   bool
}

// queueFlows are the ids of the queue flows, which stay what they are.
var queueFlows = []center.FlowID{"w1", "w2", "w3", "w4"}

// impatient begins the queue flow of a contact that has entered a queue (R5.30).
// A call cannot wait in one, and goes on without it; a callback has none, since
// nobody is on the line (section 7.1).
func (m *model) impatient(c *center.Contact) {
	delete(m.rests, c.ID)
	p, ok := m.patience[c.Hooks[center.OnCustomerQueue]]
	switch {
	case !ok, c.Method == center.Callback, p.wait > 0 && c.Channel == center.Voice:
	case p.wait > 0:
		m.rests[c.ID] = m.now.Add(p.wait)
	default:
		m.actOn(c, p)
	}
}

// slowFlows are the ids of the flows that wait before they queue a contact, and
// stay what they are.
var slowFlows = []center.FlowID{"s1", "s2"}

// rested is the end of a wait.
func (m *model) rested(c *center.Contact) {
	delete(m.rests, c.ID)
	if c.State == center.InFlow {
		m.goOn(c, m.routes[m.flows[c.Flow.FlowID].Content])
		return
	}
	m.actOn(c, m.patience[c.Hooks[center.OnCustomerQueue]])
}

func (m *model) actOn(c *center.Contact, p modelPatience) {
	if p.priority != nil {
		c.Priority = *p.priority
	}
	switch {
	case p.move != center.FlowTarget{} && m.canMove(c, p.move):
		m.moveOn(c, p.move)
	case p.move != center.FlowTarget{}: // R5.16: its place is kept
		c.Priority = 1
	case p.hangUp: // R5.33
		m.end(c, center.FlowDisconnect)
	}
}

// canMove is R4.20, R2.21, R5.7 and R5.13. The third party of a call that goes on
// stays where it was called.
func (m *model) canMove(c *center.Contact, to center.FlowTarget) bool {
	call, err := m.live(c.PreviousID)
	consulted := err == nil && call.State != center.Ended
	return c.State == center.Waiting && c.Transfers < maxTransfers && !consulted &&
		m.exists(to) && !m.queues[to.QueueID].Disabled && !m.full(to, true)
}

// moveOn is R5.34, R2.18 and R6.17.
func (m *model) moveOn(old *center.Contact, to center.FlowTarget) {
	old.Made++
	n := &center.Contact{ID: old.ID.Follower(old.Made, m.now), Channel: old.Channel, InitialID: old.InitialID, PreviousID: old.ID,
		Method: center.QueueTransfer, Transfers: old.Transfers + 1, Endpoint: old.Endpoint, System: old.System,
		Priority: old.Priority, Adjust: old.Adjust, Expires: old.Expires, Hooks: old.Hooks}
	if len(old.Criteria) > 0 {
		n.Criteria = []center.Criteria{{Index: current(old).Index, Steps: fresh(current(old).Steps)}}
	}
	old.NextID, old.TransferCompleted = n.ID, m.now
	reason := center.FlowDisconnect
	switch old.Channel { // section 7.2
	case center.Email:
		reason = center.Transferred
	case center.Task:
		reason = center.OtherDisconnect
	}
	m.end(old, reason)
	n.Initiated, n.ToSystem = m.now, m.now
	m.contacts = append(m.contacts, n)
	m.event(ContactInitiated, n, "", "")
	n.Flow.Target = to
	m.enqueue(n, to)
}

// content writes the queue flow.
func (p modelPatience) content() string {
	nme := `{"ErrorType":"NoMatchingError","NextAction":"p1"},{"ErrorType":"QueueAtCapacity","NextAction":"p1"}`
	then, actions := "end", []string{action("p1", "UpdateContactRoutingBehavior", `"QueuePriority":1`, goes("end")), action("end", "EndFlowExecution", "", "")}
	add := func(id, kind, parameters, transitions string) {
		actions, then = append(actions, action(id, kind, parameters, transitions)), id
	}
	switch {
	case p.move.UserID != "":
		add("m", "DequeueContactAndTransferToQueue", fmt.Sprintf(`"AgentId":%q`, p.move.UserID), `"Errors":[`+nme+`]`)
	case p.move.QueueID != "":
		add("m", "DequeueContactAndTransferToQueue", fmt.Sprintf(`"QueueId":%q`, p.move.QueueID), `"Errors":[`+nme+`]`)
	case p.hangUp:
		add("x", "DisconnectParticipant", "", "")
	}
	if p.priority != nil {
		add("p", "UpdateContactRoutingBehavior", fmt.Sprintf(`"QueuePriority":%d`, *p.priority), goes(then))
	}
	if p.wait > 0 {
		add("w", "Wait", fmt.Sprintf(`"TimeoutSeconds":%d`, int(p.wait.Seconds())), on(goes(then, "NoMatchingError=end"), "WaitCompleted", then))
	}
	return fmt.Sprintf(`{"Version":"2019-10-30","StartAction":%q,"Actions":[%s]}`, then, strings.Join(actions, ","))
}

// drawQueueFlows makes the queue flows of a centre.
func (d *duel) drawQueueFlows() {
	for _, id := range queueFlows {
		p := modelPatience{wait: seconds(oneOf(d, "patience", 0, 3, 5, 10, 15, 20, 25, 40))}
		if d.seldom("impatience", 3) {
			v := oneOf[int64](d, "priority", 2, 8)
			p.priority = &v
		}
		switch d.number("then", 0, 3) {
		case 0, 1:
			p.move = d.drawTarget("move")
		case 2:
			p.hangUp = true
		}
		d.m.patience[id] = p
		d.put(func() center.Resource {
			return &center.ContactFlow{ID: id, Name: string(id), Type: center.CustomerQueueFlow, Content: p.content()}
		}, 0)
	}
}

// drawSlowFlows makes the flows that wait.
func (d *duel) drawSlowFlows() {
	for _, id := range slowFlows {
		r := modelRoute{target: d.drawTarget("target"), wait: seconds(oneOf(d, "wait", 1, 5, 10, 20, 40))}
		f := center.ContactFlow{ID: id, Name: string(id), Type: center.ContactFlowType, Content: r.content()}
		d.m.routes[f.Content] = r
		d.put(func() center.Resource { mine := f; return &mine }, 0)
	}
}

// drawHooks draws the flows of a contact's events, none as a rule: in its queue,
// and when the agent leaves it.
func (d *duel) drawHooks() map[center.FlowEvent]center.FlowID {
	hooks := map[center.FlowEvent]center.FlowID{}
	if d.seldom("hooked", 3) {
		hooks[center.OnCustomerQueue] = oneOf(d, "queue flow", queueFlows...)
	}
	if d.seldom("remaining", 3) {
		hooks[center.OnCustomerRemaining] = d.flowID()
	}
	if len(hooks) == 0 {
		return nil
	}
	return hooks
}
