package routing

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"strowger/internal/center"
)

// wantRefusal steps a command that must be refused as that kind.
func (c *centre) wantRefusal(cmd Command, kind center.ErrorKind, says string) {
	c.Helper()
	if _, err := c.try(cmd); !errors.Is(err, kind) || !strings.Contains(err.Error(), says) {
		c.Errorf("%+v: %v, want %q that says %q", cmd, err, kind, says)
	}
}

// R6.1: limits of names and values, names unique without regard to case.
func TestAttribute_Limits(t *testing.T) {
	t.Parallel()
	c := newCentre(t)
	many := func(n int, prefix string) (values []string) {
		for i := range n {
			values = append(values, fmt.Sprint(prefix, i))
		}
		return values
	}
	put := func(name string, values ...string) Put {
		return Put{Resource: &center.PredefinedAttribute{Name: name, Values: values}}
	}
	c.wantRefusal(put("SKILL"), center.Duplicate, "already used")
	c.wantRefusal(put("skill"), center.Duplicate, "skill")
	c.wantRefusal(put(""), center.Invalid, "Name")
	c.wantRefusal(put(strings.Repeat("ü", 101)), center.Invalid, "Name")
	c.wantRefusal(put("new", "a", "b", "a"), center.Invalid, `"a" more than once`)
	c.wantRefusal(put("new", ""), center.Invalid, "Values.StringList")
	c.wantRefusal(put("new", strings.Repeat("v", 101)), center.Invalid, "Values.StringList")
	c.wantRefusal(put("new", many(501, "v")...), center.Invalid, "500")
	c.do(put(strings.Repeat("ü", 100), many(500, "v")...))
	c.do(put("of the system", append(many(500, "v"), many(20, center.SystemPrefix)...)...)) // R6.2: its own do not count
}

// R6.1: neither an attribute nor a value goes while a user has it.
func TestAttribute_InUse(t *testing.T) {
	t.Parallel()
	c := criteriaCentre(t)
	c.skilled("ann", "p", skill("French", 3))
	remove := Remove{Kind: center.KindPredefinedAttribute, ID: "skill"}
	c.wantRefusal(remove, center.InUse, "skill is used by a user")
	c.wantRefusal(Put{Resource: &center.PredefinedAttribute{Name: "skill", Values: []string{"English"}}, Base: 1}, center.InUse, "French")
	c.do(Put{Resource: &center.PredefinedAttribute{Name: "skill", Values: []string{"French"}}, Base: 1})
	c.do(Put{Resource: &center.User{ID: "ann", Username: "ann", ProfileID: "p"}, Base: 1})
	c.do(remove)
	c.wantRefusal(remove, center.NotFound, "skill")
}

// R6.2: the attributes of the system stay.
func TestAttribute_System(t *testing.T) {
	t.Parallel()
	c := newCentre(t)
	c.do(Put{Resource: &center.PredefinedAttribute{Name: center.LanguageAttribute}})
	c.wantRefusal(Remove{Kind: center.KindPredefinedAttribute, ID: center.LanguageAttribute}, center.Refused, "system")
}

// R6.3: at most ten proficiencies, whole levels from 1 to 5, of values that are
// there.
func TestProficiency_Limits(t *testing.T) {
	t.Parallel()
	c := criteriaCentre(t)
	var eleven []center.Proficiency
	values := []string{}
	for i := range 11 {
		values = append(values, fmt.Sprint("v", i))
		eleven = append(eleven, center.Proficiency{Name: "many", Value: values[i], Level: 1})
	}
	c.do(Put{Resource: &center.PredefinedAttribute{Name: "many", Values: values}})
	put := func(all ...center.Proficiency) Put {
		return Put{Resource: &center.User{ID: "u", Username: "u", ProfileID: "p", Proficiencies: all}}
	}
	c.wantRefusal(put(eleven...), center.Limit, "10")
	c.wantRefusal(put(skill("French", 0)), center.Invalid, "whole number")
	c.wantRefusal(put(skill("French", 6)), center.Invalid, "whole number")
	c.wantRefusal(put(skill("French", 2.5)), center.Invalid, "whole number")
	c.wantRefusal(put(skill("Klingon", 1)), center.Invalid, "Klingon")
	c.wantRefusal(put(center.Proficiency{Name: "Skill", Value: "French", Level: 1}), center.NotFound, "Skill")
	c.wantRefusal(put(skill("French", 1), skill("French", 2)), center.Refused, "only once")
	c.do(put(eleven[:10]...))
}

// A proficiency that an idle agent gains lets the agent have what waits for it.
func TestProficiency_GainedWhileContactsWait(t *testing.T) {
	t.Parallel()
	c := criteriaCentre(t)
	c.skilled("ann", "p")
	id := c.startWith("q", step(least("French", 5), 0))
	c.wantHolder(id, "")
	c.do(Put{Resource: &center.User{ID: "ann", Username: "ann", ProfileID: "p", Proficiencies: []center.Proficiency{skill("French", 5)}}, Base: 1})
	c.wantHolder(id, "ann")
}

// R6.7: the agents of a whole step are counted.
func TestCriteria_PreferredAgentsOfAStep(t *testing.T) {
	t.Parallel()
	six := make([]center.UserID, 6)
	steps := []center.RoutingStep{step(center.Expression{Or: []center.Expression{agents(six...), agents(six...)}}, 0)}
	if err := center.CheckSteps("Steps", steps); err == nil || !strings.Contains(err.Error(), "Steps[0] names 12 agents") {
		t.Errorf("error %v", err)
	}
}

const criteriaFlow = `{"Version":"2019-10-30","StartAction":"c","Actions":[
	{"Identifier":"c","Type":"UpdateRoutingCriteria","Parameters":{"RoutingCriteria":CRITERIA},"Transitions":{"NextAction":"q","Errors":[{"ErrorType":"NoMatchingError","NextAction":"x"}]}},
	{"Identifier":"q","Type":"UpdateContactTargetQueue","Parameters":{"QueueId":"q"},"Transitions":{"NextAction":"t","Errors":[{"ErrorType":"NoMatchingError","NextAction":"x"}]}},
	{"Identifier":"t","Type":"TransferContactToQueue","Parameters":{},"Transitions":{"NextAction":"x","Errors":[{"ErrorType":"QueueAtCapacity","NextAction":"x"},{"ErrorType":"NoMatchingError","NextAction":"x"}]}},
	{"Identifier":"x","Type":"DisconnectParticipant","Parameters":{},"Transitions":{}}]}`

// inFlow starts a task in a flow that sets the criteria and queues it, and
// returns its record.
func (c *centre) inFlow(id center.ContactID, criteria string, attributes map[string]string) *center.Contact {
	c.Helper()
	c.do(Put{Resource: &center.ContactFlow{ID: center.FlowID(id), Name: string(id), Type: center.ContactFlowType, Content: replace(criteriaFlow, "CRITERIA", criteria)}})
	rec := &center.Contact{ID: id, Channel: center.Task, Method: center.ByAPI, Attributes: attributes, Flow: center.FlowPosition{FlowID: center.FlowID(id)}}
	c.do(StartContact{Contact: rec})
	return rec
}

// The flow action sets the criteria, which begin with the entry into the queue
// (R6.10); agents may be named by ARN.
func TestCriteria_FromAFlow(t *testing.T) {
	t.Parallel()
	c := criteriaCentre(t)
	c.agent("ann", "p")
	c.agent("bob", "p")
	c.status("bob", "offline")
	arn := c.e.dir.Instance.ARN(center.KindUser, "bob")
	match := `{"Steps":[{"Expression":{"AttributeCondition":{"ComparisonOperator":"Match","MatchCriteria":{"AgentsCriteria":{"AgentIds":["` + arn + `"]}}}},"Expiry":{"DurationInSeconds":"5"}}]}`
	rec := c.inFlow("f1", match, nil)
	c.wantSteps("f1", center.StepActive)
	if len(rec.Criteria) != 1 || rec.Criteria[0].Activated != c.now || rec.Criteria[0].Steps[0].Until != c.now.Add(5*time.Second) {
		t.Errorf("the criteria are %+v", rec.Criteria)
	}
	c.wantHolder("f1", "")
	c.status("bob", "available")
	c.wantHolder("f1", "bob")
	c.inFlow("f2", `"$.Attributes.criteria"`, map[string]string{"criteria": replace(match, "bob", "nobody")})
	c.wantHolder("f2", "") // R6.14: it is kept for an agent who is gone
	c.at(5*time.Second).wantHolder("f2", "ann")
}

// R6.19: an attribute or a value that is not there leads to the error branch,
// and requests are refused.
func TestCriteria_UnknownAttribute(t *testing.T) {
	t.Parallel()
	c := criteriaCentre(t)
	ask := `{"Steps":[{"Expression":{"NotAttributeCondition":{"Name":"skill","Value":"French","ProficiencyLevel":1,"ComparisonOperator":"NumberGreaterOrEqualTo"}}}]}`
	if rec := c.inFlow("known", ask, nil); rec.State != center.Waiting {
		t.Errorf("the contact is %s, want it in the queue", rec.State)
	}
	for name, criteria := range map[string]string{"no-attribute": replace(ask, "skill", "Skill"), "no-value": replace(ask, "French", "Klingon")} {
		if rec := c.inFlow(center.ContactID(name), criteria, nil); rec.State != center.Ended || len(rec.Criteria) != 0 {
			t.Errorf("%s: the contact is %s with %+v, want the error branch", name, rec.State, rec.Criteria)
		}
	}
	steps := []center.RoutingStep{step(both(least("French", 1), least("Klingon", 1)), 0)}
	c.wantRefusal(SetRank{ContactID: "known", Steps: steps}, center.Invalid, "RoutingCriteria.Steps[0].Expression.AndExpression[1].AttributeCondition")
	if rec := c.e.contacts["known"]; len(rec.Criteria) != 1 {
		t.Error("a refused change was made")
	}
	// The attribute goes while a contact waits for it: the step stays.
	c.do(Remove{Kind: center.KindPredefinedAttribute, ID: "skill"})
	c.wantSteps("known", center.StepActive)
}
