package cti

import (
	"context"
	"fmt"
	"runtime"
	"sync"
	"testing"

	"strowger/internal/center"
	"strowger/internal/routing"
)

// pollBytesMax is what a waiting request may hold: its goroutine with the stack
// that grew while the snapshot was encoded, timer, watch, request and buffers.
// Measured: about 12 KiB. The HTTP server's connection comes on top.
const pollBytesMax = 32 << 10

// Not parallel: it measures the memory of the whole process.
func TestGetAgentSnapshot_MemoryOfAWaitingPoll(t *testing.T) {
	if got := waitingPolls(t, 2000); got > pollBytesMax {
		t.Errorf("a waiting request holds %d bytes, at most %d are allowed", got, pollBytesMax)
	}
}

func BenchmarkWaitingPoll(b *testing.B) {
	for b.Loop() {
		b.ReportMetric(float64(waitingPolls(b, 5000)), "B/poll")
	}
}

// waitingPolls lets so many agents wait for news at once, and returns how many
// bytes of heap and stacks each of them holds.
func waitingPolls(t testing.TB, polls int) uint64 {
	t.Helper()
	c := newCentre(t)
	tokens := make([]string, polls)
	known := make([]string, polls)
	for i := range polls {
		id := center.UserID(fmt.Sprintf("agent-%05d", i))
		c.do(routing.Put{Resource: &center.User{ID: id, Username: string(id), ProfileID: "basic"}})
		tokens[i] = c.token(string(id))
		known[i] = read[snapshotAnswer](c, c.callAs(string(id), "GetAgentSnapshot", nil)).NextToken
	}
	ctx, end := context.WithCancel(t.Context())
	var done sync.WaitGroup
	before, asked := held(), c.counted.queries.Load()
	for i := range polls {
		done.Go(func() {
			c.send(ctx, "GetAgentSnapshot", tokens[i], map[string]any{
				"authentication": map[string]any{}, "nextToken": known[i], "timeout": 30000,
			})
		})
	}
	for c.counted.queries.Load() < asked+int64(polls) {
		runtime.Gosched()
	}
	after := held()
	end()
	done.Wait()
	return (after - min(before, after)) / uint64(polls)
}

// held returns the bytes of live objects and of stacks.
func held() uint64 {
	var stats runtime.MemStats
	runtime.GC() // twice: what the first frees, such as pooled buffers, the second sweeps
	runtime.GC()
	runtime.ReadMemStats(&stats)
	return stats.HeapAlloc + stats.StackInuse
}
