package routing

import (
	"time"

	"strowger/internal/center"
)

// expiryTimer ends a contact that has gone on for too long.
type expiryTimer struct {
	timer
	contact *contact
}

func (t *expiryTimer) turn() turn { return t.contact.at(lifeEnd) }

// due ends the contact, wherever it stands.
func (t *expiryTimer) due(e *Engine) {
	reason := center.Expired
	if t.contact.Method == center.Callback {
		reason = center.OtherDisconnect // calls have no other word for it (R5.40, section 7.2 of the rules)
	}
	e.end(t.contact, reason)
}

// setExpiry arms the end of a contact that has one.
func (e *Engine) setExpiry(c *contact) {
	if c.Expires == 0 || c.State == center.Ended {
		return
	}
	if c.expiry == nil {
		c.expiry = &expiryTimer{contact: c}
		c.expiry.owner = c.expiry
	}
	e.timers.set(&c.expiry.timer, c.Expires)
}

func (e *Engine) clearExpiry(c *contact) {
	if c.expiry != nil {
		e.timers.clear(&c.expiry.timer)
	}
}

// Limits of scheduled tasks (section 5.9 of the rules).
const (
	MaxSchedule    = 90 * 24 * time.Hour // how far ahead a task may be scheduled
	MaxReschedules = 20                  // how often its beginning may be moved
)

// checkSchedule refuses a beginning that is over or too far ahead.
func (e *Engine) checkSchedule(at center.Instant) error {
	switch {
	case at <= e.now:
		return center.Errorf(center.Invalid, "The scheduled time must be in the future.")
	case at > e.now.Add(MaxSchedule):
		return center.Errorf(center.Invalid, "The scheduled time must be within %d days.", MaxSchedule/(24*time.Hour))
	}
	return nil
}

// reschedule moves the beginning of a scheduled task, and with it its end.
func (e *Engine) reschedule(cmd Reschedule) error {
	c, err := e.find(cmd.ContactID)
	switch {
	case err != nil:
		return err
	case c.State != center.Scheduled || c.Method == center.Callback:
		return center.Errorf(center.Refused, "Contact %s is not scheduled any more.", c.ID)
	case c.Reschedules >= MaxReschedules:
		return center.Errorf(center.Limit, "Contact %s was rescheduled %d times; more are not possible.", c.ID, MaxReschedules)
	}
	if err := e.checkSchedule(cmd.At); err != nil {
		return err
	}
	if c.Expires > c.Scheduled { // counted from its beginning
		c.Expires = c.Expires.Add(cmd.At.Sub(c.Scheduled))
		e.setExpiry(c)
	}
	c.Scheduled = cmd.At
	c.Reschedules++
	e.timers.set(&c.timer, c.Scheduled)
	e.event(ContactUpdated, c, "", "")
	e.touch(c)
	return nil
}
