package connecthttp

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"

	"strowger/internal/center"
	"strowger/internal/connectapi"
	"strowger/internal/restjson"
	"strowger/internal/routing"
)

// internalWords are what no message to a client has: names of Go types and
// packages, and values as Go prints them.
var internalWords = regexp.MustCompile(`connectapi\.|center\.|routing\.|restjson\.|\*string|int32|int64|uint|<nil>|\bnil\b|%!|0x[0-9a-f]{6}|goroutine|struct|interface|map\[|revision|directory of|engine`)

// hostile draws inputs that a clumsy or hostile client may send: ids that are
// right, ids of something else, texts of all kinds, numbers at the edges, and
// anything left out.
type hostile struct {
	*rand.Rand
	texts []string
}

func newHostile(seed uint64, f *floor, task string) *hostile {
	h := &hostile{Rand: rand.New(rand.NewPCG(seed, 1))}
	d := f.instance.Directory()
	for _, id := range []string{"sales", "support", "ann", "bob", "desk", "to-sales", task, string(d.Instance.ID)} {
		for range 3 { // often enough that some inputs are good
			h.texts = append(h.texts, id)
		}
	}
	for q := range d.Queues.All() {
		h.texts = append(h.texts, string(q.ID), d.Instance.ARN(center.KindQueue, string(q.ID)))
	}
	for _, kind := range []center.ResourceKind{center.KindHours, center.KindFlow, center.KindAgentStatus, center.KindSecurityProfile} {
		switch kind {
		case center.KindHours:
			for r := range d.Hours.All() {
				h.texts = append(h.texts, string(r.ID))
			}
		case center.KindFlow:
			for r := range d.Flows.All() {
				h.texts = append(h.texts, string(r.ID), string(r.ID)+":$SAVED", r.Content)
			}
		case center.KindAgentStatus:
			for r := range d.Statuses.All() {
				h.texts = append(h.texts, string(r.ID))
			}
		case center.KindSecurityProfile:
			for r := range d.SecurityProfiles.All() {
				h.texts = append(h.texts, string(r.ID))
			}
		}
	}
	h.texts = append(h.texts, "", " ", "-", "name", "Name", "ünïcödé ☎ 電話", "a\x00b", "\u202e", strings.Repeat("x", 300), strings.Repeat("🎧", 200), "'; DROP TABLE record; --",
		"../../etc", "%2f", "arn:", "arn:aws:connect:us-west-2:123456789012:instance/", "after:", *pageToken("sales"), *pageToken("agent/"), *pageToken("\xff\xfe"),
		*metricToken(-1, 0), *metricToken(math.MaxInt, testStart), "Zm9yZ2Vk", "Europe/Zurich", "Local", "+41445551234", "true", "password1A", "null", "{}")
	return h
}

// fill sets a value to something drawn; deep values end after a few levels.
func (h *hostile) fill(v reflect.Value, depth int) {
	if v.Type() == reflect.TypeFor[restjson.Timestamp]() {
		v.Set(reflect.ValueOf(*restjson.NewTimestamp(testStart.Time())))
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		h.fill(v.Elem(), depth)
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Field(i); f.CanSet() && h.keep(v.Type().Field(i), depth) {
				h.fill(f, depth+1)
			}
		}
	case reflect.Slice:
		n := []int{0, 1, 1, 2, 11}[h.IntN(5)]
		v.Set(reflect.MakeSlice(v.Type(), n, n))
		for i := range n {
			h.fill(v.Index(i), depth+1)
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		for range []int{0, 1, 2, 51}[h.IntN(4)] {
			value := reflect.New(v.Type().Elem()).Elem()
			h.fill(value, depth+1)
			v.SetMapIndex(reflect.ValueOf(fmt.Sprint("key", h.IntN(1000))).Convert(v.Type().Key()), value)
		}
	case reflect.String:
		if values := v.MethodByName("Values"); values.IsValid() && h.IntN(8) > 0 {
			list := values.Call(nil)[0]
			v.Set(list.Index(h.IntN(list.Len())))
			return
		}
		v.SetString(h.texts[h.IntN(len(h.texts))])
	case reflect.Bool:
		v.SetBool(h.IntN(2) == 0)
	case reflect.Int32, reflect.Int64:
		n := []int64{0, 1, 1, 2, 5, 10, 99, 100, -1, math.MinInt32, math.MaxInt32, math.MaxInt64, math.MinInt64}[h.IntN(13)]
		if v.OverflowInt(n) {
			n = math.MaxInt32
		}
		v.SetInt(n)
	case reflect.Float32, reflect.Float64:
		v.SetFloat([]float64{0, 1, -1, 1e30}[h.IntN(4)])
	}
}

// keep decides whether a member is given: required ones nearly always, so that
// handlers get to see the rest.
func (h *hostile) keep(member reflect.StructField, depth int) bool {
	if strings.HasPrefix(member.Tag.Get("check"), "required") {
		return h.IntN(30) > 0
	}
	return h.IntN(2+depth) == 0
}

// Whatever a client sends gets an answer, and never that of a fault in the
// server. Messages speak of the API and not of what is behind it.
func TestHostileInputs(t *testing.T) {
	t.Parallel()
	service := reflect.TypeFor[connectapi.Service]()
	for operation := range readSources(t).missing {
		method, ok := service.MethodByName(operation)
		if !ok {
			continue
		}
		t.Run(operation, func(t *testing.T) {
			t.Parallel()
			f := newFloor(t)
			good, said := 0, map[string]bool{}
			for seed := range uint64(80) {
				task, err := f.call(t, "StartTaskContact", f.taskInput())
				if err != nil { // an operation before has taken the instance apart
					f = newFloor(t)
					task, err = f.call(t, "StartTaskContact", f.taskInput())
				}
				if err != nil {
					t.Fatal(err)
				}
				h := newHostile(seed, f, *task.(*connectapi.StartTaskContactOutput).ContactId)
				input := reflect.New(method.Type.In(1).Elem())
				h.fill(input.Elem(), 0)
				_, err = f.call(t, operation, input.Interface())
				var refusal *answerError
				switch {
				case err == nil:
					good++
				case !errors.As(err, &refusal):
					t.Fatal(err)
				case refusal.Status >= 500, refusal.Message == "" && !strings.Contains(strings.ToLower(refusal.Body), "problems"):
					show, _ := json.Marshal(input.Interface())
					t.Errorf("%s: %v", show, refusal)
				case internalWords.MatchString(refusal.Message):
					t.Errorf("a message speaks of the inside: %s", refusal.Message)
				default:
					said[regexp.MustCompile(`"[^"]*"|[0-9a-f-]{36}`).ReplaceAllString(refusal.Message, "…")] = true
				}
			}
			for s := range said {
				t.Log(good, s)
			}
			f.instance.mustDo(routing.Tick{})
		})
	}
}
