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

func (h *harness) newSecurityProfile(t *testing.T, in *connectapi.CreateSecurityProfileInput) string {
	t.Helper()
	in.InstanceId = h.id()
	out := call[connectapi.CreateSecurityProfileOutput](t, h, "CreateSecurityProfile", in)
	if want := h.instance.Directory().Instance.ARN(center.KindSecurityProfile, *out.SecurityProfileId); *out.SecurityProfileArn != want {
		t.Errorf("SecurityProfileArn is %s, want %s", *out.SecurityProfileArn, want)
	}
	return *out.SecurityProfileId
}

func (h *harness) describeSecurityProfile(t *testing.T, id string) *connectapi.SecurityProfile {
	t.Helper()
	return call[connectapi.DescribeSecurityProfileOutput](t, h, "DescribeSecurityProfile",
		&connectapi.DescribeSecurityProfileInput{InstanceId: h.id(), SecurityProfileId: &id}).SecurityProfile
}

// permissions lists all permissions of a profile, two to a page.
func (h *harness) permissions(t *testing.T, id string) []string {
	t.Helper()
	all, token := []string{}, (*string)(nil)
	for {
		out := call[connectapi.ListSecurityProfilePermissionsOutput](t, h, "ListSecurityProfilePermissions",
			&connectapi.ListSecurityProfilePermissionsInput{InstanceId: h.id(), SecurityProfileId: &id, MaxResults: ptr(int32(2)), NextToken: token})
		if len(out.Permissions) > 2 || out.LastModifiedTime == nil || *out.LastModifiedRegion != testRegion {
			t.Errorf("a page is %+v", out)
		}
		all = append(all, out.Permissions...)
		if token = out.NextToken; token == nil {
			return all
		}
	}
}

func (h *harness) applications(t *testing.T, id string) []connectapi.Application {
	t.Helper()
	all, token := []connectapi.Application{}, (*string)(nil)
	for {
		out := call[connectapi.ListSecurityProfileApplicationsOutput](t, h, "ListSecurityProfileApplications",
			&connectapi.ListSecurityProfileApplicationsInput{InstanceId: h.id(), SecurityProfileId: &id, MaxResults: ptr(int32(1)), NextToken: token})
		all = append(all, out.Applications...)
		if token = out.NextToken; token == nil {
			return all
		}
	}
}

func TestSecurityProfile_CreateDescribeUpdateDelete(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	tags := map[string]string{"team": "blue"}
	apps := []connectapi.Application{
		{Namespace: ptr("b"), ApplicationPermissions: []string{"ACCESS"}, Type: "MCP"},
		{Namespace: ptr("a"), ApplicationPermissions: []string{"READ", "WRITE"}},
	}
	id := h.newSecurityProfile(t, &connectapi.CreateSecurityProfileInput{
		SecurityProfileName: ptr("Lead"), Description: ptr("leads"), Permissions: []string{"Users.View", "BasicAgentAccess", "Queues.View", "Users.View"},
		Tags: tags, AllowedAccessControlTags: map[string]string{"site": "north"}, TagRestrictedResources: []string{"User", "Queue"},
		HierarchyRestrictedResources: []string{"User"}, Applications: apps,
	})
	want := &connectapi.SecurityProfile{
		Id: &id, Arn: ptr(h.instance.Directory().Instance.ARN(center.KindSecurityProfile, id)), SecurityProfileName: ptr("Lead"),
		Description: ptr("leads"), OrganizationResourceId: h.id(), Tags: tags, AllowedAccessControlTags: map[string]string{"site": "north"},
		TagRestrictedResources: []string{"User", "Queue"}, HierarchyRestrictedResources: []string{"User"},
		LastModifiedTime: stamp(testStart), LastModifiedRegion: ptr(testRegion),
	}
	diff(t, "after Create", h.describeSecurityProfile(t, id), want)
	diff(t, "by ARN", h.describeSecurityProfile(t, *want.Arn), want)
	diff(t, "permissions", h.permissions(t, id), []string{"BasicAgentAccess", "Queues.View", "Users.View"})
	diff(t, "applications", h.applications(t, id), []connectapi.Application{apps[1], apps[0]})

	h.advance(time.Minute)
	update := func(change connectapi.UpdateSecurityProfileInput) {
		t.Helper()
		change.InstanceId, change.SecurityProfileId = h.id(), &id
		h.do(t, "UpdateSecurityProfile", &change)
		want.LastModifiedTime = stamp(h.instances.now)
	}
	update(connectapi.UpdateSecurityProfileInput{Permissions: []string{"OutboundCallAccess"}})
	diff(t, "after new permissions", h.describeSecurityProfile(t, id), want)
	diff(t, "new permissions", h.permissions(t, id), []string{"OutboundCallAccess"})
	diff(t, "applications that stay", h.applications(t, id), []connectapi.Application{apps[1], apps[0]})
	update(connectapi.UpdateSecurityProfileInput{Description: ptr(""), AllowedAccessControlTags: map[string]string{"site": "south"},
		TagRestrictedResources: []string{"RoutingProfile"}, HierarchyRestrictedResources: []string{}, Applications: []connectapi.Application{}})
	want.Description, want.AllowedAccessControlTags = nil, map[string]string{"site": "south"}
	want.TagRestrictedResources, want.HierarchyRestrictedResources = []string{"RoutingProfile"}, []string{}
	diff(t, "after everything else changed", h.describeSecurityProfile(t, id), want)
	diff(t, "no applications", h.applications(t, id), []connectapi.Application{})
	update(connectapi.UpdateSecurityProfileInput{Permissions: []string{}})
	diff(t, "no permissions", h.permissions(t, id), []string{})

	h.do(t, "DeleteSecurityProfile", &connectapi.DeleteSecurityProfileInput{InstanceId: h.id(), SecurityProfileId: want.Arn})
	h.refused(t, "DescribeSecurityProfile", &connectapi.DescribeSecurityProfileInput{InstanceId: h.id(), SecurityProfileId: &id}, 404, "ResourceNotFound")
}

func TestSecurityProfile_CreateAndUpdateRefusals(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	type input = connectapi.CreateSecurityProfileInput
	tests := map[string]struct {
		change     func(*input)
		status     int
		code       string
		createOnly bool
	}{
		"unknown instance": {func(in *input) { in.InstanceId = ptr("unknown") }, 404, "ResourceNotFound", false},
		"name taken":       {func(in *input) { in.SecurityProfileName = ptr("Admin") }, 409, "DuplicateResource", true},
		"no name":          {func(in *input) { in.SecurityProfileName = nil }, 400, "InvalidParameter", true},
		"odd name":         {func(in *input) { in.SecurityProfileName = ptr("a/b") }, 400, "InvalidParameter", true},
		"long name":        {func(in *input) { in.SecurityProfileName = ptr(strings.Repeat("n", 128)) }, 400, "InvalidParameter", true},
		"long description": {func(in *input) { in.Description = ptr(strings.Repeat("d", 251)) }, 400, "InvalidParameter", false},
		"501 permissions":  {func(in *input) { in.Permissions = slices.Repeat([]string{"Users.View"}, 501) }, 400, "InvalidParameter", false},
		"empty permission": {func(in *input) { in.Permissions = []string{""} }, 400, "InvalidParameter", false},
		"5 access tags":    {func(in *input) { in.AllowedAccessControlTags = numbered(5) }, 400, "InvalidParameter", false},
		"hierarchy group":  {func(in *input) { in.AllowedAccessControlHierarchyGroupId = ptr("group") }, 404, "ResourceNotFound", false},
		"flow module":      {func(in *input) { in.AllowedFlowModules = []connectapi.FlowModule{{FlowModuleId: ptr("module")}} }, 404, "ResourceNotFound", false},
		"data tables":      {func(in *input) { in.GranularAccessControlConfiguration = granular() }, 400, "InvalidRequest", false},
		"nameless app":     {func(in *input) { in.Applications = []connectapi.Application{{}} }, 400, "InvalidParameter", false},
		"application twice": {func(in *input) {
			in.Applications = []connectapi.Application{{Namespace: ptr("a")}, {Namespace: ptr("a")}}
		}, 400, "InvalidParameter", false},
	}
	id := h.newSecurityProfile(t, &input{SecurityProfileName: ptr("old")})
	before := h.describeSecurityProfile(t, id)
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			in := &input{InstanceId: h.id(), SecurityProfileName: ptr("new")}
			tt.change(in)
			h.refused(t, "CreateSecurityProfile", in, tt.status, tt.code)
			if tt.createOnly {
				return
			}
			h.refused(t, "UpdateSecurityProfile", &connectapi.UpdateSecurityProfileInput{
				InstanceId: in.InstanceId, SecurityProfileId: &id, Description: in.Description, Permissions: in.Permissions,
				AllowedAccessControlTags: in.AllowedAccessControlTags, AllowedAccessControlHierarchyGroupId: in.AllowedAccessControlHierarchyGroupId,
				AllowedFlowModules: in.AllowedFlowModules, Applications: in.Applications,
				GranularAccessControlConfiguration: in.GranularAccessControlConfiguration,
			}, tt.status, tt.code)
		})
	}
	diff(t, "after refusals", h.describeSecurityProfile(t, id), before)
	if n := h.instance.Directory().SecurityProfiles.Len(); n != 5 {
		t.Errorf("there are %d security profiles after refusals, want 5", n)
	}
}

// numbered makes n tags.
func numbered(n int) map[string]string {
	tags := map[string]string{}
	for i := range n {
		tags[fmt.Sprintf("key %d", i)] = "value"
	}
	return tags
}

func granular() *connectapi.GranularAccessControlConfiguration {
	return &connectapi.GranularAccessControlConfiguration{DataTableAccessControlConfiguration: &connectapi.DataTableAccessControlConfiguration{}}
}

func TestSecurityProfile_InUseAndUnknown(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	d := h.instance.Directory()
	agent := byName(t, &d.SecurityProfiles, "Agent")
	h.instance.mustDo(routing.Put{Resource: &center.User{ID: "ann", Username: "ann",
		ProfileID: byName(t, &d.Profiles, "Basic Routing Profile").ID, SecurityProfiles: []center.SecurityProfileID{agent.ID}}})
	refusal := h.refused(t, "DeleteSecurityProfile", &connectapi.DeleteSecurityProfileInput{InstanceId: h.id(), SecurityProfileId: str(agent.ID)}, 409, "ResourceInUse")
	if !strings.Contains(refusal.Body, `"ResourceId":"`+string(agent.ID)+`"`) {
		t.Errorf("the answer %s does not name the profile", refusal.Body)
	}
	h.describeSecurityProfile(t, string(agent.ID))
	for _, ids := range [][2]*string{{h.id(), ptr("unknown")}, {ptr("unknown"), str(agent.ID)}} {
		h.refused(t, "DeleteSecurityProfile", &connectapi.DeleteSecurityProfileInput{InstanceId: ids[0], SecurityProfileId: ids[1]}, 404, "ResourceNotFound")
		h.refused(t, "DescribeSecurityProfile", &connectapi.DescribeSecurityProfileInput{InstanceId: ids[0], SecurityProfileId: ids[1]}, 404, "ResourceNotFound")
		h.refused(t, "UpdateSecurityProfile", &connectapi.UpdateSecurityProfileInput{InstanceId: ids[0], SecurityProfileId: ids[1]}, 404, "ResourceNotFound")
		h.refused(t, "ListSecurityProfilePermissions", &connectapi.ListSecurityProfilePermissionsInput{InstanceId: ids[0], SecurityProfileId: ids[1]}, 404, "ResourceNotFound")
		h.refused(t, "ListSecurityProfileApplications", &connectapi.ListSecurityProfileApplicationsInput{InstanceId: ids[0], SecurityProfileId: ids[1]}, 404, "ResourceNotFound")
	}
	h.refused(t, "ListSecurityProfiles", &connectapi.ListSecurityProfilesInput{InstanceId: ptr("unknown")}, 404, "ResourceNotFound")
	h.refused(t, "SearchSecurityProfiles", &connectapi.SearchSecurityProfilesInput{InstanceId: ptr("unknown")}, 404, "ResourceNotFound")
	bad := ptr("made up")
	h.refused(t, "ListSecurityProfiles", &connectapi.ListSecurityProfilesInput{InstanceId: h.id(), NextToken: bad}, 400, "InvalidParameter")
	h.refused(t, "SearchSecurityProfiles", &connectapi.SearchSecurityProfilesInput{InstanceId: h.id(), NextToken: bad}, 400, "InvalidParameter")
	h.refused(t, "SearchSecurityProfiles", &connectapi.SearchSecurityProfilesInput{InstanceId: h.id(), MaxResults: ptr(int32(101))}, 400, "InvalidParameter")
	h.refused(t, "ListSecurityProfilePermissions", &connectapi.ListSecurityProfilePermissionsInput{InstanceId: h.id(), SecurityProfileId: str(agent.ID), NextToken: bad}, 400, "InvalidParameter")
	h.refused(t, "ListSecurityProfileApplications", &connectapi.ListSecurityProfileApplicationsInput{InstanceId: h.id(), SecurityProfileId: str(agent.ID), NextToken: bad}, 400, "InvalidParameter")
}

func TestSecurityProfile_ListAndSearch(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	id := h.newSecurityProfile(t, &connectapi.CreateSecurityProfileInput{SecurityProfileName: ptr("Lead"), Description: ptr("leads"), Tags: map[string]string{"team": "blue"}})
	names := map[string]bool{}
	var token *string
	for {
		out := call[connectapi.ListSecurityProfilesOutput](t, h, "ListSecurityProfiles",
			&connectapi.ListSecurityProfilesInput{InstanceId: h.id(), MaxResults: ptr(int32(2)), NextToken: token})
		for _, got := range out.SecurityProfileSummaryList {
			names[*got.Name] = true
			whole := h.describeSecurityProfile(t, *got.Id)
			diff(t, "summary", got, connectapi.SecurityProfileSummary{Id: whole.Id, Arn: whole.Arn, Name: whole.SecurityProfileName,
				LastModifiedTime: whole.LastModifiedTime, LastModifiedRegion: whole.LastModifiedRegion})
		}
		if token = out.NextToken; token == nil {
			break
		}
	}
	if len(names) != 5 {
		t.Errorf("the pages hold %v", names)
	}
	find := func(field, value string, filter *connectapi.SecurityProfilesSearchFilter) *connectapi.SearchSecurityProfilesInput {
		return &connectapi.SearchSecurityProfilesInput{InstanceId: h.id(), SearchFilter: filter, SearchCriteria: &connectapi.SecurityProfileSearchCriteria{
			StringCondition: &connectapi.StringCondition{FieldName: &field, Value: &value, ComparisonType: "CONTAINS"}}}
	}
	out := call[connectapi.SearchSecurityProfilesOutput](t, h, "SearchSecurityProfiles", find("name", "LEAD", nil))
	diff(t, "found by name", out.SecurityProfiles, []connectapi.SecurityProfileSearchSummary{{
		Id: &id, Arn: ptr(h.instance.Directory().Instance.ARN(center.KindSecurityProfile, id)), SecurityProfileName: ptr("Lead"),
		Description: ptr("leads"), OrganizationResourceId: h.id(), Tags: map[string]string{"team": "blue"}}})
	tagged := &connectapi.SecurityProfilesSearchFilter{TagFilter: &connectapi.ControlPlaneTagFilter{TagCondition: &connectapi.TagCondition{TagKey: ptr("team")}}}
	out = call[connectapi.SearchSecurityProfilesOutput](t, h, "SearchSecurityProfiles", find("name", "a", tagged))
	if len(out.SecurityProfiles) != 1 || *out.ApproximateTotalCount != 1 {
		t.Errorf("found %d of %d, want the one with the tag", len(out.SecurityProfiles), *out.ApproximateTotalCount)
	}
	h.refused(t, "SearchSecurityProfiles", find("description", "leads", nil), 400, "InvalidParameter")
}
