package sdk

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"

	"strowger/internal/connectapi"
	"strowger/internal/restjson"
)

// newerOperations are those that the model has and this version of the SDK does not.
var newerOperations = []string{
	"CreateAttachedFile", "CreateAuthCode", "DeleteContactData", "DeleteSession", "GetEvaluationFormValidation", "SearchRules",
	"SendOutboundWebNotification", "StartContactConversationalAnalyticsJob", "StartEvaluationFormValidation", "UpdateContactTaskTemplate",
}

// newerMembers are the members that the model alone has in structs known to both.
var newerMembers = []string{
	"ContactSearchSummary.AiAgentInfo", "EvaluationForm.LastValidationTime", "EvaluationForm.LatestValidationStatus",
	"EvaluationFormMultiSelectQuestionOption.AutomaticFail",
	"EvaluationFormMultiSelectQuestionOption.AutomaticFailConfiguration",
	"EvaluationFormMultiSelectQuestionOption.PointsConfiguration", "EvaluationFormMultiSelectQuestionOption.Score",
	"EvaluationFormNumericQuestionOption.PointsConfiguration", "EvaluationFormQuestion.ScoringConfiguration",
	"EvaluationFormScoringStrategy.ScoreThresholds", "EvaluationFormSection.IsExcludedFromScoring",
	"EvaluationFormSection.ScoreThresholds", "EvaluationFormSingleSelectQuestionOption.PointsConfiguration",
	"EvaluationScore.EarnedPoints", "EvaluationScore.MaxBasePoint", "EvaluationScore.PerformanceCategory",
	"EvaluationSearchFilter.ContactEvaluationAttributeFilter", "EvaluationSearchMetadata.EarnedPoints",
	"EvaluationSearchMetadata.MaxBasePoint", "EvaluationSearchMetadata.PerformanceCategory",
	"Rule.RuleCapabilityTiers", "RuleSummary.RuleCapabilityTiers", "SearchCriteria.AiAgents",
}

// newerValues are the values that the model alone has in enums known to both.
var newerValues = []string{"EvaluationFormScoringMode.POINTS_BASED", "FileUseCaseType.VOICE_RECORDING"}

// newerStructs is how many structs belong only to newer operations and members.
const newerStructs = 50

// serviceMethods returns the operations of the generated Service interface.
func serviceMethods() map[string]reflect.Method {
	methods := map[string]reflect.Method{}
	for method := range reflect.TypeFor[connectapi.Service]().Methods() {
		methods[method.Name] = method
	}
	return methods
}

// clientMethods returns the operations of the SDK's client.
func clientMethods() map[string]reflect.Method {
	methods := map[string]reflect.Method{}
	for method := range reflect.TypeFor[*connect.Client]().Methods() {
		if t := method.Type; t.NumIn() == 4 && t.NumOut() == 2 && strings.HasSuffix(t.In(2).Elem().Name(), "Input") {
			methods[method.Name] = method
		}
	}
	return methods
}

// referee walks pairs of types, one of the SDK and one of ours, and notes how they differ.
type referee struct {
	t *testing.T
	// requests holds our structs that can be part of a request.
	requests map[reflect.Type]bool
	seen     map[reflect.Type]bool
	all      map[reflect.Type]bool // every struct of ours
	// operations, members and values are those that are newer than the SDK.
	operations, members, values []string
	// plain are the members of ours that the SDK has plain, by their name on the wire.
	plain  []string
	fields int
}

// walk compares the inputs and outputs of all operations known to both.
func walk(t *testing.T) *referee {
	t.Helper()
	client, service := clientMethods(), serviceMethods()
	r := &referee{t: t, requests: map[reflect.Type]bool{}, seen: map[reflect.Type]bool{}, all: map[reflect.Type]bool{}}
	for _, method := range service {
		collect(method.Type.In(1).Elem(), r.requests)
	}
	for _, name := range slices.Sorted(maps.Keys(service)) {
		in, out := service[name].Type.In(1).Elem(), service[name].Type.Out(0).Elem()
		collect(in, r.all)
		collect(out, r.all)
		method, ok := client[name]
		if !ok {
			r.operations = append(r.operations, name)
			continue
		}
		r.structs(method.Type.In(2).Elem(), in)
		r.structs(method.Type.Out(0).Elem(), out)
	}
	return r
}

func TestSurface_EveryStructIsTheSDKs(t *testing.T) {
	t.Parallel()
	service := serviceMethods()
	for name := range clientMethods() {
		if _, ok := service[name]; !ok {
			t.Errorf("the SDK knows the operation %s, the model does not", name)
		}
	}
	r := walk(t)
	if !slices.Equal(r.operations, newerOperations) {
		t.Errorf("operations newer than the SDK: %q, want %q", r.operations, newerOperations)
	}
	slices.Sort(r.members)
	if !slices.Equal(r.members, newerMembers) {
		t.Errorf("members newer than the SDK: %q", r.members)
	}
	slices.Sort(r.values)
	if r.values = slices.Compact(r.values); !slices.Equal(r.values, newerValues) {
		t.Errorf("enum values newer than the SDK: %q", r.values)
	}
	var unseen []string
	for t := range r.all {
		if !r.seen[t] {
			unseen = append(unseen, t.Name())
		}
	}
	if len(unseen) != newerStructs {
		slices.Sort(unseen)
		t.Errorf("%d structs are unknown to the SDK, want %d: %q", len(unseen), newerStructs, unseen)
	}
	t.Logf("%d operations and %d structs with %d fields agree; newer than the SDK: %d operations, %d structs, %d members, %d values",
		len(service)-len(r.operations), len(r.seen), r.fields, len(r.operations), len(unseen), len(r.members), len(r.values))
}

// collect notes every struct that can be reached from a type of ours.
func collect(t reflect.Type, into map[reflect.Type]bool) {
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map:
		collect(t.Elem(), into)
	case reflect.Struct:
		if into[t] || t.PkgPath() != reflect.TypeFor[connectapi.Unimplemented]().PkgPath() {
			return
		}
		into[t] = true
		for field := range t.Fields() {
			collect(field.Type, into)
		}
	}
}

// isUnion says whether a struct of ours is a union.
func isUnion(t reflect.Type) bool {
	return t.Kind() == reflect.Struct && t.NumField() > 0 && t.Field(0).Tag.Get("oneof") != ""
}

// structs compares two structs: same name, same fields, same kinds.
func (r *referee) structs(sdk, own reflect.Type) {
	if r.seen[own] {
		return
	}
	r.seen[own] = true
	if sdk.Name() != own.Name() {
		r.t.Errorf("%s is %s in the SDK", own.Name(), sdk.Name())
	}
	for field := range sdk.Fields() {
		if field.Name == "ResultMetadata" || field.Name == "noSmithyDocumentSerde" {
			continue
		}
		ours, ok := own.FieldByName(field.Name)
		if !ok {
			r.t.Errorf("%s lacks the SDK's field %s", own.Name(), field.Name)
			continue
		}
		r.fields++
		path := own.Name() + "." + field.Name
		r.member(path, field.Type, ours, own)
	}
	for field := range own.Fields() {
		if _, ok := sdk.FieldByName(field.Name); !ok {
			r.members = append(r.members, own.Name()+"."+field.Name)
		}
	}
}

// member compares a field of two structs. This is the rule of kinds in the package comment of connectapi.
func (r *referee) member(path string, sdk reflect.Type, own reflect.StructField, owner reflect.Type) {
	plain := sdk.Kind() == reflect.Bool || sdk.Kind() >= reflect.Int && sdk.Kind() <= reflect.Float64
	written := !strings.Contains(own.Tag.Get("json"), "omitzero") && own.Tag.Get("json") != "-"
	if !plain {
		if written {
			r.t.Errorf("%s is always written, although the SDK has %s", path, sdk)
		}
		r.kinds(path, sdk, own.Type)
		return
	}
	name, _, _ := strings.Cut(own.Tag.Get("json"), ",")
	r.plain = append(r.plain, owner.Name()+"."+name)
	if r.requests[owner] {
		if own.Type.Kind() != reflect.Pointer {
			r.t.Errorf("%s is %s in a request: absent and zero cannot be told apart", path, own.Type)
			return
		}
		r.kinds(path, sdk, own.Type.Elem())
		return
	}
	if !written {
		r.t.Errorf("%s is plain in the SDK, but would not be written when zero", path)
	}
	r.kinds(path, sdk, own.Type)
}

// kinds compares two types of fields or elements.
func (r *referee) kinds(path string, sdk, own reflect.Type) {
	wrong := func() { r.t.Errorf("%s is %s, in the SDK %s", path, own, sdk) }
	moment := reflect.TypeFor[time.Time]()
	switch {
	case sdk == reflect.PointerTo(moment):
		if own != reflect.TypeFor[*restjson.Timestamp]() {
			wrong()
		}
	case sdk.Kind() == reflect.Interface:
		if own.Kind() == reflect.Pointer {
			own = own.Elem() // As a member; as an element a union stands for itself.
		}
		if !isUnion(own) {
			wrong()
			return
		}
		r.union(path, sdk, own)
	case sdk.Kind() != own.Kind():
		wrong()
	case sdk.Kind() == reflect.Pointer, sdk.Kind() == reflect.Slice, sdk.Kind() == reflect.Map:
		r.kinds(path, sdk.Elem(), own.Elem())
	case sdk.Kind() == reflect.Struct:
		r.structs(sdk, own)
	case sdk.Kind() == reflect.String && sdk.Name() != "string":
		r.enums(path, sdk, own)
	case sdk != own:
		wrong()
	}
}

// union compares a union of ours with the SDK's types for its members.
func (r *referee) union(path string, sdk, own reflect.Type) {
	if r.seen[own] {
		return
	}
	r.seen[own] = true
	if sdk.Name() != own.Name() {
		r.t.Errorf("%s is %s, in the SDK %s", path, own.Name(), sdk.Name())
	}
	members := unionMembers()[sdk]
	if len(members) != own.NumField()-1 {
		r.t.Errorf("%s has %d members, in the SDK %d", own.Name(), own.NumField()-1, len(members))
	}
	for _, member := range members {
		if !reflect.PointerTo(member).Implements(sdk) {
			r.t.Errorf("%s does not implement %s", member, sdk)
		}
		name := strings.TrimPrefix(member.Name(), sdk.Name()+"Member")
		field, ok := own.FieldByName(name)
		if !ok {
			r.t.Errorf("%s lacks the SDK's member %s", own.Name(), name)
			continue
		}
		r.fields++
		value, _ := member.FieldByName("Value")
		switch {
		case field.Type == reflect.TypeFor[*restjson.DateTime]() && value.Type == reflect.TypeFor[time.Time]():
		case field.Type.Kind() == reflect.Pointer:
			r.kinds(own.Name()+"."+name, value.Type, field.Type.Elem())
		default:
			r.kinds(own.Name()+"."+name, value.Type, field.Type)
		}
	}
}

// enums compares the names and values of two enumerations.
func (r *referee) enums(path string, sdk, own reflect.Type) {
	if sdk.Name() != own.Name() {
		r.t.Errorf("%s is %s, in the SDK %s", path, own.Name(), sdk.Name())
	}
	known := map[string]bool{}
	for _, value := range enumValues(sdk) {
		known[value] = true
	}
	for _, value := range enumValues(own) {
		if !known[value] {
			r.values = append(r.values, own.Name()+"."+value)
		}
		delete(known, value)
	}
	for value := range known {
		r.t.Errorf("%s lacks the SDK's value %s", own.Name(), value)
	}
}

// enumValues calls the method Values of an enum type.
func enumValues(t reflect.Type) []string {
	list := reflect.Zero(t).MethodByName("Values").Call(nil)[0]
	values := make([]string, list.Len())
	for i := range values {
		values[i] = list.Index(i).String()
	}
	return values
}

// exceptionPair is one exception in both worlds.
type exceptionPair struct {
	sdk error
	own restjson.Exception
}

// exceptionPairs are all exceptions that both know.
func exceptionPairs() []exceptionPair {
	return []exceptionPair{
		{&types.AccessDeniedException{}, &connectapi.AccessDeniedException{}},
		{&types.ConditionalOperationFailedException{}, &connectapi.ConditionalOperationFailedException{}},
		{&types.ConflictException{}, &connectapi.ConflictException{}},
		{&types.ContactFlowNotPublishedException{}, &connectapi.ContactFlowNotPublishedException{}},
		{&types.ContactNotFoundException{}, &connectapi.ContactNotFoundException{}},
		{&types.DestinationNotAllowedException{}, &connectapi.DestinationNotAllowedException{}},
		{&types.DuplicateResourceException{}, &connectapi.DuplicateResourceException{}},
		{&types.IdempotencyException{}, &connectapi.IdempotencyException{}},
		{&types.InternalServiceException{}, &connectapi.InternalServiceException{}},
		{&types.InvalidActiveRegionException{}, &connectapi.InvalidActiveRegionException{}},
		{&types.InvalidContactFlowException{}, &connectapi.InvalidContactFlowException{}},
		{&types.InvalidContactFlowModuleException{}, &connectapi.InvalidContactFlowModuleException{}},
		{&types.InvalidParameterException{}, &connectapi.InvalidParameterException{}},
		{&types.InvalidRequestException{}, &connectapi.InvalidRequestException{}},
		{&types.InvalidTestCaseException{}, &connectapi.InvalidTestCaseException{}},
		{&types.LimitExceededException{}, &connectapi.LimitExceededException{}},
		{&types.MaximumResultReturnedException{}, &connectapi.MaximumResultReturnedException{}},
		{&types.OutboundContactNotPermittedException{}, &connectapi.OutboundContactNotPermittedException{}},
		{&types.OutputTypeNotFoundException{}, &connectapi.OutputTypeNotFoundException{}},
		{&types.PropertyValidationException{}, &connectapi.PropertyValidationException{}},
		{&types.ResourceConflictException{}, &connectapi.ResourceConflictException{}},
		{&types.ResourceInUseException{}, &connectapi.ResourceInUseException{}},
		{&types.ResourceNotFoundException{}, &connectapi.ResourceNotFoundException{}},
		{&types.ResourceNotReadyException{}, &connectapi.ResourceNotReadyException{}},
		{&types.ServiceQuotaExceededException{}, &connectapi.ServiceQuotaExceededException{}},
		{&types.ThrottlingException{}, &connectapi.ThrottlingException{}},
		{&types.TooManyRequestsException{}, &connectapi.TooManyRequestsException{}},
		{&types.UserNotFoundException{}, &connectapi.UserNotFoundException{}},
	}
}

// newerExceptions are declared by operations of the model and unknown to the SDK.
var newerExceptions = []string{"ContactNotTerminatedException"}

func TestSurface_EveryExceptionIsTheSDKs(t *testing.T) {
	t.Parallel()
	missing := map[string]bool{}
	for _, route := range connectapi.Routes {
		for _, code := range route.Errors {
			missing[code] = true
		}
	}
	r := &referee{t: t, requests: map[reflect.Type]bool{}, seen: map[reflect.Type]bool{}}
	for _, pair := range exceptionPairs() {
		delete(missing, pair.own.ErrorCode())
		sdk, own := reflect.TypeOf(pair.sdk).Elem(), reflect.TypeOf(pair.own).Elem()
		if sdk.Name() != own.Name() || sdk.Name() != pair.own.ErrorCode() {
			t.Errorf("%s is %s in the SDK and has the code %s", own.Name(), sdk.Name(), pair.own.ErrorCode())
		}
		for field := range sdk.Fields() {
			if field.Name == "ErrorCodeOverride" || field.Name == "noSmithyDocumentSerde" {
				continue
			}
			ours, ok := own.FieldByName(field.Name)
			if !ok {
				t.Errorf("%s lacks the SDK's field %s", own.Name(), field.Name)
				continue
			}
			r.kinds(own.Name()+"."+field.Name, field.Type, ours.Type)
		}
	}
	if left := slices.Sorted(maps.Keys(missing)); !slices.Equal(left, newerExceptions) {
		t.Errorf("exceptions newer than the SDK: %q", left)
	}
}

// constants reads the string constants of a Go file: name to value.
func constants(t *testing.T, path string) map[string]string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatalf("parse %s: %v", path, err)
	}
	found := map[string]string{}
	for _, declaration := range file.Decls {
		group, ok := declaration.(*ast.GenDecl)
		if !ok || group.Tok != token.CONST {
			continue
		}
		for _, spec := range group.Specs {
			constant := spec.(*ast.ValueSpec)
			value, err := strconv.Unquote(constant.Values[0].(*ast.BasicLit).Value)
			if err != nil {
				t.Fatalf("%s: %v", constant.Names[0], err)
			}
			found[constant.Names[0].Name] = fmt.Sprint(constant.Type, " ", value)
		}
	}
	return found
}

func TestSurface_EveryConstantIsTheSDKs(t *testing.T) {
	t.Parallel()
	where, err := exec.CommandContext(t.Context(), "go", "list", "-f", "{{.Dir}}", "github.com/aws/aws-sdk-go-v2/service/connect/types").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	sdk := constants(t, filepath.Join(strings.TrimSpace(string(where)), "enums.go"))
	own := constants(t, filepath.Join("..", "..", "internal", "connectapi", "enums.go"))
	if len(sdk) < 900 {
		t.Errorf("only %d constants in the SDK", len(sdk))
	}
	for name, value := range sdk {
		if own[name] != value {
			t.Errorf("%s is %q, in the SDK %q", name, own[name], value)
		}
	}
}
