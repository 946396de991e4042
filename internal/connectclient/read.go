package connectclient

import (
	"context"
	"fmt"
	"strings"

	"strowger/internal/center"
	"strowger/internal/connectapi"
)

// Progress hears how far a reading has come: so many of the resources of a kind,
// such as "users".
type Progress func(what string, done, total int)

// Read reads the configuration of an instance by operations that change nothing:
// lists, and a description of each resource. It is not the state of one moment: a
// resource that goes meanwhile is left out.
func Read(ctx context.Context, c *Client, instanceID string, progress Progress) (*center.Directory, error) {
	r := &reader{ctx: ctx, client: c, id: &instanceID, progress: progress, into: &center.Directory{}}
	for _, step := range []func() error{r.instance, r.hours, r.flows, r.modules, r.prompts, r.numbers, r.groups, r.attributes,
		r.queues, r.quickConnects, r.taskTemplates, r.profiles, r.securityProfiles, r.statuses, r.users, r.associations, r.integrations, r.storage} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return r.into, nil
}

// reader reads one instance.
type reader struct {
	ctx      context.Context
	client   *Client
	id       *string
	progress Progress
	into     *center.Directory
}

func (r *reader) call(operation string, input, output any) error {
	return r.client.Call(r.ctx, operation, input, output)
}

// describe reads each of a list of things, and loads it; what has gone meanwhile
// is left out.
func describe[T any](r *reader, what string, list []T, one func(T) (center.Resource, error)) error {
	for i, item := range list {
		r.progress(what, i, len(list))
		resource, err := one(item)
		if IsMissing(err) {
			continue
		}
		if err != nil {
			return err
		}
		r.into.Load(resource)
	}
	r.progress(what, len(list), len(list))
	return nil
}

func deref[T any](p *T) T {
	if p == nil {
		var zero T
		return zero
	}
	return *p
}

func (r *reader) instance() error {
	r.progress("instance", 0, 1)
	var out connectapi.DescribeInstanceOutput
	if err := r.call("DescribeInstance", &connectapi.DescribeInstanceInput{InstanceId: r.id}, &out); err != nil {
		return err
	}
	in := out.Instance
	if in == nil {
		return fmt.Errorf("DescribeInstance: the answer has no instance")
	}
	made := &center.Instance{ID: center.InstanceID(deref(in.Id)), Alias: deref(in.InstanceAlias), IdentityManagementType: string(in.IdentityManagementType),
		InboundCalls: deref(in.InboundCallsEnabled), OutboundCalls: deref(in.OutboundCallsEnabled), Tags: in.Tags, Attributes: map[string]string{}}
	parts := strings.SplitN(deref(in.Arn), ":", 6) // arn:aws:connect:REGION:ACCOUNT:instance/ID
	if len(parts) != 6 {
		return fmt.Errorf("DescribeInstance: %q is no ARN", deref(in.Arn))
	}
	made.Region, made.Account = parts[3], parts[4]
	err := pages(r.ctx, r.client, "ListInstanceAttributes", &connectapi.ListInstanceAttributesInput{InstanceId: r.id}, func(out *connectapi.ListInstanceAttributesOutput) error {
		for _, a := range out.Attributes {
			switch name := string(a.AttributeType); name {
			case center.InboundCallsAttribute, center.OutboundCallsAttribute:
			default:
				made.Attributes[name] = deref(a.Value)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	var structure connectapi.DescribeUserHierarchyStructureOutput
	if err := r.call("DescribeUserHierarchyStructure", &connectapi.DescribeUserHierarchyStructureInput{InstanceId: r.id}, &structure); err != nil {
		return err
	}
	if s := structure.HierarchyStructure; s != nil {
		for _, level := range []*connectapi.HierarchyLevel{s.LevelOne, s.LevelTwo, s.LevelThree, s.LevelFour, s.LevelFive} {
			if level != nil {
				made.Hierarchy = append(made.Hierarchy, center.HierarchyLevel{Name: deref(level.Name)})
			}
		}
	}
	r.into.Load(made)
	r.progress("instance", 1, 1)
	return nil
}

func (r *reader) flows() error {
	var list []connectapi.ContactFlowSummary
	err := pages(r.ctx, r.client, "ListContactFlows", &connectapi.ListContactFlowsInput{InstanceId: r.id}, func(out *connectapi.ListContactFlowsOutput) error {
		list = append(list, out.ContactFlowSummaryList...)
		return nil
	})
	if err != nil {
		return err
	}
	return describe(r, "contact flows", list, r.flow)
}

// flow reads a flow: what is published and what was saved after that.
func (r *reader) flow(summary connectapi.ContactFlowSummary) (center.Resource, error) {
	describe := func(id string) (*connectapi.ContactFlow, error) {
		var out connectapi.DescribeContactFlowOutput
		err := r.call("DescribeContactFlow", &connectapi.DescribeContactFlowInput{InstanceId: r.id, ContactFlowId: &id}, &out)
		if err == nil && out.ContactFlow == nil {
			err = fmt.Errorf("DescribeContactFlow: the answer has no flow")
		}
		return out.ContactFlow, err
	}
	saved, err := describe(deref(summary.Arn) + ":$SAVED")
	if err != nil {
		return nil, err
	}
	f := &center.ContactFlow{ID: center.FlowID(deref(summary.Id)), Name: deref(saved.Name), Description: deref(saved.Description), Type: center.FlowType(saved.Type),
		Archived: saved.State == connectapi.ContactFlowStateArchived, Content: deref(saved.Content), Tags: saved.Tags,
		Saved: summary.ContactFlowStatus == connectapi.ContactFlowStatusSaved}
	if f.Saved {
		return f, nil
	}
	published, err := describe(deref(summary.Id))
	if err != nil {
		return nil, err
	}
	if f.Content != deref(published.Content) {
		f.Draft = f.Content
	}
	f.Content = deref(published.Content)
	return f, nil
}

func (r *reader) modules() error {
	var list []connectapi.ContactFlowModuleSummary
	err := pages(r.ctx, r.client, "ListContactFlowModules", &connectapi.ListContactFlowModulesInput{InstanceId: r.id}, func(out *connectapi.ListContactFlowModulesOutput) error {
		list = append(list, out.ContactFlowModulesSummaryList...)
		return nil
	})
	if err != nil {
		return err
	}
	return describe(r, "flow modules", list, func(summary connectapi.ContactFlowModuleSummary) (center.Resource, error) {
		var out connectapi.DescribeContactFlowModuleOutput
		if err := r.call("DescribeContactFlowModule", &connectapi.DescribeContactFlowModuleInput{InstanceId: r.id, ContactFlowModuleId: summary.Id}, &out); err != nil {
			return nil, err
		}
		m := deref(out.ContactFlowModule)
		return &center.FlowModule{ID: center.FlowModuleID(deref(summary.Id)), Name: deref(m.Name), Description: deref(m.Description), Content: deref(m.Content),
			Settings: deref(m.Settings), Archived: m.State == connectapi.ContactFlowModuleStateArchived, Tags: m.Tags,
			External: deref(deref(m.ExternalInvocationConfiguration).Enabled)}, nil
	})
}

func (r *reader) prompts() error {
	var list []connectapi.PromptSummary
	err := pages(r.ctx, r.client, "ListPrompts", &connectapi.ListPromptsInput{InstanceId: r.id}, func(out *connectapi.ListPromptsOutput) error {
		list = append(list, out.PromptSummaryList...)
		return nil
	})
	if err != nil {
		return err
	}
	return describe(r, "prompts", list, func(summary connectapi.PromptSummary) (center.Resource, error) {
		var out connectapi.DescribePromptOutput
		if err := r.call("DescribePrompt", &connectapi.DescribePromptInput{InstanceId: r.id, PromptId: summary.Id}, &out); err != nil {
			return nil, err
		}
		p := deref(out.Prompt)
		return &center.Prompt{ID: center.PromptID(deref(summary.Id)), Name: deref(p.Name), Description: deref(p.Description), Tags: p.Tags}, nil
	})
}

// numbers reads the telephone numbers and the flows that calls to them run.
func (r *reader) numbers() error {
	flows := map[string]string{}
	err := pages(r.ctx, r.client, "ListFlowAssociations", &connectapi.ListFlowAssociationsInput{InstanceId: r.id,
		ResourceType: connectapi.ListFlowAssociationResourceTypeVoicePhoneNumber}, func(out *connectapi.ListFlowAssociationsOutput) error {
		for _, a := range out.FlowAssociationSummaryList {
			flows[center.LastPart(deref(a.ResourceId))] = center.LastPart(deref(a.FlowId))
		}
		return nil
	})
	if err != nil {
		return err
	}
	var list []connectapi.ListPhoneNumbersSummary
	err = pages(r.ctx, r.client, "ListPhoneNumbersV2", &connectapi.ListPhoneNumbersV2Input{InstanceId: r.id}, func(out *connectapi.ListPhoneNumbersV2Output) error {
		list = append(list, out.ListPhoneNumbersSummaryList...)
		return nil
	})
	if err != nil {
		return err
	}
	return describe(r, "phone numbers", list, func(summary connectapi.ListPhoneNumbersSummary) (center.Resource, error) {
		var out connectapi.DescribePhoneNumberOutput
		if err := r.call("DescribePhoneNumber", &connectapi.DescribePhoneNumberInput{PhoneNumberId: summary.PhoneNumberId}, &out); err != nil {
			return nil, err
		}
		n := deref(out.ClaimedPhoneNumberSummary)
		return &center.PhoneNumber{ID: center.PhoneNumberID(deref(n.PhoneNumberId)), Number: deref(n.PhoneNumber), Country: string(n.PhoneNumberCountryCode),
			Type: string(n.PhoneNumberType), Description: deref(n.PhoneNumberDescription), SourceARN: deref(n.SourcePhoneNumberArn), Tags: n.Tags,
			FlowID: center.FlowID(flows[deref(n.PhoneNumberId)])}, nil
	})
}

func (r *reader) attributes() error {
	var list []connectapi.PredefinedAttributeSummary
	err := pages(r.ctx, r.client, "ListPredefinedAttributes", &connectapi.ListPredefinedAttributesInput{InstanceId: r.id}, func(out *connectapi.ListPredefinedAttributesOutput) error {
		list = append(list, out.PredefinedAttributeSummaryList...)
		return nil
	})
	if err != nil {
		return err
	}
	return describe(r, "predefined attributes", list, func(summary connectapi.PredefinedAttributeSummary) (center.Resource, error) {
		var out connectapi.DescribePredefinedAttributeOutput
		if err := r.call("DescribePredefinedAttribute", &connectapi.DescribePredefinedAttributeInput{InstanceId: r.id, Name: summary.Name}, &out); err != nil {
			return nil, err
		}
		a := deref(out.PredefinedAttribute)
		return &center.PredefinedAttribute{Name: deref(a.Name), Values: deref(a.Values).StringList, Purposes: a.Purposes,
			ValidateValues: deref(a.AttributeConfiguration).EnableValueValidationOnAssociation}, nil
	})
}

func (r *reader) groups() error {
	var list []connectapi.HierarchyGroupSummary
	err := pages(r.ctx, r.client, "ListUserHierarchyGroups", &connectapi.ListUserHierarchyGroupsInput{InstanceId: r.id}, func(out *connectapi.ListUserHierarchyGroupsOutput) error {
		list = append(list, out.UserHierarchyGroupSummaryList...)
		return nil
	})
	if err != nil {
		return err
	}
	return describe(r, "hierarchy groups", list, func(summary connectapi.HierarchyGroupSummary) (center.Resource, error) {
		var out connectapi.DescribeUserHierarchyGroupOutput
		if err := r.call("DescribeUserHierarchyGroup", &connectapi.DescribeUserHierarchyGroupInput{InstanceId: r.id, HierarchyGroupId: summary.Id}, &out); err != nil {
			return nil, err
		}
		g := deref(out.HierarchyGroup)
		made := &center.HierarchyGroup{ID: center.HierarchyGroupID(deref(g.Id)), Name: deref(g.Name), Tags: g.Tags}
		path := deref(g.HierarchyPath)
		for _, above := range []*connectapi.HierarchyGroupSummary{path.LevelOne, path.LevelTwo, path.LevelThree, path.LevelFour, path.LevelFive} {
			if above == nil || deref(above.Id) == deref(g.Id) {
				break
			}
			made.ParentID = center.HierarchyGroupID(deref(above.Id))
		}
		return made, nil
	})
}

func (r *reader) taskTemplates() error {
	var list []connectapi.TaskTemplateMetadata
	err := pages(r.ctx, r.client, "ListTaskTemplates", &connectapi.ListTaskTemplatesInput{InstanceId: r.id}, func(out *connectapi.ListTaskTemplatesOutput) error {
		list = append(list, out.TaskTemplates...)
		return nil
	})
	if err != nil {
		return err
	}
	return describe(r, "task templates", list, func(summary connectapi.TaskTemplateMetadata) (center.Resource, error) {
		var out connectapi.GetTaskTemplateOutput
		if err := r.call("GetTaskTemplate", &connectapi.GetTaskTemplateInput{InstanceId: r.id, TaskTemplateId: summary.Id}, &out); err != nil {
			return nil, err
		}
		return taskTemplate(&out), nil
	})
}

func taskTemplate(in *connectapi.GetTaskTemplateOutput) *center.TaskTemplate {
	name := func(id *connectapi.TaskTemplateFieldIdentifier) string { return deref(deref(id).Name) }
	t := &center.TaskTemplate{ID: center.TaskTemplateID(deref(in.Id)), Name: deref(in.Name), Description: deref(in.Description),
		Inactive: in.Status == connectapi.TaskTemplateStatusInactive, FlowID: center.FlowID(center.LastPart(deref(in.ContactFlowId))),
		SelfAssignFlowID: center.FlowID(center.LastPart(deref(in.SelfAssignFlowId))), Tags: in.Tags}
	for _, f := range in.Fields {
		t.Fields = append(t.Fields, center.TaskField{Name: name(f.Id), Type: center.TaskFieldType(f.Type), Description: deref(f.Description), Options: f.SingleSelectOptions})
	}
	constraints := deref(in.Constraints)
	for _, f := range constraints.RequiredFields {
		t.Required = append(t.Required, name(f.Id))
	}
	for _, f := range constraints.ReadOnlyFields {
		t.ReadOnly = append(t.ReadOnly, name(f.Id))
	}
	for _, f := range constraints.InvisibleFields {
		t.Invisible = append(t.Invisible, name(f.Id))
	}
	for _, v := range deref(in.Defaults).DefaultFieldValues {
		t.Defaults = append(t.Defaults, center.TaskDefault{Field: name(v.Id), Value: deref(v.DefaultValue)})
	}
	return t
}
