package connecthttp

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"strowger/internal/center"
	"strowger/internal/routing"
)

// maxAssociations is the largest page of most lists of associations, and their
// usual one.
const maxAssociations = 25

func associationsTable(d *center.Directory) *center.Table[*center.Association] {
	return &d.Associations
}

// associate notes that an instance may use something, which it must not have
// been told before by another request.
func associate(ctx context.Context, in *served, a *center.Association) (*center.Association, error) {
	a.ID, a.Made = center.AssociationID(a.Type, a.Value), center.At(time.Now())
	made, err := makeOnce(ctx, in, associationsTable, a)
	if errors.Is(err, center.Duplicate) {
		return nil, center.Errorf(center.Conflict, "It is associated with the instance already.")
	}
	return made, err
}

// disassociate takes an association back.
func disassociate(ctx context.Context, in *served, typ center.AssociationType, value string) error {
	_, err := in.Do(ctx, routing.Remove{Kind: center.KindAssociation, ID: center.AssociationID(typ, value)})
	return err
}

// associations returns the next page of the associations of a type, in the
// order of their values.
func associations(d *center.Directory, typ center.AssociationType, token *string, max *int32) ([]*center.Association, *string, error) {
	prefix := center.AssociationID(typ, "")
	var all []*center.Association
	for a := range d.Associations.After(prefix) {
		if !strings.HasPrefix(a.ID, prefix) {
			break
		}
		all = append(all, a)
	}
	if max == nil {
		max = ptr(int32(maxAssociations))
	}
	return slicePage(all, (*center.Association).RecordKey, token, max)
}

// values returns what associations are of.
func values(all []*center.Association) []string {
	list := make([]string, len(all))
	for i, a := range all {
		list[i] = a.Value
	}
	return list
}

// isARNOf reports whether a text is the ARN of something of a service, and what
// follows the account begins with prefix and goes on.
func isARNOf(arn, service, prefix string) bool {
	parts := strings.SplitN(arn, ":", arnParts)
	return len(parts) == arnParts && parts[0] == "arn" && strings.HasPrefix(parts[1], "aws") && parts[2] == service &&
		!slices.Contains(parts, "") && strings.HasPrefix(parts[arnParts-1], prefix) && len(parts[arnParts-1]) > len(prefix)
}
