package web

import (
	"cmp"
	"net/http"
	"net/url"
	"strings"
	"time"

	"strowger/internal/center"
	"strowger/internal/routing"
)

// What a search shows and what it looks at. Where it has looked at so many it
// ends, and goes on when asked.
const (
	maxFound   = 50
	maxScanned = 20_000
	scanPage   = 500
)

// searchDays is how far back a search looks that names no time.
const searchDays = 7

// contactStates are what a search may ask for, in the order in which they stand.
var contactStates = []struct {
	key, name string
	has       func(*center.Contact) bool
}{
	{"flow", "in its flow", func(c *center.Contact) bool {
		return c.State == center.InFlow || c.State == center.Dialing && c.AgentID == ""
	}},
	{"scheduled", "scheduled", func(c *center.Contact) bool { return c.State == center.Scheduled }},
	{"waiting", "waiting", func(c *center.Contact) bool { return c.State == center.Waiting }},
	{"ringing", "ringing", func(c *center.Contact) bool { return c.State == center.Offered }},
	{"connected", "with an agent", func(c *center.Contact) bool {
		return c.State == center.Connected || c.State == center.Dialing && c.AgentID != ""
	}},
	{"paused", "paused", func(c *center.Contact) bool { return c.State == center.Paused || c.AgentState == center.AgentPaused }},
	{"wrap-up", "after-contact work", func(c *center.Contact) bool { return c.State == center.Ended && c.AgentState == center.AgentEnded }},
	{"over", "over", func(c *center.Contact) bool { return c.State == center.Ended && c.AgentState != center.AgentEnded }},
}

// contactSearch is what a search asks for; what is empty matches all.
type contactSearch struct {
	text    string // in the name or the address
	state   int    // of contactStates; -1: any
	queue   center.QueueID
	agent   center.UserID
	channel string
	from    center.Instant
	till    center.Instant // 0: now
	before  center.ContactID
}

// contactRow is one contact that was found.
type contactRow struct {
	ID, Name, Channel, State, Queue, Agent string
	Began                                  time.Time
	Waited                                 string
}

// contactsView is the page of the search.
type contactsView struct {
	ID, Text, From, Till         input
	State, Queue, Agent, Channel choice
	Rows                         []contactRow
	Next                         string // address of what follows; empty: nothing does
	Scanned                      bool   // the search ended because it had looked at enough
}

// searchContacts finds contacts, live and finished, the last begun first.
func (c *Console) searchContacts(v *visit) {
	query := v.r.URL.Query()
	if id := strings.TrimSpace(query.Get("id")); id != "" {
		c.openContact(v, center.ContactID(id))
		return
	}
	f := &form{values: query, wrong: map[string]string{}}
	s := readContactSearch(f, time.Now())
	view := contactsViewOf(v, f, s)
	status := http.StatusOK
	if f.ok() {
		if !c.findContacts(v, s, &view) {
			c.unavailable(v)
			return
		}
	} else {
		status = http.StatusBadRequest
	}
	c.show(v, status, page{name: "contacts", Title: "Contacts", Body: view})
}

// openContact leads to the page of a contact.
func (c *Console) openContact(v *visit, id center.ContactID) {
	switch _, err := v.instance.Contact(v.r.Context(), id); {
	case center.IsMissing(err):
		f := &form{values: v.r.URL.Query(), wrong: map[string]string{"id": "There is no contact with this id."}}
		c.show(v, http.StatusNotFound, page{name: "contacts", Title: "Contacts", Body: contactsViewOf(v, f, readContactSearch(f, time.Now()))})
	case err != nil:
		c.unavailable(v)
	default:
		http.Redirect(v.w, v.r, contactsPath+"/"+url.PathEscape(string(id)), http.StatusSeeOther)
	}
}

// minuteForm is what a browser sends of a date and a time.
const minuteForm = "2006-01-02T15:04"

func readContactSearch(f *form, now time.Time) contactSearch {
	s := contactSearch{
		text: f.text("text", 0, maxTextLength), state: -1, channel: f.values.Get("channel"),
		queue: center.QueueID(f.values.Get("queue")), agent: center.UserID(f.values.Get("agent")), before: center.ContactID(f.values.Get("before")),
	}
	for i := range contactStates {
		if contactStates[i].key == f.values.Get("state") {
			s.state = i
		}
	}
	s.from = f.moment("from", center.At(now.Add(-searchDays*24*time.Hour)))
	s.till = f.moment("till", 0)
	if s.till != 0 {
		s.till = s.till.Add(time.Minute) // the minute that is named belongs to it
		if s.till <= s.from {
			f.blame("till", "This is before the beginning.")
		}
	}
	return s
}

// moment reads a date and a time in UTC.
func (f *form) moment(field string, absent center.Instant) center.Instant {
	value := strings.TrimSpace(f.values.Get(field))
	if value == "" {
		return absent
	}
	at, err := time.Parse(minuteForm, value)
	if err != nil {
		f.blame(field, "Give a date and a time, such as 2026-03-01T09:00.")
		return absent
	}
	return center.At(at)
}

func (s *contactSearch) has(c *center.Contact) bool {
	return (s.state < 0 || contactStates[s.state].has(c)) && (s.queue == "" || c.Target.QueueID == s.queue) && (s.agent == "" || c.AgentID == s.agent) &&
		(s.channel == "" || c.Channel.String() == s.channel) &&
		(s.text == "" || strings.Contains(strings.ToLower(c.Name+"\n"+c.Customer.DisplayName+"\n"+c.Endpoint.Address), strings.ToLower(s.text)))
}

// findContacts fills in what was found. It reports false where the store does not
// answer.
func (c *Console) findContacts(v *visit, s contactSearch, view *contactsView) bool {
	select {
	case c.looking <- struct{}{}:
		defer func() { <-c.looking }()
	case <-v.r.Context().Done():
		return false
	}
	names := directoryNames(v.d)
	before, more := s.before, true
	for scanned := 0; more && len(view.Rows) < maxFound; scanned += scanPage {
		if scanned >= maxScanned {
			view.Scanned = true
			break
		}
		contacts, err := v.instance.Contacts(v.r.Context(), before, s.from, s.till, scanPage)
		if err != nil {
			return false
		}
		more = len(contacts) == scanPage
		for i, contact := range contacts {
			before = contact.ID
			if !s.has(contact) {
				continue
			}
			view.Rows = append(view.Rows, contactRowOf(contact, names))
			if len(view.Rows) == maxFound {
				more = more || i < len(contacts)-1
				break
			}
		}
	}
	if more {
		next := v.r.URL.Query()
		next.Set("before", string(before))
		view.Next = contactsPath + "?" + next.Encode()
	}
	return true
}

func contactRowOf(c *center.Contact, names routing.Names) contactRow {
	row := contactRow{ID: string(c.ID), Name: cmp.Or(contactName(c), channelNames[c.Channel]), Channel: channelNames[c.Channel], Began: c.Begin().Time()}
	for i := range contactStates {
		if contactStates[i].has(c) {
			row.State = contactStates[i].name
			break
		}
	}
	if c.Target != (center.FlowTarget{}) {
		row.Queue = names.Queue(c.Target)
	}
	if c.AgentID != "" {
		row.Agent = names.Agent(c.AgentID)
	}
	if d := c.QueueDuration(); d > 0 {
		row.Waited = d.Round(time.Second).String()
	}
	return row
}

// contactsViewOf fills the form as it was sent.
func contactsViewOf(v *visit, f *form, s contactSearch) contactsView {
	field := func(name, label, kind string) input {
		return input{Name: name, Label: label, Type: kind, Value: f.values.Get(name), Wrong: f.wrong[name]}
	}
	view := contactsView{
		ID: field("id", "Contact id", ""), Text: field("text", "Name or address", ""), From: field("from", "From, UTC", "datetime-local"), Till: field("till", "Till, UTC", "datetime-local"),
		State:   choice{Name: "state", Label: "State", Options: anyOf(nil, s.state < 0)},
		Channel: choice{Name: "channel", Label: "Channel", Options: anyOf(channelOptions(s.channel), s.channel == "")},
		Queue:   choice{Name: "queue", Label: "Queue", Options: anyOf(options(&v.d.Queues, func(q *center.Queue) string { return q.Name }, string(s.queue)), s.queue == "")},
		Agent:   choice{Name: "agent", Label: "Agent", Options: anyOf(options(&v.d.Users, displayName, string(s.agent)), s.agent == "")},
	}
	for i, state := range contactStates {
		view.State.Options = append(view.State.Options, option{Value: state.key, Name: state.name, Chosen: i == s.state})
	}
	return view
}

// anyOf puts the choice of any before others, in the place of the one that asks
// to choose.
func anyOf(all []option, chosen bool) []option {
	if len(all) > 0 && all[0].Value == "" {
		all = all[1:]
	}
	return append([]option{{Name: "any", Chosen: chosen}}, all...)
}
