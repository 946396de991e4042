package web

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"strowger/internal/center"
	"strowger/internal/routing"
)

// A form that did not come whole, or does not say from which revision it was made,
// changes nothing.
func TestConsole_BrokenForms(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, s *site) {
		w := editor(s, userViewing, userEditing, userPermitting, queueViewing, queueSwitching, queueEditing)
		w.do(routing.Put{Resource: &center.PredefinedAttribute{Name: "Language", Values: []string{"English", "German"}}})
		sam := func() *center.User { u, _ := w.tenant.Directory().Users.Get("sam"); return u }
		if r := w.send("/console/users/sam/proficiencies", url.Values{"revision": {strconv.FormatInt(sam().Stamp.Revision, 10)}, "proficiency": {"Language\tGerman"}, "level": {"5"}}); r.StatusCode != http.StatusSeeOther {
			t.Fatal(r.StatusCode)
		}
		revision := sam().Stamp.Revision
		post := func(path, kind, body string) int {
			r := httptest.NewRequestWithContext(w.Context(), http.MethodPost, path, strings.NewReader(body))
			r.Header.Set("Content-Type", kind)
			r.AddCookie(w.cookie)
			recorder := httptest.NewRecorder()
			w.console.ServeHTTP(recorder, r)
			return recorder.Code
		}
		at := "revision=" + strconv.FormatInt(revision, 10)
		for name, c := range map[string]struct{ kind, body string }{
			"empty":           {formType, ""},
			"no revision":     {formType, "proficiency=Language%09English&level=1"},
			"too large":       {formType, at + "&x=" + strings.Repeat("x", maxForm)},
			"a wrong escape":  {formType, at + "&proficiency=%zz&level=1"},
			"of another type": {"text/plain", at},
		} {
			if status := post("/console/users/sam/proficiencies", c.kind, c.body); status != http.StatusBadRequest {
				t.Errorf("%s: %d", name, status)
			}
			if status := post("/console/queues/sales/status", c.kind, c.body); status != http.StatusBadRequest {
				t.Errorf("%s, of a queue: %d", name, status)
			}
		}
		if got := sam(); got.Stamp.Revision != revision || len(got.Proficiencies) != 1 {
			t.Errorf("changed: %+v", got)
		}
	})
}
