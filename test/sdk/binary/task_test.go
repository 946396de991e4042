package binary

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"
)

// taskCentre has two queues and two users who are available for both, with two
// tasks at once; their identities are managed so that they can sign in.
func taskCentre(t *testing.T) *centre {
	t.Helper()
	c := shared.centre(t, managed)
	c.queue("Sales")
	c.queue("Support")
	for name, queue := range map[string]string{"ann": "Sales", "bob": "Support"} {
		profile := c.profileOf(name, []types.MediaConcurrency{media(types.ChannelTask, 2, unasked), media(types.ChannelChat, 1, beside)},
			c.claim(queue, types.ChannelTask, 1, 0), c.claim(queue, types.ChannelChat, 1, 0))
		c.user(name, profile)
	}
	return c
}

func (c *centre) pause(contact string) {
	c.t.Helper()
	_, err := c.client().PauseContact(c.t.Context(), &connect.PauseContactInput{InstanceId: &c.instance, ContactId: &contact})
	c.check(err)
}

func (c *centre) resume(contact string) {
	c.t.Helper()
	_, err := c.client().ResumeContact(c.t.Context(), &connect.ResumeContactInput{InstanceId: &c.instance, ContactId: &contact})
	c.check(err)
}

// flowNamed returns the id of a flow that every instance has.
func (c *centre) flowNamed(name string) string {
	c.t.Helper()
	for p := connect.NewListContactFlowsPaginator(c.client(), &connect.ListContactFlowsInput{InstanceId: &c.instance}); p.HasMorePages(); {
		page, err := p.NextPage(c.t.Context())
		c.check(err)
		for _, f := range page.ContactFlowSummaryList {
			if *f.Name == name {
				return *f.Id
			}
		}
	}
	c.t.Fatalf("no flow %q", name)
	return ""
}

// R3.14, R3.15, R4.13: a task is paused and resumed by the API and at the desk;
// a pause makes room for another task.
func TestTask_PauseAndResume(t *testing.T) {
	t.Parallel()
	c := taskCentre(t)
	ann := c.desk("ann")
	first, second, third := c.task("Sales", "first"), c.task("Sales", "second"), c.task("Sales", "third")
	for _, id := range []string{first, second} {
		ann.await(id, "connecting")
		ann.do("AcceptContact", map[string]any{"contactId": id})
	}
	c.want("ann", holding{first: types.ContactStateConnected, second: types.ContactStateConnected})
	c.pause(first)
	ann.await(first, "paused")
	ann.await(third, "connecting")
	ann.do("AcceptContact", map[string]any{"contactId": third})
	c.want("ann", holding{first: types.ContactStateConnected, second: types.ContactStateConnected, third: types.ContactStateConnected})
	ann.do("PauseContact", map[string]any{"contactId": second})
	ann.await(second, "paused")
	_, err := c.client().PauseContact(t.Context(), &connect.PauseContactInput{InstanceId: &c.instance, ContactId: &third})
	refused[*types.LimitExceededException](t, err)
	_, err = c.client().ResumeContact(t.Context(), &connect.ResumeContactInput{InstanceId: &c.instance, ContactId: &third})
	refused[*types.ConflictException](t, err)
	c.resume(first)
	ann.do("ResumeContact", map[string]any{"contactId": second})
	ann.await(second, "connected")
	waiting := c.task("Sales", "waits")
	c.want("ann", holding{first: types.ContactStateConnected, second: types.ContactStateConnected, third: types.ContactStateConnected})
	for _, id := range []string{first, third} {
		ann.do("CompleteContact", map[string]any{"contactId": id})
	}
	ann.await(waiting, "connecting")
	got := c.describe(first)
	if aws.ToInt32(got.TotalPauseCount) != 1 || got.TotalPauseDurationInSeconds == nil {
		t.Errorf("pauses: %d, %v", aws.ToInt32(got.TotalPauseCount), got.TotalPauseDurationInSeconds)
	}
	recent(t, "the last pause", got.LastPausedTimestamp)
	recent(t, "the last resume", got.LastResumedTimestamp)
}

// R2.22: tasks go to another queue and to a user's own queue; a request that is
// repeated changes nothing.
func TestTask_Transfer(t *testing.T) {
	t.Parallel()
	c := taskCentre(t)
	ann, bob := c.desk("ann"), c.desk("bob")
	first := c.task("Sales", "first")
	ann.await(first, "connecting")
	ann.do("AcceptContact", map[string]any{"contactId": first})
	toQueue := &connect.TransferContactInput{InstanceId: &c.instance, ContactId: &first,
		ContactFlowId: aws.String(c.flowNamed("Default queue transfer")), QueueId: aws.String(c.queues["Support"]), ClientToken: aws.String("once")}
	out, err := c.client().TransferContact(t.Context(), toQueue)
	c.check(err)
	again, err := c.client().TransferContact(t.Context(), toQueue)
	c.check(err)
	equal(t, "the repetition", *again.ContactId, *out.ContactId)
	ann.await(first, "ended")
	bob.await(*out.ContactId, "connecting")
	bob.do("AcceptContact", map[string]any{"contactId": *out.ContactId})
	got := c.describe(*out.ContactId)
	if *got.PreviousContactId != first || got.InitiationMethod != types.ContactInitiationMethodTransfer || *got.Name != "first" || *got.Arn != *out.ContactArn {
		t.Errorf("the new segment is %s", plain(got))
	}
	ann.do("ClearContact", map[string]any{"contactId": first})
	back, err := c.client().TransferContact(t.Context(), &connect.TransferContactInput{InstanceId: &c.instance, ContactId: out.ContactId,
		ContactFlowId: aws.String(c.flowNamed("Default agent transfer")), UserId: aws.String(c.users["ann"])})
	c.check(err)
	ann.await(*back.ContactId, "connecting")
	_, err = c.client().TransferContact(t.Context(), &connect.TransferContactInput{InstanceId: &c.instance, ContactId: &first,
		ContactFlowId: toQueue.ContactFlowId, QueueId: toQueue.QueueId})
	refused[*types.InvalidRequestException](t, err)
}

// R1.14, R1.15: a contact that waits is given to a user at lunch; a call is not.
func TestTask_Associate(t *testing.T) {
	t.Parallel()
	c := taskCentre(t)
	bob := c.desk("bob")
	bob.choose("Lunch")
	id, call := c.task("Sales", "waits"), c.phone("Sales")
	assign := func(contact string) error {
		_, err := c.client().AssociateContactWithUser(t.Context(), &connect.AssociateContactWithUserInput{
			InstanceId: &c.instance, ContactId: &contact, UserId: aws.String(c.users["bob"])})
		return err
	}
	c.check(assign(id))
	bob.await(id, "connecting")
	bob.do("AcceptContact", map[string]any{"contactId": id})
	c.want("bob", holding{id: types.ContactStateConnected})
	refused[*types.InvalidRequestException](t, assign(call))
	refused[*types.InvalidRequestException](t, assign(id))
}

// A scheduled task begins by itself; one that was moved away does not.
func TestTask_Scheduled(t *testing.T) {
	t.Parallel()
	c := taskCentre(t)
	c.put("ann", "Available")
	start := func(at time.Time) (string, error) {
		out, err := c.client().StartTaskContact(t.Context(), &connect.StartTaskContactInput{InstanceId: &c.instance,
			ContactFlowId: aws.String(c.flows["Sales"]), Name: aws.String("later"), ScheduledTime: &at})
		if err != nil {
			return "", err
		}
		return *out.ContactId, nil
	}
	moment := time.Now().Add(2 * time.Second)
	soon, err := start(moment)
	c.check(err)
	moved, err := start(moment)
	c.check(err)
	far := moment.Add(24 * time.Hour)
	_, err = c.client().UpdateContactSchedule(t.Context(), &connect.UpdateContactScheduleInput{InstanceId: &c.instance, ContactId: &moved, ScheduledTime: &far})
	c.check(err)
	c.want("ann", holding{})
	if late := c.wait("ann", holding{soon: types.ContactStateConnecting}).Sub(moment); late < -time.Millisecond {
		t.Errorf("the task began %s early", -late)
	}
	if got := c.describe(moved); got.QueueInfo != nil || got.ScheduledTimestamp.Sub(far).Abs() > time.Millisecond {
		t.Errorf("the task that was moved is %s", plain(got))
	}
	_, err = c.client().UpdateContactSchedule(t.Context(), &connect.UpdateContactScheduleInput{InstanceId: &c.instance, ContactId: &soon, ScheduledTime: &far})
	refused[*types.InvalidRequestException](t, err)
	_, err = start(time.Now().Add(91 * 24 * time.Hour))
	refused[*types.InvalidParameterException](t, err)
	_, err = start(time.Now().Add(-time.Minute))
	refused[*types.InvalidParameterException](t, err)
}

// R4.24 to R4.28: auto-accept and the limit of after-contact work by channel.
func TestTask_UserConfig(t *testing.T) {
	t.Parallel()
	c := taskCentre(t)
	limit := func(ch types.Channel, seconds int32) types.AfterContactWorkConfigPerChannel {
		return types.AfterContactWorkConfigPerChannel{Channel: ch, AfterContactWorkConfig: &types.AfterContactWorkConfig{AfterContactWorkTimeLimit: seconds}}
	}
	accepts := []types.AutoAcceptConfig{{Channel: types.ChannelTask, AutoAccept: true}}
	works := []types.AfterContactWorkConfigPerChannel{limit(types.ChannelChat, 0), limit(types.ChannelTask, 1)}
	_, err := c.client().UpdateUserConfig(t.Context(), &connect.UpdateUserConfigInput{InstanceId: &c.instance, UserId: aws.String(c.users["ann"]),
		AutoAcceptConfigs: accepts, AfterContactWorkConfigs: works})
	c.check(err)
	described, err := c.client().DescribeUser(t.Context(), &connect.DescribeUserInput{InstanceId: &c.instance, UserId: aws.String(c.users["ann"])})
	c.check(err)
	equal(t, "auto-accept", described.User.AutoAcceptConfigs, accepts)
	equal(t, "limits", described.User.AfterContactWorkConfigs, works)

	c.put("ann", "Available")
	task := c.task("Sales", "accepted")
	c.want("ann", holding{task: types.ContactStateConnected})
	chat := c.chat("Sales")
	c.want("ann", holding{task: types.ContactStateConnected}) // tasks let no chat join
	ended := time.Now()
	c.end(task)
	cleared := c.wait("ann", holding{chat: types.ContactStateConnecting})
	if work := cleared.Sub(ended); work < time.Second {
		t.Errorf("after-contact work took %s, want 1s", work)
	}
}

// Names and tags of a task are changed while it waits and when it is over.
func TestTask_Details(t *testing.T) {
	t.Parallel()
	c := taskCentre(t)
	id := c.task("Sales", "first name")
	change := func(in *connect.UpdateContactInput) {
		in.InstanceId, in.ContactId = &c.instance, &id
		_, err := c.client().UpdateContact(t.Context(), in)
		c.check(err)
	}
	change(&connect.UpdateContactInput{Name: aws.String("second name"),
		References: map[string]types.Reference{"page": {Type: types.ReferenceTypeUrl, Value: aws.String("https://example.com")}}})
	_, err := c.client().TagContact(t.Context(), &connect.TagContactInput{InstanceId: &c.instance, ContactId: &id, Tags: map[string]string{"a": "1", "b": "2"}})
	c.check(err)
	c.end(id)
	change(&connect.UpdateContactInput{Description: aws.String("over")})
	_, err = c.client().UntagContact(t.Context(), &connect.UntagContactInput{InstanceId: &c.instance, ContactId: &id, TagKeys: []string{"a"}})
	c.check(err)
	got := c.describe(id)
	equal(t, "texts", []string{*got.Name, *got.Description}, []string{"second name", "over"})
	equal(t, "tags", got.Tags, map[string]string{"b": "2"})
	list, err := c.client().ListContactReferences(t.Context(), &connect.ListContactReferencesInput{InstanceId: &c.instance, ContactId: &id,
		ReferenceTypes: []types.ReferenceType{types.ReferenceTypeUrl, types.ReferenceTypeAttachment}})
	c.check(err)
	equal(t, "references", list.ReferenceSummaryList, []types.ReferenceSummary{&types.ReferenceSummaryMemberUrl{
		Value: types.UrlReference{Name: aws.String("page"), Value: aws.String("https://example.com")}}})
}
