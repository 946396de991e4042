package metric

import (
	"math"
	"time"

	"strowger/internal/center"
)

// Name is a real-time metric, by the API's name.
type Name string

// The real-time metrics that the state of the engine gives (section 8.1 of the
// rules).
const (
	AgentsOnline           Name = "AGENTS_ONLINE"
	AgentsAvailable        Name = "AGENTS_AVAILABLE"
	AgentsOnCall           Name = "AGENTS_ON_CALL"
	AgentsOnContact        Name = "AGENTS_ON_CONTACT"
	AgentsNonProductive    Name = "AGENTS_NON_PRODUCTIVE"
	AgentsAfterContactWork Name = "AGENTS_AFTER_CONTACT_WORK"
	AgentsError            Name = "AGENTS_ERROR"
	AgentsStaffed          Name = "AGENTS_STAFFED"
	SlotsActive            Name = "SLOTS_ACTIVE"
	SlotsAvailable         Name = "SLOTS_AVAILABLE"
	ContactsInQueue        Name = "CONTACTS_IN_QUEUE"
	ContactsScheduled      Name = "CONTACTS_SCHEDULED"
	OldestContactAge       Name = "OLDEST_CONTACT_AGE"
	EstimatedWaitTime      Name = "ESTIMATED_WAIT_TIME"
)

// OfWaiting reports whether the metric is about contacts in queues, rather than
// about agents.
func (n Name) OfWaiting() bool {
	return n == ContactsInQueue || n == ContactsScheduled || n == OldestContactAge || n == EstimatedWaitTime
}

// InSeconds reports whether the unit of the metric is SECONDS, and not COUNT.
func (n Name) InSeconds() bool { return n == OldestContactAge || n == EstimatedWaitTime }

// Known reports whether the metric is one that is worked out here.
func (n Name) Known() bool {
	_, ok := (&Figures{Estimated: true}).Value(n, false)
	return ok
}

// Sortable reports whether results may be sorted by the metric.
func (n Name) Sortable() bool { return n != SlotsActive && n != SlotsAvailable }

// Figures are the numbers of one group.
type Figures struct {
	Online         int // agents whose status is not offline
	Available      int // agents in a routable status with nothing in hand and nothing uncleared
	OnContact      int // agents with a contact connected or in after-contact work
	NonProductive  int // agents in a custom status, even while on a contact
	Error          int // agents with a missed, rejected or failed offer
	Staffed        int // agents in a routable status
	AfterContact   int // contacts, despite the metric's name, in after-contact work
	SlotsActive    int // contacts connected or in after-contact work
	SlotsAvailable int // free slots of agents who may be offered something (Q24, Q25)
	InQueue        int // contacts that wait and ring nowhere (R4.21)
	Scheduled      int // callbacks that will enter a queue when their delay has passed (R5.37)
	Oldest         time.Duration
	Estimate       time.Duration // how long a contact will wait that comes now (R2.27)
	Estimated      bool          // and it is known
}

// Empty reports whether there is nothing to tell of the group.
func (f *Figures) Empty() bool {
	return f.Online == 0 && f.InQueue == 0 && f.Scheduled == 0 && f.SlotsActive == 0 && f.Error == 0
}

// Value returns one metric; ok is false where it is not known. The age of
// the oldest contact is in seconds where the result is grouped and in
// milliseconds where it is not: a quirk that clients know and correct.
func (f *Figures) Value(n Name, grouped bool) (value float64, ok bool) {
	switch n {
	case AgentsOnline:
		return float64(f.Online), true
	case AgentsAvailable:
		return float64(f.Available), true
	case AgentsOnCall, AgentsOnContact:
		return float64(f.OnContact), true
	case AgentsNonProductive:
		return float64(f.NonProductive), true
	case AgentsAfterContactWork:
		return float64(f.AfterContact), true
	case AgentsError:
		return float64(f.Error), true
	case AgentsStaffed:
		return float64(f.Staffed), true
	case SlotsActive:
		return float64(f.SlotsActive), true
	case SlotsAvailable:
		return float64(f.SlotsAvailable), true
	case ContactsInQueue:
		return float64(f.InQueue), true
	case ContactsScheduled:
		return float64(f.Scheduled), true
	case OldestContactAge:
		if grouped {
			return float64(f.Oldest / time.Second), true
		}
		return float64(f.Oldest / time.Millisecond), true
	case EstimatedWaitTime:
		return math.Round(f.Estimate.Seconds()), f.Estimated
	default:
		return 0, false
	}
}

// Activity is what an agent does, as a supervisor sees it in one word.
type Activity string

// The activities, the first that applies first (R4.12).
const (
	InError          Activity = "ERROR"
	WithMissed       Activity = "MISSED"
	WithRejected     Activity = "REJECTED"
	OnContact        Activity = "ON_CONTACT"
	AfterContactWork Activity = "AFTER_CONTACT_WORK"
	Incoming         Activity = "INCOMING"
	OnCustomStatus   Activity = "CUSTOM"
	Idle             Activity = "AVAILABLE"
	SignedOff        Activity = "OFFLINE"
)

// statusActivity is the activity of an agent without contacts.
func statusActivity(t center.StatusType) Activity {
	switch t {
	case center.Routable:
		return Idle
	case center.Custom:
		return OnCustomStatus
	default:
		return SignedOff
	}
}
