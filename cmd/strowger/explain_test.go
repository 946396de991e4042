package main

import (
	"bytes"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"

	"strowger/internal/app"
	"strowger/internal/apptest"
)

// ask sends a request to a router and reads one text of the answer.
func ask(t *testing.T, method, address, body, member string) string {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	out := map[string]any{}
	if err := json.UnmarshalRead(answer.Body, &out); err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("%s %s: %s %v %v", method, address, answer.Status, out, err)
	}
	return fmt.Sprint(out[member])
}

// explained runs the command and returns what it prints.
func explained(t *testing.T, args ...string) (string, error) {
	t.Helper()
	var out bytes.Buffer
	cmd := root()
	cmd.SetArgs(append([]string{"explain"}, args...))
	cmd.SetOut(&out)
	cmd.SetContext(t.Context())
	err := cmd.Execute()
	return out.String(), err
}

// TestExplain asks a whole server about a call that waits.
func TestExplain(t *testing.T) {
	t.Parallel()
	url := apptest.Start(t, app.Options{}).URL()
	id := ask(t, "PUT", url+"/instance", `{"InstanceAlias":"why","IdentityManagementType":"CONNECT_MANAGED","InboundCallsEnabled":true,"OutboundCallsEnabled":false}`, "Id")
	call := ask(t, "POST", url+"/strowger/v1/instances/"+id+"/calls", `{}`, "ContactId")
	ask(t, "GET", url+"/strowger/v1/instances/"+id+"/contacts/"+call+"/decision", "", "Text")

	got, err := explained(t, "--url", url, "--instance", id, call)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Contact " + call + ", VOICE, WAITING\n", "BasicQueue", "Nobody who is at work could take it", "(R1.1a)",
		"It was not offered to anybody.\n"} {
		if !strings.Contains(got, want) {
			t.Errorf("it does not say %q:\n%s", want, got)
		}
	}
	for name, args := range map[string][]string{
		"nothing named":    {"--url", url, "--instance", id},
		"two named":        {"--url", url, "--instance", id, "--agent", "a", call},
		"no instance":      {"--url", url, call},
		"unknown contact":  {"--url", url, "--instance", id, "nobody"},
		"unknown agent":    {"--url", url, "--instance", id, "--agent", "nobody"},
		"unknown queue":    {"--url", url, "--instance", id, "--queue", "nowhere"},
		"unknown instance": {"--url", url, "--instance", "nowhere", call},
		"no server":        {"--url", "http://127.0.0.1:1", "--instance", id, call},
	} {
		if got, err := explained(t, args...); err == nil || got != "" {
			t.Errorf("%s: %v %q", name, err, got)
		}
	}
}

// TestExplain_Prints holds the form of each answer.
func TestExplain_Prints(t *testing.T) {
	t.Parallel()
	const voice = `"Queue":{"Queue":{"Id":"q","Name":"Sales"}},"Channel":"VOICE"`
	for name, tc := range map[string]struct {
		answer, want string
		print        func(answer []byte, out *bytes.Buffer) error
	}{
		"contact": {
			answer: `{"At":1800000010,"ContactId":"c1","Channel":"VOICE","State":"WAITING","Text":"It waits.","Queue":{"Queue":{"Id":"q","Name":"Sales"}},
				"Enqueued":1800000000,"Ahead":2,"Elsewhere":3,"Bars":[{"Rule":"R2.4","Text":"may get it later","Change":"the delay passes","At":1800000015.5,"Count":3,
				"Agents":[{"Id":"a","Name":"ann"},{"Id":"b","ContactId":"c0","At":1800000012}]}],
				"Decision":{"At":1800000001,"Agent":{"Id":"z"},"Agents":[{"Id":"z","Load":1,"IdleSince":1799999990}],"More":4,"AgentRule":"R1.2","AgentText":"handles fewer contacts",
				"Contact":{"ContactId":"c1","Queue":{"Queue":{"Id":"q","Name":"Sales"}},"ProfilePriority":1,"DelaySeconds":15,"QueuePriority":5,"AgeSince":1800000000},
				"RunnerUp":{"ContactId":"c2","Queue":{"Agent":{"Id":"z"}},"QueuePriority":5,"AgeSince":1800000000},"ContactRule":"R2.3","ContactText":"has the smaller priority"}}`,
			print: func(answer []byte, out *bytes.Buffer) error {
				a := new(contactAnswer)
				err := json.Unmarshal(answer, a)
				a.print(&page{out, a.At})
				return err
			},
			want: `Contact c1, VOICE, WAITING
It waits.
  queue     Sales (q)
  enqueued  2027-01-15 08:00:00.000 UTC, 10s ago
  ahead     2 of the same queue and channel

Why no agent takes it, by the first rule in the way of each:
  R2.4   3 agents: may get it later
         changes when: the delay passes, or by itself at 2027-01-15 08:00:15.500 UTC, in 5.5s
           ann (a)
           b, contact c0, at 2027-01-15 08:00:12.000 UTC, in 2s
           and 1 more
  R1.1f  3 agents: have nothing to do with this queue and channel

Last offer: to z at 2027-01-15 08:00:01.000 UTC, 9s ago
  R1.2   the agent handles fewer contacts
    1. z: 1 in hand, idle since 2027-01-15 07:59:50.000 UTC, 20s ago
       and 4 more who could have taken it
  R2.3   the contact has the smaller priority
    c1 in Sales (q): profile priority 1, delay 15 s, contact priority 5, age counts from 2027-01-15 08:00:00.000 UTC, 10s ago
    c2 in the own queue of z: own queue of the agent, contact priority 5, age counts from 2027-01-15 08:00:00.000 UTC, 10s ago
`},
		"agent": {
			answer: `{"At":1800000010,"Agent":{"Id":"a","Name":"ann"},"Status":{"Id":"s","Name":"Available"},"RoutingProfile":{"Id":"p","Name":"desk"},"Text":"The agent has room.",
				"Load":1,"IdleSince":1800000000,"InHand":[{"ContactId":"c1","Channel":"CHAT","State":"ENDED","Until":1800000020}],
				"Channels":[{"Channel":"VOICE","Concurrency":1,"Occupied":0,"Free":1}],
				"Pairs":[{` + voice + `,"Priority":1,"Waiting":0,"Ringing":0,"First":2,"Bars":[{"Rule":"R1.2","Text":"comes later","Change":"those before leave","Count":2}]}]}`,
			print: func(answer []byte, out *bytes.Buffer) error {
				a := new(agentAnswer)
				err := json.Unmarshal(answer, a)
				a.print(&page{out, a.At})
				return err
			},
			want: `Agent ann (a), status Available (s), profile desk (p)
The agent has room.
  1 in hand, idle since 2027-01-15 08:00:00.000 UTC, 10s ago
  holds c1, CHAT, ENDED, until 2027-01-15 08:00:20.000 UTC, in 10s

VOICE  0 of 1 slots taken, room for 1

Sales (q), VOICE: 0 waiting, 0 ringing elsewhere; priority 1, delay 0 s
  R1.2   2 agents come first: comes later
         changes when: those before leave
`},
		"queue": {
			answer: `{"Queue":{"Queue":{"Id":"q","Name":"Sales"}},"Channels":[{"At":1800000010,"Channel":"VOICE","Agents":3,"Free":1,"Busy":1,"Stranded":1,"Waiting":1,
				"Reasons":[{"Rule":"R1.1c","Text":"has a missed contact","Change":"clears it","Count":1,"Agents":[{"Id":"b"}]}],
				"Nobody":[{"Rule":"R6.11","Text":"does not match","Change":"the step ends","Count":1,"Contacts":["c9"]}]}]}`,
			print: func(answer []byte, out *bytes.Buffer) error {
				a := new(queueAnswer)
				err := json.Unmarshal(answer, a)
				a.print(out)
				return err
			},
			want: `Queue Sales (q)

VOICE: 1 waiting, 0 ringing
  3 agents: 1 free, 1 busy, 1 stranded by one rule, 0 by several, 0 without the channel, 0 offline
  R1.1c  1 agents: has a missed contact
         changes when: clears it
           b
  R6.11  1 contacts that nobody at work could take; every agent: does not match
         changes when: the step ends
           c9
`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out bytes.Buffer
			if err := tc.print([]byte(regexp.MustCompile(`\s*\n\s*`).ReplaceAllString(tc.answer, "")), &out); err != nil {
				t.Fatal(err)
			}
			if out.String() != tc.want {
				t.Errorf("it prints\n%s\nwant\n%s", out.String(), tc.want)
			}
		})
	}
}
