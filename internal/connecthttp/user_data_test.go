package connecthttp

import (
	"fmt"
	"testing"
	"time"

	"strowger/internal/center"
	"strowger/internal/connectapi"
	"strowger/internal/routing"
)

// putStatus sets ann's status over the API.
func (f *floor) putStatus(name string) {
	f.Helper()
	f.do(f, "PutUserStatus", &connectapi.PutUserStatusInput{InstanceId: f.id(), UserId: ptr("ann"), AgentStatusId: str(f.statusID(name))})
}

func (f *floor) dismissInput(user, contact string) *connectapi.DismissUserContactInput {
	return &connectapi.DismissUserContactInput{InstanceId: f.id(), UserId: &user, ContactId: &contact}
}

func (f *floor) userData(filters connectapi.UserDataFilters) *connectapi.GetCurrentUserDataOutput {
	f.Helper()
	return call[connectapi.GetCurrentUserDataOutput](f, f.harness, "GetCurrentUserData", &connectapi.GetCurrentUserDataInput{InstanceId: f.id(), Filters: &filters})
}

// ann is the data of the only user who is shown.
func (f *floor) ann() *connectapi.UserData {
	f.Helper()
	out := f.userData(connectapi.UserDataFilters{})
	if len(out.UserDataList) != 1 || *out.UserDataList[0].User.Id != "ann" {
		f.Fatalf("users shown: %+v", out.UserDataList)
	}
	return &out.UserDataList[0]
}

func userIDs(out *connectapi.GetCurrentUserDataOutput) []string {
	ids := []string{}
	for _, u := range out.UserDataList {
		ids = append(ids, *u.User.Id)
	}
	return ids
}

// W36, W37, W39: beside a contact in hand a status becomes the next one.
func TestUserData_NextStatus(t *testing.T) {
	t.Parallel()
	f := newFloor(t)
	first, second := f.task(), f.task()
	for _, id := range []string{first, second} {
		f.instance.mustDo(routing.Accept{UserID: "ann", ContactID: center.ContactID(id)})
	}
	f.instance.mustDo(routing.Hangup{UserID: "ann", ContactID: center.ContactID(first)})
	f.putStatus("Lunch")
	got := f.ann()
	if *got.Status.StatusName != "Available" || *got.NextStatus != "Lunch" || len(got.Contacts) != 1 || got.AvailableSlotsByChannel["TASK"] != 0 {
		t.Errorf("with a contact in hand: %+v", got)
	}
	f.putStatus("Available")
	if got = f.ann(); got.NextStatus != nil || got.AvailableSlotsByChannel["TASK"] != 2 {
		t.Errorf("available again: %+v", got)
	}
	f.putStatus("Lunch")
	f.advance(time.Second)
	f.instance.mustDo(routing.Complete{UserID: "ann", ContactID: center.ContactID(second)})
	got = f.ann()
	if *got.Status.StatusName != "Lunch" || got.NextStatus != nil {
		t.Errorf("after the last contact: %+v", got)
	}
	diff(t, "start of the status", got.Status.StatusStartTimestamp, seconds(time.Second))
}

// R4.11: from outside the status does not change while a contact shows, in any
// state; it becomes the next one (R4.5). After-contact work alone is cleared by it
// (R4.7, R4.8).
func TestUserData_StatusOverContact(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		state  connectapi.ContactState
		bring  func(f *floor, id string)
		status string
	}{
		{connectapi.ContactStateConnecting, func(*floor, string) {}, "Available"},
		{connectapi.ContactStateMissed, func(f *floor, _ string) { f.advance(routing.RingTime(center.Task)) }, "Available"},
		{connectapi.ContactStateRejected, func(f *floor, id string) {
			f.instance.mustDo(routing.Reject{UserID: "ann", ContactID: center.ContactID(id)})
		}, "Available"},
		{connectapi.ContactStateConnected, func(f *floor, id string) {
			f.instance.mustDo(routing.Accept{UserID: "ann", ContactID: center.ContactID(id)})
		}, "Available"},
		{connectapi.ContactStateEnded, func(f *floor, id string) {
			f.instance.mustDo(routing.Accept{UserID: "ann", ContactID: center.ContactID(id)}, routing.Hangup{UserID: "ann", ContactID: center.ContactID(id)})
		}, "Lunch"},
	} {
		f := newFloor(t)
		id := f.task()
		test.bring(f, id)
		if got := f.ann().Contacts; len(got) != 1 || got[0].AgentContactState != test.state {
			t.Fatalf("the contact is %+v, want %s", got, test.state)
		}
		f.putStatus("Lunch")
		got := f.ann()
		if *got.Status.StatusName != test.status || (got.NextStatus != nil) != (test.status == "Available") || (len(got.Contacts) == 1) != (test.status == "Available") {
			t.Errorf("over a contact that is %s: status %s, next %v, contacts %+v", test.state, *got.Status.StatusName, got.NextStatus, got.Contacts)
		}
	}
}

func TestUserData_PutStatusRefusals(t *testing.T) {
	t.Parallel()
	f := newFloor(t)
	disabled := center.AgentStatus{ID: "old", Name: "old", Type: center.Custom, Disabled: true}
	f.instance.mustDo(routing.Put{Resource: &disabled})
	type input = connectapi.PutUserStatusInput
	lunch := str(f.statusID("Lunch"))
	f.refused(t, "PutUserStatus", &input{InstanceId: f.id(), UserId: ptr("nobody"), AgentStatusId: lunch}, 404, "ResourceNotFound")
	f.refused(t, "PutUserStatus", &input{InstanceId: f.id(), UserId: ptr("ann"), AgentStatusId: ptr("gone")}, 404, "ResourceNotFound")
	f.refused(t, "PutUserStatus", &input{InstanceId: ptr("nowhere"), UserId: ptr("ann"), AgentStatusId: lunch}, 404, "ResourceNotFound")
	f.refused(t, "PutUserStatus", &input{InstanceId: f.id(), UserId: ptr("ann"), AgentStatusId: ptr("old")}, 400, "InvalidParameter")
	f.refused(t, "PutUserStatus", &input{InstanceId: f.id(), UserId: ptr("ann")}, 400, "InvalidParameter")
	if got := *f.ann().Status.StatusName; got != "Available" {
		t.Errorf("the status is %s", got)
	}
}

// R4.14: a contact is dismissed while missed, rejected or in after-contact work,
// and in no other state.
func TestUserData_Dismiss(t *testing.T) {
	t.Parallel()
	f := newFloor(t)
	id := f.task()
	f.refused(t, "DismissUserContact", f.dismissInput("ann", id), 400, "InvalidRequest") // ringing
	f.advance(routing.RingTime(center.Task))
	if got := f.ann(); len(got.Contacts) != 1 || got.Contacts[0].AgentContactState != connectapi.ContactStateMissed {
		t.Fatalf("not missed: %+v", got.Contacts)
	}
	f.do(t, "DismissUserContact", f.dismissInput("ann", id)) // and it rings again, first in line as before
	f.instance.mustDo(routing.Reject{UserID: "ann", ContactID: center.ContactID(id)})
	if got := f.ann(); got.Contacts[0].AgentContactState != connectapi.ContactStateRejected {
		t.Fatalf("not rejected: %+v", got.Contacts)
	}
	f.do(t, "DismissUserContact", f.dismissInput("ann", id))
	f.instance.mustDo(routing.Accept{UserID: "ann", ContactID: center.ContactID(id)})
	f.refused(t, "DismissUserContact", f.dismissInput("ann", id), 400, "InvalidRequest") // connected
	f.refused(t, "DismissUserContact", f.dismissInput("bob", id), 404, "ResourceNotFound")
	f.refused(t, "DismissUserContact", f.dismissInput("nobody", id), 404, "ResourceNotFound")
	f.instance.mustDo(routing.Hangup{UserID: "ann", ContactID: center.ContactID(id)})
	f.do(t, "DismissUserContact", f.dismissInput("ann", id))
	f.refused(t, "DismissUserContact", f.dismissInput("ann", id), 404, "ResourceNotFound")
	if got := f.ann(); len(got.Contacts) != 0 {
		t.Errorf("contacts left: %+v", got.Contacts)
	}
}

// Everything that is shown of a user with a connected contact, a ringing one and
// a slot left (R3.4, Q24).
func TestUserData_Members(t *testing.T) {
	t.Parallel()
	f := newFloor(t)
	in := f.instance.view.Instance
	f.instance.mustDo(routing.Put{Resource: &center.ContactFlow{ID: "to-ann", Name: "to-ann", Type: center.ContactFlowType, Content: flowToQueue(`"AgentId":"ann"`)}})
	connected := f.task(func(in *connectapi.StartTaskContactInput) { in.ContactFlowId = ptr("to-ann") })
	f.advance(3 * time.Second)
	f.instance.mustDo(routing.Accept{UserID: "ann", ContactID: center.ContactID(connected)})
	ringing := f.task()
	want := connectapi.UserData{
		User:           &connectapi.UserReference{Id: ptr("ann"), Arn: ptr(in.ARN(center.KindUser, "ann"))},
		RoutingProfile: &connectapi.RoutingProfileReference{Id: ptr("desk"), Arn: ptr(in.ARN(center.KindRoutingProfile, "desk"))},
		Status: &connectapi.AgentStatusReference{StatusName: ptr("Available"), StatusStartTimestamp: seconds(0),
			StatusArn: ptr(in.ARN(center.KindAgentStatus, string(f.statusID("Available"))))},
		MaxSlotsByChannel:       map[string]int32{"VOICE": 1, "CHAT": 2, "TASK": 3},
		AvailableSlotsByChannel: map[string]int32{"VOICE": 0, "CHAT": 0, "TASK": 1}, // tasks let no other channel join
		ActiveSlotsByChannel:    map[string]int32{"VOICE": 0, "CHAT": 0, "TASK": 1}, // ringing is not active
		Contacts: []connectapi.AgentContactReference{
			{ContactId: &connected, Channel: connectapi.ChannelTask, InitiationMethod: connectapi.ContactInitiationMethodApi,
				AgentContactState: connectapi.ContactStateConnected, StateStartTimestamp: seconds(3 * time.Second), ConnectedToAgentTimestamp: seconds(3 * time.Second),
				Queue: &connectapi.QueueReference{Id: ptr("ann"), Arn: ptr(in.AgentQueueARN("ann"))}},
			{ContactId: &ringing, Channel: connectapi.ChannelTask, InitiationMethod: connectapi.ContactInitiationMethodApi,
				AgentContactState: connectapi.ContactStateConnecting, StateStartTimestamp: seconds(3 * time.Second),
				Queue: &connectapi.QueueReference{Id: ptr("sales"), Arn: ptr(in.ARN(center.KindQueue, "sales"))}},
		},
	}
	diff(t, "user", f.ann(), &want)
}

func TestUserData_Filters(t *testing.T) {
	t.Parallel()
	f := newFloor(t)
	other := &center.RoutingProfile{ID: "other", Name: "other", DefaultOutboundQueueID: "support", Timer: center.SinceLastActivity,
		Queues: []center.QueueConfig{{QueueID: "support", Channel: center.Chat, Priority: 1}}}
	other.Media[center.Chat].Concurrency = 1
	f.instance.mustDo(routing.Put{Resource: other}, routing.Put{Resource: &center.User{ID: "cleo", Username: "cleo", ProfileID: "other"}},
		routing.SetStatus{UserID: "cleo", StatusID: f.statusID("Break")})
	f.instance.mustDo(routing.Accept{UserID: "ann", ContactID: center.ContactID(f.task())})
	states := func(states ...connectapi.ContactState) *connectapi.ContactFilter {
		return &connectapi.ContactFilter{ContactStates: states}
	}
	type filters = connectapi.UserDataFilters
	tests := map[string]struct {
		filters filters
		want    []string
	}{
		"nothing asked: all who are online":   {filters{}, []string{"ann", "cleo"}},
		"queue":                               {filters{Queues: []string{"sales"}}, []string{"ann"}},
		"queue by ARN":                        {filters{Queues: []string{f.instance.view.Instance.ARN(center.KindQueue, "support")}}, []string{"ann", "cleo"}},
		"profile":                             {filters{RoutingProfiles: []string{"other"}}, []string{"cleo"}},
		"users, of whom one is offline":       {filters{Agents: []string{"bob", "ann"}}, []string{"ann"}},
		"a state":                             {filters{ContactFilter: states(connectapi.ContactStateConnected)}, []string{"ann"}},
		"another state":                       {filters{ContactFilter: states(connectapi.ContactStateMissed, connectapi.ContactStateEnded)}, []string{}},
		"no states at all":                    {filters{ContactFilter: states()}, []string{"ann", "cleo"}},
		"a state and a queue without anybody": {filters{Queues: []string{"support"}, ContactFilter: states(connectapi.ContactStateConnecting)}, []string{}},
	}
	for name, test := range tests {
		out := f.userData(test.filters)
		diff(t, name, userIDs(out), test.want)
		diff(t, name+": total", *out.ApproximateTotalCount, int64(len(test.want)))
	}
	refusals := map[string]struct {
		filters filters
		status  int
		code    string
	}{
		"two lists":       {filters{Queues: []string{"sales"}, Agents: []string{"ann"}}, 400, "InvalidParameter"},
		"unknown queue":   {filters{Queues: []string{"gone"}}, 404, "ResourceNotFound"},
		"unknown profile": {filters{RoutingProfiles: []string{"gone"}}, 404, "ResourceNotFound"},
		"unknown user":    {filters{Agents: []string{"gone"}}, 404, "ResourceNotFound"},
		"hierarchy group": {filters{UserHierarchyGroups: []string{"gone"}}, 404, "ResourceNotFound"},
		"empty list":      {filters{Agents: []string{}}, 400, "InvalidParameter"},
	}
	for name, test := range refusals {
		t.Run(name, func(t *testing.T) {
			f.refused(t, "GetCurrentUserData", &connectapi.GetCurrentUserDataInput{InstanceId: f.id(), Filters: &test.filters}, test.status, test.code)
		})
	}
}

// A user who goes offline with work left is shown until it is cleared.
func TestUserData_OfflineWithContacts(t *testing.T) {
	t.Parallel()
	f := newFloor(t)
	id := f.task()
	f.advance(routing.RingTime(center.Task))
	f.putStatus("Offline")
	if got := f.ann(); *got.NextStatus != "Offline" || len(got.Contacts) != 1 {
		t.Errorf("with a missed contact: %+v", got)
	}
	f.do(t, "DismissUserContact", f.dismissInput("ann", id))
	diff(t, "then", userIDs(f.userData(connectapi.UserDataFilters{})), []string{})
}

func TestUserData_Pages(t *testing.T) {
	t.Parallel()
	f := newFloor(t)
	var want []string
	for i := range 25 {
		id := fmt.Sprintf("zoe-%02d", i)
		f.instance.mustDo(routing.Put{Resource: &center.User{ID: center.UserID(id), Username: id, ProfileID: "desk"}})
		if i%2 == 0 {
			f.instance.mustDo(routing.SetStatus{UserID: center.UserID(id), StatusID: f.statusID("Break")})
			want = append(want, id)
		}
	}
	in := &connectapi.GetCurrentUserDataInput{InstanceId: f.id(), Filters: &connectapi.UserDataFilters{}, MaxResults: ptr(int32(7))}
	first := call[connectapi.GetCurrentUserDataOutput](t, f.harness, "GetCurrentUserData", in)
	in.NextToken = first.NextToken
	second := call[connectapi.GetCurrentUserDataOutput](t, f.harness, "GetCurrentUserData", in)
	diff(t, "both pages", append(userIDs(first), userIDs(second)...), append([]string{"ann"}, want...))
	if second.NextToken != nil || *first.ApproximateTotalCount != 14 || *second.ApproximateTotalCount != 14 {
		t.Errorf("token %v, totals %d and %d", second.NextToken, *first.ApproximateTotalCount, *second.ApproximateTotalCount)
	}
	in.NextToken = ptr("nonsense")
	f.refused(t, "GetCurrentUserData", in, 400, "InvalidParameter")
}
