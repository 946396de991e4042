package restjson

import (
	"fmt"
	"net/http"
)

// Exception is an error that the API knows: generated exceptions implement it, and so do [Fault] and
// [NotImplementedError]. It may be wrapped; its JSON form is the body of the answer.
type Exception interface {
	error
	// ErrorCode is the name that clients match, such as "ResourceNotFoundException".
	ErrorCode() string
	// ErrorMessage is the text for the API's user.
	ErrorMessage() string
	// HTTPStatus is the status of the answer.
	HTTPStatus() int
}

// Codes of errors that no model declares.
const (
	// CodeSerialization is a request that cannot be read as the operation's input: status 400.
	CodeSerialization = "SerializationException"
	// CodeUnknownOperation is a path, method or target that no operation has: status 404, 405 or 400.
	CodeUnknownOperation = "UnknownOperationException"
	// CodeTooLarge is a body above the limit: status 413. The agent's client library knows this very code.
	CodeTooLarge = "RequestEntityTooLarge"
	// CodeNotImplemented is an operation that exists in the model but not in this server: status 501.
	CodeNotImplemented = "NotImplementedException"
)

// Fault is an exception made of data: those of the protocols themselves, and those of APIs whose model lists none.
type Fault struct {
	// Code is the name that clients match.
	Code string `json:"-"`
	// Status is the HTTP status, 400 to 599.
	Status int `json:"-"`
	// Message is the text for the API's user.
	Message string `json:"Message"`
	// Cause is kept for operators, and never answered.
	Cause error `json:"-"`
}

// Error returns code and message.
func (f *Fault) Error() string { return f.Code + ": " + f.Message }

// ErrorCode returns the code.
func (f *Fault) ErrorCode() string { return f.Code }

// ErrorMessage returns the message.
func (f *Fault) ErrorMessage() string { return f.Message }

// HTTPStatus returns the status.
func (f *Fault) HTTPStatus() int { return f.Status }

// Unwrap returns the cause.
func (f *Fault) Unwrap() error { return f.Cause }

// NotImplementedError is the honest answer of an operation that this server does not carry out: status 501, and a
// message that names the operation. Clients do not retry it.
type NotImplementedError struct {
	Operation string
}

// Error returns code and message.
func (e *NotImplementedError) Error() string { return CodeNotImplemented + ": " + e.ErrorMessage() }

// ErrorCode returns "NotImplementedException".
func (e *NotImplementedError) ErrorCode() string { return CodeNotImplemented }

// ErrorMessage names the operation.
func (e *NotImplementedError) ErrorMessage() string {
	return "This server does not implement the operation " + e.Operation + "."
}

// HTTPStatus returns 501.
func (e *NotImplementedError) HTTPStatus() int { return http.StatusNotImplemented }

// MarshalJSON writes the message, as all exceptions do.
func (e *NotImplementedError) MarshalJSON() ([]byte, error) {
	return appendMessage(nil, "Message", e.ErrorMessage()), nil
}

// unreadable makes the answer for a request that cannot be read as an input.
func unreadable(cause error, format string, args ...any) *Fault {
	return &Fault{
		Code: CodeSerialization, Status: http.StatusBadRequest,
		Message: fmt.Sprintf(format, args...), Cause: cause,
	}
}
