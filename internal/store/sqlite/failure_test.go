package sqlite

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"strowger/internal/center"
	"strowger/internal/store"
)

// TestCommit_Refused lets SQLite refuse commits half way, as a full or a read-only
// disk does. What was refused is not there, what was committed before is, and the
// store goes on when the obstacle is gone.
func TestCommit_Refused(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		obstacle, remedy string
		want             error // nil: any
		text             string
	}{
		"disk full": {`PRAGMA max_page_count = 40`, `PRAGMA max_page_count = 1000000`, store.ErrFull, "the disk is full"},
		"read-only": {`PRAGMA query_only = on`, `PRAGMA query_only = off`, store.ErrUnwritable, "cannot be written"},
		// SQLite ends the transaction of a full disk by itself; after this failure
		// the rows before it are there until they are rolled back.
		"one row": {`CREATE TEMP TRIGGER refuse BEFORE INSERT ON records WHEN new.key = '50'
			BEGIN SELECT RAISE (ABORT, 'not this one'); END`, `DROP TRIGGER refuse`, nil, "not this one"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx := t.Context()
			s, err := Open(ctx, t.TempDir())
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			epoch, err := s.Claim(ctx, "in")
			if err != nil {
				t.Fatal(err)
			}
			commit := func(version string) error {
				batch := store.Batch{Instance: "in", Epoch: epoch}
				for i := range 100 {
					row, err := store.Encode(&center.Queue{ID: center.QueueID(fmt.Sprint(i)), Name: version})
					if err != nil {
						t.Fatal(err)
					}
					batch.Rows = append(batch.Rows, row)
				}
				return s.Commit(ctx, batch)
			}
			check := func(want string) {
				t.Helper()
				seen := 0
				err := s.Load(ctx, "in", 0, func(r center.Record) error {
					seen++
					if got := r.(*center.Queue).Name; got != want {
						return fmt.Errorf("%s is of %.20q, want %.20q", r.RecordKey(), got, want)
					}
					return nil
				})
				if err != nil || seen != 100 {
					t.Fatalf("%d records, %v", seen, err)
				}
			}
			if err := commit("first"); err != nil {
				t.Fatal(err)
			}
			if _, err := s.writer.conn.ExecContext(ctx, test.obstacle); err != nil {
				t.Fatal(err)
			}
			second := strings.Repeat("second", 500)
			for range 2 {
				err := commit(second)
				if err == nil || !strings.Contains(err.Error(), test.text) {
					t.Fatalf("commit said %v, want %q", err, test.text)
				}
				if test.want != nil && !errors.Is(err, test.want) {
					t.Fatalf("commit said %v, want %v", err, test.want)
				}
				check("first")
			}
			if _, err := s.writer.conn.ExecContext(ctx, test.remedy); err != nil {
				t.Fatal(err)
			}
			if err := commit(second); err != nil {
				t.Fatal(err)
			}
			check(second)
		})
	}
}
