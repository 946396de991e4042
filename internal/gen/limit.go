package main

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// checkTag is the content of a member's check tag, empty if every value passes.
func (p *goPackage) checkTag(owner, member string, r *ref) string {
	s := p.model.Shapes[owner]
	var parts []string
	if slices.Contains(s.Required, member) {
		parts = append(parts, "required")
	}
	if p.limited(r.Name) {
		if p.target.arnForID && p.takesARN(member, r) {
			parts = append(parts, "arn")
		}
		parts = append(parts, r.Name)
	}
	return strings.Join(parts, ",")
}

// takesARN says whether an ARN is accepted in place of what the member's shape allows: the service is lenient where
// an id is expected, although the model's lengths are those of the bare id.
func (p *goPackage) takesARN(member string, r *ref) bool {
	inner := p.model.Shapes[r.Name]
	if inner.Type == "list" {
		inner = p.model.Shapes[inner.Member.Name]
	}
	if inner.Type != "string" || len(inner.Enum) > 0 {
		return false
	}
	return r.Location == "uri" || strings.HasSuffix(member, "Id") || strings.HasSuffix(member, "Ids")
}

// limited says whether a shape has limits that its Go type does not express: structures and enums check themselves.
func (p *goPackage) limited(name string) bool {
	s := p.model.Shapes[name]
	switch s.Type {
	case "structure":
		return false
	case "list":
		return s.Min != nil || s.Max != nil || p.limited(s.Member.Name)
	case "map":
		return s.Min != nil || s.Max != nil || p.limitedKey(s.Key.Name) || p.limited(s.Value.Name)
	case "string":
		return len(s.Enum) == 0 && (s.Min != nil || s.Max != nil || s.Pattern != "")
	default:
		return s.Min != nil || s.Max != nil
	}
}

// limitedKey says whether a map's keys have limits. They are strings in Go even where the model has an enum.
func (p *goPackage) limitedKey(name string) bool {
	return len(p.model.Shapes[name].Enum) > 0 || p.limited(name)
}

// limitTable writes the table of all limits that requests need.
func (p *goPackage) limitTable() (string, error) {
	keys := map[string]bool{}
	for _, name := range sortedKeys(p.requests) {
		if s := p.model.Shapes[name]; s.Type == "map" && p.limitedKey(s.Key.Name) {
			keys[s.Key.Name] = true
		}
	}
	var b strings.Builder
	for _, name := range sortedKeys(p.requests) {
		if !p.limited(name) && !keys[name] {
			continue
		}
		entry, err := p.limitEntry(name)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&b, "\t%q: {%s},\n", name, entry)
	}
	return b.String(), nil
}

// limitEntry writes the fields of one restjson.Limit.
func (p *goPackage) limitEntry(name string) (string, error) {
	s := p.model.Shapes[name]
	var parts []string
	sized := s.Type == "list" || s.Type == "map"
	switch {
	case s.Min != nil && *s.Min != 0:
		parts = append(parts, "Min: "+strconv.FormatFloat(*s.Min, 'f', -1, 64))
	case s.Min == nil && !sized:
		parts = append(parts, "Min: restjson.NoMin")
	}
	if s.Max != nil && *s.Max < 1<<53 {
		parts = append(parts, "Max: "+strconv.FormatFloat(*s.Max, 'f', -1, 64))
	} else {
		parts = append(parts, "Max: restjson.NoMax")
	}
	if s.Pattern != "" {
		pattern, err := patternValue(name, s.Pattern)
		if err != nil {
			return "", err
		}
		parts = append(parts, "Pattern: "+pattern)
	}
	if len(s.Enum) > 0 {
		quoted := make([]string, len(s.Enum))
		for i, value := range s.Enum {
			quoted[i] = strconv.Quote(value)
		}
		parts = append(parts, "Enum: []string{"+strings.Join(quoted, ", ")+"}")
	}
	if s.Type == "list" && p.limited(s.Member.Name) {
		parts = append(parts, fmt.Sprintf("Item: %q", s.Member.Name))
	}
	if s.Type == "map" {
		if p.limitedKey(s.Key.Name) {
			parts = append(parts, fmt.Sprintf("Key: %q", s.Key.Name))
		}
		if p.limited(s.Value.Name) {
			parts = append(parts, fmt.Sprintf("Item: %q", s.Value.Name))
		}
	}
	return strings.Join(parts, ", "), nil
}

// patternValue writes the restjson.Pattern of a shape.
func patternValue(name, pattern string) (string, error) {
	if corrected, ok := correctedPatterns[name]; ok {
		pattern = corrected
	}
	pattern = repairPattern(pattern)
	if strings.Contains(pattern, "(?=") || strings.Contains(pattern, "(?!") {
		if !lookAheads[name] {
			return "", fmt.Errorf("the pattern of %s looks ahead: write a function match%s and list the shape", name, name)
		}
		return fmt.Sprintf("restjson.Check(%s, match%s)", goString(pattern), goName(name)), nil
	}
	if _, err := regexp.Compile(`^(?:` + pattern + `)$`); err != nil {
		return "", fmt.Errorf("the pattern of %s: %w", name, err)
	}
	return "restjson.Regexp(" + goString(pattern) + ")", nil
}

// unicodeEscape is an escape of a code point that Go's regular expressions do not know.
var unicodeEscape = regexp.MustCompile(`\\u([0-9A-Fa-f]{4})`)

// repairPattern undoes what happened to patterns on their way into the model: some have their backslashes doubled, one
// stands between slashes.
func repairPattern(pattern string) string {
	pattern = strings.ReplaceAll(pattern, `\\`, `\`)
	if strings.HasPrefix(pattern, "/^") && strings.HasSuffix(pattern, "$/") {
		pattern = pattern[1 : len(pattern)-1]
	}
	return unicodeEscape.ReplaceAllString(pattern, `\x{$1}`)
}

// goString writes a Go string literal, raw where possible.
func goString(text string) string {
	if strconv.CanBackquote(text) {
		return "`" + text + "`"
	}
	return strconv.Quote(text)
}
