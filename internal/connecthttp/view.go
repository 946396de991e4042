package connecthttp

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"strowger/internal/center"
	"strowger/internal/connectapi"
)

func views(d *center.Directory) *center.Table[*center.View] { return &d.Views }

// CreateView makes a view, whose content is published or only saved.
//
// Not built: Content is kept and shown: no flow shows a view, and the members
// of InputSchema are not read off the template.
func (s *Service) CreateView(ctx context.Context, in *connectapi.CreateViewInput) (*connectapi.CreateViewOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	content, err := viewContent(in.Content, in.Status)
	if err != nil {
		return nil, err
	}
	id, err := s.newID()
	if err != nil {
		return nil, err
	}
	now := center.At(time.Now())
	v := &center.View{ID: center.ViewID(id), Name: *in.Name, Description: text(in.Description), Created: now, Request: requestOf(in.ClientToken, in), Tags: in.Tags}
	setContent(v, content, in.Status, now)
	if v, err = makeOnce(ctx, instance, views, v); err != nil {
		return nil, err
	}
	return &connectapi.CreateViewOutput{View: wireView(instance.Directory(), v, in.Status)}, nil
}

// viewContent reads the content of a view. What is published has a template.
func viewContent(in *connectapi.ViewInputContent, status connectapi.ViewStatus) (center.ViewContent, error) {
	content := center.ViewContent{Template: text(in.Template), Actions: in.Actions}
	size := len(content.Template)
	for i, action := range content.Actions {
		size += len(action)
		if slices.Contains(content.Actions[:i], action) {
			return content, center.Errorf(center.Invalid, "Content.Actions: %s is there twice.", action)
		}
	}
	switch template := jsontext.Value(content.Template); {
	case size > center.MaxViewContent:
		return content, center.Errorf(center.Invalid, "Content must have at most %d bytes, but has %d.", center.MaxViewContent, size)
	case content.Template == "" && status == connectapi.ViewStatusPublished:
		return content, center.Errorf(center.Invalid, "Content.Template is required where the view is published.")
	case content.Template != "" && (!template.IsValid() || template.Kind() != '{'):
		return content, center.Errorf(center.Invalid, "Content.Template is not a JSON object.")
	}
	return content, nil
}

// setContent gives a view content: what is published is the saved content too.
func setContent(v *center.View, content center.ViewContent, status connectapi.ViewStatus, now center.Instant) {
	v.Saved, v.Edited = content, now
	if status == connectapi.ViewStatusPublished {
		v.Published = content
	}
}

// DescribeView returns a view with its published content, with its saved content
// where the id ends with :$SAVED, or with that of a version where it ends with a
// colon and the number.
//
// Not built: InputSchema is never shown. There are no views of AWS.
func (s *Service) DescribeView(_ context.Context, in *connectapi.DescribeViewInput) (*connectapi.DescribeViewOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	d := instance.Directory()
	id, saved := strings.CutSuffix(*in.ViewId, savedSuffix)
	number := int64(0)
	if !saved {
		id, number = cutVersion(id)
	}
	v, err := get(d, &d.Views, center.KindView, &id)
	switch {
	case err != nil:
		return nil, err
	case saved:
		return &connectapi.DescribeViewOutput{View: wireView(d, v, connectapi.ViewStatusSaved)}, nil
	case number > 0:
		out, err := wireViewVersion(d, v, number)
		return &connectapi.DescribeViewOutput{View: out}, err
	case v.Published.Template == "":
		return nil, center.Errorf(center.NotFound, "The view %s has not been published; add %s to its id for the saved content.", v.Name, savedSuffix)
	}
	return &connectapi.DescribeViewOutput{View: wireView(d, v, connectapi.ViewStatusPublished)}, nil
}

// ListViews lists the views of an instance, or those of one type.
//
// Not built: there are no views of AWS, of the Type AWS_MANAGED.
func (s *Service) ListViews(_ context.Context, in *connectapi.ListViewsInput) (*connectapi.ListViewsOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	d := instance.Directory()
	items, next, err := page(&d.Views, in.NextToken, in.MaxResults, func(*center.View) bool {
		return in.Type == "" || in.Type == connectapi.ViewTypeCustomerManaged
	})
	if err != nil {
		return nil, err
	}
	out := &connectapi.ListViewsOutput{NextToken: next, ViewsSummaryList: make([]connectapi.ViewSummary, len(items))}
	for i, v := range items {
		out.ViewsSummaryList[i] = connectapi.ViewSummary{Id: str(v.ID), Arn: viewARN(d, v), Name: &v.Name, Description: optional(v.Description),
			Status: viewStatus(v), Type: connectapi.ViewTypeCustomerManaged}
	}
	return out, nil
}

// SearchViews finds views by name, description or id, by type and status, and by
// tags.
//
// Not built: there are no views of AWS.
func (s *Service) SearchViews(_ context.Context, in *connectapi.SearchViewsInput) (out *connectapi.SearchViewsOutput, err error) {
	out = &connectapi.SearchViewsOutput{}
	out.Views, out.NextToken, out.ApproximateTotalCount, err = search[*center.View, connectapi.ViewSearchCriteria, connectapi.View]{
		table: views, criteria: in.SearchCriteria, open: openViewCriteria, fields: viewFields,
		keep: byAttributes[*center.View](opened(in.SearchFilter).AttributeFilter),
		show: func(d *center.Directory, v *center.View) connectapi.View { return *wireView(d, v, viewStatus(v)) },
	}.page(s, in.InstanceId, in.NextToken, in.MaxResults)
	return out, err
}

var viewFields = namedFields(func(v *center.View) string { return v.Description }, nil)

func openViewCriteria(c *connectapi.ViewSearchCriteria) term[*center.View, connectapi.ViewSearchCriteria] {
	t := term[*center.View, connectapi.ViewSearchCriteria]{or: c.OrConditions, and: c.AndConditions, text: c.StringCondition}
	if c.ViewStatusCondition != "" || c.ViewTypeCondition != "" {
		t.leaf = func(_ *center.Directory, v *center.View) bool {
			return (c.ViewStatusCondition == "" || c.ViewStatusCondition == viewStatus(v)) &&
				(c.ViewTypeCondition == "" || c.ViewTypeCondition == connectapi.ViewTypeCustomerManaged)
		}
	}
	return t
}

// UpdateViewContent saves new content, and publishes it where Status says so.
//
// Not built: Content is kept and shown: no flow shows a view.
func (s *Service) UpdateViewContent(ctx context.Context, in *connectapi.UpdateViewContentInput) (*connectapi.UpdateViewContentOutput, error) {
	content, err := viewContent(in.Content, in.Status)
	if err != nil {
		return nil, err
	}
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	var changed *center.View
	id := unqualified(in.ViewId)
	err = edit(ctx, instance, views, &id, func(v *center.View) error {
		setContent(v, content, in.Status, center.At(time.Now()))
		changed = v
		return nil
	})
	if err != nil {
		return nil, err
	}
	return &connectapi.UpdateViewContentOutput{View: wireView(instance.Directory(), changed, in.Status)}, nil
}

// unqualified cuts $LATEST or $SAVED from the id or ARN of a view: a change is
// one of the view.
func unqualified(idOrARN *string) string {
	return strings.TrimSuffix(strings.TrimSuffix(*idOrARN, savedSuffix), latestSuffix)
}

// UpdateViewMetadata changes name, description or both.
func (s *Service) UpdateViewMetadata(ctx context.Context, in *connectapi.UpdateViewMetadataInput) (*connectapi.UpdateViewMetadataOutput, error) {
	if in.Name == nil && in.Description == nil {
		return nil, center.Errorf(center.Refused, "Give Name, Description or both: there is nothing to update.")
	}
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	id := unqualified(in.ViewId)
	return nil, edit(ctx, instance, views, &id, func(v *center.View) error {
		set(&v.Name, in.Name)
		set(&v.Description, in.Description)
		return nil
	})
}

// DeleteView removes a view with its versions. Flows that name it are not looked
// at.
func (s *Service) DeleteView(ctx context.Context, in *connectapi.DeleteViewInput) (*connectapi.DeleteViewOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	return nil, removeWithVersions(ctx, instance, center.KindView, in.ViewId)
}

// CreateViewVersion keeps the published content of a view under the next number.
// Where a version has that content already it is the answer.
func (s *Service) CreateViewVersion(ctx context.Context, in *connectapi.CreateViewVersionInput) (*connectapi.CreateViewVersionOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	id := unqualified(in.ViewId)
	find := func(d *center.Directory) (*center.View, error) { return get(d, &d.Views, center.KindView, &id) }
	v, number, err := addVersion(ctx, instance, find, versionRequest{description: text(in.VersionDescription), sha: text(in.ViewContentSha256)}, func(v *center.View) (newVersion[*center.View], error) {
		if v.Published.Template == "" {
			return newVersion[*center.View]{}, center.Errorf(center.Refused, "The view %s has not been published.", v.Name)
		}
		return newVersion[*center.View]{content: contentText(v.Published), highest: true, last: v.Versions, after: func(next int64) *center.View {
			after := *v
			after.Versions, after.Edited = next, center.At(time.Now())
			return &after
		}}, nil
	})
	if err != nil {
		return nil, err
	}
	out, err := wireViewVersion(instance.Directory(), v, number)
	return &connectapi.CreateViewVersionOutput{View: out}, err
}

// contentText is how a version keeps the content of a view, and what the
// checksum is of.
func contentText(content center.ViewContent) string {
	text, _ := json.Marshal(content) // texts and lists of texts can be written
	return string(text)
}

// ListViewVersions lists the versions of a view, the newest first.
func (s *Service) ListViewVersions(_ context.Context, in *connectapi.ListViewVersionsInput) (*connectapi.ListViewVersionsOutput, error) {
	d, v, err := s.view(in.InstanceId, in.ViewId)
	if err != nil {
		return nil, err
	}
	all := versions(d, center.KindView, string(v.ID))
	slices.Reverse(all)
	// Keys grow from page to page, as slicePage wants them.
	key := func(version *center.FlowVersion) string { return strconv.FormatInt(descending-version.Number, 10) }
	items, next, err := slicePage(all, key, in.NextToken, in.MaxResults)
	if err != nil {
		return nil, err
	}
	out := &connectapi.ListViewVersionsOutput{NextToken: next, ViewVersionSummaryList: make([]connectapi.ViewVersionSummary, len(items))}
	for i, version := range items {
		out.ViewVersionSummaryList[i] = connectapi.ViewVersionSummary{Id: viewVersionID(v, version.Number), Arn: versionARN(d, v, version.Number), Name: &v.Name,
			Description: optional(v.Description), Type: connectapi.ViewTypeCustomerManaged, Version: int32(version.Number), VersionDescription: optional(version.Description)}
	}
	return out, nil
}

// descending minus a number of a version has as many digits as any other.
const descending = 9_000_000_000_000_000_000

// DeleteViewVersion removes a version of a view. Its number is not given again.
func (s *Service) DeleteViewVersion(ctx context.Context, in *connectapi.DeleteViewVersionInput) (*connectapi.DeleteViewVersionOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	d, id := instance.Directory(), unqualified(in.ViewId)
	v, err := get(d, &d.Views, center.KindView, &id)
	if err != nil {
		return nil, err
	}
	return nil, removeVersion(ctx, instance, v, int64(*in.ViewVersion))
}

func (s *Service) view(instanceID, idOrARN *string) (*center.Directory, *center.View, error) {
	instance, err := s.instance(instanceID)
	if err != nil {
		return nil, nil, err
	}
	d, id := instance.Directory(), unqualified(idOrARN)
	v, err := get(d, &d.Views, center.KindView, &id)
	return d, v, err
}

// viewStatus is the status of a view as lists show it.
func viewStatus(v *center.View) connectapi.ViewStatus {
	if v.Published.Template == "" {
		return connectapi.ViewStatusSaved
	}
	return connectapi.ViewStatusPublished
}

func viewARN(d *center.Directory, v *center.View) *string {
	return ptr(d.Instance.ARN(center.KindView, string(v.ID)))
}

func viewVersionID(v *center.View, number int64) *string {
	return ptr(string(v.ID) + ":" + strconv.FormatInt(number, 10))
}

// wireView is a view with its published content or with its saved one.
func wireView(d *center.Directory, v *center.View, status connectapi.ViewStatus) *connectapi.View {
	content := v.Published
	if status == connectapi.ViewStatusSaved {
		content = v.Saved
	}
	return &connectapi.View{
		Id: str(v.ID), Arn: viewARN(d, v), Name: &v.Name, Description: optional(v.Description), Status: status, Type: connectapi.ViewTypeCustomerManaged,
		Content: &connectapi.ViewContent{Template: optional(content.Template), Actions: content.Actions}, ViewContentSha256: ptr(checksum(contentText(content))),
		Version: int32(v.Versions), CreatedTime: stamp(v.Created), LastModifiedTime: stamp(v.Edited), Tags: v.Tags,
	}
}

// wireViewVersion is a view with the content of a version.
func wireViewVersion(d *center.Directory, v *center.View, number int64) (*connectapi.View, error) {
	version, err := version(d, v, number)
	if err != nil {
		return nil, err
	}
	var content center.ViewContent
	if err := json.Unmarshal([]byte(version.Content), &content); err != nil {
		return nil, err
	}
	out := wireView(d, v, connectapi.ViewStatusPublished)
	out.Id, out.Arn, out.Version, out.VersionDescription = viewVersionID(v, number), versionARN(d, v, number), int32(number), optional(version.Description)
	out.Content = &connectapi.ViewContent{Template: &content.Template, Actions: content.Actions}
	out.ViewContentSha256, out.LastModifiedTime = ptr(checksum(version.Content)), stamp(version.Stamp.Modified)
	return out, nil
}
