package web

import (
	_ "embed" // of the pages
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"sync"
	"time"

	"strowger/internal/center"
)

//go:embed page/console.html
var consoleHTML string

//go:embed page/contact.html
var contactHTML string

// ConsolePermission is what a security profile must allow for the console: the
// API's name for real-time metrics.
const ConsolePermission = "AccessMetrics"

// consolePath is where what belongs to the console is; the console is at "/".
const consolePath = "/console/"

// ConsoleOptions is what a Console is made of. Instances and Sessions are
// required.
type ConsoleOptions struct {
	// Instances returns the running instances.
	Instances func() []Instance
	// Sessions knows who is signed in.
	Sessions *Sessions
	// Closing, where set, is closed when the server is about to stop: feeds end.
	Closing <-chan struct{}
}

// Console serves the supervisors' pages: what goes on in the queues and at the
// desks, and the history of a contact. It only shows.
type Console struct {
	options ConsoleOptions
	mux     *http.ServeMux
	board   *template.Template
	contact *template.Template
	policy  string

	mu    sync.Mutex
	feeds map[center.InstanceID]*feed
}

// NewConsole returns the handler of "/" and everything below /console/.
func NewConsole(options ConsoleOptions) *Console {
	c := &Console{
		options: options, mux: http.NewServeMux(), feeds: map[center.InstanceID]*feed{},
		board:   template.Must(template.New("console").Parse(consoleHTML)),
		contact: template.Must(template.New("contact").Funcs(template.FuncMap{"clock": clock, "length": length}).Parse(contactHTML)),
		policy:  pagePolicy + "frame-ancestors 'none'",
	}
	c.mux.HandleFunc("GET /{$}", c.allow(c.show))
	c.mux.HandleFunc("GET "+consolePath+"board", c.allow(c.feed))
	c.mux.HandleFunc("GET "+consolePath+"contacts/{ContactId}", c.allow(c.history))
	return c
}

// ServeHTTP serves the pages and the feed.
func (c *Console) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	header := w.Header()
	header.Set("Cache-Control", "no-store")
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Content-Security-Policy", c.policy)
	header.Set("Referrer-Policy", "same-origin")
	c.mux.ServeHTTP(w, r)
}

// allow lets in who may see figures, and sends others to where they belong: to
// the sign-in, or to the agent's page.
func (c *Console) allow(next func(http.ResponseWriter, *http.Request, Instance)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		instance, user := c.options.Sessions.user(r, c.options.Instances())
		switch {
		case user == nil && r.Header.Get("Accept") == "text/event-stream":
			writeJSON(w, http.StatusUnauthorized, failure{"UnauthorizedException", "Sign in first."})
		case user == nil:
			signIn := url.Values{"landat": {r.URL.Path}}
			if instance := r.URL.Query().Get("instance"); instance != "" {
				signIn.Set("instance", instance)
			}
			http.Redirect(w, r, "/login?"+signIn.Encode(), http.StatusSeeOther)
		case !instance.Directory().Allows(user, ConsolePermission):
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			w.WriteHeader(http.StatusForbidden)
			_ = c.board.Execute(w, consoleView{Name: displayName(user), Centre: instance.Directory().Instance.Alias})
		default:
			next(w, r, instance)
		}
	}
}

// consoleView is what the page shows before its script has the first board.
type consoleView struct {
	Name    string
	Centre  string
	Allowed bool
}

func (c *Console) show(w http.ResponseWriter, r *http.Request, instance Instance) {
	_, user := c.options.Sessions.user(r, c.options.Instances())
	if user == nil {
		return // deleted just now
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_ = c.board.Execute(w, consoleView{Name: displayName(user), Centre: instance.Directory().Instance.Alias, Allowed: true})
}

// feedLife bounds a stream, so that nobody watches for long who may no longer;
// browsers come again by themselves after feedRetry. feedBeat keeps proxies from
// cutting a stream in which nothing happens.
const (
	feedLife  = 10 * time.Minute
	feedRetry = time.Second
	feedBeat  = 20 * time.Second
	feedWrite = 20 * time.Second // to take what is sent; who does not read is given up
)

// feed streams boards as server-sent events.
func (c *Console) feed(w http.ResponseWriter, r *http.Request, instance Instance) {
	stream := http.NewResponseController(w)
	_ = stream.SetReadDeadline(time.Time{}) // that of the request ends here
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("X-Accel-Buffering", "no")
	defer stream.SetWriteDeadline(time.Time{}) // the next request of the connection has its own
	send := func(format string, args ...any) bool {
		_ = stream.SetWriteDeadline(time.Now().Add(feedWrite))
		_, err := fmt.Fprintf(w, format, args...)
		return err == nil && stream.Flush() == nil
	}
	if !send("retry: %d\n\n", feedRetry.Milliseconds()) {
		return
	}
	boards, leave := c.join(instance)
	defer leave()
	end, beat := time.NewTimer(feedLife), time.NewTicker(feedBeat)
	defer end.Stop()
	defer beat.Stop()
	for {
		select {
		case text := <-boards:
			if !send("data: %s\n\n", text) {
				return
			}
		case <-beat.C:
			if !send(":\n\n") {
				return
			}
		case <-end.C:
			return
		case <-c.options.Closing:
			return
		case <-r.Context().Done():
			return
		}
	}
}

// join begins to watch an instance. Its feed is there while somebody does.
func (c *Console) join(instance Instance) (boards <-chan []byte, leave func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	id := instance.Directory().Instance.ID
	f := c.feeds[id]
	if f == nil || f.instance != instance { // of an instance that was started anew
		f = &feed{instance: instance}
		c.feeds[id] = f
	}
	boards, left := f.join()
	return boards, func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		if left() && c.feeds[id] == f {
			delete(c.feeds, id)
		}
	}
}
