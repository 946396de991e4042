package routing

import (
	"errors"
	"testing"
	"time"

	"strowger/internal/center"
)

// deskCentre has two queues and one agent for both, with two tasks at once.
func deskCentre(t *testing.T) *centre {
	c := newCentre(t)
	c.queue("q1")
	c.queue("q2")
	c.profile("p", one(2, true), everyChannel("q1", 1, 0)...)
	c.agent("ann", "p")
	return c
}

func (c *centre) refused(kind center.ErrorKind, cmd Command) {
	c.Helper()
	if _, err := c.try(cmd); !errors.Is(err, kind) {
		c.Fatalf("%T: %v, want %s", cmd, err, kind)
	}
}

// next is the segment that a transfer to a queue makes.
func next(id center.ContactID, queue string) *center.Contact {
	return &center.Contact{ID: id, Flow: center.FlowPosition{FlowID: center.FlowID("to-" + queue)}}
}

// R3.13, R3.14, R3.15, Q9: a pause frees the slot, not the load.
func TestPause_FreesTheSlot(t *testing.T) {
	t.Parallel()
	c := newCentre(t)
	c.queue("q1")
	c.profile("p", one(1, false), everyChannel("q1", 1, 0)...)
	c.agent("ann", "p")
	first, second, third := c.start("q1", center.Task), c.start("q1", center.Task), c.start("q1", center.Task)
	c.accept("ann", first)
	c.wantHolder(second, "")
	c.at(10 * time.Second).do(Pause{ContactID: first})
	c.wantHolder(second, "ann")
	c.accept("ann", second)
	c.refused(center.Limit, Pause{ContactID: second}) // as many paused tasks as tasks at once
	if v, _ := c.e.Agent("ann"); v.Occupied[center.Task] != 1 || len(v.Contacts) != 2 {
		t.Errorf("occupied %v with %d contacts", v.Occupied, len(v.Contacts))
	}
	c.at(25 * time.Second).do(Resume{ContactID: first}) // above the limit
	c.complete("ann", second)
	c.wantHolder(third, "") // first is active again
	c.complete("ann", first)
	c.wantHolder(third, "ann")
}

func TestPause_CountsItsTime(t *testing.T) {
	t.Parallel()
	c := deskCentre(t)
	id := c.start("q1", center.Task)
	c.accept("ann", id)
	rec := c.e.contacts[id].Contact
	c.at(10 * time.Second).do(Pause{ContactID: id})
	c.refused(center.Conflict, Pause{ContactID: id})
	c.at(15 * time.Second).do(Resume{ContactID: id})
	c.refused(center.Conflict, Resume{ContactID: id})
	c.at(20 * time.Second).do(Pause{ContactID: id})
	c.at(27 * time.Second).do(Hangup{UserID: "ann", ContactID: id}) // R3.17: it may be ended
	if p := rec.Pauses; p.Count != 2 || p.Total != 12*time.Second || p.WithAgent != 12*time.Second {
		t.Errorf("pauses are %+v", p)
	}
	c.do(Clear{UserID: "ann", ContactID: id})
	if v, _ := c.e.Agent("ann"); v.Occupied != [center.Channels]int{} {
		t.Errorf("the agent still has %v", v.Occupied)
	}
}

// R3.16: a waiting task that is paused leaves its queue and stays out.
func TestPause_WaitingTaskLeavesTheQueue(t *testing.T) {
	t.Parallel()
	c := deskCentre(t)
	id := c.start("q2", center.Task)
	c.do(Pause{ContactID: id})
	if got := c.e.Line("q2", center.Task).Waiting; got != 0 {
		t.Errorf("%d contacts wait", got)
	}
	c.do(Resume{ContactID: id})
	if got := c.e.Line("q2", center.Task).Waiting; got != 0 {
		t.Errorf("%d contacts wait after the resume", got)
	}
	c.do(Transfer{ContactID: id, Next: next("again", "q1")})
	c.wantHolder("again", "ann")
	c.refused(center.Refused, Pause{ContactID: c.start("q2", center.Chat)})
}

// R1.14, R1.15, R3.10: an assignment ignores status and concurrency.
func TestAssign(t *testing.T) {
	t.Parallel()
	c := deskCentre(t)
	c.status("ann", "lunch")
	var ids []center.ContactID
	for range 3 {
		ids = append(ids, c.start("q2", center.Task))
	}
	for _, id := range ids {
		c.do(Assign{UserID: "ann", ContactID: id})
		c.accept("ann", id)
	}
	c.status("ann", "available")
	waiting := c.start("q1", center.Task)
	c.complete("ann", ids[0])
	c.wantHolder(waiting, "") // two of two are left
	c.complete("ann", ids[1])
	c.wantHolder(waiting, "ann")
	c.refused(center.Refused, Assign{UserID: "ann", ContactID: ids[2]})
	c.refused(center.Refused, Assign{UserID: "ann", ContactID: c.start("q2", center.Voice)})
	c.refused(center.NotFound, Assign{UserID: "nobody", ContactID: ids[2]})
}

// W31, W34, R2.17: a quick connect ranks by the original time.
func TestTransfer_QuickConnectKeepsItsPlace(t *testing.T) {
	t.Parallel()
	c := deskCentre(t)
	old := c.start("q1", center.Task)
	c.accept("ann", old)
	fresh := c.at(5*time.Minute).start("q2", center.Task)
	c.at(20 * time.Minute).do(Transfer{ContactID: old, Next: next("moved", "q2"), By: "ann"})
	c.profile("q2 only", one(1, false), everyChannel("q2", 1, 0)...)
	c.agent("bob", "q2 only")
	c.wantHolder("moved", "bob")
	c.wantHolder(fresh, "")
	if rec := c.e.contacts["moved"]; rec.PreviousID != old || rec.InitialID != old || rec.Method != center.Transfer {
		t.Errorf("the new segment is %+v", rec.Contact)
	}
}

// W32, W35, R2.18: a move from queue to queue ranks by the new time.
func TestTransfer_FromQueueToQueueGoesToTheEnd(t *testing.T) {
	t.Parallel()
	c := deskCentre(t)
	c.status("ann", "lunch")
	old := c.start("q1", center.Task)
	fresh := c.at(5*time.Minute).start("q2", center.Task)
	c.at(20 * time.Minute).do(Transfer{ContactID: old, Next: next("moved", "q2")})
	c.profile("q2 only", one(1, false), everyChannel("q2", 1, 0)...)
	c.agent("bob", "q2 only")
	c.wantHolder(fresh, "bob")
	c.wantHolder("moved", "")
	if rec := c.e.contacts["moved"]; rec.Method != center.QueueTransfer || rec.RankTime != testStart.Add(20*time.Minute) {
		t.Errorf("the new segment is %+v", rec.Contact)
	}
	c.refused(center.NotFound, Transfer{ContactID: old, Next: next("twice", "q2")})
}

// R2.21: at most eleven transfers. A repeated token makes no second segment.
func TestTransfer_Limits(t *testing.T) {
	t.Parallel()
	c := deskCentre(t)
	c.status("ann", "lunch")
	id := c.start("q1", center.Task)
	for i := range MaxTransfers {
		to := next(center.ContactID(rune('a'+i)), "q2")
		to.ClientToken = "token" + string(to.ID)
		c.do(Transfer{ContactID: id, Next: to})
		id = to.ID
	}
	c.refused(center.Refused, Transfer{ContactID: id, Next: next("too often", "q2")})
	again := next("other", "q2")
	again.ClientToken = "token" + string(id)
	if out := c.do(Transfer{ContactID: id, Next: again}); out.Result.ContactID != id {
		t.Errorf("the token made %s, want %s", out.Result.ContactID, id)
	}
	c.refused(center.NotFound, Transfer{ContactID: c.start("q1", center.Task), Next: next("x", "nowhere")})
}

// R5.13: a transferred contact finds a fifth more room.
func TestTransfer_Capacity(t *testing.T) {
	t.Parallel()
	c := deskCentre(t)
	c.status("ann", "lunch")
	q := *c.e.queues["q2"].Queue
	q.MaxContacts = 5
	c.do(Put{Resource: &q, Base: q.Stamp.Revision})
	for range 5 {
		c.start("q2", center.Task)
	}
	full := c.start("q2", center.Task)
	if _, live := c.e.contacts[full]; live {
		t.Fatal("a sixth contact found room")
	}
	c.do(Transfer{ContactID: c.start("q1", center.Task), Next: next("sixth", "q2")})
	if got := c.e.Line("q2", center.Task).Waiting; got != 6 {
		t.Errorf("%d contacts wait, want 6", got)
	}
	c.do(Transfer{ContactID: c.start("q1", center.Task), Next: next("seventh", "q2")})
	if got := c.e.Line("q2", center.Task).Waiting; got != 6 {
		t.Errorf("%d contacts wait, want 6", got)
	}
}

// Scheduled tasks begin at their time; contacts end when theirs is over.
func TestSchedule(t *testing.T) {
	t.Parallel()
	c := deskCentre(t)
	c.do(StartContact{Contact: &center.Contact{ID: "later", Channel: center.Task, Method: center.ByAPI,
		Scheduled: testStart.Add(time.Hour), Flow: center.FlowPosition{FlowID: "to-q1"}}})
	c.at(time.Hour-1).wantHolder("later", "")
	c.do(Reschedule{ContactID: "later", At: testStart.Add(2 * time.Hour)})
	c.at(2*time.Hour-time.Millisecond).wantHolder("later", "")
	c.at(2*time.Hour).wantHolder("later", "ann")
	c.refused(center.Refused, Reschedule{ContactID: "later", At: c.now.Add(time.Hour)})

	c.do(StartContact{Contact: &center.Contact{ID: "short", Channel: center.Task, Method: center.ByAPI,
		Expires: c.now.Add(time.Minute), Flow: center.FlowPosition{FlowID: "to-q2"}}})
	rec := c.e.contacts["short"].Contact
	c.at(2*time.Hour + time.Minute)
	if rec.Disconnect != center.Expired {
		t.Errorf("the contact ended with %q", rec.Disconnect)
	}
}

// R4.25, R4.28: after-contact work and auto-accept by channel.
func TestUser_MediaConfig(t *testing.T) {
	t.Parallel()
	c := deskCentre(t)
	yes, limit := true, 3*time.Second
	u := *c.e.agents["ann"].user
	u.Media[center.Task] = center.MediaConfig{AutoAccept: &yes, AfterContactWork: &limit}
	c.do(Put{Resource: &u, Base: u.Stamp.Revision})
	id := c.start("q1", center.Task)
	if rec := c.e.contacts[id]; rec.State != center.Connected {
		t.Fatalf("the task is %s", rec.State)
	}
	c.do(Hangup{UserID: "ann", ContactID: id})
	c.at(3*time.Second - time.Millisecond)
	if _, live := c.e.contacts[id]; !live {
		t.Fatal("after-contact work ended early")
	}
	if c.at(3 * time.Second); len(c.e.contacts) != 0 {
		t.Error("after-contact work goes on")
	}
}
