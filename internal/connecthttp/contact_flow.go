package connecthttp

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"unicode/utf8"

	"strowger/internal/center"
	"strowger/internal/connectapi"
	"strowger/internal/routing"
)

func flows(d *center.Directory) *center.Table[*center.ContactFlow] { return &d.Flows }

// savedSuffix follows the id of a flow where its saved content is meant, which
// contacts do not run yet. Without it the published content is meant.
const savedSuffix = ":$SAVED"

// maxContent is the largest content of a flow, in characters.
const maxContent = 256_000

// CreateContactFlow makes a flow. The content of a published one, which is the
// usual case, must be good; a saved one may be anything.
//
// Not built: hold flows do not run: flows of those types are checked and kept.
func (s *Service) CreateContactFlow(ctx context.Context, in *connectapi.CreateContactFlowInput) (*connectapi.CreateContactFlowOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	if err := checkContent(*in.Content); err != nil {
		return nil, err
	}
	id, err := s.newID()
	if err != nil {
		return nil, err
	}
	f := &center.ContactFlow{
		ID: center.FlowID(id), Name: *in.Name, Description: text(in.Description), Type: center.FlowType(in.Type),
		Content: *in.Content, Saved: in.Status == connectapi.ContactFlowStatusSaved, Tags: in.Tags,
	}
	if _, err := instance.Do(ctx, routing.Put{Resource: f}); err != nil {
		return nil, err
	}
	return &connectapi.CreateContactFlowOutput{
		ContactFlowArn: ptr(instance.Directory().Instance.ARN(center.KindFlow, id)),
		ContactFlowId:  &id, FlowContentSha256: ptr(checksum(f.Content)),
	}, nil
}

// DescribeContactFlow returns a flow with its published content, with its saved
// content where the id ends with :$SAVED, or with that of a version where it
// ends with a colon and the number.
func (s *Service) DescribeContactFlow(_ context.Context, in *connectapi.DescribeContactFlowInput) (*connectapi.DescribeContactFlowOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	d := instance.Directory()
	id, saved := strings.CutSuffix(*in.ContactFlowId, savedSuffix)
	id, number := cutVersion(id)
	f, err := get(d, &d.Flows, center.KindFlow, &id)
	if err != nil {
		return nil, err
	}
	if number > 0 {
		out := wireFlow(d, f)
		return &connectapi.DescribeContactFlowOutput{ContactFlow: &out}, showVersion(d, f, number, &out)
	}
	if f.Saved && !saved {
		return nil, notPublished(f)
	}
	out := wireFlow(d, f)
	if saved {
		out.Status = connectapi.ContactFlowStatusSaved
		if f.Draft != "" {
			out.Content, out.FlowContentSha256 = &f.Draft, ptr(checksum(f.Draft))
		}
	}
	return &connectapi.DescribeContactFlowOutput{ContactFlow: &out}, nil
}

// notPublished says that there is only saved content, which no contact can run.
func notPublished(f *center.ContactFlow) error {
	return &connectapi.ContactFlowNotPublishedException{Message: ptr("The contact flow " + f.Name + " has not been published.")}
}

// UpdateContactFlowContent publishes new content, which then is the saved
// content too, or saves it for later where the id ends with $SAVED.
func (s *Service) UpdateContactFlowContent(ctx context.Context, in *connectapi.UpdateContactFlowContentInput) (*connectapi.UpdateContactFlowContentOutput, error) {
	if err := checkContent(*in.Content); err != nil {
		return nil, err
	}
	id, saved := strings.CutSuffix(*in.ContactFlowId, savedSuffix)
	id = strings.TrimSuffix(id, latestSuffix)
	return nil, s.editFlow(ctx, in.InstanceId, &id, func(f *center.ContactFlow) error {
		switch {
		case !saved:
			f.Content, f.Saved, f.Draft = *in.Content, false, ""
		case f.Saved:
			f.Content = *in.Content
		default:
			f.Draft = *in.Content
		}
		return nil
	})
}

// UpdateContactFlowMetadata changes name, description and state: an archived
// flow is hidden from people, and runs as before.
func (s *Service) UpdateContactFlowMetadata(ctx context.Context, in *connectapi.UpdateContactFlowMetadataInput) (*connectapi.UpdateContactFlowMetadataOutput, error) {
	return nil, s.editFlow(ctx, in.InstanceId, in.ContactFlowId, func(f *center.ContactFlow) error {
		set(&f.Name, in.Name)
		set(&f.Description, in.Description)
		if in.ContactFlowState != "" {
			f.Archived = in.ContactFlowState == connectapi.ContactFlowStateArchived
		}
		return nil
	})
}

// UpdateContactFlowName changes name, description or both.
func (s *Service) UpdateContactFlowName(ctx context.Context, in *connectapi.UpdateContactFlowNameInput) (*connectapi.UpdateContactFlowNameOutput, error) {
	return nil, s.editFlow(ctx, in.InstanceId, in.ContactFlowId, func(f *center.ContactFlow) error {
		set(&f.Name, in.Name)
		set(&f.Description, in.Description)
		return nil
	})
}

// DeleteContactFlow removes a flow to which nothing refers, with its versions.
func (s *Service) DeleteContactFlow(ctx context.Context, in *connectapi.DeleteContactFlowInput) (*connectapi.DeleteContactFlowOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	return nil, removeWithVersions(ctx, instance, center.KindFlow, in.ContactFlowId)
}

// ListContactFlows lists the flows of an instance, or those of some types.
func (s *Service) ListContactFlows(_ context.Context, in *connectapi.ListContactFlowsInput) (*connectapi.ListContactFlowsOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	d := instance.Directory()
	items, next, err := page(&d.Flows, in.NextToken, in.MaxResults, func(f *center.ContactFlow) bool {
		return len(in.ContactFlowTypes) == 0 || slices.Contains(in.ContactFlowTypes, connectapi.ContactFlowType(f.Type))
	})
	if err != nil {
		return nil, err
	}
	out := &connectapi.ListContactFlowsOutput{NextToken: next, ContactFlowSummaryList: make([]connectapi.ContactFlowSummary, len(items))}
	for i, f := range items {
		out.ContactFlowSummaryList[i] = connectapi.ContactFlowSummary{
			Id: str(f.ID), Arn: ptr(d.Instance.ARN(center.KindFlow, string(f.ID))), Name: &f.Name,
			ContactFlowType: connectapi.ContactFlowType(f.Type), ContactFlowState: flowState(f), ContactFlowStatus: flowStatus(f),
		}
	}
	return out, nil
}

// SearchContactFlows finds flows by name, description or id, by type, state and
// status, and by tags.
func (s *Service) SearchContactFlows(_ context.Context, in *connectapi.SearchContactFlowsInput) (out *connectapi.SearchContactFlowsOutput, err error) {
	out = &connectapi.SearchContactFlowsOutput{}
	out.ContactFlows, out.NextToken, out.ApproximateTotalCount, err = search[*center.ContactFlow, connectapi.ContactFlowSearchCriteria, connectapi.ContactFlow]{
		table: flows, criteria: in.SearchCriteria, fields: flowFields, show: wireFlow,
		keep: keepFlows(opened(in.SearchFilter)),
		open: openFlowCriteria,
	}.page(s, in.InstanceId, in.NextToken, in.MaxResults)
	return out, err
}

var flowFields = namedFields(func(f *center.ContactFlow) string { return f.Description }, nil)

func openFlowCriteria(c *connectapi.ContactFlowSearchCriteria) term[*center.ContactFlow, connectapi.ContactFlowSearchCriteria] {
	t := term[*center.ContactFlow, connectapi.ContactFlowSearchCriteria]{or: c.OrConditions, and: c.AndConditions, text: c.StringCondition}
	if c.TypeCondition != "" || c.StateCondition != "" || c.StatusCondition != "" {
		t.leaf = func(_ *center.Directory, f *center.ContactFlow) bool {
			return (c.TypeCondition == "" || c.TypeCondition == connectapi.ContactFlowType(f.Type)) &&
				(c.StateCondition == "" || c.StateCondition == flowState(f)) &&
				(c.StatusCondition == "" || c.StatusCondition == flowStatus(f))
		}
	}
	return t
}

func keepFlows(filter connectapi.ContactFlowSearchFilter) condition[*center.ContactFlow] {
	return func(_ *center.Directory, f *center.ContactFlow) bool {
		return matchesTags(filter.TagFilter, f.Tags) && matchesFlow(filter.FlowAttributeFilter, f)
	}
}

// matchesFlow evaluates the filter by tags and type: all parts that are given
// must hold.
func matchesFlow(filter *connectapi.ContactFlowAttributeFilter, f *center.ContactFlow) bool {
	if filter == nil {
		return true
	}
	ofType := func(c *connectapi.ContactFlowTypeCondition) bool {
		return c == nil || c.ContactFlowType == connectapi.ContactFlowType(f.Type)
	}
	all := func(c connectapi.ContactFlowAttributeAndCondition) bool {
		return hasTags(c.TagConditions, f.Tags) && ofType(c.ContactFlowTypeCondition)
	}
	return (filter.TagCondition == nil || hasTag(*filter.TagCondition, f.Tags)) && ofType(filter.ContactFlowTypeCondition) &&
		(filter.AndCondition == nil || all(*filter.AndCondition)) && (len(filter.OrConditions) == 0 || slices.ContainsFunc(filter.OrConditions, all))
}

func (s *Service) editFlow(ctx context.Context, instanceID, flowID *string, change func(*center.ContactFlow) error) error {
	instance, err := s.instance(instanceID)
	if err != nil {
		return err
	}
	return edit(ctx, instance, flows, flowID, change)
}

// wireFlow is a flow with the content that contacts run, or would run if it
// were published.
func wireFlow(d *center.Directory, f *center.ContactFlow) connectapi.ContactFlow {
	return connectapi.ContactFlow{
		Id: str(f.ID), Arn: ptr(d.Instance.ARN(center.KindFlow, string(f.ID))), Name: &f.Name, Description: optional(f.Description),
		Type: connectapi.ContactFlowType(f.Type), State: flowState(f), Status: flowStatus(f),
		Content: &f.Content, FlowContentSha256: ptr(checksum(f.Content)), Tags: f.Tags,
		LastModifiedTime: stamp(f.Stamp.Modified), LastModifiedRegion: &d.Instance.Region,
	}
}

func flowState(f *center.ContactFlow) connectapi.ContactFlowState {
	if f.Archived {
		return connectapi.ContactFlowStateArchived
	}
	return connectapi.ContactFlowStateActive
}

func flowStatus(f *center.ContactFlow) connectapi.ContactFlowStatus {
	if f.Saved {
		return connectapi.ContactFlowStatusSaved
	}
	return connectapi.ContactFlowStatusPublished
}

func checkContent(content string) error {
	if n := utf8.RuneCountInString(content); n < 1 || n > maxContent {
		return center.Errorf(center.Invalid, "Content must have 1 to %d characters, but has %d.", maxContent, n)
	}
	return nil
}

// checksum is the FlowContentSha256 of a content: 64 hexadecimal digits.
func checksum(content string) string {
	sum := sha256.Sum256([]byte(content))
	return hex.EncodeToString(sum[:])
}
