package metric

import (
	"time"

	"strowger/internal/center"
)

// Service is how the contacts of a queue were served that have left it. The
// service level (SERVICE_LEVEL of the API) is InTime as a share of Queued.
type Service struct {
	Queued    int // entered the queue, and left it
	Answered  int
	Abandoned int // ended in the queue
	InTime    int // were answered, abandoned or called back before the time given
}

// Count takes in a contact that has left its queue. One that never was in a queue
// is not counted.
func (s *Service) Count(c *center.Contact, within time.Duration) {
	left := c.Dequeued
	if left.IsZero() {
		left = c.Ended
	}
	if c.Enqueued.IsZero() || left.IsZero() {
		return
	}
	s.Queued++
	switch {
	case !c.ToAgent.IsZero():
		s.Answered++
	case !c.TransferCompleted.IsZero():
		return // to another queue: it is not served
	case c.NextID == "":
		s.Abandoned++
	}
	if left.Sub(c.Enqueued) < within {
		s.InTime++
	}
}
