package ctiapi

import (
	"context"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"strowger/internal/restjson"
)

// page answers one snapshot.
type page struct {
	Unimplemented
	got *GetAgentSnapshotInput
}

func (p *page) GetAgentSnapshot(_ context.Context, in *GetAgentSnapshotInput) (*GetAgentSnapshotOutput, error) {
	p.got = in
	text := func(s string) *string { return &s }
	at := restjson.NewTimestamp(time.UnixMilli(1767323045678))
	return &GetAgentSnapshotOutput{NextToken: text("t"), Snapshot: &AgentSnapshot{
		State: &AgentState{Name: text("Available"), Type: text("routable"), StartTimestamp: at}, SnapshotTimestamp: at,
	}}, nil
}

// send calls an operation of the agent's page.
func send(t *testing.T, service Service, target, body string) *httptest.ResponseRecorder {
	t.Helper()
	handler, err := restjson.NewTarget(Wire(service))
	if err != nil {
		t.Fatal(err)
	}
	request := httptest.NewRequest("POST", "/connect/api", strings.NewReader(body))
	request.Header.Set("X-Amz-Target", target)
	recorder := httptest.NewRecorder()
	handler.ServeHTTP(recorder, request)
	return recorder
}

func TestWire_Snapshot(t *testing.T) {
	t.Parallel()
	p := &page{}
	r := send(t, p, "AmazonConnectCTIService.GetAgentSnapshot", `{"authentication":{"authToken":"secret"},"timeout":20000}`)
	want := `{"nextToken":"t","snapshot":{"contacts":[],"snapshotTimestamp":1767323045.678,` +
		`"state":{"name":"Available","type":"routable","startTimestamp":1767323045.678}}}`
	if r.Code != 200 || r.Body.String() != want {
		t.Errorf("%d %s\nwant %s", r.Code, r.Body, want)
	}
	if p.got == nil || *p.got.Authentication.AuthToken != "secret" || *p.got.Timeout != 20000 || p.got.NextToken != nil {
		t.Errorf("got %+v", p.got)
	}
}

func TestWire_Refusals(t *testing.T) {
	t.Parallel()
	r := send(t, &page{}, "AmazonConnectCTIService.GetAgentSnapshot", `{}`)
	if want := `{"__type":"ValidationException","message":"authentication is required"}`; r.Code != 400 || r.Body.String() != want {
		t.Errorf("%d %s", r.Code, r.Body)
	}
	for _, name := range []string{"RejectContact", "SendDigits"} {
		route := Targets[name]
		if _, err := route.Call(t.Context(), Unimplemented{}, route.NewInput()); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if len(Targets) != 33 || len(Routes) != 33 {
		t.Errorf("%d targets, %d routes", len(Targets), len(Routes))
	}
}
