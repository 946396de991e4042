package connectclient

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// A signed request goes where it was sent, and nowhere else: its session token and
// what it carries, such as a password, are for that server alone.
func TestCall_FollowsNoRedirect(t *testing.T) {
	t.Parallel()
	var seen []string
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		seen = append(seen, r.Header.Get("X-Amz-Security-Token")+" "+string(body))
		_, _ = w.Write([]byte(`{}`))
	}))
	t.Cleanup(other.Close)
	elsewhere := strings.Replace(other.URL, "127.0.0.1", "localhost", 1)
	for _, status := range []int{http.StatusMovedPermanently, http.StatusTemporaryRedirect, http.StatusPermanentRedirect} {
		client, pauses := served(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, elsewhere+r.URL.Path, status) })
		err := client.Extend(t.Context(), Extension{Operation: "SetPassword", Method: http.MethodPut, Path: "/x", Input: struct{ Password string }{"Strowger-1891"}}, nil)
		var answered *Error
		if !errors.As(err, &answered) || answered.Status != status {
			t.Errorf("%d: %v", status, err)
		}
		if err := client.Call(t.Context(), "DescribeQueue", queue, new(struct{})); !errors.As(err, &answered) || answered.Status != status || len(*pauses) > 0 {
			t.Errorf("%d: %v after %v", status, err, *pauses)
		}
	}
	if len(seen) > 0 {
		t.Errorf("another server was sent %q", seen)
	}
}
