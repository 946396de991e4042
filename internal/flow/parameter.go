package flow

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// form is what a parameter may be.
type form uint8

const (
	formText       form = iota // a text, dynamic or not, perhaps empty
	formRef                    // a text that is wholly static or exactly one path, not empty
	formPath                   // exactly one path
	formInteger                // a whole number, as a number or in quotes, static
	formIntegerRef             // the same, or exactly one path
	formChoice                 // one of some texts
	formChoiceRef              // one of some texts, or exactly one path
	formChoices                // a list of some texts
	formTexts                  // an object of texts
	formKeys                   // an object whose members have certain names
	formObject                 // any object
	formObjectRef              // any object, or exactly one path
	formList                   // any list
	formMessages               // a list of objects, each one message
)

// rule is what the language says of one parameter of an action.
type rule struct {
	name     string
	form     form
	required bool
	least    int64 // of whole numbers
	most     int64
	choices  []string
}

// parameters are those of one action, with the place to report problems to.
type parameters struct {
	c   *checker
	id  string
	raw map[string]jsontext.Value
}

func (p *parameters) problem(format string, args ...any) {
	p.c.problem(p.id, format, args...)
}

// has reports whether a parameter is there; null counts as absent.
func (p *parameters) has(name string) bool {
	raw, ok := p.raw[name]
	return ok && raw.Kind() != 'n'
}

// text returns a parameter that is a text, or a whole number outside quotes, and
// the empty text for everything else.
func (p *parameters) text(name string) string {
	switch raw := p.raw[name]; raw.Kind() {
	case '"':
		return unquote(raw)
	case '0':
		return string(raw)
	}
	return ""
}

func (p *parameters) value(name string) value { return parseValue(p.text(name)) }

// integer returns a parameter that is a static whole number, nil where it is
// not.
func (p *parameters) integer(name string) *int64 {
	n, err := strconv.ParseInt(p.text(name), 10, 64)
	if err != nil {
		return nil
	}
	return &n
}

// attributes returns the members of an object of texts, in order of name.
func (p *parameters) attributes(name string) []attribute {
	var members map[string]jsontext.Value
	if json.Unmarshal(p.raw[name], &members) != nil {
		return nil
	}
	list := make([]attribute, 0, len(members))
	// order: the list is sorted below.
	for key, raw := range members {
		if raw.Kind() == '"' {
			list = append(list, attribute{name: key, value: parseValue(unquote(raw))})
		}
	}
	slices.SortFunc(list, func(a, b attribute) int { return strings.Compare(a.name, b.name) })
	return list
}

// check compares the parameters with what the catalogue says of the action.
func (p *parameters) check(s *spec) {
	for i := range s.parameters {
		p.checkRule(&s.parameters[i])
	}
	for _, group := range s.exactlyOne {
		if n := p.count(group); n != 1 {
			p.problem("exactly one of the parameters %s must be given, not %d", strings.Join(group, ", "), n)
		}
	}
	for _, group := range s.atMostOne {
		if n := p.count(group); n > 1 {
			p.problem("at most one of the parameters %s may be given, not %d", strings.Join(group, ", "), n)
		}
	}
	if s.step == stepUnbuilt || s.step == stepPlay || s.step == stepNothing || s.step == stepData || s.step == stepTask {
		return // parameters of actions that do nothing here, or nothing but speak, are not all known; buildData and buildTask look themselves
	}
	for _, name := range sortedNames(p.raw) {
		known := slices.ContainsFunc(s.parameters, func(r rule) bool { return r.name == name })
		if !known {
			p.problem("the parameter %s is not one of %s", quote(name), s.name)
		}
	}
}

func (p *parameters) count(group []string) int {
	n := 0
	for _, name := range group {
		if p.has(name) {
			n++
		}
	}
	return n
}

func (p *parameters) checkRule(r *rule) {
	if !p.has(r.name) {
		if r.required {
			p.problem("the parameter %s is missing", r.name)
		}
		return
	}
	raw := p.raw[r.name]
	switch r.form {
	case formText, formRef, formPath, formChoice, formChoiceRef:
		if raw.Kind() != '"' {
			p.problem("the parameter %s must be a text", r.name)
			return
		}
		p.checkText(r, unquote(raw))
	case formInteger, formIntegerRef:
		p.checkInteger(r)
	case formChoices:
		p.checkChoices(r, raw)
	case formTexts, formKeys, formObject, formObjectRef:
		p.checkObject(r, raw)
	case formList:
		if raw.Kind() != '[' {
			p.problem("the parameter %s must be a list", r.name)
		}
	case formMessages:
		p.checkMessages(r, raw)
	}
}

func (p *parameters) checkText(r *rule, text string) {
	_, path := parsePath(text)
	switch r.form {
	case formRef:
		switch {
		case text == "":
			p.problem("the parameter %s must not be empty", r.name)
		case !path && holdsPath(text):
			p.problem("the parameter %s must be wholly static or exactly one JSONPath", r.name)
		}
	case formPath:
		if !path {
			p.problem("the parameter %s must be exactly one JSONPath", r.name)
		}
	case formChoice, formChoiceRef:
		if !slices.Contains(r.choices, text) && !(path && r.form == formChoiceRef) {
			p.problem("the parameter %s must be one of %s, not %s",
				r.name, strings.Join(r.choices, ", "), quote(text))
		}
	}
}

func (p *parameters) checkInteger(r *rule) {
	if r.form == formIntegerRef && p.value(r.name).path {
		return
	}
	if n := p.integer(r.name); n != nil && *n >= r.least && *n <= r.most {
		return
	}
	if r.most == math.MaxInt64 {
		p.problem("the parameter %s must be a whole number of at least %d", r.name, r.least)
		return
	}
	p.problem("the parameter %s must be a whole number from %d to %d", r.name, r.least, r.most)
}

func (p *parameters) checkChoices(r *rule, raw jsontext.Value) {
	var list []string
	if json.Unmarshal(raw, &list) != nil {
		p.problem("the parameter %s must be a list of texts", r.name)
		return
	}
	for _, text := range list {
		if !slices.Contains(r.choices, text) {
			p.problem("the parameter %s may hold %s, not %s", r.name, strings.Join(r.choices, ", "), quote(text))
		}
	}
}

func (p *parameters) checkObject(r *rule, raw jsontext.Value) {
	if r.form == formObjectRef && raw.Kind() == '"' && p.value(r.name).path {
		return
	}
	var members map[string]jsontext.Value
	if raw.Kind() != '{' || json.Unmarshal(raw, &members) != nil {
		p.problem("the parameter %s must be an object", r.name)
		return
	}
	for _, name := range sortedNames(members) {
		switch {
		case r.form == formTexts && members[name].Kind() != '"':
			p.problem("the parameter %s must hold texts only, %s is none", r.name, quote(name))
		case r.form == formKeys && !slices.Contains(r.choices, name):
			p.problem("the parameter %s may hold %s, not %s", r.name, strings.Join(r.choices, ", "), quote(name))
		}
	}
}

// checkMessages wants a list of one message or more, each an object with
// exactly one of the members that r names.
func (p *parameters) checkMessages(r *rule, raw jsontext.Value) {
	var list []map[string]jsontext.Value
	if json.Unmarshal(raw, &list) != nil || len(list) == 0 {
		p.problem("the parameter %s must be a list of at least one message", r.name)
		return
	}
	for i, members := range list {
		message := parameters{raw: members}
		if message.count(r.choices) != 1 {
			p.problem("message %d of the parameter %s must have exactly one of %s",
				i+1, r.name, strings.Join(r.choices, ", "))
		}
	}
}

// unquote returns the text of a JSON string that was parsed before and is valid
// therefore.
func unquote(raw jsontext.Value) string {
	text, err := jsontext.AppendUnquote(nil, raw)
	if err != nil {
		return ""
	}
	return string(text)
}

func sortedNames[V any](members map[string]V) []string {
	names := make([]string, 0, len(members))
	// order: the names are sorted below.
	for name := range members {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
