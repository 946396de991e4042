package centerfile

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"strowger/internal/center"
)

// Of makes a file of a whole configuration.
func Of(d *center.Directory) *File {
	f := &File{Version: Version, Instance: ofInstance(d.Instance)}
	f.Hours = keyed(&d.Hours, ofHours)
	f.Flows = keyed(&d.Flows, ofFlow)
	f.Modules = keyed(&d.FlowModules, ofModule)
	f.Prompts = keyed(&d.Prompts, func(p *center.Prompt) *prompt {
		return &prompt{ID: string(p.ID), Description: p.Description, Source: p.Source, Tags: p.Tags}
	})
	f.PhoneNumbers = keyed(&d.PhoneNumbers, func(n *center.PhoneNumber) *phoneNumber {
		return &phoneNumber{ID: string(n.ID), Country: n.Country, Type: n.Type, Description: n.Description, Flow: refTo(n.FlowID), Source: n.SourceARN, Tags: n.Tags}
	})
	f.Queues = keyed(&d.Queues, ofQueue)
	f.QuickConnects = keyed(&d.QuickConnects, func(q *center.QuickConnect) *quickConnect {
		return &quickConnect{ID: string(q.ID), Description: q.Description, Type: string(q.To.Type), Queue: refTo(q.To.Target.QueueID),
			User: refTo(q.To.Target.UserID), Phone: q.To.Phone, Flow: refTo(q.To.FlowID), Tags: q.Tags}
	})
	f.TaskTemplates = keyed(&d.TaskTemplates, ofTaskTemplate)
	f.Profiles = keyed(&d.Profiles, ofProfile)
	f.Attributes = map[string]*attribute{}
	for a := range d.PredefinedAttributes.All() {
		f.Attributes[a.Name] = &attribute{Values: a.Values, Purposes: a.Purposes, Validated: a.ValidateValues}
	}
	f.Groups = ofGroups(d)
	f.SecurityProfiles = keyed(&d.SecurityProfiles, ofSecurity)
	f.Statuses = keyed(&d.Statuses, func(s *center.AgentStatus) *status {
		return &status{ID: string(s.ID), Description: s.Description, Type: string(s.Type), Disabled: s.Disabled, DisplayOrder: int(s.DisplayOrder), Tags: s.Tags}
	})
	f.Users = keyed(&d.Users, ofUser)
	f.associations(d)
	f.Integrations = map[string]*integration{}
	for i := range d.Integrations.All() {
		f.Integrations[i.ID] = ofIntegration(i)
	}
	f.StorageConfigs = keyed(&d.StorageConfigs, func(c *center.StorageConfig) *storage {
		return &storage{ID: c.ID, Type: c.StorageType, Bucket: c.Bucket, Prefix: c.Prefix, Key: c.KeyID, Retention: int(c.Retention), Stream: c.StreamARN}
	})
	return f
}

// keyed makes a section of a table. Of two with the same name, which Strowger
// does not have but another centre may, the second is called by its id too.
func keyed[R center.Resource, T any](table *center.Table[R], of func(R) *T) map[string]*T {
	section := make(map[string]*T, table.Len())
	for r := range table.All() {
		name := r.ResourceName()
		if _, taken := section[name]; taken || name == "" {
			name = fmt.Sprintf("%s (%s)", name, r.RecordKey())
		}
		section[name] = of(r)
	}
	return section
}

func refTo[S ~string](id S) ref { return ref{string(id)} }

func refsTo[S ~string](ids []S) []ref {
	var all []ref
	for _, id := range ids {
		all = append(all, refTo(id))
	}
	return all
}

func ofInstance(in *center.Instance) *instance {
	out := &instance{ID: string(in.ID), Region: in.Region, Account: in.Account, Alias: in.Alias, Identity: in.IdentityManagementType,
		Directory: in.DirectoryID, Inbound: refTo(in.InboundFlowID), Tags: in.Tags,
		Attributes: map[string]bool{center.InboundCallsAttribute: in.InboundCalls, center.OutboundCallsAttribute: in.OutboundCalls}}
	for name, value := range in.Attributes {
		if on := value == "true"; on != center.DefaultAttribute(name) {
			out.Attributes[name] = on
		}
	}
	for _, level := range in.Hierarchy {
		out.Levels = append(out.Levels, level.Name)
	}
	return out
}

// The days of a week as a file names them, and the word for all of them.
var weekdays = map[string]time.Weekday{"MONDAY": time.Monday, "TUESDAY": time.Tuesday, "WEDNESDAY": time.Wednesday, "THURSDAY": time.Thursday,
	"FRIDAY": time.Friday, "SATURDAY": time.Saturday, "SUNDAY": time.Sunday}

const everyDay = "EVERY_DAY"

func dayName(day time.Weekday) string {
	for name, d := range weekdays {
		if d == day {
			return name
		}
	}
	return ""
}

const (
	hourMinutes = 60
	dayMinutes  = 24 * hourMinutes
)

// clock writes an opening such as 08:00-18:00. What ends at midnight ends at 24:00.
func clock(p center.Period) string {
	end := p.End
	if end == 0 {
		end = dayMinutes
	}
	return fmt.Sprintf("%02d:%02d-%02d:%02d", p.Start/hourMinutes, p.Start%hourMinutes, end/hourMinutes, end%hourMinutes)
}

func ofHours(h *center.HoursOfOperation) *hours {
	out := &hours{ID: string(h.ID), Description: h.Description, TimeZone: h.TimeZone, Week: map[string][]string{}, Parents: refsTo(h.Parents), Tags: h.Tags}
	for _, p := range h.Periods {
		day := dayName(p.Day)
		out.Week[day] = append(out.Week[day], clock(p))
	}
	sortLists(out.Week)
	for i := range h.Overrides {
		if out.Overrides == nil {
			out.Overrides = map[string]*override{}
		}
		out.Overrides[h.Overrides[i].Name] = ofOverride(&h.Overrides[i])
	}
	return out
}

func ofOverride(o *center.Override) *override {
	out := &override{ID: o.ID, Description: o.Description, Type: string(o.Kind), From: o.From.String(), Till: o.Till.String()}
	for _, row := range o.Rows {
		day := everyDay
		if !row.Daily {
			day = dayName(row.Day)
		}
		if out.Times == nil {
			out.Times = map[string][]string{}
		}
		out.Times[day] = append(out.Times[day], clock(row.Period))
	}
	sortLists(out.Times)
	if r := o.Recurrence; r != nil {
		out.Recurrence = &recurrence{Frequency: string(r.Frequency), Interval: r.Interval, Month: int(r.Month), MonthDay: r.MonthDay, Occurrence: r.Occurrence}
	}
	return out
}

func sortLists(lists map[string][]string) {
	for _, list := range lists {
		slices.Sort(list)
	}
}

func ofFlow(f *center.ContactFlow) *contactFlow {
	return &contactFlow{ID: string(f.ID), Description: f.Description, Type: string(f.Type), Archived: f.Archived, Saved: f.Saved,
		Content: content(f.Content), Draft: content(f.Draft), Tags: f.Tags}
}

func ofModule(m *center.FlowModule) *flowModule {
	return &flowModule{ID: string(m.ID), Description: m.Description, Archived: m.Archived, External: m.External,
		Content: content(m.Content), Settings: content(m.Settings), Tags: m.Tags}
}

func ofQueue(q *center.Queue) *queue {
	out := &queue{ID: string(q.ID), Description: q.Description, Hours: refTo(q.HoursID), Disabled: q.Disabled,
		QuickConnects: refsTo(q.QuickConnects), Tags: q.Tags}
	if q.MaxContacts != center.NoMaxContacts {
		limit := int(q.MaxContacts)
		out.MaxContacts = &limit
	}
	if o := q.Outbound; o != (center.OutboundCaller{}) {
		out.Outbound = &outbound{Name: o.Name, Number: refTo(o.NumberID), Flow: refTo(o.FlowID)}
	}
	return out
}

func ofTaskTemplate(t *center.TaskTemplate) *taskTemplate {
	out := &taskTemplate{ID: string(t.ID), Description: t.Description, Inactive: t.Inactive, Flow: refTo(t.FlowID), SelfAssign: refTo(t.SelfAssignFlowID),
		Required: t.Required, ReadOnly: t.ReadOnly, Invisible: t.Invisible, Tags: t.Tags}
	for _, f := range t.Fields {
		out.Fields = append(out.Fields, taskField{Name: f.Name, Type: string(f.Type), Description: f.Description, Options: f.Options})
	}
	for _, v := range t.Defaults {
		if out.Defaults == nil {
			out.Defaults = map[string]string{}
		}
		out.Defaults[v.Field] = v.Value
	}
	return out
}

func ofProfile(p *center.RoutingProfile) *profile {
	out := &profile{ID: string(p.ID), Description: p.Description, Default: p.IsDefault, OutboundQueue: refTo(p.DefaultOutboundQueueID), Tags: p.Tags}
	if p.Timer != center.SinceLastActivity {
		out.Timer = string(p.Timer)
	}
	for ch, rule := range p.Media {
		if rule.Concurrency == 0 {
			continue
		}
		if out.Concurrency == nil {
			out.Concurrency = map[string]int{}
		}
		out.Concurrency[center.Channel(ch).String()] = rule.Concurrency
		if rule.AnyChannel {
			out.CrossChannel = append(out.CrossChannel, center.Channel(ch).String())
		}
	}
	slices.Sort(out.CrossChannel)
	for _, c := range p.Queues {
		out.Queues = append(out.Queues, pair{Queue: refTo(c.QueueID), Channel: c.Channel.String(), Priority: c.Priority, Delay: int(c.Delay / time.Second)})
	}
	for _, c := range p.ManualQueues {
		out.ManualQueues = append(out.ManualQueues, manualPair{Queue: refTo(c.QueueID), Channel: c.Channel.String()})
	}
	return out
}

func ofGroups(d *center.Directory) map[string]*group {
	all := map[center.HierarchyGroupID]*group{}
	for g := range d.HierarchyGroups.All() {
		all[g.ID] = &group{ID: string(g.ID), Tags: g.Tags}
	}
	top := map[string]*group{}
	for g := range d.HierarchyGroups.All() {
		into := &top
		if parent := all[g.ParentID]; parent != nil {
			into = &parent.Groups
		}
		if *into == nil {
			*into = map[string]*group{}
		}
		name := g.Name
		if _, taken := (*into)[name]; taken {
			name = fmt.Sprintf("%s (%s)", name, g.ID)
		}
		(*into)[name] = all[g.ID]
	}
	return top
}

func ofSecurity(s *center.SecurityProfile) *security {
	out := &security{ID: string(s.ID), Description: s.Description, Permissions: s.Permissions, AllowedTags: s.AllowedTags, TagRestricted: s.TagRestricted,
		Group: refTo(s.HierarchyGroupID), HierarchyRestricted: s.HierarchyRestricted, Tags: s.Tags}
	for _, a := range s.Applications {
		if out.Applications == nil {
			out.Applications = map[string]*application{}
		}
		out.Applications[a.Namespace] = &application{Type: a.Type, Permissions: a.Permissions}
	}
	return out
}

func ofUser(u *center.User) *user {
	out := &user{ID: string(u.ID), FirstName: u.FirstName, LastName: u.LastName, Email: u.Email, SecondaryEmail: u.SecondaryEmail, Mobile: u.Mobile,
		DirectoryUser: u.DirectoryUserID, Profile: refTo(u.ProfileID), SecurityProfiles: refsTo(u.SecurityProfiles), Group: refTo(u.HierarchyGroupID),
		Phone: ofPhone(u), Tags: u.Tags}
	for ch, set := range u.Media {
		if set == (center.MediaConfig{}) {
			continue
		}
		c := &channel{AutoAccept: set.AutoAccept}
		if set.AfterContactWork != nil {
			c.Work = seconds(*set.AfterContactWork)
		}
		if out.Channels == nil {
			out.Channels = map[string]*channel{}
		}
		out.Channels[center.Channel(ch).String()] = c
	}
	for _, p := range u.Proficiencies {
		out.Proficiencies = append(out.Proficiencies, proficiency{Attribute: p.Name, Value: p.Value, Level: int(p.Level)})
	}
	return out
}

const softPhone = "SOFT_PHONE"

// ofPhone is the phone settings of a user. What calls have by their channel is
// written here too, where the setting behind it has no say: the API does not show
// that.
func ofPhone(u *center.User) phone {
	p := phone{Type: u.Phone.Type, AutoAccept: u.AutoAccepts(center.Voice), Work: *seconds(u.Phone.AfterContactWork),
		DeskPhone: u.Phone.DeskPhone, Persistent: u.Phone.PersistentConnect}
	if p.Type == softPhone {
		p.Type = "" // as it is without
	}
	bySelf := slices.ContainsFunc(u.Media[:], func(m center.MediaConfig) bool { return m.AfterContactWork == nil })
	if !bySelf {
		p.Work = *seconds(u.AfterContactWork(center.Voice))
	}
	return p
}

func seconds(d time.Duration) *int {
	s := int(d / time.Second)
	return &s
}

func ofIntegration(i *center.Integration) *integration {
	out := &integration{Type: i.Type, Application: i.ApplicationARN, URL: i.ApplicationURL, Name: i.ApplicationName, Source: i.Source, Tags: i.Tags}
	for _, u := range i.UseCases {
		if out.UseCases == nil {
			out.UseCases = map[string]string{}
		}
		out.UseCases[u.Type] = u.ID
	}
	return out
}

// associations sorts what an instance may use into its sections.
func (f *File) associations(d *center.Directory) {
	f.SecurityKeys = map[string]string{}
	lists := map[center.AssociationType]*[]string{center.ApprovedOrigin: &f.Origins, center.LambdaFunction: &f.Functions,
		center.LexBot: &f.Bots, center.LexBotAlias: &f.BotAliases}
	for _, list := range lists {
		*list = []string{}
	}
	for a := range d.Associations.All() {
		if a.Type == center.SecurityKey {
			f.SecurityKeys[a.Key] = a.Value
			continue
		}
		*lists[a.Type] = append(*lists[a.Type], a.Value)
	}
	for _, list := range lists {
		slices.Sort(*list)
	}
}

// sortRefs puts lists whose order says nothing into one: pairs of a routing
// profile by priority and delay, references by name.
func (f *File) sortRefs(n names) {
	by := func(section string) func(a, b ref) int {
		return func(a, b ref) int { return cmp.Compare(n.of(section, a.id), n.of(section, b.id)) }
	}
	for _, h := range f.Hours {
		slices.SortFunc(h.Parents, by("hours_of_operation"))
	}
	queues := by("queues")
	for _, q := range f.Queues {
		slices.SortFunc(q.QuickConnects, by("quick_connects"))
	}
	for _, p := range f.Profiles {
		slices.SortFunc(p.Queues, func(a, b pair) int {
			return cmp.Or(cmp.Compare(a.Priority, b.Priority), cmp.Compare(a.Delay, b.Delay), queues(a.Queue, b.Queue), cmp.Compare(a.Channel, b.Channel))
		})
		slices.SortFunc(p.ManualQueues, func(a, b manualPair) int {
			return cmp.Or(queues(a.Queue, b.Queue), cmp.Compare(a.Channel, b.Channel))
		})
	}
	for _, u := range f.Users {
		slices.SortFunc(u.SecurityProfiles, by("security_profiles"))
		slices.SortFunc(u.Proficiencies, func(a, b proficiency) int {
			return cmp.Or(cmp.Compare(a.Attribute, b.Attribute), cmp.Compare(a.Value, b.Value), cmp.Compare(a.Level, b.Level))
		})
	}
}
