package connecthttp

import (
	"strowger/internal/center"
	"strowger/internal/restjson"
)

// text opens an optional string; absent and empty are the same here.
func text[S ~string](s *S) string {
	if s == nil {
		return ""
	}
	return string(*s)
}

// optional makes a wire string that is left out when empty.
func optional[S ~string](s S) *string {
	if s == "" {
		return nil
	}
	v := string(s)
	return &v
}

// opened is what a pointer points to, or the zero value.
func opened[T any](p *T) (v T) {
	if p != nil {
		v = *p
	}
	return v
}

// ptr makes a wire value that is always written.
func ptr[T any](v T) *T { return &v }

// str makes a wire string of an id or another text type, always written.
func str[S ~string](s S) *string { return ptr(string(s)) }

// stamp makes a wire timestamp, left out where the moment is not set.
func stamp(i center.Instant) *restjson.Timestamp {
	if i.IsZero() {
		return nil
	}
	return restjson.NewTimestamp(i.Time())
}

// set replaces a value where the wire gives a new one.
func set[T ~string](field *T, value *string) {
	if value != nil {
		*field = T(*value)
	}
}

// optionalID reads an optional id or ARN of the member named. The API takes an
// absent one, but not an empty one.
func optionalID(member string, idOrARN *string) (string, error) {
	if idOrARN == nil {
		return "", nil
	}
	if *idOrARN == "" {
		return "", center.Errorf(center.Invalid, "%s is empty: leave it out or give an id.", member)
	}
	return *idOrARN, nil
}
