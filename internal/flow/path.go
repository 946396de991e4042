package flow

import "strings"

// parseValue reads a parameter that is wholly static or exactly one JSONPath
// (R9.5). Only a text that is a path from end to end is dynamic; every other
// text, also one with a path inside, is a static value.
func parseValue(text string) value {
	if path, ok := parsePath(text); ok {
		return value{text: path, path: true}
	}
	return value{text: text}
}

// parsePath reads one JSONPath and returns it in dotted form: $.Attributes.x,
// $.Attributes['x'] and $['Attributes']['x'] are all $.Attributes.x.
func parsePath(text string) (dotted string, ok bool) {
	rest, ok := strings.CutPrefix(text, "$")
	if !ok || rest == "" {
		return "", false
	}
	var b strings.Builder
	b.Grow(len(text))
	b.WriteByte('$')
	for rest != "" {
		var segment string
		if segment, rest, ok = cutSegment(rest); !ok {
			return "", false
		}
		b.WriteByte('.')
		b.WriteString(segment)
	}
	return b.String(), true
}

// cutSegment takes one step of a path from the front: .name, ['name'], ["name"]
// or [number]. A point before a bracket is let pass, as flows in use have it.
func cutSegment(text string) (segment, rest string, ok bool) {
	if strings.HasPrefix(text, ".[") {
		text = text[1:]
	}
	switch text[0] {
	case '.':
		end := strings.IndexAny(text[1:], ".[]$'\" \t\r\n")
		if end < 0 {
			end = len(text) - 1
		}
		segment, rest = text[1:end+1], text[end+1:]
		ok = segment != "" && (rest == "" || rest[0] == '.' || rest[0] == '[')
		return segment, rest, ok
	case '[':
		if len(text) > 1 && (text[1] == '\'' || text[1] == '"') {
			segment, rest, ok = strings.Cut(text[2:], text[1:2]+"]")
			return segment, rest, ok && segment != ""
		}
		segment, rest, ok = strings.Cut(text[1:], "]")
		return segment, rest, ok && segment != "" && strings.Trim(segment, "0123456789") == ""
	}
	return "", "", false
}

// holdsPath reports whether a text that is not one path has the look of a path
// inside, such as "queue $.Attributes.x".
func holdsPath(text string) bool {
	return strings.Contains(text, "$.") || strings.Contains(text, "$[")
}
