package cti

import (
	"context"
	"time"

	"github.com/go-json-experiment/json"

	"strowger/internal/auth"
	"strowger/internal/center"
	"strowger/internal/restjson"
	"strowger/internal/routing"
)

// desk is the caller of a request: a user at work in an instance.
type desk struct {
	Instance
	user   center.UserID
	host   string // by which the desk reaches this server, with the port
	secure bool   // by TLS
}

// deskKey is where admit leaves the caller in the context.
type deskKey struct{}

// caller returns the desk that admit found.
func caller(ctx context.Context) desk {
	d, _ := ctx.Value(deskKey{}).(desk)
	return d
}

// bearerHeader is where the client library puts the auth token.
const bearerHeader = "X-Amz-Bearer"

// renewal is the one operation that needs no valid auth token: it is for those
// whose token has run out, and checks the refresh token instead.
const renewal = "GetNewAuthToken"

// admit lets only users of the instance in, and notes who they are.
func (s *Service) admit(ctx context.Context, arrival *restjson.Arrival) (context.Context, error) {
	if arrival.Route.Operation == renewal {
		return ctx, nil
	}
	token := arrival.Request.Header.Get(bearerHeader)
	if token == "" {
		token = bodyToken(arrival.Body)
	}
	if token == "" && s.options.Session != nil {
		token = s.options.Session(arrival.Request)
	}
	if token == "" {
		return nil, unauthorized(nil, "The request carries no auth token: sign in first.")
	}
	claims, err := s.options.Issuer.Check(token, auth.TokenAgent, time.Now())
	if err != nil {
		return nil, unauthorized(err, "The auth token is not valid, or no longer: sign in again.")
	}
	d, err := s.open(claims)
	if err != nil {
		return nil, err
	}
	if err := s.paces.take(s.options.Pace, agentKey{center.InstanceID(claims.InstanceID), d.user}, time.Now()); err != nil {
		return nil, err
	}
	d.host, d.secure = arrival.Request.Host, arrival.Request.TLS != nil || s.options.BehindTLS
	return context.WithValue(ctx, deskKey{}, d), nil
}

// bodyToken returns authentication.authToken of a request, "" if there is none
// that can be read.
func bodyToken(body []byte) string {
	var in struct {
		Authentication struct {
			AuthToken string `json:"authToken"`
		} `json:"authentication"`
	}
	if json.Unmarshal(body, &in) != nil {
		return ""
	}
	return in.Authentication.AuthToken
}

// open finds instance and user of a genuine token. Both may be gone by now, in
// which case the token is worth nothing.
func (s *Service) open(claims auth.Claims) (desk, error) {
	instance, err := s.options.Instance(center.InstanceID(claims.InstanceID))
	if center.IsMissing(err) {
		return desk{}, unauthorized(err, "The instance of the token no longer exists.")
	}
	if err != nil {
		return desk{}, exception(err)
	}
	dir := instance.Directory()
	user, ok := dir.Users.Get(claims.Subject)
	switch {
	case !ok:
		return desk{}, gone(claims.Subject)
	case !dir.Allows(user, center.AgentPageAccess): // R1.1h
		return desk{}, exception(center.Errorf(center.Denied, "The security profiles of user %s do not allow the agent's page.", user.Username))
	}
	return desk{Instance: instance, user: center.UserID(claims.Subject)}, nil
}

// gone is the answer to a user who has been deleted.
func gone(id string) error {
	return unauthorized(center.Missing(center.KindUser, id), "The user of the token no longer exists.")
}

// view returns what the router knows of the caller. look, where set, may copy
// more from the engine at the same moment.
func (d desk) view(ctx context.Context, look func(*routing.Engine, *routing.AgentView)) (routing.AgentView, error) {
	var view routing.AgentView
	var ok bool
	err := d.Query(ctx, func(e *routing.Engine) {
		if view, ok = e.Agent(d.user); ok && look != nil {
			look(e, &view)
		}
	})
	switch {
	case err != nil:
		return view, err
	case !ok:
		return view, gone(string(d.user))
	}
	return view, nil
}

// do steps commands on behalf of the caller.
func (d desk) do(ctx context.Context, commands ...routing.Command) error {
	_, err := d.Do(ctx, commands...)
	return err
}

// own returns the id that an ARN or a bare id of a resource gives, or a refusal
// where it names another instance or another kind of thing.
func (d desk) own(kind center.ResourceKind, idOrARN string) (string, error) {
	in := d.Directory().Instance
	id := center.LastPart(idOrARN)
	if id != idOrARN && idOrARN != in.ARN(kind, id) {
		return "", center.Missing(kind, idOrARN)
	}
	return id, nil
}
