// Package storetest is the specification of package store as tests: what every
// store does, whatever keeps its records. It is imported by tests only.
package storetest
