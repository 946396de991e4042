package auth

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"time"
)

const (
	// TokenLengthMax is the longest token that Issue makes and the longest that Check looks at, in characters.
	// The Connect API leaves 1,000 characters for a participant's token.
	TokenLengthMax = 699

	// TokenKeyLengthMin is the shortest signing key in bytes.
	TokenKeyLengthMin = 32

	// TokenKeysMax bounds the keys of one issuer, and thereby the work that a forged token causes.
	TokenKeysMax = 8
)

const (
	// tokenVersion is the first byte of every payload, so that a later layout can be told apart.
	tokenVersion = 1
	// tokenContext precedes the payload under the MAC, so that a signature made with the same key for another
	// purpose is never a token.
	tokenContext = "strowger token\x00"
	// tokenHeadLength counts version, kind, issue time and expiry.
	tokenHeadLength  = 1 + 1 + 8 + 8
	tokenFieldLength = 255
)

var (
	// ErrTokenMalformed means that a token is not one of ours: wrong form, or signed with no accepted key.
	ErrTokenMalformed = errors.New("token is malformed")
	// ErrTokenKind means that a token is genuine but for another use.
	ErrTokenKind = errors.New("token is of another kind")
	// ErrTokenExpired means that a token is genuine and of the right kind, and its time has passed.
	ErrTokenExpired = errors.New("token has expired")
	// ErrTokenClaims means that a token cannot be issued for such claims.
	ErrTokenClaims = errors.New("token claims are not valid")
)

// TokenKind is the use of a token. A token is never accepted for a use other than its own.
type TokenKind uint8

// The kinds of token. Their numbers are part of the token and never change.
const (
	// TokenAgent lets a signed-in user speak the agent's protocol.
	TokenAgent TokenKind = 1
	// TokenParticipant lets a chat participant call CreateParticipantConnection.
	TokenParticipant TokenKind = 2
	// TokenConnection lets a connected chat participant call the rest of the participant API.
	TokenConnection TokenKind = 3
	// TokenRefresh lets a signed-in user renew a TokenAgent.
	TokenRefresh TokenKind = 4
	// TokenTransport lets the desk of a signed-in user open one kind of socket.
	TokenTransport TokenKind = 5
)

// String returns the name of the kind, or "unknown".
func (k TokenKind) String() string {
	switch k {
	case TokenAgent:
		return "agent"
	case TokenParticipant:
		return "participant"
	case TokenConnection:
		return "connection"
	case TokenRefresh:
		return "refresh"
	case TokenTransport:
		return "transport"
	}
	return "unknown"
}

// Claims are what a token states.
type Claims struct {
	// Kind is the use of the token.
	Kind TokenKind
	// InstanceID names the instance; never empty.
	InstanceID string
	// Subject is the user id of an agent, refresh or transport token, the contact id of the others; never empty.
	Subject string
	// ParticipantID is the participant of the contact; empty exactly in agent, refresh and transport tokens.
	ParticipantID string
	// SessionID ties the tokens of one sign-in together, so that signing out ends them all; it may be empty.
	SessionID string
	// Issued and Expires bound the life of the token, in whole milliseconds; Expires is the first moment at which it
	// is no longer accepted and lies after Issued.
	Issued, Expires time.Time
}

// Issuer makes and checks bearer tokens. A token is readable by whoever holds it and cannot be altered without a key.
// Goroutines may share an issuer.
type Issuer struct {
	keys  [][]byte
	ended endedSessions
}

// NewIssuer returns an issuer that signs with the first key and accepts tokens signed with any of them. To rotate, put
// the new key first and drop the old one once its last token has expired. There must be 1 to TokenKeysMax keys of at
// least TokenKeyLengthMin bytes each.
func NewIssuer(keys ...[]byte) (*Issuer, error) {
	if len(keys) == 0 || len(keys) > TokenKeysMax {
		return nil, fmt.Errorf("token keys: there must be 1 to %d, not %d", TokenKeysMax, len(keys))
	}
	issuer := &Issuer{}
	for i, key := range keys {
		if len(key) < TokenKeyLengthMin {
			return nil, fmt.Errorf("token keys: number %d is shorter than %d bytes", i+1, TokenKeyLengthMin)
		}
		issuer.keys = append(issuer.keys, append([]byte(nil), key...))
	}
	return issuer, nil
}

// String hides the keys from formatting.
func (i *Issuer) String() string {
	return fmt.Sprintf("token issuer with %d keys", len(i.keys))
}

// GoString is String, for the same reason.
func (i *Issuer) GoString() string {
	return i.String()
}

// Issue returns a token for the claims, at most TokenLengthMax characters of URL-safe base64. Equal claims give equal
// tokens. Times are cut to milliseconds. The error wraps ErrTokenClaims when a rule of Claims is broken or the
// token would be too long; three ids of 100 bytes and a session id of 64 always fit.
func (i *Issuer) Issue(c Claims) (string, error) {
	if err := c.check(); err != nil {
		return "", err
	}
	payload := make([]byte, 0, 256)
	payload = append(payload, tokenVersion, byte(c.Kind))
	payload = binary.BigEndian.AppendUint64(payload, uint64(c.Issued.UnixMilli()))
	payload = binary.BigEndian.AppendUint64(payload, uint64(c.Expires.UnixMilli()))
	for _, field := range []string{c.InstanceID, c.Subject, c.ParticipantID, c.SessionID} {
		if len(field) > tokenFieldLength {
			return "", fmt.Errorf("%w: an id is longer than %d bytes", ErrTokenClaims, tokenFieldLength)
		}
		payload = append(payload, byte(len(field)))
		payload = append(payload, field...)
	}
	token := base64.RawURLEncoding.EncodeToString(append(payload, tokenMAC(i.keys[0], payload)...))
	if len(token) > TokenLengthMax {
		return "", fmt.Errorf("%w: the token would be longer than %d characters", ErrTokenClaims, TokenLengthMax)
	}
	return token, nil
}

// Check returns the claims of a genuine token of the given kind that has not expired at the moment now. Otherwise the
// error is ErrTokenMalformed, ErrTokenKind or ErrTokenExpired, looked for in this order. The signature is compared in
// constant time and before anything in the token is believed.
func (i *Issuer) Check(token string, kind TokenKind, now time.Time) (Claims, error) {
	// The decoder would skip line breaks, and then one token could be spelled in many ways.
	if len(token) > TokenLengthMax || strings.ContainsAny(token, "\r\n") {
		return Claims{}, ErrTokenMalformed
	}
	signed, err := base64.RawURLEncoding.Strict().DecodeString(token)
	if err != nil || len(signed) < tokenHeadLength+sha256.Size {
		return Claims{}, ErrTokenMalformed
	}
	payload, sum := signed[:len(signed)-sha256.Size], signed[len(signed)-sha256.Size:]
	genuine := false
	for _, key := range i.keys {
		if hmac.Equal(sum, tokenMAC(key, payload)) {
			genuine = true
		}
	}
	if !genuine {
		return Claims{}, ErrTokenMalformed
	}
	claims, err := parseClaims(payload)
	if err != nil {
		return Claims{}, err
	}
	if claims.Kind != kind {
		return Claims{}, ErrTokenKind
	}
	if !now.Before(claims.Expires) {
		return Claims{}, ErrTokenExpired
	}
	if claims.SessionID != "" && i.ended.has(claims.SessionID) {
		return Claims{}, fmt.Errorf("%w: its user signed out", ErrTokenExpired)
	}
	return claims, nil
}

// check holds the rules of Claims.
func (c Claims) check() error {
	switch {
	case c.Kind < TokenAgent || c.Kind > TokenTransport:
		return fmt.Errorf("%w: unknown kind", ErrTokenClaims)
	case c.InstanceID == "" || c.Subject == "":
		return fmt.Errorf("%w: instance id and subject must not be empty", ErrTokenClaims)
	case (c.ParticipantID != "") != (c.Kind == TokenParticipant || c.Kind == TokenConnection):
		return fmt.Errorf("%w: participant and connection tokens have a participant id, the others have none", ErrTokenClaims)
	case c.Issued.UnixMilli() < 0 || c.Expires.UnixMilli() <= c.Issued.UnixMilli():
		return fmt.Errorf("%w: expiry must come after issue, and both after 1970", ErrTokenClaims)
	}
	return nil
}

// parseClaims reads a payload whose signature is known to be right. It still checks every length and every rule:
// a key shared with a later version may have signed another layout.
func parseClaims(payload []byte) (Claims, error) {
	if len(payload) < tokenHeadLength || payload[0] != tokenVersion {
		return Claims{}, ErrTokenMalformed
	}
	c := Claims{
		Kind:    TokenKind(payload[1]),
		Issued:  time.UnixMilli(int64(binary.BigEndian.Uint64(payload[2:]))).UTC(),
		Expires: time.UnixMilli(int64(binary.BigEndian.Uint64(payload[10:]))).UTC(),
	}
	rest := payload[tokenHeadLength:]
	for _, field := range []*string{&c.InstanceID, &c.Subject, &c.ParticipantID, &c.SessionID} {
		if len(rest) == 0 || len(rest)-1 < int(rest[0]) {
			return Claims{}, ErrTokenMalformed
		}
		end := 1 + int(rest[0])
		*field = string(rest[1:end])
		rest = rest[end:]
	}
	if len(rest) != 0 || c.check() != nil {
		return Claims{}, ErrTokenMalformed
	}
	return c, nil
}

func tokenMAC(key, payload []byte) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(tokenContext))
	h.Write(payload)
	return h.Sum(nil)
}
