package center

// Directory is the configuration of one instance. One goroutine changes it;
// everyone else reads copies.
type Directory struct {
	Instance         *Instance
	Hours            Table[*HoursOfOperation]
	Queues           Table[*Queue]
	Profiles         Table[*RoutingProfile]
	Users            Table[*User]
	Statuses         Table[*AgentStatus]
	SecurityProfiles Table[*SecurityProfile]
	Flows            Table[*ContactFlow]

	PredefinedAttributes Table[*PredefinedAttribute]
	QuickConnects        Table[*QuickConnect]
	PhoneNumbers         Table[*PhoneNumber]
	FlowModules          Table[*FlowModule]
	FlowVersions         Table[*FlowVersion] // of flows, modules and views
	Prompts              Table[*Prompt]
	Associations         Table[*Association]
	StorageConfigs       Table[*StorageConfig]
	Integrations         Table[*Integration]
	Views                Table[*View]
	TaskTemplates        Table[*TaskTemplate]

	HierarchyGroups Table[*HierarchyGroup]

	references references
	before     *Directory // while Apply checks its changes: the configuration without them
}

// Copy returns a Directory that keeps today's content. It must be called by the
// goroutine that changes d.
func (d *Directory) Copy() *Directory {
	return &Directory{
		Instance: d.Instance, Hours: d.Hours.copy(), Queues: d.Queues.copy(), Profiles: d.Profiles.copy(),
		Users: d.Users.copy(), Statuses: d.Statuses.copy(), SecurityProfiles: d.SecurityProfiles.copy(),
		Flows: d.Flows.copy(), PredefinedAttributes: d.PredefinedAttributes.copy(),
		QuickConnects: d.QuickConnects.copy(),
		PhoneNumbers:  d.PhoneNumbers.copy(),
		FlowModules:   d.FlowModules.copy(), FlowVersions: d.FlowVersions.copy(),
		HierarchyGroups: d.HierarchyGroups.copy(),
		Prompts:         d.Prompts.copy(), Associations: d.Associations.copy(), StorageConfigs: d.StorageConfigs.copy(), Integrations: d.Integrations.copy(),
		Views: d.Views.copy(), TaskTemplates: d.TaskTemplates.copy(),
		references: references{counts: *d.references.counts.Copy()},
	}
}

// ProfileUsers returns how many users carry the profile.
func (d *Directory) ProfileUsers(id RoutingProfileID) int {
	return d.references.users(KindRoutingProfile, string(id), KindUser)
}

// shelf returns the table of a kind; nil for a kind that has none here.
func (d *Directory) shelf(kind ResourceKind) shelf {
	switch kind {
	case KindHours:
		return &d.Hours
	case KindQueue:
		return &d.Queues
	case KindRoutingProfile:
		return &d.Profiles
	case KindUser:
		return &d.Users
	case KindAgentStatus:
		return &d.Statuses
	case KindSecurityProfile:
		return &d.SecurityProfiles
	case KindFlow:
		return &d.Flows
	case KindPredefinedAttribute:
		return &d.PredefinedAttributes
	case KindHierarchyGroup:
		return &d.HierarchyGroups
	case KindQuickConnect:
		return &d.QuickConnects
	case KindPhoneNumber:
		return &d.PhoneNumbers
	case KindFlowModule:
		return &d.FlowModules
	case KindFlowVersion:
		return &d.FlowVersions
	case KindPrompt:
		return &d.Prompts
	case KindAssociation:
		return &d.Associations
	case KindStorageConfig:
		return &d.StorageConfigs
	case KindIntegration:
		return &d.Integrations
	case KindView:
		return &d.Views
	case KindTaskTemplate:
		return &d.TaskTemplates
	default:
		return nil
	}
}

// HoursChildren returns how many hours of operation have these as a parent.
func (d *Directory) HoursChildren(id HoursID) int {
	return d.references.users(KindHours, string(id), KindHours)
}

// Count returns how many resources of that kind there are.
func (d *Directory) Count(kind ResourceKind) int {
	if table := d.shelf(kind); table != nil {
		return table.Len()
	}
	return 0
}

// Get returns the resource of that kind and id.
func (d *Directory) Get(kind ResourceKind, id string) (Resource, bool) {
	if kind == KindInstance {
		return d.Instance, d.Instance != nil && string(d.Instance.ID) == id
	}
	if table := d.shelf(kind); table != nil {
		return table.get(id)
	}
	return nil, false
}

// Put checks r against the rest of the configuration and takes it in, stamped
// with the moment now and the next revision. base is the revision that r was
// made from, 0 for a new resource; another change in between refuses r as
// Stale. A refusal leaves the Directory as it was. The value taken before, if
// any, is returned.
func (d *Directory) Put(now Instant, r Resource, base int64) (Resource, error) {
	old, exists := d.Get(r.RecordKind(), r.RecordKey())
	switch {
	case exists && base == 0:
		return nil, Errorf(Duplicate, "The id %s is already used by another %s.", r.RecordKey(), r.RecordKind().Noun())
	case !exists && base != 0:
		return nil, Missing(r.RecordKind(), r.RecordKey())
	case exists && old.ResourceStamp().Revision != base:
		return nil, Errorf(Stale, "The %s %s was changed by another request.", r.RecordKind().Noun(), r.RecordKey())
	}
	if other, taken := d.byName(r.RecordKind(), r.ResourceName()); taken && other.RecordKey() != r.RecordKey() {
		return nil, &Error{Kind: Duplicate, Resource: r.RecordKind(), ResourceID: other.RecordKey(),
			Message: "The name " + r.ResourceName() + " is already used by another " + r.RecordKind().Noun() + "."}
	}
	if err := r.check(d); err != nil {
		return nil, err
	}
	*r.ResourceStamp() = Stamp{Modified: now, Revision: base + 1}
	if !exists {
		old = nil
	}
	d.replace(old, r)
	return old, nil
}

// Load takes in a resource that was read from the store, as it is.
func (d *Directory) Load(r Resource) {
	if h, ok := r.(*HoursOfOperation); ok {
		_ = h.check(d) // completes the zone; a zone that is gone leaves the hours closed
	}
	old, ok := d.Get(r.RecordKind(), r.RecordKey())
	if !ok {
		old = nil
	}
	d.replace(old, r)
}

// Remove takes a resource out, and returns it. A resource that another one
// refers to is refused as InUse (R5.1).
func (d *Directory) Remove(kind ResourceKind, id string) (Resource, error) {
	old, ok := d.Get(kind, id)
	if !ok || kind == KindInstance {
		return nil, Missing(kind, id)
	}
	if err := d.inUse(old); err != nil {
		return nil, err
	}
	d.replace(old, nil)
	return old, nil
}

func (d *Directory) inUse(r Resource) error {
	switch r := r.(type) {
	case *PredefinedAttribute:
		if r.System() {
			return Errorf(Refused, "The predefined attribute %s belongs to the system and cannot be deleted.", r.Name) // R6.2
		}
	case *AgentStatus:
		return Errorf(Refused, "An agent status cannot be deleted, only disabled.")
	}
	by, used := d.references.user(r.RecordKind(), r.RecordKey())
	if !used {
		return nil
	}
	return &Error{Kind: InUse, Resource: r.RecordKind(), ResourceID: r.RecordKey(),
		Message: "The " + r.RecordKind().Noun() + " " + r.ResourceName() + " is used by a " + by.Noun() + "."}
}

func (d *Directory) byName(kind ResourceKind, name string) (Resource, bool) {
	if table := d.shelf(kind); table != nil {
		return table.named(name)
	}
	return nil, false
}

// replace puts r in the place of old; either may be nil.
func (d *Directory) replace(old, r Resource) {
	if old != nil {
		d.references.note(old, -1)
	}
	if r == nil {
		d.shelf(old.RecordKind()).remove(old.RecordKey())
		return
	}
	d.references.note(r, 1)
	if in, ok := r.(*Instance); ok {
		d.Instance = in
		return
	}
	d.shelf(r.RecordKind()).take(r)
}
