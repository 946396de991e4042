package web

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"

	"strowger/internal/center"
	"strowger/internal/routing"
)

// has fails where the page lacks a text.
func (w *watch) has(when, path string, wanted ...string) string {
	w.Helper()
	page := w.text(w.ask(path))
	for _, want := range wanted {
		if !strings.Contains(page, want) {
			w.Errorf("%s %s lacks %q: %s", when, path, want, page)
		}
	}
	return page
}

func TestConsole_SaysWhyAnAgentIsIdle(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, s *site) {
		w := newWatch(s)
		w.signIn()
		w.permit()
		w.has("offline", "/console/users/ann", "<h1>ann</h1>", "The agent is offline (R1.1a).", "signs in and chooses an available status")
		w.do(routing.SetStatus{UserID: "ann", StatusID: "available"})
		w.has("free", "/console/users/ann", "The agent has room, and nothing waits in the queues of the profile.")
		w.task("t1", "Order 1891")
		w.do(routing.Accept{UserID: "ann", ContactID: "t1"})
		w.has("busy", "/console/users/ann", "The agent has no room on any channel.", `<a href="/console/contacts/t1">Order 1891</a>`, "Task, connected")
		w.task("t2", "Order 1892")
		w.has("more waits", "/console/queues/sales", `<a href="/console/contacts/t2">Order 1892</a>`, `<th scope="row">Task</th><td class="figure">1</td>`)
		if r := w.ask("/console/users/nobody"); r.StatusCode != http.StatusNotFound {
			t.Errorf("of nobody: %d", r.StatusCode)
		}
		if r := w.ask("/console/queues/none"); r.StatusCode != http.StatusNotFound {
			t.Errorf("of no queue: %d", r.StatusCode)
		}
	})
}

func TestConsole_SetsStatuses(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, s *site) {
		w := newWatch(s)
		w.do(routing.Put{Resource: &center.AgentStatus{ID: "lunch", Name: "Lunch", Type: center.Custom}},
			routing.Put{Resource: &center.AgentStatus{ID: "old", Name: "Old", Type: center.Custom, Disabled: true}},
			routing.Put{Resource: &center.SecurityProfile{ID: "viewer", Name: "Viewer", Permissions: []string{ConsolePermission}}},
			routing.Put{Resource: &center.SecurityProfile{ID: "editor", Name: "Editor", Permissions: []string{ConsolePermission, StatusPermission}}})
		if r := w.send("/console/users/ann/status", url.Values{"status": {"available"}}); r.StatusCode != http.StatusUnauthorized {
			t.Errorf("without a session: %d", r.StatusCode)
		}
		w.signIn()
		status := func() (now, next center.AgentStatusID) {
			t.Helper()
			if err := w.tenant.Query(t.Context(), func(e *routing.Engine) {
				a, _ := e.Agent("sam")
				now, next = a.Presence.StatusID, a.Presence.NextStatus
			}); err != nil {
				t.Fatal(err)
			}
			return now, next
		}
		w.secure("viewer")
		if page := w.has("without the permission", "/console/users/sam"); strings.Contains(page, "Change the status") {
			t.Error("the control is there for one who may not use it")
		}
		if page := w.has("without the permission", "/"); strings.Contains(page, `id="status"`) {
			t.Error("the board has the control for one who may not use it")
		}
		if r := w.send("/console/users/sam/status", url.Values{"status": {"available"}}); r.StatusCode != http.StatusForbidden {
			t.Errorf("without the permission: %d", r.StatusCode)
		}
		if now, _ := status(); now == "available" {
			t.Error("a status was set without the permission")
		}
		w.secure("editor")
		if page := w.has("with it", "/", `<option value="lunch">Lunch</option>`); strings.Contains(page, ">Old<") {
			t.Error("a disabled status can be chosen")
		}
		w.has("with it", "/console/users/sam", "Change the status")
		if r := w.send("/console/users/sam/status", url.Values{"status": {"available"}}); r.StatusCode != http.StatusSeeOther || r.Header.Get("Location") != "/console/users/sam?done" {
			t.Errorf("with the permission: %d to %s", r.StatusCode, r.Header.Get("Location"))
		}
		w.task("t1", "Order")
		w.do(routing.Accept{UserID: "sam", ContactID: "t1"})
		w.send("/console/users/sam/status", url.Values{"status": {"lunch"}})
		if now, next := status(); now != "available" || next != "lunch" { // R4.5
			t.Errorf("busy: %s, then %s", now, next)
		}
		for bad, want := range map[string]int{"": http.StatusNotFound, "none": http.StatusNotFound, "old": http.StatusBadRequest} {
			if r := w.send("/console/users/sam/status", url.Values{"status": {bad}}); r.StatusCode != want {
				t.Errorf("status %q: %d", bad, r.StatusCode)
			}
		}
		foreign := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/console/users/sam/status", strings.NewReader("status=offline"))
		foreign.Header.Set("Content-Type", formType)
		foreign.Header.Set("Sec-Fetch-Site", "cross-site")
		foreign.AddCookie(w.cookie)
		recorder := httptest.NewRecorder()
		w.console.ServeHTTP(recorder, foreign)
		if recorder.Code != http.StatusUnauthorized {
			t.Errorf("from another site: %d", recorder.Code)
		}
	})
}

// A user has so many streams at most; a new one ends the oldest.
func TestConsole_StreamsAreBounded(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, s *site) {
		w := newWatch(s)
		w.signIn()
		w.permit()
		var ended [maxStreams + 2]chan struct{}
		for i := range ended {
			ended[i] = make(chan struct{})
			out := &stream{ResponseRecorder: httptest.NewRecorder(), lines: make(chan string, 100)}
			path := []string{"/console/board", "/console/news"}[i%2]
			go func() { defer close(ended[i]); w.console.ServeHTTP(out, w.request(path)) }()
			synctest.Wait()
		}
		for i := range ended {
			select {
			case <-ended[i]:
				if i >= 2 {
					t.Errorf("stream %d was ended", i)
				}
			default:
				if i < 2 {
					t.Errorf("stream %d goes on", i)
				}
			}
		}
		close(w.closing)
		for i := range ended {
			<-ended[i]
		}
		if len(w.console.streams.open) != 0 || len(w.console.feeds) != 0 {
			t.Errorf("%d streams and %d feeds are left", len(w.console.streams.open), len(w.console.feeds))
		}
	})
}

func TestConsole_SignOutEndsTheSession(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, s *site) {
		w := newWatch(s)
		w.signIn()
		w.permit()
		if r := w.ask("/"); r.StatusCode != http.StatusOK {
			t.Fatalf("before: %d", r.StatusCode)
		}
		if r := w.send("/console/sign-out", nil); r.StatusCode != http.StatusSeeOther || len(r.Cookies()) != 1 || r.Cookies()[0].MaxAge != -1 {
			t.Errorf("%d, cookies %v", r.StatusCode, r.Cookies())
		}
		if r := w.ask("/"); r.StatusCode != http.StatusSeeOther { // the cookie is still sent
			t.Errorf("the token after signing out: %d", r.StatusCode)
		}
	})
}
