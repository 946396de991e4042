package center

import "time"

// Presence is what the router remembers of a user across restarts, beside the
// live contacts that name the user.
type Presence struct {
	UserID     UserID
	StatusID   AgentStatusID
	Since      Instant       // start of the status
	NextStatus AgentStatusID // pending; empty: none (R4.6)
	NextSince  Instant       // when it was chosen
	Activity   Instant       // start of idle time under SinceLastActivity (R1.9)
	Inbound    Instant       // start of idle time under SinceLastInbound (R1.9)
	SignedIn   Instant       // last sign-in; zero: never
	Lease      time.Duration // within which the page must show itself again; 0: it need not
	Left       Instant       // when the lease ran out and nobody was there; zero: somebody is
	Uncleared  []Uncleared   // missed, rejected and failed offers, oldest first
}

// Uncleared is an offer that came to nothing and still occupies the agent's slot
// (R1.1c, R3.9). The contact itself has gone on.
type Uncleared struct {
	ContactID ContactID
	InitialID ContactID
	Channel   Channel
	Method    InitiationMethod
	Target    FlowTarget
	State     AgentContactState // AgentMissed, AgentRejected or AgentError
	Reason    DisconnectReason  // why the customer was not reached, of AgentError
	Offered   Instant
	Since     Instant
	Enqueued  Instant

	// What the contact said of itself when the offer came to nothing. What it says
	// later, to somebody else, is not this agent's to read.
	Name        string
	Description string
	Attributes  map[string]string
	References  map[string]Reference
}

// RecordKind implements Record.
func (p *Presence) RecordKind() ResourceKind { return KindPresence }

// RecordKey implements Record.
func (p *Presence) RecordKey() string { return string(p.UserID) }
