package connecthttp

import (
	"context"
	"maps"
	"slices"
	"strings"

	"strowger/internal/center"
	"strowger/internal/connectapi"
	"strowger/internal/routing"
)

func integrations(d *center.Directory) *center.Table[*center.Integration] { return &d.Integrations }

// CreateIntegrationAssociation notes an application that the instance works with.
//
// Not built: integrations are kept and shown; nothing here talks to an
// application.
func (s *Service) CreateIntegrationAssociation(ctx context.Context, in *connectapi.CreateIntegrationAssociationInput) (*connectapi.CreateIntegrationAssociationOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	if !strings.HasPrefix(*in.IntegrationArn, "arn:") {
		return nil, center.Errorf(center.Refused, "IntegrationArn is not an ARN.")
	}
	id, err := s.newID()
	if err != nil {
		return nil, err
	}
	i := &center.Integration{ID: id, Type: string(in.IntegrationType), ApplicationARN: *in.IntegrationArn, ApplicationURL: text(in.SourceApplicationUrl),
		ApplicationName: text(in.SourceApplicationName), Source: string(in.SourceType), Tags: in.Tags}
	if _, err := instance.Do(ctx, routing.Put{Resource: i}); err != nil {
		return nil, err
	}
	return &connectapi.CreateIntegrationAssociationOutput{IntegrationAssociationId: &id,
		IntegrationAssociationArn: ptr(instance.Directory().Instance.ARN(center.KindIntegration, id))}, nil
}

// ListIntegrationAssociations lists the integrations of an instance, or those of
// one type or application.
func (s *Service) ListIntegrationAssociations(_ context.Context, in *connectapi.ListIntegrationAssociationsInput) (*connectapi.ListIntegrationAssociationsOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	d := instance.Directory()
	items, next, err := page(&d.Integrations, in.NextToken, in.MaxResults, func(i *center.Integration) bool {
		return (in.IntegrationType == "" || string(in.IntegrationType) == i.Type) && (in.IntegrationArn == nil || *in.IntegrationArn == i.ApplicationARN)
	})
	if err != nil {
		return nil, err
	}
	out := &connectapi.ListIntegrationAssociationsOutput{NextToken: next, IntegrationAssociationSummaryList: make([]connectapi.IntegrationAssociationSummary, len(items))}
	for k, i := range items {
		out.IntegrationAssociationSummaryList[k] = connectapi.IntegrationAssociationSummary{
			IntegrationAssociationId: &i.ID, IntegrationAssociationArn: ptr(d.Instance.ARN(center.KindIntegration, i.ID)), InstanceId: str(d.Instance.ID),
			IntegrationType: connectapi.IntegrationType(i.Type), IntegrationArn: &i.ApplicationARN, SourceApplicationUrl: optional(i.ApplicationURL),
			SourceApplicationName: optional(i.ApplicationName), SourceType: connectapi.SourceType(i.Source)}
	}
	return out, nil
}

// DeleteIntegrationAssociation takes an integration back, which must have no use
// cases any more.
func (s *Service) DeleteIntegrationAssociation(ctx context.Context, in *connectapi.DeleteIntegrationAssociationInput) (*connectapi.DeleteIntegrationAssociationOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	d := instance.Directory()
	i, err := get(d, &d.Integrations, center.KindIntegration, in.IntegrationAssociationId)
	if err != nil {
		return nil, err
	}
	if len(i.UseCases) > 0 {
		return nil, center.Errorf(center.InUse, "The integration association has use cases.")
	}
	_, err = instance.Do(ctx, routing.Remove{Kind: center.KindIntegration, ID: i.ID})
	return nil, err
}

// kindUseCase is the part of an ARN that names use cases, which are kept with
// their integration.
const kindUseCase center.ResourceKind = "use-case"

// CreateUseCase says what an integration is used for.
//
// Not built: use cases are kept and shown, without effect.
func (s *Service) CreateUseCase(ctx context.Context, in *connectapi.CreateUseCaseInput) (*connectapi.CreateUseCaseOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	id, err := s.newID()
	if err != nil {
		return nil, err
	}
	err = edit(ctx, instance, integrations, in.IntegrationAssociationId, func(i *center.Integration) error {
		if slices.ContainsFunc(i.UseCases, func(u center.UseCase) bool { return u.Type == string(in.UseCaseType) }) {
			return center.Errorf(center.Duplicate, "The integration association has the use case %s already.", in.UseCaseType)
		}
		i.UseCases = append(slices.Clone(i.UseCases), center.UseCase{ID: id, Type: string(in.UseCaseType), Tags: in.Tags})
		return nil
	})
	if err != nil {
		return nil, err
	}
	return &connectapi.CreateUseCaseOutput{UseCaseId: &id, UseCaseArn: ptr(instance.Directory().Instance.ARN(kindUseCase, id))}, nil
}

// ListUseCases lists what an integration is used for.
func (s *Service) ListUseCases(_ context.Context, in *connectapi.ListUseCasesInput) (*connectapi.ListUseCasesOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	d := instance.Directory()
	i, err := get(d, &d.Integrations, center.KindIntegration, in.IntegrationAssociationId)
	if err != nil {
		return nil, err
	}
	sorted := slices.SortedFunc(slices.Values(i.UseCases), func(a, b center.UseCase) int { return strings.Compare(a.ID, b.ID) })
	items, next, err := slicePage(sorted, func(u center.UseCase) string { return u.ID }, in.NextToken, in.MaxResults)
	if err != nil {
		return nil, err
	}
	out := &connectapi.ListUseCasesOutput{NextToken: next, UseCaseSummaryList: make([]connectapi.UseCase, len(items))}
	for k, u := range items {
		out.UseCaseSummaryList[k] = connectapi.UseCase{UseCaseId: &u.ID, UseCaseArn: ptr(d.Instance.ARN(kindUseCase, u.ID)), UseCaseType: connectapi.UseCaseType(u.Type)}
	}
	return out, nil
}

// DeleteUseCase takes a use case from an integration.
func (s *Service) DeleteUseCase(ctx context.Context, in *connectapi.DeleteUseCaseInput) (*connectapi.DeleteUseCaseOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	id := idOf[string](instance, kindUseCase, in.UseCaseId)
	return nil, edit(ctx, instance, integrations, in.IntegrationAssociationId, func(i *center.Integration) error {
		k := slices.IndexFunc(i.UseCases, func(u center.UseCase) bool { return u.ID == id })
		if k < 0 {
			return center.Missing(kindUseCase, id)
		}
		i.UseCases = slices.Delete(slices.Clone(i.UseCases), k, k+1)
		return nil
	})
}

// useCase finds a use case, which stands at k in its integration.
func useCase(d *center.Directory, id string) (i *center.Integration, k int, err error) {
	for i := range d.Integrations.All() {
		if k := slices.IndexFunc(i.UseCases, func(u center.UseCase) bool { return u.ID == id }); k >= 0 {
			return i, k, nil
		}
	}
	return nil, 0, center.Missing(kindUseCase, id)
}

// retagUseCase changes the tags of a use case; change may write into its map.
func retagUseCase(ctx context.Context, in *served, id string, change func(tags map[string]string) error) error {
	find := func(d *center.Directory) (*center.Integration, error) {
		i, _, err := useCase(d, id)
		return i, err
	}
	return editFound(ctx, in, find, func(i *center.Integration) error {
		k := slices.IndexFunc(i.UseCases, func(u center.UseCase) bool { return u.ID == id })
		tags := map[string]string{}
		maps.Copy(tags, i.UseCases[k].Tags)
		if err := change(tags); err != nil {
			return err
		}
		i.UseCases = slices.Clone(i.UseCases)
		i.UseCases[k].Tags = tags
		return nil
	})
}
