package cti

import (
	"context"
	"errors"
	"net/http"
	"time"

	"strowger/internal/auth"
	"strowger/internal/ctiapi"
	"strowger/internal/restjson"
)

// GetNewAuthToken issues a new auth token to the holder of a refresh token. It
// is admitted by the refresh token alone, because the auth token may have run
// out.
func (s *Service) GetNewAuthToken(_ context.Context, in *ctiapi.GetNewAuthTokenInput) (*ctiapi.GetNewAuthTokenOutput, error) {
	session, claims, err := s.options.Issuer.RenewSession(*in.RefreshToken, time.Now())
	switch {
	case errors.Is(err, auth.ErrTokenExpired):
		return nil, &restjson.Fault{
			Code: codeRefreshExpired, Status: http.StatusUnauthorized, Cause: err,
			Message: "The session is over: sign in again.",
		}
	case errors.Is(err, auth.ErrTokenMalformed), errors.Is(err, auth.ErrTokenKind):
		return nil, unauthorized(err, "The refresh token is not valid: sign in again.")
	case err != nil:
		return nil, err
	}
	if _, err := s.open(claims); err != nil {
		return nil, err
	}
	return &ctiapi.GetNewAuthTokenOutput{
		NewAuthToken: &session.AuthToken, ExpirationDateTime: restjson.NewTimestamp(session.Expires),
	}, nil
}
