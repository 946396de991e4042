package routing

import (
	"fmt"
	"testing"
	"time"

	"strowger/internal/center"
)

// testStart is the moment at which test centres open.
const testStart = center.Instant(1_800_000_000_000)

// centre is a contact centre under test. Its helpers fail the test where the
// engine refuses.
type centre struct {
	testing.TB
	e     *Engine
	now   center.Instant
	next  int
	log   []Event
	after func() // runs after every step
}

// queueFlow is a flow that sends a contact to one queue.
func queueFlow(queue string) string {
	return `{"Version":"2019-10-30","StartAction":"q","Actions":[
	{"Identifier":"q","Type":"UpdateContactTargetQueue","Parameters":{"QueueId":"` + queue + `"},"Transitions":{"NextAction":"t","Errors":[{"ErrorType":"NoMatchingError","NextAction":"x"}],"Conditions":[]}},
	{"Identifier":"t","Type":"TransferContactToQueue","Parameters":{},"Transitions":{"NextAction":"x","Errors":[{"ErrorType":"QueueAtCapacity","NextAction":"x"},{"ErrorType":"NoMatchingError","NextAction":"x"}],"Conditions":[]}},
	{"Identifier":"x","Type":"DisconnectParticipant","Parameters":{},"Transitions":{}}]}`
}

func newCentre(t testing.TB) *centre {
	c := &centre{TB: t, e: New(), now: testStart}
	c.do(Put{Resource: &center.Instance{ID: "i", Region: "us-west-2", Account: "123456789012"}})
	c.do(Put{Resource: &center.HoursOfOperation{ID: "always", Name: "always", TimeZone: "UTC"}})
	c.do(Put{Resource: &center.PredefinedAttribute{Name: "skill", Values: []string{
		"a", "English", "French", "Dutch", "DynamoDB", "Kinesis", "EC2", "Neptune"}}})
	for _, s := range []center.AgentStatus{
		{ID: "available", Name: "Available", Type: center.Routable},
		{ID: "offline", Name: "Offline", Type: center.Offline},
		{ID: "lunch", Name: "Lunch", Type: center.Custom},
	} {
		c.do(Put{Resource: &s})
	}
	return c
}

// do steps a command that must be accepted.
func (c *centre) do(cmd Command) Outcome {
	c.Helper()
	out, err := c.try(cmd)
	if err != nil {
		c.Fatalf("%T: %v", cmd, err)
	}
	return out
}

func (c *centre) try(cmd Command) (Outcome, error) {
	out, err := c.e.Step(c.now, cmd)
	c.log = append(c.log, out.Events...)
	if c.after != nil {
		c.after()
	}
	return out, err
}

// at moves to that time after the start and lets it pass.
func (c *centre) at(d time.Duration) *centre {
	c.Helper()
	c.now = testStart.Add(d)
	c.do(Tick{})
	return c
}

// queue makes a queue and the flow that leads to it.
func (c *centre) queue(id string) {
	c.Helper()
	c.do(Put{Resource: &center.Queue{ID: center.QueueID(id), Name: id, HoursID: "always", MaxContacts: center.NoMaxContacts}})
	c.do(Put{Resource: &center.ContactFlow{ID: center.FlowID("to-" + id), Name: "to-" + id, Type: center.ContactFlowType, Content: queueFlow(id)}})
}

// one is a profile's media table with the given concurrency on every channel
// but voice, which has 1.
func one(concurrency int, anyChannel bool) (m [center.Channels]center.MediaRule) {
	for ch := range m {
		m[ch] = center.MediaRule{Concurrency: concurrency, AnyChannel: anyChannel}
	}
	m[center.Voice].Concurrency = 1
	return m
}

func pair(queue string, ch center.Channel, priority int, delay time.Duration) center.QueueConfig {
	return center.QueueConfig{QueueID: center.QueueID(queue), Channel: ch, Priority: priority, Delay: delay}
}

func (c *centre) profile(id string, media [center.Channels]center.MediaRule, pairs ...center.QueueConfig) *center.RoutingProfile {
	c.Helper()
	p := &center.RoutingProfile{ID: center.RoutingProfileID(id), Name: id, Media: media, Queues: pairs, Timer: center.SinceLastActivity}
	for q := range c.e.dir.Queues.All() {
		p.DefaultOutboundQueueID = q.ID
		break
	}
	c.do(Put{Resource: p})
	return p
}

// agent makes a user who is Available from now on.
func (c *centre) agent(id, profile string) {
	c.Helper()
	c.do(Put{Resource: &center.User{ID: center.UserID(id), Username: id, ProfileID: center.RoutingProfileID(profile)}})
	c.do(SignIn{UserID: center.UserID(id)})
	c.status(id, "available")
}

func (c *centre) status(id, status string) {
	c.Helper()
	c.do(SetStatus{UserID: center.UserID(id), StatusID: center.AgentStatusID(status)})
}

// start begins a contact that goes to the queue and returns its id.
func (c *centre) start(queue string, ch center.Channel) center.ContactID {
	c.Helper()
	c.next++
	id := center.ContactID(fmt.Sprintf("c%d", c.next))
	c.startAs(id, queue, ch)
	return id
}

func (c *centre) startAs(id center.ContactID, queue string, ch center.Channel) {
	c.Helper()
	c.do(StartContact{Contact: &center.Contact{ID: id, Channel: ch, Method: center.ByAPI,
		Flow: center.FlowPosition{FlowID: center.FlowID("to-" + queue)}}})
}

func (c *centre) accept(agent string, id center.ContactID) {
	c.Helper()
	c.do(Accept{UserID: center.UserID(agent), ContactID: id})
}

func (c *centre) complete(agent string, id center.ContactID) {
	c.Helper()
	c.do(Complete{UserID: center.UserID(agent), ContactID: id})
}

// holder returns the agent at whom the contact is, "" for none.
func (c *centre) holder(id center.ContactID) string {
	if live, ok := c.e.contacts[id]; ok {
		return string(live.AgentID)
	}
	return ""
}

func (c *centre) wantHolder(id center.ContactID, want string) {
	c.Helper()
	if got := c.holder(id); got != want {
		c.Fatalf("contact %s is at %q, want %q", id, got, want)
	}
}
