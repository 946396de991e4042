package cti

import (
	"context"
	"hash/maphash"
	"strconv"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"strowger/internal/center"
	"strowger/internal/ctiapi"
	"strowger/internal/restjson"
	"strowger/internal/routing"
)

// maxPoll is how long a request for a snapshot waits at most. It is what the
// client library asks for, and short enough for the proxies on the way.
const maxPoll = 30 * time.Second

// pollTime is how long a request waits that asks for so many milliseconds. Under
// a lease a desk has to ask three times before it is over, so that one request
// may be lost.
func (s *Service) pollTime(timeout *int64) time.Duration {
	longest := maxPoll
	if s.options.Lease > 0 {
		longest = min(longest, s.options.Lease/3)
	}
	if timeout == nil || *timeout >= longest.Milliseconds() {
		return longest
	}
	return time.Duration(max(*timeout, 0)) * time.Millisecond
}

// MinLease is the shortest lease of a desk: shorter ones would keep desks busy
// with asking.
const MinLease = 5 * time.Second

// attend begins the lease of the caller's desk anew. Only what a desk sends counts
// as a sign of life: a request that waits may be that of a page that is gone.
func (s *Service) attend(ctx context.Context, d desk) error {
	if s.options.Lease == 0 {
		return nil
	}
	return d.do(ctx, routing.Attend{UserID: d.user, Lease: s.options.Lease})
}

// release ends a lease that a server with other options has given.
func (s *Service) release(ctx context.Context, d desk, view *routing.AgentView) error {
	if s.options.Lease > 0 || view.Presence.Lease == 0 {
		return nil
	}
	return d.do(ctx, routing.Attend{UserID: d.user})
}

// GetAgentSnapshot returns what the desk has to show. Without a token it answers
// at once; with the token of the snapshot that the caller has, when the snapshot
// differs from that one, or after `timeout` milliseconds, at most maxPoll and a
// third of the lease. A token that this process did not make never matches. The
// request begins the lease anew.
func (s *Service) GetAgentSnapshot(ctx context.Context, in *ctiapi.GetAgentSnapshotInput) (*ctiapi.GetAgentSnapshotOutput, error) {
	d := caller(ctx)
	if err := s.attend(ctx, d); err != nil {
		return nil, err
	}
	known := text(in.NextToken)
	if known == "" {
		return s.snapshot(ctx, d)
	}
	news, leave := d.Watch(d.user) // before looking, so that nothing is missed in between
	defer leave()
	timer := time.NewTimer(s.pollTime(in.Timeout))
	defer timer.Stop()
	for waiting := true; ; {
		out, err := s.snapshot(ctx, d)
		if err != nil || !waiting || *out.NextToken != known {
			return out, err
		}
		select {
		case <-news:
		case <-timer.C:
			waiting = false
		case <-s.options.Closing:
			waiting = false
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// snapshot takes the picture and makes the token of everything in it that does
// not change by itself as time passes.
func (s *Service) snapshot(ctx context.Context, d desk) (*ctiapi.GetAgentSnapshotOutput, error) {
	contacts, others, view, err := d.contacts(ctx)
	if err != nil {
		return nil, err
	}
	if err := s.release(ctx, d, &view); err != nil {
		return nil, err
	}
	dir := d.Directory()
	snapshot := &ctiapi.AgentSnapshot{
		State: systemState(&view), Contacts: make([]ctiapi.Contact, len(contacts)),
		AgentAvailabilityState: &ctiapi.AgentAvailabilityState{TimeStamp: stamp(view.Presence.Since)},
	}
	status := wireState(dir.Instance, view.Status, view.Presence.Since)
	snapshot.AgentAvailabilityState.State = status.Name
	if snapshot.State == nil {
		snapshot.State = status
	}
	if next, ok := dir.Statuses.Get(string(view.Presence.NextStatus)); ok {
		snapshot.NextState = wireState(dir.Instance, next, view.Presence.NextSince)
	}
	for i, c := range contacts {
		snapshot.Contacts[i] = wireContact(dir, view.User, c, others[c.ID])
	}
	token, err := s.token(snapshot)
	if err != nil {
		return nil, err
	}
	now := time.Now()
	snapshot.SnapshotTimestamp = restjson.NewTimestamp(now)
	for i, c := range contacts {
		snapshot.Contacts[i].ContactDuration = contactDuration(c, center.At(now))
	}
	return &ctiapi.GetAgentSnapshotOutput{Snapshot: snapshot, NextToken: &token}, nil
}

// contacts returns what is on the desk: first the offers that came to nothing,
// which block it, then the rest, both oldest first; and the other sides of
// consultations, by contact.
func (d desk) contacts(ctx context.Context) ([]*center.Contact, map[center.ContactID]*center.Contact, routing.AgentView, error) {
	others := map[center.ContactID]*center.Contact{}
	var known []*center.Contact // of view.Presence.Uncleared, where live
	view, err := d.view(ctx, func(e *routing.Engine, view *routing.AgentView) {
		known = make([]*center.Contact, len(view.Presence.Uncleared))
		for i := range view.Presence.Uncleared {
			if c, ok := e.Contact(view.Presence.Uncleared[i].ContactID); ok {
				known[i] = &c
			}
		}
		for i := range view.Contacts {
			if other, ok := e.Consulted(view.Contacts[i].ID); ok {
				others[view.Contacts[i].ID] = &other
			}
		}
	})
	if err != nil {
		return nil, nil, view, err
	}
	contacts := make([]*center.Contact, 0, len(known)+len(view.Contacts))
	for i := range known {
		u := &view.Presence.Uncleared[i]
		if known[i] == nil {
			known[i], err = d.Contact(ctx, u.ContactID)
			if err != nil && !center.IsMissing(err) {
				return nil, nil, view, err
			}
		}
		contacts = append(contacts, unclearedContact(u, known[i]))
	}
	for i := range view.Contacts {
		contacts = append(contacts, &view.Contacts[i])
	}
	return contacts, others, view, nil
}

// token is a fingerprint of a snapshot without its volatile members, under a
// seed of this process.
func (s *Service) token(snapshot *ctiapi.AgentSnapshot) (string, error) {
	content, err := json.Marshal(snapshot, json.Deterministic(true), jsontext.AllowInvalidUTF8(true))
	if err != nil {
		return "", err
	}
	return strconv.FormatUint(maphash.Bytes(s.seed, content), 36), nil
}

// contactDuration is the age of the contact in whole seconds, up to its end.
func contactDuration(c *center.Contact, now center.Instant) *string {
	if c.Initiated.IsZero() {
		return nil
	}
	if !c.Ended.IsZero() {
		now = c.Ended
	}
	return ptr(strconv.FormatInt(int64(max(now.Sub(c.Initiated), 0)/time.Second), 10))
}
