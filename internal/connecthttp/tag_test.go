package connecthttp

import (
	"maps"
	"strings"
	"testing"
	"time"

	"strowger/internal/center"
	"strowger/internal/connectapi"
	"strowger/internal/routing"
)

func (h *harness) tags(t *testing.T, arn string) map[string]string {
	t.Helper()
	return call[connectapi.ListTagsForResourceOutput](t, h, "ListTagsForResource", &connectapi.ListTagsForResourceInput{ResourceArn: &arn}).Tags
}

// taggable returns the ARN of one resource of each kind that has tags.
func (h *harness) taggable(t *testing.T) map[center.ResourceKind]string {
	t.Helper()
	d := h.instance.Directory()
	h.instance.mustDo(routing.Put{Resource: &center.User{ID: "ann", Username: "ann", ProfileID: byName(t, &d.Profiles, "Basic Routing Profile").ID}})
	ids := map[center.ResourceKind]string{
		center.KindInstance: string(h.instance.id), center.KindUser: "ann",
		center.KindHours:           string(byName(t, &d.Hours, "Basic Hours").ID),
		center.KindQueue:           string(byName(t, &d.Queues, "BasicQueue").ID),
		center.KindRoutingProfile:  string(byName(t, &d.Profiles, "Basic Routing Profile").ID),
		center.KindAgentStatus:     string(byName(t, &d.Statuses, "Lunch").ID),
		center.KindSecurityProfile: string(byName(t, &d.SecurityProfiles, "Agent").ID),
		center.KindFlow:            string(d.Instance.InboundFlowID),
		center.KindQuickConnect:    *h.quickConnect(t, "phone", connectToPhone("+12065550100")),
	}
	arns := map[center.ResourceKind]string{}
	for kind, id := range ids {
		arns[kind] = d.Instance.ARN(kind, id)
	}
	return arns
}

func TestTag_RoundTripOnEveryKind(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	for kind, arn := range h.taggable(t) {
		t.Run(string(kind), func(t *testing.T) {
			tag := func(tags map[string]string) {
				h.do(t, "TagResource", &connectapi.TagResourceInput{ResourceArn: &arn, Tags: tags})
			}
			diff(t, "at first", h.tags(t, arn), map[string]string{})
			h.advance(time.Second)
			tag(map[string]string{"team": "blue", "cost centre": ""})
			tag(map[string]string{"team": "red", "größe=/+-@:_.1": "ü"})
			diff(t, "after two calls", h.tags(t, arn), map[string]string{"team": "red", "cost centre": "", "größe=/+-@:_.1": "ü"})
			h.do(t, "UntagResource", &connectapi.UntagResourceInput{ResourceArn: &arn, TagKeys: []string{"cost centre", "größe=/+-@:_.1", "never there"}})
			diff(t, "after some were taken away", h.tags(t, arn), map[string]string{"team": "red"})
			r, _ := h.instance.Directory().Get(kind, center.LastPart(arn))
			if kind != center.KindInstance && r.ResourceStamp().Modified != h.instances.now {
				t.Errorf("it was modified at %v, want %v", r.ResourceStamp().Modified, h.instances.now)
			}
			h.do(t, "UntagResource", &connectapi.UntagResourceInput{ResourceArn: &arn, TagKeys: []string{"team"}})
			diff(t, "at last", h.tags(t, arn), map[string]string{})
		})
	}
}

func TestTag_SeenByDescribe(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	arns := h.taggable(t)
	tags := map[string]string{"team": "blue"}
	for _, arn := range arns {
		h.do(t, "TagResource", &connectapi.TagResourceInput{ResourceArn: &arn, Tags: tags})
	}
	diff(t, "instance", describeInstance(t, h, arns[center.KindInstance]).Tags, tags)
	diff(t, "hours", h.describeHours(t, arns[center.KindHours]).Tags, tags)
	diff(t, "security profile", h.describeSecurityProfile(t, arns[center.KindSecurityProfile]).Tags, tags)
	diff(t, "flow", h.describeFlow(t, arns[center.KindFlow]).Tags, tags)
	diff(t, "routing profile", call[connectapi.DescribeRoutingProfileOutput](t, h, "DescribeRoutingProfile",
		&connectapi.DescribeRoutingProfileInput{InstanceId: h.id(), RoutingProfileId: ptr(arns[center.KindRoutingProfile])}).RoutingProfile.Tags, tags)
}

func TestTag_AtMost50(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	arn := h.taggable(t)[center.KindQueue]
	full := numbered(50)
	h.do(t, "TagResource", &connectapi.TagResourceInput{ResourceArn: &arn, Tags: full})
	got := h.refused(t, "TagResource", &connectapi.TagResourceInput{ResourceArn: &arn, Tags: map[string]string{"one": "more", "key 1": "new"}}, 400, "InvalidParameter")
	if !strings.Contains(got.Message, "at most 50 tags") {
		t.Errorf("message is %q", got.Message)
	}
	diff(t, "after the refusal", h.tags(t, arn), full)
	h.do(t, "TagResource", &connectapi.TagResourceInput{ResourceArn: &arn, Tags: map[string]string{"key 1": "new"}}) // no more than before
	want := maps.Clone(full)
	want["key 1"] = "new"
	diff(t, "after a new value", h.tags(t, arn), want)
}

func TestTag_ChangeInBetweenIsKept(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	arn := h.taggable(t)[center.KindRoutingProfile]
	other := h.elsewhere(t)
	tag := func(h *harness, key string) {
		h.do(t, "TagResource", &connectapi.TagResourceInput{ResourceArn: &arn, Tags: map[string]string{key: ""}})
	}
	h.instance.before = func() { tag(other, "in between") }
	tag(h, "last")
	diff(t, "tags", h.tags(t, arn), map[string]string{"in between": "", "last": ""})
}

func TestTag_Refusals(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	base := "arn:aws:connect:us-west-2:123456789012:instance/" + string(h.instance.id)
	queue := "/queue/" + string(byName(t, &h.instance.Directory().Queues, "BasicQueue").ID)
	malformed := []string{"queue", "arn:aws:connect", "arn:aws:s3:us-west-2:123456789012:instance/x/queue/y", "urn:aws:connect:us-west-2:123456789012:instance/x",
		"arn:aws:connect:us-west-2:123456789012:instance/", base + "/queue",
		"arn:aws:connect:us-west-2:123456789012:instance"}
	missing := []string{"arn:aws:connect:us-west-2:123456789012:phone-number/x", base + "/queue/unknown", base + "/queue/", base + queue + "/more", base + "/queue/agent/ann", base + "/prompt/x", base + "/contact/x",
		base + "/agent/unknown", base + "/instance/" + string(h.instance.id), strings.Replace(base, string(h.instance.id), "unknown", 1) + queue,
		strings.Replace(base, "us-west-2", "eu-central-1", 1) + queue, strings.Replace(base, "123456789012", "210987654321", 1) + queue,
		strings.Replace(base, "arn:aws:", "arn:aws-cn:", 1)}
	for code, arns := range map[string][]string{"InvalidParameter": malformed, "ResourceNotFound": missing} {
		for _, arn := range arns {
			t.Run(arn, func(t *testing.T) {
				status := map[string]int{"InvalidParameter": 400, "ResourceNotFound": 404}[code]
				h.refused(t, "TagResource", &connectapi.TagResourceInput{ResourceArn: &arn, Tags: map[string]string{"a": "b"}}, status, code)
				h.refused(t, "UntagResource", &connectapi.UntagResourceInput{ResourceArn: &arn, TagKeys: []string{"a"}}, status, code)
				h.refused(t, "ListTagsForResource", &connectapi.ListTagsForResourceInput{ResourceArn: &arn}, status, code)
			})
		}
	}
	for name, tags := range map[string]map[string]string{"none": nil, "empty": {}, "reserved": {"aws:x": ""}, "51": numbered(51),
		"empty key": {"": "x"}, "long key": {strings.Repeat("k", 129): ""}, "long value": {"k": strings.Repeat("v", 257)}, "odd key": {"a*b": ""}} {
		t.Run(name, func(t *testing.T) {
			h.refused(t, "TagResource", &connectapi.TagResourceInput{ResourceArn: &base, Tags: tags}, 400, "InvalidParameter")
		})
	}
	h.refused(t, "UntagResource", &connectapi.UntagResourceInput{ResourceArn: &base}, 400, "InvalidParameter")
	h.refused(t, "UntagResource", &connectapi.UntagResourceInput{ResourceArn: &base, TagKeys: make([]string, 51)}, 400, "InvalidParameter")
	diff(t, "after refusals", h.tags(t, base), map[string]string{})
}

// The tags of an instance are found by type of resource, key and value, each
// once.
func TestSearchResourceTags(t *testing.T) {
	t.Parallel()
	f := newFloor(t)
	for arn, tags := range map[string]map[string]string{
		"queue/sales": {"team": "blue", "site": "BER"}, "queue/support": {"team": "red"}, "agent/ann": {"team": "blue", "Role": "lead"},
		"routing-profile/desk": {"team": "blue"}, "contact-flow/to-sales": {"Teamwork": "yes"},
	} {
		f.do(t, "TagResource", &connectapi.TagResourceInput{ResourceArn: f.arn(arn), Tags: tags})
	}
	find := func(types []string, c *connectapi.TagSearchCondition) (found []string) {
		t.Helper()
		in := &connectapi.SearchResourceTagsInput{InstanceId: f.id(), ResourceTypes: types, MaxResults: ptr(int32(1))}
		if c != nil {
			in.SearchCriteria = &connectapi.ResourceTagsSearchCriteria{TagSearchCondition: c}
		}
		for {
			out := call[connectapi.SearchResourceTagsOutput](t, f.harness, "SearchResourceTags", in)
			for _, tag := range out.Tags {
				found = append(found, *tag.Key+"="+*tag.Value)
			}
			if in.NextToken = out.NextToken; out.NextToken == nil {
				return found
			}
		}
	}
	starts, contains := connectapi.StringComparisonTypeStartsWith, connectapi.StringComparisonTypeContains
	for name, tt := range map[string]struct {
		types     []string
		condition *connectapi.TagSearchCondition
		want      []string
	}{
		"all":             {nil, nil, []string{"Role=lead", "Teamwork=yes", "site=BER", "team=blue", "team=red"}},
		"of queues":       {[]string{"STANDARD_QUEUE"}, nil, []string{"site=BER", "team=blue", "team=red"}},
		"of users, flows": {[]string{"AGENT", "CONTACT_FLOW"}, nil, []string{"Role=lead", "Teamwork=yes", "team=blue"}},
		"of prompts":      {[]string{"PROMPT"}, nil, nil},
		"key":             {nil, &connectapi.TagSearchCondition{TagKey: ptr("TEAM")}, []string{"team=blue", "team=red"}},
		"key begins":      {nil, &connectapi.TagSearchCondition{TagKey: ptr("team"), TagKeyComparisonType: starts}, []string{"Teamwork=yes", "team=blue", "team=red"}},
		"value":           {nil, &connectapi.TagSearchCondition{TagValue: ptr("e"), TagValueComparisonType: contains}, []string{"Role=lead", "Teamwork=yes", "site=BER", "team=blue", "team=red"}},
		"key and value":   {nil, &connectapi.TagSearchCondition{TagKey: ptr("team"), TagValue: ptr("re"), TagValueComparisonType: starts}, []string{"team=red"}},
	} {
		diff(t, name, find(tt.types, tt.condition), tt.want)
	}
	f.refused(t, "SearchResourceTags", &connectapi.SearchResourceTagsInput{InstanceId: f.id(), ResourceTypes: []string{"SHOE"}}, 400, "InvalidParameter")
}
