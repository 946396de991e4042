package web

import (
	"container/list"
	"crypto/sha256"
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// maxKeys is how many names or addresses a guard remembers. The one that was
// longest unheard of is forgotten first, so that its memory has a bound whatever
// is thrown at it; an attacker who makes it forget has to send as many other
// guesses, which other guards count.
const maxKeys = 10_000

// guard slows down those who try too often, each under a key of its own.
type guard struct {
	burst int
	every time.Duration

	mu     sync.Mutex
	byKey  map[key]*list.Element
	recent list.List // of *visitor, the one heard of last in front
}

// key is a digest, so that long names cost no more than short ones.
type key [sha256.Size]byte

// visitor is one key and its budget.
type visitor struct {
	key    key
	budget *rate.Limiter
}

// newGuard returns a guard that lets burst tries pass at once and then one in
// every such time.
func newGuard(burst int, every time.Duration) *guard {
	return &guard{burst: burst, every: every, byKey: map[key]*list.Element{}}
}

// take counts a try and returns 0, or how long to wait if it comes too early; an
// early try is not counted.
func (g *guard) take(name string) time.Duration {
	g.mu.Lock()
	defer g.mu.Unlock()
	reservation := g.visitor(sha256.Sum256([]byte(name))).budget.Reserve()
	wait := reservation.Delay()
	if wait > 0 {
		reservation.Cancel()
	}
	return wait
}

// visitor finds or makes the entry of a key, and puts it in front.
func (g *guard) visitor(k key) *visitor {
	if e, known := g.byKey[k]; known {
		g.recent.MoveToFront(e)
		return e.Value.(*visitor)
	}
	if g.recent.Len() >= maxKeys {
		last := g.recent.Back()
		delete(g.byKey, last.Value.(*visitor).key)
		g.recent.Remove(last)
	}
	v := &visitor{key: k, budget: rate.NewLimiter(rate.Every(g.every), g.burst)}
	g.byKey[k] = g.recent.PushFront(v)
	return v
}

// forgive gives a key its whole budget back.
func (g *guard) forgive(name string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if e, known := g.byKey[sha256.Sum256([]byte(name))]; known {
		delete(g.byKey, e.Value.(*visitor).key)
		g.recent.Remove(e)
	}
}

// recall remembers keys, and forgets the one that was longest unheard of when
// there are more than maxKeys.
type recall struct {
	mu     sync.Mutex
	byKey  map[key]*list.Element
	recent list.List // of key
}

func newRecall() *recall { return &recall{byKey: map[key]*list.Element{}} }

func (m *recall) add(name string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	k := sha256.Sum256([]byte(name))
	if e, known := m.byKey[k]; known {
		m.recent.MoveToFront(e)
		return
	}
	if m.recent.Len() >= maxKeys {
		delete(m.byKey, m.recent.Remove(m.recent.Back()).(key))
	}
	m.byKey[k] = m.recent.PushFront(key(k))
}

func (m *recall) has(name string) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	_, known := m.byKey[sha256.Sum256([]byte(name))]
	return known
}

// ipv6Network is the length of the prefix that one customer of a provider has.
const ipv6Network = 64

// network returns the part of a remote address under which tries are counted,
// and whether they are: the address, or its network for IPv6, of which anyone
// has more addresses than a guard can remember.
func network(remote string) (name string, counted bool) {
	addr, err := netip.ParseAddrPort(remote)
	if err != nil {
		return remote, true
	}
	ip := addr.Addr().Unmap().WithZone("")
	if ip.IsLoopback() {
		return "", false
	}
	if ip.Is4() {
		return ip.String(), true
	}
	prefix, _ := ip.Prefix(ipv6Network) // cannot fail for IPv6
	return prefix.String(), true
}
