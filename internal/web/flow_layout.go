package web

import (
	"cmp"
	"slices"
)

// layout puts the actions of a flow into layers, one below the other, so that
// ways lead downwards. A way over several layers has a place in each of them.
// Ways that lead back are left out of it and drawn at the side.
type layout struct {
	outline *outline
	spots   []*spot   // of the actions, in their order
	layers  [][]*spot // from the top
	lines   []line    // that lead down
	back    []line    // that lead back
	lost    []*spot   // that no way leads to
}

// spot is a place in a layer: an action, or a way that passes.
type spot struct {
	action   int // -1: a way passes
	layer    int
	x        float64 // of its middle
	width    float64
	up, down []*spot

	at     int     // place in its layer, as last numbered
	middle float64 // of what it is joined with, while its layer is sorted
}

// line is a way with the places that it passes, from the action to the action.
type line struct {
	way   way
	spots []*spot
}

// Measures of a drawing.
const (
	spotWidth = 244.0
	passWidth = 40.0
	spotGap   = 28.0
)

// layOut finds the places of all actions.
// It returns nil for a flow that has more of them than can be drawn while somebody
// waits.
func layOut(o *outline) *layout {
	l := &layout{outline: o}
	byID := map[string]int{}
	for i := range o.actions {
		l.spots = append(l.spots, &spot{action: i, layer: -1, width: spotWidth})
		if _, twice := byID[o.actions[i].id]; !twice {
			byID[o.actions[i].id] = i
		}
	}
	ways := l.sortWays(byID)
	l.enlayer(ways)
	if l.places(ways) > maxPlaces {
		return nil
	}
	l.passes(ways)
	l.order()
	l.place()
	return l
}

// end is a way between two actions by their places.
type end struct {
	from, to int
	way      way
}

// sortWays walks the flow from its start and parts the ways that lead back from
// the others. Actions that it does not come to are lost.
func (l *layout) sortWays(byID map[string]int) []end {
	const unseen, open, done = 0, 1, 2
	state := make([]int, len(l.spots))
	var down []end
	var visit func(i int)
	visit = func(i int) {
		state[i] = open
		for _, w := range l.outline.actions[i].ways {
			to, ok := byID[w.to]
			switch {
			case !ok:
			case state[to] == open:
				l.back = append(l.back, line{way: w, spots: []*spot{l.spots[i], l.spots[to]}})
			default:
				if state[to] == unseen {
					visit(to)
				}
				down = append(down, end{i, to, w})
			}
		}
		state[i] = done
	}
	if start, ok := byID[l.outline.start]; ok {
		visit(start)
	}
	for i := range l.spots {
		if state[i] == unseen {
			l.lost = append(l.lost, l.spots[i])
			visit(i)
		}
	}
	return down
}

// enlayer gives each action the layer below the lowest that leads to it.
func (l *layout) enlayer(ways []end) {
	indegree, next := make([]int, len(l.spots)), make([][]int, len(l.spots))
	for _, w := range ways {
		indegree[w.to]++
		next[w.from] = append(next[w.from], w.to)
	}
	var ready []int
	for i := range l.spots {
		if indegree[i] == 0 {
			ready, l.spots[i].layer = append(ready, i), 0
		}
	}
	for len(ready) > 0 {
		i := ready[0]
		ready = ready[1:]
		for _, to := range next[i] {
			l.spots[to].layer = max(l.spots[to].layer, l.spots[i].layer+1)
			if indegree[to]--; indegree[to] == 0 {
				ready = append(ready, to)
			}
		}
	}
}

// maxPlaces is how many places a drawing has at most. 250 actions in a row, each
// with two errors that end the contact, have 63,000.
const maxPlaces = 70_000

// places counts those of all actions and of all ways that pass.
func (l *layout) places(ways []end) int {
	n := len(l.spots)
	for _, w := range ways {
		n += max(l.spots[w.to].layer-l.spots[w.from].layer-1, 0)
	}
	return n
}

// passes fills the layers, with a place for each way that passes one. They stand
// as the walk from the start comes to them: the way that goes well on the left.
func (l *layout) passes(ways []end) {
	depth := 0
	for _, s := range l.spots {
		depth = max(depth, s.layer)
	}
	l.layers = make([][]*spot, depth+1)
	placed := make([]bool, len(l.spots))
	from := make([][]end, len(l.spots))
	for _, w := range ways {
		from[w.from] = append(from[w.from], w)
	}
	var visit func(i int)
	visit = func(i int) {
		placed[i] = true
		s := l.spots[i]
		l.layers[s.layer] = append(l.layers[s.layer], s)
		slices.SortStableFunc(from[i], func(a, b end) int { return cmp.Compare(rankOf(a.way.kind), rankOf(b.way.kind)) })
		for _, w := range from[i] {
			target, last := l.spots[w.to], s
			path := []*spot{s}
			for layer := s.layer + 1; layer < target.layer; layer++ {
				pass := &spot{action: -1, layer: layer, width: passWidth}
				l.layers[layer] = append(l.layers[layer], pass)
				join(last, pass)
				path, last = append(path, pass), pass
			}
			join(last, target)
			l.lines = append(l.lines, line{way: w.way, spots: append(path, target)})
			if !placed[w.to] {
				visit(w.to)
			}
		}
	}
	for i := range l.spots {
		if l.spots[i].layer == 0 && !placed[i] && l.outline.actions[i].id == l.outline.start {
			visit(i)
		}
	}
	for i := range l.spots {
		if !placed[i] {
			visit(i)
		}
	}
}

func rankOf(k wayKind) int { return slices.Index(wayKinds(), k) }

func join(above, below *spot) {
	above.down, below.up = append(above.down, below), append(below.up, above)
}

// orderRounds is how often the layers are sorted; the best order counts.
const orderRounds = 12

// order sorts the layers by the middle of what each place is joined with, down
// and up in turn, and keeps the order in which the fewest ways cross.
func (l *layout) order() {
	best, fewest := l.copyLayers(), l.crossings()
	for round := 0; round < orderRounds && fewest > 0; round++ {
		if round%2 == 0 {
			for i := 1; i < len(l.layers); i++ {
				sortByMiddle(l.layers[i], l.layers[i-1], func(s *spot) []*spot { return s.up })
			}
		} else {
			for i := len(l.layers) - 2; i >= 0; i-- {
				sortByMiddle(l.layers[i], l.layers[i+1], func(s *spot) []*spot { return s.down })
			}
		}
		if n := l.crossings(); n < fewest {
			best, fewest = l.copyLayers(), n
		}
	}
	l.layers = best
}

func (l *layout) copyLayers() [][]*spot {
	all := make([][]*spot, len(l.layers))
	for i := range l.layers {
		all[i] = slices.Clone(l.layers[i])
	}
	return all
}

// number notes the place of each spot in its layer.
func number(layer []*spot) {
	for i, s := range layer {
		s.at = i
	}
}

func sortByMiddle(layer, beside []*spot, joined func(*spot) []*spot) {
	number(beside)
	for i, s := range layer {
		s.middle = float64(i)
		if others := joined(s); len(others) > 0 {
			sum := 0
			for _, o := range others {
				sum += o.at
			}
			s.middle = float64(sum) / float64(len(others))
		}
	}
	slices.SortStableFunc(layer, func(a, b *spot) int { return cmp.Compare(a.middle, b.middle) })
}

// crossings counts the pairs of ways that cross between two layers: for each way,
// those before it that end behind it, with the sums of a Fenwick tree.
func (l *layout) crossings() int {
	count := 0
	for i := 1; i < len(l.layers); i++ {
		number(l.layers[i])
		sums, ends := make([]int, len(l.layers[i])+1), 0
		for _, s := range l.layers[i-1] {
			for _, to := range s.down {
				count += ends
				for k := to.at + 1; k > 0; k -= k & -k {
					count -= sums[k] // of those that end where this one does, or before
				}
			}
			for _, to := range s.down {
				ends++
				for k := to.at + 1; k < len(sums); k += k & -k {
					sums[k]++
				}
			}
		}
	}
	return count
}

// placeRounds is how often places are moved towards what they are joined with.
const placeRounds = 16

// place finds how far from the left each spot is: as near as possible to what it
// is joined with, in the order of its layer and without overlap.
func (l *layout) place() {
	for _, layer := range l.layers {
		x := 0.0
		for _, s := range layer {
			s.x = x + s.width/2
			x += s.width + spotGap
		}
	}
	for round := range placeRounds {
		if round%2 == 0 {
			for i := 1; i < len(l.layers); i++ {
				pull(l.layers[i], func(s *spot) []*spot { return s.up })
			}
		} else {
			for i := len(l.layers) - 2; i >= 0; i-- {
				pull(l.layers[i], func(s *spot) []*spot { return s.down })
			}
		}
	}
	left := l.layers[0][0].x
	for _, layer := range l.layers {
		left = min(left, layer[0].x-layer[0].width/2)
	}
	for _, layer := range l.layers {
		for _, s := range layer {
			s.x -= left
		}
	}
}

// pull moves the places of a layer to the middle of what they are joined with.
// Those that would overlap share what room there is evenly.
func pull(layer []*spot, joined func(*spot) []*spot) {
	type block struct {
		first, count int
		sum          float64 // of the wanted places of its first spot
		offset       float64 // from its first spot to the last one
	}
	var blocks []block
	at := func(b block) float64 { return b.sum / float64(b.count) }
	for i, s := range layer {
		wanted := s.x
		if others := joined(s); len(others) > 0 {
			wanted = 0
			for _, o := range others {
				wanted += o.x
			}
			wanted /= float64(len(others))
		}
		blocks = append(blocks, block{i, 1, wanted, 0})
		for len(blocks) > 1 {
			a, b := blocks[len(blocks)-2], blocks[len(blocks)-1]
			last, first := layer[a.first+a.count-1], layer[b.first]
			step := a.offset + (last.width+first.width)/2 + spotGap
			if at(a)+step <= at(b) {
				break
			}
			blocks = append(blocks[:len(blocks)-2], block{a.first, a.count + b.count, a.sum + b.sum - float64(b.count)*step, step + b.offset})
		}
	}
	for _, b := range blocks {
		x := at(b)
		for i := range b.count {
			if i > 0 {
				x += (layer[b.first+i-1].width+layer[b.first+i].width)/2 + spotGap
			}
			layer[b.first+i].x = x
		}
	}
}
