package connecthttp

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"strowger/internal/center"
	"strowger/internal/connectapi"
	"strowger/internal/routing"
)

// metricInput asks for metrics, with the units that they have.
func (f *floor) metricInput(names ...string) *connectapi.GetCurrentMetricDataInput {
	in := &connectapi.GetCurrentMetricDataInput{InstanceId: f.id(), Filters: &connectapi.Filters{Queues: []string{"sales", "support"}}}
	for _, name := range names {
		unit := connectapi.UnitCount
		if name == "OLDEST_CONTACT_AGE" || name == "ESTIMATED_WAIT_TIME" {
			unit = connectapi.UnitSeconds
		}
		in.CurrentMetrics = append(in.CurrentMetrics, connectapi.CurrentMetric{Name: connectapi.CurrentMetricName(name), Unit: unit})
	}
	return in
}

func (f *floor) metrics(in *connectapi.GetCurrentMetricDataInput) *connectapi.GetCurrentMetricDataOutput {
	f.Helper()
	return call[connectapi.GetCurrentMetricDataOutput](f, f.harness, "GetCurrentMetricData", in)
}

// table shows results in short: the dimensions, then the values.
func table(out *connectapi.GetCurrentMetricDataOutput) []string {
	list := []string{}
	for _, r := range out.MetricResults {
		var line []string
		if d := r.Dimensions; d != nil {
			if d.Queue != nil {
				line = append(line, *d.Queue.Id)
			}
			if d.Channel != "" {
				line = append(line, string(d.Channel))
			}
			if d.RoutingProfile != nil {
				line = append(line, *d.RoutingProfile.Id)
			}
			if d.AgentStatus != nil {
				line = append(line, "status")
			}
		}
		for _, c := range r.Collections {
			value := "-"
			if c.Value != nil {
				value = fmt.Sprint(*c.Value)
			}
			line = append(line, value)
		}
		list = append(list, strings.Join(line, " "))
	}
	return list
}

// allMetrics are those of section 8.1 of the rules that are built.
var allMetrics = []string{"AGENTS_ONLINE", "AGENTS_AVAILABLE", "AGENTS_STAFFED", "AGENTS_NON_PRODUCTIVE", "AGENTS_ON_CALL", "AGENTS_ON_CONTACT",
	"AGENTS_AFTER_CONTACT_WORK", "AGENTS_ERROR", "SLOTS_ACTIVE", "SLOTS_AVAILABLE", "CONTACTS_IN_QUEUE", "CONTACTS_SCHEDULED", "OLDEST_CONTACT_AGE"}

// Every metric with its unit, through the life of contacts at one agent.
func TestCurrentMetric_All(t *testing.T) {
	t.Parallel()
	f := newFloor(t)
	in := f.metricInput(allMetrics...)
	check := func(what, want string) {
		t.Helper()
		diff(t, what, table(f.metrics(in)), []string{want})
	}
	check("idle", "1 1 1 0 0 0 0 0 0 3 0 0 0") // the largest of three exclusive channels (Q25)
	ids := []string{f.task(), f.task(), f.task(), f.task()}
	f.advance(1500 * time.Millisecond)
	check("three ring, one waits", "1 0 1 0 0 0 0 0 0 0 1 0 1500") // milliseconds without grouping
	for _, id := range ids[:3] {
		f.instance.mustDo(routing.Accept{UserID: "ann", ContactID: center.ContactID(id)})
	}
	f.instance.mustDo(routing.Hangup{UserID: "ann", ContactID: center.ContactID(ids[0])}, routing.Hangup{UserID: "ann", ContactID: center.ContactID(ids[1])})
	check("two wrapped up, one connected", "1 0 1 0 1 1 2 0 3 0 1 0 1500")
	f.instance.mustDo(routing.Clear{UserID: "ann", ContactID: center.ContactID(ids[0])}, routing.Clear{UserID: "ann", ContactID: center.ContactID(ids[1])},
		routing.Reject{UserID: "ann", ContactID: center.ContactID(ids[3])})
	check("one rejected", "1 0 1 0 1 1 0 1 1 0 1 0 1500")
	f.instance.mustDo(routing.Clear{UserID: "ann", ContactID: center.ContactID(ids[3])}, routing.Complete{UserID: "ann", ContactID: center.ContactID(ids[2])},
		routing.Accept{UserID: "ann", ContactID: center.ContactID(ids[3])}, routing.Complete{UserID: "ann", ContactID: center.ContactID(ids[3])},
		routing.SetStatus{UserID: "ann", StatusID: f.statusID("Lunch")})
	check("at lunch", "1 0 0 1 0 0 0 0 0 0 0 0 0")
	f.instance.mustDo(routing.SetStatus{UserID: "ann", StatusID: f.statusID("Offline")})
	diff(t, "nobody there: an empty list", table(f.metrics(in)), []string{})

	out := f.metrics(in)
	diff(t, "moment", out.DataSnapshotTime, seconds(1500*time.Millisecond))
	diff(t, "total", *out.ApproximateTotalCount, int64(0))
}

// The metric is repeated as it was asked for; the age is in seconds with grouping.
func TestCurrentMetric_Answer(t *testing.T) {
	t.Parallel()
	f := newFloor(t)
	f.instance.mustDo(routing.SetStatus{UserID: "ann", StatusID: f.statusID("Lunch")})
	f.task()
	f.advance(2700 * time.Millisecond)
	in := f.metricInput("OLDEST_CONTACT_AGE")
	byARN := connectapi.CurrentMetric{MetricId: ptr("arn:aws:connect:us-west-2:aws:metric/CONTACTS_IN_QUEUE")}
	in.CurrentMetrics = append(in.CurrentMetrics, byARN)
	in.Groupings = []connectapi.Grouping{connectapi.GroupingQueue, connectapi.GroupingChannel}
	in.Filters.Channels = []connectapi.Channel{connectapi.ChannelTask}
	instance := f.instance.view.Instance
	dimensions := func(queue string) *connectapi.Dimensions {
		return &connectapi.Dimensions{Channel: connectapi.ChannelTask, Queue: &connectapi.QueueReference{Id: &queue, Arn: ptr(instance.ARN(center.KindQueue, queue))}}
	}
	collections := func(age, waiting float64) []connectapi.CurrentMetricData {
		return []connectapi.CurrentMetricData{{Metric: &in.CurrentMetrics[0], Value: &age}, {Metric: &byARN, Value: &waiting}}
	}
	diff(t, "results", f.metrics(in).MetricResults, []connectapi.CurrentMetricResult{
		{Dimensions: dimensions("sales"), Collections: collections(2, 1)},
		{Dimensions: dimensions("support"), Collections: collections(0, 0)},
	})
}

// twoProfiles adds cleo, Available in a profile that serves chats of support.
func (f *floor) twoProfiles() {
	f.Helper()
	other := &center.RoutingProfile{ID: "other", Name: "other", DefaultOutboundQueueID: "support", Timer: center.SinceLastActivity,
		Queues: []center.QueueConfig{{QueueID: "support", Channel: center.Chat, Priority: 1}}}
	other.Media[center.Chat].Concurrency = 4
	f.instance.mustDo(routing.Put{Resource: other}, routing.Put{Resource: &center.User{ID: "cleo", Username: "cleo", ProfileID: "other"}},
		routing.SetStatus{UserID: "cleo", StatusID: f.statusID("Available")})
}

func TestCurrentMetric_Groupings(t *testing.T) {
	t.Parallel()
	f := newFloor(t)
	f.twoProfiles()
	f.instance.mustDo(routing.SetStatus{UserID: "ann", StatusID: f.statusID("Lunch")})
	f.task() // waits in sales
	type input = connectapi.GetCurrentMetricDataInput
	tests := map[string]struct {
		metrics []string
		edit    func(*input)
		want    []string
	}{
		"none":  {[]string{"AGENTS_ONLINE", "CONTACTS_IN_QUEUE"}, func(*input) {}, []string{"2 1"}},
		"queue": {[]string{"AGENTS_ONLINE", "CONTACTS_IN_QUEUE"}, func(in *input) { in.Groupings = []connectapi.Grouping{"QUEUE"} }, []string{"support 2 0", "sales 1 1"}},
		"channel": {[]string{"AGENTS_ONLINE", "SLOTS_AVAILABLE", "CONTACTS_IN_QUEUE"}, func(in *input) { in.Groupings = []connectapi.Grouping{"CHANNEL"} },
			[]string{"CHAT 2 4 0", "VOICE 1 0 0", "TASK 1 0 1"}},
		"profile": {[]string{"AGENTS_ONLINE", "CONTACTS_IN_QUEUE"}, func(in *input) {
			in.Groupings, in.Filters = []connectapi.Grouping{"ROUTING_PROFILE"}, &connectapi.Filters{RoutingProfiles: []string{"desk", "other"}}
		}, []string{"desk 1 1", "other 1 0"}},
		"profile of a queue": {[]string{"AGENTS_ONLINE"}, func(in *input) {
			in.Groupings, in.Filters = []connectapi.Grouping{"ROUTING_PROFILE"}, &connectapi.Filters{Queues: []string{"sales"}}
		}, []string{"desk 1"}},
		"queue and status": {[]string{"AGENTS_ONLINE"}, func(in *input) { in.Groupings = []connectapi.Grouping{"QUEUE", "AGENT_STATUS"} },
			[]string{"sales status 1", "support status 1", "support status 1"}},
		"status filter": {[]string{"AGENTS_ONLINE", "CONTACTS_IN_QUEUE"}, func(in *input) { in.Filters.AgentStatuses = []string{string(f.statusID("Available"))} }, []string{"1 1"}},
		"the same queue twice": {[]string{"CONTACTS_IN_QUEUE"}, func(in *input) {
			in.Filters.Queues = []string{"sales", f.instance.view.Instance.ARN(center.KindQueue, "sales")}
		}, []string{"1"}},
		"whole instance": {[]string{"AGENTS_ONLINE", "CONTACTS_IN_QUEUE"}, func(in *input) { in.Filters = &connectapi.Filters{} }, []string{"2 1"}},
		"chats":          {[]string{"AGENTS_ONLINE", "CONTACTS_IN_QUEUE"}, func(in *input) { in.Filters.Channels = []connectapi.Channel{"CHAT"} }, []string{"2 0"}},
		"sorted": {[]string{"AGENTS_ONLINE", "CONTACTS_IN_QUEUE"}, func(in *input) {
			in.Groupings = []connectapi.Grouping{"QUEUE"}
			in.SortCriteria = []connectapi.CurrentMetricSortCriteria{{SortByMetric: "CONTACTS_IN_QUEUE", SortOrder: connectapi.SortOrderDescending}}
		}, []string{"sales 1 1", "support 2 0"}},
		"sorted upwards": {[]string{"AGENTS_ONLINE"}, func(in *input) {
			in.Groupings = []connectapi.Grouping{"QUEUE"}
			in.SortCriteria = []connectapi.CurrentMetricSortCriteria{{SortByMetric: "AGENTS_ONLINE", SortOrder: connectapi.SortOrderAscending}}
		}, []string{"sales 1", "support 2"}},
	}
	for name, test := range tests {
		in := f.metricInput(test.metrics...)
		test.edit(in)
		got := table(f.metrics(in))
		if len(in.Groupings) == 2 { // the order of statuses is that of their ids
			slices.Sort(got)
		}
		diff(t, name, got, test.want)
	}
}

// R2.15: what waits in the queue of an agent is in no figure of queues.
func TestCurrentMetric_NoAgentQueues(t *testing.T) {
	t.Parallel()
	f := newFloor(t)
	f.putStatus("Lunch")
	f.instance.mustDo(routing.Put{Resource: &center.ContactFlow{ID: "to-ann", Name: "to-ann", Type: center.ContactFlowType, Content: flowToQueue(`"AgentId":"ann"`)}},
		routing.StartContact{Contact: &center.Contact{ID: "own", Channel: center.Task, Method: center.ByAPI, Flow: center.FlowPosition{FlowID: "to-ann"}}})
	f.task()
	f.advance(10 * time.Second)
	if c := f.contact(t, "own"); c.State != center.Waiting || c.Target.UserID != "ann" {
		t.Fatalf("the contact is %s in %+v", c.State, c.Target)
	}
	in := f.metricInput("CONTACTS_IN_QUEUE", "OLDEST_CONTACT_AGE")
	in.Filters, in.Groupings = &connectapi.Filters{}, []connectapi.Grouping{"QUEUE"}
	diff(t, "by queue", table(f.metrics(in)), []string{"sales 1 10", "support 0 0"})
}

func TestCurrentMetric_Refusals(t *testing.T) {
	t.Parallel()
	f := newFloor(t)
	type input = connectapi.GetCurrentMetricDataInput
	group := func(g ...connectapi.Grouping) func(*input) { return func(in *input) { in.Groupings = g } }
	tests := map[string]struct {
		metric string
		edit   func(*input)
		status int
		code   string
		says   string
	}{
		"no metrics":           {"", func(in *input) { in.CurrentMetrics = []connectapi.CurrentMetric{} }, 400, "InvalidParameter", "at least one"},
		"nameless metric":      {"", func(in *input) { in.CurrentMetrics = []connectapi.CurrentMetric{{}} }, 400, "InvalidParameter", "Name"},
		"unknown metric":       {"AGENTS_ASLEEP", func(*input) {}, 400, "InvalidParameter", "AGENTS_ASLEEP"},
		"estimate, no groups":  {"ESTIMATED_WAIT_TIME", func(in *input) { in.Filters.Channels = []connectapi.Channel{"TASK"} }, 400, "InvalidParameter", "Groupings"},
		"estimate, no channel": {"ESTIMATED_WAIT_TIME", group("QUEUE", "CHANNEL"), 400, "InvalidParameter", "Filters.Channels"},
		"estimate in counts":   {"ESTIMATED_WAIT_TIME", func(in *input) { in.CurrentMetrics[0].Unit = connectapi.UnitCount }, 400, "InvalidParameter", "SECONDS"},
		"unit":                 {"AGENTS_ONLINE", func(in *input) { in.CurrentMetrics[0].Unit = connectapi.UnitPercent }, 400, "InvalidParameter", "COUNT"},
		"custom metric": {"", func(in *input) {
			in.CurrentMetrics = []connectapi.CurrentMetric{{MetricId: ptr("11111111-2222-3333-4444-555555555555")}}
		}, 400, "InvalidParameter", "built-in"},
		"two metrics in one": {"AGENTS_ONLINE", func(in *input) {
			in.CurrentMetrics[0].MetricId = ptr("arn:aws:connect:us-west-2:aws:metric/AGENTS_ERROR")
		}, 400, "InvalidParameter", "not the same"},
		"queues and profiles": {"AGENTS_ONLINE", func(in *input) { in.Filters.RoutingProfiles = []string{"desk"} }, 400, "InvalidParameter", "not both"},
		"unknown queue":       {"AGENTS_ONLINE", func(in *input) { in.Filters.Queues = []string{"gone"} }, 404, "ResourceNotFound", "gone"},
		"unknown profile":     {"AGENTS_ONLINE", func(in *input) { in.Filters = &connectapi.Filters{RoutingProfiles: []string{"gone"}} }, 404, "ResourceNotFound", "gone"},
		"unknown status":      {"AGENTS_ONLINE", func(in *input) { in.Filters.AgentStatuses = []string{"gone"} }, 404, "ResourceNotFound", "gone"},
		"status without queue": {"AGENTS_ONLINE", func(in *input) {
			in.Filters = &connectapi.Filters{RoutingProfiles: []string{"desk"}, AgentStatuses: []string{string(f.statusID("Lunch"))}}
		}, 400, "InvalidParameter", "Queues"},
		"steps":                {"AGENTS_ONLINE", func(in *input) { in.Filters.RoutingStepExpressions = []string{"{}"} }, 400, "InvalidParameter", "not supported"},
		"subtypes":             {"AGENTS_ONLINE", func(in *input) { in.Filters.Subtypes = []string{"connect:Chat"} }, 400, "InvalidParameter", "not supported"},
		"test types":           {"AGENTS_ONLINE", func(in *input) { in.Filters.ValidationTestTypes = []string{"x"} }, 400, "InvalidParameter", "not supported"},
		"by step":              {"AGENTS_ONLINE", group("ROUTING_STEP_EXPRESSION"), 400, "InvalidParameter", "not supported"},
		"three groupings":      {"AGENTS_ONLINE", group("QUEUE", "CHANNEL", "ROUTING_PROFILE"), 400, "InvalidParameter", "Groupings"},
		"twice the same":       {"AGENTS_ONLINE", group("QUEUE", "QUEUE"), 400, "InvalidParameter", "more than once"},
		"status alone":         {"AGENTS_ONLINE", group("AGENT_STATUS"), 400, "InvalidParameter", "QUEUE"},
		"status first":         {"AGENTS_ONLINE", group("AGENT_STATUS", "QUEUE"), 400, "InvalidParameter", "QUEUE"},
		"status, other metric": {"AGENTS_STAFFED", group("QUEUE", "AGENT_STATUS"), 400, "InvalidParameter", "AGENTS_ONLINE"},
		"profile without filter": {"AGENTS_ONLINE", func(in *input) {
			in.Groupings, in.Filters = []connectapi.Grouping{"ROUTING_PROFILE"}, &connectapi.Filters{}
		}, 400, "InvalidParameter", "Filters"},
		"waiting by profile of queues": {"CONTACTS_IN_QUEUE", group("ROUTING_PROFILE"), 400, "InvalidParameter", "Filters.RoutingProfiles"},
		"sorted by slots": {"SLOTS_ACTIVE", func(in *input) {
			in.SortCriteria = []connectapi.CurrentMetricSortCriteria{{SortByMetric: "SLOTS_ACTIVE"}}
		}, 400, "InvalidParameter", "SLOTS_ACTIVE"},
		"sorted by estimate": {"AGENTS_ONLINE", func(in *input) {
			in.SortCriteria = []connectapi.CurrentMetricSortCriteria{{SortByMetric: "ESTIMATED_WAIT_TIME"}}
		}, 400, "InvalidParameter", "Groupings"},
		"sorted by mood": {"AGENTS_ONLINE", func(in *input) {
			in.SortCriteria = []connectapi.CurrentMetricSortCriteria{{SortByMetric: "MOOD"}}
		}, 400, "InvalidParameter", "MOOD"},
		"token":    {"AGENTS_ONLINE", func(in *input) { in.NextToken = ptr("nonsense") }, 400, "InvalidParameter", "NextToken"},
		"instance": {"AGENTS_ONLINE", func(in *input) { in.InstanceId = ptr("nowhere") }, 404, "ResourceNotFound", "nowhere"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			in := f.metricInput(test.metric)
			test.edit(in)
			if got := f.refused(t, "GetCurrentMetricData", in, test.status, test.code); !strings.Contains(got.Message, test.says) {
				t.Errorf("the message %q does not say %q", got.Message, test.says)
			}
		})
	}
}

// Pages go on in the order of the results; a token is good for five minutes.
func TestCurrentMetric_Pages(t *testing.T) {
	t.Parallel()
	f := newFloor(t)
	f.twoProfiles()
	in := f.metricInput("AGENTS_ONLINE")
	in.Groupings, in.MaxResults = []connectapi.Grouping{"QUEUE", "CHANNEL"}, ptr(int32(4))
	first := f.metrics(in)
	in.NextToken = first.NextToken
	f.advance(metricTokenAge)
	second := f.metrics(in)
	diff(t, "both pages", append(table(first), table(second)...),
		[]string{"support CHAT 2", "sales VOICE 1", "sales CHAT 1", "sales TASK 1", "support VOICE 1", "support TASK 1"})
	if second.NextToken != nil || *first.ApproximateTotalCount != 6 || *second.ApproximateTotalCount != 6 {
		t.Errorf("token %v, totals %d and %d", second.NextToken, *first.ApproximateTotalCount, *second.ApproximateTotalCount)
	}
	f.advance(time.Millisecond)
	if got := f.refused(t, "GetCurrentMetricData", in, 400, "InvalidParameter"); !strings.Contains(got.Message, "expired") {
		t.Errorf("the message is %q", got.Message)
	}
}
