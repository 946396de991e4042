package sim

import (
	"fmt"
	"slices"

	"strowger/internal/center"
	"strowger/internal/metric"
	"strowger/internal/routing"
)

// ledger is the state of the centre as the published facts tell it.
type ledger struct {
	seats  map[center.ContactID]*seat
	people map[center.UserID]*person
	over   map[center.ContactID]int  // how often a contact ended
	thirds map[center.ContactID]bool // whom agents called into a call
}

// seat is a live contact.
type seat struct {
	channel center.Channel
	state   center.ContactState
	target  center.FlowTarget
	user    center.UserID
	at      center.AgentContactState // for the agent
}

// person is an agent.
type person struct {
	status, next center.AgentStatusID
	left         map[center.ContactID]uncleared
}

type uncleared struct {
	channel center.Channel
	state   center.AgentContactState
}

// read makes the ledger anew from what the engine shows, as a subscriber does
// who has missed something.
func read(e *routing.Engine, over map[center.ContactID]int) *ledger {
	l := &ledger{seats: map[center.ContactID]*seat{}, people: map[center.UserID]*person{}, over: over, thirds: map[center.ContactID]bool{}}
	for c := range e.Contacts() {
		l.thirds[c.ID] = c.Method == center.ExternalOutbound
		l.seats[c.ID] = &seat{channel: c.Channel, state: c.State, target: c.Target, user: c.AgentID, at: c.AgentState}
	}
	for a := range e.Agents() {
		p := &person{status: a.Presence.StatusID, next: a.Presence.NextStatus, left: map[center.ContactID]uncleared{}}
		for _, u := range a.Presence.Uncleared {
			p.left[u.ContactID] = uncleared{u.Channel, u.State}
		}
		l.people[a.User.ID] = p
	}
	return l
}

// moves are the states in which a contact can be when a fact comes, and the one
// in which it is afterwards; no state means that the fact alters none.
var moves = map[routing.EventKind]struct {
	from []center.ContactState
	to   center.ContactState
}{
	routing.ContactQueued:     {[]center.ContactState{center.InFlow, center.Scheduled, center.Waiting}, center.Waiting},
	routing.OfferMade:         {[]center.ContactState{center.Waiting}, center.Offered},
	routing.OfferAccepted:     {[]center.ContactState{center.Offered, center.Dialing}, center.Connected},
	routing.CustomerDialed:    {[]center.ContactState{center.InFlow, center.Offered}, center.Dialing},
	routing.CustomerAnswered:  {[]center.ContactState{center.Dialing}, ""},
	routing.DialFailed:        {[]center.ContactState{center.Dialing}, center.InFlow},
	routing.OfferMissed:       {[]center.ContactState{center.Offered}, center.Waiting},
	routing.OfferRejected:     {[]center.ContactState{center.Offered}, center.Waiting},
	routing.OfferWithdrawn:    {[]center.ContactState{center.Offered}, center.Waiting},
	routing.FlowActionUnbuilt: {[]center.ContactState{center.InFlow, center.Scheduled, center.Waiting, center.Offered, center.Connected, center.Paused}, ""},
	routing.StepStarted:       {[]center.ContactState{center.InFlow, center.Scheduled, center.Waiting, center.Offered}, ""},
	routing.StepExpired:       {[]center.ContactState{center.Waiting, center.Offered}, ""},
	routing.ConsultStarted:    {[]center.ContactState{center.Connected}, ""},
	routing.PartyHeld:         {[]center.ContactState{center.Connected}, ""},
	routing.PartyRetrieved:    {[]center.ContactState{center.Connected}, ""},
	routing.PartyMuted:        {[]center.ContactState{center.Connected}, ""},
	routing.PartyUnmuted:      {[]center.ContactState{center.Connected}, ""},
}

// fold takes in one fact, and says where it contradicts those before.
func (l *ledger) fold(e *routing.Event) error {
	if e.ContactID == "" {
		return l.foldAgent(e)
	}
	s := l.seats[e.ContactID]
	if s == nil && e.Kind != routing.ContactInitiated && e.Kind != routing.ContactCleared && e.Kind != routing.ContactUpdated {
		return fmt.Errorf("%s of a contact that is not there", e.Kind)
	}
	if m, ok := moves[e.Kind]; ok {
		if !slices.Contains(m.from, s.state) {
			return fmt.Errorf("%s of a contact that is %s", e.Kind, s.state)
		}
		if m.to != "" {
			s.state = m.to
		}
	}
	switch e.Kind {
	case routing.ContactInitiated:
		if s != nil || l.over[e.ContactID] > 0 {
			return fmt.Errorf("a contact begins a second time")
		}
		l.seats[e.ContactID] = &seat{channel: e.Channel, state: center.InFlow}
	case routing.ContactUpdated: // attributes, rank, or a scheduled task that begins: the engine's state is compared
	case routing.ContactQueued:
		s.target = e.Target
	case routing.OfferMade:
		s.user, s.at = e.UserID, center.AgentConnecting
	case routing.OfferAccepted:
		s.at = center.AgentConnected
	case routing.CustomerDialed:
		if s.user = e.UserID; s.user != "" {
			s.at = center.AgentDialing
		}
	case routing.CustomerAnswered:
		switch {
		case s.user == "" && l.thirds[e.ContactID]:
			s.state = center.Connected
		case s.user == "":
			s.state = center.InFlow
		}
	case routing.ConsultStarted:
		l.thirds[center.ContactID(e.Text)] = true
	case routing.OfferMissed, routing.OfferRejected, routing.OfferWithdrawn, routing.DialFailed:
		l.leave(e, s)
	case routing.ContactPaused, routing.ContactResumed:
		return s.pause(e.Kind == routing.ContactPaused)
	case routing.ContactEnded:
		return l.end(e, s)
	case routing.ContactCleared:
		return l.clear(e, s)
	default:
		if _, known := moves[e.Kind]; !known {
			return fmt.Errorf("the ledger does not know the fact %s", e.Kind)
		}
	}
	return nil
}

func (l *ledger) leave(e *routing.Event, s *seat) {
	state := center.AgentRejected
	switch e.Kind {
	case routing.OfferMissed:
		state = center.AgentMissed
	case routing.DialFailed:
		state = center.AgentError
	}
	if p := l.people[e.UserID]; p != nil { // one who was removed has nothing left to clear
		p.left[e.ContactID] = uncleared{s.channel, state}
	}
	s.user, s.at = "", ""
}

func (s *seat) pause(paused bool) error {
	switch {
	case s.state == center.Connected && paused:
		s.at = center.AgentPaused
	case s.state == center.Connected:
		s.at = center.AgentConnected
	case paused && (s.state == center.Waiting || s.state == center.InFlow):
		s.state = center.Paused
	case !paused && s.state == center.Paused:
		s.state = center.InFlow
	default:
		return fmt.Errorf("a pause or its end of a contact that is %s", s.state)
	}
	return nil
}

func (l *ledger) end(e *routing.Event, s *seat) error {
	if s.state == center.Ended {
		return fmt.Errorf("a contact ends a second time")
	}
	l.over[e.ContactID]++
	if s.state == center.Connected && s.user != "" || s.at == center.AgentDialing {
		s.state, s.at = center.Ended, center.AgentEnded
		return nil
	}
	delete(l.seats, e.ContactID)
	return nil
}

func (l *ledger) clear(e *routing.Event, s *seat) error {
	if s != nil && s.user == e.UserID && s.state == center.Ended {
		delete(l.seats, e.ContactID)
		return nil
	}
	p := l.people[e.UserID]
	if _, ok := p.left[e.ContactID]; !ok {
		return fmt.Errorf("a contact is cleared that %s does not have", e.UserID)
	}
	delete(p.left, e.ContactID)
	return nil
}

func (l *ledger) foldAgent(e *routing.Event) error {
	p := l.people[e.UserID]
	switch e.Kind {
	case routing.ResourcePut, routing.ResourceRemoved:
		id, isUser := cutUser(e.Text)
		switch {
		case !isUser:
		case e.Kind == routing.ResourceRemoved:
			delete(l.people, id)
		case l.people[id] == nil:
			l.people[id] = &person{status: offline, left: map[center.ContactID]uncleared{}}
		}
		return nil
	case routing.AgentSignedIn:
		return nil
	}
	if p == nil {
		return fmt.Errorf("%s of %q, who is not there", e.Kind, e.UserID)
	}
	switch e.Kind {
	case routing.StatusChanged:
		p.status, p.next = center.AgentStatusID(e.Text), ""
	case routing.NextStatusSet:
		p.next = center.AgentStatusID(e.Text)
	case routing.NextStatusCancelled:
		p.next = ""
	case routing.AgentLeft: // what follows from it is told
	default:
		return fmt.Errorf("the ledger does not know the fact %s", e.Kind)
	}
	return nil
}

// agree says where the facts do not add up to what the engine and the metrics
// show.
func (l *ledger) agree(e *routing.Engine) error {
	waiting, live := map[metric.Key]int{}, 0
	for c := range e.Contacts() {
		live++
		s := l.seats[c.ID]
		if s == nil {
			return fmt.Errorf("no fact tells of contact %s", c.ID)
		}
		if s.state == center.InFlow && c.State == center.Scheduled {
			s.state = center.Scheduled // no fact of its own
		} else if s.state == center.Scheduled && c.State == center.InFlow {
			s.state = center.InFlow
		}
		if s.state != c.State || s.user != c.AgentID || s.at != c.AgentState {
			return fmt.Errorf("contact %s is %s with %q, %s; by the facts %s with %q, %s", c.ID, c.State, c.AgentID, c.AgentState, s.state, s.user, s.at)
		}
		if c.State == center.Waiting && c.Target.UserID == "" {
			waiting[metric.Key{QueueID: c.Target.QueueID, Channel: c.Channel}]++
		}
	}
	if live != len(l.seats) {
		return fmt.Errorf("the engine has %d contacts, by the facts there are %d", live, len(l.seats))
	}
	for a := range e.Agents() {
		p := l.people[a.User.ID]
		if p == nil || p.status != a.Presence.StatusID || p.next != a.Presence.NextStatus || len(p.left) != len(a.Presence.Uncleared) {
			return fmt.Errorf("the facts say of %s %+v, the engine %+v", a.User.ID, p, a.Presence)
		}
		for _, u := range a.Presence.Uncleared {
			if p.left[u.ContactID] != (uncleared{u.Channel, u.State}) {
				return fmt.Errorf("the desk of %s shows %+v, by the facts %+v", a.User.ID, u, p.left)
			}
		}
	}
	return l.figures(e, waiting)
}

// figures compares the current metrics with counts of the ledger.
func (l *ledger) figures(e *routing.Engine, waiting map[metric.Key]int) error {
	byQueue := metric.Scope{By: metric.ByQueue | metric.ByChannel}
	snapshot := metric.Take(e, e.Now(), &byQueue)
	for _, row := range metric.Current(&snapshot, &byQueue) {
		if row.InQueue != waiting[row.Key] {
			return fmt.Errorf("the metrics count %d in queue %v, by the facts %d", row.InQueue, row.Key, waiting[row.Key])
		}
		delete(waiting, row.Key)
	}
	for k, n := range waiting {
		return fmt.Errorf("the metrics do not know of %d contacts in queue %v", n, k)
	}
	var want metric.Figures
	busy, work := map[center.UserID]int{}, map[center.UserID]int{}
	for _, s := range l.seats {
		if s.user != "" {
			busy[s.user]++
		}
		if s.at == center.AgentEnded {
			want.AfterContact++
		}
		if s.user != "" && s.at != center.AgentConnecting {
			want.SlotsActive++
			work[s.user]++
		}
	}
	want.OnContact = len(work)
	for c := range e.Contacts() { // no fact tells when a callback begins to be scheduled
		if _, there := e.Directory().Queues.Get(string(c.Flow.Target.QueueID)); there && c.State == center.Scheduled && c.Method == center.Callback {
			want.Scheduled++
		}
	}
	for id, p := range l.people {
		st, _ := e.Directory().Statuses.Get(string(p.status))
		switch st.Type {
		case center.Routable:
			want.Online++
			want.Staffed++
			if busy[id] == 0 && len(p.left) == 0 {
				want.Available++
			}
		case center.Custom:
			want.Online++
			want.NonProductive++
		}
		if len(p.left) > 0 {
			want.Error++
		}
	}
	snapshot = metric.Take(e, e.Now(), &metric.Scope{})
	var got metric.Figures
	for _, row := range metric.Current(&snapshot, &metric.Scope{}) {
		got = row.Figures
	}
	got.InQueue, got.Oldest, got.SlotsAvailable = 0, 0, 0 // by queue above; views of their own
	if got != want {
		return fmt.Errorf("the metrics say %+v, the facts %+v", got, want)
	}
	return nil
}
