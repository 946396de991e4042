package connecthttp

import (
	"context"
	"slices"
	"strings"
	"time"

	"strowger/internal/center"
	"strowger/internal/connectapi"
)

// moduleVersion finds the module that an id or ARN names, and the version that
// a number or the name of an alias after it means; 0 stands for the published
// content.
func moduleVersion(d *center.Directory, idOrARN string) (*center.FlowModule, int64, error) {
	id, number := cutVersion(idOrARN)
	if m, err := get(d, &d.FlowModules, center.KindFlowModule, &id); err == nil {
		return m, number, nil
	}
	if i := strings.LastIndexByte(id, ':'); i >= 0 && number == 0 {
		name, owner := id[i+1:], id[:i]
		if m, err := get(d, &d.FlowModules, center.KindFlowModule, &owner); err == nil {
			if k := slices.IndexFunc(m.Aliases, func(a center.ModuleAlias) bool { return a.Name == name }); k >= 0 {
				return m, m.Aliases[k].Version, nil
			}
		}
	}
	return nil, 0, center.Missing(center.KindFlowModule, idOrARN)
}

// CreateContactFlowModuleAlias gives a version of a module a name.
func (s *Service) CreateContactFlowModuleAlias(ctx context.Context, in *connectapi.CreateContactFlowModuleAliasInput) (*connectapi.CreateContactFlowModuleAliasOutput, error) {
	id, err := s.newID()
	if err != nil {
		return nil, err
	}
	var arn string
	err = s.editModule(ctx, in.InstanceId, in.ContactFlowModuleId, func(m *center.FlowModule) error {
		arn = string(m.ID)
		m.Aliases = append(slices.Clone(m.Aliases), center.ModuleAlias{ID: id, Name: *in.AliasName, Description: text(in.Description),
			Version: *in.ContactFlowModuleVersion, Modified: center.At(time.Now())})
		return nil
	})
	if err != nil {
		return nil, err
	}
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	return &connectapi.CreateContactFlowModuleAliasOutput{ContactFlowModuleArn: ptr(instance.Directory().Instance.ARN(center.KindFlowModule, arn)), Id: &id}, nil
}

// DescribeContactFlowModuleAlias returns an alias of a module.
func (s *Service) DescribeContactFlowModuleAlias(_ context.Context, in *connectapi.DescribeContactFlowModuleAliasInput) (*connectapi.DescribeContactFlowModuleAliasOutput, error) {
	d, m, err := s.module(in.InstanceId, in.ContactFlowModuleId)
	if err != nil {
		return nil, err
	}
	i, err := aliasOf(m, *in.AliasId)
	if err != nil {
		return nil, err
	}
	a := m.Aliases[i]
	return &connectapi.DescribeContactFlowModuleAliasOutput{ContactFlowModuleAlias: &connectapi.ContactFlowModuleAliasInfo{
		ContactFlowModuleId: str(m.ID), ContactFlowModuleArn: ptr(d.Instance.ARN(center.KindFlowModule, string(m.ID))), AliasId: &a.ID, Name: &a.Name,
		Description: optional(a.Description), Version: &a.Version, LastModifiedTime: stamp(a.Modified), LastModifiedRegion: &d.Instance.Region,
	}}, nil
}

func aliasOf(m *center.FlowModule, id string) (int, error) {
	i := slices.IndexFunc(m.Aliases, func(a center.ModuleAlias) bool { return a.ID == id })
	if i < 0 {
		return 0, center.Errorf(center.NotFound, "The flow module %s has no alias %q.", m.Name, id)
	}
	return i, nil
}

// ListContactFlowModuleAliases lists the aliases of a module.
func (s *Service) ListContactFlowModuleAliases(_ context.Context, in *connectapi.ListContactFlowModuleAliasesInput) (*connectapi.ListContactFlowModuleAliasesOutput, error) {
	d, m, err := s.module(in.InstanceId, in.ContactFlowModuleId)
	if err != nil {
		return nil, err
	}
	id := func(a center.ModuleAlias) string { return a.ID }
	sorted := slices.SortedFunc(slices.Values(m.Aliases), func(a, b center.ModuleAlias) int { return strings.Compare(a.ID, b.ID) })
	items, next, err := slicePage(sorted, id, in.NextToken, in.MaxResults)
	if err != nil {
		return nil, err
	}
	out := &connectapi.ListContactFlowModuleAliasesOutput{NextToken: next, ContactFlowModuleAliasSummaryList: make([]connectapi.ContactFlowModuleAliasSummary, len(items))}
	for i, a := range items {
		out.ContactFlowModuleAliasSummaryList[i] = connectapi.ContactFlowModuleAliasSummary{
			Arn: ptr(d.Instance.ARN(center.KindFlowModule, string(m.ID)) + ":" + a.Name), AliasId: &a.ID, AliasName: &a.Name,
			AliasDescription: optional(a.Description), Version: &a.Version, LastModifiedTime: stamp(a.Modified)}
	}
	return out, nil
}

// UpdateContactFlowModuleAlias changes name, description and version of an alias.
func (s *Service) UpdateContactFlowModuleAlias(ctx context.Context, in *connectapi.UpdateContactFlowModuleAliasInput) (*connectapi.UpdateContactFlowModuleAliasOutput, error) {
	if in.Name == nil && in.Description == nil && in.ContactFlowModuleVersion == nil {
		return nil, center.Errorf(center.Refused, "Give Name, Description or ContactFlowModuleVersion: there is nothing to update.")
	}
	return nil, s.editModule(ctx, in.InstanceId, in.ContactFlowModuleId, func(m *center.FlowModule) error {
		i, err := aliasOf(m, *in.AliasId)
		if err != nil {
			return err
		}
		m.Aliases = slices.Clone(m.Aliases)
		a := &m.Aliases[i]
		set(&a.Name, in.Name)
		set(&a.Description, in.Description)
		if in.ContactFlowModuleVersion != nil {
			a.Version = *in.ContactFlowModuleVersion
		}
		a.Modified = center.At(time.Now())
		return nil
	})
}

// DeleteContactFlowModuleAlias removes an alias of a module.
func (s *Service) DeleteContactFlowModuleAlias(ctx context.Context, in *connectapi.DeleteContactFlowModuleAliasInput) (*connectapi.DeleteContactFlowModuleAliasOutput, error) {
	return nil, s.editModule(ctx, in.InstanceId, in.ContactFlowModuleId, func(m *center.FlowModule) error {
		i, err := aliasOf(m, *in.AliasId)
		if err == nil {
			m.Aliases = slices.Delete(slices.Clone(m.Aliases), i, i+1)
		}
		return err
	})
}
