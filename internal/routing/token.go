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
	channel center.Channel
	text    string
}

type token struct {
	key     tokenKey
	expires center.Instant
}

func (t *tokens) find(channel center.Channel, text string) (center.ContactID, bool) {
	id, ok := t.byToken[tokenKey{channel, text}]
	return id, ok
}

// note remembers the token of a contact that was initiated, and forgets those
// whose window has passed.
func (t *tokens) note(now center.Instant, c *center.Contact) {
	expired := 0
	for expired < len(t.oldest) && t.oldest[expired].expires <= now {
		delete(t.byToken, t.oldest[expired].key)
		expired++
	}
	t.oldest = t.oldest[expired:]
	expires := c.Initiated.Add(TokenWindow)
	if c.ClientToken == "" || expires <= now {
		return
	}
	k := tokenKey{c.Channel, c.ClientToken}
	t.byToken[k] = c.ID
	t.oldest = append(t.oldest, token{k, expires})
}
