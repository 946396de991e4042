// Package centerfile reads and writes centre files: the whole configuration of an
// instance as one YAML text that people read, edit and keep under version control.
// docs/centre-file.md describes the format.
//
// Of makes a file of a configuration, Parse reads one, and Compare says what an
// import of it would change. The package does no input or output of its own.
package centerfile
