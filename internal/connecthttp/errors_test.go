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
