package restjson

import (
	"errors"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"time"

	"github.com/go-json-experiment/json/jsontext"
)

// Timestamp is a moment that travels as seconds since 1970: in JSON as a number with up to three decimals, in a header
// as an HTTP date. Reading accepts integers, fractions and exponents, and rounds to milliseconds; writing truncates
// to milliseconds. The years 1 to 9999 can be expressed.
type Timestamp struct{ time.Time }

// DateTime is a moment that travels as an ISO 8601 text such as "2026-11-22T10:00:00.250Z", in UTC with milliseconds.
// Reading accepts any RFC 3339 text.
type DateTime struct{ time.Time }

// NewTimestamp returns a pointer to t as a wire timestamp, ready for a member of an output.
func NewTimestamp(t time.Time) *Timestamp { return &Timestamp{t} }

// NewDateTime returns a pointer to t as a wire date-time, ready for a member of an output.
func NewDateTime(t time.Time) *DateTime { return &DateTime{t} }

// dateTimeLayout is how a DateTime is written.
const dateTimeLayout = "2006-01-02T15:04:05.000Z"

// Bounds of the moments that the wire can express: years 1 to 9999.
const (
	minSeconds = -62135596800
	maxSeconds = 253402300799
)

var (
	errNoNumber = errors.New("a timestamp must be a number of seconds since 1970")
	errNoText   = errors.New("a timestamp must be a text in the form 2006-01-02T15:04:05Z")
	errFarTime  = errors.New("a timestamp must lie in the years 1 to 9999")
)

// MarshalJSONTo writes the seconds since 1970.
func (t Timestamp) MarshalJSONTo(enc *jsontext.Encoder) error {
	return enc.WriteValue(appendSeconds(make([]byte, 0, 20), t.Time))
}

// UnmarshalJSONFrom reads a number of seconds since 1970; null is the zero moment.
func (t *Timestamp) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	value, err := dec.ReadValue()
	if err != nil {
		return err
	}
	switch value.Kind() {
	case 'n':
		*t = Timestamp{}
		return nil
	case '0':
		return t.parse(string(value))
	default:
		return errNoNumber
	}
}

// parse reads a number of seconds since 1970.
func (t *Timestamp) parse(text string) error {
	seconds, err := strconv.ParseFloat(text, 64)
	switch {
	case errors.Is(err, strconv.ErrRange):
		return errFarTime
	case err != nil || math.IsNaN(seconds):
		return errNoNumber
	case seconds < minSeconds || seconds > maxSeconds:
		return errFarTime
	}
	t.Time = time.UnixMilli(int64(math.Round(seconds * 1000))).UTC()
	return nil
}

// appendSeconds writes t as seconds with the decimals it needs, at most three.
func appendSeconds(b []byte, t time.Time) []byte {
	milli := t.UnixMilli()
	if milli < 0 {
		b = append(b, '-')
		milli = -milli
	}
	b = strconv.AppendInt(b, milli/1000, 10)
	if rest := milli % 1000; rest != 0 {
		b = append(b, '.', byte('0'+rest/100), byte('0'+rest/10%10), byte('0'+rest%10))
		for b[len(b)-1] == '0' {
			b = b[:len(b)-1]
		}
	}
	return b
}

// MarshalJSONTo writes the ISO 8601 text.
func (t DateTime) MarshalJSONTo(enc *jsontext.Encoder) error {
	return enc.WriteToken(jsontext.String(t.UTC().Format(dateTimeLayout)))
}

// UnmarshalJSONFrom reads an RFC 3339 text; null is the zero moment.
func (t *DateTime) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	token, err := dec.ReadToken()
	if err != nil {
		return err
	}
	switch token.Kind() {
	case 'n':
		*t = DateTime{}
		return nil
	case '"':
		at, err := time.Parse(time.RFC3339, token.String())
		if err != nil {
			return errNoText
		}
		*t = DateTime{at.UTC()}
		return nil
	default:
		return errNoText
	}
}

// parseHeaderTime reads the HTTP date of a header member.
func parseHeaderTime(text string) (Timestamp, error) {
	at, err := http.ParseTime(text)
	if err != nil {
		return Timestamp{}, fmt.Errorf("%q is no HTTP date", text)
	}
	return Timestamp{at.UTC()}, nil
}
