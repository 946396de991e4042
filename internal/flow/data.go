package flow

import (
	"github.com/go-json-experiment/json"

	"strowger/internal/center"
)

// buildData compiles UpdateContactData. What it has beyond a name, a description
// and references is not built, and then none of it is done.
func buildData(p *parameters, a *action) {
	for _, name := range sortedNames(p.raw) {
		switch name {
		case "Name", "Description":
			a.attributes = append(a.attributes, attribute{name: name, value: p.value(name)})
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
		list = append(list, reference{name: key, kind: members[key].Type, value: parseValue(members[key].Value)})
	}
	return list
}

// setData resolves the values of UpdateContactData, all of them or none.
func (a *action) setData(world Values) (Op, Answer) {
	op := SetData{Related: a.related}
	for _, entry := range a.attributes {
		text, ok := entry.value.resolve(world)
		if !ok {
			return nil, Answer{Error: NoMatchingError}
		}
		if entry.name == "Name" {
			op.Name = &text
		} else {
			op.Description = &text
		}
	}
	for _, r := range a.references {
		text, ok := r.value.resolve(world)
		if !ok {
			return nil, Answer{Error: NoMatchingError}
		}
		if op.References == nil {
			op.References = map[string]center.Reference{}
		}
		op.References[r.name] = center.Reference{Type: r.kind, Value: text}
	}
	return op, Answer{}
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
