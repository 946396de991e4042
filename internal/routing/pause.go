package routing

import (
	"strowger/internal/center"
	"strowger/internal/flow"
)

// pause pauses a task (section 3.4 of the rules). With an agent it frees the
// slot but stays in hand; an agent may hold as many paused tasks as the profile
// allows tasks at once (R3.14). A waiting one leaves its queue (R3.16).
func (e *Engine) pause(cmd Pause) error {
	c, err := e.findForFlow(cmd.ContactID, cmd.FlowID)
	if err != nil {
		return err
	}
	switch {
	case c.Channel != center.Task:
		return center.Errorf(center.Refused, "Only tasks can be paused; contact %s is a %s.", c.ID, c.Channel)
	case c.State == center.InFlow: // its flow rests, or it was resumed and not queued again since
		e.setState(c, center.Paused)
		e.clearRest(c)
	case c.State == center.Waiting:
		e.stopFlow(c)
		e.leave(c)
		e.closeStep(c, center.StepInactive)
		e.setState(c, center.Paused)
		c.Dequeued, c.RankTime = e.now, 0
	case c.State == center.Connected && c.AgentState == center.AgentConnected:
		a := e.agents[c.AgentID]
		if limit := a.profile.Media[center.Task].Concurrency; a.paused() >= limit {
			return center.Errorf(center.Limit, "The agent holds %d paused tasks already, as many as tasks at once.", limit)
		}
		a.occupied[c.Channel]--
		c.AgentState, c.AgentSince = center.AgentPaused, e.now
		e.refresh(a)
		e.free(a)
	default:
		return center.Errorf(center.Conflict, "Contact %s cannot be paused now.", c.ID)
	}
	c.Pauses.Count++
	c.Pauses.Paused = e.now
	e.event(ContactPaused, c, c.AgentID, "")
	e.runAt(c, center.OnPause, cmd.FlowID)
	e.touch(c)
	return nil
}

// resume goes on with a paused task. That is always allowed; the agent may then
// be above the concurrency and gets nothing more of the channel until below it
// again (R3.15). One that nobody has stays out of its queue until something
// queues it again, such as the flow that runs now (R3.16); a flow that it was in
// before it waited goes on where it rested.
func (e *Engine) resumeContact(cmd Resume) error {
	c, err := e.findForFlow(cmd.ContactID, cmd.FlowID)
	if err != nil {
		return err
	}
	switch {
	case c.State == center.Paused:
		e.setState(c, center.InFlow)
	case c.AgentState == center.AgentPaused:
		a := e.agents[c.AgentID]
		e.unpause(a, c)
		c.AgentState, c.AgentSince = center.AgentConnected, e.now
		e.refresh(a)
	default:
		return center.Errorf(center.Conflict, "Contact %s is not paused.", c.ID)
	}
	e.countPause(c)
	c.Pauses.Resumed = e.now
	e.event(ContactResumed, c, c.AgentID, "")
	e.runAt(c, center.OnResume, cmd.FlowID)
	if c.State == center.InFlow && c.Flow.Event == "" && c.Flow.Until != 0 {
		e.goOn(c)
	}
	e.touch(c)
	return nil
}

// goOn takes up the rest of a flow that stood still: what is left of it, or what
// comes after.
func (e *Engine) goOn(c *contact) {
	if c.Flow.Until > e.now {
		e.setRest(c)
	} else {
		c.Flow.Until = 0
		e.runFlow(c, &flow.Answer{TimeUp: true})
	}
}

// findForFlow returns the live contact that is to run a flow, if one is given.
func (e *Engine) findForFlow(id center.ContactID, flowID center.FlowID) (*contact, error) {
	if flowID != "" && e.flows[flowID] == nil {
		return nil, center.Missing(center.KindFlow, string(flowID))
	}
	return e.find(id)
}

// runAt begins the flow given, else the one set for the event. Without either the
// flow of the event before is over, and a contact that is resumed is back in the
// flow that it was in when it was paused.
func (e *Engine) runAt(c *contact, event center.FlowEvent, given center.FlowID) {
	if given == "" && e.flows[c.Hooks[event]] != nil {
		given = c.Hooks[event]
	}
	if given == "" {
		if c.Flow.Event != "" {
			e.stopFlow(c)
		}
		if aside := c.Flow.Aside; event == center.OnResume && aside != nil {
			c.Flow.FlowID, c.Flow.Event, c.Flow.Action, c.Flow.Until = aside.FlowID, "", aside.Action, aside.Until
			c.Flow.Aside = nil
		}
		return
	}
	if event == center.OnPause && c.State == center.Paused && c.Flow.Event == "" && c.Flow.Until != 0 {
		c.Flow.Aside = &center.FlowPlace{FlowID: c.Flow.FlowID, Action: c.Flow.Action, Until: c.Flow.Until}
	} else if event == center.OnResume {
		c.Flow.Aside = nil
	}
	e.stopFlow(c)
	c.Flow.FlowID, c.Flow.Event = given, event
	c.Flow.Rested = c.Flow.Steps // somebody asked for this run: it is no part of a circle
	e.runFlow(c, nil)
}

// unpause lets a paused task occupy its slot again.
func (e *Engine) unpause(a *agent, c *contact) {
	if c.AgentState == center.AgentPaused {
		a.occupied[c.Channel]++
	}
}

// countPause adds up a pause that ends now, by a resume or with the contact.
func (e *Engine) countPause(c *contact) {
	p := &c.Pauses
	p.Total += e.now.Sub(p.Paused)
	if c.AgentID != "" {
		p.WithAgent += e.now.Sub(p.Paused)
	}
}

// paused counts the paused tasks of an agent.
func (a *agent) paused() int {
	n := 0
	for _, c := range a.slots {
		if c.AgentState == center.AgentPaused {
			n++
		}
	}
	return n
}
