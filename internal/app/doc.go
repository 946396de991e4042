// Package app puts a server together: store, instances, transports, listener.
// A server is a value that a test may start as well as the program; the
// package touches no signals and no flags.
package app
