package tenant

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"strowger/internal/center"
	"strowger/internal/routing"
)

func TestTenant_RingsMissesAndRingsTheNext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		tn, _ := open(t, 2)
		mustDo(t, tn, task("t1"))
		if v := agent(t, tn, agentID(0)); len(v.Contacts) != 1 || v.Contacts[0].State != center.Offered {
			t.Fatalf("agent 0 holds %+v, want the ringing task", v.Contacts)
		}
		<-time.After(routing.RingTime(center.Task) - time.Millisecond)
		if v := agent(t, tn, agentID(0)); len(v.Presence.Uncleared) != 0 {
			t.Fatal("missed before the ring time was over")
		}
		<-time.After(time.Millisecond)
		synctest.Wait()
		if v := agent(t, tn, agentID(0)); len(v.Presence.Uncleared) != 1 {
			t.Fatalf("agent 0 has %+v uncleared, want the missed task", v.Presence.Uncleared)
		}
		if v := agent(t, tn, agentID(1)); len(v.Contacts) != 1 {
			t.Fatal("the task does not ring at the next agent")
		}
	})
}

func TestTenant_NewsComesAfterTheCommit(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		tn, _ := open(t, 1)
		news, cancel := tn.Watch(agentID(0))
		defer cancel()
		anything, leave := tn.WatchAll()
		defer leave()
		mustDo(t, tn, task("t1"))
		select {
		case <-news:
		default:
			t.Fatal("the start was acknowledged before the desk was told")
		}
		select {
		case <-anything:
		default:
			t.Fatal("the start was acknowledged before those were told who watch everything")
		}
		if err := tn.Query(t.Context(), func(*routing.Engine) {}); err != nil {
			t.Fatal(err)
		}
		select {
		case <-anything:
			t.Fatal("a query is news")
		default:
		}
		cancel()
		mustDo(t, tn, routing.Accept{UserID: agentID(0), ContactID: "t1"})
		select {
		case <-news:
			t.Fatal("news after the watch was cancelled")
		default:
		}
	})
}

func TestTenant_FailedCommitLeavesNothing(t *testing.T) {
	t.Parallel()
	tn, st := open(t, 1)
	st.set(1, 0)
	if _, err := tn.Do(t.Context(), task("t1")); !errors.Is(err, center.Unavailable) {
		t.Fatalf("got %v, want an unavailable error", err)
	}
	if v := agent(t, tn, agentID(0)); len(v.Contacts) != 0 {
		t.Fatalf("agent holds %+v of a start that failed", v.Contacts)
	}
	mustDo(t, tn, task("t1"))
	if v := agent(t, tn, agentID(0)); len(v.Contacts) != 1 {
		t.Fatal("the retry did not ring")
	}
}

// A commit whose outcome is unknown is found again after the reload, and the
// client token makes the caller's retry safe.
func TestTenant_UnknownCommitIsRetriedOnce(t *testing.T) {
	t.Parallel()
	tn, st := open(t, 1)
	cmd := task("0199aaaa-0000-7000-8000-000000000001")
	cmd.Contact.ClientToken = "token"
	st.set(0, 1)
	if _, err := tn.Do(t.Context(), cmd); !errors.Is(err, center.Unavailable) {
		t.Fatalf("got %v, want an unavailable error", err)
	}
	retry := task("0199aaaa-0000-7000-8000-000000000002")
	retry.Contact.ClientToken = "token"
	if got := mustDo(t, tn, retry).ContactID; got != cmd.Contact.ID {
		t.Fatalf("the retry made %s, want the first contact", got)
	}
	if v := agent(t, tn, agentID(0)); len(v.Contacts) != 1 {
		t.Fatalf("agent holds %d contacts, want 1", len(v.Contacts))
	}
}

func TestTenant_RefusalChangesNothing(t *testing.T) {
	t.Parallel()
	tn, _ := open(t, 1)
	before := tn.Directory()
	if _, err := tn.Do(t.Context(), routing.Remove{Kind: center.KindQueue, ID: "sales"}); !errors.Is(err, center.InUse) {
		t.Fatalf("got %v, want in use", err)
	}
	if tn.Directory() != before {
		t.Error("a refusal published a new directory")
	}
}

func TestTenant_ManyCallersAllCommitted(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	ended := 0
	tn, _ := open(t, 20, func(p Published) {
		mu.Lock()
		defer mu.Unlock()
		for _, e := range p.Events {
			if e.Kind == routing.ContactCleared {
				ended++
			}
		}
	})
	const callers, each = 16, 25
	var wg sync.WaitGroup
	for c := range callers {
		wg.Go(func() {
			for i := range each {
				if err := handle(t.Context(), tn, center.ContactID(fmt.Sprintf("t-%d-%d", c, i))); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	mu.Lock()
	defer mu.Unlock()
	if ended != callers*each {
		t.Errorf("%d contacts were handled, want %d", ended, callers*each)
	}
}

// handle takes one task from its start to the free agent.
func handle(ctx context.Context, tn *Tenant, id center.ContactID) error {
	if _, err := tn.Do(ctx, task(id)); err != nil {
		return err
	}
	var holder center.UserID
	if err := tn.Query(ctx, func(e *routing.Engine) {
		c, _ := e.Contact(id)
		holder = c.AgentID
	}); err != nil {
		return err
	}
	if holder == "" {
		return fmt.Errorf("task %s rings at nobody", id)
	}
	if _, err := tn.Do(ctx, routing.Accept{UserID: holder, ContactID: id}); err != nil {
		return err
	}
	_, err := tn.Do(ctx, routing.Complete{UserID: holder, ContactID: id})
	return err
}

func TestTenant_CloseCommitsWhatItTook(t *testing.T) {
	t.Parallel()
	tn, st := open(t, 1)
	mustDo(t, tn, task("0199aaaa-0000-7000-8000-000000000003"))
	tn.Close()
	if _, err := tn.Do(t.Context(), routing.Tick{}); !errors.Is(err, center.Unavailable) {
		t.Fatalf("a closed tenant answered %v", err)
	}
	again, err := Open(t.Context(), st, "i", func(error) {})
	if err != nil {
		t.Fatal(err)
	}
	if v, ok := again.Engine().Agent(agentID(0)); !ok || len(v.Contacts) != 1 || v.Contacts[0].State != center.Offered {
		t.Fatalf("after the restart the agent holds %+v, want the ringing task", v.Contacts)
	}
}

func TestTenant_AttributesOfAFinishedContact(t *testing.T) {
	t.Parallel()
	tn, _ := open(t, 1)
	const id = "0199aaaa-0000-7000-8000-000000000004"
	mustDo(t, tn, task(id))
	mustDo(t, tn, routing.StopContact{ContactID: id, Reason: center.APIDisconnect})
	for i := range 3 {
		if err := tn.UpdateAttributes(t.Context(), id, map[string]string{fmt.Sprint("k", i): "v"}); err != nil {
			t.Fatal(err)
		}
	}
	c, err := tn.Contact(t.Context(), id)
	if err != nil || len(c.Attributes) != 3 {
		t.Fatalf("got %v, %v; want three attributes", c, err)
	}
}

func TestTenant_StaleOwnerChangesNothing(t *testing.T) {
	t.Parallel()
	tn, st := open(t, 1)
	newer, err := Open(t.Context(), st, "i", func(error) {})
	if err != nil {
		t.Fatal(err)
	}
	if _, errs := newer.Process(t.Context(), center.At(time.Now()), task("0199aaaa-0000-7000-8000-000000000005")); errs[0] != nil {
		t.Fatal(errs[0])
	}
	if _, err := tn.Do(t.Context(), task("0199aaaa-0000-7000-8000-000000000006")); err == nil {
		t.Fatal("the owner before was still believed")
	}
	if _, errs := newer.Process(t.Context(), center.At(time.Now()), task("0199aaaa-0000-7000-8000-000000000007")); errs[0] != nil {
		t.Fatalf("the stale owner took the instance back: %v", errs[0])
	}
}
