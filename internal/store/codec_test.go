package store_test

import (
	"bytes"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	jsonv1 "github.com/go-json-experiment/json/v1"
	"pgregory.net/rapid"

	"strowger/internal/center"
	"strowger/internal/store"
	"strowger/internal/store/storetest"
)

// reflective is the body that the JSON library makes of r without help.
func reflective(tb rapid.TB, r center.Record) []byte {
	tb.Helper()
	body, err := json.Marshal(r, json.OmitZeroStructFields(true), json.Deterministic(true),
		jsontext.AllowInvalidUTF8(true), jsontext.AllowDuplicateNames(true), jsonv1.FormatDurationAsNano(true))
	if err != nil {
		tb.Fatalf("marshal: %v", err)
	}
	return body
}

func encode(tb rapid.TB, r center.Record) store.Row {
	tb.Helper()
	row, err := store.Encode(r)
	if err != nil {
		tb.Fatalf("encode: %v", err)
	}
	return row
}

func TestEncode_EveryKind(t *testing.T) {
	t.Parallel()
	for _, kind := range store.Kinds() {
		for name, r := range map[string]center.Record{
			"filled": storetest.Filled(t, kind, "the key"),
			"bare":   storetest.Bare(t, kind, "the key"),
		} {
			row := encode(t, r)
			if row.Kind != kind || row.Key != "the key" {
				t.Errorf("%s %s: row is %s %q", name, kind, row.Kind, row.Key)
			}
			back, err := store.Decode(kind, row.Body)
			if err != nil {
				t.Errorf("%s %s: %v", name, kind, err)
			} else if !reflect.DeepEqual(back, r) {
				t.Errorf("%s %s came back as\n%+v, was\n%+v", name, kind, back, r)
			}
		}
	}
}

// TestEncode_ByHand compares the encoders written by hand with reflection. The
// filled record has every member set: one that is forgotten by hand shows here.
func TestEncode_ByHand(t *testing.T) {
	t.Parallel()
	for _, kind := range []center.ResourceKind{center.KindContact, center.KindPresence} {
		for name, r := range map[string]center.Record{
			"filled": storetest.Filled(t, kind, "the key"),
			"bare":   storetest.Bare(t, kind, "the key"),
		} {
			if got, want := encode(t, r).Body, reflective(t, r); !bytes.Equal(got, want) {
				t.Errorf("%s %s:\n%s, want\n%s", name, kind, got, want)
			}
		}
	}
}

// TestEncode_ByHandProperty compares them for members of every size and shape:
// empty, odd, long, and not UTF-8.
func TestEncode_ByHandProperty(t *testing.T) {
	t.Parallel()
	text := rapid.OneOf(rapid.Just(""), rapid.String(), rapid.Map(rapid.SliceOf(rapid.Byte()),
		func(b []byte) string { return string(b) }))
	texts := rapid.OneOf(rapid.Just(map[string]string(nil)), rapid.MapOf(rapid.String(), text))
	number := rapid.OneOf(rapid.Just(int64(0)), rapid.Int64())
	rapid.Check(t, func(t *rapid.T) {
		draw := func(label string) string { return text.Draw(t, label) }
		instant := func(label string) center.Instant { return center.Instant(number.Draw(t, label)) }
		contact := &center.Contact{
			ID: "c", Channel: center.Channel(rapid.IntRange(0, center.Channels-1).Draw(t, "channel")),
			Name: draw("name"), Endpoint: center.Endpoint{Address: draw("address")},
			References: rapid.MapOf(rapid.String(), rapid.Custom(func(t *rapid.T) center.Reference {
				return center.Reference{Type: text.Draw(t, "type"), Value: text.Draw(t, "value")}
			})).Draw(t, "references"),
			Attributes: texts.Draw(t, "attributes"), Tags: texts.Draw(t, "tags"),
			Customer: center.Participant{DisplayName: draw("display name")},
			State:    center.ContactState(draw("state")),
			Flow: center.FlowPosition{Action: draw("action"),
				Loops:  rapid.MapOf(rapid.String(), rapid.Int()).Draw(t, "loops"),
				Target: center.FlowTarget{UserID: center.UserID(draw("flow target"))}},
			Target:   center.FlowTarget{QueueID: center.QueueID(draw("target"))},
			Priority: number.Draw(t, "priority"), RankTime: instant("rank time"),
			Unbuilt: rapid.SliceOf(rapid.Custom(func(t *rapid.T) center.UnbuiltAction {
				return center.UnbuiltAction{Action: text.Draw(t, "unbuilt"), At: center.Instant(number.Draw(t, "at"))}
			})).Draw(t, "unbuilt actions"),
		}
		got := encode(t, contact)
		if want := reflective(t, contact); !bytes.Equal(got.Body, want) {
			t.Fatalf("by hand\n%s, by reflection\n%s", got.Body, want)
		}
		if _, err := store.Decode(got.Kind, got.Body); err != nil {
			t.Fatalf("decode: %v", err)
		}
	})
}

// TestEncode_NotUTF8 shows that such a text neither stops its instance nor comes
// back as something that differs from time to time.
func TestEncode_NotUTF8(t *testing.T) {
	t.Parallel()
	for _, r := range []center.Record{
		&center.Contact{ID: "c", Attributes: map[string]string{"\xff": "a\xffb", "\xfe": "2"}},
		&center.Queue{ID: "q", Tags: map[string]string{"\xff": "a\xffb", "\xfe": "2"}},
	} {
		row := encode(t, r)
		back, err := store.Decode(row.Kind, row.Body)
		if err != nil {
			t.Fatalf("decode: %v", err)
		}
		var got map[string]string
		switch back := back.(type) {
		case *center.Contact:
			got = back.Attributes
		case *center.Queue:
			got = back.Tags
		}
		if want := map[string]string{"\ufffd": "a\ufffdb"}; !reflect.DeepEqual(got, want) {
			t.Errorf("%s came back with %q, want %q", row.Kind, got, want)
		}
	}
}

func TestEncode_Live(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		record center.Record
		want   bool
	}{
		"waiting":            {&center.Contact{ID: "c", State: center.Waiting}, true},
		"ended":              {&center.Contact{ID: "c", State: center.Ended}, false},
		"after-contact work": {&center.Contact{ID: "c", State: center.Ended, AgentState: center.AgentEnded}, true},
		"no contact":         {&center.Presence{UserID: "u"}, false},
	} {
		if got := encode(t, test.record).Live; got != test.want {
			t.Errorf("%s: live is %v", name, got)
		}
	}
}

// oddRecord is a record of any kind and key.
type oddRecord struct {
	kind center.ResourceKind
	key  string
}

func (r oddRecord) RecordKind() center.ResourceKind { return r.kind }
func (r oddRecord) RecordKey() string               { return r.key }

func TestEncode_Refusals(t *testing.T) {
	t.Parallel()
	for name, r := range map[string]center.Record{
		"unknown kind": oddRecord{"teapot", "t"},
		"no key":       &center.Queue{Name: "no id"},
	} {
		if row, err := store.Encode(r); err == nil {
			t.Errorf("%s: encoded as %s", name, row.Body)
		}
	}
}

func TestEncoder_BodiesStay(t *testing.T) {
	t.Parallel()
	var e store.Encoder
	for round := range 3 {
		e.Reset()
		var rows []store.Row
		for i := range 200 { // enough to make the buffer move several times
			for _, r := range []center.Record{
				storetest.Live(storetest.ContactID(1000, i), strings.Repeat("x", i*round)),
				&center.Queue{ID: "q", Name: strings.Repeat("y", i)},
				&center.Presence{UserID: "u", Since: center.Instant(i)},
			} {
				row, err := e.Append(r)
				if err != nil {
					t.Fatalf("append: %v", err)
				}
				if want := encode(t, r).Body; !bytes.Equal(row.Body, want) {
					t.Fatalf("appended %s, want %s", row.Body, want)
				}
				row.Key = string(bytes.Clone(row.Body)) // what it is now
				rows = append(rows, row)
			}
		}
		for _, row := range rows {
			if string(row.Body) != row.Key {
				t.Fatalf("a body changed from %s to %s", row.Key, row.Body)
			}
			if cap(row.Body) != len(row.Body) {
				t.Fatalf("a body has room for %d bytes of its neighbour", cap(row.Body)-len(row.Body))
			}
		}
	}
}

func TestDecode_Damaged(t *testing.T) {
	t.Parallel()
	whole := encode(t, storetest.Filled(t, center.KindContact, "c")).Body
	for name, body := range map[string]string{
		"empty":          "",
		"cut":            string(whole[:len(whole)/2]),
		"too long":       string(whole) + "}",
		"another shape":  `["a","b"]`,
		"null":           "null",
		"no key":         "{}",
		"wrong type":     `{"ID":"c","Sequence":"first"}`,
		"no such number": `{"ID":"c","Sequence":99999999999999999999}`,
		"no such name":   `{"ID":"c","Channel":"TELEPATHY"}`,
	} {
		if r, err := store.Decode(center.KindContact, []byte(body)); !errors.Is(err, store.ErrDamaged) {
			t.Errorf("%s: decoded as %+v, %v", name, r, err)
		}
	}
	if _, err := store.Decode("teapot", whole); err == nil || errors.Is(err, store.ErrDamaged) {
		t.Errorf("a kind that is not stored gave %v", err)
	}
	if _, err := store.DecodeAs(center.KindContact, "another", whole); !errors.Is(err, store.ErrDamaged) {
		t.Errorf("a body under another key gave %v", err)
	}
}

// TestDecode_OtherVersions reads what an older and a newer version wrote.
func TestDecode_OtherVersions(t *testing.T) {
	t.Parallel()
	r, err := store.Decode(center.KindRoutingProfile, []byte(
		`{"ID":"p","Media":[{"Concurrency":1},{"Concurrency":2}],"Invented":{"later":true}}`))
	if err != nil {
		t.Fatalf("decode: %v", err)
	}
	want := &center.RoutingProfile{ID: "p", Media: [center.Channels]center.MediaRule{{Concurrency: 1}, {Concurrency: 2}}}
	if !reflect.DeepEqual(r, want) {
		t.Errorf("decoded %+v, want %+v", r, want)
	}
}

// TestKinds finds the kinds in the source of package center, so that a new one
// cannot stay without a place here.
func TestKinds(t *testing.T) {
	t.Parallel()
	var declared int
	files, err := filepath.Glob("../center/*.go")
	if err != nil || len(files) == 0 {
		t.Fatalf("no source of center: %v", err)
	}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, text, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok {
				return true
			}
			if typed, ok := spec.Type.(*ast.Ident); ok && typed.Name == "ResourceKind" && spec.Names[0].IsExported() {
				declared += len(spec.Names)
				kind := center.ResourceKind(strings.Trim(spec.Values[0].(*ast.BasicLit).Value, `"`))
				if r, ok := store.New(kind); !ok || r.RecordKind() != kind {
					t.Errorf("kind %q is not stored, or as something else: %T", kind, r)
				}
			}
			return true
		})
	}
	if declared != len(store.Kinds()) || declared < 10 {
		t.Errorf("center declares %d kinds, %d are stored", declared, len(store.Kinds()))
	}
}

// typicalContact is a task that waits, of about 700 bytes.
func typicalContact() *center.Contact {
	id := storetest.ContactID(1790000000000, 4711)
	target := center.FlowTarget{QueueID: "21111111-2222-4333-8444-555555555555"}
	return &center.Contact{
		ID: id, InitialID: id, Channel: center.Task, Method: center.ByAPI,
		Name: "Refund for order 4711", Description: "The customer wants the money back",
		References: map[string]center.Reference{"order": {Type: "URL", Value: "https://shop.example/orders/4711"}},
		Attributes: map[string]string{"language": "de", "tier": "gold"},
		State:      center.Waiting,
		Flow: center.FlowPosition{FlowID: "11111111-2222-4333-8444-555555555555", Action: "queue-1",
			Target: target, Steps: 4},
		Target: target, Priority: center.DefaultPriority, RankTime: 1790000000000, Sequence: 4711,
		Initiated: 1790000000000, Enqueued: 1790000000000, Updated: 1790000000000,
	}
}

func BenchmarkEncoder_Contact(b *testing.B) {
	c := typicalContact()
	var e store.Encoder
	var size int
	b.ReportAllocs()
	for b.Loop() {
		e.Reset()
		row, err := e.Append(c)
		if err != nil {
			b.Fatal(err)
		}
		size = len(row.Body)
	}
	b.ReportMetric(float64(size), "body-bytes")
}

// BenchmarkReflective_Contact is what the encoder by hand is measured against.
func BenchmarkReflective_Contact(b *testing.B) {
	c := typicalContact()
	options := json.JoinOptions(json.OmitZeroStructFields(true), json.Deterministic(true))
	var buf bytes.Buffer
	b.ReportAllocs()
	for b.Loop() {
		buf.Reset()
		if err := json.MarshalWrite(&buf, c, options); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDecode_Contact(b *testing.B) {
	row := encode(b, typicalContact())
	b.ReportAllocs()
	for b.Loop() {
		if _, err := store.Decode(row.Kind, row.Body); err != nil {
			b.Fatal(err)
		}
	}
}
