package auth

import (
	"net"
	"net/netip"
	"strings"
)

// Loopback reports whether an address, with or without a port, can be reached from this machine only: 127.0.0.0/8,
// ::1 and the name localhost. An empty host and the unspecified addresses listen on every interface and are not
// loopback. In doubt the answer is false, which costs the operator a key file and not the contact centre: other
// names, zones, IPv4 addresses dressed as IPv6 and anything unreadable. What localhost means is up to the resolver, so
// a server should ask again about the address it was actually given when it listened.
func Loopback(listenAddr string) bool {
	host, _, err := net.SplitHostPort(listenAddr)
	if err != nil {
		host = listenAddr
		if inner, ok := strings.CutPrefix(host, "["); ok {
			if host, ok = strings.CutSuffix(inner, "]"); !ok {
				return false
			}
		}
	}
	if strings.EqualFold(host, "localhost") {
		return true
	}
	addr, err := netip.ParseAddr(host)
	return err == nil && addr.Zone() == "" && !addr.Is4In6() && addr.IsLoopback()
}
