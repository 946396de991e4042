package center

import (
	"regexp"
	"testing"
)

func TestDerivedContactID(t *testing.T) {
	t.Parallel()
	const at = Instant(1_800_000_000_000)
	id := DerivedContactID(at, "c1", "queue")
	if !regexp.MustCompile(`^01a3185c-5000-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`).MatchString(string(id)) {
		t.Errorf("id %s", id)
	}
	if DerivedContactID(at, "c1", "queue") != id {
		t.Error("the same comes out otherwise")
	}
	for _, other := range []ContactID{DerivedContactID(at, "c2", "queue"), DerivedContactID(at, "c1", "task"), DerivedContactID(at+1, "c1", "queue")} {
		if other == id {
			t.Errorf("%s twice", id)
		}
	}
}
