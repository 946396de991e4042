package tenant

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"sync"

	"strowger/internal/center"
	"strowger/internal/routing"
	"strowger/internal/store"
)

// Registry holds the running instances.
type Registry struct {
	store       store.Store
	report      func(error)
	subscribers []func(Published)

	creating sync.Mutex   // one creation at a time, so that an alias is given once
	mu       sync.RWMutex // never held while a store is at work
	tenants  map[center.InstanceID]*Tenant
}

// OpenRegistry loads and starts every instance of the store. report and
// subscribers are those of Open.
func OpenRegistry(ctx context.Context, st store.Store, report func(error), subscribers ...func(Published)) (*Registry, error) {
	r := &Registry{store: st, report: report, subscribers: subscribers, tenants: map[center.InstanceID]*Tenant{}}
	ids, err := st.Instances(ctx)
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		t, err := Open(ctx, st, id, report, subscribers...)
		if err != nil {
			r.Close()
			return nil, err
		}
		if t.Directory().Instance == nil { // a creation that was never acknowledged
			if err := st.Remove(ctx, id); err != nil {
				r.Close()
				return nil, err
			}
			continue
		}
		t.Start()
		r.tenants[id] = t
	}
	return r, nil
}

// Get returns a running instance.
func (r *Registry) Get(id center.InstanceID) (*Tenant, error) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	if t, ok := r.tenants[id]; ok {
		return t, nil
	}
	return nil, center.Missing(center.KindInstance, string(id))
}

// All returns the running instances in the order of their ids.
func (r *Registry) All() []*Tenant {
	r.mu.RLock()
	defer r.mu.RUnlock()
	all := make([]*Tenant, 0, len(r.tenants))
	for _, t := range r.tenants {
		all = append(all, t)
	}
	slices.SortFunc(all, func(a, b *Tenant) int { return cmp.Compare(a.id, b.id) })
	return all
}

// Create makes an instance out of its first resources, all in one transaction.
// It is not broken off when ctx ends: an instance that is stored and not here
// would come to light with the next start, under an alias that somebody else
// has by then. A failure leaves nothing.
func (r *Registry) Create(ctx context.Context, instance *center.Instance, seed []center.Resource) (*Tenant, error) {
	ctx = context.WithoutCancel(ctx)
	r.creating.Lock()
	defer r.creating.Unlock()
	if _, err := r.Get(instance.ID); err == nil {
		return nil, center.Errorf(center.Duplicate, "Instance %s exists already.", instance.ID)
	}
	for _, t := range r.All() {
		if alias := t.Directory().Instance.Alias; alias != "" && strings.EqualFold(alias, instance.Alias) {
			return nil, center.Errorf(center.Refused, "Invalid Input. Instance alias is already used.")
		}
	}
	t, err := Open(ctx, r.store, instance.ID, r.report, r.subscribers...)
	if err != nil {
		return nil, err
	}
	changes := []center.Change{{Put: instance}}
	for _, res := range seed {
		changes = append(changes, center.Change{Put: res})
	}
	t.Start()
	if _, err := t.Do(ctx, routing.Configure{Changes: changes}); err != nil {
		t.Close()
		return nil, errors.Join(err, r.store.Remove(ctx, instance.ID))
	}
	r.put(t)
	return t, nil
}

func (r *Registry) put(t *Tenant) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.tenants[t.id] = t
}

// Delete ends an instance and removes all that is stored of it, also when ctx
// ends meanwhile. Where the store fails the instance goes on.
func (r *Registry) Delete(ctx context.Context, id center.InstanceID) error {
	r.mu.Lock()
	t, ok := r.tenants[id]
	delete(r.tenants, id)
	r.mu.Unlock()
	if !ok {
		return center.Missing(center.KindInstance, string(id))
	}
	t.Close()
	ctx = context.WithoutCancel(ctx)
	err := r.store.Remove(ctx, id)
	if err == nil {
		return nil
	}
	again, failed := Open(ctx, r.store, id, r.report, r.subscribers...)
	if failed != nil {
		return errors.Join(err, failed)
	}
	again.Start()
	r.put(again)
	return err
}

// Close stops every instance after committing what it took.
func (r *Registry) Close() {
	for _, t := range r.All() {
		t.Close()
	}
}
