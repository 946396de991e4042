package centerfile

import (
	"bytes"

	"go.yaml.in/yaml/v4"
	"go.yaml.in/yaml/v4/plugin/loaderlimits"
)

// Limits of a file, against texts that are made to take memory and time.
const (
	MaxSize  = 32 << 20 // bytes
	maxNodes = 4 << 20  // keys, values and lists, at most: what may separate two is counted
	maxDepth = 64       // lists and mappings in each other
)

// load reads one YAML document without aliases, anchors and tags.
func load(text []byte) (*yaml.Node, error) {
	if len(text) > MaxSize {
		return nil, problemf(0, "", "The file has %d bytes; at most %d are read.", len(text), MaxSize)
	}
	if n := separators(text); n > maxNodes {
		return nil, problemf(0, "", "The file may have %d values; at most %d are read.", n, maxNodes)
	}
	if len(bytes.TrimSpace(text)) == 0 {
		return nil, problemf(0, "", "The file is empty.")
	}
	var root yaml.Node
	err := yaml.Load(text, &root, yaml.WithV4Defaults(), yaml.WithUniqueKeys(false), // which is checked with its place below
		yaml.WithPlugin(loaderlimits.New(loaderlimits.DepthValue(maxDepth))))
	if err != nil {
		return nil, problemf(0, "", "The file is no YAML: %s", shortened(err.Error()))
	}
	document := &root
	if root.Kind == yaml.DocumentNode {
		if len(root.Content) != 1 {
			return nil, problemf(0, "", "The file is empty.")
		}
		document = root.Content[0]
	}
	return document, plain(document, 0)
}

// separators counts what may stand between two nodes: there is no more of them
// than that.
func separators(text []byte) int {
	n := 1
	for _, b := range [][]byte{{'\n'}, {','}, {'['}, {'{'}, {':', ' '}, {'-', ' '}, {'?', ' '}} {
		n += bytes.Count(text, b)
	}
	return n
}

// plain refuses what a centre file has no use for and what is a way to make a
// small text large.
func plain(n *yaml.Node, depth int) error {
	switch {
	case n.Kind == yaml.AliasNode || n.Anchor != "":
		return problemf(n.Line, "", "Anchors and aliases are not used in centre files.")
	case n.Style&yaml.TaggedStyle != 0:
		return problemf(n.Line, "", "Tags such as %s are not used in centre files.", shortened(n.Tag))
	case depth > maxDepth:
		return problemf(n.Line, "", "It is nested deeper than %d levels.", maxDepth)
	}
	if n.Kind == yaml.MappingNode {
		seen := make(map[string]int, len(n.Content)/2)
		for i := 0; i+1 < len(n.Content); i += 2 {
			key := n.Content[i]
			if key.Kind != yaml.ScalarNode {
				return problemf(key.Line, "", "A key must be a text.")
			}
			if key.Tag == mergeTag {
				return problemf(key.Line, "", "Merge keys are not used in centre files.")
			}
			if first, twice := seen[key.Value]; twice {
				return problemf(key.Line, "", "%q stands here a second time; the first is in line %d.", shortened(key.Value), first)
			}
			seen[key.Value] = key.Line
		}
	}
	for _, child := range n.Content {
		if err := plain(child, depth+1); err != nil {
			return err
		}
	}
	return nil
}

const mergeTag = "!!merge"
