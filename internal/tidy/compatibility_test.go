package tidy

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"strowger/internal/flow"
)

// update makes TestCompatibility write the page instead of comparing it.
var update = flag.Bool("update", false, "rewrite docs/compatibility.md")

// compatibilityPage is written from the sources by this package.
const compatibilityPage = "docs/compatibility.md"

const compatibilityHead = `# Compatibility

What of Amazon Connect is here, and what is not. This page is generated from the sources: run ` + "`go test ./internal/tidy -run Compatibility -update`" + `
and do not edit it by hand.

- **full**: the operation does what its documentation says, as far as the parts that it touches are here.
- **partial**: it works, without what the table names.
- **absent**: it is known, its request is checked, and it answers 501. It never pretends.

`

// compatibility returns the page as the sources want it.
func compatibility(t *testing.T, tr *tree) string {
	t.Helper()
	var b strings.Builder
	b.WriteString(compatibilityHead)
	b.WriteString("| | In all | Full | Partial | Absent |\n| --- | --- | --- | --- | --- |\n")
	var tables strings.Builder
	for _, a := range apis {
		all := operations(tr, a)
		if len(all) == 0 {
			t.Fatalf("%s has no operations", a.wire)
		}
		full, partial, absent := count(all)
		fmt.Fprintf(&b, "| %s | %d | %d | %d | %d |\n", a.title, len(all), full, partial, absent)
		writeOperations(&tables, a, all)
	}
	actions := flow.Catalogue()
	built := 0
	for _, a := range actions {
		if a.Built {
			built++
		}
	}
	fmt.Fprintf(&b, "| Flow actions | %d | %d | | %d |\n", len(actions), built, len(actions)-built)
	rules := readRules(t)
	proven := proofs(tr, rules)
	with, without := 0, len(excuses(excused))
	for _, r := range rules {
		if len(proven[r.number]) > 0 {
			with++
		}
	}
	fmt.Fprintf(&b, "\nOf the %d routing rules %d are cited by a test or a scenario; %d are not done for a reason that the table gives, and %d are not proven yet.\n",
		len(rules), with, without, len(rules)-with-without)
	writeDivergences(&b)
	b.WriteString(tables.String())
	writeActions(&b, actions)
	questions := slices.DeleteFunc(readLines(t, "testdata/questions.txt"), func(line string) bool { return strings.HasPrefix(line, "#") })
	writeRules(&b, rules, proven, questions)
	return b.String()
}

// writeActions writes the table of the flow language.
func writeActions(b *strings.Builder, actions []flow.ActionInfo) {
	b.WriteString("\n## Flow actions\n\n" +
		"Every action is known and checked when a flow is published. One that is not built takes its error branch, and the contact notes it.\n\n" +
		"| Action | Group | Built | Errors | Flow types |\n| --- | --- | --- | --- | --- |\n")
	for _, a := range actions {
		state, where := "no", "flow modules only"
		if a.Built {
			state = "yes"
		}
		switch len(a.FlowTypes) {
		case 0:
		case allFlowTypes:
			where = "all"
		default:
			var names []string
			for _, kind := range a.FlowTypes {
				names = append(names, string(kind))
			}
			where = strings.Join(names, ", ")
		}
		fmt.Fprintf(b, "| %s | %s | %s | %s | %s |\n", a.Type, a.Group, state, strings.Join(a.Errors, ", "), where)
	}
}

// allFlowTypes is how many types of flow there are (R9.4).
const allFlowTypes = 10

func TestCompatibility(t *testing.T) {
	t.Parallel()
	tr := load(t)
	want := compatibility(t, tr)
	name := filepath.Join(tr.root, filepath.FromSlash(compatibilityPage))
	if *update {
		if err := os.WriteFile(name, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	got, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if line, difference := firstDifference(string(got), want); line > 0 {
		t.Errorf("%s:%d is stale: %s\n\tReason: the page says what is built, so it follows the sources; run go test ./internal/tidy -run Compatibility -update",
			compatibilityPage, line, difference)
	}
}

// firstDifference returns the first line in which two texts differ, 0 where they
// are the same.
func firstDifference(got, want string) (line int, difference string) {
	if got == want {
		return 0, ""
	}
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range max(len(g), len(w)) {
		switch {
		case i >= len(g):
			return i + 1, fmt.Sprintf("it ends, and should go on with %q", w[i])
		case i >= len(w):
			return i + 1, fmt.Sprintf("it has %q, and should end", g[i])
		case g[i] != w[i]:
			return i + 1, fmt.Sprintf("it has %q, and should have %q", g[i], w[i])
		}
	}
	return 0, ""
}

func TestCompatibility_FindsStale(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, got, want string
		line            int
	}{
		{"same", "a\nb\n", "a\nb\n", 0},
		{"changed", "a\nb\n", "a\nc\n", 2},
		{"short", "a", "a\nb", 2},
		{"long", "a\nb", "a", 2},
	} {
		if line, text := firstDifference(c.got, c.want); line != c.line || (text == "") != (c.line == 0) {
			t.Errorf("%s: line %d, %q", c.name, line, text)
		}
	}
}

// TestCompatibility_IsTheSameTwice guards against the order of a map in the page.
func TestCompatibility_IsTheSameTwice(t *testing.T) {
	t.Parallel()
	tr := load(t)
	first := compatibility(t, tr)
	for range 3 {
		if line, difference := firstDifference(compatibility(t, tr), first); line > 0 {
			t.Fatalf("line %d: %s", line, difference)
		}
	}
}
