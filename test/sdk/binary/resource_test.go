package binary

import (
	"fmt"
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"
)

// region is the region of all instances here, as resources show it.
func region() *string { return aws.String("us-west-2") }

// opening is a row of hours.
func opening(day types.HoursOfOperationDays, from, to [2]int32) types.HoursOfOperationConfig {
	at := func(t [2]int32) *types.HoursOfOperationTimeSlice {
		return &types.HoursOfOperationTimeSlice{Hours: &t[0], Minutes: &t[1]}
	}
	return types.HoursOfOperationConfig{Day: day, StartTime: at(from), EndTime: at(to)}
}

func TestHoursOfOperation_RoundTrip(t *testing.T) {
	t.Parallel()
	c := shared.centre(t, foreign)
	api, ctx := c.client(), t.Context()
	in := &connect.CreateHoursOfOperationInput{InstanceId: &c.instance, Name: aws.String("Office"), Description: aws.String("With a break"),
		TimeZone: aws.String("Europe/Berlin"), Tags: map[string]string{"site": "BER"}, Config: []types.HoursOfOperationConfig{
			opening(types.HoursOfOperationDaysMonday, [2]int32{8, 30}, [2]int32{12, 0}), opening(types.HoursOfOperationDaysMonday, [2]int32{13, 0}, [2]int32{0, 0}),
			opening(types.HoursOfOperationDaysSunday, [2]int32{0, 0}, [2]int32{23, 59})}}
	made, err := api.CreateHoursOfOperation(ctx, in)
	c.check(err)
	id := made.HoursOfOperationId
	describe := func() *types.HoursOfOperation {
		t.Helper()
		out, err := api.DescribeHoursOfOperation(ctx, &connect.DescribeHoursOfOperationInput{InstanceId: &c.instance, HoursOfOperationId: id})
		c.check(err)
		recent(t, "LastModifiedTime", out.HoursOfOperation.LastModifiedTime)
		out.HoursOfOperation.LastModifiedTime = nil
		return out.HoursOfOperation
	}
	want := &types.HoursOfOperation{HoursOfOperationId: id, HoursOfOperationArn: aws.String(c.arn("operating-hours/" + *id)), Name: in.Name, Description: in.Description,
		TimeZone: in.TimeZone, Config: in.Config, Tags: in.Tags, LastModifiedRegion: region()}
	equal(t, "ARN", made.HoursOfOperationArn, want.HoursOfOperationArn)
	equal(t, "described", describe(), want)

	want.Name, want.TimeZone, want.Config = aws.String("Shop"), aws.String("Asia/Tokyo"), in.Config[2:]
	_, err = api.UpdateHoursOfOperation(ctx, &connect.UpdateHoursOfOperationInput{InstanceId: &c.instance, HoursOfOperationId: id, Name: want.Name, TimeZone: want.TimeZone, Config: want.Config})
	c.check(err)
	equal(t, "updated", describe(), want)

	found := pages(t, connect.NewSearchHoursOfOperationsPaginator(api, &connect.SearchHoursOfOperationsInput{InstanceId: &c.instance, MaxResults: aws.Int32(1),
		SearchCriteria: &types.HoursOfOperationSearchCriteria{StringCondition: &types.StringCondition{FieldName: aws.String("timezone"), Value: aws.String("tokyo"),
			ComparisonType: types.StringComparisonTypeContains}}}), 1, func(out *connect.SearchHoursOfOperationsOutput) []types.HoursOfOperation {
		return out.HoursOfOperations
	})
	if len(found) != 1 || *found[0].HoursOfOperationId != *id {
		t.Errorf("the search finds %s", plain(found))
	}

	in.Name, in.TimeZone = aws.String("Nowhere"), aws.String("Europe/Atlantis")
	_, err = api.CreateHoursOfOperation(ctx, in)
	refusedParameter(t, err)
	in.Name, in.TimeZone = want.Name, want.TimeZone
	_, err = api.CreateHoursOfOperation(ctx, in)
	refusedDuplicate(t, err)

	queue, err := api.CreateQueue(ctx, &connect.CreateQueueInput{InstanceId: &c.instance, Name: aws.String("Shop"), HoursOfOperationId: id})
	c.check(err)
	remove := func() error {
		_, err := api.DeleteHoursOfOperation(ctx, &connect.DeleteHoursOfOperationInput{InstanceId: &c.instance, HoursOfOperationId: id})
		return err
	}
	refusedRequest(t, remove()) // the operation has no exception for what is in use
	_, err = api.UpdateQueueHoursOfOperation(ctx, &connect.UpdateQueueHoursOfOperationInput{InstanceId: &c.instance, QueueId: queue.QueueId, HoursOfOperationId: &c.hours})
	c.check(err)
	c.check(remove())
	_, err = api.DescribeHoursOfOperation(ctx, &connect.DescribeHoursOfOperationInput{InstanceId: &c.instance, HoursOfOperationId: id})
	refusedMissing(t, err)
}

func TestQueue_RoundTrip(t *testing.T) {
	t.Parallel()
	c := shared.centre(t, foreign)
	api, ctx := c.client(), t.Context()
	whisper, err := api.CreateContactFlow(ctx, &connect.CreateContactFlowInput{InstanceId: &c.instance, Name: aws.String("Whisper"), Type: types.ContactFlowTypeOutboundWhisper,
		Content: aws.String(`{"Version":"2019-10-30","StartAction":"e","Actions":[{"Identifier":"e","Type":"EndFlowExecution","Parameters":{},"Transitions":{}}]}`)})
	c.check(err)
	in := &connect.CreateQueueInput{InstanceId: &c.instance, Name: aws.String("Sales"), Description: aws.String("Who buys"), HoursOfOperationId: &c.hours,
		MaxContacts: aws.Int32(0), Tags: map[string]string{"team": "one"},
		OutboundCallerConfig: &types.OutboundCallerConfig{OutboundCallerIdName: aws.String("Sales desk"), OutboundFlowId: whisper.ContactFlowId}}
	made, err := api.CreateQueue(ctx, in)
	c.check(err)
	id := made.QueueId
	describe := func() *types.Queue {
		t.Helper()
		out, err := api.DescribeQueue(ctx, &connect.DescribeQueueInput{InstanceId: &c.instance, QueueId: id})
		c.check(err)
		recent(t, "LastModifiedTime", out.Queue.LastModifiedTime)
		out.Queue.LastModifiedTime = nil
		return out.Queue
	}
	want := &types.Queue{QueueId: id, QueueArn: aws.String(c.arn("queue/" + *id)), Name: in.Name, Description: in.Description, HoursOfOperationId: in.HoursOfOperationId,
		MaxContacts: in.MaxContacts, OutboundCallerConfig: in.OutboundCallerConfig, Status: types.QueueStatusEnabled, Tags: in.Tags, LastModifiedRegion: region()}
	equal(t, "described", describe(), want)

	want.Name, want.MaxContacts, want.Status = aws.String("Orders"), nil, types.QueueStatusDisabled
	want.OutboundCallerConfig = &types.OutboundCallerConfig{OutboundCallerIdName: aws.String("Orders")}
	for _, update := range []func() error{
		func() error {
			_, err := api.UpdateQueueName(ctx, &connect.UpdateQueueNameInput{InstanceId: &c.instance, QueueId: id, Name: want.Name})
			return err
		},
		func() error {
			_, err := api.UpdateQueueMaxContacts(ctx, &connect.UpdateQueueMaxContactsInput{InstanceId: &c.instance, QueueId: id})
			return err
		},
		func() error {
			_, err := api.UpdateQueueStatus(ctx, &connect.UpdateQueueStatusInput{InstanceId: &c.instance, QueueId: id, Status: types.QueueStatusDisabled})
			return err
		},
		func() error {
			_, err := api.UpdateQueueOutboundCallerConfig(ctx, &connect.UpdateQueueOutboundCallerConfigInput{InstanceId: &c.instance, QueueId: id, OutboundCallerConfig: want.OutboundCallerConfig})
			return err
		},
	} {
		c.check(update())
	}
	equal(t, "updated", describe(), want)

	in.Name, in.HoursOfOperationId = aws.String("Other"), aws.String("unknown")
	_, err = api.CreateQueue(ctx, in)
	refusedMissing(t, err)
	in.Name, in.HoursOfOperationId = want.Name, &c.hours
	_, err = api.CreateQueue(ctx, in)
	refusedDuplicate(t, err)
	_, err = api.UpdateQueueName(ctx, &connect.UpdateQueueNameInput{InstanceId: &c.instance, QueueId: id})
	refusedRequest(t, err)
	_, err = api.UpdateQueueName(ctx, &connect.UpdateQueueNameInput{InstanceId: &c.instance, QueueId: id, Name: aws.String("BasicQueue")})
	refusedDuplicate(t, err)
}

// Queues are listed page by page: the standard ones and those of the agents,
// which have no name and cannot be described.
func TestQueue_ListsAndSearches(t *testing.T) {
	t.Parallel()
	c := shared.centre(t, foreign)
	api, ctx := c.client(), t.Context()
	standard := map[string]bool{}
	for i := range 5 {
		name := fmt.Sprintf("Queue %d", i)
		c.queue(name)
		standard[c.queues[name]] = true
	}
	profile := c.profile("All", c.claim("Queue 0", types.ChannelTask, 1, 0))
	own := map[string]bool{c.user("ann", profile): true, c.user("bob", profile): true}
	list := func(size int32, kinds ...types.QueueType) []types.QueueSummary {
		t.Helper()
		return pages(t, connect.NewListQueuesPaginator(api, &connect.ListQueuesInput{InstanceId: &c.instance, MaxResults: &size, QueueTypes: kinds}), int(size),
			func(out *connect.ListQueuesOutput) []types.QueueSummary { return out.QueueSummaryList })
	}
	for _, size := range []int32{1, 2, 3, 8, 1000} {
		all := list(size)
		if len(all) != 8 { // five, the basic one and those of two agents
			t.Errorf("%d queues in pages of %d, want 8", len(all), size)
		}
		seen := map[string]bool{}
		for _, q := range all {
			switch {
			case seen[*q.Id]:
				t.Errorf("queue %s is listed twice", *q.Id)
			case own[*q.Id] && (q.QueueType != types.QueueTypeAgent || q.Name != nil || *q.Arn != c.arn("queue/agent/"+*q.Id)):
				t.Errorf("an agent's queue is listed as %s", plain(q))
			case standard[*q.Id] && (q.QueueType != types.QueueTypeStandard || *q.Arn != c.arn("queue/"+*q.Id)):
				t.Errorf("a queue is listed as %s", plain(q))
			}
			seen[*q.Id] = true
		}
	}
	equal(t, "number of agents' queues", len(list(1, types.QueueTypeAgent)), 2)
	equal(t, "number of standard queues", len(list(4, types.QueueTypeStandard)), 6)
	for id := range own {
		_, err := api.DescribeQueue(ctx, &connect.DescribeQueueInput{InstanceId: &c.instance, QueueId: &id})
		refusedMissing(t, err)
	}

	found := pages(t, connect.NewSearchQueuesPaginator(api, &connect.SearchQueuesInput{InstanceId: &c.instance, MaxResults: aws.Int32(2),
		SearchCriteria: &types.QueueSearchCriteria{AndConditions: []types.QueueSearchCriteria{{QueueTypeCondition: types.SearchableQueueTypeStandard},
			{StringCondition: &types.StringCondition{FieldName: aws.String("name"), Value: aws.String("queue "), ComparisonType: types.StringComparisonTypeStartsWith}}}}}), 2,
		func(out *connect.SearchQueuesOutput) []types.Queue {
			equal(t, "number found", *out.ApproximateTotalCount, int64(5))
			return out.Queues
		})
	equal(t, "number of queues found", len(found), 5)
}

// A queue in use cannot be deleted: one to which a routing profile refers in any
// of its three ways, and one in which a contact waits (R5.1).
func TestQueue_DeleteInUse(t *testing.T) {
	t.Parallel()
	c := shared.centre(t, foreign)
	for _, name := range []string{"Outbound", "Pushed", "Listed", "Waited for", "Free"} {
		c.queue(name)
	}
	api, ctx := c.client(), t.Context()
	profile, err := api.CreateRoutingProfile(ctx, &connect.CreateRoutingProfileInput{InstanceId: &c.instance, Name: aws.String("P"), Description: aws.String("P"),
		DefaultOutboundQueueId: aws.String(c.queues["Outbound"]), MediaConcurrencies: []types.MediaConcurrency{media(types.ChannelTask, 1, unasked)},
		QueueConfigs:                 []types.RoutingProfileQueueConfig{c.claim("Pushed", types.ChannelTask, 1, 0)},
		ManualAssignmentQueueConfigs: []types.RoutingProfileManualAssignmentQueueConfig{{QueueReference: c.pair("Listed", types.ChannelTask)}}})
	c.check(err)
	waits := c.task("Waited for", "waits")
	remove := func(name string) error {
		_, err := api.DeleteQueue(ctx, &connect.DeleteQueueInput{InstanceId: &c.instance, QueueId: aws.String(c.queues[name])})
		return err
	}
	for _, name := range []string{"Outbound", "Pushed", "Listed", "Waited for"} {
		inUse := refused[*types.ResourceInUseException](t, remove(name))
		if inUse.ResourceType != "QUEUE" || aws.ToString(inUse.ResourceId) != c.queues[name] {
			t.Errorf("%s: the refusal names %s %s", name, inUse.ResourceType, aws.ToString(inUse.ResourceId))
		}
	}
	c.check(remove("Free"))
	refusedMissing(t, remove("Free"))
	c.end(waits)
	c.check(remove("Waited for"))
	_, err = api.DeleteRoutingProfile(ctx, &connect.DeleteRoutingProfileInput{InstanceId: &c.instance, RoutingProfileId: profile.RoutingProfileId})
	c.check(err)
	for _, name := range []string{"Outbound", "Pushed", "Listed"} {
		c.check(remove(name))
	}
}

func TestUser_RoundTrip(t *testing.T) {
	t.Parallel()
	c := shared.centre(t, managed)
	c.queue("Sales")
	api, ctx := c.client(), t.Context()
	first, second := c.profile("First", c.claim("Sales", types.ChannelTask, 1, 0)), c.profile("Second", c.claim("Sales", types.ChannelVoice, 1, 0))
	in := &connect.CreateUserInput{InstanceId: &c.instance, Username: aws.String("ann@example.com"), Password: aws.String(password), RoutingProfileId: &first,
		SecurityProfileIds: []string{c.security}, Tags: map[string]string{"team": "one"},
		IdentityInfo: &types.UserIdentityInfo{FirstName: aws.String("Ann"), LastName: aws.String("Lee"), Email: aws.String("ann@example.com"),
			SecondaryEmail: aws.String("lee@example.com"), Mobile: aws.String("+4915112345678")},
		PhoneConfig: &types.UserPhoneConfig{PhoneType: types.PhoneTypeDeskPhone, DeskPhoneNumber: aws.String("+493012345678"), AfterContactWorkTimeLimit: 90, AutoAccept: true,
			PersistentConnection: aws.Bool(false)}}
	made, err := api.CreateUser(ctx, in)
	c.check(err)
	id := made.UserId
	describe := func() *types.User {
		t.Helper()
		out, err := api.DescribeUser(ctx, &connect.DescribeUserInput{InstanceId: &c.instance, UserId: id})
		c.check(err)
		recent(t, "LastModifiedTime", out.User.LastModifiedTime)
		return out.User
	}
	same := func(when string, want *types.User) {
		t.Helper()
		got := describe()
		want.LastModifiedTime = got.LastModifiedTime
		// What is kept for each channel shows the one value that was given in
		// the members below, where it is shown at all.
		want.AfterContactWorkConfigs, want.AutoAcceptConfigs = got.AfterContactWorkConfigs, got.AutoAcceptConfigs
		want.PhoneNumberConfigs, want.PersistentConnectionConfigs, want.VoiceEnhancementConfigs = got.PhoneNumberConfigs, got.PersistentConnectionConfigs, got.VoiceEnhancementConfigs
		equal(t, when, got, want)
	}
	want := &types.User{Id: id, Arn: aws.String(c.arn("agent/" + *id)), Username: in.Username, RoutingProfileId: &first, SecurityProfileIds: in.SecurityProfileIds,
		IdentityInfo: in.IdentityInfo, PhoneConfig: in.PhoneConfig, Tags: in.Tags, LastModifiedRegion: region(), DirectoryUserId: describe().DirectoryUserId}
	same("described", want)

	want.IdentityInfo = &types.UserIdentityInfo{FirstName: aws.String("Anna"), LastName: aws.String("Lee")}
	_, err = api.UpdateUserIdentityInfo(ctx, &connect.UpdateUserIdentityInfoInput{InstanceId: &c.instance, UserId: id, IdentityInfo: want.IdentityInfo})
	c.check(err)
	same("with another identity", want)
	phone := &types.UserPhoneConfig{PhoneType: types.PhoneTypeSoftPhone}
	_, err = api.UpdateUserPhoneConfig(ctx, &connect.UpdateUserPhoneConfigInput{InstanceId: &c.instance, UserId: id, PhoneConfig: phone})
	c.check(err)
	want.PhoneConfig = &types.UserPhoneConfig{PhoneType: types.PhoneTypeSoftPhone, PersistentConnection: aws.Bool(false)}
	same("with another phone", want)
	_, err = api.UpdateUserRoutingProfile(ctx, &connect.UpdateUserRoutingProfileInput{InstanceId: &c.instance, UserId: id, RoutingProfileId: &second})
	c.check(err)
	want.RoutingProfileId = &second
	same("with another routing profile", want)
	other, err := api.CreateSecurityProfile(ctx, &connect.CreateSecurityProfileInput{InstanceId: &c.instance, SecurityProfileName: aws.String("Other")})
	c.check(err)
	want.SecurityProfileIds = []string{c.security, *other.SecurityProfileId}
	_, err = api.UpdateUserSecurityProfiles(ctx, &connect.UpdateUserSecurityProfilesInput{InstanceId: &c.instance, UserId: id, SecurityProfileIds: want.SecurityProfileIds})
	c.check(err)
	same("with more security profiles", want)

	_, err = api.CreateUser(ctx, in)
	refusedDuplicate(t, err)
	in.Username, in.RoutingProfileId = aws.String("bob"), aws.String("unknown")
	_, err = api.CreateUser(ctx, in)
	refusedMissing(t, err)
	in.RoutingProfileId, in.SecurityProfileIds = &first, []string{"unknown"}
	_, err = api.CreateUser(ctx, in)
	refusedMissing(t, err)
	in.SecurityProfileIds, in.Password = []string{c.security}, aws.String("short")
	_, err = api.CreateUser(ctx, in)
	refusedParameter(t, err)
	in.Password = nil
	_, err = api.CreateUser(ctx, in)
	refusedParameter(t, err)

	_, err = api.DeleteUser(ctx, &connect.DeleteUserInput{InstanceId: &c.instance, UserId: id})
	c.check(err)
	_, err = api.DescribeUser(ctx, &connect.DescribeUserInput{InstanceId: &c.instance, UserId: id})
	refusedMissing(t, err)
	if status, _ := (&desk{t: t, s: c.server}).post("/login", nil, map[string]any{"instance": c.instance, "username": "ann@example.com", "password": password}); status != 401 {
		t.Errorf("a deleted user who signs in gets %d, want 401", status)
	}
}

func TestUser_ListsAndSearches(t *testing.T) {
	t.Parallel()
	c := shared.centre(t, foreign)
	c.queue("Sales")
	api := c.client()
	one, two := c.profile("One", c.claim("Sales", types.ChannelTask, 1, 0)), c.profile("Two", c.claim("Sales", types.ChannelVoice, 1, 0))
	for i := range 4 {
		c.user(fmt.Sprintf("north%d", i), one, func(in *connect.CreateUserInput) {
			in.PhoneConfig.AfterContactWorkTimeLimit = 3
			in.Tags = map[string]string{"even": fmt.Sprint(i%2 == 0)}
		})
	}
	c.user("south", two)
	for _, size := range []int32{1, 2, 5} {
		users := pages(t, connect.NewListUsersPaginator(api, &connect.ListUsersInput{InstanceId: &c.instance, MaxResults: &size}), int(size),
			func(out *connect.ListUsersOutput) []types.UserSummary { return out.UserSummaryList })
		for _, u := range users {
			if c.users[*u.Username] != *u.Id || *u.Arn != c.arn("agent/"+*u.Id) {
				t.Errorf("a user is listed as %s", plain(u))
			}
		}
		equal(t, "number of users", len(users), 5)
	}
	text := func(field, value string, how types.StringComparisonType) *types.UserSearchCriteria {
		return &types.UserSearchCriteria{StringCondition: &types.StringCondition{FieldName: &field, Value: &value, ComparisonType: how}}
	}
	for _, search := range []struct {
		name     string
		criteria *types.UserSearchCriteria
		filter   *types.UserSearchFilter
		want     []string
	}{
		{"user name", text("Username", "NORTH", types.StringComparisonTypeStartsWith), nil, []string{"north0", "north1", "north2", "north3"}},
		{"last name and routing profile", &types.UserSearchCriteria{AndConditions: []types.UserSearchCriteria{
			*text("LastName", "gen", types.StringComparisonTypeContains), *text("RoutingProfileId", two, types.StringComparisonTypeExact)}}, nil, []string{"south"}},
		{"id", text("resourceId", c.users["north2"], types.StringComparisonTypeExact), nil, []string{"north2"}},
		{"tag", nil, &types.UserSearchFilter{TagFilter: &types.ControlPlaneTagFilter{TagCondition: &types.TagCondition{TagKey: aws.String("even"), TagValue: aws.String("true")}}},
			[]string{"north0", "north2"}},
	} {
		var names []string
		for _, u := range pages(t, connect.NewSearchUsersPaginator(api, &connect.SearchUsersInput{InstanceId: &c.instance, MaxResults: aws.Int32(2),
			SearchCriteria: search.criteria, SearchFilter: search.filter}), 2, func(out *connect.SearchUsersOutput) []types.UserSearchSummary { return out.Users }) {
			names = append(names, *u.Username)
			if *u.RoutingProfileId == one && u.PhoneConfig.AfterContactWorkTimeLimit != 3000 {
				t.Errorf("the limit of after-contact work is shown as %d, want 3000 ms", u.PhoneConfig.AfterContactWorkTimeLimit)
			}
		}
		equal(t, search.name, sorted(names), search.want)
	}
}

func TestAgentStatus_RoundTrip(t *testing.T) {
	t.Parallel()
	c := shared.centre(t, foreign)
	api, ctx := c.client(), t.Context()
	in := &connect.CreateAgentStatusInput{InstanceId: &c.instance, Name: aws.String("Training"), Description: aws.String("Learns"), State: types.AgentStatusStateEnabled,
		DisplayOrder: aws.Int32(7), Tags: map[string]string{"paid": "yes"}}
	made, err := api.CreateAgentStatus(ctx, in)
	c.check(err)
	id := made.AgentStatusId
	same := func(when string, want *types.AgentStatus) {
		t.Helper()
		out, err := api.DescribeAgentStatus(ctx, &connect.DescribeAgentStatusInput{InstanceId: &c.instance, AgentStatusId: id})
		c.check(err)
		recent(t, "LastModifiedTime", out.AgentStatus.LastModifiedTime)
		out.AgentStatus.LastModifiedTime = nil
		equal(t, when, out.AgentStatus, want)
	}
	want := &types.AgentStatus{AgentStatusId: id, AgentStatusARN: aws.String(c.arn("agent-state/" + *id)), Name: in.Name, Description: in.Description, State: in.State,
		DisplayOrder: in.DisplayOrder, Type: types.AgentStatusTypeCustom, Tags: in.Tags, LastModifiedRegion: region()}
	same("described", want)
	_, err = api.UpdateAgentStatus(ctx, &connect.UpdateAgentStatusInput{InstanceId: &c.instance, AgentStatusId: id, Name: aws.String("School"),
		State: types.AgentStatusStateDisabled, ResetOrderNumber: true})
	c.check(err)
	want.Name, want.State, want.DisplayOrder = aws.String("School"), types.AgentStatusStateDisabled, nil
	same("updated", want)

	listed := pages(t, connect.NewListAgentStatusesPaginator(api, &connect.ListAgentStatusesInput{InstanceId: &c.instance, MaxResults: aws.Int32(2),
		AgentStatusTypes: []types.AgentStatusType{types.AgentStatusTypeCustom}}), 2,
		func(out *connect.ListAgentStatusesOutput) []types.AgentStatusSummary {
			return out.AgentStatusSummaryList
		})
	if !slices.ContainsFunc(listed, func(s types.AgentStatusSummary) bool { return *s.Id == *id && *s.Name == "School" }) {
		t.Errorf("the custom statuses are %s", plain(listed))
	}
	found := pages(t, connect.NewSearchAgentStatusesPaginator(api, &connect.SearchAgentStatusesInput{InstanceId: &c.instance, MaxResults: aws.Int32(1),
		SearchCriteria: &types.AgentStatusSearchCriteria{StringCondition: &types.StringCondition{FieldName: aws.String("state"), Value: aws.String("DISABLED"),
			ComparisonType: types.StringComparisonTypeExact}}}), 1, func(out *connect.SearchAgentStatusesOutput) []types.AgentStatus { return out.AgentStatuses })
	if len(found) != 1 || *found[0].AgentStatusId != *id {
		t.Errorf("the search finds %s", plain(found))
	}

	_, err = api.CreateAgentStatus(ctx, &connect.CreateAgentStatusInput{InstanceId: &c.instance, Name: want.Name, State: types.AgentStatusStateEnabled})
	refusedDuplicate(t, err)
	_, err = api.UpdateAgentStatus(ctx, &connect.UpdateAgentStatusInput{InstanceId: &c.instance, AgentStatusId: aws.String(c.statuses["Available"]), State: types.AgentStatusStateDisabled})
	refusedRequest(t, err)
	for i := range 45 { // to 50 with the four of the instance and the one above (R4.1)
		_, err = api.CreateAgentStatus(ctx, &connect.CreateAgentStatusInput{InstanceId: &c.instance, Name: aws.String(fmt.Sprintf("Status %d", i)), State: types.AgentStatusStateEnabled})
		c.check(err)
	}
	_, err = api.CreateAgentStatus(ctx, &connect.CreateAgentStatusInput{InstanceId: &c.instance, Name: aws.String("One too many"), State: types.AgentStatusStateEnabled})
	said(t, refused[*types.LimitExceededException](t, err).ErrorMessage())
}

func TestSecurityProfile_RoundTrip(t *testing.T) {
	t.Parallel()
	c := shared.centre(t, foreign)
	c.queue("Sales")
	api, ctx := c.client(), t.Context()
	in := &connect.CreateSecurityProfileInput{InstanceId: &c.instance, SecurityProfileName: aws.String("Team lead"), Description: aws.String("Leads"),
		Permissions: []string{"Users.View", "BasicAgentAccess", "Queues.View"}, Tags: map[string]string{"a": "b"}, TagRestrictedResources: []string{"User"},
		AllowedAccessControlTags: map[string]string{"team": "one"}}
	made, err := api.CreateSecurityProfile(ctx, in)
	c.check(err)
	id := made.SecurityProfileId
	same := func(when string, want *types.SecurityProfile, permissions []string) {
		t.Helper()
		out, err := api.DescribeSecurityProfile(ctx, &connect.DescribeSecurityProfileInput{InstanceId: &c.instance, SecurityProfileId: id})
		c.check(err)
		recent(t, "LastModifiedTime", out.SecurityProfile.LastModifiedTime)
		out.SecurityProfile.LastModifiedTime = nil
		equal(t, when, out.SecurityProfile, want)
		granted := pages(t, connect.NewListSecurityProfilePermissionsPaginator(api, &connect.ListSecurityProfilePermissionsInput{InstanceId: &c.instance,
			SecurityProfileId: id, MaxResults: aws.Int32(1)}), 1, func(out *connect.ListSecurityProfilePermissionsOutput) []string { return out.Permissions })
		equal(t, when+": permissions", sorted(granted), sorted(permissions))
	}
	want := &types.SecurityProfile{Id: id, Arn: aws.String(c.arn("security-profile/" + *id)), SecurityProfileName: in.SecurityProfileName, Description: in.Description,
		OrganizationResourceId: &c.instance, AllowedAccessControlTags: in.AllowedAccessControlTags, TagRestrictedResources: in.TagRestrictedResources, Tags: in.Tags,
		LastModifiedRegion: region()}
	same("described", want, in.Permissions)
	_, err = api.UpdateSecurityProfile(ctx, &connect.UpdateSecurityProfileInput{InstanceId: &c.instance, SecurityProfileId: id, Description: aws.String("Led"), Permissions: []string{"Users.View"}})
	c.check(err)
	want.Description = aws.String("Led")
	same("updated", want, []string{"Users.View"})

	listed := pages(t, connect.NewListSecurityProfilesPaginator(api, &connect.ListSecurityProfilesInput{InstanceId: &c.instance, MaxResults: aws.Int32(2)}), 2,
		func(out *connect.ListSecurityProfilesOutput) []types.SecurityProfileSummary {
			return out.SecurityProfileSummaryList
		})
	equal(t, "number of security profiles", len(listed), 5)
	found := pages(t, connect.NewSearchSecurityProfilesPaginator(api, &connect.SearchSecurityProfilesInput{InstanceId: &c.instance, MaxResults: aws.Int32(1),
		SearchCriteria: &types.SecurityProfileSearchCriteria{StringCondition: &types.StringCondition{FieldName: aws.String("name"), Value: aws.String("lead"),
			ComparisonType: types.StringComparisonTypeContains}}}), 1, func(out *connect.SearchSecurityProfilesOutput) []types.SecurityProfileSearchSummary {
		return out.SecurityProfiles
	})
	equal(t, "found", found, []types.SecurityProfileSearchSummary{{Id: id, Arn: want.Arn, SecurityProfileName: want.SecurityProfileName, Description: want.Description,
		OrganizationResourceId: &c.instance, Tags: want.Tags}})

	_, err = api.CreateSecurityProfile(ctx, in)
	refusedDuplicate(t, err)
	c.security = *id
	user := c.user("ann", c.profile("Sales", c.claim("Sales", types.ChannelTask, 1, 0)))
	remove := func() error {
		_, err := api.DeleteSecurityProfile(ctx, &connect.DeleteSecurityProfileInput{InstanceId: &c.instance, SecurityProfileId: id})
		return err
	}
	refused[*types.ResourceInUseException](t, remove())
	_, err = api.DeleteUser(ctx, &connect.DeleteUserInput{InstanceId: &c.instance, UserId: &user})
	c.check(err)
	c.check(remove())
	_, err = api.DescribeSecurityProfile(ctx, &connect.DescribeSecurityProfileInput{InstanceId: &c.instance, SecurityProfileId: id})
	refusedMissing(t, err)
}

func TestContactFlow_RoundTrip(t *testing.T) {
	t.Parallel()
	c := shared.centre(t, foreign)
	c.queue("Sales")
	api, ctx := c.client(), t.Context()
	content := fmt.Sprintf(queueFlow, c.queues["Sales"])
	in := &connect.CreateContactFlowInput{InstanceId: &c.instance, Name: aws.String("In"), Description: aws.String("The way in"), Type: types.ContactFlowTypeContactFlow,
		Content: &content, Tags: map[string]string{"a": "b"}}
	made, err := api.CreateContactFlow(ctx, in)
	c.check(err)
	id := made.ContactFlowId
	describe := func(id string) *types.ContactFlow {
		t.Helper()
		out, err := api.DescribeContactFlow(ctx, &connect.DescribeContactFlowInput{InstanceId: &c.instance, ContactFlowId: &id})
		c.check(err)
		recent(t, "LastModifiedTime", out.ContactFlow.LastModifiedTime)
		out.ContactFlow.LastModifiedTime = nil
		return out.ContactFlow
	}
	want := &types.ContactFlow{Id: id, Arn: aws.String(c.arn("contact-flow/" + *id)), Name: in.Name, Description: in.Description, Type: in.Type, Content: in.Content,
		State: types.ContactFlowStateActive, Status: types.ContactFlowStatusPublished, FlowContentSha256: made.FlowContentSha256, Tags: in.Tags, LastModifiedRegion: region()}
	equal(t, "described", describe(*id), want)

	// Saved content is kept beside the published one until it is published.
	draft := fmt.Sprintf(queueFlow, c.queues["Sales"]) + "\n"
	_, err = api.UpdateContactFlowContent(ctx, &connect.UpdateContactFlowContentInput{InstanceId: &c.instance, ContactFlowId: aws.String(*id + ":$SAVED"), Content: &draft})
	c.check(err)
	equal(t, "published while another is saved", describe(*id), want)
	if saved := describe(*id + ":$SAVED"); *saved.Content != draft || saved.Status != types.ContactFlowStatusSaved || *saved.FlowContentSha256 == *want.FlowContentSha256 {
		t.Errorf("saved: %s", plain(saved))
	}
	_, err = api.UpdateContactFlowContent(ctx, &connect.UpdateContactFlowContentInput{InstanceId: &c.instance, ContactFlowId: id, Content: &draft})
	c.check(err)
	_, err = api.UpdateContactFlowMetadata(ctx, &connect.UpdateContactFlowMetadataInput{InstanceId: &c.instance, ContactFlowId: id, Name: aws.String("Entrance"), ContactFlowState: types.ContactFlowStateArchived})
	c.check(err)
	_, err = api.UpdateContactFlowName(ctx, &connect.UpdateContactFlowNameInput{InstanceId: &c.instance, ContactFlowId: id, Description: aws.String("Front door")})
	c.check(err)
	got := describe(*id)
	want.Name, want.Description, want.State, want.Content, want.FlowContentSha256 = aws.String("Entrance"), aws.String("Front door"), types.ContactFlowStateArchived, &draft, got.FlowContentSha256
	equal(t, "updated", got, want)

	listed := pages(t, connect.NewListContactFlowsPaginator(api, &connect.ListContactFlowsInput{InstanceId: &c.instance, MaxResults: aws.Int32(2),
		ContactFlowTypes: []types.ContactFlowType{types.ContactFlowTypeContactFlow, types.ContactFlowTypeOutboundWhisper}}), 2,
		func(out *connect.ListContactFlowsOutput) []types.ContactFlowSummary {
			return out.ContactFlowSummaryList
		})
	i := slices.IndexFunc(listed, func(f types.ContactFlowSummary) bool { return *f.Id == *id })
	if len(listed) != 4 || i < 0 { // with the one to Sales, the sample and the whisper
		t.Fatalf("listed: %s", plain(listed))
	}
	equal(t, "listed", listed[i], types.ContactFlowSummary{Id: id, Arn: want.Arn, Name: want.Name, ContactFlowType: want.Type, ContactFlowState: want.State, ContactFlowStatus: want.Status})
	found := pages(t, connect.NewSearchContactFlowsPaginator(api, &connect.SearchContactFlowsInput{InstanceId: &c.instance, MaxResults: aws.Int32(1),
		SearchCriteria: &types.ContactFlowSearchCriteria{StateCondition: types.ContactFlowStateArchived}}), 1,
		func(out *connect.SearchContactFlowsOutput) []types.ContactFlow { return out.ContactFlows })
	if len(found) != 1 || *found[0].Id != *id {
		t.Errorf("the search finds %s", plain(found))
	}
	_, err = api.CreateContactFlow(ctx, &connect.CreateContactFlowInput{InstanceId: &c.instance, Name: want.Name, Type: in.Type, Content: in.Content})
	refusedDuplicate(t, err)
	_, err = api.DeleteContactFlow(ctx, &connect.DeleteContactFlowInput{InstanceId: &c.instance, ContactFlowId: id})
	c.check(err)
	_, err = api.DescribeContactFlow(ctx, &connect.DescribeContactFlowInput{InstanceId: &c.instance, ContactFlowId: id})
	refusedMissing(t, err)
}

// Content that is no flow is refused with a list of what is wrong, at creation
// and later; saved content may be anything.
func TestContactFlow_BadContentNamesItsProblems(t *testing.T) {
	t.Parallel()
	c := shared.centre(t, foreign)
	c.queue("Sales")
	api, ctx := c.client(), t.Context()
	for name, content := range map[string]string{
		"no JSON":                   `{"Version":`,
		"an unknown action":         `{"Version":"2019-10-30","StartAction":"a","Actions":[{"Identifier":"a","Type":"Juggle","Parameters":{},"Transitions":{}}]}`,
		"a start that is not there": `{"Version":"2019-10-30","StartAction":"b","Actions":[{"Identifier":"a","Type":"DisconnectParticipant","Parameters":{},"Transitions":{}}]}`,
		"a way to nowhere":          `{"Version":"2019-10-30","StartAction":"a","Actions":[{"Identifier":"a","Type":"UpdateContactTargetQueue","Parameters":{"QueueId":"q"},"Transitions":{"NextAction":"z","Errors":[{"ErrorType":"NoMatchingError","NextAction":"z"}]}}]}`,
		"a missing parameter":       `{"Version":"2019-10-30","StartAction":"a","Actions":[{"Identifier":"a","Type":"TransferToFlow","Parameters":{},"Transitions":{"NextAction":"x","Errors":[{"ErrorType":"NoMatchingError","NextAction":"x"}]}},{"Identifier":"x","Type":"DisconnectParticipant","Parameters":{},"Transitions":{}}]}`,
	} {
		t.Run(name, func(t *testing.T) {
			problems := func(err error) {
				t.Helper()
				bad := refused[*types.InvalidContactFlowException](t, err)
				if len(bad.Problems) == 0 || aws.ToString(bad.Problems[0].Message) == "" {
					t.Errorf("the refusal names no problem: %s", plain(bad))
				}
			}
			in := &connect.CreateContactFlowInput{InstanceId: &c.instance, Name: &name, Type: types.ContactFlowTypeContactFlow, Content: &content}
			_, err := api.CreateContactFlow(ctx, in)
			problems(err)
			_, err = api.UpdateContactFlowContent(ctx, &connect.UpdateContactFlowContentInput{InstanceId: &c.instance, ContactFlowId: aws.String(c.flows["Sales"]), Content: &content})
			problems(err)
			in.Status = types.ContactFlowStatusSaved
			saved, err := api.CreateContactFlow(ctx, in)
			if err != nil {
				t.Fatal(err)
			}
			_, err = api.DescribeContactFlow(ctx, &connect.DescribeContactFlowInput{InstanceId: &c.instance, ContactFlowId: saved.ContactFlowId})
			refused[*types.ContactFlowNotPublishedException](t, err)
			_, err = api.StartTaskContact(ctx, &connect.StartTaskContactInput{InstanceId: &c.instance, Name: aws.String("n"), ContactFlowId: saved.ContactFlowId})
			refusedRequest(t, err)
		})
	}
	if c.task("Sales", "still good") == "" {
		t.Error("the flow whose bad content was refused does not run any more")
	}
}
