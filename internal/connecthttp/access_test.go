package connecthttp

import (
	"fmt"
	"slices"
	"testing"

	"strowger/internal/center"
	"strowger/internal/connectapi"
	"strowger/internal/restjson"
)

// What requests act on, in the words of policies.
func TestAccess(t *testing.T) {
	t.Parallel()
	f := newFloor(t)
	d := f.instance.Directory()
	arn := func(kind center.ResourceKind, id string) string { return d.Instance.ARN(kind, id) }
	queue := arn(center.KindQueue, "sales")
	f.do(t, "TagResource", &connectapi.TagResourceInput{ResourceArn: &queue, Tags: map[string]string{"team": "blue"}})
	instance := arn("", "")
	tests := map[string]struct {
		operation string
		input     any
		resources []string
		tagKeys   []string
	}{
		"one thing":          {"DescribeQueue", &connectapi.DescribeQueueInput{InstanceId: f.id(), QueueId: ptr("sales")}, []string{queue}, nil},
		"by its ARN":         {"DescribeQueue", &connectapi.DescribeQueueInput{InstanceId: &instance, QueueId: &queue}, []string{queue}, nil},
		"something absent":   {"DescribeQueue", &connectapi.DescribeQueueInput{InstanceId: f.id(), QueueId: ptr("gone")}, []string{arn(center.KindQueue, "gone")}, nil},
		"a list":             {"ListQueues", &connectapi.ListQueuesInput{InstanceId: f.id()}, []string{instance}, nil},
		"all instances":      {"ListInstances", &connectapi.ListInstancesInput{}, []string{"arn:aws:connect:us-west-2:123456789012:instance/*"}, nil},
		"an absent instance": {"ListQueues", &connectapi.ListQueuesInput{InstanceId: ptr("gone")}, []string{"arn:aws:connect:us-west-2:123456789012:instance/gone"}, nil},
		"something new": {"CreateQueue", &connectapi.CreateQueueInput{InstanceId: f.id(), HoursOfOperationId: ptr("h"), Tags: map[string]string{"b": "1", "a": "2"}},
			[]string{arn(center.KindQueue, "*"), arn(center.KindHours, "h")}, []string{"a", "b"}},
		"two things": {"UpdateUserRoutingProfile", &connectapi.UpdateUserRoutingProfileInput{InstanceId: f.id(), UserId: ptr("ann"), RoutingProfileId: ptr("desk")},
			[]string{arn(center.KindUser, "ann"), arn(center.KindRoutingProfile, "desk")}, nil},
		"lists": {"UpdateUserSecurityProfiles", &connectapi.UpdateUserSecurityProfilesInput{InstanceId: f.id(), UserId: ptr("ann"), SecurityProfileIds: []string{"x", "y"}},
			[]string{arn(center.KindUser, "ann"), arn(center.KindSecurityProfile, "x"), arn(center.KindSecurityProfile, "y")}, nil},
		"depths": {"AssociateRoutingProfileQueues", &connectapi.AssociateRoutingProfileQueuesInput{InstanceId: f.id(), RoutingProfileId: ptr("desk"),
			QueueConfigs: []connectapi.RoutingProfileQueueConfig{{QueueReference: &connectapi.RoutingProfileQueueReference{QueueId: ptr("sales")}}}},
			[]string{arn(center.KindRoutingProfile, "desk"), queue}, nil},
		"tags":         {"TagResource", &connectapi.TagResourceInput{ResourceArn: &queue, Tags: map[string]string{"a": "b"}}, []string{queue}, []string{"a"}},
		"tags that go": {"UntagResource", &connectapi.UntagResourceInput{ResourceArn: &queue, TagKeys: []string{"a"}}, []string{queue}, []string{"a"}},
		"a version": {"DescribeContactFlow", &connectapi.DescribeContactFlowInput{InstanceId: f.id(), ContactFlowId: ptr("greet:7")},
			[]string{arn(center.KindFlow, "greet")}, nil},
		"the latest, by its ARN": {"DescribeContactFlow", &connectapi.DescribeContactFlowInput{InstanceId: f.id(), ContactFlowId: ptr(arn(center.KindFlow, "greet") + latestSuffix)},
			[]string{arn(center.KindFlow, "greet")}, nil},
		"an alias": {"DescribeContactFlowModule", &connectapi.DescribeContactFlowModuleInput{InstanceId: f.id(), ContactFlowModuleId: ptr("hold:live")},
			[]string{arn(center.KindFlowModule, "hold")}, nil},
		"filters": {"GetCurrentMetricData", &connectapi.GetCurrentMetricDataInput{InstanceId: f.id(), Filters: &connectapi.Filters{Queues: []string{queue}, RoutingProfiles: []string{"desk"}}},
			[]string{instance, queue, arn(center.KindRoutingProfile, "desk")}, nil},
		"an integration": {"DeleteIntegrationAssociation", &connectapi.DeleteIntegrationAssociationInput{InstanceId: f.id(), IntegrationAssociationId: ptr("i")},
			[]string{arn(center.KindIntegration, "i")}, nil},
		"nothing at all": {"DescribeQueue", &connectapi.DescribeQueueInput{}, []string{"arn:aws:connect:us-west-2:123456789012:instance/*"}, nil},
	}
	for name, tt := range tests {
		access := f.service.Access(t.Context(), tt.operation, tt.input)
		var got []string
		for _, r := range access.Resources {
			got = append(got, r.ARN)
			if wantTags := r.ARN == queue; wantTags != (r.Tags["team"] == "blue") {
				t.Errorf("%s: %s has the tags %v", name, r.ARN, r.Tags)
			}
		}
		diff(t, name, got, tt.resources)
		diff(t, name+", tag keys", access.TagKeys, tt.tagKeys)
	}
}

// A telephone number belongs to the instance that has it, whichever the request
// names, and to move it is to act on the other instance as well.
func TestAccess_Number(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	id := h.claim(t, "+12065550100")
	other := call[connectapi.CreateInstanceOutput](t, h, "CreateInstance", &connectapi.CreateInstanceInput{
		IdentityManagementType: connectapi.DirectoryTypeConnectManaged, InstanceAlias: ptr("second"),
		InboundCallsEnabled: ptr(true), OutboundCallsEnabled: ptr(false),
	})
	here := center.InstanceID(*h.id())
	number := AccessResource{ARN: h.instance.Directory().Instance.ARN(center.KindPhoneNumber, *id), InstanceID: here}
	there := AccessResource{ARN: *other.Arn, InstanceID: center.InstanceID(*other.Id)}
	queue := AccessResource{ARN: *other.Arn + "/queue/q", InstanceID: there.InstanceID}
	tests := map[string]struct {
		operation string
		input     any
		want      []AccessResource
	}{
		"shown":       {"DescribePhoneNumber", &connectapi.DescribePhoneNumberInput{PhoneNumberId: id}, []AccessResource{number}},
		"moved":       {"UpdatePhoneNumber", &connectapi.UpdatePhoneNumberInput{PhoneNumberId: id, TargetArn: other.Arn}, []AccessResource{number, there}},
		"moved by id": {"UpdatePhoneNumber", &connectapi.UpdatePhoneNumberInput{PhoneNumberId: &number.ARN, InstanceId: other.Id}, []AccessResource{number, there}},
		"tagged":      {"TagResource", &connectapi.TagResourceInput{ResourceArn: &number.ARN}, []AccessResource{number}},
		"of a queue elsewhere": {"UpdateQueueOutboundCallerConfig", &connectapi.UpdateQueueOutboundCallerConfigInput{InstanceId: other.Id, QueueId: ptr("q"),
			OutboundCallerConfig: &connectapi.OutboundCallerConfig{OutboundCallerIdNumberId: id}}, []AccessResource{queue, number}},
	}
	for name, tt := range tests {
		diff(t, name, h.service.Access(t.Context(), tt.operation, tt.input).Resources, tt.want)
	}
}

// Every operation that is built acts on something, whatever its input lacks.
func TestAccess_OfEveryOperation(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	for _, routes := range [][]restjson.Route{connectapi.Routes, OwnRoutes(h.service).Routes} {
		for _, route := range routes {
			access := h.service.Access(t.Context(), route.Operation, route.NewInput())
			if len(access.Resources) == 0 || slices.ContainsFunc(access.Resources, func(r AccessResource) bool { return r.ARN == "" }) {
				t.Error(fmt.Sprint(route.Operation, " acts on nothing"))
			}
		}
	}
}

// A contact has its tags for policies, live and finished, and a use case its own.
func TestAccess_TagsOfContactsAndUseCases(t *testing.T) {
	t.Parallel()
	f := newFloor(t)
	d := f.instance.Directory()
	task := f.task()
	f.do(t, "TagContact", &connectapi.TagContactInput{InstanceId: f.id(), ContactId: &task, Tags: map[string]string{"case": "one"}})
	integration := call[connectapi.CreateIntegrationAssociationOutput](t, f.harness, "CreateIntegrationAssociation", &connectapi.CreateIntegrationAssociationInput{
		InstanceId: f.id(), IntegrationType: "EVENT", IntegrationArn: ptr("arn:aws:x:y:z:1")}).IntegrationAssociationId
	made := call[connectapi.CreateUseCaseOutput](t, f.harness, "CreateUseCase", &connectapi.CreateUseCaseInput{InstanceId: f.id(), IntegrationAssociationId: integration,
		UseCaseType: "RULES_EVALUATION", Tags: map[string]string{"case": "two", "old": "x"}})
	f.do(t, "TagResource", &connectapi.TagResourceInput{ResourceArn: made.UseCaseArn, Tags: map[string]string{"new": "y"}})
	f.do(t, "UntagResource", &connectapi.UntagResourceInput{ResourceArn: made.UseCaseArn, TagKeys: []string{"old"}})
	tags := map[string]string{"case": "two", "new": "y"}
	diff(t, "listed", call[connectapi.ListTagsForResourceOutput](t, f.harness, "ListTagsForResource", &connectapi.ListTagsForResourceInput{ResourceArn: made.UseCaseArn}).Tags, tags)
	gone := f.arn("use-case/gone")
	f.refused(t, "TagResource", &connectapi.TagResourceInput{ResourceArn: gone, Tags: tags}, 404, "ResourceNotFound")
	f.refused(t, "ListTagsForResource", &connectapi.ListTagsForResourceInput{ResourceArn: gone}, 404, "ResourceNotFound")

	here := d.Instance.ID
	contact := AccessResource{ARN: d.Instance.ARN(center.KindContact, task), InstanceID: here, Tags: map[string]string{"case": "one"}}
	use := AccessResource{ARN: *made.UseCaseArn, InstanceID: here, Tags: tags}
	owner := AccessResource{ARN: d.Instance.ARN(center.KindIntegration, *integration), InstanceID: here}
	for _, when := range []string{"live", "finished"} {
		for name, tt := range map[string]struct {
			operation string
			input     any
			want      []AccessResource
		}{
			"shown":      {"DescribeContact", &connectapi.DescribeContactInput{InstanceId: f.id(), ContactId: &task}, []AccessResource{contact}},
			"stopped":    {"StopContact", &connectapi.StopContactInput{InstanceId: f.id(), ContactId: ptr(contact.ARN)}, []AccessResource{contact}},
			"attributes": {"GetContactAttributes", &connectapi.GetContactAttributesInput{InstanceId: f.id(), InitialContactId: &task}, []AccessResource{contact}},
			"unknown":    {"DescribeContact", &connectapi.DescribeContactInput{InstanceId: f.id(), ContactId: ptr("gone")}, []AccessResource{{ARN: d.Instance.ARN(center.KindContact, "gone"), InstanceID: here}}},
			"use case":   {"DeleteUseCase", &connectapi.DeleteUseCaseInput{InstanceId: f.id(), IntegrationAssociationId: integration, UseCaseId: made.UseCaseId}, []AccessResource{use, owner}},
			"its tags":   {"TagResource", &connectapi.TagResourceInput{ResourceArn: made.UseCaseArn}, []AccessResource{use}},
			"a new one": {"CreateUseCase", &connectapi.CreateUseCaseInput{InstanceId: f.id(), IntegrationAssociationId: integration},
				[]AccessResource{{ARN: d.Instance.ARN(kindUseCase, "*"), InstanceID: here}, owner}},
		} {
			diff(t, name+", "+when, f.service.Access(t.Context(), tt.operation, tt.input).Resources, tt.want)
		}
		if when == "live" {
			f.do(t, "StopContact", &connectapi.StopContactInput{InstanceId: f.id(), ContactId: &task})
		}
	}
}
