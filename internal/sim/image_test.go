package sim

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"strowger/internal/center"
	"strowger/internal/routing"
	"strowger/internal/store"
)

type instanceID = center.InstanceID

// image is everything an engine holds and shows, as text: a line for each
// record and each view. Two engines of one image have the same future. The
// deadline is left out: a delay may wake for a contact that is gone by then.
func image(e *routing.Engine) string {
	var b strings.Builder
	contacts := slices.Collect(e.Contacts())
	// The order of entry counts, its numbers do not: a restart may begin them anew.
	slices.SortFunc(contacts, func(x, y center.Contact) int {
		return cmp.Or(cmp.Compare(x.Sequence, y.Sequence), cmp.Compare(x.ID, y.ID))
	})
	for i := range contacts {
		c := contacts[i]
		if c.Sequence != 0 {
			c.Sequence = int64(i + 1)
		}
		place, _ := e.Position(c.ID)
		other, _ := e.Consulted(c.ID)
		line(&b, &c, "place", place, "beside", other.ID)
	}
	for a := range e.Agents() {
		line(&b, a.User, a.Status.ID, a.Status.Type, a.Profile.ID, a.Occupied, a.Available)
		line(&b, &a.Presence)
		for _, c := range a.Contacts {
			fmt.Fprint(&b, " ", c.ID)
		}
		b.WriteByte('\n')
	}
	for _, kind := range store.Kinds() {
		for r := range configured(e.Directory(), kind) {
			line(&b, r)
		}
	}
	for q := range e.Directory().Queues.All() {
		for ch := range center.Channel(center.Channels) {
			if v := e.Line(q.ID, ch); v != (routing.LineView{}) {
				fmt.Fprintln(&b, q.ID, ch, v)
			}
		}
	}
	return b.String()
}

// configured walks the resources of one kind that routing reads.
func configured(d *center.Directory, kind center.ResourceKind) func(func(center.Record) bool) {
	return func(yield func(center.Record) bool) {
		switch kind {
		case center.KindQueue:
			each(d.Queues.All(), yield)
		case center.KindRoutingProfile:
			each(d.Profiles.All(), yield)
		case center.KindAgentStatus:
			each(d.Statuses.All(), yield)
		case center.KindFlow:
			each(d.Flows.All(), yield)
		case center.KindHours:
			each(d.Hours.All(), yield)
		case center.KindPredefinedAttribute:
			each(d.PredefinedAttributes.All(), yield)
		}
	}
}

func each[R center.Record](all func(func(R) bool), yield func(center.Record) bool) {
	all(func(r R) bool { return yield(r) })
}

func line(b *strings.Builder, r center.Record, more ...any) {
	row, err := store.Encode(r)
	if err != nil {
		panic(failure{err.Error()})
	}
	fmt.Fprintln(b, row.Kind, string(row.Body), more)
}

// difference shows the lines that only one of two texts has.
func difference(want, got string) string {
	var b strings.Builder
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	for _, l := range w {
		if !slices.Contains(g, l) {
			fmt.Fprintf(&b, "- %s\n", l)
		}
	}
	for _, l := range g {
		if !slices.Contains(w, l) {
			fmt.Fprintf(&b, "+ %s\n", l)
		}
	}
	if b.Len() == 0 && want != got {
		return "the same lines in another order"
	}
	return b.String()
}

// same fails the run where two images differ.
func (t *trial) same(what, want, got string) {
	if want != got {
		t.fail("%s (- expected, + found):\n%s", what, difference(want, got))
	}
}

// stored is what the store holds of the instance, finished contacts included.
func (t *trial) stored() (text string, all *routing.Snapshot, contacts map[center.ContactID]*center.Contact) {
	var b strings.Builder
	all, contacts = &routing.Snapshot{}, map[center.ContactID]*center.Contact{}
	err := t.store.Store.Load(t.ctx, instance, 0, func(r center.Record) error {
		line(&b, r)
		if c, ok := r.(*center.Contact); ok {
			mine := *c
			contacts[c.ID] = &mine
		}
		all.Add(r)
		return nil
	})
	if err != nil {
		t.fail("load: %v", err)
	}
	return b.String(), all, contacts
}

// mirror restores an engine from the store, holds it against the running one and
// lets it run beside it from now on.
func (t *trial) mirror() {
	_, all, _ := t.stored()
	t.twin = routing.Restore(t.w.Now(), all)
	t.same("restored from the store the engine differs", t.image, image(t.twin))
	for a := range t.twin.Agents() {
		if p := a.Presence; p.Lease != 0 && p.Left == 0 { // leases begin anew with a restart; with this, for both
			attend := routing.Attend{UserID: p.UserID, Lease: p.Lease}
			if _, err := t.twin.Step(t.w.now, attend); err != nil {
				t.fail("attend: %v", err)
			}
			t.w.Process(attend)
		}
	}
}

// reflect gives the twin what the engine was given: it must do the same.
func (t *trial) reflect(commands []routing.Command, events []routing.Event, errs []error) {
	if t.twin == nil {
		return
	}
	var got []routing.Event
	for i, cmd := range commands {
		out, err := t.twin.Step(t.w.Now(), cmd)
		got = append(got, out.Events...)
		if (err == nil) != (errs[i] == nil) {
			t.fail("the restored engine says %v to %s, the engine %v", err, words(cmd), errs[i])
		}
	}
	if !slices.Equal(events, got) {
		t.fail("the restored engine goes another way (- engine, + restored):\n%s", difference(printed(t, events), printed(t, got)))
	}
	t.same("the restored engine comes to another state", t.image, image(t.twin))
}

func printed(t *trial, events []routing.Event) string {
	var b strings.Builder
	for i, e := range events {
		fmt.Fprintf(&b, "%d %s\n", i, t.event(e))
	}
	return b.String()
}
