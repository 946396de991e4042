package cti

import (
	"cmp"
	"context"
	"slices"

	"github.com/google/uuid"

	"strowger/internal/center"
	"strowger/internal/ctiapi"
	"strowger/internal/routing"
)

// The types of endpoints, in the client library's words; it has none for flows.
const (
	endpointAgent = "agent"
	endpointQueue = "queue"
	endpointPhone = "phone_number"
	endpointFlow  = "flow"
)

// GetEndpoints lists the quick connects of queues, each once, in the order of
// names. The own queue of an agent has none.
func (s *Service) GetEndpoints(ctx context.Context, in *ctiapi.GetEndpointsInput) (*ctiapi.GetEndpointsOutput, error) {
	d := caller(ctx)
	dir, seen := d.Directory(), map[center.QuickConnectID]bool{}
	all := []ctiapi.Endpoint{}
	for _, arn := range in.QueueARNs {
		queue, err := d.queue(arn)
		if err != nil {
			return nil, err
		}
		if queue == nil {
			continue
		}
		for _, id := range queue.QuickConnects {
			if q, ok := dir.QuickConnects.Get(string(id)); ok && !seen[id] {
				seen[id] = true
				all = append(all, wireQuickConnect(dir, q))
			}
		}
	}
	slices.SortFunc(all, func(a, b ctiapi.Endpoint) int { return cmp.Compare(endpointKey(a), endpointKey(b)) })
	endpoints, next, err := page(all, endpointKey, in.NextToken, in.MaxResults)
	if err != nil {
		return nil, err
	}
	return &ctiapi.GetEndpointsOutput{Endpoints: endpoints, NextToken: next}, nil
}

func endpointKey(e ctiapi.Endpoint) string { return *e.Name + "/" + *e.EndpointARN }

// wireQuickConnect is a quick connect as a desk offers it.
func wireQuickConnect(d *center.Directory, q *center.QuickConnect) ctiapi.Endpoint {
	out := ctiapi.Endpoint{EndpointARN: ptr(d.Instance.ARN(center.KindQuickConnect, string(q.ID))), Name: &q.Name}
	switch q.To.Type {
	case center.UserConnect:
		out.Type = ptr(endpointAgent)
		if u, ok := d.Users.Get(string(q.To.Target.UserID)); ok {
			out.AgentLogin = &u.Username
		}
	case center.QueueConnect:
		out.Type, out.Queue = ptr(endpointQueue), queueRef(d, q.To.Target)
	case center.PhoneConnect:
		out.Type, out.PhoneNumber = ptr(endpointPhone), &q.To.Phone
	default:
		out.Type = ptr(endpointFlow)
	}
	return out
}

// offered reports whether the agent may hand contacts on by a quick connect: one
// of the queues of the routing profile, or of the queue that the contact came from.
func (d desk) offered(id center.QuickConnectID, from center.QueueID) bool {
	dir := d.Directory()
	has := func(queue center.QueueID) bool {
		q, ok := dir.Queues.Get(string(queue))
		return ok && slices.Contains(q.QuickConnects, id)
	}
	user, ok := dir.Users.Get(string(d.user))
	if !ok {
		return false
	}
	profile, ok := dir.Profiles.Get(string(user.ProfileID))
	return ok && (has(from) || has(profile.DefaultOutboundQueueID) ||
		slices.ContainsFunc(profile.Queues, func(c center.QueueConfig) bool { return has(c.QueueID) }) ||
		slices.ContainsFunc(profile.ManualQueues, func(c center.QueueChannel) bool { return has(c.QueueID) }))
}

// quickConnect finds what an endpoint of GetEndpoints stands for, among those that
// the agent is offered, with a contact from that queue in hand or with none. A
// telephone number is none: tasks and chats do not go there.
func (d desk) quickConnect(e *ctiapi.Endpoint, from center.QueueID) (*center.QuickConnect, error) {
	dir := d.Directory()
	if text(e.EndpointARN) == "" && *e.Type != endpointPhone {
		return nil, center.Errorf(center.Invalid, "endpoint.endpointARN must name a quick connect.")
	}
	if text(e.EndpointARN) == "" {
		return nil, cannotDial(text(e.PhoneNumber))
	}
	id, err := d.own(center.KindQuickConnect, *e.EndpointARN)
	if err != nil {
		return nil, err
	}
	q, ok := dir.QuickConnects.Get(id)
	if !ok || !d.offered(q.ID, from) {
		return nil, center.Missing(center.KindQuickConnect, id)
	}
	if q.To.Type == center.PhoneConnect {
		return nil, cannotDial(q.To.Phone)
	}
	if user := q.To.Target.UserID; user != "" { // who may have been deleted since
		if _, ok := dir.Users.Get(string(user)); !ok {
			return nil, center.Missing(center.KindUser, string(user))
		}
	}
	return q, nil
}

func cannotDial(number string) error {
	return center.Errorf(center.Refused, "Only a call can go on to the telephone number %q.", number)
}

// thirdNumber is the telephone number that an endpoint stands for, empty where it
// stands for something else.
func (d desk) thirdNumber(e *ctiapi.Endpoint, from center.QueueID) (string, error) {
	if text(e.EndpointARN) != "" {
		id, err := d.own(center.KindQuickConnect, *e.EndpointARN)
		if err != nil {
			return "", err
		}
		if q, ok := d.Directory().QuickConnects.Get(id); ok && q.To.Type == center.PhoneConnect && d.offered(q.ID, from) {
			return q.To.Phone, nil
		}
		return "", nil
	}
	if *e.Type == endpointPhone && text(e.PhoneNumber) == "" {
		return "", center.Errorf(center.Invalid, "endpoint.phoneNumber must be the number to call.")
	}
	return text(e.PhoneNumber), nil
}

// callThird calls a number for the agent of a call. It shows the outbound caller
// id of the call's queue; the gateway makes the call and says who answered.
func (d desk) callThird(ctx context.Context, c *center.Contact, next *center.Contact, number string) error {
	switch {
	case !dialable.MatchString(number):
		return center.Errorf(center.Invalid, "%q is no telephone number of the form +12065550100.", number)
	case !d.permits(outboundAccess):
		return center.Errorf(center.Refused, "The agent's security profiles do not permit outbound calls.")
	}
	next.Endpoint = center.Endpoint{Type: "TELEPHONE_NUMBER", Address: number}
	return d.do(ctx, routing.Consult{UserID: d.user, ContactID: c.ID, Next: next})
}

// CreateAdditionalConnection hands a contact on by a quick connect. A task, a
// chat or an e-mail leaves the agent at once; in a call the customer is put on
// hold and the third party is called, who may also be a telephone number.
func (s *Service) CreateAdditionalConnection(ctx context.Context, in *ctiapi.CreateAdditionalConnectionInput) (*ctiapi.CreateAdditionalConnectionOutput, error) {
	d := caller(ctx)
	c, _, err := d.inHand(ctx, *in.ContactId)
	if err != nil {
		return nil, err
	}
	number, err := d.thirdNumber(in.Endpoint, c.Target.QueueID)
	if err != nil {
		return nil, err
	}
	id, err := uuid.NewV7()
	if err != nil {
		return nil, err
	}
	next := &center.Contact{ID: center.ContactID(id.String()), Channel: c.Channel}
	if number != "" && c.Channel == center.Voice {
		return nil, d.callThird(ctx, c, next, number)
	}
	q, err := d.quickConnect(in.Endpoint, c.Target.QueueID)
	if err != nil {
		return nil, err
	}
	next.Flow = center.FlowPosition{FlowID: q.To.FlowID, Target: q.To.Target}
	if c.Channel == center.Voice {
		return nil, d.do(ctx, routing.Consult{UserID: d.user, ContactID: c.ID, Next: next})
	}
	return nil, d.do(ctx, routing.Transfer{ContactID: c.ID, Next: next, By: d.user})
}
