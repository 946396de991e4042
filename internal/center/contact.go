package center

import "time"

// ContactState is where a contact stands as a whole.
type ContactState string

// The states of a contact. What it is for one agent is an AgentContactState.
const (
	Scheduled ContactState = "SCHEDULED" // its time has not come
	Dialing   ContactState = "DIALING"   // its customer is being called, and has not answered
	InFlow    ContactState = "FLOW"      // its flow decides, no queue yet
	Waiting   ContactState = "WAITING"   // in a queue, offered to nobody
	Offered   ContactState = "OFFERED"   // ringing at one agent, place in the queue kept
	Connected ContactState = "CONNECTED" // customer and agent together, paused tasks included
	Paused    ContactState = "PAUSED"    // a task that nobody has, out of its queue (R3.16)
	Ended     ContactState = "ENDED"     // over; perhaps still in after-contact work
)

// AgentContactState is what a contact is for an agent (section 4.3 of the rules,
// by the API's names).
type AgentContactState string

// The states of a contact at an agent.
const (
	AgentConnecting AgentContactState = "CONNECTING" // ringing
	AgentDialing    AgentContactState = "DIALING"    // the agent waits for the customer to answer; CONNECTING for the API
	AgentConnected  AgentContactState = "CONNECTED"
	AgentPaused     AgentContactState = "PAUSED"
	AgentMissed     AgentContactState = "MISSED"
	AgentRejected   AgentContactState = "REJECTED"
	AgentError      AgentContactState = "ERROR"
	AgentEnded      AgentContactState = "ENDED" // after-contact work
)

// InitiationMethod is how a contact came to be (R7.1 and its table).
type InitiationMethod string

// The initiation methods in use, by the API's names.
const (
	Inbound          InitiationMethod = "INBOUND"
	Outbound         InitiationMethod = "OUTBOUND"
	Transfer         InitiationMethod = "TRANSFER"
	QueueTransfer    InitiationMethod = "QUEUE_TRANSFER"
	Callback         InitiationMethod = "CALLBACK"
	ByAPI            InitiationMethod = "API"
	ExternalOutbound InitiationMethod = "EXTERNAL_OUTBOUND" // a third party by telephone, whom an agent calls
	AfterDisconnect  InitiationMethod = "DISCONNECT"        // the flow of a customer whom the agent left
)

// DisconnectReason is why a contact ended (section 7.2 of the rules).
type DisconnectReason string

// The disconnect reasons in use, by the API's names.
const (
	AgentDisconnect    DisconnectReason = "AGENT_DISCONNECT"
	AgentCompleted     DisconnectReason = "AGENT_COMPLETED"
	CustomerDisconnect DisconnectReason = "CUSTOMER_DISCONNECT"
	FlowDisconnect     DisconnectReason = "CONTACT_FLOW_DISCONNECT"
	APIDisconnect      DisconnectReason = "API"
	OtherDisconnect    DisconnectReason = "OTHER"
	Expired            DisconnectReason = "EXPIRED"
	Transferred        DisconnectReason = "TRANSFERRED"

	// Of a call whose customer was dialled and was not reached.
	TelecomBusy       DisconnectReason = "TELECOM_BUSY"
	TelecomInvalid    DisconnectReason = "TELECOM_NUMBER_INVALID"
	TelecomBlocked    DisconnectReason = "TELECOM_POTENTIAL_BLOCKING"
	TelecomUnanswered DisconnectReason = "TELECOM_UNANSWERED"
	TelecomTimeout    DisconnectReason = "TELECOM_TIMEOUT"
	TelecomCancelled  DisconnectReason = "TELECOM_ORIGINATOR_CANCEL" // by the agent, before the answer
	TelecomProblem    DisconnectReason = "TELECOM_PROBLEM"
)

// DefaultPriority is the QueuePriority of a contact that nobody ranked (R2.7a).
const DefaultPriority = 5

// Contact is one segment of a contact: the record that is stored, and the live
// state while the engine holds it.
type Contact struct {
	ID          ContactID
	InitialID   ContactID // first segment of the chain; its own id for that one
	PreviousID  ContactID
	NextID      ContactID // the segment that a transfer made of it
	RelatedID   ContactID
	Channel     Channel
	Method      InitiationMethod
	Name        string
	Description string
	TemplateID  TaskTemplateID // of a task that a template made
	ClientToken string
	CustomerID  string   // of the customer, in a system of the user's own
	Endpoint    Endpoint // of the customer
	System      Endpoint // the number or address that was called
	References  map[string]Reference
	Attributes  map[string]string // user-defined; kept on the initial segment
	Segment     map[string]string // segment attributes with plain text values
	Tags        map[string]string
	Customer    Participant // of a chat

	CallbackNumber string // where the customer wants to be called back; empty: at Endpoint
	Dial           Dial

	State ContactState
	Flow  FlowPosition
	Hooks map[FlowEvent]FlowID // flows set for events of the contact; never written into, but replaced

	// Where it waits and how it ranks.
	Target   FlowTarget // the queue it is or was in
	Priority int64      // QueuePriority, small first (R2.7a)
	Adjust   int64      // QueueTimeAdjustmentSeconds (R2.7b)
	RankTime Instant    // start of its routing age, Enqueued as a rule (R2.17 to R2.19)
	Sequence int64      // order of entry into a queue, the last key of rank (R2.2)

	Criteria []Criteria // routing criteria, the current ones last; never written into, but replaced
	Matched  int        // the step of the current criteria that made the offer, from 1; 0: none did

	// The agent it is offered to, connected with or being wrapped up by.
	AgentID     UserID
	AgentState  AgentContactState
	AgentSince  Instant // start of AgentState
	AgentUntil  Instant // end of ringing, or of after-contact work; zero: no limit
	Attempts    int     // offers so far (R4.22)
	ProfileID   RoutingProfileID
	GroupID     HierarchyGroupID // of the agent at the join
	Disconnect  DisconnectReason
	Initiated   Instant
	ToSystem    Instant
	Enqueued    Instant // of this segment
	Dequeued    Instant
	ToAgent     Instant // joined
	Ended       Instant
	WrapStarted Instant // after-contact work
	WrapEnded   Instant
	Updated     Instant
	Scheduled   Instant // when a scheduled task begins (R7, ScheduledTimestamp)
	Expires     Instant // when it is ended if it still goes on; zero: never
	Reschedules int     // of its beginning so far
	Transfers   int     // before this segment; a chain holds 12 segments (R2.21)
	Made        int     // contacts that were made out of it so far, whose ids follow from its own
	Tasks       int     // of those, tasks that its flows made
	ByFlow      bool    // it is a task that a flow made

	// TransferCompleted is when the contact went on as NextID before anybody had
	// that; zero where the next agent was there already (section 7.3 of the rules).
	TransferCompleted Instant

	Call    Call // who is on hold and who is consulted; of a call alone
	Pauses  Pauses
	Unbuilt []UnbuiltAction // flow actions met that are not built
}

// Dial is how the customer is called, in a call that the customer did not begin.
// The zero value: nobody is dialled.
type Dial struct {
	Ring     time.Duration // how long it rings at the customer
	Since    Instant       // start of the dialling; zero: not dialled yet
	Until    Instant       // when it rings out
	Attempts int           // calls to the customer so far, those of the segments before included
	Most     int           // calls to the customer that may be made in all (R5.35, R5.36)
	Retry    time.Duration // from a call that was not answered to the next time in the queue
}

// Pauses are the pauses of a task (section 3.4 of the rules).
type Pauses struct {
	Count     int
	Paused    Instant // start of the last pause
	Resumed   Instant // its end; before Paused while it is paused, and where the contact ended so
	Total     time.Duration
	WithAgent time.Duration // of Total, while an agent had it
}

// Endpoint is a telephone number or an address.
type Endpoint struct {
	Type    string // TELEPHONE_NUMBER, VOIP, EMAIL_ADDRESS or CONTACT_FLOW
	Address string
}

// Reference is a link or text that a task carries.
type Reference struct {
	Type  string
	Value string
}

// Participant is the customer of a chat.
type Participant struct {
	ID          string
	DisplayName string
}

// UnbuiltAction notes that a flow reached an action of the catalogue that is
// not built, and took its error branch.
type UnbuiltAction struct {
	FlowID FlowID
	Action string // identifier
	Type   string
	At     Instant
}

// RecordKind implements Record.
func (c *Contact) RecordKind() ResourceKind { return KindContact }

// RecordKey implements Record.
func (c *Contact) RecordKey() string { return string(c.ID) }

// Live reports whether the engine still has something to do with the contact.
func (c *Contact) Live() bool { return c.State != Ended || c.AgentState == AgentEnded }

// Begin is when the contact begins to go its way: its scheduled time, else when
// it was initiated.
func (c *Contact) Begin() Instant { return max(c.Initiated, c.Scheduled) }

// QueueDuration is the time from entering to leaving the queue, 0 while either
// is missing.
func (c *Contact) QueueDuration() time.Duration {
	if c.Enqueued == 0 || c.Dequeued == 0 {
		return 0
	}
	return c.Dequeued.Sub(c.Enqueued)
}
