package memory

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"

	"strowger/internal/center"
	"strowger/internal/store"
)

// Store keeps records in maps. It holds bodies, not the records themselves, so
// that nobody can change what was committed.
type Store struct {
	mu        sync.RWMutex
	closed    bool
	claims    int64 // the epoch given last
	instances map[center.InstanceID]*instance
}

var _ store.Store = (*Store)(nil)

// instance is what the store knows of one instance: its owner's epoch, and the
// bodies of its records.
type instance struct {
	epoch    int64
	records  map[name][]byte
	contacts map[string]contact
}

// name tells a record that is no contact from the others of its instance.
type name struct {
	kind center.ResourceKind
	key  string
}

type contact struct {
	live bool
	body []byte
}

// New returns an empty store.
func New() *Store {
	return &Store{instances: make(map[center.InstanceID]*instance)}
}

// Instances implements store.Store.
func (s *Store) Instances(ctx context.Context) ([]center.InstanceID, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if err := s.ready(ctx); err != nil {
		return nil, fmt.Errorf("list instances: %w", err)
	}
	var ids []center.InstanceID
	for id, in := range s.instances {
		if len(in.records)+len(in.contacts) > 0 {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids, nil
}

// Claim implements store.Store.
func (s *Store) Claim(ctx context.Context, id center.InstanceID) (int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.ready(ctx); err != nil {
		return 0, fmt.Errorf("claim instance %s: %w", id, err)
	}
	in := s.instances[id]
	if in == nil {
		in = &instance{records: make(map[name][]byte), contacts: make(map[string]contact)}
		s.instances[id] = in
	}
	s.claims++
	in.epoch = s.claims
	return in.epoch, nil
}

// Commit implements store.Store.
func (s *Store) Commit(ctx context.Context, batch store.Batch) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.ready(ctx); err != nil {
		return fmt.Errorf("commit to instance %s: %w", batch.Instance, err)
	}
	if err := batch.Check(); err != nil {
		return fmt.Errorf("commit to instance %s: %w", batch.Instance, err)
	}
	in := s.instances[batch.Instance]
	if in == nil || in.epoch != batch.Epoch {
		return fmt.Errorf("commit to instance %s under epoch %d: %w", batch.Instance, batch.Epoch, store.ErrStale)
	}
	for i := range batch.Rows {
		in.write(&batch.Rows[i])
	}
	return nil
}

func (in *instance) write(row *store.Row) {
	isContact := row.Kind == center.KindContact
	of := name{row.Kind, row.Key}
	switch {
	case row.Body == nil && isContact:
		delete(in.contacts, row.Key)
	case row.Body == nil:
		delete(in.records, of)
	case isContact:
		in.contacts[row.Key] = contact{live: row.Live, body: bytes.Clone(row.Body)}
	default:
		in.records[of] = bytes.Clone(row.Body)
	}
}

// Load implements store.Store. Visits happen without the lock, so that visit may
// use the store.
func (s *Store) Load(
	ctx context.Context, id center.InstanceID, recent center.Instant, visit func(center.Record) error,
) error {
	names, bodies, err := s.snapshot(ctx, id, recent)
	if err != nil {
		return fmt.Errorf("load instance %s: %w", id, err)
	}
	for i, of := range names {
		r, err := store.DecodeAs(of.kind, of.key, bodies[i])
		if err != nil {
			return fmt.Errorf("load instance %s: %w", id, err)
		}
		if err := visit(r); err != nil {
			return err
		}
	}
	return nil
}

// snapshot returns what Load visits, in order. Bodies are never changed in
// place, so they need no copy.
func (s *Store) snapshot(
	ctx context.Context, id center.InstanceID, recent center.Instant,
) ([]name, [][]byte, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if err := s.ready(ctx); err != nil {
		return nil, nil, err
	}
	in := s.instances[id]
	if in == nil {
		return nil, nil, nil
	}
	names := slices.SortedFunc(maps.Keys(in.records), compareNames)
	first := string(store.FirstContactID(recent))
	start := len(names)
	for key, c := range in.contacts {
		if c.live || key >= first {
			names = append(names, name{center.KindContact, key})
		}
	}
	slices.SortFunc(names[start:], compareNames)
	bodies := make([][]byte, len(names))
	for i, of := range names {
		if i < start {
			bodies[i] = in.records[of]
		} else {
			bodies[i] = in.contacts[of.key].body
		}
	}
	return names, bodies, nil
}

// compareNames puts presences after the configuration, and else goes by kind and
// key.
func compareNames(a, b name) int {
	return cmp.Or(
		cmp.Compare(rank(a.kind), rank(b.kind)),
		cmp.Compare(a.kind, b.kind),
		cmp.Compare(a.key, b.key),
	)
}

func rank(kind center.ResourceKind) int {
	if kind == center.KindPresence {
		return 1
	}
	return 0
}

// Contacts implements store.Store.
func (s *Store) Contacts(ctx context.Context, id center.InstanceID, of store.ContactRange) ([]*center.Contact, error) {
	keys, bodies, err := s.contactBodies(ctx, id, of)
	if err != nil {
		return nil, fmt.Errorf("read contacts: %w", err)
	}
	contacts := make([]*center.Contact, len(keys))
	for i, key := range keys {
		r, err := store.DecodeAs(center.KindContact, key, bodies[i])
		if err != nil {
			return nil, fmt.Errorf("read contacts: %w", err)
		}
		contacts[i] = r.(*center.Contact)
	}
	return contacts, nil
}

// contactBodies returns what Contacts decodes, in order.
func (s *Store) contactBodies(ctx context.Context, id center.InstanceID, of store.ContactRange) (keys []string, bodies [][]byte, err error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if err := s.ready(ctx); err != nil {
		return nil, nil, err
	}
	in := s.instances[id]
	if in == nil {
		return nil, nil, nil
	}
	if of.Before == of.From+"\x00" { // one contact
		if c, ok := in.contacts[string(of.From)]; ok && of.Most > 0 {
			return []string{string(of.From)}, [][]byte{c.body}, nil
		}
		return nil, nil, nil
	}
	for key := range in.contacts { // order: sorted below
		if key >= string(of.From) && (of.Before == "" || key < string(of.Before)) {
			keys = append(keys, key)
		}
	}
	slices.SortFunc(keys, func(a, b string) int { return cmp.Compare(b, a) })
	keys = keys[:min(len(keys), max(of.Most, 0))]
	for _, key := range keys {
		bodies = append(bodies, in.contacts[key].body)
	}
	return keys, bodies, nil
}

// Remove implements store.Store.
func (s *Store) Remove(ctx context.Context, id center.InstanceID) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.ready(ctx); err != nil {
		return fmt.Errorf("remove instance %s: %w", id, err)
	}
	delete(s.instances, id)
	return nil
}

// Close implements store.Store. What was stored is gone.
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	s.instances = nil
	return nil
}

// ready refuses work after Close and for a caller that has given up.
func (s *Store) ready(ctx context.Context) error {
	if s.closed {
		return store.ErrClosed
	}
	return ctx.Err()
}
