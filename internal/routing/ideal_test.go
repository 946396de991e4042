package routing

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"strowger/internal/center"
)

// What the engine adds to the waiting of contacts: nothing. On a fixed trace of
// arrivals and handle times every contact waits exactly as long as in a
// first-come-first-served queue with as many servers, worked out from the trace
// alone; an assigner that looks once a second shows what polling would add.

const (
	idealServers  = 100
	idealContacts = 20_000
	idealLoad     = 0.9
	idealHandle   = 180_000 // mean, in ms
	idealPoll     = 1_000   // ms
)

// call is one contact of the trace, in ms.
type call struct{ arrival, handle int64 }

// poissonTrace draws the trace: the same in every run.
func poissonTrace() []call {
	random := rand.New(rand.NewPCG(1891, 1))
	gap := idealHandle / (idealServers * idealLoad)
	trace := make([]call, idealContacts)
	at := 0.0
	for i := range trace {
		at += random.ExpFloat64() * gap
		trace[i] = call{int64(at), 1 + int64(random.ExpFloat64()*idealHandle)}
	}
	return trace
}

// begin takes the server that is free first, at start or later, and returns it to
// the others in the order of the times at which they are free.
func begin(free []int64, start, handle int64) {
	at, _ := slices.BinarySearch(free[1:], start+handle)
	copy(free, free[1:at+1])
	free[at] = start + handle
}

// idealWaits gives each contact to the server that is free first.
func idealWaits(trace []call) []int64 {
	free := make([]int64, idealServers)
	waits := make([]int64, len(trace))
	for i, c := range trace {
		start := max(c.arrival, free[0])
		waits[i] = start - c.arrival
		begin(free, start, c.handle)
	}
	return waits
}

// polledWaits gives contacts to free servers once in a while, first come, first
// served.
func polledWaits(trace []call) []int64 {
	free := make([]int64, idealServers)
	waits := make([]int64, len(trace))
	for i, c := range trace {
		start := max(c.arrival, free[0])
		start = (start + idealPoll - 1) / idealPoll * idealPoll // the next look
		waits[i] = start - c.arrival
		begin(free, start, c.handle)
	}
	return waits
}

// engineWaits lets the engine route the trace: agents accept by themselves and
// complete at the end of the handle time.
func engineWaits(t testing.TB, trace []call) []int64 {
	c := newCentre(t)
	c.queue("q")
	c.profile("p", one(0, false), pair("q", center.Voice, 1, 0))
	for i := range idealServers {
		id := fmt.Sprintf("agent-%03d", i)
		c.do(Put{Resource: &center.User{ID: center.UserID(id), Username: id, ProfileID: "p", Phone: center.PhoneConfig{AutoAccept: true}}})
		c.do(SignIn{UserID: center.UserID(id)})
		c.status(id, "available")
	}
	numbers := map[center.ContactID]int{}
	waits := make([]int64, len(trace))
	var ends []ending // soonest first
	step := func(at int64, cmd Command) {
		c.now = testStart + center.Instant(at)
		for _, e := range c.do(cmd).Events {
			if e.Kind == OfferAccepted {
				n := numbers[e.ContactID]
				waits[n] = at - trace[n].arrival
				end := ending{at + trace[n].handle, e.UserID, e.ContactID}
				i, _ := slices.BinarySearchFunc(ends, end, func(x, y ending) int { return cmp.Compare(x.at, y.at) })
				ends = slices.Insert(ends, i, end)
			}
		}
		c.log = c.log[:0]
	}
	for n, arrival := range append(slices.Clone(trace), call{arrival: 1 << 40}) {
		for len(ends) > 0 && ends[0].at <= arrival.arrival {
			end := ends[0]
			ends = ends[1:]
			step(end.at, Complete{UserID: end.agent, ContactID: end.contact})
		}
		if n < len(trace) {
			id := center.ContactID(fmt.Sprint("c", n))
			numbers[id] = n
			step(arrival.arrival, StartContact{Contact: &center.Contact{ID: id, Channel: center.Voice, Method: center.Inbound,
				Flow: center.FlowPosition{FlowID: "to-q"}}})
		}
	}
	if c.e.Live() != 0 {
		t.Fatalf("%d contacts are still there", c.e.Live())
	}
	return waits
}

// ending is the end of a conversation to come.
type ending struct {
	at      int64
	agent   center.UserID
	contact center.ContactID
}

// excess is how much longer each contact waited than in the ideal queue, small
// first.
func excess(waits, ideal []int64) []int64 {
	more := make([]int64, len(waits))
	for i := range waits {
		more[i] = waits[i] - ideal[i]
	}
	slices.Sort(more)
	return more
}

// TestEngine_WaitsAsInTheIdealQueue says that no contact waits a millisecond
// longer, or shorter, than first come, first served by the first free agent
// allows (R1.2, R2.2).
func TestEngine_WaitsAsInTheIdealQueue(t *testing.T) {
	t.Parallel()
	trace := poissonTrace()
	ideal := idealWaits(trace)
	waited := 0
	for _, w := range ideal {
		if w > 0 {
			waited++
		}
	}
	if waited < idealContacts/20 {
		t.Fatalf("only %d of %d contacts have to wait at all: the trace shows nothing", waited, idealContacts)
	}
	for i, wait := range engineWaits(t, trace) {
		if wait != ideal[i] {
			t.Fatalf("contact %d waited %d ms, in the ideal queue %d ms", i, wait, ideal[i])
		}
	}
	polled := excess(polledWaits(trace), ideal)
	if median := polled[len(polled)/2]; median < idealPoll/4 {
		t.Errorf("an assigner that polls adds %d ms in the median: the comparison shows nothing", median)
	}
}

// BenchmarkIdeal reports what engine and polling add to the waits of the ideal
// queue: the most of any contact by the engine, and the median by polling.
func BenchmarkIdeal(b *testing.B) {
	trace := poissonTrace()
	ideal := idealWaits(trace)
	var engine []int64
	for b.Loop() {
		engine = excess(engineWaits(b, trace), ideal)
	}
	polled := excess(polledWaits(trace), ideal)
	b.ReportMetric(float64(engine[len(engine)-1]), "excess-max-ms")
	b.ReportMetric(float64(polled[len(polled)/2]), "polled-excess-median-ms")
	b.ReportMetric(float64(polled[len(polled)-1]), "polled-excess-max-ms")
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(trace)), "ns/contact")
}
