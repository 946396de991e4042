package restjson

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"
)

// structCheck is the compiled check of one struct type.
type structCheck struct {
	fields []fieldCheck
	union  bool
	once   sync.Once
}

// fieldCheck is the compiled check of one field.
type fieldCheck struct {
	index    int
	name     string // as the wire has it
	required bool
	check    checker // nil if any value passes
}

// checker looks for violations of one value, whose paths are relative to that value.
type checker func(v reflect.Value, found *violations)

// violations collects what checkers find. A path is completed from the inside out, so that a valid input costs nothing.
type violations struct {
	list []Violation
	more bool
}

func (f *violations) add(format string, args ...any) {
	if len(f.list) == maxViolations {
		f.more = true
		return
	}
	f.list = append(f.list, Violation{Problem: fmt.Sprintf(format, args...)})
}

// prefix completes the paths of the violations from the given one on. A name is joined with a dot, an index is not.
func (f *violations) prefix(from int, name string) {
	for i := from; i < len(f.list); i++ {
		path := f.list[i].Path
		if path != "" && path[0] != '[' {
			path = "." + path
		}
		f.list[i].Path = name + path
	}
}

// Check returns nil if input, a pointer to a struct, keeps all limits, and otherwise an [*Invalid].
func (l *Limits) Check(input any) error {
	v := reflect.ValueOf(input).Elem()
	var found violations
	l.run(l.structOf(v.Type()), v, &found)
	if len(found.list) == 0 {
		return nil
	}
	return &Invalid{Violations: found.list, More: found.more}
}

// structOf returns the check of a struct type, compiled or yet to be compiled. Recursive types work because a check is
// stored before its fields are looked at.
func (l *Limits) structOf(t reflect.Type) *structCheck {
	stored, ok := l.plans.Load(t)
	if !ok {
		stored, _ = l.plans.LoadOrStore(t, &structCheck{})
	}
	return stored.(*structCheck)
}

// compile reads the tags of a struct type.
func (l *Limits) compile(c *structCheck, t reflect.Type) {
	for i := range t.NumField() {
		field := t.Field(i)
		if field.Tag.Get("oneof") != "" {
			c.union = true
		}
		if !field.IsExported() {
			continue
		}
		f := fieldCheck{index: i, name: wireName(field)}
		var shape string
		var arn bool
		for part := range strings.SplitSeq(field.Tag.Get("check"), ",") {
			switch part {
			case "required":
				f.required = true
			case "arn":
				arn = true
			default:
				shape = part
			}
		}
		f.check = l.checkerOf(field.Type, shape, arn)
		if f.check != nil || f.required || c.union {
			c.fields = append(c.fields, f)
		}
	}
}

// wireName is the name of a field in messages: that of the body, or else the field's.
func wireName(field reflect.StructField) string {
	name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
	if name == "" || name == "-" {
		return field.Name
	}
	return name
}

// run checks a struct.
func (l *Limits) run(c *structCheck, v reflect.Value, found *violations) {
	c.once.Do(func() { l.compile(c, v.Type()) })
	present := 0
	for i := range c.fields {
		f := &c.fields[i]
		value := v.Field(f.index)
		if absent(value) {
			if f.required {
				from := len(found.list)
				found.add("is required")
				found.prefix(from, f.name)
			}
			continue
		}
		present++
		if f.check != nil {
			from := len(found.list)
			f.check(value, found)
			found.prefix(from, f.name)
		}
	}
	if c.union && present != 1 {
		found.add("must have exactly one of its members, but has %d", present)
	}
}

// absent says whether a member was not given: a nil pointer, list or map, or an empty enum. Plain numbers and truth
// values do not occur in inputs.
func absent(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map:
		return v.IsNil()
	case reflect.String:
		return v.Len() == 0
	default:
		return false
	}
}

// checkerOf compiles the check of a type under a limit, or returns nil if every value passes.
func (l *Limits) checkerOf(t reflect.Type, shape string, arn bool) checker {
	limit, limited := l.table[shape]
	switch t.Kind() {
	case reflect.Pointer:
		inner := l.checkerOf(t.Elem(), shape, arn)
		if inner == nil {
			return nil
		}
		return func(v reflect.Value, found *violations) { inner(v.Elem(), found) }
	case reflect.Struct:
		if t == timestampType || t == reflect.TypeFor[DateTime]() {
			return nil
		}
		check := l.structOf(t)
		return func(v reflect.Value, found *violations) { l.run(check, v, found) }
	case reflect.Slice:
		return listChecker(limit, limited, l.checkerOf(t.Elem(), limit.Item, arn))
	case reflect.Map:
		return mapChecker(limit, limited, l.checkerOf(t.Key(), limit.Key, false), l.checkerOf(t.Elem(), limit.Item, arn))
	case reflect.String:
		if values := enumValues(t); values != nil {
			return enumChecker(values)
		}
		if limit.Enum != nil {
			return enumChecker(limit.Enum)
		}
		if limited {
			return stringChecker(limit, arn)
		}
	case reflect.Int32, reflect.Int64:
		if limited {
			return func(v reflect.Value, found *violations) { checkNumber(limit, float64(v.Int()), found) }
		}
	case reflect.Float32, reflect.Float64:
		if limited {
			return func(v reflect.Value, found *violations) { checkNumber(limit, v.Float(), found) }
		}
	}
	return nil
}

// listChecker checks the size of a list, and its items.
func listChecker(limit Limit, limited bool, item checker) checker {
	if !limited && item == nil {
		return nil
	}
	return func(v reflect.Value, found *violations) {
		if limited {
			checkSize(limit, v.Len(), found)
		}
		if item == nil {
			return
		}
		for i := 0; i < v.Len() && !found.more; i++ {
			from := len(found.list)
			item(v.Index(i), found)
			if len(found.list) > from {
				found.prefix(from, "["+strconv.Itoa(i)+"]")
			}
		}
	}
}

// mapChecker checks the size of a map, its keys and its values.
func mapChecker(limit Limit, limited bool, key, item checker) checker {
	if !limited && key == nil && item == nil {
		return nil
	}
	return func(v reflect.Value, found *violations) {
		if limited {
			checkSize(limit, v.Len(), found)
		}
		if key == nil && item == nil {
			return
		}
		keys := v.MapKeys()
		slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
		for _, name := range keys {
			from := len(found.list)
			if key != nil {
				key(name, found)
			}
			if item != nil {
				item(v.MapIndex(name), found)
			}
			if len(found.list) > from {
				found.prefix(from, "["+quote(name.String())+"]")
			}
		}
	}
}

// checkSize checks the number of items of a list or map.
func checkSize(limit Limit, size int, found *violations) {
	switch {
	case float64(size) < limit.Min:
		found.add("must include at least %s", count(limit.Min, "item"))
	case float64(size) > limit.Max:
		found.add("must include at most %s", count(limit.Max, "item"))
	}
}

// checkNumber checks a number.
func checkNumber(limit Limit, n float64, found *violations) {
	switch {
	case n < limit.Min:
		found.add("must be at least %s, but is %s", number(limit.Min), number(n))
	case n > limit.Max:
		found.add("must be at most %s, but is %s", number(limit.Max), number(n))
	}
}

// stringChecker checks a string's length and pattern. Strings are never repeated in messages: some are secret.
func stringChecker(limit Limit, arn bool) checker {
	return func(v reflect.Value, found *violations) {
		text := v.String()
		if arn && strings.HasPrefix(text, "arn:") {
			return
		}
		length := float64(utf8.RuneCountInString(text))
		switch {
		case length < limit.Min:
			found.add("must have at least %s, but has %s", count(limit.Min, "character"), number(length))
		case length > limit.Max:
			found.add("must have at most %s, but has %s", count(limit.Max, "character"), number(length))
		case text == "" && limit.Min == 0:
			// A shape that allows the empty string by its length means it, whatever its pattern says.
		case limit.Pattern != nil && !limit.Pattern.Match(text):
			found.add("must match the pattern %s", limit.Pattern.Text)
		}
	}
}

// enumValues returns the values of an enum type, or nil if t is no enum.
func enumValues(t reflect.Type) []string {
	method := reflect.Zero(t).MethodByName("Values")
	if !method.IsValid() {
		return nil
	}
	list := method.Call(nil)[0]
	values := make([]string, list.Len())
	for i := range values {
		values[i] = list.Index(i).String()
	}
	return values
}

// maxListed is how many values of an enum a message lists.
const maxListed = 20

// enumChecker checks that a string is one of the given values.
func enumChecker(values []string) checker {
	known := make(map[string]bool, len(values))
	for _, value := range values {
		known[value] = true
	}
	list := strings.Join(values[:min(len(values), maxListed)], ", ")
	if len(values) > maxListed {
		list += ", ..."
	}
	return func(v reflect.Value, found *violations) {
		if !known[v.String()] {
			found.add("must be one of %s, but is %s", list, quote(v.String()))
		}
	}
}

// number writes a number without needless decimals.
func number(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) }

// count writes a number of things.
func count(n float64, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return number(n) + " " + thing + "s"
}
