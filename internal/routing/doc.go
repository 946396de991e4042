// Package routing is the engine: it brings each contact of one instance to the
// right agent.
//
// An Engine is a value that one goroutine owns. Step takes a moment and a
// Command and returns what follows from it: the records that changed, the facts
// that happened, whom to notify. Deadline says when the next Tick would change
// something. The engine never waits, logs, locks, draws a number or reads a
// clock; every id and token it needs arrives in a command. A refused command
// leaves the state as it was.
//
// The rule that it follows is the reference algorithm of the routing rules:
// agents in the order of load, idle time and id (R1.2 to R1.8), each taking the
// first contact that it may have in the order of own agent queue, profile
// priority, contact priority, routing age and arrival (R2.2). DESIGN.md says
// how that is done without a scan.
package routing
