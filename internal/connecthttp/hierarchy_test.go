package connecthttp

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"strowger/internal/center"
	"strowger/internal/connectapi"
	"strowger/internal/routing"
)

func (h *harness) setLevels(t testing.TB, names ...string) {
	t.Helper()
	h.do(t, "UpdateUserHierarchyStructure", &connectapi.UpdateUserHierarchyStructureInput{InstanceId: h.id(), HierarchyStructure: structureOf(names...)})
}

func structureOf(names ...string) *connectapi.HierarchyStructureUpdate {
	var levels [5]*connectapi.HierarchyLevelUpdate
	for i, name := range names {
		levels[i] = &connectapi.HierarchyLevelUpdate{Name: &name}
	}
	return &connectapi.HierarchyStructureUpdate{LevelOne: levels[0], LevelTwo: levels[1], LevelThree: levels[2], LevelFour: levels[3], LevelFive: levels[4]}
}

func (h *harness) newGroup(t testing.TB, name, parent string) string {
	t.Helper()
	in := &connectapi.CreateUserHierarchyGroupInput{InstanceId: h.id(), Name: &name, ParentGroupId: optional(parent)}
	out := call[connectapi.CreateUserHierarchyGroupOutput](t, h, "CreateUserHierarchyGroup", in)
	if want := h.instance.Directory().Instance.ARN(center.KindHierarchyGroup, *out.HierarchyGroupId); *out.HierarchyGroupArn != want {
		t.Errorf("HierarchyGroupArn is %s, want %s", *out.HierarchyGroupArn, want)
	}
	return *out.HierarchyGroupId
}

func (h *harness) describeGroup(t *testing.T, id string) *connectapi.HierarchyGroup {
	t.Helper()
	return call[connectapi.DescribeUserHierarchyGroupOutput](t, h, "DescribeUserHierarchyGroup",
		&connectapi.DescribeUserHierarchyGroupInput{InstanceId: h.id(), HierarchyGroupId: &id}).HierarchyGroup
}

func TestHierarchy_Structure(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	describe := func() *connectapi.HierarchyStructure {
		t.Helper()
		return call[connectapi.DescribeUserHierarchyStructureOutput](t, h, "DescribeUserHierarchyStructure",
			&connectapi.DescribeUserHierarchyStructureInput{InstanceId: h.id()}).HierarchyStructure
	}
	diff(t, "at first", describe(), &connectapi.HierarchyStructure{})
	h.setLevels(t, "region", "site", "team", "shift", "desk")
	before := describe()
	if *before.LevelFive.Name != "desk" || *before.LevelTwo.Id != "2" || !strings.HasSuffix(*before.LevelTwo.Arn, "/agent-group-level/2") || before.LevelOne.LastModifiedTime == nil {
		t.Errorf("five levels are %+v", before)
	}
	h.setLevels(t, "region", "town")
	after := describe()
	diff(t, "the level that kept its name", after.LevelOne, before.LevelOne)
	if *after.LevelTwo.Name != "town" || after.LevelThree != nil {
		t.Errorf("two levels are %+v", after)
	}
	group := h.newGroup(t, "south", h.newGroup(t, "north", ""))
	refused := func(levels *connectapi.HierarchyStructureUpdate, status int, code string) {
		t.Helper()
		h.refused(t, "UpdateUserHierarchyStructure", &connectapi.UpdateUserHierarchyStructureInput{InstanceId: h.id(), HierarchyStructure: levels}, status, code)
	}
	refused(structureOf("region"), 409, "ResourceInUse") // a group is there
	refused(&connectapi.HierarchyStructureUpdate{LevelTwo: &connectapi.HierarchyLevelUpdate{Name: ptr("x")}}, 400, "InvalidRequest")
	refused(structureOf("region", ""), 400, "InvalidParameter")
	refused(nil, 400, "InvalidParameter")
	refused(&connectapi.HierarchyStructureUpdate{LevelOne: &connectapi.HierarchyLevelUpdate{}}, 400, "InvalidParameter")
	h.refused(t, "UpdateUserHierarchyStructure", &connectapi.UpdateUserHierarchyStructureInput{InstanceId: ptr("unknown"), HierarchyStructure: structureOf()}, 404, "ResourceNotFound")
	h.refused(t, "DescribeUserHierarchyStructure", &connectapi.DescribeUserHierarchyStructureInput{InstanceId: ptr("unknown")}, 404, "ResourceNotFound")
	diff(t, "after refusals", describe(), after)
	h.do(t, "DeleteUserHierarchyGroup", &connectapi.DeleteUserHierarchyGroupInput{InstanceId: h.id(), HierarchyGroupId: &group})
	h.setLevels(t, "region")
}

func TestHierarchyGroup_LifeOfOne(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.setLevels(t, "region", "site", "team")
	north := h.newGroup(t, "north", "")
	site := h.newGroup(t, "harbour", h.instance.Directory().Instance.ARN(center.KindHierarchyGroup, north))
	team := h.newGroup(t, "red", site)
	summary := func(id, name string) *connectapi.HierarchyGroupSummary {
		in := h.instance.Directory().Instance
		return &connectapi.HierarchyGroupSummary{Id: &id, Name: &name, Arn: ptr(in.ARN(center.KindHierarchyGroup, id)), LastModifiedTime: stamp(testStart), LastModifiedRegion: ptr(testRegion)}
	}
	want := &connectapi.HierarchyGroup{Id: &team, Arn: ptr(h.instance.Directory().Instance.ARN(center.KindHierarchyGroup, team)), Name: ptr("red"), LevelId: ptr("3"),
		HierarchyPath:    &connectapi.HierarchyPath{LevelOne: summary(north, "north"), LevelTwo: summary(site, "harbour"), LevelThree: summary(team, "red")},
		LastModifiedTime: stamp(testStart), LastModifiedRegion: ptr(testRegion)}
	diff(t, "after Create", h.describeGroup(t, team), want)
	list := call[connectapi.ListUserHierarchyGroupsOutput](t, h, "ListUserHierarchyGroups", &connectapi.ListUserHierarchyGroupsInput{InstanceId: h.id(), MaxResults: ptr(int32(2))})
	rest := call[connectapi.ListUserHierarchyGroupsOutput](t, h, "ListUserHierarchyGroups", &connectapi.ListUserHierarchyGroupsInput{InstanceId: h.id(), NextToken: list.NextToken})
	all := append(list.UserHierarchyGroupSummaryList, rest.UserHierarchyGroupSummaryList...)
	if len(all) != 3 || rest.NextToken != nil || !slices.ContainsFunc(all, func(g connectapi.HierarchyGroupSummary) bool { return *g.Id == site && *g.Name == "harbour" }) {
		t.Errorf("the list is %+v", all)
	}

	h.advance(time.Minute)
	h.do(t, "UpdateUserHierarchyGroupName", &connectapi.UpdateUserHierarchyGroupNameInput{InstanceId: h.id(), HierarchyGroupId: &team, Name: ptr("blue")})
	if got := h.describeGroup(t, team); *got.Name != "blue" || *got.HierarchyPath.LevelThree.Name != "blue" || got.LastModifiedTime.Time.Equal(testStart.Time()) {
		t.Errorf("after a new name: %+v", got)
	}
	h.newGroup(t, "red", site) // the old name is free
	h.newGroup(t, "blue", "")  // on another level it is another name
	remove := func(id string) *connectapi.DeleteUserHierarchyGroupInput {
		return &connectapi.DeleteUserHierarchyGroupInput{InstanceId: h.id(), HierarchyGroupId: &id}
	}
	h.refused(t, "DeleteUserHierarchyGroup", remove(site), 409, "ResourceInUse")
	h.do(t, "DeleteUserHierarchyGroup", remove(team))
	h.refused(t, "DescribeUserHierarchyGroup", &connectapi.DescribeUserHierarchyGroupInput{InstanceId: h.id(), HierarchyGroupId: &team}, 404, "ResourceNotFound")
	h.do(t, "TagResource", &connectapi.TagResourceInput{ResourceArn: ptr(h.instance.Directory().Instance.ARN(center.KindHierarchyGroup, site)), Tags: map[string]string{"a": "b"}})
	diff(t, "tags", h.describeGroup(t, site).Tags, map[string]string{"a": "b"})
}

func TestHierarchyGroup_Refusals(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.setLevels(t, "1", "2", "3", "4", "5")
	group := ""
	for i := range 5 {
		group = h.newGroup(t, fmt.Sprint("level ", i+1), group)
	}
	type input = connectapi.CreateUserHierarchyGroupInput
	tests := map[string]struct {
		change func(*input)
		status int
		code   string
	}{
		"unknown instance": {func(in *input) { in.InstanceId = ptr("unknown") }, 404, "ResourceNotFound"},
		"unknown parent":   {func(in *input) { in.ParentGroupId = ptr("unknown") }, 404, "ResourceNotFound"},
		"empty parent":     {func(in *input) { in.ParentGroupId = ptr("") }, 400, "InvalidParameter"},
		"sixth level":      {func(in *input) { in.ParentGroupId = &group }, 400, "InvalidParameter"},
		"no name":          {func(in *input) { in.Name = nil }, 400, "InvalidParameter"},
		"empty name":       {func(in *input) { in.Name = ptr("") }, 400, "InvalidParameter"},
		"long name":        {func(in *input) { in.Name = ptr(strings.Repeat("n", 101)) }, 400, "InvalidParameter"},
		"name taken":       {func(in *input) { in.Name = ptr("level 1") }, 409, "DuplicateResource"},
	}
	for name, tt := range tests {
		in := &input{InstanceId: h.id(), Name: ptr("new")}
		tt.change(in)
		if got := h.refused(t, "CreateUserHierarchyGroup", in, tt.status, tt.code); strings.Contains(got.Body, `\u0000`) {
			t.Errorf("%s: %s", name, got.Body)
		}
	}
	other := newHarness(t)
	other.refused(t, "CreateUserHierarchyGroup", &input{InstanceId: other.id(), Name: ptr("no level")}, 404, "ResourceNotFound")
	rename := func(id, name string, status int, code string) {
		t.Helper()
		h.refused(t, "UpdateUserHierarchyGroupName", &connectapi.UpdateUserHierarchyGroupNameInput{InstanceId: h.id(), HierarchyGroupId: &id, Name: &name}, status, code)
	}
	first := h.newGroup(t, "another", "")
	rename(first, "level 1", 409, "DuplicateResource")
	rename(first, "", 400, "InvalidParameter")
	rename("unknown", "x", 404, "ResourceNotFound")
	h.refused(t, "DeleteUserHierarchyGroup", &connectapi.DeleteUserHierarchyGroupInput{InstanceId: h.id(), HierarchyGroupId: ptr("unknown")}, 404, "ResourceNotFound")
	h.refused(t, "ListUserHierarchyGroups", &connectapi.ListUserHierarchyGroupsInput{InstanceId: h.id(), NextToken: ptr("made up")}, 400, "InvalidParameter")
	h.refused(t, "SearchUserHierarchyGroups", &connectapi.SearchUserHierarchyGroupsInput{InstanceId: h.id(), SearchCriteria: &connectapi.UserHierarchyGroupSearchCriteria{
		StringCondition: &connectapi.StringCondition{FieldName: ptr("path"), Value: ptr("x")}}}, 400, "InvalidParameter")
}

func TestHierarchyGroup_Search(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.setLevels(t, "region", "site")
	north := h.newGroup(t, "north", "")
	h.newGroup(t, "south", "")
	site := h.newGroup(t, "north harbour", north)
	h.do(t, "TagResource", &connectapi.TagResourceInput{ResourceArn: ptr(h.instance.Directory().Instance.ARN(center.KindHierarchyGroup, site)), Tags: map[string]string{"a": "b"}})
	for _, tt := range []struct {
		field, value string
		how          connectapi.StringComparisonType
		want         int
	}{{"name", "NORTH", "STARTS_WITH", 2}, {"name", "north", "EXACT", 1}, {"parentId", north, "EXACT", 1}, {"levelId", "1", "EXACT", 2}, {"resourceID", site, "EXACT", 1}} {
		out := call[connectapi.SearchUserHierarchyGroupsOutput](t, h, "SearchUserHierarchyGroups", &connectapi.SearchUserHierarchyGroupsInput{InstanceId: h.id(),
			SearchCriteria: &connectapi.UserHierarchyGroupSearchCriteria{StringCondition: &connectapi.StringCondition{FieldName: &tt.field, Value: &tt.value, ComparisonType: tt.how}}})
		if len(out.UserHierarchyGroups) != tt.want || *out.ApproximateTotalCount != int64(tt.want) {
			t.Errorf("%s %s %s finds %d, want %d", tt.field, tt.how, tt.value, len(out.UserHierarchyGroups), tt.want)
		}
		for _, g := range out.UserHierarchyGroups {
			diff(t, tt.field, &g, h.describeGroup(t, *g.Id))
		}
	}
	out := call[connectapi.SearchUserHierarchyGroupsOutput](t, h, "SearchUserHierarchyGroups", &connectapi.SearchUserHierarchyGroupsInput{InstanceId: h.id(),
		SearchFilter: &connectapi.UserHierarchyGroupSearchFilter{AttributeFilter: &connectapi.ControlPlaneAttributeFilter{TagCondition: &connectapi.TagCondition{TagKey: ptr("a")}}}})
	if len(out.UserHierarchyGroups) != 1 || *out.UserHierarchyGroups[0].Id != site {
		t.Errorf("the tag finds %+v", out.UserHierarchyGroups)
	}
}

// Users in groups: where they show, what finds them, and what they protect.
func TestHierarchy_OfUsers(t *testing.T) {
	t.Parallel()
	f := newFloor(t)
	f.setLevels(f, "region", "site")
	north := f.newGroup(f, "north", "")
	site := f.newGroup(f, "harbour", north)
	south := f.newGroup(f, "south", "")
	arn := func(id string) *string {
		return ptr(f.instance.Directory().Instance.ARN(center.KindHierarchyGroup, id))
	}
	f.do(t, "UpdateUserHierarchy", &connectapi.UpdateUserHierarchyInput{InstanceId: f.id(), UserId: ptr("ann"), HierarchyGroupId: arn(site)})
	f.do(t, "UpdateUserHierarchy", &connectapi.UpdateUserHierarchyInput{InstanceId: f.id(), UserId: ptr("bob"), HierarchyGroupId: &south})
	described := call[connectapi.DescribeUserOutput](t, f.harness, "DescribeUser", &connectapi.DescribeUserInput{InstanceId: f.id(), UserId: ptr("ann")})
	diff(t, "DescribeUser", *described.User.HierarchyGroupId, site)

	search := func(criteria *connectapi.HierarchyGroupCondition, filter *connectapi.ControlPlaneUserAttributeFilter) (names string) {
		t.Helper()
		in := &connectapi.SearchUsersInput{InstanceId: f.id()}
		if criteria != nil {
			in.SearchCriteria = &connectapi.UserSearchCriteria{HierarchyGroupCondition: criteria}
		}
		if filter != nil {
			in.SearchFilter = &connectapi.UserSearchFilter{UserAttributeFilter: filter}
		}
		for _, u := range call[connectapi.SearchUsersOutput](t, f.harness, "SearchUsers", in).Users {
			names += *u.Username + " "
		}
		return names
	}
	condition := func(group string, how connectapi.HierarchyGroupMatchType) *connectapi.HierarchyGroupCondition {
		return &connectapi.HierarchyGroupCondition{Value: &group, HierarchyGroupMatchType: how}
	}
	diff(t, "exactly the upper group", search(condition(north, "EXACT"), nil), "")
	diff(t, "with what is below it", search(condition(north, "WITH_CHILD_GROUPS"), nil), "ann ")
	diff(t, "exactly the group", search(condition(*arn(site), "EXACT"), nil), "ann ")
	diff(t, "a group that is not there", search(condition("gone", "WITH_CHILD_GROUPS"), nil), "")
	diff(t, "as a filter", search(nil, &connectapi.ControlPlaneUserAttributeFilter{HierarchyGroupCondition: condition(south, "WITH_CHILD_GROUPS")}), "bob ")
	diff(t, "one of two filters", search(nil, &connectapi.ControlPlaneUserAttributeFilter{OrConditions: []connectapi.AttributeAndCondition{
		{HierarchyGroupCondition: condition(south, "EXACT")}, {HierarchyGroupCondition: condition(north, "WITH_CHILD_GROUPS")}}}), "ann bob ")

	f.instance.mustDo(routing.SetStatus{UserID: "ann", StatusID: f.statusID("Available")}, routing.SetStatus{UserID: "bob", StatusID: f.statusID("Lunch")})
	data := func(groups ...string) []connectapi.UserData {
		t.Helper()
		return call[connectapi.GetCurrentUserDataOutput](t, f.harness, "GetCurrentUserData", &connectapi.GetCurrentUserDataInput{InstanceId: f.id(),
			Filters: &connectapi.UserDataFilters{UserHierarchyGroups: groups}}).UserDataList
	}
	if got := data(north); len(got) != 1 || *got[0].User.Id != "ann" {
		t.Fatalf("current data of the north: %+v", got)
	} else {
		diff(t, "HierarchyPath", got[0].HierarchyPath, &connectapi.HierarchyPathReference{
			LevelOne: &connectapi.HierarchyGroupSummaryReference{Id: &north, Arn: arn(north)},
			LevelTwo: &connectapi.HierarchyGroupSummaryReference{Id: &site, Arn: arn(site)}})
	}
	if got := data(*arn(south)); len(got) != 1 || *got[0].User.Id != "bob" {
		t.Errorf("current data of the south: %+v", got)
	}

	id := f.task()
	f.instance.mustDo(routing.Accept{UserID: "ann", ContactID: center.ContactID(id)})
	f.do(t, "UpdateUserHierarchy", &connectapi.UpdateUserHierarchyInput{InstanceId: f.id(), UserId: ptr("ann")})
	diff(t, "groups of the agent at the join", f.describe(id).AgentInfo.HierarchyGroups, &connectapi.HierarchyGroups{
		Level1: &connectapi.AgentHierarchyGroup{Arn: arn(north)}, Level2: &connectapi.AgentHierarchyGroup{Arn: arn(site)}})
	described = call[connectapi.DescribeUserOutput](t, f.harness, "DescribeUser", &connectapi.DescribeUserInput{InstanceId: f.id(), UserId: ptr("ann")})
	if described.User.HierarchyGroupId != nil {
		t.Errorf("without a group ann is in %s", *described.User.HierarchyGroupId)
	}

	remove := func(id string) *connectapi.DeleteUserHierarchyGroupInput {
		return &connectapi.DeleteUserHierarchyGroupInput{InstanceId: f.id(), HierarchyGroupId: &id}
	}
	f.refused(t, "DeleteUserHierarchyGroup", remove(south), 409, "ResourceInUse")
	f.do(t, "DeleteUserHierarchyGroup", remove(site))
	f.do(t, "CreateSecurityProfile", &connectapi.CreateSecurityProfileInput{InstanceId: f.id(), SecurityProfileName: ptr("north only"), AllowedAccessControlHierarchyGroupId: &north})
	f.refused(t, "DeleteUserHierarchyGroup", remove(north), 409, "ResourceInUse")
	for _, in := range []connectapi.UpdateUserHierarchyInput{{UserId: ptr("ann"), HierarchyGroupId: ptr("gone")}, {UserId: ptr("nobody"), HierarchyGroupId: &south}} {
		in.InstanceId = f.id()
		f.refused(t, "UpdateUserHierarchy", &in, 404, "ResourceNotFound")
	}
	f.refused(t, "UpdateUserHierarchy", &connectapi.UpdateUserHierarchyInput{InstanceId: f.id(), UserId: ptr("ann"), HierarchyGroupId: ptr("")}, 400, "InvalidParameter")
}
