package connecthttp

import (
	"context"
	"slices"
	"strings"

	"strowger/internal/center"
	"strowger/internal/connectapi"
)

// SearchHoursOfOperationOverrides finds overrides of all hours of operation by
// name, description, id, the id of their hours or the dates effectiveFrom and
// effectiveTill, and by the tags of their hours.
func (s *Service) SearchHoursOfOperationOverrides(_ context.Context, in *connectapi.SearchHoursOfOperationOverridesInput) (*connectapi.SearchHoursOfOperationOverridesOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	if err := checkCriteria(in.SearchCriteria, openOverrideCriteria(ownedOverride{}), overrideFields(ownedOverride{hours: &center.HoursOfOperation{}, Override: &center.Override{}})); err != nil {
		return nil, err
	}
	d := instance.Directory()
	var found []ownedOverride
	for h := range d.Hours.All() {
		if in.SearchFilter != nil && !matchesTags(in.SearchFilter.TagFilter, h.Tags) {
			continue
		}
		for i := range h.Overrides {
			o := ownedOverride{hours: h, Override: &h.Overrides[i]}
			ok, err := matches(in.SearchCriteria, openOverrideCriteria(o), overrideFields(o))
			if err != nil {
				return nil, err
			}
			if ok {
				found = append(found, o)
			}
		}
	}
	slices.SortFunc(found, func(a, b ownedOverride) int { return strings.Compare(a.ID, b.ID) })
	items, next, err := slicePage(found, func(o ownedOverride) string { return o.ID }, in.NextToken, in.MaxResults)
	if err != nil {
		return nil, err
	}
	out := &connectapi.SearchHoursOfOperationOverridesOutput{NextToken: next, ApproximateTotalCount: ptr(int64(len(found))),
		HoursOfOperationOverrides: make([]connectapi.HoursOfOperationOverride, len(items))}
	for i, o := range items {
		out.HoursOfOperationOverrides[i] = wireOverride(d, o.hours, o.Override)
	}
	return out, nil
}

// ownedOverride is an override and whose it is.
type ownedOverride struct {
	hours *center.HoursOfOperation
	*center.Override
}

func openOverrideCriteria(o ownedOverride) func(*connectapi.HoursOfOperationOverrideSearchCriteria) term[connectapi.HoursOfOperationOverrideSearchCriteria] {
	return func(c *connectapi.HoursOfOperationOverrideSearchCriteria) term[connectapi.HoursOfOperationOverrideSearchCriteria] {
		t := term[connectapi.HoursOfOperationOverrideSearchCriteria]{or: c.OrConditions, and: c.AndConditions, text: c.StringCondition}
		if c.DateCondition != nil {
			var ask func(*center.Override) bool
			if ask, t.refused = dateCondition(c.DateCondition); t.refused == nil {
				t.other = func() (bool, error) { return ask(o.Override), nil }
			}
		}
		return t
	}
}

// dateCondition compares one of the dates of an override.
func dateCondition(c *connectapi.DateCondition) (func(*center.Override) bool, error) {
	if text(c.Value) == "" || c.ComparisonType == "" {
		return nil, center.Errorf(center.Invalid, "DateCondition: FieldName, Value and ComparisonType are required.")
	}
	want, err := center.ParseDate(*c.Value)
	if err != nil {
		return nil, err
	}
	var date func(*center.Override) center.Date
	switch strings.ToLower(text(c.FieldName)) {
	case "effectivefrom":
		date = func(o *center.Override) center.Date { return o.From }
	case "effectivetill":
		date = func(o *center.Override) center.Date { return o.Till }
	default:
		return nil, center.Errorf(center.Invalid, "FieldName %q is not a date of an override.", text(c.FieldName))
	}
	return func(o *center.Override) bool {
		switch have := date(o); c.ComparisonType {
		case connectapi.DateComparisonTypeGreaterThan:
			return have > want
		case connectapi.DateComparisonTypeGreaterThanOrEqualTo:
			return have >= want
		case connectapi.DateComparisonTypeLessThan:
			return have < want
		case connectapi.DateComparisonTypeLessThanOrEqualTo:
			return have <= want
		default:
			return have == want
		}
	}, nil
}

func overrideFields(o ownedOverride) fields {
	return func(name string) ([]string, bool) {
		switch name {
		case "name":
			return []string{o.Name}, true
		case "description":
			return []string{o.Description}, true
		case "resourceid", "hoursofoperationoverrideid":
			return []string{o.ID}, true
		case "hoursofoperationid":
			return []string{string(o.hours.ID)}, true
		default:
			return nil, false
		}
	}
}
