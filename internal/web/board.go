package web

import (
	"slices"

	"strowger/internal/center"
	"strowger/internal/metric"
	"strowger/internal/routing"
)

// board is what a supervisor sees of a centre at one moment. Moments are in ms
// since 1970.
type board struct {
	boardHead
	Queues []boardQueue
	Agents []boardAgent // who are not offline, at most maxBoardAgents
}

// boardHead is what is not in a row.
type boardHead struct {
	At      int64 `json:"at"`
	Online  int   `json:"online"`  // all who are not offline
	Offline int   `json:"offline"` // all others
}

// boardQueue is one channel of a queue in which anything is going on, or which
// somebody serves.
type boardQueue struct {
	Key       string `json:"key"` // of the row
	ID        string `json:"id"`
	Name      string `json:"name"`
	Channel   string `json:"channel"`
	channel   center.Channel
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
	Today     *boardToday    `json:"today,omitzero"`
}

// boardToday is how the contacts were served that left the queue since midnight
// in UTC.
type boardToday struct {
	Queued    int `json:"queued"`
	InTime    int `json:"inTime"` // within ServiceWithin
	Abandoned int `json:"abandoned"`
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
	maxBoardAgents = 2000
	maxNext        = 5
)

// boardPart is how many queues or agents are looked at between two steps: the
// engine stands still meanwhile.
const boardPart = 25

// query lets a function look at the engine between two steps.
type query func(func(*routing.Engine)) error

// takeBoard looks at the engine, at one part after the other.
func takeBoard(look query, now center.Instant) (*board, error) {
	scope := &metric.Scope{By: metric.ByQueue | metric.ByChannel}
	var snapshot metric.Snapshot
	if err := look(func(e *routing.Engine) { snapshot = metric.Take(e, now, scope) }); err != nil {
		return nil, err
	}
	b := &board{boardHead: boardHead{At: now.Time().UnixMilli()}}
	for rows := range slices.Chunk(metric.Current(&snapshot, scope), boardPart) {
		err := look(func(e *routing.Engine) {
			for i := range rows {
				if q, ok := e.Directory().Queues.Get(string(rows[i].Key.QueueID)); ok {
					b.Queues = append(b.Queues, takeQueue(e, q, &rows[i]))
				}
			}
		})
		if err != nil {
			return nil, err
		}
	}
	atWork := slices.DeleteFunc(snapshot.Agents, func(t routing.Tally) bool { return t.Status.Type == center.Offline })
	b.Online, b.Offline = len(atWork), len(snapshot.Agents)-len(atWork)
	for agents := range slices.Chunk(atWork[:min(len(atWork), maxBoardAgents)], boardPart) {
		err := look(func(e *routing.Engine) {
			for i := range agents {
				if agent, ok := takeAgent(e, &agents[i]); ok {
					b.Agents = append(b.Agents, agent)
				}
			}
		})
		if err != nil {
			return nil, err
		}
	}
	return b, nil
}

func takeQueue(e *routing.Engine, q *center.Queue, row *metric.Row) boardQueue {
	ch := row.Key.Channel
	line := e.Line(q.ID, ch)
	out := boardQueue{
		Key: string(q.ID) + "/" + ch.String(), ID: string(q.ID), Name: q.Name, Channel: ch.String(), channel: ch, Waiting: line.Waiting, Ringing: line.Ringing,
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

// of returns the figures as the board shows them, nil while there are none.
func (s servedToday) of(key center.QueueChannel) *boardToday {
	served := s[key]
	if served.Queued == 0 {
		return nil
	}
	return &boardToday{Queued: served.Queued, InTime: served.InTime, Abandoned: served.Abandoned}
}

func takeReasons(reasons []routing.Reason) []boardReason {
	out := []boardReason{}
	for _, r := range reasons {
		out = append(out, boardReason{Rule: r.Rule, Text: r.Text, Change: r.Change, Count: r.Count})
	}
	return out
}

func takeAgent(e *routing.Engine, t *routing.Tally) (boardAgent, bool) {
	view, ok := e.Agent(t.User.ID)
	if !ok {
		return boardAgent{}, false // deleted just now
	}
	out := boardAgent{
		ID: string(t.User.ID), Name: displayName(t.User), Profile: t.Profile.Name, Status: t.Status.Name, Kind: statusKind(t.Status),
		Since: view.Presence.Since.Time().UnixMilli(), Slots: []slots{}, Contacts: []boardContact{},
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
	return out, true
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
