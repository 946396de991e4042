package cti

import (
	"errors"
	"net/http"

	"strowger/internal/center"
	"strowger/internal/restjson"
)

// Codes that the client library knows by name. It takes the first and status
// 401 for the end of the session, the second and status 403 for a user who may
// not use the desk at all, and hands everything else to the caller of the
// method.
const (
	codeUnauthorized   = "UnauthorizedException"
	codeDenied         = "AccessDeniedException"
	codeInvalidState   = "InvalidStateException"
	codeContactType    = "InvalidContactTypeException"
	codeConfiguration  = "InvalidConfigurationException"
	codeThrottled      = "ThrottlingException"
	codePagination     = "PaginationException"
	codeRefreshExpired = "RefreshTokenExpiredException"
	codeQuota          = "QuotaExceededException"
	codeValidation     = "ValidationException"
	codeNotFound       = "ResourceNotFoundException"
	codeDuplicate      = "DuplicateResourceException"
	codeUnavailable    = "ServiceUnavailableException"
)

// faultForm is how a kind of refusal looks on the wire.
type faultForm struct {
	code   string
	status int
}

// faultForms has every kind of refusal. A state that forbids something is the
// library's invalid state, whoever's state it is. The library tries again by
// itself after 429 and 5xx only, so that only what may pass by itself is one.
var faultForms = map[center.ErrorKind]faultForm{
	center.NotFound:    {codeNotFound, http.StatusNotFound},
	center.Duplicate:   {codeDuplicate, http.StatusConflict},
	center.Invalid:     {codeValidation, http.StatusBadRequest},
	center.Refused:     {codeValidation, http.StatusBadRequest},
	center.BadFlow:     {codeValidation, http.StatusBadRequest},
	center.Conflict:    {codeInvalidState, http.StatusConflict},
	center.Stale:       {codeInvalidState, http.StatusConflict},
	center.InUse:       {codeInvalidState, http.StatusConflict},
	center.NotReady:    {codeInvalidState, http.StatusConflict},
	center.Limit:       {codeQuota, http.StatusBadRequest},
	center.Denied:      {codeDenied, http.StatusForbidden},
	center.Unavailable: {codeUnavailable, http.StatusServiceUnavailable},
}

// exception makes the wire's error of an error of the domain. Other errors pass:
// exceptions already, or faults that the client is told nothing about.
func exception(err error) error {
	var refusal *center.Error
	var ready restjson.Exception
	if errors.As(err, &ready) || !errors.As(err, &refusal) {
		return err
	}
	form, ok := faultForms[refusal.Kind]
	if !ok {
		return err
	}
	return &restjson.Fault{Code: form.code, Status: form.status, Message: refusal.Message, Cause: err}
}

// unauthorized sends the user to the sign-in page.
func unauthorized(cause error, message string) error {
	return &restjson.Fault{Code: codeUnauthorized, Status: http.StatusUnauthorized, Message: message, Cause: cause}
}

// refused is a refusal with one of the library's own codes and status 400.
func refused(code, message string) error {
	return &restjson.Fault{Code: code, Status: http.StatusBadRequest, Message: message}
}
