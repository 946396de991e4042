package metric

import (
	"fmt"
	"testing"
	"time"

	"strowger/internal/center"
	"strowger/internal/routing"
)

// testEngine has queues q0 to q9, each with a flow to it, and agents in one
// profile that serves tasks of q0 to q4.
type testEngine struct {
	testing.TB
	*routing.Engine
	now center.Instant
}

func newEngine(t testing.TB, agents int) *testEngine {
	e := &testEngine{TB: t, Engine: routing.New(), now: testNow}
	e.do(routing.Put{Resource: &center.Instance{ID: "i"}})
	e.do(routing.Put{Resource: &center.HoursOfOperation{ID: "always", Name: "always", TimeZone: "UTC"}})
	e.do(routing.Put{Resource: &center.AgentStatus{ID: "available", Name: "Available", Type: center.Routable}})
	var pairs []center.QueueConfig
	for i := range 10 {
		id := fmt.Sprintf("q%d", i)
		e.do(routing.Put{Resource: &center.Queue{ID: center.QueueID(id), Name: id, HoursID: "always", MaxContacts: center.NoMaxContacts}})
		e.do(routing.Put{Resource: &center.ContactFlow{ID: center.FlowID(id), Name: id, Type: center.ContactFlowType, Content: flowTo(id)}})
		if i < 5 {
			pairs = append(pairs, pair(id, center.Task))
		}
	}
	p := newProfile("p", media(0, 0, 1), pairs...)
	p.Name, p.DefaultOutboundQueueID = "p", "q0"
	e.do(routing.Put{Resource: p})
	for i := range agents {
		id := center.UserID(fmt.Sprintf("u%05d", i))
		e.do(routing.Put{Resource: &center.User{ID: id, Username: string(id), ProfileID: "p"}})
		e.do(routing.SetStatus{UserID: id, StatusID: "available"})
	}
	return e
}

// flowTo sends a contact to one queue.
func flowTo(queue string) string {
	return `{"Version":"2019-10-30","StartAction":"q","Actions":[
	{"Identifier":"q","Type":"UpdateContactTargetQueue","Parameters":{"QueueId":"` + queue + `"},"Transitions":{"NextAction":"t","Errors":[{"ErrorType":"NoMatchingError","NextAction":"x"}],"Conditions":[]}},
	{"Identifier":"t","Type":"TransferContactToQueue","Parameters":{},"Transitions":{"NextAction":"x","Errors":[{"ErrorType":"QueueAtCapacity","NextAction":"x"},{"ErrorType":"NoMatchingError","NextAction":"x"}],"Conditions":[]}},
	{"Identifier":"x","Type":"DisconnectParticipant","Parameters":{},"Transitions":{}}]}`
}

func (e *testEngine) do(cmd routing.Command) {
	e.Helper()
	if _, err := e.Step(e.now, cmd); err != nil {
		e.Fatalf("%T: %v", cmd, err)
	}
}

func (e *testEngine) start(id, queue string, ch center.Channel) {
	e.Helper()
	e.do(routing.StartContact{Contact: &center.Contact{ID: center.ContactID(id), Channel: ch, Method: center.ByAPI, Flow: center.FlowPosition{FlowID: center.FlowID(queue)}}})
}

// R4.21: a contact leaves the count when it is offered, before anyone accepts,
// and comes back when nobody did.
func TestTake_RingingIsNotInQueue(t *testing.T) {
	t.Parallel()
	e := newEngine(t, 1)
	scope := Scope{Queues: []center.QueueID{"q1"}}
	figures := func() Figures {
		s := Take(e.Engine, e.now, &scope)
		return total(t, s, scope)
	}
	e.start("a", "q1", center.Task)
	if got := figures(); got.InQueue != 0 || got.Available != 0 || got.SlotsAvailable != 0 || got.OnContact != 0 || got.Online != 1 {
		t.Errorf("ringing: %+v", got)
	}
	e.start("b", "q1", center.Task)
	e.now = e.now.Add(7 * time.Second)
	if got := figures(); got.InQueue != 1 || got.Oldest != 7*time.Second {
		t.Errorf("a second one waits: %+v", got)
	}
	e.now = e.now.Add(routing.RingTime(center.Task))
	e.do(routing.Tick{})
	if got := figures(); got.InQueue != 2 || got.Error != 1 || got.Available != 0 || got.Oldest != 37*time.Second {
		t.Errorf("missed: %+v", got)
	}
	e.do(routing.Clear{UserID: "u00000", ContactID: "a"})
	e.do(routing.Accept{UserID: "u00000", ContactID: "a"})
	if got := figures(); got.InQueue != 1 || got.Error != 0 || got.OnContact != 1 || got.SlotsActive != 1 {
		t.Errorf("accepted: %+v", got)
	}
}

// Which lines a scope needs: those of its profiles, of its queues, or all.
func TestTake_Lines(t *testing.T) {
	t.Parallel()
	e := newEngine(t, 0)
	e.start("a", "q1", center.Task)
	e.start("b", "q1", center.Chat)
	e.start("c", "q9", center.Task)
	tests := map[string]struct {
		scope Scope
		want  int
	}{
		"everything":           {Scope{}, 3},
		"one queue":            {Scope{Queues: []center.QueueID{"q1"}}, 2},
		"one channel":          {Scope{Channels: []center.Channel{center.Task}}, 2},
		"pairs of the profile": {Scope{Profiles: []center.RoutingProfileID{"p"}}, 1},
		"profile, by profile":  {Scope{Profiles: []center.RoutingProfileID{"p"}, By: ByProfile}, 1},
		"a channel it lacks":   {Scope{Profiles: []center.RoutingProfileID{"p"}, Channels: []center.Channel{center.Chat}}, 0},
	}
	for name, test := range tests {
		s := Take(e.Engine, e.now, &test.scope)
		waiting := 0
		for _, r := range Current(&s, &test.scope) {
			waiting += r.InQueue
		}
		if waiting != test.want {
			t.Errorf("%s: %d contacts, want %d", name, waiting, test.want)
		}
	}
}

// BenchmarkTake is the time for which the engine stands still.
func BenchmarkTake(b *testing.B) {
	e := newEngine(b, 10_000)
	scope := Scope{By: ByQueue | ByChannel}
	b.ReportAllocs()
	for b.Loop() {
		if s := Take(e.Engine, e.now, &scope); len(s.Agents) != 10_000 {
			b.Fatal(len(s.Agents))
		}
	}
}
