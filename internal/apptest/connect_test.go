package apptest_test

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/go-json-experiment/json"

	"strowger/internal/app"
	"strowger/internal/apptest"
)

// server is a whole server, spoken to over HTTP as a client without an SDK does.
type server struct {
	testing.TB
	url string
}

func newServer(t testing.TB) *server {
	t.Helper()
	return &server{TB: t, url: apptest.Start(t, app.Options{}).URL()}
}

// object is a JSON object.
type object map[string]any

// ask sends a request, and returns the status and the answer. It may be called
// on any goroutine.
func (s *server) ask(method, path string, in object, header ...string) (int, object) {
	s.Helper()
	var body io.Reader
	if in != nil {
		raw, err := json.Marshal(in)
		if err != nil {
			s.Error(err)
			return 0, nil
		}
		body = bytes.NewReader(raw)
	}
	r, err := http.NewRequestWithContext(s.Context(), method, s.url+path, body)
	if err != nil {
		s.Error(err)
		return 0, nil
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		s.Error(err)
		return 0, nil
	}
	defer answer.Body.Close()
	out := object{}
	raw, err := io.ReadAll(answer.Body)
	if err == nil && len(bytes.TrimSpace(raw)) > 0 {
		err = json.Unmarshal(raw, &out)
	}
	if err != nil {
		s.Errorf("%s %s: %s: %v", method, path, raw, err)
	}
	return answer.StatusCode, out
}

// must is ask for a request that must succeed.
func (s *server) must(method, path string, in object) object {
	s.Helper()
	status, out := s.ask(method, path, in)
	if status != http.StatusOK {
		s.Fatalf("%s %s: %d %v", method, path, status, out)
	}
	return out
}

// text is a member that must be a text.
func (s *server) text(o object, name string) string {
	s.Helper()
	v, ok := o[name].(string)
	if !ok {
		s.Fatalf("%v has no text %s", o, name)
	}
	return v
}

// instance makes an instance and returns its id.
func (s *server) instance(alias string) string {
	s.Helper()
	return s.text(s.must("PUT", "/instance", object{"InstanceAlias": alias, "IdentityManagementType": "CONNECT_MANAGED",
		"InboundCallsEnabled": true, "OutboundCallsEnabled": false}), "Id")
}

// list returns the items of a list operation, over all pages.
func (s *server) list(path, items string) []object {
	s.Helper()
	var all []object
	for token := ""; ; {
		out := s.must("GET", path+"?maxResults=10"+token, nil)
		for _, item := range out[items].([]any) {
			all = append(all, item.(map[string]any))
		}
		if out["NextToken"] == nil {
			return all
		}
		token = "&nextToken=" + url.QueryEscape(s.text(out, "NextToken"))
	}
}

// named returns the id of the item with that name.
func (s *server) named(path, items, name string) string {
	s.Helper()
	for _, item := range s.list(path, items) {
		if item["Name"] == name {
			return s.text(item, "Id")
		}
	}
	s.Fatalf("%s has no %s", path, name)
	return ""
}

// together runs something so many times at once.
func together(n int, do func(i int)) {
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() { do(i) })
	}
	all.Wait()
}

// Many who change one profile at a time all get their change in.
func TestServer_ManyChangeOneProfile(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	id := s.instance("many")
	hours := s.named("/hours-of-operations-summary/"+id, "HoursOfOperationSummaryList", "Basic Hours")
	first := s.named("/queues-summary/"+id, "QueueSummaryList", "BasicQueue")
	profile := s.text(s.must("PUT", "/routing-profiles/"+id, object{"Name": "many", "Description": "d", "DefaultOutboundQueueId": first,
		"MediaConcurrencies": []object{{"Channel": "TASK", "Concurrency": 1}}}), "RoutingProfileId")
	const each = 48
	queues := make([]string, each)
	together(each, func(i int) {
		_, out := s.ask("PUT", "/queues/"+id, object{"Name": fmt.Sprint("queue ", i), "HoursOfOperationId": hours})
		queues[i], _ = out["QueueId"].(string)
	})
	together(2*each, func(i int) {
		pair := object{"QueueReference": object{"QueueId": queues[i/2], "Channel": "TASK"}}
		in := object{"ManualAssignmentQueueConfigs": []object{pair}}
		if i%2 == 0 {
			pair["Priority"], pair["Delay"] = 1, 0
			in = object{"QueueConfigs": []object{pair}}
		}
		if status, out := s.ask("POST", "/routing-profiles/"+id+"/"+profile+"/associate-queues", in); status != http.StatusOK {
			t.Errorf("association %d: %d %v", i, status, out)
		}
	})
	want := slices.Sorted(slices.Values(queues))
	for path, items := range map[string]string{"queues": "RoutingProfileQueueConfigSummaryList", "manual-assignment-queues": "RoutingProfileManualAssignmentQueueConfigSummaryList"} {
		var got []string
		for _, pair := range s.list("/routing-profiles/"+id+"/"+profile+"/"+path, items) {
			got = append(got, s.text(pair, "QueueId"))
		}
		if slices.Sort(got); !slices.Equal(got, want) {
			t.Errorf("%s: %d of %d are there", path, len(got), len(want))
		}
	}
}

// Tags that many add at a time never exceed the limit, and what was
// acknowledged is there.
func TestServer_TagsAtTheLimit(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	arn := s.text(s.must("GET", "/instance/"+s.instance("tags"), nil)["Instance"].(map[string]any), "Arn")
	path := "/tags/" + url.PathEscape(arn)
	var mu sync.Mutex
	want := map[string]bool{}
	together(12, func(i int) {
		tags := object{}
		for k := range 5 {
			tags[fmt.Sprintf("%d-%d", i, k)] = "v"
		}
		switch status, out := s.ask("POST", path, object{"tags": tags}); status {
		case http.StatusOK:
			mu.Lock()
			defer mu.Unlock()
			for key := range tags {
				want[key] = true
			}
		case http.StatusBadRequest:
		default:
			t.Errorf("%d %v", status, out)
		}
	})
	got := slices.Sorted(maps.Keys(s.must("GET", path, nil)["tags"].(map[string]any)))
	if len(want) != 50 || !slices.Equal(got, slices.Sorted(maps.Keys(want))) {
		t.Errorf("%d tags were acknowledged and %d are there, want 50", len(want), len(got))
	}
}

// Of many who want one alias one gets it; capital letters make no other alias,
// as it is part of a host's name on AWS.
func TestServer_OneAliasOneInstance(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	var mu sync.Mutex
	made := 0
	create := func(alias, token string) (int, object) {
		in := object{"InstanceAlias": alias, "IdentityManagementType": "SAML", "InboundCallsEnabled": true, "OutboundCallsEnabled": true}
		if token != "" {
			in["ClientToken"] = token
		}
		return s.ask("PUT", "/instance", in)
	}
	together(8, func(i int) {
		switch status, out := create([]string{"wanted", "Wanted"}[i%2], ""); {
		case status == http.StatusOK:
			mu.Lock()
			made++
			mu.Unlock()
		case status != http.StatusBadRequest || !strings.Contains(fmt.Sprint(out), "alias is already used"):
			t.Errorf("%d %v", status, out)
		}
	})
	if n := len(s.list("/instance", "InstanceSummaryList")); made != 1 || n != 1 {
		t.Errorf("%d creations were acknowledged, %d instances are there", made, n)
	}
	ids := make([]any, 8)
	together(len(ids), func(i int) {
		_, out := create("repeated", "one token")
		ids[i] = out["Id"]
	})
	if ids[0] == nil || slices.ContainsFunc(ids, func(id any) bool { return id != ids[0] }) {
		t.Errorf("one token made %v", ids)
	}
}

// A list that is read while items come and go has everything that was there all
// the time, once.
func TestServer_PagesWhileItemsComeAndGo(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	id := s.instance("pages")
	hours := s.named("/hours-of-operations-summary/"+id, "HoursOfOperationSummaryList", "Basic Hours")
	add := func(name string) string {
		return s.text(s.must("PUT", "/queues/"+id, object{"Name": name, "HoursOfOperationId": hours}), "QueueId")
	}
	stays := map[string]int{}
	var goes []string
	for i := range 40 {
		stays[add(fmt.Sprint("stays ", i))] = 0
		goes = append(goes, add(fmt.Sprint("goes ", i)))
	}
	for token, page := "", 0; page == 0 || token != ""; page++ {
		out := s.must("GET", "/queues-summary/"+id+"?queueTypes=STANDARD&maxResults=7"+token, nil)
		for _, item := range out["QueueSummaryList"].([]any) {
			q := s.text(item.(map[string]any), "Id")
			if _, ok := stays[q]; ok {
				stays[q]++
			}
		}
		if token = ""; out["NextToken"] != nil {
			token = "&nextToken=" + url.QueryEscape(s.text(out, "NextToken"))
		}
		add(fmt.Sprint("comes ", page))
		for range min(3, len(goes)) {
			s.must("DELETE", "/queues/"+id+"/"+goes[0], nil)
			goes = goes[1:]
		}
	}
	for q, n := range stays {
		if n != 1 {
			t.Errorf("queue %s was listed %d times", q, n)
		}
	}
}

// An instance that is deleted while agents wait for news and contacts are
// started answers all of them, and is gone.
func TestServer_DeleteInstanceInUse(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	id := s.instance("gone")
	flow := s.named("/contact-flows-summary/"+id, "ContactFlowSummaryList", "Default queue transfer")
	agents := s.agents(id, 4)
	begun := make(chan struct{}, len(agents)+4)
	var all sync.WaitGroup
	for _, token := range agents {
		known := s.snapshot(token, object{})
		all.Go(func() {
			begun <- struct{}{}
			status, out := s.agent(token, object{"nextToken": known, "timeout": 30_000})
			if status != http.StatusOK && status/100 != 4 && status != http.StatusServiceUnavailable {
				t.Errorf("a poll ended with %d %v", status, out)
			}
		})
	}
	for range 4 {
		all.Go(func() {
			begun <- struct{}{}
			for status := http.StatusOK; status == http.StatusOK; {
				var out object
				status, out = s.ask("PUT", "/contact/task", object{"InstanceId": id, "ContactFlowId": flow, "Name": "a task"})
				if status != http.StatusOK && status != http.StatusNotFound && status != http.StatusInternalServerError {
					t.Errorf("a start ended with %d %v", status, out)
				}
			}
		})
	}
	for range cap(begun) {
		<-begun
	}
	s.must("DELETE", "/instance/"+id, nil)
	all.Wait()

	for _, path := range []string{"/instance/", "/queues-summary/"} {
		if status, out := s.ask("GET", path+id, nil); status != http.StatusNotFound {
			t.Errorf("%s: %d %v", path, status, out)
		}
	}
	s.instance("gone") // the alias is free again
}

// agents makes so many users, signs them in and returns their tokens.
func (s *server) agents(instance string, n int) []string {
	s.Helper()
	profile := s.named("/routing-profiles-summary/"+instance, "RoutingProfileSummaryList", "Basic Routing Profile")
	security := s.named("/security-profiles-summary/"+instance, "SecurityProfileSummaryList", "Agent")
	tokens := make([]string, n)
	for i := range tokens {
		name := fmt.Sprint("agent", i)
		s.must("PUT", "/users/"+instance, object{"Username": name, "Password": "Password1", "RoutingProfileId": profile,
			"SecurityProfileIds": []string{security}, "PhoneConfig": object{"PhoneType": "SOFT_PHONE"}})
		status, out := s.ask("POST", "/login", object{"instance": instance, "username": name, "password": "Password1"}, "Content-Type", "application/json")
		if status != http.StatusOK {
			s.Fatalf("sign-in: %d %v", status, out)
		}
		tokens[i] = s.text(out, "authToken")
	}
	return tokens
}

// agent asks for the snapshot of an agent's desk.
func (s *server) agent(token string, in object) (int, object) {
	s.Helper()
	in["authentication"] = object{"authToken": token}
	return s.ask("POST", "/connect/api", in, "Content-Type", "application/x-amz-json-1.0",
		"X-Amz-Target", "AmazonConnectCTIService.GetAgentSnapshot", "X-Amz-Bearer", token)
}

// snapshot returns the token of an agent's snapshot.
func (s *server) snapshot(token string, in object) string {
	s.Helper()
	status, out := s.agent(token, in)
	if status != http.StatusOK {
		s.Fatalf("snapshot: %d %v", status, out)
	}
	return s.text(out, "nextToken")
}

// Two thousand users are made in seconds, and all are listed and found.
func TestServer_ManyUsers(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	id := s.text(s.must("PUT", "/instance", object{"InstanceAlias": "large", "IdentityManagementType": "SAML",
		"InboundCallsEnabled": true, "OutboundCallsEnabled": false}), "Id")
	profile := s.named("/routing-profiles-summary/"+id, "RoutingProfileSummaryList", "Basic Routing Profile")
	security := s.named("/security-profiles-summary/"+id, "SecurityProfileSummaryList", "Agent")
	const users, clients = 2000, 8
	together(clients, func(client int) {
		for i := client; i < users; i += clients {
			status, out := s.ask("PUT", "/users/"+id, object{"Username": fmt.Sprint("user", i), "RoutingProfileId": profile, "SecurityProfileIds": []string{security}})
			if status != http.StatusOK {
				t.Errorf("user %d: %d %v", i, status, out)
				return
			}
		}
	})
	found := s.must("POST", "/search-users", object{"InstanceId": id, "MaxResults": 500})
	if n := found["ApproximateTotalCount"]; n != float64(users) || len(found["Users"].([]any)) != 500 {
		t.Errorf("found %v users", n)
	}
	if n := len(s.list("/users-summary/"+id, "UserSummaryList")); n != users {
		t.Errorf("listed %d users", n)
	}
}

// Names of all scripts, and such as are no names at all, come back as they were
// given, also after a restart; names that differ in case alone are two.
func TestServer_NamesComeBack(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	names := []string{"Umlaut ä", "umlaut ä", "Umlaut Ä", "電話", "☎\u202e right to left", "zero\x00byte", "'; DROP TABLE record; --", "\"quoted\\", "line\nend", " ", strings.Repeat("🎧", 127)}
	var id string
	for _, restarted := range []bool{false, true} {
		t.Run(fmt.Sprint("restarted ", restarted), func(t *testing.T) {
			s := &server{TB: t, url: apptest.Start(t, app.Options{Data: data}).URL()}
			if !restarted {
				id = s.instance("names")
				hours := s.named("/hours-of-operations-summary/"+id, "HoursOfOperationSummaryList", "Basic Hours")
				for _, name := range names {
					s.must("PUT", "/queues/"+id, object{"Name": name, "HoursOfOperationId": hours, "Tags": object{"key": name}})
				}
				if status, out := s.ask("PUT", "/queues/"+id, object{"Name": names[0], "HoursOfOperationId": hours}); status != http.StatusConflict {
					t.Errorf("the same name again: %d %v", status, out)
				}
			}
			var got []string
			for _, q := range s.list("/queues-summary/"+id, "QueueSummaryList") {
				if name := s.text(q, "Name"); name != "BasicQueue" {
					got = append(got, name)
				}
			}
			if slices.Sort(got); !slices.Equal(got, slices.Sorted(slices.Values(names))) {
				t.Errorf("got %q", got)
			}
		})
	}
}
