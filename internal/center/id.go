package center

import "strings"

// Ids are opaque texts, UUIDs as a rule. Each kind has a type of its own so that
// the compiler keeps them apart.
type (
	InstanceID        string // InstanceID names one contact centre.
	QueueID           string // QueueID names a standard queue.
	RoutingProfileID  string // RoutingProfileID names a routing profile.
	UserID            string // UserID names a user, and that user's agent queue.
	AgentStatusID     string // AgentStatusID names an agent status.
	HoursID           string // HoursID names hours of operation.
	FlowID            string // FlowID names a contact flow.
	SecurityProfileID string // SecurityProfileID names a security profile.
	QuickConnectID    string // QuickConnectID names a quick connect.
	FlowModuleID      string // FlowModuleID names a flow module.
	PromptID          string // PromptID names a prompt.
	PhoneNumberID     string // PhoneNumberID names a claimed telephone number.
	HierarchyGroupID  string // HierarchyGroupID names a group of the hierarchy of users.
	ViewID            string // ViewID names a view.
	TaskTemplateID    string // TaskTemplateID names a task template.
	ContactID         string // ContactID names one segment of a contact.
)

// ResourceKind is the kind of a configured thing or record. The text is the one
// used in ARNs where the kind has an ARN, and the key of stored records.
type ResourceKind string

// The kinds of record. Those from KindInstance to KindFlow are configuration and
// live in the Directory; contacts and presences belong to the engine.
const (
	KindInstance        ResourceKind = "instance"
	KindHours           ResourceKind = "operating-hours"
	KindQueue           ResourceKind = "queue"
	KindRoutingProfile  ResourceKind = "routing-profile"
	KindUser            ResourceKind = "agent"
	KindAgentStatus     ResourceKind = "agent-state"
	KindSecurityProfile ResourceKind = "security-profile"
	KindFlow            ResourceKind = "contact-flow"
	KindContact         ResourceKind = "contact"
	KindPresence        ResourceKind = "presence"

	KindPredefinedAttribute ResourceKind = "predefined-attribute"
	KindQuickConnect        ResourceKind = "transfer-destination"
	KindPhoneNumber         ResourceKind = "phone-number"
	KindFlowModule          ResourceKind = "flow-module"
	KindFlowVersion         ResourceKind = "flow-version"
	KindHierarchyGroup      ResourceKind = "agent-group"
	KindPrompt              ResourceKind = "prompt"
	KindAssociation         ResourceKind = "association"
	KindStorageConfig       ResourceKind = "storage-config"
	KindIntegration         ResourceKind = "integration-association"
	KindView                ResourceKind = "view"
	KindTaskTemplate        ResourceKind = "task-template"
)

var kindNouns = map[ResourceKind]string{
	KindInstance: "instance", KindHours: "hours of operation", KindQueue: "queue",
	KindRoutingProfile: "routing profile", KindUser: "user", KindAgentStatus: "agent status",
	KindSecurityProfile: "security profile", KindFlow: "contact flow", KindContact: "contact",
	KindPresence: "agent", KindPredefinedAttribute: "predefined attribute", KindQuickConnect: "quick connect",
	KindPhoneNumber: "phone number", KindFlowModule: "flow module", KindFlowVersion: "version",
	KindHierarchyGroup: "hierarchy group",
	KindPrompt:         "prompt", KindAssociation: "association", KindStorageConfig: "storage configuration", KindIntegration: "integration association",
	KindView: "view", KindTaskTemplate: "task template",
}

// Noun returns the words for the kind in a message.
func (k ResourceKind) Noun() string {
	if n, ok := kindNouns[k]; ok {
		return n
	}
	return string(k)
}

// Record is anything that is stored for an instance under (kind, key).
type Record interface {
	RecordKind() ResourceKind
	RecordKey() string
}

// arnPrefix begins every ARN, and no id.
const arnPrefix = "arn:"

// LastPart returns what follows the last slash of an ARN, or the text itself:
// the API takes an ARN wherever it takes an id.
func LastPart(idOrARN string) string {
	if !strings.HasPrefix(idOrARN, arnPrefix) {
		return idOrARN
	}
	return idOrARN[strings.LastIndexByte(idOrARN, '/')+1:]
}

// InstancePart returns the instance id of an ARN such as
// arn:aws:connect:REGION:ACCOUNT:instance/ID/queue/ID, or the text itself.
func InstancePart(idOrARN string) InstanceID {
	if !strings.HasPrefix(idOrARN, arnPrefix) {
		return InstanceID(idOrARN)
	}
	_, rest, ok := strings.Cut(idOrARN, ":instance/")
	if !ok {
		return InstanceID(idOrARN)
	}
	id, _, _ := strings.Cut(rest, "/")
	return InstanceID(id)
}
