package main

import (
	"bytes"
	"strings"
	"testing"
)

// On a terminal there is one line that fills, elsewhere a line for each part.
func TestProgress(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	lines := newProgress(&out)
	for _, done := range []int{0, 1, 2} {
		lines.report("users", done, 2)
	}
	lines.end()
	if got, want := out.String(), "strowger: users: 2 read\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	out.Reset()
	bar := &progress{out: &out, terminal: true}
	bar.report("contact flows", 1, 3)
	bar.report("users", 0, 0)
	bar.end()
	parts := strings.Split(out.String(), "\r")
	if len(parts) != 5 || !strings.HasPrefix(parts[1], "contact flows            [##########                    ] 1/3") ||
		!strings.Contains(parts[2], strings.Repeat("#", barWidth)) || strings.TrimSpace(parts[3]) != "" || parts[4] != "" || strings.Contains(out.String(), "\n") {
		t.Errorf("%q", parts)
	}
}
