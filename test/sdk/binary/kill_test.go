package binary

import (
	"context"
	"fmt"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"
)

// Customers start tasks and agents work while the server is killed again and
// again. A start that failed is tried again with its client token. In the end
// each token has made one contact, each acknowledged contact was handled by one
// agent and never stood on the desk of two, and nothing is left on any desk.
func TestKill_NothingAcknowledgedIsLost(t *testing.T) {
	t.Parallel()
	const tasks, agents, kills = 240, 3, 8
	c := newCentre(t)
	c.queue("Sales")
	profile := c.profile("Sales", c.claim("Sales", types.ChannelTask, 1, 0))
	var desks []*desk
	for i := range agents {
		name := fmt.Sprintf("agent%d", i)
		c.user(name, profile)
		d := c.signIn(t, c.instance, name, password)
		d.choose("Available")
		desks = append(desks, d)
	}
	p := &process{server: c.server, held: map[string]*desk{}}
	ctx, done := context.WithCancel(t.Context())
	defer done()
	var work sync.WaitGroup
	for _, d := range desks {
		work.Go(func() { p.serve(ctx, d) })
	}
	started := make(chan string, tasks)
	work.Go(func() {
		for i := range tasks {
			started <- p.start(ctx, c, fmt.Sprintf("task-%d", i))
		}
		close(started)
	})
	acknowledged := map[string]bool{}
	for id := range started {
		acknowledged[id] = true
		if n := len(acknowledged); n%(tasks/kills) == tasks/kills/2 {
			p.restart()
		}
	}
	c.awaitEnd(acknowledged)
	done()
	work.Wait()
	if len(acknowledged) != tasks || len(p.held) != tasks {
		t.Errorf("%d tokens made %d contacts, of which %d stood on a desk", tasks, len(acknowledged), len(p.held))
	}
	for id := range acknowledged {
		if contact := c.describe(id); contact.AgentInfo == nil || contact.AgentInfo.ConnectedToAgentTimestamp == nil {
			t.Errorf("contact %s was acknowledged and not handled: %+v", id, contact)
		}
	}
	for _, d := range desks {
		if left := d.contacts(); len(left) > 0 {
			t.Errorf("a desk still shows %+v", left)
		}
	}
}

// endLimit bounds the time until all contacts of a test have ended.
const endLimit = 90 * time.Second

// awaitEnd returns when each of the contacts has ended.
func (c *centre) awaitEnd(ids map[string]bool) {
	c.t.Helper()
	limit := time.After(endLimit)
	for id := range ids {
		for c.describe(id).DisconnectTimestamp == nil {
			select {
			case <-limit:
				c.t.Fatalf("contact %s has not ended after %s", id, endLimit)
			case <-time.After(20 * time.Millisecond):
			}
		}
	}
}

// process lets many use a server that is replaced meanwhile.
type process struct {
	mu     sync.RWMutex
	server *server

	holding sync.Mutex
	held    map[string]*desk // who was seen connected with a contact
}

// note sees to it that nobody is connected with a contact that another one had,
// and that nobody has more in hand than the profile lets: one.
func (p *process) note(d *desk, shown []deskContact) {
	p.holding.Lock()
	defer p.holding.Unlock()
	if len(shown) > 1 {
		d.t.Errorf("a desk shows more than one contact: %+v", shown)
	}
	for _, contact := range shown {
		if contact.State.Type != "connected" {
			continue
		}
		if other := p.held[contact.ID]; other != nil && other != d {
			d.t.Errorf("contact %s is on two desks", contact.ID)
		}
		p.held[contact.ID] = d
	}
}

// with runs f while no restart is under way. What f sends may still fail, since
// kill does not wait for answers.
func (p *process) with(f func()) {
	p.mu.RLock()
	defer p.mu.RUnlock()
	f()
}

// restart kills the server in the middle of what it does, then starts it anew.
func (p *process) restart() {
	if err := p.server.cmd.Process.Kill(); err != nil {
		p.server.t.Error(err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	_ = p.server.cmd.Wait() // it was killed: that is the error
	p.server.start()
}

// start begins a task, trying again under the same token until it is
// acknowledged.
func (p *process) start(ctx context.Context, c *centre, token string) (id string) {
	for ctx.Err() == nil && id == "" {
		p.with(func() {
			out, err := c.client().StartTaskContact(ctx, &connect.StartTaskContactInput{InstanceId: &c.instance,
				ContactFlowId: aws.String(c.flows["Sales"]), Name: &token, ClientToken: &token})
			if err == nil {
				id = *out.ContactId
			}
		})
	}
	return id
}

// serve is an agent who accepts and completes whatever the desk shows, and
// clears what was missed meanwhile.
func (p *process) serve(ctx context.Context, d *desk) {
	for ctx.Err() == nil {
		var shown struct {
			Snapshot struct {
				Contacts []deskContact `json:"contacts"`
			} `json:"snapshot"`
			NextToken string `json:"nextToken"`
		}
		p.with(func() {
			in := map[string]any{"timeout": 200}
			if d.next != "" {
				in["nextToken"] = d.next
			}
			if err := d.attempt(ctx, "GetAgentSnapshot", in, &shown); err != nil {
				shown.NextToken = "" // the server went away: look again from the start
			}
		})
		d.next = shown.NextToken
		p.note(d, shown.Snapshot.Contacts)
		for _, contact := range shown.Snapshot.Contacts {
			in := map[string]any{"contactId": contact.ID}
			switch contact.State.Type {
			case "connecting", "incoming":
				p.with(func() { _ = d.attempt(ctx, "AcceptContact", in, nil) }) // shown again if it failed
			case "connected":
				p.with(func() { _ = d.attempt(ctx, "CompleteContact", in, nil) }) // shown again if it failed
			default:
				p.with(func() { _ = d.attempt(ctx, "ClearContact", in, nil) }) // shown again if it failed
			}
		}
	}
}

// A second process over the same data folder is refused in words and changes
// nothing.
func TestServer_SecondProcessIsRefused(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	second := &server{t: t, data: s.data}
	out, err := second.output()
	if err == nil {
		t.Fatalf("a second process took the folder: %s", out)
	}
	if want := fmt.Sprint(s.cmd.Process.Pid); !strings.Contains(out, want) {
		t.Errorf("the refusal %q does not name the process %s that holds the folder", out, want)
	}
	if _, err := s.client().ListInstances(t.Context(), &connect.ListInstancesInput{}); err != nil {
		t.Errorf("the first process suffered: %v", err)
	}
}

// SIGTERM answers the long polls and ends with 0 within 10 s.
func TestServer_StopAnswersLongPolls(t *testing.T) {
	t.Parallel()
	c := newCentre(t)
	c.queue("Sales")
	c.user("ann", c.profile("Sales", c.claim("Sales", types.ChannelTask, 1, 0)))
	d := c.signIn(t, c.instance, "ann", password)
	d.contacts()
	answered := make(chan error, 1)
	go func() {
		answered <- d.attempt(t.Context(), "GetAgentSnapshot", map[string]any{"timeout": 30_000, "nextToken": d.next}, nil)
	}()
	select {
	case err := <-answered:
		t.Fatalf("the poll ended before anything happened: %v", err)
	case <-time.After(300 * time.Millisecond):
	}
	if code, took := c.stop(); code != 0 || took > stopLimit {
		t.Errorf("SIGTERM ended the server with %d after %s", code, took)
	}
	if err := <-answered; err != nil {
		t.Errorf("the long poll was cut: %v", err)
	}
}

// SIGTERM does not wait for connections on which nothing comes: one that was
// opened and never used, as browsers open them, or that stops in the middle of a
// header. One that stops in the middle of a body is cut off in time, which is no
// failure.
func TestServer_StopDoesNotWaitForTheSilent(t *testing.T) {
	t.Parallel()
	const soon = 4 * time.Second // http.Server alone would wait for 5 s
	for _, silent := range []struct {
		name, said string
		limit      time.Duration
	}{
		{"nothing", "", soon},
		{"half a header", "POST /login HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-", soon},
		{"half a body", "POST /login HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"instance\":", stopLimit},
	} {
		t.Run(silent.name, func(t *testing.T) {
			t.Parallel()
			s := newServer(t)
			conn, err := net.Dial("tcp", strings.TrimPrefix(s.url, "http://"))
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			if _, err := conn.Write([]byte(silent.said)); err != nil {
				t.Fatal(err)
			}
			if _, err := s.client().ListInstances(t.Context(), &connect.ListInstancesInput{}); err != nil { // by now it has been accepted
				t.Fatal(err)
			}
			if code, took := s.stop(); code != 0 || took > silent.limit {
				t.Errorf("SIGTERM ended the server with %d after %s, want 0 within %s", code, took, silent.limit)
			}
		})
	}
}
