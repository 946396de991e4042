package centerfile

import (
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
)

// leaves are the single values of a resource by their paths, such as
// outbound.caller_id_name or content.Actions[welcome].Parameters.Text.
type leaves map[string]string

// add notes what a node holds below a path.
func (l leaves) add(path string, n *yaml.Node) {
	if n.Kind != yaml.ScalarNode && len(n.Content) == 0 && inContent(path) {
		l[path] = map[yaml.Kind]string{yaml.MappingNode: "{}", yaml.SequenceNode: "[]"}[n.Kind]
		return
	}
	switch n.Kind {
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			l.add(join(path, n.Content[i].Value), n.Content[i+1])
		}
	case yaml.SequenceNode:
		l.addList(path, n)
	default:
		l[path] = shownScalar(n)
	}
}

// inContent reports whether a path leads into the JSON of a flow, where an empty
// list is not the same as none.
func inContent(path string) bool {
	member, _, inside := strings.Cut(path, ".")
	return inside && slices.Contains([]string{"content", "draft", "settings"}, member)
}

// addList notes the elements of a list by what tells them apart, so that an
// element more does not make all that follow it different: mappings by their
// identifying members, single values by themselves. Elements that cannot be told
// apart are noted by their place.
func (l leaves) addList(path string, n *yaml.Node) {
	keys := make([]string, len(n.Content))
	for i, item := range n.Content {
		keys[i] = identity(item)
	}
	if sorted := slices.Sorted(slices.Values(keys)); slices.Contains(keys, "") || len(slices.Compact(sorted)) < len(keys) {
		for i := range keys {
			keys[i] = strconv.Itoa(i + 1)
		}
	} else if len(n.Content) > 0 && n.Content[0].Kind == yaml.ScalarNode {
		for i, item := range n.Content {
			l[path+"["+keys[i]+"]"] = shownScalar(item)
		}
		return
	}
	for i, item := range n.Content {
		l.add(path+"["+keys[i]+"]", item)
	}
}

// identifying are the members by which elements of lists are told apart.
var identifying = [][]string{{"queue", "channel"}, {"attribute", "value"}, {"name", "type"}, {"Identifier"}, {"ErrorType"}}

func identity(n *yaml.Node) string {
	switch n.Kind {
	case yaml.ScalarNode:
		return shownScalar(n)
	case yaml.MappingNode:
	default:
		return ""
	}
	for _, members := range identifying {
		var parts []string
		for _, m := range members {
			for i := 0; i+1 < len(n.Content); i += 2 {
				if n.Content[i].Value == m && n.Content[i+1].Kind == yaml.ScalarNode {
					parts = append(parts, n.Content[i+1].Value)
				}
			}
		}
		if len(parts) == len(members) {
			return strings.Join(parts, ", ")
		}
	}
	return ""
}

// shownScalar is a value as a person reads it: texts in quotation marks.
func shownScalar(n *yaml.Node) string {
	if n.Tag == "!!str" {
		return strconv.Quote(n.Value)
	}
	return n.Value
}

// equal reports whether two contents say the same: order of members and blanks
// aside.
func (c content) equal(other content) bool {
	if c == other {
		return true
	}
	a, b := leaves{}, leaves{}
	a.add("content", c.node())
	b.add("content", other.node())
	if len(a) != len(b) {
		return false
	}
	for path, value := range a {
		if v, ok := b[path]; !ok || v != value {
			return false
		}
	}
	return true
}
