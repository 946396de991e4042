package flow

import "strowger/internal/center"

// eventHooks are the events to which UpdateContactEventHooks can tie a flow.
var eventHooks = []string{
	"AgentHold", "AgentWhisper", "CustomerHold", "CustomerQueue", "CustomerRemaining",
	"CustomerWhisper", "DefaultAgentUI", "DisconnectAgentUI", "PauseContact", "ResumeContact",
}

// buildHook compiles UpdateContactEventHooks, which names one event.
func buildHook(p *parameters, a *action) {
	a.attributes = p.attributes("EventHooks")
	if len(a.attributes) != 1 {
		p.problem("the parameter EventHooks must hold the flow of exactly one event, not of %d", len(a.attributes))
		return
	}
	hook := a.attributes[0]
	if a.ref = hook.value; a.ref.text == "" || !a.ref.path && holdsPath(a.ref.text) {
		p.problem("the flow of %s must be wholly static or exactly one JSONPath", hook.name)
		return
	}
	if !a.ref.path {
		a.op = SetHook{Event: center.FlowEvent(hook.name), FlowRef: a.ref.text}
	}
}

// setHook resolves the flow of UpdateContactEventHooks.
func (a *action) setHook(world Values) (Op, Answer) {
	ref, ok := a.ref.resolve(world)
	if !ok || ref == "" {
		return nil, Answer{Error: NoMatchingError}
	}
	return SetHook{Event: center.FlowEvent(a.attributes[0].name), FlowRef: ref}, Answer{}
}
