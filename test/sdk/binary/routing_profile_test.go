package binary

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"
)

// profiled is a centre with queues and a routing profile that has something in
// every member.
func profiled(t *testing.T) (c *centre, id string) {
	t.Helper()
	c = shared.centre(t, foreign)
	for _, name := range []string{"Sales", "Support", "Escalation"} {
		c.queue(name)
	}
	made, err := c.client().CreateRoutingProfile(t.Context(), fullProfile(c))
	c.check(err)
	return c, *made.RoutingProfileId
}

// fullProfile is a request with every member given.
func fullProfile(c *centre) *connect.CreateRoutingProfileInput {
	return &connect.CreateRoutingProfileInput{
		InstanceId: &c.instance, Name: aws.String("Everything"), Description: aws.String("All that a profile may say"),
		DefaultOutboundQueueId: aws.String(c.queues["Sales"]),
		MediaConcurrencies: []types.MediaConcurrency{
			media(types.ChannelVoice, 1, alone), media(types.ChannelChat, 10, beside), media(types.ChannelTask, 4, unasked), media(types.ChannelEmail, 2, beside)},
		QueueConfigs: []types.RoutingProfileQueueConfig{
			c.claim("Sales", types.ChannelVoice, 1, 0), c.claim("Sales", types.ChannelChat, 99, 9999),
			c.claim("Support", types.ChannelTask, 2, 30), c.claim("Support", types.ChannelEmail, 3, 1)},
		ManualAssignmentQueueConfigs: []types.RoutingProfileManualAssignmentQueueConfig{
			{QueueReference: c.pair("Escalation", types.ChannelTask)}, {QueueReference: c.pair("Escalation", types.ChannelChat)},
			{QueueReference: c.pair("Sales", types.ChannelChat)}},
		AgentAvailabilityTimer: types.AgentAvailabilityTimerTimeSinceLastInbound,
		Tags:                   map[string]string{"team": "south", "région": "Île-de-France"},
	}
}

func (c *centre) describeProfile(id string) *types.RoutingProfile {
	c.t.Helper()
	out, err := c.client().DescribeRoutingProfile(c.t.Context(), &connect.DescribeRoutingProfileInput{InstanceId: &c.instance, RoutingProfileId: &id})
	c.check(err)
	return out.RoutingProfile
}

// claims reads the pairs of a profile with pages of that size, in no order of
// importance.
func (c *centre) claims(id string, size int32) []types.RoutingProfileQueueConfig {
	c.t.Helper()
	rows := pages(c.t, connect.NewListRoutingProfileQueuesPaginator(c.client(),
		&connect.ListRoutingProfileQueuesInput{InstanceId: &c.instance, RoutingProfileId: &id, MaxResults: &size}), int(size),
		func(out *connect.ListRoutingProfileQueuesOutput) []types.RoutingProfileQueueConfigSummary {
			recent(c.t, "LastModifiedTime of the list", out.LastModifiedTime)
			return out.RoutingProfileQueueConfigSummaryList
		})
	var claims []types.RoutingProfileQueueConfig
	for _, r := range rows {
		c.named(*r.QueueId, *r.QueueArn, *r.QueueName)
		claims = append(claims, types.RoutingProfileQueueConfig{Priority: r.Priority, Delay: &r.Delay,
			QueueReference: &types.RoutingProfileQueueReference{QueueId: r.QueueId, Channel: r.Channel}})
	}
	slices.SortFunc(claims, func(a, b types.RoutingProfileQueueConfig) int { return strings.Compare(plain(a), plain(b)) })
	return claims
}

// worklist reads the pairs for manual assignment with pages of that size.
func (c *centre) worklist(id string, size int32) []types.RoutingProfileManualAssignmentQueueConfig {
	c.t.Helper()
	rows := pages(c.t, connect.NewListRoutingProfileManualAssignmentQueuesPaginator(c.client(),
		&connect.ListRoutingProfileManualAssignmentQueuesInput{InstanceId: &c.instance, RoutingProfileId: &id, MaxResults: &size}), int(size),
		func(out *connect.ListRoutingProfileManualAssignmentQueuesOutput) []types.RoutingProfileManualAssignmentQueueConfigSummary {
			return out.RoutingProfileManualAssignmentQueueConfigSummaryList
		})
	var list []types.RoutingProfileManualAssignmentQueueConfig
	for _, r := range rows {
		c.named(*r.QueueId, *r.QueueArn, *r.QueueName)
		list = append(list, types.RoutingProfileManualAssignmentQueueConfig{QueueReference: &types.RoutingProfileQueueReference{QueueId: r.QueueId, Channel: r.Channel}})
	}
	slices.SortFunc(list, func(a, b types.RoutingProfileManualAssignmentQueueConfig) int {
		return strings.Compare(plain(a), plain(b))
	})
	return list
}

// named checks that id, ARN and name are those of one queue.
func (c *centre) named(id, arn, name string) {
	c.t.Helper()
	if c.queues[name] != id || arn != c.arn("queue/"+id) {
		c.t.Errorf("queue %s is shown as %q with ARN %s", id, name, arn)
	}
}

// arn names something of the instance.
func (c *centre) arn(what string) string {
	return "arn:aws:connect:us-west-2:000000000000:instance/" + c.instance + "/" + what
}

// unordered puts what a request gave in the order of claims and worklist.
func unordered(in *connect.CreateRoutingProfileInput) *connect.CreateRoutingProfileInput {
	slices.SortFunc(in.QueueConfigs, func(a, b types.RoutingProfileQueueConfig) int { return strings.Compare(plain(a), plain(b)) })
	slices.SortFunc(in.ManualAssignmentQueueConfigs, func(a, b types.RoutingProfileManualAssignmentQueueConfig) int {
		return strings.Compare(plain(a), plain(b))
	})
	return in
}

// What was created is what is described, listed and found; what each of the
// three leaves out is documented (R5.5).
func TestRoutingProfile_ReadsBackAsCreated(t *testing.T) {
	t.Parallel()
	c, id := profiled(t)
	in := unordered(fullProfile(c))
	media := slices.Clone(in.MediaConcurrencies)
	media[2].CrossChannelBehavior = &types.CrossChannelBehavior{BehaviorType: alone} // shown even if never set
	want := types.RoutingProfile{
		InstanceId: &c.instance, RoutingProfileId: &id, RoutingProfileArn: aws.String(c.arn("routing-profile/" + id)), Name: in.Name, Description: in.Description,
		DefaultOutboundQueueId: in.DefaultOutboundQueueId, MediaConcurrencies: media, AgentAvailabilityTimer: in.AgentAvailabilityTimer, Tags: in.Tags,
		NumberOfAssociatedQueues: aws.Int64(4), NumberOfAssociatedManualAssignmentQueues: aws.Int64(3), NumberOfAssociatedUsers: aws.Int64(0),
		LastModifiedRegion: aws.String("us-west-2"),
	}
	got := *c.describeProfile(id)
	recent(t, "LastModifiedTime", got.LastModifiedTime)
	modified := got.LastModifiedTime
	got.LastModifiedTime = nil
	equal(t, "described", got, want)
	equal(t, "described by ARN", c.describeProfile(*want.RoutingProfileArn).Name, want.Name)

	found, err := c.client().SearchRoutingProfiles(t.Context(), &connect.SearchRoutingProfilesInput{InstanceId: &c.instance,
		SearchCriteria: &types.RoutingProfileSearchCriteria{StringCondition: &types.StringCondition{
			FieldName: aws.String("name"), Value: aws.String("everything"), ComparisonType: types.StringComparisonTypeExact}}})
	c.check(err)
	want.AgentAvailabilityTimer, want.LastModifiedRegion = "", nil
	want.MediaConcurrencies = slices.Clone(media)
	for i := range want.MediaConcurrencies {
		want.MediaConcurrencies[i].CrossChannelBehavior = nil
	}
	want.AssociatedQueueIds = []string{c.queues["Sales"], c.queues["Support"]}
	want.AssociatedManualAssignmentQueueIds = []string{c.queues["Escalation"], c.queues["Sales"]}
	equal(t, "found", found.RoutingProfiles, []types.RoutingProfile{want})
	equal(t, "number found", found.ApproximateTotalCount, aws.Int64(1))

	listed := pages(t, connect.NewListRoutingProfilesPaginator(c.client(), &connect.ListRoutingProfilesInput{InstanceId: &c.instance, MaxResults: aws.Int32(1)}), 1,
		func(out *connect.ListRoutingProfilesOutput) []types.RoutingProfileSummary {
			return out.RoutingProfileSummaryList
		})
	if len(listed) != 2 { // with the basic one
		t.Errorf("%d profiles are listed, want 2", len(listed))
	}
	i := slices.IndexFunc(listed, func(s types.RoutingProfileSummary) bool { return *s.Id == id })
	equal(t, "listed", listed[i], types.RoutingProfileSummary{Id: &id, Arn: want.RoutingProfileArn, Name: want.Name,
		LastModifiedTime: modified, LastModifiedRegion: aws.String("us-west-2")})

	for _, size := range []int32{1, 2, 100} {
		equal(t, "pairs", c.claims(id, size), in.QueueConfigs)
		equal(t, "pairs for manual assignment", c.worklist(id, size), in.ManualAssignmentQueueConfigs)
	}
}

// A profile that says only what it must has the defaults that are documented.
func TestRoutingProfile_LeastRequestHasDefaults(t *testing.T) {
	t.Parallel()
	c := shared.centre(t, foreign)
	c.queue("Sales")
	made, err := c.client().CreateRoutingProfile(t.Context(), &connect.CreateRoutingProfileInput{InstanceId: &c.instance, Name: aws.String("Least"),
		Description: aws.String("Outbound only"), DefaultOutboundQueueId: aws.String(c.queues["Sales"]), MediaConcurrencies: []types.MediaConcurrency{}})
	c.check(err)
	got := c.describeProfile(*made.RoutingProfileId)
	if got.AgentAvailabilityTimer != types.AgentAvailabilityTimerTimeSinceLastActivity || got.IsDefault || *got.NumberOfAssociatedQueues != 0 {
		t.Errorf("described: %s", plain(got))
	}
	equal(t, "pairs", len(c.claims(*made.RoutingProfileId, 100)), 0)
}

// Each of the five updates changes what it names, and nothing else.
func TestRoutingProfile_UpdatesChangeWhatTheyName(t *testing.T) {
	t.Parallel()
	c, id := profiled(t)
	api, ctx := c.client(), t.Context()
	for _, update := range []struct {
		name string
		send func() error
		want func(*types.RoutingProfile)
	}{
		{"name alone", func() error {
			_, err := api.UpdateRoutingProfileName(ctx, &connect.UpdateRoutingProfileNameInput{InstanceId: &c.instance, RoutingProfileId: &id, Name: aws.String("Renamed")})
			return err
		}, func(p *types.RoutingProfile) { p.Name = aws.String("Renamed") }},
		{"description alone", func() error {
			_, err := api.UpdateRoutingProfileName(ctx, &connect.UpdateRoutingProfileNameInput{InstanceId: &c.instance, RoutingProfileId: &id, Description: aws.String("Described anew")})
			return err
		}, func(p *types.RoutingProfile) { p.Description = aws.String("Described anew") }},
		{"concurrency", func() error {
			_, err := api.UpdateRoutingProfileConcurrency(ctx, &connect.UpdateRoutingProfileConcurrencyInput{InstanceId: &c.instance, RoutingProfileId: &id,
				MediaConcurrencies: []types.MediaConcurrency{media(types.ChannelTask, 10, beside)}})
			return err
		}, func(p *types.RoutingProfile) {
			p.MediaConcurrencies = []types.MediaConcurrency{media(types.ChannelTask, 10, beside)}
		}},
		{"default outbound queue", func() error {
			_, err := api.UpdateRoutingProfileDefaultOutboundQueue(ctx, &connect.UpdateRoutingProfileDefaultOutboundQueueInput{InstanceId: &c.instance, RoutingProfileId: &id,
				DefaultOutboundQueueId: aws.String(c.queues["Support"])})
			return err
		}, func(p *types.RoutingProfile) { p.DefaultOutboundQueueId = aws.String(c.queues["Support"]) }},
		{"availability timer", func() error {
			_, err := api.UpdateRoutingProfileAgentAvailabilityTimer(ctx, &connect.UpdateRoutingProfileAgentAvailabilityTimerInput{InstanceId: &c.instance, RoutingProfileId: &id,
				AgentAvailabilityTimer: types.AgentAvailabilityTimerTimeSinceLastActivity})
			return err
		}, func(p *types.RoutingProfile) {
			p.AgentAvailabilityTimer = types.AgentAvailabilityTimerTimeSinceLastActivity
		}},
		{"queues", func() error {
			_, err := api.UpdateRoutingProfileQueues(ctx, &connect.UpdateRoutingProfileQueuesInput{InstanceId: &c.instance, RoutingProfileId: &id,
				QueueConfigs: []types.RoutingProfileQueueConfig{c.claim("Support", types.ChannelTask, 98, 0), c.claim("Sales", types.ChannelVoice, 7, 77)}})
			return err
		}, func(*types.RoutingProfile) {}},
	} {
		want := c.describeProfile(id)
		if err := update.send(); err != nil {
			t.Errorf("%s: %v", update.name, err)
			continue
		}
		update.want(want)
		got := c.describeProfile(id)
		if got.LastModifiedTime.Before(*want.LastModifiedTime) {
			t.Errorf("%s: the time of the last change went back", update.name)
		}
		want.LastModifiedTime = got.LastModifiedTime
		equal(t, update.name, got, want)
	}
	in := fullProfile(c)
	in.QueueConfigs[0], in.QueueConfigs[2] = c.claim("Sales", types.ChannelVoice, 7, 77), c.claim("Support", types.ChannelTask, 98, 0)
	equal(t, "pairs", c.claims(id, 100), unordered(in).QueueConfigs)
	equal(t, "pairs for manual assignment", c.worklist(id, 100), in.ManualAssignmentQueueConfigs)
}

// Pairs come and go in either list, in both by one request, and in chunks of ten
// up to the limit of fifty.
func TestRoutingProfile_AssociatesAndDisassociates(t *testing.T) {
	t.Parallel()
	c, id := profiled(t)
	api, ctx := c.client(), t.Context()
	in := fullProfile(c)
	both := &connect.AssociateRoutingProfileQueuesInput{InstanceId: &c.instance, RoutingProfileId: &id,
		QueueConfigs:                 []types.RoutingProfileQueueConfig{c.claim("Escalation", types.ChannelTask, 5, 6)},
		ManualAssignmentQueueConfigs: []types.RoutingProfileManualAssignmentQueueConfig{{QueueReference: c.pair("Support", types.ChannelEmail)}}}
	_, err := api.AssociateRoutingProfileQueues(ctx, both)
	c.check(err)
	in.QueueConfigs = append(in.QueueConfigs, both.QueueConfigs...)
	in.ManualAssignmentQueueConfigs = append(in.ManualAssignmentQueueConfigs, both.ManualAssignmentQueueConfigs...)
	unordered(in)
	equal(t, "pairs after both were added to", c.claims(id, 2), in.QueueConfigs)
	equal(t, "pairs for manual assignment after both were added to", c.worklist(id, 3), in.ManualAssignmentQueueConfigs)

	// A pair of both lists leaves the one from which it is taken.
	_, err = api.DisassociateRoutingProfileQueues(ctx, &connect.DisassociateRoutingProfileQueuesInput{InstanceId: &c.instance, RoutingProfileId: &id,
		QueueReferences: []types.RoutingProfileQueueReference{*c.pair("Escalation", types.ChannelTask)}})
	c.check(err)
	in.QueueConfigs = slices.DeleteFunc(in.QueueConfigs, func(q types.RoutingProfileQueueConfig) bool {
		return *q.QueueReference.QueueId == c.queues["Escalation"]
	})
	equal(t, "pairs after one was taken", c.claims(id, 100), in.QueueConfigs)
	equal(t, "pairs for manual assignment after one was taken elsewhere", c.worklist(id, 100), in.ManualAssignmentQueueConfigs)
	var all []types.RoutingProfileQueueReference
	for _, m := range in.ManualAssignmentQueueConfigs {
		all = append(all, *m.QueueReference)
	}
	_, err = api.DisassociateRoutingProfileQueues(ctx, &connect.DisassociateRoutingProfileQueuesInput{InstanceId: &c.instance, RoutingProfileId: &id, ManualAssignmentQueueReferences: all})
	c.check(err)
	equal(t, "pairs for manual assignment after all were taken", len(c.worklist(id, 100)), 0)
	equal(t, "pairs after all others were taken", c.claims(id, 100), in.QueueConfigs)
	if got := c.describeProfile(id); *got.NumberOfAssociatedQueues != 4 || *got.NumberOfAssociatedManualAssignmentQueues != 0 {
		t.Errorf("the numbers of pairs are wrong: %s", plain(got))
	}
}

// A profile holds fifty pairs, which the limit of ten for a request does not
// hinder, and not one more (R5.2).
func TestRoutingProfile_FiftyPairsAndNotOneMore(t *testing.T) {
	t.Parallel()
	c, id := profiled(t)
	api, ctx := c.client(), t.Context()
	var more []types.RoutingProfileQueueConfig
	for i := range 47 { // the profile has four already
		name := fmt.Sprintf("Queue %d", i)
		q, err := api.CreateQueue(ctx, &connect.CreateQueueInput{InstanceId: &c.instance, Name: &name, HoursOfOperationId: &c.hours})
		c.check(err)
		c.queues[name] = *q.QueueId
		more = append(more, c.claim(name, types.ChannelTask, int32(i+1), int32(i)))
	}
	add := func(chunk []types.RoutingProfileQueueConfig) error {
		_, err := api.AssociateRoutingProfileQueues(ctx, &connect.AssociateRoutingProfileQueuesInput{InstanceId: &c.instance, RoutingProfileId: &id, QueueConfigs: chunk})
		return err
	}
	for chunk := range slices.Chunk(more[:46], 10) {
		c.check(add(chunk))
	}
	full := c.claims(id, 7)
	equal(t, "number of pairs", len(full), 50)
	refused[*types.InvalidRequestException](t, add(more[46:]))
	equal(t, "pairs after the fifty-first was refused", c.claims(id, 7), full)
}

// Tags are those given, on every way on which they are written and read.
func TestRoutingProfile_Tags(t *testing.T) {
	t.Parallel()
	c, id := profiled(t)
	api, ctx, arn := c.client(), t.Context(), c.arn("routing-profile/"+id)
	want := fullProfile(c).Tags
	same := func(when string) {
		t.Helper()
		listed, err := api.ListTagsForResource(ctx, &connect.ListTagsForResourceInput{ResourceArn: &arn})
		c.check(err)
		equal(t, "tags listed "+when, listed.Tags, want)
		equal(t, "tags described "+when, c.describeProfile(id).Tags, want)
	}
	same("at first")
	_, err := api.TagResource(ctx, &connect.TagResourceInput{ResourceArn: &arn, Tags: map[string]string{"team": "north", "cost center": ""}})
	c.check(err)
	want["team"], want["cost center"] = "north", ""
	same("after tagging")
	found, err := api.SearchRoutingProfiles(ctx, &connect.SearchRoutingProfilesInput{InstanceId: &c.instance, SearchFilter: &types.RoutingProfileSearchFilter{
		TagFilter: &types.ControlPlaneTagFilter{AndConditions: []types.TagCondition{{TagKey: aws.String("team"), TagValue: aws.String("north")}, {TagKey: aws.String("région")}}}}})
	c.check(err)
	if len(found.RoutingProfiles) != 1 || *found.RoutingProfiles[0].RoutingProfileId != id {
		t.Errorf("the search by tags finds %s", plain(found.RoutingProfiles))
	}
	_, err = api.UntagResource(ctx, &connect.UntagResourceInput{ResourceArn: &arn, TagKeys: []string{"team", "région", "never was"}})
	c.check(err)
	delete(want, "team")
	delete(want, "région")
	same("after untagging")
}

// A search finds by each of its fields and kinds of condition.
func TestRoutingProfile_Search(t *testing.T) {
	t.Parallel()
	c, id := profiled(t)
	c.profile("Sales only", c.claim("Sales", types.ChannelVoice, 1, 0))
	text := func(field, value string, how types.StringComparisonType) types.RoutingProfileSearchCriteria {
		return types.RoutingProfileSearchCriteria{StringCondition: &types.StringCondition{FieldName: &field, Value: &value, ComparisonType: how}}
	}
	exact, starts, contains := types.StringComparisonTypeExact, types.StringComparisonTypeStartsWith, types.StringComparisonTypeContains
	for _, search := range []struct {
		name     string
		criteria types.RoutingProfileSearchCriteria
		want     []string
	}{
		{"exact name in another case", text("Name", "SALES ONLY", exact), []string{"Sales only"}},
		{"start of the name", text("name", "basic r", starts), []string{"Basic Routing Profile"}},
		{"part of the description", text("description", "profile", contains), []string{"Basic Routing Profile", "Everything"}},
		{"id", text("resourceID", id, exact), []string{"Everything"}},
		{"queue", text("associatedQueueIds", c.queues["Sales"], exact), []string{"Everything", "Sales only"}},
		{"either of two", types.RoutingProfileSearchCriteria{OrConditions: []types.RoutingProfileSearchCriteria{
			text("name", "Sales only", exact), text("name", "Basic", starts)}}, []string{"Basic Routing Profile", "Sales only"}},
		{"both of two", types.RoutingProfileSearchCriteria{AndConditions: []types.RoutingProfileSearchCriteria{
			text("associatedQueueIds", c.queues["Sales"], exact), text("name", "only", contains)}}, []string{"Sales only"}},
		{"nothing of the kind", text("name", "Nobody", exact), nil},
	} {
		found := pages(t, connect.NewSearchRoutingProfilesPaginator(c.client(), &connect.SearchRoutingProfilesInput{InstanceId: &c.instance,
			SearchCriteria: &search.criteria, MaxResults: aws.Int32(1)}), 1, func(out *connect.SearchRoutingProfilesOutput) []types.RoutingProfile {
			equal(t, search.name+": number found", *out.ApproximateTotalCount, int64(len(search.want)))
			return out.RoutingProfiles
		})
		var names []string
		for _, p := range found {
			names = append(names, *p.Name)
		}
		equal(t, search.name, sorted(names), search.want)
	}
}

// Every refusal that is documented comes as the SDK's own error, and leaves the
// profile as it was.
func TestRoutingProfile_Refusals(t *testing.T) {
	t.Parallel()
	c, id := profiled(t)
	api := c.client()
	pair := c.claim("Escalation", types.ChannelVoice, 1, 0)
	eleven := func() (list []types.RoutingProfileQueueReference) {
		for range 11 {
			list = append(list, *c.pair("Sales", types.ChannelVoice))
		}
		return list
	}
	create := func(change func(*connect.CreateRoutingProfileInput)) func(context.Context) error {
		return func(ctx context.Context) error {
			in := fullProfile(c)
			in.Name = aws.String("Another")
			change(in)
			_, err := api.CreateRoutingProfile(ctx, in)
			return err
		}
	}
	associate := func(queues ...types.RoutingProfileQueueConfig) func(context.Context) error {
		return func(ctx context.Context) error {
			_, err := api.AssociateRoutingProfileQueues(ctx, &connect.AssociateRoutingProfileQueuesInput{InstanceId: &c.instance, RoutingProfileId: &id, QueueConfigs: queues})
			return err
		}
	}
	update := func(queues ...types.RoutingProfileQueueConfig) func(context.Context) error {
		return func(ctx context.Context) error {
			_, err := api.UpdateRoutingProfileQueues(ctx, &connect.UpdateRoutingProfileQueuesInput{InstanceId: &c.instance, RoutingProfileId: &id, QueueConfigs: queues})
			return err
		}
	}
	unknown := c.claim("No such queue", types.ChannelVoice, 1, 0)
	unknown.QueueReference.QueueId = aws.String("5e1c7b0f-0000-4000-8000-000000000000")
	before, claims := c.describeProfile(id), c.claims(id, 100)
	invalid, request, missing, twice := refusedParameter, refusedRequest, refusedMissing, refusedDuplicate
	for _, refusal := range []struct {
		name string
		send func(context.Context) error
		want func(*testing.T, error)
	}{
		{"voice for two", create(func(in *connect.CreateRoutingProfileInput) {
			in.MediaConcurrencies = []types.MediaConcurrency{media(types.ChannelVoice, 2, unasked)}
		}), invalid},
		{"eleven chats", create(func(in *connect.CreateRoutingProfileInput) {
			in.MediaConcurrencies = []types.MediaConcurrency{media(types.ChannelChat, 11, unasked)}
		}), invalid},
		{"a channel twice", create(func(in *connect.CreateRoutingProfileInput) {
			in.MediaConcurrencies = []types.MediaConcurrency{media(types.ChannelChat, 1, unasked), media(types.ChannelChat, 2, unasked)}
		}), invalid},
		{"a pair twice", create(func(in *connect.CreateRoutingProfileInput) {
			in.QueueConfigs = []types.RoutingProfileQueueConfig{pair, c.claim("Escalation", types.ChannelVoice, 2, 5)}
		}), invalid},
		{"eleven pairs", create(func(in *connect.CreateRoutingProfileInput) {
			in.QueueConfigs = slices.Repeat([]types.RoutingProfileQueueConfig{pair}, 11)
		}), invalid},
		{"an empty list of pairs", create(func(in *connect.CreateRoutingProfileInput) { in.QueueConfigs = []types.RoutingProfileQueueConfig{} }), invalid},
		{"an empty list of pairs for manual assignment", create(func(in *connect.CreateRoutingProfileInput) {
			in.ManualAssignmentQueueConfigs = []types.RoutingProfileManualAssignmentQueueConfig{}
		}), invalid},
		{"priority 0", create(func(in *connect.CreateRoutingProfileInput) { in.QueueConfigs[0].Priority = aws.Int32(0) }), invalid},
		{"priority 100", create(func(in *connect.CreateRoutingProfileInput) { in.QueueConfigs[0].Priority = aws.Int32(100) }), invalid},
		{"delay below 0", create(func(in *connect.CreateRoutingProfileInput) { in.QueueConfigs[0].Delay = aws.Int32(-1) }), invalid},
		{"delay 10000", create(func(in *connect.CreateRoutingProfileInput) { in.QueueConfigs[0].Delay = aws.Int32(10_000) }), invalid},
		{"a name of 128 characters", create(func(in *connect.CreateRoutingProfileInput) { in.Name = aws.String(strings.Repeat("n", 128)) }), invalid},
		{"no description", create(func(in *connect.CreateRoutingProfileInput) { in.Description = aws.String("") }), invalid},
		{"a tag of AWS", create(func(in *connect.CreateRoutingProfileInput) { in.Tags = map[string]string{"aws:own": "x"} }), invalid},
		{"an unknown timer", create(func(in *connect.CreateRoutingProfileInput) { in.AgentAvailabilityTimer = "TIME_SINCE_LUNCH" }), invalid},
		{"an unknown channel", create(func(in *connect.CreateRoutingProfileInput) {
			in.MediaConcurrencies = []types.MediaConcurrency{media("FAX", 1, unasked)}
		}), invalid},
		{"an unknown queue", create(func(in *connect.CreateRoutingProfileInput) { in.QueueConfigs[0] = unknown }), missing},
		{"an unknown outbound queue", create(func(in *connect.CreateRoutingProfileInput) {
			in.DefaultOutboundQueueId = unknown.QueueReference.QueueId
		}), missing},
		{"an unknown instance", create(func(in *connect.CreateRoutingProfileInput) { in.InstanceId = unknown.QueueReference.QueueId }), missing},
		{"a name that is taken", create(func(in *connect.CreateRoutingProfileInput) { in.Name = aws.String("Everything") }), twice},
		{"renamed to a name that is taken", func(ctx context.Context) error {
			_, err := api.UpdateRoutingProfileName(ctx, &connect.UpdateRoutingProfileNameInput{InstanceId: &c.instance, RoutingProfileId: &id, Name: aws.String("Basic Routing Profile")})
			return err
		}, twice},
		{"nothing to rename", func(ctx context.Context) error {
			_, err := api.UpdateRoutingProfileName(ctx, &connect.UpdateRoutingProfileNameInput{InstanceId: &c.instance, RoutingProfileId: &id})
			return err
		}, request},
		{"nothing to associate", associate(), request},
		{"associated already", associate(c.claim("Sales", types.ChannelVoice, 9, 9)), request},
		{"associated twice at once", associate(pair, pair), invalid},
		{"unknown queue associated", associate(unknown), missing},
		{"nothing to disassociate", func(ctx context.Context) error {
			_, err := api.DisassociateRoutingProfileQueues(ctx, &connect.DisassociateRoutingProfileQueuesInput{InstanceId: &c.instance, RoutingProfileId: &id})
			return err
		}, request},
		{"eleven disassociated", func(ctx context.Context) error {
			_, err := api.DisassociateRoutingProfileQueues(ctx, &connect.DisassociateRoutingProfileQueuesInput{InstanceId: &c.instance, RoutingProfileId: &id, QueueReferences: eleven()})
			return err
		}, invalid},
		{"eleven disassociated from manual assignment", func(ctx context.Context) error {
			_, err := api.DisassociateRoutingProfileQueues(ctx, &connect.DisassociateRoutingProfileQueuesInput{InstanceId: &c.instance, RoutingProfileId: &id, ManualAssignmentQueueReferences: eleven()})
			return err
		}, invalid},
		{"update of a pair that is not associated", update(pair), request},
		{"update of one that is and one that is not", update(c.claim("Sales", types.ChannelVoice, 50, 50), pair), request},
		{"update of a pair twice", update(c.claim("Sales", types.ChannelVoice, 5, 5), c.claim("Sales", types.ChannelVoice, 6, 6)), invalid},
		{"update to voice for two", func(ctx context.Context) error {
			_, err := api.UpdateRoutingProfileConcurrency(ctx, &connect.UpdateRoutingProfileConcurrencyInput{InstanceId: &c.instance, RoutingProfileId: &id,
				MediaConcurrencies: []types.MediaConcurrency{media(types.ChannelVoice, 2, unasked)}})
			return err
		}, invalid},
		{"unknown profile described", func(ctx context.Context) error {
			_, err := api.DescribeRoutingProfile(ctx, &connect.DescribeRoutingProfileInput{InstanceId: &c.instance, RoutingProfileId: aws.String("unknown")})
			return err
		}, missing},
		{"page of a token that nobody gave", func(ctx context.Context) error {
			_, err := api.ListRoutingProfiles(ctx, &connect.ListRoutingProfilesInput{InstanceId: &c.instance, NextToken: aws.String("not a token")})
			return err
		}, invalid},
		{"page of 1001", func(ctx context.Context) error {
			_, err := api.ListRoutingProfiles(ctx, &connect.ListRoutingProfilesInput{InstanceId: &c.instance, MaxResults: aws.Int32(1001)})
			return err
		}, invalid},
		{"search by an unknown field", func(ctx context.Context) error {
			_, err := api.SearchRoutingProfiles(ctx, &connect.SearchRoutingProfilesInput{InstanceId: &c.instance, SearchCriteria: &types.RoutingProfileSearchCriteria{
				StringCondition: &types.StringCondition{FieldName: aws.String("colour"), Value: aws.String("red"), ComparisonType: types.StringComparisonTypeExact}}})
			return err
		}, invalid},
	} {
		t.Run(refusal.name, func(t *testing.T) { refusal.want(t, refusal.send(t.Context())) })
	}
	equal(t, "the profile after all refusals", c.describeProfile(id), before)
	equal(t, "its pairs after all refusals", c.claims(id, 100), claims)
	list, err := api.ListRoutingProfiles(t.Context(), &connect.ListRoutingProfilesInput{InstanceId: &c.instance})
	c.check(err)
	equal(t, "number of profiles after all refusals", len(list.RoutingProfileSummaryList), 2)
}

// The usual refusals, as checks for tables. Each has a message.
func refusedParameter(t *testing.T, err error) {
	t.Helper()
	said(t, refused[*types.InvalidParameterException](t, err).ErrorMessage())
}

func refusedRequest(t *testing.T, err error) {
	t.Helper()
	said(t, refused[*types.InvalidRequestException](t, err).ErrorMessage())
}

func refusedMissing(t *testing.T, err error) {
	t.Helper()
	said(t, refused[*types.ResourceNotFoundException](t, err).ErrorMessage())
}

func refusedDuplicate(t *testing.T, err error) {
	t.Helper()
	said(t, refused[*types.DuplicateResourceException](t, err).ErrorMessage())
}

func said(t *testing.T, message string) {
	t.Helper()
	if message == "" {
		t.Error("the refusal does not say why")
	}
}

// A profile that a user carries cannot be deleted, and the refusal says what is
// in use; when the user has another one it can, and is gone (R5.1).
func TestRoutingProfile_DeleteInUse(t *testing.T) {
	t.Parallel()
	c, id := profiled(t)
	api, ctx := c.client(), t.Context()
	user := c.user("ann", id)
	equal(t, "number of users", c.describeProfile(id).NumberOfAssociatedUsers, aws.Int64(1))
	remove := func() error {
		_, err := api.DeleteRoutingProfile(ctx, &connect.DeleteRoutingProfileInput{InstanceId: &c.instance, RoutingProfileId: &id})
		return err
	}
	inUse := refused[*types.ResourceInUseException](t, remove())
	if inUse.ResourceType != "ROUTING_PROFILE" || aws.ToString(inUse.ResourceId) != id {
		t.Errorf("the refusal names %s %s, want ROUTING_PROFILE %s", inUse.ResourceType, aws.ToString(inUse.ResourceId), id)
	}
	other := c.profile("Other", c.claim("Support", types.ChannelTask, 1, 0))
	_, err := api.UpdateUserRoutingProfile(ctx, &connect.UpdateUserRoutingProfileInput{InstanceId: &c.instance, UserId: &user, RoutingProfileId: &other})
	c.check(err)
	c.check(remove())
	refusedMissing(t, remove())
	_, err = api.DescribeRoutingProfile(ctx, &connect.DescribeRoutingProfileInput{InstanceId: &c.instance, RoutingProfileId: &id})
	refusedMissing(t, err)
	// The name is free again, and so is the queue that no other profile has.
	again, err := api.CreateRoutingProfile(ctx, fullProfile(c))
	c.check(err)
	_, err = api.DeleteRoutingProfile(ctx, &connect.DeleteRoutingProfileInput{InstanceId: &c.instance, RoutingProfileId: again.RoutingProfileId})
	c.check(err)
	_, err = api.DeleteQueue(ctx, &connect.DeleteQueueInput{InstanceId: &c.instance, QueueId: aws.String(c.queues["Escalation"])})
	c.check(err)
}
