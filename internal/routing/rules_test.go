package routing

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"strowger/internal/center"
)

const minute = time.Minute

// TestRule_AgentOrder runs W1 to W5: whom of several agents gets the contact.
func TestRule_AgentOrder(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name string
		run  func(c *centre) center.ContactID // ends with the contact in question
		want string
	}{
		{"W1 R1.2 R1.3: load 0 for a minute beats two e-mails and ten minutes", func(c *centre) center.ContactID {
			c.profile("p", one(2, true), everyChannel("q", 1, 0)...)
			c.agent("b", "p")
			c.take("b", "q", center.Email)
			c.take("b", "q", center.Email)
			c.at(9*minute).agent("a", "p")
			return c.at(10*minute).start("q", center.Voice)
		}, "a"},
		{"W2 R1.5: priority 5 and longer available beats priority 1", func(c *centre) center.ContactID {
			c.profile("pa", one(1, false), everyChannel("q", 1, 0)...)
			c.profile("pb", one(1, false), everyChannel("q", 5, 0)...)
			c.agent("b", "pb")
			c.at(minute).agent("a", "pa")
			return c.at(2*minute).start("q", center.Voice)
		}, "b"},
		{"W3 R1.5: the same with the other available longer", func(c *centre) center.ContactID {
			c.profile("pa", one(1, false), everyChannel("q", 1, 0)...)
			c.profile("pb", one(1, false), everyChannel("q", 5, 0)...)
			c.agent("a", "pa")
			c.at(minute).agent("b", "pb")
			return c.at(2*minute).start("q", center.Voice)
		}, "a"},
		{"W4 R1.6: all idle, the longest idle", func(c *centre) center.ContactID {
			c.profile("p", one(1, false), everyChannel("q", 1, 0)...)
			for i, id := range []string{"d", "b", "a", "c"} {
				c.at(time.Duration(i)*minute).agent(id, "p")
			}
			return c.at(10*minute).start("q", center.Voice)
		}, "d"},
		{"W5 R1.4: one e-mail beats two e-mails and a longer wait", func(c *centre) center.ContactID {
			c.profile("p", one(2, true), everyChannel("q", 1, 0)...)
			c.agent("y", "p")
			c.take("y", "q", center.Email)
			c.take("y", "q", center.Email)
			c.at(5*minute).agent("x", "p")
			c.take("x", "q", center.Email)
			return c.at(10*minute).start("q", center.Voice)
		}, "x"},
		{"R1.4: a busier agent is first again once the loads are equal", func(c *centre) center.ContactID {
			c.profile("p", one(2, true), everyChannel("q", 1, 0)...)
			c.agent("y", "p")
			c.take("y", "q", center.Email)
			c.at(minute).agent("x", "p")
			c.take("x", "q", center.Email)
			return c.at(2*minute).start("q", center.Voice)
		}, "y"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			c := newCentre(t)
			c.queue("q")
			c.wantHolder(tc.run(c), tc.want)
		})
	}
}

// TestRule_SecondPool runs W8, W9 and R1.7: agents behind a delay join one pool
// with the others once it is over.
func TestRule_SecondPool(t *testing.T) {
	t.Parallel()
	senior := func(t *testing.T) *centre {
		c := newCentre(t)
		c.queue("savings")
		c.profile("savings", one(1, false), everyChannel("savings", 1, 0)...)
		c.profile("senior", one(1, false), everyChannel("savings", 1, seconds(15))...)
		return c
	}
	t.Run("W8 W9: nobody at 10 s, the senior at 15 s", func(t *testing.T) {
		t.Parallel()
		c := senior(t)
		c.agent("busy", "savings")
		c.take("busy", "savings", center.Voice)
		c.agent("zoe", "senior")
		id := c.start("savings", center.Voice)
		c.at(seconds(10)).wantHolder(id, "")
		c.at(seconds(15)-time.Millisecond).wantHolder(id, "")
		c.at(seconds(15)).wantHolder(id, "zoe")
	})
	for _, first := range []string{"ann", "zoe"} {
		t.Run("W9 R1.7: the longest available of both profiles, "+first, func(t *testing.T) {
			t.Parallel()
			c := senior(t)
			c.agent("misser", "savings")
			c.at(seconds(10))
			id := c.start("savings", center.Voice) // rings at the misser until 30 s
			profiles := map[string]string{"ann": "savings", "zoe": "senior"}
			c.at(seconds(11)).agent(first, profiles[first])
			for _, second := range []string{"ann", "zoe"} {
				if second != first {
					c.at(seconds(12)).agent(second, profiles[second])
				}
			}
			c.at(seconds(29)).wantHolder(id, "misser")
			c.at(seconds(30)).wantHolder(id, first)
		})
	}
	t.Run("W10: idle, contact 15 s old, delay 30 s", func(t *testing.T) {
		t.Parallel()
		c := newCentre(t)
		c.queue("q")
		c.profile("p", one(1, false), everyChannel("q", 1, seconds(30))...)
		c.agent("a", "p")
		id := c.start("q", center.Chat)
		c.at(seconds(15)).wantHolder(id, "")
		c.at(seconds(30)-time.Millisecond).wantHolder(id, "")
		if at, ok := c.e.Deadline(); !ok || at != testStart.Add(seconds(30)) {
			t.Fatalf("deadline %v %v, want 30 s", at, ok)
		}
		c.at(seconds(30)).wantHolder(id, "a")
	})
}

// TestRule_ContactOrder runs W11 to W25 and W26 to W30: which of several
// waiting contacts an agent takes who becomes available.
func TestRule_ContactOrder(t *testing.T) {
	t.Parallel()
	type waiting struct {
		queue string
		age   int // seconds
	}
	pairs := map[string][]center.QueueConfig{
		"ex1": {pair("sales", center.Voice, 1, 0), pair("support", center.Voice, 2, 0)},
		"ex2": {pair("sales", center.Voice, 1, 0), pair("support", center.Voice, 1, seconds(30))},
		"ex3": {pair("t1", center.Voice, 1, 0), pair("t2", center.Voice, 1, 0), pair("t3", center.Voice, 2, seconds(20)), pair("t4", center.Voice, 3, seconds(80))},
		"ex4": {pair("sales", center.Voice, 1, 0), pair("support", center.Voice, 1, 0)},
	}
	for _, tc := range []struct {
		name    string
		profile string
		waiting []waiting
		want    string // queue of the contact offered
	}{
		{"W11 R2.3", "ex1", []waiting{{"support", 300}, {"sales", 1}}, "sales"},
		{"W12", "ex1", []waiting{{"support", 300}}, "support"},
		{"W13 R2.4", "ex2", []waiting{{"support", 20}}, ""},
		{"W14 R2.5", "ex2", []waiting{{"support", 20}, {"sales", 1}}, "sales"},
		{"W15 R2.4", "ex2", []waiting{{"support", 31}, {"sales", 1}}, "support"},
		{"W16 R2.6", "ex3", []waiting{{"t1", 1}, {"t2", 2}, {"t3", 500}, {"t4", 500}}, "t2"},
		{"W17", "ex3", []waiting{{"t3", 19}}, ""},
		{"W18", "ex3", []waiting{{"t3", 20}}, "t3"},
		{"W19", "ex3", []waiting{{"t4", 79}}, ""},
		{"W20", "ex3", []waiting{{"t4", 80}}, "t4"},
		{"W21 R2.3", "ex3", []waiting{{"t3", 20}, {"t4", 600}}, "t3"},
		{"W22 R2.5 Q11", "ex3", []waiting{{"t3", 10}, {"t4", 100}}, "t4"},
		{"W23 R2.6", "ex4", []waiting{{"sales", 5}, {"support", 9}}, "support"},
		{"W24", "ex1", []waiting{{"support", 60}, {"sales", 1}}, "sales"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			c := newCentre(t)
			for _, p := range pairs[tc.profile] {
				c.queue(string(p.QueueID))
			}
			c.profile("p", one(1, false), pairs[tc.profile]...)
			slices.SortFunc(tc.waiting, func(a, b waiting) int { return b.age - a.age })
			for _, w := range tc.waiting {
				c.at(seconds(1000 - w.age))
				c.startAs(center.ContactID(w.queue), w.queue, center.Voice)
			}
			c.at(seconds(1000)).agent("a", "p")
			var want []center.ContactID
			if tc.want != "" {
				want = []center.ContactID{center.ContactID(tc.want)}
			}
			c.wantOffers(0, want...)
		})
	}
	t.Run("W25 R2.23 R2.24: one queue, voice before chat", func(t *testing.T) {
		t.Parallel()
		c := newCentre(t)
		c.queue("basic")
		c.profile("p", one(1, false), pair("basic", center.Voice, 1, 0), pair("basic", center.Chat, 2, 0))
		chat := c.at(seconds(10)).start("basic", center.Chat)
		voice := c.at(seconds(99)).start("basic", center.Voice)
		c.at(seconds(100)).agent("a", "p")
		c.wantHolder(voice, "a")
		c.wantHolder(chat, "")
	})
}

// TestRule_PriorityAndAge runs W26 to W30 and Q10: rank inside a queue and over
// queues of one profile priority.
func TestRule_PriorityAndAge(t *testing.T) {
	t.Parallel()
	type waiting struct {
		age, priority, adjust int64
	}
	for _, tc := range []struct {
		name  string
		a, b  waiting
		order string
	}{
		{"W26 R2.7a", waiting{100, 5, 0}, waiting{10, 1, 0}, "ba"},
		{"W27 R2.7b", waiting{100, 5, 0}, waiting{10, 5, 600}, "ba"},
		{"W28 R2.7b", waiting{100, 5, -95}, waiting{10, 5, 0}, "ba"},
		{"W29", waiting{100, 5, 0}, waiting{93, 5, 8}, "ba"},
		{"W29 one second less: arrival decides at equal age", waiting{100, 5, 0}, waiting{93, 5, 7}, "ab"},
		{"W30", waiting{100, 2, 0}, waiting{10, 5, 9999}, "ab"},
		{"R2.7a: the default is 5", waiting{100, 6, 0}, waiting{10, 0, 0}, "ba"},
	} {
		for _, queues := range []string{"aa", "ab"} {
			t.Run(fmt.Sprint(tc.name, " queues ", queues), func(t *testing.T) {
				t.Parallel()
				c := newCentre(t)
				c.queue("a")
				c.queue("b")
				c.profile("p", one(2, false), pair("a", center.Chat, 1, 0), pair("b", center.Chat, 1, 0))
				for i, w := range []waiting{tc.a, tc.b} {
					id := center.ContactID("ab"[i : i+1])
					c.at(seconds(int(1000 - w.age)))
					c.startAs(id, queues[i:i+1], center.Chat)
					c.rank(id, w.priority, w.adjust)
				}
				c.at(seconds(1000)).agent("x", "p")
				c.wantOffers(0, center.ContactID(tc.order[:1]), center.ContactID(tc.order[1:]))
			})
		}
	}
}

// TestRule_RankRefusals covers R2.7a, R2.7d and Q34.
func TestRule_RankRefusals(t *testing.T) {
	t.Parallel()
	c := newCentre(t)
	c.queue("q")
	c.profile("p", one(1, false), everyChannel("q", 1, 0)...)
	id := c.start("q", center.Chat)
	five, nought := int64(5), int64(0)
	c.refuse(SetRank{ContactID: id, Priority: &five, Adjust: &five}, center.Invalid)
	c.refuse(SetRank{ContactID: id}, center.Invalid)
	c.refuse(SetRank{ContactID: id, Priority: &nought}, center.Invalid)
	c.refuse(SetRank{ContactID: "nobody", Priority: &five}, center.NotFound)
	c.agent("a", "p")
	c.do(SetRank{ContactID: id, Adjust: &five}) // ringing: its place is kept, so it may change
	c.accept("a", id)
	c.refuse(SetRank{ContactID: id, Adjust: &five}, center.Conflict)
}

// TestRule_DelayToTheMillisecond covers R2.4 for an agent who becomes available
// just before and just at the end of the delay.
func TestRule_DelayToTheMillisecond(t *testing.T) {
	t.Parallel()
	for when, want := range map[time.Duration]string{seconds(30) - time.Millisecond: "", seconds(30): "a"} {
		t.Run(when.String(), func(t *testing.T) {
			t.Parallel()
			c := newCentre(t)
			c.queue("q")
			c.profile("p", one(1, false), everyChannel("q", 1, seconds(30))...)
			id := c.start("q", center.Chat)
			c.at(when).agent("a", "p")
			c.wantHolder(id, want)
		})
	}
}

// TestRule_LoadCountsAtOnce covers R1.2 where two agents become free at one
// moment: the first one's new load makes the other one next.
func TestRule_LoadCountsAtOnce(t *testing.T) {
	t.Parallel()
	c := newCentre(t)
	c.queue("q")
	c.profile("p", media(alone(1), open(2), open(2), open(2)), everyChannel("q", 1, 0)...)
	for _, id := range []center.UserID{"a", "b"} {
		c.user(center.User{ID: id, ProfileID: "p", Phone: center.PhoneConfig{AfterContactWork: seconds(10)}})
	}
	calls := map[string]center.ContactID{"a": c.start("q", center.Voice), "b": c.start("q", center.Voice)}
	for _, id := range []string{"a", "b"} {
		c.accept(id, calls[id])
		c.do(Hangup{UserID: center.UserID(id), ContactID: calls[id]})
	}
	var waiting []center.ContactID
	for _, ch := range []center.Channel{center.Chat, center.Email, center.Chat, center.Task, center.Chat} {
		waiting = append(waiting, c.start("q", ch))
	}
	c.at(seconds(10))
	for i, want := range []string{"a", "b", "a", "b", "b"} { // a has its two chats by then
		c.wantHolder(waiting[i], want)
	}
}

// TestRule_ChangesActAtOnce covers Q20: offers and contacts in hand stand, what
// waits follows the new setting.
func TestRule_ChangesActAtOnce(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name   string
		change func(c *centre)
	}{
		{"the profile gets the pair", func(c *centre) { c.reprofile(one(2, true), everyChannel("q", 1, 0)...) }},
		{"the delay gets shorter", func(c *centre) { c.reprofile(one(2, true), everyChannel("q", 1, seconds(5))...) }},
		{"the user changes profile", func(c *centre) {
			c.profile("p2", one(2, true), everyChannel("q", 1, 0)...)
			c.do(Put{Resource: &center.User{ID: "a", Username: "a", ProfileID: "p2"}, Base: 1})
		}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			c := newCentre(t)
			c.queue("other")
			c.queue("q")
			c.profile("p", one(2, true), append(everyChannel("other", 1, 0), pair("q", center.Chat, 1, seconds(60)))...)
			c.agent("a", "p")
			ringing, inHand := c.start("other", center.Email), c.take("a", "other", center.Task)
			waiting := c.start("q", center.Chat)
			c.at(seconds(5)).wantHolder(waiting, "")
			tc.change(c)
			c.wantHolder(waiting, "a")
			c.wantHolder(ringing, "a")
			c.wantState(inHand, center.Connected)
			c.accept("a", ringing)
		})
	}
	t.Run("a limit that sinks below what is in hand", func(t *testing.T) {
		t.Parallel()
		c := newCentre(t)
		c.queue("q")
		c.profile("p", one(3, true), everyChannel("q", 1, 0)...)
		c.agent("a", "p")
		first, second := c.take("a", "q", center.Chat), c.take("a", "q", center.Chat)
		c.reprofile(one(1, true), everyChannel("q", 1, 0)...)
		waiting := c.start("q", center.Chat)
		c.wantHolder(waiting, "")
		c.complete("a", first)
		c.wantHolder(waiting, "")
		if got := c.desk("a").Available[center.Chat]; got != 0 {
			t.Fatalf("%d slots free", got)
		}
		c.complete("a", second)
		c.wantHolder(waiting, "a")
	})
}

// TestRule_DelayCountsRealTime covers Q12b: the adjustment does not shorten a
// delay.
func TestRule_DelayCountsRealTime(t *testing.T) {
	t.Parallel()
	c := newCentre(t)
	c.queue("q")
	c.profile("p", one(1, false), everyChannel("q", 1, seconds(30))...)
	c.agent("a", "p")
	id := c.start("q", center.Chat)
	c.rank(id, 0, 600)
	c.at(seconds(29)).wantHolder(id, "")
	c.at(seconds(30)).wantHolder(id, "a")
}

// TestRule_DelayedContactIsAbsent covers R2.5: agents of another profile take it
// at once, and it holds nothing back behind it in its own line.
func TestRule_DelayedContactIsAbsent(t *testing.T) {
	t.Parallel()
	c := newCentre(t)
	c.queue("q")
	c.profile("late", one(1, false), everyChannel("q", 1, seconds(30))...)
	c.profile("now", one(1, false), everyChannel("q", 1, 0)...)
	c.agent("a", "late")
	young := c.start("q", center.Chat)
	c.wantHolder(young, "")
	c.agent("b", "now")
	c.wantHolder(young, "b")
	c.accept("b", young)

	old := c.at(seconds(1)).start("q", center.Chat)
	first := c.at(seconds(20)).start("q", center.Chat)
	c.rank(first, 1, 0) // first in rank, hidden until 50 s
	c.at(seconds(31)).wantHolder(old, "a")
	c.wantHolder(first, "")
}

// TestRule_Fifo covers R2.6, R2.23 and R2.25: one list over queues and channels
// of equal priority, in which what is barred is passed over.
func TestRule_Fifo(t *testing.T) {
	t.Parallel()
	c := newCentre(t)
	c.queue("q1")
	c.queue("q2")
	c.profile("p", media(alone(1), alone(2), alone(2), alone(2)), append(everyChannel("q1", 1, 0), everyChannel("q2", 1, 0)...)...)
	email := c.start("q2", center.Email)
	voice := c.at(seconds(1)).start("q1", center.Voice)
	chat := c.at(seconds(2)).start("q1", center.Chat)
	later := c.at(seconds(3)).start("q2", center.Email)
	c.at(seconds(4)).agent("a", "p")
	c.wantOffers(0, email, later) // R2.25: voice and chat are older than later, but barred
	c.accept("a", email)
	c.accept("a", later)
	c.complete("a", email)
	c.wantHolder(voice, "")
	c.complete("a", later)
	c.wantHolder(voice, "a")
	c.accept("a", voice)
	c.complete("a", voice)
	c.wantHolder(chat, "a")
}

// TestRule_AgentFirst is the test of Q1: the agent idle longer chooses first, by
// its own priorities.
func TestRule_AgentFirst(t *testing.T) {
	t.Parallel()
	c := newCentre(t)
	c.queue("q1")
	c.queue("q2")
	c.queue("other")
	c.profile("pb", one(1, false), pair("q1", center.Voice, 5, 0), pair("q2", center.Voice, 1, 0))
	c.profile("pa", one(1, false), pair("q1", center.Voice, 1, 0))
	c.profile("idle", one(1, false), pair("other", center.Voice, 1, 0))
	c.agent("b", "idle")
	c.at(seconds(1)).agent("a", "idle")
	z := c.at(seconds(2)).start("q1", center.Voice)
	y := c.at(seconds(3)).start("q2", center.Voice)
	// Both become eligible at one moment, as two delays end at one moment.
	c.now = testStart.Add(seconds(4))
	c.do(Put{Resource: &center.RoutingProfile{ID: "pb", Name: "pb", DefaultOutboundQueueID: "q1", Media: one(1, false), Timer: center.SinceLastActivity,
		Queues: []center.QueueConfig{pair("q1", center.Voice, 5, seconds(8)), pair("q2", center.Voice, 1, seconds(7))}}, Base: 1})
	c.do(Put{Resource: &center.RoutingProfile{ID: "pa", Name: "pa", DefaultOutboundQueueID: "q1", Media: one(1, false), Timer: center.SinceLastActivity,
		Queues: []center.QueueConfig{pair("q1", center.Voice, 1, seconds(8))}}, Base: 1})
	c.do(Put{Resource: &center.User{ID: "b", Username: "b", ProfileID: "pb"}, Base: 1})
	c.do(Put{Resource: &center.User{ID: "a", Username: "a", ProfileID: "pa"}, Base: 1})
	c.wantHolder(z, "")
	c.at(seconds(10))
	c.wantHolder(y, "b")
	c.wantHolder(z, "a")
}

// TestRule_Eligibility covers R1.1a to R1.1h: what bars an agent.
func TestRule_Eligibility(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name string
		bar  func(c *centre)
		want string // who gets a chat after that
	}{
		{"nothing", func(*centre) {}, "a"},
		{"R1.1h no permission for the agent page", func(c *centre) { c.permit("a") }, ""},
		{"R1.1h the permission comes by an edit of the security profile", func(c *centre) {
			c.permit("a")
			c.do(Put{Resource: &center.SecurityProfile{ID: "s", Name: "s", Permissions: []string{center.AgentPageAccess}}, Base: 1})
		}, "a"},
		{"R1.1h the permission comes by another security profile", func(c *centre) {
			c.permit("a")
			c.do(Put{Resource: &center.SecurityProfile{ID: "t", Name: "t", Permissions: []string{center.AgentPageAccess, "Queues.View"}}})
			c.do(Put{Resource: &center.User{ID: "a", Username: "a", ProfileID: "p", SecurityProfiles: []center.SecurityProfileID{"s", "t"}}, Base: 2})
		}, "a"},
		{"R1.1a custom status", func(c *centre) { c.status("a", "lunch") }, ""},
		{"R1.1a offline", func(c *centre) { c.status("a", "offline") }, ""},
		{"R1.1a a renamed Available still is routable", func(c *centre) {
			c.do(Put{Resource: &center.AgentStatus{ID: "available", Name: "Ready", Type: center.Routable}, Base: 1})
		}, "a"},
		{"R1.1b next status", func(c *centre) {
			c.take("a", "q", center.Email)
			c.status("a", "lunch")
			c.wantStatus("a", "available", "lunch")
		}, ""},
		{"R1.1c R3.9 a missed e-mail blocks chat, cross-channel or not", func(c *centre) {
			c.start("q", center.Email)
			c.at(seconds(30))
		}, ""},
		{"R1.1c a rejected e-mail does the same", func(c *centre) {
			c.do(Reject{UserID: "a", ContactID: c.start("q", center.Email)})
		}, ""},
		{"R1.1c until it is cleared", func(c *centre) {
			id := c.start("q", center.Email)
			c.do(Reject{UserID: "a", ContactID: id})
			c.do(StopContact{ContactID: id, Reason: center.CustomerDisconnect})
			c.do(Clear{UserID: "a", ContactID: id})
		}, "a"},
		{"R1.1e the channel is off for the profile", func(c *centre) {
			c.reprofile(media(open(1), open(0), open(1), open(1)), everyChannel("q", 1, 0)...)
		}, ""},
		{"R1.1f the pair is not in the profile", func(c *centre) {
			c.reprofile(one(2, true), pair("q", center.Voice, 1, 0), pair("other", center.Chat, 1, 0))
		}, ""},
		{"R1.1g no queues at all", func(c *centre) { c.reprofile(one(2, true)) }, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			c := newCentre(t)
			c.queue("other")
			c.queue("q")
			c.profile("p", one(2, true), everyChannel("q", 1, 0)...)
			c.agent("a", "p")
			tc.bar(c)
			c.wantHolder(c.start("q", center.Chat), tc.want)
		})
	}
	t.Run("R1.1f R1.16 a pair for manual assignment only", func(t *testing.T) {
		t.Parallel()
		c := newCentre(t)
		c.queue("q")
		c.do(Put{Resource: &center.RoutingProfile{ID: "p", Name: "p", DefaultOutboundQueueID: "q", Media: one(1, true), Timer: center.SinceLastActivity,
			ManualQueues: []center.QueueChannel{{QueueID: "q", Channel: center.Chat}}}})
		c.agent("a", "p")
		c.wantHolder(c.start("q", center.Chat), "")
	})
}

// reprofile replaces the profile p.
func (c *centre) reprofile(m [center.Channels]center.MediaRule, pairs ...center.QueueConfig) {
	c.Helper()
	old, _ := c.e.Directory().Profiles.Get("p")
	c.do(Put{Resource: &center.RoutingProfile{ID: "p", Name: "p", DefaultOutboundQueueID: old.DefaultOutboundQueueID, Media: m, Queues: pairs, Timer: old.Timer}, Base: old.Stamp.Revision})
}

// TestRule_OneAgentPerContact covers R1.1d.
func TestRule_OneAgentPerContact(t *testing.T) {
	t.Parallel()
	c := newCentre(t)
	c.queue("q")
	c.profile("p", one(1, false), everyChannel("q", 1, 0)...)
	c.agent("a", "p")
	c.agent("b", "p")
	id := c.start("q", center.Voice)
	c.wantHolder(id, "a")
	if n := len(c.desk("b").Contacts); n != 0 {
		t.Fatalf("the second agent has %d contacts", n)
	}
	c.refuse(Accept{UserID: "b", ContactID: id}, center.NotFound)
}

// TestRule_TieByUserID covers R1.8.
func TestRule_TieByUserID(t *testing.T) {
	t.Parallel()
	c := newCentre(t)
	c.queue("q")
	c.profile("p", one(1, false), everyChannel("q", 1, 0)...)
	for _, id := range []string{"c", "a", "d", "b"} {
		c.agent(id, "p")
	}
	for _, want := range []string{"a", "b", "c", "d"} {
		c.wantHolder(c.start("q", center.Voice), want)
	}
}

// TestRule_AvailabilityTimer runs the rows of table 1.3 that the commands reach
// (R1.9 to R1.11, R1.13, Q5, Q6, Q8): minute 0 sign-in and Available, minute 10
// the end of what is described.
func TestRule_AvailabilityTimer(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name     string
		run      func(c *centre)
		activity int // minute at which the timer starts
		inbound  int
	}{
		{"first Available after a login", func(*centre) {}, 0, 0},
		{"Available again: Q5", func(c *centre) {
			c.at(5*minute).status("a", "lunch")
			c.at(10*minute).status("a", "available")
		}, 10, 0},
		{"Available after a new login", func(c *centre) {
			c.at(5*minute).status("a", "offline")
			c.at(9 * minute).do(SignIn{UserID: "a"})
			c.at(10*minute).status("a", "available")
			c.at(11*minute).status("a", "lunch")
			c.at(12*minute).status("a", "available")
		}, 12, 10},
		{"ringing only", func(c *centre) { c.at(10*minute).start("q", center.Voice) }, 0, 0},
		{"inbound contact joined", func(c *centre) { c.at(10*minute).take("a", "q", center.Voice) }, 10, 10},
		{"after-contact work begins", func(c *centre) {
			id := c.at(5*minute).take("a", "q", center.Voice)
			c.at(10 * minute).do(Hangup{UserID: "a", ContactID: id})
		}, 5, 5},
		{"after-contact work ends", func(c *centre) {
			id := c.at(5*minute).take("a", "q", center.Voice)
			c.at(10*minute).complete("a", id)
		}, 10, 10},
		{"missed", func(c *centre) {
			c.at(9*minute).start("q", center.Voice)
			c.at(10 * minute)
		}, 0, 0},
		{"missed and cleared: Q8", func(c *centre) {
			id := c.at(5*minute).start("q", center.Voice)
			c.at(8 * minute).do(StopContact{ContactID: id, Reason: center.CustomerDisconnect})
			c.at(10 * minute).do(Clear{UserID: "a", ContactID: id})
		}, 10, 10},
		{"rejected and cleared: Q8", func(c *centre) {
			id := c.at(5*minute).start("q", center.Voice)
			c.do(Reject{UserID: "a", ContactID: id})
			c.do(StopContact{ContactID: id, Reason: center.CustomerDisconnect})
			c.at(10 * minute).do(Clear{UserID: "a", ContactID: id})
		}, 10, 10},
		{"next status set and cancelled", func(c *centre) {
			c.at(5*minute).take("a", "q", center.Voice)
			c.at(8*minute).status("a", "lunch")
			c.at(10*minute).status("a", "available")
		}, 5, 5},
		{"several contacts, the latest counts: R1.13", func(c *centre) {
			c.at(5*minute).take("a", "q", center.Chat)
			c.at(10*minute).take("a", "q", center.Email)
		}, 10, 10},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			c := newCentre(t)
			c.queue("q")
			c.profile("p", one(2, true), everyChannel("q", 1, 0)...)
			c.agent("a", "p")
			tc.run(c)
			p := c.desk("a").Presence
			if got := p.Activity.Sub(testStart); got != time.Duration(tc.activity)*minute {
				t.Errorf("activity counts from %v, want minute %d", got, tc.activity)
			}
			if got := p.Inbound.Sub(testStart); got != time.Duration(tc.inbound)*minute {
				t.Errorf("inbound counts from %v, want minute %d", got, tc.inbound)
			}
		})
	}
}

// TestRule_TwoTimersCompete covers R1.9, R1.10 and R1.12: each agent counts by
// its own profile, and the numbers are compared as they are.
func TestRule_TwoTimersCompete(t *testing.T) {
	t.Parallel()
	for timer, want := range map[center.AvailabilityTimer]string{center.SinceLastActivity: "b", center.SinceLastInbound: "a", "": "b"} {
		t.Run(string(timer), func(t *testing.T) {
			t.Parallel()
			c := newCentre(t)
			c.queue("q")
			p := center.RoutingProfile{ID: "pa", Name: "pa", DefaultOutboundQueueID: "q", Media: one(1, false), Timer: timer, Queues: everyChannel("q", 1, 0)}
			c.do(Put{Resource: &p})
			c.profile("pb", one(1, false), everyChannel("q", 1, 0)...)
			c.agent("a", "pa")
			c.at(5*minute).agent("b", "pb")
			c.at(6*minute).status("a", "lunch")
			c.at(9*minute).status("a", "available")
			c.wantHolder(c.at(10*minute).start("q", center.Voice), want)
		})
	}
}

// ownQueue is a centre with a flow to-a into the queue of agent a, who is
// offline, and into queue q where that is full.
func ownQueue(t *testing.T, m [center.Channels]center.MediaRule) *centre {
	t.Helper()
	c := newCentre(t)
	c.queue("q")
	c.flow("to-a", modelRoute{target: center.FlowTarget{UserID: "a"}, full: center.FlowTarget{QueueID: "q"}})
	c.profile("p", m, everyChannel("q", 1, seconds(99))...)
	c.do(Put{Resource: &center.User{ID: "a", Username: "a", ProfileID: "p"}})
	return c
}

// TestRule_AgentQueue covers R2.8 and R2.9.
func TestRule_AgentQueue(t *testing.T) {
	t.Parallel()
	t.Run("R2.8: only that agent", func(t *testing.T) {
		t.Parallel()
		c := ownQueue(t, one(2, true))
		c.agent("b", "p")
		id := c.begin("to-a", center.Chat)
		c.at(10*minute).wantHolder(id, "")
		c.status("a", "available")
		c.wantHolder(id, "a")
	})
	t.Run("R2.9: before priority 1 however old, and no delay", func(t *testing.T) {
		t.Parallel()
		c := ownQueue(t, one(1, false))
		old := c.start("q", center.Chat)
		c.rank(old, 1, 9999)
		mine := c.at(10*minute).begin("to-a", center.Chat)
		c.rank(mine, 9, -9999)
		c.status("a", "available")
		c.wantHolder(mine, "a")
		c.wantHolder(old, "")
	})
	t.Run("R2.9: among themselves by priority, age and arrival", func(t *testing.T) {
		t.Parallel()
		c := ownQueue(t, one(2, true))
		first := c.begin("to-a", center.Chat)
		second := c.begin("to-a", center.Email)
		third := c.begin("to-a", center.Chat)
		fourth := c.begin("to-a", center.Task)
		c.rank(third, 1, 0)
		c.rank(fourth, 0, 60)
		mark := len(c.log)
		c.status("a", "available")
		c.wantOffers(mark, third, fourth, first, second)
	})
	t.Run("R1.1g R2.8: without any queue in the profile", func(t *testing.T) {
		t.Parallel()
		c := ownQueue(t, one(2, true))
		c.reprofile(one(2, true))
		id := c.begin("to-a", center.Chat)
		c.status("a", "available")
		c.wantHolder(id, "a")
	})
}

// TestRule_AgentQueueLimits covers R2.10, R2.11, Q30 and Q31: what the agent
// queue does not change.
func TestRule_AgentQueueLimits(t *testing.T) {
	t.Parallel()
	t.Run("R2.10: cross-channel rules and concurrency hold", func(t *testing.T) {
		t.Parallel()
		c := ownQueue(t, media(alone(1), alone(1), alone(1), alone(1)))
		c.status("a", "available")
		chat := c.begin("to-a", center.Chat)
		c.accept("a", chat)
		voice, other := c.begin("to-a", center.Voice), c.begin("to-a", center.Chat)
		c.wantHolder(voice, "")
		c.wantHolder(other, "")
		c.complete("a", chat)
		c.wantHolder(voice, "a")
	})
	t.Run("Q30: a channel that the profile lacks waits", func(t *testing.T) {
		t.Parallel()
		c := ownQueue(t, media(alone(1), alone(0), alone(1), alone(1)))
		c.status("a", "available")
		id := c.begin("to-a", center.Chat)
		c.wantHolder(id, "")
		c.reprofile(one(1, false))
		c.wantHolder(id, "a")
	})
	t.Run("R2.11: ten, ringing ones included, then QueueAtCapacity", func(t *testing.T) {
		t.Parallel()
		c := ownQueue(t, one(1, false))
		c.status("a", "available")
		for range 10 {
			c.begin("to-a", center.Chat)
		}
		over := c.begin("to-a", center.Voice)
		if live, _ := c.e.Contact(over); live.Target.QueueID != "q" {
			t.Fatalf("the eleventh went to %v", live.Target)
		}
	})
	t.Run("Q31: what waits for a user who is deleted ends", func(t *testing.T) {
		t.Parallel()
		c := ownQueue(t, one(1, false))
		id := c.begin("to-a", center.Chat)
		c.do(Remove{Kind: center.KindUser, ID: "a"})
		c.wantState(id, center.Ended)
	})
}

// TestRule_AgentQueueHasNoHours covers R2.12: CheckHoursOfOperation takes the
// error branch there.
func TestRule_AgentQueueHasNoHours(t *testing.T) {
	t.Parallel()
	c := newCentre(t)
	for _, q := range []string{"yes", "no", "error"} {
		c.queue(q)
	}
	c.profile("p", one(1, false))
	c.agent("a", "p")
	c.do(Put{Resource: &center.ContactFlow{ID: "f", Name: "f", Type: center.ContactFlowType, Content: hoursFlow(`"AgentId":"a"`, "")}})
	id := c.begin("f", center.Chat)
	if live, _ := c.e.Contact(id); live.Target.QueueID != "error" {
		t.Fatalf("the check led to %v", live.Target)
	}
}

// hoursFlow sets a target, checks hours and goes to the queue yes, no or error.
func hoursFlow(target, hours string) string {
	parameters := ""
	if hours != "" {
		parameters = `"HoursOfOperationId":"` + hours + `"`
	}
	visit := func(queue string) string {
		return `,{"Identifier":"` + queue + `","Type":"UpdateContactTargetQueue","Parameters":{"QueueId":"` + queue + `"},"Transitions":{"NextAction":"t","Errors":[{"ErrorType":"NoMatchingError","NextAction":"x"}]}}`
	}
	return `{"Version":"2019-10-30","StartAction":"s","Actions":[
	{"Identifier":"s","Type":"UpdateContactTargetQueue","Parameters":{` + target + `},"Transitions":{"NextAction":"h","Errors":[{"ErrorType":"NoMatchingError","NextAction":"x"}]}},
	{"Identifier":"h","Type":"CheckHoursOfOperation","Parameters":{` + parameters + `},"Transitions":{"NextAction":"error","Errors":[{"ErrorType":"NoMatchingError","NextAction":"error"}],
		"Conditions":[{"NextAction":"yes","Condition":{"Operator":"Equals","Operands":["True"]}},{"NextAction":"no","Condition":{"Operator":"Equals","Operands":["False"]}}]}}` +
		visit("yes") + visit("no") + visit("error") + `,
	{"Identifier":"t","Type":"TransferContactToQueue","Parameters":{},"Transitions":{"NextAction":"x","Errors":[{"ErrorType":"QueueAtCapacity","NextAction":"x"},{"ErrorType":"NoMatchingError","NextAction":"x"}]}},
	{"Identifier":"x","Type":"DisconnectParticipant","Parameters":{},"Transitions":{}}]}`
}
