package metric

import (
	"testing"
	"time"

	"strowger/internal/center"
)

func TestService_Count(t *testing.T) {
	t.Parallel()
	const minute = 60_000
	for name, c := range map[string]struct {
		contact center.Contact
		want    Service
	}{
		"never in a queue":         {center.Contact{Ended: 5}, Service{}},
		"still waits":              {center.Contact{Enqueued: 1}, Service{}},
		"answered in time":         {center.Contact{Enqueued: 1, Dequeued: minute, ToAgent: minute}, Service{Queued: 1, Answered: 1, InTime: 1}},
		"answered at the limit":    {center.Contact{Enqueued: 1, Dequeued: 1 + minute, ToAgent: 1 + minute}, Service{Queued: 1, Answered: 1}},
		"gave up in time":          {center.Contact{Enqueued: 1, Dequeued: 2, Ended: 2}, Service{Queued: 1, Abandoned: 1, InTime: 1}},
		"gave up late":             {center.Contact{Enqueued: 1, Dequeued: 2 * minute, Ended: 2 * minute}, Service{Queued: 1, Abandoned: 1}},
		"went on to another queue": {center.Contact{Enqueued: 1, Dequeued: 2, NextID: "n", TransferCompleted: 2, Ended: 2}, Service{Queued: 1}},
		"called back":              {center.Contact{Enqueued: 1, Dequeued: 2, NextID: "n", Ended: 2}, Service{Queued: 1, InTime: 1}},
	} {
		var s Service
		s.Count(&c.contact, time.Minute)
		if s != c.want {
			t.Errorf("%s: %+v, want %+v", name, s, c.want)
		}
	}
}
