package tenant

import (
	"cmp"
	"context"
	"slices"
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

	mu      sync.RWMutex
	tenants map[center.InstanceID]*Tenant
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
func (r *Registry) Create(ctx context.Context, instance *center.Instance, seed []center.Resource) (*Tenant, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, taken := r.tenants[instance.ID]; taken {
		return nil, center.Errorf(center.Duplicate, "Instance %s exists already.", instance.ID)
	}
	for _, t := range r.tenants {
		if alias := t.Directory().Instance.Alias; alias != "" && alias == instance.Alias {
			return nil, center.Errorf(center.Refused, "Invalid Input. Instance alias is already used.")
		}
	}
	t, err := Open(ctx, r.store, instance.ID, r.report, r.subscribers...)
	if err != nil {
		return nil, err
	}
	commands := []routing.Command{routing.Put{Resource: instance}}
	for _, res := range seed {
		commands = append(commands, routing.Put{Resource: res})
	}
	t.Start()
	if _, err := t.Do(ctx, commands...); err != nil {
		t.Close()
		return nil, err
	}
	r.tenants[instance.ID] = t
	return t, nil
}

// Delete ends an instance and removes all that is stored of it.
func (r *Registry) Delete(ctx context.Context, id center.InstanceID) error {
	r.mu.Lock()
	t, ok := r.tenants[id]
	delete(r.tenants, id)
	r.mu.Unlock()
	if !ok {
		return center.Missing(center.KindInstance, string(id))
	}
	t.Close()
	return r.store.Remove(ctx, id)
}

// Close stops every instance after committing what it took.
func (r *Registry) Close() {
	for _, t := range r.All() {
		t.Close()
	}
}
