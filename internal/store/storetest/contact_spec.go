package storetest

import (
	"errors"
	"strings"

	"strowger/internal/center"
	"strowger/internal/store"
)

func contactsByAge(f *fixture) {
	f.put(
		Finished(ContactID(1000, 1), "old"),
		Live(ContactID(1000, 2), "old-live"),
		Finished(ContactID(5000, 0), "border"),
		Finished(ContactID(5000, 1), "young"),
		Live(ContactID(6000, 1), "young-live"),
	)
	for _, want := range []struct {
		recent center.Instant
		names  string
	}{
		{0, "old old-live border young young-live"},
		{-1, "old old-live border young young-live"},
		{1000, "old old-live border young young-live"},
		{1001, "old-live border young young-live"},
		{5000, "old-live border young young-live"},
		{5001, "old-live young-live"},
		{NoneRecent, "old-live young-live"},
	} {
		if got := f.names(want.recent); got != want.names {
			f.Errorf("load since %d gave %q, want %q", want.recent, got, want.names)
		}
	}
	// After-contact work keeps a contact that has ended with the engine.
	wrapping := Finished(ContactID(1000, 1), "wrapping-up")
	wrapping.AgentState = center.AgentEnded
	f.put(wrapping, Finished(ContactID(1000, 2), "now-finished"))
	if got, want := f.names(NoneRecent), "wrapping-up young-live"; got != want {
		f.Errorf("live contacts are %q, want %q", got, want)
	}
	f.wantContact(wrapping)
	f.wantContact(Finished(ContactID(1000, 2), "now-finished"))
	f.wantContact(Finished(ContactID(5000, 1), "young"))
	f.wantContact(Live(ContactID(6000, 1), "young-live"))
}

func missingContact(f *fixture) {
	id := ContactID(1000, 1)
	check := func(when string) {
		f.Helper()
		c, err := f.contact(id)
		var refusal *center.Error
		if c != nil || !errors.As(err, &refusal) || refusal.Kind != center.NotFound || refusal.ResourceID != string(id) {
			f.Errorf("%s: contact gave %v, %v, want a refusal of the kind %v", when, c, err, center.NotFound)
		}
	}
	check("never stored")
	f.put(Live(id, "here"))
	if _, err := store.Contact(f.Context(), f.store, "another instance", id); !errors.Is(err, center.NotFound) {
		f.Errorf("the contact of another instance: %v", err)
	}
	f.commit(store.Row{Kind: center.KindContact, Key: string(id)})
	check("deleted while live")
	f.put(Finished(id, "here"))
	f.commit(store.Row{Kind: center.KindContact, Key: string(id), Live: true})
	check("deleted when finished")
	f.wantLoad(0)
}

func contactsBackwards(f *fixture) {
	f.put(
		Finished(ContactID(1000, 1), "old"),
		Live(ContactID(1000, 2), "old-live"),
		Finished(ContactID(5000, 0), "border"),
		Finished(ContactID(6000, 1), "young"),
		Live(ContactID(6000, 2), "young-live"),
	)
	first := store.FirstContactID
	for _, want := range []struct {
		of    store.ContactRange
		names string
	}{
		{store.ContactRange{Most: 100}, "young-live young border old-live old"},
		{store.ContactRange{From: first(-1), Most: 100}, "young-live young border old-live old"},
		{store.ContactRange{From: first(5000), Most: 100}, "young-live young border"},
		{store.ContactRange{From: first(5001), Most: 100}, "young-live young"},
		{store.ContactRange{From: first(NoneRecent), Most: 100}, ""},
		{store.ContactRange{Most: 2}, "young-live young"},
		{store.ContactRange{Before: ContactID(6000, 1), Most: 2}, "border old-live"},
		{store.ContactRange{Before: ContactID(5000, 0), Most: 2}, "old-live old"},
		{store.ContactRange{Before: ContactID(1000, 1), Most: 2}, ""},
		{store.ContactRange{From: first(1001), Before: ContactID(6000, 2), Most: 100}, "young border"},
		{store.ContactRange{From: ContactID(6000, 1), Before: ContactID(6000, 1) + "\x00", Most: 1}, "young"},
		{store.ContactRange{From: ContactID(6000, 1), Before: ContactID(6000, 1) + "\x00"}, ""},
		{store.ContactRange{From: ContactID(6000, 1), Before: ContactID(6000, 1), Most: 1}, ""},
		{store.ContactRange{From: ContactID(6000, 1), Before: ContactID(5000, 0), Most: 1}, ""},
		{store.ContactRange{}, ""},
		{store.ContactRange{Most: -1}, ""},
	} {
		if got := f.contactNames(f.instance, want.of); got != want.names {
			f.Errorf("contacts of %+v: %q, want %q", want.of, got, want.names)
		}
	}
	f.put(Finished(ContactID(6000, 2), "now-finished"))
	f.commit(store.Row{Kind: center.KindContact, Key: string(ContactID(6000, 1))})
	if got, want := f.contactNames(f.instance, store.ContactRange{From: first(5000), Most: 100}), "now-finished border"; got != want {
		f.Errorf("after a change: %q, want %q", got, want)
	}
	if got := f.contactNames("another instance", store.ContactRange{Most: 100}); got != "" {
		f.Errorf("another instance has %q", got)
	}
}

// contactNames returns the names of contacts in the order in which they are read.
func (f *fixture) contactNames(instance center.InstanceID, of store.ContactRange) string {
	f.Helper()
	contacts, err := f.store.Contacts(f.Context(), instance, of)
	if err != nil {
		f.Fatal(err)
	}
	var names []string
	for _, c := range contacts {
		names = append(names, c.Name)
	}
	return strings.Join(names, " ")
}
