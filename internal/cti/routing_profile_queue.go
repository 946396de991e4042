package cti

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"strowger/internal/center"
	"strowger/internal/ctiapi"
)

// queueRef names a queue: a standard one, or a user's own, which has no name.
// nil stands for no queue.
func queueRef(d *center.Directory, target center.FlowTarget) *ctiapi.QueueRef {
	switch {
	case target.UserID != "":
		return &ctiapi.QueueRef{QueueARN: ptr(d.Instance.AgentQueueARN(target.UserID))}
	case target.QueueID == "":
		return nil
	}
	ref := &ctiapi.QueueRef{QueueARN: ptr(d.Instance.ARN(center.KindQueue, string(target.QueueID)))}
	if queue, ok := d.Queues.Get(string(target.QueueID)); ok {
		ref.Name = &queue.Name
	}
	return ref
}

// GetRoutingProfileQueues lists the queues of a routing profile, each once, in
// the order of names, and after them the agent's own (R7.19): the client library
// reads the agent's id from its ARN.
func (s *Service) GetRoutingProfileQueues(ctx context.Context, in *ctiapi.GetRoutingProfileQueuesInput) (*ctiapi.GetRoutingProfileQueuesOutput, error) {
	d := caller(ctx)
	dir := d.Directory()
	id, err := d.own(center.KindRoutingProfile, *in.RoutingProfileARN)
	if err != nil {
		return nil, err
	}
	profile, ok := dir.Profiles.Get(id)
	if !ok {
		return nil, center.Missing(center.KindRoutingProfile, id)
	}
	seen := map[center.QueueID]bool{}
	refs := []ctiapi.QueueRef{}
	for _, pair := range profile.Queues {
		if !seen[pair.QueueID] {
			seen[pair.QueueID] = true
			refs = append(refs, *queueRef(dir, center.FlowTarget{QueueID: pair.QueueID}))
		}
	}
	slices.SortFunc(refs, func(a, b ctiapi.QueueRef) int { return cmp.Compare(queueKey(a), queueKey(b)) })
	refs = append(refs, *queueRef(dir, center.FlowTarget{UserID: d.user}))
	queues, next, err := page(refs, queueKey, in.NextToken, in.MaxResults)
	if err != nil {
		return nil, err
	}
	return &ctiapi.GetRoutingProfileQueuesOutput{Queues: queues, NextToken: next}, nil
}

// queueKey sorts standard queues by name and before the agent's own.
func queueKey(ref ctiapi.QueueRef) string {
	if ref.Name == nil {
		return "own/" + *ref.QueueARN
	}
	return "name/" + *ref.Name + "/" + *ref.QueueARN
}

// queue returns the standard queue that an ARN names, nil for the own queue of a
// user, and refuses what is neither.
func (d desk) queue(arn string) (*center.Queue, error) {
	dir := d.Directory()
	if own, found := strings.CutPrefix(arn, dir.Instance.AgentQueueARN("")); found {
		if _, ok := dir.Users.Get(own); !ok {
			return nil, center.Missing(center.KindQueue, arn)
		}
		return nil, nil
	}
	id, err := d.own(center.KindQueue, arn)
	if err != nil {
		return nil, err
	}
	q, ok := dir.Queues.Get(id)
	if !ok {
		return nil, center.Missing(center.KindQueue, arn)
	}
	return q, nil
}
