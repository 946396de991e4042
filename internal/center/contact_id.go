package center

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
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
