package web

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"strowger/internal/center"
	"strowger/internal/routing"
)

// listDesk is a desk whose ann has a worklist of the tasks of the queue sales.
func listDesk(s *site) *watch {
	s.Helper()
	w := newWatch(s)
	w.page.options.Closing = w.closing
	basic, _ := s.tenant.Directory().Profiles.Get("basic")
	profile := *basic
	profile.Queues, profile.ManualQueues = nil, []center.QueueChannel{{QueueID: "sales", Channel: center.Task}}
	w.do(routing.Put{Resource: &profile, Base: profile.Stamp.Revision},
		routing.Put{Resource: &center.SecurityProfile{ID: "list", Name: "List", Permissions: []string{center.AgentPageAccess, center.AnyContacts}}})
	w.signIn()
	w.secure("list")
	return w
}

// look asks for the worklist; the channel gives the answer, of any status.
func (w *watch) look(ctx context.Context, tag string) <-chan *httptest.ResponseRecorder {
	answer := make(chan *httptest.ResponseRecorder, 1)
	go func() {
		recorder := httptest.NewRecorder()
		w.page.ServeHTTP(recorder, w.request("/ccp-v2/worklist?tag="+tag).WithContext(ctx))
		answer <- recorder
	}()
	return answer
}

func told(t *testing.T, r *httptest.ResponseRecorder) worklist {
	t.Helper()
	var out worklist
	if err := json.Unmarshal(r.Body.Bytes(), &out); err != nil || r.Code != http.StatusOK {
		t.Fatalf("%d %s %v", r.Code, r.Body, err)
	}
	return out
}

func (l worklist) names() (names []string) {
	for _, c := range l.Contacts {
		names = append(names, c.Name)
	}
	return names
}

// R1.16: what waits in pairs for manual assignment is told as it comes and goes.
func TestWorklist_IsTold(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, s *site) {
		w := listDesk(s)
		first := told(t, <-w.look(t.Context(), ""))
		if !first.Listed || len(first.Contacts) != 0 {
			t.Fatalf("%+v", first)
		}
		next := w.look(t.Context(), first.Tag)
		<-time.After(5 * time.Second)
		synctest.Wait()
		if len(next) != 0 {
			t.Fatal("told although nothing has come")
		}
		w.task("t1", "Order 1891")
		second := told(t, <-next)
		if c := second.Contacts[0]; c.ID != "t1" || c.Queue != "Sales" || c.Channel != "TASK" || c.Priority != center.DefaultPriority || c.Since != time.Now().Add(-time.Second).UnixMilli() {
			t.Errorf("%+v", c)
		}
		w.task("t2", "Order 1892")
		if third := told(t, <-w.look(t.Context(), second.Tag)); !slices.Equal(third.names(), []string{"Order 1891", "Order 1892"}) {
			t.Errorf("%v", third.names())
		}
		begin := time.Now()
		tag := told(t, <-w.look(t.Context(), "")).Tag
		if same := told(t, <-w.look(t.Context(), tag)); same.Tag != tag || time.Since(begin) != worklistWait {
			t.Errorf("nothing new was told after %v", time.Since(begin))
		}
	})
}

// R1.15: of calls only callbacks wait to be taken, and show whom they are for.
func TestWorklist_Callback(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, s *site) {
		w := listDesk(s)
		basic, _ := s.tenant.Directory().Profiles.Get("basic")
		profile := *basic
		profile.ManualQueues = []center.QueueChannel{{QueueID: "sales", Channel: center.Voice}}
		w.do(routing.Put{Resource: &profile, Base: profile.Stamp.Revision})
		for id, method := range map[center.ContactID]center.InitiationMethod{"call": center.Inbound, "callback": center.Callback} {
			w.do(routing.StartContact{Contact: &center.Contact{ID: id, Channel: center.Voice, Method: method,
				Flow: center.FlowPosition{FlowID: "flow"}, Endpoint: center.Endpoint{Type: "TELEPHONE_NUMBER", Address: "+15550100001"}}})
		}
		got := told(t, <-w.look(t.Context(), "")).Contacts
		if len(got) != 1 || got[0].ID != "callback" || got[0].Channel != "VOICE" || got[0].Customer != "+15550100001" {
			t.Errorf("%+v", got)
		}
	})
}

// What is told of a worklist has a bound, and how often the engine is asked.
func TestWorklist_Bounds(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, s *site) {
		w := listDesk(s)
		for i := range worklistSize + 1 {
			w.task(center.ContactID(fmt.Sprint("t", i)), fmt.Sprint(i))
		}
		full := told(t, <-w.look(t.Context(), ""))
		if len(full.Contacts) != worklistSize || !full.More {
			t.Fatalf("%d contacts, more %v", len(full.Contacts), full.More)
		}
		begin, next := time.Now(), w.look(t.Context(), full.Tag)
		synctest.Wait()
		w.do(routing.StopContact{ContactID: "t0", Reason: center.APIDisconnect})
		told(t, <-next)
		if time.Since(begin) != worklistPause {
			t.Errorf("told after %v", time.Since(begin))
		}
	})
}

// counted counts the questions to the engine.
type counted struct {
	Instance
	queries atomic.Int64
}

func (c *counted) Query(ctx context.Context, look func(*routing.Engine)) error {
	c.queries.Add(1)
	return c.Instance.Query(ctx, look)
}

// However many wait, the engine is asked once in a pause for all agents of a
// profile, and nobody misses what happened between two questions.
func TestWorklist_IsAskedForOnce(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, s *site) {
		w := listDesk(s)
		instance := &counted{Instance: s.tenant}
		w.page.options.Instances = func() []Instance { return []Instance{instance} }
		var tag string
		for range 100 {
			tag = told(t, <-w.look(t.Context(), "")).Tag
		}
		if instance.queries.Load() != 1 {
			t.Errorf("%d questions for a list of the same second", instance.queries.Load())
		}
		w.task("t1", "Order 1891") // just after the list was made
		begin := time.Now()
		var waiting []<-chan *httptest.ResponseRecorder
		for range 100 {
			waiting = append(waiting, w.look(t.Context(), tag))
		}
		for _, answer := range waiting {
			if got := told(t, <-answer); !slices.Equal(got.names(), []string{"Order 1891"}) {
				t.Fatalf("%v", got.names())
			}
		}
		if time.Since(begin) > worklistPause || instance.queries.Load() != 2 {
			t.Errorf("told after %v and %d questions", time.Since(begin), instance.queries.Load())
		}
		for range 100 { // while nothing happens nobody asks
			w.look(t.Context(), told(t, <-w.look(t.Context(), "")).Tag)
		}
		<-time.After(3 * worklistPause)
		before := instance.queries.Load()
		<-time.After(worklistWait / 2)
		if instance.queries.Load() != before {
			t.Errorf("%d questions while nothing happened", instance.queries.Load()-before)
		}
	})
}

func TestWorklist_Ends(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, s *site) {
		w := listDesk(s)
		tag := told(t, <-w.look(t.Context(), "")).Tag
		ctx, leave := context.WithCancel(t.Context())
		gone := w.look(ctx, tag)
		synctest.Wait()
		leave()
		if r := <-gone; r.Body.Len() > 0 {
			t.Errorf("to nobody: %s", r.Body)
		}
		waiting := w.look(t.Context(), tag)
		synctest.Wait()
		close(w.closing)
		if same := told(t, <-waiting); same.Tag != tag {
			t.Errorf("when the server stops: %+v", same)
		}
		s.tenant.Close()
		<-time.After(worklistPause)
		if r := <-w.look(t.Context(), ""); r.Code != http.StatusServiceUnavailable {
			t.Errorf("of an instance that has stopped: %d", r.Code)
		}
	})
}

// R1.17: who may see no contacts has no worklist, and neither has who is not
// signed in. Both are told at once.
func TestWorklist_NotForAll(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, s *site) {
		w := listDesk(s)
		w.task("t1", "Order 1891")
		w.secure("agent")
		if got := told(t, <-w.look(t.Context(), "")); got.Listed || len(got.Contacts) > 0 {
			t.Errorf("without the permission: %+v", got)
		}
		if r := w.get(http.MethodPost, "/ccp-v2/worklist/t1"); r.StatusCode != http.StatusForbidden {
			t.Errorf("taking without the permission: %d", r.StatusCode)
		}
		w.cookie = nil
		if r := <-w.look(t.Context(), ""); r.Code != http.StatusUnauthorized {
			t.Errorf("without a session: %d", r.Code)
		}
		if r := w.get(http.MethodPost, "/ccp-v2/worklist/t1"); r.StatusCode != http.StatusUnauthorized {
			t.Errorf("taking without a session: %d", r.StatusCode)
		}
	})
}

func TestWorklist_Take(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, s *site) {
		w := listDesk(s)
		w.task("t1", "Order 1891")
		if r := w.get(http.MethodPost, "/ccp-v2/worklist/t1", "Sec-Fetch-Site", "cross-site"); r.StatusCode != http.StatusUnauthorized {
			t.Errorf("asked by another site: %d", r.StatusCode)
		}
		if r := w.get(http.MethodPost, "/ccp-v2/worklist/t1", "Sec-Fetch-Site", "same-origin"); r.StatusCode != http.StatusNoContent {
			t.Errorf("%d %s", r.StatusCode, s.text(r))
		}
		if c, err := s.tenant.Contact(t.Context(), "t1"); err != nil || c.State != center.Offered {
			t.Errorf("the task is %v, %v", c, err)
		}
		for _, id := range []string{"t1", "none"} { // it rings here already, or is nowhere
			if r := w.get(http.MethodPost, "/ccp-v2/worklist/"+id); r.StatusCode != http.StatusConflict {
				t.Errorf("taking %s: %d %s", id, r.StatusCode, s.text(r))
			}
		}
		s.tenant.Close()
		if r := w.get(http.MethodPost, "/ccp-v2/worklist/t1"); r.StatusCode != http.StatusServiceUnavailable {
			t.Errorf("of an instance that has stopped: %d", r.StatusCode)
		}
	})
}
