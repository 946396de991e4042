package binary

import (
	"errors"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"
)

func TestTerraform_User(t *testing.T) {
	t.Parallel()
	c := shared.centre(t, managed)
	c.queue("Sales")
	api, ctx := c.client(), t.Context()
	one, two := c.profile("One", c.claim("Sales", types.ChannelTask, 1, 0)), c.profile("Two", c.claim("Sales", types.ChannelTask, 1, 0))
	_, err := api.UpdateUserHierarchyStructure(ctx, &connect.UpdateUserHierarchyStructureInput{InstanceId: &c.instance,
		HierarchyStructure: &types.HierarchyStructureUpdate{LevelOne: &types.HierarchyLevelUpdate{Name: aws.String("levelone")}}})
	c.check(err)
	group, err := api.CreateUserHierarchyGroup(ctx, &connect.CreateUserHierarchyGroupInput{InstanceId: &c.instance, Name: aws.String("north")})
	c.check(err)
	security, err := api.CreateSecurityProfile(ctx, &connect.CreateSecurityProfileInput{InstanceId: &c.instance, SecurityProfileName: aws.String("other")})
	c.check(err)
	in := &connect.CreateUserInput{InstanceId: &c.instance, Username: aws.String("resource"), Password: aws.String("Password123"), RoutingProfileId: &one,
		SecurityProfileIds: []string{c.security}, Tags: map[string]string{"Key1": "Value1"},
		IdentityInfo: &types.UserIdentityInfo{Email: aws.String("a@example.com"), FirstName: aws.String("example"), LastName: aws.String("example2")},
		PhoneConfig:  &types.UserPhoneConfig{AfterContactWorkTimeLimit: 0, PhoneType: types.PhoneTypeSoftPhone}}
	changed := &types.UserIdentityInfo{FirstName: aws.String("updated"), LastName: aws.String("example3"), SecondaryEmail: aws.String("b@example.com"), Mobile: aws.String("+12065550100")}
	desk := &types.UserPhoneConfig{AfterContactWorkTimeLimit: 1, AutoAccept: false, DeskPhoneNumber: aws.String("+112345678913"), PhoneType: types.PhoneTypeDeskPhone}
	(&life[types.User]{
		create: func() (*string, *string, error) {
			out, err := api.CreateUser(ctx, in)
			return got(out, err).UserId, got(out, err).UserArn, err
		},
		read: func(id *string) (*types.User, error) {
			out, err := api.DescribeUser(ctx, &connect.DescribeUserInput{InstanceId: &c.instance, UserId: id})
			if err == nil {
				// What newer clients know beside the members of the resource.
				if aws.ToString(out.User.DirectoryUserId) == "" {
					t.Error("the user has no id in the directory")
				}
				out.User.DirectoryUserId = nil
				out.User.AutoAcceptConfigs, out.User.AfterContactWorkConfigs, out.User.PhoneConfig.PersistentConnection = nil, nil, nil
			}
			return got(out, err).User, err
		},
		want: func(id, arn *string) *types.User {
			return &types.User{Id: id, Arn: aws.String(c.arn("agent/" + *id)), Username: in.Username, RoutingProfileId: &one, SecurityProfileIds: in.SecurityProfileIds,
				IdentityInfo: in.IdentityInfo, PhoneConfig: in.PhoneConfig, Tags: in.Tags, LastModifiedRegion: region()}
		},
		updates: []change[types.User]{
			{"hierarchy", func(id *string) error {
				_, err := api.UpdateUserHierarchy(ctx, &connect.UpdateUserHierarchyInput{InstanceId: &c.instance, UserId: id, HierarchyGroupId: group.HierarchyGroupId})
				return err
			}, func(u *types.User) { u.HierarchyGroupId = group.HierarchyGroupId }},
			{"identity", func(id *string) error {
				_, err := api.UpdateUserIdentityInfo(ctx, &connect.UpdateUserIdentityInfoInput{InstanceId: &c.instance, UserId: id, IdentityInfo: changed})
				return err
			}, func(u *types.User) { u.IdentityInfo = changed }},
			{"phone", func(id *string) error {
				_, err := api.UpdateUserPhoneConfig(ctx, &connect.UpdateUserPhoneConfigInput{InstanceId: &c.instance, UserId: id, PhoneConfig: desk})
				return err
			}, func(u *types.User) { u.PhoneConfig = desk }},
			{"routing profile", func(id *string) error {
				_, err := api.UpdateUserRoutingProfile(ctx, &connect.UpdateUserRoutingProfileInput{InstanceId: &c.instance, UserId: id, RoutingProfileId: &two})
				return err
			}, func(u *types.User) { u.RoutingProfileId = &two }},
			{"security profiles", func(id *string) error {
				_, err := api.UpdateUserSecurityProfiles(ctx, &connect.UpdateUserSecurityProfilesInput{InstanceId: &c.instance, UserId: id, SecurityProfileIds: []string{*security.SecurityProfileId}})
				return err
			}, func(u *types.User) { u.SecurityProfileIds = []string{*security.SecurityProfileId} }},
			{"hierarchy taken away", func(id *string) error {
				_, err := api.UpdateUserHierarchy(ctx, &connect.UpdateUserHierarchyInput{InstanceId: &c.instance, UserId: id})
				return err
			}, func(u *types.User) { u.HierarchyGroupId = nil }},
		},
		tags: func(u *types.User) *map[string]string { return &u.Tags }, byARN: true, anew: true,
		remove: func(id *string) error {
			_, err := api.DeleteUser(ctx, &connect.DeleteUserInput{InstanceId: &c.instance, UserId: id})
			return err
		},
	}).lead(t)
}

// The structure has no making and no end: it is there, and empty after the
// resource is gone.
func TestTerraform_UserHierarchyStructure(t *testing.T) {
	t.Parallel()
	c := shared.centre(t, foreign)
	api, ctx := c.client(), t.Context()
	level := func(name string) *types.HierarchyLevelUpdate { return &types.HierarchyLevelUpdate{Name: &name} }
	for _, names := range [][]string{{"one"}, {"one", "two", "three"}, {"uno", "two", "three", "four", "five"}, {"uno", "two"}, {}} {
		update := &types.HierarchyStructureUpdate{}
		slots := []**types.HierarchyLevelUpdate{&update.LevelOne, &update.LevelTwo, &update.LevelThree, &update.LevelFour, &update.LevelFive}
		for i, name := range names {
			*slots[i] = level(name)
		}
		_, err := api.UpdateUserHierarchyStructure(ctx, &connect.UpdateUserHierarchyStructureInput{InstanceId: &c.instance, HierarchyStructure: update})
		c.check(err)
		out, err := api.DescribeUserHierarchyStructure(ctx, &connect.DescribeUserHierarchyStructureInput{InstanceId: &c.instance})
		c.check(err)
		s := out.HierarchyStructure
		if s == nil {
			t.Fatal("there is no structure, which the provider takes for a resource that is gone")
		}
		shown := []string{}
		for i, l := range []*types.HierarchyLevel{s.LevelOne, s.LevelTwo, s.LevelThree, s.LevelFour, s.LevelFive} {
			if l == nil {
				continue
			}
			recent(t, "LastModifiedTime", l.LastModifiedTime)
			id := []string{"1", "2", "3", "4", "5"}[i]
			equal(t, "level "+id, l, &types.HierarchyLevel{Id: &id, Arn: aws.String(c.arn("agent-group-level/" + id)), Name: l.Name, LastModifiedTime: l.LastModifiedTime, LastModifiedRegion: region()})
			shown = append(shown, *l.Name)
		}
		equal(t, "levels", shown, names)
	}
}

func TestTerraform_UserHierarchyGroup(t *testing.T) {
	t.Parallel()
	c := shared.centre(t, foreign)
	api, ctx := c.client(), t.Context()
	level := func(name string) *types.HierarchyLevelUpdate { return &types.HierarchyLevelUpdate{Name: &name} }
	_, err := api.UpdateUserHierarchyStructure(ctx, &connect.UpdateUserHierarchyStructureInput{InstanceId: &c.instance,
		HierarchyStructure: &types.HierarchyStructureUpdate{LevelOne: level("levelone"), LevelTwo: level("leveltwo")}})
	c.check(err)
	parent, err := api.CreateUserHierarchyGroup(ctx, &connect.CreateUserHierarchyGroupInput{InstanceId: &c.instance, Name: aws.String("parent")})
	c.check(err)
	top, err := api.DescribeUserHierarchyGroup(ctx, &connect.DescribeUserHierarchyGroupInput{InstanceId: &c.instance, HierarchyGroupId: parent.HierarchyGroupId})
	c.check(err)
	in := &connect.CreateUserHierarchyGroupInput{InstanceId: &c.instance, Name: aws.String("resource"), ParentGroupId: parent.HierarchyGroupId, Tags: map[string]string{"Name": "x"}}
	path := func(id, arn, name *string) *types.HierarchyPath {
		return &types.HierarchyPath{
			LevelOne: &types.HierarchyGroupSummary{Id: parent.HierarchyGroupId, Arn: parent.HierarchyGroupArn, Name: aws.String("parent"), LastModifiedTime: top.HierarchyGroup.LastModifiedTime, LastModifiedRegion: region()},
			LevelTwo: &types.HierarchyGroupSummary{Id: id, Arn: arn, Name: name, LastModifiedRegion: region()}}
	}
	(&life[types.HierarchyGroup]{
		create: func() (*string, *string, error) {
			out, err := api.CreateUserHierarchyGroup(ctx, in)
			return got(out, err).HierarchyGroupId, got(out, err).HierarchyGroupArn, err
		},
		read: func(id *string) (*types.HierarchyGroup, error) {
			out, err := api.DescribeUserHierarchyGroup(ctx, &connect.DescribeUserHierarchyGroupInput{InstanceId: &c.instance, HierarchyGroupId: id})
			if err == nil {
				settle(t, "in its path", out.HierarchyGroup.HierarchyPath.LevelTwo)
			}
			return got(out, err).HierarchyGroup, err
		},
		want: func(id, arn *string) *types.HierarchyGroup {
			return &types.HierarchyGroup{Id: id, Arn: aws.String(c.arn("agent-group/" + *id)), Name: in.Name, LevelId: aws.String("2"), HierarchyPath: path(id, arn, in.Name),
				Tags: in.Tags, LastModifiedRegion: region()}
		},
		updates: []change[types.HierarchyGroup]{{"name", func(id *string) error {
			_, err := api.UpdateUserHierarchyGroupName(ctx, &connect.UpdateUserHierarchyGroupNameInput{InstanceId: &c.instance, HierarchyGroupId: id, Name: aws.String("renamed")})
			return err
		}, func(g *types.HierarchyGroup) {
			g.Name = aws.String("renamed")
			g.HierarchyPath = path(g.Id, g.Arn, g.Name)
		}}},
		tags: func(g *types.HierarchyGroup) *map[string]string { return &g.Tags }, byARN: true, anew: true,
		remove: func(id *string) error {
			_, err := api.DeleteUserHierarchyGroup(ctx, &connect.DeleteUserHierarchyGroupInput{InstanceId: &c.instance, HierarchyGroupId: id})
			return err
		},
	}).lead(t)
}

// claimNumber claims a number and returns its id.
func (c *centre) claimNumber() *string {
	c.t.Helper()
	for range 10 { // another test may claim the same number first
		found, err := c.client().SearchAvailablePhoneNumbers(c.t.Context(), &connect.SearchAvailablePhoneNumbersInput{TargetArn: aws.String(c.arnOfInstance()),
			PhoneNumberCountryCode: types.PhoneNumberCountryCodeUs, PhoneNumberType: types.PhoneNumberTypeDid})
		c.check(err)
		made, err := c.client().ClaimPhoneNumber(c.t.Context(), &connect.ClaimPhoneNumberInput{TargetArn: aws.String(c.arnOfInstance()), PhoneNumber: found.AvailableNumbersList[0].PhoneNumber})
		var taken *types.InvalidParameterException
		if errors.As(err, &taken) {
			continue
		}
		c.check(err)
		return made.PhoneNumberId
	}
	c.t.Fatal("each number that is offered is taken")
	return nil
}

func (c *centre) arnOfInstance() string {
	return "arn:aws:connect:us-west-2:000000000000:instance/" + c.instance
}

func TestTerraform_PhoneNumber(t *testing.T) {
	t.Parallel()
	c, other := shared.centre(t, foreign), shared.centre(t, foreign)
	api, ctx := c.client(), t.Context()
	tags := map[string]string{"Name": "x"}
	var number *string
	(&life[types.ClaimedPhoneNumberSummary]{
		create: func() (*string, *string, error) {
			var out *connect.ClaimPhoneNumberOutput
			var err error
			for range 10 { // another test may claim the same number first
				found, err := api.SearchAvailablePhoneNumbers(ctx, &connect.SearchAvailablePhoneNumbersInput{TargetArn: aws.String(c.arnOfInstance()), MaxResults: aws.Int32(1),
					PhoneNumberCountryCode: types.PhoneNumberCountryCodeDe, PhoneNumberType: types.PhoneNumberTypeDid})
				c.check(err)
				number = found.AvailableNumbersList[0].PhoneNumber
				out, err = api.ClaimPhoneNumber(ctx, &connect.ClaimPhoneNumberInput{TargetArn: aws.String(c.arnOfInstance()), PhoneNumber: number,
					PhoneNumberDescription: aws.String("example description"), Tags: tags})
				if err == nil {
					return out.PhoneNumberId, out.PhoneNumberArn, nil
				}
			}
			return nil, nil, err
		},
		read: func(id *string) (*types.ClaimedPhoneNumberSummary, error) {
			out, err := api.DescribePhoneNumber(ctx, &connect.DescribePhoneNumberInput{PhoneNumberId: id})
			return got(out, err).ClaimedPhoneNumberSummary, err
		},
		want: func(id, arn *string) *types.ClaimedPhoneNumberSummary {
			return &types.ClaimedPhoneNumberSummary{PhoneNumberId: id, PhoneNumberArn: aws.String("arn:aws:connect:us-west-2:000000000000:phone-number/" + *id), PhoneNumber: number,
				PhoneNumberCountryCode: types.PhoneNumberCountryCodeDe, PhoneNumberType: types.PhoneNumberTypeDid, PhoneNumberDescription: aws.String("example description"),
				TargetArn: aws.String(c.arnOfInstance()), InstanceId: &c.instance, Tags: tags, PhoneNumberStatus: &types.PhoneNumberStatus{Status: types.PhoneNumberWorkflowStatusClaimed}}
		},
		updates: []change[types.ClaimedPhoneNumberSummary]{{"target", func(id *string) error {
			_, err := api.UpdatePhoneNumber(ctx, &connect.UpdatePhoneNumberInput{PhoneNumberId: id, TargetArn: aws.String(other.arnOfInstance())})
			return err
		}, func(n *types.ClaimedPhoneNumberSummary) {
			n.TargetArn, n.InstanceId = aws.String(other.arnOfInstance()), &other.instance
		}}},
		tags: func(n *types.ClaimedPhoneNumberSummary) *map[string]string { return &n.Tags }, byARN: true, anew: true,
		remove: func(id *string) error {
			_, err := api.ReleasePhoneNumber(ctx, &connect.ReleasePhoneNumberInput{PhoneNumberId: id})
			return err
		},
	}).lead(t)
}

// The association of a number with a flow is looked for in the list of all, by
// the ARNs of both; it can be taken away twice.
func TestTerraform_PhoneNumberContactFlowAssociation(t *testing.T) {
	t.Parallel()
	c := shared.centre(t, foreign)
	api, ctx := c.client(), t.Context()
	number := c.claimNumber()
	flow := c.flow("resource", goodbye)
	drop := func() error {
		_, err := api.DeleteContactFlow(ctx, &connect.DeleteContactFlowInput{InstanceId: &c.instance, ContactFlowId: &flow})
		return err
	}
	associated := func() (flows []string) {
		t.Helper()
		described, err := api.DescribePhoneNumber(ctx, &connect.DescribePhoneNumberInput{PhoneNumberId: number})
		c.check(err)
		for _, a := range pages(t, connect.NewListFlowAssociationsPaginator(api, &connect.ListFlowAssociationsInput{InstanceId: &c.instance,
			ResourceType: types.ListFlowAssociationResourceTypeVoicePhoneNumber}), 100, func(out *connect.ListFlowAssociationsOutput) []types.FlowAssociationSummary {
			return out.FlowAssociationSummaryList
		}) {
			if *a.ResourceId == *described.ClaimedPhoneNumberSummary.PhoneNumberArn {
				flows = append(flows, *a.FlowId)
			}
		}
		return flows
	}
	for range 2 {
		_, err := api.AssociatePhoneNumberContactFlow(ctx, &connect.AssociatePhoneNumberContactFlowInput{InstanceId: &c.instance, PhoneNumberId: number, ContactFlowId: &flow})
		c.check(err)
	}
	equal(t, "the flow of the number", associated(), []string{c.arn("contact-flow/" + flow)})
	if err := drop(); err == nil {
		t.Error("the flow of a number can be deleted")
	}
	for range 2 {
		_, err := api.DisassociatePhoneNumberContactFlow(ctx, &connect.DisassociatePhoneNumberContactFlowInput{InstanceId: &c.instance, PhoneNumberId: number})
		c.check(err)
	}
	equal(t, "the flow of the number", len(associated()), 0)
	c.check(drop())
	_, err := api.AssociatePhoneNumberContactFlow(ctx, &connect.AssociatePhoneNumberContactFlowInput{InstanceId: &c.instance, PhoneNumberId: number, ContactFlowId: &flow})
	refusedMissing(t, err)
}
