package metric

import (
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"strowger/internal/center"
	"strowger/internal/routing"
)

const testNow = center.Instant(1_800_000_000_000)

var testStatuses = map[string]*center.AgentStatus{
	"available": {ID: "available", Type: center.Routable},
	"lunch":     {ID: "lunch", Type: center.Custom},
	"training":  {ID: "training", Type: center.Custom},
	"offline":   {ID: "offline", Type: center.Offline},
}

// media is a table of channels: concurrency by channel, 0 for one that is off.
func media(voice, chat, task int, mixed ...center.Channel) (m [center.Channels]center.MediaRule) {
	m[center.Voice].Concurrency, m[center.Chat].Concurrency, m[center.Task].Concurrency = voice, chat, task
	for _, ch := range mixed {
		m[ch].AnyChannel = true
	}
	return m
}

func newProfile(id string, m [center.Channels]center.MediaRule, pairs ...center.QueueConfig) *center.RoutingProfile {
	return &center.RoutingProfile{ID: center.RoutingProfileID(id), Media: m, Queues: pairs}
}

func pair(queue string, ch center.Channel) center.QueueConfig {
	return center.QueueConfig{QueueID: center.QueueID(queue), Channel: ch, Priority: 1}
}

// tally makes an agent of a profile without contacts; edit adds some.
func tally(p *center.RoutingProfile, status string, edit ...func(*routing.Tally)) routing.Tally {
	t := routing.Tally{User: &center.User{ID: "u"}, Profile: p, Status: testStatuses[status]}
	for _, change := range edit {
		change(&t)
	}
	return t
}

func connected(ch center.Channel) func(*routing.Tally) {
	return func(t *routing.Tally) { t.Connected[ch]++ }
}
func wrapUp(ch center.Channel) func(*routing.Tally) { return func(t *routing.Tally) { t.WrapUp[ch]++ } }
func ringing(ch center.Channel) func(*routing.Tally) {
	return func(t *routing.Tally) { t.Ringing[ch]++ }
}
func missed(ch center.Channel) func(*routing.Tally) { return func(t *routing.Tally) { t.Missed[ch]++ } }
func rejected(ch center.Channel) func(*routing.Tally) {
	return func(t *routing.Tally) { t.Rejected[ch]++ }
}
func failed(ch center.Channel) func(*routing.Tally) { return func(t *routing.Tally) { t.Failed[ch]++ } }
func free(voice, chat, task int16) func(*routing.Tally) {
	return func(t *routing.Tally) { t.Available = routing.Counts{voice, chat, task} }
}

// total is the one row without dimensions.
func total(t *testing.T, s Snapshot, scope Scope) Figures {
	t.Helper()
	rows := Current(&s, &scope)
	if len(rows) != 1 || rows[0].Key != (Key{}) {
		t.Fatalf("got %+v, want one row without dimensions", rows)
	}
	return rows[0].Figures
}

// Section 8.1 of the rules: what one agent adds to each figure.
func TestCurrent_OneAgent(t *testing.T) {
	t.Parallel()
	p := newProfile("p", media(1, 5, 0), pair("q", center.Voice), pair("q", center.Chat))
	tests := map[string]struct {
		agent routing.Tally
		want  Figures
	}{
		"available with nothing in hand": {tally(p, "available", free(1, 5, 0)),
			Figures{Online: 1, Available: 1, Staffed: 1, SlotsAvailable: 5}},
		"one chat of five is not available": {tally(p, "available", connected(center.Chat), free(0, 4, 0)),
			Figures{Online: 1, Staffed: 1, OnContact: 1, SlotsActive: 1, SlotsAvailable: 4}},
		"ringing is not on contact": {tally(p, "available", ringing(center.Voice)),
			Figures{Online: 1, Staffed: 1}},
		"after-contact work counts contacts": {tally(p, "available", wrapUp(center.Chat), wrapUp(center.Chat), free(0, 3, 0)),
			Figures{Online: 1, Staffed: 1, OnContact: 1, AfterContact: 2, SlotsActive: 2, SlotsAvailable: 3}},
		"a missed contact is an error": {tally(p, "available", missed(center.Voice)), Figures{Online: 1, Staffed: 1, Error: 1}},
		"a rejected one too":           {tally(p, "available", rejected(center.Chat)), Figures{Online: 1, Staffed: 1, Error: 1}},
		"a failed one too":             {tally(p, "available", failed(center.Voice)), Figures{Online: 1, Staffed: 1, Error: 1}},
		"custom status on a contact is non-productive": {tally(p, "lunch", connected(center.Voice)),
			Figures{Online: 1, NonProductive: 1, OnContact: 1, SlotsActive: 1}},
		"offline with work left": {tally(p, "offline", wrapUp(center.Voice)),
			Figures{OnContact: 1, AfterContact: 1, SlotsActive: 1}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := total(t, Snapshot{Agents: []routing.Tally{test.agent}}, Scope{}); got != test.want {
				t.Errorf("got  %+v\nwant %+v", got, test.want)
			}
		})
	}
}

// The identity check of the documents: 30 online, 30 non-productive, 1 on a call
// and 0 available agree.
func TestCurrent_AllInCustomStatuses(t *testing.T) {
	t.Parallel()
	p := newProfile("p", media(1, 0, 0), pair("q", center.Voice))
	s := Snapshot{Agents: []routing.Tally{tally(p, "lunch", connected(center.Voice))}}
	for range 29 {
		s.Agents = append(s.Agents, tally(p, "training"))
	}
	got := total(t, s, Scope{Queues: []center.QueueID{"q"}})
	if want := (Figures{Online: 30, NonProductive: 30, OnContact: 1, SlotsActive: 1}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

// R4.12: the first that applies wins.
func TestDoing(t *testing.T) {
	t.Parallel()
	p := newProfile("p", media(1, 5, 5))
	inHand := []func(*routing.Tally){ringing(center.Task), wrapUp(center.Voice), connected(center.Chat),
		rejected(center.Chat), missed(center.Task), failed(center.Voice)}
	want := []Activity{Incoming, AfterContactWork, OnContact, WithRejected, WithMissed, InError}
	for i := range inHand {
		for _, status := range []string{"available", "lunch", "offline"} {
			agent := tally(p, status, inHand[:i+1]...)
			if got := Doing(&agent); got != want[i] {
				t.Errorf("%s with the first %d states: %s, want %s", status, i+1, got, want[i])
			}
		}
	}
	for status, want := range map[string]Activity{"available": Idle, "lunch": OnCustomStatus, "offline": SignedOff} {
		agent := tally(p, status)
		if got := Doing(&agent); got != want {
			t.Errorf("%s: %s, want %s", status, got, want)
		}
	}
}

// R3.12, Q25: free slots over several channels.
func TestFreeSlots(t *testing.T) {
	t.Parallel()
	exclusive := newProfile("p", media(1, 3, 0))
	mixed := newProfile("m", media(1, 3, 2, center.Task))
	tests := []struct {
		name  string
		agent routing.Tally
		of    channels
		want  int
	}{
		{"one voice or three chats: three", tally(exclusive, "available", free(1, 3, 0)), allChannels, 3},
		{"on one chat two remain, not three", tally(exclusive, "available", connected(center.Chat), free(0, 2, 0)), allChannels, 2},
		{"on a call none", tally(exclusive, "available", connected(center.Voice), free(0, 0, 0)), allChannels, 0},
		{"one channel by itself", tally(exclusive, "available", free(1, 3, 0)), 1 << center.Voice, 1},
		{"with a channel that mixes: the sum", tally(mixed, "available", free(1, 3, 2)), allChannels, 6},
		{"without it: the largest", tally(mixed, "available", free(1, 3, 2)), 1<<center.Voice | 1<<center.Chat, 3},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got := freeSlots(&test.agent, test.of); got != test.want {
				t.Errorf("got %d, want %d", got, test.want)
			}
		})
	}
}

// OLDEST_CONTACT_AGE: seconds with grouping, milliseconds without (section 8.1
// of the rules).
func TestFigures_OldestContactAge(t *testing.T) {
	t.Parallel()
	f := Figures{Oldest: 12_345 * time.Millisecond}
	for grouped, want := range map[bool]float64{true: 12, false: 12_345} {
		if got, ok := f.Value(OldestContactAge, grouped); !ok || got != want {
			t.Errorf("grouped %v: %v, want %v", grouped, got, want)
		}
	}
	if _, ok := f.Value(EstimatedWaitTime, true); ok || !EstimatedWaitTime.Known() {
		t.Error("an estimate that was not made has a value")
	}
	f.Estimate, f.Estimated = 12_600*time.Millisecond, true
	if got, ok := f.Value(EstimatedWaitTime, true); !ok || got != 13 {
		t.Errorf("an estimate of 12.6 s is shown as %v", got)
	}
	if Name("MOOD").Known() {
		t.Error("a metric that nobody works out is known")
	}
}

// groups shows rows in short: dimensions, agents online, contacts waiting.
func groups(rows []Row) (list []string) {
	for _, r := range rows {
		list = append(list, fmt.Sprintf("%s %s %s %s: %d %d", r.Key.QueueID, r.Key.Channel, r.Key.ProfileID, r.Key.StatusID, r.Online, r.InQueue))
	}
	return list
}

// An agent belongs to the queues of its profile, on the channels that the pair
// and the profile have (R1.1e, R1.1f); a waiting contact to its queue.
func TestCurrent_Groups(t *testing.T) {
	t.Parallel()
	// p has the task pair of q2 but not the channel: tasks are off (R3.1).
	p := newProfile("p", media(1, 2, 0), pair("q1", center.Voice), pair("q1", center.Chat), pair("q2", center.Task))
	r := newProfile("r", media(0, 0, 3), pair("q2", center.Task))
	bare := newProfile("bare", media(1, 0, 0)) // no pairs: outbound only (R1.1g)
	s := Snapshot{At: testNow, Profiles: []*center.RoutingProfile{p, r},
		Agents: []routing.Tally{tally(p, "available"), tally(p, "lunch"), tally(r, "available"), tally(bare, "available")},
		Lines: []Line{
			{QueueID: "q1", Channel: center.Voice, LineView: routing.LineView{Waiting: 2, Oldest: testNow.Add(-5 * time.Second)}},
			{QueueID: "q2", Channel: center.Task, LineView: routing.LineView{Waiting: 1, Oldest: testNow.Add(-9 * time.Second)}},
			{QueueID: "q3", Channel: center.Chat, LineView: routing.LineView{Waiting: 4, Oldest: testNow}},
		}}
	tests := map[string]struct {
		scope Scope
		want  []string
	}{
		"all together": {Scope{}, []string{" VOICE  : 4 7"}},
		"by queue":     {Scope{By: ByQueue}, []string{"q1 VOICE  : 2 2", "q2 VOICE  : 3 1", "q3 VOICE  : 0 4"}},
		"by channel":   {Scope{By: ByChannel}, []string{" VOICE  : 3 2", " CHAT  : 2 4", " TASK  : 1 1"}},
		"by queue and channel": {Scope{By: ByQueue | ByChannel},
			[]string{"q1 VOICE  : 2 2", "q1 CHAT  : 2 0", "q2 TASK  : 1 1", "q3 CHAT  : 0 4"}},
		"by profile":         {Scope{By: ByProfile}, []string{" VOICE bare : 1 0", " VOICE p : 2 3", " VOICE r : 1 1"}},
		"one channel":        {Scope{Channels: []center.Channel{center.Chat}, By: ByProfile}, []string{" VOICE p : 2 0"}},
		"one queue":          {Scope{Queues: []center.QueueID{"q2"}, By: ByProfile}, []string{" VOICE p : 2 1", " VOICE r : 1 1"}},
		"by queue, status":   {Scope{By: ByQueue | ByStatus}, []string{"q1 VOICE  available: 1 0", "q1 VOICE  lunch: 1 0", "q2 VOICE  available: 2 0", "q2 VOICE  lunch: 1 0"}},
		"agents at lunch":    {Scope{Statuses: []center.AgentStatusID{"lunch"}, By: ByQueue}, []string{"q1 VOICE  : 1 2", "q2 VOICE  : 1 1", "q3 VOICE  : 0 4"}},
		"profile by channel": {Scope{By: ByProfile | ByChannel}, []string{" VOICE bare : 1 0", " VOICE p : 2 2", " CHAT p : 2 0", " TASK p : 0 1", " TASK r : 1 1"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			limited := s
			limited.Lines = slices.DeleteFunc(slices.Clone(s.Lines), func(l Line) bool { return !test.scope.has(l.Channel) || !test.scope.hasQueue(l.QueueID) })
			if got := groups(Current(&limited, &test.scope)); !sameSet(got, test.want) {
				t.Errorf("got  %q\nwant %q", got, test.want)
			}
		})
	}
	all := total(t, s, Scope{})
	if all.Oldest != 9*time.Second {
		t.Errorf("the oldest waits for %v, want 9 s", all.Oldest)
	}
}

func sameSet(a, b []string) bool {
	count := map[string]int{}
	for _, s := range a {
		count[s]++
	}
	for _, s := range b {
		count[s]--
	}
	for _, n := range count { // order: any difference decides
		if n != 0 {
			return false
		}
	}
	return len(a) == len(b)
}

// Nothing found makes an empty list, not a row of zeros.
func TestCurrent_NothingFound(t *testing.T) {
	t.Parallel()
	p := newProfile("p", media(1, 0, 0), pair("q", center.Voice))
	s := Snapshot{Agents: []routing.Tally{tally(p, "offline")}}
	for _, by := range []Group{0, ByQueue, ByChannel, ByProfile} {
		if rows := Current(&s, &Scope{By: by}); len(rows) != 0 {
			t.Errorf("by %d: %+v", by, rows)
		}
	}
}

// Rows come in the order of queue, channel, profile and status.
func TestCurrent_Order(t *testing.T) {
	t.Parallel()
	var s Snapshot
	for i := range 20 {
		p := newProfile(fmt.Sprintf("p%02d", (i*7)%20), media(1, 1, 0), pair(fmt.Sprintf("q%02d", (i*3)%20), center.Voice), pair("q00", center.Chat))
		s.Agents = append(s.Agents, tally(p, "available"))
	}
	first := Current(&s, &Scope{By: ByQueue | ByProfile})
	for range 5 {
		if again := Current(&s, &Scope{By: ByQueue | ByProfile}); !reflect.DeepEqual(first, again) {
			t.Fatalf("another order:\n%q\n%q", groups(first), groups(again))
		}
	}
	for i := 1; i < len(first); i++ {
		if a, b := first[i-1].Key, first[i].Key; a.QueueID > b.QueueID || (a.QueueID == b.QueueID && a.ProfileID >= b.ProfileID) {
			t.Errorf("%+v before %+v", a, b)
		}
	}
}

// Whatever agents do: online is staffed and non-productive together, the
// available are a part of the staffed, and because an agent has one profile,
// the figures by profile sum up to the whole.
func TestCurrent_Identities(t *testing.T) {
	t.Parallel()
	profiles := []*center.RoutingProfile{
		newProfile("a", media(1, 3, 5), pair("q", center.Voice), pair("q", center.Task)),
		newProfile("b", media(1, 0, 2, center.Task), pair("r", center.Task)),
		newProfile("c", media(0, 2, 0)),
	}
	rapid.Check(t, func(t *rapid.T) {
		var s Snapshot
		count := rapid.Custom(func(t *rapid.T) (n routing.Counts) {
			for ch := range n {
				n[ch] = rapid.SampledFrom([]int16{0, 0, 0, 1, 2}).Draw(t, "contacts")
			}
			return n
		})
		for range rapid.IntRange(0, 12).Draw(t, "agents") {
			agent := routing.Tally{User: &center.User{}, Profile: rapid.SampledFrom(profiles).Draw(t, "profile"),
				Status:  testStatuses[rapid.SampledFrom([]string{"available", "lunch", "offline"}).Draw(t, "status")],
				Ringing: count.Draw(t, "ringing"), Connected: count.Draw(t, "connected"), WrapUp: count.Draw(t, "wrap-up"), Missed: count.Draw(t, "missed")}
			if agent.Status.Type == center.Routable { // the engine gives nobody else a free slot
				agent.Available = count.Draw(t, "free")
			}
			s.Agents = append(s.Agents, agent)
		}
		var whole, sum Figures
		for _, r := range Current(&s, &Scope{}) {
			whole = r.Figures
		}
		for _, r := range Current(&s, &Scope{By: ByProfile}) {
			sum = Figures{sum.Online + r.Online, sum.Available + r.Available, sum.OnContact + r.OnContact,
				sum.NonProductive + r.NonProductive, sum.Error + r.Error, sum.Staffed + r.Staffed, sum.AfterContact + r.AfterContact,
				sum.SlotsActive + r.SlotsActive, sum.SlotsAvailable + r.SlotsAvailable, 0, 0, 0, 0, false}
		}
		switch {
		case whole.Online != whole.Staffed+whole.NonProductive:
			t.Fatalf("online is not staffed and non-productive: %+v", whole)
		case whole.Available > whole.Staffed || whole.AfterContact > whole.SlotsActive || whole.OnContact > whole.SlotsActive:
			t.Fatalf("a part is larger than the whole: %+v", whole)
		case sum != whole:
			t.Fatalf("by profile %+v, together %+v", sum, whole)
		}
	})
}
