package connecthttp

import (
	"context"

	"strowger/internal/center"
	"strowger/internal/connectapi"
	"strowger/internal/routing"
)

// TransferContact ends a task or an e-mail and begins its next segment, which
// runs the flow given (R2.21, R2.22). The flow finds the queue or the user as
// its target already set; without either it has to set one itself. The new
// segment ranks by its own entry into the queue (R2.18).
func (s *Service) TransferContact(ctx context.Context, in *connectapi.TransferContactInput) (*connectapi.TransferContactOutput, error) {
	instance, rec, err := s.contact(ctx, in.InstanceId, in.ContactId)
	if err != nil {
		return nil, err
	}
	if rec.Channel != center.Task && rec.Channel != center.Email {
		return nil, center.Errorf(center.Refused, "Only tasks and e-mails can be transferred; contact %s is a %s contact.", rec.ID, rec.Channel)
	}
	d := instance.Directory()
	target, err := transferTarget(d, in)
	if err != nil {
		return nil, err
	}
	f, err := startable(d, in.ContactFlowId)
	if err != nil {
		return nil, err
	}
	next := &center.Contact{Channel: rec.Channel, ClientToken: text(in.ClientToken),
		Flow: center.FlowPosition{FlowID: f.ID, Target: target}}
	if next.ID, err = s.newContactID(); err != nil {
		return nil, err
	}
	result, err := instance.Do(ctx, routing.Transfer{ContactID: rec.ID, Next: next})
	if err != nil {
		return nil, over(err, rec, center.Refused)
	}
	return &connectapi.TransferContactOutput{ContactId: str(result.ContactID),
		ContactArn: ptr(d.Instance.ARN(center.KindContact, string(result.ContactID)))}, nil
}

// transferTarget reads where a contact is to go: a queue, a user's own queue, or
// wherever the flow sends it.
func transferTarget(d *center.Directory, in *connectapi.TransferContactInput) (center.FlowTarget, error) {
	queueID, err := optionalID("QueueId", in.QueueId)
	if err != nil {
		return center.FlowTarget{}, err
	}
	userID, err := optionalID("UserId", in.UserId)
	if err != nil {
		return center.FlowTarget{}, err
	}
	switch {
	case queueID != "" && userID != "":
		return center.FlowTarget{}, center.Errorf(center.Refused, "Give QueueId or UserId, not both.")
	case queueID != "":
		q, err := get(d, &d.Queues, center.KindQueue, &queueID)
		if err != nil {
			return center.FlowTarget{}, err
		}
		return center.FlowTarget{QueueID: q.ID}, nil
	case userID != "":
		u, err := get(d, &d.Users, center.KindUser, &userID)
		if err != nil {
			return center.FlowTarget{}, err
		}
		return center.FlowTarget{UserID: u.ID}, nil
	}
	return center.FlowTarget{}, nil
}

// AssociateContactWithUser offers a contact that waits in a queue to one user,
// whatever the user's status and above the concurrency if need be (R1.14). Of calls
// only callbacks can be associated: the agent accepts, then the customer is called
// (R1.15).
func (s *Service) AssociateContactWithUser(ctx context.Context, in *connectapi.AssociateContactWithUserInput) (*connectapi.AssociateContactWithUserOutput, error) {
	instance, rec, err := s.contact(ctx, in.InstanceId, in.ContactId)
	if err != nil {
		return nil, err
	}
	_, err = instance.Do(ctx, routing.Assign{UserID: idOf[center.UserID](instance, center.KindUser, in.UserId), ContactID: rec.ID})
	return nil, over(err, rec, center.Refused)
}
