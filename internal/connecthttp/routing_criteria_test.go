package connecthttp

import (
	"strings"
	"testing"
	"time"

	"strowger/internal/center"
	"strowger/internal/connectapi"
	"strowger/internal/routing"
)

type expr = connectapi.Expression

func atLeast(value string, level float32) expr {
	return expr{AttributeCondition: &connectapi.AttributeCondition{Name: ptr("Language"), Value: &value, ProficiencyLevel: &level, ComparisonOperator: ptr("NumberGreaterOrEqualTo")}}
}

func levelRange(value string, low, high float32) *connectapi.AttributeCondition {
	return &connectapi.AttributeCondition{Name: ptr("Language"), Value: &value, ComparisonOperator: ptr("Range"),
		Range: &connectapi.Range{MinProficiencyLevel: &low, MaxProficiencyLevel: &high}}
}

func preferred(ids ...string) expr {
	return expr{AttributeCondition: &connectapi.AttributeCondition{ComparisonOperator: ptr("Match"),
		MatchCriteria: &connectapi.MatchCriteria{AgentsCriteria: &connectapi.AgentsCriteria{AgentIds: ids}}}}
}

// stepFor is a step of a request; 0 seconds: without an end.
func stepFor(x expr, seconds int32) connectapi.RoutingCriteriaInputStep {
	step := connectapi.RoutingCriteriaInputStep{Expression: &x}
	if seconds != 0 {
		step.Expiry = &connectapi.RoutingCriteriaInputStepExpiry{DurationInSeconds: &seconds}
	}
	return step
}

func (f *floor) criteria(id string, steps ...connectapi.RoutingCriteriaInputStep) *connectapi.UpdateContactRoutingDataInput {
	return f.routingInput(id, func(in *connectapi.UpdateContactRoutingDataInput) {
		in.RoutingCriteria = &connectapi.RoutingCriteriaInput{Steps: append([]connectapi.RoutingCriteriaInputStep{}, steps...)}
	})
}

// speaking is a floor on which nobody is available, whose users may speak
// languages.
func speaking(t *testing.T) *floor {
	f := newFloor(t)
	f.instance.mustDo(routing.SetStatus{UserID: "ann", StatusID: f.statusID("Offline")})
	f.attribute(t, "Language", "French", "English", "Dutch")
	return f
}

// R6.4 to R6.6, R6.10, R6.12, R6.20: what is asked comes back, with the times
// and the status of each step.
func TestRoutingCriteria_RoundTrip(t *testing.T) {
	t.Parallel()
	f := speaking(t)
	id := f.task()
	if got := f.describe(id).RoutingCriteria; got != nil {
		t.Fatalf("a contact without criteria shows %+v", got)
	}
	f.advance(time.Second)
	first := expr{AndExpression: []expr{atLeast("French", 4), {NotAttributeCondition: levelRange("English", 4, 5)}}}
	second := expr{OrExpression: []expr{{AndExpression: []expr{atLeast("Dutch", 2.5)}}, {AttributeCondition: levelRange("French", 2, 3)}}}
	third := preferred("bob", *f.arn("agent/ann"))
	f.do(t, "UpdateContactRoutingData", f.criteria(id, stepFor(first, 30), stepFor(second, 20), stepFor(third, 0)))
	want := &connectapi.RoutingCriteria{Index: ptr(int32(0)), ActivationTimestamp: seconds(time.Second), Steps: []connectapi.Step{
		{Expression: &first, Expiry: &connectapi.Expiry{DurationInSeconds: ptr(int32(30)), ExpiryTimestamp: seconds(31 * time.Second)}, Status: "ACTIVE"},
		{Expression: &second, Expiry: &connectapi.Expiry{DurationInSeconds: ptr(int32(20))}, Status: "INACTIVE"},
		{Expression: ptr(preferred("bob", "ann")), Status: "INACTIVE"},
	}}
	diff(t, "set", f.describe(id).RoutingCriteria, want)
	f.advance(30 * time.Second)
	want.Steps[0].Status, want.Steps[1].Status = "EXPIRED", "ACTIVE"
	want.Steps[1].Expiry.ExpiryTimestamp = seconds(51 * time.Second)
	diff(t, "second step", f.describe(id).RoutingCriteria, want)
	f.advance(20 * time.Second)
	want.Steps[1].Status, want.Steps[2].Status = "EXPIRED", "ACTIVE"
	diff(t, "third step", f.describe(id).RoutingCriteria, want)
	f.instance.mustDo(routing.SetStatus{UserID: "ann", StatusID: f.statusID("Available")}, routing.Accept{UserID: "ann", ContactID: center.ContactID(id)})
	want.Steps[2].Status = "JOINED"
	diff(t, "joined", f.describe(id).RoutingCriteria, want)
}

// R6.16: new criteria have a higher index and begin anew, together with a
// priority if one is given.
func TestRoutingCriteria_Replaced(t *testing.T) {
	t.Parallel()
	f := speaking(t)
	id := f.task()
	f.do(t, "UpdateContactRoutingData", f.criteria(id, stepFor(atLeast("French", 5), 60), stepFor(atLeast("French", 4), 0)))
	f.advance(10 * time.Second)
	in := f.criteria(id, stepFor(atLeast("Dutch", 1), 60))
	in.QueuePriority = ptr(int64(1))
	f.do(t, "UpdateContactRoutingData", in)
	got := f.describe(id)
	if *got.QueuePriority != 1 || *got.RoutingCriteria.Index != 1 || len(got.RoutingCriteria.Steps) != 1 {
		t.Errorf("priority %d, criteria %+v", *got.QueuePriority, got.RoutingCriteria)
	}
	diff(t, "activation", got.RoutingCriteria.ActivationTimestamp, seconds(10*time.Second))
	diff(t, "expiry", got.RoutingCriteria.Steps[0].Expiry.ExpiryTimestamp, seconds(70*time.Second))
	f.do(t, "StopContact", f.stopInput(id, "")) // the customer leaves: the step neither expired nor joined
	if got := f.describe(id).RoutingCriteria.Steps[0].Status; got != connectapi.RoutingCriteriaStepStatusInactive {
		t.Errorf("the step of a contact that is over is %s", got)
	}
}

// R6.11: proficiencies given by the API decide who gets the contact.
func TestRoutingCriteria_Route(t *testing.T) {
	t.Parallel()
	f := speaking(t)
	id := f.task()
	f.do(t, "UpdateContactRoutingData", f.criteria(id, stepFor(atLeast("French", 4), 0)))
	f.instance.mustDo(routing.SetStatus{UserID: "ann", StatusID: f.statusID("Available")}, routing.SetStatus{UserID: "bob", StatusID: f.statusID("Available")})
	f.do(t, "AssociateUserProficiencies", f.proficient(ptr("ann"), proficiency("Language", "French", 3)))
	f.do(t, "AssociateUserProficiencies", f.proficient(ptr("bob"), proficiency("Language", "French", 3)))
	if c := f.contact(t, center.ContactID(id)); c.AgentID != "" {
		t.Fatalf("%s has the contact at level 3", c.AgentID)
	}
	f.do(t, "UpdateUserProficiencies", &connectapi.UpdateUserProficienciesInput{InstanceId: f.id(), UserId: ptr("bob"), UserProficiencies: []connectapi.UserProficiency{proficiency("Language", "French", 4)}})
	if c := f.contact(t, center.ContactID(id)); c.AgentID != "bob" {
		t.Fatalf("%q has the contact, want bob", c.AgentID)
	}
}

// R6.4, R6.7 to R6.9, R6.19: every limit is said with the member that breaks it.
func TestRoutingCriteria_Refusals(t *testing.T) {
	t.Parallel()
	f := speaking(t)
	id := f.task()
	many := func(n int, x expr) (list []expr) {
		for range n {
			list = append(list, x)
		}
		return list
	}
	condition := func(edit func(*connectapi.AttributeCondition)) expr {
		x := atLeast("French", 4)
		edit(x.AttributeCondition)
		return x
	}
	type attribute = connectapi.AttributeCondition
	const at = "RoutingCriteria.Steps[0].Expression"
	good := stepFor(atLeast("French", 4), 1)
	for name, test := range map[string]struct {
		steps []connectapi.RoutingCriteriaInputStep
		says  string
	}{
		"none":              {nil, "RoutingCriteria.Steps must have 1 to 5 steps, not 0."},
		"six (R6.4)":        {[]connectapi.RoutingCriteriaInputStep{good, good, good, good, good, good}, "RoutingCriteria.Steps must have 1 to 5"},
		"endless (R6.9)":    {[]connectapi.RoutingCriteriaInputStep{good, stepFor(atLeast("French", 4), 0), good}, "RoutingCriteria.Steps[1] needs an Expiry"},
		"time below 1":      {[]connectapi.RoutingCriteriaInputStep{stepFor(atLeast("French", 4), -1)}, "RoutingCriteria.Steps[0].Expiry.DurationInSeconds must be at least 1"},
		"no expression":     {[]connectapi.RoutingCriteriaInputStep{{}}, "RoutingCriteria.Steps[0].Expression is required."},
		"empty expression":  {[]connectapi.RoutingCriteriaInputStep{stepFor(expr{}, 0)}, at + " must have exactly one of"},
		"two expressions":   {[]connectapi.RoutingCriteriaInputStep{stepFor(expr{AttributeCondition: levelRange("French", 1, 2), NotAttributeCondition: levelRange("French", 1, 2)}, 0)}, at + " must have exactly one of"},
		"nine (R6.7)":       {[]connectapi.RoutingCriteriaInputStep{stepFor(expr{AndExpression: many(9, atLeast("French", 1))}, 0)}, at + ".AndExpression must have 1 to 8"},
		"four (R6.7)":       {[]connectapi.RoutingCriteriaInputStep{stepFor(expr{OrExpression: many(4, atLeast("French", 1))}, 0)}, at + ".OrExpression must have 1 to 3"},
		"or in or (R6.7)":   {[]connectapi.RoutingCriteriaInputStep{stepFor(expr{OrExpression: []expr{{OrExpression: many(1, atLeast("French", 1))}}}, 0)}, at + ".OrExpression[0]"},
		"or in and (R6.7)":  {[]connectapi.RoutingCriteriaInputStep{stepFor(expr{AndExpression: []expr{{OrExpression: many(1, atLeast("French", 1))}}}, 0)}, at + ".AndExpression[0]"},
		"eleven agents":     {[]connectapi.RoutingCriteriaInputStep{stepFor(preferred(make([]string, 11)...), 0)}, at + ".AttributeCondition names 11 agents"},
		"twice (R6.8)":      {[]connectapi.RoutingCriteriaInputStep{stepFor(expr{AndExpression: []expr{atLeast("French", 1), atLeast("French", 2)}}, 0)}, at + ".AndExpression[1] asks for Language French a second time."},
		"unknown operator":  {[]connectapi.RoutingCriteriaInputStep{stepFor(condition(func(c *attribute) { c.ComparisonOperator = ptr("NumberLessThan") }), 0)}, at + ".AttributeCondition.ComparisonOperator must be"},
		"no operator":       {[]connectapi.RoutingCriteriaInputStep{stepFor(condition(func(c *attribute) { c.ComparisonOperator = nil }), 0)}, at + ".AttributeCondition.ComparisonOperator must be"},
		"no level":          {[]connectapi.RoutingCriteriaInputStep{stepFor(condition(func(c *attribute) { c.ProficiencyLevel = nil }), 0)}, at + ".AttributeCondition: NumberGreaterOrEqualTo takes"},
		"level and range":   {[]connectapi.RoutingCriteriaInputStep{stepFor(condition(func(c *attribute) { c.Range = levelRange("French", 1, 2).Range }), 0)}, at + ".AttributeCondition: NumberGreaterOrEqualTo takes"},
		"level 6":           {[]connectapi.RoutingCriteriaInputStep{stepFor(atLeast("French", 6), 0)}, "ProficiencyLevel"},
		"backwards":         {[]connectapi.RoutingCriteriaInputStep{stepFor(expr{AttributeCondition: levelRange("French", 3, 2)}, 0)}, at + ".AttributeCondition: levels run from 1 to 5"},
		"no agent":          {[]connectapi.RoutingCriteriaInputStep{stepFor(preferred(), 0)}, at + ".AttributeCondition: Match takes"},
		"no name":           {[]connectapi.RoutingCriteriaInputStep{stepFor(condition(func(c *attribute) { c.Name = nil }), 0)}, at + ".AttributeCondition needs a Name"},
		"unknown (R6.19)":   {[]connectapi.RoutingCriteriaInputStep{good, stepFor(condition(func(c *attribute) { c.Name = ptr("Mood") }), 0)}, `RoutingCriteria.Steps[1].Expression.AttributeCondition: The predefined attribute "Mood"`},
		"no value of it":    {[]connectapi.RoutingCriteriaInputStep{stepFor(expr{NotAttributeCondition: levelRange("Klingon", 1, 2)}, 0)}, at + `.NotAttributeCondition: The predefined attribute Language has no value "Klingon".`},
		"and without parts": {[]connectapi.RoutingCriteriaInputStep{stepFor(expr{AndExpression: []expr{}}, 0)}, at + ".AndExpression must have 1 to 8"},
	} {
		t.Run(name, func(t *testing.T) {
			if said := f.refused(t, "UpdateContactRoutingData", f.criteria(id, test.steps...), 400, "InvalidParameter"); !strings.Contains(said.Message, test.says) {
				t.Errorf("the message %q does not say %q", said.Message, test.says)
			}
		})
	}
	if got := f.describe(id).RoutingCriteria; got != nil {
		t.Errorf("a refused change was made: %+v", got)
	}
}

// R2.26: the position, as a number with a fraction, while the contact waits.
func TestContactMetrics(t *testing.T) {
	t.Parallel()
	f := speaking(t)
	first, second, third := f.task(), f.task(), f.task()
	metrics := func(id string, names ...connectapi.ContactMetricName) *connectapi.GetContactMetricsOutput {
		in := &connectapi.GetContactMetricsInput{InstanceId: f.id(), ContactId: &id}
		for _, name := range names {
			in.Metrics = append(in.Metrics, connectapi.ContactMetricInfo{Name: name})
		}
		return call[connectapi.GetContactMetricsOutput](t, f.harness, "GetContactMetrics", in)
	}
	position := func(id string, want float64) {
		t.Helper()
		wanted := &connectapi.GetContactMetricsOutput{Id: &id, Arn: f.arn("contact/" + id), MetricResults: []connectapi.ContactMetricResult{}}
		if want > 0 {
			wanted.MetricResults = append(wanted.MetricResults, connectapi.ContactMetricResult{Name: "POSITION_IN_QUEUE", Value: &connectapi.ContactMetricValue{Number: &want}})
		}
		diff(t, "metrics of "+id, metrics(id, "ESTIMATED_WAIT_TIME", "POSITION_IN_QUEUE"), wanted)
	}
	position(third, 3)
	f.do(t, "UpdateContactRoutingData", f.criteria(third, stepFor(atLeast("French", 4), 30)))
	position(third, 1)
	f.advance(30 * time.Second)
	position(third, 3)
	f.instance.mustDo(routing.Put{Resource: &center.User{ID: "eve", Username: "eve", ProfileID: "desk"}},
		routing.SetStatus{UserID: "eve", StatusID: f.statusID("Available")}) // three slots: all ring
	position(first, 0)
	f.do(t, "StopContact", f.stopInput(second, ""))
	position(second, 0)
	diff(t, "only the estimate", len(metrics(first, "ESTIMATED_WAIT_TIME").MetricResults), 0)
	f.refused(t, "GetContactMetrics", &connectapi.GetContactMetricsInput{InstanceId: f.id(), ContactId: ptr(absentID),
		Metrics: []connectapi.ContactMetricInfo{{Name: "POSITION_IN_QUEUE"}}}, 404, "ResourceNotFound")
	f.refused(t, "GetContactMetrics", &connectapi.GetContactMetricsInput{InstanceId: f.id(), ContactId: &first}, 400, "InvalidParameter")
	f.refused(t, "GetContactMetrics", &connectapi.GetContactMetricsInput{InstanceId: f.id(), ContactId: &first,
		Metrics: []connectapi.ContactMetricInfo{{Name: "MOOD"}}}, 400, "InvalidParameter")
}
