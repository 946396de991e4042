package storetest

import (
	"fmt"
	"sync"

	"strowger/internal/center"
	"strowger/internal/store"
)

// halfBatchCommits is how many batches the reader of noHalfBatch races with.
const halfBatchCommits = 100

// noHalfBatch commits batches whose rows all carry the number of the batch, in
// both kinds of table, while a reader loads: it must never see two numbers at
// once, nor a number that is smaller than one it saw before.
func noHalfBatch(f *fixture) {
	batch := func(n int) []store.Row {
		name := fmt.Sprint(n)
		var records []center.Record
		for i := range 5 {
			contact := Live(ContactID(center.Instant(1000+i), 1), name)
			if (i+n)%2 == 0 {
				contact = Finished(contact.ID, name)
			}
			records = append(records, contact, &center.Queue{ID: center.QueueID(fmt.Sprint(i)), Name: name})
		}
		return f.rows(records...)
	}
	var batches [][]store.Row
	for n := range halfBatchCommits + 1 {
		batches = append(batches, batch(n))
	}
	f.commit(batches[0]...)
	var writer sync.WaitGroup
	done := make(chan struct{})
	writer.Go(func() {
		defer close(done)
		for n, rows := range batches[1:] {
			batch := store.Batch{Instance: f.instance, Epoch: f.epoch, Rows: rows}
			if err := f.store.Commit(f.Context(), batch); err != nil {
				f.Errorf("commit %d: %v", n+1, err)
				return
			}
		}
	})
	defer writer.Wait()
	last := 0
	for reading := true; reading; {
		select {
		case <-done:
			reading = false // one more look, at the end of it all
		default:
		}
		seen := make(map[string]int)
		for _, r := range f.load(0) {
			switch r := r.(type) {
			case *center.Contact:
				seen[r.Name]++
			case *center.Queue:
				seen[r.Name]++
			}
		}
		if len(seen) != 1 {
			f.Fatalf("a reader saw parts of several batches: %v", seen)
		}
		for name, rows := range seen {
			var n int
			if _, err := fmt.Sscan(name, &n); err != nil || rows != 10 || n < last {
				f.Fatalf("a reader saw %d rows of batch %q after batch %d", rows, name, last)
			}
			last = n
		}
	}
	if last != halfBatchCommits && !f.Failed() {
		f.Errorf("the last batch seen is %d", last)
	}
}

// severalWriters gives each instance an owner of its own, all at work at once.
func severalWriters(f *fixture) {
	const owners, commits = 4, 25
	var group sync.WaitGroup
	wants := make([][]center.Record, owners)
	fixtures := make([]fixture, owners)
	for i := range owners {
		owner := &fixtures[i]
		*owner = *f
		owner.instance = center.InstanceID(fmt.Sprint("instance ", i))
		owner.epoch = f.claim(owner.instance)
		for n := range commits {
			wants[i] = append(wants[i], Live(ContactID(center.Instant(1000+n), i), fmt.Sprint(owner.instance, n)))
		}
		rows := f.rows(wants[i]...)
		group.Go(func() {
			for n := range rows {
				batch := store.Batch{Instance: owner.instance, Epoch: owner.epoch, Rows: rows[n : n+1]}
				if err := f.store.Commit(f.Context(), batch); err != nil {
					f.Errorf("commit: %v", err)
				}
			}
		})
	}
	group.Wait()
	for i := range fixtures {
		fixtures[i].wantLoad(0, wants[i]...)
	}
}
