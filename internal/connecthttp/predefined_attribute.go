package connecthttp

import (
	"context"
	"errors"
	"slices"
	"strings"
	"unicode"

	"strowger/internal/center"
	"strowger/internal/connectapi"
	"strowger/internal/routing"
)

func predefinedAttributes(d *center.Directory) *center.Table[*center.PredefinedAttribute] {
	return &d.PredefinedAttributes
}

// CreatePredefinedAttribute makes an attribute, whose values proficiencies and
// routing criteria may then have (R6.1).
//
// Not built: Purposes and AttributeConfiguration are kept and shown; nothing
// acts on them.
func (s *Service) CreatePredefinedAttribute(ctx context.Context, in *connectapi.CreatePredefinedAttributeInput) (*connectapi.CreatePredefinedAttributeOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	a := &center.PredefinedAttribute{Name: *in.Name, Purposes: in.Purposes}
	if err := checkAttributeText("Name", a.Name); err != nil {
		return nil, err
	}
	if in.Values != nil {
		a.Values = in.Values.StringList
		if err := checkAttributeValues(a.Values); err != nil {
			return nil, err
		}
	}
	validateValues(a, in.AttributeConfiguration)
	_, err = instance.Do(ctx, routing.Put{Resource: a})
	if errors.Is(err, center.Duplicate) {
		return nil, center.Errorf(center.Duplicate, "There is a predefined attribute with the name %s, or one that differs in case alone.", a.Name)
	}
	return nil, err
}

// attributePrefixes begin names and values that are not the customers' own
// (R6.1).
var attributePrefixes = []string{"aws:", center.SystemPrefix}

// checkAttributeText refuses reserved prefixes and characters that names and
// values cannot have: they have letters, numbers and white space of any script,
// underscores, apostrophes, and what stands from + to @ in ASCII (R6.1).
func checkAttributeText(member, value string) error {
	for _, prefix := range attributePrefixes {
		if strings.HasPrefix(value, prefix) {
			return center.Errorf(center.Invalid, "%s: %q begins with %s, which is reserved.", member, value, prefix)
		}
	}
	for _, r := range value {
		if !unicode.In(r, unicode.L, unicode.N, unicode.Z) && r != '_' && r != '\'' && (r < '+' || r > '@') {
			return center.Errorf(center.Invalid, "%s: %q has the character %q, which is not allowed.", member, value, r)
		}
	}
	return nil
}

func checkAttributeValues(values []string) error {
	for _, v := range values {
		if err := checkAttributeText("Values.StringList", v); err != nil {
			return err
		}
	}
	return nil
}

func validateValues(a *center.PredefinedAttribute, c *connectapi.InputPredefinedAttributeConfiguration) {
	if c != nil && c.EnableValueValidationOnAssociation != nil {
		a.ValidateValues = *c.EnableValueValidationOnAssociation
	}
}

// DescribePredefinedAttribute returns an attribute with all its values.
func (s *Service) DescribePredefinedAttribute(_ context.Context, in *connectapi.DescribePredefinedAttributeInput) (*connectapi.DescribePredefinedAttributeOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	d := instance.Directory()
	a, err := get(d, &d.PredefinedAttributes, center.KindPredefinedAttribute, in.Name)
	if err != nil {
		return nil, err
	}
	out := wireAttribute(d, a)
	return &connectapi.DescribePredefinedAttributeOutput{PredefinedAttribute: &out}, nil
}

func wireAttribute(d *center.Directory, a *center.PredefinedAttribute) connectapi.PredefinedAttribute {
	return connectapi.PredefinedAttribute{
		Name: &a.Name, Values: &connectapi.PredefinedAttributeValues{StringList: append([]string{}, a.Values...)}, Purposes: a.Purposes,
		AttributeConfiguration: &connectapi.PredefinedAttributeConfiguration{EnableValueValidationOnAssociation: a.ValidateValues, IsReadOnly: a.ReadOnly()},
		LastModifiedTime:       stamp(a.Stamp.Modified), LastModifiedRegion: &d.Instance.Region,
	}
}

// ListPredefinedAttributes lists all attributes of an instance by name.
func (s *Service) ListPredefinedAttributes(_ context.Context, in *connectapi.ListPredefinedAttributesInput) (*connectapi.ListPredefinedAttributesOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	d := instance.Directory()
	items, next, err := page(&d.PredefinedAttributes, in.NextToken, in.MaxResults, nil)
	if err != nil {
		return nil, err
	}
	out := &connectapi.ListPredefinedAttributesOutput{NextToken: next, PredefinedAttributeSummaryList: make([]connectapi.PredefinedAttributeSummary, len(items))}
	for i, a := range items {
		out.PredefinedAttributeSummaryList[i] = connectapi.PredefinedAttributeSummary{
			Name: &a.Name, LastModifiedTime: stamp(a.Stamp.Modified), LastModifiedRegion: &d.Instance.Region,
		}
	}
	return out, nil
}

// SearchPredefinedAttributes finds attributes by name.
func (s *Service) SearchPredefinedAttributes(_ context.Context, in *connectapi.SearchPredefinedAttributesInput) (out *connectapi.SearchPredefinedAttributesOutput, err error) {
	out = &connectapi.SearchPredefinedAttributesOutput{}
	out.PredefinedAttributes, out.NextToken, out.ApproximateTotalCount, err = search[*center.PredefinedAttribute, connectapi.PredefinedAttributeSearchCriteria, connectapi.PredefinedAttribute]{
		table: predefinedAttributes, criteria: in.SearchCriteria, fields: attributeFields, show: wireAttribute,
		open: func(c *connectapi.PredefinedAttributeSearchCriteria) term[*center.PredefinedAttribute, connectapi.PredefinedAttributeSearchCriteria] {
			return term[*center.PredefinedAttribute, connectapi.PredefinedAttributeSearchCriteria]{or: c.OrConditions, and: c.AndConditions, text: c.StringCondition}
		},
	}.page(s, in.InstanceId, in.NextToken, in.MaxResults)
	return out, err
}

var attributeFields = fields[*center.PredefinedAttribute]{"name": one(func(a *center.PredefinedAttribute) string { return a.Name })}

// UpdatePredefinedAttribute changes what is given; a list of values or purposes
// replaces the old one. A value that a user has cannot go. Of an attribute of
// the system only the customers' own values change, and the subtypes of
// contacts not at all (R6.2).
//
// Not built: Purposes and AttributeConfiguration are kept and shown; nothing
// acts on them.
func (s *Service) UpdatePredefinedAttribute(ctx context.Context, in *connectapi.UpdatePredefinedAttributeInput) (*connectapi.UpdatePredefinedAttributeOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	return nil, edit(ctx, instance, predefinedAttributes, in.Name, func(a *center.PredefinedAttribute) error {
		if a.ReadOnly() {
			return center.Errorf(center.Refused, "The predefined attribute %s cannot be changed.", a.Name)
		}
		if in.Values != nil {
			var err error
			if a.Values, err = newValues(a, in.Values.StringList); err != nil {
				return err
			}
		}
		if in.Purposes != nil {
			a.Purposes = in.Purposes
		}
		validateValues(a, in.AttributeConfiguration)
		return nil
	})
}

// newValues returns the values that an attribute has after an update: those of
// the system, which stay whether they are given or not, and those given.
func newValues(a *center.PredefinedAttribute, given []string) ([]string, error) {
	values := []string{}
	for _, v := range a.Values {
		if strings.HasPrefix(v, center.SystemPrefix) {
			values = append(values, v)
		}
	}
	fixed := len(values)
	for _, v := range given {
		if slices.Contains(values[:fixed], v) {
			continue
		}
		if err := checkAttributeText("Values.StringList", v); err != nil {
			return nil, err
		}
		values = append(values, v)
	}
	return values, nil
}

// DeletePredefinedAttribute removes an attribute that no user has (R6.1). A
// contact that waits for it goes on waiting until its step ends (R6.19).
func (s *Service) DeletePredefinedAttribute(ctx context.Context, in *connectapi.DeletePredefinedAttributeInput) (*connectapi.DeletePredefinedAttributeOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	_, err = instance.Do(ctx, routing.Remove{Kind: center.KindPredefinedAttribute, ID: idOf[string](instance, center.KindPredefinedAttribute, in.Name)})
	return nil, err
}
