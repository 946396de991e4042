package connecthttp

import (
	"context"
	"slices"

	"strowger/internal/center"
	"strowger/internal/connectapi"
	"strowger/internal/routing"
)

func quickConnects(d *center.Directory) *center.Table[*center.QuickConnect] { return &d.QuickConnects }

// CreateQuickConnect makes a place to which agents can transfer contacts, once
// it is associated with a queue of theirs.
func (s *Service) CreateQuickConnect(ctx context.Context, in *connectapi.CreateQuickConnectInput) (*connectapi.CreateQuickConnectOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	to, err := destination(instance, in.QuickConnectConfig)
	if err != nil {
		return nil, err
	}
	id, err := s.newID()
	if err != nil {
		return nil, err
	}
	q := &center.QuickConnect{ID: center.QuickConnectID(id), Name: *in.Name, Description: text(in.Description), To: to, Tags: in.Tags}
	if _, err := instance.Do(ctx, routing.Put{Resource: q}); err != nil {
		return nil, err
	}
	return &connectapi.CreateQuickConnectOutput{QuickConnectId: &id,
		QuickConnectARN: ptr(instance.Directory().Instance.ARN(center.KindQuickConnect, id))}, nil
}

// destination reads where a quick connect leads: the configuration of its type,
// and no other, must be given.
func destination(instance Instance, c *connectapi.QuickConnectConfig) (center.Destination, error) {
	to := center.Destination{Type: center.QuickConnectType(c.QuickConnectType)}
	given := map[center.QuickConnectType]bool{center.UserConnect: c.UserConfig != nil, center.QueueConnect: c.QueueConfig != nil,
		center.PhoneConnect: c.PhoneConfig != nil, center.FlowConnect: c.FlowConfig != nil}
	for kind, there := range given {
		if there != (kind == to.Type) {
			return to, center.Errorf(center.Invalid, "QuickConnectConfig must have the configuration of its QuickConnectType %s, and no other.", to.Type)
		}
	}
	flow := func(idOrARN *string) center.FlowID { return idOf[center.FlowID](instance, center.KindFlow, idOrARN) }
	var ids []*string
	switch to.Type {
	case center.UserConnect:
		ids = []*string{c.UserConfig.UserId, c.UserConfig.ContactFlowId}
		to.Target.UserID = idOf[center.UserID](instance, center.KindUser, c.UserConfig.UserId)
		to.FlowID = flow(c.UserConfig.ContactFlowId)
	case center.QueueConnect:
		ids = []*string{c.QueueConfig.QueueId, c.QueueConfig.ContactFlowId}
		to.Target.QueueID = idOf[center.QueueID](instance, center.KindQueue, c.QueueConfig.QueueId)
		to.FlowID = flow(c.QueueConfig.ContactFlowId)
	case center.FlowConnect:
		ids = []*string{c.FlowConfig.ContactFlowId}
		to.FlowID = flow(c.FlowConfig.ContactFlowId)
	default: // center.PhoneConnect
		to.Phone = *c.PhoneConfig.PhoneNumber
	}
	for _, id := range ids {
		if *id == "" {
			return to, center.Errorf(center.Invalid, "QuickConnectConfig has an empty id.")
		}
	}
	return to, nil
}

// DescribeQuickConnect returns a quick connect.
func (s *Service) DescribeQuickConnect(_ context.Context, in *connectapi.DescribeQuickConnectInput) (*connectapi.DescribeQuickConnectOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	d := instance.Directory()
	q, err := get(d, &d.QuickConnects, center.KindQuickConnect, in.QuickConnectId)
	if err != nil {
		return nil, err
	}
	out := wireQuickConnect(d, q)
	return &connectapi.DescribeQuickConnectOutput{QuickConnect: &out}, nil
}

// DeleteQuickConnect removes a quick connect; the queues that have it lose it.
func (s *Service) DeleteQuickConnect(ctx context.Context, in *connectapi.DeleteQuickConnectInput) (*connectapi.DeleteQuickConnectOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	_, err = instance.Do(ctx, routing.Remove{Kind: center.KindQuickConnect, ID: idOf[string](instance, center.KindQuickConnect, in.QuickConnectId)})
	return nil, err
}

// ListQuickConnects lists the quick connects of an instance, or those of some
// types.
func (s *Service) ListQuickConnects(_ context.Context, in *connectapi.ListQuickConnectsInput) (*connectapi.ListQuickConnectsOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	d := instance.Directory()
	items, next, err := page(&d.QuickConnects, in.NextToken, in.MaxResults, func(q *center.QuickConnect) bool {
		return asksFor(in.QuickConnectTypes, connectapi.QuickConnectType(q.To.Type))
	})
	if err != nil {
		return nil, err
	}
	return &connectapi.ListQuickConnectsOutput{NextToken: next, QuickConnectSummaryList: quickConnectSummaries(d, items)}, nil
}

func quickConnectSummaries(d *center.Directory, items []*center.QuickConnect) []connectapi.QuickConnectSummary {
	list := make([]connectapi.QuickConnectSummary, len(items))
	for i, q := range items {
		list[i] = connectapi.QuickConnectSummary{
			Id: str(q.ID), Arn: ptr(d.Instance.ARN(center.KindQuickConnect, string(q.ID))), Name: &q.Name,
			QuickConnectType: connectapi.QuickConnectType(q.To.Type),
			LastModifiedTime: stamp(q.Stamp.Modified), LastModifiedRegion: &d.Instance.Region,
		}
	}
	return list
}

// SearchQuickConnects finds quick connects by name, description or id, and by
// tags.
func (s *Service) SearchQuickConnects(_ context.Context, in *connectapi.SearchQuickConnectsInput) (out *connectapi.SearchQuickConnectsOutput, err error) {
	out = &connectapi.SearchQuickConnectsOutput{}
	out.QuickConnects, out.NextToken, out.ApproximateTotalCount, err = search[*center.QuickConnect, connectapi.QuickConnectSearchCriteria, connectapi.QuickConnect]{
		table: quickConnects, criteria: in.SearchCriteria, fields: quickConnectFields, show: wireQuickConnect,
		keep: byTags[*center.QuickConnect](opened(in.SearchFilter).TagFilter),
		open: func(c *connectapi.QuickConnectSearchCriteria) term[*center.QuickConnect, connectapi.QuickConnectSearchCriteria] {
			return term[*center.QuickConnect, connectapi.QuickConnectSearchCriteria]{or: c.OrConditions, and: c.AndConditions, text: c.StringCondition}
		},
	}.page(s, in.InstanceId, in.NextToken, in.MaxResults)
	return out, err
}

var quickConnectFields = namedFields(func(q *center.QuickConnect) string { return q.Description }, nil)

// UpdateQuickConnectName changes name, description or both; an empty description
// takes it away.
func (s *Service) UpdateQuickConnectName(ctx context.Context, in *connectapi.UpdateQuickConnectNameInput) (*connectapi.UpdateQuickConnectNameOutput, error) {
	if in.Name == nil && in.Description == nil {
		return nil, center.Errorf(center.Refused, "Give Name, Description or both: there is nothing to update.")
	}
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	return nil, edit(ctx, instance, quickConnects, in.QuickConnectId, func(q *center.QuickConnect) error {
		set(&q.Name, in.Name)
		set(&q.Description, in.Description)
		return nil
	})
}

// UpdateQuickConnectConfig lets a quick connect lead elsewhere.
func (s *Service) UpdateQuickConnectConfig(ctx context.Context, in *connectapi.UpdateQuickConnectConfigInput) (*connectapi.UpdateQuickConnectConfigOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	to, err := destination(instance, in.QuickConnectConfig)
	if err != nil {
		return nil, err
	}
	return nil, edit(ctx, instance, quickConnects, in.QuickConnectId, func(q *center.QuickConnect) error {
		q.To = to
		return nil
	})
}

// taskFlow is where a task begins: in the flow named, or in that of a quick
// connect, with its queue or user as the target queue.
func taskFlow(instance Instance, in *connectapi.StartTaskContactInput) (center.FlowPosition, error) {
	if text(in.QuickConnectId) == "" {
		return center.FlowPosition{FlowID: idOf[center.FlowID](instance, center.KindFlow, in.ContactFlowId)}, nil
	}
	d := instance.Directory()
	q, err := get(d, &d.QuickConnects, center.KindQuickConnect, in.QuickConnectId)
	switch {
	case err != nil:
		return center.FlowPosition{}, err
	case q.To.FlowID == "":
		return center.FlowPosition{}, center.Errorf(center.Refused, "The quick connect %s leads to a telephone number; a task cannot go there.", q.Name)
	}
	return center.FlowPosition{FlowID: q.To.FlowID, Target: q.To.Target}, nil
}

// wireQuickConnect is a quick connect as DescribeQuickConnect and
// SearchQuickConnects show it.
func wireQuickConnect(d *center.Directory, q *center.QuickConnect) connectapi.QuickConnect {
	to := &connectapi.QuickConnectConfig{QuickConnectType: connectapi.QuickConnectType(q.To.Type)}
	switch q.To.Type {
	case center.UserConnect:
		to.UserConfig = &connectapi.UserQuickConnectConfig{UserId: str(q.To.Target.UserID), ContactFlowId: str(q.To.FlowID)}
	case center.QueueConnect:
		to.QueueConfig = &connectapi.QueueQuickConnectConfig{QueueId: str(q.To.Target.QueueID), ContactFlowId: str(q.To.FlowID)}
	case center.FlowConnect:
		to.FlowConfig = &connectapi.FlowQuickConnectConfig{ContactFlowId: str(q.To.FlowID)}
	case center.PhoneConnect:
		to.PhoneConfig = &connectapi.PhoneNumberQuickConnectConfig{PhoneNumber: &q.To.Phone}
	}
	return connectapi.QuickConnect{
		QuickConnectId: str(q.ID), QuickConnectARN: ptr(d.Instance.ARN(center.KindQuickConnect, string(q.ID))), Name: &q.Name,
		Description: optional(q.Description), QuickConnectConfig: to, Tags: q.Tags,
		LastModifiedTime: stamp(q.Stamp.Modified), LastModifiedRegion: &d.Instance.Region,
	}
}

// quickConnectIDs reads ids or ARNs, in the order in which a queue keeps them.
func quickConnectIDs(instance Instance, idsOrARNs []string) []center.QuickConnectID {
	var ids []center.QuickConnectID
	for _, ref := range idsOrARNs {
		ids = append(ids, idOf[center.QuickConnectID](instance, center.KindQuickConnect, &ref))
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// AssociateQueueQuickConnects gives a queue quick connects; those that it has
// already are passed over.
func (s *Service) AssociateQueueQuickConnects(ctx context.Context, in *connectapi.AssociateQueueQuickConnectsInput) (*connectapi.AssociateQueueQuickConnectsOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	more := quickConnectIDs(instance, in.QuickConnectIds)
	return nil, edit(ctx, instance, queues, in.QueueId, func(q *center.Queue) error {
		all := slices.Concat(q.QuickConnects, more)
		slices.Sort(all)
		q.QuickConnects = slices.Compact(all)
		return nil
	})
}

// DisassociateQueueQuickConnects takes quick connects away from a queue; those
// that it does not have are passed over.
func (s *Service) DisassociateQueueQuickConnects(ctx context.Context, in *connectapi.DisassociateQueueQuickConnectsInput) (*connectapi.DisassociateQueueQuickConnectsOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	less := quickConnectIDs(instance, in.QuickConnectIds)
	for _, id := range less {
		if _, ok := instance.Directory().QuickConnects.Get(string(id)); !ok {
			return nil, center.Missing(center.KindQuickConnect, string(id))
		}
	}
	return nil, edit(ctx, instance, queues, in.QueueId, func(q *center.Queue) error {
		q.QuickConnects = slices.DeleteFunc(slices.Clone(q.QuickConnects), func(id center.QuickConnectID) bool { return slices.Contains(less, id) })
		return nil
	})
}

// ListQueueQuickConnects lists the quick connects of a standard queue.
func (s *Service) ListQueueQuickConnects(_ context.Context, in *connectapi.ListQueueQuickConnectsInput) (*connectapi.ListQueueQuickConnectsOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	d := instance.Directory()
	q, err := get(d, &d.Queues, center.KindQueue, in.QueueId)
	if err != nil {
		return nil, err
	}
	ids, next, err := slicePage(q.QuickConnects, func(id center.QuickConnectID) string { return string(id) }, in.NextToken, in.MaxResults)
	if err != nil {
		return nil, err
	}
	items := make([]*center.QuickConnect, 0, len(ids))
	for _, id := range ids {
		if item, ok := d.QuickConnects.Get(string(id)); ok {
			items = append(items, item)
		}
	}
	return &connectapi.ListQueueQuickConnectsOutput{NextToken: next, QuickConnectSummaryList: quickConnectSummaries(d, items),
		LastModifiedTime: stamp(q.Stamp.Modified), LastModifiedRegion: &d.Instance.Region}, nil
}
