package scenario

import (
	"strconv"
	"strings"
	"time"

	"strowger/internal/center"
)

// Opening is the moment 0s of a scenario that has no start line: a Monday
// morning.
const Opening = center.Instant(1772445600000) // 2026-03-02T10:00:00Z

// maxTime is the latest moment of a script, and the longest time in one.
const maxTime = 10 * 365 * 24 * time.Hour

// readTime reads a time such as 10s, 1m30s or 250ms: whole milliseconds, at
// most maxTime either way.
func readTime(text string) (time.Duration, bool) {
	d, err := time.ParseDuration(text)
	return d, err == nil && d >= -maxTime && d <= maxTime && d%time.Millisecond == 0
}

// showTime writes a time as scripts do, without the parts that are zero: 1h, not
// 1h0m0s.
func showTime(d time.Duration) string {
	var b strings.Builder
	if d < 0 {
		b.WriteByte('-')
		d = -d
	}
	for _, unit := range []struct {
		name string
		size time.Duration
	}{{"h", time.Hour}, {"m", time.Minute}, {"s", time.Second}, {"ms", time.Millisecond}} {
		if n := d / unit.size; n > 0 || unit.size == time.Second && d == 0 && b.Len() == 0 {
			b.WriteString(strconv.FormatInt(int64(n), 10))
			b.WriteString(unit.name)
			d %= unit.size
			if d == 0 {
				break
			}
		}
	}
	return b.String()
}
