package connecthttp

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"strowger/internal/center"
	"strowger/internal/connectapi"
)

// CreateHoursOfOperationOverride adds an override to hours of operation (R5.23);
// without OverrideType it is STANDARD.
func (s *Service) CreateHoursOfOperationOverride(ctx context.Context, in *connectapi.CreateHoursOfOperationOverrideInput) (*connectapi.CreateHoursOfOperationOverrideOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	id, err := s.newID()
	if err != nil {
		return nil, err
	}
	o := center.Override{ID: id, Kind: center.OverrideStandard}
	if err := setOverride(&o, overrideMembers{name: in.Name, description: in.Description, kind: in.OverrideType,
		from: in.EffectiveFrom, till: in.EffectiveTill, config: in.Config, recurrence: in.RecurrenceConfig}); err != nil {
		return nil, err
	}
	err = edit(ctx, instance, hoursTable, in.HoursOfOperationId, func(h *center.HoursOfOperation) error {
		i, _ := overrideAt(h, id)
		h.Overrides = slices.Insert(slices.Clone(h.Overrides), i, o)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return &connectapi.CreateHoursOfOperationOverrideOutput{HoursOfOperationOverrideId: &id}, nil
}

// DescribeHoursOfOperationOverride returns an override of these hours; those of
// their parents are found there.
func (s *Service) DescribeHoursOfOperationOverride(_ context.Context, in *connectapi.DescribeHoursOfOperationOverrideInput) (*connectapi.DescribeHoursOfOperationOverrideOutput, error) {
	d, h, err := s.hours(in.InstanceId, in.HoursOfOperationId)
	if err != nil {
		return nil, err
	}
	i, ok := overrideAt(h, *in.HoursOfOperationOverrideId)
	if !ok {
		return nil, missingOverride(*in.HoursOfOperationOverrideId)
	}
	out := wireOverride(d, h, &h.Overrides[i])
	return &connectapi.DescribeHoursOfOperationOverrideOutput{HoursOfOperationOverride: &out}, nil
}

// UpdateHoursOfOperationOverride changes what is given; Config replaces all
// rows. An override that becomes STANDARD loses its recurrence.
func (s *Service) UpdateHoursOfOperationOverride(ctx context.Context, in *connectapi.UpdateHoursOfOperationOverrideInput) (*connectapi.UpdateHoursOfOperationOverrideOutput, error) {
	return nil, s.editOverride(ctx, in.InstanceId, in.HoursOfOperationId, in.HoursOfOperationOverrideId, func(h *center.HoursOfOperation, i int) error {
		return setOverride(&h.Overrides[i], overrideMembers{name: in.Name, description: in.Description, kind: in.OverrideType,
			from: in.EffectiveFrom, till: in.EffectiveTill, config: in.Config, recurrence: in.RecurrenceConfig})
	})
}

// DeleteHoursOfOperationOverride removes an override.
func (s *Service) DeleteHoursOfOperationOverride(ctx context.Context, in *connectapi.DeleteHoursOfOperationOverrideInput) (*connectapi.DeleteHoursOfOperationOverrideOutput, error) {
	return nil, s.editOverride(ctx, in.InstanceId, in.HoursOfOperationId, in.HoursOfOperationOverrideId, func(h *center.HoursOfOperation, i int) error {
		h.Overrides = slices.Delete(h.Overrides, i, i+1)
		return nil
	})
}

// editOverride changes the override at an index of hours of operation; change
// may write into the list.
func (s *Service) editOverride(ctx context.Context, instanceID, hoursID, overrideID *string, change func(h *center.HoursOfOperation, i int) error) error {
	instance, err := s.instance(instanceID)
	if err != nil {
		return err
	}
	return edit(ctx, instance, hoursTable, hoursID, func(h *center.HoursOfOperation) error {
		i, ok := overrideAt(h, *overrideID)
		if !ok {
			return missingOverride(*overrideID)
		}
		h.Overrides = slices.Clone(h.Overrides)
		return change(h, i)
	})
}

// ListHoursOfOperationOverrides lists the overrides of these hours alone,
// without those of their parents.
func (s *Service) ListHoursOfOperationOverrides(_ context.Context, in *connectapi.ListHoursOfOperationOverridesInput) (*connectapi.ListHoursOfOperationOverridesOutput, error) {
	d, h, err := s.hours(in.InstanceId, in.HoursOfOperationId)
	if err != nil {
		return nil, err
	}
	items, next, err := slicePage(h.Overrides, func(o center.Override) string { return o.ID }, in.NextToken, in.MaxResults)
	if err != nil {
		return nil, err
	}
	out := &connectapi.ListHoursOfOperationOverridesOutput{NextToken: next, LastModifiedTime: stamp(h.Stamp.Modified),
		LastModifiedRegion: &d.Instance.Region, HoursOfOperationOverrideList: make([]connectapi.HoursOfOperationOverride, len(items))}
	for i := range items {
		out.HoursOfOperationOverrideList[i] = wireOverride(d, h, &items[i])
	}
	return out, nil
}

// overrideAt returns where the override with that id stands, or would.
func overrideAt(h *center.HoursOfOperation, id string) (int, bool) {
	return slices.BinarySearchFunc(h.Overrides, id, func(o center.Override, id string) int { return strings.Compare(o.ID, id) })
}

func missingOverride(id string) error {
	return center.Errorf(center.NotFound, "The override %q was not found.", id)
}

// overrideMembers are what a request says of an override; nil is not given.
type overrideMembers struct {
	name, description, from, till *string
	kind                          connectapi.OverrideType
	config                        []connectapi.HoursOfOperationOverrideConfig
	recurrence                    *connectapi.RecurrenceConfig
}

// setOverride sets what is given.
func setOverride(o *center.Override, in overrideMembers) (err error) {
	set(&o.Name, in.name)
	set(&o.Description, in.description)
	if in.from != nil {
		if o.From, err = center.ParseDate(*in.from); err != nil {
			return err
		}
	}
	if in.till != nil {
		if o.Till, err = center.ParseDate(*in.till); err != nil {
			return err
		}
	}
	if in.kind != "" {
		o.Kind = center.OverrideKind(in.kind)
		if o.Kind == center.OverrideStandard {
			o.Recurrence = nil
		}
	}
	if in.recurrence != nil {
		if o.Recurrence, err = recurrence(in.recurrence.RecurrencePattern); err != nil {
			return err
		}
	}
	if in.config != nil {
		o.Rows, err = overrideRows(in.config)
	}
	return err
}

// overrideRows reads rows; one without Day holds on every date of the override.
func overrideRows(config []connectapi.HoursOfOperationOverrideConfig) ([]center.OverrideRow, error) {
	rows := make([]center.OverrideRow, len(config))
	minutes := func(t *connectapi.OverrideTimeSlice) int { return int(*t.Hours)*hourMinutes + int(*t.Minutes) }
	for i, c := range config {
		if c.StartTime == nil || c.EndTime == nil {
			return nil, center.Errorf(center.Invalid, "Config[%d]: StartTime and EndTime are required.", i)
		}
		rows[i].Period = center.Period{Start: minutes(c.StartTime), End: minutes(c.EndTime)}
		if rows[i].Daily = c.Day == ""; !rows[i].Daily {
			rows[i].Day = weekday(c.Day)
		}
	}
	return rows, nil
}

// recurrence reads a pattern, whose lists hold at most one value.
func recurrence(p *connectapi.RecurrencePattern) (*center.Recurrence, error) {
	single := func(member string, list []int32) (int, error) {
		switch {
		case len(list) == 0:
			return 0, nil
		case len(list) > 1:
			return 0, center.Errorf(center.Invalid, "RecurrencePattern.%s takes one value.", member)
		case list[0] == 0:
			return 0, center.Errorf(center.Invalid, "RecurrencePattern.%s must not be 0.", member)
		}
		return int(list[0]), nil
	}
	month, err := single("ByMonth", p.ByMonth)
	monthDay, errDay := single("ByMonthDay", p.ByMonthDay)
	occurrence, errOccurrence := single("ByWeekdayOccurrence", p.ByWeekdayOccurrence)
	if err := cmp.Or(err, errDay, errOccurrence); err != nil {
		return nil, err
	}
	return &center.Recurrence{Frequency: center.Frequency(p.Frequency), Interval: int(*p.Interval),
		Month: time.Month(month), MonthDay: monthDay, Occurrence: occurrence}, nil
}

// wireOverride is an override as it is shown, the rows as they were given.
func wireOverride(d *center.Directory, h *center.HoursOfOperation, o *center.Override) connectapi.HoursOfOperationOverride {
	out := connectapi.HoursOfOperationOverride{
		HoursOfOperationOverrideId: &o.ID, HoursOfOperationId: str(h.ID), HoursOfOperationArn: ptr(d.Instance.ARN(center.KindHours, string(h.ID))),
		Name: &o.Name, Description: optional(o.Description), OverrideType: connectapi.OverrideType(o.Kind),
		EffectiveFrom: ptr(o.From.String()), EffectiveTill: ptr(o.Till.String()),
		Config: make([]connectapi.HoursOfOperationOverrideConfig, len(o.Rows)),
	}
	for i, row := range o.Rows {
		out.Config[i] = connectapi.HoursOfOperationOverrideConfig{StartTime: overrideSlice(row.Start), EndTime: overrideSlice(row.End)}
		if !row.Daily {
			out.Config[i].Day = connectapi.OverrideDays(strings.ToUpper(row.Day.String()))
		}
	}
	if r := o.Recurrence; r != nil {
		list := func(v int) []int32 {
			if v == 0 {
				return nil
			}
			return []int32{int32(v)}
		}
		out.RecurrenceConfig = &connectapi.RecurrenceConfig{RecurrencePattern: &connectapi.RecurrencePattern{
			Frequency: connectapi.RecurrenceFrequency(r.Frequency), Interval: ptr(int32(r.Interval)),
			ByMonth: list(int(r.Month)), ByMonthDay: list(r.MonthDay), ByWeekdayOccurrence: list(r.Occurrence),
		}}
	}
	return out
}

// overrideSlice is a time of day; the midnight that ends it is 00:00 (R5.22).
func overrideSlice(minutes int) *connectapi.OverrideTimeSlice {
	return &connectapi.OverrideTimeSlice{Hours: ptr(int32(minutes / hourMinutes % 24)), Minutes: ptr(int32(minutes % hourMinutes))}
}
