package flow

import (
	"strings"
	"testing"
	"time"

	"strowger/internal/center"
)

const (
	french  = `{"AttributeCondition":{"Name":"Language","Value":"French","ProficiencyLevel":4,"ComparisonOperator":"NumberGreaterOrEqualTo"}}`
	english = `{"NotAttributeCondition":{"Name":"Language","Value":"English","ComparisonOperator":"Range","Range":{"MinProficiencyLevel":"4.0","MaxProficiencyLevel":5}}}`
	ann     = `{"AttributeCondition":{"ComparisonOperator":"Match","MatchCriteria":{"AgentsCriteria":{"AgentIds":["ann","$.Attributes.agent"]}}}}`
)

// stepOf writes one step of routing criteria; seconds is its time, empty for no
// end.
func stepOf(expression, seconds string) string {
	if seconds == "" {
		return `{"Expression":` + expression + `}`
	}
	return `{"Expression":` + expression + `,"Expiry":{"DurationInSeconds":` + seconds + `}}`
}

func stepsOf(steps ...string) string { return `{"Steps":[` + strings.Join(steps, ",") + `]}` }

// criteriaFlow is a flow that sets routing criteria and ends.
func criteriaFlow(kind, criteria string) string {
	return wrap(act("a", kind, `"RoutingCriteria":`+criteria, to("bye", "NoMatchingError=err")),
		act("err", "UpdateContactRoutingBehavior", `"QueuePriority":1`, to("bye")))
}

// R6.4 to R6.6: the three operators and the four forms of an expression, under
// both names of the action. Numbers may stand in quotes.
func TestCriteria_Static(t *testing.T) {
	t.Parallel()
	and := `{"AndExpression":[` + french + `,` + english + `]}`
	content := stepsOf(stepOf(and, `"30"`), stepOf(`{"OrExpression":[`+and+`,`+french+`]}`, "5"), stepOf(french, ""))
	atLeast := center.Expression{Attribute: &center.AttributeCondition{Name: "Language", Value: "French", Min: 4, Max: 5}}
	not := center.Expression{Not: &center.AttributeCondition{Name: "Language", Value: "English", Min: 4, Max: 5, Range: true}}
	both := center.Expression{And: []center.Expression{atLeast, not}}
	want := SetCriteria{Steps: []center.RoutingStep{
		{Expression: both, Duration: 30 * time.Second},
		{Expression: center.Expression{Or: []center.Expression{both, atLeast}}, Duration: 5 * time.Second},
		{Expression: atLeast},
	}}
	for _, kind := range []string{"UpdateRoutingCriteria", "UpdateContactRoutingCriteria"} {
		f := parse(t, criteriaFlow(kind, content), center.ContactFlowType)
		pos := begin(f)
		same(t, kind, f.Next(pos, nil, contact{}), want)
		same(t, "well", f.Next(pos, &Answer{}, contact{}), Disconnect{})
		pos = begin(f)
		f.Next(pos, nil, contact{})
		same(t, "R6.19 refused", f.Next(pos, &Answer{Error: NoMatchingError}, contact{}), SetRouting{Priority: ptr(int64(1))})
	}
}

func ptr[T any](v T) *T { return &v }

// Names, values and agents may be paths, and the whole may be one path, which
// leads to JSON. What is not there or is none takes the error branch.
func TestCriteria_Dynamic(t *testing.T) {
	t.Parallel()
	failed := SetRouting{Priority: ptr(int64(1))}
	value := strings.Replace(french, `"French"`, `"$.Attributes.language"`, 1)
	agents := SetCriteria{Steps: []center.RoutingStep{{Expression: center.Expression{
		Attribute: &center.AttributeCondition{Agents: []center.UserID{"ann", "bob"}}}}}}
	language := SetCriteria{Steps: []center.RoutingStep{{Expression: center.Expression{
		Attribute: &center.AttributeCondition{Name: "Language", Value: "Dutch", Min: 4, Max: 5, Agents: []center.UserID{}}}}}}
	whole := SetCriteria{Steps: []center.RoutingStep{{Expression: center.Expression{
		Attribute: &center.AttributeCondition{Name: "Language", Value: "French", Min: 4, Max: 5}}}}}
	twice := `{"AndExpression":[` + value + `,` + strings.Replace(value, "language", "other", 1) + `]}`
	tests := map[string]struct {
		criteria string
		values   map[string]string
		want     Op
	}{
		"agent":                {stepsOf(stepOf(ann, "")), map[string]string{"$.Attributes.agent": "bob"}, agents},
		"agent, not there":     {stepsOf(stepOf(ann, "")), nil, failed},
		"value":                {stepsOf(stepOf(value, "")), map[string]string{"$.Attributes.language": "Dutch"}, language},
		"value, not there":     {stepsOf(stepOf(value, "")), nil, failed},
		"value, empty":         {stepsOf(stepOf(value, "")), map[string]string{"$.Attributes.language": ""}, failed},
		"R6.8 the same value":  {stepsOf(stepOf(twice, "")), map[string]string{"$.Attributes.language": "Dutch", "$.Attributes.other": "Dutch"}, failed},
		"whole":                {`"$.Attributes.criteria"`, map[string]string{"$.Attributes.criteria": stepsOf(stepOf(french, ""))}, whole},
		"whole, not there":     {`"$.Attributes.criteria"`, nil, failed},
		"whole, not JSON":      {`"$.Attributes.criteria"`, map[string]string{"$.Attributes.criteria": "{"}, failed},
		"whole, above a limit": {`"$.Attributes.criteria"`, map[string]string{"$.Attributes.criteria": stepsOf()}, failed},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := parse(t, criteriaFlow("UpdateRoutingCriteria", test.criteria), center.QueueTransferFlow)
			same(t, "operation", f.Next(begin(f), nil, contact{values: test.values}), test.want)
		})
	}
}

// R6.4 to R6.9: what is wrong is said at Parse, with the member.
func TestCriteria_Problems(t *testing.T) {
	t.Parallel()
	condition := func(inside string) string {
		return stepsOf(stepOf(`{"AttributeCondition":{`+inside+`}}`, ""))
	}
	const at = "RoutingCriteria.Steps[0].Expression.AttributeCondition"
	for name, test := range map[string]struct{ criteria, want string }{
		"no step":            {stepsOf(), "RoutingCriteria.Steps must have 1 to 5 steps, not 0."},
		"R6.9 endless":       {stepsOf(stepOf(french, ""), stepOf(french, "")), "RoutingCriteria.Steps[0] needs an Expiry"},
		"time 0":             {stepsOf(stepOf(french, "0")), "RoutingCriteria.Steps[0].Expiry.DurationInSeconds must be a whole number from 1"},
		"time in part":       {stepsOf(stepOf(french, "1.5")), "RoutingCriteria.Steps[0].Expiry.DurationInSeconds must be a whole number from 1"},
		"time that is none":  {stepsOf(stepOf(french, `"NaN"`)), "RoutingCriteria.Steps[0].Expiry.DurationInSeconds must be a whole number from 1"},
		"time by a path":     {stepsOf(stepOf(french, `"$.Attributes.t"`)), "RoutingCriteria.Steps.0.Expiry.DurationInSeconds has a value of the wrong kind."},
		"no expression":      {stepsOf(`{}`), "RoutingCriteria.Steps[0].Expression must have exactly one of"},
		"unknown member":     {stepsOf(`{"Expression":` + french + `,"Speed":1}`), "RoutingCriteria.Steps.0.Speed is not a member of routing criteria."},
		"unknown operator":   {condition(`"Name":"n","Value":"v","ProficiencyLevel":1,"ComparisonOperator":"NumberLessThan"`), at + ".ComparisonOperator must be"},
		"no operator":        {condition(`"Name":"n","Value":"v","ProficiencyLevel":1`), at + ".ComparisonOperator must be"},
		"no level":           {condition(`"Name":"n","Value":"v","ComparisonOperator":"NumberGreaterOrEqualTo"`), at + ": NumberGreaterOrEqualTo takes a ProficiencyLevel"},
		"half a range":       {condition(`"Name":"n","Value":"v","ComparisonOperator":"Range","Range":{"MinProficiencyLevel":1}`), at + ": Range takes a Range"},
		"no agents":          {condition(`"ComparisonOperator":"Match"`), at + ": Match takes MatchCriteria"},
		"level 6":            {condition(`"Name":"n","Value":"v","ProficiencyLevel":6,"ComparisonOperator":"NumberGreaterOrEqualTo"`), at + ": levels run from 1 to 5"},
		"level that is none": {condition(`"Name":"n","Value":"v","ProficiencyLevel":"NaN","ComparisonOperator":"NumberGreaterOrEqualTo"`), at + ": levels run from 1 to 5"},
		"no name":            {condition(`"Value":"v","ProficiencyLevel":1,"ComparisonOperator":"NumberGreaterOrEqualTo"`), at + " needs a Name and a Value."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := strings.Join(problems(t, criteriaFlow("UpdateRoutingCriteria", test.criteria), center.ContactFlowType), " | ")
			if !strings.Contains(got, test.want) {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

// Table 9.3 says where the action may be used.
func TestCriteria_FlowTypes(t *testing.T) {
	t.Parallel()
	for _, kind := range scopes {
		content := wrap(act("a", "UpdateRoutingCriteria", `"RoutingCriteria":`+stepsOf(stepOf(french, "")), to("a", "NoMatchingError=a")))
		got := strings.Join(problems(t, content, kind), " | ")
		refused := strings.Contains(got, "UpdateRoutingCriteria cannot be used")
		allowed := kind == center.ContactFlowType || kind == center.CustomerQueueFlow || kind == center.AgentTransferFlow ||
			kind == center.QueueTransferFlow || kind == center.CampaignFlow
		if refused == allowed {
			t.Errorf("%s: %s", kind, got)
		}
	}
}
