package web

import (
	"fmt"
	"math"
	"net/http"
	"slices"
	"strings"

	"github.com/google/uuid"

	"strowger/internal/center"
	"strowger/internal/routing"
)

// The permissions for queues, by the API's names.
const (
	queueViewing   = "Queues.View"
	queueCreating  = "Queues.Create"
	queueEditing   = "Queues.Edit"
	queueSwitching = "Queues.EnableAndDisable"
	queueDeleting  = "Queues.Delete"
)

func (c *Console) queueRoutes() map[string]http.HandlerFunc {
	one := queuesPath + "/{QueueId}"
	return map[string]http.HandlerFunc{
		"GET " + queuesPath:           c.allow(c.listQueues, queueViewing),
		"GET " + queuesPath + "/new":  c.allow(c.newQueue, queueCreating),
		"POST " + queuesPath + "/new": c.allow(c.createQueue, queueCreating),
		"GET " + one:                  c.allow(c.showQueue, queueViewing, ConsolePermission),
		"POST " + one:                 c.allow(c.saveQueue, queueEditing),
		"POST " + one + "/status":     c.allow(c.switchQueue, queueSwitching),
		"POST " + one + "/delete":     c.allow(c.deleteQueue, queueDeleting),
	}
}

// queueRow is one queue of the list.
type queueRow struct {
	ID, Name, Description, Hours, HoursID string
	Limit                                 string
	Disabled                              bool
	QuickConnects                         int
}

// listQueues lists the standard queues.
func (c *Console) listQueues(v *visit) {
	search := newNameSearch(v)
	var rows []queueRow
	for q := range v.d.Queues.All() {
		if !search.matches(q.Name, q.Description) {
			continue
		}
		row := queueRow{ID: string(q.ID), Name: q.Name, Description: q.Description, HoursID: string(q.HoursID), Disabled: q.Disabled, QuickConnects: len(q.QuickConnects)}
		if q.MaxContacts != center.NoMaxContacts {
			row.Limit = fmt.Sprint(q.MaxContacts)
		}
		if h, ok := v.d.Hours.Get(row.HoursID); ok {
			row.Hours = h.Name
		}
		rows = append(rows, row)
	}
	sortByName(rows, func(r queueRow) string { return r.Name })
	c.show(v, http.StatusOK, page{name: "queues", Title: "Queues", Body: listView{Search: search, Rows: rows, MayCreate: v.can(queueCreating)}})
}

// queueForm are the settings of a queue.
type queueForm struct {
	settings
	Name, Description, MaxContacts input
	Hours                          choice
	QuickConnects                  choice
	Disabled                       bool
	MaySwitch                      bool
}

func queueFormOf(v *visit, q *center.Queue, f *form) *queueForm {
	limit := ""
	if q.MaxContacts != center.NoMaxContacts {
		limit = fmt.Sprint(q.MaxContacts)
	}
	out := &queueForm{
		settings: settings{ID: string(q.ID), Revision: q.Stamp.Revision, Problem: f.all, Here: queuesPath + "/" + string(q.ID),
			MayEdit: v.can(queueEditing), MayDelete: v.can(queueDeleting)},
		Name: f.textInput("name", "Name", q.Name), Description: f.textInput("description", "Description", q.Description),
		MaxContacts: f.textInput("max", "Most contacts that wait", limit), Disabled: q.Disabled, MaySwitch: v.can(queueSwitching),
		Hours: choice{Name: "hours", Label: "Hours of operation", Wrong: f.wrong["hours"],
			Options: options(&v.d.Hours, func(h *center.HoursOfOperation) string { return h.Name }, string(q.HoursID))},
		QuickConnects: choice{Name: "quick-connect", Label: "Quick connects that agents of the queue see"},
	}
	out.MaxContacts.Hint, out.MaxContacts.Number = "Empty: any number.", true
	for x := range v.d.QuickConnects.All() {
		out.QuickConnects.Options = append(out.QuickConnects.Options, option{Value: string(x.ID), Name: x.Name, Chosen: slices.Contains(q.QuickConnects, x.ID)})
	}
	sortOptions(out.QuickConnects.Options)
	if q.ID == "" {
		out.MayEdit, out.MayDelete, out.MaySwitch = v.can(queueCreating), false, false
	}
	return out
}

// readQueue reads the form into the queue.
func (c *Console) readQueue(f *form, q *center.Queue) {
	q.Name, q.Description = f.text("name", 1, maxNameLength), f.text("description", 0, maxTextLength)
	if q.HoursID = center.HoursID(f.values.Get("hours")); q.HoursID == "" {
		f.blame("hours", "Choose hours.")
	}
	q.MaxContacts = center.NoMaxContacts
	if limit := strings.TrimSpace(f.values.Get("max")); limit != "" {
		most := math.MaxInt32
		if sum := c.allContacts(); sum > 0 { // R5.12
			most = sum - 1
		}
		q.MaxContacts = int32(f.whole("max", limit, 0, most))
	}
	q.QuickConnects = nil
	for _, id := range f.values["quick-connect"] {
		if x := center.QuickConnectID(id); !slices.Contains(q.QuickConnects, x) {
			q.QuickConnects = append(q.QuickConnects, x)
		}
	}
	slices.Sort(q.QuickConnects)
}

// allContacts is the sum of the quotas of contacts, 0 for none.
func (c *Console) allContacts() int {
	if c.options.Quotas == nil {
		return 0
	}
	return c.options.Quotas.AllContacts()
}

func (c *Console) newQueue(v *visit) {
	c.writeQueue(v, http.StatusOK, queueFormOf(v, &center.Queue{MaxContacts: center.NoMaxContacts}, &form{}), nil)
}

// createQueue makes a queue, which is open to contacts.
func (c *Console) createQueue(v *visit) {
	f, q := readForm(v), &center.Queue{ID: center.QueueID(uuid.NewString())}
	c.readQueue(f, q)
	if f.ok() {
		if saved, _ := c.save(v.r.Context(), v.instance, f, c.put(q, 0)); saved {
			v.goTo(queuesPath + "/" + string(q.ID))
			return
		}
	}
	q.ID = ""
	c.writeQueue(v, http.StatusBadRequest, queueFormOf(v, q, f), nil)
}

// saveQueue saves the settings of a queue.
func (c *Console) saveQueue(v *visit) {
	old, ok := v.d.Queues.Get(v.r.PathValue("QueueId"))
	if !ok {
		c.missing(v, "queue")
		return
	}
	f, q := readForm(v), *old
	c.readQueue(f, &q)
	status, stale := http.StatusBadRequest, false
	if f.ok() {
		var saved bool
		if saved, stale = c.save(v.r.Context(), v.instance, f, c.put(&q, f.revision())); saved {
			v.goTo(queuesPath + "/" + string(q.ID))
			return
		}
	}
	q.Stamp.Revision = f.revision()
	if stale {
		status, q.Stamp.Revision = http.StatusConflict, old.Stamp.Revision
	}
	view := queueFormOf(v, &q, f)
	view.Stale = stale
	c.writeQueue(v, status, view, old)
}

// switchQueue closes a queue to new contacts, or opens it (R5.7).
func (c *Console) switchQueue(v *visit) {
	old, ok := v.d.Queues.Get(v.r.PathValue("QueueId"))
	if !ok {
		c.missing(v, "queue")
		return
	}
	f, q := readForm(v), *old
	switch status := f.values.Get("status"); {
	case f.ok() && status == "disabled":
		q.Disabled = true
	case f.ok() && status == "enabled":
		q.Disabled = false
	default:
		c.say(v, http.StatusBadRequest, "Not saved", "The request does not say whether the queue is to be open.")
		return
	}
	if saved, _ := c.save(v.r.Context(), v.instance, f, c.put(&q, old.Stamp.Revision)); !saved {
		c.say(v, http.StatusConflict, "Not saved", "Somebody else changed the queue just now; try again.")
		return
	}
	v.goTo(queuesPath + "/" + string(q.ID))
}

// deleteQueue removes a queue that nothing refers to and nobody waits in (R5.1).
func (c *Console) deleteQueue(v *visit) {
	c.remove(v, routing.Remove{Kind: center.KindQueue, ID: v.r.PathValue("QueueId")}, queuesPath)
}

// writeQueue shows a form; saved is the queue as it is, nil for a new one.
func (c *Console) writeQueue(v *visit, status int, form *queueForm, saved *center.Queue) {
	title := "New queue"
	if saved != nil {
		title = saved.Name
	}
	c.show(v, status, page{name: "queue", Title: title, Script: "live.js", Body: queueView{Settings: form}})
}
