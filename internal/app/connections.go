package app

import (
	"net"
	"net/http"
	"sync"
)

// connections knows those connections on which no request has come yet. Browsers
// and clients open some in advance. http.Server waits for each of them for 5 s
// when it is shut down, as a request might be on its way; here they are closed,
// since what has not come will not be taken.
type connections struct {
	mu     sync.Mutex
	silent map[net.Conn]struct{}
	closed bool
}

// note is the ConnState hook of http.Server.
func (c *connections) note(conn net.Conn, state http.ConnState) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case state != http.StateNew:
		delete(c.silent, conn)
	case c.closed:
		_ = conn.Close() // nobody uses it
	default:
		if c.silent == nil {
			c.silent = map[net.Conn]struct{}{}
		}
		c.silent[conn] = struct{}{}
	}
}

// closeSilent closes the connections on which nothing has come, now and later.
func (c *connections) closeSilent() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closed = true
	for conn := range c.silent {
		_ = conn.Close() // nobody uses it
	}
}
