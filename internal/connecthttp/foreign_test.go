package connecthttp

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"strowger/internal/center"
	"strowger/internal/connectapi"
)

// The ARN of a thing in another instance, region or account, or of another kind
// of thing, names nothing here, even where its last part is the id of something
// that there is.
func TestForeignARNs(t *testing.T) {
	t.Parallel()
	f := newFloor(t)
	h, d := f.harness, f.instance.Directory()
	for _, test := range slices.Concat(configurationIDs(f), contactIDs(f)) {
		own := d.Instance.ARN(test.kind, test.id)
		for _, arn := range foreign(d.Instance, test.kind, own) {
			output, err := h.call(t, test.operation, test.input(&arn))
			var refusal *answerError
			if !errors.As(err, &refusal) {
				t.Errorf("%s took %s: %+v", test.operation, arn, output)
			} else if !slices.Contains([]string{"ResourceNotFoundException", "InvalidParameterException", "InvalidRequestException", "ContactNotFoundException"}, refusal.Code) {
				t.Errorf("%s refused %s with %v", test.operation, arn, refusal)
			}
		}
	}
	diff(t, "the configuration", h.instance.Directory().Queues.Len()+h.instance.Directory().Users.Len(), d.Queues.Len()+d.Users.Len())
}

// foreign returns ARNs that look much like one of the instance.
func foreign(in *center.Instance, kind center.ResourceKind, own string) []string {
	arns := []string{
		strings.Replace(own, testRegion, "eu-central-1", 1), strings.Replace(own, testAccount, "210987654321", 1),
		strings.Replace(own, "arn:aws:", "arn:aws-cn:", 1), strings.Replace(own, ":connect:", ":sns:", 1), own + "/more", "arn:",
	}
	if kind == center.KindInstance {
		return append(arns, in.ARN(center.KindQueue, "sales"), own+"/")
	}
	part := "/" + string(kind) + "/"
	return append(arns, strings.Replace(own, string(in.ID), "another", 1), strings.Replace(own, part, "/prompt/", 1), strings.Replace(own, part, part+"agent/", 1))
}

// idCase is an operation that takes the id of something.
type idCase struct {
	kind      center.ResourceKind
	id        string // of something that there is
	operation string
	input     func(id *string) any
}

func configurationIDs(f *floor) []idCase {
	f.Helper()
	h, d := f.harness, f.instance.Directory()
	hours := string(byName(f, &d.Hours, "Basic Hours").ID)
	security := string(byName(f, &d.SecurityProfiles, "Agent").ID)
	status := string(f.statusID("Offline"))
	profile := "desk"
	flow := "to-sales"
	queue, user := ptr("sales"), ptr("ann")
	pair := func(id *string) *connectapi.RoutingProfileQueueReference {
		return &connectapi.RoutingProfileQueueReference{QueueId: id, Channel: connectapi.ChannelTask}
	}
	metrics := []connectapi.CurrentMetric{{Name: connectapi.CurrentMetricNameAgentsOnline}}
	return []idCase{
		{center.KindQueue, *queue, "DescribeQueue", func(id *string) any { return &connectapi.DescribeQueueInput{InstanceId: h.id(), QueueId: id} }},
		{center.KindQueue, *queue, "ListQueueQuickConnects", func(id *string) any { return &connectapi.ListQueueQuickConnectsInput{InstanceId: h.id(), QueueId: id} }},
		{center.KindQueue, *queue, "UpdateQueueMaxContacts", func(id *string) any { return &connectapi.UpdateQueueMaxContactsInput{InstanceId: h.id(), QueueId: id} }},
		{center.KindQueue, *queue, "DeleteQueue", func(id *string) any { return &connectapi.DeleteQueueInput{InstanceId: h.id(), QueueId: id} }},
		{center.KindHours, hours, "UpdateQueueHoursOfOperation", func(id *string) any {
			return &connectapi.UpdateQueueHoursOfOperationInput{InstanceId: h.id(), QueueId: queue, HoursOfOperationId: id}
		}},
		{center.KindFlow, flow, "UpdateQueueOutboundCallerConfig", func(id *string) any {
			return &connectapi.UpdateQueueOutboundCallerConfigInput{InstanceId: h.id(), QueueId: queue, OutboundCallerConfig: &connectapi.OutboundCallerConfig{OutboundFlowId: id}}
		}},
		{center.KindHours, hours, "CreateQueue", func(id *string) any {
			return &connectapi.CreateQueueInput{InstanceId: h.id(), Name: ptr("new"), HoursOfOperationId: id}
		}},
		{center.KindHours, hours, "DescribeHoursOfOperation", func(id *string) any {
			return &connectapi.DescribeHoursOfOperationInput{InstanceId: h.id(), HoursOfOperationId: id}
		}},
		{center.KindHours, hours, "DeleteHoursOfOperation", func(id *string) any {
			return &connectapi.DeleteHoursOfOperationInput{InstanceId: h.id(), HoursOfOperationId: id}
		}},
		{center.KindRoutingProfile, profile, "DescribeRoutingProfile", func(id *string) any {
			return &connectapi.DescribeRoutingProfileInput{InstanceId: h.id(), RoutingProfileId: id}
		}},
		{center.KindQueue, *queue, "UpdateRoutingProfileDefaultOutboundQueue", func(id *string) any {
			return &connectapi.UpdateRoutingProfileDefaultOutboundQueueInput{InstanceId: h.id(), RoutingProfileId: &profile, DefaultOutboundQueueId: id}
		}},
		{center.KindQueue, *queue, "UpdateRoutingProfileQueues", func(id *string) any {
			return &connectapi.UpdateRoutingProfileQueuesInput{InstanceId: h.id(), RoutingProfileId: &profile,
				QueueConfigs: []connectapi.RoutingProfileQueueConfig{{QueueReference: pair(id), Priority: ptr(int32(9)), Delay: ptr(int32(0))}}}
		}},
		{center.KindUser, *user, "DescribeUser", func(id *string) any { return &connectapi.DescribeUserInput{InstanceId: h.id(), UserId: id} }},
		{center.KindUser, *user, "DeleteUser", func(id *string) any { return &connectapi.DeleteUserInput{InstanceId: h.id(), UserId: id} }},
		{center.KindRoutingProfile, profile, "UpdateUserRoutingProfile", func(id *string) any {
			return &connectapi.UpdateUserRoutingProfileInput{InstanceId: h.id(), UserId: user, RoutingProfileId: id}
		}},
		{center.KindSecurityProfile, security, "UpdateUserSecurityProfiles", func(id *string) any {
			return &connectapi.UpdateUserSecurityProfilesInput{InstanceId: h.id(), UserId: user, SecurityProfileIds: []string{*id}}
		}},
		{center.KindSecurityProfile, security, "DescribeSecurityProfile", func(id *string) any {
			return &connectapi.DescribeSecurityProfileInput{InstanceId: h.id(), SecurityProfileId: id}
		}},
		{center.KindAgentStatus, status, "DescribeAgentStatus", func(id *string) any {
			return &connectapi.DescribeAgentStatusInput{InstanceId: h.id(), AgentStatusId: id}
		}},
		{center.KindAgentStatus, status, "PutUserStatus", func(id *string) any {
			return &connectapi.PutUserStatusInput{InstanceId: h.id(), UserId: user, AgentStatusId: id}
		}},
		{center.KindUser, *user, "PutUserStatus", func(id *string) any {
			return &connectapi.PutUserStatusInput{InstanceId: h.id(), UserId: id, AgentStatusId: &status}
		}},
		{center.KindUser, *user, "GetCurrentUserData", func(id *string) any {
			return &connectapi.GetCurrentUserDataInput{InstanceId: h.id(), Filters: &connectapi.UserDataFilters{Agents: []string{*id}}}
		}},
		{center.KindQueue, *queue, "GetCurrentMetricData", func(id *string) any {
			return &connectapi.GetCurrentMetricDataInput{InstanceId: h.id(), CurrentMetrics: metrics, Filters: &connectapi.Filters{Queues: []string{*id}}}
		}},
		{center.KindFlow, flow, "DescribeContactFlow", func(id *string) any {
			return &connectapi.DescribeContactFlowInput{InstanceId: h.id(), ContactFlowId: id}
		}},
	}
}

func contactIDs(f *floor) []idCase {
	f.Helper()
	h, flow, task := f.harness, "to-sales", f.task()
	return []idCase{
		{center.KindFlow, flow, "StartTaskContact", func(id *string) any {
			return &connectapi.StartTaskContactInput{InstanceId: h.id(), Name: ptr("n"), ContactFlowId: id}
		}},
		{center.KindFlow, flow, "StartChatContact", func(id *string) any {
			return &connectapi.StartChatContactInput{InstanceId: h.id(), ContactFlowId: id, ParticipantDetails: &connectapi.ParticipantDetails{DisplayName: ptr("n")}}
		}},
		{center.KindContact, task, "DescribeContact", func(id *string) any { return &connectapi.DescribeContactInput{InstanceId: h.id(), ContactId: id} }},
		{center.KindContact, task, "StopContact", func(id *string) any { return &connectapi.StopContactInput{InstanceId: h.id(), ContactId: id} }},
		{center.KindContact, task, "GetContactAttributes", func(id *string) any {
			return &connectapi.GetContactAttributesInput{InstanceId: h.id(), InitialContactId: id}
		}},
		{center.KindContact, task, "StartTaskContact", func(id *string) any {
			return &connectapi.StartTaskContactInput{InstanceId: h.id(), Name: ptr("n"), ContactFlowId: &flow, PreviousContactId: id}
		}},
		{center.KindInstance, string(h.instance.id), "DescribeInstance", func(id *string) any { return &connectapi.DescribeInstanceInput{InstanceId: id} }},
		{center.KindInstance, string(h.instance.id), "ListQueues", func(id *string) any { return &connectapi.ListQueuesInput{InstanceId: id} }},
		{center.KindInstance, string(h.instance.id), "DeleteInstance", func(id *string) any { return &connectapi.DeleteInstanceInput{InstanceId: id} }},
	}
}

// A flow that names a queue of another instance does not find the one here that
// has the same id.
func TestForeignARNs_InFlows(t *testing.T) {
	t.Parallel()
	f := newFloor(t)
	own := *f.arn("queue/sales")
	for arn, state := range map[string]center.ContactState{own: center.Offered, strings.Replace(own, string(f.instance.id), "another", 1): center.Ended,
		strings.Replace(own, "/queue/", "/agent/", 1): center.Ended} {
		flow := call[connectapi.CreateContactFlowOutput](t, f.harness, "CreateContactFlow", &connectapi.CreateContactFlowInput{InstanceId: f.id(), Name: &arn,
			Type: connectapi.ContactFlowTypeContactFlow, Content: ptr(flowToQueue(`"QueueId":"` + arn + `"`))})
		id := f.task(func(in *connectapi.StartTaskContactInput) { in.ContactFlowId = flow.ContactFlowId })
		c, err := f.instance.Contact(t.Context(), center.ContactID(id))
		if err != nil || c.State != state {
			t.Errorf("%s: the contact is %s, want %s (%v)", arn, c.State, state, err)
		}
	}
}
