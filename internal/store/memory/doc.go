// Package memory is a store that lives as long as its process. Simulations and
// tests use it; it passes the same specification as the databases, so that what
// a simulation shows also holds for a server.
package memory
