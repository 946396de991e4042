package connecthttp

import (
	"context"
	"maps"
	"reflect"
	"slices"
	"strings"

	"strowger/internal/center"
	"strowger/internal/connectapi"
)

// Access is what a request acts on, for those who decide whether it may.
type Access struct {
	Resources   []AccessResource  // the one that the operation is about first; at least one
	RequestTags map[string]string // tags that the request gives
	TagKeys     []string          // keys of tags that the request gives or takes away, sorted
}

// AccessResource is something that a request names.
type AccessResource struct {
	ARN        string
	InstanceID center.InstanceID // that it belongs to; empty: none
	Tags       map[string]string // those it has; nil where it is not there
}

// memberKinds are the members of requests, at any depth, that hold the id or the
// ARN of something inside an instance.
var memberKinds = map[string]center.ResourceKind{
	"AgentStatusId": center.KindAgentStatus, "ContactFlowId": center.KindFlow, "ContactFlowModuleId": "flow-module", "ContactId": center.KindContact,
	"DefaultOutboundQueueId": center.KindQueue, "HierarchyGroupId": center.KindHierarchyGroup, "HoursOfOperationId": center.KindHours,
	"InitialContactId": center.KindContact, "OutboundFlowId": center.KindFlow, "ParentGroupId": center.KindHierarchyGroup,
	"ParentHoursOfOperationIds": center.KindHours, "PreviousContactId": center.KindContact, "PromptId": "prompt", "QueueId": center.KindQueue,
	"QuickConnectId": center.KindQuickConnect, "QuickConnectIds": center.KindQuickConnect, "RelatedContactId": center.KindContact,
	"RoutingProfileId": center.KindRoutingProfile, "SecurityProfileId": center.KindSecurityProfile, "SecurityProfileIds": center.KindSecurityProfile,
	"SourceContactId": center.KindContact, "TaskTemplateId": center.KindTaskTemplate, "UserId": center.KindUser, "ViewId": center.KindView,
	"SelfAssignFlowId":                     center.KindFlow,
	"AllowedAccessControlHierarchyGroupId": center.KindHierarchyGroup, "FlowModuleId": center.KindFlowModule,
	"IntegrationAssociationId": center.KindIntegration, "UseCaseId": kindUseCase,
	// Members of filters.
	"Agents": center.KindUser, "Queues": center.KindQueue, "RoutingProfiles": center.KindRoutingProfile, "UserHierarchyGroups": center.KindHierarchyGroup,
}

// madeKinds are what the operations that begin with Create make.
var madeKinds = map[string]center.ResourceKind{
	"CreateAgentStatus": center.KindAgentStatus, "CreateContactFlow": center.KindFlow, "CreateContactFlowModule": "flow-module",
	"CreateHoursOfOperation": center.KindHours, "CreatePrompt": "prompt", "CreateQueue": center.KindQueue, "CreateQuickConnect": center.KindQuickConnect,
	"CreateRoutingProfile": center.KindRoutingProfile, "CreateSecurityProfile": center.KindSecurityProfile, "CreateUser": center.KindUser,
	"CreateUserHierarchyGroup": center.KindHierarchyGroup, "CreateView": center.KindView, "CreateTaskTemplate": center.KindTaskTemplate, "CreateUseCase": kindUseCase,
}

// Access finds what a request acts on: what its path names, what an operation
// makes, such as any queue, or else the instance; then whatever else its members
// name. input is the bound input of the operation, whose limits may be broken.
func (s *Service) Access(ctx context.Context, operation string, input any) Access {
	v := reflect.ValueOf(input).Elem()
	f := accessFinder{ctx: ctx, service: s, instance: s.accessInstance(v)}
	if kind, ok := madeKinds[operation]; ok {
		f.add(f.instance.ARN(kind, "*"), nil)
	}
	f.paths(v)
	ofNumber := v.FieldByName("PhoneNumberId").IsValid()
	ofContact := v.FieldByName("ContactId").IsValid() || v.FieldByName("InitialContactId").IsValid()
	switch {
	case ofNumber && f.instance.ID != "": // the number stands outside, and may be on its way to this instance
		f.add(f.instanceARN(), f.instance.Tags)
	case len(f.found.Resources) == 0 && !ofNumber && !ofContact && !v.FieldByName("ResourceArn").IsValid():
		f.add(f.instanceARN(), f.instance.Tags)
	}
	f.members(v)
	if len(f.found.Resources) == 0 {
		f.add(f.instanceARN(), f.instance.Tags)
	}
	f.found.TagKeys = slices.Sorted(maps.Keys(f.found.RequestTags))
	if keys := v.FieldByName("TagKeys"); keys.IsValid() && keys.Kind() == reflect.Slice {
		for i := range keys.Len() {
			f.found.TagKeys = append(f.found.TagKeys, keys.Index(i).String())
		}
	}
	return f.found
}

// accessInstance returns the instance that a request names. One that is not
// there has its id, and where none is named there is none.
func (s *Service) accessInstance(v reflect.Value) *center.Instance {
	unknown := &center.Instance{Region: s.options.Region, Account: s.options.Account}
	for _, member := range []string{"InstanceId", "TargetArn", "ResourceArn", "InstanceArn"} {
		ref := memberText(v, member)
		if ref == "" {
			continue
		}
		unknown.ID = center.InstancePart(ref)
		if unknown.ID == center.InstanceID(ref) && member != "InstanceId" {
			unknown.ID = "" // an ARN of something outside all instances
			continue
		}
		if in, err := s.options.Instances.Get(unknown.ID); err == nil {
			return in.Directory().Instance
		}
		break
	}
	return unknown
}

// memberText returns a member of a request that is a text.
func memberText(v reflect.Value, name string) string {
	field := v.FieldByName(name)
	if !field.IsValid() || field.Kind() != reflect.Pointer || field.IsNil() || field.Elem().Kind() != reflect.String {
		return ""
	}
	return field.Elem().String()
}

// accessFinder collects the resources of a request.
type accessFinder struct {
	ctx      context.Context // of the request, for contacts that are read from the store
	service  *Service
	instance *center.Instance
	found    Access
}

// instanceARN names the instance, or all of them where a request names none.
func (f *accessFinder) instanceARN() string {
	if f.instance.ID == "" {
		return f.instance.ARN("", "") + "*"
	}
	return f.instance.ARN("", "")
}

// add notes a resource of the instance that the request names, each once.
func (f *accessFinder) add(arn string, tags map[string]string) { f.addOf(f.instance.ID, arn, tags) }

// addOf notes a resource of any instance.
func (f *accessFinder) addOf(instance center.InstanceID, arn string, tags map[string]string) {
	if !slices.ContainsFunc(f.found.Resources, func(r AccessResource) bool { return r.ARN == arn }) {
		f.found.Resources = append(f.found.Resources, AccessResource{ARN: arn, InstanceID: instance, Tags: tags})
	}
}

// paths adds what the path of a request names, the innermost first.
func (f *accessFinder) paths(v reflect.Value) {
	for i := v.NumField() - 1; i >= 0; i-- {
		if field := v.Type().Field(i); field.Tag.Get("path") != "" {
			f.member(field.Name, v.Field(i))
		}
	}
}

// members adds what a request names at any depth, and its tags.
func (f *accessFinder) members(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			f.members(v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			f.members(v.Index(i))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if field := v.Type().Field(i); field.IsExported() && !f.member(field.Name, v.Field(i)) {
				f.members(v.Field(i))
			}
		}
	}
}

// member adds what one member names, and reports whether it names anything.
func (f *accessFinder) member(name string, v reflect.Value) bool {
	kind, known := memberKinds[name]
	switch value := v.Interface().(type) {
	case *string:
		switch {
		case value == nil || *value == "":
		case known:
			f.resource(kind, *value)
		case name == "ResourceArn":
			f.byARN(*value)
		case name == "PhoneNumberId" || name == "OutboundCallerIdNumberId":
			f.number(*value)
		}
		return true
	case []string:
		for _, ref := range value {
			if known {
				f.resource(kind, ref)
			}
		}
		return true
	case map[string]string:
		if strings.EqualFold(name, "Tags") {
			f.found.RequestTags = value
		}
		return true
	}
	return false
}

// resource adds something inside the instance.
func (f *accessFinder) resource(kind center.ResourceKind, ref string) {
	id := f.instance.IDOf(kind, ref)
	if kind == center.KindFlow || kind == center.KindFlowModule || kind == center.KindView {
		id = withoutVersion(id)
	}
	if strings.HasPrefix(id, "arn:") {
		f.add(id, nil) // of something elsewhere, which is not found
		return
	}
	f.add(f.instance.ARN(kind, id), f.tags(kind, id))
}

// withoutVersion cuts the version or the alias after the id of a flow or module:
// who may not touch it may not touch a version of it.
func withoutVersion(id string) string {
	if strings.HasPrefix(id, "arn:") {
		return id
	}
	id, _, _ = strings.Cut(id, ":")
	return id
}

// tags returns the tags of something inside the instance, nil where it is not
// there.
func (f *accessFinder) tags(kind center.ResourceKind, id string) map[string]string {
	in, err := f.service.options.Instances.Get(f.instance.ID)
	if err != nil {
		return nil
	}
	if kind == center.KindContact {
		if c, err := in.Contact(f.ctx, center.ContactID(id)); err == nil {
			return c.Tags
		}
		return nil
	}
	tags, _ := tagsAt(in.Directory(), kind, id)
	return tags
}

// byARN adds what the ARN of a request about tags names.
func (f *accessFinder) byARN(arn string) {
	if in, kind, id, err := f.service.resource(arn); err == nil {
		if tags, ok := tagsAt(in.Directory(), kind, id); ok {
			f.addOf(in.Directory().Instance.ID, arn, tags)
			return
		}
	}
	f.add(arn, nil)
}

// number adds a telephone number, which a request names without its instance.
func (f *accessFinder) number(ref string) {
	in, n, err := f.service.number(&ref)
	if err != nil {
		if !strings.HasPrefix(ref, "arn:") {
			ref = f.instance.ARN(center.KindPhoneNumber, ref)
		}
		f.add(ref, nil)
		return
	}
	f.addOf(in.Directory().Instance.ID, *numberARN(in, n.ID), n.Tags)
}

// Denied is the exception of a request that may not do what it asks for.
func Denied(message string) error { return &connectapi.AccessDeniedException{Message: &message} }
