package connecthttp

import (
	"testing"

	"strowger/internal/connectapi"
)

// initialAttributes are those of the harness's instance, which was made with
// inbound calls and without outbound ones.
var initialAttributes = map[connectapi.InstanceAttributeType]string{
	"INBOUND_CALLS": "true", "OUTBOUND_CALLS": "false", "CONTACTFLOW_LOGS": "false", "CONTACT_LENS": "true",
	"AUTO_RESOLVE_BEST_VOICES": "true", "USE_CUSTOM_TTS_VOICES": "false", "EARLY_MEDIA": "true",
	"MULTI_PARTY_CONFERENCE": "false", "HIGH_VOLUME_OUTBOUND": "false", "ENHANCED_CONTACT_MONITORING": "false",
	"ENHANCED_CHAT_MONITORING": "false", "MULTI_PARTY_CHAT_CONFERENCE": "false", "MESSAGE_STREAMING": "false",
}

func attributeOf(t *testing.T, h *harness, kind connectapi.InstanceAttributeType) string {
	t.Helper()
	out := call[connectapi.DescribeInstanceAttributeOutput](t, h, "DescribeInstanceAttribute",
		&connectapi.DescribeInstanceAttributeInput{InstanceId: h.id(), AttributeType: kind})
	if out.Attribute.AttributeType != kind {
		t.Errorf("%s is described as %s", kind, out.Attribute.AttributeType)
	}
	return *out.Attribute.Value
}

func TestInstanceAttribute_DefaultsAndUpdates(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	for _, kind := range connectapi.InstanceAttributeType("").Values() {
		want, ok := initialAttributes[kind]
		if !ok {
			t.Errorf("no default is known of %s", kind)
		}
		if got := attributeOf(t, h, kind); got != want {
			t.Errorf("%s is %s, want %s", kind, got, want)
		}
		for _, value := range []string{"true", "false", map[string]string{"true": "false", "false": "true"}[want]} {
			h.do(t, "UpdateInstanceAttribute", &connectapi.UpdateInstanceAttributeInput{InstanceId: h.id(), AttributeType: kind, Value: &value})
			if got := attributeOf(t, h, kind); got != value {
				t.Errorf("%s is %s after it was set to %s", kind, got, value)
			}
		}
	}
	for kind, initial := range initialAttributes { // each update changed one attribute and no other
		if attributeOf(t, h, kind) == initial {
			t.Errorf("%s is %s again", kind, initial)
		}
	}
	shown := describeInstance(t, h, *h.id())
	if *shown.InboundCallsEnabled || !*shown.OutboundCallsEnabled {
		t.Errorf("calls are inbound %v, outbound %v, want false and true", *shown.InboundCallsEnabled, *shown.OutboundCallsEnabled)
	}
}

func TestInstanceAttribute_ListPages(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	got := map[connectapi.InstanceAttributeType]string{}
	var token *string
	for pages := 1; ; pages++ {
		out := call[connectapi.ListInstanceAttributesOutput](t, h, "ListInstanceAttributes",
			&connectapi.ListInstanceAttributesInput{InstanceId: h.id(), NextToken: token})
		for _, a := range out.Attributes {
			got[a.AttributeType] = *a.Value
		}
		if token = out.NextToken; token == nil {
			if pages != 2 {
				t.Errorf("13 attributes come in %d pages, want 2", pages)
			}
			break
		}
		if len(out.Attributes) != 7 {
			t.Fatalf("a page has %d attributes, want 7", len(out.Attributes))
		}
	}
	diff(t, "attributes", got, initialAttributes)
}

func TestInstanceAttribute_ChangeInBetweenIsKept(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	other := h.elsewhere(t)
	turnOn := func(h *harness, kind connectapi.InstanceAttributeType) {
		h.do(t, "UpdateInstanceAttribute", &connectapi.UpdateInstanceAttributeInput{InstanceId: h.id(), AttributeType: kind, Value: ptr("true")})
	}
	h.instance.before = func() { turnOn(other, "CONTACTFLOW_LOGS") }
	turnOn(h, "MULTI_PARTY_CONFERENCE")
	for _, kind := range []connectapi.InstanceAttributeType{"CONTACTFLOW_LOGS", "MULTI_PARTY_CONFERENCE"} {
		if attributeOf(t, h, kind) != "true" {
			t.Errorf("the change of %s is lost", kind)
		}
	}
}

func TestInstanceAttribute_Refusals(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	for _, value := range []string{"TRUE", "yes", ""} {
		h.refused(t, "UpdateInstanceAttribute", &connectapi.UpdateInstanceAttributeInput{
			InstanceId: h.id(), AttributeType: "EARLY_MEDIA", Value: &value}, 400, "InvalidParameter")
	}
	h.refused(t, "UpdateInstanceAttribute", &connectapi.UpdateInstanceAttributeInput{InstanceId: h.id(), AttributeType: "EARLY_MEDIA"}, 400, "InvalidParameter")
	h.refused(t, "UpdateInstanceAttribute", &connectapi.UpdateInstanceAttributeInput{InstanceId: h.id(), AttributeType: "FAX", Value: ptr("true")}, 400, "InvalidParameter")
	h.refused(t, "DescribeInstanceAttribute", &connectapi.DescribeInstanceAttributeInput{InstanceId: h.id(), AttributeType: "FAX"}, 400, "InvalidParameter")
	h.refused(t, "ListInstanceAttributes", &connectapi.ListInstanceAttributesInput{InstanceId: h.id(), MaxResults: ptr(int32(8))}, 400, "InvalidParameter")
	h.refused(t, "ListInstanceAttributes", &connectapi.ListInstanceAttributesInput{InstanceId: h.id(), NextToken: ptr("made up")}, 400, "InvalidParameter")
	unknown := ptr("unknown")
	h.refused(t, "UpdateInstanceAttribute", &connectapi.UpdateInstanceAttributeInput{InstanceId: unknown, AttributeType: "EARLY_MEDIA", Value: ptr("true")}, 404, "ResourceNotFound")
	h.refused(t, "DescribeInstanceAttribute", &connectapi.DescribeInstanceAttributeInput{InstanceId: unknown, AttributeType: "EARLY_MEDIA"}, 404, "ResourceNotFound")
	h.refused(t, "ListInstanceAttributes", &connectapi.ListInstanceAttributesInput{InstanceId: unknown}, 404, "ResourceNotFound")
}
