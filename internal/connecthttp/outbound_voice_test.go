package connecthttp

import (
	"net/http"
	"testing"
	"time"

	"strowger/internal/center"
	"strowger/internal/connectapi"
	"strowger/internal/routing"
)

// outboundInput is a call to a customer that goes to the queue sales, with
// whatever edit changes.
func (f *floor) outboundInput(edit ...func(*connectapi.StartOutboundVoiceContactInput)) *connectapi.StartOutboundVoiceContactInput {
	in := &connectapi.StartOutboundVoiceContactInput{InstanceId: f.id(), ContactFlowId: ptr("to-sales"),
		DestinationPhoneNumber: ptr("+12065550123"), QueueId: ptr("sales")}
	for _, change := range edit {
		change(in)
	}
	return in
}

func (f *floor) outbound(edit ...func(*connectapi.StartOutboundVoiceContactInput)) string {
	f.Helper()
	return *call[connectapi.StartOutboundVoiceContactOutput](f, f.harness, "StartOutboundVoiceContact", f.outboundInput(edit...)).ContactId
}

// R5.46: the flow runs when the customer has answered, and then the call is as an
// inbound one.
func TestOutboundVoice_RunsItsFlowAfterTheAnswer(t *testing.T) {
	t.Parallel()
	f := newFloor(t)
	f.dialable()
	id := f.outbound(func(in *connectapi.StartOutboundVoiceContactInput) {
		in.Attributes, in.Name, in.ClientToken = map[string]string{"a": "b"}, ptr("a name"), ptr("once")
	})
	if again := f.outbound(func(in *connectapi.StartOutboundVoiceContactInput) { in.ClientToken = ptr("once") }); again != id {
		t.Errorf("the same request again made %s, not %s", again, id)
	}
	got := f.describe(id)
	if got.InitiationMethod != connectapi.ContactInitiationMethodApi || got.ConnectedToSystemTimestamp != nil || got.QueueInfo != nil || got.Attributes["a"] != "b" {
		t.Errorf("while it rings the contact is %+v", got)
	}
	diff(t, "customer", got.CustomerEndpoint, &connectapi.EndpointInfo{Type: connectapi.EndpointTypeTelephoneNumber, Address: ptr("+12065550123")})
	diff(t, "shown", got.SystemEndpoint, &connectapi.EndpointInfo{Type: connectapi.EndpointTypeTelephoneNumber, Address: ptr("+12065550100")})
	f.advance(10 * time.Second)
	f.instance.mustDo(routing.Answer{ContactID: center.ContactID(id)})
	got = f.describe(id)
	diff(t, "answered", got.ConnectedToSystemTimestamp, seconds(10*time.Second))
	diff(t, "queued", got.QueueInfo.EnqueueTimestamp, seconds(10*time.Second))
	f.instance.mustDo(routing.Accept{UserID: "ann", ContactID: center.ContactID(id)})
	diff(t, "agent", *f.describe(id).AgentInfo.Id, "ann")
}

func TestOutboundVoice_RingsOut(t *testing.T) {
	t.Parallel()
	f := newFloor(t)
	f.dialable()
	short := f.outbound(func(in *connectapi.StartOutboundVoiceContactInput) { in.RingTimeoutInSeconds = ptr(int32(15)) })
	long := f.outbound(func(in *connectapi.StartOutboundVoiceContactInput) {
		in.QueueId, in.SourcePhoneNumber = nil, ptr("+12065550100")
	})
	stopped := f.outbound()
	f.do(t, "StopContact", &connectapi.StopContactInput{InstanceId: f.id(), ContactId: &stopped})
	for range 60 {
		f.advance(time.Second)
	}
	for id, want := range map[string]struct {
		reason string
		after  time.Duration
	}{short: {"TELECOM_UNANSWERED", 15 * time.Second}, long: {"TELECOM_UNANSWERED", 60 * time.Second}, stopped: {"OTHER", 0}} {
		got := f.describe(id)
		diff(t, "reason", *got.DisconnectReason, want.reason)
		diff(t, "end", got.DisconnectTimestamp, seconds(want.after))
		if got.ConnectedToSystemTimestamp != nil || got.QueueInfo != nil {
			t.Errorf("the contact is %+v", got)
		}
	}
}

func TestOutboundVoice_Refusals(t *testing.T) {
	t.Parallel()
	f := newFloor(t)
	type input = connectapi.StartOutboundVoiceContactInput
	f.refused(t, "StartOutboundVoiceContact", f.outboundInput(), http.StatusForbidden, "OutboundContactNotPermitted") // switched off
	f.dialable()
	for name, test := range map[string]struct {
		edit   func(*input)
		status int
		code   string
	}{
		"no caller id":      {func(in *input) { in.QueueId = ptr("support") }, 403, "OutboundContactNotPermitted"},
		"neither":           {func(in *input) { in.QueueId = nil }, 400, "InvalidRequest"},
		"unclaimed number":  {func(in *input) { in.SourcePhoneNumber = ptr("+12065550199") }, 404, "ResourceNotFound"},
		"unknown queue":     {func(in *input) { in.QueueId = ptr("gone") }, 404, "ResourceNotFound"},
		"unknown flow":      {func(in *input) { in.ContactFlowId = ptr("gone") }, 404, "ResourceNotFound"},
		"unknown instance":  {func(in *input) { in.InstanceId = ptr("gone") }, 404, "ResourceNotFound"},
		"unknown related":   {func(in *input) { in.RelatedContactId = ptr("gone") }, 404, "ResourceNotFound"},
		"no number":         {func(in *input) { in.DestinationPhoneNumber = ptr("2065550123") }, 400, "InvalidParameter"},
		"rings too short":   {func(in *input) { in.RingTimeoutInSeconds = ptr(int32(14)) }, 400, "InvalidParameter"},
		"rings too long":    {func(in *input) { in.RingTimeoutInSeconds = ptr(int32(61)) }, 400, "InvalidParameter"},
		"campaign traffic":  {func(in *input) { in.TrafficType = connectapi.TrafficTypeCampaign }, 400, "InvalidParameter"},
		"campaign":          {func(in *input) { in.CampaignId = ptr("c") }, 400, "InvalidParameter"},
		"strategy":          {func(in *input) { in.OutboundStrategy = &connectapi.OutboundStrategy{Type: "AGENT_FIRST"} }, 400, "InvalidParameter"},
		"machine detection": {func(in *input) { in.AnswerMachineDetectionConfig = &connectapi.AnswerMachineDetectionConfig{} }, 400, "InvalidParameter"},
		"attribute name":    {func(in *input) { in.Attributes = map[string]string{"a.b": "c"} }, 400, "InvalidParameter"},
		"attached reference": {func(in *input) {
			in.References = map[string]connectapi.Reference{"r": {Type: connectapi.ReferenceTypeAttachment}}
		}, 400, "InvalidParameter"},
	} {
		t.Run(name, func(t *testing.T) {
			f.refused(t, "StartOutboundVoiceContact", f.outboundInput(test.edit), test.status, test.code)
		})
	}
	if left := f.calls(""); len(left.Calls) != 0 {
		t.Errorf("calls to make: %+v", left)
	}
}
