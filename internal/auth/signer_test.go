package auth_test

import (
	"bufio"
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"sort"
	"strings"
	"testing"
	"time"

	"strowger/internal/auth"
)

const (
	exampleKeyID  = "AKIDEXAMPLE"
	exampleSecret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
	emptyHash     = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
)

// exampleKeys knows one access key.
type exampleKeys struct{}

func (exampleKeys) Secret(id string) (auth.Principal, string, bool) {
	if id != exampleKeyID {
		return auth.Principal{}, "", false
	}
	return auth.Principal{AccessKeyID: id, Name: "example"}, exampleSecret, true
}

// call is a request before it is signed. The signer below shares no code with the verifier: it starts from decoded
// parts, while the verifier starts from the wire, and it escapes with net/url.
type call struct {
	method  string
	path    string   // escaped once, as on the wire
	query   []string // name, value, name, value, decoded
	headers []string // name, value, ...
	body    string
	host    string

	keyID, secret, region, service string
	at                             time.Time
	declareHash                    bool
	unsigned                       []string // lower-case headers to leave out of the signature
}

func newCall(at time.Time) call {
	return call{
		method: "POST", path: "/queues/11111111-2222-4333-8444-555555555555", host: "127.0.0.1:8080",
		headers: []string{"Content-Type", "application/json"}, body: `{"Name":"sales"}`,
		keyID: exampleKeyID, secret: exampleSecret, region: "eu-central-1", service: "connect", at: at,
	}
}

func rfc3986(text string) string {
	return strings.ReplaceAll(url.QueryEscape(text), "+", "%20")
}

func hashHex(text string) string {
	return fmt.Sprintf("%x", sha256.Sum256([]byte(text)))
}

func chain(secret string, texts ...string) string {
	key := []byte("AWS4" + secret)
	for _, text := range texts {
		h := hmac.New(sha256.New, key)
		_, _ = io.WriteString(h, text)
		key = h.Sum(nil)
	}
	return fmt.Sprintf("%x", key)
}

func (c call) scope() string {
	return c.at.UTC().Format("20060102") + "/" + c.region + "/" + c.service + "/aws4_request"
}

func (c call) stamp() string { return c.at.UTC().Format("20060102T150405Z") }

func (c call) queryPairs() []string {
	var pairs []string
	for i := 0; i+1 < len(c.query); i += 2 {
		pairs = append(pairs, rfc3986(c.query[i])+"="+rfc3986(c.query[i+1]))
	}
	return pairs
}

// sign returns the signed header names and the signature of c with the given extra query pairs and headers.
func (c call) sign(pairs, headers []string, payload string) (signed, signature string) {
	lines := map[string]string{"host": c.host}
	for i := 0; i+1 < len(headers); i += 2 {
		name := strings.ToLower(headers[i])
		value := strings.Join(strings.Fields(headers[i+1]), " ")
		if old, ok := lines[name]; ok {
			value = old + "," + value
		}
		lines[name] = value
	}
	for _, name := range c.unsigned {
		delete(lines, name)
	}
	names := make([]string, 0, len(lines))
	for name := range lines {
		names = append(names, name)
	}
	sort.Strings(names)
	signed = strings.Join(names, ";")
	segments := strings.Split(c.path, "/")
	for i := range segments {
		segments[i] = rfc3986(segments[i])
	}
	pairs = append([]string(nil), pairs...)
	sort.Slice(pairs, func(i, j int) bool {
		left, right := strings.SplitN(pairs[i], "=", 2), strings.SplitN(pairs[j], "=", 2)
		return left[0] < right[0] || left[0] == right[0] && left[1] < right[1]
	})
	text := c.method + "\n" + strings.Join(segments, "/") + "\n" + strings.Join(pairs, "&") + "\n"
	for _, name := range names {
		text += name + ":" + lines[name] + "\n"
	}
	text += "\n" + signed + "\n" + payload
	return signed, chain(c.secret, c.at.UTC().Format("20060102"), c.region, c.service, "aws4_request",
		"AWS4-HMAC-SHA256\n"+c.stamp()+"\n"+c.scope()+"\n"+hashHex(text))
}

// wire returns the call signed in its Authorization header, as the bytes a client would send.
func (c call) wire() string {
	headers := append([]string{"X-Amz-Date", c.stamp()}, c.headers...)
	if c.declareHash {
		headers = append(headers, "X-Amz-Content-Sha256", hashHex(c.body))
	}
	pairs := c.queryPairs()
	signed, signature := c.sign(pairs, headers, hashHex(c.body))
	headers = append(headers, "Authorization", "AWS4-HMAC-SHA256 Credential="+c.keyID+"/"+c.scope()+
		", SignedHeaders="+signed+", Signature="+signature)
	return c.text(pairs, headers)
}

// presignedWire returns the call signed in its query. The payload is the hash that the client signs.
func (c call) presignedWire(expires, payload string) string {
	lines := []string{"host"}
	for i := 0; i+1 < len(c.headers); i += 2 {
		lines = append(lines, strings.ToLower(c.headers[i]))
	}
	sort.Strings(lines)
	pairs := append(c.queryPairs(), "X-Amz-Algorithm=AWS4-HMAC-SHA256", "X-Amz-Credential="+rfc3986(c.keyID+"/"+c.scope()),
		"X-Amz-Date="+c.stamp(), "X-Amz-Expires="+expires, "X-Amz-SignedHeaders="+rfc3986(strings.Join(lines, ";")))
	_, signature := c.sign(pairs, c.headers, payload)
	return c.text(append(pairs, "X-Amz-Signature="+signature), c.headers)
}

func (c call) text(pairs, headers []string) string {
	target := c.path
	if len(pairs) > 0 {
		target += "?" + strings.Join(pairs, "&")
	}
	lines := c.method + " " + target + " HTTP/1.1\r\nHost: " + c.host + "\r\n"
	for i := 0; i+1 < len(headers); i += 2 {
		lines += headers[i] + ": " + headers[i+1] + "\r\n"
	}
	if c.body != "" {
		lines += fmt.Sprintf("Content-Length: %d\r\n", len(c.body))
	}
	return lines + "\r\n" + c.body
}

// receive parses wire bytes as the server does.
func receive(t testing.TB, wire string) (*http.Request, []byte) {
	t.Helper()
	r, err := http.ReadRequest(bufio.NewReader(strings.NewReader(wire)))
	if err != nil {
		t.Fatalf("the test's own request does not parse: %v\n%s", err, wire)
	}
	var body bytes.Buffer
	if _, err := body.ReadFrom(r.Body); err != nil {
		t.Fatalf("the test's own body cannot be read: %v", err)
	}
	return r, body.Bytes()
}
