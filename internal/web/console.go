package web

import (
	"html/template"
	"net/http"
	"sync"

	"strowger/internal/center"
)

// The permissions for the board, by the API's names.
const (
	ConsolePermission = "AccessMetrics" // to see what goes on: real-time metrics
	StatusPermission  = "Users.Edit"    // to change the status of an agent
)

// consolePath is where what belongs to the console is; the console is at "/".
const consolePath = "/console/"

// ConsoleOptions is what a Console is made of. Instances and Sessions are
// required.
type ConsoleOptions struct {
	// Instances returns the running instances.
	Instances func() []Instance
	// Sessions knows who is signed in.
	Sessions *Sessions
	// Quotas are those of the account; nil: none.
	Quotas *center.Quotas
	// Hash makes the stored form of a password, as that of Options.
	Hash func(password string) (string, error)
	// Closing, where set, is closed when the server is about to stop: feeds end.
	Closing <-chan struct{}
}

// Console serves the pages of supervisors and administrators. Who may see or
// change what is for the security profiles of the user to say.
type Console struct {
	options ConsoleOptions
	mux     *http.ServeMux
	pages   map[string]*template.Template
	policy  string
	streams streams
	hashing chan struct{} // one password at a time: the rest of the cores goes on routing
	looking chan struct{} // one search of contacts at a time, for the same reason

	mu    sync.Mutex
	feeds map[center.InstanceID]*feed
}

// NewConsole returns the handler of "/" and everything below /console/.
func NewConsole(options ConsoleOptions) *Console {
	c := &Console{
		options: options, mux: http.NewServeMux(), feeds: map[center.InstanceID]*feed{}, streams: newStreams(),
		pages:   consolePages("board", "contact", "notice", "user", "users", "queue", "queues", "contacts", "routing_profiles", "routing_profile", "hours", "hours_list", "flows", "flow"),
		hashing: make(chan struct{}, 1), looking: make(chan struct{}, 1),
		policy: pagePolicy + "frame-ancestors 'none'",
	}
	for _, routes := range []map[string]http.HandlerFunc{c.boardRoutes(), c.profileRoutes(), c.userRoutes(), c.queueRoutes(), c.hoursRoutes(), c.flowRoutes()} {
		for pattern, handler := range routes { // order: patterns that exclude each other
			c.mux.HandleFunc(pattern, handler)
		}
	}
	return c
}

// boardRoutes are those of what goes on.
func (c *Console) boardRoutes() map[string]http.HandlerFunc {
	return map[string]http.HandlerFunc{
		"GET /{$}":                               c.allow(c.showBoard, ConsolePermission),
		"GET " + consolePath + "board":           c.allow(c.feed, ConsolePermission),
		"GET " + consolePath + "news":            c.allow(c.news, ConsolePermission, center.AnyContacts),
		"POST " + consolePath + "sign-out":       c.signOut,
		"GET " + contactsPath:                    c.allow(c.searchContacts, center.AnyContacts),
		"GET " + contactsPath + "/{ContactId}":   c.allow(c.history, center.AnyContacts, ConsolePermission),
		"POST " + usersPath + "/{UserId}/status": c.allow(c.setStatus, StatusPermission),
	}
}

// The paths of the console's parts.
const (
	contactsPath = consolePath + "contacts"
	usersPath    = consolePath + "users"
	queuesPath   = consolePath + "queues"
	profilesPath = consolePath + "routing-profiles"
	hoursPath    = consolePath + "hours"
	flowsPath    = consolePath + "flows"
)

// ServeHTTP serves the pages and the feed.
func (c *Console) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	header := w.Header()
	header.Set("Cache-Control", "no-store")
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Content-Security-Policy", c.policy)
	header.Set("Referrer-Policy", "same-origin")
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	c.mux.ServeHTTP(w, r)
}

// maxForm is the largest form in bytes: a routing profile with all its pairs has
// about 20 kB.
const maxForm = 256 << 10

// signOut ends the session and leads to the sign-in.
func (c *Console) signOut(w http.ResponseWriter, r *http.Request) {
	if c.options.Sessions.origins.Check(r) != nil {
		writeJSON(w, http.StatusForbidden, failure{"ForbiddenException", "A page of another site must not sign out here."})
		return
	}
	if c.options.Sessions.end(w, r) != nil {
		writeJSON(w, http.StatusServiceUnavailable, failure{"ServiceUnavailableException", notEnded})
		return
	}
	http.Redirect(w, r, "/login?landat=%2F", http.StatusSeeOther)
}

// boardView is what the page of the board shows before its script has the first
// board.
type boardView struct {
	Within   int  // seconds of the service level
	MaySet   bool // statuses of agents
	Statuses []*center.AgentStatus
}

func (c *Console) showBoard(v *visit) {
	view := boardView{Within: int(ServiceWithin.Seconds()), MaySet: v.can(StatusPermission)}
	if view.MaySet {
		view.Statuses = choosableStatuses(v.d)
	}
	c.show(v, http.StatusOK, page{name: "board", Title: "Queues and agents", Script: "console.js", Body: view})
}

// feed streams the board as server-sent events: first whole, then what changes.
func (c *Console) feed(v *visit) {
	c.stream(v, func(stop <-chan struct{}, send func(text []byte) bool) {
		f, watcher := c.join(v.instance)
		defer c.leave(f, watcher)
		for {
			select {
			case <-watcher.news:
				if !send(f.next(watcher)) {
					return
				}
			case <-stop:
				return
			}
		}
	})
}

// join begins to watch the board of an instance. Its feed is there while somebody
// does.
func (c *Console) join(instance Instance) (*feed, *watcher) {
	c.mu.Lock()
	defer c.mu.Unlock()
	id := instance.Directory().Instance.ID
	f := c.feeds[id]
	if f == nil || f.instance != instance { // of an instance that was started anew
		f = newFeed(instance)
		c.feeds[id] = f
	}
	return f, f.join()
}

// leave ends to watch.
func (c *Console) leave(f *feed, w *watcher) {
	c.mu.Lock()
	defer c.mu.Unlock()
	id := f.instance.Directory().Instance.ID
	if f.leave(w) && c.feeds[id] == f {
		delete(c.feeds, id)
	}
}
