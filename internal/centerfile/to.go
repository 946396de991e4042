package centerfile

import (
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"strowger/internal/center"
)

// Resources returns what the file holds as resources, after Resolve: those that
// are in d keep what a file does not say, such as passwords and versions. The
// error is Problems.
func (f *File) Resources(d *center.Directory, now center.Instant) ([]center.Resource, error) {
	b := builder{file: f, old: d, now: now}
	if f.Instance != nil {
		b.add(b.instance(f.Instance))
	}
	each(&b, "hours_of_operation", f.Hours, b.hours)
	each(&b, "contact_flows", f.Flows, b.flow)
	each(&b, "flow_modules", f.Modules, b.module)
	each(&b, "prompts", f.Prompts, b.prompt)
	each(&b, "phone_numbers", f.PhoneNumbers, b.phoneNumber)
	each(&b, "queues", f.Queues, b.queue)
	each(&b, "quick_connects", f.QuickConnects, b.quickConnect)
	each(&b, "task_templates", f.TaskTemplates, b.taskTemplate)
	each(&b, "routing_profiles", f.Profiles, b.profile)
	each(&b, "predefined_attributes", f.Attributes, b.attribute)
	b.groups(f.Groups, "")
	each(&b, "security_profiles", f.SecurityProfiles, b.security)
	each(&b, "agent_statuses", f.Statuses, b.status)
	b.checkStatuses()
	each(&b, "users", f.Users, b.user)
	b.associations()
	each(&b, "integrations", f.Integrations, b.integration)
	each(&b, "storage_configs", f.StorageConfigs, b.storage)
	if len(b.problems) > 0 {
		return nil, b.problems
	}
	return b.all, nil
}

// builder makes resources of the parts of a file.
type builder struct {
	file     *File
	old      *center.Directory
	now      center.Instant
	all      []center.Resource
	problems Problems
	line     int    // of the resource in the making
	path     string // likewise
}

func (b *builder) add(r center.Resource) { b.all = append(b.all, r) }

// each makes the resources of a section, in the order of their names.
func each[T any, R center.Resource](b *builder, section string, items map[string]*T, make func(string, *T) R) {
	for _, name := range sortedKeys(reflect.ValueOf(items)) {
		b.line, b.path = b.file.lines[items[name]], join(section, name)
		b.add(make(name, items[name]))
	}
}

// fail notes what is wrong with the resource in the making.
func (b *builder) fail(member, format string, args ...any) {
	if len(b.problems) < maxProblems {
		path := b.path
		if member != "" {
			path = join(path, member)
		}
		b.problems = append(b.problems, problemf(b.line, path, format, args...))
	}
}

// oneOf refuses a word that is none of those there are.
func oneOf[S ~string](b *builder, member, word string, words ...S) S {
	if !slices.Contains(words, S(word)) {
		all := make([]string, len(words))
		for i, w := range words {
			all[i] = string(w)
		}
		b.fail(member, "%q is none of %s.", shortened(word), strings.Join(all, ", "))
	}
	return S(word)
}

func (b *builder) channel(member, name string) center.Channel {
	ch, ok := center.ParseChannel(name)
	if !ok {
		b.fail(member, "%q is none of VOICE, CHAT, TASK, EMAIL.", shortened(name))
	}
	return ch
}

// previous returns a copy of what has that id, or an empty value.
func previous[T any, P interface {
	*T
	center.Resource
}](table *center.Table[P], id string) *T {
	if old, ok := table.Get(id); ok {
		copied := *old
		return &copied
	}
	return new(T)
}

func tags(t map[string]string) map[string]string {
	if len(t) == 0 {
		return nil
	}
	return t
}

func idsOf[S ~string](refs []ref) []S {
	var ids []S
	for _, r := range refs {
		if !slices.Contains(ids, S(r.id)) {
			ids = append(ids, S(r.id))
		}
	}
	return ids
}

func (b *builder) instance(in *instance) *center.Instance {
	b.line, b.path = b.file.lines[in], "instance"
	out := center.Instance{ID: center.InstanceID(in.ID), Region: in.Region, Account: in.Account, Alias: in.Alias,
		IdentityManagementType: in.Identity, DirectoryID: in.Directory, Created: b.now}
	if b.old.Instance != nil {
		out = *b.old.Instance
	}
	if in.Inbound.id != "" {
		out.InboundFlowID = center.FlowID(in.Inbound.id)
	}
	out.Attributes, out.Tags = nil, tags(in.Tags)
	out.InboundCalls, out.OutboundCalls = in.Attributes[center.InboundCallsAttribute], in.Attributes[center.OutboundCallsAttribute]
	for name, on := range in.Attributes {
		if name == center.InboundCallsAttribute || name == center.OutboundCallsAttribute || on == center.DefaultAttribute(name) {
			continue
		}
		if out.Attributes == nil {
			out.Attributes = map[string]string{}
		}
		out.Attributes[name] = strconv.FormatBool(on)
	}
	if len(in.Levels) > center.MaxHierarchyLevels {
		b.fail("hierarchy_levels", "A hierarchy has at most %d levels.", center.MaxHierarchyLevels)
	}
	before := out.Hierarchy
	out.Hierarchy = nil
	for i, name := range in.Levels {
		level := center.HierarchyLevel{Name: name, Modified: b.now}
		if i < len(before) && before[i].Name == name {
			level = before[i]
		}
		if name == "" {
			b.fail("hierarchy_levels", "The name of level %d is empty.", i+1)
		}
		out.Hierarchy = append(out.Hierarchy, level)
	}
	return &out
}

var clockForm = regexp.MustCompile(`^([01][0-9]|2[0-3]):([0-5][0-9])-(([01][0-9]|2[0-3]):([0-5][0-9])|24:00)$`)

// period reads an opening such as 08:00-18:00.
func (b *builder) period(member, text string) center.Period {
	m := clockForm.FindStringSubmatch(text)
	if m == nil {
		b.fail(member, "%q are no times such as 08:00-18:00.", shortened(text))
		return center.Period{}
	}
	minutes := func(h, m string) int {
		hour, _ := strconv.Atoi(h) // digits, says the form; none for 24:00
		minute, _ := strconv.Atoi(m)
		return hour*hourMinutes + minute
	}
	return center.Period{Start: minutes(m[1], m[2]), End: minutes(m[4], m[5])}
}

func (b *builder) day(member, name string) time.Weekday {
	day, ok := weekdays[name]
	if !ok {
		b.fail(member, "%q is no day of the week.", shortened(name))
	}
	return day
}

func (b *builder) hours(name string, h *hours) *center.HoursOfOperation {
	out := previous(&b.old.Hours, h.ID)
	out.ID, out.Name, out.Description, out.TimeZone, out.Tags = center.HoursID(h.ID), name, h.Description, h.TimeZone, tags(h.Tags)
	out.Periods, out.Overrides, out.Parents = nil, nil, idsOf[center.HoursID](h.Parents)
	for _, day := range sortedKeys(reflect.ValueOf(h.Week)) {
		for _, text := range h.Week[day] {
			p := b.period("week."+day, text)
			p.Day = b.day("week", day)
			out.Periods = append(out.Periods, p)
		}
	}
	for _, key := range sortedKeys(reflect.ValueOf(h.Overrides)) {
		out.Overrides = append(out.Overrides, b.override(key, h.Overrides[key]))
	}
	slices.SortFunc(out.Overrides, func(a, b center.Override) int { return strings.Compare(a.ID, b.ID) })
	return out
}

func (b *builder) override(name string, o *override) center.Override {
	at := "overrides." + name + "."
	out := center.Override{ID: o.ID, Name: name, Description: o.Description,
		Kind: oneOf(b, at+"type", o.Type, center.OverrideClosed, center.OverrideOpen, center.OverrideStandard)}
	var err error
	if out.From, err = center.ParseDate(o.From); err != nil {
		b.fail(at+"from", "%s", err)
	}
	if out.Till, err = center.ParseDate(o.Till); err != nil {
		b.fail(at+"till", "%s", err)
	}
	for _, day := range sortedKeys(reflect.ValueOf(o.Times)) {
		for _, text := range o.Times[day] {
			row := center.OverrideRow{Daily: day == everyDay, Period: b.period(at+"times."+day, text)}
			if !row.Daily {
				row.Day = b.day(at+"times", day)
			}
			out.Rows = append(out.Rows, row)
		}
	}
	if r := o.Recurrence; r != nil {
		out.Recurrence = &center.Recurrence{Interval: r.Interval, Month: time.Month(r.Month), MonthDay: r.MonthDay, Occurrence: r.Occurrence,
			Frequency: oneOf(b, at+"recurrence.frequency", r.Frequency, center.Weekly, center.Monthly, center.Yearly)}
		within := func(member string, v, min, max int) {
			if v != 0 && (v < min || v > max) {
				b.fail(at+"recurrence."+member, "%d is not from %d to %d.", v, min, max)
			}
		}
		if r.Interval == 0 {
			b.fail(at+"recurrence.interval", "0 is not from 1 to 6.")
		}
		within("interval", r.Interval, 1, 6)
		within("month", r.Month, 1, 12)
		within("month_day", r.MonthDay, -1, 31)
		within("weekday_occurrence", r.Occurrence, -1, 5)
	}
	return out
}

// same returns the JSON that is there if it says what is wanted, letter by letter
// as it was, else what is wanted.
func same(old string, wanted content) string {
	if content(old).equal(wanted) {
		return old
	}
	return string(wanted)
}

func (b *builder) flow(name string, f *contactFlow) *center.ContactFlow {
	out := previous(&b.old.Flows, f.ID)
	if out.ID != "" && out.Type != center.FlowType(f.Type) {
		b.fail("type", "The type of a flow cannot change from %s to %s.", out.Type, shortened(f.Type))
	}
	if out.ID != "" && !out.Saved && f.Saved {
		b.fail("saved", "A flow that was published cannot be taken back.")
	}
	if f.Saved && f.Draft != "" {
		b.fail("draft", "A flow that is saved and not published has no draft beside its content.")
	}
	out.ID, out.Name, out.Description, out.Type, out.Archived, out.Saved = center.FlowID(f.ID), name, f.Description, center.FlowType(f.Type), f.Archived, f.Saved
	out.Content, out.Draft, out.Tags = same(out.Content, f.Content), same(out.Draft, f.Draft), tags(f.Tags)
	return out
}

func (b *builder) module(name string, m *flowModule) *center.FlowModule {
	out := previous(&b.old.FlowModules, m.ID)
	out.ID, out.Name, out.Description, out.Archived, out.External = center.FlowModuleID(m.ID), name, m.Description, m.Archived, m.External
	out.Content, out.Settings, out.Tags = same(out.Content, m.Content), same(out.Settings, m.Settings), tags(m.Tags)
	return out
}

func (b *builder) prompt(name string, p *prompt) *center.Prompt {
	out := previous(&b.old.Prompts, p.ID)
	out.ID, out.Name, out.Description, out.Tags = center.PromptID(p.ID), name, p.Description, tags(p.Tags)
	if p.Source != "" {
		out.Source = p.Source
	}
	return out
}

func (b *builder) phoneNumber(number string, n *phoneNumber) *center.PhoneNumber {
	out := previous(&b.old.PhoneNumbers, n.ID)
	if out.ID != "" && (out.Number != number || out.Country != n.Country || out.Type != n.Type) {
		b.fail("", "The number %s cannot become another one, or one of another country or type.", out.Number)
	}
	out.ID, out.Number, out.Country, out.Type, out.Description = center.PhoneNumberID(n.ID), number, n.Country, n.Type, n.Description
	out.FlowID, out.SourceARN, out.Tags = center.FlowID(n.Flow.id), n.Source, tags(n.Tags)
	return out
}

func (b *builder) queue(name string, q *queue) *center.Queue {
	out := previous(&b.old.Queues, q.ID)
	out.ID, out.Name, out.Description, out.HoursID, out.Disabled = center.QueueID(q.ID), name, q.Description, center.HoursID(q.Hours.id), q.Disabled
	out.MaxContacts, out.Outbound, out.Tags = center.NoMaxContacts, center.OutboundCaller{}, tags(q.Tags)
	if q.MaxContacts != nil {
		if out.MaxContacts = int32(*q.MaxContacts); *q.MaxContacts < 0 {
			b.fail("max_contacts", "It must be at least 0; leave it out for no limit.")
		}
	}
	if o := q.Outbound; o != nil {
		out.Outbound = center.OutboundCaller{Name: o.Name, NumberID: center.PhoneNumberID(o.Number.id), FlowID: center.FlowID(o.Flow.id)}
	}
	out.QuickConnects = idsOf[center.QuickConnectID](q.QuickConnects)
	slices.Sort(out.QuickConnects)
	return out
}

func (b *builder) quickConnect(name string, q *quickConnect) *center.QuickConnect {
	out := previous(&b.old.QuickConnects, q.ID)
	out.ID, out.Name, out.Description, out.Tags = center.QuickConnectID(q.ID), name, q.Description, tags(q.Tags)
	out.To = center.Destination{Type: oneOf(b, "type", q.Type, center.UserConnect, center.QueueConnect, center.PhoneConnect, center.FlowConnect),
		FlowID: center.FlowID(q.Flow.id), Phone: q.Phone,
		Target: center.FlowTarget{QueueID: center.QueueID(q.Queue.id), UserID: center.UserID(q.User.id)}}
	for member, has := range map[string]bool{"user": q.User.id != "", "queue": q.Queue.id != "", "phone_number": q.Phone != "", "flow": q.Flow.id != ""} {
		wants := map[center.QuickConnectType][]string{center.UserConnect: {"user", "flow"}, center.QueueConnect: {"queue", "flow"},
			center.PhoneConnect: {"phone_number"}, center.FlowConnect: {"flow"}}[out.To.Type]
		switch needed := slices.Contains(wants, member); {
		case needed && !has:
			b.fail("", "A quick connect of type %s needs the member %s.", out.To.Type, member)
		case has && !needed:
			b.fail(member, "A quick connect of type %s has no member %s.", out.To.Type, member)
		}
	}
	return out
}

func (b *builder) taskTemplate(name string, t *taskTemplate) *center.TaskTemplate {
	out := previous(&b.old.TaskTemplates, t.ID)
	if out.ID == "" {
		out.Created = b.now
	}
	out.ID, out.Name, out.Description, out.Inactive, out.Tags = center.TaskTemplateID(t.ID), name, t.Description, t.Inactive, tags(t.Tags)
	out.FlowID, out.SelfAssignFlowID = center.FlowID(t.Flow.id), center.FlowID(t.SelfAssign.id)
	out.Required, out.ReadOnly, out.Invisible = t.Required, t.ReadOnly, t.Invisible
	out.Fields, out.Defaults = nil, nil
	for _, f := range t.Fields {
		out.Fields = append(out.Fields, center.TaskField{Name: f.Name, Type: center.TaskFieldType(f.Type), Description: f.Description, Options: f.Options})
	}
	for _, field := range sortedKeys(reflect.ValueOf(t.Defaults)) {
		out.Defaults = append(out.Defaults, center.TaskDefault{Field: field, Value: t.Defaults[field]})
	}
	return out
}
