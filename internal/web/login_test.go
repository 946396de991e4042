package web

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"strowger/internal/auth"
	"strowger/internal/center"
	"strowger/internal/routing"
	"strowger/internal/store/memory"
	"strowger/internal/tenant"
)

// testInstance is the id of the instance under test, and testARN its ARN.
const (
	testInstance = "11111111-2222-3333-4444-555555555555"
	testARN      = "arn:aws:connect:us-west-2:123456789012:instance/" + testInstance
)

// site is a sign-in over a running instance, in the time of its bubble.
type site struct {
	testing.TB
	tenant *tenant.Tenant
	issuer *auth.Issuer
	login  *Login
	header http.Header // of every request
	remote string

	mu       sync.Mutex
	compared []string // stored hashes that a password was compared with
	reported []error
}

// run runs a test with a site in a bubble of its own time.
func run(t *testing.T, test func(*testing.T, *site)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) { test(t, newSite(t)) })
}

func newSite(t testing.TB) *site {
	t.Helper()
	s := &site{TB: t, header: http.Header{}, remote: "192.0.2.1:1234"}
	tn, err := tenant.Open(t.Context(), memory.New(), testInstance, func(err error) { t.Error(err) })
	if err != nil {
		t.Fatal(err)
	}
	tn.Start()
	t.Cleanup(tn.Close)
	hash := func(password string) string {
		stored, err := auth.HashPassword(rand.Reader, password, auth.PasswordIterationsMin)
		if err != nil {
			t.Fatal(err)
		}
		return stored
	}
	for _, r := range []center.Resource{
		&center.Instance{ID: testInstance, Alias: "acme", Region: "us-west-2", Account: "123456789012"},
		&center.HoursOfOperation{ID: "always", Name: "always", TimeZone: "UTC"},
		&center.AgentStatus{ID: "offline", Name: "Offline", Type: center.Offline},
		&center.Queue{ID: "sales", Name: "Sales", HoursID: "always", MaxContacts: center.NoMaxContacts},
		&center.RoutingProfile{ID: "basic", Name: "Basic", DefaultOutboundQueueID: "sales", Timer: center.SinceLastActivity},
		&center.User{ID: "ann", Username: "ann", ProfileID: "basic", PasswordHash: hash("ann's password")},
		&center.User{ID: "sam", Username: "sam", ProfileID: "basic"}, // signs in elsewhere
		&center.User{ID: "max", Username: "max", ProfileID: "basic", PasswordHash: "damaged"},
	} {
		if _, err := tn.Do(t.Context(), routing.Put{Resource: r}); err != nil {
			t.Fatal(err)
		}
	}
	if s.issuer, err = auth.NewIssuer(bytes.Repeat([]byte{1}, auth.TokenKeyLengthMin)); err != nil {
		t.Fatal(err)
	}
	s.tenant = tn
	s.login = NewLogin(Options{
		Instances: func() []Instance { return []Instance{tn} }, Issuer: s.issuer, Sessions: NewSessions(s.issuer, false),
		Hash: func(password string) (string, error) {
			return auth.HashPassword(rand.Reader, password, auth.PasswordIterationsMin)
		},
		Verify: func(stored, password string) (bool, error) {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.compared = append(s.compared, stored)
			return auth.VerifyPassword(stored, password)
		},
		Report: func(_ context.Context, err error) { s.reported = append(s.reported, err) },
	})
	synctest.Wait() // for the decoy
	return s
}

// send sends a request with a body of that type.
func (s *site) send(method, path, kind, body string) *http.Response {
	s.Helper()
	r := httptest.NewRequestWithContext(s.Context(), method, path, strings.NewReader(body))
	for name, values := range s.header {
		r.Header[name] = values
	}
	r.RemoteAddr = s.remote
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	w := httptest.NewRecorder()
	s.login.ServeHTTP(w, r)
	return w.Result()
}

// json signs in as a program does.
func (s *site) json(instance, username, password string) *http.Response {
	s.Helper()
	body, err := json.Marshal(map[string]string{"instance": instance, "username": username, "password": password})
	if err != nil {
		s.Fatal(err)
	}
	return s.send(http.MethodPost, "/login", "application/json; charset=utf-8", string(body))
}

// form signs in as a browser does.
func (s *site) form(instance, username, password, land string) *http.Response {
	s.Helper()
	values := url.Values{"instance": {instance}, "username": {username}, "password": {password}, "landat": {land}}
	return s.send(http.MethodPost, "/login", "application/x-www-form-urlencoded", values.Encode())
}

// text reads the body.
func (s *site) text(r *http.Response) string {
	s.Helper()
	var b bytes.Buffer
	if _, err := b.ReadFrom(r.Body); err != nil {
		s.Fatal(err)
	}
	return b.String()
}

// wantFailure fails unless the answer is that error as JSON.
func (s *site) wantFailure(r *http.Response, status int, code string) {
	s.Helper()
	var got failure
	body := s.text(r)
	if err := json.Unmarshal([]byte(body), &got); err != nil || r.StatusCode != status || got.Code != code || got.Message == "" {
		s.Fatalf("answer %d %s, want %d %s", r.StatusCode, body, status, code)
	}
	if len(r.Cookies()) > 0 {
		s.Fatalf("an error sets the cookie %v", r.Cookies())
	}
}

func TestLogin_AnswersASession(t *testing.T) {
	t.Parallel()
	for _, instance := range []string{testInstance, testARN, "acme"} {
		run(t, func(t *testing.T, s *site) {
			r := s.json(instance, "ann", "ann's password")
			var out struct{ AuthToken, RefreshToken, Expiration string }
			body := s.text(r)
			if err := json.Unmarshal([]byte(body), &out); err != nil || r.StatusCode != http.StatusOK {
				t.Fatalf("%s: %d %s", instance, r.StatusCode, body)
			}
			claims, err := s.issuer.Check(out.AuthToken, auth.TokenAgent, time.Now())
			if err != nil || claims.InstanceID != testInstance || claims.Subject != "ann" || claims.SessionID == "" {
				t.Errorf("%s: the auth token claims %+v, %v", instance, claims, err)
			}
			refresh, err := s.issuer.Check(out.RefreshToken, auth.TokenRefresh, time.Now())
			if err != nil || refresh.Subject != "ann" || refresh.SessionID != claims.SessionID {
				t.Errorf("%s: the refresh token claims %+v, %v", instance, refresh, err)
			}
			expires, err := time.Parse(time.RFC3339, out.Expiration)
			if err != nil || !expires.Equal(claims.Expires) {
				t.Errorf("%s: expiration %q, the token says %v", instance, out.Expiration, claims.Expires)
			}
			if r.Header.Get("Content-Type") != "application/json" || r.Header.Get("Cache-Control") != "no-store" {
				t.Errorf("%s: header %v", instance, r.Header)
			}
			var view routing.AgentView
			if err := s.tenant.Query(t.Context(), func(e *routing.Engine) { view, _ = e.Agent("ann") }); err != nil {
				t.Fatal(err)
			}
			if got := view.Presence.SignedIn; got != center.At(time.Now()) {
				t.Errorf("%s: the engine was told of a sign-in at %v", instance, got.Time())
			}
		})
	}
}

func TestLogin_Cookie(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, s *site) {
		for _, secure := range []bool{false, true} {
			s.login.options.Sessions = NewSessions(s.issuer, secure)
			cookies := s.json("acme", "ann", "ann's password").Cookies()
			if len(cookies) != 1 {
				t.Fatalf("cookies %v", cookies)
			}
			c, site := cookies[0], http.SameSiteLaxMode
			if secure {
				site = http.SameSiteNoneMode
			}
			if c.Name != SessionCookie || c.Path != "/" || !c.HttpOnly || c.Secure != secure || c.SameSite != site || c.Domain != "" {
				t.Errorf("secure %v: the cookie is %+v", secure, c)
			}
			claims, err := s.issuer.Check(c.Value, auth.TokenAgent, time.Now())
			if err != nil || claims.Subject != "ann" || !c.Expires.Equal(claims.Expires.Truncate(time.Second)) {
				t.Errorf("secure %v: the cookie holds %+v until %v, %v", secure, claims, c.Expires, err)
			}
		}
	})
}

func TestLogin_WhatIsWrongIsNotTold(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, s *site) {
		decoy, err := s.login.decoy()
		if err != nil {
			t.Fatal(err)
		}
		var first string
		for _, test := range []struct {
			name, instance, username string
			decoy                    bool
		}{
			{"wrong password", "acme", "ann", false},
			{"unknown user", "acme", "zoe", true},
			{"user without a password", "acme", "sam", true},
			{"unknown instance", "other", "ann", true},
			{"user name in another case", "acme", "Ann", true},
		} {
			s.compared = nil
			r := s.json(test.instance, test.username, "guess")
			body := s.text(r)
			if first == "" {
				first = body
			}
			if r.StatusCode != http.StatusUnauthorized || body != first {
				t.Errorf("%s: %d %s, the others get %s", test.name, r.StatusCode, body, first)
			}
			if len(s.compared) != 1 || (s.compared[0] == decoy) != test.decoy {
				t.Errorf("%s: the password was compared with %v", test.name, s.compared)
			}
			page := s.text(s.form(test.instance, test.username, "guess", ""))
			if !strings.Contains(page, errWrong.message) {
				t.Errorf("%s: the page does not say so: %s", test.name, page)
			}
		}
	})
}

func TestLogin_RefusesWhatIsMalformed(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, s *site) {
		long := strings.Repeat("x", maxUsername+1)
		for _, test := range []struct {
			name, kind, body string
			status           int
			code             string
		}{
			{"no JSON", "application/json", "{", 400, "BadRequestException"},
			{"empty", "application/json", "", 400, "BadRequestException"},
			{"a list", "application/json", "[]", 400, "BadRequestException"},
			{"null", "application/json", "null", 400, "BadRequestException"},
			{"a number", "application/json", `{"instance":"acme","username":"ann","password":7}`, 400, "BadRequestException"},
			{"twice", "application/json", `{"instance":"acme","username":"ann","username":"zoe","password":"x"}`, 400, "BadRequestException"},
			{"two values", "application/json", `{"instance":"acme","username":"ann","password":"x"}{}`, 400, "BadRequestException"},
			{"no instance", "application/json", `{"username":"ann","password":"x"}`, 400, "BadRequestException"},
			{"no user name", "application/json", `{"instance":"acme","password":"x"}`, 400, "BadRequestException"},
			{"no password", "application/json", `{"instance":"acme","username":"ann","password":""}`, 400, "BadRequestException"},
			{"long", "application/json", `{"instance":"acme","username":"` + long + `","password":"x"}`, 400, "BadRequestException"},
			{"too long a password", "application/json", `{"instance":"acme","username":"ann","password":"` + strings.Repeat("x", auth.PasswordLengthMax+1) + `"}`, 400, "BadRequestException"},
			{"too large", "application/json", `{"instance":"` + strings.Repeat("x", maxBody) + `"}`, 413, "RequestEntityTooLarge"},
			{"another type", "text/plain", `{"instance":"acme","username":"ann","password":"x"}`, 415, "UnsupportedMediaTypeException"},
			{"no type", "", `{"instance":"acme","username":"ann","password":"x"}`, 415, "UnsupportedMediaTypeException"},
		} {
			t.Log(test.name)
			s.wantFailure(s.send(http.MethodPost, "/login", test.kind, test.body), test.status, test.code)
		}
		if len(s.compared) > 0 || len(s.reported) > 0 {
			t.Errorf("passwords compared: %v, faults reported: %v", s.compared, s.reported)
		}
		r := s.send(http.MethodPut, "/login", "application/json", "{}")
		s.wantFailure(r, http.StatusMethodNotAllowed, "MethodNotAllowedException")
		if r.Header.Get("Allow") != "GET, HEAD, POST" {
			t.Errorf("allowed is %q", r.Header.Get("Allow"))
		}
		for _, body := range []string{"instance=%zz", "instance=acme&username=ann", ""} {
			if r := s.send(http.MethodPost, "/login", formType, body); r.StatusCode != http.StatusBadRequest || !strings.Contains(s.text(r), `role="alert"`) {
				t.Errorf("the form %q gets %d", body, r.StatusCode)
			}
		}
	})
}

func TestLogin_PagesOfOtherSitesMayNot(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, s *site) {
		for _, header := range []http.Header{
			{"Sec-Fetch-Site": {"cross-site"}},
			{"Sec-Fetch-Site": {"same-site"}},
			{"Origin": {"https://evil.example"}},
			{"Origin": {"null"}},
		} {
			s.header = header
			s.wantFailure(s.json("acme", "ann", "ann's password"), http.StatusForbidden, "ForbiddenException")
			if r := s.form("acme", "ann", "ann's password", ""); r.StatusCode != http.StatusForbidden {
				t.Errorf("%v: the form gets %d", header, r.StatusCode)
			}
		}
		s.header = http.Header{"Sec-Fetch-Site": {"same-origin"}, "Origin": {"null"}}
		if r := s.json("acme", "ann", "ann's password"); r.StatusCode != http.StatusOK {
			t.Errorf("our own page gets %d", r.StatusCode)
		}
	})
}

func TestLogin_GuessesOfANameAreSlowedDown(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, s *site) {
		for range pairGuesses {
			s.wantFailure(s.json("acme", "ann", "guess"), http.StatusUnauthorized, "UnauthorizedException")
		}
		s.compared = nil
		for _, instance := range []string{"acme", testInstance, testARN} { // one instance, however called
			r := s.json(instance, "ann", "ann's password")
			s.wantFailure(r, http.StatusTooManyRequests, "TooManyRequestsException")
			if r.Header.Get("Retry-After") != "6" {
				t.Errorf("Retry-After is %q", r.Header.Get("Retry-After"))
			}
		}
		if len(s.compared) > 0 {
			t.Errorf("passwords were compared all the same")
		}
		s.wantFailure(s.json("acme", "zoe", "guess"), http.StatusUnauthorized, "UnauthorizedException") // another name
		<-time.After(pairEvery)
		if r := s.json("acme", "ann", "ann's password"); r.StatusCode != http.StatusOK {
			t.Fatalf("after the wait the right password gets %d", r.StatusCode)
		}
		for range 5 * pairGuesses { // who knows the password may come as often as necessary
			if r := s.json("acme", "ann", "ann's password"); r.StatusCode != http.StatusOK {
				t.Fatalf("the right password gets %d", r.StatusCode)
			}
		}
	})
}

// Whoever guesses a user's password somewhere locks the user out nowhere else.
func TestLogin_GuessingLocksNobodyOut(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, s *site) {
		home := "198.51.100.7:1"
		s.remote = home
		if r := s.json("acme", "ann", "ann's password"); r.StatusCode != http.StatusOK {
			t.Fatalf("at home: %d", r.StatusCode)
		}
		for i := range 2 * nameGuesses { // from everywhere
			s.remote = fmt.Sprintf("203.0.%d.%d:1", i/200, i%200)
			s.json("acme", "ann", "guess")
		}
		s.remote = "192.0.2.200:1"
		if r := s.json("acme", "ann", "guess"); r.StatusCode != http.StatusTooManyRequests {
			t.Errorf("one more guess from a new address: %d", r.StatusCode)
		}
		s.remote = home
		if r := s.json("acme", "ann", "ann's password"); r.StatusCode != http.StatusOK {
			t.Errorf("the user at home: %d", r.StatusCode)
		}
		s.remote = "192.0.2.200:1"
		<-time.After(nameEvery)
		if r := s.json("acme", "ann", "ann's password"); r.StatusCode != http.StatusOK {
			t.Errorf("the user who travels, after the wait: %d", r.StatusCode)
		}
	})
}

// Behind a proxy the address is the one that the proxy saw, and nobody else's word.
func TestSessions_Client(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		secure           bool
		peer, said, want string
	}{
		{true, "127.0.0.1:5", "198.51.100.7", "198.51.100.7:0"},
		{true, "127.0.0.1:5", "10.0.0.1, 198.51.100.7", "198.51.100.7:0"},
		{true, "[::1]:5", "2001:db8::1", "[2001:db8::1]:0"},
		{true, "127.0.0.1:5", "", "127.0.0.1:5"},
		{true, "127.0.0.1:5", "198.51.100.7, unknown", "127.0.0.1:5"},
		{true, "192.0.2.1:5", "198.51.100.7", "192.0.2.1:5"},
		{false, "127.0.0.1:5", "198.51.100.7", "127.0.0.1:5"},
		{true, "@", "198.51.100.7", "@"},
	} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/login", nil)
		r.RemoteAddr = c.peer
		if c.said != "" {
			r.Header.Set("X-Forwarded-For", c.said)
		}
		if got := NewSessions(nil, c.secure).client(r); got != c.want {
			t.Errorf("%+v: %s", c, got)
		}
	}
}

func TestLogin_GuessesFromAnAddressAreSlowedDown(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, s *site) {
		guess := func(i int) int {
			return s.json("acme", "user-"+string(rune('a'+i%26))+string(rune('a'+i/26)), "guess").StatusCode
		}
		s.remote = "127.0.0.1:1"
		for i := range addressGuesses + 10 {
			if got := guess(i); got != http.StatusUnauthorized {
				t.Fatalf("guess %d from this machine gets %d", i, got)
			}
		}
		s.remote = "[2001:db8::1]:1"
		for i := range addressGuesses {
			if got := guess(i); got != http.StatusUnauthorized {
				t.Fatalf("guess %d gets %d", i, got)
			}
		}
		s.remote = "[2001:db8::2]:1" // a neighbour in the same network
		if got := guess(600); got != http.StatusTooManyRequests {
			t.Errorf("the guess after the last gets %d", got)
		}
		s.remote = "[2001:db8:0:1::1]:1"
		if got := guess(601); got != http.StatusUnauthorized {
			t.Errorf("a guess from elsewhere gets %d", got)
		}
	})
}

func TestLogin_FaultsAreReportedAndHidden(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, s *site) {
		s.wantFailure(s.json("acme", "max", "x"), http.StatusInternalServerError, "InternalServiceException")
		if len(s.reported) != 1 || !errors.Is(s.reported[0], auth.ErrPasswordHash) {
			t.Errorf("reported: %v", s.reported)
		}
		s.tenant.Close()
		s.wantFailure(s.json("acme", "ann", "ann's password"), http.StatusServiceUnavailable, "ServiceUnavailableException")
	})
}

func TestLogin_FormLeadsOn(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, s *site) {
		for land, want := range map[string]string{"": "/ccp-v2/", "/x?y=1": "/x?y=1", "//evil.example": "/ccp-v2/"} {
			r := s.form(" acme ", " ann ", "ann's password", land)
			if r.StatusCode != http.StatusSeeOther || r.Header.Get("Location") != want || len(r.Cookies()) != 1 {
				t.Errorf("landing at %q: %d, %q, cookies %v", land, r.StatusCode, r.Header.Get("Location"), r.Cookies())
			}
		}
	})
}

func TestLanding_StaysHere(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"", "x", "//evil.example", "/\\evil.example", "/\t/evil.example", "/\n/evil.example",
		"https://evil.example/", "javascript:alert(1)", "\\\\evil.example", "/%zz", "///evil.example", " //evil.example"} {
		if got := landing(path); got != defaultLanding {
			t.Errorf("%q leads to %q", path, got)
		}
	}
	for _, path := range []string{"/", "/ccp-v2/", "/a/b?c=d#e", "/a//b"} {
		if got := landing(path); got != path {
			t.Errorf("%q leads to %q", path, got)
		}
	}
}

func TestLogin_PageIsAccessibleAndSafe(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, s *site) {
		hostile := `"><script>alert(1)</script>`
		r := s.send(http.MethodGet, "/login?instance="+url.QueryEscape(hostile)+"&landat=/a", "", "")
		page := s.text(r)
		if r.StatusCode != http.StatusOK || r.Header.Get("Content-Type") != "text/html; charset=utf-8" {
			t.Errorf("%d %v", r.StatusCode, r.Header)
		}
		if strings.Contains(page, "<script") {
			t.Errorf("the page runs what the address says: %s", page)
		}
		for _, want := range []string{`lang="en"`, "<title>Sign in", `<input type="hidden" name="landat" value="/a">`,
			`name="password" type="password"`, `autocomplete="current-password"`, `autocomplete="username"`} {
			if !strings.Contains(page, want) {
				t.Errorf("the page lacks %s", want)
			}
		}
		for _, id := range regexp.MustCompile(`<label for="(\w+)"`).FindAllStringSubmatch(page, -1) {
			if !strings.Contains(page, `id="`+id[1]+`"`) {
				t.Errorf("the label of %s belongs to nothing", id[1])
			}
		}
		if strings.Contains(page, `role="alert"`) {
			t.Error("the first page complains")
		}
		style := regexp.MustCompile(`(?s)<style>(.*)</style>`).FindStringSubmatch(page)
		digest := sha256.Sum256([]byte(style[1]))
		if policy := r.Header.Get("Content-Security-Policy"); !strings.Contains(policy, base64.StdEncoding.EncodeToString(digest[:])) ||
			!strings.Contains(policy, "frame-ancestors 'none'") || !strings.Contains(policy, "default-src 'none'") {
			t.Errorf("the policy %q does not fit the page", policy)
		}

		r = s.form("acme", hostile, "secret guess", "/a")
		page = s.text(r)
		if r.StatusCode != http.StatusUnauthorized || strings.Contains(page, "<script") || strings.Contains(page, "secret guess") {
			t.Errorf("after a wrong password: %d %s", r.StatusCode, page)
		}
		for _, want := range []string{"<title>Error: ", `role="alert"`, `value="acme"`, `value="/a"`, `aria-describedby="error"`} {
			if !strings.Contains(page, want) {
				t.Errorf("the page after an error lacks %s: %s", want, page)
			}
		}
	})
}
