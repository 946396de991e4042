package storetest

import (
	"fmt"
	"reflect"
	"testing"

	"strowger/internal/center"
	"strowger/internal/store"
)

// Filled returns a record of the kind in which every exported member has a value
// that is not zero and differs from its neighbours, found by reflection so that
// a member that is added later is covered as well. Only the key is given.
func Filled(tb testing.TB, kind center.ResourceKind, key string) center.Record {
	tb.Helper()
	r := empty(tb, kind)
	f := filler{tb: tb}
	f.fill(reflect.ValueOf(r).Elem())
	setKey(tb, r, key)
	return r
}

// Bare returns a record of the kind with nothing but its key.
func Bare(tb testing.TB, kind center.ResourceKind, key string) center.Record {
	tb.Helper()
	r := empty(tb, kind)
	setKey(tb, r, key)
	return r
}

func empty(tb testing.TB, kind center.ResourceKind) center.Record {
	tb.Helper()
	r, ok := store.New(kind)
	if !ok {
		tb.Fatalf("records of kind %q are not stored", kind)
	}
	return r
}

// setKey sets the member that RecordKey returns.
func setKey(tb testing.TB, r center.Record, key string) {
	tb.Helper()
	v := reflect.ValueOf(r).Elem()
	for _, name := range []string{"ID", "UserID", "Name"} {
		if f := v.FieldByName(name); f.IsValid() {
			f.SetString(key)
			break
		}
	}
	if r.RecordKey() != key {
		tb.Fatalf("the key of a %s is not in ID, UserID or Name", r.RecordKind().Noun())
	}
}

// filler counts the values it gives, so that no two are equal.
type filler struct {
	tb   testing.TB
	n    int64
	deep int // slices around the value: types that contain themselves end at maxDeep
}

// maxDeep is how many slices may stand inside each other.
const maxDeep = 6

// awkward is part of every text: what JSON has to escape, and what takes more
// than a byte.
const awkward = "\"\\</\n\t\x00\x7f\u2028äß漢🙂"

func (f *filler) fill(v reflect.Value) {
	f.n++
	switch v.Kind() {
	case reflect.String:
		v.SetString(fmt.Sprintf("text %d %s", f.n, awkward))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(1<<53 + f.n) // more than a floating-point number can hold exactly
	case reflect.Int32:
		v.SetInt(1<<30 + f.n)
	case reflect.Uint8:
		v.SetUint(uint64(1 + f.n%(center.Channels-1))) // the only such type is Channel
	case reflect.Float64:
		v.SetFloat(float64(f.n) + 0.25)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		f.fill(v.Elem())
	case reflect.Slice:
		if f.deep == maxDeep {
			return
		}
		f.deep++
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		f.elements(v)
		f.deep--
	case reflect.Array:
		f.elements(v)
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		for range 3 {
			key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
			f.fill(key)
			f.fill(value)
			v.SetMapIndex(key, value)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				f.fill(v.Field(i))
			}
		}
	default:
		f.tb.Fatalf("storetest cannot fill a %s; teach it", v.Type())
	}
}

func (f *filler) elements(v reflect.Value) {
	for i := range v.Len() {
		f.fill(v.Index(i))
	}
}
