package connecthttp

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"strowger/internal/connectapi"
)

func proficiency(name, value string, level float32) connectapi.UserProficiency {
	return connectapi.UserProficiency{AttributeName: &name, AttributeValue: &value, Level: &level}
}

func (h *harness) proficient(user *string, list ...connectapi.UserProficiency) *connectapi.AssociateUserProficienciesInput {
	return &connectapi.AssociateUserProficienciesInput{InstanceId: h.id(), UserId: user, UserProficiencies: append([]connectapi.UserProficiency{}, list...)}
}

func (h *harness) notProficient(user *string, name, value string) *connectapi.DisassociateUserProficienciesInput {
	return &connectapi.DisassociateUserProficienciesInput{InstanceId: h.id(), UserId: user,
		UserProficiencies: []connectapi.UserProficiencyDisassociate{{AttributeName: &name, AttributeValue: &value}}}
}

// levels lists the proficiencies of a user, page by page.
func (h *harness) levels(t testing.TB, user *string) []string {
	t.Helper()
	list := []string{}
	in := &connectapi.ListUserProficienciesInput{InstanceId: h.id(), UserId: user, MaxResults: ptr(int32(3))}
	for {
		out := call[connectapi.ListUserProficienciesOutput](t, h, "ListUserProficiencies", in)
		for _, p := range out.UserProficiencyList {
			list = append(list, fmt.Sprintf("%s %s %v", *p.AttributeName, *p.AttributeValue, *p.Level))
		}
		if out.LastModifiedTime == nil || *out.LastModifiedRegion != testRegion {
			t.Errorf("changed at %v in %v", out.LastModifiedTime, out.LastModifiedRegion)
		}
		if in.NextToken = out.NextToken; in.NextToken == nil {
			return list
		}
	}
}

// R6.3: proficiencies are added, changed and taken away.
func TestUserProficiency_Life(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.attribute(t, "Language", "French", "English")
	h.attribute(t, "Hardware", "Router", "Phone")
	ann := h.user(t, "ann")
	diff(t, "before", h.levels(t, ann), []string{})
	h.do(t, "AssociateUserProficiencies", h.proficient(ann, proficiency("Language", "French", 3), proficiency("Hardware", "Router", 5)))
	h.do(t, "AssociateUserProficiencies", h.proficient(h.arn("agent/"+*ann), proficiency("Language", "English", 1), proficiency("connect:Language", "connect:French", 2)))
	diff(t, "added", h.levels(t, ann), []string{"Hardware Router 5", "Language English 1", "Language French 3", "connect:Language connect:French 2"})
	h.do(t, "UpdateUserProficiencies", &connectapi.UpdateUserProficienciesInput{InstanceId: h.id(), UserId: ann,
		UserProficiencies: []connectapi.UserProficiency{proficiency("Language", "French", 4), proficiency("Language", "English", 2)}})
	diff(t, "changed", h.levels(t, ann), []string{"Hardware Router 5", "Language English 2", "Language French 4", "connect:Language connect:French 2"})
	h.do(t, "DisassociateUserProficiencies", h.notProficient(ann, "Language", "French"))
	diff(t, "taken away", h.levels(t, ann), []string{"Hardware Router 5", "Language English 2", "connect:Language connect:French 2"})
}

func TestUserProficiency_Refusals(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	var many []string
	var ten []connectapi.UserProficiency
	for i := range 11 {
		many = append(many, fmt.Sprint("v", i))
		ten = append(ten, proficiency("Many", many[i], 1))
	}
	h.attribute(t, "Many", many...)
	h.attribute(t, "Language", "French")
	ann, bob := h.user(t, "ann"), h.user(t, "bob")
	h.do(t, "AssociateUserProficiencies", h.proficient(ann, ten[:10]...))
	update := func(p connectapi.UserProficiency) any {
		return &connectapi.UpdateUserProficienciesInput{InstanceId: h.id(), UserId: ann, UserProficiencies: []connectapi.UserProficiency{p}}
	}
	tests := map[string]struct {
		input  any
		status int
		code   string
		says   string
	}{
		"an eleventh (R6.3)":       {h.proficient(ann, ten[10]), 400, "InvalidRequest", "10"},
		"eleven at once (R6.3)":    {h.proficient(bob, ten...), 400, "InvalidRequest", "10"},
		"had already":              {h.proficient(ann, proficiency("Many", "v3", 2)), 400, "InvalidRequest", "Many v3"},
		"twice in a request":       {h.proficient(bob, ten[0], ten[1], ten[0]), 400, "InvalidParameter", "UserProficiencies[2]"},
		"level 0":                  {h.proficient(bob, proficiency("Many", "v0", 0)), 400, "InvalidParameter", "Level"},
		"level 6":                  {h.proficient(bob, proficiency("Many", "v0", 6)), 400, "InvalidParameter", "Level"},
		"level 2.5 (R6.3)":         {h.proficient(bob, proficiency("Many", "v0", 2.5)), 400, "InvalidParameter", "UserProficiencies[0].Level"},
		"unknown attribute":        {h.proficient(bob, proficiency("many", "v0", 1)), 404, "ResourceNotFound", "many"},
		"unknown value":            {h.proficient(bob, proficiency("Language", "Dutch", 1)), 400, "InvalidParameter", "Dutch"},
		"unknown user":             {h.proficient(ptr(absentID), ten[0]), 404, "ResourceNotFound", "user"},
		"update of none":           {update(proficiency("Language", "French", 1)), 400, "InvalidRequest", "AssociateUserProficiencies"},
		"update to 4.5":            {update(proficiency("Many", "v0", 4.5)), 400, "InvalidParameter", "UserProficiencies[0].Level"},
		"take away what is not":    {h.notProficient(ann, "Language", "French"), 400, "InvalidRequest", "Language French"},
		"take away what is not 2":  {h.notProficient(bob, "Many", "v0"), 400, "InvalidRequest", "Many v0"},
		"take away, unknown user":  {h.notProficient(ptr(absentID), "Many", "v0"), 404, "ResourceNotFound", "user"},
		"list of an unknown user":  {&connectapi.ListUserProficienciesInput{InstanceId: h.id(), UserId: ptr(absentID)}, 404, "ResourceNotFound", "user"},
		"list from a strange page": {&connectapi.ListUserProficienciesInput{InstanceId: h.id(), UserId: ann, NextToken: ptr("x")}, 400, "InvalidParameter", "NextToken"},
	}
	before := h.levels(t, ann)
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			operation := strings.TrimSuffix(strings.TrimPrefix(fmt.Sprintf("%T", test.input), "*connectapi."), "Input")
			if said := h.refused(t, operation, test.input, test.status, test.code); !strings.Contains(said.Message, test.says) {
				t.Errorf("the message %q does not say %q", said.Message, test.says)
			}
		})
	}
	diff(t, "after all that", h.levels(t, ann), before)
	diff(t, "nothing in part", h.levels(t, bob), []string{})
}

// A search by proficiencies: one proficiency must meet all conditions at once.
func TestUserProficiency_Search(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.attribute(t, "Language", "French", "English")
	h.attribute(t, "Hardware", "French keyboard")
	for name, list := range map[string][]connectapi.UserProficiency{
		"ann": {proficiency("Language", "French", 3), proficiency("Language", "English", 5)},
		"bob": {proficiency("Language", "French", 5), proficiency("Language", "English", 1)},
		"cat": {proficiency("Hardware", "French keyboard", 4)},
		"dan": nil,
	} {
		h.do(t, "AssociateUserProficiencies", h.proficient(h.user(t, name), list...))
	}
	type condition = connectapi.Condition
	is := func(field, value string) condition {
		return condition{StringCondition: &connectapi.StringCondition{FieldName: &field, Value: &value, ComparisonType: connectapi.StringComparisonTypeExact}}
	}
	level := func(kind connectapi.NumberComparisonType, low, high int32) condition {
		c := &connectapi.NumberCondition{FieldName: ptr("Level"), ComparisonType: kind}
		if low > 0 {
			c.MinValue = &low
		}
		if high > 0 {
			c.MaxValue = &high
		}
		return condition{NumberCondition: c}
	}
	input := func(list ...condition) *connectapi.SearchUsersInput {
		return &connectapi.SearchUsersInput{InstanceId: h.id(), SearchCriteria: &connectapi.UserSearchCriteria{
			ListCondition: &connectapi.ListCondition{TargetListType: connectapi.TargetListTypeProficiencies, Conditions: list}}}
	}
	french := is("AttributeValue", "French")
	tests := map[string]struct {
		in   *connectapi.SearchUsersInput
		want []string
	}{
		"any proficiency":    {input(), []string{"ann", "bob", "cat"}},
		"attribute":          {input(is("attributename", "Language")), []string{"ann", "bob"}},
		"other name":         {input(is("Name", "hardware")), []string{"cat"}},
		"value":              {input(french), []string{"ann", "bob"}},
		"value, starts":      {input(condition{StringCondition: &connectapi.StringCondition{FieldName: ptr("Value"), Value: ptr("french"), ComparisonType: connectapi.StringComparisonTypeStartsWith}}), []string{"ann", "bob", "cat"}},
		"of one proficiency": {input(french, level(connectapi.NumberComparisonTypeGreaterOrEqual, 4, 0)), []string{"bob"}},
		"greater":            {input(french, level(connectapi.NumberComparisonTypeGreater, 3, 0)), []string{"bob"}},
		"greater or equal":   {input(french, level(connectapi.NumberComparisonTypeGreaterOrEqual, 3, 0)), []string{"ann", "bob"}},
		"lesser":             {input(french, level(connectapi.NumberComparisonTypeLesser, 0, 5)), []string{"ann"}},
		"lesser or equal":    {input(french, level(connectapi.NumberComparisonTypeLesserOrEqual, 0, 5)), []string{"ann", "bob"}},
		"equal":              {input(french, level(connectapi.NumberComparisonTypeEqual, 5, 0)), []string{"bob"}},
		"equal, as maximum":  {input(french, level(connectapi.NumberComparisonTypeEqual, 0, 5)), []string{"bob"}},
		"not equal":          {input(french, level(connectapi.NumberComparisonTypeNotEqual, 5, 0)), []string{"ann"}},
		"range":              {input(level(connectapi.NumberComparisonTypeRange, 3, 4)), []string{"ann", "cat"}},
		"both in one": {input(condition{StringCondition: french.StringCondition, NumberCondition: level(connectapi.NumberComparisonTypeEqual, 3, 0).NumberCondition}),
			[]string{"ann"}},
		"beside a name": {&connectapi.SearchUsersInput{InstanceId: h.id(), SearchCriteria: &connectapi.UserSearchCriteria{AndConditions: []connectapi.UserSearchCriteria{
			*input(french).SearchCriteria, {StringCondition: &connectapi.StringCondition{FieldName: ptr("Username"), Value: ptr("b"), ComparisonType: connectapi.StringComparisonTypeStartsWith}}}}},
			[]string{"bob"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			out := call[connectapi.SearchUsersOutput](t, h, "SearchUsers", test.in)
			got := []string{}
			for _, u := range out.Users {
				got = append(got, *u.Username)
			}
			slices.Sort(got)
			diff(t, "found", got, test.want)
		})
	}
	for name, in := range map[string]*connectapi.SearchUsersInput{
		"unknown text":   input(is("colour", "red")),
		"unknown number": input(condition{NumberCondition: &connectapi.NumberCondition{FieldName: ptr("age"), MinValue: ptr(int32(1))}}),
		"no bound":       input(level(connectapi.NumberComparisonTypeGreater, 0, 0)),
		"half a range":   input(level(connectapi.NumberComparisonTypeRange, 1, 0)),
		"inside": {InstanceId: h.id(), SearchCriteria: &connectapi.UserSearchCriteria{OrConditions: []connectapi.UserSearchCriteria{
			{}, *input(is("colour", "red")).SearchCriteria}}},
	} {
		t.Run(name, func(t *testing.T) { h.refused(t, "SearchUsers", in, 400, "InvalidParameter") })
	}
}
