package memory_test

import (
	"testing"

	"strowger/internal/store"
	"strowger/internal/store/memory"
	"strowger/internal/store/storetest"
)

func TestStore(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(testing.TB) store.Store { return memory.New() })
}
