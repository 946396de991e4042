package center

import (
	"errors"
	"fmt"
	"strings"
)

// ErrorKind is what went wrong, in the field's words. A kind is itself an error,
// so that errors.Is(err, center.NotFound) holds at any depth.
type ErrorKind string

// The kinds of refusal. Transports translate each to one exception and status.
const (
	NotFound    ErrorKind = "not found"
	Duplicate   ErrorKind = "duplicate"
	Invalid     ErrorKind = "invalid parameter" // one member has an impossible value
	Refused     ErrorKind = "invalid request"   // the members are fine, the request as a whole is not
	Conflict    ErrorKind = "conflict"          // the resource is in a state that forbids it
	Stale       ErrorKind = "stale"             // the base revision is no longer current; read again and retry
	InUse       ErrorKind = "in use"            // another resource still refers to it
	NotReady    ErrorKind = "not ready"
	TokenReused ErrorKind = "client token reused" // by a request with other members
	Unmet       ErrorKind = "condition not met"   // the state of another resource forbids it
	Limit       ErrorKind = "limit exceeded"
	Denied      ErrorKind = "access denied"
	Unavailable ErrorKind = "unavailable"
	BadFlow     ErrorKind = "invalid contact flow" // the flow breaks the flow language; see Error.Problems
)

// Error makes a kind usable with errors.Is.
func (k ErrorKind) Error() string { return string(k) }

// Error is a refusal with a text for the caller of the API.
type Error struct {
	Kind       ErrorKind
	Message    string       // for the API's user: which member or resource, and why
	Resource   ResourceKind // the kind of resource concerned, where there is one
	ResourceID string
	Problems   []string // BadFlow: one sentence a problem
}

// Error returns the text for the API's user.
func (e *Error) Error() string { return e.Message }

// Unwrap returns the kind.
func (e *Error) Unwrap() error { return e.Kind }

// Errorf makes a refusal of the given kind.
func Errorf(kind ErrorKind, format string, args ...any) *Error {
	return &Error{Kind: kind, Message: fmt.Sprintf(format, args...)}
}

// Missing says that there is no resource of that kind with that id.
func Missing(kind ResourceKind, id string) *Error {
	shown := id
	if len(shown) > maxShown {
		shown = strings.ToValidUTF8(shown[:maxShown], "") + "..."
	}
	return &Error{Kind: NotFound, Resource: kind, ResourceID: id,
		Message: fmt.Sprintf("The %s %q was not found.", kind.Noun(), shown)}
}

// maxShown is how many bytes of an id that is not one a message repeats.
const maxShown = 200

// IsMissing reports whether err says that something was not found.
func IsMissing(err error) bool { return errors.Is(err, NotFound) }
