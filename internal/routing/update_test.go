package routing

import (
	"maps"
	"testing"
	"time"

	"strowger/internal/center"
)

func wording(s string) *string { return &s }

// Live or finished, a contact says of itself what it was last told, and those
// who hold what it said before keep that.
func TestUpdateContact(t *testing.T) {
	t.Parallel()
	c := deskCentre(t)
	id := c.start("q1", center.Task)
	c.accept("ann", id)
	rec := c.e.contacts[id].Contact
	c.do(UpdateContact{ContactID: id, Name: wording("new"), Tags: map[string]string{"a": "1", "b": "2"},
		References: map[string]center.Reference{"r": {Type: "URL", Value: "x"}}, Segment: map[string]string{"s": "1"}})
	seen := *rec
	c.do(UpdateContact{ContactID: id, Tags: map[string]string{"c": "3"}, Untag: []string{"a"},
		References: map[string]center.Reference{"q": {Type: "STRING", Value: "y"}}, Segment: map[string]string{"s": "2"}})
	if !maps.Equal(seen.Tags, map[string]string{"a": "1", "b": "2"}) || len(seen.References) != 1 || seen.Segment["s"] != "1" {
		t.Errorf("what was read before has become %+v", seen)
	}
	if rec.Name != "new" || !maps.Equal(rec.Tags, map[string]string{"b": "2", "c": "3"}) || len(rec.References) != 2 || rec.Segment["s"] != "2" {
		t.Errorf("the contact is %+v", rec)
	}
	c.complete("ann", id)
	out := c.do(UpdateContact{ContactID: id, Description: wording("late"), Finished: rec})
	if rec.Description != "late" || rec.Name != "new" || len(out.Changes) != 1 || out.Changes[0].Record != rec {
		t.Errorf("the finished contact is %+v, stored %d times", rec, len(out.Changes))
	}
	c.refused(center.NotFound, UpdateContact{ContactID: id, Description: wording("lost")})
}

// A refused update changes nothing.
func TestUpdateContact_Refusals(t *testing.T) {
	t.Parallel()
	c := deskCentre(t)
	c.status("ann", "lunch")
	id := c.start("q1", center.Task)
	rec := c.e.contacts[id].Contact
	c.at(time.Hour)
	many := map[string]string{"1": "", "2": "", "3": "", "4": "", "5": "", "6": ""}
	c.do(UpdateContact{ContactID: id, Tags: many})
	c.refused(center.Limit, UpdateContact{ContactID: id, Name: wording("new"), Tags: map[string]string{"7": ""}})
	c.do(UpdateContact{ContactID: id, Tags: map[string]string{"7": ""}, Untag: []string{"1"}})
	c.refused(center.Invalid, UpdateContact{ContactID: id, Name: wording("new"), Lifetime: time.Hour})
	c.do(StopContact{ContactID: id, Reason: center.APIDisconnect})
	c.refused(center.Refused, UpdateContact{ContactID: id, Name: wording("new"), Lifetime: 5 * time.Hour, Finished: rec})
	c.at(time.Hour + TagWindow).do(UpdateContact{ContactID: id, Untag: []string{"2"}, Finished: rec})
	c.at(time.Hour + TagWindow + time.Millisecond)
	c.refused(center.Refused, UpdateContact{ContactID: id, Name: wording("new"), Untag: []string{"3"}, Finished: rec})
	if rec.Name != "" || len(rec.Tags) != 5 {
		t.Errorf("the contact is %+v", rec)
	}
}

// A lifetime counts from the beginning, that of a scheduled task from its time,
// and goes with it.
func TestLifetime(t *testing.T) {
	t.Parallel()
	c := deskCentre(t)
	c.status("ann", "lunch")
	start := func(id center.ContactID, scheduled center.Instant) *center.Contact {
		rec := &center.Contact{ID: id, Channel: center.Task, Method: center.ByAPI, Scheduled: scheduled, Flow: center.FlowPosition{FlowID: "to-q1"}}
		c.do(StartContact{Contact: rec, Lifetime: time.Hour})
		return rec
	}
	now, later := start("now", 0), start("later", testStart.Add(3*time.Hour))
	c.do(UpdateContact{ContactID: "now", Lifetime: 2 * time.Hour})
	c.do(Reschedule{ContactID: "later", At: testStart.Add(4 * time.Hour)})
	c.at(2*time.Hour - 1)
	if now.State != center.Waiting {
		t.Errorf("the first is %s before its end", now.State)
	}
	c.at(2 * time.Hour)
	if now.Disconnect != center.Expired || later.State != center.Scheduled {
		t.Errorf("the first ended with %q, the other is %s", now.Disconnect, later.State)
	}
	c.at(5*time.Hour - 1)
	if later.State != center.Waiting {
		t.Errorf("the other is %s before its end", later.State)
	}
	if c.at(5 * time.Hour); later.Disconnect != center.Expired {
		t.Errorf("the other ended with %q", later.Disconnect)
	}
}

// Section 5.9 of the rules: ninety days ahead, moved twenty times.
func TestSchedule_Limits(t *testing.T) {
	t.Parallel()
	c := deskCentre(t)
	start := func(at center.Instant) StartContact {
		return StartContact{Contact: &center.Contact{ID: "x", Channel: center.Task, Scheduled: at, Flow: center.FlowPosition{FlowID: "to-q1"}}}
	}
	for _, at := range []center.Instant{testStart, testStart - 1, -1, testStart.Add(MaxSchedule) + 1} {
		c.refused(center.Invalid, start(at))
	}
	c.do(start(testStart.Add(MaxSchedule)))
	for i := range MaxReschedules {
		c.refused(center.Invalid, Reschedule{ContactID: "x", At: testStart})
		c.do(Reschedule{ContactID: "x", At: testStart.Add(time.Duration(i+1) * time.Hour)})
	}
	c.refused(center.Limit, Reschedule{ContactID: "x", At: testStart.Add(time.Hour)})
}

// R3.13: a task that was resumed and is not queued can be paused again. A pause
// that ends with the contact is no resume.
func TestPause_Again(t *testing.T) {
	t.Parallel()
	c := deskCentre(t)
	id := c.start("q2", center.Task)
	rec := c.e.contacts[id].Contact
	c.at(time.Second).do(Pause{ContactID: id})
	c.at(2 * time.Second).do(Resume{ContactID: id})
	dequeued := rec.Dequeued
	c.at(3 * time.Second).do(Pause{ContactID: id})
	c.at(7 * time.Second).do(StopContact{ContactID: id, Reason: center.APIDisconnect})
	want := center.Pauses{Count: 2, Paused: testStart.Add(3 * time.Second), Resumed: testStart.Add(2 * time.Second), Total: 5 * time.Second}
	if rec.Pauses != want || rec.Dequeued != dequeued {
		t.Errorf("pauses are %+v, want %+v; it left the queue at %v, want %v", rec.Pauses, want, rec.Dequeued, dequeued)
	}
}

// A transfer that is repeated after the old segment has left the engine makes no
// second one.
func TestTransfer_RepeatedLate(t *testing.T) {
	t.Parallel()
	c := deskCentre(t)
	c.status("ann", "lunch")
	id := c.start("q1", center.Task)
	cmd := func(to center.ContactID) Transfer {
		n := next(to, "q2")
		n.Channel, n.ClientToken = center.Task, "token"
		return Transfer{ContactID: id, Next: n}
	}
	c.do(cmd("first"))
	if _, live := c.e.contacts[id]; live {
		t.Fatal("the old segment is still there")
	}
	if out := c.do(cmd("second")); out.Result.ContactID != "first" {
		t.Errorf("the repetition made %s", out.Result.ContactID)
	}
}
