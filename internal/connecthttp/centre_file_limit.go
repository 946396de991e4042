package connecthttp

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"strowger/internal/center"
	"strowger/internal/connectapi"
)

// importableID is what the id of an instance looks like that an import makes.
var importableID = regexp.MustCompile(`^[0-9A-Za-z][0-9A-Za-z-]{0,99}$`)

// checkResource holds a resource of a file against the limits of the API, as if
// it came with the operation that makes it.
func checkResource(r center.Resource) error {
	if request := creation(r); request != nil {
		return request.Validate()
	}
	return nil
}

// creation is the request that would make a resource, as far as its members have
// limits; nil where an import has checked them all.
func creation(r center.Resource) interface{ Validate() error } {
	any := ptr("any") // what is required and has been looked up already
	switch r := r.(type) {
	case *center.HoursOfOperation:
		return &connectapi.CreateHoursOfOperationInput{InstanceId: any, Config: []connectapi.HoursOfOperationConfig{}, Name: &r.Name,
			TimeZone: &r.TimeZone, Description: optional(r.Description), Tags: r.Tags}
	case *center.ContactFlow:
		if err := checkContent(r.Content); err != nil {
			return refusal{err}
		}
		return &connectapi.CreateContactFlowInput{InstanceId: any, Content: &r.Content, Name: &r.Name, Type: connectapi.ContactFlowType(r.Type),
			Description: optional(r.Description), Tags: r.Tags}
	case *center.FlowModule:
		if err := checkSettings(optional(r.Settings)); err != nil {
			return refusal{err}
		}
		return &connectapi.CreateContactFlowModuleInput{InstanceId: any, Content: &r.Content, Name: &r.Name, Description: optional(r.Description), Tags: r.Tags}
	case *center.Prompt:
		source := r.Source
		if source == "" {
			source = "s3://bucket/prompt" // which the API does not show, so that a file need not have it
		}
		return &connectapi.CreatePromptInput{InstanceId: any, Name: &r.Name, S3Uri: &source, Description: optional(r.Description), Tags: r.Tags}
	case *center.Queue:
		request := &connectapi.CreateQueueInput{InstanceId: any, HoursOfOperationId: any, Name: &r.Name, Description: optional(r.Description), Tags: r.Tags}
		if r.Outbound.Name != "" {
			request.OutboundCallerConfig = &connectapi.OutboundCallerConfig{OutboundCallerIdName: &r.Outbound.Name}
		}
		return request
	case *center.QuickConnect:
		config := &connectapi.QuickConnectConfig{QuickConnectType: connectapi.QuickConnectType(r.To.Type)}
		if r.To.Phone != "" {
			config.PhoneConfig = &connectapi.PhoneNumberQuickConnectConfig{PhoneNumber: &r.To.Phone}
		}
		return &connectapi.CreateQuickConnectInput{InstanceId: any, Name: &r.Name, QuickConnectConfig: config, Description: optional(r.Description), Tags: r.Tags}
	case *center.RoutingProfile:
		return profileCreation(r)
	case *center.PredefinedAttribute:
		if slices.ContainsFunc(r.Purposes, func(p string) bool { return len(p) > 100 }) {
			return refusal{center.Errorf(center.Invalid, "A purpose is longer than 100 characters.")}
		}
		return nil // the directory checks the rest
	case *center.HierarchyGroup:
		if err := checkGroupName(r.Name); err != nil {
			return refusal{err}
		}
		return &connectapi.CreateUserHierarchyGroupInput{InstanceId: any, Name: &r.Name, Tags: r.Tags}
	case *center.SecurityProfile:
		return &connectapi.UpdateSecurityProfileInput{InstanceId: any, SecurityProfileId: any, Description: &r.Description, Permissions: r.Permissions,
			AllowedAccessControlTags: r.AllowedTags, TagRestrictedResources: r.TagRestricted, HierarchyRestrictedResources: r.HierarchyRestricted}
	case *center.AgentStatus:
		request := &connectapi.CreateAgentStatusInput{InstanceId: any, Name: &r.Name, State: connectapi.AgentStatusStateEnabled,
			Description: optional(r.Description), Tags: r.Tags}
		if r.DisplayOrder != 0 {
			request.DisplayOrder = &r.DisplayOrder
		}
		return request
	case *center.TaskTemplate:
		return &connectapi.CreateTaskTemplateInput{InstanceId: any, Name: &r.Name, Description: optional(r.Description), Fields: wireTaskFields(r)}
	case *center.User:
		return userCreation(r)
	case *center.PhoneNumber:
		return numberCreation(r)
	case *center.Instance:
		return instanceCreation(r)
	case *center.Association:
		return associationCreation(r)
	case *center.StorageConfig:
		return storageCreation(r)
	case *center.Integration:
		return &connectapi.CreateIntegrationAssociationInput{InstanceId: any, IntegrationArn: &r.ApplicationARN, IntegrationType: connectapi.IntegrationType(r.Type),
			SourceApplicationUrl: optional(r.ApplicationURL), SourceApplicationName: optional(r.ApplicationName), SourceType: connectapi.SourceType(r.Source), Tags: r.Tags}
	default:
		return nil
	}
}

// refusal is a request that is refused already.
type refusal struct{ err error }

// Validate returns why.
func (r refusal) Validate() error { return r.err }

func profileCreation(r *center.RoutingProfile) interface{ Validate() error } {
	any := ptr("any")
	request := &connectapi.CreateRoutingProfileInput{InstanceId: any, DefaultOutboundQueueId: any, Name: &r.Name, Description: ptr(r.Description),
		MediaConcurrencies: []connectapi.MediaConcurrency{}, Tags: r.Tags}
	if r.Description == "" {
		request.Description = any // which files may leave out
	}
	for ch, rule := range r.Media {
		if rule.Concurrency > 0 {
			request.MediaConcurrencies = append(request.MediaConcurrencies, connectapi.MediaConcurrency{
				Channel: connectapi.Channel(center.Channel(ch).String()), Concurrency: ptr(int32(rule.Concurrency))})
		}
		if rule.Concurrency < 0 {
			return refusal{center.Errorf(center.Invalid, "A concurrency is below 0.")}
		}
	}
	return request
}

func userCreation(r *center.User) interface{ Validate() error } {
	any := ptr("any")
	request := &connectapi.CreateUserInput{InstanceId: any, RoutingProfileId: any, SecurityProfileIds: wireIDs(r.SecurityProfiles), Username: &r.Username, Tags: r.Tags}
	request.IdentityInfo = &connectapi.UserIdentityInfo{FirstName: optional(r.FirstName), LastName: optional(r.LastName), Mobile: optional(r.Mobile)}
	for _, text := range []string{r.Email, r.SecondaryEmail, r.DirectoryUserID} {
		if len(text) > maxImportText {
			return refusal{center.Errorf(center.Invalid, "An address or id is longer than %d bytes.", maxImportText)}
		}
	}
	request.PhoneConfig = &connectapi.UserPhoneConfig{PhoneType: connectapi.PhoneType(r.Phone.Type), DeskPhoneNumber: optional(r.Phone.DeskPhone),
		AfterContactWorkTimeLimit: ptr(int32(r.Phone.AfterContactWork / time.Second))}
	return request
}

// maxImportText is the longest of the texts that the API gives no limit, in bytes.
const maxImportText = 2048

func numberCreation(r *center.PhoneNumber) interface{ Validate() error } {
	country, typ := connectapi.PhoneNumberCountryCode(r.Country), connectapi.PhoneNumberType(r.Type)
	switch {
	case !slices.Contains(country.Values(), country):
		return refusal{center.Errorf(center.Invalid, "%q is no country.", r.Country)}
	case !slices.Contains(typ.Values(), typ):
		return refusal{center.Errorf(center.Invalid, "%q is no type of number.", r.Type)}
	case len(r.SourceARN) > maxImportText:
		return refusal{center.Errorf(center.Invalid, "The source is longer than %d bytes.", maxImportText)}
	}
	return &connectapi.ClaimPhoneNumberInput{PhoneNumber: &r.Number, PhoneNumberDescription: optional(r.Description), Tags: r.Tags}
}

func instanceCreation(r *center.Instance) interface{ Validate() error } {
	for name := range r.Attributes {
		kind := connectapi.InstanceAttributeType(name)
		if !slices.Contains(kind.Values(), kind) {
			return refusal{center.Errorf(center.Invalid, "There is no instance attribute %q.", name)}
		}
	}
	for _, level := range r.Hierarchy {
		if len([]rune(level.Name)) > 50 {
			return refusal{center.Errorf(center.Invalid, "The name of a level has at most 50 characters.")}
		}
	}
	return &connectapi.CreateInstanceInput{IdentityManagementType: connectapi.DirectoryType(r.IdentityManagementType), InboundCallsEnabled: &r.InboundCalls,
		OutboundCallsEnabled: &r.OutboundCalls, InstanceAlias: optional(r.Alias), Tags: r.Tags}
}

func associationCreation(r *center.Association) interface{ Validate() error } {
	any := ptr("any")
	switch r.Type {
	case center.ApprovedOrigin:
		return &connectapi.AssociateApprovedOriginInput{InstanceId: any, Origin: &r.Value}
	case center.LambdaFunction:
		return &connectapi.AssociateLambdaFunctionInput{InstanceId: any, FunctionArn: &r.Value}
	case center.SecurityKey:
		return &connectapi.AssociateSecurityKeyInput{InstanceId: any, Key: &r.Value}
	case center.LexBotAlias:
		if !isARNOf(r.Value, "lex", "bot-alias/") {
			return refusal{center.Errorf(center.Invalid, "It is not the ARN of a bot's alias.")}
		}
	case center.LexBot:
		if name, region, ok := strings.Cut(r.Value, " "); !ok || name == "" || region == "" || strings.Contains(region, " ") {
			return refusal{center.Errorf(center.Invalid, "An older bot is written as its name, a space and its region.")}
		}
	}
	return nil
}

func storageCreation(r *center.StorageConfig) interface{ Validate() error } {
	config := wireStorageConfig(r)
	config.AssociationId = nil
	request := &connectapi.AssociateInstanceStorageConfigInput{InstanceId: ptr("any"), ResourceType: connectapi.InstanceStorageResourceType(r.ResourceType), StorageConfig: config}
	if err := request.Validate(); err != nil {
		return refusal{err}
	}
	if _, err := storageConfig(config); err != nil {
		return refusal{err}
	}
	return nil
}

// wireTaskFields are the fields of a template as a request has them.
func wireTaskFields(t *center.TaskTemplate) []connectapi.TaskTemplateField {
	all := make([]connectapi.TaskTemplateField, len(t.Fields))
	for i, f := range t.Fields {
		all[i] = connectapi.TaskTemplateField{Id: &connectapi.TaskTemplateFieldIdentifier{Name: &f.Name}, Type: connectapi.TaskTemplateFieldType(f.Type),
			Description: optional(f.Description), SingleSelectOptions: f.Options}
	}
	return all
}
