package connecthttp

import (
	"context"
	"hash/fnv"
	"strconv"
	"time"

	"strowger/internal/center"
	"strowger/internal/restjson"
	"strowger/internal/routing"
)

// maxCallWait is how many seconds ListCalls waits at most.
const maxCallWait = 60

// ListCallsInput asks for the calls to make.
type ListCallsInput struct {
	InstanceId *string `json:"-" path:"InstanceId" check:"required,arn,InstanceId"`
	State      *string `json:"-" query:"state"`                    // DIALING, which is also meant without one
	Token      *string `json:"-" query:"token" check:"CallToken"`  // of the last answer: wait until there is another one
	Wait       *int32  `json:"-" query:"wait" check:"WaitSeconds"` // how many seconds to wait at most; 30 if absent
}

// ListCallsOutput has the calls in the order in which their dialling began.
type ListCallsOutput struct {
	Calls []OutboundCall `json:"Calls"`
	Token *string        `json:"Token,omitzero"` // what to give with the next request
}

// OutboundCall is a call that a gateway has to make, or is making.
type OutboundCall struct {
	ContactId         *string             `json:"ContactId,omitzero"`
	InitiationMethod  *string             `json:"InitiationMethod,omitzero"`  // OUTBOUND, CALLBACK, API or EXTERNAL_OUTBOUND
	PreviousContactId *string             `json:"PreviousContactId,omitzero"` // EXTERNAL_OUTBOUND: the call to which the third party is called
	From              *string             `json:"From,omitzero"`              // number to show
	FromName          *string             `json:"FromName,omitzero"`          // name to show
	To                *string             `json:"To,omitzero"`
	DialedTimestamp   *restjson.Timestamp `json:"DialedTimestamp,omitzero"`
	RingsOutTimestamp *restjson.Timestamp `json:"RingsOutTimestamp,omitzero"` // when the router gives up by itself
}

// AnswerCallInput reports that a customer who was called has answered.
type AnswerCallInput struct {
	InstanceId *string `json:"-" path:"InstanceId" check:"required,arn,InstanceId"`
	ContactId  *string `json:"-" path:"ContactId" check:"required,arn,ContactId"`
}

// AnswerCallOutput is empty.
type AnswerCallOutput struct{}

// Validate returns a *restjson.Invalid that lists what breaks the limits, or nil.
func (in *ListCallsInput) Validate() error { return callLimits.Check(in) }

// Validate returns a *restjson.Invalid that lists what breaks the limits, or nil.
func (in *AnswerCallInput) Validate() error { return callLimits.Check(in) }

// ListCalls lists the customers that a gateway has to call. Without a token it
// answers at once; with the token of the last answer, when the list has changed
// since, or when it has waited long enough. A call that is no longer in the list
// was answered, refused or given up: the gateway stops calling.
func (s *Service) ListCalls(ctx context.Context, in *ListCallsInput) (*ListCallsOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	if state := text(in.State); state != "" && state != string(center.Dialing) {
		return nil, center.Errorf(center.Invalid, "state must be %s.", center.Dialing)
	}
	wait := 30 * time.Second
	if in.Wait != nil {
		wait = time.Duration(*in.Wait) * time.Second
	}
	news, leave := instance.WatchDialing() // before looking, so that nothing is missed in between
	defer leave()
	timer := time.NewTimer(wait)
	defer timer.Stop()
	for waiting := text(in.Token) != ""; ; {
		out, err := listCalls(ctx, instance)
		if err != nil || !waiting || *out.Token != *in.Token {
			return out, err
		}
		select {
		case <-news:
		case <-timer.C:
			waiting = false
		case <-s.options.Closing:
			waiting = false
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// listCalls lists the calls as they are now. The token says which they are.
func listCalls(ctx context.Context, instance Instance) (*ListCallsOutput, error) {
	var dialing []center.Contact
	if err := instance.Query(ctx, func(e *routing.Engine) { dialing = e.Dialing() }); err != nil {
		return nil, err
	}
	d := instance.Directory()
	out := &ListCallsOutput{Calls: make([]OutboundCall, len(dialing))}
	sum := fnv.New64a()
	for i := range dialing {
		c := &dialing[i]
		call := OutboundCall{
			ContactId: str(c.ID), InitiationMethod: str(c.Method), From: optional(c.System.Address), To: &c.Endpoint.Address,
			DialedTimestamp: stamp(c.Dial.Since), RingsOutTimestamp: stamp(c.Dial.Until),
		}
		if c.Method == center.ExternalOutbound {
			call.PreviousContactId = str(c.PreviousID)
		}
		if q, ok := d.Queues.Get(string(c.Target.QueueID)); ok {
			call.FromName = optional(q.Outbound.Name)
		}
		out.Calls[i] = call
		_, _ = sum.Write([]byte(c.ID + "/" + center.ContactID(strconv.FormatInt(int64(c.Dial.Since), 36)) + "\n")) // never fails
	}
	out.Token = ptr(strconv.FormatUint(sum.Sum64(), 36))
	return out, nil
}

// AnswerCall connects a customer who was called and has answered: with the agent
// who waits for it, or with the flow of the contact.
func (s *Service) AnswerCall(ctx context.Context, in *AnswerCallInput) (*AnswerCallOutput, error) {
	instance, rec, err := s.contact(ctx, in.InstanceId, in.ContactId)
	if err != nil {
		return nil, err
	}
	_, err = instance.Do(ctx, routing.Answer{ContactID: rec.ID})
	if center.IsMissing(err) { // it has left the engine: it rang out, or the agent gave up
		err = center.Errorf(center.Conflict, "Contact %s is over.", rec.ID)
	}
	return nil, err
}
