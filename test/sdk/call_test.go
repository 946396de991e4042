package sdk

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/smithy-go"

	"strowger/internal/connectapi"
	"strowger/internal/restjson"
)

// recorder keeps the operation and input that arrived last.
type recorder struct {
	operation string
	input     any
}

// options returns the whole API with every operation going to the recorder, which answers with empty outputs.
func (r *recorder) options() restjson.Options {
	options := connectapi.Wire(connectapi.Unimplemented{})
	options.Routes = slices.Clone(options.Routes)
	methods := serviceMethods()
	for i, route := range options.Routes {
		output := methods[route.Operation].Type.Out(0).Elem()
		options.Routes[i].Call = func(_ context.Context, _, input any) (any, error) {
			r.operation, r.input = route.Operation, input
			return reflect.New(output).Interface(), nil
		}
	}
	return options
}

// TestCall_EveryOperationArrives calls every operation of the client: with required members only, and then with all of
// them in as many rounds as cover the members of all unions.
func TestCall_EveryOperationArrives(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		all           bool
		rounds, least int
	}{{false, 1, 900}, {true, 5, 3000}} {
		for round := range test.rounds {
			t.Run(fmt.Sprintf("all=%v/round=%d", test.all, round), func(t *testing.T) {
				t.Parallel()
				r := &recorder{}
				client := newClient(newREST(t, r.options()))
				methods := clientMethods()
				compared := 0
				for _, name := range slices.Sorted(maps.Keys(methods)) {
					input := reflect.New(methods[name].Type.In(2).Elem())
					own := serviceMethods()[name].Type.In(1).Elem()
					f := &filler{t: t, all: test.all, round: round}
					f.fill(input.Elem(), own, 0)
					r.operation, r.input = "", nil
					if _, err := call(t.Context(), client, name, input.Interface()); err != nil {
						t.Errorf("%s: %v", name, err)
						continue
					}
					if r.operation != name {
						t.Errorf("%s arrived as %s", name, r.operation)
						continue
					}
					route := connectapi.Routes[slices.IndexFunc(connectapi.Routes, func(r restjson.Route) bool { return r.Operation == name })]
					c := &comparer{t: t, token: name + "." + route.IdempotencyToken}
					c.structs(name, input.Elem(), reflect.ValueOf(r.input).Elem())
					compared += c.compared
				}
				if len(methods) != 370 || compared < test.least {
					t.Errorf("%d operations were called, %d values compared", len(methods), compared)
				}
			})
		}
	}
}

// comparer compares what was sent with what arrived.
type comparer struct {
	t *testing.T
	// token is the member that the client fills when the caller does not.
	token string
	// answers says that ours was sent and the SDK's arrived: then members that the SDK does not know are no mistake.
	answers bool
	// compared counts the single values that were compared.
	compared int
}

// structs compares two structs, field by field of ours.
func (c *comparer) structs(path string, sdk, own reflect.Value) {
	for i := range own.NumField() {
		field := own.Type().Field(i)
		if !field.IsExported() {
			continue
		}
		place := path + "." + field.Name
		sent, arrived := sdk.FieldByName(field.Name), own.Field(i)
		switch {
		case !sent.IsValid():
			if !c.answers && !arrived.IsZero() {
				c.t.Errorf("%s arrived, although the SDK does not know it", place)
			}
		case place == c.token && sent.IsNil():
			if arrived.IsNil() || arrived.Elem().Len() != 36 {
				c.t.Errorf("%s: the client's own token did not arrive", place)
			}
		default:
			c.values(place, sent, arrived)
		}
	}
}

// values compares two values.
func (c *comparer) values(path string, sdk, own reflect.Value) {
	absent := own.Kind() == reflect.Pointer && own.IsNil()
	switch sdk.Kind() {
	case reflect.Pointer, reflect.Interface:
		if sdk.IsNil() || absent {
			if sdk.IsNil() != absent {
				c.t.Errorf("%s: sent %v, arrived %v", path, sdk, own)
			}
			return
		}
	default:
		if absent {
			if !sdk.IsZero() {
				c.t.Errorf("%s: sent %v, nothing arrived", path, sdk)
			}
			return
		}
	}
	if own.Kind() == reflect.Pointer {
		own = own.Elem()
	}
	if at, ok := moment(sdk); ok {
		c.compared++
		if ours, _ := moment(own); !at.Equal(ours) {
			c.t.Errorf("%s: sent %v, arrived %v", path, at, ours)
		}
		return
	}
	switch sdk.Kind() {
	case reflect.Pointer:
		c.values(path, sdk.Elem(), own)
	case reflect.Interface:
		member := sdk.Elem().Elem()
		name := strings.TrimPrefix(member.Type().Name(), sdk.Type().Name()+"Member")
		c.values(path+"."+name, member.FieldByName("Value"), own.FieldByName(name))
	case reflect.Struct:
		c.structs(path, sdk, own)
	case reflect.Slice:
		if sdk.Len() != own.Len() || sdk.IsNil() != own.IsNil() {
			c.t.Errorf("%s: sent %v, arrived %v", path, sdk, own)
			return
		}
		for i := range sdk.Len() {
			c.values(fmt.Sprintf("%s[%d]", path, i), sdk.Index(i), own.Index(i))
		}
	case reflect.Map:
		if sdk.Len() != own.Len() || sdk.IsNil() != own.IsNil() {
			c.t.Errorf("%s: sent %v, arrived %v", path, sdk, own)
			return
		}
		for _, key := range sdk.MapKeys() {
			item := own.MapIndex(key)
			if !item.IsValid() {
				c.t.Errorf("%s: the key %s did not arrive", path, key)
				continue
			}
			c.values(fmt.Sprintf("%s[%s]", path, key), sdk.MapIndex(key), item)
		}
	default:
		c.compared++
		if sdk.Interface() != own.Convert(sdk.Type()).Interface() {
			c.t.Errorf("%s: sent %v, arrived %v", path, sdk, own)
		}
	}
}

// moment returns the time in a value of either world, if it is one.
func moment(v reflect.Value) (time.Time, bool) {
	switch at := v.Interface().(type) {
	case time.Time:
		return at, true
	case *time.Time:
		return *at, true
	case restjson.Timestamp:
		return at.Time, true
	case restjson.DateTime:
		return at.Time, true
	default:
		return time.Time{}, false
	}
}

// TestCall_UnimplementedSaysSo checks the honest answer of every operation, which also proves that each route calls the
// Service method of its name.
func TestCall_UnimplementedSaysSo(t *testing.T) {
	t.Parallel()
	statuses := map[string]int{}
	options := connectapi.Wire(connectapi.Unimplemented{})
	options.Observe = func(_ context.Context, o restjson.Outcome) { statuses[o.Operation] = o.Status }
	client := newClient(newREST(t, options))
	for name, method := range clientMethods() {
		input := reflect.New(method.Type.In(2).Elem())
		f := &filler{t: t}
		f.fill(input.Elem(), serviceMethods()[name].Type.In(1).Elem(), 0)
		_, err := call(t.Context(), client, name, input.Interface())
		var api smithy.APIError
		if !errors.As(err, &api) {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if api.ErrorCode() != "NotImplementedException" || !strings.Contains(api.ErrorMessage(), "operation "+name+".") || statuses[name] != 501 {
			t.Errorf("%s: %d %s %q", name, statuses[name], api.ErrorCode(), api.ErrorMessage())
		}
	}
}
