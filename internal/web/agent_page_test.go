package web

import (
	"encoding/json"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"strowger/internal/auth"
	"strowger/internal/center"
	"strowger/internal/routing"
)

// desk is the agent's page of a site, and the cookie of a browser there.
type desk struct {
	*site
	page   *AgentPage
	cookie *http.Cookie
}

func newDesk(s *site) *desk {
	s.Helper()
	return &desk{site: s, page: NewAgentPage(AgentPageOptions{
		Instances: s.login.options.Instances, Sessions: s.login.options.Sessions, Origins: []string{"https://crm.example.com"},
	})}
}

// signIn gets the cookie.
func (d *desk) signIn() {
	d.Helper()
	d.cookie = d.json("acme", "ann", "ann's password").Cookies()[0]
}

// get asks for an address, with what headers say besides.
func (d *desk) get(method, path string, headers ...string) *http.Response {
	d.Helper()
	r := httptest.NewRequestWithContext(d.Context(), method, path, nil)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	if d.cookie != nil {
		r.AddCookie(d.cookie)
	}
	w := httptest.NewRecorder()
	d.page.ServeHTTP(w, r)
	return w.Result()
}

func TestAgentPage_IsForThoseSignedIn(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, s *site) {
		d := newDesk(s)
		r := d.get(http.MethodGet, "/ccp-v2/?instance=acme")
		if want := "/login?instance=acme&landat=%2Fccp-v2%2F"; r.StatusCode != http.StatusSeeOther || r.Header.Get("Location") != want {
			t.Errorf("without a session: %d to %q", r.StatusCode, r.Header.Get("Location"))
		}
		r = d.get(http.MethodGet, "/ccp-v2/", "Sec-Fetch-Dest", "iframe")
		if body := s.text(r); r.StatusCode != http.StatusOK || !strings.Contains(body, `href="/login?landat=%2Fccp-v2%2Fsigned-in"`) {
			t.Errorf("in a frame without a session: %d %s", r.StatusCode, body)
		}
		d.signIn()
		r = d.get(http.MethodGet, "/ccp-v2/", "Sec-Fetch-Dest", "iframe", "Sec-Fetch-Site", "cross-site")
		if body := s.text(r); r.StatusCode != http.StatusOK || !strings.Contains(body, "<h1>ann</h1>") || !strings.Contains(body, `content="https://crm.example.com"`) {
			t.Errorf("with a session: %d %s", r.StatusCode, body)
		}
		policy := r.Header.Get("Content-Security-Policy")
		for _, want := range []string{"default-src 'none'", "script-src 'self'", "style-src 'self'", "base-uri 'none'", "frame-ancestors 'self' https://crm.example.com"} {
			if !slices.Contains(strings.Split(policy, "; "), want) {
				t.Errorf("the policy %q lacks %q", policy, want)
			}
		}
		if r.Header.Get("Cache-Control") != "no-store" || r.Header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("header %v", r.Header)
		}
		d.cookie.Value = "stale" + d.cookie.Value
		if r := d.get(http.MethodGet, "/ccp-v2/"); r.StatusCode != http.StatusSeeOther {
			t.Errorf("with a forged session: %d", r.StatusCode)
		}
	})
}

func TestAgentPage_OriginsThatTheInstanceApproves(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, s *site) {
		w := newWatch(s)
		w.signIn()
		for _, origin := range []string{"https://Desk.example.com", "https://evil.example;script-src *"} {
			w.do(routing.Put{Resource: &center.Association{ID: center.AssociationID(center.ApprovedOrigin, origin), Type: center.ApprovedOrigin, Value: origin}})
		}
		w.do(routing.Put{Resource: &center.Association{ID: "lambda x", Type: center.LambdaFunction, Value: "https://lambda.example.com"}})
		want := "frame-ancestors 'self' https://crm.example.com https://desk.example.com"
		for _, header := range []string{"", "iframe"} {
			r := w.get(http.MethodGet, "/ccp-v2/", "Sec-Fetch-Dest", header)
			if policy := r.Header.Get("Content-Security-Policy"); !strings.HasSuffix(policy, want) {
				t.Errorf("the policy %q does not end with %q", policy, want)
			}
			w.cookie = nil
		}
	})
}

// R1.1h: who may not take contacts is told so.
func TestAgentPage_IsForAgents(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, s *site) {
		w := newWatch(s)
		w.do(routing.Put{Resource: &center.SecurityProfile{ID: "none", Name: "None"}})
		w.signIn()
		w.secure("none")
		r := w.get(http.MethodGet, "/ccp-v2/")
		if body := s.text(r); r.StatusCode != http.StatusForbidden || !strings.Contains(body, "You have no permission to take contacts") {
			t.Errorf("%d %s", r.StatusCode, body)
		}
	})
}

func TestAgentPage_ScriptsAreFilesAlone(t *testing.T) {
	t.Parallel()
	files, err := fs.Glob(pageTemplates, "page/*.html")
	if err != nil || len(files) < 5 {
		t.Fatalf("%d templates, %v", len(files), err)
	}
	for _, name := range files {
		text, err := pageTemplates.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		page := string(text)
		for _, banned := range []string{"<style", " style=", " onclick=", " onload=", "javascript:", "<script>"} {
			if strings.Contains(page, banned) {
				t.Errorf("the page %s has %q, which its policy forbids", name, banned)
			}
		}
	}
	for name, a := range readAssets(pageFiles, "page") {
		if a.kind == "" {
			t.Errorf("%s has no type", name)
		}
		if strings.HasSuffix(name, ".js") && strings.Contains(string(a.data), "innerHTML") {
			t.Errorf("%s makes markup of text", name)
		}
	}
}

func TestAssets(t *testing.T) {
	t.Parallel()
	get := func(path, known string) *http.Response {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil)
		r.Header.Set("If-None-Match", known)
		w := httptest.NewRecorder()
		Assets().ServeHTTP(w, r)
		return w.Result()
	}
	r := get("/assets/agent.js", "")
	tag := r.Header.Get("ETag")
	if r.StatusCode != http.StatusOK || r.Header.Get("Content-Type") != "text/javascript; charset=utf-8" || tag == "" {
		t.Errorf("%d %v", r.StatusCode, r.Header)
	}
	if r := get("/assets/agent.js", tag); r.StatusCode != http.StatusNotModified || r.ContentLength > 0 {
		t.Errorf("to one who has it: %d", r.StatusCode)
	}
	for _, path := range []string{"/assets/agent.html", "/assets/..%2flogin.html", "/assets/", "/assets/nothing"} {
		if r := get(path, ""); r.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %d", path, r.StatusCode)
		}
	}
}

func TestAgentPage_Why(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, s *site) {
		d := newDesk(s)
		if r := d.get(http.MethodGet, "/ccp-v2/why"); r.StatusCode != http.StatusUnauthorized {
			t.Errorf("without a session: %d", r.StatusCode)
		}
		d.signIn()
		r := d.get(http.MethodGet, "/ccp-v2/why")
		var out why
		if err := json.Unmarshal([]byte(s.text(r)), &out); err != nil || r.StatusCode != http.StatusOK {
			t.Fatalf("%d %v", r.StatusCode, err)
		}
		if out.Desk != "Your status gets no contacts (R1.1a)." || len(out.Contacts) != 0 || len(out.Slots) != 0 {
			t.Errorf("%+v", out)
		}
		s.tenant.Close()
		if r := d.get(http.MethodGet, "/ccp-v2/why"); r.StatusCode != http.StatusServiceUnavailable {
			t.Errorf("of an instance that has stopped: %d", r.StatusCode)
		}
	})
}

func TestAgentPage_SignOut(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, s *site) {
		d := newDesk(s)
		d.signIn()
		if r := d.get(http.MethodPost, "/ccp-v2/sign-out", "Sec-Fetch-Site", "cross-site"); r.StatusCode != http.StatusForbidden || len(r.Cookies()) > 0 {
			t.Errorf("asked by another site: %d, cookies %v", r.StatusCode, r.Cookies())
		}
		r := d.get(http.MethodPost, "/ccp-v2/sign-out", "Sec-Fetch-Site", "same-origin")
		cookies := r.Cookies()
		if r.StatusCode != http.StatusNoContent || len(cookies) != 1 || cookies[0].Name != SessionCookie || cookies[0].Value != "" || cookies[0].MaxAge != -1 {
			t.Errorf("%d, cookies %v", r.StatusCode, cookies)
		}
		if r := d.get(http.MethodGet, "/ccp-v2/"); r.StatusCode != http.StatusSeeOther { // who kept the cookie has nothing of it
			t.Errorf("the token after signing out: %d", r.StatusCode)
		}
		if r := d.get(http.MethodGet, "/ccp-v2/sign-out"); r.StatusCode != http.StatusMethodNotAllowed {
			t.Errorf("by GET: %d", r.StatusCode)
		}
	})
}

func TestSessions_Token(t *testing.T) {
	t.Parallel()
	issuer, err := auth.NewIssuer(make([]byte, auth.TokenKeyLengthMin))
	if err != nil {
		t.Fatal(err)
	}
	sessions := NewSessions(issuer, false)
	for name, c := range map[string]struct {
		site string
		want string
	}{"our page": {"same-origin", "token"}, "another origin": {"same-site", ""}, "another site": {"cross-site", ""}, "a program": {"", "token"}} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/connect/api", nil)
		r.AddCookie(&http.Cookie{Name: SessionCookie, Value: "token"})
		if c.site != "" {
			r.Header.Set("Sec-Fetch-Site", c.site)
		}
		if got := sessions.Token(r); got != c.want {
			t.Errorf("%s: token %q, want %q", name, got, c.want)
		}
	}
}

func TestSessions_UserOfADeletedInstance(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, s *site) {
		d := newDesk(s)
		d.signIn()
		d.page.options.Instances = func() []Instance { return nil }
		if r := d.get(http.MethodGet, "/ccp-v2/"); r.StatusCode != http.StatusSeeOther {
			t.Errorf("%d", r.StatusCode)
		}
	})
}

func TestCheckOrigin(t *testing.T) {
	t.Parallel()
	for _, origin := range []string{"https://crm.example.com", "http://127.0.0.1:3000", "https://crm.example.com:8443"} {
		if err := CheckOrigin(origin); err != nil {
			t.Error(err)
		}
	}
	for _, origin := range []string{"", "*", "crm.example.com", "https://crm.example.com/", "https://crm.example.com/x", "https://*.example.com",
		"https://CRM.example.com", "ftp://x", "https://a.example; script-src *", "https://a.example https://b.example", "https://user@a.example", "javascript:alert(1)"} {
		if CheckOrigin(origin) == nil {
			t.Errorf("%q is taken", origin)
		}
	}
}
