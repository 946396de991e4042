package connecthttp

import (
	"context"

	"strowger/internal/center"
	"strowger/internal/connectapi"
)

// ListFlowAssociations lists the flows that telephone numbers have, both by their
// ARNs, in the order of the numbers' ids. Of other types of resource there is
// none here.
func (s *Service) ListFlowAssociations(_ context.Context, in *connectapi.ListFlowAssociationsInput) (*connectapi.ListFlowAssociationsOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	d := instance.Directory()
	items, next, err := page(&d.PhoneNumbers, in.NextToken, in.MaxResults, func(n *center.PhoneNumber) bool {
		return n.FlowID != "" && ofVoice(in.ResourceType)
	})
	if err != nil {
		return nil, err
	}
	return &connectapi.ListFlowAssociationsOutput{NextToken: next, FlowAssociationSummaryList: flowAssociations(instance, items)}, nil
}

// BatchGetFlowAssociation returns the flows of numbers, named by their ids or
// ARNs. Those without a flow and those that the instance does not have are left
// out. Of other types of resource there is none here.
func (s *Service) BatchGetFlowAssociation(_ context.Context, in *connectapi.BatchGetFlowAssociationInput) (*connectapi.BatchGetFlowAssociationOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	d := instance.Directory()
	var found []*center.PhoneNumber
	for _, ref := range in.ResourceIds {
		n, ok := d.PhoneNumbers.Get(d.Instance.IDOf(center.KindPhoneNumber, ref))
		if ok && n.FlowID != "" && ofVoice(in.ResourceType) {
			found = append(found, n)
		}
	}
	return &connectapi.BatchGetFlowAssociationOutput{FlowAssociationSummaryList: flowAssociations(instance, found)}, nil
}

func ofVoice(kind connectapi.ListFlowAssociationResourceType) bool {
	return kind == "" || kind == connectapi.ListFlowAssociationResourceTypeVoicePhoneNumber
}

func flowAssociations(instance Instance, numbers []*center.PhoneNumber) []connectapi.FlowAssociationSummary {
	out := make([]connectapi.FlowAssociationSummary, len(numbers))
	for i, n := range numbers {
		out[i] = connectapi.FlowAssociationSummary{ResourceId: numberARN(instance, n.ID), ResourceType: connectapi.ListFlowAssociationResourceTypeVoicePhoneNumber,
			FlowId: ptr(instance.Directory().Instance.ARN(center.KindFlow, string(n.FlowID)))}
	}
	return out
}
