package center

// PhoneNumber is a telephone number that an instance has claimed.
type PhoneNumber struct {
	ID          PhoneNumberID
	Number      string // in E.164; claimed by one instance at a time
	Country     string // two letters (ISO 3166)
	Type        string // DID, TOLL_FREE, ... by the API's names
	Description string
	FlowID      FlowID // which calls to the number run; empty: the instance's flow for inbound calls
	SourceARN   string // of a number that was imported
	Moves       int64  // from one instance to another; the copy that moved most often counts
	Request     Request
	Tags        map[string]string
	Stamp       Stamp
}

// Request is what a resource keeps of the request that made it, so that the
// same request again makes no second one.
type Request struct {
	Token  string // ClientToken; empty: none
	Digest string // of the other members
}

// RecordKind implements Record.
func (n *PhoneNumber) RecordKind() ResourceKind { return KindPhoneNumber }

// RecordKey implements Record.
func (n *PhoneNumber) RecordKey() string { return string(n.ID) }

// ResourceName returns the number itself.
func (n *PhoneNumber) ResourceName() string { return n.Number }

// ResourceStamp implements Resource.
func (n *PhoneNumber) ResourceStamp() *Stamp { return &n.Stamp }

func (n *PhoneNumber) check(d *Directory) error {
	if n.FlowID == "" {
		return nil
	}
	if _, ok := d.Flows.Get(string(n.FlowID)); !ok {
		return Missing(KindFlow, string(n.FlowID))
	}
	return nil
}
