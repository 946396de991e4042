package center

// TaskTemplate says which fields a task of its kind has, and where it begins.
type TaskTemplate struct {
	ID               TaskTemplateID
	Name             string
	Description      string
	FlowID           FlowID // in which its tasks begin; empty: a quick connect leads there
	SelfAssignFlowID FlowID // of tasks that agents give themselves; kept and shown
	Inactive         bool
	Fields           []TaskField
	Required         []string // names of fields that a task must have
	ReadOnly         []string // that agents see and do not change; kept and shown
	Invisible        []string // that agents do not see; kept and shown
	Defaults         []TaskDefault
	Created          Instant
	Request          Request
	Tags             map[string]string
	Stamp            Stamp
}

// TaskField is one field of a task.
type TaskField struct {
	Name        string // unique in its template
	Type        TaskFieldType
	Description string
	Options     []string // of SingleSelectField
}

// TaskDefault is the value of a field that a task does not give.
type TaskDefault struct {
	Field string
	Value string
}

// TaskFieldType is what a field holds, by the API's names. Each of those up to
// ExpiryField is a part that every task has, once in a template; the others are
// references of the task.
type TaskFieldType string

// The types of field.
const (
	NameField         TaskFieldType = "NAME"
	DescriptionField  TaskFieldType = "DESCRIPTION"
	ScheduledField    TaskFieldType = "SCHEDULED_TIME"
	QuickConnectField TaskFieldType = "QUICK_CONNECT"
	SelfAssignField   TaskFieldType = "SELF_ASSIGN"
	ExpiryField       TaskFieldType = "EXPIRY_DURATION"
	URLField          TaskFieldType = "URL"
	NumberField       TaskFieldType = "NUMBER"
	TextField         TaskFieldType = "TEXT"
	TextAreaField     TaskFieldType = "TEXT_AREA"
	DateTimeField     TaskFieldType = "DATE_TIME"
	BooleanField      TaskFieldType = "BOOLEAN"
	SingleSelectField TaskFieldType = "SINGLE_SELECT"
	EmailField        TaskFieldType = "EMAIL"
)

// MaxTaskFields is how many fields a template may have, MaxTaskOptions how many
// options a field.
const (
	MaxTaskFields  = 50
	MaxTaskOptions = 50
)

// Field returns the field of that name.
func (t *TaskTemplate) Field(name string) (*TaskField, bool) {
	for i := range t.Fields {
		if t.Fields[i].Name == name {
			return &t.Fields[i], true
		}
	}
	return nil, false
}

// Default returns the default value of the field of that name.
func (t *TaskTemplate) Default(name string) (string, bool) {
	for _, d := range t.Defaults {
		if d.Field == name {
			return d.Value, true
		}
	}
	return "", false
}

// RecordKind implements Record.
func (t *TaskTemplate) RecordKind() ResourceKind { return KindTaskTemplate }

// RecordKey implements Record.
func (t *TaskTemplate) RecordKey() string { return string(t.ID) }

// ResourceName implements Resource.
func (t *TaskTemplate) ResourceName() string { return t.Name }

// MadeBy returns the request that made the template.
func (t *TaskTemplate) MadeBy() Request { return t.Request }

// ResourceStamp implements Resource.
func (t *TaskTemplate) ResourceStamp() *Stamp { return &t.Stamp }

func (t *TaskTemplate) check(d *Directory) error {
	for _, id := range []FlowID{t.FlowID, t.SelfAssignFlowID} {
		if _, ok := d.Flows.Get(string(id)); !ok && id != "" {
			return Missing(KindFlow, string(id))
		}
	}
	return nil
}
