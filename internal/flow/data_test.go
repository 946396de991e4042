package flow

import (
	"testing"

	"strowger/internal/center"
)

// What actions ask of the world once their paths are resolved; where one leads
// nowhere they take the error branch and ask nothing.
func TestNext_Asks(t *testing.T) {
	t.Parallel()
	chat := center.Chat
	name, words := "order 7", "$5"
	world := contact{values: map[string]string{"$.Attributes.q": "queue-7", "$.Attributes.n": name, "$.Attributes.ch": "Chat", "$.Attributes.odd": "Fax", "$.Attributes.empty": ""}}
	cases := []struct {
		name, kind, parameters string
		want                   Op
	}{
		{"dequeue", "DequeueContactAndTransferToQueue", `"QueueId":"$.Attributes.q"`, Dequeue{QueueRef: "queue-7"}},
		{"dequeue to an agent", "DequeueContactAndTransferToQueue", `"AgentId":"u"`, Dequeue{AgentRef: "u"}},
		{"dequeue nowhere", "DequeueContactAndTransferToQueue", `"QueueId":"$.Attributes.gone"`, End{}},
		{"dequeue, empty", "DequeueContactAndTransferToQueue", `"QueueId":"$.Attributes.empty"`, End{}},
		{"metric", "CheckMetricData", `"MetricType":"NumberOfContactsInQueue"`, CheckMetric{Metric: ContactsWaiting}},
		{"metric of a queue", "CheckMetricData", `"MetricType":"NumberOfAgentsStaffed","QueueId":"$.Attributes.q"`, CheckMetric{Metric: AgentsStaffed, QueueRef: "queue-7"}},
		{"metric of nothing", "CheckMetricData", `"MetricType":"NumberOfAgentsStaffed","AgentId":"$.Attributes.empty"`, End{}},
		{"metrics", "GetMetricData", ``, GetMetrics{}},
		{"metrics of a channel", "GetMetricData", `"QueueChannel":"$.Attributes.ch","QueueId":"q"`, GetMetrics{QueueRef: "q", Channel: &chat}},
		{"metrics of no channel", "GetMetricData", `"QueueChannel":"$.Attributes.odd"`, End{}},
		{"name and description", "UpdateContactData", `"Name":"$.Attributes.n","Description":"$5"`, SetData{Name: &name, Description: &words}},
		{"references", "UpdateContactData", `"TargetContact":"Related","References":{"a":{"Type":"STRING","Value":"$.Attributes.n"}}`,
			SetData{Related: true, References: map[string]center.Reference{"a": {Type: "STRING", Value: name}}}},
		{"data, no value", "UpdateContactData", `"Name":"$.Attributes.gone"`, End{}},
		{"references, no value", "UpdateContactData", `"References":{"a":{"Type":"STRING","Value":"$.Attributes.gone"}}`, End{}},
		{"data that is not built", "UpdateContactData", `"Name":"n","CustomerId":"7"`, Unbuilt{Type: "UpdateContactData"}},
		{"tags", "TagContact", `"Tags":{"a":"b","c":"$.Attributes.n"}`, SetTags{Tags: map[string]string{"a": "b", "c": name}}},
		{"tags, no value", "TagContact", `"Tags":{"a":"b","c":"$.Attributes.gone"}`, End{}},
		{"untag", "UntagContact", `"TagKeys":["a","$.Attributes.n"]`, SetTags{Keys: []string{"a", name}}},
		{"untag, no value", "UnTagContact", `"TagKeys":["$.Attributes.gone"]`, End{}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			f := parse(t, wrap(act("a", c.kind, c.parameters, to("bye", "NoMatchingError=end", "QueueAtCapacity=end", "NoMatchingCondition=bye")),
				act("end", "EndFlowExecution", "", "")), center.CustomerQueueFlow)
			same(t, "asks", f.Next(begin(f), nil, world), c.want)
		})
	}
}
