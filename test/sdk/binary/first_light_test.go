package binary

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"
)

// The main job, from end to end: a centre with priorities and a delay, made
// through the SDK; tasks and calls brought to agents in the order of the rules;
// kill -9 in the middle of ringing, talking and waiting; every contact handled
// exactly once.
func TestFirstLight(t *testing.T) {
	t.Parallel()
	c := newCentre(t)
	c.queue("Sales")
	c.queue("Support")
	task, voice := types.ChannelTask, types.ChannelVoice
	sales := c.profile("Sales first", c.claim("Sales", task, 1, 0), c.claim("Sales", voice, 1, 0), c.claim("Support", task, 2, 0))
	support := c.profile("Support", c.claim("Support", task, 1, 0), c.claim("Support", voice, 1, 0), c.claim("Sales", task, 2, 2))
	c.user("ann", sales)
	c.user("bob", support)
	ann, bob := c.signIn(t, c.instance, "ann", password), c.signIn(t, c.instance, "bob", password)

	// R2.3: priority is strict. Both tasks wait before ann is there; the older
	// one has the lower priority for her.
	older := c.task("Support", "older")
	first := c.task("Sales", "first")
	ann.choose("Available")
	ann.await(first, "connecting")

	// It rings at ann: the process dies, the offer goes on with the time it had.
	c.kill()
	c.start()
	ann.await(first, "connecting")
	ann.do("AcceptContact", map[string]any{"contactId": first})
	ann.await(first, "connected")

	// R1.1f, R3.2: bob serves support at once; the call for support waits, since
	// voice and task do not share an agent here.
	bob.choose("Available")
	bob.await(older, "connecting")
	bob.do("AcceptContact", map[string]any{"contactId": older})
	call := c.call(t, c.instance, c.flows["Support"])
	delayed := c.task("Sales", "delayed")

	// Talking and waiting: the process dies again.
	c.kill()
	c.start()
	ann.await(first, "connected")
	bob.await(older, "connected")

	// R2.2, R2.4: of call (priority 1) and sales task (priority 2 after 2 s) bob
	// takes the call first; the task goes to ann as soon as she is free.
	bob.do("CompleteContact", map[string]any{"contactId": older})
	got := bob.await(call, "connecting")
	if got.Type != "voice" {
		t.Errorf("the call is shown as %q", got.Type)
	}
	bob.do("AcceptContact", map[string]any{"contactId": call})
	ann.do("CompleteContact", map[string]any{"contactId": first})
	ann.await(delayed, "connecting")
	ann.do("AcceptContact", map[string]any{"contactId": delayed})

	// R4.27: the call ends into after-contact work, which ends with the clear.
	bob.hangUp(bob.await(call, "connected"))
	bob.await(call, "ended")
	c.kill()
	c.start()
	bob.await(call, "ended")
	bob.do("ClearContact", map[string]any{"contactId": call})
	ann.do("CompleteContact", map[string]any{"contactId": delayed})

	c.handledOnce(map[string]string{first: "ann", older: "bob", call: "bob", delayed: "ann"})
	if len(ann.contacts())+len(bob.contacts()) != 0 {
		t.Error("a desk still shows contacts")
	}
	if code, took := c.stop(); code != 0 || took > stopLimit {
		t.Errorf("SIGTERM ended the server with %d after %s", code, took)
	}
}

// handledOnce checks that each contact was connected to that agent and ended.
func (c *centre) handledOnce(by map[string]string) {
	c.t.Helper()
	users, err := c.client().ListUsers(c.t.Context(), &connect.ListUsersInput{InstanceId: &c.instance})
	c.check(err)
	names := map[string]string{}
	for _, u := range users.UserSummaryList {
		names[*u.Id] = *u.Username
	}
	for id, want := range by {
		contact := c.describe(id)
		switch {
		case contact.AgentInfo == nil || contact.AgentInfo.ConnectedToAgentTimestamp == nil:
			c.t.Errorf("contact %s was never connected", id)
		case names[*contact.AgentInfo.Id] != want:
			c.t.Errorf("contact %s was handled by %s, want %s", id, names[*contact.AgentInfo.Id], want)
		case contact.DisconnectTimestamp == nil:
			c.t.Errorf("contact %s has not ended", id)
		case contact.QueueInfo == nil || contact.QueueInfo.EnqueueTimestamp == nil:
			c.t.Errorf("contact %s was never queued", id)
		}
	}
}
