package binary

import (
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

const (
	keyID  = "AKIDSTROWGER"
	secret = "wJalr/K7MDENG+bPxRfiCYzEXAMPLEKEY0000000"
)

// accessKeys writes a file with one key and returns its name.
func accessKeys(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "keys")
	if err := os.WriteFile(path, []byte("# for the tests\n"+keyID+" "+secret+" tester\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// With access keys a server takes what the SDK signs with the right secret,
// whatever stands in path, query and body, and nothing else.
func TestAccessKeys_SignaturesOfTheSDK(t *testing.T) {
	t.Parallel()
	s := newServer(t, "--access-keys", accessKeys(t))
	s.api = newClient(s.url, keyID, secret)
	c := s.centre(t, foreign)
	c.queue("Q")
	api, ctx := c.client(), t.Context()
	arn := c.arn("queue/" + c.queues["Q"])
	tags := map[string]string{"a b": "c/d", "é+ü": "100 % = ~*'()!", "plain": ""}
	_, err := api.TagResource(ctx, &connect.TagResourceInput{ResourceArn: &arn, Tags: tags}) // slashes and colons in the path
	c.check(err)
	_, err = api.UntagResource(ctx, &connect.UntagResourceInput{ResourceArn: &arn, TagKeys: []string{"plain", "a b"}}) // a name twice in the query
	c.check(err)
	delete(tags, "plain")
	delete(tags, "a b")
	listed, err := api.ListTagsForResource(ctx, &connect.ListTagsForResourceInput{ResourceArn: &arn})
	c.check(err)
	equal(t, "tags", listed.Tags, tags)
	_, err = api.DescribeQueue(ctx, &connect.DescribeQueueInput{InstanceId: aws.String(c.arn("")[:len(c.arn(""))-1]), QueueId: &arn}) // ARNs for ids
	c.check(err)
	_, err = api.ListQueues(ctx, &connect.ListQueuesInput{InstanceId: &c.instance, MaxResults: aws.Int32(1), QueueTypes: []types.QueueType{types.QueueTypeAgent, types.QueueTypeStandard}})
	c.check(err)
	task := c.task("Q", "Grüße, 世界 \"quoted\"\n")

	for _, refusal := range []struct{ name, key, secret, code string }{
		{"another secret", keyID, strings.Repeat("x", 40), "InvalidSignatureException"},
		{"an unknown key", "AKIDNOBODY", secret, "UnrecognizedClientException"},
	} {
		_, err := newClient(s.url, refusal.key, refusal.secret).StopContact(ctx, &connect.StopContactInput{InstanceId: &c.instance, ContactId: &task})
		var api smithy.APIError
		var answer *smithyhttp.ResponseError
		if !errors.As(err, &api) || !errors.As(err, &answer) || api.ErrorCode() != refusal.code || answer.HTTPStatusCode() != http.StatusForbidden {
			t.Errorf("%s: %v, want 403 %s", refusal.name, err, refusal.code)
		}
	}
	unsigned := &desk{t: t, s: s}
	if status, raw := unsigned.post("/contact/stop", nil, map[string]any{"InstanceId": c.instance, "ContactId": task}); status != http.StatusForbidden {
		t.Errorf("without a signature: %d %s", status, raw)
	}
	if status, raw := unsigned.post("/strowger/v1/instances/"+c.instance+"/calls", nil, map[string]any{}); status != http.StatusForbidden {
		t.Errorf("a call without a signature: %d %s", status, raw)
	}
	if c.describe(task).DisconnectTimestamp != nil {
		t.Error("a request that was refused has stopped the contact")
	}
}

// Without access keys a server does not listen where others could reach it, and
// answers only to this machine.
func TestAccessKeys_NoneOnALoopbackAddressOnly(t *testing.T) {
	t.Parallel()
	for _, listen := range []string{"0.0.0.0:0", "[::]:0", ":0"} {
		out, err := say(t, "serve", "--listen", listen, "--data", t.TempDir())
		if err == nil || !strings.Contains(out, "access keys") {
			t.Errorf("--listen %s: %v, %q; want a refusal that asks for access keys", listen, err, out)
		}
	}
	bad := filepath.Join(t.TempDir(), "keys")
	if err := os.WriteFile(bad, []byte("AKID "+secret+"\nnonsense\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := say(t, "serve", "--listen", "127.0.0.1:0", "--data", t.TempDir(), "--access-keys", bad)
	if err == nil || !strings.Contains(out, "line 2") || strings.Contains(out, secret) {
		t.Errorf("a bad file of keys: %v, %q; want a refusal that names line 2 and no secret", err, out)
	}

	for name, header := range map[string]string{"Host": "evil.example", "Origin": "https://evil.example"} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, shared.url+"/instance", nil)
		if err != nil {
			t.Fatal(err)
		}
		if name == "Host" {
			r.Host = header
		} else {
			r.Header.Set(name, header)
		}
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if answer.StatusCode != http.StatusForbidden {
			t.Errorf("%s %s: %d, want 403", name, header, answer.StatusCode)
		}
	}
}
