package auth

import "net/http"

// SignatureCode is the exception name by which AWS clients know a refused signature.
type SignatureCode string

// The codes of a refused signature, with the status each is answered with.
const (
	// MissingAuthenticationToken (403): the request is not signed at all.
	MissingAuthenticationToken SignatureCode = "MissingAuthenticationTokenException"
	// IncompleteSignature (400): the signature lacks a part, or a part cannot be read.
	IncompleteSignature SignatureCode = "IncompleteSignatureException"
	// UnrecognizedClient (403): no access key of that id is configured.
	UnrecognizedClient SignatureCode = "UnrecognizedClientException"
	// InvalidSignature (403): the signature is well formed but wrong, expired, ahead of time or out of scope.
	// Clients take it as a hint to compare their clock with the Date header of the answer.
	InvalidSignature SignatureCode = "InvalidSignatureException"
)

// SignatureError says why Verifier refused a request. Its message is meant for the caller: it holds no secret and
// never the signature that would have been right.
type SignatureError struct {
	// Code is the exception name for the wire.
	Code SignatureCode
	// Status is the HTTP status: 400 for IncompleteSignature, otherwise 403.
	Status int
	// Message is the reason, a phrase without a final period.
	Message string
	// Expired is true when the only fault found is that the signature is too old. The signature itself was then
	// not looked at.
	Expired bool
}

// Error returns the code and the message.
func (e *SignatureError) Error() string {
	return string(e.Code) + ": " + e.Message
}

func missing(message string) *SignatureError {
	return &SignatureError{Code: MissingAuthenticationToken, Status: http.StatusForbidden, Message: message}
}

func incomplete(message string) *SignatureError {
	return &SignatureError{Code: IncompleteSignature, Status: http.StatusBadRequest, Message: message}
}

func unrecognized(message string) *SignatureError {
	return &SignatureError{Code: UnrecognizedClient, Status: http.StatusForbidden, Message: message}
}

func invalid(message string) *SignatureError {
	return &SignatureError{Code: InvalidSignature, Status: http.StatusForbidden, Message: message}
}
