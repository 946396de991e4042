package cti

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"strowger/internal/auth"
	"strowger/internal/center"
	"strowger/internal/restjson"
	"strowger/internal/routing"
	"strowger/internal/store/memory"
	"strowger/internal/tenant"
)

// testInstance is the id of the instance under test.
const testInstance = "11111111-2222-3333-4444-555555555555"

// flowToSales sends a contact to the queue named sales.
const flowToSales = `{"Version":"2019-10-30","StartAction":"q","Actions":[
{"Identifier":"q","Type":"UpdateContactTargetQueue","Parameters":{"QueueId":"sales"},"Transitions":{"NextAction":"t","Errors":[{"ErrorType":"NoMatchingError","NextAction":"x"}],"Conditions":[]}},
{"Identifier":"t","Type":"TransferContactToQueue","Parameters":{},"Transitions":{"NextAction":"x","Errors":[{"ErrorType":"QueueAtCapacity","NextAction":"x"},{"ErrorType":"NoMatchingError","NextAction":"x"}],"Conditions":[]}},
{"Identifier":"x","Type":"DisconnectParticipant","Parameters":{},"Transitions":{}}]}`

// flowToAnn sends a contact to the own queue of the user named ann.
var flowToAnn = strings.Replace(flowToSales, `{"QueueId":"sales"}`, `{"AgentId":"ann"}`, 1)

// centre is a running instance with its service, on the wire and with the time
// of the bubble it is made in.
type centre struct {
	testing.TB
	tenant  *tenant.Tenant
	counted *counted
	issuer  *auth.Issuer
	service *Service
	handler http.Handler
	closing chan struct{}
	notes   []Note
}

// counted counts what is asked of the engine.
type counted struct {
	Instance
	queries atomic.Int64
}

// Query implements Instance.
func (c *counted) Query(ctx context.Context, read func(*routing.Engine)) error {
	c.queries.Add(1)
	return c.Instance.Query(ctx, read)
}

// run runs a test with a centre in a bubble of its own time.
func run(t *testing.T, test func(*testing.T, *centre)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) { test(t, newCentre(t)) })
}

func newCentre(t testing.TB) *centre {
	t.Helper()
	c := &centre{TB: t, closing: make(chan struct{})}
	tn, err := tenant.Open(t.Context(), memory.New(), testInstance, func(err error) { t.Error(err) })
	if err != nil {
		t.Fatal(err)
	}
	tn.Start()
	t.Cleanup(tn.Close)
	c.tenant, c.counted = tn, &counted{Instance: tn}
	if c.issuer, err = auth.NewIssuer(bytes.Repeat([]byte{1}, auth.TokenKeyLengthMin)); err != nil {
		t.Fatal(err)
	}
	c.do(configuration()...)
	c.restart()
	return c
}

// restart makes the service anew, as a new process would.
func (c *centre) restart() {
	c.Helper()
	c.service = New(Options{
		Instance: func(id center.InstanceID) (Instance, error) {
			if id != testInstance {
				return nil, center.Missing(center.KindInstance, string(id))
			}
			return c.counted, nil
		},
		Issuer: c.issuer, Closing: c.closing,
		Note: func(_ context.Context, n Note) { c.notes = append(c.notes, n) },
	})
	wire := Wire(c.service)
	wire.Report = func(_ context.Context, f restjson.Failure) {
		c.Errorf("%s failed: %v\n%s", f.Operation, f.Err, f.Stack)
	}
	handler, err := restjson.NewTarget(wire)
	if err != nil {
		c.Fatal(err)
	}
	c.handler = handler
}

// configuration is a centre with one queue and the agents ann and bob.
func configuration() []routing.Command {
	profile := &center.RoutingProfile{
		ID: "basic", Name: "Basic", DefaultOutboundQueueID: "sales", Timer: center.SinceLastActivity,
	}
	for ch, n := range [center.Channels]int{center.Voice: 1, center.Chat: 2, center.Task: 3} {
		profile.Media[ch] = center.MediaRule{Concurrency: n, AnyChannel: true}
		profile.Queues = append(profile.Queues, center.QueueConfig{QueueID: "sales", Channel: center.Channel(ch), Priority: 1})
	}
	profile.Queues = append(profile.Queues, center.QueueConfig{QueueID: "billing", Channel: center.Voice, Priority: 2})
	var commands []routing.Command
	for _, r := range []center.Resource{
		&center.Instance{ID: testInstance, Region: "us-west-2", Account: "123456789012"},
		&center.HoursOfOperation{ID: "always", Name: "always", TimeZone: "UTC"},
		&center.AgentStatus{ID: "available", Name: "Available", Type: center.Routable, DisplayOrder: 1},
		&center.AgentStatus{ID: "offline", Name: "Offline", Type: center.Offline},
		&center.AgentStatus{ID: "lunch", Name: "Lunch", Type: center.Custom},
		&center.AgentStatus{ID: "break", Name: "Break", Type: center.Custom},
		&center.AgentStatus{ID: "former", Name: "Former", Type: center.Custom, Disabled: true},
		&center.PhoneNumber{ID: "line", Number: "+12065550100"},
		&center.Queue{ID: "sales", Name: "Sales", HoursID: "always", MaxContacts: center.NoMaxContacts},
		&center.Queue{ID: "billing", Name: "Billing", HoursID: "always", MaxContacts: center.NoMaxContacts, Outbound: center.OutboundCaller{NumberID: "line"}},
		&center.ContactFlow{ID: "to-sales", Name: "to-sales", Type: center.ContactFlowType, Content: flowToSales},
		&center.ContactFlow{ID: "to-ann", Name: "to-ann", Type: center.ContactFlowType, Content: flowToAnn},
		&center.SecurityProfile{ID: "agent", Name: "Agent", Permissions: []string{"BasicAgentAccess", "OutboundCallAccess"}},
		&center.SecurityProfile{ID: "video", Name: "Video", Permissions: []string{"OutboundCallAccess", "VideoContact.Access"}},
		profile,
		&center.User{ID: "ann", Username: "ann@example", FirstName: "Ann", LastName: "Lee", ProfileID: "basic",
			SecurityProfiles: []center.SecurityProfileID{"agent", "video"}, Phone: center.PhoneConfig{Type: "SOFT_PHONE"}},
		&center.User{ID: "bob", Username: "bob", ProfileID: "basic",
			SecurityProfiles: []center.SecurityProfileID{"agent"}, Phone: center.PhoneConfig{Type: "DESK_PHONE", DeskPhone: "+12065550100"}},
	} {
		commands = append(commands, routing.Put{Resource: r})
	}
	return commands
}

// do steps commands that must be accepted.
func (c *centre) do(commands ...routing.Command) {
	c.Helper()
	if _, err := c.tenant.Do(c.Context(), commands...); err != nil {
		c.Fatalf("%T: %v", commands[0], err)
	}
}

// start begins a contact that goes to the queue sales.
func (c *centre) start(contact *center.Contact) {
	c.Helper()
	if contact.Method == "" {
		contact.Method = center.ByAPI
	}
	if contact.Flow.FlowID == "" {
		contact.Flow.FlowID = "to-sales"
	}
	c.do(routing.StartContact{Contact: contact})
}

// status chooses a status for a user.
func (c *centre) status(user center.UserID, status center.AgentStatusID) {
	c.Helper()
	c.do(routing.SetStatus{UserID: user, StatusID: status})
}

// token signs a user in and returns the auth token.
func (c *centre) token(user string) string {
	c.Helper()
	session, err := c.issuer.OpenSession(testInstance, user, "", time.Now())
	if err != nil {
		c.Fatal(err)
	}
	return session.AuthToken
}

// answer is what a request got.
type answer struct {
	Status int
	Code   string // of the header
	Type   string // of the body
	Body   []byte
}

// call sends a request as ann, with the authentication that the library adds.
func (c *centre) call(operation string, input map[string]any) answer {
	c.Helper()
	return c.callAs("ann", operation, input)
}

// callAs is call for any user.
func (c *centre) callAs(user, operation string, input map[string]any) answer {
	c.Helper()
	token := c.token(user)
	body := map[string]any{"authentication": map[string]any{"authToken": token}}
	for name, value := range input {
		body[name] = value
	}
	return c.send(c.Context(), operation, token, body)
}

// send sends a request with that bearer header, none if it is empty.
func (c *centre) send(ctx context.Context, operation, bearer string, input map[string]any) answer {
	c.Helper()
	body, err := json.Marshal(input)
	if err != nil {
		c.Fatal(err)
	}
	r := httptest.NewRequestWithContext(ctx, http.MethodPost, "/connect/api", bytes.NewReader(body))
	r.Header.Set("Content-Type", "application/x-amz-json-1.0")
	r.Header.Set("X-Amz-Target", "AmazonConnectCTIService."+operation)
	if bearer != "" {
		r.Header.Set("X-Amz-Bearer", bearer)
	}
	w := httptest.NewRecorder()
	c.handler.ServeHTTP(w, r)
	a := answer{Status: w.Code, Code: w.Header().Get("X-Amzn-Errortype")}
	if a.Body, err = io.ReadAll(w.Body); err != nil {
		c.Fatal(err)
	}
	if a.Status >= 400 {
		var fault struct {
			Type string `json:"__type"`
		}
		if err := json.Unmarshal(a.Body, &fault); err != nil {
			c.Fatalf("%s: the error %s is not JSON: %v", operation, a.Body, err)
		}
		a.Type = fault.Type
	}
	return a
}

// want fails unless the answer is a success, or the error of that code.
func (c *centre) want(a answer, status int, code string) {
	c.Helper()
	if a.Status != status || a.Code != code || a.Type != code {
		c.Fatalf("answer %d %q %q %s, want %d %q", a.Status, a.Code, a.Type, a.Body, status, code)
	}
}

// ok sends a request as ann that must succeed, and reads the answer.
func ok[T any](c *centre, operation string, input map[string]any) T {
	c.Helper()
	a := c.call(operation, input)
	c.want(a, http.StatusOK, "")
	return read[T](c, a)
}

// read reads an answer.
func read[T any](c *centre, a answer) T {
	c.Helper()
	var out T
	if err := json.Unmarshal(a.Body, &out); err != nil {
		c.Fatalf("the answer %s: %v", a.Body, err)
	}
	return out
}

// arn names something of the instance.
func arn(kind center.ResourceKind, id string) string {
	in := &center.Instance{ID: testInstance, Region: "us-west-2", Account: "123456789012"}
	return in.ARN(kind, id)
}

// pass lets the bubble's time pass, and what falls due in it happen.
func pass(d time.Duration) {
	<-time.After(d)
	synctest.Wait()
}
