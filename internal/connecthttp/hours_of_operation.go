package connecthttp

import (
	"context"
	"strings"
	"time"

	"strowger/internal/center"
	"strowger/internal/connectapi"
	"strowger/internal/routing"
)

func hoursTable(d *center.Directory) *center.Table[*center.HoursOfOperation] { return &d.Hours }

// CreateHoursOfOperation makes hours of operation, with parents that hand their
// overrides down (R5.25).
func (s *Service) CreateHoursOfOperation(ctx context.Context, in *connectapi.CreateHoursOfOperationInput) (*connectapi.CreateHoursOfOperationOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	id, err := s.newID()
	if err != nil {
		return nil, err
	}
	h := &center.HoursOfOperation{
		ID: center.HoursID(id), Name: *in.Name, Description: text(in.Description), TimeZone: *in.TimeZone,
		Periods: periods(in.Config), Tags: in.Tags,
	}
	if h.Parents, err = withParents(instance, nil, in.ParentHoursOfOperationConfigs); err != nil {
		return nil, err
	}
	if _, err := instance.Do(ctx, routing.Put{Resource: h}); err != nil {
		return nil, err
	}
	return &connectapi.CreateHoursOfOperationOutput{
		HoursOfOperationArn: ptr(instance.Directory().Instance.ARN(center.KindHours, id)),
		HoursOfOperationId:  &id,
	}, nil
}

// DescribeHoursOfOperation returns hours of operation and names their parents.
func (s *Service) DescribeHoursOfOperation(_ context.Context, in *connectapi.DescribeHoursOfOperationInput) (*connectapi.DescribeHoursOfOperationOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	d := instance.Directory()
	h, err := get(d, &d.Hours, center.KindHours, in.HoursOfOperationId)
	if err != nil {
		return nil, err
	}
	out := wireHours(d, h)
	return &connectapi.DescribeHoursOfOperationOutput{HoursOfOperation: &out}, nil
}

// UpdateHoursOfOperation changes what is given; Config replaces all rows, and
// an empty Description takes the old one away.
func (s *Service) UpdateHoursOfOperation(ctx context.Context, in *connectapi.UpdateHoursOfOperationInput) (*connectapi.UpdateHoursOfOperationOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	return nil, edit(ctx, instance, hoursTable, in.HoursOfOperationId, func(h *center.HoursOfOperation) error {
		set(&h.Name, in.Name)
		set(&h.Description, in.Description)
		set(&h.TimeZone, in.TimeZone)
		if in.Config != nil {
			h.Periods = periods(in.Config)
		}
		return nil
	})
}

// DeleteHoursOfOperation removes hours, with their overrides, that no queue and
// no child has.
func (s *Service) DeleteHoursOfOperation(ctx context.Context, in *connectapi.DeleteHoursOfOperationInput) (*connectapi.DeleteHoursOfOperationOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	_, err = instance.Do(ctx, routing.Remove{Kind: center.KindHours, ID: idOf[string](instance, center.KindHours, in.HoursOfOperationId)})
	return nil, err
}

// ListHoursOfOperations lists all hours of operation of an instance.
func (s *Service) ListHoursOfOperations(_ context.Context, in *connectapi.ListHoursOfOperationsInput) (*connectapi.ListHoursOfOperationsOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	d := instance.Directory()
	items, next, err := page(&d.Hours, in.NextToken, in.MaxResults, nil)
	if err != nil {
		return nil, err
	}
	out := &connectapi.ListHoursOfOperationsOutput{NextToken: next, HoursOfOperationSummaryList: make([]connectapi.HoursOfOperationSummary, len(items))}
	for i, h := range items {
		out.HoursOfOperationSummaryList[i] = connectapi.HoursOfOperationSummary{
			Id: str(h.ID), Arn: ptr(d.Instance.ARN(center.KindHours, string(h.ID))), Name: &h.Name,
			LastModifiedTime: stamp(h.Stamp.Modified), LastModifiedRegion: &d.Instance.Region,
		}
	}
	return out, nil
}

// SearchHoursOfOperations finds hours by name, description, time zone or id, and
// by tags.
func (s *Service) SearchHoursOfOperations(_ context.Context, in *connectapi.SearchHoursOfOperationsInput) (out *connectapi.SearchHoursOfOperationsOutput, err error) {
	out = &connectapi.SearchHoursOfOperationsOutput{}
	out.HoursOfOperations, out.NextToken, out.ApproximateTotalCount, err = search[*center.HoursOfOperation, connectapi.HoursOfOperationSearchCriteria, connectapi.HoursOfOperation]{
		table: hoursTable, criteria: in.SearchCriteria, fields: hoursFields, show: wireHours,
		keep: byTags[*center.HoursOfOperation](opened(in.SearchFilter).TagFilter),
		open: func(c *connectapi.HoursOfOperationSearchCriteria) term[*center.HoursOfOperation, connectapi.HoursOfOperationSearchCriteria] {
			return term[*center.HoursOfOperation, connectapi.HoursOfOperationSearchCriteria]{or: c.OrConditions, and: c.AndConditions, text: c.StringCondition}
		},
	}.page(s, in.InstanceId, in.NextToken, in.MaxResults)
	return out, err
}

var hoursFields = namedFields(func(h *center.HoursOfOperation) string { return h.Description }, fields[*center.HoursOfOperation]{
	"timezone": one(func(h *center.HoursOfOperation) string { return h.TimeZone }),
})

// wireHours is hours of operation as they are shown, the rows as they were
// given.
func wireHours(d *center.Directory, h *center.HoursOfOperation) connectapi.HoursOfOperation {
	out := connectapi.HoursOfOperation{
		HoursOfOperationId: str(h.ID), HoursOfOperationArn: ptr(d.Instance.ARN(center.KindHours, string(h.ID))),
		Name: &h.Name, Description: optional(h.Description), TimeZone: &h.TimeZone, Tags: h.Tags,
		LastModifiedTime: stamp(h.Stamp.Modified), LastModifiedRegion: &d.Instance.Region,
		Config: make([]connectapi.HoursOfOperationConfig, len(h.Periods)),
	}
	for _, id := range h.Parents {
		if parent, ok := d.Hours.Get(string(id)); ok {
			out.ParentHoursOfOperations = append(out.ParentHoursOfOperations, hoursIdentifier(d, parent))
		}
	}
	for i, p := range h.Periods {
		out.Config[i] = connectapi.HoursOfOperationConfig{
			Day:       connectapi.HoursOfOperationDays(strings.ToUpper(p.Day.String())),
			StartTime: timeSlice(p.Start), EndTime: timeSlice(p.End),
		}
	}
	return out
}

const hourMinutes = 60

func timeSlice(minutes int) *connectapi.HoursOfOperationTimeSlice {
	return &connectapi.HoursOfOperationTimeSlice{Hours: ptr(int32(minutes / hourMinutes)), Minutes: ptr(int32(minutes % hourMinutes))}
}

// periods reads rows, several for a day or none, in their order (R5.21). The
// model has checked the names of days and the ranges of times.
func periods(config []connectapi.HoursOfOperationConfig) []center.Period {
	minutes := func(t *connectapi.HoursOfOperationTimeSlice) int { return int(*t.Hours)*hourMinutes + int(*t.Minutes) }
	out := make([]center.Period, len(config))
	for i, c := range config {
		out[i] = center.Period{Day: weekday(c.Day), Start: minutes(c.StartTime), End: minutes(c.EndTime)}
	}
	return out
}

func weekday[D ~string](name D) time.Weekday {
	day := time.Sunday
	for ; day < time.Saturday; day++ {
		if strings.EqualFold(day.String(), string(name)) {
			break
		}
	}
	return day
}
