package connecthttp

import (
	"context"
	"errors"
	"testing"
)

// Who gives up waiting leaves nothing behind, and the next gets the turn.
func TestTurns(t *testing.T) {
	t.Parallel()
	var all turns
	key := turnKey{instance: "i", kind: "queue", id: "q"}
	done, err := all.take(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := all.take(gone, key); !errors.Is(err, context.Canceled) {
		t.Errorf("a turn that is taken: %v", err)
	}
	other, err := all.take(gone, turnKey{instance: "i", kind: "queue", id: "r"})
	if err == nil { // either may come first
		other()
	}
	next := make(chan error)
	go func() {
		done, err := all.take(t.Context(), key)
		if err == nil {
			done()
		}
		next <- err
	}()
	done()
	if err := <-next; err != nil {
		t.Error(err)
	}
	if len(all.taken) != 0 {
		t.Errorf("%d turns are left behind", len(all.taken))
	}
}
