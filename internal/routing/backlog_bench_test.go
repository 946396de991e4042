package routing

import (
	"fmt"
	"runtime"
	"testing"
	"time"

	"strowger/internal/center"
)

// BenchmarkBacklog measures one assignment in a centre in which everybody is
// busy and contacts wait: an agent completes a contact, takes the next waiting
// one and accepts it, and a new contact arrives. Channels are mixed, queues have
// priorities and delays, and a fifth of the contacts has routing criteria. It
// reports the longest step, an edit of a routing profile every thousand
// assignments included, and the live memory of a waiting contact.
func BenchmarkBacklog(b *testing.B) {
	for _, size := range []struct{ agents, queues, waiting int }{
		{1_000, 100, 10_000}, {7_500, 5_000, 500_000},
	} {
		b.Run(fmt.Sprintf("agents=%d/queues=%d/waiting=%d", size.agents, size.queues, size.waiting), func(b *testing.B) {
			newBacklog(b, size.agents, size.queues, size.waiting).run(b)
		})
	}
}

// backlog is a busy centre under load.
type backlog struct {
	*centre
	queues  int
	started int
	perItem float64
	longest time.Duration
	timed   bool // while the benchmark counts
	done    int  // contacts accepted
}

func newBacklog(b *testing.B, agents, queues, waiting int) *backlog {
	l := &backlog{centre: busyCentre(b, agents, queues), queues: queues}
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
	for l.done == 0 || l.started-l.done < waiting { // the first contacts find agents
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

// step steps a command and accepts at once whatever it offers.
func (l *backlog) step(cmd Command) {
	begin := time.Now()
	out, err := l.e.Step(l.now, cmd)
	if err != nil {
		l.Fatalf("%T: %v", cmd, err)
	}
	if took := time.Since(begin); l.timed && took > l.longest {
		l.longest = took
	}
	var offers []Accept
	for _, e := range out.Events {
		if e.Kind == OfferMade {
			offers = append(offers, Accept{UserID: e.UserID, ContactID: e.ContactID})
		}
	}
	for _, accept := range offers {
		l.step(accept)
		l.done++
	}
}

// arrive starts one contact; every fifth asks for a skill.
func (l *backlog) arrive() {
	l.started++
	l.now++
	id := center.ContactID(fmt.Sprintf("%036d", l.started))
	rec := &center.Contact{ID: id, Channel: center.Channel(l.started % center.Channels), Method: center.ByAPI,
		Flow: center.FlowPosition{FlowID: center.FlowID(fmt.Sprintf("to-q%d", l.started*7919%l.queues))}}
	if l.started%5 == 0 {
		rec.Criteria = []center.Criteria{{Steps: []center.RoutingStep{
			step(center.Expression{Attribute: &center.AttributeCondition{Name: "talent", Value: fmt.Sprint("s", l.started/5%7),
				Min: float64(1 + l.started/35%3), Max: 5}}, time.Hour)}}}
	}
	l.step(StartContact{Contact: rec})
}

func (l *backlog) run(b *testing.B) {
	agents := l.e.inOrder(l.e.agents)
	runtime.GC()
	l.timed, l.done = true, 0
	b.ReportAllocs()
	b.ResetTimer()
	for i := 0; l.done < b.N; i++ {
		if a := agents[i*31%len(agents)]; len(a.slots) > 0 {
			l.step(Complete{UserID: a.user.ID, ContactID: a.slots[0].ID})
		}
		l.arrive()
		if i%1000 == 999 {
			l.editProfile(i)
		}
	}
	b.StopTimer()
	b.ReportMetric(float64(l.done)/b.Elapsed().Seconds(), "assignments/s")
	b.ReportMetric(float64(l.longest.Microseconds()), "longest-step-us")
	b.ReportMetric(l.perItem, "B/waiting")
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
