package centerfile

import "strowger/internal/center"

// Version is the version of the format that this package writes, and the newest
// that it reads.
const Version = 1

// File is a centre file. A section that is nil is not in the file: an import
// leaves what it would hold as it is.
type File struct {
	Version          int                      `yaml:"strowger_centre" is:"required"`
	Instance         *instance                `yaml:"instance"`
	Hours            map[string]*hours        `yaml:"hours_of_operation"`
	Flows            map[string]*contactFlow  `yaml:"contact_flows"`
	Modules          map[string]*flowModule   `yaml:"flow_modules"`
	Prompts          map[string]*prompt       `yaml:"prompts"`
	PhoneNumbers     map[string]*phoneNumber  `yaml:"phone_numbers"`
	Queues           map[string]*queue        `yaml:"queues"`
	QuickConnects    map[string]*quickConnect `yaml:"quick_connects"`
	TaskTemplates    map[string]*taskTemplate `yaml:"task_templates"`
	Profiles         map[string]*profile      `yaml:"routing_profiles"`
	Attributes       map[string]*attribute    `yaml:"predefined_attributes"`
	Groups           map[string]*group        `yaml:"hierarchy_groups"`
	SecurityProfiles map[string]*security     `yaml:"security_profiles"`
	Statuses         map[string]*status       `yaml:"agent_statuses"`
	Users            map[string]*user         `yaml:"users"`
	Origins          []string                 `yaml:"approved_origins"`
	Functions        []string                 `yaml:"lambda_functions"`
	Bots             []string                 `yaml:"lex_bots"`
	BotAliases       []string                 `yaml:"lex_bot_aliases"`
	SecurityKeys     map[string]string        `yaml:"security_keys"`
	Integrations     map[string]*integration  `yaml:"integrations"`
	StorageConfigs   map[string]*storage      `yaml:"storage_configs"`

	refs  []*pendingRef
	lines map[any]int // where a resource begins, by its pointer
}

// The tags of the types below, beside yaml, say: to, the section that a reference
// leads to; is:"required"; is:"always", written also where it is zero; is:"kept",
// which stays as it is where the file leaves it out; is:"line", written on one line.

type instance struct {
	ID         string            `yaml:"id" is:"required"`
	Region     string            `yaml:"region" is:"required"`
	Account    string            `yaml:"account" is:"required"`
	Alias      string            `yaml:"alias"`
	Identity   string            `yaml:"identity_management"`
	Directory  string            `yaml:"directory_id"`
	Inbound    ref               `yaml:"inbound_flow" to:"contact_flows" is:"kept"`
	Attributes map[string]bool   `yaml:"attributes"`
	Levels     []string          `yaml:"hierarchy_levels"`
	Tags       map[string]string `yaml:"tags"`
}

type hours struct {
	ID          string               `yaml:"id"`
	Description string               `yaml:"description"`
	TimeZone    string               `yaml:"time_zone" is:"required"`
	Week        map[string][]string  `yaml:"week"`
	Overrides   map[string]*override `yaml:"overrides"`
	Parents     []ref                `yaml:"parents" to:"hours_of_operation"`
	Tags        map[string]string    `yaml:"tags"`
}

type override struct {
	ID          string              `yaml:"id"`
	Description string              `yaml:"description"`
	Type        string              `yaml:"type" is:"required"`
	From        string              `yaml:"from" is:"required"`
	Till        string              `yaml:"till" is:"required"`
	Times       map[string][]string `yaml:"times"`
	Recurrence  *recurrence         `yaml:"recurrence"`
}

type recurrence struct {
	Frequency  string `yaml:"frequency" is:"required"`
	Interval   int    `yaml:"interval" is:"required"`
	Month      int    `yaml:"month"`
	MonthDay   int    `yaml:"month_day"`
	Occurrence int    `yaml:"weekday_occurrence"`
}

type contactFlow struct {
	ID          string            `yaml:"id"`
	Description string            `yaml:"description"`
	Type        string            `yaml:"type" is:"required"`
	Archived    bool              `yaml:"archived"`
	Saved       bool              `yaml:"saved"`
	Content     content           `yaml:"content" is:"required"`
	Draft       content           `yaml:"draft"`
	Tags        map[string]string `yaml:"tags"`
}

type flowModule struct {
	ID          string            `yaml:"id"`
	Description string            `yaml:"description"`
	Archived    bool              `yaml:"archived"`
	External    bool              `yaml:"external_invocation"`
	Content     content           `yaml:"content" is:"required"`
	Settings    content           `yaml:"settings"`
	Tags        map[string]string `yaml:"tags"`
}

type prompt struct {
	ID          string            `yaml:"id"`
	Description string            `yaml:"description"`
	Source      string            `yaml:"source" is:"kept"`
	Tags        map[string]string `yaml:"tags"`
}

type phoneNumber struct {
	ID          string            `yaml:"id"`
	Country     string            `yaml:"country" is:"required"`
	Type        string            `yaml:"type" is:"required"`
	Description string            `yaml:"description"`
	Flow        ref               `yaml:"flow" to:"contact_flows"`
	Source      string            `yaml:"source_arn"`
	Tags        map[string]string `yaml:"tags"`
}

type queue struct {
	ID            string            `yaml:"id"`
	Description   string            `yaml:"description"`
	Hours         ref               `yaml:"hours_of_operation" to:"hours_of_operation" is:"required"`
	MaxContacts   *int              `yaml:"max_contacts"`
	Disabled      bool              `yaml:"disabled"`
	Outbound      *outbound         `yaml:"outbound"`
	QuickConnects []ref             `yaml:"quick_connects" to:"quick_connects"`
	Tags          map[string]string `yaml:"tags"`
}

type outbound struct {
	Name   string `yaml:"caller_id_name"`
	Number ref    `yaml:"caller_id_number" to:"phone_numbers"`
	Flow   ref    `yaml:"whisper_flow" to:"contact_flows"`
}

type quickConnect struct {
	ID          string            `yaml:"id"`
	Description string            `yaml:"description"`
	Type        string            `yaml:"type" is:"required"`
	Queue       ref               `yaml:"queue" to:"queues"`
	User        ref               `yaml:"user" to:"users"`
	Phone       string            `yaml:"phone_number"`
	Flow        ref               `yaml:"flow" to:"contact_flows"`
	Tags        map[string]string `yaml:"tags"`
}

type taskTemplate struct {
	ID          string            `yaml:"id"`
	Description string            `yaml:"description"`
	Inactive    bool              `yaml:"inactive"`
	Flow        ref               `yaml:"flow" to:"contact_flows"`
	SelfAssign  ref               `yaml:"self_assign_flow" to:"contact_flows"`
	Fields      []taskField       `yaml:"fields"`
	Required    []string          `yaml:"required" is:"line"`
	ReadOnly    []string          `yaml:"read_only" is:"line"`
	Invisible   []string          `yaml:"invisible" is:"line"`
	Defaults    map[string]string `yaml:"defaults"`
	Tags        map[string]string `yaml:"tags"`
}

type taskField struct {
	Name        string   `yaml:"name" is:"required"`
	Type        string   `yaml:"type" is:"required"`
	Description string   `yaml:"description"`
	Options     []string `yaml:"options"`
}

type profile struct {
	ID            string            `yaml:"id"`
	Description   string            `yaml:"description"`
	Default       bool              `yaml:"default"`
	OutboundQueue ref               `yaml:"default_outbound_queue" to:"queues" is:"required"`
	Timer         string            `yaml:"availability_timer"`
	Concurrency   map[string]int    `yaml:"concurrency" is:"line"`
	CrossChannel  []string          `yaml:"cross_channel" is:"line"`
	Queues        []pair            `yaml:"queues"`
	ManualQueues  []manualPair      `yaml:"manual_assignment_queues"`
	Tags          map[string]string `yaml:"tags"`
}

type pair struct {
	Queue    ref    `yaml:"queue" to:"queues" is:"required"`
	Channel  string `yaml:"channel" is:"required"`
	Priority int    `yaml:"priority" is:"required"`
	Delay    int    `yaml:"delay" is:"always"`
}

type manualPair struct {
	Queue   ref    `yaml:"queue" to:"queues" is:"required"`
	Channel string `yaml:"channel" is:"required"`
}

type attribute struct {
	Values    []string `yaml:"values"`
	Purposes  []string `yaml:"purposes"`
	Validated bool     `yaml:"validate_values"`
}

type group struct {
	ID     string            `yaml:"id"`
	Tags   map[string]string `yaml:"tags"`
	Groups map[string]*group `yaml:"groups"`
}

type security struct {
	ID                  string                  `yaml:"id"`
	Description         string                  `yaml:"description"`
	Permissions         []string                `yaml:"permissions"`
	AllowedTags         map[string]string       `yaml:"allowed_access_control_tags"`
	TagRestricted       []string                `yaml:"tag_restricted_resources"`
	Group               ref                     `yaml:"allowed_access_control_hierarchy_group" to:"hierarchy_groups"`
	HierarchyRestricted []string                `yaml:"hierarchy_restricted_resources"`
	Applications        map[string]*application `yaml:"applications"`
	Tags                map[string]string       `yaml:"tags"`
}

type application struct {
	Type        string   `yaml:"type" is:"always"`
	Permissions []string `yaml:"permissions"`
}

type status struct {
	ID           string            `yaml:"id"`
	Description  string            `yaml:"description"`
	Type         string            `yaml:"type" is:"required"`
	Disabled     bool              `yaml:"disabled"`
	DisplayOrder int               `yaml:"display_order"`
	Tags         map[string]string `yaml:"tags"`
}

type user struct {
	ID               string              `yaml:"id"`
	FirstName        string              `yaml:"first_name"`
	LastName         string              `yaml:"last_name"`
	Email            string              `yaml:"email"`
	SecondaryEmail   string              `yaml:"secondary_email"`
	Mobile           string              `yaml:"mobile"`
	DirectoryUser    string              `yaml:"directory_user_id"`
	Profile          ref                 `yaml:"routing_profile" to:"routing_profiles" is:"required"`
	SecurityProfiles []ref               `yaml:"security_profiles" to:"security_profiles" is:"line"`
	Group            ref                 `yaml:"hierarchy_group" to:"hierarchy_groups"`
	Phone            phone               `yaml:"phone"`
	Channels         map[string]*channel `yaml:"channels"`
	Proficiencies    []proficiency       `yaml:"proficiencies"`
	Tags             map[string]string   `yaml:"tags"`
}

type phone struct {
	Type       string `yaml:"type"`
	AutoAccept bool   `yaml:"auto_accept"`
	Work       int    `yaml:"after_contact_work"`
	DeskPhone  string `yaml:"desk_phone_number"`
	Persistent bool   `yaml:"persistent_connection"`
}

type channel struct {
	AutoAccept *bool `yaml:"auto_accept"`
	Work       *int  `yaml:"after_contact_work"`
}

type proficiency struct {
	Attribute string `yaml:"attribute" is:"required"`
	Value     string `yaml:"value" is:"required"`
	Level     int    `yaml:"level" is:"required"`
}

type integration struct {
	Type        string            `yaml:"type" is:"required"`
	Application string            `yaml:"application_arn" is:"required"`
	URL         string            `yaml:"application_url"`
	Name        string            `yaml:"application_name"`
	Source      string            `yaml:"source"`
	UseCases    map[string]string `yaml:"use_cases"`
	Tags        map[string]string `yaml:"tags"`
}

type storage struct {
	ID        string `yaml:"id"`
	Type      string `yaml:"storage_type" is:"required"`
	Bucket    string `yaml:"bucket"`
	Prefix    string `yaml:"prefix"`
	Key       string `yaml:"encryption_key"`
	Retention int    `yaml:"retention_hours"`
	Stream    string `yaml:"stream_arn"`
}

// NewInstance returns the instance that an import makes under an id, with the
// region and the account of the file; nil where the file does not say.
func (f *File) NewInstance(id string) *center.Instance {
	if f.Instance == nil {
		return nil
	}
	return &center.Instance{ID: center.InstanceID(id), Region: f.Instance.Region, Account: f.Instance.Account}
}

// InstanceID returns the id of the instance that the file came from; empty where
// the file does not say.
func (f *File) InstanceID() string {
	if f.Instance == nil {
		return ""
	}
	return f.Instance.ID
}

// HasAttribute reports whether the file has a predefined attribute.
func (f *File) HasAttribute(name string) bool { return f.Attributes[name] != nil }
