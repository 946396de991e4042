package connecthttp

import (
	"errors"
	"strings"

	"strowger/internal/center"
	"strowger/internal/connectapi"
	"strowger/internal/restjson"
)

// exception makes the API's exception of an error of the domain. Where the
// operation does not declare the usual one, its nearest relative is taken.
// Other errors pass: exceptions already, or faults that the client is told
// nothing about.
func exception(route restjson.Route, err error) error {
	var refusal *center.Error
	if !errors.As(err, &refusal) {
		return err
	}
	message := ptr(shorten(refusal.Message))
	switch refusal.Kind {
	case center.NotFound:
		if refusal.Resource == center.KindContact && route.Declares("ContactNotFoundException") {
			return &connectapi.ContactNotFoundException{Message: message}
		}
		return &connectapi.ResourceNotFoundException{Message: message}
	case center.Duplicate:
		if !route.Declares("DuplicateResourceException") {
			return &connectapi.InvalidRequestException{Message: message}
		}
		return &connectapi.DuplicateResourceException{Message: message}
	case center.Invalid:
		return invalid(route, message)
	case center.Refused, center.NotReady:
		if route.Declares("InvalidRequestException") {
			return &connectapi.InvalidRequestException{Message: message}
		}
		return invalid(route, message)
	case center.Conflict, center.Stale:
		return conflict(route, message)
	case center.Unmet:
		if route.Declares("ConditionalOperationFailedException") {
			return &connectapi.ConditionalOperationFailedException{Message: message}
		}
		return &connectapi.InvalidRequestException{Message: message}
	case center.InUse:
		if !route.Declares("ResourceInUseException") {
			return &connectapi.InvalidRequestException{Message: message}
		}
		return &connectapi.ResourceInUseException{Message: message,
			ResourceType: resourceTypes[refusal.Resource], ResourceId: optional(refusal.ResourceID)}
	case center.TokenReused:
		if route.Declares("IdempotencyException") {
			return &connectapi.IdempotencyException{Message: message}
		}
		return conflict(route, message)
	case center.Limit:
		switch {
		case !route.Declares("LimitExceededException") && route.Declares("ServiceQuotaExceededException"):
			return &connectapi.ServiceQuotaExceededException{Message: message}
		case !route.Declares("LimitExceededException") && route.Declares("InvalidRequestException"):
			return &connectapi.InvalidRequestException{Message: message} // so that no client repeats it, as it would a throttled call
		}
		return &connectapi.LimitExceededException{Message: message}
	case center.Denied:
		return &connectapi.AccessDeniedException{Message: message}
	case center.BadFlow:
		problems := make([]connectapi.ProblemDetail, len(refusal.Problems))
		for i, p := range refusal.Problems {
			problems[i].Message = ptr(p)
		}
		if route.Declares("InvalidContactFlowModuleException") {
			return &connectapi.InvalidContactFlowModuleException{Problems: problems, Message: message}
		}
		return &connectapi.InvalidContactFlowException{Problems: problems, Message: message}
	default: // center.Unavailable
		return &connectapi.InternalServiceException{Message: message}
	}
}

// maxMessage is the longest message in bytes. What makes one longer is a
// client's own text in it.
const maxMessage = 1000

func shorten(message string) string {
	if len(message) <= maxMessage {
		return message
	}
	return strings.ToValidUTF8(message[:maxMessage], "") + "..."
}

func invalid(route restjson.Route, message *string) error {
	if route.Declares("InvalidParameterException") {
		return &connectapi.InvalidParameterException{Message: message}
	}
	return &connectapi.InvalidRequestException{Message: message}
}

func conflict(route restjson.Route, message *string) error {
	switch {
	case route.Declares("ResourceConflictException"):
		return &connectapi.ResourceConflictException{Message: message}
	case route.Declares("ConflictException"):
		return &connectapi.ConflictException{Message: message}
	case route.Declares("InvalidRequestException"):
		return &connectapi.InvalidRequestException{Message: message}
	default:
		return invalid(route, message)
	}
}

// resourceTypes are the API's names for what ResourceInUseException is about.
var resourceTypes = map[center.ResourceKind]connectapi.ResourceType{
	center.KindHours:          "HOURS_OF_OPERATION",
	center.KindQueue:          "QUEUE",
	center.KindRoutingProfile: "ROUTING_PROFILE",
	center.KindUser:           connectapi.ResourceTypeUser,
	center.KindFlow:           connectapi.ResourceTypeContactFlow,
	center.KindInstance:       connectapi.ResourceTypeInstance,

	center.KindPredefinedAttribute: "PREDEFINED_ATTRIBUTE",
	center.KindPhoneNumber:         connectapi.ResourceTypePhoneNumber,
}
