package center

import "strings"

// Instance is one contact centre.
type Instance struct {
	ID                     InstanceID
	Alias                  string
	Region                 string // such as us-west-2; part of every ARN
	Account                string // 12 digits
	IdentityManagementType string // SAML, CONNECT_MANAGED or EXISTING_DIRECTORY
	DirectoryID            string // of EXISTING_DIRECTORY
	Request                Request
	ServiceRole            string
	InboundCalls           bool
	OutboundCalls          bool
	Attributes             map[string]string // instance attributes by type, "true" or "false"
	InboundFlowID          FlowID            // the flow of a call that names none
	Hierarchy              []HierarchyLevel  // levels of the hierarchy of users, the highest first
	Tags                   map[string]string
	Created                Instant
	Stamp                  Stamp
}

// Stamp is the bookkeeping of a configured resource.
type Stamp struct {
	Modified Instant // LastModifiedTime
	Revision int64   // 1 at creation, higher by one with each change
}

// ARN returns the resource name of something inside the instance, such as
// ARN(KindQueue, id); ARN("", "") names the instance itself. Phone numbers stand
// beside their instance, not in it.
func (in *Instance) ARN(kind ResourceKind, id string) string {
	var b strings.Builder
	b.Grow(128)
	b.WriteString("arn:aws:connect:")
	b.WriteString(in.Region)
	b.WriteByte(':')
	b.WriteString(in.Account)
	b.WriteByte(':')
	if kind != KindPhoneNumber {
		b.WriteString("instance/")
		b.WriteString(string(in.ID))
	}
	if kind != "" && kind != KindInstance {
		if kind != KindPhoneNumber {
			b.WriteByte('/')
		}
		b.WriteString(string(kind))
		b.WriteByte('/')
		b.WriteString(id)
	}
	return b.String()
}

// IDOf returns the id that an id or an ARN of something inside the instance
// gives. An ARN of another instance, or of another kind of thing, names nothing
// here: it comes back whole, and as no id looks like it, nothing has it as its
// id. An instance's own ARN is left to its callers, who look instances up.
func (in *Instance) IDOf(kind ResourceKind, idOrARN string) string {
	if !strings.HasPrefix(idOrARN, arnPrefix) {
		return idOrARN
	}
	if id, ok := strings.CutPrefix(idOrARN, in.ARN(kind, "")); ok {
		return id
	}
	return idOrARN
}

// AgentQueueARN names a user's personal queue.
func (in *Instance) AgentQueueARN(id UserID) string {
	return in.ARN(KindQueue, "agent/"+string(id))
}

// Instance attributes that stand in fields of their own.
const (
	InboundCallsAttribute  = "INBOUND_CALLS"
	OutboundCallsAttribute = "OUTBOUND_CALLS"
)

// DefaultAttribute returns what an instance attribute is in a new instance
// (api-surface 6.1). What that section does not name is off; the two of calls are
// chosen when the instance is made.
func DefaultAttribute(name string) bool {
	switch name {
	case "AUTO_RESOLVE_BEST_VOICES", "CONTACT_LENS", "EARLY_MEDIA":
		return true
	}
	return false
}

// RecordKind implements Record.
func (in *Instance) RecordKind() ResourceKind { return KindInstance }

// RecordKey implements Record.
func (in *Instance) RecordKey() string { return string(in.ID) }

// ResourceName returns the alias.
func (in *Instance) ResourceName() string { return in.Alias }

// MadeBy returns the request that made the instance.
func (in *Instance) MadeBy() Request { return in.Request }

// ResourceStamp implements Resource.
func (in *Instance) ResourceStamp() *Stamp { return &in.Stamp }

func (in *Instance) check(d *Directory) error { return in.checkHierarchy(d) }
