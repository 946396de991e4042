package tenant

import (
	"context"
	"errors"
	"sync"
	"testing"

	"strowger/internal/center"
	"strowger/internal/store"
	"strowger/internal/store/memory"
)

// moody is a store that does something before it commits or removes.
type moody struct {
	store.Store
	mu       sync.Mutex
	onCommit func() error
	onRemove func() error
}

func (m *moody) Commit(ctx context.Context, b store.Batch) error {
	if err := m.take(&m.onCommit); err != nil {
		return err
	}
	return m.Store.Commit(ctx, b)
}

func (m *moody) Remove(ctx context.Context, id center.InstanceID) error {
	if err := m.take(&m.onRemove); err != nil {
		return err
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return m.Store.Remove(ctx, id)
}

// take runs what is to happen, once.
func (m *moody) take(mood *func() error) error {
	m.mu.Lock()
	do := *mood
	*mood = nil
	m.mu.Unlock()
	if do == nil {
		return nil
	}
	return do()
}

func (m *moody) when(mood *func() error, do func() error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	*mood = do
}

// stored returns the ids of the instances that another start would find.
func stored(t *testing.T, st store.Store) []center.InstanceID {
	t.Helper()
	again, err := OpenRegistry(t.Context(), st, func(error) {})
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	var ids []center.InstanceID
	for _, tn := range again.All() {
		ids = append(ids, tn.ID())
	}
	return ids
}

func newRegistry(t *testing.T) (*Registry, *moody) {
	t.Helper()
	st := &moody{Store: memory.New()}
	r, err := OpenRegistry(t.Context(), st, func(error) {})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.Close)
	return r, st
}

func instance(id center.InstanceID, alias string) *center.Instance {
	return &center.Instance{ID: id, Alias: alias, Region: "us-west-2", Account: "123456789012"}
}

// A client that goes away in the middle does not leave an instance that is
// stored and not here, nor one that is gone here and still stored.
func TestRegistry_ClientGoesAway(t *testing.T) {
	t.Parallel()
	r, st := newRegistry(t)
	ctx, cancel := context.WithCancel(t.Context())
	entered, leave := make(chan struct{}), make(chan struct{})
	st.when(&st.onCommit, func() error { close(entered); <-leave; return nil })
	made := make(chan error, 1)
	go func() {
		_, err := r.Create(ctx, instance("a", "one"), nil)
		made <- err
	}()
	<-entered
	cancel()
	if got := r.All(); len(got) != 0 { // others are served while the store is at work
		t.Errorf("%d instances are there before the commit", len(got))
	}
	close(leave)
	if err := <-made; err != nil {
		t.Error(err)
	}
	if _, err := r.Get("a"); err != nil {
		t.Error(err)
	}
	if err := r.Delete(ctx, "a"); err != nil {
		t.Error(err)
	}
	if left := stored(t, st); len(left) != 0 {
		t.Errorf("%v is still stored", left)
	}
}

func TestRegistry_CreateFails(t *testing.T) {
	t.Parallel()
	r, st := newRegistry(t)
	bad := []center.Resource{&center.Queue{ID: "q", Name: "q", HoursID: "none"}}
	if _, err := r.Create(t.Context(), instance("a", "one"), bad); !center.IsMissing(err) {
		t.Errorf("a seed that cannot be: %v", err)
	}
	st.when(&st.onCommit, func() error { return errFault })
	if _, err := r.Create(t.Context(), instance("b", "one"), nil); !errors.Is(err, center.Unavailable) {
		t.Errorf("a commit that fails: %v", err)
	}
	if left := stored(t, st); len(left) != 0 {
		t.Errorf("%v is stored", left)
	}
	if _, err := r.Create(t.Context(), instance("c", "one"), nil); err != nil {
		t.Error("the alias is not free:", err)
	}
	if _, err := r.Create(t.Context(), instance("d", "ONE"), nil); !errors.Is(err, center.Refused) {
		t.Errorf("the alias in capitals: %v", err)
	}
}

func TestRegistry_DeleteFails(t *testing.T) {
	t.Parallel()
	r, st := newRegistry(t)
	if _, err := r.Create(t.Context(), instance("a", "one"), nil); err != nil {
		t.Fatal(err)
	}
	st.when(&st.onRemove, func() error { return errFault })
	if err := r.Delete(t.Context(), "a"); !errors.Is(err, errFault) {
		t.Errorf("got %v", err)
	}
	tn, err := r.Get("a")
	if err != nil {
		t.Fatal("the instance does not go on:", err)
	}
	mustDo(t, tn, seed(0)[1])
	if err := r.Delete(t.Context(), "a"); err != nil {
		t.Error(err)
	}
	if left := stored(t, st); len(left) != 0 {
		t.Errorf("%v is still stored", left)
	}
}
