// Package connectclient calls the Connect API of a server, that of AWS or
// another, with the generated types, and reads a whole instance through it.
//
// Requests are signed with version 4 of AWS signatures. Throttled and failed ones
// are tried again, each later than the one before.
package connectclient
