package binary

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"
)

// skill is an attribute, its value and a level.
type skill struct {
	name, value string
	level       float32
}

// skilled is a centre with the agents of the documented example (section 6.3 of
// the rules), both Available, and the attributes that they need.
func skilled(t *testing.T) *centre {
	t.Helper()
	c := shared.centre(t, foreign)
	c.queue("General")
	for name, values := range map[string][]string{
		"Technology": {"AWS Kinesis", "AWS DynamoDB", "AWS EC2", "AWS Neptune"},
		"Language":   {"French", "English"},
	} {
		_, err := c.client().CreatePredefinedAttribute(t.Context(), &connect.CreatePredefinedAttributeInput{InstanceId: &c.instance, Name: &name,
			Values: &types.PredefinedAttributeValuesMemberStringList{Value: values}})
		c.check(err)
	}
	profile := c.profile("Desk", c.claim("General", types.ChannelTask, 1, 0))
	for name, skills := range map[string][]skill{
		"a1": {{"Technology", "AWS DynamoDB", 5}, {"Technology", "AWS Kinesis", 2}, {"Technology", "AWS EC2", 4}, {"Language", "French", 3}, {"Language", "English", 4}},
		"a2": {{"Technology", "AWS DynamoDB", 3}, {"Technology", "AWS EC2", 5}, {"Technology", "AWS Neptune", 5}, {"Language", "French", 4}, {"Language", "English", 3}},
	} {
		c.user(name, profile)
		c.learn(name, skills...)
		c.put(name, "Available")
	}
	return c
}

// learn gives a user proficiencies.
func (c *centre) learn(user string, skills ...skill) {
	c.t.Helper()
	in := &connect.AssociateUserProficienciesInput{InstanceId: &c.instance, UserId: aws.String(c.users[user])}
	for _, s := range skills {
		in.UserProficiencies = append(in.UserProficiencies, types.UserProficiency{AttributeName: &s.name, AttributeValue: &s.value, Level: &s.level})
	}
	_, err := c.client().AssociateUserProficiencies(c.t.Context(), in)
	c.check(err)
}

// wants is an expression that asks for all skills at those levels or above.
func wants(skills ...skill) types.Expression {
	var and types.Expression
	for _, s := range skills {
		and.AndExpression = append(and.AndExpression, types.Expression{AttributeCondition: &types.AttributeCondition{
			Name: &s.name, Value: &s.value, ProficiencyLevel: &s.level, ComparisonOperator: aws.String("NumberGreaterOrEqualTo")}})
	}
	return and
}

// wantsJSON is the same as flows write it, with numbers in quotes as the console
// does.
func wantsJSON(skills ...skill) string {
	var list []string
	for _, s := range skills {
		list = append(list, fmt.Sprintf(`{"AttributeCondition":{"Name":%q,"Value":%q,"ProficiencyLevel":"%.1f","ComparisonOperator":"NumberGreaterOrEqualTo"}}`, s.name, s.value, s.level))
	}
	return `{"AndExpression":[` + strings.Join(list, ",") + `]}`
}

// The three steps of the documented example.
func exampleSteps() [][]skill {
	return [][]skill{
		{{"Language", "French", 4}, {"Technology", "AWS DynamoDB", 5}},
		{{"Language", "French", 4}, {"Technology", "AWS DynamoDB", 4}},
		{{"Language", "French", 3}, {"Technology", "AWS DynamoDB", 4}},
	}
}

// criteriaFlow is a flow that sets routing criteria and leads to the queue.
func criteriaFlow(criteria, queueARN string) string {
	action := `{"Identifier":"c","Type":"UpdateContactRoutingCriteria","Parameters":{"RoutingCriteria":` + criteria +
		`},"Transitions":{"NextAction":"q","Errors":[{"ErrorType":"NoMatchingError","NextAction":"x"}],"Conditions":[]}},`
	flow := strings.Replace(fmt.Sprintf(queueFlow, queueARN), `"StartAction":"q","Actions":[`, `"StartAction":"c","Actions":[`+action, 1)
	return flow
}

// The documented example (table 6.3, R6.10 to R6.12, R6.20) with steps of one
// second in place of 30: for two of them both idle agents are passed over, then
// the first gets the contact.
func TestCriteria_DocumentedExample(t *testing.T) {
	t.Parallel()
	c := skilled(t)
	var steps []string
	for i, want := range exampleSteps() {
		step := `{"Expression":` + wantsJSON(want...)
		if i < 2 {
			step += `,"Expiry":{"DurationInSeconds":"1"}`
		}
		steps = append(steps, step+"}")
	}
	arn := *c.describeQueue("General").QueueArn
	c.flows["General"] = c.flow("By skill", criteriaFlow(`{"Steps":[`+strings.Join(steps, ",")+`]}`, arn))
	id := c.task("General", "help in French")
	at := c.wait("a1", holding{id: types.ContactStateConnecting})
	c.want("a2", holding{})
	shown := c.describe(id).RoutingCriteria
	if shown == nil || shown.ActivationTimestamp == nil || len(shown.Steps) != 3 {
		t.Fatalf("the criteria are %s", plain(shown))
	}
	if waited := at.Sub(*shown.ActivationTimestamp); waited < 2*time.Second || waited > 10*time.Second {
		t.Errorf("the contact waited %s, want 2 s", waited)
	}
	equal(t, "index", *shown.Index, int32(0))
	for i, status := range []types.RoutingCriteriaStepStatus{types.RoutingCriteriaStepStatusExpired, types.RoutingCriteriaStepStatusExpired, types.RoutingCriteriaStepStatusActive} {
		equal(t, fmt.Sprint("status of step ", i+1), shown.Steps[i].Status, status)
		equal(t, fmt.Sprint("expression of step ", i+1), *shown.Steps[i].Expression, wants(exampleSteps()[i]...))
	}
	for i := range 2 {
		expiry := shown.Steps[i].Expiry
		if expiry == nil || *expiry.DurationInSeconds != 1 || !expiry.ExpiryTimestamp.Equal(shown.ActivationTimestamp.Add(time.Duration(i+1)*time.Second)) {
			t.Errorf("step %d ends %s", i+1, plain(expiry))
		}
	}
	if shown.Steps[2].Expiry != nil {
		t.Errorf("the last step ends %s", plain(shown.Steps[2].Expiry))
	}
}

// R6.16, R2.26: criteria set on a waiting contact begin at once, the position
// counts within the step, and preferred agents are kept for by id or ARN
// (R6.14).
func TestCriteria_OfAWaitingContact(t *testing.T) {
	t.Parallel()
	c := skilled(t)
	ctx := t.Context()
	for _, user := range []string{"a1", "a2"} {
		c.put(user, "Offline")
	}
	first, second := c.task("General", "first"), c.task("General", "second")
	c.position(second, 2)
	set := func(contact string, x types.Expression) error {
		step := types.RoutingCriteriaInputStep{Expression: &x}
		_, err := c.client().UpdateContactRoutingData(ctx, &connect.UpdateContactRoutingDataInput{InstanceId: &c.instance, ContactId: &contact,
			RoutingCriteria: &types.RoutingCriteriaInput{Steps: []types.RoutingCriteriaInputStep{step}}})
		return err
	}
	refusal := refused[*types.InvalidParameterException](t, set(second, wants(skill{"Mood", "good", 1})))
	if want := "RoutingCriteria.Steps[0].Expression.AndExpression[0].AttributeCondition"; !strings.Contains(*refusal.Message, want) {
		t.Errorf("the message %q does not name %s", *refusal.Message, want)
	}
	c.check(set(second, wants(skill{"Language", "French", 4})))
	c.position(second, 1)
	arn := strings.Replace(*c.describe(first).Arn, "contact/"+first, "agent/"+c.users["a2"], 1)
	c.check(set(first, types.Expression{AttributeCondition: &types.AttributeCondition{ComparisonOperator: aws.String("Match"),
		MatchCriteria: &types.MatchCriteria{AgentsCriteria: &types.AgentsCriteria{AgentIds: []string{arn}}}}}))
	c.put("a1", "Available")
	c.want("a1", holding{}) // neither is for a1
	c.put("a2", "Available")
	c.want("a2", holding{first: types.ContactStateConnecting})
	_, err := c.client().UpdateUserProficiencies(ctx, &connect.UpdateUserProficienciesInput{InstanceId: &c.instance, UserId: aws.String(c.users["a1"]),
		UserProficiencies: []types.UserProficiency{{AttributeName: aws.String("Language"), AttributeValue: aws.String("French"), Level: aws.Float32(5)}}})
	c.check(err)
	c.want("a1", holding{second: types.ContactStateConnecting})
	equal(t, "skills of a1", c.skills("a1")[0:2], []string{"Language English 4", "Language French 5"})
	equal(t, "index", *c.describe(second).RoutingCriteria.Index, int32(0))
}

// position checks the place of a waiting contact, which is a number with a
// fraction.
func (c *centre) position(contact string, want float64) {
	c.t.Helper()
	out, err := c.client().GetContactMetrics(c.t.Context(), &connect.GetContactMetricsInput{InstanceId: &c.instance, ContactId: &contact,
		Metrics: []types.ContactMetricInfo{{Name: types.ContactMetricNamePositionInQueue}}})
	c.check(err)
	equal(c.t, "metrics", out.MetricResults, []types.ContactMetricResult{{Name: types.ContactMetricNamePositionInQueue, Value: &types.ContactMetricValueMemberNumber{Value: want}}})
}

func (c *centre) skills(user string) []string {
	c.t.Helper()
	size := int32(2)
	rows := pages(c.t, connect.NewListUserProficienciesPaginator(c.client(),
		&connect.ListUserProficienciesInput{InstanceId: &c.instance, UserId: aws.String(c.users[user]), MaxResults: &size}), int(size),
		func(out *connect.ListUserProficienciesOutput) []types.UserProficiency { return out.UserProficiencyList })
	var list []string
	for _, p := range rows {
		list = append(list, fmt.Sprintf("%s %s %v", *p.AttributeName, *p.AttributeValue, *p.Level))
	}
	return list
}

// R6.1, R6.2: attributes through their life, as clients see them.
func TestCriteria_PredefinedAttributes(t *testing.T) {
	t.Parallel()
	c := skilled(t)
	ctx, api := t.Context(), c.client()
	size := int32(2)
	rows := pages(t, connect.NewListPredefinedAttributesPaginator(api, &connect.ListPredefinedAttributesInput{InstanceId: &c.instance, MaxResults: &size}), int(size),
		func(out *connect.ListPredefinedAttributesOutput) []types.PredefinedAttributeSummary {
			return out.PredefinedAttributeSummaryList
		})
	var names []string
	for _, row := range rows {
		names = append(names, *row.Name)
		recent(t, *row.Name, row.LastModifiedTime)
	}
	equal(t, "names", sorted(names), []string{"Language", "Technology", "connect:Language", "connect:Subtype", "connect:WorkloadType"})
	got, err := api.DescribePredefinedAttribute(ctx, &connect.DescribePredefinedAttributeInput{InstanceId: &c.instance, Name: aws.String("Language")})
	c.check(err)
	equal(t, "values", got.PredefinedAttribute.Values, &types.PredefinedAttributeValuesMemberStringList{Value: []string{"French", "English"}})
	remove := &connect.DeletePredefinedAttributeInput{InstanceId: &c.instance, Name: aws.String("Language")}
	_, err = api.DeletePredefinedAttribute(ctx, remove)
	inUse := refused[*types.ResourceInUseException](t, err)
	equal(t, "what is in use", *inUse.ResourceId, "Language")
	_, err = api.CreatePredefinedAttribute(ctx, &connect.CreatePredefinedAttributeInput{InstanceId: &c.instance, Name: aws.String("LANGUAGE")})
	refused[*types.DuplicateResourceException](t, err)
	for _, user := range []string{"a1", "a2"} {
		in := &connect.DisassociateUserProficienciesInput{InstanceId: &c.instance, UserId: aws.String(c.users[user])}
		for _, s := range c.skills(user) {
			if name, value, _ := strings.Cut(s[:len(s)-2], " "); name == "Language" {
				in.UserProficiencies = append(in.UserProficiencies, types.UserProficiencyDisassociate{AttributeName: &name, AttributeValue: &value})
			}
		}
		_, err := api.DisassociateUserProficiencies(ctx, in)
		c.check(err)
	}
	_, err = api.DeletePredefinedAttribute(ctx, remove)
	c.check(err)
	_, err = api.DescribePredefinedAttribute(ctx, &connect.DescribePredefinedAttributeInput{InstanceId: &c.instance, Name: aws.String("Language")})
	refused[*types.ResourceNotFoundException](t, err)
	if slices.ContainsFunc(c.skills("a1"), func(s string) bool { return strings.HasPrefix(s, "Language") }) {
		t.Error("a1 still speaks")
	}
	level := int32(5)
	found, err := api.SearchUsers(ctx, &connect.SearchUsersInput{InstanceId: &c.instance, SearchCriteria: &types.UserSearchCriteria{
		ListCondition: &types.ListCondition{TargetListType: types.TargetListTypeProficiencies, Conditions: []types.Condition{
			{StringCondition: &types.StringCondition{FieldName: aws.String("AttributeValue"), Value: aws.String("AWS DynamoDB"), ComparisonType: types.StringComparisonTypeExact}},
			{NumberCondition: &types.NumberCondition{FieldName: aws.String("Level"), MinValue: &level, ComparisonType: types.NumberComparisonTypeGreaterOrEqual}}}}}})
	c.check(err)
	if len(found.Users) != 1 || *found.Users[0].Username != "a1" {
		t.Errorf("found %s", plain(found.Users))
	}
}
