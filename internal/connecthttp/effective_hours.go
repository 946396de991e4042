package connecthttp

import (
	"context"

	"strowger/internal/center"
	"strowger/internal/connectapi"
)

// maxEffectiveDates bounds the dates of one answer.
const maxEffectiveDates = 366

// GetEffectiveHoursOfOperations returns, for each date from FromDate to ToDate,
// when it is open, and what overrides, inherited ones too, say of it (R5.24,
// R5.25). Dates and times are those of the hours' own zone.
func (s *Service) GetEffectiveHoursOfOperations(_ context.Context, in *connectapi.GetEffectiveHoursOfOperationsInput) (*connectapi.GetEffectiveHoursOfOperationsOutput, error) {
	d, h, err := s.hours(in.InstanceId, in.HoursOfOperationId)
	if err != nil {
		return nil, err
	}
	from, err := center.ParseDate(*in.FromDate)
	if err != nil {
		return nil, err
	}
	to, err := center.ParseDate(*in.ToDate)
	if err != nil {
		return nil, err
	}
	switch {
	case to < from:
		return nil, center.Errorf(center.Invalid, "toDate must not be before fromDate.")
	case to-from >= maxEffectiveDates:
		return nil, center.Errorf(center.Invalid, "fromDate to toDate must be at most %d days.", maxEffectiveDates)
	}
	opening := d.Opening(h)
	out := &connectapi.GetEffectiveHoursOfOperationsOutput{TimeZone: &h.TimeZone}
	for date := from; date <= to; date++ {
		day := connectapi.EffectiveHoursOfOperations{Date: ptr(date.String()), OperationalHours: []connectapi.OperationalHour{}}
		for _, t := range opening.On(date) {
			day.OperationalHours = append(day.OperationalHours, connectapi.OperationalHour{Start: overrideSlice(t.Start), End: overrideSlice(t.End)})
		}
		out.EffectiveHoursOfOperationList = append(out.EffectiveHoursOfOperationList, day)
		if said := opening.OverridesOn(date); len(said) > 0 {
			out.EffectiveOverrideHoursList = append(out.EffectiveOverrideHoursList,
				connectapi.EffectiveOverrideHours{Date: ptr(date.String()), OverrideHours: overrideHours(said)})
		}
	}
	return out, nil
}

func overrideHours(said []center.OverrideTimes) []connectapi.OverrideHour {
	out := make([]connectapi.OverrideHour, len(said))
	for i, o := range said {
		out[i] = connectapi.OverrideHour{OverrideName: ptr(o.Name), Start: overrideSlice(o.Start), End: overrideSlice(o.End),
			OperationalStatus: connectapi.OperationalStatusClosed}
		if o.Open {
			out[i].OperationalStatus = connectapi.OperationalStatusOpen
		}
	}
	return out
}
