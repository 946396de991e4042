package tidy

import (
	"fmt"
	"slices"
	"testing"
)

// excuse is why rules are not done: one sentence for a reader of the page, and
// the rules that it holds for.
type excuse struct {
	reason string
	rules  []string
}

// excused is kept by hand. A rule that is cited by a test needs no excuse, and
// one that is only late has none.
var excused = []excuse{
	{reason: "Workload types are not in the API that Strowger is generated from; `MediaConcurrencies` has no member for them.",
		rules: []string{"R3.19", "R3.20", "R3.21", "R3.22", "R3.23"}},
	{reason: "There are no streams yet to which events and records would be delivered.",
		rules: []string{"R4.30", "R7.8", "R7.9", "R7.10", "R7.11", "R7.12", "R7.13", "R7.14", "R7.15", "R7.16", "R7.17", "R7.18", "R7.19", "R7.20", "R7.21", "R7.22"}},
	{reason: "`CreateCallbackContact` as it is documented has no member that asks for customer-first callbacks.", rules: []string{"R2.20", "R5.41"}},
	{reason: "Numbers of a queue are exact here and do not lag.", rules: []string{"R5.29"}},
	{reason: "Whispers take no time here, so that there is nothing to limit.", rules: []string{"R7.3"}},
	{reason: "Flows call no functions.", rules: []string{"R9.8"}},
	{reason: "Agents write no e-mails: there is no operation here that begins one.", rules: []string{"R3.11"}},
}

// excuses returns the reason by rule. Where two entries name a rule the first
// counts; checkExcuses finds that.
func excuses(all []excuse) map[string]string {
	by := map[string]string{}
	for _, x := range all {
		for _, number := range x.rules {
			if by[number] == "" {
				by[number] = x.reason
			}
		}
	}
	return by
}

// checkExcuses finds excuses that are not true or lead nowhere.
func checkExcuses(all []excuse, rules []routingRule, proven map[string][]string) []finding {
	var found []finding
	complain := func(format string, args ...any) {
		found = append(found, finding{path: "internal/tidy/excused_test.go", text: fmt.Sprintf(format, args...)})
	}
	seen := map[string]bool{}
	for _, x := range all {
		if x.reason == "" {
			complain("%v: there is no reason", x.rules)
		}
		for _, number := range x.rules {
			switch known := slices.ContainsFunc(rules, func(r routingRule) bool { return r.number == number }); {
			case !known:
				complain("there is no rule %s", number)
			case seen[number]:
				complain("%s is excused twice", number)
			case len(proven[number]) > 0:
				complain("%s is excused and proven by %s", number, proven[number][0])
			}
			seen[number] = true
		}
	}
	return found
}

func TestCompatibility_Excuses(t *testing.T) {
	t.Parallel()
	rules := readRules(t)
	report(t, "an excuse is for a rule that nothing proves; take the entry out", checkExcuses(excused, rules, proofs(load(t), rules)))
}

func TestCompatibility_ExcusesFind(t *testing.T) {
	t.Parallel()
	rules := []routingRule{{number: "R1.1a"}, {number: "R1.2"}, {number: "R1.3"}}
	proven := map[string][]string{"R1.2": {"routing.TestA"}}
	all := []excuse{{reason: "It is far away.", rules: []string{"R1.1a", "R1.3", "R1.3", "R8.8"}}, {reason: "", rules: []string{"R1.2"}}}
	wantFindings(t, checkExcuses(all, rules, proven),
		"R1.2 is excused and proven by routing.TestA", "R1.3 is excused twice", "[R1.2]: there is no reason", "there is no rule R8.8")
	by := excuses(all)
	for where, want := range map[string]string{"R1.3": "not done: It is far away.", "R1.1b": "not proven yet"} {
		if got := proof(proven[where], by[where]); got != want {
			t.Errorf("the cell of %s is %q, want %q", where, got, want)
		}
	}
}
