package routing

import (
	"testing"
	"time"

	"strowger/internal/center"
)

// TestRestore_EverythingGoesOn restores a centre in which one of everything is
// under way, and lets the time pass that ends it.
func TestRestore_EverythingGoesOn(t *testing.T) {
	t.Parallel()
	c, kept := newRecordedCentre(t)
	for _, q := range []string{"ring", "work", "late", "talk"} {
		c.queue(q)
	}
	for _, q := range []string{"ring", "work", "talk"} {
		c.profile(q, one(1, false), everyChannel(q, 1, 0)...)
	}
	c.profile("late", one(1, false), everyChannel("late", 1, seconds(45))...)
	c.agent("ringer", "ring")
	c.user(center.User{ID: "worker", ProfileID: "work", Phone: center.PhoneConfig{AfterContactWork: seconds(30)}})
	c.agent("sleeper", "late")
	c.agent("talker", "talk")
	c.at(seconds(1))
	ringing, work, late := c.start("ring", center.Chat), c.take("worker", "work", center.Chat), c.start("late", center.Chat)
	talk, next := c.take("talker", "talk", center.Chat), c.start("work", center.Voice)
	c.do(Hangup{UserID: "worker", ContactID: work})
	c.status("talker", "lunch")

	c.at(seconds(10)).restart(kept)
	c.wantStatus("talker", "available", "lunch")
	c.wantHolder(ringing, "ringer")
	c.at(seconds(21)-time.Millisecond).wantHolder(ringing, "ringer")
	c.at(seconds(21)).wantHolder(ringing, "")
	c.at(seconds(31)-time.Millisecond).wantHolder(next, "")
	c.at(seconds(31)).wantHolder(next, "worker")
	c.at(seconds(46)-time.Millisecond).wantHolder(late, "")
	c.at(seconds(46)).wantHolder(late, "sleeper")
	c.restart(kept)
	c.wantHolder(c.start("ring", center.Voice), "") // the missed contact still blocks
	c.complete("talker", talk)
	c.wantStatus("talker", "lunch", "")
	if n := c.desk("ringer").Presence.Uncleared; len(n) != 1 || n[0].ContactID != ringing {
		t.Fatalf("uncleared: %+v", n)
	}
	c.do(Clear{UserID: "ringer", ContactID: ringing})
	c.wantHolder(ringing, "ringer")
}

// TestRestore_AfterTime restores a centre after its ring and its after-contact
// work were due: both happen with the first step, and nothing before.
func TestRestore_AfterTime(t *testing.T) {
	t.Parallel()
	c, kept := newRecordedCentre(t)
	c.queue("q")
	c.profile("p", one(1, false), everyChannel("q", 1, 0)...)
	c.user(center.User{ID: "a", ProfileID: "p", Phone: center.PhoneConfig{AfterContactWork: seconds(30)}})
	c.agent("b", "p")
	work := c.take("a", "q", center.Voice)
	c.do(Hangup{UserID: "a", ContactID: work})
	ringing := c.start("q", center.Voice)
	c.wantHolder(ringing, "b")
	c.now = testStart.Add(time.Hour)
	c.restart(kept)
	if at, ok := c.e.Deadline(); !ok || at > c.now {
		t.Fatalf("deadline %v %v, want one that is past", at, ok)
	}
	c.wantHolder(ringing, "b")
	c.do(Tick{})
	c.wantHolder(ringing, "a")
	if live, _ := c.e.Contact(ringing); live.AgentUntil != c.now.Add(seconds(20)) || live.Enqueued != testStart {
		t.Fatalf("after the first step: %+v", live)
	}
}

// TestRestore_KeepsWhoIsNext proves that the timers of table 1.3 survive: both
// agents hold one chat, and the one who joined earlier is next.
func TestRestore_KeepsWhoIsNext(t *testing.T) {
	t.Parallel()
	c, kept := newRecordedCentre(t)
	c.queue("q")
	c.profile("p", one(2, false), everyChannel("q", 1, 0)...)
	c.agent("a", "p")
	c.agent("b", "p")
	first := c.start("q", center.Chat)
	second := c.start("q", center.Chat)
	c.at(seconds(1)).accept("b", second)
	c.at(seconds(2)).accept("a", first)
	c.restart(kept)
	c.wantHolder(c.start("q", center.Chat), "b")
}

// TestRestore_KeepsStatusOfTheUnseen proves that a user who never signed in has
// been offline as long after a restart as before.
func TestRestore_KeepsStatusOfTheUnseen(t *testing.T) {
	t.Parallel()
	c, kept := newRecordedCentre(t)
	c.queue("q")
	c.profile("p", one(1, false))
	c.do(Put{Resource: &center.User{ID: "a", Username: "a", ProfileID: "p"}})
	c.at(time.Hour).restart(kept)
	if since := c.desk("a").Presence.Since; since != testStart {
		t.Fatalf("offline since %v, want %v", since, testStart)
	}
}

// TestEngine_ClientToken proves that a retry makes no second contact, that the
// memory ends with its window even where nothing else happens, and that it
// outlives a restart.
func TestEngine_ClientToken(t *testing.T) {
	t.Parallel()
	for name, restart := range map[string]bool{"running": false, "restarted": true} {
		for after, want := range map[time.Duration]center.ContactID{0: "c1", TokenWindow - time.Millisecond: "c1", TokenWindow: "c2", time.Hour: "c2"} {
			t.Run(name+" after "+after.String(), func(t *testing.T) {
				t.Parallel()
				c, kept := newRecordedCentre(t)
				c.queue("q")
				begin := func(id center.ContactID, ch center.Channel) center.ContactID {
					return c.do(StartContact{Contact: &center.Contact{ID: id, Channel: ch, Method: center.ByAPI, ClientToken: "token",
						Flow: center.FlowPosition{FlowID: "to-q"}}}).Result.ContactID
				}
				begin("c1", center.Task)
				if restart {
					c.restart(kept)
				}
				c.now = testStart.Add(after)
				if got := begin("c2", center.Task); got != want {
					t.Fatalf("the retry gave %s, want %s", got, want)
				}
				if got := begin("c3", center.Chat); got != "c3" {
					t.Fatalf("another channel gave %s", got)
				}
			})
		}
	}
}

// TestEngine_RankThenFreeAgent proves that a waiting contact whose rank was
// changed is still found by the next free agent.
func TestEngine_RankThenFreeAgent(t *testing.T) {
	t.Parallel()
	c := newCentre(t)
	c.queue("q")
	c.profile("p", one(1, false), everyChannel("q", 1, 0)...)
	c.agent("a", "p")
	busy := c.take("a", "q", center.Voice)
	id := c.start("q", center.Voice)
	c.rank(id, 0, -600)
	c.complete("a", busy)
	c.wantHolder(id, "a")
}

// TestEngine_SignInAndAvailableAtOnce proves Q5 where both come at one moment,
// as in a simulation: only the first Available of a login starts the timer.
func TestEngine_SignInAndAvailableAtOnce(t *testing.T) {
	t.Parallel()
	c := newCentre(t)
	c.queue("q")
	c.profile("p", one(1, false), everyChannel("q", 1, 0)...)
	c.agent("a", "p")
	c.at(minute).status("a", "lunch")
	c.at(2*minute).status("a", "available")
	if got := c.desk("a").Presence.Inbound; got != testStart {
		t.Fatalf("inbound counts from %v, want %v", got, testStart)
	}
}

// TestRestore_OffersWhatIsDue proves that a contact whose delay ended while the
// process was away is offered as soon as time passes, and not with whatever
// command comes next.
func TestRestore_OffersWhatIsDue(t *testing.T) {
	t.Parallel()
	c, kept := newRecordedCentre(t)
	c.queue("q")
	c.profile("p", one(1, false), everyChannel("q", 1, seconds(30))...)
	c.agent("a", "p")
	waiting := c.start("q", center.Chat)
	for _, late := range []time.Duration{seconds(30), time.Hour} {
		c.now = testStart.Add(late)
		c.restart(kept)
		if at, ok := c.e.Deadline(); !ok || at > c.now {
			t.Fatalf("after %v the deadline is %v %v, want one that is not to come", late, at, ok)
		}
	}
	c.do(Tick{})
	c.wantHolder(waiting, "a")
	if at, ok := c.e.Deadline(); !ok || at <= c.now {
		t.Fatalf("the deadline is %v %v, want the end of the ringing", at, ok)
	}
}
