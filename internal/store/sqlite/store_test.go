package sqlite_test

import (
	"testing"

	"strowger/internal/store"
	"strowger/internal/store/sqlite"
	"strowger/internal/store/storetest"
)

func TestStore(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(tb testing.TB) store.Store { return open(tb, tb.TempDir()) })
}

// open opens the store in dir.
func open(tb testing.TB, dir string) *sqlite.Store {
	tb.Helper()
	s, err := sqlite.Open(tb.Context(), dir)
	if err != nil {
		tb.Fatalf("open: %v", err)
	}
	return s
}
