package connecthttp

import (
	"testing"
	"time"

	"strowger/internal/center"
	"strowger/internal/connectapi"
	"strowger/internal/routing"
)

func (f *floor) pause(id string) {
	f.Helper()
	f.do(f, "PauseContact", &connectapi.PauseContactInput{InstanceId: f.id(), ContactId: &id})
}

func (f *floor) resume(id string) {
	f.Helper()
	f.do(f, "ResumeContact", &connectapi.ResumeContactInput{InstanceId: f.id(), ContactId: &id})
}

func (f *floor) accept(id string) {
	f.Helper()
	f.instance.mustDo(routing.Accept{UserID: "ann", ContactID: center.ContactID(id)})
}

// R3.14, R3.15, R3.18, R4.13: a paused task frees its slot, yet counts as active
// and is shown as connected, since the moment of the join.
func TestPause_WithAnAgent(t *testing.T) {
	t.Parallel()
	f := newFloor(t)
	id := f.task()
	f.advance(time.Second)
	f.accept(id)
	f.advance(4 * time.Second)
	f.pause(id)
	shown := func(available int32) {
		t.Helper()
		got := f.ann()
		if c := got.Contacts[0]; c.AgentContactState != connectapi.ContactStateConnected || !c.StateStartTimestamp.Equal(seconds(time.Second).Time) {
			t.Errorf("the task is %s since %v", c.AgentContactState, c.StateStartTimestamp)
		}
		if got.ActiveSlotsByChannel["TASK"] != 1 || got.AvailableSlotsByChannel["TASK"] != available {
			t.Errorf("slots: %v active, %v available, want 1 and %d", got.ActiveSlotsByChannel, got.AvailableSlotsByChannel, available)
		}
	}
	shown(3)
	connected := &connectapi.ContactFilter{ContactStates: []connectapi.ContactState{connectapi.ContactStateConnected}}
	diff(t, "users with a connected contact", userIDs(f.userData(connectapi.UserDataFilters{ContactFilter: connected})), []string{"ann"})
	got := f.describe(id)
	if *got.TotalPauseCount != 1 || !got.LastPausedTimestamp.Equal(seconds(5*time.Second).Time) || got.LastResumedTimestamp != nil || got.TotalPauseDurationInSeconds != nil {
		t.Errorf("paused: %+v", got)
	}
	f.advance(10 * time.Second)
	f.resume(id)
	shown(2)
	got = f.describe(id)
	if !got.LastResumedTimestamp.Equal(seconds(15*time.Second).Time) || *got.AgentInfo.AgentPauseDurationInSeconds != 10 || got.TotalPauseDurationInSeconds != nil {
		t.Errorf("resumed: %+v", got)
	}
	f.pause(id)
	f.advance(7 * time.Second)
	f.do(t, "StopContact", f.stopInput(id, "")) // R3.17
	got = f.describe(id)
	if *got.TotalPauseCount != 2 || *got.TotalPauseDurationInSeconds != 17 || *got.AgentInfo.AgentPauseDurationInSeconds != 17 ||
		!got.LastResumedTimestamp.Equal(seconds(15*time.Second).Time) {
		t.Errorf("over: %+v", got)
	}
}

// R3.16: a waiting task leaves its queue and stays out until something queues it.
func TestPause_Waiting(t *testing.T) {
	t.Parallel()
	f := newFloor(t)
	f.putStatus("Lunch")
	id := f.task()
	f.pause(id)
	if n := f.instance.engine.Line("sales", center.Task).Waiting; n != 0 {
		t.Errorf("%d contacts wait", n)
	}
	f.advance(3 * time.Second)
	f.resume(id)
	if n := f.instance.engine.Line("sales", center.Task).Waiting; n != 0 {
		t.Errorf("%d contacts wait after the resume", n)
	}
	f.pause(id) // R3.13: any task that is neither over nor scheduled
	f.resume(id)
	next := f.transfer(f.transferInput(id, func(in *connectapi.TransferContactInput) { in.QueueId = ptr("support") }))
	if n := f.instance.engine.Line("support", center.Task).Waiting; n != 1 {
		t.Errorf("%d contacts wait after the transfer", n)
	}
	got := f.describe(id)
	if *got.TotalPauseCount != 2 || *got.TotalPauseDurationInSeconds != 3 || got.AgentInfo != nil || f.describe(next).TotalPauseCount != nil {
		t.Errorf("pauses: %+v", got)
	}
}

// R3.16: the flow that is given with the resume queues the task again, by its id
// or its ARN.
func TestPause_ResumeFlow(t *testing.T) {
	t.Parallel()
	f := newFloor(t)
	f.putStatus("Lunch")
	for _, ref := range []string{"to-sales", f.instance.Directory().Instance.ARN(center.KindFlow, "to-sales")} {
		id := f.task()
		f.do(t, "PauseContact", &connectapi.PauseContactInput{InstanceId: f.id(), ContactId: &id, ContactFlowId: &ref}) // cannot queue what is paused
		if n := f.instance.engine.Line("sales", center.Task).Waiting; n != 0 {
			t.Errorf("%d contacts wait while it is paused", n)
		}
		other := f.task()
		f.pause(other)
		f.do(t, "ResumeContact", &connectapi.ResumeContactInput{InstanceId: f.id(), ContactId: &other, ContactFlowId: &ref})
		if n := f.instance.engine.Line("sales", center.Task).Waiting; n != 1 {
			t.Errorf("%d contacts wait after the resume", n)
		}
		f.do(t, "StopContact", f.stopInput(other, ""))
	}
}

// R3.13, R3.14: what cannot be paused or resumed, and by which exception.
func TestPause_Refusals(t *testing.T) {
	t.Parallel()
	f := newFloor(t)
	type pause = connectapi.PauseContactInput
	type resume = connectapi.ResumeContactInput
	var paused []string
	for range 4 {
		id := f.task()
		f.accept(id)
		if len(paused) < 3 {
			f.pause(id)
		}
		paused = append(paused, id)
	}
	f.refused(t, "PauseContact", &pause{InstanceId: f.id(), ContactId: &paused[3]}, 429, "LimitExceeded")
	f.refused(t, "PauseContact", &pause{InstanceId: f.id(), ContactId: &paused[0]}, 409, "Conflict")
	f.refused(t, "ResumeContact", &resume{InstanceId: f.id(), ContactId: &paused[3]}, 409, "Conflict")
	f.instance.mustDo(routing.Complete{UserID: "ann", ContactID: center.ContactID(paused[3])})
	f.refused(t, "PauseContact", &pause{InstanceId: f.id(), ContactId: &paused[3]}, 409, "Conflict")
	f.refused(t, "ResumeContact", &resume{InstanceId: f.id(), ContactId: &paused[3]}, 409, "Conflict")
	later := f.task(func(in *connectapi.StartTaskContactInput) { in.ScheduledTime = seconds(time.Hour) })
	f.refused(t, "PauseContact", &pause{InstanceId: f.id(), ContactId: &later}, 409, "Conflict")
	chat := call[connectapi.StartChatContactOutput](t, f.harness, "StartChatContact", f.chatInput()).ContactId
	f.refused(t, "PauseContact", &pause{InstanceId: f.id(), ContactId: chat}, 400, "InvalidRequest")
	f.refused(t, "PauseContact", &pause{InstanceId: f.id(), ContactId: &paused[3], ContactFlowId: ptr("gone")}, 404, "ResourceNotFound")
	f.refused(t, "ResumeContact", &resume{InstanceId: f.id(), ContactId: &paused[0], ContactFlowId: ptr("gone")}, 404, "ResourceNotFound")
	f.refused(t, "PauseContact", &pause{InstanceId: f.id(), ContactId: ptr("nobody")}, 404, "ResourceNotFound")
	f.refused(t, "ResumeContact", &resume{InstanceId: f.id(), ContactId: ptr("nobody")}, 404, "ResourceNotFound")
	f.refused(t, "ResumeContact", &resume{InstanceId: ptr("nowhere"), ContactId: &paused[0]}, 404, "ResourceNotFound")
}
