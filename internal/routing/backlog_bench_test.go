package routing

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"slices"
	"testing"
	"time"

	"strowger/internal/center"
)

// BenchmarkBacklog measures one assignment in a centre in which everybody is
// busy and contacts wait: an agent completes a contact, takes the next waiting
// one and accepts it, and a new contact arrives. Channels are mixed, queues have
// priorities and delays, a fifth of the contacts has routing criteria, and a
// routing profile is edited every thousand assignments.
//
// Beside the throughput it reports the processor time of an assignment, the
// collector's included (cpu-ns/op), which neighbours on the same machine disturb
// less, and how long a step takes by the clock on the wall, collector and
// neighbours included (p99.9-us, max-us). B/waiting is the live memory of a
// waiting contact.
func BenchmarkBacklog(b *testing.B) {
	for _, size := range backlogSizes {
		b.Run(size.String(), func(b *testing.B) {
			l := newBacklog(b, size)
			l.name(b.N + b.N/8)
			start := time.Now()
			l.clock = func() time.Duration { return time.Since(start) }
			l.steps = make([]time.Duration, 0, 4*b.N)
			runtime.GC()
			used := processorTime(processClock)
			b.ReportAllocs()
			b.ResetTimer()
			l.work(b.N)
			b.StopTimer()
			b.ReportMetric(float64(processorTime(processClock)-used)/float64(b.N), "cpu-ns/op")
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "assignments/s")
			slices.Sort(l.steps)
			b.ReportMetric(micro(l.steps[len(l.steps)*999/1000]), "p99.9-us")
			b.ReportMetric(micro(l.steps[len(l.steps)-1]), "max-us")
			b.ReportMetric(l.perItem, "B/waiting")
		})
	}
}

// BenchmarkLongestStep reports the most processor time that one step and one
// edit of a routing profile take in the centre of BenchmarkBacklog, over as many
// assignments as asked for. The same commands are stepped three times, without
// the garbage collector, and of each step the shortest time counts: the engine
// does the same each time, what interrupts it does not.
func BenchmarkLongestStep(b *testing.B) {
	for _, size := range backlogSizes {
		b.Run(size.String(), func(b *testing.B) {
			var steps []time.Duration
			var edits []bool
			for range 3 {
				l := newBacklog(b, size)
				l.name(b.N + b.N/8)
				l.watch(b.N)
				for i, took := range steps {
					l.steps[i] = min(l.steps[i], took)
				}
				steps, edits = l.steps, l.edits
			}
			var step, edit time.Duration
			for i, took := range steps {
				if edits[i] {
					edit = max(edit, took)
				} else {
					step = max(step, took)
				}
			}
			b.ReportMetric(micro(step), "step-us")
			b.ReportMetric(micro(edit), "edit-us")
		})
	}
}

func micro(d time.Duration) float64 { return float64(d.Nanoseconds()) / 1000 }

// centreSize is how large a busy centre is.
type centreSize struct{ agents, queues, waiting int }

var backlogSizes = []centreSize{{1_000, 100, 10_000}, {7_500, 5_000, 500_000}}

func (s centreSize) String() string {
	return fmt.Sprintf("agents=%d/queues=%d/waiting=%d", s.agents, s.queues, s.waiting)
}

// backlog is a busy centre under load.
type backlog struct {
	*centre
	queues  int
	started int
	done    int // contacts accepted
	flows   []center.FlowID
	ids     []center.ContactID // for the next contacts
	perItem float64
	offers  []Accept // to be accepted

	clock func() time.Duration // nil: steps are not timed
	steps []time.Duration      // by that clock
	edits []bool               // which of them were edits
}

func newBacklog(b *testing.B, size centreSize) *backlog {
	agents, queues := size.agents, size.queues
	l := &backlog{centre: busyCentre(b, agents, queues), queues: queues}
	for q := range queues {
		l.flows = append(l.flows, center.FlowID(fmt.Sprintf("to-q%d", q)))
	}
	values := []string{}
	for i := range 11 {
		values = append(values, fmt.Sprint("s", i))
	}
	l.step(Put{Resource: &center.PredefinedAttribute{Name: "talent", Values: values}})
	for i := range agents { // skills, so that criteria have somebody to match
		u := *l.e.agents[center.UserID(fmt.Sprintf("agent-%05d", i))].user
		u.Proficiencies = []center.Proficiency{
			{Name: "talent", Value: fmt.Sprint("s", i%7), Level: float64(1 + i%5)}, {Name: "talent", Value: fmt.Sprint("s", 7+i%4), Level: 3}}
		l.step(Put{Resource: &u, Base: u.Stamp.Revision})
	}
	before := heap()
	for l.done == 0 || l.started-l.done < size.waiting { // the first contacts find agents
		l.arrive()
	}
	l.perItem = (heap() - before) / float64(l.started)
	return l
}

func heap() float64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc)
}

// name makes the ids of the next n contacts, which is no work of the engine.
func (l *backlog) name(n int) {
	for range n {
		l.ids = append(l.ids, center.ContactID(fmt.Sprintf("%036d", l.started+len(l.ids))))
	}
}

// step steps a command and accepts at once whatever it offers.
func (l *backlog) step(cmd Command) {
	var begin time.Duration
	if l.clock != nil {
		begin = l.clock()
	}
	out, err := l.e.Step(l.now, cmd)
	if err != nil {
		l.Fatalf("%T: %v", cmd, err)
	}
	if l.clock != nil {
		_, edit := cmd.(Put)
		l.steps, l.edits = append(l.steps, l.clock()-begin), append(l.edits, edit)
	}
	from := len(l.offers)
	for _, e := range out.Events {
		if e.Kind == OfferMade {
			l.offers = append(l.offers, Accept{UserID: e.UserID, ContactID: e.ContactID})
		}
	}
	for len(l.offers) > from {
		last := len(l.offers) - 1
		accept := l.offers[last]
		l.offers = l.offers[:last]
		l.step(accept)
		l.done++
	}
}

// arrive starts one contact; one of five asks for a skill. Queue, channel and
// criteria are drawn apart, by a fixed mix of the number of the contact.
func (l *backlog) arrive() {
	if len(l.ids) == 0 {
		l.name(1_000)
	}
	l.started++
	l.now++
	draw := mix(uint64(l.started))
	rec := &center.Contact{ID: l.ids[0], Channel: center.Channel(draw % center.Channels), Method: center.ByAPI,
		Flow: center.FlowPosition{FlowID: l.flows[draw>>8%uint64(l.queues)]}}
	l.ids = l.ids[1:]
	if draw>>32%5 == 0 {
		rec.Criteria = []center.Criteria{{Steps: []center.RoutingStep{
			step(center.Expression{Attribute: &center.AttributeCondition{Name: "talent", Value: talents[draw>>40%7],
				Min: float64(1 + draw>>48%3), Max: 5}}, time.Hour)}}}
	}
	l.step(StartContact{Contact: rec})
}

var talents = [7]string{"s0", "s1", "s2", "s3", "s4", "s5", "s6"}

// work goes on until that many contacts more were accepted.
func (l *backlog) work(assignments int) {
	agents := l.e.inOrder(l.e.agents)
	until := l.done + assignments
	for i := 0; l.done < until; i++ {
		if a := agents[i*31%len(agents)]; len(a.slots) > 0 {
			l.step(Complete{UserID: a.user.ID, ContactID: a.slots[0].ID})
		}
		l.arrive()
		if i%1000 == 999 {
			l.editProfile(i)
		}
	}
}

// watch works without the collector, by the processor's clock.
func (l *backlog) watch(assignments int) {
	runtime.GC()
	defer debug.SetGCPercent(debug.SetGCPercent(-1))
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	l.clock = func() time.Duration { return processorTime(threadClock) }
	l.work(assignments)
}

// editProfile changes the priorities and delays of one profile.
func (l *backlog) editProfile(i int) {
	p := *l.e.profiles[center.RoutingProfileID(fmt.Sprintf("p%d", i%max(l.queues/5, 1)))].RoutingProfile
	p.Queues = append([]center.QueueConfig(nil), p.Queues...)
	for k := range p.Queues {
		p.Queues[k].Priority = 1 + (k+i)%4
		p.Queues[k].Delay = time.Duration((k+i)%3*10) * time.Second
	}
	l.step(Put{Resource: &p, Base: p.Stamp.Revision})
}
