package cti

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"strowger/internal/auth"
	"strowger/internal/center"
	"strowger/internal/routing"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares JSON with a file under testdata.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	var pretty bytes.Buffer
	if err := json.Indent(&pretty, got, "", "  "); err != nil {
		t.Fatalf("%s: %v", got, err)
	}
	pretty.WriteByte('\n')
	file := filepath.Join("testdata", name+".json")
	if *update {
		if err := os.WriteFile(file, pretty.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(pretty.Bytes(), want) {
		t.Errorf("%s differs; run the test with -update and look at the difference. Now:\n%s", file, pretty.Bytes())
	}
}

// snapshotAnswer is what GetAgentSnapshot answers, as far as tests look.
type snapshotAnswer struct {
	NextToken string
	Snapshot  struct {
		SnapshotTimestamp float64
		State             struct{ Name, Type string }
		Contacts          []struct {
			ContactID string
			State     struct{ Type string }
		}
	}
}

// snapshot asks for ann's snapshot, with a token if it is not empty.
func (c *centre) snapshot(token string) snapshotAnswer {
	c.Helper()
	input := map[string]any{"nextToken": nil, "timeout": 30000}
	if token != "" {
		input["nextToken"] = token
	}
	return ok[snapshotAnswer](c, "GetAgentSnapshot", input)
}

// richTask is a task with everything that a desk shows of one.
func richTask() *center.Contact {
	return &center.Contact{
		ID: "t1", Channel: center.Task, Name: "Call back", Description: "About the invoice.", RelatedID: "t0",
		Attributes: map[string]string{"tier": "gold", "language": "fr"},
		References: map[string]center.Reference{"invoice": {Type: "URL", Value: "https://example.com/i/7"}},
		Segment:    map[string]string{"connect:Subtype": "connect:Task"},
	}
}

func richCall() *center.Contact {
	return &center.Contact{
		ID: "v1", Channel: center.Voice, Method: center.Inbound,
		Endpoint: center.Endpoint{Type: "TELEPHONE_NUMBER", Address: "+12065550123"},
		System:   center.Endpoint{Type: "TELEPHONE_NUMBER", Address: "+18005550100"},
	}
}

func richChat() *center.Contact {
	return &center.Contact{ID: "c1", Channel: center.Chat, Customer: center.Participant{ID: "p1", DisplayName: "Max"}}
}

// TestGetAgentSnapshot_Goldens shows a desk in every state that a contact can
// have at an agent. The time of a bubble starts on 1 January 2000.
func TestGetAgentSnapshot_Goldens(t *testing.T) {
	t.Parallel()
	desks := desksWithoutCalls()
	maps.Copy(desks, desksWithCalls())
	for name, arrange := range desks {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			run(t, func(t *testing.T, c *centre) {
				arrange(c)
				a := c.call("GetAgentSnapshot", nil)
				c.want(a, http.StatusOK, "")
				golden(t, "snapshot_"+name, read[map[string]json.RawMessage](c, a)["snapshot"])
			})
		})
	}
}

// desksWithoutCalls arrange a desk each, by the name of the golden file.
func desksWithoutCalls() map[string]func(*centre) {
	return map[string]func(*centre){
		"offline":   func(*centre) {},
		"available": func(c *centre) { c.status("ann", "available") },
		"custom":    func(c *centre) { c.status("ann", "lunch") },
		"task_connecting": func(c *centre) {
			c.status("ann", "available")
			pass(time.Minute)
			c.start(richTask())
			pass(5 * time.Second)
		},
		"task_connected": func(c *centre) {
			c.status("ann", "available")
			c.start(richTask())
			pass(2500 * time.Millisecond)
			c.do(routing.Accept{UserID: "ann", ContactID: "t1"})
			pass(time.Second)
		},
		"task_paused": func(c *centre) {
			c.status("ann", "available")
			c.start(richTask())
			c.do(routing.Accept{UserID: "ann", ContactID: "t1"})
			pass(time.Second)
			c.do(routing.Pause{ContactID: "t1"})
			pass(time.Second)
		},
		"task_ended": func(c *centre) {
			c.status("ann", "available")
			c.start(richTask())
			c.do(routing.Accept{UserID: "ann", ContactID: "t1"})
			pass(time.Second)
			c.do(routing.Hangup{UserID: "ann", ContactID: "t1"})
			pass(time.Minute)
		},
		"task_missed": func(c *centre) {
			c.status("ann", "available")
			c.start(richTask())
			pass(routing.RingTime(center.Task))
		},
		"chat_connecting": func(c *centre) {
			c.status("ann", "available")
			c.start(richChat())
		},
		"chat_rejected": func(c *centre) {
			c.status("ann", "available")
			c.start(richChat())
			c.do(routing.Reject{UserID: "ann", ContactID: "c1"})
		},
		"next_state": func(c *centre) {
			c.status("ann", "available")
			c.start(richChat())
			c.do(routing.Accept{UserID: "ann", ContactID: "c1"})
			pass(time.Second)
			c.status("ann", "lunch")
		},
		"own_queue": func(c *centre) {
			c.status("ann", "available")
			task := richTask()
			task.Flow.FlowID = "to-ann"
			c.start(task)
		},
		"several": func(c *centre) { // two ring, one is missed before the third comes
			c.status("ann", "available")
			c.start(&center.Contact{ID: "t1", Channel: center.Task})
			c.start(&center.Contact{ID: "t2", Channel: center.Task})
			c.do(routing.Accept{UserID: "ann", ContactID: "t2"})
			pass(routing.RingTime(center.Task))
			c.start(&center.Contact{ID: "t3", Channel: center.Task})
		},
	}
}

// desksWithCalls do the same with calls, which cover the agent's status.
func desksWithCalls() map[string]func(*centre) {
	return map[string]func(*centre){
		"voice_connecting": func(c *centre) {
			c.status("ann", "available")
			c.start(richCall())
		},
		"voice_connected": func(c *centre) {
			c.start(richCall())
			pass(time.Minute)
			c.status("ann", "available")
			c.do(routing.Accept{UserID: "ann", ContactID: "v1"})
		},
		"voice_ended": func(c *centre) {
			c.status("ann", "available")
			c.start(richCall())
			c.do(routing.Accept{UserID: "ann", ContactID: "v1"}, routing.StopContact{ContactID: "v1", Reason: center.CustomerDisconnect})
		},
		"voice_missed": func(c *centre) {
			c.status("ann", "available")
			c.start(richCall())
			pass(routing.RingTime(center.Voice))
		},
		"voice_abandoned": func(c *centre) { // rejected at the agent, and finished
			c.status("ann", "available")
			c.start(richCall())
			c.do(routing.StopContact{ContactID: "v1", Reason: center.CustomerDisconnect})
		},
		"callback_incoming": func(c *centre) {
			c.status("ann", "available")
			call := richCall()
			call.Method = center.Callback
			c.start(call)
		},
	}
}

func TestGetAgentSnapshot_FailedOffer(t *testing.T) {
	t.Parallel()
	u := &center.Uncleared{ContactID: "v1", InitialID: "v0", Channel: center.Voice, Method: center.Inbound,
		Target: center.FlowTarget{QueueID: "sales"}, State: center.AgentError, Since: 2000, Enqueued: 1000}
	c := unclearedContact(u, nil)
	out := wireContact(&center.Directory{Instance: &center.Instance{}}, &center.User{ID: "ann"}, c, nil)
	if *out.State.Type != "error" || *out.InitialContactId != "v0" || *out.Queue.QueueARN == "" {
		t.Errorf("a failed offer is %+v", out)
	}
}

// poll is a request for a snapshot that waits.
type poll struct {
	done   chan struct{}
	answer answer
	waited time.Duration
}

// poll asks for the snapshot after the one with the token.
func (c *centre) poll(ctx context.Context, token string, timeout any) *poll {
	c.Helper()
	p := &poll{done: make(chan struct{})}
	begun, bearer := time.Now(), c.token("ann")
	input := map[string]any{"authentication": map[string]any{"authToken": bearer}, "nextToken": token, "timeout": timeout}
	go func() {
		defer close(p.done)
		p.answer = c.send(ctx, "GetAgentSnapshot", bearer, input)
		p.waited = time.Since(begun)
	}()
	synctest.Wait()
	return p
}

// waiting reports whether the request has no answer yet.
func (p *poll) waiting() bool {
	select {
	case <-p.done:
		return false
	default:
		return true
	}
}

func TestGetAgentSnapshot_WaitsForAChange(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, c *centre) {
		first := c.snapshot("")
		p := c.poll(t.Context(), first.NextToken, 30000)
		pass(10 * time.Second)
		if !p.waiting() {
			t.Fatalf("answered although nothing happened: %s", p.answer.Body)
		}
		c.do(routing.SignIn{UserID: "ann"}) // news that changes nothing to be seen
		c.status("bob", "available")        // news of another desk
		synctest.Wait()
		if !p.waiting() {
			t.Fatalf("answered although nothing of ann's changed: %s", p.answer.Body)
		}
		c.status("ann", "available")
		<-p.done
		out := read[snapshotAnswer](c, p.answer)
		if p.waited != 10*time.Second || out.Snapshot.State.Name != "Available" || out.NextToken == first.NextToken {
			t.Errorf("after %v: %s", p.waited, p.answer.Body)
		}
	})
}

func TestGetAgentSnapshot_TimesOutWithTheSameToken(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name    string
		timeout any
		want    time.Duration
	}{
		{"the library's timeout", 30000, 30 * time.Second},
		{"a shorter one", 1500, 1500 * time.Millisecond},
		{"none", nil, 30 * time.Second},
		{"a longer one", 600000, 30 * time.Second},
		{"one beyond all measure", int64(1) << 62, 30 * time.Second},
		{"zero", 0, 0},
		{"a negative one", -5, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			run(t, func(t *testing.T, c *centre) {
				c.status("ann", "available")
				c.start(richTask()) // its duration grows while the poll waits
				c.do(routing.Accept{UserID: "ann", ContactID: "t1"})
				first := c.snapshot("")
				p := c.poll(t.Context(), first.NextToken, test.timeout)
				<-p.done
				out := read[snapshotAnswer](c, p.answer)
				if p.waited != test.want || out.NextToken != first.NextToken {
					t.Errorf("answered after %v, want %v: %s", p.waited, test.want, p.answer.Body)
				}
				if want := first.Snapshot.SnapshotTimestamp + test.want.Seconds(); out.Snapshot.SnapshotTimestamp != want {
					t.Errorf("the snapshot is of %v, want %v", out.Snapshot.SnapshotTimestamp, want)
				}
			})
		})
	}
}

func TestGetAgentSnapshot_StrangeTokensAnswerAtOnce(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, c *centre) {
		before := c.snapshot("").NextToken
		c.restart()
		for _, token := range []string{before, "nonsense", "0"} {
			if p := c.poll(t.Context(), token, 30000); p.waiting() {
				t.Errorf("the token %q, which this process did not make, waits", token)
			}
		}
		if p := c.poll(t.Context(), c.snapshot("").NextToken, 30000); !p.waiting() {
			t.Error("the current token does not wait")
		}
	})
}

func TestGetAgentSnapshot_MissesNothingBetweenPolls(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, c *centre) {
		first := c.snapshot("")
		c.status("ann", "available")
		if p := c.poll(t.Context(), first.NextToken, 30000); p.waiting() {
			t.Error("a change before the poll is not reported")
		}
		second := c.snapshot("")
		pass(time.Millisecond)
		c.status("ann", "lunch")
		c.status("ann", "available")
		if p := c.poll(t.Context(), second.NextToken, 30000); p.waiting() {
			t.Error("Available again, since another moment, is not reported")
		}
	})
}

func TestGetAgentSnapshot_EndsWithServerClientAndUser(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, c *centre) {
		token := c.snapshot("").NextToken
		ctx, hangUp := context.WithCancel(t.Context())
		gone := c.poll(ctx, token, 30000)
		deleted := c.poll(t.Context(), token, 30000)
		hangUp()
		synctest.Wait()
		if gone.waiting() || !deleted.waiting() {
			t.Fatalf("the request of a client that is gone waits: %v; another one waits: %v", gone.waiting(), deleted.waiting())
		}
		c.do(routing.Remove{Kind: center.KindUser, ID: "ann"})
		<-deleted.done
		c.want(deleted.answer, http.StatusUnauthorized, "UnauthorizedException")
		if deleted.waited > maxPoll {
			t.Errorf("the user was deleted, and the desk heard of it after %v", deleted.waited)
		}
	})
	run(t, func(t *testing.T, c *centre) {
		p := c.poll(t.Context(), c.snapshot("").NextToken, 30000)
		close(c.closing)
		synctest.Wait()
		if p.waiting() {
			t.Fatal("a server about to stop keeps a request waiting")
		}
		c.want(p.answer, http.StatusOK, "")
	})
}

func TestGetAgentSnapshot_ChangesToAttributesAreNews(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, c *centre) {
		c.status("ann", "available")
		c.start(richTask())
		p := c.poll(t.Context(), c.snapshot("").NextToken, 20000)
		if err := c.tenant.UpdateAttributes(t.Context(), "t1", map[string]string{"tier": "silver"}); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		if p.waiting() || !bytes.Contains(p.answer.Body, []byte(`"silver"`)) {
			t.Errorf("the new attribute did not reach the desk: %s", p.answer.Body)
		}
	})
}

func TestGetAgentSnapshot_IdleCostsNothing(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, c *centre) {
		token := c.snapshot("").NextToken
		before := c.counted.queries.Load()
		p := c.poll(t.Context(), token, 30000)
		pass(29 * time.Second)
		if asked := c.counted.queries.Load() - before; asked != 1 || !p.waiting() {
			t.Errorf("waiting 29 s asked the engine %d times, want once", asked)
		}
		<-p.done
		if asked := c.counted.queries.Load() - before; asked != 2 {
			t.Errorf("a poll that timed out asked the engine %d times, want twice", asked)
		}
	})
}

func TestGetAgentSnapshot_OutlivesAnExpiredToken(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, c *centre) {
		session, err := c.issuer.OpenSession(testInstance, "ann", "", time.Now())
		if err != nil {
			t.Fatal(err)
		}
		pass(auth.AgentTokenLife - time.Second)
		known := c.snapshot("").NextToken
		input := map[string]any{"authentication": map[string]any{}, "nextToken": known, "timeout": 30000}
		c.want(c.send(t.Context(), "GetAgentSnapshot", session.AuthToken, input), http.StatusOK, "")
		c.want(c.send(t.Context(), "GetAgentSnapshot", session.AuthToken, input), http.StatusUnauthorized, "UnauthorizedException")
	})
}
