package store

import (
	"bytes"
	"fmt"
	"maps"
	"slices"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	jsonv1 "github.com/go-json-experiment/json/v1"

	"strowger/internal/center"
)

// newRecord makes an empty record of each kind that is stored.
var newRecord = map[center.ResourceKind]func() center.Record{
	center.KindInstance:        func() center.Record { return new(center.Instance) },
	center.KindHours:           func() center.Record { return new(center.HoursOfOperation) },
	center.KindQueue:           func() center.Record { return new(center.Queue) },
	center.KindRoutingProfile:  func() center.Record { return new(center.RoutingProfile) },
	center.KindUser:            func() center.Record { return new(center.User) },
	center.KindAgentStatus:     func() center.Record { return new(center.AgentStatus) },
	center.KindSecurityProfile: func() center.Record { return new(center.SecurityProfile) },
	center.KindFlow:            func() center.Record { return new(center.ContactFlow) },
	center.KindContact:         func() center.Record { return new(center.Contact) },
	center.KindPresence:        func() center.Record { return new(center.Presence) },

	center.KindHierarchyGroup:      func() center.Record { return new(center.HierarchyGroup) },
	center.KindQuickConnect:        func() center.Record { return new(center.QuickConnect) },
	center.KindPredefinedAttribute: func() center.Record { return new(center.PredefinedAttribute) },
	center.KindPhoneNumber:         func() center.Record { return new(center.PhoneNumber) },
	center.KindFlowModule:          func() center.Record { return new(center.FlowModule) },
	center.KindFlowVersion:         func() center.Record { return new(center.FlowVersion) },
	center.KindPrompt:              func() center.Record { return new(center.Prompt) },
	center.KindAssociation:         func() center.Record { return new(center.Association) },
	center.KindStorageConfig:       func() center.Record { return new(center.StorageConfig) },
	center.KindIntegration:         func() center.Record { return new(center.Integration) },
	center.KindView:                func() center.Record { return new(center.View) },
	center.KindTaskTemplate:        func() center.Record { return new(center.TaskTemplate) },
}

// Kinds returns the kinds of record that are stored, in the order of their texts.
func Kinds() []center.ResourceKind { return slices.Sorted(maps.Keys(newRecord)) }

// New returns an empty record of the kind; ok is false for a kind that is not
// stored.
func New(kind center.ResourceKind) (r center.Record, ok bool) {
	empty, ok := newRecord[kind]
	if !ok {
		return nil, false
	}
	return empty(), true
}

// bodyOptions is the form of bodies: zero members are left out, maps are sorted
// so that equal records have equal bodies, and durations are nanoseconds. Bytes
// that are not UTF-8 become U+FFFD: a text that slipped through a transport must
// not keep its instance from committing, and two keys that become equal that way
// must not either. A fixed array takes a body of another length, so that a new
// channel does not make old bodies unreadable.
var bodyOptions = json.JoinOptions(
	json.OmitZeroStructFields(true),
	json.Deterministic(true),
	jsontext.AllowInvalidUTF8(true),
	jsontext.AllowDuplicateNames(true),
	jsonv1.FormatDurationAsNano(true),
	jsonv1.UnmarshalArrayFromAnyLength(true),
)

// Encoder turns records into rows. The bodies share one buffer, which saves an
// allocation for every record on the way of each command. The zero value is
// ready; an Encoder serves one goroutine.
type Encoder struct {
	buf bytes.Buffer
}

// encoderKeeps is the size in bytes up to which an Encoder keeps its buffer, so
// that one huge body does not occupy memory for ever.
const encoderKeeps = 4 << 20

// Reset frees the buffer for other bodies. The bodies of the rows made so far
// must not be used any more.
func (e *Encoder) Reset() {
	if e.buf.Cap() > encoderKeeps {
		e.buf = bytes.Buffer{}
		return
	}
	e.buf.Reset()
}

// Append encodes r. The body of the row stays as it is until the next Reset. A
// kind that cannot be stored and a record without key are errors.
func (e *Encoder) Append(r center.Record) (Row, error) {
	row := Row{Kind: r.RecordKind(), Key: r.RecordKey()}
	if _, ok := newRecord[row.Kind]; !ok {
		return Row{}, fmt.Errorf("encode: records of kind %q are not stored", row.Kind)
	}
	if row.Key == "" {
		return Row{}, fmt.Errorf("encode: a %s has no key", row.Kind.Noun())
	}
	start := e.buf.Len()
	switch r := r.(type) {
	case *center.Contact:
		row.Live = r.Live()
		e.buf.Write(appendContact(e.buf.AvailableBuffer(), r))
	case *center.Presence:
		e.buf.Write(appendPresence(e.buf.AvailableBuffer(), r))
	default:
		if err := json.MarshalWrite(&e.buf, r, bodyOptions); err != nil {
			e.buf.Truncate(start)
			return Row{}, fmt.Errorf("encode %s %q: %w", row.Kind.Noun(), row.Key, err)
		}
	}
	end := e.buf.Len()
	row.Body = e.buf.Bytes()[start:end:end]
	return row, nil
}

// Encode turns r into a row with a body of its own.
func Encode(r center.Record) (Row, error) {
	var e Encoder
	return e.Append(r)
}

// Decode makes a record of a body. A kind that is not stored, and a body that
// is not what Encode makes, are errors; the latter is ErrDamaged.
func Decode(kind center.ResourceKind, body []byte) (center.Record, error) {
	r, ok := New(kind)
	if !ok {
		return nil, fmt.Errorf("decode: records of kind %q are not stored", kind)
	}
	if err := json.Unmarshal(body, r, bodyOptions); err != nil {
		return nil, fmt.Errorf("decode: the body of a %s: %w: %w", kind.Noun(), ErrDamaged, err)
	}
	if r.RecordKey() == "" {
		return nil, fmt.Errorf("decode: the body of a %s: %w: it does not say whose it is", kind.Noun(), ErrDamaged)
	}
	return r, nil
}

// DecodeAs is Decode for a record that is stored under key, and also refuses, as
// ErrDamaged, a body that belongs to another key.
func DecodeAs(kind center.ResourceKind, key string, body []byte) (center.Record, error) {
	r, err := Decode(kind, body)
	if err != nil {
		return nil, fmt.Errorf("%s %q: %w", kind.Noun(), key, err)
	}
	if r.RecordKey() != key {
		return nil, fmt.Errorf("%s %q: %w: its body belongs to %q", kind.Noun(), key, ErrDamaged, r.RecordKey())
	}
	return r, nil
}
