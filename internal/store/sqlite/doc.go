// Package sqlite is the store of a single process: one SQLite database in the
// data folder.
//
// The folder belongs to one process, which holds a lock on strowger.lock for as
// long as its store is open. One connection writes; others, which cannot write,
// read. The write-ahead log is on and every commit is flushed to the disk before
// it is acknowledged, so a commit survives the end of the process and of the
// machine; what a killed process left in the log is taken up by the next one.
//
// Open looks before it touches: a database that is damaged, that a newer version
// wrote or that cannot be written is refused with an error of package store that
// says so, and stays as it is, byte by byte. Nothing is ever repaired.
package sqlite
