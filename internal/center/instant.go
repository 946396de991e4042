package center

import "time"

// Instant is a moment in milliseconds since the Unix epoch. It is the only form
// of time inside the engine and in stored records, so that a value read back
// from a database equals the one in memory to the last bit. The zero value
// means "not set".
type Instant int64

// At returns the Instant of t, cut down to whole milliseconds.
func At(t time.Time) Instant {
	if t.IsZero() {
		return 0
	}
	return Instant(t.UnixMilli())
}

// Time returns i in UTC, or the zero time where i is not set.
func (i Instant) Time() time.Time {
	if i == 0 {
		return time.Time{}
	}
	return time.UnixMilli(int64(i)).UTC()
}

// IsZero reports whether i is not set.
func (i Instant) IsZero() bool { return i == 0 }

// Add returns the moment d after i; parts of a millisecond are cut.
func (i Instant) Add(d time.Duration) Instant { return i + Instant(d/time.Millisecond) }

// Sub returns the time from j to i.
func (i Instant) Sub(j Instant) time.Duration { return time.Duration(i-j) * time.Millisecond }
