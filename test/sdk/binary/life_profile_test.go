package binary

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"
)

// plan is a routing profile as a Terraform configuration states it.
type plan struct {
	name, description, outbound string
	media                       []types.MediaConcurrency
	claims                      []types.RoutingProfileQueueConfig
	tags                        map[string]string
}

// chunk is how many pairs the provider sends in one request.
const chunk = 10

// workspace is where a plan is applied: the state that Terraform would keep.
type workspace struct {
	*centre
	id    *string
	arn   *string
	state plan
}

// newWorkspace is the ground that all acceptance tests of the routing profile
// stand on: who the caller is, an instance that is polled until it is active,
// its Basic Hours, and two queues.
func newWorkspace(t *testing.T) *workspace {
	t.Helper()
	status, body := shared.sts(t, "AKIDTERRAFORM", secret, "Action=GetCallerIdentity&Version=2011-06-15")
	if status != http.StatusOK || !strings.Contains(body, "<Account>000000000000</Account>") {
		t.Fatalf("GetCallerIdentity: %d %s", status, body)
	}
	w := &workspace{centre: shared.centre(t, managed)}
	until(t.Context(), waitLimit, func() bool {
		out, err := w.client().DescribeInstance(t.Context(), &connect.DescribeInstanceInput{InstanceId: &w.instance})
		return err == nil && out.Instance.InstanceStatus == types.InstanceStatusActive
	})
	for _, name := range []string{"default_outbound_queue", "default_outbound_queue_update"} {
		w.queue(name)
	}
	return w
}

// basic is the configuration of the first test.
func (w *workspace) basic(name, description string) plan {
	return plan{name: name, description: description, outbound: w.queues["default_outbound_queue"],
		media: []types.MediaConcurrency{media(types.ChannelVoice, 1, alone)}, tags: map[string]string{"Name": "Test Routing Profile"}}
}

// apply brings what there is to what is planned by the calls of the provider,
// reads all of it, and sees that nothing is left to do.
func (w *workspace) apply(want plan) {
	w.t.Helper()
	if w.id == nil {
		w.create(want)
	} else {
		w.update(want)
	}
	w.state = want
	w.refresh(w.id)
	w.refresh(w.arn) // as an import by ARN reads it
}

func (w *workspace) create(want plan) {
	w.t.Helper()
	in := &connect.CreateRoutingProfileInput{InstanceId: &w.instance, Name: &want.name, Description: &want.description, DefaultOutboundQueueId: &want.outbound,
		MediaConcurrencies: want.media, Tags: want.tags}
	if len(want.claims) > 0 && len(want.claims) <= chunk {
		in.QueueConfigs = want.claims
	}
	out, err := w.client().CreateRoutingProfile(w.t.Context(), in)
	w.check(err)
	w.id, w.arn = out.RoutingProfileId, out.RoutingProfileArn
	if len(want.claims) > chunk {
		w.associate(want.claims)
	}
}

func (w *workspace) update(want plan) {
	w.t.Helper()
	api, ctx := w.client(), w.t.Context()
	if plain(w.state.media) != plain(want.media) {
		_, err := api.UpdateRoutingProfileConcurrency(ctx, &connect.UpdateRoutingProfileConcurrencyInput{InstanceId: &w.instance, RoutingProfileId: w.id, MediaConcurrencies: want.media})
		w.check(err)
	}
	if w.state.outbound != want.outbound {
		_, err := api.UpdateRoutingProfileDefaultOutboundQueue(ctx, &connect.UpdateRoutingProfileDefaultOutboundQueueInput{InstanceId: &w.instance, RoutingProfileId: w.id, DefaultOutboundQueueId: &want.outbound})
		w.check(err)
	}
	if w.state.name != want.name || w.state.description != want.description {
		_, err := api.UpdateRoutingProfileName(ctx, &connect.UpdateRoutingProfileNameInput{InstanceId: &w.instance, RoutingProfileId: w.id, Name: &want.name, Description: &want.description})
		w.check(err)
	}
	if plain(w.state.claims) != plain(want.claims) { // all of the old go, all of the new come
		var old []types.RoutingProfileQueueReference
		for _, c := range w.state.claims {
			old = append(old, *c.QueueReference)
		}
		for some := range slices.Chunk(old, chunk) {
			_, err := api.DisassociateRoutingProfileQueues(ctx, &connect.DisassociateRoutingProfileQueuesInput{InstanceId: &w.instance, RoutingProfileId: w.id, QueueReferences: some})
			w.check(err)
		}
		w.associate(want.claims)
	}
	retag(w.t, api, w.arn, w.state.tags, want.tags)
}

func (w *workspace) associate(claims []types.RoutingProfileQueueConfig) {
	w.t.Helper()
	for some := range slices.Chunk(claims, chunk) {
		_, err := w.client().AssociateRoutingProfileQueues(w.t.Context(), &connect.AssociateRoutingProfileQueuesInput{InstanceId: &w.instance, RoutingProfileId: w.id, QueueConfigs: some})
		w.check(err)
	}
}

// refresh reads the profile by an id or ARN and compares all that Terraform
// keeps of it: anything else would be a plan that is not empty.
func (w *workspace) refresh(id *string) {
	w.t.Helper()
	out, err := w.client().DescribeRoutingProfile(w.t.Context(), &connect.DescribeRoutingProfileInput{InstanceId: &w.instance, RoutingProfileId: id})
	w.check(err)
	p := out.RoutingProfile
	want := w.state
	want.claims = unordered(&connect.CreateRoutingProfileInput{QueueConfigs: slices.Clone(want.claims)}).QueueConfigs
	claims := w.claims(*id, 60)
	equal(w.t, "names and outbound queue", [3]string{*p.Name, *p.Description, *p.DefaultOutboundQueueId}, [3]string{want.name, want.description, want.outbound})
	equal(w.t, "concurrencies", byChannel(p.MediaConcurrencies), byChannel(want.media))
	equal(w.t, "pairs", claims, want.claims)
	equal(w.t, "tags", p.Tags, want.tags)
	equal(w.t, "id and ARN", [3]string{*p.InstanceId, *p.RoutingProfileId, *p.RoutingProfileArn}, [3]string{w.instance, *w.id, *w.arn})
	equal(w.t, "number of pairs", aws.ToInt64(p.NumberOfAssociatedQueues), int64(len(claims)))
	if len(w.state.tags) == 0 {
		return
	}
	listed, err := w.client().ListTagsForResource(w.t.Context(), &connect.ListTagsForResourceInput{ResourceArn: w.arn})
	w.check(err)
	equal(w.t, "listed tags", listed.Tags, w.state.tags)
}

// byChannel is a list in an order of its own: to Terraform it is a set.
func byChannel(list []types.MediaConcurrency) []types.MediaConcurrency {
	return slices.SortedFunc(slices.Values(list), func(a, b types.MediaConcurrency) int { return strings.Compare(string(a.Channel), string(b.Channel)) })
}

// destroy takes everything away in the order of Terraform, and sees that
// profile and instance are gone.
func (w *workspace) destroy() {
	w.t.Helper()
	api, ctx := w.client(), w.t.Context()
	_, err := api.DeleteRoutingProfile(ctx, &connect.DeleteRoutingProfileInput{InstanceId: &w.instance, RoutingProfileId: w.id})
	w.check(err)
	_, err = api.DescribeRoutingProfile(ctx, &connect.DescribeRoutingProfileInput{InstanceId: &w.instance, RoutingProfileId: w.id})
	refusedMissing(w.t, err)
	for _, id := range w.queues {
		remove(w.t, func() error {
			_, err := api.DeleteQueue(ctx, &connect.DeleteQueueInput{InstanceId: &w.instance, QueueId: &id})
			return err
		})
	}
	_, err = api.DeleteInstance(ctx, &connect.DeleteInstanceInput{InstanceId: &w.instance})
	w.check(err)
	until(ctx, waitLimit, func() bool {
		_, err = api.DescribeInstance(ctx, &connect.DescribeInstanceInput{InstanceId: &w.instance})
		return err != nil
	})
	refusedMissing(w.t, err)
	_, err = api.DescribeRoutingProfile(ctx, &connect.DescribeRoutingProfileInput{InstanceId: &w.instance, RoutingProfileId: w.id})
	refusedMissing(w.t, err)
}

// The acceptance tests of aws_connect_routing_profile, by their names.
func TestTerraform_RoutingProfile(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]func(*testing.T, *workspace){
		"basic": func(_ *testing.T, w *workspace) {
			w.apply(w.basic("basic", "Created"))
			w.apply(w.basic("basic", "Updated"))
		},
		"disappears": func(t *testing.T, w *workspace) {
			w.apply(w.basic("disappears", "Disappear"))
			_, err := w.client().DeleteRoutingProfile(t.Context(), &connect.DeleteRoutingProfileInput{InstanceId: &w.instance, RoutingProfileId: w.id})
			w.check(err)
			_, err = w.client().DescribeRoutingProfile(t.Context(), &connect.DescribeRoutingProfileInput{InstanceId: &w.instance, RoutingProfileId: w.id})
			refusedMissing(t, err)
			w.id = nil // the plan is to make it again, under the same name
			w.apply(w.basic("disappears", "Disappear"))
		},
		"tags": func(_ *testing.T, w *workspace) {
			p := w.basic("tags", "tags")
			for _, tags := range []map[string]string{{"Name": "Test Routing Profile"}, {"Name": "Test Routing Profile", "Key2": "Value2a"},
				{"Name": "Test Routing Profile", "Key2": "Value2b", "Key3": "Value3"}, {"Key3": "Value3"}} {
				p.tags = tags
				w.apply(p)
			}
		},
		"concurrency": func(_ *testing.T, w *workspace) {
			p := w.basic("concurrency", "testMediaConcurrencies")
			w.apply(p)
			p.media = []types.MediaConcurrency{media(types.ChannelChat, 2, alone), media(types.ChannelVoice, 1, alone)}
			w.apply(p)
		},
		"crossChannelBehavior": func(_ *testing.T, w *workspace) {
			p := w.basic("crossChannelBehavior", "testMediaConcurrencies")
			p.media = []types.MediaConcurrency{media(types.ChannelVoice, 1, beside)}
			w.apply(p)
			p.media = []types.MediaConcurrency{media(types.ChannelVoice, 1, alone)}
			w.apply(p)
		},
		"defaultOutboundQueue": func(_ *testing.T, w *workspace) {
			p := w.basic("defaultOutboundQueue", "first")
			w.apply(p)
			p.outbound, p.description = w.queues["default_outbound_queue_update"], "second"
			w.apply(p)
		},
		"queues": func(_ *testing.T, w *workspace) {
			p := w.basic("queues", "testQueueConfigs")
			w.apply(p)
			p.claims = []types.RoutingProfileQueueConfig{w.claim("default_outbound_queue", types.ChannelVoice, 2, 1)}
			w.apply(p)
			p.claims = []types.RoutingProfileQueueConfig{w.claim("default_outbound_queue", types.ChannelVoice, 1, 2), w.claim("default_outbound_queue", types.ChannelChat, 1, 1)} // CHAT without concurrency
			w.apply(p)
			p.claims = nil
			w.apply(p)
		},
		"createQueueBatchAssociations": func(_ *testing.T, w *workspace) {
			p := w.basic("createQueueBatchAssociations", "batch")
			p.claims = w.many(16)
			w.apply(p)
		},
		"updateQueueBatchAssociations": func(_ *testing.T, w *workspace) {
			p := w.basic("updateQueueBatchAssociations", "batch")
			w.apply(p)
			p.claims = w.many(16)
			w.apply(p)
			p.claims = p.claims[:1]
			w.apply(p)
		},
		"dataSource_id": func(_ *testing.T, w *workspace) {
			p := w.basic("dataSource_id", "source")
			p.media = []types.MediaConcurrency{media(types.ChannelVoice, 1, alone), media(types.ChannelChat, 2, alone)}
			p.claims = []types.RoutingProfileQueueConfig{w.claim("default_outbound_queue", types.ChannelChat, 1, 2), w.claim("default_outbound_queue_update", types.ChannelVoice, 1, 2)}
			w.apply(p)
			w.refresh(w.id)
		},
		"dataSource_name": func(t *testing.T, w *workspace) {
			w.apply(w.basic("dataSource_name", "source"))
			id := named(t, connect.NewListRoutingProfilesPaginator(w.client(), &connect.ListRoutingProfilesInput{InstanceId: &w.instance, MaxResults: aws.Int32(60)}),
				func(out *connect.ListRoutingProfilesOutput) []types.RoutingProfileSummary {
					return out.RoutingProfileSummaryList
				},
				func(p types.RoutingProfileSummary) (*string, *string) { return p.Name, p.Id }, "dataSource_name")
			equal(t, "the profile of that name", id, *w.id)
			w.refresh(&id)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorkspace(t)
			test(t, w)
			w.destroy()
		})
	}
}

// many makes n queues and a pair with each.
func (w *workspace) many(n int) (claims []types.RoutingProfileQueueConfig) {
	w.t.Helper()
	for i := range n {
		name := fmt.Sprintf("queue%d", i)
		made, err := w.client().CreateQueue(w.t.Context(), &connect.CreateQueueInput{InstanceId: &w.instance, Name: &name, HoursOfOperationId: &w.hours})
		w.check(err)
		w.queues[name] = *made.QueueId
		claims = append(claims, w.claim(name, types.ChannelVoice, 1, int32(i)))
	}
	return claims
}
