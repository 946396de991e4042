package binary

import (
	"net/http"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"
)

// transferFlow returns the id of the default flow of that type.
func (c *centre) transferFlow(kind types.ContactFlowType) *string {
	c.t.Helper()
	out, err := c.client().ListContactFlows(c.t.Context(), &connect.ListContactFlowsInput{InstanceId: &c.instance, ContactFlowTypes: []types.ContactFlowType{kind}})
	c.check(err)
	if len(out.ContactFlowSummaryList) != 1 {
		c.t.Fatalf("flows of type %s: %s", kind, plain(out.ContactFlowSummaryList))
	}
	return out.ContactFlowSummaryList[0].Id
}

// linked makes a centre in which ann can hand contacts of the queue Sales on
// to bob and to the queue Support, which bob serves.
func linked(t *testing.T) (c *centre, ann, bob *desk) {
	t.Helper()
	c = newCentre(t)
	for _, name := range []string{"Sales", "Support"} {
		c.queue(name)
	}
	all := []types.MediaConcurrency{media(types.ChannelTask, 2, beside), media(types.ChannelVoice, 1, beside)}
	c.user("ann", c.profileOf("Sellers", all, c.claim("Sales", types.ChannelTask, 1, 0), c.claim("Sales", types.ChannelVoice, 1, 0)))
	c.user("bob", c.profileOf("Helpers", all, c.claim("Support", types.ChannelTask, 1, 0), c.claim("Support", types.ChannelVoice, 1, 0)))
	var ids []string
	for name, config := range map[string]*types.QuickConnectConfig{
		"Bob": {QuickConnectType: types.QuickConnectTypeUser, UserConfig: &types.UserQuickConnectConfig{
			UserId: aws.String(c.users["bob"]), ContactFlowId: c.transferFlow(types.ContactFlowTypeAgentTransfer)}},
		"Support": {QuickConnectType: types.QuickConnectTypeQueue, QueueConfig: &types.QueueQuickConnectConfig{
			QueueId: aws.String(c.queues["Support"]), ContactFlowId: c.transferFlow(types.ContactFlowTypeQueueTransfer)}},
	} {
		made, err := c.client().CreateQuickConnect(t.Context(), &connect.CreateQuickConnectInput{InstanceId: &c.instance, Name: &name, QuickConnectConfig: config})
		c.check(err)
		described, err := c.client().DescribeQuickConnect(t.Context(), &connect.DescribeQuickConnectInput{InstanceId: &c.instance, QuickConnectId: made.QuickConnectId})
		c.check(err)
		equal(t, "quick connect "+name, described.QuickConnect.QuickConnectConfig, config)
		ids = append(ids, *made.QuickConnectId)
	}
	_, err := c.client().AssociateQueueQuickConnects(t.Context(), &connect.AssociateQueueQuickConnectsInput{InstanceId: &c.instance, QueueId: aws.String(c.queues["Sales"]), QuickConnectIds: ids})
	c.check(err)
	listed := pages(t, connect.NewListQueueQuickConnectsPaginator(c.client(), &connect.ListQueueQuickConnectsInput{InstanceId: &c.instance,
		QueueId: aws.String(c.queues["Sales"]), MaxResults: aws.Int32(1)}), 1, func(out *connect.ListQueueQuickConnectsOutput) []types.QuickConnectSummary {
		return out.QuickConnectSummaryList
	})
	if len(listed) != 2 {
		t.Fatalf("the queue has %s", plain(listed))
	}
	return c, c.desk("ann"), c.desk("bob")
}

// handOn hands a contact on by the quick connect of that name, as the desk lists
// it.
func (d *desk) handOn(c *centre, contact, name string) {
	d.t.Helper()
	var out struct {
		Endpoints []map[string]any `json:"endpoints"`
	}
	if err := d.try("GetEndpoints", map[string]any{"queueARNs": []string{c.arn("queue/" + c.queues["Sales"])}}, &out); err != nil {
		d.t.Fatal(err)
	}
	for _, e := range out.Endpoints {
		if e["name"] == name {
			d.do("CreateAdditionalConnection", map[string]any{"contactId": contact, "endpoint": e})
			return
		}
	}
	d.t.Fatalf("no quick connect %s among %v", name, out.Endpoints)
}

// only waits for the one contact on the desk in that state.
func (d *desk) only(state string) deskContact {
	d.t.Helper()
	shown := d.contacts()
	for len(shown) != 1 || shown[0].State.Type != state {
		shown = d.poll()
	}
	return shown[0]
}

// R2.17, section 7.1: a task goes on at once, to a user or to a queue.
func TestQuickConnect_HandsATaskOn(t *testing.T) {
	t.Parallel()
	c, ann, bob := linked(t)
	for _, name := range []string{"Bob", "Support"} {
		task := c.task("Sales", "to "+name)
		ann.accept(task)
		ann.handOn(c, task, name)
		ann.await(task, "ended")
		got := bob.only("connecting")
		bob.accept(got.ID)
		next := c.describe(got.ID)
		if *next.PreviousContactId != task || *next.InitialContactId != task || next.InitiationMethod != types.ContactInitiationMethodTransfer || *next.Name != "to "+name {
			t.Errorf("the next segment is %s", plain(next))
		}
		bob.do("CompleteContact", map[string]any{"contactId": got.ID})
		ann.clear(task)
	}
}

// R7.4: a consultation outlives a kill; the call goes on at the third party when
// the agent leaves, and the gateway ends it by the id that it knows.
func TestQuickConnect_Consultation(t *testing.T) {
	t.Parallel()
	c, ann, bob := linked(t)
	call := c.phone("Sales")
	ann.accept(call)
	ann.handOn(c, call, "Bob")
	second := bob.only("connecting")
	bob.accept(second.ID)
	c.kill()
	c.start()
	shown := ann.await(call, "connected")
	if len(shown.Connections) != 3 || shown.Connections[2].Initial {
		t.Fatalf("ann has the connections %+v", shown.Connections)
	}
	state := func(user string) types.ContactState { return c.userData(user).Contacts[0].AgentContactState }
	equal(t, "ann's customer is on hold", state("ann"), types.ContactStateConnectedOnhold)
	ann.do("ConferenceConnections", map[string]any{"contactId": call})
	equal(t, "ann's customer is back", state("ann"), types.ContactStateConnected)
	ann.do("DestroyConnection", map[string]any{"contactId": call, "connectionId": shown.Connections[0].ID})
	ann.await(call, "ended")
	equal(t, "bob has the call", state("bob"), types.ContactStateConnected)
	if status, body := c.hangUp(call); status != http.StatusOK {
		t.Errorf("hang-up: %d %s", status, body)
	}
	bob.await(second.ID, "ended")
	first, last := c.describe(call), c.describe(second.ID)
	if *first.AgentInfo.AgentInitiatedHoldDuration < 0 || *last.PreviousContactId != call || *last.DisconnectReason != "CUSTOMER_DISCONNECT" {
		t.Errorf("the segments are %s and %s", plain(first), plain(last))
	}
}
