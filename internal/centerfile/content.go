package centerfile

import (
	"bytes"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
	"go.yaml.in/yaml/v4"
)

// content is the JSON of a flow or module, which a file shows as a mapping; a
// text that is no JSON object stays a text.
type content string

// misplaced is what is wrong in a content.
type misplaced struct {
	node *yaml.Node
	text string
}

// contentOf reads the content that a node shows.
func contentOf(n *yaml.Node) (content, *misplaced) {
	switch n.Kind {
	case yaml.ScalarNode:
		if null(n) {
			return "", &misplaced{n, "There must be a mapping here, or a text."}
		}
		return content(n.Value), nil
	case yaml.MappingNode:
	default:
		return "", &misplaced{n, "There must be a mapping here, or a text."}
	}
	var out bytes.Buffer
	if bad := appendJSON(&out, n); bad != nil {
		return "", bad
	}
	return content(out.String()), nil
}

// appendJSON writes a node as JSON.
func appendJSON(out *bytes.Buffer, n *yaml.Node) *misplaced {
	switch n.Kind {
	case yaml.MappingNode:
		out.WriteByte('{')
		for i := 0; i+1 < len(n.Content); i += 2 {
			if i > 0 {
				out.WriteByte(',')
			}
			if bad := appendText(out, n.Content[i]); bad != nil {
				return bad
			}
			out.WriteByte(':')
			if bad := appendJSON(out, n.Content[i+1]); bad != nil {
				return bad
			}
		}
		out.WriteByte('}')
	case yaml.SequenceNode:
		out.WriteByte('[')
		for i, item := range n.Content {
			if i > 0 {
				out.WriteByte(',')
			}
			if bad := appendJSON(out, item); bad != nil {
				return bad
			}
		}
		out.WriteByte(']')
	default:
		return appendScalar(out, n)
	}
	return nil
}

func appendScalar(out *bytes.Buffer, n *yaml.Node) *misplaced {
	switch n.Tag {
	case nullTag:
		out.WriteString("null")
	case "!!bool":
		out.WriteString(strings.ToLower(n.Value))
	case "!!int", "!!float":
		if !jsontext.Value(n.Value).IsValid() {
			return &misplaced{n, "Put " + shortened(n.Value) + " into quotation marks: as a number it is not one of JSON."}
		}
		out.WriteString(n.Value)
	default:
		return appendText(out, n)
	}
	return nil
}

func appendText(out *bytes.Buffer, n *yaml.Node) *misplaced {
	quoted, err := jsontext.AppendQuote(nil, n.Value)
	if err != nil {
		return &misplaced{n, "The text is not in UTF-8."}
	}
	out.Write(quoted)
	return nil
}

// maxContentDepth is how deep JSON may be nested that is shown as a mapping, so
// that the file around it stays within its limit.
const maxContentDepth = 48

// node shows the content: keys sorted, so that two exports differ in nothing else
// than the flow.
func (c content) node() *yaml.Node {
	if !strings.HasPrefix(strings.TrimSpace(string(c)), "{") {
		return text(string(c))
	}
	d := jsontext.NewDecoder(strings.NewReader(string(c)))
	n, err := jsonNode(d, 0)
	if err != nil {
		return text(string(c))
	}
	if _, err := d.ReadToken(); err == nil { // more than one value
		return text(string(c))
	}
	return n
}

func jsonNode(d *jsontext.Decoder, depth int) (*yaml.Node, error) {
	token, err := d.ReadToken()
	switch {
	case err != nil:
		return nil, err
	case depth > maxContentDepth:
		return nil, errDeep
	}
	switch token.Kind() {
	case '{':
		return jsonObject(d, depth)
	case '[':
		n := &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq"}
		for d.PeekKind() != ']' {
			item, err := jsonNode(d, depth+1)
			if err != nil {
				return nil, err
			}
			n.Content = append(n.Content, item)
		}
		_, err := d.ReadToken()
		return n, err
	case '"':
		return text(token.String()), nil
	case '0':
		return scalar(numberTag(token.String()), token.String()), nil
	case 'n':
		return scalar(nullTag, "null"), nil
	default:
		return scalar("!!bool", token.String()), nil
	}
}

// numberTag is the tag that YAML gives a number of JSON by its look.
func numberTag(number string) string {
	if strings.ContainsAny(number, ".eE") {
		return "!!float"
	}
	if _, err := strconv.ParseInt(number, 10, 64); err != nil {
		return "!!float"
	}
	return "!!int"
}

func jsonObject(d *jsontext.Decoder, depth int) (*yaml.Node, error) {
	type entry struct{ key, value *yaml.Node }
	var entries []entry
	for d.PeekKind() != '}' {
		key, err := d.ReadToken()
		if err != nil {
			return nil, err
		}
		name := text(key.String()) // before the decoder goes on
		value, err := jsonNode(d, depth+1)
		if err != nil {
			return nil, err
		}
		entries = append(entries, entry{name, value})
	}
	slices.SortFunc(entries, func(a, b entry) int { return strings.Compare(a.key.Value, b.key.Value) })
	n := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
	for _, e := range entries {
		n.Content = append(n.Content, e.key, e.value)
	}
	_, err := d.ReadToken()
	return n, err
}

var errDeep = problemf(0, "", "nested too deep")

func scalar(tag, value string) *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: tag, Value: value}
}

// text is a node that is a text, whatever it looks like.
func text(value string) *yaml.Node { return scalar("!!str", value) }
