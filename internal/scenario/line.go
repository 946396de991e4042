package scenario

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"strowger/internal/center"
)

// token is a word of a line.
type token struct {
	text   string
	column int
}

// words splits a line at white space; a # that begins a word begins a comment.
func words(text string) []token {
	var all []token
	column, begin, at := 0, -1, 0
	for i, r := range text + " " {
		column++
		switch space := unicode.IsSpace(r); {
		case begin < 0 && r == '#':
			return all
		case begin < 0 && !space:
			begin, at = i, column
		case begin >= 0 && space:
			all = append(all, token{text[begin:i], at})
			begin = -1
		}
	}
	return all
}

// split cuts the word at each separator.
func (t token) split(separator string) []token {
	var parts []token
	column := t.column
	for part := range strings.SplitSeq(t.text, separator) {
		parts = append(parts, token{part, column})
		column += utf8.RuneCountInString(part) + len(separator)
	}
	return parts
}

// cut cuts the word at the first separator.
func (t token) cut(separator string) (before, after token, found bool) {
	i := strings.Index(t.text, separator)
	if i < 0 {
		return t, token{}, false
	}
	before = token{t.text[:i], t.column}
	return before, token{t.text[i+len(separator):], t.column + utf8.RuneCountInString(before.text) + len(separator)}, true
}

// line reads the words of one line. The first thing that is wrong is kept, and
// whatever is read after it is empty; so a reader checks once, at its end.
type line struct {
	*parser
	number int
	rest   []token
	end    int // column after the last word
	lax    bool
	wrong  *Problem
}

func (l *line) fail(column int, format string, args ...any) {
	if l.wrong == nil {
		l.wrong = &Problem{Position{l.script.Name, l.number, column}, fmt.Sprintf(format, args...)}
	}
}

// expected fails with what should stand in the place of the word.
func (l *line) expected(what string, t token) {
	l.fail(t.column, "expected %s, found %q", what, t.text)
}

// take reads the next word.
func (l *line) take(what string) token {
	if len(l.rest) == 0 || l.wrong != nil {
		l.fail(l.end, "expected %s, found the end of the line", what)
		return token{"", l.end}
	}
	t := l.rest[0]
	l.rest = l.rest[1:]
	l.end = t.column + utf8.RuneCountInString(t.text)
	return t
}

// more reports whether there is another word to read.
func (l *line) more() bool { return len(l.rest) > 0 && l.wrong == nil }

// done fails where words are left over.
func (l *line) done() {
	if l.more() {
		l.expected("the end of the line", l.rest[0])
	}
}

// isName reports whether the text may name something: letters, digits, '.', '_'
// and '-', so that logs need no quotes.
func isName(text string) bool {
	return text != "" && !strings.ContainsFunc(text, func(r rune) bool {
		return r != '-' && r != '_' && r != '.' && !(r < utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsDigit(r)))
	})
}

// names reads a list such as ann,bob.
func (l *line) names(what string) []token {
	list := l.take(what)
	if l.wrong != nil {
		return nil
	}
	parts := list.split(",")
	for _, t := range parts {
		if !isName(t.text) {
			l.expected(what, t)
		}
	}
	return parts
}

// known checks that a name was declared, unless the script wants to be told that
// it is unknown.
func (l *line) known(k kind, t token) string {
	switch {
	case !isName(t.text):
		l.expected("the name of "+k.String(), t)
	case k == aContact && (l.derived(t.text) || l.declared[k][maker(t.text)]):
	case !l.lax && !l.declared[k][t.text]:
		l.fail(t.column, "expected the name of %s, found %q, which is not declared above", k, t.text)
	}
	return t.text
}

// derived reports whether a name is that of a segment which the router itself
// makes of a contact: c1.2 follows c1.
func (l *line) derived(name string) bool {
	i := strings.LastIndexByte(name, '.')
	if i < 0 {
		return false
	}
	n, err := strconv.Atoi(name[i+1:])
	return err == nil && n > 1 && l.declared[aContact][name[:i]]
}

// maker returns the contact that makes the contacts of a name such as c1.2, or
// c1.2.1: how many there will be is not known before.
func maker(name string) string {
	first, _, _ := strings.Cut(name, ".")
	return first
}

// allKnown reads a list of declared names.
func (l *line) allKnown(k kind) []string {
	var list []string
	for _, t := range l.names("the name of " + k.String()) {
		list = append(list, l.known(k, t))
	}
	return list
}

// one reads the name of one thing that was declared.
func (l *line) one(k kind) string { return l.known(k, l.take("the name of "+k.String())) }

// integer reads a whole number between two bounds, both included.
func (l *line) integer(t token, low, high int64) int64 {
	n, err := strconv.ParseInt(t.text, 10, 64)
	if err != nil || n < low || n > high {
		l.expected(fmt.Sprintf("a whole number from %d to %d", low, high), t)
	}
	return n
}

// time reads a time from nothing to a longest one.
func (l *line) time(t token, longest time.Duration) time.Duration {
	d, ok := readTime(t.text)
	if !ok || d < 0 || d > longest {
		l.expected(fmt.Sprintf("a time from 0s to %s, such as 1m30s", showTime(longest)), t)
	}
	return d
}

// seconds reads whole seconds with or without a sign.
func (l *line) seconds(t token) int64 {
	d, ok := readTime(t.text)
	if !ok || d%time.Second != 0 {
		l.expected("whole seconds with or without a sign, such as +600s", t)
	}
	return int64(d / time.Second)
}

// channels reads a list such as voice,chat; the names are those of the API in
// small letters, and a call is one of voice.
func (l *line) channels(t token) []center.Channel {
	var list []center.Channel
	for _, part := range t.split(",") {
		ch, ok := readChannel(part.text)
		if !ok {
			l.expected("voice, chat, task or email", part)
		}
		if slices.Contains(list, ch) {
			l.fail(part.column, "the channel %s stands twice", part.text)
		}
		list = append(list, ch)
	}
	return list
}

func readChannel(text string) (center.Channel, bool) {
	if text != strings.ToLower(text) {
		return 0, false
	}
	return center.ParseChannel(strings.ToUpper(text))
}

// choice reads one of several words.
func choice[T any](l *line, t token, choices map[string]T) T {
	v, ok := choices[t.text]
	if !ok {
		all := make([]string, 0, len(choices))
		for name := range choices {
			all = append(all, name)
		}
		slices.Sort(all)
		l.expected("one of "+strings.Join(all, ", "), t)
	}
	return v
}

// options reads what is left of the line, key=value or a lone word; each goes to
// the reader of that name. A lone word has an empty value.
func (l *line) options(readers map[string]func(value token)) {
	for l.more() {
		t := l.take("an option")
		key, value, given := t.cut("=")
		name := key.text
		if given {
			name += "="
		} else {
			value = token{"", l.end}
		}
		choice(l, token{name, t.column}, readers)
		if read := readers[name]; read != nil {
			read(value)
		}
	}
}
