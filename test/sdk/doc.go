// Package sdk compares the generated wire layer with the AWS SDK for Go v2, the referee: its names and kinds by
// reflection, its requests and answers by calling every operation of the real client against the handlers, without a
// socket. It is a module of its own so that the SDK stays out of the server's dependencies.
package sdk
