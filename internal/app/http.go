package app

import (
	"context"
	"crypto/rand"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"strowger/internal/auth"
	"strowger/internal/center"
	"strowger/internal/connecthttp"
	"strowger/internal/participantapi"
	"strowger/internal/restjson"
)

// participantLife is how long a chat participant's token is good for, the
// longest life of a chat.
const participantLife = 7 * 24 * time.Hour

// verifier checks the signature of a request; auth.Verifier and auth.AnyKey do.
type verifier interface {
	Verify(r *http.Request, body []byte, now time.Time) (auth.Principal, error)
}

// handler puts the transports under one listener; the table of paths is in
// ARCHITECTURE.md.
func (a *App) handler(issuer *auth.Issuer, verifier verifier) (http.Handler, error) {
	m := newMeters(a.registry)
	service := connecthttp.New(connecthttp.Options{
		Instances: instances{a.registry}, Region: a.options.Region, Account: a.options.Account, Random: rand.Reader, BaseURL: a.URL(),
		Quotas: a.limits.quotas,
		Hash:   a.hash, Closing: a.closing,
		Token: func(instance center.InstanceID, contact center.ContactID, p center.Participant) (string, error) {
			now := time.Now()
			return issuer.Issue(auth.Claims{Kind: auth.TokenParticipant, InstanceID: string(instance), Subject: string(contact),
				ParticipantID: p.ID, Issued: now, Expires: now.Add(participantLife)})
		},
	})
	wire := connecthttp.Wire(service)
	wire.Authorize = a.authorize(service, "connect:")
	connect, err := a.rest(wire, m, newThrottle(a.limits.rates, wire.Routes).after(signed(verifier)))
	if err != nil {
		return nil, err
	}
	wire = connecthttp.OwnRoutes(service)
	wire.Authorize = a.authorize(service, "strowger:")
	own, err := a.rest(wire, m, signed(verifier))
	if err != nil {
		return nil, err
	}
	wire = connecthttp.CentreFileRoutes(service)
	wire.Authorize = a.authorize(service, "strowger:")
	files, err := a.rest(wire, m, signed(verifier))
	if err != nil {
		return nil, err
	}
	participant, err := a.rest(participantapi.Wire(participantapi.Unimplemented{}), m, nil)
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.Handle("/", connect)
	mux.Handle("POST /{$}", a.sts(verifier))
	mux.Handle("/strowger/v1/", own)
	large := few(files)
	mux.Handle(connecthttp.CentreFilePath, large)
	mux.Handle(connecthttp.CentreFilePath+"/plan", large)
	mux.Handle("/participant/", participant)
	mux.Handle("GET /healthz", m.alive())
	mux.Handle("GET /readyz", a.ready())
	mux.Handle("GET /metrics", m.handler())
	if err := a.agents(mux, issuer, m); err != nil {
		return nil, err
	}
	if a.options.AccessKeys == "" {
		return local(mux), nil
	}
	return mux, nil
}

// fewFiles is how many centre files, which may be large, are in the server's
// memory at once.
const fewFiles = 2

// few lets requests wait until not too many of them are under way.
func few(next http.Handler) http.Handler {
	places := make(chan struct{}, fewFiles)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		select {
		case places <- struct{}{}:
			defer func() { <-places }()
			next.ServeHTTP(w, r)
		case <-r.Context().Done():
		}
	})
}

// admit decides whether a request may go on.
type admit func(context.Context, *restjson.Arrival) (context.Context, error)

// rest completes a wire with the hooks that all transports share.
func (a *App) rest(wire restjson.Options, m *meters, admit admit) (*restjson.REST, error) {
	a.hook(&wire, m)
	wire.Admit = admit
	return restjson.NewREST(wire)
}

func (a *App) hook(wire *restjson.Options, m *meters) {
	wire.Observe = m.observe
	wire.Report = func(_ context.Context, f restjson.Failure) {
		a.options.Log.Error("request", "operation", f.Operation, "request", f.RequestID, "error", f.Err, "stack", string(f.Stack))
	}
}

// signed admits requests whose signature holds.
func signed(v verifier) admit {
	return func(ctx context.Context, arrival *restjson.Arrival) (context.Context, error) {
		principal, err := v.Verify(arrival.Request, arrival.Body, time.Now())
		if err != nil {
			return nil, denied(err)
		}
		return withPrincipal(ctx, principal), nil
	}
}

// denied makes the protocol's error of a signature that does not hold.
func denied(err error) error {
	var refusal *auth.SignatureError
	if !errors.As(err, &refusal) {
		return err
	}
	return &restjson.Fault{Code: string(refusal.Code), Status: refusal.Status, Message: refusal.Message, Cause: err}
}

// local guards a server that takes any credentials: a page of some other site
// that the developer's browser shows must not reach it, neither under a foreign
// host name that leads to the loopback address nor across origins.
func local(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		origin := r.Header.Get("Origin")
		if !auth.Loopback(r.Host) || (origin != "" && !loopbackOrigin(origin)) {
			w.Header().Set("Content-Type", "application/json")
			w.Header().Set("X-Amzn-ErrorType", "AccessDeniedException")
			w.WriteHeader(http.StatusForbidden)
			_, _ = w.Write([]byte(`{"Message":"This server takes any credentials and therefore answers only to this machine."}`))
			return
		}
		next.ServeHTTP(w, r)
	})
}

func loopbackOrigin(origin string) bool {
	u, err := url.Parse(origin)
	return err == nil && strings.HasPrefix(u.Scheme, "http") && auth.Loopback(u.Host)
}

// ready answers once the instances are loaded, and no more when the server is
// about to stop.
func (a *App) ready() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		select {
		case <-a.closing:
			http.Error(w, "stopping", http.StatusServiceUnavailable)
		default:
			_, _ = w.Write([]byte("ok\n"))
		}
	})
}
