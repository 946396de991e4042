package main

import (
	"fmt"
	"slices"
	"strings"
)

// goPackage is a package on its way out: the model and what was found out about it.
type goPackage struct {
	target target
	model  *model
	plain  map[string]bool
	// requests and answers say, by shape name, which operations' inputs and outputs contain a shape, in order.
	requests, answers map[string][]string
}

// newPackage finds out which shapes belong to requests and which to answers. Exceptions are answers.
func newPackage(target target, m *model) *goPackage {
	p := &goPackage{
		target: target, model: m, plain: map[string]bool{},
		requests: map[string][]string{}, answers: map[string][]string{},
	}
	for _, name := range target.plain {
		p.plain[name] = true
	}
	for _, name := range sortedKeys(m.Operations) {
		op := m.Operations[name]
		p.reach(op.Input.Name, name, p.requests)
		if op.Output != nil {
			p.reach(op.Output.Name, name, p.answers)
		}
	}
	for _, name := range sortedKeys(m.Shapes) {
		if m.Shapes[name].Exception {
			p.reach(name, name, p.answers)
		}
	}
	return p
}

// reach notes an owner at every shape that can be reached from one.
func (p *goPackage) reach(name, owner string, into map[string][]string) {
	if list := into[name]; len(list) > 0 && list[len(list)-1] == owner {
		return
	}
	into[name] = append(into[name], owner)
	s := p.model.Shapes[name]
	for _, member := range s.Members {
		p.reach(member.Name, owner, into)
	}
	for _, r := range []*ref{s.Member, s.Key, s.Value} {
		if r != nil {
			p.reach(r.Name, owner, into)
		}
	}
}

// used says whether any request or answer contains a shape.
func (p *goPackage) used(name string) bool { return len(p.requests[name])+len(p.answers[name]) > 0 }

// structures lists the used structure shapes that are no exceptions, in order.
func (p *goPackage) structures() []string {
	var names []string
	for _, name := range sortedKeys(p.model.Shapes) {
		if s := p.model.Shapes[name]; s.Type == "structure" && !s.Exception && p.used(name) {
			names = append(names, name)
		}
	}
	return names
}

// enums lists the used enumeration shapes, in order.
func (p *goPackage) enums() []string {
	var names []string
	for _, name := range sortedKeys(p.model.Shapes) {
		if len(p.model.Shapes[name].Enum) > 0 && p.used(name) {
			names = append(names, name)
		}
	}
	return names
}

// exceptions lists the exception shapes, in order.
func (p *goPackage) exceptions() []string {
	var names []string
	for _, name := range sortedKeys(p.model.Shapes) {
		if p.model.Shapes[name].Exception {
			names = append(names, name)
		}
	}
	return names
}

// ownNames are the exported names that every generated package has besides the model's.
var ownNames = []string{"Service", "Unimplemented", "Routes", "Targets", "Wire", "NotImplementedError", "APIVersion"}

// checkNames makes sure that no two things of the package have one name.
func (p *goPackage) checkNames() error {
	seen := map[string]string{}
	claim := func(name, what string) error {
		if other, ok := seen[name]; ok {
			return fmt.Errorf("%s and %s would both be called %s", other, what, name)
		}
		seen[name] = what
		return nil
	}
	for _, name := range ownNames {
		if err := claim(name, "a fixed name"); err != nil {
			return err
		}
	}
	for _, list := range [][]string{p.structures(), p.enums(), p.exceptions()} {
		for _, name := range list {
			if err := claim(goName(name), "shape "+name); err != nil {
				return err
			}
		}
	}
	for _, name := range p.enums() {
		for _, value := range p.model.Shapes[name].Enum {
			if err := claim(constantName(name, value), "value "+value+" of "+name); err != nil {
				return err
			}
		}
	}
	for name := range p.plain {
		if p.model.Shapes[name] == nil && p.target.pkg == "connectapi" && len(p.model.Operations) > 100 {
			return fmt.Errorf("the list of plain shapes names %s, which the model does not have", name)
		}
	}
	return nil
}

// constantName is the SDK's name for an enum value: the words of the value joined, each with a capital first letter.
// The rest of a word is lowered, unless the value is made of mixed case and plain characters, when it stays.
func constantName(enum, value string) string {
	words := strings.FieldsFunc(value, func(r rune) bool { return !isWord(r) || r == '_' })
	keep := strings.IndexFunc(value, isLower) >= 0 && strings.IndexFunc(value, func(r rune) bool { return !isWord(r) }) < 0
	var b strings.Builder
	b.WriteString(goName(enum))
	for _, word := range words {
		rest := word[1:]
		if !keep {
			rest = strings.ToLower(rest)
		}
		b.WriteString(strings.ToUpper(word[:1]) + rest)
	}
	return b.String()
}

func isLower(r rune) bool { return 'a' <= r && r <= 'z' }

func isWord(r rune) bool {
	return isLower(r) || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || r == '_'
}

// orderedMembers lists a structure's members as the SDK does: the required ones first, each group by name.
func orderedMembers(s *shape) []string {
	names := sortedKeys(s.Members)
	slices.SortStableFunc(names, func(a, b string) int {
		return compareBool(slices.Contains(s.Required, b), slices.Contains(s.Required, a))
	})
	return names
}

// compareBool orders false before true.
func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	default:
		return 1
	}
}

// elementType is the Go type of a shape inside a list or map.
func (p *goPackage) elementType(name string) string {
	s := p.model.Shapes[name]
	switch s.Type {
	case "structure":
		return goName(name)
	case "list":
		return "[]" + p.elementType(s.Member.Name)
	case "map":
		return "map[string]" + p.elementType(s.Value.Name)
	case "string":
		if len(s.Enum) > 0 {
			return goName(name)
		}
		return "string"
	case "integer":
		return "int32"
	case "long":
		return "int64"
	case "float":
		return "float32"
	case "double":
		return "float64"
	case "boolean":
		return "bool"
	case "timestamp":
		if s.Format == "iso8601" {
			return "restjson.DateTime"
		}
		return "restjson.Timestamp"
	default:
		return "unknown_" + s.Type
	}
}

// field is how a member appears in Go.
type field struct {
	goType string
	// always says that an answer contains the member even when it is zero.
	always bool
}

// memberField decides the kind of a member. Lists, maps and enums need no pointer to be absent. A number or truth value
// is plain exactly where the SDK has it plain and the structure occurs in answers only; where the structure can also
// be part of a request it is a pointer, because the server must tell absent from zero, and is written as zero when nil.
func (p *goPackage) memberField(owner string, r *ref) field {
	s := p.model.Shapes[r.Name]
	element := p.elementType(r.Name)
	switch s.Type {
	case "list", "map":
		return field{goType: element}
	case "string":
		if len(s.Enum) > 0 {
			return field{goType: element}
		}
	case "integer", "long", "float", "double", "boolean":
		plain := p.plain[r.Name] && !r.Box && !s.Box && !p.model.Shapes[owner].Union
		if plain && len(p.requests[owner]) == 0 {
			return field{goType: element, always: true}
		}
		return field{goType: "*" + element, always: plain && len(p.answers[owner]) > 0}
	}
	return field{goType: "*" + element}
}
