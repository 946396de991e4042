package center

import "time"

// Date is a day of the calendar, without a time zone: the number of days since
// 1 January 1970.
type Date int32

const (
	dateLayout = "2006-01-02"
	daySeconds = 24 * 60 * 60
	weekDays   = 7
)

// DateOf returns the day with that year, month and day of the month.
func DateOf(year int, month time.Month, day int) Date {
	return Date(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() / daySeconds)
}

// ParseDate reads a date such as 2026-12-24. A day that is not in the calendar
// is Invalid.
func ParseDate(text string) (Date, error) {
	t, err := time.Parse(dateLayout, text)
	if err != nil {
		return 0, Errorf(Invalid, "%q is not a date such as 2026-12-24.", text)
	}
	return DateOf(t.Date()), nil
}

func (d Date) time() time.Time { return time.Unix(int64(d)*daySeconds, 0).UTC() }

// String returns the date in the form that ParseDate reads.
func (d Date) String() string { return d.time().Format(dateLayout) }

// Civil returns year, month and day of the month.
func (d Date) Civil() (year int, month time.Month, day int) { return d.time().Date() }

// Weekday returns the day of the week.
func (d Date) Weekday() time.Weekday { return d.time().Weekday() }

// week returns the number of the week, which begins on Sunday.
func (d Date) week() int { return floorDiv(int(d)+int(time.Thursday), weekDays) } // day 0 was a Thursday

// floorDiv divides and rounds down, also below zero.
func floorDiv(a, b int) int {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// monthLength returns how many days the month has.
func monthLength(year int, month time.Month) int {
	return time.Date(year, month+1, 0, 0, 0, 0, 0, time.UTC).Day()
}
