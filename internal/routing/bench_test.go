package routing

import (
	"fmt"
	"testing"
	"time"

	"strowger/internal/center"
)

// BenchmarkAssign measures one assignment from the start of the contact to the
// free agent: start, flow, offer, accept, complete. Every centre keeps a tenth
// of its agents free, so that each start finds one.
func BenchmarkAssign(b *testing.B) {
	for _, size := range []struct{ agents, queues int }{
		{100, 10}, {1_000, 10}, {1_000, 100}, {10_000, 100}, {10_000, 1_000}, {10_000, 5_000},
	} {
		b.Run(fmt.Sprintf("agents=%d/queues=%d", size.agents, size.queues), func(b *testing.B) {
			c := busyCentre(b, size.agents, size.queues)
			benchAssign(b, c, size.queues)
		})
	}
}

// busyCentre has agents in profiles of ten queues each, with priorities and
// delays, available for all four channels.
func busyCentre(b *testing.B, agents, queues int) *centre {
	c := newCentre(b)
	for q := range queues {
		c.queue(fmt.Sprintf("q%d", q))
	}
	profiles := max(queues/5, 1)
	for p := range profiles {
		var pairs []center.QueueConfig
		for i := range 10 {
			q := fmt.Sprintf("q%d", (p*5+i)%queues)
			for ch := range center.Channel(center.Channels) {
				pairs = append(pairs, pair(q, ch, 1+i%3, time.Duration(i/5*15)*time.Second))
			}
		}
		c.profile(fmt.Sprintf("p%d", p), one(3, true), pairs...)
	}
	for a := range agents {
		c.now++
		c.agent(fmt.Sprintf("agent-%05d", a), fmt.Sprintf("p%d", a%profiles))
	}
	return c
}

func benchAssign(b *testing.B, c *centre, queues int) {
	type held struct {
		agent center.UserID
		id    center.ContactID
	}
	e := c.e
	ids := make([]center.ContactID, b.N)
	for i := range ids {
		ids[i] = center.ContactID(fmt.Sprintf("%036d", i))
	}
	flows := make([]center.FlowID, queues)
	for q := range flows {
		flows[q] = center.FlowID(fmt.Sprintf("to-q%d", q))
	}
	var ring []held
	hold := len(e.agents) / 2
	b.ReportAllocs()
	used := processorTime(processClock)
	b.ResetTimer()
	for i := range b.N {
		c.now++
		id := ids[i]
		rec := &center.Contact{ID: id, Channel: center.Channel(i % center.Channels), Method: center.ByAPI,
			Flow: center.FlowPosition{FlowID: flows[i*7919%queues]}}
		out, err := e.Step(c.now, StartContact{Contact: rec})
		if err != nil {
			b.Fatal(err)
		}
		if len(out.Effects) > 0 {
			agent := out.Effects[len(out.Effects)-1].Agent
			if _, err := e.Step(c.now, Accept{UserID: agent, ContactID: id}); err != nil {
				b.Fatal(err)
			}
			ring = append(ring, held{agent, id})
		}
		if len(ring) > hold {
			if _, err := e.Step(c.now, Complete{UserID: ring[0].agent, ContactID: ring[0].id}); err != nil {
				b.Fatal(err)
			}
			ring = ring[1:]
		}
	}
	b.ReportMetric(float64(processorTime(processClock)-used)/float64(b.N), "cpu-ns/op")
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "assignments/s")
}

// BenchmarkOrder measures a contact that leaves the front of a group and one that
// enters in the middle, in a group of that size.
func BenchmarkOrder(b *testing.B) {
	for _, size := range []int{100, 10_000, 500_000} {
		b.Run(fmt.Sprint("waiting=", size), func(b *testing.B) {
			var o order[*contact]
			next := uint64(0)
			enter := func() {
				next++
				c := &contact{Contact: &center.Contact{Enqueued: center.Instant(next)}}
				c.rank.key = key{a: int64(mix(next) % 3), b: int64(next), c: int64(next)}
				o.insert(&c.rank, c.Enqueued, c)
			}
			for range size {
				enter()
			}
			used := processorTime(processClock)
			for b.Loop() {
				c := o.first.item
				o.remove(&c.rank, c)
				enter()
			}
			b.ReportMetric(float64(processorTime(processClock)-used)/float64(b.N), "cpu-ns/op")
		})
	}
}
