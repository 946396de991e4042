package connecthttp

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"strowger/internal/center"
	"strowger/internal/connectapi"
	"strowger/internal/flow"
	"strowger/internal/routing"
)

// ending is a good flow that does nothing but end; note tells it from others.
func ending(note string) string {
	return `{"Version": "2019-10-30", "StartAction": "` + note + `", "Actions": [
		{"Identifier": "` + note + `", "Type": "DisconnectParticipant", "Parameters": {}, "Transitions": {}}]}`
}

func (h *harness) newFlow(t *testing.T, in *connectapi.CreateContactFlowInput) string {
	t.Helper()
	in.InstanceId = h.id()
	if in.Type == "" {
		in.Type = connectapi.ContactFlowTypeContactFlow
	}
	if in.Content == nil {
		in.Content = ptr(ending("first"))
	}
	out := call[connectapi.CreateContactFlowOutput](t, h, "CreateContactFlow", in)
	if want := h.instance.Directory().Instance.ARN(center.KindFlow, *out.ContactFlowId); *out.ContactFlowArn != want {
		t.Errorf("ContactFlowArn is %s, want %s", *out.ContactFlowArn, want)
	}
	if *out.FlowContentSha256 != checksum(*in.Content) {
		t.Errorf("FlowContentSha256 is %s", *out.FlowContentSha256)
	}
	return *out.ContactFlowId
}

func (h *harness) describeFlow(t *testing.T, id string) *connectapi.ContactFlow {
	t.Helper()
	return call[connectapi.DescribeContactFlowOutput](t, h, "DescribeContactFlow",
		&connectapi.DescribeContactFlowInput{InstanceId: h.id(), ContactFlowId: &id}).ContactFlow
}

func (h *harness) updateContent(t *testing.T, id, content string) {
	t.Helper()
	h.do(t, "UpdateContactFlowContent", &connectapi.UpdateContactFlowContentInput{InstanceId: h.id(), ContactFlowId: &id, Content: &content})
}

func TestContactFlow_CreateDescribeUpdateDelete(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	tags := map[string]string{"team": "blue"}
	id := h.newFlow(t, &connectapi.CreateContactFlowInput{Name: ptr("flow"), Description: ptr("ends"), Tags: tags})
	arn := h.instance.Directory().Instance.ARN(center.KindFlow, id)
	want := &connectapi.ContactFlow{
		Id: &id, Arn: &arn, Name: ptr("flow"), Description: ptr("ends"), Type: "CONTACT_FLOW", State: "ACTIVE", Status: "PUBLISHED",
		Content: ptr(ending("first")), FlowContentSha256: ptr(checksum(ending("first"))), Tags: tags,
		LastModifiedTime: stamp(testStart), LastModifiedRegion: ptr(testRegion),
	}
	diff(t, "after Create", h.describeFlow(t, id), want)
	diff(t, "by ARN", h.describeFlow(t, arn), want)

	h.advance(time.Minute)
	want.LastModifiedTime = stamp(h.instances.now)
	h.updateContent(t, id, ending("second"))
	want.Content, want.FlowContentSha256 = ptr(ending("second")), ptr(checksum(ending("second")))
	diff(t, "after new content", h.describeFlow(t, id), want)
	h.do(t, "UpdateContactFlowName", &connectapi.UpdateContactFlowNameInput{InstanceId: h.id(), ContactFlowId: &id, Name: ptr("renamed")})
	want.Name = ptr("renamed")
	diff(t, "after a new name", h.describeFlow(t, id), want)
	h.do(t, "UpdateContactFlowName", &connectapi.UpdateContactFlowNameInput{InstanceId: h.id(), ContactFlowId: &arn, Description: ptr("")})
	want.Description = nil
	diff(t, "without description", h.describeFlow(t, id), want)
	h.do(t, "UpdateContactFlowMetadata", &connectapi.UpdateContactFlowMetadataInput{InstanceId: h.id(), ContactFlowId: &id, Description: ptr("again"), ContactFlowState: "ARCHIVED"})
	want.Description, want.State = ptr("again"), "ARCHIVED"
	diff(t, "archived", h.describeFlow(t, id), want)
	h.do(t, "UpdateContactFlowMetadata", &connectapi.UpdateContactFlowMetadataInput{InstanceId: h.id(), ContactFlowId: &id, Name: ptr("flow")})
	want.Name = ptr("flow")
	diff(t, "renamed, and archived as before", h.describeFlow(t, id), want)
	h.do(t, "UpdateContactFlowMetadata", &connectapi.UpdateContactFlowMetadataInput{InstanceId: h.id(), ContactFlowId: &id, ContactFlowState: "ACTIVE"})
	want.State = "ACTIVE"
	diff(t, "active again", h.describeFlow(t, id), want)

	h.do(t, "DeleteContactFlow", &connectapi.DeleteContactFlowInput{InstanceId: h.id(), ContactFlowId: &arn})
	h.refused(t, "DescribeContactFlow", &connectapi.DescribeContactFlowInput{InstanceId: h.id(), ContactFlowId: &id}, 404, "ResourceNotFound")
}

func TestContactFlow_SavedContentWaitsForPublication(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	id := h.newFlow(t, &connectapi.CreateContactFlowInput{Name: ptr("flow"), Content: ptr("not even JSON"), Status: "SAVED"})
	check := func(what, published, saved string) {
		t.Helper()
		if published == "" {
			h.refused(t, "DescribeContactFlow", &connectapi.DescribeContactFlowInput{InstanceId: h.id(), ContactFlowId: &id}, 404, "ContactFlowNotPublished")
		} else if got := h.describeFlow(t, id); *got.Content != published || got.Status != "PUBLISHED" || *got.FlowContentSha256 != checksum(published) {
			t.Errorf("%s: the published flow is %s, %s", what, got.Status, *got.Content)
		}
		for _, name := range []string{id, h.instance.Directory().Instance.ARN(center.KindFlow, id)} {
			if got := h.describeFlow(t, name+":$SAVED"); *got.Content != saved || got.Status != "SAVED" || *got.Id != id || *got.FlowContentSha256 != checksum(saved) {
				t.Errorf("%s: the saved flow is %s, %s", what, got.Status, *got.Content)
			}
		}
	}
	start := func(contact center.ContactID) error {
		_, err := h.instance.Do(t.Context(), routing.StartContact{Contact: &center.Contact{
			ID: contact, Channel: center.Task, Flow: center.FlowPosition{FlowID: center.FlowID(id)}}})
		return err
	}
	check("saved", "", "not even JSON")
	h.updateContent(t, id+":$SAVED", "still not JSON")
	check("saved again", "", "still not JSON")
	h.refused(t, "UpdateContactFlowContent", &connectapi.UpdateContactFlowContentInput{InstanceId: h.id(), ContactFlowId: &id, Content: ptr("no")}, 400, "InvalidContactFlow")
	check("refused to publish", "", "still not JSON")
	if err := start("early"); !center.IsMissing(err) {
		t.Errorf("a contact in a flow never published: %v", err)
	}
	h.updateContent(t, id, ending("one"))
	check("published", ending("one"), ending("one"))
	if err := start("late"); err != nil {
		t.Errorf("a contact in a published flow: %v", err)
	}
	h.updateContent(t, id+":$SAVED", "draft")
	check("draft beside it", ending("one"), "draft")
	h.do(t, "UpdateContactFlowName", &connectapi.UpdateContactFlowNameInput{InstanceId: h.id(), ContactFlowId: &id, Name: ptr("renamed")})
	check("renamed", ending("one"), "draft")
	h.updateContent(t, id, ending("two"))
	check("published anew", ending("two"), ending("two"))
}

func TestContactFlow_StatusIsListed(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	id := h.newFlow(t, &connectapi.CreateContactFlowInput{Name: ptr("later"), Status: "SAVED", Type: "CUSTOMER_HOLD"})
	h.newFlow(t, &connectapi.CreateContactFlowInput{Name: ptr("now"), Status: "PUBLISHED"})
	h.do(t, "UpdateContactFlowMetadata", &connectapi.UpdateContactFlowMetadataInput{InstanceId: h.id(), ContactFlowId: &id, ContactFlowState: "ARCHIVED"})
	list := func(token *string, types ...connectapi.ContactFlowType) *connectapi.ListContactFlowsOutput {
		t.Helper()
		return call[connectapi.ListContactFlowsOutput](t, h, "ListContactFlows",
			&connectapi.ListContactFlowsInput{InstanceId: h.id(), ContactFlowTypes: types, MaxResults: ptr(int32(3)), NextToken: token})
	}
	found := map[string]connectapi.ContactFlowSummary{}
	var token *string
	for {
		out := list(token)
		for _, got := range out.ContactFlowSummaryList {
			found[*got.Name] = got
		}
		if token = out.NextToken; token == nil {
			break
		}
	}
	if want := len(flow.DefaultFlows("")) + 2; len(found) != want {
		t.Errorf("the pages hold %d flows, want %d", len(found), want)
	}
	diff(t, "saved flow", found["later"], connectapi.ContactFlowSummary{Id: &id, Arn: ptr(h.instance.Directory().Instance.ARN(center.KindFlow, id)),
		Name: ptr("later"), ContactFlowType: "CUSTOMER_HOLD", ContactFlowState: "ARCHIVED", ContactFlowStatus: "SAVED"})
	if got := found["now"]; got.ContactFlowStatus != "PUBLISHED" || got.ContactFlowState != "ACTIVE" || got.ContactFlowType != "CONTACT_FLOW" {
		t.Errorf("the published flow is listed as %+v", got)
	}
	if got := list(nil, "CUSTOMER_HOLD", "AGENT_WHISPER").ContactFlowSummaryList; len(got) != 3 {
		t.Errorf("there are %d flows of two types, want 3", len(got))
	}
	if got := list(nil, "CAMPAIGN").ContactFlowSummaryList; len(got) != 0 {
		t.Errorf("there are %d campaign flows, want none", len(got))
	}
}

func TestContactFlow_BadContent(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	bad := `{"Version": "2019-10-30", "StartAction": "here", "Actions": [
		{"Identifier": "there", "Type": "NoSuchAction", "Parameters": {}, "Transitions": {}}]}`
	id := h.newFlow(t, &connectapi.CreateContactFlowInput{Name: ptr("flow")})
	before := h.describeFlow(t, id)
	for name, refusal := range map[string]*answerError{
		"create": h.refused(t, "CreateContactFlow", &connectapi.CreateContactFlowInput{InstanceId: h.id(), Name: ptr("new"), Type: "CONTACT_FLOW", Content: &bad}, 400, "InvalidContactFlow"),
		"update": h.refused(t, "UpdateContactFlowContent", &connectapi.UpdateContactFlowContentInput{InstanceId: h.id(), ContactFlowId: &id, Content: &bad}, 400, "InvalidContactFlow"),
	} {
		var body map[string][]map[string]string
		if err := json.Unmarshal([]byte(refusal.Body), &body); err != nil {
			t.Fatalf("%s: the answer %s has more than problems: %v", name, refusal.Body, err)
		}
		if len(body) != 1 || len(body["problems"]) < 2 || !strings.Contains(refusal.Body, "NoSuchAction") || body["problems"][0]["message"] == "" {
			t.Errorf("%s: the answer is %s", name, refusal.Body)
		}
	}
	diff(t, "after refusals", h.describeFlow(t, id), before)
}

func TestContactFlow_Refusals(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	type input = connectapi.CreateContactFlowInput
	id := h.newFlow(t, &input{Name: ptr("flow")})
	tests := map[string]struct {
		change func(*input)
		status int
		code   string
	}{
		"unknown instance": {func(in *input) { in.InstanceId = ptr("unknown") }, 404, "ResourceNotFound"},
		"name taken":       {func(in *input) { in.Name = ptr("flow") }, 409, "DuplicateResource"},
		"no name":          {func(in *input) { in.Name = nil }, 400, "InvalidParameter"},
		"empty name":       {func(in *input) { in.Name = ptr("") }, 400, "InvalidParameter"},
		"no type":          {func(in *input) { in.Type = "" }, 400, "InvalidParameter"},
		"unknown type":     {func(in *input) { in.Type = "WALTZ" }, 400, "InvalidParameter"},
		"unknown status":   {func(in *input) { in.Status = "DRAFT" }, 400, "InvalidParameter"},
		"no content":       {func(in *input) { in.Content = nil }, 400, "InvalidParameter"},
		"empty content":    {func(in *input) { in.Content, in.Status = ptr(""), "SAVED" }, 400, "InvalidParameter"},
		"long content":     {func(in *input) { in.Content, in.Status = ptr(strings.Repeat("ü", 256_001)), "SAVED" }, 400, "InvalidParameter"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			in := &input{InstanceId: h.id(), Name: ptr("new"), Type: "CONTACT_FLOW", Content: ptr(ending("end"))}
			tt.change(in)
			h.refused(t, "CreateContactFlow", in, tt.status, tt.code)
		})
	}
	h.newFlow(t, &input{Name: ptr("longest"), Content: ptr(strings.Repeat("ü", 256_000)), Status: "SAVED"})
	h.refused(t, "UpdateContactFlowName", &connectapi.UpdateContactFlowNameInput{InstanceId: h.id(), ContactFlowId: &id, Name: ptr("longest")}, 409, "DuplicateResource")
	h.refused(t, "UpdateContactFlowMetadata", &connectapi.UpdateContactFlowMetadataInput{InstanceId: h.id(), ContactFlowId: &id, Name: ptr("longest")}, 409, "DuplicateResource")
	h.refused(t, "UpdateContactFlowMetadata", &connectapi.UpdateContactFlowMetadataInput{InstanceId: h.id(), ContactFlowId: &id, ContactFlowState: "GONE"}, 400, "InvalidParameter")
	h.refused(t, "UpdateContactFlowContent", &connectapi.UpdateContactFlowContentInput{InstanceId: h.id(), ContactFlowId: &id, Content: ptr("")}, 400, "InvalidParameter")
	for _, ids := range [][2]*string{{h.id(), ptr("unknown")}, {h.id(), ptr("unknown:$SAVED")}, {h.id(), ptr(id + ":1")}, {ptr("unknown"), &id}} {
		h.refused(t, "DescribeContactFlow", &connectapi.DescribeContactFlowInput{InstanceId: ids[0], ContactFlowId: ids[1]}, 404, "ResourceNotFound")
		h.refused(t, "DeleteContactFlow", &connectapi.DeleteContactFlowInput{InstanceId: ids[0], ContactFlowId: ids[1]}, 404, "ResourceNotFound")
		h.refused(t, "UpdateContactFlowName", &connectapi.UpdateContactFlowNameInput{InstanceId: ids[0], ContactFlowId: ids[1], Name: ptr("x")}, 404, "ResourceNotFound")
		h.refused(t, "UpdateContactFlowMetadata", &connectapi.UpdateContactFlowMetadataInput{InstanceId: ids[0], ContactFlowId: ids[1], Name: ptr("x")}, 404, "ResourceNotFound")
		h.refused(t, "UpdateContactFlowContent", &connectapi.UpdateContactFlowContentInput{InstanceId: ids[0], ContactFlowId: ids[1], Content: ptr(ending("x"))}, 404, "ResourceNotFound")
	}
	h.refused(t, "ListContactFlows", &connectapi.ListContactFlowsInput{InstanceId: ptr("unknown")}, 404, "ResourceNotFound")
	h.refused(t, "ListContactFlows", &connectapi.ListContactFlowsInput{InstanceId: h.id(), ContactFlowTypes: []connectapi.ContactFlowType{"WALTZ"}}, 400, "InvalidParameter")
	h.refused(t, "ListContactFlows", &connectapi.ListContactFlowsInput{InstanceId: h.id(), NextToken: ptr("made up")}, 400, "InvalidParameter")
	h.refused(t, "SearchContactFlows", &connectapi.SearchContactFlowsInput{InstanceId: ptr("unknown")}, 404, "ResourceNotFound")
	h.refused(t, "SearchContactFlows", &connectapi.SearchContactFlowsInput{InstanceId: h.id(), NextToken: ptr("made up")}, 400, "InvalidParameter")
	h.refused(t, "SearchContactFlows", &connectapi.SearchContactFlowsInput{InstanceId: h.id(), SearchCriteria: &connectapi.ContactFlowSearchCriteria{
		StringCondition: &connectapi.StringCondition{FieldName: ptr("content"), Value: ptr("x")}}}, 400, "InvalidParameter")
}

func TestContactFlow_WhisperOfAQueueStays(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	d := h.instance.Directory()
	whisper := byName(t, &d.Flows, "Default outbound")
	queue := *byName(t, &d.Queues, "BasicQueue")
	queue.Outbound.FlowID = whisper.ID
	h.instance.mustDo(routing.Put{Resource: &queue, Base: queue.Stamp.Revision})
	remove := &connectapi.DeleteContactFlowInput{InstanceId: h.id(), ContactFlowId: str(whisper.ID)}
	h.refused(t, "DeleteContactFlow", remove, 400, "InvalidRequest")
	free := queue
	free.Outbound.FlowID = ""
	h.instance.mustDo(routing.Put{Resource: &free, Base: queue.Stamp.Revision})
	h.do(t, "DeleteContactFlow", remove)
}

func TestContactFlow_Search(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	blue := h.newFlow(t, &connectapi.CreateContactFlowInput{Name: ptr("Blue sky"), Description: ptr("upwards"), Tags: map[string]string{"team": "blue", "site": "north"}})
	h.newFlow(t, &connectapi.CreateContactFlowInput{Name: ptr("Red sky"), Type: "CUSTOMER_QUEUE", Status: "SAVED", Tags: map[string]string{"team": "red", "site": "north"}})
	h.do(t, "UpdateContactFlowMetadata", &connectapi.UpdateContactFlowMetadataInput{InstanceId: h.id(), ContactFlowId: &blue, ContactFlowState: "ARCHIVED"})
	type (
		criteria = connectapi.ContactFlowSearchCriteria
		filter   = connectapi.ContactFlowSearchFilter
		byAttr   = connectapi.ContactFlowAttributeFilter
		andAttr  = connectapi.ContactFlowAttributeAndCondition
		ofType   = connectapi.ContactFlowTypeCondition
	)
	field := func(name, value string) criteria {
		return criteria{StringCondition: &connectapi.StringCondition{FieldName: &name, Value: &value, ComparisonType: "CONTAINS"}}
	}
	tag := func(key, value string) connectapi.TagCondition {
		return connectapi.TagCondition{TagKey: &key, TagValue: &value}
	}
	sky := field("name", "SKY")
	red := tag("team", "red")
	tests := map[string]struct {
		criteria criteria
		filter   *filter
		want     []string
	}{
		"name":        {sky, nil, []string{"Blue sky", "Red sky"}},
		"description": {field("description", "up"), nil, []string{"Blue sky"}},
		"id":          {field("resourceID", blue), nil, []string{"Blue sky"}},
		"type":        {criteria{TypeCondition: "CUSTOMER_QUEUE"}, nil, []string{"Default customer queue", "Red sky"}},
		"state":       {criteria{StateCondition: "ARCHIVED"}, nil, []string{"Blue sky"}},
		"status":      {criteria{StatusCondition: "SAVED"}, nil, []string{"Red sky"}},
		"type and name": {criteria{AndConditions: []criteria{sky, {TypeCondition: "CONTACT_FLOW"}}}, nil,
			[]string{"Blue sky"}},
		"state or status": {criteria{OrConditions: []criteria{{StateCondition: "ARCHIVED"}, {StatusCondition: "SAVED"}}}, nil,
			[]string{"Blue sky", "Red sky"}},
		"tag":           {sky, &filter{TagFilter: &connectapi.ControlPlaneTagFilter{TagCondition: &red}}, []string{"Red sky"}},
		"attribute tag": {sky, &filter{FlowAttributeFilter: &byAttr{TagCondition: &red}}, []string{"Red sky"}},
		"attribute type": {sky, &filter{FlowAttributeFilter: &byAttr{ContactFlowTypeCondition: &ofType{ContactFlowType: "CONTACT_FLOW"}}},
			[]string{"Blue sky"}},
		"attribute and": {criteria{}, &filter{FlowAttributeFilter: &byAttr{AndCondition: &andAttr{TagConditions: []connectapi.TagCondition{tag("site", "north")},
			ContactFlowTypeCondition: &ofType{ContactFlowType: "CUSTOMER_QUEUE"}}}}, []string{"Red sky"}},
		"attribute and, nothing": {criteria{}, &filter{FlowAttributeFilter: &byAttr{AndCondition: &andAttr{TagConditions: []connectapi.TagCondition{red, tag("site", "south")}}}}, nil},
		"attribute or": {criteria{}, &filter{FlowAttributeFilter: &byAttr{OrConditions: []andAttr{{TagConditions: []connectapi.TagCondition{red}},
			{TagConditions: []connectapi.TagCondition{tag("team", "blue")}}}}}, []string{"Blue sky", "Red sky"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			out := call[connectapi.SearchContactFlowsOutput](t, h, "SearchContactFlows",
				&connectapi.SearchContactFlowsInput{InstanceId: h.id(), SearchCriteria: &tt.criteria, SearchFilter: tt.filter})
			got := map[string]bool{}
			for _, f := range out.ContactFlows {
				got[*f.Name] = true
				if f.Status == "PUBLISHED" {
					diff(t, *f.Name, &f, h.describeFlow(t, *f.Id))
				}
			}
			want := map[string]bool{}
			for _, name := range tt.want {
				want[name] = true
			}
			diff(t, "found", got, want)
			if *out.ApproximateTotalCount != int64(len(tt.want)) {
				t.Errorf("ApproximateTotalCount is %d, want %d", *out.ApproximateTotalCount, len(tt.want))
			}
		})
	}
	all := call[connectapi.SearchContactFlowsOutput](t, h, "SearchContactFlows", &connectapi.SearchContactFlowsInput{InstanceId: h.id(), MaxResults: ptr(int32(2))})
	if len(all.ContactFlows) != 2 || all.NextToken == nil || *all.ApproximateTotalCount != int64(len(flow.DefaultFlows(""))+2) {
		t.Errorf("a page of two has %d of %d flows, token %v", len(all.ContactFlows), *all.ApproximateTotalCount, all.NextToken)
	}
}
