package routing

import "strowger/internal/center"

// timer is one entry of the engine's heap. It is part of what it wakes, so that
// setting and clearing it allocates nothing.
type timer struct {
	at    center.Instant
	index int // place in the heap plus one; 0: not set
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
	restEnd // of a flow
	lifeEnd
	leaseEnd // of an agent
)

// timers is a binary heap by (at, turn).
type timers struct{ heap []alarm }

// alarm is a timer in the heap. What is compared is beside it, so that a change
// of the heap reads no timers; only where two contacts were initiated in one
// millisecond their ids have to be asked for.
type alarm struct {
	at    center.Instant
	since center.Instant // of the turn, as of the setting, like the phase
	phase phase
	timer *timer
}

func (a *alarm) before(b *alarm) bool {
	switch {
	case a.at != b.at:
		return a.at < b.at
	case a.phase != b.phase:
		return a.phase < b.phase
	case a.since != b.since:
		return a.since < b.since
	default:
		return a.timer.owner.turn().id < b.timer.owner.turn().id
	}
}

func (h *timers) next() (center.Instant, bool) {
	if len(h.heap) == 0 {
		return 0, false
	}
	return h.heap[0].at, true
}

// set arms t, or moves it where it is armed already.
func (h *timers) set(t *timer, at center.Instant) {
	t.at = at
	if t.index == 0 {
		h.heap = append(h.heap, alarm{})
		t.index = len(h.heap)
	}
	turn := t.owner.turn()
	h.fix(t.index-1, alarm{at, turn.since, turn.phase, t})
}

func (h *timers) clear(t *timer) {
	if t.index == 0 {
		return
	}
	i, last := t.index-1, len(h.heap)-1
	t.index = 0
	moved := h.heap[last]
	h.heap[last] = alarm{}
	h.heap = h.heap[:last]
	if i < last {
		h.fix(i, moved)
	}
}

// pop takes the first timer that is due at now, nil if there is none.
func (h *timers) pop(now center.Instant) *timer {
	if len(h.heap) == 0 || h.heap[0].at > now {
		return nil
	}
	t := h.heap[0].timer
	h.clear(t)
	return t
}

// fix puts a into the heap where the place i is free, or near it.
func (h *timers) fix(i int, a alarm) {
	for i > 0 {
		parent := (i - 1) / 2
		if !a.before(&h.heap[parent]) {
			break
		}
		h.put(i, h.heap[parent])
		i = parent
	}
	for {
		child := 2*i + 1
		if child >= len(h.heap) {
			break
		}
		if right := child + 1; right < len(h.heap) && h.heap[right].before(&h.heap[child]) {
			child = right
		}
		if !h.heap[child].before(&a) {
			break
		}
		h.put(i, h.heap[child])
		i = child
	}
	h.put(i, a)
}

func (h *timers) put(i int, a alarm) {
	h.heap[i] = a
	a.timer.index = i + 1
}
