// Package flow reads, checks and runs the Amazon Connect flow language
// (section 9 of the routing rules).
//
// Parse turns the content of a flow into a Flow, or says everything that is
// wrong with it. Flow.Next then runs one contact through the flow until an
// action needs something that only the world can do, such as putting the
// contact into a queue, and returns that as an Op. The caller does it and comes
// back with an Answer. Where the contact stands is data of the caller, a
// center.FlowPosition, so a contact goes on after a restart where it was.
//
// The package is pure: it reads no clock, draws no number, keeps nothing
// between two calls and does no input or output. A Flow is immutable and may be
// shared by any number of contacts.
//
// Every action of the catalogue is known to Parse. Those that are not built run
// as an Unbuilt operation: the caller notes an event, answers with
// NoMatchingError, and the contact takes the action's error branch. Nothing is
// passed over in silence.
package flow
