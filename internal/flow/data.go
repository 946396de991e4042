package flow

import (
	"unicode/utf8"

	"github.com/go-json-experiment/json"

	"strowger/internal/center"
)

// buildData compiles UpdateContactData. What it has beyond a name, a description,
// a customer and references is not built, and then none of it is done.
func buildData(p *parameters, a *action) {
	for _, name := range sortedNames(p.raw) {
		switch name {
		case "Name", "Description", "CustomerId":
			a.texts = append(a.texts, named{name, parsePhrase(p.text(name))})
		case "References", "TargetContact":
		default:
			a.op = Unbuilt{Type: a.spec.name}
		}
	}
	a.references = p.references("References")
	a.related = p.text("TargetContact") == "Related"
}

// references returns the members of an object of references, in order of name.
func (p *parameters) references(name string) []reference {
	if !p.has(name) {
		return nil
	}
	var members map[string]struct {
		Type  string `json:"Type"`
		Value string `json:"Value"`
	}
	if json.Unmarshal(p.raw[name], &members) != nil {
		p.problem("the parameter %s must hold objects with the texts Type and Value", name)
		return nil
	}
	list := make([]reference, 0, len(members))
	for _, key := range sortedNames(members) {
		list = append(list, reference{name: key, kind: members[key].Type, value: parsePhrase(members[key].Value)})
	}
	return list
}

// Limits of what a flow says of a contact, as UpdateContact has them, and of its
// references together.
const (
	maxName           = 1024     // characters
	maxReferenceBytes = 32 << 10 // names and values
)

// setData resolves the values of UpdateContactData, all of them or none.
func (a *action) setData(world Values) (Op, Answer) {
	op := SetData{Related: a.related}
	for _, entry := range a.texts {
		text, ok := entry.text.resolve(world)
		if !ok {
			return nil, Answer{Error: NoMatchingError}
		}
		switch entry.name {
		case "Name":
			if utf8.RuneCountInString(text) > maxName {
				return nil, Answer{Error: NoMatchingError}
			}
			op.Name = &text
		case "Description":
			op.Description = &text
		default:
			op.CustomerID = &text
		}
	}
	var ok bool
	if op.References, ok = a.resolveReferences(world); !ok {
		return nil, Answer{Error: NoMatchingError}
	}
	return op, Answer{}
}

// resolveReferences resolves the values of references, all of them or none.
func (a *action) resolveReferences(world Values) (resolved map[string]center.Reference, ok bool) {
	size := 0
	for _, r := range a.references {
		text, ok := r.value.resolve(world)
		if size += len(r.name) + len(text); !ok || size > maxReferenceBytes {
			return nil, false
		}
		if resolved == nil {
			resolved = map[string]center.Reference{}
		}
		resolved[r.name] = center.Reference{Type: r.kind, Value: text}
	}
	return resolved, true
}

// buildTags compiles TagContact and, by its keys, UntagContact.
func buildTags(p *parameters, a *action) {
	a.attributes = p.attributes("Tags")
	var keys []string
	if p.has("TagKeys") && json.Unmarshal(p.raw["TagKeys"], &keys) != nil {
		p.problem("the parameter TagKeys must be a list of texts")
	}
	for _, key := range keys {
		a.keys = append(a.keys, parseValue(key))
	}
}

// setTags resolves the tags, all of them or none.
func (a *action) setTags(world Values) (Op, Answer) {
	op := SetTags{}
	for _, entry := range a.attributes {
		text, ok := entry.value.resolve(world)
		if !ok {
			return nil, Answer{Error: NoMatchingError}
		}
		if op.Tags == nil {
			op.Tags = map[string]string{}
		}
		op.Tags[entry.name] = text
	}
	for _, key := range a.keys {
		text, ok := key.resolve(world)
		if !ok {
			return nil, Answer{Error: NoMatchingError}
		}
		op.Keys = append(op.Keys, text)
	}
	return op, Answer{}
}
