package sdk

import (
	"context"
	"net/http"
	"net/http/httptest"
	"reflect"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/connect"
	wire "github.com/go-json-experiment/json"

	"strowger/internal/restjson"
)

// transport lets a client call a handler without a socket.
type transport struct{ handler http.Handler }

// Do carries out one request.
func (t transport) Do(request *http.Request) (*http.Response, error) {
	if request.Body == nil {
		request.Body = http.NoBody
	}
	recorder := httptest.NewRecorder()
	t.handler.ServeHTTP(recorder, request)
	answer := recorder.Result()
	answer.Request = request
	return answer, nil
}

// newClient returns an SDK client that calls a handler once per operation: no retries.
func newClient(handler http.Handler) *connect.Client {
	return connect.New(connect.Options{
		Region:           "eu-west-2",
		BaseEndpoint:     aws.String("http://strowger.test"),
		HTTPClient:       transport{handler},
		RetryMaxAttempts: 1,
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "AKIDEXAMPLE", SecretAccessKey: "secret"}, nil
		}),
	})
}

// newREST returns a handler.
func newREST(t testing.TB, options restjson.Options) *restjson.REST {
	t.Helper()
	handler, err := restjson.NewREST(options)
	if err != nil {
		t.Fatalf("NewREST: %v", err)
	}
	return handler
}

// call calls an operation of a client by name.
func call(ctx context.Context, client *connect.Client, operation string, input any) (any, error) {
	results := reflect.ValueOf(client).MethodByName(operation).Call([]reflect.Value{
		reflect.ValueOf(ctx), reflect.ValueOf(input),
	})
	err, _ := results[1].Interface().(error)
	return results[0].Interface(), err
}

// marshal encodes a value as the handlers do.
func marshal(v any) ([]byte, error) { return wire.Marshal(v) }
