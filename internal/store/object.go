package store

import (
	"bytes"
	"slices"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"

	"strowger/internal/center"
)

// The functions of this file append the parts of a JSON object by hand. Contacts
// and presences are written tens of thousands of times a second, and reflection
// takes several times as long; a test compares the outcome with it for records
// in which every member is set, so that a new member cannot be forgotten here.
//
// A member is appended together with the comma before it and its quoted name,
// such as `,"ID":`. closeObject turns the first comma into the opening brace.

// closeObject ends the object whose members begin at start.
func closeObject(b []byte, start int) []byte {
	if len(b) == start {
		return append(b, '{', '}')
	}
	b[start] = '{'
	return append(b, '}')
}

// dropEmpty takes back the member that begins at start when its value is an
// object without members: a struct whose members are all zero.
func dropEmpty(b []byte, start int) []byte {
	if bytes.HasSuffix(b[start:], []byte(`:{}`)) {
		return b[:start]
	}
	return b
}

func textMember[T ~string](b []byte, name string, v T) []byte {
	if v == "" {
		return b
	}
	return appendText(append(b, name...), string(v))
}

func numberMember[T ~int | ~int64](b []byte, name string, v T) []byte {
	if v == 0 {
		return b
	}
	return strconv.AppendInt(append(b, name...), int64(v), 10)
}

func channelMember(b []byte, name string, v center.Channel) []byte {
	if v == 0 {
		return b
	}
	return appendText(append(b, name...), v.String())
}

// mapMember appends a map in the order of its keys.
func mapMember[K ~string, V any](b []byte, name string, m map[K]V, value func([]byte, V) []byte) []byte {
	if m == nil {
		return b
	}
	b = append(b, name...)
	var few [16]K
	keys := few[:0]
	for key := range m { // order: sorted below
		keys = append(keys, key)
	}
	slices.Sort(keys)
	start := len(b)
	for _, key := range keys {
		b = append(b, ',')
		b = append(appendText(b, string(key)), ':')
		b = value(b, m[key])
	}
	return closeObject(b, start)
}

// listMember appends a list.
func listMember[V any](b []byte, name string, list []V, value func([]byte, *V) []byte) []byte {
	if list == nil {
		return b
	}
	b = append(append(b, name...), '[')
	for i := range list {
		if i > 0 {
			b = append(b, ',')
		}
		b = value(b, &list[i])
	}
	return append(b, ']')
}

// appendText appends s as a JSON string. Plain ASCII, the usual case, is copied.
func appendText(b []byte, s string) []byte {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c >= 0x7f || c == '"' || c == '\\' {
			b, _ = jsontext.AppendQuote(b, s) // the error only tells of bytes that are not UTF-8; they are replaced
			return b
		}
	}
	b = append(b, '"')
	b = append(b, s...)
	return append(b, '"')
}

func appendNumber(b []byte, v int) []byte { return strconv.AppendInt(b, int64(v), 10) }
