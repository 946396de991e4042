package connecthttp

import (
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"strowger/internal/center"
	"strowger/internal/connectapi"
)

// fields are the searchable text fields of resources by their lower-case names:
// each says whether one of its values is what is asked for.
type fields[R any] map[string]func(r R, is func(string) bool) bool

// namedFields are the fields that most searches have, and more.
func namedFields[R center.Resource](description func(R) string, more fields[R]) fields[R] {
	all := fields[R]{"name": one(R.ResourceName), "description": one(description), "resourceid": one(R.RecordKey)}
	maps.Copy(all, more)
	return all
}

// one is a field with a single value.
func one[R any, S ~string](of func(R) S) func(R, func(string) bool) bool {
	return func(r R, is func(string) bool) bool { return is(string(of(r))) }
}

// many is a field with several values.
func many[R any](of func(R) []string) func(R, func(string) bool) bool {
	return func(r R, is func(string) bool) bool { return slices.ContainsFunc(of(r), is) }
}

// term is one node of a search criteria tree.
type term[R, C any] struct {
	or, and []C
	text    *connectapi.StringCondition
	leaf    condition[R] // of this search alone; nil: none
	refused error        // what is wrong with the leaf
}

// condition says whether a resource is wanted.
type condition[R any] func(*center.Directory, R) bool

// compile turns a criteria tree (api-surface 4.5) into a condition: all parts of
// a node must hold, and a node without any matches everything. It refuses text
// fields that the search does not know, wherever they stand.
func compile[R, C any](c *C, open func(*C) term[R, C], of fields[R]) (condition[R], error) {
	if c == nil {
		return always[R], nil
	}
	k := compiler[R, C]{open: open, fields: of, left: maxConditions}
	return k.node(c)
}

func always[R any](*center.Directory, R) bool { return true }

// maxConditions is how many nodes a criteria tree may have: each is asked of
// every resource.
const maxConditions = 1000

// compiler compiles one tree.
type compiler[R, C any] struct {
	open   func(*C) term[R, C]
	fields fields[R]
	left   int // nodes that may still come
}

// node compiles a node and all below it.
func (k *compiler[R, C]) node(c *C) (condition[R], error) {
	if k.left--; k.left < 0 {
		return nil, center.Errorf(center.Invalid, "SearchCriteria must have at most %d conditions.", maxConditions)
	}
	t := k.open(c)
	if t.refused != nil {
		return nil, t.refused
	}
	var parts []condition[R]
	for _, list := range []struct {
		of       []C
		decisive bool
	}{{t.or, true}, {t.and, false}} {
		if len(list.of) == 0 {
			continue
		}
		part, err := k.list(list.of, list.decisive)
		if err != nil {
			return nil, err
		}
		parts = append(parts, part)
	}
	if t.text != nil {
		part, err := compileText(t.text, k.fields)
		if err != nil {
			return nil, err
		}
		parts = append(parts, part)
	}
	if t.leaf != nil {
		parts = append(parts, t.leaf)
	}
	if len(parts) == 1 {
		return parts[0], nil
	}
	return joined(parts, false), nil
}

// list compiles and joins a list.
func (k *compiler[R, C]) list(list []C, decisive bool) (condition[R], error) {
	parts := make([]condition[R], len(list))
	for i := range list {
		var err error
		if parts[i], err = k.node(&list[i]); err != nil {
			return nil, err
		}
	}
	return joined(parts, decisive), nil
}

// joined joins conditions: the first one that comes out as decisive does
// decides.
func joined[R any](parts []condition[R], decisive bool) condition[R] {
	return func(d *center.Directory, r R) bool {
		for _, part := range parts {
			if part(d, r) == decisive {
				return decisive
			}
		}
		return !decisive
	}
}

// compileText compares without regard to case.
func compileText[R any](c *connectapi.StringCondition, of fields[R]) (condition[R], error) {
	field, ok := of[strings.ToLower(text(c.FieldName))]
	if !ok {
		return nil, center.Errorf(center.Invalid, "FieldName %q is not a field of this search.", text(c.FieldName))
	}
	want, equal := text(c.Value), comparison(c.ComparisonType)
	is := func(v string) bool { return equal(v, want) }
	return func(_ *center.Directory, r R) bool { return field(r, is) }, nil
}

// comparison returns how a text is compared with the one that is wanted, without
// regard to case; they must be equal where nothing is said.
func comparison(how connectapi.StringComparisonType) func(s, want string) bool {
	switch how {
	case connectapi.StringComparisonTypeStartsWith:
		return hasPrefixFold
	case connectapi.StringComparisonTypeContains:
		return containsFold
	default:
		return strings.EqualFold
	}
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
	if part == "" {
		return true
	}
	first := part[0]
	for i := range s {
		if c := s[i]; c < utf8.RuneSelf && first < utf8.RuneSelf && lower(c) != lower(first) {
			continue // most places of most texts
		}
		if hasPrefixFold(s[i:], part) {
			return true
		}
	}
	return false
}

// lower is unicode.ToLower for ASCII.
func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
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

// byTags keeps the resources whose tags a filter wants; nil without a filter.
func byTags[R center.Resource](f *connectapi.ControlPlaneTagFilter) condition[R] {
	if f == nil {
		return nil
	}
	return func(_ *center.Directory, r R) bool { return matchesTags(f, *tagsOf(r)) }
}

// byAttributes is byTags for the filter that newer searches take.
func byAttributes[R center.Resource](f *connectapi.ControlPlaneAttributeFilter) condition[R] {
	if f == nil {
		return nil
	}
	return func(_ *center.Directory, r R) bool { return matchesAttributes(f, *tagsOf(r)) }
}

// search is what one search operation looks through, what its request wants, and
// how it shows what it finds.
type search[R center.Resource, C, W any] struct {
	table    func(*center.Directory) *center.Table[R]
	criteria *C // nil: everything
	open     func(*C) term[R, C]
	fields   fields[R]
	keep     condition[R] // the filter; nil: none
	show     func(*center.Directory, R) W
}

// page returns the page after a token of what is wanted, at most max, the token
// of the page after it, and how many there are on all pages.
func (q search[R, C, W]) page(s *Service, instanceID, token *string, max *int32) (shown []W, next *string, total *int64, err error) {
	instance, err := s.instance(instanceID)
	if err != nil {
		return nil, nil, nil, err
	}
	wanted, err := compile(q.criteria, q.open, q.fields)
	if err != nil {
		return nil, nil, nil, err
	}
	last, err := parsePageToken(token)
	if err != nil {
		return nil, nil, nil, err
	}
	d := instance.Directory()
	table, size, found, lastKey := q.table(d), pageSize(max), int64(0), ""
	if q.keep == nil && q.criteria == nil {
		return q.everything(d, table, last, size)
	}
	shown = make([]W, 0, min(size, table.Len()))
	for r := range table.All() {
		if q.keep != nil && !q.keep(d, r) || !wanted(d, r) {
			continue
		}
		found++
		switch {
		case r.RecordKey() <= last: // on a page before
		case len(shown) < size:
			shown, lastKey = append(shown, q.show(d, r)), r.RecordKey()
		case next == nil:
			next = pageToken(lastKey)
		}
	}
	return shown, next, &found, nil
}

// everything is page for a search that wants all there is: it looks at no more
// than the page.
func (q search[R, C, W]) everything(d *center.Directory, table *center.Table[R], last string, size int) (shown []W, next *string, total *int64, err error) {
	shown = make([]W, 0, min(size, table.Len()))
	lastKey := ""
	for r := range table.After(last) {
		if len(shown) == size {
			next = pageToken(lastKey)
			break
		}
		shown, lastKey = append(shown, q.show(d, r)), r.RecordKey()
	}
	return shown, next, ptr(int64(table.Len())), nil
}
