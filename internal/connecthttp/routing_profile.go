package connecthttp

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"strowger/internal/center"
	"strowger/internal/connectapi"
	"strowger/internal/routing"
)

func profiles(d *center.Directory) *center.Table[*center.RoutingProfile] { return &d.Profiles }

// CreateRoutingProfile makes a routing profile.
//
// Not built: WorkloadTypeConcurrencies, which newer clients know in
// MediaConcurrencies, are passed over.
func (s *Service) CreateRoutingProfile(ctx context.Context, in *connectapi.CreateRoutingProfileInput) (*connectapi.CreateRoutingProfileOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	media, err := mediaRules(in.MediaConcurrencies)
	if err != nil {
		return nil, err
	}
	id, err := s.newID()
	if err != nil {
		return nil, err
	}
	p := &center.RoutingProfile{
		ID: center.RoutingProfileID(id), Name: *in.Name, Description: *in.Description,
		DefaultOutboundQueueID: idOf[center.QueueID](instance, center.KindQueue, in.DefaultOutboundQueueId),
		Queues:                 queueConfigs(instance, in.QueueConfigs),
		ManualQueues:           manualConfigs(instance, in.ManualAssignmentQueueConfigs),
		Media:                  media, Timer: center.SinceLastActivity, Tags: in.Tags,
	}
	if in.AgentAvailabilityTimer != "" {
		p.Timer = center.AvailabilityTimer(in.AgentAvailabilityTimer)
	}
	if _, err := instance.Do(ctx, routing.Put{Resource: p}); err != nil {
		return nil, err
	}
	return &connectapi.CreateRoutingProfileOutput{
		RoutingProfileArn: ptr(instance.Directory().Instance.ARN(center.KindRoutingProfile, id)),
		RoutingProfileId:  &id,
	}, nil
}

// DescribeRoutingProfile returns a routing profile, without the ids of its
// queues (R5.5).
func (s *Service) DescribeRoutingProfile(_ context.Context, in *connectapi.DescribeRoutingProfileInput) (*connectapi.DescribeRoutingProfileOutput, error) {
	d, p, err := s.profile(in.InstanceId, in.RoutingProfileId)
	if err != nil {
		return nil, err
	}
	out := wireProfile(d, p)
	return &connectapi.DescribeRoutingProfileOutput{RoutingProfile: &out}, nil
}

// DeleteRoutingProfile removes a routing profile that no user carries (R5.1).
func (s *Service) DeleteRoutingProfile(ctx context.Context, in *connectapi.DeleteRoutingProfileInput) (*connectapi.DeleteRoutingProfileOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	_, err = instance.Do(ctx, routing.Remove{Kind: center.KindRoutingProfile, ID: idOf[string](instance, center.KindRoutingProfile, in.RoutingProfileId)})
	return nil, err
}

// ListRoutingProfiles lists all routing profiles of an instance.
func (s *Service) ListRoutingProfiles(_ context.Context, in *connectapi.ListRoutingProfilesInput) (*connectapi.ListRoutingProfilesOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	d := instance.Directory()
	items, next, err := page(&d.Profiles, in.NextToken, in.MaxResults, nil)
	if err != nil {
		return nil, err
	}
	out := &connectapi.ListRoutingProfilesOutput{NextToken: next, RoutingProfileSummaryList: make([]connectapi.RoutingProfileSummary, len(items))}
	for i, p := range items {
		out.RoutingProfileSummaryList[i] = connectapi.RoutingProfileSummary{
			Id: str(p.ID), Arn: ptr(d.Instance.ARN(center.KindRoutingProfile, string(p.ID))), Name: &p.Name,
			LastModifiedTime: stamp(p.Stamp.Modified), LastModifiedRegion: &d.Instance.Region,
		}
	}
	return out, nil
}

// SearchRoutingProfiles finds routing profiles by name, description, id or
// queue, and by tags. What it leaves out of each is documented (R5.5).
func (s *Service) SearchRoutingProfiles(_ context.Context, in *connectapi.SearchRoutingProfilesInput) (out *connectapi.SearchRoutingProfilesOutput, err error) {
	out = &connectapi.SearchRoutingProfilesOutput{}
	out.RoutingProfiles, out.NextToken, out.ApproximateTotalCount, err = search[*center.RoutingProfile, connectapi.RoutingProfileSearchCriteria, connectapi.RoutingProfile]{
		table: profiles, criteria: in.SearchCriteria, fields: profileFields, show: wireFoundProfile,
		keep: byTags[*center.RoutingProfile](opened(in.SearchFilter).TagFilter),
		open: func(c *connectapi.RoutingProfileSearchCriteria) term[*center.RoutingProfile, connectapi.RoutingProfileSearchCriteria] {
			return term[*center.RoutingProfile, connectapi.RoutingProfileSearchCriteria]{or: c.OrConditions, and: c.AndConditions, text: c.StringCondition}
		},
	}.page(s, in.InstanceId, in.NextToken, in.MaxResults)
	return out, err
}

var profileFields = namedFields(func(p *center.RoutingProfile) string { return p.Description }, fields[*center.RoutingProfile]{
	"associatedqueueids": many(associatedQueueIDs),
})

func associatedQueueIDs(p *center.RoutingProfile) []string {
	return queueIDs(p.Queues, func(c center.QueueConfig) center.QueueID { return c.QueueID })
}

// wireFoundProfile is a routing profile as the search shows it.
func wireFoundProfile(d *center.Directory, p *center.RoutingProfile) connectapi.RoutingProfile {
	found := wireProfile(d, p)
	found.AgentAvailabilityTimer, found.LastModifiedTime, found.LastModifiedRegion = "", nil, nil
	for i := range found.MediaConcurrencies {
		found.MediaConcurrencies[i].CrossChannelBehavior = nil
	}
	found.AssociatedQueueIds = associatedQueueIDs(p)
	found.AssociatedManualAssignmentQueueIds = queueIDs(p.ManualQueues, func(c center.QueueChannel) center.QueueID { return c.QueueID })
	return found
}

// UpdateRoutingProfileName changes name, description or both.
func (s *Service) UpdateRoutingProfileName(ctx context.Context, in *connectapi.UpdateRoutingProfileNameInput) (*connectapi.UpdateRoutingProfileNameOutput, error) {
	if in.Name == nil && in.Description == nil {
		return nil, center.Errorf(center.Refused, "Give Name, Description or both: there is nothing to update.")
	}
	return nil, s.editProfile(ctx, in.InstanceId, in.RoutingProfileId, func(p *center.RoutingProfile) error {
		set(&p.Name, in.Name)
		set(&p.Description, in.Description)
		return nil
	})
}

// UpdateRoutingProfileConcurrency replaces the whole list of channels (R3.1).
//
// Not built: WorkloadTypeConcurrencies, which newer clients know in
// MediaConcurrencies, are passed over.
func (s *Service) UpdateRoutingProfileConcurrency(ctx context.Context, in *connectapi.UpdateRoutingProfileConcurrencyInput) (*connectapi.UpdateRoutingProfileConcurrencyOutput, error) {
	media, err := mediaRules(in.MediaConcurrencies)
	if err != nil {
		return nil, err
	}
	return nil, s.editProfile(ctx, in.InstanceId, in.RoutingProfileId, func(p *center.RoutingProfile) error {
		p.Media = media
		return nil
	})
}

// UpdateRoutingProfileDefaultOutboundQueue sets the queue of the calls that agents
// make (R5.44).
func (s *Service) UpdateRoutingProfileDefaultOutboundQueue(ctx context.Context, in *connectapi.UpdateRoutingProfileDefaultOutboundQueueInput) (*connectapi.UpdateRoutingProfileDefaultOutboundQueueOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	queue := idOf[center.QueueID](instance, center.KindQueue, in.DefaultOutboundQueueId)
	return nil, edit(ctx, instance, profiles, in.RoutingProfileId, func(p *center.RoutingProfile) error {
		p.DefaultOutboundQueueID = queue
		return nil
	})
}

// UpdateRoutingProfileAgentAvailabilityTimer sets how idle time is counted (R1.9).
func (s *Service) UpdateRoutingProfileAgentAvailabilityTimer(ctx context.Context, in *connectapi.UpdateRoutingProfileAgentAvailabilityTimerInput) (*connectapi.UpdateRoutingProfileAgentAvailabilityTimerOutput, error) {
	return nil, s.editProfile(ctx, in.InstanceId, in.RoutingProfileId, func(p *center.RoutingProfile) error {
		p.Timer = center.AvailabilityTimer(in.AgentAvailabilityTimer)
		return nil
	})
}

// UpdateRoutingProfileQueues changes priority and delay of pairs that the
// profile has already (R5.4).
func (s *Service) UpdateRoutingProfileQueues(ctx context.Context, in *connectapi.UpdateRoutingProfileQueuesInput) (*connectapi.UpdateRoutingProfileQueuesOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	configs := queueConfigs(instance, in.QueueConfigs)
	return nil, edit(ctx, instance, profiles, in.RoutingProfileId, func(p *center.RoutingProfile) error {
		updated := slices.Clone(p.Queues)
		seen := map[center.QueueChannel]bool{}
		for _, c := range configs {
			pair := center.QueueChannel{QueueID: c.QueueID, Channel: c.Channel}
			if seen[pair] {
				return center.Errorf(center.Invalid, "Queue %s is listed more than once for channel %s.", c.QueueID, c.Channel)
			}
			seen[pair] = true
			i := slices.IndexFunc(updated, func(o center.QueueConfig) bool { return o.QueueID == c.QueueID && o.Channel == c.Channel })
			if i < 0 {
				return center.Errorf(center.Refused, "Queue %s with channel %s is not associated with the routing profile.", c.QueueID, c.Channel)
			}
			updated[i] = c
		}
		p.Queues = updated
		return nil
	})
}

// AssociateRoutingProfileQueues adds pairs to either list; a pair that is there
// already is refused (Q27).
func (s *Service) AssociateRoutingProfileQueues(ctx context.Context, in *connectapi.AssociateRoutingProfileQueuesInput) (*connectapi.AssociateRoutingProfileQueuesOutput, error) {
	if in.QueueConfigs == nil && in.ManualAssignmentQueueConfigs == nil {
		return nil, center.Errorf(center.Refused, "Give QueueConfigs, ManualAssignmentQueueConfigs or both.")
	}
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	addedQueues, addedManual := queueConfigs(instance, in.QueueConfigs), manualConfigs(instance, in.ManualAssignmentQueueConfigs)
	return nil, edit(ctx, instance, profiles, in.RoutingProfileId, func(p *center.RoutingProfile) error {
		// Pairs that stand twice in the request itself are left to the check of
		// the whole profile.
		queues, manual := slices.Clone(p.Queues), slices.Clone(p.ManualQueues)
		for _, c := range addedQueues {
			if slices.ContainsFunc(p.Queues, func(o center.QueueConfig) bool { return o.QueueID == c.QueueID && o.Channel == c.Channel }) {
				return alreadyAssociated(c.QueueID, c.Channel)
			}
			queues = append(queues, c)
		}
		for _, c := range addedManual {
			if slices.Contains(p.ManualQueues, c) {
				return alreadyAssociated(c.QueueID, c.Channel)
			}
			manual = append(manual, c)
		}
		p.Queues, p.ManualQueues = queues, manual
		return nil
	})
}

func alreadyAssociated(id center.QueueID, ch center.Channel) error {
	return center.Errorf(center.Refused, "Queue %s with channel %s is associated with the routing profile already.", id, ch)
}

// maxReferences is how many pairs one call may take away (R5.2).
const maxReferences = 10

// DisassociateRoutingProfileQueues takes pairs out of either list.
func (s *Service) DisassociateRoutingProfileQueues(ctx context.Context, in *connectapi.DisassociateRoutingProfileQueuesInput) (*connectapi.DisassociateRoutingProfileQueuesOutput, error) {
	if len(in.QueueReferences) == 0 && len(in.ManualAssignmentQueueReferences) == 0 {
		return nil, center.Errorf(center.Refused, "Give QueueReferences, ManualAssignmentQueueReferences or both.")
	}
	for name, refs := range map[string][]connectapi.RoutingProfileQueueReference{
		"QueueReferences": in.QueueReferences, "ManualAssignmentQueueReferences": in.ManualAssignmentQueueReferences} {
		if len(refs) > maxReferences {
			return nil, center.Errorf(center.Invalid, "%s must include at most %d items", name, maxReferences)
		}
	}
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	gone, goneManual := references(instance, in.QueueReferences), references(instance, in.ManualAssignmentQueueReferences)
	return nil, edit(ctx, instance, profiles, in.RoutingProfileId, func(p *center.RoutingProfile) error {
		p.Queues = slices.DeleteFunc(slices.Clone(p.Queues), func(c center.QueueConfig) bool {
			return gone[center.QueueChannel{QueueID: c.QueueID, Channel: c.Channel}]
		})
		p.ManualQueues = slices.DeleteFunc(slices.Clone(p.ManualQueues), func(c center.QueueChannel) bool { return goneManual[c] })
		return nil
	})
}

// ListRoutingProfileQueues lists the auto-routed pairs.
func (s *Service) ListRoutingProfileQueues(_ context.Context, in *connectapi.ListRoutingProfileQueuesInput) (*connectapi.ListRoutingProfileQueuesOutput, error) {
	d, p, err := s.profile(in.InstanceId, in.RoutingProfileId)
	if err != nil {
		return nil, err
	}
	key := func(c center.QueueConfig) string { return pairKey(c.QueueID, c.Channel) }
	sorted := slices.SortedFunc(slices.Values(p.Queues), func(a, b center.QueueConfig) int { return strings.Compare(key(a), key(b)) })
	items, next, err := slicePage(sorted, key, in.NextToken, in.MaxResults)
	if err != nil {
		return nil, err
	}
	out := &connectapi.ListRoutingProfileQueuesOutput{NextToken: next, LastModifiedTime: stamp(p.Stamp.Modified), LastModifiedRegion: &d.Instance.Region,
		RoutingProfileQueueConfigSummaryList: make([]connectapi.RoutingProfileQueueConfigSummary, len(items))}
	for i, c := range items {
		out.RoutingProfileQueueConfigSummaryList[i] = connectapi.RoutingProfileQueueConfigSummary{
			QueueId: str(c.QueueID), QueueArn: ptr(d.Instance.ARN(center.KindQueue, string(c.QueueID))), QueueName: ptr(queueName(d, c.QueueID)),
			Channel: connectapi.Channel(c.Channel.String()), Priority: ptr(int32(c.Priority)), Delay: int32(c.Delay / time.Second),
		}
	}
	return out, nil
}

// ListRoutingProfileManualAssignmentQueues lists the worklist pairs (R1.16).
func (s *Service) ListRoutingProfileManualAssignmentQueues(_ context.Context, in *connectapi.ListRoutingProfileManualAssignmentQueuesInput) (*connectapi.ListRoutingProfileManualAssignmentQueuesOutput, error) {
	d, p, err := s.profile(in.InstanceId, in.RoutingProfileId)
	if err != nil {
		return nil, err
	}
	key := func(c center.QueueChannel) string { return pairKey(c.QueueID, c.Channel) }
	sorted := slices.SortedFunc(slices.Values(p.ManualQueues), func(a, b center.QueueChannel) int { return strings.Compare(key(a), key(b)) })
	items, next, err := slicePage(sorted, key, in.NextToken, in.MaxResults)
	if err != nil {
		return nil, err
	}
	out := &connectapi.ListRoutingProfileManualAssignmentQueuesOutput{NextToken: next, LastModifiedTime: stamp(p.Stamp.Modified), LastModifiedRegion: &d.Instance.Region,
		RoutingProfileManualAssignmentQueueConfigSummaryList: make([]connectapi.RoutingProfileManualAssignmentQueueConfigSummary, len(items))}
	for i, c := range items {
		out.RoutingProfileManualAssignmentQueueConfigSummaryList[i] = connectapi.RoutingProfileManualAssignmentQueueConfigSummary{
			QueueId: str(c.QueueID), QueueArn: ptr(d.Instance.ARN(center.KindQueue, string(c.QueueID))), QueueName: ptr(queueName(d, c.QueueID)),
			Channel: connectapi.Channel(c.Channel.String()),
		}
	}
	return out, nil
}

func (s *Service) profile(instanceID, profileID *string) (*center.Directory, *center.RoutingProfile, error) {
	instance, err := s.instance(instanceID)
	if err != nil {
		return nil, nil, err
	}
	d := instance.Directory()
	p, err := get(d, &d.Profiles, center.KindRoutingProfile, profileID)
	return d, p, err
}

func (s *Service) editProfile(ctx context.Context, instanceID, profileID *string, change func(*center.RoutingProfile) error) error {
	instance, err := s.instance(instanceID)
	if err != nil {
		return err
	}
	return edit(ctx, instance, profiles, profileID, change)
}

// wireProfile is a profile as DescribeRoutingProfile shows it.
func wireProfile(d *center.Directory, p *center.RoutingProfile) connectapi.RoutingProfile {
	out := connectapi.RoutingProfile{
		InstanceId: str(d.Instance.ID), RoutingProfileId: str(p.ID), Name: &p.Name, Description: &p.Description,
		RoutingProfileArn:                        ptr(d.Instance.ARN(center.KindRoutingProfile, string(p.ID))),
		DefaultOutboundQueueId:                   str(p.DefaultOutboundQueueID),
		Tags:                                     p.Tags,
		NumberOfAssociatedQueues:                 ptr(int64(len(p.Queues))),
		NumberOfAssociatedManualAssignmentQueues: ptr(int64(len(p.ManualQueues))),
		NumberOfAssociatedUsers:                  ptr(int64(d.ProfileUsers(p.ID))),
		AgentAvailabilityTimer:                   connectapi.AgentAvailabilityTimer(p.Timer),
		LastModifiedTime:                         stamp(p.Stamp.Modified), LastModifiedRegion: &d.Instance.Region,
		IsDefault: p.IsDefault, MediaConcurrencies: []connectapi.MediaConcurrency{},
	}
	for ch, rule := range p.Media {
		if rule.Concurrency == 0 {
			continue
		}
		behavior := connectapi.BehaviorTypeRouteCurrentChannelOnly
		if rule.AnyChannel {
			behavior = connectapi.BehaviorTypeRouteAnyChannel
		}
		out.MediaConcurrencies = append(out.MediaConcurrencies, connectapi.MediaConcurrency{
			Channel: connectapi.Channel(center.Channel(ch).String()), Concurrency: ptr(int32(rule.Concurrency)),
			CrossChannelBehavior: &connectapi.CrossChannelBehavior{BehaviorType: behavior},
		})
	}
	return out
}

// mediaRules reads the list of channels: each at most once, voice with 1 only
// (section 3.1 of the rules; the limit of 10 is the model's).
func mediaRules(list []connectapi.MediaConcurrency) (rules [center.Channels]center.MediaRule, err error) {
	for i, m := range list {
		ch, ok := center.ParseChannel(string(m.Channel))
		switch {
		case !ok:
			return rules, center.Errorf(center.Invalid, "MediaConcurrencies[%d].Channel %q is not a channel.", i, m.Channel)
		case rules[ch].Concurrency != 0:
			return rules, center.Errorf(center.Invalid, "MediaConcurrencies[%d].Channel: %s is listed more than once.", i, ch)
		case ch == center.Voice && *m.Concurrency != 1:
			return rules, center.Errorf(center.Invalid, "MediaConcurrencies[%d].Concurrency must be 1 for channel VOICE, not %d.", i, *m.Concurrency)
		}
		rules[ch].Concurrency = int(*m.Concurrency)
		if b := m.CrossChannelBehavior; b != nil {
			rules[ch].AnyChannel = b.BehaviorType == connectapi.BehaviorTypeRouteAnyChannel
		}
	}
	return rules, nil
}

func queueConfigs(instance Instance, list []connectapi.RoutingProfileQueueConfig) []center.QueueConfig {
	var out []center.QueueConfig
	for _, c := range list {
		pair := queueChannel(instance, c.QueueReference)
		out = append(out, center.QueueConfig{QueueID: pair.QueueID, Channel: pair.Channel,
			Priority: int(*c.Priority), Delay: time.Duration(*c.Delay) * time.Second})
	}
	return out
}

func manualConfigs(instance Instance, list []connectapi.RoutingProfileManualAssignmentQueueConfig) []center.QueueChannel {
	var out []center.QueueChannel
	for _, c := range list {
		out = append(out, queueChannel(instance, c.QueueReference))
	}
	return out
}

func references(instance Instance, list []connectapi.RoutingProfileQueueReference) map[center.QueueChannel]bool {
	out := make(map[center.QueueChannel]bool, len(list))
	for i := range list {
		out[queueChannel(instance, &list[i])] = true
	}
	return out
}

// queueChannel reads a pair; the model has checked the channel's name.
func queueChannel(instance Instance, r *connectapi.RoutingProfileQueueReference) center.QueueChannel {
	ch, _ := center.ParseChannel(string(r.Channel))
	return center.QueueChannel{QueueID: idOf[center.QueueID](instance, center.KindQueue, r.QueueId), Channel: ch}
}

func pairKey(id center.QueueID, ch center.Channel) string { return fmt.Sprintf("%s/%d", id, ch) }

func queueName(d *center.Directory, id center.QueueID) string {
	if q, ok := d.Queues.Get(string(id)); ok {
		return q.Name
	}
	return ""
}

// queueIDs lists the queues of pairs, each once.
func queueIDs[C any](pairs []C, id func(C) center.QueueID) []string {
	var ids []string
	for _, c := range pairs {
		if s := string(id(c)); !slices.Contains(ids, s) {
			ids = append(ids, s)
		}
	}
	return ids
}
