package auth_test

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"strowger/internal/auth"
)

var (
	keyOne = bytes.Repeat([]byte{1}, 32)
	keyTwo = bytes.Repeat([]byte{2}, 64)
)

func newIssuer(t testing.TB, keys ...[]byte) *auth.Issuer {
	t.Helper()
	issuer, err := auth.NewIssuer(keys...)
	if err != nil {
		t.Fatal(err)
	}
	return issuer
}

func agentClaims() auth.Claims {
	return auth.Claims{
		Kind: auth.TokenAgent, InstanceID: "11111111-2222-4333-8444-555555555555", Subject: "66666666-7777-4888-9999-aaaaaaaaaaaa",
		SessionID: "bbbbbbbb-cccc-4ddd-8eee-ffffffffffff", Issued: testMoment, Expires: testMoment.Add(12 * time.Hour),
	}
}

func participantClaims(kind auth.TokenKind) auth.Claims {
	c := agentClaims()
	c.Kind, c.ParticipantID = kind, "01234567-89ab-4cde-8f01-23456789abcd"
	return c
}

func TestIssuer_EveryKind(t *testing.T) {
	t.Parallel()
	issuer := newIssuer(t, keyOne)
	refresh := agentClaims()
	refresh.Kind = auth.TokenRefresh
	all := map[string]auth.Claims{
		"agent": agentClaims(), "refresh": refresh,
		"participant": participantClaims(auth.TokenParticipant), "connection": participantClaims(auth.TokenConnection),
	}
	for name, claims := range all {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			token, err := issuer.Issue(claims)
			if err != nil {
				t.Fatal(err)
			}
			if len(token) > 300 || strings.Trim(token, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") != "" {
				t.Errorf("token of %d characters: %s", len(token), token)
			}
			if claims.Kind.String() != name {
				t.Errorf("kind is called %q", claims.Kind)
			}
			for _, other := range all {
				got, err := issuer.Check(token, other.Kind, testMoment)
				if other.Kind == claims.Kind {
					if err != nil || got != claims {
						t.Errorf("got %+v, %v\nwant %+v", got, err, claims)
					}
				} else if !errors.Is(err, auth.ErrTokenKind) || got != (auth.Claims{}) {
					t.Errorf("as %v: %+v, %v", other.Kind, got, err)
				}
			}
		})
	}
	if got := auth.TokenKind(9).String(); got != "unknown" {
		t.Errorf("kind 9 is called %q", got)
	}
}

func TestIssuer_Expiry(t *testing.T) {
	t.Parallel()
	issuer := newIssuer(t, keyOne)
	claims := agentClaims()
	claims.Issued = claims.Issued.Add(1999 * time.Microsecond).In(time.FixedZone("somewhere", 3600))
	claims.Expires = claims.Issued.Add(time.Minute)
	token, err := issuer.Issue(claims)
	if err != nil {
		t.Fatal(err)
	}
	expires := testMoment.Add(time.Minute + time.Millisecond)
	for at, want := range map[time.Duration]error{-time.Millisecond: nil, 0: auth.ErrTokenExpired, time.Hour: auth.ErrTokenExpired} {
		got, err := issuer.Check(token, auth.TokenAgent, expires.Add(at))
		if !errors.Is(err, want) {
			t.Errorf("%v after expiry: %v, want %v", at, err, want)
		}
		if want == nil && (!got.Expires.Equal(expires) || got.Issued != testMoment.Add(time.Millisecond)) {
			t.Errorf("times %v, %v", got.Issued, got.Expires)
		}
	}
	if _, err := issuer.Check(token, auth.TokenRefresh, expires.Add(time.Hour)); !errors.Is(err, auth.ErrTokenKind) {
		t.Errorf("expired and of another kind: %v", err)
	}
}

func TestIssuer_Rotation(t *testing.T) {
	t.Parallel()
	old, both, next := newIssuer(t, keyOne), newIssuer(t, keyTwo, keyOne), newIssuer(t, keyTwo)
	sign := func(issuer *auth.Issuer) string {
		token, err := issuer.Issue(agentClaims())
		if err != nil {
			t.Fatal(err)
		}
		return token
	}
	tests := []struct {
		name    string
		token   string
		checker *auth.Issuer
		want    error
	}{
		{"old token, both keys", sign(old), both, nil},
		{"new token, both keys", sign(both), both, nil},
		{"new token is signed with the first key", sign(both), next, nil},
		{"old token, old key dropped", sign(old), next, auth.ErrTokenMalformed},
		{"new token, key not yet known", sign(both), old, auth.ErrTokenMalformed},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if _, err := tt.checker.Check(tt.token, auth.TokenAgent, testMoment); !errors.Is(err, tt.want) {
				t.Errorf("got %v, want %v", err, tt.want)
			}
		})
	}
}

func TestNewIssuer_Refused(t *testing.T) {
	t.Parallel()
	nine := make([][]byte, auth.TokenKeysMax+1)
	for i := range nine {
		nine[i] = keyOne
	}
	for name, keys := range map[string][][]byte{"no key": nil, "short key": {keyOne, keyOne[:31]}, "too many": nine} {
		if issuer, err := auth.NewIssuer(keys...); err == nil || issuer != nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

// TestNewIssuer_KeepsItsKeys: the caller may wipe its own copy of a key, and formatting shows none.
func TestNewIssuer_KeepsItsKeys(t *testing.T) {
	t.Parallel()
	key := bytes.Repeat([]byte{7}, 32)
	issuer := newIssuer(t, key)
	clear(key)
	token, err := issuer.Issue(agentClaims())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := newIssuer(t, bytes.Repeat([]byte{7}, 32)).Check(token, auth.TokenAgent, testMoment); err != nil {
		t.Errorf("the key changed with the caller's slice: %v", err)
	}
	for _, verb := range []string{"%v", "%+v", "%#v"} {
		if text := fmt.Sprintf(verb, issuer); text != "token issuer with 1 keys" {
			t.Errorf("%s shows %q", verb, text)
		}
	}
}

func TestIssuer_ClaimsRefused(t *testing.T) {
	t.Parallel()
	tests := map[string]func(*auth.Claims){
		"no kind":                         func(c *auth.Claims) { c.Kind = 0 },
		"unknown kind":                    func(c *auth.Claims) { c.Kind = 6 },
		"no instance":                     func(c *auth.Claims) { c.InstanceID = "" },
		"no subject":                      func(c *auth.Claims) { c.Subject = "" },
		"agent with participant":          func(c *auth.Claims) { c.ParticipantID = "p" },
		"refresh with participant":        func(c *auth.Claims) { c.Kind, c.ParticipantID = auth.TokenRefresh, "p" },
		"participant without participant": func(c *auth.Claims) { c.Kind = auth.TokenParticipant },
		"connection without participant":  func(c *auth.Claims) { c.Kind = auth.TokenConnection },
		"no times":                        func(c *auth.Claims) { c.Issued, c.Expires = time.Time{}, time.Time{} },
		"no issue time":                   func(c *auth.Claims) { c.Issued = time.Time{} },
		"no expiry":                       func(c *auth.Claims) { c.Expires = time.Time{} },
		"expires when issued":             func(c *auth.Claims) { c.Expires = c.Issued.Add(time.Microsecond) },
		"id longer than a byte counts":    func(c *auth.Claims) { c.SessionID = strings.Repeat("s", 256) },
		"too long together":               func(c *auth.Claims) { c.InstanceID, c.Subject = strings.Repeat("i", 200), strings.Repeat("u", 250) },
	}
	issuer := newIssuer(t, keyOne)
	for name, change := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			claims := agentClaims()
			change(&claims)
			if token, err := issuer.Issue(claims); token != "" || !errors.Is(err, auth.ErrTokenClaims) {
				t.Errorf("got %q, %v", token, err)
			}
		})
	}
}

func TestIssuer_LongIDs(t *testing.T) {
	t.Parallel()
	claims := participantClaims(auth.TokenParticipant)
	claims.InstanceID, claims.Subject = strings.Repeat("i", 100), strings.Repeat("c", 100)
	claims.ParticipantID, claims.SessionID = strings.Repeat("p", 100), strings.Repeat("s", 64)
	issuer := newIssuer(t, keyOne)
	token, err := issuer.Issue(claims)
	if err != nil || len(token) >= 700 {
		t.Fatalf("%d characters, %v", len(token), err)
	}
	if got, err := issuer.Check(token, auth.TokenParticipant, testMoment); err != nil || got != claims {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestIssuer_Malformed(t *testing.T) {
	t.Parallel()
	issuer := newIssuer(t, keyOne)
	token, err := issuer.Issue(agentClaims())
	if err != nil {
		t.Fatal(err)
	}
	raw, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string]string{
		"empty":                "",
		"one character":        "A",
		"not base64":           "!" + token[1:],
		"padded":               token + "==",
		"standard alphabet":    base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{0xff}, 60)),
		"line break inside":    token[:9] + "\n" + token[9:],
		"carriage return":      token + "\r",
		"shorter than a head":  base64.RawURLEncoding.EncodeToString(raw[len(raw)-40:]),
		"cut":                  token[:len(token)-4],
		"extended":             token + "AAAA",
		"longer than any":      strings.Repeat("A", 100_000),
		"payload without MAC":  base64.RawURLEncoding.EncodeToString(raw[:len(raw)-32]),
		"MAC of zeros":         base64.RawURLEncoding.EncodeToString(append(append([]byte(nil), raw[:len(raw)-32]...), make([]byte, 32)...)),
		"a web token":          "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiJ9.",
		"somebody's signature": exampleSecret,
	}
	for name, text := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got, err := issuer.Check(text, auth.TokenAgent, testMoment); !errors.Is(err, auth.ErrTokenMalformed) || got != (auth.Claims{}) {
				t.Errorf("got %+v, %v", got, err)
			}
		})
	}
}

// TestIssuer_KnownAnswer holds the layout of a token fast: tokens of a running centre stay valid across an upgrade. The
// text was computed by other means than this package, with a key of 32 ones.
func TestIssuer_KnownAnswer(t *testing.T) {
	t.Parallel()
	const want = "AQMAAAGiAs48QAAAAaIH9JhABGluc3QHY29udGFjdARwYXJ0AXMRCjViY90PVLhqagkIIxR0LSvqYYXViVcXpZXHKTTvTw"
	claims := auth.Claims{
		Kind: auth.TokenConnection, InstanceID: "inst", Subject: "contact", ParticipantID: "part", SessionID: "s",
		Issued: time.UnixMilli(1795343400000).UTC(), Expires: time.UnixMilli(1795343400000 + 86_400_000).UTC(),
	}
	issuer := newIssuer(t, keyOne)
	if token, err := issuer.Issue(claims); token != want || err != nil {
		t.Errorf("issued %q, %v", token, err)
	}
	if got, err := issuer.Check(want, auth.TokenConnection, testMoment); got != claims || err != nil {
		t.Errorf("got %+v, %v", got, err)
	}
}

// TestIssuer_EveryBit flips each bit of a token: none of the results is accepted.
func TestIssuer_EveryBit(t *testing.T) {
	t.Parallel()
	issuer := newIssuer(t, keyTwo, keyOne)
	claims := agentClaims()
	claims.SessionID = "12"
	token, err := issuer.Issue(claims)
	if err != nil {
		t.Fatal(err)
	}
	if len(token)%4 == 0 {
		t.Fatal("a token without spare bits would prove nothing below")
	}
	raw, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil {
		t.Fatal(err)
	}
	for bit := range len(raw) * 8 {
		changed := append([]byte(nil), raw...)
		changed[bit/8] ^= 1 << (bit % 8)
		text := base64.RawURLEncoding.EncodeToString(changed)
		for kind := auth.TokenKind(0); kind < 8; kind++ {
			if _, err := issuer.Check(text, kind, testMoment); !errors.Is(err, auth.ErrTokenMalformed) {
				t.Fatalf("bit %d flipped, kind %d: %v", bit, kind, err)
			}
		}
	}
	// The last character carries bits that no byte needs; they must not give the token a second spelling.
	for _, last := range "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_" {
		text := token[:len(token)-1] + string(last)
		if _, err := issuer.Check(text, auth.TokenAgent, testMoment); (err == nil) != (text == token) {
			t.Errorf("last character %q: %v", last, err)
		}
	}
}

// TestIssuer_Property: whatever is issued is read back, and equal claims give equal tokens.
func TestIssuer_Property(t *testing.T) {
	t.Parallel()
	issuer := newIssuer(t, keyOne)
	rapid.Check(t, func(rt *rapid.T) {
		id := rapid.StringN(1, 25, 100)
		claims := auth.Claims{
			Kind:       auth.TokenKind(rapid.IntRange(1, 4).Draw(rt, "kind")),
			InstanceID: id.Draw(rt, "instance"), Subject: id.Draw(rt, "subject"), SessionID: rapid.StringN(0, 16, 64).Draw(rt, "session"),
			Issued: time.UnixMilli(rapid.Int64Range(0, 1<<45).Draw(rt, "issued")).UTC(),
		}
		claims.Expires = claims.Issued.Add(time.Duration(rapid.Int64Range(1, 1<<40).Draw(rt, "life")) * time.Millisecond)
		if claims.Kind == auth.TokenParticipant || claims.Kind == auth.TokenConnection {
			claims.ParticipantID = id.Draw(rt, "participant")
		}
		token, err := issuer.Issue(claims)
		if err != nil {
			rt.Fatal(err)
		}
		again, err := issuer.Issue(claims)
		if err != nil || again != token || len(token) > auth.TokenLengthMax {
			rt.Fatalf("%d characters, again %q, %v", len(token), again, err)
		}
		got, err := issuer.Check(token, claims.Kind, claims.Expires.Add(-time.Millisecond))
		if err != nil || got != claims {
			rt.Fatalf("got %+v, %v\nwant %+v", got, err, claims)
		}
	})
}

// FuzzIssuer_Check: no panic, and no token is accepted that the issuer did not make.
func FuzzIssuer_Check(f *testing.F) {
	issuer := newIssuer(f, keyOne, keyTwo)
	token, err := issuer.Issue(agentClaims())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(token)
	f.Add("")
	f.Add(strings.Repeat("A", 80))
	f.Fuzz(func(t *testing.T, text string) {
		_, err := issuer.Check(text, auth.TokenAgent, testMoment)
		if (err == nil) != (text == token) {
			t.Fatalf("%q: %v", text, err)
		}
	})
}
