package restjson_test

import (
	"errors"
	"strings"
	"testing"

	"strowger/internal/restjson"
)

// valid returns an input that keeps all limits.
func valid() *putThingInput {
	return &putThingInput{InstanceId: ptr("i"), ThingId: ptr("t"), Name: ptr("a")}
}

func TestLimits_Check(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		edit func(*putThingInput)
		want string // "" if valid
	}{
		{"nothing wrong", func(*putThingInput) {}, ""},
		{"required", func(in *putThingInput) { in.Name = nil }, "Name is required"},
		{"code points, not bytes", func(in *putThingInput) { in.Name = ptr("ééééé") }, ""},
		{"too long", func(in *putThingInput) { in.Name = ptr("éééééé") }, "Name must have at most 5 characters, but has 6"},
		{"too short", func(in *putThingInput) { in.Name = ptr("") }, "Name must have at least 1 character, but has 0"},
		{"pattern matches the whole", func(in *putThingInput) { in.Name = ptr("aBc") }, "Name must match the pattern [a-zé]+"},
		{"pattern and line end", func(in *putThingInput) { in.Name = ptr("a\n") }, "Name must match the pattern [a-zé]+"},
		{"below", func(in *putThingInput) { in.Level = ptr(int32(0)) }, "Level must be at least 1, but is 0"},
		{"above", func(in *putThingInput) { in.Level = ptr(int32(100)) }, "Level must be at most 99, but is 100"},
		{"fraction", func(in *putThingInput) { in.Share = ptr(1.25) }, "Share must be at most 1, but is 1.25"},
		{"no lower bound", func(in *putThingInput) { in.Share = ptr(-1e9) }, ""},
		{"enum", func(in *putThingInput) { in.Kind = "HUGE" }, `Kind must be one of BIG, SMALL, but is "HUGE"`},
		{"enum in a list", func(in *putThingInput) { in.Kinds = []thingKind{"BIG", "x"} }, `Kinds[1] must be one of BIG, SMALL, but is "x"`},
		{"empty enum in a list", func(in *putThingInput) { in.Kinds = []thingKind{""} }, `Kinds[0] must be one of BIG, SMALL, but is ""`},
		{"list too long", func(in *putThingInput) { in.OwnerIds = make([]string, 4) }, "OwnerIds must include at most 3 items"},
		{"list too short", func(in *putThingInput) { in.OwnerIds = []string{} }, "OwnerIds must include at least 1 item"},
		{"item", func(in *putThingInput) { in.OwnerIds = []string{"a", "bcdef"} }, "OwnerIds[1] must have at most 4 characters, but has 5"},
		{"ARN for an id", func(in *putThingInput) { in.InstanceId = ptr("arn:aws:connect:x:y:instance/i") }, ""},
		{"ARN in a list of ids", func(in *putThingInput) { in.OwnerIds = []string{"arn:long"} }, ""},
		{"id too long", func(in *putThingInput) { in.InstanceId = ptr("12345678901") }, "InstanceId must have at most 10 characters, but has 11"},
		{"map too small", func(in *putThingInput) { in.Labels = map[string]string{} }, "tags must include at least 1 item"},
		{"map too large", func(in *putThingInput) { in.Labels = map[string]string{"a": "a", "b": "b", "c": "c"} }, "tags must include at most 2 items"},
		{"map key", func(in *putThingInput) { in.Labels = map[string]string{"long": "a"} }, `tags["long"] must have at most 3 characters, but has 4`},
		{"map key by function", func(in *putThingInput) { in.Labels = map[string]string{"aws": "a"} }, `tags["aws"] must match the pattern no aws:`},
		{"empty map key", func(in *putThingInput) { in.Labels = map[string]string{"": "a"} }, ""},
		{"map value", func(in *putThingInput) { in.Labels = map[string]string{"a": "X"} }, `tags["a"] must match the pattern [a-zé]+`},
		{"union with two", func(in *putThingInput) { in.Shade = &shade{Name: ptr("a"), Level: ptr(int32(1))} },
			"Shade must have exactly one of its members, but has 2"},
		{"union with none", func(in *putThingInput) { in.Shade = &shade{} }, "Shade must have exactly one of its members, but has 0"},
		{"inside a union", func(in *putThingInput) { in.Shade = &shade{Level: ptr(int32(0))} }, "Shade.Level must be at least 1, but is 0"},
		{"recursion", func(in *putThingInput) {
			in.Tree = &tree{Leaf: ptr("a"), Twig: []tree{{Leaf: ptr("b")}, {Leaf: ptr("c"), Twig: []tree{{}}}}}
		}, "Tree.Twig[1].Twig[0].Leaf is required"},
		{"two at once", func(in *putThingInput) { in.Name, in.Level = nil, ptr(int32(0)) },
			"2 invalid values: Name is required; Level must be at least 1, but is 0"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			in := valid()
			test.edit(in)
			err := in.Validate()
			if got := text(err); got != test.want {
				t.Errorf("got  %q\nwant %q", got, test.want)
			}
			var invalid *restjson.Invalid
			if err != nil && !errors.As(err, &invalid) {
				t.Errorf("the error is a %T", err)
			}
		})
	}
}

// text is an error's text, or nothing.
func text(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func TestLimits_ListsTenAtMost(t *testing.T) {
	t.Parallel()
	in := valid()
	in.Kinds = make([]thingKind, 50)
	var invalid *restjson.Invalid
	if err := in.Validate(); !errors.As(err, &invalid) {
		t.Fatalf("err = %v", err)
	}
	if len(invalid.Violations) != 10 || !invalid.More || !strings.HasPrefix(invalid.Error(), "More than 10 invalid values: Kinds[0]") {
		t.Errorf("%d violations: %v", len(invalid.Violations), invalid)
	}
	in.Kinds = in.Kinds[:10]
	if err := in.Validate(); !errors.As(err, &invalid) || len(invalid.Violations) != 10 || invalid.More {
		t.Errorf("ten: %v", err)
	}
}

func TestLimits_NeverRepeatsAString(t *testing.T) {
	t.Parallel()
	in := valid()
	in.Name = ptr("HUSH")
	if got := text(in.Validate()); got == "" || strings.Contains(got, "HUSH") {
		t.Errorf("message %q", got)
	}
}

func BenchmarkLimits_Check(b *testing.B) {
	in := valid()
	in.Labels = map[string]string{"k": "v"}
	in.OwnerIds = []string{"a", "b", "c"}
	in.Tree = &tree{Leaf: ptr("a"), Twig: []tree{{Leaf: ptr("b")}, {Leaf: ptr("c")}}}
	b.ReportAllocs()
	for b.Loop() {
		if err := in.Validate(); err != nil {
			b.Fatal(err)
		}
	}
}
