package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
)

// model is a service model.
type model struct {
	Metadata   metadata              `json:"metadata"`
	Operations map[string]*operation `json:"operations"`
	Shapes     map[string]*shape     `json:"shapes"`
}

// metadata is what the model says about the service.
type metadata struct {
	Protocol     string `json:"protocol"`
	APIVersion   string `json:"apiVersion"`
	TargetPrefix string `json:"targetPrefix"`
}

// operation is one operation. Input is absent if it takes nothing, Output if it answers nothing.
type operation struct {
	HTTP struct {
		Method string `json:"method"`
		URI    string `json:"requestUri"`
	} `json:"http"`
	Input  *ref   `json:"input"`
	Output *ref   `json:"output"`
	Errors []*ref `json:"errors"`
}

// shape is a type of the model. An empty type is a string.
type shape struct {
	Type      string          `json:"type"`
	Members   map[string]*ref `json:"members"`
	Required  []string        `json:"required"`
	Member    *ref            `json:"member"`
	Key       *ref            `json:"key"`
	Value     *ref            `json:"value"`
	Enum      []string        `json:"enum"`
	Pattern   string          `json:"pattern"`
	Min       *float64        `json:"min"`
	Max       *float64        `json:"max"`
	Box       bool            `json:"box"`
	Union     bool            `json:"union"`
	Exception bool            `json:"exception"`
	Format    string          `json:"timestampFormat"`
	Error     struct {
		Status int `json:"httpStatusCode"`
	} `json:"error"`
}

// ref is a use of a shape: by name, or spelled out in place.
type ref struct {
	Name         string `json:"shape"`
	Location     string `json:"location"`
	LocationName string `json:"locationName"`
	Token        bool   `json:"idempotencyToken"`
	shape
}

// readModel reads a model and checks that it uses only what the generator knows.
func readModel(source []byte) (*model, error) {
	m := &model{}
	if err := json.Unmarshal(source, m); err != nil {
		return nil, fmt.Errorf("read the model: %w", err)
	}
	if m.Metadata.Protocol != "rest-json" && m.Metadata.Protocol != "json" {
		return nil, fmt.Errorf("protocol %q is not known", m.Metadata.Protocol)
	}
	for _, name := range sortedKeys(m.Operations) {
		if strings.ContainsAny(m.Operations[name].HTTP.URI, "?+") {
			return nil, fmt.Errorf("operation %s: path %s is of an unknown form", name, m.Operations[name].HTTP.URI)
		}
	}
	return m, nil
}

// scalarTypes are the types whose anonymous use needs no name of its own.
var scalarTypes = map[string]string{
	"string": "String", "integer": "PlainInteger", "long": "PlainLong", "double": "PlainDouble",
	"boolean": "PlainBoolean", "timestamp": "PlainTimestamp",
}

// nameShapes gives every anonymous shape a name, renames those that target wants renamed, and turns inputs and
// outputs into shapes called <Operation>Input and <Operation>Output, as the SDK calls them.
func (m *model) nameShapes(target target) error {
	n := &namer{model: m, names: target.names, taken: map[string]bool{}}
	if m.Shapes == nil {
		m.Shapes = map[string]*shape{}
	}
	n.renameShapes()
	for name := range m.Shapes {
		n.taken[goName(name)] = true
	}
	for _, name := range sortedKeys(m.Operations) {
		n.operation(name, m.Operations[name])
	}
	for _, name := range sortedKeys(m.Shapes) {
		n.children(name, m.Shapes[name])
	}
	return n.err
}

// namer hands out names.
type namer struct {
	model *model
	names map[string]string
	taken map[string]bool
	err   error
}

// renameShapes applies the wanted names of whole shapes.
func (n *namer) renameShapes() {
	for old, name := range n.names {
		if s, ok := n.model.Shapes[old]; ok {
			delete(n.model.Shapes, old)
			n.model.Shapes[name] = s
		}
	}
}

// operation makes shapes of an operation's input and output.
func (n *namer) operation(name string, op *operation) {
	op.Input = n.structure(name+"Input", op.Input)
	if op.Output != nil {
		op.Output = n.structure(name+"Output", op.Output)
	}
}

// structure puts an input or output, given or not, under a name.
func (n *namer) structure(name string, r *ref) *ref {
	s := &shape{Type: "structure"}
	if r != nil && r.Name != "" {
		s = n.model.Shapes[r.Name]
		if s == nil {
			n.fail("shape %s does not exist", r.Name)
			return &ref{Name: name}
		}
		delete(n.model.Shapes, r.Name)
	} else if r != nil {
		own := r.shape
		s = &own
	}
	if n.model.Shapes[name] != nil {
		n.fail("the name %s is needed twice", name)
	}
	n.model.Shapes[name] = s
	n.taken[name] = true
	return &ref{Name: name}
}

// children names the anonymous shapes that a shape uses.
func (n *namer) children(owner string, s *shape) {
	for _, member := range sortedKeys(s.Members) {
		n.child(owner, member, s.Members[member])
	}
	n.child(owner, "member", s.Member)
	n.child(owner, "key", s.Key)
	n.child(owner, "value", s.Value)
}

// child names one use of a shape, if it is anonymous.
func (n *namer) child(owner, member string, r *ref) {
	if r == nil {
		return
	}
	if r.Name != "" {
		if wanted, ok := n.names[r.Name]; ok {
			r.Name = wanted
		}
		if n.model.Shapes[r.Name] == nil {
			n.fail("%s.%s: shape %s does not exist", owner, member, r.Name)
		}
		return
	}
	own := r.shape
	if own.Type == "" {
		own.Type = "string"
	}
	if name, ok := scalarTypes[own.Type]; ok {
		r.Name = name
		n.model.Shapes[name] = &shape{Type: own.Type}
		return
	}
	name := n.choose(owner, member, own.Type)
	r.Name = name
	n.taken[name] = true
	n.model.Shapes[name] = &own
	n.children(name, &own)
}

// choose picks the name of a nested shape: the wanted one, else the member's (in the singular for the items of a list
// or map), else that with the owner's in front. Lists and maps never become Go types and keep a technical name.
func (n *namer) choose(owner, member, kind string) string {
	if kind != "structure" {
		return owner + "." + member
	}
	if wanted, ok := n.names[owner+"."+member]; ok {
		return wanted
	}
	base := goName(member)
	if head, nested, ok := strings.Cut(owner, "."); ok {
		if wanted, ok := n.names[head+"."+nested]; ok {
			return wanted
		}
		base, owner = goName(strings.TrimSuffix(nested, "s")), head
	}
	if n.taken[base] {
		base = strings.TrimSuffix(strings.TrimSuffix(owner, "Input"), "Output") + base
	}
	if n.taken[base] {
		n.fail("no name for the structure in %s.%s", owner, member)
	}
	return base
}

// fail keeps the first error.
func (n *namer) fail(format string, args ...any) {
	if n.err == nil {
		n.err = fmt.Errorf(format, args...)
	}
}

// goName is the Go name of a shape or member: the SDK capitalises the first letter.
func goName(name string) string {
	if name == "" {
		return ""
	}
	return strings.ToUpper(name[:1]) + name[1:]
}

// sortedKeys returns the keys of a map in order.
func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
