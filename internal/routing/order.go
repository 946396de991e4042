package routing

import (
	"math"
	"slices"

	"strowger/internal/center"
)

// key is a place in an order: the fields are compared one after the other, small
// first.
type key struct{ a, b, c int64 }

func (k *key) less(o *key) bool {
	if k.a != o.a {
		return k.a < o.a
	}
	if k.b != o.b {
		return k.b < o.b
	}
	return k.c < o.c
}

// place is where an item stands in an order, if it does. It is part of the item.
type place struct {
	key
	in bool
}

// named items are told apart by their names where their keys are equal.
type named interface{ name() string }

// entry is an item in an order. What is compared is beside it, so that a search
// does not touch the items.
type entry[T named] struct {
	key
	mark center.Instant // of a contact, when it was enqueued; of an agent, the seat
	item T
}

func (x *entry[T]) before(o *entry[T]) bool {
	if x.key != o.key {
		return x.key.less(&o.key)
	}
	return x.item.name() < o.item.name()
}

// block is a piece of an order, never empty.
type block[T named] struct {
	entries []entry[T]
	low     center.Instant // least mark
}

// order is a sorted set that knows the least mark in it. With the enqueue time
// as mark, the first contact in rank order that has waited long enough is found
// for any delay, so that delays need no lists of their own and a change of a
// profile moves no contact.
//
// It is a list of sorted blocks: as a rule one, whose entries lie side by side.
// A block splits when it is longer than there are blocks, and than minBlock, so
// that a change moves O(sqrt n) entries, in one piece.
type order[T named] struct {
	first  entry[T] // copy of the least, so that looking costs nothing
	low    center.Instant
	size   int
	blocks []block[T]
	spare  []entry[T] // memory for the next block, where it is little
}

const (
	minBlock    = 64
	keptEntries = 8
)

// never is the low of an order in which nothing stands.
const never = center.Instant(math.MaxInt64)

func (o *order[T]) len() int { return o.size }

// head returns the least entry, nil if there is none.
func (o *order[T]) head() *entry[T] {
	if o.size == 0 {
		return nil
	}
	return &o.first
}

// lowest is the least mark, never if there is none.
func (o *order[T]) lowest() center.Instant {
	if o.size == 0 {
		return never
	}
	return o.low
}

// search returns the block and the index in it where x stands or would stand.
func (o *order[T]) search(x *entry[T]) (in, at int) {
	for low, high := 1, len(o.blocks); low < high; { // the last block that does not begin after x
		mid := int(uint(low+high) / 2)
		if x.before(&o.blocks[mid].entries[0]) {
			high = mid
		} else {
			in, low = mid, mid+1
		}
	}
	entries := o.blocks[in].entries
	low, high := 0, len(entries)
	for low < high {
		mid := int(uint(low+high) / 2)
		if entries[mid].before(x) {
			low = mid + 1
		} else {
			high = mid
		}
	}
	return in, low
}

// insert puts an item into its place.
func (o *order[T]) insert(p *place, mark center.Instant, item T) {
	p.in = true
	x := entry[T]{p.key, mark, item}
	if o.size == 0 || x.before(&o.first) {
		o.first = x
	}
	if o.size == 0 {
		o.low = mark
		o.blocks = append(o.blocks[:0], block[T]{o.spare, mark})
	}
	o.size++
	o.low = min(o.low, mark)
	in, at := o.search(&x)
	b := &o.blocks[in]
	b.low = min(b.low, mark)
	if limit := max(minBlock, len(o.blocks)); len(b.entries) < limit {
		b.entries = slices.Insert(b.entries, at, x)
		return
	}
	cut := len(b.entries) / 2
	if in == len(o.blocks)-1 && at == len(b.entries) {
		cut = at // what comes in order fills one block after the other
	}
	rest := append([]entry[T](nil), b.entries[cut:]...)
	clear(b.entries[cut:])
	b.entries = b.entries[:cut]
	if at < cut {
		b.entries = slices.Insert(b.entries, at, x)
	} else {
		rest = slices.Insert(rest, at-cut, x)
	}
	b.low = lowestOf(b.entries)
	o.blocks = slices.Insert(o.blocks, in+1, block[T]{rest, lowestOf(rest)})
}

// remove takes an item out; it does nothing where the item is not in.
func (o *order[T]) remove(p *place, item T) {
	if !p.in {
		return
	}
	p.in = false
	in, at := o.search(&entry[T]{key: p.key, item: item})
	b := &o.blocks[in]
	mark := b.entries[at].mark
	b.entries = slices.Delete(b.entries, at, at+1)
	o.size--
	switch {
	case len(b.entries) == 0:
		o.spare = nil
		if cap(b.entries) <= keptEntries {
			o.spare = b.entries
		}
		o.blocks = slices.Delete(o.blocks, in, in+1)
	case in+1 < len(o.blocks) && len(b.entries)+len(o.blocks[in+1].entries) < minBlock/2:
		b.entries = append(b.entries, o.blocks[in+1].entries...)
		o.blocks = slices.Delete(o.blocks, in+1, in+2)
		b.low = lowestOf(b.entries)
	case mark == b.low:
		b.low = lowestOf(b.entries)
	}
	if o.size == 0 {
		o.first = entry[T]{}
		return
	}
	if in == 0 && at == 0 {
		o.first = o.blocks[0].entries[0]
	}
	if mark == o.low {
		o.low = o.blocks[0].low
		for i := range o.blocks {
			o.low = min(o.low, o.blocks[i].low)
		}
	}
}

func lowestOf[T named](entries []entry[T]) center.Instant {
	low := never
	for i := range entries {
		low = min(low, entries[i].mark)
	}
	return low
}

// firstMarked returns the first entry whose mark is at most limit, nil if there
// is none.
func (o *order[T]) firstMarked(limit center.Instant) *entry[T] {
	if o.lowest() > limit {
		return nil
	}
	if o.first.mark <= limit {
		return &o.first
	}
	for i := range o.blocks {
		if o.blocks[i].low > limit {
			continue
		}
		for j := range o.blocks[i].entries {
			if x := &o.blocks[i].entries[j]; x.mark <= limit {
				return x
			}
		}
	}
	return nil
}

// position returns how many items stand before an item, which need not be in.
func (o *order[T]) position(p *place, item T) int {
	if o.size == 0 {
		return 0
	}
	in, at := o.search(&entry[T]{key: p.key, item: item})
	for i := range o.blocks[:in] {
		at += len(o.blocks[i].entries)
	}
	return at
}

// each walks the items in order until yield returns false.
func (o *order[T]) each(yield func(T) bool) {
	o.walk(0, 0, func(x *entry[T]) bool { return yield(x.item) })
}

// from walks the entries from that place on, in order, until yield returns false.
func (o *order[T]) from(p *place, item T, yield func(*entry[T]) bool) {
	if o.size > 0 {
		in, at := o.search(&entry[T]{key: p.key, item: item})
		o.walk(in, at, yield)
	}
}

// at returns the entry with that number, nil if there is none. It is made for
// small numbers.
func (o *order[T]) at(i int) *entry[T] {
	for in := range o.blocks {
		if i < len(o.blocks[in].entries) {
			return &o.blocks[in].entries[i]
		}
		i -= len(o.blocks[in].entries)
	}
	return nil
}

func (o *order[T]) walk(in, at int, yield func(*entry[T]) bool) {
	for ; in < len(o.blocks); in, at = in+1, 0 {
		for i := at; i < len(o.blocks[in].entries); i++ {
			if !yield(&o.blocks[in].entries[i]) {
				return
			}
		}
	}
}
