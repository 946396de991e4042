package connecthttp

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"

	"strowger/internal/center"
	"strowger/internal/connectapi"
	"strowger/internal/restjson"
	"strowger/internal/routing"
)

// gateway sends requests as a telephone gateway does.
func (f *floor) gateway(method, path, body string) *httptest.ResponseRecorder {
	f.Helper()
	handler, err := restjson.NewREST(CallRoutes(f.service))
	if err != nil {
		f.Fatal(err)
	}
	answer := httptest.NewRecorder()
	handler.ServeHTTP(answer, httptest.NewRequest(method, "/strowger/v1/instances/"+path, strings.NewReader(body)))
	return answer
}

func (f *floor) ring(body string) string {
	f.Helper()
	answer := f.gateway(http.MethodPost, *f.id()+"/calls", body)
	var out StartCallOutput
	if err := json.Unmarshal(answer.Body.Bytes(), &out); err != nil || answer.Code != http.StatusOK || out.ContactId == nil {
		f.Fatalf("%d %s", answer.Code, answer.Body)
	}
	return *out.ContactId
}

func TestCall_StartAndHangUp(t *testing.T) {
	t.Parallel()
	f := newFloor(t)
	id := f.ring(`{"From":"+442071838750","To":"+12065550100","ContactFlowId":"to-sales","Attributes":{"line":"7"}}`)
	got := f.describe(id)
	if got.Channel != connectapi.ChannelVoice || got.InitiationMethod != connectapi.ContactInitiationMethodInbound ||
		got.Attributes["line"] != "7" || *got.QueueInfo.Id != "sales" {
		t.Errorf("the contact is %+v", got)
	}
	diff(t, "caller", got.CustomerEndpoint, &connectapi.EndpointInfo{Type: connectapi.EndpointTypeTelephoneNumber, Address: ptr("+442071838750")})
	diff(t, "dialled", got.SystemEndpoint, &connectapi.EndpointInfo{Type: connectapi.EndpointTypeTelephoneNumber, Address: ptr("+12065550100")})
	f.instance.mustDo(routing.Accept{UserID: "ann", ContactID: center.ContactID(id)})
	f.advance(time.Minute)
	if answer := f.gateway(http.MethodDelete, *f.id()+"/calls/"+id, ""); answer.Code != http.StatusOK || answer.Body.Len() > 0 {
		t.Fatalf("%d %s", answer.Code, answer.Body)
	}
	got = f.describe(id)
	diff(t, "reason", *got.DisconnectReason, "CUSTOMER_DISCONNECT")
	diff(t, "end", got.DisconnectTimestamp, seconds(time.Minute))
}

// Without a flow the instance's own one is taken; a caller may withhold the
// number.
func TestCall_DefaultFlow(t *testing.T) {
	t.Parallel()
	f := newFloor(t)
	got := f.describe(f.ring(`{"To":"+12065550100"}`))
	basic, _ := f.instance.view.Queues.ByName("BasicQueue")
	if got.CustomerEndpoint != nil || got.QueueInfo == nil || *got.QueueInfo.Id != string(basic.ID) {
		t.Errorf("the contact is %+v", got)
	}
}

func TestCall_Refusals(t *testing.T) {
	t.Parallel()
	f := newFloor(t)
	task := f.task()
	over := f.ring(`{"ContactFlowId":"to-sales"}`)
	f.gateway(http.MethodDelete, *f.id()+"/calls/"+over, "")
	calls := *f.id() + "/calls"
	tests := map[string]struct {
		method, path, body string
		status             int
		code               string
	}{
		"number without plus":  {http.MethodPost, calls, `{"From":"442071838750"}`, 400, "InvalidParameterException"},
		"number too long":      {http.MethodPost, calls, `{"To":"+1234567890123456"}`, 400, "InvalidParameterException"},
		"country code 0":       {http.MethodPost, calls, `{"To":"+0123456"}`, 400, "InvalidParameterException"},
		"unknown flow":         {http.MethodPost, calls, `{"ContactFlowId":"gone"}`, 404, "ResourceNotFoundException"},
		"unknown instance":     {http.MethodPost, "nowhere/calls", `{}`, 404, "ResourceNotFoundException"},
		"attribute name":       {http.MethodPost, calls, `{"Attributes":{"a.b":"c"}}`, 400, "InvalidParameterException"},
		"attributes too large": {http.MethodPost, calls, `{"Attributes":{"a":"` + strings.Repeat("x", 32_767) + `","b":"c"}}`, 400, "InvalidParameterException"},
		"no JSON":              {http.MethodPost, calls, `{`, 400, "SerializationException"},
		"hang up a task":       {http.MethodDelete, calls + "/" + task, "", 400, "InvalidRequestException"},
		"hang up twice":        {http.MethodDelete, calls + "/" + over, "", 410, "ContactNotFoundException"},
		"hang up nobody":       {http.MethodDelete, calls + "/nobody", "", 410, "ContactNotFoundException"},
		"another method":       {http.MethodPut, calls, `{}`, 405, "UnknownOperationException"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			answer := f.gateway(test.method, test.path, test.body)
			if got := answer.Header().Get("X-Amzn-Errortype"); answer.Code != test.status || got != test.code {
				t.Errorf("%d %s %s, want %d %s", answer.Code, got, answer.Body, test.status, test.code)
			}
		})
	}
}

func TestCall_InboundOff(t *testing.T) {
	t.Parallel()
	f := newFloor(t)
	for name, change := range map[string]func(*center.Instance){
		"switched off": func(in *center.Instance) { in.InboundCalls = false },
		"no flow":      func(in *center.Instance) { in.InboundCalls, in.InboundFlowID = true, "" },
	} {
		in := *f.instance.Directory().Instance
		change(&in)
		f.instance.mustDo(routing.Put{Resource: &in, Base: in.Stamp.Revision})
		if answer := f.gateway(http.MethodPost, *f.id()+"/calls", `{}`); answer.Code != 400 || answer.Header().Get("X-Amzn-Errortype") != "InvalidRequestException" {
			t.Errorf("%s: %d %s", name, answer.Code, answer.Body)
		}
	}
}
