package storetest

import (
	"context"
	"errors"
	"slices"

	"strowger/internal/center"
	"strowger/internal/store"
)

func refusedBatch(f *fixture) {
	before := &center.Queue{ID: "q", Name: "before"}
	f.put(before)
	good := f.rows(&center.Queue{ID: "q", Name: "after"}, Live(ContactID(1000, 1), "after"))
	for name, bad := range map[string]store.Row{
		"no key":       {Kind: center.KindQueue, Body: []byte(`{}`)},
		"unknown kind": {Kind: "teapot", Key: "t", Body: []byte(`{}`)},
		"no kind":      {Key: "t"},
		"empty body":   {Kind: center.KindQueue, Key: "q2", Body: []byte{}},
	} {
		f.refuse(store.ErrBadBatch, store.Batch{Instance: f.instance, Epoch: f.epoch, Rows: append(slices.Clone(good), bad)})
		f.wantLoad(0, before)
		if f.Failed() {
			f.Fatalf("after a batch with %s", name)
		}
	}
	f.refuse(store.ErrBadBatch, store.Batch{Epoch: f.epoch, Rows: good})
	f.commit() // an empty batch is allowed
	f.wantLoad(0, before)
}

func olderOwner(f *fixture) {
	before := &center.Queue{ID: "q", Name: "before"}
	f.put(before)
	rows := f.rows(&center.Queue{ID: "q", Name: "stale"}, Live(ContactID(1000, 1), "stale"))
	stale := f.epoch
	f.epoch = f.claim(f.instance)
	if f.epoch <= stale {
		f.Fatalf("epoch %d follows %d", f.epoch, stale)
	}
	for _, epoch := range []int64{stale, 0, -1, f.epoch + 1} {
		f.refuse(store.ErrStale, store.Batch{Instance: f.instance, Epoch: epoch, Rows: rows})
		f.wantLoad(0, before)
	}
	f.refuse(store.ErrStale, store.Batch{Instance: f.instance, Epoch: stale}) // even if there is nothing to write
	f.refuse(store.ErrStale, store.Batch{Instance: "never claimed", Epoch: f.epoch, Rows: rows})
	after := &center.Queue{ID: "q", Name: "after"}
	f.put(after)
	f.wantLoad(0, after)
}

func epochsGrow(f *fixture) {
	last := f.epoch
	if last < 1 {
		f.Fatalf("the first epoch is %d", last)
	}
	for _, instance := range []center.InstanceID{"a", "b", "a", f.instance, "b"} {
		epoch := f.claim(instance)
		if epoch <= last {
			f.Fatalf("epoch %d follows %d", epoch, last)
		}
		last = epoch
		if err := f.store.Remove(f.Context(), instance); err != nil {
			f.Fatalf("remove: %v", err)
		}
	}
}

func instancesWithRecords(f *fixture) {
	check := func(want ...center.InstanceID) {
		f.Helper()
		got, err := f.store.Instances(f.Context())
		if err != nil {
			f.Fatalf("instances: %v", err)
		}
		if !slices.Equal(got, want) {
			f.Errorf("instances are %q, want %q", got, want)
		}
	}
	check() // claimed, but empty
	for _, instance := range []center.InstanceID{"zebra", "ape", "Bear"} {
		f.instance = instance
		f.epoch = f.claim(instance)
		f.put(&center.Instance{ID: instance})
	}
	check("Bear", "ape", "zebra")
	f.put(Finished(ContactID(1000, 1), "the last record"))
	f.commit(store.Row{Kind: center.KindInstance, Key: string(f.instance)})
	check("Bear", "ape", "zebra")
	f.commit(store.Row{Kind: center.KindContact, Key: string(ContactID(1000, 1))})
	check("ape", "zebra")
}

func instancesApart(f *fixture) {
	id := ContactID(1000, 1)
	here := []center.Record{&center.Queue{ID: "q", Name: "here"}, Live(id, "here"), &center.Presence{UserID: "u", Since: 1}}
	there := []center.Record{&center.Queue{ID: "q", Name: "there"}, Finished(id, "there"), &center.Presence{UserID: "u", Since: 2}}
	f.put(here...)
	other := *f
	other.instance = "there"
	other.epoch = other.claim(other.instance)
	other.put(there...)
	f.wantLoad(0, here...)
	other.wantLoad(0, there...)
	other.wantContact(Finished(id, "there"))
	f.refuse(store.ErrStale, store.Batch{Instance: f.instance, Epoch: other.epoch})
	other.commit(store.Row{Kind: center.KindQueue, Key: "q"}, store.Row{Kind: center.KindContact, Key: string(id)})
	f.wantLoad(0, here...)
	unknown := *f
	unknown.instance = "unknown"
	unknown.wantLoad(0)
}

func removeEverything(f *fixture) {
	var records []center.Record
	for _, kind := range store.Kinds() {
		records = append(records, Filled(f, kind, "key"))
	}
	f.put(records...)
	f.put(Finished(ContactID(1000, 1), "finished"))
	other := *f
	other.instance = "stays"
	other.epoch = other.claim(other.instance)
	other.put(records...)

	for range 2 { // an unknown instance is no error
		if err := f.store.Remove(f.Context(), f.instance); err != nil {
			f.Fatalf("remove: %v", err)
		}
	}
	f.wantLoad(0)
	if _, err := f.contact(ContactID(1000, 1)); !errors.Is(err, center.NotFound) {
		f.Errorf("a removed contact: %v", err)
	}
	f.refuse(store.ErrStale, store.Batch{Instance: f.instance, Epoch: f.epoch, Rows: f.rows(records...)})
	other.wantLoad(0, records...)

	f.epoch = f.claim(f.instance)
	f.wantLoad(0)
	f.put(records...)
	f.wantLoad(0, records...)
}

func cancelledCaller(f *fixture) {
	f.put(&center.Queue{ID: "q", Name: "before"})
	ctx, cancel := context.WithCancel(f.Context())
	cancel()
	_, claimErr := f.store.Claim(ctx, f.instance)
	_, instancesErr := f.store.Instances(ctx)
	_, contactErr := store.Contact(ctx, f.store, f.instance, "c")
	loadErr := f.store.Load(ctx, f.instance, 0, func(center.Record) error { return nil })
	rows := f.rows(&center.Queue{ID: "q", Name: "after"})
	commitErr := f.store.Commit(ctx, store.Batch{Instance: f.instance, Epoch: f.epoch, Rows: rows})
	removeErr := f.store.Remove(ctx, f.instance)
	_, contactsErr := f.store.Contacts(ctx, f.instance, store.ContactRange{Most: 1})
	for name, err := range map[string]error{
		"claim": claimErr, "instances": instancesErr, "contact": contactErr,
		"load": loadErr, "commit": commitErr, "remove": removeErr, "contacts": contactsErr,
	} {
		if !errors.Is(err, context.Canceled) {
			f.Errorf("%s gave %v", name, err)
		}
	}
	f.wantLoad(0, &center.Queue{ID: "q", Name: "before"})
	f.commit(rows...) // the refused claim left the owner alone
}

func closedStore(f *fixture) {
	for range 2 {
		if err := f.store.Close(); err != nil {
			f.Fatalf("close: %v", err)
		}
	}
	ctx := f.Context()
	_, claimErr := f.store.Claim(ctx, f.instance)
	_, instancesErr := f.store.Instances(ctx)
	_, contactErr := f.contact("c")
	loadErr := f.store.Load(ctx, f.instance, 0, func(center.Record) error { return nil })
	commitErr := f.store.Commit(ctx, store.Batch{Instance: f.instance, Epoch: f.epoch})
	removeErr := f.store.Remove(ctx, f.instance)
	_, contactsErr := f.store.Contacts(ctx, f.instance, store.ContactRange{Most: 1})
	for name, err := range map[string]error{
		"claim": claimErr, "instances": instancesErr, "contact": contactErr,
		"load": loadErr, "commit": commitErr, "remove": removeErr, "contacts": contactsErr,
	} {
		if !errors.Is(err, store.ErrClosed) {
			f.Errorf("%s gave %v", name, err)
		}
	}
}
