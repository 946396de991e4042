package connecthttp

import (
	"context"
	"errors"
	"io"
	"runtime"
	"slices"
	"sync"

	"github.com/google/uuid"

	"strowger/internal/center"
	"strowger/internal/connectapi"
	"strowger/internal/restjson"
	"strowger/internal/routing"
)

// Instance is what the handlers need of a running instance.
type Instance interface {
	// Directory is the configuration as of the last commit; it never changes.
	Directory() *center.Directory
	// Do steps commands in one transaction and returns when they are durable.
	Do(context.Context, ...routing.Command) (routing.Result, error)
	// Query lets a function look at the engine between two steps.
	Query(context.Context, func(*routing.Engine)) error
	// Contact returns a contact, live or finished.
	Contact(context.Context, center.ContactID) (*center.Contact, error)
	// WatchDialing returns a channel that gets a value after each commit after
	// which other customers are to be called than before, and what ends it.
	WatchDialing() (news <-chan struct{}, cancel func())
	// UpdateAttributes sets user-defined attributes of a contact, live or finished.
	UpdateAttributes(context.Context, center.ContactID, map[string]string) error
	// UpdateContact changes what a contact, live or finished, says of itself; the
	// command comes without Finished.
	UpdateContact(context.Context, routing.UpdateContact) error
}

// Instances is what the handlers need of the set of running instances.
type Instances interface {
	Get(center.InstanceID) (Instance, error)
	All() []Instance // by id
	Create(context.Context, *center.Instance, []center.Resource) error
	Delete(context.Context, center.InstanceID) error
}

// Options is what a Service is made of. All fields but Quotas, Closing
// and BaseURL are required.
type Options struct {
	Instances Instances
	Region    string                                // of new instances, such as us-west-2
	Account   string                                // 12 digits
	Random    io.Reader                             // source of ids
	Hash      func(password string) (string, error) // makes the stored form of a password
	Token     func(center.InstanceID, center.ContactID, center.Participant) (string, error)
	// Quotas are those of the account; nil: none.
	Quotas *center.Quotas
	// Closing, where set, is closed when the server is about to stop: requests that
	// wait then answer at once.
	Closing <-chan struct{}
	BaseURL string // where browsers reach this server, such as https://host; empty: instances show no access URL
}

// Service carries out the operations that are built.
type Service struct {
	connectapi.Unimplemented
	options   Options
	creating  sync.Mutex // one CreateInstance at a time, so that a token cannot make two
	numbering sync.Mutex // one claim, move or release at a time, so that a number has one owner
	turns     turns
	removals  removals
	hashing   chan struct{} // as many as may hash a password at once
}

// New returns the service.
func New(options Options) *Service {
	return &Service{options: options,
		hashing: make(chan struct{}, (runtime.GOMAXPROCS(0)+1)/2)} // the rest of the cores goes on routing
}

// Wire returns the operations with their error table, for restjson.NewREST; the
// caller adds its hooks.
func Wire(s *Service) restjson.Options {
	wire := connectapi.Wire(s)
	routes := slices.Clone(wire.Routes)
	for i, route := range routes {
		routes[i].Call = s.repeatable(route)
	}
	wire.Routes = translated(routes)
	return wire
}

// routeCall carries out an operation, as restjson.Route does.
type routeCall = func(ctx context.Context, service, input any) (any, error)

// translated returns routes that answer errors of the domain with exceptions.
func translated(routes []restjson.Route) []restjson.Route {
	all := make([]restjson.Route, len(routes))
	for i, route := range routes {
		call := paged(route)
		route.Call = func(ctx context.Context, service, input any) (any, error) {
			output, err := call(ctx, service, input)
			if err != nil {
				return nil, exception(route, err)
			}
			return output, nil
		}
		all[i] = route
	}
	return all
}

// instance finds the instance that an id or an ARN names. The ARN must be its
// own to the letter: not that of something inside it, and not that of an
// instance with the same id in another region or account.
func (s *Service) instance(idOrARN *string) (*served, error) {
	ref := text(idOrARN)
	id := center.InstancePart(ref)
	instance, err := s.options.Instances.Get(id)
	if err != nil {
		return nil, err
	}
	if ref != string(id) && ref != instance.Directory().Instance.ARN(center.KindInstance, "") {
		return nil, center.Missing(center.KindInstance, ref)
	}
	return &served{Instance: instance, turns: &s.turns, quotas: s.options.Quotas}, nil
}

// served is an instance with the turns of those who change it.
type served struct {
	Instance
	turns  *turns
	quotas *center.Quotas // nil: none
}

// idOf reads an id or an ARN of something inside an instance. The ARN of
// anything else comes back whole and is found nowhere.
func idOf[T ~string](instance Instance, kind center.ResourceKind, idOrARN *string) T {
	return T(instance.Directory().Instance.IDOf(kind, text(idOrARN)))
}

// newID returns the id of a new resource.
func (s *Service) newID() (string, error) {
	id, err := uuid.NewRandomFromReader(s.options.Random)
	return id.String(), err
}

// newContactID returns the id of a new contact. Such ids are in the order of
// time, which the stores rely on.
func (s *Service) newContactID() (center.ContactID, error) {
	id, err := uuid.NewV7FromReader(s.options.Random)
	return center.ContactID(id.String()), err
}

// record is a pointer to a configured resource.
type record[T any] interface {
	*T
	center.Resource
}

// maxEdits bounds the tries of edit when others than this service change the
// same resource.
const maxEdits = 50

// get returns one resource of a table of the directory.
func get[R center.Resource](d *center.Directory, table *center.Table[R], kind center.ResourceKind, idOrARN *string) (R, error) {
	id := d.Instance.IDOf(kind, text(idOrARN))
	r, ok := table.Get(id)
	if !ok {
		return r, center.Missing(kind, id)
	}
	return r, nil
}

// edit changes one resource: change works on a copy, whose maps and slices it
// must replace and not write into. A change from elsewhere in between repeats it.
func edit[T any, R record[T]](ctx context.Context, in *served, table func(*center.Directory) *center.Table[R], idOrARN *string, change func(R) error) error {
	var kind R
	find := func(d *center.Directory) (R, error) { return get(d, table(d), kind.RecordKind(), idOrARN) }
	return editFound(ctx, in, find, change)
}

// editFound is edit for a resource that find looks up.
func editFound[T any, R record[T]](ctx context.Context, in *served, find func(*center.Directory) (R, error), change func(R) error) error {
	first, err := find(in.Directory())
	if err != nil {
		return err
	}
	done, err := in.turns.take(ctx, turnKey{instance: in.Directory().Instance.ID, kind: first.RecordKind(), id: first.RecordKey()})
	if err != nil {
		return err
	}
	defer done()
	for range maxEdits {
		old, missing := find(in.Directory())
		if missing != nil {
			return missing
		}
		next := *old
		if err := change(&next); err != nil {
			return err
		}
		_, err = in.Do(ctx, routing.Put{Resource: R(&next), Base: old.ResourceStamp().Revision})
		if !errors.Is(err, center.Stale) {
			return err
		}
	}
	return err
}
