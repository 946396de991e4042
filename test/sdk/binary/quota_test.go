package binary

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"
)

// Quotas and rates of a file. The client tries once: to an SDK a quota that is
// used up looks like a throttled request.
func TestQuotas_OfAFile(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "quotas.json")
	if err := os.WriteFile(file, []byte(`{"contacts": {"TASK": 1}, "resources": {"queues": 3},
		"rates": {"DescribeUserHierarchyStructure": {"rate": 0.001, "burst": 2}}}`), 0o600); err != nil {
		t.Fatal(err)
	}
	c := newServer(t, "--quotas", file).centre(t, foreign)
	c.queue("Q")
	c.queue("R")
	api, ctx := c.client(), t.Context()
	once := func(o *connect.Options) { o.RetryMaxAttempts = 1 }
	_, err := api.CreateQueue(ctx, &connect.CreateQueueInput{InstanceId: &c.instance, Name: aws.String("S"), HoursOfOperationId: &c.hours}, once)
	refused[*types.LimitExceededException](t, err)
	first := c.task("Q", "first")
	_, err = api.StartTaskContact(ctx, &connect.StartTaskContactInput{InstanceId: &c.instance, Name: aws.String("second"), ContactFlowId: aws.String(c.flows["Q"])}, once)
	refused[*types.ServiceQuotaExceededException](t, err)
	c.end(first)
	c.task("Q", "third")
	for range 2 {
		_, err := api.DescribeUserHierarchyStructure(ctx, &connect.DescribeUserHierarchyStructureInput{InstanceId: &c.instance}, once)
		c.check(err)
	}
	_, err = api.DescribeUserHierarchyStructure(ctx, &connect.DescribeUserHierarchyStructureInput{InstanceId: &c.instance}, once)
	refused[*types.ThrottlingException](t, err)

	if err := os.WriteFile(file, []byte(`{"queues": 3}`), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := say(t, "serve", "--listen", "127.0.0.1:0", "--data", t.TempDir(), "--quotas", file)
	if err == nil || !strings.Contains(out, "queues") {
		t.Errorf("a bad file of quotas: %v, %q", err, out)
	}
}
