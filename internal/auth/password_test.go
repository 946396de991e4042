package auth_test

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"io"
	"regexp"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"strowger/internal/auth"
)

// cheap keeps the tests fast; the number of rounds is part of every hash.
const cheap = auth.PasswordIterationsMin

// knownPasswordHash is the PBKDF2-HMAC-SHA256 of "password" with the salt "saltSALTsaltSALT" and 4,096 rounds.
const knownPasswordHash = "9150fa34ce258f3fa0f49507e456a9a71924f682d42f36482b2618848fd38e5a"

func TestHashPassword(t *testing.T) {
	t.Parallel()
	tests := map[string]string{
		"short":               "x",
		"ordinary":            "correct horse battery staple",
		"with dollars":        "$a$b$",
		"outside ASCII":       "pässwörd \U0001F511",
		"not UTF-8, with NUL": "a\x00b\xff",
		"longest":             strings.Repeat("p", auth.PasswordLengthMax),
	}
	form := regexp.MustCompile(`^pbkdf2-sha256\$1000\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$`)
	for name, password := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			stored, err := auth.HashPassword(rand.Reader, password, cheap)
			if err != nil || !form.MatchString(stored) {
				t.Fatalf("got %q, %v", stored, err)
			}
			again, err := auth.HashPassword(rand.Reader, password, cheap)
			if err != nil || again == stored {
				t.Errorf("two hashes of one password are equal, or %v", err)
			}
			for guess, want := range map[string]bool{
				password: true, password + "x": false, password[1:]: false, "": false,
				strings.Repeat("q", auth.PasswordLengthMax+1): false,
			} {
				if got, err := auth.VerifyPassword(stored, guess); got != want || err != nil {
					t.Errorf("guess %q: %v, %v", guess, got, err)
				}
			}
		})
	}
}

// TestVerifyPassword_KnownAnswer checks against PBKDF2-HMAC-SHA256 as Python's hashlib computes it, so that stored
// hashes stay valid whatever this package becomes.
func TestVerifyPassword_KnownAnswer(t *testing.T) {
	t.Parallel()
	sum, err := hex.DecodeString(knownPasswordHash)
	if err != nil {
		t.Fatal(err)
	}
	encoding := base64.RawStdEncoding
	stored := "pbkdf2-sha256$4096$" + encoding.EncodeToString([]byte("saltSALTsaltSALT")) + "$" + encoding.EncodeToString(sum)
	if ok, err := auth.VerifyPassword(stored, "password"); !ok || err != nil {
		t.Errorf("got %v, %v", ok, err)
	}
	made, err := auth.HashPassword(strings.NewReader("saltSALTsaltSALT"), "password", 4096)
	if made != stored || err != nil {
		t.Errorf("got %q, %v, want %q", made, err, stored)
	}
}

func TestHashPassword_Refused(t *testing.T) {
	t.Parallel()
	broken := errors.New("no entropy")
	tests := []struct {
		name       string
		random     io.Reader
		password   string
		iterations int
		want       error // nil: any
	}{
		{"empty", rand.Reader, "", cheap, auth.ErrPassword},
		{"too long", rand.Reader, strings.Repeat("p", auth.PasswordLengthMax+1), cheap, auth.ErrPassword},
		{"too few rounds", rand.Reader, "p", auth.PasswordIterationsMin - 1, nil},
		{"no rounds", rand.Reader, "p", 0, nil},
		{"too many rounds", rand.Reader, "p", auth.PasswordIterationsMax + 1, nil},
		{"random source fails", iotest.ErrReader(broken), "p", cheap, broken},
		{"random source ends", bytes.NewReader(make([]byte, 15)), "p", cheap, io.ErrUnexpectedEOF},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			stored, err := auth.HashPassword(tt.random, tt.password, tt.iterations)
			if stored != "" || err == nil || tt.want != nil && !errors.Is(err, tt.want) {
				t.Errorf("got %q, %v, want %v", stored, err, tt.want)
			}
		})
	}
}

func TestVerifyPassword_Hostile(t *testing.T) {
	t.Parallel()
	good, err := auth.HashPassword(rand.Reader, "secret", cheap)
	if err != nil {
		t.Fatal(err)
	}
	part := strings.Split(good, "$")
	join := func(parts ...string) string { return strings.Join(parts, "$") }
	tests := map[string]string{
		"empty":                     "",
		"plain text":                "secret",
		"other scheme":              join("pbkdf2-sha1", part[1], part[2], part[3]),
		"three parts":               join(part[0], part[1], part[2]),
		"five parts":                good + "$",
		"rounds without a number":   join(part[0], "x", part[2], part[3]),
		"no rounds":                 join(part[0], "0", part[2], part[3]),
		"negative rounds":           join(part[0], "-600000", part[2], part[3]),
		"rounds below the bound":    join(part[0], "999", part[2], part[3]),
		"rounds above the bound":    join(part[0], "2000001", part[2], part[3]),
		"rounds for a century":      join(part[0], "9000000000000000000", part[2], part[3]),
		"rounds beyond an integer":  join(part[0], strings.Repeat("9", 40), part[2], part[3]),
		"no salt":                   join(part[0], part[1], "", part[3]),
		"short salt":                join(part[0], part[1], "AAAA", part[3]),
		"long salt":                 join(part[0], part[1], strings.Repeat("A", 88), part[3]),
		"padded salt":               join(part[0], part[1], part[2]+"==", part[3]),
		"no hash":                   join(part[0], part[1], part[2], ""),
		"cut hash":                  join(part[0], part[1], part[2], part[3][:42]),
		"hash of other characters":  join(part[0], part[1], part[2], strings.Repeat("-", 43)),
		"longer than any real hash": good + strings.Repeat("A", 300),
	}
	for name, stored := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			began := time.Now()
			if ok, err := auth.VerifyPassword(stored, "secret"); ok || !errors.Is(err, auth.ErrPasswordHash) {
				t.Errorf("got %v, %v", ok, err)
			}
			if took := time.Since(began); took > 10*time.Second {
				t.Errorf("took %v", took)
			}
		})
	}
}

// TestPasswordIterations proves that the production number of rounds can be made and verified.
func TestPasswordIterations(t *testing.T) {
	t.Parallel()
	stored, err := auth.HashPassword(rand.Reader, "secret", auth.PasswordIterations)
	if err != nil || !strings.HasPrefix(stored, "pbkdf2-sha256$600000$") {
		t.Fatalf("got %q, %v", stored, err)
	}
	if ok, err := auth.VerifyPassword(stored, "secret"); !ok || err != nil {
		t.Errorf("got %v, %v", ok, err)
	}
}

// FuzzVerifyPassword: no panic and no match for a stored text that this test did not make. Texts that would cost real
// work are left to the table above.
func FuzzVerifyPassword(f *testing.F) {
	f.Add("pbkdf2-sha256$1000$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
	f.Add("pbkdf2-sha256$$$")
	f.Add("$$$")
	f.Fuzz(func(t *testing.T, stored string) {
		if len(stored) > 200 || strings.Count(stored, "$") == 3 && len(strings.Split(stored, "$")[1]) > 4 {
			return
		}
		if ok, _ := auth.VerifyPassword(stored, "guess"); ok {
			t.Fatalf("%q matches", stored)
		}
	})
}
