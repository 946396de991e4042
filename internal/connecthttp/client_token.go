package connecthttp

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"reflect"
	"slices"

	"github.com/go-json-experiment/json"

	"strowger/internal/center"
	"strowger/internal/routing"
)

// requestOf is what a resource keeps of the request that makes it; in is a
// pointer to the input.
func requestOf(token *string, in any) center.Request {
	if text(token) == "" {
		return center.Request{}
	}
	return center.Request{Token: *token, Digest: digestOf(in, "ClientToken", "InstanceId")} // the same instance may be named in two ways
}

// digestOf returns a text that two inputs share only where all their members are
// equal but those left out; in is a pointer to the input.
func digestOf(in any, without ...string) string {
	digest := sha256.New()
	v := reflect.ValueOf(in).Elem()
	for i := range v.NumField() {
		if !slices.Contains(without, v.Type().Field(i).Name) {
			_ = json.MarshalWrite(digest, v.Field(i).Interface(), json.Deterministic(true)) // what a request was read from can be written
			digest.Write([]byte{0})
		}
	}
	return hex.EncodeToString(digest.Sum(nil))
}

// requested is a resource that keeps the request that made it.
type requested interface {
	center.Resource
	MadeBy() center.Request
}

// makeOnce makes a resource, unless the same request has made one before, which
// it returns then.
func makeOnce[R requested](ctx context.Context, in *served, table func(*center.Directory) *center.Table[R], r R) (R, error) {
	if token := r.MadeBy().Token; token != "" {
		done, err := in.turns.take(ctx, turnKey{instance: in.Directory().Instance.ID, kind: r.RecordKind(), id: "token " + token})
		if err != nil {
			return r, err
		}
		defer done()
		for made := range table(in.Directory()).All() {
			if again, err := repeats(made.MadeBy(), r.MadeBy()); again {
				return made, err
			}
		}
	}
	_, err := in.Do(ctx, routing.Put{Resource: r})
	return r, err
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
