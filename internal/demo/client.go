package demo

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/go-json-experiment/json"
)

// client speaks to one server without credentials, which a server on a loopback
// address accepts.
type client struct {
	url  string
	http *http.Client
}

// object is a JSON object on its way to the server.
type object map[string]any

// connect calls an operation by its method and path and reads the answer into
// out (nil: ignored).
func (c *client) connect(ctx context.Context, method, path string, in, out any) error {
	var body io.Reader
	if in != nil {
		raw, err := json.Marshal(in)
		if err != nil {
			return err
		}
		body = bytes.NewReader(raw)
	}
	r, err := http.NewRequestWithContext(ctx, method, c.url+path, body)
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/json")
	return c.send(r, out)
}

// agent calls an operation of the agent protocol.
func (c *client) agent(ctx context.Context, token, operation string, in object, out any) error {
	in["authentication"] = object{"authToken": token}
	raw, err := json.Marshal(in)
	if err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, c.url+"/connect/api", bytes.NewReader(raw))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/x-amz-json-1.0")
	r.Header.Set("X-Amz-Target", "AmazonConnectCTIService."+operation)
	r.Header.Set("X-Amz-Bearer", token)
	return c.send(r, out)
}

// send makes an error of every status but 200.
func (c *client) send(r *http.Request, out any) error {
	answer, err := c.http.Do(r)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	raw, err := io.ReadAll(answer.Body)
	if err != nil {
		return err
	}
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("%s %s: %s: %s", r.Method, r.URL.Path, answer.Status, strings.TrimSpace(string(raw)))
	}
	if out == nil || len(raw) == 0 {
		return nil
	}
	return json.Unmarshal(raw, out)
}
