package web

import (
	"bytes"
	"context"
	"slices"
	"sync"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"strowger/internal/center"
	"strowger/internal/routing"
)

// boardPause is the least time between two boards of an instance. However busy
// the centre is and however many watch, its engine is asked once in that time.
const boardPause = time.Second

// maxGone is how many rows a feed remembers that are no longer there. When there
// are more, everybody gets the whole board.
const maxGone = 1000

// feed makes the boards of one instance while somebody watches. Each watcher is
// told the rows that changed since the last time.
type feed struct {
	instance Instance
	today    *today

	mu       sync.Mutex
	watchers map[*watcher]struct{}
	seq      uint64 // of the newest board, 0 before the first
	head     boardHead
	queues   map[string]feedRow
	agents   map[string]feedRow
	gone     map[string]uint64 // keys of rows that went, by the board without them
	whole    uint64            // who has a board before this one needs all rows
	stop     context.CancelFunc
}

// feedRow is one row as JSON.
type feedRow struct {
	text  jsontext.Value
	since uint64 // the board in which it changed last
}

// watcher is one who watches.
type watcher struct {
	news chan struct{} // has a value when there is something to tell
	sent uint64        // the board that was told last
}

// boardNews is what a watcher is told.
type boardNews struct {
	boardHead
	Whole  bool             `json:"whole,omitzero"` // these are all rows
	Queues []jsontext.Value `json:"queues"`
	Agents []jsontext.Value `json:"agents"`
	Gone   []string         `json:"gone"`
}

func newFeed(instance Instance) *feed {
	return &feed{instance: instance, today: newToday(instance), watchers: map[*watcher]struct{}{}}
}

// join adds one who watches. What there is already is told at once.
func (f *feed) join() *watcher {
	f.mu.Lock()
	defer f.mu.Unlock()
	w := &watcher{news: make(chan struct{}, 1)}
	f.watchers[w] = struct{}{}
	if len(f.watchers) == 1 {
		ctx, cancel := context.WithCancel(context.Background())
		f.stop = cancel
		go f.run(ctx)
	} else if f.seq > 0 {
		w.news <- struct{}{}
	}
	return w
}

// leave reports whether nobody watches any more; the feed is over then.
func (f *feed) leave(w *watcher) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.watchers, w)
	if len(f.watchers) > 0 {
		return false
	}
	f.stop()
	return true
}

// run makes a board at once and then after commits. What the day brought takes
// longer to count, so that it comes with the next board.
func (f *feed) run(ctx context.Context) {
	news, cancel := f.instance.WatchAll()
	defer cancel()
	f.update(ctx)
	pause, day := time.NewTimer(boardPause), time.NewTimer(0)
	defer pause.Stop()
	defer day.Stop()
	changed := true // since the last count
	for {
		select {
		case <-news:
			changed = true
		case <-day.C:
			day.Reset(todayPause)
			if !changed {
				continue
			}
			f.today.count(ctx, center.At(time.Now()))
			changed = false
		case <-ctx.Done():
			return
		}
		select {
		case <-pause.C:
		case <-ctx.Done():
			return
		}
		f.update(ctx)
		pause.Reset(boardPause)
	}
}

// update makes a board and tells all. While the instance does not answer the old
// one stands.
func (f *feed) update(ctx context.Context) {
	now := center.At(time.Now())
	b, err := takeBoard(func(read func(*routing.Engine)) error { return f.instance.Query(ctx, read) }, now)
	if err != nil {
		return
	}
	queues, agents := f.rowsOf(b)
	f.mu.Lock()
	defer f.mu.Unlock()
	if ctx.Err() != nil {
		return // the last watcher has gone, and another feed may run by now
	}
	f.take(b.boardHead, queues, agents)
	for w := range f.watchers {
		select {
		case w.news <- struct{}{}:
		default: // it has not looked at the news before
		}
	}
}

// rowsOf writes the rows of a board as JSON.
func (f *feed) rowsOf(b *board) (queues, agents map[string]jsontext.Value) {
	queues, agents = make(map[string]jsontext.Value, len(b.Queues)), make(map[string]jsontext.Value, len(b.Agents))
	for i := range b.Queues {
		q := &b.Queues[i]
		q.Today = f.today.served.of(center.QueueChannel{QueueID: center.QueueID(q.ID), Channel: q.channel})
		if text, err := json.Marshal(q); err == nil { // names that are no text cannot be shown
			queues[q.Key] = text
		}
	}
	for i := range b.Agents {
		if text, err := json.Marshal(&b.Agents[i]); err == nil {
			agents[b.Agents[i].ID] = text
		}
	}
	return queues, agents
}

// take makes the rows those of the newest board.
func (f *feed) take(head boardHead, queues, agents map[string]jsontext.Value) {
	f.seq++
	f.head = head
	if f.gone == nil || len(f.gone) > maxGone {
		f.gone, f.whole = map[string]uint64{}, f.seq
	}
	f.queues = f.merge(f.queues, queues)
	f.agents = f.merge(f.agents, agents)
}

// merge returns the new rows, and notes which ones went.
func (f *feed) merge(old map[string]feedRow, texts map[string]jsontext.Value) map[string]feedRow {
	rows := make(map[string]feedRow, len(texts))
	for key, text := range texts {
		delete(f.gone, key)
		if was, ok := old[key]; ok && bytes.Equal(was.text, text) {
			rows[key] = was
			continue
		}
		rows[key] = feedRow{text, f.seq}
	}
	for key := range old {
		if _, still := rows[key]; !still {
			f.gone[key] = f.seq
		}
	}
	return rows
}

// next returns what the watcher has not been told.
func (f *feed) next(w *watcher) []byte {
	f.mu.Lock()
	defer f.mu.Unlock()
	told := w.sent
	out := boardNews{boardHead: f.head, Whole: told < f.whole, Gone: []string{}}
	if out.Whole {
		told = 0
	} else {
		for key, since := range f.gone {
			if since > told {
				out.Gone = append(out.Gone, key)
			}
		}
		slices.Sort(out.Gone)
	}
	out.Queues, out.Agents = since(f.queues, told), since(f.agents, told)
	w.sent = f.seq
	text, _ := json.Marshal(&out) // of rows that are JSON already
	return text
}

// since returns the rows that changed after a board, by key.
func since(rows map[string]feedRow, told uint64) []jsontext.Value {
	keys := []string{}
	for key, row := range rows {
		if row.since > told {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	changed := make([]jsontext.Value, len(keys))
	for i, key := range keys {
		changed[i] = rows[key].text
	}
	return changed
}
