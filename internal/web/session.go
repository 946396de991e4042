package web

import (
	"net/http"
	"net/netip"
	"strings"
	"time"

	"strowger/internal/auth"
	"strowger/internal/center"
)

// SessionCookie is the name of the cookie with the auth token.
const SessionCookie = "strowger-session"

// Sessions are the sign-ins of browsers, each in a cookie with the auth token.
// Scripts cannot read it. Over TLS it also travels to the agent's page inside a
// frame on another site, which is how amazon-connect-streams shows it; without
// TLS browsers allow no such cookie, and it stays with its site. It counts in
// requests of our own pages alone, so that no other site acts through it.
type Sessions struct {
	issuer  *auth.Issuer
	secure  bool
	origins *http.CrossOriginProtection
}

// NewSessions returns the sessions of the issuer's tokens. secure says that
// browsers reach the server by TLS although it does not speak it itself, because
// something in front of it does.
func NewSessions(issuer *auth.Issuer, secure bool) *Sessions {
	return &Sessions{issuer: issuer, secure: secure, origins: http.NewCrossOriginProtection()}
}

// Token returns the auth token of the session of one of our pages that makes the
// request, "" where there is none. It may have run out.
func (s *Sessions) Token(r *http.Request) string {
	cookie, err := r.Cookie(SessionCookie)
	if err != nil || s.origins.Check(r) != nil {
		return ""
	}
	return cookie.Value
}

// client returns the address of who makes the request. Where a proxy on this
// machine speaks TLS for us, it is the one that the proxy adds to X-Forwarded-For,
// which is the last: what stands before it anybody may have written.
func (s *Sessions) client(r *http.Request) string {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil || !s.secure || !peer.Addr().Unmap().IsLoopback() {
		return r.RemoteAddr
	}
	said := r.Header.Values("X-Forwarded-For")
	if len(said) == 0 {
		return r.RemoteAddr
	}
	all := strings.Split(said[len(said)-1], ",")
	client, err := netip.ParseAddr(strings.TrimSpace(all[len(all)-1]))
	if err != nil {
		return r.RemoteAddr
	}
	return netip.AddrPortFrom(client, 0).String()
}

// open sets the cookie of a new session.
func (s *Sessions) open(w http.ResponseWriter, r *http.Request, session auth.Session) {
	http.SetCookie(w, s.cookie(r, session.AuthToken, session.Expires))
}

// end makes the tokens of the session worthless and the browser forget it.
func (s *Sessions) end(w http.ResponseWriter, r *http.Request) error {
	cookie := s.cookie(r, "", time.Time{})
	cookie.MaxAge = -1
	http.SetCookie(w, cookie)
	if token := s.Token(r); token != "" {
		return s.issuer.EndSession(token, time.Now())
	}
	return nil
}

func (s *Sessions) cookie(r *http.Request, token string, expires time.Time) *http.Cookie {
	c := &http.Cookie{Name: SessionCookie, Value: token, Path: "/", Expires: expires, HttpOnly: true, SameSite: http.SameSiteLaxMode}
	if r.TLS != nil || s.secure {
		c.Secure, c.SameSite = true, http.SameSiteNoneMode
	}
	return c
}

// user finds the instance and the user of the session, nil where there is none
// or where it is over.
func (s *Sessions) user(r *http.Request, instances []Instance) (Instance, *center.User) {
	token := s.Token(r)
	if token == "" {
		return nil, nil
	}
	claims, err := s.issuer.Check(token, auth.TokenAgent, time.Now())
	if err != nil {
		return nil, nil
	}
	for _, instance := range instances {
		d := instance.Directory()
		if d.Instance.ID != center.InstanceID(claims.InstanceID) {
			continue
		}
		if user, ok := d.Users.Get(claims.Subject); ok {
			return instance, user
		}
	}
	return nil, nil
}
