package connecthttp

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"strowger/internal/center"
	"strowger/internal/connectapi"
)

func stringList(values ...string) *connectapi.PredefinedAttributeValues {
	return &connectapi.PredefinedAttributeValues{StringList: append([]string{}, values...)}
}

// attribute makes a predefined attribute.
func (h *harness) attribute(t testing.TB, name string, values ...string) {
	t.Helper()
	h.do(t, "CreatePredefinedAttribute", &connectapi.CreatePredefinedAttributeInput{InstanceId: h.id(), Name: &name, Values: stringList(values...)})
}

func (h *harness) describeAttribute(t testing.TB, name string) *connectapi.PredefinedAttribute {
	t.Helper()
	return call[connectapi.DescribePredefinedAttributeOutput](t, h, "DescribePredefinedAttribute",
		&connectapi.DescribePredefinedAttributeInput{InstanceId: h.id(), Name: &name}).PredefinedAttribute
}

// R6.1: what may be in a name or a value, and how it comes back.
func TestPredefinedAttribute_CreateAndDescribe(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	var many []string
	for i := range 500 {
		many = append(many, fmt.Sprint("value ", 500-i))
	}
	tests := map[string]connectapi.CreatePredefinedAttributeInput{
		"least":      {Name: ptr("Certificate")},
		"no value":   {Name: ptr("Unit"), Values: stringList()},
		"everything": {Name: ptr("Technology"), Values: stringList("AWS Kinesis", "EC2"), Purposes: []string{"Routing", "Search"}, AttributeConfiguration: &connectapi.InputPredefinedAttributeConfiguration{EnableValueValidationOnAssociation: ptr(true)}},
		"longest":    {Name: ptr(strings.Repeat("語", 100)), Values: stringList(strings.Repeat("値", 100))},
		"most":       {Name: ptr("Many"), Values: stringList(many...)},
		"characters": {Name: ptr("a_b/c:d=e+f-g@h'i <?>;,."), Values: stringList("Île ½ ٣")},
		"prefixes":   {Name: ptr("aws"), Values: stringList("connect", "AWS:x", "Connect:x")},
	}
	for name, in := range tests {
		t.Run(name, func(t *testing.T) {
			in.InstanceId = h.id()
			h.do(t, "CreatePredefinedAttribute", &in)
			want := &connectapi.PredefinedAttribute{Name: in.Name, Values: in.Values, Purposes: in.Purposes,
				AttributeConfiguration: &connectapi.PredefinedAttributeConfiguration{EnableValueValidationOnAssociation: in.AttributeConfiguration != nil},
				LastModifiedTime:       stamp(testStart), LastModifiedRegion: ptr(testRegion)}
			if want.Values == nil {
				want.Values = stringList()
			}
			diff(t, "attribute", h.describeAttribute(t, *in.Name), want)
		})
	}
	h.refused(t, "DescribePredefinedAttribute", &connectapi.DescribePredefinedAttributeInput{InstanceId: h.id(), Name: ptr("technology")}, 404, "ResourceNotFound")
}

func TestPredefinedAttribute_CreateRefusals(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.attribute(t, "Language", "English")
	tests := map[string]struct {
		name   string
		values []string
		status int
		code   string
	}{
		"the same name":        {"Language", nil, 409, "DuplicateResource"},
		"in case alone":        {"lANGUAGE", nil, 409, "DuplicateResource"},
		"empty":                {"", nil, 400, "InvalidParameter"},
		"long":                 {strings.Repeat("n", 101), nil, 400, "InvalidParameter"},
		"prefix aws:":          {"aws:new", nil, 400, "InvalidParameter"},
		"prefix connect:":      {"connect:new", nil, 400, "InvalidParameter"},
		"of the system (R6.2)": {"connect:Language", nil, 400, "InvalidParameter"},
		"character":            {"a&b", nil, 400, "InvalidParameter"},
		"line feed":            {"a\nb", nil, 400, "InvalidParameter"},
		"value, empty":         {"new", []string{""}, 400, "InvalidParameter"},
		"value, long":          {"new", []string{strings.Repeat("v", 101)}, 400, "InvalidParameter"},
		"value, prefix":        {"new", []string{"connect:French"}, 400, "InvalidParameter"},
		"value, character":     {"new", []string{"R#D"}, 400, "InvalidParameter"},
		"value, twice":         {"new", []string{"a", "b", "a"}, 400, "InvalidParameter"},
		"values, too many":     {"new", make([]string, 501), 400, "InvalidParameter"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			h.refused(t, "CreatePredefinedAttribute", &connectapi.CreatePredefinedAttributeInput{InstanceId: h.id(), Name: &test.name, Values: stringList(test.values...)}, test.status, test.code)
		})
	}
	h.refused(t, "CreatePredefinedAttribute", &connectapi.CreatePredefinedAttributeInput{InstanceId: ptr(absentID), Name: ptr("new")}, 404, "ResourceNotFound")
	if said := h.refused(t, "CreatePredefinedAttribute", &connectapi.CreatePredefinedAttributeInput{InstanceId: h.id(), Name: ptr("language")}, 409, "DuplicateResource"); !strings.Contains(said.Message, "language") {
		t.Errorf("the message is %q", said.Message)
	}
}

func TestPredefinedAttribute_Update(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.attribute(t, "Language", "English", "French")
	h.advance(time.Minute)
	update := func(edit func(*connectapi.UpdatePredefinedAttributeInput)) *connectapi.UpdatePredefinedAttributeInput {
		in := &connectapi.UpdatePredefinedAttributeInput{InstanceId: h.id(), Name: ptr("Language")}
		edit(in)
		return in
	}
	h.do(t, "UpdatePredefinedAttribute", update(func(in *connectapi.UpdatePredefinedAttributeInput) { in.Purposes = []string{"Routing"} }))
	got := h.describeAttribute(t, "Language")
	diff(t, "values, not given", got.Values, stringList("English", "French"))
	diff(t, "purposes", got.Purposes, []string{"Routing"})
	diff(t, "time", got.LastModifiedTime, stamp(testStart.Add(time.Minute)))
	h.do(t, "UpdatePredefinedAttribute", update(func(in *connectapi.UpdatePredefinedAttributeInput) {
		in.Values = stringList("Dutch", "French")
		in.AttributeConfiguration = &connectapi.InputPredefinedAttributeConfiguration{EnableValueValidationOnAssociation: ptr(true)}
	}))
	got = h.describeAttribute(t, "Language")
	diff(t, "values", got.Values, stringList("Dutch", "French"))
	diff(t, "purposes, not given", got.Purposes, []string{"Routing"})
	if !got.AttributeConfiguration.EnableValueValidationOnAssociation {
		t.Error("the configuration is as it was")
	}
	ann := h.user(t, "ann")
	h.do(t, "AssociateUserProficiencies", h.proficient(ann, proficiency("Language", "French", 3)))
	for name, values := range map[string][]string{"in use": {"Dutch"}, "twice": {"French", "French"}, "prefix": {"French", "aws:x"}} {
		code := "InvalidParameter"
		if name == "in use" {
			code = "InvalidRequest"
		}
		h.refused(t, "UpdatePredefinedAttribute", update(func(in *connectapi.UpdatePredefinedAttributeInput) { in.Values = stringList(values...) }), 400, code)
	}
	h.refused(t, "UpdatePredefinedAttribute", update(func(in *connectapi.UpdatePredefinedAttributeInput) { in.Name = ptr("Mood") }), 404, "ResourceNotFound")
}

// R6.2: a new instance has the attributes of the system. Customers may add
// values to two of them, and take none of the system's away.
func TestPredefinedAttribute_System(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	language := h.describeAttribute(t, center.LanguageAttribute)
	if !slices.Contains(language.Values.StringList, "connect:French") || language.AttributeConfiguration.IsReadOnly {
		t.Errorf("the languages are %+v", language.Values.StringList)
	}
	if subtype := h.describeAttribute(t, center.SubtypeAttribute); !subtype.AttributeConfiguration.IsReadOnly || !slices.Contains(subtype.Values.StringList, "connect:Chat") {
		t.Errorf("the subtypes are %+v", subtype)
	}
	diff(t, "workload types", h.describeAttribute(t, center.WorkloadAttribute).Values, stringList())
	update := func(name string, values ...string) *connectapi.UpdatePredefinedAttributeInput {
		return &connectapi.UpdatePredefinedAttributeInput{InstanceId: h.id(), Name: &name, Values: stringList(values...)}
	}
	h.do(t, "UpdatePredefinedAttribute", update(center.LanguageAttribute, "Frisian", "connect:French"))
	diff(t, "languages", h.describeAttribute(t, center.LanguageAttribute).Values.StringList, append(language.Values.StringList, "Frisian"))
	h.do(t, "UpdatePredefinedAttribute", update(center.WorkloadAttribute, "Urgent"))
	diff(t, "workload types", h.describeAttribute(t, center.WorkloadAttribute).Values, stringList("Urgent"))
	h.refused(t, "UpdatePredefinedAttribute", update(center.LanguageAttribute, "connect:Frisian"), 400, "InvalidParameter")
	h.refused(t, "UpdatePredefinedAttribute", update(center.SubtypeAttribute, "Fax"), 400, "InvalidRequest")
	for _, name := range []string{center.LanguageAttribute, center.SubtypeAttribute, center.WorkloadAttribute} {
		h.refused(t, "DeletePredefinedAttribute", &connectapi.DeletePredefinedAttributeInput{InstanceId: h.id(), Name: &name}, 400, "InvalidRequest")
	}
}

// R6.1: an attribute goes only when no user has it.
func TestPredefinedAttribute_Delete(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.attribute(t, "a/b", "x", "y")
	ann := h.user(t, "ann")
	h.do(t, "AssociateUserProficiencies", h.proficient(ann, proficiency("a/b", "x", 1), proficiency("a/b", "y", 1)))
	remove := &connectapi.DeletePredefinedAttributeInput{InstanceId: h.id(), Name: ptr("a/b")}
	h.refused(t, "DeletePredefinedAttribute", remove, 409, "ResourceInUse")
	h.do(t, "DisassociateUserProficiencies", h.notProficient(ann, "a/b", "x"))
	h.refused(t, "DeletePredefinedAttribute", remove, 409, "ResourceInUse")
	h.do(t, "DeleteUser", &connectapi.DeleteUserInput{InstanceId: h.id(), UserId: ann})
	h.do(t, "DeletePredefinedAttribute", remove)
	h.refused(t, "DeletePredefinedAttribute", remove, 404, "ResourceNotFound")
	h.attribute(t, "A/B") // the name is free again
}

func TestPredefinedAttribute_ListAndSearch(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	for _, name := range []string{"Zone", "Language", "Level"} {
		h.attribute(t, name, "x")
	}
	all := []string{"Language", "Level", "Zone", center.LanguageAttribute, center.SubtypeAttribute, center.WorkloadAttribute}
	var names []string
	in := &connectapi.ListPredefinedAttributesInput{InstanceId: h.id(), MaxResults: ptr(int32(2))}
	for {
		out := call[connectapi.ListPredefinedAttributesOutput](t, h, "ListPredefinedAttributes", in)
		for _, a := range out.PredefinedAttributeSummaryList {
			names = append(names, *a.Name)
			diff(t, "summary", a, connectapi.PredefinedAttributeSummary{Name: a.Name, LastModifiedTime: stamp(testStart), LastModifiedRegion: ptr(testRegion)})
		}
		if in.NextToken = out.NextToken; in.NextToken == nil {
			break
		}
	}
	diff(t, "names", names, all)
	found := func(kind connectapi.StringComparisonType, value string) []string {
		out := call[connectapi.SearchPredefinedAttributesOutput](t, h, "SearchPredefinedAttributes", &connectapi.SearchPredefinedAttributesInput{InstanceId: h.id(),
			SearchCriteria: &connectapi.PredefinedAttributeSearchCriteria{StringCondition: &connectapi.StringCondition{FieldName: ptr("Name"), ComparisonType: kind, Value: &value}}})
		names := []string{}
		for _, a := range out.PredefinedAttributes {
			names = append(names, *a.Name)
			diff(t, "attribute", &a, h.describeAttribute(t, *a.Name))
		}
		diff(t, "count", *out.ApproximateTotalCount, int64(len(names)))
		return names
	}
	diff(t, "exact", found(connectapi.StringComparisonTypeExact, "language"), []string{"Language"})
	diff(t, "starts", found(connectapi.StringComparisonTypeStartsWith, "l"), []string{"Language", "Level"})
	diff(t, "contains", found(connectapi.StringComparisonTypeContains, "lang"), []string{"Language", center.LanguageAttribute})
	diff(t, "nothing", found(connectapi.StringComparisonTypeExact, "Mood"), []string{})
	h.refused(t, "SearchPredefinedAttributes", &connectapi.SearchPredefinedAttributesInput{InstanceId: h.id(), SearchCriteria: &connectapi.PredefinedAttributeSearchCriteria{
		StringCondition: &connectapi.StringCondition{FieldName: ptr("colour"), Value: ptr("x")}}}, 400, "InvalidParameter")
	h.refused(t, "ListPredefinedAttributes", &connectapi.ListPredefinedAttributesInput{InstanceId: h.id(), NextToken: ptr("x")}, 400, "InvalidParameter")
}
