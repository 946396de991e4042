package connecthttp

import (
	"strings"
	"testing"
	"time"

	"strowger/internal/center"
	"strowger/internal/connectapi"
	"strowger/internal/routing"
)

// transferInput sends a contact through the default flow for transfers to a
// queue, with whatever edit adds.
func (f *floor) transferInput(id string, edit func(*connectapi.TransferContactInput)) *connectapi.TransferContactInput {
	f.Helper()
	flow, ok := f.instance.view.Flows.ByName("Default queue transfer")
	if !ok {
		f.Fatal("no flow for transfers")
	}
	in := &connectapi.TransferContactInput{InstanceId: f.id(), ContactId: &id, ContactFlowId: str(flow.ID)}
	edit(in)
	return in
}

// transfer returns the id of the new segment.
func (f *floor) transfer(in *connectapi.TransferContactInput) string {
	f.Helper()
	out := call[connectapi.TransferContactOutput](f, f.harness, "TransferContact", in)
	diff(f, "ARN", out.ContactArn, f.arn("contact/"+*out.ContactId))
	return *out.ContactId
}

// R2.22, R2.18: a task goes to another queue as a new segment, which ranks by
// its own entry.
func TestTransfer_ToAQueue(t *testing.T) {
	t.Parallel()
	f := newFloor(t)
	f.putStatus("Lunch")
	id := f.task(func(in *connectapi.StartTaskContactInput) {
		in.Description, in.Attributes = ptr("about the bill"), map[string]string{"tier": "gold"}
		in.References = map[string]connectapi.Reference{"page": {Type: connectapi.ReferenceTypeUrl, Value: ptr("https://example.com")}}
	})
	f.do(t, "TagContact", &connectapi.TagContactInput{InstanceId: f.id(), ContactId: &id, Tags: map[string]string{"cost": "7"}})
	f.advance(time.Minute)
	next := f.transfer(f.transferInput(id, func(in *connectapi.TransferContactInput) { in.QueueId = f.arn("queue/support") }))
	got := f.describe(next)
	if got.InitiationMethod != connectapi.ContactInitiationMethodQueueTransfer || *got.InitialContactId != id || *got.PreviousContactId != id ||
		*got.Name != "a task" || *got.Description != "about the bill" || got.Attributes["tier"] != "gold" || got.Tags["cost"] != "7" || got.DisconnectTimestamp != nil {
		t.Errorf("the new segment is %+v", got)
	}
	diff(t, "queue", got.QueueInfo, &connectapi.QueueInfo{Id: ptr("support"), EnqueueTimestamp: seconds(time.Minute)})
	diff(t, "expiry", got.SegmentAttributes[contactExpiry], expires(7*24*60-1)) // that of the first segment
	if old := f.describe(id); *old.DisconnectReason != "OTHER" || old.DisconnectTimestamp == nil {
		t.Errorf("the old segment is %+v", old)
	}
	rec, _ := f.instance.Contact(t.Context(), center.ContactID(next))
	diff(t, "references", rec.References, map[string]center.Reference{"page": {Type: "URL", Value: "https://example.com"}})
}

// R2.22: an agent's task goes to another user's own queue; the agent has after-
// contact work.
func TestTransfer_ToAUser(t *testing.T) {
	t.Parallel()
	f := newFloor(t)
	id := f.task()
	f.accept(id)
	flow, _ := f.instance.view.Flows.ByName("Default agent transfer")
	next := f.transfer(f.transferInput(id, func(in *connectapi.TransferContactInput) { in.UserId, in.ContactFlowId = ptr("bob"), str(flow.ID) }))
	got := f.describe(next)
	if got.InitiationMethod != connectapi.ContactInitiationMethodTransfer || *got.QueueInfo.Id != "bob" {
		t.Errorf("the new segment is %+v", got)
	}
	diff(t, "what ann has", f.ann().Contacts[0].AgentContactState, connectapi.ContactStateEnded)
	f.instance.mustDo(routing.SetStatus{UserID: "bob", StatusID: f.statusID("Available")})
	diff(t, "who has the new one", f.contact(t, center.ContactID(next)).AgentID, center.UserID("bob"))
}

// R2.22: without a queue the flow has to know one.
func TestTransfer_ByTheFlowAlone(t *testing.T) {
	t.Parallel()
	f := newFloor(t)
	f.putStatus("Lunch")
	id := f.task()
	next := f.transfer(f.transferInput(id, func(in *connectapi.TransferContactInput) { in.ContactFlowId = ptr("to-support") }))
	diff(t, "queue", *f.describe(next).QueueInfo.Id, "support")
	lost := f.transfer(f.transferInput(next, func(*connectapi.TransferContactInput) {}))
	diff(t, "end of one without a queue", *f.describe(lost).DisconnectReason, "CONTACT_FLOW_DISCONNECT")
}

// A repeated request answers with the segment that it made, though the old one
// is over.
func TestTransfer_Twice(t *testing.T) {
	t.Parallel()
	f := newFloor(t)
	f.putStatus("Lunch")
	id := f.task()
	in := f.transferInput(id, func(in *connectapi.TransferContactInput) { in.QueueId, in.ClientToken = ptr("support"), ptr("once") })
	first := f.transfer(in)
	diff(t, "the repetition", f.transfer(in), first)
	in.ClientToken = ptr("again")
	f.refused(t, "TransferContact", in, 400, "InvalidRequest")
}

// R2.21: a contact is transferred eleven times at most.
func TestTransfer_ElevenTimes(t *testing.T) {
	t.Parallel()
	f := newFloor(t)
	f.putStatus("Lunch")
	id := f.task()
	input := func() *connectapi.TransferContactInput {
		return f.transferInput(id, func(in *connectapi.TransferContactInput) { in.QueueId = ptr("sales") })
	}
	for range 11 {
		id = f.transfer(input())
	}
	f.refused(t, "TransferContact", input(), 400, "InvalidRequest")
}

func TestTransfer_Refusals(t *testing.T) {
	t.Parallel()
	f := newFloor(t)
	f.instance.mustDo(routing.Put{Resource: &center.ContactFlow{ID: "whisper", Name: "whisper", Type: center.AgentWhisperFlow,
		Content: `{"Version":"2019-10-30","StartAction":"e","Actions":[{"Identifier":"e","Type":"EndFlowExecution","Parameters":{},"Transitions":{}}]}`}})
	ringing, over := f.task(), f.task()
	f.finish(over)
	chat := call[connectapi.StartChatContactOutput](t, f.harness, "StartChatContact", f.chatInput()).ContactId
	type input = connectapi.TransferContactInput
	tests := map[string]struct {
		id     string
		edit   func(*input)
		status int
		code   string
		says   string
	}{
		"queue and user": {ringing, func(in *input) { in.QueueId, in.UserId = ptr("sales"), ptr("bob") }, 400, "InvalidRequest", "not both"},
		"empty queue":    {ringing, func(in *input) { in.QueueId = ptr("") }, 400, "InvalidRequest", "QueueId"},
		"empty user":     {ringing, func(in *input) { in.UserId = ptr("") }, 400, "InvalidRequest", "UserId"},
		"unknown queue":  {ringing, func(in *input) { in.QueueId = ptr("gone") }, 404, "ResourceNotFound", "gone"},
		"unknown user":   {ringing, func(in *input) { in.UserId = ptr("gone") }, 404, "ResourceNotFound", "gone"},
		"unknown flow":   {ringing, func(in *input) { in.ContactFlowId = ptr("gone") }, 404, "ResourceNotFound", "gone"},
		"no flow":        {ringing, func(in *input) { in.ContactFlowId = nil }, 400, "InvalidRequest", "ContactFlowId"},
		"type of flow":   {ringing, func(in *input) { in.ContactFlowId = ptr("whisper") }, 400, "InvalidRequest", "AGENT_WHISPER"},
		"ringing":        {ringing, func(in *input) { in.QueueId = ptr("sales") }, 400, "InvalidRequest", "ringing"},
		"chat":           {*chat, func(in *input) { in.QueueId = ptr("sales") }, 400, "InvalidRequest", "Only tasks"},
		"over":           {over, func(in *input) { in.QueueId = ptr("sales") }, 400, "InvalidRequest", "is over"},
		"unknown":        {"nobody", func(in *input) { in.QueueId = ptr("sales") }, 404, "ResourceNotFound", "nobody"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if got := f.refused(t, "TransferContact", f.transferInput(test.id, test.edit), test.status, test.code); !strings.Contains(got.Message, test.says) {
				t.Errorf("message %q does not say %q", got.Message, test.says)
			}
		})
	}
}

func (f *floor) associateInput(contact, user string) *connectapi.AssociateContactWithUserInput {
	return &connectapi.AssociateContactWithUserInput{InstanceId: f.id(), ContactId: &contact, UserId: &user}
}

// R1.14, R3.10: an assignment asks neither for the status nor for the
// concurrency.
func TestAssociate(t *testing.T) {
	t.Parallel()
	f := newFloor(t)
	f.putStatus("Lunch")
	for range 4 { // one more than bob takes at once
		id := f.task()
		f.do(t, "AssociateContactWithUser", f.associateInput(id, *f.arn("agent/bob")))
		rec := f.contact(t, center.ContactID(id))
		diff(t, "who has it", rec.AgentID, center.UserID("bob"))
		diff(t, "state", rec.State, center.Offered)
		f.instance.mustDo(routing.Accept{UserID: "bob", ContactID: center.ContactID(id)})
	}
}

// R1.14, R1.15: only what waits in a queue is assigned, and no calls.
func TestAssociate_Refusals(t *testing.T) {
	t.Parallel()
	f := newFloor(t)
	ringing, over := f.task(), f.task()
	f.finish(over)
	f.putStatus("Lunch")
	waiting := f.task()
	f.instance.mustDo(routing.StartContact{Contact: &center.Contact{ID: "call", Channel: center.Voice, Method: center.Inbound, Flow: center.FlowPosition{FlowID: "to-sales"}}})
	f.refused(t, "AssociateContactWithUser", f.associateInput("call", "bob"), 400, "InvalidRequest")
	f.refused(t, "AssociateContactWithUser", f.associateInput(ringing, "bob"), 400, "InvalidRequest")
	f.refused(t, "AssociateContactWithUser", f.associateInput(over, "bob"), 400, "InvalidRequest")
	f.refused(t, "AssociateContactWithUser", f.associateInput(waiting, "nobody"), 404, "ResourceNotFound")
	f.refused(t, "AssociateContactWithUser", f.associateInput("nothing", "bob"), 404, "ResourceNotFound")
	f.refused(t, "AssociateContactWithUser", &connectapi.AssociateContactWithUserInput{InstanceId: f.id(), ContactId: &waiting}, 400, "InvalidParameter")
}
