package binary

import (
	"encoding/json"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"
)

// customer is the number that is called in these tests.
const customer = "+15550001111"

// line gives the calls of a queue a number to show, without which nobody dials.
func (c *centre) line(queue, number string) {
	c.t.Helper()
	claimed, err := c.client().ClaimPhoneNumber(c.t.Context(), &connect.ClaimPhoneNumberInput{InstanceId: &c.instance, PhoneNumber: &number})
	c.check(err)
	_, err = c.client().UpdateQueueOutboundCallerConfig(c.t.Context(), &connect.UpdateQueueOutboundCallerConfigInput{InstanceId: &c.instance,
		QueueId: aws.String(c.queues[queue]), OutboundCallerConfig: &types.OutboundCallerConfig{OutboundCallerIdNumberId: claimed.PhoneNumberId}})
	c.check(err)
}

// dialling is a customer to call, as the gateway is told.
type dialling struct {
	ContactId, InitiationMethod, From, To string
	DialedTimestamp, RingsOutTimestamp    float64
}

// gateway asks what the gateway asks, and reads the answer.
func (c *centre) gateway(method, path string, out any) {
	c.t.Helper()
	r, err := http.NewRequestWithContext(c.t.Context(), method, c.url+"/strowger/v1/instances/"+c.instance+"/calls"+path, nil)
	c.check(err)
	answer, err := http.DefaultClient.Do(r)
	c.check(err)
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		c.t.Fatalf("%s %s: %d", method, path, answer.StatusCode)
	}
	if out != nil {
		c.check(json.NewDecoder(answer.Body).Decode(out))
	}
}

// dialled returns the one customer to call.
func (c *centre) dialled() dialling {
	c.t.Helper()
	var out struct{ Calls []dialling }
	c.gateway(http.MethodGet, "?state=DIALING", &out)
	if len(out.Calls) != 1 {
		c.t.Fatalf("the gateway is to make the calls %+v", out.Calls)
	}
	return out.Calls[0]
}

// again kills the server and starts it.
func (c *centre) again() {
	c.t.Helper()
	c.kill()
	c.start()
}

// callCentre has the queue Sales, from which customers are called, and ann.
func callCentre(t *testing.T) *centre {
	t.Helper()
	c := newCentre(t)
	c.queue("Sales")
	c.line("Sales", "+12065550100")
	c.user("ann", c.profile("Sellers", c.claim("Sales", types.ChannelVoice, 1, 0)))
	return c
}

// R5.37 to R5.39: a callback outlives a kill while its delay runs, while it rings
// at the agent, at the customer, and with both in conversation, each with the
// times that it had.
func TestKill_Callback(t *testing.T) {
	t.Parallel()
	c := callCentre(t)
	flow := c.flow("Ask", fmt.Sprintf(`{"Version":"2019-10-30","StartAction":"cb","Actions":[
{"Identifier":"cb","Type":"CreateCallbackContact","Parameters":{"QueueId":%q,"InitialCallDelaySeconds":"3","MaximumConnectionAttempts":"1","RetryDelaySeconds":"60"},"Transitions":{"NextAction":"x","Errors":[{"ErrorType":"NoMatchingError","NextAction":"x"}],"Conditions":[]}},
{"Identifier":"x","Type":"DisconnectParticipant","Parameters":{},"Transitions":{}}]}`, c.arn("queue/"+c.queues["Sales"])))
	begun := time.Now()
	first := c.call(t, c.instance, flow)
	c.again() // its delay runs
	ann := c.desk("ann")
	offer := ann.only("incoming")
	if waited := time.Since(begun); waited < 3*time.Second {
		t.Errorf("the callback came after %s", waited)
	}
	queued := *c.describe(offer.ID).QueueInfo.EnqueueTimestamp
	if late := queued.Sub(begun.Add(3 * time.Second)); late < 0 || late > 2*time.Second {
		t.Errorf("it was queued %s after the moment for which it was", late)
	}
	c.again() // it rings at ann
	ann.await(offer.ID, "incoming")
	ann.accept(offer.ID)
	ringing := c.dialled()
	equal(t, "the customer", ringing.To, customer)
	equal(t, "the number shown", ringing.From, "+12065550100")
	equal(t, "why it is called", ringing.InitiationMethod, "CALLBACK")
	c.again() // it rings at the customer
	equal(t, "the call to make", c.dialled(), ringing)
	ann.await(offer.ID, "connecting")
	c.gateway(http.MethodPost, "/"+offer.ID+"/answer", nil)
	ann.await(offer.ID, "connected")
	c.again() // they speak
	ann.await(offer.ID, "connected")
	if status, body := c.hangUp(offer.ID); status != http.StatusOK {
		t.Errorf("hang-up: %d %s", status, body)
	}
	ann.await(offer.ID, "ended")
	got := c.describe(offer.ID)
	if *got.PreviousContactId != first || got.InitiationMethod != types.ContactInitiationMethodCallback || *got.QueueInfo.EnqueueTimestamp != queued || *got.DisconnectReason != "CUSTOMER_DISCONNECT" {
		t.Errorf("the callback is %s", plain(got))
	}
}

// R5.46: a call that the API started outlives a kill while it rings at the
// customer, in its queue and with the agent.
func TestKill_StartOutboundVoiceContact(t *testing.T) {
	t.Parallel()
	c := callCentre(t)
	made, err := c.client().StartOutboundVoiceContact(t.Context(), &connect.StartOutboundVoiceContactInput{InstanceId: &c.instance,
		ContactFlowId: aws.String(c.flows["Sales"]), DestinationPhoneNumber: aws.String(customer), QueueId: aws.String(c.queues["Sales"]), RingTimeoutInSeconds: aws.Int32(60)})
	c.check(err)
	id := *made.ContactId
	ringing := c.dialled()
	equal(t, "rings for", ringing.RingsOutTimestamp-ringing.DialedTimestamp, 60.0)
	c.again()
	equal(t, "the call to make", c.dialled(), ringing)
	c.gateway(http.MethodPost, "/"+id+"/answer", nil)
	queued := *c.describe(id).QueueInfo.EnqueueTimestamp
	c.again()
	equal(t, "in the queue since", *c.describe(id).QueueInfo.EnqueueTimestamp, queued)
	ann := c.desk("ann")
	ann.accept(id)
	c.again()
	ann.await(id, "connected")
	ann.do("CompleteContact", map[string]any{"contactId": id})
	if got := c.describe(id); got.DisconnectTimestamp == nil || *got.AgentInfo.Id != c.users["ann"] {
		t.Errorf("the call is %s", plain(got))
	}
}

// R5.30: a contact whose queue flow rests goes on at the moment at which it would
// have, and keeps its place, although the server was killed.
func TestKill_RestInAQueueFlow(t *testing.T) {
	t.Parallel()
	c := newCentre(t)
	c.queue("Sales")
	wait := `{"Version":"2019-10-30","StartAction":"wait","Actions":[
{"Identifier":"wait","Type":"Wait","Parameters":{"TimeoutSeconds":"4"},"Transitions":{"NextAction":"note","Errors":[{"ErrorType":"NoMatchingError","NextAction":"end"}],"Conditions":[{"NextAction":"note","Condition":{"Operator":"Equals","Operands":["WaitCompleted"]}}]}},
{"Identifier":"note","Type":"UpdateContactAttributes","Parameters":{"Attributes":{"waited":"yes"}},"Transitions":{"NextAction":"end","Errors":[{"ErrorType":"NoMatchingError","NextAction":"end"}]}},
{"Identifier":"end","Type":"EndFlowExecution","Parameters":{},"Transitions":{}}]}`
	queueFlow, err := c.client().CreateContactFlow(t.Context(), &connect.CreateContactFlowInput{InstanceId: &c.instance, Name: aws.String("Wait"),
		Type: types.ContactFlowTypeCustomerQueue, Content: &wait})
	c.check(err)
	flow := c.flow("In", fmt.Sprintf(`{"Version":"2019-10-30","StartAction":"hook","Actions":[
{"Identifier":"hook","Type":"UpdateContactEventHooks","Parameters":{"EventHooks":{"CustomerQueue":%q}},"Transitions":{"NextAction":"q","Errors":[{"ErrorType":"NoMatchingError","NextAction":"x"}],"Conditions":[]}},
{"Identifier":"q","Type":"UpdateContactTargetQueue","Parameters":{"QueueId":%q},"Transitions":{"NextAction":"t","Errors":[{"ErrorType":"NoMatchingError","NextAction":"x"}],"Conditions":[]}},
{"Identifier":"t","Type":"TransferContactToQueue","Parameters":{},"Transitions":{"NextAction":"x","Errors":[{"ErrorType":"QueueAtCapacity","NextAction":"x"},{"ErrorType":"NoMatchingError","NextAction":"x"}],"Conditions":[]}},
{"Identifier":"x","Type":"DisconnectParticipant","Parameters":{},"Transitions":{}}]}`, *queueFlow.ContactFlowId, c.arn("queue/"+c.queues["Sales"])))
	made, err := c.client().StartChatContact(t.Context(), &connect.StartChatContactInput{InstanceId: &c.instance, ContactFlowId: &flow,
		ParticipantDetails: &types.ParticipantDetails{DisplayName: aws.String("Kim")}})
	c.check(err)
	queued := *c.describe(*made.ContactId).QueueInfo.EnqueueTimestamp
	waited := func() bool {
		out, err := c.client().GetContactAttributes(t.Context(), &connect.GetContactAttributesInput{InstanceId: &c.instance, InitialContactId: made.ContactId})
		c.check(err)
		return out.Attributes["waited"] == "yes"
	}
	c.again()
	if waited() && time.Since(queued) < 4*time.Second {
		t.Error("the flow went on too early")
	}
	if !until(t.Context(), waitLimit, waited) {
		t.Fatal("the flow never went on")
	}
	if took := time.Since(queued); took < 4*time.Second || took > 7*time.Second {
		t.Errorf("the flow went on after %s", took)
	}
	c.again()
	equal(t, "in the queue since", *c.describe(*made.ContactId).QueueInfo.EnqueueTimestamp, queued)
	equal(t, "the flow has gone on", waited(), true)
}
