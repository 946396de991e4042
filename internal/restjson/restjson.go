// Package restjson speaks the two JSON protocols of the Amazon Connect family as their SDKs do, on the server's side:
// REST-JSON, where an operation is a method and a path and its members travel in path, query, headers and body
// ([NewREST]), and AWS JSON 1.0, where an operation is named by a header and everything else is the body ([NewTarget]).
//
// A generated package (connectapi, participantapi, ctiapi) describes its operations as [Route] values and hands them
// over, together with an implementation of its Service interface, as [Options]:
//
//	options := connectapi.Wire(service)
//	options.Admit = checkSignature
//	options.Observe = countRequest
//	handler, err := restjson.NewREST(options)
//
// Each request is read (at most MaxBody bytes), admitted, bound to the operation's input, validated, given to the
// service and answered. Errors of the service that implement [Exception] are answered as they say; all others, and
// panics, become the API's internal error with a text that gives nothing away, and reach [Options.Report].
//
// Wire structs say where their members travel by tags: `json:"Name"` for the body, and `json:"-"` with one of
// `path:"Name"`, `query:"name"` or `header:"name"` for the rest; `check:"..."` names their limits (see [Limits]).
//
// The package imports nothing else of this module.
package restjson

import (
	"context"
	"net/http"
	"reflect"
	"time"
)

// DefaultMaxBody is the largest request body, in bytes, that is read when [Options.MaxBody] is zero: 1 MiB, the size
// that the clients' own messages mention.
const DefaultMaxBody = 1 << 20

// Route is one operation of a service.
type Route struct {
	// Operation is its name, such as "CreateRoutingProfile".
	Operation string
	// Method and Pattern are the HTTP method and the path in the form of [http.ServeMux], such as
	// "/routing-profiles/{InstanceId}". Both are empty for operations of the AWS JSON protocol.
	Method, Pattern string
	// NewInput makes an empty input of the operation: a pointer to its input struct.
	NewInput func() any
	// Call gives an input made by NewInput to a service, which must implement the package's Service interface.
	// The output is never nil when the error is.
	Call func(ctx context.Context, service, input any) (any, error)
	// NoOutput says that the model knows no output; over REST-JSON the answer's body is then empty.
	NoOutput bool
	// Errors names the exceptions that the model declares for the operation, such as "ResourceNotFoundException".
	Errors []string
	// IdempotencyToken is the input member that makes a repetition recognisable, usually "ClientToken"; "" if none.
	IdempotencyToken string
}

// Declares says whether the model lists an exception for the operation.
func (r Route) Declares(code string) bool {
	for _, declared := range r.Errors {
		if declared == code {
			return true
		}
	}
	return false
}

// Bind completes a route with the Service method that carries it out, given as a method expression such as
// Service.CreateRoutingProfile. S is the Service interface, I and O are the operation's input and output structs.
func Bind[S, I, O any](route Route, method func(S, context.Context, *I) (*O, error)) Route {
	route.NewInput = func() any { return new(I) }
	route.Call = func(ctx context.Context, service, input any) (any, error) {
		output, err := method(service.(S), ctx, input.(*I))
		if err != nil {
			return nil, err
		}
		if output == nil {
			output = new(O)
		}
		return output, nil
	}
	return route
}

// Options is what a handler is made of. Routes, Service, InvalidCodes and InternalCode come from the generated
// package's Wire function; the rest is the composer's.
type Options struct {
	// Routes are the operations to serve.
	Routes []Route
	// Service carries them out.
	Service any
	// InvalidCodes are the exceptions for an input that breaks a limit, best first: the first one that the operation
	// declares is answered, the last one if it declares none of them. The status is 400.
	InvalidCodes []string
	// InternalCode is the exception for panics and for errors that are no [Exception]. The status is 500.
	InternalCode string
	// TargetPrefix is what precedes the dot in the X-Amz-Target header of the AWS JSON protocol.
	TargetPrefix string

	// MaxBody is the largest body read, in bytes; zero means [DefaultMaxBody].
	MaxBody int64
	// Admit, when set, is asked before the request is bound: it may refuse with an error, which is answered like an
	// error of the service, or return the context in which the service is called.
	Admit func(context.Context, *Arrival) (context.Context, error)
	// Authorize, when set, is asked once the input is bound, before its limits are checked, and may refuse like Admit.
	Authorize func(ctx context.Context, route *Route, input any) error
	// Observe, when set, is told the outcome of every request after it was answered, including those of no operation.
	Observe func(context.Context, Outcome)
	// Report, when set, is told what the client was not: panics and unexpected errors.
	Report func(context.Context, Failure)
	// NotFound, when set, answers requests whose path is no operation's. Otherwise they get a 404 with the code
	// UnknownOperationException.
	NotFound http.Handler
}

// Arrival is a request on its way in: its operation is known, its members are not bound yet.
type Arrival struct {
	// Route is the operation asked for.
	Route *Route
	// Request is the HTTP request. Its body has been read already; its path values can be asked for.
	Request *http.Request
	// Body is the whole body, valid during the call of Admit only.
	Body []byte
	// RequestID is the id that the answer carries.
	RequestID string
}

// Outcome is how a request ended.
type Outcome struct {
	// Operation is empty if the request asked for none that exists.
	Operation string
	// RequestID is the id that the answer carried.
	RequestID string
	// Status is the HTTP status; 499 if the client had gone before there was an answer.
	Status int
	// Code is the exception answered, empty after success.
	Code string
	// Duration runs from the arrival of the header to the end of the answer.
	Duration time.Duration
	// Err is the error behind a status of 400 or more, with its context for operators.
	Err error
}

// Failure is a fault of the server that the client is told nothing about.
type Failure struct {
	Operation string
	RequestID string
	// Err is the unexpected error, or what was thrown.
	Err error
	// Stack is where a panic was thrown; nil for an error.
	Stack []byte
}

// StatusClientGone is the status noted in [Outcome] when a client hung up before it was answered. It is never sent.
const StatusClientGone = 499

// inputType is the struct type behind the pointer that NewInput makes.
func (r Route) inputType() reflect.Type {
	return reflect.TypeOf(r.NewInput()).Elem()
}

// ByOperation returns routes by the name of their operation.
func ByOperation(routes []Route) map[string]Route {
	byName := make(map[string]Route, len(routes))
	for _, route := range routes {
		byName[route.Operation] = route
	}
	return byName
}
