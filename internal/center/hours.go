package center

import (
	"slices"
	"time"
)

// HoursOfOperation says when something is open. The zone follows daylight
// saving time (R5.21).
type HoursOfOperation struct {
	ID          HoursID
	Name        string
	Description string
	TimeZone    string // IANA name
	Periods     []Period
	Overrides   []Override // in the order of their ids, names each once
	Parents     []HoursID  // whose overrides hold here too (R5.25)
	Tags        map[string]string
	Stamp       Stamp

	zone *time.Location // of TimeZone, looked up once by check
}

// Period is an opening on one day of the week, in minutes since midnight. An End
// of 0 is the midnight that ends the day (R5.22); an End before Start reaches
// into the next day.
type Period struct {
	Day   time.Weekday
	Start int
	End   int
}

// The limits of hours of operation (R5.23, R5.25). Overrides that come from
// parents do not count.
const (
	MaxOverrides    = 50
	MaxHoursParents = 3
)

const dayMinutes = 24 * 60

// span is a time on a date, in minutes since its midnight: from start to before
// end.
type span struct{ start, end int }

// span returns the time of p, which ends after it starts.
func (p Period) span() span {
	if p.End <= p.Start {
		return span{p.Start, p.End + dayMinutes}
	}
	return span{p.Start, p.End}
}

func anyHolds(times []span, minute int) bool {
	return slices.ContainsFunc(times, func(s span) bool { return s.start <= minute && minute < s.end })
}

// RecordKind implements Record.
func (h *HoursOfOperation) RecordKind() ResourceKind { return KindHours }

// RecordKey implements Record.
func (h *HoursOfOperation) RecordKey() string { return string(h.ID) }

// ResourceName implements Resource.
func (h *HoursOfOperation) ResourceName() string { return h.Name }

// ResourceStamp implements Resource.
func (h *HoursOfOperation) ResourceStamp() *Stamp { return &h.Stamp }

func (h *HoursOfOperation) check(d *Directory) error {
	zone, err := time.LoadLocation(h.TimeZone)
	if err != nil || h.TimeZone == "" || h.TimeZone == "Local" {
		return Errorf(Invalid, "%q is not a known time zone.", h.TimeZone)
	}
	h.zone = zone
	if err := h.checkParents(d); err != nil {
		return err
	}
	if len(h.Overrides) > MaxOverrides {
		return Errorf(Limit, "Hours of operation have at most %d overrides.", MaxOverrides)
	}
	names := map[string]bool{}
	for i := range h.Overrides {
		o := &h.Overrides[i]
		if names[o.Name] {
			return Errorf(Duplicate, "The name %s is already used by another override of these hours.", o.Name)
		}
		names[o.Name] = true
		if err := o.check(); err != nil {
			return err
		}
	}
	return nil
}

// checkParents keeps inheritance to one level (R5.25): who has children has no
// parents.
func (h *HoursOfOperation) checkParents(d *Directory) error {
	if len(h.Parents) == 0 {
		return nil
	}
	if len(h.Parents) > MaxHoursParents {
		return Errorf(Limit, "Hours of operation have at most %d parents.", MaxHoursParents)
	}
	if d.HoursChildren(h.ID) > 0 {
		return Errorf(Unmet, "The hours of operation %s are the parent of others and cannot have a parent.", h.Name)
	}
	for _, id := range h.Parents {
		parent, ok := d.Hours.Get(string(id))
		switch {
		case id == h.ID:
			return Errorf(Unmet, "Hours of operation cannot be their own parent.")
		case !ok:
			return Missing(KindHours, string(id))
		case len(parent.Parents) > 0:
			return Errorf(Unmet, "The hours of operation %s have parents themselves and cannot be a parent.", parent.Name)
		}
	}
	return nil
}
