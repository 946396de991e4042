package connectclient

import (
	"fmt"
	"net/url"
	"reflect"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"

	"strowger/internal/restjson"
)

// request is an input turned into the parts of an HTTP request by its tags.
type request struct {
	method string
	path   string // escaped
	query  url.Values
	body   []byte
}

// newRequest turns an input into a request of an operation.
func newRequest(route *restjson.Route, input any) (*request, error) {
	r := &request{method: route.Method, path: route.Pattern, query: url.Values{}}
	v := reflect.ValueOf(input).Elem()
	inBody := false
	for i := range v.NumField() {
		field := v.Type().Field(i)
		if !field.IsExported() {
			continue
		}
		if name, ok := field.Tag.Lookup("path"); ok {
			values := texts(v.Field(i))
			if len(values) != 1 || values[0] == "" {
				return nil, fmt.Errorf("%s: the member %s is missing", route.Operation, field.Name)
			}
			r.path = strings.Replace(r.path, "{"+name+"}", escape(values[0], false), 1)
		} else if name, ok := field.Tag.Lookup("query"); ok {
			for _, value := range texts(v.Field(i)) {
				r.query.Add(name, value)
			}
		} else if field.Tag.Get("json") != "-" {
			inBody = true
		}
	}
	if !inBody {
		return r, nil
	}
	var err error
	r.body, err = json.Marshal(input)
	return r, err
}

// texts are the values of a member that travels outside the body.
func texts(v reflect.Value) []string {
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return nil
		}
		return texts(v.Elem())
	case reflect.Slice:
		var all []string
		for i := range v.Len() {
			all = append(all, texts(v.Index(i))...)
		}
		return all
	case reflect.String:
		if v.Len() == 0 {
			return nil
		}
		return []string{v.String()}
	case reflect.Bool:
		return []string{strconv.FormatBool(v.Bool())}
	default:
		return []string{strconv.FormatInt(v.Int(), 10)}
	}
}
