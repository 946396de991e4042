package connecthttp

import (
	"fmt"
	"regexp"
	"strings"
	"sync"
	"testing"

	"strowger/internal/connectapi"
)

func managed(alias string) *connectapi.CreateInstanceInput {
	return &connectapi.CreateInstanceInput{
		IdentityManagementType: connectapi.DirectoryTypeConnectManaged, InstanceAlias: &alias,
		InboundCallsEnabled: ptr(false), OutboundCallsEnabled: ptr(true),
	}
}

func describeInstance(t *testing.T, h *harness, id string) *connectapi.Instance {
	t.Helper()
	return call[connectapi.DescribeInstanceOutput](t, h, "DescribeInstance", &connectapi.DescribeInstanceInput{InstanceId: &id}).Instance
}

func TestInstance_CreateDescribeDelete(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	in := managed("second")
	in.IdentityManagementType = connectapi.DirectoryTypeSaml
	in.Tags = map[string]string{"team": "blue"}
	made := call[connectapi.CreateInstanceOutput](t, h, "CreateInstance", in)
	if want := "arn:aws:connect:us-west-2:123456789012:instance/" + *made.Id; *made.Arn != want {
		t.Errorf("Arn is %s, want %s", *made.Arn, want)
	}
	got := describeInstance(t, h, *made.Id)
	role, created := text(got.ServiceRole), got.CreatedTime
	pattern := `^arn:aws:iam::123456789012:role/aws-service-role/connect\.amazonaws\.com/AWSServiceRoleForAmazonConnect_[0-9a-f]{20}$`
	if !regexp.MustCompile(pattern).MatchString(role) {
		t.Errorf("ServiceRole is %q", role)
	}
	if created == nil || created.IsZero() {
		t.Error("CreatedTime is missing")
	}
	want := &connectapi.Instance{
		Id: made.Id, Arn: made.Arn, InstanceAlias: ptr("second"), IdentityManagementType: connectapi.DirectoryTypeSaml,
		InstanceStatus: connectapi.InstanceStatusActive, InboundCallsEnabled: ptr(false), OutboundCallsEnabled: ptr(true),
		InstanceAccessUrl: ptr(testBaseURL), Tags: map[string]string{"team": "blue"}, ServiceRole: &role, CreatedTime: created,
	}
	diff(t, "DescribeInstance", got, want)
	diff(t, "DescribeInstance by ARN", describeInstance(t, h, *made.Arn), want)

	h.do(t, "DeleteInstance", &connectapi.DeleteInstanceInput{InstanceId: made.Arn})
	h.refused(t, "DescribeInstance", &connectapi.DescribeInstanceInput{InstanceId: made.Id}, 404, "ResourceNotFound")
	h.refused(t, "DeleteInstance", &connectapi.DeleteInstanceInput{InstanceId: made.Id}, 404, "ResourceNotFound")
	call[connectapi.CreateInstanceOutput](t, h, "CreateInstance", managed("second")) // the alias is free again
}

func TestInstance_WithoutBaseURLHasNoAccessURL(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.service.options.BaseURL = ""
	if got := describeInstance(t, h, *h.id()).InstanceAccessUrl; got != nil {
		t.Errorf("InstanceAccessUrl is %q, want none", *got)
	}
}

func TestInstance_ExistingDirectoryNeedsNoAlias(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	for range 2 { // two instances without an alias do not clash
		made := call[connectapi.CreateInstanceOutput](t, h, "CreateInstance", &connectapi.CreateInstanceInput{
			IdentityManagementType: connectapi.DirectoryTypeExistingDirectory, DirectoryId: ptr("d-0123456789"),
			InboundCallsEnabled: ptr(true), OutboundCallsEnabled: ptr(true)})
		got := describeInstance(t, h, *made.Id)
		if got.IdentityManagementType != connectapi.DirectoryTypeExistingDirectory || got.InstanceAlias != nil {
			t.Errorf("type %s, alias %v", got.IdentityManagementType, got.InstanceAlias)
		}
	}
}

func TestInstance_CreateRefusals(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	tests := map[string]struct {
		change  func(*connectapi.CreateInstanceInput)
		message string
	}{
		"alias taken":          {func(in *connectapi.CreateInstanceInput) { in.InstanceAlias = ptr("first") }, "Invalid Input. Instance alias is already used."},
		"no alias":             {func(in *connectapi.CreateInstanceInput) { in.InstanceAlias = nil }, "InstanceAlias is required"},
		"alias too long":       {func(in *connectapi.CreateInstanceInput) { in.InstanceAlias = ptr(strings.Repeat("a", 46)) }, "at most 45 characters"},
		"alias like directory": {func(in *connectapi.CreateInstanceInput) { in.InstanceAlias = ptr("d-abc") }, "pattern"},
		"no directory": {func(in *connectapi.CreateInstanceInput) {
			in.IdentityManagementType = connectapi.DirectoryTypeExistingDirectory
		}, "DirectoryId is required"},
		"no type":      {func(in *connectapi.CreateInstanceInput) { in.IdentityManagementType = "" }, "IdentityManagementType"},
		"unknown type": {func(in *connectapi.CreateInstanceInput) { in.IdentityManagementType = "LDAP" }, "must be one of"},
		"no inbound":   {func(in *connectapi.CreateInstanceInput) { in.InboundCallsEnabled = nil }, "InboundCallsEnabled"},
		"no outbound":  {func(in *connectapi.CreateInstanceInput) { in.OutboundCallsEnabled = nil }, "OutboundCallsEnabled"},
		"empty tags":   {func(in *connectapi.CreateInstanceInput) { in.Tags = map[string]string{} }, "Tags"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			in := managed("other")
			tt.change(in)
			if got := h.refused(t, "CreateInstance", in, 400, "InvalidRequest"); !strings.Contains(got.Message, tt.message) {
				t.Errorf("message is %q, want %q in it", got.Message, tt.message)
			}
		})
	}
	if n := len(h.instances.All()); n != 1 {
		t.Errorf("there are %d instances after refusals, want 1", n)
	}
}

func TestInstance_SameTokenSameInstance(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	in := managed("second")
	in.ClientToken = ptr("token")
	made := call[connectapi.CreateInstanceOutput](t, h, "CreateInstance", in)
	diff(t, "the same request again", call[connectapi.CreateInstanceOutput](t, h, "CreateInstance", in), made)
	other := managed("third")
	other.ClientToken = ptr("another token")
	if *call[connectapi.CreateInstanceOutput](t, h, "CreateInstance", other).Id == *made.Id {
		t.Error("another token answers with the first instance")
	}
	for _, change := range []func(*connectapi.CreateInstanceInput){
		func(in *connectapi.CreateInstanceInput) { in.InstanceAlias = ptr("fourth") },
		func(in *connectapi.CreateInstanceInput) { in.OutboundCallsEnabled = ptr(false) },
		func(in *connectapi.CreateInstanceInput) { in.Tags = map[string]string{"a": "b"} },
	} {
		changed := *in
		change(&changed)
		if got := h.refused(t, "CreateInstance", &changed, 400, "InvalidRequest"); !strings.Contains(got.Message, "ClientToken") {
			t.Error(got.Message)
		}
	}
	h.do(t, "DeleteInstance", &connectapi.DeleteInstanceInput{InstanceId: made.Id})
	if *call[connectapi.CreateInstanceOutput](t, h, "CreateInstance", in).Id == *made.Id {
		t.Error("the token answers with an instance that was deleted")
	}
}

func TestInstance_SameTokenAtOnce(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	var wg sync.WaitGroup
	ids, errs := make([]string, 8), make([]error, 8)
	for i := range ids {
		wg.Go(func() {
			in := managed("second")
			in.ClientToken = ptr("token")
			out, err := h.service.CreateInstance(t.Context(), in)
			if errs[i] = err; err == nil {
				ids[i] = *out.Id
			}
		})
	}
	wg.Wait()
	for i := range ids {
		if errs[i] != nil || ids[i] != ids[0] {
			t.Errorf("request %d: id %q, error %v, want id %q", i, ids[i], errs[i], ids[0])
		}
	}
}

func TestInstance_ListPages(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	for i := range 11 {
		call[connectapi.CreateInstanceOutput](t, h, "CreateInstance", managed(fmt.Sprintf("more-%d", i)))
	}
	list := func(max *int32, token *string) *connectapi.ListInstancesOutput {
		return call[connectapi.ListInstancesOutput](t, h, "ListInstances", &connectapi.ListInstancesInput{MaxResults: max, NextToken: token})
	}
	first := list(nil, nil)
	if len(first.InstanceSummaryList) != 10 || first.NextToken == nil {
		t.Fatalf("the first page has %d instances, token %v", len(first.InstanceSummaryList), first.NextToken)
	}
	second := list(nil, first.NextToken)
	if len(second.InstanceSummaryList) != 2 || second.NextToken != nil {
		t.Fatalf("the second page has %d instances, token %v", len(second.InstanceSummaryList), second.NextToken)
	}
	seen := map[string]bool{}
	for _, got := range append(first.InstanceSummaryList, second.InstanceSummaryList...) {
		seen[*got.InstanceAlias] = true
		whole := describeInstance(t, h, *got.Id)
		diff(t, "summary of "+*got.InstanceAlias, got, connectapi.InstanceSummary{
			Id: whole.Id, Arn: whole.Arn, InstanceAlias: whole.InstanceAlias, IdentityManagementType: whole.IdentityManagementType,
			InstanceStatus: whole.InstanceStatus, ServiceRole: whole.ServiceRole, CreatedTime: whole.CreatedTime,
			InboundCallsEnabled: whole.InboundCallsEnabled, OutboundCallsEnabled: whole.OutboundCallsEnabled,
			InstanceAccessUrl: whole.InstanceAccessUrl,
		})
	}
	if len(seen) != 12 {
		t.Errorf("the pages hold %d different aliases, want 12", len(seen))
	}
	if got := list(ptr(int32(3)), nil); len(got.InstanceSummaryList) != 3 {
		t.Errorf("a page of 3 has %d instances", len(got.InstanceSummaryList))
	}
	h.refused(t, "ListInstances", &connectapi.ListInstancesInput{MaxResults: ptr(int32(11))}, 400, "InvalidRequest")
	h.refused(t, "ListInstances", &connectapi.ListInstancesInput{NextToken: ptr("made up")}, 400, "InvalidRequest")
}
