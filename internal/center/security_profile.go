package center

import "slices"

// SecurityProfile is a set of permissions that users carry.
type SecurityProfile struct {
	ID          SecurityProfileID
	Name        string
	Description string
	Permissions []string // sorted, each once
	Tags        map[string]string
	Stamp       Stamp

	// Limits of what the permissions reach, and third-party applications. They
	// are kept and shown; nothing here acts on them.
	AllowedTags         map[string]string // AllowedAccessControlTags
	TagRestricted       []string          // kinds of resource that AllowedTags restricts
	HierarchyGroupID    HierarchyGroupID  // AllowedAccessControlHierarchyGroupId; empty: none
	HierarchyRestricted []string          // kinds of resource that the hierarchy group restricts
	Applications        []Application     // by namespace, each once
}

// Application is what a security profile grants in a third-party application.
type Application struct {
	Namespace   string
	Type        string // MCP or THIRD_PARTY_APPLICATION; empty: not said
	Permissions []string
}

// The permissions that routing asks for, by the names of the API.
const (
	AgentPageAccess = "BasicAgentAccess"   // to use the agent's page, and with it to take contacts (R1.1h)
	AnyContacts     = "ContactSearch.View" // to see any contact, in the worklist too (R1.17)
	OwnContacts     = "MyContacts.View"    // to see those meant for oneself (R1.17)
)

// Allows reports whether one of the user's security profiles has the permission.
// Somebody without any security profile, whom the API cannot make but tests and
// simulations do, may do everything.
func (d *Directory) Allows(u *User, permission string) bool {
	if len(u.SecurityProfiles) == 0 {
		return true
	}
	for _, id := range u.SecurityProfiles {
		if s, ok := d.SecurityProfiles.Get(string(id)); ok {
			if _, has := slices.BinarySearch(s.Permissions, permission); has {
				return true
			}
		}
	}
	return false
}

// RecordKind implements Record.
func (s *SecurityProfile) RecordKind() ResourceKind { return KindSecurityProfile }

// RecordKey implements Record.
func (s *SecurityProfile) RecordKey() string { return string(s.ID) }

// ResourceName implements Resource.
func (s *SecurityProfile) ResourceName() string { return s.Name }

// ResourceStamp implements Resource.
func (s *SecurityProfile) ResourceStamp() *Stamp { return &s.Stamp }

func (s *SecurityProfile) check(d *Directory) error {
	if id := s.HierarchyGroupID; id != "" {
		if _, ok := d.HierarchyGroups.Get(string(id)); !ok {
			return Missing(KindHierarchyGroup, string(id))
		}
	}
	return nil
}
