package routing

import (
	"fmt"
	"math"
	"testing"
	"time"

	"strowger/internal/center"
)

// R2.27: the estimate follows from the place, and from how fast agents take
// contacts while somebody waits. How good it is, package sim measures.
func TestEstimate_Rates(t *testing.T) {
	t.Parallel()
	c, kept := newRecordedCentre(t)
	c.queue("q")
	c.profile("p", one(1, false), pair("q", center.Task, 1, 0))
	c.agent("ann", "p")
	unknown := func(id string) {
		t.Helper()
		if wait, ok := c.e.EstimateWait(center.ContactID(id)); ok {
			t.Errorf("%s is estimated to wait %v", id, wait)
		}
	}
	known := func(id string, want time.Duration) {
		t.Helper()
		if wait, ok := c.e.EstimateWait(center.ContactID(id)); !ok || (wait-want).Abs() > 10*time.Millisecond {
			t.Errorf("%s is estimated to wait %v (%v), want %v", id, wait, ok, want)
		}
	}
	line := func(want time.Duration, wantOK bool) {
		t.Helper()
		if wait, ok := c.e.EstimateLine("q", center.Task); ok != wantOK || (wait-want).Abs() > 10*time.Millisecond {
			t.Errorf("the next one is estimated to wait %v (%v), want %v (%v)", wait, ok, want, wantOK)
		}
	}
	line(0, true) // ann is free
	for i := range 12 {
		c.startAs(center.ContactID(fmt.Sprintf("c%02d", i)), "q", center.Task)
	}
	line(0, false)
	unknown("c00") // rings
	for i := range 5 {
		unknown(fmt.Sprintf("c%02d", i+1)) // the first came at once and counts for nothing, four are to come
		id := center.ContactID(fmt.Sprintf("c%02d", i))
		c.do(Accept{UserID: "ann", ContactID: id})
		c.at(time.Duration(i+1) * 10 * time.Second)
		c.do(Complete{UserID: "ann", ContactID: id})
	}
	// Four were taken in the 50 s in which somebody waited; the fifth rings.
	known("c06", 12500*time.Millisecond)
	known("c08", 37500*time.Millisecond)
	line(7*12500*time.Millisecond, true)
	c.do(SetRank{ContactID: "c09", Steps: []center.RoutingStep{step(least("French", 3), 0)}})
	unknown("c09") // nobody knows how fast those are who are asked for
	for _, id := range []center.ContactID{"c06", "c07"} {
		c.do(StopContact{ContactID: id, Reason: center.APIDisconnect})
	}
	// Two have left in the 12·0 + 11·10 + 10·10 + 9·10 + 8·10 + 7·10 s that contacts waited.
	theta, mu := 2/450., 4/50.
	known("c08", time.Duration(1/mu*float64(time.Second)))
	known("c10", time.Duration((1/mu+1/(mu+theta)+1/(mu+2*theta))*float64(time.Second)))
	c.at(time.Hour) // nobody was taken for so long that what was known is forgotten
	unknown("c08")
	c.restart(kept)
	unknown("c08") // nor is anything known after a restart
}

// TestPace_Fold holds the counts that are folded by the minute against those that
// are weighed one by one.
func TestPace_Fold(t *testing.T) {
	t.Parallel()
	var p pace
	const rate = 1. / 7000 // joins in a millisecond
	now := testStart
	p.pass(now, 0)
	for i := range 3000 {
		now += 7000
		p.pass(now, 3+i%2)
		p.joins++
		if i%10 == 0 {
			p.left++
		}
	}
	m := p.recent().plus(p.past, weight(now-p.start))
	for what, got := range map[string]float64{"taken": m.joins / m.busy / rate, "leaving": m.left / m.waited / (rate / 10 / 3.5), "memory": m.busy / float64(paceMemory/time.Millisecond)} {
		if math.Abs(got-1) > 0.02 {
			t.Errorf("%s is %v of what it is to be", what, got)
		}
	}
	exact, mu, theta := 0., m.joins/m.busy, m.left/m.waited
	for k := range 5000 {
		exact += 1 / (mu + float64(k)*theta)
	}
	if wait, _ := p.wait(now, 5000, 5000); math.Abs(float64(wait/time.Millisecond)/exact-1) > 1e-4 {
		t.Errorf("the wait of a long line is %v, want %v ms", wait, exact)
	}
	silent := p
	silent.pass(now.Add(time.Hour), 2)
	steps := p
	for i := range 3600 {
		steps.pass(now.Add(time.Duration(i+1)*time.Second), 2)
	}
	x, y := silent.recent().plus(silent.past, 1), steps.recent().plus(steps.past, weight(now.Add(time.Hour)-steps.start))
	if math.Abs(x.busy/y.busy-1) > 0.02 || math.Abs(x.joins/y.joins-1) > 0.02 {
		t.Errorf("an hour in one piece counts %+v, second by second %+v", x, y)
	}
}
