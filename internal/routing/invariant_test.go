package routing

import (
	"fmt"
	"slices"

	"strowger/internal/center"
	"strowger/internal/store"
)

// What must hold after every step beside what Audit says.

// checkInvariants looks at the engine as it stands after a command.
func (d *duel) checkInvariants(cmd Command, events []Event) {
	d.Helper()
	if err := d.e.Audit(); err != nil {
		d.fail("%v", err)
	}
	routed := d.routed(cmd, events)
	for a := range d.e.Agents() {
		for _, c := range a.Contacts {
			if routed[c.ID] && c.AgentSince == d.now && a.Profile.Stamp.Modified < d.now && a.User.Stamp.Modified < d.now {
				d.checkNewest(a, c)
			}
		}
	}
	d.checkTimers()
	d.checkIndexes(d.e)
	for _, started := range d.m.contacts {
		d.checkConserved(started)
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

// checkConserved says that a started contact is in the engine, or has ended once
// and left a finished record.
func (d *duel) checkConserved(started *center.Contact) {
	if _, live := d.e.Contact(started.ID); !live {
		d.checkOver(started)
	} else if d.over[started.ID] {
		d.fail("contact %s was over and came back", started.ID)
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
