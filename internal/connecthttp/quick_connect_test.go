package connecthttp

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"strowger/internal/center"
	"strowger/internal/connectapi"
)

// connectTo are configurations of quick connects.
func connectToUser(user, flow *string) *connectapi.QuickConnectConfig {
	return &connectapi.QuickConnectConfig{QuickConnectType: connectapi.QuickConnectTypeUser,
		UserConfig: &connectapi.UserQuickConnectConfig{UserId: user, ContactFlowId: flow}}
}

func connectToQueue(queue, flow *string) *connectapi.QuickConnectConfig {
	return &connectapi.QuickConnectConfig{QuickConnectType: connectapi.QuickConnectTypeQueue,
		QueueConfig: &connectapi.QueueQuickConnectConfig{QueueId: queue, ContactFlowId: flow}}
}

func connectToPhone(number string) *connectapi.QuickConnectConfig {
	return &connectapi.QuickConnectConfig{QuickConnectType: connectapi.QuickConnectTypePhoneNumber,
		PhoneConfig: &connectapi.PhoneNumberQuickConnectConfig{PhoneNumber: &number}}
}

func connectToFlow(flow *string) *connectapi.QuickConnectConfig {
	return &connectapi.QuickConnectConfig{QuickConnectType: connectapi.QuickConnectTypeFlow,
		FlowConfig: &connectapi.FlowQuickConnectConfig{ContactFlowId: flow}}
}

// quickConnect makes a quick connect and returns its id.
func (h *harness) quickConnect(t testing.TB, name string, to *connectapi.QuickConnectConfig) *string {
	t.Helper()
	return call[connectapi.CreateQuickConnectOutput](t, h, "CreateQuickConnect",
		&connectapi.CreateQuickConnectInput{InstanceId: h.id(), Name: &name, QuickConnectConfig: to}).QuickConnectId
}

func (h *harness) describeQuickConnect(t testing.TB, id *string) *connectapi.QuickConnect {
	t.Helper()
	return call[connectapi.DescribeQuickConnectOutput](t, h, "DescribeQuickConnect",
		&connectapi.DescribeQuickConnectInput{InstanceId: h.id(), QuickConnectId: id}).QuickConnect
}

func TestQuickConnect_CreateAndDescribe(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	flow := h.flow(t, center.QueueTransferFlow)
	for name, to := range map[string]*connectapi.QuickConnectConfig{
		"user": connectToUser(h.user(t, "ann"), h.flow(t, center.AgentTransferFlow)), "queue": connectToQueue(h.queue(t, "sales"), flow),
		"phone": connectToPhone("+12065550100"), "flow": connectToFlow(h.flow(t, center.ContactFlowType)),
	} {
		in := &connectapi.CreateQuickConnectInput{InstanceId: h.id(), Name: &name, Description: ptr("to " + name), QuickConnectConfig: to, Tags: map[string]string{"a": name}}
		made := call[connectapi.CreateQuickConnectOutput](t, h, "CreateQuickConnect", in)
		diff(t, name+", ARN", *made.QuickConnectARN, *h.arn("transfer-destination/" + *made.QuickConnectId))
		want := &connectapi.QuickConnect{QuickConnectId: made.QuickConnectId, QuickConnectARN: made.QuickConnectARN, Name: &name, Description: in.Description,
			QuickConnectConfig: to, Tags: in.Tags, LastModifiedTime: stamp(testStart), LastModifiedRegion: ptr(testRegion)}
		diff(t, name, h.describeQuickConnect(t, made.QuickConnectId), want)
		diff(t, name+" by ARN", h.describeQuickConnect(t, made.QuickConnectARN), want)
	}
}

// An ARN names user, queue and flow as well as an id does.
func TestQuickConnect_TakesARNs(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	queue, flow := h.queue(t, "sales"), h.flow(t, center.QueueTransferFlow)
	id := h.quickConnect(t, "q", connectToQueue(h.arn("queue/"+*queue), h.arn("contact-flow/"+*flow)))
	diff(t, "config", h.describeQuickConnect(t, id).QuickConnectConfig, connectToQueue(queue, flow))
}

func TestQuickConnect_Refusals(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	queue, flow := h.queue(t, "sales"), h.flow(t, center.QueueTransferFlow)
	taken := h.quickConnect(t, "taken", connectToPhone("+12065550100"))
	both := connectToFlow(flow)
	both.QueueConfig = &connectapi.QueueQuickConnectConfig{QueueId: queue, ContactFlowId: flow}
	absent := ptr(absentID)
	for name, test := range map[string]struct {
		to     *connectapi.QuickConnectConfig
		status int
		code   string
	}{
		"unknown queue":  {connectToQueue(absent, flow), 404, "ResourceNotFound"},
		"unknown flow":   {connectToQueue(queue, absent), 404, "ResourceNotFound"},
		"unknown user":   {connectToUser(absent, flow), 404, "ResourceNotFound"},
		"empty queue":    {connectToQueue(ptr(""), flow), 400, "InvalidParameter"},
		"empty flow":     {connectToFlow(ptr("")), 400, "InvalidParameter"},
		"whisper flow":   {connectToQueue(queue, h.flow(t, center.AgentWhisperFlow)), 400, "InvalidRequest"},
		"no number":      {connectToPhone("12065550100"), 400, "InvalidParameter"},
		"other config":   {&connectapi.QuickConnectConfig{QuickConnectType: connectapi.QuickConnectTypeUser, QueueConfig: both.QueueConfig}, 400, "InvalidParameter"},
		"two configs":    {both, 400, "InvalidParameter"},
		"unknown type":   {&connectapi.QuickConnectConfig{QuickConnectType: "FAX"}, 400, "InvalidParameter"},
		"no config":      {nil, 400, "InvalidParameter"},
		"without config": {&connectapi.QuickConnectConfig{QuickConnectType: connectapi.QuickConnectTypeFlow}, 400, "InvalidParameter"},
	} {
		t.Run(name, func(t *testing.T) {
			h.refused(t, "CreateQuickConnect", &connectapi.CreateQuickConnectInput{InstanceId: h.id(), Name: ptr("new"), QuickConnectConfig: test.to}, test.status, test.code)
			h.refused(t, "UpdateQuickConnectConfig", &connectapi.UpdateQuickConnectConfigInput{InstanceId: h.id(), QuickConnectId: taken, QuickConnectConfig: test.to}, test.status, test.code)
		})
	}
	other := h.quickConnect(t, "other", connectToFlow(flow))
	config := connectToPhone("+12065550100")
	for _, test := range []struct {
		operation string
		input     any
		status    int
		code      string
	}{
		{"CreateQuickConnect", &connectapi.CreateQuickConnectInput{InstanceId: h.id(), Name: ptr("taken"), QuickConnectConfig: config}, 409, "DuplicateResource"},
		{"CreateQuickConnect", &connectapi.CreateQuickConnectInput{InstanceId: h.id(), Name: ptr(""), QuickConnectConfig: config}, 400, "InvalidParameter"},
		{"CreateQuickConnect", &connectapi.CreateQuickConnectInput{InstanceId: absent, Name: ptr("n"), QuickConnectConfig: config}, 404, "ResourceNotFound"},
		{"DescribeQuickConnect", &connectapi.DescribeQuickConnectInput{InstanceId: h.id(), QuickConnectId: absent}, 404, "ResourceNotFound"},
		{"DescribeQuickConnect", &connectapi.DescribeQuickConnectInput{InstanceId: absent, QuickConnectId: taken}, 404, "ResourceNotFound"},
		{"DeleteQuickConnect", &connectapi.DeleteQuickConnectInput{InstanceId: h.id(), QuickConnectId: absent}, 404, "ResourceNotFound"},
		{"UpdateQuickConnectName", &connectapi.UpdateQuickConnectNameInput{InstanceId: h.id(), QuickConnectId: absent, Name: ptr("n")}, 404, "ResourceNotFound"},
		{"UpdateQuickConnectName", &connectapi.UpdateQuickConnectNameInput{InstanceId: h.id(), QuickConnectId: other}, 400, "InvalidRequest"},
		{"UpdateQuickConnectName", &connectapi.UpdateQuickConnectNameInput{InstanceId: h.id(), QuickConnectId: other, Name: ptr("taken")}, 400, "InvalidRequest"},
		{"UpdateQuickConnectConfig", &connectapi.UpdateQuickConnectConfigInput{InstanceId: h.id(), QuickConnectId: absent, QuickConnectConfig: config}, 404, "ResourceNotFound"},
		{"ListQuickConnects", &connectapi.ListQuickConnectsInput{InstanceId: absent}, 404, "ResourceNotFound"},
		{"ListQuickConnects", &connectapi.ListQuickConnectsInput{InstanceId: h.id(), NextToken: ptr("forged")}, 400, "InvalidParameter"},
		{"ListQuickConnects", &connectapi.ListQuickConnectsInput{InstanceId: h.id(), QuickConnectTypes: []connectapi.QuickConnectType{"FAX"}}, 400, "InvalidParameter"},
		{"SearchQuickConnects", &connectapi.SearchQuickConnectsInput{InstanceId: h.id(), SearchCriteria: &connectapi.QuickConnectSearchCriteria{
			StringCondition: &connectapi.StringCondition{FieldName: ptr("colour"), Value: ptr("x"), ComparisonType: connectapi.StringComparisonTypeExact}}}, 400, "InvalidParameter"},
		{"AssociateQueueQuickConnects", &connectapi.AssociateQueueQuickConnectsInput{InstanceId: h.id(), QueueId: queue, QuickConnectIds: []string{*taken, absentID}}, 404, "ResourceNotFound"},
		{"AssociateQueueQuickConnects", &connectapi.AssociateQueueQuickConnectsInput{InstanceId: h.id(), QueueId: absent, QuickConnectIds: []string{*taken}}, 404, "ResourceNotFound"},
		{"DisassociateQueueQuickConnects", &connectapi.DisassociateQueueQuickConnectsInput{InstanceId: h.id(), QueueId: queue, QuickConnectIds: []string{absentID}}, 404, "ResourceNotFound"},
		{"ListQueueQuickConnects", &connectapi.ListQueueQuickConnectsInput{InstanceId: h.id(), QueueId: h.user(t, "ann")}, 404, "ResourceNotFound"},
		{"ListQueueQuickConnects", &connectapi.ListQueueQuickConnectsInput{InstanceId: h.id(), QueueId: queue, NextToken: ptr("forged")}, 400, "InvalidParameter"},
		{"ListQueueQuickConnects", &connectapi.ListQueueQuickConnectsInput{InstanceId: h.id(), QueueId: queue, MaxResults: ptr(int32(101))}, 400, "InvalidParameter"},
	} {
		h.refused(t, test.operation, test.input, test.status, test.code)
	}
	diff(t, "after the refusals", h.describeQuickConnect(t, taken).QuickConnectConfig, config)
	if got := h.describeQueueConnects(t, queue); len(got) > 0 {
		t.Errorf("the queue has %v", got)
	}
}

// describeQueueConnects lists the quick connects of a queue two at a time.
func (h *harness) describeQueueConnects(t testing.TB, queue *string) (names []string) {
	t.Helper()
	in := &connectapi.ListQueueQuickConnectsInput{InstanceId: h.id(), QueueId: queue, MaxResults: ptr(int32(2))}
	for {
		out := call[connectapi.ListQueueQuickConnectsOutput](t, h, "ListQueueQuickConnects", in)
		for _, s := range out.QuickConnectSummaryList {
			names = append(names, *s.Name)
		}
		if in.NextToken = out.NextToken; in.NextToken == nil {
			slices.Sort(names)
			return names
		}
	}
}

func TestQuickConnect_Update(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	id := h.quickConnect(t, "first", connectToPhone("+12065550100"))
	h.advance(time.Minute)
	h.do(t, "UpdateQuickConnectName", &connectapi.UpdateQuickConnectNameInput{InstanceId: h.id(), QuickConnectId: id, Name: ptr("second"), Description: ptr("text")})
	flow := h.flow(t, center.AgentTransferFlow)
	h.do(t, "UpdateQuickConnectConfig", &connectapi.UpdateQuickConnectConfigInput{InstanceId: h.id(), QuickConnectId: id, QuickConnectConfig: connectToUser(h.user(t, "ann"), flow)})
	got := h.describeQuickConnect(t, id)
	diff(t, "name and description", []string{*got.Name, *got.Description}, []string{"second", "text"})
	diff(t, "config", got.QuickConnectConfig.QuickConnectType, connectapi.QuickConnectTypeUser)
	diff(t, "time", got.LastModifiedTime, stamp(testStart.Add(time.Minute)))
	h.do(t, "UpdateQuickConnectName", &connectapi.UpdateQuickConnectNameInput{InstanceId: h.id(), QuickConnectId: id, Description: ptr("")})
	if got := h.describeQuickConnect(t, id); got.Description != nil || *got.Name != "second" {
		t.Errorf("it is %q with the description %v", *got.Name, got.Description)
	}
}

func TestQuickConnect_ListAndSearch(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	flow := h.flow(t, center.ContactFlowType)
	for i := range 5 {
		h.quickConnect(t, fmt.Sprint("phone ", i), connectToPhone(fmt.Sprint("+1206555010", i)))
	}
	h.quickConnect(t, "flow", connectToFlow(flow))
	var names []string
	in := &connectapi.ListQuickConnectsInput{InstanceId: h.id(), MaxResults: ptr(int32(2)), QuickConnectTypes: []connectapi.QuickConnectType{connectapi.QuickConnectTypePhoneNumber}}
	for {
		out := call[connectapi.ListQuickConnectsOutput](t, h, "ListQuickConnects", in)
		for _, s := range out.QuickConnectSummaryList {
			names = append(names, *s.Name)
			diff(t, "summary", s, connectapi.QuickConnectSummary{Id: s.Id, Arn: h.arn("transfer-destination/" + *s.Id), Name: s.Name,
				QuickConnectType: connectapi.QuickConnectTypePhoneNumber, LastModifiedTime: stamp(testStart), LastModifiedRegion: ptr(testRegion)})
		}
		if in.NextToken = out.NextToken; in.NextToken == nil {
			break
		}
	}
	slices.Sort(names)
	diff(t, "list", names, []string{"phone 0", "phone 1", "phone 2", "phone 3", "phone 4"})
	all := call[connectapi.ListQuickConnectsOutput](t, h, "ListQuickConnects", &connectapi.ListQuickConnectsInput{InstanceId: h.id()})
	diff(t, "without a filter", len(all.QuickConnectSummaryList), 6)
	found := call[connectapi.SearchQuickConnectsOutput](t, h, "SearchQuickConnects", &connectapi.SearchQuickConnectsInput{InstanceId: h.id(),
		SearchCriteria: &connectapi.QuickConnectSearchCriteria{StringCondition: &connectapi.StringCondition{FieldName: ptr("name"), Value: ptr("FLOW"),
			ComparisonType: connectapi.StringComparisonTypeStartsWith}}})
	diff(t, "found", []any{*found.ApproximateTotalCount, *found.QuickConnects[0].Name}, []any{int64(1), "flow"})
}

// Queues have quick connects from their creation on or later; one that is
// deleted is gone from them.
func TestQuickConnect_OfQueues(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	var ids []string
	for _, name := range []string{"a", "b", "c"} {
		ids = append(ids, *h.quickConnect(t, name, connectToPhone("+12065550100")))
	}
	hours := h.hours(t, "hours")
	queue := call[connectapi.CreateQueueOutput](t, h, "CreateQueue", &connectapi.CreateQueueInput{InstanceId: h.id(), Name: ptr("sales"), HoursOfOperationId: hours,
		QuickConnectIds: []string{ids[0], *h.arn("transfer-destination/" + ids[0])}}).QueueId
	diff(t, "at creation", h.describeQueueConnects(t, queue), []string{"a"})
	h.do(t, "AssociateQueueQuickConnects", &connectapi.AssociateQueueQuickConnectsInput{InstanceId: h.id(), QueueId: queue, QuickConnectIds: ids})
	diff(t, "associated", h.describeQueueConnects(t, queue), []string{"a", "b", "c"})
	h.do(t, "DisassociateQueueQuickConnects", &connectapi.DisassociateQueueQuickConnectsInput{InstanceId: h.id(), QueueId: queue, QuickConnectIds: ids[1:2]})
	h.do(t, "DisassociateQueueQuickConnects", &connectapi.DisassociateQueueQuickConnectsInput{InstanceId: h.id(), QueueId: queue, QuickConnectIds: ids[1:2]})
	diff(t, "disassociated", h.describeQueueConnects(t, queue), []string{"a", "c"})
	h.advance(time.Minute)
	h.do(t, "DeleteQuickConnect", &connectapi.DeleteQuickConnectInput{InstanceId: h.id(), QuickConnectId: &ids[0]})
	diff(t, "after a deletion", h.describeQueueConnects(t, queue), []string{"c"})
	diff(t, "queue", h.describeQueue(t, queue).LastModifiedTime, stamp(testStart.Add(time.Minute)))
	h.refused(t, "DescribeQuickConnect", &connectapi.DescribeQuickConnectInput{InstanceId: h.id(), QuickConnectId: &ids[0]}, 404, "ResourceNotFound")
}

// A queue and a flow to which a quick connect leads cannot be deleted (R5.1). A
// user can: the quick connect then leads nowhere, but can be renamed.
func TestQuickConnect_ProtectsWhatItLeadsTo(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	queue, flow, user := h.queue(t, "sales"), h.flow(t, center.QueueTransferFlow), h.user(t, "ann")
	id := h.quickConnect(t, "queue", connectToQueue(queue, flow))
	deleteQueue := &connectapi.DeleteQueueInput{InstanceId: h.id(), QueueId: queue}
	deleteFlow := &connectapi.DeleteContactFlowInput{InstanceId: h.id(), ContactFlowId: flow}
	h.refused(t, "DeleteQueue", deleteQueue, 409, "ResourceInUse")
	h.refused(t, "DeleteContactFlow", deleteFlow, 400, "InvalidRequest")
	h.do(t, "UpdateQuickConnectConfig", &connectapi.UpdateQuickConnectConfigInput{InstanceId: h.id(), QuickConnectId: id,
		QuickConnectConfig: connectToUser(user, h.flow(t, center.AgentTransferFlow))})
	h.do(t, "DeleteQueue", deleteQueue)
	h.do(t, "DeleteContactFlow", deleteFlow)
	h.do(t, "DeleteUser", &connectapi.DeleteUserInput{InstanceId: h.id(), UserId: user})
	h.do(t, "UpdateQuickConnectName", &connectapi.UpdateQuickConnectNameInput{InstanceId: h.id(), QuickConnectId: id, Name: ptr("renamed")})
	diff(t, "config", h.describeQuickConnect(t, id).QuickConnectConfig.UserConfig.UserId, user)
}

// A task can begin at a quick connect, whose queue is then its target.
func TestQuickConnect_StartsATask(t *testing.T) {
	t.Parallel()
	f := newFloor(t)
	transfer := call[connectapi.CreateContactFlowOutput](t, f.harness, "CreateContactFlow", &connectapi.CreateContactFlowInput{InstanceId: f.id(), Name: ptr("transfer"),
		Type: connectapi.ContactFlowTypeQueueTransfer, Content: ptr(flowToTarget)}).ContactFlowId
	start := &connectapi.StartTaskContactInput{InstanceId: f.id(), Name: ptr("n"), QuickConnectId: f.quickConnect(t, "support", connectToQueue(ptr("support"), transfer))}
	id := call[connectapi.StartTaskContactOutput](t, f.harness, "StartTaskContact", start).ContactId
	c, err := f.instance.Contact(t.Context(), center.ContactID(*id))
	if err != nil || c.Target.QueueID != "support" {
		t.Errorf("the contact is in %v (%v)", c.Target, err)
	}
	start.QuickConnectId = f.quickConnect(t, "phone", connectToPhone("+12065550100"))
	f.refused(t, "StartTaskContact", start, 400, "InvalidRequest")
}

// flowToTarget queues a contact in the target queue that it has.
const flowToTarget = `{"Version":"2019-10-30","StartAction":"t","Actions":[
{"Identifier":"t","Type":"TransferContactToQueue","Parameters":{},"Transitions":{"NextAction":"x","Errors":[{"ErrorType":"QueueAtCapacity","NextAction":"x"},{"ErrorType":"NoMatchingError","NextAction":"x"}],"Conditions":[]}},
{"Identifier":"x","Type":"DisconnectParticipant","Parameters":{},"Transitions":{}}]}`
