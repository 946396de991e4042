package connecthttp

import (
	"context"
	"maps"
	"strings"

	"strowger/internal/center"
	"strowger/internal/connectapi"
)

// maxTags is how many tags a resource may have.
const maxTags = 50

// TagResource adds tags to a resource, and gives those that it has a new value.
func (s *Service) TagResource(ctx context.Context, in *connectapi.TagResourceInput) (*connectapi.TagResourceOutput, error) {
	return nil, s.retag(ctx, *in.ResourceArn, func(tags map[string]string) error {
		maps.Copy(tags, in.Tags)
		if len(tags) > maxTags {
			return center.Errorf(center.Invalid, "tags: a resource has at most %d tags, and this one would have %d.", maxTags, len(tags))
		}
		return nil
	})
}

// UntagResource takes tags away; those that the resource does not have are
// passed over.
func (s *Service) UntagResource(ctx context.Context, in *connectapi.UntagResourceInput) (*connectapi.UntagResourceOutput, error) {
	return nil, s.retag(ctx, *in.ResourceArn, func(tags map[string]string) error {
		for _, key := range in.TagKeys {
			delete(tags, key)
		}
		return nil
	})
}

// ListTagsForResource returns the tags of a resource.
func (s *Service) ListTagsForResource(_ context.Context, in *connectapi.ListTagsForResourceInput) (*connectapi.ListTagsForResourceOutput, error) {
	instance, kind, id, err := s.resource(*in.ResourceArn)
	if err != nil {
		return nil, err
	}
	kept, ok := tagsAt(instance.Directory(), kind, id)
	if !ok {
		return nil, center.Missing(kind, id)
	}
	tags := map[string]string{}
	maps.Copy(tags, kept)
	return &connectapi.ListTagsForResourceOutput{Tags: tags}, nil
}

// tagsAt returns the tags of a resource; ok is false where it is not there.
func tagsAt(d *center.Directory, kind center.ResourceKind, id string) (tags map[string]string, ok bool) {
	if kind == kindUseCase {
		if i, k, err := useCase(d, id); err == nil {
			return i.UseCases[k].Tags, true
		}
		return nil, false
	}
	r, ok := d.Get(kind, id)
	if !ok {
		return nil, false
	}
	return *tagsOf(r), true
}

// tagsOf returns where a resource keeps its tags.
func tagsOf(r center.Resource) *map[string]string {
	switch r := r.(type) {
	case *center.Instance:
		return &r.Tags
	case *center.HoursOfOperation:
		return &r.Tags
	case *center.Queue:
		return &r.Tags
	case *center.RoutingProfile:
		return &r.Tags
	case *center.User:
		return &r.Tags
	case *center.AgentStatus:
		return &r.Tags
	case *center.SecurityProfile:
		return &r.Tags
	case *center.ContactFlow:
		return &r.Tags
	case *center.HierarchyGroup:
		return &r.Tags
	case *center.QuickConnect:
		return &r.Tags
	case *center.PhoneNumber:
		return &r.Tags
	case *center.FlowModule:
		return &r.Tags
	case *center.Prompt:
		return &r.Tags
	case *center.Integration:
		return &r.Tags
	case *center.View:
		return &r.Tags
	case *center.TaskTemplate:
		return &r.Tags
	default:
		return new(map[string]string)
	}
}

// retag changes the tags of a resource; change may write into its map.
func (s *Service) retag(ctx context.Context, arn string, change func(tags map[string]string) error) error {
	instance, kind, id, err := s.resource(arn)
	if err != nil {
		return err
	}
	switch kind {
	case center.KindInstance:
		return editFound(ctx, instance, theInstance, retagged[*center.Instance](change))
	case center.KindHours:
		return edit(ctx, instance, hoursTable, &id, retagged[*center.HoursOfOperation](change))
	case center.KindQueue:
		return edit(ctx, instance, queues, &id, retagged[*center.Queue](change))
	case center.KindRoutingProfile:
		return edit(ctx, instance, profiles, &id, retagged[*center.RoutingProfile](change))
	case center.KindUser:
		return edit(ctx, instance, users, &id, retagged[*center.User](change))
	case center.KindAgentStatus:
		return edit(ctx, instance, agentStatuses, &id, retagged[*center.AgentStatus](change))
	case center.KindSecurityProfile:
		return edit(ctx, instance, securityProfiles, &id, retagged[*center.SecurityProfile](change))
	case center.KindHierarchyGroup:
		return edit(ctx, instance, hierarchyGroups, &id, retagged[*center.HierarchyGroup](change))
	case center.KindFlow:
		return edit(ctx, instance, flows, &id, retagged[*center.ContactFlow](change))
	case center.KindQuickConnect:
		return edit(ctx, instance, quickConnects, &id, retagged[*center.QuickConnect](change))
	case center.KindPrompt:
		return edit(ctx, instance, prompts, &id, retagged[*center.Prompt](change))
	case center.KindIntegration:
		return edit(ctx, instance, integrations, &id, retagged[*center.Integration](change))
	case center.KindView:
		return edit(ctx, instance, views, &id, retagged[*center.View](change))
	case center.KindTaskTemplate:
		return edit(ctx, instance, taskTemplates, &id, retagged[*center.TaskTemplate](change))
	case kindUseCase:
		return retagUseCase(ctx, instance, id, change)
	case center.KindFlowModule:
		return edit(ctx, instance, flowModules, &id, retagged[*center.FlowModule](change))
	case center.KindPhoneNumber:
		return edit(ctx, instance, phoneNumbers, &id, retagged[*center.PhoneNumber](change))
	default:
		return center.Missing(kind, id)
	}
}

// retagged is the change of edit that gives a resource a changed copy of its
// tags.
func retagged[R center.Resource](change func(tags map[string]string) error) func(R) error {
	return func(r R) error {
		tags := map[string]string{}
		maps.Copy(tags, *tagsOf(r))
		if err := change(tags); err != nil {
			return err
		}
		*tagsOf(r) = tags
		return nil
	}
}

// arnParts is how many parts, divided by colons, the name of a resource has.
const arnParts = 6

// resource finds the instance that an ARN names, and tells what it names inside
// it. Whether that exists is the caller's to find out.
func (s *Service) resource(arn string) (instance *served, kind center.ResourceKind, id string, err error) {
	malformed := center.Errorf(center.Invalid, "resourceArn is not the ARN of an instance or of something in it.")
	parts := strings.SplitN(arn, ":", arnParts)
	if len(parts) < arnParts || parts[0] != "arn" || parts[2] != "connect" {
		return nil, "", "", malformed
	}
	path := strings.Split(parts[arnParts-1], "/")
	if path[0] == string(center.KindPhoneNumber) {
		instance, n, err := s.number(&arn)
		if err != nil {
			return nil, "", "", err
		}
		return instance, center.KindPhoneNumber, string(n.ID), nil
	}
	if len(path) < 2 || path[0] != "instance" || path[1] == "" || len(path) == 3 {
		return nil, "", "", malformed
	}
	if instance, err = s.instance(&path[1]); err != nil {
		return nil, "", "", err
	}
	kind, id = center.KindInstance, path[1]
	if len(path) > 2 {
		kind, id = center.ResourceKind(path[2]), strings.Join(path[3:], "/")
	}
	if instance.Directory().Instance.ARN(kind, id) != arn { // another region, account or partition
		return nil, "", "", center.Missing(kind, id)
	}
	return instance, kind, id, nil
}
