package routing

import (
	"fmt"
	"testing"
	"time"

	"strowger/internal/center"
)

// decision is the decision about a contact, which must be there.
func (c *centre) decision(id center.ContactID) *Decision {
	c.Helper()
	x, ok := c.e.ExplainContact(id)
	if !ok || x.Decision == nil {
		c.Fatalf("contact %s is explained by %+v", id, x)
	}
	return x.Decision
}

// order is the agents of a decision.
func (d *Decision) order() (ids []center.UserID) {
	for _, a := range d.Agents {
		ids = append(ids, a.AgentID)
	}
	return ids
}

// TestDecision_AgentRule shows which rule put the agent before the next one.
func TestDecision_AgentRule(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		timers  [2]center.AvailabilityTimer // of a and b
		prepare func(*centre)
		want    string
		first   center.UserID
	}{
		"R1.2: fewer contacts": {prepare: func(c *centre) { c.at(seconds(2)).take("b", "of-b", center.Chat) }, want: "R1.2", first: "a"},
		"R1.6: available longer": {prepare: func(c *centre) {
			c.at(seconds(2)).status("a", "lunch")
			c.at(seconds(3)).status("a", "available")
		}, want: "R1.6", first: "b"},
		"R1.9: by the timer of the profile": {timers: [2]center.AvailabilityTimer{1: center.SinceLastInbound}, prepare: func(c *centre) {
			c.at(seconds(2)).status("a", "lunch")
			c.at(seconds(3)).status("a", "available")
		}, want: "R1.9", first: "b"},
		"R1.8: smaller id": {prepare: func(*centre) {}, want: "R1.8", first: "a"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCentre(t)
			c.queue("q")
			c.queue("of-b")
			for i, id := range []string{"a", "b"} {
				c.profile("p"+id, one(3, true), append(everyChannel("q", 1, 0), pair("of-"+id, center.Chat, 1, 0))[:4+i]...)
				if timer := tc.timers[i]; timer != "" {
					p := *c.e.profiles[center.RoutingProfileID("p"+id)].RoutingProfile
					p.Timer = timer
					c.do(Put{Resource: &p, Base: p.Stamp.Revision})
				}
				c.agent(id, "p"+id)
			}
			tc.prepare(c)
			d := c.decision(c.start("q", center.Task))
			if d.AgentRule != tc.want || d.AgentText == "" || d.AgentID != tc.first || len(d.Agents) != 2 || d.More != 0 {
				t.Fatalf("decided by %q: %+v", d.AgentRule, d)
			}
		})
	}
}

// TestDecision_ContactRule shows which key put the contact before the one that
// the agent would have taken instead (R2.2).
func TestDecision_ContactRule(t *testing.T) {
	t.Parallel()
	rank := func(c *centre, id center.ContactID, priority, adjust int64) {
		cmd := SetRank{ContactID: id}
		if priority != 0 {
			cmd.Priority = &priority
		} else {
			cmd.Adjust = &adjust
		}
		c.do(cmd)
	}
	for want, start := range map[string]func(*centre) (first, second center.ContactID){
		"R2.9": func(c *centre) (first, second center.ContactID) {
			second = c.start("one", center.Task)
			c.flow("to-a", modelRoute{target: center.FlowTarget{UserID: "a"}})
			c.startAs("mine", "a", center.Task)
			return "mine", second
		},
		"R2.3": func(c *centre) (first, second center.ContactID) {
			second = c.start("two", center.Task)
			return c.start("one", center.Task), second
		},
		"R2.7a": func(c *centre) (first, second center.ContactID) {
			second, first = c.start("one", center.Task), c.start("one", center.Task)
			rank(c, first, 2, 0)
			return first, second
		},
		"R2.7b": func(c *centre) (first, second center.ContactID) {
			second, first = c.start("one", center.Task), c.start("one", center.Task)
			rank(c, first, 0, 60)
			return first, second
		},
		"R2.2": func(c *centre) (first, second center.ContactID) {
			return c.start("one", center.Task), c.start("one", center.Task)
		},
	} {
		t.Run(want, func(t *testing.T) {
			t.Parallel()
			c := newCentre(t)
			c.queue("one")
			c.queue("two")
			c.profile("p", one(1, false), append(everyChannel("one", 1, seconds(5)), everyChannel("two", 2, 0)...)...)
			c.agent("a", "p")
			busy := c.take("a", "two", center.Chat)
			first, second := start(c)
			c.at(seconds(10)).complete("a", busy)
			d := c.decision(first)
			if d.ContactRule != want || d.ContactText == "" || d.RunnerUp == nil || d.RunnerUp.ContactID != second || d.Contact.ContactID != first {
				t.Fatalf("decided by %q: %+v before %+v", d.ContactRule, d.Contact, d.RunnerUp)
			}
			if own := want == "R2.9"; d.Contact.Own != own || (d.Contact.Pair == 0) != own || (d.Contact.Delay == 0) != own {
				t.Fatalf("the pair is %+v", d.Contact)
			}
			if d.AgentRule != "" || len(d.Agents) != 1 {
				t.Fatalf("nobody else was there: %+v", d)
			}
		})
	}
}

// TestDecision_IsBounded shows who is named and counted where many could have
// taken the contact, and that a delay leaves agents out (R2.4).
func TestDecision_IsBounded(t *testing.T) {
	t.Parallel()
	c := newCentre(t)
	c.queue("q")
	c.profile("p", one(3, true), everyChannel("q", 1, 0)...)
	c.profile("other", one(3, true), everyChannel("q", 7, 0)...)
	c.profile("late", one(3, true), everyChannel("q", 1, minute)...)
	for i := range 12 {
		c.now++
		c.agent(fmt.Sprint("u", i), []string{"p", "late", "other"}[i%3])
	}
	d := c.decision(c.start("q", center.Chat))
	if got, want := fmt.Sprintf("%v %d %v %s", d.order(), d.More, d.MoreUnknown, d.AgentRule), "[u0 u2 u3] 5 false R1.6"; got != want {
		t.Fatalf("decided: %s, want %s", got, want)
	}
	if d.Agents[0].IdleSince != testStart+1 || d.Agents[1].IdleSince != testStart+3 || d.At != c.now {
		t.Fatalf("the keys are %+v", d.Agents)
	}
	d = c.decision(c.start("q", center.Chat)) // u0 has one now, and rings in another set of channels than the rest
	if got, want := fmt.Sprintf("%v %d %s", d.order(), d.More, d.AgentRule), "[u2 u3 u5] 5 R1.6"; got != want {
		t.Fatalf("decided: %s, want %s", got, want)
	}
}

// TestDecision_Criteria shows the step that was matched (R6.11), and that a
// decision does not look at everybody for it.
func TestDecision_Criteria(t *testing.T) {
	t.Parallel()
	for _, many := range []int{lookedAtAgents, 3 * lookedAtAgents} {
		c := criteriaCentre(t)
		for i := range many {
			skills := []center.Proficiency{skill("a", 1)}
			if i%8 == 5 {
				skills = []center.Proficiency{skill("a", 5)}
			}
			c.skilled(fmt.Sprintf("u%03d", i), "p", skills...)
		}
		d := c.decision(c.startWith("q", step(least("a", 5), 0)))
		if d.Step != 1 || d.AgentID != "u005" || d.AgentRule != "R1.8" || fmt.Sprint(d.order()) != "[u005 u013]" {
			t.Fatalf("%d agents: %+v", many, d)
		}
		if d.More != 0 || d.MoreUnknown != (many > lookedAtAgents+5) {
			t.Fatalf("%d agents: more %d, unknown %v", many, d.More, d.MoreUnknown)
		}
	}
}

// TestDecision_ByHand shows that no rule chose an agent who was named (R1.14).
func TestDecision_ByHand(t *testing.T) {
	t.Parallel()
	c := newCentre(t)
	c.queue("q")
	c.profile("p", one(1, false), everyChannel("q", 1, 0)...)
	c.agent("a", "p")
	c.status("a", "lunch")
	id := c.start("q", center.Task)
	c.do(Assign{UserID: "a", ContactID: id})
	d := c.decision(id)
	if d.AgentRule != "R1.14" || d.AgentText == "" || d.AgentID != "a" || len(d.Agents) != 1 || d.RunnerUp != nil {
		t.Fatalf("decided by %+v", d)
	}
}

// TestDecision_LastOfAll shows that a decision outlives its contact, that the
// last offer counts, and that there is an end to what is kept.
func TestDecision_LastOfAll(t *testing.T) {
	t.Parallel()
	c := newCentre(t)
	c.queue("q")
	c.profile("p", one(1, false), everyChannel("q", 1, 0)...)
	c.agent("a", "p")
	first := c.start("q", center.Chat)
	c.do(Reject{UserID: "a", ContactID: first})
	c.at(seconds(5)).do(Clear{UserID: "a", ContactID: first})
	c.accept("a", first)
	c.complete("a", first)
	if x, ok := c.e.ExplainContact(first); !ok || x.State != center.Ended || x.Decision.At != testStart.Add(seconds(5)) || x.Target.QueueID != "q" || x.Channel != center.Chat {
		t.Fatalf("explained by %+v", x)
	}
	for range finishedDecisions - 1 {
		c.complete("a", c.take("a", "q", center.Task))
	}
	c.decision(first)
	c.complete("a", c.take("a", "q", center.Task))
	if x, ok := c.e.ExplainContact(first); ok {
		t.Fatalf("explained by %+v", x)
	}
	for range 3 * finishedDecisions {
		c.complete("a", c.take("a", "q", center.Task))
	}
	if kept := len(c.e.decided.finished) + len(c.e.decided.spare); kept > finishedDecisions+spareDecisions {
		t.Fatalf("%d decisions are kept", kept)
	}
}

// TestDecision_Restart shows that the why of an offer made before a restart is
// said to be gone, and that of one made afterwards is there.
func TestDecision_Restart(t *testing.T) {
	t.Parallel()
	c, kept := newRecordedCentre(t)
	c.queue("q")
	c.profile("p", one(1, false), everyChannel("q", 1, 0)...)
	c.agent("a", "p")
	talk, waits := c.take("a", "q", center.Task), c.start("q", center.Task)
	c.restart(kept)
	if x, _ := c.e.ExplainContact(talk); x.Decision != nil || x.NoDecision != noRecord {
		t.Fatalf("explained by %+v", x)
	}
	if x, _ := c.e.ExplainContact(waits); x.Decision != nil || x.NoDecision != noOffer {
		t.Fatalf("explained by %+v", x)
	}
	c.complete("a", talk)
	if d := c.decision(waits); d.AgentID != "a" {
		t.Fatalf("decided: %+v", d)
	}
}

// A contact that finds an idle agent has a runner-up only where another one has
// become takeable at the same moment; one whose delay still runs, or that asks
// for somebody else, is none.
func TestDecision_RunnerUpOfAnArrival(t *testing.T) {
	t.Parallel()
	c := newCentre(t)
	for _, q := range []string{"q", "late", "later"} {
		c.queue(q)
	}
	c.profile("p", one(2, true), pair("q", center.Task, 1, 0), pair("late", center.Task, 1, seconds(10)), pair("later", center.Task, 2, seconds(10)))
	first, second := c.start("late", center.Task), c.start("later", center.Task)
	c.agent("a", "p")
	arrived := c.start("q", center.Task)
	if d := c.decision(arrived); d.RunnerUp != nil {
		t.Errorf("the runner-up is %+v, whose delay runs", d.RunnerUp)
	}
	c.accept("a", arrived)
	c.complete("a", arrived)
	c.at(seconds(10))
	if d := c.decision(first); d.RunnerUp == nil || d.RunnerUp.ContactID != second || d.ContactRule != "R2.3" {
		t.Errorf("%+v and not %s would have come next", d.RunnerUp, second)
	}
	if d := c.decision(second); d.RunnerUp != nil {
		t.Errorf("the runner-up of the last is %+v", d.RunnerUp)
	}
}

// BenchmarkDecide measures what the decision adds to an offer.
func BenchmarkDecide(b *testing.B) {
	for _, size := range []struct{ agents, queues int }{{1_000, 100}, {10_000, 1_000}} {
		b.Run(fmt.Sprintf("agents=%d/queues=%d", size.agents, size.queues), func(b *testing.B) {
			c := busyCentre(b, size.agents, size.queues)
			l := c.e.lineOf(center.FlowTarget{QueueID: "q7"}, center.Chat)
			waiting := &contact{Contact: &center.Contact{ID: "c", Channel: center.Chat, Enqueued: c.now.Add(-time.Hour)}, line: l, group: l.open.group}
			a := c.e.candidate(&lead{line: l})
			if a == nil {
				for _, cl := range l.profiles {
					if first := cl.profile.best(l.channel); a == nil || first.before(a) {
						a = first
					}
				}
			}
			b.ReportAllocs()
			for b.Loop() {
				c.e.decide(a, waiting, rival{})
			}
			if waiting.decision.listed < 2 {
				b.Fatalf("%+v", waiting.decision)
			}
		})
	}
}
