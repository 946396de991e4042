package connecthttp

import (
	"context"
	"errors"
	"time"

	"strowger/internal/center"
	"strowger/internal/connectapi"
	"strowger/internal/routing"
)

// PauseContact pauses a task that waits or that an agent has, and runs the flow
// given, else the one that a flow set for the event (R3.13 to R3.16).
func (s *Service) PauseContact(ctx context.Context, in *connectapi.PauseContactInput) (*connectapi.PauseContactOutput, error) {
	instance, rec, err := s.contact(ctx, in.InstanceId, in.ContactId)
	if err != nil {
		return nil, err
	}
	flowID, err := runnable(instance.Directory(), in.ContactFlowId)
	if err != nil {
		return nil, err
	}
	_, err = instance.Do(ctx, routing.Pause{ContactID: rec.ID, FlowID: flowID})
	return nil, over(err, rec, center.Conflict)
}

// ResumeContact goes on with a paused task, and runs the flow given, else the one
// that a flow set for the event. A task that no agent has stays out of its queue
// until that flow, or a transfer, queues it again (R3.16).
func (s *Service) ResumeContact(ctx context.Context, in *connectapi.ResumeContactInput) (*connectapi.ResumeContactOutput, error) {
	instance, rec, err := s.contact(ctx, in.InstanceId, in.ContactId)
	if err != nil {
		return nil, err
	}
	flowID, err := runnable(instance.Directory(), in.ContactFlowId)
	if err != nil {
		return nil, err
	}
	_, err = instance.Do(ctx, routing.Resume{ContactID: rec.ID, FlowID: flowID})
	return nil, over(err, rec, center.Conflict)
}

// runnable finds the flow that a task is to run when it is paused or resumed,
// empty where none is given.
func runnable(d *center.Directory, idOrARN *string) (center.FlowID, error) {
	if idOrARN == nil {
		return "", nil
	}
	f, err := startable(d, idOrARN)
	if err != nil {
		return "", err
	}
	return f.ID, nil
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
