package sim

import (
	"math"
	"testing"
	"time"

	"strowger/internal/center"
	"strowger/internal/routing"
	"strowger/internal/store/memory"
	"strowger/internal/tenant"
)

// guess is what was said of a wait, and what it then was.
type guess struct {
	place     int
	said, was time.Duration
}

// TestEstimate holds the estimated wait (R2.27) against what then happened, in
// centres whose contacts come and are done at random moments. Each contact is
// asked about when it enters the queue; those count that never give up, since an
// estimate is of the wait of one that stays. In the mean over the run the
// estimate must be within a twelfth of the wait, whatever the place in the queue.
// A single one cannot be: the wait at place k has itself a spread of one to the
// square root of k.
func TestEstimate(t *testing.T) {
	t.Parallel()
	for _, of := range []struct {
		name     string
		patience time.Duration // of all but the few who are asked about
		perHour  float64
	}{
		{"all stay", 0, 280},
		{"many leave", 2 * minute, 420},
	} {
		t.Run(of.name, func(t *testing.T) {
			t.Parallel()
			guesses := watchEstimates(t, of.name, of.perHour, of.patience)
			for _, places := range [][2]int{{1, 4}, {5, 10}, {11, 20}, {1, math.MaxInt}} {
				n, said, was := 0, 0.0, 0.0
				for _, g := range guesses {
					if g.place >= places[0] && g.place <= places[1] {
						n, said, was = n+1, said+g.said.Seconds(), was+g.was.Seconds()
					}
				}
				t.Logf("places %d to %d: %d contacts, estimate %.1f s, wait %.1f s", places[0], min(places[1], 999), n, said/float64(n), was/float64(n))
				if n < 400 || math.Abs(said/was-1) > 1./12 {
					t.Errorf("places %d to %d: %d contacts were to wait %.1f s and waited %.1f s", places[0], places[1], n, said/float64(n), was/float64(n))
				}
			}
		})
	}
}

// watchEstimates runs a centre of ten agents who take two minutes for a contact.
func watchEstimates(t *testing.T, name string, perHour float64, patience time.Duration) (guesses []guess) {
	t.Helper()
	open := map[center.ContactID]guess{}
	stays := map[center.ContactID]bool{}
	var w *World
	hear := func(p tenant.Published) {
		for _, e := range p.Events {
			switch e.Kind {
			case routing.ContactQueued:
				place, waits := w.Tenant().Engine().Position(e.ContactID)
				said, ok := w.Tenant().Engine().EstimateWait(e.ContactID)
				if ok && waits && stays[e.ContactID] {
					open[e.ContactID] = guess{place: place, said: said, was: -time.Duration(e.At)}
				}
			case routing.OfferAccepted:
				if g, ok := open[e.ContactID]; ok {
					g.was += time.Duration(e.At)
					g.was *= time.Millisecond
					guesses = append(guesses, g)
					delete(open, e.ContactID)
				}
			}
		}
	}
	w, err := Open(t.Context(), Config{Store: memory.New(), Instance: instance, Start: start, Seed: 11, Hear: hear})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Set(office(Model{Agents: 10, Places: Endless})...); err != nil {
		t.Fatal(err)
	}
	end := start.Add(hours(25_000 / perHour))
	handle := 2 * minute
	most := w.Invite(Traffic{Name: name, Channel: center.Voice, Flow: "to-q", PerHour: perHour * 0.8, Handle: handle, Patience: patience}, end)
	few := w.Invite(Traffic{Name: name + ", who stay", Channel: center.Voice, Flow: "to-q", PerHour: perHour * 0.2, Handle: handle}, end)
	w.Carry = func(cmd routing.Command, answer func(routing.Result, error)) {
		if c, ok := cmd.(routing.StartContact); ok {
			_, stays[c.Contact.ID] = few.handle[c.Contact.ID]
			stays[c.Contact.ID] = stays[c.Contact.ID] || patience == 0
		}
		w.Send(cmd, answer)
	}
	for u := range w.Tenant().Directory().Users.All() {
		w.Staff(u.ID, func(user center.UserID, h Held) (time.Duration, routing.Command) {
			if _, ok := few.handle[h.Contact]; ok {
				return few.Served(user, h)
			}
			return most.Served(user, h)
		})
		if err := w.Available(u.ID); err != nil {
			t.Fatal(err)
		}
	}
	w.Run(end)
	return guesses
}
