package store

import (
	"context"
	"errors"
	"fmt"

	"strowger/internal/center"
)

// Row is one record to write.
type Row struct {
	Kind center.ResourceKind
	Key  string // of the record within its kind; never empty
	Body []byte // JSON as Encode makes it; nil deletes the record, if there is one
	Live bool   // a contact that the engine still holds; of no meaning for other kinds
}

// Batch is what one commit writes, all or nothing. Of two rows for the same
// record the later one counts.
type Batch struct {
	Instance center.InstanceID
	Epoch    int64 // as Claim returned it to the owner
	Rows     []Row
}

// Store keeps the records of instances. All methods may be called by several
// goroutines at once. After Close each of them fails with ErrClosed.
type Store interface {
	// Instances returns the instances that have at least one record, in the
	// order of their ids.
	Instances(ctx context.Context) ([]center.InstanceID, error)

	// Claim makes the caller the owner of the instance and returns the epoch for
	// its batches: 1 or more, and higher than every epoch that this store gave
	// before. From then on batches of older epochs are refused. The instance
	// need not have any records yet.
	Claim(ctx context.Context, instance center.InstanceID) (int64, error)

	// Load passes the records of the instance to visit, as of one moment: first
	// the configuration, then the presences, then the contacts that are live or
	// recent, each part in the order of kind and key. A contact is recent when its
	// id is not smaller than FirstContactID(recent). An error of visit ends the
	// walk and is returned. An unknown instance has no records.
	Load(ctx context.Context, instance center.InstanceID, recent center.Instant, visit func(center.Record) error) error

	// Commit writes the batch. When it returns nil, the rows survive the end of
	// the process and of the machine. ErrStale and ErrBadBatch mean that nothing
	// was written. After any other error the caller cannot know whether the
	// batch was written, and has to claim and load the instance again. A commit
	// that has begun is not broken off by ctx.
	Commit(ctx context.Context, batch Batch) error

	// Contacts returns the contacts of a range, live and finished, as the last
	// commit left them, the last begun first. An unknown instance has none.
	Contacts(ctx context.Context, instance center.InstanceID, of ContactRange) ([]*center.Contact, error)

	// Remove deletes the instance with all its records and takes it from its
	// owner, whose batches are refused from then on. An unknown instance is no
	// error.
	Remove(ctx context.Context, instance center.InstanceID) error

	// Close ends the work of the store. A second call does nothing.
	Close() error
}

// ContactRange names contacts by their ids, which are in the order in which
// contacts began.
type ContactRange struct {
	From   center.ContactID // the smallest id; FirstContactID makes one of a moment
	Before center.ContactID // above the greatest id; empty: no bound
	Most   int              // so many of them, the last begun
}

// Contact returns a contact, live or finished, as the last commit left it. It
// fails with the kind center.NotFound when there is none.
func Contact(ctx context.Context, s Store, instance center.InstanceID, id center.ContactID) (*center.Contact, error) {
	found, err := s.Contacts(ctx, instance, ContactRange{From: id, Before: id + "\x00", Most: 1})
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, center.Missing(center.KindContact, string(id))
	}
	return found[0], nil
}

// The errors of stores, for errors.Is. Their texts follow a prefix that names
// the store or the instance.
var (
	ErrStale      = errors.New("the instance was claimed by a newer owner") // the epoch of a batch is not the current one
	ErrBadBatch   = errors.New("the batch cannot be written")               // a row without key, with an empty body or of an unknown kind
	ErrClosed     = errors.New("the store is closed")
	ErrHeld       = errors.New("another process holds the data folder")
	ErrDamaged    = errors.New("the database is damaged")
	ErrNewer      = errors.New("the database was written by a newer version of Strowger")
	ErrUnwritable = errors.New("the data folder cannot be written")
	ErrFull       = errors.New("the disk is full")
)

// Check refuses, as ErrBadBatch, what no store can write: a batch without an
// instance, and rows without key, with an empty body or of an unknown kind.
// Stores call it before they write anything.
func (b *Batch) Check() error {
	if b.Instance == "" {
		return fmt.Errorf("%w: it names no instance", ErrBadBatch)
	}
	for i := range b.Rows {
		row := &b.Rows[i]
		if _, ok := newRecord[row.Kind]; !ok {
			return fmt.Errorf("%w: row %d has the unknown kind %q", ErrBadBatch, i, row.Kind)
		}
		if row.Key == "" {
			return fmt.Errorf("%w: row %d, of kind %q, has no key", ErrBadBatch, i, row.Kind)
		}
		if row.Body != nil && len(row.Body) == 0 {
			return fmt.Errorf("%w: row %d, of kind %q, has an empty body", ErrBadBatch, i, row.Kind)
		}
	}
	return nil
}
