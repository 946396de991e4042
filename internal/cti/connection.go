package cti

import (
	"context"
	"fmt"
	"slices"
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

// connections are the two ends of a contact: the agent's, then the customer's,
// which is the initial one. The customer is connected before the agent is: to
// the queue. What was missed is disconnected for this agent, wherever the
// customer may be by now.
func connections(user *center.User, c *center.Contact) []ctiapi.Connection {
	agent := ctiapi.Connection{
		ConnectionId: ptr(AgentConnectionID(c.ID, user.ID)), Type: ptr(connectionAgent), Initial: ptr(false),
		Endpoint: &ctiapi.Endpoint{Type: ptr(connectionAgent), AgentLogin: &user.Username},
	}
	customer := ctiapi.Connection{
		ConnectionId: ptr(customerConnectionID(c)), Type: ptr(connectionInbound), Initial: ptr(true),
		Endpoint: wireEndpoint(c.Endpoint),
	}
	if c.Method == center.Outbound {
		customer.Type = ptr(connectionOutbound)
	}
	since := stamp(c.AgentSince)
	switch c.AgentState {
	case center.AgentConnecting:
		agent.State = &ctiapi.ConnectionState{Type: ptr(connectionConnecting), Timestamp: since}
		customer.State = &ctiapi.ConnectionState{Type: ptr(connectionConnected), Timestamp: stamp(c.ToSystem)}
	case center.AgentPaused: // the task is, not its connections
		agent.State = &ctiapi.ConnectionState{Type: ptr(connectionConnected), Timestamp: stamp(c.ToAgent)}
		customer.State = agent.State
	case center.AgentConnected:
		agent.State = &ctiapi.ConnectionState{Type: ptr(connectionConnected), Timestamp: since}
		customer.State = agent.State
	default:
		agent.State = &ctiapi.ConnectionState{Type: ptr(connectionDisconnected), Timestamp: since}
		customer.State = agent.State
	}
	if c.Channel == center.Chat {
		agent.ChatMediaInfo = &ctiapi.ChatMediaInfo{ChatAutoAccept: ptr(user.AutoAccepts(center.Chat))}
		customer.ChatMediaInfo = &ctiapi.ChatMediaInfo{CustomerName: optional(c.Customer.DisplayName)}
	}
	return []ctiapi.Connection{agent, customer}
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
// customer, and declines one that rings. The customer's connection can be cut
// where there is one to cut, in a call; a chat or a task the agent leaves.
func (s *Service) DestroyConnection(ctx context.Context, in *ctiapi.DestroyConnectionInput) (*ctiapi.DestroyConnectionOutput, error) {
	d := caller(ctx)
	id := center.ContactID(*in.ContactId)
	view, err := d.view(ctx, nil)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(view.Contacts, func(c center.Contact) bool { return c.ID == id })
	if i < 0 {
		return nil, center.Missing(center.KindContact, string(id))
	}
	c := &view.Contacts[i]
	switch *in.ConnectionId {
	case AgentConnectionID(id, d.user):
		if c.AgentState == center.AgentConnecting {
			return nil, d.do(ctx, routing.Reject{UserID: d.user, ContactID: id})
		}
	case customerConnectionID(c):
		if c.Channel != center.Voice {
			return nil, refused(codeContactType, "Only in a call can the customer's connection be ended by itself.")
		}
	default:
		return nil, center.Errorf(center.NotFound, "Contact %s has no connection %q.", id, *in.ConnectionId)
	}
	return nil, d.do(ctx, routing.Hangup{UserID: d.user, ContactID: id})
}
