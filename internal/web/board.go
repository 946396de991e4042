package web

import (
	"slices"
	"strings"

	"strowger/internal/center"
	"strowger/internal/metric"
	"strowger/internal/routing"
)

// board is what a supervisor sees of a centre at one moment. Moments are in ms
// since 1970.
type board struct {
	At      int64        `json:"at"`
	Queues  []boardQueue `json:"queues"`
	Agents  []boardAgent `json:"agents"`  // who are not offline, the first maxBoardAgents by name
	Online  int          `json:"online"`  // all who are not offline
	Offline int          `json:"offline"` // all others
}

// boardQueue is one channel of a queue in which anything is going on, or which
// somebody serves.
type boardQueue struct {
	ID        string         `json:"id"`
	Name      string         `json:"name"`
	Channel   string         `json:"channel"`
	Waiting   int            `json:"waiting"`
	Ringing   int            `json:"ringing"`
	Oldest    int64          `json:"oldest,omitzero"` // when the one that waits longest came
	Online    int            `json:"online"`
	Staffed   int            `json:"staffed"`
	Available int            `json:"available"`
	Slots     int            `json:"slots"` // free ones
	Next      []boardContact `json:"next"`  // who wait, first in order
	Idle      []boardReason  `json:"idle"`  // agents with a free slot, by the one rule in the way, while somebody waits
	Vain      []boardReason  `json:"vain"`  // contacts that no agent at work could take
}

// boardReason is one rule and how many it concerns.
type boardReason struct {
	Rule   string `json:"rule"`
	Text   string `json:"text"`
	Change string `json:"change"`
	Count  int    `json:"count"`
}

// boardAgent is one agent at work.
type boardAgent struct {
	ID       string         `json:"id"`
	Name     string         `json:"name"`
	Profile  string         `json:"profile"`
	Status   string         `json:"status"`
	Kind     string         `json:"kind"` // routable or custom
	Since    int64          `json:"since"`
	Next     string         `json:"next,omitzero"` // status
	Slots    []slots        `json:"slots"`
	Contacts []boardContact `json:"contacts"`
}

// boardContact is a contact in a line of the board.
type boardContact struct {
	ID      string `json:"id"`
	Channel string `json:"channel"`
	State   string `json:"state"`
	Since   int64  `json:"since"`
	Name    string `json:"name"`
}

// Limits of a board.
const (
	maxBoardAgents = 500
	maxNext        = 5
)

// takeBoard looks at the engine between two steps.
func takeBoard(e *routing.Engine, now center.Instant) *board {
	d := e.Directory()
	b := &board{At: now.Time().UnixMilli(), Queues: []boardQueue{}, Agents: []boardAgent{}}
	scope := &metric.Scope{By: metric.ByQueue | metric.ByChannel}
	snapshot := metric.Take(e, now, scope)
	for _, row := range metric.Current(&snapshot, scope) {
		if q, ok := d.Queues.Get(string(row.Key.QueueID)); ok {
			b.Queues = append(b.Queues, takeQueue(e, q, &row))
		}
	}
	slices.SortStableFunc(b.Queues, func(a, b boardQueue) int { return strings.Compare(a.Name, b.Name) })
	for i := range snapshot.Agents {
		if snapshot.Agents[i].Status.Type == center.Offline {
			b.Offline++
			continue
		}
		b.Online++
		if len(b.Agents) < maxBoardAgents {
			b.Agents = append(b.Agents, takeAgent(e, &snapshot.Agents[i]))
		}
	}
	slices.SortStableFunc(b.Agents, func(a, b boardAgent) int { return strings.Compare(a.Name, b.Name) })
	return b
}

func takeQueue(e *routing.Engine, q *center.Queue, row *metric.Row) boardQueue {
	ch := row.Key.Channel
	line := e.Line(q.ID, ch)
	out := boardQueue{
		ID: string(q.ID), Name: q.Name, Channel: ch.String(), Waiting: line.Waiting, Ringing: line.Ringing,
		Online: row.Online, Staffed: row.Staffed, Available: row.Available, Slots: row.SlotsAvailable,
		Next: []boardContact{}, Idle: []boardReason{}, Vain: []boardReason{},
	}
	if line.Waiting == 0 {
		return out
	}
	out.Oldest = line.Oldest.Time().UnixMilli()
	for _, c := range e.Waiting(q.ID, ch, maxNext) {
		out.Next = append(out.Next, takeContact(&c, "WAITING", c.Enqueued))
	}
	if x, ok := e.Stranded(q.ID, ch); ok {
		out.Idle, out.Vain = takeReasons(x.Reasons), takeReasons(x.Nobody)
	}
	return out
}

func takeReasons(reasons []routing.Reason) []boardReason {
	out := []boardReason{}
	for _, r := range reasons {
		out = append(out, boardReason{Rule: r.Rule, Text: r.Text, Change: r.Change, Count: r.Count})
	}
	return out
}

func takeAgent(e *routing.Engine, t *routing.Tally) boardAgent {
	view, _ := e.Agent(t.User.ID)
	out := boardAgent{
		ID: string(t.User.ID), Name: displayName(t.User), Profile: t.Profile.Name, Status: t.Status.Name, Kind: "custom",
		Since: view.Presence.Since.Time().UnixMilli(), Slots: []slots{}, Contacts: []boardContact{},
	}
	if t.Status.Type == center.Routable {
		out.Kind = "routable"
	}
	if next, ok := e.Directory().Statuses.Get(string(view.Presence.NextStatus)); ok {
		out.Next = next.Name
	}
	for ch := range center.Channel(center.Channels) {
		if n := t.Profile.Media[ch].Concurrency; n > 0 {
			out.Slots = append(out.Slots, slots{Channel: ch.String(), Occupied: view.Occupied[ch], Concurrency: n})
		}
	}
	for i := range view.Presence.Uncleared {
		u := &view.Presence.Uncleared[i]
		out.Contacts = append(out.Contacts, boardContact{ID: string(u.ContactID), Channel: u.Channel.String(), State: string(u.State), Since: u.Since.Time().UnixMilli()})
	}
	for i := range view.Contacts {
		c := &view.Contacts[i]
		out.Contacts = append(out.Contacts, takeContact(c, string(c.AgentState), c.AgentSince))
	}
	return out
}

func takeContact(c *center.Contact, state string, since center.Instant) boardContact {
	return boardContact{ID: string(c.ID), Channel: c.Channel.String(), State: state, Since: since.Time().UnixMilli(), Name: contactName(c)}
}

// contactName is what people call the contact; "" where there is nothing to call
// it by.
func contactName(c *center.Contact) string {
	switch {
	case c.Name != "":
		return c.Name
	case c.Customer.DisplayName != "":
		return c.Customer.DisplayName
	default:
		return c.Endpoint.Address
	}
}
