package center

import "github.com/tidwall/btree"

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

	profileUsers  btree.Map[RoutingProfileID, int] // users that carry the profile
	queueProfiles btree.Map[QueueID, int]          // references from profiles, default outbound queues included
	hoursQueues   btree.Map[HoursID, int]          // queues with these hours
	flowQueues    btree.Map[FlowID, int]           // queues with this outbound whisper
	queueConnects btree.Map[QueueID, int]          // quick connects that lead there
	flowConnects  btree.Map[FlowID, int]           // likewise
	flowNumbers   btree.Map[FlowID, int]           // phone numbers with this flow
	numberQueues  btree.Map[PhoneNumberID, int]    // queues that call with this number
	securityUsers btree.Map[SecurityProfileID, int]
	valueUsers    btree.Map[string, int] // users with a proficiency, by attribute and by value of one (valueKey)
}

// Copy returns a Directory that keeps today's content. It must be called by the
// goroutine that changes d.
func (d *Directory) Copy() *Directory {
	return &Directory{
		Instance: d.Instance, Hours: d.Hours.copy(), Queues: d.Queues.copy(), Profiles: d.Profiles.copy(),
		Users: d.Users.copy(), Statuses: d.Statuses.copy(), SecurityProfiles: d.SecurityProfiles.copy(),
		Flows: d.Flows.copy(), PredefinedAttributes: d.PredefinedAttributes.copy(),
		QuickConnects: d.QuickConnects.copy(), queueConnects: *d.queueConnects.Copy(), flowConnects: *d.flowConnects.Copy(),
		PhoneNumbers: d.PhoneNumbers.copy(),
		profileUsers: *d.profileUsers.Copy(), queueProfiles: *d.queueProfiles.Copy(),
		hoursQueues: *d.hoursQueues.Copy(), flowQueues: *d.flowQueues.Copy(), securityUsers: *d.securityUsers.Copy(),
		valueUsers: *d.valueUsers.Copy(), flowNumbers: *d.flowNumbers.Copy(), numberQueues: *d.numberQueues.Copy(),
	}
}

// ProfileUsers returns how many users carry the profile.
func (d *Directory) ProfileUsers(id RoutingProfileID) int {
	n, _ := d.profileUsers.Get(id)
	return n
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
	case KindQuickConnect:
		return &d.QuickConnects
	case KindPhoneNumber:
		return &d.PhoneNumbers
	default:
		return nil
	}
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
	refuse := func(n int, by string) error {
		if n == 0 {
			return nil
		}
		return &Error{Kind: InUse, Resource: r.RecordKind(), ResourceID: r.RecordKey(),
			Message: "The " + r.RecordKind().Noun() + " " + r.ResourceName() + " is used by a " + by + "."}
	}
	switch r := r.(type) {
	case *RoutingProfile:
		return refuse(d.ProfileUsers(r.ID), "user")
	case *Queue:
		n, _ := d.queueProfiles.Get(r.ID)
		if err := refuse(n, "routing profile"); err != nil {
			return err
		}
		n, _ = d.queueConnects.Get(r.ID)
		return refuse(n, "quick connect")
	case *HoursOfOperation:
		n, _ := d.hoursQueues.Get(r.ID)
		return refuse(n, "queue")
	case *ContactFlow:
		if n, _ := d.flowNumbers.Get(r.ID); n > 0 {
			return refuse(n, "phone number")
		}
		n, _ := d.flowQueues.Get(r.ID)
		if err := refuse(n, "queue"); err != nil {
			return err
		}
		n, _ = d.flowConnects.Get(r.ID)
		return refuse(n, "quick connect")
	case *PhoneNumber:
		n, _ := d.numberQueues.Get(r.ID)
		return refuse(n, "queue")
	case *SecurityProfile:
		n, _ := d.securityUsers.Get(r.ID)
		return refuse(n, "user")
	case *PredefinedAttribute:
		if r.System() {
			return Errorf(Refused, "The predefined attribute %s belongs to the system and cannot be deleted.", r.Name) // R6.2
		}
		n, _ := d.valueUsers.Get(r.Name)
		return refuse(n, "user") // R6.1
	case *AgentStatus:
		return Errorf(Refused, "An agent status cannot be deleted, only disabled.")
	}
	return nil
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
		d.count(old, -1)
	}
	if r == nil {
		d.shelf(old.RecordKind()).remove(old.RecordKey())
		return
	}
	d.count(r, 1)
	if in, ok := r.(*Instance); ok {
		d.Instance = in
		return
	}
	d.shelf(r.RecordKind()).take(r)
}

// count keeps the numbers of references that protect what is in use.
func (d *Directory) count(r Resource, by int) {
	switch r := r.(type) {
	case *User:
		add(&d.profileUsers, r.ProfileID, by)
		for _, id := range r.SecurityProfiles {
			add(&d.securityUsers, id, by)
		}
		for _, p := range r.Proficiencies {
			add(&d.valueUsers, p.Name, by)
			add(&d.valueUsers, valueKey(p.Name, p.Value), by)
		}
	case *RoutingProfile:
		add(&d.queueProfiles, r.DefaultOutboundQueueID, by)
		for _, c := range r.Queues {
			add(&d.queueProfiles, c.QueueID, by)
		}
		for _, c := range r.ManualQueues {
			add(&d.queueProfiles, c.QueueID, by)
		}
	case *Queue:
		add(&d.hoursQueues, r.HoursID, by)
		add(&d.flowQueues, r.Outbound.FlowID, by)
		add(&d.numberQueues, r.Outbound.NumberID, by)
	case *QuickConnect:
		add(&d.queueConnects, r.To.Target.QueueID, by)
		add(&d.flowConnects, r.To.FlowID, by)
	case *PhoneNumber:
		add(&d.flowNumbers, r.FlowID, by)
	}
}

func add[K ~string](m *btree.Map[K, int], key K, by int) {
	n, _ := m.Get(key)
	if n += by; n == 0 {
		m.Delete(key)
		return
	}
	m.Set(key, n)
}
