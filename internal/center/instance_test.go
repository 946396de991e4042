package center

import "testing"

func TestInstance_IDOf(t *testing.T) {
	t.Parallel()
	in := &Instance{ID: "i", Region: "us-west-2", Account: "123456789012"}
	const base = "arn:aws:connect:us-west-2:123456789012:instance/"
	for given, want := range map[string]string{
		"q": "q", "": "", "a/b": "a/b",
		base + "i/queue/q": "q", base + "i/queue/agent/u": "agent/u", base + "i/queue/": "",
		base + "j/queue/q": base + "j/queue/q", base + "i/agent/q": base + "i/agent/q", base + "i": base + "i", "arn:": "arn:",
		"arn:aws:connect:eu-west-1:123456789012:instance/i/queue/q": "arn:aws:connect:eu-west-1:123456789012:instance/i/queue/q",
	} {
		if got := in.IDOf(KindQueue, given); got != want {
			t.Errorf("%s is the id %q, want %q", given, got, want)
		}
	}
}
