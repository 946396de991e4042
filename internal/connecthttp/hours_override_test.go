package connecthttp

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"strowger/internal/center"
	"strowger/internal/connectapi"
)

func overrideRow(day connectapi.OverrideDays, fromHour, toHour int32) connectapi.HoursOfOperationOverrideConfig {
	at := func(hour int32) *connectapi.OverrideTimeSlice {
		return &connectapi.OverrideTimeSlice{Hours: &hour, Minutes: ptr(int32(0))}
	}
	return connectapi.HoursOfOperationOverrideConfig{Day: day, StartTime: at(fromHour), EndTime: at(toHour)}
}

// overrideInput is a day on which the hours with that id are closed.
func (h *harness) overrideInput(hours, name string) *connectapi.CreateHoursOfOperationOverrideInput {
	return &connectapi.CreateHoursOfOperationOverrideInput{InstanceId: h.id(), HoursOfOperationId: &hours, Name: &name,
		Config: []connectapi.HoursOfOperationOverrideConfig{}, EffectiveFrom: ptr("2026-06-08"), EffectiveTill: ptr("2026-06-08")}
}

func (h *harness) newOverride(t *testing.T, in *connectapi.CreateHoursOfOperationOverrideInput) string {
	t.Helper()
	return *call[connectapi.CreateHoursOfOperationOverrideOutput](t, h, "CreateHoursOfOperationOverride", in).HoursOfOperationOverrideId
}

func (h *harness) describeOverride(t *testing.T, hours, id string) *connectapi.HoursOfOperationOverride {
	t.Helper()
	return call[connectapi.DescribeHoursOfOperationOverrideOutput](t, h, "DescribeHoursOfOperationOverride",
		&connectapi.DescribeHoursOfOperationOverrideInput{InstanceId: h.id(), HoursOfOperationId: &hours, HoursOfOperationOverrideId: &id}).HoursOfOperationOverride
}

// R5.23
func TestHoursOverride_LifeOfOne(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	hours := h.newHours(t, &connectapi.CreateHoursOfOperationInput{Name: ptr("hours")})
	pattern := &connectapi.RecurrencePattern{Frequency: connectapi.RecurrenceFrequencyYearly, Interval: ptr(int32(2)), ByMonth: []int32{12}, ByMonthDay: []int32{-1}}
	in := h.overrideInput(hours, "New Year's Eve")
	in.Description, in.OverrideType = ptr("short"), connectapi.OverrideTypeOpen
	in.Config = []connectapi.HoursOfOperationOverrideConfig{overrideRow("THURSDAY", 9, 0), overrideRow("", 22, 3)}
	in.EffectiveTill, in.RecurrenceConfig = ptr("2036-12-31"), &connectapi.RecurrenceConfig{RecurrencePattern: pattern}
	id := h.newOverride(t, in)
	want := &connectapi.HoursOfOperationOverride{HoursOfOperationOverrideId: &id, HoursOfOperationId: &hours,
		HoursOfOperationArn: ptr(h.instance.Directory().Instance.ARN(center.KindHours, hours)), Name: in.Name, Description: in.Description,
		OverrideType: in.OverrideType, Config: in.Config, EffectiveFrom: in.EffectiveFrom, EffectiveTill: in.EffectiveTill, RecurrenceConfig: in.RecurrenceConfig}
	diff(t, "after Create", h.describeOverride(t, hours, id), want)

	h.advance(time.Minute)
	update := func(change connectapi.UpdateHoursOfOperationOverrideInput) {
		t.Helper()
		change.InstanceId, change.HoursOfOperationId, change.HoursOfOperationOverrideId = h.id(), &hours, &id
		h.do(t, "UpdateHoursOfOperationOverride", &change)
	}
	update(connectapi.UpdateHoursOfOperationOverrideInput{Name: ptr("eve"), EffectiveFrom: ptr("2026-12-01")})
	want.Name, want.EffectiveFrom = ptr("eve"), ptr("2026-12-01")
	diff(t, "after a new name and date", h.describeOverride(t, hours, id), want)
	update(connectapi.UpdateHoursOfOperationOverrideInput{OverrideType: connectapi.OverrideTypeStandard, Config: []connectapi.HoursOfOperationOverrideConfig{}})
	want.OverrideType, want.Config, want.RecurrenceConfig = connectapi.OverrideTypeStandard, []connectapi.HoursOfOperationOverrideConfig{}, nil
	diff(t, "after it became temporary hours", h.describeOverride(t, hours, id), want)

	other := h.newOverride(t, h.overrideInput(hours, "other"))
	h.do(t, "DeleteHoursOfOperationOverride", &connectapi.DeleteHoursOfOperationOverrideInput{InstanceId: h.id(), HoursOfOperationId: &hours, HoursOfOperationOverrideId: &id})
	h.refused(t, "DescribeHoursOfOperationOverride", &connectapi.DescribeHoursOfOperationOverrideInput{InstanceId: h.id(), HoursOfOperationId: &hours, HoursOfOperationOverrideId: &id}, 404, "ResourceNotFound")
	diff(t, "the other", *h.describeOverride(t, hours, other).Name, "other")
}

func TestHoursOverride_CreateRefusals(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	hours := h.newHours(t, &connectapi.CreateHoursOfOperationInput{Name: ptr("hours")})
	h.newOverride(t, h.overrideInput(hours, "taken"))
	recurring := func(change func(*connectapi.RecurrencePattern)) func(*connectapi.CreateHoursOfOperationOverrideInput) {
		return func(in *connectapi.CreateHoursOfOperationOverrideInput) {
			p := &connectapi.RecurrencePattern{Frequency: connectapi.RecurrenceFrequencyMonthly, Interval: ptr(int32(1))}
			change(p)
			in.OverrideType, in.RecurrenceConfig = connectapi.OverrideTypeClosed, &connectapi.RecurrenceConfig{RecurrencePattern: p}
		}
	}
	type input = connectapi.CreateHoursOfOperationOverrideInput
	type pattern = connectapi.RecurrencePattern
	tests := map[string]struct {
		change  func(*input)
		status  int
		code    string
		message string
	}{
		"unknown instance":  {func(in *input) { in.InstanceId = ptr("unknown") }, 404, "ResourceNotFound", "instance"},
		"unknown hours":     {func(in *input) { in.HoursOfOperationId = ptr("unknown") }, 404, "ResourceNotFound", "hours"},
		"name taken":        {func(in *input) { in.Name = ptr("taken") }, 409, "DuplicateResource", "taken"},
		"no name":           {func(in *input) { in.Name = nil }, 400, "InvalidParameter", "Name"},
		"no rows given":     {func(in *input) { in.Config = nil }, 400, "InvalidParameter", "Config"},
		"a row without end": {func(in *input) { in.Config = append(in.Config, connectapi.HoursOfOperationOverrideConfig{}) }, 400, "InvalidParameter", "EndTime"},
		"not a date":        {func(in *input) { in.EffectiveFrom = ptr("8 June") }, 400, "InvalidParameter", "EffectiveFrom"},
		"no such date":      {func(in *input) { in.EffectiveFrom = ptr("2026-02-30") }, 400, "InvalidParameter", "2026-02-30"},
		"ends first":        {func(in *input) { in.EffectiveTill = ptr("2026-06-07") }, 400, "InvalidParameter", "EffectiveTill"},
		"interval 7":        {recurring(func(p *pattern) { p.Interval = ptr(int32(7)) }), 400, "InvalidParameter", "Interval"},
		"interval 0":        {recurring(func(p *pattern) { p.Interval = ptr(int32(0)) }), 400, "InvalidParameter", "Interval"},
		"two days":          {recurring(func(p *pattern) { p.ByMonthDay = []int32{1, 2} }), 400, "InvalidParameter", "ByMonthDay"},
		"day 0":             {recurring(func(p *pattern) { p.ByMonthDay = []int32{0} }), 400, "InvalidParameter", "ByMonthDay"},
		"fifth weekday":     {recurring(func(p *pattern) { p.ByWeekdayOccurrence = []int32{5} }), 400, "InvalidParameter", "ByWeekdayOccurrence"},
		"day and weekday":   {recurring(func(p *pattern) { p.ByMonthDay, p.ByWeekdayOccurrence = []int32{1}, []int32{1} }), 400, "InvalidParameter", "exclude"},
		"monthly in May":    {recurring(func(p *pattern) { p.ByMonth = []int32{5} }), 400, "InvalidParameter", "ByMonth"},
		"weekly on the 5th": {recurring(func(p *pattern) { p.Frequency, p.ByMonthDay = "WEEKLY", []int32{5} }), 400, "InvalidParameter", "MONTHLY or YEARLY"},
		"standard recurs": {func(in *input) {
			recurring(func(*pattern) {})(in)
			in.OverrideType = connectapi.OverrideTypeStandard
		}, 400, "InvalidParameter", "STANDARD"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			in := h.overrideInput(hours, "new")
			tt.change(in)
			if got := h.refused(t, "CreateHoursOfOperationOverride", in, tt.status, tt.code); !strings.Contains(got.Message, tt.message) {
				t.Errorf("message is %q, want %q in it", got.Message, tt.message)
			}
		})
	}
	list := call[connectapi.ListHoursOfOperationOverridesOutput](t, h, "ListHoursOfOperationOverrides", &connectapi.ListHoursOfOperationOverridesInput{InstanceId: h.id(), HoursOfOperationId: &hours})
	if n := len(list.HoursOfOperationOverrideList); n != 1 {
		t.Errorf("there are %d overrides after refusals, want 1", n)
	}
}

func TestHoursOverride_OtherRefusals(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	hours := h.newHours(t, &connectapi.CreateHoursOfOperationInput{Name: ptr("hours")})
	other := h.newHours(t, &connectapi.CreateHoursOfOperationInput{Name: ptr("other")})
	h.newOverride(t, h.overrideInput(hours, "taken"))
	id := h.newOverride(t, h.overrideInput(hours, "mine"))
	before := h.describeOverride(t, hours, id)
	update := func(in connectapi.UpdateHoursOfOperationOverrideInput, status int, code string) {
		t.Helper()
		if in.InstanceId == nil {
			in.InstanceId = h.id()
		}
		if in.HoursOfOperationId == nil {
			in.HoursOfOperationId = &hours
		}
		in.HoursOfOperationOverrideId = &id
		h.refused(t, "UpdateHoursOfOperationOverride", &in, status, code)
	}
	unknown := ptr("unknown")
	update(connectapi.UpdateHoursOfOperationOverrideInput{Name: ptr("taken")}, 409, "DuplicateResource")
	update(connectapi.UpdateHoursOfOperationOverrideInput{EffectiveTill: ptr("2026-01-01")}, 400, "InvalidParameter")
	update(connectapi.UpdateHoursOfOperationOverrideInput{HoursOfOperationId: &other, Name: ptr("x")}, 404, "ResourceNotFound")
	update(connectapi.UpdateHoursOfOperationOverrideInput{HoursOfOperationId: unknown, Name: ptr("x")}, 404, "ResourceNotFound")
	update(connectapi.UpdateHoursOfOperationOverrideInput{InstanceId: unknown, Name: ptr("x")}, 404, "ResourceNotFound")
	diff(t, "after refusals", h.describeOverride(t, hours, id), before)
	h.refused(t, "DeleteHoursOfOperationOverride", &connectapi.DeleteHoursOfOperationOverrideInput{InstanceId: h.id(), HoursOfOperationId: &other, HoursOfOperationOverrideId: &id}, 404, "ResourceNotFound")
	h.refused(t, "DeleteHoursOfOperationOverride", &connectapi.DeleteHoursOfOperationOverrideInput{InstanceId: h.id(), HoursOfOperationId: &hours, HoursOfOperationOverrideId: unknown}, 404, "ResourceNotFound")
	h.refused(t, "ListHoursOfOperationOverrides", &connectapi.ListHoursOfOperationOverridesInput{InstanceId: h.id(), HoursOfOperationId: unknown}, 404, "ResourceNotFound")
	h.refused(t, "ListHoursOfOperationOverrides", &connectapi.ListHoursOfOperationOverridesInput{InstanceId: h.id(), HoursOfOperationId: &hours, NextToken: ptr("made up")}, 400, "InvalidParameter")
	effective := func(hours *string, from, to string, status int, code string) {
		t.Helper()
		h.refused(t, "GetEffectiveHoursOfOperations", &connectapi.GetEffectiveHoursOfOperationsInput{InstanceId: h.id(), HoursOfOperationId: hours, FromDate: &from, ToDate: &to}, status, code)
	}
	effective(unknown, "2026-06-01", "2026-06-02", 404, "ResourceNotFound")
	effective(&hours, "2026-06-31", "2026-07-02", 400, "InvalidParameter")
	effective(&hours, "2026-06-01", "2026-06-31", 400, "InvalidParameter")
	effective(&hours, "2026-06-02", "2026-06-01", 400, "InvalidParameter")
	effective(&hours, "2026-06-01", "2027-06-02", 400, "InvalidParameter")
	search := func(c connectapi.HoursOfOperationOverrideSearchCriteria) {
		t.Helper()
		h.refused(t, "SearchHoursOfOperationOverrides", &connectapi.SearchHoursOfOperationOverridesInput{InstanceId: h.id(), SearchCriteria: &c}, 400, "InvalidParameter")
	}
	search(connectapi.HoursOfOperationOverrideSearchCriteria{StringCondition: &connectapi.StringCondition{FieldName: ptr("config"), Value: ptr("x")}})
	search(connectapi.HoursOfOperationOverrideSearchCriteria{DateCondition: &connectapi.DateCondition{FieldName: ptr("birthday"), Value: ptr("2026-01-01"), ComparisonType: "EQUAL_TO"}})
	search(connectapi.HoursOfOperationOverrideSearchCriteria{DateCondition: &connectapi.DateCondition{FieldName: ptr("effectiveFrom"), Value: ptr("2026-01-32"), ComparisonType: "EQUAL_TO"}})
	search(connectapi.HoursOfOperationOverrideSearchCriteria{DateCondition: &connectapi.DateCondition{FieldName: ptr("effectiveFrom"), Value: ptr("2026-01-01")}})
	h.refused(t, "SearchHoursOfOperationOverrides", &connectapi.SearchHoursOfOperationOverridesInput{InstanceId: unknown}, 404, "ResourceNotFound")
}

// R5.23: 50 for each, and those of parents do not count (R5.25).
func TestHoursOverride_Fifty(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	parent := h.newHours(t, &connectapi.CreateHoursOfOperationInput{Name: ptr("parent")})
	h.newOverride(t, h.overrideInput(parent, "inherited"))
	hours := h.newHours(t, &connectapi.CreateHoursOfOperationInput{Name: ptr("hours"),
		ParentHoursOfOperationConfigs: []connectapi.ParentHoursOfOperationConfig{{HoursOfOperationId: &parent}}})
	made := map[string]bool{}
	for i := range center.MaxOverrides {
		made[h.newOverride(t, h.overrideInput(hours, fmt.Sprint("override ", i)))] = true
	}
	h.refused(t, "CreateHoursOfOperationOverride", h.overrideInput(hours, "one more"), 429, "LimitExceeded")
	var token *string
	for pages := 1; ; pages++ {
		out := call[connectapi.ListHoursOfOperationOverridesOutput](t, h, "ListHoursOfOperationOverrides",
			&connectapi.ListHoursOfOperationOverridesInput{InstanceId: h.id(), HoursOfOperationId: &hours, MaxResults: ptr(int32(20)), NextToken: token})
		for _, o := range out.HoursOfOperationOverrideList {
			if !made[*o.HoursOfOperationOverrideId] {
				t.Errorf("the list has %s, or has it twice", *o.Name)
			}
			delete(made, *o.HoursOfOperationOverrideId)
		}
		if token = out.NextToken; token == nil {
			if pages != 3 || len(made) > 0 {
				t.Errorf("%d overrides are missing after %d pages", len(made), pages)
			}
			break
		}
	}
}

func TestHoursOverride_Search(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	blue := h.newHours(t, &connectapi.CreateHoursOfOperationInput{Name: ptr("blue"), Tags: map[string]string{"team": "blue"}})
	red := h.newHours(t, &connectapi.CreateHoursOfOperationInput{Name: ptr("red"), Tags: map[string]string{"team": "red"}})
	make := func(hours, name, from, till string) string {
		in := h.overrideInput(hours, name)
		in.EffectiveFrom, in.EffectiveTill, in.Description = &from, &till, ptr("about "+name)
		return h.newOverride(t, in)
	}
	easter := make(blue, "Easter", "2026-04-03", "2026-04-06")
	make(red, "Easter", "2026-04-05", "2026-04-06")
	make(red, "Christmas", "2026-12-24", "2026-12-26")
	type criteria = connectapi.HoursOfOperationOverrideSearchCriteria
	field := func(name, value string) criteria {
		return criteria{StringCondition: &connectapi.StringCondition{FieldName: &name, Value: &value, ComparisonType: "EXACT"}}
	}
	date := func(name, value string, how connectapi.DateComparisonType) criteria {
		return criteria{DateCondition: &connectapi.DateCondition{FieldName: &name, Value: &value, ComparisonType: how}}
	}
	tests := map[string]struct {
		criteria criteria
		team     string
		want     int
	}{
		"everything":     {criteria{}, "", 3},
		"name":           {field("name", "easter"), "", 2},
		"description":    {field("description", "about christmas"), "", 1},
		"id":             {field("resourceID", easter), "", 1},
		"hours":          {field("hoursOfOperationId", red), "", 2},
		"team":           {criteria{}, "red", 2},
		"from that day":  {date("effectiveFrom", "2026-04-05", "EQUAL_TO"), "", 1},
		"from later":     {date("effectiveFrom", "2026-04-05", "GREATER_THAN"), "", 1},
		"from or later":  {date("effectiveFrom", "2026-04-05", "GREATER_THAN_OR_EQUAL_TO"), "", 2},
		"till before":    {date("effectiveTill", "2026-04-06", "LESS_THAN"), "", 0},
		"till or before": {date("effectiveTill", "2026-04-06", "LESS_THAN_OR_EQUAL_TO"), "", 2},
		"both":           {criteria{AndConditions: []criteria{field("name", "easter"), date("effectiveFrom", "2026-04-05", "LESS_THAN")}}, "", 1},
		"either":         {criteria{OrConditions: []criteria{field("name", "christmas"), date("effectiveFrom", "2026-04-05", "LESS_THAN")}}, "", 2},
	}
	for name, tt := range tests {
		in := &connectapi.SearchHoursOfOperationOverridesInput{InstanceId: h.id(), SearchCriteria: &tt.criteria}
		if tt.team != "" {
			in.SearchFilter = &connectapi.HoursOfOperationSearchFilter{TagFilter: &connectapi.ControlPlaneTagFilter{TagCondition: &connectapi.TagCondition{TagKey: ptr("team"), TagValue: &tt.team}}}
		}
		out := call[connectapi.SearchHoursOfOperationOverridesOutput](t, h, "SearchHoursOfOperationOverrides", in)
		if len(out.HoursOfOperationOverrides) != tt.want || *out.ApproximateTotalCount != int64(tt.want) {
			t.Errorf("%s: found %d of %d, want %d", name, len(out.HoursOfOperationOverrides), *out.ApproximateTotalCount, tt.want)
		}
		for _, got := range out.HoursOfOperationOverrides {
			diff(t, name, &got, h.describeOverride(t, *got.HoursOfOperationId, *got.HoursOfOperationOverrideId))
		}
	}
}

// R5.24
func TestHoursOverride_EffectiveHours(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	parent := h.newHours(t, &connectapi.CreateHoursOfOperationInput{Name: ptr("parent")})
	h.newOverride(t, h.overrideInput(parent, "holiday")) // Monday 8 June
	hours := h.newHours(t, &connectapi.CreateHoursOfOperationInput{Name: ptr("hours"), TimeZone: ptr("Europe/Berlin"),
		Config:                        []connectapi.HoursOfOperationConfig{row("MONDAY", 9, 0, 17, 30), row("TUESDAY", 9, 0, 0, 0)},
		ParentHoursOfOperationConfigs: []connectapi.ParentHoursOfOperationConfig{{HoursOfOperationId: &parent}}})
	lunch := h.overrideInput(hours, "lunch")
	lunch.OverrideType, lunch.EffectiveTill, lunch.Config = connectapi.OverrideTypeClosed, ptr("2026-12-31"), []connectapi.HoursOfOperationOverrideConfig{overrideRow("TUESDAY", 12, 13)}
	lunch.RecurrenceConfig = &connectapi.RecurrenceConfig{RecurrencePattern: &connectapi.RecurrencePattern{Frequency: "WEEKLY", Interval: ptr(int32(1))}}
	h.newOverride(t, lunch)
	out := call[connectapi.GetEffectiveHoursOfOperationsOutput](t, h, "GetEffectiveHoursOfOperations",
		&connectapi.GetEffectiveHoursOfOperationsInput{InstanceId: h.id(), HoursOfOperationId: &hours, FromDate: ptr("2026-06-07"), ToDate: ptr("2026-06-09")})
	open := func(from, to int) connectapi.OperationalHour {
		return connectapi.OperationalHour{Start: overrideSlice(from), End: overrideSlice(to)}
	}
	diff(t, "effective hours", out, &connectapi.GetEffectiveHoursOfOperationsOutput{TimeZone: ptr("Europe/Berlin"),
		EffectiveHoursOfOperationList: []connectapi.EffectiveHoursOfOperations{
			{Date: ptr("2026-06-07"), OperationalHours: []connectapi.OperationalHour{}},
			{Date: ptr("2026-06-08"), OperationalHours: []connectapi.OperationalHour{}},
			{Date: ptr("2026-06-09"), OperationalHours: []connectapi.OperationalHour{open(540, 720), open(780, 0)}},
		},
		EffectiveOverrideHoursList: []connectapi.EffectiveOverrideHours{
			{Date: ptr("2026-06-08"), OverrideHours: []connectapi.OverrideHour{{OverrideName: ptr("holiday"), OperationalStatus: "CLOSED", Start: overrideSlice(0), End: overrideSlice(0)}}},
			{Date: ptr("2026-06-09"), OverrideHours: []connectapi.OverrideHour{{OverrideName: ptr("lunch"), OperationalStatus: "CLOSED", Start: overrideSlice(720), End: overrideSlice(780)}}},
		}})
}

// R5.25
func TestHoursParent_OneLevel(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	var ids []string
	for i := range 5 {
		ids = append(ids, h.newHours(t, &connectapi.CreateHoursOfOperationInput{Name: ptr(fmt.Sprint("hours ", i))}))
	}
	configs := func(parents ...string) (all []connectapi.ParentHoursOfOperationConfig) {
		for _, p := range parents {
			all = append(all, connectapi.ParentHoursOfOperationConfig{HoursOfOperationId: ptr(p)})
		}
		return all
	}
	associate := func(child string, parents ...string) *connectapi.AssociateHoursOfOperationsInput {
		return &connectapi.AssociateHoursOfOperationsInput{InstanceId: h.id(), HoursOfOperationId: &child, ParentHoursOfOperationConfigs: configs(parents...)}
	}
	arn := h.instance.Directory().Instance.ARN(center.KindHours, ids[1])
	h.do(t, "AssociateHoursOfOperations", associate(ids[0], arn))
	h.do(t, "AssociateHoursOfOperations", associate(ids[0], ids[1], ids[2], ids[3])) // one of them again
	got := h.describeHours(t, ids[0]).ParentHoursOfOperations
	if len(got) != 3 || *got[0].Id != ids[1] || *got[0].Arn != arn || *got[0].Name != "hours 1" || *got[2].Id != ids[3] {
		t.Errorf("the parents are %+v", got)
	}
	children := call[connectapi.ListChildHoursOfOperationsOutput](t, h, "ListChildHoursOfOperations", &connectapi.ListChildHoursOfOperationsInput{InstanceId: h.id(), HoursOfOperationId: &arn})
	if list := children.ChildHoursOfOperationsSummaryList; len(list) != 1 || *list[0].Id != ids[0] || *list[0].Name != "hours 0" {
		t.Errorf("the children are %+v", list)
	}

	h.refused(t, "AssociateHoursOfOperations", associate(ids[0], ids[4]), 402, "ServiceQuotaExceeded")
	h.refused(t, "AssociateHoursOfOperations", associate(ids[1], ids[4]), 409, "ConditionalOperationFailed") // has a child
	h.refused(t, "AssociateHoursOfOperations", associate(ids[4], ids[0]), 409, "ConditionalOperationFailed") // has parents
	h.refused(t, "AssociateHoursOfOperations", associate(ids[4], ids[4]), 409, "ConditionalOperationFailed")
	h.refused(t, "AssociateHoursOfOperations", associate(ids[4], "unknown"), 404, "ResourceNotFound")
	h.refused(t, "AssociateHoursOfOperations", associate("unknown", ids[1]), 404, "ResourceNotFound")
	h.refused(t, "AssociateHoursOfOperations", associate(ids[4], ids...), 400, "InvalidParameter")
	h.refused(t, "AssociateHoursOfOperations", associate(ids[4], ""), 400, "InvalidParameter")
	h.refused(t, "CreateHoursOfOperation", &connectapi.CreateHoursOfOperationInput{InstanceId: h.id(), Name: ptr("new"), TimeZone: ptr("UTC"),
		Config: []connectapi.HoursOfOperationConfig{}, ParentHoursOfOperationConfigs: configs(ids[0])}, 400, "InvalidRequest")
	h.refused(t, "DeleteHoursOfOperation", &connectapi.DeleteHoursOfOperationInput{InstanceId: h.id(), HoursOfOperationId: &ids[1]}, 400, "InvalidRequest")
	h.refused(t, "ListChildHoursOfOperations", &connectapi.ListChildHoursOfOperationsInput{InstanceId: h.id(), HoursOfOperationId: ptr("unknown")}, 404, "ResourceNotFound")

	part := func(child string, parents ...string) *connectapi.DisassociateHoursOfOperationsInput {
		return &connectapi.DisassociateHoursOfOperationsInput{InstanceId: h.id(), HoursOfOperationId: &child, ParentHoursOfOperationIds: parents}
	}
	h.refused(t, "DisassociateHoursOfOperations", part(ids[0], ids[2], ids[4]), 404, "ResourceNotFound")
	h.refused(t, "DisassociateHoursOfOperations", part("unknown", ids[1]), 404, "ResourceNotFound")
	h.refused(t, "DisassociateHoursOfOperations", part(ids[0]), 400, "InvalidParameter")
	h.do(t, "DisassociateHoursOfOperations", part(ids[0], arn, ids[3]))
	if got := h.describeHours(t, ids[0]).ParentHoursOfOperations; len(got) != 1 || *got[0].Id != ids[2] {
		t.Errorf("the parents are %+v", got)
	}
	h.do(t, "DeleteHoursOfOperation", &connectapi.DeleteHoursOfOperationInput{InstanceId: h.id(), HoursOfOperationId: &ids[1]})
	h.do(t, "DeleteHoursOfOperation", &connectapi.DeleteHoursOfOperationInput{InstanceId: h.id(), HoursOfOperationId: &ids[0]})
	h.do(t, "DeleteHoursOfOperation", &connectapi.DeleteHoursOfOperationInput{InstanceId: h.id(), HoursOfOperationId: &ids[2]})
}
