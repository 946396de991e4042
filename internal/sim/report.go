package sim

import (
	"time"

	"strowger/internal/center"
	"strowger/internal/routing"
	"strowger/internal/tenant"
)

// Visit is one contact's time in a queue.
type Visit struct {
	Queued  center.Instant
	Wait    time.Duration // until an agent had it or the customer was gone
	Handled time.Duration // with the agent; 0: the customer was gone before
	Served  bool
}

// Report measures a run from what was published, and from nothing else.
type Report struct {
	Arrived int     // contacts that began
	Blocked int     // that ended without having been in a queue
	Visits  []Visit // to queues, as they ended

	open map[center.ContactID]*visiting
}

type visiting struct{ queued, joined center.Instant }

// Hear takes in what was published; it is meant for Config.Hear.
func (r *Report) Hear(p tenant.Published) {
	if r.open == nil {
		r.open = map[center.ContactID]*visiting{}
	}
	for i := range p.Events {
		e := &p.Events[i]
		v := r.open[e.ContactID]
		switch e.Kind {
		case routing.ContactInitiated:
			r.Arrived++
			r.open[e.ContactID] = &visiting{}
		case routing.ContactQueued:
			if v != nil {
				v.queued = e.At
			}
		case routing.OfferAccepted:
			if v != nil {
				v.joined = e.At
			}
		case routing.ContactEnded:
			if v != nil {
				r.leave(e.At, v)
				delete(r.open, e.ContactID)
			}
		}
	}
}

func (r *Report) leave(at center.Instant, v *visiting) {
	switch {
	case v.queued == 0:
		r.Blocked++
	case v.joined == 0:
		r.Visits = append(r.Visits, Visit{Queued: v.queued, Wait: at.Sub(v.queued)})
	default:
		r.Visits = append(r.Visits, Visit{Queued: v.queued, Wait: v.joined.Sub(v.queued), Handled: at.Sub(v.joined), Served: true})
	}
}
