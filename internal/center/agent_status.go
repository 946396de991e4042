package center

// StatusType is what an agent status means to the router (R4.1).
type StatusType string

// The status types, by the API's names. Only Routable receives routed contacts.
const (
	Routable StatusType = "ROUTABLE"
	Custom   StatusType = "CUSTOM"
	Offline  StatusType = "OFFLINE"
)

// AgentStatus is a status that an agent may choose.
type AgentStatus struct {
	ID           AgentStatusID
	Name         string
	Description  string
	Type         StatusType
	Disabled     bool
	DisplayOrder int32 // 1 to 50; 0: none given
	Tags         map[string]string
	Stamp        Stamp
}

// RecordKind implements Record.
func (s *AgentStatus) RecordKind() ResourceKind { return KindAgentStatus }

// RecordKey implements Record.
func (s *AgentStatus) RecordKey() string { return string(s.ID) }

// ResourceName implements Resource.
func (s *AgentStatus) ResourceName() string { return s.Name }

// ResourceStamp implements Resource.
func (s *AgentStatus) ResourceStamp() *Stamp { return &s.Stamp }

// MaxAgentStatuses is the number of statuses an instance may have (R4.1).
const MaxAgentStatuses = 50

func (s *AgentStatus) check(d *Directory) error {
	others := d.Statuses.Len()
	if _, in := d.Statuses.Get(string(s.ID)); in {
		others--
	}
	if others >= MaxAgentStatuses {
		return Errorf(Limit, "An instance has at most %d agent statuses.", MaxAgentStatuses)
	}
	return nil
}
