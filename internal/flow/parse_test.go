package flow

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"strowger/internal/center"
)

func TestParse_Document(t *testing.T) {
	t.Parallel()
	many := []string{act("first", "EndFlowExecution", "", "")}
	for i := range MaxActions {
		many = append(many, act(fmt.Sprint("a", i), "EndFlowExecution", "", ""))
	}
	cases := []struct{ name, content, want string }{
		{"malformed JSON gives the offset", `{"Version":"2019-10-30",}`, "The content is not JSON: invalid character ',' at start of value at byte offset 23."},
		{"cut JSON", `{"Version":"2019-`, "The content is not JSON: unexpected EOF at byte offset 17."},
		{"empty content", ``, "The content is not JSON: unexpected EOF at byte offset 0."},
		{"a member twice", `{"Version":"2019-10-30","Version":"2019-10-30"}`, `The content is not JSON: duplicate object member name at byte offset 24.`},
		{"a member of the wrong kind", `{"Version":"2019-10-30","StartAction":"x","Actions":7}`, `The content has a value of the wrong kind at byte offset 52, "/Actions".`},
		{"R9.1 another version", strings.Replace(smallest, "2019-10-30", "2012-10-17", 1), `Version must be "2019-10-30", not "2012-10-17".`},
		{"R9.1 no start", strings.Replace(smallest, `"StartAction":"q"`, `"StartAction":"z"`, 1), `StartAction "z" is not an action of the flow.`},
		{"R9.1 no actions", `{"Version":"2019-10-30","StartAction":"q","Actions":[]}`, "A flow has 1 to 250 actions, not 0."},
		{"R9.1 too many actions", wrap(many...), "A flow has 1 to 250 actions, not 252."},
		{"R9.2 no identifier", wrap(act("a", "EndFlowExecution", "", ""), act("", "EndFlowExecution", "", "")), "The action at position 2 has no Identifier."},
		{"R9.2 identifier twice", wrap(act("a", "EndFlowExecution", "", ""), act("a", "EndFlowExecution", "", "")), `Action "a": another action has the same Identifier.`},
		{"R9.2 identifier too long", wrap(act(strings.Repeat("é", 51), "EndFlowExecution", "", "")), "an Identifier has at most 50 characters, not 51."},
		{"R9.2 forbidden character", wrap(act("a(b", "EndFlowExecution", "", "")), `Action "a(b": an Identifier has none of the characters`},
		{"R9.2 prototype name", wrap(act("__proto__", "EndFlowExecution", "", "")), `Action "__proto__": this word is reserved`},
		{"R9.2 unknown type", wrap(act("a", "MakeCoffee", "", "")), `Action "a": "MakeCoffee" is not an action of the flow language.`},
		{"R9.2 next action unknown", wrap(act("a", "Compare", `"ComparisonValue":"$.Channel"`, to("z", "NoMatchingCondition=bye"))), `Action "a": NextAction leads to "z", which is not an action of the flow.`},
		{"R9.2 error branch unknown", wrap(act("a", "Compare", `"ComparisonValue":"$.Channel"`, to("bye", "NoMatchingCondition=z"))), `Action "a": the branch of "NoMatchingCondition" leads to "z"`},
		{"R9.2 terminal action with transitions", wrap(act("a", "EndFlowExecution", "", to("bye"))), `Action "a": EndFlowExecution ends the flow, its Transitions must be empty.`},
		{"R9.3 condition leads nowhere", wrap(act("a", "Compare", `"ComparisonValue":"$.Channel"`, when(to("bye", "NoMatchingCondition=bye"), "Equals VOICE=z"))), `Action "a": condition 1 leads to "z"`},
		{"R9.3 unknown operator", wrap(act("a", "Compare", `"ComparisonValue":"$.Channel"`, when(to("bye", "NoMatchingCondition=bye"), "NumberEquals 5=bye"))), `condition 1 has no operator of the language, but "NumberEquals".`},
		{"R9.3 operand of the wrong kind", wrap(act("a", "Compare", `"ComparisonValue":"$.Channel"`, to("bye", "NoMatchingCondition=bye")+`,"Conditions":[{"NextAction":"bye","Condition":{"Operator":"Equals","Operands":[5]}}]`)), "condition 1: Equals takes one operand, a text."},
		{"R9.3 nesting", wrap(act("a", "Compare", `"ComparisonValue":"$.Channel"`, to("bye", "NoMatchingCondition=bye")+`,"Conditions":[{"NextAction":"bye","Condition":`+nested(6)+`}]`)), "condition 1 nests deeper than 5."},
		{"R9.3 sub-conditions", wrap(act("a", "Compare", `"ComparisonValue":"$.Channel"`, to("bye", "NoMatchingCondition=bye")+`,"Conditions":[{"NextAction":"bye","Condition":{"Operator":"Equals","Operands":[`+strings.TrimSuffix(strings.Repeat(nested(1)+",", 51), ",")+`]}}]`)), "condition 1 holds more than 50 conditions."},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := problems(t, c.content, center.ContactFlowType)
			if !slices.ContainsFunc(got, func(p string) bool { return strings.Contains(p, c.want) }) {
				t.Errorf("no problem says %q, but %q", c.want, got)
			}
		})
	}
}

// nested writes a condition that nests n deep, itself included.
func nested(n int) string {
	if n == 1 {
		return `{"Operator":"Equals","Operands":["x"]}`
	}
	return `{"Operator":"Equals","Operands":[` + nested(n-1) + `]}`
}

// nme is the error branch that most actions need.
const nme = "NoMatchingError=bye"

// actionCases hold one action each, with what Parse says of it (tables 9.2 and
// 9.3).
var actionCases = []struct {
	name, action string
	kind         center.FlowType
	want         string // empty: good
}{
	{"target: a queue", act("a", "UpdateContactTargetQueue", `"QueueId":"q"`, to("bye", nme)), "", ""},
	{"target: a path", act("a", "UpdateContactTargetQueue", `"AgentId":"$.Attributes['the agent']"`, to("bye", nme)), "", ""},
	{"target: both", act("a", "UpdateContactTargetQueue", `"QueueId":"q","AgentId":"u"`, to("bye", nme)), "", "exactly one of the parameters QueueId, AgentId must be given, not 2."},
	{"target: neither", act("a", "UpdateContactTargetQueue", ``, to("bye", nme)), "", "exactly one of the parameters QueueId, AgentId must be given, not 0."},
	{"target: null is absent", act("a", "UpdateContactTargetQueue", `"QueueId":"q","AgentId":null`, to("bye", nme)), "", ""},
	{"target: R9.5 mixed", act("a", "UpdateContactTargetQueue", `"QueueId":"q-$.Attributes.x"`, to("bye", nme)), "", "the parameter QueueId must be wholly static or exactly one JSONPath."},
	{"target: empty", act("a", "UpdateContactTargetQueue", `"QueueId":""`, to("bye", nme)), "", "the parameter QueueId must not be empty."},
	{"target: number", act("a", "UpdateContactTargetQueue", `"QueueId":5`, to("bye", nme)), "", "the parameter QueueId must be a text."},
	{"target: no branch", act("a", "UpdateContactTargetQueue", `"QueueId":"q"`, to("bye")), "", "the error branch NoMatchingError is missing."},
	{"target: no next", act("a", "UpdateContactTargetQueue", `"QueueId":"q"`, to("", nme)), "", "NextAction is missing."},
	{"target: unknown parameter", act("a", "UpdateContactTargetQueue", `"QueueId":"q","Queue":"q"`, to("bye", nme)), "", `the parameter "Queue" is not one of UpdateContactTargetQueue.`},
	{"target: conditions", act("a", "UpdateContactTargetQueue", `"QueueId":"q"`, when(to("bye", nme), "Equals x=bye")), "", "has no result that Conditions could be compared with."},
	{"target: R9.4 not in a queue flow", act("a", "UpdateContactTargetQueue", `"QueueId":"q"`, to("bye", nme)), center.CustomerQueueFlow, "UpdateContactTargetQueue cannot be used in a flow of type CUSTOMER_QUEUE."},
	{"enqueue: no QueueAtCapacity", act("a", "TransferContactToQueue", ``, to("bye", nme)), "", "the error branch QueueAtCapacity is missing."},
	{"enqueue: without NextAction", act("a", "TransferContactToQueue", ``, to("", nme, "QueueAtCapacity=bye")), center.QueueTransferFlow, ""},
	{"enqueue: R9.4 not in a whisper", act("a", "TransferContactToQueue", ``, to("", nme, "QueueAtCapacity=bye")), center.AgentWhisperFlow, "TransferContactToQueue cannot be used in a flow of type AGENT_WHISPER."},
	{"routing: priority as a text", act("a", "UpdateContactRoutingBehavior", `"QueuePriority":"1"`, to("bye")), "", ""},
	{"routing: priority as a number", act("a", "UpdateContactRoutingBehavior", `"QueuePriority":9223372036854775807`, to("bye")), center.CustomerQueueFlow, ""},
	{"routing: priority 0", act("a", "UpdateContactRoutingBehavior", `"QueuePriority":0`, to("bye")), "", "the parameter QueuePriority must be a whole number of at least 1."},
	{"routing: priority dynamic", act("a", "UpdateContactRoutingBehavior", `"QueuePriority":"$.Attributes.p"`, to("bye")), "", "the parameter QueuePriority must be a whole number of at least 1."},
	{"routing: adjustment below zero", act("a", "UpdateContactRoutingBehavior", `"QueueTimeAdjustmentSeconds":"-600"`, to("bye")), "", ""},
	{"routing: both", act("a", "UpdateContactRoutingBehavior", `"QueuePriority":1,"QueueTimeAdjustmentSeconds":1`, to("bye")), "", "exactly one of the parameters QueuePriority, QueueTimeAdjustmentSeconds"},
	{"hours: R5.18 both answers", act("a", "CheckHoursOfOperation", ``, when(to("bye", nme), "Equals True=bye", "Equals False=bye")), "", ""},
	{"hours: R5.18 an override", act("a", "CheckHoursOfOperation", `"HoursOfOperationId":"h"`, when(to("bye", nme), "Equals Christmas=bye", "Equals True=bye", "Equals False=bye")), "", ""},
	{"hours: R5.18 one answer", act("a", "CheckHoursOfOperation", ``, when(to("bye", nme), "Equals True=bye")), "", "the condition Equals False is missing."},
	{"compare: static", act("a", "Compare", `"ComparisonValue":"VOICE"`, to("bye", "NoMatchingCondition=bye")), "", "the parameter ComparisonValue must be exactly one JSONPath."},
	{"compare: nothing", act("a", "Compare", ``, to("bye", "NoMatchingCondition=bye")), "", "the parameter ComparisonValue is missing."},
	{"compare: no branch", act("a", "Compare", `"ComparisonValue":"$.Channel"`, to("bye")), "", "the error branch NoMatchingCondition is missing."},
	{"loop: most rounds", act("a", "Loop", `"LoopCount":"100"`, when(to("bye"), "Equals ContinueLooping=bye", "Equals DoneLooping=bye")), "", ""},
	{"R9.4 disconnect in a hold flow", act("a", "Compare", `"ComparisonValue":"$.Channel"`, to("bye", "NoMatchingCondition=bye")), center.AgentHoldFlow, "DisconnectParticipant cannot be used in a flow of type AGENT_HOLD."},
	{"loop: too often", act("a", "Loop", `"LoopCount":"101"`, when(to("bye"), "Equals ContinueLooping=bye", "Equals DoneLooping=bye")), "", "the parameter LoopCount must be a whole number from 0 to 100."},
	{"loop: another condition", act("a", "Loop", `"LoopCount":1`, when(to("bye"), "Equals ContinueLooping=bye", "Equals DoneLooping=bye", "Equals Other=bye")), "", "condition 3 must be Equals with one of ContinueLooping, DoneLooping."},
	{"loop: a missing condition", act("a", "Loop", `"LoopCount":1`, when(to("bye"), "Equals ContinueLooping=bye")), "", "the condition Equals DoneLooping is missing."},
	{"distribute", act("a", "DistributeByPercentage", ``, when(to("", "NoMatchingCondition=bye"), "NumberLessThan 51=bye", "NumberLessThan 100=bye")), "", ""},
	{"distribute: falling", act("a", "DistributeByPercentage", ``, when(to("", "NoMatchingCondition=bye"), "NumberLessThan 51=bye", "NumberLessThan 50=bye")), "", "condition 2 must be NumberLessThan"},
	{"distribute: above 100", act("a", "DistributeByPercentage", ``, when(to("", "NoMatchingCondition=bye"), "NumberLessThan 101=bye")), "", "condition 1 must be NumberLessThan"},
	{"distribute: other operator", act("a", "DistributeByPercentage", ``, when(to("", "NoMatchingCondition=bye"), "Equals 10=bye")), "", "condition 1 must be NumberLessThan"},
	{"go to: no flow", act("a", "TransferToFlow", ``, to("bye", nme)), "", "the parameter ContactFlowId is missing."},
	{"attributes", act("a", "UpdateContactAttributes", `"Attributes":{"a b":"$.Channel","c":""},"TargetContact":"Related"`, to("bye", nme)), "", ""},
	{"attributes: not texts", act("a", "UpdateContactAttributes", `"Attributes":{"c":5}`, to("bye", nme)), "", `the parameter Attributes must hold texts only, "c" is none.`},
	{"attributes: no object", act("a", "UpdateContactAttributes", `"Attributes":"c"`, to("bye", nme)), "", "the parameter Attributes must be an object."},
	{"attributes: target", act("a", "UpdateContactAttributes", `"Attributes":{},"TargetContact":"Other"`, to("bye", nme)), "", `the parameter TargetContact must be one of Current, Related, not "Other".`},
	{"metric: agents above 0", act("a", "CheckMetricData", `"MetricType":"NumberOfAgentsAvailable"`, when(to("bye", nme), "NumberGreaterThan 0=bye")), "", ""},
	{"metric: agents above 1", act("a", "CheckMetricData", `"MetricType":"NumberOfAgentsOnline"`, when(to("bye", nme), "NumberGreaterThan 1=bye")), "", "condition 1: NumberOfAgentsOnline can only be compared as NumberGreaterThan 0."},
	{"metric: contacts need no-match", act("a", "CheckMetricData", `"MetricType":"NumberOfContactsInQueue"`, when(to("bye", nme), "NumberLessThan 5=bye")), "", "the error branch NoMatchingCondition is missing."},
	{"metric: a text operator", act("a", "CheckMetricData", `"MetricType":"NumberOfContactsInQueue"`, when(to("bye", nme, "NoMatchingCondition=bye"), "TextContains 5=bye")), "", "condition 1: NumberOfContactsInQueue is a number"},
	{"metric: unknown", act("a", "CheckMetricData", `"MetricType":"Mood"`, to("bye", nme, "NoMatchingCondition=bye")), "", "the parameter MetricType must be one of"},
	{"wait: the console's name", act("a", "Wait", `"TimeLimitSeconds":"900","Events":["CustomerReturned"]`, when(to("bye", nme), "Equals WaitCompleted=bye", "Equals CustomerReturned=bye")), "", ""},
	{"wait: too long", act("a", "Wait", `"TimeoutSeconds":604801`, to("bye", nme)), "", "the parameter TimeoutSeconds must be a whole number from 1 to 604800."},
	{"wait: no condition", act("a", "Wait", `"TimeoutSeconds":60`, to("bye", nme)), "", "the condition Equals WaitCompleted is missing."},
	{"wait: no condition for its event", act("a", "Wait", `"TimeoutSeconds":60,"Events":["CustomerReturned"]`, when(to("bye", nme), "Equals WaitCompleted=bye")), "", "the condition Equals CustomerReturned is missing."},
	{"wait: another condition", act("a", "Wait", `"TimeoutSeconds":60`, when(to("bye", nme), "Equals WaitCompleted=bye", "Equals Later=bye")), "", "condition 2 must be Equals with one of WaitCompleted, CustomerReturned, BotParticipantDisconnected."},
	{"wait: no branch", act("a", "Wait", `"TimeoutSeconds":60`, when(to("bye"), "Equals WaitCompleted=bye")), "", "the error branch NoMatchingError is missing."},
	{"wait: dynamic", act("a", "Wait", `"TimeoutSeconds":"$.Attributes.t"`, when(to("bye", nme), "Equals WaitCompleted=bye")), center.CustomerQueueFlow, ""},
	{"messages: too seldom", act("a", "MessageParticipantIteratively", `"Messages":[{"Text":"hi"}],"InterruptFrequencySeconds":"0"`, to("bye", nme)), center.CustomerQueueFlow, "the parameter InterruptFrequencySeconds must be a whole number of at least 1."},
	{"messages: interrupted", act("a", "MessageParticipantIteratively", `"Messages":[{"Text":"hi"}],"InterruptFrequencySeconds":"30"`, when(to("", nme), "Equals MessagesInterrupted=bye")), center.CustomerQueueFlow, ""},
	{"messages: another condition", act("a", "MessageParticipantIteratively", `"Messages":[{"Text":"hi"}]`, when(to("", nme), "Equals Bored=bye")), center.CustomerQueueFlow, "condition 1 must be Equals with one of MessagesInterrupted."},
	{"logging", act("a", "UpdateFlowLoggingBehavior", `"FlowLoggingBehavior":"Sometimes"`, to("bye")), "", "the parameter FlowLoggingBehavior must be one of Enabled, Disabled"},
	{"wait: unknown event", act("a", "Wait", `"TimeoutSeconds":60,"Events":["Sunrise"]`, to("bye", nme)), "", `the parameter Events may hold CustomerReturned, BotParticipantDisconnected, not "Sunrise".`},
	{"wait: events are a list", act("a", "Wait", `"TimeoutSeconds":60,"Events":"CustomerReturned"`, to("bye", nme)), "", "the parameter Events must be a list of texts."},
	{"dequeue: only in a queue flow", act("a", "DequeueContactAndTransferToQueue", `"QueueId":"q"`, to("bye", nme, "QueueAtCapacity=bye")), "", "DequeueContactAndTransferToQueue cannot be used in a flow of type CONTACT_FLOW."},
	{"dequeue", act("a", "DequeueContactAndTransferToQueue", `"QueueId":"q"`, to("bye", nme, "QueueAtCapacity=bye")), center.CustomerQueueFlow, ""},
	{"criteria: a path", act("a", "UpdateRoutingCriteria", `"RoutingCriteria":"$.External.criteria"`, to("bye", nme)), "", ""},
	{"criteria: a text", act("a", "UpdateRoutingCriteria", `"RoutingCriteria":"best"`, to("bye", nme)), "", "the parameter RoutingCriteria must be an object."},
	{"hooks", act("a", "UpdateContactEventHooks", `"EventHooks":{"CustomerQueue":"f"}`, to("bye", nme)), "", ""},
	{"dequeue: both", act("a", "DequeueContactAndTransferToQueue", `"QueueId":"q","AgentId":"u"`, to("bye", nme, "QueueAtCapacity=bye")), center.CustomerQueueFlow, "exactly one of the parameters QueueId, AgentId must be given, not 2."},
	{"dequeue: no branch", act("a", "DequeueContactAndTransferToQueue", `"QueueId":"q"`, to("bye", nme)), center.CustomerQueueFlow, "the error branch QueueAtCapacity is missing."},
	{"metrics", act("a", "GetMetricData", `"QueueId":"$.Attributes.q","QueueChannel":"Task"`, to("bye", nme)), "", ""},
	{"metrics: channel", act("a", "GetMetricData", `"QueueChannel":"Fax"`, to("bye", nme)), "", "the parameter QueueChannel must be one of Voice, Chat, Task, Email"},
	{"metrics: both", act("a", "GetMetricData", `"QueueId":"q","AgentId":"u"`, to("bye", nme)), "", "at most one of the parameters QueueId, AgentId may be given, not 2."},
	{"metrics: no next", act("a", "GetMetricData", ``, to("", nme)), "", "NextAction is missing."},
	{"tags", act("a", "TagContact", `"Tags":{"tier":"$.Attributes.tier"}`, to("bye")), "", ""},
	{"tags: none", act("a", "TagContact", ``, to("bye")), "", "the parameter Tags is missing."},
	{"tags: not texts", act("a", "TagContact", `"Tags":{"tier":1}`, to("bye")), "", "the parameter Tags must hold texts only"},
	{"untag", act("a", "UntagContact", `"TagKeys":["tier","$.Attributes.key"]`, to("bye")), "", ""},
	{"untag: an object", act("a", "UnTagContact", `"TagKeys":{"a":"b"}`, to("bye")), "", "the parameter TagKeys must be a list."},
	{"untag: not texts", act("a", "UnTagContact", `"TagKeys":[1]`, to("bye")), "", "the parameter TagKeys must be a list of texts."},
	{"data: references", act("a", "UpdateContactData", `"References":{"order":{"Type":"URL","Value":"$.Attributes.url"}}`, to("bye", nme)), "", ""},
	{"data: references of another shape", act("a", "UpdateContactData", `"References":{"order":"x"}`, to("bye", nme)), "", "the parameter References must hold objects with the texts Type and Value."},
	{"hooks: two at once", act("a", "UpdateContactEventHooks", `"EventHooks":{"CustomerQueue":"f","AgentWhisper":"g"}`, to("bye", nme)), "", "the parameter EventHooks must hold the flow of exactly one event, not of 2."},
	{"hooks: none", act("a", "UpdateContactEventHooks", `"EventHooks":{}`, to("bye", nme)), "", "the parameter EventHooks must hold the flow of exactly one event, not of 0."},
	{"hooks: a path", act("a", "UpdateContactEventHooks", `"EventHooks":{"CustomerQueue":"$.Attributes.flow"}`, to("bye", nme)), "", ""},
	{"hooks: mixed", act("a", "UpdateContactEventHooks", `"EventHooks":{"CustomerQueue":"f $.Attributes.flow"}`, to("bye", nme)), "", "the flow of CustomerQueue must be wholly static or exactly one JSONPath."},
	{"hooks: empty", act("a", "UpdateContactEventHooks", `"EventHooks":{"CustomerQueue":""}`, to("bye", nme)), "", "the flow of CustomerQueue must be wholly static or exactly one JSONPath."},
	{"hooks: no branch", act("a", "UpdateContactEventHooks", `"EventHooks":{"CustomerQueue":"f"}`, to("bye")), "", "the error branch NoMatchingError is missing."},
	{"hooks: unknown", act("a", "UpdateContactEventHooks", `"EventHooks":{"Lunch":"f"}`, to("bye", nme)), "", `the parameter EventHooks may hold AgentHold`},
	{"task: delay and time", act("a", "CreateTask", `"Name":"n","DelaySeconds":5,"ScheduledTime":"x"`, to("bye", nme)), "", "at most one of the parameters DelaySeconds, ScheduledTime may be given, not 2."},
	{"lambda: too long", act("a", "InvokeLambdaFunction", `"LambdaFunctionARN":"arn:x","InvocationTimeLimitSeconds":"9"`, to("bye", nme)), "", "the parameter InvocationTimeLimitSeconds must be a whole number from 1 to 8."},
	{"lambda: longer where nobody waits", act("a", "InvokeLambdaFunction", `"LambdaFunctionARN":"arn:x","InvocationType":"ASYNCHRONOUS","InvocationTimeLimitSeconds":"60"`, to("bye", nme)), "", ""},
	{"routing: adjustment too large", act("a", "UpdateContactRoutingBehavior", `"QueueTimeAdjustmentSeconds":2147483648`, to("bye")), "", "the parameter QueueTimeAdjustmentSeconds must be a whole number from -2147483648 to 2147483647."},
	{"loop: dynamic", act("a", "Loop", `"LoopCount":"$.Attributes.n"`, when(to("bye"), "Equals ContinueLooping=bye", "Equals DoneLooping=bye")), "", ""},
	{"R9.2 error branch without a type", act("a", "Compare", `"ComparisonValue":"$.Channel"`, to("bye", "=bye", "NoMatchingCondition=bye")), "", "an error branch has no ErrorType."},
	{"lambda: dynamic parameters of no interest", act("a", "InvokeLambdaFunction", `"LambdaFunctionARN":"arn:x","InvocationTimeLimitSeconds":"3","LambdaInvocationAttributes":{"a":"b"}`, to("bye", nme)), "", ""},
	{"message: as the console leaves it", act("a", "MessageParticipant", `"Text":"hi","SkipWhenDTMFBufferEnabled":"false"`, to("bye")), "", ""},
	{"message: two forms", act("a", "MessageParticipant", `"Text":"hi","SSML":"<speak/>"`, to("bye")), "", "exactly one of the parameters PromptId, Text, SSML, Media must be given, not 2."},
	{"messages: as the console leaves it", act("a", "MessageParticipantIteratively", `"Messages":[{"Text":"hi"},{"PromptId":"arn:p"}]`, `"Errors":[],"Conditions":[]`), center.CustomerQueueFlow, ""},
	{"messages: none", act("a", "MessageParticipantIteratively", `"Messages":[]`, ``), center.CustomerQueueFlow, "the parameter Messages must be a list of at least one message."},
	{"messages: two forms", act("a", "MessageParticipantIteratively", `"Messages":[{"Text":"hi","SSML":"x"}]`, ``), center.CustomerQueueFlow, "message 1 of the parameter Messages must have exactly one of"},
	{"module end", act("a", "EndFlowModuleExecution", ``, ``), "", "EndFlowModuleExecution cannot be used in a flow of type CONTACT_FLOW."},
	{"R9.4 unknown type of flow", act("a", "EndFlowExecution", ``, ``), "JOURNEY", `There is no flow type "JOURNEY".`},
}

func TestParse_Actions(t *testing.T) {
	t.Parallel()
	for _, c := range actionCases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if c.kind == "" {
				c.kind = center.ContactFlowType
			}
			got := problems(t, wrap(c.action), c.kind)
			switch {
			case c.want == "" && len(got) > 0:
				t.Errorf("a good flow has problems %q", got)
			case c.want != "" && !slices.ContainsFunc(got, func(p string) bool { return strings.Contains(p, c.want) }):
				t.Errorf("no problem says %q, but %q", c.want, got)
			}
		})
	}
}

// Parse reports all problems, each once, and stops counting at MaxProblems.
func TestParse_AllProblems(t *testing.T) {
	t.Parallel()
	var bad []string
	for i := range 60 {
		bad = append(bad, act(fmt.Sprint("a", i), "MakeCoffee", "", ""))
	}
	_, err := Parse(wrap(bad[:3]...), center.ContactFlowType)
	if len(err.Problems) != 3 || err.Message != "The contact flow has 3 problems." {
		t.Errorf("three bad actions: %q %q", err.Message, err.Problems)
	}
	_, err = Parse(wrap(bad[:1]...), center.ContactFlowType)
	if err.Message != "The contact flow has one problem." {
		t.Errorf("one bad action: %q", err.Message)
	}
	_, err = Parse(wrap(bad...), center.ContactFlowType)
	if len(err.Problems) != MaxProblems || err.Message != "The contact flow has 50 problems or more." {
		t.Errorf("sixty bad actions: %q, %d problems", err.Message, len(err.Problems))
	}
}

// A long text of the author does not come back whole.
func TestParse_LongTextIsCut(t *testing.T) {
	t.Parallel()
	got := problems(t, wrap(act("a", strings.Repeat("x", 5000), "", "")), center.ContactFlowType)
	if len(got) != 1 || len(got[0]) > 200 {
		t.Errorf("problems %.300q", got)
	}
}

func TestParse_DefaultFlows(t *testing.T) {
	t.Parallel()
	kinds := map[center.FlowType]bool{}
	for _, d := range DefaultFlows(`arn:aws:connect:eu-west-1:1:instance/i/queue/"q\`) {
		if d.Name == "" || d.Description == "" {
			t.Errorf("%q has no name or description", d.Name)
		}
		kinds[d.Type] = true
		f := parse(t, d.Content, d.Type)
		// None of them leaves a contact without a way on, whatever is not built,
		// save the hold flows, which may not end themselves.
		pos := begin(f)
		op := f.Next(pos, nil, contact{})
		for range 10 {
			if _, ok := op.(Play); !ok {
				break
			}
			op = f.Next(pos, &Answer{Error: NoMatchingError}, contact{})
		}
		_, lost := op.(Stray)
		hold := d.Type == center.AgentHoldFlow || d.Type == center.CustomerHoldFlow
		if lost != hold {
			t.Errorf("%q ends with %#v", d.Name, op)
		}
	}
	if len(kinds) != len(scopes)-1 {
		t.Errorf("default flows for %d flow types, want all but CAMPAIGN", len(kinds))
	}
}

func TestCatalogue(t *testing.T) {
	t.Parallel()
	list := Catalogue()
	// Table 9.2, by chapter; UntagContact is the console's spelling of one more.
	want := map[Group]int{GroupContact: 27 + 1, GroupControl: 15, GroupInteraction: 8, GroupParticipant: 6}
	got := map[Group]int{}
	built := 0
	for i, a := range list {
		got[a.Group]++
		if i > 0 && list[i-1].Type >= a.Type {
			t.Errorf("%s and %s are not in order", list[i-1].Type, a.Type)
		}
		if findSpec(a.Type) == nil {
			t.Errorf("%s is not found", a.Type)
		}
		if a.Built {
			built++
		}
		if len(a.FlowTypes) == 0 && a.Type != "EndFlowModuleExecution" {
			t.Errorf("%s may be used nowhere", a.Type)
		}
	}
	for group, n := range want {
		if got[group] != n {
			t.Errorf("group %s has %d actions, want %d", group, got[group], n)
		}
	}
	if built != 30 {
		t.Errorf("%d actions are built, want 30", built)
	}
	for i := range catalogue {
		s := &catalogue[i]
		for _, r := range s.required {
			if !slices.Contains(s.errors, r) {
				t.Errorf("%s requires %s, which it never ends with", s.name, r)
			}
		}
		if s.step != stepUnbuilt && s.step != stepNothing && s.build == nil && !s.answers {
			t.Errorf("%s is built and has nothing that builds it", s.name)
		}
	}
}

func TestParsePath(t *testing.T) {
	t.Parallel()
	cases := []struct{ text, want string }{
		{"$.Channel", "$.Channel"},
		{"$.Attributes.x", "$.Attributes.x"},
		{"$.Attributes['the key']", "$.Attributes.the key"},
		{`$.Attributes["a.b"]`, "$.Attributes.a.b"},
		{"$['Attributes']['x']", "$.Attributes.x"},
		{"$.Attributes.['x']", "$.Attributes.x"},
		{"$.External.list[0].name", "$.External.list.0.name"},
		{"$", ""}, {"", ""}, {"$.", ""}, {"$..a", ""}, {"$.a.", ""}, {"$x", ""}, {"x$.a", ""},
		{"$.a b", ""}, {"$.a$.b", ""}, {"$.a]", ""}, {"$.a[", ""}, {"$.a[]", ""}, {"$.a[x]", ""},
		{"$.a['']", ""}, {"$.a['b'", ""}, {"$.a['b']c", ""}, {" $.a", ""}, {"$.[", ""},
	}
	for _, c := range cases {
		got, ok := parsePath(c.text)
		if got != c.want || ok != (c.want != "") {
			t.Errorf("parsePath(%q) = %q, %v, want %q", c.text, got, ok, c.want)
		}
	}
}

// Content in the shape the console writes: metadata of its own, members in
// another order, no Parameters where there are none, messages without error
// branches. It is good, and a contact gets through to the queue although it
// cannot take a message.
func TestParse_ConsoleContent(t *testing.T) {
	t.Parallel()
	const content = `{
  "Version": "2019-10-30", "StartAction": "0a1b-hello",
  "Metadata": {"entryPointPosition": {"x": 15.5, "y": 2}, "snapToGrid": false, "name": "Shop", "type": "contactFlow",
    "ActionMetadata": {"0a1b-hello": {"position": {"x": 1, "y": 2}, "useDynamic": false}}},
  "Settings": [],
  "Actions": [
    {"Identifier": "0a1b-voice", "Parameters": {"TextToSpeechVoice": "Joanna"},
     "Transitions": {"NextAction": "0a1b-log", "Errors": [], "Conditions": []}, "Type": "UpdateContactTextToSpeechVoice"},
    {"Identifier": "0a1b-log", "Parameters": {"FlowLoggingBehavior": "Enabled"},
     "Transitions": {"NextAction": "0a1b-split"}, "Type": "UpdateFlowLoggingBehavior"},
    {"Identifier": "0a1b-split", "Type": "DistributeByPercentage", "Transitions": {"NextAction": "0a1b-loop",
      "Errors": [{"NextAction": "0a1b-loop", "ErrorType": "NoMatchingCondition"}],
      "Conditions": [{"NextAction": "0a1b-loop", "Condition": {"Operator": "NumberLessThan", "Operands": ["51"]}}]}},
    {"Identifier": "0a1b-loop", "Parameters": {"LoopCount": "1"}, "Type": "Loop", "Transitions": {"NextAction": "0a1b-set",
      "Errors": [], "Conditions": [
        {"NextAction": "0a1b-set", "Condition": {"Operator": "Equals", "Operands": ["DoneLooping"]}},
        {"NextAction": "0a1b-loop", "Condition": {"Operator": "Equals", "Operands": ["ContinueLooping"]}}]}},
    {"Identifier": "0a1b-set", "Parameters": {"QueueId": "$.Attributes.queue"}, "Type": "UpdateContactTargetQueue",
     "Transitions": {"NextAction": "0a1b-queue", "Errors": [{"NextAction": "0a1b-end", "ErrorType": "NoMatchingError"}], "Conditions": []}},
    {"Identifier": "0a1b-hello", "Parameters": {"Text": "Welcome."}, "Type": "MessageParticipant",
     "Transitions": {"NextAction": "0a1b-voice", "Errors": [], "Conditions": []}},
    {"Identifier": "0a1b-queue", "Type": "TransferContactToQueue", "Transitions": {"NextAction": "0a1b-end",
      "Errors": [{"NextAction": "0a1b-end", "ErrorType": "NoMatchingError"}, {"NextAction": "0a1b-end", "ErrorType": "QueueAtCapacity"}],
      "Conditions": []}},
    {"Identifier": "0a1b-end", "Type": "DisconnectParticipant", "Parameters": {}, "Transitions": {}}
  ]}`
	f := parse(t, content, center.ContactFlowType)
	world := contact{values: map[string]string{"$.Attributes.queue": "queue-9"}}
	pos := begin(f)
	same(t, "a message", f.Next(pos, nil, world), Play{Text: true})
	same(t, "target", f.Next(pos, &Answer{Error: NoMatchingError}, world), SetTarget{QueueRef: "queue-9"})
	same(t, "queue", f.Next(pos, &Answer{}, world), Enqueue{})
}
