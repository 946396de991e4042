package sim

import (
	"context"
	"errors"

	"strowger/internal/store"
)

// fault is what goes wrong with a commit, or with a load.
type fault string

const (
	fine      fault = ""
	unwritten fault = "commit fails unwritten"
	unknown   fault = "commit is written and its answer lost"
	dieBefore fault = "process dies before the commit"
	dieAfter  fault = "process dies between commit and publish"
	unloaded  fault = "commit fails and so does the load after it"
	usurped   fault = "a newer owner takes the instance"
)

// written reports whether the batch of a commit with that fault is in the store.
func (f fault) written() bool { return f == fine || f == unknown || f == dieAfter }

var faults = []fault{unwritten, unknown, dieBefore, dieAfter, unloaded, usurped}

// frail is a store whose next commit meets a fault.
type frail struct {
	store.Store
	next      fault
	loadFails bool
	commits   int
	at        func() // called when a commit comes in
}

// death ends the process: it is thrown out of the shell.
type death struct{}

var errDisk = errors.New("the disk said no")

// Commit implements store.Store.
func (f *frail) Commit(ctx context.Context, b store.Batch) error {
	f.commits++
	f.at()
	switch f.next {
	case unwritten:
		return errDisk
	case unloaded:
		f.loadFails = true
		return errDisk
	case dieBefore:
		panic(death{})
	}
	err := f.Store.Commit(ctx, b)
	switch {
	case err != nil:
		return err
	case f.next == unknown:
		return errDisk
	case f.next == dieAfter:
		panic(death{})
	}
	return nil
}

// Claim implements store.Store.
func (f *frail) Claim(ctx context.Context, id instanceID) (int64, error) {
	if f.loadFails {
		f.loadFails = false
		return 0, errDisk
	}
	return f.Store.Claim(ctx, id)
}
