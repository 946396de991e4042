package center

import (
	"regexp"
	"testing"
)

func TestContactID_Follower(t *testing.T) {
	t.Parallel()
	const at, maker = Instant(1_800_000_000_000), ContactID("01a3185c-0000-7000-8000-000000000001")
	id := maker.Follower(1, at)
	if !regexp.MustCompile(`^01a3185c-5000-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`).MatchString(string(id)) {
		t.Errorf("id %s", id)
	}
	if maker.Follower(1, at) != id {
		t.Error("the same comes out otherwise")
	}
	for _, other := range []ContactID{maker.Follower(2, at), maker.Follower(1, at+1), id.Follower(1, at)} {
		if other == id {
			t.Errorf("%s twice", id)
		}
	}
	if got := ContactID("c1").Follower(2, at); got != "c1.2" {
		t.Errorf("follower of a short name: %s", got)
	}
}
