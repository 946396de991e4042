package routing

import "strowger/internal/center"

// EventKind names a fact.
type EventKind uint8

// The facts, in past tense.
const (
	ResourcePut EventKind = iota + 1
	ResourceRemoved
	ContactInitiated
	ContactUpdated // attributes or rank
	ContactQueued
	OfferMade
	OfferAccepted // and joined
	OfferMissed
	OfferRejected
	OfferWithdrawn // the contact ended while it rang, or the agent was removed
	ContactEnded
	ContactCleared // out of the agent's hands, slot free
	FlowActionUnbuilt
	AgentSignedIn
	StatusChanged
	NextStatusSet
	NextStatusCancelled
	StepStarted // of routing criteria
	StepExpired
	ContactPaused
	ContactResumed
	ConsultStarted // of a call; Text is the segment of the third party
	PartyHeld      // of a call; Text is the party, here and below
	PartyRetrieved
	PartyMuted
	PartyUnmuted
	CustomerDialed   // it rings at the customer
	CustomerAnswered // a customer who was dialled
	DialFailed       // the agent who waited for the customer keeps it uncleared
	AgentLeft        // the lease ran out: nobody is at the desk
)

var eventNames = [...]string{
	ResourcePut: "RESOURCE_PUT", ResourceRemoved: "RESOURCE_REMOVED", ContactInitiated: "INITIATED",
	ContactUpdated: "UPDATED", ContactQueued: "QUEUED", OfferMade: "OFFERED", OfferAccepted: "CONNECTED",
	OfferMissed: "MISSED", OfferRejected: "REJECTED", OfferWithdrawn: "WITHDRAWN", ContactEnded: "DISCONNECTED",
	ContactCleared: "CLEARED", FlowActionUnbuilt: "FLOW_ACTION_UNBUILT", AgentSignedIn: "SIGNED_IN",
	StatusChanged: "STATUS", NextStatusSet: "NEXT_STATUS", NextStatusCancelled: "NEXT_STATUS_CANCELLED",
	StepStarted: "STEP_STARTED", StepExpired: "STEP_EXPIRED",
	ContactPaused: "PAUSED", ContactResumed: "RESUMED",
	ConsultStarted: "CONSULTING", PartyHeld: "HELD", PartyRetrieved: "RETRIEVED", PartyMuted: "MUTED", PartyUnmuted: "UNMUTED",
	CustomerDialed: "DIALED", CustomerAnswered: "ANSWERED", DialFailed: "FAILED",
	AgentLeft: "LEFT",
}

// String returns the name used in logs and scenarios.
func (k EventKind) String() string {
	if int(k) < len(eventNames) {
		return eventNames[k]
	}
	return "?"
}

// Event is one fact, at the moment given. Which of the other fields are set
// depends on the kind.
type Event struct {
	At        center.Instant
	Kind      EventKind
	Channel   center.Channel
	ContactID center.ContactID
	UserID    center.UserID
	Target    center.FlowTarget // the queue concerned
	Text      string            // status id, disconnect reason, number dialled, flow action type, resource key
}

// Change is one record to persist. The record is live state: the shell encodes
// it after the last step of a batch and before the first of the next one, so
// that a record that several steps touched is written once, as it then is.
type Change struct {
	Record  center.Record
	Removed bool
}

// Effect is something to do after the commit.
type Effect struct {
	Agent   center.UserID // whose desk has something new to show; empty: nobody's
	Dialing bool          // other customers are being called than before
}

// Outcome is what follows from a command. Its slices are valid until the next
// Step.
type Outcome struct {
	Changes []Change
	Events  []Event
	Effects []Effect
	Result  Result
}

// Result is what a command answers beside its effect.
type Result struct {
	ContactID center.ContactID // StartContact: the contact made, now or before under the same token
}
