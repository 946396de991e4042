package connecthttp

import (
	"context"
	"strconv"
	"time"

	"strowger/internal/center"
	"strowger/internal/connectapi"
)

// levelKind is the part of an ARN that names a level of the hierarchy.
const levelKind = "agent-group-level"

// DescribeUserHierarchyStructure returns the levels of the hierarchy of users.
func (s *Service) DescribeUserHierarchyStructure(_ context.Context, in *connectapi.DescribeUserHierarchyStructureInput) (*connectapi.DescribeUserHierarchyStructureOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	shown := instance.Directory().Instance
	out := &connectapi.HierarchyStructure{}
	slots := [center.MaxHierarchyLevels]**connectapi.HierarchyLevel{&out.LevelOne, &out.LevelTwo, &out.LevelThree, &out.LevelFour, &out.LevelFive}
	for i, level := range shown.Hierarchy {
		id := levelID(i + 1)
		*slots[i] = &connectapi.HierarchyLevel{Id: &id, Arn: ptr(shown.ARN(levelKind, id)), Name: &level.Name,
			LastModifiedTime: stamp(level.Modified), LastModifiedRegion: &shown.Region}
	}
	return &connectapi.DescribeUserHierarchyStructureOutput{HierarchyStructure: out}, nil
}

func levelID(level int) string { return strconv.Itoa(level) }

// UpdateUserHierarchyStructure replaces the levels: those not given are taken
// away, which those with groups refuse. There is none without those above it.
func (s *Service) UpdateUserHierarchyStructure(ctx context.Context, in *connectapi.UpdateUserHierarchyStructureInput) (*connectapi.UpdateUserHierarchyStructureOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	given := in.HierarchyStructure
	var names []string
	for i, level := range []*connectapi.HierarchyLevelUpdate{given.LevelOne, given.LevelTwo, given.LevelThree, given.LevelFour, given.LevelFive} {
		switch {
		case level == nil:
		case i > len(names):
			return nil, center.Errorf(center.Refused, "HierarchyStructure: level %d is given, and level %d is not.", i+1, len(names)+1)
		case *level.Name == "":
			return nil, center.Errorf(center.Invalid, "HierarchyStructure: the name of level %d is empty.", i+1)
		default:
			names = append(names, *level.Name)
		}
	}
	now := center.At(time.Now())
	return nil, editFound(ctx, instance, theInstance, func(changed *center.Instance) error {
		levels := make([]center.HierarchyLevel, len(names))
		for i, name := range names {
			levels[i] = center.HierarchyLevel{Name: name, Modified: now}
			if i < len(changed.Hierarchy) && changed.Hierarchy[i].Name == name {
				levels[i] = changed.Hierarchy[i]
			}
		}
		changed.Hierarchy = levels
		return nil
	})
}

// UpdateUserHierarchy puts a user into a hierarchy group, or without
// HierarchyGroupId into none.
func (s *Service) UpdateUserHierarchy(ctx context.Context, in *connectapi.UpdateUserHierarchyInput) (*connectapi.UpdateUserHierarchyOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	if _, err := optionalID("HierarchyGroupId", in.HierarchyGroupId); err != nil {
		return nil, err
	}
	group := idOf[center.HierarchyGroupID](instance, center.KindHierarchyGroup, in.HierarchyGroupId)
	return nil, edit(ctx, instance, users, in.UserId, func(u *center.User) error {
		u.HierarchyGroupID = group
		return nil
	})
}

// inGroup reports whether a user meets a condition on hierarchy groups; nil is
// met by all.
func inGroup(d *center.Directory, c *connectapi.HierarchyGroupCondition, u *center.User) bool {
	if c == nil {
		return true
	}
	group := center.HierarchyGroupID(d.Instance.IDOf(center.KindHierarchyGroup, text(c.Value)))
	if c.HierarchyGroupMatchType == connectapi.HierarchyGroupMatchTypeWithChildGroups {
		return group != "" && d.InHierarchy(u.HierarchyGroupID, group)
	}
	return u.HierarchyGroupID == group
}

// wireHierarchyReference names the groups of a user, nil for one in none.
func wireHierarchyReference(d *center.Directory, id center.HierarchyGroupID) *connectapi.HierarchyPathReference {
	path := d.HierarchyPath(id)
	if path == nil {
		return nil
	}
	out := &connectapi.HierarchyPathReference{}
	slots := [center.MaxHierarchyLevels]**connectapi.HierarchyGroupSummaryReference{&out.LevelOne, &out.LevelTwo, &out.LevelThree, &out.LevelFour, &out.LevelFive}
	for i, g := range path {
		*slots[i] = &connectapi.HierarchyGroupSummaryReference{Id: str(g.ID), Arn: ptr(d.Instance.ARN(center.KindHierarchyGroup, string(g.ID)))}
	}
	return out
}

// wireAgentHierarchy names the groups that an agent had at the join, as far as
// they are still there.
func wireAgentHierarchy(d *center.Directory, id center.HierarchyGroupID) *connectapi.HierarchyGroups {
	path := d.HierarchyPath(id)
	if path == nil {
		return nil
	}
	out := &connectapi.HierarchyGroups{}
	slots := [center.MaxHierarchyLevels]**connectapi.AgentHierarchyGroup{&out.Level1, &out.Level2, &out.Level3, &out.Level4, &out.Level5}
	for i, g := range path {
		*slots[i] = &connectapi.AgentHierarchyGroup{Arn: ptr(d.Instance.ARN(center.KindHierarchyGroup, string(g.ID)))}
	}
	return out
}
