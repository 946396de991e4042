// Package center holds the nouns of a contact centre: instance, queue, routing
// profile, user, agent status, hours of operation, contact flow and contact,
// together with their ids, ARNs and error kinds.
//
// Configuration is kept as immutable values in a Directory: a change puts a new
// value with a higher revision, and readers of an older copy of the Directory
// keep what they had. The package is pure: it reads no clock, draws no number
// and does no input or output, so that the routing engine and the simulator may
// both rest on it.
//
// Source tags such as R1.8 in comments of this module are rule numbers of the
// routing rules that docs/compatibility.md lists.
package center
