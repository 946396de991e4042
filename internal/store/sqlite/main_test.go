package sqlite_test

import (
	"context"
	"fmt"
	"os"
	"testing"

	"strowger/internal/center"
	"strowger/internal/store"
	"strowger/internal/store/sqlite"
	"strowger/internal/store/storetest"
)

// Variables of the environment that turn the test binary into a second process.
const (
	childTask   = "STROWGER_STORE_CHILD"
	childFolder = "STROWGER_STORE_FOLDER"
)

// TestMain runs a child's task instead of the tests when the environment asks for
// one: some promises are about processes.
func TestMain(m *testing.M) {
	var err error
	switch task := os.Getenv(childTask); task {
	case "":
		os.Exit(m.Run())
	case "commit":
		err = commitForEver(os.Getenv(childFolder))
	case "open":
		err = openOnce(os.Getenv(childFolder))
	default:
		err = fmt.Errorf("there is no task %q", task)
	}
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	os.Exit(0)
}

// openOnce opens the folder, and closes it again.
func openOnce(dir string) error {
	s, err := sqlite.Open(context.Background(), dir)
	if err != nil {
		return err
	}
	return s.Close()
}

// crashInstance is the instance that commitForEver writes to.
const crashInstance = center.InstanceID("crash")

// crashRows are the contacts and the queue of batch n: what it writes anew, what
// every batch overwrites, and what it finishes.
func crashRows(n int) ([]store.Row, error) {
	name := fmt.Sprint(n)
	var rows []store.Row
	for _, r := range []center.Record{
		storetest.Live(crashContact(n), name),
		storetest.Finished(crashContact(n-5), name),
		storetest.Live(storetest.ContactID(1, 0), name),
		&center.Queue{ID: "q", Name: name},
	} {
		row, err := store.Encode(r)
		if err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	return rows, nil
}

func crashContact(n int) center.ContactID { return storetest.ContactID(center.Instant(1000+n), 1) }

// commitForEver commits batch after batch and says the number of each when it is
// acknowledged. It ends when it is killed.
func commitForEver(dir string) error {
	ctx := context.Background()
	s, err := sqlite.Open(ctx, dir)
	if err != nil {
		return err
	}
	epoch, err := s.Claim(ctx, crashInstance)
	if err != nil {
		return err
	}
	for n := 1; ; n++ {
		rows, err := crashRows(n)
		if err != nil {
			return err
		}
		if err := s.Commit(ctx, store.Batch{Instance: crashInstance, Epoch: epoch, Rows: rows}); err != nil {
			return err
		}
		fmt.Println(n)
	}
}
