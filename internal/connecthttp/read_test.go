package connecthttp

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"

	"strowger/internal/center"
	"strowger/internal/connectapi"
)

// pageLimits are the largest pages, as section 4.4 of the API's facts has them;
// 100 for all others.
var pageLimits = map[string]float64{
	"ListSecurityKeys": 2, "ListInstanceAttributes": 7, "ListInstanceStorageConfigs": 10, "ListInstances": 10, "SearchAvailablePhoneNumbers": 10,
	"ListApprovedOrigins": 25, "ListBots": 25, "ListLambdaFunctions": 25, "ListLexBots": 25, "SearchQueues": 500, "SearchRoutingProfiles": 500, "SearchUsers": 500,
	"ListAgentStatuses": 1000, "ListContactFlowModuleAliases": 1000, "ListContactFlowModuleVersions": 1000, "ListContactFlowModules": 1000, "ListContactFlowVersions": 1000,
	"ListContactFlows": 1000, "ListFlowAssociations": 1000, "ListHoursOfOperations": 1000, "ListPhoneNumbers": 1000, "ListPhoneNumbersV2": 1000, "ListPrompts": 1000, "ListQueues": 1000,
	"ListQuickConnects": 1000, "ListRoutingProfiles": 1000, "ListSecurityProfileApplications": 1000, "ListSecurityProfileFlowModules": 1000,
	"ListSecurityProfilePermissions": 1000, "ListSecurityProfiles": 1000, "ListUserHierarchyGroups": 1000, "ListUsers": 1000,
}

// A page has at least one item, and at most as many as are documented.
func TestLists_MaxResults(t *testing.T) {
	t.Parallel()
	checked := 0
	for _, l := range lists(t) {
		if strings.HasPrefix(l.operation, "Get") && !strings.HasPrefix(l.operation, "GetCurrent") {
			continue
		}
		want := pageLimits[l.operation]
		if want == 0 {
			want = 100
		}
		member, _ := l.input.FieldByName("MaxResults")
		limit, ok := connectapi.Limits().Limit(member.Tag.Get("check"))
		if !ok || limit.Min != 1 || limit.Max != want {
			t.Errorf("%s takes pages of %g to %g items, want 1 to %g", l.operation, limit.Min, limit.Max, want)
		}
		checked++
	}
	if checked < 40 {
		t.Errorf("only %d lists were checked", checked)
	}
}

// readIDs are the ids by which reads ask, beside those of several.
func readIDs(t *testing.T, f *floor) map[string]string {
	t.Helper()
	ids := several(t, f)
	f.setLevels(t, "one")
	ids["HierarchyGroupId"] = *call[connectapi.CreateUserHierarchyGroupOutput](t, f.harness, "CreateUserHierarchyGroup", &connectapi.CreateUserHierarchyGroupInput{InstanceId: f.id(), Name: ptr("north")}).HierarchyGroupId
	ids["QuickConnectId"] = *f.quickConnect(t, "phone", &connectapi.QuickConnectConfig{QuickConnectType: connectapi.QuickConnectTypePhoneNumber, PhoneConfig: &connectapi.PhoneNumberQuickConnectConfig{PhoneNumber: ptr("+12065550100")}})
	ids["PhoneNumberId"] = *f.claim(t, "+12065550109")
	ids["AgentStatusId"] = string(f.statusID("Break"))
	ids["TaskTemplateId"] = *f.template(func(in *connectapi.CreateTaskTemplateInput) { in.Name = ptr("to read") })
	ids["PromptId"] = string(byName(t, &f.instance.view.Prompts, "Beep.wav").ID)
	ids["InitialContactId"] = ids["ContactId"]
	return ids
}

// What a read answers by an id it answers by the ARN, and also where the
// instance is named by its own.
func TestReads_ByARN(t *testing.T) {
	t.Parallel()
	f := newFloor(t)
	ids, d := readIDs(t, f), f.instance.Directory()
	service := reflect.TypeFor[connectapi.Service]()
	read := 0
	for operation := range readSources(t).missing {
		method, ok := service.MethodByName(operation)
		if !ok || !slices.ContainsFunc([]string{"Describe", "Get", "List"}, func(verb string) bool { return strings.HasPrefix(operation, verb) }) {
			continue
		}
		input := method.Type.In(1).Elem()
		if _, by := input.FieldByName("InstanceId"); !by && operation != "DescribePhoneNumber" {
			continue
		}
		byID, byARN := reflect.New(input), reflect.New(input)
		named := false
		for i := range input.NumField() {
			member := input.Field(i)
			id, arn := ids[member.Name], ids[member.Name]
			kind, known := memberKinds[member.Name]
			switch {
			case member.Name == "InstanceId":
				id, arn = *f.id(), d.Instance.ARN(center.KindInstance, "")
			case member.Name == "PhoneNumberId":
				kind, known = center.KindPhoneNumber, true
			case !strings.HasPrefix(member.Tag.Get("check"), "required"):
				continue
			}
			if id == "" || member.Type.Kind() != reflect.Pointer {
				continue
			}
			if known {
				arn, named = d.Instance.ARN(kind, id), true
			}
			byID.Elem().Field(i).Set(reflect.ValueOf(&id))
			byARN.Elem().Field(i).Set(reflect.ValueOf(&arn))
		}
		first, err := f.call(t, operation, byID.Interface())
		if err != nil {
			continue // it needs more than ids, or what it reads is not there
		}
		second, err := f.call(t, operation, byARN.Interface())
		if err != nil {
			t.Errorf("%s takes an id and no ARN: %v", operation, err)
			continue
		}
		diff(t, operation, shown(t, second), shown(t, first))
		if named {
			read++
		}
	}
	if read < 25 {
		t.Errorf("only %d reads were made by the ARN of something", read)
	}
}

// shown is an answer as text, without its page token, which is another each time.
func shown(t *testing.T, output any) string {
	t.Helper()
	if token := reflect.ValueOf(output).Elem().FieldByName("NextToken"); token.IsValid() {
		token.SetZero()
	}
	text, err := json.Marshal(output, json.Deterministic(true))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
