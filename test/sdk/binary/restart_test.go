package binary

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"
)

// picture is all that the API shows of a centre's configuration and of some
// contacts, as texts.
func (c *centre) picture(contacts ...string) map[string]string {
	c.t.Helper()
	api, ctx, all := c.client(), c.t.Context(), map[string]string{}
	add := func(name string, shown any, err error) {
		c.t.Helper()
		c.check(err)
		all[name] = plain(shown)
	}
	instance, err := api.DescribeInstance(ctx, &connect.DescribeInstanceInput{InstanceId: &c.instance})
	if err == nil {
		instance.Instance.InstanceAccessUrl = nil // it has the port, which changes
		add("instance", instance.Instance, err)
	}
	c.check(err)
	hours, err := api.SearchHoursOfOperations(ctx, &connect.SearchHoursOfOperationsInput{InstanceId: &c.instance})
	c.check(err)
	add("hours", hours.HoursOfOperations, err)
	queues, err := api.SearchQueues(ctx, &connect.SearchQueuesInput{InstanceId: &c.instance})
	c.check(err)
	add("queues", queues.Queues, err)
	users, err := api.SearchUsers(ctx, &connect.SearchUsersInput{InstanceId: &c.instance})
	c.check(err)
	add("users", users.Users, err)
	statuses, err := api.SearchAgentStatuses(ctx, &connect.SearchAgentStatusesInput{InstanceId: &c.instance})
	c.check(err)
	add("statuses", statuses.AgentStatuses, err)
	security, err := api.SearchSecurityProfiles(ctx, &connect.SearchSecurityProfilesInput{InstanceId: &c.instance})
	c.check(err)
	add("security profiles", security.SecurityProfiles, err)
	flows, err := api.SearchContactFlows(ctx, &connect.SearchContactFlowsInput{InstanceId: &c.instance})
	c.check(err)
	add("flows", flows.ContactFlows, err)
	profiles, err := api.SearchRoutingProfiles(ctx, &connect.SearchRoutingProfilesInput{InstanceId: &c.instance})
	c.check(err)
	for _, p := range profiles.RoutingProfiles {
		all["routing profile "+*p.Name] = plain([]any{c.describeProfile(*p.RoutingProfileId), c.claimsOf(*p.RoutingProfileId), p.AssociatedManualAssignmentQueueIds})
	}
	for name := range c.users {
		all["user "+name] = plain(c.userData(name))
	}
	for _, id := range contacts {
		all["contact "+id] = plain(c.describe(id))
	}
	return all
}

// claimsOf reads the pairs of a profile, of whatever queues.
func (c *centre) claimsOf(profile string) []types.RoutingProfileQueueConfigSummary {
	c.t.Helper()
	out, err := c.client().ListRoutingProfileQueues(c.t.Context(), &connect.ListRoutingProfileQueuesInput{InstanceId: &c.instance, RoutingProfileId: &profile})
	c.check(err)
	return out.RoutingProfileQueueConfigSummaryList
}

// Whatever was acknowledged reads back to the last millisecond after a kill and
// after a stop: configuration, agents, and contacts in every state.
func TestRestart_EverythingReadsBack(t *testing.T) {
	t.Parallel()
	c := newCentre(t)
	for _, name := range []string{"Sales", "Support", "Escalation"} {
		c.queue(name)
	}
	_, err := c.client().CreateRoutingProfile(t.Context(), fullProfile(c))
	c.check(err)
	six := c.profileOf("Six", []types.MediaConcurrency{media(types.ChannelTask, 6, beside), media(types.ChannelChat, 2, beside), media(types.ChannelVoice, 1, beside)},
		c.claim("Sales", types.ChannelTask, 1, 0), c.claim("Sales", types.ChannelChat, 1, 0), c.claim("Sales", types.ChannelVoice, 1, 0))
	c.user("ann", six, func(in *connect.CreateUserInput) { in.PhoneConfig.AfterContactWorkTimeLimit = 3600 })
	c.user("bob", six)
	ann := c.desk("ann")
	c.put("bob", "Lunch")
	ringing, connected, wrapped, over := c.task("Sales", "ringing"), c.chat("Sales"), c.phone("Sales"), c.task("Sales", "over")
	declined, left := c.task("Sales", "declined"), c.task("Sales", "left")
	for _, id := range []string{connected, wrapped, over} {
		ann.accept(id)
	}
	c.end(wrapped)
	ann.do("CompleteContact", map[string]any{"contactId": over})
	ann.do("RejectContact", map[string]any{"contactId": declined})
	c.end(left)
	waiting := c.task("Support", "waiting")
	_, err = c.client().UpdateContactRoutingData(t.Context(), &connect.UpdateContactRoutingDataInput{InstanceId: &c.instance, ContactId: &waiting, QueuePriority: aws.Int64(3)})
	c.check(err)
	c.put("ann", "Break") // it becomes the next status, and clears after-contact work
	contacts := []string{ringing, connected, wrapped, over, declined, left, waiting}
	want := c.picture(contacts...)
	for _, how := range []string{"kill", "stop", "kill"} {
		if how == "kill" {
			c.kill()
		} else if code, took := c.stop(); code != 0 || took > stopLimit {
			t.Errorf("SIGTERM ended the server with %d after %s", code, took)
		}
		c.start()
		got := c.picture(contacts...)
		for name := range want {
			if got[name] != want[name] {
				t.Errorf("after a %s, %s:\n got %s\nwant %s", how, name, got[name], want[name])
			}
		}
	}
	// The desk goes on where it was, with the token that it had.
	ann.accept(ringing)
	ann.do("CompleteContact", map[string]any{"contactId": ringing})
	for _, id := range []string{declined, left} {
		ann.clear(id)
	}
	ann.do("CompleteContact", map[string]any{"contactId": connected})
	c.nextStatus("ann", "Break", "")
}

// A database that is damaged is refused in words, with an exit code, and stays
// as it is.
func TestServer_DamagedDatabaseIsRefused(t *testing.T) {
	t.Parallel()
	c := newServer(t).centre(t, foreign)
	c.queue("Sales")
	if code, _ := c.stop(); code != 0 {
		t.Fatalf("SIGTERM ended the server with %d", code)
	}
	path := filepath.Join(c.data, "strowger.db")
	good, err := os.ReadFile(path)
	c.check(err)
	for name, bad := range map[string][]byte{
		"cut off":     good[:len(good)/2],
		"overwritten": append(append([]byte{}, good[:4096]...), bytes.Repeat([]byte{0xA5}, len(good)-4096)...),
		"no database": []byte("this is not a database, but somebody's notes; please do not lose them"),
		"empty":       {},
	} {
		c.check(os.WriteFile(path, bad, 0o600))
		out, err := c.output()
		if err == nil || len(out) < 20 {
			t.Errorf("%s: %v, %q; want a refusal in words", name, err, out)
		}
		if now, err := os.ReadFile(path); err != nil || !bytes.Equal(now, bad) {
			t.Errorf("%s: the database has changed, %v", name, err)
		}
	}
	c.check(os.WriteFile(path, good, 0o600))
	c.start()
	equal(t, "the queue after all", *c.describeQueue("Sales").Name, "Sales")
}

func (c *centre) describeQueue(name string) *types.Queue {
	c.t.Helper()
	out, err := c.client().DescribeQueue(c.t.Context(), &connect.DescribeQueueInput{InstanceId: &c.instance, QueueId: aws.String(c.queues[name])})
	c.check(err)
	return out.Queue
}
