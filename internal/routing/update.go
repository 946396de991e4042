package routing

import (
	"time"

	"strowger/internal/center"
)

// Limits of what can be said of a contact.
const (
	MaxCustomerID = 128                 // bytes
	MaxTags       = 6                   // user-defined tags of a contact
	TagWindow     = 3 * time.Hour       // how long after its end they can be changed
	MaxExpiry     = 90 * 24 * time.Hour // longest life of a task (section 5.9 of the rules)
)

// updateContact changes what a contact says of itself, all or nothing. Readers
// may hold the old maps, so that they are replaced and not written into.
func (e *Engine) updateContact(cmd UpdateContact) error {
	rec := cmd.Finished
	live := e.contacts[cmd.ContactID]
	if live != nil {
		rec = live.Contact
	}
	if rec == nil {
		return center.Missing(center.KindContact, string(cmd.ContactID))
	}
	if cmd.CustomerID != nil && len(*cmd.CustomerID) > MaxCustomerID {
		return center.Errorf(center.Invalid, "The id of a customer has at most %d characters.", MaxCustomerID)
	}
	tags, err := e.retagged(rec, cmd)
	if err != nil {
		return err
	}
	if cmd.Lifetime > 0 {
		if err := e.outlive(live, cmd.Lifetime); err != nil {
			return err
		}
	}
	if cmd.Name != nil {
		rec.Name = *cmd.Name
	}
	if cmd.Description != nil {
		rec.Description = *cmd.Description
	}
	if cmd.CustomerID != nil {
		rec.CustomerID = *cmd.CustomerID
	}
	rec.Tags = tags
	rec.References = overlaid(rec.References, cmd.References)
	rec.Segment = overlaid(rec.Segment, cmd.Segment)
	rec.Updated = e.now
	e.out.Changes = append(e.out.Changes, Change{Record: rec})
	e.out.Events = append(e.out.Events, Event{At: e.now, Kind: ContactUpdated, Channel: rec.Channel, ContactID: rec.ID, UserID: rec.AgentID})
	if live != nil && rec.AgentID != "" {
		e.notify(e.agents[rec.AgentID])
	}
	return nil
}

// retagged returns the tags that the contact is to have.
func (e *Engine) retagged(rec *center.Contact, cmd UpdateContact) (map[string]string, error) {
	if len(cmd.Tags) == 0 && len(cmd.Untag) == 0 {
		return rec.Tags, nil
	}
	if rec.Ended != 0 && e.now > rec.Ended.Add(TagWindow) {
		return nil, center.Errorf(center.Refused, "Contact %s ended more than %d hours ago; its tags stay as they are.", rec.ID, TagWindow/time.Hour)
	}
	tags := overlaid(rec.Tags, cmd.Tags)
	if len(cmd.Untag) > 0 {
		kept := make(map[string]string, len(tags))
		for k, v := range tags { // order: copied into a map
			kept[k] = v
		}
		for _, k := range cmd.Untag {
			delete(kept, k)
		}
		tags = kept
	}
	if len(tags) > MaxTags {
		return nil, center.Errorf(center.Limit, "Contact %s would have %d tags; at most %d are possible.", rec.ID, len(tags), MaxTags)
	}
	return tags, nil
}

// outlive sets how long after its beginning a live contact expires.
func (e *Engine) outlive(c *contact, lifetime time.Duration) error {
	if c == nil || c.State == center.Ended {
		return center.Errorf(center.Refused, "The contact is over and cannot expire any more.")
	}
	expires := c.Begin().Add(lifetime)
	if expires <= e.now {
		return center.Errorf(center.Invalid, "The contact would have expired already.")
	}
	c.Expires = expires
	e.setExpiry(c)
	return nil
}

// overlaid returns a map with more on top of old, which it leaves as it is.
func overlaid[V any](old, more map[string]V) map[string]V {
	if len(more) == 0 {
		return old
	}
	merged := make(map[string]V, len(old)+len(more))
	for k, v := range old { // order: copied into a map
		merged[k] = v
	}
	for k, v := range more { // order: copied into a map
		merged[k] = v
	}
	return merged
}
