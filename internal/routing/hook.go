package routing

import (
	"maps"

	"strowger/internal/center"
	"strowger/internal/flow"
)

// hookTypes are the types of flow that may run at an event, for the events at
// which one does. On hold nobody hears anything here, and no flow runs; which it
// would be is kept.
var hookTypes = map[center.FlowEvent]center.FlowType{
	center.OnCustomerQueue:     center.CustomerQueueFlow,
	center.OnAgentWhisper:      center.AgentWhisperFlow,
	center.OnCustomerWhisper:   center.CustomerWhisperFlow,
	center.OnPause:             center.ContactFlowType,
	center.OnResume:            center.ContactFlowType,
	center.OnCustomerRemaining: center.ContactFlowType,
	"AgentHold":                center.AgentHoldFlow,
	"CustomerHold":             center.CustomerHoldFlow,
}

// setHook notes which flow is to run at an event of the contact. An event at
// which none runs is not built.
func (e *Engine) setHook(c *contact, op flow.SetHook) *flow.Answer {
	kind, built := hookTypes[op.Event]
	if !built {
		return e.unbuilt(c, "UpdateContactEventHooks "+string(op.Event))
	}
	id := center.FlowID(e.dir.Instance.IDOf(center.KindFlow, op.FlowRef))
	if f := e.flows[id]; f == nil || f.Type() != kind {
		return &flow.Answer{Error: flow.NoMatchingError}
	}
	hooks := maps.Clone(c.Hooks)
	if hooks == nil {
		hooks = map[center.FlowEvent]center.FlowID{}
	}
	hooks[op.Event] = id
	c.Hooks = hooks
	return &flow.Answer{}
}

// runHook begins the flow of an event, in the place of the flow that the contact
// is in: the one set for it, as long as there is that flow, else the instance's
// default one. A flow that can change nothing is not run at all.
func (e *Engine) runHook(c *contact, event center.FlowEvent) {
	e.stopFlow(c)
	id := c.Hooks[event]
	if e.flows[id] == nil {
		id = e.defaults.of(event, c.Channel)
	}
	if f := e.flows[id]; f == nil || f.Idle() {
		return
	}
	c.Flow.FlowID, c.Flow.Event = id, event
	e.runFlow(c, nil)
}

// defaults are the flows that run at events for which a contact was given none,
// as far as they can change anything.
type defaults struct {
	customerQueue, agentWhisper, customerWhisper center.FlowID
}

// of returns the default flow of an event. Only calls have default whispers.
func (d *defaults) of(event center.FlowEvent, ch center.Channel) center.FlowID {
	switch {
	case event == center.OnCustomerQueue:
		return d.customerQueue
	case event == center.OnAgentWhisper && ch == center.Voice:
		return d.agentWhisper
	case event == center.OnCustomerWhisper && ch == center.Voice:
		return d.customerWhisper
	}
	return ""
}

// setDefaults finds the default flows anew after flows have changed.
func (e *Engine) setDefaults() {
	find := func(kind center.FlowType) center.FlowID {
		f, ok := e.dir.Flows.ByName(kind.DefaultName())
		if !ok || f.Type != kind || e.flows[f.ID] == nil || e.flows[f.ID].Idle() {
			return ""
		}
		return f.ID
	}
	e.defaults = defaults{find(center.CustomerQueueFlow), find(center.AgentWhisperFlow), find(center.CustomerWhisperFlow)}
}
