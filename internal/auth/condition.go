package auth

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// The condition keys that a policy may ask for, by their names in lower case. What ends with a slash is followed by
// the key of a tag.
const (
	// KeyInstanceID is the id of the instance that the request names.
	KeyInstanceID = "connect:instanceid"
	// KeyResourceTag is a tag that the resource has.
	KeyResourceTag = "aws:resourcetag/"
	// KeyRequestTag is a tag that the request gives to a resource.
	KeyRequestTag = "aws:requesttag/"
	// KeyTagKeys are the keys of the tags that the request gives or takes away.
	KeyTagKeys = "aws:tagkeys"
	// KeyUsername is the name of the principal.
	KeyUsername = "aws:username"
)

// condition compares the values of one key.
type condition struct {
	key      string // in lower case
	compare  func(want, have string) bool
	negated  bool // none may match instead of one
	set      quantifier
	ifExists bool // a key without values is as good as a match
	null     bool // only whether there are values counts: want is "true" for none
	want     []string
}

// quantifier says which of the values of a key must match.
type quantifier int

const (
	oneValue quantifier = iota // the key has one value as a rule; of several, one must match
	anyOf                      // ForAnyValue
	allOf                      // ForAllValues
)

// operators are those of texts, as policies name them.
var operators = map[string]condition{
	"StringEquals":              {compare: func(want, have string) bool { return want == have }},
	"StringNotEquals":           {compare: func(want, have string) bool { return want == have }, negated: true},
	"StringEqualsIgnoreCase":    {compare: strings.EqualFold},
	"StringNotEqualsIgnoreCase": {compare: strings.EqualFold, negated: true},
	"StringLike":                {compare: wildcard},
	"StringNotLike":             {compare: wildcard, negated: true},
	"Null":                      {null: true},
}

// readConditions reads the Condition of a statement, all of which must hold.
func readConditions(written map[string]map[string]texts) ([]condition, error) {
	var all []condition
	for _, name := range slices.Sorted(maps.Keys(written)) {
		c, err := readOperator(name)
		if err != nil {
			return nil, err
		}
		if len(written[name]) == 0 { // it would hold for everybody
			return nil, fmt.Errorf("Condition: %s has no key", name)
		}
		for _, key := range slices.Sorted(maps.Keys(written[name])) {
			c.key, c.want = strings.ToLower(key), written[name][key]
			if !knownKey(c.key) {
				return nil, fmt.Errorf("Condition: the key %q is not supported", key)
			}
			if len(c.want) == 0 {
				return nil, fmt.Errorf("Condition: %s %s has no value", name, key)
			}
			if err := refuseVariables("Condition", c.want); err != nil {
				return nil, err
			}
			if c.null && (len(c.want) != 1 || c.want[0] != "true" && c.want[0] != "false") {
				return nil, fmt.Errorf("Condition: Null %s must be true or false", key)
			}
			all = append(all, c)
		}
	}
	return all, nil
}

func readOperator(name string) (condition, error) {
	set := oneValue
	bare, found := strings.CutPrefix(name, "ForAnyValue:")
	if found {
		set = anyOf
	} else if bare, found = strings.CutPrefix(name, "ForAllValues:"); found {
		set = allOf
	}
	bare, ifExists := strings.CutSuffix(bare, "IfExists")
	c, known := operators[bare]
	if !known || c.null && (ifExists || set != oneValue) {
		return condition{}, fmt.Errorf("Condition: the operator %q is not supported", name)
	}
	c.set, c.ifExists = set, ifExists
	return c, nil
}

func knownKey(key string) bool {
	switch key {
	case KeyInstanceID, KeyTagKeys, KeyUsername:
		return true
	}
	for _, prefix := range []string{KeyResourceTag, KeyRequestTag} {
		if tag, ok := strings.CutPrefix(key, prefix); ok && tag != "" {
			return true
		}
	}
	return false
}

// holds reports whether the condition is met. A key without values meets no operator but a negated one, one that ends
// with IfExists, and ForAllValues, which finds no value that does not match.
func (c *condition) holds(context map[string][]string) bool {
	have := context[c.key]
	switch {
	case c.null:
		return (len(have) == 0) == (c.want[0] == "true")
	case len(have) == 0:
		return c.ifExists || c.set == allOf || c.set == oneValue && c.negated
	}
	fits := func(value string) bool { return c.matches(value) != c.negated }
	if c.set == allOf || c.set == oneValue && c.negated {
		return !slices.ContainsFunc(have, func(value string) bool { return !fits(value) })
	}
	return slices.ContainsFunc(have, fits)
}

func (c *condition) matches(value string) bool {
	return slices.ContainsFunc(c.want, func(want string) bool { return c.compare(want, value) })
}
