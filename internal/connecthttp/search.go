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
}

// condition says whether a resource with these fields is wanted.
type condition func(of fields) (bool, error)

// compile turns a criteria tree (api-surface 4.5) into a condition: of one node
// at most one of the three kinds is given; nothing given matches everything. It
// refuses text fields that the search does not know, wherever they stand; of
// may be the fields of any resource. Leaves of the search's own are asked each
// time.
func compile[C any](c *C, open func(*C) term[C], of fields) (condition, error) {
	if c == nil {
		return always, nil
	}
	t := open(c)
	switch {
	case len(t.or) > 0:
		return compileList(t.or, true, open, of)
	case len(t.and) > 0:
		return compileList(t.and, false, open, of)
	case t.text != nil:
		return compileText(t.text, of)
	case t.other != nil:
		return func(fields) (bool, error) { return t.other() }, nil
	default:
		return always, nil
	}
}

func always(fields) (bool, error) { return true, nil }

// compileList joins conditions: the first one that comes out as decisive does
// decides.
func compileList[C any](list []C, decisive bool, open func(*C) term[C], of fields) (condition, error) {
	parts := make([]condition, len(list))
	for i := range list {
		var err error
		if parts[i], err = compile(&list[i], open, of); err != nil {
			return nil, err
		}
	}
	return func(of fields) (bool, error) {
		for _, part := range parts {
			if ok, err := part(of); ok == decisive || err != nil {
				return ok, err
			}
		}
		return !decisive, nil
	}, nil
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

// matchesTags evaluates a tag filter, of which one of three parts is given.
func matchesTags(f *connectapi.ControlPlaneTagFilter, tags map[string]string) bool {
	if f == nil {
		return true
	}
	switch {
	case f.TagCondition != nil:
		return hasTag(*f.TagCondition, tags)
	case len(f.AndConditions) > 0:
		return hasTags(f.AndConditions, tags)
	case len(f.OrConditions) > 0:
		for _, conditions := range f.OrConditions {
			if hasTags(conditions, tags) {
				return true
			}
		}
		return false
	default:
		return true
	}
}

// matchesAttributes evaluates the filter by tags that newer searches take, of
// which one of three parts is given.
func matchesAttributes(f *connectapi.ControlPlaneAttributeFilter, tags map[string]string) bool {
	switch {
	case f == nil:
		return true
	case f.TagCondition != nil:
		return hasTag(*f.TagCondition, tags)
	case f.AndCondition != nil:
		return hasTags(f.AndCondition.TagConditions, tags)
	case len(f.OrConditions) > 0:
		return slices.ContainsFunc(f.OrConditions, func(c connectapi.CommonAttributeAndCondition) bool {
			return hasTags(c.TagConditions, tags)
		})
	default:
		return true
	}
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
