package restjson

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// format is how a protocol writes answers.
type format struct {
	contentType string
	// emptyOutput says that an operation without output answers with an empty body rather than an empty object.
	emptyOutput bool
	// writeError writes the body of an exception.
	writeError func(*bytes.Buffer, Exception) error
}

// answerOptions are how all answers are encoded. Invalid UTF-8 in a text that came from elsewhere is replaced rather
// than turned into a fault of the server, and maps are sorted so that equal answers have equal bytes.
func answerOptions() json.Options {
	return json.JoinOptions(jsontext.AllowInvalidUTF8(true), json.Deterministic(true))
}

// succeed answers with an output.
func (x *exchange) succeed(e *endpoint, output any) {
	body := x.server.buffer()
	defer x.server.release(body)
	if !e.route.NoOutput || !x.server.format.emptyOutput {
		if err := json.MarshalWrite(body, output, answerOptions()); err != nil {
			x.refuse(err)
			return
		}
	}
	x.write(http.StatusOK, body)
	x.end(http.StatusOK, "", nil)
}

// refuse answers with an error. Those that are no exceptions are reported and hidden.
func (x *exchange) refuse(err error) {
	if errors.Is(err, context.Canceled) && x.request.Context().Err() != nil {
		x.end(StatusClientGone, "", err)
		return
	}
	var exception Exception
	var thrown *panicError
	if errors.As(err, &thrown) || !errors.As(err, &exception) || !plausible(exception) {
		x.report(err, thrown)
		exception = x.internal(err)
	}
	body := x.server.buffer()
	defer x.server.release(body)
	if failed := x.server.format.writeError(body, exception); failed != nil {
		x.report(failed, nil)
		exception = x.internal(failed)
		body.Reset()
		body.Write(appendMessage(nil, "Message", exception.ErrorMessage()))
	}
	x.writer.Header().Set("X-Amzn-Errortype", exception.ErrorCode())
	x.write(exception.HTTPStatus(), body)
	x.end(exception.HTTPStatus(), exception.ErrorCode(), err)
}

// plausible says whether an exception can be answered at all.
func plausible(e Exception) bool {
	return e.ErrorCode() != "" && e.HTTPStatus() >= 400 && e.HTTPStatus() <= 599
}

// internal is what a client is told about a fault of the server.
func (x *exchange) internal(cause error) *Fault {
	return &Fault{
		Code: x.server.options.InternalCode, Status: http.StatusInternalServerError,
		Message: "The server failed to carry out the request. Its operator finds the reason under the request id.",
		Cause:   cause,
	}
}

// report hands a fault of the server to its operator.
func (x *exchange) report(err error, thrown *panicError) {
	if x.server.options.Report == nil {
		return
	}
	failure := Failure{Operation: x.operation, RequestID: x.id, Err: err}
	if thrown != nil {
		failure.Stack = thrown.stack
	}
	x.server.options.Report(x.ctx, failure)
}

// write sends status, header and body.
func (x *exchange) write(status int, body *bytes.Buffer) {
	header := x.writer.Header()
	header.Set("Content-Type", x.server.format.contentType)
	header.Set("Content-Length", strconv.Itoa(body.Len()))
	header.Set("X-Amzn-Requestid", x.id)
	x.writer.WriteHeader(status)
	// A failure to write means that the client has gone; nobody is left to be told.
	_, _ = x.writer.Write(body.Bytes())
}

// end tells the observer.
func (x *exchange) end(status int, code string, err error) {
	if x.server.options.Observe == nil {
		return
	}
	x.server.options.Observe(x.ctx, Outcome{
		Operation: x.operation, RequestID: x.id, Status: status, Code: code, Duration: time.Since(x.start), Err: err,
	})
}

// appendMessage writes an object with one text member.
func appendMessage(b []byte, name, text string) []byte {
	b = append(b, `{"`+name+`":`...)
	b, _ = jsontext.AppendQuote(b, text) // Invalid UTF-8 is replaced; the error only says so.
	return append(b, '}')
}
