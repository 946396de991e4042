package connecthttp

import (
	"context"

	"strowger/internal/center"
	"strowger/internal/connectapi"
	"strowger/internal/routing"
)

// GetContactMetrics returns the position of a contact in its queue (R2.26). A
// contact that does not wait has none, and the answer leaves it out.
//
// Not built: ESTIMATED_WAIT_TIME is not estimated; the answer leaves it out.
func (s *Service) GetContactMetrics(ctx context.Context, in *connectapi.GetContactMetricsInput) (*connectapi.GetContactMetricsOutput, error) {
	instance, rec, err := s.contact(ctx, in.InstanceId, in.ContactId)
	if err != nil {
		return nil, err
	}
	place, waits := 0, false
	if err := instance.Query(ctx, func(e *routing.Engine) { place, waits = e.Position(rec.ID) }); err != nil {
		return nil, err
	}
	out := &connectapi.GetContactMetricsOutput{Id: str(rec.ID), MetricResults: []connectapi.ContactMetricResult{},
		Arn: ptr(instance.Directory().Instance.ARN(center.KindContact, string(rec.ID)))}
	for _, metric := range in.Metrics {
		if metric.Name == connectapi.ContactMetricNamePositionInQueue && waits {
			out.MetricResults = append(out.MetricResults, connectapi.ContactMetricResult{Name: metric.Name,
				Value: &connectapi.ContactMetricValue{Number: ptr(float64(place))}})
		}
	}
	return out, nil
}
