package auth

import (
	"fmt"
	"time"
)

// Lifetimes of what a user gets by signing in. A token of the agent's protocol
// outlasts a long shift, so that nobody is thrown out in the middle of a call;
// one that leaked is worthless half a day later. Renewals end with the session:
// a day after giving the password, the user gives it again.
const (
	AgentTokenLife = 12 * time.Hour
	SessionLife    = 24 * time.Hour
)

// Session is what a user holds after signing in or renewing.
type Session struct {
	AuthToken    string    // of kind TokenAgent
	RefreshToken string    // of kind TokenRefresh; buys new auth tokens until the session ends
	Expires      time.Time // first moment at which AuthToken is no longer accepted
}

// OpenSession issues the tokens of a sign-in that has just succeeded. sessionID
// ties them together (Claims.SessionID). The error is that of Issue.
func (i *Issuer) OpenSession(instanceID, userID, sessionID string, now time.Time) (Session, error) {
	refresh := Claims{
		Kind: TokenRefresh, InstanceID: instanceID, Subject: userID, SessionID: sessionID,
		Issued: now, Expires: now.Add(SessionLife),
	}
	token, err := i.Issue(refresh)
	if err != nil {
		return Session{}, fmt.Errorf("open session: %w", err)
	}
	return i.session(refresh, token, now)
}

// RenewSession issues a new auth token to the holder of a refresh token, which
// stays as it is, and returns the claims of the session: the caller has yet to
// see whether its instance and user still exist. The errors are those of Check.
func (i *Issuer) RenewSession(refreshToken string, now time.Time) (Session, Claims, error) {
	refresh, err := i.Check(refreshToken, TokenRefresh, now)
	if err != nil {
		return Session{}, Claims{}, fmt.Errorf("renew session: %w", err)
	}
	session, err := i.session(refresh, refreshToken, now)
	return session, refresh, err
}

// session issues the auth token that goes with a refresh token. It never
// outlives the session.
func (i *Issuer) session(refresh Claims, refreshToken string, now time.Time) (Session, error) {
	claims := refresh
	claims.Kind, claims.Issued, claims.Expires = TokenAgent, now, now.Add(AgentTokenLife)
	if refresh.Expires.Before(claims.Expires) {
		claims.Expires = refresh.Expires
	}
	token, err := i.Issue(claims)
	if err != nil {
		return Session{}, fmt.Errorf("auth token: %w", err)
	}
	return Session{AuthToken: token, RefreshToken: refreshToken, Expires: claims.Expires.Truncate(time.Millisecond)}, nil
}
