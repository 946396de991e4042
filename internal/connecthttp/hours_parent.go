package connecthttp

import (
	"context"
	"slices"

	"strowger/internal/center"
	"strowger/internal/connectapi"
)

// AssociateHoursOfOperations gives hours of operation parents, whose overrides
// they inherit (R5.25). Those that they have already are passed over.
func (s *Service) AssociateHoursOfOperations(ctx context.Context, in *connectapi.AssociateHoursOfOperationsInput) (*connectapi.AssociateHoursOfOperationsOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	return nil, edit(ctx, instance, hoursTable, in.HoursOfOperationId, func(h *center.HoursOfOperation) error {
		h.Parents, err = withParents(instance, h.Parents, in.ParentHoursOfOperationConfigs)
		return err
	})
}

// DisassociateHoursOfOperations takes parents away. Hours that are no parent of
// these are not found.
func (s *Service) DisassociateHoursOfOperations(ctx context.Context, in *connectapi.DisassociateHoursOfOperationsInput) (*connectapi.DisassociateHoursOfOperationsOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	return nil, edit(ctx, instance, hoursTable, in.HoursOfOperationId, func(h *center.HoursOfOperation) error {
		h.Parents = slices.Clone(h.Parents)
		for _, ref := range in.ParentHoursOfOperationIds {
			i := slices.Index(h.Parents, idOf[center.HoursID](instance, center.KindHours, &ref))
			if i < 0 {
				return center.Missing(center.KindHours, ref)
			}
			h.Parents = slices.Delete(h.Parents, i, i+1)
		}
		return nil
	})
}

// ListChildHoursOfOperations lists the hours of operation that have these as a
// parent.
func (s *Service) ListChildHoursOfOperations(_ context.Context, in *connectapi.ListChildHoursOfOperationsInput) (*connectapi.ListChildHoursOfOperationsOutput, error) {
	d, h, err := s.hours(in.InstanceId, in.HoursOfOperationId)
	if err != nil {
		return nil, err
	}
	children, next, err := page(&d.Hours, in.NextToken, in.MaxResults, func(child *center.HoursOfOperation) bool {
		return slices.Contains(child.Parents, h.ID)
	})
	if err != nil {
		return nil, err
	}
	out := &connectapi.ListChildHoursOfOperationsOutput{NextToken: next, LastModifiedTime: stamp(h.Stamp.Modified),
		LastModifiedRegion: &d.Instance.Region, ChildHoursOfOperationsSummaryList: make([]connectapi.HoursOfOperationsIdentifier, len(children))}
	for i, child := range children {
		out.ChildHoursOfOperationsSummaryList[i] = hoursIdentifier(d, child)
	}
	return out, nil
}

// hours finds hours of operation of an instance.
func (s *Service) hours(instanceID, hoursID *string) (*center.Directory, *center.HoursOfOperation, error) {
	instance, err := s.instance(instanceID)
	if err != nil {
		return nil, nil, err
	}
	d := instance.Directory()
	h, err := get(d, &d.Hours, center.KindHours, hoursID)
	return d, h, err
}

// withParents returns the parents in have and those in more, each once.
func withParents(instance *served, have []center.HoursID, more []connectapi.ParentHoursOfOperationConfig) ([]center.HoursID, error) {
	have = slices.Clone(have)
	for i, config := range more {
		if text(config.HoursOfOperationId) == "" {
			return nil, center.Errorf(center.Invalid, "ParentHoursOfOperationConfigs[%d].HoursOfOperationId is required.", i)
		}
		if id := idOf[center.HoursID](instance, center.KindHours, config.HoursOfOperationId); !slices.Contains(have, id) {
			have = append(have, id)
		}
	}
	return have, nil
}

func hoursIdentifier(d *center.Directory, h *center.HoursOfOperation) connectapi.HoursOfOperationsIdentifier {
	return connectapi.HoursOfOperationsIdentifier{Id: str(h.ID), Name: &h.Name, Arn: ptr(d.Instance.ARN(center.KindHours, string(h.ID)))}
}
