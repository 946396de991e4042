package connectclient

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"strowger/internal/auth"
	"strowger/internal/connectapi"
)

// served is a client of a handler, and the pauses that it made instead of waiting.
func served(t *testing.T, handler http.HandlerFunc) (*Client, *[]time.Duration) {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	c, err := New(Options{Endpoint: server.URL, Region: "us-west-2", Credentials: Credentials{"AKIDEXAMPLE", "secret-secret-secret", "token/+="}})
	if err != nil {
		t.Fatal(err)
	}
	var pauses []time.Duration
	c.pause = func(_ context.Context, d time.Duration) error { pauses = append(pauses, d); return nil }
	return c, &pauses
}

func refuse(w http.ResponseWriter, status int, code string) {
	w.Header().Set("X-Amzn-Errortype", code)
	w.WriteHeader(status)
	fmt.Fprintf(w, `{"Message":"because %d"}`, status)
}

var queue = &connectapi.DescribeQueueInput{InstanceId: ptr("in/1"), QueueId: ptr("q 1")}

func ptr[T any](v T) *T { return &v }

// Throttled requests and those that fail on the server's side are tried again,
// each later; others are not.
func TestCall_TriesAgain(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		status int
		code   string
		tries  int
	}{
		{http.StatusBadRequest, "ThrottlingException", maxTries}, {http.StatusTooManyRequests, "TooManyRequestsException:http://x", maxTries},
		{http.StatusInternalServerError, "InternalServiceException", maxTries}, {http.StatusServiceUnavailable, "", maxTries},
		{http.StatusNotImplemented, "NotImplementedException", 1}, {http.StatusNotFound, "ResourceNotFoundException", 1}, {http.StatusForbidden, "AccessDeniedException", 1},
	} {
		tries := 0
		client, pauses := served(t, func(w http.ResponseWriter, _ *http.Request) { tries++; refuse(w, c.status, c.code) })
		err := client.Call(t.Context(), "DescribeQueue", queue, new(connectapi.DescribeQueueOutput))
		var answered *Error
		if !errors.As(err, &answered) || answered.Status != c.status || answered.Message != fmt.Sprintf("because %d", c.status) || strings.Contains(answered.Code, ":") {
			t.Errorf("%s: %v", c.code, err)
		}
		if tries != c.tries || len(*pauses) != c.tries-1 {
			t.Errorf("%d %s: %d tries and %v", c.status, c.code, tries, *pauses)
		}
		for i, p := range *pauses {
			if longest := min(firstPause<<i, longestPause); p < longest/2 || p > longest {
				t.Errorf("pause %d is %s", i, p)
			}
		}
		if IsMissing(err) != (c.status == http.StatusNotFound) {
			t.Errorf("%s: missing is %t", c.code, IsMissing(err))
		}
	}
}

func TestCall_Recovers(t *testing.T) {
	t.Parallel()
	n := 0
	client, _ := served(t, func(w http.ResponseWriter, r *http.Request) {
		if n++; n < 4 {
			refuse(w, http.StatusBadRequest, "ThrottlingException")
			return
		}
		_, _ = w.Write([]byte(`{"Queue":{"Name":"sales","More":1}}`))
	})
	out := new(connectapi.DescribeQueueOutput)
	if err := client.Call(t.Context(), "DescribeQueue", queue, out); err != nil || *out.Queue.Name != "sales" {
		t.Error(err, out)
	}
}

// No more requests of one operation are made a second than asked for.
func TestCall_Rate(t *testing.T) {
	t.Parallel()
	client, _ := served(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(`{}`)) })
	client.options.Rate = 50
	start := time.Now()
	for range burst + 5 {
		if err := client.Call(t.Context(), "DescribeQueue", queue, new(connectapi.DescribeQueueOutput)); err != nil {
			t.Fatal(err)
		}
	}
	if took := time.Since(start); took < 90*time.Millisecond { // 5 of them after the burst, 20 ms each
		t.Errorf("%d requests at 50 a second took %s", burst+5, took)
	}
}

// What is sent is signed so that the server's own verification agrees, whatever
// has to be escaped.
func TestSign(t *testing.T) {
	t.Parallel()
	var problems []error
	client, _ := served(t, func(w http.ResponseWriter, r *http.Request) {
		body := make([]byte, r.ContentLength)
		_, _ = r.Body.Read(body)
		if _, err := auth.NewVerifier(oneKey{}).Verify(r, body, time.Now()); err != nil {
			problems = append(problems, fmt.Errorf("%s %s: %w", r.Method, r.RequestURI, err))
		}
		_, _ = w.Write([]byte(`{}`))
	})
	for operation, input := range map[string]any{
		"DescribeQueue":      queue,
		"ListQueues":         &connectapi.ListQueuesInput{InstanceId: ptr("i"), QueueTypes: []connectapi.QueueType{"STANDARD", "AGENT"}, NextToken: ptr("a+b/c= &~%ü"), MaxResults: ptr(int32(5))},
		"ListPhoneNumbersV2": &connectapi.ListPhoneNumbersV2Input{InstanceId: ptr("ü")},
		"DescribeContactFlow": &connectapi.DescribeContactFlowInput{InstanceId: ptr("i"),
			ContactFlowId: ptr("arn:aws:connect:us-west-2:123456789012:instance/i/contact-flow/f:$SAVED")},
	} {
		if err := client.Call(t.Context(), operation, input, new(struct{})); err != nil {
			t.Error(err)
		}
	}
	for _, err := range problems {
		t.Error(err)
	}
}

type oneKey struct{}

func (oneKey) Secret(id string) (auth.Principal, string, bool) {
	return auth.Principal{}, "secret-secret-secret", id == "AKIDEXAMPLE"
}

func TestPages(t *testing.T) {
	t.Parallel()
	client, _ := served(t, func(w http.ResponseWriter, r *http.Request) {
		next := map[string]string{"": "1", "1": "2", "2": ""}[r.URL.Query().Get("nextToken")]
		fmt.Fprintf(w, `{"QueueSummaryList":[{"Id":"q%s"}],"NextToken":"%s"}`, next, next)
	})
	var ids []string
	err := pages(t.Context(), client, "ListQueues", &connectapi.ListQueuesInput{InstanceId: ptr("i")}, func(out *connectapi.ListQueuesOutput) error {
		ids = append(ids, *out.QueueSummaryList[0].Id)
		return nil
	})
	if err != nil || !slices.Equal(ids, []string{"q1", "q2", "q"}) {
		t.Error(err, ids)
	}
	stuck, _ := served(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(`{"NextToken":"again"}`)) })
	err = pages(t.Context(), stuck, "ListQueues", &connectapi.ListQueuesInput{InstanceId: ptr("i")}, func(*connectapi.ListQueuesOutput) error { return nil })
	if err == nil || !strings.Contains(err.Error(), "same page token") {
		t.Errorf("a server that never ends: %v", err)
	}
}

func TestNew_Refuses(t *testing.T) {
	t.Parallel()
	for _, o := range []Options{{}, {Region: "us-west-2", Endpoint: "127.0.0.1"}, {Region: "us-west-2", Endpoint: "ftp://x"}, {Region: "us-west-2", Endpoint: "http://"}} {
		if _, err := New(o); err == nil {
			t.Errorf("%+v is taken", o)
		}
	}
	c, err := New(Options{Region: "eu-west-2"})
	if err != nil || c.options.Endpoint != "https://connect.eu-west-2.amazonaws.com" {
		t.Error(err, c)
	}
	if err := c.Call(t.Context(), "DescribeQueue", &connectapi.DescribeQueueInput{InstanceId: ptr("i")}, nil); err == nil || !strings.Contains(err.Error(), "QueueId is missing") {
		t.Errorf("without a member of the path: %v", err)
	}
	if err := c.Call(t.Context(), "Dance", queue, nil); err == nil {
		t.Error("an unknown operation is called")
	}
}

func TestEnvironment(t *testing.T) {
	t.Parallel()
	home := t.TempDir()
	for name, text := range map[string]string{
		"credentials": "[default]\naws_access_key_id = D\naws_secret_access_key=ds\n# [x]\n[work]\naws_access_key_id=W\naws_secret_access_key=ws\naws_session_token = wt\n[half]\naws_access_key_id=H\n",
		"config":      "[default]\nregion = us-east-1\n[profile work]\nregion=eu-west-2\n[profile sso]\nsso_session=x\n",
	} {
		if err := os.MkdirAll(filepath.Join(home, ".aws"), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(home, ".aws", name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	keys := map[string]string{"HOME": home, "AWS_ACCESS_KEY_ID": "E", "AWS_SECRET_ACCESS_KEY": "es", "AWS_SESSION_TOKEN": "et"}
	for name, c := range map[string]struct {
		profile, region string
		env             map[string]string
		want            Credentials
		wantRegion      string
		fails           string
	}{
		"variables":            {"", "", keys, Credentials{"E", "es", "et"}, "us-east-1", ""},
		"a profile goes first": {"work", "", keys, Credentials{"W", "ws", "wt"}, "eu-west-2", ""},
		"a region goes first":  {"work", "us-west-2", keys, Credentials{"W", "ws", "wt"}, "us-west-2", ""},
		"the default":          {"", "", map[string]string{"HOME": home}, Credentials{"D", "ds", ""}, "us-east-1", ""},
		"AWS_PROFILE":          {"", "", map[string]string{"HOME": home, "AWS_PROFILE": "work", "AWS_REGION": "r"}, Credentials{"W", "ws", "wt"}, "r", ""},
		"half a profile":       {"half", "", map[string]string{"HOME": home}, Credentials{}, "", "the profile half has no access key"},
		"single sign-on":       {"sso", "", map[string]string{"HOME": home}, Credentials{}, "", "the profile sso has no access key"},
		"nothing":              {"", "", map[string]string{"HOME": t.TempDir()}, Credentials{}, "", "no AWS credentials are found"},
	} {
		got, region, err := Environment{Profile: c.profile, Region: c.region, Getenv: func(key string) string { return c.env[key] }}.Load()
		if c.fails != "" {
			if err == nil || !strings.Contains(err.Error(), c.fails) {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		if err != nil || got != c.want || region != c.wantRegion {
			t.Errorf("%s: %+v %q %v", name, got, region, err)
		}
	}
}
