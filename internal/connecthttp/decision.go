package connecthttp

import (
	"context"
	"net/http"

	"strowger/internal/center"
	"strowger/internal/restjson"
	"strowger/internal/routing"
)

// ExplainContactInput asks why a contact waits, or why it went where it is.
type ExplainContactInput struct {
	InstanceId *string `json:"-" path:"InstanceId" check:"required,arn,InstanceId"`
	ContactId  *string `json:"-" path:"ContactId" check:"required,arn,ContactId"`
}

// ExplainAgentInput asks why an agent gets no more work.
type ExplainAgentInput struct {
	InstanceId *string `json:"-" path:"InstanceId" check:"required,arn,InstanceId"`
	UserId     *string `json:"-" path:"UserId" check:"required,arn,UserId"`
}

// ExplainQueueInput asks who around a queue could work and does not.
type ExplainQueueInput struct {
	InstanceId *string `json:"-" path:"InstanceId" check:"required,arn,InstanceId"`
	QueueId    *string `json:"-" path:"QueueId" check:"required,arn,QueueId"`
}

// Validate returns a *restjson.Invalid that lists what breaks the limits, or nil.
func (in *ExplainContactInput) Validate() error { return decisionLimits.Check(in) }

// Validate returns a *restjson.Invalid that lists what breaks the limits, or nil.
func (in *ExplainAgentInput) Validate() error { return decisionLimits.Check(in) }

// Validate returns a *restjson.Invalid that lists what breaks the limits, or nil.
func (in *ExplainQueueInput) Validate() error { return decisionLimits.Check(in) }

// decisionLimits are those of the API for the same ids.
var decisionLimits = restjson.NewLimits(map[string]restjson.Limit{
	"InstanceId": {Min: 1, Max: 100},
	"ContactId":  {Min: 1, Max: 256},
	"UserId":     {Min: 1, Max: 256},
	"QueueId":    {Min: 1, Max: 256},
	"MaxResults": {Min: 1, Max: 100},
})

// decisionPath is where the server says why.
const decisionPath = "/strowger/v1/instances/{InstanceId}/"

// OwnRoutes returns the operations that Amazon Connect does not have, for
// restjson.NewREST: those of telephone gateways, those that explain and the
// worklist. The
// caller adds its hooks.
func OwnRoutes(s *Service) restjson.Options {
	errors := []string{"InvalidRequestException", "InvalidParameterException", "ResourceNotFoundException", "ContactNotFoundException", "AccessDeniedException", "InternalServiceException"}
	options := CallRoutes(s)
	options.Routes = append(options.Routes, translated([]restjson.Route{
		restjson.Bind(restjson.Route{Operation: "ExplainContact", Method: http.MethodGet, Pattern: decisionPath + "contacts/{ContactId}/decision", Errors: errors}, (*Service).ExplainContact),
		restjson.Bind(restjson.Route{Operation: "ExplainAgent", Method: http.MethodGet, Pattern: decisionPath + "agents/{UserId}/decision", Errors: errors}, (*Service).ExplainAgent),
		restjson.Bind(restjson.Route{Operation: "ExplainQueue", Method: http.MethodGet, Pattern: decisionPath + "queues/{QueueId}/stranded", Errors: errors}, (*Service).ExplainQueue),
		restjson.Bind(restjson.Route{Operation: "ListWorklist", Method: http.MethodGet, Pattern: worklistPath, Errors: errors}, (*Service).ListWorklist),
		restjson.Bind(restjson.Route{Operation: "SetPassword", Method: http.MethodPut, Pattern: passwordPath, NoOutput: true, Errors: errors}, (*Service).SetPassword),
		restjson.Bind(restjson.Route{Operation: "TakeContact", Method: http.MethodPost, Pattern: worklistPath + "/{ContactId}", NoOutput: true, Errors: errors}, (*Service).TakeContact),
	})...)
	return options
}

// ExplainContact says why a contact waits, or why it went where it is. About a
// contact that is over for long it can say only that the why is not kept.
func (s *Service) ExplainContact(ctx context.Context, in *ExplainContactInput) (*ContactDecision, error) {
	instance, rec, err := s.contact(ctx, in.InstanceId, in.ContactId)
	if err != nil {
		return nil, err
	}
	var x routing.ContactExplanation
	var known bool
	if err := instance.Query(ctx, func(e *routing.Engine) { x, known = e.ExplainContact(rec.ID) }); err != nil {
		return nil, err
	}
	if !known {
		x = routing.ExplainFinished(rec)
	}
	return wireContactDecision(instance.Directory(), &x), nil
}

// ExplainAgent says why an agent has what it has, and nothing more.
func (s *Service) ExplainAgent(ctx context.Context, in *ExplainAgentInput) (*AgentDecision, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	id := idOf[center.UserID](instance, center.KindUser, in.UserId)
	var x routing.AgentExplanation
	var known bool
	if err := instance.Query(ctx, func(e *routing.Engine) { x, known = e.ExplainAgent(id) }); err != nil {
		return nil, err
	}
	if !known {
		return nil, center.Missing(center.KindUser, text(in.UserId))
	}
	return wireAgentDecision(instance.Directory(), &x), nil
}

// ExplainQueue says, for each channel of a queue that has agents or contacts,
// who could work and does not, and which contacts wait in vain.
func (s *Service) ExplainQueue(ctx context.Context, in *ExplainQueueInput) (*QueueStranding, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	id := idOf[center.QueueID](instance, center.KindQueue, in.QueueId)
	var all []routing.Stranding
	known := true
	look := func(e *routing.Engine) {
		for ch := range center.Channel(center.Channels) {
			x, ok := e.Stranded(id, ch)
			known = known && ok
			if x.Agents+x.Waiting+x.Ringing > 0 {
				all = append(all, x)
			}
		}
	}
	if err := instance.Query(ctx, look); err != nil {
		return nil, err
	}
	if !known {
		return nil, center.Missing(center.KindQueue, text(in.QueueId))
	}
	out := &QueueStranding{Queue: wireTarget(instance.Directory(), center.FlowTarget{QueueID: id}), Channels: []ChannelStranding{}}
	for i := range all {
		out.Channels = append(out.Channels, wireStranding(instance.Directory(), &all[i]))
	}
	return out, nil
}

// nameOf makes the wire form of something with an id and a name.
func nameOf[R center.Resource](table *center.Table[R], id string) *Named {
	if id == "" {
		return nil
	}
	n := &Named{Id: id}
	if r, ok := table.Get(id); ok {
		n.Name = r.ResourceName()
	}
	return n
}
