package cti

import (
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"

	"strowger/internal/center"
	"strowger/internal/connectapi"
	"strowger/internal/routing"
)

func TestGetAgentConfiguration(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, c *centre) {
		for user, file := range map[string]string{"ann": "configuration", "bob": "configuration_desk_phone"} {
			a := c.callAs(user, "GetAgentConfiguration", nil)
			c.want(a, http.StatusOK, "")
			golden(t, file, a.Body)
		}
	})
}

func TestGetAgentPermissions_OfAllSecurityProfiles(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, c *centre) {
		type permissions struct {
			Permissions []string
			NextToken   *string
		}
		out := ok[permissions](c, "GetAgentPermissions", map[string]any{"maxResults": 500})
		if want := []string{"outboundCall", "videoContact"}; !slices.Equal(out.Permissions, want) || out.NextToken != nil {
			t.Errorf("permissions %v, token %v, want %v", out.Permissions, out.NextToken, want)
		}
		first := ok[permissions](c, "GetAgentPermissions", map[string]any{"maxResults": 1})
		second := ok[permissions](c, "GetAgentPermissions", map[string]any{"maxResults": 1, "nextToken": first.NextToken})
		if all := append(first.Permissions, second.Permissions...); !slices.Equal(all, out.Permissions) || second.NextToken != nil {
			t.Errorf("the pages hold %v", all)
		}
	})
}

func TestGetRoutingProfileQueues_EndsWithTheOwnQueue(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, c *centre) {
		type queues struct {
			Queues []struct {
				Name     *string
				QueueARN string
			}
			NextToken *string
		}
		input := map[string]any{"routingProfileARN": arn(center.KindRoutingProfile, "basic"), "maxResults": 500}
		out := ok[queues](c, "GetRoutingProfileQueues", input)
		var got []string
		for _, q := range out.Queues {
			got = append(got, q.QueueARN)
		}
		want := []string{arn(center.KindQueue, "billing"), arn(center.KindQueue, "sales"), arn(center.KindQueue, "agent/ann")}
		if !slices.Equal(got, want) {
			t.Errorf("queues %v, want %v", got, want)
		}
		if q := out.Queues; *q[0].Name != "Billing" || *q[1].Name != "Sales" || q[2].Name != nil {
			t.Errorf("the queues have other names: %+v", q)
		}
		input["maxResults"] = 2
		first := ok[queues](c, "GetRoutingProfileQueues", input)
		input["nextToken"] = first.NextToken
		second := ok[queues](c, "GetRoutingProfileQueues", input)
		if len(first.Queues) != 2 || len(second.Queues) != 1 || second.Queues[0].QueueARN != want[2] || second.NextToken != nil {
			t.Errorf("pages %+v and %+v", first, second)
		}
		for _, profile := range []string{arn(center.KindRoutingProfile, "none"), "arn:aws:connect:us-west-2:123456789012:instance/other/routing-profile/basic"} {
			c.want(c.call("GetRoutingProfileQueues", map[string]any{"routingProfileARN": profile}), http.StatusNotFound, "ResourceNotFoundException")
		}
	})
}

func TestGetDialableCountryCodes_AreNone(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, c *centre) {
		a := c.call("GetDialableCountryCodes", map[string]any{"nextToken": nil, "maxResults": 500})
		c.want(a, http.StatusOK, "")
		if string(a.Body) != `{"countryCodes":[]}` {
			t.Errorf("the answer is %s", a.Body)
		}
	})
}

func TestGetDialableCountryCodes(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, c *centre) {
		c.outboundCalls(true)
		var got []string
		in := map[string]any{"maxResults": 100}
		for {
			out := ok[struct {
				CountryCodes []string
				NextToken    *string
			}](c, "GetDialableCountryCodes", in)
			got = append(got, out.CountryCodes...)
			if out.NextToken == nil {
				break
			}
			in["nextToken"] = *out.NextToken
		}
		var want []string
		for _, code := range connectapi.PhoneNumberCountryCode("").Values() {
			want = append(want, strings.ToLower(string(code)))
		}
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("countries %v, want those of the Connect API", got)
		}
	})
}

type configurationAnswer struct {
	Configuration map[string]any
}

func TestUpdateAgentConfiguration(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, c *centre) {
		off := false
		ann, _ := c.tenant.Directory().Users.Get("ann")
		byChannel := *ann
		byChannel.Media[center.Voice].AutoAccept = &off // R4.25: it goes before the older switch
		c.do(routing.Put{Resource: &byChannel, Base: ann.Stamp.Revision})
		is := ok[configurationAnswer](c, "GetAgentConfiguration", nil).Configuration
		is["softphoneEnabled"], is["softphoneAutoAccept"], is["extension"] = false, true, "+12065550111"
		is["agentPreferences"] = map[string]any{"LANGUAGE": "en_US", "locale": "de_DE"} // as the library sends them
		c.want(c.call("UpdateAgentConfiguration", map[string]any{"configuration": is}), http.StatusOK, "")
		got := ok[configurationAnswer](c, "GetAgentConfiguration", nil).Configuration
		is["agentPreferences"] = map[string]any{"LANGUAGE": "de_DE"}
		if !reflect.DeepEqual(got, is) {
			t.Errorf("the configuration is %v, want %v", got, is)
		}
		u, _ := c.tenant.Directory().Users.Get("ann")
		if u.Phone.Type != "DESK_PHONE" || u.Phone.DeskPhone != "+12065550111" || !u.AutoAccepts(center.Voice) || u.FirstName != "Ann" {
			t.Errorf("the user is %+v", u)
		}
		c.status("ann", "available")
		c.start(&center.Contact{ID: "v1", Channel: center.Voice})
		c.wantContact("v1", "connected") // accepted by itself
	})
}

func TestUpdateAgentConfiguration_Refusals(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, c *centre) {
		before, _ := c.tenant.Directory().Users.Get("ann")
		for name, change := range map[string]map[string]any{
			"name": {"name": "Queen"}, "user name": {"username": "root"}, "ARN": {"agentARN": arn(center.KindUser, "bob")},
			"routing profile": {"routingProfile": map[string]any{"routingProfileARN": arn(center.KindRoutingProfile, "other")}},
			"desk phone":      {"softphoneEnabled": false}, "number": {"extension": "12"},
			"preference": {"agentPreferences": map[string]any{"COLOUR": "red"}}, "language": {"agentPreferences": map[string]any{"locale": "tlh"}},
		} {
			is := ok[configurationAnswer](c, "GetAgentConfiguration", nil).Configuration
			maps.Copy(is, change)
			a := c.call("UpdateAgentConfiguration", map[string]any{"configuration": is})
			if a.Status != http.StatusBadRequest || a.Type != "InvalidConfigurationException" {
				t.Errorf("%s: %d %s", name, a.Status, a.Body)
			}
		}
		c.want(c.call("UpdateAgentConfiguration", nil), http.StatusBadRequest, "ValidationException")
		if after, _ := c.tenant.Directory().Users.Get("ann"); after.Stamp != before.Stamp {
			t.Errorf("refusals changed the user: %+v", after)
		}
	})
}

func TestDisplayName(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		user center.User
		want string
	}{
		{center.User{Username: "al", FirstName: "Almon", LastName: "Strowger"}, "Almon Strowger"},
		{center.User{Username: "al", FirstName: "Almon"}, "Almon"},
		{center.User{Username: "al", LastName: "Strowger"}, "Strowger"},
		{center.User{Username: "al"}, "al"},
	} {
		if got := displayName(&test.user); got != test.want || strings.TrimSpace(got) != got {
			t.Errorf("%+v is shown as %q, want %q", test.user, got, test.want)
		}
	}
}
