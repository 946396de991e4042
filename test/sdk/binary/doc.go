// Package binary drives the real server, as a process of its own, with the real
// AWS SDK and the agent protocol, and kills it in the middle.
package binary
