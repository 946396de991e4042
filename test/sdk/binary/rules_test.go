package binary

import (
	"maps"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"
)

// late is how much later than its moment something may happen here, where the
// machine does many things at once. Nothing happens early.
const late = 1500 * time.Millisecond

// The states of contacts, short.
const (
	connecting = types.ContactStateConnecting
	connected  = types.ContactStateConnected
	ended      = types.ContactStateEnded
	missed     = types.ContactStateMissed
	rejected   = types.ContactStateRejected
)

// since is the moment from which a contact has been in its state for the user.
func (c *centre) since(user, contact string) time.Time {
	c.t.Helper()
	if d := c.userData(user); d != nil {
		for _, shown := range d.Contacts {
			if *shown.ContactId == contact {
				return *shown.StateStartTimestamp
			}
		}
	}
	c.t.Fatalf("%s does not hold %s", user, contact)
	return time.Time{}
}

// after checks that a moment is that long after another one, or a little more.
func after(t *testing.T, what string, from, to time.Time, want time.Duration) {
	t.Helper()
	if took := to.Sub(from); took < want || took > want+late {
		t.Errorf("%s after %s, want %s", what, took, want)
	}
}

// accept takes a contact that rings at the desk.
func (d *desk) accept(id string) {
	d.t.Helper()
	d.do("AcceptContact", map[string]any{"contactId": id})
}

// clear takes a contact that is over from the desk.
func (d *desk) clear(id string) {
	d.t.Helper()
	d.do("ClearContact", map[string]any{"contactId": id})
}

// W11, W12 (R2.3): a smaller number goes first, however long the other waits;
// alone the other is served.
func TestPriority_IsStrict(t *testing.T) {
	t.Parallel()
	c := shared.centre(t, managed)
	c.queue("Sales")
	c.queue("Support")
	c.user("ann", c.profile("P", c.claim("Sales", types.ChannelTask, 1, 0), c.claim("Support", types.ChannelTask, 2, 0)))
	old := c.task("Support", "old")
	first, second := c.task("Sales", "first"), c.task("Sales", "second")
	ann := c.desk("ann")
	for _, next := range []string{first, second, old} {
		c.want("ann", holding{next: connecting})
		ann.accept(next)
		ann.do("CompleteContact", map[string]any{"contactId": next})
	}
	c.want("ann", holding{})
}

// W13 to W15 (R2.4, R2.5), with seconds in place of half minutes: a delayed
// contact is not there for the agent, a younger one without delay is; from its
// moment on it is offered by age.
func TestDelay_HidesAContactForATime(t *testing.T) {
	t.Parallel()
	const delay = 2
	c := shared.centre(t, managed)
	c.queue("Sales")
	c.queue("Support")
	both := c.profile("Both", c.claim("Sales", types.ChannelTask, 1, 0), c.claim("Support", types.ChannelTask, 1, delay))
	for _, name := range []string{"ann", "bob"} {
		c.user(name, both)
	}
	c.user("sue", c.profile("Support", c.claim("Support", types.ChannelTask, 1, 0)))
	ann := c.desk("ann")
	support := c.task("Support", "support")
	c.want("ann", holding{}) // W13: idle, and still not offered
	sales := c.task("Sales", "sales")
	c.want("ann", holding{sales: connecting}) // W14
	ann.accept(sales)

	c.put("bob", "Available")
	c.want("bob", holding{})
	c.wait("bob", holding{support: connecting})
	after(t, "offered", *c.describe(support).QueueInfo.EnqueueTimestamp, c.since("bob", support), delay*time.Second)

	// W15: two contacts whose delay is over before ann is free: the older first.
	c.put("bob", "Break")
	older := c.task("Support", "older")
	younger := c.task("Sales", "younger")
	c.put("sue", "Available") // R2.5: without the delay she may have it at once
	c.want("sue", holding{older: connecting})
	c.end(older)
	c.dismiss("sue", older)
	c.put("sue", "Offline")
	older = c.task("Support", "older")
	ann.do("CompleteContact", map[string]any{"contactId": sales})
	c.want("ann", holding{younger: connecting}) // the older one is hidden from her
	c.end(younger)
	c.dismiss("ann", younger)
	c.put("ann", "Break")
	due := c.describe(older).QueueInfo.EnqueueTimestamp.Add(delay * time.Second)
	until(t.Context(), waitLimit, func() bool { return time.Now().After(due) })
	younger = c.task("Sales", "younger")
	c.put("ann", "Available")
	c.want("ann", holding{older: connecting})
	c.end(older)
	c.dismiss("ann", older)
	c.want("ann", holding{younger: connecting})
}

// Q11: a contact of the first priority that is still delayed does not keep an
// idle agent from one of the second.
func TestDelay_DoesNotBlockLowerPriorities(t *testing.T) {
	t.Parallel()
	c := shared.centre(t, foreign)
	c.queue("First")
	c.queue("Second")
	c.user("ann", c.profile("P", c.claim("First", types.ChannelTask, 1, 9999), c.claim("Second", types.ChannelTask, 2, 0)))
	c.task("First", "hidden")
	visible := c.task("Second", "visible")
	c.put("ann", "Available")
	c.want("ann", holding{visible: connecting})
}

// A delay goes on over the death of the process with the time that it had.
func TestDelay_OutlivesTheProcess(t *testing.T) {
	t.Parallel()
	c := newServer(t).centre(t, foreign)
	c.queue("Sales")
	c.user("ann", c.profile("P", c.claim("Sales", types.ChannelTask, 1, 2)))
	c.put("ann", "Available")
	id := c.task("Sales", "t")
	c.kill()
	c.start()
	c.want("ann", holding{})
	c.wait("ann", holding{id: connecting})
	after(t, "offered", *c.describe(id).QueueInfo.EnqueueTimestamp, c.since("ann", id), 2*time.Second)
}

// Table 3.3: a profile with one call, two chats and one task, where only a task
// lets contacts of other channels join it (R3.2 to R3.6).
func TestConcurrency_DocumentedExample(t *testing.T) {
	t.Parallel()
	c := shared.centre(t, managed)
	c.queue("Q")
	c.user("ann", c.profileOf("P", []types.MediaConcurrency{media(types.ChannelVoice, 1, alone), media(types.ChannelChat, 2, alone), media(types.ChannelTask, 1, beside)},
		c.claim("Q", types.ChannelVoice, 1, 0), c.claim("Q", types.ChannelChat, 1, 0), c.claim("Q", types.ChannelTask, 1, 0)))
	ann := c.desk("ann")
	hand := holding{}
	offered := func(id string) {
		t.Helper()
		hand[id] = connecting
		c.want("ann", hand)
		ann.accept(id)
		hand[id] = connected
		c.want("ann", hand)
	}
	over := func(ids ...string) {
		t.Helper()
		for _, id := range ids {
			c.end(id)
			hand[id] = ended
			c.want("ann", hand) // R3.6: after-contact work keeps the slot
			ann.clear(id)
			delete(hand, id)
		}
	}
	chat1 := c.chat("Q")
	offered(chat1)
	task1 := c.task("Q", "1")
	c.want("ann", hand) // 1: chat is exclusive
	chat2 := c.chat("Q")
	offered(chat2) // 2
	chat3 := c.chat("Q")
	c.want("ann", hand) // two are all
	c.end(chat3)
	over(chat1, chat2)
	offered(task1) // 3
	chat4 := c.chat("Q")
	offered(chat4) // 4: task lets it join
	call := c.phone("Q")
	c.want("ann", hand) // 5: chat is exclusive though task is not
	over(chat4)
	offered(call) // 6
	task2 := c.task("Q", "2")
	c.want("ann", hand) // 7: voice is exclusive
	over(call)
	c.want("ann", hand) // 7b: one task is all
	over(task1)
	offered(task2)
}

// R1.2, R1.6, W1: the agent with fewer contacts comes first, and of two with as
// many the one who has been available longer; queue priority has no say (R1.5).
func TestAgents_FewestContactsThenLongestAvailable(t *testing.T) {
	t.Parallel()
	c := shared.centre(t, foreign)
	c.queue("Q")
	two := []types.MediaConcurrency{media(types.ChannelTask, 2, unasked)}
	first, last := c.profileOf("First", two, c.claim("Q", types.ChannelTask, 1, 0)), c.profileOf("Last", two, c.claim("Q", types.ChannelTask, 99, 0))
	c.user("ann", last)
	c.user("bob", first)
	c.put("ann", "Available")
	c.put("bob", "Available")
	tasks := []string{c.task("Q", "0"), c.task("Q", "1"), c.task("Q", "2"), c.task("Q", "3"), c.task("Q", "4")}
	c.want("ann", holding{tasks[0]: connecting, tasks[2]: connecting})
	c.want("bob", holding{tasks[1]: connecting, tasks[3]: connecting})
}

// R4.15, R4.16, R1.1c: a call that nobody answers for 20 s is missed, goes on to
// the next agent with its place kept, and the one who missed it gets nothing on
// any channel until it is cleared. Meanwhile a status waits as the next one.
func TestMiss_TwentySecondsThenTheNextAgent(t *testing.T) {
	t.Parallel()
	c := shared.centre(t, foreign)
	c.queue("Q")
	profile := c.profileOf("P", []types.MediaConcurrency{media(types.ChannelVoice, 1, beside), media(types.ChannelTask, 1, beside)},
		c.claim("Q", types.ChannelVoice, 1, 0), c.claim("Q", types.ChannelTask, 1, 0))
	c.user("ann", profile)
	c.user("bob", profile)
	c.put("ann", "Available")
	c.put("bob", "Available")
	call := c.phone("Q")
	c.want("ann", holding{call: connecting})
	rang := c.since("ann", call)
	enqueued := *c.describe(call).QueueInfo.EnqueueTimestamp
	c.wait("ann", holding{call: missed})
	after(t, "missed", rang, c.since("ann", call), 20*time.Second)
	c.want("bob", holding{call: connecting})
	if c.since("bob", call).Before(c.since("ann", call)) {
		t.Error("it rang at both agents at a time")
	}
	if again := *c.describe(call).QueueInfo.EnqueueTimestamp; !again.Equal(enqueued) {
		t.Errorf("the miss has moved the time of entry from %s to %s", enqueued, again)
	}
	bobs := c.task("Q", "for bob")
	c.want("ann", holding{call: missed})
	c.want("bob", holding{call: connecting, bobs: connecting})
	waits := c.task("Q", "waits")
	c.want("ann", holding{call: missed})

	c.put("ann", "Lunch")
	if d := c.userData("ann"); *d.Status.StatusName != "Available" || aws.ToString(d.NextStatus) != "Lunch" {
		t.Errorf("ann is %s and next %s, want Available and Lunch", *d.Status.StatusName, aws.ToString(d.NextStatus))
	}
	c.dismiss("ann", call)
	if d := c.userData("ann"); *d.Status.StatusName != "Lunch" || d.NextStatus != nil {
		t.Errorf("cleared, ann is %s and next %s, want Lunch", *d.Status.StatusName, aws.ToString(d.NextStatus))
	}
	c.want("ann", holding{})
	c.put("ann", "Available")
	c.want("ann", holding{waits: connecting})
}

// What rings when the process dies is missed at the moment at which it would
// have been.
func TestMiss_OutlivesTheProcess(t *testing.T) {
	t.Parallel()
	c := newServer(t).centre(t, foreign)
	c.queue("Q")
	c.user("ann", c.profile("P", c.claim("Q", types.ChannelVoice, 1, 0)))
	c.put("ann", "Available")
	call := c.phone("Q")
	rang := c.since("ann", call)
	c.kill()
	c.start()
	c.want("ann", holding{call: connecting})
	if again := c.since("ann", call); !again.Equal(rang) {
		t.Errorf("it rings since %s, before the process died since %s", again, rang)
	}
	c.wait("ann", holding{call: missed})
	after(t, "missed", rang, c.since("ann", call), 20*time.Second)
	c.dismiss("ann", call)
	c.want("ann", holding{call: connecting}) // R4.17: the same agent, once it is cleared
}

// R4.18, Q8: a call that is declined goes to the other agent; cleared, the one
// who declined is behind.
func TestReject_NextAgentRings(t *testing.T) {
	t.Parallel()
	c := shared.centre(t, managed)
	c.queue("Q")
	profile := c.profile("P", c.claim("Q", types.ChannelTask, 1, 0))
	c.user("ann", profile)
	c.user("bob", profile)
	ann := c.desk("ann")
	c.put("bob", "Available")
	id := c.task("Q", "t")
	c.want("ann", holding{id: connecting})
	ann.do("RejectContact", map[string]any{"contactId": id})
	c.want("ann", holding{id: rejected})
	c.want("bob", holding{id: connecting})
	c.end(id)
	c.dismiss("bob", id)
	ann.clear(id)
	id = c.task("Q", "t")
	c.want("bob", holding{id: connecting})
	c.want("ann", holding{})
}

// nextStatus checks status and next status of a user.
func (c *centre) nextStatus(user, status, next string) {
	c.t.Helper()
	d := c.userData(user)
	if d == nil {
		if status != "Offline" || next != "" {
			c.t.Errorf("%s is not shown, want %s and next %q", user, status, next)
		}
		return
	}
	if *d.Status.StatusName != status || aws.ToString(d.NextStatus) != next {
		c.t.Errorf("%s is %s and next %q, want %s and %q", user, *d.Status.StatusName, aws.ToString(d.NextStatus), status, next)
	}
}

// W36 to W39 (R4.5 to R4.9).
func TestNextStatus_WaitsForTheHands(t *testing.T) {
	t.Parallel()
	c := shared.centre(t, managed)
	c.queue("Q")
	c.user("ann", c.profileOf("P", []types.MediaConcurrency{media(types.ChannelChat, 3, unasked), media(types.ChannelVoice, 1, unasked)},
		c.claim("Q", types.ChannelChat, 1, 0), c.claim("Q", types.ChannelVoice, 1, 0)))
	ann := c.desk("ann")
	chat1, chat2 := c.chat("Q"), c.chat("Q")
	ann.accept(chat1)
	ann.accept(chat2)
	c.end(chat1)
	c.want("ann", holding{chat1: ended, chat2: connected})
	c.put("ann", "Offline") // W36
	c.want("ann", holding{chat2: connected})
	c.nextStatus("ann", "Available", "Offline")
	waits := c.chat("Q")
	c.want("ann", holding{chat2: connected}) // R1.1b
	c.put("ann", "Available")                // W39
	c.nextStatus("ann", "Available", "")
	c.want("ann", holding{chat2: connected, waits: connecting})
	c.end(waits)
	ann.clear(waits)
	c.put("ann", "Offline")
	c.end(chat2)
	c.want("ann", holding{chat2: ended})
	c.nextStatus("ann", "Available", "Offline")
	ann.clear(chat2) // W37
	c.nextStatus("ann", "Offline", "")

	ann.choose("Available")
	call := c.phone("Q")
	ann.accept(call)
	c.end(call)
	c.want("ann", holding{call: ended})
	c.put("ann", "Lunch") // W38
	c.want("ann", holding{})
	c.nextStatus("ann", "Lunch", "")
}

// R4.27: after-contact work ends at its limit, also when the process has died
// meanwhile, and the next contact rings at that moment.
func TestAfterContactWork_EndsAtItsLimit(t *testing.T) {
	t.Parallel()
	c := newServer(t).centre(t, foreign)
	c.queue("Q")
	c.user("ann", c.profile("P", c.claim("Q", types.ChannelVoice, 1, 0)), func(in *connect.CreateUserInput) {
		in.PhoneConfig.AfterContactWorkTimeLimit, in.PhoneConfig.AutoAccept = 1, true
	})
	c.put("ann", "Available")
	first := c.phone("Q")
	c.want("ann", holding{first: connected}) // R4.24
	second := c.phone("Q")
	c.want("ann", holding{first: connected})
	c.hangUp(first)
	c.kill()
	c.start()
	c.wait("ann", holding{second: connected})
	got := c.describe(first)
	after(t, "after-contact work has ended", *got.DisconnectTimestamp, *got.AgentInfo.AfterContactWorkEndTimestamp, time.Second)
	after(t, "the next call is connected", *got.AgentInfo.AfterContactWorkEndTimestamp, *c.describe(second).AgentInfo.ConnectedToAgentTimestamp, 0)
}

// R1.1a, R1.1e, R1.1f: only Available receives; a channel that the profile has
// not on, or a pair that it does not name, is never routed.
func TestEligibility_StatusChannelAndPair(t *testing.T) {
	t.Parallel()
	c := shared.centre(t, foreign)
	c.queue("Q")
	c.queue("Manual")
	made, err := c.client().CreateRoutingProfile(t.Context(), &connect.CreateRoutingProfileInput{InstanceId: &c.instance, Name: aws.String("P"), Description: aws.String("P"),
		DefaultOutboundQueueId: aws.String(c.queues["Q"]), MediaConcurrencies: []types.MediaConcurrency{media(types.ChannelTask, 5, unasked)},
		QueueConfigs:                 []types.RoutingProfileQueueConfig{c.claim("Q", types.ChannelTask, 1, 0), c.claim("Q", types.ChannelChat, 1, 0)},
		ManualAssignmentQueueConfigs: []types.RoutingProfileManualAssignmentQueueConfig{{QueueReference: c.pair("Manual", types.ChannelTask)}}})
	c.check(err)
	profile := *made.RoutingProfileId
	c.user("ann", profile)
	task := c.task("Q", "t")
	c.chat("Q")
	c.phone("Q")
	listed := c.task("Manual", "m")
	for _, status := range []string{"Break", "Lunch", "Offline"} {
		c.put("ann", status)
		c.want("ann", holding{})
	}
	c.put("ann", "Available")
	c.want("ann", holding{task: connecting})

	// Changes of the profile act on who waits already.
	_, err = c.client().AssociateRoutingProfileQueues(t.Context(), &connect.AssociateRoutingProfileQueuesInput{InstanceId: &c.instance, RoutingProfileId: &profile,
		QueueConfigs: []types.RoutingProfileQueueConfig{c.claim("Manual", types.ChannelTask, 1, 0)}})
	c.check(err)
	c.want("ann", holding{task: connecting, listed: connecting})
}

// Raising the concurrency of a profile frees slots at once, lowering it takes
// nothing away (Q20); another profile of the user counts at once as well.
func TestProfile_ChangesActOnWhoWaits(t *testing.T) {
	t.Parallel()
	c := shared.centre(t, foreign)
	c.queue("Q")
	c.queue("R")
	profile := c.profile("P", c.claim("Q", types.ChannelTask, 1, 0))
	other := c.profileOf("Other", []types.MediaConcurrency{media(types.ChannelTask, 4, unasked)}, c.claim("R", types.ChannelTask, 1, 0))
	c.user("ann", profile)
	c.put("ann", "Available")
	q1, q2, q3, r := c.task("Q", "1"), c.task("Q", "2"), c.task("Q", "3"), c.task("R", "r")
	hand := holding{q1: connecting}
	c.want("ann", hand)
	concurrency := func(n int32) {
		t.Helper()
		_, err := c.client().UpdateRoutingProfileConcurrency(t.Context(), &connect.UpdateRoutingProfileConcurrencyInput{InstanceId: &c.instance, RoutingProfileId: &profile,
			MediaConcurrencies: []types.MediaConcurrency{media(types.ChannelTask, n, unasked)}})
		c.check(err)
	}
	concurrency(2)
	hand[q2] = connecting
	c.want("ann", hand)
	concurrency(1)
	c.want("ann", hand)
	c.end(q1)
	c.dismiss("ann", q1)
	delete(hand, q1)
	c.want("ann", hand) // q3 waits: the one in hand is all
	_, err := c.client().UpdateUserRoutingProfile(t.Context(), &connect.UpdateUserRoutingProfileInput{InstanceId: &c.instance, UserId: aws.String(c.users["ann"]), RoutingProfileId: &other})
	c.check(err)
	hand = maps.Clone(hand)
	hand[r] = connecting
	c.want("ann", hand)
	if got := c.describe(q3); got.DisconnectTimestamp != nil || got.AgentInfo != nil {
		t.Errorf("the task that nobody serves any more: %s", plain(got))
	}
}

// R5.7: a disabled queue takes nobody new, and those inside are still served.
func TestQueue_DisabledIsDrained(t *testing.T) {
	t.Parallel()
	c := shared.centre(t, foreign)
	c.queue("Q")
	c.user("ann", c.profile("P", c.claim("Q", types.ChannelTask, 1, 0)))
	inside := c.task("Q", "inside")
	_, err := c.client().UpdateQueueStatus(t.Context(), &connect.UpdateQueueStatusInput{InstanceId: &c.instance, QueueId: aws.String(c.queues["Q"]), Status: types.QueueStatusDisabled})
	c.check(err)
	if got := c.describe(c.task("Q", "too late")); got.QueueInfo != nil || got.DisconnectTimestamp == nil {
		t.Errorf("a contact entered a disabled queue: %s", plain(got))
	}
	c.put("ann", "Available")
	c.want("ann", holding{inside: connecting})
}

// R4.5, R4.14, R4.1: what PutUserStatus and DismissUserContact refuse.
func TestUserStatus_Refusals(t *testing.T) {
	t.Parallel()
	c := shared.centre(t, foreign)
	c.queue("Q")
	c.user("ann", c.profile("P", c.claim("Q", types.ChannelTask, 1, 0)))
	c.put("ann", "Available")
	id := c.task("Q", "t")
	c.want("ann", holding{id: connecting})
	api, ctx := c.client(), t.Context()
	dismiss := func(user, contact string) error {
		_, err := api.DismissUserContact(ctx, &connect.DismissUserContactInput{InstanceId: &c.instance, UserId: &user, ContactId: &contact})
		return err
	}
	put := func(user, status string) error {
		_, err := api.PutUserStatus(ctx, &connect.PutUserStatusInput{InstanceId: &c.instance, UserId: &user, AgentStatusId: &status})
		return err
	}
	refusedRequest(t, dismiss(c.users["ann"], id)) // it rings
	refusedMissing(t, dismiss(c.users["ann"], "unknown"))
	refusedMissing(t, dismiss("unknown", id))
	refusedMissing(t, put("unknown", c.statuses["Lunch"]))
	refusedMissing(t, put(c.users["ann"], "unknown"))
	_, err := api.UpdateAgentStatus(ctx, &connect.UpdateAgentStatusInput{InstanceId: &c.instance, AgentStatusId: aws.String(c.statuses["Lunch"]), State: types.AgentStatusStateDisabled})
	c.check(err)
	refusedParameter(t, put(c.users["ann"], c.statuses["Lunch"]))
	c.want("ann", holding{id: connecting})
	c.nextStatus("ann", "Available", "")
}
