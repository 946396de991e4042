package connecthttp

import (
	"strings"
	"testing"

	"strowger/internal/connectapi"
)

// moduleContent is the content of a module that plays a text and ends.
func moduleContent(text string) *string {
	return ptr(`{"Version":"2019-10-30","StartAction":"a","Actions":[
		{"Identifier":"a","Type":"MessageParticipant","Parameters":{"Text":"` + text + `"},"Transitions":{"NextAction":"b","Errors":[{"NextAction":"b","ErrorType":"NoMatchingError"}]}},
		{"Identifier":"b","Type":"EndFlowModuleExecution","Parameters":{},"Transitions":{}}],"Settings":{"InputParameters":[]}}`)
}

func (h *harness) module(t testing.TB, name string) *string {
	t.Helper()
	return call[connectapi.CreateContactFlowModuleOutput](t, h, "CreateContactFlowModule", &connectapi.CreateContactFlowModuleInput{
		InstanceId: h.id(), Name: &name, Description: ptr("says something"), Content: moduleContent("hello"), Tags: map[string]string{"team": "blue"}}).Id
}

func (h *harness) describeModule(t testing.TB, id string) *connectapi.ContactFlowModule {
	t.Helper()
	return call[connectapi.DescribeContactFlowModuleOutput](t, h, "DescribeContactFlowModule", &connectapi.DescribeContactFlowModuleInput{
		InstanceId: h.id(), ContactFlowModuleId: &id}).ContactFlowModule
}

func TestFlowModule_Life(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	in := &connectapi.CreateContactFlowModuleInput{InstanceId: h.id(), Name: ptr("greeting"), Description: ptr("says hello"), Content: moduleContent("hello"),
		Settings: ptr(`{"in":1}`), ExternalInvocationConfiguration: &connectapi.ExternalInvocationConfiguration{Enabled: ptr(true)},
		Tags: map[string]string{"team": "blue"}, ClientToken: ptr("once")}
	out := call[connectapi.CreateContactFlowModuleOutput](t, h, "CreateContactFlowModule", in)
	diff(t, "the same request again", call[connectapi.CreateContactFlowModuleOutput](t, h, "CreateContactFlowModule", in), out)
	other := *in
	other.Name = ptr("other")
	h.refused(t, "CreateContactFlowModule", &other, 409, "Idempotency")
	want := &connectapi.ContactFlowModule{Id: out.Id, Arn: h.arn("flow-module/" + *out.Id), Name: in.Name, Description: in.Description, Content: in.Content,
		Settings: in.Settings, ExternalInvocationConfiguration: in.ExternalInvocationConfiguration, FlowModuleContentSha256: ptr(checksum(*in.Content)),
		State: "ACTIVE", Status: "PUBLISHED", Tags: in.Tags}
	diff(t, "by id", h.describeModule(t, *out.Id), want)
	diff(t, "by ARN", h.describeModule(t, *out.Arn), want)
	h.do(t, "UpdateContactFlowModuleContent", &connectapi.UpdateContactFlowModuleContentInput{InstanceId: h.id(), ContactFlowModuleId: out.Id, Content: moduleContent("goodbye")})
	h.do(t, "UpdateContactFlowModuleMetadata", &connectapi.UpdateContactFlowModuleMetadataInput{InstanceId: h.id(), ContactFlowModuleId: out.Arn,
		Name: ptr("farewell"), Description: ptr("says goodbye"), State: "ARCHIVED"})
	h.do(t, "TagResource", &connectapi.TagResourceInput{ResourceArn: out.Arn, Tags: map[string]string{"team": "red"}})
	want.Content, want.Name, want.Description, want.State = moduleContent("goodbye"), ptr("farewell"), ptr("says goodbye"), "ARCHIVED"
	want.FlowModuleContentSha256, want.Tags = ptr(checksum(*want.Content)), map[string]string{"team": "red"}
	diff(t, "after the changes", h.describeModule(t, *out.Id), want)
	h.do(t, "DeleteContactFlowModule", &connectapi.DeleteContactFlowModuleInput{InstanceId: h.id(), ContactFlowModuleId: out.Arn})
	h.refused(t, "DescribeContactFlowModule", &connectapi.DescribeContactFlowModuleInput{InstanceId: h.id(), ContactFlowModuleId: out.Id}, 404, "ResourceNotFound")
}

func TestFlowModule_Refusals(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	id := h.module(t, "taken")
	create := func(edit func(*connectapi.CreateContactFlowModuleInput)) *connectapi.CreateContactFlowModuleInput {
		in := &connectapi.CreateContactFlowModuleInput{InstanceId: h.id(), Name: ptr("new"), Content: moduleContent("hello")}
		edit(in)
		return in
	}
	for _, test := range []struct {
		operation string
		input     any
		status    int
		code      string
	}{
		{"CreateContactFlowModule", create(func(in *connectapi.CreateContactFlowModuleInput) { in.Name = ptr("taken") }), 409, "DuplicateResource"},
		{"CreateContactFlowModule", create(func(in *connectapi.CreateContactFlowModuleInput) { in.Name = ptr(" ") }), 400, "InvalidParameter"},
		{"CreateContactFlowModule", create(func(in *connectapi.CreateContactFlowModuleInput) { in.Content = ptr(`{"Version":"1"}`) }), 400, "InvalidContactFlowModule"},
		{"CreateContactFlowModule", create(func(in *connectapi.CreateContactFlowModuleInput) { in.Settings = ptr(`{`) }), 400, "InvalidRequest"},
		{"UpdateContactFlowModuleContent", &connectapi.UpdateContactFlowModuleContentInput{InstanceId: h.id(), ContactFlowModuleId: id, Content: ptr("{}")}, 400, "InvalidContactFlowModule"},
		{"UpdateContactFlowModuleContent", &connectapi.UpdateContactFlowModuleContentInput{InstanceId: h.id(), ContactFlowModuleId: id}, 400, "InvalidRequest"},
		{"UpdateContactFlowModuleMetadata", &connectapi.UpdateContactFlowModuleMetadataInput{InstanceId: h.id(), ContactFlowModuleId: id}, 400, "InvalidRequest"},
		{"DeleteContactFlowModule", &connectapi.DeleteContactFlowModuleInput{InstanceId: h.id(), ContactFlowModuleId: ptr(absentID)}, 404, "ResourceNotFound"},
		{"CreateContactFlowModuleVersion", &connectapi.CreateContactFlowModuleVersionInput{InstanceId: h.id(), ContactFlowModuleId: id,
			FlowModuleContentSha256: ptr(strings.Repeat("0", 64))}, 400, "InvalidRequest"},
		{"CreateContactFlowModuleAlias", &connectapi.CreateContactFlowModuleAliasInput{InstanceId: h.id(), ContactFlowModuleId: id, AliasName: ptr("live"), ContactFlowModuleVersion: ptr(int64(1))}, 404, "ResourceNotFound"},
		{"DescribeContactFlowModuleAlias", &connectapi.DescribeContactFlowModuleAliasInput{InstanceId: h.id(), ContactFlowModuleId: id, AliasId: ptr("x")}, 404, "ResourceNotFound"},
		{"DeleteContactFlowModuleVersion", &connectapi.DeleteContactFlowModuleVersionInput{InstanceId: h.id(), ContactFlowModuleId: id, ContactFlowModuleVersion: ptr(int64(1))}, 404, "ResourceNotFound"},
	} {
		h.refused(t, test.operation, test.input, test.status, test.code)
	}
	if got := h.refused(t, "CreateContactFlowModule", create(func(in *connectapi.CreateContactFlowModuleInput) { in.Content = ptr("{}") }), 400, "InvalidContactFlowModule"); !strings.Contains(got.Body, `"Problems":[{"message"`) {
		t.Errorf("the answer is %s", got.Body)
	}
}

func TestFlowModule_VersionsAndAliases(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	id := h.module(t, "greeting")
	keep := func() int64 {
		return *call[connectapi.CreateContactFlowModuleVersionOutput](t, h, "CreateContactFlowModuleVersion",
			&connectapi.CreateContactFlowModuleVersionInput{InstanceId: h.id(), ContactFlowModuleId: id, Description: ptr("kept")}).Version
	}
	diff(t, "first", keep(), int64(1))
	diff(t, "the same content again", keep(), int64(1))
	alias := call[connectapi.CreateContactFlowModuleAliasOutput](t, h, "CreateContactFlowModuleAlias", &connectapi.CreateContactFlowModuleAliasInput{
		InstanceId: h.id(), ContactFlowModuleId: id, AliasName: ptr("live"), ContactFlowModuleVersion: ptr(int64(1))}).Id
	h.do(t, "UpdateContactFlowModuleContent", &connectapi.UpdateContactFlowModuleContentInput{InstanceId: h.id(), ContactFlowModuleId: id, Content: moduleContent("goodbye")})
	diff(t, "second", keep(), int64(2))
	diff(t, "content of the first", h.describeModule(t, *id+":1").Content, moduleContent("hello"))
	diff(t, "content of the alias", h.describeModule(t, *h.arn("flow-module/" + *id + ":live")).Content, moduleContent("hello"))
	diff(t, "content without a version", h.describeModule(t, *id+":$LATEST").Content, moduleContent("goodbye"))
	h.refused(t, "DeleteContactFlowModuleVersion", &connectapi.DeleteContactFlowModuleVersionInput{InstanceId: h.id(), ContactFlowModuleId: id, ContactFlowModuleVersion: ptr(int64(1))}, 400, "InvalidRequest")
	h.refused(t, "CreateContactFlowModuleAlias", &connectapi.CreateContactFlowModuleAliasInput{InstanceId: h.id(), ContactFlowModuleId: id, AliasName: ptr("live"), ContactFlowModuleVersion: ptr(int64(2))}, 409, "DuplicateResource")
	h.do(t, "UpdateContactFlowModuleAlias", &connectapi.UpdateContactFlowModuleAliasInput{InstanceId: h.id(), ContactFlowModuleId: id, AliasId: alias, ContactFlowModuleVersion: ptr(int64(2)), Name: ptr("now")})
	got := call[connectapi.DescribeContactFlowModuleAliasOutput](t, h, "DescribeContactFlowModuleAlias", &connectapi.DescribeContactFlowModuleAliasInput{InstanceId: h.id(), ContactFlowModuleId: id, AliasId: alias}).ContactFlowModuleAlias
	if *got.Version != 2 || *got.Name != "now" || *got.AliasId != *alias || got.LastModifiedTime == nil {
		t.Errorf("the alias is %+v", got)
	}
	h.do(t, "DeleteContactFlowModuleVersion", &connectapi.DeleteContactFlowModuleVersionInput{InstanceId: h.id(), ContactFlowModuleId: id, ContactFlowModuleVersion: ptr(int64(1))})
	h.do(t, "UpdateContactFlowModuleContent", &connectapi.UpdateContactFlowModuleContentInput{InstanceId: h.id(), ContactFlowModuleId: id, Content: moduleContent("hello")})
	diff(t, "after a deletion", keep(), int64(3))
	list := call[connectapi.ListContactFlowModuleVersionsOutput](t, h, "ListContactFlowModuleVersions", &connectapi.ListContactFlowModuleVersionsInput{InstanceId: h.id(), ContactFlowModuleId: id}).ContactFlowModuleVersionSummaryList
	if len(list) != 2 || *list[0].Version != 2 || *list[1].Version != 3 || *list[1].Arn != *h.arn("flow-module/" + *id + ":3") || *list[1].VersionDescription != "kept" {
		t.Errorf("the versions are %+v", list)
	}
	aliases := call[connectapi.ListContactFlowModuleAliasesOutput](t, h, "ListContactFlowModuleAliases", &connectapi.ListContactFlowModuleAliasesInput{InstanceId: h.id(), ContactFlowModuleId: id}).ContactFlowModuleAliasSummaryList
	if len(aliases) != 1 || *aliases[0].AliasName != "now" {
		t.Errorf("the aliases are %+v", aliases)
	}
	h.do(t, "DeleteContactFlowModuleAlias", &connectapi.DeleteContactFlowModuleAliasInput{InstanceId: h.id(), ContactFlowModuleId: id, AliasId: alias})
	h.do(t, "DeleteContactFlowModule", &connectapi.DeleteContactFlowModuleInput{InstanceId: h.id(), ContactFlowModuleId: id})
	diff(t, "versions left behind", h.instance.view.FlowVersions.Len(), 0)
}

func TestContactFlow_Versions(t *testing.T) {
	t.Parallel()
	f := newFloor(t)
	h, id := f.harness, ptr("to-sales")
	first := h.describeFlow(t, *id)
	create := &connectapi.CreateContactFlowVersionInput{InstanceId: h.id(), ContactFlowId: id, Description: ptr("as of today"), FlowContentSha256: first.FlowContentSha256}
	out := call[connectapi.CreateContactFlowVersionOutput](t, h, "CreateContactFlowVersion", create)
	if *out.Version != 1 || *out.ContactFlowArn != *h.arn("contact-flow/to-sales:1") {
		t.Errorf("the version is %+v", out)
	}
	h.updateContent(t, *id, strings.Replace(*first.Content, "2019-10-30", "2019-10-30", 1)+" ")
	h.refused(t, "CreateContactFlowVersion", create, 400, "InvalidRequest")
	create.FlowContentSha256 = nil
	diff(t, "next", *call[connectapi.CreateContactFlowVersionOutput](t, h, "CreateContactFlowVersion", create).Version, int64(2))
	old := h.describeFlow(t, *id+":1")
	if *old.Content != *first.Content || *old.Version != 1 || *old.VersionDescription != "as of today" || *old.Arn != *h.arn("contact-flow/to-sales:1") {
		t.Errorf("the first version is %+v", old)
	}
	diff(t, "the latest", *h.describeFlow(t, *id+":$LATEST").Content, *first.Content+" ")
	h.refused(t, "DescribeContactFlow", &connectapi.DescribeContactFlowInput{InstanceId: h.id(), ContactFlowId: ptr(*id + ":3")}, 404, "ResourceNotFound")
	h.do(t, "DeleteContactFlowVersion", &connectapi.DeleteContactFlowVersionInput{InstanceId: h.id(), ContactFlowId: id, ContactFlowVersion: ptr(int64(1))})
	list := call[connectapi.ListContactFlowVersionsOutput](t, h, "ListContactFlowVersions", &connectapi.ListContactFlowVersionsInput{InstanceId: h.id(), ContactFlowId: id}).ContactFlowVersionSummaryList
	if len(list) != 1 || *list[0].Version != 2 {
		t.Errorf("the versions are %+v", list)
	}
	saved := h.newFlow(t, &connectapi.CreateContactFlowInput{Name: ptr("draft"), Type: "CONTACT_FLOW", Content: ptr("{}"), Status: "SAVED"})
	h.refused(t, "CreateContactFlowVersion", &connectapi.CreateContactFlowVersionInput{InstanceId: h.id(), ContactFlowId: &saved}, 400, "InvalidRequest")
	h.do(t, "DeleteContactFlow", &connectapi.DeleteContactFlowInput{InstanceId: h.id(), ContactFlowId: id})
	diff(t, "versions left behind", h.instance.view.FlowVersions.Len(), 0)
}
