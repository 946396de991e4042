package routing

import (
	"slices"
	"testing"
	"time"

	"strowger/internal/center"
)

// TestRule_DocumentedConcurrencyExample is table 3.3 in its order (R3.2 to R3.6).
func TestRule_DocumentedConcurrencyExample(t *testing.T) {
	t.Parallel()
	c := newCentre(t)
	c.queue("q")
	c.profile("p", media(alone(1), alone(2), open(1), alone(0)), everyChannel("q", 1, 0)...)
	c.agent("a", "p")
	chat := c.take("a", "q", center.Chat)
	task := c.start("q", center.Task)
	c.wantHolder(task, "") // 1
	second := c.take("a", "q", center.Chat)
	if got := c.desk("a").Occupied; got != (Counts4{center.Chat: 2}) {
		t.Fatalf("2: slots %v", got)
	}
	c.complete("a", chat)
	c.wantHolder(task, "")
	c.complete("a", second)
	c.wantHolder(task, "a") // 3
	c.accept("a", task)
	chat = c.take("a", "q", center.Chat) // 4
	voice := c.start("q", center.Voice)
	c.wantHolder(voice, "") // 5
	c.complete("a", chat)
	c.wantHolder(voice, "a") // 6
	c.accept("a", voice)
	another := c.start("q", center.Task)
	c.wantHolder(another, "") // 7
	c.complete("a", voice)
	c.wantHolder(another, "") // 7b
	c.complete("a", task)
	c.wantHolder(another, "a")
}

// Counts4 is a number for each channel.
type Counts4 = [center.Channels]int

// TestRule_MayTake runs the further vectors of section 3.3 and R3.2 to R3.9.
func TestRule_MayTake(t *testing.T) {
	t.Parallel()
	type held struct {
		channel center.Channel
		state   center.AgentContactState
	}
	voice, chat, email := held{center.Voice, center.AgentConnected}, held{center.Chat, center.AgentConnected}, held{center.Email, center.AgentConnected}
	for _, tc := range []struct {
		name  string
		holds []held
		media [center.Channels]center.MediaRule
		queue center.Channel
		want  bool
	}{
		{"R3.6 chat in after-contact work stands alone", []held{{center.Chat, center.AgentEnded}}, media(alone(1), alone(2), alone(1), alone(1)), center.Voice, false},
		{"R3.6 it still counts", []held{chat, {center.Chat, center.AgentEnded}}, media(alone(1), alone(2), alone(1), alone(1)), center.Chat, false},
		{"R3.4 voice is open, chat's own setting does not matter", []held{voice}, media(open(1), alone(3), alone(1), alone(1)), center.Chat, true},
		{"R3.5 another chat, since voice is open", []held{voice, chat}, media(open(1), alone(3), alone(1), alone(1)), center.Chat, true},
		{"R3.4 no task beside a chat that stands alone", []held{voice, chat}, media(open(1), alone(3), alone(1), alone(1)), center.Task, false},
		{"R3.7 ringing voice stands alone", []held{{center.Voice, center.AgentConnecting}}, media(alone(1), alone(2), alone(1), alone(1)), center.Chat, false},
		{"R3.7 ringing takes the slot", []held{{center.Voice, center.AgentConnecting}}, media(open(1), open(2), open(1), open(1)), center.Voice, false},
		{"R3.2 below the limit", []held{email, email}, media(alone(1), alone(1), alone(1), alone(3)), center.Email, true},
		{"R3.2 at the limit", []held{email, email}, media(open(1), open(1), open(1), open(2)), center.Email, false},
		{"R3.5 more of a channel that stands alone", []held{chat}, media(alone(1), alone(2), alone(1), alone(1)), center.Chat, true},
		{"R3.4 the most restrictive channel in hand wins", []held{email, chat}, media(open(1), alone(1), open(1), open(1)), center.Voice, false},
		{"R3.9 missed blocks its own channel", []held{{center.Chat, center.AgentMissed}}, media(open(1), open(5), open(1), open(1)), center.Chat, false},
		{"R3.9 R1.1c missed blocks every channel", []held{{center.Chat, center.AgentMissed}}, media(open(1), open(5), open(1), open(1)), center.Voice, false},
		{"R1.1c rejected blocks every channel", []held{{center.Chat, center.AgentRejected}}, media(open(1), open(5), open(1), open(1)), center.Voice, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			c := newCentre(t)
			c.queue("q")
			c.profile("p", tc.media, everyChannel("q", 1, 0)...)
			c.agent("a", "p")
			for _, h := range tc.holds {
				c.hold(h.channel, h.state)
			}
			want, slots := "", 0
			if tc.want {
				want, slots = "a", tc.media[tc.queue].Concurrency-c.desk("a").Occupied[tc.queue]
			}
			if got := c.desk("a").Available[tc.queue]; got != slots { // Q24
				t.Errorf("%d slots free, want %d", got, slots)
			}
			c.wantHolder(c.start("q", tc.queue), want)
		})
	}
}

// hold brings a contact of the channel into that state at agent a, through the
// queue q.
func (c *centre) hold(ch center.Channel, state center.AgentContactState) {
	c.Helper()
	id := c.start("q", ch)
	c.wantHolder(id, "a")
	switch state {
	case center.AgentConnecting:
	case center.AgentMissed:
		c.now = c.now.Add(ringTime[ch])
		c.do(Tick{})
		c.do(StopContact{ContactID: id, Reason: center.CustomerDisconnect})
	case center.AgentRejected:
		c.do(Reject{UserID: "a", ContactID: id})
		c.do(StopContact{ContactID: id, Reason: center.CustomerDisconnect})
	default:
		c.accept("a", id)
		if state == center.AgentEnded {
			c.do(Hangup{UserID: "a", ContactID: id})
		}
	}
}

// openDesk is a centre in which agent a may have two contacts of each channel
// side by side.
func openDesk(t *testing.T) *centre {
	t.Helper()
	c := newCentre(t)
	c.queue("q")
	c.profile("p", one(2, true), everyChannel("q", 1, 0)...)
	c.agent("a", "p")
	return c
}

// TestRule_NextStatus runs W36 to W39 and R4.6 to R4.9.
func TestRule_NextStatus(t *testing.T) {
	t.Parallel()
	t.Run("W36 W37 R4.6 R4.7", func(t *testing.T) {
		t.Parallel()
		c := openDesk(t)
		first, second := c.take("a", "q", center.Chat), c.take("a", "q", center.Chat)
		c.do(Hangup{UserID: "a", ContactID: first})
		c.status("a", "offline")
		c.wantState(first, center.Ended)
		c.wantState(second, center.Connected)
		c.wantStatus("a", "available", "offline")
		c.wantHolder(c.start("q", center.Email), "")
		c.do(Hangup{UserID: "a", ContactID: second})
		c.wantStatus("a", "available", "offline")
		c.at(minute).do(Clear{UserID: "a", ContactID: second})
		c.wantStatus("a", "offline", "")
		if since := c.desk("a").Presence.Since; since != c.now {
			t.Fatalf("offline since %v, want %v", since, c.now)
		}
	})
	t.Run("W38 R4.8: only after-contact work, the status switches at once", func(t *testing.T) {
		t.Parallel()
		c := openDesk(t)
		c.hold(center.Voice, center.AgentEnded)
		c.status("a", "lunch")
		c.wantStatus("a", "lunch", "")
		if v := c.desk("a"); len(v.Contacts) != 0 || v.Occupied != (Counts4{}) {
			t.Fatalf("the desk still has %v", v.Contacts)
		}
	})
	t.Run("W39 R4.9: Available cancels it, and routing goes on", func(t *testing.T) {
		t.Parallel()
		c := openDesk(t)
		c.take("a", "q", center.Chat)
		c.status("a", "lunch")
		waiting := c.start("q", center.Chat)
		c.wantHolder(waiting, "")
		c.status("a", "available")
		c.wantStatus("a", "available", "")
		c.wantHolder(waiting, "a")
	})
}

// TestRule_StatusChoice covers R4.5, R4.6, R4.29 and Q21: what a choice of
// status does while something or nothing is in hand.
func TestRule_StatusChoice(t *testing.T) {
	t.Parallel()
	t.Run("R4.5: nothing in hand, the status is set", func(t *testing.T) {
		t.Parallel()
		c := openDesk(t)
		c.status("a", "lunch")
		c.wantStatus("a", "lunch", "")
	})
	t.Run("R4.6: the last choice counts", func(t *testing.T) {
		t.Parallel()
		c := openDesk(t)
		chat := c.take("a", "q", center.Chat)
		c.status("a", "lunch")
		c.status("a", "offline")
		c.wantStatus("a", "available", "offline")
		c.complete("a", chat)
		c.wantStatus("a", "offline", "")
	})
	t.Run("R4.29: the end of after-contact work by its limit lets the status come", func(t *testing.T) {
		t.Parallel()
		c := openDesk(t)
		c.user(center.User{ID: "b", ProfileID: "p", Phone: center.PhoneConfig{AfterContactWork: seconds(7)}})
		c.status("a", "offline")
		id := c.take("b", "q", center.Chat)
		c.status("b", "lunch")
		c.at(seconds(1)).do(Hangup{UserID: "b", ContactID: id})
		c.at(seconds(8)-time.Millisecond).wantStatus("b", "available", "lunch")
		c.at(seconds(8)).wantStatus("b", "lunch", "")
	})
	t.Run("Q21: chosen while it rings, the ring goes on; missed and cleared, it comes", func(t *testing.T) {
		t.Parallel()
		c := openDesk(t)
		id := c.start("q", center.Chat)
		c.status("a", "lunch")
		c.wantStatus("a", "available", "lunch")
		c.wantHolder(id, "a")
		c.at(seconds(20)).wantStatus("a", "available", "lunch")
		c.do(Clear{UserID: "a", ContactID: id})
		c.wantStatus("a", "lunch", "")
		c.wantState(id, center.Waiting)
	})
	t.Run("refusals", func(t *testing.T) {
		t.Parallel()
		c := openDesk(t)
		c.do(Put{Resource: &center.AgentStatus{ID: "gone", Name: "Gone", Type: center.Custom, Disabled: true}})
		c.refuse(SetStatus{UserID: "a", StatusID: "gone"}, center.Invalid)
		c.refuse(SetStatus{UserID: "a", StatusID: "unknown"}, center.NotFound)
		c.refuse(SetStatus{UserID: "nobody", StatusID: "lunch"}, center.NotFound)
		c.wantStatus("a", "available", "")
	})
}

// TestRule_Dismiss covers R4.14: only what is over for the agent can be cleared.
func TestRule_Dismiss(t *testing.T) {
	t.Parallel()
	for state, want := range map[center.AgentContactState]center.ErrorKind{
		center.AgentConnecting: center.Conflict, center.AgentConnected: center.Conflict,
		center.AgentMissed: "", center.AgentRejected: "", center.AgentEnded: "",
	} {
		t.Run(string(state), func(t *testing.T) {
			t.Parallel()
			c := newCentre(t)
			c.queue("q")
			c.profile("p", one(2, true), everyChannel("q", 1, 0)...)
			c.agent("a", "p")
			c.hold(center.Chat, state)
			_, err := c.try(Clear{UserID: "a", ContactID: "c1"})
			if kindOf(err) != want {
				t.Fatalf("clear: %v, want %q", err, want)
			}
			if want == "" {
				c.wantHolder(c.start("q", center.Email), "a")
				c.refuse(Clear{UserID: "a", ContactID: "c1"}, center.NotFound)
			}
		})
	}
}

// TestRule_Ring covers R4.15 and R4.16 and section 4.4 for each channel: missed
// to the millisecond, same place and enqueue time, next agent at once.
func TestRule_Ring(t *testing.T) {
	t.Parallel()
	for ch, ring := range map[center.Channel]time.Duration{center.Voice: seconds(20), center.Chat: seconds(20), center.Task: seconds(30), center.Email: seconds(30)} {
		t.Run(ch.String(), func(t *testing.T) {
			t.Parallel()
			c := newCentre(t)
			c.queue("q")
			c.profile("p", one(1, false), everyChannel("q", 1, 0)...)
			c.agent("a", "p")
			first := c.start("q", ch)
			second := c.at(seconds(1)).start("q", ch)
			before, _ := c.e.Contact(first)
			c.at(ring-time.Millisecond).wantHolder(first, "a")
			c.at(ring).wantHolder(first, "")
			after, _ := c.e.Contact(first)
			if after.Enqueued != before.Enqueued || after.Sequence != before.Sequence || after.RankTime != before.RankTime {
				t.Fatalf("the place changed from %+v to %+v", before, after)
			}
			if u := c.desk("a").Presence.Uncleared; len(u) != 1 || u[0].State != center.AgentMissed || u[0].Since != testStart.Add(ring) || u[0].Offered != testStart {
				t.Fatalf("uncleared: %+v", u)
			}
			c.refuse(Accept{UserID: "a", ContactID: first}, center.NotFound)
			c.agent("b", "p")
			c.wantHolder(first, "b") // Q14: still before the second
			c.wantHolder(second, "")
		})
	}
}

// TestRule_MissedManyTimes covers R4.17, R4.22 and Q14.
func TestRule_MissedManyTimes(t *testing.T) {
	t.Parallel()
	c := newCentre(t)
	c.queue("q")
	c.profile("p", one(1, false), everyChannel("q", 1, 0)...)
	c.agent("a", "p")
	id := c.start("q", center.Voice)
	for n := range 3 {
		c.wantHolder(id, "a")
		c.at(time.Duration(n)*minute+seconds(20)).wantHolder(id, "")
		c.at(time.Duration(n+1) * minute).do(Clear{UserID: "a", ContactID: id})
	}
	live, _ := c.e.Contact(id)
	if live.Attempts != 4 || live.Enqueued != testStart {
		t.Fatalf("%d attempts, enqueued %v", live.Attempts, live.Enqueued)
	}
	missed := 0
	for _, e := range c.log {
		if e.Kind == OfferMissed && e.UserID == "a" && e.ContactID == id {
			missed++
		}
	}
	if missed != 3 {
		t.Fatalf("missed %d times", missed)
	}
}

// TestRule_Reject covers R4.18: on to the next agent at once, and the rejecting
// agent stays in the pool once cleared.
func TestRule_Reject(t *testing.T) {
	t.Parallel()
	c := newCentre(t)
	c.queue("q")
	c.profile("p", one(1, false), everyChannel("q", 1, 0)...)
	c.agent("a", "p")
	c.agent("b", "p")
	id := c.start("q", center.Task)
	c.do(Reject{UserID: "a", ContactID: id})
	c.wantHolder(id, "b")
	c.do(Clear{UserID: "a", ContactID: id})
	c.do(Reject{UserID: "b", ContactID: id})
	c.wantHolder(id, "a")
}

// TestRule_AbandonWhileRinging covers R4.19.
func TestRule_AbandonWhileRinging(t *testing.T) {
	t.Parallel()
	c := newCentre(t)
	c.queue("q")
	c.profile("p", one(1, false), everyChannel("q", 1, 0)...)
	c.agent("a", "p")
	id := c.start("q", center.Voice)
	mark := len(c.log)
	c.at(seconds(5)).do(StopContact{ContactID: id, Reason: center.CustomerDisconnect})
	if u := c.desk("a").Presence.Uncleared; len(u) != 1 || u[0].State != center.AgentRejected || u[0].ContactID != id {
		t.Fatalf("uncleared: %+v", u)
	}
	var kinds []EventKind
	for _, e := range c.log[mark:] {
		kinds = append(kinds, e.Kind)
	}
	if !slices.Equal(kinds, []EventKind{OfferWithdrawn, ContactEnded}) {
		t.Fatalf("events %v", kinds)
	}
	next := c.start("q", center.Chat)
	c.wantHolder(next, "")
	c.at(minute).do(Clear{UserID: "a", ContactID: id})
	c.wantHolder(next, "a")
	c.refuse(StopContact{ContactID: id, Reason: center.APIDisconnect}, center.NotFound)
}

// TestRule_ContactsInQueue covers R4.21 and Q18: the number waiting drops at the
// offer, and the oldest is the longest waiting one.
func TestRule_ContactsInQueue(t *testing.T) {
	t.Parallel()
	c := newCentre(t)
	c.queue("q")
	c.profile("p", one(1, false), everyChannel("q", 1, 0)...)
	c.start("q", center.Chat)
	second := c.at(seconds(3)).start("q", center.Chat)
	c.rank(second, 1, 0)
	check := func(want LineView) {
		t.Helper()
		if got := c.e.Line("q", center.Chat); got != want {
			t.Fatalf("line %+v, want %+v", got, want)
		}
	}
	check(LineView{Waiting: 2, Oldest: testStart})
	c.agent("a", "p")
	check(LineView{Waiting: 1, Ringing: 1, Oldest: testStart})
	c.agent("b", "p")
	check(LineView{Ringing: 2})
	c.accept("a", second)
	check(LineView{Ringing: 1})
	if got := c.e.Line("q", center.Voice); got != (LineView{}) {
		t.Fatalf("the voice line has %+v", got)
	}
}

// TestRule_AutoAccept covers R4.24: voice is joined at once, other channels ring.
func TestRule_AutoAccept(t *testing.T) {
	t.Parallel()
	for ch := range center.Channel(center.Channels) {
		t.Run(ch.String(), func(t *testing.T) {
			t.Parallel()
			c := newCentre(t)
			c.queue("q")
			c.profile("p", one(1, false), everyChannel("q", 1, 0)...)
			c.user(center.User{ID: "a", ProfileID: "p", Phone: center.PhoneConfig{AutoAccept: true}})
			id := c.start("q", ch)
			c.wantHolder(id, "a")
			want := center.Offered
			if ch == center.Voice {
				want = center.Connected
			}
			c.wantState(id, want)
			if c.at(minute); ch == center.Voice {
				c.wantState(id, center.Connected)
				return
			}
			c.wantState(id, center.Waiting)
		})
	}
}

// TestRule_AfterContactWork covers R4.27 and R4.29: every channel enters it, the
// limit ends it to the millisecond, 0 lasts until the agent clears.
func TestRule_AfterContactWork(t *testing.T) {
	t.Parallel()
	for ch := range center.Channel(center.Channels) {
		for _, limit := range []time.Duration{0, seconds(1), seconds(2_000_000)} {
			t.Run(ch.String()+" "+limit.String(), func(t *testing.T) {
				t.Parallel()
				c := newCentre(t)
				c.queue("q")
				c.profile("p", one(1, false), everyChannel("q", 1, 0)...)
				c.user(center.User{ID: "a", ProfileID: "p", Phone: center.PhoneConfig{AfterContactWork: limit}})
				id := c.take("a", "q", ch)
				next := c.start("q", ch)
				c.do(StopContact{ContactID: id, Reason: center.CustomerDisconnect})
				live, ok := c.e.Contact(id)
				if !ok || live.AgentState != center.AgentEnded || live.WrapStarted != testStart || live.Disconnect != center.CustomerDisconnect {
					t.Fatalf("after the end: %+v", live)
				}
				if limit > 0 {
					c.at(limit-time.Millisecond).wantHolder(next, "")
					c.at(limit).wantHolder(next, "a")
					return
				}
				c.at(10_000*time.Hour).wantHolder(next, "")
				c.do(Clear{UserID: "a", ContactID: id})
				c.wantHolder(next, "a")
			})
		}
	}
}

// TestRule_DisabledQueue covers R5.7 and R5.8.
func TestRule_DisabledQueue(t *testing.T) {
	t.Parallel()
	c := newCentre(t)
	c.queue("q")
	c.queue("full")
	c.queue("other")
	c.profile("p", one(1, false), everyChannel("q", 1, 0)...)
	c.flow("f", modelRoute{target: center.FlowTarget{QueueID: "q"}, full: center.FlowTarget{QueueID: "full"}, fail: center.FlowTarget{QueueID: "other"}})
	inside := c.begin("f", center.Chat)
	c.do(Put{Resource: &center.Queue{ID: "q", Name: "q", HoursID: "always", MaxContacts: 0, Disabled: true}, Base: 1})
	refused := c.begin("f", center.Chat)
	if live, _ := c.e.Contact(refused); live.Target.QueueID != "other" {
		t.Fatalf("the error led to %v, want the queue other", live.Target)
	}
	c.agent("a", "p")
	c.wantHolder(inside, "a")

	c.flow("unknown", modelRoute{target: center.FlowTarget{QueueID: "nowhere"}})
	c.wantState(c.begin("unknown", center.Chat), center.Ended)
	c.flow("nobody", modelRoute{target: center.FlowTarget{UserID: "nobody"}})
	c.wantState(c.begin("nobody", center.Chat), center.Ended)
}

// TestRule_Capacity covers R5.9 to R5.11 and Q18.
func TestRule_Capacity(t *testing.T) {
	t.Parallel()
	capped := func(t *testing.T, limit int32) *centre {
		c := newCentre(t)
		c.queue("full")
		c.do(Put{Resource: &center.Queue{ID: "q", Name: "q", HoursID: "always", MaxContacts: limit}})
		c.flow("f", modelRoute{target: center.FlowTarget{QueueID: "q"}, full: center.FlowTarget{QueueID: "full"}})
		c.profile("p", one(1, false), everyChannel("q", 1, 0)...)
		return c
	}
	into := func(c *centre, id center.ContactID, want center.QueueID) {
		c.Helper()
		if live, _ := c.e.Contact(id); live.Target.QueueID != want {
			c.Fatalf("contact %s is in %v, want %s", id, live.Target, want)
		}
	}
	t.Run("R5.9 R5.10: n over all channels, then refused", func(t *testing.T) {
		t.Parallel()
		c := capped(t, 4)
		for ch := range center.Channel(center.Channels) {
			into(c, c.begin("f", ch), "q")
		}
		into(c, c.begin("f", center.Voice), "full")
	})
	t.Run("R5.11: 0 is always full", func(t *testing.T) {
		t.Parallel()
		c := capped(t, 0)
		c.agent("a", "p")
		into(c, c.begin("f", center.Chat), "full")
	})
	t.Run("no limit of its own", func(t *testing.T) {
		t.Parallel()
		c := capped(t, center.NoMaxContacts)
		for range 99 {
			into(c, c.begin("f", center.Chat), "q")
		}
	})
	t.Run("Q18: ringing counts, connected does not", func(t *testing.T) {
		t.Parallel()
		c := capped(t, 1)
		c.agent("a", "p")
		ringing := c.begin("f", center.Chat)
		into(c, c.begin("f", center.Chat), "full")
		c.accept("a", ringing)
		into(c, c.begin("f", center.Chat), "q")
		into(c, c.begin("f", center.Chat), "full")
	})
	t.Run("a contact that ends makes room", func(t *testing.T) {
		t.Parallel()
		c := capped(t, 1)
		id := c.begin("f", center.Chat)
		c.do(StopContact{ContactID: id, Reason: center.CustomerDisconnect})
		into(c, c.begin("f", center.Chat), "q")
	})
}

// TestRule_Hours covers R5.18 (the branches of the check, hours given or those
// of the target queue) and R5.19 and R5.20: a queue out of hours still takes and
// routes.
func TestRule_Hours(t *testing.T) {
	t.Parallel()
	weekdays := func(p *center.HoursOfOperation) *center.HoursOfOperation {
		for day := range time.Saturday + 1 {
			p.Periods = append(p.Periods, center.Period{Day: day, Start: 9 * 60, End: 17 * 60})
		}
		return p
	}
	day := testStart.Time().Truncate(24 * time.Hour).Add(24 * time.Hour)
	for _, tc := range []struct {
		name  string
		clock time.Duration
		hours string
		want  center.QueueID
	}{
		{"before", 9*time.Hour - time.Millisecond, "", "no"},
		{"from the first minute", 9 * time.Hour, "", "yes"},
		{"to the last", 17*time.Hour - time.Millisecond, "", "yes"},
		{"after", 17 * time.Hour, "", "no"},
		{"hours given win over those of the queue", 12 * time.Hour, "never", "no"},
		{"unknown hours", 12 * time.Hour, "unknown", "error"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			c := newCentre(t)
			c.do(Put{Resource: weekdays(&center.HoursOfOperation{ID: "office", Name: "office", TimeZone: "UTC"})})
			c.do(Put{Resource: &center.HoursOfOperation{ID: "never", Name: "never", TimeZone: "UTC"}})
			c.do(Put{Resource: &center.Queue{ID: "q", Name: "q", HoursID: "office", MaxContacts: center.NoMaxContacts}})
			for _, q := range []string{"yes", "no", "error"} {
				c.queue(q)
			}
			c.do(Put{Resource: &center.ContactFlow{ID: "f", Name: "f", Type: center.ContactFlowType, Content: hoursFlow(`"QueueId":"q"`, tc.hours)}})
			c.now = center.At(day).Add(tc.clock)
			live, _ := c.e.Contact(c.begin("f", center.Chat))
			if live.Target.QueueID != tc.want {
				t.Fatalf("the check led to %v, want %s", live.Target, tc.want)
			}
		})
	}
	t.Run("R5.19 R5.20 Q15: the queue itself has no door", func(t *testing.T) {
		t.Parallel()
		c := newCentre(t)
		c.do(Put{Resource: weekdays(&center.HoursOfOperation{ID: "office", Name: "office", TimeZone: "UTC"})})
		c.do(Put{Resource: &center.Queue{ID: "q", Name: "q", HoursID: "office", MaxContacts: center.NoMaxContacts}})
		c.flow("f", modelRoute{target: center.FlowTarget{QueueID: "q"}})
		c.profile("p", one(1, true), everyChannel("q", 1, 0)...)
		c.now = center.At(day).Add(17*time.Hour - time.Minute)
		open := c.begin("f", center.Chat)
		c.now = center.At(day).Add(18 * time.Hour)
		closed := c.begin("f", center.Email)
		c.agent("a", "p")
		c.wantHolder(open, "a")
		c.wantHolder(closed, "a")
	})
}

// TestEngine_MomentsNeverGoBack covers the contract of Step: an earlier moment
// counts as the last.
func TestEngine_MomentsNeverGoBack(t *testing.T) {
	t.Parallel()
	c := newCentre(t)
	c.queue("q")
	c.profile("p", one(1, false), everyChannel("q", 1, 0)...)
	c.agent("a", "p")
	c.at(minute)
	c.now = testStart
	id := c.start("q", center.Voice)
	live, _ := c.e.Contact(id)
	if want := testStart.Add(minute); live.Initiated != want || live.AgentUntil != want.Add(seconds(20)) {
		t.Fatalf("initiated %v, rings until %v", live.Initiated, live.AgentUntil)
	}
}

// TestEngine_LongJump lets one Tick pass over several deadlines: each acts at
// its own moment.
func TestEngine_LongJump(t *testing.T) {
	t.Parallel()
	c := newCentre(t)
	c.queue("q")
	c.profile("p", one(1, false), everyChannel("q", 1, 0)...)
	c.profile("late", one(1, false), everyChannel("q", 1, seconds(45))...)
	c.agent("a", "p")
	c.agent("b", "p")
	c.agent("z", "late")
	id := c.start("q", center.Voice)
	mark := len(c.log)
	c.at(time.Hour)
	type fact struct {
		at   time.Duration
		kind EventKind
		user center.UserID
	}
	var got []fact
	for _, e := range c.log[mark:] {
		got = append(got, fact{e.At.Sub(testStart), e.Kind, e.UserID})
	}
	want := []fact{{seconds(20), OfferMissed, "a"}, {seconds(20), OfferMade, "b"}, {seconds(40), OfferMissed, "b"},
		{seconds(45), OfferMade, "z"}, {seconds(65), OfferMissed, "z"}}
	if !slices.Equal(got, want) {
		t.Fatalf("%v\nwant %v", got, want)
	}
	c.wantState(id, center.Waiting)
}
