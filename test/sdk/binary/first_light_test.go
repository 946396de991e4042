package binary

import (
	"fmt"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"
)

const password = "Strowger-1891"

// centre is a contact centre made through the SDK alone.
type centre struct {
	*server
	t        *testing.T
	instance string
	hours    string
	security string
	queues   map[string]string // id by name
	flows    map[string]string // id of the flow that leads to a queue, by the queue's name
}

func newCentre(t *testing.T) *centre {
	t.Helper()
	c := &centre{server: newServer(t), t: t, queues: map[string]string{}, flows: map[string]string{}}
	ctx, api := t.Context(), c.client()
	made, err := api.CreateInstance(ctx, &connect.CreateInstanceInput{IdentityManagementType: types.DirectoryTypeConnectManaged,
		InstanceAlias: aws.String("first-light"), InboundCallsEnabled: aws.Bool(true), OutboundCallsEnabled: aws.Bool(true)})
	c.check(err)
	c.instance = *made.Id
	hours, err := api.ListHoursOfOperations(ctx, &connect.ListHoursOfOperationsInput{InstanceId: made.Id})
	c.check(err)
	c.hours = *hours.HoursOfOperationSummaryList[0].Id
	profiles, err := api.ListSecurityProfiles(ctx, &connect.ListSecurityProfilesInput{InstanceId: made.Id})
	c.check(err)
	for _, p := range profiles.SecurityProfileSummaryList {
		if *p.Name == "Agent" {
			c.security = *p.Id
		}
	}
	return c
}

func (c *centre) check(err error) {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
}

// queue makes a queue and the flow that leads to it.
func (c *centre) queue(name string) {
	c.t.Helper()
	q, err := c.client().CreateQueue(c.t.Context(), &connect.CreateQueueInput{InstanceId: &c.instance, Name: &name, HoursOfOperationId: &c.hours})
	c.check(err)
	c.queues[name] = *q.QueueId
	f, err := c.client().CreateContactFlow(c.t.Context(), &connect.CreateContactFlowInput{InstanceId: &c.instance,
		Name: aws.String("To " + name), Type: types.ContactFlowTypeContactFlow, Content: aws.String(fmt.Sprintf(queueFlow, *q.QueueArn))})
	c.check(err)
	c.flows[name] = *f.ContactFlowId
}

const queueFlow = `{"Version":"2019-10-30","StartAction":"q","Actions":[
{"Identifier":"q","Type":"UpdateContactTargetQueue","Parameters":{"QueueId":%q},"Transitions":{"NextAction":"t","Errors":[{"ErrorType":"NoMatchingError","NextAction":"x"}],"Conditions":[]}},
{"Identifier":"t","Type":"TransferContactToQueue","Parameters":{},"Transitions":{"NextAction":"x","Errors":[{"ErrorType":"QueueAtCapacity","NextAction":"x"},{"ErrorType":"NoMatchingError","NextAction":"x"}],"Conditions":[]}},
{"Identifier":"x","Type":"DisconnectParticipant","Parameters":{},"Transitions":{}}]}`

// claim is a pair of queue and channel with priority and delay.
func (c *centre) claim(queue string, channel types.Channel, priority, delay int32) types.RoutingProfileQueueConfig {
	return types.RoutingProfileQueueConfig{Priority: &priority, Delay: &delay,
		QueueReference: &types.RoutingProfileQueueReference{QueueId: aws.String(c.queues[queue]), Channel: channel}}
}

func (c *centre) profile(name string, claims ...types.RoutingProfileQueueConfig) string {
	c.t.Helper()
	one := aws.Int32(1)
	p, err := c.client().CreateRoutingProfile(c.t.Context(), &connect.CreateRoutingProfileInput{InstanceId: &c.instance, Name: &name,
		Description: aws.String(name), DefaultOutboundQueueId: claims[0].QueueReference.QueueId, QueueConfigs: claims,
		MediaConcurrencies: []types.MediaConcurrency{{Channel: types.ChannelVoice, Concurrency: one}, {Channel: types.ChannelTask, Concurrency: one}}})
	c.check(err)
	return *p.RoutingProfileId
}

func (c *centre) user(name, profile string) {
	c.t.Helper()
	_, err := c.client().CreateUser(c.t.Context(), &connect.CreateUserInput{InstanceId: &c.instance, Username: &name, Password: aws.String(password),
		RoutingProfileId: &profile, SecurityProfileIds: []string{c.security},
		IdentityInfo: &types.UserIdentityInfo{FirstName: &name, LastName: aws.String("Agent")},
		PhoneConfig:  &types.UserPhoneConfig{PhoneType: types.PhoneTypeSoftPhone}})
	c.check(err)
}

func (c *centre) task(queue, name string) string {
	c.t.Helper()
	out, err := c.client().StartTaskContact(c.t.Context(), &connect.StartTaskContactInput{InstanceId: &c.instance,
		ContactFlowId: aws.String(c.flows[queue]), Name: &name, Attributes: map[string]string{"name": name}})
	c.check(err)
	return *out.ContactId
}

func (c *centre) describe(id string) *types.Contact {
	c.t.Helper()
	out, err := c.client().DescribeContact(c.t.Context(), &connect.DescribeContactInput{InstanceId: &c.instance, ContactId: &id})
	c.check(err)
	return out.Contact
}

// The main job, from end to end: a centre with priorities and a delay, made
// through the SDK; tasks and calls brought to agents in the order of the rules;
// kill -9 in the middle of ringing, talking and waiting; every contact handled
// exactly once.
func TestFirstLight(t *testing.T) {
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
	end := bob.await(call, "connected")
	for _, conn := range end.Connections {
		if conn.Type == "agent" {
			bob.do("DestroyConnection", map[string]any{"contactId": call, "connectionId": conn.ID})
		}
	}
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
	if code, took := c.stop(); code != 0 || took > 10*time.Second {
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
