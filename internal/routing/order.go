package routing

import "strowger/internal/center"

// key is a place in an order: the fields are compared one after the other,
// small first. id decides between equals where numbers cannot.
type key struct {
	a, b, c int64
	id      string
}

func (k *key) less(o *key) bool {
	if k.a != o.a {
		return k.a < o.a
	}
	if k.b != o.b {
		return k.b < o.b
	}
	if k.c != o.c {
		return k.c < o.c
	}
	return k.id < o.id
}

// node is an item's place in an order. It is part of the item, so that moving
// an item allocates nothing.
type node[T any] struct {
	key         key
	item        T
	left, right *node[T]
	weight      uint64         // heap order of the treap, a fixed mix of its number
	size        int            // of the subtree
	mark        center.Instant // what low is the least of
	low         center.Instant // least mark in the subtree
	in          bool
}

// order is a sorted set: a treap whose nodes know the size of their subtree and
// the least mark in it. With the enqueue time as mark, the first contact in rank
// order that has waited long enough is found in O(log n) for any delay, so that
// delays need no lists of their own and a change of a profile moves no contact.
type order[T any] struct {
	root  *node[T]
	first *node[T] // least, kept so that looking costs nothing
	count uint64   // insertions so far
}

func (o *order[T]) len() int {
	if o.root == nil {
		return 0
	}
	return o.root.size
}

// insert puts n, whose key, item and mark are set, into its place.
func (o *order[T]) insert(n *node[T]) {
	o.count++
	n.weight = mix(o.count)
	n.left, n.right, n.in = nil, nil, true
	if o.first == nil || n.key.less(&o.first.key) {
		o.first = n
	}
	o.root = insertNode(o.root, n)
}

// remove takes n out; it does nothing where n is not in.
func (o *order[T]) remove(n *node[T]) {
	if !n.in {
		return
	}
	o.root = removeNode(o.root, n)
	n.left, n.right, n.in = nil, nil, false
	if o.first == n {
		o.first = o.root
		for o.first != nil && o.first.left != nil {
			o.first = o.first.left
		}
	}
}

// firstMarked returns the first node whose mark is at most limit.
func (o *order[T]) firstMarked(limit center.Instant) *node[T] {
	n := o.root
	if n == nil || n.low > limit {
		return nil
	}
	if o.first.mark <= limit {
		return o.first
	}
	for {
		switch {
		case n.left != nil && n.left.low <= limit:
			n = n.left
		case n.mark <= limit:
			return n
		default:
			n = n.right
		}
	}
}

// firstAbove returns the first node whose key's leading number is above a.
func (o *order[T]) firstAbove(a int64) *node[T] {
	var found *node[T]
	for n := o.root; n != nil; {
		if n.key.a > a {
			found, n = n, n.left
		} else {
			n = n.right
		}
	}
	return found
}

// position returns how many nodes stand before k, in O(log n).
func (o *order[T]) position(k *key) int {
	before := 0
	for n := o.root; n != nil; {
		if !n.key.less(k) {
			n = n.left
			continue
		}
		before++
		if n.left != nil {
			before += n.left.size
		}
		n = n.right
	}
	return before
}

// each walks the items in order until yield returns false.
func (o *order[T]) each(yield func(T) bool) { eachNode(o.root, yield) }

func eachNode[T any](n *node[T], yield func(T) bool) bool {
	return n == nil || (eachNode(n.left, yield) && yield(n.item) && eachNode(n.right, yield))
}

func insertNode[T any](at, n *node[T]) *node[T] {
	if at == nil {
		n.update()
		return n
	}
	if n.weight < at.weight {
		n.left, n.right = split(at, &n.key)
		n.update()
		return n
	}
	if n.key.less(&at.key) {
		at.left = insertNode(at.left, n)
	} else {
		at.right = insertNode(at.right, n)
	}
	at.update()
	return at
}

// split parts a subtree into the nodes before k and the others.
func split[T any](at *node[T], k *key) (before, after *node[T]) {
	if at == nil {
		return nil, nil
	}
	if at.key.less(k) {
		at.right, after = split(at.right, k)
		at.update()
		return at, after
	}
	before, at.left = split(at.left, k)
	at.update()
	return before, at
}

func removeNode[T any](at, n *node[T]) *node[T] {
	if at == n {
		return merge(at.left, at.right)
	}
	if n.key.less(&at.key) {
		at.left = removeNode(at.left, n)
	} else {
		at.right = removeNode(at.right, n)
	}
	at.update()
	return at
}

// merge joins two subtrees of which all of a is before all of b.
func merge[T any](a, b *node[T]) *node[T] {
	switch {
	case a == nil:
		return b
	case b == nil:
		return a
	case a.weight < b.weight:
		a.right = merge(a.right, b)
		a.update()
		return a
	default:
		b.left = merge(a, b.left)
		b.update()
		return b
	}
}

func (n *node[T]) update() {
	n.size, n.low = 1, n.mark
	if l := n.left; l != nil {
		n.size += l.size
		n.low = min(n.low, l.low)
	}
	if r := n.right; r != nil {
		n.size += r.size
		n.low = min(n.low, r.low)
	}
}

// mix spreads consecutive numbers over 64 bits (the finaliser of splitmix64), so
// that the treap is balanced and yet the same in every run.
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9
	x = (x ^ (x >> 27)) * 0x94d049bb133111eb
	return x ^ (x >> 31)
}
