package sim

import (
	"time"

	"strowger/internal/center"
	"strowger/internal/routing"
)

// Held is a contact as the desk of an agent shows it: in hand, or left there
// uncleared.
type Held struct {
	Contact center.ContactID
	Channel center.Channel
	State   center.AgentContactState
	Since   center.Instant
}

// Habits say what an agent does about a contact that has come into a state, and
// after how long. A nil command means nothing at all.
type Habits func(user center.UserID, h Held) (after time.Duration, cmd routing.Command)

// Desk is a simulated agent. Like the desk of the product it waits for news,
// looks at what it has, and sends commands; it knows nothing else.
type Desk struct {
	world  *World
	user   center.UserID
	habits Habits
	news   <-chan struct{}
	cancel func()
	seen   map[Held]bool // what the agent has made up its mind about
}

// retryPause is how long a desk waits after an answer that did not come.
const retryPause = time.Second

// Staff sets an agent to work, now.
func (w *World) Staff(user center.UserID, habits Habits) *Desk {
	d := &Desk{world: w, user: user, habits: habits, seen: map[Held]bool{}, cancel: func() {}}
	w.desks = append(w.desks, d)
	d.connect()
	return d
}

// connect begins to wait for news of the agent, and looks at once: what happened
// before is not told.
func (d *Desk) connect() {
	d.cancel()
	d.news, d.cancel = d.world.tenant.Watch(d.user)
	clear(d.seen)
	d.Look()
}

// hear looks at the desk if there is news.
func (d *Desk) hear() {
	select {
	case <-d.news:
		d.Look()
	default:
	}
}

// Look lets the agent see the desk: it plans something for each contact that it
// has not yet made up its mind about.
func (d *Desk) Look() {
	v, ok := d.world.tenant.Engine().Agent(d.user)
	if !ok {
		return
	}
	shown := make(map[Held]bool, len(v.Contacts)+len(v.Presence.Uncleared))
	see := func(h Held) {
		shown[h] = true
		if !d.seen[h] {
			d.plan(h)
		}
	}
	for i := range v.Contacts {
		c := &v.Contacts[i]
		see(Held{c.ID, c.Channel, c.AgentState, c.AgentSince})
	}
	for _, u := range v.Presence.Uncleared {
		see(Held{u.ContactID, u.Channel, u.State, u.Since})
	}
	d.seen = shown
}

// plan makes up the agent's mind. By the time of the act the contact may be gone
// or in another state; then the engine refuses, and the agent has seen why.
func (d *Desk) plan(h Held) {
	after, cmd := d.habits(d.user, h)
	if cmd == nil {
		return
	}
	d.world.At(d.world.now.Add(after), func() {
		d.world.Carry(cmd, func(_ routing.Result, err error) {
			if lost(err) { // perhaps it was done, perhaps not: look again, and do it again
				d.world.At(d.world.now.Add(retryPause), func() {
					delete(d.seen, h)
					d.Look()
				})
			}
		})
	})
}
