package connecthttp

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"strowger/internal/center"
	"strowger/internal/connectapi"
)

func pairOf(id *string, ch connectapi.Channel) *connectapi.RoutingProfileQueueReference {
	return &connectapi.RoutingProfileQueueReference{QueueId: id, Channel: ch}
}

func queueConfig(id *string, ch connectapi.Channel, priority, delay int32) connectapi.RoutingProfileQueueConfig {
	return connectapi.RoutingProfileQueueConfig{QueueReference: pairOf(id, ch), Priority: &priority, Delay: &delay}
}

func manualConfig(id *string, ch connectapi.Channel) connectapi.RoutingProfileManualAssignmentQueueConfig {
	return connectapi.RoutingProfileManualAssignmentQueueConfig{QueueReference: pairOf(id, ch)}
}

func medium(ch connectapi.Channel, concurrency int32) connectapi.MediaConcurrency {
	return connectapi.MediaConcurrency{Channel: ch, Concurrency: &concurrency}
}

// crossing is a medium with the behaviour that answers show even if it was
// never set.
func crossing(ch connectapi.Channel, concurrency int32, behavior connectapi.BehaviorType) connectapi.MediaConcurrency {
	m := medium(ch, concurrency)
	m.CrossChannelBehavior = &connectapi.CrossChannelBehavior{BehaviorType: behavior}
	return m
}

// profileInput is a request for a routing profile with as little as possible.
func profileInput(h *harness, name string, outbound *string) *connectapi.CreateRoutingProfileInput {
	return &connectapi.CreateRoutingProfileInput{InstanceId: h.id(), Name: &name, Description: ptr("about " + name), DefaultOutboundQueueId: outbound,
		MediaConcurrencies: []connectapi.MediaConcurrency{medium(connectapi.ChannelTask, 1)}}
}

// profile returns the id of the routing profile with that name, which it makes
// if there is none.
func (h *harness) profile(t testing.TB, name string) *string {
	t.Helper()
	if p, ok := h.instance.Directory().Profiles.ByName(name); ok {
		return str(p.ID)
	}
	outbound := ""
	if q, ok := h.instance.Directory().Queues.ByName("outbound of " + name); ok {
		outbound = string(q.ID)
	} else {
		outbound = *h.queue(t, "outbound of "+name)
	}
	return call[connectapi.CreateRoutingProfileOutput](t, h, "CreateRoutingProfile", profileInput(h, name, &outbound)).RoutingProfileId
}

func (h *harness) describeProfile(t testing.TB, id *string) *connectapi.RoutingProfile {
	t.Helper()
	return call[connectapi.DescribeRoutingProfileOutput](t, h, "DescribeRoutingProfile",
		&connectapi.DescribeRoutingProfileInput{InstanceId: h.id(), RoutingProfileId: id}).RoutingProfile
}

// pairs lists the auto-routed pairs of a profile, as configs without names.
func (h *harness) pairs(t testing.TB, id *string) []connectapi.RoutingProfileQueueConfig {
	t.Helper()
	in := connectapi.ListRoutingProfileQueuesInput{InstanceId: h.id(), RoutingProfileId: id}
	all := []connectapi.RoutingProfileQueueConfig{}
	for _, c := range call[connectapi.ListRoutingProfileQueuesOutput](t, h, "ListRoutingProfileQueues", &in).RoutingProfileQueueConfigSummaryList {
		all = append(all, queueConfig(c.QueueId, c.Channel, *c.Priority, c.Delay))
	}
	return all
}

// manualPairs lists the worklist pairs of a profile.
func (h *harness) manualPairs(t testing.TB, id *string) []connectapi.RoutingProfileManualAssignmentQueueConfig {
	t.Helper()
	in := connectapi.ListRoutingProfileManualAssignmentQueuesInput{InstanceId: h.id(), RoutingProfileId: id}
	all := []connectapi.RoutingProfileManualAssignmentQueueConfig{}
	for _, c := range call[connectapi.ListRoutingProfileManualAssignmentQueuesOutput](t, h, "ListRoutingProfileManualAssignmentQueues", &in).RoutingProfileManualAssignmentQueueConfigSummaryList {
		all = append(all, manualConfig(c.QueueId, c.Channel))
	}
	return all
}

// sorted puts pairs into the order of lists: by queue, then in the order in
// which the API names the channels.
func sorted[C any](pairs []C, reference func(C) *connectapi.RoutingProfileQueueReference) []C {
	return slices.SortedFunc(slices.Values(pairs), func(a, b C) int {
		x, y := reference(a), reference(b)
		cx, _ := center.ParseChannel(string(x.Channel))
		cy, _ := center.ParseChannel(string(y.Channel))
		return cmp.Or(strings.Compare(*x.QueueId, *y.QueueId), cmp.Compare(cx, cy))
	})
}

func sortedConfigs(pairs ...connectapi.RoutingProfileQueueConfig) []connectapi.RoutingProfileQueueConfig {
	return sorted(pairs, func(c connectapi.RoutingProfileQueueConfig) *connectapi.RoutingProfileQueueReference {
		return c.QueueReference
	})
}

func sortedManual(pairs ...connectapi.RoutingProfileManualAssignmentQueueConfig) []connectapi.RoutingProfileManualAssignmentQueueConfig {
	return sorted(pairs, func(c connectapi.RoutingProfileManualAssignmentQueueConfig) *connectapi.RoutingProfileQueueReference {
		return c.QueueReference
	})
}

// Channels and behaviours in short, for the tables.
const (
	voice, chat, task, email = connectapi.ChannelVoice, connectapi.ChannelChat, connectapi.ChannelTask, connectapi.ChannelEmail
	anyChannel               = connectapi.BehaviorTypeRouteAnyChannel
	currentOnly              = connectapi.BehaviorTypeRouteCurrentChannelOnly
)

func TestRoutingProfile_CreateAndDescribe(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	a, b := h.queue(t, "a"), h.queue(t, "b")
	longest := strings.Repeat("ü", 127)
	tests := map[string]struct {
		change func(*connectapi.CreateRoutingProfileInput)
		want   connectapi.RoutingProfile
		auto   []connectapi.RoutingProfileQueueConfig
		manual []connectapi.RoutingProfileManualAssignmentQueueConfig
	}{
		"least": {func(*connectapi.CreateRoutingProfileInput) {}, connectapi.RoutingProfile{
			MediaConcurrencies:     []connectapi.MediaConcurrency{crossing(task, 1, currentOnly)},
			AgentAvailabilityTimer: connectapi.AgentAvailabilityTimerTimeSinceLastActivity}, nil, nil},
		"everything": {func(in *connectapi.CreateRoutingProfileInput) {
			in.Name, in.Description, in.Tags = &longest, ptr(strings.Repeat("d", 250)), map[string]string{"team": "blue", "empty": ""}
			in.DefaultOutboundQueueId = h.arn("queue/" + *a)
			in.AgentAvailabilityTimer = connectapi.AgentAvailabilityTimerTimeSinceLastInbound
			in.MediaConcurrencies = []connectapi.MediaConcurrency{medium(email, 10), crossing(chat, 5, anyChannel), crossing(voice, 1, currentOnly), medium(task, 10)}
			in.QueueConfigs = []connectapi.RoutingProfileQueueConfig{queueConfig(b, task, 99, 9999), queueConfig(h.arn("queue/"+*a), voice, 1, 0)}
			in.ManualAssignmentQueueConfigs = []connectapi.RoutingProfileManualAssignmentQueueConfig{manualConfig(b, task), manualConfig(a, email)}
		}, connectapi.RoutingProfile{Name: &longest, Description: ptr(strings.Repeat("d", 250)), Tags: map[string]string{"team": "blue", "empty": ""},
			MediaConcurrencies: []connectapi.MediaConcurrency{crossing(voice, 1, currentOnly), crossing(chat, 5, anyChannel),
				crossing(task, 10, currentOnly), crossing(email, 10, currentOnly)},
			AgentAvailabilityTimer: connectapi.AgentAvailabilityTimerTimeSinceLastInbound},
			sortedConfigs(queueConfig(b, task, 99, 9999), queueConfig(a, voice, 1, 0)), sortedManual(manualConfig(b, task), manualConfig(a, email))},
		// R1.1e: the channel is off, but the pair is accepted.
		"a pair without its channel": {func(in *connectapi.CreateRoutingProfileInput) {
			in.QueueConfigs = []connectapi.RoutingProfileQueueConfig{queueConfig(a, chat, 2, 3)}
		}, connectapi.RoutingProfile{MediaConcurrencies: []connectapi.MediaConcurrency{crossing(task, 1, currentOnly)},
			AgentAvailabilityTimer: connectapi.AgentAvailabilityTimerTimeSinceLastActivity}, sortedConfigs(queueConfig(a, chat, 2, 3)), nil},
		"ten pairs": {func(in *connectapi.CreateRoutingProfileInput) {
			in.QueueConfigs = manyPairs(h, t, "ten", 10)
		}, connectapi.RoutingProfile{MediaConcurrencies: []connectapi.MediaConcurrency{crossing(task, 1, currentOnly)},
			AgentAvailabilityTimer: connectapi.AgentAvailabilityTimerTimeSinceLastActivity}, sortedConfigs(manyPairs(h, t, "ten", 10)...), nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			in := profileInput(h, name, a)
			test.change(in)
			out := call[connectapi.CreateRoutingProfileOutput](t, h, "CreateRoutingProfile", in)
			diff(t, "ARN", out.RoutingProfileArn, h.arn("routing-profile/"+*out.RoutingProfileId))
			want := test.want
			if want.Name == nil {
				want.Name, want.Description = &name, ptr("about "+name)
			}
			want.InstanceId, want.RoutingProfileId, want.RoutingProfileArn, want.DefaultOutboundQueueId = h.id(), out.RoutingProfileId, out.RoutingProfileArn, a
			want.NumberOfAssociatedQueues, want.NumberOfAssociatedManualAssignmentQueues = ptr(int64(len(test.auto))), ptr(int64(len(test.manual)))
			want.NumberOfAssociatedUsers, want.LastModifiedTime, want.LastModifiedRegion = ptr(int64(0)), stamp(testStart), ptr(testRegion)
			diff(t, "profile", h.describeProfile(t, out.RoutingProfileId), &want)
			diff(t, "profile by ARN", h.describeProfile(t, out.RoutingProfileArn), &want)
			diff(t, "pairs", h.pairs(t, out.RoutingProfileId), append([]connectapi.RoutingProfileQueueConfig{}, test.auto...))
			diff(t, "worklist pairs", h.manualPairs(t, out.RoutingProfileArn), append([]connectapi.RoutingProfileManualAssignmentQueueConfig{}, test.manual...))
		})
	}
}

// manyPairs makes task pairs of queues that it makes where there are none.
func manyPairs(h *harness, t testing.TB, prefix string, n int) []connectapi.RoutingProfileQueueConfig {
	t.Helper()
	all := make([]connectapi.RoutingProfileQueueConfig, n)
	for i := range all {
		name := fmt.Sprintf("%s %d", prefix, i)
		if q, ok := h.instance.Directory().Queues.ByName(name); ok {
			all[i] = queueConfig(str(q.ID), task, 1, 0)
			continue
		}
		all[i] = queueConfig(h.queue(t, name), task, 1, 0)
	}
	return all
}

func manual(pairs []connectapi.RoutingProfileQueueConfig) []connectapi.RoutingProfileManualAssignmentQueueConfig {
	all := make([]connectapi.RoutingProfileManualAssignmentQueueConfig, len(pairs))
	for i, c := range pairs {
		all[i] = connectapi.RoutingProfileManualAssignmentQueueConfig{QueueReference: c.QueueReference}
	}
	return all
}

func queueReferences(pairs []connectapi.RoutingProfileQueueConfig) []connectapi.RoutingProfileQueueReference {
	all := make([]connectapi.RoutingProfileQueueReference, len(pairs))
	for i, c := range pairs {
		all[i] = *c.QueueReference
	}
	return all
}

// profileRefusal is a request for a routing profile that differs from a good
// one, and the answer to it.
type profileRefusal struct {
	change func(*connectapi.CreateRoutingProfileInput)
	status int
	code   string
	says   string
}

// TestRoutingProfile_CreateRefusals holds what is required, and the limits (R5.6).
func TestRoutingProfile_CreateRefusals(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	ann := h.user(t, "ann")
	h.profile(t, "taken")
	type input = connectapi.CreateRoutingProfileInput
	media := func(list ...connectapi.MediaConcurrency) func(*input) {
		return func(in *input) { in.MediaConcurrencies = list }
	}
	h.refuseProfiles(t, h.queue(t, "a"), map[string]profileRefusal{
		"name taken":             {func(in *input) { in.Name = ptr("taken") }, 409, "DuplicateResource", "taken"},
		"no name":                {func(in *input) { in.Name = nil }, 400, "InvalidParameter", "Name is required"},
		"empty name":             {func(in *input) { in.Name = ptr("") }, 400, "InvalidParameter", "Name"},
		"long name":              {func(in *input) { in.Name = ptr(strings.Repeat("n", 128)) }, 400, "InvalidParameter", "127"},
		"no description":         {func(in *input) { in.Description = nil }, 400, "InvalidParameter", "Description is required"},
		"empty description":      {func(in *input) { in.Description = ptr("") }, 400, "InvalidParameter", "Description"},
		"long description":       {func(in *input) { in.Description = ptr(strings.Repeat("d", 251)) }, 400, "InvalidParameter", "250"},
		"no outbound queue":      {func(in *input) { in.DefaultOutboundQueueId = nil }, 400, "InvalidParameter", "DefaultOutboundQueueId"},
		"unknown outbound queue": {func(in *input) { in.DefaultOutboundQueueId = ptr(absentID) }, 404, "ResourceNotFound", "queue"},
		"an agent queue":         {func(in *input) { in.DefaultOutboundQueueId = h.arn("queue/agent/" + *ann) }, 404, "ResourceNotFound", "queue"},
		"unknown instance":       {func(in *input) { in.InstanceId = ptr(absentID) }, 404, "ResourceNotFound", "instance"},
		"long instance id":       {func(in *input) { in.InstanceId = ptr(strings.Repeat("i", 101)) }, 400, "InvalidParameter", "InstanceId"},
		"unknown timer":          {func(in *input) { in.AgentAvailabilityTimer = "NEVER" }, 400, "InvalidParameter", "AgentAvailabilityTimer"},
		"no tags in the map":     {func(in *input) { in.Tags = map[string]string{} }, 400, "InvalidParameter", "Tags"},
		"51 tags":                {func(in *input) { in.Tags = manyTags(51) }, 400, "InvalidParameter", "at most 50"},
		"reserved tag":           {func(in *input) { in.Tags = map[string]string{"aws:x": ""} }, 400, "InvalidParameter", "Tags"},
		"tag with another sign":  {func(in *input) { in.Tags = map[string]string{"a*b": ""} }, 400, "InvalidParameter", "Tags"},
		"long tag":               {func(in *input) { in.Tags = map[string]string{strings.Repeat("k", 129): ""} }, 400, "InvalidParameter", "128"},
		"long tag value":         {func(in *input) { in.Tags = map[string]string{"k": strings.Repeat("v", 257)} }, 400, "InvalidParameter", "256"},

		"no media":            {func(in *input) { in.MediaConcurrencies = nil }, 400, "InvalidParameter", "MediaConcurrencies is required"},
		"unknown channel":     {media(medium("FAX", 1)), 400, "InvalidParameter", "Channel"},
		"no concurrency":      {media(connectapi.MediaConcurrency{Channel: chat}), 400, "InvalidParameter", "Concurrency is required"},
		"concurrency 0":       {media(medium(chat, 0)), 400, "InvalidParameter", "at least 1"},
		"concurrency 11":      {media(medium(chat, 11)), 400, "InvalidParameter", "at most 10"},
		"e-mail 11":           {media(medium(email, 11)), 400, "InvalidParameter", "at most 10"},
		"two calls":           {media(medium(voice, 2)), 400, "InvalidParameter", "must be 1 for channel VOICE"},
		"a channel twice":     {media(medium(chat, 1), medium(chat, 2)), 400, "InvalidParameter", "more than once"},
		"unknown behaviour":   {media(crossing(chat, 1, "ROUTE_NOTHING")), 400, "InvalidParameter", "BehaviorType"},
		"no behaviour inside": {media(crossing(chat, 1, "")), 400, "InvalidParameter", "BehaviorType is required"},
	})
}

func TestRoutingProfile_CreateRefusedPairs(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	a, eleven := h.queue(t, "a"), manyPairs(h, t, "eleven", 11)
	type input = connectapi.CreateRoutingProfileInput
	configs := func(list ...connectapi.RoutingProfileQueueConfig) func(*input) {
		return func(in *input) { in.QueueConfigs = append([]connectapi.RoutingProfileQueueConfig{}, list...) }
	}
	worklist := func(list ...connectapi.RoutingProfileManualAssignmentQueueConfig) func(*input) {
		return func(in *input) {
			in.ManualAssignmentQueueConfigs = append([]connectapi.RoutingProfileManualAssignmentQueueConfig{}, list...)
		}
	}
	h.refuseProfiles(t, a, map[string]profileRefusal{
		"an empty list of pairs": {configs(), 400, "InvalidParameter", "QueueConfigs"},
		"11 pairs":               {configs(eleven...), 400, "InvalidParameter", "QueueConfigs must include at most 10 items"},
		"unknown queue":          {configs(queueConfig(ptr(absentID), task, 1, 0)), 404, "ResourceNotFound", "queue"},
		"unknown pair channel":   {configs(queueConfig(a, "FAX", 1, 0)), 400, "InvalidParameter", "Channel"},
		"a pair twice":           {configs(queueConfig(a, task, 1, 0), queueConfig(a, task, 2, 0)), 400, "InvalidParameter", "more than once"},
		"priority 0":             {configs(queueConfig(a, task, 0, 0)), 400, "InvalidParameter", "Priority must be at least 1"},
		"priority 100":           {configs(queueConfig(a, task, 100, 0)), 400, "InvalidParameter", "Priority must be at most 99"},
		"delay -1":               {configs(queueConfig(a, task, 1, -1)), 400, "InvalidParameter", "Delay must be at least 0"},
		"delay 10000":            {configs(queueConfig(a, task, 1, 10000)), 400, "InvalidParameter", "Delay must be at most 9999"},
		"no priority":            {configs(connectapi.RoutingProfileQueueConfig{QueueReference: pairOf(a, task), Delay: ptr(int32(0))}), 400, "InvalidParameter", "Priority is required"},
		"no delay":               {configs(connectapi.RoutingProfileQueueConfig{QueueReference: pairOf(a, task), Priority: ptr(int32(1))}), 400, "InvalidParameter", "Delay is required"},
		"no reference":           {configs(connectapi.RoutingProfileQueueConfig{Priority: ptr(int32(1)), Delay: ptr(int32(1))}), 400, "InvalidParameter", "QueueReference is required"},

		"an empty worklist":      {worklist(), 400, "InvalidParameter", "ManualAssignmentQueueConfigs"},
		"11 worklist pairs":      {worklist(manual(eleven)...), 400, "InvalidParameter", "ManualAssignmentQueueConfigs must include at most 10 items"},
		"unknown worklist queue": {worklist(manualConfig(ptr(absentID), task)), 404, "ResourceNotFound", "queue"},
		"a worklist pair twice":  {worklist(manualConfig(a, task), manualConfig(a, task)), 400, "InvalidParameter", "more than once"},
	})
}

// refuseProfiles checks that each request is refused and leaves nothing behind.
func (h *harness) refuseProfiles(t *testing.T, outbound *string, tests map[string]profileRefusal) {
	t.Helper()
	before := h.instance.Directory().Profiles.Len()
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			in := profileInput(h, "new", outbound)
			test.change(in)
			if got := h.refused(t, "CreateRoutingProfile", in, test.status, test.code); !strings.Contains(got.Message, test.says) {
				t.Errorf("message %q does not say %q", got.Message, test.says)
			}
		})
	}
	diff(t, "profiles", h.instance.Directory().Profiles.Len(), before)
}

func manyTags(n int) map[string]string {
	tags := map[string]string{}
	for i := range n {
		tags[fmt.Sprintf("key %d", i)] = "v"
	}
	return tags
}

func TestRoutingProfile_Updates(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	a, b := h.queue(t, "a"), h.queue(t, "b")
	in := profileInput(h, "one", a)
	in.QueueConfigs = []connectapi.RoutingProfileQueueConfig{queueConfig(a, task, 1, 0), queueConfig(a, voice, 2, 30), queueConfig(b, task, 3, 60)}
	id := call[connectapi.CreateRoutingProfileOutput](t, h, "CreateRoutingProfile", in).RoutingProfileId
	want := *h.describeProfile(t, id)
	auto := sortedConfigs(in.QueueConfigs...)
	steps := []struct {
		operation string
		input     any
		change    func()
	}{
		{"UpdateRoutingProfileName", &connectapi.UpdateRoutingProfileNameInput{InstanceId: h.id(), RoutingProfileId: id, Name: ptr("renamed")},
			func() { want.Name = ptr("renamed") }},
		{"UpdateRoutingProfileName", &connectapi.UpdateRoutingProfileNameInput{InstanceId: h.id(), RoutingProfileId: id, Description: ptr("said anew")},
			func() { want.Description = ptr("said anew") }},
		// R3.1: the list is replaced as a whole, and so is what was set of a channel.
		{"UpdateRoutingProfileConcurrency", &connectapi.UpdateRoutingProfileConcurrencyInput{InstanceId: h.id(), RoutingProfileId: h.arn("routing-profile/" + *id),
			MediaConcurrencies: []connectapi.MediaConcurrency{crossing(chat, 3, anyChannel), medium(voice, 1)}},
			func() {
				want.MediaConcurrencies = []connectapi.MediaConcurrency{crossing(voice, 1, currentOnly), crossing(chat, 3, anyChannel)}
			}},
		{"UpdateRoutingProfileConcurrency", &connectapi.UpdateRoutingProfileConcurrencyInput{InstanceId: h.id(), RoutingProfileId: id,
			MediaConcurrencies: []connectapi.MediaConcurrency{medium(chat, 3)}},
			func() { want.MediaConcurrencies = []connectapi.MediaConcurrency{crossing(chat, 3, currentOnly)} }},
		{"UpdateRoutingProfileDefaultOutboundQueue", &connectapi.UpdateRoutingProfileDefaultOutboundQueueInput{InstanceId: h.id(), RoutingProfileId: id,
			DefaultOutboundQueueId: h.arn("queue/" + *b)}, func() { want.DefaultOutboundQueueId = b }},
		{"UpdateRoutingProfileAgentAvailabilityTimer", &connectapi.UpdateRoutingProfileAgentAvailabilityTimerInput{InstanceId: h.id(), RoutingProfileId: id,
			AgentAvailabilityTimer: connectapi.AgentAvailabilityTimerTimeSinceLastInbound},
			func() { want.AgentAvailabilityTimer = connectapi.AgentAvailabilityTimerTimeSinceLastInbound }},
		{"UpdateRoutingProfileQueues", &connectapi.UpdateRoutingProfileQueuesInput{InstanceId: h.id(), RoutingProfileId: id,
			QueueConfigs: []connectapi.RoutingProfileQueueConfig{queueConfig(a, voice, 99, 9999), queueConfig(h.arn("queue/"+*b), task, 1, 0)}},
			func() {
				auto = sortedConfigs(queueConfig(a, task, 1, 0), queueConfig(a, voice, 99, 9999), queueConfig(b, task, 1, 0))
			}},
	}
	for _, step := range steps {
		h.advance(time.Second)
		h.do(t, step.operation, step.input)
		step.change()
		want.LastModifiedTime = stamp(h.instances.now)
		diff(t, "after "+step.operation, h.describeProfile(t, id), &want)
		diff(t, "pairs after "+step.operation, h.pairs(t, id), auto)
	}
	in.QueueConfigs = nil // its old name is free again
	h.do(t, "CreateRoutingProfile", in)
}

func TestRoutingProfile_UpdateRefusals(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	a, b := h.queue(t, "a"), h.queue(t, "b")
	h.profile(t, "taken")
	in := profileInput(h, "one", a)
	in.QueueConfigs = []connectapi.RoutingProfileQueueConfig{queueConfig(a, task, 1, 0)}
	in.ManualAssignmentQueueConfigs = []connectapi.RoutingProfileManualAssignmentQueueConfig{manualConfig(b, task)}
	id := call[connectapi.CreateRoutingProfileOutput](t, h, "CreateRoutingProfile", in).RoutingProfileId
	want := h.describeProfile(t, id)
	name := func(id, name, description *string) *connectapi.UpdateRoutingProfileNameInput {
		return &connectapi.UpdateRoutingProfileNameInput{InstanceId: h.id(), RoutingProfileId: id, Name: name, Description: description}
	}
	media := func(list ...connectapi.MediaConcurrency) *connectapi.UpdateRoutingProfileConcurrencyInput {
		return &connectapi.UpdateRoutingProfileConcurrencyInput{InstanceId: h.id(), RoutingProfileId: id, MediaConcurrencies: list}
	}
	pairs := func(list ...connectapi.RoutingProfileQueueConfig) *connectapi.UpdateRoutingProfileQueuesInput {
		return &connectapi.UpdateRoutingProfileQueuesInput{InstanceId: h.id(), RoutingProfileId: id, QueueConfigs: append([]connectapi.RoutingProfileQueueConfig{}, list...)}
	}
	tests := []struct {
		operation string
		input     any
		status    int
		code      string
	}{
		{"UpdateRoutingProfileName", name(id, nil, nil), 400, "InvalidRequest"},
		{"UpdateRoutingProfileName", name(id, ptr("taken"), nil), 409, "DuplicateResource"},
		{"UpdateRoutingProfileName", name(id, ptr(""), nil), 400, "InvalidParameter"},
		{"UpdateRoutingProfileName", name(id, ptr(strings.Repeat("n", 128)), nil), 400, "InvalidParameter"},
		{"UpdateRoutingProfileName", name(id, nil, ptr("")), 400, "InvalidParameter"},
		{"UpdateRoutingProfileName", name(id, nil, ptr(strings.Repeat("d", 251))), 400, "InvalidParameter"},
		{"UpdateRoutingProfileName", name(ptr(absentID), ptr("x"), nil), 404, "ResourceNotFound"},
		{"UpdateRoutingProfileConcurrency", media(), 400, "InvalidParameter"},
		{"UpdateRoutingProfileConcurrency", media(medium(voice, 2)), 400, "InvalidParameter"},
		{"UpdateRoutingProfileConcurrency", media(medium(task, 11)), 400, "InvalidParameter"},
		{"UpdateRoutingProfileConcurrency", media(medium(task, 1), medium(task, 1)), 400, "InvalidParameter"},
		{"UpdateRoutingProfileDefaultOutboundQueue", &connectapi.UpdateRoutingProfileDefaultOutboundQueueInput{InstanceId: h.id(), RoutingProfileId: id,
			DefaultOutboundQueueId: ptr(absentID)}, 404, "ResourceNotFound"},
		{"UpdateRoutingProfileDefaultOutboundQueue", &connectapi.UpdateRoutingProfileDefaultOutboundQueueInput{InstanceId: h.id(), RoutingProfileId: id}, 400, "InvalidParameter"},
		{"UpdateRoutingProfileAgentAvailabilityTimer", &connectapi.UpdateRoutingProfileAgentAvailabilityTimerInput{InstanceId: h.id(), RoutingProfileId: id}, 400, "InvalidParameter"},
		{"UpdateRoutingProfileAgentAvailabilityTimer", &connectapi.UpdateRoutingProfileAgentAvailabilityTimerInput{InstanceId: h.id(), RoutingProfileId: id,
			AgentAvailabilityTimer: "NEVER"}, 400, "InvalidParameter"},
		{"UpdateRoutingProfileQueues", pairs(), 400, "InvalidParameter"},
		{"UpdateRoutingProfileQueues", pairs(manyPairs(h, t, "many", 11)...), 400, "InvalidParameter"},
		{"UpdateRoutingProfileQueues", pairs(queueConfig(a, task, 100, 0)), 400, "InvalidParameter"},
		{"UpdateRoutingProfileQueues", pairs(queueConfig(a, task, 2, 0), queueConfig(a, task, 3, 0)), 400, "InvalidParameter"},
		// R5.4: not associated, or in the worklist only.
		{"UpdateRoutingProfileQueues", pairs(queueConfig(a, chat, 1, 0)), 400, "InvalidRequest"},
		{"UpdateRoutingProfileQueues", pairs(queueConfig(a, task, 2, 0), queueConfig(b, task, 1, 0)), 400, "InvalidRequest"},
		{"DescribeRoutingProfile", &connectapi.DescribeRoutingProfileInput{InstanceId: h.id(), RoutingProfileId: ptr(absentID)}, 404, "ResourceNotFound"},
		{"DescribeRoutingProfile", &connectapi.DescribeRoutingProfileInput{InstanceId: ptr(absentID), RoutingProfileId: id}, 404, "ResourceNotFound"},
	}
	for i, test := range tests {
		t.Run(fmt.Sprintf("%d %s", i, test.operation), func(t *testing.T) {
			h.refused(t, test.operation, test.input, test.status, test.code)
		})
	}
	diff(t, "profile", h.describeProfile(t, id), want)
	diff(t, "pairs", h.pairs(t, id), in.QueueConfigs)
}

func TestRoutingProfile_Associate(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	a, b, c := h.queue(t, "a"), h.queue(t, "b"), h.queue(t, "c")
	id := h.profile(t, "one")
	type list = []connectapi.RoutingProfileQueueConfig
	type worklist = []connectapi.RoutingProfileManualAssignmentQueueConfig
	input := func(auto list, manual worklist) *connectapi.AssociateRoutingProfileQueuesInput {
		return &connectapi.AssociateRoutingProfileQueuesInput{InstanceId: h.id(), RoutingProfileId: id, QueueConfigs: auto, ManualAssignmentQueueConfigs: manual}
	}
	h.do(t, "AssociateRoutingProfileQueues", input(list{queueConfig(a, task, 4, 5), queueConfig(b, voice, 6, 7)}, nil))
	h.do(t, "AssociateRoutingProfileQueues", input(nil, worklist{manualConfig(a, task)})) // R1.16: a pair may stand in both lists
	h.do(t, "AssociateRoutingProfileQueues", input(list{queueConfig(h.arn("queue/"+*a), email, 1, 0)}, worklist{manualConfig(h.arn("queue/"+*b), chat)}))
	auto := sortedConfigs(queueConfig(a, task, 4, 5), queueConfig(b, voice, 6, 7), queueConfig(a, email, 1, 0))
	listed := sortedManual(manualConfig(a, task), manualConfig(b, chat))
	diff(t, "pairs", h.pairs(t, id), auto)
	diff(t, "worklist", h.manualPairs(t, id), listed)

	refusals := map[string]struct {
		input  *connectapi.AssociateRoutingProfileQueuesInput
		status int
		code   string
	}{
		"neither list":               {input(nil, nil), 400, "InvalidRequest"},
		"empty list":                 {input(list{}, worklist{manualConfig(c, task)}), 400, "InvalidParameter"},
		"empty worklist":             {input(list{queueConfig(c, task, 1, 0)}, worklist{}), 400, "InvalidParameter"},
		"11 pairs":                   {input(manyPairs(h, t, "many", 11), nil), 400, "InvalidParameter"},
		"11 worklist pairs":          {input(nil, manual(manyPairs(h, t, "many", 11))), 400, "InvalidParameter"},
		"there already":              {input(list{queueConfig(c, task, 1, 0), queueConfig(a, task, 1, 0)}, nil), 400, "InvalidRequest"},
		"in the worklist already":    {input(list{queueConfig(c, task, 1, 0)}, worklist{manualConfig(b, chat)}), 400, "InvalidRequest"},
		"twice in the request":       {input(list{queueConfig(c, task, 1, 0), queueConfig(c, task, 2, 0)}, nil), 400, "InvalidParameter"},
		"worklist twice in it":       {input(nil, worklist{manualConfig(c, task), manualConfig(c, task)}), 400, "InvalidParameter"},
		"unknown queue":              {input(list{queueConfig(ptr(absentID), task, 1, 0)}, nil), 404, "ResourceNotFound"},
		"unknown queue for worklist": {input(list{queueConfig(c, task, 1, 0)}, worklist{manualConfig(ptr(absentID), task)}), 404, "ResourceNotFound"},
		"unknown profile": {&connectapi.AssociateRoutingProfileQueuesInput{InstanceId: h.id(), RoutingProfileId: ptr(absentID),
			QueueConfigs: list{queueConfig(a, chat, 1, 0)}}, 404, "ResourceNotFound"},
	}
	for name, test := range refusals {
		t.Run(name, func(t *testing.T) {
			h.refused(t, "AssociateRoutingProfileQueues", test.input, test.status, test.code)
		})
	}
	diff(t, "pairs after the refusals", h.pairs(t, id), auto)
	diff(t, "worklist after the refusals", h.manualPairs(t, id), listed)
}

// A profile has at most 50 pairs, and another 50 in the worklist (R5.2, R5.3).
func TestRoutingProfile_Limit(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	id := h.profile(t, "one")
	all := manyPairs(h, t, "many", 51)
	for chunk := range slices.Chunk(all[:50], 10) {
		h.do(t, "AssociateRoutingProfileQueues", &connectapi.AssociateRoutingProfileQueuesInput{InstanceId: h.id(), RoutingProfileId: id,
			QueueConfigs: chunk, ManualAssignmentQueueConfigs: manual(chunk)})
	}
	// The operation declares no exception for limits.
	h.refused(t, "AssociateRoutingProfileQueues", &connectapi.AssociateRoutingProfileQueuesInput{InstanceId: h.id(), RoutingProfileId: id, QueueConfigs: all[50:]}, 400, "InvalidRequest")
	h.refused(t, "AssociateRoutingProfileQueues", &connectapi.AssociateRoutingProfileQueuesInput{InstanceId: h.id(), RoutingProfileId: id,
		ManualAssignmentQueueConfigs: manual(all[50:])}, 400, "InvalidRequest")
	got := h.describeProfile(t, id)
	diff(t, "pairs", got.NumberOfAssociatedQueues, ptr(int64(50)))
	diff(t, "worklist pairs", got.NumberOfAssociatedManualAssignmentQueues, ptr(int64(50)))
}

func TestRoutingProfile_Disassociate(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	a, b := h.queue(t, "a"), h.queue(t, "b")
	in := profileInput(h, "one", a)
	in.QueueConfigs = []connectapi.RoutingProfileQueueConfig{queueConfig(a, task, 1, 0), queueConfig(a, chat, 1, 0), queueConfig(b, task, 1, 0)}
	in.ManualAssignmentQueueConfigs = []connectapi.RoutingProfileManualAssignmentQueueConfig{manualConfig(a, task), manualConfig(b, task)}
	id := call[connectapi.CreateRoutingProfileOutput](t, h, "CreateRoutingProfile", in).RoutingProfileId
	type list = []connectapi.RoutingProfileQueueReference
	input := func(auto, manual list) *connectapi.DisassociateRoutingProfileQueuesInput {
		return &connectapi.DisassociateRoutingProfileQueuesInput{InstanceId: h.id(), RoutingProfileId: id, QueueReferences: auto, ManualAssignmentQueueReferences: manual}
	}
	eleven := queueReferences(manyPairs(h, t, "many", 11))
	h.refused(t, "DisassociateRoutingProfileQueues", input(nil, nil), 400, "InvalidRequest")
	h.refused(t, "DisassociateRoutingProfileQueues", input(list{}, list{}), 400, "InvalidRequest")
	h.refused(t, "DisassociateRoutingProfileQueues", input(eleven, nil), 400, "InvalidParameter")
	h.refused(t, "DisassociateRoutingProfileQueues", input(nil, eleven), 400, "InvalidParameter")
	h.refused(t, "DisassociateRoutingProfileQueues", input(list{{QueueId: a, Channel: "FAX"}}, nil), 400, "InvalidParameter")
	h.refused(t, "DisassociateRoutingProfileQueues", input(list{{QueueId: a}}, nil), 400, "InvalidParameter")
	h.refused(t, "DisassociateRoutingProfileQueues", &connectapi.DisassociateRoutingProfileQueuesInput{InstanceId: h.id(), RoutingProfileId: ptr(absentID),
		QueueReferences: eleven[:1]}, 404, "ResourceNotFound")
	diff(t, "pairs", h.pairs(t, id), sortedConfigs(in.QueueConfigs...))

	h.do(t, "DisassociateRoutingProfileQueues", input(list{*pairOf(h.arn("queue/"+*a), task)}, nil))
	diff(t, "pairs", h.pairs(t, id), sortedConfigs(queueConfig(a, chat, 1, 0), queueConfig(b, task, 1, 0)))
	diff(t, "worklist", h.manualPairs(t, id), sortedManual(in.ManualAssignmentQueueConfigs...))
	h.do(t, "DisassociateRoutingProfileQueues", input(append(eleven[:8], *pairOf(a, chat), *pairOf(b, task)), list{*pairOf(b, task)}))
	diff(t, "pairs", h.pairs(t, id), []connectapi.RoutingProfileQueueConfig{})
	diff(t, "worklist", h.manualPairs(t, id), sortedManual(manualConfig(a, task)))
	h.do(t, "DeleteQueue", &connectapi.DeleteQueueInput{InstanceId: h.id(), QueueId: b}) // nothing refers to it any more
}

func TestRoutingProfile_Delete(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	in := h.userInput(t, "ann")
	id := in.RoutingProfileId
	ann := call[connectapi.CreateUserOutput](t, h, "CreateUser", in).UserId
	diff(t, "users", h.describeProfile(t, id).NumberOfAssociatedUsers, ptr(int64(1)))
	remove := &connectapi.DeleteRoutingProfileInput{InstanceId: h.id(), RoutingProfileId: id}
	got := h.refused(t, "DeleteRoutingProfile", remove, 409, "ResourceInUse")
	if !strings.Contains(got.Body, `"ResourceType":"ROUTING_PROFILE"`) || !strings.Contains(got.Body, `"ResourceId":"`+*id+`"`) {
		t.Errorf("the refusal %s does not name the profile", got.Body)
	}
	h.do(t, "UpdateUserRoutingProfile", &connectapi.UpdateUserRoutingProfileInput{InstanceId: h.id(), UserId: ann, RoutingProfileId: h.profile(t, "other")})
	diff(t, "users", h.describeProfile(t, id).NumberOfAssociatedUsers, ptr(int64(0)))
	h.do(t, "DeleteRoutingProfile", remove)
	h.refused(t, "DeleteRoutingProfile", remove, 404, "ResourceNotFound")
	h.refused(t, "DescribeRoutingProfile", &connectapi.DescribeRoutingProfileInput{InstanceId: h.id(), RoutingProfileId: id}, 404, "ResourceNotFound")
	h.refused(t, "ListRoutingProfileQueues", &connectapi.ListRoutingProfileQueuesInput{InstanceId: h.id(), RoutingProfileId: id}, 404, "ResourceNotFound")
	h.refused(t, "ListRoutingProfileManualAssignmentQueues", &connectapi.ListRoutingProfileManualAssignmentQueuesInput{InstanceId: h.id(), RoutingProfileId: id}, 404, "ResourceNotFound")
}

func TestRoutingProfile_List(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	for i := range 4 {
		h.profile(t, fmt.Sprintf("profile %d", i))
	}
	var want, got []connectapi.RoutingProfileSummary
	for p := range h.instance.Directory().Profiles.All() {
		want = append(want, connectapi.RoutingProfileSummary{Id: str(p.ID), Arn: h.arn("routing-profile/" + string(p.ID)), Name: &p.Name,
			LastModifiedTime: stamp(testStart), LastModifiedRegion: ptr(testRegion)})
	}
	in := connectapi.ListRoutingProfilesInput{InstanceId: h.arn(""), MaxResults: ptr(int32(1))}
	for range want {
		out := call[connectapi.ListRoutingProfilesOutput](t, h, "ListRoutingProfiles", &in)
		got = append(got, out.RoutingProfileSummaryList...)
		in.NextToken = out.NextToken
	}
	if in.NextToken != nil {
		t.Errorf("the last page has a token")
	}
	diff(t, "profiles", got, want)
	for _, in := range []connectapi.ListRoutingProfilesInput{{MaxResults: ptr(int32(0))}, {MaxResults: ptr(int32(1001))}, {NextToken: ptr("forged")}} {
		in.InstanceId = h.id()
		h.refused(t, "ListRoutingProfiles", &in, 400, "InvalidParameter")
	}
	h.refused(t, "ListRoutingProfiles", &connectapi.ListRoutingProfilesInput{InstanceId: ptr(absentID)}, 404, "ResourceNotFound")
}

func TestRoutingProfile_ListPairs(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	in := profileInput(h, "one", h.queue(t, "outbound"))
	in.QueueConfigs = manyPairs(h, t, "pair", 5)
	in.QueueConfigs = append(in.QueueConfigs, queueConfig(in.QueueConfigs[0].QueueReference.QueueId, email, 7, 8), queueConfig(in.QueueConfigs[0].QueueReference.QueueId, voice, 9, 10))
	in.ManualAssignmentQueueConfigs = manual(in.QueueConfigs)
	id := call[connectapi.CreateRoutingProfileOutput](t, h, "CreateRoutingProfile", in).RoutingProfileId
	h.do(t, "UpdateQueueName", &connectapi.UpdateQueueNameInput{InstanceId: h.id(), QueueId: in.QueueConfigs[0].QueueReference.QueueId, Name: ptr("renamed")})
	var want []connectapi.RoutingProfileQueueConfigSummary
	var wantManual []connectapi.RoutingProfileManualAssignmentQueueConfigSummary
	for _, c := range sortedConfigs(in.QueueConfigs...) {
		q := h.describeQueue(t, c.QueueReference.QueueId)
		want = append(want, connectapi.RoutingProfileQueueConfigSummary{QueueId: q.QueueId, QueueArn: q.QueueArn, QueueName: q.Name,
			Channel: c.QueueReference.Channel, Priority: c.Priority, Delay: *c.Delay})
		wantManual = append(wantManual, connectapi.RoutingProfileManualAssignmentQueueConfigSummary{QueueId: q.QueueId, QueueArn: q.QueueArn,
			QueueName: q.Name, Channel: c.QueueReference.Channel})
	}
	for _, size := range []int32{1, 3, 7, 100} {
		var got []connectapi.RoutingProfileQueueConfigSummary
		var gotManual []connectapi.RoutingProfileManualAssignmentQueueConfigSummary
		list := connectapi.ListRoutingProfileQueuesInput{InstanceId: h.id(), RoutingProfileId: id, MaxResults: &size}
		listManual := connectapi.ListRoutingProfileManualAssignmentQueuesInput{InstanceId: h.id(), RoutingProfileId: id, MaxResults: &size}
		for range (len(want) + int(size) - 1) / int(size) {
			out := call[connectapi.ListRoutingProfileQueuesOutput](t, h, "ListRoutingProfileQueues", &list)
			got, list.NextToken = append(got, out.RoutingProfileQueueConfigSummaryList...), out.NextToken
			diff(t, "time of the profile", out.LastModifiedTime, stamp(testStart))
			diff(t, "region", out.LastModifiedRegion, ptr(testRegion))
			outManual := call[connectapi.ListRoutingProfileManualAssignmentQueuesOutput](t, h, "ListRoutingProfileManualAssignmentQueues", &listManual)
			gotManual, listManual.NextToken = append(gotManual, outManual.RoutingProfileManualAssignmentQueueConfigSummaryList...), outManual.NextToken
		}
		if list.NextToken != nil || listManual.NextToken != nil {
			t.Errorf("the last page of %d has a token", size)
		}
		diff(t, fmt.Sprintf("pairs by %d", size), got, want)
		diff(t, fmt.Sprintf("worklist pairs by %d", size), gotManual, wantManual)
	}
	for _, bad := range []struct{ max, token any }{{int32(0), nil}, {int32(101), nil}, {nil, "forged"}} {
		list := connectapi.ListRoutingProfileQueuesInput{InstanceId: h.id(), RoutingProfileId: id}
		if max, ok := bad.max.(int32); ok {
			list.MaxResults = &max
		}
		if token, ok := bad.token.(string); ok {
			list.NextToken = &token
		}
		h.refused(t, "ListRoutingProfileQueues", &list, 400, "InvalidParameter")
		h.refused(t, "ListRoutingProfileManualAssignmentQueues", &connectapi.ListRoutingProfileManualAssignmentQueuesInput{InstanceId: h.id(),
			RoutingProfileId: id, MaxResults: list.MaxResults, NextToken: list.NextToken}, 400, "InvalidParameter")
	}
}

func TestRoutingProfile_Search(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	a, b := h.queue(t, "a"), h.queue(t, "b")
	ids := map[string]*string{}
	for name, change := range map[string]func(*connectapi.CreateRoutingProfileInput){
		"Day shift": func(in *connectapi.CreateRoutingProfileInput) {
			in.QueueConfigs = []connectapi.RoutingProfileQueueConfig{queueConfig(a, task, 1, 0), queueConfig(a, voice, 1, 0), queueConfig(b, task, 1, 0)}
			in.ManualAssignmentQueueConfigs = []connectapi.RoutingProfileManualAssignmentQueueConfig{manualConfig(b, email), manualConfig(b, task)}
			in.MediaConcurrencies = []connectapi.MediaConcurrency{crossing(chat, 2, anyChannel)}
			in.Tags = map[string]string{"team": "blue"}
		},
		"Night shift": func(in *connectapi.CreateRoutingProfileInput) {
			in.QueueConfigs = []connectapi.RoutingProfileQueueConfig{queueConfig(b, chat, 1, 0)}
			in.AgentAvailabilityTimer = connectapi.AgentAvailabilityTimerTimeSinceLastInbound
			in.Tags = map[string]string{"team": "red"}
		},
		"Reserve": func(*connectapi.CreateRoutingProfileInput) {},
	} {
		in := profileInput(h, name, a)
		change(in)
		ids[name] = call[connectapi.CreateRoutingProfileOutput](t, h, "CreateRoutingProfile", in).RoutingProfileId
	}
	type criteria = connectapi.RoutingProfileSearchCriteria
	field := func(name string, how connectapi.StringComparisonType, value string) criteria {
		return criteria{StringCondition: &connectapi.StringCondition{FieldName: &name, ComparisonType: how, Value: &value}}
	}
	exact, starts, contains := connectapi.StringComparisonTypeExact, connectapi.StringComparisonTypeStartsWith, connectapi.StringComparisonTypeContains
	tests := map[string]struct {
		criteria criteria
		team     string
		want     []string
	}{
		"name contains": {field("name", contains, "SHIFT"), "", []string{"Day shift", "Night shift"}},
		"name starts":   {field("name", starts, "shift"), "", nil},
		"description":   {field("description", exact, "About Reserve"), "", []string{"Reserve"}},
		"id":            {field("resourceID", exact, *ids["Night shift"]), "", []string{"Night shift"}},
		"queue":         {field("associatedQueueIds", exact, *b), "", []string{"Day shift", "Night shift"}},
		"tree": {criteria{AndConditions: []criteria{field("associatedQueueIds", contains, *b),
			{OrConditions: []criteria{field("name", starts, "night"), field("name", starts, "reserve")}}}}, "", []string{"Night shift"}},
		"tag": {field("name", contains, "shift"), "blue", []string{"Day shift"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			in := connectapi.SearchRoutingProfilesInput{InstanceId: h.id(), SearchCriteria: &test.criteria}
			if test.team != "" {
				in.SearchFilter = &connectapi.RoutingProfileSearchFilter{TagFilter: &connectapi.ControlPlaneTagFilter{
					TagCondition: &connectapi.TagCondition{TagKey: ptr("team"), TagValue: &test.team}}}
			}
			out := call[connectapi.SearchRoutingProfilesOutput](t, h, "SearchRoutingProfiles", &in)
			var got []string
			for _, p := range out.RoutingProfiles {
				got = append(got, *p.Name)
				h.checkFoundProfile(t, p)
			}
			slices.Sort(got)
			diff(t, "profiles", got, test.want)
			diff(t, "count", out.ApproximateTotalCount, ptr(int64(len(test.want))))
		})
	}
	in := connectapi.SearchRoutingProfilesInput{InstanceId: h.id(), MaxResults: ptr(int32(1))}
	total := h.instance.Directory().Profiles.Len()
	for range total {
		out := call[connectapi.SearchRoutingProfilesOutput](t, h, "SearchRoutingProfiles", &in)
		diff(t, "size of the page", len(out.RoutingProfiles), 1)
		diff(t, "count", *out.ApproximateTotalCount, int64(total))
		in.NextToken = out.NextToken
	}
	if in.NextToken != nil {
		t.Errorf("the last page has a token")
	}
	unknown := field("colour", exact, "blue")
	for _, in := range []connectapi.SearchRoutingProfilesInput{{MaxResults: ptr(int32(0))}, {MaxResults: ptr(int32(501))}, {NextToken: ptr("forged")},
		{NextToken: ptr(strings.Repeat("t", 2501))}, {SearchCriteria: &unknown}, {SearchCriteria: ptr(field("name", "LIKE", "x"))}} {
		in.InstanceId = h.id()
		h.refused(t, "SearchRoutingProfiles", &in, 400, "InvalidParameter")
	}
	h.refused(t, "SearchRoutingProfiles", &connectapi.SearchRoutingProfilesInput{InstanceId: ptr(absentID)}, 404, "ResourceNotFound")
	h.refused(t, "SearchRoutingProfiles", &connectapi.SearchRoutingProfilesInput{}, 400, "InvalidParameter")
}

// checkFoundProfile compares what a search and a description say of one profile
// (R5.5): each leaves out what the other shows.
func (h *harness) checkFoundProfile(t *testing.T, got connectapi.RoutingProfile) {
	t.Helper()
	want := *h.describeProfile(t, got.RoutingProfileId)
	if want.AssociatedQueueIds != nil || want.AssociatedManualAssignmentQueueIds != nil {
		t.Errorf("the description of %s shows the ids of queues", *want.Name)
	}
	want.AgentAvailabilityTimer, want.LastModifiedTime, want.LastModifiedRegion = "", nil, nil
	for i := range want.MediaConcurrencies {
		want.MediaConcurrencies[i].CrossChannelBehavior = nil
	}
	for _, c := range h.pairs(t, got.RoutingProfileId) {
		if id := *c.QueueReference.QueueId; !slices.Contains(want.AssociatedQueueIds, id) {
			want.AssociatedQueueIds = append(want.AssociatedQueueIds, id)
		}
	}
	for _, c := range h.manualPairs(t, got.RoutingProfileId) {
		if id := *c.QueueReference.QueueId; !slices.Contains(want.AssociatedManualAssignmentQueueIds, id) {
			want.AssociatedManualAssignmentQueueIds = append(want.AssociatedManualAssignmentQueueIds, id)
		}
	}
	slices.Sort(got.AssociatedQueueIds)
	slices.Sort(got.AssociatedManualAssignmentQueueIds)
	diff(t, *got.Name, &got, &want)
}
