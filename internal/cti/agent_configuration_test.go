package cti

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"strowger/internal/center"
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
