package restjson_test

import (
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"pgregory.net/rapid"

	"strowger/internal/restjson"
)

func TestTimestamp_Reads(t *testing.T) {
	t.Parallel()
	tests := []struct {
		text  string
		milli int64
		bad   bool
	}{
		{"0", 0, false},
		{"1721918156", 1721918156000, false},
		{"1721918156.219", 1721918156219, false},
		{"1.721918156219E9", 1721918156219, false},
		{"1721918156.2194", 1721918156219, false},
		{"-1.5", -1500, false},
		{"253402300799", 253402300799000, false},
		{"253402300800", 0, true},
		{"-62135596801", 0, true},
		{"1e400", 0, true},
		{`"1721918156"`, 0, true},
		{"true", 0, true},
		{"{}", 0, true},
	}
	for _, test := range tests {
		var got restjson.Timestamp
		err := json.Unmarshal([]byte(test.text), &got)
		if (err != nil) != test.bad {
			t.Errorf("%s: err = %v", test.text, err)
		}
		if err == nil && (got.UnixMilli() != test.milli || got.Location() != time.UTC) {
			t.Errorf("%s: got %v", test.text, got)
		}
	}
}

func TestTimestamp_Writes(t *testing.T) {
	t.Parallel()
	for milli, want := range map[int64]string{
		0: "0", 1721918156000: "1721918156", 1721918156219: "1721918156.219", 1721918156200: "1721918156.2",
		1721918156010: "1721918156.01", -1500: "-1.5", -1: "-0.001",
	} {
		got, err := json.Marshal(restjson.NewTimestamp(time.UnixMilli(milli)))
		if err != nil || string(got) != want {
			t.Errorf("%d: got %s, %v, want %s", milli, got, err, want)
		}
	}
}

func TestTimestamp_RoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		milli := rapid.Int64Range(-62135596800000, 253402300799000).Draw(t, "milli")
		text, err := json.Marshal(restjson.NewTimestamp(time.UnixMilli(milli)))
		if err != nil {
			t.Fatal(err)
		}
		var got restjson.Timestamp
		if err := json.Unmarshal(text, &got); err != nil || got.UnixMilli() != milli {
			t.Fatalf("%d became %s and then %v (%v)", milli, text, got, err)
		}
	})
}

func TestDateTime(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 22, 11, 0, 0, 250e6, time.FixedZone("", 3600))
	text, err := json.Marshal(restjson.NewDateTime(at))
	if err != nil || string(text) != `"2026-11-22T10:00:00.250Z"` {
		t.Fatalf("got %s, %v", text, err)
	}
	for _, form := range []string{string(text), `"2026-11-22T11:00:00.25+01:00"`} {
		var got restjson.DateTime
		if err := json.Unmarshal([]byte(form), &got); err != nil || !got.Equal(at) || got.Location() != time.UTC {
			t.Errorf("%s: %v, %v", form, got, err)
		}
	}
	for _, form := range []string{`"yesterday"`, `5`, `[]`, `"2026-11-22"`} {
		var got restjson.DateTime
		if err := json.Unmarshal([]byte(form), &got); err == nil {
			t.Errorf("%s was read as %v", form, got)
		}
	}
}
