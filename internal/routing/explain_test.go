package routing

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"strowger/internal/center"
)

// waits explains a contact that must wait.
func (c *centre) waits(id center.ContactID) ContactExplanation {
	c.Helper()
	x, ok := c.e.ExplainContact(id)
	if !ok || x.State != center.Waiting {
		c.Fatalf("contact %s: %+v", id, x)
	}
	return x
}

// only is the one reason that there must be.
func only(t testing.TB, reasons []Reason) Reason {
	t.Helper()
	if len(reasons) != 1 {
		t.Fatalf("the reasons are %+v, want one", reasons)
	}
	return reasons[0]
}

// TestExplain_WaitingContact has a scenario for each rule that can bar the one
// agent of a queue from a contact, in the order of canOffer: what the reason
// says, whom it names, and when or by what it changes.
func TestExplain_WaitingContact(t *testing.T) {
	t.Parallel()
	type scene struct {
		media   [center.Channels]center.MediaRule // everything, three at a time, if empty
		delay   time.Duration
		skills  []center.Proficiency
		prepare func(*centre)
		start   func(*centre) center.ContactID // a task for the queue if nil
		rule    string
		says    string        // in its text
		holds   string        // contact named
		at      time.Duration // after the start; 0: needs an event
		then    func(*centre) // the event, or else time passes
		after   string        // the next rule in the way; empty: the contact is offered
	}
	work := func(c *centre) { c.do(Hangup{UserID: "a", ContactID: c.take("a", "q", center.Chat)}) }
	for name, s := range map[string]scene{
		"R1.1a: not in a routable status": {prepare: func(c *centre) { c.status("a", "lunch") }, rule: "R1.1a", says: "Lunch",
			then: func(c *centre) { c.status("a", "available") }},
		"R1.1a: offline": {prepare: func(c *centre) { c.status("a", "offline") }, rule: "R1.1a", says: "offline",
			then: func(c *centre) { c.status("a", "available") }},
		"R1.1b: next status": {prepare: func(c *centre) { c.take("a", "q", center.Chat); c.status("a", "lunch") }, rule: "R1.1b", says: "next status",
			then: func(c *centre) { c.status("a", "available") }},
		"R1.1c: missed and not cleared": {prepare: func(c *centre) {
			c.do(Reject{UserID: "a", ContactID: c.start("q", center.Chat)})
			c.do(StopContact{ContactID: "c1", Reason: center.APIDisconnect})
		}, rule: "R1.1c", says: "not cleared", holds: "c1", then: func(c *centre) { c.do(Clear{UserID: "a", ContactID: "c1"}) }},
		"R1.1e: channel off": {media: media(open(1), open(1), center.MediaRule{}, open(1)), rule: "R1.1e", says: "TASK switched off", then: func(c *centre) {
			p := *c.e.profiles["p"].RoutingProfile
			p.Media[center.Task].Concurrency = 1
			c.do(Put{Resource: &p, Base: p.Stamp.Revision})
		}},
		"R3.2: ringing": {media: media(open(1), open(1), open(1), open(1)), prepare: func(c *centre) { c.start("q", center.Task) },
			rule: "R3.2", says: "TASK", holds: "c1", at: seconds(30), after: "R1.1c"},
		"R3.2: connected": {media: media(open(1), open(1), open(1), open(1)), prepare: func(c *centre) { c.take("a", "q", center.Task) },
			rule: "R3.2", says: "TASK", holds: "c1", then: func(c *centre) { c.complete("a", "c1") }},
		"R3.2: after-contact work": {media: media(open(1), open(1), open(1), open(1)), prepare: func(c *centre) {
			c.do(Hangup{UserID: "a", ContactID: c.take("a", "q", center.Task)})
		}, rule: "R3.2", says: "TASK", holds: "c1", at: seconds(40)},
		"R3.4: across channels": {media: media(alone(1), alone(1), alone(1), alone(1)), prepare: work,
			rule: "R3.4", says: "CHAT contact in hand", holds: "c1", at: seconds(40)},
		"R3.4: rings on another channel": {media: media(alone(1), alone(1), alone(1), alone(1)), prepare: func(c *centre) { c.start("q", center.Chat) },
			rule: "R3.4", says: "CHAT contact in hand", holds: "c1", at: seconds(20), after: "R1.1c"},
		"R2.4: delay": {delay: seconds(15), rule: "R2.4", says: "delay of 15 s", at: seconds(15)},
		"R2.4 before R6.11": {delay: seconds(5), start: func(c *centre) center.ContactID { return c.startWith("q", step(least("a", 5), seconds(25))) },
			rule: "R2.4", says: "delay of 5 s", at: seconds(5), after: "R6.11"},
		"R6.11: step": {skills: []center.Proficiency{skill("a", 2)}, start: func(c *centre) center.ContactID {
			return c.startWith("q", step(least("a", 5), seconds(25)), step(least("a", 1), 0))
		}, rule: "R6.11", says: "routing step 1", at: seconds(25)},
		"R6.11: step that never ends": {start: func(c *centre) center.ContactID { return c.startWith("q", step(least("a", 5), 0)) },
			rule: "R6.11", says: "routing step 1", then: func(c *centre) {
				u := *c.e.agents["a"].user
				u.Proficiencies = []center.Proficiency{skill("a", 5)}
				c.do(Put{Resource: &u, Base: u.Stamp.Revision})
			}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCentre(t)
			c.queue("q")
			if s.media == (center.RoutingProfile{}).Media {
				s.media = one(3, true)
			}
			c.profile("p", s.media, everyChannel("q", 1, s.delay)...)
			c.user(center.User{ID: "a", ProfileID: "p", Proficiencies: s.skills, Phone: center.PhoneConfig{AfterContactWork: seconds(40)}})
			if s.prepare != nil {
				s.prepare(c)
			}
			if s.start == nil {
				s.start = func(c *centre) center.ContactID { return c.start("q", center.Task) }
			}
			id := s.start(c)
			r := only(t, c.waits(id).Bars)
			if r.Rule != s.rule || !strings.Contains(r.Text, s.says) || r.Change == "" || r.Count != 1 || r.Agents[0].AgentID != "a" {
				t.Fatalf("the reason is %+v", r)
			}
			at := center.Instant(0)
			if s.at > 0 {
				at = testStart.Add(s.at)
			}
			if r.At != at || r.Agents[0].At != at || s.then == nil && at == 0 {
				t.Fatalf("the moment is %v and %v, want %v", r.At, r.Agents[0].At, at)
			}
			if s.holds != "" && r.Agents[0].ContactID != center.ContactID(s.holds) {
				t.Fatalf("the contact in hand is %q", r.Agents[0].ContactID)
			}
			if s.then != nil {
				s.then(c)
			} else {
				c.at(s.at - time.Millisecond)
				if again := only(t, c.waits(id).Bars); again.Rule != s.rule || again.At != at {
					t.Fatalf("just before the moment the reason is %+v", again)
				}
				c.at(s.at)
			}
			if s.after == "" {
				c.wantHolder(id, "a")
			} else if next := only(t, c.waits(id).Bars); next.Rule != s.after {
				t.Fatalf("afterwards the reason is %+v, want %s", next, s.after)
			}
		})
	}
}

// TestExplain_Groups shows that agents are grouped by rule, named up to a limit
// and counted beyond, and that those of other queues are only counted (R1.1f).
func TestExplain_Groups(t *testing.T) {
	t.Parallel()
	c := newCentre(t)
	c.queue("q")
	c.queue("r")
	c.profile("p", one(1, false), everyChannel("q", 1, 0)...)
	c.profile("slow", one(1, false), everyChannel("q", 1, seconds(30))...)
	c.profile("slower", one(1, false), everyChannel("q", 1, minute)...)
	c.profile("else", one(1, false), everyChannel("r", 1, 0)...)
	for i := range 25 {
		c.agent(fmt.Sprintf("l%02d", i), "p")
		c.status(fmt.Sprintf("l%02d", i), "lunch")
	}
	c.agent("s1", "slow")
	c.agent("s2", "slower")
	c.agent("x1", "else")
	c.agent("x2", "else")
	x := c.waits(c.start("q", center.Voice))
	var got []string
	for _, r := range x.Bars {
		got = append(got, fmt.Sprint(r.Rule, " ", r.Count, " ", len(r.Agents), " ", r.Agents[0].AgentID))
	}
	if text := strings.Join(got, "; "); text != "R1.1a 25 20 l00; R2.4 1 1 s1; R2.4 1 1 s2" || x.Elsewhere != 2 || x.Nobody != nil {
		t.Fatalf("grouped: %s, elsewhere %d, nobody %+v", text, x.Elsewhere, x.Nobody)
	}
}

// TestExplain_AgentQueue shows that nobody but the owner is asked about an agent
// queue (R2.8), and that delays and steps have no part in it.
func TestExplain_AgentQueue(t *testing.T) {
	t.Parallel()
	c := newCentre(t)
	c.queue("q")
	c.profile("p", one(1, false), everyChannel("q", 1, minute)...)
	c.agent("a", "p")
	c.agent("b", "p")
	c.flow("to-a", modelRoute{target: center.FlowTarget{UserID: "a"}})
	c.startAs("c1", "a", center.Task)
	c.startAs("c2", "a", center.Task)
	x := c.waits("c2")
	if r := only(t, x.Bars); r.Rule != "R3.2" || r.Agents[0].AgentID != "a" || x.Elsewhere != 1 || x.Target.UserID != "a" {
		t.Fatalf("explained by %+v", x)
	}
	c.status("a", "available")
	agent, _ := c.e.ExplainAgent("a")
	if p := agent.Pairs[0]; p.Target.UserID != "a" || p.Waiting != 1 || p.Ringing != 0 || only(t, p.Bars).Rule != "R3.2" {
		t.Fatalf("the own queue is %+v", p)
	}
	if e := c.e.barOf(c.e.agents["b"], c.e.contacts["c2"], nil); e.rule() != "R2.8" || e.text() == "" {
		t.Fatalf("another agent is barred by %+v", e)
	}
}

// TestExplain_Nobody shows the contacts that nobody at work could ever take.
func TestExplain_Nobody(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		prepare func(*centre)
		rule    string
	}{
		"R1.1f: no profile has the pair": {func(*centre) {}, "R1.1f"},
		"R1.1e: the channel is off": {func(c *centre) {
			c.profile("p", media(open(1), open(1), center.MediaRule{}, open(1)), everyChannel("q", 1, 0)...)
			c.agent("a", "p")
		}, "R1.1e"},
		"R1.1a: nobody is online": {func(c *centre) {
			c.profile("p", one(1, false), everyChannel("q", 1, 0)...)
			c.agent("a", "p")
			c.status("a", "offline")
		}, "R1.1a"},
		"R6.11: the step matches nobody": {func(c *centre) {
			c.profile("p", one(1, false), everyChannel("q", 1, 0)...)
			c.agent("a", "p")
		}, "R6.11"},
		"somebody at lunch could": {func(c *centre) {
			c.profile("p", one(1, false), everyChannel("q", 1, 0)...)
			c.skilled("a", "p", skill("a", 5))
			c.status("a", "lunch")
		}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCentre(t)
			c.queue("q")
			tc.prepare(c)
			x := c.waits(c.startWith("q", step(least("a", 5), seconds(50))))
			s, ok := c.e.Stranded("q", center.Task)
			if !ok || s.Waiting != 1 {
				t.Fatalf("stranded: %+v", s)
			}
			if tc.rule == "" {
				if x.Nobody != nil || len(s.Nobody) > 0 {
					t.Fatalf("nobody: %+v %+v", x.Nobody, s.Nobody)
				}
				return
			}
			r := only(t, s.Nobody)
			if x.Nobody == nil || x.Nobody.Rule != tc.rule || r.Rule != tc.rule || r.Count != 1 || r.Contacts[0] != x.ContactID {
				t.Fatalf("nobody: %+v %+v", x.Nobody, r)
			}
			if ends := testStart.Add(seconds(50)); tc.rule == "R6.11" && (r.At != ends || x.Nobody.At != ends) {
				t.Fatalf("the step ends at %v", r.At)
			}
		})
	}
}

// TestExplain_Stranded counts the agents around one queue, each in one place:
// those with a free slot and one rule in the way by that rule.
func TestExplain_Stranded(t *testing.T) {
	t.Parallel()
	c := newCentre(t)
	c.queue("q")
	c.queue("r")
	pairs := append(everyChannel("q", 1, 0), everyChannel("r", 1, 0)...)
	c.profile("p", media(alone(1), alone(1), alone(2), alone(1)), pairs...)
	c.profile("off", media(open(1), open(1), center.MediaRule{}, open(1)), pairs...)
	c.profile("late", one(2, true), everyChannel("q", 1, minute)...)
	c.agent("off1", "off")
	c.status("off1", "lunch") // off before all else
	c.agent("busy", "p")
	c.take("busy", "r", center.Task)
	c.take("busy", "r", center.Task)
	c.agent("next", "p")
	c.take("next", "r", center.Task)
	c.status("next", "lunch")
	c.agent("both", "p")
	c.take("both", "r", center.Chat)
	c.status("both", "lunch")
	c.agent("missed", "p")
	c.do(Reject{UserID: "missed", ContactID: c.start("r", center.Email)})
	c.agent("rings", "p")
	c.wantHolder("c5", "rings") // the e-mail goes on to the next one, and bars tasks there (R3.4)
	c.agent("lunch", "p")
	c.status("lunch", "lunch")
	c.agent("home", "p")
	c.status("home", "offline")
	c.agent("slow", "late")
	c.agent("unskilled", "p")
	c.startWith("q", step(least("a", 5), 0))
	c.at(seconds(1)) // the e-mail still rings
	x, ok := c.e.Stranded("q", center.Task)
	if !ok || x.Agents != 10 || x.Free != 0 || x.Busy != 1 || x.Off != 1 || x.Offline != 1 || x.Stranded != 5 || x.Several != 2 || x.Waiting != 1 {
		t.Fatalf("stranded: %+v", x)
	}
	got := ""
	for _, r := range x.Reasons {
		got += fmt.Sprint(r.Rule, " ", r.Agents[0].AgentID, " ", r.Count, "; ")
	}
	if want := "R1.1a lunch 1; R1.1b next 1; R1.1c missed 1; R3.4 rings 1; R6.11 unskilled 1; "; got != want {
		t.Fatalf("stranded: %s, want %s", got, want)
	}
	if r := x.Reasons[3]; r.At != testStart.Add(seconds(30)) {
		t.Fatalf("the ringing ends at %v", r.At)
	}
	c.do(StopContact{ContactID: c.waiting("q"), Reason: center.APIDisconnect})
	c.start("r", center.Voice) // takes the one who is free
	c.agent("free", "p")
	if x, _ = c.e.Stranded("q", center.Task); x.Free != 2 || x.Waiting != 0 || x.Agents != 11 {
		t.Fatalf("without a contact: %+v", x)
	}
	if _, ok := c.e.Stranded("gone", center.Task); ok {
		t.Fatal("there is no such queue")
	}
}

// waiting is the one contact that waits in the queue for tasks.
func (c *centre) waiting(queue string) center.ContactID {
	return c.e.queues[center.QueueID(queue)].lines[center.Task].any().ID
}

// TestExplain_Agent says why an agent is idle.
func TestExplain_Agent(t *testing.T) {
	t.Parallel()
	c := newCentre(t)
	c.queue("q")
	c.queue("late")
	c.profile("p", one(2, true), pair("q", center.Task, 1, 0), pair("late", center.Task, 2, minute))
	c.agent("first", "p")
	c.at(seconds(1)).agent("a", "p")
	x, ok := c.e.ExplainAgent("a")
	if !ok || x.Bar != nil || x.Load != 0 || x.IdleSince != c.now || !strings.Contains(x.Text, "nothing waits") || x.Channels[center.Task].Free != 2 {
		t.Fatalf("idle because of %+v", x)
	}
	if p := x.Pairs[0]; p.First != 1 || only(t, p.Bars).Rule != "R1.2" || p.Bars[0].Count != 1 {
		t.Fatalf("another agent is first: %+v", p)
	}
	rings := c.start("q", center.Task)
	early := c.start("late", center.Task)
	c.at(seconds(3)).start("late", center.Task)
	step := c.startWith("q", step(least("a", 5), seconds(10)))
	x, _ = c.e.ExplainAgent("a")
	q, late := x.Pairs[0], x.Pairs[1]
	if q.Waiting != 1 || q.Ringing != 1 || len(q.Bars) != 2 || q.Bars[0].Rule != "R6.11" || q.Bars[0].Contacts[0] != step || q.Bars[1].Rule != "R1.1d" {
		t.Fatalf("queue q: %+v", q)
	}
	if q.Bars[0].At != testStart.Add(seconds(13)) {
		t.Fatalf("the step ends at %v", q.Bars[0].At)
	}
	if r := only(t, late.Bars); r.Rule != "R2.4" || r.Count != 2 || r.Contacts[0] != early || r.At != testStart.Add(seconds(61)) || late.Delay != minute || late.Priority != 2 {
		t.Fatalf("queue late: %+v", late)
	}
	if !strings.Contains(x.Text, "a rule keeps each contact") {
		t.Fatalf("in short: %s", x.Text)
	}
	first, _ := c.e.ExplainAgent("first")
	if first.InHand[0].ContactID != rings || first.InHand[0].Until != testStart.Add(seconds(31)) || first.Pairs[0].Ringing != 0 {
		t.Fatalf("in hand: %+v", first)
	}
	c.at(seconds(31))
	first, _ = c.e.ExplainAgent("first")
	if first.Bar == nil || first.Bar.Rule != "R1.1c" || first.InHand[0].State != center.AgentMissed || !strings.Contains(first.Text, "R1.1c") {
		t.Fatalf("missed: %+v", first)
	}
	if r := first.Pairs[1].Bars[0]; r.Rule != "R1.1c" || r.Count != 2 || len(r.Contacts) != 2 {
		t.Fatalf("missed: %+v", first.Pairs[1])
	}
	if _, ok := c.e.ExplainAgent("nobody"); ok {
		t.Fatal("there is no such agent")
	}
}

// TestExplain_States has a sentence for each place where a contact can be.
func TestExplain_States(t *testing.T) {
	t.Parallel()
	c := newCentre(t)
	c.queue("q")
	c.profile("p", one(1, false), everyChannel("q", 1, 0)...)
	c.agent("a", "p")
	seen := map[string]bool{}
	say := func(id center.ContactID, state center.ContactState) ContactExplanation {
		t.Helper()
		x, ok := c.e.ExplainContact(id)
		if !ok || x.State != state || x.Text == "" || seen[x.Text] || (x.Decision == nil) != (x.NoDecision != "") {
			t.Fatalf("explained by %+v", x)
		}
		seen[x.Text] = true
		return x
	}
	id := c.start("q", center.Task)
	if x := say(id, center.Offered); x.AgentID != "a" || x.Until != testStart.Add(seconds(30)) || len(x.Bars) != 0 {
		t.Fatalf("ringing: %+v", x)
	}
	second, third := c.start("q", center.Task), c.start("q", center.Task)
	if x := say(third, center.Waiting); x.Ahead != 1 || x.Enqueued != testStart || x.NoDecision != noOffer {
		t.Fatalf("waiting: %+v", x)
	}
	c.accept("a", id)
	say(id, center.Connected)
	c.do(Pause{ContactID: id}) // frees the slot
	say(id, center.Connected)
	c.wantHolder(second, "a")
	c.do(Pause{ContactID: third})
	say(third, center.Paused)
	c.do(Resume{ContactID: third})
	say(third, center.InFlow)
	c.do(Hangup{UserID: "a", ContactID: id})
	say(id, center.Ended)
	c.do(Clear{UserID: "a", ContactID: id})
	say(id, center.Ended)
	later := center.Contact{ID: "later", Channel: center.Task, Method: center.ByAPI, Flow: center.FlowPosition{FlowID: "to-q"}, Scheduled: c.now.Add(minute)}
	c.do(StartContact{Contact: &later})
	if x := say("later", center.Scheduled); x.Until != later.Scheduled {
		t.Fatalf("scheduled: %+v", x)
	}
	if _, ok := c.e.ExplainContact("nobody"); ok {
		t.Fatal("there is no such contact")
	}
}
