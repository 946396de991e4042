package web

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/go-json-experiment/json"

	"strowger/internal/auth"
)

// The two forms in which a sign-in may come.
const (
	jsonType = "application/json"
	formType = "application/x-www-form-urlencoded"
)

// Limits of a sign-in, in bytes. An ARN of an instance has about 110, a user
// name at most 100.
const (
	maxBody     = 16 << 10
	maxInstance = 256
	maxUsername = 256
)

// credentials are what a sign-in gives.
type credentials struct {
	instance string // id, ARN or alias
	username string
	password string
	land     string // where the browser goes next
}

// read takes the credentials from a request. What could be read comes along
// with an error, for the page that shows it.
func read(w http.ResponseWriter, r *http.Request, kind string) (credentials, error) {
	if kind != jsonType && kind != formType {
		return credentials{}, errMediaType
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return credentials{land: defaultLanding}, errTooLarge
	case err != nil:
		return credentials{land: defaultLanding}, errUnreadable
	}
	c, err := parse(kind, body)
	if err != nil {
		return c, err
	}
	return c, c.check()
}

func parse(kind string, body []byte) (credentials, error) {
	if kind == jsonType {
		var in struct {
			Instance string `json:"instance"`
			Username string `json:"username"`
			Password string `json:"password"`
		}
		if json.Unmarshal(body, &in) != nil {
			return credentials{}, errUnreadable
		}
		return credentials{instance: in.Instance, username: in.Username, password: in.Password}, nil
	}
	values, err := url.ParseQuery(string(body))
	if err != nil {
		return credentials{land: defaultLanding}, errUnreadable
	}
	return credentials{
		instance: strings.TrimSpace(values.Get("instance")), username: strings.TrimSpace(values.Get("username")),
		password: values.Get("password"), land: landing(values.Get("landat")),
	}, nil
}

// check refuses what cannot be the credentials of anyone.
func (c credentials) check() error {
	switch {
	case c.instance == "" || c.username == "" || c.password == "":
		return errIncomplete
	case len(c.instance) > maxInstance || len(c.username) > maxUsername || len(c.password) > auth.PasswordLengthMax:
		return errTooLong
	}
	return nil
}

// defaultLanding is where a browser goes that was sent by nobody: the agent's
// page.
const defaultLanding = AgentPath

// landing returns a path of this server to go to after signing in. Anything that
// a browser might take for another server's is replaced by the default.
func landing(path string) string {
	strange := func(r rune) bool { return r < ' ' || r == 0x7f || r == '\\' }
	u, err := url.Parse(path)
	if err != nil || u.IsAbs() || u.Host != "" || !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.ContainsFunc(path, strange) {
		return defaultLanding
	}
	return path
}
