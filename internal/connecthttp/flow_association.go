package connecthttp

import (
	"context"

	"strowger/internal/center"
	"strowger/internal/connectapi"
)

// ListFlowAssociations lists the flows that telephone numbers have, in the order
// of the numbers' ids. Of other types of resource there is none here.
func (s *Service) ListFlowAssociations(_ context.Context, in *connectapi.ListFlowAssociationsInput) (*connectapi.ListFlowAssociationsOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	d := instance.Directory()
	kind := connectapi.ListFlowAssociationResourceTypeVoicePhoneNumber
	items, next, err := page(&d.PhoneNumbers, in.NextToken, in.MaxResults, func(n *center.PhoneNumber) bool {
		return n.FlowID != "" && (in.ResourceType == "" || in.ResourceType == kind)
	})
	if err != nil {
		return nil, err
	}
	out := &connectapi.ListFlowAssociationsOutput{NextToken: next, FlowAssociationSummaryList: make([]connectapi.FlowAssociationSummary, len(items))}
	for i, n := range items {
		out.FlowAssociationSummaryList[i] = connectapi.FlowAssociationSummary{ResourceId: numberARN(instance, n.ID), ResourceType: kind,
			FlowId: ptr(d.Instance.ARN(center.KindFlow, string(n.FlowID)))}
	}
	return out, nil
}
