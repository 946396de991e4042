package connecthttp

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"strowger/internal/center"
	"strowger/internal/connectapi"
)

// AssociateUserProficiencies gives a user proficiencies, each for a value of a
// predefined attribute and at most ten in all (R6.3). One that the user has
// already is refused: its level changes by UpdateUserProficiencies.
func (s *Service) AssociateUserProficiencies(ctx context.Context, in *connectapi.AssociateUserProficienciesInput) (*connectapi.AssociateUserProficienciesOutput, error) {
	given, err := proficiencies(in.UserProficiencies)
	if err != nil {
		return nil, err
	}
	return nil, s.editUser(ctx, in.InstanceId, in.UserId, func(u *center.User) error {
		all := slices.Clone(u.Proficiencies)
		for _, p := range given {
			if proficiencyOf(all, p.Name, p.Value) >= 0 {
				return center.Errorf(center.Refused, "The user has %s %s already; use UpdateUserProficiencies to change the level.", p.Name, p.Value)
			}
			all = append(all, p)
		}
		slices.SortFunc(all, func(a, b center.Proficiency) int { return cmp.Compare(proficiencyKey(a), proficiencyKey(b)) })
		u.Proficiencies = all
		return nil
	})
}

// UpdateUserProficiencies changes the levels of proficiencies that a user has.
func (s *Service) UpdateUserProficiencies(ctx context.Context, in *connectapi.UpdateUserProficienciesInput) (*connectapi.UpdateUserProficienciesOutput, error) {
	given, err := proficiencies(in.UserProficiencies)
	if err != nil {
		return nil, err
	}
	return nil, s.editUser(ctx, in.InstanceId, in.UserId, func(u *center.User) error {
		all := slices.Clone(u.Proficiencies)
		for _, p := range given {
			i := proficiencyOf(all, p.Name, p.Value)
			if i < 0 {
				return notProficient(p.Name, p.Value)
			}
			all[i].Level = p.Level
		}
		u.Proficiencies = all
		return nil
	})
}

// DisassociateUserProficiencies takes proficiencies away from a user.
func (s *Service) DisassociateUserProficiencies(ctx context.Context, in *connectapi.DisassociateUserProficienciesInput) (*connectapi.DisassociateUserProficienciesOutput, error) {
	return nil, s.editUser(ctx, in.InstanceId, in.UserId, func(u *center.User) error {
		all := slices.Clone(u.Proficiencies)
		for _, p := range in.UserProficiencies {
			i := proficiencyOf(all, *p.AttributeName, *p.AttributeValue)
			if i < 0 {
				return notProficient(*p.AttributeName, *p.AttributeValue)
			}
			all = slices.Delete(all, i, i+1)
		}
		u.Proficiencies = all
		return nil
	})
}

// ListUserProficiencies lists the proficiencies of a user by attribute and
// value.
func (s *Service) ListUserProficiencies(_ context.Context, in *connectapi.ListUserProficienciesInput) (*connectapi.ListUserProficienciesOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	d := instance.Directory()
	u, err := get(d, &d.Users, center.KindUser, in.UserId)
	if err != nil {
		return nil, err
	}
	items, next, err := slicePage(u.Proficiencies, proficiencyKey, in.NextToken, in.MaxResults)
	if err != nil {
		return nil, err
	}
	out := &connectapi.ListUserProficienciesOutput{NextToken: next, UserProficiencyList: make([]connectapi.UserProficiency, len(items)),
		LastModifiedTime: stamp(u.Stamp.Modified), LastModifiedRegion: &d.Instance.Region}
	for i, p := range items {
		out.UserProficiencyList[i] = connectapi.UserProficiency{AttributeName: &p.Name, AttributeValue: &p.Value, Level: ptr(float32(p.Level))}
	}
	return out, nil
}

// proficiencies reads a list, which has each attribute and value once and whole
// levels.
func proficiencies(list []connectapi.UserProficiency) ([]center.Proficiency, error) {
	given := make([]center.Proficiency, 0, len(list))
	for i, p := range list {
		name, value, level := *p.AttributeName, *p.AttributeValue, float64(*p.Level)
		if level != float64(int(level)) {
			return nil, center.Errorf(center.Invalid, "UserProficiencies[%d].Level must be 1, 2, 3, 4 or 5, not %v.", i, level)
		}
		if proficiencyOf(given, name, value) >= 0 {
			return nil, center.Errorf(center.Invalid, "UserProficiencies[%d] has %s %s a second time.", i, name, value)
		}
		given = append(given, center.Proficiency{Name: name, Value: value, Level: level})
	}
	return given, nil
}

func proficiencyOf(all []center.Proficiency, name, value string) int {
	return slices.IndexFunc(all, func(p center.Proficiency) bool { return p.Name == name && p.Value == value })
}

func notProficient(name, value string) error {
	return center.Errorf(center.Refused, "The user does not have %s %s; use AssociateUserProficiencies to add it.", name, value)
}

// proficiencyKey puts proficiencies in order; the character between the two is
// in no name.
func proficiencyKey(p center.Proficiency) string { return p.Name + "\x00" + p.Value }

// compileProficiencies turns a condition on a list of users' proficiencies into
// a function: one of the user's proficiencies must meet all conditions at once.
// The API does not say what the fields are called; here they are AttributeName,
// AttributeValue and Level, or Name and Value, in any case.
func compileProficiencies(c *connectapi.ListCondition) (func(*center.User) bool, error) {
	if c.TargetListType != "" && c.TargetListType != connectapi.TargetListTypeProficiencies {
		return nil, center.Errorf(center.Invalid, "ListCondition.TargetListType must be %s.", connectapi.TargetListTypeProficiencies)
	}
	var parts []func(*center.Proficiency) bool
	for i, part := range c.Conditions {
		if part.StringCondition != nil {
			holds, err := compileText(part.StringCondition, proficiencyFields)
			if err != nil {
				return nil, err
			}
			parts = append(parts, func(p *center.Proficiency) bool { return holds(nil, p) })
		}
		if part.NumberCondition != nil {
			holds, err := compileNumber(fmt.Sprintf("ListCondition.Conditions[%d].NumberCondition", i), part.NumberCondition)
			if err != nil {
				return nil, err
			}
			parts = append(parts, func(p *center.Proficiency) bool { return holds(p.Level) })
		}
	}
	return func(u *center.User) bool {
		return slices.ContainsFunc(u.Proficiencies, func(p center.Proficiency) bool {
			for _, holds := range parts {
				if !holds(&p) {
					return false
				}
			}
			return true
		})
	}, nil
}

var proficiencyFields = fields[*center.Proficiency]{
	"name": one(proficiencyName), "attributename": one(proficiencyName),
	"value": one(proficiencyValue), "attributevalue": one(proficiencyValue),
}

func proficiencyName(p *center.Proficiency) string  { return p.Name }
func proficiencyValue(p *center.Proficiency) string { return p.Value }

// compileNumber turns a condition on a level into a function. MinValue bounds
// from below, MaxValue from above; a single value may stand in either.
func compileNumber(path string, c *connectapi.NumberCondition) (func(float64) bool, error) {
	if name := text(c.FieldName); !strings.EqualFold(name, "Level") && !strings.EqualFold(name, "ProficiencyLevel") {
		return nil, center.Errorf(center.Invalid, "%s.FieldName %q is not a number of this search.", path, name)
	}
	low, high := c.MinValue, c.MaxValue
	if c.ComparisonType == connectapi.NumberComparisonTypeRange {
		if low == nil || high == nil {
			return nil, center.Errorf(center.Invalid, "%s: RANGE takes MinValue and MaxValue.", path)
		}
		return func(v float64) bool { return v >= float64(*low) && v <= float64(*high) }, nil
	}
	one := cmp.Or(low, high)
	switch c.ComparisonType {
	case connectapi.NumberComparisonTypeLesser, connectapi.NumberComparisonTypeLesserOrEqual:
		one = cmp.Or(high, low)
	}
	if one == nil {
		return nil, center.Errorf(center.Invalid, "%s takes MinValue or MaxValue.", path)
	}
	bound := float64(*one)
	switch c.ComparisonType {
	case connectapi.NumberComparisonTypeGreaterOrEqual:
		return func(v float64) bool { return v >= bound }, nil
	case connectapi.NumberComparisonTypeGreater:
		return func(v float64) bool { return v > bound }, nil
	case connectapi.NumberComparisonTypeLesserOrEqual:
		return func(v float64) bool { return v <= bound }, nil
	case connectapi.NumberComparisonTypeLesser:
		return func(v float64) bool { return v < bound }, nil
	case connectapi.NumberComparisonTypeNotEqual:
		return func(v float64) bool { return v != bound }, nil
	default: // EQUAL, also where no comparison is named
		return func(v float64) bool { return v == bound }, nil
	}
}
