package sdk

import (
	"math"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"strowger/internal/connectapi"
	"strowger/internal/restjson"
)

// filler fills inputs of the SDK with values that keep the limits of the generated inputs.
type filler struct {
	t *testing.T
	// all says that optional members are filled too, down to a depth at which recursive shapes end.
	all bool
	// round chooses among the values of enums and the members of unions.
	round int
}

// deepest is the depth from which on only required members are filled.
const deepest = 6

// samples are texts among which every pattern of the model finds one it likes.
var samples = []string{
	"a1 Größe/\"\\?#&+%=é", "plain text", "plain", "0c2d7b1e-5b0c-4a8e-9a53-0d6b1c0c7a11", "eu-west-2", "+15551234567",
	"arn:aws:connect:eu-west-2:123456789012:instance/0c2d7b1e-5b0c-4a8e-9a53-0d6b1c0c7a11",
	"arn:aws:connect:eu-west-2:123456789012:traffic-distribution-group/0c2d7b1e-5b0c-4a8e-9a53-0d6b1c0c7a11",
	"2026-11-22", "2026-11-22T10:00:00Z", "d-0123456789", "Passw0rd!", "someone@example.com", "s3://bucket/key", "10.0.0.0",
	strings.Repeat("0a", 32), "404", "k", "key", "a-b_c.1",
}

// fill fills a struct of the SDK. The generated struct of the same name says what is allowed.
func (f *filler) fill(sdk reflect.Value, own reflect.Type, depth int) {
	for field := range own.Fields() {
		target := sdk.FieldByName(field.Name)
		if !field.IsExported() || !target.IsValid() {
			continue // The blank field of a union, or a member that the SDK does not know yet.
		}
		shape, required := checkTag(field.Tag.Get("check"))
		if !required && (!f.all || depth >= deepest) {
			continue
		}
		precision := time.Millisecond
		if field.Tag.Get("header") != "" {
			precision = time.Second
		}
		f.value(target, field.Type, shape, depth, precision)
	}
}

// checkTag reads a check tag.
func checkTag(tag string) (shape string, required bool) {
	for part := range strings.SplitSeq(tag, ",") {
		switch part {
		case "required":
			required = true
		case "arn":
		default:
			shape = part
		}
	}
	return shape, required
}

// value fills one value of the SDK.
func (f *filler) value(sdk reflect.Value, own reflect.Type, shape string, depth int, precision time.Duration) {
	if own.Kind() == reflect.Pointer {
		own = own.Elem()
	}
	if sdk.Kind() == reflect.Pointer && sdk.Type() != reflect.TypeFor[*time.Time]() {
		sdk.Set(reflect.New(sdk.Type().Elem()))
		sdk = sdk.Elem()
	}
	limit, limited := connectapi.Limits().Limit(shape)
	if !limited {
		limit = restjson.Limit{Min: restjson.NoMin, Max: restjson.NoMax}
	}
	switch sdk.Kind() {
	case reflect.Pointer:
		at := time.UnixMilli(1767323045678).UTC().Truncate(precision)
		sdk.Set(reflect.ValueOf(&at))
	case reflect.Interface:
		f.union(sdk, own, depth)
	case reflect.Struct:
		f.fill(sdk, own, depth+1)
	case reflect.String:
		if sdk.Type().Name() != "string" {
			values := enumValues(sdk.Type())
			sdk.SetString(values[f.round%len(values)])
			return
		}
		sdk.SetString(f.text(limit, shape))
	case reflect.Int32, reflect.Int64:
		sdk.SetInt(int64(number(limit)))
	case reflect.Float32, reflect.Float64:
		sdk.SetFloat(number(limit))
	case reflect.Bool:
		sdk.SetBool(true)
	case reflect.Slice:
		size := max(1, int(limit.Min))
		sdk.Set(reflect.MakeSlice(sdk.Type(), size, size))
		for i := range size {
			f.value(sdk.Index(i), own.Elem(), limit.Item, depth, precision)
		}
	case reflect.Map:
		key, item := reflect.New(sdk.Type().Key()).Elem(), reflect.New(sdk.Type().Elem()).Elem()
		keyLimit, _ := connectapi.Limits().Limit(limit.Key)
		if keyLimit.Max == 0 {
			keyLimit.Max = restjson.NoMax
		}
		key.SetString(f.text(keyLimit, limit.Key))
		f.value(item, own.Elem(), limit.Item, depth, precision)
		sdk.Set(reflect.MakeMap(sdk.Type()))
		sdk.SetMapIndex(key, item)
	default:
		f.t.Fatalf("cannot fill a %s", sdk.Type())
	}
}

// union sets one member of a union.
func (f *filler) union(sdk reflect.Value, own reflect.Type, depth int) {
	members := unionMembers()[sdk.Type()]
	member := members[f.round%len(members)]
	if depth >= deepest {
		member = members[leaf(members)]
	}
	value := reflect.New(member)
	field, _ := own.FieldByName(strings.TrimPrefix(member.Name(), sdk.Type().Name()+"Member"))
	shape, _ := checkTag(field.Tag.Get("check"))
	f.value(value.Elem().FieldByName("Value"), field.Type, shape, depth+1, time.Millisecond)
	sdk.Set(value)
}

// leaf is the index of the member that ends the recursion of a union: a question of an evaluation form's sections, an
// expression of its conditions, and anything of the other unions.
func leaf(members []reflect.Type) int {
	for i, member := range members {
		if strings.HasSuffix(member.Name(), "MemberQuestion") || strings.HasSuffix(member.Name(), "MemberExpression") {
			return i
		}
	}
	return 0
}

// text finds a text that keeps a limit.
func (f *filler) text(limit restjson.Limit, shape string) string {
	if len(limit.Enum) > 0 {
		return limit.Enum[f.round%len(limit.Enum)]
	}
	for _, sample := range samples {
		if n := utf8.RuneCountInString(sample); limit.Pattern == nil {
			if float64(n) > limit.Max {
				sample = string([]rune(sample)[:int(limit.Max)])
			}
			for float64(utf8.RuneCountInString(sample)) < limit.Min {
				sample += "x"
			}
			return sample
		} else if float64(n) >= limit.Min && float64(n) <= limit.Max && limit.Pattern.Match(sample) {
			return sample
		}
	}
	f.t.Errorf("no sample keeps the limit of %s: %+v", shape, limit)
	return ""
}

// number finds a number that keeps a limit and is not zero, because the SDK does not send a plain zero.
func number(limit restjson.Limit) float64 {
	n := math.Max(limit.Min, 7)
	return math.Min(n, limit.Max)
}
