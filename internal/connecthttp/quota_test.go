package connecthttp

import (
	"fmt"
	"testing"

	"strowger/internal/center"
	"strowger/internal/connectapi"
)

// limited gives a harness quotas.
func (h *harness) limited(t testing.TB, quotas center.Quotas) {
	t.Helper()
	h.service.options.Quotas = &quotas
	h.serve(t)
}

// Section 5.9 of the rules: each operation refuses with the exception it lists.
func TestQuotas_Resources(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.setLevels(t, "region")
	d := h.instance.Directory()
	quotas := center.Quotas{Instances: 1, Resources: map[center.ResourceKind]int{}}
	for _, kind := range []center.ResourceKind{center.KindQueue, center.KindHours, center.KindSecurityProfile, center.KindAgentStatus, center.KindHierarchyGroup} {
		quotas.Resources[kind] = d.Count(kind) + 1
	}
	h.limited(t, quotas)
	hours, _ := d.Hours.ByName("Basic Hours")
	for operation, input := range map[string]func(name *string) any{
		"CreateQueue": func(name *string) any {
			return &connectapi.CreateQueueInput{InstanceId: h.id(), Name: name, HoursOfOperationId: str(hours.ID)}
		},
		"CreateHoursOfOperation": func(name *string) any {
			return &connectapi.CreateHoursOfOperationInput{InstanceId: h.id(), Name: name, TimeZone: ptr("UTC"), Config: []connectapi.HoursOfOperationConfig{}}
		},
		"CreateSecurityProfile": func(name *string) any {
			return &connectapi.CreateSecurityProfileInput{InstanceId: h.id(), SecurityProfileName: name}
		},
		"CreateAgentStatus": func(name *string) any {
			return &connectapi.CreateAgentStatusInput{InstanceId: h.id(), Name: name, State: connectapi.AgentStatusStateEnabled}
		},
		"CreateUserHierarchyGroup": func(name *string) any {
			return &connectapi.CreateUserHierarchyGroupInput{InstanceId: h.id(), Name: name}
		},
	} {
		h.do(t, operation, input(ptr("the last")))
		h.refused(t, operation, input(ptr("one more")), 429, "LimitExceeded")
	}
	last, _ := h.instance.Directory().Queues.ByName("the last")
	h.do(t, "UpdateQueueName", &connectapi.UpdateQueueNameInput{InstanceId: h.id(), QueueId: str(last.ID), Name: ptr("renamed")})
	h.do(t, "DeleteQueue", &connectapi.DeleteQueueInput{InstanceId: h.id(), QueueId: str(last.ID)})
	h.do(t, "CreateQueue", &connectapi.CreateQueueInput{InstanceId: h.id(), Name: ptr("again"), HoursOfOperationId: str(hours.ID)})
	h.refused(t, "CreateInstance", &connectapi.CreateInstanceInput{IdentityManagementType: connectapi.DirectoryTypeConnectManaged, InstanceAlias: ptr("second"),
		InboundCallsEnabled: ptr(true), OutboundCallsEnabled: ptr(true)}, 402, "ServiceQuotaExceeded")
}

// Q35: contacts that are active at once.
func TestQuotas_Contacts(t *testing.T) {
	t.Parallel()
	f := newFloor(t)
	quotas := center.Quotas{}
	quotas.Contacts[center.Task], quotas.Contacts[center.Chat] = 2, 1
	f.limited(t, quotas)
	first := f.task()
	f.task()
	f.refused(t, "StartTaskContact", f.taskInput(), 402, "ServiceQuotaExceeded")
	f.do(t, "StopContact", &connectapi.StopContactInput{InstanceId: f.id(), ContactId: &first})
	f.task()
	chat := &connectapi.StartChatContactInput{InstanceId: f.id(), ContactFlowId: ptr("to-sales"), ParticipantDetails: &connectapi.ParticipantDetails{DisplayName: ptr("c")}}
	f.do(t, "StartChatContact", chat)
	f.refused(t, "StartChatContact", chat, 429, "LimitExceeded")
}

// R5.12
func TestQuotas_MaxContactsOfAQueue(t *testing.T) {
	t.Parallel()
	f := newFloor(t)
	update := func(n int32) *connectapi.UpdateQueueMaxContactsInput {
		return &connectapi.UpdateQueueMaxContactsInput{InstanceId: f.id(), QueueId: ptr("sales"), MaxContacts: &n}
	}
	f.do(t, "UpdateQueueMaxContacts", update(1_000_000)) // without quotas
	quotas := center.AWSQuotas()
	sum := int32(quotas.AllContacts())
	if sum != 4010 {
		t.Errorf("the sum of the quotas of AWS is %d", sum)
	}
	f.limited(t, *quotas)
	f.do(t, "UpdateQueueMaxContacts", update(sum-1))
	f.refused(t, "UpdateQueueMaxContacts", update(sum), 400, "InvalidParameter")
	f.do(t, "UpdateQueueMaxContacts", &connectapi.UpdateQueueMaxContactsInput{InstanceId: f.id(), QueueId: ptr("sales")})
	hours, _ := f.instance.Directory().Hours.ByName("Basic Hours")
	for i, n := range []int32{sum, sum - 1} {
		in := &connectapi.CreateQueueInput{InstanceId: f.id(), Name: ptr(fmt.Sprint("new ", i)), HoursOfOperationId: str(hours.ID), MaxContacts: &n}
		if n == sum {
			f.refused(t, "CreateQueue", in, 400, "InvalidParameter")
		} else {
			f.do(t, "CreateQueue", in)
		}
	}
}
