package connecthttp

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"strowger/internal/center"
	"strowger/internal/connectapi"
	"strowger/internal/routing"
)

func (h *harness) export(t testing.TB) string {
	t.Helper()
	out, err := h.service.ExportInstance(t.Context(), &ExportInstanceInput{InstanceId: h.id()})
	if err != nil {
		t.Fatal(err)
	}
	return out.File
}

func (h *harness) importFile(t testing.TB, text string) (*ImportPlan, error) {
	t.Helper()
	return h.service.ImportInstance(t.Context(), &ImportInstanceInput{InstanceId: h.id(), File: &text})
}

// edited replaces parts of a text, each of which must be there.
func edited(t testing.TB, text string, pairs ...string) string {
	t.Helper()
	for i := 0; i < len(pairs); i += 2 {
		if !strings.Contains(text, pairs[i]) {
			t.Fatalf("there is no %q in\n%s", pairs[i], text)
		}
		text = strings.Replace(text, pairs[i], pairs[i+1], 1)
	}
	return text
}

// An import is one change, which routing follows at once, while contacts go on.
func TestImport_WhileContactsWait(t *testing.T) {
	t.Parallel()
	f := newFloor(t)
	first, second := f.task(), f.task() // ann has room for three
	f.advance(time.Second)
	third, fourth := f.task(), f.task()
	text := f.export(t)
	if got := f.state(t, fourth); got != center.Waiting {
		t.Fatalf("the last contact is %s", got)
	}
	f.importEdited(t, text, "TASK: 3", "TASK: 10")
	if got := f.state(t, fourth); got != center.Offered {
		t.Errorf("with room for ten the last contact is %s", got)
	}
	for _, id := range []string{first, second, third} {
		if got := f.state(t, id); got != center.Offered {
			t.Errorf("contact %s is %s", id, got)
		}
	}
}

func (f *floor) importEdited(t testing.TB, text string, pairs ...string) *ImportPlan {
	t.Helper()
	plan, err := f.importFile(t, edited(t, text, pairs...))
	if err != nil {
		t.Fatal(err)
	}
	return plan
}

func (f *floor) state(t testing.TB, id string) center.ContactState {
	t.Helper()
	c, err := f.instance.Contact(t.Context(), center.ContactID(id))
	if err != nil {
		t.Fatal(err)
	}
	return c.State
}

// A change that is refused names the resource and the reason, and nothing of the
// rest is done.
func TestImport_Refused(t *testing.T) {
	t.Parallel()
	f := newFloor(t)
	for range 4 {
		f.task()
	}
	text := f.export(t)
	sales := text[strings.Index(text, "  sales:\n"):]
	sales = sales[:strings.Index(sales, "  support:\n")]
	for name, c := range map[string]struct {
		edit []string
		kind center.ErrorKind
		want string
	}{
		"a name that is gone":   {[]string{sales, "", "    default_outbound_queue: sales\n", "    default_outbound_queue: support\n"}, center.Invalid, `There is no "sales" in queues.`},
		"a flow that is broken": {[]string{"Type: TransferContactToQueue", "Type: DanceTheTango"}, center.BadFlow, "contact flow "},
		"a profile less":        {[]string{"    routing_profile: desk\n", "    routing_profile: nobody\n"}, center.Invalid, `There is no "nobody" in routing_profiles.`},
		"too many contacts":     {[]string{"TASK: 3", "TASK: 11"}, center.Invalid, "routing profile desk"},
		"a task template":       {[]string{"task_templates: {}", "task_templates: {T: {fields: [{name: Size, type: TEXT}]}}"}, center.Invalid, "task template T: "},
		"a zone":                {[]string{"time_zone: UTC", "time_zone: Mars/North"}, center.Invalid, "hours of operation Basic Hours: "},
	} {
		pairs := append([]string{"    description: A simple routing profile.\n", "    description: Changed.\n"}, c.edit...)
		_, err := f.importFile(t, edited(t, text, pairs...))
		if !errors.Is(err, c.kind) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v; want %s with %q", name, err, c.kind, c.want)
		}
		if again := f.export(t); again != text {
			t.Fatalf("%s: a refused import changed something", name)
		}
	}
	only := "strowger_centre: 1\nqueues:\n  support:\n    id: support\n    hours_of_operation: Basic Hours\n  BasicQueue:\n    id: " +
		f.queueID("BasicQueue") + "\n    hours_of_operation: Basic Hours\n" // without sales, in which contacts wait
	if _, err := f.importFile(t, only); !errors.Is(err, center.InUse) || !strings.Contains(err.Error(), "queue sales: Contacts are waiting in the queue.") {
		t.Errorf("a queue with contacts: %v", err)
	}
	statuses := "strowger_centre: 1\nagent_statuses:\n  Available: {type: ROUTABLE}\n  Offline: {type: OFFLINE}\n"
	if _, err := f.importFile(t, statuses); !errors.Is(err, center.Refused) || !strings.Contains(err.Error(), "agent status Break: An agent status cannot be deleted, only disabled.") {
		t.Errorf("a status that goes: %v", err)
	}
	long := "strowger_centre: 1\nprompts:\n  " + strings.Repeat("s", 128) + ": {}\n"
	if _, err := f.importFile(t, long); !errors.Is(err, center.Invalid) || !strings.Contains(err.Error(), "prompt sss") {
		t.Errorf("a long name: %v", err)
	}
	if again := f.export(t); again != text {
		t.Error("a refused import changed something")
	}
}

func (f *floor) queueID(name string) string {
	q, _ := f.instance.Directory().Queues.ByName(name)
	return string(q.ID)
}

// A plan says what an import would do and whether it would be refused, and does
// nothing.
func TestPlanImport(t *testing.T) {
	t.Parallel()
	f := newFloor(t)
	text := f.export(t)
	plan := func(file string) *ImportPlan {
		t.Helper()
		out, err := f.service.PlanImport(t.Context(), &ImportInstanceInput{InstanceId: f.id(), File: &file})
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	if got := plan(text); len(got.Items) > 0 || got.Refused != nil {
		t.Errorf("of what is there: %+v", got)
	}
	got := plan(edited(t, text, "TASK: 3", "TASK: 4"))
	if fmt.Sprint(got.Create, got.Change, got.Delete, got.Items, got.Refused) != "0 1 0 [{change routing profile desk desk [{concurrency.TASK 3 4}]}] <nil>" {
		t.Errorf("of a change: %+v", got)
	}
	if got := plan(edited(t, text, "TASK: 3", "TASK: 11")); got.Refused == nil || !strings.HasPrefix(*got.Refused, "routing profile desk: ") {
		t.Errorf("of what would be refused: %+v", got)
	}
	if f.export(t) != text {
		t.Error("a plan changed something")
	}
}

// busy is an instance that others change between the look and the change.
type busy struct {
	Instance
	meanwhile func()
}

func (b *busy) Do(ctx context.Context, commands ...routing.Command) (routing.Result, error) {
	if between := b.meanwhile; between != nil {
		b.meanwhile = nil
		between()
	}
	return b.Instance.Do(ctx, commands...)
}

type busyInstances struct {
	Instances
	one *busy
}

func (b busyInstances) Get(id center.InstanceID) (Instance, error) {
	_, err := b.Instances.Get(id)
	return b.one, err
}

// An import that meets another change looks again: nothing of the other one is
// lost but what the file says otherwise.
func TestImport_MeetsAnotherChange(t *testing.T) {
	t.Parallel()
	f := newFloor(t)
	text := edited(t, f.export(t), "TASK: 3", "TASK: 4")
	rename := func() {
		call[connectapi.UpdateRoutingProfileNameOutput](t, f.harness, "UpdateRoutingProfileName", &connectapi.UpdateRoutingProfileNameInput{
			InstanceId: f.id(), RoutingProfileId: ptr("desk"), Name: ptr("other")})
	}
	options := f.service.options
	options.Instances = busyInstances{options.Instances, &busy{f.instance, rename}}
	plan, err := New(options).ImportInstance(t.Context(), &ImportInstanceInput{InstanceId: f.id(), File: &text})
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(plan.Items); got != `[{change routing profile desk desk [{concurrency.TASK 3 4} {name "other" "desk"}]}]` {
		t.Errorf("it changed %s", got)
	}
	p, _ := f.instance.Directory().Profiles.Get("desk")
	if p.Name != "desk" || p.Media[center.Task].Concurrency != 4 {
		t.Errorf("the profile is %+v", p)
	}
}

// Names may be swapped, which no order of single changes can do.
func TestImport_SwapsNames(t *testing.T) {
	t.Parallel()
	f := newFloor(t)
	text := strings.NewReplacer("  to-sales:\n", "  to-support:\n", "  to-support:\n", "  to-sales:\n").Replace(f.export(t))
	plan, err := f.importFile(t, text)
	if err != nil || plan.Change != 2 || len(plan.Items) != 2 {
		t.Fatalf("%+v %v", plan, err)
	}
	if flow, _ := f.instance.Directory().Flows.Get("to-sales"); flow.Name != "to-support" {
		t.Errorf("the flow to-sales is called %s", flow.Name)
	}
}

// A number belongs to one instance.
func TestImport_TakenNumber(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	const number = "strowger_centre: 1\nphone_numbers:\n  \"+12065550100\": {country: US, type: DID}\n"
	if _, err := h.importFile(t, number); err != nil {
		t.Fatal(err)
	}
	other := "strowger_centre: 1\ninstance: {id: other, region: us-west-2, account: \"123456789012\", alias: other, identity_management: SAML}\n" +
		"agent_statuses: {A: {type: ROUTABLE}, O: {type: OFFLINE}}\n"
	file := other + number[len("strowger_centre: 1\n"):]
	if _, err := h.service.ImportInstance(t.Context(), &ImportInstanceInput{InstanceId: ptr("other"), File: &file}); !errors.Is(err, center.Duplicate) {
		t.Errorf("a number of another instance: %v", err)
	}
	if len(h.instances.byID) != 1 {
		t.Error("a refused import made an instance")
	}
	if _, err := h.service.ImportInstance(t.Context(), &ImportInstanceInput{InstanceId: ptr("other"), File: &other}); err != nil {
		t.Error(err)
	}
}

// Quotas hold for imports as for everything that makes resources.
func TestImport_Quota(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.service.options.Quotas = &center.Quotas{Resources: map[center.ResourceKind]int{center.KindPrompt: 2}}
	if _, err := h.importFile(t, "strowger_centre: 1\nprompts: {Beep.wav: {}, a: {}}\n"); err != nil {
		t.Error(err)
	}
	if _, err := h.importFile(t, "strowger_centre: 1\nprompts: {a: {}, b: {}}\n"); err != nil { // one for another
		t.Error(err)
	}
	if _, err := h.importFile(t, "strowger_centre: 1\nprompts: {a: {}, b: {}, c: {}}\n"); !errors.Is(err, center.Limit) {
		t.Errorf("above the quota: %v", err)
	}
}

func TestListFlowAssociations(t *testing.T) {
	t.Parallel()
	f := newFloor(t)
	f.instance.mustDo(routing.Put{Resource: &center.PhoneNumber{ID: "n1", Number: "+12065550100", FlowID: "to-sales"}},
		routing.Put{Resource: &center.PhoneNumber{ID: "n2", Number: "+12065550101"}})
	list := func(kind connectapi.ListFlowAssociationResourceType) []connectapi.FlowAssociationSummary {
		return call[connectapi.ListFlowAssociationsOutput](t, f.harness, "ListFlowAssociations", &connectapi.ListFlowAssociationsInput{InstanceId: f.id(), ResourceType: kind}).FlowAssociationSummaryList
	}
	for _, kind := range []connectapi.ListFlowAssociationResourceType{"", connectapi.ListFlowAssociationResourceTypeVoicePhoneNumber} {
		got := list(kind)
		if len(got) != 1 || !strings.HasSuffix(*got[0].ResourceId, ":phone-number/n1") || !strings.HasSuffix(*got[0].FlowId, "/contact-flow/to-sales") {
			t.Errorf("%q: %+v", kind, got)
		}
	}
	if got := list(connectapi.ListFlowAssociationResourceTypeInboundEmail); len(got) != 0 {
		t.Errorf("of another type: %+v", got)
	}
}
