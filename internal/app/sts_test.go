package app

import (
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"strowger/internal/auth"
)

// brokenVerifier cannot say whose a signature is.
type brokenVerifier struct{}

// Verify implements verifier.
func (brokenVerifier) Verify(*http.Request, []byte, time.Time) (auth.Principal, error) {
	return auth.Principal{}, errors.New("the keys cannot be read")
}

// Where a signature could not be verified nobody is told who he is.
func TestSTS_BrokenVerifier(t *testing.T) {
	t.Parallel()
	a := &App{options: Options{Account: "123456789012", Log: slog.New(slog.DiscardHandler)}}
	r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader("Action=GetCallerIdentity&Version=2011-06-15"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	a.sts(brokenVerifier{}).ServeHTTP(w, r)
	if body := w.Body.String(); w.Code != http.StatusInternalServerError || !strings.Contains(body, "<Code>InternalFailure</Code>") || strings.Contains(body, "Arn") || strings.Contains(body, "keys") {
		t.Errorf("%d %s", w.Code, body)
	}
}
