package web

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/google/uuid"

	"strowger/internal/center"
	"strowger/internal/routing"
)

// The permissions for hours of operation, by the API's names.
const (
	hoursViewing  = "HoursOfOperation.View"
	hoursCreating = "HoursOfOperation.Create"
	hoursEditing  = "HoursOfOperation.Edit"
	hoursDeleting = "HoursOfOperation.Delete"
)

func (c *Console) hoursRoutes() map[string]http.HandlerFunc {
	one := hoursPath + "/{HoursOfOperationId}"
	return map[string]http.HandlerFunc{
		"GET " + hoursPath:           c.allow(c.listHours, hoursViewing),
		"GET " + hoursPath + "/new":  c.allow(c.newHours, hoursCreating),
		"POST " + hoursPath + "/new": c.allow(c.createHours, hoursCreating),
		"GET " + one:                 c.allow(c.showHours, hoursViewing),
		"POST " + one:                c.allow(c.saveHours, hoursEditing),
		"POST " + one + "/delete":    c.allow(c.deleteHours, hoursDeleting),
	}
}

// hoursRow is one of the list.
type hoursRow struct {
	ID, Name, Description, Zone string
	Open                        bool // now
	Overrides                   int
}

func (c *Console) listHours(v *visit) {
	search := newNameSearch(v)
	var rows []hoursRow
	for h := range v.d.Hours.All() {
		if search.matches(h.Name, h.Description, h.TimeZone) {
			rows = append(rows, hoursRow{string(h.ID), h.Name, h.Description, h.TimeZone, v.d.Opening(h).Open(center.At(time.Now())), len(h.Overrides)})
		}
	}
	sortByName(rows, func(r hoursRow) string { return r.Name })
	c.show(v, http.StatusOK, page{name: "hours_list", Title: "Hours of operation", Body: listView{Search: search, Rows: rows, MayCreate: v.can(hoursCreating)}})
}

// hoursForm is the page of hours of operation.
type hoursForm struct {
	settings
	Name, Description, Zone input
	Periods                 []periodFields
	Blank                   periodFields
	Week                    *weekDrawing
	Overrides               []overrideRow
}

// periodFields are those of one row of the week.
type periodFields struct {
	Day        choice
	Start, End input
}

// overrideRow is one override, own or of a parent.
type overrideRow struct{ Name, Kind, Dates, Times, Of string }

var overrideKinds = map[center.OverrideKind]string{center.OverrideClosed: "closed", center.OverrideOpen: "open", center.OverrideStandard: "these hours alone"}

func hoursFormOf(v *visit, h *center.HoursOfOperation, f *form) hoursForm {
	out := hoursForm{
		settings: settings{ID: string(h.ID), Revision: h.Stamp.Revision, Problem: f.all, Here: hoursPath + "/" + string(h.ID),
			MayEdit: v.can(hoursEditing), MayDelete: v.can(hoursDeleting)},
		Name: f.textInput("name", "Name", h.Name), Description: f.textInput("description", "Description", h.Description), Zone: f.textInput("zone", "Time zone", h.TimeZone),
		Blank: periodRow(-1, center.Period{Day: time.Monday, Start: 9 * 60, End: 17 * 60}, &form{}),
	}
	out.Zone.Hint = "As in Europe/Berlin."
	if h.ID == "" {
		out.MayEdit, out.MayDelete = v.can(hoursCreating), false
	}
	for i, p := range h.Periods {
		out.Periods = append(out.Periods, periodRow(i, p, f))
	}
	if saved, ok := v.d.Hours.Get(string(h.ID)); ok {
		out.Week = drawWeek(v.d, saved, time.Now())
		out.Overrides = overrideRows(saved, "")
		for _, id := range saved.Parents {
			if parent, ok := v.d.Hours.Get(string(id)); ok {
				out.Overrides = append(out.Overrides, overrideRows(parent, parent.Name)...)
			}
		}
	}
	return out
}

func periodRow(row int, p center.Period, f *form) periodFields {
	at, label := fmt.Sprint(row), fmt.Sprintf("Row %d: ", row+1)
	if row < 0 {
		at, label = "new", "New row: "
	}
	field := func(name, what, saved string) input {
		value := saved
		if row >= 0 {
			if sent := f.values[name]; row < len(sent) {
				value = sent[row]
			}
		}
		return input{Name: name, ID: name + "-" + at, Label: label + what, Bare: true, Value: value, Wrong: f.wrong[name+"-"+at]}
	}
	out := periodFields{Day: choice{Name: "day", ID: "day-" + at, Label: label + "day", Bare: true},
		Start: field("start", "opens at", clockTime(p.Start)), End: field("end", "closes at", clockTime(p.End))}
	for i := range 7 {
		day := (time.Monday + time.Weekday(i)) % 7
		out.Day.Options = append(out.Day.Options, option{Value: fmt.Sprint(int(day)), Name: day.String(), Chosen: day == p.Day})
	}
	return out
}

// clockTime writes minutes of a day as 09:30.
func clockTime(minutes int) string { return fmt.Sprintf("%02d:%02d", minutes/60, minutes%60) }

func overrideRows(h *center.HoursOfOperation, of string) []overrideRow {
	var rows []overrideRow
	for i := range h.Overrides {
		o := &h.Overrides[i]
		row := overrideRow{Name: o.Name, Kind: overrideKinds[o.Kind], Dates: o.From.String(), Of: of}
		if o.Till != o.From {
			row.Dates += " to " + o.Till.String()
		}
		if r := o.Recurrence; r != nil {
			unit := map[center.Frequency]string{center.Weekly: "week", center.Monthly: "month", center.Yearly: "year"}[r.Frequency]
			row.Dates += ", every " + unit
			if r.Interval > 1 {
				row.Dates = strings.TrimSuffix(row.Dates, unit) + fmt.Sprint(r.Interval) + " " + unit + "s"
			}
		}
		var times []string
		for _, t := range o.Rows {
			day := t.Day.String() + " "
			if t.Daily {
				day = ""
			}
			times = append(times, day+clockTime(t.Start)+" to "+clockTime(t.End))
		}
		row.Times = strings.Join(times, ", ")
		if row.Times == "" {
			row.Times = "all day"
		}
		rows = append(rows, row)
	}
	return rows
}

// readHours reads the form into the hours; overrides and parents stay.
func readHours(f *form, h *center.HoursOfOperation) {
	h.Name, h.Description, h.TimeZone = f.text("name", 1, maxNameLength), f.text("description", 0, maxTextLength), f.text("zone", 1, maxNameLength)
	if _, err := time.LoadLocation(h.TimeZone); err != nil || h.TimeZone == "Local" {
		f.blame("zone", "There is no such time zone.")
	}
	h.Periods = nil
	for i := range f.values["day"] {
		at := fmt.Sprint(i)
		h.Periods = append(h.Periods, center.Period{Day: time.Weekday(f.whole("start-"+at, f.column("day", i), 0, 6)),
			Start: f.timeOfDay("start-"+at, f.column("start", i)), End: f.timeOfDay("end-"+at, f.column("end", i))})
	}
	if len(h.Periods) > maxPeriods {
		f.all = fmt.Sprintf("Hours have at most %d rows.", maxPeriods)
	}
}

// maxPeriods is how many rows a form may have.
const maxPeriods = 100

// timeOfDay reads a time such as 09:30, in minutes.
func (f *form) timeOfDay(field, value string) int {
	at, err := time.Parse("15:04", strings.TrimSpace(value))
	if err != nil {
		f.blame(field, "Give a time from 00:00 to 23:59.")
		return 0
	}
	return 60*at.Hour() + at.Minute()
}

func (c *Console) showHours(v *visit) {
	h, ok := v.d.Hours.Get(v.r.PathValue("HoursOfOperationId"))
	if !ok {
		c.missing(v, "hours of operation")
		return
	}
	c.writeHours(v, http.StatusOK, hoursFormOf(v, h, &form{}), h.Name)
}

func (c *Console) newHours(v *visit) {
	h := &center.HoursOfOperation{TimeZone: "UTC"}
	for day := time.Monday; day <= time.Friday; day++ {
		h.Periods = append(h.Periods, center.Period{Day: day, Start: 9 * 60, End: 17 * 60})
	}
	c.writeHours(v, http.StatusOK, hoursFormOf(v, h, &form{}), newHoursTitle)
}

const newHoursTitle = "New hours of operation"

func (c *Console) createHours(v *visit) {
	f, h := readForm(v), &center.HoursOfOperation{ID: center.HoursID(uuid.NewString())}
	readHours(f, h)
	if f.ok() {
		if saved, _ := c.save(v.r.Context(), v.instance, f, c.put(h, 0)); saved {
			v.goTo(hoursPath + "/" + string(h.ID))
			return
		}
	}
	h.ID = ""
	c.writeHours(v, http.StatusBadRequest, hoursFormOf(v, h, f), newHoursTitle)
}

// saveHours saves the week; overrides and parents stay as they are.
func (c *Console) saveHours(v *visit) {
	old, ok := v.d.Hours.Get(v.r.PathValue("HoursOfOperationId"))
	if !ok {
		c.missing(v, "hours of operation")
		return
	}
	f, h := readForm(v), *old
	readHours(f, &h)
	status, stale := http.StatusBadRequest, false
	if f.ok() {
		var saved bool
		if saved, stale = c.save(v.r.Context(), v.instance, f, c.put(&h, f.revision())); saved {
			v.goTo(hoursPath + "/" + string(h.ID))
			return
		}
	}
	h.Stamp.Revision = f.revision()
	if stale {
		status, h.Stamp.Revision = http.StatusConflict, old.Stamp.Revision
	}
	view := hoursFormOf(v, &h, f)
	view.Stale = stale
	c.writeHours(v, status, view, old.Name)
}

func (c *Console) deleteHours(v *visit) {
	c.remove(v, routing.Remove{Kind: center.KindHours, ID: v.r.PathValue("HoursOfOperationId")}, hoursPath)
}

func (c *Console) writeHours(v *visit, status int, form hoursForm, title string) {
	c.show(v, status, page{name: "hours", Title: title, Script: "hours.js", Body: form})
}
