package scenario

import (
	"slices"
	"strings"
	"time"

	"strowger/internal/center"
)

// hours reads a name, a time zone, and pairs of days and times such as
// mon-fri 09:00-17:00.
func (l *line) hours() deed {
	name := l.declareOne(someHours)
	hours := center.HoursOfOperation{ID: center.HoursID(name), Name: name, TimeZone: l.take("a time zone such as Europe/Berlin").text,
		Periods: l.periods()}
	return create([]string{name}, func(*center.Directory, string) center.Resource {
		h := hours
		return &h
	})
}

// override reads the hours, a name, what it does, its first and last date, and
// pairs of days and times.
func (l *line) override() deed {
	hours, name := l.one(someHours), l.take("a name for the override").text
	o := center.Override{ID: name, Name: name, Kind: choice(l, l.take("what the override does"), map[string]center.OverrideKind{
		"closed": center.OverrideClosed, "open": center.OverrideOpen, "standard": center.OverrideStandard})}
	o.From, o.Till = l.date(), l.date()
	for _, p := range l.periods() {
		o.Rows = append(o.Rows, center.OverrideRow{Period: p})
	}
	return create([]string{hours}, func(dir *center.Directory, _ string) center.Resource {
		old, _ := dir.Hours.Get(hours)
		h := *old
		h.Overrides = slices.DeleteFunc(slices.Clone(h.Overrides), func(other center.Override) bool { return other.ID == o.ID })
		h.Overrides = append(h.Overrides, o)
		return &h
	})
}

// periods reads pairs of days and times to the end of the line.
func (l *line) periods() (all []center.Period) {
	for l.more() {
		first, last := l.days(l.take("days such as mon-fri"))
		from, to, _ := l.take("times such as 09:00-17:00").cut("-")
		start, end := l.minute(from), l.minute(to)
		for day := first; l.wrong == nil; day = (day + 1) % 7 {
			all = append(all, center.Period{Day: day, Start: start, End: end})
			if day == last {
				break
			}
		}
	}
	return all
}

func (l *line) date() center.Date {
	t := l.take("a date such as 2026-12-24")
	date, err := center.ParseDate(t.text)
	if err != nil {
		l.expected("a date such as 2026-12-24", t)
	}
	return date
}

// days reads one day or a range, which may reach over the end of the week.
func (l *line) days(t token) (first, last time.Weekday) {
	from, to, ranged := t.cut("-")
	first = l.day(from)
	if !ranged {
		return first, first
	}
	return first, l.day(to)
}

func (l *line) day(t token) time.Weekday {
	for day := range time.Weekday(7) {
		if strings.ToLower(day.String()[:3]) == t.text {
			return day
		}
	}
	l.expected("a day such as mon", t)
	return 0
}

func (l *line) minute(t token) int {
	at, err := time.Parse("15:04", t.text)
	if err != nil {
		l.expected("a time of day such as 09:00", t)
	}
	return at.Hour()*60 + at.Minute()
}
