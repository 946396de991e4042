// Package scenario is the little language in which a contact centre and what
// happens in it are written down, shared by tests, users and simulations.
//
// A scenario is a text: a centre (queues, routing profiles, agents), acts at
// moments of a virtual clock, and below a line of dashes the log of what the
// engine did. Parse reads it, Run plays it on an engine of its own and returns
// the log, Diff compares two logs. docs/scenario-language.md describes the
// language with an example.
//
// Nothing here waits or reads a clock: the same scenario gives the same bytes.
package scenario
