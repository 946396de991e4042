package auth

import (
	"bytes"
	"errors"
	"testing"
	"time"
)

// newTestSessions returns an issuer with one key and the moment of a sign-in.
func newTestSessions(t *testing.T) (*Issuer, time.Time) {
	t.Helper()
	issuer, err := NewIssuer(bytes.Repeat([]byte{7}, TokenKeyLengthMin))
	if err != nil {
		t.Fatal(err)
	}
	return issuer, time.Date(2026, time.March, 2, 8, 0, 0, 123456789, time.UTC)
}

func TestOpenSession_TokensAreOfTheirKinds(t *testing.T) {
	t.Parallel()
	issuer, now := newTestSessions(t)
	session, err := issuer.OpenSession("instance", "user", "session", now)
	if err != nil {
		t.Fatal(err)
	}
	claims, err := issuer.Check(session.AuthToken, TokenAgent, now)
	if err != nil {
		t.Fatal(err)
	}
	if claims.InstanceID != "instance" || claims.Subject != "user" || claims.SessionID != "session" {
		t.Errorf("the auth token claims %+v", claims)
	}
	if !claims.Expires.Equal(session.Expires) {
		t.Errorf("the session says %v, its token %v", session.Expires, claims.Expires)
	}
	if want := now.Add(AgentTokenLife).Truncate(time.Millisecond); !session.Expires.Equal(want) {
		t.Errorf("the auth token expires at %v, want %v", session.Expires, want)
	}
	if _, err := issuer.Check(session.RefreshToken, TokenAgent, now); !errors.Is(err, ErrTokenKind) {
		t.Errorf("the refresh token passes as an auth token: %v", err)
	}
	if _, err := issuer.OpenSession("instance", "", "session", now); !errors.Is(err, ErrTokenClaims) {
		t.Errorf("a session without a user: %v, want %v", err, ErrTokenClaims)
	}
}

func TestRenewSession_EndsWithTheSession(t *testing.T) {
	t.Parallel()
	issuer, now := newTestSessions(t)
	first, err := issuer.OpenSession("instance", "user", "session", now)
	if err != nil {
		t.Fatal(err)
	}
	end := now.Add(SessionLife).Truncate(time.Millisecond)
	for _, test := range []struct {
		name string
		at   time.Time
		want time.Time
	}{
		{"early", now.Add(time.Hour), now.Add(time.Hour + AgentTokenLife).Truncate(time.Millisecond)},
		{"less than a token's life before the end", end.Add(-time.Hour), end},
		{"at the last moment", end.Add(-time.Millisecond), end},
	} {
		session, claims, err := issuer.RenewSession(first.RefreshToken, test.at)
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		if !session.Expires.Equal(test.want) {
			t.Errorf("%s: the new token expires at %v, want %v", test.name, session.Expires, test.want)
		}
		if claims.Subject != "user" || session.RefreshToken != first.RefreshToken {
			t.Errorf("%s: the session changed hands: %+v", test.name, claims)
		}
		if _, err := issuer.Check(session.AuthToken, TokenAgent, test.at); err != nil {
			t.Errorf("%s: the new token: %v", test.name, err)
		}
	}
	if _, _, err := issuer.RenewSession(first.RefreshToken, end); !errors.Is(err, ErrTokenExpired) {
		t.Errorf("after its end a session is renewed: %v", err)
	}
	if _, _, err := issuer.RenewSession(first.AuthToken, now); !errors.Is(err, ErrTokenKind) {
		t.Errorf("an auth token renews: %v", err)
	}
}
