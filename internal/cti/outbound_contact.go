package cti

import (
	"context"
	"regexp"

	"github.com/google/uuid"

	"strowger/internal/center"
	"strowger/internal/ctiapi"
	"strowger/internal/routing"
)

// phoneNumber is an endpoint to call.
const phoneNumber = "phone_number"

// dialable is a number in E.164.
var dialable = regexp.MustCompile(`^\+[1-9][0-9]{1,14}$`)

// outboundAccess is the permission to call numbers of one's own choice.
const outboundAccess = "OutboundCallAccess"

// CreateOutboundContact calls a number, or that of a quick connect that the agent
// is offered. The call appears on the desk as
// connecting, and as connected when the customer has answered. queueARN names a
// standard queue other than the default one of the routing profile (R5.44).
//
// Not built: endpoints other than a phone_number are refused.
func (s *Service) CreateOutboundContact(ctx context.Context, in *ctiapi.CreateOutboundContactInput) (*ctiapi.CreateOutboundContactOutput, error) {
	d := caller(ctx)
	if kind := text(in.Endpoint.Type); kind != phoneNumber {
		return nil, center.Errorf(center.Invalid, "Only an endpoint of type %s can be called, not one of type %q.", phoneNumber, kind)
	}
	number, err := d.numberOf(in.Endpoint)
	if err != nil {
		return nil, err
	}
	if !dialable.MatchString(number) {
		return nil, center.Errorf(center.Invalid, "%q is no telephone number of the form +12065550100.", number)
	}
	if !d.permits(outboundAccess) {
		return nil, center.Errorf(center.Refused, "The agent's security profiles do not permit outbound calls.")
	}
	id, err := uuid.NewV7()
	if err != nil {
		return nil, err
	}
	rec := &center.Contact{ID: center.ContactID(id.String()), RelatedID: center.ContactID(text(in.RelatedContactId)),
		Endpoint: center.Endpoint{Type: "TELEPHONE_NUMBER", Address: number}}
	if text(in.QueueARN) != "" {
		queue, err := d.own(center.KindQueue, *in.QueueARN)
		if err != nil {
			return nil, err
		}
		rec.Target.QueueID = center.QueueID(queue)
	}
	if rec.RelatedID != "" {
		if _, err := d.Contact(ctx, rec.RelatedID); err != nil {
			return nil, err
		}
	}
	cmd := routing.Dial{UserID: d.user, Contact: rec}
	if s.options.Quotas != nil {
		cmd.Limit = s.options.Quotas.Contacts[center.Voice]
	}
	return nil, d.do(ctx, cmd)
}

// numberOf is the number of an endpoint: that of the quick connect that its ARN
// names, else its own.
func (d desk) numberOf(e *ctiapi.Endpoint) (string, error) {
	if text(e.EndpointARN) == "" {
		return text(e.PhoneNumber), nil
	}
	id, err := d.own(center.KindQuickConnect, *e.EndpointARN)
	if err != nil {
		return "", err
	}
	q, ok := d.Directory().QuickConnects.Get(id)
	if !ok || q.To.Type != center.PhoneConnect || !d.offered(q.ID, "") {
		return "", center.Missing(center.KindQuickConnect, id)
	}
	return q.To.Phone, nil
}

// permits reports whether the caller's security profiles have the permission.
func (d desk) permits(permission string) bool {
	dir := d.Directory()
	user, ok := dir.Users.Get(string(d.user))
	return ok && dir.Allows(user, permission)
}
