package connecthttp

import (
	"context"
	"sync"

	"strowger/internal/center"
)

// turns lets those who change one resource come one after the other. The
// directory refuses a change that was made from an old revision, so that two at
// a time would be safe without it; but of many at a time all but one would be
// refused in each round, and the unlucky ones would run out of tries.
type turns struct {
	mu    sync.Mutex
	taken map[turnKey]*turn
}

type turnKey struct {
	instance center.InstanceID
	kind     center.ResourceKind
	id       string
}

// turn is a lock that can be waited for as long as a context lasts.
type turn struct {
	free  chan struct{} // holds one value while nobody has the turn
	users int           // who have it or wait for it
}

// take waits for the turn at a resource; done gives it to the next.
func (t *turns) take(ctx context.Context, key turnKey) (done func(), err error) {
	t.mu.Lock()
	one := t.taken[key]
	if one == nil {
		one = &turn{free: make(chan struct{}, 1)}
		one.free <- struct{}{}
		if t.taken == nil {
			t.taken = map[turnKey]*turn{}
		}
		t.taken[key] = one
	}
	one.users++
	t.mu.Unlock()
	select {
	case <-one.free:
		return func() {
			one.free <- struct{}{}
			t.leave(key, one)
		}, nil
	case <-ctx.Done():
		t.leave(key, one)
		return nil, ctx.Err()
	}
}

func (t *turns) leave(key turnKey, one *turn) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if one.users--; one.users == 0 {
		delete(t.taken, key)
	}
}
