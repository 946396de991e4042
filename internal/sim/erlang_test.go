package sim

import (
	"flag"
	"math"
	"testing"
	"time"

	"strowger/internal/center"
	"strowger/internal/store/memory"
)

var longFlag = flag.Bool("sim.long", false, "run the comparison with queueing theory for twenty times as long")

const minute = time.Minute

// truth is a result of queueing theory.
type truth struct {
	name     string
	model    Model
	within   time.Duration
	forecast Forecast
	served   float64 // share served within that time
}

// published are results that were worked out elsewhere.
var published = []truth{
	{"360 in 30 min, 55 agents", Model{PerHour: 720, Handle: 240 * time.Second, Agents: 55, Places: Endless}, 15 * time.Second,
		Forecast{Waits: 0.238701, Wait: 8184 * time.Millisecond, Occupancy: 0.872727, Queue: 0.238701 * 48 / 7}, 0.845883},
	{"100 in 30 min, 11 agents", Model{PerHour: 200, Handle: 180 * time.Second, Agents: 11, Places: Endless}, 20 * time.Second,
		Forecast{Waits: 0.682118, Wait: 122781 * time.Millisecond, Occupancy: 10. / 11, Queue: 6.82118}, 0.389614},
	{"100 in 30 min, 14 agents", Model{PerHour: 200, Handle: 180 * time.Second, Agents: 14, Places: Endless}, 20 * time.Second,
		Forecast{Waits: 0.174132, Wait: 7836 * time.Millisecond, Occupancy: 10. / 14, Queue: 1.74132 / 4}, 0.888350},
	{"4.2 a minute, 12 agents", Model{PerHour: 252, Handle: 2 * minute, Agents: 12, Places: Endless}, 20 * time.Second,
		Forecast{Waits: 0.183889, Wait: 6130 * time.Millisecond, Occupancy: 0.70, Queue: 0.429074}, 0.899080},
	{"4.2 a minute, 12 agents, patience", Model{PerHour: 252, Handle: 2 * minute, Agents: 12, Patience: minute, Places: Endless}, 20 * time.Second,
		Forecast{Waits: 0.127372, Wait: 1781 * time.Millisecond, Occupancy: 0.679225, Queue: 0.124651, Abandoned: 0.029679}, 0.945270},
	{"8.4 a minute, 90 agents, 30 places", Model{PerHour: 504, Handle: 10 * minute, Agents: 90, Places: 30}, 30 * time.Second,
		Forecast{Blocked: 0.003643, Waits: 0.379706, Wait: 27001 * time.Millisecond, Occupancy: 0.929933, Queue: 8.4 * 0.996357 * 0.450023}, 0.732922},
}

func TestModel_Published(t *testing.T) {
	t.Parallel()
	for _, p := range published {
		f := p.model.Solve()
		near := func(what string, got, want, by float64) {
			if math.IsNaN(got) || math.Abs(got-want) > by {
				t.Errorf("%s: %s is %v, want %v", p.name, what, got, want)
			}
		}
		near("share that waits", f.Waits, p.forecast.Waits, 2e-6)
		near("mean wait", f.Wait.Seconds(), p.forecast.Wait.Seconds(), 0.003)
		near("occupancy", f.Occupancy, p.forecast.Occupancy, 2e-6)
		near("queue", f.Queue, p.forecast.Queue, 2e-5)
		near("abandoned", f.Abandoned, p.forecast.Abandoned, 2e-6)
		near("blocked", f.Blocked, p.forecast.Blocked, 2e-6)
		if p.model.Patience == 0 {
			near("served within", f.Within(p.within), p.served, 3e-6)
		}
	}
	if f := (Model{PerHour: 60, Handle: minute, Agents: 1, Places: Endless}).Solve(); !math.IsNaN(f.Queue) {
		t.Errorf("a queue that grows for ever is forecast to hold %v", f.Queue)
	}
}

// TestPhysics holds the whole machine, from the flow over queue and matcher to
// the release of the agent, to what mathematics says of such a centre: an outside
// truth that no log of ours can give.
func TestPhysics(t *testing.T) {
	t.Parallel()
	rows := published
	if !*longFlag { // a small centre of each kind: endless, impatient, and with few places
		rows = append(rows[3:5:5], published[0])
		rows[2].name, rows[2].model.Places, rows[2].model.PerHour, rows[2].model.Agents, rows[2].model.Handle = "60 an hour, 4 agents, 3 places", 3, 60, 4, 3*minute
		f := rows[2].model.Solve()
		rows[2].served = f.Within(rows[2].within)
	}
	for _, p := range rows {
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			r, period := measure(t, p.name, p.model)
			compare(t, r, period, p)
		})
	}
}

const batches = 20

// measure runs a centre of the model and returns what was published, without
// the time until it has filled.
func measure(t *testing.T, name string, m Model) (r *Report, period time.Duration) {
	t.Helper()
	arrivals := 25_000.
	if *longFlag {
		arrivals *= 20
	}
	period = hours(arrivals / m.PerHour)
	warm := max(20*m.Handle, period/20)
	r = &Report{}
	w, err := Open(t.Context(), Config{Store: memory.New(), Instance: instance, Start: start, Seed: 7, Hear: r.Hear})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Set(office(m)...); err != nil {
		t.Fatal(err)
	}
	customers := w.Invite(Traffic{Name: name, Channel: center.Voice, Flow: "to-q", PerHour: m.PerHour, Handle: m.Handle, Patience: m.Patience},
		start.Add(warm+period))
	for u := range w.Tenant().Directory().Users.All() {
		w.Staff(u.ID, customers.Served)
		if err := w.Available(u.ID); err != nil {
			t.Fatal(err)
		}
	}
	w.Run(start.Add(warm))
	*r = Report{open: r.open} // those in the queue count when they leave it
	w.Run(start.Add(warm + period))
	if failed := w.Failures(); len(failed) > 0 {
		t.Fatal(failed)
	}
	if err := w.Tenant().Engine().Audit(); err != nil {
		t.Fatal(err)
	}
	return r, period
}

// compare holds what was measured to the forecast. The error of each figure is
// estimated from batches of the run; four and a half of them are allowed.
func compare(t *testing.T, r *Report, period time.Duration, want truth) {
	t.Helper()
	m, f := want.model, want.model.Solve()
	agree := func(what string, want float64, of func(Visit) float64) {
		size := len(r.Visits) / batches
		var means [batches]float64
		mean, spread := 0.0, 0.0
		for b := range means {
			for _, v := range r.Visits[b*size : (b+1)*size] {
				means[b] += of(v) / float64(size)
			}
			mean += means[b] / batches
		}
		for _, one := range means {
			spread += (one - mean) * (one - mean) / (batches - 1)
		}
		wide := 4.5 * math.Sqrt(spread/batches)
		t.Logf("%-14s measured %.5f ± %.5f, forecast %.5f", what, mean, wide, want)
		if math.Abs(mean-want) > wide || wide > 1.2*want+0.05 {
			t.Errorf("%s is %v ± %v, the forecast %v", what, mean, wide, want)
		}
	}
	one := func(yes bool) float64 {
		if yes {
			return 1
		}
		return 0
	}
	agree("wait", f.Wait.Seconds(), func(v Visit) float64 { return v.Wait.Seconds() })
	agree("share waiting", f.Waits, func(v Visit) float64 { return one(v.Wait > 0) })
	agree("abandoned", f.Abandoned, func(v Visit) float64 { return one(!v.Served) })
	agree("within", want.served, func(v Visit) float64 { return one(v.Served && v.Wait <= want.within) })
	agree("handled", (1-f.Abandoned)*m.Handle.Seconds(), func(v Visit) float64 { return v.Handled.Seconds() })
	if share, width := float64(r.Blocked)/float64(r.Arrived), 4.5*math.Sqrt(20*f.Blocked/float64(r.Arrived)); math.Abs(share-f.Blocked) > width {
		t.Errorf("%v of the arrivals found no place, the forecast is %v ± %v", share, f.Blocked, width)
	}
	busy := 0.0
	for _, v := range r.Visits {
		busy += v.Handled.Seconds()
	}
	if occupancy := busy / period.Seconds() / float64(m.Agents); math.Abs(occupancy-f.Occupancy) > 0.06 {
		t.Errorf("the agents were busy %v of the time, the forecast is %v", occupancy, f.Occupancy)
	}
}

// office is a centre of one queue, with the agents and places of the model.
func office(m Model) []center.Resource {
	p := &center.RoutingProfile{ID: "p", Name: "p", DefaultOutboundQueueID: "q", Timer: center.SinceLastActivity,
		Queues: []center.QueueConfig{{QueueID: "q", Channel: center.Voice, Priority: 1}}}
	p.Media[center.Voice].Concurrency = 1
	queue := &center.Queue{ID: "q", Name: "q", HoursID: "h", MaxContacts: center.NoMaxContacts}
	if m.Places != Endless {
		queue.MaxContacts = int32(m.Places)
	}
	all := []center.Resource{
		&center.Instance{ID: instance, Region: "us-west-2", Account: "123456789012"}, &center.HoursOfOperation{ID: "h", Name: "h", TimeZone: "UTC"},
		&center.AgentStatus{ID: available, Name: "Available", Type: center.Routable}, &center.AgentStatus{ID: offline, Name: "Offline", Type: center.Offline},
		queue, p, way("to-q", "QueueId", "q", "q"),
	}
	for i := range m.Agents {
		id := string(rune('a'+i/26)) + string(rune('a'+i%26))
		all = append(all, &center.User{ID: center.UserID(id), Username: id, ProfileID: "p", Phone: center.PhoneConfig{AutoAccept: true}})
	}
	return all
}
