package routing

import (
	"time"

	"strowger/internal/center"
)

// What the oracle does with callbacks (section 5.7).

// modelCallback is a callback that a flow of the oracle's centres asks for.
type modelCallback struct {
	target             center.FlowTarget // zero: the one that the contact brings along
	delay, retry, most int
}

// week is R5.40.
const week = 7 * 24 * time.Hour

// caller is the number that calls show from a target, with R5.44 for the queue of
// an agent.
func (m *model) caller(t center.FlowTarget) center.Endpoint {
	if a := m.agents[t.UserID]; a != nil {
		t.QueueID = m.profiles[a.user.ProfileID].DefaultOutboundQueueID
	}
	if m.queues[t.QueueID].Outbound.NumberID == "" {
		return center.Endpoint{}
	}
	return center.Endpoint{Type: "TELEPHONE_NUMBER", Address: "+12065550199"}
}

// createCallback is R5.35, with R5.15 and R5.47.
func (m *model) createCallback(c *center.Contact, ask modelCallback) {
	target := ask.target
	if target == (center.FlowTarget{}) {
		target = c.Flow.Target
	}
	if c.Endpoint.Address == "" || c.Transfers == maxTransfers || !m.exists(target) || m.queues[target.QueueID].Disabled ||
		m.full(target, false) || m.caller(target).Address == "" {
		return
	}
	c.Made++
	n := &center.Contact{ID: c.ID.Follower(c.Made, m.now), Channel: center.Voice, Method: center.Callback, InitialID: c.InitialID,
		PreviousID: c.ID, Transfers: c.Transfers + 1, Priority: c.Priority, Adjust: c.Adjust, Endpoint: c.Endpoint, System: m.caller(target)}
	if len(c.Criteria) > 0 {
		n.Criteria = []center.Criteria{{Index: current(c).Index, Steps: fresh(current(c).Steps)}}
	}
	n.RankTime, n.Hooks = c.Initiated, c.Hooks // R2.19
	n.Scheduled = m.now.Add(seconds(ask.delay))
	n.Dial = center.Dial{Ring: ringOut, Most: ask.most, Retry: seconds(ask.retry)}
	n.Flow.Target = target
	c.NextID = n.ID
	m.begin(n)
}

// enterQueue is R5.37 and R5.13. A callback that its queue does not take is over.
func (m *model) enterQueue(c *center.Contact) {
	c.State = center.InFlow
	t := c.Flow.Target
	if !m.exists(t) || m.queues[t.QueueID].Disabled || m.full(t, true) {
		m.end(c, center.OtherDisconnect)
		return
	}
	m.enqueue(c, t)
}

// callBack is R5.38 and R5.39: the accept takes the callback out of the queue and
// dials.
func (m *model) callBack(a *modelAgent, c *center.Contact) {
	c.Dequeued, c.Expires, c.AgentState, c.AgentSince, c.AgentUntil = m.now, 0, center.AgentDialing, m.now, 0
	a.activity, a.inbound = m.now, m.now // table 1.3
	m.joinStep(c)
	m.call(c)
}

// tryAgain is R5.35, R5.36 and R5.38: only a call that rang in vain is repeated.
func (m *model) tryAgain(c *center.Contact, reason center.DisconnectReason) *center.Contact {
	if c.Method != center.Callback || reason != center.TelecomUnanswered || c.Dial.Attempts >= c.Dial.Most {
		return nil
	}
	c.Made++
	n := &center.Contact{ID: c.ID.Follower(c.Made, m.now), Channel: center.Voice, Method: center.Callback, InitialID: c.InitialID,
		PreviousID: c.ID, Transfers: c.Transfers, Priority: c.Priority, Adjust: c.Adjust, Endpoint: c.Endpoint, System: c.System,
		RankTime: c.RankTime, Scheduled: m.now.Add(c.Dial.Retry), Expires: c.Expires} // it lives as long as it would have
	if len(c.Criteria) > 0 {
		n.Criteria = []center.Criteria{{Index: current(c).Index, Steps: fresh(current(c).Steps)}}
	}
	n.Dial = center.Dial{Ring: ringOut, Attempts: c.Dial.Attempts, Most: c.Dial.Most, Retry: c.Dial.Retry}
	n.Flow.Target, n.Hooks = c.Target, c.Hooks
	c.NextID = n.ID
	return n
}

// postponed are the callbacks that will enter a queue.
func (m *model) postponed(t center.FlowTarget) (n int) {
	for _, c := range m.contacts {
		if c.Method == center.Callback && c.State == center.Scheduled && c.Flow.Target == t {
			n++
		}
	}
	return n
}

// drawCallback draws what a flow asks for.
func (d *duel) drawCallback() *modelCallback {
	ask := &modelCallback{delay: oneOf(d, "delay", 1, 2, 5, 10), retry: oneOf(d, "retry", 1, 5, 20), most: d.number("most", 1, 3)}
	if d.seldom("elsewhere", 2) {
		ask.target = d.drawTarget("callback")
	}
	return ask
}

// action writes it as an action of the flow language.
func (ask *modelCallback) action(next string) map[string]any {
	type object = map[string]any
	parameters := object{"InitialCallDelaySeconds": ask.delay, "MaximumConnectionAttempts": ask.most, "RetryDelaySeconds": ask.retry}
	if ask.target.UserID != "" {
		parameters["AgentId"] = ask.target.UserID
	} else if ask.target.QueueID != "" {
		parameters["QueueId"] = ask.target.QueueID
	}
	return object{"Identifier": "cb", "Type": "CreateCallbackContact", "Parameters": parameters,
		"Transitions": object{"NextAction": next, "Errors": []object{{"ErrorType": "NoMatchingError", "NextAction": next}}}}
}
