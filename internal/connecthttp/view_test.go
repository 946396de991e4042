package connecthttp

import (
	"fmt"
	"strings"
	"testing"

	"strowger/internal/center"
	"strowger/internal/connectapi"
)

const pageOne, pageTwo = `{"Head":{"Title":"One"},"Body":[]}`, `{"Head":{"Title":"Two"},"Body":[]}`

func viewOf(template string, actions ...string) *connectapi.ViewInputContent {
	return &connectapi.ViewInputContent{Template: optional(template), Actions: actions}
}

func (h *harness) view(t testing.TB, in *connectapi.CreateViewInput) *connectapi.View {
	t.Helper()
	in.InstanceId = h.id()
	return call[connectapi.CreateViewOutput](t, h, "CreateView", in).View
}

func (h *harness) describeView(t testing.TB, id string) *connectapi.View {
	t.Helper()
	return call[connectapi.DescribeViewOutput](t, h, "DescribeView", &connectapi.DescribeViewInput{InstanceId: h.id(), ViewId: &id}).View
}

// The saved content and the published one each have a qualifier; what was never
// published can be had as saved alone.
func TestView_SavedAndPublished(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	made := h.view(t, &connectapi.CreateViewInput{Name: ptr("Form"), Description: ptr("Asks"), Status: connectapi.ViewStatusSaved,
		Content: viewOf(pageOne, "Submit", "Cancel"), Tags: map[string]string{"a": "b"}})
	id := *made.Id
	want := &connectapi.View{Id: &id, Arn: h.arn("view/" + id), Name: ptr("Form"), Description: ptr("Asks"), Status: connectapi.ViewStatusSaved, Type: connectapi.ViewTypeCustomerManaged,
		Content: &connectapi.ViewContent{Template: ptr(pageOne), Actions: []string{"Submit", "Cancel"}}, Tags: map[string]string{"a": "b"},
		CreatedTime: made.CreatedTime, LastModifiedTime: made.LastModifiedTime, ViewContentSha256: made.ViewContentSha256}
	diff(t, "made", made, want)
	diff(t, "saved", h.describeView(t, id+savedSuffix), want)
	diff(t, "saved, by its ARN", h.describeView(t, *want.Arn+savedSuffix), want)
	for _, qualifier := range []string{"", latestSuffix} {
		if got := h.refused(t, "DescribeView", &connectapi.DescribeViewInput{InstanceId: h.id(), ViewId: ptr(id + qualifier)}, 404, "ResourceNotFound"); !strings.Contains(got.Message, "$SAVED") {
			t.Error(got.Message)
		}
	}

	update := func(status connectapi.ViewStatus, content *connectapi.ViewInputContent) *connectapi.View {
		t.Helper()
		return call[connectapi.UpdateViewContentOutput](t, h, "UpdateViewContent", &connectapi.UpdateViewContentInput{InstanceId: h.id(), ViewId: ptr(id + savedSuffix), Status: status, Content: content}).View
	}
	content := func(v *connectapi.View) string { return text(v.Content.Template) }
	update(connectapi.ViewStatusPublished, viewOf(pageTwo))
	update(connectapi.ViewStatusSaved, viewOf(pageOne))
	if saved, latest := h.describeView(t, id+savedSuffix), h.describeView(t, id); content(saved) != pageOne || content(latest) != pageTwo ||
		latest.Status != connectapi.ViewStatusPublished || saved.Status != connectapi.ViewStatusSaved || *saved.ViewContentSha256 == *latest.ViewContentSha256 {
		t.Errorf("saved %+v, latest %+v", saved, latest)
	}
	diff(t, "latest", h.describeView(t, id+latestSuffix), h.describeView(t, id))
	update(connectapi.ViewStatusSaved, viewOf("")) // a draft may be empty

	h.do(t, "UpdateViewMetadata", &connectapi.UpdateViewMetadataInput{InstanceId: h.id(), ViewId: &id, Name: ptr("Renamed")})
	if v := h.describeView(t, id); *v.Name != "Renamed" || *v.Description != "Asks" || content(v) != pageTwo {
		t.Errorf("renamed: %+v", v)
	}
	h.refused(t, "UpdateViewMetadata", &connectapi.UpdateViewMetadataInput{InstanceId: h.id(), ViewId: &id}, 400, "InvalidRequest")
	h.do(t, "DeleteView", &connectapi.DeleteViewInput{InstanceId: h.id(), ViewId: &id})
	h.refused(t, "DeleteView", &connectapi.DeleteViewInput{InstanceId: h.id(), ViewId: &id}, 404, "ResourceNotFound")
	h.refused(t, "DescribeView", &connectapi.DescribeViewInput{InstanceId: h.id(), ViewId: ptr(id + savedSuffix)}, 404, "ResourceNotFound")
}

func TestView_Versions(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	v := h.view(t, &connectapi.CreateViewInput{Name: ptr("Form"), Status: connectapi.ViewStatusPublished, Content: viewOf(pageOne, "Submit")})
	version := func(change ...func(*connectapi.CreateViewVersionInput)) *connectapi.View {
		t.Helper()
		in := &connectapi.CreateViewVersionInput{InstanceId: h.id(), ViewId: v.Id, VersionDescription: ptr("first")}
		for _, c := range change {
			c(in)
		}
		return call[connectapi.CreateViewVersionOutput](t, h, "CreateViewVersion", in).View
	}
	publish := func(content *connectapi.ViewInputContent) {
		t.Helper()
		h.do(t, "UpdateViewContent", &connectapi.UpdateViewContentInput{InstanceId: h.id(), ViewId: v.Id, Status: connectapi.ViewStatusPublished, Content: content})
	}
	one := version(func(in *connectapi.CreateViewVersionInput) { in.ViewContentSha256 = v.ViewContentSha256 })
	if one.Version != 1 || *one.Id != *v.Id+":1" || *one.Arn != *v.Arn+":1" || *one.VersionDescription != "first" || *one.ViewContentSha256 != *v.ViewContentSha256 {
		t.Errorf("first version: %+v", one)
	}
	if again := version(); again.Version != 1 {
		t.Errorf("the same content makes version %d", again.Version)
	}
	publish(viewOf(pageOne, "Submit", "Cancel")) // other actions are other content
	if two := version(); two.Version != 2 {
		t.Errorf("other actions make version %d", two.Version)
	}
	publish(viewOf(pageOne, "Submit"))
	if three := version(); three.Version != 3 { // only the highest version is compared
		t.Errorf("content of the first version makes version %d", three.Version)
	}
	h.refused(t, "CreateViewVersion", &connectapi.CreateViewVersionInput{InstanceId: h.id(), ViewId: v.Id, ViewContentSha256: ptr(strings.Repeat("0", 64))}, 400, "InvalidRequest")
	diff(t, "actions of the second", h.describeView(t, *v.Id+":2").Content.Actions, []string{"Submit", "Cancel"})

	var numbers []int32
	var token *string
	for range 4 {
		out := call[connectapi.ListViewVersionsOutput](t, h, "ListViewVersions", &connectapi.ListViewVersionsInput{InstanceId: h.id(), ViewId: v.Id, MaxResults: ptr(int32(1)), NextToken: token})
		for _, s := range out.ViewVersionSummaryList {
			numbers = append(numbers, s.Version)
		}
		if token = out.NextToken; token == nil {
			break
		}
	}
	diff(t, "versions, the newest first", numbers, []int32{3, 2, 1})
	h.do(t, "DeleteViewVersion", &connectapi.DeleteViewVersionInput{InstanceId: h.id(), ViewId: v.Id, ViewVersion: ptr(int32(3))})
	h.refused(t, "DeleteViewVersion", &connectapi.DeleteViewVersionInput{InstanceId: h.id(), ViewId: v.Id, ViewVersion: ptr(int32(3))}, 404, "ResourceNotFound")
	h.refused(t, "DescribeView", &connectapi.DescribeViewInput{InstanceId: h.id(), ViewId: ptr(*v.Id + ":3")}, 404, "ResourceNotFound")
	if next := version(); next.Version != 4 {
		t.Errorf("the number of a removed version is given again: %d", next.Version)
	}
	h.do(t, "DeleteView", &connectapi.DeleteViewInput{InstanceId: h.id(), ViewId: v.Id})
	if n := h.instance.Directory().FlowVersions.Len(); n != 0 {
		t.Errorf("%d versions are left of a view that is gone", n)
	}
	saved := h.view(t, &connectapi.CreateViewInput{Name: ptr("Draft"), Status: connectapi.ViewStatusSaved, Content: viewOf("")})
	h.refused(t, "CreateViewVersion", &connectapi.CreateViewVersionInput{InstanceId: h.id(), ViewId: saved.Id}, 400, "InvalidRequest")
}

func TestView_Refusals(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	first := &connectapi.CreateViewInput{Name: ptr("Form"), Status: connectapi.ViewStatusPublished, Content: viewOf(pageOne), ClientToken: ptr("once")}
	made := h.view(t, first)
	diff(t, "the same request again", h.view(t, first), made)
	for name, tt := range map[string]struct {
		change func(*connectapi.CreateViewInput)
		status int
		code   string
	}{
		"the token with other members": {func(in *connectapi.CreateViewInput) { in.Name, in.ClientToken = ptr("Other"), ptr("once") }, 400, "InvalidRequest"},
		"a name that is taken":         {func(in *connectapi.CreateViewInput) { in.Name = ptr("Form") }, 409, "DuplicateResource"},
		"a bad name":                   {func(in *connectapi.CreateViewInput) { in.Name = ptr(" Form") }, 400, "InvalidParameter"},
		"published without a template": {func(in *connectapi.CreateViewInput) { in.Content = viewOf("") }, 400, "InvalidParameter"},
		"no JSON":                      {func(in *connectapi.CreateViewInput) { in.Content = viewOf(`{"Head"`) }, 400, "InvalidParameter"},
		"no object":                    {func(in *connectapi.CreateViewInput) { in.Content = viewOf(`["Head"]`) }, 400, "InvalidParameter"},
		"saved, no JSON":               {func(in *connectapi.CreateViewInput) { in.Content, in.Status = viewOf(`x`), connectapi.ViewStatusSaved }, 400, "InvalidParameter"},
		"an action twice":              {func(in *connectapi.CreateViewInput) { in.Content = viewOf(pageOne, "Go", "Go") }, 400, "InvalidParameter"},
		"too large": {func(in *connectapi.CreateViewInput) {
			in.Content = viewOf(`{"a":"` + strings.Repeat("x", center.MaxViewContent) + `"}`)
		}, 400, "InvalidParameter"},
		"an unknown instance": {func(in *connectapi.CreateViewInput) { in.InstanceId = ptr("gone") }, 404, "ResourceNotFound"},
	} {
		in := &connectapi.CreateViewInput{InstanceId: h.id(), Name: ptr("New"), Status: connectapi.ViewStatusPublished, Content: viewOf(pageOne)}
		tt.change(in)
		t.Log(name, h.refused(t, "CreateView", in, tt.status, tt.code).Message)
	}
	other := h.view(t, &connectapi.CreateViewInput{Name: ptr("Other"), Status: connectapi.ViewStatusSaved, Content: viewOf("")})
	h.refused(t, "UpdateViewMetadata", &connectapi.UpdateViewMetadataInput{InstanceId: h.id(), ViewId: other.Id, Name: ptr("Form")}, 409, "DuplicateResource")
	h.refused(t, "UpdateViewContent", &connectapi.UpdateViewContentInput{InstanceId: h.id(), ViewId: other.Id, Status: connectapi.ViewStatusPublished, Content: viewOf("x")}, 400, "InvalidParameter")
	h.refused(t, "UpdateViewContent", &connectapi.UpdateViewContentInput{InstanceId: h.id(), ViewId: ptr("gone"), Status: connectapi.ViewStatusSaved, Content: viewOf("")}, 404, "ResourceNotFound")
	h.limited(t, center.Quotas{Resources: map[center.ResourceKind]int{center.KindView: 2}})
	h.refused(t, "CreateView", &connectapi.CreateViewInput{InstanceId: h.id(), Name: ptr("Third"), Status: connectapi.ViewStatusSaved, Content: viewOf("")}, 402, "ServiceQuotaExceeded")
}

func TestView_ListsAndSearches(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	for i := range 5 {
		status := connectapi.ViewStatusPublished
		if i%2 == 1 {
			status = connectapi.ViewStatusSaved
		}
		h.view(t, &connectapi.CreateViewInput{Name: ptr(fmt.Sprint("View ", i)), Status: status, Content: viewOf(pageOne), Tags: map[string]string{"n": fmt.Sprint(i)}})
	}
	list := func(kind connectapi.ViewType) (names []string) {
		t.Helper()
		var token *string
		for {
			out := call[connectapi.ListViewsOutput](t, h, "ListViews", &connectapi.ListViewsInput{InstanceId: h.id(), Type: kind, MaxResults: ptr(int32(2)), NextToken: token})
			for _, v := range out.ViewsSummaryList {
				names = append(names, *v.Name)
			}
			if token = out.NextToken; token == nil {
				return names
			}
		}
	}
	if all, own, managed := list(""), list(connectapi.ViewTypeCustomerManaged), list(connectapi.ViewTypeAwsManaged); len(all) != 5 || len(own) != 5 || len(managed) != 0 {
		t.Errorf("listed: %v, %v and %v", all, own, managed)
	}
	find := func(criteria *connectapi.ViewSearchCriteria, filter *connectapi.ViewSearchFilter) int {
		t.Helper()
		return len(call[connectapi.SearchViewsOutput](t, h, "SearchViews", &connectapi.SearchViewsInput{InstanceId: h.id(), SearchCriteria: criteria, SearchFilter: filter}).Views)
	}
	for name, tt := range map[string]struct{ got, want int }{
		"all":       {find(nil, nil), 5},
		"by status": {find(&connectapi.ViewSearchCriteria{ViewStatusCondition: connectapi.ViewStatusSaved}, nil), 2},
		"by type":   {find(&connectapi.ViewSearchCriteria{ViewTypeCondition: connectapi.ViewTypeAwsManaged}, nil), 0},
		"by tag": {find(nil, &connectapi.ViewSearchFilter{AttributeFilter: &connectapi.ControlPlaneAttributeFilter{
			TagCondition: &connectapi.TagCondition{TagKey: ptr("n"), TagValue: ptr("3")}}}), 1},
	} {
		if tt.got != tt.want {
			t.Errorf("%s: found %d, want %d", name, tt.got, tt.want)
		}
	}
}
