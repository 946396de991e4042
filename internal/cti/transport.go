package cti

import (
	"context"
	"net/url"
	"time"

	"strowger/internal/auth"
	"strowger/internal/center"
	"strowger/internal/ctiapi"
)

// The types of transport, in the client library's words.
const (
	transportSocket    = "web_socket"
	transportChat      = "chat_token"
	transportSoftphone = "softphone"
	transportWebRTC    = "web_rtc"
	transportDiscovery = "agent_discovery"
)

// SocketPath is where the sockets of desks are, see Service.Socket.
const SocketPath = "/connect/socket"

// socketLife is how long a socket is good for; the client library opens another
// one then. socketGrace is how long it has to open one.
const (
	socketLife  = time.Hour
	socketGrace = 90 * time.Second
)

// chatTokenLife is how long the token of an agent in a chat is good for.
const chatTokenLife = 24 * time.Hour

// stampForm is how the answers of CreateTransport write a moment.
const stampForm = "2006-01-02T15:04:05.000Z"

// CreateTransport gives the desk the address of a socket, or the agent's token for
// a chat in hand.
//
// Not built: softphone and web_rtc are refused, as there is no media; agent_discovery
// is refused, as no instance has a twin in another region.
func (s *Service) CreateTransport(ctx context.Context, in *ctiapi.CreateTransportInput) (*ctiapi.CreateTransportOutput, error) {
	d := caller(ctx)
	switch *in.TransportType {
	case transportSocket:
		return s.socketTransport(d)
	case transportChat:
		return s.chatTransport(ctx, d, in)
	case transportSoftphone, transportWebRTC:
		return nil, center.Errorf(center.Refused, "This server carries no media; there is no transport of type %s.", *in.TransportType)
	case transportDiscovery:
		return nil, center.Errorf(center.Refused, "The instance has no twin in another region; there is no transport of type %s.", transportDiscovery)
	default:
		return nil, center.Errorf(center.Invalid, "transportType must be %s or %s, not %q.", transportSocket, transportChat, *in.TransportType)
	}
}

// socketTransport is the address of a socket, on the host by which the desk
// reaches this server. A token in it stands for the user, since a browser sends no
// headers of a page's choice along.
func (s *Service) socketTransport(d desk) (*ctiapi.CreateTransportOutput, error) {
	now := time.Now()
	token, err := s.options.Issuer.Issue(auth.Claims{Kind: auth.TokenTransport, InstanceID: string(d.Directory().Instance.ID),
		Subject: string(d.user), Issued: now, Expires: now.Add(socketGrace)})
	if err != nil {
		return nil, err
	}
	address := url.URL{Scheme: "ws", Host: d.host, Path: SocketPath, RawQuery: url.Values{"token": {token}}.Encode()}
	if d.secure {
		address.Scheme = "wss"
	}
	return &ctiapi.CreateTransportOutput{WebSocketTransport: &ctiapi.WebSocketTransport{Url: ptr(address.String()),
		TransportLifeTimeInSeconds: ptr(int64(socketLife / time.Second)), Expiry: ptr(now.Add(socketGrace).UTC().Format(stampForm))}}, nil
}

// chatTransport is the token by which the agent takes part in a chat. The
// participant id is that of the agent's connection.
func (s *Service) chatTransport(ctx context.Context, d desk, in *ctiapi.CreateTransportInput) (*ctiapi.CreateTransportOutput, error) {
	if text(in.ContactId) == "" {
		return nil, center.Errorf(center.Invalid, "contactId must name the chat.")
	}
	c, _, err := d.inHand(ctx, *in.ContactId)
	if err != nil {
		return nil, err
	}
	participant := AgentConnectionID(c.ID, d.user)
	switch {
	case c.Channel != center.Chat:
		return nil, refused(codeContactType, "Only chats have tokens.")
	case text(in.ParticipantId) != "" && *in.ParticipantId != participant:
		return nil, center.Errorf(center.NotFound, "%q is not the agent's participant in the chat.", *in.ParticipantId)
	case c.AgentState != center.AgentConnected:
		return nil, center.Errorf(center.Conflict, "Contact %s is %s for this agent.", c.ID, c.AgentState)
	}
	now := time.Now()
	token, err := s.options.Issuer.Issue(auth.Claims{Kind: auth.TokenParticipant, InstanceID: string(d.Directory().Instance.ID),
		Subject: string(c.ID), ParticipantID: participant, Issued: now, Expires: now.Add(chatTokenLife)})
	if err != nil {
		return nil, err
	}
	return &ctiapi.CreateTransportOutput{ChatTokenTransport: &ctiapi.ChatTokenTransport{ParticipantToken: &token,
		Expiry: ptr(now.Add(chatTokenLife).UTC().Format(stampForm))}}, nil
}
