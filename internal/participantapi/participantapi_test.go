package participantapi

import (
	"context"
	"net/http/httptest"
	"strings"
	"testing"

	"strowger/internal/restjson"
)

// chat keeps what it is sent.
type chat struct {
	Unimplemented
	got *SendMessageInput
}

func (c *chat) SendMessage(_ context.Context, in *SendMessageInput) (*SendMessageOutput, error) {
	c.got = in
	text := func(s string) *string { return &s }
	return &SendMessageOutput{Id: text("m1"), AbsoluteTime: text("2026-11-22T10:00:00.000Z")}, nil
}

func TestWire_SendMessage(t *testing.T) {
	t.Parallel()
	c := &chat{}
	handler, err := restjson.NewREST(Wire(c))
	if err != nil {
		t.Fatal(err)
	}
	request := httptest.NewRequest("POST", "/participant/message", strings.NewReader(`{"ContentType":"text/plain","Content":"héllo"}`))
	request.Header.Set("X-Amz-Bearer", "token")
	recorder := httptest.NewRecorder()
	handler.ServeHTTP(recorder, request)
	if want := `{"AbsoluteTime":"2026-11-22T10:00:00.000Z","Id":"m1"}`; recorder.Code != 200 || recorder.Body.String() != want {
		t.Errorf("%d %s", recorder.Code, recorder.Body)
	}
	if c.got == nil || *c.got.ConnectionToken != "token" || *c.got.Content != "héllo" || c.got.ClientToken != nil {
		t.Errorf("got %+v", c.got)
	}
	request = httptest.NewRequest("POST", "/participant/message", strings.NewReader(`{"ContentType":"text/plain"}`))
	recorder = httptest.NewRecorder()
	handler.ServeHTTP(recorder, request)
	if code := recorder.Header().Get("X-Amzn-ErrorType"); recorder.Code != 400 || code != "ValidationException" ||
		recorder.Body.String() != `{"Message":"2 invalid values: ConnectionToken is required; Content is required"}` {
		t.Errorf("%d %s %s", recorder.Code, code, recorder.Body)
	}
}

// TestWire_ErrorMembers shows that an exception's own members reach the client.
func TestWire_ErrorMembers(t *testing.T) {
	t.Parallel()
	text := func(s string) *string { return &s }
	options := Wire(Unimplemented{})
	for i := range options.Routes {
		if options.Routes[i].Operation == "DescribeView" {
			routes := append([]restjson.Route(nil), options.Routes[i])
			routes[0].Call = func(context.Context, any, any) (any, error) {
				return nil, &ResourceNotFoundException{Message: text("no view"), ResourceId: text("v"), ResourceType: ResourceTypeInstance}
			}
			options.Routes = routes
			break
		}
	}
	handler, err := restjson.NewREST(options)
	if err != nil {
		t.Fatal(err)
	}
	request := httptest.NewRequest("GET", "/participant/views/v", nil)
	request.Header.Set("X-Amz-Bearer", "token")
	recorder := httptest.NewRecorder()
	handler.ServeHTTP(recorder, request)
	want := `{"Message":"no view","ResourceId":"v","ResourceType":"INSTANCE"}`
	if recorder.Code != 404 || recorder.Body.String() != want {
		t.Errorf("%d %s", recorder.Code, recorder.Body)
	}
}
