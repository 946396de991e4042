package center

import "fmt"

// FlowVersion is the content of a contact flow, flow module or view as it was at
// one time. It never changes.
type FlowVersion struct {
	ID          string // what VersionID makes
	Number      int64  // 1 for the first of its flow; a number is not given twice
	Description string
	Content     string
	Settings    string // of a module
	Stamp       Stamp
}

// VersionID is the key of a version of something. Keys are in the order of the
// numbers.
func VersionID(kind ResourceKind, id string, number int64) string {
	return fmt.Sprintf("%s%019d", VersionPrefix(kind, id), number)
}

// VersionPrefix begins the keys of all versions of something.
func VersionPrefix(kind ResourceKind, id string) string { return string(kind) + "/" + id + ":" }

// RecordKind implements Record.
func (v *FlowVersion) RecordKind() ResourceKind { return KindFlowVersion }

// RecordKey implements Record.
func (v *FlowVersion) RecordKey() string { return v.ID }

// ResourceName returns the key: versions have no names.
func (v *FlowVersion) ResourceName() string { return v.ID }

// ResourceStamp implements Resource.
func (v *FlowVersion) ResourceStamp() *Stamp { return &v.Stamp }

func (v *FlowVersion) check(*Directory) error { return nil }
