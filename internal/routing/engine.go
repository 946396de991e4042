package routing

import (
	"maps"
	"slices"

	"strowger/internal/center"
	"strowger/internal/flow"
)

// Engine routes the contacts of one instance. It belongs to one goroutine.
type Engine struct {
	now      center.Instant
	dir      *center.Directory
	flows    map[center.FlowID]*flow.Flow
	profiles map[center.RoutingProfileID]*profile
	agents   map[center.UserID]*agent
	contacts map[center.ContactID]*contact
	live     [center.Channels]int            // of contacts, by channel
	idle     [center.Channels]int            // of those, the ones that no quota counts
	chains   map[center.ContactID][]*contact // live contacts that are not the first of their chain, by the first
	queues   map[center.QueueID]*queue
	offline  *center.AgentStatus // of agents nobody has seen yet
	sequence int64               // last order of entry into a queue
	timers   timers
	tokens   tokens
	decided  decisions
	dialing  []*contact // whose customers are being called, in the order in which that began
	defaults defaults

	freed order[*agent] // agents who may have become able to take more
	dirty []lead        // lines in which a contact may have become takeable

	wants  map[string]*want // what contacts in lines ask for, by key
	wanted uint64           // number of the last want
	slots  []int            // of wants that are gone
	text   []byte           // a key in the making
	out    Outcome
}

// New returns an engine without configuration or contacts.
func New() *Engine {
	return &Engine{
		dir:      &center.Directory{},
		flows:    map[center.FlowID]*flow.Flow{},
		profiles: map[center.RoutingProfileID]*profile{},
		agents:   map[center.UserID]*agent{},
		contacts: map[center.ContactID]*contact{},
		chains:   map[center.ContactID][]*contact{},
		queues:   map[center.QueueID]*queue{},
		wants:    map[string]*want{},
		tokens:   tokens{byToken: map[tokenKey]center.ContactID{}},
		offline:  &center.AgentStatus{Type: center.Offline},
	}
}

// Step applies one command at one moment and says what follows from it. Moments
// never go back: one before the last is taken as the last. An error is a
// refusal, always a *center.Error, and leaves the state as it was; whatever was
// due before that moment has happened all the same and stands in the outcome.
func (e *Engine) Step(now center.Instant, cmd Command) (Outcome, error) {
	e.out = Outcome{Changes: e.out.Changes[:0], Events: e.out.Events[:0], Effects: e.out.Effects[:0]}
	e.elapse(max(now, e.now))
	err := e.apply(cmd)
	e.match()
	return e.out, err
}

// Deadline returns the earliest moment at which a Tick would change something.
// That is at once where the matcher has not looked yet, which is only after a
// restart: a delay may have ended while nobody was there.
func (e *Engine) Deadline() (center.Instant, bool) {
	if len(e.dirty) > 0 {
		return e.now, true
	}
	return e.timers.next()
}

// elapse moves time on, letting each timer fire at its own moment, so that the
// result does not depend on how often anyone looked.
func (e *Engine) elapse(now center.Instant) {
	for {
		at, ok := e.timers.next()
		if !ok || at > now {
			e.now = now
			return
		}
		e.now = max(at, e.now)
		for t := e.timers.pop(e.now); t != nil; t = e.timers.pop(e.now) {
			t.owner.due(e)
		}
		e.match()
	}
}

func (e *Engine) apply(cmd Command) error {
	switch cmd := cmd.(type) {
	case Tick:
		return nil
	case StartContact:
		return e.start(cmd)
	case Accept:
		return e.accept(cmd)
	case Complete:
		return e.complete(cmd)
	case Clear:
		return e.clear(cmd)
	case Hangup:
		return e.hangup(cmd)
	case Reject:
		return e.reject(cmd)
	case StopContact:
		return e.stop(cmd)
	case UpdateAttributes:
		return e.updateAttributes(cmd)
	case UpdateContact:
		return e.updateContact(cmd)
	case SetRank:
		return e.setRank(cmd)
	case Pause:
		return e.pause(cmd)
	case Resume:
		return e.resumeContact(cmd)
	case Assign:
		return e.assignContact(cmd)
	case Transfer:
		return e.transfer(cmd)
	case Consult:
		return e.consult(cmd)
	case Hold:
		return e.holdParty(cmd)
	case Mute:
		return e.mute(cmd)
	case Join:
		return e.joinAll(cmd)
	case Toggle:
		return e.toggle(cmd)
	case Drop:
		return e.drop(cmd)
	case Reschedule:
		return e.reschedule(cmd)
	case Dial:
		return e.dial(cmd)
	case Answer:
		return e.answerCall(cmd)
	case Refuse:
		return e.refuse(cmd)
	case SignIn:
		return e.signIn(cmd)
	case Attend:
		return e.attend(cmd)
	case SetStatus:
		return e.setStatus(cmd)
	case Put:
		return e.put(cmd)
	case Remove:
		return e.remove(cmd)
	case Configure:
		return e.configure(cmd)
	default:
		return center.Errorf(center.Invalid, "The engine does not know the command %T.", cmd)
	}
}

// event notes a fact about a contact.
func (e *Engine) event(kind EventKind, c *contact, user center.UserID, text string) {
	e.out.Events = append(e.out.Events, Event{At: e.now, Kind: kind, Channel: c.Channel, ContactID: c.ID,
		UserID: user, Target: c.Target, Text: text})
}

// agentEvent notes a fact about an agent.
func (e *Engine) agentEvent(kind EventKind, a *agent, text string) {
	e.out.Events = append(e.out.Events, Event{At: e.now, Kind: kind, UserID: a.user.ID, Text: text})
}

// inOrder returns the agents of a set by their ids, so that what is done to all
// of them is done in the same order on every run.
func (e *Engine) inOrder(set map[center.UserID]*agent) []*agent {
	ids := slices.Sorted(maps.Keys(set))
	agents := make([]*agent, len(ids))
	for i, id := range ids {
		agents[i] = set[id]
	}
	return agents
}
