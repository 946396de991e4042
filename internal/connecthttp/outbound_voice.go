package connecthttp

import (
	"context"
	"time"

	"strowger/internal/center"
	"strowger/internal/connectapi"
	"strowger/internal/routing"
)

// StartOutboundVoiceContact calls a customer. When the customer answers the flow
// runs, and the call goes on as an inbound one does (R5.46). It shows the number
// given, else that of the queue; the queue given is the target queue with which
// the flow begins. One of the two is needed; with both, the number is shown and
// the queue is the target.
//
// Not built: AnswerMachineDetectionConfig, CampaignId, OutboundStrategy and a
// TrafficType of CAMPAIGN are refused. Every number may be called:
// DestinationNotAllowedException is never thrown.
func (s *Service) StartOutboundVoiceContact(ctx context.Context, in *connectapi.StartOutboundVoiceContactInput) (*connectapi.StartOutboundVoiceContactOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	if err := checkOutbound(in); err != nil {
		return nil, err
	}
	if err := checkNames(in.Attributes); err != nil {
		return nil, err
	}
	rec := &center.Contact{
		Channel: center.Voice, Method: center.ByAPI, Name: text(in.Name), Description: text(in.Description),
		ClientToken: text(in.ClientToken), Attributes: in.Attributes, Endpoint: phone(in.DestinationPhoneNumber),
		Flow: center.FlowPosition{FlowID: idOf[center.FlowID](instance, center.KindFlow, in.ContactFlowId)},
		Dial: center.Dial{Ring: routing.DialTime, Most: 1},
	}
	if in.RingTimeoutInSeconds != nil {
		rec.Dial.Ring = time.Duration(*in.RingTimeoutInSeconds) * time.Second
	}
	if rec.References, err = taskReferences(in.References); err != nil {
		return nil, err
	}
	if err := callFrom(instance.Directory(), rec, in); err != nil {
		return nil, err
	}
	if in.RelatedContactId != nil {
		related, err := instance.Contact(ctx, idOf[center.ContactID](instance, center.KindContact, in.RelatedContactId))
		if err != nil {
			return nil, err
		}
		rec.RelatedID = related.ID
	}
	id, _, err := s.start(ctx, instance, rec, 0)
	if err != nil {
		return nil, err
	}
	return &connectapi.StartOutboundVoiceContactOutput{ContactId: str(id)}, nil
}

// checkOutbound refuses combinations that the API forbids, and members whose
// effect this server does not have.
func checkOutbound(in *connectapi.StartOutboundVoiceContactInput) error {
	switch {
	case text(in.QueueId) == "" && text(in.SourcePhoneNumber) == "":
		return center.Errorf(center.Refused, "Give QueueId or SourcePhoneNumber.")
	case in.AnswerMachineDetectionConfig != nil:
		return unsupported("AnswerMachineDetectionConfig", "it hears nothing")
	case text(in.CampaignId) != "":
		return unsupported("CampaignId", "it has no campaigns")
	case in.OutboundStrategy != nil:
		return unsupported("OutboundStrategy", "it has no campaigns")
	case in.TrafficType != "" && in.TrafficType != connectapi.TrafficTypeGeneral:
		return unsupported("TrafficType "+string(in.TrafficType), "it has no campaigns")
	}
	return nil
}

// callFrom fills in the number to show and the target queue, or says why the
// instance cannot make the call.
func callFrom(d *center.Directory, rec *center.Contact, in *connectapi.StartOutboundVoiceContactInput) error {
	if !d.Instance.OutboundCalls {
		return &connectapi.OutboundContactNotPermittedException{Message: ptr("Outbound calls are switched off for the instance.")}
	}
	var numberID center.PhoneNumberID
	if text(in.QueueId) != "" {
		q, err := get(d, &d.Queues, center.KindQueue, in.QueueId)
		if err != nil {
			return err
		}
		rec.Flow.Target.QueueID, numberID = q.ID, q.Outbound.NumberID
	}
	n, ok := d.PhoneNumbers.Get(string(numberID))
	if text(in.SourcePhoneNumber) != "" {
		if n, ok = d.PhoneNumbers.ByName(*in.SourcePhoneNumber); !ok {
			return center.Missing(center.KindPhoneNumber, *in.SourcePhoneNumber)
		}
	}
	if !ok { // R5.47
		return &connectapi.OutboundContactNotPermittedException{Message: ptr("The queue has no outbound caller id, and SourcePhoneNumber is not given.")}
	}
	rec.System = phone(&n.Number)
	return nil
}
