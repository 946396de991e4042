package cti

import (
	"context"
	"slices"
	"strings"

	"strowger/internal/center"
	"strowger/internal/ctiapi"
	"strowger/internal/routing"
)

// AcceptContact takes an offer.
func (s *Service) AcceptContact(ctx context.Context, in *ctiapi.AcceptContactInput) (*ctiapi.AcceptContactOutput, error) {
	d := caller(ctx)
	return nil, d.do(ctx, routing.Accept{UserID: d.user, ContactID: center.ContactID(*in.ContactId)})
}

// RejectContact declines an offer; it stays on the desk as rejected until it is
// cleared (R4.18).
func (s *Service) RejectContact(ctx context.Context, in *ctiapi.RejectContactInput) (*ctiapi.RejectContactOutput, error) {
	d := caller(ctx)
	return nil, d.do(ctx, routing.Reject{UserID: d.user, ContactID: center.ContactID(*in.ContactId)})
}

// CompleteContact ends a connected contact and clears it, or clears one that is
// over.
func (s *Service) CompleteContact(ctx context.Context, in *ctiapi.CompleteContactInput) (*ctiapi.CompleteContactOutput, error) {
	d := caller(ctx)
	return nil, d.do(ctx, routing.Complete{UserID: d.user, ContactID: center.ContactID(*in.ContactId)})
}

// ClearContact takes a contact from the desk that is missed, rejected, failed or
// in after-contact work (R4.14).
func (s *Service) ClearContact(ctx context.Context, in *ctiapi.ClearContactInput) (*ctiapi.ClearContactOutput, error) {
	d := caller(ctx)
	return nil, d.do(ctx, routing.Clear{UserID: d.user, ContactID: center.ContactID(*in.ContactId)})
}

// PauseContact pauses a task that the agent has (R3.13, R3.14).
func (s *Service) PauseContact(ctx context.Context, in *ctiapi.PauseContactInput) (*ctiapi.PauseContactOutput, error) {
	d, id := caller(ctx), center.ContactID(*in.ContactId)
	if err := d.holds(ctx, id); err != nil {
		return nil, err
	}
	return nil, d.do(ctx, routing.Pause{ContactID: id})
}

// ResumeContact goes on with a task that the agent paused (R3.15).
func (s *Service) ResumeContact(ctx context.Context, in *ctiapi.ResumeContactInput) (*ctiapi.ResumeContactOutput, error) {
	d, id := caller(ctx), center.ContactID(*in.ContactId)
	if err := d.holds(ctx, id); err != nil {
		return nil, err
	}
	return nil, d.do(ctx, routing.Resume{ContactID: id})
}

// holds refuses a contact that the caller does not have in hand.
func (d desk) holds(ctx context.Context, id center.ContactID) error {
	view, err := d.view(ctx, nil)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(view.Contacts, func(c center.Contact) bool { return c.ID == id }) {
		return center.Missing(center.KindContact, string(id))
	}
	return nil
}

// contactType is the kind of contact in the client library's words.
func contactType(channel center.Channel, method center.InitiationMethod) string {
	if channel == center.Voice && method == center.Callback {
		return "queue_callback"
	}
	return strings.ToLower(channel.String())
}

// contactStates are the states of a contact at an agent in the client library's
// words.
var contactStates = map[center.AgentContactState]string{
	center.AgentConnecting: "connecting",
	center.AgentDialing:    "connecting",
	center.AgentConnected:  "connected",
	center.AgentPaused:     "paused",
	center.AgentMissed:     "missed",
	center.AgentRejected:   "rejected",
	center.AgentError:      "error",
	center.AgentEnded:      "ended",
}

// contactState is where a contact stands for the agent. A callback that waits
// for the agent's consent is incoming.
func contactState(c *center.Contact) *ctiapi.ContactState {
	state := contactStates[c.AgentState]
	if c.AgentState == center.AgentConnecting && c.Channel == center.Voice && c.Method == center.Callback {
		state = "incoming"
	}
	return &ctiapi.ContactState{Type: &state, Timestamp: stamp(c.AgentSince)}
}

// wireContact is a contact as the desk of the agent shows it. AgentState and
// AgentSince are what it is for this agent; other is the other side of a
// consultation.
func wireContact(d *center.Directory, user *center.User, c, other *center.Contact) ctiapi.Contact {
	out := ctiapi.Contact{
		ContactId: str(c.ID), InitialContactId: str(c.InitialID), RelatedContactId: optional(c.RelatedID),
		Type: ptr(contactType(c.Channel, c.Method)), State: contactState(c),
		InitiationMethod: ptr(strings.ToLower(string(c.Method))),
		Name:             optional(c.Name), Description: optional(c.Description),
		Queue: queueRef(d, c.Target), QueueTimestamp: stamp(c.Enqueued),
		CustomerEndpoint: wireEndpoint(c.Endpoint), ConnectSystemEndpoint: wireEndpoint(c.System),
		Connections: connections(d, user, c, other),
		Attributes:  make(map[string]ctiapi.ContactAttribute, len(c.Attributes)),
	}
	for name, value := range c.Attributes {
		out.Attributes[name] = ctiapi.ContactAttribute{Name: &name, Value: &value}
	}
	if len(c.References) > 0 {
		out.References = make(map[string]ctiapi.Reference, len(c.References))
		for name, r := range c.References {
			out.References[name] = ctiapi.Reference{Type: &r.Type, Value: &r.Value}
		}
	}
	if len(c.Segment) > 0 {
		out.SegmentAttributes = make(map[string]ctiapi.SegmentAttribute, len(c.Segment))
		for name, value := range c.Segment {
			out.SegmentAttributes[name] = ctiapi.SegmentAttribute{ValueString: &value}
		}
	}
	return out
}

// unclearedContact is an offer that came to nothing, in the form of the contact
// that it was an offer of, with what that said of itself then: it has gone on to
// others. known is that contact as it is now, nil if it is not to be had.
func unclearedContact(u *center.Uncleared, known *center.Contact) *center.Contact {
	c := &center.Contact{ID: u.ContactID}
	if known != nil {
		copied := *known
		c = &copied
	}
	c.InitialID, c.Channel, c.Method, c.Target, c.Enqueued = u.InitialID, u.Channel, u.Method, u.Target, u.Enqueued
	c.Name, c.Description, c.Attributes, c.References = u.Name, u.Description, u.Attributes, u.References
	c.AgentState, c.AgentSince = u.State, u.Since
	return c
}
