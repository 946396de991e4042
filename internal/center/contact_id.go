package center

import (
	"encoding/hex"
	"hash/fnv"
	"strconv"
)

// Follower returns the id of the n-th contact that the router makes out of this
// one at a moment. Where the id is a UUID it is one of version 7 with that moment,
// as those of all contacts are; else it is this id with a point and n. It follows
// from its three parts alone.
func (id ContactID) Follower(n int, at Instant) ContactID {
	text := string(id) + "." + strconv.Itoa(n)
	if !isUUID(string(id)) {
		return ContactID(text)
	}
	sum := fnv.New128a()
	_, _ = sum.Write([]byte(text)) // never fails
	b := sum.Sum(nil)
	for i := range 6 {
		b[i] = byte(uint64(at) >> (40 - 8*i))
	}
	b[6] = 0x70 | b[6]&0x0f
	b[8] = 0x80 | b[8]&0x3f
	h := hex.EncodeToString(b)
	return ContactID(h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:])
}

// isUUID reports whether a text has the form of a UUID.
func isUUID(text string) bool {
	if len(text) != 36 {
		return false
	}
	for i := range len(text) {
		c := text[i]
		if dash := i == 8 || i == 13 || i == 18 || i == 23; dash != (c == '-') || !dash && !(c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F') {
			return false
		}
	}
	return true
}
