package cti

import (
	"testing"
	"time"

	"strowger/internal/center"
	"strowger/internal/routing"
)

// withLease runs a test with a centre whose desks have a lease.
func withLease(t *testing.T, lease time.Duration, test func(*testing.T, *centre)) {
	t.Helper()
	run(t, func(t *testing.T, c *centre) {
		c.service.options.Lease = lease
		test(t, c)
	})
}

// presence is what the router remembers of ann.
func (c *centre) presence() center.Presence {
	c.Helper()
	var v routing.AgentView
	if err := c.tenant.Query(c.Context(), func(e *routing.Engine) { v, _ = e.Agent("ann") }); err != nil {
		c.Fatal(err)
	}
	return v.Presence
}

func TestLease_PollsKeepIt(t *testing.T) {
	t.Parallel()
	withLease(t, 30*time.Second, func(t *testing.T, c *centre) {
		c.status("ann", "available")
		token := c.snapshot("").NextToken
		for range 5 {
			p := c.poll(t.Context(), token, 30000)
			<-p.done
			if p.waited != 10*time.Second { // a third of the lease
				t.Fatalf("the request waited for %v", p.waited)
			}
			token = read[snapshotAnswer](c, p.answer).NextToken
		}
		pass(20*time.Second - time.Millisecond) // the last one was answered 10 s after it came
		if p := c.presence(); p.StatusID != "available" {
			t.Errorf("not yet 30 s after the last request: %+v", p)
		}
		pass(time.Millisecond)
		if p := c.presence(); p.StatusID != "offline" {
			t.Errorf("30 s after the last request: %+v", p)
		}
	})
}

// A request that waits is no sign of life: its page may be gone, and the
// connection with it, without anybody having said so.
func TestLease_WaitingIsNoSignOfLife(t *testing.T) {
	t.Parallel()
	withLease(t, 90*time.Second, func(t *testing.T, c *centre) {
		c.status("ann", "available")
		c.start(&center.Contact{ID: "t1", Channel: center.Task})
		c.do(routing.Accept{UserID: "ann", ContactID: "t1"}, routing.Complete{UserID: "ann", ContactID: "t1"})
		p := c.poll(t.Context(), c.snapshot("").NextToken, 30000)
		<-p.done
		pass(60 * time.Second)
		if got := c.presence(); got.StatusID != "offline" || got.Left.IsZero() {
			t.Fatalf("90 s after the last request: %+v", got)
		}
		back := c.snapshot("")
		if got := c.presence(); !got.Left.IsZero() || back.Snapshot.State.Name != "Offline" {
			t.Errorf("back at the desk in %s: %+v", back.Snapshot.State.Name, got)
		}
		c.status("ann", "available")
		pass(89 * time.Second)
		if got := c.presence(); got.StatusID != "available" {
			t.Errorf("the new lease ended too early: %+v", got)
		}
	})
}

// A server without the option lets go the leases that another one gave.
func TestLease_SwitchedOff(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, c *centre) {
		c.status("ann", "available")
		c.do(routing.Attend{UserID: "ann", Lease: time.Minute})
		c.snapshot("")
		if got := c.presence(); got.Lease != 0 {
			t.Fatalf("the lease is still %v", got.Lease)
		}
		pass(time.Hour)
		if got := c.presence(); got.StatusID != "available" || !got.Left.IsZero() {
			t.Errorf("an hour later: %+v", got)
		}
	})
}
