package restjson_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"
	"time"

	"strowger/internal/restjson"
)

func TestREST_BindsEveryPlace(t *testing.T) {
	t.Parallel()
	service := &fakeThings{out: &putThingOutput{
		ThingId: ptr("t1"), At: restjson.NewTimestamp(time.UnixMilli(1721918156219)),
	}}
	request := httptest.NewRequest("PUT",
		"/things/arn%3Aaws%3Aconnect%3Ainstance%2Fx/a%20b?version=7&force=true&kinds=BIG&kinds=SMALL&other=1",
		strings.NewReader(`{"Name":"abcdé","Kind":"BIG","Level":3,"Share":0.5,"At":1721918156.219,"Day":"2026-01-02T03:04:05.5Z",
		"tags":{"k":"v"},"OwnerIds":["arn:very:long"],"Shade":{"Level":1},"Tree":{"Leaf":"a","Twig":[{"Leaf":"b"}]},
		"Unknown":{"Deep":[1,2]},"name":"case matters"}`))
	request.Header.Set("X-Amz-Since", "Fri, 02 Jan 2026 03:04:05 GMT")
	recorder := httptest.NewRecorder()
	newREST(t, options(service)).ServeHTTP(recorder, request)
	if recorder.Code != 200 {
		t.Fatalf("status %d: %s", recorder.Code, recorder.Body)
	}
	want := &putThingInput{
		InstanceId: ptr("arn:aws:connect:instance/x"), ThingId: ptr("a b"), Version: ptr(int64(7)), Force: ptr(true),
		Kinds: []thingKind{"BIG", "SMALL"}, Name: ptr("abcdé"), Kind: "BIG", Level: ptr(int32(3)), Share: ptr(0.5),
		Since:  restjson.NewTimestamp(time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)),
		At:     restjson.NewTimestamp(time.UnixMilli(1721918156219).UTC()),
		Day:    restjson.NewDateTime(time.Date(2026, 1, 2, 3, 4, 5, 5e8, time.UTC)),
		Labels: map[string]string{"k": "v"}, OwnerIds: []string{"arn:very:long"},
		Shade: &shade{Level: ptr(int32(1))}, Tree: &tree{Leaf: ptr("a"), Twig: []tree{{Leaf: ptr("b")}}},
	}
	if !reflect.DeepEqual(service.put, want) {
		t.Errorf("got  %+v\nwant %+v", service.put, want)
	}
	if got, want := recorder.Body.String(), `{"ThingId":"t1","Ready":false,"At":1721918156.219}`; got != want {
		t.Errorf("body %s, want %s", got, want)
	}
	if got := recorder.Header().Get("Content-Type"); got != "application/json" {
		t.Errorf("content type %q", got)
	}
	if got := recorder.Header().Get("X-Amzn-RequestId"); len(got) != 36 {
		t.Errorf("request id %q", got)
	}
}

func TestREST_AbsentIsNotZero(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"absent": `{"Name":"a"}`, "null": `{"Name":"a","Level":null,"OwnerIds":null,"tags":null,"Kind":null,"Shade":null,"At":null}`,
	} {
		service := &fakeThings{}
		if r := send(newREST(t, options(service)), "PUT", "/things/i/t", body); r.Code != 200 {
			t.Fatalf("%s: status %d: %s", name, r.Code, r.Body)
		}
		want := &putThingInput{InstanceId: ptr("i"), ThingId: ptr("t"), Name: ptr("a")}
		if !reflect.DeepEqual(service.put, want) {
			t.Errorf("%s: got %+v", name, service.put)
		}
	}
}

func TestREST_NilOutputAndNoOutput(t *testing.T) {
	t.Parallel()
	handler := newREST(t, options(&fakeThings{}))
	if r := send(handler, "PUT", "/things/i/t", `{"Name":"a"}`); r.Body.String() != `{"Ready":false}` {
		t.Errorf("nil output: %s", r.Body)
	}
	r := send(handler, "DELETE", "/things/t", "")
	if r.Code != 200 || r.Body.Len() != 0 || r.Header().Get("Content-Length") != "0" {
		t.Errorf("no output: %d %q %v", r.Code, r.Body, r.Header())
	}
}

// TestREST_Unreadable has one row for each way in which a request cannot be read.
func TestREST_Unreadable(t *testing.T) {
	t.Parallel()
	deep := strings.Repeat(`{"Twig":[`, 100) + strings.Repeat(`]}`, 100)
	tests := []struct {
		name, query, body, want string
	}{
		{"truncated", "", `{"Name":"a"`, "not valid JSON at byte 11"},
		{"trailing text", "", `{"Name":"a"} x`, "not valid JSON at byte 13"},
		{"second object", "", `{"Name":"a"}{}`, "not valid JSON at byte 12"},
		{"not an object", "", `["Name"]`, "must be a JSON object"},
		{"a string", "", `"Name"`, "must be a JSON object"},
		{"duplicate member", "", `{"Name":"a","Name":"b"}`, "member Name is given twice"},
		{"duplicate inside an unknown member", "", `{"Name":"a","X":{"y":1,"y":2}}`, "member X.y is given twice"},
		{"wrong kind", "", `{"Name":7}`, "member Name must be a string, not a number"},
		{"wrong kind in a list", "", `{"OwnerIds":["a",{}]}`, "member OwnerIds[1] must be a string, not an object"},
		{"wrong kind in a tree", "", `{"Tree":{"Twig":[{},{"Leaf":true}]}}`, "member Tree.Twig[1].Leaf must be a string, not true or false"},
		{"wrong kind in a map", "", `{"tags":{"k":[]}}`, "member tags.k must be a string, not a list"},
		{"object for a list", "", `{"OwnerIds":{}}`, "member OwnerIds must be a list, not an object"},
		{"fraction for a whole number", "", `{"Level":1.5}`, "member Level must be a whole number of 32 bits"},
		{"number too large", "", `{"Level":2147483648}`, "member Level must be a whole number of 32 bits"},
		{"string for a number", "", `{"Level":"1"}`, "member Level must be a whole number, not a string"},
		{"string for a time", "", `{"At":"2026-01-01"}`, "member At cannot be read: a timestamp must be a number"},
		{"far time", "", `{"At":1e300}`, "member At cannot be read: a timestamp must lie"},
		{"number for a date", "", `{"Day":1}`, "member Day cannot be read: a timestamp must be a text"},
		{"invalid UTF-8", "", "{\"Name\":\"\xff\"}", "not valid JSON at byte"},
		{"half a surrogate pair", "", `{"Name":"\ud800"}`, "not valid JSON at byte"},
		{"deep nesting", "", `{"Tree":` + deep + `}`, "nested deeper than 128 levels"},
		{"deep unknown nesting", "", `{"X":` + strings.Repeat("[", 100000), "nested deeper than 128 levels"},
		{"query number", "?version=x", `{}`, "query member version must be a whole number of 64 bits"},
		{"query truth", "?force=yes", `{}`, "query member force must be true or false"},
		{"query escape", "?version=%zz", `{}`, "query string cannot be decoded"},
		{"query bytes", "?kinds=%ff", `{}`, "query member kinds is not valid UTF-8"},
		{"path bytes", "/../%ff", `{}`, ""},
	}
	handler := newREST(t, options(&fakeThings{}))
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			r := send(handler, "PUT", "/things/i/t"+test.query, test.body)
			if test.want == "" {
				if r.Code != http.StatusNotFound {
					t.Errorf("status %d, want 404", r.Code)
				}
				return
			}
			checkError(t, r, 400, restjson.CodeSerialization, test.want)
		})
	}
}

// checkError checks status, code and part of the message of a REST error.
func checkError(t *testing.T, r *httptest.ResponseRecorder, status int, code, part string) {
	t.Helper()
	if r.Code != status || r.Header().Get("X-Amzn-ErrorType") != code {
		t.Errorf("got %d %s, want %d %s", r.Code, r.Header().Get("X-Amzn-ErrorType"), status, code)
	}
	var body struct{ Message string }
	if err := json.Unmarshal(r.Body.Bytes(), &body); err != nil {
		t.Fatalf("body %q: %v", r.Body, err)
	}
	if !strings.Contains(body.Message, part) {
		t.Errorf("message %q does not contain %q", body.Message, part)
	}
	if r.Header().Get("X-Amzn-RequestId") == "" || r.Header().Get("Content-Type") != "application/json" {
		t.Errorf("header %v", r.Header())
	}
}

func TestREST_BodySize(t *testing.T) {
	t.Parallel()
	o := options(&fakeThings{})
	o.MaxBody = 30
	handler := newREST(t, o)
	fits := `{"Name":"abc"}` + strings.Repeat(" ", 16)
	if r := send(handler, "PUT", "/things/i/t", fits); r.Code != 200 {
		t.Errorf("30 bytes: status %d", r.Code)
	}
	checkError(t, send(handler, "PUT", "/things/i/t", fits+" "), 413, restjson.CodeTooLarge, "at most 30 bytes")
}

// brokenBody fails in the middle.
type brokenBody struct{ read bool }

func (b *brokenBody) Read(p []byte) (int, error) {
	if b.read {
		return 0, io.ErrUnexpectedEOF
	}
	b.read = true
	return copy(p, `{"Name":`), nil
}

func (b *brokenBody) Close() error { return nil }

func TestREST_BrokenBody(t *testing.T) {
	t.Parallel()
	request := httptest.NewRequest("PUT", "/things/i/t", nil)
	request.Body = &brokenBody{}
	recorder := httptest.NewRecorder()
	newREST(t, options(&fakeThings{})).ServeHTTP(recorder, request)
	checkError(t, recorder, 400, restjson.CodeSerialization, "shorter than its announced length")
}

func TestREST_EmptyBodyIsAnEmptyObject(t *testing.T) {
	t.Parallel()
	handler := newREST(t, options(&fakeThings{}))
	for _, body := range []string{"", " \n", "null", "{}"} {
		checkError(t, send(handler, "PUT", "/things/i/t", body), 400, "InvalidRequestException", "Name is required")
	}
}

func TestREST_Misses(t *testing.T) {
	t.Parallel()
	handler := newREST(t, options(&fakeThings{}))
	tests := []struct {
		method, url string
		status      int
		allow       string
	}{
		{"GET", "/", 404, ""},
		{"GET", "/nothing", 404, ""},
		{"PUT", "/things//t", 404, ""},
		{"PUT", "/things/../t", 404, ""},
		{"PUT", "/things/i/t/", 404, ""},
		{"GET", "/things/i/t", 405, "PUT"},
		{"PATCH", "/things/t", 405, "DELETE"},
	}
	for _, test := range tests {
		r := send(handler, test.method, test.url, "")
		checkError(t, r, test.status, restjson.CodeUnknownOperation, "No operation has this")
		if got := r.Header().Get("Allow"); got != test.allow {
			t.Errorf("%s %s: Allow %q, want %q", test.method, test.url, got, test.allow)
		}
		if got := handler.Knows(httptest.NewRequest(test.method, test.url, nil)); got != (test.status == 405) {
			t.Errorf("%s %s: Knows says %v", test.method, test.url, got)
		}
	}
}

func TestREST_NotFoundHandler(t *testing.T) {
	t.Parallel()
	o := options(&fakeThings{})
	o.NotFound = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) })
	handler := newREST(t, o)
	if r := send(handler, "GET", "/index.html", ""); r.Code != http.StatusTeapot {
		t.Errorf("status %d", r.Code)
	}
	if r := send(handler, "GET", "/things/t", ""); r.Code != http.StatusMethodNotAllowed {
		t.Errorf("known path: status %d", r.Code)
	}
}

func TestREST_Errors(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name     string
		service  fakeThings
		status   int
		code     string
		body     string // exact, or "" for the internal error
		reported bool
	}{
		{"exception", fakeThings{err: &refusal{Message: ptr("no"), Reason: "busy"}}, 409, "RefusedException",
			`{"Message":"no","Reason":"busy"}`, false},
		{"wrapped exception", fakeThings{err: wrapped(&refusal{Message: ptr("no")})}, 409, "RefusedException",
			`{"Message":"no","Reason":""}`, false},
		{"fault", fakeThings{err: &restjson.Fault{Code: "OddException", Status: 418, Message: "<odd>"}}, 418, "OddException",
			`{"Message":"<odd>"}`, false},
		{"not implemented", fakeThings{err: &restjson.NotImplementedError{Operation: "PutThing"}}, 501,
			"NotImplementedException", `{"Message":"This server does not implement the operation PutThing."}`, false},
		{"unknown error", fakeThings{err: errSecret}, 500, "InternalServiceException", "", true},
		{"panic", fakeThings{boom: "secret"}, 500, "InternalServiceException", "", true},
		{"panic with an exception", fakeThings{boom: &refusal{Message: ptr("secret")}}, 500, "InternalServiceException", "", true},
		{"fault without a status", fakeThings{err: &restjson.Fault{Code: "X", Message: "secret"}}, 500, "InternalServiceException", "", true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var failures []restjson.Failure
			var outcomes []restjson.Outcome
			o := options(&test.service)
			o.Report = func(_ context.Context, f restjson.Failure) { failures = append(failures, f) }
			o.Observe = func(_ context.Context, out restjson.Outcome) { outcomes = append(outcomes, out) }
			r := send(newREST(t, o), "PUT", "/things/i/t", `{"Name":"a"}`)
			checkError(t, r, test.status, test.code, "")
			if test.body != "" && r.Body.String() != test.body {
				t.Errorf("body %s, want %s", r.Body, test.body)
			}
			if strings.Contains(r.Body.String(), "secret") {
				t.Errorf("the answer tells a secret: %s", r.Body)
			}
			if (len(failures) == 1) != test.reported {
				t.Errorf("reported %v", failures)
			}
			if test.service.boom != nil && len(failures[0].Stack) == 0 {
				t.Error("a panic without its stack")
			}
			if len(outcomes) != 1 || outcomes[0].Operation != "PutThing" || outcomes[0].Status != test.status ||
				outcomes[0].Code != test.code || outcomes[0].Err == nil || outcomes[0].RequestID != r.Header().Get("X-Amzn-RequestId") {
				t.Errorf("observed %+v", outcomes)
			}
		})
	}
}

func TestREST_InvalidCode(t *testing.T) {
	t.Parallel()
	o := options(&fakeThings{})
	o.Routes = append([]restjson.Route(nil), routes...)
	for declared, want := range map[string]string{
		"InvalidParameterException": "InvalidParameterException",
		"InvalidRequestException":   "InvalidRequestException",
		"OtherException":            "InvalidRequestException",
	} {
		o.Routes[0].Errors = []string{"OtherException", declared}
		checkError(t, send(newREST(t, o), "PUT", "/things/i/t", `{}`), 400, want, "Name is required")
	}
}

func TestREST_Admit(t *testing.T) {
	t.Parallel()
	type key struct{}
	service := &fakeThings{}
	o := options(service)
	o.Admit = func(ctx context.Context, a *restjson.Arrival) (context.Context, error) {
		if a.Request.Header.Get("Authorization") == "" {
			return nil, &restjson.Fault{Code: "AccessDeniedException", Status: 403, Message: "who are you?"}
		}
		return context.WithValue(ctx, key{}, a.Route.Operation+" "+a.Request.PathValue("ThingId")+" "+string(a.Body)), nil
	}
	handler := newREST(t, o)
	checkError(t, send(handler, "PUT", "/things/i/t", `not even JSON`), 403, "AccessDeniedException", "who")
	if service.put != nil {
		t.Error("the service was called")
	}
	request := httptest.NewRequest("PUT", "/things/i/t", strings.NewReader(`{"Name":"a"}`))
	request.Header.Set("Authorization", "me")
	handler.ServeHTTP(httptest.NewRecorder(), request)
	if got, want := service.ctx.Value(key{}), `PutThing t {"Name":"a"}`; got != want {
		t.Errorf("context has %v, want %s", got, want)
	}
}

// Who may not do what the members say learns nothing of their limits.
func TestREST_Authorize(t *testing.T) {
	t.Parallel()
	service := &fakeThings{}
	o := options(service)
	o.Authorize = func(_ context.Context, route *restjson.Route, input any) error {
		if in, ok := input.(*putThingInput); !ok || route.Operation != "PutThing" || *in.ThingId == "theirs" {
			return &restjson.Fault{Code: "AccessDeniedException", Status: 403, Message: "not yours"}
		}
		return nil
	}
	handler := newREST(t, o)
	checkError(t, send(handler, "PUT", "/things/i/theirs", `{}`), 403, "AccessDeniedException", "not yours")
	if service.put != nil {
		t.Error("the service was called")
	}
	checkError(t, send(handler, "PUT", "/things/i/mine", `{}`), 400, "InvalidRequestException", "Name")
	if r := send(handler, "PUT", "/things/i/mine", `{"Name":"a"}`); r.Code != 200 || service.put == nil {
		t.Errorf("status %d", r.Code)
	}
}

func TestREST_ClientGone(t *testing.T) {
	t.Parallel()
	var outcome restjson.Outcome
	o := options(&fakeThings{err: wrapped(context.Canceled)})
	o.Observe = func(_ context.Context, out restjson.Outcome) { outcome = out }
	handler := newREST(t, o)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	request := httptest.NewRequest("PUT", "/things/i/t", strings.NewReader(`{"Name":"a"}`)).WithContext(ctx)
	handler.ServeHTTP(httptest.NewRecorder(), request)
	if outcome.Status != restjson.StatusClientGone {
		t.Errorf("outcome %+v", outcome)
	}
	// The same error while the client still waits is a fault of the server.
	if r := send(handler, "PUT", "/things/i/t", `{"Name":"a"}`); r.Code != 500 {
		t.Errorf("status %d", r.Code)
	}
}

func TestREST_InvalidTextInAnAnswer(t *testing.T) {
	t.Parallel()
	r := send(newREST(t, options(&fakeThings{out: &putThingOutput{ThingId: ptr("a\xffb")}})), "PUT", "/things/i/t", `{"Name":"a"}`)
	if r.Code != 200 || r.Body.String() != "{\"ThingId\":\"a\ufffdb\",\"Ready\":false}" {
		t.Errorf("%d %q", r.Code, r.Body)
	}
}

func TestNewREST_RefusesUnknownTypes(t *testing.T) {
	t.Parallel()
	type oddInput struct {
		Parts map[string]string `json:"-" query:"parts"`
	}
	odd := restjson.Route{Operation: "Odd", Method: "GET", Pattern: "/odd", NewInput: func() any { return new(oddInput) }}
	if _, err := restjson.NewREST(restjson.Options{Routes: []restjson.Route{odd}}); err == nil || !strings.Contains(err.Error(), "Parts") {
		t.Errorf("err = %v", err)
	}
}

// FuzzREST sends whatever comes: the answer is a success or a clean refusal, never a fault of the server.
func FuzzREST(f *testing.F) {
	f.Add("/things/i/t", "version=1&kinds=BIG", "Fri, 02 Jan 2026 03:04:05 GMT", []byte(`{"Name":"a","Level":1}`))
	f.Add("/things/%2f/%00", "force=%74rue", "x", []byte(`{"Tree":{"Twig":[{"Leaf":"a"}]},"tags":{"a":"b"},"At":1e3}`))
	f.Add("//", ";", "", []byte("{\"Name\":\"\xff\\ud800\"}"))
	f.Add("/things/i/t", "", "", []byte(strings.Repeat(`{"X":`, 200)))
	var failure error
	o := options(&fakeThings{})
	o.Report = func(_ context.Context, problem restjson.Failure) { failure = problem.Err }
	handler := newREST(f, o)
	f.Fuzz(func(t *testing.T, path, query, header string, body []byte) {
		request := httptest.NewRequest("PUT", "/", strings.NewReader(string(body)))
		request.URL.RawPath, request.URL.RawQuery = path, query
		if unescaped, err := request.URL.Parse(path); err == nil {
			request.URL.Path = unescaped.Path
		}
		request.Header["X-Amz-Since"] = []string{header}
		recorder := httptest.NewRecorder()
		handler.ServeHTTP(recorder, request)
		if failure != nil {
			t.Fatalf("the server failed: %v", failure)
		}
		switch {
		case recorder.Code == 200:
		case recorder.Code >= 400 && recorder.Code < 500:
			if recorder.Header().Get("X-Amzn-ErrorType") == "" || !json.Valid(recorder.Body.Bytes()) {
				t.Fatalf("unclean refusal: %v %q", recorder.Header(), recorder.Body)
			}
		default:
			t.Fatalf("status %d: %s", recorder.Code, recorder.Body)
		}
	})
}

func BenchmarkREST_PutThing(b *testing.B) {
	handler := newREST(b, options(&fakeThings{}))
	body := `{"Name":"abc","Kind":"BIG","Level":3,"tags":{"k":"v"},"OwnerIds":["a","b"],"Tree":{"Leaf":"a","Twig":[{"Leaf":"b"}]}}`
	b.ReportAllocs()
	for b.Loop() {
		if r := send(handler, "PUT", "/things/i/t", body); r.Code != 200 {
			b.Fatal(r.Body)
		}
	}
}
