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
			wanted, err := compileText(c, fields[[]string]{"name": many(func(values []string) []string { return values })})
			if err != nil {
				t.Fatal(err)
			}
			if got := wanted(nil, test.fields); got != test.want {
				t.Errorf("got %v, want %v", got, test.want)
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

// All parts of a node and of a filter must hold: none that a client gives is
// passed over.
func TestSearch_AllPartsHold(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	for name, tags := range map[string]map[string]string{"red one": {"colour": "red", "size": "l"}, "red two": {"colour": "red"}, "blue one": {"colour": "blue", "size": "l"}} {
		id := h.queue(t, name)
		h.do(t, "TagResource", &connectapi.TagResourceInput{ResourceArn: h.arn("queue/" + *id), Tags: tags})
	}
	named := func(part string) connectapi.QueueSearchCriteria {
		return connectapi.QueueSearchCriteria{StringCondition: &connectapi.StringCondition{
			FieldName: ptr("name"), Value: &part, ComparisonType: connectapi.StringComparisonTypeContains}}
	}
	both := named("red")
	both.OrConditions = []connectapi.QueueSearchCriteria{named("one"), named("none")}
	both.AndConditions = []connectapi.QueueSearchCriteria{named("e"), named("o")}
	both.QueueTypeCondition = connectapi.SearchableQueueTypeStandard
	tag := func(key, value string) connectapi.TagCondition {
		return connectapi.TagCondition{TagKey: &key, TagValue: &value}
	}
	red := tag("colour", "red")
	filter := &connectapi.ControlPlaneTagFilter{TagCondition: &red, OrConditions: [][]connectapi.TagCondition{{tag("size", "l")}, {tag("size", "xl")}},
		AndConditions: []connectapi.TagCondition{tag("colour", "red")}}
	for name, in := range map[string]*connectapi.SearchQueuesInput{
		"criteria": {InstanceId: h.id(), SearchCriteria: &both},
		"filter":   {InstanceId: h.id(), SearchFilter: &connectapi.QueueSearchFilter{TagFilter: filter}},
	} {
		out := call[connectapi.SearchQueuesOutput](t, h, "SearchQueues", in)
		if len(out.Queues) != 1 || *out.Queues[0].Name != "red one" {
			t.Errorf("%s: found %d queues, want the red one", name, len(out.Queues))
		}
	}
}

// Criteria are bounded in depth and number, as each is asked of every resource.
func TestSearch_Bounds(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	deep, node := connectapi.UserSearchCriteria{}, func(c connectapi.UserSearchCriteria) connectapi.UserSearchCriteria {
		return connectapi.UserSearchCriteria{OrConditions: []connectapi.UserSearchCriteria{c}}
	}
	for range 1000 {
		deep = node(deep)
	}
	h.refused(t, "SearchUsers", &connectapi.SearchUsersInput{InstanceId: h.id(), SearchCriteria: &deep}, 400, "Serialization")
	wide := func(n int) *connectapi.SearchUsersInput {
		return &connectapi.SearchUsersInput{InstanceId: h.id(), SearchCriteria: &connectapi.UserSearchCriteria{OrConditions: make([]connectapi.UserSearchCriteria, n)}}
	}
	h.do(t, "SearchUsers", wide(maxConditions-1))
	if got := h.refused(t, "SearchUsers", wide(maxConditions), 400, "InvalidParameter"); !strings.Contains(got.Message, "SearchCriteria must have at most 1000 conditions") {
		t.Error(got.Message)
	}
}
