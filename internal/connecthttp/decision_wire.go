package connecthttp

import (
	"time"

	"strowger/internal/center"
	"strowger/internal/restjson"
	"strowger/internal/routing"
)

// Named is something of the instance by id and name.
type Named struct {
	Id   string `json:"Id"`
	Name string `json:"Name,omitzero"` // absent where it exists no more
}

// DecisionQueue is a queue: a standard one, or the one of an agent.
type DecisionQueue struct {
	Queue *Named `json:"Queue,omitzero"`
	Agent *Named `json:"Agent,omitzero"` // whose own queue it is
}

// DecisionReason is one rule that stands between contacts and agents.
type DecisionReason struct {
	Rule     string              `json:"Rule"`
	Text     string              `json:"Text"`
	Change   string              `json:"Change"`      // what would change it
	At       *restjson.Timestamp `json:"At,omitzero"` // when it changes by itself; absent: only by an event
	Count    int                 `json:"Count"`
	Agents   []DecisionAgent     `json:"Agents,omitzero"` // the first 20
	Contacts []string            `json:"Contacts,omitzero"`
}

// DecisionAgent is an agent whom a reason concerns.
type DecisionAgent struct {
	Id        string              `json:"Id"`
	Name      string              `json:"Name,omitzero"`
	ContactId string              `json:"ContactId,omitzero"` // at the agent, whose end would change it
	At        *restjson.Timestamp `json:"At,omitzero"`
}

// ContactDecision answers why a contact waits, or why it went where it is.
type ContactDecision struct {
	At        *restjson.Timestamp `json:"At,omitzero"`
	ContactId string              `json:"ContactId"`
	Channel   string              `json:"Channel"`
	State     string              `json:"State"`
	Text      string              `json:"Text"`
	Queue     *DecisionQueue      `json:"Queue,omitzero"`
	Agent     *Named              `json:"Agent,omitzero"`
	Until     *restjson.Timestamp `json:"Until,omitzero"`
	Enqueued  *restjson.Timestamp `json:"Enqueued,omitzero"`
	Expires   *restjson.Timestamp `json:"Expires,omitzero"`
	Ahead     int                 `json:"Ahead,omitzero"`

	Decision   *OfferDecision   `json:"Decision,omitzero"`
	NoDecision string           `json:"NoDecision,omitzero"`
	Bars       []DecisionReason `json:"Bars,omitzero"`
	Elsewhere  int              `json:"Elsewhere,omitzero"`
	Nobody     *DecisionReason  `json:"Nobody,omitzero"`
}

// OfferDecision is why a contact was offered to an agent.
type OfferDecision struct {
	At          *restjson.Timestamp `json:"At"`
	Agent       *Named              `json:"Agent"`
	Agents      []DecisionCandidate `json:"Agents"`
	More        int                 `json:"More"`
	MoreUnknown bool                `json:"MoreUnknown,omitzero"`
	AgentRule   string              `json:"AgentRule,omitzero"`
	AgentText   string              `json:"AgentText,omitzero"`
	Contact     DecisionPlace       `json:"Contact"`
	RunnerUp    *DecisionPlace      `json:"RunnerUp,omitzero"`
	ContactRule string              `json:"ContactRule,omitzero"`
	ContactText string              `json:"ContactText,omitzero"`
	RoutingStep int                 `json:"RoutingStep,omitzero"`
}

// DecisionCandidate is an agent in agent order.
type DecisionCandidate struct {
	Id        string              `json:"Id"`
	Name      string              `json:"Name,omitzero"`
	Load      int                 `json:"Load"`
	IdleSince *restjson.Timestamp `json:"IdleSince,omitzero"`
	Timer     string              `json:"AgentAvailabilityTimer"`
}

// DecisionPlace is a contact in the order of one agent.
type DecisionPlace struct {
	ContactId       string              `json:"ContactId"`
	Channel         string              `json:"Channel"`
	Queue           *DecisionQueue      `json:"Queue,omitzero"`
	ProfilePriority int                 `json:"ProfilePriority,omitzero"` // absent for the agent's own queue
	DelaySeconds    float64             `json:"DelaySeconds,omitzero"`
	QueuePriority   int64               `json:"QueuePriority"`
	AgeSince        *restjson.Timestamp `json:"AgeSince,omitzero"`
	Sequence        int64               `json:"Sequence"`
}

// AgentDecision answers why an agent gets no more work.
type AgentDecision struct {
	At             *restjson.Timestamp `json:"At,omitzero"`
	Agent          *Named              `json:"Agent"`
	RoutingProfile *Named              `json:"RoutingProfile"`
	Status         *Named              `json:"Status,omitzero"`
	Text           string              `json:"Text"`
	Load           int                 `json:"Load"`
	IdleSince      *restjson.Timestamp `json:"IdleSince,omitzero"`
	Timer          string              `json:"AgentAvailabilityTimer"`
	Bar            *DecisionReason     `json:"Bar,omitzero"`
	InHand         []DecisionInHand    `json:"InHand,omitzero"`
	Channels       []DecisionChannel   `json:"Channels"`
	Pairs          []DecisionPair      `json:"Pairs,omitzero"`
}

// DecisionInHand is a contact at an agent's desk.
type DecisionInHand struct {
	ContactId string              `json:"ContactId"`
	Channel   string              `json:"Channel"`
	State     string              `json:"State"`
	Until     *restjson.Timestamp `json:"Until,omitzero"`
}

// DecisionChannel is an agent's room for one channel.
type DecisionChannel struct {
	Channel     string          `json:"Channel"`
	Concurrency int             `json:"Concurrency"`
	Occupied    int             `json:"Occupied"`
	Free        int             `json:"Free"`
	Bar         *DecisionReason `json:"Bar,omitzero"`
}

// DecisionPair is what waits for an agent in one queue on one channel.
type DecisionPair struct {
	Queue        *DecisionQueue   `json:"Queue"`
	Channel      string           `json:"Channel"`
	Priority     int              `json:"Priority,omitzero"` // absent for the agent's own queue
	DelaySeconds float64          `json:"DelaySeconds,omitzero"`
	Waiting      int              `json:"Waiting"`
	Ringing      int              `json:"Ringing"` // at other agents
	First        int              `json:"First,omitzero"`
	Bars         []DecisionReason `json:"Bars,omitzero"`
}

// QueueStranding answers who around a queue could work and does not.
type QueueStranding struct {
	Queue    *DecisionQueue     `json:"Queue"`
	Channels []ChannelStranding `json:"Channels"`
}

// ChannelStranding is that for one channel; each agent is in one of the counts.
type ChannelStranding struct {
	At       *restjson.Timestamp `json:"At,omitzero"`
	Channel  string              `json:"Channel"`
	Agents   int                 `json:"Agents"`
	Free     int                 `json:"Free"`
	Busy     int                 `json:"Busy"`
	Off      int                 `json:"Off"`
	Offline  int                 `json:"Offline"`
	Several  int                 `json:"Several"`
	Stranded int                 `json:"Stranded"`
	Waiting  int                 `json:"Waiting"`
	Ringing  int                 `json:"Ringing"`
	Reasons  []DecisionReason    `json:"Reasons,omitzero"`
	Nobody   []DecisionReason    `json:"Nobody,omitzero"`
}

func wireTarget(d *center.Directory, t center.FlowTarget) *DecisionQueue {
	if t == (center.FlowTarget{}) {
		return nil
	}
	return &DecisionQueue{Queue: nameOf(&d.Queues, string(t.QueueID)), Agent: nameOf(&d.Users, string(t.UserID))}
}

func wireReason(d *center.Directory, r *routing.Reason) *DecisionReason {
	if r == nil {
		return nil
	}
	out := &DecisionReason{Rule: r.Rule, Text: r.Text, Change: r.Change, At: stamp(r.At), Count: r.Count}
	for _, a := range r.Agents {
		n := nameOf(&d.Users, string(a.AgentID))
		out.Agents = append(out.Agents, DecisionAgent{Id: n.Id, Name: n.Name, ContactId: string(a.ContactID), At: stamp(a.At)})
	}
	for _, id := range r.Contacts {
		out.Contacts = append(out.Contacts, string(id))
	}
	return out
}

func wireReasons(d *center.Directory, all []routing.Reason) (out []DecisionReason) {
	for i := range all {
		out = append(out, *wireReason(d, &all[i]))
	}
	return out
}

func wireContactDecision(d *center.Directory, x *routing.ContactExplanation) *ContactDecision {
	return &ContactDecision{
		At: stamp(x.At), ContactId: string(x.ContactID), Channel: x.Channel.String(), State: string(x.State), Text: x.Text,
		Queue: wireTarget(d, x.Target), Agent: nameOf(&d.Users, string(x.AgentID)), Until: stamp(x.Until),
		Enqueued: stamp(x.Enqueued), Expires: stamp(x.Expires), Ahead: x.Ahead,
		Decision: wireDecision(d, x.Decision), NoDecision: x.NoDecision,
		Bars: wireReasons(d, x.Bars), Elsewhere: x.Elsewhere, Nobody: wireReason(d, x.Nobody),
	}
}

func wireDecision(d *center.Directory, x *routing.Decision) *OfferDecision {
	if x == nil {
		return nil
	}
	out := &OfferDecision{
		At: stamp(x.At), Agent: nameOf(&d.Users, string(x.AgentID)), Agents: []DecisionCandidate{}, More: x.More, MoreUnknown: x.MoreUnknown,
		AgentRule: x.AgentRule, AgentText: x.AgentText, Contact: wirePlace(d, &x.Contact),
		ContactRule: x.ContactRule, ContactText: x.ContactText, RoutingStep: x.Step,
	}
	for _, c := range x.Agents {
		n := nameOf(&d.Users, string(c.AgentID))
		out.Agents = append(out.Agents, DecisionCandidate{Id: n.Id, Name: n.Name, Load: c.Load, IdleSince: stamp(c.IdleSince), Timer: string(c.Timer)})
	}
	if x.RunnerUp != nil {
		out.RunnerUp = ptr(wirePlace(d, x.RunnerUp))
	}
	return out
}

func wirePlace(d *center.Directory, p *routing.Place) DecisionPlace {
	return DecisionPlace{ContactId: string(p.ContactID), Channel: p.Channel.String(), Queue: wireTarget(d, p.Target), ProfilePriority: p.Pair,
		DelaySeconds: inSeconds(p.Delay), QueuePriority: p.Priority, AgeSince: stamp(p.AgeSince), Sequence: p.Sequence}
}

// inSeconds makes a wire number of a length of time.
func inSeconds(d time.Duration) float64 { return float64(d.Milliseconds()) / 1000 }

func wireAgentDecision(d *center.Directory, x *routing.AgentExplanation) *AgentDecision {
	out := &AgentDecision{
		At: stamp(x.At), Agent: nameOf(&d.Users, string(x.AgentID)), RoutingProfile: nameOf(&d.Profiles, string(x.ProfileID)),
		Status: nameOf(&d.Statuses, string(x.StatusID)), Text: x.Text, Load: x.Load, IdleSince: stamp(x.IdleSince), Timer: string(x.Timer),
		Bar: wireReason(d, x.Bar),
	}
	for _, h := range x.InHand {
		out.InHand = append(out.InHand, DecisionInHand{ContactId: string(h.ContactID), Channel: h.Channel.String(), State: string(h.State), Until: stamp(h.Until)})
	}
	for ch, c := range x.Channels {
		out.Channels = append(out.Channels, DecisionChannel{Channel: center.Channel(ch).String(), Concurrency: c.Concurrency, Occupied: c.Occupied,
			Free: c.Free, Bar: wireReason(d, c.Bar)})
	}
	for _, p := range x.Pairs {
		out.Pairs = append(out.Pairs, DecisionPair{Queue: wireTarget(d, p.Target), Channel: p.Channel.String(), Priority: p.Priority,
			DelaySeconds: inSeconds(p.Delay), Waiting: p.Waiting, Ringing: p.Ringing, First: p.First, Bars: wireReasons(d, p.Bars)})
	}
	return out
}

func wireStranding(d *center.Directory, x *routing.Stranding) ChannelStranding {
	return ChannelStranding{At: stamp(x.At), Channel: x.Channel.String(), Agents: x.Agents, Free: x.Free, Busy: x.Busy, Off: x.Off,
		Offline: x.Offline, Several: x.Several, Stranded: x.Stranded, Waiting: x.Waiting, Ringing: x.Ringing,
		Reasons: wireReasons(d, x.Reasons), Nobody: wireReasons(d, x.Nobody)}
}
