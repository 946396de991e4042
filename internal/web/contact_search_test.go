package web

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"strowger/internal/center"
	"strowger/internal/routing"
)

// found returns the names of the contacts that a search shows, and the address
// of more.
func (w *watch) found(query string) (names, more string) {
	w.Helper()
	page := w.text(w.ask("/console/contacts?" + query))
	var all []string
	for _, part := range strings.Split(page, `<th scope="row"><a href="/console/contacts/`)[1:] {
		_, name, _ := strings.Cut(part, `">`)
		name, _, _ = strings.Cut(name, "<")
		all = append(all, name)
	}
	if _, next, ok := strings.Cut(page, `<p><a class="button" href="/console/contacts?`); ok {
		next, _, _ = strings.Cut(next, `"`)
		more = strings.ReplaceAll(next, "&amp;", "&")
	}
	return strings.Join(all, " "), more
}

func TestConsole_SearchesContacts(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, s *site) {
		w := editor(s, center.AnyContacts, center.AgentPageAccess)
		ids := map[string]center.ContactID{}
		start := func(name string) {
			ids[name] = newContactID(t)
			w.task(ids[name], name)
		}
		start("early")
		<-time.After(time.Minute)
		w.do(routing.StopContact{ContactID: ids["early"]})
		<-time.After(time.Hour)
		w.do(routing.SetStatus{UserID: "ann", StatusID: "available"})
		start("ann")
		w.do(routing.Accept{UserID: "ann", ContactID: ids["ann"]})
		<-time.After(time.Minute)
		start("last")
		<-time.After(time.Minute)
		at := func(ago time.Duration) string { return url.QueryEscape(time.Now().Add(-ago).UTC().Format(minuteForm)) }
		for query, want := range map[string]string{
			"": "last ann early", "text=LAS": "last", "text=none": "", "state=waiting": "last", "state=connected": "ann", "state=over": "early", "state=ringing": "",
			"queue=sales": "last ann early", "queue=other": "", "agent=ann": "ann", "agent=sam": "", "channel=TASK": "last ann early", "channel=VOICE": "",
			"from=" + at(30*time.Minute): "last ann", "till=" + at(30*time.Minute): "early", "from=" + at(8*24*time.Hour) + "&state=waiting&queue=sales&channel=TASK&text=last": "last",
		} {
			if got, more := w.found(query); got != want || more != "" {
				t.Errorf("%q: %q, more %q; want %q", query, got, more, want)
			}
		}
		if r := w.ask("/console/contacts?id=" + string(ids["ann"])); r.StatusCode != http.StatusSeeOther || r.Header.Get("Location") != "/console/contacts/"+string(ids["ann"]) {
			t.Errorf("by id: %d to %s", r.StatusCode, r.Header.Get("Location"))
		}
		if r := w.ask("/console/contacts?id=none"); r.StatusCode != http.StatusNotFound || !strings.Contains(w.text(r), "There is no contact with this id.") {
			t.Errorf("by an id that is not there: %d", r.StatusCode)
		}
		for query, want := range map[string]string{"from=yesterday": "Give a date and a time", "till=2026-13-01T09:00": "Give a date and a time", "from=" + at(0) + "&till=" + at(time.Hour): "This is before the beginning.",
			"text=%ff": "This is no text."} {
			if r := w.ask("/console/contacts?" + query); r.StatusCode != http.StatusBadRequest || !strings.Contains(w.text(r), want) {
				t.Errorf("%q: %d", query, r.StatusCode)
			}
		}
		w.secure("manager") // has no ContactSearch.View
		if r := w.ask("/console/contacts"); r.StatusCode != http.StatusForbidden {
			t.Errorf("without the permission: %d", r.StatusCode)
		}
	})
}

// Pages of a search hold each contact once.
func TestConsole_SearchGoesOn(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, s *site) {
		w := editor(s, center.AnyContacts, center.AgentPageAccess)
		const count = 2*maxFound + 7
		for i := range count {
			w.task(newContactID(t), fmt.Sprintf("n%03d", i))
			<-time.After(time.Millisecond)
		}
		var all []string
		query := "state=waiting"
		for pages := 0; ; pages++ {
			names, more := w.found(query)
			all = append(all, strings.Fields(names)...)
			if more == "" {
				break
			}
			if query = more; pages > count/maxFound {
				t.Fatal("the search does not end")
			}
		}
		if len(all) != count || all[0] != fmt.Sprintf("n%03d", count-1) || all[count-1] != "n000" {
			t.Errorf("%d contacts: %v", len(all), all)
		}
	})
}

// Searches wait for each other, and not longer than the one who asked.
func TestConsole_SearchesOneAtATime(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, s *site) {
		w := editor(s, center.AnyContacts)
		w.console.looking <- struct{}{}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		recorder := httptest.NewRecorder()
		w.console.ServeHTTP(recorder, w.request("/console/contacts").WithContext(ctx))
		if recorder.Code != http.StatusServiceUnavailable {
			t.Errorf("while another one looks: %d", recorder.Code)
		}
		<-w.console.looking
		if r := w.ask("/console/contacts"); r.StatusCode != http.StatusOK {
			t.Errorf("afterwards: %d", r.StatusCode)
		}
		if r := w.ask("/console/contacts"); r.StatusCode != http.StatusOK {
			t.Errorf("once more: %d", r.StatusCode)
		}
	})
}
