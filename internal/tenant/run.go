package tenant

import (
	"context"
	"time"

	"strowger/internal/center"
	"strowger/internal/routing"
)

// idleWake bounds how long Run sleeps without a deadline.
const idleWake = time.Hour

// Start begins to take commands; Close ends it.
func (t *Tenant) Start() {
	ctx, cancel := context.WithCancel(context.Background())
	t.stop = cancel
	go t.run(ctx)
}

// Close takes no more work, commits what was taken and returns when that is
// done.
func (t *Tenant) Close() {
	t.stop()
	<-t.stopped
	t.desks.ringAll()
}

// pipeline is what run and the committer share: one batch is stepped while
// another is on its way to the disk.
type pipeline struct {
	next     *batch      // being stepped
	inFlight *batch      // being committed; nil: the committer is free
	work     chan *batch // to the committer
	done     chan error  // from the committer
}

// run owns the engine. Requests are stepped as they come, also while the batch
// before is being committed; as soon as the committer is free it gets all that
// was stepped meanwhile.
func (t *Tenant) run(ctx context.Context) {
	defer close(t.stopped)
	p := &pipeline{next: newBatch(), work: make(chan *batch), done: make(chan error, 1)}
	defer close(p.work)
	unbroken := context.WithoutCancel(ctx)
	go t.committer(unbroken, p)

	timer := time.NewTimer(idleWake)
	defer timer.Stop()
	for {
		if p.inFlight == nil && !p.next.empty() {
			t.hand(unbroken, p)
		}
		if t.lost { // nobody may see an engine that holds what was not stored
			return
		}
		inbox := t.inbox
		if len(p.next.requests) >= batchSize {
			inbox = nil
		}
		timer.Reset(t.sleep())
		select {
		case r := <-inbox:
			p.next.step(t.engine, center.At(time.Now()), r)
			t.drain(p.next)
		case err := <-p.done:
			t.settle(unbroken, p, err)
		case <-timer.C:
			t.tick(p.next)
		case <-ctx.Done():
			t.finish(unbroken, p)
			return
		}
	}
}

// hand seals the batch that was stepped and gives it to the committer, which is
// free.
func (t *Tenant) hand(ctx context.Context, p *pipeline) {
	b := p.next
	p.next = newBatch()
	if err := b.seal(t.engine, &t.encoder); err != nil {
		t.recover(ctx, center.At(time.Now()), b, err)
		return
	}
	p.inFlight = b
	p.work <- b
}

// settle notes the end of a commit. What was stepped on top of one that failed
// fails with it.
func (t *Tenant) settle(ctx context.Context, p *pipeline, err error) {
	b := p.inFlight
	p.inFlight = nil
	if err == nil {
		return
	}
	b.requests = append(b.requests, p.next.requests...)
	p.next = newBatch()
	t.recover(ctx, center.At(time.Now()), b, err)
}

// drain steps what waits in the inbox already, up to a full batch.
func (t *Tenant) drain(b *batch) {
	for len(b.requests) < batchSize {
		select {
		case r := <-t.inbox:
			b.step(t.engine, center.At(time.Now()), r)
		default:
			return
		}
	}
}

func (t *Tenant) tick(b *batch) {
	now := center.At(time.Now())
	if at, ok := t.engine.Deadline(); !ok || at > now {
		return
	}
	out, _ := t.engine.Step(now, routing.Tick{}) // a Tick is never refused
	b.add(out)
}

// sleep returns how long nothing falls due.
func (t *Tenant) sleep() time.Duration {
	at, ok := t.engine.Deadline()
	if !ok {
		return idleWake
	}
	return min(max(time.Until(at.Time()), 0), idleWake)
}

// finish commits what was stepped when the tenant was told to stop.
func (t *Tenant) finish(ctx context.Context, p *pipeline) {
	for p.inFlight != nil || !p.next.empty() {
		if p.inFlight == nil {
			t.hand(ctx, p)
			continue
		}
		t.settle(ctx, p, <-p.done)
	}
}

// committer commits batches one after the other and publishes those that are
// durable. What failed is left to run.
func (t *Tenant) committer(ctx context.Context, p *pipeline) {
	for b := range p.work {
		err := t.commit(ctx, b)
		if err == nil {
			t.publish(b)
		}
		p.done <- err
	}
}
