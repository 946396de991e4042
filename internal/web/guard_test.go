package web

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"
)

func TestGuard_SpendsAndRefills(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := newGuard(3, 10*time.Second)
		for i := range 3 {
			if wait := g.take("a"); wait != 0 {
				t.Fatalf("try %d waits %v", i, wait)
			}
		}
		for range 5 { // early tries cost nothing
			if wait := g.take("a"); wait != 10*time.Second {
				t.Fatalf("an early try waits %v, want 10 s", wait)
			}
		}
		if wait := g.take("b"); wait != 0 {
			t.Errorf("another key waits %v", wait)
		}
		<-time.After(4 * time.Second)
		if wait := g.take("a"); wait.Round(time.Millisecond) != 6*time.Second {
			t.Errorf("after 4 s a try waits %v, want 6 s", wait)
		}
		<-time.After(6 * time.Second)
		if wait := g.take("a"); wait != 0 {
			t.Errorf("after 10 s a try waits %v", wait)
		}
		if wait := g.take("a"); wait == 0 {
			t.Error("after 10 s there are two tries")
		}
		g.forgive("a")
		g.forgive("nobody")
		for i := range 3 {
			if wait := g.take("a"); wait != 0 {
				t.Errorf("forgiven, try %d waits %v", i, wait)
			}
		}
	})
}

func TestGuard_ForgetsTheLongestUnheardOf(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := newGuard(1, time.Hour)
		g.take("busy")
		g.take("quiet")
		for i := range maxKeys - 1 {
			g.take(fmt.Sprint(i))
			if i%100 == 0 {
				g.take("busy")
			}
		}
		if len(g.byKey) != maxKeys || g.recent.Len() != maxKeys {
			t.Errorf("%d keys in the map, %d in the list, want %d", len(g.byKey), g.recent.Len(), maxKeys)
		}
		if g.take("busy") == 0 {
			t.Error("a key that keeps trying is forgotten")
		}
		if g.take("quiet") != 0 {
			t.Error("the key that was longest unheard of is remembered")
		}
	})
}

func TestNetwork(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		remote, want string
		counted      bool
	}{
		{"192.0.2.7:80", "192.0.2.7", true},
		{"[::ffff:192.0.2.7]:80", "192.0.2.7", true},
		{"[2001:db8:1:2:3:4:5:6]:80", "2001:db8:1:2::/64", true},
		{"[fe80::1%eth0]:80", "fe80::/64", true},
		{"127.0.0.1:80", "", false},
		{"127.8.8.8:80", "", false},
		{"[::1]:80", "", false},
		{"[::ffff:127.0.0.1]:80", "", false},
		{"@", "@", true},
		{"", "", true},
	} {
		if got, counted := network(test.remote); got != test.want || counted != test.counted {
			t.Errorf("%q is counted under %q: %v, want %q: %v", test.remote, got, counted, test.want, test.counted)
		}
	}
}
