package connecthttp

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"strowger/internal/connectapi"
)

func TestCompileText(t *testing.T) {
	t.Parallel()
	exact, starts, contains := connectapi.StringComparisonTypeExact, connectapi.StringComparisonTypeStartsWith, connectapi.StringComparisonTypeContains
	tests := map[string]struct {
		how    connectapi.StringComparisonType
		value  string
		fields []string
		want   bool
	}{
		"equal":               {exact, "Sales", []string{"sALES"}, true},
		"part is not equal":   {exact, "Sale", []string{"Sales"}, false},
		"start":               {starts, "über", []string{"ÜBERALL"}, true},
		"not the start":       {starts, "all", []string{"overall"}, false},
		"longer than text":    {starts, "sales and more", []string{"sales"}, false},
		"inside":              {contains, "ÄR", []string{"zwei bären"}, true},
		"at the end":          {contains, "es", []string{"Sales"}, true},
		"not inside":          {contains, "sx", []string{"Sales"}, false},
		"any of the values":   {exact, "b", []string{"a", "B"}, true},
		"no values":           {contains, "", nil, false},
		"empty in empty text": {contains, "", []string{""}, true},
		"no comparison named": {"", "sales", []string{"Sales"}, true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := &connectapi.StringCondition{FieldName: ptr("Name"), ComparisonType: test.how, Value: &test.value}
			of := func(field string) ([]string, bool) { return test.fields, field == "name" }
			wanted, err := compileText(c, of)
			if err != nil {
				t.Fatal(err)
			}
			if got, err := wanted(of); got != test.want || err != nil {
				t.Errorf("got %v, %v, want %v", got, err, test.want)
			}
		})
	}
}

// Comparing without regard to case finds what comparing the lower-case texts
// finds.
func TestFold(t *testing.T) {
	t.Parallel()
	text := rapid.StringOfN(rapid.SampledFrom([]rune("aAbBüÜßñÑ .й")), 0, 6, -1)
	rapid.Check(t, func(t *rapid.T) {
		s, part := text.Draw(t, "s"), text.Draw(t, "part")
		lower, lowerPart := strings.ToLower(s), strings.ToLower(part)
		if got, want := hasPrefixFold(s, part), strings.HasPrefix(lower, lowerPart); got != want {
			t.Errorf("hasPrefixFold(%q, %q) = %v", s, part, got)
		}
		if got, want := containsFold(s, part), strings.Contains(lower, lowerPart); got != want {
			t.Errorf("containsFold(%q, %q) = %v", s, part, got)
		}
	})
}
