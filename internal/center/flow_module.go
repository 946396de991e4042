package center

// FlowModule is a part of a flow that several flows may share.
type FlowModule struct {
	ID          FlowModuleID
	Name        string
	Description string
	Content     string
	Settings    string // its inputs, outputs and branches, as JSON; kept and shown
	External    bool   // may be called from outside flows; kept and shown
	Archived    bool
	Versions    int64 // number of the last version made; 0: none
	Aliases     []ModuleAlias
	Request     Request
	Tags        map[string]string
	Stamp       Stamp
}

// ModuleAlias is a name for one version of a module.
type ModuleAlias struct {
	ID          string
	Name        string // unique in its module
	Description string
	Version     int64
	Modified    Instant
}

// MaxAliases is how many aliases a module may have.
const MaxAliases = 100

// RecordKind implements Record.
func (m *FlowModule) RecordKind() ResourceKind { return KindFlowModule }

// RecordKey implements Record.
func (m *FlowModule) RecordKey() string { return string(m.ID) }

// ResourceName implements Resource.
func (m *FlowModule) ResourceName() string { return m.Name }

// MadeBy returns the request that made the module.
func (m *FlowModule) MadeBy() Request { return m.Request }

// ResourceStamp implements Resource.
func (m *FlowModule) ResourceStamp() *Stamp { return &m.Stamp }

func (m *FlowModule) check(d *Directory) error {
	if len(m.Aliases) > MaxAliases {
		return Errorf(Limit, "A flow module may have %d aliases.", MaxAliases)
	}
	for i, a := range m.Aliases {
		if _, ok := d.FlowVersions.Get(VersionID(KindFlowModule, string(m.ID), a.Version)); !ok {
			return Errorf(NotFound, "The flow module %s has no version %d.", m.Name, a.Version)
		}
		for _, other := range m.Aliases[:i] {
			if other.Name == a.Name {
				return Errorf(Duplicate, "The name %s is already used by another alias of the flow module.", a.Name)
			}
		}
	}
	return nil
}
