package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"strowger/internal/auth"
	"strowger/internal/center"
	"strowger/internal/routing"
)

// refused fails unless each of the requests is refused for want of a permission.
func (w *watch) refused(paths ...string) {
	w.Helper()
	for _, path := range paths {
		method, address, _ := strings.Cut(path, " ")
		r := w.ask(address)
		if method == http.MethodPost {
			r = w.send(address, url.Values{"revision": {"1"}, "status": {"disabled"}})
		}
		if r.StatusCode != http.StatusForbidden {
			w.Errorf("%s without permission: %d", path, r.StatusCode)
		}
	}
}

func newUserValues() url.Values {
	return url.Values{"username": {"bea"}, "password": {"Strowger-1891"}, "first": {"Bea"}, "last": {"Lee"}, "email": {"bea@example.com"},
		"profile": {"basic"}, "security": {"agent"}, "work": {"30"}}
}

func TestConsole_MakesUsers(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, s *site) {
		w := editor(s, userViewing, userCreating, userDeleting, center.AgentPageAccess)
		page := w.has("the form", "/console/users/new", "<h1>New user</h1>", `value="agent"`)
		if strings.Contains(page, `value="manager"`) {
			t.Error("the form offers a security profile with permissions that the visitor lacks")
		}
		for field, c := range map[string]struct{ value, text string }{
			"username": {"ann", "This name is used already."}, "password": {"short", passwordHint}, "profile": {"", "Choose a routing profile."},
			"security": {"manager", "You cannot give a security profile that has permissions you do not have."}, "work": {"-1", "Give a whole number"},
			"first": {strings.Repeat("x", 256), "Give 0 to 255 characters"},
		} {
			values := newUserValues()
			values.Set(field, c.value)
			r := w.send("/console/users/new", values)
			if page := w.text(r); r.StatusCode != http.StatusBadRequest || !strings.Contains(page, `id="`+field+`-wrong">`+c.text) || strings.Contains(page, "Strowger-1891") {
				t.Errorf("%s %q: %d, want %q in %s", field, c.value, r.StatusCode, c.text, page)
			}
		}
		if n := w.tenant.Directory().Users.Len(); n != 3 {
			t.Fatalf("%d users after refusals", n)
		}
		r := w.send("/console/users/new", newUserValues())
		address := strings.TrimSuffix(r.Header.Get("Location"), "?done")
		bea, ok := w.tenant.Directory().Users.ByName("bea")
		if !ok || r.StatusCode != http.StatusSeeOther {
			t.Fatalf("made: %d %s", r.StatusCode, w.text(r))
		}
		right, err := auth.VerifyPassword(bea.PasswordHash, "Strowger-1891")
		if !right || err != nil || bea.Phone.AfterContactWork != 30*time.Second || bea.FirstName != "Bea" || !slices.Equal(bea.SecurityProfiles, []center.SecurityProfileID{"agent"}) {
			t.Errorf("made: %+v, password %t %v", bea, right, err)
		}
		w.has("the list", "/console/users", ">Bea Lee</a>", ">Agent<")
		if page := w.has("searched", "/console/users?q=LEE+bea", ">Bea Lee</a>"); strings.Contains(page, "/console/users/sam") {
			t.Error("the search finds all")
		}
		if r := w.send(address+"/delete", nil); r.StatusCode != http.StatusSeeOther {
			t.Errorf("deleted: %d", r.StatusCode)
		}
		if r := w.send("/console/users/ann/delete", nil); r.StatusCode != http.StatusBadRequest || !strings.Contains(w.text(r), "You cannot delete yourself.") {
			t.Errorf("deleted oneself: %d", r.StatusCode)
		}
		if n := w.tenant.Directory().Users.Len(); n != 3 {
			t.Errorf("%d users at the end", n)
		}
	})
}

func TestConsole_EditsUsers(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, s *site) {
		w := editor(s, userViewing, userEditing, userPermitting)
		w.do(routing.Put{Resource: &center.PredefinedAttribute{Name: "Language", Values: []string{"English", "German"}}})
		sam := func() *center.User { u, _ := w.tenant.Directory().Users.Get("sam"); return u }
		send := func(path string, values url.Values) *http.Response {
			values.Set("revision", strconv.FormatInt(sam().Stamp.Revision, 10))
			return w.send("/console/users/sam"+path, values)
		}
		if r := send("", url.Values{"first": {"Sam"}, "last": {"Doe"}, "profile": {"basic"}, "work": {"0"}}); r.StatusCode != http.StatusSeeOther || sam().LastName != "Doe" {
			t.Errorf("names: %d, %+v", r.StatusCode, sam())
		}
		if r := send("/security-profiles", url.Values{"security": {"agent", "manager", "agent"}}); r.StatusCode != http.StatusSeeOther || len(sam().SecurityProfiles) != 2 {
			t.Errorf("security profiles: %d, %v", r.StatusCode, sam().SecurityProfiles)
		}
		if r := send("/security-profiles", url.Values{}); r.StatusCode != http.StatusBadRequest {
			t.Errorf("no security profile, which would permit all: %d", r.StatusCode)
		}
		if r := send("/proficiencies", url.Values{"proficiency": {"Language\tGerman", "Language\tEnglish"}, "level": {"5", "2"}}); r.StatusCode != http.StatusSeeOther {
			t.Errorf("proficiencies: %d", r.StatusCode)
		}
		if want := []center.Proficiency{{Name: "Language", Value: "English", Level: 2}, {Name: "Language", Value: "German", Level: 5}}; !slices.Equal(sam().Proficiencies, want) {
			t.Errorf("proficiencies: %+v", sam().Proficiencies)
		}
		for name, values := range map[string]url.Values{
			"twice":     {"proficiency": {"Language\tGerman", "Language\tGerman"}, "level": {"5", "5"}},
			"level 6":   {"proficiency": {"Language\tGerman"}, "level": {"6"}},
			"not there": {"proficiency": {"Language\tLatin"}, "level": {"3"}},
		} {
			if r := send("/proficiencies", values); r.StatusCode != http.StatusBadRequest {
				t.Errorf("proficiencies, %s: %d", name, r.StatusCode)
			}
		}
		old := strconv.FormatInt(sam().Stamp.Revision-1, 10)
		r := w.send("/console/users/sam", url.Values{"revision": {old}, "first": {"Other"}, "profile": {"basic"}, "work": {"0"}})
		if page := w.text(r); r.StatusCode != http.StatusConflict || !strings.Contains(page, "Somebody else changed this meanwhile.") || sam().FirstName != "Sam" {
			t.Errorf("an outdated form: %d %s", r.StatusCode, page)
		}
	})
}

func TestConsole_UserPermissions(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, s *site) {
		w := editor(s, userViewing)
		page := w.has("to see", "/console/users/sam", "Settings")
		for _, control := range []string{"Save", "Delete", "Add a proficiency", "Change the status", "Why nothing more comes"} {
			if strings.Contains(page, control) {
				t.Errorf("%q is there for one who may not", control)
			}
		}
		w.refused("POST /console/users/sam", "POST /console/users/sam/security-profiles", "POST /console/users/sam/proficiencies", "POST /console/users/sam/delete",
			"POST /console/users/new", "GET /console/users/new", "POST /console/users/sam/status")
		w.do(routing.Put{Resource: &center.SecurityProfile{ID: "plain", Name: "Plain editor", Permissions: []string{userEditing, userViewing}}})
		w.secure("plain") // edits, but gives no permissions
		w.refused("POST /console/users/sam/security-profiles")
		w.secure("agent")
		w.refused("GET /console/users", "GET /console/users/sam")
	})
}

func TestConsole_Queues(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, s *site) {
		w := editor(s, queueViewing, queueCreating, queueEditing, queueSwitching, queueDeleting)
		w.do(routing.Put{Resource: &center.QuickConnect{ID: "x", Name: "To sales", To: center.Destination{Type: center.QueueConnect, FlowID: "flow", Target: center.FlowTarget{QueueID: "sales"}}}})
		sales := func() *center.Queue { q, _ := w.tenant.Directory().Queues.Get("sales"); return q }
		send := func(path string, values url.Values) *http.Response {
			values.Set("revision", strconv.FormatInt(sales().Stamp.Revision, 10))
			return w.send("/console/queues/sales"+path, values)
		}
		form := func() url.Values {
			return url.Values{"name": {"Sales"}, "description": {"who buys"}, "hours": {"always"}, "max": {"7"}, "quick-connect": {"x", "x"}}
		}
		if r := send("", form()); r.StatusCode != http.StatusSeeOther || sales().MaxContacts != 7 || sales().Description != "who buys" || !slices.Equal(sales().QuickConnects, []center.QuickConnectID{"x"}) {
			t.Errorf("saved: %d, %+v", r.StatusCode, sales())
		}
		w.has("the list", "/console/queues", ">Sales</a>", ">7<")
		for field, c := range map[string]struct{ value, text string }{"name": {"", "Give something here."}, "hours": {"", "Choose hours."}, "max": {"x", "Give a whole number"}} {
			values := form()
			values.Set(field, c.value)
			if r := send("", values); r.StatusCode != http.StatusBadRequest || !strings.Contains(w.text(r), `id="`+field+`-wrong">`+c.text) {
				t.Errorf("%s %q: %d", field, c.value, r.StatusCode)
			}
		}
		if r := send("/status", url.Values{"status": {"disabled"}}); r.StatusCode != http.StatusSeeOther || !sales().Disabled {
			t.Errorf("closed: %d, %t", r.StatusCode, sales().Disabled)
		}
		if r := send("/status", url.Values{"status": {"enabled"}}); r.StatusCode != http.StatusSeeOther || sales().Disabled {
			t.Errorf("opened: %d, %t", r.StatusCode, sales().Disabled)
		}
		if r := send("/delete", url.Values{}); r.StatusCode != http.StatusBadRequest { // R5.1
			t.Errorf("deleted while in use: %d", r.StatusCode)
		}
		values := form()
		values.Set("revision", "1")
		if r := w.send("/console/queues/sales", values); r.StatusCode != http.StatusConflict {
			t.Errorf("an outdated form: %d", r.StatusCode)
		}
		values.Set("name", "Support")
		r := w.send("/console/queues/new", values)
		address := strings.TrimSuffix(r.Header.Get("Location"), "?done")
		w.has("made", address, "<h1>Support</h1>")
		if r := w.send("/console/queues/new", values); !strings.Contains(w.text(r), `id="name-wrong">This name is used already.`) {
			t.Errorf("the same name: %d", r.StatusCode)
		}
		if r := w.send(address+"/delete", nil); r.StatusCode != http.StatusSeeOther {
			t.Errorf("deleted: %d", r.StatusCode)
		}
		w.do(routing.Put{Resource: &center.SecurityProfile{ID: "viewer", Name: "Viewer", Permissions: []string{queueViewing}}})
		w.secure("viewer")
		if page := w.has("to see", "/console/queues/sales", "Settings"); strings.Contains(page, "Save") || strings.Contains(page, "Close to new contacts") || strings.Contains(page, "Delete") {
			t.Error("controls are there for one who may not use them")
		}
		w.refused("POST /console/queues/sales", "POST /console/queues/sales/status", "POST /console/queues/sales/delete", "POST /console/queues/new", "GET /console/queues/new")
	})
}

func TestConsole_Hours(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, s *site) { // the clock stands at Saturday, 1 January 2000
		w := editor(s, hoursViewing, hoursCreating, hoursEditing, hoursDeleting)
		form := func() url.Values {
			return url.Values{"name": {"Office"}, "description": {""}, "zone": {"Europe/Berlin"}, "day": {"1", "6"}, "start": {"09:00", "22:00"}, "end": {"17:30", "02:00"}}
		}
		r := w.send("/console/hours/new", form())
		address := strings.TrimSuffix(r.Header.Get("Location"), "?done")
		page := w.has("made", address, "<h1>Office</h1>", "Sat 1 Jan: 22:00 to 24:00. Sun 2 Jan: 00:00 to 02:00. Mon 3 Jan: 09:00 to 17:30. Tue 4 Jan: closed.", "<rect x=\"730\"")
		if !strings.Contains(page, `value="17:30"`) {
			t.Errorf("the form lacks the times: %s", page)
		}
		id := strings.TrimPrefix(address, "/console/hours/")
		hours := func() *center.HoursOfOperation { h, _ := w.tenant.Directory().Hours.Get(id); return h }
		changed := *hours()
		monday := center.DateOf(2000, 1, 3)
		changed.Overrides = []center.Override{{ID: "o", Name: "Inventory", Kind: center.OverrideClosed, From: monday, Till: monday}}
		w.do(routing.Put{Resource: &changed, Base: hours().Stamp.Revision})
		w.has("with an override", address, "Mon 3 Jan: closed (Inventory).", "<td>2000-01-03</td><td>all day</td><td>closed</td>")
		values := form()
		values.Set("revision", strconv.FormatInt(hours().Stamp.Revision, 10))
		values.Set("name", "Shop")
		if r := w.send(address, values); r.StatusCode != http.StatusSeeOther || hours().Name != "Shop" || len(hours().Overrides) != 1 {
			t.Errorf("saved: %d, %+v", r.StatusCode, hours())
		}
		if r := w.send(address, values); r.StatusCode != http.StatusConflict {
			t.Errorf("an outdated form: %d", r.StatusCode)
		}
		for field, c := range map[string]struct{ value, wrong, text string }{
			"zone": {"Mars/Olympus", "zone", "There is no such time zone."}, "start": {"25:00", "start-0", "Give a time from 00:00 to 23:59."},
			"end": {"", "end-0", "Give a time from 00:00 to 23:59."}, "day": {"7", "start-0", "Give a whole number from 0 to 6."}, "name": {"", "name", "Give something here."},
		} {
			values := form()
			values.Set(field, c.value)
			r := w.send(address, values)
			if page := w.text(r); r.StatusCode != http.StatusBadRequest || !strings.Contains(page, `id="`+c.wrong+`-wrong">`+c.text) {
				t.Errorf("%s %q: %d %s", field, c.value, r.StatusCode, page)
			}
		}
		w.has("the list", "/console/hours", ">Shop</a>", "Europe/Berlin")
		if r := w.send(address+"/delete", nil); r.StatusCode != http.StatusSeeOther {
			t.Errorf("deleted: %d", r.StatusCode)
		}
		if r := w.send("/console/hours/always/delete", nil); r.StatusCode != http.StatusBadRequest {
			t.Errorf("deleted while a queue has them: %d", r.StatusCode)
		}
		w.do(routing.Put{Resource: &center.SecurityProfile{ID: "viewer", Name: "Viewer", Permissions: []string{hoursViewing}}})
		w.secure("viewer")
		if page := w.has("to see", "/console/hours/always", "Week"); strings.Contains(page, "Save") || strings.Contains(page, "Delete") {
			t.Error("controls are there for one who may not use them")
		}
		w.refused("POST /console/hours/always", "POST /console/hours/always/delete", "POST /console/hours/new", "GET /console/hours/new")
	})
}
