package scenario_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"strowger/internal/scenario"
)

// update makes TestScenarios rewrite the expected logs instead of comparing.
var update = flag.Bool("update", false, "rewrite the part of each scenario below ----")

const folder = "../../scenarios"

func files(t *testing.T) []string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(folder, "*.txt"))
	if err != nil || len(names) == 0 {
		t.Fatalf("no scenarios in %s: %v", folder, err)
	}
	return names
}

func parse(t *testing.T, name string) *scenario.Script {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	s, err := scenario.Parse(name, string(text), os.DirFS(filepath.Dir(name)))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestScenarios plays every scenario and compares the log with what it expects.
func TestScenarios(t *testing.T) {
	t.Parallel()
	for _, name := range files(t) {
		t.Run(filepath.Base(name), func(t *testing.T) {
			t.Parallel()
			s := parse(t, name)
			log, err := scenario.Run(s)
			if err != nil {
				t.Error(err)
			}
			if *update {
				if err := os.WriteFile(name, []byte(s.Text(log)), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := scenario.Diff(s.Expected, log); diff != "" {
				t.Errorf("the log differs (- expected, + got):\n%s", diff)
			}
			if first, _, _ := strings.Cut(s.Text(""), "\n"); !strings.HasPrefix(first, "# ") || !s.Checked {
				t.Error("a scenario begins with a comment that says what it proves, and has an expected log")
			}
		})
	}
}

// TestScenarios_Twice holds that a scenario gives the same bytes every time, from
// one script and from one read anew.
func TestScenarios_Twice(t *testing.T) {
	t.Parallel()
	for _, name := range files(t) {
		t.Run(filepath.Base(name), func(t *testing.T) {
			t.Parallel()
			s := parse(t, name)
			first, firstErr := scenario.Run(s)
			second, secondErr := scenario.Run(s)
			third, thirdErr := scenario.Run(parse(t, name))
			if first != second || first != third {
				t.Errorf("the logs differ:\n%s\n%s", scenario.Diff(first, second), scenario.Diff(first, third))
			}
			if texts(firstErr) != texts(secondErr) || texts(firstErr) != texts(thirdErr) {
				t.Errorf("the problems differ: %v, %v, %v", firstErr, secondErr, thirdErr)
			}
		})
	}
}

func texts(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// TestDocumentation plays the example of the page about the language.
func TestDocumentation(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../docs/scenario-language.md")
	if err != nil {
		t.Fatal(err)
	}
	_, after, _ := strings.Cut(string(page), "\n## An example\n\n```\n")
	example, _, found := strings.Cut(after, "```\n")
	s, err := scenario.Parse("example", example, nil)
	if !found || err != nil {
		t.Fatalf("no example, or not to be read: %v", err)
	}
	log, err := scenario.Run(s)
	if diff := scenario.Diff(s.Expected, log); err != nil || diff != "" {
		t.Errorf("the example goes otherwise than the page says: %v\n%s", err, diff)
	}
}
