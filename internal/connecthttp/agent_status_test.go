package connecthttp

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"strowger/internal/center"
	"strowger/internal/connectapi"
)

// status makes an enabled agent status and returns its id.
func (h *harness) status(t testing.TB, name string) *string {
	t.Helper()
	return call[connectapi.CreateAgentStatusOutput](t, h, "CreateAgentStatus",
		&connectapi.CreateAgentStatusInput{InstanceId: h.id(), Name: &name, State: connectapi.AgentStatusStateEnabled}).AgentStatusId
}

// builtIn is the id of the status of a built-in type.
func (h *harness) builtIn(t testing.TB, kind center.StatusType) *string {
	t.Helper()
	for s := range h.instance.Directory().Statuses.All() {
		if s.Type == kind {
			return str(s.ID)
		}
	}
	t.Fatalf("there is no status of type %s", kind)
	return nil
}

func (h *harness) describeStatus(t testing.TB, id *string) *connectapi.AgentStatus {
	t.Helper()
	return call[connectapi.DescribeAgentStatusOutput](t, h, "DescribeAgentStatus",
		&connectapi.DescribeAgentStatusInput{InstanceId: h.id(), AgentStatusId: id}).AgentStatus
}

func TestAgentStatus_CreateAndDescribe(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	longest := strings.Repeat("ü", 127)
	tests := map[string]struct {
		in   connectapi.CreateAgentStatusInput
		want connectapi.AgentStatus
	}{
		"least": {connectapi.CreateAgentStatusInput{Name: ptr("Meal"), State: connectapi.AgentStatusStateEnabled},
			connectapi.AgentStatus{Name: ptr("Meal"), State: connectapi.AgentStatusStateEnabled}},
		"everything": {connectapi.CreateAgentStatusInput{Name: &longest, State: connectapi.AgentStatusStateDisabled, DisplayOrder: ptr(int32(50)),
			Description: ptr(strings.Repeat("d", 250)), Tags: map[string]string{"team": "blue"}},
			connectapi.AgentStatus{Name: &longest, State: connectapi.AgentStatusStateDisabled, DisplayOrder: ptr(int32(50)),
				Description: ptr(strings.Repeat("d", 250)), Tags: map[string]string{"team": "blue"}}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			test.in.InstanceId = h.id()
			out := call[connectapi.CreateAgentStatusOutput](t, h, "CreateAgentStatus", &test.in)
			want := test.want
			want.AgentStatusId, want.AgentStatusARN, want.Type = out.AgentStatusId, h.arn("agent-state/"+*out.AgentStatusId), connectapi.AgentStatusTypeCustom
			want.LastModifiedTime, want.LastModifiedRegion = stamp(testStart), ptr(testRegion)
			diff(t, "ARN", out.AgentStatusARN, want.AgentStatusARN)
			diff(t, "status", h.describeStatus(t, out.AgentStatusId), &want)
			diff(t, "status by ARN", h.describeStatus(t, out.AgentStatusARN), &want)
		})
	}
	h.refused(t, "DescribeAgentStatus", &connectapi.DescribeAgentStatusInput{InstanceId: h.id(), AgentStatusId: ptr(absentID)}, 404, "ResourceNotFound")
}

func TestAgentStatus_CreateRefusals(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.status(t, "Meal")
	tests := map[string]struct {
		change func(*connectapi.CreateAgentStatusInput)
		status int
		code   string
	}{
		"name taken":        {func(in *connectapi.CreateAgentStatusInput) { in.Name = ptr("Meal") }, 409, "DuplicateResource"},
		"no name":           {func(in *connectapi.CreateAgentStatusInput) { in.Name = nil }, 400, "InvalidParameter"},
		"empty name":        {func(in *connectapi.CreateAgentStatusInput) { in.Name = ptr("") }, 400, "InvalidParameter"},
		"long name":         {func(in *connectapi.CreateAgentStatusInput) { in.Name = ptr(strings.Repeat("n", 128)) }, 400, "InvalidParameter"},
		"no state":          {func(in *connectapi.CreateAgentStatusInput) { in.State = "" }, 400, "InvalidParameter"},
		"unknown state":     {func(in *connectapi.CreateAgentStatusInput) { in.State = "HALF" }, 400, "InvalidParameter"},
		"empty description": {func(in *connectapi.CreateAgentStatusInput) { in.Description = ptr("") }, 400, "InvalidParameter"},
		"long description":  {func(in *connectapi.CreateAgentStatusInput) { in.Description = ptr(strings.Repeat("d", 251)) }, 400, "InvalidParameter"},
		"order 0":           {func(in *connectapi.CreateAgentStatusInput) { in.DisplayOrder = ptr(int32(0)) }, 400, "InvalidParameter"},
		"order 51":          {func(in *connectapi.CreateAgentStatusInput) { in.DisplayOrder = ptr(int32(51)) }, 400, "InvalidParameter"},
		"unknown instance":  {func(in *connectapi.CreateAgentStatusInput) { in.InstanceId = ptr(absentID) }, 404, "ResourceNotFound"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			in := connectapi.CreateAgentStatusInput{InstanceId: h.id(), Name: ptr("new"), State: connectapi.AgentStatusStateEnabled}
			test.change(&in)
			h.refused(t, "CreateAgentStatus", &in, test.status, test.code)
		})
	}
}

// An instance has at most 50 statuses (R4.1); those there are can still be
// changed.
func TestAgentStatus_Limit(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	var last *string
	for i := h.instance.Directory().Statuses.Len(); i < 50; i++ {
		last = h.status(t, fmt.Sprintf("status %d", i))
	}
	h.refused(t, "CreateAgentStatus", &connectapi.CreateAgentStatusInput{InstanceId: h.id(), Name: ptr("one too many"),
		State: connectapi.AgentStatusStateEnabled}, 429, "LimitExceeded")
	h.do(t, "UpdateAgentStatus", &connectapi.UpdateAgentStatusInput{InstanceId: h.id(), AgentStatusId: last, Name: ptr("renamed")})
	diff(t, "name", *h.describeStatus(t, last).Name, "renamed")
}

func TestAgentStatus_Update(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	id := h.status(t, "Meal")
	want := *h.describeStatus(t, id)
	steps := []struct {
		name   string
		input  connectapi.UpdateAgentStatusInput
		change func()
	}{
		{"name", connectapi.UpdateAgentStatusInput{Name: ptr("Supper")}, func() { want.Name = ptr("Supper") }},
		{"description", connectapi.UpdateAgentStatusInput{Description: ptr("eats")}, func() { want.Description = ptr("eats") }},
		{"state", connectapi.UpdateAgentStatusInput{State: connectapi.AgentStatusStateDisabled}, func() { want.State = connectapi.AgentStatusStateDisabled }},
		{"order", connectapi.UpdateAgentStatusInput{DisplayOrder: ptr(int32(4))}, func() { want.DisplayOrder = ptr(int32(4)) }},
		{"no reset", connectapi.UpdateAgentStatusInput{ResetOrderNumber: ptr(false)}, func() {}},
		{"reset", connectapi.UpdateAgentStatusInput{ResetOrderNumber: ptr(true)}, func() { want.DisplayOrder = nil }},
		{"reset and order", connectapi.UpdateAgentStatusInput{ResetOrderNumber: ptr(true), DisplayOrder: ptr(int32(2))}, func() { want.DisplayOrder = ptr(int32(2)) }},
		{"no description, enabled", connectapi.UpdateAgentStatusInput{Description: ptr(""), State: connectapi.AgentStatusStateEnabled},
			func() { want.Description, want.State = nil, connectapi.AgentStatusStateEnabled }},
	}
	for _, step := range steps {
		h.advance(time.Second)
		step.input.InstanceId, step.input.AgentStatusId = h.id(), id
		h.do(t, "UpdateAgentStatus", &step.input)
		step.change()
		want.LastModifiedTime = stamp(h.instances.now)
		diff(t, step.name, h.describeStatus(t, id), &want)
	}
}

func TestAgentStatus_UpdateRefusals(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	id := h.status(t, "Meal")
	h.status(t, "Course")
	want := h.describeStatus(t, id)
	tests := map[string]struct {
		input  connectapi.UpdateAgentStatusInput
		status int
		code   string
	}{
		"name taken":       {connectapi.UpdateAgentStatusInput{Name: ptr("Course")}, 409, "DuplicateResource"},
		"empty name":       {connectapi.UpdateAgentStatusInput{Name: ptr("")}, 400, "InvalidParameter"},
		"long description": {connectapi.UpdateAgentStatusInput{Description: ptr(strings.Repeat("d", 251))}, 400, "InvalidParameter"},
		"unknown state":    {connectapi.UpdateAgentStatusInput{State: "HALF"}, 400, "InvalidParameter"},
		"order 51":         {connectapi.UpdateAgentStatusInput{DisplayOrder: ptr(int32(51))}, 400, "InvalidParameter"},
		"unknown":          {connectapi.UpdateAgentStatusInput{AgentStatusId: ptr(absentID), Name: ptr("x")}, 404, "ResourceNotFound"},
		"unknown instance": {connectapi.UpdateAgentStatusInput{InstanceId: ptr(absentID), Name: ptr("x")}, 404, "ResourceNotFound"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if test.input.InstanceId == nil {
				test.input.InstanceId = h.id()
			}
			if test.input.AgentStatusId == nil {
				test.input.AgentStatusId = id
			}
			h.refused(t, "UpdateAgentStatus", &test.input, test.status, test.code)
		})
	}
	diff(t, "status", h.describeStatus(t, id), want)
}

func TestAgentStatus_BuiltIn(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	for _, kind := range []center.StatusType{center.Routable, center.Offline} {
		id, name := h.builtIn(t, kind), "Our "+string(kind)
		h.refused(t, "UpdateAgentStatus", &connectapi.UpdateAgentStatusInput{InstanceId: h.id(), AgentStatusId: id, Name: ptr("x"),
			State: connectapi.AgentStatusStateDisabled}, 400, "InvalidRequest")
		h.do(t, "UpdateAgentStatus", &connectapi.UpdateAgentStatusInput{InstanceId: h.id(), AgentStatusId: id, Name: &name, State: connectapi.AgentStatusStateEnabled})
		got := h.describeStatus(t, id)
		diff(t, "name", *got.Name, name)
		diff(t, "type", string(got.Type), string(kind))
		diff(t, "state", got.State, connectapi.AgentStatusStateEnabled)
	}
}

func TestAgentStatus_List(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.status(t, "Meal")
	h.status(t, "Course")
	var all []connectapi.AgentStatusSummary
	for s := range h.instance.Directory().Statuses.All() {
		all = append(all, connectapi.AgentStatusSummary{Id: str(s.ID), Arn: h.arn("agent-state/" + string(s.ID)), Name: &s.Name,
			Type: connectapi.AgentStatusType(s.Type), LastModifiedTime: stamp(testStart), LastModifiedRegion: ptr(testRegion)})
	}
	custom, routable, offline := connectapi.AgentStatusTypeCustom, connectapi.AgentStatusTypeRoutable, connectapi.AgentStatusTypeOffline
	for _, types := range [][]connectapi.AgentStatusType{nil, {custom}, {routable}, {offline}, {offline, routable}, {custom, routable, offline}} {
		var want, got []connectapi.AgentStatusSummary
		for _, s := range all {
			if types == nil || slices.Contains(types, s.Type) {
				want = append(want, s)
			}
		}
		if len(want) == 0 {
			t.Fatalf("there is no status of the types %v", types)
		}
		in := connectapi.ListAgentStatusesInput{InstanceId: h.id(), AgentStatusTypes: types, MaxResults: ptr(int32(1))}
		for range want {
			out := call[connectapi.ListAgentStatusesOutput](t, h, "ListAgentStatuses", &in)
			got = append(got, out.AgentStatusSummaryList...)
			in.NextToken = out.NextToken
		}
		diff(t, fmt.Sprint(types), got, want)
		if in.NextToken != nil {
			t.Errorf("%v: the last page has a token", types)
		}
	}
	for _, in := range []connectapi.ListAgentStatusesInput{{MaxResults: ptr(int32(1001))}, {NextToken: ptr("forged")},
		{AgentStatusTypes: []connectapi.AgentStatusType{"ODD"}}, {AgentStatusTypes: slices.Repeat([]connectapi.AgentStatusType{custom}, 4)}} {
		in.InstanceId = h.id()
		h.refused(t, "ListAgentStatuses", &in, 400, "InvalidParameter")
	}
}

func TestAgentStatus_Search(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	for name, in := range map[string]connectapi.CreateAgentStatusInput{
		"Meal":    {Description: ptr("eats"), State: connectapi.AgentStatusStateEnabled, DisplayOrder: ptr(int32(5)), Tags: map[string]string{"paid": "no"}},
		"Course":  {Description: ptr("learns"), State: connectapi.AgentStatusStateDisabled, DisplayOrder: ptr(int32(7)), Tags: map[string]string{"paid": "yes", "long": ""}},
		"Meeting": {State: connectapi.AgentStatusStateEnabled, Tags: map[string]string{"paid": "yes"}},
	} {
		in.InstanceId, in.Name = h.id(), &name
		h.do(t, "CreateAgentStatus", &in)
	}
	offline := h.describeStatus(t, h.builtIn(t, center.Offline))
	type criteria = connectapi.AgentStatusSearchCriteria
	type filter = connectapi.ControlPlaneAttributeFilter
	field := func(name string, how connectapi.StringComparisonType, value string) criteria {
		return criteria{StringCondition: &connectapi.StringCondition{FieldName: &name, ComparisonType: how, Value: &value}}
	}
	exact, contains := connectapi.StringComparisonTypeExact, connectapi.StringComparisonTypeContains
	paid, long := connectapi.TagCondition{TagKey: ptr("paid"), TagValue: ptr("yes")}, connectapi.TagCondition{TagKey: ptr("long")}
	unpaid := connectapi.TagCondition{TagKey: ptr("paid"), TagValue: ptr("no")}
	tests := map[string]struct {
		criteria criteria
		filter   *filter
		want     []string
	}{
		"name":           {field("name", contains, "ee"), nil, []string{"Meeting"}},
		"description":    {field("description", exact, "EATS"), nil, []string{"Meal"}},
		"state":          {field("state", exact, "DISABLED"), nil, []string{"Course"}},
		"type":           {field("type", exact, "OFFLINE"), nil, []string{*offline.Name}},
		"order":          {field("displayOrder", exact, "7"), nil, []string{"Course"}},
		"no order":       {field("displayOrder", exact, "0"), nil, nil},
		"id":             {field("resourceID", exact, *offline.AgentStatusId), nil, []string{*offline.Name}},
		"tag":            {criteria{}, &filter{TagCondition: &paid}, []string{"Course", "Meeting"}},
		"both tags":      {criteria{}, &filter{AndCondition: &connectapi.CommonAttributeAndCondition{TagConditions: []connectapi.TagCondition{paid, long}}}, []string{"Course"}},
		"either tags":    {criteria{}, &filter{OrConditions: []connectapi.CommonAttributeAndCondition{{TagConditions: []connectapi.TagCondition{unpaid}}, {TagConditions: []connectapi.TagCondition{paid, long}}}}, []string{"Course", "Meal"}},
		"tree and a tag": {criteria{OrConditions: []criteria{field("name", exact, "meal"), {AndConditions: []criteria{field("type", exact, "custom"), field("state", exact, "enabled")}}}}, &filter{TagCondition: &paid}, []string{"Meeting"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			out := call[connectapi.SearchAgentStatusesOutput](t, h, "SearchAgentStatuses", &connectapi.SearchAgentStatusesInput{InstanceId: h.id(),
				SearchCriteria: &test.criteria, SearchFilter: &connectapi.AgentStatusSearchFilter{AttributeFilter: test.filter}})
			var got []string
			for _, s := range out.AgentStatuses {
				got = append(got, *s.Name)
				diff(t, *s.Name, &s, h.describeStatus(t, s.AgentStatusId))
			}
			slices.Sort(got)
			diff(t, "statuses", got, test.want)
			diff(t, "count", out.ApproximateTotalCount, ptr(int64(len(test.want))))
		})
	}
	all := call[connectapi.SearchAgentStatusesOutput](t, h, "SearchAgentStatuses", &connectapi.SearchAgentStatusesInput{InstanceId: h.id()})
	diff(t, "all", len(all.AgentStatuses), h.instance.Directory().Statuses.Len())
	unknown := field("colour", exact, "blue")
	for _, in := range []connectapi.SearchAgentStatusesInput{{MaxResults: ptr(int32(101))}, {NextToken: ptr("forged")}, {SearchCriteria: &unknown}} {
		in.InstanceId = h.id()
		h.refused(t, "SearchAgentStatuses", &in, 400, "InvalidParameter")
	}
}
