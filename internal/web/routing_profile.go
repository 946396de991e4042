package web

import (
	"fmt"
	"net/http"
	"time"

	"github.com/google/uuid"

	"strowger/internal/center"
	"strowger/internal/routing"
)

// The permissions for routing profiles, by the API's names.
const (
	profileView   = "RoutingPolicies.View"
	profileCreate = "RoutingPolicies.Create"
	profileEdit   = "RoutingPolicies.Edit"
	profileDelete = "RoutingPolicies.Delete"
)

func (c *Console) profileRoutes() map[string]http.HandlerFunc {
	one := profilesPath + "/{RoutingProfileId}"
	return map[string]http.HandlerFunc{
		"GET " + profilesPath:               c.allow(c.listProfiles, profileView),
		"GET " + profilesPath + "/new":      c.allow(c.newProfile, profileCreate),
		"POST " + profilesPath + "/new":     c.allow(c.createProfile, profileCreate),
		"POST " + profilesPath + "/preview": c.allow(c.previewProfile, profileView, profileCreate),
		"GET " + one:                        c.allow(c.showProfile, profileView),
		"POST " + one:                       c.allow(c.saveProfile, profileEdit),
		"POST " + one + "/delete":           c.allow(c.deleteProfile, profileDelete),
	}
}

// profileRow is one routing profile of the list.
type profileRow struct {
	ID, Name, Description string
	Users, Pairs          int
	Channels              string
}

// listProfiles lists the routing profiles.
func (c *Console) listProfiles(v *visit) {
	search := newNameSearch(v)
	var rows []profileRow
	for p := range v.d.Profiles.All() {
		if search.matches(p.Name, p.Description) {
			rows = append(rows, profileRow{string(p.ID), p.Name, p.Description, v.d.ProfileUsers(p.ID), len(p.Queues), slotWords(p.Media)})
		}
	}
	sortByName(rows, func(r profileRow) string { return r.Name })
	c.show(v, http.StatusOK, page{name: "routing_profiles", Title: "Routing profiles", Body: listView{Search: search, Rows: rows, MayCreate: v.can(profileCreate)}})
}

// profileForm is the page of one routing profile, or of a new one.
type profileForm struct {
	ID                string // empty: a new one
	Revision          int64
	Problem           string // with the whole
	Stale             []string
	Name, Description input
	Media             []mediaFields
	Timer, Outbound   choice
	Pairs, Manual     []pairFields
	Blank             pairFields // a row to come
	Said              []string
	MayEdit           bool
	MayDelete         bool
}

// mediaFields are those of one channel.
type mediaFields struct {
	Channel     string
	Concurrency input
	Beside      choice
}

// pairFields are those of one row of queues.
type pairFields struct {
	Queue, Channel  choice
	Priority, Delay input
}

// showProfile shows a routing profile as a form.
func (c *Console) showProfile(v *visit) {
	p, ok := v.d.Profiles.Get(v.r.PathValue("RoutingProfileId"))
	if !ok {
		c.missing(v, "routing profile")
		return
	}
	c.writeProfile(v, http.StatusOK, p, &form{})
}

// newProfile shows the form of a new routing profile.
func (c *Console) newProfile(v *visit) {
	p := &center.RoutingProfile{Timer: center.SinceLastActivity}
	p.Media[center.Voice].Concurrency = 1
	c.writeProfile(v, http.StatusOK, p, &form{})
}

// saveProfile saves what the form says of a routing profile, all at once.
func (c *Console) saveProfile(v *visit) {
	old, ok := v.d.Profiles.Get(v.r.PathValue("RoutingProfileId"))
	if !ok {
		c.missing(v, "routing profile")
		return
	}
	f := readForm(v)
	p := *old
	readProfile(f, &p)
	if f.ok() {
		saved, stale := c.save(v.r.Context(), v.instance, f, c.put(&p, f.revision()))
		if saved {
			v.goTo(profilesPath + "/" + string(p.ID))
			return
		}
		if stale {
			c.writeStaleProfile(v, &p)
			return
		}
	}
	p.Stamp.Revision = f.revision()
	c.writeProfile(v, http.StatusBadRequest, &p, f)
}

// writeStaleProfile shows a form that came too late, and what is saved
// meanwhile. Saved again, it replaces that.
func (c *Console) writeStaleProfile(v *visit, mine *center.RoutingProfile) {
	d := v.instance.Directory()
	theirs, ok := d.Profiles.Get(string(mine.ID))
	if !ok {
		c.missing(v, "routing profile")
		return
	}
	mine.Stamp = theirs.Stamp
	view := profileFormOf(v, mine, &form{})
	view.Stale = append([]string{"Saved at " + clock(theirs.Stamp.Modified.Time()) + " as " + theirs.Name + "."}, profileWords(d, theirs)...)
	c.show(v, http.StatusConflict, page{name: "routing_profile", Title: mine.Name, Script: "profile.js", Body: view})
}

// createProfile makes a routing profile of the form.
func (c *Console) createProfile(v *visit) {
	f := readForm(v)
	p := &center.RoutingProfile{ID: center.RoutingProfileID(uuid.NewString())}
	readProfile(f, p)
	if f.ok() {
		if saved, _ := c.save(v.r.Context(), v.instance, f, c.put(p, 0)); saved {
			v.goTo(profilesPath + "/" + string(p.ID))
			return
		}
	}
	p.ID = ""
	c.writeProfile(v, http.StatusBadRequest, p, f)
}

// deleteProfile removes a routing profile that no user carries (R5.1).
func (c *Console) deleteProfile(v *visit) {
	c.remove(v, routing.Remove{Kind: center.KindRoutingProfile, ID: v.r.PathValue("RoutingProfileId")}, profilesPath)
}

// previewProfile says in words what a form means that is not saved.
func (c *Console) previewProfile(v *visit) {
	f := readForm(v)
	p := &center.RoutingProfile{}
	readProfile(f, p)
	said := profileWords(v.d, p)
	if !f.ok() {
		said = append(said, "Some fields cannot be saved like this; they are left out here.")
	}
	writeJSON(v.w, http.StatusOK, struct {
		Said []string `json:"said"`
	}{said})
}

func (c *Console) writeProfile(v *visit, status int, p *center.RoutingProfile, f *form) {
	title := "New routing profile"
	if p.ID != "" {
		title = p.Name
		if old, ok := v.d.Profiles.Get(string(p.ID)); ok {
			title = old.Name
		}
	}
	c.show(v, status, page{name: "routing_profile", Title: title, Script: "profile.js", Body: profileFormOf(v, p, f)})
}

// Limits of a routing profile, which are those of the API.
const (
	maxConcurrency = 10
	maxPriority    = 99
	maxDelay       = 9999
	maxNameLength  = 127
	maxTextLength  = 250
)

// readProfile reads the form into the profile.
func readProfile(f *form, p *center.RoutingProfile) {
	p.Name, p.Description = f.text("name", 1, maxNameLength), f.text("description", 1, maxTextLength)
	for ch := range center.Channel(center.Channels) {
		most := maxConcurrency
		if ch == center.Voice {
			most = 1
		}
		p.Media[ch] = center.MediaRule{Concurrency: f.whole("concurrency-"+ch.String(), f.values.Get("concurrency-"+ch.String()), 0, most),
			AnyChannel: f.values.Get("beside-"+ch.String()) == besideAny}
	}
	switch p.Timer = center.AvailabilityTimer(f.values.Get("timer")); p.Timer {
	case center.SinceLastActivity, center.SinceLastInbound:
	default:
		f.blame("timer", "Choose one.")
	}
	if p.DefaultOutboundQueueID = center.QueueID(f.values.Get("outbound")); p.DefaultOutboundQueueID == "" {
		f.blame("outbound", "Choose a queue.")
	}
	p.Queues, p.ManualQueues = nil, nil
	seen := map[center.QueueChannel]bool{}
	for i := range f.values["queue"] {
		pair := readPair(f, "", i, seen)
		at := fmt.Sprint(i)
		p.Queues = append(p.Queues, center.QueueConfig{QueueID: pair.QueueID, Channel: pair.Channel,
			Priority: f.whole("priority-"+at, f.column("priority", i), 1, maxPriority),
			Delay:    time.Duration(f.whole("delay-"+at, f.column("delay", i), 0, maxDelay)) * time.Second})
	}
	clear(seen)
	for i := range f.values["manual-queue"] {
		p.ManualQueues = append(p.ManualQueues, readPair(f, "manual-", i, seen))
	}
}

// readPair reads queue and channel of a row, each pair once (Q27).
func readPair(f *form, list string, row int, seen map[center.QueueChannel]bool) center.QueueChannel {
	field := fmt.Sprintf("%squeue-%d", list, row)
	ch, ok := center.ParseChannel(f.column(list+"channel", row))
	pair := center.QueueChannel{QueueID: center.QueueID(f.column(list+"queue", row)), Channel: ch}
	switch {
	case !ok:
		f.blame(field, "Choose a channel.")
	case pair.QueueID == "":
		f.blame(field, "Choose a queue.")
	case seen[pair]:
		f.blame(field, "This queue and channel stand above already.")
	}
	seen[pair] = true
	return pair
}
