package sqlite_test

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"strowger/internal/center"
	"strowger/internal/store/storetest"
)

// child returns the test binary as another process with a task.
func child(tb testing.TB, task, dir string) *exec.Cmd {
	tb.Helper()
	self, err := os.Executable()
	if err != nil {
		tb.Fatal(err)
	}
	cmd := exec.CommandContext(tb.Context(), self)
	cmd.Env = append(os.Environ(), childTask+"="+task, childFolder+"="+dir)
	return cmd
}

// killAfter starts a child that commits, kills it when it has acknowledged a number
// of batches, and returns the last one it acknowledged.
func killAfter(tb testing.TB, dir string, batches int) int {
	tb.Helper()
	cmd := child(tb, "commit", dir)
	out, err := cmd.StdoutPipe()
	if err != nil {
		tb.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		tb.Fatal(err)
	}
	last := 0
	for lines := bufio.NewScanner(out); lines.Scan(); {
		n, err := strconv.Atoi(lines.Text())
		if err != nil {
			tb.Fatalf("the child said %q", lines.Text())
		}
		if last = n; last == batches {
			if err := cmd.Process.Kill(); err != nil { // SIGKILL, while it goes on committing
				tb.Fatal(err)
			}
		}
	}
	if err := cmd.Wait(); err == nil {
		tb.Fatal("the child ended by itself")
	}
	if last < batches {
		tb.Fatalf("the child acknowledged %d batches of %d", last, batches)
	}
	return last
}

// TestOpen_AfterKill kills a process in the middle of its commits, again and again
// in the same folder, and wants every acknowledged batch, and each one whole.
func TestOpen_AfterKill(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for round := range 4 {
		acknowledged := killAfter(t, dir, 20+70*round)
		s := open(t, dir)
		var last int
		contacts := make(map[center.ContactID]*center.Contact)
		var queue *center.Queue
		err := s.Load(t.Context(), crashInstance, 0, func(r center.Record) error {
			switch r := r.(type) {
			case *center.Contact:
				contacts[r.ID] = r
			case *center.Queue:
				queue = r
			}
			return nil
		})
		if err != nil {
			t.Fatalf("load: %v", err)
		}
		if queue == nil {
			t.Fatal("nothing is left")
		}
		if last, err = strconv.Atoi(queue.Name); err != nil || last < acknowledged {
			t.Fatalf("the last batch is %q, and %d was acknowledged", queue.Name, acknowledged)
		}
		if c := contacts[storetest.ContactID(1, 0)]; c == nil || c.Name != queue.Name {
			t.Fatalf("batch %d is there in part", last)
		}
		for n := 1; n <= last; n++ {
			want := storetest.Live(crashContact(n), fmt.Sprint(n))
			if n+5 <= last {
				want = storetest.Finished(want.ID, fmt.Sprint(n+5))
			}
			if c := contacts[want.ID]; c == nil || c.Name != want.Name || c.State != want.State {
				t.Fatalf("contact %d of %d is %+v, want %+v", n, last, c, want)
			}
		}
		if err := s.Remove(t.Context(), crashInstance); err != nil {
			t.Fatal(err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// TestOpen_ByTwo refuses a second opener, of this process and of another, with the
// name of the first, and takes a folder whose owner is gone.
func TestOpen_ByTwo(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	first := open(t, dir)
	before := folder(t, dir)
	host, err := os.Hostname()
	if err != nil {
		t.Fatal(err)
	}
	holder := fmt.Sprintf("another process holds the data folder: process %d on %s, since 20", os.Getpid(), host)

	second, err := child(t, "open", dir).Output()
	if err == nil || !strings.Contains(string(second), holder) || !strings.Contains(string(second), dir) {
		t.Errorf("another process got %v and said %q, want %q", err, second, holder)
	}
	refuse(t, dir, heldBy(holder))
	sameFolder(t, before, folder(t, dir))

	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	if out, err := child(t, "open", dir).Output(); err != nil {
		t.Errorf("after the first one closed: %v, %s", err, out)
	}
	// The words of a process that was killed are no obstacle.
	if err := os.WriteFile(dir+"/strowger.lock", []byte("process 1 on another host\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := open(t, dir).Close(); err != nil {
		t.Fatal(err)
	}
}
