package web

import (
	"errors"
	"net/http"

	"strowger/internal/center"
)

// refusalOf returns what to answer for an error of a command.
func refusalOf(err error) (status int, text string) {
	var refusal *center.Error
	switch {
	case !errors.As(err, &refusal) || refusal.Kind == center.Unavailable:
		return http.StatusServiceUnavailable, "The instance is not available just now; try again."
	case refusal.Kind == center.NotFound:
		return http.StatusNotFound, refusal.Error()
	case refusal.Kind == center.Stale:
		return http.StatusConflict, refusal.Error()
	default:
		return http.StatusBadRequest, refusal.Error()
	}
}
