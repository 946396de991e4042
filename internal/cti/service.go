package cti

import (
	"context"
	"hash/maphash"
	"net/http"
	"time"

	"strowger/internal/auth"
	"strowger/internal/center"
	"strowger/internal/ctiapi"
	"strowger/internal/restjson"
	"strowger/internal/routing"
)

// Instance is what the protocol needs of a running instance.
type Instance interface {
	// Directory is the configuration as of the last commit; it never changes.
	Directory() *center.Directory
	// Do steps commands in one transaction and returns when they are durable.
	Do(context.Context, ...routing.Command) (routing.Result, error)
	// Query lets a function look at the engine between two steps.
	Query(context.Context, func(*routing.Engine)) error
	// Watch returns a channel that gets a value after each commit that gives the
	// desk of the user something new, and what ends it.
	Watch(center.UserID) (news <-chan struct{}, cancel func())
	// Contact returns a contact, live or finished.
	Contact(context.Context, center.ContactID) (*center.Contact, error)
}

// Options is what a Service is made of.
type Options struct {
	// Instance finds a running instance, or fails with the kind center.NotFound.
	Instance func(center.InstanceID) (Instance, error)
	// Issuer checks the callers' tokens and issues new ones.
	Issuer *auth.Issuer
	// Session, where set, returns the auth token of the session of one of our own
	// pages that makes the request, "" if there is none.
	Session func(*http.Request) string
	// Quotas are those of the account, whose active tasks and calls those made at desks are
	// too; nil: none.
	Quotas *center.Quotas
	// Pace, where set, limits the requests of each agent.
	Pace Pace
	// Lease, where set, is for how long a desk counts as attended after a request
	// for a snapshot, see routing.Attend; at least MinLease.
	Lease time.Duration
	// BehindTLS says that desks reach the server by TLS, which something in front of
	// it speaks.
	BehindTLS bool
	// Closing, where set, is closed when the server is about to stop: requests
	// that wait then answer at once.
	Closing <-chan struct{}
	// Note, where set, is told what desks send for the eyes of the operator. It
	// must not block. Without it those operations are not implemented.
	Note func(context.Context, Note)
}

// Note is a message from a desk to whoever runs the server.
type Note struct {
	InstanceID center.InstanceID
	UserID     center.UserID
	ContactID  center.ContactID // of an issue with a contact; else empty
	At         time.Time        // as the desk says; zero: not said
	Component  string           // part of the desk that speaks, or the code of an issue
	Text       string
}

// Service carries out the operations that are built.
type Service struct {
	ctiapi.Unimplemented
	options Options
	seed    maphash.Seed // of snapshot tokens
	paces   paces
}

// New returns the service.
func New(options Options) *Service {
	return &Service{options: options, seed: maphash.MakeSeed()}
}

// Wire returns the operations with their admission and their error table, for
// restjson.NewTarget; the caller adds its hooks but leaves Admit alone.
func Wire(s *Service) restjson.Options {
	wire := ctiapi.Wire(s)
	wire.Admit = s.admit
	routes := make([]restjson.Route, len(wire.Routes))
	for i, route := range wire.Routes {
		call := route.Call
		route.Call = func(ctx context.Context, service, input any) (any, error) {
			output, err := call(ctx, service, input)
			if err != nil {
				return nil, exception(err)
			}
			return output, nil
		}
		routes[i] = route
	}
	wire.Routes = routes
	return wire
}
