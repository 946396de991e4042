package routing

import "strowger/internal/center"

// timer is one entry of the engine's heap. It is part of what it wakes, so that
// setting and clearing it allocates nothing.
type timer struct {
	at    center.Instant
	turn  turn // as of the setting
	index int  // place in the heap plus one; 0: not set
	owner waker
}

// waker is what a timer wakes.
type waker interface {
	due(e *Engine)
	turn() turn
}

// turn is the place of a timer among those of the same moment. No rule gives
// one; this order rests on the records alone, so that a restart changes nothing.
type turn struct {
	phase phase
	since center.Instant // when the contact was initiated: the older one is first
	id    string
}

// phase is the part of a moment in which a timer fires.
type phase uint8

// The phases, in their order: what is to happen at a moment happens before a
// contact expires at it.
const (
	beginning phase = iota // of a scheduled task
	inHand                 // end of ringing or of after-contact work
	stepEnd
	delayEnd
	lifeEnd
)

// timers is a binary heap by (at, turn).
type timers struct{ heap []*timer }

func (h *timers) next() (center.Instant, bool) {
	if len(h.heap) == 0 {
		return 0, false
	}
	return h.heap[0].at, true
}

// set arms t, or moves it where it is armed already.
func (h *timers) set(t *timer, at center.Instant) {
	t.at, t.turn = at, t.owner.turn()
	if t.index == 0 {
		h.heap = append(h.heap, t)
		t.index = len(h.heap)
	}
	h.fix(t.index - 1)
}

func (h *timers) clear(t *timer) {
	if t.index == 0 {
		return
	}
	i, last := t.index-1, len(h.heap)-1
	h.swap(i, last)
	h.heap[last] = nil
	h.heap = h.heap[:last]
	t.index = 0
	if i < last {
		h.fix(i)
	}
}

// pop takes the first timer that is due at now, nil if there is none.
func (h *timers) pop(now center.Instant) *timer {
	if len(h.heap) == 0 || h.heap[0].at > now {
		return nil
	}
	t := h.heap[0]
	h.clear(t)
	return t
}

func (h *timers) less(i, j int) bool {
	a, b := h.heap[i], h.heap[j]
	switch {
	case a.at != b.at:
		return a.at < b.at
	case a.turn.phase != b.turn.phase:
		return a.turn.phase < b.turn.phase
	case a.turn.since != b.turn.since:
		return a.turn.since < b.turn.since
	default:
		return a.turn.id < b.turn.id
	}
}

func (h *timers) swap(i, j int) {
	h.heap[i], h.heap[j] = h.heap[j], h.heap[i]
	h.heap[i].index, h.heap[j].index = i+1, j+1
}

// fix restores the order after the entry at i changed.
func (h *timers) fix(i int) {
	for i > 0 {
		parent := (i - 1) / 2
		if !h.less(i, parent) {
			break
		}
		h.swap(i, parent)
		i = parent
	}
	for {
		child := 2*i + 1
		if child >= len(h.heap) {
			return
		}
		if right := child + 1; right < len(h.heap) && h.less(right, child) {
			child = right
		}
		if !h.less(child, i) {
			return
		}
		h.swap(i, child)
		i = child
	}
}
