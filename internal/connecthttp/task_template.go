package connecthttp

import (
	"context"
	"time"

	"strowger/internal/center"
	"strowger/internal/connectapi"
	"strowger/internal/routing"
)

func taskTemplates(d *center.Directory) *center.Table[*center.TaskTemplate] { return &d.TaskTemplates }

// CreateTaskTemplate makes a template for tasks. All that is wrong with it is
// answered at once, each with its path.
//
// Not built: SelfAssignFlowId, ReadOnlyFields and InvisibleFields are kept and
// shown: tasks that agents make at their desks know no templates.
func (s *Service) CreateTaskTemplate(ctx context.Context, in *connectapi.CreateTaskTemplateInput) (*connectapi.CreateTaskTemplateOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	id, err := s.newID()
	if err != nil {
		return nil, err
	}
	t := &center.TaskTemplate{ID: center.TaskTemplateID(id), Name: *in.Name, Description: text(in.Description), Inactive: in.Status == connectapi.TaskTemplateStatusInactive,
		FlowID: idOf[center.FlowID](instance, center.KindFlow, in.ContactFlowId), SelfAssignFlowID: idOf[center.FlowID](instance, center.KindFlow, in.SelfAssignFlowId),
		Fields: taskFields(in.Fields), Created: center.At(time.Now()), Request: requestOf(in.ClientToken, in)}
	setConstraints(t, in.Constraints)
	setDefaults(t, in.Defaults)
	if !madeBefore(instance, t) {
		if err := checkTemplate(instance.Directory(), t); err != nil {
			return nil, err
		}
	}
	if t, err = makeOnce(ctx, instance, taskTemplates, t); err != nil {
		return nil, err
	}
	return &connectapi.CreateTaskTemplateOutput{Id: str(t.ID), Arn: templateARN(instance.Directory(), t)}, nil
}

// madeBefore reports whether a request with the same token has made a template,
// whose name is taken then by itself.
func madeBefore(instance Instance, t *center.TaskTemplate) bool {
	made, ok := instance.Directory().TaskTemplates.ByName(t.Name)
	return ok && t.Request.Token != "" && made.Request.Token == t.Request.Token
}

// GetTaskTemplate returns a template.
//
// Not built: SnapshotVersion is refused: of a template there is what it is now.
func (s *Service) GetTaskTemplate(_ context.Context, in *connectapi.GetTaskTemplateInput) (*connectapi.GetTaskTemplateOutput, error) {
	if text(in.SnapshotVersion) != "" {
		return nil, unsupported("SnapshotVersion", "it keeps no earlier versions of a template")
	}
	d, t, err := s.taskTemplate(in.InstanceId, in.TaskTemplateId)
	if err != nil {
		return nil, err
	}
	out := wireTemplate(d, t)
	return &connectapi.GetTaskTemplateOutput{
		Arn: out.Arn, Id: out.Id, InstanceId: out.InstanceId, Name: out.Name, Description: out.Description, Status: out.Status,
		ContactFlowId: out.ContactFlowId, SelfAssignFlowId: out.SelfAssignFlowId, Fields: out.Fields, Constraints: out.Constraints,
		Defaults: out.Defaults, CreatedTime: out.CreatedTime, LastModifiedTime: out.LastModifiedTime, Tags: t.Tags,
	}, nil
}

// ListTaskTemplates lists the templates of an instance, or those with one status
// or name.
func (s *Service) ListTaskTemplates(_ context.Context, in *connectapi.ListTaskTemplatesInput) (*connectapi.ListTaskTemplatesOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	d := instance.Directory()
	items, next, err := page(&d.TaskTemplates, in.NextToken, in.MaxResults, func(t *center.TaskTemplate) bool {
		return (in.Status == "" || in.Status == templateStatus(t)) && (in.Name == nil || *in.Name == t.Name)
	})
	if err != nil {
		return nil, err
	}
	out := &connectapi.ListTaskTemplatesOutput{NextToken: next, TaskTemplates: make([]connectapi.TaskTemplateMetadata, len(items))}
	for i, t := range items {
		out.TaskTemplates[i] = connectapi.TaskTemplateMetadata{Id: str(t.ID), Arn: templateARN(d, t), Name: &t.Name, Description: optional(t.Description),
			Status: templateStatus(t), CreatedTime: stamp(t.Created), LastModifiedTime: stamp(t.Stamp.Modified)}
	}
	return out, nil
}

// UpdateTaskTemplate changes what is given; Fields, Constraints and Defaults
// each replace the old ones as a whole. Tasks that were made stay as they are.
//
// Not built: SelfAssignFlowId, ReadOnlyFields and InvisibleFields are kept and
// shown.
func (s *Service) UpdateTaskTemplate(ctx context.Context, in *connectapi.UpdateTaskTemplateInput) (*connectapi.UpdateTaskTemplateOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	var changed *center.TaskTemplate
	err = edit(ctx, instance, taskTemplates, in.TaskTemplateId, func(t *center.TaskTemplate) error {
		set(&t.Name, in.Name)
		set(&t.Description, in.Description)
		if in.ContactFlowId != nil {
			t.FlowID = idOf[center.FlowID](instance, center.KindFlow, in.ContactFlowId)
		}
		if in.SelfAssignFlowId != nil {
			t.SelfAssignFlowID = idOf[center.FlowID](instance, center.KindFlow, in.SelfAssignFlowId)
		}
		if in.Status != "" {
			t.Inactive = in.Status == connectapi.TaskTemplateStatusInactive
		}
		if in.Fields != nil {
			t.Fields = taskFields(in.Fields)
		}
		if in.Constraints != nil {
			setConstraints(t, in.Constraints)
		}
		if in.Defaults != nil {
			setDefaults(t, in.Defaults)
		}
		changed = t
		return checkTemplate(instance.Directory(), t)
	})
	if err != nil {
		return nil, err
	}
	return wireTemplate(instance.Directory(), changed), nil
}

// DeleteTaskTemplate removes a template. Tasks that were made of it stay.
func (s *Service) DeleteTaskTemplate(ctx context.Context, in *connectapi.DeleteTaskTemplateInput) (*connectapi.DeleteTaskTemplateOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	_, err = instance.Do(ctx, routing.Remove{Kind: center.KindTaskTemplate, ID: idOf[string](instance, center.KindTaskTemplate, in.TaskTemplateId)})
	return nil, err
}

func (s *Service) taskTemplate(instanceID, idOrARN *string) (*center.Directory, *center.TaskTemplate, error) {
	instance, err := s.instance(instanceID)
	if err != nil {
		return nil, nil, err
	}
	d := instance.Directory()
	t, err := get(d, &d.TaskTemplates, center.KindTaskTemplate, idOrARN)
	return d, t, err
}

func templateStatus(t *center.TaskTemplate) connectapi.TaskTemplateStatus {
	if t.Inactive {
		return connectapi.TaskTemplateStatusInactive
	}
	return connectapi.TaskTemplateStatusActive
}

func templateARN(d *center.Directory, t *center.TaskTemplate) *string {
	return ptr(d.Instance.ARN(center.KindTaskTemplate, string(t.ID)))
}

// taskFields reads fields; what is wrong with them is checkTemplate's to say.
func taskFields(in []connectapi.TaskTemplateField) []center.TaskField {
	fields := make([]center.TaskField, len(in))
	for i, f := range in {
		fields[i] = center.TaskField{Name: text(f.Id.Name), Type: center.TaskFieldType(f.Type), Description: text(f.Description), Options: f.SingleSelectOptions}
	}
	return fields
}

func setConstraints(t *center.TaskTemplate, in *connectapi.TaskTemplateConstraints) {
	c := opened(in)
	t.Required, t.ReadOnly, t.Invisible = nil, nil, nil
	for _, f := range c.RequiredFields {
		t.Required = append(t.Required, text(opened(f.Id).Name))
	}
	for _, f := range c.ReadOnlyFields {
		t.ReadOnly = append(t.ReadOnly, text(opened(f.Id).Name))
	}
	for _, f := range c.InvisibleFields {
		t.Invisible = append(t.Invisible, text(opened(f.Id).Name))
	}
}

func setDefaults(t *center.TaskTemplate, in *connectapi.TaskTemplateDefaults) {
	t.Defaults = nil
	for _, d := range opened(in).DefaultFieldValues {
		t.Defaults = append(t.Defaults, center.TaskDefault{Field: text(opened(d.Id).Name), Value: text(d.DefaultValue)})
	}
}

// wireTemplate is a template as it is shown, its lists in the order in which
// they were given.
func wireTemplate(d *center.Directory, t *center.TaskTemplate) *connectapi.UpdateTaskTemplateOutput {
	id := func(name string) *connectapi.TaskTemplateFieldIdentifier {
		return &connectapi.TaskTemplateFieldIdentifier{Name: &name}
	}
	out := &connectapi.UpdateTaskTemplateOutput{
		Arn: templateARN(d, t), Id: str(t.ID), InstanceId: str(d.Instance.ID), Name: &t.Name, Description: optional(t.Description), Status: templateStatus(t),
		ContactFlowId: optional(t.FlowID), SelfAssignFlowId: optional(t.SelfAssignFlowID), CreatedTime: stamp(t.Created), LastModifiedTime: stamp(t.Stamp.Modified),
		Constraints: &connectapi.TaskTemplateConstraints{}, Defaults: &connectapi.TaskTemplateDefaults{},
	}
	for _, f := range t.Fields {
		out.Fields = append(out.Fields, connectapi.TaskTemplateField{Id: id(f.Name), Type: connectapi.TaskTemplateFieldType(f.Type),
			Description: optional(f.Description), SingleSelectOptions: f.Options})
	}
	for _, name := range t.Required {
		out.Constraints.RequiredFields = append(out.Constraints.RequiredFields, connectapi.RequiredFieldInfo{Id: id(name)})
	}
	for _, name := range t.ReadOnly {
		out.Constraints.ReadOnlyFields = append(out.Constraints.ReadOnlyFields, connectapi.ReadOnlyFieldInfo{Id: id(name)})
	}
	for _, name := range t.Invisible {
		out.Constraints.InvisibleFields = append(out.Constraints.InvisibleFields, connectapi.InvisibleFieldInfo{Id: id(name)})
	}
	for _, v := range t.Defaults {
		out.Defaults.DefaultFieldValues = append(out.Defaults.DefaultFieldValues, connectapi.TaskTemplateDefaultFieldValue{Id: id(v.Field), DefaultValue: &v.Value})
	}
	return out
}
