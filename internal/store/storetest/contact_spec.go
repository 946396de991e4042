package storetest

import (
	"errors"

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
	if _, err := f.store.Contact(f.Context(), "another instance", id); !errors.Is(err, center.NotFound) {
		f.Errorf("the contact of another instance: %v", err)
	}
	f.commit(store.Row{Kind: center.KindContact, Key: string(id)})
	check("deleted while live")
	f.put(Finished(id, "here"))
	f.commit(store.Row{Kind: center.KindContact, Key: string(id), Live: true})
	check("deleted when finished")
	f.wantLoad(0)
}
