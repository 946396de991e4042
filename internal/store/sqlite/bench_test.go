package sqlite_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"strowger/internal/center"
	"strowger/internal/store"
	"strowger/internal/store/sqlite"
	"strowger/internal/store/storetest"
)

const benchInstance = center.InstanceID("bench")

// contactLife is how often a contact is written in benchmarks, the last time as
// finished: started, queued, offered, accepted and ended.
const contactLife = 5

// traffic makes batches as a busy centre does: about alive contacts at a time, of
// which each batch writes some, taken at random.
type traffic struct {
	random  *rand.Rand
	padding string
	writes  map[center.ContactID]int
	live    []center.ContactID
	begun   int
	encoder store.Encoder
}

func newTraffic(alive, bodySize int) *traffic {
	t := &traffic{random: rand.New(rand.NewPCG(1, 2)), padding: strings.Repeat("x", 2*bodySize),
		writes: make(map[center.ContactID]int)}
	for range alive {
		t.live = append(t.live, t.begin())
	}
	return t
}

func (t *traffic) begin() center.ContactID {
	t.begun++
	return storetest.ContactID(center.Instant(1790000000000+t.begun), t.random.IntN(1<<24))
}

// batch returns n rows of different contacts, with bodies of bodySize bytes give or
// take a sixth.
func (t *traffic) batch(tb testing.TB, n, bodySize int) []store.Row {
	tb.Helper()
	t.encoder.Reset()
	rows := make([]store.Row, 0, n)
	for slot := range n { // a random one of those that had no turn yet
		other := slot + t.random.IntN(len(t.live)-slot)
		t.live[slot], t.live[other] = t.live[other], t.live[slot]
		id := t.live[slot]
		length := bodySize - 150 + t.random.IntN(bodySize/3) - bodySize/6
		text := fmt.Sprint(t.random.Uint64()) + t.padding[:length]
		contact := storetest.Live(id, text)
		if t.writes[id]++; t.writes[id] == contactLife {
			contact = storetest.Finished(id, text)
			delete(t.writes, id)
			t.live[slot] = t.begin()
		}
		row, err := t.encoder.Append(contact)
		if err != nil {
			tb.Fatal(err)
		}
		rows = append(rows, row)
	}
	return rows
}

// BenchmarkCommit reports rows and commits a second, and the time that 99 of 100
// commits stay below.
func BenchmarkCommit(b *testing.B) {
	for _, bodySize := range []int{600, 1500} {
		for _, rows := range []int{1, 4, 16, 64, 128, 256} {
			b.Run(fmt.Sprintf("body=%d/rows=%d", bodySize, rows), func(b *testing.B) {
				s, epoch := openBench(b)
				traffic := newTraffic(5000, bodySize)
				var took []time.Duration
				for b.Loop() {
					b.StopTimer()
					batch := store.Batch{Instance: benchInstance, Epoch: epoch, Rows: traffic.batch(b, rows, bodySize)}
					b.StartTimer()
					start := time.Now()
					if err := s.Commit(b.Context(), batch); err != nil {
						b.Fatal(err)
					}
					took = append(took, time.Since(start))
				}
				slices.Sort(took)
				b.ReportMetric(float64(b.N*rows)/b.Elapsed().Seconds(), "rows/s")
				b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "commits/s")
				b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
				b.ReportMetric(float64(took[len(took)-1].Microseconds())/1000, "max-ms")
			})
		}
	}
}

func openBench(b *testing.B) (*sqlite.Store, int64) {
	b.Helper()
	s := open(b, b.TempDir())
	b.Cleanup(func() {
		if err := s.Close(); err != nil {
			b.Error(err)
		}
	})
	epoch, err := s.Claim(b.Context(), benchInstance)
	if err != nil {
		b.Fatal(err)
	}
	return s, epoch
}

// BenchmarkContact reads single contacts of 20,000.
func BenchmarkContact(b *testing.B) {
	s, epoch := openBench(b)
	traffic := newTraffic(20000, 600)
	ids := slices.Clone(traffic.live)
	for range 100 {
		batch := store.Batch{Instance: benchInstance, Epoch: epoch}
		for _, id := range ids[:200] {
			row, err := store.Encode(storetest.Live(id, traffic.padding[:450]))
			if err != nil {
				b.Fatal(err)
			}
			batch.Rows = append(batch.Rows, row)
		}
		if err := s.Commit(b.Context(), batch); err != nil {
			b.Fatal(err)
		}
		ids = ids[200:]
	}
	b.Run("read", func(b *testing.B) {
		for b.Loop() {
			if _, err := store.Contact(b.Context(), s, benchInstance, traffic.live[traffic.random.IntN(20000)]); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("load", func(b *testing.B) {
		n := 0
		for b.Loop() {
			if err := s.Load(b.Context(), benchInstance, storetest.NoneRecent, func(center.Record) error { n++; return nil }); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "rows/s")
	})
}
