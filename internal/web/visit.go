package web

import (
	"net/http"
	"net/url"
	"slices"

	"strowger/internal/center"
)

// visit is one request of a signed-in user to the console.
type visit struct {
	w        http.ResponseWriter
	r        *http.Request
	instance Instance
	d        *center.Directory // as of the beginning of the request
	user     *center.User
}

// can reports whether a security profile of the user has the permission.
func (v *visit) can(permission string) bool { return v.d.Allows(v.user, permission) }

// canAny reports whether the user has one of the permissions.
func (v *visit) canAny(permissions ...string) bool { return slices.ContainsFunc(permissions, v.can) }

// allow lets in who has one of the permissions. Others are told what they lack,
// and who is not signed in is sent to the sign-in. A request of another site is
// that of nobody (Sessions).
func (c *Console) allow(next func(*visit), permissions ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		instance, user := c.options.Sessions.user(r, c.options.Instances())
		if user == nil {
			c.signIn(w, r)
			return
		}
		v := &visit{w: w, r: r, instance: instance, d: instance.Directory(), user: user}
		if !v.canAny(permissions...) {
			c.deny(v, permissions[0])
			return
		}
		next(v)
	}
}

// signIn answers who is not signed in: scripts and forms with a refusal, the
// others with the way to the sign-in.
func (c *Console) signIn(w http.ResponseWriter, r *http.Request) {
	accept := r.Header.Get("Accept")
	if r.Method != http.MethodGet || accept == "text/event-stream" || accept == jsonType {
		writeJSON(w, http.StatusUnauthorized, failure{"UnauthorizedException", "Sign in first."})
		return
	}
	signIn := url.Values{"landat": {r.URL.Path}}
	if instance := r.URL.Query().Get("instance"); instance != "" {
		signIn.Set("instance", instance)
	}
	http.Redirect(w, r, "/login?"+signIn.Encode(), http.StatusSeeOther)
}

// deny says which permission is missing.
func (c *Console) deny(v *visit, permission string) {
	c.say(v, http.StatusForbidden, "No permission", "You have no permission for this. A security profile with "+permission+" gives it.")
}

// unavailable says that the instance does not answer.
func (c *Console) unavailable(v *visit) {
	c.say(v, http.StatusServiceUnavailable, "Not available", "The instance is not available just now; try again.")
}

// missing says that what was asked for is not there.
func (c *Console) missing(v *visit, what string) {
	c.say(v, http.StatusNotFound, "Not found", "There is no such "+what+".")
}

// say shows a page with one sentence.
func (c *Console) say(v *visit, status int, title, text string) {
	c.show(v, status, page{name: "notice", Title: title, Body: text})
}
