package connecthttp

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"strowger/internal/center"
	"strowger/internal/connectapi"
	"strowger/internal/routing"
)

// hours makes hours of operation and returns their id.
func (h *harness) hours(t testing.TB, name string) *string {
	t.Helper()
	id, err := h.service.newID()
	if err != nil {
		t.Fatal(err)
	}
	h.instance.mustDo(routing.Put{Resource: &center.HoursOfOperation{ID: center.HoursID(id), Name: name, TimeZone: "UTC"}})
	return &id
}

// queue makes a queue and returns its id.
func (h *harness) queue(t testing.TB, name string) *string {
	t.Helper()
	hours, ok := h.instance.Directory().Hours.ByName("hours of the tests")
	if !ok {
		h.hours(t, "hours of the tests")
		hours, _ = h.instance.Directory().Hours.ByName("hours of the tests")
	}
	return call[connectapi.CreateQueueOutput](t, h, "CreateQueue",
		&connectapi.CreateQueueInput{InstanceId: h.id(), Name: &name, HoursOfOperationId: str(hours.ID)}).QueueId
}

func (h *harness) describeQueue(t testing.TB, id *string) *connectapi.Queue {
	t.Helper()
	return call[connectapi.DescribeQueueOutput](t, h, "DescribeQueue", &connectapi.DescribeQueueInput{InstanceId: h.id(), QueueId: id}).Queue
}

// arn is the resource name of something inside the instance, or its own.
func (h *harness) arn(rest string) *string {
	return ptr(strings.TrimSuffix(fmt.Sprintf("arn:aws:connect:%s:%s:instance/%s/%s", testRegion, testAccount, h.instance.id, rest), "/"))
}

// flow makes a published flow of a type and returns its id.
func (h *harness) flow(t testing.TB, kind center.FlowType) *string {
	t.Helper()
	id, err := h.service.newID()
	if err != nil {
		t.Fatal(err)
	}
	h.instance.mustDo(routing.Put{Resource: &center.ContactFlow{ID: center.FlowID(id), Name: "flow " + id, Type: kind,
		Content: `{"Version":"2019-10-30","StartAction":"end","Actions":[{"Identifier":"end","Type":"EndFlowExecution","Parameters":{},"Transitions":{}}]}`}})
	return &id
}

// absentID is an id that nothing has.
const absentID = "00000000-0000-4000-8000-00000000dead"

func TestQueue_CreateAndDescribe(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	hours, whisper := h.hours(t, "always"), h.flow(t, center.OutboundWhisperFlow)
	longest := strings.Repeat("ü", 127)

	tests := map[string]struct {
		in   connectapi.CreateQueueInput
		want connectapi.Queue
	}{
		"least": {
			in:   connectapi.CreateQueueInput{Name: ptr("least"), HoursOfOperationId: hours},
			want: connectapi.Queue{Name: ptr("least")},
		},
		"everything, by ARN": {
			in: connectapi.CreateQueueInput{Name: &longest, HoursOfOperationId: h.arn("operating-hours/" + *hours),
				Description: ptr(strings.Repeat("d", 250)), MaxContacts: ptr(int32(7)), Tags: map[string]string{"team": "blue", "empty": ""},
				OutboundCallerConfig: &connectapi.OutboundCallerConfig{OutboundCallerIdName: ptr(strings.Repeat("n", 255)),
					OutboundFlowId: h.arn("contact-flow/" + *whisper)}},
			want: connectapi.Queue{Name: &longest, Description: ptr(strings.Repeat("d", 250)), MaxContacts: ptr(int32(7)),
				Tags: map[string]string{"team": "blue", "empty": ""}, OutboundCallerConfig: &connectapi.OutboundCallerConfig{
					OutboundCallerIdName: ptr(strings.Repeat("n", 255)), OutboundFlowId: whisper}},
		},
		"always full": { // R5.11: not the same as no limit
			in:   connectapi.CreateQueueInput{Name: ptr("full"), HoursOfOperationId: hours, MaxContacts: ptr(int32(0))},
			want: connectapi.Queue{Name: ptr("full"), MaxContacts: ptr(int32(0))},
		},
		"empty settings": {
			in: connectapi.CreateQueueInput{Name: ptr("empty"), HoursOfOperationId: hours, OutboundCallerConfig: &connectapi.OutboundCallerConfig{},
				OutboundEmailConfig: &connectapi.OutboundEmailConfig{}},
			want: connectapi.Queue{Name: ptr("empty")},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			test.in.InstanceId = h.id()
			out := call[connectapi.CreateQueueOutput](t, h, "CreateQueue", &test.in)
			diff(t, "ARN", out.QueueArn, h.arn("queue/"+*out.QueueId))
			want := test.want
			want.QueueId, want.QueueArn, want.HoursOfOperationId, want.Status = out.QueueId, out.QueueArn, hours, connectapi.QueueStatusEnabled
			want.LastModifiedTime, want.LastModifiedRegion = stamp(testStart), ptr(testRegion)
			diff(t, "queue", h.describeQueue(t, out.QueueId), &want)
			diff(t, "queue by ARN", h.describeQueue(t, out.QueueArn), &want)
		})
	}
}

func TestQueue_CreateRefusals(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	hours := h.hours(t, "always")
	h.queue(t, "taken")
	tests := map[string]struct {
		change func(*connectapi.CreateQueueInput)
		status int
		code   string
		says   string
	}{
		"name taken":            {func(in *connectapi.CreateQueueInput) { in.Name = ptr("taken") }, 409, "DuplicateResource", "taken"},
		"no name":               {func(in *connectapi.CreateQueueInput) { in.Name = nil }, 400, "InvalidParameter", "Name is required"},
		"empty name":            {func(in *connectapi.CreateQueueInput) { in.Name = ptr("") }, 400, "InvalidParameter", "Name"},
		"long name":             {func(in *connectapi.CreateQueueInput) { in.Name = ptr(strings.Repeat("n", 128)) }, 400, "InvalidParameter", "127"},
		"empty description":     {func(in *connectapi.CreateQueueInput) { in.Description = ptr("") }, 400, "InvalidParameter", "Description"},
		"long description":      {func(in *connectapi.CreateQueueInput) { in.Description = ptr(strings.Repeat("d", 251)) }, 400, "InvalidParameter", "250"},
		"no hours":              {func(in *connectapi.CreateQueueInput) { in.HoursOfOperationId = nil }, 400, "InvalidParameter", "HoursOfOperationId"},
		"unknown hours":         {func(in *connectapi.CreateQueueInput) { in.HoursOfOperationId = ptr(absentID) }, 404, "ResourceNotFound", "hours of operation"},
		"unknown instance":      {func(in *connectapi.CreateQueueInput) { in.InstanceId = ptr(absentID) }, 404, "ResourceNotFound", "instance"},
		"less than no contacts": {func(in *connectapi.CreateQueueInput) { in.MaxContacts = ptr(int32(-1)) }, 400, "InvalidParameter", "MaxContacts"},
		"no tags in the map":    {func(in *connectapi.CreateQueueInput) { in.Tags = map[string]string{} }, 400, "InvalidParameter", "Tags"},
		"reserved tag":          {func(in *connectapi.CreateQueueInput) { in.Tags = map[string]string{"aws:x": "1"} }, 400, "InvalidParameter", "Tags"},
		"long caller name":      {withCaller(strings.Repeat("n", 256), nil, nil), 400, "InvalidParameter", "OutboundCallerIdName"},
		"empty caller number":   {withCaller("n", ptr(""), nil), 400, "InvalidParameter", "OutboundCallerIdNumberId"},
		"unknown caller number": {withCaller("n", ptr(absentID), nil), 404, "ResourceNotFound", "phone number"},
		"empty whisper flow":    {withCaller("n", nil, ptr("")), 400, "InvalidParameter", "OutboundFlowId"},
		"unknown whisper flow":  {withCaller("n", nil, ptr(absentID)), 404, "ResourceNotFound", "contact flow"},
		"quick connects":        {func(in *connectapi.CreateQueueInput) { in.QuickConnectIds = []string{absentID} }, 404, "ResourceNotFound", "quick connect"},
		"no quick connects":     {func(in *connectapi.CreateQueueInput) { in.QuickConnectIds = []string{} }, 400, "InvalidParameter", "QuickConnectIds"},
		"51 quick connects": {func(in *connectapi.CreateQueueInput) { in.QuickConnectIds = slices.Repeat([]string{absentID}, 51) },
			400, "InvalidParameter", "QuickConnectIds must include at most 50 items"},
		"e-mail addresses": {func(in *connectapi.CreateQueueInput) {
			in.EmailAddressesConfig = []connectapi.EmailAddressConfig{{EmailAddressId: ptr(absentID)}}
		}, 404, "ResourceNotFound", "e-mail address"},
		"outbound e-mail": {func(in *connectapi.CreateQueueInput) {
			in.OutboundEmailConfig = &connectapi.OutboundEmailConfig{OutboundEmailAddressId: ptr(absentID)}
		}, 404, "ResourceNotFound", "e-mail address"},
	}
	before := h.instance.Directory().Queues.Len()
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			in := connectapi.CreateQueueInput{InstanceId: h.id(), Name: ptr("new"), HoursOfOperationId: hours}
			test.change(&in)
			if got := h.refused(t, "CreateQueue", &in, test.status, test.code); !strings.Contains(got.Message, test.says) {
				t.Errorf("message %q does not say %q", got.Message, test.says)
			}
		})
	}
	diff(t, "queues", h.instance.Directory().Queues.Len(), before)
}

func withCaller(name string, number, flow *string) func(*connectapi.CreateQueueInput) {
	return func(in *connectapi.CreateQueueInput) {
		in.OutboundCallerConfig = &connectapi.OutboundCallerConfig{OutboundCallerIdName: &name, OutboundCallerIdNumberId: number, OutboundFlowId: flow}
	}
}

func TestQueue_Updates(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	id, other, whisper := h.queue(t, "one"), h.hours(t, "other"), h.flow(t, center.OutboundWhisperFlow)
	want := *h.describeQueue(t, id)
	steps := []struct {
		operation string
		input     any
		change    func()
	}{
		{"UpdateQueueName", &connectapi.UpdateQueueNameInput{InstanceId: h.id(), QueueId: id, Name: ptr("renamed")},
			func() { want.Name = ptr("renamed") }},
		{"UpdateQueueName", &connectapi.UpdateQueueNameInput{InstanceId: h.id(), QueueId: h.arn("queue/" + *id), Description: ptr("said")},
			func() { want.Description = ptr("said") }},
		{"UpdateQueueHoursOfOperation", &connectapi.UpdateQueueHoursOfOperationInput{InstanceId: h.id(), QueueId: id, HoursOfOperationId: h.arn("operating-hours/" + *other)},
			func() { want.HoursOfOperationId = other }},
		{"UpdateQueueMaxContacts", &connectapi.UpdateQueueMaxContactsInput{InstanceId: h.id(), QueueId: id, MaxContacts: ptr(int32(0))},
			func() { want.MaxContacts = ptr(int32(0)) }},
		{"UpdateQueueMaxContacts", &connectapi.UpdateQueueMaxContactsInput{InstanceId: h.id(), QueueId: id},
			func() { want.MaxContacts = nil }},
		{"UpdateQueueStatus", &connectapi.UpdateQueueStatusInput{InstanceId: h.id(), QueueId: id, Status: connectapi.QueueStatusDisabled},
			func() { want.Status = connectapi.QueueStatusDisabled }},
		{"UpdateQueueStatus", &connectapi.UpdateQueueStatusInput{InstanceId: h.id(), QueueId: id, Status: connectapi.QueueStatusEnabled},
			func() { want.Status = connectapi.QueueStatusEnabled }},
		{"UpdateQueueOutboundCallerConfig", &connectapi.UpdateQueueOutboundCallerConfigInput{InstanceId: h.id(), QueueId: id,
			OutboundCallerConfig: &connectapi.OutboundCallerConfig{OutboundCallerIdName: ptr("Support"), OutboundFlowId: whisper}},
			func() {
				want.OutboundCallerConfig = &connectapi.OutboundCallerConfig{OutboundCallerIdName: ptr("Support"), OutboundFlowId: whisper}
			}},
		{"UpdateQueueOutboundCallerConfig", &connectapi.UpdateQueueOutboundCallerConfigInput{InstanceId: h.id(), QueueId: id,
			OutboundCallerConfig: &connectapi.OutboundCallerConfig{}}, func() { want.OutboundCallerConfig = nil }},
	}
	for _, step := range steps {
		h.advance(1500 * time.Millisecond)
		h.do(t, step.operation, step.input)
		step.change()
		want.LastModifiedTime = stamp(h.instances.now)
		diff(t, "after "+step.operation, h.describeQueue(t, id), &want)
	}
}

func TestQueue_UpdateRefusals(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	id, taken := h.queue(t, "one"), h.queue(t, "taken")
	ann := h.user(t, "ann")
	want := h.describeQueue(t, id)
	tests := []struct {
		operation string
		input     any
		status    int
		code      string
	}{
		{"UpdateQueueName", &connectapi.UpdateQueueNameInput{InstanceId: h.id(), QueueId: id}, 400, "InvalidRequest"},
		{"UpdateQueueName", &connectapi.UpdateQueueNameInput{InstanceId: h.id(), QueueId: id, Name: ptr("taken")}, 409, "DuplicateResource"},
		{"UpdateQueueName", &connectapi.UpdateQueueNameInput{InstanceId: h.id(), QueueId: id, Name: ptr("")}, 400, "InvalidParameter"},
		{"UpdateQueueName", &connectapi.UpdateQueueNameInput{InstanceId: h.id(), QueueId: id, Description: ptr(strings.Repeat("d", 251))}, 400, "InvalidParameter"},
		{"UpdateQueueName", &connectapi.UpdateQueueNameInput{InstanceId: h.id(), QueueId: ptr(absentID), Name: ptr("x")}, 404, "ResourceNotFound"},
		{"UpdateQueueName", &connectapi.UpdateQueueNameInput{InstanceId: h.id(), QueueId: ann, Name: ptr("x")}, 404, "ResourceNotFound"},
		{"UpdateQueueHoursOfOperation", &connectapi.UpdateQueueHoursOfOperationInput{InstanceId: h.id(), QueueId: id, HoursOfOperationId: ptr(absentID)}, 404, "ResourceNotFound"},
		{"UpdateQueueHoursOfOperation", &connectapi.UpdateQueueHoursOfOperationInput{InstanceId: h.id(), QueueId: id}, 400, "InvalidParameter"},
		{"UpdateQueueMaxContacts", &connectapi.UpdateQueueMaxContactsInput{InstanceId: h.id(), QueueId: id, MaxContacts: ptr(int32(-1))}, 400, "InvalidParameter"},
		{"UpdateQueueMaxContacts", &connectapi.UpdateQueueMaxContactsInput{InstanceId: ptr(absentID), QueueId: id}, 404, "ResourceNotFound"},
		{"UpdateQueueStatus", &connectapi.UpdateQueueStatusInput{InstanceId: h.id(), QueueId: id, Status: "PAUSED"}, 400, "InvalidParameter"},
		{"UpdateQueueStatus", &connectapi.UpdateQueueStatusInput{InstanceId: h.id(), QueueId: id}, 400, "InvalidParameter"},
		{"UpdateQueueStatus", &connectapi.UpdateQueueStatusInput{InstanceId: h.id(), QueueId: ann, Status: connectapi.QueueStatusDisabled}, 404, "ResourceNotFound"},
		{"UpdateQueueOutboundCallerConfig", &connectapi.UpdateQueueOutboundCallerConfigInput{InstanceId: h.id(), QueueId: id}, 400, "InvalidParameter"},
		{"UpdateQueueOutboundCallerConfig", &connectapi.UpdateQueueOutboundCallerConfigInput{InstanceId: h.id(), QueueId: id,
			OutboundCallerConfig: &connectapi.OutboundCallerConfig{OutboundCallerIdNumberId: ptr("")}}, 400, "InvalidParameter"},
		{"UpdateQueueOutboundCallerConfig", &connectapi.UpdateQueueOutboundCallerConfigInput{InstanceId: h.id(), QueueId: id,
			OutboundCallerConfig: &connectapi.OutboundCallerConfig{OutboundFlowId: ptr(absentID)}}, 404, "ResourceNotFound"},
		{"UpdateQueueOutboundEmailConfig", &connectapi.UpdateQueueOutboundEmailConfigInput{InstanceId: h.id(), QueueId: id,
			OutboundEmailConfig: &connectapi.OutboundEmailConfig{}}, 501, "NotImplemented"},
	}
	for _, test := range tests {
		h.refused(t, test.operation, test.input, test.status, test.code)
	}
	diff(t, "queue", h.describeQueue(t, id), want)
	diff(t, "other queue", *h.describeQueue(t, taken).Name, "taken")
}

// An edit that another request overtakes is made anew on what that left.
func TestQueue_UpdateOvertaken(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	id := h.queue(t, "one")
	other := h.elsewhere(t)
	h.instance.before = func() {
		other.do(t, "UpdateQueueMaxContacts", &connectapi.UpdateQueueMaxContactsInput{InstanceId: h.id(), QueueId: id, MaxContacts: ptr(int32(3))})
	}
	h.do(t, "UpdateQueueName", &connectapi.UpdateQueueNameInput{InstanceId: h.id(), QueueId: id, Name: ptr("renamed")})
	got := h.describeQueue(t, id)
	diff(t, "name", *got.Name, "renamed")
	diff(t, "capacity", got.MaxContacts, ptr(int32(3)))
}

func TestQueue_Delete(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	unused, dialled, routed, listed, busy := h.queue(t, "unused"), h.queue(t, "dialled"), h.queue(t, "routed"), h.queue(t, "listed"), h.queue(t, "busy")
	remove := func(id *string) *connectapi.DeleteQueueInput {
		return &connectapi.DeleteQueueInput{InstanceId: h.id(), QueueId: id}
	}
	in := profileInput(h, "refers", dialled)
	in.QueueConfigs = []connectapi.RoutingProfileQueueConfig{queueConfig(routed, connectapi.ChannelTask, 1, 0)}
	in.ManualAssignmentQueueConfigs = []connectapi.RoutingProfileManualAssignmentQueueConfig{{QueueReference: pairOf(listed, connectapi.ChannelTask)}}
	profile := call[connectapi.CreateRoutingProfileOutput](t, h, "CreateRoutingProfile", in).RoutingProfileId
	for _, id := range []*string{dialled, routed, listed} {
		got := h.refused(t, "DeleteQueue", remove(id), 409, "ResourceInUse")
		if !strings.Contains(got.Body, `"ResourceType":"QUEUE"`) || !strings.Contains(got.Body, `"ResourceId":"`+*id+`"`) {
			t.Errorf("the refusal %s does not name the queue", got.Body)
		}
	}
	h.do(t, "DeleteRoutingProfile", &connectapi.DeleteRoutingProfileInput{InstanceId: h.id(), RoutingProfileId: profile})

	waiting := h.enqueue(t, *busy)
	h.refused(t, "DeleteQueue", remove(busy), 409, "ResourceInUse")
	h.instance.mustDo(routing.StopContact{ContactID: waiting, Reason: center.APIDisconnect})

	for _, id := range []*string{unused, dialled, routed, listed, h.arn("queue/" + *busy)} {
		h.do(t, "DeleteQueue", remove(id))
		h.refused(t, "DeleteQueue", remove(id), 404, "ResourceNotFound")
		h.refused(t, "DescribeQueue", &connectapi.DescribeQueueInput{InstanceId: h.id(), QueueId: id}, 404, "ResourceNotFound")
	}
	h.queue(t, "unused") // the name is free again
	h.refused(t, "DeleteQueue", remove(h.user(t, "ann")), 404, "ResourceNotFound")
}

// enqueue brings a task into a queue, where it must wait.
func (h *harness) enqueue(t testing.TB, queueID string) center.ContactID {
	t.Helper()
	id, state := h.tryEnqueue(t, queueID)
	if state != center.Waiting {
		t.Fatalf("the contact is %q, want it to wait", state)
	}
	return id
}

// tryEnqueue starts a task whose flow puts it into a queue, and returns where
// it stands then; "" if the engine is done with it.
func (h *harness) tryEnqueue(t testing.TB, queueID string) (center.ContactID, center.ContactState) {
	t.Helper()
	id, err := h.service.newID()
	if err != nil {
		t.Fatal(err)
	}
	content := fmt.Sprintf(`{"Version":"2019-10-30","StartAction":"set","Actions":[
		{"Identifier":"set","Type":"UpdateContactTargetQueue","Parameters":{"QueueId":%q},"Transitions":{"NextAction":"go","Errors":[{"NextAction":"end","ErrorType":"NoMatchingError"}]}},
		{"Identifier":"go","Type":"TransferContactToQueue","Parameters":{},"Transitions":{"NextAction":"end","Errors":[{"NextAction":"end","ErrorType":"QueueAtCapacity"},{"NextAction":"end","ErrorType":"NoMatchingError"}]}},
		{"Identifier":"end","Type":"DisconnectParticipant","Parameters":{},"Transitions":{}}]}`, queueID)
	contact := &center.Contact{ID: center.ContactID("contact-" + id), Channel: center.Task, Method: center.ByAPI, Name: "work",
		Flow: center.FlowPosition{FlowID: center.FlowID(id)}}
	h.instance.mustDo(routing.Put{Resource: &center.ContactFlow{ID: center.FlowID(id), Name: "into " + id, Type: center.ContactFlowType, Content: content}},
		routing.StartContact{Contact: contact})
	return contact.ID, h.contact(t, contact.ID).State
}

// contact is a live contact as it stands, empty if the engine is done with it.
func (h *harness) contact(t testing.TB, id center.ContactID) (live center.Contact) {
	t.Helper()
	if err := h.instance.Query(t.Context(), func(e *routing.Engine) { live, _ = e.Contact(id) }); err != nil {
		t.Fatal(err)
	}
	return live
}

// What the operations set is what routing goes by.
func TestQueue_SettingsRoute(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	id := h.queue(t, "one")
	capacity := func(n *int32) {
		h.do(t, "UpdateQueueMaxContacts", &connectapi.UpdateQueueMaxContactsInput{InstanceId: h.id(), QueueId: id, MaxContacts: n})
	}
	status := func(s connectapi.QueueStatus) {
		h.do(t, "UpdateQueueStatus", &connectapi.UpdateQueueStatusInput{InstanceId: h.id(), QueueId: id, Status: s})
	}
	steps := []struct {
		name   string
		change func()
		want   center.ContactState
	}{
		{"no limit", func() {}, center.Waiting},
		{"room for another one", func() { capacity(ptr(int32(2))) }, center.Waiting},
		{"full", func() {}, ""},
		{"no limit any more", func() { capacity(nil) }, center.Waiting},
		{"always full", func() { capacity(ptr(int32(0))) }, ""},
		{"disabled", func() { capacity(nil); status(connectapi.QueueStatusDisabled) }, ""},
		{"enabled again", func() { status(connectapi.QueueStatusEnabled) }, center.Waiting},
	}
	for _, step := range steps {
		step.change()
		_, state := h.tryEnqueue(t, *id)
		diff(t, step.name, state, step.want)
	}
}

// TestQueue_List holds that both kinds are listed, and either by itself (R2.16).
func TestQueue_List(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	for i := range 5 {
		h.queue(t, fmt.Sprintf("queue %d", i))
		h.user(t, fmt.Sprintf("user%d", i))
	}
	d := h.instance.Directory()
	var standard, agent []connectapi.QueueSummary
	for q := range d.Queues.All() {
		standard = append(standard, connectapi.QueueSummary{Id: str(q.ID), Arn: h.arn("queue/" + string(q.ID)), Name: &q.Name,
			QueueType: connectapi.QueueTypeStandard, LastModifiedTime: stamp(testStart), LastModifiedRegion: ptr(testRegion)})
	}
	for u := range d.Users.All() {
		agent = append(agent, connectapi.QueueSummary{Id: str(u.ID), Arn: h.arn("queue/agent/" + string(u.ID)),
			QueueType: connectapi.QueueTypeAgent, LastModifiedTime: stamp(testStart), LastModifiedRegion: ptr(testRegion)})
	}
	both := []connectapi.QueueType{connectapi.QueueTypeStandard, connectapi.QueueTypeAgent}
	tests := map[string]struct {
		types []connectapi.QueueType
		want  []connectapi.QueueSummary
	}{
		"all":      {nil, slices.Concat(standard, agent)},
		"both":     {both, slices.Concat(standard, agent)},
		"standard": {both[:1], standard},
		"agent":    {both[1:], agent},
	}
	for name, test := range tests {
		for _, size := range []int{1, 2, 3, 5, len(standard), len(standard) + 1, 1000} {
			t.Run(fmt.Sprintf("%s by %d", name, size), func(t *testing.T) {
				var got []connectapi.QueueSummary
				in := connectapi.ListQueuesInput{InstanceId: h.id(), QueueTypes: test.types, MaxResults: ptr(int32(size))}
				for range len(test.want) + 1 {
					out := call[connectapi.ListQueuesOutput](t, h, "ListQueues", &in)
					if out.NextToken != nil && len(out.QueueSummaryList) != size {
						t.Fatalf("a page of %d, want %d", len(out.QueueSummaryList), size)
					}
					got = append(got, out.QueueSummaryList...)
					if in.NextToken = out.NextToken; in.NextToken == nil {
						break
					}
				}
				diff(t, "queues", got, test.want)
			})
		}
	}
	diff(t, "first page", len(call[connectapi.ListQueuesOutput](t, h, "ListQueues", &connectapi.ListQueuesInput{InstanceId: h.arn("")}).QueueSummaryList),
		len(standard)+len(agent))
	for _, in := range []connectapi.ListQueuesInput{
		{InstanceId: h.id(), MaxResults: ptr(int32(0))}, {InstanceId: h.id(), MaxResults: ptr(int32(1001))}, {InstanceId: h.id(), NextToken: ptr("forged")},
		{InstanceId: h.id(), QueueTypes: []connectapi.QueueType{"SPECIAL"}}, {InstanceId: h.id(), QueueTypes: slices.Concat(both, both)},
	} {
		h.refused(t, "ListQueues", &in, 400, "InvalidParameter")
	}
	h.refused(t, "ListQueues", &connectapi.ListQueuesInput{InstanceId: ptr(absentID)}, 404, "ResourceNotFound")
}

func TestUnknownInstance(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	in, id := ptr(absentID), ptr(absentID)
	for operation, input := range map[string]any{
		"DescribeQueue":            &connectapi.DescribeQueueInput{InstanceId: in, QueueId: id},
		"DeleteQueue":              &connectapi.DeleteQueueInput{InstanceId: in, QueueId: id},
		"SearchQueues":             &connectapi.SearchQueuesInput{InstanceId: in},
		"ListQueueQuickConnects":   &connectapi.ListQueueQuickConnectsInput{InstanceId: in, QueueId: id},
		"UpdateQueueStatus":        &connectapi.UpdateQueueStatusInput{InstanceId: in, QueueId: id, Status: connectapi.QueueStatusEnabled},
		"DescribeUser":             &connectapi.DescribeUserInput{InstanceId: in, UserId: id},
		"DeleteUser":               &connectapi.DeleteUserInput{InstanceId: in, UserId: id},
		"ListUsers":                &connectapi.ListUsersInput{InstanceId: in},
		"SearchUsers":              &connectapi.SearchUsersInput{InstanceId: in},
		"UpdateUserIdentityInfo":   &connectapi.UpdateUserIdentityInfoInput{InstanceId: in, UserId: id, IdentityInfo: &connectapi.UserIdentityInfo{}},
		"DescribeAgentStatus":      &connectapi.DescribeAgentStatusInput{InstanceId: in, AgentStatusId: id},
		"ListAgentStatuses":        &connectapi.ListAgentStatusesInput{InstanceId: in},
		"SearchAgentStatuses":      &connectapi.SearchAgentStatusesInput{InstanceId: in},
		"DeleteRoutingProfile":     &connectapi.DeleteRoutingProfileInput{InstanceId: in, RoutingProfileId: id},
		"UpdateRoutingProfileName": &connectapi.UpdateRoutingProfileNameInput{InstanceId: in, RoutingProfileId: id, Name: ptr("x")},
	} {
		if got := h.refused(t, operation, input, 404, "ResourceNotFound"); !strings.Contains(got.Message, "instance") {
			t.Errorf("%s: %q does not name the instance", operation, got.Message)
		}
	}
}

func TestQueue_Search(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	hours := h.hours(t, "always")
	ids := map[string]string{}
	for name, q := range map[string]connectapi.CreateQueueInput{
		"Sales North":   {Description: ptr("first line"), Tags: map[string]string{"team": "blue", "tier": "1"}},
		"Sales South":   {Description: ptr("second line"), Tags: map[string]string{"team": "red", "tier": "1"}},
		"Support North": {Tags: map[string]string{"team": "blue"}},
	} {
		q.InstanceId, q.Name, q.HoursOfOperationId = h.id(), &name, hours
		ids[name] = *call[connectapi.CreateQueueOutput](t, h, "CreateQueue", &q).QueueId
	}
	type criteria = connectapi.QueueSearchCriteria
	field := func(name string, how connectapi.StringComparisonType, value string) *connectapi.StringCondition {
		return &connectapi.StringCondition{FieldName: &name, ComparisonType: how, Value: &value}
	}
	tag := func(key, value string) connectapi.TagCondition {
		return connectapi.TagCondition{TagKey: &key, TagValue: &value}
	}
	tests := map[string]struct {
		criteria *criteria
		filter   *connectapi.ControlPlaneTagFilter
		want     []string
	}{
		"name starts":     {&criteria{StringCondition: field("name", connectapi.StringComparisonTypeStartsWith, "sales")}, nil, []string{"Sales North", "Sales South"}},
		"name contains":   {&criteria{StringCondition: field("Name", connectapi.StringComparisonTypeContains, "NORTH")}, nil, []string{"Sales North", "Support North"}},
		"name exact":      {&criteria{StringCondition: field("name", connectapi.StringComparisonTypeExact, "sales north")}, nil, []string{"Sales North"}},
		"description":     {&criteria{StringCondition: field("description", connectapi.StringComparisonTypeContains, "line")}, nil, []string{"Sales North", "Sales South"}},
		"id":              {&criteria{StringCondition: field("resourceID", connectapi.StringComparisonTypeExact, ids["Support North"])}, nil, []string{"Support North"}},
		"nobody":          {&criteria{StringCondition: field("name", connectapi.StringComparisonTypeExact, "sales")}, nil, nil},
		"tag":             {nil, &connectapi.ControlPlaneTagFilter{TagCondition: ptr(tag("team", "blue"))}, []string{"Sales North", "Support North"}},
		"tag key alone":   {nil, &connectapi.ControlPlaneTagFilter{TagCondition: &connectapi.TagCondition{TagKey: ptr("tier")}}, []string{"Sales North", "Sales South"}},
		"both tags":       {nil, &connectapi.ControlPlaneTagFilter{AndConditions: []connectapi.TagCondition{tag("team", "blue"), tag("tier", "1")}}, []string{"Sales North"}},
		"either tag list": {nil, &connectapi.ControlPlaneTagFilter{OrConditions: [][]connectapi.TagCondition{{tag("team", "red")}, {tag("team", "blue"), tag("tier", "1")}}}, []string{"Sales North", "Sales South"}},
		"tree and tag": {&criteria{AndConditions: []criteria{
			{QueueTypeCondition: connectapi.SearchableQueueTypeStandard},
			{OrConditions: []criteria{{StringCondition: field("name", connectapi.StringComparisonTypeContains, "south")}, {StringCondition: field("name", connectapi.StringComparisonTypeStartsWith, "support")}}},
		}}, &connectapi.ControlPlaneTagFilter{TagCondition: ptr(tag("team", "red"))}, []string{"Sales South"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			in := connectapi.SearchQueuesInput{InstanceId: h.id(), SearchCriteria: test.criteria}
			if test.filter != nil {
				in.SearchFilter = &connectapi.QueueSearchFilter{TagFilter: test.filter}
			}
			out := call[connectapi.SearchQueuesOutput](t, h, "SearchQueues", &in)
			var got []string
			for _, q := range out.Queues {
				got = append(got, *q.Name)
				diff(t, *q.Name, &q, h.describeQueue(t, q.QueueId))
			}
			slices.Sort(got)
			diff(t, "queues", got, test.want)
			diff(t, "count", out.ApproximateTotalCount, ptr(int64(len(test.want))))
		})
	}
	everything := call[connectapi.SearchQueuesOutput](t, h, "SearchQueues", &connectapi.SearchQueuesInput{InstanceId: h.id(),
		SearchCriteria: &criteria{QueueTypeCondition: connectapi.SearchableQueueTypeStandard}})
	diff(t, "all", len(everything.Queues), h.instance.Directory().Queues.Len())
	unknown := criteria{StringCondition: field("colour", connectapi.StringComparisonTypeExact, "blue")}
	for _, in := range []connectapi.SearchQueuesInput{
		{MaxResults: ptr(int32(501))}, {NextToken: ptr("forged")}, {SearchCriteria: &unknown},
		{SearchCriteria: &criteria{QueueTypeCondition: "AGENT"}},
		// An unknown field is refused even where no other condition lets anyone look at it.
		{SearchCriteria: &criteria{AndConditions: []criteria{{StringCondition: field("name", connectapi.StringComparisonTypeExact, "nobody")}, unknown}}},
	} {
		in.InstanceId = h.id()
		h.refused(t, "SearchQueues", &in, 400, "InvalidParameter")
	}
}

func TestQueue_SearchPages(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	for i := range 7 {
		h.queue(t, fmt.Sprintf("page %d", i))
	}
	in := connectapi.SearchQueuesInput{InstanceId: h.id(), MaxResults: ptr(int32(3)), SearchCriteria: &connectapi.QueueSearchCriteria{
		StringCondition: &connectapi.StringCondition{FieldName: ptr("name"), ComparisonType: connectapi.StringComparisonTypeStartsWith, Value: ptr("page ")}}}
	var names []string
	for _, want := range []int{3, 3, 1} {
		out := call[connectapi.SearchQueuesOutput](t, h, "SearchQueues", &in)
		diff(t, "size of the page", len(out.Queues), want)
		diff(t, "count", *out.ApproximateTotalCount, int64(7))
		for _, q := range out.Queues {
			names = append(names, *q.Name)
		}
		in.NextToken = out.NextToken
	}
	if in.NextToken != nil {
		t.Errorf("the last page has a token")
	}
	slices.Sort(names)
	diff(t, "names", names, []string{"page 0", "page 1", "page 2", "page 3", "page 4", "page 5", "page 6"})
}
