package web

import (
	"fmt"
	"strings"
	"time"

	"strowger/internal/center"
)

// Measures of the drawing of a week, in units of its viewBox: a minute is a unit
// wide.
const (
	weekLeft   = 190
	weekRow    = 60
	weekTop    = 44
	weekMinute = 1
	dayMinutes = 24 * 60
)

// weekDrawing is the coming week of hours of operation, overrides included.
type weekDrawing struct {
	Width, Height int
	Hours         []weekMark // lines at full hours
	Days          []weekDay
	Now           int // where the first day stands, in minutes from the left
	Text          string
}

// weekMark is a vertical line with the hour above it.
type weekMark struct {
	X    int
	Name string
}

// weekDay is one row.
type weekDay struct {
	Y         int
	Name      string
	Open      []weekBar
	Overrides string
	Text      string // for those who do not see it
}

// weekBar is a time at which it is open.
type weekBar struct{ X, Width int }

// drawWeek draws seven days from now on, as the time zone of the hours has it.
func drawWeek(d *center.Directory, h *center.HoursOfOperation, now time.Time) *weekDrawing {
	zone, err := time.LoadLocation(h.TimeZone)
	if err != nil {
		return nil
	}
	here := now.In(zone)
	today := center.DateOf(here.Date())
	opening := d.Opening(h)
	out := &weekDrawing{Width: weekLeft + dayMinutes*weekMinute + 30, Height: weekTop + 7*weekRow, Now: weekLeft + 60*here.Hour() + here.Minute()}
	for hour := 0; hour <= 24; hour += 3 {
		out.Hours = append(out.Hours, weekMark{weekLeft + 60*hour, fmt.Sprintf("%d:00", hour)})
	}
	for i := range center.Date(7) {
		date := today + i
		_, month, day := date.Civil()
		row := weekDay{Y: weekTop + int(i)*weekRow, Name: fmt.Sprintf("%s %d %s", date.Weekday().String()[:3], day, month.String()[:3])}
		var times []string
		for _, t := range opening.On(date) {
			row.Open = append(row.Open, weekBar{weekLeft + t.Start*weekMinute, (t.End - t.Start) * weekMinute})
			times = append(times, clockTime(t.Start)+" to "+clockTime(t.End))
		}
		if len(times) == 0 {
			times = []string{"closed"}
		}
		var names []string
		for _, o := range opening.OverridesOn(date) {
			if len(names) == 0 || names[len(names)-1] != o.Name {
				names = append(names, o.Name)
			}
		}
		row.Overrides = strings.Join(names, ", ")
		row.Text = row.Name + ": " + strings.Join(times, ", ")
		if row.Overrides != "" {
			row.Text += " (" + row.Overrides + ")"
		}
		out.Days = append(out.Days, row)
	}
	return out
}
