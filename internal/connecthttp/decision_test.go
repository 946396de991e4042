package connecthttp

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/go-json-experiment/json"

	"strowger/internal/center"
	"strowger/internal/restjson"
	"strowger/internal/routing"
)

// own asks one of the server's own operations.
func (f *floor) own(method, path string) *httptest.ResponseRecorder {
	f.Helper()
	handler, err := restjson.NewREST(OwnRoutes(f.service))
	if err != nil {
		f.Fatal(err)
	}
	answer := httptest.NewRecorder()
	handler.ServeHTTP(answer, httptest.NewRequest(method, "/strowger/v1/instances/"+*f.id()+"/"+path, nil))
	return answer
}

// explain asks why, and reads the answer with all its members.
func explain[O any](f *floor, path string) *O {
	f.Helper()
	answer, out := f.own(http.MethodGet, path), new(O)
	if err := json.Unmarshal(answer.Body.Bytes(), out, json.RejectUnknownMembers(true)); err != nil || answer.Code != http.StatusOK {
		f.Fatalf("%s: %d %s %v", path, answer.Code, answer.Body, err)
	}
	return out
}

// TestDecision_Contact follows a contact from its offer until it is forgotten.
func TestDecision_Contact(t *testing.T) {
	t.Parallel()
	f := newFloor(t)
	id := f.task()
	got := explain[ContactDecision](f, "contacts/"+id+"/decision")
	if got.State != "OFFERED" || got.Agent.Name != "ann" || got.Queue.Queue.Name != "sales" || got.Decision == nil || got.NoDecision != "" {
		t.Fatalf("offered: %+v", got)
	}
	diff(t, "until", got.Until, seconds(30*time.Second))
	diff(t, "agents", got.Decision.Agents, []DecisionCandidate{{Id: "ann", Name: "ann", IdleSince: seconds(0), Timer: "TIME_SINCE_LAST_ACTIVITY"}})
	diff(t, "place", got.Decision.Contact, DecisionPlace{ContactId: id, Channel: "TASK", Queue: got.Queue, ProfilePriority: 1, QueuePriority: 5,
		AgeSince: seconds(0), Sequence: got.Decision.Contact.Sequence})

	f.advance(30 * time.Second)
	got = explain[ContactDecision](f, "contacts/"+id+"/decision")
	if got.State != "WAITING" || got.Decision == nil || len(got.Bars) != 2 || got.Elsewhere != 0 {
		t.Fatalf("waiting: %+v", got)
	}
	offline, missed := got.Bars[0], got.Bars[1]
	if offline.Rule != "R1.1a" || offline.Count != 1 || offline.Agents[0].Name != "bob" || missed.Rule != "R1.1c" || missed.Change == "" {
		t.Errorf("the reasons are %+v", got.Bars)
	}
	diff(t, "agents", missed.Agents, []DecisionAgent{{Id: "ann", Name: "ann", ContactId: id}})

	f.instance.mustDo(routing.Clear{UserID: "ann", ContactID: center.ContactID(id)})
	f.finish(id)
	if got = explain[ContactDecision](f, "contacts/"+id+"/decision"); got.State != "ENDED" || got.Decision == nil || got.Decision.Agent.Id != "ann" {
		t.Fatalf("over: %+v", got)
	}
	f.instance.contacts["old"] = &center.Contact{ID: "old", State: center.Ended, Attempts: 1, AgentID: "gone"}
	if got = explain[ContactDecision](f, "contacts/old/decision"); got.Decision != nil || got.NoDecision == "" || got.Agent.Id != "gone" || got.Agent.Name != "" {
		t.Fatalf("forgotten: %+v", got)
	}
}

func TestDecision_Agent(t *testing.T) {
	t.Parallel()
	f := newFloor(t)
	id := f.task()
	got := explain[AgentDecision](f, "agents/ann/decision")
	diff(t, "in hand", got.InHand, []DecisionInHand{{ContactId: id, Channel: "TASK", State: "CONNECTING", Until: seconds(30 * time.Second)}})
	if got.Status.Name != "Available" || got.RoutingProfile.Name != "desk" || got.Load != 1 || got.Bar != nil || len(got.Channels) != center.Channels || len(got.Pairs) != 6 {
		t.Errorf("ann: %+v", got)
	}
	if b := got.Channels[center.Voice].Bar; b == nil || b.Rule != "R3.4" {
		t.Errorf("calls: %+v", b)
	}
	if got = explain[AgentDecision](f, "agents/bob/decision"); got.Bar == nil || got.Bar.Rule != "R1.1a" || got.Text == "" {
		t.Errorf("bob: %+v", got)
	}
}

func TestDecision_Queue(t *testing.T) {
	t.Parallel()
	f := newFloor(t)
	f.task()
	got := explain[QueueStranding](f, "queues/sales/stranded")
	if got.Queue.Queue.Name != "sales" || len(got.Channels) != 3 {
		t.Fatalf("sales: %+v", got)
	}
	voice := got.Channels[0]
	if voice.Channel != "VOICE" || voice.Agents != 2 || voice.Offline != 1 || voice.Stranded != 1 || voice.Reasons[0].Rule != "R3.4" {
		t.Errorf("calls: %+v", voice)
	}
	diff(t, "end of ringing", voice.Reasons[0].At, seconds(30*time.Second))
}

func TestDecision_Refusals(t *testing.T) {
	t.Parallel()
	f := newFloor(t)
	for path, want := range map[string]struct {
		status int
		code   string
	}{
		"contacts/nobody/decision": {410, "ContactNotFoundException"},
		"agents/nobody/decision":   {404, "ResourceNotFoundException"},
		"queues/nowhere/stranded":  {404, "ResourceNotFoundException"},
		"queues/sales/decision":    {404, "UnknownOperationException"},
	} {
		answer := f.own(http.MethodGet, path)
		if got := answer.Header().Get("X-Amzn-Errortype"); answer.Code != want.status || got != want.code {
			t.Errorf("%s: %d %s %s, want %d %s", path, answer.Code, got, answer.Body, want.status, want.code)
		}
	}
	if answer := f.own(http.MethodPost, "agents/ann/decision"); answer.Code != http.StatusMethodNotAllowed {
		t.Errorf("post: %d %s", answer.Code, answer.Body)
	}
}
