package restjson_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"strowger/internal/restjson"
)

// thingKind is an enum as generated packages have them.
type thingKind string

func (thingKind) Values() []thingKind { return []thingKind{"BIG", "SMALL"} }

// shade is a union as generated packages have them.
type shade struct {
	_     struct{} `oneof:"true"`
	Name  *string  `json:"Name,omitzero" check:"Name"`
	Level *int32   `json:"Level,omitzero" check:"Level"`
}

// tree is a recursive shape.
type tree struct {
	Leaf *string `json:"Leaf,omitzero" check:"required,Name"`
	Twig []tree  `json:"Twig,omitzero" check:"Trees"`
}

type putThingInput struct {
	InstanceId *string             `json:"-" path:"InstanceId" check:"required,arn,InstanceId"`
	ThingId    *string             `json:"-" path:"ThingId" check:"required"`
	Version    *int64              `json:"-" query:"version"`
	Force      *bool               `json:"-" query:"force"`
	Kinds      []thingKind         `json:"-" query:"kinds"`
	Since      *restjson.Timestamp `json:"-" header:"x-amz-since"`
	Name       *string             `json:"Name,omitzero" check:"required,Name"`
	Kind       thingKind           `json:"Kind,omitzero"`
	Level      *int32              `json:"Level,omitzero" check:"Level"`
	Share      *float64            `json:"Share,omitzero" check:"Share"`
	At         *restjson.Timestamp `json:"At,omitzero"`
	Day        *restjson.DateTime  `json:"Day,omitzero"`
	Labels     map[string]string   `json:"tags,omitzero" check:"Labels"`
	OwnerIds   []string            `json:"OwnerIds,omitzero" check:"arn,OwnerIds"`
	Shade      *shade              `json:"Shade,omitzero"`
	Tree       *tree               `json:"Tree,omitzero"`
}

var limits = restjson.NewLimits(map[string]restjson.Limit{
	"InstanceId": {Min: 1, Max: 10},
	"Name":       {Min: 1, Max: 5, Pattern: restjson.Regexp(`[a-zé]+`)},
	"Level":      {Min: 1, Max: 99},
	"Share":      {Min: restjson.NoMin, Max: 1},
	"Labels":     {Min: 1, Max: 2, Key: "LabelKey", Item: "Name"},
	"LabelKey":   {Max: 3, Pattern: restjson.Check("no aws:", func(s string) bool { return !strings.HasPrefix(s, "aws") })},
	"OwnerIds":   {Min: 1, Max: 3, Item: "OwnerId"},
	"OwnerId":    {Max: 4},
	"Trees":      {Max: 2},
})

func (in *putThingInput) Validate() error { return limits.Check(in) }

type putThingOutput struct {
	ThingId *string             `json:"ThingId,omitzero"`
	Ready   bool                `json:"Ready"`
	At      *restjson.Timestamp `json:"At,omitzero"`
}

type dropThingInput struct {
	ThingId *string `json:"-" path:"ThingId" check:"required"`
}

type dropThingOutput struct{}

// refusal is a modelled exception with a member of its own.
type refusal struct {
	Message *string `json:"Message,omitzero"`
	Reason  string  `json:"Reason"`
}

func (e *refusal) Error() string        { return "refused" }
func (e *refusal) ErrorCode() string    { return "RefusedException" }
func (e *refusal) ErrorMessage() string { return *e.Message }
func (e *refusal) HTTPStatus() int      { return http.StatusConflict }

type things interface {
	PutThing(context.Context, *putThingInput) (*putThingOutput, error)
	DropThing(context.Context, *dropThingInput) (*dropThingOutput, error)
}

// fakeThings answers with what the test wants and keeps what it got.
type fakeThings struct {
	put  *putThingInput
	drop *dropThingInput
	ctx  context.Context
	out  *putThingOutput
	err  error
	boom any
}

func (f *fakeThings) PutThing(ctx context.Context, in *putThingInput) (*putThingOutput, error) {
	f.put, f.ctx = in, ctx
	if f.boom != nil {
		panic(f.boom)
	}
	return f.out, f.err
}

func (f *fakeThings) DropThing(ctx context.Context, in *dropThingInput) (*dropThingOutput, error) {
	f.drop, f.ctx = in, ctx
	return nil, f.err
}

var routes = []restjson.Route{
	restjson.Bind(restjson.Route{
		Operation: "PutThing", Method: "PUT", Pattern: "/things/{InstanceId}/{ThingId}",
		Errors: []string{"InvalidRequestException"},
	}, things.PutThing),
	restjson.Bind(restjson.Route{
		Operation: "DropThing", Method: "DELETE", Pattern: "/things/{ThingId}", NoOutput: true,
	}, things.DropThing),
}

// options returns a complete set for a service.
func options(service things) restjson.Options {
	return restjson.Options{
		Routes: routes, Service: service, InternalCode: "InternalServiceException", TargetPrefix: "Things",
		InvalidCodes: []string{"InvalidParameterException", "InvalidRequestException"},
	}
}

// newREST returns a handler for a service.
func newREST(t testing.TB, o restjson.Options) *restjson.REST {
	t.Helper()
	handler, err := restjson.NewREST(o)
	if err != nil {
		t.Fatalf("NewREST: %v", err)
	}
	return handler
}

// send gives a request to a handler.
func send(handler http.Handler, method, url, body string) *httptest.ResponseRecorder {
	recorder := httptest.NewRecorder()
	handler.ServeHTTP(recorder, httptest.NewRequest(method, url, strings.NewReader(body)))
	return recorder
}

// ptr makes a pointer to a value.
func ptr[T any](v T) *T { return &v }

// wrapped hides an error behind context.
func wrapped(err error) error { return fmt.Errorf("somewhere: %w", err) }

var errSecret = errors.New("secret of the store")
