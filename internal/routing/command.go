package routing

import (
	"time"

	"strowger/internal/center"
)

// Command is what the shell asks of the engine. The set is closed.
type Command interface{ command() }

// Put creates or replaces a configured resource. Base is the revision that it
// was made from, 0 for a new one; a Stale refusal means read again and retry.
type Put struct {
	Resource center.Resource
	Base     int64
	Limit    int // most resources of its kind that there may be with a new one; 0: any number
}

// Remove deletes a configured resource. A queue in which contacts wait, and
// whatever another resource refers to, is refused as InUse (R5.1).
type Remove struct {
	Kind center.ResourceKind
	ID   string
}

// Configure makes many changes of the configuration as one: all of them or, where
// one is refused, none. They may stand in any order and name each other.
type Configure struct {
	Changes []center.Change
	Limits  map[center.ResourceKind]int // most resources of a kind that there may be with new ones; none: any number
}

// StartContact brings a contact in and runs its flow, or waits for the scheduled
// time. The engine takes over the value: the caller fills in what is known (ID,
// channel, method, flow, names, attributes) and does not touch it again. A
// ClientToken that the engine saw for the same channel within TokenWindow
// answers with the contact it made then.
type StartContact struct {
	Contact  *center.Contact
	Lifetime time.Duration // from its beginning until it expires; 0: Contact.Expires says when
	Limit    int           // most active contacts of its channel that there may be with it; 0: any number (Q35)
}

// StopContact ends a contact from outside the agent's desk.
type StopContact struct {
	ContactID center.ContactID
	Reason    center.DisconnectReason
}

// UpdateAttributes sets user-defined attributes. Finished is the stored record
// where the contact has left the engine; the caller sees to it that nobody else
// changes it meanwhile.
type UpdateAttributes struct {
	ContactID  center.ContactID
	Attributes map[string]string
	Finished   *center.Contact
}

// UpdateContact changes what a contact says of itself; members that are left out
// stay as they are. Finished is as for UpdateAttributes.
type UpdateContact struct {
	ContactID   center.ContactID
	Name        *string
	Description *string
	CustomerID  *string
	References  map[string]center.Reference // set by name, beside those there are
	Segment     map[string]string           // segment attributes, set likewise
	Tags        map[string]string           // set likewise
	Untag       []string                    // keys of tags to take away
	Lifetime    time.Duration               // from its beginning until it expires; 0: as it is
	Finished    *center.Contact
}

// SetRank changes the place of a contact in its queue, and who may take it: the
// contact priority or the routing age, not both (R2.7d), and routing criteria.
type SetRank struct {
	ContactID center.ContactID
	Priority  *int64               // QueuePriority, 1 or more (R2.7a)
	Adjust    *int64               // seconds, of either sign (R2.7b)
	Steps     []center.RoutingStep // new routing criteria (R6.16); nil: as they are
}

// SignIn notes that a user has begun a session at the desk (Q5).
type SignIn struct{ UserID center.UserID }

// Attend notes that somebody is at the agent's desk. Lease is for how long that
// holds: who has not attended again by then has left. 0: no lease from now on.
type Attend struct {
	UserID center.UserID
	Lease  time.Duration
}

// SetStatus chooses an agent status. While contacts occupy the agent a custom
// or offline status becomes the next status (R4.5 to R4.9).
type SetStatus struct {
	UserID   center.UserID
	StatusID center.AgentStatusID
}

// Accept takes an offer: customer and agent are joined.
type Accept struct {
	UserID    center.UserID
	ContactID center.ContactID
}

// Reject declines an offer: the contact goes on as if not answered (R4.18).
type Reject struct {
	UserID    center.UserID
	ContactID center.ContactID
}

// Hangup ends a contact at the agent's hand; after-contact work begins. A call
// with a third party goes on without the agent, as the segment of that party.
type Hangup struct {
	UserID    center.UserID
	ContactID center.ContactID
}

// Clear frees the slot of a contact that is over for this agent: missed,
// rejected, failed or in after-contact work (R4.14).
type Clear struct {
	UserID    center.UserID
	ContactID center.ContactID
}

// Complete ends a contact if it is still going on and clears it.
type Complete struct {
	UserID    center.UserID
	ContactID center.ContactID
}

// Pause pauses a task (R3.13 to R3.18). FlowID is a flow to run then; empty: the
// one that was set for the event, if any.
type Pause struct {
	ContactID center.ContactID
	FlowID    center.FlowID
}

// Resume goes on with a paused task. FlowID is as for Pause: without a flow that
// queues it again a task that nobody has stays out of its queue (R3.16).
type Resume struct {
	ContactID center.ContactID
	FlowID    center.FlowID
}

// Assign offers a waiting contact to one given agent (R1.14, R1.15).
type Assign struct {
	UserID    center.UserID
	ContactID center.ContactID
	Listed    bool // only if it is in the agent's worklist (R1.16, R1.17)
}

// Transfer ends a segment and begins the next one of its chain. Next holds the
// id, the flow, its target queue and the client token of the new segment; the
// rest is that of the old one. With the channel too, a token is known again when
// the old segment has left the engine.
type Transfer struct {
	ContactID center.ContactID
	Next      *center.Contact
	// By is the agent who hands the contact on by a quick connect, and has it in
	// hand: it then ranks by the entry of the old segment into its queue (R2.17).
	// Empty: it is transferred from outside.
	By center.UserID
}

// Consult begins a segment for a third party of a call; Next is as for Transfer,
// or has an Endpoint and nothing else: a telephone number to call. The customer is
// put on hold.
type Consult struct {
	UserID    center.UserID
	ContactID center.ContactID
	Next      *center.Contact
}

// Hold puts a party of a call on hold or, with Off, takes it off again.
type Hold struct {
	UserID    center.UserID
	ContactID center.ContactID
	Party     center.Party
	Off       bool
}

// Mute silences a party of a call or, with Off, lets it be heard again.
type Mute struct {
	UserID    center.UserID
	ContactID center.ContactID
	Party     center.Party
	Off       bool
}

// Join lets customer, third party and agent speak together.
type Join struct {
	UserID    center.UserID
	ContactID center.ContactID
}

// Toggle lets the agent speak with one party and puts the other one on hold.
type Toggle struct {
	UserID    center.UserID
	ContactID center.ContactID
	Party     center.Party // whom to speak with; not the agent
}

// Drop cuts the customer or the third party off. Cut off from the customer, the
// call ends.
type Drop struct {
	UserID    center.UserID
	ContactID center.ContactID
	Party     center.Party
}

// Reschedule moves the beginning of a scheduled task.
type Reschedule struct {
	ContactID center.ContactID
	At        center.Instant
}

// Dial lets an agent call a number (R5.44, R5.45). The caller fills in ID and
// Endpoint of the contact and what else is known of it: RelatedID, and Target, a
// standard queue other than the default one of the agent's profile.
type Dial struct {
	UserID  center.UserID
	Contact *center.Contact
	Limit   int // as of StartContact
}

// Answer says that a customer who was being called has answered.
type Answer struct{ ContactID center.ContactID }

// Refuse says that a customer who was being called cannot be reached. The reason
// is one of the TELECOM_ ones, but not that the agent hung up.
type Refuse struct {
	ContactID center.ContactID
	Reason    center.DisconnectReason
}

// Tick lets time pass: everything whose moment has come happens.
type Tick struct{}

func (Put) command()              {}
func (Remove) command()           {}
func (Configure) command()        {}
func (StartContact) command()     {}
func (StopContact) command()      {}
func (UpdateAttributes) command() {}
func (UpdateContact) command()    {}
func (SetRank) command()          {}
func (SignIn) command()           {}
func (Attend) command()           {}
func (SetStatus) command()        {}
func (Accept) command()           {}
func (Reject) command()           {}
func (Hangup) command()           {}
func (Clear) command()            {}
func (Complete) command()         {}
func (Pause) command()            {}
func (Resume) command()           {}
func (Assign) command()           {}
func (Transfer) command()         {}
func (Consult) command()          {}
func (Hold) command()             {}
func (Mute) command()             {}
func (Join) command()             {}
func (Toggle) command()           {}
func (Drop) command()             {}
func (Reschedule) command()       {}
func (Dial) command()             {}
func (Answer) command()           {}
func (Refuse) command()           {}
func (Tick) command()             {}
