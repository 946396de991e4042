package centerfile

import (
	"reflect"
	"slices"
	"strings"
	"time"

	"strowger/internal/center"
)

func (b *builder) profile(name string, p *profile) *center.RoutingProfile {
	out := previous(&b.old.Profiles, p.ID)
	out.ID, out.Name, out.Description, out.IsDefault = center.RoutingProfileID(p.ID), name, p.Description, p.Default
	out.DefaultOutboundQueueID, out.Tags, out.Timer = center.QueueID(p.OutboundQueue.id), tags(p.Tags), center.SinceLastActivity
	if p.Timer != "" {
		out.Timer = oneOf(b, "availability_timer", p.Timer, center.SinceLastActivity, center.SinceLastInbound)
	}
	out.Media = [center.Channels]center.MediaRule{}
	for _, ch := range sortedKeys(reflect.ValueOf(p.Concurrency)) {
		out.Media[b.channel("concurrency", ch)].Concurrency = p.Concurrency[ch]
	}
	for _, name := range p.CrossChannel {
		ch := b.channel("cross_channel", name)
		if out.Media[ch].Concurrency == 0 {
			b.fail("cross_channel", "%s has no concurrency.", shortened(name))
		}
		out.Media[ch].AnyChannel = true
	}
	out.Queues, out.ManualQueues = nil, nil
	for _, q := range p.Queues {
		if q.Priority < 1 || q.Priority > 99 || q.Delay < 0 || q.Delay > 9999 {
			b.fail("queues", "A priority is from 1 to 99 and a delay from 0 to 9999 seconds.")
		}
		out.Queues = append(out.Queues, center.QueueConfig{QueueID: center.QueueID(q.Queue.id), Channel: b.channel("queues", q.Channel),
			Priority: q.Priority, Delay: time.Duration(q.Delay) * time.Second})
	}
	for _, q := range p.ManualQueues {
		out.ManualQueues = append(out.ManualQueues, center.QueueChannel{QueueID: center.QueueID(q.Queue.id), Channel: b.channel("manual_assignment_queues", q.Channel)})
	}
	return out
}

func (b *builder) attribute(name string, a *attribute) *center.PredefinedAttribute {
	out := previous(&b.old.PredefinedAttributes, name)
	out.Name, out.Values, out.Purposes, out.ValidateValues = name, a.Values, a.Purposes, a.Validated
	return out
}

// groups makes the groups below one of the hierarchy, those above first.
func (b *builder) groups(groups map[string]*group, parent center.HierarchyGroupID) {
	for _, name := range sortedKeys(reflect.ValueOf(groups)) {
		g := groups[name]
		b.line, b.path = b.file.lines[g], "hierarchy_groups."+name
		out := previous(&b.old.HierarchyGroups, g.ID)
		if out.ID != "" && out.ParentID != parent {
			b.fail("", "A group of the hierarchy cannot move below another one.")
			continue
		}
		out.ID, out.Name, out.ParentID, out.Tags = center.HierarchyGroupID(g.ID), name, parent, tags(g.Tags)
		b.add(out)
		b.groups(g.Groups, out.ID)
	}
}

func (b *builder) security(name string, s *security) *center.SecurityProfile {
	out := previous(&b.old.SecurityProfiles, s.ID)
	out.ID, out.Name, out.Description, out.Tags = center.SecurityProfileID(s.ID), name, s.Description, tags(s.Tags)
	out.Permissions = slices.Compact(slices.Sorted(slices.Values(s.Permissions)))
	out.AllowedTags, out.TagRestricted, out.HierarchyRestricted = tags(s.AllowedTags), s.TagRestricted, s.HierarchyRestricted
	out.HierarchyGroupID, out.Applications = center.HierarchyGroupID(s.Group.id), nil
	for _, namespace := range sortedKeys(reflect.ValueOf(s.Applications)) {
		a := s.Applications[namespace]
		out.Applications = append(out.Applications, center.Application{Namespace: namespace, Type: a.Type, Permissions: a.Permissions})
	}
	return out
}

func (b *builder) status(name string, s *status) *center.AgentStatus {
	out := previous(&b.old.Statuses, s.ID)
	kind := oneOf(b, "type", s.Type, center.Routable, center.Custom, center.Offline)
	if out.ID != "" && out.Type != kind {
		b.fail("type", "The type of an agent status cannot change from %s to %s.", out.Type, kind)
	}
	if s.Disabled && kind != center.Custom {
		b.fail("disabled", "Only a status of type CUSTOM can be disabled.")
	}
	out.ID, out.Name, out.Description, out.Type = center.AgentStatusID(s.ID), name, s.Description, kind
	out.Disabled, out.DisplayOrder, out.Tags = s.Disabled, int32(s.DisplayOrder), tags(s.Tags)
	return out
}

// checkStatuses sees to it that there is one status for being offline and one for
// getting contacts (R4.1).
func (b *builder) checkStatuses() {
	if b.file.Statuses == nil {
		return
	}
	b.line, b.path = 0, "agent_statuses"
	for _, kind := range []center.StatusType{center.Routable, center.Offline} {
		n := 0
		for _, s := range b.file.Statuses {
			if s.Type == string(kind) {
				n++
			}
		}
		if n != 1 {
			b.fail("", "There must be one status of type %s, and there are %d.", kind, n)
		}
	}
}

func (b *builder) user(name string, u *user) *center.User {
	out := previous(&b.old.Users, u.ID)
	out.ID, out.Username, out.FirstName, out.LastName = center.UserID(u.ID), name, u.FirstName, u.LastName
	out.Email, out.SecondaryEmail, out.Mobile, out.DirectoryUserID = u.Email, u.SecondaryEmail, u.Mobile, u.DirectoryUser
	out.HierarchyGroupID, out.ProfileID, out.Tags = center.HierarchyGroupID(u.Group.id), center.RoutingProfileID(u.Profile.id), tags(u.Tags)
	out.SecurityProfiles = idsOf[center.SecurityProfileID](u.SecurityProfiles)
	out.Phone = center.PhoneConfig{Type: softPhone, AutoAccept: u.Phone.AutoAccept, AfterContactWork: b.work("phone.", u.Phone.Work),
		DeskPhone: u.Phone.DeskPhone, PersistentConnect: u.Phone.Persistent}
	if u.Phone.Type != "" {
		out.Phone.Type = oneOf(b, "phone.type", u.Phone.Type, softPhone, "DESK_PHONE")
	}
	out.Media = [center.Channels]center.MediaConfig{}
	for _, name := range sortedKeys(reflect.ValueOf(u.Channels)) {
		ch := b.channel("channels", name)
		out.Media[ch].AutoAccept = u.Channels[name].AutoAccept
		if seconds := u.Channels[name].Work; seconds != nil {
			limit := b.work("channels."+name+".", *seconds)
			out.Media[ch].AfterContactWork = &limit
		}
	}
	out.Proficiencies = nil
	for _, p := range u.Proficiencies {
		out.Proficiencies = append(out.Proficiencies, center.Proficiency{Name: p.Attribute, Value: p.Value, Level: float64(p.Level)})
	}
	slices.SortFunc(out.Proficiencies, func(a, b center.Proficiency) int {
		return strings.Compare(a.Name+"\x00"+a.Value, b.Name+"\x00"+b.Value)
	})
	return out
}

// maxWork is the largest limit of after-contact work in seconds (R4.27).
const maxWork = 2_000_000

func (b *builder) work(member string, seconds int) time.Duration {
	if seconds < 0 || seconds > maxWork {
		b.fail(member+"after_contact_work", "It must be from 0 to %d seconds.", maxWork)
	}
	return time.Duration(seconds) * time.Second
}

func (b *builder) integration(id string, i *integration) *center.Integration {
	if !idForm.MatchString(id) {
		b.fail("", "%q is no id.", shortened(id))
	}
	out := previous(&b.old.Integrations, id)
	out.ID, out.Type, out.ApplicationARN, out.ApplicationURL = id, i.Type, i.Application, i.URL
	out.ApplicationName, out.Source, out.Tags = i.Name, i.Source, tags(i.Tags)
	before := out.UseCases
	out.UseCases = nil
	for _, typ := range sortedKeys(reflect.ValueOf(i.UseCases)) {
		use := center.UseCase{ID: i.UseCases[typ], Type: typ}
		if !idForm.MatchString(use.ID) {
			b.fail("use_cases."+typ, "%q is no id.", shortened(use.ID))
		}
		if k := slices.IndexFunc(before, func(u center.UseCase) bool { return u.ID == use.ID && u.Type == typ }); k >= 0 {
			use = before[k]
		}
		out.UseCases = append(out.UseCases, use)
	}
	return out
}

func (b *builder) storage(resource string, s *storage) *center.StorageConfig {
	out := previous(&b.old.StorageConfigs, s.ID)
	out.ID, out.ResourceType, out.StorageType, out.Bucket, out.Prefix = s.ID, resource, s.Type, s.Bucket, s.Prefix
	out.KeyID, out.Retention, out.StreamARN = s.Key, int32(s.Retention), s.Stream
	return out
}

// associations makes what the instance may use; what is there already stays as
// it was made.
func (b *builder) associations() {
	add := func(typ center.AssociationType, value, key string) {
		id := center.AssociationID(typ, value)
		if value == "" || len(value) > maxAssociation {
			b.line, b.path = 0, string(typ)
			b.fail("", "A value is empty or longer than %d bytes.", maxAssociation)
			return
		}
		if b.old.Associations.Len() > 0 {
			if old, ok := b.old.Associations.Get(id); ok {
				copied := *old
				b.add(&copied)
				return
			}
		}
		b.add(&center.Association{ID: id, Type: typ, Value: value, Key: key, Made: b.now})
	}
	for _, list := range []struct {
		typ    center.AssociationType
		values []string
	}{{center.ApprovedOrigin, b.file.Origins}, {center.LambdaFunction, b.file.Functions}, {center.LexBot, b.file.Bots}, {center.LexBotAlias, b.file.BotAliases}} {
		for _, value := range slices.Compact(slices.Sorted(slices.Values(list.values))) {
			add(list.typ, value, "")
		}
	}
	for _, key := range sortedKeys(reflect.ValueOf(b.file.SecurityKeys)) {
		add(center.SecurityKey, b.file.SecurityKeys[key], key)
	}
}

// maxAssociation is the longest origin, ARN or key in bytes.
const maxAssociation = 2048
