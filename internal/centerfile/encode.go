package centerfile

import (
	"cmp"
	"maps"
	"reflect"
	"slices"
	"strconv"

	"go.yaml.in/yaml/v4"
)

// header begins every file that is written.
const header = "# A contact centre. docs/centre-file.md of Strowger describes the format.\n"

// Write returns the text of the file: members in the order of the description,
// names and lists whose order says nothing sorted, references by name where that
// is unique.
func (f *File) Write() ([]byte, error) {
	e := encoder{names: f.names(nil)}
	f.sortRefs(e.names)
	body, err := yaml.Dump(e.structure(reflect.ValueOf(f).Elem()), yaml.WithV4Defaults(), yaml.WithLineWidth(-1), yaml.WithQuotePreference(yaml.QuoteDouble))
	if err != nil {
		return nil, err
	}
	return append([]byte(header), body...), nil
}

// encoder makes nodes of the types of file.go.
type encoder struct{ names names }

func (e *encoder) value(v reflect.Value, m *member) *yaml.Node {
	switch {
	case v.Type() == refType:
		return text(e.names.of(m.to, v.Interface().(ref).id))
	case v.Type() == contentType:
		return v.Interface().(content).node()
	}
	switch v.Kind() {
	case reflect.Pointer:
		return e.value(v.Elem(), m)
	case reflect.Struct:
		return e.structure(v)
	case reflect.Map:
		n := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Style: style(m.line)}
		for _, key := range sortedKeys(v) {
			item := e.value(v.MapIndex(reflect.ValueOf(key)), m)
			if item.Kind == yaml.SequenceNode {
				item.Style = yaml.FlowStyle // such as the openings of a day
			}
			n.Content = append(n.Content, text(key), item)
		}
		return n
	case reflect.Slice:
		n := &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq", Style: style(m.line)}
		for i := range v.Len() {
			item := e.value(v.Index(i), m)
			if item.Kind == yaml.MappingNode {
				item.Style = yaml.FlowStyle // such as a queue of a routing profile: one line each
			}
			n.Content = append(n.Content, item)
		}
		return n
	case reflect.String:
		return text(v.String())
	case reflect.Bool:
		return scalar("!!bool", strconv.FormatBool(v.Bool()))
	default:
		return scalar("!!int", strconv.FormatInt(v.Int(), 10))
	}
}

func (e *encoder) structure(v reflect.Value) *yaml.Node {
	n := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
	for _, m := range membersOf(v.Type()).list {
		field := v.Field(m.index)
		if !shown(v.Type(), field, m) {
			continue
		}
		n.Content = append(n.Content, text(m.name), e.value(field, m))
	}
	return n
}

// shown reports whether a member of a type is written: not where it says nothing.
// An empty section is written, since it says that there is nothing.
func shown(in reflect.Type, v reflect.Value, m *member) bool {
	switch {
	case m.always || m.required:
		return true
	case in == fileType:
		return !v.IsZero()
	case v.Kind() == reflect.Map || v.Kind() == reflect.Slice:
		return v.Len() > 0
	case v.Kind() == reflect.Pointer && v.Type().Elem().Kind() == reflect.Struct:
		return !v.IsNil() && !v.Elem().IsZero()
	}
	return !v.IsZero()
}

var fileType = reflect.TypeFor[File]()

func style(line bool) yaml.Style {
	if line {
		return yaml.FlowStyle
	}
	return 0
}

func sortedKeys(v reflect.Value) []string {
	keys := make(map[string]bool, v.Len())
	for _, key := range v.MapKeys() {
		keys[key.String()] = true
	}
	return slices.SortedFunc(maps.Keys(keys), func(a, b string) int { return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a, b)) })
}

// rank puts the days of the week into their order.
func rank(key string) int {
	if day, ok := weekdays[key]; ok {
		return (int(day) + 6) % 7 // Monday first
	}
	return 0
}
