package center

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// newOpening puts the hours into an empty directory, after their parents.
func newOpening(t *testing.T, h *HoursOfOperation, parents ...*HoursOfOperation) Opening {
	t.Helper()
	d := &Directory{}
	for i, p := range append(parents, h) {
		p.Name = fmt.Sprintf("hours %d", i)
		p.ID = HoursID(p.Name)
		if p != h {
			p.TimeZone = "UTC"
			h.Parents = append(h.Parents, p.ID)
		}
		if _, err := d.Put(1, p, 0); err != nil {
			t.Fatal(err)
		}
	}
	return d.Opening(h)
}

func everyDay(start, end int) (all []Period) {
	for day := range time.Weekday(7) {
		all = append(all, Period{Day: day, Start: start, End: end})
	}
	return all
}

// openAt asks at a time of UTC such as 2026-03-29T00:59:59Z.
func openAt(t *testing.T, o Opening, at string) bool {
	t.Helper()
	moment, err := time.Parse(time.RFC3339, at)
	if err != nil {
		t.Fatal(err)
	}
	return o.Open(At(moment))
}

// R5.21: the zone follows daylight saving time. The clocks of Berlin go from
// 02:00 to 03:00 on 29 March 2026 and from 03:00 to 02:00 on 25 October.
func TestOpening_DaylightSaving(t *testing.T) {
	t.Parallel()
	day := newOpening(t, &HoursOfOperation{TimeZone: "Europe/Berlin", Periods: everyDay(9*60, 17*60)})
	night := newOpening(t, &HoursOfOperation{TimeZone: "Europe/Berlin", Periods: everyDay(2*60+30, 4*60)})
	tests := map[string]struct {
		opening Opening
		want    bool
	}{
		"2026-03-28T07:59:59Z": {day, false}, // 08:59 in winter
		"2026-03-28T08:00:00Z": {day, true},
		"2026-03-29T06:59:59Z": {day, false}, // 08:59 in summer
		"2026-03-29T07:00:00Z": {day, true},
		"2026-03-29T15:00:00Z": {day, false},
		"2026-10-25T07:59:59Z": {day, false},
		"2026-10-25T08:00:00Z": {day, true},
		"2026-03-29T00:59:59Z": {night, false}, // 01:59, and then it is 03:00
		"2026-03-29T01:00:00Z": {night, true},
		"2026-03-29T02:00:00Z": {night, false}, // 04:00
		"2026-10-25T00:29:59Z": {night, false}, // 02:29, the first time
		"2026-10-25T00:30:00Z": {night, true},
		"2026-10-25T01:00:00Z": {night, false}, // 02:00, the second time
		"2026-10-25T01:30:00Z": {night, true},
		"2026-10-25T03:00:00Z": {night, false},
	}
	for at, tt := range tests {
		if got := openAt(t, tt.opening, at); got != tt.want {
			t.Errorf("open at %s: %v, want %v", at, got, tt.want)
		}
	}
}

// R5.24: recurring closings decide before recurring openings, those before
// temporary hours, and those before the week.
func TestOpening_Precedence(t *testing.T) {
	t.Parallel()
	date := DateOf(2026, 12, 24) // a Thursday
	row := func(start, end int) []OverrideRow {
		return []OverrideRow{{Daily: true, Period: Period{Start: start * 60, End: end * 60}}}
	}
	week := &HoursOfOperation{TimeZone: "UTC", Periods: everyDay(8*60, 20*60)}
	yearly := &Recurrence{Frequency: Yearly, Interval: 1}
	week.Overrides = []Override{
		{ID: "1", Name: "short day", Kind: OverrideStandard, From: date, Till: date, Rows: row(10, 14)},
		{ID: "2", Name: "sale", Kind: OverrideOpen, From: date, Till: date, Rows: row(15, 18), Recurrence: yearly},
		{ID: "3", Name: "lunch", Kind: OverrideClosed, From: date, Till: date, Rows: row(12, 16), Recurrence: yearly},
	}
	o := newOpening(t, week)
	if got, want := o.On(date), []Times{{600, 720}, {960, 1080}}; !slices.Equal(got, want) {
		t.Errorf("open on that day: %v, want %v", got, want)
	}
	if got, want := o.On(date+1), []Times{{480, 1200}}; !slices.Equal(got, want) {
		t.Errorf("open on the day after: %v, want %v", got, want)
	}
	said := []OverrideTimes{{"lunch", false, Times{720, 960}}, {"sale", true, Times{900, 1080}}, {"short day", true, Times{600, 840}}}
	if got := o.OverridesOn(date); !slices.Equal(got, said) {
		t.Errorf("overrides of that day: %v, want %v", got, said)
	}
	if got, want := o.Overriding(At(time.Date(2026, 12, 24, 15, 30, 0, 0, time.UTC))), []string{"lunch", "sale", "short day"}; !slices.Equal(got, want) {
		t.Errorf("at half past three %v have a say, want %v", got, want)
	}
	if got, want := o.Overriding(At(time.Date(2026, 12, 24, 20, 0, 0, 0, time.UTC))), []string{"short day"}; !slices.Equal(got, want) {
		t.Errorf("at eight %v have a say, want %v", got, want)
	}
}

// R5.22, R5.24: what began before midnight goes on after it, but temporary hours
// rule the whole of their date.
func TestOpening_Midnight(t *testing.T) {
	t.Parallel()
	date := DateOf(2026, 6, 10)
	nights := &HoursOfOperation{TimeZone: "UTC", Periods: everyDay(22*60, 6*60), Overrides: []Override{
		{ID: "1", Name: "holiday", Kind: OverrideStandard, From: date, Till: date},
		{ID: "2", Name: "long night", Kind: OverrideStandard, From: date + 5, Till: date + 5,
			Rows: []OverrideRow{{Daily: true, Period: Period{Start: 20 * 60, End: 8 * 60}}}},
	}}
	o := newOpening(t, nights)
	tests := map[Date][]Times{
		date - 1: {{0, 360}, {1320, 1440}},
		date:     nil, // the night before ends at midnight
		date + 1: {{1320, 1440}},
		date + 5: {{1200, 1440}},
		date + 6: {{0, 480}, {1320, 1440}},
	}
	for d, want := range tests {
		if got := o.On(d); !slices.Equal(got, want) {
			t.Errorf("open on %v: %v, want %v", d, got, want)
		}
	}
	if got, want := o.OverridesOn(date), []OverrideTimes{{"holiday", false, Times{0, 1440}}}; !slices.Equal(got, want) {
		t.Errorf("overrides of the holiday: %v, want %v", got, want)
	}
}

// R5.23: which dates a recurring override has.
func TestOverride_Recurrence(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		from string
		rule Recurrence
		want []string // the first ones
	}{
		"every second week":      {"2026-01-07", Recurrence{Frequency: Weekly, Interval: 2}, []string{"2026-01-07", "2026-01-08", "2026-01-09", "2026-01-10", "2026-01-18"}},
		"the 31st":               {"2026-01-01", Recurrence{Frequency: Monthly, Interval: 1, MonthDay: 31}, []string{"2026-01-31", "2026-03-31", "2026-05-31"}},
		"the last of each month": {"2026-01-01", Recurrence{Frequency: Monthly, Interval: 1, MonthDay: -1}, []string{"2026-01-31", "2026-02-28", "2026-03-31"}},
		"the day it began":       {"2026-01-15", Recurrence{Frequency: Monthly, Interval: 3}, []string{"2026-01-15", "2026-04-15", "2026-07-15"}},
		"Christmas":              {"2026-01-01", Recurrence{Frequency: Yearly, Interval: 1, Month: 12, MonthDay: 25}, []string{"2026-12-25", "2027-12-25"}},
		"every second leap day":  {"2028-02-29", Recurrence{Frequency: Yearly, Interval: 4}, []string{"2028-02-29", "2032-02-29"}},
		"six years apart":        {"2026-05-01", Recurrence{Frequency: Yearly, Interval: 6}, []string{"2026-05-01", "2032-05-01"}},
		"last week of a month":   {"2026-02-01", Recurrence{Frequency: Monthly, Interval: 1, Occurrence: -1}, []string{"2026-02-22", "2026-02-23"}},
	}
	for name, tt := range tests {
		from, err := ParseDate(tt.from)
		if err != nil {
			t.Fatal(err)
		}
		o := Override{Kind: OverrideOpen, From: from, Till: from + 5000, Recurrence: &tt.rule}
		var got []string
		for d := from - 400; len(got) < len(tt.want) && d <= o.Till; d++ {
			if o.has(d) {
				got = append(got, d.String())
			}
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v, want %v", name, got, tt.want)
		}
	}
	// The example of the API: the second Thursday of April.
	thursday := Override{Kind: OverrideClosed, From: DateOf(2026, 1, 1), Till: DateOf(2028, 12, 31),
		Rows:       []OverrideRow{{Period: Period{Day: time.Thursday, Start: 540, End: 1020}}},
		Recurrence: &Recurrence{Frequency: Yearly, Interval: 1, Month: time.April, Occurrence: 2}}
	var got []string
	for d := thursday.From; d <= thursday.Till; d++ {
		if thursday.covers(d, 600) {
			got = append(got, d.String())
		}
	}
	if want := []string{"2026-04-09", "2027-04-08", "2028-04-13"}; !slices.Equal(got, want) {
		t.Errorf("the second Thursday of April: %v, want %v", got, want)
	}
}

// R5.25: overrides come from up to three parents, over one level.
func TestHours_Parents(t *testing.T) {
	t.Parallel()
	date := DateOf(2026, 5, 1)
	holiday := &HoursOfOperation{Periods: everyDay(0, 0), Overrides: []Override{{ID: "1", Name: "holiday", Kind: OverrideStandard, From: date, Till: date}}}
	child := newOpening(t, &HoursOfOperation{TimeZone: "America/New_York", Periods: everyDay(540, 1020)}, holiday)
	if got := child.On(date); len(got) != 0 {
		t.Errorf("open on the holiday of the parent: %v", got)
	}
	if got, want := child.On(date+1), []Times{{540, 1020}}; !slices.Equal(got, want) {
		t.Errorf("open on the day after: %v, want %v; the periods of a parent are its own", got, want)
	}
	if openAt(t, child, "2026-05-01T16:00:00Z") || !openAt(t, child, "2026-04-30T20:59:00Z") || openAt(t, child, "2026-05-02T00:30:00Z") {
		t.Error("the date of an inherited override is not that of the child's zone")
	}
}

// R5.21 to R5.25: on random hours, overrides and parents the answer for each
// moment is that of a calendar painted minute by minute.
func TestOpening_AgreesWithAPaintedCalendar(t *testing.T) {
	t.Parallel()
	zones := []string{"UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia"}
	starts := []Date{DateOf(2026, 3, 20), DateOf(2026, 10, 20), DateOf(2028, 2, 20), DateOf(2026, 12, 24), DateOf(2027, 3, 28)}
	for seed := range uint64(120) {
		r := rand.New(rand.NewPCG(seed, 5))
		first := starts[r.IntN(len(starts))]
		h := &HoursOfOperation{TimeZone: zones[r.IntN(len(zones))], Periods: drawPeriods(r), Overrides: drawOverrides(r, first, "o")}
		var parents []*HoursOfOperation
		for i := range r.IntN(MaxHoursParents + 1) {
			parents = append(parents, &HoursOfOperation{Periods: drawPeriods(r), Overrides: drawOverrides(r, first, fmt.Sprint("p", i))})
		}
		o := newOpening(t, h, parents...)
		painted := paint(first-1, h, parents)
		zone, _ := time.LoadLocation(h.TimeZone)
		year, month, day := first.Civil()
		for at, end := time.Date(year, month, day, 0, 0, 0, 0, zone), time.Date(year, month, day+14, 0, 0, 0, 0, zone); at.Before(end); at = at.Add(time.Duration(1+r.IntN(9)) * time.Minute) {
			local := at.In(zone)
			want := painted[DateOf(local.Date())][local.Hour()*60+local.Minute()] == paintedOpen
			if got := o.Open(At(at)); got != want {
				t.Fatalf("seed %d: open at %v is %v, the calendar says %v", seed, local, got, want)
			}
		}
		for d := first; d < first+14; d++ {
			var lines []Times
			for minute, what := range painted[d] {
				if last := len(lines) - 1; what != paintedOpen {
					continue
				} else if last >= 0 && lines[last].End == minute {
					lines[last].End++
				} else {
					lines = append(lines, Times{minute, minute + 1})
				}
			}
			if got := o.On(d); !slices.Equal(got, lines) {
				t.Fatalf("seed %d: open on %v is %v, the calendar says %v", seed, d, got, lines)
			}
		}
	}
}

const (
	paintedClosed = 1
	paintedOpen   = 2
)

// paint makes a calendar: coat after coat, each over those before. The first
// coat is the week, and the last the recurring closings.
func paint(first Date, h *HoursOfOperation, parents []*HoursOfOperation) map[Date]*[dayMinutes]byte {
	calendar := map[Date]*[dayMinutes]byte{}
	for d := first - 2; d < first+20; d++ {
		calendar[d] = new([dayMinutes]byte)
	}
	stroke := func(d Date, p Period, colour byte) {
		for minute, left := p.Start, (p.End-p.Start+dayMinutes-1)%dayMinutes+1; left > 0; minute, left = minute+1, left-1 {
			if day := calendar[d+Date(minute/dayMinutes)]; day != nil {
				day[minute%dayMinutes] = colour
			}
		}
	}
	var all []Override
	for _, from := range append([]*HoursOfOperation{h}, parents...) {
		all = append(all, from.Overrides...)
	}
	temporary := map[Date]bool{}
	for _, o := range all {
		for d := o.From; d <= o.Till && o.Kind == OverrideStandard; d++ {
			temporary[d] = true
		}
	}
	for d := first - 2; d < first+20; d++ {
		for _, p := range h.Periods {
			if p.Day == d.Weekday() && !temporary[d] {
				stroke(d, p, paintedOpen)
			}
		}
	}
	for d := range temporary {
		if calendar[d] != nil {
			*calendar[d] = [dayMinutes]byte{}
		}
	}
	for _, coat := range []OverrideKind{OverrideStandard, OverrideOpen, OverrideClosed} {
		colour := byte(paintedOpen)
		if coat == OverrideClosed {
			colour = paintedClosed
		}
		for _, o := range all {
			if o.Kind != coat {
				continue
			}
			for _, d := range datesOf(o, first+20) {
				if len(o.Rows) == 0 && coat != OverrideStandard {
					stroke(d, Period{}, colour)
				}
				for _, row := range o.Rows {
					if row.Daily || row.Day == d.Weekday() {
						stroke(d, row.Period, colour)
					}
				}
			}
		}
	}
	return calendar
}

// datesOf lists the dates of an override by stepping through its weeks, months
// or years.
func datesOf(o Override, before Date) (dates []Date) {
	keep := func(d Date) {
		if o.From <= d && d <= o.Till && d < before {
			dates = append(dates, d)
		}
	}
	r := o.Recurrence
	if r == nil {
		for d := o.From; d <= o.Till; d++ {
			keep(d)
		}
		return dates
	}
	year, month, day := o.From.Civil()
	switch r.Frequency {
	case Weekly:
		for sunday := o.From - Date(o.From.Weekday()); sunday <= o.Till; sunday += Date(7 * r.Interval) {
			for i := range Date(7) {
				keep(sunday + i)
			}
		}
		return dates
	case Yearly:
		if r.Month != 0 {
			month = r.Month
		}
	}
	for DateOf(year, month, 1) <= o.Till {
		begin, end := DateOf(year, month, 1), DateOf(year, month+1, 1)
		seen := map[time.Weekday]int{}
		for d := begin; d < end; d++ {
			seen[d.Weekday()]++
			_, _, number := d.Civil()
			switch {
			case r.Occurrence == -1 && d+7 >= end, r.Occurrence > 0 && seen[d.Weekday()] == r.Occurrence,
				r.Occurrence == 0 && r.MonthDay == -1 && d+1 == end, r.Occurrence == 0 && r.MonthDay > 0 && number == r.MonthDay,
				r.Occurrence == 0 && r.MonthDay == 0 && number == day:
				keep(d)
			}
		}
		if r.Frequency == Yearly {
			year += r.Interval
		} else if month += time.Month(r.Interval); month > 12 {
			year, month = year+1, month-12
		}
	}
	return dates
}

func drawPeriod(r *rand.Rand) Period {
	p := Period{Day: time.Weekday(r.IntN(7)), Start: r.IntN(dayMinutes), End: r.IntN(dayMinutes)}
	switch r.IntN(4) {
	case 0:
		p.End = 0
	case 1:
		p.Start = 0
	}
	return p
}

func drawPeriods(r *rand.Rand) (all []Period) {
	for range r.IntN(9) {
		all = append(all, drawPeriod(r))
	}
	return all
}

func drawOverrides(r *rand.Rand, near Date, name string) (all []Override) {
	for i := range r.IntN(4) {
		o := Override{ID: fmt.Sprint(name, i), Name: fmt.Sprint(name, i), Kind: OverrideStandard, From: near + Date(r.IntN(14))}
		o.Till = o.From + Date(r.IntN(3))
		if r.IntN(3) > 0 {
			o.Kind = []OverrideKind{OverrideOpen, OverrideClosed}[r.IntN(2)]
			o.From -= Date(r.IntN(800))
			o.Till = max(o.From, near+Date(r.IntN(20)))
			o.Recurrence = drawRecurrence(r)
		}
		for range r.IntN(5) {
			o.Rows = append(o.Rows, OverrideRow{Daily: r.IntN(3) == 0, Period: drawPeriod(r)})
		}
		all = append(all, o)
	}
	return all
}

func drawRecurrence(r *rand.Rand) *Recurrence {
	rule := &Recurrence{Frequency: []Frequency{Weekly, Monthly, Yearly}[r.IntN(3)], Interval: 1 + r.IntN(6)}
	if r.IntN(2) == 0 {
		rule.Interval = 1
	}
	if rule.Frequency == Weekly {
		return rule
	}
	if rule.Frequency == Yearly && r.IntN(2) == 0 {
		rule.Month = time.Month(1 + r.IntN(12))
	}
	switch r.IntN(3) {
	case 0:
		rule.MonthDay = []int{1, 20, 28, 29, 30, 31, -1}[r.IntN(7)]
	case 1:
		rule.Occurrence = []int{1, 2, 3, 4, -1}[r.IntN(5)]
	}
	return rule
}
