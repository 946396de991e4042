package web

import (
	"cmp"
	"context"
	"errors"
	"html/template"
	"math"
	"mime"
	"net/http"
	"runtime"
	"strconv"
	"sync"
	"time"

	"github.com/google/uuid"

	"strowger/internal/auth"
	"strowger/internal/center"
	"strowger/internal/routing"
)

// Instance is what the pages need of a running instance.
type Instance interface {
	// Directory is the configuration as of the last commit; it never changes.
	Directory() *center.Directory
	// Do steps commands in one transaction and returns when they are durable.
	Do(context.Context, ...routing.Command) (routing.Result, error)
	// Query lets a function look at the engine between two steps.
	Query(context.Context, func(*routing.Engine)) error
	// WatchAll returns a channel that gets a value after commits, and what ends it.
	WatchAll() (news <-chan struct{}, cancel func())
	// Contact returns a contact, live or finished.
	Contact(context.Context, center.ContactID) (*center.Contact, error)
	// Contacts returns contacts, live and finished, the last begun first, at most
	// so many: those before an id, since a moment and till another, where they are
	// given.
	Contacts(ctx context.Context, before center.ContactID, since, till center.Instant, most int) ([]*center.Contact, error)
}

// Options is what a Login is made of. All but Report are required.
type Options struct {
	// Instances returns the running instances.
	Instances func() []Instance
	// Issuer makes the tokens of a session, and Sessions keeps them in browsers.
	Issuer   *auth.Issuer
	Sessions *Sessions
	// Hash makes the stored form of a password, and Verify compares a password
	// with one. Both take the same time whatever the password is.
	Hash   func(password string) (string, error)
	Verify func(stored, password string) (bool, error)
	// Report, where set, is told what the client was not.
	Report func(context.Context, error)
}

// Login serves the path /login: GET for the page, POST to sign in.
type Login struct {
	options   Options
	page      *template.Template
	policy    string                 // Content-Security-Policy of the page
	decoy     func() (string, error) // a stored password that nobody has
	hashing   chan struct{}          // as many as may hash at once
	pairs     *guard                 // guesses by instance, user name and address
	addresses *guard                 // guesses by address
	names     *guard                 // guesses by instance and user name, of addresses from which that user never came
	known     *recall                // instance, user name and address of those who signed in
	origins   *http.CrossOriginProtection
}

// Guesses that are free before they are slowed down, and the time after which
// another one is. They count for a name at one address, so that nobody locks a
// user out by guessing elsewhere. A name may be guessed from many addresses: then
// those wait from which the user never signed in. An address may be that of a
// whole office whose shift begins.
const (
	pairGuesses    = 10
	pairEvery      = 6 * time.Second
	addressGuesses = 300
	addressEvery   = 500 * time.Millisecond
	nameGuesses    = 100
	nameEvery      = 3 * time.Second
)

// NewLogin returns the handler. The decoy is made meanwhile, so that a server
// need not wait for it.
func NewLogin(options Options) *Login {
	page, policy := loginPage()
	l := &Login{
		options: options, page: page, policy: policy,
		decoy:     sync.OnceValues(func() (string, error) { return options.Hash(uuid.NewString()) }),
		hashing:   make(chan struct{}, (runtime.GOMAXPROCS(0)+1)/2), // the rest of the cores goes on routing
		pairs:     newGuard(pairGuesses, pairEvery),
		addresses: newGuard(addressGuesses, addressEvery),
		names:     newGuard(nameGuesses, nameEvery),
		known:     newRecall(),
		origins:   http.NewCrossOriginProtection(),
	}
	go func() { _, _ = l.decoy() }() // whoever needs it sees the error
	return l
}

// ServeHTTP shows the page or signs in.
func (l *Login) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	switch r.Method {
	case http.MethodGet, http.MethodHead:
		query := r.URL.Query()
		l.show(w, http.StatusOK, loginView{Instance: query.Get("instance"), Land: landing(query.Get("landat"))})
	case http.MethodPost:
		l.post(w, r)
	default:
		w.Header().Set("Allow", "GET, HEAD, POST")
		writeJSON(w, http.StatusMethodNotAllowed, failure{"MethodNotAllowedException", "Use GET for the page and POST to sign in."})
	}
}

// post signs in and answers in the form of the question.
func (l *Login) post(w http.ResponseWriter, r *http.Request) {
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	asked, err := read(w, r, kind)
	if err == nil {
		var session auth.Session
		if session, err = l.signIn(r, asked); err == nil {
			l.options.Sessions.open(w, r, session)
			if kind == formType {
				http.Redirect(w, r, asked.land, http.StatusSeeOther)
				return
			}
			writeJSON(w, http.StatusOK, answer{session.AuthToken, session.RefreshToken, session.Expires.UTC().Format(timeForm)})
			return
		}
	}
	l.refuse(w, r, kind, asked, err)
}

// refuse answers with an error. One that is no refusal is reported and hidden.
func (l *Login) refuse(w http.ResponseWriter, r *http.Request, kind string, asked credentials, err error) {
	var refusal *refusal
	if !errors.As(err, &refusal) {
		if r.Context().Err() == nil && l.options.Report != nil {
			l.options.Report(r.Context(), err)
		}
		refusal = errInternal
	}
	if refusal.wait > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(refusal.wait.Seconds()))))
	}
	if kind == formType {
		l.show(w, refusal.status, loginView{Instance: asked.instance, Username: asked.username, Land: asked.land, Error: refusal.message})
		return
	}
	writeJSON(w, refusal.status, failure{refusal.code, refusal.message})
}

// signIn checks the password and opens a session.
func (l *Login) signIn(r *http.Request, asked credentials) (auth.Session, error) {
	if l.origins.Check(r) != nil {
		return auth.Session{}, errForeign
	}
	instance := l.find(asked.instance)
	name := asked.instance
	if instance != nil {
		name = string(instance.Directory().Instance.ID)
	}
	name += "\x00" + asked.username
	address, counted := network(l.options.Sessions.client(r))
	pair := name + "\x00" + address
	if wait := l.throttle(name, pair, address, counted); wait > 0 {
		return auth.Session{}, tooMany(wait)
	}
	user, err := l.verify(r.Context(), instance, asked)
	if err != nil {
		return auth.Session{}, err
	}
	id := instance.Directory().Instance.ID
	if _, err := instance.Do(r.Context(), routing.SignIn{UserID: user}); err != nil {
		switch {
		case center.IsMissing(err): // deleted just now
			return auth.Session{}, errWrong
		case errors.Is(err, center.Unavailable):
			return auth.Session{}, errBusy
		}
		return auth.Session{}, err
	}
	l.pairs.forgive(pair)
	l.known.add(pair)
	return l.options.Issuer.OpenSession(string(id), string(user), uuid.NewString(), time.Now())
}

// throttle returns how long the caller has to wait, 0 for not at all. Loopback
// addresses as such are not counted: behind them are this machine's own programs.
func (l *Login) throttle(name, pair, address string, counted bool) time.Duration {
	wait := l.pairs.take(pair)
	if counted {
		wait = max(wait, l.addresses.take(address))
	}
	if !l.known.has(pair) {
		wait = max(wait, l.names.take(name))
	}
	return wait
}

// find returns the instance with that id, ARN or alias, nil if there is none.
func (l *Login) find(ref string) Instance {
	id := center.InstancePart(ref)
	for _, instance := range l.options.Instances() {
		if in := instance.Directory().Instance; in.ID == id || in.Alias == ref {
			return instance
		}
	}
	return nil
}

// verify returns the user whose password this is. It compares once, whatever is
// wrong: with the decoy, if there is nothing else to compare with.
func (l *Login) verify(ctx context.Context, instance Instance, asked credentials) (center.UserID, error) {
	var id center.UserID
	var stored string
	if instance != nil {
		if user, ok := instance.Directory().Users.ByName(asked.username); ok {
			id, stored = user.ID, user.PasswordHash
		}
	}
	known := stored != ""
	if decoy, err := l.decoy(); err != nil {
		return "", err
	} else {
		stored = cmp.Or(stored, decoy)
	}
	select {
	case l.hashing <- struct{}{}:
		defer func() { <-l.hashing }()
	case <-ctx.Done():
		return "", ctx.Err()
	}
	right, err := l.options.Verify(stored, asked.password)
	if err != nil {
		return "", err
	}
	if !known || !right {
		return "", errWrong
	}
	return id, nil
}
