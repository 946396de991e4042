package sim

import (
	"container/heap"

	"strowger/internal/center"
)

// agenda holds what the people of a centre are going to do, by the moment and,
// within one moment, in the order of planning.
type agenda struct {
	acts    acts
	planned int64
}

// act is one thing that somebody is going to do.
type act struct {
	at  center.Instant
	seq int64
	do  func()
}

func (a *agenda) add(at center.Instant, do func()) {
	a.planned++
	heap.Push(&a.acts, act{at: at, seq: a.planned, do: do})
}

func (a *agenda) next() (center.Instant, bool) {
	if len(a.acts) == 0 {
		return 0, false
	}
	return a.acts[0].at, true
}

func (a *agenda) pop() act { return heap.Pop(&a.acts).(act) }

// acts implements heap.Interface.
type acts []act

func (a acts) Len() int { return len(a) }
func (a acts) Less(i, j int) bool {
	return a[i].at < a[j].at || a[i].at == a[j].at && a[i].seq < a[j].seq
}
func (a acts) Swap(i, j int) { a[i], a[j] = a[j], a[i] }
func (a *acts) Push(x any)   { *a = append(*a, x.(act)) }
func (a *acts) Pop() any {
	last := len(*a) - 1
	x := (*a)[last]
	(*a)[last] = act{}
	*a = (*a)[:last]
	return x
}
