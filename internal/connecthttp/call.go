package connecthttp

import (
	"cmp"
	"context"
	"net/http"

	"strowger/internal/center"
	"strowger/internal/connectapi"
	"strowger/internal/restjson"
	"strowger/internal/routing"
)

// StartCallInput reports a call that has reached a telephone gateway.
type StartCallInput struct {
	InstanceId    *string           `json:"-" path:"InstanceId" check:"required,arn,InstanceId"`
	From          *string           `json:"From,omitzero" check:"PhoneNumber"`                // caller, in E.164; absent when withheld
	To            *string           `json:"To,omitzero" check:"PhoneNumber"`                  // number that was dialled, in E.164
	ContactFlowId *string           `json:"ContactFlowId,omitzero" check:"arn,ContactFlowId"` // the flow of the number dialled if absent, or else the instance's
	Attributes    map[string]string `json:"Attributes,omitzero" check:"Attributes"`
}

// StartCallOutput names the contact that the call became.
type StartCallOutput struct {
	ContactId *string `json:"ContactId,omitzero"`
}

// StopCallInput reports that the customer has hung up, or cannot be reached.
type StopCallInput struct {
	InstanceId *string `json:"-" path:"InstanceId" check:"required,arn,InstanceId"`
	ContactId  *string `json:"-" path:"ContactId" check:"required,arn,ContactId"`
	Reason     *string `json:"-" query:"reason"` // of a customer who is being called: see StopCall
}

// StopCallOutput is empty.
type StopCallOutput struct{}

// Validate returns a *restjson.Invalid that lists what breaks the limits, or nil.
func (in *StartCallInput) Validate() error { return callLimits.Check(in) }

// Validate returns a *restjson.Invalid that lists what breaks the limits, or nil.
func (in *StopCallInput) Validate() error { return callLimits.Check(in) }

// callLimits are those of the API where it has the same members. A number in
// E.164 has at most 15 digits and begins with a country code.
var callLimits = restjson.NewLimits(map[string]restjson.Limit{
	"InstanceId":     {Min: 1, Max: 100},
	"ContactId":      {Min: 1, Max: 256},
	"ContactFlowId":  {Min: restjson.NoMin, Max: 500},
	"PhoneNumber":    {Min: restjson.NoMin, Max: restjson.NoMax, Pattern: restjson.Regexp(`\+[1-9][0-9]{1,14}`)},
	"Attributes":     {Max: restjson.NoMax, Key: "AttributeName", Item: "AttributeValue"},
	"AttributeName":  {Min: 1, Max: 32767},
	"AttributeValue": {Max: 32767},
	"WaitSeconds":    {Max: maxCallWait},
	"CallToken":      {Max: 100},
})

// callPath is where gateways report calls.
const callPath = "/strowger/v1/instances/{InstanceId}/calls"

// CallRoutes returns the operations of telephone gateways, for restjson.NewREST;
// the caller adds its hooks. Errors have the form of the Connect API's.
func CallRoutes(s *Service) restjson.Options {
	common := []string{"InvalidRequestException", "InvalidParameterException", "ResourceNotFoundException", "InternalServiceException"}
	options := connectapi.Wire(s)
	options.Routes = translated([]restjson.Route{
		restjson.Bind(restjson.Route{Operation: "StartCall", Method: http.MethodPost, Pattern: callPath, Errors: common}, (*Service).StartCall),
		restjson.Bind(restjson.Route{Operation: "StopCall", Method: http.MethodDelete, Pattern: callPath + "/{ContactId}", NoOutput: true,
			Errors: append([]string{"ContactNotFoundException"}, common...)}, (*Service).StopCall),
		restjson.Bind(restjson.Route{Operation: "ListCalls", Method: http.MethodGet, Pattern: callPath, Errors: common}, (*Service).ListCalls),
		restjson.Bind(restjson.Route{Operation: "AnswerCall", Method: http.MethodPost, Pattern: callPath + "/{ContactId}/answer", NoOutput: true,
			Errors: append([]string{"ContactNotFoundException", "ResourceConflictException"}, common...)}, (*Service).AnswerCall),
	})
	return options
}

// telephoneNumber is the type of both ends of a call.
const telephoneNumber = "TELEPHONE_NUMBER"

// StartCall brings an inbound call in and runs its flow: the one given, that of
// the number dialled where the instance has claimed it, or the instance's flow
// for inbound calls.
func (s *Service) StartCall(ctx context.Context, in *StartCallInput) (*StartCallOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	owner := instance.Directory().Instance
	if !owner.InboundCalls {
		return nil, center.Errorf(center.Refused, "Inbound calls are switched off for the instance.")
	}
	flowID := idOf[center.FlowID](instance, center.KindFlow, in.ContactFlowId)
	if n, ok := instance.Directory().PhoneNumbers.ByName(text(in.To)); ok && flowID == "" {
		flowID = n.FlowID
	}
	if flowID == "" {
		flowID = owner.InboundFlowID
	}
	if flowID == "" {
		return nil, center.Errorf(center.Refused, "Give ContactFlowId: the instance has no flow for inbound calls.")
	}
	if err := checkNames(in.Attributes); err != nil {
		return nil, err
	}
	id, _, err := s.start(ctx, instance, &center.Contact{
		Channel: center.Voice, Method: center.Inbound, Attributes: in.Attributes,
		Endpoint: phone(in.From), System: phone(in.To), Flow: center.FlowPosition{FlowID: flowID},
	}, 0)
	if err != nil {
		return nil, err
	}
	return &StartCallOutput{ContactId: str(id)}, nil
}

func phone(number *string) center.Endpoint {
	if text(number) == "" {
		return center.Endpoint{}
	}
	return center.Endpoint{Type: telephoneNumber, Address: *number}
}

// StopCall ends a call because the customer hung up. A gateway knows the call by
// its first segment; where that was transferred the one that goes on ends. While
// the customer is still being called it says that the customer cannot be reached,
// and why: reason is TELECOM_BUSY, TELECOM_NUMBER_INVALID,
// TELECOM_POTENTIAL_BLOCKING, TELECOM_UNANSWERED, TELECOM_TIMEOUT or
// TELECOM_PROBLEM, which is also meant without one.
func (s *Service) StopCall(ctx context.Context, in *StopCallInput) (*StopCallOutput, error) {
	instance, rec, err := s.contact(ctx, in.InstanceId, in.ContactId)
	if err != nil {
		return nil, err
	}
	if rec.Channel != center.Voice {
		return nil, center.Errorf(center.Refused, "Contact %s is not a call but a %s contact.", rec.ID, rec.Channel)
	}
	for rec.State == center.Ended && rec.NextID != "" {
		if rec, err = instance.Contact(ctx, rec.NextID); err != nil {
			return nil, err
		}
	}
	switch {
	case rec.State == center.Dialing:
		reason := center.DisconnectReason(cmp.Or(text(in.Reason), string(center.TelecomProblem)))
		_, err = instance.Do(ctx, routing.Refuse{ContactID: rec.ID, Reason: reason})
	case text(in.Reason) != "":
		err = center.Errorf(center.Refused, "Give a reason only while the customer is being called.")
	default:
		_, err = instance.Do(ctx, routing.StopContact{ContactID: rec.ID, Reason: center.CustomerDisconnect})
	}
	return nil, err
}
