// Package store keeps the records of instances: what a commit writes, how a
// record becomes bytes, and the Store interface that the databases implement.
//
// A record is known by (instance, kind, key) and its body is JSON. The engine
// answers from memory, so a store serves three things only: writing one batch
// durably and as a whole, reading an instance back after a start, and looking up
// a single contact that the engine has let go. Everything that a store must do
// is written as tests in package storetest; each implementation passes them.
package store
