package center

// Change is one part of a larger change of the configuration: a new value of a
// resource, or its removal.
type Change struct {
	Put  Resource // nil: a removal
	Base int64    // revision that Put was made from, 0 for a new resource

	Kind ResourceKind // of a removal
	ID   string       // likewise
}

func (c Change) key() (ResourceKind, string) {
	if c.Put != nil {
		return c.Put.RecordKind(), c.Put.RecordKey()
	}
	return c.Kind, c.ID
}

// Apply takes in many changes as one, in any order: each must hold in the
// configuration that all of them together make, so that two resources may swap
// their names, and what is removed must be named by nothing that stays. It
// returns the values before, nil for what is new. A refusal names the resource
// and leaves the Directory as it was.
func (d *Directory) Apply(now Instant, changes []Change) ([]Resource, error) {
	next := d.Copy()
	next.before = d
	before := make([]Resource, len(changes))
	seen := make(map[[2]string]bool, len(changes))
	for i, c := range changes {
		kind, id := c.key()
		if key := [2]string{string(kind), id}; seen[key] {
			return nil, about(c, Errorf(Refused, "There are two changes of it."))
		} else {
			seen[key] = true
		}
		old, err := d.base(c)
		if err != nil {
			return nil, about(c, err)
		}
		if before[i] = old; old != nil && kind != KindInstance {
			next.replace(old, nil)
		}
	}
	if err := next.enter(now, changes, before); err != nil {
		return nil, err
	}
	if err := next.settle(changes); err != nil {
		return nil, err
	}
	for i, c := range changes {
		if c.Put != nil {
			continue
		}
		if err := next.inUse(before[i]); err != nil {
			return nil, aboutOld(c, before[i], err)
		}
	}
	next.before = nil
	*d = *next
	return before, nil
}

// base returns the value that a change replaces or removes; nil: none.
func (d *Directory) base(c Change) (Resource, error) {
	kind, id := c.key()
	old, exists := d.Get(kind, id)
	switch {
	case kind == KindInstance && c.Put == nil:
		return nil, Errorf(Refused, "An instance is not removed in this way.")
	case c.Put == nil && !exists, c.Put != nil && c.Base != 0 && !exists:
		return nil, Missing(kind, id)
	case c.Put == nil:
		return old, nil
	case exists && c.Base == 0:
		return nil, Errorf(Duplicate, "The id %s is already used by another %s.", id, kind.Noun())
	case exists && old.ResourceStamp().Revision != c.Base:
		return nil, Errorf(Stale, "The %s %s was changed by another request.", kind.Noun(), id)
	case !exists:
		return nil, nil
	}
	return old, nil
}

// enter puts the new values in, as far as their names go.
func (d *Directory) enter(now Instant, changes []Change, before []Resource) error {
	for i, c := range changes {
		if c.Put == nil {
			continue
		}
		if other, taken := d.byName(c.Put.RecordKind(), c.Put.ResourceName()); taken {
			return about(c, &Error{Kind: Duplicate, Resource: c.Put.RecordKind(), ResourceID: other.RecordKey(),
				Message: "The name " + c.Put.ResourceName() + " is already used by another " + c.Put.RecordKind().Noun() + "."})
		}
		*c.Put.ResourceStamp() = Stamp{Modified: now, Revision: c.Base + 1}
		if c.Put.RecordKind() == KindInstance {
			d.replace(before[i], c.Put)
			continue
		}
		d.replace(nil, c.Put)
	}
	return nil
}

// settle checks the new values against each other and the rest. Groups of the
// hierarchy come first, those above before those below, since the levels follow
// from the parents'.
func (d *Directory) settle(changes []Change) error {
	groups := map[HierarchyGroupID]Change{}
	for _, c := range changes {
		if g, ok := c.Put.(*HierarchyGroup); ok {
			groups[g.ID] = c
		}
	}
	for _, c := range changes {
		if g, ok := c.Put.(*HierarchyGroup); ok {
			if err := d.settleGroup(g.ID, groups, MaxHierarchyLevels); err != nil {
				return about(c, err)
			}
		}
	}
	for _, c := range changes {
		if c.Put == nil || c.Put.RecordKind() == KindHierarchyGroup {
			continue
		}
		if err := c.Put.check(d); err != nil {
			return about(c, err)
		}
	}
	return nil
}

// settleGroup checks a group after those above it, of which there may be depth.
func (d *Directory) settleGroup(id HierarchyGroupID, pending map[HierarchyGroupID]Change, depth int) error {
	c, ok := pending[id]
	if !ok {
		return nil
	}
	g := c.Put.(*HierarchyGroup)
	if old, ok := d.before.HierarchyGroups.Get(string(id)); ok && old.ParentID != g.ParentID {
		return Errorf(Refused, "A group of the hierarchy cannot move below another one.")
	}
	if depth == 0 {
		return Errorf(Invalid, "A hierarchy has at most %d levels.", MaxHierarchyLevels)
	}
	if err := d.settleGroup(g.ParentID, pending, depth-1); err != nil {
		return err
	}
	delete(pending, id)
	return g.check(d)
}

// then is the configuration that new values are compared with.
func (d *Directory) then() *Directory {
	if d.before != nil {
		return d.before
	}
	return d
}

// about says of which resource a refusal speaks.
func about(c Change, err error) error { return aboutOld(c, c.Put, err) }

// aboutOld is about for a resource that goes, r.
func aboutOld(c Change, r Resource, err error) error {
	refusal, ok := err.(*Error)
	if !ok {
		return err
	}
	kind, name := c.key()
	if r != nil {
		name = r.ResourceName()
	}
	if g, ok := r.(*HierarchyGroup); ok {
		name = g.Name
	}
	told := *refusal
	told.Message = kind.Noun() + " " + name + ": " + refusal.Message
	return &told
}
