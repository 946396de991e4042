package connecthttp

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"strowger/internal/center"
	"strowger/internal/connectapi"
)

func row(day connectapi.HoursOfOperationDays, fromHour, fromMinute, toHour, toMinute int32) connectapi.HoursOfOperationConfig {
	return connectapi.HoursOfOperationConfig{Day: day,
		StartTime: &connectapi.HoursOfOperationTimeSlice{Hours: &fromHour, Minutes: &fromMinute},
		EndTime:   &connectapi.HoursOfOperationTimeSlice{Hours: &toHour, Minutes: &toMinute}}
}

func (h *harness) newHours(t *testing.T, in *connectapi.CreateHoursOfOperationInput) string {
	t.Helper()
	in.InstanceId = h.id()
	if in.TimeZone == nil {
		in.TimeZone = ptr("Europe/Berlin")
	}
	if in.Config == nil {
		in.Config = []connectapi.HoursOfOperationConfig{row("MONDAY", 9, 0, 17, 0)}
	}
	out := call[connectapi.CreateHoursOfOperationOutput](t, h, "CreateHoursOfOperation", in)
	if want := h.instance.Directory().Instance.ARN(center.KindHours, *out.HoursOfOperationId); *out.HoursOfOperationArn != want {
		t.Errorf("HoursOfOperationArn is %s, want %s", *out.HoursOfOperationArn, want)
	}
	return *out.HoursOfOperationId
}

func (h *harness) describeHours(t *testing.T, id string) *connectapi.HoursOfOperation {
	t.Helper()
	return call[connectapi.DescribeHoursOfOperationOutput](t, h, "DescribeHoursOfOperation",
		&connectapi.DescribeHoursOfOperationInput{InstanceId: h.id(), HoursOfOperationId: &id}).HoursOfOperation
}

func TestHoursOfOperation_RowsComeBackAsGiven(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	var every []connectapi.HoursOfOperationConfig
	for _, day := range connectapi.HoursOfOperationDays("").Values() {
		every = append(every, row(day, 0, 1, 23, 59))
	}
	var most []connectapi.HoursOfOperationConfig
	for i := range int32(100) {
		most = append(most, row("TUESDAY", i%24, i%60, (i+1)%24, 0))
	}
	tests := map[string][]connectapi.HoursOfOperationConfig{
		"every day":             every,
		"none":                  {},
		"several a day, mixed":  {row("FRIDAY", 13, 30, 17, 0), row("MONDAY", 9, 0, 12, 0), row("FRIDAY", 9, 0, 12, 0)},
		"overlapping and twice": {row("MONDAY", 9, 0, 12, 0), row("MONDAY", 10, 0, 13, 0), row("MONDAY", 9, 0, 12, 0)},
		"to midnight":           {row("SUNDAY", 10, 0, 0, 0), row("SATURDAY", 0, 0, 0, 0)},
		"over midnight":         {row("WEDNESDAY", 22, 15, 5, 45)},
		"a hundred":             most,
	}
	for name, config := range tests {
		t.Run(name, func(t *testing.T) {
			id := h.newHours(t, &connectapi.CreateHoursOfOperationInput{Name: &name, Config: config})
			diff(t, "Config after Create", h.describeHours(t, id).Config, config)
			other := h.newHours(t, &connectapi.CreateHoursOfOperationInput{Name: ptr(name + " later")})
			h.do(t, "UpdateHoursOfOperation", &connectapi.UpdateHoursOfOperationInput{InstanceId: h.id(), HoursOfOperationId: &other, Config: config})
			diff(t, "Config after Update", h.describeHours(t, other).Config, config)
		})
	}
}

func TestHoursOfOperation_RowsDecideWhatIsOpen(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	id := h.newHours(t, &connectapi.CreateHoursOfOperationInput{Name: ptr("hours"), TimeZone: ptr("America/New_York"),
		Config: []connectapi.HoursOfOperationConfig{row("MONDAY", 9, 0, 12, 30), row("MONDAY", 13, 0, 0, 0), row("SATURDAY", 22, 0, 2, 0)}})
	hours, _ := h.instance.Directory().Hours.Get(id)
	zone, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		month       time.Month
		day         int // 1 June 2026 is a Monday, 5 January too
		hour, minut int
		want        bool
	}{
		"before":                    {time.June, 1, 8, 59, false},
		"at the start":              {time.June, 1, 9, 0, true},
		"the same in winter":        {time.January, 5, 9, 0, true},
		"before, in winter":         {time.January, 5, 8, 59, false},
		"at the end":                {time.June, 1, 12, 30, false},
		"second row":                {time.June, 1, 13, 0, true},
		"last minute of the day":    {time.June, 1, 23, 59, true},
		"midnight after":            {time.June, 2, 0, 0, false},
		"over midnight, first day":  {time.June, 6, 23, 0, true},
		"over midnight, second day": {time.June, 7, 1, 59, true},
		"over midnight, end":        {time.June, 7, 2, 0, false},
		"the day over midnight":     {time.June, 6, 1, 0, false},
	}
	for name, tt := range tests {
		at := center.At(time.Date(2026, tt.month, tt.day, tt.hour, tt.minut, 0, 0, zone))
		if got := h.instance.Directory().Opening(hours).Open(at); got != tt.want {
			t.Errorf("%s: open is %v, want %v", name, got, tt.want)
		}
	}
}

func TestHoursOfOperation_CreateDescribeUpdate(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	tags := map[string]string{"team": "blue"}
	id := h.newHours(t, &connectapi.CreateHoursOfOperationInput{Name: ptr("hours"), Description: ptr("by day"), Tags: tags})
	want := &connectapi.HoursOfOperation{
		HoursOfOperationId: &id, HoursOfOperationArn: ptr(h.instance.Directory().Instance.ARN(center.KindHours, id)),
		Name: ptr("hours"), Description: ptr("by day"), TimeZone: ptr("Europe/Berlin"), Tags: tags,
		Config:           []connectapi.HoursOfOperationConfig{row("MONDAY", 9, 0, 17, 0)},
		LastModifiedTime: stamp(testStart), LastModifiedRegion: ptr(testRegion),
	}
	diff(t, "after Create", h.describeHours(t, id), want)
	arn := *want.HoursOfOperationArn
	diff(t, "by ARN", h.describeHours(t, arn), want)

	h.advance(time.Minute)
	update := func(change connectapi.UpdateHoursOfOperationInput) {
		t.Helper()
		change.InstanceId, change.HoursOfOperationId = h.id(), &id
		h.do(t, "UpdateHoursOfOperation", &change)
		want.LastModifiedTime = stamp(h.instances.now)
	}
	update(connectapi.UpdateHoursOfOperationInput{TimeZone: ptr("Asia/Tokyo")})
	want.TimeZone = ptr("Asia/Tokyo")
	diff(t, "after a new time zone", h.describeHours(t, id), want)
	update(connectapi.UpdateHoursOfOperationInput{Name: ptr("other hours"), Description: ptr("")})
	want.Name, want.Description = ptr("other hours"), nil
	diff(t, "after a new name and no description", h.describeHours(t, id), want)
	update(connectapi.UpdateHoursOfOperationInput{Config: []connectapi.HoursOfOperationConfig{}})
	want.Config = []connectapi.HoursOfOperationConfig{}
	diff(t, "after all rows were taken away", h.describeHours(t, id), want)

	h.do(t, "DeleteHoursOfOperation", &connectapi.DeleteHoursOfOperationInput{InstanceId: h.id(), HoursOfOperationId: &arn})
	h.refused(t, "DescribeHoursOfOperation", &connectapi.DescribeHoursOfOperationInput{InstanceId: h.id(), HoursOfOperationId: &id}, 404, "ResourceNotFound")
}

func TestHoursOfOperation_CreateRefusals(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	tests := map[string]struct {
		change  func(*connectapi.CreateHoursOfOperationInput)
		status  int
		code    string
		message string
	}{
		"unknown instance":  {func(in *connectapi.CreateHoursOfOperationInput) { in.InstanceId = ptr("unknown") }, 404, "ResourceNotFound", "instance"},
		"name taken":        {func(in *connectapi.CreateHoursOfOperationInput) { in.Name = ptr("Basic Hours") }, 409, "DuplicateResource", "Basic Hours"},
		"no name":           {func(in *connectapi.CreateHoursOfOperationInput) { in.Name = nil }, 400, "InvalidParameter", "Name"},
		"empty name":        {func(in *connectapi.CreateHoursOfOperationInput) { in.Name = ptr("") }, 400, "InvalidParameter", "Name"},
		"long name":         {func(in *connectapi.CreateHoursOfOperationInput) { in.Name = ptr(strings.Repeat("n", 128)) }, 400, "InvalidParameter", "Name"},
		"empty description": {func(in *connectapi.CreateHoursOfOperationInput) { in.Description = ptr("") }, 400, "InvalidParameter", "Description"},
		"long description":  {func(in *connectapi.CreateHoursOfOperationInput) { in.Description = ptr(strings.Repeat("d", 251)) }, 400, "InvalidParameter", "Description"},
		"no zone":           {func(in *connectapi.CreateHoursOfOperationInput) { in.TimeZone = nil }, 400, "InvalidParameter", "TimeZone"},
		"empty zone":        {func(in *connectapi.CreateHoursOfOperationInput) { in.TimeZone = ptr("") }, 400, "InvalidParameter", "time zone"},
		"unknown zone":      {func(in *connectapi.CreateHoursOfOperationInput) { in.TimeZone = ptr("Mars/Olympus") }, 400, "InvalidParameter", "time zone"},
		"the server's zone": {func(in *connectapi.CreateHoursOfOperationInput) { in.TimeZone = ptr("Local") }, 400, "InvalidParameter", "time zone"},
		"no rows given":     {func(in *connectapi.CreateHoursOfOperationInput) { in.Config = nil }, 400, "InvalidParameter", "Config"},
		"101 rows": {func(in *connectapi.CreateHoursOfOperationInput) {
			in.Config = nil
			for range 101 {
				in.Config = append(in.Config, row("MONDAY", 9, 0, 17, 0))
			}
		}, 400, "InvalidParameter", "at most 100 items"},
		"unknown day": {func(in *connectapi.CreateHoursOfOperationInput) { in.Config[0].Day = "SOMEDAY" }, 400, "InvalidParameter", "Config[0].Day"},
		"no end":      {func(in *connectapi.CreateHoursOfOperationInput) { in.Config[0].EndTime = nil }, 400, "InvalidParameter", "EndTime"},
		"hour 24":     {func(in *connectapi.CreateHoursOfOperationInput) { in.Config[0].EndTime.Hours = ptr(int32(24)) }, 400, "InvalidParameter", "Hours"},
		"minute 60":   {func(in *connectapi.CreateHoursOfOperationInput) { in.Config[0].StartTime.Minutes = ptr(int32(60)) }, 400, "InvalidParameter", "Minutes"},
		"an unknown parent": {func(in *connectapi.CreateHoursOfOperationInput) {
			in.ParentHoursOfOperationConfigs = []connectapi.ParentHoursOfOperationConfig{{HoursOfOperationId: ptr("any")}}
		}, 404, "ResourceNotFound", "any"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			in := &connectapi.CreateHoursOfOperationInput{InstanceId: h.id(), Name: ptr("new"), TimeZone: ptr("UTC"),
				Config: []connectapi.HoursOfOperationConfig{row("MONDAY", 9, 0, 17, 0)}}
			tt.change(in)
			if got := h.refused(t, "CreateHoursOfOperation", in, tt.status, tt.code); !strings.Contains(got.Message, tt.message) {
				t.Errorf("message is %q, want %q in it", got.Message, tt.message)
			}
		})
	}
	if n := h.instance.Directory().Hours.Len(); n != 1 {
		t.Errorf("there are %d hours after refusals, want 1", n)
	}
}

func TestHoursOfOperation_OtherRefusals(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	id := h.newHours(t, &connectapi.CreateHoursOfOperationInput{Name: ptr("hours")})
	before := h.describeHours(t, id)
	unknown := ptr("unknown")
	h.refused(t, "UpdateHoursOfOperation", &connectapi.UpdateHoursOfOperationInput{InstanceId: h.id(), HoursOfOperationId: &id, Name: ptr("Basic Hours")}, 409, "DuplicateResource")
	h.refused(t, "UpdateHoursOfOperation", &connectapi.UpdateHoursOfOperationInput{InstanceId: h.id(), HoursOfOperationId: &id, TimeZone: ptr("Mars/Olympus")}, 400, "InvalidParameter")
	h.refused(t, "UpdateHoursOfOperation", &connectapi.UpdateHoursOfOperationInput{InstanceId: h.id(), HoursOfOperationId: unknown, Name: ptr("x")}, 404, "ResourceNotFound")
	h.refused(t, "UpdateHoursOfOperation", &connectapi.UpdateHoursOfOperationInput{InstanceId: unknown, HoursOfOperationId: &id, Name: ptr("x")}, 404, "ResourceNotFound")
	diff(t, "after refusals", h.describeHours(t, id), before)

	basic, _ := h.instance.Directory().Hours.ByName("Basic Hours")
	h.refused(t, "DeleteHoursOfOperation", &connectapi.DeleteHoursOfOperationInput{InstanceId: h.id(), HoursOfOperationId: str(basic.ID)}, 400, "InvalidRequest") // in use
	h.describeHours(t, string(basic.ID))
	h.refused(t, "DeleteHoursOfOperation", &connectapi.DeleteHoursOfOperationInput{InstanceId: h.id(), HoursOfOperationId: unknown}, 404, "ResourceNotFound")
	h.refused(t, "DeleteHoursOfOperation", &connectapi.DeleteHoursOfOperationInput{InstanceId: unknown, HoursOfOperationId: &id}, 404, "ResourceNotFound")
	h.refused(t, "DescribeHoursOfOperation", &connectapi.DescribeHoursOfOperationInput{InstanceId: h.id(), HoursOfOperationId: unknown}, 404, "ResourceNotFound")
	h.refused(t, "DescribeHoursOfOperation", &connectapi.DescribeHoursOfOperationInput{InstanceId: unknown, HoursOfOperationId: &id}, 404, "ResourceNotFound")
	h.refused(t, "ListHoursOfOperations", &connectapi.ListHoursOfOperationsInput{InstanceId: unknown}, 404, "ResourceNotFound")
	h.refused(t, "ListHoursOfOperations", &connectapi.ListHoursOfOperationsInput{InstanceId: h.id(), MaxResults: ptr(int32(1001))}, 400, "InvalidParameter")
	h.refused(t, "ListHoursOfOperations", &connectapi.ListHoursOfOperationsInput{InstanceId: h.id(), NextToken: ptr("made up")}, 400, "InvalidParameter")
	h.refused(t, "SearchHoursOfOperations", &connectapi.SearchHoursOfOperationsInput{InstanceId: unknown}, 404, "ResourceNotFound")
	h.refused(t, "SearchHoursOfOperations", &connectapi.SearchHoursOfOperationsInput{InstanceId: h.id(), NextToken: ptr("made up")}, 400, "InvalidParameter")
	h.refused(t, "SearchHoursOfOperations", &connectapi.SearchHoursOfOperationsInput{InstanceId: h.id(),
		SearchCriteria: &connectapi.HoursOfOperationSearchCriteria{StringCondition: &connectapi.StringCondition{FieldName: ptr("config"), Value: ptr("x")}}}, 400, "InvalidParameter")
}

func TestHoursOfOperation_ListPages(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	for i := range 4 {
		h.newHours(t, &connectapi.CreateHoursOfOperationInput{Name: ptr(fmt.Sprintf("hours %d", i))})
	}
	names := map[string]bool{}
	var token *string
	for pages := 1; ; pages++ {
		out := call[connectapi.ListHoursOfOperationsOutput](t, h, "ListHoursOfOperations",
			&connectapi.ListHoursOfOperationsInput{InstanceId: h.id(), MaxResults: ptr(int32(2)), NextToken: token})
		for _, got := range out.HoursOfOperationSummaryList {
			names[*got.Name] = true
			whole := h.describeHours(t, *got.Id)
			diff(t, "summary", got, connectapi.HoursOfOperationSummary{Id: whole.HoursOfOperationId, Arn: whole.HoursOfOperationArn,
				Name: whole.Name, LastModifiedTime: whole.LastModifiedTime, LastModifiedRegion: whole.LastModifiedRegion})
		}
		if token = out.NextToken; token == nil {
			if pages != 3 {
				t.Errorf("5 hours come in %d pages of 2, want 3", pages)
			}
			break
		}
	}
	if len(names) != 5 {
		t.Errorf("the pages hold %v", names)
	}
}

func TestHoursOfOperation_Search(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	id := h.newHours(t, &connectapi.CreateHoursOfOperationInput{Name: ptr("Day shift"), Description: ptr("nine to five"), Tags: map[string]string{"team": "blue"}})
	h.newHours(t, &connectapi.CreateHoursOfOperationInput{Name: ptr("Night shift"), TimeZone: ptr("Asia/Tokyo"), Tags: map[string]string{"team": "red"}})
	field := func(name, value string, how connectapi.StringComparisonType) *connectapi.HoursOfOperationSearchCriteria {
		return &connectapi.HoursOfOperationSearchCriteria{StringCondition: &connectapi.StringCondition{FieldName: &name, Value: &value, ComparisonType: how}}
	}
	day, shift := field("name", "day SHIFT", "EXACT"), field("name", "shift", "CONTAINS")
	tests := map[string]struct {
		criteria *connectapi.HoursOfOperationSearchCriteria
		filter   *connectapi.ControlPlaneTagFilter
		want     int
	}{
		"nothing asked":  {nil, nil, 3},
		"name":           {day, nil, 1},
		"part of a name": {shift, nil, 2},
		"description":    {field("description", "nine", "STARTS_WITH"), nil, 1},
		"zone":           {field("timezone", "asia/tokyo", "EXACT"), nil, 1},
		"id":             {field("resourceID", id, "EXACT"), nil, 1},
		"both":           {&connectapi.HoursOfOperationSearchCriteria{AndConditions: []connectapi.HoursOfOperationSearchCriteria{*day, *shift}}, nil, 1},
		"either": {&connectapi.HoursOfOperationSearchCriteria{OrConditions: []connectapi.HoursOfOperationSearchCriteria{
			*day, *field("timeZone", "UTC", "EXACT")}}, nil, 2},
		"tag":          {shift, &connectapi.ControlPlaneTagFilter{TagCondition: &connectapi.TagCondition{TagKey: ptr("team"), TagValue: ptr("red")}}, 1},
		"tag of other": {day, &connectapi.ControlPlaneTagFilter{TagCondition: &connectapi.TagCondition{TagKey: ptr("team"), TagValue: ptr("red")}}, 0},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			in := &connectapi.SearchHoursOfOperationsInput{InstanceId: h.id(), SearchCriteria: tt.criteria}
			if tt.filter != nil {
				in.SearchFilter = &connectapi.HoursOfOperationSearchFilter{TagFilter: tt.filter}
			}
			out := call[connectapi.SearchHoursOfOperationsOutput](t, h, "SearchHoursOfOperations", in)
			if len(out.HoursOfOperations) != tt.want || *out.ApproximateTotalCount != int64(tt.want) {
				t.Fatalf("found %d of %d, want %d", len(out.HoursOfOperations), *out.ApproximateTotalCount, tt.want)
			}
			for _, got := range out.HoursOfOperations {
				diff(t, "found", &got, h.describeHours(t, *got.HoursOfOperationId))
			}
		})
	}
}
