package auth

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestIssuer_EndSession(t *testing.T) {
	t.Parallel()
	now := time.UnixMilli(1_700_000_000_000)
	path := filepath.Join(t.TempDir(), "ended")
	open := func(now time.Time) *Issuer {
		t.Helper()
		issuer, err := NewIssuer(make([]byte, TokenKeyLengthMin))
		if err != nil {
			t.Fatal(err)
		}
		if err := issuer.KeepEndedSessions(path, now); err != nil {
			t.Fatal(err)
		}
		return issuer
	}
	issuer := open(now)
	session := func(id string) Session {
		t.Helper()
		s, err := issuer.OpenSession("in", "ann", id, now)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	first, second := session("one"), session("two")
	renewed, _, err := issuer.RenewSession(first.RefreshToken, now.Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	if err := issuer.EndSession(first.AuthToken, now.Add(2*time.Hour)); err != nil {
		t.Fatal(err)
	}
	check := func(when string, i *Issuer, at time.Time) {
		t.Helper()
		for name, token := range map[string]string{"its own": first.AuthToken, "a renewed one": renewed.AuthToken} {
			if _, err := i.Check(token, TokenAgent, at); !errors.Is(err, ErrTokenExpired) {
				t.Errorf("%s: %s: %v", when, name, err)
			}
		}
		if _, _, err := i.RenewSession(first.RefreshToken, at); !errors.Is(err, ErrTokenExpired) {
			t.Errorf("%s: the session is renewed: %v", when, err)
		}
		if _, err := i.Check(second.AuthToken, TokenAgent, at); err != nil {
			t.Errorf("%s: another session of the user: %v", when, err)
		}
	}
	check("ended", issuer, now.Add(2*time.Hour))
	check("after a restart", open(now.Add(3*time.Hour)), now.Add(3*time.Hour))

	// A line that a power failure cut off hinders nothing.
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := file.WriteString("two 17000"); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	recovered := open(now.Add(3 * time.Hour))
	check("after a power failure", recovered, now.Add(3*time.Hour))

	// Nor does one that a full disk cut off while others are added after it.
	third := session("three")
	if _, err := recovered.ended.file.WriteString(strings.Repeat("x", 100_000) + "two 17000"); err != nil {
		t.Fatal(err)
	}
	if err := recovered.EndSession(third.AuthToken, now.Add(4*time.Hour)); err != nil {
		t.Fatal(err)
	}
	recovered = open(now.Add(4 * time.Hour))
	check("after a full disk", recovered, now.Add(4*time.Hour))
	if _, err := recovered.Check(third.AuthToken, TokenAgent, now.Add(4*time.Hour)); !errors.Is(err, ErrTokenExpired) {
		t.Errorf("a session that ended after a full disk: %v", err)
	}

	late := open(now.Add(48 * time.Hour))
	if text, err := os.ReadFile(path); err != nil || len(text) > 0 || len(late.ended.until) > 0 {
		t.Errorf("two days later %q and %d sessions are kept, %v", text, len(late.ended.until), err)
	}
	if err := issuer.EndSession("no token", now); err != nil {
		t.Errorf("of no token: %v", err)
	}
}
