package storetest

import (
	"bytes"
	"errors"
	"slices"
	"strings"

	"strowger/internal/center"
	"strowger/internal/store"
)

func everyMember(f *fixture) {
	var records []center.Record
	for _, kind := range store.Kinds() {
		records = append(records, Filled(f, kind, "first"), Filled(f, kind, "second"))
	}
	f.put(records...)
	f.wantLoad(0, records...)
	for _, r := range records {
		if c, ok := r.(*center.Contact); ok {
			f.wantContact(c)
		}
	}
}

func bareRecords(f *fixture) {
	var records []center.Record
	for _, kind := range store.Kinds() {
		// Keys are opaque texts: what SQL or a pattern might take for its own stays text.
		for _, key := range []string{"a", "A", "' OR 1=1 --", "%", "ä\x00漢", " "} {
			records = append(records, Bare(f, kind, key))
		}
	}
	f.put(records...)
	f.wantLoad(0, records...)
}

func hugeRecord(f *fixture) {
	flow := &center.ContactFlow{ID: "flow", Name: "huge", Content: strings.Repeat("{\"é\":[]}\n", 1<<20)}
	contact := Live(ContactID(1000, 1), strings.Repeat("x", 10<<20))
	f.put(flow, contact)
	f.wantLoad(0, flow, contact)
	f.wantContact(contact)
}

func bodiesAreCopied(f *fixture) {
	contact := Live(ContactID(1000, 1), "as it was")
	queue := &center.Queue{ID: "q", Name: "as it was"}
	rows := f.rows(contact, queue)
	f.commit(rows...)
	for _, row := range rows {
		copy(row.Body, bytes.Repeat([]byte{'!'}, len(row.Body)))
	}
	f.wantLoad(0, contact, queue)
}

func replaceAndDelete(f *fixture) {
	for _, kind := range store.Kinds() {
		f.put(Filled(f, kind, "stays"), Filled(f, kind, "goes"))
		f.put(Bare(f, kind, "stays"))
		f.commit(
			store.Row{Kind: kind, Key: "goes"},
			store.Row{Kind: kind, Key: "was never there"},
		)
		f.wantLoad(0, Bare(f, kind, "stays"))
		f.commit(store.Row{Kind: kind, Key: "stays"})
		f.wantLoad(0)
	}
}

func laterRowCounts(f *fixture) {
	id := ContactID(1000, 1)
	gone := ContactID(1000, 2)
	rows := f.rows(Live(id, "early"), Live(gone, "early"), Live(id, "late"), &center.Queue{ID: "q", Name: "early"})
	rows = append(rows, store.Row{Kind: center.KindContact, Key: string(gone)}, store.Row{Kind: center.KindQueue, Key: "q"})
	rows = append(rows, f.rows(&center.Queue{ID: "q", Name: "late"})...)
	f.commit(rows...)
	f.wantLoad(0, Live(id, "late"), &center.Queue{ID: "q", Name: "late"})
}

// orderOfRows writes the same records forwards in one batch and backwards one by
// one, and wants the same Load.
func orderOfRows(f *fixture) {
	var records []center.Record
	for i := range 20 {
		for _, kind := range store.Kinds() {
			records = append(records, Filled(f, kind, string(ContactID(1000, i*7%20))))
		}
	}
	f.put(records...)
	want := f.load(0)
	f.instance = "other"
	f.epoch = f.claim(f.instance)
	slices.Reverse(records)
	for _, r := range records {
		f.put(r)
	}
	f.wantLoad(0, want...)
	for i, r := range f.load(0) {
		if want[i].RecordKind() != r.RecordKind() || want[i].RecordKey() != r.RecordKey() {
			f.Fatalf("record %d is %s %q, and was %s %q", i,
				r.RecordKind(), r.RecordKey(), want[i].RecordKind(), want[i].RecordKey())
		}
	}
}

func loadOrder(f *fixture) {
	contact := Live(ContactID(1000, 1), "live")
	young := Finished(ContactID(2000, 1), "recent")
	old := Live(ContactID(500, 1), "old and live")
	f.put(contact, young, old,
		&center.Presence{UserID: "u"}, &center.Queue{ID: "q2"}, &center.Queue{ID: "q1"},
		&center.User{ID: "u"}, &center.Instance{ID: f.instance}, &center.SecurityProfile{ID: "s"})
	var got []string
	for _, r := range f.load(1500) {
		got = append(got, r.RecordKey())
	}
	want := []string{ // the texts of the kinds are agent, instance, queue, security-profile; then presence and contact
		"u", string(f.instance), "q1", "q2", "s", "u", string(old.ID), string(contact.ID), string(young.ID),
	}
	if !slices.Equal(got, want) {
		f.Errorf("load went %q, want %q", got, want)
	}
}

func loadEndsWithVisit(f *fixture) {
	f.put(&center.Queue{ID: "q1"}, &center.Queue{ID: "q2"}, Live(ContactID(1000, 1), "c"))
	stop := errors.New("enough")
	visits := 0
	err := f.store.Load(f.Context(), f.instance, 0, func(center.Record) error {
		visits++
		return stop
	})
	if !errors.Is(err, stop) || visits != 1 {
		f.Errorf("load gave %v after %d visits, want %v after 1", err, visits, stop)
	}
	f.put(&center.Queue{ID: "q1", Name: "the store still works"})
}

// visitUsesStore also shows that a Load is of one moment: what a visit commits is
// not visited.
func visitUsesStore(f *fixture) {
	id := ContactID(1000, 1)
	f.put(&center.Queue{ID: "q1"}, &center.Queue{ID: "q2"}, Live(id, "before"))
	var seen []string
	err := f.store.Load(f.Context(), f.instance, 0, func(r center.Record) error {
		f.put(&center.Queue{ID: "q3"}, Live(id, "after"))
		switch r := r.(type) {
		case *center.Queue:
			seen = append(seen, string(r.ID))
		case *center.Contact:
			seen = append(seen, r.Name)
		}
		_, err := f.contact(id)
		return err
	})
	if err != nil {
		f.Fatalf("load: %v", err)
	}
	if got := strings.Join(seen, " "); got != "q1 q2 before" {
		f.Errorf("load visited %q, want %q", got, "q1 q2 before")
	}
	f.wantLoad(0, &center.Queue{ID: "q1"}, &center.Queue{ID: "q2"}, &center.Queue{ID: "q3"}, Live(id, "after"))
}
