package connecthttp

import (
	"context"
	"fmt"

	"strowger/internal/center"
	"strowger/internal/restjson"
	"strowger/internal/routing"
)

// worklistPath is where the worklist of an agent is.
const worklistPath = decisionPath + "agents/{UserId}/worklist"

// ListWorklistInput asks what an agent may take by hand.
type ListWorklistInput struct {
	InstanceId *string `json:"-" path:"InstanceId" check:"required,arn,InstanceId"`
	UserId     *string `json:"-" path:"UserId" check:"required,arn,UserId"`
	MaxResults *int32  `json:"-" query:"maxResults" check:"MaxResults"`
	NextToken  *string `json:"-" query:"nextToken"`
}

// ListWorklistOutput is a page of the worklist, in the order of rank.
type ListWorklistOutput struct {
	Contacts  []WorklistContact `json:"Contacts"`
	NextToken *string           `json:"NextToken,omitzero"`
}

// WorklistContact is a contact that waits for somebody to take it.
type WorklistContact struct {
	ContactId        string              `json:"ContactId"`
	Channel          string              `json:"Channel"`
	Queue            *Named              `json:"Queue,omitzero"`
	Name             string              `json:"Name,omitzero"`
	Description      string              `json:"Description,omitzero"`
	QueuePriority    int64               `json:"QueuePriority"`
	EnqueueTimestamp *restjson.Timestamp `json:"EnqueueTimestamp,omitzero"`
}

// TakeContactInput gives an agent a contact of the worklist.
type TakeContactInput struct {
	InstanceId *string `json:"-" path:"InstanceId" check:"required,arn,InstanceId"`
	UserId     *string `json:"-" path:"UserId" check:"required,arn,UserId"`
	ContactId  *string `json:"-" path:"ContactId" check:"required,arn,ContactId"`
}

// TakeContactOutput is empty.
type TakeContactOutput struct{}

// Validate returns a *restjson.Invalid that lists what breaks the limits, or nil.
func (in *ListWorklistInput) Validate() error { return decisionLimits.Check(in) }

// Validate returns a *restjson.Invalid that lists what breaks the limits, or nil.
func (in *TakeContactInput) Validate() error { return decisionLimits.Check(in) }

// ListWorklist lists the contacts that wait in the pairs for manual assignment of
// an agent's routing profile (R1.16), as far as the agent's permissions go
// (R1.17).
func (s *Service) ListWorklist(ctx context.Context, in *ListWorklistInput) (*ListWorklistOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	var after routing.WorkPlace
	last, err := parsePageToken(in.NextToken)
	if err != nil {
		return nil, err
	}
	if last != "" {
		if _, err := fmt.Sscanf(last, workPlaceForm, &after.Priority, &after.Rank, &after.Sequence); err != nil {
			return nil, center.Errorf(center.Invalid, "NextToken is not a token that this operation returned.")
		}
	}
	user, size := idOf[center.UserID](instance, center.KindUser, in.UserId), pageSize(in.MaxResults)
	var items []routing.WorkItem
	var refused error
	look := func(e *routing.Engine) {
		items, refused = e.Worklist(user, after, size+1)
	}
	if err := instance.Query(ctx, look); err != nil {
		return nil, err
	}
	if refused != nil {
		return nil, refused
	}
	out := &ListWorklistOutput{Contacts: []WorklistContact{}}
	for i := range items[:min(size, len(items))] {
		c := &items[i].Contact
		out.Contacts = append(out.Contacts, WorklistContact{ContactId: string(c.ID), Channel: c.Channel.String(), Name: c.Name, Description: c.Description,
			Queue:         nameOf(&instance.Directory().Queues, string(c.Target.QueueID)),
			QueuePriority: c.Priority, EnqueueTimestamp: stamp(c.Enqueued)})
	}
	if len(items) > size {
		p := items[size-1].Place
		out.NextToken = pageToken(fmt.Sprintf(workPlaceForm, p.Priority, p.Rank, p.Sequence))
	}
	return out, nil
}

// workPlaceForm is a place in the worklist as page tokens have it.
const workPlaceForm = "%d/%d/%d"

// TakeContact offers an agent a contact of the worklist, whatever the agent's
// status, as AssociateContactWithUser does with any.
func (s *Service) TakeContact(ctx context.Context, in *TakeContactInput) (*TakeContactOutput, error) {
	instance, rec, err := s.contact(ctx, in.InstanceId, in.ContactId)
	if err != nil {
		return nil, err
	}
	_, err = instance.Do(ctx, routing.Assign{UserID: idOf[center.UserID](instance, center.KindUser, in.UserId), ContactID: rec.ID, Listed: true})
	return nil, over(err, rec, center.Refused)
}
