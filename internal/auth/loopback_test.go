package auth_test

import (
	"testing"

	"strowger/internal/auth"
)

func TestLoopback(t *testing.T) {
	t.Parallel()
	tests := map[string]bool{
		"127.0.0.1:0":            true,
		"127.0.0.1:8080":         true,
		"127.255.255.254:1":      true,
		"127.0.0.1":              true,
		"[::1]:8080":             true,
		"[::1]":                  true,
		"::1":                    true,
		"[0:0:0:0:0:0:0:1]:80":   true,
		"localhost:8080":         true,
		"LocalHost:http":         true,
		"localhost":              true,
		"":                       false,
		":8080":                  false,
		"0.0.0.0:8080":           false,
		"0.0.0.0":                false,
		"[::]:8080":              false,
		"::":                     false,
		"10.0.0.1:80":            false,
		"128.0.0.1:80":           false,
		"126.255.255.255:80":     false,
		"[::2]:80":               false,
		"[fe80::1%lo]:80":        false,
		"[::1%lo]:80":            false,
		"[::ffff:127.0.0.1]:80":  false,
		"[::ffff:10.0.0.1]:80":   false,
		"127.1:80":               false,
		"0177.0.0.1:80":          false,
		"2130706433:80":          false,
		"0x7f000001:80":          false,
		"localhost.:80":          false,
		"localhost.example:80":   false,
		"127.0.0.1.example:80":   false,
		"my-localhost:80":        false,
		"example.com:80":         false,
		"*:80":                   false,
		"[::1":                   false,
		"[]:80":                  false,
		"[localhost":             false,
		"127.0.0.1:80:90":        false,
		"127.0.0.1:80,0.0.0.0:9": false,
		" 127.0.0.1:80":          false,
		"unix:/run/strowger":     false,
		"/run/strowger.sock":     false,
	}
	for address, want := range tests {
		if got := auth.Loopback(address); got != want {
			t.Errorf("Loopback(%q) = %v, want %v", address, got, want)
		}
	}
}
