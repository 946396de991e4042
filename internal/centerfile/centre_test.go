package centerfile

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"strowger/internal/center"
)

// hidden are the fields that a file does not hold, by type: what only the router
// itself says, secrets, and the language that an agent chose at the desk.
var hidden = map[string][]string{
	"Instance": {"Request", "ServiceRole", "Created", "Stamp"}, "HoursOfOperation": {"Stamp"}, "ContactFlow": {"Versions", "Stamp"},
	"FlowModule": {"Versions", "Aliases", "Request", "Stamp"}, "Prompt": {"Stamp"}, "PhoneNumber": {"Moves", "Request", "Stamp"}, "Queue": {"Stamp"},
	"TaskTemplate": {"Created", "Request", "Stamp"}, "QuickConnect": {"Stamp"}, "RoutingProfile": {"Stamp"}, "PredefinedAttribute": {"Stamp"}, "HierarchyGroup": {"Level", "Stamp"},
	"SecurityProfile": {"Stamp"}, "AgentStatus": {"Stamp"}, "User": {"PasswordHash", "Language", "Stamp"}, "Association": {"Made", "Token", "Stamp"},
	"Integration": {"Stamp"}, "StorageConfig": {"Request", "Stamp"},
}

const flowText = `{"Version":"2019-10-30","StartAction":"end","Metadata":{"x":1.50,"big":12345678901234567890,"no":null,"yes":true,"like":"no","date":"2026-01-01","lines":"a\nb\n"},"Actions":[{"Identifier":"end","Type":"DisconnectParticipant","Parameters":{},"Transitions":{}}]}`

// centre is a configuration in which every field that a file holds says
// something.
func centre() *center.Directory {
	yes, limit := true, 45*time.Second
	tags := func(v string) map[string]string { return map[string]string{"team": v, "yes": "no"} }
	d := &center.Directory{}
	for _, r := range []center.Resource{
		&center.Instance{ID: "i-1", Alias: "first", Region: "eu-west-2", Account: "123456789012", IdentityManagementType: "CONNECT_MANAGED", DirectoryID: "d-1",
			InboundCalls: true, OutboundCalls: true, Attributes: map[string]string{"EARLY_MEDIA": "false", "CONTACTFLOW_LOGS": "true"}, InboundFlowID: "f1",
			Hierarchy: []center.HierarchyLevel{{Name: "Site", Modified: 1}, {Name: "Team", Modified: 1}}, Tags: tags("in")},
		&center.HoursOfOperation{ID: "h1", Name: "Basic", Description: "All", TimeZone: "Europe/Berlin", Tags: tags("h"),
			Periods: []center.Period{{Day: time.Monday, Start: 480, End: 1080}, {Day: time.Sunday, Start: 1320, End: 0}}, Parents: []center.HoursID{"h2"},
			Overrides: []center.Override{{ID: "o1", Name: "Christmas", Description: "closed", Kind: center.OverrideClosed, From: center.DateOf(2026, 12, 24), Till: center.DateOf(2030, 12, 26),
				Rows:       []center.OverrideRow{{Daily: true, Period: center.Period{Start: 60, End: 90}}, {Period: center.Period{Day: time.Friday, Start: 0, End: 30}}},
				Recurrence: &center.Recurrence{Frequency: center.Yearly, Interval: 1, Month: 12, MonthDay: 24}}}},
		&center.HoursOfOperation{ID: "h2", Name: "Public holidays", Description: "x", TimeZone: "UTC"},
		&center.ContactFlow{ID: "f1", Name: "Main: flow", Description: "d", Type: center.ContactFlowType, Archived: true, Content: flowText, Draft: "not JSON: #", Tags: tags("f")},
		&center.ContactFlow{ID: "f2", Name: "Saved", Type: center.AgentWhisperFlow, Saved: true, Content: " {\"a\":1}", Tags: tags("f")},
		&center.FlowModule{ID: "m1", Name: "Module", Description: "d", Content: flowText, Settings: `{"in":[]}`, External: true, Archived: true, Tags: tags("m")},
		&center.Prompt{ID: "p1", Name: "Beep.wav", Description: "d", Source: "s3://b/p", Tags: tags("p")},
		&center.PhoneNumber{ID: "n1", Number: "+12065550100", Country: "US", Type: "DID", Description: "main", FlowID: "f1", SourceARN: "arn:aws:sms:x", Tags: tags("n")},
		&center.QuickConnect{ID: "c1", Name: "Sales", Description: "d", Tags: tags("c"), To: center.Destination{Type: center.QueueConnect, FlowID: "f1", Target: center.FlowTarget{QueueID: "q1"}}},
		&center.QuickConnect{ID: "c2", Name: "Ann", Description: "d", To: center.Destination{Type: center.UserConnect, FlowID: "f1", Target: center.FlowTarget{UserID: "u1"}}},
		&center.QuickConnect{ID: "c3", Name: "Out", Description: "d", To: center.Destination{Type: center.PhoneConnect, Phone: "+12065550111"}},
		&center.TaskTemplate{ID: "tt1", Name: "Callback", Description: "d", FlowID: "f1", SelfAssignFlowID: "f2", Inactive: true, Required: []string{"Name"}, ReadOnly: []string{"Size"},
			Invisible: []string{"Size"}, Fields: []center.TaskField{{Name: "Name", Type: center.NameField, Description: "d"}, {Name: "Size", Type: center.SingleSelectField, Options: []string{"1", "no"}}},
			Defaults: []center.TaskDefault{{Field: "Size", Value: "1"}}, Tags: tags("tt")},
		&center.Queue{ID: "q1", Name: "Sales", Description: "d", HoursID: "h1", MaxContacts: 10, Disabled: true, QuickConnects: []center.QuickConnectID{"c1", "c2"},
			Outbound: center.OutboundCaller{Name: "Shop", NumberID: "n1", FlowID: "f2"}, Tags: tags("q")},
		&center.Queue{ID: "q2", Name: "1.5", HoursID: "h2", MaxContacts: center.NoMaxContacts},
		&center.RoutingProfile{ID: "r1", Name: "Basic", Description: "d", DefaultOutboundQueueID: "q1", Timer: center.SinceLastInbound, IsDefault: true, Tags: tags("r"),
			Queues:       []center.QueueConfig{{QueueID: "q1", Channel: center.Voice, Priority: 1}, {QueueID: "q1", Channel: center.Chat, Priority: 2, Delay: 5 * time.Second}},
			ManualQueues: []center.QueueChannel{{QueueID: "q2", Channel: center.Task}},
			Media:        [center.Channels]center.MediaRule{{Concurrency: 1, AnyChannel: true}, {Concurrency: 5}, {Concurrency: 3, AnyChannel: true}, {}}},
		&center.PredefinedAttribute{Name: "Skill", Values: []string{"yes", "no", "3"}, Purposes: []string{"p"}, ValidateValues: true},
		&center.HierarchyGroup{ID: "g1", Name: "Europe", Level: 1, Tags: tags("g")},
		&center.HierarchyGroup{ID: "g2", Name: "Berlin", ParentID: "g1", Level: 2},
		&center.SecurityProfile{ID: "s1", Name: "Agent", Description: "d", Permissions: []string{"BasicAgentAccess", "Queues.View"}, Tags: tags("s"),
			AllowedTags: map[string]string{"a": "b"}, TagRestricted: []string{"Queue"}, HierarchyGroupID: "g2", HierarchyRestricted: []string{"User"},
			Applications: []center.Application{{Namespace: "app", Type: "MCP", Permissions: []string{"ACCESS"}}}},
		&center.AgentStatus{ID: "a1", Name: "Available", Description: "d", Type: center.Routable, DisplayOrder: 1, Tags: tags("a")},
		&center.AgentStatus{ID: "a2", Name: "Offline", Type: center.Offline},
		&center.AgentStatus{ID: "a3", Name: "Lunch", Type: center.Custom, Disabled: true},
		&center.User{ID: "u1", Username: "ann", FirstName: "Ann", LastName: "O'Hara", Email: "a@b.c", SecondaryEmail: "s@b.c", Mobile: "+12065550122", DirectoryUserID: "x",
			HierarchyGroupID: "g2", Phone: center.PhoneConfig{Type: "DESK_PHONE", AutoAccept: true, AfterContactWork: 30 * time.Second, DeskPhone: "+12065550133", PersistentConnect: true},
			Media:     [center.Channels]center.MediaConfig{{}, {AutoAccept: &yes, AfterContactWork: &limit}, {}, {}},
			ProfileID: "r1", SecurityProfiles: []center.SecurityProfileID{"s1"}, Proficiencies: []center.Proficiency{{Name: "Skill", Value: "yes", Level: 3}}, Tags: tags("u")},
		&center.Association{ID: center.AssociationID(center.ApprovedOrigin, "https://crm.example"), Type: center.ApprovedOrigin, Value: "https://crm.example"},
		&center.Association{ID: center.AssociationID(center.LambdaFunction, "arn:aws:lambda:x"), Type: center.LambdaFunction, Value: "arn:aws:lambda:x"},
		&center.Association{ID: center.AssociationID(center.LexBot, "bot eu-west-2"), Type: center.LexBot, Value: "bot eu-west-2"},
		&center.Association{ID: center.AssociationID(center.LexBotAlias, "arn:aws:lex:x"), Type: center.LexBotAlias, Value: "arn:aws:lex:x"},
		&center.Association{ID: center.AssociationID(center.SecurityKey, "PEM\nlines\n"), Type: center.SecurityKey, Value: "PEM\nlines\n", Key: "k1"},
		&center.Integration{ID: "t1", Type: "EVENT", ApplicationARN: "arn:x", ApplicationURL: "https://x", ApplicationName: "X", Source: "SALESFORCE",
			UseCases: []center.UseCase{{ID: "uc1", Type: "RULES_EVALUATION"}}, Tags: tags("t")},
		&center.StorageConfig{ID: "k1", ResourceType: "CALL_RECORDINGS", StorageType: "S3", Bucket: "b", Prefix: "p", KeyID: "key", Retention: 5, StreamARN: "arn:s"},
	} {
		d.Load(r)
	}
	return d
}

// resources are all resources of a configuration, without what a file does not
// hold.
func resources(d *center.Directory) map[string]center.Resource {
	all := map[string]center.Resource{}
	add := func(r center.Resource) {
		v := reflect.New(reflect.TypeOf(r).Elem())
		v.Elem().Set(reflect.ValueOf(r).Elem())
		strip(v.Elem())
		all[string(r.RecordKind())+"/"+r.RecordKey()] = v.Interface().(center.Resource)
	}
	add(d.Instance)
	v := reflect.ValueOf(d).Elem()
	for i := range v.NumField() {
		all := v.Field(i)
		if v.Type().Field(i).PkgPath != "" || all.Kind() != reflect.Struct {
			continue
		}
		for r := range all.Addr().MethodByName("All").Call(nil)[0].Seq() {
			add(r.Interface().(center.Resource))
		}
	}
	return all
}

// strip empties the fields of a resource that a file does not hold, and those
// that are worked out.
func strip(v reflect.Value) {
	for i := range v.NumField() {
		if f := v.Type().Field(i); f.PkgPath == "" && slices.Contains(hidden[v.Type().Name()], f.Name) {
			v.Field(i).SetZero()
		}
	}
	switch r := v.Addr().Interface().(type) {
	case *center.Instance:
		r.Hierarchy = slices.Clone(r.Hierarchy)
		for i := range r.Hierarchy {
			r.Hierarchy[i].Modified = 0
		}
	case *center.HoursOfOperation:
		*r = center.HoursOfOperation{ID: r.ID, Name: r.Name, Description: r.Description, TimeZone: r.TimeZone, Periods: r.Periods, Overrides: r.Overrides, Parents: r.Parents, Tags: r.Tags}
	case *center.ContactFlow:
		r.Content, r.Draft = plainJSON(r.Content), plainJSON(r.Draft)
	case *center.FlowModule:
		r.Content, r.Settings = plainJSON(r.Content), plainJSON(r.Settings)
	}
}

// plainJSON writes a content in one way.
func plainJSON(text string) string {
	c, bad := contentOf(content(text).node())
	if bad != nil {
		return text
	}
	return string(c)
}

// notInFile are the tables whose resources a file does not hold.
var notInFile = []string{"FlowVersions", "Views"}

// A field or a table that is added to the configuration is in the file too, or is
// named above.
func TestEveryFieldIsInTheCentre(t *testing.T) {
	t.Parallel()
	d := reflect.ValueOf(centre()).Elem()
	for i := range d.NumField() {
		if f := d.Type().Field(i); f.PkgPath == "" && f.Type.Kind() == reflect.Struct && d.Field(i).Addr().MethodByName("Len").Call(nil)[0].Int() == 0 && !slices.Contains(notInFile, f.Name) {
			t.Errorf("the centre has no %s: put one there, and see that the file holds it, or name the table in notInFile", f.Name)
		}
	}
	set := map[string]bool{}
	for _, r := range resources(centre()) {
		v := reflect.ValueOf(r).Elem()
		for i := range v.NumField() {
			f := v.Type().Field(i)
			if f.PkgPath != "" || slices.Contains(hidden[v.Type().Name()], f.Name) {
				continue
			}
			name := v.Type().Name() + "." + f.Name
			set[name] = set[name] || !v.Field(i).IsZero()
		}
	}
	for name, is := range set {
		if !is {
			t.Errorf("no resource of the centre sets %s: set it there, and see that the file holds it, or name it in hidden", name)
		}
	}
}
