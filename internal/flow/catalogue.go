package flow

import (
	"math"
	"slices"
)

// catalogue holds all action types in order of name (tables 9.2 and 9.3).
//
// Where two sources differ on where an action may be used, both are let in.
// required names only branches that are known to be asked for; content written
// by the console leaves the others out.
var catalogue = []spec{
	{name: "AssociateContactToCustomerProfile", group: GroupInteraction, scope: anywhere, errors: anyError},
	{name: "AuthenticateParticipant", group: GroupConsole, scope: anywhere, errors: anyError},
	{
		name: "CheckHoursOfOperation", group: GroupControl, step: stepHours, scope: aroundQueue, answers: true,
		errors: anyError, required: anyError, build: buildHours,
		parameters: []rule{{name: "HoursOfOperationId", form: formRef}},
	},
	{
		name: "CheckMetricData", group: GroupControl, step: stepMetric, scope: aroundQueue, answers: true,
		errors: []string{NoMatchingError, NoMatchingCondition}, required: anyError,
		parameters: append([]rule{{
			name: "MetricType", form: formChoice, required: true, choices: slices.Concat(agentMetrics, queueMetrics),
		}}, queueOrAgent...),
		atMostOne: queueXor, build: buildMetric,
	},
	{name: "CheckOutboundCallStatus", group: GroupControl, scope: anywhere, errors: anyError},
	{name: "CheckSegmentMembership", group: GroupConsole, scope: anywhere, errors: anyError},
	{name: "CheckVoiceId", group: GroupControl, scope: anywhere, errors: anyError},
	{
		name: "Compare", group: GroupControl, step: stepCompare, scope: anywhere, answers: true,
		errors: []string{NoMatchingCondition}, required: []string{NoMatchingCondition}, build: buildCompare,
		parameters: []rule{{name: "ComparisonValue", form: formPath, required: true}},
	},
	{name: "CompleteOutboundCall", group: GroupContact, scope: anywhere, errors: anyError},
	{
		name: "ConnectParticipantWithLexBot", group: GroupParticipant, scope: aroundQueue | outboundWhisper,
		errors: []string{"InputTimeLimitExceeded", NoMatchingError, NoMatchingCondition}, required: anyError,
	},
	{
		name: "CreateCallbackContact", group: GroupInteraction, step: stepCallback, scope: aroundQueue, build: buildCallback, errors: anyError, required: anyError,
		parameters: append([]rule{
			seconds("InitialCallDelaySeconds", maxCallbackDelay), positive("MaximumConnectionAttempts", formIntegerRef),
			seconds("RetryDelaySeconds", maxCallbackDelay), {name: "ContactFlowId", form: formRef}, {name: "CallerId", form: formRef},
		}, queueOrAgent...),
		atMostOne: queueXor,
	},
	{name: "CreateCase", group: GroupContact, scope: anywhere, errors: anyError},
	{name: "CreateContact", group: GroupConsole, scope: anywhere, errors: anyError},
	{name: "CreateCustomerProfile", group: GroupInteraction, scope: anywhere, errors: anyError},
	{name: "CreatePersistentContactAssociation", group: GroupConsole, scope: anywhere, errors: anyError},
	{
		name: "CreateTask", group: GroupContact, step: stepTask, scope: anywhere, errors: anyError, required: anyError, build: buildTask,
		parameters: []rule{
			{name: "ContactFlowId", form: formRef}, {name: "TaskTemplateId", form: formRef},
			{name: "Name", form: formText}, {name: "Description", form: formText},
			{name: "Attributes", form: formTexts}, {name: "References", form: formObject},
			seconds("DelaySeconds", maxTaskDelay), {name: "ScheduledTime", form: formRef},
		},
		atMostOne: [][]string{{"DelaySeconds", "ScheduledTime"}},
	},
	{name: "CreateWisdomSession", group: GroupContact, scope: anywhere, errors: anyError},
	{
		name: "DequeueContactAndTransferToQueue", group: GroupContact, step: stepDequeue, scope: customerQueue | campaign,
		errors: []string{QueueAtCapacity, NoMatchingError}, required: []string{QueueAtCapacity, NoMatchingError},
		parameters: queueOrAgent, exactlyOne: queueXor, build: buildDequeue,
	},
	{
		name: "DisconnectParticipant", group: GroupParticipant, step: stepDisconnect, scope: aroundQueue,
		terminal: true, build: buildDisconnect,
	},
	{
		name: "DistributeByPercentage", group: GroupControl, step: stepDistribute, scope: aroundQueue | outboundWhisper,
		answers: true, errors: []string{NoMatchingCondition}, required: []string{NoMatchingCondition}, build: buildDistribute,
	},
	{name: "EndFlowExecution", group: GroupControl, step: stepEnd, scope: anywhere, terminal: true, build: buildEnd},
	{name: "EndFlowModuleExecution", group: GroupContact, scope: inModule, terminal: true},
	{name: "EvaluateDataTableValues", group: GroupConsole, scope: anywhere, errors: anyError},
	{name: "GetCalculatedAttributesForCustomerProfile", group: GroupInteraction, scope: anywhere, errors: anyError},
	{name: "GetCase", group: GroupContact, scope: anywhere, errors: anyError},
	{name: "GetCustomerProfile", group: GroupInteraction, scope: anywhere, errors: anyError},
	{name: "GetCustomerProfileObject", group: GroupInteraction, scope: anywhere, errors: anyError},
	{
		name: "GetMetricData", group: GroupControl, step: stepMetrics, scope: anywhere, mustGoOn: true,
		errors: anyError, required: anyError, build: buildMetrics,
		parameters: append([]rule{
			{name: "QueueChannel", form: formChoiceRef, choices: []string{"Voice", "Chat", "Task", "Email"}},
		}, queueOrAgent...),
		atMostOne: queueXor,
	},
	{
		name: "GetParticipantInput", group: GroupParticipant, scope: aroundQueue | outboundWhisper,
		errors:   []string{NoMatchingCondition, NoMatchingError, "InvalidPhoneNumber", "InputTimeLimitExceeded"},
		required: anyError,
		parameters: append([]rule{
			positive("InputTimeLimitSeconds", formIntegerRef), {name: "InputValidation", form: formObject},
			{name: "StoreInput", form: formChoice, choices: []string{"True", "False"}},
			{name: "InputEncryption", form: formObject}, {name: "DTMFConfiguration", form: formObject},
		}, message...),
		exactlyOne: [][]string{messageForms},
	},
	{name: "InvokeFlowModule", group: GroupContact, scope: anywhere, errors: anyError,
		parameters: []rule{{name: "FlowModuleId", form: formRef, required: true}}},
	{
		name: "InvokeLambdaFunction", group: GroupInteraction, scope: anywhere, errors: anyError, required: anyError,
		parameters: []rule{
			{name: "LambdaFunctionARN", form: formRef, required: true},
			{name: "InvocationType", form: formChoice, choices: []string{"SYNCHRONOUS", "ASYNCHRONOUS"}},
			{name: "ResponseValidation", form: formObject},
		},
		build: buildLambda,
	},
	{name: "ListDataTableValues", group: GroupConsole, scope: anywhere, errors: anyError},
	{name: "LoadContactContent", group: GroupConsole, scope: anywhere, errors: anyError},
	{
		name: "Loop", group: GroupControl, step: stepLoop, scope: anywhere, answers: true, build: buildLoop,
		parameters: []rule{{name: "LoopCount", form: formIntegerRef, required: true, most: maxLoopCount}},
	},
	{
		name: "MessageParticipant", group: GroupParticipant, step: stepPlay, scope: anywhere &^ holds, errors: anyError,
		parameters: message, exactlyOne: [][]string{messageForms}, build: buildMessage,
	},
	{
		name: "MessageParticipantIteratively", group: GroupParticipant, step: stepPlay, scope: customerQueue | holds | campaign,
		answers: true, timeUp: messagesInterrupted, errors: anyError, build: buildMessages,
		parameters: []rule{
			{name: "Messages", form: formMessages, required: true, choices: messageForms},
			positive("InterruptFrequencySeconds", formIntegerRef),
		},
	},
	{name: "RenderMessageTemplate", group: GroupConsole, scope: anywhere, errors: anyError},
	{name: "ResumeContact", group: GroupContact, scope: anywhere, errors: anyError},
	{name: "RouteContactToAgent", group: GroupConsole, scope: anywhere, errors: anyError},
	{name: "ShowView", group: GroupParticipant, scope: anywhere,
		errors: []string{NoMatchingCondition, NoMatchingError, "TimeLimitExceeded"}},
	{name: "StartOutboundChatContact", group: GroupContact, scope: anywhere, errors: anyError},
	{name: "StartOutboundEmailContact", group: GroupConsole, scope: anywhere, errors: anyError},
	{name: "StartVoiceIdStream", group: GroupControl, scope: anywhere, errors: anyError},
	{
		name: "TagContact", group: GroupContact, step: stepTags, scope: anywhere, errors: anyError, build: buildTags,
		parameters: []rule{{name: "Tags", form: formTexts, required: true}},
	},
	{name: "TransferContactToAgent", group: GroupContact, step: stepToAgent, scope: transfers | campaign, terminal: true, build: buildToAgent},
	{
		name: "TransferContactToQueue", group: GroupContact, step: stepEnqueue, scope: beforeQueue,
		errors:   []string{QueueAtCapacity, NoMatchingError},
		required: []string{QueueAtCapacity, NoMatchingError}, build: buildEnqueue,
	},
	{name: "TransferParticipantToThirdParty", group: GroupConsole, scope: anywhere,
		errors: []string{"CallFailed", "ConnectionTimeLimitExceeded", NoMatchingError}},
	{
		name: "TransferToFlow", group: GroupControl, step: stepGoTo, scope: beforeQueue,
		errors: anyError, required: anyError, build: buildGoTo,
		parameters: []rule{{name: "ContactFlowId", form: formRef, required: true}},
	},
	{
		name: "UnTagContact", group: GroupContact, step: stepTags, scope: anywhere, errors: anyError, build: buildTags,
		parameters: tagKeys,
	},
	{
		// As the console writes it.
		name: "UntagContact", group: GroupContact, step: stepTags, scope: anywhere, errors: anyError, build: buildTags,
		parameters: tagKeys,
	},
	{name: "UpdateCase", group: GroupContact, scope: anywhere, errors: anyError},
	{
		name: "UpdateContactAttributes", group: GroupContact, step: stepAttributes, scope: anywhere, mustGoOn: true,
		errors: anyError, required: anyError, build: buildAttributes,
		parameters: []rule{
			{name: "Attributes", form: formTexts, required: true},
			{name: "TargetContact", form: formChoice, choices: currentRelated},
		},
	},
	{
		name: "UpdateContactCallbackNumber", group: GroupContact, step: stepCallbackNumber, scope: aroundQueue, build: buildCallbackNumber,
		errors: callbackErrors, required: callbackErrors,
		parameters: []rule{{name: "CallbackNumber", form: formPath, required: true}},
	},
	{
		name: "UpdateContactData", group: GroupContact, step: stepData, scope: anywhere, errors: anyError, required: anyError,
		build: buildData,
		parameters: []rule{
			{name: "Name", form: formText}, {name: "Description", form: formText}, {name: "CustomerId", form: formText},
			{name: "References", form: formObject}, {name: "LanguageCode", form: formText},
			{name: "TargetContact", form: formChoice, choices: currentRelated},
		},
	},
	{
		name: "UpdateContactEventHooks", group: GroupContact, step: stepHook, scope: anywhere, mustGoOn: true,
		errors: anyError, required: anyError, build: buildHook,
		parameters: []rule{{name: "EventHooks", form: formKeys, required: true, choices: eventHooks}},
	},
	{name: "UpdateContactMediaProcessing", group: GroupContact, scope: anywhere, errors: anyError},
	{name: "UpdateContactMediaStreamingBehavior", group: GroupContact, scope: anywhere, errors: anyError},
	{name: "UpdateContactRecordingAndAnalyticsBehavior", group: GroupContact, scope: anywhere,
		errors: []string{NoMatchingError, "ChannelMismatch", "InFlightRedactionConfigurationFailed"}},
	{name: "UpdateContactRecordingBehavior", group: GroupContact, scope: anywhere},
	{
		name: "UpdateContactRoutingBehavior", group: GroupContact, step: stepRouting, scope: aroundQueue, mustGoOn: true,
		parameters: []rule{
			positive("QueuePriority", formInteger),
			{name: "QueueTimeAdjustmentSeconds", form: formInteger, least: math.MinInt32, most: math.MaxInt32},
		},
		exactlyOne: [][]string{{"QueuePriority", "QueueTimeAdjustmentSeconds"}}, build: buildRouting,
	},
	{
		// As Amazon Connect has it; its guide calls it UpdateRoutingCriteria.
		name: "UpdateContactRoutingCriteria", group: GroupConsole, step: stepCriteria, scope: aroundQueue, mustGoOn: true,
		errors: anyError, required: anyError, parameters: criteria, build: buildCriteria,
	},
	{
		name: "UpdateContactTargetQueue", group: GroupContact, step: stepTarget, scope: beforeQueue, mustGoOn: true,
		errors: anyError, required: anyError, build: buildTarget,
		parameters: queueOrAgent, exactlyOne: queueXor,
	},
	{
		name: "UpdateContactTextToSpeechVoice", group: GroupContact, step: stepNothing, scope: anywhere, errors: anyError,
		parameters: []rule{{name: "TextToSpeechVoice", form: formRef, required: true}},
	},
	{name: "UpdateCustomerProfile", group: GroupInteraction, scope: anywhere, errors: anyError},
	{name: "UpdateFlowAttributes", group: GroupControl, scope: anywhere, errors: anyError},
	{
		name: "UpdateFlowLoggingBehavior", group: GroupControl, step: stepNothing, scope: anywhere,
		parameters: []rule{{name: "FlowLoggingBehavior", form: formChoice, required: true, choices: []string{"Enabled", "Disabled"}}},
	},
	{name: "UpdatePreviousContactParticipantState", group: GroupContact, scope: anywhere, errors: anyError},
	{
		name: "UpdateRoutingCriteria", group: GroupControl, step: stepCriteria, scope: aroundQueue, mustGoOn: true,
		errors: anyError, required: anyError, parameters: criteria, build: buildCriteria,
	},
	{name: "UpsertDataTableValues", group: GroupConsole, scope: anywhere, errors: anyError},
	{
		name: "Wait", group: GroupControl, step: stepWait, scope: anywhere, answers: true, timeUp: waitCompleted,
		errors: []string{NoMatchingError, ParticipantNotFound}, required: anyError, build: buildWait,
		parameters: []rule{
			seconds("TimeoutSeconds", 604800), seconds("TimeLimitSeconds", 604800), // the chapter's name and the console's
			{name: "Events", form: formChoices, choices: []string{customerReturned, botDisconnected}},
		},
		exactlyOne: [][]string{{"TimeoutSeconds", "TimeLimitSeconds"}},
	},
}
