package web

import (
	"context"
	"time"

	"strowger/internal/center"
	"strowger/internal/metric"
	"strowger/internal/routing"
)

// ServiceWithin is the time of the service level on the board: a contact that
// leaves its queue before it is counted as served in time.
const ServiceWithin = 60 * time.Second

// today counts the contacts that entered the queues of an instance since
// midnight, by queue. It reads each contact of the day once, and those that are
// still in a queue again. One goroutine uses it.
type today struct {
	instance Instance
	midnight center.Instant                      // UTC; zero before the first count
	read     center.Instant                      // contacts that began before were looked at
	recent   map[center.ContactID]center.Instant // when those were counted that began lately
	inQueue  map[center.ContactID]bool           // to be looked at again
	served   servedToday
}

// servedToday are the figures by queue and channel.
type servedToday map[center.QueueChannel]metric.Service

// A feed counts at most once in todayPause. A count looks again for contacts that
// began todayOverlap before the last one, because a contact is committed a little
// after its id was made.
const (
	todayPause   = 5 * time.Second
	todayOverlap = 10 * time.Second
	todayPage    = 500
)

func newToday(instance Instance) *today { return &today{instance: instance} }

// count brings the figures up to date. What cannot be read now is counted the
// next time.
func (t *today) count(ctx context.Context, now center.Instant) {
	if midnight := center.At(now.Time().UTC().Truncate(24 * time.Hour)); midnight != t.midnight {
		*t = today{instance: t.instance, midnight: midnight, read: midnight, recent: map[center.ContactID]center.Instant{},
			inQueue: map[center.ContactID]bool{}, served: servedToday{}}
	}
	t.again(ctx)
	t.begun(ctx, now)
}

// again looks at those that were in a queue, or before it.
func (t *today) again(ctx context.Context) {
	var changed []*center.Contact
	var left []center.ContactID
	err := t.instance.Query(ctx, func(e *routing.Engine) {
		for id := range t.inQueue {
			switch c, live := e.Contact(id); {
			case !live:
				left = append(left, id)
			case !c.Dequeued.IsZero() || !c.Ended.IsZero():
				changed = append(changed, &c)
			}
		}
	})
	if err != nil {
		return
	}
	for _, id := range left {
		if c, err := t.instance.Contact(ctx, id); err == nil {
			changed = append(changed, c)
		}
	}
	for _, c := range changed {
		delete(t.inQueue, c.ID)
		t.add(c)
	}
}

// begun looks at those that began since the last time.
func (t *today) begun(ctx context.Context, now center.Instant) {
	var before center.ContactID
	for {
		contacts, err := t.instance.Contacts(ctx, before, t.read, 0, todayPage)
		if err != nil {
			return
		}
		for _, c := range contacts {
			before = c.ID
			if _, known := t.recent[c.ID]; known {
				continue
			}
			if c.Initiated >= now.Add(-2*todayOverlap) {
				t.recent[c.ID] = now
			}
			t.add(c)
		}
		if len(contacts) < todayPage {
			break
		}
	}
	t.read = max(t.midnight, now.Add(-todayOverlap))
	for id, at := range t.recent {
		if now.Sub(at) > 2*todayOverlap {
			delete(t.recent, id)
		}
	}
}

// add counts a contact that is through its queue, and notes others.
func (t *today) add(c *center.Contact) {
	if c.Dequeued.IsZero() && c.Ended.IsZero() {
		t.inQueue[c.ID] = true
		return
	}
	if c.Enqueued.IsZero() || c.Target.QueueID == "" {
		return
	}
	key := center.QueueChannel{QueueID: c.Target.QueueID, Channel: c.Channel}
	s := t.served[key]
	s.Count(c, ServiceWithin)
	t.served[key] = s
}
