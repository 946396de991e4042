package tenant

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"strowger/internal/center"
	"strowger/internal/routing"
	"strowger/internal/store"
	"strowger/internal/store/memory"
)

const flowToSales = `{"Version":"2019-10-30","StartAction":"q","Actions":[
{"Identifier":"q","Type":"UpdateContactTargetQueue","Parameters":{"QueueId":"sales"},"Transitions":{"NextAction":"t","Errors":[{"ErrorType":"NoMatchingError","NextAction":"x"}],"Conditions":[]}},
{"Identifier":"t","Type":"TransferContactToQueue","Parameters":{},"Transitions":{"NextAction":"x","Errors":[{"ErrorType":"QueueAtCapacity","NextAction":"x"},{"ErrorType":"NoMatchingError","NextAction":"x"}],"Conditions":[]}},
{"Identifier":"x","Type":"DisconnectParticipant","Parameters":{},"Transitions":{}}]}`

// seed is a centre with one queue, a flow that leads to it and that many agents.
func seed(agents int) []routing.Command {
	p := &center.RoutingProfile{ID: "basic", Name: "basic", DefaultOutboundQueueID: "sales", Timer: center.SinceLastActivity,
		Queues: []center.QueueConfig{{QueueID: "sales", Channel: center.Task, Priority: 1}}}
	p.Media[center.Task].Concurrency = 10
	commands := []routing.Command{
		routing.Put{Resource: &center.Instance{ID: "i", Region: "us-west-2", Account: "123456789012"}},
		routing.Put{Resource: &center.HoursOfOperation{ID: "always", Name: "always", TimeZone: "UTC"}},
		routing.Put{Resource: &center.AgentStatus{ID: "available", Name: "Available", Type: center.Routable}},
		routing.Put{Resource: &center.AgentStatus{ID: "offline", Name: "Offline", Type: center.Offline}},
		routing.Put{Resource: &center.Queue{ID: "sales", Name: "sales", HoursID: "always", MaxContacts: center.NoMaxContacts}},
		routing.Put{Resource: &center.ContactFlow{ID: "to-sales", Name: "to-sales", Type: center.ContactFlowType, Content: flowToSales}},
		routing.Put{Resource: p},
	}
	for i := range agents {
		id := agentID(i)
		commands = append(commands,
			routing.Put{Resource: &center.User{ID: id, Username: string(id), ProfileID: "basic"}},
			routing.SetStatus{UserID: id, StatusID: "available"})
	}
	return commands
}

func agentID(i int) center.UserID { return center.UserID(fmt.Sprintf("agent-%05d", i)) }

func task(id center.ContactID) routing.StartContact {
	return routing.StartContact{Contact: &center.Contact{ID: id, Channel: center.Task, Method: center.ByAPI,
		Flow: center.FlowPosition{FlowID: "to-sales"}}}
}

// faulty is a store whose commits fail on demand: before they write, or after,
// so that the outcome is unknown to the caller.
type faulty struct {
	store.Store
	mu     sync.Mutex
	before int // commits that fail unwritten
	after  int // commits that fail written
}

var errFault = errors.New("the disk said no")

func (f *faulty) set(before, after int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.before, f.after = before, after
}

// Commit implements store.Store.
func (f *faulty) Commit(ctx context.Context, b store.Batch) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.before > 0 {
		f.before--
		return errFault
	}
	err := f.Store.Commit(ctx, b)
	if f.after > 0 {
		f.after--
		return errFault
	}
	return err
}

// open starts a tenant over a faulty memory store and seeds it.
func open(t testing.TB, agents int, subscribers ...func(Published)) (*Tenant, *faulty) {
	t.Helper()
	st := &faulty{Store: memory.New()}
	tn, err := Open(t.Context(), st, "i", func(error) {}, subscribers...)
	if err != nil {
		t.Fatal(err)
	}
	tn.Start()
	t.Cleanup(tn.Close)
	mustDo(t, tn, seed(agents)...)
	return tn, st
}

func mustDo(t testing.TB, tn *Tenant, commands ...routing.Command) routing.Result {
	t.Helper()
	result, err := tn.Do(t.Context(), commands...)
	if err != nil {
		t.Fatalf("%T: %v", commands[0], err)
	}
	return result
}

// agent returns what the router knows of an agent.
func agent(t testing.TB, tn *Tenant, id center.UserID) routing.AgentView {
	t.Helper()
	var v routing.AgentView
	if err := tn.Query(t.Context(), func(e *routing.Engine) { v, _ = e.Agent(id) }); err != nil {
		t.Fatal(err)
	}
	return v
}
