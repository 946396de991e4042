package binary

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"
)

// A view as an infrastructure tool keeps it, and its versions.
func TestView_Life(t *testing.T) {
	t.Parallel()
	c := shared.centre(t, foreign)
	api, ctx := c.client(), t.Context()
	in := &connect.CreateViewInput{InstanceId: &c.instance, Name: aws.String("resource"), Description: aws.String("Created"), Status: types.ViewStatusPublished,
		Content: &types.ViewInputContent{Template: aws.String(`{"Head":{"Title":"Form"},"Body":[]}`), Actions: []string{"Submit"}}, Tags: map[string]string{"Name": "x"}}
	changed := &types.ViewInputContent{Template: aws.String(`{"Head":{"Title":"Other"},"Body":[]}`), Actions: []string{"Submit", "Cancel"}}
	(&life[types.View]{
		create: func() (*string, *string, error) {
			out, err := api.CreateView(ctx, in)
			if err != nil {
				return nil, nil, err
			}
			return out.View.Id, out.View.Arn, nil
		},
		read: func(id *string) (*types.View, error) {
			out, err := api.DescribeView(ctx, &connect.DescribeViewInput{InstanceId: &c.instance, ViewId: id})
			if err != nil {
				return nil, err
			}
			recent(t, "CreatedTime", out.View.CreatedTime)
			equal(t, "length of the checksum", len(*out.View.ViewContentSha256), 64)
			out.View.CreatedTime, out.View.ViewContentSha256 = nil, nil
			return out.View, nil
		},
		want: func(id, arn *string) *types.View {
			return &types.View{Id: id, Arn: aws.String(c.arn("view/" + *id)), Name: in.Name, Description: in.Description, Status: in.Status, Type: types.ViewTypeCustomerManaged,
				Content: &types.ViewContent{Template: in.Content.Template, Actions: in.Content.Actions}, Tags: in.Tags}
		},
		updates: []change[types.View]{
			{"metadata", func(id *string) error {
				_, err := api.UpdateViewMetadata(ctx, &connect.UpdateViewMetadataInput{InstanceId: &c.instance, ViewId: id, Name: aws.String("renamed"), Description: aws.String("Updated")})
				return err
			}, func(v *types.View) { v.Name, v.Description = aws.String("renamed"), aws.String("Updated") }},
			{"content", func(id *string) error {
				_, err := api.UpdateViewContent(ctx, &connect.UpdateViewContentInput{InstanceId: &c.instance, ViewId: id, Status: types.ViewStatusPublished, Content: changed})
				return err
			}, func(v *types.View) {
				v.Content = &types.ViewContent{Template: changed.Template, Actions: changed.Actions}
			}},
			{"saved content", func(id *string) error { // which does not show
				_, err := api.UpdateViewContent(ctx, &connect.UpdateViewContentInput{InstanceId: &c.instance, ViewId: id, Status: types.ViewStatusSaved, Content: in.Content})
				return err
			}, func(*types.View) {}},
			{"version", func(id *string) error {
				out, err := api.CreateViewVersion(ctx, &connect.CreateViewVersionInput{InstanceId: &c.instance, ViewId: id, VersionDescription: aws.String("first")})
				if err != nil {
					return err
				}
				read, err := api.DescribeView(ctx, &connect.DescribeViewInput{InstanceId: &c.instance, ViewId: out.View.Arn})
				c.check(err)
				equal(t, "the version by its ARN", *read.View.Content.Template, *changed.Template)
				return nil
			}, func(v *types.View) { v.Version = 1 }},
		},
		tags: func(v *types.View) *map[string]string { return &v.Tags }, byARN: true, anew: true,
		remove: func(id *string) error {
			_, err := api.DeleteView(ctx, &connect.DeleteViewInput{InstanceId: &c.instance, ViewId: id})
			return err
		},
	}).lead(t)
}

// A task template, and a task of it.
func TestTaskTemplate_Life(t *testing.T) {
	t.Parallel()
	c := shared.centre(t, foreign)
	c.queue("Sales")
	api, ctx := c.client(), t.Context()
	id := func(name string) *types.TaskTemplateFieldIdentifier {
		return &types.TaskTemplateFieldIdentifier{Name: &name}
	}
	in := &connect.CreateTaskTemplateInput{InstanceId: &c.instance, Name: aws.String("resource"), Description: aws.String("Created"), ContactFlowId: aws.String(c.flows["Sales"]),
		Status: types.TaskTemplateStatusActive, Fields: []types.TaskTemplateField{{Id: id("Title"), Type: types.TaskTemplateFieldTypeName},
			{Id: id("Amount"), Type: types.TaskTemplateFieldTypeNumber, Description: aws.String("of money")},
			{Id: id("Colour"), Type: types.TaskTemplateFieldTypeSingleSelect, SingleSelectOptions: []string{"red", "blue"}}},
		Constraints: &types.TaskTemplateConstraints{RequiredFields: []types.RequiredFieldInfo{{Id: id("Amount")}}},
		Defaults:    &types.TaskTemplateDefaults{DefaultFieldValues: []types.TaskTemplateDefaultFieldValue{{Id: id("Colour"), DefaultValue: aws.String("red")}}}}
	start := func(template *string, references map[string]types.Reference) (*string, error) {
		out, err := api.StartTaskContact(ctx, &connect.StartTaskContactInput{InstanceId: &c.instance, Name: aws.String("refund"), TaskTemplateId: template, References: references})
		return got(out, err).ContactId, err
	}
	(&life[connect.GetTaskTemplateOutput]{
		create: func() (*string, *string, error) {
			in.ClientToken = nil // the client draws another
			out, err := api.CreateTaskTemplate(ctx, in)
			return got(out, err).Id, got(out, err).Arn, err
		},
		read: func(id *string) (*connect.GetTaskTemplateOutput, error) {
			out, err := api.GetTaskTemplate(ctx, &connect.GetTaskTemplateInput{InstanceId: &c.instance, TaskTemplateId: id})
			if err != nil {
				return nil, err
			}
			recent(t, "CreatedTime", out.CreatedTime)
			out.CreatedTime, out.ResultMetadata = nil, got[connect.GetTaskTemplateOutput](nil, nil).ResultMetadata
			return out, nil
		},
		want: func(id, arn *string) *connect.GetTaskTemplateOutput {
			return &connect.GetTaskTemplateOutput{Id: id, Arn: aws.String(c.arn("task-template/" + *id)), InstanceId: &c.instance, Name: in.Name, Description: in.Description, Status: in.Status,
				ContactFlowId: in.ContactFlowId, Fields: in.Fields, Constraints: in.Constraints, Defaults: in.Defaults}
		},
		updates: []change[connect.GetTaskTemplateOutput]{
			{"description", func(id *string) error {
				_, err := api.UpdateTaskTemplate(ctx, &connect.UpdateTaskTemplateInput{InstanceId: &c.instance, TaskTemplateId: id, Description: aws.String("Updated")})
				return err
			}, func(o *connect.GetTaskTemplateOutput) { o.Description = aws.String("Updated") }},
			{"nothing, but a task is made", func(id *string) error {
				task, err := start(id, map[string]types.Reference{"Amount": {Type: types.ReferenceTypeNumber, Value: aws.String("3")}})
				if err != nil {
					return err
				}
				if info := c.describe(*task).TaskTemplateInfo; info == nil || *info.Name != "resource" {
					t.Errorf("the task shows the template %s", plain(info))
				}
				c.end(*task)
				_, err = start(id, nil)
				if message := refused[*types.InvalidRequestException](t, err).ErrorMessage(); !strings.Contains(message, "Amount") {
					t.Errorf("a task without what is required: %s", message)
				}
				return nil
			}, func(*connect.GetTaskTemplateOutput) {}},
			{"fields", func(id *string) error {
				_, err := api.UpdateTaskTemplate(ctx, &connect.UpdateTaskTemplateInput{InstanceId: &c.instance, TaskTemplateId: id, Fields: in.Fields[:2], Defaults: &types.TaskTemplateDefaults{}})
				return err
			}, func(o *connect.GetTaskTemplateOutput) {
				o.Fields, o.Defaults = in.Fields[:2], &types.TaskTemplateDefaults{}
			}},
			{"status", func(id *string) error {
				_, err := api.UpdateTaskTemplate(ctx, &connect.UpdateTaskTemplateInput{InstanceId: &c.instance, TaskTemplateId: id, Status: types.TaskTemplateStatusInactive})
				return err
			}, func(o *connect.GetTaskTemplateOutput) { o.Status = types.TaskTemplateStatusInactive }},
		},
		tags: func(o *connect.GetTaskTemplateOutput) *map[string]string { return &o.Tags }, byARN: true, anew: true,
		remove: func(id *string) error {
			_, err := api.DeleteTaskTemplate(ctx, &connect.DeleteTaskTemplateInput{InstanceId: &c.instance, TaskTemplateId: id})
			return err
		},
	}).lead(t)

	_, err := api.CreateTaskTemplate(ctx, &connect.CreateTaskTemplateInput{InstanceId: &c.instance, Name: aws.String("bad"), Fields: []types.TaskTemplateField{{Id: id("a")}}})
	bad := refused[*types.PropertyValidationException](t, err)
	if len(bad.PropertyList) != 3 || bad.PropertyList[0].Reason != types.PropertyValidationExceptionReasonRequiredPropertyMissing {
		t.Errorf("the faults are %s", plain(bad.PropertyList))
	}
}

// Views, their versions, templates and the template of a task survive kill -9.
func TestTemplates_SurviveAKill(t *testing.T) {
	t.Parallel()
	c := newServer(t).centre(t, foreign)
	c.queue("Sales")
	api, ctx := c.client(), t.Context()
	view, err := api.CreateView(ctx, &connect.CreateViewInput{InstanceId: &c.instance, Name: aws.String("form"), Status: types.ViewStatusPublished,
		Content: &types.ViewInputContent{Template: aws.String(`{"Body":[]}`), Actions: []string{"Go"}}, ClientToken: aws.String("view")})
	c.check(err)
	version, err := api.CreateViewVersion(ctx, &connect.CreateViewVersionInput{InstanceId: &c.instance, ViewId: view.View.Id})
	c.check(err)
	in := &connect.CreateTaskTemplateInput{InstanceId: &c.instance, Name: aws.String("refund"), ContactFlowId: aws.String(c.flows["Sales"]), ClientToken: aws.String("template"),
		Fields: []types.TaskTemplateField{{Id: &types.TaskTemplateFieldIdentifier{Name: aws.String("Title")}, Type: types.TaskTemplateFieldTypeName}}}
	template, err := api.CreateTaskTemplate(ctx, in)
	c.check(err)
	task, err := api.StartTaskContact(ctx, &connect.StartTaskContactInput{InstanceId: &c.instance, Name: aws.String("task"), TaskTemplateId: template.Id})
	c.check(err)
	read := func() []any {
		t.Helper()
		v, err := c.client().DescribeView(ctx, &connect.DescribeViewInput{InstanceId: &c.instance, ViewId: view.View.Id})
		c.check(err)
		old, err := c.client().DescribeView(ctx, &connect.DescribeViewInput{InstanceId: &c.instance, ViewId: version.View.Arn})
		c.check(err)
		got, err := c.client().GetTaskTemplate(ctx, &connect.GetTaskTemplateInput{InstanceId: &c.instance, TaskTemplateId: template.Id})
		c.check(err)
		return []any{v.View, old.View, got.Fields, got.CreatedTime, got.LastModifiedTime, c.describe(*task.ContactId).TaskTemplateInfo}
	}
	before := read()
	c.kill()
	c.start()
	equal(t, "after the kill", plain(read()), plain(before))
	again, err := c.client().CreateTaskTemplate(ctx, in)
	c.check(err)
	equal(t, "the template of the same request", *again.Id, *template.Id)
}
