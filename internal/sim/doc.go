// Package sim runs a contact centre in virtual time. It builds the same shell
// and engine as the server, on the store that it is given, and is itself the
// only clock: it takes the earlier of the next act of its people and the next
// deadline of the engine, and calls tenant.Process for that moment. Simulated
// agents hear what was published, as a desk does, look at what they have and
// answer with commands; nothing in the engine or its shell knows the difference.
//
// The same harness tests the product: seeds, faults, invariants after each step
// (the tests of this package), and answers that queueing theory knows
// (ErlangC, ErlangA). See DESIGN.md.
package sim
