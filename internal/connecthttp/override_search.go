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
	wanted, err := compile(in.SearchCriteria, openOverrideCriteria, overrideFields)
	if err != nil {
		return nil, err
	}
	d := instance.Directory()
	var found []ownedOverride
	for h := range d.Hours.All() {
		if in.SearchFilter != nil && !matchesTags(in.SearchFilter.TagFilter, h.Tags) {
			continue
		}
		for i := range h.Overrides {
			if o := (ownedOverride{hours: h, Override: &h.Overrides[i]}); wanted(d, o) {
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

func openOverrideCriteria(c *connectapi.HoursOfOperationOverrideSearchCriteria) term[ownedOverride, connectapi.HoursOfOperationOverrideSearchCriteria] {
	t := term[ownedOverride, connectapi.HoursOfOperationOverrideSearchCriteria]{or: c.OrConditions, and: c.AndConditions, text: c.StringCondition}
	if c.DateCondition != nil {
		var ask func(*center.Override) bool
		if ask, t.refused = dateCondition(c.DateCondition); t.refused == nil {
			t.leaf = func(_ *center.Directory, o ownedOverride) bool { return ask(o.Override) }
		}
	}
	return t
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

var overrideFields = fields[ownedOverride]{
	"name":               one(func(o ownedOverride) string { return o.Name }),
	"description":        one(func(o ownedOverride) string { return o.Description }),
	"resourceid":         one(overrideID),
	"hoursofoperationid": one(func(o ownedOverride) center.HoursID { return o.hours.ID }),

	"hoursofoperationoverrideid": one(overrideID),
}

func overrideID(o ownedOverride) string { return o.ID }
