package tenant

import (
	"sync"

	"strowger/internal/center"
)

// desks wakes those who wait for news of an agent, of calls to make, or of
// anything at all.
type desks struct {
	mu       sync.Mutex
	watchers map[center.UserID][]chan struct{}
}

// Watch returns a channel that gets a value after each commit that gives the
// agent's desk something new; several in a row may come as one. cancel ends it.
func (t *Tenant) Watch(id center.UserID) (news <-chan struct{}, cancel func()) {
	d := &t.desks
	bell := make(chan struct{}, 1)
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.watchers == nil {
		d.watchers = map[center.UserID][]chan struct{}{}
	}
	d.watchers[id] = append(d.watchers[id], bell)
	return bell, func() { d.leave(id, bell) }
}

// gateways stands for all telephone gateways among those who wait for news.
var gateways = []center.UserID{""}

// WatchDialing is Watch for those who call customers: it tells of each commit
// after which other customers are to be called than before.
func (t *Tenant) WatchDialing() (news <-chan struct{}, cancel func()) { return t.Watch(gateways[0]) }

// anybody stands for those who wait for news of anything.
var anybody = []center.UserID{"*"}

// WatchAll is Watch for those who look at the centre as a whole: it tells of each
// commit that stores something.
func (t *Tenant) WatchAll() (news <-chan struct{}, cancel func()) { return t.Watch(anybody[0]) }

func (d *desks) leave(id center.UserID, bell chan struct{}) {
	d.mu.Lock()
	defer d.mu.Unlock()
	kept := d.watchers[id][:0]
	for _, b := range d.watchers[id] {
		if b != bell {
			kept = append(kept, b)
		}
	}
	if len(kept) == 0 {
		delete(d.watchers, id)
		return
	}
	d.watchers[id] = kept
}

func (d *desks) ring(agents []center.UserID) {
	if len(agents) == 0 {
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, id := range agents {
		for _, bell := range d.watchers[id] {
			strike(bell)
		}
	}
}

// ringAll wakes everyone: after a reload, and when the tenant stops.
func (d *desks) ringAll() {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, bells := range d.watchers {
		for _, bell := range bells {
			strike(bell)
		}
	}
}

func strike(bell chan struct{}) {
	select {
	case bell <- struct{}{}:
	default: // it has news already
	}
}
