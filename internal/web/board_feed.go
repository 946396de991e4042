package web

import (
	"context"
	"sync"
	"time"

	"github.com/go-json-experiment/json"

	"strowger/internal/center"
	"strowger/internal/routing"
)

// boardPause is the least time between two boards of an instance. However busy
// the centre is and however many watch, its engine is asked once in that time.
const boardPause = time.Second

// feed makes the boards of one instance while somebody watches.
type feed struct {
	instance Instance

	mu      sync.Mutex
	viewers map[chan []byte]struct{}
	last    []byte // the newest board, nil before the first
	stop    context.CancelFunc
}

// join returns a channel of boards as JSON, the newest at once where there is
// one, and what ends it, which reports whether nobody watches any more. Who is
// slow misses boards and gets the newest.
func (f *feed) join() (boards <-chan []byte, leave func() bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	viewer := make(chan []byte, 1)
	if f.viewers == nil {
		f.viewers = map[chan []byte]struct{}{}
	}
	f.viewers[viewer] = struct{}{}
	if len(f.viewers) == 1 {
		ctx, cancel := context.WithCancel(context.Background())
		f.stop, f.last = cancel, nil
		go f.run(ctx)
	} else if f.last != nil {
		viewer <- f.last
	}
	return viewer, func() bool { return f.leave(viewer) }
}

func (f *feed) leave(viewer chan []byte) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.viewers, viewer)
	if len(f.viewers) > 0 {
		return false
	}
	f.stop()
	return true
}

// run makes a board at once and then after commits.
func (f *feed) run(ctx context.Context) {
	news, cancel := f.instance.WatchAll()
	defer cancel()
	pause := time.NewTimer(0)
	defer pause.Stop()
	for {
		select {
		case <-pause.C:
		case <-ctx.Done():
			return
		}
		f.publish(ctx)
		pause.Reset(boardPause)
		select {
		case <-news:
		case <-ctx.Done():
			return
		}
	}
}

// publish makes a board and gives it to all. While the instance does not answer
// the old one stands.
func (f *feed) publish(ctx context.Context) {
	var b *board
	if f.instance.Query(ctx, func(e *routing.Engine) { b = takeBoard(e, center.At(time.Now())) }) != nil {
		return
	}
	text, err := json.Marshal(b)
	if err != nil {
		return // names that are no text: nothing to show them by
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if ctx.Err() != nil {
		return // the last viewer has gone, and another feed may run by now
	}
	f.last = text
	for viewer := range f.viewers {
		select {
		case <-viewer: // it has not looked at the one before
		default:
		}
		viewer <- text
	}
}
