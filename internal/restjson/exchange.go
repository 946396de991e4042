package restjson

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"runtime/debug"
	"strconv"
	"sync"
	"time"

	"github.com/google/uuid"
)

// endpoint is a route with what was worked out from it.
type endpoint struct {
	route   Route
	binding *binding
	invalid string // the code for inputs that break a limit
}

// server is what the handlers of both protocols share.
type server struct {
	options Options
	format  format
	buffers sync.Pool // of *bytes.Buffer, for bodies in both directions
}

// newServer fills in the defaults.
func newServer(options Options, format format) *server {
	if options.MaxBody == 0 {
		options.MaxBody = DefaultMaxBody
	}
	return &server{
		options: options, format: format,
		buffers: sync.Pool{New: func() any { return new(bytes.Buffer) }},
	}
}

// newEndpoint works out how a route's input is bound and which exception its limits raise.
func (s *server) newEndpoint(route Route) (*endpoint, error) {
	binding, err := newBinding(route.inputType())
	if err != nil {
		return nil, fmt.Errorf("operation %s: %w", route.Operation, err)
	}
	e := &endpoint{route: route, binding: binding}
	for _, code := range s.options.InvalidCodes {
		if e.invalid = code; route.Declares(code) {
			break
		}
	}
	return e, nil
}

// exchange is one request and its answer.
type exchange struct {
	server    *server
	writer    http.ResponseWriter
	request   *http.Request
	ctx       context.Context
	operation string
	id        string
	start     time.Time
}

// begin notes the arrival of a request.
func (s *server) begin(w http.ResponseWriter, r *http.Request) *exchange {
	return &exchange{server: s, writer: w, request: r, ctx: r.Context(), id: uuid.NewString(), start: time.Now()}
}

// run carries out an operation and answers.
func (x *exchange) run(e *endpoint) {
	x.operation = e.route.Operation
	body := x.server.buffer()
	defer x.server.release(body)
	output, err := x.perform(e, body)
	if err != nil {
		x.refuse(err)
		return
	}
	x.succeed(e, output)
}

// perform reads, admits, binds, validates and calls. A panic on the way becomes an error.
func (x *exchange) perform(e *endpoint, body *bytes.Buffer) (output any, err error) {
	defer func() {
		if thrown := recover(); thrown != nil {
			if thrown == http.ErrAbortHandler {
				panic(thrown) // The handler asks the HTTP server to cut the connection.
			}
			output, err = nil, &panicError{thrown: thrown, stack: debug.Stack()}
		}
	}()
	if err := x.readBody(body); err != nil {
		return nil, err
	}
	if admit := x.server.options.Admit; admit != nil {
		arrival := &Arrival{Route: &e.route, Request: x.request, Body: body.Bytes(), RequestID: x.id}
		ctx, err := admit(x.ctx, arrival)
		if err != nil {
			return nil, err
		}
		x.ctx = ctx
	}
	input := e.route.NewInput()
	if err := e.binding.bind(input, x.request, body.Bytes()); err != nil {
		return nil, err
	}
	if authorize := x.server.options.Authorize; authorize != nil {
		if err := authorize(x.ctx, &e.route, input); err != nil {
			return nil, err
		}
	}
	if checked, ok := input.(interface{ Validate() error }); ok {
		if err := checked.Validate(); err != nil {
			return nil, &Fault{Code: e.invalid, Status: http.StatusBadRequest, Message: err.Error(), Cause: err}
		}
	}
	return e.route.Call(x.ctx, x.server.options.Service, input)
}

// readBody reads the whole body, up to the limit.
func (x *exchange) readBody(into *bytes.Buffer) error {
	if x.request.Body == nil || x.request.Body == http.NoBody {
		return nil
	}
	limit := x.server.options.MaxBody
	reader := http.MaxBytesReader(x.writer, x.request.Body, limit)
	_, err := into.ReadFrom(reader)
	var tooLarge *http.MaxBytesError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &tooLarge):
		return &Fault{
			Code: CodeTooLarge, Status: http.StatusRequestEntityTooLarge,
			Message: "The request body must have at most " + strconv.FormatInt(limit, 10) + " bytes.", Cause: err,
		}
	case errors.Is(err, io.ErrUnexpectedEOF):
		return unreadable(err, "The request body is shorter than its announced length.")
	default:
		return unreadable(err, "The request body cannot be read.")
	}
}

// buffer lends an empty buffer.
func (s *server) buffer() *bytes.Buffer {
	b := s.buffers.Get().(*bytes.Buffer)
	b.Reset()
	return b
}

// maxKept is the capacity up to which a buffer is kept for the next request, in bytes.
const maxKept = 64 << 10

// release takes a buffer back.
func (s *server) release(b *bytes.Buffer) {
	if b.Cap() <= maxKept {
		s.buffers.Put(b)
	}
}

// panicError is a panic of a handler.
type panicError struct {
	thrown any
	stack  []byte
}

// Error says what was thrown.
func (p *panicError) Error() string { return fmt.Sprintf("panic: %v", p.thrown) }

// Unwrap returns the thrown error, if it was one.
func (p *panicError) Unwrap() error {
	err, _ := p.thrown.(error)
	return err
}
