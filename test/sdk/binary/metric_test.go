package binary

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"
)

// metricsOf are metrics to ask for.
func metricsOf(names ...types.CurrentMetricName) []types.CurrentMetric {
	var list []types.CurrentMetric
	for _, name := range names {
		list = append(list, types.CurrentMetric{Name: name, Unit: types.UnitCount})
	}
	return list
}

// figures reads metrics of all queues that the centre has made, by name, and 0
// where there is nothing to tell.
func (c *centre) figures(metrics []types.CurrentMetric) map[string]float64 {
	c.t.Helper()
	in := &connect.GetCurrentMetricDataInput{InstanceId: &c.instance, CurrentMetrics: metrics, Filters: &types.Filters{}}
	for _, id := range c.queues {
		in.Filters.Queues = append(in.Filters.Queues, id)
	}
	out, err := c.client().GetCurrentMetricData(c.t.Context(), in)
	c.check(err)
	recent(c.t, "DataSnapshotTime", out.DataSnapshotTime)
	all := map[string]float64{}
	for _, m := range metrics {
		all[string(m.Name)] = 0
	}
	for _, r := range out.MetricResults {
		for _, f := range r.Collections {
			all[string(f.Metric.Name)] = *f.Value
		}
	}
	return all
}

// What GetCurrentMetricData and GetCurrentUserData say agrees at every step with
// what was done (section 8.1 of the rules).
func TestMetrics_AgreeWithWhatWasDone(t *testing.T) {
	t.Parallel()
	c := shared.centre(t, managed)
	c.queue("Sales")
	profile := c.profileOf("Sales", []types.MediaConcurrency{media(types.ChannelTask, 2, unasked), media(types.ChannelVoice, 1, unasked)},
		c.claim("Sales", types.ChannelTask, 1, 0), c.claim("Sales", types.ChannelVoice, 1, 0))
	c.user("ann", profile)
	c.user("bob", profile)
	metrics := metricsOf(types.CurrentMetricNameAgentsOnline, types.CurrentMetricNameAgentsAvailable, types.CurrentMetricNameAgentsStaffed,
		types.CurrentMetricNameAgentsNonProductive, types.CurrentMetricNameAgentsOnContact, types.CurrentMetricNameAgentsAfterContactWork,
		types.CurrentMetricNameAgentsError, types.CurrentMetricNameSlotsActive, types.CurrentMetricNameSlotsAvailable, types.CurrentMetricNameContactsInQueue)
	want := map[string]float64{}
	for _, m := range metrics {
		want[string(m.Name)] = 0
	}
	step := func(what string, changes map[string]float64) {
		t.Helper()
		for name, value := range changes {
			want[name] = value
		}
		equal(t, what, c.figures(metrics), want)
	}
	step("nobody is there", nil)
	if c.userData("ann") != nil {
		t.Error("a user who is offline is shown")
	}
	ann := c.desk("ann")
	// Task and voice exclude each other: two tasks or one call (R3.12).
	step("ann is available", map[string]float64{"AGENTS_ONLINE": 1, "AGENTS_AVAILABLE": 1, "AGENTS_STAFFED": 1, "SLOTS_AVAILABLE": 2})
	bob := c.signIn(t, c.instance, "bob", password)
	bob.choose("Lunch")
	step("bob has lunch", map[string]float64{"AGENTS_ONLINE": 2, "AGENTS_NON_PRODUCTIVE": 1})
	first := c.task("Sales", "first")
	step("a task rings", map[string]float64{"AGENTS_AVAILABLE": 0, "SLOTS_AVAILABLE": 1})
	ann.do("AcceptContact", map[string]any{"contactId": first})
	step("it is connected", map[string]float64{"AGENTS_ON_CONTACT": 1, "SLOTS_ACTIVE": 1})
	second, third := c.task("Sales", "second"), c.task("Sales", "third")
	step("one more rings, one waits", map[string]float64{"SLOTS_AVAILABLE": 0, "CONTACTS_IN_QUEUE": 1})
	ann.do("RejectContact", map[string]any{"contactId": second})
	step("it is rejected and waits again", map[string]float64{"AGENTS_ERROR": 1, "CONTACTS_IN_QUEUE": 2})
	c.end(first)
	step("the first has ended", map[string]float64{"AGENTS_AFTER_CONTACT_WORK": 1})
	data := c.userData("ann")
	equal(t, "slots in use", data.ActiveSlotsByChannel, map[string]int32{"TASK": 1, "VOICE": 0})
	equal(t, "slots free", data.AvailableSlotsByChannel, map[string]int32{"TASK": 0, "VOICE": 0})
	equal(t, "slots", data.MaxSlotsByChannel, map[string]int32{"TASK": 2, "VOICE": 1})
	equal(t, "status", *data.Status.StatusName, "Available")
	c.want("ann", holding{first: types.ContactStateEnded, second: types.ContactStateRejected})
	ann.do("ClearContact", map[string]any{"contactId": second})
	step("the rejected one is cleared, and rings again", map[string]float64{"AGENTS_ERROR": 0, "CONTACTS_IN_QUEUE": 1})
	c.want("ann", holding{first: types.ContactStateEnded, second: types.ContactStateConnecting})
	ann.do("ClearContact", map[string]any{"contactId": first})
	step("the first is cleared, and the third rings", map[string]float64{"AGENTS_ON_CONTACT": 0, "AGENTS_AFTER_CONTACT_WORK": 0, "SLOTS_ACTIVE": 0, "CONTACTS_IN_QUEUE": 0})
	c.want("ann", holding{second: types.ContactStateConnecting, third: types.ContactStateConnecting})
}

// Figures come by queue and channel, and the oldest contact's age has its
// documented unit: seconds in groups, milliseconds without.
func TestMetrics_ByQueueAndChannel(t *testing.T) {
	t.Parallel()
	c := shared.centre(t, foreign)
	c.queue("Sales")
	c.queue("Support")
	first := c.task("Sales", "a")
	c.task("Sales", "b")
	c.chat("Sales")
	c.phone("Support")
	in := &connect.GetCurrentMetricDataInput{InstanceId: &c.instance, Filters: &types.Filters{Queues: []string{c.queues["Sales"], c.queues["Support"]}},
		CurrentMetrics: metricsOf(types.CurrentMetricNameContactsInQueue), Groupings: []types.Grouping{types.GroupingQueue, types.GroupingChannel}, MaxResults: aws.Int32(1)}
	got := map[string]float64{}
	for _, r := range pages(t, connect.NewGetCurrentMetricDataPaginator(c.client(), in), 1,
		func(out *connect.GetCurrentMetricDataOutput) []types.CurrentMetricResult { return out.MetricResults }) {
		for name, id := range c.queues {
			if id == *r.Dimensions.Queue.Id {
				got[name+" "+string(r.Dimensions.Channel)] = *r.Collections[0].Value
			}
		}
	}
	equal(t, "contacts in queue", got, map[string]float64{"Sales TASK": 2, "Sales CHAT": 1, "Support VOICE": 1})

	old := *c.describe(first).QueueInfo.EnqueueTimestamp
	in.CurrentMetrics, in.Groupings, in.MaxResults = []types.CurrentMetric{{Name: types.CurrentMetricNameOldestContactAge, Unit: types.UnitSeconds}}, nil, nil
	out, err := c.client().GetCurrentMetricData(t.Context(), in)
	c.check(err)
	age := out.DataSnapshotTime.Sub(old).Milliseconds()
	equal(t, "age of the oldest contact", *out.MetricResults[0].Collections[0].Value, float64(age))
	in.Groupings = []types.Grouping{types.GroupingQueue}
	in.Filters.Queues = in.Filters.Queues[:1]
	out, err = c.client().GetCurrentMetricData(t.Context(), in)
	c.check(err)
	equal(t, "age of the oldest contact of a queue", *out.MetricResults[0].Collections[0].Value, float64(int64(out.DataSnapshotTime.Sub(old).Seconds())))

	in.CurrentMetrics = nil
	_, err = c.client().GetCurrentMetricData(t.Context(), in)
	if err == nil {
		t.Error("a request without metrics was answered")
	}
}

// GetCurrentUserData finds users by profile, queue, id and state, page by page.
func TestUserData_FiltersAndPages(t *testing.T) {
	t.Parallel()
	c := shared.centre(t, foreign)
	c.queue("Sales")
	c.queue("Support")
	sales, support := c.profile("Sales", c.claim("Sales", types.ChannelTask, 1, 0)), c.profile("Support", c.claim("Support", types.ChannelTask, 1, 0))
	for _, name := range []string{"ann", "bob", "cid"} {
		c.user(name, sales)
		c.put(name, "Available")
	}
	c.user("dot", support)
	c.put("dot", "Break")
	c.user("eve", support) // offline
	c.task("Sales", "rings")
	for _, filter := range []struct {
		name    string
		filters types.UserDataFilters
		want    int
	}{
		{"profile", types.UserDataFilters{RoutingProfiles: []string{sales}}, 3},
		{"queue", types.UserDataFilters{Queues: []string{c.queues["Support"]}}, 1},
		{"both queues", types.UserDataFilters{Queues: []string{c.queues["Support"], c.queues["Sales"]}}, 4},
		{"users", types.UserDataFilters{Agents: []string{c.users["ann"], c.users["dot"], c.users["eve"]}}, 2},
		{"state", types.UserDataFilters{RoutingProfiles: []string{sales, support}, ContactFilter: &types.ContactFilter{ContactStates: []types.ContactState{types.ContactStateConnecting}}}, 1},
	} {
		for _, size := range []int32{1, 2, 100} {
			found := pages(t, connect.NewGetCurrentUserDataPaginator(c.client(), &connect.GetCurrentUserDataInput{InstanceId: &c.instance, Filters: &filter.filters, MaxResults: &size}), int(size),
				func(out *connect.GetCurrentUserDataOutput) []types.UserData {
					equal(t, filter.name+": total", *out.ApproximateTotalCount, int64(filter.want))
					return out.UserDataList
				})
			if len(found) != filter.want {
				t.Errorf("%s in pages of %d: %d users, want %d", filter.name, size, len(found), filter.want)
			}
		}
	}
	_, err := c.client().GetCurrentUserData(t.Context(), &connect.GetCurrentUserDataInput{InstanceId: &c.instance,
		Filters: &types.UserDataFilters{Queues: []string{c.queues["Sales"]}, RoutingProfiles: []string{sales}}})
	refusedParameter(t, err)
}
