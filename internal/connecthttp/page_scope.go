package connecthttp

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"reflect"
	"strconv"
	"strings"
	"time"

	"strowger/internal/center"
	"strowger/internal/restjson"
)

// tokenAge is how long a page token is good for.
const tokenAge = 24 * time.Hour

// paged returns the call of an operation whose page tokens are good for the same
// question alone: the same operation, instance and other members, MaxResults
// excepted. Handlers see the part of a token that they gave.
func paged(route restjson.Route) routeCall {
	call := route.Call
	member, ok := reflect.TypeOf(route.NewInput()).Elem().FieldByName("NextToken")
	if !ok || member.Type != reflect.TypeFor[*string]() {
		return call
	}
	return func(ctx context.Context, service, input any) (any, error) {
		field := reflect.ValueOf(input).Elem().FieldByIndex(member.Index)
		scope := ""
		if token := text(field.Interface().(*string)); token != "" {
			scope = tokenScope(route.Operation, input)
			given, err := openToken(scope, token, time.Now())
			if err != nil {
				return nil, err
			}
			field.Set(reflect.ValueOf(&given))
		}
		output, err := call(ctx, service, input)
		if err != nil || output == nil || reflect.ValueOf(output).IsNil() {
			return output, err
		}
		next := reflect.ValueOf(output).Elem().FieldByName("NextToken")
		if given, ok := next.Interface().(*string); ok && given != nil {
			if scope == "" {
				scope = tokenScope(route.Operation, input)
			}
			next.Set(reflect.ValueOf(ptr(sealToken(scope, *given, time.Now()))))
		}
		return output, nil
	}
}

// tokenScope names a question: 16 hexadecimal digits.
func tokenScope(operation string, input any) string {
	instance := ""
	if f := reflect.ValueOf(input).Elem().FieldByName("InstanceId"); f.IsValid() {
		if id, ok := f.Interface().(*string); ok {
			instance = string(center.InstancePart(text(id))) // the same instance may be named by its ARN
		}
	}
	digest := digestOf(input, "InstanceId", "NextToken", "MaxResults")
	sum := sha256.Sum256([]byte(operation + "\x00" + instance + "\x00" + digest))
	return hex.EncodeToString(sum[:8])
}

// sealToken makes a page token of what a handler gave: the scope, the moment in
// seconds, and that, divided by full stops.
func sealToken(scope, given string, now time.Time) string {
	return base64.RawURLEncoding.EncodeToString([]byte(scope + "." + strconv.FormatInt(now.Unix(), 36) + "." + given))
}

// openToken returns what a handler gave.
func openToken(scope, token string, now time.Time) (string, error) {
	raw, err := base64.RawURLEncoding.DecodeString(token)
	parts := strings.SplitN(string(raw), ".", 3)
	if err != nil || len(parts) != 3 || parts[0] != scope {
		return "", center.Errorf(center.Invalid, "NextToken is not a token that this operation returned for the same parameters.")
	}
	made, err := strconv.ParseInt(parts[1], 36, 64)
	if err != nil {
		return "", center.Errorf(center.Invalid, "NextToken is not a token that this operation returned for the same parameters.")
	}
	if now.Sub(time.Unix(made, 0)) > tokenAge {
		return "", center.Errorf(center.Invalid, "NextToken has expired; begin again with the first page.")
	}
	return parts[2], nil
}
