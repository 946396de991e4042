package auth

import (
	"encoding/base64"
	"errors"
	"testing"
	"time"
)

// TestParseClaims_SignedNonsense feeds payloads that carry a genuine signature and another layout, as a later version
// or a mistake of ours could make: each is malformed, none panics. It stands inside the package because only the
// package can sign them.
func TestParseClaims_SignedNonsense(t *testing.T) {
	t.Parallel()
	key := make([]byte, TokenKeyLengthMin)
	issuer, err := NewIssuer(key)
	if err != nil {
		t.Fatal(err)
	}
	now := time.UnixMilli(1500)
	head := func(version, kind byte, expires byte) []byte {
		return []byte{version, kind, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, expires, 0}
	}
	fields := []byte("\x01i\x01u\x00\x00")
	tests := []struct {
		name    string
		payload []byte
		want    error
	}{
		{"sound", append(head(1, 1, 9), fields...), nil},
		{"other version", append(head(2, 1, 9), fields...), ErrTokenMalformed},
		{"no kind", append(head(1, 0, 9), fields...), ErrTokenMalformed},
		{"unknown kind", append(head(1, 6, 9), fields...), ErrTokenMalformed},
		{"expires before issue", append(head(1, 1, 0), fields...), ErrTokenMalformed},
		{"no fields", head(1, 1, 9), ErrTokenMalformed},
		{"three fields", append(head(1, 1, 9), "\x01i\x01u\x00"...), ErrTokenMalformed},
		{"field past the end", append(head(1, 1, 9), "\x01i\x01u\x00\x01"...), ErrTokenMalformed},
		{"first field past the end", append(head(1, 1, 9), 255), ErrTokenMalformed},
		{"trailing byte", append(head(1, 1, 9), "\x01i\x01u\x00\x00\x00"...), ErrTokenMalformed},
		{"empty subject", append(head(1, 1, 9), "\x01i\x00\x00\x00"...), ErrTokenMalformed},
		{"agent with participant", append(head(1, 1, 9), "\x01i\x01u\x01p\x00"...), ErrTokenMalformed},
		{"time before 1970", append([]byte{1, 1, 255, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0, 0, 0, 9, 0}, fields...), ErrTokenMalformed},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			token := base64.RawURLEncoding.EncodeToString(append(tt.payload[:len(tt.payload):len(tt.payload)], tokenMAC(key, tt.payload)...))
			if _, err := issuer.Check(token, TokenAgent, now); !errors.Is(err, tt.want) {
				t.Errorf("got %v, want %v", err, tt.want)
			}
		})
	}
	if _, err := parseClaims([]byte{tokenVersion}); !errors.Is(err, ErrTokenMalformed) {
		t.Errorf("one byte: %v", err)
	}
}
