// Package apptest starts a whole server inside a test.
package apptest

import (
	"context"
	"testing"
	"time"

	"strowger/internal/app"
)

// stopLimit bounds the end of a server under test.
const stopLimit = 10 * time.Second

// Start runs a server on a free loopback port over a data folder of its own, or
// the one that options name, and stops it when the test ends.
func Start(t testing.TB, options app.Options) *app.App {
	t.Helper()
	if options.Listen == "" {
		options.Listen = "127.0.0.1:0"
	}
	if options.Data == "" {
		options.Data = t.TempDir()
	}
	a, err := app.Start(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), stopLimit)
		defer cancel()
		if err := a.Stop(ctx); err != nil {
			t.Errorf("stop the server: %v", err)
		}
	})
	return a
}
