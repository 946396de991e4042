package flow

import (
	"slices"
	"strings"

	"strowger/internal/center"
)

// step is what Next does with an action.
type step uint8

const (
	stepUnbuilt step = iota // the action is known and checked, but does nothing here
	stepTarget
	stepEnqueue
	stepRouting
	stepAttributes
	stepHours
	stepGoTo
	stepEnd
	stepDisconnect
	stepCompare
	stepLoop
	stepDistribute
	stepCriteria
	stepPlay
	stepWait
	stepHook
	stepMetric
	stepMetrics
	stepDequeue
	stepData
	stepTags
	stepNothing // what it switches is not there to be switched
	stepCallbackNumber
	stepCallback
	stepTask
	stepToAgent
)

// idle reports whether an action of that kind changes nothing but the place of
// the contact in its flow.
func (s step) idle() bool {
	switch s {
	case stepEnd, stepCompare, stepLoop, stepDistribute, stepHours, stepMetric, stepPlay, stepWait, stepNothing:
		return true
	}
	return false
}

// scope is a set of flow types.
type scope uint16

const (
	inbound scope = 1 << iota
	customerQueue
	customerHold
	customerWhisper
	agentHold
	agentWhisper
	outboundWhisper
	agentTransfer
	queueTransfer
	campaign

	inModule // a flow module, which is no flow type of its own

	anywhere  = inModule - 1
	transfers = agentTransfer | queueTransfer
	holds     = customerHold | agentHold
	// Which actions a campaign flow may have is not written down, so the sets
	// below let it have all of them.
	beforeQueue = inbound | transfers | campaign
	aroundQueue = beforeQueue | customerQueue
)

// scopes names the flow types, each at the position of its bit.
var scopes = [...]center.FlowType{
	center.ContactFlowType, center.CustomerQueueFlow, center.CustomerHoldFlow, center.CustomerWhisperFlow,
	center.AgentHoldFlow, center.AgentWhisperFlow, center.OutboundWhisperFlow, center.AgentTransferFlow,
	center.QueueTransferFlow, center.CampaignFlow,
}

// scopeOf returns the set of one flow type, empty for an unknown one.
func scopeOf(kind center.FlowType) scope {
	if kind == center.ModuleFlow {
		return anywhere | inModule // it depends on who invokes the module
	}
	i := slices.Index(scopes[:], kind)
	if i < 0 {
		return 0
	}
	return 1 << i
}

// Group is the chapter of the language that an action belongs to.
type Group string

// The groups of actions. Console holds action types that flows in use have and
// the chapters do not list.
const (
	GroupContact     Group = "contact"
	GroupControl     Group = "flow control"
	GroupInteraction Group = "interaction"
	GroupParticipant Group = "participant"
	GroupConsole     Group = "console"
)

// spec is the catalogue's row of one action type (tables 9.2 and 9.3).
type spec struct {
	name       string
	group      Group
	step       step
	scope      scope    // where it may be used
	terminal   bool     // it ends the flow and has empty transitions
	answers    bool     // it has a result that conditions are compared with
	timeUp     string   // the result when its time has passed
	mustGoOn   bool     // it needs a NextAction
	errors     []string // error types it is documented to end with
	required   []string // those of them that need a branch
	parameters []rule
	exactlyOne [][]string // of each group of parameters one is given
	atMostOne  [][]string // of each group of parameters one or none is given
	// build takes the parameters over into the action and checks what the fields
	// above cannot say.
	build func(p *parameters, a *action)
}

// leaves reports whether the contact has left the flow when the action went
// well.
func (s *spec) leaves() bool {
	return s.step == stepEnqueue || s.step == stepDequeue || s.step == stepGoTo
}

// goesOn reports whether NextAction stands in for a missing error branch: Parse
// did not ask for one.
func (s *spec) goesOn() bool { return len(s.required) == 0 || s.step == stepUnbuilt }

// findSpec returns the row of an action type, nil for an unknown one.
func findSpec(name string) *spec {
	i, ok := slices.BinarySearchFunc(catalogue, name,
		func(s spec, name string) int { return strings.Compare(s.name, name) })
	if !ok {
		return nil
	}
	return &catalogue[i]
}

// ActionInfo says of one action type what docs/compatibility.md prints.
type ActionInfo struct {
	Type      string
	Group     Group
	Built     bool              // false: it takes its error branch and leaves an event on the contact
	Terminal  bool              // it ends the flow
	Errors    []string          // error types it may end with
	FlowTypes []center.FlowType // where it may be used; empty: in flow modules only
}

// Catalogue returns all action types of the language (table 9.2) in order of
// name. The result is the caller's.
func Catalogue() []ActionInfo {
	list := make([]ActionInfo, 0, len(catalogue))
	for i := range catalogue {
		s := &catalogue[i]
		info := ActionInfo{
			Type: s.name, Group: s.group, Built: s.step != stepUnbuilt,
			Terminal: s.terminal, Errors: slices.Clone(s.errors),
		}
		for bit, kind := range scopes {
			if s.scope&(1<<bit) != 0 {
				info.FlowTypes = append(info.FlowTypes, kind)
			}
		}
		list = append(list, info)
	}
	return list
}
