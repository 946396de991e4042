package binary

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"testing"
	"time"
)

// desk is an agent at the agent protocol.
type desk struct {
	t     *testing.T
	s     *server
	token string
	next  string
}

// deskContact is a contact as the desk shows it.
type deskContact struct {
	ID    string `json:"contactId"`
	Type  string `json:"type"`
	State struct {
		Type string `json:"type"`
	} `json:"state"`
	Connections []struct {
		ID      string `json:"connectionId"`
		Type    string `json:"type"`
		Initial bool   `json:"initial"`
	} `json:"connections"`
}

// signIn opens the desk of a user. The token outlives a restart of the server.
func (s *server) signIn(t *testing.T, instance, username, password string) *desk {
	t.Helper()
	d := &desk{t: t, s: s}
	var out struct {
		AuthToken string `json:"authToken"`
	}
	status, raw := d.post("/login", nil, map[string]any{"instance": instance, "username": username, "password": password})
	if status != http.StatusOK {
		t.Fatalf("sign-in of %s: %d %s", username, status, raw)
	}
	if err := json.Unmarshal(raw, &out); err != nil || out.AuthToken == "" {
		t.Fatalf("sign-in of %s: %s, %v", username, raw, err)
	}
	d.token = out.AuthToken
	return d
}

// post sends a request that must be answered, whatever the answer.
func (d *desk) post(path string, header map[string]string, in any) (int, []byte) {
	d.t.Helper()
	status, raw, err := d.send(d.t.Context(), path, header, in)
	if err != nil {
		d.t.Fatal(err)
	}
	return status, raw
}

func (d *desk) send(ctx context.Context, path string, header map[string]string, in any) (int, []byte, error) {
	body, err := json.Marshal(in)
	if err != nil {
		return 0, nil, err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, d.s.url+path, bytes.NewReader(body))
	if err != nil {
		return 0, nil, err
	}
	r.Header.Set("Content-Type", "application/json")
	for k, v := range header {
		r.Header.Set(k, v)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, nil, err
	}
	defer answer.Body.Close()
	raw, err := io.ReadAll(answer.Body)
	return answer.StatusCode, raw, err
}

// try calls an operation of the agent protocol.
func (d *desk) try(operation string, in map[string]any, out any) error {
	d.t.Helper()
	return d.attempt(d.t.Context(), operation, in, out)
}

// attempt calls an operation of the agent protocol of a server that may be gone.
func (d *desk) attempt(ctx context.Context, operation string, in map[string]any, out any) error {
	in["authentication"] = map[string]any{"authToken": d.token}
	status, raw, err := d.send(ctx, "/connect/api", map[string]string{
		"Content-Type": "application/x-amz-json-1.0",
		"X-Amz-Target": "AmazonConnectCTIService." + operation,
		"X-Amz-Bearer": d.token,
	}, in)
	if err != nil {
		return err
	}
	if status != http.StatusOK {
		return fmt.Errorf("%s: %d %s", operation, status, raw)
	}
	if out == nil {
		return nil
	}
	return json.Unmarshal(raw, out)
}

func (d *desk) do(operation string, in map[string]any) {
	d.t.Helper()
	if err := d.try(operation, in, nil); err != nil {
		d.t.Fatal(err)
	}
}

// choose sets the agent status of that name.
func (d *desk) choose(status string) {
	d.t.Helper()
	var list struct {
		States []map[string]any `json:"states"`
	}
	if err := d.try("GetAgentStates", map[string]any{}, &list); err != nil {
		d.t.Fatal(err)
	}
	for _, s := range list.States {
		if s["name"] == status {
			d.do("PutAgentState", map[string]any{"state": s})
			return
		}
	}
	d.t.Fatalf("no status %q among %v", status, list.States)
}

// contacts returns what the desk shows at once.
func (d *desk) contacts() []deskContact {
	d.t.Helper()
	d.next = ""
	return d.poll()
}

// poll waits for the next change of the desk, at most as long as the server
// holds a poll, and returns what it shows then.
func (d *desk) poll() []deskContact {
	d.t.Helper()
	in := map[string]any{"timeout": 20_000}
	if d.next != "" {
		in["nextToken"] = d.next
	}
	var out struct {
		Snapshot struct {
			Contacts []deskContact `json:"contacts"`
		} `json:"snapshot"`
		NextToken string `json:"nextToken"`
	}
	if err := d.try("GetAgentSnapshot", in, &out); err != nil {
		d.t.Fatal(err)
	}
	d.next = out.NextToken
	return out.Snapshot.Contacts
}

// await polls until the contact is in the state at this desk.
func (d *desk) await(id, state string) deskContact {
	d.t.Helper()
	shown := d.contacts()
	for begin := time.Now(); time.Since(begin) < waitLimit; {
		for _, c := range shown {
			if c.ID == id && c.State.Type == state {
				return c
			}
		}
		shown = d.poll()
	}
	d.t.Fatalf("contact %s never was %s here; the desk shows %+v", id, state, shown)
	return deskContact{}
}

// call reports an inbound call as a gateway does, and returns its contact id.
func (s *server) call(t *testing.T, instance, flow string) string {
	t.Helper()
	d := &desk{t: t, s: s}
	status, raw := d.post("/strowger/v1/instances/"+instance+"/calls", nil,
		map[string]any{"From": "+15550001111", "To": "+15551891000", "ContactFlowId": flow})
	var out struct{ ContactId string }
	if err := json.Unmarshal(raw, &out); status != http.StatusOK || err != nil || out.ContactId == "" {
		t.Fatalf("inbound call: %d %s, %v", status, raw, err)
	}
	return out.ContactId
}
