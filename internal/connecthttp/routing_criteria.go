package connecthttp

import (
	"fmt"
	"time"

	"strowger/internal/center"
	"strowger/internal/connectapi"
)

// routingSteps reads the routing criteria of a request (R6.4 to R6.6). The
// engine holds them against their limits.
func routingSteps(in *connectapi.RoutingCriteriaInput) ([]center.RoutingStep, error) {
	steps := make([]center.RoutingStep, len(in.Steps))
	for i, step := range in.Steps {
		path := fmt.Sprintf("RoutingCriteria.Steps[%d]", i)
		if step.Expiry != nil && step.Expiry.DurationInSeconds != nil {
			if *step.Expiry.DurationInSeconds < 1 {
				return nil, center.Errorf(center.Invalid, "%s.Expiry.DurationInSeconds must be at least 1, but is %d.", path, *step.Expiry.DurationInSeconds)
			}
			steps[i].Duration = time.Duration(*step.Expiry.DurationInSeconds) * time.Second
		}
		if step.Expression == nil {
			return nil, center.Errorf(center.Invalid, "%s.Expression is required.", path)
		}
		var err error
		if steps[i].Expression, err = expression(path+".Expression", step.Expression); err != nil {
			return nil, err
		}
	}
	return steps, nil
}

func expression(path string, in *connectapi.Expression) (x center.Expression, err error) {
	if x.Attribute, err = attributeCondition(path+".AttributeCondition", in.AttributeCondition); err != nil {
		return x, err
	}
	if x.Not, err = attributeCondition(path+".NotAttributeCondition", in.NotAttributeCondition); err != nil {
		return x, err
	}
	if x.And, err = expressions(path+".AndExpression", in.AndExpression); err != nil {
		return x, err
	}
	x.Or, err = expressions(path+".OrExpression", in.OrExpression)
	return x, err
}

func expressions(path string, in []connectapi.Expression) ([]center.Expression, error) {
	if in == nil {
		return nil, nil
	}
	list := make([]center.Expression, len(in))
	for i := range in {
		var err error
		if list[i], err = expression(fmt.Sprintf("%s[%d]", path, i), &in[i]); err != nil {
			return nil, err
		}
	}
	return list, nil
}

func attributeCondition(path string, in *connectapi.AttributeCondition) (*center.AttributeCondition, error) {
	if in == nil {
		return nil, nil
	}
	written := center.WrittenLevels{Operator: text(in.ComparisonOperator), Level: wide(in.ProficiencyLevel)}
	if in.Range != nil {
		written.Range, written.Min, written.Max = true, wide(in.Range.MinProficiencyLevel), wide(in.Range.MaxProficiencyLevel)
	}
	if in.MatchCriteria != nil {
		written.Match = true
		if in.MatchCriteria.AgentsCriteria != nil {
			for _, id := range in.MatchCriteria.AgentsCriteria.AgentIds {
				written.Agents = append(written.Agents, center.UserID(id))
			}
		}
	}
	return center.NewCondition(path, text(in.Name), text(in.Value), written)
}

func wide(v *float32) *float64 {
	if v == nil {
		return nil
	}
	return ptr(float64(*v))
}

// wireCriteria is the criteria in force of a contact, nil if it never had any.
func wireCriteria(c *center.Contact) *connectapi.RoutingCriteria {
	if len(c.Criteria) == 0 {
		return nil
	}
	current := &c.Criteria[len(c.Criteria)-1]
	out := &connectapi.RoutingCriteria{Index: ptr(int32(current.Index)), ActivationTimestamp: stamp(current.Activated),
		Steps: make([]connectapi.Step, len(current.Steps))}
	for i := range current.Steps {
		step := &current.Steps[i]
		out.Steps[i] = connectapi.Step{Expression: ptr(wireExpression(&step.Expression)), Status: stepStatus(step.Status)}
		if step.Duration > 0 {
			out.Steps[i].Expiry = &connectapi.Expiry{DurationInSeconds: ptr(int32(step.Duration / time.Second)), ExpiryTimestamp: stamp(step.Until)}
		}
	}
	return out
}

// stepStatus is the status of a step in the API's words, which has four of the
// six (R6.20). A step that ran when the criteria were replaced or the customer
// left neither expired nor brought anyone together; it is shown as INACTIVE.
func stepStatus(s center.StepStatus) connectapi.RoutingCriteriaStepStatus {
	switch s {
	case center.StepActive, center.StepExpired, center.StepJoined:
		return connectapi.RoutingCriteriaStepStatus(s)
	default: // INACTIVE, INTERRUPTED, DEACTIVATED
		return connectapi.RoutingCriteriaStepStatusInactive
	}
}

func wireExpression(x *center.Expression) connectapi.Expression {
	return connectapi.Expression{
		AttributeCondition: wireCondition(x.Attribute), NotAttributeCondition: wireCondition(x.Not),
		AndExpression: wireExpressions(x.And), OrExpression: wireExpressions(x.Or),
	}
}

func wireExpressions(list []center.Expression) []connectapi.Expression {
	if list == nil {
		return nil
	}
	out := make([]connectapi.Expression, len(list))
	for i := range list {
		out[i] = wireExpression(&list[i])
	}
	return out
}

func wireCondition(c *center.AttributeCondition) *connectapi.AttributeCondition {
	if c == nil {
		return nil
	}
	if len(c.Agents) > 0 {
		return &connectapi.AttributeCondition{ComparisonOperator: ptr(center.MatchesAgent),
			MatchCriteria: &connectapi.MatchCriteria{AgentsCriteria: &connectapi.AgentsCriteria{AgentIds: wireIDs(c.Agents)}}}
	}
	out := &connectapi.AttributeCondition{Name: &c.Name, Value: &c.Value}
	if c.Range {
		out.ComparisonOperator = ptr(center.InRange)
		out.Range = &connectapi.Range{MinProficiencyLevel: ptr(float32(c.Min)), MaxProficiencyLevel: ptr(float32(c.Max))}
		return out
	}
	out.ComparisonOperator, out.ProficiencyLevel = ptr(center.AtLeast), ptr(float32(c.Min))
	return out
}
