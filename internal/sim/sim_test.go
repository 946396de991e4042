package sim

import (
	"context"
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"strowger/internal/store"
	"strowger/internal/store/memory"
	"strowger/internal/store/sqlite"
)

var (
	seedFlag    = flag.Uint64("sim.seed", 0, "run this seed alone")
	stepsFlag   = flag.Int("sim.steps", 400, "batches of a trial")
	withoutFlag = flag.String("sim.without", "", "acts and faults that do not happen, joined by commas")
	forFlag     = flag.Duration("sim.for", 0, "run fresh seeds for so long")
	logFlag     = flag.Int("sim.log", 25, "lines of the log to print of a failure")
)

// TestFaults runs random centres under random faults, or the one seed that is
// asked for.
func TestFaults(t *testing.T) {
	t.Parallel()
	if *seedFlag != 0 {
		try(t, *seedFlag)
		return
	}
	for seed := uint64(1); seed <= 8; seed++ {
		try(t, seed)
	}
}

// TestSoak runs a fresh seed, and more for as long as asked.
func TestSoak(t *testing.T) {
	t.Parallel()
	for end, seeds := time.Now().Add(*forFlag), 1; !t.Failed(); seeds++ {
		fresh := rand.Uint64() >> 16
		if *forFlag == 0 {
			t.Log(again(fresh, *stepsFlag, nil))
		}
		try(t, fresh)
		if !time.Now().Before(end) {
			t.Logf("%d seeds", seeds)
			return
		}
	}
}

// TestFaults_SameSeedSameBytes runs a seed twice and compares the whole log.
func TestFaults_SameSeedSameBytes(t *testing.T) {
	t.Parallel()
	for seed := range uint64(4) {
		first, _ := live(t, seed, 300, nil)
		second, _ := live(t, seed, 300, nil)
		if one, two := first.log.String(), second.log.String(); one != two || len(one) < 10_000 {
			t.Fatalf("seed %d went two ways, or nowhere:\n%s", seed, difference(one, two))
		}
	}
}

// live runs one trial, every ninth seed on a database.
func live(t *testing.T, seed uint64, steps int, without map[string]bool) (*trial, string) {
	var st store.Store = memory.New()
	if seed%9 == 8 {
		var err error
		if st, err = sqlite.Open(context.Background(), t.TempDir()); err != nil {
			t.Fatal(err)
		}
	}
	defer st.Close()
	tr := newTrial(context.Background(), seed, steps, st, without)
	return tr, tr.run()
}

// try runs a seed. Of a failure it prints the line that shows it again, with
// what need not happen left out.
func try(t *testing.T, seed uint64) {
	t.Helper()
	without := map[string]bool{}
	for _, name := range strings.Split(*withoutFlag, ",") {
		without[name] = true
	}
	tr, wrong := live(t, seed, *stepsFlag, without)
	if wrong == "" {
		return
	}
	steps := min(tr.step, *stepsFlag)
	if *seedFlag == 0 {
		tr, wrong, steps = shrink(t, tr, wrong, without)
	}
	t.Errorf("%s\n%s\n%s", again(seed, steps, without), wrong, tr.tail(*logFlag))
}

// shrink looks for fewer acts, faults and steps with which the seed fails as
// well, perhaps in another way.
func shrink(t *testing.T, tr *trial, wrong string, without map[string]bool) (*trial, string, int) {
	delete(without, "")
	names := []string{"lost", "late", "twice", "at once twice", "batch", "shuffle", "restart"}
	for _, f := range faults {
		names = append(names, string(f))
	}
	for _, d := range deeds[1:] {
		names = append(names, d.name)
	}
	steps := min(tr.step, *stepsFlag)
	for _, name := range names {
		without[name] = true
		next, also := live(t, tr.seed, *stepsFlag, without)
		if also == "" || next.step > 2*tr.step {
			delete(without, name)
			continue
		}
		tr, wrong, steps = next, also, min(next.step, *stepsFlag)
	}
	return tr, wrong, steps
}

// again is the line that runs a seed again.
func again(seed uint64, steps int, without map[string]bool) string {
	line := fmt.Sprintf("go test ./internal/sim -run TestFaults$ -sim.seed=%d -sim.steps=%d", seed, steps)
	if len(without) > 0 {
		line += fmt.Sprintf(" -sim.without='%s'", strings.Join(slices.Sorted(maps.Keys(without)), ","))
	}
	return line
}
