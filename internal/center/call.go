package center

import "time"

// Call is what an agent does with the parties of a call: the customer, and at
// most one third party, which is a segment of its own until the agent leaves.
type Call struct {
	Third       ContactID // the segment of the third party; empty: nobody is consulted
	Agent       Leg       // Held is never set
	Customer    Leg
	Other       Leg           // the third party
	Holds       int           // of the customer, so far
	HoldTime    time.Duration // over, the one that goes on not counted
	LongestHold time.Duration // likewise
}

// Leg is one party as the agent of the call has it.
type Leg struct {
	Held  Instant // since when it is on hold; zero: it is not
	Muted bool
}

// Party names who of a call is meant.
type Party string

// The parties of a call.
const (
	AgentParty    Party = "agent"
	CustomerParty Party = "customer"
	ThirdParty    Party = "third"
)

// Leg returns the leg of a party, nil for a word that names none.
func (c *Call) Leg(p Party) *Leg {
	switch p {
	case AgentParty:
		return &c.Agent
	case CustomerParty:
		return &c.Customer
	case ThirdParty:
		return &c.Other
	default:
		return nil
	}
}
