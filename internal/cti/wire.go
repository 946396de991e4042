package cti

import (
	"strowger/internal/center"
	"strowger/internal/restjson"
)

// text opens an optional string; absent and empty are the same here.
func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// optional makes a wire string that is left out when empty.
func optional[S ~string](s S) *string {
	if s == "" {
		return nil
	}
	v := string(s)
	return &v
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
