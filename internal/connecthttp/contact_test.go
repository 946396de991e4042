package connecthttp

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"strowger/internal/center"
	"strowger/internal/connectapi"
	"strowger/internal/restjson"
	"strowger/internal/routing"
)

// floor is a harness with two queues, a flow to each, one routing profile that
// serves both, and two users: ann is Available, bob is Offline.
type floor struct {
	testing.TB
	*harness
}

func newFloor(t testing.TB) *floor {
	t.Helper()
	f := &floor{TB: t, harness: newHarness(t)}
	hours, _ := f.instance.view.Hours.ByName("Basic Hours")
	p := &center.RoutingProfile{ID: "desk", Name: "desk", DefaultOutboundQueueID: "sales", Timer: center.SinceLastActivity}
	for ch, n := range map[center.Channel]int{center.Voice: 1, center.Chat: 2, center.Task: 3} {
		p.Media[ch].Concurrency = n
		for _, q := range []center.QueueID{"sales", "support"} {
			p.Queues = append(p.Queues, center.QueueConfig{QueueID: q, Channel: ch, Priority: 1})
		}
	}
	for _, q := range []string{"sales", "support"} {
		f.instance.mustDo(
			routing.Put{Resource: &center.Queue{ID: center.QueueID(q), Name: q, HoursID: hours.ID, MaxContacts: center.NoMaxContacts}},
			routing.Put{Resource: &center.ContactFlow{ID: center.FlowID("to-" + q), Name: "to-" + q, Type: center.ContactFlowType, Content: flowToQueue(`"QueueId":"` + q + `"`)}})
	}
	f.instance.mustDo(routing.Put{Resource: p})
	for _, u := range []center.UserID{"ann", "bob"} {
		f.instance.mustDo(routing.Put{Resource: &center.User{ID: u, Username: string(u), ProfileID: p.ID}})
	}
	f.instance.mustDo(routing.SignIn{UserID: "ann"}, routing.SetStatus{UserID: "ann", StatusID: f.statusID("Available")})
	return f
}

// flowToQueue sends a contact to the target that the parameters name.
func flowToQueue(target string) string {
	return `{"Version":"2019-10-30","StartAction":"q","Actions":[
	{"Identifier":"q","Type":"UpdateContactTargetQueue","Parameters":{` + target + `},"Transitions":{"NextAction":"t","Errors":[{"ErrorType":"NoMatchingError","NextAction":"x"}],"Conditions":[]}},
	{"Identifier":"t","Type":"TransferContactToQueue","Parameters":{},"Transitions":{"NextAction":"x","Errors":[{"ErrorType":"QueueAtCapacity","NextAction":"x"},{"ErrorType":"NoMatchingError","NextAction":"x"}],"Conditions":[]}},
	{"Identifier":"x","Type":"DisconnectParticipant","Parameters":{},"Transitions":{}}]}`
}

func (f *floor) statusID(name string) center.AgentStatusID {
	f.Helper()
	st, ok := f.instance.view.Statuses.ByName(name)
	if !ok {
		f.Fatalf("no status %s", name)
	}
	return st.ID
}

// taskInput is a task for the queue, with whatever edit adds.
func (f *floor) taskInput(edit ...func(*connectapi.StartTaskContactInput)) *connectapi.StartTaskContactInput {
	in := &connectapi.StartTaskContactInput{InstanceId: f.id(), Name: ptr("a task"), ContactFlowId: ptr("to-sales")}
	for _, change := range edit {
		change(in)
	}
	return in
}

func (f *floor) task(edit ...func(*connectapi.StartTaskContactInput)) string {
	f.Helper()
	return *call[connectapi.StartTaskContactOutput](f, f.harness, "StartTaskContact", f.taskInput(edit...)).ContactId
}

func (f *floor) describe(id string) *connectapi.Contact {
	f.Helper()
	return call[connectapi.DescribeContactOutput](f, f.harness, "DescribeContact",
		&connectapi.DescribeContactInput{InstanceId: f.id(), ContactId: &id}).Contact
}

func (f *floor) attributes(id string) map[string]string {
	f.Helper()
	return call[connectapi.GetContactAttributesOutput](f, f.harness, "GetContactAttributes",
		&connectapi.GetContactAttributesInput{InstanceId: f.id(), InitialContactId: &id}).Attributes
}

func (f *floor) setAttributes(id string, attributes map[string]string) {
	f.Helper()
	f.do(f, "UpdateContactAttributes", &connectapi.UpdateContactAttributesInput{InstanceId: f.id(), InitialContactId: &id, Attributes: attributes})
}

// finish lets ann take the contact, end it and clear it.
func (f *floor) finish(id string) {
	f.Helper()
	f.instance.mustDo(routing.Accept{UserID: "ann", ContactID: center.ContactID(id)}, routing.Complete{UserID: "ann", ContactID: center.ContactID(id)})
}

// seconds is a wire time so long after the start of the test.
func seconds(d time.Duration) *restjson.Timestamp { return stamp(testStart.Add(d)) }

// Appendix A of the rules: what DescribeContact shows, from the start of a task
// to the end of its after-contact work.
func TestContact_DescribeThroughItsLife(t *testing.T) {
	t.Parallel()
	f := newFloor(t)
	id := f.task(func(in *connectapi.StartTaskContactInput) {
		in.Description, in.Attributes = ptr("call back"), map[string]string{"tier": "gold"}
		in.SegmentAttributes = map[string]connectapi.SegmentAttributeValue{createdByUser: {ValueString: f.arn("agent/bob")}}
		in.References = map[string]connectapi.Reference{"page": {Type: connectapi.ReferenceTypeUrl, Value: ptr("https://example.com")}}
	})
	want := connectapi.Contact{
		Id: &id, Arn: ptr(f.instance.view.Instance.ARN(center.KindContact, id)), InitialContactId: &id,
		Channel: connectapi.ChannelTask, InitiationMethod: connectapi.ContactInitiationMethodApi,
		Name: ptr("a task"), Description: ptr("call back"), Attributes: map[string]string{"tier": "gold"},
		SegmentAttributes: map[string]connectapi.SegmentAttributeValue{createdByUser: {ValueString: f.arn("agent/bob")},
			contactExpiry: expires(7 * 24 * 60)},
		QueueInfo:     &connectapi.QueueInfo{Id: ptr("sales"), EnqueueTimestamp: seconds(0)},
		QueuePriority: ptr(int64(5)), QueueTimeAdjustmentSeconds: ptr(int32(0)), // R2.7a, R2.7g
		InitiationTimestamp: seconds(0), ConnectedToSystemTimestamp: seconds(0), LastUpdateTimestamp: seconds(0),
	}
	diff(t, "ringing", f.describe(id), &want) // nobody has accepted: no agent yet
	rec, _ := f.instance.Contact(t.Context(), center.ContactID(id))
	diff(t, "references", rec.References, map[string]center.Reference{"page": {Type: "URL", Value: "https://example.com"}})

	f.advance(2500 * time.Millisecond)
	f.instance.mustDo(routing.Accept{UserID: "ann", ContactID: center.ContactID(id)})
	want.AgentInfo = &connectapi.AgentInfo{Id: ptr("ann"), ConnectedToAgentTimestamp: seconds(2500 * time.Millisecond), AgentPauseDurationInSeconds: ptr(int32(0))}
	want.LastUpdateTimestamp = seconds(2500 * time.Millisecond)
	diff(t, "connected", f.describe(id), &want)

	f.advance(10 * time.Second)
	f.instance.mustDo(routing.Hangup{UserID: "ann", ContactID: center.ContactID(id)})
	want.DisconnectTimestamp, want.DisconnectReason = seconds(12500*time.Millisecond), ptr("AGENT_DISCONNECT")
	want.AgentInfo.AfterContactWorkStartTimestamp = seconds(12500 * time.Millisecond)
	want.LastUpdateTimestamp = seconds(12500 * time.Millisecond)
	diff(t, "after-contact work", f.describe(id), &want)

	f.advance(7 * time.Second)
	f.instance.mustDo(routing.Clear{UserID: "ann", ContactID: center.ContactID(id)})
	want.AgentInfo.AfterContactWorkEndTimestamp = seconds(19500 * time.Millisecond)
	want.AgentInfo.AfterContactWorkDuration = ptr(int32(7))
	want.LastUpdateTimestamp = seconds(19500 * time.Millisecond)
	diff(t, "finished", f.describe(id), &want)
}

// R2.14: a contact in a user's own queue is shown with the user's id.
func TestContact_DescribeInAgentQueue(t *testing.T) {
	t.Parallel()
	f := newFloor(t)
	f.instance.mustDo(routing.Put{Resource: &center.ContactFlow{ID: "to-bob", Name: "to-bob", Type: center.ContactFlowType, Content: flowToQueue(`"AgentId":"bob"`)}})
	id := f.task(func(in *connectapi.StartTaskContactInput) { in.ContactFlowId = ptr("to-bob") })
	diff(t, "queue", f.describe(id).QueueInfo, &connectapi.QueueInfo{Id: ptr("bob"), EnqueueTimestamp: seconds(0)})
}

func TestContact_DescribeRefusals(t *testing.T) {
	t.Parallel()
	f := newFloor(t)
	f.refused(t, "DescribeContact", &connectapi.DescribeContactInput{InstanceId: f.id(), ContactId: ptr("nobody")}, 404, "ResourceNotFound")
	f.refused(t, "DescribeContact", &connectapi.DescribeContactInput{InstanceId: ptr("nowhere"), ContactId: ptr("nobody")}, 404, "ResourceNotFound")
}

func TestContact_StartTaskRefusals(t *testing.T) {
	t.Parallel()
	f := newFloor(t)
	f.instance.mustDo(
		routing.Put{Resource: &center.ContactFlow{ID: "draft", Name: "draft", Type: center.ContactFlowType, Content: flowToQueue(`"QueueId":"sales"`), Saved: true}},
		routing.Put{Resource: &center.ContactFlow{ID: "whisper", Name: "whisper", Type: center.AgentWhisperFlow,
			Content: `{"Version":"2019-10-30","StartAction":"e","Actions":[{"Identifier":"e","Type":"EndFlowExecution","Parameters":{},"Transitions":{}}]}`}})
	type input = connectapi.StartTaskContactInput
	reference := func(r connectapi.Reference) func(*input) {
		return func(in *input) { in.References = map[string]connectapi.Reference{"r": r} }
	}
	tests := map[string]struct {
		edit   func(*input)
		status int
		code   string
		says   string
	}{
		"unknown instance":     {func(in *input) { in.InstanceId = ptr("nowhere") }, 404, "ResourceNotFound", "nowhere"},
		"unknown flow":         {func(in *input) { in.ContactFlowId = ptr("gone") }, 404, "ResourceNotFound", "gone"},
		"unpublished flow":     {func(in *input) { in.ContactFlowId = ptr("draft") }, 400, "InvalidRequest", "published"},
		"flow of another type": {func(in *input) { in.ContactFlowId = ptr("whisper") }, 400, "InvalidRequest", "AGENT_WHISPER"},
		"no flow":              {func(in *input) { in.ContactFlowId = nil }, 400, "InvalidRequest", "exactly one"},
		"flow and template":    {func(in *input) { in.TaskTemplateId = ptr("t") }, 400, "InvalidRequest", "exactly one"},
		"unknown template":     {func(in *input) { in.ContactFlowId, in.TaskTemplateId = nil, ptr("t") }, 404, "ResourceNotFound", "task template"},
		"flow and connect":     {func(in *input) { in.QuickConnectId = ptr("q") }, 400, "InvalidRequest", "exactly one"},
		"quick connect":        {func(in *input) { in.ContactFlowId, in.QuickConnectId = nil, ptr("q") }, 404, "ResourceNotFound", "quick connect"},
		"attachment": {func(in *input) {
			in.Attachments = []connectapi.TaskAttachment{{FileName: ptr("a.txt"), S3Url: ptr("https://example.com/a.txt")}}
		}, 400, "InvalidParameter", "Attachments is not supported"},
		"two links":               {func(in *input) { in.PreviousContactId, in.RelatedContactId = ptr("a"), ptr("b") }, 400, "InvalidRequest", "not both"},
		"unknown previous":        {func(in *input) { in.PreviousContactId = ptr("gone") }, 404, "ResourceNotFound", "gone"},
		"unknown related":         {func(in *input) { in.RelatedContactId = ptr("gone") }, 404, "ResourceNotFound", "gone"},
		"attachment reference":    {reference(connectapi.Reference{Type: connectapi.ReferenceTypeAttachment, Value: ptr("x")}), 400, "InvalidParameter", "ATTACHMENT"},
		"reference without value": {reference(connectapi.Reference{Type: connectapi.ReferenceTypeDate}), 400, "InvalidParameter", `References["r"].Value`},
		"reference with ARN":      {reference(connectapi.Reference{Type: connectapi.ReferenceTypeUrl, Value: ptr("x"), Arn: ptr("arn:aws:x:y:z:file/1")}), 400, "InvalidParameter", "Arn"},
		"attribute name":          {func(in *input) { in.Attributes = map[string]string{"a b": "c"} }, 400, "InvalidParameter", `"a b"`},
		"too many attributes":     {func(in *input) { in.Attributes = map[string]string{"a": strings.Repeat("x", 32_767), "b": "c"} }, 400, "InvalidParameter", "32768"},
		"creator": {func(in *input) {
			in.SegmentAttributes = map[string]connectapi.SegmentAttributeValue{createdByUser: {ValueString: ptr("nobody")}}
		}, 404, "ResourceNotFound", "nobody"},
		"name too long": {func(in *input) { in.Name = ptr(strings.Repeat("n", 1025)) }, 400, "InvalidParameter", "Name"},
	}
	for name, test := range tests {
		if got := f.refused(t, "StartTaskContact", f.taskInput(test.edit), test.status, test.code); !strings.Contains(got.Message, test.says) {
			t.Errorf("%s: the message %q does not say %q", name, got.Message, test.says)
		}
	}
	if n := f.instance.engine.Live(); n != 0 {
		t.Errorf("%d contacts were started", n)
	}
}

// A repetition with the same client token answers with the contact made before.
func TestContact_StartTaskTwice(t *testing.T) {
	t.Parallel()
	f := newFloor(t)
	token := func(token string) func(*connectapi.StartTaskContactInput) {
		return func(in *connectapi.StartTaskContactInput) { in.ClientToken = &token }
	}
	first := f.task(token("one"))
	if again := f.task(token("one")); again != first {
		t.Errorf("the repetition made %s beside %s", again, first)
	}
	if other := f.task(token("two")); other == first {
		t.Error("another token answered with the same contact")
	}
	if n := f.instance.engine.Live(); n != 2 {
		t.Errorf("%d contacts, want 2", n)
	}
}

// Tasks linked by PreviousContactId have their attributes in common and are at
// most twelve.
func TestContact_Chain(t *testing.T) {
	t.Parallel()
	f := newFloor(t)
	next := func(previous string, attributes map[string]string) func(*connectapi.StartTaskContactInput) {
		return func(in *connectapi.StartTaskContactInput) {
			in.PreviousContactId, in.Attributes = &previous, attributes
		}
	}
	first := f.task(func(in *connectapi.StartTaskContactInput) { in.Attributes = map[string]string{"a": "1", "b": "1"} })
	f.finish(first)
	second := f.task(next(first, map[string]string{"b": "2"}))
	third := f.task(next(second, nil))
	if got := f.describe(third); *got.InitialContactId != first || *got.PreviousContactId != second {
		t.Errorf("the third has initial %s and previous %s", *got.InitialContactId, *got.PreviousContactId)
	}
	for i, id := range []string{first, second, third} {
		diff(t, fmt.Sprintf("attributes of contact %d", i+1), f.attributes(id), map[string]string{"a": "1", "b": "2"})
	}
	f.setAttributes(second, map[string]string{"c": "3"}) // one before it is finished, one after it is live
	f.setAttributes(third, map[string]string{"a": "4"})
	f.setAttributes(first, map[string]string{"b": "5"})
	for i, id := range []string{first, second, third} {
		diff(t, fmt.Sprintf("attributes of contact %d", i+1), f.attributes(id), map[string]string{"a": "4", "b": "5", "c": "3"})
	}
	last := third
	for range maxChain - 3 {
		last = f.task(next(last, nil))
	}
	f.refused(t, "StartTaskContact", f.taskInput(next(last, nil)), 402, "ServiceQuotaExceeded")
}

// A task linked by RelatedContactId begins with a copy of the attributes and
// then has its own.
func TestContact_Related(t *testing.T) {
	t.Parallel()
	f := newFloor(t)
	first := f.task(func(in *connectapi.StartTaskContactInput) { in.Attributes = map[string]string{"a": "1", "b": "1"} })
	second := f.task(func(in *connectapi.StartTaskContactInput) {
		in.RelatedContactId, in.Attributes = &first, map[string]string{"b": "2"}
	})
	if got := f.describe(second); *got.InitialContactId != second || *got.RelatedContactId != first || got.PreviousContactId != nil {
		t.Errorf("links: %+v", got)
	}
	f.setAttributes(second, map[string]string{"a": "3"})
	diff(t, "the new one", f.attributes(second), map[string]string{"a": "3", "b": "2"})
	diff(t, "the related one", f.attributes(first), map[string]string{"a": "1", "b": "1"})
}

func TestContact_Attributes(t *testing.T) {
	t.Parallel()
	f := newFloor(t)
	id := f.task()
	diff(t, "none", f.attributes(id), map[string]string{})
	f.setAttributes(id, map[string]string{"a": "1", "b": "2"})
	f.setAttributes(id, map[string]string{"a": ""})
	f.finish(id)
	f.setAttributes(id, map[string]string{"c": "3"})
	diff(t, "after the end", f.attributes(id), map[string]string{"a": "", "b": "2", "c": "3"})
	input := func(id string, attributes map[string]string) *connectapi.UpdateContactAttributesInput {
		return &connectapi.UpdateContactAttributesInput{InstanceId: f.id(), InitialContactId: &id, Attributes: attributes}
	}
	f.refused(t, "UpdateContactAttributes", input(id, map[string]string{"d": strings.Repeat("x", 32_763)}), 400, "InvalidParameter")
	f.refused(t, "UpdateContactAttributes", input(id, map[string]string{"$": "x"}), 400, "InvalidParameter")
	f.refused(t, "UpdateContactAttributes", input("nobody", map[string]string{"d": "x"}), 404, "ResourceNotFound")
	f.refused(t, "GetContactAttributes", &connectapi.GetContactAttributesInput{InstanceId: f.id(), InitialContactId: ptr("nobody")}, 404, "ResourceNotFound")
	diff(t, "after refusals", f.attributes(id), map[string]string{"a": "", "b": "2", "c": "3"})
}

func (f *floor) chatInput(edit ...func(*connectapi.StartChatContactInput)) *connectapi.StartChatContactInput {
	in := &connectapi.StartChatContactInput{InstanceId: f.id(), ContactFlowId: ptr("to-sales"),
		ParticipantDetails: &connectapi.ParticipantDetails{DisplayName: ptr("Ida")}, ClientToken: ptr("chat one")}
	for _, change := range edit {
		change(in)
	}
	return in
}

// R7.1: a chat is initiated by the API; its customer gets an id and a token, the
// same ones again for a repetition of the request.
func TestContact_StartChat(t *testing.T) {
	t.Parallel()
	f := newFloor(t)
	related := f.task()
	in := f.chatInput(func(in *connectapi.StartChatContactInput) {
		in.Attributes, in.RelatedContactId = map[string]string{"a": "1"}, &related
		in.SupportedMessagingContentTypes = []string{"text/plain"}
		in.SegmentAttributes = map[string]connectapi.SegmentAttributeValue{"connect:Subtype": {ValueString: ptr("connect:Guide")}}
	})
	out := call[connectapi.StartChatContactOutput](t, f.harness, "StartChatContact", in)
	diff(t, "token", *out.ParticipantToken, fmt.Sprintf("token of %s in %s in %s", *out.ParticipantId, *out.ContactId, *f.id()))
	got := f.describe(*out.ContactId)
	if got.Channel != connectapi.ChannelChat || got.InitiationMethod != connectapi.ContactInitiationMethodApi || *got.RelatedContactId != related ||
		got.Attributes["a"] != "1" || *got.SegmentAttributes["connect:Subtype"].ValueString != "connect:Guide" || *got.QueueInfo.Id != "sales" {
		t.Errorf("the contact is %+v", got)
	}
	rec, _ := f.instance.Contact(t.Context(), center.ContactID(*out.ContactId))
	diff(t, "customer", rec.Customer, center.Participant{ID: *out.ParticipantId, DisplayName: "Ida"})
	diff(t, "repetition", call[connectapi.StartChatContactOutput](t, f.harness, "StartChatContact", in), out)
}

func TestContact_StartChatRefusals(t *testing.T) {
	t.Parallel()
	f := newFloor(t)
	type input = connectapi.StartChatContactInput
	tests := map[string]struct {
		edit   func(*input)
		status int
		code   string
		says   string
	}{
		"unknown flow":     {func(in *input) { in.ContactFlowId = ptr("gone") }, 404, "ResourceNotFound", "Resource not found of Type: null"},
		"unknown instance": {func(in *input) { in.InstanceId = ptr("nowhere") }, 404, "ResourceNotFound", "Resource not found of Type: null"},
		"unknown related":  {func(in *input) { in.RelatedContactId = ptr("gone") }, 404, "ResourceNotFound", "gone"},
		"no name":          {func(in *input) { in.ParticipantDetails = &connectapi.ParticipantDetails{DisplayName: ptr("")} }, 400, "InvalidParameter", "DisplayName"},
		"first message": {func(in *input) {
			in.InitialMessage = &connectapi.ChatMessage{Content: ptr("hello"), ContentType: ptr("text/plain")}
		}, 400, "InvalidParameter", "InitialMessage is not supported"},
		"persistent": {func(in *input) { in.PersistentChat = &connectapi.PersistentChat{SourceContactId: ptr("x")} }, 400, "InvalidParameter", "PersistentChat is not supported"},
		"persistent and related": {func(in *input) {
			in.PersistentChat, in.RelatedContactId = &connectapi.PersistentChat{SourceContactId: ptr("x")}, ptr("x")
		}, 400, "InvalidRequest", "not both"},
		"duration":         {func(in *input) { in.ChatDurationInMinutes = ptr(int32(10081)) }, 400, "InvalidParameter", "at most 10080"},
		"duration too low": {func(in *input) { in.ChatDurationInMinutes = ptr(int32(59)) }, 400, "InvalidParameter", "at least 60"},
		"customer id":      {func(in *input) { in.CustomerId = ptr("c") }, 400, "InvalidParameter", "CustomerId is not supported"},
		"configuration":    {func(in *input) { in.ParticipantConfiguration = &connectapi.ParticipantConfiguration{} }, 400, "InvalidParameter", "ParticipantConfiguration is not supported"},
		"exit": {func(in *input) {
			in.DisconnectOnCustomerExit = []connectapi.DisconnectOnCustomerExitParticipantType{"AGENT"}
		}, 400, "InvalidParameter", "DisconnectOnCustomerExit is not supported"},
		"no plain text": {func(in *input) { in.SupportedMessagingContentTypes = []string{"text/markdown"} }, 400, "InvalidParameter", "must contain text/plain"},
		"markdown":      {func(in *input) { in.SupportedMessagingContentTypes = []string{"text/plain", "text/markdown"} }, 400, "InvalidParameter", "text/markdown is not supported"},
	}
	for name, test := range tests {
		if got := f.refused(t, "StartChatContact", f.chatInput(test.edit), test.status, test.code); !strings.Contains(got.Message, test.says) {
			t.Errorf("%s: the message %q does not say %q", name, got.Message, test.says)
		}
	}
}

func (f *floor) stopInput(id, code string) *connectapi.StopContactInput {
	in := &connectapi.StopContactInput{InstanceId: f.id(), ContactId: &id}
	if code != "" {
		in.DisconnectReason = &connectapi.DisconnectReason{Code: &code}
	}
	return in
}

// R7.5 and section 7.2 of the rules.
func TestContact_Stop(t *testing.T) {
	t.Parallel()
	f := newFloor(t)
	start := func(ch center.Channel, method center.InitiationMethod) string {
		id := center.ContactID(fmt.Sprintf("%s-%s", ch, method))
		f.instance.mustDo(routing.StartContact{Contact: &center.Contact{ID: id, Channel: ch, Method: method, Flow: center.FlowPosition{FlowID: "to-sales"}}})
		return string(id)
	}
	for _, method := range []center.InitiationMethod{"DISCONNECT", center.Transfer, center.QueueTransfer, "EXTERNAL_OUTBOUND", "MONITOR"} {
		f.refused(t, "StopContact", f.stopInput(start(center.Voice, method), ""), 400, "InvalidRequest")
	}
	tests := []struct {
		channel center.Channel
		method  center.InitiationMethod
		code    string
		want    string
	}{
		{center.Voice, center.Inbound, "", "OTHER"},
		{center.Voice, center.Callback, "", "OTHER"},
		{center.Voice, center.Outbound, "OUTBOUND_ATTEMPT_FAILED", "OUTBOUND_ATTEMPT_FAILED"},
		{center.Task, center.Transfer, "", "API"},
		{center.Chat, center.QueueTransfer, "", "API"},
	}
	for _, test := range tests {
		id := start(test.channel, test.method)
		f.do(t, "StopContact", f.stopInput(id, test.code))
		diff(t, id, *f.describe(id).DisconnectReason, test.want)
		f.refused(t, "StopContact", f.stopInput(id, ""), 410, "ContactNotFound")
	}
	id := start(center.Task, center.ByAPI)
	f.refused(t, "StopContact", f.stopInput(id, "EXPIRED"), 400, "InvalidRequest")
	f.refused(t, "StopContact", f.stopInput(id, "NONSENSE"), 400, "InvalidParameter")
	f.refused(t, "StopContact", f.stopInput("nobody", ""), 410, "ContactNotFound")
	f.refused(t, "StopContact", &connectapi.StopContactInput{InstanceId: ptr("nowhere"), ContactId: &id}, 404, "ResourceNotFound")
}

// A contact that is stopped while an agent has it goes into after-contact work,
// where it cannot be stopped again.
func TestContact_StopConnected(t *testing.T) {
	t.Parallel()
	f := newFloor(t)
	id := f.task()
	f.instance.mustDo(routing.Accept{UserID: "ann", ContactID: center.ContactID(id)})
	f.do(t, "StopContact", f.stopInput(id, ""))
	got := f.describe(id)
	if *got.DisconnectReason != "API" || got.AgentInfo.AfterContactWorkStartTimestamp == nil {
		t.Errorf("stopped: %+v", got)
	}
	f.refused(t, "StopContact", f.stopInput(id, ""), 410, "ContactNotFound")
}

func (f *floor) routingInput(id string, edit func(*connectapi.UpdateContactRoutingDataInput)) *connectapi.UpdateContactRoutingDataInput {
	in := &connectapi.UpdateContactRoutingDataInput{InstanceId: f.id(), ContactId: &id}
	edit(in)
	return in
}

// R2.7a to R2.7d, W26 and W27: priority goes before age, an adjustment adds to it.
func TestContact_RoutingData(t *testing.T) {
	t.Parallel()
	f := newFloor(t)
	f.instance.mustDo(routing.SetStatus{UserID: "ann", StatusID: f.statusID("Lunch")})
	var ids []string
	for range 3 {
		ids = append(ids, f.task())
		f.advance(time.Second)
	}
	f.do(t, "UpdateContactRoutingData", f.routingInput(ids[2], func(in *connectapi.UpdateContactRoutingDataInput) { in.QueuePriority = ptr(int64(1)) }))
	f.do(t, "UpdateContactRoutingData", f.routingInput(ids[1], func(in *connectapi.UpdateContactRoutingDataInput) {
		in.QueueTimeAdjustmentSeconds = ptr(int32(600))
	}))
	got := f.describe(ids[1])
	if *got.QueuePriority != 5 || *got.QueueTimeAdjustmentSeconds != 600 || *f.describe(ids[2]).QueuePriority != 1 {
		t.Errorf("rank of the second: %d, %d", *got.QueuePriority, *got.QueueTimeAdjustmentSeconds)
	}
	out, err := f.instance.engine.Step(f.instances.now, routing.SetStatus{UserID: "ann", StatusID: f.statusID("Available")})
	if err != nil {
		t.Fatal(err)
	}
	var order []string
	for _, event := range out.Events {
		if event.Kind == routing.OfferMade {
			order = append(order, string(event.ContactID))
		}
	}
	diff(t, "order of service", order, []string{ids[2], ids[1], ids[0]})
}

// TestContact_RoutingDataRefusals is R2.7f, as far as requests can cause them.
func TestContact_RoutingDataRefusals(t *testing.T) {
	t.Parallel()
	f := newFloor(t)
	waiting, joined, over := f.task(), f.task(), f.task()
	f.instance.mustDo(routing.Accept{UserID: "ann", ContactID: center.ContactID(joined)})
	f.finish(over)
	type input = connectapi.UpdateContactRoutingDataInput
	first := func(in *input) { in.QueuePriority = ptr(int64(1)) }
	tests := map[string]struct {
		id     string
		edit   func(*input)
		status int
		code   string
	}{
		"both":              {waiting, func(in *input) { in.QueuePriority, in.QueueTimeAdjustmentSeconds = ptr(int64(1)), ptr(int32(1)) }, 400, "InvalidParameter"},
		"neither":           {waiting, func(*input) {}, 400, "InvalidParameter"},
		"priority 0":        {waiting, func(in *input) { in.QueuePriority = ptr(int64(0)) }, 400, "InvalidParameter"},
		"criteria":          {waiting, func(in *input) { in.RoutingCriteria = &connectapi.RoutingCriteriaInput{} }, 400, "InvalidParameter"},
		"joined (Q34)":      {joined, first, 409, "ResourceConflict"},
		"over (Q34)":        {over, first, 409, "ResourceConflict"},
		"unknown":           {"nobody", first, 404, "ResourceNotFound"},
		"in another centre": {waiting, func(in *input) { in.InstanceId = ptr("nowhere"); first(in) }, 404, "ResourceNotFound"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			f.refused(t, "UpdateContactRoutingData", f.routingInput(test.id, test.edit), test.status, test.code)
		})
	}
}
