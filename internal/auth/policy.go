package auth

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// PolicySizeMax is the largest policy document in bytes.
const PolicySizeMax = 64 << 10

// Policy is what a principal may do: a policy document in the language of AWS Identity and Access Management, as far
// as ParsePolicy takes it. It never changes, so goroutines may share it.
type Policy struct {
	statements []statement
}

// Request is what a principal asks for, in the words of a policy.
type Request struct {
	// Action is the service's prefix and the operation, such as "connect:DescribeQueue".
	Action string
	// Resource is the ARN of what the operation acts on.
	Resource string
	// Context holds the values of condition keys, such as "aws:ResourceTag/team", by their names in lower case. A key
	// that is not there has no value.
	Context map[string][]string
}

// Decision is what a policy says to a Request.
type Decision int

// The decisions. An explicit denial goes before any permission, and what nothing permits is denied.
const (
	ImplicitDeny Decision = iota
	ExplicitDeny
	Allow
)

type statement struct {
	deny       bool
	actions    matcher
	resources  matcher
	conditions []condition
}

// matcher is Action and NotAction, or Resource and NotResource: which texts a statement is about.
type matcher struct {
	patterns []string
	except   bool // all but those
}

// Decide says whether the policy permits the request.
func (p *Policy) Decide(r Request) Decision {
	decision := ImplicitDeny
	for i := range p.statements {
		s := &p.statements[i]
		if !s.applies(r) {
			continue
		}
		if s.deny {
			return ExplicitDeny
		}
		decision = Allow
	}
	return decision
}

func (s *statement) applies(r Request) bool {
	if !s.actions.matches(r.Action, matchAction) || !s.resources.matches(r.Resource, matchResource) {
		return false
	}
	for i := range s.conditions {
		if !s.conditions[i].holds(r.Context) {
			return false
		}
	}
	return true
}

func (m *matcher) matches(text string, match func(pattern, text string) bool) bool {
	for _, pattern := range m.patterns {
		if match(pattern, text) {
			return !m.except
		}
	}
	return m.except
}

// matchAction compares without regard to case.
func matchAction(pattern, action string) bool {
	return wildcard(strings.ToLower(pattern), strings.ToLower(action))
}

// arnFields is how many fields, divided by colons, an ARN has.
const arnFields = 6

// matchResource compares field by field, so that a wildcard in one field of an ARN does not swallow the next; the
// last field is the rest. A pattern that is no ARN can only be the one for everything.
func matchResource(pattern, arn string) bool {
	if pattern == "*" {
		return true
	}
	patterns, fields := strings.SplitN(pattern, ":", arnFields), strings.SplitN(arn, ":", arnFields)
	if len(patterns) != arnFields || len(fields) != arnFields {
		return false
	}
	for i := range patterns {
		if !wildcard(patterns[i], fields[i]) {
			return false
		}
	}
	return true
}

// wildcard reports whether text is as pattern says, in which * stands for any characters and ? for one. It takes time
// in proportion to the product of the lengths, whatever the pattern.
func wildcard(pattern, text string) bool {
	p, t := []rune(pattern), []rune(text)
	star, mark := -1, 0 // the last star, and how far what it stands for reaches
	i := 0
	for j := 0; j < len(t); {
		switch {
		case i < len(p) && p[i] == '*':
			star, mark = i, j
			i++
		case i < len(p) && (p[i] == '?' || p[i] == t[j]):
			i++
			j++
		case star >= 0:
			mark++
			i, j = star+1, mark
		default:
			return false
		}
	}
	for i < len(p) && p[i] == '*' {
		i++
	}
	return i == len(p)
}

// texts is a text or a list of texts.
type texts []string

// UnmarshalJSON takes both forms.
func (t *texts) UnmarshalJSON(raw []byte) error {
	if len(raw) > 0 && raw[0] == '"' {
		*t = texts{""}
		return json.Unmarshal(raw, &(*t)[0])
	}
	return json.Unmarshal(raw, (*[]string)(t))
}

// document is a policy as it is written.
type document struct {
	Version   string
	ID        string         `json:"Id"`
	Statement jsontext.Value // a statement or a list of them
}

type documentStatement struct {
	Sid         string
	Effect      string
	Action      texts
	NotAction   texts
	Resource    texts
	NotResource texts
	Condition   map[string]map[string]texts
}

// ParsePolicy reads a policy document: Version 2012-10-17, and statements with Effect, Action or NotAction, Resource or
// NotResource, and Condition. What this server cannot judge is refused rather than passed over: policy variables,
// principals, and operators and keys of conditions other than those of condition.go.
func ParsePolicy(raw []byte) (*Policy, error) {
	if len(raw) > PolicySizeMax {
		return nil, fmt.Errorf("policy: longer than %d bytes", PolicySizeMax)
	}
	var doc document
	if err := json.Unmarshal(raw, &doc, json.RejectUnknownMembers(true)); err != nil {
		return nil, fmt.Errorf("policy: %w", err)
	}
	if doc.Version != "2012-10-17" {
		return nil, errors.New("policy: Version must be 2012-10-17")
	}
	list := []documentStatement{{}}
	into := any(&list)
	if one := bytes.TrimSpace(doc.Statement); len(one) > 0 && one[0] == '{' {
		into = &list[0]
	}
	if err := json.Unmarshal(doc.Statement, into, json.RejectUnknownMembers(true)); err != nil {
		return nil, fmt.Errorf("policy: Statement: %w", err)
	}
	if len(list) == 0 {
		return nil, errors.New("policy: there is no statement")
	}
	policy := &Policy{statements: make([]statement, len(list))}
	for i, written := range list {
		if err := policy.statements[i].read(written); err != nil {
			return nil, fmt.Errorf("policy: statement %d: %w", i+1, err)
		}
	}
	return policy, nil
}

func (s *statement) read(written documentStatement) (err error) {
	switch written.Effect {
	case "Allow":
	case "Deny":
		s.deny = true
	default:
		return errors.New("Effect must be Allow or Deny")
	}
	if s.actions, err = readMatcher("Action", written.Action, written.NotAction); err != nil {
		return err
	}
	for _, action := range s.actions.patterns {
		if action != "*" && !strings.Contains(action, ":") {
			return fmt.Errorf("the action %q does not begin with a service such as connect:", action)
		}
	}
	if s.resources, err = readMatcher("Resource", written.Resource, written.NotResource); err != nil {
		return err
	}
	for _, resource := range s.resources.patterns {
		if resource != "*" && len(strings.SplitN(resource, ":", arnFields)) < arnFields {
			return fmt.Errorf("the resource %q is neither * nor an ARN", resource)
		}
	}
	s.conditions, err = readConditions(written.Condition)
	return err
}

// readMatcher wants exactly one of two elements.
func readMatcher(name string, only, except texts) (matcher, error) {
	if (len(only) == 0) == (len(except) == 0) {
		return matcher{}, fmt.Errorf("exactly one of %s and Not%s must be given", name, name)
	}
	m := matcher{patterns: only, except: len(except) > 0}
	if m.except {
		m.patterns = except
	}
	return m, refuseVariables(name, m.patterns)
}

func refuseVariables(where string, list []string) error {
	for _, text := range list {
		if strings.Contains(text, "${") {
			return fmt.Errorf("%s: policy variables such as the one in %q are not supported", where, text)
		}
	}
	return nil
}
