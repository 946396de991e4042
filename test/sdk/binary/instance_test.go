package binary

import (
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"
)

// A new instance is active at once and holds what an instance on AWS holds, by
// the names by which scripts look it up.
func TestInstance_SeededAsDocumented(t *testing.T) {
	t.Parallel()
	c := shared.centre(t, managed)
	api, ctx := c.client(), t.Context()
	names := func(list []string) []string { return sorted(list) }

	var hours []string
	for _, h := range pages(t, connect.NewListHoursOfOperationsPaginator(api, &connect.ListHoursOfOperationsInput{InstanceId: &c.instance, MaxResults: aws.Int32(1)}), 1,
		func(out *connect.ListHoursOfOperationsOutput) []types.HoursOfOperationSummary {
			return out.HoursOfOperationSummaryList
		}) {
		hours = append(hours, *h.Name)
	}
	equal(t, "hours", hours, []string{"Basic Hours"})
	queues, err := api.ListQueues(ctx, &connect.ListQueuesInput{InstanceId: &c.instance})
	c.check(err)
	if list := queues.QueueSummaryList; len(list) != 1 || *list[0].Name != "BasicQueue" || list[0].QueueType != types.QueueTypeStandard {
		t.Errorf("queues: %s", plain(list))
	}
	profiles, err := api.ListRoutingProfiles(ctx, &connect.ListRoutingProfilesInput{InstanceId: &c.instance})
	c.check(err)
	if list := profiles.RoutingProfileSummaryList; len(list) != 1 || *list[0].Name != "Basic Routing Profile" || !c.describeProfile(*list[0].Id).IsDefault {
		t.Errorf("routing profiles: %s", plain(list))
	}
	security, err := api.ListSecurityProfiles(ctx, &connect.ListSecurityProfilesInput{InstanceId: &c.instance})
	c.check(err)
	var securities []string
	for _, p := range security.SecurityProfileSummaryList {
		securities = append(securities, *p.Name)
	}
	equal(t, "security profiles", names(securities), []string{"Admin", "Agent", "CallCenterManager", "QualityAnalyst"})
	statuses, err := api.ListAgentStatuses(ctx, &connect.ListAgentStatusesInput{InstanceId: &c.instance,
		AgentStatusTypes: []types.AgentStatusType{types.AgentStatusTypeRoutable, types.AgentStatusTypeOffline}})
	c.check(err)
	kinds := map[string]types.AgentStatusType{}
	for _, s := range statuses.AgentStatusSummaryList {
		kinds[*s.Name] = s.Type
	}
	equal(t, "built-in statuses", kinds, map[string]types.AgentStatusType{"Available": types.AgentStatusTypeRoutable, "Offline": types.AgentStatusTypeOffline})
	flows := map[string]types.ContactFlowType{}
	for _, f := range pages(t, connect.NewListContactFlowsPaginator(api, &connect.ListContactFlowsInput{InstanceId: &c.instance, MaxResults: aws.Int32(4)}), 4,
		func(out *connect.ListContactFlowsOutput) []types.ContactFlowSummary {
			return out.ContactFlowSummaryList
		}) {
		flows[*f.Name] = f.ContactFlowType
	}
	for name, kind := range map[string]types.ContactFlowType{
		"Default agent hold": types.ContactFlowTypeAgentHold, "Default agent transfer": types.ContactFlowTypeAgentTransfer,
		"Default agent whisper": types.ContactFlowTypeAgentWhisper, "Default customer hold": types.ContactFlowTypeCustomerHold,
		"Default customer queue": types.ContactFlowTypeCustomerQueue, "Default customer whisper": types.ContactFlowTypeCustomerWhisper,
		"Default outbound": types.ContactFlowTypeOutboundWhisper, "Default queue transfer": types.ContactFlowTypeQueueTransfer,
		"Sample inbound flow (first contact experience)": types.ContactFlowTypeContactFlow,
	} {
		if flows[name] != kind {
			t.Errorf("flow %q has type %q, want %s", name, flows[name], kind)
		}
	}
}

// An instance is described and listed as it was made.
func TestInstance_ReadsBackAsCreated(t *testing.T) {
	t.Parallel()
	s := newServer(t) // the list of all instances is this test's alone
	api, ctx := s.client(), t.Context()
	in := &connect.CreateInstanceInput{IdentityManagementType: managed, InstanceAlias: aws.String("read-back"), ClientToken: aws.String("once"),
		InboundCallsEnabled: aws.Bool(true), OutboundCallsEnabled: aws.Bool(false), Tags: map[string]string{"stage": "test"}}
	made, err := api.CreateInstance(ctx, in)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "ARN", *made.Arn, "arn:aws:connect:us-west-2:000000000000:instance/"+*made.Id)
	described, err := api.DescribeInstance(ctx, &connect.DescribeInstanceInput{InstanceId: made.Id})
	if err != nil {
		t.Fatal(err)
	}
	got := *described.Instance
	recent(t, "CreatedTime", got.CreatedTime)
	if aws.ToString(got.ServiceRole) == "" {
		t.Error("the instance has no service role")
	}
	equal(t, "described", got, types.Instance{Id: made.Id, Arn: made.Arn, InstanceAlias: in.InstanceAlias, IdentityManagementType: managed,
		InstanceStatus: types.InstanceStatusActive, InboundCallsEnabled: in.InboundCallsEnabled, OutboundCallsEnabled: in.OutboundCallsEnabled, Tags: in.Tags,
		CreatedTime: got.CreatedTime, ServiceRole: got.ServiceRole, InstanceAccessUrl: got.InstanceAccessUrl})

	again, err := api.CreateInstance(ctx, in)
	if err != nil || *again.Id != *made.Id {
		t.Errorf("the same token again: %s, %v; want the instance made before", plain(again), err)
	}
	in.ClientToken = nil
	_, err = api.CreateInstance(ctx, in)
	refusedRequest(t, err)

	ids := []string{*made.Id}
	for range 11 {
		ids = append(ids, s.centre(t, foreign).instance)
	}
	for _, size := range []int32{1, 5, 10} {
		var listed []string
		for _, i := range pages(t, connect.NewListInstancesPaginator(api, &connect.ListInstancesInput{MaxResults: &size}), int(size),
			func(out *connect.ListInstancesOutput) []types.InstanceSummary { return out.InstanceSummaryList }) {
			listed = append(listed, *i.Id)
		}
		equal(t, "instances listed", sorted(listed), sorted(ids))
	}
	_, err = api.DeleteInstance(ctx, &connect.DeleteInstanceInput{InstanceId: made.Id})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // now, and after the process was started anew
		_, err = s.client().DescribeInstance(ctx, &connect.DescribeInstanceInput{InstanceId: made.Id})
		refusedMissing(t, err)
		s.kill()
		s.start()
	}
	if _, err = s.client().CreateInstance(ctx, in); err != nil {
		t.Errorf("the alias of a deleted instance is not free: %v", err)
	}
}

// Instance attributes have the values of a new instance until they are changed;
// those of calls are the choices made with the instance.
func TestInstance_Attributes(t *testing.T) {
	t.Parallel()
	c := shared.centre(t, foreign)
	api, ctx := c.client(), t.Context()
	want := map[types.InstanceAttributeType]string{
		types.InstanceAttributeTypeAutoResolveBestVoices: "true", types.InstanceAttributeTypeContactflowLogs: "false",
		types.InstanceAttributeTypeContactLens: "true", types.InstanceAttributeTypeEarlyMedia: "true",
		types.InstanceAttributeTypeInboundCalls: "true", types.InstanceAttributeTypeOutboundCalls: "true",
		types.InstanceAttributeTypeMultiPartyConference: "false",
	}
	same := func(when string) {
		t.Helper()
		listed := map[types.InstanceAttributeType]string{}
		for _, a := range pages(t, connect.NewListInstanceAttributesPaginator(api, &connect.ListInstanceAttributesInput{InstanceId: &c.instance, MaxResults: aws.Int32(2)}), 2,
			func(out *connect.ListInstanceAttributesOutput) []types.Attribute { return out.Attributes }) {
			listed[a.AttributeType] = *a.Value
		}
		for kind, value := range want {
			one, err := api.DescribeInstanceAttribute(ctx, &connect.DescribeInstanceAttributeInput{InstanceId: &c.instance, AttributeType: kind})
			c.check(err)
			if *one.Attribute.Value != value || listed[kind] != value {
				t.Errorf("%s: %s is described as %s and listed as %s, want %s", when, kind, *one.Attribute.Value, listed[kind], value)
			}
		}
	}
	same("at first")
	for _, change := range []types.InstanceAttributeType{types.InstanceAttributeTypeEarlyMedia, types.InstanceAttributeTypeOutboundCalls} {
		_, err := api.UpdateInstanceAttribute(ctx, &connect.UpdateInstanceAttributeInput{InstanceId: &c.instance, AttributeType: change, Value: aws.String("false")})
		c.check(err)
		want[change] = "false"
	}
	same("changed")
	described, err := api.DescribeInstance(ctx, &connect.DescribeInstanceInput{InstanceId: &c.instance})
	c.check(err)
	if *described.Instance.OutboundCallsEnabled {
		t.Error("the instance still shows outbound calls as enabled")
	}
	_, err = api.UpdateInstanceAttribute(ctx, &connect.UpdateInstanceAttributeInput{InstanceId: &c.instance, AttributeType: types.InstanceAttributeTypeEarlyMedia, Value: aws.String("perhaps")})
	refusedParameter(t, err)
}

// Every kind of resource is tagged under its ARN, and what is no resource is
// refused.
func TestInstance_TagsOnEveryResource(t *testing.T) {
	t.Parallel()
	c := shared.centre(t, foreign)
	c.queue("Sales")
	api, ctx := c.client(), t.Context()
	profile := c.profile("Sales", c.claim("Sales", types.ChannelTask, 1, 0))
	user := c.user("ann", profile)
	whole := "arn:aws:connect:us-west-2:000000000000:instance/" + c.instance
	for _, arn := range []string{whole, c.arn("operating-hours/" + c.hours), c.arn("queue/" + c.queues["Sales"]), c.arn("routing-profile/" + profile),
		c.arn("agent/" + user), c.arn("agent-state/" + c.statuses["Break"]), c.arn("security-profile/" + c.security), c.arn("contact-flow/" + c.flows["Sales"])} {
		tags := map[string]string{"a": "1", "b": "2"}
		_, err := api.TagResource(ctx, &connect.TagResourceInput{ResourceArn: &arn, Tags: tags})
		c.check(err)
		_, err = api.UntagResource(ctx, &connect.UntagResourceInput{ResourceArn: &arn, TagKeys: []string{"a"}})
		c.check(err)
		listed, err := api.ListTagsForResource(ctx, &connect.ListTagsForResourceInput{ResourceArn: &arn})
		c.check(err)
		equal(t, arn, listed.Tags, map[string]string{"b": "2"})
	}
	_, err := api.TagResource(ctx, &connect.TagResourceInput{ResourceArn: aws.String(c.arn("queue/unknown")), Tags: map[string]string{"a": "1"}})
	refusedMissing(t, err)
	_, err = api.TagResource(ctx, &connect.TagResourceInput{ResourceArn: aws.String("arn:aws:s3:::bucket"), Tags: map[string]string{"a": "1"}})
	refusedParameter(t, err)
	found, err := api.SearchQueues(ctx, &connect.SearchQueuesInput{InstanceId: &c.instance, SearchFilter: &types.QueueSearchFilter{
		TagFilter: &types.ControlPlaneTagFilter{TagCondition: &types.TagCondition{TagKey: aws.String("b"), TagValue: aws.String("2")}}}})
	c.check(err)
	if !slices.ContainsFunc(found.Queues, func(q types.Queue) bool { return *q.QueueId == c.queues["Sales"] }) || len(found.Queues) != 1 {
		t.Errorf("the search by tag finds %s", plain(found.Queues))
	}
}
