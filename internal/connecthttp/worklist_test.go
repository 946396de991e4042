package connecthttp

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"strowger/internal/center"
	"strowger/internal/routing"
)

// worklistFloor has the queue manual, which ann's and bob's routing profile lists
// for manual assignment alone, and the agents' permissions.
func worklistFloor(t *testing.T, permissions ...string) *floor {
	t.Helper()
	f := newFloor(t)
	d := f.instance.Directory()
	desk, _ := d.Profiles.Get("desk")
	bob, _ := d.Users.Get("bob")
	sales, _ := d.Queues.Get("sales")
	withManual, limited := *desk, *bob
	withManual.ManualQueues = []center.QueueChannel{{QueueID: "manual", Channel: center.Task}, {QueueID: "manual", Channel: center.Chat}, {QueueID: "manual", Channel: center.Voice}}
	limited.SecurityProfiles = []center.SecurityProfileID{"list"}
	f.instance.mustDo(
		routing.Put{Resource: &center.Queue{ID: "manual", Name: "manual", HoursID: sales.HoursID, MaxContacts: center.NoMaxContacts}},
		routing.Put{Resource: &center.ContactFlow{ID: "to-manual", Name: "to-manual", Type: center.ContactFlowType, Content: flowToQueue(`"QueueId":"manual"`)}},
		routing.Put{Resource: &withManual, Base: desk.Stamp.Revision},
		routing.Put{Resource: &center.SecurityProfile{ID: "list", Name: "list", Permissions: append([]string{center.AgentPageAccess}, permissions...)}},
		routing.Put{Resource: &limited, Base: bob.Stamp.Revision})
	return f
}

func (f *floor) wait(id string, ch center.Channel, priority int64, steps ...center.RoutingStep) {
	f.Helper()
	c := &center.Contact{ID: center.ContactID(id), Channel: ch, Method: center.ByAPI, Priority: priority, Flow: center.FlowPosition{FlowID: "to-manual"}}
	if len(steps) > 0 {
		c.Criteria = []center.Criteria{{Steps: steps}}
	}
	f.instance.mustDo(routing.StartContact{Contact: c})
}

// callback lets a callback wait in a queue.
func (f *floor) callback(id string, queue center.QueueID, priority int64) {
	f.Helper()
	f.instance.mustDo(routing.StartContact{Contact: &center.Contact{ID: center.ContactID(id), Channel: center.Voice, Method: center.Callback, Priority: priority,
		Endpoint: center.Endpoint{Type: "TELEPHONE_NUMBER", Address: "+12065550123"}, Flow: center.FlowPosition{FlowID: "to-" + center.FlowID(queue)}}})
}

// worklist reads a user's worklist, two contacts a page.
func (f *floor) worklist(user string) (ids []string) {
	f.Helper()
	token := ""
	for {
		page := explain[ListWorklistOutput](f, "agents/"+user+"/worklist?maxResults=2&nextToken="+token)
		for _, c := range page.Contacts {
			ids = append(ids, c.ContactId)
		}
		if page.NextToken == nil {
			return ids
		}
		token = *page.NextToken
	}
}

// R1.16: what waits in pairs for manual assignment is not pushed; it stands in
// the worklist in the order of rank, from which an agent takes it, in any status.
func TestWorklist_ListsAndGives(t *testing.T) {
	t.Parallel()
	f := worklistFloor(t, center.AnyContacts)
	f.wait("old", center.Task, 5)
	f.advance(time.Second)
	for i := range 3 {
		f.wait(fmt.Sprint("next", i), center.Chat, 5)
	}
	f.wait("urgent", center.Task, 1)
	f.wait("call", center.Voice, 1) // a customer is on the line: R1.15
	f.callback("back", "manual", 9)
	for _, user := range []string{"ann", "bob"} { // ann has no security profile, and so all permissions
		diff(t, user, f.worklist(user), []string{"urgent", "old", "next0", "next1", "next2", "back"})
	}
	first := explain[ListWorklistOutput](f, "agents/bob/worklist").Contacts[1]
	diff(t, "item", first, WorklistContact{ContactId: "old", Channel: "TASK", Queue: &Named{Id: "manual", Name: "manual"}, QueuePriority: 5, EnqueueTimestamp: stamp(testStart)})
	if answer := f.own(http.MethodPost, "agents/bob/worklist/old"); answer.Code != http.StatusOK { // bob is offline
		t.Fatalf("taking: %d %s", answer.Code, answer.Body)
	}
	diff(t, "after", f.worklist("bob"), []string{"urgent", "next0", "next1", "next2", "back"})
	f.do(t, "AssociateContactWithUser", f.associateInput("back", "bob"))
	if c := f.contact(t, "back"); c.State != center.Offered || c.AgentID != "bob" {
		t.Errorf("the callback is %s at %q", c.State, c.AgentID)
	}
	if c, _ := f.instance.Contact(t.Context(), "old"); c.State != center.Offered || c.AgentID != "bob" {
		t.Errorf("the contact is %s at %q", c.State, c.AgentID)
	}
}

// R1.17: with the lower level of permission only what prefers the agent shows.
func TestWorklist_Permissions(t *testing.T) {
	t.Parallel()
	prefers := func(user center.UserID) center.RoutingStep {
		return center.RoutingStep{Expression: center.Expression{Attribute: &center.AttributeCondition{Agents: []center.UserID{user}}}}
	}
	for name, test := range map[string]struct {
		permissions []string
		want        string // of bob; empty: he has no worklist
	}{
		"any contact": {[]string{center.AnyContacts}, "anybody,bobs,anns"},
		"my contact":  {[]string{center.OwnContacts}, "bobs"},
		"both":        {[]string{center.AnyContacts, center.OwnContacts}, "anybody,bobs,anns"},
		"neither":     {nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := worklistFloor(t, test.permissions...)
			f.wait("anybody", center.Task, 5)
			f.wait("bobs", center.Task, 5, prefers("bob"))
			f.wait("anns", center.Task, 5, prefers("ann"))
			want := map[bool]int{true: http.StatusOK, false: http.StatusBadRequest}
			if test.want == "" {
				want[false] = http.StatusForbidden
				if answer := f.own(http.MethodGet, "agents/bob/worklist"); answer.Code != http.StatusForbidden {
					t.Fatalf("the worklist: %d %s", answer.Code, answer.Body)
				}
			} else {
				diff(t, "worklist", strings.Join(f.worklist("bob"), ","), test.want)
			}
			for _, id := range []string{"anybody", "bobs", "anns"} {
				if answer := f.own(http.MethodPost, "agents/bob/worklist/"+id); answer.Code != want[strings.Contains(test.want, id)] {
					t.Errorf("taking %s: %d %s", id, answer.Code, answer.Body)
				}
			}
		})
	}
}

func TestWorklist_Refusals(t *testing.T) {
	t.Parallel()
	f := worklistFloor(t, center.AnyContacts)
	pushed := f.task() // in a pair that is routed, not listed
	for path, want := range map[string]int{
		"GET agents/nobody/worklist": 404, "GET agents/ann/worklist?maxResults=0": 400, "GET agents/ann/worklist?maxResults=101": 400,
		"GET agents/ann/worklist?nextToken=forged": 400, "GET agents/ann/worklist?nextToken=" + *pageToken("x"): 400,
		"POST agents/ann/worklist/none": 410, "POST agents/bob/worklist/" + pushed: 400,
	} {
		method, rest, _ := strings.Cut(path, " ")
		if answer := f.own(method, rest); answer.Code != want {
			t.Errorf("%s: %d %s, want %d", path, answer.Code, answer.Body, want)
		}
	}
}
