package flow

import "testing"

// TestPhrase reads texts in which paths stand (R9.5). Punctuation after a path is
// no part of it.
func TestPhrase(t *testing.T) {
	t.Parallel()
	world := contact{values: map[string]string{"$.Attributes.name": "Ann", "$.Attributes.the key": "K", "$.Channel": "VOICE", "$.Attributes.a-b_c": "7"}}
	for text, want := range map[string]string{
		"":                                  "",
		"plain":                             "plain",
		"$.Attributes.name":                 "Ann",
		"Hello $.Attributes.name!":          "Hello Ann!",
		"$.Attributes.name. Next":           "Ann. Next",
		"$.Attributes.name...":              "Ann...",
		"($.Channel)":                       "(VOICE)",
		"$.Channel/$.Attributes.a-b_c":      "VOICE/7",
		"$.Channel$.Channel":                "VOICEVOICE",
		"a $.Attributes['the key'] b":       "a K b",
		`a $['Attributes']["the key"]b`:     "a Kb",
		"costs $5, or $":                    "costs $5, or $",
		"$$.Channel":                        "$VOICE",
		"gone: $.Attributes.gone.":          "gone: .",
		"$. $[ $['] $['' $.Attributes.":     "$. $[ $['] $['' .",
		"caf\u00e9 $.Attributes.name\u00a0": "caf\u00e9 ",
	} {
		if got, ok := parsePhrase(text).resolve(world); !ok || got != want {
			t.Errorf("%q is %q (%v), want %q", text, got, ok, want)
		}
	}
	if got, ok := parsePhrase("$.Attributes.gone").resolve(world); ok {
		t.Errorf("a path that leads nowhere is %q", got)
	}
}

// FuzzPhrase holds that no text stops the reading, and that one without a path
// stays as it is.
func FuzzPhrase(f *testing.F) {
	for _, text := range []string{"", "$", "a $.b['c", "$.x.y[0] $", `$["`} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p := parsePhrase(text)
		got, _ := p.resolve(contact{})
		dynamic := false
		for _, part := range p {
			dynamic = dynamic || part.path
		}
		if !dynamic && got != text {
			t.Fatalf("%q became %q", text, got)
		}
	})
}
