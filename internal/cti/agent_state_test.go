package cti

import (
	"net/http"
	"slices"
	"testing"

	"strowger/internal/center"
	"strowger/internal/routing"
)

// statesAnswer is what GetAgentStates answers, as far as tests look.
type statesAnswer struct {
	States []struct {
		Name, Type, AgentStateARN string
		StartTimestamp            *float64
	}
	NextToken *string
}

func TestGetAgentStates_ListsWhatMayBeChosen(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, c *centre) {
		out := ok[statesAnswer](c, "GetAgentStates", map[string]any{"nextToken": nil, "maxResults": 500})
		var got [][3]string
		for _, s := range out.States {
			got = append(got, [3]string{s.Name, s.Type, s.AgentStateARN})
			if s.StartTimestamp != nil {
				t.Errorf("%s, which is nobody's state, began at %v", s.Name, *s.StartTimestamp)
			}
		}
		want := [][3]string{
			{"Available", "routable", arn(center.KindAgentStatus, "available")},
			{"Break", "not_routable", arn(center.KindAgentStatus, "break")},
			{"Lunch", "not_routable", arn(center.KindAgentStatus, "lunch")},
			{"Offline", "offline", arn(center.KindAgentStatus, "offline")},
		}
		if !slices.Equal(got, want) || out.NextToken != nil {
			t.Errorf("states %v, token %v, want %v", got, out.NextToken, want)
		}
	})
}

func TestGetAgentStates_Pages(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, c *centre) {
		var names []string
		input := map[string]any{"maxResults": 1}
		for pages := 0; ; pages++ {
			if pages == 10 {
				t.Fatal("the pages do not end")
			}
			out := ok[statesAnswer](c, "GetAgentStates", input)
			for _, s := range out.States {
				names = append(names, s.Name)
			}
			if out.NextToken == nil {
				break
			}
			input["nextToken"] = *out.NextToken
		}
		if want := []string{"Available", "Break", "Lunch", "Offline"}; !slices.Equal(names, want) {
			t.Errorf("pages hold %v, want %v", names, want)
		}
		c.want(c.call("GetAgentStates", map[string]any{"nextToken": "?"}), http.StatusBadRequest, "PaginationException")
		c.want(c.call("GetAgentStates", map[string]any{"nextToken": "bm8"}), http.StatusBadRequest, "PaginationException")
		c.want(c.call("GetAgentStates", map[string]any{"maxResults": 0}), http.StatusBadRequest, "ValidationException")
		c.want(c.call("GetAgentStates", map[string]any{"maxResults": 1001}), http.StatusBadRequest, "ValidationException")
	})
}

// put chooses a status as the client library does.
func (c *centre) put(status string, enqueue bool) answer {
	c.Helper()
	return c.call("PutAgentState", map[string]any{
		"state": map[string]any{
			"name": status, "type": "routable", "agentStateARN": arn(center.KindAgentStatus, status), "startTimestamp": nil,
		},
		"enqueueNextState": enqueue,
	})
}

// wantStatus fails unless the user has that status and next status.
func (c *centre) wantStatus(user center.UserID, status, next center.AgentStatusID) {
	c.Helper()
	var view routing.AgentView
	if err := c.tenant.Query(c.Context(), func(e *routing.Engine) { view, _ = e.Agent(user) }); err != nil {
		c.Fatal(err)
	}
	if view.Presence.StatusID != status || view.Presence.NextStatus != next {
		c.Fatalf("%s is %q, next %q; want %q, next %q", user, view.Presence.StatusID, view.Presence.NextStatus, status, next)
	}
}

func TestPutAgentState_FollowsR45ToR49(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, c *centre) {
		c.want(c.put("available", false), http.StatusOK, "")
		c.wantStatus("ann", "available", "")
		c.start(&center.Contact{ID: "t1", Channel: center.Task})
		c.start(&center.Contact{ID: "t2", Channel: center.Task})

		c.want(c.put("lunch", false), http.StatusConflict, "InvalidStateException") // rings
		c.do(routing.Accept{UserID: "ann", ContactID: "t1"}, routing.Accept{UserID: "ann", ContactID: "t2"})
		c.want(c.put("lunch", false), http.StatusConflict, "InvalidStateException") // connected
		c.wantStatus("ann", "available", "")
		c.want(c.put("available", false), http.StatusOK, "") // changes nothing
		c.wantStatus("ann", "available", "")

		c.do(routing.Hangup{UserID: "ann", ContactID: "t1"})
		c.want(c.put("lunch", true), http.StatusOK, "") // W36
		c.wantStatus("ann", "available", "lunch")
		c.want(c.call("ClearContact", map[string]any{"contactId": "t1"}), http.StatusNotFound, "ResourceNotFoundException")
		c.want(c.put("available", true), http.StatusOK, "") // W39
		c.wantStatus("ann", "available", "")
		c.want(c.put("offline", true), http.StatusOK, "")
		c.do(routing.Complete{UserID: "ann", ContactID: "t2"}) // W37
		c.wantStatus("ann", "offline", "")
	})
}

func TestPutAgentState_AfterContactWorkDoesNotStandInTheWay(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, c *centre) {
		c.status("ann", "available")
		c.start(&center.Contact{ID: "v1", Channel: center.Voice})
		c.do(routing.Accept{UserID: "ann", ContactID: "v1"}, routing.Hangup{UserID: "ann", ContactID: "v1"})
		c.want(c.put("lunch", false), http.StatusOK, "") // W38
		c.wantStatus("ann", "lunch", "")
	})
}

func TestPutAgentState_RefusesWhatIsNoStatus(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, c *centre) {
		for _, test := range []struct {
			name   string
			state  map[string]any
			status int
			code   string
		}{
			{"unknown", map[string]any{"name": "x", "type": "routable", "agentStateARN": arn(center.KindAgentStatus, "x")}, 404, "ResourceNotFoundException"},
			{"another kind", map[string]any{"name": "x", "type": "routable", "agentStateARN": arn(center.KindQueue, "available")}, 404, "ResourceNotFoundException"},
			{"another instance", map[string]any{"name": "x", "type": "routable",
				"agentStateARN": "arn:aws:connect:us-west-2:123456789012:instance/other/agent-state/available"}, 404, "ResourceNotFoundException"},
			{"disabled", map[string]any{"name": "x", "type": "routable", "agentStateARN": arn(center.KindAgentStatus, "former")}, 400, "ValidationException"},
			{"unknown name", map[string]any{"name": "x", "type": "routable"}, 404, "ResourceNotFoundException"},
			{"no name", map[string]any{"type": "routable"}, 400, "ValidationException"},
			{"a text", nil, 400, "ValidationException"},
		} {
			a := c.call("PutAgentState", map[string]any{"state": test.state})
			if a.Status != test.status || a.Type != test.code {
				t.Errorf("%s: %d %s, want %d %s", test.name, a.Status, a.Body, test.status, test.code)
			}
		}
		c.want(c.call("PutAgentState", map[string]any{"state": map[string]any{"name": "Lunch", "type": "not_routable"}}), http.StatusOK, "")
		c.wantStatus("ann", "lunch", "")
	})
}

func TestSystemState_FollowsR412(t *testing.T) {
	t.Parallel()
	voice := func(state center.AgentContactState, since center.Instant) center.Contact {
		return center.Contact{Channel: center.Voice, AgentState: state, AgentSince: since}
	}
	uncleared := func(state center.AgentContactState, since center.Instant) center.Uncleared {
		return center.Uncleared{Channel: center.Voice, State: state, Since: since}
	}
	for _, test := range []struct {
		name       string
		left       []center.Uncleared
		contacts   []center.Contact
		want, kind string
		since      int64
	}{
		{"nothing", nil, nil, "", "", 0},
		{"a chat", nil, []center.Contact{{Channel: center.Chat, AgentState: center.AgentConnected}}, "", "", 0},
		{"a missed task", []center.Uncleared{{Channel: center.Task, State: center.AgentMissed}}, nil, "", "", 0},
		{"ringing", nil, []center.Contact{voice(center.AgentConnecting, 5)}, "PendingBusy", "system", 5},
		{"connected", nil, []center.Contact{voice(center.AgentConnected, 6)}, "Busy", "system", 6},
		{"after", nil, []center.Contact{voice(center.AgentEnded, 7)}, "AfterCallWork", "system", 7},
		{"missed", []center.Uncleared{uncleared(center.AgentMissed, 8)}, nil, "MissedCallAgent", "error", 8},
		{"rejected", []center.Uncleared{uncleared(center.AgentRejected, 9)}, nil, "FailedConnectAgent", "error", 9},
		{"failed", []center.Uncleared{uncleared(center.AgentError, 10)}, nil, "Error", "error", 10},
		{"after and ringing", nil, []center.Contact{voice(center.AgentConnecting, 5), voice(center.AgentEnded, 7)}, "AfterCallWork", "system", 7},
		{"missed beside a call", []center.Uncleared{uncleared(center.AgentMissed, 8)}, []center.Contact{voice(center.AgentConnected, 6)}, "MissedCallAgent", "error", 8},
	} {
		view := routing.AgentView{Contacts: test.contacts, Presence: center.Presence{Uncleared: test.left}}
		got := systemState(&view)
		if test.want == "" {
			if got != nil {
				t.Errorf("%s: the agent is %s", test.name, *got.Name)
			}
			continue
		}
		if got == nil || *got.Name != test.want || *got.Type != test.kind || got.StartTimestamp.UnixMilli() != test.since || got.AgentStateARN != nil {
			t.Errorf("%s: %+v, want %s, %s since %d", test.name, got, test.want, test.kind, test.since)
		}
	}
}
