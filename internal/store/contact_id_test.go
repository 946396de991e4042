package store_test

import (
	"encoding/binary"
	"math"
	"testing"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"strowger/internal/center"
	"strowger/internal/store"
)

func TestFirstContactID(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		at   center.Instant
		want center.ContactID
	}{
		{math.MinInt64, ""},
		{0, ""},
		{1, "00000000-0001-7000-8000-000000000000"},
		{0x123456789abc, "12345678-9abc-7000-8000-000000000000"},
		{1<<48 - 1, "ffffffff-ffff-7000-8000-000000000000"},
		{1 << 48, "ffffffff-ffff-7000-8000-000000000000"},
		{math.MaxInt64, "ffffffff-ffff-7000-8000-000000000000"},
	} {
		if got := store.FirstContactID(test.at); got != test.want {
			t.Errorf("FirstContactID(%d) is %q, want %q", test.at, got, test.want)
		}
	}
}

// TestFirstContactID_Range shows that the ids of a moment lie between the first id
// of that moment and that of the next.
func TestFirstContactID_Range(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		at := rapid.Int64Range(1, 1<<48-2).Draw(t, "at")
		var id uuid.UUID
		copy(id[:], rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "random"))
		id[6] = 0x70 | id[6]&0x0f
		id[8] = 0x80 | id[8]&0x3f
		var millis [8]byte
		binary.BigEndian.PutUint64(millis[:], uint64(at))
		copy(id[:6], millis[2:])
		if id.Version() != 7 || id.Variant() != uuid.RFC4122 {
			t.Fatalf("%s is no UUIDv7", id)
		}
		first, next := store.FirstContactID(center.Instant(at)), store.FirstContactID(center.Instant(at+1))
		if text := center.ContactID(id.String()); text < first || text >= next {
			t.Fatalf("%s of the moment %d is not between %s and %s", text, at, first, next)
		}
	})
}
