package flow

import (
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"strowger/internal/center"
)

// DefaultFlows returns the flows that a new instance is given, with name,
// description, type and content; ids, tags and stamps are the caller's to set.
// queueRef is the id or ARN of the queue into which the sample inbound flow
// puts contacts. Every content is good under Parse. The names are those an
// instance on AWS has, because API clients look flows up by them.
func DefaultFlows(queueRef string) []center.ContactFlow {
	quoted, err := jsontext.AppendQuote(nil, queueRef)
	if err != nil {
		quoted = []byte(`""`) // not a text in UTF-8, and so no queue either
	}
	return []center.ContactFlow{
		{
			Name: "Default agent hold", Type: center.AgentHoldFlow,
			Description: "What an agent hears while on hold.",
			Content:     repeating("You are on hold.", "", ""),
		},
		{
			Name: "Default agent transfer", Type: center.AgentTransferFlow,
			Description: "Puts a transferred contact into the queue of the chosen agent.",
			Content:     enqueuing,
		},
		{
			Name: center.AgentWhisperFlow.DefaultName(), Type: center.AgentWhisperFlow,
			Description: "Tells the agent which queue a contact comes from.",
			Content:     saying("$.Queue.Name"),
		},
		{
			Name: "Default customer hold", Type: center.CustomerHoldFlow,
			Description: "What a customer hears while on hold.",
			Content:     repeating("Please hold the line.", "", ""),
		},
		{
			Name: center.CustomerQueueFlow.DefaultName(), Type: center.CustomerQueueFlow,
			Description: "Runs while a customer waits in a queue.",
			Content:     repeating("Thank you for waiting. The next free agent will be with you.", endBranch, endAction),
		},
		{
			Name: center.CustomerWhisperFlow.DefaultName(), Type: center.CustomerWhisperFlow,
			Description: "What a customer hears before being joined with an agent.",
			Content:     saying("You are being connected."),
		},
		{
			Name: "Default outbound", Type: center.OutboundWhisperFlow,
			Description: "What a customer hears who is called by an agent.",
			Content:     saying("An agent is calling you."),
		},
		{
			Name: "Default queue transfer", Type: center.QueueTransferFlow,
			Description: "Puts a transferred contact into the chosen queue.",
			Content:     enqueuing,
		},
		{
			Name: "Sample inbound flow (first contact experience)", Type: center.ContactFlowType,
			Description: "Puts every contact into the basic queue.",
			Content:     strings.Replace(inboundSample, `"QUEUE"`, string(quoted), 1),
		},
	}
}

const (
	endAction = `,
  {"Identifier": "end", "Type": "EndFlowExecution", "Parameters": {}, "Transitions": {}}`
	endBranch = `{"ErrorType": "NoMatchingError", "NextAction": "end"}`

	enqueueAndHangUp = `
  {"Identifier": "enqueue", "Type": "TransferContactToQueue", "Parameters": {}, "Transitions": {
    "NextAction": "disconnect", "Conditions": [], "Errors": [
      {"ErrorType": "QueueAtCapacity", "NextAction": "disconnect"},
      {"ErrorType": "NoMatchingError", "NextAction": "disconnect"}]}},
  {"Identifier": "disconnect", "Type": "DisconnectParticipant", "Parameters": {}, "Transitions": {}}
]}`

	enqueuing = `{"Version": "2019-10-30", "StartAction": "enqueue", "Metadata": {}, "Actions": [` + enqueueAndHangUp

	inboundSample = `{"Version": "2019-10-30", "StartAction": "queue", "Metadata": {}, "Actions": [
  {"Identifier": "queue", "Type": "UpdateContactTargetQueue", "Parameters": {"QueueId": "QUEUE"}, "Transitions": {
    "NextAction": "enqueue", "Conditions": [], "Errors": [
      {"ErrorType": "NoMatchingError", "NextAction": "disconnect"}]}},` + enqueueAndHangUp
)

// saying is a whisper: one message, then the end.
func saying(text string) string {
	return `{"Version": "2019-10-30", "StartAction": "say", "Metadata": {}, "Actions": [
  {"Identifier": "say", "Type": "MessageParticipant", "Parameters": {"Text": "` + text + `"}, "Transitions": {
    "NextAction": "end", "Conditions": [], "Errors": [` + endBranch + `]}}` + endAction + `
]}`
}

// repeating says a message until something else happens. branch is where its
// error leads and further the action there; hold flows may not have either.
func repeating(text, branch, further string) string {
	return `{"Version": "2019-10-30", "StartAction": "say", "Metadata": {}, "Actions": [
  {"Identifier": "say", "Type": "MessageParticipantIteratively", "Parameters": {"Messages": [{"Text": "` + text + `"}]},
   "Transitions": {"Conditions": [], "Errors": [` + branch + `]}}` + further + `
]}`
}
