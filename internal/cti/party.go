package cti

import (
	"context"
	"slices"

	"strowger/internal/center"
	"strowger/internal/ctiapi"
	"strowger/internal/routing"
)

// inHand returns a contact of the caller that is not cleared, and the other side
// of a consultation.
func (d desk) inHand(ctx context.Context, id string) (c, other *center.Contact, err error) {
	view, err := d.view(ctx, func(e *routing.Engine, _ *routing.AgentView) {
		if found, ok := e.Consulted(center.ContactID(id)); ok {
			other = &found
		}
	})
	if err != nil {
		return nil, nil, err
	}
	i := slices.IndexFunc(view.Contacts, func(c center.Contact) bool { return string(c.ID) == id })
	if i < 0 {
		return nil, nil, center.Missing(center.KindContact, id)
	}
	return &view.Contacts[i], other, nil
}

// party says whose connection an id names. The agent who consults this one
// cannot be acted upon.
func (d desk) party(c, other *center.Contact, connection string) (center.Party, error) {
	switch {
	case connection == AgentConnectionID(c.ID, d.user):
		return center.AgentParty, nil
	case connection == customerConnectionID(c):
		return center.CustomerParty, nil
	case other != nil && c.Call.Third == other.ID && connection == string(other.ID):
		return center.ThirdParty, nil
	case other != nil && connection == AgentConnectionID(other.ID, other.AgentID):
		return "", center.Errorf(center.Conflict, "The connection of the agent who consults belongs to that agent.")
	default:
		return "", center.Errorf(center.NotFound, "Contact %s has no connection %q.", c.ID, connection)
	}
}

// withParty does to a party of a call of the caller what the command says.
func (d desk) withParty(ctx context.Context, contact, connection string, command func(center.ContactID, center.Party) routing.Command) error {
	c, other, err := d.inHand(ctx, contact)
	if err != nil {
		return err
	}
	if c.Channel != center.Voice {
		return refused(codeContactType, "Connections can be held and muted in calls alone.")
	}
	party, err := d.party(c, other, connection)
	if err != nil {
		return err
	}
	return d.do(ctx, command(c.ID, party))
}

// HoldConnection puts the customer or the third party of a call on hold. There is
// no media: what the party hears is the gateway's business.
func (s *Service) HoldConnection(ctx context.Context, in *ctiapi.HoldConnectionInput) (*ctiapi.HoldConnectionOutput, error) {
	d := caller(ctx)
	return nil, d.withParty(ctx, *in.ContactId, *in.ConnectionId, func(id center.ContactID, p center.Party) routing.Command {
		return routing.Hold{UserID: d.user, ContactID: id, Party: p}
	})
}

// ResumeConnection takes a party off hold.
func (s *Service) ResumeConnection(ctx context.Context, in *ctiapi.ResumeConnectionInput) (*ctiapi.ResumeConnectionOutput, error) {
	d := caller(ctx)
	return nil, d.withParty(ctx, *in.ContactId, *in.ConnectionId, func(id center.ContactID, p center.Party) routing.Command {
		return routing.Hold{UserID: d.user, ContactID: id, Party: p, Off: true}
	})
}

// MuteParticipant silences a party of a call, the agent included.
func (s *Service) MuteParticipant(ctx context.Context, in *ctiapi.MuteParticipantInput) (*ctiapi.MuteParticipantOutput, error) {
	d := caller(ctx)
	return nil, d.withParty(ctx, *in.ContactId, *in.ConnectionId, func(id center.ContactID, p center.Party) routing.Command {
		return routing.Mute{UserID: d.user, ContactID: id, Party: p}
	})
}

// UnmuteParticipant lets a party be heard again.
func (s *Service) UnmuteParticipant(ctx context.Context, in *ctiapi.UnmuteParticipantInput) (*ctiapi.UnmuteParticipantOutput, error) {
	d := caller(ctx)
	return nil, d.withParty(ctx, *in.ContactId, *in.ConnectionId, func(id center.ContactID, p center.Party) routing.Command {
		return routing.Mute{UserID: d.user, ContactID: id, Party: p, Off: true}
	})
}

// ToggleActiveConnections lets the agent speak with the party that the
// connection names, and puts the other one on hold. The client library names the
// one on hold; where nobody is on hold it names the agent's own, and the third
// party is put on hold then.
func (s *Service) ToggleActiveConnections(ctx context.Context, in *ctiapi.ToggleActiveConnectionsInput) (*ctiapi.ToggleActiveConnectionsOutput, error) {
	d := caller(ctx)
	return nil, d.withParty(ctx, *in.ContactId, *in.ConnectionId, func(id center.ContactID, p center.Party) routing.Command {
		if p == center.AgentParty {
			p = center.CustomerParty
		}
		return routing.Toggle{UserID: d.user, ContactID: id, Party: p}
	})
}

// ConferenceConnections lets customer, third party and agent speak together.
func (s *Service) ConferenceConnections(ctx context.Context, in *ctiapi.ConferenceConnectionsInput) (*ctiapi.ConferenceConnectionsOutput, error) {
	d := caller(ctx)
	return nil, d.do(ctx, routing.Join{UserID: d.user, ContactID: center.ContactID(*in.ContactId)})
}
