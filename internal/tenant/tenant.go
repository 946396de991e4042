package tenant

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"strowger/internal/center"
	"strowger/internal/routing"
	"strowger/internal/store"
)

// Limits of the shell.
const (
	inboxSize = 256 // requests that may wait before callers do
	batchSize = 256 // requests in one transaction
)

// Tenant is one running instance.
type Tenant struct {
	id      center.InstanceID
	store   store.Store
	epoch   int64
	engine  *routing.Engine
	encoder store.Encoder // of the one batch that is being committed
	view    atomic.Pointer[center.Directory]
	inbox   chan *request
	desks   desks
	report  func(error) // hears of commits that failed
	lost    bool        // the engine is not that of the store: a newer owner, or a reload that failed

	subscribers []func(Published)
	finished    sync.Mutex // one change at a time to records that have left the engine
	stop        context.CancelFunc
	stopped     chan struct{}
}

// Published is what subscribers hear after a commit, in the order of commits.
type Published struct {
	Instance center.InstanceID
	Events   []routing.Event
	Agents   []center.UserID // whose desks have something new; may repeat
}

// Wiring is what instances are connected to.
type Wiring struct {
	Store       store.Store
	Report      func(error)       // hears of commits that failed
	Subscribers []func(Published) // called after each commit, on one goroutine; must not block
}

// Open is OpenAt as of now.
func Open(ctx context.Context, st store.Store, id center.InstanceID, report func(error), subscribers ...func(Published)) (*Tenant, error) {
	return OpenAt(ctx, center.At(time.Now()), Wiring{st, report, subscribers}, id)
}

// OpenAt loads an instance from the store as of a moment and takes it over:
// whoever held it before can write no more.
func OpenAt(ctx context.Context, now center.Instant, w Wiring, id center.InstanceID) (*Tenant, error) {
	t := &Tenant{id: id, store: w.Store, inbox: make(chan *request, inboxSize), report: w.Report,
		subscribers: w.Subscribers, stopped: make(chan struct{}), stop: func() {}}
	if err := t.load(ctx, now); err != nil {
		return nil, err
	}
	return t, nil
}

// load claims the instance and builds the engine from the store.
func (t *Tenant) load(ctx context.Context, now center.Instant) error {
	epoch, err := t.store.Claim(ctx, t.id)
	if err != nil {
		return fmt.Errorf("claim instance %s: %w", t.id, err)
	}
	var snapshot routing.Snapshot
	err = t.store.Load(ctx, t.id, now.Add(-routing.TokenWindow), func(r center.Record) error {
		snapshot.Add(r)
		return nil
	})
	if err != nil {
		return fmt.Errorf("load instance %s: %w", t.id, err)
	}
	t.epoch, t.engine = epoch, routing.Restore(now, &snapshot)
	t.view.Store(t.engine.Directory().Copy())
	return nil
}

// ID returns the instance's id.
func (t *Tenant) ID() center.InstanceID { return t.id }

// Directory returns the configuration as of the last commit. It never changes.
func (t *Tenant) Directory() *center.Directory { return t.view.Load() }

// Do steps the commands one after the other in one transaction and returns when
// it is durable. The first refusal ends the request; what came before it
// stands. A context that ends only stops the waiting.
func (t *Tenant) Do(ctx context.Context, commands ...routing.Command) (routing.Result, error) {
	r := &request{commands: commands, done: make(chan struct{})}
	if err := t.submit(ctx, r); err != nil {
		return routing.Result{}, err
	}
	return r.result, r.err
}

// Query lets read look at the engine between two steps, and returns when
// everything that it may have seen is durable. read must copy what it keeps.
func (t *Tenant) Query(ctx context.Context, read func(*routing.Engine)) error {
	r := &request{query: read, done: make(chan struct{})}
	if err := t.submit(ctx, r); err != nil {
		return err
	}
	return r.err
}

func (t *Tenant) submit(ctx context.Context, r *request) error {
	select {
	case t.inbox <- r:
	case <-t.stopped:
		return errStopped
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case <-r.done:
		return nil
	case <-t.stopped:
		select {
		case <-r.done: // answered by the last commit
			return nil
		default:
			return errStopped
		}
	case <-ctx.Done():
		return ctx.Err()
	}
}

var errStopped = center.Errorf(center.Unavailable, "The instance is being stopped.")

// Contact returns a contact, live or finished.
func (t *Tenant) Contact(ctx context.Context, id center.ContactID) (*center.Contact, error) {
	var live center.Contact
	var found bool
	if err := t.Query(ctx, func(e *routing.Engine) { live, found = e.Contact(id) }); err != nil {
		return nil, err
	}
	if found {
		return &live, nil
	}
	return store.Contact(ctx, t.store, t.id, id)
}

// Contacts returns contacts, live and finished, as the last commit left them, the
// last begun first, at most so many: those that began at since or later, before
// till where that is set, and whose ids are smaller than before where that is not
// empty.
func (t *Tenant) Contacts(ctx context.Context, before center.ContactID, since, till center.Instant, most int) ([]*center.Contact, error) {
	of := store.ContactRange{From: store.FirstContactID(since), Before: before, Most: most}
	if end := store.FirstContactID(till); end != "" && (before == "" || end < before) {
		of.Before = end
	}
	return t.store.Contacts(ctx, t.id, of)
}

// UpdateAttributes sets user-defined attributes of a contact, live or finished.
func (t *Tenant) UpdateAttributes(ctx context.Context, id center.ContactID, attributes map[string]string) error {
	return t.update(ctx, id, func(finished *center.Contact) routing.Command {
		return routing.UpdateAttributes{ContactID: id, Attributes: attributes, Finished: finished}
	})
}

// UpdateContact changes what a contact says of itself, live or finished. The
// caller leaves Finished out.
func (t *Tenant) UpdateContact(ctx context.Context, cmd routing.UpdateContact) error {
	return t.update(ctx, cmd.ContactID, func(finished *center.Contact) routing.Command {
		cmd.Finished = finished
		return cmd
	})
}

// update steps a command for a contact, with its stored record where it has left
// the engine.
func (t *Tenant) update(ctx context.Context, id center.ContactID, command func(finished *center.Contact) routing.Command) error {
	t.finished.Lock()
	defer t.finished.Unlock()
	rec, err := t.Contact(ctx, id)
	if err != nil {
		return err
	}
	if rec.Live() {
		if _, err = t.Do(ctx, command(nil)); !center.IsMissing(err) {
			return err
		}
		if rec, err = store.Contact(ctx, t.store, t.id, id); err != nil { // it finished in between
			return err
		}
	}
	_, err = t.Do(ctx, command(rec))
	return err
}

// Process steps and commits one batch at the moment now, without any goroutine:
// for tests and the simulator. It must not be mixed with Start. A tenant that
// has lost its instance refuses everything.
func (t *Tenant) Process(ctx context.Context, now center.Instant, commands ...routing.Command) ([]routing.Result, []error) {
	b := newBatch()
	requests := make([]*request, len(commands))
	for i, cmd := range commands {
		requests[i] = &request{commands: []routing.Command{cmd}, done: make(chan struct{})}
		if !t.lost {
			b.step(t.engine, now, requests[i])
		}
	}
	switch err := t.write(ctx, b); {
	case t.lost:
		b.requests = requests
		b.fail(errStopped)
	case err != nil:
		t.recover(ctx, now, b, err)
	default:
		t.publish(b)
	}
	results, errs := make([]routing.Result, len(requests)), make([]error, len(requests))
	for i, r := range requests {
		results[i], errs[i] = r.result, r.err
	}
	return results, errs
}

// write seals and commits a batch.
func (t *Tenant) write(ctx context.Context, b *batch) error {
	if err := b.seal(t.engine, &t.encoder); err != nil {
		return err
	}
	return t.commit(ctx, b)
}

// Engine gives tests and the simulator, which call Process, the engine between
// two batches.
func (t *Tenant) Engine() *routing.Engine { return t.engine }

func (t *Tenant) commit(ctx context.Context, b *batch) error {
	if len(b.rows) == 0 {
		return nil
	}
	return t.store.Commit(ctx, store.Batch{Instance: t.id, Epoch: t.epoch, Rows: b.rows})
}

// publish makes a committed batch visible: configuration, desks, subscribers,
// then the answers.
func (t *Tenant) publish(b *batch) {
	if b.view != nil {
		t.view.Store(b.view)
	}
	t.desks.ring(b.agents)
	if b.dialing {
		t.desks.ring(gateways)
	}
	if len(b.rows) > 0 {
		t.desks.ring(anybody)
	}
	if len(b.events)+len(b.agents) > 0 {
		for _, hear := range t.subscribers {
			hear(Published{Instance: t.id, Events: b.events, Agents: b.agents})
		}
	}
	for _, r := range b.requests {
		close(r.done)
	}
}

// recover throws the engine away after a commit that failed or whose outcome
// is unknown, and builds it anew from the store: nothing half-applied stays.
// The callers may retry; their tokens make that safe. Where a newer owner has
// taken the instance over, or it cannot be loaded, the tenant stops.
func (t *Tenant) recover(ctx context.Context, now center.Instant, b *batch, cause error) {
	t.report(fmt.Errorf("commit for instance %s: %w", t.id, cause))
	if errors.Is(cause, store.ErrStale) {
		t.lost = true
	} else if err := t.load(ctx, now); err != nil {
		t.report(err)
		t.lost = true
	}
	if t.lost {
		t.stop()
	}
	t.desks.ringAll()
	b.fail(errLost)
}

var errLost = center.Errorf(center.Unavailable, "The change could not be stored; try again.")
