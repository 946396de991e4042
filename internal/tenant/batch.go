package tenant

import (
	"strowger/internal/center"
	"strowger/internal/routing"
	"strowger/internal/store"
)

// request is what one caller wants done, and where the answer goes.
type request struct {
	commands []routing.Command
	query    func(*routing.Engine)
	result   routing.Result
	err      error
	done     chan struct{} // closed when result and err are set
}

// batch is what is stepped together and committed in one transaction.
type batch struct {
	requests []*request
	changes  []routing.Change
	index    map[center.Record]int // place of a record in changes: each is written once
	events   []routing.Event
	agents   []center.UserID // whose desks have something new
	dialing  bool            // other customers are being called than before
	view     *center.Directory
	rows     []store.Row
}

func newBatch() *batch { return &batch{index: map[center.Record]int{}} }

// add notes what follows from a step.
func (b *batch) add(out routing.Outcome) {
	for _, c := range out.Changes {
		if i, known := b.index[c.Record]; known {
			b.changes[i] = c
			continue
		}
		b.index[c.Record] = len(b.changes)
		b.changes = append(b.changes, c)
	}
	b.events = append(b.events, out.Events...)
	for _, effect := range out.Effects {
		if effect.Agent != "" {
			b.agents = append(b.agents, effect.Agent)
		}
		b.dialing = b.dialing || effect.Dialing
	}
}

// step runs one request on the engine.
func (b *batch) step(e *routing.Engine, now center.Instant, r *request) {
	b.requests = append(b.requests, r)
	for _, cmd := range r.commands {
		out, err := e.Step(now, cmd)
		b.add(out)
		if err != nil {
			r.err = err
			return
		}
		if out.Result != (routing.Result{}) {
			r.result = out.Result
		}
	}
	if r.query != nil {
		r.query(e)
	}
}

// seal encodes the changes, which are live state until then, and takes a copy
// of the configuration if it changed. It must run before the next step, and
// when nothing that encoder made before is in use any more.
func (b *batch) seal(e *routing.Engine, encoder *store.Encoder) error {
	encoder.Reset()
	b.rows = make([]store.Row, 0, len(b.changes))
	for _, c := range b.changes {
		row := store.Row{Kind: c.Record.RecordKind(), Key: c.Record.RecordKey()}
		if !c.Removed {
			var err error
			if row, err = encoder.Append(c.Record); err != nil {
				return err
			}
		}
		b.rows = append(b.rows, row)
		if _, configured := c.Record.(center.Resource); configured && b.view == nil {
			b.view = e.Directory().Copy()
		}
	}
	return nil
}

// empty reports whether there is nothing to commit, publish or answer.
func (b *batch) empty() bool {
	return len(b.requests) == 0 && len(b.changes) == 0 && len(b.events) == 0 && len(b.agents) == 0
}

// fail answers every request with err.
func (b *batch) fail(err error) {
	for _, r := range b.requests {
		r.err = err
		close(r.done)
	}
}
