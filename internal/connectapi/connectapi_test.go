package connectapi

import (
	"net/http/httptest"
	"strings"
	"testing"

	"strowger/internal/restjson"
)

func TestPatterns(t *testing.T) {
	t.Parallel()
	tests := []struct {
		shape, text string
		want        bool
	}{
		{"TagKey", "Größe +-@/:=._ 1", true}, {"TagKey", "aws:x", false}, {"TagKey", "my-aws:x", true}, {"TagKey", "a#", false},
		{"ContactTagKey", "a+,-./:;<=_Z9", true}, {"ContactTagKey", "aws:x", false}, {"ContactTagKey", "a b", false}, {"ContactTagKey", "", false},
		{"DirectoryAlias", "a-b--c1", true}, {"DirectoryAlias", "d-abc", false}, {"DirectoryAlias", "-a", false},
		{"DirectoryAlias", "a-", false}, {"DirectoryAlias", "d", true}, {"DirectoryAlias", "a_b", false}, {"DirectoryAlias", "", false},
		{"Page", ".", false}, {"Page", "..", false}, {"Page", "...", true}, {"Page", "it's @ home|1", true}, {"Page", "a/b", false},
		{"Password", "Passw0rd", true}, {"Password", "passw0rd", false}, {"Password", "PASSW0RD", false}, {"Password", "Password", false},
		{"Password", "Pass w0rd", false}, {"Password", "Pa5", false}, {"Password", strings.Repeat("Aa1", 22), false}, {"Password", "Pässw0rd!", true},
		{"PrimaryAttributeContextKeyName", "a key é", true}, {"PrimaryAttributeContextKeyName", "connect:x", false},
		{"PrimaryAttributeContextKeyName", "aws:x", false}, {"PrimaryAttributeContextKeyName", "日", false},
		{"Description250", "a", true}, {"Description250", " a", false}, {"Description250", "two\nlines", true},
		{"PhoneNumber", "+15551234567", true}, {"PhoneNumber", "15551234567", false}, {"PhoneNumber", "+1555x", false},
		{"ViewContentSha256", strings.Repeat("a", 64), true}, {"ViewContentSha256", "a-", false},
		{"ContactFlowModuleDescription", "lines\nand lines", true}, {"ContactFlowModuleDescription", "  ", false},
		{"CreateSecurityProfileName", "Agents 1_@-", true}, {"CreateSecurityProfileName", "Agents!", false},
		{"InstanceIdOrArn", "0c2d7b1e-5b0c-4a8e-9a53-0d6b1c0c7a11", true}, {"InstanceIdOrArn", "my-instance", false},
		{"CurrentMetricId", "arn:aws:connect:us-west-2:aws:metric/CONTACTS", true}, {"CurrentMetricId", "x-arn:aws:connect", false},
	}
	for _, test := range tests {
		limit, ok := Limits().Limit(test.shape)
		if !ok || limit.Pattern == nil {
			t.Errorf("%s has no pattern", test.shape)
			continue
		}
		if got := limit.Pattern.Match(test.text); got != test.want {
			t.Errorf("%s: %q: got %v", test.shape, test.text, got)
		}
	}
}

// TestPatterns_Compile makes every lazily compiled pattern compile: a bad one panics.
func TestPatterns_Compile(t *testing.T) {
	t.Parallel()
	patterns := 0
	for _, shape := range Limits().Shapes() {
		if limit, _ := Limits().Limit(shape); limit.Pattern != nil {
			limit.Pattern.Match("x")
			patterns++
		}
	}
	if patterns < 50 {
		t.Errorf("only %d patterns", patterns)
	}
}

func TestRoutes_AllRegister(t *testing.T) {
	t.Parallel()
	handler, err := restjson.NewREST(Wire(Unimplemented{}))
	if err != nil {
		t.Fatal(err)
	}
	if len(Routes) != 380 {
		t.Errorf("%d routes", len(Routes))
	}
	for _, route := range Routes {
		request := httptest.NewRequest(route.Method, strings.NewReplacer("{", "", "}", "").Replace(route.Pattern), nil)
		if !handler.Knows(request) {
			t.Errorf("%s has no handler", route.Operation)
		}
	}
}

// TestValidate_Words shows the messages for the resource that this server is about.
func TestValidate_Words(t *testing.T) {
	t.Parallel()
	text := func(s string) *string { return &s }
	number := func(n int32) *int32 { return &n }
	in := &CreateRoutingProfileInput{
		InstanceId: text("arn:aws:connect:eu-west-2:123456789012:instance/0c2d7b1e-5b0c-4a8e-9a53-0d6b1c0c7a11/" + strings.Repeat("x", 90)),
		Name:       text("Basic"), Description: text("d"), DefaultOutboundQueueId: text("q"),
		MediaConcurrencies: []MediaConcurrency{{Channel: ChannelVoice, Concurrency: number(1)}, {Channel: "FAX", Concurrency: number(11)}},
		QueueConfigs: []RoutingProfileQueueConfig{{
			Priority: number(100), Delay: number(0), QueueReference: &RoutingProfileQueueReference{QueueId: text("q"), Channel: ChannelTask},
		}},
	}
	want := `3 invalid values: MediaConcurrencies[1].Channel must be one of VOICE, CHAT, TASK, EMAIL, but is "FAX"; ` +
		`MediaConcurrencies[1].Concurrency must be at most 10, but is 11; QueueConfigs[0].Priority must be at most 99, but is 100`
	if err := in.Validate(); err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
	quickConnects := &AssociateQueueQuickConnectsInput{InstanceId: text("i"), QueueId: text("q"), QuickConnectIds: make([]string, 51)}
	if err := quickConnects.Validate(); err == nil || err.Error() != "QuickConnectIds must include at most 50 items" {
		t.Errorf("got %v", err)
	}
}

func BenchmarkValidate_CreateRoutingProfile(b *testing.B) {
	text := func(s string) *string { return &s }
	number := func(n int32) *int32 { return &n }
	in := &CreateRoutingProfileInput{
		InstanceId: text("i"), Name: text("Basic"), Description: text("d"), DefaultOutboundQueueId: text("q"),
		MediaConcurrencies: []MediaConcurrency{{Channel: ChannelVoice, Concurrency: number(1)}}, Tags: map[string]string{"a": "b"},
	}
	for range 5 {
		in.QueueConfigs = append(in.QueueConfigs, RoutingProfileQueueConfig{
			Priority: number(1), Delay: number(0), QueueReference: &RoutingProfileQueueReference{QueueId: text("q"), Channel: ChannelTask},
		})
	}
	b.ReportAllocs()
	for b.Loop() {
		if err := in.Validate(); err != nil {
			b.Fatal(err)
		}
	}
}
