package web

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"strowger/internal/center"
	"strowger/internal/routing"
)

// watch is the console of a site whose ann may see figures and serves tasks of
// the queue sales.
type watch struct {
	*desk
	console *Console
	closing chan struct{}
}

func newWatch(s *site) *watch {
	s.Helper()
	w := &watch{desk: newDesk(s), closing: make(chan struct{})}
	w.console = NewConsole(ConsoleOptions{Instances: s.login.options.Instances, Sessions: s.login.options.Sessions, Hash: s.login.options.Hash, Closing: w.closing})
	basic, _ := s.tenant.Directory().Profiles.Get("basic")
	profile := *basic
	profile.Queues = []center.QueueConfig{{QueueID: "sales", Channel: center.Task, Priority: 1}}
	profile.Media[center.Task].Concurrency = 1
	for _, r := range []center.Resource{
		&center.SecurityProfile{ID: "agent", Name: "Agent", Permissions: []string{center.AgentPageAccess}},
		&center.SecurityProfile{ID: "manager", Name: "Manager", Permissions: []string{ConsolePermission, center.AgentPageAccess}},
		&center.AgentStatus{ID: "available", Name: "Available", Type: center.Routable},
		&profile,
		&center.ContactFlow{ID: "flow", Name: "To sales", Type: center.ContactFlowType, Content: toSales},
	} {
		w.do(routing.Put{Resource: r, Base: r.ResourceStamp().Revision})
	}
	return w
}

const toSales = `{"Version":"2019-10-30","StartAction":"q","Actions":[
{"Identifier":"q","Type":"UpdateContactTargetQueue","Parameters":{"QueueId":"sales"},"Transitions":{"NextAction":"t","Errors":[{"ErrorType":"NoMatchingError","NextAction":"x"}],"Conditions":[]}},
{"Identifier":"t","Type":"TransferContactToQueue","Parameters":{},"Transitions":{"NextAction":"x","Errors":[{"ErrorType":"QueueAtCapacity","NextAction":"x"},{"ErrorType":"NoMatchingError","NextAction":"x"}],"Conditions":[]}},
{"Identifier":"x","Type":"DisconnectParticipant","Parameters":{},"Transitions":{}}]}`

func (w *watch) do(commands ...routing.Command) {
	w.Helper()
	if _, err := w.tenant.Do(w.Context(), commands...); err != nil {
		w.Fatal(err)
	}
}

// permit lets ann see figures.
func (w *watch) permit() {
	w.Helper()
	w.secure("manager")
}

// secure gives ann a security profile.
func (w *watch) secure(profile center.SecurityProfileID) {
	w.Helper()
	ann, _ := w.tenant.Directory().Users.Get("ann")
	changed := *ann
	changed.SecurityProfiles = []center.SecurityProfileID{profile}
	w.do(routing.Put{Resource: &changed, Base: changed.Stamp.Revision})
}

// task starts a task that waits in sales.
func (w *watch) task(id center.ContactID, name string) {
	w.Helper()
	w.do(routing.StartContact{Contact: &center.Contact{ID: id, Name: name, Channel: center.Task, Method: center.ByAPI,
		Priority: center.DefaultPriority, Flow: center.FlowPosition{FlowID: "flow"}, Attributes: map[string]string{"note": "<script>x</script>"}}})
}

func (w *watch) request(path string) *http.Request {
	r := httptest.NewRequestWithContext(w.Context(), http.MethodGet, path, nil)
	if w.cookie != nil {
		r.AddCookie(w.cookie)
	}
	return r
}

// send posts a form as a page of ours does.
func (w *watch) send(path string, form url.Values) *http.Response {
	w.Helper()
	r := httptest.NewRequestWithContext(w.Context(), http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", formType)
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	if w.cookie != nil {
		r.AddCookie(w.cookie)
	}
	recorder := httptest.NewRecorder()
	w.console.ServeHTTP(recorder, r)
	return recorder.Result()
}

func (w *watch) ask(path string) *http.Response {
	recorder := httptest.NewRecorder()
	w.console.ServeHTTP(recorder, w.request(path))
	return recorder.Result()
}

func TestConsole_IsForThosePermitted(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, s *site) {
		w := newWatch(s)
		for path, want := range map[string]string{"/?instance=acme": "/login?instance=acme&landat=%2F", "/console/contacts/t1": "/login?landat=%2Fconsole%2Fcontacts%2Ft1"} {
			if r := w.ask(path); r.StatusCode != http.StatusSeeOther || r.Header.Get("Location") != want {
				t.Errorf("%s without a session: %d to %q", path, r.StatusCode, r.Header.Get("Location"))
			}
		}
		w.signIn()
		w.secure("agent")
		for _, path := range []string{"/", "/console/board", "/console/contacts/t1"} {
			if r := w.ask(path); r.StatusCode != http.StatusForbidden || !strings.Contains(s.text(r), "You have no permission") {
				t.Errorf("%s without the permission: %d", path, r.StatusCode)
			}
		}
		w.permit()
		r := w.ask("/")
		if body := s.text(r); r.StatusCode != http.StatusOK || !strings.Contains(body, "/assets/console.js") {
			t.Errorf("with the permission: %d %s", r.StatusCode, body)
		}
		if policy := r.Header.Get("Content-Security-Policy"); !strings.Contains(policy, "frame-ancestors 'none'") || !strings.Contains(policy, "default-src 'none'") {
			t.Errorf("the policy is %q", policy)
		}
	})
}

// stream is an answer that is read while it is written.
type stream struct {
	*httptest.ResponseRecorder
	lines chan string
}

func (s *stream) Write(text []byte) (int, error) {
	for line := range strings.SplitSeq(strings.TrimSpace(string(text)), "\n") {
		s.lines <- line
	}
	return len(text), nil
}

func (s *stream) Flush() {}

// SetReadDeadline and SetWriteDeadline are what http.ResponseController asks for.
func (s *stream) SetReadDeadline(time.Time) error  { return nil }
func (s *stream) SetWriteDeadline(time.Time) error { return nil }

// toldBoard is what a browser makes of the news.
type toldBoard struct {
	At, Online, Offline int64
	Whole               bool
	Queues              []boardQueue
	Agents              []boardAgent
	Gone                []string
}

// next returns the next news.
func (s *stream) next(t *testing.T) *toldBoard {
	t.Helper()
	for line := range s.lines {
		if text, ok := strings.CutPrefix(line, "data: "); ok {
			return readBoard(t, []byte(text))
		}
	}
	return nil
}

func readBoard(t *testing.T, text []byte) *toldBoard {
	t.Helper()
	b := &toldBoard{}
	if err := json.Unmarshal(text, b); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return b
}

func TestConsole_FeedTellsWhatGoesOn(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, s *site) {
		w := newWatch(s)
		w.signIn()
		w.permit()
		ctx, leave := context.WithCancel(t.Context())
		out := &stream{ResponseRecorder: httptest.NewRecorder(), lines: make(chan string, 100)}
		ended := make(chan struct{})
		go func() { defer close(ended); w.console.ServeHTTP(out, w.request("/console/board").WithContext(ctx)) }()
		if b := out.next(t); !b.Whole || b.Online != 0 || b.Offline != 3 || len(b.Queues) != 0 {
			t.Errorf("at first: %+v", b)
		}
		w.task("t1", "Order 1891")
		b := out.next(t)
		if len(b.Queues) != 1 || b.Queues[0].Waiting != 1 || len(b.Queues[0].Next) != 1 || b.Queues[0].Next[0].Name != "Order 1891" ||
			len(b.Queues[0].Vain) != 1 || b.Queues[0].Vain[0].Rule != "R1.1a" {
			t.Errorf("with a task that nobody is there for: %+v", b)
		}
		begun := time.Now()
		w.do(routing.SetStatus{UserID: "ann", StatusID: "available"})
		b = out.next(t)
		if len(b.Agents) != 1 || b.Agents[0].Status != "Available" || len(b.Agents[0].Contacts) != 1 || b.Agents[0].Contacts[0].State != "CONNECTING" || b.Queues[0].Ringing != 1 {
			t.Errorf("with an agent: %+v", b)
		}
		if took := time.Since(begun); took > boardPause {
			t.Errorf("the board came after %v", took)
		}
		w.do(routing.SetStatus{UserID: "sam", StatusID: "available"})
		if b = out.next(t); b.Whole || len(b.Agents) != 1 || b.Agents[0].ID != "sam" || b.Online != 2 {
			t.Errorf("with another agent: %+v", b)
		}
		w.do(routing.SetStatus{UserID: "sam", StatusID: "offline"})
		if b = out.next(t); len(b.Agents) != 0 || len(b.Gone) != 1 || b.Gone[0] != "sam" || b.Online != 1 {
			t.Errorf("after the other agent went: %+v", b)
		}
		leave()
		<-ended
		synctest.Wait()
		if len(w.console.feeds) != 0 {
			t.Error("the feed goes on for nobody")
		}
	})
}

// stuck is an answer that nobody reads: writing ends with the time for it.
type stuck struct {
	*httptest.ResponseRecorder
	until time.Time
}

func (s *stuck) Write([]byte) (int, error) {
	if s.until.IsZero() {
		return 0, errors.New("this would have blocked for ever")
	}
	<-time.After(time.Until(s.until))
	return 0, os.ErrDeadlineExceeded
}

func (s *stuck) SetReadDeadline(time.Time) error { return nil }

func (s *stuck) SetWriteDeadline(until time.Time) error {
	s.until = until
	return nil
}

// A browser that does not read, and does not go either, is given up.
func TestConsole_FeedGivesUpWhoDoesNotRead(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, s *site) {
		w := newWatch(s)
		w.signIn()
		w.permit()
		out, begun := &stuck{ResponseRecorder: httptest.NewRecorder()}, time.Now()
		w.console.ServeHTTP(out, w.request("/console/board"))
		if took := time.Since(begun); took == 0 || took > time.Minute {
			t.Errorf("the feed ended after %v", took)
		}
		if !out.until.IsZero() {
			t.Error("the next request of the connection has the time limit of the feed")
		}
	})
}

func TestConsole_FeedIsOneForAll(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, s *site) {
		w := newWatch(s)
		f, first := w.console.join(w.tenant)
		<-first.news
		f.next(first)
		_, second := w.console.join(w.tenant)
		select {
		case <-second.news: // what there is already
			if b := readBoard(t, f.next(second)); !b.Whole {
				t.Errorf("the second watcher was told %+v", b)
			}
		default:
			t.Error("the second watcher waits for news")
		}
		for range 20 { // in the same second: one board
			w.do(routing.SetStatus{UserID: "ann", StatusID: "available"})
			w.do(routing.SetStatus{UserID: "ann", StatusID: "offline"})
		}
		<-time.After(boardPause)
		synctest.Wait()
		<-first.news
		<-second.news
		select {
		case <-first.news:
			t.Error("a second board in the same second")
		default:
		}
		w.console.leave(f, first)
		if len(w.console.feeds) != 1 {
			t.Error("the feed has ended while somebody watches")
		}
		w.console.leave(f, second)
		if len(w.console.feeds) != 0 {
			t.Error("the feed goes on for nobody")
		}
		synctest.Wait()
	})
}

func TestConsole_FeedEndsWithTheServer(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, s *site) {
		w := newWatch(s)
		w.signIn()
		w.permit()
		close(w.closing)
		r := w.ask("/console/board")
		if body := s.text(r); r.Header.Get("Content-Type") != "text/event-stream" || !strings.HasPrefix(body, "retry: 1000\n\n") {
			t.Errorf("%v %s", r.Header, body)
		}
	})
}

func TestConsole_History(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, s *site) {
		w := newWatch(s)
		w.signIn()
		w.permit()
		if r := w.ask("/console/contacts/t1"); r.StatusCode != http.StatusNotFound {
			t.Errorf("of no contact: %d", r.StatusCode)
		}
		w.task("t1", "Order <1891>")
		page := s.text(w.ask("/console/contacts/t1"))
		for _, want := range []string{"<h1>Order &lt;1891&gt;</h1>", "Task, Sales.", "It was not offered to anybody.", "0 ahead of it in its queue.", "is offline (R1.1a)",
			"Entered the queue Sales", "&lt;script&gt;x&lt;/script&gt;"} {
			if !strings.Contains(page, want) {
				t.Errorf("while it waits the page lacks %q: %s", want, page)
			}
		}
		w.do(routing.SetStatus{UserID: "ann", StatusID: "available"})
		if page := s.text(w.ask("/console/contacts/t1")); !strings.Contains(page, "Rings at ann, offer 1") || !strings.Contains(page, "ann was the only agent who could take it.") {
			t.Errorf("while it rings: %s", page)
		}
		w.do(routing.Accept{UserID: "ann", ContactID: "t1"}, routing.Complete{UserID: "ann", ContactID: "t1"})
		page = s.text(w.ask("/console/contacts/t1"))
		for _, want := range []string{"Taken by ann, on offer 1", "Ended: agent", "It is over."} {
			if !strings.Contains(page, want) {
				t.Errorf("when it is over the page lacks %q: %s", want, page)
			}
		}
		if strings.Contains(page, "<script>x") {
			t.Error("an attribute became markup")
		}
	})
}
