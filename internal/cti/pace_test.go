package cti

import (
	"net/http"
	"testing"
	"time"
)

// Each agent has a bucket of its own, which fills again, and nobody else takes
// anything out of it.
func TestPace(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, c *centre) {
		c.service.options.Pace = Pace{Rate: 2, Burst: 3}
		for range 3 {
			c.want(c.call("GetAgentPermissions", nil), http.StatusOK, "")
		}
		c.want(c.call("GetAgentPermissions", nil), http.StatusTooManyRequests, "ThrottlingException")
		c.want(c.call("CompleteContact", map[string]any{"contactId": "c"}), http.StatusTooManyRequests, "ThrottlingException")
		c.want(c.callAs("bob", "GetAgentPermissions", nil), http.StatusOK, "")
		c.want(c.send(t.Context(), "GetAgentPermissions", "nonsense", map[string]any{"authentication": map[string]any{}}), http.StatusUnauthorized, "UnauthorizedException")
		pass(500 * time.Millisecond)
		c.want(c.call("GetAgentPermissions", nil), http.StatusOK, "")
		c.want(c.call("GetAgentPermissions", nil), http.StatusTooManyRequests, "ThrottlingException")
	})
}
