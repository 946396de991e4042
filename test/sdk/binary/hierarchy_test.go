package binary

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"
)

// The hierarchy of users in the calls that infrastructure tools make.
func TestUserHierarchy_RoundTrip(t *testing.T) {
	t.Parallel()
	c := newCentre(t)
	api, ctx := c.client(), t.Context()
	structure := func(update *types.HierarchyStructureUpdate) error {
		_, err := api.UpdateUserHierarchyStructure(ctx, &connect.UpdateUserHierarchyStructureInput{InstanceId: &c.instance, HierarchyStructure: update})
		return err
	}
	level := func(name string) *types.HierarchyLevelUpdate { return &types.HierarchyLevelUpdate{Name: &name} }
	c.check(structure(&types.HierarchyStructureUpdate{LevelOne: level("region"), LevelTwo: level("site")}))
	shown, err := api.DescribeUserHierarchyStructure(ctx, &connect.DescribeUserHierarchyStructureInput{InstanceId: &c.instance})
	c.check(err)
	recent(t, "LastModifiedTime", shown.HierarchyStructure.LevelTwo.LastModifiedTime)
	shown.HierarchyStructure.LevelTwo.LastModifiedTime = nil
	equal(t, "second level", shown.HierarchyStructure.LevelTwo, &types.HierarchyLevel{Id: aws.String("2"), Name: aws.String("site"),
		Arn: aws.String(c.arn("agent-group-level/2")), LastModifiedRegion: region()})

	north, err := api.CreateUserHierarchyGroup(ctx, &connect.CreateUserHierarchyGroupInput{InstanceId: &c.instance, Name: aws.String("north"), Tags: map[string]string{"a": "b"}})
	c.check(err)
	site, err := api.CreateUserHierarchyGroup(ctx, &connect.CreateUserHierarchyGroupInput{InstanceId: &c.instance, Name: aws.String("harbour"), ParentGroupId: north.HierarchyGroupId})
	c.check(err)
	group, err := api.DescribeUserHierarchyGroup(ctx, &connect.DescribeUserHierarchyGroupInput{InstanceId: &c.instance, HierarchyGroupId: site.HierarchyGroupId})
	c.check(err)
	if path := group.HierarchyGroup.HierarchyPath; *path.LevelOne.Id != *north.HierarchyGroupId || *path.LevelTwo.Arn != *site.HierarchyGroupArn || path.LevelThree != nil {
		t.Errorf("the path is %s", plain(path))
	}
	c.queue("Q")
	profile := c.profile("desk", c.claim("Q", types.ChannelTask, 1, 0))
	ann := c.user("ann", profile, func(in *connect.CreateUserInput) { in.HierarchyGroupId = site.HierarchyGroupId })
	found, err := api.SearchUsers(ctx, &connect.SearchUsersInput{InstanceId: &c.instance, SearchCriteria: &types.UserSearchCriteria{
		HierarchyGroupCondition: &types.HierarchyGroupCondition{Value: north.HierarchyGroupId, HierarchyGroupMatchType: types.HierarchyGroupMatchTypeWithChildGroups}}})
	c.check(err)
	if len(found.Users) != 1 || *found.Users[0].Id != ann || *found.Users[0].HierarchyGroupId != *site.HierarchyGroupId {
		t.Errorf("the search finds %s", plain(found.Users))
	}
	remove := func(id *string) error {
		_, err := api.DeleteUserHierarchyGroup(ctx, &connect.DeleteUserHierarchyGroupInput{InstanceId: &c.instance, HierarchyGroupId: id})
		return err
	}
	refused[*types.ResourceInUseException](t, remove(north.HierarchyGroupId))
	refused[*types.ResourceInUseException](t, remove(site.HierarchyGroupId))
	refused[*types.ResourceInUseException](t, structure(&types.HierarchyStructureUpdate{}))
	_, err = api.UpdateUserHierarchy(ctx, &connect.UpdateUserHierarchyInput{InstanceId: &c.instance, UserId: &ann})
	c.check(err)
	c.check(remove(site.HierarchyGroupId))
	_, err = api.UpdateUserHierarchyGroupName(ctx, &connect.UpdateUserHierarchyGroupNameInput{InstanceId: &c.instance, HierarchyGroupId: north.HierarchyGroupId, Name: aws.String("far north")})
	c.check(err)
	list, err := api.ListUserHierarchyGroups(ctx, &connect.ListUserHierarchyGroupsInput{InstanceId: &c.instance})
	c.check(err)
	if len(list.UserHierarchyGroupSummaryList) != 1 || *list.UserHierarchyGroupSummaryList[0].Name != "far north" {
		t.Errorf("the list is %s", plain(list.UserHierarchyGroupSummaryList))
	}
	c.check(remove(north.HierarchyGroupId))
	c.check(structure(&types.HierarchyStructureUpdate{}))
}
