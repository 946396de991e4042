package center

// SecurityProfile is a set of permissions that users carry.
type SecurityProfile struct {
	ID          SecurityProfileID
	Name        string
	Description string
	Permissions []string
	Tags        map[string]string
	Stamp       Stamp
}

// RecordKind implements Record.
func (s *SecurityProfile) RecordKind() ResourceKind { return KindSecurityProfile }

// RecordKey implements Record.
func (s *SecurityProfile) RecordKey() string { return string(s.ID) }

// ResourceName implements Resource.
func (s *SecurityProfile) ResourceName() string { return s.Name }

// ResourceStamp implements Resource.
func (s *SecurityProfile) ResourceStamp() *Stamp { return &s.Stamp }

func (s *SecurityProfile) check(*Directory) error { return nil }
