package connecthttp

import (
	"context"
	"math"

	"strowger/internal/center"
	"strowger/internal/connectapi"
	"strowger/internal/routing"
)

// GetContactMetrics returns the position of a contact in its queue (R2.26), and how
// many seconds it will go on waiting, as far as that can be estimated (R2.27). The
// answer leaves out what is not known; a contact that does not wait has neither.
func (s *Service) GetContactMetrics(ctx context.Context, in *connectapi.GetContactMetricsInput) (*connectapi.GetContactMetricsOutput, error) {
	instance, rec, err := s.contact(ctx, in.InstanceId, in.ContactId)
	if err != nil {
		return nil, err
	}
	if _, err := instance.Do(ctx, routing.Tick{}); err != nil { // the engine's time stands still between two steps
		return nil, err
	}
	values := map[connectapi.ContactMetricName]float64{}
	err = instance.Query(ctx, func(e *routing.Engine) {
		if place, ok := e.Position(rec.ID); ok {
			values[connectapi.ContactMetricNamePositionInQueue] = float64(place)
		}
		if wait, ok := e.EstimateWait(rec.ID); ok {
			values[connectapi.ContactMetricNameEstimatedWaitTime] = math.Round(wait.Seconds())
		}
	})
	if err != nil {
		return nil, err
	}
	out := &connectapi.GetContactMetricsOutput{Id: str(rec.ID), MetricResults: []connectapi.ContactMetricResult{},
		Arn: ptr(instance.Directory().Instance.ARN(center.KindContact, string(rec.ID)))}
	for _, metric := range in.Metrics {
		if value, known := values[metric.Name]; known {
			out.MetricResults = append(out.MetricResults, connectapi.ContactMetricResult{Name: metric.Name,
				Value: &connectapi.ContactMetricValue{Number: &value}})
		}
	}
	return out, nil
}
