// Package metric turns what the engine knows into the figures that supervisors
// read (section 8 of the routing rules). It is pure: a Snapshot is taken from
// the engine between two steps, the figures are worked out of it elsewhere, so
// that counting ten thousand agents holds nobody up.
//
// An agent belongs to every queue of its routing profile, whatever queue its
// contacts came from; a waiting contact belongs to the queue in which it waits.
package metric
