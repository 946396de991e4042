package connecthttp

import (
	"context"

	"github.com/go-json-experiment/json/jsontext"

	"strowger/internal/center"
	"strowger/internal/connectapi"
)

func flowModules(d *center.Directory) *center.Table[*center.FlowModule] { return &d.FlowModules }

// CreateContactFlowModule makes a flow module, which is published at once. Its
// content may use every action that some type of flow may use.
//
// Not built: flows do not run modules yet: InvokeFlowModule takes its error
// branch. Settings and ExternalInvocationConfiguration are kept and shown.
func (s *Service) CreateContactFlowModule(ctx context.Context, in *connectapi.CreateContactFlowModuleInput) (*connectapi.CreateContactFlowModuleOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	if err := checkSettings(in.Settings); err != nil {
		return nil, err
	}
	id, err := s.newID()
	if err != nil {
		return nil, err
	}
	m := &center.FlowModule{
		ID: center.FlowModuleID(id), Name: *in.Name, Description: text(in.Description), Content: *in.Content, Settings: text(in.Settings),
		Request: requestOf(in.ClientToken, in), Tags: in.Tags,
	}
	if c := in.ExternalInvocationConfiguration; c != nil && c.Enabled != nil {
		m.External = *c.Enabled
	}
	m, err = makeOnce(ctx, instance, flowModules, m)
	if err != nil {
		return nil, err
	}
	return &connectapi.CreateContactFlowModuleOutput{Id: str(m.ID), Arn: ptr(instance.Directory().Instance.ARN(center.KindFlowModule, string(m.ID)))}, nil
}

// checkSettings refuses settings of a module that are no JSON.
func checkSettings(settings *string) error {
	if settings != nil && !jsontext.Value(*settings).IsValid() {
		return center.Errorf(center.Refused, "Settings is not JSON.")
	}
	return nil
}

// DescribeContactFlowModule returns a module with its published content, with
// that of a version where the id ends with a colon and the number, or with that
// of an alias where it ends with a colon and the name.
func (s *Service) DescribeContactFlowModule(_ context.Context, in *connectapi.DescribeContactFlowModuleInput) (*connectapi.DescribeContactFlowModuleOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	d := instance.Directory()
	m, number, err := moduleVersion(d, *in.ContactFlowModuleId)
	if err != nil {
		return nil, err
	}
	out := wireModule(d, m)
	if number == 0 {
		return &connectapi.DescribeContactFlowModuleOutput{ContactFlowModule: &out}, nil
	}
	v, err := version(d, m, number)
	if err != nil {
		return nil, err
	}
	out.Arn, out.Content, out.FlowModuleContentSha256 = versionARN(d, m, number), &v.Content, ptr(checksum(v.Content))
	out.Version, out.VersionDescription, out.Settings = &v.Number, optional(v.Description), optional(v.Settings)
	return &connectapi.DescribeContactFlowModuleOutput{ContactFlowModule: &out}, nil
}

// ListContactFlowModules lists the modules of an instance, or those in one state.
func (s *Service) ListContactFlowModules(_ context.Context, in *connectapi.ListContactFlowModulesInput) (*connectapi.ListContactFlowModulesOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	d := instance.Directory()
	items, next, err := page(&d.FlowModules, in.NextToken, in.MaxResults, func(m *center.FlowModule) bool {
		return in.ContactFlowModuleState == "" || in.ContactFlowModuleState == moduleState(m)
	})
	if err != nil {
		return nil, err
	}
	out := &connectapi.ListContactFlowModulesOutput{NextToken: next, ContactFlowModulesSummaryList: make([]connectapi.ContactFlowModuleSummary, len(items))}
	for i, m := range items {
		out.ContactFlowModulesSummaryList[i] = connectapi.ContactFlowModuleSummary{Id: str(m.ID), Name: &m.Name, State: moduleState(m),
			Arn: ptr(d.Instance.ARN(center.KindFlowModule, string(m.ID)))}
	}
	return out, nil
}

// SearchContactFlowModules finds modules by name, description or id, by state
// and status, and by tags.
func (s *Service) SearchContactFlowModules(_ context.Context, in *connectapi.SearchContactFlowModulesInput) (out *connectapi.SearchContactFlowModulesOutput, err error) {
	out = &connectapi.SearchContactFlowModulesOutput{}
	out.ContactFlowModules, out.NextToken, out.ApproximateTotalCount, err = search[*center.FlowModule, connectapi.ContactFlowModuleSearchCriteria, connectapi.ContactFlowModule]{
		table: flowModules, criteria: in.SearchCriteria, fields: moduleFields, show: wireModule,
		keep: byTags[*center.FlowModule](opened(in.SearchFilter).TagFilter),
		open: openModuleCriteria,
	}.page(s, in.InstanceId, in.NextToken, in.MaxResults)
	return out, err
}

var moduleFields = namedFields(func(m *center.FlowModule) string { return m.Description }, nil)

func openModuleCriteria(c *connectapi.ContactFlowModuleSearchCriteria) term[*center.FlowModule, connectapi.ContactFlowModuleSearchCriteria] {
	t := term[*center.FlowModule, connectapi.ContactFlowModuleSearchCriteria]{or: c.OrConditions, and: c.AndConditions, text: c.StringCondition}
	if c.StateCondition != "" || c.StatusCondition != "" {
		t.leaf = func(_ *center.Directory, m *center.FlowModule) bool {
			return (c.StateCondition == "" || c.StateCondition == moduleState(m)) &&
				(c.StatusCondition == "" || c.StatusCondition == connectapi.ContactFlowModuleStatusPublished)
		}
	}
	return t
}

// UpdateContactFlowModuleContent publishes new content, settings or both.
//
// Not built: Settings are kept and shown; flows do not run modules.
func (s *Service) UpdateContactFlowModuleContent(ctx context.Context, in *connectapi.UpdateContactFlowModuleContentInput) (*connectapi.UpdateContactFlowModuleContentOutput, error) {
	if in.Content == nil && in.Settings == nil {
		return nil, center.Errorf(center.Refused, "Give Content, Settings or both: there is nothing to update.")
	}
	if err := checkSettings(in.Settings); err != nil {
		return nil, err
	}
	return nil, s.editModule(ctx, in.InstanceId, in.ContactFlowModuleId, func(m *center.FlowModule) error {
		set(&m.Content, in.Content)
		set(&m.Settings, in.Settings)
		return nil
	})
}

// UpdateContactFlowModuleMetadata changes name, description and state.
func (s *Service) UpdateContactFlowModuleMetadata(ctx context.Context, in *connectapi.UpdateContactFlowModuleMetadataInput) (*connectapi.UpdateContactFlowModuleMetadataOutput, error) {
	if in.Name == nil && in.Description == nil && in.State == "" {
		return nil, center.Errorf(center.Refused, "Give Name, Description or State: there is nothing to update.")
	}
	return nil, s.editModule(ctx, in.InstanceId, in.ContactFlowModuleId, func(m *center.FlowModule) error {
		set(&m.Name, in.Name)
		set(&m.Description, in.Description)
		if in.State != "" {
			m.Archived = in.State == connectapi.ContactFlowModuleStateArchived
		}
		return nil
	})
}

// DeleteContactFlowModule removes a module with its versions and aliases.
func (s *Service) DeleteContactFlowModule(ctx context.Context, in *connectapi.DeleteContactFlowModuleInput) (*connectapi.DeleteContactFlowModuleOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	return nil, removeWithVersions(ctx, instance, center.KindFlowModule, in.ContactFlowModuleId)
}

// CreateContactFlowModuleVersion keeps the content of a module under the next
// number. Where a version has that content already its number is the answer.
func (s *Service) CreateContactFlowModuleVersion(ctx context.Context, in *connectapi.CreateContactFlowModuleVersionInput) (*connectapi.CreateContactFlowModuleVersionOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	find := func(d *center.Directory) (*center.FlowModule, error) {
		return get(d, &d.FlowModules, center.KindFlowModule, in.ContactFlowModuleId)
	}
	m, number, err := addVersion(ctx, instance, find, versionRequest{description: text(in.Description), sha: text(in.FlowModuleContentSha256)}, func(m *center.FlowModule) (newVersion[*center.FlowModule], error) {
		return newVersion[*center.FlowModule]{content: m.Content, settings: m.Settings, last: m.Versions, after: func(next int64) *center.FlowModule {
			after := *m
			after.Versions = next
			return &after
		}}, nil
	})
	if err != nil {
		return nil, err
	}
	return &connectapi.CreateContactFlowModuleVersionOutput{ContactFlowModuleArn: versionARN(instance.Directory(), m, number), Version: &number}, nil
}

// ListContactFlowModuleVersions lists the versions of a module, the oldest first.
func (s *Service) ListContactFlowModuleVersions(_ context.Context, in *connectapi.ListContactFlowModuleVersionsInput) (*connectapi.ListContactFlowModuleVersionsOutput, error) {
	d, m, err := s.module(in.InstanceId, in.ContactFlowModuleId)
	if err != nil {
		return nil, err
	}
	items, next, err := slicePage(versions(d, center.KindFlowModule, string(m.ID)), (*center.FlowVersion).RecordKey, in.NextToken, in.MaxResults)
	if err != nil {
		return nil, err
	}
	out := &connectapi.ListContactFlowModuleVersionsOutput{NextToken: next, ContactFlowModuleVersionSummaryList: make([]connectapi.ContactFlowModuleVersionSummary, len(items))}
	for i, v := range items {
		out.ContactFlowModuleVersionSummaryList[i] = connectapi.ContactFlowModuleVersionSummary{Arn: versionARN(d, m, v.Number), Version: &v.Number, VersionDescription: optional(v.Description)}
	}
	return out, nil
}

// DeleteContactFlowModuleVersion removes a version of a module that no alias
// names.
func (s *Service) DeleteContactFlowModuleVersion(ctx context.Context, in *connectapi.DeleteContactFlowModuleVersionInput) (*connectapi.DeleteContactFlowModuleVersionOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	d := instance.Directory()
	m, err := get(d, &d.FlowModules, center.KindFlowModule, in.ContactFlowModuleId)
	if err != nil {
		return nil, err
	}
	return nil, removeVersion(ctx, instance, m, *in.ContactFlowModuleVersion)
}

func (s *Service) module(instanceID, idOrARN *string) (*center.Directory, *center.FlowModule, error) {
	instance, err := s.instance(instanceID)
	if err != nil {
		return nil, nil, err
	}
	d := instance.Directory()
	m, err := get(d, &d.FlowModules, center.KindFlowModule, idOrARN)
	return d, m, err
}

func (s *Service) editModule(ctx context.Context, instanceID, idOrARN *string, change func(*center.FlowModule) error) error {
	instance, err := s.instance(instanceID)
	if err != nil {
		return err
	}
	return edit(ctx, instance, flowModules, idOrARN, change)
}

func moduleState(m *center.FlowModule) connectapi.ContactFlowModuleState {
	if m.Archived {
		return connectapi.ContactFlowModuleStateArchived
	}
	return connectapi.ContactFlowModuleStateActive
}

func wireModule(d *center.Directory, m *center.FlowModule) connectapi.ContactFlowModule {
	return connectapi.ContactFlowModule{
		Id: str(m.ID), Arn: ptr(d.Instance.ARN(center.KindFlowModule, string(m.ID))), Name: &m.Name, Description: optional(m.Description),
		Content: &m.Content, FlowModuleContentSha256: ptr(checksum(m.Content)), Settings: optional(m.Settings), State: moduleState(m),
		Status: connectapi.ContactFlowModuleStatusPublished, Tags: m.Tags,
		ExternalInvocationConfiguration: &connectapi.ExternalInvocationConfiguration{Enabled: &m.External},
	}
}
