package connecthttp

import (
	"context"
	"slices"
	"strings"

	"strowger/internal/center"
	"strowger/internal/connectapi"
	"strowger/internal/routing"
)

func queues(d *center.Directory) *center.Table[*center.Queue] { return &d.Queues }

// CreateQueue makes a standard queue, which is enabled.
//
// Not built: EmailAddressesConfig and the address in
// OutboundEmailConfig are answered as not found, because nothing can make what
// they name. The flow of OutboundCallerConfig is kept and shown, and does not run.
func (s *Service) CreateQueue(ctx context.Context, in *connectapi.CreateQueueInput) (*connectapi.CreateQueueOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	if len(in.EmailAddressesConfig) > 0 {
		return nil, nothingCalled("e-mail address", text(in.EmailAddressesConfig[0].EmailAddressId))
	}
	if c := in.OutboundEmailConfig; c != nil && c.OutboundEmailAddressId != nil {
		return nil, nothingCalled("e-mail address", *c.OutboundEmailAddressId)
	}
	outbound, err := outboundCaller(instance, in.OutboundCallerConfig)
	if err != nil {
		return nil, err
	}
	if err := s.checkMaxContacts(in.MaxContacts); err != nil {
		return nil, err
	}
	id, err := s.newID()
	if err != nil {
		return nil, err
	}
	q := &center.Queue{
		ID: center.QueueID(id), Name: *in.Name, Description: text(in.Description),
		HoursID:     idOf[center.HoursID](instance, center.KindHours, in.HoursOfOperationId),
		MaxContacts: maxContacts(in.MaxContacts), Outbound: outbound, Tags: in.Tags,
		QuickConnects: quickConnectIDs(instance, in.QuickConnectIds),
	}
	if _, err := instance.Do(ctx, routing.Put{Resource: q}); err != nil {
		return nil, err
	}
	return &connectapi.CreateQueueOutput{QueueArn: ptr(instance.Directory().Instance.ARN(center.KindQueue, id)), QueueId: &id}, nil
}

// DescribeQueue returns a standard queue. Agent queues have no description: the
// API answers their ids as not found.
func (s *Service) DescribeQueue(_ context.Context, in *connectapi.DescribeQueueInput) (*connectapi.DescribeQueueOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	d := instance.Directory()
	q, err := get(d, &d.Queues, center.KindQueue, in.QueueId)
	if err != nil {
		return nil, err
	}
	out := wireQueue(d, q)
	return &connectapi.DescribeQueueOutput{Queue: &out}, nil
}

// DeleteQueue removes a standard queue to which no routing profile refers and
// in which nobody waits (R5.1).
func (s *Service) DeleteQueue(ctx context.Context, in *connectapi.DeleteQueueInput) (*connectapi.DeleteQueueOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	_, err = instance.Do(ctx, routing.Remove{Kind: center.KindQueue, ID: idOf[string](instance, center.KindQueue, in.QueueId)})
	return nil, err
}

// agentQueuePrefix marks, in page tokens of ListQueues, a place among the agent
// queues, which come after all standard ones. It is how their ARNs go on, too.
const agentQueuePrefix = "agent/"

// ListQueues lists standard queues, and then the agent queue of each user,
// which has the user's id and no name (R2.8).
func (s *Service) ListQueues(_ context.Context, in *connectapi.ListQueuesInput) (*connectapi.ListQueuesOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	last, err := parsePageToken(in.NextToken)
	if err != nil {
		return nil, err
	}
	d := instance.Directory()
	lastUser, amongAgents := strings.CutPrefix(last, agentQueuePrefix)
	if !amongAgents {
		lastUser = ""
	}
	size := pageSize(in.MaxResults)
	out := &connectapi.ListQueuesOutput{QueueSummaryList: []connectapi.QueueSummary{}}
	var lastKey string
	// add takes in one queue; false: the page was full, and there is more.
	add := func(key string, q connectapi.QueueSummary, changed center.Instant) bool {
		if len(out.QueueSummaryList) == size {
			out.NextToken = pageToken(lastKey)
			return false
		}
		q.LastModifiedTime, q.LastModifiedRegion = stamp(changed), &d.Instance.Region
		out.QueueSummaryList, lastKey = append(out.QueueSummaryList, q), key
		return true
	}
	if !amongAgents && asksFor(in.QueueTypes, connectapi.QueueTypeStandard) {
		for q := range d.Queues.After(last) {
			if !add(string(q.ID), connectapi.QueueSummary{Id: str(q.ID), Name: &q.Name, QueueType: connectapi.QueueTypeStandard,
				Arn: ptr(d.Instance.ARN(center.KindQueue, string(q.ID)))}, q.Stamp.Modified) {
				return out, nil
			}
		}
	}
	if asksFor(in.QueueTypes, connectapi.QueueTypeAgent) {
		for u := range d.Users.After(lastUser) {
			if !add(agentQueuePrefix+string(u.ID), connectapi.QueueSummary{Id: str(u.ID), QueueType: connectapi.QueueTypeAgent,
				Arn: ptr(d.Instance.AgentQueueARN(u.ID))}, u.Stamp.Modified) {
				return out, nil
			}
		}
	}
	return out, nil
}

// SearchQueues finds standard queues by name, description or id, and by tags.
func (s *Service) SearchQueues(_ context.Context, in *connectapi.SearchQueuesInput) (out *connectapi.SearchQueuesOutput, err error) {
	out = &connectapi.SearchQueuesOutput{}
	out.Queues, out.NextToken, out.ApproximateTotalCount, err = search[*center.Queue, connectapi.QueueSearchCriteria, connectapi.Queue]{
		table: queues, criteria: in.SearchCriteria, fields: queueFields, show: wireQueue,
		keep: byTags[*center.Queue](opened(in.SearchFilter).TagFilter),
		open: openQueueCriteria,
	}.page(s, in.InstanceId, in.NextToken, in.MaxResults)
	return out, err
}

var queueFields = namedFields(func(q *center.Queue) string { return q.Description }, nil)

func openQueueCriteria(c *connectapi.QueueSearchCriteria) term[*center.Queue, connectapi.QueueSearchCriteria] {
	t := term[*center.Queue, connectapi.QueueSearchCriteria]{or: c.OrConditions, and: c.AndConditions, text: c.StringCondition}
	if c.QueueTypeCondition != "" { // only standard queues are searched, and STANDARD is all one can ask for
		t.leaf = func(*center.Directory, *center.Queue) bool {
			return c.QueueTypeCondition == connectapi.SearchableQueueTypeStandard
		}
	}
	return t
}

// UpdateQueueName changes name, description or both.
func (s *Service) UpdateQueueName(ctx context.Context, in *connectapi.UpdateQueueNameInput) (*connectapi.UpdateQueueNameOutput, error) {
	if in.Name == nil && in.Description == nil {
		return nil, center.Errorf(center.Refused, "Give Name, Description or both: there is nothing to update.")
	}
	return nil, s.editQueue(ctx, in.InstanceId, in.QueueId, func(q *center.Queue) error {
		set(&q.Name, in.Name)
		set(&q.Description, in.Description)
		return nil
	})
}

// UpdateQueueHoursOfOperation gives a queue other hours.
func (s *Service) UpdateQueueHoursOfOperation(ctx context.Context, in *connectapi.UpdateQueueHoursOfOperationInput) (*connectapi.UpdateQueueHoursOfOperationOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	hours := idOf[center.HoursID](instance, center.KindHours, in.HoursOfOperationId)
	return nil, edit(ctx, instance, queues, in.QueueId, func(q *center.Queue) error {
		q.HoursID = hours
		return nil
	})
}

// UpdateQueueMaxContacts sets the capacity of a queue; without a number the
// queue has no limit of its own any more (R5.9).
func (s *Service) UpdateQueueMaxContacts(ctx context.Context, in *connectapi.UpdateQueueMaxContactsInput) (*connectapi.UpdateQueueMaxContactsOutput, error) {
	if err := s.checkMaxContacts(in.MaxContacts); err != nil {
		return nil, err
	}
	return nil, s.editQueue(ctx, in.InstanceId, in.QueueId, func(q *center.Queue) error {
		q.MaxContacts = maxContacts(in.MaxContacts)
		return nil
	})
}

// UpdateQueueStatus opens a queue to new contacts or closes it (R5.7).
func (s *Service) UpdateQueueStatus(ctx context.Context, in *connectapi.UpdateQueueStatusInput) (*connectapi.UpdateQueueStatusOutput, error) {
	return nil, s.editQueue(ctx, in.InstanceId, in.QueueId, func(q *center.Queue) error {
		q.Disabled = in.Status == connectapi.QueueStatusDisabled
		return nil
	})
}

// UpdateQueueOutboundCallerConfig replaces all that calls from a queue present
// of themselves.
//
// Not built: the flow of OutboundCallerConfig is kept and shown, and does not run.
func (s *Service) UpdateQueueOutboundCallerConfig(ctx context.Context, in *connectapi.UpdateQueueOutboundCallerConfigInput) (*connectapi.UpdateQueueOutboundCallerConfigOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	outbound, err := outboundCaller(instance, in.OutboundCallerConfig)
	if err != nil {
		return nil, err
	}
	return nil, edit(ctx, instance, queues, in.QueueId, func(q *center.Queue) error {
		q.Outbound = outbound
		return nil
	})
}

func (s *Service) editQueue(ctx context.Context, instanceID, queueID *string, change func(*center.Queue) error) error {
	instance, err := s.instance(instanceID)
	if err != nil {
		return err
	}
	return edit(ctx, instance, queues, queueID, change)
}

// wireQueue is a queue as DescribeQueue and SearchQueues show it.
func wireQueue(d *center.Directory, q *center.Queue) connectapi.Queue {
	out := connectapi.Queue{
		QueueId: str(q.ID), QueueArn: ptr(d.Instance.ARN(center.KindQueue, string(q.ID))), Name: &q.Name, Description: optional(q.Description),
		HoursOfOperationId: str(q.HoursID), Status: connectapi.QueueStatusEnabled, Tags: q.Tags,
		LastModifiedTime: stamp(q.Stamp.Modified), LastModifiedRegion: &d.Instance.Region,
	}
	if q.Disabled {
		out.Status = connectapi.QueueStatusDisabled
	}
	if q.MaxContacts != center.NoMaxContacts {
		out.MaxContacts = &q.MaxContacts
	}
	if q.Outbound != (center.OutboundCaller{}) {
		out.OutboundCallerConfig = &connectapi.OutboundCallerConfig{OutboundCallerIdName: optional(q.Outbound.Name),
			OutboundCallerIdNumberId: optional(q.Outbound.NumberID), OutboundFlowId: optional(q.Outbound.FlowID)}
	}
	return out
}

// maxContacts tells a queue without a limit of its own (R5.9) from one that is
// always full (R5.11).
func maxContacts(n *int32) int32 {
	if n == nil {
		return center.NoMaxContacts
	}
	return *n
}

// outboundCaller reads what calls from a queue present.
func outboundCaller(instance Instance, c *connectapi.OutboundCallerConfig) (center.OutboundCaller, error) {
	if c == nil {
		return center.OutboundCaller{}, nil
	}
	if _, err := optionalID("OutboundCallerConfig.OutboundCallerIdNumberId", c.OutboundCallerIdNumberId); err != nil {
		return center.OutboundCaller{}, err
	}
	if _, err := optionalID("OutboundCallerConfig.OutboundFlowId", c.OutboundFlowId); err != nil {
		return center.OutboundCaller{}, err
	}
	return center.OutboundCaller{Name: text(c.OutboundCallerIdName),
		NumberID: idOf[center.PhoneNumberID](instance, center.KindPhoneNumber, c.OutboundCallerIdNumberId),
		FlowID:   idOf[center.FlowID](instance, center.KindFlow, c.OutboundFlowId)}, nil
}

// nothingCalled answers the id of a kind of resource of which none can exist,
// because the operations that make it are not built.
func nothingCalled(noun, id string) error {
	return center.Errorf(center.NotFound, "The %s %q was not found: %s resources are not supported yet, so there is none.", noun, id, noun)
}

// asksFor reports whether a list that is filtered by type includes one; no
// filter includes all.
func asksFor[T comparable](types []T, one T) bool {
	return len(types) == 0 || slices.Contains(types, one)
}
