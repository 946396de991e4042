package flow

import (
	"testing"
	"time"

	"strowger/internal/center"
)

// What actions ask of the world once their paths are resolved; where one leads
// nowhere they take the error branch and ask nothing.
func TestNext_Asks(t *testing.T) {
	t.Parallel()
	chat := center.Chat
	name, words, around := "order 7", "$5", "order 7, () $5."
	world := contact{values: map[string]string{"$.Attributes.q": "queue-7", "$.Attributes.n": name, "$.Attributes.ch": "Chat", "$.Attributes.odd": "Fax", "$.Attributes.empty": ""}}
	cases := []struct {
		name, kind, parameters string
		want                   Op
	}{
		{"task", "CreateTask", `"ContactFlowId":"f","Name":"Call $.Attributes.n.","DelaySeconds":60,"Attributes":{"a":"$.Attributes.q"},"References":{"r":{"Type":"URL","Value":"https://x/$.Attributes.q"}}`,
			CreateTask{FlowRef: "f", Name: "Call order 7.", Delay: time.Minute, Attributes: map[string]string{"a": "queue-7"}, References: map[string]center.Reference{"r": {Type: "URL", Value: "https://x/queue-7"}}}},
		{"task at a time", "CreateTask", `"ContactFlowId":"$.Attributes.q","Name":"n","ScheduledTime":"2026-03-02T10:00:00Z"`, CreateTask{FlowRef: "queue-7", Name: "n", At: 1_772_445_600_000}},
		{"task in seconds", "CreateTask", `"ContactFlowId":"f","Name":"n","ScheduledTime":"1772445600"`, CreateTask{FlowRef: "f", Name: "n", At: 1_772_445_600_000}},
		{"task without a name", "CreateTask", `"ContactFlowId":"f","Name":"$.Attributes.empty"`, End{}},
		{"task, no name there", "CreateTask", `"ContactFlowId":"f","Name":"$.Attributes.gone"`, End{}},
		{"task, no flow there", "CreateTask", `"ContactFlowId":"$.Attributes.gone","Name":"n"`, End{}},
		{"task, no such delay", "CreateTask", `"ContactFlowId":"f","Name":"n","DelaySeconds":"$.Attributes.n"`, End{}},
		{"task, no such time", "CreateTask", `"ContactFlowId":"f","Name":"n","ScheduledTime":"soon"`, End{}},
		{"task, empty time", "CreateTask", `"ContactFlowId":"f","Name":"n","ScheduledTime":"$.Attributes.empty"`, End{}},
		{"task, no attribute there", "CreateTask", `"ContactFlowId":"f","Name":"n","Attributes":{"a":"$.Attributes.gone"}`, End{}},
		{"task, no reference there", "CreateTask", `"ContactFlowId":"f","Name":"n","References":{"a":{"Type":"URL","Value":"$.Attributes.gone"}}`, End{}},
		{"task by a template", "CreateTask", `"TaskTemplateId":"t","Name":"n"`, Unbuilt{Type: "CreateTask"}},
		{"task with more", "CreateTask", `"ContactFlowId":"f","Name":"n","TaskExpiry":"5"`, Unbuilt{Type: "CreateTask"}},
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
		{"customer", "UpdateContactData", `"CustomerId":"$.Attributes.n"`, SetData{CustomerID: &name}},
		{"words around a path", "UpdateContactData", `"Name":"$.Attributes.n, ($.Attributes.gone) $5."`, SetData{Name: &around}},
		{"data that is not built", "UpdateContactData", `"Name":"n","LanguageCode":"en-US"`, Unbuilt{Type: "UpdateContactData"}},
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
