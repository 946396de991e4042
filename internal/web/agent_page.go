package web

import (
	_ "embed" // of the page
	"hash/maphash"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"strowger/internal/center"
)

//go:embed page/agent.html
var agentHTML string

//go:embed page/signed_out.html
var signedOutHTML string

// AgentPath is where the agent's page is, as amazon-connect-streams expects it.
const AgentPath = "/ccp-v2/"

// AgentPageOptions is what an AgentPage is made of. Instances and Sessions are
// required.
type AgentPageOptions struct {
	// Instances returns the running instances.
	Instances func() []Instance
	// Sessions knows who is signed in.
	Sessions *Sessions
	// Origins are the pages of other sites that may show the page in a frame and
	// exchange messages with it, beside those that an instance approves: as
	// CheckOrigin wants them, or LoopbackOrigins.
	Origins []string
	// Closing, where set, is closed when the server is about to stop: requests that
	// wait then answer at once.
	Closing <-chan struct{}
}

// AgentPage serves the page at which agents work.
type AgentPage struct {
	options   AgentPageOptions
	mux       *http.ServeMux
	page      *template.Template
	signedOut *template.Template
	seed      maphash.Seed // of the tags of worklists
	lists     worklists
}

// NewAgentPage returns the handler of everything below AgentPath.
func NewAgentPage(options AgentPageOptions) *AgentPage {
	p := &AgentPage{
		options: options, mux: http.NewServeMux(), seed: maphash.MakeSeed(),
		page:      template.Must(template.New("agent").Parse(agentHTML)),
		signedOut: template.Must(template.New("signed out").Parse(signedOutHTML)),
	}
	p.mux.HandleFunc("GET "+AgentPath+"{$}", p.show)
	p.mux.HandleFunc("GET "+AgentPath+"signed-in", p.signedIn)
	p.mux.HandleFunc("GET "+AgentPath+"why", p.why)
	p.mux.HandleFunc("GET "+AgentPath+"worklist", p.worklist)
	p.mux.HandleFunc("POST "+AgentPath+"worklist/{ContactId}", p.take)
	p.mux.HandleFunc("POST "+AgentPath+"sign-out", p.signOut)
	return p
}

// ServeHTTP serves the page and what it asks beside the agent
// protocol.
func (p *AgentPage) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	p.mux.ServeHTTP(w, r)
}

// agentView is what the page shows before its scripts have asked for more.
type agentView struct {
	Name    string
	Centre  string
	Origins string
}

// show shows the page to whoever is signed in and may take contacts. Others are
// sent to the sign-in, which no frame may show: there they find a button that
// opens it.
func (p *AgentPage) show(w http.ResponseWriter, r *http.Request) {
	instances := p.options.Instances()
	instance, user := p.options.Sessions.user(r, instances)
	signIn := url.Values{"landat": {AgentPath}}
	if alias := r.URL.Query().Get("instance"); alias != "" {
		signIn.Set("instance", alias)
	}
	framed := r.Header.Get("Sec-Fetch-Dest") == "iframe"
	if framed {
		signIn.Set("landat", AgentPath+"signed-in")
	}
	address := "/login?" + signIn.Encode()
	switch {
	case user != nil && !instance.Directory().Allows(user, center.AgentPageAccess):
		p.write(w, http.StatusForbidden, p.signedOut, signedOutView{SignIn: address, Denied: true}, instances)
	case user != nil:
		view := agentView{Name: displayName(user), Centre: instance.Directory().Instance.Alias,
			Origins: strings.Join(p.origins([]Instance{instance}), " ")}
		p.write(w, http.StatusOK, p.page, view, []Instance{instance})
	case framed:
		p.write(w, http.StatusOK, p.signedOut, signedOutView{SignIn: address}, instances)
	default:
		http.Redirect(w, r, address, http.StatusSeeOther)
	}
}

// origins are those of the options, and those that the instances approve. The API
// notes some that no policy can name; they are left out.
func (p *AgentPage) origins(instances []Instance) []string {
	all := slices.Clone(p.options.Origins)
	for _, instance := range instances {
		for a := range instance.Directory().Associations.All() {
			if origin := strings.ToLower(a.Value); a.Type == center.ApprovedOrigin && CheckOrigin(origin) == nil {
				all = append(all, origin)
			}
		}
	}
	return all
}

// signedOutView is what a frame shows while nobody is signed in, or the window
// in which somebody just has.
type signedOutView struct {
	SignIn string // address; empty: done
	Denied bool   // the user may not take contacts
}

// signedIn ends a sign-in for a frame, in a window of its own.
func (p *AgentPage) signedIn(w http.ResponseWriter, _ *http.Request) {
	p.write(w, http.StatusOK, p.signedOut, signedOutView{}, nil)
}

// write writes a page that pages approved by the instances may show. A failure to
// write means that the browser has gone.
func (p *AgentPage) write(w http.ResponseWriter, status int, page *template.Template, view any, instances []Instance) {
	header := w.Header()
	header.Set("Content-Type", "text/html; charset=utf-8")
	header.Set("Content-Security-Policy", pagePolicy+"frame-ancestors 'self' "+strings.Join(p.origins(instances), " "))
	header.Set("Referrer-Policy", "same-origin")
	w.WriteHeader(status)
	_ = page.Execute(w, view)
}

// signOut ends the session. The agent's status is the
// page's business.
func (p *AgentPage) signOut(w http.ResponseWriter, r *http.Request) {
	if p.options.Sessions.origins.Check(r) != nil {
		writeJSON(w, http.StatusForbidden, failure{"ForbiddenException", "A page of another site must not sign out here."})
		return
	}
	if p.options.Sessions.end(w, r) != nil {
		writeJSON(w, http.StatusServiceUnavailable, failure{"ServiceUnavailableException", notEnded})
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// displayName is the name by which colleagues know the user.
func displayName(u *center.User) string {
	if name := strings.TrimSpace(u.FirstName + " " + u.LastName); name != "" {
		return name
	}
	return u.Username
}
