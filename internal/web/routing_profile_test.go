package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"strowger/internal/center"
	"strowger/internal/routing"
)

// editor is a watch at which ann has the permissions given.
func editor(s *site, permissions ...string) *watch {
	s.Helper()
	w := newWatch(s)
	w.do(routing.Put{Resource: &center.SecurityProfile{ID: "editor", Name: "Editor", Permissions: slices.Sorted(slices.Values(permissions))}})
	w.signIn()
	w.secure("editor")
	return w
}

// profileValues is the form of the profile basic with a queue.
func profileValues(revision string) url.Values {
	return url.Values{
		"revision": {revision}, "name": {"Basic"}, "description": {"who sells"}, "timer": {string(center.SinceLastInbound)}, "outbound": {"sales"},
		"concurrency-VOICE": {"1"}, "concurrency-CHAT": {"2"}, "concurrency-TASK": {"3"}, "concurrency-EMAIL": {"0"},
		"beside-CHAT": {"any"}, "beside-TASK": {"any"},
		"queue": {"sales", "sales"}, "channel": {"TASK", "VOICE"}, "priority": {"2", "1"}, "delay": {"30", "0"},
		"manual-queue": {"sales"}, "manual-channel": {"CHAT"},
	}
}

func TestConsole_EditsRoutingProfiles(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, s *site) {
		w := editor(s, profileView, profileEdit)
		before, _ := w.tenant.Directory().Profiles.Get("basic")
		revision := strconv.FormatInt(before.Stamp.Revision, 10)
		w.has("the list", "/console/routing-profiles", `<a href="/console/routing-profiles/basic">Basic</a>`, "1 task")
		w.has("the form", "/console/routing-profiles/basic", `name="revision" value="`+revision+`"`, "Agents have at most 1 task at once.", "To them come tasks of Sales.")
		r := w.send("/console/routing-profiles/basic", profileValues(revision))
		if r.StatusCode != http.StatusSeeOther {
			t.Fatalf("saved: %d %s", r.StatusCode, w.text(r))
		}
		p, _ := w.tenant.Directory().Profiles.Get("basic")
		want := *before
		want.Description, want.Timer, want.Stamp = "who sells", center.SinceLastInbound, p.Stamp
		want.Media = [center.Channels]center.MediaRule{center.Voice: {Concurrency: 1}, center.Chat: {Concurrency: 2, AnyChannel: true}, center.Task: {Concurrency: 3, AnyChannel: true}}
		want.Queues = []center.QueueConfig{{QueueID: "sales", Channel: center.Task, Priority: 2, Delay: 30 * time.Second}, {QueueID: "sales", Channel: center.Voice, Priority: 1}}
		want.ManualQueues = []center.QueueChannel{{QueueID: "sales", Channel: center.Chat}}
		if !sameProfile(p, &want) {
			t.Errorf("saved\n%+v, want\n%+v", p, &want)
		}
		w.has("afterwards", "/console/routing-profiles/basic?done", "Done.", "To them come first calls of Sales, then tasks of Sales that have waited 30 seconds.",
			"While they have calls, nothing of another channel comes.", "While they have chats and tasks alone, contacts of other channels may come too.", "By hand they may take chats of Sales.")
		if r := w.ask("/console/routing-profiles/none"); r.StatusCode != http.StatusNotFound {
			t.Errorf("of no profile: %d", r.StatusCode)
		}
	})
}

func sameProfile(a, b *center.RoutingProfile) bool {
	return a.ID == b.ID && a.Name == b.Name && a.Description == b.Description && a.DefaultOutboundQueueID == b.DefaultOutboundQueueID && a.Timer == b.Timer &&
		a.Media == b.Media && slices.Equal(a.Queues, b.Queues) && slices.Equal(a.ManualQueues, b.ManualQueues)
}

// Of two who edit the same profile the second is told, and overwrites nothing
// unless told to.
func TestConsole_RoutingProfileEditedByTwo(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, s *site) {
		w := editor(s, profileView, profileEdit)
		old, _ := w.tenant.Directory().Profiles.Get("basic")
		revision := strconv.FormatInt(old.Stamp.Revision, 10)
		first, second := profileValues(revision), profileValues(revision)
		first.Set("name", "Of the first")
		second.Set("name", "Of the second")
		if r := w.send("/console/routing-profiles/basic", first); r.StatusCode != http.StatusSeeOther {
			t.Fatalf("the first: %d", r.StatusCode)
		}
		r := w.send("/console/routing-profiles/basic", second)
		page := w.text(r)
		if r.StatusCode != http.StatusConflict || !strings.Contains(page, "Somebody else changed this profile meanwhile.") ||
			!strings.Contains(page, "as Of the first.") || !strings.Contains(page, `value="Of the second"`) {
			t.Errorf("the second: %d %s", r.StatusCode, page)
		}
		p, _ := w.tenant.Directory().Profiles.Get("basic")
		if p.Name != "Of the first" {
			t.Errorf("the profile is called %s", p.Name)
		}
		told := strconv.FormatInt(p.Stamp.Revision, 10)
		if !strings.Contains(page, `name="revision" value="`+told+`"`) {
			t.Errorf("who was told cannot save: %s", page)
		}
		second.Set("revision", told)
		if r := w.send("/console/routing-profiles/basic", second); r.StatusCode != http.StatusSeeOther {
			t.Errorf("the second, told: %d", r.StatusCode)
		}
	})
}

func TestConsole_RoutingProfileErrorsStandAtTheirFields(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, s *site) {
		w := editor(s, profileView, profileEdit, profileCreate)
		old, _ := w.tenant.Directory().Profiles.Get("basic")
		for name, c := range map[string]struct {
			field  string
			values []string
			wrong  string // id of the message
			text   string
		}{
			"no name":                   {"name", []string{" "}, "name", "Give something here."},
			"a long name":               {"name", []string{strings.Repeat("x", 128)}, "name", "Give 1 to 127 characters, not 128."},
			"no text":                   {"description", []string{"\xff"}, "description", "This is no text."},
			"two calls at once":         {"concurrency-VOICE", []string{"2"}, "concurrency-VOICE", "Give a whole number from 0 to 1."},
			"11 chats":                  {"concurrency-CHAT", []string{"11"}, "concurrency-CHAT", "Give a whole number from 0 to 10."},
			"not a number":              {"concurrency-TASK", []string{"many"}, "concurrency-TASK", "Give a whole number from 0 to 10."},
			"priority 0":                {"priority", []string{"1", "0"}, "priority-1", "Give a whole number from 1 to 99."},
			"a delay of hours":          {"delay", []string{"10000", "0"}, "delay-0", "Give a whole number from 0 to 9999."},
			"no delay for the last":     {"delay", []string{"0"}, "delay-1", "Give a whole number from 0 to 9999."},
			"no queue":                  {"queue", []string{"sales", ""}, "queue-1", "Choose a queue."},
			"the same pair":             {"channel", []string{"TASK", "TASK"}, "queue-1", "This queue and channel stand above already."},
			"no such channel":           {"manual-channel", []string{"FAX"}, "manual-queue-0", "Choose a channel."},
			"no timer":                  {"timer", nil, "timer", "Choose one."},
			"no queue of outbound":      {"outbound", nil, "outbound", "Choose a queue."},
			"a queue that is not there": {"queue", []string{"sales", "gone"}, "", "The queue &#34;gone&#34; was not found."},
		} {
			values := profileValues(strconv.FormatInt(old.Stamp.Revision, 10))
			values[c.field] = c.values
			r := w.send("/console/routing-profiles/basic", values)
			page := w.text(r)
			if r.StatusCode != http.StatusBadRequest || c.wrong != "" && !strings.Contains(page, `id="`+c.wrong+`-wrong">`+c.text) || !strings.Contains(page, c.text) {
				t.Errorf("%s: %d, want %q at %s in %s", name, r.StatusCode, c.text, c.wrong, page)
			}
		}
		if now, _ := w.tenant.Directory().Profiles.Get("basic"); now != old {
			t.Error("a form with errors changed the profile")
		}
		values := profileValues("0")
		r := w.send("/console/routing-profiles/new", values)
		if page := w.text(r); r.StatusCode != http.StatusBadRequest || !strings.Contains(page, `id="name-wrong">This name is used already.`) {
			t.Errorf("a name that is used: %d %s", r.StatusCode, page)
		}
	})
}

func TestConsole_RoutingProfilesComeAndGo(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, s *site) {
		w := editor(s, profileView, profileCreate, profileEdit, profileDelete)
		w.has("the form", "/console/routing-profiles/new", "<h1>New routing profile</h1>")
		values := profileValues("0")
		values.Set("name", "Another")
		r := w.send("/console/routing-profiles/new", values)
		address := strings.TrimSuffix(r.Header.Get("Location"), "?done")
		w.has("made", address, "<h1>Another</h1>")
		if r := w.send("/console/routing-profiles/basic/delete", nil); r.StatusCode != http.StatusBadRequest || !strings.Contains(w.text(r), "is used by a user") {
			t.Errorf("deleted while users have it: %d", r.StatusCode) // R5.1
		}
		if r := w.send(address+"/delete", nil); r.StatusCode != http.StatusSeeOther {
			t.Errorf("deleted: %d", r.StatusCode)
		}
		if r := w.ask(address); r.StatusCode != http.StatusNotFound {
			t.Errorf("afterwards: %d", r.StatusCode)
		}
		if r := w.send(address, values); r.StatusCode != http.StatusNotFound {
			t.Errorf("saved afterwards: %d", r.StatusCode)
		}
	})
}

func TestConsole_RoutingProfilePermissions(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, s *site) {
		w := editor(s, profileView)
		old, _ := w.tenant.Directory().Profiles.Get("basic")
		page := w.has("to see", "/console/routing-profiles/basic", "<fieldset class=\"plain\" disabled>")
		if strings.Contains(page, "Save</button>") || strings.Contains(page, "Delete</button>") {
			t.Error("controls are there for one who may not use them")
		}
		if strings.Contains(w.has("to see", "/console/routing-profiles"), "New routing profile") {
			t.Error("the list offers what is not allowed")
		}
		for _, path := range []string{"/console/routing-profiles/basic", "/console/routing-profiles/new", "/console/routing-profiles/basic/delete"} {
			if r := w.send(path, profileValues("1")); r.StatusCode != http.StatusForbidden {
				t.Errorf("%s: %d", path, r.StatusCode)
			}
		}
		w.secure("agent")
		for _, path := range []string{"/console/routing-profiles", "/console/routing-profiles/basic", "/console/routing-profiles/new"} {
			if r := w.ask(path); r.StatusCode != http.StatusForbidden {
				t.Errorf("%s of one who may not see it: %d", path, r.StatusCode)
			}
		}
		if r := w.send("/console/routing-profiles/preview", profileValues("1")); r.StatusCode != http.StatusForbidden {
			t.Errorf("preview: %d", r.StatusCode)
		}
		if now, _ := w.tenant.Directory().Profiles.Get("basic"); now != old {
			t.Error("the profile was changed without permission")
		}
	})
}

func TestConsole_PreviewsRoutingProfiles(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, s *site) {
		w := editor(s, profileView)
		values := profileValues("1")
		values.Set("concurrency-VOICE", "0")
		said := w.text(w.send("/console/routing-profiles/preview", values))
		for _, want := range []string{"Agents have at most 2 chats and 3 tasks at once.", "Never calls of Sales: the profile has no room for the channel.", "To them come tasks of Sales that have waited 30 seconds."} {
			if !strings.Contains(said, want) {
				t.Errorf("the preview lacks %q: %s", want, said)
			}
		}
		values.Set("priority", "x")
		if said := w.text(w.send("/console/routing-profiles/preview", values)); !strings.Contains(said, "Some fields cannot be saved like this") {
			t.Errorf("of a form with errors: %s", said)
		}
	})
}
