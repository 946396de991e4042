package store

import (
	"encoding/binary"
	"encoding/hex"

	"strowger/internal/center"
)

// maxV7Millis is the latest moment that fits into the 48 bits of a UUIDv7.
const maxV7Millis = 1<<48 - 1

// FirstContactID returns the smallest id that a contact initiated at the moment
// at can have. Contact ids are UUIDv7 texts in lower case, which begin with their
// time in milliseconds, so the order of ids is the order of time and a range of
// time is a range of the primary key. For a moment at or before the epoch it is
// the empty text, which no id precedes; a moment past the range of UUIDv7 counts
// as the last one.
func FirstContactID(at center.Instant) center.ContactID {
	if at <= 0 {
		return ""
	}
	var id [16]byte
	binary.BigEndian.PutUint64(id[:8], uint64(min(at, maxV7Millis))<<16|7<<12)
	id[8] = 0x80 // the variant bits of RFC 9562; the random bits are all zero
	text := make([]byte, 0, 36)
	for i, end := range [...]int{4, 6, 8, 10, 16} {
		if i > 0 {
			text = append(text, '-')
		}
		text = hex.AppendEncode(text, id[(len(text)-i)/2:end])
	}
	return center.ContactID(text)
}
