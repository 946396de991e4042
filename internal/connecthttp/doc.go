// Package connecthttp carries out the operations of the Amazon Connect API: it
// turns wire values into commands of the engine and configuration into wire
// values. One file holds one resource.
//
// Handlers embed connectapi.Unimplemented, so that an operation without a
// method here answers with an honest 501. They return errors of package center;
// errors.go holds the one table that makes exceptions of them.
package connecthttp
