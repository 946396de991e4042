package tenant

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"strowger/internal/center"
	"strowger/internal/routing"
	"strowger/internal/store/sqlite"
)

// BenchmarkHandle measures whole tasks on SQLite with synchronous=FULL: each of
// the concurrent callers starts a task, learns from the published offer at whom
// it rings, accepts and completes it. Every answer is durable. It reports tasks
// a second and the time from the call that starts a task to the published offer.
func BenchmarkHandle(b *testing.B) {
	for _, callers := range []int{1, 16, 64} {
		b.Run(fmt.Sprintf("callers=%d", callers), func(b *testing.B) { benchHandle(b, callers) })
	}
}

func benchHandle(b *testing.B, callers int) {
	st, err := sqlite.Open(b.Context(), b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	defer st.Close()
	floor := &offers{}
	tn, err := Open(b.Context(), st, "i", func(err error) { b.Error(err) }, floor.hear)
	if err != nil {
		b.Fatal(err)
	}
	tn.Start()
	defer tn.Close()
	mustDo(b, tn, seed(1000)...)

	waits := make([][]time.Duration, callers)
	var left atomic.Int64
	left.Store(int64(b.N))
	b.ResetTimer()
	var wg sync.WaitGroup
	for c := range callers {
		wg.Go(func() {
			for left.Add(-1) >= 0 {
				wait, err := floor.handle(b.Context(), tn)
				if err != nil {
					b.Error(err)
					return
				}
				waits[c] = append(waits[c], wait)
			}
		})
	}
	wg.Wait()
	b.StopTimer()
	all := slices.Sorted(slices.Values(slices.Concat(waits...)))
	if len(all) == 0 {
		return
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "tasks/s")
	b.ReportMetric(float64(all[len(all)/2].Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(all[len(all)*99/100].Microseconds())/1000, "p99-ms")
}

// offers hears of published offers and passes each to who waits for it.
type offers struct {
	waiting sync.Map // contact id -> chan offer
}

type offer struct {
	agent center.UserID
	at    time.Time
}

func (o *offers) hear(p Published) {
	for _, e := range p.Events {
		if e.Kind != routing.OfferMade {
			continue
		}
		if ch, ok := o.waiting.LoadAndDelete(e.ContactID); ok {
			ch.(chan offer) <- offer{e.UserID, time.Now()}
		}
	}
}

// handle takes one task through and returns how long it took to be offered.
func (o *offers) handle(ctx context.Context, tn *Tenant) (time.Duration, error) {
	id := center.ContactID(uuid.Must(uuid.NewV7()).String())
	made := make(chan offer, 1)
	o.waiting.Store(id, made)
	begin := time.Now()
	cmd := task(id)
	cmd.Contact.Name, cmd.Contact.ClientToken = "Call the customer back", string(id)
	cmd.Contact.Attributes = map[string]string{"customer": "1234567", "topic": "billing"}
	if _, err := tn.Do(ctx, cmd); err != nil {
		return 0, err
	}
	at := <-made
	if _, err := tn.Do(ctx, routing.Accept{UserID: at.agent, ContactID: id}); err != nil {
		return 0, err
	}
	_, err := tn.Do(ctx, routing.Complete{UserID: at.agent, ContactID: id})
	return at.at.Sub(begin), err
}
