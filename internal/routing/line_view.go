package routing

import (
	"slices"

	"strowger/internal/center"
)

// Waiting returns the contacts that wait in one channel of a standard queue, the
// first in rank order, at most so many.
func (e *Engine) Waiting(id center.QueueID, ch center.Channel, most int) []center.Contact {
	q := e.queues[id]
	if q == nil || q.lines[ch] == nil {
		return nil
	}
	var first []*contact
	q.lines[ch].eachGroup(func(g *group) {
		n := 0
		g.rank.each(func(c *contact) bool {
			first, n = append(first, c), n+1
			return n < most
		})
	})
	slices.SortFunc(first, func(a, b *contact) int {
		if a.rank.key.less(&b.rank.key) {
			return -1
		}
		return 1
	})
	var waiting []center.Contact
	for _, c := range first[:min(most, len(first))] {
		waiting = append(waiting, *c.Contact)
	}
	return waiting
}
