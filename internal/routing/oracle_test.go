package routing

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	jsonv1 "github.com/go-json-experiment/json/v1"
	"pgregory.net/rapid"

	"strowger/internal/center"
	"strowger/internal/store"
)

// duel runs the engine and the oracle side by side, and beside them a twin: the
// engine as it was restored from its own records at some earlier moment.
type duel struct {
	*rapid.T
	now   center.Instant
	e     *Engine
	twin  *Engine // nil until the first restart
	m     *model
	shown state                // what the views of e showed after the last command
	store map[string]store.Row // the latest record of each kind and key
	over  map[center.ContactID]bool
	ends  map[center.ContactID]int // how often each contact ended
	next  int                      // of contact ids
	words []string                 // commands so far, for the report of a failure
}

// errand is a command that can be made several times, because the engine takes
// over what its commands point at.
type errand struct {
	text string
	make func() Command
}

// TestEngine_AgreesWithOracle holds the engine against the oracle: the same
// facts in the same order, the same refusals, the same state, after every one
// of a random series of commands in a random centre. Beside that it checks what
// must hold whatever the oracle says (see invariant_test.go), and that an
// engine restored from the records is the same engine.
func TestEngine_AgreesWithOracle(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := newDuel(t)
		t.Repeat(map[string]func(*rapid.T){
			"steps": func(*rapid.T) {
				for range d.number("steps", 1, 6) {
					d.advance()
					d.do(d.draw())
				}
				if d.seldom("chain", 40) {
					d.chain()
				}
			},
			"restart": func(*rapid.T) { d.restart() },
		})
	})
}

func newDuel(t *rapid.T) *duel {
	d := &duel{T: t, now: testStart, e: New(), store: map[string]store.Row{}, over: map[center.ContactID]bool{}, ends: map[center.ContactID]int{}, m: &model{
		now: testStart, routes: map[string]modelRoute{}, hours: map[center.HoursID]bool{},
		queues: map[center.QueueID]center.Queue{}, profiles: map[center.RoutingProfileID]center.RoutingProfile{},
		statuses: map[center.AgentStatusID]center.AgentStatus{}, flows: map[center.FlowID]center.ContactFlow{},
		security: map[center.SecurityProfileID]center.SecurityProfile{}, agents: map[center.UserID]*modelAgent{},
		patience: map[center.FlowID]modelPatience{}, rests: map[center.ContactID]center.Instant{},
	}}
	d.shown = d.state(d.e)
	d.put(func() center.Resource {
		return &center.Instance{ID: "i", Region: "us-west-2", Account: "123456789012", OutboundCalls: true}
	}, 0)
	d.put(func() center.Resource { return &center.HoursOfOperation{ID: "h", Name: "h", TimeZone: "UTC"} }, 0)
	for _, s := range []center.AgentStatus{
		{ID: "available", Name: "Available", Type: center.Routable}, {ID: "offline", Name: "Offline", Type: center.Offline},
		{ID: "lunch", Name: "Lunch", Type: center.Custom}, {ID: "training", Name: "Training", Type: center.Custom},
		{ID: "retired", Name: "Retired", Type: center.Custom, Disabled: true},
	} {
		d.put(func() center.Resource { c := s; return &c }, 0)
	}
	d.put(func() center.Resource { return &center.PhoneNumber{ID: "n", Number: "+12065550199"} }, 0)
	d.put(func() center.Resource {
		return &center.SecurityProfile{ID: "page", Name: "page", Permissions: []string{"AgentStates.View", "BasicAgentAccess"}}
	}, 0)
	d.put(func() center.Resource { return &center.SecurityProfile{ID: "none", Name: "none"} }, 0)
	d.put(func() center.Resource {
		return &center.PredefinedAttribute{Name: "skill", Values: slices.Clone(skills)}
	}, 0)
	for i := range d.number("queues", 1, 6) {
		d.do(d.drawQueue(fmt.Sprintf("q%d", i+1), 0))
	}
	for i := range d.number("profiles", 1, 5) {
		d.do(d.drawProfile(fmt.Sprintf("p%d", i+1), 0))
	}
	for i := range d.number("agents", 1, 8) {
		id := center.UserID(fmt.Sprintf("u%d", i+1))
		d.do(d.drawUser(string(id), 0))
		if !d.seldom("off work", 5) {
			d.do(errand{"sign in " + string(id), func() Command { return SignIn{UserID: id} }})
			d.do(errand{"available " + string(id), func() Command { return SetStatus{UserID: id, StatusID: "available"} }})
		}
	}
	for i := range d.number("flows", 1, 6) {
		d.do(d.drawFlow(fmt.Sprintf("f%d", i+1), 0))
	}
	d.drawQueueFlows()
	d.drawSlowFlows()
	return d
}

// put is a Put that both sides accept.
func (d *duel) put(resource func() center.Resource, base int64) {
	d.do(errand{"put", func() Command { return Put{Resource: resource(), Base: base} }})
}

// advance draws how much time passes before the next command: often none, often
// to the millisecond at or beside the next deadline, sometimes past several.
func (d *duel) advance() {
	by := time.Duration(0)
	if d.number("wait", 0, 1) > 0 {
		by = oneOf(d, "time", 1, 1, 1, time.Millisecond, time.Second, time.Second, time.Second, seconds(2), seconds(2), seconds(5),
			seconds(5), seconds(10), seconds(15), seconds(20), seconds(30), seconds(61), -1, -2, -2, -3, time.Hour)
	}
	switch next, ok := d.m.nextMoment(); {
	case by >= time.Millisecond:
		d.now = d.now.Add(by)
	case by == 1:
		d.now += center.Instant(d.number("ms", 1, 6_000))
	case by < 0 && ok:
		d.now = max(next+center.Instant(by)+2, d.now) // one after, at, one before
	}
	if d.seldom("tick", 3) {
		d.do(errand{"tick", func() Command { return Tick{} }})
	}
}

// do gives one command to both sides and compares everything.
func (d *duel) do(o errand) {
	d.words = append(d.words, fmt.Sprintf("%8.3f %s", d.now.Sub(testStart).Seconds(), o.text))
	deadline, armed := d.e.Deadline()
	before, calm := d.shown, !armed || deadline > d.now // calm: nothing is due before the command
	desks, criteria := d.desks(), before.criteria()
	cmd := o.make()
	out, err := d.e.Step(d.now, cmd)
	d.checkNotified(desks, out.Effects)
	want, refused := d.m.step(d.now, o.make())
	if got := kindOf(err); got != refused {
		d.fail("refusal %q (%v), the oracle says %q", got, err, refused)
	}
	d.sameEvents(out.Events, want)
	for _, e := range out.Events {
		if e.Kind == ContactEnded {
			d.ends[e.ContactID]++
		}
	}
	d.checkDeadline(want, deadline, armed)
	if err != nil && calm {
		if len(out.Events)+len(out.Changes)+len(out.Effects) > 0 {
			d.fail("a refused command left %+v", out)
		}
		if diff, ok := differ(before, d.state(d.e)); ok {
			d.fail("a refused command changed the state:\n%s", diff)
		}
	}
	if !reflect.DeepEqual(criteria, before.criteria()) {
		d.fail("criteria that were shown to others have been written into")
	}
	d.collect(out.Changes)
	d.shown = d.state(d.e)
	if diff, ok := differ(d.m.state(), d.shown); ok {
		d.fail("the state differs (- oracle, + engine):\n%s", diff)
	}
	d.checkInvariants(cmd, out.Events)
	if err == nil {
		d.checkPause(cmd)
	}
	d.stepTwin(o, out.Events, err)
}

// stepTwin gives the command to the restored engine, which must do the same.
func (d *duel) stepTwin(o errand, events []Event, err error) {
	if d.twin == nil {
		return
	}
	want := slices.Clone(events)
	deadline, armed := d.twin.Deadline()
	out, twinErr := d.twin.Step(d.now, o.make())
	d.checkDeadline(want, deadline, armed)
	if kindOf(err) != kindOf(twinErr) {
		d.fail("the restored engine says %v, the engine %v", twinErr, err)
	}
	if got := out.Events; !slices.Equal(want, got) { // to the last place: a restart changes no order
		d.fail("the restored engine goes another way (- engine, + restored):\n%s", difference(printEvents(want), printEvents(got)))
	}
	d.checkIndexes(d.twin)
	if diff, ok := differ(d.shown, d.state(d.twin)); ok {
		d.fail("the restored engine differs (- engine, + restored):\n%s", diff)
	}
}

// restart builds the twin anew from the records that were collected.
func (d *duel) restart() {
	d.words = append(d.words, "         restart")
	d.twin = Restore(d.now, d.snapshot())
	if diff, ok := differ(d.shown, d.state(d.twin)); ok {
		d.fail("restored from its records the engine differs (- engine, + restored):\n%s", diff)
	}
	for _, id := range sortedKeys(d.m.agents) {
		if lease := d.m.agents[id].lease; lease != 0 && d.m.agents[id].left == 0 { // leases begin anew; with these, for all three
			d.do(errand{fmt.Sprint("attend ", id, " ", lease), func() Command { return Attend{UserID: id, Lease: lease} }})
		}
	}
}

// fail ends the test with the commands so far.
func (d *duel) fail(format string, args ...any) {
	d.Helper()
	d.Fatalf("%s\n--- commands:\n%s", fmt.Sprintf(format, args...), strings.Join(d.words, "\n"))
}

// sameEvents compares what happened, as far as section 4 and 5 say it.
func (d *duel) sameEvents(got, want []Event) {
	d.Helper()
	got, want = canonical(got), canonical(want)
	if !slices.Equal(got, want) {
		d.fail("the events differ (- oracle, + engine):\n%s", difference(printEvents(want), printEvents(got)))
	}
}

// canonical brings those facts into one order for which the rules give none:
// what several timers of one moment did, or one command to several contacts. What
// happened to one contact stays in its order, the steps of its criteria by
// themselves.
func canonical(events []Event) []Event {
	events = slices.Clone(events)
	loose := func(e Event) bool {
		switch e.Kind {
		case OfferMissed, OfferWithdrawn, DialFailed, ContactInitiated, ContactCleared, ContactEnded, ContactQueued, ContactUpdated, StatusChanged, StepStarted, StepExpired:
			return true
		default:
			return false
		}
	}
	ofStep := func(e Event) int {
		if e.Kind == StepStarted || e.Kind == StepExpired {
			return 1
		}
		return 0
	}
	for i := 0; i < len(events); {
		j := i
		for j < len(events) && loose(events[j]) && events[j].At == events[i].At {
			j++
		}
		slices.SortStableFunc(events[i:j], func(x, y Event) int {
			if x.ContactID == "" && y.ContactID == "" {
				return cmp.Compare(x.UserID, y.UserID)
			}
			return cmp.Or(cmp.Compare(x.ContactID, y.ContactID), cmp.Compare(ofStep(y), ofStep(x)))
		})
		i = max(j, i+1)
	}
	return events
}

func printEvents(events []Event) string {
	var b strings.Builder
	for _, e := range events {
		fmt.Fprintf(&b, "%8.3f %s %s %s %s %v %q\n", e.At.Sub(testStart).Seconds(), e.Kind, e.Channel, e.ContactID, e.UserID, e.Target, e.Text)
	}
	return b.String()
}

// difference shows the lines that only one of two texts has.
func difference(want, got string) string {
	var b strings.Builder
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range max(len(w), len(g)) {
		switch {
		case i >= len(w):
			fmt.Fprintf(&b, "+ %s\n", g[i])
		case i >= len(g):
			fmt.Fprintf(&b, "- %s\n", w[i])
		case w[i] != g[i]:
			fmt.Fprintf(&b, "- %s\n+ %s\n", w[i], g[i])
		}
	}
	return b.String()
}

// state is all that the views show, of either side.
type state struct {
	Agents   []agentState
	Contacts []center.Contact
	Lines    map[lineName]LineView
	Live     int
	Config   []any
}

type lineName struct {
	queue   center.QueueID
	channel center.Channel
}

type agentState struct {
	User      center.User
	Status    center.AgentStatus
	Profile   center.RoutingProfileID
	Presence  center.Presence
	Holds     []center.ContactID
	Occupied  [center.Channels]int
	Available [center.Channels]int
}

// criteria are copies of the routing criteria of all contacts.
func (s state) criteria() (all [][]center.RoutingStep) {
	for _, c := range s.Contacts {
		for _, one := range c.Criteria {
			all = append(all, slices.Clone(one.Steps))
		}
	}
	return all
}

// state is what the views of an engine show.
func (d *duel) state(e *Engine) state {
	s := state{Lines: map[lineName]LineView{}, Live: e.Live()}
	for v := range e.Agents() {
		a := agentState{User: *v.User, Status: *v.Status, Profile: v.Profile.ID, Presence: v.Presence, Occupied: v.Occupied, Available: v.Available}
		for _, c := range v.Contacts {
			a.Holds = append(a.Holds, c.ID)
		}
		s.Agents = append(s.Agents, a)
	}
	for _, started := range d.m.contacts {
		if c, ok := e.Contact(started.ID); ok {
			s.Contacts = append(s.Contacts, plain(c))
		}
	}
	for q := range e.Directory().Queues.All() {
		for ch := range center.Channel(center.Channels) {
			s.Lines[lineName{q.ID, ch}] = e.Line(q.ID, ch)
		}
		s.Config = append(s.Config, *q)
	}
	for p := range e.Directory().Profiles.All() {
		s.Config = append(s.Config, *p)
	}
	for st := range e.Directory().Statuses.All() {
		s.Config = append(s.Config, *st)
	}
	for f := range e.Directory().Flows.All() {
		s.Config = append(s.Config, *f)
	}
	return s.settled()
}

// state is what the views of the engine should show.
func (m *model) state() state {
	s := state{Lines: map[lineName]LineView{}}
	for _, id := range sortedKeys(m.agents) {
		a := m.agents[id]
		row := agentState{User: a.user, Status: m.statuses[a.status], Profile: a.user.ProfileID, Presence: center.Presence{
			UserID: id, StatusID: a.status, Since: a.since, NextStatus: a.next, NextSince: a.nextSince, Activity: a.activity,
			Inbound: a.inbound, SignedIn: a.signedIn, Uncleared: a.uncleared, Lease: a.lease, Left: a.left}}
		for _, c := range m.holds(a) {
			row.Holds = append(row.Holds, c.ID)
		}
		for ch := range center.Channel(center.Channels) {
			row.Occupied[ch] = m.occupied(a, ch)
			if m.hasRoom(a, ch) {
				row.Available[ch] = m.profiles[a.user.ProfileID].Media[ch].Concurrency - row.Occupied[ch] // Q24
			}
		}
		s.Agents = append(s.Agents, row)
	}
	for _, c := range m.contacts {
		if c.Live() {
			s.Contacts = append(s.Contacts, plain(*c))
			s.Live++
		}
	}
	for _, id := range sortedKeys(m.queues) {
		for ch := range center.Channel(center.Channels) {
			s.Lines[lineName{id, ch}] = m.line(id, ch)
		}
		s.Config = append(s.Config, m.queues[id])
	}
	for _, id := range sortedKeys(m.profiles) {
		s.Config = append(s.Config, m.profiles[id])
	}
	for _, id := range sortedKeys(m.statuses) {
		s.Config = append(s.Config, m.statuses[id])
	}
	for _, id := range sortedKeys(m.flows) {
		s.Config = append(s.Config, m.flows[id])
	}
	return s.settled()
}

func (m *model) line(id center.QueueID, ch center.Channel) (v LineView) {
	if ch == center.Voice {
		v.Scheduled = m.postponed(center.FlowTarget{QueueID: id})
	}
	for _, c := range m.inside(center.FlowTarget{QueueID: id}) {
		switch {
		case c.Channel != ch:
		case c.State == center.Offered:
			v.Ringing++
		default:
			v.Waiting++
			if v.Oldest == 0 || c.Enqueued < v.Oldest {
				v.Oldest = c.Enqueued
			}
		}
	}
	return v
}

// plain is a contact without the bookkeeping that no rule speaks of.
func plain(c center.Contact) center.Contact {
	c.Flow, c.Updated, c.Unbuilt = center.FlowPosition{}, 0, nil
	if c.ToAgent == 0 {
		c.ProfileID = "" // it means something once an agent has the contact
	}
	return c
}

// settled brings into one order what no rule orders: how a desk shows its
// contacts, and what came to nothing at one moment.
func (s state) settled() state {
	for i := range s.Agents {
		a := &s.Agents[i]
		slices.Sort(a.Holds)
		a.Presence.Uncleared = append([]center.Uncleared(nil), a.Presence.Uncleared...)
		slices.SortFunc(a.Presence.Uncleared, func(x, y center.Uncleared) int {
			return cmp.Or(cmp.Compare(x.Since, y.Since), cmp.Compare(x.ContactID, y.ContactID))
		})
	}
	return s
}

// String writes one line for each fact, so that a difference is short.
func (s state) String() string {
	var b strings.Builder
	line := func(v any) {
		b.WriteString(text(v))
		b.WriteByte('\n')
	}
	for _, a := range s.Agents {
		line(a)
	}
	for _, c := range s.Contacts {
		line(c)
	}
	for _, c := range s.Config {
		if q, ok := c.(center.Queue); ok {
			for ch := range center.Channel(center.Channels) {
				line([]any{q.ID, ch, s.Lines[lineName{q.ID, ch}]})
			}
		}
		line(c)
	}
	line(s.Live)
	return b.String()
}

// differ compares two states, and says where they differ.
func differ(want, got state) (string, bool) {
	if reflect.DeepEqual(want, got) {
		return "", false
	}
	return difference(want.String(), got.String()), true
}

func sortedKeys[K cmp.Ordered, V any](table map[K]V) []K {
	keys := make([]K, 0, len(table))
	for k := range table {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// text writes a value without its empty members.
func text(v any) string {
	b, err := json.Marshal(v, json.OmitZeroStructFields(true), jsonv1.OmitEmptyWithLegacySemantics(true), json.Deterministic(true), jsonv1.FormatDurationAsNano(true))
	if err != nil {
		panic(err)
	}
	return string(b)
}
