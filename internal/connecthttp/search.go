package connecthttp

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"strowger/internal/center"
	"strowger/internal/connectapi"
)

// fields gives the searchable text fields of one resource by their lower-case
// names; ok is false for a name that this search does not know.
type fields func(name string) (values []string, ok bool)

// term is one node of a search criteria tree.
type term[C any] struct {
	or, and []C
	text    *connectapi.StringCondition
	other   func() (bool, error) // a leaf of this search alone; nil: none
	refused error                // what is wrong with the leaf
}

// condition says whether a resource with these fields is wanted.
type condition func(of fields) (bool, error)

// compile turns a criteria tree (api-surface 4.5) into a condition: all parts of
// a node must hold, and a node without any matches everything. It refuses text
// fields that the search does not know, wherever they stand; of may be the
// fields of any resource. Leaves of the search's own are asked each time.
func compile[C any](c *C, open func(*C) term[C], of fields) (condition, error) {
	left := maxConditions
	return compileNode(c, open, of, &left)
}

// maxConditions is how many nodes a criteria tree may have: each is asked of
// every resource.
const maxConditions = 1000

// compileNode compiles a node and all below it; left counts down.
func compileNode[C any](c *C, open func(*C) term[C], of fields, left *int) (condition, error) {
	if c == nil {
		return always, nil
	}
	if *left--; *left < 0 {
		return nil, center.Errorf(center.Invalid, "SearchCriteria must have at most %d conditions.", maxConditions)
	}
	t := open(c)
	if t.refused != nil {
		return nil, t.refused
	}
	var parts []condition
	add := func(part condition, err error) error {
		parts = append(parts, part)
		return err
	}
	if len(t.or) > 0 {
		if err := add(compileList(t.or, true, open, of, left)); err != nil {
			return nil, err
		}
	}
	if len(t.and) > 0 {
		if err := add(compileList(t.and, false, open, of, left)); err != nil {
			return nil, err
		}
	}
	if t.text != nil {
		if err := add(compileText(t.text, of)); err != nil {
			return nil, err
		}
	}
	if t.other != nil {
		parts = append(parts, func(fields) (bool, error) { return t.other() })
	}
	if len(parts) == 1 {
		return parts[0], nil
	}
	return joined(parts, false), nil
}

func always(fields) (bool, error) { return true, nil }

// compileList compiles and joins a list.
func compileList[C any](list []C, decisive bool, open func(*C) term[C], of fields, left *int) (condition, error) {
	parts := make([]condition, len(list))
	for i := range list {
		var err error
		if parts[i], err = compileNode(&list[i], open, of, left); err != nil {
			return nil, err
		}
	}
	return joined(parts, decisive), nil
}

// joined joins conditions: the first one that comes out as decisive does
// decides.
func joined(parts []condition, decisive bool) condition {
	return func(of fields) (bool, error) {
		for _, part := range parts {
			if ok, err := part(of); ok == decisive || err != nil {
				return ok, err
			}
		}
		return !decisive, nil
	}
}

// compileText compares without regard to case.
func compileText(c *connectapi.StringCondition, of fields) (condition, error) {
	name, want := strings.ToLower(text(c.FieldName)), text(c.Value)
	if _, ok := of(name); !ok {
		return nil, center.Errorf(center.Invalid, "FieldName %q is not a field of this search.", text(c.FieldName))
	}
	equal := strings.EqualFold
	switch c.ComparisonType {
	case connectapi.StringComparisonTypeStartsWith:
		equal = hasPrefixFold
	case connectapi.StringComparisonTypeContains:
		equal = containsFold
	}
	return func(of fields) (bool, error) {
		values, _ := of(name)
		for _, v := range values {
			if equal(v, want) {
				return true, nil
			}
		}
		return false, nil
	}, nil
}

// checkCriteria refuses a criteria tree that compile refuses.
func checkCriteria[C any](c *C, open func(*C) term[C], of fields) error {
	_, err := compile(c, open, of)
	return err
}

// matches evaluates a criteria tree for one resource. Searches of large tables
// compile it once instead.
func matches[C any](c *C, open func(*C) term[C], of fields) (bool, error) {
	wanted, err := compile(c, open, of)
	if err != nil {
		return false, err
	}
	return wanted(of)
}

// hasPrefixFold is strings.HasPrefix without regard to case. Texts are not
// brought to lower case as a whole: a search looks at thousands of them.
func hasPrefixFold(s, prefix string) bool {
	for _, p := range prefix {
		r, size := utf8.DecodeRuneInString(s)
		if size == 0 || r != p && unicode.ToLower(r) != unicode.ToLower(p) {
			return false
		}
		s = s[size:]
	}
	return true
}

// containsFold is strings.Contains without regard to case.
func containsFold(s, part string) bool {
	for i := range s {
		if hasPrefixFold(s[i:], part) {
			return true
		}
	}
	return part == ""
}

// matchesTags evaluates a tag filter: all parts that are given must hold.
func matchesTags(f *connectapi.ControlPlaneTagFilter, tags map[string]string) bool {
	if f == nil {
		return true
	}
	all := func(conditions []connectapi.TagCondition) bool { return hasTags(conditions, tags) }
	return (f.TagCondition == nil || hasTag(*f.TagCondition, tags)) && all(f.AndConditions) &&
		(len(f.OrConditions) == 0 || slices.ContainsFunc(f.OrConditions, all))
}

// matchesAttributes evaluates the filter by tags that newer searches take: all
// parts that are given must hold.
func matchesAttributes(f *connectapi.ControlPlaneAttributeFilter, tags map[string]string) bool {
	if f == nil {
		return true
	}
	all := func(c connectapi.CommonAttributeAndCondition) bool { return hasTags(c.TagConditions, tags) }
	return (f.TagCondition == nil || hasTag(*f.TagCondition, tags)) && (f.AndCondition == nil || all(*f.AndCondition)) &&
		(len(f.OrConditions) == 0 || slices.ContainsFunc(f.OrConditions, all))
}

// hasTags reports whether all conditions hold.
func hasTags(conditions []connectapi.TagCondition, tags map[string]string) bool {
	for _, c := range conditions {
		if !hasTag(c, tags) {
			return false
		}
	}
	return true
}

// hasTag reports whether the tag is there with the value asked for; a condition
// without a value asks for the key alone.
func hasTag(c connectapi.TagCondition, tags map[string]string) bool {
	v, ok := tags[text(c.TagKey)]
	return ok && (c.TagValue == nil || v == *c.TagValue)
}

// search returns the next page of the resources that keep wants, and how many
// there are on all pages. The first error of keep ends it.
func search[R center.Resource](table *center.Table[R], token *string, max *int32, keep func(R) (bool, error)) (items []R, next *string, total *int64, err error) {
	last, err := parsePageToken(token)
	if err != nil {
		return nil, nil, nil, err
	}
	size, found := pageSize(max), int64(0)
	items = make([]R, 0, min(size, table.Len()))
	for r := range table.All() {
		ok, err := keep(r)
		if err != nil {
			return nil, nil, nil, err
		}
		if !ok {
			continue
		}
		found++
		switch {
		case r.RecordKey() <= last: // on a page before
		case len(items) < size:
			items = append(items, r)
		case next == nil:
			next = pageToken(items[size-1].RecordKey())
		}
	}
	return items, next, &found, nil
}
