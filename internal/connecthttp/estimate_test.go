package connecthttp

import (
	"testing"
	"time"

	"strowger/internal/center"
	"strowger/internal/connectapi"
	"strowger/internal/routing"
)

// R2.27: the estimated wait in whole seconds, of a contact that waits and of one
// that would come now. Where it is not known there is no value: before enough
// contacts were taken, and in a queue for which nobody is there.
func TestEstimatedWait(t *testing.T) {
	t.Parallel()
	f := newFloor(t)
	var ids []string
	for range 12 {
		ids = append(ids, f.task())
	}
	in := f.metricInput("ESTIMATED_WAIT_TIME", "CONTACTS_IN_QUEUE")
	in.Groupings, in.Filters.Channels = []connectapi.Grouping{"QUEUE", "CHANNEL"}, []connectapi.Channel{"TASK"}
	in.SortCriteria = []connectapi.CurrentMetricSortCriteria{{SortByMetric: "ESTIMATED_WAIT_TIME", SortOrder: "ASCENDING"}}
	diff(t, "three ring, nine wait", table(f.metrics(in)), []string{"sales TASK - 9", "support TASK - 0"})
	take := func(id string) {
		f.instance.mustDo(routing.Accept{UserID: "ann", ContactID: center.ContactID(id)})
		f.advance(10 * time.Second)
		f.instance.mustDo(routing.Complete{UserID: "ann", ContactID: center.ContactID(id)})
	}
	for _, id := range ids[:8] { // three of them came at once
		take(id)
	}
	// Five were taken in 80 s; one waits still, which is the first.
	diff(t, "one waits", table(f.metrics(in)), []string{"sales TASK 32 1", "support TASK - 0"})
	for id, want := range map[string]float64{ids[11]: 16, ids[10]: -1} {
		got := call[connectapi.GetContactMetricsOutput](t, f.harness, "GetContactMetrics", &connectapi.GetContactMetricsInput{InstanceId: f.id(), ContactId: &id,
			Metrics: []connectapi.ContactMetricInfo{{Name: "ESTIMATED_WAIT_TIME"}}}).MetricResults
		switch {
		case want < 0 && len(got) > 0:
			t.Errorf("a contact that rings has the estimate %v", *got[0].Value.Number)
		case want >= 0 && (len(got) != 1 || *got[0].Value.Number != want):
			t.Errorf("the estimate is %+v, want %v", got, want)
		}
	}
	for _, id := range ids[8:11] {
		take(id)
	}
	diff(t, "ann is free", table(f.metrics(in)), []string{"sales TASK 0 0", "support TASK 0 0"})
}
