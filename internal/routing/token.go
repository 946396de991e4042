package routing

import (
	"time"

	"strowger/internal/center"
)

// TokenWindow is how long a ClientToken is remembered after the start of the
// contact that it made.
const TokenWindow = 10 * time.Minute

// tokens remembers which contact a client token made, so that a retry of a
// start makes no second one.
type tokens struct {
	byToken map[tokenKey]center.ContactID
	oldest  []token // in the order of expiry
}

type tokenKey struct {
	channel  center.Channel
	transfer bool // of a transfer, not of a start
	text     string
}

type token struct {
	key     tokenKey
	expires center.Instant
}

// find returns the contact that the token made within its window.
func (t *tokens) find(now center.Instant, k tokenKey) (center.ContactID, bool) {
	t.expire(now)
	id, ok := t.byToken[k]
	return id, ok
}

// expire forgets the tokens whose window has passed.
func (t *tokens) expire(now center.Instant) {
	expired := 0
	for expired < len(t.oldest) && t.oldest[expired].expires <= now {
		delete(t.byToken, t.oldest[expired].key)
		expired++
	}
	t.oldest = t.oldest[expired:]
}

// note remembers the token of a contact that was initiated.
func (t *tokens) note(now center.Instant, c *center.Contact) {
	expires := c.Initiated.Add(TokenWindow)
	if c.ClientToken == "" || expires <= now {
		return
	}
	k := tokenKey{c.Channel, c.Transfers > 0, c.ClientToken}
	t.byToken[k] = c.ID
	t.oldest = append(t.oldest, token{k, expires})
}
