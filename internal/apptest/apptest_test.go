package apptest_test

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"strowger/internal/app"
	"strowger/internal/apptest"
	"strowger/internal/auth"
	"strowger/internal/store"
)

// ask sends a request and returns the answer with its body.
func ask(t *testing.T, method, url, body string, header ...string) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		if header[i] == "Host" {
			r.Host = header[i+1]
		}
		r.Header.Set(header[i], header[i+1])
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	raw, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer, string(raw)
}

// Bad input anywhere gets a clean 4xx in the protocol's own form.
func TestServer_BadInput(t *testing.T) {
	t.Parallel()
	a := apptest.Start(t, app.Options{})
	large := `{"Name":"` + strings.Repeat("x", 10<<20) + `"}`
	deep := strings.Repeat(`{"a":`, 100_000) + "1" + strings.Repeat("}", 100_000)
	target := "AmazonConnectCTIService.GetAgentSnapshot"
	for _, tc := range []struct {
		name, method, path, body string
		header                   []string
		status                   int
		code                     string
	}{
		{"unknown path", "GET", "/no/such/path", "", nil, 404, "UnknownOperationException"},
		{"wrong method", "PATCH", "/instance", "", nil, 405, "UnknownOperationException"},
		{"malformed JSON", "PUT", "/instance", `{"InstanceAlias":`, nil, 400, "SerializationException"},
		{"wrong type", "PUT", "/instance", `{"InstanceAlias":7}`, nil, 400, "SerializationException"},
		{"not an object", "PUT", "/instance", `[1]`, nil, 400, "SerializationException"},
		{"missing member", "PUT", "/instance", `{}`, nil, 400, ""},
		{"10 MB body", "PUT", "/queues/none", large, nil, 413, ""},
		{"deep body", "PUT", "/queues/none", deep, nil, 400, "SerializationException"},
		{"unknown instance", "GET", "/queues-summary/none", "", nil, 404, "ResourceNotFoundException"},
		{"page size out of range", "GET", "/queues-summary/none?maxResults=0", "", nil, 400, "InvalidParameterException"},
		{"page size no number", "GET", "/queues-summary/none?maxResults=x", "", nil, 400, ""},
		{"agent protocol without token", "POST", "/connect/api", `{}`, []string{"X-Amz-Target", target}, 401, ""},
		{"agent protocol with a wrong token", "POST", "/connect/api", `{}`, []string{"X-Amz-Target", target, "X-Amz-Bearer", "x.y"}, 401, ""},
		{"agent protocol, no operation", "POST", "/connect/api", `{}`, []string{"X-Amz-Target", "AmazonConnectCTIService.Nothing"}, 400, ""},
		{"call at an unknown instance", "POST", "/strowger/v1/instances/none/calls", `{"From":"+15551234567"}`, nil, 404, "ResourceNotFoundException"},
		{"sign-in, malformed", "POST", "/login", `{"instance":`, []string{"Content-Type", "application/json"}, 400, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			answer, body := ask(t, tc.method, a.URL()+tc.path, tc.body, tc.header...)
			if answer.StatusCode != tc.status {
				t.Errorf("status %d, want %d: %s", answer.StatusCode, tc.status, body)
			}
			if code := answer.Header.Get("X-Amzn-Errortype"); tc.code != "" && code != tc.code {
				t.Errorf("code %q, want %q: %s", code, tc.code, body)
			}
			if !strings.Contains(strings.ToLower(body), `"message":`) && !strings.Contains(body, `"problems"`) {
				t.Errorf("the answer has no message: %.200s", body)
			}
		})
	}
}

// A server that takes any credentials answers to this machine alone.
func TestServer_LocalOnly(t *testing.T) {
	t.Parallel()
	a := apptest.Start(t, app.Options{})
	for name, header := range map[string][]string{
		"foreign host":   {"Host", "attacker.example"},
		"foreign origin": {"Origin", "https://attacker.example"},
		"null origin":    {"Origin", "null"},
	} {
		if answer, _ := ask(t, "GET", a.URL()+"/instance", "", header...); answer.StatusCode != http.StatusForbidden {
			t.Errorf("%s: status %d, want 403", name, answer.StatusCode)
		}
	}
	if answer, body := ask(t, "GET", a.URL()+"/instance", "", "Origin", a.URL()); answer.StatusCode != http.StatusOK {
		t.Errorf("own origin: status %d: %s", answer.StatusCode, body)
	}
}

func TestServer_KeysAreDemanded(t *testing.T) {
	t.Parallel()
	keys := filepath.Join(t.TempDir(), "keys")
	if err := os.WriteFile(keys, []byte("AKIDEXAMPLE wJalrXUtnFEMI/K7MDENG ops\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	a := apptest.Start(t, app.Options{AccessKeys: keys})
	answer, body := ask(t, "GET", a.URL()+"/instance", "")
	if answer.StatusCode != http.StatusForbidden || answer.Header.Get("X-Amzn-Errortype") != string(auth.MissingAuthenticationToken) {
		t.Errorf("unsigned: %d %s", answer.StatusCode, body)
	}
	answer, body = ask(t, "GET", a.URL()+"/instance", "", "Authorization",
		"AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261122/us-west-2/connect/aws4_request, SignedHeaders=host;x-amz-date, Signature=00",
		"X-Amz-Date", time.Now().UTC().Format("20060102T150405Z"))
	if answer.StatusCode/100 != 4 {
		t.Errorf("badly signed: %d %s", answer.StatusCode, body)
	}
}

func TestStart_Refusals(t *testing.T) {
	t.Parallel()
	held := t.TempDir()
	apptest.Start(t, app.Options{Data: held})
	for name, tc := range map[string]struct {
		options app.Options
		want    error // nil: any
	}{
		"no folder":                  {app.Options{Listen: "127.0.0.1:0"}, nil},
		"open to all without keys":   {app.Options{Listen: "0.0.0.0:0", Data: t.TempDir()}, nil},
		"every address without keys": {app.Options{Listen: ":0", Data: t.TempDir()}, nil},
		"region":                     {app.Options{Data: t.TempDir(), Region: "nowhere"}, nil},
		"account":                    {app.Options{Data: t.TempDir(), Account: "12"}, nil},
		"keys missing":               {app.Options{Data: t.TempDir(), AccessKeys: "/no/such/file"}, os.ErrNotExist},
		"folder held":                {app.Options{Listen: "127.0.0.1:0", Data: held}, store.ErrHeld},
	} {
		a, err := app.Start(t.Context(), tc.options)
		if err == nil {
			_ = a.Stop(t.Context())
			t.Errorf("%s: started", name)
		} else if tc.want != nil && !errors.Is(err, tc.want) {
			t.Errorf("%s: %v, want %v", name, err, tc.want)
		}
	}
}

func TestServer_Operations(t *testing.T) {
	t.Parallel()
	a := apptest.Start(t, app.Options{})
	ask(t, "GET", a.URL()+"/instance", "")
	for path, want := range map[string]string{"/healthz": "ok", "/readyz": "ok", "/metrics": `strowger_requests_total{code="",operation="ListInstances",status="200"} 1`} {
		if answer, body := ask(t, "GET", a.URL()+path, ""); answer.StatusCode != 200 || !bytes.Contains([]byte(body), []byte(want)) {
			t.Errorf("%s: %d %.300s, want %s", path, answer.StatusCode, body, want)
		}
	}
}
