package routing

import (
	"slices"

	"strowger/internal/center"
)

// unlist takes a quick connect that is gone out of the queues that have it.
func (e *Engine) unlist(id center.QuickConnectID) {
	var listed []*center.Queue
	for q := range e.dir.Queues.All() {
		if slices.Contains(q.QuickConnects, id) {
			listed = append(listed, q)
		}
	}
	for _, q := range listed {
		next := *q
		next.QuickConnects = slices.DeleteFunc(slices.Clone(q.QuickConnects), func(o center.QuickConnectID) bool { return o == id })
		if _, err := e.dir.Put(e.now, &next, q.Stamp.Revision); err != nil {
			continue // cannot be: the queue stood as it is, and has only lost something
		}
		e.out.Changes = append(e.out.Changes, Change{Record: &next})
		e.resourceEvent(ResourcePut, &next)
		e.adoptQueue(&next)
	}
}
