package routing

import (
	"slices"
	"testing"
	"time"

	"strowger/internal/center"
)

// wordingNames are the names of a small centre.
var wordingNames = Names{
	Agent: func(id center.UserID) string { return "agent " + string(id) },
	Queue: func(t center.FlowTarget) string { return "queue " + string(t.QueueID) },
}

func TestContactExplanation_InSentences(t *testing.T) {
	t.Parallel()
	start := center.At(time.Unix(1_000_000, 0))
	sales := center.FlowTarget{QueueID: "sales"}
	two := []Candidate{{AgentID: "ann"}, {AgentID: "bob"}}
	for name, c := range map[string]struct {
		x      ContactExplanation
		want   []string
		others []string // what others than the agent are told
	}{
		"none kept": {ContactExplanation{NoDecision: noRecord}, []string{noRecord}, []string{noRecord}},
		"alone": {ContactExplanation{Decision: &Decision{AgentID: "ann", Agents: two[:1], Contact: Place{Target: sales}}},
			[]string{"You were the only agent who could take it.", "Nothing else waited for you."},
			[]string{"agent ann was the only agent who could take it."}},
		"by hand (R1.14)": {ContactExplanation{Decision: &Decision{AgentID: "ann", Agents: two[:1], AgentRule: ruleByHand, AgentText: ruleText(ruleByHand)}},
			[]string{"It was given to you by name; no rule chose (R1.14).", "Nothing else waited for you."},
			[]string{"agent ann was named for the contact; no rule chose (R1.14)."}},
		"load": {ContactExplanation{Enqueued: start, Decision: &Decision{At: start.Add(90 * time.Second), AgentID: "ann", Agents: two, More: 3, AgentRule: ruleLoad, AgentText: ruleText(ruleLoad),
			Contact: Place{Target: sales}, RunnerUp: &Place{Target: center.FlowTarget{QueueID: "support"}}, ContactRule: rulePair, ContactText: ruleText(rulePair)}},
			[]string{"Of 5 agents who could take it you came first, before agent bob: you have fewer contacts in hand (R1.2).",
				"It came before the next contact for you, in queue support, because it has the smaller priority in the routing profile (R2.3).",
				"It waited 1m30s in queue sales."},
			[]string{"agent ann came before agent bob because agent ann handles fewer contacts (R1.2).",
				"It came before the next contact for agent ann, in queue support, because it has the smaller priority in the routing profile (R2.3)."}},
		"own queue, step": {ContactExplanation{Decision: &Decision{AgentID: "ann", Agents: two, MoreUnknown: true, AgentRule: ruleAgentID, AgentText: ruleText(ruleAgentID), Step: 2,
			RunnerUp: &Place{Target: sales}, ContactRule: ruleOwnQueue, ContactText: ruleText(ruleOwnQueue)}},
			[]string{"Of at least 2 agents who could take it you came first, before agent bob: your id is the smaller one, all else being equal (R1.8).",
				"It came before the next contact for you, in queue sales, because it is in your own queue (R2.9).",
				"You match step 2 of its routing criteria."},
			[]string{"agent ann came before agent bob because agent ann has the smaller id, all else being equal (R1.8).",
				"It came before the next contact for agent ann, in queue sales, because it is in the agent's own queue (R2.9).",
				"agent ann matches step 2 of its routing criteria."}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := c.x.ToAgent(wordingNames); !slices.Equal(got, c.want) {
				t.Errorf("got %q\nwant %q", got, c.want)
			}
			if got := c.x.ToSupervisor(wordingNames); !slices.Equal(got, c.others) {
				t.Errorf("others get %q\nwant %q", got, c.others)
			}
		})
	}
}

func TestAgentExplanation_ToAgent(t *testing.T) {
	t.Parallel()
	barred := func(b bar) AgentExplanation {
		return AgentExplanation{Bar: (&agent{user: &center.User{ID: "ann"}}).reason(b)}
	}
	free, busy := AgentExplanation{}, AgentExplanation{}
	free.Channels[center.Task].Free = 1
	behind := free
	behind.Pairs = []PairExplanation{{Waiting: 2}}
	for want, x := range map[string]AgentExplanation{
		"Your security profiles do not let you take contacts (R1.1h).":                                      barred(bar{obstacle: notAllowed}),
		"Your status gets no contacts (R1.1a).":                                                             barred(bar{obstacle: notRoutable}),
		"You have chosen a next status and get nothing more before it (R1.1b).":                             barred(bar{obstacle: leavingStatus}),
		"A missed, rejected or failed contact keeps new ones away until you clear it (R1.1c).":              barred(bar{obstacle: unclearedOffer}),
		"A rule keeps contacts away: you, the agent, has TASK switched off in the routing profile (R1.1e).": barred(bar{obstacle: channelOff, channel: center.Task}),
		"You have no room on any channel.":                                                                  busy,
		"You have room, and nothing waits in your queues.":                                                  free,
		"You have room, and a rule keeps each contact that waits away.":                                     behind,
	} {
		if got := x.ToAgent(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
