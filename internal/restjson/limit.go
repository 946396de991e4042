package restjson

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// NoMin and NoMax stand for a bound that a [Limit] does not have.
const (
	NoMin = -1.7976931348623157e308
	NoMax = 1.7976931348623157e308
)

// Limit is what the model demands of the values of one shape.
type Limit struct {
	// Min and Max bound, inclusively, the length of a string in Unicode code points, the number of items of a list or
	// map, or the value of a number.
	Min, Max float64
	// Pattern is what a string must match; nil if anything goes.
	Pattern *Pattern
	// Enum lists the values of a string that is no Go type of its own (a map's key); nil if anything goes.
	Enum []string
	// Item names the limit of a list's items or a map's values, Key that of a map's keys; "" if there is none.
	Item, Key string
}

// Pattern is a condition on strings.
type Pattern struct {
	// Text is the pattern as a message shows it.
	Text string
	// Match says whether a string fulfils it.
	Match func(string) bool
}

// Regexp returns the pattern of a regular expression in the syntax of package regexp, which a string must match as a
// whole. It is compiled when first used, because most of a model's patterns never are.
func Regexp(expr string) *Pattern {
	compiled := sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?s)^(?:` + expr + `)$`) })
	return &Pattern{Text: expr, Match: func(s string) bool { return compiled().MatchString(s) }}
}

// Check returns a pattern that a function decides; text is what messages show.
func Check(text string, match func(string) bool) *Pattern { return &Pattern{Text: text, Match: match} }

// maxViolations is how many violations one message lists.
const maxViolations = 10

// Violation is one way in which an input breaks a limit.
type Violation struct {
	// Path is the member, such as QueueConfigs[2].Priority.
	Path string
	// Problem completes the sentence that begins with the path, such as "must be at most 99, but is 100".
	Problem string
}

// String returns the sentence.
func (v Violation) String() string { return v.Path + " " + v.Problem }

// Invalid is the error of an input that breaks limits.
type Invalid struct {
	// Violations has one to ten entries, in the order of the struct's fields.
	Violations []Violation
	// More says that there were more than ten.
	More bool
}

// Error lists all violations in one line.
func (e *Invalid) Error() string {
	texts := make([]string, len(e.Violations))
	for i, violation := range e.Violations {
		texts[i] = violation.String()
	}
	text := strings.Join(texts, "; ")
	switch {
	case e.More:
		return fmt.Sprintf("More than %d invalid values: %s; ...", len(texts), text)
	case len(texts) > 1:
		return fmt.Sprintf("%d invalid values: %s", len(texts), text)
	default:
		return text
	}
}

// Limits checks inputs against a model's limits. The tag `check:"required,arn,Shape"` of a field says, all parts
// optional, that the member must be present, that an ARN is welcome whatever the shape's length and pattern, and
// which entry of the table is its limit. Types with a method Values are enums: only those values pass. A struct with
// a blank field tagged `oneof:"true"` is a union: exactly one member must be present. Limits is safe for
// concurrent use.
type Limits struct {
	table map[string]Limit
	plans sync.Map // reflect.Type of a struct -> *structCheck
}

// NewLimits returns the checker for a table of limits by shape name, which must not be changed afterwards.
func NewLimits(table map[string]Limit) *Limits { return &Limits{table: table} }

// Shapes lists the shapes that have a limit, in order.
func (l *Limits) Shapes() []string { return slices.Sorted(maps.Keys(l.table)) }

// Limit returns the limit of a shape, and whether it has one.
func (l *Limits) Limit(shape string) (Limit, bool) {
	limit, ok := l.table[shape]
	return limit, ok
}
