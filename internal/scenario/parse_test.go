package scenario_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"strowger/internal/scenario"
)

const centre = "# a centre\nqueue sales\nprofile basic task=1 sales:1/0s\nagent ann basic\n"

// TestParse_Problems holds that what cannot be read is named with its place, what
// was expected and what was found.
func TestParse_Problems(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"queue":                               `f:1:6: expected a name for a queue, found the end of the line`,
		"queue a/b":                           `f:1:7: expected a name for a queue, found "a/b"`,
		"queue a,,b":                          `f:1:9: expected a name for a queue, found ""`,
		"queue a\nqueue a":                    `f:2:7: expected a new name for a queue, found "a", which is declared already`,
		"queue a max=-1":                      `f:1:13: expected a whole number from 0 to 2147483647, found "-1"`,
		"queue a hours=night":                 `f:1:15: expected the name of hours of operation, found "night", which is not declared above`,
		"queue a open":                        `f:1:9: expected one of disabled, hours=, max=, no-caller, found "open"`,
		"queue ä":                             `f:1:7: expected a name for a queue, found "ä"`,
		"quue a":                              `f:1:1: expected at, or something to declare`,
		"\xff":                                `f:1:1: expected text in UTF-8`,
		"hours h":                             `f:1:8: expected a time zone such as Europe/Berlin`,
		"hours h UTC mon-fry 09:00-17:00":     `f:1:17: expected a day such as mon, found "fry"`,
		"hours h UTC mon 09:00-25:00":         `f:1:23: expected a time of day such as 09:00, found "25:00"`,
		"queue q\nprofile p fax=1":            `f:2:11: expected voice, chat, task, email, timer, outbound or manual, found "fax"`,
		"queue q\nprofile p voice=2":          `f:2:17: expected a whole number from 0 to 1, found "2"`,
		"queue q\nprofile p chat=2/all":       `f:2:18: expected any, found "all"`,
		"queue q\nprofile p q":                `f:2:11: expected a queue with priority and delay such as sales/voice,chat:1/15s, or an option, found "q"`,
		"queue q\nprofile p q:100/0s":         `f:2:13: expected a whole number from 1 to 99, found "100"`,
		"queue q\nprofile p q:1/3h":           `f:2:15: expected a time from 0s to 2h46m39s, such as 1m30s, found "3h"`,
		"queue q\nprofile p q/fax:1/0s":       `f:2:13: expected voice, chat, task or email, found "fax"`,
		"queue q\nprofile p q/chat,chat:1/0s": `f:2:18: the channel chat stands twice`,
		"queue q\nprofile p timer=idle":       `f:2:17: expected one of activity, inbound, found "idle"`,
		"start noon":                          `f:1:7: expected a moment such as 2026-03-02T10:00:00Z, found "noon"`,
		"show nothing":                        `f:1:6: expected one of agents, answered, calls, cleared, connected,`,
		"flow f\n{}":                          `f:1:7: expected the flow on the lines that follow, down to a line "end", which is not there`,
		"flow f file=none.json":               `f:1:13: cannot read the flow: open none.json`,
		"flow f file=../x":                    `f:1:13: cannot read the flow: open ../x`,
		centre + "at":                         `f:5:3: expected a time such as 1m30s, found the end of the line`,
		centre + "at soon tick":               `f:5:4: expected a time from 0s to 87600h, such as 1m30s, found "soon"`,
		centre + "at 1us tick":                `f:5:4: expected a time`,
		centre + "at 2s tick\nat 1s tick":     `f:6:4: expected a time of 2s or later, found 1s: acts stand in order of time`,
		centre + "at 2s":                      `f:5:6: expected an act, found the end of the line`,
		centre + "at 2s dance":                `f:5:7: expected an act: call,`,
		centre + "at 2s tick now":             `f:5:12: expected the end of the line, found "now"`,
		centre + "at 2s tick\nqueue late":     `f:6:1: expected at and a time, found "queue"`,
		centre + "at 0s tick\nstart 2026-03-02T10:00:00Z":                      `f:6:1: the start must be given before the first at`,
		centre + "at 0s task t1 nobody":                                        `f:5:15: expected the name of a queue, found "nobody", which is not declared above`,
		centre + "at 0s task t1 @bob":                                          `f:5:16: expected the name of an agent, found "bob"`,
		centre + "at 0s task t1 flow=way":                                      `f:5:20: expected the name of a flow, found "way"`,
		centre + "at 0s accept ann t1":                                         `f:5:18: expected the name of a contact, found "t1", which is not declared above`,
		centre + "at 0s tick refused badly":                                    `f:5:20: expected one of bad-flow, conflict,`,
		centre + "at 0s expect ann":                                            `f:5:14: expected the name of a contact, found "ann"`,
		centre + "at 0s expect agent ann lazy":                                 `f:5:24: expected one of busy, free=, holds=, idle, next=, status=, uncleared=, found "lazy"`,
		centre + "at 0s task t sales\nat 0s expect t":                          `f:6:15: expected a state or an option, found the end of the line`,
		centre + "at 0s task t sales\nat 0s expect t offered sales":            `f:6:24: expected the name of an agent, found "sales"`,
		centre + "at 0s task t sales\nat 0s expect t waiting refused conflict": `f:6:7: an expectation is never refused`,
		centre + "at 0s task t sales step=French":                              `f:5:25: expected a condition such as Language:French:4+, or @ and agents, found "French"`,
		centre + "at 0s task t sales step=@ann step=@ann":                      `f:5:7: the criteria[0] needs an Expiry`,
		"skill S a\n" + centre + "at 0s task t sales step=S:a:4":               `f:6:29: expected levels such as 4+ or 1-3, found "4"`,
	} {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			_, err := scenario.Parse("f", text, fstest.MapFS{})
			var p *scenario.Problem
			if !errors.As(err, &p) || !strings.HasPrefix(p.Error(), want) {
				t.Errorf("got %v\nwant %s", err, want)
			}
		})
	}
}

// TestParse_AllProblems holds that one reading names every line that is wrong.
func TestParse_AllProblems(t *testing.T) {
	t.Parallel()
	_, err := scenario.Parse("f", "queue\n\nqueue a # fine\nagent\nat x tick\n", nil)
	if got := strings.Count(texts(err), "\n") + 1; got != 3 {
		t.Errorf("%d problems, want 3: %v", got, err)
	}
}

// TestRun_Problems holds that a run names each act that went otherwise than the
// script says, and goes on.
func TestRun_Problems(t *testing.T) {
	t.Parallel()
	s, err := scenario.Parse("f", centre+`
at 0s  status ann Available
at 1s  task t1 sales
at 1s  expect t1 waiting sales priority=5
at 2s  clear ann t1
at 3s  accept ann t1 refused conflict
at 4s  accept ann t1 refused not-found
at 5s  task t1 sales token=x is=t1 refused duplicate
at 6s  expect agent ann idle free=task:1
at 7s  expect queue sales waiting=1
`, nil)
	if err != nil {
		t.Fatal(err)
	}
	log, err := scenario.Run(s)
	want := []string{
		"f:8:1: expected of contact t1: state waiting, at sales; found: state offered, at ann",
		"f:9:1: refused: conflict: Contact t1 is CONNECTING for this agent and cannot be cleared.",
		"f:10:1: expected to be refused as conflict, but it was not",
		"f:11:1: expected to be refused as not found, but it was for another reason: conflict: Contact t1 is CONNECTED for this agent.",
		"f:13:1: expected of agent ann: desk idle, free task 1; found: desk busy, free task 0",
		"f:14:1: expected of queue sales: waiting 1; found: waiting 0",
	}
	if got := texts(err); got != strings.Join(want, "\n") {
		t.Errorf("the problems differ (- want, + got):\n%s", scenario.Diff(strings.Join(want, "\n"), got))
	}
	if !strings.HasSuffix(log, "3s t1 CONNECTED ann\n") {
		t.Errorf("the log is\n%s", log)
	}
}

// TestRun_Setup holds that a set-up that the engine refuses is named.
func TestRun_Setup(t *testing.T) {
	t.Parallel()
	s, err := scenario.Parse("f", "hours h Nowhere/Land\n", nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := scenario.Run(s); texts(err) != `f:1:1: refused: invalid parameter: "Nowhere/Land" is not a known time zone.` {
		t.Errorf("got %v", err)
	}
}

// TestParse_FlowFromFile holds that a flow may stand in a file beside the script.
func TestParse_FlowFromFile(t *testing.T) {
	t.Parallel()
	flow := `{"Version":"2019-10-30","StartAction":"end","Actions":[{"Identifier":"end","Type":"DisconnectParticipant","Parameters":{},"Transitions":{}}]}`
	s, err := scenario.Parse("f", "flow bye file=bye.json\nat 1s task t flow=bye\nat 1s expect t ended\n", fstest.MapFS{"bye.json": {Data: []byte(flow)}})
	if err != nil {
		t.Fatal(err)
	}
	log, err := scenario.Run(s)
	if want := "1s t INITIATED TASK\n1s t DISCONNECTED CONTACT_FLOW_DISCONNECT\n"; err != nil || log != want {
		t.Errorf("got %q, %v; want %q", log, err, want)
	}
}

// TestScript_Text holds that a scenario keeps what its author wrote when its log
// is written anew.
func TestScript_Text(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"# a\r\nqueue q":        "# a\nqueue q\n----\nlog\n",
		"# a\n\n----\nold\n":    "# a\n\n----\nlog\n",
		"# a\n---- \n----\nb\n": "# a\n----\nlog\n",
	} {
		s, err := scenario.Parse("f", text, nil)
		if err != nil || s.Text("log\n") != want || s.Title != "a" {
			t.Errorf("%q becomes %q with title %q, %v; want %q", text, s.Text("log\n"), s.Title, err, want)
		}
	}
}

func TestDiff(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x\ny\n", 2000)
	for _, c := range []struct{ want, got, diff string }{
		{"a\n", "a\n", ""},
		{"a\nb\nc\n", "a\nc\n", "- b\n"},
		{"a\nc\n", "a\nb\nc\n", "+ b\n"},
		{"a\nb\nc\nd\n", "a\nx\nc\ny\nd\n", "- b\n+ x\n  c\n+ y\n"},
		{"", "a\n", "+ a\n"},
		{"a", "a\n", "  the last line has no end in one of them\n"},
		{"1\n" + long, "2\n" + long, "- 1\n+ 2\n"},
	} {
		if got := scenario.Diff(c.want, c.got); got != c.diff {
			t.Errorf("Diff(%.20q, %.20q) is\n%s\nwant\n%s", c.want, c.got, got, c.diff)
		}
	}
	if got := scenario.Diff("1\n"+long+"2\n", "3\n"+long+"4\n"); strings.Count(got, "\n") != 2*4002 {
		t.Errorf("a long difference has %d lines", strings.Count(got, "\n"))
	}
}

// FuzzParse holds that no text makes the reader or the runner panic, and that
// what can be read gives the same log twice.
func FuzzParse(f *testing.F) {
	names, err := filepath.Glob(filepath.Join(folder, "*.txt"))
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(text))
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, err := scenario.Parse("f", text, nil)
		if err != nil {
			var p *scenario.Problem
			if !errors.As(err, &p) || p.Line < 1 || p.Column < 1 {
				t.Fatalf("a problem without a place: %v", err)
			}
			return
		}
		first, firstErr := scenario.Run(s)
		second, secondErr := scenario.Run(s)
		if first != second || texts(firstErr) != texts(secondErr) {
			t.Fatalf("two runs differ:\n%s", scenario.Diff(first, second))
		}
		if again, err := scenario.Parse("f", s.Text(first), nil); err != nil || again.Expected != first {
			t.Fatalf("the scenario with its log cannot be read again: %v", err)
		}
	})
}
