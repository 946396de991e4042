package connecthttp

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"

	"strowger/internal/connectapi"
)

func TestToken_Scope(t *testing.T) {
	t.Parallel()
	now := testStart.Time()
	token := sealToken("0123456789abcdef", "given.by a handler", now)
	if got, err := openToken("0123456789abcdef", token, now.Add(tokenAge)); err != nil || got != "given.by a handler" {
		t.Errorf("%q, %v", got, err)
	}
	if _, err := openToken("0123456789abcdef", token, now.Add(tokenAge+2*time.Second)); err == nil || !strings.Contains(err.Error(), "expired") {
		t.Errorf("an old token: %v", err)
	}
	for _, bad := range []string{"x", "", token + "=", sealToken("fedcba9876543210", "", now), *pageToken("sales")} {
		if got, err := openToken("0123456789abcdef", bad, now); err == nil {
			t.Errorf("%q is taken: %q", bad, got)
		}
	}
}

// list is one built operation that answers in pages.
type list struct {
	operation string
	input     reflect.Type
	items     string // the member of the output that is the list
}

// lists returns all of them.
func lists(t *testing.T) (all []list) {
	t.Helper()
	service := reflect.TypeFor[connectapi.Service]()
	for operation := range readSources(t).missing {
		method, ok := service.MethodByName(operation)
		if !ok {
			continue
		}
		input, output := method.Type.In(1).Elem(), method.Type.Out(0).Elem()
		_, token := input.FieldByName("NextToken")
		_, size := input.FieldByName("MaxResults")
		if !token || !size {
			continue
		}
		l := list{operation: operation, input: input}
		for i := range output.NumField() {
			if output.Field(i).Type.Kind() == reflect.Slice {
				l.items = output.Field(i).Name
			}
		}
		all = append(all, l)
	}
	return all
}

// filled makes an input with what the operation must have.
func (l list) filled(id *string, members map[string]string) reflect.Value {
	v := reflect.New(l.input)
	for i := range l.input.NumField() {
		field, member := v.Elem().Field(i), l.input.Field(i)
		if member.Name == "InstanceId" {
			field.Set(reflect.ValueOf(id))
			continue
		}
		value := members[l.operation+"."+member.Name]
		if value == "" && strings.HasPrefix(member.Tag.Get("check"), "required") {
			value = members[member.Name]
		}
		if value == "" {
			continue
		}
		if field.Kind() == reflect.Pointer {
			field.Set(reflect.ValueOf(&value))
		} else {
			field.SetString(value)
		}
	}
	return v
}

// several makes at least two of everything that is listed, and returns the
// members by which lists ask for it.
func several(t *testing.T, f *floor) map[string]string {
	t.Helper()
	h := f.harness
	members := map[string]string{"QueueId": "sales", "UserId": "ann", "RoutingProfileId": "desk", "ContactFlowId": "to-sales", "LexVersion": "V2",
		"ResourceType": "CHAT_TRANSCRIPTS", "ListFlowAssociations.ResourceType": "VOICE_PHONE_NUMBER", "PhoneNumberCountryCode": "US", "PhoneNumberType": "DID",
		"HoursOfOperationId": string(byName(t, &f.instance.view.Hours, "Basic Hours").ID), "ContactId": f.task(),
		"SecurityProfileId": string(byName(t, &f.instance.view.SecurityProfiles, "Admin").ID)}
	for i, number := range []string{"+12065550100", "+12065550101"} {
		n := fmt.Sprint(i)
		h.do(t, "AssociatePhoneNumberContactFlow", &connectapi.AssociatePhoneNumberContactFlowInput{InstanceId: h.id(), PhoneNumberId: h.claim(t, number), ContactFlowId: ptr("to-sales")})
		h.profile(t, "profile "+n)
		h.do(t, "TagResource", &connectapi.TagResourceInput{ResourceArn: h.arn("queue/sales"), Tags: map[string]string{"tag " + n: "x"}})
		members["ContactFlowModuleId"] = *h.module(t, "module "+n)
		h.do(t, "CreatePrompt", &connectapi.CreatePromptInput{InstanceId: h.id(), Name: ptr("prompt " + n), S3Uri: ptr("s3://b/" + n)})
		h.do(t, "CreateUser", h.userInput(t, "user"+n))
		h.do(t, "AssociateApprovedOrigin", &connectapi.AssociateApprovedOriginInput{InstanceId: h.id(), Origin: ptr("https://" + n + ".example")})
		h.do(t, "AssociateLambdaFunction", &connectapi.AssociateLambdaFunctionInput{InstanceId: h.id(), FunctionArn: ptr(testFunction + n)})
		h.do(t, "AssociateBot", &connectapi.AssociateBotInput{InstanceId: h.id(), LexV2Bot: &connectapi.LexV2Bot{AliasArn: ptr(testAlias + n)}})
		h.do(t, "AssociateLexBot", &connectapi.AssociateLexBotInput{InstanceId: h.id(), LexBot: &connectapi.LexBot{Name: ptr("bot" + n), LexRegion: ptr("us-west-2")}})
		h.do(t, "AssociateSecurityKey", &connectapi.AssociateSecurityKeyInput{InstanceId: h.id(), Key: testKey(t)})
		members["IntegrationAssociationId"] = *call[connectapi.CreateIntegrationAssociationOutput](t, h, "CreateIntegrationAssociation", &connectapi.CreateIntegrationAssociationInput{
			InstanceId: h.id(), IntegrationType: "EVENT", IntegrationArn: ptr("arn:aws:x:y:z:" + n)}).IntegrationAssociationId
		h.do(t, "CreateContactFlowVersion", &connectapi.CreateContactFlowVersionInput{InstanceId: h.id(), ContactFlowId: ptr("to-sales")})
		h.updateContent(t, "to-sales", *h.describeFlow(t, "to-sales").Content+" ")
		f.template(func(in *connectapi.CreateTaskTemplateInput) { in.Name = ptr("template " + n) })
		members["ViewId"] = *h.view(t, &connectapi.CreateViewInput{Name: ptr("view " + n), Status: connectapi.ViewStatusPublished, Content: viewOf(pageOne)}).Id
	}
	for _, page := range []string{pageOne, pageTwo} {
		h.do(t, "UpdateViewContent", &connectapi.UpdateViewContentInput{InstanceId: h.id(), ViewId: ptr(members["ViewId"]), Status: connectapi.ViewStatusPublished, Content: viewOf(page)})
		h.do(t, "CreateViewVersion", &connectapi.CreateViewVersionInput{InstanceId: h.id(), ViewId: ptr(members["ViewId"])})
	}
	module := ptr(members["ContactFlowModuleId"])
	for i, name := range []string{"one", "two"} {
		h.do(t, "UpdateContactFlowModuleContent", &connectapi.UpdateContactFlowModuleContentInput{InstanceId: h.id(), ContactFlowModuleId: module, Content: moduleContent(name)})
		h.do(t, "CreateContactFlowModuleVersion", &connectapi.CreateContactFlowModuleVersionInput{InstanceId: h.id(), ContactFlowModuleId: module})
		h.do(t, "CreateContactFlowModuleAlias", &connectapi.CreateContactFlowModuleAliasInput{InstanceId: h.id(), ContactFlowModuleId: module, AliasName: &name, ContactFlowModuleVersion: ptr(int64(i + 1))})
		h.do(t, "CreateUseCase", &connectapi.CreateUseCaseInput{InstanceId: h.id(), IntegrationAssociationId: ptr(members["IntegrationAssociationId"]),
			UseCaseType: []connectapi.UseCaseType{"RULES_EVALUATION", "CONNECT_CAMPAIGNS"}[i]})
	}
	return members
}

// notWalked are the lists that TestLists does not walk, with the reason.
var notWalked = map[string]string{
	"ListInstanceStorageConfigs":               "a type of resource has one place",
	"ListContactReferences":                    "all come at once",
	"GetCurrentMetricData":                     "current_metric_test.go does",
	"GetCurrentUserData":                       "user_data_test.go does",
	"ListUserHierarchyGroups":                  "hierarchy_test.go does",
	"SearchUserHierarchyGroups":                "hierarchy_test.go does",
	"ListHoursOfOperationOverrides":            "hours_override_test.go does",
	"SearchHoursOfOperationOverrides":          "hours_override_test.go does",
	"ListChildHoursOfOperations":               "hours_override_test.go does",
	"ListQuickConnects":                        "quick_connect_test.go does",
	"SearchQuickConnects":                      "quick_connect_test.go does",
	"ListQueueQuickConnects":                   "quick_connect_test.go does",
	"ListRoutingProfileManualAssignmentQueues": "routing_profile_test.go does",
	"ListSecurityProfileApplications":          "security_profile_test.go does",
	"ListUserProficiencies":                    "user_proficiency_test.go does",
}

// Every operation that answers in pages gives, one item at a time, what it gives
// at once; its tokens are good for the same question alone.
func TestLists(t *testing.T) {
	t.Parallel()
	f := newFloor(t)
	h, other, members := f.harness, f.second(t), several(t, f)
	foreign := sealToken("0123456789abcdef", *pageToken("x"), time.Now())
	walked := 0
	for _, l := range lists(t) {
		items := func(v reflect.Value) (list []string, next *string, err error) {
			output, err := h.call(t, l.operation, v.Interface())
			if err != nil {
				return nil, nil, err
			}
			out := reflect.ValueOf(output).Elem()
			for i := range out.FieldByName(l.items).Len() {
				item, err := json.Marshal(out.FieldByName(l.items).Index(i).Interface(), json.Deterministic(true))
				if err != nil {
					t.Fatal(err)
				}
				list = append(list, string(item))
			}
			next, _ = out.FieldByName("NextToken").Interface().(*string)
			return list, next, nil
		}
		in := l.filled(h.id(), members)
		in.Elem().FieldByName("NextToken").Set(reflect.ValueOf(&foreign))
		h.refused(t, l.operation, in.Interface(), 400, refusalCode(l.operation))
		in = l.filled(h.id(), members)
		whole, _, err := items(in)
		if err != nil {
			if notWalked[l.operation] == "" {
				t.Errorf("%s: %v", l.operation, err)
			}
			continue
		}
		if len(whole) < 2 {
			if notWalked[l.operation] == "" {
				t.Errorf("%s has %d items, and two are needed: make them in several", l.operation, len(whole))
			}
			continue
		}
		walked++
		var single []string
		var first *string
		for page := 0; page <= len(whole); page++ {
			in.Elem().FieldByName("MaxResults").Set(reflect.ValueOf(ptr(int32(1))))
			some, next, err := items(in)
			if err != nil || len(some) > 1 {
				t.Fatalf("%s: page %d has %d items, %v", l.operation, page, len(some), err)
			}
			if single = append(single, some...); next == nil || len(single) == len(whole) {
				break
			}
			if first == nil {
				first = next
			}
			if strings.ContainsAny(*next, "+/=") || len(*next) > 2500 {
				t.Errorf("%s: the token %s is not fit for a URL", l.operation, *next)
			}
			in.Elem().FieldByName("NextToken").Set(reflect.ValueOf(next))
		}
		diff(t, l.operation+" one by one", single, whole)
		if in.Elem().FieldByName("InstanceId").IsValid() {
			in.Elem().FieldByName("InstanceId").Set(reflect.ValueOf(other))
			in.Elem().FieldByName("NextToken").Set(reflect.ValueOf(first))
			if _, _, err := items(in); err == nil {
				t.Errorf("%s: the token of another instance is taken", l.operation)
			}
		}
	}
	if walked < 30 {
		t.Errorf("only %d lists were walked", walked)
	}
}

// refusalCode is the exception with which an operation refuses a bad member.
func refusalCode(operation string) string {
	for _, route := range connectapi.Routes {
		if route.Operation == operation && !route.Declares("InvalidParameterException") {
			return "InvalidRequest"
		}
	}
	return "InvalidParameter"
}
