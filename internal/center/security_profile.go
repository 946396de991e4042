package center

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
