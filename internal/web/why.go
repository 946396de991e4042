package web

import (
	"net/http"

	"strowger/internal/center"
	"strowger/internal/routing"
)

// why is what the router says to an agent of what is on the desk, beside the
// snapshot of the agent protocol, which has no room for it.
type why struct {
	// Desk says why nothing more rings.
	Desk string `json:"desk"`
	// Contacts has those that ring, are connected or in after-contact work, by id.
	Contacts map[string]contactWhy `json:"contacts"`
	// Slots are the contacts that the profile lets the agent have, for each channel
	// that is on.
	Slots []slots `json:"slots"`
}

// contactWhy says of one contact why it came.
type contactWhy struct {
	Said  []string `json:"said"`
	Until int64    `json:"until,omitzero"` // end of ringing or of after-contact work, in ms since 1970; 0: no limit
}

// slots are those of one channel.
type slots struct {
	Channel     string `json:"channel"`
	Occupied    int    `json:"occupied"`
	Concurrency int    `json:"concurrency"`
}

// why answers the page of a signed-in agent.
func (p *AgentPage) why(w http.ResponseWriter, r *http.Request) {
	instance, user := p.options.Sessions.user(r, p.options.Instances())
	if user == nil {
		writeJSON(w, http.StatusUnauthorized, failure{"UnauthorizedException", "Sign in first."})
		return
	}
	names := directoryNames(instance.Directory())
	out := why{Contacts: map[string]contactWhy{}, Slots: []slots{}}
	err := instance.Query(r.Context(), func(e *routing.Engine) {
		x, ok := e.ExplainAgent(user.ID)
		if !ok {
			return // deleted just now
		}
		out.Desk = x.ToAgent()
		for _, held := range x.InHand {
			c, ok := e.ExplainContact(held.ContactID)
			if !ok || c.AgentID != user.ID {
				continue // an offer that came to nothing is somebody else's by now
			}
			said := contactWhy{Said: c.ToAgent(names)}
			if !held.Until.IsZero() {
				said.Until = held.Until.Time().UnixMilli()
			}
			out.Contacts[string(held.ContactID)] = said
		}
		for ch := range center.Channel(center.Channels) {
			if c := x.Channels[ch]; c.Concurrency > 0 {
				out.Slots = append(out.Slots, slots{Channel: ch.String(), Occupied: c.Occupied, Concurrency: c.Concurrency})
			}
		}
	})
	if err != nil {
		writeJSON(w, http.StatusServiceUnavailable, failure{"ServiceUnavailableException", "The instance is not available just now; try again."})
		return
	}
	writeJSON(w, http.StatusOK, out)
}

// directoryNames are the names by which people know users and queues.
func directoryNames(d *center.Directory) routing.Names {
	return routing.Names{
		Agent: func(id center.UserID) string {
			if u, ok := d.Users.Get(string(id)); ok {
				return displayName(u)
			}
			return "an agent who is gone"
		},
		Queue: func(t center.FlowTarget) string {
			if q, ok := d.Queues.Get(string(t.QueueID)); ok {
				return q.Name
			}
			if u, ok := d.Users.Get(string(t.UserID)); ok {
				return "own queue of " + displayName(u)
			}
			return "a queue that is gone"
		},
	}
}
