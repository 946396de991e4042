// Package auth says who is calling. It verifies AWS signatures (version 4) and keeps the access keys they are made
// with, hashes the passwords of users, and issues the bearer tokens of agents and chat participants. It decides who
// the caller is, never what the caller may do, and it knows nothing of HTTP routes: a transport hands it a request
// and turns the answer into a response.
//
// Nothing here logs. Secrets, passwords and whole tokens never appear in an error or in a formatted value.
package auth

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

const (
	// SignatureSkewMax is how far the time of a signed request may lie from the server's clock, in either
	// direction. For a presigned request it bounds only the future side; the past is bounded by X-Amz-Expires.
	SignatureSkewMax = 5 * time.Minute

	// PresignedLifeMax is the longest X-Amz-Expires a presigned request may carry: seven days.
	PresignedLifeMax = 7 * 24 * time.Hour
)

const (
	signatureAlgorithm = "AWS4-HMAC-SHA256"
	scopeTerminator    = "aws4_request"
	unsignedPayload    = "UNSIGNED-PAYLOAD"
	timestampLayout    = "20060102T150405Z"

	headerNameLengthMax = 128
)

// Principal is the caller whom a signature proved, or whom AnyKey believed.
type Principal struct {
	// AccessKeyID is the public half of the access key, empty when an unsigned request was let in by AnyKey.
	AccessKeyID string
	// Name is the principal column of the access key file, or the access key id when that column is absent.
	Name string
	// Policy says what the caller may do; nil: everything.
	Policy *Policy
}

// Keys finds the secret that belongs to an access key id. The last result is false for an unknown id.
type Keys interface {
	Secret(accessKeyID string) (Principal, string, bool)
}

// Verifier checks signatures of version 4 in their header form and in their presigned query form. It holds no
// changing state, so any number of goroutines may share one.
type Verifier struct {
	keys     Keys
	services []string
}

// NewVerifier returns a verifier that looks secrets up in keys and accepts scopes of the named services. Without
// names it accepts "connect", "sts" and "execute-api", the signing names of the interfaces Strowger serves.
func NewVerifier(keys Keys, services ...string) *Verifier {
	if len(services) == 0 {
		services = []string{"connect", "sts", "execute-api"}
	}
	return &Verifier{keys: keys, services: slices.Clone(services)}
}

// Verify checks the signature of r, whose whole body the transport has already read into body, at the moment now.
// It reads the request target from r.RequestURI when there is one, because that is what the client signed, before
// any router changed r.URL. It neither reads r.Body nor changes r. Every error is a *SignatureError.
func (v *Verifier) Verify(r *http.Request, body []byte, now time.Time) (Principal, error) {
	sig, err := parseSignature(r)
	if err != nil {
		return Principal{}, err
	}
	if err := sig.checkScope(v.services); err != nil {
		return Principal{}, err
	}
	if err := sig.checkSignedHeaders(r); err != nil {
		return Principal{}, err
	}
	if err := sig.checkTime(now); err != nil {
		return Principal{}, err
	}
	payload, err := sig.payloadHash(body)
	if err != nil {
		return Principal{}, err
	}
	principal, secret, ok := v.keys.Secret(sig.accessKeyID)
	if !ok {
		return Principal{}, unrecognized("the access key id is not known here")
	}
	key := sig.signingKey(secret)
	matches := 0
	for _, request := range sig.canonicalRequests(r, payload) {
		want := hex.EncodeToString(mac(key, sig.stringToSign(request)))
		matches |= subtle.ConstantTimeCompare([]byte(want), []byte(sig.signature))
	}
	if matches != 1 {
		return Principal{}, invalid("the signature does not match this request; check the secret key, and that nothing " +
			"between client and server rewrites host, path, query or signed headers")
	}
	return principal, nil
}

// signature is what a request says about its own signature, and the parts of the target it covers.
type signature struct {
	accessKeyID   string
	date          string
	region        string
	service       string
	signedHeaders []string
	signature     string
	timestamp     string
	at            time.Time
	presigned     bool
	life          time.Duration
	contentHash   string
	path          string
	query         []parameter
}

// parseSignature finds the signature in the Authorization header or in the query; a request with both is refused,
// because two readers of it could each believe a different one.
func parseSignature(r *http.Request) (*signature, error) {
	path, rawQuery := target(r)
	query, err := parseQuery(rawQuery)
	if err != nil {
		return nil, err
	}
	sig := &signature{path: path, query: query}
	authorization := r.Header.Values("Authorization")
	presigned := slices.ContainsFunc(query, func(p parameter) bool {
		return p.name == "X-Amz-Algorithm" || p.name == "X-Amz-Signature"
	})
	switch {
	case len(authorization) > 1:
		return nil, incomplete("there is more than one Authorization header")
	case len(authorization) == 1 && presigned:
		return nil, incomplete("the request is signed twice, in its Authorization header and in its query")
	case presigned:
		err = sig.parseQueryForm(r.Header)
	case len(authorization) == 1 && strings.TrimSpace(authorization[0]) != "":
		err = sig.parseHeaderForm(authorization[0], r.Header)
	default:
		return nil, missing("the request carries no AWS signature")
	}
	if err != nil {
		return nil, err
	}
	return sig, nil
}

// parseHeaderForm reads `AWS4-HMAC-SHA256 Credential=..., SignedHeaders=..., Signature=...` and the two headers that
// go with it.
func (s *signature) parseHeaderForm(authorization string, header http.Header) error {
	algorithm, rest, _ := strings.Cut(strings.TrimSpace(authorization), " ")
	if algorithm != signatureAlgorithm {
		return incomplete("the Authorization header does not use " + signatureAlgorithm)
	}
	parts := map[string]string{}
	for part := range strings.SplitSeq(rest, ",") {
		name, value, ok := strings.Cut(strings.TrimSpace(part), "=")
		if !ok || parts[name] != "" || !slices.Contains([]string{"Credential", "SignedHeaders", "Signature"}, name) {
			return incomplete("the Authorization header must hold Credential, SignedHeaders and Signature, each once")
		}
		parts[name] = value
	}
	timestamp, err := single(header, "X-Amz-Date")
	if err != nil {
		return err
	}
	if s.contentHash, err = single(header, "X-Amz-Content-Sha256"); err != nil {
		return err
	}
	if s.contentHash == unsignedPayload {
		return invalid("only a presigned request may leave its body unsigned")
	}
	return s.assign(parts["Credential"], parts["SignedHeaders"], parts["Signature"], timestamp)
}

// parseQueryForm reads the X-Amz-... parameters of a presigned request. The hash of the body may stand in the query or
// in a header.
func (s *signature) parseQueryForm(header http.Header) error {
	values := map[string]string{}
	for _, p := range s.query {
		if !strings.HasPrefix(p.name, "X-Amz-") {
			continue
		}
		if _, twice := values[p.name]; twice {
			return incomplete("a signing parameter stands in the query more than once")
		}
		values[p.name] = p.value
	}
	if values["X-Amz-Algorithm"] != signatureAlgorithm {
		return incomplete("X-Amz-Algorithm is not " + signatureAlgorithm)
	}
	seconds, err := strconv.ParseUint(values["X-Amz-Expires"], 10, 32)
	if err != nil || seconds == 0 || seconds > uint64(PresignedLifeMax/time.Second) {
		return incomplete("X-Amz-Expires must be a number of seconds between 1 and 604800")
	}
	s.presigned = true
	s.life = time.Duration(seconds) * time.Second
	if s.contentHash = values["X-Amz-Content-Sha256"]; s.contentHash == "" {
		if s.contentHash, err = single(header, "X-Amz-Content-Sha256"); err != nil {
			return err
		}
	}
	return s.assign(values["X-Amz-Credential"], values["X-Amz-SignedHeaders"], values["X-Amz-Signature"], values["X-Amz-Date"])
}

// assign checks the form of the parts that both kinds of signature share. The signed headers must be in ascending
// order, so that one set of headers has one spelling.
func (s *signature) assign(credential, signedHeaders, signature, timestamp string) error {
	scope := strings.Split(credential, "/")
	if len(scope) != 5 || slices.Contains(scope, "") || scope[4] != scopeTerminator {
		return incomplete("Credential must read <access key id>/<date>/<region>/<service>/" + scopeTerminator)
	}
	s.accessKeyID, s.date, s.region, s.service = scope[0], scope[1], scope[2], scope[3]
	s.signedHeaders = strings.Split(signedHeaders, ";")
	for i, name := range s.signedHeaders {
		if !validHeaderName(name) || i > 0 && s.signedHeaders[i-1] >= name {
			return incomplete("SignedHeaders must list lower-case header names in ascending order, separated by semicolons")
		}
	}
	if len(signature) != hex.EncodedLen(sha256.Size) || strings.Trim(signature, "0123456789abcdef") != "" {
		return incomplete("Signature must be 64 lower-case hexadecimal digits")
	}
	s.signature = signature
	at, err := time.Parse(timestampLayout, timestamp)
	if err != nil || len(timestamp) != len(timestampLayout) {
		return incomplete("X-Amz-Date must be present and look like " + timestampLayout)
	}
	s.timestamp, s.at = timestamp, at
	return nil
}

// checkScope accepts any region, because Strowger answers for whichever region the client was configured with.
func (s *signature) checkScope(services []string) error {
	if !slices.Contains(services, s.service) {
		return invalid("the credential is scoped to a service that is not served here; expected one of " + strings.Join(services, ", "))
	}
	if s.date != s.timestamp[:len("20060102")] {
		return invalid("the date of the credential scope differs from X-Amz-Date")
	}
	return nil
}

// checkSignedHeaders demands a signature over the host and over every x-amz-* header of the request. Otherwise a
// captured request could be aimed at another host, or be given another meaning by an added header.
func (s *signature) checkSignedHeaders(r *http.Request) error {
	if _, ok := slices.BinarySearch(s.signedHeaders, "host"); !ok {
		return incomplete("the host header must be signed")
	}
	for name := range r.Header {
		lower := strings.ToLower(name)
		if !strings.HasPrefix(lower, "x-amz-") {
			continue
		}
		if _, ok := slices.BinarySearch(s.signedHeaders, lower); !ok {
			return incomplete("every x-amz-* header of the request must be signed")
		}
	}
	for _, name := range s.signedHeaders {
		if len(headerValues(r, name)) == 0 {
			return invalid(fmt.Sprintf("the header %q is signed but absent", name))
		}
	}
	return nil
}

// checkTime compares the time of the signature with the server's clock.
func (s *signature) checkTime(now time.Time) error {
	life := SignatureSkewMax
	if s.presigned {
		life = s.life
	}
	if s.at.After(now.Add(SignatureSkewMax)) {
		return invalid(fmt.Sprintf("the signature's time %s lies more than %d minutes ahead of the server's clock %s",
			s.timestamp, SignatureSkewMax/time.Minute, now.UTC().Format(timestampLayout)))
	}
	if now.After(s.at.Add(life)) {
		err := invalid(fmt.Sprintf("the signature of %s was good for %d seconds and the server's clock says %s",
			s.timestamp, life/time.Second, now.UTC().Format(timestampLayout)))
		err.Expired = true
		return err
	}
	return nil
}

// payloadHash returns the last line of the canonical request. A declared hash must be the body's own, or the
// presigned form's statement that the body is not covered.
func (s *signature) payloadHash(body []byte) (string, error) {
	if s.presigned && s.contentHash == unsignedPayload {
		return unsignedPayload, nil
	}
	sum := sha256.Sum256(body)
	own := hex.EncodeToString(sum[:])
	if s.contentHash != "" && subtle.ConstantTimeCompare([]byte(own), []byte(s.contentHash)) != 1 {
		return "", invalid("X-Amz-Content-Sha256 is not the SHA-256 of the body that arrived")
	}
	return own, nil
}

// signingKey derives the key of one day, region and service from the secret.
func (s *signature) signingKey(secret string) []byte {
	key := mac([]byte("AWS4"+secret), s.date)
	key = mac(key, s.region)
	key = mac(key, s.service)
	return mac(key, scopeTerminator)
}

// stringToSign binds a canonical request to its time and scope.
func (s *signature) stringToSign(canonicalRequest string) string {
	sum := sha256.Sum256([]byte(canonicalRequest))
	scope := strings.Join([]string{s.date, s.region, s.service, scopeTerminator}, "/")
	return strings.Join([]string{signatureAlgorithm, s.timestamp, scope, hex.EncodeToString(sum[:])}, "\n")
}

// mac is HMAC-SHA256 of a text.
func mac(key []byte, text string) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(text))
	return h.Sum(nil)
}

// single returns the only value of a header, or nothing when it is absent. Two values are refused: the signature
// would cover their list, while this package would look at the first alone.
func single(header http.Header, name string) (string, error) {
	values := header.Values(name)
	switch len(values) {
	case 0:
		return "", nil
	case 1:
		return strings.TrimSpace(values[0]), nil
	}
	return "", incomplete("the header " + name + " stands in the request more than once")
}

// validHeaderName reports whether name is a lower-case HTTP field name of a sensible length.
func validHeaderName(name string) bool {
	return name != "" && len(name) <= headerNameLengthMax &&
		strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789-_.!#$%&'*+^`|~") == ""
}
