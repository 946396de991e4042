package demo

import (
	"context"
	"math/rand/v2"
	"net/http"
	"time"
)

// agent is one simulated agent at a desk of the agent protocol.
type agent struct {
	centre   *Centre
	username string
	token    string
	seen     map[string]bool // contacts being answered or handled, by id and state
}

// snapshot is what the simulated agent reads of its desk.
type snapshot struct {
	Snapshot struct {
		Contacts []struct {
			ContactId string `json:"contactId"`
			Name      string `json:"name"`
			Type      string `json:"type"`
			State     struct {
				Type string `json:"type"`
			} `json:"state"`
		} `json:"contacts"`
	} `json:"snapshot"`
	NextToken string `json:"nextToken"`
}

// The habits of the simulated agents.
const (
	answerMin, answerMax = 500 * time.Millisecond, 4 * time.Second
	talkMin, talkMax     = 3 * time.Second, 20 * time.Second
	missShare            = 0.03 // offers that ring in vain
	retryPause           = time.Second
)

// work signs in, becomes available and handles contacts until ctx ends.
func (a *agent) work(ctx context.Context, say func(string, ...any)) {
	for ctx.Err() == nil {
		if err := a.shift(ctx, say); err != nil && ctx.Err() == nil {
			say("%s lost the desk: %v", a.username, err)
			pause(ctx, retryPause)
		}
	}
}

func (a *agent) shift(ctx context.Context, say func(string, ...any)) error {
	c := a.centre.client
	var login struct {
		AuthToken string `json:"authToken"`
	}
	err := c.connect(ctx, http.MethodPost, "/login",
		object{"instance": a.centre.InstanceID, "username": a.username, "password": Password}, &login)
	if err != nil {
		return err
	}
	a.token, a.seen = login.AuthToken, map[string]bool{}
	if err := a.available(ctx); err != nil {
		return err
	}
	var desk snapshot
	for {
		in := object{"timeout": 20_000}
		if desk.NextToken != "" {
			in["nextToken"] = desk.NextToken
		}
		desk = snapshot{}
		if err := c.agent(ctx, a.token, "GetAgentSnapshot", in, &desk); err != nil {
			return err
		}
		for _, contact := range desk.Snapshot.Contacts {
			key := contact.ContactId + contact.State.Type
			if !a.seen[key] {
				a.seen[key] = true
				what := contact.Name
				if contact.Type == "voice" {
					what = "a call"
				}
				go a.handle(ctx, contact.ContactId, what, contact.State.Type, say)
			}
		}
	}
}

func (a *agent) available(ctx context.Context) error {
	var list struct {
		States []object `json:"states"`
	}
	if err := a.centre.client.agent(ctx, a.token, "GetAgentStates", object{}, &list); err != nil {
		return err
	}
	for _, state := range list.States {
		if state["name"] == "Available" {
			return a.centre.client.agent(ctx, a.token, "PutAgentState", object{"state": state}, nil)
		}
	}
	return nil
}

// handle does what an agent does with a contact that has come into a state.
func (a *agent) handle(ctx context.Context, id, what, state string, say func(string, ...any)) {
	do := func(operation string) bool {
		return a.centre.client.agent(ctx, a.token, operation, object{"contactId": id}, nil) == nil
	}
	switch state {
	case "connecting", "incoming":
		if rand.Float64() < missShare {
			return
		}
		pause(ctx, between(answerMin, answerMax))
		if do("AcceptContact") {
			say("%-6s takes %s", a.username, what)
		}
	case "connected":
		pause(ctx, between(talkMin, talkMax))
		do("CompleteContact")
	case "missed", "rejected", "error", "ended":
		pause(ctx, between(answerMin, answerMax))
		do("ClearContact")
	}
}

func between(low, high time.Duration) time.Duration {
	return low + time.Duration(rand.Int64N(int64(high-low)))
}

// pause waits, or less where ctx ends.
func pause(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}
