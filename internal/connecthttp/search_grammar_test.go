package connecthttp

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"

	"strowger/internal/connectapi"
)

// searches are the searches that are built: the text fields of section 4.5 of
// the API's facts by the members of an item that they are about, and where an
// item has its ARN, by which it is tagged ("": it has no tags).
var searches = map[string]struct {
	fields map[string]string
	arn    string
}{
	"SearchQueues":                    {map[string]string{"name": "Name", "description": "Description", "resourceID": "QueueId"}, "QueueArn"},
	"SearchRoutingProfiles":           {map[string]string{"name": "Name", "description": "Description", "resourceID": "RoutingProfileId", "associatedQueueIds": "AssociatedQueueIds"}, "RoutingProfileArn"},
	"SearchHoursOfOperations":         {map[string]string{"name": "Name", "description": "Description", "timezone": "TimeZone", "resourceID": "HoursOfOperationId"}, "HoursOfOperationArn"},
	"SearchPrompts":                   {map[string]string{"name": "Name", "description": "Description", "resourceID": "PromptId"}, "PromptARN"},
	"SearchQuickConnects":             {map[string]string{"name": "Name", "description": "Description", "resourceID": "QuickConnectId"}, "QuickConnectARN"},
	"SearchAgentStatuses":             {map[string]string{"name": "Name", "description": "Description", "resourceID": "AgentStatusId", "state": "State", "type": "Type"}, "AgentStatusARN"},
	"SearchUserHierarchyGroups":       {map[string]string{"name": "Name", "levelId": "LevelId", "resourceID": "Id"}, "Arn"},
	"SearchSecurityProfiles":          {map[string]string{"name": "SecurityProfileName"}, "Arn"},
	"SearchContactFlows":              {map[string]string{"name": "Name", "description": "Description", "resourceID": "Id"}, "Arn"},
	"SearchContactFlowModules":        {map[string]string{"name": "Name", "description": "Description", "resourceID": "Id"}, "Arn"},
	"SearchViews":                     {map[string]string{"name": "Name", "description": "Description", "resourceID": "Id"}, "Arn"},
	"SearchPredefinedAttributes":      {map[string]string{"name": "Name"}, ""},
	"SearchUsers":                     {map[string]string{"Username": "Username", "RoutingProfileId": "RoutingProfileId", "SecurityProfileId": "SecurityProfileIds", "resourceId": "Id"}, "Arn"},
	"SearchHoursOfOperationOverrides": {map[string]string{"name": "Name", "description": "Description", "resourceID": "HoursOfOperationOverrideId"}, ""},
}

// otherSearches are no searches of resources by criteria.
var otherSearches = []string{"SearchAvailablePhoneNumbers", "SearchResourceTags"}

// searched is one search on a floor full of things.
type searched struct {
	*testing.T
	floor     *floor
	operation string
	items     string // the member of the output that is the list
	input     reflect.Type
	all       []map[string]any // every item, as JSON
}

// find searches with criteria and filter, each the JSON of a request, and
// returns what is found in order.
func (s *searched) find(criteria, filter any) []string {
	s.T.Helper()
	members := map[string]any{"InstanceId": *s.floor.id()}
	if criteria != nil {
		members["SearchCriteria"] = criteria
	}
	if filter != nil {
		members["SearchFilter"] = filter
	}
	body, err := json.Marshal(members)
	if err != nil {
		s.Fatal(err)
	}
	in := reflect.New(s.input)
	if err := json.Unmarshal(body, in.Interface(), json.RejectUnknownMembers(true)); err != nil {
		s.Fatal(err)
	}
	output, err := s.floor.call(s.T, s.operation, in.Interface())
	if err != nil {
		s.Fatalf("%s: %v", body, err)
	}
	out := reflect.ValueOf(output).Elem()
	found := []string{}
	for i := range out.FieldByName(s.items).Len() {
		item, err := json.Marshal(out.FieldByName(s.items).Index(i).Interface(), json.Deterministic(true))
		if err != nil {
			s.Fatal(err)
		}
		found = append(found, string(item))
	}
	if total := out.FieldByName("ApproximateTotalCount").Elem().Int(); total != int64(len(found)) {
		s.Errorf("%s: %d are found and %d counted", body, len(found), total)
	}
	return found
}

// want returns those items of which holds is true, in order.
func (s *searched) want(holds func(map[string]any) bool) []string {
	s.T.Helper()
	wanted := []string{}
	for _, item := range s.all {
		if holds(item) {
			text, err := json.Marshal(item, json.Deterministic(true))
			if err != nil {
				s.Fatal(err)
			}
			wanted = append(wanted, canonical(s.T, string(text)))
		}
	}
	return wanted
}

// canonical is a JSON text with its members in order.
func canonical(t *testing.T, text string) string {
	t.Helper()
	var v any
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatal(err)
	}
	sorted, err := json.Marshal(v, json.Deterministic(true))
	if err != nil {
		t.Fatal(err)
	}
	return string(sorted)
}

// textsOf are the texts of a member of an item.
func textsOf(item map[string]any, member string) (texts []string) {
	switch v := item[member].(type) {
	case string:
		texts = append(texts, v)
	case []any:
		for _, one := range v {
			texts = append(texts, one.(string))
		}
	}
	return texts
}

// condition is a text condition as JSON, and what it means.
func (s *searched) condition(field, how, value string) (leaf map[string]any, holds func(map[string]any) bool) {
	member := searches[s.operation].fields[field]
	compare := map[string]func(string, string) bool{"EXACT": func(a, b string) bool { return a == b }, "STARTS_WITH": strings.HasPrefix, "CONTAINS": strings.Contains}[how]
	return map[string]any{"StringCondition": map[string]any{"FieldName": field, "Value": value, "ComparisonType": how}}, func(item map[string]any) bool {
		return slices.ContainsFunc(textsOf(item, member), func(v string) bool { return compare(strings.ToLower(v), strings.ToLower(value)) })
	}
}

// Every search takes the grammar of section 4.5: texts in three ways, AND and OR
// at any depth, and tags in three ways. What it finds is what a simple reading
// of the criteria finds among all.
func TestSearch_Grammar(t *testing.T) {
	t.Parallel()
	f := newFloor(t)
	several(t, f)
	f.setLevels(t, "one", "two")
	f.module(t, "a third module")
	f.view(t, &connectapi.CreateViewInput{Name: ptr("a third view"), Status: connectapi.ViewStatusSaved, Content: viewOf("")})
	hours := string(byName(t, &f.instance.view.Hours, "Basic Hours").ID)
	for i, name := range []string{"red one", "red two", "blue"} {
		group := call[connectapi.CreateUserHierarchyGroupOutput](t, f.harness, "CreateUserHierarchyGroup", &connectapi.CreateUserHierarchyGroupInput{InstanceId: f.id(), Name: &name})
		f.do(t, "CreateUserHierarchyGroup", &connectapi.CreateUserHierarchyGroupInput{InstanceId: f.id(), Name: ptr(name + " below"), ParentGroupId: group.HierarchyGroupId})
		f.quickConnect(t, name, &connectapi.QuickConnectConfig{QuickConnectType: connectapi.QuickConnectTypePhoneNumber, PhoneConfig: &connectapi.PhoneNumberQuickConnectConfig{PhoneNumber: ptr("+12065550100")}})
		f.do(t, "CreateHoursOfOperation", &connectapi.CreateHoursOfOperationInput{InstanceId: f.id(), Name: &name, TimeZone: ptr("Europe/Berlin"), Config: []connectapi.HoursOfOperationConfig{}})
		f.do(t, "CreatePredefinedAttribute", &connectapi.CreatePredefinedAttributeInput{InstanceId: f.id(), Name: ptr(fmt.Sprint("attribute", i)),
			Values: &connectapi.PredefinedAttributeValues{StringList: []string{"a"}}})
		f.do(t, "CreateHoursOfOperationOverride", &connectapi.CreateHoursOfOperationOverrideInput{InstanceId: f.id(), HoursOfOperationId: &hours, Name: &name, Config: []connectapi.HoursOfOperationOverrideConfig{},
			EffectiveFrom: ptr(fmt.Sprintf("2026-12-2%d", i)), EffectiveTill: ptr(fmt.Sprintf("2026-12-2%d", i))})
	}
	built := 0
	for _, l := range lists(t) {
		if !strings.HasPrefix(l.operation, "Search") || slices.Contains(otherSearches, l.operation) {
			continue
		}
		built++
		if _, known := searches[l.operation]; !known {
			t.Errorf("%s is not in the table", l.operation)
			continue
		}
		t.Run(l.operation, func(t *testing.T) {
			s := &searched{T: t, floor: f, operation: l.operation, items: l.items, input: l.input}
			s.load()
			s.texts()
			if searches[s.operation].arn != "" {
				s.tags()
			}
		})
	}
	if built != len(searches) {
		t.Errorf("%d searches are built, and %d in the table", built, len(searches))
	}
}

// load reads everything that the search can find.
func (s *searched) load() {
	s.T.Helper()
	s.all = nil
	for _, text := range s.find(nil, nil) {
		var item map[string]any
		if err := json.Unmarshal([]byte(text), &item); err != nil {
			s.Fatal(err)
		}
		s.all = append(s.all, item)
	}
	if len(s.all) < 3 {
		s.Fatalf("there are %d items, and three are needed", len(s.all))
	}
}

// same compares what is found with what is wanted.
func (s *searched) same(what string, found, wanted []string) {
	s.T.Helper()
	for i := range found {
		found[i] = canonical(s.T, found[i])
	}
	diff(s.T, what, found, wanted)
}

func (s *searched) texts() {
	s.T.Helper()
	for _, field := range slices.Sorted(maps.Keys(searches[s.operation].fields)) {
		var some []string // texts of the field, each once
		for _, item := range s.all {
			for _, v := range textsOf(item, searches[s.operation].fields[field]) {
				if !slices.Contains(some, v) {
					some = append(some, v)
				}
			}
		}
		if len(some) == 0 {
			continue // nothing of its kind has a description
		}
		first, last := some[0], some[len(some)-1]
		for how, value := range map[string]string{"EXACT": strings.ToUpper(first), "STARTS_WITH": first[:len(first)/2+1], "CONTAINS": last[len(last)/2:]} {
			leaf, holds := s.condition(field, how, value)
			s.same(field+" "+how+" "+value, s.find(leaf, nil), s.want(holds))
		}
		a, isA := s.condition(strings.ToUpper(field), "EXACT", first) // the case of the field's name does not matter
		_, isA = s.condition(field, "EXACT", first)
		b, isB := s.condition(field, "EXACT", last)
		no, _ := s.condition(field, "EXACT", "nothing of that kind")
		or, and := map[string]any{"OrConditions": []any{a, b}}, map[string]any{"AndConditions": []any{a, b}}
		either := func(item map[string]any) bool { return isA(item) || isB(item) }
		both := func(item map[string]any) bool { return isA(item) && isB(item) }
		s.same(field+": OR", s.find(or, nil), s.want(either))
		s.same(field+": AND", s.find(and, nil), s.want(both))
		s.same(field+": AND of OR", s.find(map[string]any{"AndConditions": []any{or, b}}, nil), s.want(isB))
		s.same(field+": OR of AND", s.find(map[string]any{"OrConditions": []any{and, a, no}}, nil), s.want(isA))
		s.same(field+": nothing", s.find(map[string]any{"AndConditions": []any{or, no}}, nil), []string{})
	}
	in := reflect.New(s.input)
	bad := fmt.Sprintf(`{"InstanceId":%q,"SearchCriteria":{"OrConditions":[{"StringCondition":{"FieldName":"shoeSize","Value":"x","ComparisonType":"EXACT"}}]}}`, *s.floor.id())
	if err := json.Unmarshal([]byte(bad), in.Interface()); err != nil {
		s.Fatal(err)
	}
	if refusal := s.floor.refused(s.T, s.operation, in.Interface(), 400, refusalCode(s.operation)); !strings.Contains(refusal.Message, "shoeSize") {
		s.Error(refusal.Message)
	}
}

// tags gives the first items tags and filters by them.
func (s *searched) tags() {
	s.T.Helper()
	for i, tags := range []map[string]string{{"colour": "red", "size": "l"}, {"colour": "red"}, {"colour": "blue", "size": "l"}} {
		s.floor.do(s.T, "TagResource", &connectapi.TagResourceInput{ResourceArn: ptr(s.all[i][searches[s.operation].arn].(string)), Tags: tags})
	}
	s.load()
	tag := func(key, value string) map[string]any { return map[string]any{"TagKey": key, "TagValue": value} }
	has := func(pairs ...string) func(map[string]any) bool {
		return func(item map[string]any) bool {
			tags, _ := item["Tags"].(map[string]any)
			for i := 0; i < len(pairs); i += 2 {
				if tags[pairs[i]] != pairs[i+1] {
					return false
				}
			}
			return true
		}
	}
	or := func(item map[string]any) bool {
		return has("colour", "blue")(item) || has("colour", "red", "size", "l")(item)
	}
	filters := map[string]map[string]any{}
	if _, ok := s.filterMember("TagFilter"); ok {
		filters["TagFilter"] = map[string]any{"AndConditions": []any{tag("colour", "red"), tag("size", "l")},
			"OrConditions": []any{[]any{tag("colour", "blue")}, []any{tag("colour", "red"), tag("size", "l")}}}
	}
	for _, member := range []string{"AttributeFilter", "UserAttributeFilter", "FlowAttributeFilter"} {
		if _, ok := s.filterMember(member); ok {
			filters[member] = map[string]any{"AndCondition": map[string]any{"TagConditions": []any{tag("colour", "red"), tag("size", "l")}},
				"OrConditions": []any{map[string]any{"TagConditions": []any{tag("colour", "blue")}}, map[string]any{"TagConditions": []any{tag("colour", "red"), tag("size", "l")}}}}
		}
	}
	if len(filters) == 0 {
		s.Fatal("the search has no filter by tags")
	}
	for member, filter := range filters {
		filter["TagCondition"] = tag("colour", "red")
		for form, holds := range map[string]func(map[string]any) bool{"TagCondition": has("colour", "red"), "AndConditions": has("colour", "red", "size", "l"),
			"AndCondition": has("colour", "red", "size", "l"), "OrConditions": or} {
			if filter[form] == nil {
				continue
			}
			wanted := s.want(holds)
			if len(wanted) == 0 {
				s.Errorf("%s.%s is to find nothing", member, form)
			}
			s.same(member+"."+form, s.find(nil, map[string]any{member: map[string]any{form: filter[form]}}), wanted)
		}
		key := map[string]any{member: map[string]any{"TagCondition": map[string]any{"TagKey": "size"}}} // a key alone
		s.same(member+": a key", s.find(nil, key), s.want(has("size", "l")))
		s.same(member+": another value", s.find(nil, map[string]any{member: map[string]any{"TagCondition": tag("colour", "green")}}), []string{})
	}
}

func (s *searched) filterMember(name string) (reflect.StructField, bool) {
	filter, ok := s.input.FieldByName("SearchFilter")
	if !ok {
		return filter, false
	}
	return filter.Type.Elem().FieldByName(name)
}

// Users are found by the groups of the hierarchy, in criteria and in the filter.
func TestSearch_GrammarOfHierarchy(t *testing.T) {
	t.Parallel()
	f := newFloor(t)
	f.setLevels(t, "one", "two")
	group := func(name string, parent *string) *string {
		return call[connectapi.CreateUserHierarchyGroupOutput](t, f.harness, "CreateUserHierarchyGroup", &connectapi.CreateUserHierarchyGroupInput{InstanceId: f.id(), Name: &name, ParentGroupId: parent}).HierarchyGroupId
	}
	north := group("north", nil)
	harbour := group("harbour", north)
	south := group("south", nil)
	for user, id := range map[string]*string{"ann": north, "bob": harbour} {
		f.do(t, "UpdateUserHierarchy", &connectapi.UpdateUserHierarchyInput{InstanceId: f.id(), UserId: &user, HierarchyGroupId: id})
	}
	f.do(t, "TagResource", &connectapi.TagResourceInput{ResourceArn: f.arn("agent/bob"), Tags: map[string]string{"colour": "red"}})
	exact, children := connectapi.HierarchyGroupMatchTypeExact, connectapi.HierarchyGroupMatchTypeWithChildGroups
	in := func(id *string, how connectapi.HierarchyGroupMatchType) *connectapi.HierarchyGroupCondition {
		return &connectapi.HierarchyGroupCondition{Value: id, HierarchyGroupMatchType: how}
	}
	red := connectapi.TagCondition{TagKey: ptr("colour"), TagValue: ptr("red")}
	filter := func(f connectapi.ControlPlaneUserAttributeFilter) *connectapi.UserSearchFilter {
		return &connectapi.UserSearchFilter{UserAttributeFilter: &f}
	}
	for name, tt := range map[string]struct {
		criteria *connectapi.UserSearchCriteria
		filter   *connectapi.UserSearchFilter
		want     []string
	}{
		"exact":               {&connectapi.UserSearchCriteria{HierarchyGroupCondition: in(north, exact)}, nil, []string{"ann"}},
		"by ARN":              {&connectapi.UserSearchCriteria{HierarchyGroupCondition: in(f.arn("agent-group/"+*north), exact)}, nil, []string{"ann"}},
		"with children":       {&connectapi.UserSearchCriteria{HierarchyGroupCondition: in(north, children)}, nil, []string{"ann", "bob"}},
		"nobody":              {&connectapi.UserSearchCriteria{HierarchyGroupCondition: in(south, children)}, nil, nil},
		"in an OR":            {&connectapi.UserSearchCriteria{OrConditions: []connectapi.UserSearchCriteria{{HierarchyGroupCondition: in(harbour, exact)}, {HierarchyGroupCondition: in(south, exact)}}}, nil, []string{"bob"}},
		"filter":              {nil, filter(connectapi.ControlPlaneUserAttributeFilter{HierarchyGroupCondition: in(north, children)}), []string{"ann", "bob"}},
		"filter, AND":         {nil, filter(connectapi.ControlPlaneUserAttributeFilter{AndCondition: &connectapi.AttributeAndCondition{HierarchyGroupCondition: in(north, children), TagConditions: []connectapi.TagCondition{red}}}), []string{"bob"}},
		"filter, AND, exact":  {nil, filter(connectapi.ControlPlaneUserAttributeFilter{AndCondition: &connectapi.AttributeAndCondition{HierarchyGroupCondition: in(north, exact), TagConditions: []connectapi.TagCondition{red}}}), nil},
		"filter, OR":          {nil, filter(connectapi.ControlPlaneUserAttributeFilter{OrConditions: []connectapi.AttributeAndCondition{{HierarchyGroupCondition: in(north, exact)}, {TagConditions: []connectapi.TagCondition{red}}}}), []string{"ann", "bob"}},
		"criteria and filter": {&connectapi.UserSearchCriteria{HierarchyGroupCondition: in(north, children)}, filter(connectapi.ControlPlaneUserAttributeFilter{TagCondition: &red}), []string{"bob"}},
	} {
		var names []string
		for _, u := range call[connectapi.SearchUsersOutput](t, f.harness, "SearchUsers", &connectapi.SearchUsersInput{InstanceId: f.id(), SearchCriteria: tt.criteria, SearchFilter: tt.filter}).Users {
			names = append(names, *u.Id)
		}
		slices.Sort(names)
		diff(t, name, names, tt.want)
	}
	both := filter(connectapi.ControlPlaneUserAttributeFilter{TagCondition: &red})
	both.TagFilter = &connectapi.ControlPlaneTagFilter{TagCondition: &red}
	f.refused(t, "SearchUsers", &connectapi.SearchUsersInput{InstanceId: f.id(), SearchFilter: both}, 403, "AccessDenied")
}
