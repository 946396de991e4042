package restjson

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json"
)

// binding is how one input type is read from a request: which fields come from path, query and headers, and whether
// any come from the body. It is worked out once, from the struct's tags.
type binding struct {
	path, query, header []boundField
	body                bool
}

// boundField is a field of an input that travels outside the body.
type boundField struct {
	wire  string // name in the path, query or header
	field int
	parse parser
}

// parser sets a field from the texts of its member; there is always at least one.
type parser func(field reflect.Value, texts []string) error

var timestampType = reflect.TypeFor[Timestamp]()

// newBinding reads the tags of an input struct.
func newBinding(t reflect.Type) (*binding, error) {
	b := &binding{}
	for i := range t.NumField() {
		field := t.Field(i)
		if !field.IsExported() {
			continue
		}
		var list *[]boundField
		var wire string
		if name, ok := field.Tag.Lookup("path"); ok {
			list, wire = &b.path, name
		} else if name, ok := field.Tag.Lookup("query"); ok {
			list, wire = &b.query, name
		} else if name, ok := field.Tag.Lookup("header"); ok {
			list, wire = &b.header, http.CanonicalHeaderKey(name)
		} else {
			b.body = b.body || field.Tag.Get("json") != "-"
			continue
		}
		parse, err := newParser(field.Type)
		if err != nil {
			return nil, fmt.Errorf("member %s of %s: %w", field.Name, t.Name(), err)
		}
		*list = append(*list, boundField{wire: wire, field: i, parse: parse})
	}
	return b, nil
}

// newParser makes the parser for a type of field.
func newParser(t reflect.Type) (parser, error) {
	switch {
	case t == reflect.PointerTo(timestampType):
		return parseTime, nil
	case t.Kind() == reflect.Pointer:
		inner, err := newParser(t.Elem())
		if err != nil {
			return nil, err
		}
		return func(field reflect.Value, texts []string) error {
			value := reflect.New(t.Elem())
			field.Set(value)
			return inner(value.Elem(), texts)
		}, nil
	case t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.String:
		return func(field reflect.Value, texts []string) error {
			list := reflect.MakeSlice(t, len(texts), len(texts))
			for i, text := range texts {
				list.Index(i).SetString(text)
			}
			field.Set(list)
			return nil
		}, nil
	case t.Kind() == reflect.String:
		return func(field reflect.Value, texts []string) error { field.SetString(texts[0]); return nil }, nil
	case t.Kind() == reflect.Int32, t.Kind() == reflect.Int64:
		return parseInteger, nil
	case t.Kind() == reflect.Bool:
		return parseBool, nil
	default:
		return nil, fmt.Errorf("type %s cannot travel outside the body", t)
	}
}

// parseInteger sets a whole number.
func parseInteger(field reflect.Value, texts []string) error {
	n, err := strconv.ParseInt(texts[0], 10, field.Type().Bits())
	if err != nil {
		return fmt.Errorf("must be a whole number of %d bits", field.Type().Bits())
	}
	field.SetInt(n)
	return nil
}

// parseBool sets a truth value.
func parseBool(field reflect.Value, texts []string) error {
	switch texts[0] {
	case "true":
		field.SetBool(true)
	case "false":
		field.SetBool(false)
	default:
		return fmt.Errorf("must be true or false")
	}
	return nil
}

// parseTime sets a timestamp from an HTTP date.
func parseTime(field reflect.Value, texts []string) error {
	at, err := parseHeaderTime(texts[0])
	if err != nil {
		return err
	}
	field.Set(reflect.ValueOf(&at))
	return nil
}

// bind fills input, a pointer to a struct of the binding's type, from a request and its body.
func (b *binding) bind(input any, r *http.Request, body []byte) error {
	if b.body {
		if err := decodeBody(input, body); err != nil {
			return err
		}
	}
	target := reflect.ValueOf(input).Elem()
	for _, f := range b.path {
		if err := f.set(target, "path", []string{r.PathValue(f.wire)}); err != nil {
			return err
		}
	}
	if len(b.query) > 0 && r.URL.RawQuery != "" {
		query, err := url.ParseQuery(r.URL.RawQuery)
		if err != nil {
			return unreadable(err, "The query string cannot be decoded.")
		}
		for _, f := range b.query {
			if err := f.set(target, "query", query[f.wire]); err != nil {
				return err
			}
		}
	}
	for _, f := range b.header {
		if err := f.set(target, "header", r.Header[f.wire]); err != nil {
			return err
		}
	}
	return nil
}

// set gives the texts of a member, if there are any, to its field.
func (f boundField) set(target reflect.Value, place string, texts []string) error {
	if len(texts) == 0 {
		return nil
	}
	for _, text := range texts {
		if !utf8.ValidString(text) {
			return unreadable(nil, "The %s member %s is not valid UTF-8.", place, f.wire)
		}
	}
	if err := f.parse(target.Field(f.field), texts); err != nil {
		return unreadable(err, "The %s member %s %s.", place, f.wire, err)
	}
	return nil
}

// maxNesting is how deep objects and lists of a body may be nested. The deepest legitimate input, a search criteria
// tree, stays below 20; the limit protects everything behind that walks a tree by recursion.
const maxNesting = 128

// decodeBody reads a JSON object into input. An empty body and null are an empty object; unknown members are ignored.
func decodeBody(input any, body []byte) error {
	if len(bytes.TrimSpace(body)) == 0 {
		return nil
	}
	if at := tooDeep(body); at >= 0 {
		return unreadable(nil, "The request body is nested deeper than %d levels at byte %d.", maxNesting, at)
	}
	if err := json.Unmarshal(body, input); err != nil {
		return decodeFault(err)
	}
	return nil
}

// tooDeep returns the offset of the bracket that exceeds maxNesting, or -1. It need not know whether the text is
// valid JSON: the decoder finds that out.
func tooDeep(body []byte) int {
	depth, quoted := 0, false
	for i := 0; i < len(body); i++ {
		switch c := body[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{' || c == '[':
			if depth++; depth > maxNesting {
				return i
			}
		case c == '}' || c == ']':
			depth--
		}
	}
	return -1
}

// memberPath turns a JSON pointer such as /QueueConfigs/2/Priority into QueueConfigs[2].Priority.
func memberPath(pointer string) string {
	var b strings.Builder
	for _, token := range strings.Split(strings.TrimPrefix(pointer, "/"), "/") {
		token = strings.ReplaceAll(strings.ReplaceAll(token, "~1", "/"), "~0", "~")
		switch _, err := strconv.Atoi(token); {
		case err == nil && b.Len() > 0:
			b.WriteString("[" + token + "]")
		case b.Len() > 0:
			b.WriteString("." + token)
		default:
			b.WriteString(token)
		}
	}
	return b.String()
}
