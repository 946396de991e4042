package routing

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"strowger/internal/center"
)

// A change with several broken flows names all of them, and what is wrong with
// each.
func TestConfigure_BrokenFlows(t *testing.T) {
	t.Parallel()
	e := New()
	broken := func(id string) center.Change {
		return center.Change{Put: &center.ContactFlow{ID: center.FlowID(id), Name: "flow " + id, Type: center.ContactFlowType,
			Content: `{"Version":"2019-10-30","StartAction":"a","Actions":[{"Identifier":"a","Type":"DanceTheTango","Parameters":{},"Transitions":{}}]}`}}
	}
	saved := broken("c")
	saved.Put.(*center.ContactFlow).Saved = true
	cmd := Configure{Changes: []center.Change{broken("a"), {Put: &center.HoursOfOperation{ID: "h", Name: "h", TimeZone: "UTC"}}, broken("b"), saved}}
	out, err := e.Step(1, cmd)
	var refusal *center.Error
	if !errors.As(err, &refusal) || refusal.Kind != center.BadFlow || !strings.HasPrefix(refusal.Message, "contact flow flow a, contact flow flow b: ") ||
		len(refusal.Problems) != 2 || !strings.HasPrefix(refusal.Problems[1], "contact flow flow b: ") {
		t.Errorf("the refusal is %+v", err)
	}
	if len(out.Changes)+len(out.Events) > 0 || e.Directory().Hours.Len() > 0 {
		t.Errorf("a refused change left %+v", out)
	}
}

// BenchmarkConfigure makes a centre of 10,000 users in one step, during which
// nothing else is routed, and then changes every hundredth of them in one.
func BenchmarkConfigure(b *testing.B) {
	const users, queues, profiles = 10_000, 1_000, 500
	fresh := func() (made, changed []center.Change) {
		put := func(r center.Resource) { made = append(made, center.Change{Put: r}) }
		put(&center.Instance{ID: "i"})
		put(&center.HoursOfOperation{ID: "h", Name: "h", TimeZone: "UTC"})
		for i := range queues {
			put(&center.Queue{ID: center.QueueID(fmt.Sprint("q", i)), Name: fmt.Sprint("q", i), HoursID: "h", MaxContacts: center.NoMaxContacts})
		}
		for i := range profiles {
			p := &center.RoutingProfile{ID: center.RoutingProfileID(fmt.Sprint("p", i)), Name: fmt.Sprint("p", i), DefaultOutboundQueueID: "q0", Timer: center.SinceLastActivity}
			p.Media[center.Voice].Concurrency = 1
			for k := range 20 {
				p.Queues = append(p.Queues, center.QueueConfig{QueueID: center.QueueID(fmt.Sprint("q", (7*i+k)%queues)), Channel: center.Voice, Priority: 1})
			}
			put(p)
		}
		for i := range users {
			u := center.User{ID: center.UserID(fmt.Sprint("u", i)), Username: fmt.Sprint("u", i), ProfileID: center.RoutingProfileID(fmt.Sprint("p", i%profiles))}
			put(&u)
			if i%100 == 0 {
				next := u
				next.ProfileID = center.RoutingProfileID(fmt.Sprint("p", (i+1)%profiles))
				changed = append(changed, center.Change{Put: &next, Base: 1})
			}
		}
		return made, changed
	}
	step := func(b *testing.B, e *Engine, changes []center.Change) {
		if _, err := e.Step(1, Configure{Changes: changes}); err != nil {
			b.Fatal(err)
		}
	}
	b.Run("make", func(b *testing.B) {
		for b.Loop() {
			b.StopTimer()
			made, _ := fresh()
			b.StartTimer()
			step(b, New(), made)
		}
	})
	b.Run("change", func(b *testing.B) {
		for b.Loop() {
			b.StopTimer()
			made, changed := fresh()
			e := New()
			step(b, e, made)
			b.StartTimer()
			step(b, e, changed)
		}
	})
}
