package center

import (
	"cmp"
	"slices"
	"time"
)

// OverrideKind is what an override does with the hours of its dates (R5.24).
type OverrideKind string

// The kinds of override, in the order in which they decide.
const (
	OverrideClosed   OverrideKind = "CLOSED"   // closed at the times of its rows
	OverrideOpen     OverrideKind = "OPEN"     // open at the times of its rows
	OverrideStandard OverrideKind = "STANDARD" // temporary hours: its rows replace those of the week
)

// rank orders kinds by what decides first (R5.24).
func (k OverrideKind) rank() int {
	return slices.Index([]OverrideKind{OverrideClosed, OverrideOpen, OverrideStandard}, k)
}

// Override changes hours of operation on some dates (R5.23).
//
// A row without a day of the week holds on every date of the override. An
// override of kind Closed or Open without rows covers its dates whole; temporary
// hours without rows close them.
type Override struct {
	ID          string
	Name        string
	Description string
	Kind        OverrideKind
	From, Till  Date // both belong to it
	Rows        []OverrideRow
	Recurrence  *Recurrence // nil: every date from From to Till
}

// OverrideRow is one opening or closing of an override.
type OverrideRow struct {
	Daily bool // on every date of the override, whatever Period.Day says
	Period
}

// Recurrence says which dates between From and Till an override has (R5.23). It
// counts from the week, month or year of From; weeks begin on Sunday.
type Recurrence struct {
	Frequency Frequency
	Interval  int // 1 to 6: every so many weeks, months or years

	// What is 0 is not given. Without Month a yearly override has the month of
	// From; without MonthDay and Occurrence monthly and yearly ones have its day.
	Month      time.Month // of a yearly override
	MonthDay   int        // 1 to 31, or -1 for the last; a month without that day is left out
	Occurrence int        // 1 to 5: the so-manieth of each weekday in its month; -1: the last
}

// Frequency is the unit of a Recurrence.
type Frequency string

// The frequencies.
const (
	Weekly  Frequency = "WEEKLY"
	Monthly Frequency = "MONTHLY"
	Yearly  Frequency = "YEARLY"
)

const lastOne = -1 // Recurrence.MonthDay and Occurrence

// has reports whether the override has the date.
func (o *Override) has(d Date) bool {
	return o.From <= d && d <= o.Till && (o.Recurrence == nil || o.Recurrence.has(o.From, d))
}

func (r *Recurrence) has(from, d Date) bool {
	if r.Frequency == Weekly {
		return (d.week()-from.week())%r.Interval == 0
	}
	fromYear, fromMonth, fromDay := from.Civil()
	year, month, day := d.Civil()
	if r.Frequency == Yearly {
		if (year-fromYear)%r.Interval != 0 || month != cmp.Or(r.Month, fromMonth) {
			return false
		}
	} else if (12*(year-fromYear)+int(month-fromMonth))%r.Interval != 0 {
		return false
	}
	length := monthLength(year, month)
	switch {
	case r.Occurrence == lastOne:
		return day+weekDays > length
	case r.Occurrence != 0:
		return (day-1)/weekDays+1 == r.Occurrence
	case r.MonthDay == lastOne:
		return day == length
	default:
		return day == cmp.Or(r.MonthDay, fromDay)
	}
}

// on returns the times of the override on a date that it has. An end above
// dayMinutes reaches into the next date.
func (o *Override) on(d Date) []span {
	if len(o.Rows) == 0 && o.Kind != OverrideStandard {
		return []span{{0, dayMinutes}}
	}
	var times []span
	for _, row := range o.Rows {
		if row.Daily || row.Day == d.Weekday() {
			times = append(times, row.span())
		}
	}
	return times
}

// covers reports whether one of the override's times holds the minute of the
// date, be it one that began the day before.
func (o *Override) covers(d Date, minute int) bool {
	return o.has(d) && anyHolds(o.on(d), minute) || o.has(d-1) && anyHolds(o.on(d-1), minute+dayMinutes)
}

// check refuses what contradicts itself.
func (o *Override) check() error {
	switch r := o.Recurrence; {
	case o.Till < o.From:
		return Errorf(Invalid, "EffectiveTill must not be before EffectiveFrom.")
	case r == nil:
		return nil
	case o.Kind == OverrideStandard:
		return Errorf(Invalid, "RecurrenceConfig: an override of type STANDARD does not recur; only OPEN and CLOSED do.")
	case r.MonthDay != 0 && r.Occurrence != 0:
		return Errorf(Invalid, "RecurrencePattern: ByMonthDay and ByWeekdayOccurrence exclude each other.")
	case r.Frequency == Weekly && (r.MonthDay != 0 || r.Occurrence != 0):
		return Errorf(Invalid, "RecurrencePattern: ByMonthDay and ByWeekdayOccurrence need the frequency MONTHLY or YEARLY.")
	case r.Frequency != Yearly && r.Month != 0:
		return Errorf(Invalid, "RecurrencePattern: ByMonth needs the frequency YEARLY.")
	}
	return nil
}
