package routing

import "strowger/internal/center"

// Command is what the shell asks of the engine. The set is closed.
type Command interface{ command() }

// Put creates or replaces a configured resource. Base is the revision that it
// was made from, 0 for a new one; a Stale refusal means read again and retry.
type Put struct {
	Resource center.Resource
	Base     int64
}

// Remove deletes a configured resource. A queue in which contacts wait, and
// whatever another resource refers to, is refused as InUse (R5.1).
type Remove struct {
	Kind center.ResourceKind
	ID   string
}

// StartContact brings a contact in and runs its flow. The engine takes over the
// value: the caller fills in what is known (ID, channel, method, flow, names,
// attributes) and does not touch it again. A ClientToken that the engine saw
// for the same channel within TokenWindow answers with the contact it made then.
type StartContact struct {
	Contact *center.Contact
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

// SetRank changes the place of a contact in its queue: the contact priority or
// the routing age, not both (R2.7d).
type SetRank struct {
	ContactID center.ContactID
	Priority  *int64 // QueuePriority, 1 or more (R2.7a)
	Adjust    *int64 // seconds, of either sign (R2.7b)
}

// SignIn notes that a user has begun a session at the desk (Q5).
type SignIn struct{ UserID center.UserID }

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

// Hangup ends a contact at the agent's hand; after-contact work begins.
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

// Tick lets time pass: everything whose moment has come happens.
type Tick struct{}

func (Put) command()              {}
func (Remove) command()           {}
func (StartContact) command()     {}
func (StopContact) command()      {}
func (UpdateAttributes) command() {}
func (SetRank) command()          {}
func (SignIn) command()           {}
func (SetStatus) command()        {}
func (Accept) command()           {}
func (Reject) command()           {}
func (Hangup) command()           {}
func (Clear) command()            {}
func (Complete) command()         {}
func (Tick) command()             {}
