package web

import (
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/uuid"

	"strowger/internal/center"
	"strowger/internal/metric"
	"strowger/internal/routing"
)

// A watcher who missed boards has the newest after the next news, whatever went
// and came back in between.
func TestFeed_TellsWhatChanged(t *testing.T) {
	t.Parallel()
	f := newFeed(nil)
	rows := func(texts ...string) map[string]jsontext.Value {
		out := map[string]jsontext.Value{}
		for i := 0; i < len(texts); i += 2 {
			out[texts[i]] = jsontext.Value(texts[i+1])
		}
		return out
	}
	slow, quick := &watcher{}, &watcher{}
	told := func(w *watcher) string { return string(f.next(w)) }
	expect := func(what, got, want string) {
		t.Helper()
		if got != want {
			t.Errorf("%s: told %s, want %s", what, got, want)
		}
	}
	f.take(boardHead{At: 1}, rows("q", `{"n":1}`), rows("a", `{"a":1}`, "b", `{"b":1}`))
	expect("at first", told(quick), `{"at":1,"online":0,"offline":0,"whole":true,"queues":[{"n":1}],"agents":[{"a":1},{"b":1}],"gone":[]}`)
	told(slow)
	f.take(boardHead{At: 2}, rows("q", `{"n":1}`), rows("a", `{"a":1}`))
	expect("b went", told(quick), `{"at":2,"online":0,"offline":0,"queues":[],"agents":[],"gone":["b"]}`)
	f.take(boardHead{At: 3}, rows("q", `{"n":2}`), rows("a", `{"a":1}`, "b", `{"b":1}`))
	expect("b is back", told(quick), `{"at":3,"online":0,"offline":0,"queues":[{"n":2}],"agents":[{"b":1}],"gone":[]}`)
	expect("who missed it", told(slow), `{"at":3,"online":0,"offline":0,"queues":[{"n":2}],"agents":[{"b":1}],"gone":[]}`)
	expect("nothing new", told(slow), `{"at":3,"online":0,"offline":0,"queues":[],"agents":[],"gone":[]}`)
	for i := range maxGone + 2 {
		f.take(boardHead{At: 4}, nil, rows(fmt.Sprint(i), `{}`))
	}
	if b := readBoard(t, f.next(slow)); !b.Whole || len(b.Gone) != 0 {
		t.Errorf("after more rows went than are remembered: %+v", b)
	}
	if len(f.gone) > maxGone+1 {
		t.Errorf("%d rows that went are remembered", len(f.gone))
	}
}

// crowd is a centre of so many agents at work and queues, in each of which more
// contacts wait than agents have room for.
func crowd(tb testing.TB, agents, queues int) *routing.Engine {
	tb.Helper()
	e := routing.New()
	now := center.At(time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC))
	do := func(cmd routing.Command) {
		tb.Helper()
		if _, err := e.Step(now, cmd); err != nil {
			tb.Fatal(err)
		}
	}
	put := func(r center.Resource) { tb.Helper(); do(routing.Put{Resource: r}) }
	put(&center.Instance{ID: "in", Alias: "acme"})
	put(&center.HoursOfOperation{ID: "h", Name: "Always", TimeZone: "UTC", Periods: always()})
	put(&center.AgentStatus{ID: "available", Name: "Available", Type: center.Routable})
	put(&center.AgentStatus{ID: "offline", Name: "Offline", Type: center.Offline})
	put(&center.AgentStatus{ID: "lunch", Name: "Lunch", Type: center.Custom})
	for i := range queues {
		id := fmt.Sprintf("q%03d", i)
		put(&center.Queue{ID: center.QueueID(id), Name: "Queue " + id, HoursID: "h", MaxContacts: center.NoMaxContacts})
		flow := flowTo(id)
		put(&center.ContactFlow{ID: center.FlowID("f" + id), Name: "To " + id, Type: center.ContactFlowType, Content: flow})
	}
	for i := range queues / 10 {
		p := &center.RoutingProfile{ID: center.RoutingProfileID(fmt.Sprintf("p%d", i)), Name: fmt.Sprintf("Profile %d", i), DefaultOutboundQueueID: "q000"}
		p.Media[center.Task].Concurrency, p.Media[center.Voice].Concurrency = 2, 1
		for k := range 10 {
			p.Queues = append(p.Queues, center.QueueConfig{QueueID: center.QueueID(fmt.Sprintf("q%03d", 10*i+k)), Channel: center.Task, Priority: 1 + k%3})
		}
		put(p)
	}
	for i := range agents {
		id := center.UserID(fmt.Sprintf("u%04d", i))
		put(&center.User{ID: id, Username: string(id), FirstName: "Ann", LastName: fmt.Sprintf("Number %d", i), ProfileID: center.RoutingProfileID(fmt.Sprintf("p%d", i%(queues/10)))})
		status := center.AgentStatusID("available")
		if i%10 == 0 {
			status = "lunch"
		}
		do(routing.SetStatus{UserID: id, StatusID: status})
	}
	for i := range 2*agents + 2*queues {
		do(routing.StartContact{Contact: &center.Contact{ID: center.ContactID(fmt.Sprintf("c%05d", i)), Name: fmt.Sprintf("Order %d", i), Channel: center.Task,
			Method: center.ByAPI, Priority: center.DefaultPriority, Flow: center.FlowPosition{FlowID: center.FlowID(fmt.Sprintf("fq%03d", i%queues))}}})
	}
	return e
}

// What 1,000 agents and 100 queues cost: the first board, and then what changes.
func TestFeed_OfALargeCentre(t *testing.T) {
	t.Parallel()
	e := crowd(t, 1000, 100)
	now := e.Now()
	f := newFeed(nil)
	w := &watcher{}
	look := func(read func(*routing.Engine)) error { read(e); return nil }
	board, _ := takeBoard(look, now)
	queues, agents := f.rowsOf(board)
	f.take(board.boardHead, queues, agents)
	first := f.next(w)
	if len(agents) != 1000 || len(queues) != 100 || len(first) > 1<<20 {
		t.Errorf("%d agents and %d queues in %d bytes", len(agents), len(queues), len(first))
	}
	if _, err := e.Step(now.Add(time.Second), routing.SetStatus{UserID: "u0000", StatusID: "offline"}); err != nil {
		t.Fatal(err)
	}
	board, _ = takeBoard(look, now.Add(time.Second))
	queues, agents = f.rowsOf(board)
	f.take(board.boardHead, queues, agents)
	if next := f.next(w); len(next) > 32<<10 {
		t.Errorf("the next news, of one agent who went, has %d bytes", len(next))
	}
}

// What a board costs, and how long the engine stands still for the longest part
// of it.
func BenchmarkBoard(b *testing.B) {
	e := crowd(b, 1000, 100)
	look := func(read func(*routing.Engine)) error { read(e); return nil }
	b.Run("take", func(b *testing.B) {
		var longest []time.Duration
		for b.Loop() {
			still := time.Duration(0)
			_, _ = takeBoard(func(read func(*routing.Engine)) error {
				begun := time.Now()
				read(e)
				still = max(still, time.Since(begun))
				return nil
			}, e.Now())
			longest = append(longest, still)
		}
		slices.Sort(longest)
		b.ReportMetric(float64(longest[len(longest)/2].Microseconds()), "still-µs")
	})
	b.Run("rows", func(b *testing.B) {
		board, _ := takeBoard(look, e.Now())
		for f := newFeed(nil); b.Loop(); {
			f.rowsOf(board)
		}
	})
}

// always is every day from midnight to midnight.
func always() (week []center.Period) {
	for day := time.Sunday; day <= time.Saturday; day++ {
		week = append(week, center.Period{Day: day})
	}
	return week
}

// flowTo is a flow that puts contacts into a queue.
func flowTo(queue string) string { return strings.Replace(toSales, `"sales"`, `"`+queue+`"`, 1) }

// newContactID is an id as the shell makes them, in the order of time.
func newContactID(t *testing.T) center.ContactID {
	t.Helper()
	id := uuid.New()
	binary.BigEndian.PutUint64(id[:8], uint64(time.Now().UnixMilli())<<16|7<<12) // not by the library, whose clock all tests share
	return center.ContactID(id.String())
}

func TestToday(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, s *site) {
		w := newWatch(s)
		key := center.QueueChannel{QueueID: "sales", Channel: center.Task}
		day := newToday(w.tenant)
		expect := func(when string, want metric.Service) {
			t.Helper()
			day.count(t.Context(), center.At(time.Now()))
			if got := day.served[key]; got != want {
				t.Errorf("%s: %+v, want %+v", when, got, want)
			}
		}
		w.do(routing.SetStatus{UserID: "ann", StatusID: "available"})
		first, second := newContactID(t), newContactID(t)
		w.task(first, "answered at once")
		w.do(routing.Accept{UserID: "ann", ContactID: first})
		w.task(second, "waits")
		expect("one of two", metric.Service{Queued: 1, Answered: 1, InTime: 1})
		expect("again", metric.Service{Queued: 1, Answered: 1, InTime: 1})
		<-time.After(2 * ServiceWithin)
		w.do(routing.StopContact{ContactID: second})
		expect("the second gave up", metric.Service{Queued: 2, Answered: 1, Abandoned: 1, InTime: 1})
		w.do(routing.Complete{UserID: "ann", ContactID: first})
		expect("the first is over", metric.Service{Queued: 2, Answered: 1, Abandoned: 1, InTime: 1})
		again := newToday(w.tenant) // as after a restart
		again.count(t.Context(), center.At(time.Now()))
		if again.served[key] != day.served[key] {
			t.Errorf("counted anew: %+v", again.served[key])
		}
		<-time.After(24 * time.Hour)
		expect("the day after", metric.Service{})
	})
}
