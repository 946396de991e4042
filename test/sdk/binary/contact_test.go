package binary

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"
)

// attributes returns the user-defined attributes of a contact.
func (c *centre) attributes(id string) map[string]string {
	c.t.Helper()
	out, err := c.client().GetContactAttributes(c.t.Context(), &connect.GetContactAttributesInput{InstanceId: &c.instance, InitialContactId: &id})
	c.check(err)
	return out.Attributes
}

// queueOf is the name of the queue in which a contact is or was, "" for none.
func (c *centre) queueOf(id string) string {
	c.t.Helper()
	info := c.describe(id).QueueInfo
	if info == nil {
		return ""
	}
	for name, queue := range c.queues {
		if queue == *info.Id {
			return name
		}
	}
	return *info.Id
}

// staffed is a centre with one queue, Sales, and an agent, ann, who signs in and
// takes one contact of each channel at a time.
func staffed(t *testing.T) (*centre, *desk) {
	t.Helper()
	c := shared.centre(t, managed)
	c.queue("Sales")
	var each []types.MediaConcurrency
	var claims []types.RoutingProfileQueueConfig
	for _, channel := range []types.Channel{types.ChannelVoice, types.ChannelChat, types.ChannelTask} {
		each = append(each, media(channel, 1, unasked))
		claims = append(claims, c.claim("Sales", channel, 1, 0))
	}
	c.user("ann", c.profileOf("Sales", each, claims...))
	return c, c.desk("ann")
}

// A task reads back as it was started, to the API and at the agent's desk.
func TestTask_ReadsBackAsStarted(t *testing.T) {
	t.Parallel()
	c, ann := staffed(t)
	in := &connect.StartTaskContactInput{InstanceId: &c.instance, ContactFlowId: aws.String(c.flows["Sales"]), Name: aws.String("Renew the contract"),
		Description: aws.String("It ends in May"), Attributes: map[string]string{"customer": "Ω-17", "empty": ""},
		References: map[string]types.Reference{
			"Contract": {Type: types.ReferenceTypeUrl, Value: aws.String("https://example.com/17")},
			"Due":      {Type: types.ReferenceTypeDate, Value: aws.String("1893456000")}},
		SegmentAttributes: map[string]types.SegmentAttributeValue{"connect:CreatedByUser": {ValueString: aws.String(c.arn("agent/" + c.users["ann"]))}}}
	made, err := c.client().StartTaskContact(t.Context(), in)
	c.check(err)
	id := made.ContactId
	got := c.describe(*id)
	recent(t, "InitiationTimestamp", got.InitiationTimestamp)
	equal(t, "described", *got, types.Contact{Id: id, Arn: aws.String(c.arn("contact/" + *id)), InitialContactId: id, Name: in.Name, Description: in.Description,
		Channel: types.ChannelTask, InitiationMethod: types.ContactInitiationMethodApi, Attributes: in.Attributes, SegmentAttributes: got.SegmentAttributes,
		QueueInfo:     &types.QueueInfo{Id: aws.String(c.queues["Sales"]), EnqueueTimestamp: got.QueueInfo.EnqueueTimestamp},
		QueuePriority: aws.Int64(5), QueueTimeAdjustmentSeconds: aws.Int32(0), InitiationTimestamp: got.InitiationTimestamp,
		ConnectedToSystemTimestamp: got.ConnectedToSystemTimestamp, LastUpdateTimestamp: got.LastUpdateTimestamp,
		RingStartTimestamp: got.RingStartTimestamp, RoutingCriteria: got.RoutingCriteria})
	equal(t, "attributes", c.attributes(*id), in.Attributes)
	equal(t, "segment attribute", got.SegmentAttributes["connect:CreatedByUser"], in.SegmentAttributes["connect:CreatedByUser"])

	var shown struct {
		Snapshot struct {
			Contacts []struct {
				ContactID   string                       `json:"contactId"`
				Name        string                       `json:"name"`
				Description string                       `json:"description"`
				References  map[string]map[string]string `json:"references"`
				Attributes  map[string]map[string]string `json:"attributes"`
			} `json:"contacts"`
		} `json:"snapshot"`
	}
	c.check(ann.try("GetAgentSnapshot", map[string]any{}, &shown))
	if len(shown.Snapshot.Contacts) != 1 {
		t.Fatalf("the desk shows %+v", shown)
	}
	desk := shown.Snapshot.Contacts[0]
	if desk.ContactID != *id || desk.Name != *in.Name || desk.Description != *in.Description || desk.References["Contract"]["value"] != "https://example.com/17" ||
		desk.References["Due"]["type"] != "DATE" || desk.Attributes["customer"]["value"] != "Ω-17" {
		t.Errorf("the desk shows %+v", desk)
	}
}

// A client token makes one contact, however often it is sent, until and after
// its end; another channel has tokens of its own.
func TestContact_ClientTokenMakesOneContact(t *testing.T) {
	t.Parallel()
	c := shared.centre(t, foreign)
	c.queue("Sales")
	api, ctx := c.client(), t.Context()
	task := func(token string) string {
		t.Helper()
		out, err := api.StartTaskContact(ctx, &connect.StartTaskContactInput{InstanceId: &c.instance, ContactFlowId: aws.String(c.flows["Sales"]), Name: &token, ClientToken: &token})
		c.check(err)
		return *out.ContactId
	}
	chat := func(token string) *connect.StartChatContactOutput {
		t.Helper()
		out, err := api.StartChatContact(ctx, &connect.StartChatContactInput{InstanceId: &c.instance, ContactFlowId: aws.String(c.flows["Sales"]), ClientToken: &token,
			ParticipantDetails: &types.ParticipantDetails{DisplayName: aws.String("Kim")}})
		c.check(err)
		return out
	}
	first := task("one")
	if again := task("one"); again != first {
		t.Errorf("the token made %s and %s", first, again)
	}
	if other := task("two"); other == first {
		t.Error("two tokens made one contact")
	}
	c.end(first)
	if again := task("one"); again != first {
		t.Errorf("after its end the token made %s, want %s", again, first)
	}
	talk := chat("one")
	if *talk.ContactId == first {
		t.Error("the token of a task answers a chat")
	}
	if again := chat("one"); *again.ContactId != *talk.ContactId || *again.ParticipantId != *talk.ParticipantId || aws.ToString(again.ParticipantToken) == "" {
		t.Errorf("the token made the chats %s and %s", plain(talk), plain(again))
	}
	equal(t, "contacts in the queue", c.figures(metricsOf(types.CurrentMetricNameContactsInQueue))["CONTACTS_IN_QUEUE"], 2.0)
}

func TestChat_ReadsBackAsStarted(t *testing.T) {
	t.Parallel()
	c, ann := staffed(t)
	in := &connect.StartChatContactInput{InstanceId: &c.instance, ContactFlowId: aws.String(c.flows["Sales"]), Attributes: map[string]string{"page": "basket"},
		ParticipantDetails: &types.ParticipantDetails{DisplayName: aws.String("Kim")}, SupportedMessagingContentTypes: []string{"text/plain"}}
	made, err := c.client().StartChatContact(t.Context(), in)
	c.check(err)
	if aws.ToString(made.ParticipantId) == "" || aws.ToString(made.ParticipantToken) == "" {
		t.Errorf("the customer cannot take part: %s", plain(made))
	}
	got := c.describe(*made.ContactId)
	if got.Channel != types.ChannelChat || got.InitiationMethod != types.ContactInitiationMethodApi || got.Attributes["page"] != "basket" {
		t.Errorf("described: %s", plain(got))
	}
	shown := ann.await(*made.ContactId, "connecting")
	if shown.Type != "chat" {
		t.Errorf("the desk shows it as %q", shown.Type)
	}
	ann.do("AcceptContact", map[string]any{"contactId": *made.ContactId})
	c.end(*made.ContactId)
	ann.await(*made.ContactId, "ended")
	equal(t, "why it ended", *c.describe(*made.ContactId).DisconnectReason, "API")

	in.InstanceId = aws.String("5e1c7b0f-0000-4000-8000-000000000000")
	_, err = c.client().StartChatContact(t.Context(), in)
	refusedMissing(t, err)
	in.InstanceId, in.ContactFlowId = &c.instance, aws.String("unknown")
	_, err = c.client().StartChatContact(t.Context(), in)
	refusedMissing(t, err)
}

// hangUp reports that the caller has hung up, and returns status and body.
func (c *centre) hangUp(contact string) (int, string) {
	c.t.Helper()
	r, err := http.NewRequestWithContext(c.t.Context(), http.MethodDelete, c.url+"/strowger/v1/instances/"+c.instance+"/calls/"+contact, nil)
	c.check(err)
	answer, err := http.DefaultClient.Do(r)
	c.check(err)
	defer answer.Body.Close()
	var body strings.Builder
	if err := answer.Write(&body); err != nil {
		c.t.Fatal(err)
	}
	return answer.StatusCode, body.String()
}

// A call reported by a gateway is an inbound contact with both numbers. It ends
// when the caller hangs up, once.
func TestCall_ArrivesAndHangsUp(t *testing.T) {
	t.Parallel()
	c, ann := staffed(t)
	id := c.phone("Sales")
	got := c.describe(id)
	if got.Channel != types.ChannelVoice || got.InitiationMethod != types.ContactInitiationMethodInbound || *got.CustomerEndpoint.Address != "+15550001111" ||
		got.CustomerEndpoint.Type != types.EndpointTypeTelephoneNumber || *got.SystemEndpoint.Address != "+15551891000" {
		t.Errorf("described: %s", plain(got))
	}
	ann.await(id, "connecting")
	ann.do("AcceptContact", map[string]any{"contactId": id})
	ann.await(id, "connected")
	if status, body := c.hangUp(id); status != http.StatusOK {
		t.Fatalf("hang-up: %d %s", status, body)
	}
	ann.await(id, "ended")
	equal(t, "why it ended", *c.describe(id).DisconnectReason, "CUSTOMER_DISCONNECT")
	if status, body := c.hangUp(id); status != http.StatusGone || !strings.Contains(body, "ContactNotFoundException") {
		t.Errorf("hanging up twice: %d %s", status, body)
	}
	ann.do("ClearContact", map[string]any{"contactId": id})
	if status, _ := c.hangUp(c.task("Sales", "no call")); status != http.StatusBadRequest {
		t.Errorf("hanging up a task: %d", status)
	}

	// Without a flow a call runs the instance's own, into the basic queue.
	post := &desk{t: t, s: c.server}
	status, raw := post.post("/strowger/v1/instances/"+c.instance+"/calls", nil, map[string]any{"From": "+493012345678"})
	var plainCall struct{ ContactId string }
	if err := json.Unmarshal(raw, &plainCall); status != http.StatusOK || err != nil {
		t.Fatalf("call without a flow: %d %s", status, raw)
	}
	if c.describe(plainCall.ContactId).QueueInfo == nil {
		t.Error("a call without a flow is in no queue")
	}
	for what, in := range map[string]map[string]any{"a number that is none": {"From": "Kim"}, "an unknown flow": {"ContactFlowId": "unknown"}} {
		if status, raw := post.post("/strowger/v1/instances/"+c.instance+"/calls", nil, in); status != http.StatusBadRequest && status != http.StatusNotFound {
			t.Errorf("a call with %s: %d %s", what, status, raw)
		}
	}
}

// Members of a contact appear as it goes its way, and their moments are in
// order.
func TestContact_MembersOverItsLife(t *testing.T) {
	t.Parallel()
	c, ann := staffed(t)
	ann.choose("Break")
	id := c.phone("Sales")
	waiting := c.describe(id)
	if waiting.QueueInfo == nil || waiting.QueueInfo.EnqueueTimestamp == nil || waiting.AgentInfo != nil || waiting.DisconnectTimestamp != nil || waiting.DisconnectReason != nil {
		t.Errorf("waiting: %s", plain(waiting))
	}
	ann.choose("Available")
	ann.await(id, "connecting")
	if ringing := c.describe(id); ringing.AgentInfo != nil && ringing.AgentInfo.ConnectedToAgentTimestamp != nil || ringing.DisconnectTimestamp != nil {
		t.Errorf("ringing: %s", plain(ringing))
	}
	ann.do("AcceptContact", map[string]any{"contactId": id})
	connected := c.describe(id)
	if connected.AgentInfo == nil || *connected.AgentInfo.Id != c.users["ann"] || connected.AgentInfo.ConnectedToAgentTimestamp == nil ||
		connected.AgentInfo.AfterContactWorkStartTimestamp != nil || connected.DisconnectTimestamp != nil {
		t.Fatalf("connected: %s", plain(connected))
	}
	ann.hangUp(ann.await(id, "connected"))
	ann.await(id, "ended")
	ended := c.describe(id)
	if ended.DisconnectTimestamp == nil || aws.ToString(ended.DisconnectReason) != "AGENT_DISCONNECT" || ended.AgentInfo.AfterContactWorkStartTimestamp == nil ||
		ended.AgentInfo.AfterContactWorkEndTimestamp != nil {
		t.Fatalf("ended: %s", plain(ended))
	}
	ann.do("ClearContact", map[string]any{"contactId": id})
	cleared := c.describe(id)
	if cleared.AgentInfo.AfterContactWorkEndTimestamp == nil || cleared.AgentInfo.AfterContactWorkDuration == nil {
		t.Fatalf("cleared: %s", plain(cleared))
	}
	order := []struct {
		name string
		at   *time.Time
	}{
		{"InitiationTimestamp", cleared.InitiationTimestamp}, {"ConnectedToSystemTimestamp", cleared.ConnectedToSystemTimestamp},
		{"EnqueueTimestamp", cleared.QueueInfo.EnqueueTimestamp}, {"ConnectedToAgentTimestamp", cleared.AgentInfo.ConnectedToAgentTimestamp},
		{"DisconnectTimestamp", cleared.DisconnectTimestamp}, {"AfterContactWorkStartTimestamp", cleared.AgentInfo.AfterContactWorkStartTimestamp},
		{"AfterContactWorkEndTimestamp", cleared.AgentInfo.AfterContactWorkEndTimestamp}, {"LastUpdateTimestamp", cleared.LastUpdateTimestamp},
	}
	for i, now := range order {
		if now.at == nil || i > 0 && now.at.Before(*order[i-1].at) {
			t.Errorf("%s is %v, after %v", now.name, now.at, order[max(i-1, 0)])
		}
	}
	// What was once told stays.
	if !cleared.InitiationTimestamp.Equal(*waiting.InitiationTimestamp) || !cleared.QueueInfo.EnqueueTimestamp.Equal(*waiting.QueueInfo.EnqueueTimestamp) ||
		!cleared.AgentInfo.ConnectedToAgentTimestamp.Equal(*connected.AgentInfo.ConnectedToAgentTimestamp) {
		t.Errorf("moments have changed:\n%s\n%s", plain(connected), plain(cleared))
	}
}

// hangUp ends a connected contact at the agent's hand.
func (d *desk) hangUp(shown deskContact) {
	d.t.Helper()
	for _, conn := range shown.Connections {
		if conn.Type == "agent" {
			d.do("DestroyConnection", map[string]any{"contactId": shown.ID, "connectionId": conn.ID})
			return
		}
	}
	d.t.Fatalf("the contact has no connection of the agent: %+v", shown)
}

// A contact can be stopped wherever it is, and only once (R7.5).
func TestStopContact_WhereverItIs(t *testing.T) {
	t.Parallel()
	c, ann := staffed(t)
	stop := func(id string) error {
		_, err := c.client().StopContact(t.Context(), &connect.StopContactInput{InstanceId: &c.instance, ContactId: &id})
		return err
	}
	twice := func(id string) {
		t.Helper()
		c.check(stop(id))
		said(t, refused[*types.ContactNotFoundException](t, stop(id)).ErrorMessage())
		got := c.describe(id)
		if got.DisconnectTimestamp == nil || aws.ToString(got.DisconnectReason) != "API" {
			t.Errorf("stopped: %s", plain(got))
		}
	}
	ringing := c.task("Sales", "ringing")
	waiting := c.task("Sales", "waiting")
	c.want("ann", holding{ringing: types.ContactStateConnecting})
	twice(waiting)
	twice(ringing)
	c.want("ann", holding{ringing: types.ContactStateRejected}) // R4.19
	ann.do("ClearContact", map[string]any{"contactId": ringing})
	connected := c.task("Sales", "connected")
	ann.do("AcceptContact", map[string]any{"contactId": connected})
	twice(connected)
	c.want("ann", holding{connected: types.ContactStateEnded})
	said(t, refused[*types.ContactNotFoundException](t, stop("5e1c7b0f-0000-4000-8000-000000000000")).ErrorMessage())
}

// Attributes are read and changed while the contact lives and after its end, at
// the desk as well, and outlive the process.
func TestAttributes_LiveAndAfterTheEnd(t *testing.T) {
	t.Parallel()
	c := newCentre(t)
	c.queue("Sales")
	c.user("ann", c.profile("Sales", c.claim("Sales", types.ChannelTask, 1, 0)))
	ann := c.desk("ann")
	id := c.task("Sales", "t")
	update := func(attributes map[string]string) error {
		_, err := c.client().UpdateContactAttributes(t.Context(), &connect.UpdateContactAttributesInput{InstanceId: &c.instance, InitialContactId: &id, Attributes: attributes})
		return err
	}
	c.check(update(map[string]string{"stage": "live", "kept": "yes"}))
	equal(t, "live", c.attributes(id), map[string]string{"name": "t", "stage": "live", "kept": "yes"})
	ann.do("AcceptContact", map[string]any{"contactId": id})
	ann.do("CompleteContact", map[string]any{"contactId": id})
	c.check(update(map[string]string{"stage": "over"}))
	want := map[string]string{"name": "t", "stage": "over", "kept": "yes"}
	equal(t, "after the end", c.attributes(id), want)
	refusedParameter(t, update(map[string]string{"not a name": "x"}))
	if err := update(map[string]string{"large": strings.Repeat("x", 32<<10)}); err == nil {
		t.Error("more than 32 KB of attributes were taken")
	}
	c.kill()
	c.start()
	equal(t, "after the process was killed", c.attributes(id), want)
	equal(t, "described", c.describe(id).Attributes, want)
	id = "5e1c7b0f-0000-4000-8000-000000000000"
	refusedMissing(t, update(map[string]string{"a": "b"}))
}

// Tasks linked by PreviousContactId have their attributes in common; one linked
// as related begins with a copy.
func TestTask_LinkedTasksShareAttributes(t *testing.T) {
	t.Parallel()
	c := shared.centre(t, foreign)
	c.queue("Sales")
	first := c.task("Sales", "first")
	start := func(change func(*connect.StartTaskContactInput)) string {
		t.Helper()
		in := &connect.StartTaskContactInput{InstanceId: &c.instance, ContactFlowId: aws.String(c.flows["Sales"]), Name: aws.String("n")}
		change(in)
		out, err := c.client().StartTaskContact(t.Context(), in)
		c.check(err)
		return *out.ContactId
	}
	next := start(func(in *connect.StartTaskContactInput) {
		in.PreviousContactId, in.Attributes = &first, map[string]string{"step": "2"}
	})
	related := start(func(in *connect.StartTaskContactInput) { in.RelatedContactId = &first })
	if got := c.describe(next); aws.ToString(got.PreviousContactId) != first || *got.InitialContactId != first {
		t.Errorf("the next task: %s", plain(got))
	}
	if got := c.describe(related); aws.ToString(got.RelatedContactId) != first || *got.InitialContactId != related {
		t.Errorf("the related task: %s", plain(got))
	}
	_, err := c.client().UpdateContactAttributes(t.Context(), &connect.UpdateContactAttributesInput{InstanceId: &c.instance, InitialContactId: &first, Attributes: map[string]string{"name": "changed"}})
	c.check(err)
	for id, want := range map[string]map[string]string{
		first: {"name": "changed", "step": "2"}, next: {"name": "changed", "step": "2"}, related: {"name": "first", "step": "2"}} {
		equal(t, "attributes", c.attributes(id), want)
	}
}

// The place of a waiting contact follows its priority first and its age with the
// adjustment then (R2.7a, R2.7b); one of the two is set at a time, and only
// while the contact waits (R2.7d, Q34).
func TestRoutingData_MovesAWaitingContact(t *testing.T) {
	t.Parallel()
	c, ann := staffed(t)
	ann.choose("Break")
	rank := func(id string, priority *int64, adjust *int32) error {
		_, err := c.client().UpdateContactRoutingData(t.Context(), &connect.UpdateContactRoutingDataInput{InstanceId: &c.instance, ContactId: &id,
			QueuePriority: priority, QueueTimeAdjustmentSeconds: adjust})
		return err
	}
	a, b, d, e := c.task("Sales", "a"), c.task("Sales", "b"), c.task("Sales", "d"), c.task("Sales", "e")
	c.check(rank(e, aws.Int64(1), nil))       // before all others
	c.check(rank(d, nil, aws.Int32(600)))     // older than all of its priority
	c.check(rank(a, nil, aws.Int32(-100000))) // younger than all
	refusedParameter(t, rank(b, aws.Int64(1), aws.Int32(1)))
	if got := c.describe(d); *got.QueueTimeAdjustmentSeconds != 600 || *got.QueuePriority != 5 {
		t.Errorf("described: %s", plain(got))
	}
	ann.choose("Available")
	for _, next := range []string{e, d, b, a} {
		ann.await(next, "connecting")
		ann.do("AcceptContact", map[string]any{"contactId": next})
		said(t, refused[*types.ResourceConflictException](t, rank(next, aws.Int64(9), nil)).ErrorMessage())
		ann.do("CompleteContact", map[string]any{"contactId": next})
		said(t, refused[*types.ResourceConflictException](t, rank(next, aws.Int64(9), nil)).ErrorMessage())
	}
}

// steering sends contacts by their attribute tier, by hours and on through
// another flow.
const steering = `{"Version":"2019-10-30","StartAction":"mark","Actions":[
{"Identifier":"mark","Type":"UpdateContactAttributes","Parameters":{"Attributes":{"seen":"yes","via":"$.Channel"}},"Transitions":{"NextAction":"tier","Errors":[{"ErrorType":"NoMatchingError","NextAction":"x"}],"Conditions":[]}},
{"Identifier":"tier","Type":"Compare","Parameters":{"ComparisonValue":"$.Attributes.tier"},"Transitions":{"NextAction":"x","Errors":[{"ErrorType":"NoMatchingCondition","NextAction":"hours"}],"Conditions":[
  {"NextAction":"first","Condition":{"Operator":"Equals","Operands":["gold"]}},
  {"NextAction":"age","Condition":{"Operator":"TextStartsWith","Operands":["silver"]}}]}},
{"Identifier":"first","Type":"UpdateContactRoutingBehavior","Parameters":{"QueuePriority":"1"},"Transitions":{"NextAction":"hours","Errors":[],"Conditions":[]}},
{"Identifier":"age","Type":"UpdateContactRoutingBehavior","Parameters":{"QueueTimeAdjustmentSeconds":"90"},"Transitions":{"NextAction":"hours","Errors":[],"Conditions":[]}},
{"Identifier":"hours","Type":"CheckHoursOfOperation","Parameters":{"HoursOfOperationId":"$.Attributes.hours"},"Transitions":{"NextAction":"x","Errors":[{"ErrorType":"NoMatchingError","NextAction":"lost"}],"Conditions":[
  {"NextAction":"open","Condition":{"Operator":"Equals","Operands":["True"]}},
  {"NextAction":"closed","Condition":{"Operator":"Equals","Operands":["False"]}}]}},
{"Identifier":"open","Type":"TransferToFlow","Parameters":{"ContactFlowId":%q},"Transitions":{"NextAction":"x","Errors":[{"ErrorType":"NoMatchingError","NextAction":"x"}],"Conditions":[]}},
{"Identifier":"closed","Type":"TransferToFlow","Parameters":{"ContactFlowId":%q},"Transitions":{"NextAction":"x","Errors":[{"ErrorType":"NoMatchingError","NextAction":"x"}],"Conditions":[]}},
{"Identifier":"lost","Type":"TransferToFlow","Parameters":{"ContactFlowId":%q},"Transitions":{"NextAction":"x","Errors":[{"ErrorType":"NoMatchingError","NextAction":"x"}],"Conditions":[]}},
{"Identifier":"x","Type":"DisconnectParticipant","Parameters":{},"Transitions":{}}]}`

// A flow compares, sets attributes and rank, asks for hours and goes on in
// another flow, each contact on its own way.
func TestFlow_SteersContacts(t *testing.T) {
	t.Parallel()
	c := shared.centre(t, foreign)
	for _, name := range []string{"Open", "Closed", "Lost"} {
		c.queue(name)
	}
	id := c.flow("Steering", fmt.Sprintf(steering, c.arn("contact-flow/"+c.flows["Open"]), c.flows["Closed"], c.flows["Lost"]))
	never, err := c.client().CreateHoursOfOperation(t.Context(), &connect.CreateHoursOfOperationInput{InstanceId: &c.instance, Name: aws.String("Never"),
		TimeZone: aws.String("UTC"), Config: []types.HoursOfOperationConfig{}})
	c.check(err)
	for _, way := range []struct {
		attributes map[string]string
		queue      string
		priority   int64
		adjust     int32
	}{
		{map[string]string{"tier": "gold", "hours": c.hours}, "Open", 1, 0},
		{map[string]string{"tier": "silver plus", "hours": c.hours}, "Open", 5, 90},
		{map[string]string{"tier": "GOLD", "hours": *never.HoursOfOperationId}, "Closed", 5, 0},
		{map[string]string{"hours": c.arn("operating-hours/" + c.hours)}, "Open", 5, 0},
		{map[string]string{"tier": "gold", "hours": "unknown"}, "Lost", 1, 0},
		{map[string]string{"tier": "gold"}, "Lost", 1, 0},
	} {
		made, err := c.client().StartTaskContact(t.Context(), &connect.StartTaskContactInput{InstanceId: &c.instance, ContactFlowId: &id, Name: aws.String("n"), Attributes: way.attributes})
		c.check(err)
		got := c.describe(*made.ContactId)
		if queue := c.queueOf(*made.ContactId); queue != way.queue || *got.QueuePriority != way.priority || *got.QueueTimeAdjustmentSeconds != way.adjust {
			t.Errorf("%v: in %q with priority %d and %d s, want %+v", way.attributes, queue, *got.QueuePriority, *got.QueueTimeAdjustmentSeconds, way)
		}
		if got.Attributes["seen"] != "yes" || got.Attributes["via"] != "TASK" {
			t.Errorf("%v: the flow left the attributes %v", way.attributes, got.Attributes)
		}
	}
}

// A queue that is full, closed or gone is an error branch of the flow, and a
// contact that leaves its flow before a queue has ended (R5.8, R5.9, R5.11,
// R7.6).
func TestFlow_QueueThatTakesNobody(t *testing.T) {
	t.Parallel()
	c := shared.centre(t, foreign)
	for _, name := range []string{"Target", "Full", "Failed"} {
		c.queue(name)
	}
	const content = `{"Version":"2019-10-30","StartAction":"q","Actions":[
{"Identifier":"q","Type":"UpdateContactTargetQueue","Parameters":{"QueueId":%q},"Transitions":{"NextAction":"t","Errors":[{"ErrorType":"NoMatchingError","NextAction":"failed"}],"Conditions":[]}},
{"Identifier":"t","Type":"TransferContactToQueue","Parameters":{},"Transitions":{"NextAction":"x","Errors":[{"ErrorType":"QueueAtCapacity","NextAction":"full"},{"ErrorType":"NoMatchingError","NextAction":"failed"}],"Conditions":[]}},
{"Identifier":"full","Type":"TransferToFlow","Parameters":{"ContactFlowId":%q},"Transitions":{"NextAction":"x","Errors":[{"ErrorType":"NoMatchingError","NextAction":"x"}],"Conditions":[]}},
{"Identifier":"failed","Type":"TransferToFlow","Parameters":{"ContactFlowId":%q},"Transitions":{"NextAction":"x","Errors":[{"ErrorType":"NoMatchingError","NextAction":"x"}],"Conditions":[]}},
{"Identifier":"x","Type":"DisconnectParticipant","Parameters":{},"Transitions":{}}]}`
	c.flows["Careful"] = c.flow("Careful", fmt.Sprintf(content, c.queues["Target"], c.flows["Full"], c.flows["Failed"]))
	api, ctx, target := c.client(), t.Context(), aws.String(c.queues["Target"])
	limit := func(n *int32) {
		t.Helper()
		_, err := api.UpdateQueueMaxContacts(ctx, &connect.UpdateQueueMaxContactsInput{InstanceId: &c.instance, QueueId: target, MaxContacts: n})
		c.check(err)
	}
	goes := func(to string) string {
		t.Helper()
		id := c.task("Careful", "n")
		equal(t, "where it goes", c.queueOf(id), to)
		return id
	}
	limit(aws.Int32(2))
	first := goes("Target")
	goes("Target")
	goes("Full")
	c.end(first)
	goes("Target")
	goes("Full")
	limit(aws.Int32(0))
	goes("Full")
	limit(nil)
	goes("Target")
	_, err := api.UpdateQueueStatus(ctx, &connect.UpdateQueueStatusInput{InstanceId: &c.instance, QueueId: target, Status: types.QueueStatusDisabled})
	c.check(err)
	goes("Failed")

	c.flows["Dead end"] = c.flow("Dead end", `{"Version":"2019-10-30","StartAction":"e","Actions":[{"Identifier":"e","Type":"EndFlowExecution","Parameters":{},"Transitions":{}}]}`)
	over := c.describe(c.task("Dead end", "n"))
	if over.QueueInfo != nil || aws.ToString(over.DisconnectReason) != "CONTACT_FLOW_DISCONNECT" {
		t.Errorf("without a queue: %s", plain(over))
	}
}

// An action that is not built takes its error branch.
func TestFlow_UnbuiltActionTakesItsErrorBranch(t *testing.T) {
	t.Parallel()
	c := shared.centre(t, foreign)
	c.queue("Went well")
	c.queue("Error branch")
	const content = `{"Version":"2019-10-30","StartAction":"a","Actions":[
{"Identifier":"a","Type":"InvokeLambdaFunction","Parameters":{"LambdaFunctionARN":"arn:aws:lambda:us-west-2:000000000000:function:f","InvocationTimeLimitSeconds":"3"},"Transitions":{"NextAction":"well","Errors":[{"ErrorType":"NoMatchingError","NextAction":"wrong"}],"Conditions":[]}},
{"Identifier":"well","Type":"TransferToFlow","Parameters":{"ContactFlowId":%q},"Transitions":{"NextAction":"x","Errors":[{"ErrorType":"NoMatchingError","NextAction":"x"}],"Conditions":[]}},
{"Identifier":"wrong","Type":"TransferToFlow","Parameters":{"ContactFlowId":%q},"Transitions":{"NextAction":"x","Errors":[{"ErrorType":"NoMatchingError","NextAction":"x"}],"Conditions":[]}},
{"Identifier":"x","Type":"DisconnectParticipant","Parameters":{},"Transitions":{}}]}`
	c.flows["Lambda"] = c.flow("Lambda", fmt.Sprintf(content, c.flows["Went well"], c.flows["Error branch"]))
	equal(t, "where it goes", c.queueOf(c.task("Lambda", "n")), "Error branch")
}

// Refusals of the operations that start contacts.
func TestContact_StartRefusals(t *testing.T) {
	t.Parallel()
	c := shared.centre(t, foreign)
	c.queue("Sales")
	whisper, err := c.client().CreateContactFlow(t.Context(), &connect.CreateContactFlowInput{InstanceId: &c.instance, Name: aws.String("Whisper"), Type: types.ContactFlowTypeAgentWhisper,
		Content: aws.String(`{"Version":"2019-10-30","StartAction":"e","Actions":[{"Identifier":"e","Type":"EndFlowExecution","Parameters":{},"Transitions":{}}]}`)})
	c.check(err)
	unknown := aws.String("5e1c7b0f-0000-4000-8000-000000000000")
	for _, refusal := range []struct {
		name   string
		change func(*connect.StartTaskContactInput)
		want   func(*testing.T, error)
	}{
		{"no flow", func(in *connect.StartTaskContactInput) { in.ContactFlowId = nil }, refusedRequest},
		{"unknown flow", func(in *connect.StartTaskContactInput) { in.ContactFlowId = unknown }, refusedMissing},
		{"unknown instance", func(in *connect.StartTaskContactInput) { in.InstanceId = unknown }, refusedMissing},
		{"a whisper", func(in *connect.StartTaskContactInput) { in.ContactFlowId = whisper.ContactFlowId }, refusedRequest},
		{"unknown previous contact", func(in *connect.StartTaskContactInput) { in.PreviousContactId = unknown }, refusedMissing},
		{"previous and related contact", func(in *connect.StartTaskContactInput) {
			in.PreviousContactId, in.RelatedContactId = unknown, unknown
		}, refusedRequest},
		{"attachment as a reference", func(in *connect.StartTaskContactInput) {
			in.References = map[string]types.Reference{"file": {Type: types.ReferenceTypeAttachment, Value: aws.String("v")}}
		}, refusedParameter},
		{"attribute with a space", func(in *connect.StartTaskContactInput) { in.Attributes = map[string]string{"a b": "c"} }, refusedParameter},
		{"a name of 1025 characters", func(in *connect.StartTaskContactInput) { in.Name = aws.String(strings.Repeat("n", 1025)) }, refusedParameter},
	} {
		t.Run(refusal.name, func(t *testing.T) {
			in := &connect.StartTaskContactInput{InstanceId: &c.instance, ContactFlowId: aws.String(c.flows["Sales"]), Name: aws.String("n")}
			refusal.change(in)
			_, err := c.client().StartTaskContact(t.Context(), in)
			refusal.want(t, err)
		})
	}
	equal(t, "contacts in the queue", c.figures(metricsOf(types.CurrentMetricNameContactsInQueue))["CONTACTS_IN_QUEUE"], 0.0)
	_, err = c.client().DescribeContact(t.Context(), &connect.DescribeContactInput{InstanceId: &c.instance, ContactId: unknown})
	refusedMissing(t, err)
}
