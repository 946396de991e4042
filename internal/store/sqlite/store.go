package sqlite

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"sync"

	"strowger/internal/center"
	"strowger/internal/store"
)

// Store is an open database. It holds its folder until Close.
type Store struct {
	dir     string
	lock    *folderLock
	writer  *writer
	readers *reader

	mu     sync.Mutex // guards closed
	closed bool
	work   sync.WaitGroup // calls that are under way
}

var _ store.Store = (*Store)(nil)

// Open opens the database in the folder dir, which is made (mode 0700) when it
// is not there, as is the database (mode 0600). It fails with one of the errors
// of package store: ErrHeld when another process has the folder, ErrDamaged,
// ErrNewer, or ErrUnwritable. In all these cases the database stays as it is. A
// database of an older version is brought up to date.
func Open(ctx context.Context, dir string) (*Store, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("open the data folder: %w", err)
	}
	s, err := open(ctx, dir)
	if err != nil {
		return nil, fmt.Errorf("open the data folder %s: %w", dir, err)
	}
	return s, nil
}

func open(ctx context.Context, dir string) (*Store, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("%w: %w", store.ErrUnwritable, err)
	}
	lock, err := lockFolder(dir)
	if err != nil {
		return nil, err
	}
	s := &Store{dir: dir, lock: lock}
	if err := s.connect(ctx); err != nil {
		return nil, errors.Join(err, s.free())
	}
	return s, nil
}

// connect finds or makes the database of the locked folder and opens it.
func (s *Store) connect(ctx context.Context) error {
	exists, err := inspect(ctx, s.dir)
	if err != nil {
		return err
	}
	if !exists {
		if err := create(ctx, s.dir); err != nil {
			return err
		}
	}
	path := filepath.Join(s.dir, databaseName)
	if s.writer, err = openWriter(ctx, path); err != nil {
		return err
	}
	s.readers, err = openReader(ctx, path)
	return err
}

// dsn is the address of the database at path for database/sql. What mode holds
// is part of a URI, and pragmas are SQL: both are constants of this package.
func dsn(path, mode string, pragmas ...string) string {
	address := url.URL{Scheme: "file", Path: path, RawQuery: "mode=" + mode}
	for _, pragma := range pragmas {
		address.RawQuery += "&_pragma=" + url.QueryEscape(pragma)
	}
	return address.String()
}

// enter begins a call; leave ends it.
func (s *Store) enter(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return store.ErrClosed
	}
	s.work.Add(1)
	return nil
}

func (s *Store) leave() { s.work.Done() }

// Instances implements store.Store.
func (s *Store) Instances(ctx context.Context) ([]center.InstanceID, error) {
	if err := s.enter(ctx); err != nil {
		return nil, fmt.Errorf("list instances: %w", err)
	}
	defer s.leave()
	ids, err := s.readers.instances(ctx)
	if err != nil {
		return nil, fmt.Errorf("list instances: %w", explain(err))
	}
	return ids, nil
}

// Claim implements store.Store.
func (s *Store) Claim(ctx context.Context, instance center.InstanceID) (int64, error) {
	if err := s.enter(ctx); err != nil {
		return 0, fmt.Errorf("claim instance %s: %w", instance, err)
	}
	defer s.leave()
	epoch, err := s.writer.claim(instance)
	if err != nil {
		return 0, fmt.Errorf("claim instance %s: %w", instance, explain(err))
	}
	return epoch, nil
}

// Load implements store.Store. While it runs the log cannot be emptied, so visit
// should not wait for anything slow.
func (s *Store) Load(
	ctx context.Context, instance center.InstanceID, recent center.Instant, visit func(center.Record) error,
) error {
	if err := s.enter(ctx); err != nil {
		return fmt.Errorf("load instance %s: %w", instance, err)
	}
	defer s.leave()
	if err := s.readers.load(ctx, instance, recent, visit); err != nil {
		return fmt.Errorf("load instance %s: %w", instance, explain(err))
	}
	return nil
}

// Commit implements store.Store. Besides the errors named there, ErrFull and
// ErrUnwritable say what the disk refused.
func (s *Store) Commit(ctx context.Context, batch store.Batch) error {
	if err := s.enter(ctx); err != nil {
		return fmt.Errorf("commit to instance %s: %w", batch.Instance, err)
	}
	defer s.leave()
	if err := batch.Check(); err != nil {
		return fmt.Errorf("commit to instance %s: %w", batch.Instance, err)
	}
	if err := s.writer.commit(&batch); err != nil {
		return fmt.Errorf("commit to instance %s under epoch %d: %w", batch.Instance, batch.Epoch, explain(err))
	}
	return nil
}

// Contacts implements store.Store.
func (s *Store) Contacts(ctx context.Context, instance center.InstanceID, of store.ContactRange) ([]*center.Contact, error) {
	if err := s.enter(ctx); err != nil {
		return nil, fmt.Errorf("read contacts: %w", err)
	}
	defer s.leave()
	contacts, err := s.readers.contacts(ctx, instance, of)
	if err != nil {
		return nil, fmt.Errorf("read contacts: %w", explain(err))
	}
	return contacts, nil
}

// Remove implements store.Store.
func (s *Store) Remove(ctx context.Context, instance center.InstanceID) error {
	if err := s.enter(ctx); err != nil {
		return fmt.Errorf("remove instance %s: %w", instance, err)
	}
	defer s.leave()
	if err := s.writer.remove(instance); err != nil {
		return fmt.Errorf("remove instance %s: %w", instance, explain(err))
	}
	return nil
}

// Close waits for the calls under way, empties the log into the database and
// gives the folder back. It must not be called by a visit of Load.
func (s *Store) Close() error {
	s.mu.Lock()
	was := s.closed
	s.closed = true
	s.mu.Unlock()
	if was {
		return nil
	}
	s.work.Wait()
	if err := s.free(); err != nil {
		return fmt.Errorf("close the data folder %s: %w", s.dir, err)
	}
	return nil
}

// free gives back what open has taken so far, the folder last. The writer goes
// after the readers, because the last connection is the one that empties the log.
func (s *Store) free() error {
	var errs []error
	if s.readers != nil {
		errs = append(errs, explain(s.readers.close()))
	}
	if s.writer != nil {
		errs = append(errs, explain(s.writer.close()))
	}
	return errors.Join(append(errs, s.lock.release())...)
}
