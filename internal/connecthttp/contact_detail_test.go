package connecthttp

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"strowger/internal/center"
	"strowger/internal/connectapi"
	"strowger/internal/routing"
)

func (f *floor) updateInput(id string, edit func(*connectapi.UpdateContactInput)) *connectapi.UpdateContactInput {
	in := &connectapi.UpdateContactInput{InstanceId: f.id(), ContactId: &id}
	edit(in)
	return in
}

// references lists all references of a contact that are of some type.
func (f *floor) references(id string, types ...connectapi.ReferenceType) []connectapi.ReferenceSummary {
	f.Helper()
	return call[connectapi.ListContactReferencesOutput](f, f.harness, "ListContactReferences",
		&connectapi.ListContactReferencesInput{InstanceId: f.id(), ContactId: &id, ReferenceTypes: types}).ReferenceSummaryList
}

func link(kind connectapi.ReferenceType, value string) connectapi.Reference {
	return connectapi.Reference{Type: kind, Value: &value}
}

// What a contact says of itself is changed while it is live and when it is over.
func TestContactDetail_Update(t *testing.T) {
	t.Parallel()
	f := newFloor(t)
	f.instance.mustDo(routing.Put{Resource: &center.PredefinedAttribute{Name: "Line", Values: []string{"A", "B"}}})
	id := f.task(func(in *connectapi.StartTaskContactInput) {
		in.References = map[string]connectapi.Reference{"a": link(connectapi.ReferenceTypeUrl, "https://a.example"), "b": link(connectapi.ReferenceTypeString, "b")}
	})
	version := func() uint64 {
		v, _ := f.instance.engine.Agent("ann")
		return v.Version
	}
	before := version()
	f.advance(time.Second)
	f.do(t, "UpdateContact", f.updateInput(id, func(in *connectapi.UpdateContactInput) {
		in.Name, in.References = ptr("renamed"), map[string]connectapi.Reference{"b": link(connectapi.ReferenceTypeNumber, "7"), "c": link(connectapi.ReferenceTypeDate, "1780315200")}
		in.SegmentAttributes = map[string]connectapi.SegmentAttributeValue{"Line": {ValueString: ptr("A")}, contactExpiry: expires(60)}
	}))
	if version() == before {
		t.Error("the desk at which it rings has nothing new to show")
	}
	got := f.describe(id)
	if *got.Name != "renamed" || got.Description != nil || *got.SegmentAttributes["Line"].ValueString != "A" || !got.LastUpdateTimestamp.Equal(seconds(time.Second).Time) {
		t.Errorf("the contact is %+v", got)
	}
	diff(t, "expiry", got.SegmentAttributes[contactExpiry], expires(60))
	f.advance(time.Hour - time.Second)
	diff(t, "end", *f.describe(id).DisconnectReason, "EXPIRED")

	f.do(t, "UpdateContact", f.updateInput(id, func(in *connectapi.UpdateContactInput) { in.Description = ptr("said later") }))
	got = f.describe(id)
	if *got.Name != "renamed" || *got.Description != "said later" || *got.DisconnectReason != "EXPIRED" {
		t.Errorf("after its end the contact is %+v", got)
	}
	diff(t, "references", f.references(id, connectapi.ReferenceTypeUrl, connectapi.ReferenceTypeString, connectapi.ReferenceTypeNumber, connectapi.ReferenceTypeDate),
		[]connectapi.ReferenceSummary{
			{Url: &connectapi.UrlReference{Name: ptr("a"), Value: ptr("https://a.example")}},
			{Number: &connectapi.NumberReference{Name: ptr("b"), Value: ptr("7")}},
			{Date: &connectapi.DateReference{Name: ptr("c"), Value: ptr("1780315200")}},
		})
}

func TestContactDetail_UpdateRefusals(t *testing.T) {
	t.Parallel()
	f := newFloor(t)
	f.instance.mustDo(routing.Put{Resource: &center.PredefinedAttribute{Name: "Line", Values: []string{"A", "B"}, ValidateValues: true}})
	f.putStatus("Lunch")
	id := f.task()
	chat := *call[connectapi.StartChatContactOutput](t, f.harness, "StartChatContact", f.chatInput()).ContactId
	over := f.task()
	f.do(t, "StopContact", f.stopInput(over, ""))
	f.advance(time.Hour)
	type input = connectapi.UpdateContactInput
	segment := func(name string, v connectapi.SegmentAttributeValue) func(*input) {
		return func(in *input) {
			in.Name, in.SegmentAttributes = ptr("wrong"), map[string]connectapi.SegmentAttributeValue{name: v}
		}
	}
	tests := map[string]struct {
		id     string
		edit   func(*input)
		status int
		code   string
		says   string
	}{
		"nothing":  {id, func(*input) {}, 400, "InvalidRequest", "at least one"},
		"queue":    {id, func(in *input) { in.QueueInfo = &connectapi.QueueInfoInput{Id: ptr("sales")} }, 400, "InvalidRequest", "external audio"},
		"user":     {id, func(in *input) { in.UserInfo = &connectapi.UserInfo{UserId: ptr("bob")} }, 400, "InvalidRequest", "external audio"},
		"customer": {id, func(in *input) { in.CustomerEndpoint = &connectapi.Endpoint{Address: ptr("+12065550100")} }, 400, "InvalidRequest", "external audio"},
		"system":   {id, func(in *input) { in.SystemEndpoint = &connectapi.Endpoint{Address: ptr("+12065550100")} }, 400, "InvalidRequest", "external audio"},
		"file": {id, func(in *input) {
			in.References = map[string]connectapi.Reference{"a": link(connectapi.ReferenceTypeAttachment, "x")}
		}, 400, "InvalidParameter", "ATTACHMENT"},
		"no attribute":     {id, segment("Other", connectapi.SegmentAttributeValue{ValueString: ptr("A")}), 400, "InvalidParameter", "no predefined attribute"},
		"no value":         {id, segment("Line", connectapi.SegmentAttributeValue{ValueString: ptr("C")}), 400, "InvalidParameter", "no value"},
		"no text":          {id, segment("Line", connectapi.SegmentAttributeValue{ValueInteger: ptr(int32(1))}), 400, "InvalidParameter", "ValueString"},
		"expiry of a chat": {chat, segment(contactExpiry, expires(5)), 400, "InvalidRequest", "tasks"},
		"expired by that":  {id, segment(contactExpiry, expires(60)), 400, "InvalidParameter", "already"},
		"expiry when over": {over, segment(contactExpiry, expires(6000)), 400, "InvalidRequest", "over"},
		"unknown":          {"nobody", func(in *input) { in.Name = ptr("x") }, 404, "ResourceNotFound", "nobody"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if got := f.refused(t, "UpdateContact", f.updateInput(test.id, test.edit), test.status, test.code); !strings.Contains(got.Message, test.says) {
				t.Errorf("message %q does not say %q", got.Message, test.says)
			}
		})
	}
	diff(t, "name", *f.describe(id).Name, "a task")
}

// Tags are set and taken away until three hours after the end; six at most. A
// task linked to another begins with its tags.
func TestContactDetail_Tags(t *testing.T) {
	t.Parallel()
	f := newFloor(t)
	id := f.task()
	tag := func(tags map[string]string) *connectapi.TagContactInput {
		return &connectapi.TagContactInput{InstanceId: f.id(), ContactId: &id, Tags: tags}
	}
	untag := func(keys ...string) *connectapi.UntagContactInput {
		return &connectapi.UntagContactInput{InstanceId: f.id(), ContactId: &id, TagKeys: keys}
	}
	f.do(t, "TagContact", tag(map[string]string{"a": "x", "b": "x"}))
	f.do(t, "TagContact", tag(map[string]string{"b": "y", "c": "z"}))
	diff(t, "tags", f.describe(id).Tags, map[string]string{"a": "x", "b": "y", "c": "z"})
	related := f.task(func(in *connectapi.StartTaskContactInput) { in.RelatedContactId = &id })
	next := f.task(func(in *connectapi.StartTaskContactInput) { in.PreviousContactId = &id })
	f.do(t, "UntagContact", untag("b", "never"))
	diff(t, "tags", f.describe(id).Tags, map[string]string{"a": "x", "c": "z"})
	for _, other := range []string{related, next} {
		diff(t, "tags of a linked task", f.describe(other).Tags, map[string]string{"a": "x", "b": "y", "c": "z"})
	}
	five := map[string]string{}
	for _, c := range "defgh" {
		five[string(c)] = fmt.Sprintf("tag %c", c)
	}
	f.refused(t, "TagContact", tag(five), 400, "InvalidRequest") // seven in all
	f.refused(t, "TagContact", tag(map[string]string{"aws:x": "y"}), 400, "InvalidParameter")
	f.refused(t, "TagContact", tag(map[string]string{}), 400, "InvalidParameter")
	f.finish(id)
	ended := f.describe(id).DisconnectTimestamp
	f.advance(3 * time.Hour)
	f.do(t, "UntagContact", untag("a"))
	f.advance(time.Millisecond)
	f.refused(t, "TagContact", tag(map[string]string{"d": "late"}), 400, "InvalidRequest")
	f.refused(t, "UntagContact", untag("c"), 400, "InvalidRequest")
	got := f.describe(id)
	diff(t, "tags", got.Tags, map[string]string{"c": "z"})
	diff(t, "end", got.DisconnectTimestamp, ended)
	id = "nobody"
	f.refused(t, "TagContact", tag(map[string]string{"a": "b"}), 404, "ResourceNotFound")
	f.refused(t, "UntagContact", untag("a"), 404, "ResourceNotFound")
}

func TestContactDetail_References(t *testing.T) {
	t.Parallel()
	f := newFloor(t)
	id := f.task(func(in *connectapi.StartTaskContactInput) {
		in.References = map[string]connectapi.Reference{"mail": link(connectapi.ReferenceTypeEmail, "a@example.com"), "text": link(connectapi.ReferenceTypeString, "b")}
	})
	mail := connectapi.ReferenceSummary{Email: &connectapi.EmailReference{Name: ptr("mail"), Value: ptr("a@example.com")}}
	text := connectapi.ReferenceSummary{String: &connectapi.StringReference{Name: ptr("text"), Value: ptr("b")}}
	diff(t, "both", f.references(id, connectapi.ReferenceTypeString, connectapi.ReferenceTypeEmail), []connectapi.ReferenceSummary{mail, text})
	diff(t, "one type", f.references(id, connectapi.ReferenceTypeEmail), []connectapi.ReferenceSummary{mail})
	diff(t, "types that nothing has", f.references(id, connectapi.ReferenceTypeAttachment, connectapi.ReferenceTypeUrl), []connectapi.ReferenceSummary{})
	in := &connectapi.ListContactReferencesInput{InstanceId: f.id(), ContactId: &id, ReferenceTypes: []connectapi.ReferenceType{connectapi.ReferenceTypeUrl}}
	in.NextToken = ptr("forged")
	f.refused(t, "ListContactReferences", in, 400, "InvalidParameter")
	in.NextToken, in.ContactId = nil, ptr("nobody")
	f.refused(t, "ListContactReferences", in, 404, "ResourceNotFound")
	in.ContactId, in.ReferenceTypes = &id, nil
	f.refused(t, "ListContactReferences", in, 400, "InvalidParameter")
}

// A flow notes the customer, which DescribeContact shows and a task made of the
// contact is related to.
func TestContactDetail_OfAFlow(t *testing.T) {
	t.Parallel()
	f := newFloor(t)
	f.instance.mustDo(routing.Put{Resource: &center.ContactFlow{ID: "note", Name: "note", Type: center.ContactFlowType, Content: `{"Version":"2019-10-30","StartAction":"d","Actions":[
	{"Identifier":"d","Type":"UpdateContactData","Parameters":{"CustomerId":"$.Attributes.customer"},"Transitions":{"NextAction":"t","Errors":[{"ErrorType":"NoMatchingError","NextAction":"x"}]}},
	{"Identifier":"t","Type":"CreateTask","Parameters":{"ContactFlowId":"to-sales","Name":"For $.CustomerId"},"Transitions":{"NextAction":"w","Errors":[{"ErrorType":"NoMatchingError","NextAction":"x"}]}},
	{"Identifier":"w","Type":"TransferToFlow","Parameters":{"ContactFlowId":"to-sales"},"Transitions":{"NextAction":"x","Errors":[{"ErrorType":"NoMatchingError","NextAction":"x"}]}},
	{"Identifier":"x","Type":"DisconnectParticipant","Parameters":{},"Transitions":{}}]}`}})
	id := f.task(func(in *connectapi.StartTaskContactInput) {
		in.ContactFlowId, in.Attributes = ptr("note"), map[string]string{"customer": "C-7"}
	})
	var other string
	if err := f.instance.Query(t.Context(), func(e *routing.Engine) {
		for c := range e.Contacts() {
			if string(c.ID) != id {
				other = string(c.ID)
			}
		}
	}); err != nil {
		t.Fatal(err)
	}
	made := f.describe(other)
	if got := f.describe(id); got.CustomerId == nil || *got.CustomerId != "C-7" {
		t.Errorf("the customer is %v", got.CustomerId)
	}
	if *made.Name != "For C-7" || *made.RelatedContactId != id {
		t.Errorf("the task is %+v", made)
	}
}
