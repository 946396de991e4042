package app

import (
	_ "time/tzdata" // time zones of hours of operation, on hosts that have none

	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"strowger/internal/auth"
	"strowger/internal/store/sqlite"
	"strowger/internal/tenant"
)

// App is a running server.
type App struct {
	options  Options
	registry *tenant.Registry
	listener net.Listener
	server   *http.Server
	open     connections
	limits   limits
	closing  chan struct{} // closed when long polls shall answer at once
	served   chan error
	cleanup  []func() error // undone in reverse
}

// Times of the HTTP server. Long polls need an answer without a limit of its
// own; whoever sends a header slowly does not get far.
const (
	headerTimeout = 10 * time.Second
	bodyTimeout   = 60 * time.Second
	idleTimeout   = 2 * time.Minute
)

// Start opens the data folder, loads every instance and listens. What was
// opened is closed again when something on the way fails.
func Start(ctx context.Context, options Options) (*App, error) {
	if err := options.complete(); err != nil {
		return nil, err
	}
	a := &App{options: options, closing: make(chan struct{}), served: make(chan error, 1)}
	if err := a.start(ctx); err != nil {
		return nil, errors.Join(err, a.undo())
	}
	return a, nil
}

func (a *App) start(ctx context.Context) error {
	verifier, err := a.verifier()
	if err != nil {
		return err
	}
	if a.limits, err = loadLimits(a.options.Quotas); err != nil {
		return err
	}
	st, err := sqlite.Open(ctx, a.options.Data)
	if err != nil {
		return err
	}
	a.cleanup = append(a.cleanup, st.Close)
	issuer, err := openIssuer(a.options.Data)
	if err != nil {
		return err
	}
	a.cleanup = append(a.cleanup, issuer.Close)
	a.registry, err = tenant.OpenRegistry(ctx, st, func(err error) { a.options.Log.Error("instance", "error", err) })
	if err != nil {
		return err
	}
	a.cleanup = append(a.cleanup, func() error { a.registry.Close(); return nil })
	a.listener, err = net.Listen("tcp", a.options.Listen)
	if err != nil {
		return err
	}
	if a.options.AccessKeys == "" && !auth.Loopback(a.listener.Addr().String()) {
		return errors.Join(fmt.Errorf("%s leads to %s, which is not a loopback address: give access keys", a.options.Listen, a.listener.Addr()), a.listener.Close())
	}
	handler, err := a.handler(issuer, verifier)
	if err != nil {
		return errors.Join(err, a.listener.Close())
	}
	a.server = &http.Server{Handler: handler, ReadHeaderTimeout: headerTimeout, ReadTimeout: bodyTimeout, IdleTimeout: idleTimeout,
		ConnState: a.open.note}
	go func() { a.served <- a.server.Serve(a.listener) }()
	return nil
}

// verifier returns what checks the signatures of requests.
func (a *App) verifier() (verifier, error) {
	if a.options.AccessKeys == "" {
		return auth.AnyKey{}, nil
	}
	keys, err := auth.OpenKeyFile(a.options.AccessKeys, func(err error) { a.options.Log.Error("the access keys stay as they were", "error", err) })
	if err != nil {
		return nil, err
	}
	return auth.NewVerifier(keys), nil
}

// URL returns the address of the server, such as http://127.0.0.1:8080.
func (a *App) URL() string { return "http://" + a.listener.Addr().String() }

// Wait returns when the server has ended by itself, which is a failure.
func (a *App) Wait() error { return <-a.served }

// Stop takes no more requests, lets those under way end, commits what was
// taken and closes everything. ctx bounds the waiting for requests: those that
// have not come in by its end are cut off, which is no failure, as none of them
// was acknowledged.
func (a *App) Stop(ctx context.Context) error {
	close(a.closing)
	a.open.closeSilent()
	err := a.server.Shutdown(ctx)
	if err != nil && ctx.Err() != nil {
		a.options.Log.Warn("requests were cut off that had not ended in time")
		err = a.server.Close()
	}
	return errors.Join(err, a.undo())
}

func (a *App) undo() error {
	var errs []error
	for i := len(a.cleanup) - 1; i >= 0; i-- {
		errs = append(errs, a.cleanup[i]())
	}
	a.cleanup = nil
	return errors.Join(errs...)
}
