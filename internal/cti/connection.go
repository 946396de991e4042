package cti

import (
	"context"
	"fmt"
	"strings"

	"github.com/google/uuid"

	"strowger/internal/center"
	"strowger/internal/ctiapi"
	"strowger/internal/routing"
)

// The types and states of connections, in the client library's words.
const (
	connectionAgent    = "agent"
	connectionInbound  = "inbound"
	connectionOutbound = "outbound"

	connectionConnecting   = "connecting"
	connectionConnected    = "connected"
	connectionHold         = "hold"
	connectionDisconnected = "disconnected"
)

// AgentConnectionID returns the id of an agent's connection in a contact, which
// is also the agent's participant id in a chat. It follows from the two ids, so
// that it needs no keeping and outlives a restart.
func AgentConnectionID(contact center.ContactID, user center.UserID) string {
	name := fmt.Sprintf("strowger:connection:%d:%s:%s", len(contact), contact, user) // the length tells the two apart
	return uuid.NewSHA1(uuid.NameSpaceURL, []byte(name)).String()
}

// customerConnectionID returns the id of the customer's connection: the
// participant id of a chat, else the contact id.
func customerConnectionID(c *center.Contact) string {
	if c.Channel == center.Chat && c.Customer.ID != "" {
		return c.Customer.ID
	}
	return string(c.ID)
}

// connections are the ends of a contact: the agent's, the customer's, which is
// the initial one, and that of a third party in a call. The customer is connected
// before the agent is, to the queue; one who was dialled is connected after it.
// What was missed is disconnected for this agent, wherever the customer may be by
// now. other is the other side of a consultation, nil where there is none.
func connections(d *center.Directory, user *center.User, c, other *center.Contact) []ctiapi.Connection {
	agent := ctiapi.Connection{
		ConnectionId: ptr(AgentConnectionID(c.ID, user.ID)), Type: ptr(connectionAgent), Initial: ptr(false),
		Endpoint: &ctiapi.Endpoint{Type: ptr(connectionAgent), AgentLogin: &user.Username},
	}
	customer := ctiapi.Connection{
		ConnectionId: ptr(customerConnectionID(c)), Type: ptr(connectionInbound), Initial: ptr(true),
		Endpoint: wireEndpoint(c.Endpoint),
	}
	if c.Dial.Ring > 0 {
		customer.Type = ptr(connectionOutbound)
	}
	since := stamp(c.AgentSince)
	switch c.AgentState {
	case center.AgentConnecting:
		agent.State = &ctiapi.ConnectionState{Type: ptr(connectionConnecting), Timestamp: since}
		customer.State = &ctiapi.ConnectionState{Type: ptr(connectionConnected), Timestamp: stamp(c.ToSystem)}
	case center.AgentDialing:
		agent.State = &ctiapi.ConnectionState{Type: ptr(connectionConnected), Timestamp: since}
		customer.State = &ctiapi.ConnectionState{Type: ptr(connectionConnecting), Timestamp: stamp(c.Dial.Since)}
	case center.AgentPaused: // the task is, not its connections
		agent.State = &ctiapi.ConnectionState{Type: ptr(connectionConnected), Timestamp: stamp(c.ToAgent)}
		customer.State = agent.State
	case center.AgentConnected:
		agent.State = &ctiapi.ConnectionState{Type: ptr(connectionConnected), Timestamp: since}
		customer.State = legState(&c.Call.Customer, c.AgentSince)
	default:
		agent.State = &ctiapi.ConnectionState{Type: ptr(connectionDisconnected), Timestamp: since}
		customer.State = agent.State
	}
	switch {
	case c.Channel == center.Chat:
		agent.ChatMediaInfo = &ctiapi.ChatMediaInfo{ChatAutoAccept: ptr(user.AutoAccepts(center.Chat))}
		customer.ChatMediaInfo = &ctiapi.ChatMediaInfo{CustomerName: optional(c.Customer.DisplayName)}
	case c.Channel == center.Voice && c.AgentState == center.AgentConnected:
		agent.Mute, customer.Mute = ptr(c.Call.Agent.Muted), ptr(c.Call.Customer.Muted)
	}
	switch {
	case other == nil:
		return []ctiapi.Connection{agent, customer}
	case c.Call.Third == other.ID:
		return []ctiapi.Connection{agent, customer, thirdParty(d, c, other)}
	}
	if other.Call.Customer.Held != 0 && c.Call.Customer.Held == 0 { // by the agent who consults this one
		customer.State = legState(&other.Call.Customer, 0)
	}
	return []ctiapi.Connection{agent, customer, consulting(d, other)}
}

// legState is the state of a party that is connected: on hold or not.
func legState(leg *center.Leg, since center.Instant) *ctiapi.ConnectionState {
	if leg.Held != 0 {
		return &ctiapi.ConnectionState{Type: ptr(connectionHold), Timestamp: stamp(leg.Held)}
	}
	return &ctiapi.ConnectionState{Type: ptr(connectionConnected), Timestamp: stamp(since)}
}

// thirdParty is the connection of a third party in the call of the agent who
// consults it: an agent, the queue that is to find one, or a telephone number.
func thirdParty(d *center.Directory, c, third *center.Contact) ctiapi.Connection {
	out := ctiapi.Connection{ConnectionId: str(third.ID), Type: ptr(connectionOutbound), Initial: ptr(false), Mute: ptr(c.Call.Other.Muted),
		State: &ctiapi.ConnectionState{Type: ptr(connectionConnecting), Timestamp: stamp(third.Initiated)}}
	if third.State == center.Connected {
		out.State = legState(&c.Call.Other, max(third.ToAgent, third.ToSystem))
	}
	if third.Method == center.ExternalOutbound {
		out.Endpoint = wireEndpoint(third.Endpoint)
	} else if u, ok := d.Users.Get(string(third.AgentID)); ok {
		out.Endpoint = &ctiapi.Endpoint{Type: ptr(endpointAgent), AgentLogin: &u.Username, Name: ptr(displayName(u))}
	} else if ref := queueRef(d, third.Target); ref != nil {
		out.Endpoint = &ctiapi.Endpoint{Type: ptr(endpointQueue), Name: ref.Name, Queue: ref}
	}
	return out
}

// consulting is the connection of the agent who consults, at the desk of the one
// who is consulted.
func consulting(d *center.Directory, call *center.Contact) ctiapi.Connection {
	out := ctiapi.Connection{ConnectionId: ptr(AgentConnectionID(call.ID, call.AgentID)), Type: ptr(connectionInbound), Initial: ptr(false),
		State: legState(&call.Call.Other, call.AgentSince)}
	if u, ok := d.Users.Get(string(call.AgentID)); ok {
		out.Endpoint = &ctiapi.Endpoint{Type: ptr(endpointAgent), AgentLogin: &u.Username, Name: ptr(displayName(u))}
	}
	return out
}

// wireEndpoint is a number or an address, nil where there is none.
func wireEndpoint(e center.Endpoint) *ctiapi.Endpoint {
	switch e.Type {
	case "":
		return nil
	case "TELEPHONE_NUMBER", "VOIP":
		return &ctiapi.Endpoint{Type: ptr("phone_number"), PhoneNumber: &e.Address}
	case "EMAIL_ADDRESS":
		return &ctiapi.Endpoint{Type: ptr("email_address"), EmailAddress: &e.Address}
	default:
		return &ctiapi.Endpoint{Type: ptr(strings.ToLower(e.Type)), Name: &e.Address}
	}
}

// DestroyConnection hangs up. The agent's own connection ends a connected
// contact for everyone, because nobody else would be left to talk to the
// customer, and declines one that rings; a call with a third party goes on
// without the agent. The connections of customer and third party can be cut where
// there is one to cut, in a call; a chat or a task the agent leaves.
func (s *Service) DestroyConnection(ctx context.Context, in *ctiapi.DestroyConnectionInput) (*ctiapi.DestroyConnectionOutput, error) {
	d := caller(ctx)
	c, other, err := d.inHand(ctx, *in.ContactId)
	if err != nil {
		return nil, err
	}
	party, err := d.party(c, other, *in.ConnectionId)
	switch {
	case err != nil:
		return nil, err
	case party != center.AgentParty && c.Channel != center.Voice:
		return nil, refused(codeContactType, "Only in a call can the customer's connection be ended by itself.")
	case party != center.AgentParty && c.AgentState == center.AgentConnected:
		return nil, d.do(ctx, routing.Drop{UserID: d.user, ContactID: c.ID, Party: party})
	case party == center.AgentParty && c.AgentState == center.AgentConnecting:
		return nil, d.do(ctx, routing.Reject{UserID: d.user, ContactID: c.ID})
	}
	return nil, d.do(ctx, routing.Hangup{UserID: d.user, ContactID: c.ID})
}
