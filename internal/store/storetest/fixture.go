package storetest

import (
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"strowger/internal/center"
	"strowger/internal/store"
)

// NoneRecent is a moment after which no contact is initiated: a Load with it
// gives of the contacts the live ones only.
const NoneRecent = center.Instant(math.MaxInt64)

// ContactID returns an id as the shell makes them: a UUIDv7 of the moment at. Ids
// of the same moment differ by n, and are in its order.
func ContactID(at center.Instant, n int) center.ContactID {
	const randomStart = 15 // after the version digit
	first := string(store.FirstContactID(at))
	return center.ContactID(first[:randomStart] + fmt.Sprintf("%03x", n>>12&0xfff) +
		first[18:24] + fmt.Sprintf("%012x", n&0xfff))
}

// Live returns a contact that the engine still holds, and Finished one that it
// has let go; name tells versions of the same contact apart.
func Live(id center.ContactID, name string) *center.Contact {
	return &center.Contact{ID: id, InitialID: id, Name: name, State: center.Waiting}
}

// Finished is Live for a contact that is over.
func Finished(id center.ContactID, name string) *center.Contact {
	return &center.Contact{ID: id, InitialID: id, Name: name, State: center.Ended}
}

// fixture is a store with one claimed instance.
type fixture struct {
	testing.TB
	store    store.Store
	instance center.InstanceID
	epoch    int64
}

func newFixture(t *testing.T, open func(testing.TB) store.Store) *fixture {
	t.Helper()
	f := &fixture{TB: t, store: open(t), instance: "11111111-2222-4333-8444-555555555555"}
	t.Cleanup(func() {
		if err := f.store.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	f.epoch = f.claim(f.instance)
	return f
}

func (f *fixture) claim(instance center.InstanceID) int64 {
	f.Helper()
	epoch, err := f.store.Claim(f.Context(), instance)
	if err != nil {
		f.Fatalf("claim: %v", err)
	}
	return epoch
}

// rows encodes records.
func (f *fixture) rows(records ...center.Record) []store.Row {
	f.Helper()
	var rows []store.Row
	for _, r := range records {
		row, err := store.Encode(r)
		if err != nil {
			f.Fatalf("encode: %v", err)
		}
		rows = append(rows, row)
	}
	return rows
}

// put commits records in one batch.
func (f *fixture) put(records ...center.Record) {
	f.Helper()
	f.commit(f.rows(records...)...)
}

func (f *fixture) commit(rows ...store.Row) {
	f.Helper()
	batch := store.Batch{Instance: f.instance, Epoch: f.epoch, Rows: rows}
	if err := f.store.Commit(f.Context(), batch); err != nil {
		f.Fatalf("commit: %v", err)
	}
}

// refuse commits a batch that has to fail with want.
func (f *fixture) refuse(want error, batch store.Batch) {
	f.Helper()
	if err := f.store.Commit(f.Context(), batch); !errors.Is(err, want) {
		f.Fatalf("commit gave %v, want %v", err, want)
	}
}

func (f *fixture) load(recent center.Instant) []center.Record {
	f.Helper()
	var records []center.Record
	err := f.store.Load(f.Context(), f.instance, recent, func(r center.Record) error {
		records = append(records, r)
		return nil
	})
	if err != nil {
		f.Fatalf("load: %v", err)
	}
	return records
}

// names returns the names of the contacts that a Load gives, in its order.
func (f *fixture) names(recent center.Instant) string {
	f.Helper()
	var names []string
	for _, r := range f.load(recent) {
		if c, ok := r.(*center.Contact); ok {
			names = append(names, c.Name)
		}
	}
	return strings.Join(names, " ")
}

// wantLoad compares what Load gives with the records, in any order.
func (f *fixture) wantLoad(recent center.Instant, want ...center.Record) {
	f.Helper()
	got, want := byName(f.load(recent)), byName(want)
	for i := range max(len(got), len(want)) {
		switch {
		case i >= len(got):
			f.Errorf("load lacks %s", describe(want[i]))
		case i >= len(want):
			f.Errorf("load gave too much: %s", describe(got[i]))
		case !reflect.DeepEqual(got[i], want[i]):
			f.Errorf("load gave\n%s, want\n%s", describe(got[i]), describe(want[i]))
		}
	}
}

func byName(records []center.Record) []center.Record {
	return slices.SortedFunc(slices.Values(records), func(a, b center.Record) int {
		return strings.Compare(
			string(a.RecordKind())+" "+a.RecordKey(),
			string(b.RecordKind())+" "+b.RecordKey())
	})
}

// describe writes a record out, cut to a length that can be read.
func describe(r center.Record) string {
	text := fmt.Sprintf("%s %q %+v", r.RecordKind(), r.RecordKey(), r)
	if len(text) > 2000 {
		text = text[:2000] + "..."
	}
	return text
}

// contact reads one contact.
func (f *fixture) contact(id center.ContactID) (*center.Contact, error) {
	return store.Contact(f.Context(), f.store, f.instance, id)
}

// wantContact compares a contact that is read alone.
func (f *fixture) wantContact(want *center.Contact) {
	f.Helper()
	got, err := f.contact(want.ID)
	if err != nil {
		f.Fatalf("contact: %v", err)
	}
	if !reflect.DeepEqual(got, want) {
		f.Errorf("contact gave\n%s, want\n%s", describe(got), describe(want))
	}
}
