// Package tidy holds tests that check the source tree itself: who imports whom,
// that the engine stays pure, size and style, and that docs/compatibility.md
// tells the truth. Each failure carries the reason of its rule.
//
// The checks read files and parse them; only the purity check needs types. A
// check is a function from sources to findings, so that a test beside it can show
// on a few lines of code that it finds what it is for.
package tidy
