package binary

import (
	"maps"
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"
)

// An instance is made with a token, polled until it is active, given its seven
// attributes, read back with all of them, tagged, and deleted; then it is polled
// until it is gone.
func TestTerraform_Instance(t *testing.T) {
	t.Parallel()
	api, ctx := shared.client(), t.Context()
	in := &connect.CreateInstanceInput{IdentityManagementType: managed, InstanceAlias: aws.String(alias()), ClientToken: aws.String(alias()),
		InboundCallsEnabled: aws.Bool(true), OutboundCallsEnabled: aws.Bool(true), Tags: map[string]string{"Name": "x"}}
	made, err := api.CreateInstance(ctx, in)
	if err != nil {
		t.Fatal(err)
	}
	read := func() (*types.Instance, error) {
		out, err := api.DescribeInstance(ctx, &connect.DescribeInstanceInput{InstanceId: made.Id})
		return got(out, err).Instance, err
	}
	until(ctx, waitLimit, func() bool {
		instance, err := read()
		return err != nil || instance.InstanceStatus != types.InstanceStatusCreationInProgress
	})
	same := func(when string, tags map[string]string) {
		t.Helper()
		instance, err := read()
		if err != nil {
			t.Fatal(err)
		}
		recent(t, when+": CreatedTime", instance.CreatedTime)
		equal(t, when, instance, &types.Instance{Id: made.Id, Arn: aws.String("arn:aws:connect:us-west-2:000000000000:instance/" + *made.Id),
			InstanceAlias: in.InstanceAlias, IdentityManagementType: managed, InstanceStatus: types.InstanceStatusActive, InboundCallsEnabled: in.InboundCallsEnabled,
			OutboundCallsEnabled: in.OutboundCallsEnabled, Tags: tags, CreatedTime: instance.CreatedTime, ServiceRole: instance.ServiceRole, InstanceAccessUrl: instance.InstanceAccessUrl})
	}
	same("created", in.Tags)
	want := map[types.InstanceAttributeType]string{
		types.InstanceAttributeTypeAutoResolveBestVoices: "true", types.InstanceAttributeTypeContactflowLogs: "false", types.InstanceAttributeTypeContactLens: "true",
		types.InstanceAttributeTypeEarlyMedia: "true", types.InstanceAttributeTypeInboundCalls: "true", types.InstanceAttributeTypeOutboundCalls: "true",
		types.InstanceAttributeTypeMultiPartyConference: "false"}
	attributes := func(when string) {
		t.Helper()
		shown := map[types.InstanceAttributeType]string{}
		for kind := range want {
			out, err := api.DescribeInstanceAttribute(ctx, &connect.DescribeInstanceAttributeInput{InstanceId: made.Id, AttributeType: kind})
			if err != nil {
				t.Fatalf("%s: %v", kind, err)
			}
			shown[kind] = *out.Attribute.Value
		}
		equal(t, when, shown, want)
	}
	for _, turned := range []bool{false, true, false} { // as they are, each turned, and back
		for _, kind := range slices.Sorted(maps.Keys(want)) {
			if turned {
				want[kind] = map[string]string{"true": "false", "false": "true"}[want[kind]]
			}
			if _, err := api.UpdateInstanceAttribute(ctx, &connect.UpdateInstanceAttributeInput{InstanceId: made.Id, AttributeType: kind, Value: aws.String(want[kind])}); err != nil {
				t.Fatalf("%s: %v", kind, err)
			}
		}
		attributes("attributes")
	}
	in.InboundCallsEnabled, in.OutboundCallsEnabled = aws.Bool(false), aws.Bool(false)
	same("without calls", in.Tags)
	tags := map[string]string{"Key1": "Value1"}
	retag(t, api, made.Arn, in.Tags, tags)
	same("tagged", tags)
	_, err = api.CreateInstance(ctx, in) // its members have changed since, the token has not
	refusedRequest(t, err)

	if _, err := api.DeleteInstance(ctx, &connect.DeleteInstanceInput{InstanceId: made.Id}); err != nil {
		t.Fatal(err)
	}
	until(ctx, waitLimit, func() bool { _, err = read(); return err != nil })
	refusedMissing(t, err)
	_, err = api.DeleteInstance(ctx, &connect.DeleteInstanceInput{InstanceId: made.Id})
	refusedMissing(t, err)
}

func TestTerraform_BotAssociation(t *testing.T) {
	t.Parallel()
	c := shared.centre(t, foreign)
	api, ctx := c.client(), t.Context()
	bot := &types.LexBot{Name: aws.String("resource"), LexRegion: region()}
	list := func() []types.LexBotConfig {
		return pages(t, connect.NewListBotsPaginator(api, &connect.ListBotsInput{InstanceId: &c.instance, LexVersion: types.LexVersionV1, MaxResults: aws.Int32(25)}), 25,
			func(out *connect.ListBotsOutput) []types.LexBotConfig { return out.LexBots })
	}
	for range 2 {
		_, err := api.AssociateBot(ctx, &connect.AssociateBotInput{InstanceId: &c.instance, LexBot: bot})
		c.check(err)
		equal(t, "bots", list(), []types.LexBotConfig{{LexBot: bot}})
		_, err = api.DisassociateBot(ctx, &connect.DisassociateBotInput{InstanceId: &c.instance, LexBot: bot})
		c.check(err)
		equal(t, "bots", len(list()), 0)
	}
	_, err := api.DisassociateBot(ctx, &connect.DisassociateBotInput{InstanceId: &c.instance, LexBot: bot})
	refusedMissing(t, err)
}

func TestTerraform_LambdaFunctionAssociation(t *testing.T) {
	t.Parallel()
	c := shared.centre(t, foreign)
	api, ctx := c.client(), t.Context()
	function := aws.String("arn:aws:lambda:us-west-2:000000000000:function:resource")
	list := func() []string {
		return pages(t, connect.NewListLambdaFunctionsPaginator(api, &connect.ListLambdaFunctionsInput{InstanceId: &c.instance, MaxResults: aws.Int32(25)}), 25,
			func(out *connect.ListLambdaFunctionsOutput) []string { return out.LambdaFunctions })
	}
	for range 2 {
		_, err := api.AssociateLambdaFunction(ctx, &connect.AssociateLambdaFunctionInput{InstanceId: &c.instance, FunctionArn: function})
		c.check(err)
		equal(t, "functions", list(), []string{*function})
		_, err = api.DisassociateLambdaFunction(ctx, &connect.DisassociateLambdaFunctionInput{InstanceId: &c.instance, FunctionArn: function})
		c.check(err)
		equal(t, "functions", len(list()), 0)
	}
	_, err := api.DisassociateLambdaFunction(ctx, &connect.DisassociateLambdaFunctionInput{InstanceId: &c.instance, FunctionArn: function})
	refusedMissing(t, err)
}

func TestTerraform_ApprovedOrigin(t *testing.T) {
	t.Parallel()
	c := shared.centre(t, foreign)
	api, ctx := c.client(), t.Context()
	origin := aws.String("https://desk.example.com")
	list := func() []string {
		return pages(t, connect.NewListApprovedOriginsPaginator(api, &connect.ListApprovedOriginsInput{InstanceId: &c.instance, MaxResults: aws.Int32(25)}), 25,
			func(out *connect.ListApprovedOriginsOutput) []string { return out.Origins })
	}
	for range 2 {
		_, err := api.AssociateApprovedOrigin(ctx, &connect.AssociateApprovedOriginInput{InstanceId: &c.instance, Origin: origin})
		c.check(err)
		equal(t, "origins", list(), []string{*origin})
		_, err = api.DisassociateApprovedOrigin(ctx, &connect.DisassociateApprovedOriginInput{InstanceId: &c.instance, Origin: origin})
		c.check(err)
		equal(t, "origins", len(list()), 0)
	}
	_, err := api.DisassociateApprovedOrigin(ctx, &connect.DisassociateApprovedOriginInput{InstanceId: &c.instance, Origin: origin})
	refusedMissing(t, err)
}

func TestTerraform_InstanceStorageConfig(t *testing.T) {
	t.Parallel()
	key := &types.EncryptionConfig{EncryptionType: types.EncryptionTypeKms, KeyId: aws.String("arn:aws:kms:us-west-2:000000000000:key/1")}
	bucket := func(name, prefix string, key *types.EncryptionConfig) *types.InstanceStorageConfig {
		return &types.InstanceStorageConfig{StorageType: types.StorageTypeS3, S3Config: &types.S3Config{BucketName: &name, BucketPrefix: &prefix, EncryptionConfig: key}}
	}
	stream := func(name string) *types.InstanceStorageConfig {
		return &types.InstanceStorageConfig{StorageType: types.StorageTypeKinesisStream, KinesisStreamConfig: &types.KinesisStreamConfig{StreamArn: aws.String("arn:aws:kinesis:us-west-2:000000000000:stream/" + name)}}
	}
	hose := func(name string) *types.InstanceStorageConfig {
		return &types.InstanceStorageConfig{StorageType: types.StorageTypeKinesisFirehose, KinesisFirehoseConfig: &types.KinesisFirehoseConfig{FirehoseArn: aws.String("arn:aws:firehose:us-west-2:000000000000:deliverystream/" + name)}}
	}
	video := func(prefix string, hours int32) *types.InstanceStorageConfig {
		return &types.InstanceStorageConfig{StorageType: types.StorageTypeKinesisVideoStream, KinesisVideoStreamConfig: &types.KinesisVideoStreamConfig{Prefix: &prefix, RetentionPeriodHours: hours, EncryptionConfig: key}}
	}
	for kind, configs := range map[types.InstanceStorageResourceType][]*types.InstanceStorageConfig{
		types.InstanceStorageResourceTypeChatTranscripts:     {bucket("a", "tf/", nil), bucket("b", "tf/", nil), bucket("b", "other/", key), bucket("b", "other/", nil)},
		types.InstanceStorageResourceTypeContactTraceRecords: {hose("a"), stream("a"), stream("b"), hose("b")},
		types.InstanceStorageResourceTypeMediaStreams:        {video("a", 1), video("b", 2)},
	} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			c := shared.centre(t, foreign)
			api, ctx := c.client(), t.Context()
			l := &life[types.InstanceStorageConfig]{
				create: func() (*string, *string, error) {
					out, err := api.AssociateInstanceStorageConfig(ctx, &connect.AssociateInstanceStorageConfigInput{InstanceId: &c.instance, ResourceType: kind, StorageConfig: configs[0]})
					return got(out, err).AssociationId, nil, err
				},
				read: func(id *string) (*types.InstanceStorageConfig, error) {
					out, err := api.DescribeInstanceStorageConfig(ctx, &connect.DescribeInstanceStorageConfigInput{InstanceId: &c.instance, ResourceType: kind, AssociationId: id})
					return got(out, err).StorageConfig, err
				},
				want: func(id, _ *string) *types.InstanceStorageConfig {
					want := *configs[0]
					want.AssociationId = id
					if want.KinesisVideoStreamConfig != nil {
						v := *want.KinesisVideoStreamConfig
						want.KinesisVideoStreamConfig = &v
					}
					return &want
				},
				anew: true,
				remove: func(id *string) error {
					_, err := api.DisassociateInstanceStorageConfig(ctx, &connect.DisassociateInstanceStorageConfigInput{InstanceId: &c.instance, ResourceType: kind, AssociationId: id})
					return err
				},
			}
			for _, config := range configs[1:] {
				l.updates = append(l.updates, change[types.InstanceStorageConfig]{"storage", func(id *string) error {
					_, err := api.UpdateInstanceStorageConfig(ctx, &connect.UpdateInstanceStorageConfigInput{InstanceId: &c.instance, ResourceType: kind, AssociationId: id, StorageConfig: config})
					return err
				}, func(s *types.InstanceStorageConfig) {
					id := s.AssociationId
					*s = *config
					s.AssociationId = id
				}})
			}
			l.lead(t)
		})
	}
}

// Data sources look things up by name, with pages of 60 (10 for instances).
func TestTerraform_DataSources(t *testing.T) {
	t.Parallel()
	c := shared.centre(t, managed)
	api := c.client()
	c.queue("by name")
	profile := c.profile("by name", c.claim("by name", types.ChannelTask, 1, 0))
	for source, ids := range map[string][2]string{ // as found by name, page by page, and as it is
		"queue": {named(t, connect.NewListQueuesPaginator(api, &connect.ListQueuesInput{InstanceId: &c.instance, MaxResults: aws.Int32(60)}),
			func(out *connect.ListQueuesOutput) []types.QueueSummary { return out.QueueSummaryList },
			func(q types.QueueSummary) (*string, *string) { return q.Name, q.Id }, "by name"), c.queues["by name"]},
		"routing profile": {named(t, connect.NewListRoutingProfilesPaginator(api, &connect.ListRoutingProfilesInput{InstanceId: &c.instance, MaxResults: aws.Int32(60)}),
			func(out *connect.ListRoutingProfilesOutput) []types.RoutingProfileSummary {
				return out.RoutingProfileSummaryList
			},
			func(p types.RoutingProfileSummary) (*string, *string) { return p.Name, p.Id }, "by name"), profile},
		"hours of operation": {named(t, connect.NewListHoursOfOperationsPaginator(api, &connect.ListHoursOfOperationsInput{InstanceId: &c.instance, MaxResults: aws.Int32(60)}),
			func(out *connect.ListHoursOfOperationsOutput) []types.HoursOfOperationSummary {
				return out.HoursOfOperationSummaryList
			},
			func(h types.HoursOfOperationSummary) (*string, *string) { return h.Name, h.Id }, "Basic Hours"), c.hours},
		"security profile": {named(t, connect.NewListSecurityProfilesPaginator(api, &connect.ListSecurityProfilesInput{InstanceId: &c.instance, MaxResults: aws.Int32(60)}),
			func(out *connect.ListSecurityProfilesOutput) []types.SecurityProfileSummary {
				return out.SecurityProfileSummaryList
			},
			func(p types.SecurityProfileSummary) (*string, *string) { return p.Name, p.Id }, "Agent"), c.security},
	} {
		equal(t, source, ids[0], ids[1])
	}
	// These seeds of a new instance are looked up by name.
	prompts := pages(t, connect.NewListPromptsPaginator(api, &connect.ListPromptsInput{InstanceId: &c.instance, MaxResults: aws.Int32(60)}), 60,
		func(out *connect.ListPromptsOutput) []types.PromptSummary { return out.PromptSummaryList })
	if !slices.ContainsFunc(prompts, func(p types.PromptSummary) bool { return *p.Name == "Beep.wav" }) {
		t.Errorf("the prompts are %s, without Beep.wav", plain(prompts))
	}
	instances := pages(t, connect.NewListInstancesPaginator(api, &connect.ListInstancesInput{MaxResults: aws.Int32(10)}), 10,
		func(out *connect.ListInstancesOutput) []types.InstanceSummary { return out.InstanceSummaryList })
	if !slices.ContainsFunc(instances, func(i types.InstanceSummary) bool { return *i.Id == c.instance }) {
		t.Errorf("the instance is not listed")
	}
}

// named reads a list to its end and returns the id of the one thing of that name.
func named[O, T any](t *testing.T, p pager[O], items func(O) []T, of func(T) (name, id *string), want string) string {
	t.Helper()
	var ids []string
	for _, item := range pages(t, p, 60, items) {
		if name, id := of(item); aws.ToString(name) == want {
			ids = append(ids, *id)
		}
	}
	if len(ids) != 1 {
		t.Fatalf("%d things are called %q", len(ids), want)
	}
	return ids[0]
}
