package connecthttp

import (
	"context"
	"errors"
	"time"

	"strowger/internal/center"
	"strowger/internal/connectapi"
	"strowger/internal/routing"
)

// PauseContact pauses a task that waits or that an agent has (R3.13 to R3.16).
//
// Not built: ContactFlowId; no flow runs when a task is paused, and a request
// for one is refused.
func (s *Service) PauseContact(ctx context.Context, in *connectapi.PauseContactInput) (*connectapi.PauseContactOutput, error) {
	if in.ContactFlowId != nil {
		return nil, unsupported("ContactFlowId", "it runs no flow when a task is paused")
	}
	instance, rec, err := s.contact(ctx, in.InstanceId, in.ContactId)
	if err != nil {
		return nil, err
	}
	_, err = instance.Do(ctx, routing.Pause{ContactID: rec.ID})
	return nil, over(err, rec, center.Conflict)
}

// ResumeContact goes on with a paused task. One that no agent has stays out of
// its queue until it is transferred to one (R3.16).
//
// Not built: ContactFlowId; no flow runs when a task is resumed, and a request
// for one is refused.
func (s *Service) ResumeContact(ctx context.Context, in *connectapi.ResumeContactInput) (*connectapi.ResumeContactOutput, error) {
	if in.ContactFlowId != nil {
		return nil, unsupported("ContactFlowId", "it runs no flow when a task is resumed")
	}
	instance, rec, err := s.contact(ctx, in.InstanceId, in.ContactId)
	if err != nil {
		return nil, err
	}
	_, err = instance.Do(ctx, routing.Resume{ContactID: rec.ID})
	return nil, over(err, rec, center.Conflict)
}

// wirePauses shows the pauses of a contact; how long they were in all only when
// it is over.
func wirePauses(out *connectapi.Contact, c *center.Contact) {
	p := &c.Pauses
	if p.Count == 0 {
		return
	}
	out.TotalPauseCount, out.LastPausedTimestamp, out.LastResumedTimestamp = ptr(int32(p.Count)), stamp(p.Paused), stamp(p.Resumed)
	if c.Ended != 0 {
		out.TotalPauseDurationInSeconds = ptr(int32(p.Total / time.Second))
	}
}

// over gives the engine's answer that it does not have a contact, which is
// stored, another kind: the contact is over.
func over(err error, rec *center.Contact, kind center.ErrorKind) error {
	var refusal *center.Error
	if errors.As(err, &refusal) && refusal.Kind == center.NotFound && refusal.Resource == center.KindContact {
		return center.Errorf(kind, "Contact %s is over.", rec.ID)
	}
	return err
}
