package center

import "fmt"

// Channel is the medium of a contact. Its values count from 0 without a gap, so
// that the engine may use them as array indexes.
type Channel uint8

// The channels, in the order in which the API lists them.
const (
	Voice Channel = iota
	Chat
	Task
	Email
	// Channels is the number of channels.
	Channels = 4
)

var channelNames = [Channels]string{"VOICE", "CHAT", "TASK", "EMAIL"}

// String returns the API's name, such as VOICE.
func (c Channel) String() string {
	if int(c) < len(channelNames) {
		return channelNames[c]
	}
	return fmt.Sprintf("Channel(%d)", uint8(c))
}

// ParseChannel reads the API's name; ok is false for any other text.
func ParseChannel(name string) (c Channel, ok bool) {
	for i, n := range channelNames {
		if n == name {
			return Channel(i), true
		}
	}
	return 0, false
}

// MarshalText writes the API's name.
func (c Channel) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalText reads the API's name.
func (c *Channel) UnmarshalText(text []byte) error {
	parsed, ok := ParseChannel(string(text))
	if !ok {
		return Errorf(Invalid, "%q is no channel", text)
	}
	*c = parsed
	return nil
}
