package sdk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"
	"github.com/aws/smithy-go"

	"strowger/internal/connectapi"
	"strowger/internal/restjson"
)

// pretender fills outputs of ours with values of every kind.
type pretender struct {
	// round chooses among the values of enums and the members of unions, and turns truth values on and off.
	round int
	count int
}

// fill fills a struct of ours.
func (p *pretender) fill(v reflect.Value, depth int) {
	if isUnion(v.Type()) {
		members := v.NumField() - 1
		choice := 1 + p.round%members
		if depth >= deepest {
			choice = leafField(v.Type())
		}
		p.value(v.Field(choice), depth+1)
		return
	}
	for i := range v.NumField() {
		if kind := v.Field(i).Kind(); depth >= deepest && (kind == reflect.Slice || kind == reflect.Map || kind == reflect.Pointer) {
			continue
		}
		p.value(v.Field(i), depth)
	}
}

// leafField is the field of a union at which recursion ends.
func leafField(t reflect.Type) int {
	for i := range t.NumField() {
		if name := t.Field(i).Name; name == "Question" || name == "Expression" {
			return i
		}
	}
	return 1
}

// value fills one value. Every number and text is another one.
func (p *pretender) value(v reflect.Value, depth int) {
	p.count++
	switch v.Interface().(type) {
	case restjson.Timestamp:
		v.Set(reflect.ValueOf(restjson.Timestamp{Time: time.UnixMilli(1767323045000 + int64(p.count)).UTC()}))
		return
	case restjson.DateTime:
		v.Set(reflect.ValueOf(restjson.DateTime{Time: time.UnixMilli(1767323045000 + int64(p.count)).UTC()}))
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		p.value(v.Elem(), depth)
	case reflect.Struct:
		p.fill(v, depth+1)
	case reflect.String:
		if v.Type().Name() != "string" {
			values := enumValues(v.Type())
			v.SetString(values[p.round%len(values)])
			return
		}
		v.SetString(fmt.Sprintf("text %d <&\"\\é\U0001F4DE\u2028>", p.count))
	case reflect.Int32, reflect.Int64:
		v.SetInt(int64(p.count))
	case reflect.Float32, reflect.Float64:
		v.SetFloat(float64(p.count) / 4)
	case reflect.Bool:
		v.SetBool(p.round%2 == 0)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		p.value(v.Index(0), depth)
		p.value(v.Index(1), depth)
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		item := reflect.New(v.Type().Elem()).Elem()
		p.value(item, depth)
		v.SetMapIndex(reflect.ValueOf(fmt.Sprintf("key %d", p.count)).Convert(v.Type().Key()), item)
	}
}

// answering returns a client whose operations all get what answer gives.
func answering(t *testing.T, answer func(operation string, output reflect.Type) (any, error)) *connect.Client {
	t.Helper()
	options := connectapi.Wire(connectapi.Unimplemented{})
	options.Routes = slices.Clone(options.Routes)
	methods := serviceMethods()
	for i, route := range options.Routes {
		output := methods[route.Operation].Type.Out(0).Elem()
		options.Routes[i].Call = func(context.Context, any, any) (any, error) { return answer(route.Operation, output) }
	}
	return newClient(newREST(t, options))
}

// callRequired calls an operation with required members only.
func callRequired(t *testing.T, client *connect.Client, name string) (any, error) {
	t.Helper()
	input := reflect.New(clientMethods()[name].Type.In(2).Elem())
	f := &filler{t: t}
	f.fill(input.Elem(), serviceMethods()[name].Type.In(1).Elem(), 0)
	return call(t.Context(), client, name, input.Interface())
}

// TestAnswer_EveryOutputIsRead fills every member of every output and compares what the SDK reads.
func TestAnswer_EveryOutputIsRead(t *testing.T) {
	t.Parallel()
	for round := range 10 {
		t.Run(fmt.Sprint("round ", round), func(t *testing.T) {
			t.Parallel()
			var sent any
			client := answering(t, func(_ string, output reflect.Type) (any, error) {
				value := reflect.New(output)
				(&pretender{round: round}).fill(value.Elem(), 0)
				sent = value.Interface()
				return sent, nil
			})
			compared := 0
			for _, name := range slices.Sorted(maps.Keys(clientMethods())) {
				output, err := callRequired(t, client, name)
				if err != nil {
					t.Errorf("%s: %v", name, err)
					continue
				}
				c := &comparer{t: t, answers: true}
				c.structs(name, reflect.ValueOf(output).Elem(), reflect.ValueOf(sent).Elem())
				compared += c.compared
			}
			if compared < 3700 {
				t.Errorf("only %d values were compared", compared)
			}
		})
	}
}

// TestAnswer_EmptyOutputs answers with nothing at all: the SDK reads zero values.
func TestAnswer_EmptyOutputs(t *testing.T) {
	t.Parallel()
	client := answering(t, func(_ string, output reflect.Type) (any, error) { return reflect.New(output).Interface(), nil })
	for name := range clientMethods() {
		if _, err := callRequired(t, client, name); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// newerPlain are the members of structures newer than the SDK that are written when zero, too.
var newerPlain = []string{
	"EvaluationFormMultiSelectQuestionOption.AutomaticFail", "EvaluationFormMultiSelectQuestionOption.Score",
	"EvaluationFormQuestionScoringConfiguration.IsExcludedFromScoring",
	"EvaluationFormScoreThreshold.MaxScorePercentage", "EvaluationFormScoreThreshold.MinScorePercentage",
	"EvaluationFormSection.IsExcludedFromScoring", "EvaluationScore.EarnedPoints", "EvaluationScore.MaxBasePoint",
	"GetEvaluationFormValidationOutput.EvaluationFormVersion", "QuestionOptionPointsConfiguration.IsBonus",
	"QuestionPointsConfiguration.IsBonus", "StartEvaluationFormValidationOutput.EvaluationFormVersion",
}

// TestAnswer_PlainMembersAreWritten checks that answers contain the members that the SDK has plain even when they are
// zero, and no others: all other members are left out when absent.
func TestAnswer_PlainMembersAreWritten(t *testing.T) {
	t.Parallel()
	structs, expected := map[reflect.Type]bool{}, map[string]bool{}
	for _, method := range serviceMethods() {
		collect(method.Type.Out(0).Elem(), structs)
	}
	answers := map[string]bool{}
	for own := range structs {
		answers[own.Name()] = true
	}
	for _, member := range append(walk(t).plain, newerPlain...) {
		if owner, _, _ := strings.Cut(member, "."); answers[owner] {
			expected[member] = true
		}
	}
	written := map[string]bool{}
	for own := range structs {
		text, err := marshal(reflect.New(own).Interface())
		if err != nil {
			t.Fatal(err)
		}
		var members map[string]any
		if err := json.Unmarshal(text, &members); err != nil {
			t.Fatal(err)
		}
		for member, value := range members {
			if value != false && value != 0.0 {
				t.Errorf("%s.%s is written as %v", own.Name(), member, value)
			}
			written[own.Name()+"."+member] = true
		}
	}
	if !maps.Equal(written, expected) {
		t.Errorf("written when zero: %q\nexpected: %q", slices.Sorted(maps.Keys(written)), slices.Sorted(maps.Keys(expected)))
	}
	if len(written) != 86 {
		t.Errorf("%d members are written when zero", len(written))
	}
}

// TestAnswer_EveryExceptionIsRead answers with every exception, all members filled, and finds it again in the SDK's
// error.
func TestAnswer_EveryExceptionIsRead(t *testing.T) {
	t.Parallel()
	for _, pair := range exceptionPairs() {
		own := pair.own
		(&pretender{}).fill(reflect.ValueOf(own).Elem(), 0)
		code := own.ErrorCode()
		at := slices.IndexFunc(connectapi.Routes, func(r restjson.Route) bool {
			_, known := clientMethods()[r.Operation]
			return known && r.Declares(code)
		})
		if at < 0 {
			continue // The model declares it for no operation; see newerExceptions for the other way round.
		}
		name := connectapi.Routes[at].Operation
		client := answering(t, func(string, reflect.Type) (any, error) { return nil, fmt.Errorf("context: %w", own) })
		_, err := callRequired(t, client, name)
		target := reflect.New(reflect.TypeOf(pair.sdk))
		if !errors.As(err, target.Interface()) {
			t.Errorf("%s came as %v", code, err)
			continue
		}
		if strings.Contains(fmt.Sprint(err), "<nil>") {
			t.Errorf("%s: %v", code, err)
		}
		c := &comparer{t: t, answers: true}
		read, sent := target.Elem().Elem(), reflect.ValueOf(own).Elem()
		if field, ok := sent.Type().FieldByName("Message"); ok && field.Tag.Get("json") == "-" {
			sent.FieldByName("Message").SetZero()
		}
		c.structs(code, read, sent)
		if c.compared == 0 {
			t.Errorf("%s: nothing was compared", code)
		}
	}
}

// TestAnswer_InvalidIsTyped shows what a caller sees who breaks a limit.
func TestAnswer_InvalidIsTyped(t *testing.T) {
	t.Parallel()
	client := answering(t, func(string, reflect.Type) (any, error) { return nil, errors.New("must not be called") })
	_, err := client.AssociateQueueQuickConnects(t.Context(), &connect.AssociateQueueQuickConnectsInput{
		InstanceId: aws.String("i"), QueueId: aws.String("q"), QuickConnectIds: make([]string, 51),
	})
	var invalid *types.InvalidParameterException
	if !errors.As(err, &invalid) || aws.ToString(invalid.Message) != "QuickConnectIds must include at most 50 items" {
		t.Errorf("err = %v", err)
	}
	_, err = client.UpdateRoutingProfileQueues(t.Context(), &connect.UpdateRoutingProfileQueuesInput{
		InstanceId: aws.String("i"), RoutingProfileId: aws.String("r"), QueueConfigs: []types.RoutingProfileQueueConfig{},
	})
	if !errors.As(err, &invalid) || aws.ToString(invalid.Message) != "QueueConfigs must include at least 1 item" {
		t.Errorf("err = %v", err)
	}
}

// TestAnswer_InternalErrorKeepsItsSecret shows what a caller sees of an unexpected error.
func TestAnswer_InternalErrorKeepsItsSecret(t *testing.T) {
	t.Parallel()
	client := answering(t, func(string, reflect.Type) (any, error) { return nil, errors.New("password of the database") })
	_, err := callRequired(t, client, "DescribeRoutingProfile")
	var api smithy.APIError
	if !errors.As(err, &api) || api.ErrorCode() != "InternalServiceException" || strings.Contains(err.Error(), "password") {
		t.Errorf("err = %v", err)
	}
	if !strings.Contains(err.Error(), "RequestID: ") {
		t.Errorf("the error names no request: %v", err)
	}
}
