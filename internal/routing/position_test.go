package routing

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"strowger/internal/center"
)

// The position of a key is what counting finds, whatever was inserted and
// removed before.
func TestOrder_Position(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var o order[int]
		small := func(label string) key {
			return key{a: rapid.Int64Range(0, 3).Draw(t, label), b: rapid.Int64Range(0, 3).Draw(t, label), c: rapid.Int64Range(0, 9).Draw(t, label)}
		}
		held := map[key]*node[int]{}
		for range rapid.IntRange(0, 60).Draw(t, "changes") {
			k := small("key")
			if n := held[k]; n != nil {
				o.remove(n)
				delete(held, k)
				continue
			}
			held[k] = &node[int]{key: k}
			o.insert(held[k])
		}
		asked, want := small("asked"), 0
		for k := range held { // order: counted
			if k.less(&asked) {
				want++
			}
		}
		if got := o.position(&asked); got != want {
			t.Fatalf("%d of %d stand before %+v, want %d", got, len(held), asked, want)
		}
	})
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
