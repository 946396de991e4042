package tidy

import (
	"bytes"
	"fmt"
	"go/ast"
	"maps"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// routingRule is one rule of routing, by its number.
type routingRule struct {
	number  string // such as R1.8
	section string // such as "1 Which agent gets a contact"
	basis   string // D, d, C, D/C or -
	text    string
}

// readRules reads testdata/rules.txt.
func readRules(t *testing.T) []routingRule {
	t.Helper()
	var rules []routingRule
	section := ""
	for _, line := range readLines(t, "testdata/rules.txt") {
		if rest, ok := strings.CutPrefix(line, "## "); ok {
			section = rest
			continue
		}
		if strings.HasPrefix(line, "#") {
			continue
		}
		parts := strings.SplitN(line, " ", 3)
		if len(parts) != 3 || !ruleNumber.MatchString(parts[0]) || section == "" {
			t.Fatalf("testdata/rules.txt: cannot read %q", line)
		}
		rules = append(rules, routingRule{number: parts[0], section: section, basis: parts[1], text: parts[2]})
	}
	return rules
}

func readLines(t *testing.T, name string) []string {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSpace(string(data)), "\n")
}

var (
	ruleNumber   = regexp.MustCompile(`\bR[0-9]+\.[0-9]+[a-z]?\b`)
	ruleRange    = regexp.MustCompile(`\b(R[0-9]+\.[0-9]+[a-z]?)(?: to |-|\.\.)(R[0-9]+\.[0-9]+[a-z]?)\b`)
	scenarioName = regexp.MustCompile(`(?i)\br[0-9]+\.[0-9]+[a-z]?\b`)
)

// cited returns the numbers of the rules in a text, once for each place where it
// stands; "R1.2 to R1.4" stands for all from one to the other.
func cited(text []byte, rules []routingRule) map[int][]string {
	at := map[int][]string{}
	for _, m := range ruleNumber.FindAllIndex(text, -1) {
		at[m[0]] = append(at[m[0]], string(text[m[0]:m[1]]))
	}
	for _, m := range ruleRange.FindAllSubmatchIndex(text, -1) {
		first := slices.IndexFunc(rules, func(r routingRule) bool { return r.number == string(text[m[2]:m[3]]) })
		last := slices.IndexFunc(rules, func(r routingRule) bool { return r.number == string(text[m[4]:m[5]]) })
		if first < 0 || last < first {
			continue
		}
		for _, r := range rules[first : last+1] {
			at[m[0]] = append(at[m[0]], r.number)
		}
	}
	return at
}

// proofs returns, for each rule number, the tests and scenarios that cite it.
func proofs(tr *tree, rules []routingRule) map[string][]string {
	by := map[string]map[string]bool{}
	note := func(number, where string) {
		if by[number] == nil {
			by[number] = map[string]bool{}
		}
		by[number][where] = true
	}
	for _, s := range tr.sources {
		if !s.test || s.folder() == "internal/tidy" {
			continue
		}
		for offset, numbers := range cited(s.data, rules) {
			for _, number := range numbers {
				note(number, s.testAt(offset))
			}
		}
	}
	for _, f := range tr.files {
		if path.Dir(f.path) != "scenarios" || path.Ext(f.path) != ".txt" {
			continue
		}
		for _, name := range scenarioName.FindAllString(path.Base(f.path), -1) {
			note("R"+strings.ToLower(name[1:]), f.path)
		}
		for _, numbers := range cited(f.data, rules) {
			for _, number := range numbers {
				note(number, f.path)
			}
		}
	}
	all := map[string][]string{}
	for number, where := range by {
		all[number] = slices.Sorted(maps.Keys(where))
	}
	return all
}

// testAt returns the test around a place in the file, as package.TestName, or
// the file where there is none: in a table, or in something that tests share.
func (s *source) testAt(offset int) string {
	folder := strings.TrimPrefix(s.folder(), "internal/")
	for _, decl := range s.syntax.Decls {
		fn, ok := decl.(*ast.FuncDecl)
		if !ok || fn.Recv != nil || !isTest(fn.Name.Name) {
			continue
		}
		from := fn.Pos()
		if fn.Doc != nil {
			from = fn.Doc.Pos()
		}
		if s.fset.Position(from).Offset <= offset && offset < s.fset.Position(fn.End()).Offset {
			return folder + "." + fn.Name.Name
		}
	}
	return folder + "/" + path.Base(s.path)
}

func isTest(name string) bool {
	return slices.ContainsFunc([]string{"Test", "Fuzz", "Example", "Benchmark"}, func(p string) bool { return strings.HasPrefix(name, p) })
}

// maxCitations is how many proofs of one rule the page names.
const maxCitations = 4

// writeRules writes the table of the routing rules, and that of the questions.
func writeRules(b *strings.Builder, rules []routingRule, proven map[string][]string, questions []string) {
	b.WriteString("\n## Routing rules\n\n" +
		"What the router does, by the numbers that comments, tests and scenarios cite. Basis: **D** is documented by Amazon Connect, **d** is\n" +
		"documented weakly or in an old place, **C** is our own choice where the documents are silent. A rule that no test and no scenario cites\n" +
		"is not proven yet, whatever the code does, or not done for the reason given; one that is cited is as proven as that test is good.\n")
	section, reasons := "", excuses(excused)
	for _, r := range rules {
		if r.section != section {
			section = r.section
			fmt.Fprintf(b, "\n### %s\n\n| Rule | Basis | In a few words | Cited by |\n| --- | --- | --- | --- |\n", section)
		}
		fmt.Fprintf(b, "| %s | %s | %s | %s |\n", r.number, r.basis, cell(r.text), cell(proof(proven[r.number], reasons[r.number])))
	}
	b.WriteString("\n### Open questions\n\nWhere the public documents are silent or contradict each other, this is what Strowger does.\n\n| Question | Answer |\n| --- | --- |\n")
	for _, q := range questions {
		number, text, _ := strings.Cut(q, " ")
		fmt.Fprintf(b, "| %s | %s |\n", number, cell(text))
	}
}

// proof returns the cell that names the tests of a rule, or why there are none.
func proof(where []string, reason string) string {
	if len(where) == 0 && reason != "" {
		return "not done: " + reason
	}
	if len(where) == 0 {
		return "not proven yet"
	}
	shown := where[:min(len(where), maxCitations)]
	text := "`" + strings.Join(shown, "`, `") + "`"
	if more := len(where) - len(shown); more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}

// checkCitations looks for numbers that no rule has.
func checkCitations(tr *tree, rules []routingRule) []finding {
	known := map[string]bool{}
	for _, r := range rules {
		known[r.number] = true
	}
	generated := map[string]bool{}
	for _, s := range tr.sources {
		generated[s.path] = s.generated
	}
	var found []finding
	for _, f := range tr.files {
		text := slices.Contains([]string{".go", ".md", ".txt"}, path.Ext(f.path))
		if !text || generated[f.path] || f.folder() == "internal/tidy" || strings.Contains("/"+f.path, "/testdata/") {
			continue
		}
		for _, m := range ruleNumber.FindAllIndex(f.data, -1) {
			if number := string(f.data[m[0]:m[1]]); !known[number] {
				found = append(found, finding{path: f.path, line: bytes.Count(f.data[:m[0]], []byte("\n")) + 1, text: "there is no rule " + number})
			}
		}
	}
	return found
}

func TestCompatibility_Citations(t *testing.T) {
	t.Parallel()
	report(t, "a number that leads nowhere is worse than none; the rules are in internal/tidy/testdata/rules.txt", checkCitations(load(t), readRules(t)))
}

func TestCompatibility_RulesAreNumberedOnce(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, r := range readRules(t) {
		if seen[r.number] {
			t.Errorf("%s is there twice", r.number)
		}
		seen[r.number] = true
		if !strings.HasPrefix(r.section, strings.TrimPrefix(strings.Split(r.number, ".")[0], "R")+" ") {
			t.Errorf("%s is in section %q", r.number, r.section)
		}
		if !slices.Contains([]string{"D", "d", "C", "D/C", "-"}, r.basis) {
			t.Errorf("%s has the basis %q", r.number, r.basis)
		}
	}
}

func TestCompatibility_Proofs(t *testing.T) {
	t.Parallel()
	rules := readRules(t)
	tr := sample(t, map[string]string{
		"internal/routing/a_test.go": `package routing

// TestEngine_A holds R1.1a, and R1.2 to R1.4.
func TestEngine_A(t *T) {
	t.Log("R9.9")
}

// helper is about R2.2.
func helper() {}
`,
		"internal/routing/a.go":         "package routing // R1.8",
		"internal/tidy/b_test.go":       "package tidy // R1.8",
		"scenarios/r1.6-longest.txt":    "# R1.7: text\n",
		"scenarios/notes.md":            "R1.9",
		"internal/routing/c_test.go":    "package routing // R99.1",
		"internal/gen/testdata/x.txt":   "R99.2",
		"docs/page.md":                  "line\nsee R0.4",
		"internal/connectapi/routes.go": "// Code generated by x. DO NOT EDIT.\n\npackage connectapi // R88.1\n",
	})
	got := proofs(tr, rules)
	for number, want := range map[string]string{
		"R1.1a": "routing.TestEngine_A", "R1.2": "routing.TestEngine_A", "R1.3": "routing.TestEngine_A", "R1.4": "routing.TestEngine_A",
		"R9.9": "routing.TestEngine_A", "R2.2": "routing/a_test.go", "R1.6": "scenarios/r1.6-longest.txt", "R1.7": "scenarios/r1.6-longest.txt",
		"R1.8": "", "R1.9": "", "R1.5": "",
	} {
		if where := strings.Join(got[number], ","); where != want {
			t.Errorf("%s is proven by %q, want %q", number, where, want)
		}
	}
	wantFindings(t, checkCitations(tr, rules), "docs/page.md:2: there is no rule R0.4", "c_test.go:1: there is no rule R99.1")
	if got := proof([]string{"a", "b", "c", "d", "e"}, ""); got != "`a`, `b`, `c`, `d` and 1 more" {
		t.Errorf("the cell is %q", got)
	}
}
