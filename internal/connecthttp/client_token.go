package connecthttp

import (
	"crypto/sha256"
	"encoding/hex"
	"reflect"

	"github.com/go-json-experiment/json"

	"strowger/internal/center"
)

// requestOf is what a resource keeps of the request that makes it; in is a
// pointer to the input.
func requestOf(token *string, in any) center.Request {
	if text(token) == "" {
		return center.Request{}
	}
	digest := sha256.New()
	v := reflect.ValueOf(in).Elem()
	for i := range v.NumField() {
		if name := v.Type().Field(i).Name; name != "ClientToken" && name != "InstanceId" { // the same instance may be named in two ways
			_ = json.MarshalWrite(digest, v.Field(i).Interface(), json.Deterministic(true)) // what a request was read from can be written
			digest.Write([]byte{0})
		}
	}
	return center.Request{Token: *token, Digest: hex.EncodeToString(digest.Sum(nil))}
}

// repeats reports whether a request has the token of the one that made a
// resource. The error says that the rest of it is different.
func repeats(made, request center.Request) (bool, error) {
	if request.Token == "" || made.Token != request.Token {
		return false, nil
	}
	if made.Digest != request.Digest {
		return true, center.Errorf(center.TokenReused, "ClientToken was used by another request, with other members.")
	}
	return true, nil
}
