package connectclient

import (
	"slices"
	"strings"
	"time"

	"strowger/internal/center"
	"strowger/internal/connectapi"
)

func (r *reader) queues() error {
	var list []connectapi.QueueSummary
	err := pages(r.ctx, r.client, "ListQueues", &connectapi.ListQueuesInput{InstanceId: r.id, QueueTypes: []connectapi.QueueType{connectapi.QueueTypeStandard}},
		func(out *connectapi.ListQueuesOutput) error {
			list = append(list, out.QueueSummaryList...)
			return nil
		})
	if err != nil {
		return err
	}
	return describe(r, "queues", list, func(summary connectapi.QueueSummary) (center.Resource, error) {
		var out connectapi.DescribeQueueOutput
		if err := r.call("DescribeQueue", &connectapi.DescribeQueueInput{InstanceId: r.id, QueueId: summary.Id}, &out); err != nil {
			return nil, err
		}
		q := deref(out.Queue)
		made := &center.Queue{ID: center.QueueID(deref(q.QueueId)), Name: deref(q.Name), Description: deref(q.Description),
			HoursID: center.HoursID(deref(q.HoursOfOperationId)), MaxContacts: center.NoMaxContacts, Disabled: q.Status == connectapi.QueueStatusDisabled, Tags: q.Tags}
		if q.MaxContacts != nil {
			made.MaxContacts = *q.MaxContacts
		}
		if o := q.OutboundCallerConfig; o != nil {
			made.Outbound = center.OutboundCaller{Name: deref(o.OutboundCallerIdName), NumberID: center.PhoneNumberID(center.LastPart(deref(o.OutboundCallerIdNumberId))),
				FlowID: center.FlowID(center.LastPart(deref(o.OutboundFlowId)))}
		}
		err := pages(r.ctx, r.client, "ListQueueQuickConnects", &connectapi.ListQueueQuickConnectsInput{InstanceId: r.id, QueueId: q.QueueId},
			func(out *connectapi.ListQueueQuickConnectsOutput) error {
				for _, qc := range out.QuickConnectSummaryList {
					made.QuickConnects = append(made.QuickConnects, center.QuickConnectID(deref(qc.Id)))
				}
				return nil
			})
		slices.Sort(made.QuickConnects)
		return made, err
	})
}

func (r *reader) quickConnects() error {
	var list []connectapi.QuickConnectSummary
	err := pages(r.ctx, r.client, "ListQuickConnects", &connectapi.ListQuickConnectsInput{InstanceId: r.id}, func(out *connectapi.ListQuickConnectsOutput) error {
		list = append(list, out.QuickConnectSummaryList...)
		return nil
	})
	if err != nil {
		return err
	}
	return describe(r, "quick connects", list, func(summary connectapi.QuickConnectSummary) (center.Resource, error) {
		var out connectapi.DescribeQuickConnectOutput
		if err := r.call("DescribeQuickConnect", &connectapi.DescribeQuickConnectInput{InstanceId: r.id, QuickConnectId: summary.Id}, &out); err != nil {
			return nil, err
		}
		q := deref(out.QuickConnect)
		made := &center.QuickConnect{ID: center.QuickConnectID(deref(q.QuickConnectId)), Name: deref(q.Name), Description: deref(q.Description), Tags: q.Tags}
		config := deref(q.QuickConnectConfig)
		made.To.Type = center.QuickConnectType(config.QuickConnectType)
		switch {
		case config.UserConfig != nil:
			made.To.Target.UserID, made.To.FlowID = center.UserID(deref(config.UserConfig.UserId)), center.FlowID(deref(config.UserConfig.ContactFlowId))
		case config.QueueConfig != nil:
			made.To.Target.QueueID, made.To.FlowID = center.QueueID(deref(config.QueueConfig.QueueId)), center.FlowID(deref(config.QueueConfig.ContactFlowId))
		case config.FlowConfig != nil:
			made.To.FlowID = center.FlowID(deref(config.FlowConfig.ContactFlowId))
		case config.PhoneConfig != nil:
			made.To.Phone = deref(config.PhoneConfig.PhoneNumber)
		}
		return made, nil
	})
}

func (r *reader) profiles() error {
	var list []connectapi.RoutingProfileSummary
	err := pages(r.ctx, r.client, "ListRoutingProfiles", &connectapi.ListRoutingProfilesInput{InstanceId: r.id}, func(out *connectapi.ListRoutingProfilesOutput) error {
		list = append(list, out.RoutingProfileSummaryList...)
		return nil
	})
	if err != nil {
		return err
	}
	return describe(r, "routing profiles", list, func(summary connectapi.RoutingProfileSummary) (center.Resource, error) {
		var out connectapi.DescribeRoutingProfileOutput
		if err := r.call("DescribeRoutingProfile", &connectapi.DescribeRoutingProfileInput{InstanceId: r.id, RoutingProfileId: summary.Id}, &out); err != nil {
			return nil, err
		}
		p := deref(out.RoutingProfile)
		made := &center.RoutingProfile{ID: center.RoutingProfileID(deref(p.RoutingProfileId)), Name: deref(p.Name), Description: deref(p.Description),
			DefaultOutboundQueueID: center.QueueID(deref(p.DefaultOutboundQueueId)), Timer: center.AvailabilityTimer(p.AgentAvailabilityTimer),
			IsDefault: p.IsDefault, Tags: p.Tags}
		if made.Timer == "" {
			made.Timer = center.SinceLastActivity
		}
		for _, m := range p.MediaConcurrencies {
			if ch, ok := center.ParseChannel(string(m.Channel)); ok {
				made.Media[ch] = center.MediaRule{Concurrency: int(deref(m.Concurrency)),
					AnyChannel: deref(m.CrossChannelBehavior).BehaviorType == connectapi.BehaviorTypeRouteAnyChannel}
			}
		}
		return made, r.profileQueues(made)
	})
}

// profileQueues reads the queues of a routing profile. A channel that this
// program does not know is left out.
func (r *reader) profileQueues(p *center.RoutingProfile) error {
	id := string(p.ID)
	err := pages(r.ctx, r.client, "ListRoutingProfileQueues", &connectapi.ListRoutingProfileQueuesInput{InstanceId: r.id, RoutingProfileId: &id},
		func(out *connectapi.ListRoutingProfileQueuesOutput) error {
			for _, q := range out.RoutingProfileQueueConfigSummaryList {
				if ch, ok := center.ParseChannel(string(q.Channel)); ok {
					p.Queues = append(p.Queues, center.QueueConfig{QueueID: center.QueueID(deref(q.QueueId)), Channel: ch, Priority: int(deref(q.Priority)),
						Delay: time.Duration(q.Delay) * time.Second})
				}
			}
			return nil
		})
	if err != nil {
		return err
	}
	return pages(r.ctx, r.client, "ListRoutingProfileManualAssignmentQueues", &connectapi.ListRoutingProfileManualAssignmentQueuesInput{InstanceId: r.id, RoutingProfileId: &id},
		func(out *connectapi.ListRoutingProfileManualAssignmentQueuesOutput) error {
			for _, q := range out.RoutingProfileManualAssignmentQueueConfigSummaryList {
				if ch, ok := center.ParseChannel(string(q.Channel)); ok {
					p.ManualQueues = append(p.ManualQueues, center.QueueChannel{QueueID: center.QueueID(deref(q.QueueId)), Channel: ch})
				}
			}
			return nil
		})
}

func (r *reader) securityProfiles() error {
	var list []connectapi.SecurityProfileSummary
	err := pages(r.ctx, r.client, "ListSecurityProfiles", &connectapi.ListSecurityProfilesInput{InstanceId: r.id}, func(out *connectapi.ListSecurityProfilesOutput) error {
		list = append(list, out.SecurityProfileSummaryList...)
		return nil
	})
	if err != nil {
		return err
	}
	return describe(r, "security profiles", list, func(summary connectapi.SecurityProfileSummary) (center.Resource, error) {
		var out connectapi.DescribeSecurityProfileOutput
		if err := r.call("DescribeSecurityProfile", &connectapi.DescribeSecurityProfileInput{InstanceId: r.id, SecurityProfileId: summary.Id}, &out); err != nil {
			return nil, err
		}
		p := deref(out.SecurityProfile)
		made := &center.SecurityProfile{ID: center.SecurityProfileID(deref(p.Id)), Name: deref(p.SecurityProfileName), Description: deref(p.Description), Tags: p.Tags,
			AllowedTags: p.AllowedAccessControlTags, TagRestricted: p.TagRestrictedResources, HierarchyRestricted: p.HierarchyRestrictedResources,
			HierarchyGroupID: center.HierarchyGroupID(deref(p.AllowedAccessControlHierarchyGroupId))}
		err := pages(r.ctx, r.client, "ListSecurityProfilePermissions", &connectapi.ListSecurityProfilePermissionsInput{InstanceId: r.id, SecurityProfileId: p.Id},
			func(out *connectapi.ListSecurityProfilePermissionsOutput) error {
				made.Permissions = append(made.Permissions, out.Permissions...)
				return nil
			})
		if err != nil {
			return nil, err
		}
		slices.Sort(made.Permissions)
		err = pages(r.ctx, r.client, "ListSecurityProfileApplications", &connectapi.ListSecurityProfileApplicationsInput{InstanceId: r.id, SecurityProfileId: p.Id},
			func(out *connectapi.ListSecurityProfileApplicationsOutput) error {
				for _, a := range out.Applications {
					made.Applications = append(made.Applications, center.Application{Namespace: deref(a.Namespace), Type: string(a.Type), Permissions: a.ApplicationPermissions})
				}
				return nil
			})
		return made, err
	})
}

func (r *reader) statuses() error {
	var list []connectapi.AgentStatusSummary
	err := pages(r.ctx, r.client, "ListAgentStatuses", &connectapi.ListAgentStatusesInput{InstanceId: r.id}, func(out *connectapi.ListAgentStatusesOutput) error {
		list = append(list, out.AgentStatusSummaryList...)
		return nil
	})
	if err != nil {
		return err
	}
	return describe(r, "agent statuses", list, func(summary connectapi.AgentStatusSummary) (center.Resource, error) {
		var out connectapi.DescribeAgentStatusOutput
		if err := r.call("DescribeAgentStatus", &connectapi.DescribeAgentStatusInput{InstanceId: r.id, AgentStatusId: summary.Id}, &out); err != nil {
			return nil, err
		}
		s := deref(out.AgentStatus)
		return &center.AgentStatus{ID: center.AgentStatusID(deref(s.AgentStatusId)), Name: deref(s.Name), Description: deref(s.Description), Type: center.StatusType(s.Type),
			Disabled: s.State == connectapi.AgentStatusStateDisabled, DisplayOrder: deref(s.DisplayOrder), Tags: s.Tags}, nil
	})
}

func (r *reader) users() error {
	var list []connectapi.UserSummary
	err := pages(r.ctx, r.client, "ListUsers", &connectapi.ListUsersInput{InstanceId: r.id}, func(out *connectapi.ListUsersOutput) error {
		list = append(list, out.UserSummaryList...)
		return nil
	})
	if err != nil {
		return err
	}
	return describe(r, "users", list, func(summary connectapi.UserSummary) (center.Resource, error) {
		var out connectapi.DescribeUserOutput
		if err := r.call("DescribeUser", &connectapi.DescribeUserInput{InstanceId: r.id, UserId: summary.Id}, &out); err != nil {
			return nil, err
		}
		u := user(out.User)
		err := pages(r.ctx, r.client, "ListUserProficiencies", &connectapi.ListUserProficienciesInput{InstanceId: r.id, UserId: summary.Id},
			func(out *connectapi.ListUserProficienciesOutput) error {
				for _, p := range out.UserProficiencyList {
					u.Proficiencies = append(u.Proficiencies, center.Proficiency{Name: deref(p.AttributeName), Value: deref(p.AttributeValue), Level: float64(deref(p.Level))})
				}
				return nil
			})
		return u, err
	})
}

func user(in *connectapi.User) *center.User {
	u := deref(in)
	made := &center.User{ID: center.UserID(deref(u.Id)), Username: deref(u.Username), DirectoryUserID: deref(u.DirectoryUserId),
		HierarchyGroupID: center.HierarchyGroupID(deref(u.HierarchyGroupId)), ProfileID: center.RoutingProfileID(deref(u.RoutingProfileId)), Tags: u.Tags}
	info := deref(u.IdentityInfo)
	made.FirstName, made.LastName = deref(info.FirstName), deref(info.LastName)
	made.Email, made.SecondaryEmail, made.Mobile = deref(info.Email), deref(info.SecondaryEmail), deref(info.Mobile)
	for _, id := range u.SecurityProfileIds {
		made.SecurityProfiles = append(made.SecurityProfiles, center.SecurityProfileID(id))
	}
	p := deref(u.PhoneConfig)
	made.Phone = center.PhoneConfig{Type: string(p.PhoneType), AutoAccept: deref(p.AutoAccept), DeskPhone: deref(p.DeskPhoneNumber),
		AfterContactWork: time.Duration(deref(p.AfterContactWorkTimeLimit)) * time.Second, PersistentConnect: deref(p.PersistentConnection)}
	for _, c := range u.AutoAcceptConfigs {
		if ch, ok := center.ParseChannel(string(c.Channel)); ok {
			made.Media[ch].AutoAccept = c.AutoAccept
		}
	}
	for _, c := range u.AfterContactWorkConfigs {
		if ch, ok := center.ParseChannel(string(c.Channel)); ok {
			limit := time.Duration(deref(deref(c.AfterContactWorkConfig).AfterContactWorkTimeLimit)) * time.Second
			made.Media[ch].AfterContactWork = &limit
		}
	}
	return made
}

// load adds something that an instance may use.
func (r *reader) load(typ center.AssociationType, value, key string) {
	if strings.TrimSpace(value) == "" {
		return
	}
	r.into.Load(&center.Association{ID: center.AssociationID(typ, value), Type: typ, Value: value, Key: key})
}
