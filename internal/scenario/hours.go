package scenario

import (
	"strings"
	"time"

	"strowger/internal/center"
)

// hours reads a name, a time zone, and pairs of days and times such as
// mon-fri 09:00-17:00.
func (l *line) hours() deed {
	name := l.declareOne(someHours)
	hours := center.HoursOfOperation{ID: center.HoursID(name), Name: name, TimeZone: l.take("a time zone such as Europe/Berlin").text}
	for l.more() {
		first, last := l.days(l.take("days such as mon-fri"))
		from, to, _ := l.take("times such as 09:00-17:00").cut("-")
		start, end := l.minute(from), l.minute(to)
		for day := first; l.wrong == nil; day = (day + 1) % 7 {
			hours.Periods = append(hours.Periods, center.Period{Day: day, Start: start, End: end})
			if day == last {
				break
			}
		}
	}
	return create([]string{name}, func(*center.Directory, string) center.Resource {
		h := hours
		return &h
	})
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
