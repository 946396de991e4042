package flow

import (
	"strings"
	"unicode/utf8"
)

// phrase is a text in which paths may stand, such as "Call $.Attributes.name
// back". A path that is the whole text must lead somewhere; one inside a text
// leaves nothing behind where it does not.
type phrase []value

// named is one text of an action, by the name of its parameter.
type named struct {
	name string
	text phrase
}

// parsePhrase reads a parameter that may be any text.
func parsePhrase(text string) phrase {
	if whole := parseValue(text); whole.path {
		return phrase{whole}
	}
	var p phrase
	for {
		start := strings.IndexByte(text, '$')
		if start < 0 {
			break
		}
		length := pathLength(text[start:])
		path, ok := parsePath(text[start : start+length])
		if !ok {
			length = 1
		}
		p = p.append(value{text: text[:start]})
		if ok {
			p = append(p, value{text: path, path: true})
		} else {
			p = p.append(value{text: "$"})
		}
		text = text[start+length:]
	}
	if len(p) > 0 && text == "" {
		return p
	}
	return p.append(value{text: text})
}

// append adds static text, to what stands there already where that is static too.
func (p phrase) append(v value) phrase {
	switch n := len(p); {
	case n > 0 && !p[n-1].path:
		p[n-1].text += v.text
	case n == 0 || v.text != "":
		p = append(p, v)
	}
	return p
}

// pathLength is how much of a text that begins with $ belongs to a path: names
// after points, of letters, digits, _ and -, and brackets. What follows a
// sentence does not: a point with no name after it, a comma, a bracket of text.
func pathLength(text string) int {
	at := 1
	for at < len(text) {
		rest := text[at:]
		end := 0
		switch {
		case rest[0] == '.':
			end = 1
			for end < len(rest) && isNameByte(rest[end]) {
				end++
			}
			if end == 1 {
				return at
			}
		case strings.HasPrefix(rest, "['"), strings.HasPrefix(rest, `["`):
			closing := strings.Index(rest[2:], rest[1:2]+"]")
			if closing <= 0 {
				return at
			}
			end = closing + 4
		default:
			return at
		}
		at += end
	}
	return at
}

func isNameByte(b byte) bool {
	return b == '_' || b == '-' || '0' <= b && b <= '9' || 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z' || b >= 0x80
}

// maxPhrase is the longest text that a phrase makes, in characters: the longest
// that the API takes where phrases stand. Without it a flow that comes round, and
// each time writes its own description twice into it, has no end.
const maxPhrase = 4096

// resolve returns the text. ok is false where the text is one path, and that leads
// nowhere, or where it is longer than maxPhrase.
func (p phrase) resolve(world Values) (text string, ok bool) {
	if len(p) == 1 {
		text, ok = p[0].resolve(world)
		return text, ok && utf8.RuneCountInString(text) <= maxPhrase
	}
	var b strings.Builder
	length := 0
	for _, part := range p {
		word, _ := part.resolve(world)
		if length += utf8.RuneCountInString(word); length > maxPhrase {
			return "", false
		}
		b.WriteString(word)
	}
	return b.String(), true
}
