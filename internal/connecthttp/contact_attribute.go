package connecthttp

import (
	"context"
	"maps"
	"slices"

	"strowger/internal/center"
	"strowger/internal/connectapi"
)

// GetContactAttributes returns the user-defined attributes of a contact, live or
// finished. Contacts linked as previous and next have theirs in common; any of
// them may be named.
func (s *Service) GetContactAttributes(ctx context.Context, in *connectapi.GetContactAttributesInput) (*connectapi.GetContactAttributesOutput, error) {
	_, rec, err := s.contact(ctx, in.InstanceId, in.InitialContactId)
	if err != nil {
		return nil, err
	}
	out := &connectapi.GetContactAttributesOutput{Attributes: rec.Attributes}
	if out.Attributes == nil {
		out.Attributes = map[string]string{}
	}
	return out, nil
}

// UpdateContactAttributes sets user-defined attributes of a contact, live or
// finished, and of the contacts to which it is linked as previous and next:
// those before it, and those that are live. A finished contact further on in the
// chain keeps what it had.
//
// Not built: a finished contact further on in a chain than the one named keeps
// what it had.
func (s *Service) UpdateContactAttributes(ctx context.Context, in *connectapi.UpdateContactAttributesInput) (*connectapi.UpdateContactAttributesOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	if err := checkNames(in.Attributes); err != nil {
		return nil, err
	}
	chain, err := chainTo(ctx, instance, idOf[center.ContactID](instance, center.KindContact, in.InitialContactId))
	if err != nil {
		return nil, err
	}
	return nil, updateChain(ctx, instance, chain, in.Attributes)
}

// chainTo returns a contact and those before it in its chain, back to the first.
func chainTo(ctx context.Context, instance Instance, id center.ContactID) ([]*center.Contact, error) {
	rec, err := instance.Contact(ctx, id)
	if err != nil {
		return nil, err
	}
	chain := []*center.Contact{rec}
	for rec.PreviousID != "" && len(chain) < maxChain {
		if rec, err = instance.Contact(ctx, rec.PreviousID); err != nil {
			return nil, err
		}
		chain = append(chain, rec)
	}
	return chain, nil
}

// updateChain sets attributes of the contacts of a chain. The engine sees to
// all that are live with the first of them.
func updateChain(ctx context.Context, instance Instance, chain []*center.Contact, attributes map[string]string) error {
	for i, c := range chain {
		if i > 0 && c.Live() {
			continue
		}
		if err := instance.UpdateAttributes(ctx, c.ID, attributes); err != nil {
			return err
		}
	}
	return nil
}

// checkNames refuses names of attributes with other characters than letters,
// digits, dashes and underscores.
func checkNames(attributes map[string]string) error {
	for _, name := range slices.Sorted(maps.Keys(attributes)) {
		for _, r := range name {
			switch {
			case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '-', r == '_':
			default:
				return center.Errorf(center.Invalid, "The attribute name %q may have letters, digits, - and _ only.", name)
			}
		}
	}
	return nil
}
