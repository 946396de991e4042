package routing

import (
	"cmp"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"strowger/internal/center"
)

// numbered is an item of an order under test.
type numbered struct {
	place
	mark center.Instant
	id   string
}

func (n *numbered) name() string { return n.id }

// TestOrder_AgreesWithSortedSlice holds an order against a slice that is sorted
// after each change, up to where there are many blocks: least, least mark, first
// by mark, position, and walks.
func TestOrder_AgreesWithSortedSlice(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var o order[*numbered]
		var want []*numbered
		before := func(x, y *numbered) int {
			return cmp.Or(cmp.Compare(x.a, y.a), cmp.Compare(x.b, y.b), cmp.Compare(x.c, y.c), cmp.Compare(x.id, y.id))
		}
		few := rapid.Int64Range(0, 3)
		sorted := rapid.Bool().Draw(t, "in order")
		for range rapid.IntRange(1, 12).Draw(t, "rounds") {
			seed, many := rapid.Uint64().Draw(t, "seed"), rapid.IntRange(0, 400).Draw(t, "changes")
			grow := rapid.Uint64Range(20, 80).Draw(t, "insertions of a hundred")
			for i := range many {
				draw := mix(seed + uint64(i))
				if len(want) > 0 && draw%100 >= grow {
					gone := int(draw >> 8 % uint64(len(want)))
					o.remove(&want[gone].place, want[gone])
					want = slices.Delete(want, gone, gone+1)
					continue
				}
				n := &numbered{mark: center.Instant(draw >> 20 % 50), id: fmt.Sprint(len(want), seed, i)}
				n.key = key{a: int64(draw >> 30 % 4), b: int64(draw >> 35 % 4), c: int64(draw >> 40 % 10)}
				if sorted && len(want) > 0 {
					n.key = want[len(want)-1].key
					n.c++
				}
				o.insert(&n.place, n.mark, n)
				at, _ := slices.BinarySearchFunc(want, n, before)
				want = slices.Insert(want, at, n)
			}
			checkOrder(t, &o, want)
			asked := &numbered{place: place{key: key{few.Draw(t, "a"), few.Draw(t, "b"), few.Draw(t, "c")}}}
			at, _ := slices.BinarySearchFunc(want, asked, before)
			if got := o.position(&asked.place, asked); got != at {
				t.Fatalf("%d of %d stand before %+v, want %d", got, len(want), asked, at)
			}
			var rest []*numbered
			o.from(&asked.place, asked, func(x *entry[*numbered]) bool { rest = append(rest, x.item); return true })
			if !slices.Equal(rest, want[at:]) {
				t.Fatalf("%d follow %+v, want %d", len(rest), asked, len(want)-at)
			}
		}
	})
}

func checkOrder(t *rapid.T, o *order[*numbered], want []*numbered) {
	var got []*numbered
	o.each(func(n *numbered) bool { got = append(got, n); return true })
	if o.len() != len(want) || !slices.Equal(got, want) {
		t.Fatalf("the order has %d items, %d in a walk, and should have %d", o.len(), len(got), len(want))
	}
	for limit := center.Instant(-1); limit < 51; limit++ {
		i := slices.IndexFunc(want, func(n *numbered) bool { return n.mark <= limit })
		switch x := o.firstMarked(limit); {
		case i < 0 && x != nil, i >= 0 && (x == nil || x.item != want[i]):
			t.Fatalf("the first of mark %d at most is %+v, want number %d", limit, x, i)
		}
	}
	low := never
	for _, n := range want {
		low = min(low, n.mark)
		if !n.in {
			t.Fatalf("%+v does not know that it is in", n)
		}
	}
	if o.lowest() != low {
		t.Fatalf("the least mark is %d, want %d", o.lowest(), low)
	}
	for i := range want {
		if o.at(i).item != want[i] {
			t.Fatalf("number %d is %+v, want %+v", i, o.at(i).item, want[i])
		}
	}
	if o.at(len(want)) != nil {
		t.Fatalf("behind the last stands %+v", o.at(len(want)))
	}
	if len(want) > 0 && o.first.item != want[0] {
		t.Fatalf("the first is %+v, want %+v", o.first.item, want[0])
	}
}

// mix spreads consecutive numbers over 64 bits (the finaliser of splitmix64).
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9
	x = (x ^ (x >> 27)) * 0x94d049bb133111eb
	return x ^ (x >> 31)
}

func (c *centre) wantPosition(id center.ContactID, want int) {
	c.Helper()
	if got, ok := c.e.Position(id); got != want || ok != (want > 0) {
		c.Errorf("contact %s is number %d (%v), want %d", id, got, ok, want)
	}
}

// R2.26: the position counts within the channel and, while a step is active,
// among the contacts with the same step; only waiting contacts have one.
func TestPosition_ByChannelAndStep(t *testing.T) {
	t.Parallel()
	c := criteriaCentre(t)
	first := c.start("q", center.Task)
	french := c.startWith("q", step(least("French", 5), time.Minute))
	dutch := c.startWith("q", step(least("Dutch", 5), 0))
	again := c.startWith("q", step(least("French", 5), 0))
	last := c.start("q", center.Task)
	chat := c.start("q", center.Chat)
	for id, want := range map[center.ContactID]int{first: 1, french: 1, dutch: 1, again: 2, last: 5, chat: 1} {
		c.wantPosition(id, want)
	}
	urgent := int64(1)
	c.do(SetRank{ContactID: last, Priority: &urgent})
	c.wantPosition(last, 1)
	c.wantPosition(first, 2)
	c.at(time.Minute) // the step of the first French one is over: it counts among all
	c.wantPosition(french, 3)
	c.wantPosition(again, 1)
	c.agent("ann", "p")
	c.wantHolder(last, "ann")
	c.wantPosition(last, 0)
	c.wantPosition("nobody", 0)
}

// Contacts in the order of their positions are the order in which one agent
// takes them.
func TestPosition_IsTheOrderOfOffers(t *testing.T) {
	t.Parallel()
	c := criteriaCentre(t)
	ids := []center.ContactID{c.start("q", center.Task), c.start("q", center.Task), c.start("q", center.Task)}
	back := int64(-1000)
	c.do(SetRank{ContactID: ids[0], Adjust: &back})
	order := make([]center.ContactID, len(ids))
	for _, id := range ids {
		at, _ := c.e.Position(id)
		order[at-1] = id
	}
	c.agent("ann", "p")
	for _, id := range order {
		c.at(c.now.Sub(testStart) + time.Second)
		c.wantHolder(id, "ann")
		c.accept("ann", id)
		c.complete("ann", id)
	}
}
