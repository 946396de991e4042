package connecthttp

import (
	"context"
	"strconv"

	"strowger/internal/center"
	"strowger/internal/connectapi"
	"strowger/internal/routing"
)

func agentStatuses(d *center.Directory) *center.Table[*center.AgentStatus] { return &d.Statuses }

// CreateAgentStatus makes an agent status, always a custom one (R4.1).
func (s *Service) CreateAgentStatus(ctx context.Context, in *connectapi.CreateAgentStatusInput) (*connectapi.CreateAgentStatusOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	id, err := s.newID()
	if err != nil {
		return nil, err
	}
	status := &center.AgentStatus{ID: center.AgentStatusID(id), Name: *in.Name, Description: text(in.Description), Type: center.Custom,
		Disabled: in.State == connectapi.AgentStatusStateDisabled, Tags: in.Tags}
	if in.DisplayOrder != nil {
		status.DisplayOrder = *in.DisplayOrder
	}
	if _, err := instance.Do(ctx, routing.Put{Resource: status}); err != nil {
		return nil, err
	}
	return &connectapi.CreateAgentStatusOutput{AgentStatusId: &id,
		AgentStatusARN: ptr(instance.Directory().Instance.ARN(center.KindAgentStatus, id))}, nil
}

// DescribeAgentStatus returns an agent status.
func (s *Service) DescribeAgentStatus(_ context.Context, in *connectapi.DescribeAgentStatusInput) (*connectapi.DescribeAgentStatusOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	d := instance.Directory()
	status, err := get(d, &d.Statuses, center.KindAgentStatus, in.AgentStatusId)
	if err != nil {
		return nil, err
	}
	out := wireAgentStatus(d, status)
	return &connectapi.DescribeAgentStatusOutput{AgentStatus: &out}, nil
}

// ListAgentStatuses lists the agent statuses of an instance, of all types or of
// those asked for, disabled ones included.
func (s *Service) ListAgentStatuses(_ context.Context, in *connectapi.ListAgentStatusesInput) (*connectapi.ListAgentStatusesOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	d := instance.Directory()
	items, next, err := page(&d.Statuses, in.NextToken, in.MaxResults, func(status *center.AgentStatus) bool {
		return asksFor(in.AgentStatusTypes, connectapi.AgentStatusType(status.Type))
	})
	if err != nil {
		return nil, err
	}
	out := &connectapi.ListAgentStatusesOutput{NextToken: next, AgentStatusSummaryList: make([]connectapi.AgentStatusSummary, len(items))}
	for i, status := range items {
		out.AgentStatusSummaryList[i] = connectapi.AgentStatusSummary{
			Id: str(status.ID), Arn: ptr(d.Instance.ARN(center.KindAgentStatus, string(status.ID))), Name: &status.Name,
			Type: connectapi.AgentStatusType(status.Type), LastModifiedTime: stamp(status.Stamp.Modified), LastModifiedRegion: &d.Instance.Region,
		}
	}
	return out, nil
}

// SearchAgentStatuses finds agent statuses by name, description, state, type,
// place in the display or id, and by tags.
func (s *Service) SearchAgentStatuses(_ context.Context, in *connectapi.SearchAgentStatusesInput) (out *connectapi.SearchAgentStatusesOutput, err error) {
	out = &connectapi.SearchAgentStatusesOutput{}
	out.AgentStatuses, out.NextToken, out.ApproximateTotalCount, err = search[*center.AgentStatus, connectapi.AgentStatusSearchCriteria, connectapi.AgentStatus]{
		table: agentStatuses, criteria: in.SearchCriteria, fields: agentStatusFields, show: wireAgentStatus,
		keep: byAttributes[*center.AgentStatus](opened(in.SearchFilter).AttributeFilter),
		open: func(c *connectapi.AgentStatusSearchCriteria) term[*center.AgentStatus, connectapi.AgentStatusSearchCriteria] {
			return term[*center.AgentStatus, connectapi.AgentStatusSearchCriteria]{or: c.OrConditions, and: c.AndConditions, text: c.StringCondition}
		},
	}.page(s, in.InstanceId, in.NextToken, in.MaxResults)
	return out, err
}

var agentStatusFields = namedFields(func(status *center.AgentStatus) string { return status.Description }, fields[*center.AgentStatus]{
	"state": one(wireState),
	"type":  one(func(status *center.AgentStatus) center.StatusType { return status.Type }),
	"displayorder": func(status *center.AgentStatus, is func(string) bool) bool {
		return status.DisplayOrder != 0 && is(strconv.Itoa(int(status.DisplayOrder)))
	},
})

// UpdateAgentStatus changes what is given. The built-in statuses may be renamed
// but not disabled: without them nobody could receive contacts or go offline.
// ResetOrderNumber takes the place in the display away before DisplayOrder, if
// that is given too, sets another.
func (s *Service) UpdateAgentStatus(ctx context.Context, in *connectapi.UpdateAgentStatusInput) (*connectapi.UpdateAgentStatusOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	return nil, edit(ctx, instance, agentStatuses, in.AgentStatusId, func(status *center.AgentStatus) error {
		disable := in.State == connectapi.AgentStatusStateDisabled
		if disable && status.Type != center.Custom {
			return center.Errorf(center.Refused, "The agent status %s is built in and cannot be disabled.", status.Name)
		}
		if in.State != "" {
			status.Disabled = disable
		}
		set(&status.Name, in.Name)
		set(&status.Description, in.Description)
		if in.ResetOrderNumber != nil && *in.ResetOrderNumber {
			status.DisplayOrder = 0
		}
		if in.DisplayOrder != nil {
			status.DisplayOrder = *in.DisplayOrder
		}
		return nil
	})
}

// wireAgentStatus is a status as DescribeAgentStatus and SearchAgentStatuses
// show it.
func wireAgentStatus(d *center.Directory, status *center.AgentStatus) connectapi.AgentStatus {
	out := connectapi.AgentStatus{
		AgentStatusId: str(status.ID), AgentStatusARN: ptr(d.Instance.ARN(center.KindAgentStatus, string(status.ID))),
		Name: &status.Name, Description: optional(status.Description), Type: connectapi.AgentStatusType(status.Type), State: wireState(status),
		Tags: status.Tags, LastModifiedTime: stamp(status.Stamp.Modified), LastModifiedRegion: &d.Instance.Region,
	}
	if status.DisplayOrder != 0 {
		out.DisplayOrder = &status.DisplayOrder
	}
	return out
}

func wireState(status *center.AgentStatus) connectapi.AgentStatusState {
	if status.Disabled {
		return connectapi.AgentStatusStateDisabled
	}
	return connectapi.AgentStatusStateEnabled
}
