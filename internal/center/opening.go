package center

import (
	"slices"
	"time"
)

// Opening is hours of operation together with the overrides that hold there,
// its own and those of its parents (R5.25). All dates and times are those of its
// own zone.
type Opening struct {
	hours     *HoursOfOperation
	overrides []*Override // in the order in which they decide (R5.24)
}

// Opening returns when h is open.
func (d *Directory) Opening(h *HoursOfOperation) Opening {
	o := Opening{hours: h}
	add := func(from *HoursOfOperation) {
		for i := range from.Overrides {
			o.overrides = append(o.overrides, &from.Overrides[i])
		}
	}
	add(h)
	for _, id := range h.Parents {
		if parent, ok := d.Hours.Get(string(id)); ok {
			add(parent)
		}
	}
	slices.SortStableFunc(o.overrides, func(a, b *Override) int { return a.Kind.rank() - b.Kind.rank() })
	return o
}

// Open reports whether the hours admit the moment at. Hours whose time zone is
// unknown are closed.
func (o Opening) Open(at Instant) bool {
	if o.hours.zone == nil {
		return false
	}
	return o.open(o.local(at))
}

// Overriding returns the names of the overrides that have a say at that moment,
// in the order in which they decide: temporary hours on their dates, others at
// their times.
func (o Opening) Overriding(at Instant) []string {
	if o.hours.zone == nil {
		return nil
	}
	date, minute := o.local(at)
	var names []string
	for _, v := range o.overrides {
		if v.covers(date, minute) || v.Kind == OverrideStandard && v.has(date) {
			names = append(names, v.Name)
		}
	}
	return names
}

// local returns the date and the minute that a clock on the wall shows.
func (o Opening) local(at Instant) (Date, int) {
	t := at.Time().In(o.hours.zone)
	return DateOf(t.Date()), t.Hour()*60 + t.Minute()
}

// open decides by the first that has a say (R5.24): recurring closings,
// recurring openings, temporary hours, the periods of the week. What began
// before midnight goes on after it, unless temporary hours of the new date say
// otherwise.
func (o Opening) open(date Date, minute int) bool {
	temporary, dayBefore := false, false
	for _, v := range o.overrides {
		if v.covers(date, minute) {
			return v.Kind != OverrideClosed
		}
		if v.Kind == OverrideStandard {
			temporary = temporary || v.has(date)
			dayBefore = dayBefore || v.has(date-1)
		}
	}
	return !temporary && (o.weekly(date.Weekday(), minute) || !dayBefore && o.weekly((date-1).Weekday(), minute+dayMinutes))
}

func (o Opening) weekly(day time.Weekday, minute int) bool {
	return slices.ContainsFunc(o.hours.Periods, func(p Period) bool {
		s := p.span()
		return p.Day == day && s.start <= minute && minute < s.end
	})
}

// Times is from Start to before End, in minutes since the midnight that begins a
// date; 1440 is the one that ends it.
type Times struct{ Start, End int }

// OverrideTimes is what an override says of a part of a date.
type OverrideTimes struct {
	Name string
	Open bool
	Times
}

// On returns the times of a date at which it is open.
func (o Opening) On(date Date) []Times {
	var open []Times
	cuts := o.cuts(date)
	for i, start := range cuts[:len(cuts)-1] {
		switch last := len(open) - 1; {
		case !o.open(date, start):
		case last >= 0 && open[last].End == start:
			open[last].End = cuts[i+1]
		default:
			open = append(open, Times{start, cuts[i+1]})
		}
	}
	return open
}

// OverridesOn returns what overrides say of a date, in the order in which they
// decide. Temporary hours without an opening that day are one closing.
func (o Opening) OverridesOn(date Date) []OverrideTimes {
	var all []OverrideTimes
	for _, v := range o.overrides {
		said := false
		for _, s := range v.clipped(date) {
			said = true
			all = append(all, OverrideTimes{Name: v.Name, Open: v.Kind != OverrideClosed, Times: s})
		}
		if v.Kind == OverrideStandard && v.has(date) && !said {
			all = append(all, OverrideTimes{Name: v.Name, Times: Times{0, dayMinutes}})
		}
	}
	return all
}

// clipped returns the times of the override that fall on the date.
func (o *Override) clipped(date Date) []Times {
	var all []Times
	if o.has(date - 1) {
		all = appendClipped(all, o.on(date-1), dayMinutes)
	}
	if o.has(date) {
		all = appendClipped(all, o.on(date), 0)
	}
	return all
}

// appendClipped appends what of times that began ago minutes before the date
// falls on it.
func appendClipped(all []Times, times []span, ago int) []Times {
	for _, s := range times {
		if start, end := max(s.start-ago, 0), min(s.end-ago, dayMinutes); start < end {
			all = append(all, Times{start, end})
		}
	}
	return all
}

// cuts returns the minutes of a date at which anything may change, its first
// and its end included.
func (o Opening) cuts(date Date) []int {
	cuts := []int{0, dayMinutes}
	add := func(times []Times) {
		for _, t := range times {
			cuts = append(cuts, t.Start, t.End)
		}
	}
	for _, v := range o.overrides {
		add(v.clipped(date))
	}
	for _, p := range o.hours.Periods {
		switch p.Day {
		case date.Weekday():
			add(appendClipped(nil, []span{p.span()}, 0))
		case (date - 1).Weekday():
			add(appendClipped(nil, []span{p.span()}, dayMinutes))
		}
	}
	slices.Sort(cuts)
	return slices.Compact(cuts)
}
