package binary

import (
	"fmt"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"
)

// Instances on one server know nothing of each other: neither by id nor by ARN,
// in the API, in flows or at desks.
func TestInstances_KnowNothingOfEachOther(t *testing.T) {
	t.Parallel()
	here, there := shared.centre(t, managed), shared.centre(t, managed)
	here.queue("Q")
	there.queue("Q")
	here.user("ann", here.profile("P", here.claim("Q", types.ChannelTask, 1, 0)))
	there.user("ann", there.profile("P", there.claim("Q", types.ChannelTask, 1, 0))) // the same names
	ann, other := here.desk("ann"), there.desk("ann")
	task := there.task("Q", "there")
	here.want("ann", holding{})
	there.want("ann", holding{task: connecting})

	api, ctx := shared.client(), t.Context()
	_, err := api.DescribeContact(ctx, &connect.DescribeContactInput{InstanceId: &here.instance, ContactId: &task})
	refusedMissing(t, err)
	_, err = api.StopContact(ctx, &connect.StopContactInput{InstanceId: &here.instance, ContactId: &task})
	refused[*types.ContactNotFoundException](t, err)
	for _, id := range []string{there.queues["Q"], there.arn("queue/" + there.queues["Q"])} {
		_, err = api.DescribeQueue(ctx, &connect.DescribeQueueInput{InstanceId: &here.instance, QueueId: &id})
		refusedMissing(t, err)
		_, err = api.CreateRoutingProfile(ctx, &connect.CreateRoutingProfileInput{InstanceId: &here.instance, Name: aws.String("Foreign"), Description: aws.String("F"),
			DefaultOutboundQueueId: &id, MediaConcurrencies: []types.MediaConcurrency{media(types.ChannelTask, 1, unasked)}})
		refusedMissing(t, err)
	}
	if err := ann.try("AcceptContact", map[string]any{"contactId": task}, nil); err == nil {
		t.Error("an agent here accepted a contact of there")
	}
	here.flows["Away"] = here.flow("Away", fmt.Sprintf(queueFlow, there.arn("queue/"+there.queues["Q"])))
	if got := here.describe(here.task("Away", "t")); got.QueueInfo != nil || got.DisconnectTimestamp == nil {
		t.Errorf("a flow led into a queue of another instance: %s", plain(got))
	}
	there.want("ann", holding{task: connecting})
	other.accept(task)
}

// An instance and what is in it may be named by ARN wherever an id is taken.
func TestARNs_InPlaceOfIDs(t *testing.T) {
	t.Parallel()
	c := shared.centre(t, foreign)
	c.queue("Q")
	profile := c.arn("routing-profile/" + c.profile("P", c.claim("Q", types.ChannelTask, 1, 0)))
	user := c.user("ann", profile)
	api, ctx := c.client(), t.Context()
	instance := "arn:aws:connect:us-west-2:000000000000:instance/" + c.instance
	got, err := api.DescribeUser(ctx, &connect.DescribeUserInput{InstanceId: &instance, UserId: aws.String(c.arn("agent/" + user))})
	c.check(err)
	equal(t, "routing profile of the user", c.arn("routing-profile/"+*got.User.RoutingProfileId), profile)
	_, err = api.PutUserStatus(ctx, &connect.PutUserStatusInput{InstanceId: &instance, UserId: aws.String(c.arn("agent/" + user)), AgentStatusId: aws.String(c.arn("agent-state/" + c.statuses["Available"]))})
	c.check(err)
	made, err := api.StartTaskContact(ctx, &connect.StartTaskContactInput{InstanceId: &instance, ContactFlowId: aws.String(c.arn("contact-flow/" + c.flows["Q"])), Name: aws.String("n")})
	c.check(err)
	c.want("ann", holding{*made.ContactId: connecting})
	_, err = api.StopContact(ctx, &connect.StopContactInput{InstanceId: &instance, ContactId: aws.String(c.arn("contact/" + *made.ContactId))})
	c.check(err)
	_, err = api.DismissUserContact(ctx, &connect.DismissUserContactInput{InstanceId: &instance, UserId: aws.String(c.arn("agent/" + user)), ContactId: aws.String(c.arn("contact/" + *made.ContactId))})
	c.check(err)
	c.want("ann", holding{})
}

// Changes to one resource that come at the same moment are all kept.
func TestChanges_AtTheSameMomentAreAllKept(t *testing.T) {
	t.Parallel()
	const each = 20
	c := shared.centre(t, foreign)
	c.queue("Q")
	profile := c.profile("P", c.claim("Q", types.ChannelTask, 1, 0))
	var more []string
	for i := range each {
		name := fmt.Sprintf("Q%d", i)
		c.queue(name)
		more = append(more, name)
	}
	arn := c.arn("routing-profile/" + profile)
	errs := make(chan error, 2*each)
	var all sync.WaitGroup
	for i, name := range more {
		all.Go(func() {
			_, err := c.client().AssociateRoutingProfileQueues(t.Context(), &connect.AssociateRoutingProfileQueuesInput{InstanceId: &c.instance, RoutingProfileId: &profile,
				QueueConfigs: []types.RoutingProfileQueueConfig{c.claim(name, types.ChannelTask, 2, 0)}})
			errs <- err
		})
		all.Go(func() {
			_, err := c.client().TagResource(t.Context(), &connect.TagResourceInput{ResourceArn: &arn, Tags: map[string]string{fmt.Sprint("tag", i): name}})
			errs <- err
		})
	}
	all.Wait()
	close(errs)
	for err := range errs {
		c.check(err)
	}
	got := c.describeProfile(profile)
	if *got.NumberOfAssociatedQueues != each+1 || len(got.Tags) != each || len(c.claims(profile, 7)) != each+1 {
		t.Errorf("of %d pairs and %d tags %d and %d were kept", each+1, each, *got.NumberOfAssociatedQueues, len(got.Tags))
	}
}

// Of requests for one name at the same moment one succeeds.
func TestChanges_OneNameAtTheSameMoment(t *testing.T) {
	t.Parallel()
	c := shared.centre(t, foreign)
	made := make(chan error, 20)
	var all sync.WaitGroup
	for range cap(made) {
		all.Go(func() {
			_, err := c.client().CreateQueue(t.Context(), &connect.CreateQueueInput{InstanceId: &c.instance, Name: aws.String("Only one"), HoursOfOperationId: &c.hours})
			made <- err
		})
	}
	all.Wait()
	close(made)
	successes := 0
	for err := range made {
		if err == nil {
			successes++
		} else {
			refusedDuplicate(t, err)
		}
	}
	equal(t, "queues made", successes, 1)
}

// Q31: a user who is deleted leaves nothing behind: what rings goes on to the
// next agent, what is connected ends, and the session is over.
func TestUser_DeletedWithContactsInHand(t *testing.T) {
	t.Parallel()
	c := shared.centre(t, managed)
	c.queue("Q")
	two := c.profileOf("P", []types.MediaConcurrency{media(types.ChannelTask, 2, unasked)}, c.claim("Q", types.ChannelTask, 1, 0))
	c.user("ann", two)
	c.user("bob", two)
	ann := c.desk("ann")
	talked, rings := c.task("Q", "talked"), c.task("Q", "rings")
	ann.accept(talked)
	ann.contacts()
	polled := make(chan error, 1)
	go func() {
		polled <- ann.attempt(t.Context(), "GetAgentSnapshot", map[string]any{"timeout": 30_000, "nextToken": ann.next}, nil)
	}()
	c.put("bob", "Available")
	_, err := c.client().DeleteUser(t.Context(), &connect.DeleteUserInput{InstanceId: &c.instance, UserId: aws.String(c.users["ann"])})
	c.check(err)
	if got := c.describe(talked); got.DisconnectTimestamp == nil || aws.ToString(got.DisconnectReason) != "OTHER" {
		t.Errorf("the contact that was connected: %s", plain(got))
	}
	c.want("bob", holding{rings: connecting})
	if err := <-polled; err == nil {
		t.Error("the poll of a deleted user was answered with a snapshot")
	}
	if err := ann.try("GetAgentSnapshot", map[string]any{}, nil); err == nil {
		t.Error("a deleted user still has a desk")
	}
}

// Flows that lead in a circle end their contact, and the server goes on.
func TestFlow_CircleEnds(t *testing.T) {
	t.Parallel()
	c := shared.centre(t, foreign)
	c.queue("Q")
	const circle = `{"Version":"2019-10-30","StartAction":"g","Actions":[
{"Identifier":"g","Type":"TransferToFlow","Parameters":{"ContactFlowId":%q},"Transitions":{"NextAction":"x","Errors":[{"ErrorType":"NoMatchingError","NextAction":"x"}],"Conditions":[]}},
{"Identifier":"x","Type":"DisconnectParticipant","Parameters":{},"Transitions":{}}]}`
	a := c.flow("A", fmt.Sprintf(circle, c.flows["Q"]))
	b := c.flow("B", fmt.Sprintf(circle, a))
	_, err := c.client().UpdateContactFlowContent(t.Context(), &connect.UpdateContactFlowContentInput{InstanceId: &c.instance, ContactFlowId: &a, Content: aws.String(fmt.Sprintf(circle, b))})
	c.check(err)
	c.flows["Circle"] = a
	if got := c.describe(c.task("Circle", "t")); got.DisconnectTimestamp == nil || got.QueueInfo != nil {
		t.Errorf("a contact in a circle: %s", plain(got))
	}
	equal(t, "a contact on another way", c.queueOf(c.task("Q", "t")), "Q")
}
