package center

import "time"

// HoursOfOperation says when something is open. The zone follows daylight
// saving time (R5.21).
type HoursOfOperation struct {
	ID          HoursID
	Name        string
	Description string
	TimeZone    string // IANA name
	Periods     []Period
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

const dayMinutes = 24 * 60

// Open reports whether the hours admit the moment at.
func (h *HoursOfOperation) Open(at Instant) bool {
	zone := h.zone
	if zone == nil {
		return false
	}
	local := at.Time().In(zone)
	minute := local.Hour()*60 + local.Minute()
	today := local.Weekday()
	yesterday := (today + 6) % 7
	for _, p := range h.Periods {
		end := p.End
		if end <= p.Start {
			end += dayMinutes
		}
		if p.Day == today && minute >= p.Start && minute < end {
			return true
		}
		if p.Day == yesterday && minute+dayMinutes < end {
			return true
		}
	}
	return false
}

// RecordKind implements Record.
func (h *HoursOfOperation) RecordKind() ResourceKind { return KindHours }

// RecordKey implements Record.
func (h *HoursOfOperation) RecordKey() string { return string(h.ID) }

// ResourceName implements Resource.
func (h *HoursOfOperation) ResourceName() string { return h.Name }

// ResourceStamp implements Resource.
func (h *HoursOfOperation) ResourceStamp() *Stamp { return &h.Stamp }

func (h *HoursOfOperation) check(*Directory) error {
	zone, err := time.LoadLocation(h.TimeZone)
	if err != nil || h.TimeZone == "" || h.TimeZone == "Local" {
		return Errorf(Invalid, "%q is not a known time zone.", h.TimeZone)
	}
	h.zone = zone
	return nil
}
