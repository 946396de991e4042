package restjson_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"strowger/internal/restjson"
)

// call sends a request of the AWS JSON protocol.
func call(t *testing.T, service *fakeThings, method, target, body string) *httptest.ResponseRecorder {
	t.Helper()
	o := options(service)
	o.Routes = []restjson.Route{
		restjson.Bind(restjson.Route{Operation: "Look"}, func(s things, _ context.Context, in *lookInput) (*lookOutput, error) {
			return &lookOutput{At: in.At}, s.(*fakeThings).err
		}),
		restjson.Bind(restjson.Route{Operation: "Drop", NoOutput: true}, things.DropThing),
	}
	handler, err := restjson.NewTarget(o)
	if err != nil {
		t.Fatalf("NewTarget: %v", err)
	}
	request := httptest.NewRequest(method, "/connect/api", strings.NewReader(body))
	request.Header.Set("X-Amz-Target", target)
	recorder := httptest.NewRecorder()
	handler.ServeHTTP(recorder, request)
	return recorder
}

type lookInput struct {
	At *restjson.Timestamp `json:"at,omitzero" check:"required"`
}

func (in *lookInput) Validate() error { return limits.Check(in) }

type lookOutput struct {
	At *restjson.Timestamp `json:"at,omitzero"`
}

func TestTarget_Answers(t *testing.T) {
	t.Parallel()
	r := call(t, &fakeThings{}, "POST", "Things.Look", `{"at":1700000000.5}`)
	if r.Code != 200 || r.Body.String() != `{"at":1700000000.5}` || r.Header().Get("Content-Type") != "application/x-amz-json-1.0" {
		t.Errorf("%d %s %v", r.Code, r.Body, r.Header())
	}
	if r := call(t, &fakeThings{}, "POST", "Things.Drop", ``); r.Code != 200 || r.Body.String() != `{}` {
		t.Errorf("no output: %d %s", r.Code, r.Body)
	}
}

func TestTarget_Refuses(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, method, target, body string
		err                        error
		status                     int
		want                       string
	}{
		{"unreadable", "POST", "Things.Look", `{"at":"x"}`, nil, 400, `{"__type":"SerializationException","message":"The member at cannot`},
		{"invalid", "POST", "Things.Look", `{}`, nil, 400, `{"__type":"InvalidRequestException","message":"at is required"}`},
		{"unknown", "POST", "Things.Leap", `{}`, nil, 400, `{"__type":"UnknownOperationException","message":"The header X-Amz-Target names no operation: \"Things.Leap\"."}`},
		{"other prefix", "POST", "Stuff.Look", `{}`, nil, 400, `{"__type":"UnknownOperationException"`},
		{"method", "GET", "Things.Look", ``, nil, 405, `{"__type":"UnknownOperationException"`},
		{"exception", "POST", "Things.Look", `{"at":0}`, &restjson.Fault{Code: "UnauthorizedException", Status: 401, Message: "log in"}, 401,
			`{"__type":"UnauthorizedException","message":"log in"}`},
		{"unknown error", "POST", "Things.Look", `{"at":0}`, errSecret, 500, `{"__type":"InternalServiceException"`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			r := call(t, &fakeThings{err: test.err}, test.method, test.target, test.body)
			if r.Code != test.status || !strings.HasPrefix(r.Body.String(), test.want) || strings.Contains(r.Body.String(), "secret") {
				t.Errorf("%d %s\nwant %d %s", r.Code, r.Body, test.status, test.want)
			}
		})
	}
}

func TestHandlers_OverRealSockets(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(newREST(t, options(&fakeThings{})))
	defer server.Close()
	client := &http.Client{Timeout: 10 * time.Second}
	request, err := http.NewRequestWithContext(t.Context(), "PUT", server.URL+"/things/arn%3A%2Fi/t",
		strings.NewReader(strings.Repeat(" ", restjson.DefaultMaxBody+1)))
	if err != nil {
		t.Fatal(err)
	}
	answer, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != 413 || answer.Header.Get("X-Amzn-ErrorType") != restjson.CodeTooLarge {
		t.Errorf("%d %v", answer.StatusCode, answer.Header)
	}
}
