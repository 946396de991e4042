package web

import (
	"fmt"
	"net/url"
	"strings"
)

// LoopbackOrigins are the pages of the machine itself, as patterns for a policy.
// A server that answers only this machine lets them frame the agent's page.
var LoopbackOrigins = []string{"http://127.0.0.1:*", "http://localhost:*", "https://127.0.0.1:*", "https://localhost:*"}

// CheckOrigin refuses what is not the origin of pages: a scheme, a host and
// perhaps a port, such as https://crm.example.com.
func CheckOrigin(origin string) error {
	u, err := url.Parse(origin)
	if err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Host == "" || u.Scheme+"://"+u.Host != origin ||
		strings.ToLower(origin) != origin || strings.ContainsAny(origin, "*;,'\" ") {
		return fmt.Errorf("%q is not an origin, such as https://crm.example.com", origin)
	}
	return nil
}
