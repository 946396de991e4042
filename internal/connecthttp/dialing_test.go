package connecthttp

import (
	"net/http"
	"testing"
	"time"

	"github.com/go-json-experiment/json"

	"strowger/internal/center"
	"strowger/internal/connectapi"
	"strowger/internal/routing"
)

// dialable switches the outbound calls of the instance on, and gives the queue
// sales a number to show.
func (f *floor) dialable() {
	f.Helper()
	in := *f.instance.Directory().Instance
	in.OutboundCalls = true
	sales, _ := f.instance.Directory().Queues.Get("sales")
	q := *sales
	q.Outbound = center.OutboundCaller{Name: "Example Ltd", NumberID: "line"}
	f.instance.mustDo(routing.Put{Resource: &in, Base: in.Stamp.Revision},
		routing.Put{Resource: &center.PhoneNumber{ID: "line", Number: "+12065550100"}}, routing.Put{Resource: &q, Base: q.Stamp.Revision})
}

// dial lets an agent call a number.
func (f *floor) dial(id center.ContactID, user center.UserID) {
	f.Helper()
	f.instance.mustDo(routing.Dial{UserID: user, Contact: &center.Contact{ID: id, Endpoint: center.Endpoint{Type: telephoneNumber, Address: "+12065550123"}}})
}

// calls lists the calls to make.
func (f *floor) calls(query string) ListCallsOutput {
	f.Helper()
	answer := f.gateway(http.MethodGet, *f.id()+"/calls"+query, "")
	var out ListCallsOutput
	if err := json.Unmarshal(answer.Body.Bytes(), &out); err != nil || answer.Code != http.StatusOK || out.Calls == nil {
		f.Fatalf("%d %s", answer.Code, answer.Body)
	}
	return out
}

func TestDialing_ListAnswerAndRefuse(t *testing.T) {
	t.Parallel()
	f := newFloor(t)
	f.dialable()
	none := f.calls("?state=DIALING")
	if len(none.Calls) != 0 {
		t.Errorf("calls to make: %+v", none.Calls)
	}
	f.dial("d1", "ann")
	f.advance(time.Second)
	f.dial("d2", "bob")
	two := f.calls("")
	if len(two.Calls) != 2 || *two.Token == *none.Token {
		t.Fatalf("%+v", two)
	}
	diff(t, "first call", two.Calls[0], OutboundCall{ContactId: ptr("d1"), InitiationMethod: ptr("OUTBOUND"), To: ptr("+12065550123"),
		From: ptr("+12065550100"), FromName: ptr("Example Ltd"),
		DialedTimestamp: stamp(testStart), RingsOutTimestamp: stamp(testStart.Add(routing.DialTime))})

	if answer := f.gateway(http.MethodPost, *f.id()+"/calls/d1/answer", ""); answer.Code != http.StatusOK || answer.Body.Len() > 0 {
		t.Fatalf("%d %s", answer.Code, answer.Body)
	}
	got := f.describe("d1")
	if got.InitiationMethod != connectapi.ContactInitiationMethodOutbound || got.QueueInfo != nil || *got.AgentInfo.Id != "ann" {
		t.Errorf("the contact is %+v", got) // R5.45
	}
	diff(t, "answered", got.ConnectedToSystemTimestamp, seconds(time.Second))
	if answer := f.gateway(http.MethodDelete, *f.id()+"/calls/d2?reason=TELECOM_BUSY", ""); answer.Code != http.StatusOK {
		t.Fatalf("%d %s", answer.Code, answer.Body)
	}
	diff(t, "reason", *f.describe("d2").DisconnectReason, "TELECOM_BUSY")
	if left := f.calls(""); len(left.Calls) != 0 || *left.Token != *none.Token {
		t.Errorf("calls to make: %+v", left)
	}
	if answer := f.gateway(http.MethodDelete, *f.id()+"/calls/d1", ""); answer.Code != http.StatusOK {
		t.Fatalf("%d %s", answer.Code, answer.Body)
	}
	diff(t, "reason", *f.describe("d1").DisconnectReason, "CUSTOMER_DISCONNECT")
}

// Without a reason something went wrong on the way, which is not the customer's
// refusal.
func TestDialing_RefusedWithoutReason(t *testing.T) {
	t.Parallel()
	f := newFloor(t)
	f.dialable()
	f.dial("d1", "ann")
	f.gateway(http.MethodDelete, *f.id()+"/calls/d1", "")
	diff(t, "reason", *f.describe("d1").DisconnectReason, "TELECOM_PROBLEM")
}

func TestDialing_Refusals(t *testing.T) {
	t.Parallel()
	f := newFloor(t)
	f.dialable()
	f.dial("d1", "bob")
	f.dial("over", "ann")
	f.gateway(http.MethodDelete, *f.id()+"/calls/over", "")
	inbound := f.ring(`{"ContactFlowId":"to-sales"}`)
	calls := *f.id() + "/calls"
	for name, test := range map[string]struct {
		method, path string
		status       int
		code         string
	}{
		"another state":       {http.MethodGet, calls + "?state=CONNECTED", 400, "InvalidParameterException"},
		"waits too long":      {http.MethodGet, calls + "?wait=61", 400, "InvalidParameterException"},
		"unknown instance":    {http.MethodGet, "nowhere/calls", 404, "ResourceNotFoundException"},
		"answer an inbound":   {http.MethodPost, calls + "/" + inbound + "/answer", 409, "ResourceConflictException"},
		"answer what is over": {http.MethodPost, calls + "/over/answer", 409, "ResourceConflictException"},
		"answer nobody":       {http.MethodPost, calls + "/nobody/answer", 410, "ContactNotFoundException"},
		"no such reason":      {http.MethodDelete, calls + "/d1?reason=AGENT_DISCONNECT", 400, "InvalidParameterException"},
		"reason of a caller":  {http.MethodDelete, calls + "/" + inbound + "?reason=TELECOM_BUSY", 400, "InvalidRequestException"},
	} {
		answer := f.gateway(test.method, test.path, "")
		if got := answer.Header().Get("X-Amzn-Errortype"); answer.Code != test.status || got != test.code {
			t.Errorf("%s: %d %s %s, want %d %s", name, answer.Code, got, answer.Body, test.status, test.code)
		}
	}
	if got := f.calls(""); len(got.Calls) != 1 || *got.Calls[0].ContactId != "d1" {
		t.Errorf("calls to make: %+v", got)
	}
}
