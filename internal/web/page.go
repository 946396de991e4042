package web

import (
	"crypto/sha256"
	_ "embed" // of the page and its style
	"encoding/base64"
	"html/template"
	"net/http"
)

//go:embed login.html
var loginHTML string

//go:embed login.css
var loginCSS string

// loginView is what the page shows.
type loginView struct {
	Instance string
	Username string
	Land     string
	Error    string
}

// loginPage returns the page's template, with its style, and a policy under
// which a browser uses that style and nothing else, sends the form nowhere else
// and shows the page in no frame.
func loginPage() (*template.Template, string) {
	style := func() template.CSS { return template.CSS(loginCSS) }
	page := template.Must(template.New("login").Funcs(template.FuncMap{"style": style}).Parse(loginHTML))
	digest := sha256.Sum256([]byte(loginCSS))
	policy := "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(digest[:]) +
		"'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
	return page, policy
}

// show writes the page. A failure to write means that the browser has gone.
func (l *Login) show(w http.ResponseWriter, status int, f loginView) {
	header := w.Header()
	header.Set("Content-Type", "text/html; charset=utf-8")
	header.Set("Content-Security-Policy", l.policy)
	header.Set("Referrer-Policy", "same-origin")
	w.WriteHeader(status)
	_ = l.page.Execute(w, f)
}
