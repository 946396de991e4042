package main

// target is a package to generate and what a person had to say about its model.
type target struct {
	model string // file name
	pkg   string
	title string // of the API, in a sentence
	// invalid are the exceptions for broken limits, best first; internal is the one for faults of the server.
	invalid  []string
	internal string
	// arnForID says that ids may be given as ARNs, whatever the lengths of their shapes.
	arnForID bool
	// plain names the number and truth-value shapes whose default the full model sets to zero. The models read here do
	// not carry defaults, but the SDK for Go makes plain fields of them, and test/sdk compares.
	plain []string
	// names gives good names to shapes and nested structures that the model leaves nameless: by the name of the shape,
	// or by the owner's name, a dot and the member.
	names map[string]string
}

// targets are the packages, one per model.
var targets = []target{
	{
		model: "connect.json", pkg: "connectapi", title: "Amazon Connect API",
		invalid:  []string{"InvalidParameterException", "InvalidRequestException"},
		internal: "InternalServiceException",
		arnForID: true,
		plain: []string{
			"AfterContactWorkTimeLimit", "AudioQualityScore", "AutoAccept", "Boolean", "BoxedBoolean", "Delay",
			"EnableValueValidationOnAssociation", "EvaluationFormItemWeight", "EvaluationFormQuestionAnswerScore",
			"EvaluationFormVersionIsLocked", "EvaluationScorePercentage",
			"EvaluationSuggestedAnswerTranscriptMillisOffset", "Hours", "IncludeRawMessage", "Integer", "IsReadOnly",
			"LengthBoundary", "Percentage", "PositiveAndNegativeDouble", "PositiveDouble",
			"RealTimeContactAnalysisOffset", "ValueBoundary", "VersionNumber", "ViewVersion",
		},
	},
	{
		model: "connectparticipant.json", pkg: "participantapi", title: "Amazon Connect Participant API",
		invalid:  []string{"ValidationException"},
		internal: "InternalServerException",
	},
	{
		model: "cti.json", pkg: "ctiapi", title: "protocol between the agent's page and Amazon Connect",
		invalid:  []string{"ValidationException"},
		internal: "InternalServiceException",
		names: map[string]string{
			"S2": "Authentication", "Se": "Endpoint", "Sl": "QueueRef", "St": "References", "References.value": "Reference",
			"S1v": "AgentConfiguration", "S2e": "AgentState", "S3i": "EmailRecipient",
			"S4p": "SoftphoneStreamStatisticsList", "SoftphoneStreamStatisticsList.member": "SoftphoneStreamStatistics",
			"GetAgentSnapshotOutput.snapshot": "AgentSnapshot", "Contact.state": "ContactState",
			"Connection.state": "ConnectionState", "Connection.capabilities": "ConnectionCapabilities",
			"Contact.attributes": "ContactAttribute", "MonitoringInfo.agent": "MonitoringAgent",
			"MeetingFeatures.audio": "AudioFeatures", "SendSoftphoneCallReportInput.report": "SoftphoneCallReport",
		},
	},
}

// lookAheads are the shapes whose pattern needs what Go's regular expressions lack. A hand-written function
// match<Shape> beside the generated files decides them.
var lookAheads = map[string]bool{
	"ContactTagKey": true, "DirectoryAlias": true, "Page": true, "Password": true,
	"PrimaryAttributeContextKeyName": true, "TagKey": true,
}

// correctedPatterns replaces patterns that contradict the rest of their shape.
var correctedPatterns = map[string]string{
	// The pattern allows one character where the lengths allow up to 64, and a hash has 64.
	"ViewContentSha256": "^[a-zA-Z0-9]+$",
}
