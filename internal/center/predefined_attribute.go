package center

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// PredefinedAttribute is a name with the values that proficiencies of users may
// have (R6.1). Its name is its id.
type PredefinedAttribute struct {
	Name           string   // 1 to 100 characters, unique without regard to case
	Values         []string // in the order given, each once
	Purposes       []string // kept and shown; nothing here acts on them
	ValidateValues bool     // EnableValueValidationOnAssociation; kept and shown
	Stamp          Stamp
}

// SystemPrefix begins the names of attributes, and of values, that every
// instance has by itself (R6.2). Customers cannot use it.
const SystemPrefix = "connect:"

// The system attributes (R6.2).
const (
	LanguageAttribute = SystemPrefix + "Language"
	SubtypeAttribute  = SystemPrefix + "Subtype"
	WorkloadAttribute = SystemPrefix + "WorkloadType"
)

// The limits of predefined attributes and proficiencies (R6.1, R6.3).
const (
	MaxAttributeValues     = 500 // of an attribute, those of the system not counted
	MaxAttributeCharacters = 100 // of a name or a value
	MaxProficiencies       = 10  // of a user
)

// System reports whether the attribute is one of those that every instance has.
func (a *PredefinedAttribute) System() bool { return strings.HasPrefix(a.Name, SystemPrefix) }

// ReadOnly reports whether the values of the attribute are fixed (R6.2).
func (a *PredefinedAttribute) ReadOnly() bool { return a.Name == SubtypeAttribute }

// RecordKind implements Record.
func (a *PredefinedAttribute) RecordKind() ResourceKind { return KindPredefinedAttribute }

// RecordKey implements Record.
func (a *PredefinedAttribute) RecordKey() string { return a.Name }

// ResourceName returns the name in lower case: two names that differ in case
// alone are the same (R6.1).
func (a *PredefinedAttribute) ResourceName() string { return strings.ToLower(a.Name) }

// ResourceStamp implements Resource.
func (a *PredefinedAttribute) ResourceStamp() *Stamp { return &a.Stamp }

func (a *PredefinedAttribute) check(d *Directory) error {
	if n := utf8.RuneCountInString(a.Name); n == 0 || n > MaxAttributeCharacters {
		return Errorf(Invalid, "Name must have 1 to %d characters, not %d.", MaxAttributeCharacters, n)
	}
	own, seen := 0, make(map[string]bool, len(a.Values))
	for _, v := range a.Values {
		if n := utf8.RuneCountInString(v); n == 0 || n > MaxAttributeCharacters {
			return Errorf(Invalid, "Values.StringList: a value must have 1 to %d characters, not %d.", MaxAttributeCharacters, n)
		}
		if seen[v] {
			return Errorf(Invalid, "Values.StringList has %q more than once.", v)
		}
		seen[v] = true
		if !strings.HasPrefix(v, SystemPrefix) {
			own++
		}
	}
	if own > MaxAttributeValues {
		return Errorf(Invalid, "Values.StringList has %d values; an attribute may have %d.", own, MaxAttributeValues)
	}
	old, ok := d.then().PredefinedAttributes.Get(a.Name)
	if !ok {
		return nil
	}
	for _, v := range old.Values {
		if _, used := d.references.user(kindAttributeValue, valueKey(a.Name, v)); used && !seen[v] {
			return &Error{Kind: InUse, Resource: KindPredefinedAttribute, ResourceID: a.Name,
				Message: "The value " + v + " of the predefined attribute " + a.Name + " is used by a user."}
		}
	}
	return nil
}

// valueKey names a value of an attribute among references. No name has the
// character between the two.
func valueKey(name, value string) string { return name + "\x01" + value }

// checkValue refuses an attribute or a value that is not there.
func (d *Directory) checkValue(name, value string) *Error {
	a, ok := d.PredefinedAttributes.Get(name)
	if !ok {
		return Missing(KindPredefinedAttribute, name)
	}
	if !slices.Contains(a.Values, value) {
		return Errorf(Invalid, "The predefined attribute %s has no value %q.", name, value)
	}
	return nil
}

// checkProficiencies refuses proficiencies of values that are not there, at
// levels that are none, and more than a user may have (R6.3).
func (d *Directory) checkProficiencies(all []Proficiency) error {
	if len(all) > MaxProficiencies {
		return Errorf(Limit, "A user may have %d proficiencies, not %d.", MaxProficiencies, len(all))
	}
	for i := range all {
		p := &all[i]
		if p.Level < minLevel || p.Level > maxLevel || p.Level != float64(int(p.Level)) {
			return Errorf(Invalid, "The level of %s %s must be a whole number from %d to %d, not %v.", p.Name, p.Value, minLevel, maxLevel, p.Level)
		}
		if err := d.checkValue(p.Name, p.Value); err != nil {
			return err
		}
		if slices.ContainsFunc(all[:i], func(o Proficiency) bool { return o.Name == p.Name && o.Value == p.Value }) {
			return Errorf(Refused, "A user can have %s %s only once.", p.Name, p.Value)
		}
	}
	return nil
}

// CheckCriteria refuses steps that ask for an attribute or a value that the
// instance does not have (R6.19). Agents may be named that are not there: a step
// keeps the contact for them all the same (R6.14). path names the member in
// messages.
func (d *Directory) CheckCriteria(path string, steps []RoutingStep) error {
	return eachCondition(path, steps, func(at string, c *AttributeCondition) error {
		if len(c.Agents) > 0 {
			return nil
		}
		if err := d.checkValue(c.Name, c.Value); err != nil {
			return Errorf(Invalid, "%s: %s", at, err.Message)
		}
		return nil
	})
}
