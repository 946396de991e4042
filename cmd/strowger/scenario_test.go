package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestScenarioRun holds that the command prints the log, says whether it is as
// expected, and fails where it is not.
func TestScenarioRun(t *testing.T) {
	t.Parallel()
	const script = "queue sales\nat 1s task t1 sales\n"
	for _, tc := range []struct {
		name, text string
		want       string // FILE stands for the file
		fails      bool
	}{
		{"without expected log", script, "1s t1 INITIATED TASK\n1s t1 QUEUED sales\n", false},
		{"as expected", script + "----\n1s t1 INITIATED TASK\n1s t1 QUEUED sales\n",
			"1s t1 INITIATED TASK\n1s t1 QUEUED sales\nFILE: as expected\n", false},
		{"otherwise", "show queued\n" + script + "----\n2s t1 QUEUED sales\n",
			"1s t1 QUEUED sales\nFILE: differs from the expected log (- expected, + got)\n- 2s t1 QUEUED sales\n+ 1s t1 QUEUED sales\n\n", true},
		{"an expectation that fails", "show queued\n" + script + "at 1s expect t1 ended\n",
			"1s t1 QUEUED sales\nFILE:4:1: expected of contact t1: state ended; found: state waiting\n", true},
		{"not readable", "queue\n", "FILE:1:6: expected a name for a queue, found the end of the line\n", true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			file := filepath.Join(t.TempDir(), "a.txt")
			if err := os.WriteFile(file, []byte(tc.text), 0o600); err != nil {
				t.Fatal(err)
			}
			var out bytes.Buffer
			cmd := root()
			cmd.SetArgs([]string{"scenario", "run", file})
			cmd.SetOut(&out)
			err := cmd.Execute()
			if got := strings.ReplaceAll(out.String(), file, "FILE"); got != tc.want {
				t.Errorf("it prints\n%s\nwant\n%s", got, tc.want)
			}
			if (err != nil) != tc.fails || tc.fails && err.Error() != "1 of 1 scenarios failed" {
				t.Errorf("it returns %v", err)
			}
		})
	}
}
