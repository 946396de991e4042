package routing

import (
	"fmt"
	"slices"

	"strowger/internal/center"
	"strowger/internal/store"
)

// What must hold after every step, said without the oracle's state, from the
// views of the engine and the records alone.

// checkInvariants looks at the engine as it stands after a command.
func (d *duel) checkInvariants(cmd Command, events []Event) {
	d.Helper()
	if at, ok := d.e.Deadline(); ok && at <= d.now {
		d.fail("the deadline %v is not after %v: whoever sleeps until then never rests", at, d.now)
	}
	var agents []AgentView
	for v := range d.e.Agents() {
		agents = append(agents, v)
	}
	desks := map[center.ContactID]center.UserID{}
	routed := d.routed(cmd, events)
	for _, a := range agents {
		d.checkDesk(a, desks)
		for _, c := range a.Contacts {
			if routed[c.ID] && c.AgentSince == d.now && a.Profile.Stamp.Modified < d.now && a.User.Stamp.Modified < d.now {
				d.checkNewest(a, c)
			}
		}
	}
	d.checkTimers()
	d.checkIndexes(d.e)
	for _, started := range d.m.contacts {
		c, live := d.e.Contact(started.ID)
		d.checkConserved(started, c, live, desks)
		if live {
			d.checkSteps(c)
		}
		if live && c.State == center.Waiting {
			for _, a := range agents {
				if d.m.permitted(d.m.agents[a.User.ID]) && mayOffer(d.now, a, c) {
					d.fail("%s is idle beside %s: the matcher is not work-conserving", a.User.ID, c.ID)
				}
			}
		}
	}
}

// checkDesk says that each contact is at one agent, and none above the limits
// that held when it came (promise: never above a concurrency or across a
// cross-channel rule).
func (d *duel) checkDesk(a AgentView, desks map[center.ContactID]center.UserID) {
	var slots [center.Channels]int
	for _, c := range a.Contacts {
		if other, twice := desks[c.ID]; twice {
			d.fail("contact %s is at %s and at %s", c.ID, other, a.User.ID)
		}
		desks[c.ID] = a.User.ID
		if c.AgentID != a.User.ID {
			d.fail("contact %s is at the desk of %s and says %s", c.ID, a.User.ID, c.AgentID)
		}
		if c.AgentState != center.AgentPaused { // R3.14
			slots[c.Channel]++
		}
	}
	for _, u := range a.Presence.Uncleared {
		slots[u.Channel]++
	}
	if slots != a.Occupied {
		d.fail("%s has %v contacts and %v slots taken", a.User.ID, slots, a.Occupied)
	}
}

// routed are the contacts that this command and the time before it brought to
// an agent by routing. What an agent was given by hand, or had resumed, may
// stand above the limits (R3.10), and so that agent is left out.
func (d *duel) routed(cmd Command, events []Event) map[center.ContactID]bool {
	beyond := center.UserID("")
	switch cmd := cmd.(type) {
	case Assign:
		beyond = cmd.UserID
	case Resume:
		if c, ok := d.e.Contact(cmd.ContactID); ok {
			beyond = c.AgentID
		}
	}
	found := map[center.ContactID]bool{}
	for _, e := range events {
		if e.Kind == OfferMade && e.At == d.now && (beyond == "" || e.UserID != beyond) {
			found[e.ContactID] = true
		}
	}
	return found
}

// checkSteps says that one routing step at most is active, in a queue only, and
// that of a joined contact the step that made the match alone is joined.
func (d *duel) checkSteps(c center.Contact) {
	for i, criteria := range c.Criteria {
		active, joined := 0, 0
		for n, s := range criteria.Steps {
			switch s.Status {
			case center.StepActive:
				active++
			case center.StepJoined:
				joined++
				if n+1 != c.Matched {
					d.fail("step %d of %s is joined, step %d made the match", n+1, c.ID, c.Matched)
				}
			}
		}
		last := i == len(c.Criteria)-1
		if active > 1 || active > 0 && (!last || c.State != center.Waiting && c.State != center.Offered) {
			d.fail("%s is %s and has %d active steps in its criteria %d", c.ID, c.State, active, criteria.Index)
		}
		taken := c.ToAgent != 0 || c.Method == center.Callback && c.Dial.Since != 0
		if want := last && taken && c.Matched > 0; (joined == 1) != want || joined > 1 {
			d.fail("%s, joined %v by step %d, has %d joined steps in its criteria %d", c.ID, taken, c.Matched, joined, criteria.Index)
		}
	}
	if n := len(c.Criteria); n > center.MaxCriteriaKept {
		d.fail("%s keeps %d criteria", c.ID, n) // R6.16
	}
}

// checkTimers says that every timer of a contact belongs to something that is
// still to come of it: none outlives its contact. The timer of a delay belongs
// to its line; it may find nobody there any more, and is then gone.
func (d *duel) checkTimers() {
	moments := map[center.Instant]bool{}
	d.m.moments(func(at center.Instant) { moments[at] = true })
	for i, a := range d.e.timers.heap {
		t := a.timer
		if _, line := t.owner.(*delay); !line && !moments[t.at] {
			d.fail("nothing is to happen at %v, and a %T is set", t.at, t.owner)
		}
		if turn := t.owner.turn(); a.at != t.at || a.phase != turn.phase || a.since != turn.since || t.index != i+1 {
			d.fail("the timer %+v of a %T with turn %+v stands at %d as %+v", t, t.owner, turn, i, a)
		}
		if i > 0 && a.before(&d.e.timers.heap[(i-1)/2]) {
			d.fail("the heap of timers is out of order at %d", i)
		}
	}
}

// checkPause says that no agent comes to more paused tasks than tasks at once by
// a pause (R3.14).
func (d *duel) checkPause(cmd Command) {
	pause, ok := cmd.(Pause)
	if !ok {
		return
	}
	c, _ := d.e.Contact(pause.ContactID)
	if c.AgentID == "" {
		return
	}
	v, _ := d.e.Agent(c.AgentID)
	paused := 0
	for _, held := range v.Contacts {
		if held.AgentState == center.AgentPaused {
			paused++
		}
	}
	if most := v.Profile.Media[center.Task].Concurrency; paused > most {
		d.fail("%s has %d tasks paused, and may have %d", c.AgentID, paused, most)
	}
}

// checkNewest says that an offer made just now, under a profile that is older,
// keeps the limits of the profile.
func (d *duel) checkNewest(a AgentView, c center.Contact) {
	slots := a.Occupied[c.Channel]
	for _, other := range a.Contacts { // a paused task that has just ended has its slot back, whatever came meanwhile
		if other.Channel == c.Channel && other.AgentState == center.AgentEnded && other.AgentSince == d.now && other.Pauses.Count > 0 {
			slots--
		}
	}
	if slots > a.Profile.Media[c.Channel].Concurrency {
		d.fail("%s was offered %s above its concurrency", a.User.ID, c.ID)
	}
	for ch := range center.Channel(center.Channels) {
		if ch != c.Channel && a.Occupied[ch] > 0 && !a.Profile.Media[ch].AnyChannel && !newer(a, ch, c) {
			d.fail("%s was offered %s across a channel that stands alone", a.User.ID, c.ID)
		}
	}
}

// newer says whether all contacts of the channel came at the same moment as c:
// then c may have been the first.
func newer(a AgentView, ch center.Channel, c center.Contact) bool {
	for _, other := range a.Contacts {
		if other.Channel == ch && other.AgentState != center.AgentPaused && other.AgentSince < c.AgentSince {
			return false
		}
	}
	return true
}

// mayOffer is canOffer of section 0.4 over what the views show.
func mayOffer(now center.Instant, a AgentView, c center.Contact) bool {
	if a.Status.Type != center.Routable || a.Presence.NextStatus != "" || len(a.Presence.Uncleared) > 0 {
		return false
	}
	if a.Occupied[c.Channel] >= a.Profile.Media[c.Channel].Concurrency {
		return false
	}
	for ch, n := range a.Occupied {
		if center.Channel(ch) != c.Channel && n > 0 && !a.Profile.Media[ch].AnyChannel {
			return false
		}
	}
	if c.Target.UserID != "" {
		return c.Target.UserID == a.User.ID
	}
	if cur := len(c.Criteria) - 1; cur >= 0 {
		for _, s := range c.Criteria[cur].Steps {
			if s.Status == center.StepActive && !fits(s.Expression, *a.User) {
				return false
			}
		}
	}
	for _, p := range a.Profile.Queues {
		if p.QueueID == c.Target.QueueID && p.Channel == c.Channel {
			return now.Sub(c.Enqueued) >= p.Delay
		}
	}
	return false
}

// checkConserved says that a started contact is in exactly one place, or has
// ended once and left a finished record.
func (d *duel) checkConserved(started *center.Contact, c center.Contact, live bool, desks map[center.ContactID]center.UserID) {
	user, atDesk := desks[started.ID]
	if !live {
		if atDesk {
			d.fail("contact %s left the engine and is at the desk of %s", started.ID, user)
		}
		d.checkOver(started)
		return
	}
	if d.over[c.ID] {
		d.fail("contact %s was over and came back as %s", c.ID, c.State)
	}
	switch c.State {
	case center.Waiting, center.Paused, center.InFlow, center.Scheduled:
		if atDesk || c.AgentID != "" {
			d.fail("contact %s waits and is at %q", c.ID, user)
		}
	case center.Dialing: // with an agent or before its flow
		if user != c.AgentID {
			d.fail("contact %s is being dialled with %q, but at the desk of %q", c.ID, c.AgentID, user)
		}
	case center.Offered, center.Connected, center.Ended:
		if !atDesk || user != c.AgentID {
			d.fail("contact %s is %s with %q, but at the desk of %q", c.ID, c.State, c.AgentID, user)
		}
	default:
		d.fail("contact %s is in state %s", c.ID, c.State)
	}
}

// checkOver says that a contact that has just left the engine ended once, and
// that its record says so, in agreement with the oracle.
func (d *duel) checkOver(started *center.Contact) {
	if d.over[started.ID] {
		return
	}
	d.over[started.ID] = true
	if n := d.ends[started.ID]; n != 1 {
		d.fail("contact %s ended %d times", started.ID, n)
	}
	stored, ok := d.stored(center.KindContact, string(started.ID)).(*center.Contact)
	if !ok {
		d.fail("contact %s is over and has no record", started.ID)
	}
	want, got := plain(*started), plain(*stored)
	want.AgentSince, got.AgentSince = 0, 0
	if stored.Live() || stored.Ended == 0 || text(want) != text(got) {
		d.fail("the record of %s differs (- oracle, + engine):\n%s", started.ID, difference(text(want), text(got)))
	}
}

// desks is what each agent sees: status, next status, uncleared offers, contacts
// and their states.
func (d *duel) desks() map[center.UserID]string {
	seen := map[center.UserID]string{}
	for v := range d.e.Agents() {
		p := v.Presence
		shown := fmt.Sprint(p.StatusID, p.Since, p.NextStatus, p.Uncleared)
		for _, c := range v.Contacts {
			shown += fmt.Sprint(c.ID, c.AgentState, c.AgentSince)
		}
		seen[v.User.ID] = shown
	}
	return seen
}

// checkNotified says that every agent whose desk changed is told.
func (d *duel) checkNotified(before map[center.UserID]string, told []Effect) {
	for id, after := range d.desks() {
		if shown, known := before[id]; known && shown != after && !slices.Contains(told, Effect{Agent: id}) {
			d.fail("the desk of %s changed and nobody told it", id)
		}
	}
}

// checkDeadline says that the engine had announced the first thing that the
// passing of time brought about.
func (d *duel) checkDeadline(events []Event, deadline center.Instant, armed bool) {
	if len(events) == 0 || events[0].At == d.now {
		return
	}
	if first := events[0].At; !armed || deadline > first {
		d.fail("something fell due at %v, the deadline was %v (%v)", first, deadline, armed)
	}
}

// collect takes in the records that changed, as the shell stores them.
func (d *duel) collect(changes []Change) {
	for _, ch := range changes {
		key := fmt.Sprint(ch.Record.RecordKind(), "/", ch.Record.RecordKey())
		if ch.Removed {
			delete(d.store, key)
			continue
		}
		row, err := store.Encode(ch.Record)
		if err != nil {
			d.fail("encode: %v", err)
		}
		d.store[key] = row
	}
}

// stored decodes one record, nil where there is none.
func (d *duel) stored(kind center.ResourceKind, key string) center.Record {
	row, ok := d.store[fmt.Sprint(kind, "/", key)]
	if !ok {
		return nil
	}
	r, err := store.Decode(row.Kind, row.Body)
	if err != nil {
		d.fail("decode: %v", err)
	}
	return r
}

// snapshot decodes all records, in an order that means nothing.
func (d *duel) snapshot() *Snapshot {
	s := &Snapshot{}
	for _, row := range d.store { // order: a snapshot takes its records in any order
		r, err := store.Decode(row.Kind, row.Body)
		if err != nil {
			d.fail("decode: %v", err)
		}
		s.Add(r)
	}
	return s
}
