package web

import (
	_ "embed" // of the page
	"html/template"
	"net/http"
	"net/url"
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
	// exchange messages with it, as CheckOrigin wants them or LoopbackOrigins.
	Origins []string
}

// AgentPage serves the page at which agents work.
type AgentPage struct {
	options   AgentPageOptions
	mux       *http.ServeMux
	page      *template.Template
	signedOut *template.Template
	policy    string
}

// NewAgentPage returns the handler of everything below AgentPath.
func NewAgentPage(options AgentPageOptions) *AgentPage {
	p := &AgentPage{
		options: options, mux: http.NewServeMux(),
		page:      template.Must(template.New("agent").Parse(agentHTML)),
		signedOut: template.Must(template.New("signed out").Parse(signedOutHTML)),
		policy:    pagePolicy + "frame-ancestors 'self' " + strings.Join(options.Origins, " "),
	}
	p.mux.HandleFunc("GET "+AgentPath+"{$}", p.show)
	p.mux.HandleFunc("GET "+AgentPath+"signed-in", p.signedIn)
	p.mux.HandleFunc("GET "+AgentPath+"why", p.why)
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

// show shows the page to whoever is signed in. Others are sent to the sign-in,
// which no frame may show: there they find a button that opens it.
func (p *AgentPage) show(w http.ResponseWriter, r *http.Request) {
	instance, user := p.options.Sessions.user(r, p.options.Instances())
	if user != nil {
		d := instance.Directory()
		p.write(w, p.page, agentView{Name: displayName(user), Centre: d.Instance.Alias, Origins: strings.Join(p.options.Origins, " ")})
		return
	}
	signIn := url.Values{"landat": {AgentPath}}
	if instance := r.URL.Query().Get("instance"); instance != "" {
		signIn.Set("instance", instance)
	}
	if r.Header.Get("Sec-Fetch-Dest") == "iframe" {
		signIn.Set("landat", AgentPath+"signed-in")
		p.write(w, p.signedOut, signedOutView{SignIn: "/login?" + signIn.Encode()})
		return
	}
	http.Redirect(w, r, "/login?"+signIn.Encode(), http.StatusSeeOther)
}

// signedOutView is what a frame shows while nobody is signed in, or the window
// in which somebody just has.
type signedOutView struct {
	SignIn string // address; empty: done
}

// signedIn ends a sign-in for a frame, in a window of its own.
func (p *AgentPage) signedIn(w http.ResponseWriter, _ *http.Request) {
	p.write(w, p.signedOut, signedOutView{})
}

// write writes a page. A failure to write means that the browser has gone.
func (p *AgentPage) write(w http.ResponseWriter, page *template.Template, view any) {
	header := w.Header()
	header.Set("Content-Type", "text/html; charset=utf-8")
	header.Set("Content-Security-Policy", p.policy)
	header.Set("Referrer-Policy", "same-origin")
	_ = page.Execute(w, view)
}

// signOut makes the browser forget the session. The agent's status is the
// page's business.
func (p *AgentPage) signOut(w http.ResponseWriter, r *http.Request) {
	if p.options.Sessions.origins.Check(r) != nil {
		writeJSON(w, http.StatusForbidden, failure{"ForbiddenException", "A page of another site must not sign out here."})
		return
	}
	p.options.Sessions.end(w, r)
	w.WriteHeader(http.StatusNoContent)
}

// displayName is the name by which colleagues know the user.
func displayName(u *center.User) string {
	if name := strings.TrimSpace(u.FirstName + " " + u.LastName); name != "" {
		return name
	}
	return u.Username
}
