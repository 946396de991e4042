package binary

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"
)

const password = "Strowger-1891"

// How the identities of users are managed. Users of a managed instance have
// passwords and can sign in; those of the other need none, which saves the time
// of hashing where nobody signs in.
const (
	managed = types.DirectoryTypeConnectManaged
	foreign = types.DirectoryTypeSaml
)

// centre is a contact centre made through the SDK alone.
type centre struct {
	*server
	t        *testing.T
	kind     types.DirectoryType
	instance string
	hours    string
	security string
	statuses map[string]string // id by name
	queues   map[string]string // id by name
	flows    map[string]string // id of the flow that leads to a queue, by the queue's name
	users    map[string]string // id by name
}

// newCentre makes a centre whose users can sign in, on a server of its own.
func newCentre(t *testing.T) *centre {
	t.Helper()
	return newServer(t).centre(t, managed)
}

// centre makes an instance on the server.
func (s *server) centre(t *testing.T, kind types.DirectoryType) *centre {
	t.Helper()
	c := &centre{server: s, t: t, kind: kind, statuses: map[string]string{}, queues: map[string]string{}, flows: map[string]string{}, users: map[string]string{}}
	ctx, api := t.Context(), c.client()
	made, err := api.CreateInstance(ctx, &connect.CreateInstanceInput{IdentityManagementType: kind, InstanceAlias: aws.String(alias()),
		InboundCallsEnabled: aws.Bool(true), OutboundCallsEnabled: aws.Bool(true)})
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
	statuses, err := api.ListAgentStatuses(ctx, &connect.ListAgentStatusesInput{InstanceId: made.Id})
	c.check(err)
	for _, s := range statuses.AgentStatusSummaryList {
		c.statuses[*s.Name] = *s.Id
	}
	return c
}

// alias is a name for an instance that no other has.
func alias() string { return "c" + strings.ToLower(rand.Text()) }

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
	c.flows[name] = c.flow("To "+name, fmt.Sprintf(queueFlow, *q.QueueArn))
}

const queueFlow = `{"Version":"2019-10-30","StartAction":"q","Actions":[
{"Identifier":"q","Type":"UpdateContactTargetQueue","Parameters":{"QueueId":%q},"Transitions":{"NextAction":"t","Errors":[{"ErrorType":"NoMatchingError","NextAction":"x"}],"Conditions":[]}},
{"Identifier":"t","Type":"TransferContactToQueue","Parameters":{},"Transitions":{"NextAction":"x","Errors":[{"ErrorType":"QueueAtCapacity","NextAction":"x"},{"ErrorType":"NoMatchingError","NextAction":"x"}],"Conditions":[]}},
{"Identifier":"x","Type":"DisconnectParticipant","Parameters":{},"Transitions":{}}]}`

// flow publishes a flow for inbound contacts and returns its id.
func (c *centre) flow(name, content string) string {
	c.t.Helper()
	f, err := c.client().CreateContactFlow(c.t.Context(), &connect.CreateContactFlowInput{InstanceId: &c.instance,
		Name: &name, Type: types.ContactFlowTypeContactFlow, Content: &content})
	c.check(err)
	return *f.ContactFlowId
}

// claim is a pair of queue and channel with priority and delay.
func (c *centre) claim(queue string, channel types.Channel, priority, delay int32) types.RoutingProfileQueueConfig {
	return types.RoutingProfileQueueConfig{Priority: &priority, Delay: &delay, QueueReference: c.pair(queue, channel)}
}

// pair is a pair of queue and channel.
func (c *centre) pair(queue string, channel types.Channel) *types.RoutingProfileQueueReference {
	return &types.RoutingProfileQueueReference{QueueId: aws.String(c.queues[queue]), Channel: channel}
}

// Whether contacts of other channels may join one of this channel in hand.
const (
	alone   = types.BehaviorTypeRouteCurrentChannelOnly
	beside  = types.BehaviorTypeRouteAnyChannel
	unasked = types.BehaviorType("") // left out of the request
)

// media is the concurrency of a channel.
func media(channel types.Channel, concurrency int32, behavior types.BehaviorType) types.MediaConcurrency {
	m := types.MediaConcurrency{Channel: channel, Concurrency: &concurrency}
	if behavior != unasked {
		m.CrossChannelBehavior = &types.CrossChannelBehavior{BehaviorType: behavior}
	}
	return m
}

// profile makes a routing profile with one call or one task at a time.
func (c *centre) profile(name string, claims ...types.RoutingProfileQueueConfig) string {
	c.t.Helper()
	return c.profileOf(name, []types.MediaConcurrency{media(types.ChannelVoice, 1, unasked), media(types.ChannelTask, 1, unasked)}, claims...)
}

func (c *centre) profileOf(name string, media []types.MediaConcurrency, claims ...types.RoutingProfileQueueConfig) string {
	c.t.Helper()
	p, err := c.client().CreateRoutingProfile(c.t.Context(), &connect.CreateRoutingProfileInput{InstanceId: &c.instance, Name: &name,
		Description: &name, DefaultOutboundQueueId: claims[0].QueueReference.QueueId, QueueConfigs: claims, MediaConcurrencies: media})
	c.check(err)
	return *p.RoutingProfileId
}

// user makes a user, perhaps changed in some way, and returns its id.
func (c *centre) user(name, profile string, changes ...func(*connect.CreateUserInput)) string {
	c.t.Helper()
	in := &connect.CreateUserInput{InstanceId: &c.instance, Username: &name, RoutingProfileId: &profile, SecurityProfileIds: []string{c.security},
		IdentityInfo: &types.UserIdentityInfo{FirstName: &name, LastName: aws.String("Agent")},
		PhoneConfig:  &types.UserPhoneConfig{PhoneType: types.PhoneTypeSoftPhone}}
	if c.kind == managed {
		in.Password = aws.String(password)
	}
	for _, change := range changes {
		change(in)
	}
	made, err := c.client().CreateUser(c.t.Context(), in)
	c.check(err)
	c.users[name] = *made.UserId
	return *made.UserId
}

// put gives a user the status of that name, without the user's doing.
func (c *centre) put(user, status string) {
	c.t.Helper()
	_, err := c.client().PutUserStatus(c.t.Context(), &connect.PutUserStatusInput{InstanceId: &c.instance,
		UserId: aws.String(c.users[user]), AgentStatusId: aws.String(c.statuses[status])})
	c.check(err)
}

// dismiss clears a contact from the hands of a user, without the user's doing.
func (c *centre) dismiss(user, contact string) {
	c.t.Helper()
	_, err := c.client().DismissUserContact(c.t.Context(), &connect.DismissUserContactInput{InstanceId: &c.instance,
		UserId: aws.String(c.users[user]), ContactId: &contact})
	c.check(err)
}

// desk signs a user in and makes the user available.
func (c *centre) desk(user string) *desk {
	c.t.Helper()
	d := c.signIn(c.t, c.instance, user, password)
	d.choose("Available")
	return d
}

// task starts a task on its way to a queue.
func (c *centre) task(queue, name string) string {
	c.t.Helper()
	out, err := c.client().StartTaskContact(c.t.Context(), &connect.StartTaskContactInput{InstanceId: &c.instance,
		ContactFlowId: aws.String(c.flows[queue]), Name: &name, Attributes: map[string]string{"name": name}})
	c.check(err)
	return *out.ContactId
}

// chat starts a chat on its way to a queue.
func (c *centre) chat(queue string) string {
	c.t.Helper()
	out, err := c.client().StartChatContact(c.t.Context(), &connect.StartChatContactInput{InstanceId: &c.instance,
		ContactFlowId: aws.String(c.flows[queue]), ParticipantDetails: &types.ParticipantDetails{DisplayName: aws.String("Kim")}})
	c.check(err)
	return *out.ContactId
}

// phone reports a call on its way to a queue.
func (c *centre) phone(queue string) string {
	c.t.Helper()
	return c.call(c.t, c.instance, c.flows[queue])
}

// end stops a contact from outside.
func (c *centre) end(contact string) {
	c.t.Helper()
	_, err := c.client().StopContact(c.t.Context(), &connect.StopContactInput{InstanceId: &c.instance, ContactId: &contact})
	c.check(err)
}

func (c *centre) describe(id string) *types.Contact {
	c.t.Helper()
	out, err := c.client().DescribeContact(c.t.Context(), &connect.DescribeContactInput{InstanceId: &c.instance, ContactId: &id})
	c.check(err)
	return out.Contact
}

// userData is a user as GetCurrentUserData shows it, nil where it does not.
func (c *centre) userData(user string) *types.UserData {
	c.t.Helper()
	out, err := c.client().GetCurrentUserData(c.t.Context(), &connect.GetCurrentUserDataInput{InstanceId: &c.instance,
		Filters: &types.UserDataFilters{Agents: []string{c.users[user]}}})
	c.check(err)
	if len(out.UserDataList) == 0 {
		return nil
	}
	return &out.UserDataList[0]
}

// holding is what a user has in hand: the state of each contact by its id.
type holding map[string]types.ContactState

// holds says what a user has in hand now. Whatever a request that was answered
// has brought about is in it.
func (c *centre) holds(user string) holding {
	c.t.Helper()
	h := holding{}
	if d := c.userData(user); d != nil {
		for _, contact := range d.Contacts {
			h[*contact.ContactId] = contact.AgentContactState
		}
	}
	return h
}

// want checks what a user has in hand now.
func (c *centre) want(user string, want holding) {
	c.t.Helper()
	if got := c.holds(user); !reflect.DeepEqual(got, want) {
		c.t.Errorf("%s holds %v, want %v", user, got, want)
	}
}

// waitLimit bounds the time for what happens by itself.
const waitLimit = 40 * time.Second

// wait returns the moment when what a user has in hand has become that.
func (c *centre) wait(user string, want holding) time.Time {
	c.t.Helper()
	var got holding
	ok := until(c.t.Context(), waitLimit, func() bool {
		got = c.holds(user)
		return reflect.DeepEqual(got, want)
	})
	if !ok {
		c.t.Fatalf("%s holds %v after %s, want %v", user, got, waitLimit, want)
	}
	return time.Now()
}

// until asks again and again whether something has come true, and reports
// whether it did in time.
func until(ctx context.Context, limit time.Duration, done func() bool) bool {
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	over := time.After(limit)
	for !done() {
		select {
		case <-again.C:
		case <-over:
			return false
		case <-ctx.Done():
			return false
		}
	}
	return true
}

// refused checks that an answer is the exception E of the SDK, and returns it.
func refused[E error](t *testing.T, err error) E {
	t.Helper()
	var e E
	if !errors.As(err, &e) {
		t.Fatalf("the answer is %v, want %T", err, e)
	}
	return e
}

// pager is a paginator of the SDK.
type pager[O any] interface {
	HasMorePages() bool
	NextPage(context.Context, ...func(*connect.Options)) (O, error)
}

// pages reads a list to its end and checks that each page but the last is full.
func pages[O, T any](t *testing.T, p pager[O], size int, items func(O) []T) []T {
	t.Helper()
	var all []T
	for p.HasMorePages() {
		page, err := p.NextPage(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		got := items(page)
		if len(got) > size || len(got) < size && p.HasMorePages() {
			t.Errorf("a page has %d items, want %d", len(got), size)
		}
		all = append(all, got...)
	}
	return all
}

// equal checks a value of the SDK.
func equal(t *testing.T, what string, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s:\n got %s\nwant %s", what, plain(got), plain(want))
	}
}

// plain shows what pointers point to.
func plain(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprintf("%+v", v)
	}
	return string(text)
}

// sorted returns texts in order, to compare sets.
func sorted(list []string) []string { return slices.Sorted(slices.Values(list)) }

// recent checks a timestamp of something that has just happened.
func recent(t *testing.T, what string, at *time.Time) {
	t.Helper()
	if at == nil || time.Since(*at) < -time.Second || time.Since(*at) > time.Minute {
		t.Errorf("%s is %v, want a moment ago", what, at)
	}
}
