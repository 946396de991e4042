package routing

import (
	"slices"
	"testing"
	"time"

	"strowger/internal/center"
	"strowger/internal/store"
)

// media is a profile's media table from one rule a channel.
func media(voice, chat, task, email center.MediaRule) [center.Channels]center.MediaRule {
	return [center.Channels]center.MediaRule{center.Voice: voice, center.Chat: chat, center.Task: task, center.Email: email}
}

// alone and open are rules of a channel that stands alone (ROUTE_CURRENT_CHANNEL_ONLY)
// and of one beside which others may come (ROUTE_ANY_CHANNEL).
func alone(n int) center.MediaRule { return center.MediaRule{Concurrency: n} }
func open(n int) center.MediaRule  { return center.MediaRule{Concurrency: n, AnyChannel: true} }

// everyChannel lists the queue for all channels with one priority and delay.
func everyChannel(queue string, priority int, delay time.Duration) (pairs []center.QueueConfig) {
	for ch := range center.Channel(center.Channels) {
		pairs = append(pairs, pair(queue, ch, priority, delay))
	}
	return pairs
}

// user makes an available agent with settings of its own.
func (c *centre) user(u center.User) {
	c.Helper()
	u.Username = string(u.ID)
	c.do(Put{Resource: &u})
	c.do(SignIn{UserID: u.ID})
	c.status(string(u.ID), "available")
}

// desk is the view of an agent.
func (c *centre) desk(id string) AgentView {
	c.Helper()
	v, ok := c.e.Agent(center.UserID(id))
	if !ok {
		c.Fatalf("there is no agent %s", id)
	}
	return v
}

// take starts a contact that the agent must be offered, and accepts it.
func (c *centre) take(agent, queue string, ch center.Channel) center.ContactID {
	c.Helper()
	id := c.start(queue, ch)
	c.wantHolder(id, agent)
	c.accept(agent, id)
	return id
}

// flow puts a flow that takes the route.
func (c *centre) flow(id string, r modelRoute) {
	c.Helper()
	c.do(Put{Resource: &center.ContactFlow{ID: center.FlowID(id), Name: id, Type: center.ContactFlowType, Content: r.content()}})
}

// begin starts a contact in a flow.
func (c *centre) begin(flow string, ch center.Channel) center.ContactID {
	c.Helper()
	c.next++
	id := center.ContactID("b" + string(rune('0'+c.next/10)) + string(rune('0'+c.next%10)))
	c.do(StartContact{Contact: &center.Contact{ID: id, Channel: ch, Method: center.ByAPI, Flow: center.FlowPosition{FlowID: center.FlowID(flow)}}})
	return id
}

// rank sets priority or adjustment, where they are not 0.
func (c *centre) rank(id center.ContactID, priority, adjust int64) {
	c.Helper()
	if priority != 0 {
		c.do(SetRank{ContactID: id, Priority: &priority})
	}
	if adjust != 0 {
		c.do(SetRank{ContactID: id, Adjust: &adjust})
	}
}

// offers lists the offers since the mark, contacts in order.
func (c *centre) offers(mark int) (ids []center.ContactID) {
	for _, e := range c.log[mark:] {
		if e.Kind == OfferMade {
			ids = append(ids, e.ContactID)
		}
	}
	return ids
}

func (c *centre) wantOffers(mark int, want ...center.ContactID) {
	c.Helper()
	if got := c.offers(mark); !slices.Equal(got, want) {
		c.Fatalf("offered %v, want %v", got, want)
	}
}

// wantState checks where a contact stands; Ended also holds for one that has
// left the engine.
func (c *centre) wantState(id center.ContactID, want center.ContactState) {
	c.Helper()
	live, ok := c.e.Contact(id)
	if !ok {
		live.State = center.Ended
	}
	if live.State != want {
		c.Fatalf("contact %s is %s, want %s", id, live.State, want)
	}
}

// wantStatus checks status and next status of an agent.
func (c *centre) wantStatus(agent, status, next string) {
	c.Helper()
	p := c.desk(agent).Presence
	if string(p.StatusID) != status || string(p.NextStatus) != next {
		c.Fatalf("%s is %s, next %q; want %s, next %q", agent, p.StatusID, p.NextStatus, status, next)
	}
}

// refuse steps a command that must be refused with that kind.
func (c *centre) refuse(cmd Command, kind center.ErrorKind) {
	c.Helper()
	if _, err := c.try(cmd); kindOf(err) != kind {
		c.Fatalf("%T: %v, want %s", cmd, err, kind)
	}
}

// records collects what a centre would have stored.
type records map[string]store.Row

// keepRecords makes the centre collect its records from here on; it must come
// before anything that is to be restored.
func newRecordedCentre(t testing.TB) (*centre, records) {
	t.Helper()
	kept := records{}
	c := newCentre(t)
	for _, r := range directoryRecords(c.e.Directory()) {
		kept.take(t, Change{Record: r})
	}
	c.after = func() {
		for _, ch := range c.e.out.Changes {
			kept.take(t, ch)
		}
	}
	return c, kept
}

func directoryRecords(d *center.Directory) (all []center.Record) {
	all = append(all, d.Instance)
	for h := range d.Hours.All() {
		all = append(all, h)
	}
	for s := range d.Statuses.All() {
		all = append(all, s)
	}
	return all
}

func (kept records) take(t testing.TB, ch Change) {
	t.Helper()
	key := string(ch.Record.RecordKind()) + "/" + ch.Record.RecordKey()
	if ch.Removed {
		delete(kept, key)
		return
	}
	row, err := store.Encode(ch.Record)
	if err != nil {
		t.Fatal(err)
	}
	kept[key] = row
}

// restart replaces the engine of the centre by the one restored from its records.
func (c *centre) restart(kept records) {
	c.Helper()
	s := &Snapshot{}
	for _, row := range kept { // order: a snapshot takes its records in any order
		r, err := store.Decode(row.Kind, row.Body)
		if err != nil {
			c.Fatal(err)
		}
		s.Add(r)
	}
	c.e = Restore(c.now, s)
}
