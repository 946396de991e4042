package binary

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// blueTeam may do everything with what is tagged as its own, and look at the
// rest, but never delete.
const blueTeam = `{"Version": "2012-10-17", "Statement": [
	{"Effect": "Allow", "Action": ["connect:Describe*", "connect:List*", "connect:Search*"], "Resource": "*"},
	{"Effect": "Allow", "Action": "connect:*", "Resource": "*", "Condition": {"StringEquals": {"aws:ResourceTag/team": "blue"}}},
	{"Effect": "Allow", "Action": "connect:CreateQueue", "Resource": "arn:aws:connect:*:*:instance/*/operating-hours/*"},
	{"Effect": "Allow", "Action": "connect:CreateQueue", "Resource": "arn:aws:connect:*:*:instance/*/queue/*",
		"Condition": {"StringEquals": {"aws:RequestTag/team": "blue"}, "ForAllValues:StringEquals": {"aws:TagKeys": ["team", "site"]}}},
	{"Effect": "Deny", "Action": "connect:Delete*", "Resource": "*"}]}`

var keyLines = regexp.MustCompile(`^AWS_ACCESS_KEY_ID=(\S+)\nAWS_SECRET_ACCESS_KEY=(\S+)\n$`)

// addKey makes a key with the command and returns it.
func addKey(t *testing.T, file string, args ...string) (id, secret string) {
	t.Helper()
	out, err := say(t, append([]string{"keys", "add", "--access-keys", file}, args...)...)
	found := keyLines.FindStringSubmatch(out)
	if err != nil || found == nil {
		t.Fatalf("keys add: %v, %q", err, out)
	}
	return found[1], found[2]
}

// Tags control access as they do in AWS, and a key that is revoked is soon good
// for nothing.
func TestAccessKeys_Policies(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file, policy := filepath.Join(dir, "keys"), filepath.Join(dir, "policy.json")
	if err := os.WriteFile(policy, []byte(blueTeam), 0o600); err != nil {
		t.Fatal(err)
	}
	adminID, adminSecret := addKey(t, file)
	blueID, blueSecret := addKey(t, file, "--name", "ann", "--policy", policy)
	listed, err := say(t, "keys", "list", "--access-keys", file)
	if err != nil || !strings.Contains(listed, blueID) || !strings.Contains(listed, "aws:RequestTag/team") || strings.Contains(listed, blueSecret) || strings.Contains(listed, adminSecret) {
		t.Errorf("keys list: %v, %q", err, listed)
	}
	s := newServer(t, "--access-keys", file)
	s.api = newClient(s.url, adminID, adminSecret)
	c := s.centre(t, foreign)
	c.queue("red")
	c.queue("blue")
	_, err = c.client().TagResource(t.Context(), &connect.TagResourceInput{ResourceArn: aws.String(c.arn("queue/" + c.queues["blue"])), Tags: map[string]string{"team": "blue"}})
	c.check(err)
	api, ctx := newClient(s.url, blueID, blueSecret), t.Context()
	denied := func(err error, action, resource, why string) {
		t.Helper()
		var exception *types.AccessDeniedException
		var api smithy.APIError
		var answer *smithyhttp.ResponseError
		want := "User: arn:aws:iam::000000000000:user/ann is not authorized to perform: connect:" + action + " on resource: " + resource + why
		if !errors.As(err, &exception) && !(errors.As(err, &api) && api.ErrorCode() == "AccessDeniedException") || !errors.As(err, &answer) || answer.HTTPStatusCode() != http.StatusForbidden || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", action, err, want)
		}
	}
	red, blue := c.arn("queue/"+c.queues["red"]), c.arn("queue/"+c.queues["blue"])
	_, err = api.DescribeQueue(ctx, &connect.DescribeQueueInput{InstanceId: &c.instance, QueueId: aws.String(c.queues["red"])})
	c.check(err)
	rename := func(queue, name string) error {
		_, err := api.UpdateQueueName(ctx, &connect.UpdateQueueNameInput{InstanceId: &c.instance, QueueId: &queue, Name: &name})
		return err
	}
	c.check(rename(c.queues["blue"], "sky"))
	c.check(rename(blue, "sea"))
	denied(rename(c.queues["red"], "mine"), "UpdateQueueName", red, " because no identity-based policy allows the connect:UpdateQueueName action")
	denied(rename(red, "mine"), "UpdateQueueName", red, " because")
	_, err = api.DeleteQueue(ctx, &connect.DeleteQueueInput{InstanceId: &c.instance, QueueId: aws.String(c.queues["blue"])})
	denied(err, "DeleteQueue", blue, " with an explicit deny")
	create := func(tags map[string]string) error {
		_, err := api.CreateQueue(ctx, &connect.CreateQueueInput{InstanceId: &c.instance, Name: aws.String("new"), HoursOfOperationId: &c.hours, Tags: tags})
		return err
	}
	denied(create(nil), "CreateQueue", c.arn("queue/*"), " because")
	denied(create(map[string]string{"team": "red"}), "CreateQueue", c.arn("queue/*"), " because")
	denied(create(map[string]string{"team": "blue", "owner": "ann"}), "CreateQueue", c.arn("queue/*"), " because")
	c.check(create(map[string]string{"team": "blue", "site": "BER"}))
	_, err = api.StartTaskContact(ctx, &connect.StartTaskContactInput{InstanceId: &c.instance, Name: aws.String("x"), ContactFlowId: aws.String(c.flows["red"])})
	denied(err, "StartTaskContact", c.arn("")[:len(c.arn(""))-1], " because")

	if out, err := say(t, "keys", "revoke", blueID, "--access-keys", file); err != nil {
		t.Fatalf("keys revoke: %v, %q", err, out)
	}
	if !until(ctx, 10*time.Second, func() bool {
		_, err := api.ListQueues(ctx, &connect.ListQueuesInput{InstanceId: &c.instance})
		var api smithy.APIError
		return errors.As(err, &api) && api.ErrorCode() == "UnrecognizedClientException"
	}) {
		t.Error("the key that was revoked is still good")
	}
	_, err = c.client().ListQueues(ctx, &connect.ListQueuesInput{InstanceId: &c.instance})
	c.check(err)
}

// ownContacts may start tasks, and touch those that are tagged as its own.
const ownContacts = `{"Version": "2012-10-17", "Statement": [
	{"Effect": "Allow", "Action": ["connect:DescribeContact", "connect:StopContact", "connect:TagContact", "connect:UpdateContactAttributes", "connect:GetContactAttributes"],
		"Resource": "arn:aws:connect:*:*:instance/*/contact/*", "Condition": {"StringEquals": {"aws:ResourceTag/team": "blue"}}}]}`

// Tags of contacts control access to them.
func TestAccessKeys_TagsOfContacts(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file, policy := filepath.Join(dir, "keys"), filepath.Join(dir, "policy.json")
	if err := os.WriteFile(policy, []byte(ownContacts), 0o600); err != nil {
		t.Fatal(err)
	}
	adminID, adminSecret := addKey(t, file)
	blueID, blueSecret := addKey(t, file, "--name", "ann", "--policy", policy)
	s := newServer(t, "--access-keys", file)
	s.api = newClient(s.url, adminID, adminSecret)
	c := s.centre(t, foreign)
	c.queue("Q")
	own, other := c.task("Q", "own"), c.task("Q", "other")
	_, err := c.client().TagContact(t.Context(), &connect.TagContactInput{InstanceId: &c.instance, ContactId: &own, Tags: map[string]string{"team": "blue"}})
	c.check(err)
	api, ctx := newClient(s.url, blueID, blueSecret), t.Context()
	for _, send := range []func(id *string) error{
		func(id *string) error {
			_, err := api.DescribeContact(ctx, &connect.DescribeContactInput{InstanceId: &c.instance, ContactId: id})
			return err
		},
		func(id *string) error {
			_, err := api.UpdateContactAttributes(ctx, &connect.UpdateContactAttributesInput{InstanceId: &c.instance, InitialContactId: id, Attributes: map[string]string{"a": "b"}})
			return err
		},
		func(id *string) error {
			_, err := api.StopContact(ctx, &connect.StopContactInput{InstanceId: &c.instance, ContactId: id})
			return err
		},
		func(id *string) error { // finished by now
			_, err := api.GetContactAttributes(ctx, &connect.GetContactAttributesInput{InstanceId: &c.instance, InitialContactId: id})
			return err
		},
	} {
		c.check(send(&own))
		err := send(&other)
		var refusal smithy.APIError
		if !errors.As(err, &refusal) || refusal.ErrorCode() != "AccessDeniedException" || !strings.Contains(refusal.ErrorMessage(), c.arn("contact/"+other)) {
			t.Errorf("the contact of another team: %v", err)
		}
	}
	if c.describe(other).DisconnectTimestamp != nil {
		t.Error("a request that was denied has stopped the contact")
	}
}

// GetCallerIdentity, which Terraform asks before anything else.
func TestAccessKeys_CallerIdentity(t *testing.T) {
	t.Parallel()
	s := newServer(t, "--access-keys", accessKeys(t))
	status, body := s.sts(t, keyID, secret, "Action=GetCallerIdentity&Version=2011-06-15")
	for _, want := range []string{`<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">`,
		"<Arn>arn:aws:iam::000000000000:user/tester</Arn>", "<UserId>" + keyID + "</UserId>", "<Account>000000000000</Account>", "<ResponseMetadata><RequestId>"} {
		if status != http.StatusOK || !strings.Contains(body, want) {
			t.Errorf("%d %s, want %s in it", status, body, want)
		}
	}
	for _, tt := range []struct {
		key, secret, form string
		status            int
		code              string
	}{
		{keyID, strings.Repeat("x", 40), "Action=GetCallerIdentity&Version=2011-06-15", 403, "SignatureDoesNotMatch"},
		{"AKIDNOBODY", secret, "Action=GetCallerIdentity&Version=2011-06-15", 403, "InvalidClientTokenId"},
		{keyID, secret, "Action=AssumeRole&Version=2011-06-15", 400, "InvalidAction"},
		{keyID, secret, "", 400, "InvalidAction"},
	} {
		if status, body := s.sts(t, tt.key, tt.secret, tt.form); status != tt.status || !strings.Contains(body, "<Code>"+tt.code+"</Code>") {
			t.Errorf("%s: %d %s, want %d %s", tt.form, status, body, tt.status, tt.code)
		}
	}
	if status, body := shared.sts(t, "AKIDANY", secret, "Action=GetCallerIdentity&Version=2011-06-15"); status != http.StatusOK || !strings.Contains(body, "user/AKIDANY</Arn>") {
		t.Errorf("a server that takes any key: %d %s", status, body)
	}
}

// sts posts a form as clients of the Security Token Service do.
func (s *server) sts(t *testing.T, key, secret, form string) (status int, body string) {
	t.Helper()
	r, err := http.NewRequestWithContext(context.WithoutCancel(t.Context()), http.MethodPost, s.url+"/", bytes.NewReader([]byte(form)))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
	sum := sha256.Sum256([]byte(form))
	credentials := aws.Credentials{AccessKeyID: key, SecretAccessKey: secret}
	if err := v4.NewSigner().SignHTTP(t.Context(), credentials, r, hex.EncodeToString(sum[:]), "sts", "us-west-2", time.Now()); err != nil {
		t.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	raw, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(raw)
}
