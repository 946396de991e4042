// Package cti is the agent's protocol, AmazonConnectCTIService: what a desk
// shows and what its buttons do. It is the one that amazon-connect-streams
// speaks, so the answers hold what that library reads, in the words it expects.
//
// A desk asks for a snapshot, gets it with a token, and asks again with the
// token; that request waits until the snapshot would differ. Waiting costs one
// goroutine and nothing else.
//
// A caller is known by the auth token of package auth, in the header
// X-Amz-Bearer or, where that is missing, in the body, or in the session of one
// of our own pages. Everything a request does, it does as the user of the token
// in the instance of the token.
//
// There is no media in this server: calls are dialled, held and muted by a gateway
// that does as it is told. Operations of a softphone are not implemented and say
// so.
package cti
