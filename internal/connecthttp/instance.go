package connecthttp

import (
	"context"
	"encoding/hex"
	"io"
	"time"

	"strowger/internal/center"
	"strowger/internal/connectapi"
)

// CreateInstance makes an instance with everything that a new one holds. It is
// active at once. A ClientToken that made an instance before answers with that
// one.
//
// Not built: the directory that DirectoryId names is kept and never asked, and
// the service role is a name only.
func (s *Service) CreateInstance(ctx context.Context, in *connectapi.CreateInstanceInput) (*connectapi.CreateInstanceOutput, error) {
	existing := in.IdentityManagementType == connectapi.DirectoryTypeExistingDirectory
	switch {
	case existing && in.DirectoryId == nil:
		return nil, center.Errorf(center.Refused, "DirectoryId is required when IdentityManagementType is EXISTING_DIRECTORY.")
	case !existing && in.InstanceAlias == nil:
		return nil, center.Errorf(center.Refused, "InstanceAlias is required unless IdentityManagementType is EXISTING_DIRECTORY.")
	}
	s.creating.Lock()
	defer s.creating.Unlock()
	request := requestOf(in.ClientToken, in)
	for _, other := range s.options.Instances.All() {
		made := other.Directory().Instance
		if again, err := repeats(made.MadeBy(), request); again {
			return createdInstance(made), err
		}
	}
	if q := s.options.Quotas; q != nil && q.Instances > 0 && len(s.options.Instances.All()) >= q.Instances {
		return nil, center.Errorf(center.Limit, "The quota of %d instances is used up.", q.Instances)
	}
	id, err := s.newID()
	if err != nil {
		return nil, err
	}
	role, err := s.newServiceRole()
	if err != nil {
		return nil, err
	}
	made := &center.Instance{
		ID: center.InstanceID(id), Alias: text(in.InstanceAlias), Region: s.options.Region, Account: s.options.Account,
		IdentityManagementType: string(in.IdentityManagementType), DirectoryID: center.LastPart(text(in.DirectoryId)),
		Request: request, ServiceRole: role,
		InboundCalls: *in.InboundCallsEnabled, OutboundCalls: *in.OutboundCallsEnabled,
		Tags: in.Tags, Created: center.At(time.Now()),
	}
	resources, err := s.seed(made)
	if err != nil {
		return nil, err
	}
	if err := s.options.Instances.Create(ctx, made, resources); err != nil {
		return nil, err
	}
	return createdInstance(made), nil
}

func createdInstance(in *center.Instance) *connectapi.CreateInstanceOutput {
	return &connectapi.CreateInstanceOutput{Id: str(in.ID), Arn: ptr(in.ARN(center.KindInstance, ""))}
}

// newServiceRole returns the name of a service-linked role as instances have
// one. Nothing here takes on the role.
func (s *Service) newServiceRole() (string, error) {
	suffix := make([]byte, 10)
	if _, err := io.ReadFull(s.options.Random, suffix); err != nil {
		return "", err
	}
	return "arn:aws:iam::" + s.options.Account + ":role/aws-service-role/connect.amazonaws.com/AWSServiceRoleForAmazonConnect_" +
		hex.EncodeToString(suffix), nil
}

// DescribeInstance returns an instance.
func (s *Service) DescribeInstance(_ context.Context, in *connectapi.DescribeInstanceInput) (*connectapi.DescribeInstanceOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	shown := instance.Directory().Instance
	summary := s.instanceSummary(shown)
	return &connectapi.DescribeInstanceOutput{Instance: &connectapi.Instance{
		Id: summary.Id, Arn: summary.Arn, InstanceAlias: summary.InstanceAlias,
		IdentityManagementType: summary.IdentityManagementType,
		InstanceStatus:         summary.InstanceStatus, ServiceRole: summary.ServiceRole,
		InboundCallsEnabled: summary.InboundCallsEnabled, OutboundCallsEnabled: summary.OutboundCallsEnabled,
		CreatedTime: summary.CreatedTime, InstanceAccessUrl: summary.InstanceAccessUrl, Tags: shown.Tags,
	}}, nil
}

// maxInstances is the largest page of ListInstances, and its usual one.
const maxInstances = 10

// ListInstances lists all instances.
func (s *Service) ListInstances(_ context.Context, in *connectapi.ListInstancesInput) (*connectapi.ListInstancesOutput, error) {
	if in.MaxResults == nil {
		in.MaxResults = ptr(int32(maxInstances))
	}
	id := func(i Instance) string { return string(i.Directory().Instance.ID) }
	items, next, err := slicePage(s.options.Instances.All(), id, in.NextToken, in.MaxResults)
	if err != nil {
		return nil, err
	}
	out := &connectapi.ListInstancesOutput{NextToken: next, InstanceSummaryList: make([]connectapi.InstanceSummary, len(items))}
	for i, item := range items {
		out.InstanceSummaryList[i] = s.instanceSummary(item.Directory().Instance)
	}
	return out, nil
}

// DeleteInstance removes an instance with everything in it.
func (s *Service) DeleteInstance(ctx context.Context, in *connectapi.DeleteInstanceInput) (*connectapi.DeleteInstanceOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	return nil, s.options.Instances.Delete(ctx, instance.Directory().Instance.ID)
}

// instanceSummary is an instance as ListInstances shows it, without its tags.
func (s *Service) instanceSummary(in *center.Instance) connectapi.InstanceSummary {
	return connectapi.InstanceSummary{
		Id: str(in.ID), Arn: ptr(in.ARN(center.KindInstance, "")), InstanceAlias: optional(in.Alias),
		IdentityManagementType: connectapi.DirectoryType(in.IdentityManagementType),
		InstanceStatus:         connectapi.InstanceStatusActive, ServiceRole: &in.ServiceRole,
		InboundCallsEnabled: &in.InboundCalls, OutboundCallsEnabled: &in.OutboundCalls,
		CreatedTime: stamp(in.Created), InstanceAccessUrl: optional(s.options.BaseURL),
	}
}
