package flow

import (
	"bytes"
	"slices"
	"testing"

	"strowger/internal/center"
)

// FuzzCriteria reads routing criteria from any text, and holds that what is
// accepted keeps to the limits (R6.4, R6.7), matches an agent exactly where its
// words say so (R6.6, R6.21), and has a key by which only equal expressions wait
// together. levels are those of a user, a byte each.
func FuzzCriteria(f *testing.F) {
	and := `{"AndExpression":[` + french + `,` + english + `]}`
	for _, text := range []string{stepsOf(stepOf(french, "")), stepsOf(stepOf(and, `"30"`), stepOf(`{"OrExpression":[`+and+`,`+french+`]}`, "")), stepsOf(stepOf(ann, "5"), stepOf(english, "")),
		stepsOf(stepOf(`{"OrExpression":[]}`, "")), stepsOf(stepOf(`{"AndExpression":[]}`, "")), `{"Steps":null}`, `{"Steps":[{}]}`, `[`} {
		f.Add([]byte(text), []byte{0, 1, 5, 2, 9, 9})
	}
	f.Fuzz(func(t *testing.T, text, levels []byte) {
		steps, err := parseCriteria(text)
		if err != nil {
			return
		}
		if err := center.CheckSteps("Steps", steps); err != nil {
			t.Fatalf("accepted, and against the limits: %v", err)
		}
		copied := center.MapConditions(steps, func(*center.AttributeCondition) {})
		agents := fuzzAgents(steps, levels)
		for i := range steps {
			x := &steps[i].Expression
			if !bytes.Equal(x.AppendKey(nil), copied[i].Expression.AppendKey(nil)) {
				t.Fatalf("a copy of %+v has another key", x)
			}
			for j := range agents {
				if got, want := x.Matches(&agents[j]), plainly(*x, &agents[j]); got != want {
					t.Fatalf("%s matches %+v: %v, by its words %v", text, agents[j], got, want)
				}
				for k := range steps[:i] {
					if y := &steps[k].Expression; bytes.Equal(x.AppendKey(nil), y.AppendKey(nil)) && x.Matches(&agents[j]) != y.Matches(&agents[j]) {
						t.Fatalf("steps %d and %d of %s have one key, and only one matches %+v", k, i, text, agents[j])
					}
				}
			}
		}
	})
}

// fuzzAgents are users with and without what the steps ask for: one with nothing, one with
// levels from the bytes, and one by each name.
func fuzzAgents(steps []center.RoutingStep, levels []byte) []center.User {
	users := []center.User{{ID: "nobody"}, {ID: "somebody"}}
	center.MapConditions(steps, func(c *center.AttributeCondition) {
		for _, id := range c.Agents {
			users = append(users, center.User{ID: id})
		}
		known := slices.ContainsFunc(users[1].Proficiencies, func(p center.Proficiency) bool { return p.Name == c.Name && p.Value == c.Value })
		if len(levels) == 0 || len(c.Agents) > 0 || known {
			return
		}
		if level := levels[0] % 6; level > 0 { // 0: the agent has none
			users[1].Proficiencies = append(users[1].Proficiencies, center.Proficiency{Name: c.Name, Value: c.Value, Level: float64(level)})
		}
		levels = levels[1:]
	})
	return users
}

// plainly says whether a user matches, straight from the rule.
func plainly(x center.Expression, u *center.User) bool {
	holds := func(c center.AttributeCondition) bool {
		for _, id := range c.Agents {
			if id == u.ID {
				return true
			}
		}
		for _, p := range u.Proficiencies {
			if len(c.Agents) == 0 && p.Name == c.Name && p.Value == c.Value && p.Level >= c.Min && p.Level <= c.Max {
				return true
			}
		}
		return false
	}
	switch {
	case x.Attribute != nil:
		return holds(*x.Attribute)
	case x.Not != nil:
		return !holds(*x.Not)
	case x.Or != nil:
		return slices.ContainsFunc(x.Or, func(part center.Expression) bool { return plainly(part, u) })
	default:
		return !slices.ContainsFunc(x.And, func(part center.Expression) bool { return !plainly(part, u) })
	}
}
