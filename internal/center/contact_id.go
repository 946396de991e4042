package center

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"hash/fnv"
	"strconv"
)

// DerivedContactID returns the id of a contact that the router itself makes of
// another one, for the purpose given. It has the form of every contact's id, a
// UUIDv7 that begins with its time, but is drawn from what is known instead of
// from chance, so that a replay makes the same.
func DerivedContactID(at Instant, from ContactID, purpose string) ContactID {
	const (
		version = 7 << 12
		variant = 0x80
	)
	sum := sha256.Sum256([]byte(string(from) + "/" + purpose))
	id := sum[:16]
	random := binary.BigEndian.Uint64(id) & 0xfff
	binary.BigEndian.PutUint64(id, uint64(max(at, 0))<<16|version|random)
	id[8] = id[8]&0x3f | variant
	text := make([]byte, 0, 36)
	for i, end := range [...]int{4, 6, 8, 10, 16} {
		if i > 0 {
			text = append(text, '-')
		}
		text = hex.AppendEncode(text, id[(len(text)-i)/2:end])
	}
	return ContactID(text)
}

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
