package center

// View is a page for agents that a flow may show. It is kept and shown; no flow
// shows one.
type View struct {
	ID          ViewID
	Name        string
	Description string
	Published   ViewContent // without a template: nothing was published
	Saved       ViewContent // the last one given, published or not
	Versions    int64       // number of the last version made; 0: none
	Created     Instant
	Edited      Instant // the last change of content
	Request     Request
	Tags        map[string]string
	Stamp       Stamp
}

// ViewContent is what a view looks like.
type ViewContent struct {
	Template string // a JSON object
	Actions  []string
}

// MaxViewContent is the largest content of a view, in bytes.
const MaxViewContent = 400 << 10

// RecordKind implements Record.
func (v *View) RecordKind() ResourceKind { return KindView }

// RecordKey implements Record.
func (v *View) RecordKey() string { return string(v.ID) }

// ResourceName implements Resource.
func (v *View) ResourceName() string { return v.Name }

// MadeBy returns the request that made the view.
func (v *View) MadeBy() Request { return v.Request }

// ResourceStamp implements Resource.
func (v *View) ResourceStamp() *Stamp { return &v.Stamp }

func (v *View) check(*Directory) error { return nil }
