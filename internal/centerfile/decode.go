package centerfile

import (
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
)

// ref names another resource: by its name in a file, by its id inside.
type ref struct{ id string }

// pendingRef is a reference as it was written, until Resolve finds what it means.
type pendingRef struct {
	to      *ref
	section string
	text    string
	line    int
	path    string
}

// Parse reads a centre file. References are left as names until Resolve. The
// error is Problems, with the line of each.
func Parse(text []byte) (*File, error) {
	document, err := load(text)
	if err != nil {
		return nil, Problems{err.(*Problem)}
	}
	f := &File{lines: map[any]int{}}
	d := decoder{file: f}
	if !d.version(document) {
		return nil, d.problems
	}
	d.structure(document, reflect.ValueOf(f).Elem(), "")
	if len(d.problems) > 0 {
		return nil, d.problems
	}
	return f, nil
}

// decoder turns nodes into the types of file.go and collects what is wrong.
type decoder struct {
	file     *File
	problems Problems
}

func (d *decoder) fail(n *yaml.Node, path, format string, args ...any) {
	if len(d.problems) < maxProblems {
		d.problems = append(d.problems, problemf(n.Line, path, format, args...))
	}
}

// version refuses what is no centre file, or a newer one than this program reads.
func (d *decoder) version(n *yaml.Node) bool {
	if n.Kind == yaml.MappingNode {
		for i := 0; i+1 < len(n.Content); i += 2 {
			if n.Content[i].Value != versionKey {
				continue
			}
			at := n.Content[i+1]
			switch v, err := strconv.Atoi(at.Value); {
			case err != nil || v < 1:
				d.fail(at, versionKey, "The version of the format must be a number from 1.")
				return false
			case v > Version:
				d.fail(at, versionKey, "The file has version %d of the format; this program reads up to %d. Use a newer one.", v, Version)
				return false
			}
			return true
		}
	}
	d.fail(n, "", "This is no centre file: the key %s is missing.", versionKey)
	return false
}

const versionKey = "strowger_centre"

var (
	refType     = reflect.TypeFor[ref]()
	contentType = reflect.TypeFor[content]()
)

// value reads one value into v.
func (d *decoder) value(n *yaml.Node, v reflect.Value, path string, field *member) {
	switch {
	case v.Type() == refType:
		d.reference(n, v, path, field)
		return
	case v.Type() == contentType:
		c, bad := contentOf(n)
		if bad != nil {
			d.fail(bad.node, path, "%s", bad.text)
			return
		}
		v.Set(reflect.ValueOf(c))
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		d.file.lines[v.Interface()] = n.Line
		d.value(n, v.Elem(), path, field)
	case reflect.Struct:
		d.structure(n, v, path)
	case reflect.Map:
		d.mapping(n, v, path, field)
	case reflect.Slice:
		d.list(n, v, path, field)
	default:
		d.scalar(n, v, path)
	}
}

// structure reads a mapping whose keys are the members of a struct.
func (d *decoder) structure(n *yaml.Node, v reflect.Value, path string) {
	if null(n) {
		n = &yaml.Node{Kind: yaml.MappingNode, Line: n.Line}
	}
	if n.Kind != yaml.MappingNode {
		d.fail(n, path, "There must be a mapping here.")
		return
	}
	members := membersOf(v.Type())
	given := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		m := members.byName[key.Value]
		if m == nil {
			d.fail(key, join(path, key.Value), "There is no such member; there are %s.", strings.Join(slices.Sorted(maps.Keys(members.byName)), ", "))
			continue
		}
		given[key.Value] = true
		d.value(n.Content[i+1], v.Field(m.index), join(path, key.Value), m)
	}
	for _, m := range members.list {
		if m.required && !given[m.name] {
			d.fail(n, path, "The member %s is missing.", m.name)
		}
	}
}

// mapping reads a mapping whose keys are names of the file's own.
func (d *decoder) mapping(n *yaml.Node, v reflect.Value, path string, field *member) {
	v.Set(reflect.MakeMap(v.Type()))
	if null(n) {
		return
	}
	if n.Kind != yaml.MappingNode {
		d.fail(n, path, "There must be a mapping here.")
		return
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		if key.Value == "" {
			d.fail(key, path, "A name is empty.")
			continue
		}
		item := reflect.New(v.Type().Elem()).Elem()
		d.value(n.Content[i+1], item, join(path, key.Value), field)
		if item.Kind() == reflect.Pointer {
			d.file.lines[item.Interface()] = key.Line
		}
		v.SetMapIndex(reflect.ValueOf(key.Value), item)
	}
}

func (d *decoder) list(n *yaml.Node, v reflect.Value, path string, field *member) {
	if null(n) {
		v.Set(reflect.MakeSlice(v.Type(), 0, 0))
		return
	}
	if n.Kind != yaml.SequenceNode {
		d.fail(n, path, "There must be a list here.")
		return
	}
	v.Set(reflect.MakeSlice(v.Type(), len(n.Content), len(n.Content)))
	for i, item := range n.Content {
		d.value(item, v.Index(i), path+"["+strconv.Itoa(i+1)+"]", field)
	}
}

func (d *decoder) reference(n *yaml.Node, v reflect.Value, path string, field *member) {
	if n.Kind != yaml.ScalarNode || null(n) || n.Value == "" {
		d.fail(n, path, "There must be a name or an id here.")
		return
	}
	d.file.refs = append(d.file.refs, &pendingRef{to: v.Addr().Interface().(*ref), section: field.to, text: n.Value, line: n.Line, path: path})
}

func (d *decoder) scalar(n *yaml.Node, v reflect.Value, path string) {
	if n.Kind != yaml.ScalarNode {
		d.fail(n, path, "There must be a single value here.")
		return
	}
	switch v.Kind() {
	case reflect.String:
		if null(n) {
			return
		}
		v.SetString(n.Value)
	case reflect.Bool:
		if n.Value != "true" && n.Value != "false" {
			d.fail(n, path, "%q is neither true nor false.", shortened(n.Value))
			return
		}
		v.SetBool(n.Value == "true")
	default:
		i, err := strconv.ParseInt(n.Value, 10, 32)
		if err != nil {
			d.fail(n, path, "%q is no whole number.", shortened(n.Value))
			return
		}
		v.SetInt(i)
	}
}

// null reports whether a node is empty or null.
func null(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.Tag == nullTag }

const nullTag = "!!null"

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}
