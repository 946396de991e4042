package auth_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"strowger/internal/auth"
)

var testMoment = time.Date(2026, 11, 22, 10, 30, 0, 0, time.UTC)

// TestVerifier_PublishedVectors checks signatures that AWS publishes: the ListUsers example of its signing guide and
// requests of its test suite for signers.
func TestVerifier_PublishedVectors(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, service, start, host, headers, signed, signature, body string
	}{
		{name: "signing guide, ListUsers", service: "iam", start: "GET /?Action=ListUsers&Version=2010-05-08", host: "iam.amazonaws.com",
			headers: "Content-Type: application/x-www-form-urlencoded; charset=utf-8\r\n", signed: "content-type;host;x-amz-date",
			signature: "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7"},
		{name: "suite, get-vanilla", start: "GET /",
			signature: "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"},
		{name: "suite, post-vanilla", start: "POST /",
			signature: "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"},
		{name: "suite, get-vanilla-query-order-key-case", start: "GET /?Param2=value2&Param1=value1",
			signature: "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"},
		{name: "suite, get-vanilla-utf8-query", start: "GET /?\u1234=bar",
			signature: "2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04"},
		{name: "suite, get-utf8", start: "GET /\u1234",
			signature: "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85"},
		{name: "suite, get-slashes-unnormalized", start: "GET //example//",
			signature: "87cca117541a147f6df867677d98a7d80dff226d2bfca9e4ffa899665623c7e5"},
		{name: "suite, get-slashes normalized", start: "GET //example//",
			signature: "9a624bd73a37c9a373b5312afbebe7a714a789de108f0bdfe846570885f57e84"},
		{name: "suite, get-slash normalized", start: "GET //",
			signature: "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"},
		{name: "suite, get-relative normalized", start: "GET /example/..",
			signature: "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"},
		{name: "suite, post-x-www-form-urlencoded", start: "POST /", headers: "Content-Type: application/x-www-form-urlencoded\r\n",
			signed: "content-type;host;x-amz-date", body: "Param1=value1",
			signature: "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			service, host, signed := tt.service, tt.host, tt.signed
			if service == "" {
				service = "service"
			}
			if host == "" {
				host = "example.amazonaws.com"
			}
			if signed == "" {
				signed = "host;x-amz-date"
			}
			wire := tt.start + " HTTP/1.1\r\nHost: " + host + "\r\n" + tt.headers + "X-Amz-Date: 20150830T123600Z\r\n" +
				"Authorization: AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/" + service + "/aws4_request, SignedHeaders=" +
				signed + ", Signature=" + tt.signature + "\r\nContent-Length: " + fmt.Sprint(len(tt.body)) + "\r\n\r\n" + tt.body
			r, body := receive(t, wire)
			got, err := auth.NewVerifier(exampleKeys{}, service).Verify(r, body, time.Date(2015, 8, 30, 12, 36, 0, 0, time.UTC))
			if err != nil || got.Name != "example" || got.AccessKeyID != exampleKeyID {
				t.Fatalf("got %+v, %v", got, err)
			}
		})
	}
}

// TestVerifier_ClientVectors checks requests that real clients signed for a local address: the Python SDK's core
// 1.43.11 and the Go SDK's core 1.41.9, with the example key, at 10:30 UTC on 22 November 2026.
func TestVerifier_ClientVectors(t *testing.T) {
	t.Parallel()
	const (
		id      = "11111111-2222-4333-8444-555555555555"
		date    = "X-Amz-Date: 20261122T103000Z\r\n"
		python  = "Authorization: AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261122/eu-central-1/connect/aws4_request, SignedHeaders="
		golang  = "Authorization: AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261122/us-west-2/connect/aws4_request, SignedHeaders="
		content = "Content-Type: application/json\r\n"
	)
	tests := []struct{ name, start, host, headers, body string }{
		{"python, body", "PUT /routing-profiles/" + id, "127.0.0.1:8080", content + date + "User-Agent: Boto3/1.26\r\n" + python +
			"content-type;host;x-amz-date, Signature=75dbee8b852e8a5161f11f840c5552411c2b4f31aa1207baab88a43c229cc8a4", `{"Name":"Basic"}`},
		{"python, escaped path and repeated query", "DELETE /tags/arn%3Aaws%3Aconnect%3Aeu-central-1%3A123456789012%3Ainstance%2F" + id +
			"?tagKeys=cost%20centre&tagKeys=a%2Bb", "127.0.0.1:8080", date + python +
			"host;x-amz-date, Signature=bd3d7b51f7338a9e3ee0cb44dc84bb962bb4967c677d61477573f976f663cbbe", ""},
		{"python, session token", "GET /queues-summary/" + id + "?queueTypes=STANDARD&maxResults=10", "127.0.0.1:8080",
			date + "X-Amz-Security-Token: FwoGZXIvYXdzEXAMPLE==\r\n" + python +
				"host;x-amz-date;x-amz-security-token, Signature=77a4d4b83c0fbedd1b9338cb64993398043f8cd503a1c881e4d42fab71129647", ""},
		{"python, path normalised before signing", "GET /queues-summary//" + id + "/./x", "127.0.0.1:8080", date + python +
			"host;x-amz-date, Signature=993985b6b5cf90c3720c862219c5ef44620ca6b3351e7ea031212d0cbbf2cd3f", ""},
		{"python, presigned with session token", "GET /?Action=GetCallerIdentity&Version=2011-06-15&X-Amz-Algorithm=AWS4-HMAC-SHA256" +
			"&X-Amz-Credential=AKIDEXAMPLE%2F20261122%2Feu-central-1%2Fsts%2Faws4_request&X-Amz-Date=20261122T103000Z&X-Amz-Expires=900" +
			"&X-Amz-SignedHeaders=host&X-Amz-Security-Token=FwoGZXIvYXdzEXAMPLE%3D%3D" +
			"&X-Amz-Signature=10e4afe54a6b80c0d2323240f453a80e0cb2818c7283dd35513094caa783e50e", "localhost:8080", "X-Test: 1", ""},
		{"go, body with content length signed", "PUT /contact/task", "localhost:8080", content + date + "Amz-Sdk-Request: attempt=1;  max=3\r\n" +
			golang + "amz-sdk-request;content-length;content-type;host;x-amz-date, " +
			"Signature=7730bc2479622117fa5329cc8566318e57efa29db689db1319b6924781d16678", `{"InstanceId":"` + id + `","Name":"Café"}`},
		{"go, escaped path", "POST /tags/arn%3Aaws%3Aconnect%3Aus-west-2%3A123456789012%3Ainstance%2F" + id, "localhost:8080",
			content + date + "Amz-Sdk-Request: attempt=1;  max=3\r\n" + golang + "amz-sdk-request;content-length;content-type;host;x-amz-date, " +
				"Signature=a77d9679a56cffea4d47da9d22ae509c7b167831c0d10617bb987609f62b798c", `{"tags":{"a":"b"}}`},
		{"go, presigned with the hash statement in a header", "POST /contacts/x%20y?X-Amz-Algorithm=AWS4-HMAC-SHA256" +
			"&X-Amz-Credential=AKIDEXAMPLE%2F20261122%2Fus-west-2%2Fconnect%2Faws4_request&X-Amz-Date=20261122T103000Z&X-Amz-Expires=604800" +
			"&X-Amz-SignedHeaders=host%3Bx-amz-content-sha256&X-Amz-Signature=ab1598d2325fbcb99979aec57ce716a060f5828806b83ad7d41e992550b4c2e1",
			"localhost:8080", "X-Amz-Content-Sha256: UNSIGNED-PAYLOAD", "anything"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r, body := receive(t, fmt.Sprintf("%s HTTP/1.1\r\nHost: %s\r\n%s\r\nContent-Length: %d\r\n\r\n%s",
				tt.start, tt.host, tt.headers, len(tt.body), tt.body))
			if _, err := auth.NewVerifier(exampleKeys{}).Verify(r, body, testMoment.Add(time.Minute)); err != nil {
				t.Fatal(err)
			}
		})
	}
}

// refusal is what a test expects of an error; the zero value expects none.
type refusal struct {
	code    auth.SignatureCode
	expired bool
	message string // a part of the message
}

func (want refusal) check(t *testing.T, err error) {
	t.Helper()
	if want.code == "" {
		if err != nil {
			t.Fatalf("refused: %v", err)
		}
		return
	}
	var got *auth.SignatureError
	if !errors.As(err, &got) {
		t.Fatalf("got error %v, want a SignatureError", err)
	}
	status := http.StatusForbidden
	if want.code == auth.IncompleteSignature {
		status = http.StatusBadRequest
	}
	if got.Code != want.code || got.Status != status || got.Expired != want.expired || !strings.Contains(got.Message, want.message) {
		t.Errorf("got %+v, want %+v with status %d", got, want, status)
	}
	if strings.Contains(err.Error(), exampleSecret) || !strings.HasPrefix(err.Error(), string(want.code)+": ") {
		t.Errorf("error text %q", err)
	}
}

// TestVerifier_HeaderForm varies a request before it is signed and the bytes of it afterwards.
func TestVerifier_HeaderForm(t *testing.T) {
	t.Parallel()
	wrong := refusal{code: auth.InvalidSignature, message: "does not match"}
	tests := []struct {
		name   string
		before func(*call)
		after  []string // old, new
		at     time.Duration
		want   refusal
	}{
		{name: "plain"},
		{name: "declared hash", before: func(c *call) { c.declareHash = true }},
		{name: "service sts", before: func(c *call) { c.service = "sts" }},
		{name: "service execute-api", before: func(c *call) { c.service = "execute-api" }},
		{name: "any region", before: func(c *call) { c.region = "mars-north-7" }},
		{name: "query without value", before: func(c *call) { c.query = []string{"flag", "", "a", "1"} }, after: []string{"flag=&", "flag&"}},
		{name: "names that are prefixes of each other", before: func(c *call) { c.query = []string{"Param-3", "3", "Param", "2", "\u1234", "1"} }},
		{name: "repeated name sorts by value", before: func(c *call) { c.query = []string{"tagKeys", "z", "tagKeys", "a"} }},
		{name: "empty pairs are no parameters", before: func(c *call) { c.query = []string{"a", "1"} }, after: []string{"?a=1", "?&a=1&"}},
		{name: "semicolon and plus in values", before: func(c *call) { c.query = []string{"a", "x;y+z w"} }},
		{name: "plus sign read as a space", before: func(c *call) { c.query = []string{"a", "x y"} }, after: []string{"x%20y", "x+y"}},
		{name: "escaped path", before: func(c *call) { c.path = "/tags/arn%3Aaws%3Aconnect%2Fx%20y" }},
		{name: "escaped dots are data", before: func(c *call) { c.path = "/a/%2e%2e/b" }},
		{name: "root", before: func(c *call) { c.path = "/" }},
		{name: "spaces inside a header", before: func(c *call) { c.headers = append(c.headers, "X-Amz-Note", "a   b \t c") }},
		{name: "header given twice", before: func(c *call) { c.headers = append(c.headers, "X-Amz-Note", "a", "X-Amz-Note", "b") }},
		{name: "signed user agent", before: func(c *call) { c.headers = append(c.headers, "User-Agent", "curl/8") }},
		{name: "session token", before: func(c *call) { c.headers = append(c.headers, "X-Amz-Security-Token", "abc") }},
		{name: "unsigned header of no weight", before: func(c *call) {
			c.headers, c.unsigned = append(c.headers, "X-Amzn-Trace-Id", "Root=1"), []string{"x-amzn-trace-id"}
		}},
		{name: "no spaces after commas", after: []string{", ", ","}},
		{name: "last moment", at: 5 * time.Minute},
		{name: "first moment", at: -5 * time.Minute},

		{name: "too late", at: 5*time.Minute + time.Second, want: refusal{auth.InvalidSignature, true, "20261122T103000Z"}},
		{name: "too early", at: -5*time.Minute - time.Second, want: refusal{auth.InvalidSignature, false, "ahead"}},
		{name: "other method", after: []string{"POST ", "PUT "}, want: wrong},
		{name: "other path", after: []string{"/queues/1", "/queues/2"}, want: wrong},
		{name: "path escaped otherwise", before: func(c *call) { c.path = "/a%3Ab" }, after: []string{"%3A", ":"}, want: wrong},
		{name: "added query", after: []string{" HTTP/", "?force=true HTTP/"}, want: wrong},
		{name: "dropped query", before: func(c *call) { c.query = []string{"a", "1", "b", "2"} }, after: []string{"&b=2", ""}, want: wrong},
		{name: "other host", after: []string{"Host: 127.0.0.1", "Host: 127.0.0.2"}, want: wrong},
		{name: "other signed header", after: []string{"application/json", "text/plain"}, want: wrong},
		{name: "other body", after: []string{"sales", "fraud"}, want: wrong},
		{name: "other body, hash declared", before: func(c *call) { c.declareHash = true }, after: []string{"sales", "fraud"},
			want: refusal{code: auth.InvalidSignature, message: "SHA-256 of the body"}},
		{name: "other secret", before: func(c *call) { c.secret += "x" }, want: wrong},
		{name: "other region in the scope", after: []string{"/eu-central-1/", "/eu-central-2/"}, want: wrong},
		{name: "other accepted service in the scope", after: []string{"/connect/", "/sts/"}, want: wrong},
		{name: "two hosts swapped by order", after: []string{"SignedHeaders=content-type;host", "SignedHeaders=host;content-type"},
			want: refusal{code: auth.IncompleteSignature, message: "ascending"}},
		{name: "foreign service", before: func(c *call) { c.service = "s3" }, want: refusal{code: auth.InvalidSignature, message: "connect, sts, execute-api"}},
		{name: "unknown key", before: func(c *call) { c.keyID = "AKIDOTHER" }, want: refusal{code: auth.UnrecognizedClient}},
		{name: "no signature", after: []string{"Authorization:", "X-Test:"}, want: refusal{code: auth.MissingAuthenticationToken}},
		{name: "empty header", after: []string{"Authorization:", "Authorization: \r\nX-Test:"}, want: refusal{code: auth.MissingAuthenticationToken}},
		{name: "other scheme", after: []string{"AWS4-HMAC-SHA256 C", "Bearer C"}, want: refusal{code: auth.IncompleteSignature}},
		{name: "newer algorithm", after: []string{"AWS4-HMAC-SHA256 C", "AWS4-ECDSA-P256-SHA256 C"}, want: refusal{code: auth.IncompleteSignature}},
		{name: "algorithm alone", after: []string{"AWS4-HMAC-SHA256 Cred", "AWS4-HMAC-SHA256\r\nX-Test: Cred"}, want: refusal{code: auth.IncompleteSignature}},
		{name: "part missing", after: []string{", SignedHeaders", "\r\nX-Test: SignedHeaders"}, want: refusal{code: auth.IncompleteSignature}},
		{name: "part twice", after: []string{"Signature=", "Credential=a/b/c/d/e, Signature="}, want: refusal{code: auth.IncompleteSignature, message: "once"}},
		{name: "unknown part", after: []string{"Signature=", "Extra=1, Signature="}, want: refusal{code: auth.IncompleteSignature}},
		{name: "scope too short", after: []string{"/connect/aws4_request", "/aws4_request"}, want: refusal{code: auth.IncompleteSignature, message: "Credential"}},
		{name: "scope with other end", after: []string{"/aws4_request", "/aws5_request"}, want: refusal{code: auth.IncompleteSignature, message: "Credential"}},
		{name: "scope without region", after: []string{"/eu-central-1/", "//"}, want: refusal{code: auth.IncompleteSignature, message: "Credential"}},
		{name: "scope of another day", after: []string{"/20261122/", "/20261121/"}, want: refusal{code: auth.InvalidSignature, message: "scope"}},
		{name: "upper-case signature", after: []string{"Signature=", "Signature=A"}, want: refusal{code: auth.IncompleteSignature, message: "64"}},
		{name: "no date", after: []string{"X-Amz-Date:", "X-Test:"}, want: refusal{code: auth.IncompleteSignature, message: "X-Amz-Date"}},
		{name: "date of another form", after: []string{"20261122T103000Z\r", "2026-11-22T10:30:00Z\r"}, want: refusal{code: auth.IncompleteSignature, message: "X-Amz-Date"}},
		{name: "date with a fraction", after: []string{"20261122T103000Z\r", "20261122T103000.5Z\r"}, want: refusal{code: auth.IncompleteSignature, message: "X-Amz-Date"}},
		{name: "date twice", after: []string{"X-Amz-Date:", "X-Amz-Date: 20261122T103001Z\r\nX-Amz-Date:"}, want: refusal{code: auth.IncompleteSignature, message: "more than once"}},
		{name: "hash twice", before: func(c *call) { c.declareHash = true }, after: []string{"X-Amz-Content-Sha256:", "X-Amz-Content-Sha256: 00\r\nX-Amz-Content-Sha256:"},
			want: refusal{code: auth.IncompleteSignature, message: "more than once"}},
		{name: "two signatures", after: []string{"Authorization:", "Authorization: AWS4-HMAC-SHA256 x\r\nAuthorization:"}, want: refusal{code: auth.IncompleteSignature}},
		{name: "signed in header and query", after: []string{" HTTP/", "?X-Amz-Signature=1 HTTP/"}, want: refusal{code: auth.IncompleteSignature, message: "twice"}},
		{name: "host unsigned", before: func(c *call) { c.unsigned = []string{"host"} }, want: refusal{code: auth.IncompleteSignature, message: "host"}},
		{name: "date unsigned", before: func(c *call) { c.unsigned = []string{"x-amz-date"} }, want: refusal{code: auth.IncompleteSignature, message: "x-amz-"}},
		{name: "added x-amz header", after: []string{"Content-Type:", "X-Amz-Target: Evil\r\nContent-Type:"}, want: refusal{code: auth.IncompleteSignature, message: "x-amz-"}},
		{name: "signed header removed", after: []string{"Content-Type:", "X-Test:"}, want: refusal{code: auth.InvalidSignature, message: "absent"}},
		{name: "header name with a space", after: []string{"SignedHeaders=", "SignedHeaders=a b;"}, want: refusal{code: auth.IncompleteSignature, message: "lower-case"}},
		{name: "header name too long", after: []string{"SignedHeaders=", "SignedHeaders=" + strings.Repeat("a", 200) + ";"}, want: refusal{code: auth.IncompleteSignature, message: "lower-case"}},
		{name: "malformed escape in a name", after: []string{" HTTP/", "?%zz=1 HTTP/"}, want: refusal{code: auth.IncompleteSignature, message: "percent"}},
		{name: "malformed escape in a value", after: []string{" HTTP/", "?a=%z HTTP/"}, want: refusal{code: auth.IncompleteSignature, message: "percent"}},
		{name: "unsigned payload", before: func(c *call) { c.headers = append(c.headers, "X-Amz-Content-Sha256", "UNSIGNED-PAYLOAD") },
			want: refusal{code: auth.InvalidSignature, message: "presigned"}},
		{name: "streaming payload", before: func(c *call) {
			c.headers = append(c.headers, "X-Amz-Content-Sha256", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD")
		},
			want: refusal{code: auth.InvalidSignature, message: "SHA-256"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := newCall(testMoment)
			if tt.before != nil {
				tt.before(&c)
			}
			wire := c.wire()
			if tt.after != nil {
				if !strings.Contains(wire, tt.after[0]) {
					t.Fatalf("nothing to change: %q is not in\n%s", tt.after[0], wire)
				}
				wire = strings.ReplaceAll(wire, tt.after[0], tt.after[1])
			}
			r, body := receive(t, wire)
			_, err := auth.NewVerifier(exampleKeys{}).Verify(r, body, testMoment.Add(tt.at))
			tt.want.check(t, err)
		})
	}
}

// TestVerifier_Presigned does the same for the query form.
func TestVerifier_Presigned(t *testing.T) {
	t.Parallel()
	const unsigned = "UNSIGNED-PAYLOAD"
	incomplete := refusal{code: auth.IncompleteSignature}
	wrong := refusal{code: auth.InvalidSignature, message: "does not match"}
	tests := []struct {
		name             string
		before           func(*call)
		expires, payload string
		after            []string
		at               time.Duration
		want             refusal
	}{
		{name: "plain"},
		{name: "with own query", before: func(c *call) { c.query = []string{"maxResults", "5", "X-Other", "x"} }},
		{name: "session token", before: func(c *call) { c.query = []string{"X-Amz-Security-Token", "a/b+c=="} }},
		{name: "with signed header", before: func(c *call) { c.headers = []string{"X-Amz-Note", "n"} }},
		{name: "body covered", before: func(c *call) { c.body = "{}" }, payload: hashHex("{}")},
		{name: "body covered and declared", before: func(c *call) {
			c.body, c.query = "{}", []string{"X-Amz-Content-Sha256", hashHex("{}")}
		}, payload: hashHex("{}")},
		{name: "body not covered", before: func(c *call) { c.body, c.query = "{}", []string{"X-Amz-Content-Sha256", unsigned} }, payload: unsigned},
		{name: "last moment", expires: "900", at: 15 * time.Minute},
		{name: "last moment of seven days", expires: "604800", at: auth.PresignedLifeMax},
		{name: "first moment", at: -5 * time.Minute},

		{name: "expired", expires: "60", at: time.Minute + time.Second, want: refusal{auth.InvalidSignature, true, "60 seconds"}},
		{name: "too early", at: -5*time.Minute - time.Second, want: refusal{auth.InvalidSignature, false, "ahead"}},
		{name: "eight days", expires: "604801", want: refusal{code: auth.IncompleteSignature, message: "604800"}},
		{name: "no life", expires: "0", want: incomplete},
		{name: "negative life", expires: "-5", want: incomplete},
		{name: "life without a number", expires: "long", want: incomplete},
		{name: "longer life than signed", expires: "60", after: []string{"Expires=60", "Expires=600"}, want: wrong},
		{name: "other query", before: func(c *call) { c.query = []string{"a", "1"} }, after: []string{"a=1", "a=2"}, want: wrong},
		{name: "other token", before: func(c *call) { c.query = []string{"X-Amz-Security-Token", "one"} }, after: []string{"=one", "=two"}, want: wrong},
		{name: "covered body changed", before: func(c *call) { c.body = "{}" }, payload: hashHex("{}"), after: []string{"\r\n\r\n{}", "\r\n\r\n[]"}, want: wrong},
		{name: "uncovered body not stated", before: func(c *call) { c.body = "{}" }, payload: unsigned, want: wrong},
		{name: "no algorithm", after: []string{"X-Amz-Algorithm", "X-Algorithm"}, want: incomplete},
		{name: "other algorithm", after: []string{"HMAC-SHA256", "HMAC-SHA1"}, want: incomplete},
		{name: "no signature", after: []string{"X-Amz-Signature", "X-Signature"}, want: incomplete},
		{name: "no credential", after: []string{"X-Amz-Credential", "X-Credential"}, want: incomplete},
		{name: "no date", after: []string{"X-Amz-Date", "X-Date"}, want: incomplete},
		{name: "no signed headers", after: []string{"X-Amz-SignedHeaders", "X-SignedHeaders"}, want: incomplete},
		{name: "parameter twice", after: []string{"X-Amz-Date=", "X-Amz-Date=20261122T103001Z&X-Amz-Date="}, want: incomplete},
		{name: "added x-amz header", after: []string{"Host:", "X-Amz-Target: t\r\nHost:"}, want: refusal{code: auth.IncompleteSignature, message: "x-amz-"}},
		{name: "hash header twice", after: []string{"Host:", "X-Amz-Content-Sha256: a\r\nX-Amz-Content-Sha256: b\r\nHost:"}, want: incomplete},
		{name: "unknown key", before: func(c *call) { c.keyID = "AKIDOTHER" }, want: refusal{code: auth.UnrecognizedClient}},
		{name: "foreign service", before: func(c *call) { c.service = "s3" }, want: refusal{code: auth.InvalidSignature}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := newCall(testMoment)
			c.method, c.headers, c.body = "GET", nil, ""
			if tt.before != nil {
				tt.before(&c)
			}
			expires, payload := tt.expires, tt.payload
			if expires == "" {
				expires = "900"
			}
			if payload == "" {
				payload = emptyHash
			}
			wire := c.presignedWire(expires, payload)
			if tt.after != nil {
				if !strings.Contains(wire, tt.after[0]) {
					t.Fatalf("nothing to change: %q is not in\n%s", tt.after[0], wire)
				}
				wire = strings.Replace(wire, tt.after[0], tt.after[1], 1)
			}
			r, body := receive(t, wire)
			_, err := auth.NewVerifier(exampleKeys{}).Verify(r, body, testMoment.Add(tt.at))
			tt.want.check(t, err)
		})
	}
}

// TestVerifier_WithoutWire verifies a request that a test hands to a handler directly, so that there is neither a
// request target nor a Host field, and the length of the body stands in no header.
func TestVerifier_WithoutWire(t *testing.T) {
	t.Parallel()
	c := newCall(testMoment)
	c.headers = append(c.headers, "Content-Length", fmt.Sprint(len(c.body)))
	c.path = "/tags/arn%3Aaws"
	c.query = []string{"b", "2", "a", "1 0"}
	parsed, body := receive(t, c.wire())
	r, err := http.NewRequest(c.method, "http://"+c.host+parsed.RequestURI, strings.NewReader(c.body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header = parsed.Header.Clone()
	r.Header.Del("Content-Length")
	r.Host = ""
	if _, err := auth.NewVerifier(exampleKeys{}).Verify(r, body, testMoment); err != nil {
		t.Fatal(err)
	}
	r.ContentLength = -1
	_, err = auth.NewVerifier(exampleKeys{}).Verify(r, body, testMoment)
	refusal{code: auth.InvalidSignature, message: "absent"}.check(t, err)
	r.ContentLength, r.URL.Host = int64(len(c.body)), ""
	_, err = auth.NewVerifier(exampleKeys{}).Verify(r, body, testMoment)
	refusal{code: auth.InvalidSignature, message: `"host" is signed but absent`}.check(t, err)
	_, err = auth.NewVerifier(exampleKeys{}).Verify(&http.Request{}, nil, testMoment)
	refusal{code: auth.MissingAuthenticationToken}.check(t, err)
}

// TestVerifier_ClientDefaults: in a request built for a client, no method means GET and no path means the root.
func TestVerifier_ClientDefaults(t *testing.T) {
	t.Parallel()
	c := newCall(testMoment)
	c.method, c.path, c.headers, c.body = "GET", "/", nil, ""
	parsed, _ := receive(t, c.wire())
	r := &http.Request{URL: &url.URL{Scheme: "http", Host: c.host}, Header: parsed.Header}
	if _, err := auth.NewVerifier(exampleKeys{}).Verify(r, nil, testMoment); err != nil {
		t.Fatal(err)
	}
}

// TestVerifier_AbsoluteForm accepts the request target that clients send to a proxy.
func TestVerifier_AbsoluteForm(t *testing.T) {
	t.Parallel()
	c := newCall(testMoment)
	r, body := receive(t, strings.Replace(c.wire(), " /queues", " http://"+c.host+"/queues", 1))
	if _, err := auth.NewVerifier(exampleKeys{}).Verify(r, body, testMoment); err != nil {
		t.Fatal(err)
	}
}

// TestVerifier_AfterRouter keeps to what was signed when a router has changed the URL.
func TestVerifier_AfterRouter(t *testing.T) {
	t.Parallel()
	r, body := receive(t, newCall(testMoment).wire())
	r.URL.Path, r.URL.RawPath, r.URL.RawQuery = "/elsewhere", "", "x=1"
	if _, err := auth.NewVerifier(exampleKeys{}).Verify(r, body, testMoment); err != nil {
		t.Fatal(err)
	}
}

// TestVerifier_Property signs arbitrary paths, queries, headers and bodies with the independent signer: each verifies,
// and stops verifying when one byte of the body or of the signature changes.
func TestVerifier_Property(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		c := newCall(testMoment)
		c.method = rapid.SampledFrom([]string{"GET", "POST", "PUT", "DELETE"}).Draw(rt, "method")
		c.path = ""
		for _, segment := range rapid.SliceOfN(rapid.StringN(1, 12, -1), 1, 4).Draw(rt, "segments") {
			c.path += "/" + rfc3986(segment)
		}
		c.query = rapid.SliceOfN(rapid.String(), 0, 8).Draw(rt, "query")
		for i := 0; i < len(c.query); i += 2 {
			c.query[i] = "p" + c.query[i]
		}
		c.headers = append(c.headers, "X-Amz-Note", rapid.StringMatching(`[!-~]( {0,3}[!-~]){0,10}`).Draw(rt, "header"))
		c.body = rapid.String().Draw(rt, "body") + "."
		c.declareHash = rapid.Bool().Draw(rt, "declared")
		r, body := receive(t, c.wire())
		verifier := auth.NewVerifier(exampleKeys{})
		if _, err := verifier.Verify(r, body, testMoment); err != nil {
			rt.Fatalf("%v\n%s", err, c.wire())
		}
		changed := append([]byte(nil), body...)
		changed[rapid.IntRange(0, len(changed)-1).Draw(rt, "byte")] ^= 1
		if _, err := verifier.Verify(r, changed, testMoment); err == nil {
			rt.Fatal("a changed body verified")
		}
		header := []byte(r.Header.Get("Authorization"))
		digit := &header[len(header)-1-rapid.IntRange(0, 63).Draw(rt, "digit")]
		if *digit == '0' {
			*digit = '1'
		} else {
			*digit = '0'
		}
		r.Header.Set("Authorization", string(header))
		if _, err := verifier.Verify(r, body, testMoment); err == nil {
			rt.Fatal("a changed signature verified")
		}
	})
}

// FuzzVerifier throws arbitrary signing data at both forms: no panic, every error is a SignatureError with a known
// status, and nothing but the one genuine signature is let in.
func FuzzVerifier(f *testing.F) {
	genuine := newCall(testMoment)
	r, _ := receive(f, genuine.wire())
	f.Add(r.Header.Get("Authorization"), r.Header.Get("X-Amz-Date"), "", "a=1&b=%20", genuine.host, "x-amz-note")
	f.Add("AWS4-HMAC-SHA256 Credential=a/b/c/d/aws4_request,SignedHeaders=;,Signature=", "20261122T103000Z", emptyHash, "", "", "host")
	f.Add("", "", "UNSIGNED-PAYLOAD", "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Expires=9", "h", "")
	f.Add("", "", "", "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE%2F20261122%2Fr%2Fconnect%2Faws4_request&X-Amz-Date=20261122T103000Z"+
		"&X-Amz-Expires=900&X-Amz-SignedHeaders=host&X-Amz-Signature="+emptyHash, "h", "content-length")
	f.Fuzz(func(t *testing.T, authorization, date, hash, query, host, extra string) {
		r := &http.Request{Method: "GET", Host: host, RequestURI: "/x?" + query, Header: http.Header{}}
		for name, value := range map[string]string{"Authorization": authorization, "X-Amz-Date": date, "X-Amz-Content-Sha256": hash, extra: "1"} {
			if value != "" {
				r.Header[name] = []string{value}
			}
		}
		_, err := auth.NewVerifier(exampleKeys{}).Verify(r, nil, testMoment)
		var refused *auth.SignatureError
		if !errors.As(err, &refused) {
			t.Fatalf("got %v, want a SignatureError: the path was never signed", err)
		}
		if refused.Status != http.StatusBadRequest && refused.Status != http.StatusForbidden || refused.Message == "" {
			t.Fatalf("odd refusal %+v", refused)
		}
		if _, err := (auth.AnyKey{}).Verify(r, nil, testMoment); err != nil {
			t.Fatal(err)
		}
	})
}
