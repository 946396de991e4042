package centerfile

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"strowger/internal/center"
)

// counted makes ids new-1, new-2 and so on.
func counted() func() (string, error) {
	n := 0
	return func() (string, error) { n++; return fmt.Sprintf("new-%d", n), nil }
}

func written(t *testing.T, f *File) string {
	t.Helper()
	text, err := f.Write()
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func parsed(t *testing.T, text string) *File {
	t.Helper()
	f, err := Parse([]byte(text))
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return f
}

// built makes a configuration of a file, as an import into nothing does.
func built(t *testing.T, f *File) *center.Directory {
	t.Helper()
	if err := f.Resolve(Target{Instance: f.NewInstance(f.InstanceID()), NewID: counted()}); err != nil {
		t.Fatal(err)
	}
	list, err := f.Resources(&center.Directory{}, 1)
	if err != nil {
		t.Fatal(err)
	}
	d := &center.Directory{}
	for _, r := range list {
		d.Load(r)
	}
	return d
}

func TestWriteAndParse(t *testing.T) {
	t.Parallel()
	text := written(t, Of(centre()))
	got, want := resources(built(t, parsed(t, text))), resources(centre())
	for key, r := range want {
		if !reflect.DeepEqual(got[key], r) {
			t.Errorf("%s came back as\n%+v\nfrom\n%+v", key, got[key], r)
		}
	}
	if len(got) != len(want) {
		t.Errorf("%d resources came back of %d", len(got), len(want))
	}
	if again := written(t, Of(built(t, parsed(t, text)))); again != text {
		t.Errorf("the second text differs from the first:\n%s\n%s", text, again)
	}
	for _, secret := range []string{"PasswordHash", "password"} {
		if strings.Contains(text, secret) {
			t.Errorf("the file has a %s", secret)
		}
	}
}

// What a person reads: names in the place of ids, one line for each pair.
func TestWriteForPeople(t *testing.T) {
	t.Parallel()
	text := written(t, Of(centre()))
	for _, want := range []string{
		"  Sales:\n    id: q1\n", "hours_of_operation: Basic\n", "    - {queue: Sales, channel: VOICE, priority: 1, delay: 0}\n",
		"      MONDAY: [\"08:00-18:00\"]\n", "    hierarchy_group: Europe/Berlin\n", "  \"1.5\":\n", "      Actions:\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("it has no %q:\n%s", want, text)
		}
	}
}

func planOf(t *testing.T, current *center.Directory, text string) (*Plan, *File) {
	t.Helper()
	f := parsed(t, text)
	if err := f.Resolve(Target{Current: Of(current), Instance: current.Instance, NewID: counted()}); err != nil {
		t.Fatal(err)
	}
	return Compare(Of(current), f), f
}

func shownPlan(p *Plan) string {
	var b strings.Builder
	for _, item := range p.Items {
		fmt.Fprintf(&b, "%s %s %s %s\n", item.Action, item.Noun, item.Name, item.ID)
		for _, m := range item.Members {
			fmt.Fprintf(&b, "  %s: %s -> %s\n", m.Path, m.Old, m.New)
		}
	}
	return b.String()
}

func TestCompare(t *testing.T) {
	t.Parallel()
	text := written(t, Of(centre()))
	for name, c := range map[string]struct {
		edit []string // pairs: what, by what
		want string
	}{
		"nothing":            {nil, ""},
		"a value":            {[]string{"max_contacts: 10", "max_contacts: 20"}, "change queue Sales q1\n  max_contacts: 10 -> 20\n"},
		"a limit that goes":  {[]string{"    max_contacts: 10\n", ""}, "change queue Sales q1\n  max_contacts: 10 -> \n"},
		"a name":             {[]string{"Sales", "Verkauf"}, "change queue Verkauf q1\n  name: \"Sales\" -> \"Verkauf\"\nchange quick connect Verkauf c1\n  name: \"Sales\" -> \"Verkauf\"\n"},
		"a pair":             {[]string{"channel: CHAT, priority: 2", "channel: CHAT, priority: 3"}, "change routing profile Basic r1\n  queues[Sales, CHAT].priority: 2 -> 3\n"},
		"in a flow":          {[]string{"like: no", "like: yes"}, "change contact flow Main: flow f1\n  content.Metadata.like: \"no\" -> \"yes\"\nchange flow module Module m1\n  content.Metadata.like: \"no\" -> \"yes\"\n"},
		"a permission":       {[]string{"    - Queues.View\n", "    - Users.View\n"}, "change security profile Agent s1\n  permissions[\"Queues.View\"]: \"Queues.View\" -> \n  permissions[\"Users.View\"]:  -> \"Users.View\"\n"},
		"an origin":          {[]string{"- https://crm.example", "- https://other.example"}, "delete approved origin https://crm.example origin https://crm.example\ncreate approved origin https://other.example origin https://other.example\n"},
		"a status less":      {[]string{"  Lunch:\n    id: a3\n    type: CUSTOM\n    disabled: true\n", ""}, "delete agent status Lunch a3\n"},
		"another id":         {[]string{"id: a3", "id: a4"}, "create agent status Lunch a4\ndelete agent status Lunch a3\n"},
		"no id, same name":   {[]string{"    id: a3\n", ""}, ""},
		"no id, new name":    {[]string{"  Lunch:\n    id: a3\n", "  Dinner:\n"}, "create agent status Dinner new-1\ndelete agent status Lunch a3\n"},
		"the order of lists": {[]string{"    - Queues.View\n", "", "    - BasicAgentAccess\n", "    - Queues.View\n    - BasicAgentAccess\n"}, ""},
		"a prompt's source":  {[]string{"    source: s3://b/p\n", ""}, ""}, // which the API does not show
		"an opening":         {[]string{`["08:00-18:00"]`, `["08:00-12:00", "13:00-18:00"]`}, "change hours of operation Basic h1\n  week.MONDAY[\"08:00-12:00\"]:  -> \"08:00-12:00\"\n  week.MONDAY[\"08:00-18:00\"]: \"08:00-18:00\" -> \n  week.MONDAY[\"13:00-18:00\"]:  -> \"13:00-18:00\"\n"},
		"levels":             {[]string{"  - Team\n", "  - Group\n"}, "change instance first \n  hierarchy_levels[\"Group\"]:  -> \"Group\"\n  hierarchy_levels[\"Team\"]: \"Team\" -> \n"},
	} {
		edited := text
		for i := 0; i+1 < len(c.edit); i += 2 {
			if !strings.Contains(edited, c.edit[i]) {
				t.Errorf("%s: there is no %q in\n%s", name, c.edit[i], edited)
			}
			edited = strings.ReplaceAll(edited, c.edit[i], c.edit[i+1])
		}
		plan, _ := planOf(t, centre(), edited)
		if got := shownPlan(plan); got != c.want {
			t.Errorf("%s:\n%swant\n%s", name, got, c.want)
		}
	}
}

// Sections that a file does not have are left alone, and names in it are looked
// up in what is there.
func TestCompareSections(t *testing.T) {
	t.Parallel()
	plan, f := planOf(t, centre(), "strowger_centre: 1\nqueues:\n  Support:\n    hours_of_operation: Public holidays\n")
	if got, want := shownPlan(plan), "delete queue 1.5 q2\ndelete queue Sales q1\ncreate queue Support new-1\n"; got != want {
		t.Errorf("%swant\n%s", got, want)
	}
	if id := f.Queues["Support"].Hours.id; id != "h2" {
		t.Errorf("the hours are %q", id)
	}
	if plan, _ := planOf(t, centre(), "strowger_centre: 1\n"); len(plan.Items) > 0 {
		t.Errorf("a file without sections changes %s", shownPlan(plan))
	}
}

// ARNs of the file's own instance become those of the instance it goes to.
func TestResolveMovesARNs(t *testing.T) {
	t.Parallel()
	d := centre()
	flow, _ := d.Flows.Get("f1")
	f := *flow
	f.Content = `{"q":"arn:aws:connect:eu-west-2:123456789012:instance/i-1/queue/q1","other":"arn:aws:connect:eu-west-2:123456789012:instance/i-2/queue/q1"}`
	d.Load(&f)
	file := parsed(t, written(t, Of(d)))
	target := &center.Instance{ID: "i-9", Region: "us-west-2", Account: "000000000000"}
	if err := file.Resolve(Target{Instance: target, NewID: counted()}); err != nil {
		t.Fatal(err)
	}
	want := `{"other":"arn:aws:connect:eu-west-2:123456789012:instance/i-2/queue/q1","q":"arn:aws:connect:us-west-2:000000000000:instance/i-9/queue/q1"}`
	if got := string(file.Flows["Main: flow"].Content); got != want {
		t.Errorf("the content is %s", got)
	}
}

// Files that are wrong or meant to harm are refused with the place.
func TestParseRefuses(t *testing.T) {
	t.Parallel()
	const head = "strowger_centre: 1\n"
	for text, want := range map[string]string{
		"":                                  "empty",
		"queues: {}\n":                      "line 1: This is no centre file: the key strowger_centre is missing.",
		"- a\n":                             "no centre file",
		"strowger_centre: 2\nfuture: 1\n":   "line 1: strowger_centre: The file has version 2 of the format; this program reads up to 1. Use a newer one.",
		"strowger_centre: one\n":            "must be a number from 1",
		head + "queue: {}\n":                "line 2: queue: There is no such member; there are agent_statuses,",
		head + "queues:\n  A: {hours: x}\n": "line 3: queues.A.hours: There is no such member;",
		head + "queues:\n  A: {}\n":         "line 3: queues.A: The member hours_of_operation is missing.",
		head + "queues: [a]\n":              "line 2: queues: There must be a mapping here.",
		head + "queues:\n  A: 1\n":          "line 3: queues.A: There must be a mapping here.",
		head + "queues:\n  A: {hours_of_operation: [x]}\n": "There must be a name or an id here.",
		head + "users:\n  a: {}\n  b: {}\n  a: {}\n":       "line 5: \"a\" stands here a second time; the first is in line 3.",
		head + "x: &a 1\n":                                                     "line 2: Anchors and aliases are not used",
		head + "a: &a [x]\nb: *a\n":                                            "Anchors and aliases",
		head + "users: !!map {}\n":                                             "line 2: Tags such as",
		head + "users: !ruby/object {}\n":                                      "Tags such as",
		head + "<<: {users: {}}\n":                                             "line 2: Merge keys are not used",
		head + "? [a]\n: b\n":                                                  "A key must be a text.",
		head + "---\n" + head:                                                  "no YAML",
		head + "queues:\n\tA: 1\n":                                             "no YAML",
		head + "x: \"\xff\"\n":                                                 "no YAML",
		head + "x: " + strings.Repeat("[", 100) + "\n":                         "no YAML",
		head + "x: " + strings.Repeat("[", 10000) + "\n":                       "no YAML",
		head + strings.Repeat("a,", maxNodes):                                  "values; at most",
		strings.Repeat(" ", MaxSize+1):                                         "bytes; at most",
		head + "approved_origins: x\n":                                         "line 2: approved_origins: There must be a list here.",
		head + "agent_statuses:\n  A: {type: CUSTOM, disabled: yes}":           "line 3: agent_statuses.A.disabled: \"yes\" is neither true nor false.",
		head + "agent_statuses:\n  A: {type: CUSTOM, display_order: 1.5}":      "is no whole number",
		head + "contact_flows:\n  A: {type: CONTACT_FLOW, content: {a: 0x10}}": "Put 0x10 into quotation marks",
		head + "contact_flows:\n  A: {type: CONTACT_FLOW, content: [1]}":       "There must be a mapping here, or a text.",
		head + "\"\": 1\n":                                                     "There is no such member",
	} {
		_, err := Parse([]byte(text))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.80q: %v; want %s", text, err, want)
		}
		var problems Problems
		if !errors.As(err, &problems) {
			t.Errorf("%.80q: the error is a %T", text, err)
		}
	}
}

// A file that can be read and makes no sense is refused with the place, too.
func TestResolveRefuses(t *testing.T) {
	t.Parallel()
	const head = "strowger_centre: 1\n"
	for text, want := range map[string]string{
		"queues:\n  A: {hours_of_operation: Nine to five}\n":                                                                         "line 3: queues.A.hours_of_operation: There is no \"Nine to five\" in hours_of_operation.",
		"agent_statuses:\n  A: {id: x, type: ROUTABLE}\n  B: {id: x, type: OFFLINE}\n":                                               "line 4: agent_statuses.B: The id x is that of agent_statuses.A too.",
		"agent_statuses:\n  A: {id: a/b, type: ROUTABLE}\n":                                                                          "line 3: agent_statuses.A: \"a/b\" is no id:",
		"agent_statuses:\n  A: {type: CUSTOM}\n":                                                                                     "There must be one status of type ROUTABLE, and there are 0.",
		"agent_statuses:\n  A: {type: ROUTABLE}\n  O: {type: OFFLINE}\n  P: {type: OFFLINE}\n":                                       "one status of type OFFLINE, and there are 2",
		"agent_statuses:\n  Available: {id: a1, type: CUSTOM}\n":                                                                     "line 3: agent_statuses.Available.type: The type of an agent status cannot change from ROUTABLE to CUSTOM.",
		"agent_statuses:\n  A: {type: BUSY}\n":                                                                                       "line 3: agent_statuses.A.type: \"BUSY\" is none of ROUTABLE, CUSTOM, OFFLINE.",
		"hours_of_operation:\n  A: {id: b, time_zone: UTC}\n  b: {id: c, time_zone: UTC, parents: [b]}\n":                            "line 4: hours_of_operation.b.parents[1]: \"b\" is the name of one and the id of another; give the id of the one that is meant.",
		"hours_of_operation:\n  A: {time_zone: UTC, week: {MONDAY: [8-18]}}\n":                                                       "line 3: hours_of_operation.A.week.MONDAY: \"8-18\" are no times such as 08:00-18:00.",
		"hours_of_operation:\n  A: {time_zone: UTC, week: {Someday: [08:00-18:00]}}\n":                                               "\"Someday\" is no day of the week.",
		"hours_of_operation:\n  A:\n    time_zone: UTC\n    overrides:\n      X: {type: OPEN, from: 2026-02-30, till: 2026-03-01}\n": "overrides.X.from: \"2026-02-30\" is not a date",
		"quick_connects:\n  A: {type: QUEUE, queue: Sales}\n":                                                                        "line 3: quick_connects.A: A quick connect of type QUEUE needs the member flow.",
		"quick_connects:\n  A: {type: PHONE_NUMBER, phone_number: \"+12065550100\", queue: Sales}\n":                                 "has no member queue",
		"contact_flows:\n  A: {id: f1, type: AGENT_HOLD, content: {}}\n":                                                             "The type of a flow cannot change from CONTACT_FLOW to AGENT_HOLD.",
		"contact_flows:\n  A: {id: f1, type: CONTACT_FLOW, saved: true, content: {}}\n":                                              "line 3: contact_flows.A.saved: A flow that was published cannot be taken back.",
		"hierarchy_groups:\n  Asia: {groups: {Berlin: {id: g2}}}\n":                                                                  "A group of the hierarchy cannot move below another one.",
		"routing_profiles:\n  A: {default_outbound_queue: Sales, queues: [{queue: Sales, channel: FAX, priority: 1}]}\n":             "\"FAX\" is none of VOICE, CHAT, TASK, EMAIL.",
		"phone_numbers:\n  \"+4930123456\": {id: n1, country: DE, type: DID}\n":                                                      "cannot become another one",
	} {
		f := parsed(t, head+text)
		err := f.Resolve(Target{Current: Of(centre()), Instance: centre().Instance, NewID: counted()})
		if err == nil {
			_, err = f.Resources(centre(), 1)
		}
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s%v; want %s", text, err, want)
		}
	}
}

// What an import changes keeps what the file does not say.
func TestResourcesKeepTheRest(t *testing.T) {
	t.Parallel()
	d := centre()
	ann, _ := d.Users.Get("u1")
	settled := *ann
	settled.PasswordHash, settled.Language = "hash", "de_DE"
	d.Load(&settled)
	text := strings.Replace(written(t, Of(d)), "first_name: Ann", "first_name: Anna", 1)
	_, f := planOf(t, d, text)
	list, err := f.Resources(d, 1)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range list {
		if u, ok := r.(*center.User); ok && (u.PasswordHash != "hash" || u.Language != "de_DE" || u.FirstName != "Anna") {
			t.Errorf("the user is %+v", u)
		}
		if f, ok := r.(*center.ContactFlow); ok && f.ID == "f1" && f.Content != flowText {
			t.Errorf("a flow that says the same is written anew: %s", f.Content)
		}
	}
}

// FuzzParse: nothing makes the parser fail, and what it takes in it writes so that
// it reads the same again.
func FuzzParse(f *testing.F) {
	text, err := Of(centre()).Write()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	for _, seed := range []string{"strowger_centre: 1\nqueues: {A: {hours_of_operation: B}}\n", "strowger_centre: 1\ncontact_flows: {A: {type: X, content: {a: [1, ~, \"\"]}}}",
		"strowger_centre: 1\nhierarchy_groups: {A: {groups: {B: {}}}}", "strowger_centre: 1\nusers:\n- &a b", "strowger_centre: 1\nsecurity_keys: {a: \"\\u2028 \\n\"}"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		file, err := Parse(text)
		if err != nil {
			return
		}
		if file.Resolve(Target{Current: Of(centre()), Instance: centre().Instance, NewID: counted()}) != nil {
			return
		}
		plan := Compare(Of(centre()), file)
		list, err := file.Resources(centre(), 1)
		if err != nil {
			return
		}
		plan.Changes(centre(), list)
		first, err := file.Write()
		if err != nil {
			t.Fatal(err)
		}
		again, err := Parse(first)
		if err != nil {
			t.Fatalf("%v\nin what was written of %q:\n%s", err, text, first)
		}
		if err := again.Resolve(Target{Current: Of(centre()), Instance: centre().Instance, NewID: counted()}); err != nil {
			t.Fatalf("%v\nin what was written of %q:\n%s", err, text, first)
		}
		second, err := again.Write()
		if err != nil || !bytes.Equal(first, second) {
			t.Fatalf("%v: it is written otherwise the second time:\n%s\n%s", err, first, second)
		}
	})
}
