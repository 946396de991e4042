package center

// QuickConnect is a place to which agents transfer contacts, with a name for
// them to choose it by.
type QuickConnect struct {
	ID          QuickConnectID
	Name        string
	Description string
	To          Destination
	Tags        map[string]string
	Stamp       Stamp
}

// Destination is where a quick connect leads. FlowID is run by the segment that
// a transfer makes; a telephone number needs none.
type Destination struct {
	Type   QuickConnectType
	FlowID FlowID
	Target FlowTarget // of QueueConnect and UserConnect
	Phone  string     // of PhoneConnect, in E.164
}

// QuickConnectType is what kind of place a quick connect leads to.
type QuickConnectType string

// The types of quick connects, by the API's names.
const (
	UserConnect  QuickConnectType = "USER"
	QueueConnect QuickConnectType = "QUEUE"
	PhoneConnect QuickConnectType = "PHONE_NUMBER"
	FlowConnect  QuickConnectType = "FLOW"
)

// MaxQuickConnects is how many quick connects a queue has at most (section 5.1
// of the rules).
const MaxQuickConnects = 700

// RecordKind implements Record.
func (q *QuickConnect) RecordKind() ResourceKind { return KindQuickConnect }

// RecordKey implements Record.
func (q *QuickConnect) RecordKey() string { return string(q.ID) }

// ResourceName implements Resource.
func (q *QuickConnect) ResourceName() string { return q.Name }

// ResourceStamp implements Resource.
func (q *QuickConnect) ResourceStamp() *Stamp { return &q.Stamp }

// check refuses a destination that is not there. A user may be deleted before
// the quick connect is; one that still names the user can be given another name.
func (q *QuickConnect) check(d *Directory) error {
	if old, ok := d.then().QuickConnects.Get(string(q.ID)); ok && old.To == q.To {
		return nil
	}
	if id := q.To.Target.QueueID; id != "" {
		if _, ok := d.Queues.Get(string(id)); !ok {
			return Missing(KindQueue, string(id))
		}
	}
	if id := q.To.Target.UserID; id != "" {
		if _, ok := d.Users.Get(string(id)); !ok {
			return Missing(KindUser, string(id))
		}
	}
	if id := q.To.FlowID; id != "" {
		f, ok := d.Flows.Get(string(id))
		if !ok {
			return Missing(KindFlow, string(id))
		}
		switch f.Type {
		case ContactFlowType, AgentTransferFlow, QueueTransferFlow:
		default:
			return Errorf(Refused, "A contact cannot be transferred into a flow of type %s.", f.Type)
		}
	}
	return nil
}

// checkQuickConnects refuses quick connects of a queue that are not there, and
// more than it may have.
func (d *Directory) checkQuickConnects(ids []QuickConnectID) error {
	if len(ids) > MaxQuickConnects {
		return Errorf(Limit, "A queue may have %d quick connects, not %d.", MaxQuickConnects, len(ids))
	}
	for _, id := range ids {
		if _, ok := d.QuickConnects.Get(string(id)); !ok {
			return Missing(KindQuickConnect, string(id))
		}
	}
	return nil
}
