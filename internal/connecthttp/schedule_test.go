package connecthttp

import (
	"strings"
	"testing"
	"time"

	"strowger/internal/center"
	"strowger/internal/connectapi"
	"strowger/internal/restjson"
	"strowger/internal/routing"
)

// expires is the expiry of a contact as a segment attribute.
func expires(minutes int32) connectapi.SegmentAttributeValue {
	return connectapi.SegmentAttributeValue{ValueMap: map[string]connectapi.SegmentAttributeValue{expiryDuration: {ValueInteger: &minutes}}}
}

// at schedules a task for so long after the start of the test.
func at(d time.Duration) func(*connectapi.StartTaskContactInput) {
	return func(in *connectapi.StartTaskContactInput) { in.ScheduledTime = seconds(d) }
}

func (f *floor) scheduleInput(id string, d time.Duration) *connectapi.UpdateContactScheduleInput {
	return &connectapi.UpdateContactScheduleInput{InstanceId: f.id(), ContactId: &id, ScheduledTime: seconds(d)}
}

// scheduledMetric is the metric CONTACTS_SCHEDULED of a queue.
func (f *floor) scheduledMetric() float64 {
	f.Helper()
	out := call[connectapi.GetCurrentMetricDataOutput](f, f.harness, "GetCurrentMetricData", &connectapi.GetCurrentMetricDataInput{InstanceId: f.id(),
		Filters:        &connectapi.Filters{Queues: []string{"sales"}},
		CurrentMetrics: []connectapi.CurrentMetric{{Name: "CONTACTS_SCHEDULED", Unit: connectapi.UnitCount}}})
	if len(out.MetricResults) == 0 {
		return 0
	}
	return *out.MetricResults[0].Collections[0].Value
}

// A scheduled task begins at its time, also at one that was moved; section 5.9
// of the rules has the limits. It is no scheduled contact of the metrics, which
// count callbacks.
func TestSchedule(t *testing.T) {
	t.Parallel()
	f := newFloor(t)
	id := f.task(at(time.Hour))
	got := f.describe(id)
	if got.QueueInfo != nil || !got.ScheduledTimestamp.Equal(seconds(time.Hour).Time) {
		t.Errorf("scheduled: %+v", got)
	}
	diff(t, "CONTACTS_SCHEDULED", f.scheduledMetric(), 0.0)
	f.advance(30 * time.Minute)
	f.do(t, "UpdateContactSchedule", f.scheduleInput(id, 2*time.Hour))
	f.advance(90*time.Minute - time.Millisecond)
	if got = f.describe(id); got.QueueInfo != nil || !got.ScheduledTimestamp.Equal(seconds(2*time.Hour).Time) {
		t.Errorf("rescheduled: %+v", got)
	}
	f.advance(time.Millisecond)
	if got = f.describe(id); got.QueueInfo == nil || !got.QueueInfo.EnqueueTimestamp.Equal(seconds(2*time.Hour).Time) {
		t.Errorf("begun: %+v", got)
	}
	f.refused(t, "UpdateContactSchedule", f.scheduleInput(id, 3*time.Hour), 400, "InvalidRequest") // it has begun
	f.finish(id)
	f.refused(t, "UpdateContactSchedule", f.scheduleInput(id, 3*time.Hour), 400, "InvalidRequest")
	f.refused(t, "UpdateContactSchedule", f.scheduleInput("nobody", 3*time.Hour), 404, "ResourceNotFound")
}

// Ninety days ahead at most, and not in the past.
func TestSchedule_Horizon(t *testing.T) {
	t.Parallel()
	f := newFloor(t)
	const horizon = 90 * 24 * time.Hour
	id := f.task(at(horizon))
	f.do(t, "UpdateContactSchedule", f.scheduleInput(id, time.Millisecond))
	f.do(t, "UpdateContactSchedule", f.scheduleInput(id, horizon))
	live := f.instance.engine.Live()
	for _, d := range []time.Duration{0, -time.Second, -1 << 62, horizon + time.Millisecond} {
		f.refused(t, "StartTaskContact", f.taskInput(at(d)), 400, "InvalidParameter")
		f.refused(t, "UpdateContactSchedule", f.scheduleInput(id, d), 400, "InvalidParameter")
	}
	epoch := restjson.NewTimestamp(time.Unix(0, 0)) // which the engine takes for no moment at all
	f.refused(t, "StartTaskContact", f.taskInput(func(in *connectapi.StartTaskContactInput) { in.ScheduledTime = epoch }), 400, "InvalidParameter")
	f.refused(t, "UpdateContactSchedule", &connectapi.UpdateContactScheduleInput{InstanceId: f.id(), ContactId: &id}, 400, "InvalidParameter")
	diff(t, "live contacts", f.instance.engine.Live(), live)
}

func TestSchedule_TwentyTimes(t *testing.T) {
	t.Parallel()
	f := newFloor(t)
	id := f.task(at(time.Hour))
	for i := range 20 {
		f.do(t, "UpdateContactSchedule", f.scheduleInput(id, time.Duration(i+2)*time.Hour))
	}
	f.refused(t, "UpdateContactSchedule", f.scheduleInput(id, 40*time.Hour), 429, "LimitExceeded")
	diff(t, "schedule", f.describe(id).ScheduledTimestamp, seconds(21*time.Hour))
}

// A scheduled task can be stopped before it begins.
func TestSchedule_Stopped(t *testing.T) {
	t.Parallel()
	f := newFloor(t)
	id := f.task(at(time.Hour))
	f.do(t, "StopContact", f.stopInput(id, ""))
	f.advance(2 * time.Hour)
	if got := f.describe(id); got.QueueInfo != nil || *got.DisconnectReason != "API" {
		t.Errorf("stopped: %+v", got)
	}
}

// Section 5.9 of the rules: when contacts expire.
func TestExpiry(t *testing.T) {
	t.Parallel()
	const day = 24 * time.Hour
	chat := func(edit func(*connectapi.StartChatContactInput)) func(*floor) string {
		return func(f *floor) string {
			return *call[connectapi.StartChatContactOutput](f, f.harness, "StartChatContact", f.chatInput(edit)).ContactId
		}
	}
	task := func(edit ...func(*connectapi.StartTaskContactInput)) func(*floor) string {
		return func(f *floor) string { return f.task(edit...) }
	}
	of := func(minutes int32) func(*connectapi.StartTaskContactInput) {
		return func(in *connectapi.StartTaskContactInput) {
			in.SegmentAttributes = map[string]connectapi.SegmentAttributeValue{contactExpiry: expires(minutes), createdByUser: {ValueString: ptr("bob")}}
		}
	}
	tests := map[string]struct {
		start func(*floor) string
		after time.Duration
		shown int32 // minutes
	}{
		"task":                    {task(), 7 * day, 7 * 24 * 60},
		"scheduled task":          {task(at(30 * day)), 37 * day, 7 * 24 * 60},
		"task with its own":       {task(of(135)), 135 * time.Minute, 135},
		"scheduled, with its own": {task(at(time.Hour), of(1)), time.Hour + time.Minute, 1},
		"task with the longest":   {task(of(90 * 24 * 60)), 90 * day, 90 * 24 * 60},
		"chat":                    {chat(func(*connectapi.StartChatContactInput) {}), 25 * time.Hour, 0},
		"chat of an hour":         {chat(func(in *connectapi.StartChatContactInput) { in.ChatDurationInMinutes = ptr(int32(60)) }), time.Hour, 0},
		"chat of seven days":      {chat(func(in *connectapi.StartChatContactInput) { in.ChatDurationInMinutes = ptr(int32(10080)) }), 7 * day, 0},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFloor(t)
			f.putStatus("Lunch")
			id := test.start(f)
			if got := f.describe(id).SegmentAttributes[contactExpiry].ValueMap[expiryDuration].ValueInteger; test.shown == 0 && got != nil || test.shown != 0 && *got != test.shown {
				t.Errorf("shown is %v, want %d", got, test.shown)
			}
			f.advance(test.after - time.Millisecond)
			if got := f.describe(id); got.DisconnectTimestamp != nil {
				t.Fatalf("it ended early: %+v", got)
			}
			f.advance(time.Millisecond)
			if got := f.describe(id); got.DisconnectTimestamp == nil || *got.DisconnectReason != "EXPIRED" {
				t.Errorf("it goes on: %+v", got)
			}
		})
	}
}

// A call goes on for as long as it likes.
func TestExpiry_CallsHaveNone(t *testing.T) {
	t.Parallel()
	f := newFloor(t)
	f.instance.mustDo(routing.SetStatus{UserID: "ann", StatusID: f.statusID("Lunch")})
	out, err := f.service.StartCall(t.Context(), &StartCallInput{InstanceId: f.id(), ContactFlowId: ptr("to-sales")})
	if err != nil {
		t.Fatal(err)
	}
	f.advance(1000 * time.Hour)
	diff(t, "state", f.contact(t, center.ContactID(*out.ContactId)).State, center.Waiting)
}

// An expiry of another shape than the one documented is refused.
func TestExpiry_Refusals(t *testing.T) {
	t.Parallel()
	f := newFloor(t)
	type value = connectapi.SegmentAttributeValue
	for name, v := range map[string]value{
		"no minutes":        expires(0),
		"less":              expires(-5),
		"too many":          expires(90*24*60 + 1),
		"text":              {ValueString: ptr("135")},
		"number":            {ValueInteger: ptr(int32(135))},
		"empty":             {},
		"another member":    {ValueMap: map[string]value{"Duration": {ValueInteger: ptr(int32(5))}}},
		"one member more":   {ValueMap: map[string]value{expiryDuration: {ValueInteger: ptr(int32(5))}, "Unit": {ValueString: ptr("DAYS")}}},
		"minutes as a text": {ValueMap: map[string]value{expiryDuration: {ValueString: ptr("5")}}},
	} {
		in := f.taskInput(func(in *connectapi.StartTaskContactInput) { in.SegmentAttributes = map[string]value{contactExpiry: v} })
		if got := f.refused(t, "StartTaskContact", in, 400, "InvalidParameter"); !strings.Contains(got.Message, contactExpiry) {
			t.Errorf("%s: the message is %q", name, got.Message)
		}
	}
	if n := f.instance.engine.Live(); n != 0 {
		t.Errorf("%d contacts were started", n)
	}
}
