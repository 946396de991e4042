package web

import (
	"time"

	"strowger/internal/center"
	"strowger/internal/routing"
)

// deskView is what an agent is doing, and why nothing more comes.
type deskView struct {
	Status, Next string
	Kind         string // of the status, as on the board
	Since        time.Time
	Why          string
	Change       string // what would change it; empty: no rule bars everything
	Contacts     []deskContact
	Channels     []deskChannel
	Pairs        []deskPair
}

type deskContact struct {
	ID, Name, Channel, State string
	Since                    time.Time
}

// deskChannel is the agent's room on one channel that the profile has.
type deskChannel struct {
	Name                        string
	Concurrency, Occupied, Free int
	Bar                         string
}

// deskPair is what waits under one pair of the routing profile.
type deskPair struct {
	Queue, QueueID, Channel string
	Priority                int
	Delay                   string
	Waiting, Ringing        int
	Bars                    []boardReason
	First                   int // agents who come before this one
}

// stateNames are what people call the states of a contact at an agent.
var stateNames = map[center.AgentContactState]string{
	center.AgentConnecting: "ringing", center.AgentDialing: "calling the customer", center.AgentConnected: "connected", center.AgentPaused: "paused",
	center.AgentMissed: "missed", center.AgentRejected: "rejected", center.AgentError: "failed", center.AgentEnded: "after-contact work",
}

// takeDesk looks at an agent between two steps.
func takeDesk(e *routing.Engine, id center.UserID) *deskView {
	agent, ok := e.Agent(id)
	if !ok {
		return nil
	}
	x, _ := e.ExplainAgent(id)
	d, names := e.Directory(), directoryNames(e.Directory())
	v := &deskView{Status: "Offline", Kind: "offline", Since: agent.Presence.Since.Time(), Why: x.Text}
	if s := agent.Status; s != nil {
		v.Status, v.Kind = s.Name, statusKind(s)
	}
	if next, ok := d.Statuses.Get(string(agent.Presence.NextStatus)); ok {
		v.Next = next.Name
	}
	if x.Bar != nil {
		v.Change = x.Bar.Change
	}
	for i := range agent.Presence.Uncleared {
		u := &agent.Presence.Uncleared[i]
		v.Contacts = append(v.Contacts, deskContact{string(u.ContactID), "", channelNames[u.Channel], stateNames[u.State], u.Since.Time()})
	}
	for i := range agent.Contacts {
		c := &agent.Contacts[i]
		v.Contacts = append(v.Contacts, deskContact{string(c.ID), contactName(c), channelNames[c.Channel], stateNames[c.AgentState], c.AgentSince.Time()})
	}
	for ch := range center.Channel(center.Channels) {
		if c := x.Channels[ch]; c.Concurrency > 0 {
			out := deskChannel{Name: channelNames[ch], Concurrency: c.Concurrency, Occupied: c.Occupied, Free: c.Free}
			if c.Bar != nil {
				out.Bar = c.Bar.Text + " (" + c.Bar.Rule + ")"
			}
			v.Channels = append(v.Channels, out)
		}
	}
	for _, p := range x.Pairs {
		out := deskPair{Queue: names.Queue(p.Target), QueueID: string(p.Target.QueueID), Channel: channelNames[p.Channel],
			Priority: p.Priority, Waiting: p.Waiting, Ringing: p.Ringing, Bars: takeReasons(p.Bars), First: p.First}
		if p.Delay > 0 {
			out.Delay = p.Delay.String()
		}
		v.Pairs = append(v.Pairs, out)
	}
	return v
}

// statusKind is the kind of a status for the eye.
func statusKind(s *center.AgentStatus) string {
	switch s.Type {
	case center.Routable:
		return "routable"
	case center.Offline:
		return "offline"
	default:
		return "custom"
	}
}
