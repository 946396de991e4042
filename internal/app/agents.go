package app

import (
	"context"
	"crypto/rand"
	"net/http"
	"slices"

	"strowger/internal/auth"
	"strowger/internal/center"
	"strowger/internal/cti"
	"strowger/internal/restjson"
	"strowger/internal/web"
)

// agents puts the paths of the agents under the listener: their protocol, sign-in
// and page.
func (a *App) agents(mux *http.ServeMux, issuer *auth.Issuer, m *meters) error {
	sessions := web.NewSessions(issuer, a.options.BehindTLS)
	pages := func() []web.Instance {
		var all []web.Instance
		for _, t := range a.registry.All() {
			all = append(all, t)
		}
		return all
	}
	service := cti.New(cti.Options{
		Instance: func(id center.InstanceID) (cti.Instance, error) {
			t, err := a.registry.Get(id)
			if err != nil {
				return nil, err
			}
			return t, nil
		},
		Issuer:  issuer,
		Session: sessions.Token,
		Quotas:  a.limits.quotas,
		Pace:    cti.Pace(a.limits.desk),
		Lease:   a.options.AgentLease, BehindTLS: a.options.BehindTLS,
		Closing: a.closing,
		Note: func(_ context.Context, n cti.Note) {
			a.options.Log.Debug("desk", "instance", n.InstanceID, "user", n.UserID, "contact", n.ContactID, "component", n.Component, "text", n.Text)
		},
	})
	wire := cti.Wire(service)
	a.hook(&wire, m)
	desk, err := restjson.NewTarget(wire)
	if err != nil {
		return err
	}
	mux.Handle("POST /connect/api", desk)
	mux.Handle("GET "+cti.SocketPath, service.Socket())
	mux.Handle("/login", web.NewLogin(web.Options{
		Instances: pages, Issuer: issuer, Sessions: sessions,
		Hash:   a.hash,
		Verify: auth.VerifyPassword,
		Report: func(_ context.Context, err error) { a.options.Log.Error("sign-in", "error", err) },
	}))
	mux.Handle(web.AssetPath, web.Assets())
	console := web.NewConsole(web.ConsoleOptions{Instances: pages, Sessions: sessions, Quotas: a.limits.quotas, Hash: a.hash, Closing: a.closing})
	mux.Handle("GET /{$}", console)
	mux.Handle("/console/", console)
	mux.Handle(web.AgentPath, web.NewAgentPage(web.AgentPageOptions{Instances: pages, Sessions: sessions, Origins: a.origins(), Closing: a.closing}))
	return nil
}

// origins are the pages of other sites that may show the agent's page: those
// that the operator approved, and on a server for this machine alone, this
// machine's.
func (a *App) origins() []string {
	if a.options.AccessKeys == "" {
		return append(slices.Clone(web.LoopbackOrigins), a.options.ApprovedOrigins...)
	}
	return a.options.ApprovedOrigins
}

// localIterations is the cost of a password on a server that takes any
// credentials: whoever reaches it may do anything anyway, and a test that
// creates a hundred users should not take a minute.
const localIterations = 10_000

// hash makes the stored form of a password.
func (a *App) hash(password string) (string, error) {
	iterations := auth.PasswordIterations
	if a.options.AccessKeys == "" {
		iterations = localIterations
	}
	return auth.HashPassword(rand.Reader, password, iterations)
}
