package routing

import (
	"strings"
	"testing"
	"time"

	"strowger/internal/center"
)

func skill(name string, level float64) center.Proficiency {
	return center.Proficiency{Name: "skill", Value: name, Level: level}
}

// skilled makes an Available user with proficiencies.
func (c *centre) skilled(id, profile string, skills ...center.Proficiency) {
	c.Helper()
	c.do(Put{Resource: &center.User{ID: center.UserID(id), Username: id, ProfileID: center.RoutingProfileID(profile), Proficiencies: skills}})
	c.do(SignIn{UserID: center.UserID(id)})
	c.status(id, "available")
}

func least(name string, level float64) center.Expression {
	return center.Expression{Attribute: &center.AttributeCondition{Name: "skill", Value: name, Min: level, Max: 5}}
}

func between(name string, low, high float64) *center.AttributeCondition {
	return &center.AttributeCondition{Name: "skill", Value: name, Min: low, Max: high}
}

func both(parts ...center.Expression) center.Expression { return center.Expression{And: parts} }

func agents(ids ...center.UserID) center.Expression {
	return center.Expression{Attribute: &center.AttributeCondition{Agents: ids}}
}

func step(x center.Expression, d time.Duration) center.RoutingStep {
	return center.RoutingStep{Expression: x, Duration: d, Status: center.StepInactive}
}

// startWith begins a contact whose criteria are set before it is queued.
func (c *centre) startWith(queue string, steps ...center.RoutingStep) center.ContactID {
	c.Helper()
	if err := center.CheckSteps("Steps", steps); err != nil {
		c.Fatal(err)
	}
	c.next++
	id := center.ContactID("k" + string(rune('0'+c.next)))
	c.do(StartContact{Contact: &center.Contact{ID: id, Channel: center.Task, Method: center.ByAPI,
		Criteria: []center.Criteria{{Steps: steps}}, Flow: center.FlowPosition{FlowID: center.FlowID("to-" + queue)}}})
	return id
}

func criteriaCentre(t *testing.T) *centre {
	c := newCentre(t)
	c.queue("q")
	c.profile("p", one(2, true), pair("q", center.Task, 1, 0))
	return c
}

func (c *centre) wantSteps(id center.ContactID, want ...center.StepStatus) {
	c.Helper()
	rec := c.e.contacts[id]
	if rec == nil {
		c.Fatalf("contact %s is gone", id)
	}
	steps := rec.current().Steps
	for i, s := range steps {
		if i >= len(want) || s.Status != want[i] {
			c.Fatalf("step %d of %s is %s, want %v", i+1, id, s.Status, want)
		}
	}
}

// The documented example of section 6.3 (R6.10 to R6.12).
func TestCriteria_DocumentedExample(t *testing.T) {
	t.Parallel()
	c := criteriaCentre(t)
	c.skilled("a1", "p", skill("DynamoDB", 5), skill("Kinesis", 2), skill("EC2", 4), skill("French", 3), skill("English", 4))
	c.skilled("a2", "p", skill("DynamoDB", 3), skill("EC2", 5), skill("Neptune", 5), skill("French", 4), skill("English", 3))
	id := c.startWith("q",
		step(both(least("French", 4), least("DynamoDB", 5)), 30*time.Second),
		step(both(least("French", 4), least("DynamoDB", 4)), 30*time.Second),
		step(both(least("French", 3), least("DynamoDB", 4)), 0))
	c.wantHolder(id, "")
	c.wantSteps(id, center.StepActive, center.StepInactive, center.StepInactive)
	c.at(30*time.Second).wantHolder(id, "")
	c.wantSteps(id, center.StepExpired, center.StepActive, center.StepInactive)
	c.at(60*time.Second-time.Millisecond).wantHolder(id, "")
	c.at(60*time.Second).wantHolder(id, "a1")
	c.accept("a1", id)
	c.wantSteps(id, center.StepExpired, center.StepExpired, center.StepJoined)
}

// The further vectors of section 6.3, R6.5, R6.6, R6.21, R6.22.
func TestCriteria_Matching(t *testing.T) {
	t.Parallel()
	english := func(level float64) *center.User {
		return &center.User{ID: "u", Proficiencies: []center.Proficiency{skill("English", level)}}
	}
	for name, tc := range map[string]struct {
		x    center.Expression
		u    *center.User
		want bool
	}{
		"range, inside":           {center.Expression{Attribute: between("English", 1, 3)}, english(3), true},
		"range, above":            {center.Expression{Attribute: between("English", 1, 3)}, english(4), false},
		"not, without attribute":  {center.Expression{Not: between("French", 1, 5)}, english(4), true},
		"not, with attribute":     {center.Expression{Not: between("English", 1, 5)}, english(1), false},
		"not, outside the range":  {center.Expression{Not: between("English", 4, 5)}, english(3), true},
		"or, second branch":       {center.Expression{Or: []center.Expression{least("French", 2), least("English", 2)}}, english(2), true},
		"or, none":                {center.Expression{Or: []center.Expression{least("French", 2), least("English", 3)}}, english(2), false},
		"and, one missing":        {both(least("French", 1), least("English", 1)), english(2), false},
		"preferred agent":         {agents("other", "u"), english(1), true},
		"another preferred agent": {agents("other"), english(5), false},
		"or of ands":              {center.Expression{Or: []center.Expression{both(least("English", 1), least("French", 1)), both(least("English", 2))}}, english(2), true},
	} {
		if got := tc.x.Matches(tc.u); got != tc.want {
			t.Errorf("%s: %v, want %v", name, got, tc.want)
		}
	}
}

// R6.14: preferred agents restrict even while they are away, until the step
// expires; then any agent of the queue will do (R6.12).
func TestCriteria_PreferredAgentIsAway(t *testing.T) {
	t.Parallel()
	c := criteriaCentre(t)
	c.agent("u1", "p")
	c.status("u1", "offline")
	c.agent("u2", "p")
	id := c.startWith("q", step(agents("u1"), 30*time.Second))
	c.at(29*time.Second).wantHolder(id, "")
	c.at(30*time.Second).wantHolder(id, "u2")
	c.accept("u2", id)
	c.wantSteps(id, center.StepExpired)
}

// R6.23, Q17: a contact whose step does not match the free agent is skipped.
func TestCriteria_DoesNotBlockOthers(t *testing.T) {
	t.Parallel()
	c := criteriaCentre(t)
	c.skilled("ann", "p", skill("French", 1))
	hard := c.startWith("q", step(least("French", 5), 0))
	easy := c.start("q", center.Task)
	c.wantHolder(hard, "")
	c.wantHolder(easy, "ann")
	c.skilled("eve", "p", skill("French", 5))
	c.wantHolder(hard, "eve")
}

// R6.13, Q33: the time of a step runs on while it rings; the offer stands, and
// the step that made it is joined.
func TestCriteria_StepExpiresWhileItRings(t *testing.T) {
	t.Parallel()
	c := criteriaCentre(t)
	c.skilled("ann", "p", skill("French", 5))
	id := c.startWith("q", step(least("French", 5), 10*time.Second), step(least("Dutch", 5), 0))
	c.at(11*time.Second).wantHolder(id, "ann")
	c.wantSteps(id, center.StepExpired, center.StepActive)
	c.accept("ann", id)
	c.wantSteps(id, center.StepJoined, center.StepInactive)
}

// R6.16: new criteria interrupt the running step and begin at step 1 with a
// higher index; the record keeps the last three.
func TestCriteria_Replaced(t *testing.T) {
	t.Parallel()
	c := criteriaCentre(t)
	c.skilled("ann", "p", skill("French", 3))
	id := c.startWith("q", step(least("French", 5), time.Minute), step(least("French", 4), 0))
	for range 3 {
		c.do(SetRank{ContactID: id, Steps: []center.RoutingStep{step(least("French", 4), 0)}})
		c.wantHolder(id, "")
	}
	rec := c.e.contacts[id]
	if got := len(rec.Criteria); got != center.MaxCriteriaKept {
		t.Fatalf("%d criteria are kept, want %d", got, center.MaxCriteriaKept)
	}
	if rec.Criteria[0].Index != 1 || rec.Criteria[0].Steps[0].Status != center.StepInterrupted {
		t.Errorf("the oldest kept criteria are %+v", rec.Criteria[0])
	}
	c.do(SetRank{ContactID: id, Steps: []center.RoutingStep{step(least("French", 3), 0)}})
	c.wantHolder(id, "ann")
}

// R6.20: the customer leaves.
func TestCriteria_CustomerLeaves(t *testing.T) {
	t.Parallel()
	c := criteriaCentre(t)
	id := c.startWith("q", step(least("French", 5), time.Minute))
	rec := c.e.contacts[id].Contact
	c.do(StopContact{ContactID: id, Reason: center.CustomerDisconnect})
	if got := rec.Criteria[0].Steps[0].Status; got != center.StepDeactivated {
		t.Errorf("the step is %s", got)
	}
	if at, ok := c.e.Deadline(); ok {
		t.Errorf("a timer is left at %d", at)
	}
}

// R2.13, R6.15: no effect in an agent queue, though the moment is noted.
func TestCriteria_AgentQueue(t *testing.T) {
	t.Parallel()
	c := criteriaCentre(t)
	c.agent("ann", "p")
	flow := queueFlow("x")
	c.do(Put{Resource: &center.ContactFlow{ID: "to-x", Name: "to-ann", Type: center.ContactFlowType,
		Content: replace(flow, `"QueueId":"x"`, `"AgentId":"ann"`)}})
	id := c.startWith("x", step(least("French", 5), time.Minute))
	c.wantHolder(id, "ann")
	if c.e.contacts[id].current().Activated != c.now {
		t.Error("the moment of activation is not noted")
	}
}

// Limits of the language: R6.4, R6.7 to R6.9.
func TestCriteria_Limits(t *testing.T) {
	t.Parallel()
	many := func(n int) (parts []center.Expression) {
		for range n {
			parts = append(parts, least("s"+string(rune('a'+len(parts))), 1))
		}
		return parts
	}
	eleven := make([]center.UserID, center.MaxPreferredAgents+1)
	for name, steps := range map[string][]center.RoutingStep{
		"no step":                 {},
		"six steps":               {step(least("a", 1), 1e9), step(least("a", 1), 1e9), step(least("a", 1), 1e9), step(least("a", 1), 1e9), step(least("a", 1), 1e9), step(least("a", 1), 1e9)},
		"endless step before":     {step(least("a", 1), 0), step(least("a", 1), 0)},
		"nine in an and":          {step(both(many(9)...), 0)},
		"four branches":           {step(center.Expression{Or: many(4)}, 0)},
		"or inside and":           {step(both(center.Expression{Or: many(2)}), 0)},
		"empty expression":        {step(center.Expression{}, 0)},
		"two members":             {step(center.Expression{Attribute: between("a", 1, 2), Not: between("a", 1, 2)}, 0)},
		"level 6":                 {step(center.Expression{Attribute: between("a", 1, 6)}, 0)},
		"range backwards":         {step(center.Expression{Attribute: between("a", 3, 2)}, 0)},
		"eleven preferred agents": {step(agents(eleven...), 0)},
		"twice in an and":         {step(both(least("a", 1), least("a", 2)), 0)},
		"without a name":          {step(center.Expression{Attribute: &center.AttributeCondition{Value: "x", Min: 1, Max: 5}}, 0)},
	} {
		if err := center.CheckSteps("Steps", steps); err == nil {
			t.Errorf("%s is accepted", name)
		}
	}
}

func replace(text, old, with string) string { return strings.Replace(text, old, with, 1) }
