package connecthttp

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"strowger/internal/center"
	"strowger/internal/connectapi"
	"strowger/internal/restjson"
)

// TestErrors_DeclaredByTheOperation walks all operations: wherever the model
// lets a kind of refusal be said at all, the exception is one that it declares.
func TestErrors_DeclaredByTheOperation(t *testing.T) {
	t.Parallel()
	sayable := map[center.ErrorKind][]string{ // one of these must be declared, or else there is nothing to choose
		center.NotFound:    {"ResourceNotFoundException"},
		center.Duplicate:   {"DuplicateResourceException"},
		center.Invalid:     {"InvalidParameterException", "InvalidRequestException"},
		center.Refused:     {"InvalidRequestException", "InvalidParameterException"},
		center.NotReady:    {"InvalidRequestException", "InvalidParameterException"},
		center.Conflict:    {"InvalidRequestException", "InvalidParameterException"},
		center.Stale:       {"InvalidRequestException", "InvalidParameterException"},
		center.InUse:       {"InvalidRequestException"},
		center.Limit:       {"InvalidRequestException"},
		center.TokenReused: {"InvalidRequestException", "InvalidParameterException"},
		center.Denied:      {"AccessDeniedException"},
		center.BadFlow:     {"InvalidContactFlowException"},
		center.Unavailable: {"InternalServiceException"},
	}
	for _, route := range connectapi.Routes {
		for kind, codes := range sayable {
			if !slices.ContainsFunc(codes, route.Declares) {
				continue
			}
			var said restjson.Exception
			err := exception(route, &center.Error{Kind: kind, Message: "why", Problems: []string{"why"}})
			if !errors.As(err, &said) {
				t.Fatalf("%s: %s becomes %v, which is no exception", route.Operation, kind, err)
			}
			if !route.Declares(said.ErrorCode()) {
				t.Errorf("%s: %s is answered with %s, which it does not declare", route.Operation, kind, said.ErrorCode())
			}
		}
	}
}

func TestErrors_ResourceInUse(t *testing.T) {
	t.Parallel()
	refusal := &center.Error{Kind: center.InUse, Resource: center.KindQueue, ResourceID: "sales", Message: "why"}
	declares := func(operation string) restjson.Route {
		i := slices.IndexFunc(connectapi.Routes, func(r restjson.Route) bool { return r.Operation == operation })
		return connectapi.Routes[i]
	}
	var inUse *connectapi.ResourceInUseException
	if err := exception(declares("DeleteQueue"), refusal); !errors.As(err, &inUse) || *inUse.ResourceId != "sales" || inUse.ResourceType != "QUEUE" {
		t.Errorf("DeleteQueue answers %+v", err)
	}
	var invalid *connectapi.InvalidRequestException
	if err := exception(declares("DeleteHoursOfOperation"), refusal); !errors.As(err, &invalid) || *invalid.Message != "why" {
		t.Errorf("DeleteHoursOfOperation answers %+v", err)
	}
}

func TestErrors_OthersPass(t *testing.T) {
	t.Parallel()
	fault := errors.New("a fault of the server")
	if err := exception(connectapi.Routes[0], fault); err != fault {
		t.Errorf("a fault becomes %v", err)
	}
	said := &connectapi.ContactFlowNotPublishedException{Message: ptr("why")}
	if err := exception(connectapi.Routes[0], said); err != error(said) {
		t.Errorf("an exception becomes %v", err)
	}
}

// A client's own text does not make a message endless.
func TestErrors_LongMessage(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	long := strings.Repeat("☎", 10_000)
	for name, refusal := range map[string]*answerError{
		"id":   h.refused(t, "DescribeUser", &connectapi.DescribeUserInput{InstanceId: h.id(), UserId: ptr("arn:" + long)}, 404, "ResourceNotFound"),
		"text": h.refused(t, "UpdateUserRoutingProfile", &connectapi.UpdateUserRoutingProfileInput{InstanceId: h.id(), UserId: ptr(long), RoutingProfileId: &long}, 404, "ResourceNotFound"),
		"field": h.refused(t, "SearchUsers", &connectapi.SearchUsersInput{InstanceId: h.id(), SearchCriteria: &connectapi.UserSearchCriteria{
			StringCondition: &connectapi.StringCondition{FieldName: &long}}}, 400, "InvalidParameter"),
	} {
		if len(refusal.Message) > maxMessage+3 || !utf8.ValidString(refusal.Message) || strings.Contains(refusal.Message, "\ufffd") {
			t.Errorf("%s: a message of %d bytes: %.80s", name, len(refusal.Message), refusal.Message)
		}
	}
}

// What section 5 of the API's facts has of messages seen in the wild is said
// here too, with its code and status.
func TestErrors_AsSeen(t *testing.T) {
	t.Parallel()
	f := newFloor(t)
	hours := string(byName(t, &f.instance.view.Hours, "Basic Hours").ID)
	user := f.userInput(t, "zed")
	f.do(t, "CreateUser", user)
	outbound := func(c connectapi.OutboundCallerConfig) *connectapi.CreateQueueInput {
		return &connectapi.CreateQueueInput{InstanceId: f.id(), Name: ptr("new"), HoursOfOperationId: &hours, OutboundCallerConfig: &c}
	}
	for name, tt := range map[string]struct {
		operation string
		input     any
		status    int
		code      string
		message   string // or how it begins
	}{
		"an alias that is taken": {"CreateInstance", managed("first"), 400, "InvalidRequest", "Invalid Input. Instance alias is already used."},
		"a list that is too long": {"AssociateQueueQuickConnects", &connectapi.AssociateQueueQuickConnectsInput{InstanceId: f.id(), QueueId: ptr("sales"), QuickConnectIds: make([]string, 51)},
			400, "InvalidParameter", "QuickConnectIds must include at most 50 items"},
		"a group without a level": {"CreateUserHierarchyGroup", &connectapi.CreateUserHierarchyGroupInput{InstanceId: f.id(), Name: ptr("x")}, 404, "ResourceNotFound", "Resource not found"},
		"a chat in no flow": {"StartChatContact", &connectapi.StartChatContactInput{InstanceId: f.id(), ContactFlowId: ptr("gone"), ParticipantDetails: &connectapi.ParticipantDetails{DisplayName: ptr("Kim")}},
			404, "ResourceNotFound", "Resource not found of Type: null"},
		"a user of that name":   {"CreateUser", user, 409, "DuplicateResource", "The user zed is already associated with the Amazon Connect instance " + *f.id()},
		"a number that is gone": {"ClaimPhoneNumber", &connectapi.ClaimPhoneNumberInput{InstanceId: f.id(), PhoneNumber: ptr("+12065559999")}, 400, "InvalidParameter", "Phone number not available: +12065559999"},
		"no number":             {"CreateQueue", outbound(connectapi.OutboundCallerConfig{OutboundCallerIdNumberId: ptr("")}), 400, "InvalidParameter", "OutboundCallerConfig.OutboundCallerIdNumberId"},
		"no flow":               {"CreateQueue", outbound(connectapi.OutboundCallerConfig{OutboundFlowId: ptr("")}), 400, "InvalidParameter", "OutboundCallerConfig.OutboundFlowId"},
		"the queue of an agent": {"DescribeQueue", &connectapi.DescribeQueueInput{InstanceId: f.id(), QueueId: ptr("ann")}, 404, "ResourceNotFound", ""},
		"content that is no flow": {"CreateContactFlow", &connectapi.CreateContactFlowInput{InstanceId: f.id(), Name: ptr("x"), Type: connectapi.ContactFlowTypeContactFlow, Content: ptr("{}")},
			400, "InvalidContactFlow", ""},
	} {
		if got := f.refused(t, tt.operation, tt.input, tt.status, tt.code); !strings.HasPrefix(got.Message, tt.message) {
			t.Errorf("%s: %q, want %q", name, got.Message, tt.message)
		}
	}
}
