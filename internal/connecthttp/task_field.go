package connecthttp

import (
	"fmt"
	"maps"
	"math"
	"net/mail"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"strowger/internal/center"
	"strowger/internal/connectapi"
	"strowger/internal/routing"
)

// templateFaults collects all that is wrong with a task template.
type templateFaults []connectapi.PropertyValidationExceptionProperty

func (f *templateFaults) add(reason connectapi.PropertyValidationExceptionReason, path, format string, args ...any) {
	*f = append(*f, connectapi.PropertyValidationExceptionProperty{PropertyPath: &path, Reason: reason, Message: ptr(shorten(fmt.Sprintf(format, args...)))})
}

// err returns the exception of a template with faults. It lists a few: a client
// may send thousands.
func (f templateFaults) err() error {
	if len(f) == 0 {
		return nil
	}
	return &connectapi.PropertyValidationException{Message: ptr(*f[0].PropertyPath + ": " + *f[0].Message), PropertyList: f[:min(len(f), center.MaxTaskFields)]}
}

// checkTemplate says all that is wrong with a template.
func checkTemplate(d *center.Directory, t *center.TaskTemplate) error {
	var faults templateFaults
	if other, taken := d.TaskTemplates.ByName(t.Name); taken && other.ID != t.ID {
		faults.add(connectapi.PropertyValidationExceptionReasonResourceNameAlreadyExists, "Name", "Another task template is called %s.", t.Name)
	}
	for path, id := range map[string]center.FlowID{"ContactFlowId": t.FlowID, "SelfAssignFlowId": t.SelfAssignFlowID} {
		if _, ok := d.Flows.Get(string(id)); !ok && id != "" {
			faults.add(connectapi.PropertyValidationExceptionReasonReferencedResourceNotFound, path, "There is no contact flow %s.", id)
		}
	}
	checkFields(t, &faults)
	for path, names := range map[string][]string{"Constraints.RequiredFields": t.Required, "Constraints.ReadOnlyFields": t.ReadOnly, "Constraints.InvisibleFields": t.Invisible} {
		for i, name := range names {
			checkNamed(t, names[:i], name, fmt.Sprintf("%s[%d].Id.Name", path, i), &faults)
		}
	}
	var before []string
	for i, v := range t.Defaults {
		path := fmt.Sprintf("Defaults.DefaultFieldValues[%d]", i)
		if f := checkNamed(t, before, v.Field, path+".Id.Name", &faults); f != nil {
			checkDefault(d, f, v.Value, path+".DefaultValue", &faults)
		}
		before = append(before, v.Field)
	}
	slices.SortStableFunc(faults, func(a, b connectapi.PropertyValidationExceptionProperty) int {
		return strings.Compare(*a.PropertyPath, *b.PropertyPath)
	})
	return faults.err()
}

// onceFields are the parts that every task has; a template has each once.
var onceFields = []center.TaskFieldType{center.NameField, center.DescriptionField, center.ScheduledField, center.QuickConnectField, center.SelfAssignField, center.ExpiryField}

func checkFields(t *center.TaskTemplate, faults *templateFaults) {
	if n := len(t.Fields); n > center.MaxTaskFields {
		faults.add(connectapi.PropertyValidationExceptionReasonInvalidFormat, "Fields", "A task template may have %d fields, and not %d.", center.MaxTaskFields, n)
		t.Fields = t.Fields[:center.MaxTaskFields]
	}
	of := map[center.TaskFieldType]int{}
	for i, f := range t.Fields {
		path := fmt.Sprintf("Fields[%d]", i)
		same := func(other center.TaskField) bool { return other.Name == f.Name }
		switch of[f.Type]++; {
		case f.Name == "":
			faults.add(connectapi.PropertyValidationExceptionReasonRequiredPropertyMissing, path+".Id.Name", "A field needs a name.")
		case slices.ContainsFunc(t.Fields[:i], same):
			faults.add(connectapi.PropertyValidationExceptionReasonUniqueConstraintViolated, path+".Id.Name", "Another field is called %s.", f.Name)
		}
		switch once := slices.Contains(onceFields, f.Type); {
		case f.Type == "":
			faults.add(connectapi.PropertyValidationExceptionReasonRequiredPropertyMissing, path+".Type", "A field needs a type.")
		case once && of[f.Type] > 1:
			faults.add(connectapi.PropertyValidationExceptionReasonUniqueConstraintViolated, path+".Type", "A template has one field of the type %s.", f.Type)
		}
		checkOptions(&f, path+".SingleSelectOptions", faults)
	}
	if of[center.NameField] == 0 {
		faults.add(connectapi.PropertyValidationExceptionReasonRequiredPropertyMissing, "Fields", "A template needs a field of the type NAME.")
	}
	if t.FlowID == "" && of[center.QuickConnectField] == 0 {
		faults.add(connectapi.PropertyValidationExceptionReasonRequiredPropertyMissing, "ContactFlowId", "A template without a field of the type QUICK_CONNECT needs a flow.")
	}
}

func checkOptions(f *center.TaskField, path string, faults *templateFaults) {
	switch n := len(f.Options); {
	case f.Type == center.SingleSelectField && n == 0:
		faults.add(connectapi.PropertyValidationExceptionReasonRequiredPropertyMissing, path, "A field of the type SINGLE_SELECT needs options.")
	case f.Type != center.SingleSelectField && n > 0:
		faults.add(connectapi.PropertyValidationExceptionReasonNotSupported, path, "Only a field of the type SINGLE_SELECT has options.")
	case n > center.MaxTaskOptions:
		faults.add(connectapi.PropertyValidationExceptionReasonInvalidFormat, path, "A field may have %d options, and not %d.", center.MaxTaskOptions, n)
		return
	}
	for i, option := range f.Options {
		if slices.Contains(f.Options[:i], option) {
			faults.add(connectapi.PropertyValidationExceptionReasonUniqueConstraintViolated, fmt.Sprintf("%s[%d]", path, i), "The option %s is there twice.", option)
		}
	}
}

// checkNamed returns the field that a constraint or default names; each names a
// field once.
func checkNamed(t *center.TaskTemplate, before []string, name, path string, faults *templateFaults) *center.TaskField {
	f, ok := t.Field(name)
	switch {
	case name == "":
		faults.add(connectapi.PropertyValidationExceptionReasonRequiredPropertyMissing, path, "The name of a field is required.")
	case !ok:
		faults.add(connectapi.PropertyValidationExceptionReasonInvalidFormat, path, "The template has no field %s.", name)
	case slices.Contains(before, name):
		faults.add(connectapi.PropertyValidationExceptionReasonUniqueConstraintViolated, path, "The field %s is named twice.", name)
	default:
		return f
	}
	return nil
}

func checkDefault(d *center.Directory, f *center.TaskField, value, path string, faults *templateFaults) {
	switch f.Type {
	case center.ScheduledField:
		faults.add(connectapi.PropertyValidationExceptionReasonNotSupported, path, "A moment has no default.")
		return
	case center.QuickConnectField:
		if _, err := get(d, &d.QuickConnects, center.KindQuickConnect, &value); err != nil {
			faults.add(connectapi.PropertyValidationExceptionReasonReferencedResourceNotFound, path, "There is no quick connect %s.", value)
		}
		return
	}
	if wrong := wrongValue(f, value); wrong != "" {
		faults.add(connectapi.PropertyValidationExceptionReasonTypeMismatch, path, "The field %s %s.", f.Name, wrong)
	}
}

// maxTaskName and maxTaskText are the longest name and the longest other value
// of a task, in characters.
const (
	maxTaskName = 512
	maxTaskText = 4096
)

// wrongValue says what a value of a field would have to be, and nothing where it
// is that.
func wrongValue(f *center.TaskField, value string) string {
	switch f.Type {
	case center.NameField:
		if n := utf8.RuneCountInString(value); n < 1 || n > maxTaskName {
			return fmt.Sprintf("must have 1 to %d characters", maxTaskName)
		}
	case center.NumberField:
		if n, err := strconv.ParseFloat(value, 64); err != nil || math.IsInf(n, 0) || math.IsNaN(n) {
			return "must be a number"
		}
	case center.ExpiryField:
		if n, err := strconv.Atoi(value); err != nil || n < 1 || time.Duration(n)*time.Minute > routing.MaxExpiry {
			return fmt.Sprintf("must be a number of minutes from 1 to %d", routing.MaxExpiry/time.Minute)
		}
	case center.BooleanField, center.SelfAssignField:
		if value != "true" && value != "false" {
			return "must be true or false"
		}
	case center.SingleSelectField:
		if !slices.Contains(f.Options, value) {
			return "must be one of its options"
		}
	case center.EmailField:
		if a, err := mail.ParseAddress(value); err != nil || a.Address != value {
			return "must be an e-mail address"
		}
	case center.URLField:
		if u, err := url.Parse(value); err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
			return "must be a URL that begins with http:// or https://"
		}
	case center.DateTimeField:
		if !isMoment(value) {
			return "must be a date or a moment, as 2026-05-01, 2026-05-01T12:00:00Z or seconds since 1970"
		}
	default:
		if utf8.RuneCountInString(value) > maxTaskText {
			return fmt.Sprintf("must have at most %d characters", maxTaskText)
		}
	}
	return ""
}

func isMoment(value string) bool {
	for _, layout := range []string{time.RFC3339, time.DateOnly} {
		if _, err := time.Parse(layout, value); err == nil {
			return true
		}
	}
	seconds, err := strconv.ParseInt(value, 10, 64)
	return err == nil && seconds > 0
}

// referenceTypes are what references of a task hold the values of fields; those
// of other types that are no part of every task are texts.
var referenceTypes = map[center.TaskFieldType]connectapi.ReferenceType{
	center.URLField: connectapi.ReferenceTypeUrl, center.NumberField: connectapi.ReferenceTypeNumber,
	center.DateTimeField: connectapi.ReferenceTypeDate, center.EmailField: connectapi.ReferenceTypeEmail,
}

func referenceType(f *center.TaskField) connectapi.ReferenceType {
	if typ, ok := referenceTypes[f.Type]; ok {
		return typ
	}
	return connectapi.ReferenceTypeString
}

// taskOf returns the template that a request for a task names, nil for none, and
// the request with what the template adds: defaults of what is not given.
// Fields that are no part of every task are references under their names. What
// the template requires must be there, and all that it names must be as it says.
func taskOf(instance Instance, in *connectapi.StartTaskContactInput) (*center.TaskTemplate, *connectapi.StartTaskContactInput, error) {
	if text(in.TaskTemplateId) == "" {
		return nil, in, nil
	}
	d := instance.Directory()
	t, err := get(d, &d.TaskTemplates, center.KindTaskTemplate, in.TaskTemplateId)
	switch {
	case err != nil:
		return nil, nil, err
	case t.Inactive:
		return nil, nil, center.Errorf(center.Refused, "The task template %s is not active.", t.Name)
	case t.FlowID == "":
		return nil, nil, center.Errorf(center.Refused, "The task template %s has no flow.", t.Name)
	}
	filled := *in
	filled.References = maps.Clone(in.References)
	for i := range t.Fields {
		f := &t.Fields[i]
		given, err := fillField(t, f, &filled)
		if err != nil {
			return nil, nil, err
		}
		if !given && slices.Contains(t.Required, f.Name) {
			return nil, nil, center.Errorf(center.Refused, "The task template %s requires %s (%s).", t.Name, f.Name, memberOf(f))
		}
	}
	return t, &filled, nil
}

// memberOf says where a request gives the value of a field.
func memberOf(f *center.TaskField) string {
	switch f.Type {
	case center.NameField:
		return "Name"
	case center.DescriptionField:
		return "Description"
	case center.ScheduledField:
		return "ScheduledTime"
	case center.QuickConnectField:
		return "QuickConnectId"
	case center.ExpiryField:
		return "SegmentAttributes[" + contactExpiry + "]"
	default:
		return fmt.Sprintf("References[%q]", f.Name)
	}
}

// fillField checks the value of one field, or sets its default, and reports
// whether there is one then.
func fillField(t *center.TaskTemplate, f *center.TaskField, in *connectapi.StartTaskContactInput) (given bool, err error) {
	value, standard := t.Default(f.Name)
	switch f.Type {
	case center.NameField: // which every request gives
		return true, nil
	case center.DescriptionField:
		if in.Description == nil && standard {
			in.Description = &value
		}
		return text(in.Description) != "", nil
	case center.ScheduledField:
		return in.ScheduledTime != nil, nil
	case center.QuickConnectField, center.SelfAssignField: // of agents, who choose where a task goes
		return true, nil
	case center.ExpiryField:
		if _, set := in.SegmentAttributes[contactExpiry]; !set && standard {
			minutes, _ := strconv.Atoi(value)
			in.SegmentAttributes = maps.Clone(in.SegmentAttributes)
			if in.SegmentAttributes == nil {
				in.SegmentAttributes = map[string]connectapi.SegmentAttributeValue{}
			}
			in.SegmentAttributes[contactExpiry] = connectapi.SegmentAttributeValue{ValueMap: map[string]connectapi.SegmentAttributeValue{
				expiryDuration: {ValueInteger: ptr(int32(minutes))}}}
		}
		_, set := in.SegmentAttributes[contactExpiry]
		return set, nil
	}
	r, ok := in.References[f.Name]
	if !ok && standard {
		if in.References == nil {
			in.References = map[string]connectapi.Reference{}
		}
		r, ok = connectapi.Reference{Type: referenceType(f), Value: &value}, true
		in.References[f.Name] = r
	}
	switch {
	case !ok || text(r.Value) == "":
		return false, nil
	case r.Type != referenceType(f):
		return false, center.Errorf(center.Refused, "References[%q].Type must be %s, as the task template says.", f.Name, referenceType(f))
	}
	if wrong := wrongValue(f, *r.Value); wrong != "" {
		return false, center.Errorf(center.Refused, "References[%q] %s.", f.Name, wrong)
	}
	return true, nil
}
