package connecthttp

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"

	"strowger/internal/center"
	"strowger/internal/connectapi"
	"strowger/internal/restjson"
)

func fieldID(name string) *connectapi.TaskTemplateFieldIdentifier {
	return &connectapi.TaskTemplateFieldIdentifier{Name: &name}
}

func field(name string, kind connectapi.TaskTemplateFieldType, options ...string) connectapi.TaskTemplateField {
	return connectapi.TaskTemplateField{Id: fieldID(name), Type: kind, SingleSelectOptions: options}
}

func standard(name, value string) connectapi.TaskTemplateDefaultFieldValue {
	return connectapi.TaskTemplateDefaultFieldValue{Id: fieldID(name), DefaultValue: &value}
}

// fullTemplate is a request with a field of every type.
func (f *floor) fullTemplate() *connectapi.CreateTaskTemplateInput {
	return &connectapi.CreateTaskTemplateInput{InstanceId: f.id(), Name: ptr("Refund"), Description: ptr("Money back"), ContactFlowId: ptr("to-sales"), SelfAssignFlowId: ptr("to-sales"),
		Fields: []connectapi.TaskTemplateField{
			field("Title", connectapi.TaskTemplateFieldTypeName), field("Text", connectapi.TaskTemplateFieldTypeDescription), field("When", connectapi.TaskTemplateFieldTypeScheduledTime),
			field("To", connectapi.TaskTemplateFieldTypeQuickConnect), field("Mine", connectapi.TaskTemplateFieldTypeSelfAssign), field("Until", connectapi.TaskTemplateFieldTypeExpiryDuration),
			field("Shop", connectapi.TaskTemplateFieldTypeUrl), field("Amount", connectapi.TaskTemplateFieldTypeNumber), field("Customer", connectapi.TaskTemplateFieldTypeText),
			field("Story", connectapi.TaskTemplateFieldTypeTextArea), field("Bought", connectapi.TaskTemplateFieldTypeDateTime), field("Gift", connectapi.TaskTemplateFieldTypeBoolean),
			field("Colour", connectapi.TaskTemplateFieldTypeSingleSelect, "red", "blue"), field("Mail", connectapi.TaskTemplateFieldTypeEmail)},
		Constraints: &connectapi.TaskTemplateConstraints{RequiredFields: []connectapi.RequiredFieldInfo{{Id: fieldID("Title")}, {Id: fieldID("Amount")}, {Id: fieldID("Colour")}},
			ReadOnlyFields: []connectapi.ReadOnlyFieldInfo{{Id: fieldID("Shop")}}, InvisibleFields: []connectapi.InvisibleFieldInfo{{Id: fieldID("Until")}}},
		Defaults: &connectapi.TaskTemplateDefaults{DefaultFieldValues: []connectapi.TaskTemplateDefaultFieldValue{standard("Shop", "https://shop.example"), standard("Until", "60"),
			standard("Text", "A refund"), standard("Colour", "blue"), standard("Gift", "false")}},
	}
}

func (f *floor) template(change ...func(*connectapi.CreateTaskTemplateInput)) *string {
	f.Helper()
	in := f.fullTemplate()
	for _, c := range change {
		c(in)
	}
	return call[connectapi.CreateTaskTemplateOutput](f, f.harness, "CreateTaskTemplate", in).Id
}

func TestTaskTemplate_RoundTrip(t *testing.T) {
	t.Parallel()
	f := newFloor(t)
	in := f.fullTemplate()
	in.ClientToken = ptr("once")
	made := call[connectapi.CreateTaskTemplateOutput](t, f.harness, "CreateTaskTemplate", in)
	diff(t, "the same request again", call[connectapi.CreateTaskTemplateOutput](t, f.harness, "CreateTaskTemplate", in), made)
	other := *in
	other.Name = ptr("Other")
	f.refused(t, "CreateTaskTemplate", &other, 400, "InvalidParameter")

	show := func(id *string) *connectapi.GetTaskTemplateOutput {
		t.Helper()
		return call[connectapi.GetTaskTemplateOutput](t, f.harness, "GetTaskTemplate", &connectapi.GetTaskTemplateInput{InstanceId: f.id(), TaskTemplateId: id})
	}
	got := show(made.Id)
	want := &connectapi.GetTaskTemplateOutput{Id: made.Id, Arn: f.arn("task-template/" + *made.Id), InstanceId: f.id(), Name: in.Name, Description: in.Description,
		Status: connectapi.TaskTemplateStatusActive, ContactFlowId: in.ContactFlowId, SelfAssignFlowId: in.SelfAssignFlowId, Fields: in.Fields, Constraints: in.Constraints,
		Defaults: in.Defaults, CreatedTime: got.CreatedTime, LastModifiedTime: got.LastModifiedTime}
	diff(t, "shown", got, want)
	diff(t, "by its ARN", show(made.Arn), want)
	f.refused(t, "GetTaskTemplate", &connectapi.GetTaskTemplateInput{InstanceId: f.id(), TaskTemplateId: made.Id, SnapshotVersion: ptr("1")}, 400, "InvalidParameter")

	update := func(u connectapi.UpdateTaskTemplateInput) {
		t.Helper()
		u.InstanceId, u.TaskTemplateId = f.id(), made.Id
		out := call[connectapi.UpdateTaskTemplateOutput](t, f.harness, "UpdateTaskTemplate", &u)
		if *out.Id != *made.Id || *out.Name != *want.Name {
			t.Errorf("updated: %+v", out)
		}
		got := show(made.Id)
		want.LastModifiedTime = got.LastModifiedTime
		diff(t, "updated", got, want)
	}
	want.Status = connectapi.TaskTemplateStatusInactive
	update(connectapi.UpdateTaskTemplateInput{Status: want.Status})
	want.Name, want.Description = ptr("Return"), ptr("Goods back")
	update(connectapi.UpdateTaskTemplateInput{Name: want.Name, Description: want.Description})
	want.Constraints = &connectapi.TaskTemplateConstraints{}
	update(connectapi.UpdateTaskTemplateInput{Constraints: want.Constraints})
	want.Fields, want.Defaults = in.Fields[:4], &connectapi.TaskTemplateDefaults{}
	update(connectapi.UpdateTaskTemplateInput{Fields: want.Fields, Defaults: want.Defaults})

	f.do(t, "TagResource", &connectapi.TagResourceInput{ResourceArn: made.Arn, Tags: map[string]string{"a": "b"}})
	diff(t, "tags", show(made.Id).Tags, map[string]string{"a": "b"})
	want.Tags = map[string]string{"a": "b"}
	flow := call[connectapi.CreateContactFlowOutput](t, f.harness, "CreateContactFlow", &connectapi.CreateContactFlowInput{InstanceId: f.id(), Name: ptr("f"), Type: connectapi.ContactFlowTypeContactFlow,
		Content: ptr(flowToQueue(`"QueueId":"sales"`))}).ContactFlowId
	update(connectapi.UpdateTaskTemplateInput{Name: want.Name})
	f.do(t, "UpdateTaskTemplate", &connectapi.UpdateTaskTemplateInput{InstanceId: f.id(), TaskTemplateId: made.Id, ContactFlowId: flow})
	f.refused(t, "DeleteContactFlow", &connectapi.DeleteContactFlowInput{InstanceId: f.id(), ContactFlowId: flow}, 400, "InvalidRequest")
	f.do(t, "DeleteTaskTemplate", &connectapi.DeleteTaskTemplateInput{InstanceId: f.id(), TaskTemplateId: made.Id})
	f.do(t, "DeleteContactFlow", &connectapi.DeleteContactFlowInput{InstanceId: f.id(), ContactFlowId: flow})
	f.refused(t, "GetTaskTemplate", &connectapi.GetTaskTemplateInput{InstanceId: f.id(), TaskTemplateId: made.Id}, 404, "ResourceNotFound")
	f.refused(t, "DeleteTaskTemplate", &connectapi.DeleteTaskTemplateInput{InstanceId: f.id(), TaskTemplateId: made.Id}, 404, "ResourceNotFound")
}

func TestTaskTemplate_Lists(t *testing.T) {
	t.Parallel()
	f := newFloor(t)
	for i := range 5 {
		f.template(func(in *connectapi.CreateTaskTemplateInput) {
			in.Name = ptr(fmt.Sprint("Template ", i))
			if i < 2 {
				in.Status = connectapi.TaskTemplateStatusInactive
			}
		})
	}
	for name, tt := range map[string]struct {
		in   connectapi.ListTaskTemplatesInput
		want int
	}{
		"all":      {connectapi.ListTaskTemplatesInput{}, 5},
		"inactive": {connectapi.ListTaskTemplatesInput{Status: connectapi.TaskTemplateStatusInactive}, 2},
		"by name":  {connectapi.ListTaskTemplatesInput{Name: ptr("Template 3")}, 1},
	} {
		n := 0
		tt.in.InstanceId, tt.in.MaxResults = f.id(), ptr(int32(1))
		for {
			out := call[connectapi.ListTaskTemplatesOutput](t, f.harness, "ListTaskTemplates", &tt.in)
			n += len(out.TaskTemplates)
			if tt.in.NextToken = out.NextToken; out.NextToken == nil {
				break
			}
		}
		if n != tt.want {
			t.Errorf("%s: %d, want %d", name, n, tt.want)
		}
	}
	f.limited(t, center.Quotas{Resources: map[center.ResourceKind]int{center.KindTaskTemplate: 5}})
	f.refused(t, "CreateTaskTemplate", f.fullTemplate(), 402, "ServiceQuotaExceeded")
}

// All faults of a template are answered at once, each with its path and reason.
func TestTaskTemplate_Faults(t *testing.T) {
	t.Parallel()
	f := newFloor(t)
	f.template(func(in *connectapi.CreateTaskTemplateInput) { in.Name = ptr("Taken") })
	type input = connectapi.CreateTaskTemplateInput
	defaults := func(values ...connectapi.TaskTemplateDefaultFieldValue) func(*input) {
		return func(in *input) { in.Defaults.DefaultFieldValues = values }
	}
	for name, tt := range map[string]struct {
		change func(*input)
		want   []string // paths and reasons
	}{
		"a name that is taken":     {func(in *input) { in.Name = ptr("Taken") }, []string{"Name RESOURCE_NAME_ALREADY_EXISTS"}},
		"unknown flows":            {func(in *input) { in.ContactFlowId, in.SelfAssignFlowId = ptr("x"), ptr("y") }, []string{"ContactFlowId REFERENCED_RESOURCE_NOT_FOUND", "SelfAssignFlowId REFERENCED_RESOURCE_NOT_FOUND"}},
		"no flow, a quick connect": {func(in *input) { in.ContactFlowId = nil }, nil},
		"no flow at all": {func(in *input) {
			in.ContactFlowId = nil
			in.Fields = slices.DeleteFunc(in.Fields, func(f connectapi.TaskTemplateField) bool {
				return f.Type == connectapi.TaskTemplateFieldTypeQuickConnect
			})
		}, []string{"ContactFlowId REQUIRED_PROPERTY_MISSING"}},
		"no name field":  {func(in *input) { in.Fields, in.Constraints = in.Fields[1:], nil }, []string{"Fields REQUIRED_PROPERTY_MISSING"}},
		"no fields":      {func(in *input) { in.Fields, in.Constraints, in.Defaults = []connectapi.TaskTemplateField{}, nil, nil }, []string{"Fields REQUIRED_PROPERTY_MISSING"}},
		"too many":       {func(in *input) { in.Fields = append(in.Fields, make51()...) }, []string{"Fields INVALID_FORMAT"}},
		"a field twice":  {func(in *input) { in.Fields = append(in.Fields, in.Fields[8]) }, []string{"Fields[14].Id.Name UNIQUE_CONSTRAINT_VIOLATED"}},
		"two names":      {func(in *input) { in.Fields = append(in.Fields, field("Title 2", connectapi.TaskTemplateFieldTypeName)) }, []string{"Fields[14].Type UNIQUE_CONSTRAINT_VIOLATED"}},
		"no type":        {func(in *input) { in.Fields[8].Type = "" }, []string{"Fields[8].Type REQUIRED_PROPERTY_MISSING"}},
		"no options":     {func(in *input) { in.Fields[12].SingleSelectOptions, in.Defaults = nil, nil }, []string{"Fields[12].SingleSelectOptions REQUIRED_PROPERTY_MISSING"}},
		"options astray": {func(in *input) { in.Fields[8].SingleSelectOptions = []string{"a"} }, []string{"Fields[8].SingleSelectOptions NOT_SUPPORTED"}},
		"options twice":  {func(in *input) { in.Fields[12].SingleSelectOptions = []string{"blue", "blue"} }, []string{"Fields[12].SingleSelectOptions[1] UNIQUE_CONSTRAINT_VIOLATED"}},
		"constraints of nothing": {func(in *input) {
			in.Constraints = &connectapi.TaskTemplateConstraints{RequiredFields: []connectapi.RequiredFieldInfo{{Id: fieldID("x")}, {}, {Id: fieldID("Mail")}, {Id: fieldID("Mail")}}}
		}, []string{"Constraints.RequiredFields[0].Id.Name INVALID_FORMAT", "Constraints.RequiredFields[1].Id.Name REQUIRED_PROPERTY_MISSING", "Constraints.RequiredFields[3].Id.Name UNIQUE_CONSTRAINT_VIOLATED"}},
		"defaults of another type": {defaults(standard("Amount", "much"), standard("Gift", "yes"), standard("Colour", "green"), standard("Mail", "nobody"), standard("Shop", "ftp://x"), standard("Bought", "soon"),
			standard("Until", "0"), standard("Title", "")),
			[]string{"[0].DefaultValue TYPE_MISMATCH", "[1].DefaultValue TYPE_MISMATCH", "[2].DefaultValue TYPE_MISMATCH", "[3].DefaultValue TYPE_MISMATCH", "[4].DefaultValue TYPE_MISMATCH",
				"[5].DefaultValue TYPE_MISMATCH", "[6].DefaultValue TYPE_MISMATCH", "[7].DefaultValue TYPE_MISMATCH"}},
		"good defaults": {defaults(standard("Amount", "-1.5e3"), standard("Gift", "true"), standard("Mail", "kim@example.com"), standard("Bought", "2026-05-01T12:00:00Z"), standard("Title", "Refund")), nil},
		"other defaults": {defaults(standard("To", "x"), standard("When", "1"), standard("x", "y")),
			[]string{"[0].DefaultValue REFERENCED_RESOURCE_NOT_FOUND", "[1].DefaultValue NOT_SUPPORTED", "[2].Id.Name INVALID_FORMAT"}},
	} {
		in := f.fullTemplate()
		tt.change(in)
		_, err := f.call(t, "CreateTaskTemplate", in)
		if tt.want == nil {
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
			for r := range f.instance.Directory().TaskTemplates.All() {
				if r.Name == *in.Name {
					f.do(t, "DeleteTaskTemplate", &connectapi.DeleteTaskTemplateInput{InstanceId: f.id(), TaskTemplateId: str(r.ID)})
				}
			}
			continue
		}
		refusal := f.refused(t, "CreateTaskTemplate", in, 400, "PropertyValidation")
		var body connectapi.PropertyValidationException
		if err := json.Unmarshal([]byte(refusal.Body), &body); err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, p := range body.PropertyList {
			got = append(got, strings.TrimPrefix(*p.PropertyPath, "Defaults.DefaultFieldValues")+" "+string(p.Reason))
			if text(p.Message) == "" {
				t.Errorf("%s: no message", name)
			}
		}
		diff(t, name, got, tt.want)
	}
}

func make51() (fields []connectapi.TaskTemplateField) {
	for i := range center.MaxTaskFields {
		fields = append(fields, field(fmt.Sprint("more ", i), connectapi.TaskTemplateFieldTypeText))
	}
	return fields
}

// A task of a template has its flow, its defaults and what it requires.
func TestStartTaskContact_Template(t *testing.T) {
	t.Parallel()
	f := newFloor(t)
	id := f.template()
	type input = connectapi.StartTaskContactInput
	ref := func(kind connectapi.ReferenceType, value string) connectapi.Reference {
		return connectapi.Reference{Type: kind, Value: &value}
	}
	task := func(change ...func(*input)) *input {
		in := &input{InstanceId: f.id(), Name: ptr("Refund for Kim"), TaskTemplateId: id, References: map[string]connectapi.Reference{
			"Amount": ref(connectapi.ReferenceTypeNumber, "12.5"), "Order": ref(connectapi.ReferenceTypeString, "beside the template")}}
		for _, c := range change {
			c(in)
		}
		return in
	}
	started := call[connectapi.StartTaskContactOutput](t, f.harness, "StartTaskContact", task())
	c := call[connectapi.DescribeContactOutput](t, f.harness, "DescribeContact", &connectapi.DescribeContactInput{InstanceId: f.id(), ContactId: started.ContactId}).Contact
	if *c.Description != "A refund" || text(c.TaskTemplateInfo.Name) != "Refund" || *c.TaskTemplateInfo.Arn != *f.arn("task-template/" + *id) || *c.SegmentAttributes[contactExpiry].ValueMap[expiryDuration].ValueInteger != 60 {
		t.Errorf("the task is %+v", c)
	}
	rec, err := f.instance.Contact(t.Context(), center.ContactID(*started.ContactId))
	if err != nil {
		t.Fatal(err)
	}
	diff(t, "references", rec.References, map[string]center.Reference{"Amount": {Type: "NUMBER", Value: "12.5"}, "Order": {Type: "STRING", Value: "beside the template"},
		"Shop": {Type: "URL", Value: "https://shop.example"}, "Colour": {Type: "STRING", Value: "blue"}, "Gift": {Type: "STRING", Value: "false"}})
	if rec.State != center.Offered { // the flow of the template led to the queue
		t.Errorf("the task is %s", rec.State)
	}

	given := task(func(in *input) {
		in.Description, in.References["Colour"] = ptr("Mine"), ref(connectapi.ReferenceTypeString, "red")
		in.SegmentAttributes = map[string]connectapi.SegmentAttributeValue{contactExpiry: {ValueMap: map[string]connectapi.SegmentAttributeValue{expiryDuration: {ValueInteger: ptr(int32(5))}}}}
	})
	started = call[connectapi.StartTaskContactOutput](t, f.harness, "StartTaskContact", given)
	if rec, err = f.instance.Contact(t.Context(), center.ContactID(*started.ContactId)); err != nil || rec.Description != "Mine" || rec.References["Colour"].Value != "red" || rec.Expires.Sub(rec.Begin()) != 5*time.Minute {
		t.Errorf("what is given does not stand: %+v, %v", rec, err)
	}

	for name, tt := range map[string]struct {
		change  func(*input)
		status  int
		code    string
		message string
	}{
		"a required field": {func(in *input) { delete(in.References, "Amount") }, 400, "InvalidRequest", "requires Amount"},
		"an empty value":   {func(in *input) { in.References["Amount"] = ref(connectapi.ReferenceTypeNumber, "") }, 400, "InvalidRequest", "requires Amount"},
		"another type":     {func(in *input) { in.References["Amount"] = ref(connectapi.ReferenceTypeString, "12") }, 400, "InvalidRequest", "NUMBER"},
		"no number":        {func(in *input) { in.References["Amount"] = ref(connectapi.ReferenceTypeNumber, "much") }, 400, "InvalidRequest", "must be a number"},
		"no option":        {func(in *input) { in.References["Colour"] = ref(connectapi.ReferenceTypeString, "green") }, 400, "InvalidRequest", "options"},
		"no address":       {func(in *input) { in.References["Mail"] = ref(connectapi.ReferenceTypeEmail, "kim") }, 400, "InvalidRequest", "e-mail"},
		"an unknown one":   {func(in *input) { in.TaskTemplateId = ptr("gone") }, 404, "ResourceNotFound", "task template"},
		"with a flow":      {func(in *input) { in.ContactFlowId = ptr("to-sales") }, 400, "InvalidRequest", "exactly one"},
		"one of no flow": {func(in *input) {
			in.TaskTemplateId = f.template(func(in *connectapi.CreateTaskTemplateInput) { in.Name, in.ContactFlowId = ptr("No flow"), nil })
		}, 400, "InvalidRequest", "no flow"},
		"an inactive one": {func(in *input) {
			in.TaskTemplateId = f.template(func(in *connectapi.CreateTaskTemplateInput) {
				in.Name, in.Status = ptr("Inactive"), connectapi.TaskTemplateStatusInactive
			})
		}, 400, "InvalidRequest", "not active"},
		"a required moment":  {func(in *input) { in.TaskTemplateId = f.requiring("When") }, 400, "InvalidRequest", "ScheduledTime"},
		"required, no value": {func(in *input) { in.TaskTemplateId = f.requiring("Story") }, 400, "InvalidRequest", `References["Story"]`},
	} {
		if got := f.refused(t, "StartTaskContact", task(tt.change), tt.status, tt.code); !strings.Contains(got.Message, tt.message) {
			t.Errorf("%s: %s, want %q in it", name, got.Message, tt.message)
		}
	}
	scheduled := task(func(in *input) {
		in.TaskTemplateId, in.ScheduledTime = f.requiring("When", "Until", "Text"), restjson.NewTimestamp(f.instances.now.Add(time.Hour).Time())
	})
	f.do(t, "StartTaskContact", scheduled)

	// A template that is gone leaves its tasks with its ARN.
	f.do(t, "DeleteTaskTemplate", &connectapi.DeleteTaskTemplateInput{InstanceId: f.id(), TaskTemplateId: id})
	c = call[connectapi.DescribeContactOutput](t, f.harness, "DescribeContact", &connectapi.DescribeContactInput{InstanceId: f.id(), ContactId: started.ContactId}).Contact
	diff(t, "template of the task", c.TaskTemplateInfo, &connectapi.TaskTemplateInfoV2{Arn: f.arn("task-template/" + *id)})
}

// requiring makes a template that requires those fields alone.
func (f *floor) requiring(names ...string) *string {
	f.Helper()
	return f.template(func(in *connectapi.CreateTaskTemplateInput) {
		in.Name = ptr("Requires " + strings.Join(names, " and "))
		in.Constraints.RequiredFields = nil
		for _, name := range names {
			in.Constraints.RequiredFields = append(in.Constraints.RequiredFields, connectapi.RequiredFieldInfo{Id: fieldID(name)})
		}
	})
}
