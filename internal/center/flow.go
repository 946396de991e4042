package center

// ContactFlow is a stored flow. Content is the JSON of the flow language; the
// package flow reads it.
type ContactFlow struct {
	ID          FlowID
	Name        string
	Description string
	Type        FlowType
	Content     string
	Archived    bool
	Saved       bool   // true while it was never published
	Draft       string // content saved since the last publication; empty: none
	Versions    int64  // number of the last version made; 0: none
	Tags        map[string]string
	Stamp       Stamp
}

// FlowType is where a flow runs (R9.4).
type FlowType string

// The flow types, by the API's names.
const (
	ContactFlowType     FlowType = "CONTACT_FLOW"
	CustomerQueueFlow   FlowType = "CUSTOMER_QUEUE"
	CustomerHoldFlow    FlowType = "CUSTOMER_HOLD"
	CustomerWhisperFlow FlowType = "CUSTOMER_WHISPER"
	AgentHoldFlow       FlowType = "AGENT_HOLD"
	AgentWhisperFlow    FlowType = "AGENT_WHISPER"
	OutboundWhisperFlow FlowType = "OUTBOUND_WHISPER"
	AgentTransferFlow   FlowType = "AGENT_TRANSFER"
	QueueTransferFlow   FlowType = "QUEUE_TRANSFER"
	CampaignFlow        FlowType = "CAMPAIGN"
	ModuleFlow          FlowType = "FLOW_MODULE" // of a FlowModule; no contact flow has it
)

// DefaultName returns the name of the flow that runs where a contact was given
// none for that event: the default one of its type. Only three types have one
// that runs; for others the name is empty.
func (t FlowType) DefaultName() string {
	switch t {
	case CustomerQueueFlow:
		return "Default customer queue"
	case AgentWhisperFlow:
		return "Default agent whisper"
	case CustomerWhisperFlow:
		return "Default customer whisper"
	}
	return ""
}

// FlowEvent is an event of a contact at which a flow runs that was set for it
// (UpdateContactEventHooks).
type FlowEvent string

// The events at which a flow runs, by the API's names.
const (
	OnCustomerQueue     FlowEvent = "CustomerQueue"     // it waits in a queue (R5.30)
	OnAgentWhisper      FlowEvent = "AgentWhisper"      // an agent accepted; for the agent (R7.2)
	OnCustomerWhisper   FlowEvent = "CustomerWhisper"   // then; for the customer (R7.2)
	OnCustomerRemaining FlowEvent = "CustomerRemaining" // the agent has left, and the customer has not (R7.6)
	OnPause             FlowEvent = "PauseContact"      // a task is paused
	OnResume            FlowEvent = "ResumeContact"     // a task goes on (R3.16)
)

// FlowPosition is where a contact stands in its flow. It is data only, so that
// a contact goes on after a restart where it was.
type FlowPosition struct {
	FlowID FlowID
	Event  FlowEvent      // at which the flow began; empty: with the contact itself
	Action string         // identifier of the action that is waiting or comes next; empty: the flow has ended
	Until  Instant        // end of the rest that the action takes; zero: it takes none
	Loops  map[string]int // rounds done, by "flow id/action identifier" (R9.9)
	Target FlowTarget     // the target queue set so far (R9.6)
	// Metrics are what was last read of a queue, by what follows $.Metrics in the
	// paths of them.
	Metrics map[string]string
	// Aside is the place in the flow of the contact itself while the flow of a
	// pause stands here, to which the contact returns when it is resumed; nil:
	// there is none. Never written into, but replaced.
	Aside  *FlowPlace
	Steps  int // actions run so far
	Rested int // of Steps, those before the last rest, against endless loops
}

// FlowPlace is where a flow rests.
type FlowPlace struct {
	FlowID FlowID
	Action string
	Until  Instant
}

// FlowTarget is a target queue: a standard queue or a user's agent queue.
type FlowTarget struct {
	QueueID QueueID
	UserID  UserID
}

// RecordKind implements Record.
func (f *ContactFlow) RecordKind() ResourceKind { return KindFlow }

// RecordKey implements Record.
func (f *ContactFlow) RecordKey() string { return string(f.ID) }

// ResourceName implements Resource.
func (f *ContactFlow) ResourceName() string { return f.Name }

// ResourceStamp implements Resource.
func (f *ContactFlow) ResourceStamp() *Stamp { return &f.Stamp }

func (f *ContactFlow) check(*Directory) error { return nil }
