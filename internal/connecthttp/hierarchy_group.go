package connecthttp

import (
	"context"
	"errors"
	"unicode/utf8"

	"strowger/internal/center"
	"strowger/internal/connectapi"
	"strowger/internal/routing"
)

func hierarchyGroups(d *center.Directory) *center.Table[*center.HierarchyGroup] {
	return &d.HierarchyGroups
}

// maxGroupName is how many characters the name of a hierarchy group has at most.
const maxGroupName = 100

func checkGroupName(name string) error {
	if n := utf8.RuneCountInString(name); n == 0 || n > maxGroupName {
		return center.Errorf(center.Invalid, "Name must have 1 to %d characters, not %d.", maxGroupName, n)
	}
	return nil
}

// CreateUserHierarchyGroup makes a group one level below its parent, without one
// on the first level. The structure must have that level.
func (s *Service) CreateUserHierarchyGroup(ctx context.Context, in *connectapi.CreateUserHierarchyGroupInput) (*connectapi.CreateUserHierarchyGroupOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	if err := checkGroupName(*in.Name); err != nil {
		return nil, err
	}
	if _, err := optionalID("ParentGroupId", in.ParentGroupId); err != nil {
		return nil, err
	}
	id, err := s.newID()
	if err != nil {
		return nil, err
	}
	g := &center.HierarchyGroup{ID: center.HierarchyGroupID(id), Name: *in.Name, Tags: in.Tags,
		ParentID: idOf[center.HierarchyGroupID](instance, center.KindHierarchyGroup, in.ParentGroupId)}
	if _, err := instance.Do(ctx, routing.Put{Resource: g}); err != nil {
		return nil, groupTaken(err, g.Name)
	}
	return &connectapi.CreateUserHierarchyGroupOutput{HierarchyGroupId: &id,
		HierarchyGroupArn: ptr(instance.Directory().Instance.ARN(center.KindHierarchyGroup, id))}, nil
}

// groupTaken says in the group's own name that it is taken.
func groupTaken(err error, name string) error {
	if errors.Is(err, center.Duplicate) {
		return center.Errorf(center.Duplicate, "The name %s is already used by another hierarchy group below the same one.", name)
	}
	return err
}

// DescribeUserHierarchyGroup returns a group with its path, which it ends.
func (s *Service) DescribeUserHierarchyGroup(_ context.Context, in *connectapi.DescribeUserHierarchyGroupInput) (*connectapi.DescribeUserHierarchyGroupOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	d := instance.Directory()
	g, err := get(d, &d.HierarchyGroups, center.KindHierarchyGroup, in.HierarchyGroupId)
	if err != nil {
		return nil, err
	}
	out := wireGroup(d, g)
	return &connectapi.DescribeUserHierarchyGroupOutput{HierarchyGroup: &out}, nil
}

// UpdateUserHierarchyGroupName renames a group.
func (s *Service) UpdateUserHierarchyGroupName(ctx context.Context, in *connectapi.UpdateUserHierarchyGroupNameInput) (*connectapi.UpdateUserHierarchyGroupNameOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	if err := checkGroupName(*in.Name); err != nil {
		return nil, err
	}
	err = edit(ctx, instance, hierarchyGroups, in.HierarchyGroupId, func(g *center.HierarchyGroup) error {
		g.Name = *in.Name
		return nil
	})
	return nil, groupTaken(err, *in.Name)
}

// DeleteUserHierarchyGroup removes a group that no user and no security profile
// has, and no group below it.
func (s *Service) DeleteUserHierarchyGroup(ctx context.Context, in *connectapi.DeleteUserHierarchyGroupInput) (*connectapi.DeleteUserHierarchyGroupOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	_, err = instance.Do(ctx, routing.Remove{Kind: center.KindHierarchyGroup, ID: idOf[string](instance, center.KindHierarchyGroup, in.HierarchyGroupId)})
	return nil, err
}

// ListUserHierarchyGroups lists all groups of an instance.
func (s *Service) ListUserHierarchyGroups(_ context.Context, in *connectapi.ListUserHierarchyGroupsInput) (*connectapi.ListUserHierarchyGroupsOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	d := instance.Directory()
	items, next, err := page(&d.HierarchyGroups, in.NextToken, in.MaxResults, nil)
	if err != nil {
		return nil, err
	}
	out := &connectapi.ListUserHierarchyGroupsOutput{NextToken: next, UserHierarchyGroupSummaryList: make([]connectapi.HierarchyGroupSummary, len(items))}
	for i, g := range items {
		out.UserHierarchyGroupSummaryList[i] = wireGroupSummary(d, g)
	}
	return out, nil
}

// SearchUserHierarchyGroups finds groups by name, parentId, levelId or
// resourceID, and by tags.
func (s *Service) SearchUserHierarchyGroups(_ context.Context, in *connectapi.SearchUserHierarchyGroupsInput) (out *connectapi.SearchUserHierarchyGroupsOutput, err error) {
	out = &connectapi.SearchUserHierarchyGroupsOutput{}
	out.UserHierarchyGroups, out.NextToken, out.ApproximateTotalCount, err = search[*center.HierarchyGroup, connectapi.UserHierarchyGroupSearchCriteria, connectapi.HierarchyGroup]{
		table: hierarchyGroups, criteria: in.SearchCriteria, fields: groupFields, show: wireGroup,
		keep: byAttributes[*center.HierarchyGroup](opened(in.SearchFilter).AttributeFilter),
		open: func(c *connectapi.UserHierarchyGroupSearchCriteria) term[*center.HierarchyGroup, connectapi.UserHierarchyGroupSearchCriteria] {
			return term[*center.HierarchyGroup, connectapi.UserHierarchyGroupSearchCriteria]{or: c.OrConditions, and: c.AndConditions, text: c.StringCondition}
		},
	}.page(s, in.InstanceId, in.NextToken, in.MaxResults)
	return out, err
}

var groupFields = fields[*center.HierarchyGroup]{
	"name":       one(func(g *center.HierarchyGroup) string { return g.Name }),
	"parentid":   one(func(g *center.HierarchyGroup) center.HierarchyGroupID { return g.ParentID }),
	"levelid":    one(func(g *center.HierarchyGroup) string { return levelID(g.Level) }),
	"resourceid": one((*center.HierarchyGroup).RecordKey),
}

// wireGroup is a group as it is shown.
func wireGroup(d *center.Directory, g *center.HierarchyGroup) connectapi.HierarchyGroup {
	path := &connectapi.HierarchyPath{}
	slots := [center.MaxHierarchyLevels]**connectapi.HierarchyGroupSummary{&path.LevelOne, &path.LevelTwo, &path.LevelThree, &path.LevelFour, &path.LevelFive}
	for i, above := range d.HierarchyPath(g.ID) {
		*slots[i] = ptr(wireGroupSummary(d, above))
	}
	return connectapi.HierarchyGroup{Id: str(g.ID), Arn: ptr(d.Instance.ARN(center.KindHierarchyGroup, string(g.ID))), Name: &g.Name,
		LevelId: ptr(levelID(g.Level)), HierarchyPath: path, Tags: g.Tags,
		LastModifiedTime: stamp(g.Stamp.Modified), LastModifiedRegion: &d.Instance.Region}
}

func wireGroupSummary(d *center.Directory, g *center.HierarchyGroup) connectapi.HierarchyGroupSummary {
	return connectapi.HierarchyGroupSummary{Id: str(g.ID), Arn: ptr(d.Instance.ARN(center.KindHierarchyGroup, string(g.ID))), Name: &g.Name,
		LastModifiedTime: stamp(g.Stamp.Modified), LastModifiedRegion: &d.Instance.Region}
}
