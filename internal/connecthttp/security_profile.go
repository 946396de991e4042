package connecthttp

import (
	"context"
	"slices"
	"strings"

	"strowger/internal/center"
	"strowger/internal/connectapi"
	"strowger/internal/routing"
)

func securityProfiles(d *center.Directory) *center.Table[*center.SecurityProfile] {
	return &d.SecurityProfiles
}

// CreateSecurityProfile makes a security profile.
//
// Not built: AllowedFlowModules and the DataTableAccessControlConfiguration of
// GranularAccessControlConfiguration are refused. The hierarchy group and tags for access control, restrictions, Applications and those
// permissions that neither the router nor its pages ask for are kept and shown, and not enforced.
func (s *Service) CreateSecurityProfile(ctx context.Context, in *connectapi.CreateSecurityProfileInput) (*connectapi.CreateSecurityProfileOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	if err := refuseUnbuiltLimits(in.AllowedFlowModules, in.GranularAccessControlConfiguration); err != nil {
		return nil, err
	}
	apps, err := applications(in.Applications)
	if err != nil {
		return nil, err
	}
	id, err := s.newID()
	if err != nil {
		return nil, err
	}
	p := &center.SecurityProfile{
		ID: center.SecurityProfileID(id), Name: *in.SecurityProfileName, Description: text(in.Description),
		Permissions: permissionSet(in.Permissions), Tags: in.Tags,
		AllowedTags: in.AllowedAccessControlTags, TagRestricted: in.TagRestrictedResources,
		HierarchyRestricted: in.HierarchyRestrictedResources, Applications: apps,
		HierarchyGroupID: idOf[center.HierarchyGroupID](instance, center.KindHierarchyGroup, in.AllowedAccessControlHierarchyGroupId),
	}
	if _, err := instance.Do(ctx, routing.Put{Resource: p}); err != nil {
		return nil, err
	}
	return &connectapi.CreateSecurityProfileOutput{
		SecurityProfileArn: ptr(instance.Directory().Instance.ARN(center.KindSecurityProfile, id)),
		SecurityProfileId:  &id,
	}, nil
}

// DescribeSecurityProfile returns a security profile without its permissions
// and applications, which have lists of their own.
func (s *Service) DescribeSecurityProfile(_ context.Context, in *connectapi.DescribeSecurityProfileInput) (*connectapi.DescribeSecurityProfileOutput, error) {
	d, p, err := s.securityProfile(in.InstanceId, in.SecurityProfileId)
	if err != nil {
		return nil, err
	}
	return &connectapi.DescribeSecurityProfileOutput{SecurityProfile: &connectapi.SecurityProfile{
		Id: str(p.ID), Arn: ptr(d.Instance.ARN(center.KindSecurityProfile, string(p.ID))),
		SecurityProfileName: &p.Name, Description: optional(p.Description), OrganizationResourceId: str(d.Instance.ID),
		AllowedAccessControlTags: p.AllowedTags, TagRestrictedResources: p.TagRestricted,
		HierarchyRestrictedResources: p.HierarchyRestricted, AllowedAccessControlHierarchyGroupId: optional(p.HierarchyGroupID), Tags: p.Tags,
		LastModifiedTime: stamp(p.Stamp.Modified), LastModifiedRegion: &d.Instance.Region,
	}}, nil
}

// UpdateSecurityProfile changes what is given; a list or map replaces the old
// one, and an empty Description takes the old one away. The name stays.
//
// Not built: AllowedFlowModules and the DataTableAccessControlConfiguration of
// GranularAccessControlConfiguration are refused. What CreateSecurityProfile only keeps and shows is not enforced.
func (s *Service) UpdateSecurityProfile(ctx context.Context, in *connectapi.UpdateSecurityProfileInput) (*connectapi.UpdateSecurityProfileOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	if err := refuseUnbuiltLimits(in.AllowedFlowModules, in.GranularAccessControlConfiguration); err != nil {
		return nil, err
	}
	apps, err := applications(in.Applications)
	if err != nil {
		return nil, err
	}
	return nil, edit(ctx, instance, securityProfiles, in.SecurityProfileId, func(p *center.SecurityProfile) error {
		set(&p.Description, in.Description)
		if in.Permissions != nil {
			p.Permissions = permissionSet(in.Permissions)
		}
		if in.AllowedAccessControlTags != nil {
			p.AllowedTags = in.AllowedAccessControlTags
		}
		if in.TagRestrictedResources != nil {
			p.TagRestricted = in.TagRestrictedResources
		}
		if in.AllowedAccessControlHierarchyGroupId != nil {
			p.HierarchyGroupID = idOf[center.HierarchyGroupID](instance, center.KindHierarchyGroup, in.AllowedAccessControlHierarchyGroupId)
		}
		if in.HierarchyRestrictedResources != nil {
			p.HierarchyRestricted = in.HierarchyRestrictedResources
		}
		if in.Applications != nil {
			p.Applications = apps
		}
		return nil
	})
}

// DeleteSecurityProfile removes a security profile that no user carries.
func (s *Service) DeleteSecurityProfile(ctx context.Context, in *connectapi.DeleteSecurityProfileInput) (*connectapi.DeleteSecurityProfileOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	_, err = instance.Do(ctx, routing.Remove{Kind: center.KindSecurityProfile, ID: idOf[string](instance, center.KindSecurityProfile, in.SecurityProfileId)})
	return nil, err
}

// ListSecurityProfiles lists all security profiles of an instance.
func (s *Service) ListSecurityProfiles(_ context.Context, in *connectapi.ListSecurityProfilesInput) (*connectapi.ListSecurityProfilesOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	d := instance.Directory()
	items, next, err := page(&d.SecurityProfiles, in.NextToken, in.MaxResults, nil)
	if err != nil {
		return nil, err
	}
	out := &connectapi.ListSecurityProfilesOutput{NextToken: next, SecurityProfileSummaryList: make([]connectapi.SecurityProfileSummary, len(items))}
	for i, p := range items {
		out.SecurityProfileSummaryList[i] = connectapi.SecurityProfileSummary{
			Id: str(p.ID), Arn: ptr(d.Instance.ARN(center.KindSecurityProfile, string(p.ID))), Name: &p.Name,
			LastModifiedTime: stamp(p.Stamp.Modified), LastModifiedRegion: &d.Instance.Region,
		}
	}
	return out, nil
}

// SearchSecurityProfiles finds security profiles by name and by tags.
func (s *Service) SearchSecurityProfiles(_ context.Context, in *connectapi.SearchSecurityProfilesInput) (out *connectapi.SearchSecurityProfilesOutput, err error) {
	out = &connectapi.SearchSecurityProfilesOutput{}
	out.SecurityProfiles, out.NextToken, out.ApproximateTotalCount, err = search[*center.SecurityProfile, connectapi.SecurityProfileSearchCriteria, connectapi.SecurityProfileSearchSummary]{
		table: securityProfiles, criteria: in.SearchCriteria, fields: securityFields, show: wireFoundSecurityProfile,
		keep: byTags[*center.SecurityProfile](opened(in.SearchFilter).TagFilter),
		open: func(c *connectapi.SecurityProfileSearchCriteria) term[*center.SecurityProfile, connectapi.SecurityProfileSearchCriteria] {
			return term[*center.SecurityProfile, connectapi.SecurityProfileSearchCriteria]{or: c.OrConditions, and: c.AndConditions, text: c.StringCondition}
		},
	}.page(s, in.InstanceId, in.NextToken, in.MaxResults)
	return out, err
}

// securityFields knows the name alone (api-surface 4.5).
var securityFields = fields[*center.SecurityProfile]{"name": one((*center.SecurityProfile).ResourceName)}

func wireFoundSecurityProfile(d *center.Directory, p *center.SecurityProfile) connectapi.SecurityProfileSearchSummary {
	return connectapi.SecurityProfileSearchSummary{
		Id: str(p.ID), Arn: ptr(d.Instance.ARN(center.KindSecurityProfile, string(p.ID))), SecurityProfileName: &p.Name,
		Description: optional(p.Description), OrganizationResourceId: str(d.Instance.ID), Tags: p.Tags,
	}
}

// ListSecurityProfilePermissions lists the permissions of a security profile,
// in the order of their names.
func (s *Service) ListSecurityProfilePermissions(_ context.Context, in *connectapi.ListSecurityProfilePermissionsInput) (*connectapi.ListSecurityProfilePermissionsOutput, error) {
	d, p, err := s.securityProfile(in.InstanceId, in.SecurityProfileId)
	if err != nil {
		return nil, err
	}
	items, next, err := slicePage(p.Permissions, func(name string) string { return name }, in.NextToken, in.MaxResults)
	if err != nil {
		return nil, err
	}
	return &connectapi.ListSecurityProfilePermissionsOutput{Permissions: items, NextToken: next,
		LastModifiedTime: stamp(p.Stamp.Modified), LastModifiedRegion: &d.Instance.Region}, nil
}

// ListSecurityProfileApplications lists the third-party applications of a
// security profile, in the order of their namespaces.
func (s *Service) ListSecurityProfileApplications(_ context.Context, in *connectapi.ListSecurityProfileApplicationsInput) (*connectapi.ListSecurityProfileApplicationsOutput, error) {
	d, p, err := s.securityProfile(in.InstanceId, in.SecurityProfileId)
	if err != nil {
		return nil, err
	}
	items, next, err := slicePage(p.Applications, func(a center.Application) string { return a.Namespace }, in.NextToken, in.MaxResults)
	if err != nil {
		return nil, err
	}
	out := &connectapi.ListSecurityProfileApplicationsOutput{NextToken: next, LastModifiedTime: stamp(p.Stamp.Modified),
		LastModifiedRegion: &d.Instance.Region, Applications: make([]connectapi.Application, len(items))}
	for i, a := range items {
		out.Applications[i] = connectapi.Application{Namespace: &a.Namespace,
			Type: connectapi.ApplicationType(a.Type), ApplicationPermissions: a.Permissions}
	}
	return out, nil
}

func (s *Service) securityProfile(instanceID, profileID *string) (*center.Directory, *center.SecurityProfile, error) {
	instance, err := s.instance(instanceID)
	if err != nil {
		return nil, nil, err
	}
	d := instance.Directory()
	p, err := get(d, &d.SecurityProfiles, center.KindSecurityProfile, profileID)
	return d, p, err
}

// applications reads the third-party applications, sorted by namespace.
func applications(list []connectapi.Application) ([]center.Application, error) {
	out := make([]center.Application, len(list))
	for i, a := range list {
		if text(a.Namespace) == "" {
			return nil, center.Errorf(center.Invalid, "Applications[%d].Namespace is required.", i)
		}
		out[i] = center.Application{Namespace: *a.Namespace, Type: string(a.Type), Permissions: a.ApplicationPermissions}
	}
	byNamespace := func(a, b center.Application) int { return strings.Compare(a.Namespace, b.Namespace) }
	slices.SortFunc(out, byNamespace)
	for i := 1; i < len(out); i++ {
		if byNamespace(out[i-1], out[i]) == 0 {
			return nil, center.Errorf(center.Invalid, "Applications: namespace %s is listed more than once.", out[i].Namespace)
		}
	}
	return out, nil
}

// refuseUnbuiltLimits refuses what refers to resources that no instance of this
// server has: flow modules and data tables.
func refuseUnbuiltLimits(modules []connectapi.FlowModule, granular *connectapi.GranularAccessControlConfiguration) error {
	switch {
	case len(modules) > 0:
		return center.Errorf(center.NotFound, "The flow module %q was not found.", text(modules[0].FlowModuleId))
	case granular != nil && granular.DataTableAccessControlConfiguration != nil:
		return center.Errorf(center.Refused, "GranularAccessControlConfiguration: this server has no data tables.")
	}
	return nil
}
