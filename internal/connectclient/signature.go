package connectclient

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// Credentials are an access key. The token is that of temporary credentials.
type Credentials struct {
	AccessKeyID, SecretAccessKey, SessionToken string
}

const (
	algorithm   = "AWS4-HMAC-SHA256"
	service     = "connect" // the signing name of the API
	terminator  = "aws4_request"
	stampLayout = "20060102T150405Z"
	dateLength  = len("20060102")
)

// sign adds the headers of a signature to a request, which must have its host and
// all other headers that count already.
func (c Credentials) sign(r *http.Request, body []byte, region string, now time.Time) {
	stamp := now.UTC().Format(stampLayout)
	payload := sha256.Sum256(body)
	r.Header.Set("X-Amz-Date", stamp)
	r.Header.Set("X-Amz-Content-Sha256", hex.EncodeToString(payload[:]))
	if c.SessionToken != "" {
		r.Header.Set("X-Amz-Security-Token", c.SessionToken)
	}
	headers := map[string]string{"host": r.URL.Host}
	for name, values := range r.Header {
		if lower := strings.ToLower(name); lower == "content-type" || strings.HasPrefix(lower, "x-amz-") {
			headers[lower] = strings.Join(values, ",")
		}
	}
	var names []string
	for name := range headers {
		names = append(names, name)
	}
	slices.Sort(names)
	var canonical strings.Builder
	canonical.WriteString(r.Method + "\n" + escape(r.URL.EscapedPath(), true) + "\n" + canonicalQuery(r.URL.Query()) + "\n")
	for _, name := range names {
		canonical.WriteString(name + ":" + strings.TrimSpace(headers[name]) + "\n")
	}
	signed := strings.Join(names, ";")
	canonical.WriteString("\n" + signed + "\n" + hex.EncodeToString(payload[:]))
	digest := sha256.Sum256([]byte(canonical.String()))
	scope := strings.Join([]string{stamp[:dateLength], region, service, terminator}, "/")
	key := []byte("AWS4" + c.SecretAccessKey)
	for _, part := range []string{stamp[:dateLength], region, service, terminator} {
		key = mac(key, part)
	}
	signature := mac(key, strings.Join([]string{algorithm, stamp, scope, hex.EncodeToString(digest[:])}, "\n"))
	r.Header.Set("Authorization", algorithm+" Credential="+c.AccessKeyID+"/"+scope+", SignedHeaders="+signed+", Signature="+hex.EncodeToString(signature))
}

func mac(key []byte, text string) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(text))
	return h.Sum(nil)
}

// canonicalQuery writes a query with its names, and the values of each, sorted.
func canonicalQuery(query url.Values) string {
	var parts []string
	for name, values := range query {
		for _, value := range values {
			parts = append(parts, escape(name, false)+"="+escape(value, false))
		}
	}
	slices.Sort(parts)
	return strings.Join(parts, "&")
}

// escape percent-encodes what RFC 3986 does not call unreserved, but keeps slashes
// when told to.
func escape(text string, keepSlash bool) string {
	const digits = "0123456789ABCDEF"
	var out strings.Builder
	for i := range len(text) {
		c := text[i]
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', strings.IndexByte("-_.~", c) >= 0, c == '/' && keepSlash:
			out.WriteByte(c)
		default:
			out.WriteByte('%')
			out.WriteByte(digits[c>>4])
			out.WriteByte(digits[c&15])
		}
	}
	return out.String()
}
