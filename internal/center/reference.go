package center

import (
	"strings"

	"github.com/tidwall/btree"
)

// references counts how often resources name others, to protect what is in use.
// A key is what refKey makes.
type references struct{ counts btree.Map[string, int] }

// refKey names the references from resources of the kind by to one resource, or,
// of a value of a predefined attribute, to that. No id has the character
// between the parts.
func refKey(kind ResourceKind, id string, by ResourceKind) string {
	return string(kind) + "\x00" + id + "\x00" + string(by)
}

// users returns how often resources of the kind by name a resource.
func (f *references) users(kind ResourceKind, id string, by ResourceKind) int {
	n, _ := f.counts.Get(refKey(kind, id, by))
	return n
}

// user returns the first kind of resource, by its text, of which one names the
// resource.
func (f *references) user(kind ResourceKind, id string) (by ResourceKind, used bool) {
	prefix := refKey(kind, id, "")
	f.counts.Ascend(prefix, func(key string, _ int) bool {
		rest, ok := strings.CutPrefix(key, prefix)
		by, used = ResourceKind(rest), ok
		return false
	})
	return by, used
}

// note adds the references of r, or with -1 takes them away.
func (f *references) note(r Resource, by int) {
	refer(r, func(kind ResourceKind, id string) {
		if id == "" {
			return
		}
		key := refKey(kind, id, r.RecordKind())
		n, _ := f.counts.Get(key)
		if n += by; n == 0 {
			f.counts.Delete(key)
			return
		}
		f.counts.Set(key, n)
	})
}

// refer calls to with everything that r names and that therefore cannot go. An
// id may be empty, and the same one may come several times.
func refer(r Resource, to func(ResourceKind, string)) {
	switch r := r.(type) {
	case *User:
		to(KindRoutingProfile, string(r.ProfileID))
		for _, id := range r.SecurityProfiles {
			to(KindSecurityProfile, string(id))
		}
		to(KindHierarchyGroup, string(r.HierarchyGroupID))
		for _, p := range r.Proficiencies {
			to(KindPredefinedAttribute, p.Name)
			to(kindAttributeValue, valueKey(p.Name, p.Value))
		}
	case *HierarchyGroup:
		to(KindHierarchyGroup, string(r.ParentID))
	case *SecurityProfile:
		to(KindHierarchyGroup, string(r.HierarchyGroupID))
	case *RoutingProfile:
		to(KindQueue, string(r.DefaultOutboundQueueID))
		for _, c := range r.Queues {
			to(KindQueue, string(c.QueueID))
		}
		for _, c := range r.ManualQueues {
			to(KindQueue, string(c.QueueID))
		}
	case *HoursOfOperation:
		for _, id := range r.Parents {
			to(KindHours, string(id))
		}
	case *Queue:
		to(KindHours, string(r.HoursID))
		to(KindFlow, string(r.Outbound.FlowID))
		to(KindPhoneNumber, string(r.Outbound.NumberID))
	case *QuickConnect:
		to(KindQueue, string(r.To.Target.QueueID))
		to(KindFlow, string(r.To.FlowID))
	case *FlowModule:
		for _, a := range r.Aliases {
			to(KindFlowVersion, VersionID(KindFlowModule, string(r.ID), a.Version))
		}
	case *PhoneNumber:
		to(KindFlow, string(r.FlowID))
	case *TaskTemplate:
		to(KindFlow, string(r.FlowID))
		to(KindFlow, string(r.SelfAssignFlowID))
	}
}

// kindAttributeValue is no kind of record: it stands for the values of
// predefined attributes among references.
const kindAttributeValue = "attribute-value"
