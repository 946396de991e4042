// Package tenant is the shell of one instance: it takes commands into an inbox,
// steps the engine, commits what changed in one transaction a batch, and only
// then lets anyone see it.
//
// One goroutine owns the engine, another commits: while one batch is on its way
// to the disk, the next is stepped. Process does the same for one batch without
// goroutines or a clock; tests and the simulator call it. DESIGN.md has the
// paths and the failure cases.
package tenant
