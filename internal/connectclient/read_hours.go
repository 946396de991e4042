package connectclient

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"strowger/internal/center"
	"strowger/internal/connectapi"
)

func (r *reader) hours() error {
	var list []connectapi.HoursOfOperationSummary
	err := pages(r.ctx, r.client, "ListHoursOfOperations", &connectapi.ListHoursOfOperationsInput{InstanceId: r.id}, func(out *connectapi.ListHoursOfOperationsOutput) error {
		list = append(list, out.HoursOfOperationSummaryList...)
		return nil
	})
	if err != nil {
		return err
	}
	return describe(r, "hours of operation", list, func(summary connectapi.HoursOfOperationSummary) (center.Resource, error) {
		var out connectapi.DescribeHoursOfOperationOutput
		if err := r.call("DescribeHoursOfOperation", &connectapi.DescribeHoursOfOperationInput{InstanceId: r.id, HoursOfOperationId: summary.Id}, &out); err != nil {
			return nil, err
		}
		h := deref(out.HoursOfOperation)
		made := &center.HoursOfOperation{ID: center.HoursID(deref(h.HoursOfOperationId)), Name: deref(h.Name), Description: deref(h.Description),
			TimeZone: deref(h.TimeZone), Tags: h.Tags}
		for _, p := range h.ParentHoursOfOperations {
			made.Parents = append(made.Parents, center.HoursID(deref(p.Id)))
		}
		for _, c := range h.Config {
			day, err := weekday(string(c.Day))
			if err != nil {
				return nil, err
			}
			made.Periods = append(made.Periods, center.Period{Day: day, Start: minutes(deref(c.StartTime).Hours, deref(c.StartTime).Minutes),
				End: minutes(deref(c.EndTime).Hours, deref(c.EndTime).Minutes)})
		}
		return made, r.overrides(made)
	})
}

func minutes(hours, minutes *int32) int { return int(deref(hours))*60 + int(deref(minutes)) }

func weekday(name string) (time.Weekday, error) {
	for day := time.Sunday; day <= time.Saturday; day++ {
		if strings.EqualFold(day.String(), name) {
			return day, nil
		}
	}
	return 0, fmt.Errorf("%q is no day of the week", name)
}

func (r *reader) overrides(h *center.HoursOfOperation) error {
	id := string(h.ID)
	err := pages(r.ctx, r.client, "ListHoursOfOperationOverrides", &connectapi.ListHoursOfOperationOverridesInput{InstanceId: r.id, HoursOfOperationId: &id},
		func(out *connectapi.ListHoursOfOperationOverridesOutput) error {
			for i := range out.HoursOfOperationOverrideList {
				o, err := override(&out.HoursOfOperationOverrideList[i])
				if err != nil {
					return err
				}
				h.Overrides = append(h.Overrides, o)
			}
			return nil
		})
	slices.SortFunc(h.Overrides, func(a, b center.Override) int { return strings.Compare(a.ID, b.ID) })
	return err
}

func override(in *connectapi.HoursOfOperationOverride) (center.Override, error) {
	o := center.Override{ID: deref(in.HoursOfOperationOverrideId), Name: deref(in.Name), Description: deref(in.Description), Kind: center.OverrideKind(in.OverrideType)}
	if o.Kind == "" {
		o.Kind = center.OverrideStandard // as it is where an older server does not say
	}
	var err error
	if o.From, err = center.ParseDate(deref(in.EffectiveFrom)); err != nil {
		return o, err
	}
	if o.Till, err = center.ParseDate(deref(in.EffectiveTill)); err != nil {
		return o, err
	}
	for _, c := range in.Config {
		row := center.OverrideRow{Daily: c.Day == "", Period: center.Period{Start: minutes(deref(c.StartTime).Hours, deref(c.StartTime).Minutes),
			End: minutes(deref(c.EndTime).Hours, deref(c.EndTime).Minutes)}}
		if !row.Daily {
			if row.Day, err = weekday(string(c.Day)); err != nil {
				return o, err
			}
		}
		o.Rows = append(o.Rows, row)
	}
	if in.RecurrenceConfig != nil && in.RecurrenceConfig.RecurrencePattern != nil {
		p := in.RecurrenceConfig.RecurrencePattern
		first := func(list []int32) int {
			if len(list) == 0 {
				return 0
			}
			return int(list[0])
		}
		o.Recurrence = &center.Recurrence{Frequency: center.Frequency(p.Frequency), Interval: int(deref(p.Interval)), Month: time.Month(first(p.ByMonth)),
			MonthDay: first(p.ByMonthDay), Occurrence: first(p.ByWeekdayOccurrence)}
	}
	return o, nil
}
