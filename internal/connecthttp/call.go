package connecthttp

import (
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

// StopCallInput reports that the caller has hung up.
type StopCallInput struct {
	InstanceId *string `json:"-" path:"InstanceId" check:"required,arn,InstanceId"`
	ContactId  *string `json:"-" path:"ContactId" check:"required,arn,ContactId"`
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

// StopCall ends a call because the caller hung up. A gateway knows the call by
// its first segment; where that was transferred the one that goes on ends.
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
	_, err = instance.Do(ctx, routing.StopContact{ContactID: rec.ID, Reason: center.CustomerDisconnect})
	return nil, err
}
