package sim

import (
	"context"
	"fmt"
	"math/rand/v2"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"strowger/internal/center"
	"strowger/internal/routing"
	"strowger/internal/store"
	"strowger/internal/tenant"
)

// trial is one run of a random centre under random use and random faults, with
// all that must hold checked after each batch. The seed decides everything.
type trial struct {
	ctx   context.Context
	seed  uint64
	steps int             // batches before the centre is brought to rest
	spare map[string]bool // acts and faults that do not happen
	rng   *rand.Rand
	store *frail
	w     *World
	twin  *routing.Engine // restored from the store, and stepped beside; nil: none

	image     string // of the engine after the last batch
	atCommit  string // of the engine when the last batch came to the store
	published []routing.Event
	ledger    *ledger
	all       map[center.ContactID]bool // contacts that are known to have begun
	tokens    map[string]center.ContactID
	outbox    []errand
	flushing  bool
	calm      bool // no more faults
	step      int
	away      map[center.UserID]bool
	log       strings.Builder
}

// errand is a command on its way, with who waits for the answer.
type errand struct {
	cmd    routing.Command
	answer func(routing.Result, error)
}

// failure is what ends a trial.
type failure struct{ text string }

func (t *trial) fail(format string, args ...any) { panic(failure{fmt.Sprintf(format, args...)}) }

const (
	instance  = "i"
	offline   = "offline"
	available = "available"
)

var start = center.At(time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC))

// newTrial opens an empty instance on the store.
func newTrial(ctx context.Context, seed uint64, steps int, st store.Store, spare map[string]bool) *trial {
	t := &trial{ctx: ctx, seed: seed, steps: steps, spare: spare, rng: rand.New(rand.NewPCG(seed, 1)), store: &frail{Store: st},
		all: map[center.ContactID]bool{}, tokens: map[string]center.ContactID{}, away: map[center.UserID]bool{}}
	t.store.at = func() {
		if t.store.next.written() && t.store.next != fine {
			t.atCommit = image(t.w.tenant.Engine())
		}
	}
	w, err := Open(ctx, Config{Store: t.store, Instance: instance, Start: start, Seed: seed, Hear: t.hear})
	if err != nil {
		panic(failure{err.Error()})
	}
	t.w, w.Carry = w, t.carry
	t.ledger = read(w.tenant.Engine(), map[center.ContactID]int{})
	t.image = image(w.tenant.Engine())
	return t
}

// run lives through the trial, and returns what went wrong and at which step.
func (t *trial) run() (wrong string) {
	defer func() {
		switch r := recover().(type) {
		case nil:
		case failure:
			wrong = r.text
		default:
			wrong = fmt.Sprintf("panic: %v\n%s", r, debug.Stack())
		}
	}()
	t.calm = true
	t.furnish()
	t.calm = false
	t.drive()
	end := t.w.now.Add(24 * time.Hour)
	for t.step < t.steps && t.next(end) {
	}
	t.rest()
	return ""
}

// next makes the next thing happen. Where the process dies of it, it is started
// again.
func (t *trial) next(until center.Instant) (more bool) {
	if at, planned := t.w.agenda.next(); !planned || at > until {
		if due, armed := t.w.tenant.Engine().Deadline(); !armed || due > until {
			return false
		}
	}
	at, planned := t.w.agenda.next()
	if due, armed := t.w.tenant.Engine().Deadline(); armed && (!planned || due < at) {
		t.w.now = max(due, t.w.now)
		t.process([]errand{{cmd: routing.Tick{}}})
		return true
	}
	return t.w.Step(until)
}

// rest lets the faults end, the people go, and time pass: nothing may be left.
func (t *trial) rest() {
	t.calm = true
	t.steps = 0 // nobody plans anything more
	for range 3 {
		for c := range t.w.tenant.Engine().Contacts() {
			t.send(routing.StopContact{ContactID: c.ID, Reason: center.APIDisconnect})
		}
		until := t.w.now.Add(20 * time.Minute)
		for t.next(until) {
		}
		for a := range t.w.tenant.Engine().Agents() {
			for _, c := range a.Contacts {
				t.send(routing.Complete{UserID: a.User.ID, ContactID: c.ID})
			}
		}
		for t.next(until) {
		}
	}
	if n := t.w.tenant.Engine().Live(); n != 0 {
		t.fail("%d contacts are left when everybody has gone:\n%s", n, image(t.w.tenant.Engine()))
	}
	_, _, contacts := t.stored()
	byToken := map[string]center.ContactID{}
	for id, c := range contacts {
		if c.Live() || c.Ended == 0 || c.Disconnect == "" {
			t.fail("contact %s never ended: %+v", id, c)
		}
		if k := c.ClientToken; k != "" && c.Transfers == 0 {
			if byToken[k] != "" {
				t.fail("contacts %s and %s were begun with one client token", id, byToken[k])
			}
			byToken[k] = id
		}
	}
	for id := range t.all {
		if contacts[id] == nil {
			t.fail("contact %s was acknowledged and is nowhere", id)
		}
	}
}

// hear is the subscriber of the trial.
func (t *trial) hear(p tenant.Published) { t.published = append(t.published, p.Events...) }

// carry is a network that loses, doubles and delays.
func (t *trial) carry(cmd routing.Command, answer func(routing.Result, error)) {
	if answer == nil {
		answer = func(routing.Result, error) {}
	}
	switch {
	case t.seldom("lost", 40):
		t.w.At(t.w.now.Add(2*time.Second), func() { answer(routing.Result{}, center.Errorf(center.Unavailable, "no answer")) })
		return
	case t.seldom("late", 20):
		t.w.At(t.w.now.Add(t.upTo(3*time.Second)), func() { t.post(errand{cmd, answer}) })
		return
	case t.seldom("twice", 20):
		again := t.resend(cmd)
		t.w.At(t.w.now.Add(t.upTo(4*time.Second)), func() { t.post(errand{cmd: again}) })
	case t.seldom("at once twice", 30):
		t.post(errand{cmd: t.resend(cmd)})
	}
	t.post(errand{cmd, answer})
}

// resend is a command that comes a second time. What it begins has another id
// then: the server draws one for each request.
func (t *trial) resend(cmd routing.Command) routing.Command {
	switch cmd := twin(cmd).(type) {
	case routing.StartContact:
		cmd.Contact.ID = t.w.NewContactID()
		return cmd
	case routing.Transfer:
		cmd.Next.ID = t.w.NewContactID()
		return cmd
	case routing.Consult:
		cmd.Next.ID = t.w.NewContactID()
		return cmd
	case routing.Dial:
		cmd.Contact.ID = t.w.NewContactID()
		return cmd
	default:
		return cmd
	}
}

// send is carry for who does not wait for the answer.
func (t *trial) send(cmd routing.Command) { t.carry(cmd, nil) }

// post puts a command into the batch of this moment, or of a later one.
func (t *trial) post(e errand) {
	t.outbox = append(t.outbox, e)
	if t.flushing {
		return
	}
	t.flushing = true
	after := time.Duration(0)
	if t.seldom("batch", 6) {
		after = t.upTo(time.Second)
	}
	t.w.At(t.w.now.Add(after), func() {
		batch := t.outbox
		t.outbox, t.flushing = nil, false
		if t.seldom("shuffle", 4) {
			t.rng.Shuffle(len(batch), func(i, j int) { batch[i], batch[j] = batch[j], batch[i] })
		}
		t.process(batch)
	})
}

// process gives one batch to the instance, under a fault at times, and checks
// everything that must hold afterwards.
func (t *trial) process(batch []errand) {
	t.step++
	before, f := t.image, t.drawFault()
	owned := f != usurped
	commands, mirrored := make([]routing.Command, len(batch)), make([]routing.Command, len(batch))
	fmt.Fprintf(&t.log, "%d %.3f\n", t.step, t.w.now.Sub(start).Seconds())
	for i, e := range batch {
		commands[i], mirrored[i] = e.cmd, twin(e.cmd)
		fmt.Fprintf(&t.log, "  > %s\n", words(e.cmd))
	}
	due, armed := t.w.tenant.Engine().Deadline()
	quiet := !armed || due > t.w.now
	rows := ""
	if f == usurped {
		if _, err := tenant.OpenAt(t.ctx, t.w.now, tenant.Wiring{Store: t.store.Store}, instance); err != nil {
			t.fail("usurp: %v", err)
		}
		rows, _, _ = t.stored()
	}
	t.published, t.store.next, t.store.commits = nil, f, 0
	results, errs, died := t.attempt(commands)
	t.store.next = fine
	if t.store.commits == 0 && f != fine { // there was nothing to write
		f = fine
		t.store.loadFails = false
	}
	for _, e := range t.published {
		fmt.Fprintf(&t.log, "  %s\n", t.event(e))
	}
	if f != fine {
		fmt.Fprintf(&t.log, "  ! %s\n", f)
		t.survive(f, died, before, rows)
	} else {
		t.accept(commands, mirrored, errs, quiet, before)
	}
	for i, e := range batch {
		if !died && errs[i] != nil {
			fmt.Fprintf(&t.log, "  < %v\n", errs[i])
		}
		if !died && e.answer != nil {
			e.answer(results[i], errs[i])
		}
	}
	if !owned || t.seldom("restart", 60) {
		t.restart()
	}
}

// attempt processes the commands; died says that the process died of it.
func (t *trial) attempt(commands []routing.Command) (results []routing.Result, errs []error, died bool) {
	defer func() {
		if r := recover(); r != nil {
			if _, ok := r.(death); !ok {
				panic(r)
			}
			died = true
		}
	}()
	results, errs = t.w.Process(commands...)
	return results, errs, false
}

// accept checks a batch that went well.
func (t *trial) accept(commands, mirrored []routing.Command, errs []error, quiet bool, before string) {
	e := t.w.tenant.Engine()
	t.image = image(e)
	refused := !slices.Contains(errs, nil)
	if refused && quiet && (len(t.published) > 0 || t.store.commits > 0) {
		t.fail("refused commands left %d facts and %d commits", len(t.published), t.store.commits)
	}
	if refused && quiet {
		t.same("refused commands changed something", before, t.image)
	}
	for i, err := range errs {
		if lost(err) {
			t.fail("%s was answered %v, and nothing was wrong", words(commands[i]), err)
		}
	}
	last := center.Instant(0)
	for i := range t.published {
		fact := &t.published[i]
		if fact.At < last || fact.At > t.w.now {
			t.fail("the facts go back in time: %s", t.event(*fact))
		}
		last = fact.At
		if fact.Kind == routing.ContactInitiated {
			t.all[fact.ContactID] = true
		}
		if fact.Kind == routing.OfferMade {
			t.checkOffer(i, commands)
		}
		if fact.Kind == routing.CustomerDialed {
			t.gateway(fact.ContactID)
		}
		if err := t.ledger.fold(fact); err != nil {
			t.fail("%s: %v", t.event(*fact), err)
		}
	}
	if err := t.ledger.agree(e); err != nil {
		t.fail("%v", err)
	}
	if err := e.Audit(); err != nil {
		t.fail("%v", err)
	}
	t.reflect(mirrored, t.published, errs)
	t.checkGone()
	switch {
	case t.twin != nil && t.rng.IntN(40) == 0:
		t.twin = nil
	case t.twin == nil && t.rng.IntN(10) == 0:
		t.mirror()
	}
}

// checkGone says that each contact is in the engine, or ended once and its
// record says so.
func (t *trial) checkGone() {
	for _, e := range t.published {
		if e.Kind != routing.ContactEnded && e.Kind != routing.ContactCleared {
			continue
		}
		if _, live := t.w.tenant.Engine().Contact(e.ContactID); live {
			continue
		}
		c, err := store.Contact(t.ctx, t.store, instance, e.ContactID)
		if err != nil || c.Live() || c.Ended == 0 || c.Disconnect == "" || t.ledger.over[e.ContactID] != 1 {
			t.fail("contact %s left the engine; it ended %d times and its record is %+v, %v", e.ContactID, t.ledger.over[e.ContactID], c, err)
		}
	}
}

// survive checks what a fault has left, and goes on.
func (t *trial) survive(f fault, died bool, before, rows string) {
	if len(t.published) > 0 {
		t.fail("%d facts were published that were not acknowledged by the store", len(t.published))
	}
	t.twin = nil
	want := before
	if f.written() {
		want = t.atCommit
	}
	if f == usurped {
		now, _, _ := t.stored()
		t.same("a stale owner wrote", rows, now)
	}
	if died || f == usurped || f == unloaded {
		t.store.loadFails = false
		t.reopen()
	}
	t.rebase()
	t.same("after the fault the state is another", want, t.image)
}

// restart starts the process again on the same store. Nothing may change by it.
func (t *trial) restart() {
	want := t.image
	t.reopen()
	t.same("the restart changed the state", want, t.image)
}

func (t *trial) reopen() {
	fmt.Fprintln(&t.log, "  restart")
	if err := t.w.Restart(); err != nil {
		t.fail("restart: %v", err)
	}
	t.twin = nil
	t.rebase()
}

// rebase reads the state anew, as a subscriber does who has missed something.
func (t *trial) rebase() {
	e := t.w.tenant.Engine()
	t.image = image(e)
	_, _, contacts := t.stored()
	for id, c := range contacts {
		t.all[id] = true
		if c.State == center.Ended {
			t.ledger.over[id] = 1
		}
	}
	for id := range t.all {
		if contacts[id] == nil {
			t.fail("contact %s was acknowledged and is lost", id)
		}
	}
	t.ledger = read(e, t.ledger.over)
}

// drawFault draws what happens to the next commit: nothing, as a rule.
func (t *trial) drawFault() fault {
	if t.calm || t.rng.IntN(25) > 0 {
		return fine
	}
	f := faults[t.rng.IntN(len(faults))]
	if t.spare[string(f)] {
		return fine
	}
	return f
}

// seldom is true once in n times, while faults are on.
func (t *trial) seldom(what string, n int) bool {
	return t.rng.IntN(n) == 0 && !t.calm && !t.spare[what]
}

// upTo draws a time below d.
func (t *trial) upTo(d time.Duration) time.Duration {
	return time.Duration(t.rng.Int64N(int64(d/time.Millisecond))) * time.Millisecond
}

// oneOf draws one of a list.
func oneOf[T any](t *trial, list ...T) T { return list[t.rng.IntN(len(list))] }

func (t *trial) event(e routing.Event) string {
	return fmt.Sprintf("%.3f %s %s %s %s %v %s", e.At.Sub(start).Seconds(), e.Kind, e.Channel, e.ContactID, e.UserID, e.Target, e.Text)
}

// tail is the end of the log.
func (t *trial) tail(lines int) string {
	all := strings.Split(t.log.String(), "\n")
	return strings.Join(all[max(0, len(all)-lines):], "\n")
}
