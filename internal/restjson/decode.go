package restjson

import (
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// maxQuoted is how many bytes of a client's own text a message repeats at most.
const maxQuoted = 200

// decodeFault explains why a body cannot be read, by member where there is one and by byte offset.
func decodeFault(err error) *Fault {
	var semantic *json.SemanticError
	if errors.As(err, &semantic) {
		member := memberPath(string(semantic.JSONPointer))
		if member == "" {
			return unreadable(err, "The request body must be a JSON object.")
		}
		return unreadable(err, "The member %s %s (at byte %d).", shorten(member), mismatch(semantic), semantic.ByteOffset)
	}
	var syntactic *jsontext.SyntacticError
	if errors.As(err, &syntactic) {
		member := shorten(memberPath(string(syntactic.JSONPointer)))
		if errors.Is(err, jsontext.ErrDuplicateName) {
			return unreadable(err, "The member %s is given twice (at byte %d).", member, syntactic.ByteOffset)
		}
		if member != "" {
			return unreadable(err, "The request body is not valid JSON at byte %d, in or after the member %s.",
				syntactic.ByteOffset, member)
		}
		return unreadable(err, "The request body is not valid JSON at byte %d.", syntactic.ByteOffset)
	}
	return unreadable(err, "The request body is not valid JSON.")
}

// mismatch says what a member must be and what it is.
func mismatch(err *json.SemanticError) string {
	if errors.Is(err.Err, errNoNumber) || errors.Is(err.Err, errNoText) || errors.Is(err.Err, errFarTime) {
		return "cannot be read: " + err.Err.Error()
	}
	want := wanted(err.GoType)
	if err.JSONKind == '0' && want == kindNames[reflect.Int32] {
		return fmt.Sprintf("must be %s of %d bits", want, err.GoType.Bits())
	}
	return "must be " + want + ", not " + given(err.JSONKind)
}

// kindNames names the Go kinds that occur in inputs as an API's user knows them.
var kindNames = map[reflect.Kind]string{
	reflect.Bool: "true or false", reflect.String: "a string",
	reflect.Int32: "a whole number", reflect.Int64: "a whole number",
	reflect.Float32: "a number", reflect.Float64: "a number",
	reflect.Slice: "a list", reflect.Map: "an object", reflect.Struct: "an object",
}

// wanted names a Go type as an API's user knows it.
func wanted(t reflect.Type) string {
	if t == nil {
		return "of another type"
	}
	if t.Kind() == reflect.Pointer {
		return wanted(t.Elem())
	}
	if name, ok := kindNames[t.Kind()]; ok {
		return name
	}
	return "of another type"
}

// given names a kind of JSON value.
func given(kind jsontext.Kind) string {
	switch kind {
	case 't', 'f':
		return "true or false"
	case '"':
		return "a string"
	case '0':
		return "a number"
	case '{', '}':
		return "an object"
	case '[', ']':
		return "a list"
	default:
		return "null"
	}
}

// shorten cuts a client's own text to what a message may repeat.
func shorten(text string) string {
	if len(text) <= maxQuoted {
		return text
	}
	return strings.ToValidUTF8(text[:maxQuoted], "") + "..."
}

// quote shortens and quotes a client's own text.
func quote(text string) string { return strconv.Quote(shorten(text)) }
