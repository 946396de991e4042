package web

import (
	"net/http"
	"time"

	"github.com/go-json-experiment/json"
)

// answer is what a program gets that signed in.
type answer struct {
	AuthToken    string `json:"authToken"`
	RefreshToken string `json:"refreshToken"`
	Expiration   string `json:"expiration"` // of the auth token, in the form of timeForm
}

// timeForm is an ISO 8601 time in UTC with milliseconds, which JavaScript's Date
// reads.
const timeForm = "2006-01-02T15:04:05.000Z"

// failure is what a program gets that did not.
type failure struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

// refusal is an error that the client is told.
type refusal struct {
	status  int
	code    string
	message string
	wait    time.Duration // until another try makes sense; 0: not said
}

// Error returns the text for the client.
func (r *refusal) Error() string { return r.message }

// The refusals. One alone stands for all that can be wrong with credentials.
var (
	errWrong      = &refusal{status: http.StatusUnauthorized, code: "UnauthorizedException", message: "Instance, user name or password is wrong."}
	errMediaType  = &refusal{status: http.StatusUnsupportedMediaType, code: "UnsupportedMediaTypeException", message: "Send the credentials as " + jsonType + " or " + formType + "."}
	errTooLarge   = &refusal{status: http.StatusRequestEntityTooLarge, code: "RequestEntityTooLarge", message: "The request is too large."}
	errUnreadable = &refusal{status: http.StatusBadRequest, code: "BadRequestException", message: `The request cannot be read; it must hold the texts "instance", "username" and "password".`}
	errIncomplete = &refusal{status: http.StatusBadRequest, code: "BadRequestException", message: "Instance, user name and password must all be given."}
	errTooLong    = &refusal{status: http.StatusBadRequest, code: "BadRequestException", message: "Instance, user name or password is too long."}
	errForeign    = &refusal{status: http.StatusForbidden, code: "ForbiddenException", message: "A page of another site must not sign in here."}
	errBusy       = &refusal{status: http.StatusServiceUnavailable, code: "ServiceUnavailableException", message: "The instance is not available just now; try again.", wait: time.Second}
	errInternal   = &refusal{status: http.StatusInternalServerError, code: "InternalServiceException", message: "The server failed to sign you in."}
)

// notEnded is told to one whose sign-out could not be stored.
const notEnded = "You are signed out here until the server starts anew: it could not store that the session has ended."

// tooMany asks for patience.
func tooMany(wait time.Duration) error {
	return &refusal{status: http.StatusTooManyRequests, code: "TooManyRequestsException",
		message: "Too many attempts; wait a moment and try again.", wait: wait}
}

// writeJSON answers a program. A failure to write means that it has gone.
func writeJSON(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", jsonType)
	w.WriteHeader(status)
	_ = json.MarshalWrite(w, body)
}
