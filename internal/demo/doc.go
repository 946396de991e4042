// Package demo fills a running server with a sample contact centre and keeps
// customers and agents going in it. It uses nothing but the server's own
// interfaces, the Connect API and the agent protocol, as any client would.
package demo
