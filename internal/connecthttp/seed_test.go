package connecthttp

import (
	"errors"
	"slices"
	"testing"

	"strowger/internal/center"
	"strowger/internal/flow"
	"strowger/internal/routing"
)

// byName finds a resource of the seeded instance.
func byName[R center.Resource](t testing.TB, table *center.Table[R], name string) R {
	t.Helper()
	r, ok := table.ByName(name)
	if !ok {
		t.Fatalf("a new instance has nothing named %q", name)
	}
	return r
}

func TestSeed_NewInstanceHoldsWhatScriptsLookFor(t *testing.T) {
	t.Parallel()
	d := newHarness(t).instance.Directory()
	hours := byName(t, &d.Hours, "Basic Hours")
	if !d.Opening(hours).Open(testStart) || len(hours.Periods) != 7 {
		t.Errorf("Basic Hours are closed on a Monday at noon, or have %d rows", len(hours.Periods))
	}
	queue := byName(t, &d.Queues, "BasicQueue")
	if queue.HoursID != hours.ID || queue.MaxContacts != center.NoMaxContacts {
		t.Errorf("BasicQueue has hours %s and the limit %d", queue.HoursID, queue.MaxContacts)
	}
	profile := byName(t, &d.Profiles, "Basic Routing Profile")
	if !profile.IsDefault || profile.DefaultOutboundQueueID != queue.ID || len(profile.Queues) != center.Channels {
		t.Errorf("the routing profile is %+v", profile)
	}
	if got := [...]int{profile.Media[center.Voice].Concurrency, profile.Media[center.Chat].Concurrency}; got != [...]int{1, 2} {
		t.Errorf("the concurrency of voice and chat is %v", got)
	}
	for name, kind := range map[string]center.StatusType{"Available": center.Routable, "Offline": center.Offline, "Break": center.Custom, "Lunch": center.Custom} {
		if got := byName(t, &d.Statuses, name); got.Type != kind || got.DisplayOrder == 0 {
			t.Errorf("status %s is %+v", name, got)
		}
	}
	for _, name := range []string{"Admin", "Agent", "CallCenterManager", "QualityAnalyst"} {
		got := byName(t, &d.SecurityProfiles, name).Permissions
		if len(got) == 0 || !slices.IsSorted(got) || len(slices.Compact(slices.Clone(got))) != len(got) {
			t.Errorf("%s may do %v", name, got)
		}
	}
	for _, f := range flow.DefaultFlows("") {
		if got := byName(t, &d.Flows, f.Name); got.Type != f.Type || got.Saved {
			t.Errorf("flow %s is %+v", f.Name, got)
		}
	}
	inbound := byName(t, &d.Flows, "Sample inbound flow (first contact experience)")
	if d.Instance.InboundFlowID != inbound.ID {
		t.Errorf("the inbound flow is %q, want %q", d.Instance.InboundFlowID, inbound.ID)
	}
}

func TestSeed_InboundFlowLeadsToAnAgentOfTheBasicProfile(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	d := h.instance.Directory()
	ann := &center.User{ID: "ann", Username: "ann", ProfileID: byName(t, &d.Profiles, "Basic Routing Profile").ID,
		SecurityProfiles: []center.SecurityProfileID{byName(t, &d.SecurityProfiles, "Agent").ID}}
	h.instance.mustDo(routing.Put{Resource: ann},
		routing.SetStatus{UserID: "ann", StatusID: byName(t, &d.Statuses, "Available").ID})
	for ch := range center.Channel(center.Channels) {
		made := h.instance.mustDo(routing.StartContact{Contact: &center.Contact{
			ID: center.ContactID("contact " + ch.String()), Channel: ch, Flow: center.FlowPosition{FlowID: d.Instance.InboundFlowID}}})
		got, err := h.instance.Contact(t.Context(), made.ContactID)
		if err != nil || got.State != center.Offered || got.AgentID != "ann" || got.Target.QueueID != byName(t, &d.Queues, "BasicQueue").ID {
			t.Fatalf("the %s contact is %+v, error %v", ch, got, err)
		}
		h.instance.mustDo(routing.Accept{UserID: "ann", ContactID: made.ContactID}, routing.Complete{UserID: "ann", ContactID: made.ContactID})
	}
}

// noNumbers is a source of ids that has run dry.
type noNumbers struct{}

var errNoNumbers = errors.New("no numbers")

func (noNumbers) Read([]byte) (int, error) { return 0, errNoNumbers }

func TestSeed_WithoutNumbersThereIsNoInstance(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.service.options.Random = noNumbers{}
	if _, err := h.service.CreateInstance(t.Context(), managed("second")); !errors.Is(err, errNoNumbers) {
		t.Errorf("CreateInstance: %v, want %v", err, errNoNumbers)
	}
	if _, err := h.service.seed(&center.Instance{}); !errors.Is(err, errNoNumbers) {
		t.Errorf("seed: %v, want %v", err, errNoNumbers)
	}
}
