package sim

import (
	"context"
	"errors"
	"fmt"

	"strowger/internal/center"
	"strowger/internal/routing"
	"strowger/internal/store"
	"strowger/internal/tenant"
)

// Config says what a world is made of.
type Config struct {
	Store    store.Store
	Instance center.InstanceID
	Start    center.Instant
	Seed     uint64                 // of everything that is drawn
	Hear     func(tenant.Published) // hears what is published; may be nil
}

// World is one instance in virtual time, with the people who use it. It belongs
// to one goroutine.
type World struct {
	ctx    context.Context
	config Config
	tenant *tenant.Tenant
	now    center.Instant
	agenda agenda
	desks  []*Desk
	made   int64 // contacts so far
	failed []error

	// Carry brings a command of a person to the instance, and the answer back. It
	// is Send unless a test puts a bad network in its place.
	Carry func(cmd routing.Command, answer func(routing.Result, error))
}

// Open loads the instance from the store, as the server does, as of the start.
func Open(ctx context.Context, c Config) (*World, error) {
	w := &World{ctx: ctx, config: c, now: c.Start}
	w.Carry = w.Send
	return w, w.Restart()
}

// Restart builds the instance anew from its store, whoever had it before. The
// desks connect again.
func (w *World) Restart() error {
	wiring := tenant.Wiring{Store: w.config.Store, Report: func(err error) { w.failed = append(w.failed, err) }}
	if w.config.Hear != nil {
		wiring.Subscribers = append(wiring.Subscribers, w.config.Hear)
	}
	t, err := tenant.OpenAt(w.ctx, w.now, wiring, w.config.Instance)
	if err != nil {
		return err
	}
	w.tenant = t
	for _, d := range w.desks {
		d.connect()
	}
	return nil
}

// Now returns the virtual time.
func (w *World) Now() center.Instant { return w.now }

// Tenant returns the shell that runs the instance.
func (w *World) Tenant() *tenant.Tenant { return w.tenant }

// Failures returns what the shell reported of commits, and forgets it.
func (w *World) Failures() []error {
	failed := w.failed
	w.failed = nil
	return failed
}

// At plans an act. A moment that is past counts as now.
func (w *World) At(at center.Instant, do func()) { w.agenda.add(max(at, w.now), do) }

// Step makes the next thing happen, if it is due until that moment: what the
// engine waits for, or an act. It returns false when nothing is, and the time
// is then that moment.
func (w *World) Step(until center.Instant) bool {
	at, planned := w.agenda.next()
	due, armed := w.tenant.Engine().Deadline()
	switch {
	case armed && due <= until && (!planned || due < at):
		w.now = max(due, w.now)
		w.Process(routing.Tick{})
	case planned && at <= until:
		w.now = at
		w.agenda.pop().do()
	default:
		w.now = max(until, w.now)
		return false
	}
	return true
}

// Run makes everything happen until that moment.
func (w *World) Run(until center.Instant) {
	for w.Step(until) {
	}
}

// Process gives the instance a batch of commands now, and lets the desks see
// what came of it.
func (w *World) Process(commands ...routing.Command) ([]routing.Result, []error) {
	results, errs := w.tenant.Process(w.ctx, w.now, commands...)
	for _, d := range w.desks {
		d.hear()
	}
	return results, errs
}

// Send is the network when nothing is wrong with it.
func (w *World) Send(cmd routing.Command, answer func(routing.Result, error)) {
	results, errs := w.Process(cmd)
	answer(results[0], errs[0])
}

// Set configures the centre: it puts resources that are new, in that order, and
// fails with the first refusal.
func (w *World) Set(resources ...center.Resource) error {
	for _, r := range resources {
		if _, errs := w.Process(routing.Put{Resource: r}); errs[0] != nil {
			return fmt.Errorf("put %s %s: %w", r.RecordKind().Noun(), r.RecordKey(), errs[0])
		}
	}
	return nil
}

// Available lets agents come to work: they are in the first routable status.
func (w *World) Available(users ...center.UserID) error {
	for st := range w.tenant.Directory().Statuses.All() {
		if st.Type != center.Routable {
			continue
		}
		for _, u := range users {
			if _, errs := w.Process(routing.SetStatus{UserID: u, StatusID: st.ID}); errs[0] != nil {
				return errs[0]
			}
		}
		return nil
	}
	return center.Errorf(center.NotFound, "The centre has no status in which agents get work.")
}

// NewContactID returns an id as the server makes them, of the virtual time: a
// UUIDv7 whose other digits count.
func (w *World) NewContactID() center.ContactID {
	w.made++
	return center.ContactID(fmt.Sprintf("%08x-%04x-7000-8000-%012x", int64(w.now)>>16, int64(w.now)&0xffff, w.made))
}

// lost reports whether a command may or may not have taken effect.
func lost(err error) bool { return errors.Is(err, center.Unavailable) }
