package binary

import (
	"errors"
	"maps"
	"reflect"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"
)

// life is the life of one resource as an infrastructure tool leads it: each step
// is followed by a read that must show no difference from what is wanted.
type life[T any] struct {
	create  func() (id, arn *string, err error)
	read    func(id *string) (*T, error)
	want    func(id, arn *string) *T // what create asked for, without the time of the last change
	updates []change[T]
	tags    func(*T) *map[string]string // nil: the resource has none
	byARN   bool                        // the resource may be read by its ARN
	remove  func(id *string) error
	anew    bool // it can be made again at once, under the same name
}

// change is one update.
type change[T any] struct {
	name string
	send func(id *string) error
	want func(*T)
}

// lead leads the life of the resource from its making to the end.
func (l *life[T]) lead(t *testing.T) {
	t.Helper()
	api := shared.client()
	id, arn, err := l.create()
	if err != nil {
		t.Fatalf("create: %v", err)
	}
	want := l.want(id, arn)
	same := func(when string, by *string) {
		t.Helper()
		got, err := l.read(by)
		if err != nil {
			t.Fatalf("%s: %v", when, err)
		}
		settle(t, when, got)
		equal(t, when, got, want)
		if t.Failed() {
			t.FailNow()
		}
	}
	same("created", id)
	if l.byARN {
		same("imported by ARN", arn)
	}
	for _, update := range l.updates {
		if err := update.send(id); err != nil {
			t.Fatalf("update of %s: %v", update.name, err)
		}
		update.want(want)
		same("updated: "+update.name, id)
	}
	if l.tags != nil {
		at := l.tags(want)
		for _, tags := range []map[string]string{{"Name": "first", "Key2": "Value2a"}, {"Name": "first", "Key2": "Value2b", "Key3": "é /+=@"}, {"Key3": ""}} {
			retag(t, api, arn, *at, tags)
			*at = tags
			same("tagged", id)
			listed, err := api.ListTagsForResource(t.Context(), &connect.ListTagsForResourceInput{ResourceArn: arn})
			if err != nil {
				t.Fatal(err)
			}
			equal(t, "listed tags", listed.Tags, tags)
		}
	}
	l.end(t, id)
	if !l.anew {
		return
	}
	if id, _, err = l.create(); err != nil { // as after it disappeared
		t.Fatalf("create again: %v", err)
	}
	l.end(t, id)
}

// end deletes the resource, with retries while it is in use, and sees that it is
// gone.
func (l *life[T]) end(t *testing.T, id *string) {
	t.Helper()
	remove(t, func() error { return l.remove(id) })
	_, err := l.read(id)
	refusedMissing(t, err)
	refusedMissing(t, l.remove(id))
}

// remove deletes something, with retries while it is in use.
func remove(t *testing.T, send func() error) {
	t.Helper()
	var err error
	gone := until(t.Context(), waitLimit, func() bool {
		var inUse *types.ResourceInUseException
		err = send()
		return !errors.As(err, &inUse)
	})
	if err != nil || !gone {
		t.Fatalf("delete: %v", err)
	}
}

// settle checks the moment of the last change, and takes it away to compare the
// rest.
func settle(t *testing.T, when string, resource any) {
	t.Helper()
	v := reflect.ValueOf(resource).Elem()
	if v.Kind() != reflect.Struct {
		return
	}
	if f := v.FieldByName("LastModifiedTime"); f.IsValid() {
		recent(t, when+": LastModifiedTime", f.Interface().(*time.Time))
		f.SetZero()
	}
}

// retag brings the tags of a resource from old to want as Terraform does: it
// takes away what goes or changes, and gives what comes or changes.
func retag(t *testing.T, api *connect.Client, arn *string, old, want map[string]string) {
	t.Helper()
	var less []string
	more := maps.Clone(want)
	for key, value := range old {
		if now, ok := want[key]; !ok || now != value {
			less = append(less, key)
		} else {
			delete(more, key)
		}
	}
	if len(less) > 0 {
		if _, err := api.UntagResource(t.Context(), &connect.UntagResourceInput{ResourceArn: arn, TagKeys: less}); err != nil {
			t.Fatal(err)
		}
	}
	if len(more) > 0 {
		if _, err := api.TagResource(t.Context(), &connect.TagResourceInput{ResourceArn: arn, Tags: more}); err != nil {
			t.Fatal(err)
		}
	}
}

// The resources of Terraform that have tags and the usual five calls: hours of
// operation, queue, quick connect, security profile, contact flow, flow module,
// user, hierarchy group and prompt.

func TestTerraform_HoursOfOperation(t *testing.T) {
	t.Parallel()
	c := shared.centre(t, foreign)
	api, ctx := c.client(), t.Context()
	in := &connect.CreateHoursOfOperationInput{InstanceId: &c.instance, Name: aws.String("resource"), Description: aws.String("Test"),
		TimeZone: aws.String("EST"), Tags: map[string]string{"Name": "x"}, Config: []types.HoursOfOperationConfig{
			opening(types.HoursOfOperationDaysMonday, [2]int32{8, 0}, [2]int32{23, 8}), opening(types.HoursOfOperationDaysTuesday, [2]int32{9, 0}, [2]int32{21, 0})}}
	update := func(id *string, u connect.UpdateHoursOfOperationInput) error {
		u.InstanceId, u.HoursOfOperationId = &c.instance, id
		_, err := api.UpdateHoursOfOperation(ctx, &u)
		return err
	}
	config := in.Config[1:]
	(&life[types.HoursOfOperation]{
		create: func() (*string, *string, error) {
			out, err := api.CreateHoursOfOperation(ctx, in)
			return got(out, err).HoursOfOperationId, got(out, err).HoursOfOperationArn, err
		},
		read: func(id *string) (*types.HoursOfOperation, error) {
			out, err := api.DescribeHoursOfOperation(ctx, &connect.DescribeHoursOfOperationInput{InstanceId: &c.instance, HoursOfOperationId: id})
			return got(out, err).HoursOfOperation, err
		},
		want: func(id, arn *string) *types.HoursOfOperation {
			equal(t, "ARN", *arn, c.arn("operating-hours/"+*id))
			return &types.HoursOfOperation{HoursOfOperationId: id, HoursOfOperationArn: arn, Name: in.Name, Description: in.Description, TimeZone: in.TimeZone,
				Config: in.Config, Tags: in.Tags, LastModifiedRegion: region()}
		},
		updates: []change[types.HoursOfOperation]{
			{"all members", func(id *string) error { // the provider sends them all whichever has changed
				return update(id, connect.UpdateHoursOfOperationInput{Name: in.Name, Description: aws.String("Updated"), TimeZone: in.TimeZone, Config: in.Config})
			}, func(h *types.HoursOfOperation) { h.Description = aws.String("Updated") }},
			{"config and time zone", func(id *string) error {
				return update(id, connect.UpdateHoursOfOperationInput{Name: in.Name, Description: aws.String("Updated"), TimeZone: aws.String("Asia/Tokyo"), Config: config})
			}, func(h *types.HoursOfOperation) { h.TimeZone, h.Config = aws.String("Asia/Tokyo"), config }},
		},
		tags: func(h *types.HoursOfOperation) *map[string]string { return &h.Tags }, byARN: true, anew: true,
		remove: func(id *string) error {
			_, err := api.DeleteHoursOfOperation(ctx, &connect.DeleteHoursOfOperationInput{InstanceId: &c.instance, HoursOfOperationId: id})
			return err
		},
	}).lead(t)
}

// got is an output, or an empty one in the place of none.
func got[O any](out *O, err error) *O {
	if err != nil || out == nil {
		return new(O)
	}
	return out
}

func TestTerraform_Queue(t *testing.T) {
	t.Parallel()
	c := shared.centre(t, foreign)
	api, ctx := c.client(), t.Context()
	number := c.claimNumber()
	other, err := api.CreateHoursOfOperation(ctx, &connect.CreateHoursOfOperationInput{InstanceId: &c.instance, Name: aws.String("other"), TimeZone: aws.String("EST"), Config: []types.HoursOfOperationConfig{}})
	c.check(err)
	var connects []string
	for _, name := range []string{"one", "two"} {
		made, err := api.CreateQuickConnect(ctx, &connect.CreateQuickConnectInput{InstanceId: &c.instance, Name: &name, QuickConnectConfig: phoneConnect("+12065550100")})
		c.check(err)
		connects = append(connects, *made.QuickConnectId)
	}
	in := &connect.CreateQueueInput{InstanceId: &c.instance, Name: aws.String("resource"), Description: aws.String("Created"), HoursOfOperationId: &c.hours,
		Tags: map[string]string{"Name": "Test Queue"}, QuickConnectIds: connects[:1]}
	of := func(id *string) []string {
		list := pages(t, connect.NewListQueueQuickConnectsPaginator(api, &connect.ListQueueQuickConnectsInput{InstanceId: &c.instance, QueueId: id, MaxResults: aws.Int32(60)}), 60,
			func(out *connect.ListQueueQuickConnectsOutput) []types.QuickConnectSummary {
				return out.QuickConnectSummaryList
			})
		ids := []string{}
		for _, q := range list {
			ids = append(ids, *q.Id)
		}
		return sorted(ids)
	}
	(&life[types.Queue]{
		create: func() (*string, *string, error) {
			out, err := api.CreateQueue(ctx, in)
			return got(out, err).QueueId, got(out, err).QueueArn, err
		},
		read: func(id *string) (*types.Queue, error) {
			out, err := api.DescribeQueue(ctx, &connect.DescribeQueueInput{InstanceId: &c.instance, QueueId: id})
			return got(out, err).Queue, err
		},
		want: func(id, arn *string) *types.Queue {
			equal(t, "quick connects", of(id), connects[:1])
			return &types.Queue{QueueId: id, QueueArn: aws.String(c.arn("queue/" + *id)), Name: in.Name, Description: in.Description, HoursOfOperationId: in.HoursOfOperationId,
				Status: types.QueueStatusEnabled, Tags: in.Tags, LastModifiedRegion: region()}
		},
		updates: []change[types.Queue]{
			{"hours", func(id *string) error {
				_, err := api.UpdateQueueHoursOfOperation(ctx, &connect.UpdateQueueHoursOfOperationInput{InstanceId: &c.instance, QueueId: id, HoursOfOperationId: other.HoursOfOperationId})
				return err
			}, func(q *types.Queue) { q.HoursOfOperationId = other.HoursOfOperationId }},
			{"max contacts", func(id *string) error {
				_, err := api.UpdateQueueMaxContacts(ctx, &connect.UpdateQueueMaxContactsInput{InstanceId: &c.instance, QueueId: id, MaxContacts: aws.Int32(4)})
				return err
			}, func(q *types.Queue) { q.MaxContacts = aws.Int32(4) }},
			{"name and description", func(id *string) error {
				_, err := api.UpdateQueueName(ctx, &connect.UpdateQueueNameInput{InstanceId: &c.instance, QueueId: id, Name: aws.String("renamed"), Description: aws.String("Updated")})
				return err
			}, func(q *types.Queue) { q.Name, q.Description = aws.String("renamed"), aws.String("Updated") }},
			{"outbound caller", func(id *string) error {
				_, err := api.UpdateQueueOutboundCallerConfig(ctx, &connect.UpdateQueueOutboundCallerConfigInput{InstanceId: &c.instance, QueueId: id,
					OutboundCallerConfig: &types.OutboundCallerConfig{OutboundCallerIdName: aws.String("exampleOutboundCallerIdName"), OutboundCallerIdNumberId: number}})
				return err
			}, func(q *types.Queue) {
				q.OutboundCallerConfig = &types.OutboundCallerConfig{OutboundCallerIdName: aws.String("exampleOutboundCallerIdName"), OutboundCallerIdNumberId: number}
			}},
			{"status", func(id *string) error {
				_, err := api.UpdateQueueStatus(ctx, &connect.UpdateQueueStatusInput{InstanceId: &c.instance, QueueId: id, Status: types.QueueStatusDisabled})
				return err
			}, func(q *types.Queue) { q.Status = types.QueueStatusDisabled }},
			{"quick connects", func(id *string) error {
				_, err := api.DisassociateQueueQuickConnects(ctx, &connect.DisassociateQueueQuickConnectsInput{InstanceId: &c.instance, QueueId: id, QuickConnectIds: connects[:1]})
				c.check(err)
				_, err = api.AssociateQueueQuickConnects(ctx, &connect.AssociateQueueQuickConnectsInput{InstanceId: &c.instance, QueueId: id, QuickConnectIds: connects[1:]})
				c.check(err)
				equal(t, "quick connects", of(id), connects[1:])
				return nil
			}, func(*types.Queue) {}},
		},
		tags: func(q *types.Queue) *map[string]string { return &q.Tags }, byARN: true, anew: true,
		remove: func(id *string) error {
			_, err := api.DeleteQueue(ctx, &connect.DeleteQueueInput{InstanceId: &c.instance, QueueId: id})
			return err
		},
	}).lead(t)
}

func phoneConnect(number string) *types.QuickConnectConfig {
	return &types.QuickConnectConfig{QuickConnectType: types.QuickConnectTypePhoneNumber, PhoneConfig: &types.PhoneNumberQuickConnectConfig{PhoneNumber: &number}}
}

func TestTerraform_QuickConnect(t *testing.T) {
	t.Parallel()
	c := shared.centre(t, foreign)
	api, ctx := c.client(), t.Context()
	in := &connect.CreateQuickConnectInput{InstanceId: &c.instance, Name: aws.String("resource"), Description: aws.String("Created"),
		QuickConnectConfig: phoneConnect("+12065550100"), Tags: map[string]string{"Name": "x"}}
	(&life[types.QuickConnect]{
		create: func() (*string, *string, error) {
			out, err := api.CreateQuickConnect(ctx, in)
			return got(out, err).QuickConnectId, got(out, err).QuickConnectARN, err
		},
		read: func(id *string) (*types.QuickConnect, error) {
			out, err := api.DescribeQuickConnect(ctx, &connect.DescribeQuickConnectInput{InstanceId: &c.instance, QuickConnectId: id})
			return got(out, err).QuickConnect, err
		},
		want: func(id, arn *string) *types.QuickConnect {
			return &types.QuickConnect{QuickConnectId: id, QuickConnectARN: aws.String(c.arn("transfer-destination/" + *id)), Name: in.Name, Description: in.Description,
				QuickConnectConfig: in.QuickConnectConfig, Tags: in.Tags, LastModifiedRegion: region()}
		},
		updates: []change[types.QuickConnect]{
			{"name and description", func(id *string) error {
				_, err := api.UpdateQuickConnectName(ctx, &connect.UpdateQuickConnectNameInput{InstanceId: &c.instance, QuickConnectId: id, Name: in.Name, Description: aws.String("Updated")})
				return err
			}, func(q *types.QuickConnect) { q.Description = aws.String("Updated") }},
			{"config", func(id *string) error {
				_, err := api.UpdateQuickConnectConfig(ctx, &connect.UpdateQuickConnectConfigInput{InstanceId: &c.instance, QuickConnectId: id, QuickConnectConfig: phoneConnect("+12065550199")})
				return err
			}, func(q *types.QuickConnect) { q.QuickConnectConfig = phoneConnect("+12065550199") }},
		},
		tags: func(q *types.QuickConnect) *map[string]string { return &q.Tags }, byARN: true, anew: true,
		remove: func(id *string) error {
			_, err := api.DeleteQuickConnect(ctx, &connect.DeleteQuickConnectInput{InstanceId: &c.instance, QuickConnectId: id})
			return err
		},
	}).lead(t)
}

func TestTerraform_SecurityProfile(t *testing.T) {
	t.Parallel()
	c := shared.centre(t, foreign)
	api, ctx := c.client(), t.Context()
	in := &connect.CreateSecurityProfileInput{InstanceId: &c.instance, SecurityProfileName: aws.String("resource"), Description: aws.String("Created"),
		Permissions: []string{"BasicAgentAccess"}, Tags: map[string]string{"Name": "x"}}
	permissions := func(id *string) []string {
		return pages(t, connect.NewListSecurityProfilePermissionsPaginator(api, &connect.ListSecurityProfilePermissionsInput{InstanceId: &c.instance, SecurityProfileId: id, MaxResults: aws.Int32(60)}), 60,
			func(out *connect.ListSecurityProfilePermissionsOutput) []string { return out.Permissions })
	}
	(&life[types.SecurityProfile]{
		create: func() (*string, *string, error) {
			out, err := api.CreateSecurityProfile(ctx, in)
			return got(out, err).SecurityProfileId, got(out, err).SecurityProfileArn, err
		},
		read: func(id *string) (*types.SecurityProfile, error) {
			out, err := api.DescribeSecurityProfile(ctx, &connect.DescribeSecurityProfileInput{InstanceId: &c.instance, SecurityProfileId: id})
			return got(out, err).SecurityProfile, err
		},
		want: func(id, arn *string) *types.SecurityProfile {
			equal(t, "permissions", permissions(id), in.Permissions)
			return &types.SecurityProfile{Id: id, Arn: aws.String(c.arn("security-profile/" + *id)), SecurityProfileName: in.SecurityProfileName, Description: in.Description,
				OrganizationResourceId: &c.instance, Tags: in.Tags, LastModifiedRegion: region()}
		},
		updates: []change[types.SecurityProfile]{
			{"description", func(id *string) error {
				_, err := api.UpdateSecurityProfile(ctx, &connect.UpdateSecurityProfileInput{InstanceId: &c.instance, SecurityProfileId: id, Description: aws.String("Updated")})
				return err
			}, func(p *types.SecurityProfile) { p.Description = aws.String("Updated") }},
			{"permissions", func(id *string) error {
				_, err := api.UpdateSecurityProfile(ctx, &connect.UpdateSecurityProfileInput{InstanceId: &c.instance, SecurityProfileId: id, Permissions: []string{"BasicAgentAccess", "OutboundCallAccess"}})
				c.check(err)
				equal(t, "permissions", sorted(permissions(id)), []string{"BasicAgentAccess", "OutboundCallAccess"})
				return nil
			}, func(*types.SecurityProfile) {}},
		},
		tags: func(p *types.SecurityProfile) *map[string]string { return &p.Tags }, byARN: true, anew: true,
		remove: func(id *string) error {
			_, err := api.DeleteSecurityProfile(ctx, &connect.DeleteSecurityProfileInput{InstanceId: &c.instance, SecurityProfileId: id})
			return err
		},
	}).lead(t)
}

const (
	greeting = `{"Version":"2019-10-30","StartAction":"m","Actions":[{"Identifier":"m","Type":"MessageParticipant","Parameters":{"Text":"Thanks for calling"},
"Transitions":{"NextAction":"x","Errors":[],"Conditions":[]}},{"Identifier":"x","Type":"DisconnectParticipant","Parameters":{},"Transitions":{}}]}`
	goodbye   = `{"Version":"2019-10-30","StartAction":"x","Actions":[{"Identifier":"x","Type":"DisconnectParticipant","Parameters":{},"Transitions":{}}]}`
	moduleEnd = `{"Version":"2019-10-30","StartAction":"x","Actions":[{"Identifier":"x","Type":"DisconnectParticipant","Parameters":{},"Transitions":{}}],"Settings":{"InputParameters":[],"OutputParameters":[],"Transitions":[]}}`
)

func TestTerraform_ContactFlow(t *testing.T) {
	t.Parallel()
	c := shared.centre(t, foreign)
	api, ctx := c.client(), t.Context()
	in := &connect.CreateContactFlowInput{InstanceId: &c.instance, Name: aws.String("resource"), Description: aws.String("Created"), Type: types.ContactFlowTypeContactFlow,
		Content: aws.String(greeting), Tags: map[string]string{"Name": "x"}}
	(&life[types.ContactFlow]{
		create: func() (*string, *string, error) {
			out, err := api.CreateContactFlow(ctx, in)
			return got(out, err).ContactFlowId, got(out, err).ContactFlowArn, err
		},
		read: func(id *string) (*types.ContactFlow, error) {
			out, err := api.DescribeContactFlow(ctx, &connect.DescribeContactFlowInput{InstanceId: &c.instance, ContactFlowId: id})
			if err != nil {
				return nil, err
			}
			equal(t, "length of the checksum", len(*out.ContactFlow.FlowContentSha256), 64)
			out.ContactFlow.FlowContentSha256 = nil
			return out.ContactFlow, nil
		},
		want: func(id, arn *string) *types.ContactFlow {
			return &types.ContactFlow{Id: id, Arn: aws.String(c.arn("contact-flow/" + *id)), Name: in.Name, Description: in.Description, Type: in.Type, Content: in.Content,
				State: types.ContactFlowStateActive, Status: types.ContactFlowStatusPublished, Tags: in.Tags, LastModifiedRegion: region()}
		},
		updates: []change[types.ContactFlow]{
			{"metadata", func(id *string) error {
				_, err := api.UpdateContactFlowMetadata(ctx, &connect.UpdateContactFlowMetadataInput{InstanceId: &c.instance, ContactFlowId: id, Name: aws.String("renamed"), Description: aws.String("Updated")})
				return err
			}, func(f *types.ContactFlow) { f.Name, f.Description = aws.String("renamed"), aws.String("Updated") }},
			{"content", func(id *string) error {
				_, err := api.UpdateContactFlowContent(ctx, &connect.UpdateContactFlowContentInput{InstanceId: &c.instance, ContactFlowId: id, Content: aws.String(goodbye)})
				return err
			}, func(f *types.ContactFlow) { f.Content = aws.String(goodbye) }},
		},
		tags: func(f *types.ContactFlow) *map[string]string { return &f.Tags }, byARN: true, anew: true,
		remove: func(id *string) error {
			_, err := api.DeleteContactFlow(ctx, &connect.DeleteContactFlowInput{InstanceId: &c.instance, ContactFlowId: id})
			return err
		},
	}).lead(t)
}

func TestTerraform_ContactFlowModule(t *testing.T) {
	t.Parallel()
	c := shared.centre(t, foreign)
	api, ctx := c.client(), t.Context()
	in := &connect.CreateContactFlowModuleInput{InstanceId: &c.instance, Name: aws.String("resource"), Description: aws.String("Created"),
		Content: aws.String(moduleEnd), Tags: map[string]string{"Name": "x"}}
	(&life[types.ContactFlowModule]{
		create: func() (*string, *string, error) {
			in.ClientToken = nil // the client draws another
			out, err := api.CreateContactFlowModule(ctx, in)
			return got(out, err).Id, got(out, err).Arn, err
		},
		read: func(id *string) (*types.ContactFlowModule, error) {
			out, err := api.DescribeContactFlowModule(ctx, &connect.DescribeContactFlowModuleInput{InstanceId: &c.instance, ContactFlowModuleId: id})
			if err != nil {
				return nil, err
			}
			equal(t, "length of the checksum", len(*out.ContactFlowModule.FlowModuleContentSha256), 64)
			out.ContactFlowModule.FlowModuleContentSha256 = nil
			return out.ContactFlowModule, nil
		},
		want: func(id, arn *string) *types.ContactFlowModule {
			return &types.ContactFlowModule{Id: id, Arn: aws.String(c.arn("flow-module/" + *id)), Name: in.Name, Description: in.Description, Content: in.Content,
				State: types.ContactFlowModuleStateActive, Status: types.ContactFlowModuleStatusPublished, Tags: in.Tags,
				ExternalInvocationConfiguration: &types.ExternalInvocationConfiguration{}}
		},
		updates: []change[types.ContactFlowModule]{
			{"metadata", func(id *string) error {
				_, err := api.UpdateContactFlowModuleMetadata(ctx, &connect.UpdateContactFlowModuleMetadataInput{InstanceId: &c.instance, ContactFlowModuleId: id, Name: aws.String("renamed"), Description: aws.String("Updated")})
				return err
			}, func(m *types.ContactFlowModule) { m.Name, m.Description = aws.String("renamed"), aws.String("Updated") }},
			{"content", func(id *string) error {
				_, err := api.UpdateContactFlowModuleContent(ctx, &connect.UpdateContactFlowModuleContentInput{InstanceId: &c.instance, ContactFlowModuleId: id, Content: aws.String(goodbye)})
				return err
			}, func(m *types.ContactFlowModule) { m.Content = aws.String(goodbye) }},
		},
		tags: func(m *types.ContactFlowModule) *map[string]string { return &m.Tags }, byARN: true, anew: true,
		remove: func(id *string) error {
			_, err := api.DeleteContactFlowModule(ctx, &connect.DeleteContactFlowModuleInput{InstanceId: &c.instance, ContactFlowModuleId: id})
			return err
		},
	}).lead(t)
}

func TestTerraform_Prompt(t *testing.T) {
	t.Parallel()
	c := shared.centre(t, foreign)
	api, ctx := c.client(), t.Context()
	in := &connect.CreatePromptInput{InstanceId: &c.instance, Name: aws.String("resource"), Description: aws.String("Created"),
		S3Uri: aws.String("s3://bucket/welcome.wav"), Tags: map[string]string{"Name": "x"}}
	(&life[types.Prompt]{
		create: func() (*string, *string, error) {
			out, err := api.CreatePrompt(ctx, in)
			return got(out, err).PromptId, got(out, err).PromptARN, err
		},
		read: func(id *string) (*types.Prompt, error) {
			out, err := api.DescribePrompt(ctx, &connect.DescribePromptInput{InstanceId: &c.instance, PromptId: id})
			return got(out, err).Prompt, err
		},
		want: func(id, arn *string) *types.Prompt {
			return &types.Prompt{PromptId: id, PromptARN: aws.String(c.arn("prompt/" + *id)), Name: in.Name, Description: in.Description, Tags: in.Tags, LastModifiedRegion: region()}
		},
		updates: []change[types.Prompt]{
			{"all members", func(id *string) error {
				out, err := api.UpdatePrompt(ctx, &connect.UpdatePromptInput{InstanceId: &c.instance, PromptId: id, Name: aws.String("renamed"), Description: aws.String("Updated"), S3Uri: aws.String("s3://bucket/bye.wav")})
				equal(t, "id", got(out, err).PromptId, id)
				return err
			}, func(p *types.Prompt) { p.Name, p.Description = aws.String("renamed"), aws.String("Updated") }},
		},
		tags: func(p *types.Prompt) *map[string]string { return &p.Tags }, byARN: true, anew: true,
		remove: func(id *string) error {
			_, err := api.DeletePrompt(ctx, &connect.DeletePromptInput{InstanceId: &c.instance, PromptId: id})
			return err
		},
	}).lead(t)
}
