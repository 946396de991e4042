package cti

import (
	"net/http"
	"testing"
)

func TestAdmit_SessionOfOurPage(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, c *centre) {
		body := map[string]any{"authentication": map[string]any{}}
		c.want(c.send(t.Context(), "GetAgentConfiguration", "", body), http.StatusUnauthorized, "UnauthorizedException")
		session := c.token("ann")
		c.service.options.Session = func(*http.Request) string { return session }
		c.want(c.send(t.Context(), "GetAgentConfiguration", "", body), http.StatusOK, "")
		// what the request says itself comes first
		c.want(c.send(t.Context(), "GetAgentConfiguration", "nonsense", body), http.StatusUnauthorized, "UnauthorizedException")
		body["authentication"] = map[string]any{"authToken": "nonsense"}
		c.want(c.send(t.Context(), "GetAgentConfiguration", "", body), http.StatusUnauthorized, "UnauthorizedException")
		session = ""
		delete(body["authentication"].(map[string]any), "authToken")
		c.want(c.send(t.Context(), "GetAgentConfiguration", "", body), http.StatusUnauthorized, "UnauthorizedException")
	})
}
