package center

// Queue is a standard queue. Agent queues are not configured: each user has one
// under the user's own id (R2.8).
type Queue struct {
	ID          QueueID
	Name        string
	Description string
	HoursID     HoursID
	MaxContacts int32 // -1: no limit of its own (R5.9); 0: always full (R5.11)
	Disabled    bool  // takes no new contacts, those inside are still routed (R5.7)
	Outbound    OutboundCaller
	// QuickConnects are what agents see whose routing profile has the queue, each
	// once, in the order of their ids.
	QuickConnects []QuickConnectID
	Tags          map[string]string
	Stamp         Stamp
}

// NoMaxContacts is the MaxContacts of a queue without a limit of its own.
const NoMaxContacts = -1

// OutboundCaller is how calls from a queue present themselves.
type OutboundCaller struct {
	Name     string
	NumberID PhoneNumberID // caller id
	FlowID   FlowID        // outbound whisper
}

// RecordKind implements Record.
func (q *Queue) RecordKind() ResourceKind { return KindQueue }

// RecordKey implements Record.
func (q *Queue) RecordKey() string { return string(q.ID) }

// ResourceName implements Resource.
func (q *Queue) ResourceName() string { return q.Name }

// ResourceStamp implements Resource.
func (q *Queue) ResourceStamp() *Stamp { return &q.Stamp }

func (q *Queue) check(d *Directory) error {
	if _, ok := d.Hours.Get(string(q.HoursID)); !ok {
		return Missing(KindHours, string(q.HoursID))
	}
	if id := q.Outbound.NumberID; id != "" {
		if _, ok := d.PhoneNumbers.Get(string(id)); !ok {
			return Missing(KindPhoneNumber, string(id))
		}
	}
	if id := q.Outbound.FlowID; id != "" {
		if _, ok := d.Flows.Get(string(id)); !ok {
			return Missing(KindFlow, string(id))
		}
	}
	return d.checkQuickConnects(q.QuickConnects)
}
