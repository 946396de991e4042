package flow

import (
	"time"

	"strowger/internal/center"
)

// Flow is a checked flow. It is immutable: all contacts in the flow share it.
type Flow struct {
	kind    center.FlowType
	idle    bool
	start   int
	actions []action
	index   map[string]int // identifier to position in actions
}

// Start returns the identifier of the action at which a contact enters the
// flow (R9.1).
func (f *Flow) Start() string { return f.actions[f.start].id }

// Type returns the flow type the flow was checked for (R9.4).
func (f *Flow) Type() center.FlowType { return f.kind }

// Len returns the number of actions, 1 to MaxActions.
func (f *Flow) Len() int { return len(f.actions) }

// Idle reports whether no action of the flow can change anything: a flow that
// only speaks, waits and asks. Around a queue, where its end changes nothing
// either, such a flow need not be run.
func (f *Flow) Idle() bool { return f.idle }

// nowhere is the index of a branch that does not exist.
const nowhere = -1

// action is one compiled action.
type action struct {
	id     string
	spec   *spec
	next   int // NextAction, or nowhere
	errors []branch
	conds  []condition

	// What the action asks, as far as its type has it.
	op         Op          // complete already: nothing in it is dynamic
	ref        value       // queue, hours or flow; the value to compare; the rounds of a loop
	agent      value       // instead of a queue
	attributes []attribute // in order of name
	related    bool
	criteria   []center.RoutingStep // with texts as they were written
	overrides  []string             // of hours, those that have a branch
	text       bool                 // of a message: plain text and nothing else
	bot        bool                 // of Wait: for a bot to leave
	metric     Metric
	word       value // the channel of metrics
	keys       []value
	references []reference
	texts      []named
	callback   *callback
}

// branch is where an error of that type leads.
type branch struct {
	errorType string
	next      int
}

// attribute is one entry of UpdateContactAttributes.
type attribute struct {
	name  string
	value value
}

// reference is one link or text that UpdateContactData sets.
type reference struct {
	name, kind string
	value      phrase
}

// value is a text, or the path of one (R9.5).
type value struct {
	text string // the path in dotted form where dynamic
	path bool
}

// resolve returns the text. ok is false where a path leads nowhere.
func (v value) resolve(world Values) (text string, ok bool) {
	if !v.path {
		return v.text, true
	}
	return world.Value(v.text)
}

// Values gives a flow what it may read of its contact.
type Values interface {
	// Value returns what stands at a path such as $.Attributes.x or $.Channel
	// (R9.5). Paths come in dotted form whatever the flow wrote: for
	// $.Attributes['the key'] it is asked for "$.Attributes.the key". ok is
	// false where there is nothing.
	Value(path string) (text string, ok bool)
	// Seed returns a text that is the contact's own, its id. Percentage splits
	// are drawn from it, so that the same contact always takes the same way.
	Seed() string
}

// The error types of the language that this package and its caller exchange.
const (
	NoMatchingError     = "NoMatchingError"     // any error without a branch of its own
	NoMatchingCondition = "NoMatchingCondition" // no condition of the action was true (R9.3)
	QueueAtCapacity     = "QueueAtCapacity"     // the target queue is full (R5.13)
	ParticipantNotFound = "ParticipantNotFound" // who is waited for is not there
)

// The results of CheckHours (R5.18), and those that Loop answers itself.
const (
	ResultTrue      = "True"
	ResultFalse     = "False"
	continueLooping = "ContinueLooping"
	doneLooping     = "DoneLooping"
)

// Answer is what the world says to an Op.
type Answer struct {
	Result string // what the conditions of the action are compared with; empty where it has none
	Error  string // an error type such as QueueAtCapacity; empty: it went well
	TimeUp bool   // the time of a Wait or of a Play has passed; what that means to the action it knows
}

// Op is what an action asks of the world. The set is closed: SetTarget,
// Enqueue, SetRouting, SetCriteria, SetAttributes, SetCallbackNumber,
// CreateCallback, CreateTask, SetData, SetTags, SetHook, CheckHours, CheckMetric, GetMetrics,
// Play, Wait, Dequeue, ToAgent, GoTo, End, Disconnect, Unbuilt and Stray. Values behind an Op may belong to the flow: read them, do
// not change them.
type Op interface{ op() }

// SetTarget sets the target queue (UpdateContactTargetQueue). Exactly one of
// the two is set, an id or an ARN, dynamic values already resolved. Answer with
// NoMatchingError where there is no such queue or agent.
type SetTarget struct {
	QueueRef string
	AgentRef string
}

// Enqueue puts the contact into its target queue, FlowPosition.Target
// (TransferContactToQueue). It ends the flow when it goes well, so there is no
// answer to give then. Otherwise answer with QueueAtCapacity, or with
// NoMatchingError, also where no target is set (R9.7).
type Enqueue struct{}

// SetRouting changes the contact's rank (UpdateContactRoutingBehavior). Exactly
// one of the two is set.
type SetRouting struct {
	Priority *int64 // QueuePriority, 1 or more
	Adjust   *int64 // QueueTimeAdjustmentSeconds, seconds
}

// SetCriteria sets routing criteria (UpdateRoutingCriteria), whose steps keep to
// the limits of center.CheckSteps. Agents are named by id or ARN. Answer with
// NoMatchingError where the instance does not have an attribute asked for.
type SetCriteria struct {
	Steps []center.RoutingStep
}

// SetAttributes sets user-defined attributes (UpdateContactAttributes), all of
// them or none. Values are resolved already and the map is the caller's.
type SetAttributes struct {
	Attributes map[string]string
	Related    bool // on the related contact instead of this one
}

// CheckHours asks whether hours of operation are open now (R5.18). Answer with
// the name of an override that is in Overrides and has a say now, the first to
// decide, else with ResultTrue or ResultFalse, or with NoMatchingError where
// there are no hours.
type CheckHours struct {
	HoursRef  string   // id or ARN; empty: the hours of the target queue
	Overrides []string // the overrides that have a branch of their own
}

// SetHook says which flow is to run at an event of the contact
// (UpdateContactEventHooks). Answer with NoMatchingError where there is no such
// flow, or one that cannot run then.
type SetHook struct {
	Event   center.FlowEvent
	FlowRef string // id or ARN
}

// Play says something (MessageParticipant, MessageParticipantIteratively). Where
// the messages are repeated it rests: the caller keeps the position and answers
// with TimeUp after Interrupt, or never.
type Play struct {
	Text      bool          // plain text and nothing else, which a chat can take
	Loop      bool          // the messages are repeated
	Interrupt time.Duration // how often they pause for the flow to go on; 0: never
}

// Wait rests (Wait): the caller keeps the position and answers with TimeUp after
// Time. Answer with NoMatchingError for a contact that cannot wait, and with
// ParticipantNotFound where the participant waited for is not there.
type Wait struct {
	Time time.Duration
	Bot  bool // wait for a bot to leave
}

// ToAgent hands a call to the agent of its target queue at once
// (TransferContactToAgent). It ends the flow.
type ToAgent struct{}

// Dequeue moves a contact that waits into another queue
// (DequeueContactAndTransferToQueue, R5.34). It ends the flow when it goes well;
// otherwise answer with QueueAtCapacity or NoMatchingError. Exactly one of the two
// is set, an id or an ARN.
type Dequeue struct {
	QueueRef string
	AgentRef string
}

// CheckMetric asks for a number of a queue or of an agent's queue
// (CheckMetricData): the result is that number. Without either, the target queue
// is meant; answer with NoMatchingError where there is none (R5.26).
type CheckMetric struct {
	Metric   Metric
	QueueRef string
	AgentRef string
}

// GetMetrics reads all numbers of a queue, of one channel or of all (Channel is
// nil), for later paths that begin with $.Metrics (GetMetricData). The queue is as
// for CheckMetric.
type GetMetrics struct {
	QueueRef string
	AgentRef string
	Channel  *center.Channel
}

// SetData changes what a contact says of itself (UpdateContactData). What is nil
// or empty stays as it is.
type SetData struct {
	Name        *string
	Description *string
	CustomerID  *string
	References  map[string]center.Reference
	Related     bool // of the related contact instead of this one
}

// SetTags sets tags (TagContact) or takes tags away by their keys (UntagContact).
type SetTags struct {
	Tags map[string]string
	Keys []string
}

// GoTo sends the contact into another flow (TransferToFlow). The target queue
// set so far stays set (R9.6). It ends this flow when it goes well; answer only
// with an error.
type GoTo struct {
	FlowRef string // id or ARN
}

// End ends the flow (EndFlowExecution). It ends the contact too, unless the
// contact is in a queue or with an agent (R5.32).
type End struct{}

// Disconnect ends the contact (DisconnectParticipant, R5.33).
type Disconnect struct{}

// Unbuilt is an action of the catalogue that is not built. Note it on the
// contact and answer with NoMatchingError.
type Unbuilt struct {
	Type string
}

// Stray says that the contact has nowhere to go in the flow: an error without a
// branch, a missing action, or MaxSteps actions. The flow is over.
type Stray struct {
	Reason string // one sentence
}

func (SetTarget) op()     {}
func (Enqueue) op()       {}
func (SetRouting) op()    {}
func (SetCriteria) op()   {}
func (SetAttributes) op() {}
func (SetData) op()       {}
func (SetTags) op()       {}
func (SetHook) op()       {}
func (CheckMetric) op()   {}
func (GetMetrics) op()    {}
func (Dequeue) op()       {}
func (ToAgent) op()       {}
func (CheckHours) op()    {}
func (Play) op()          {}
func (Wait) op()          {}
func (GoTo) op()          {}
func (End) op()           {}
func (Disconnect) op()    {}
func (Unbuilt) op()       {}
func (Stray) op()         {}
