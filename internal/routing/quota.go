package routing

import "strowger/internal/center"

// active is the number of contacts of a channel that a quota counts (section 5.9
// of the rules): tasks and e-mails until their after-contact work is over, calls
// and chats until they end, and none before its time. A callback counts from its
// offer (R5.42), a third party outside never.
func (e *Engine) active(ch center.Channel) int { return e.live[ch] - e.idle[ch] }

// uncounted reports whether a live contact is one that no quota counts. Engine.idle
// holds how many there are.
func (c *contact) uncounted() bool {
	if c.external() {
		return true
	}
	switch c.State {
	case center.Scheduled:
		return true
	case center.Ended:
		return c.Channel == center.Voice || c.Channel == center.Chat
	case center.Waiting:
		return c.Method == center.Callback
	}
	return false
}

// setState moves a contact to another state.
func (e *Engine) setState(c *contact, s center.ContactState) {
	e.count(c, -1)
	c.State = s
	e.count(c, 1)
}

// count keeps idle up to date with a contact that is there, or is not any more.
func (e *Engine) count(c *contact, by int) {
	if c.uncounted() {
		e.idle[c.Channel] += by
	}
}

// withinQuota refuses a contact more than the limit; 0 is none (Q35).
func (e *Engine) withinQuota(ch center.Channel, limit int) error {
	if limit > 0 && e.active(ch) >= limit {
		return center.Errorf(center.Limit, "The quota of %d active contacts of the channel %s is used up.", limit, ch)
	}
	return nil
}
