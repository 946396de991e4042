package center

// MaxHierarchyLevels is how many levels a hierarchy of users has at most.
const MaxHierarchyLevels = 5

// HierarchyLevel is one level of the hierarchy of users, the first being the
// highest. Its id is its number, from 1.
type HierarchyLevel struct {
	Name     string
	Modified Instant // when it got its name
}

// HierarchyGroup is a group of the hierarchy of users.
type HierarchyGroup struct {
	ID       HierarchyGroupID
	Name     string           // unique among the groups with the same parent
	ParentID HierarchyGroupID // empty on the first level
	Level    int              // 1 to MaxHierarchyLevels, one below the parent's; set by check
	Tags     map[string]string
	Stamp    Stamp
}

// RecordKind implements Record.
func (g *HierarchyGroup) RecordKind() ResourceKind { return KindHierarchyGroup }

// RecordKey implements Record.
func (g *HierarchyGroup) RecordKey() string { return string(g.ID) }

// ResourceName returns the name together with the parent, below which it is
// unique. No id has the character between them.
func (g *HierarchyGroup) ResourceName() string { return string(g.ParentID) + "\x00" + g.Name }

// ResourceStamp implements Resource.
func (g *HierarchyGroup) ResourceStamp() *Stamp { return &g.Stamp }

func (g *HierarchyGroup) check(d *Directory) error {
	g.Level = 1
	if g.ParentID != "" {
		parent, ok := d.HierarchyGroups.Get(string(g.ParentID))
		if !ok {
			return Missing(KindHierarchyGroup, string(g.ParentID))
		}
		g.Level = parent.Level + 1
	}
	switch {
	case g.Level > MaxHierarchyLevels:
		return Errorf(Invalid, "A hierarchy has at most %d levels.", MaxHierarchyLevels)
	case g.Level > len(d.Instance.Hierarchy):
		return Errorf(NotFound, "Resource not found: the hierarchy of users has no level %d.", g.Level)
	}
	return nil
}

// HierarchyPath returns a group and those above it, the highest first: element
// i is of level i+1. A group that is gone has no path.
func (d *Directory) HierarchyPath(id HierarchyGroupID) []*HierarchyGroup {
	g, ok := d.HierarchyGroups.Get(string(id))
	if !ok {
		return nil
	}
	path := make([]*HierarchyGroup, g.Level)
	for level := g.Level - 1; level >= 0 && ok; level-- {
		path[level] = g
		g, ok = d.HierarchyGroups.Get(string(g.ParentID))
	}
	return path
}

// InHierarchy reports whether group is the one called top, or below it.
func (d *Directory) InHierarchy(group, top HierarchyGroupID) bool {
	for {
		if group == top {
			return true
		}
		g, ok := d.HierarchyGroups.Get(string(group))
		if !ok {
			return false
		}
		group = g.ParentID
	}
}

// checkHierarchy refuses to take levels away that have groups.
func (in *Instance) checkHierarchy(d *Directory) error {
	for g := range d.HierarchyGroups.All() {
		if g.Level > len(in.Hierarchy) {
			return &Error{Kind: InUse, Resource: KindHierarchyGroup, ResourceID: string(g.ID),
				Message: "The level of the hierarchy of users still has the group " + g.Name + "."}
		}
	}
	return nil
}
