package connecthttp

import (
	"context"
	"reflect"
	"slices"
	"strings"
	"sync"
	"time"

	"strowger/internal/center"
	"strowger/internal/restjson"
)

// removalWindow is how long the token of a removal is remembered, and
// maxRemovals how many are: clients repeat within seconds, and draw a token for
// each request.
const (
	removalWindow = 10 * time.Minute
	maxRemovals   = 10_000
)

// removals remembers the requests that took something away, so that the same
// request again is answered as it was and not with what is missing by then. It
// does so in memory: after a restart a repeated removal finds nothing, which
// does no harm (docs/decisions/0004-client-tokens.md).
type removals struct {
	mu   sync.Mutex
	done map[string]removal // by operation and token
	line []string           // their keys, the oldest first
}

type removal struct {
	request center.Request
	at      time.Time
}

// find returns the request with that key.
func (r *removals) find(key string, now time.Time) (request center.Request, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	one, ok := r.done[key]
	return one.request, ok && now.Sub(one.at) < removalWindow
}

// note takes in a request, and forgets those that are too old or too many.
func (r *removals) note(key string, request center.Request, now time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.done == nil {
		r.done = map[string]removal{}
	}
	for len(r.line) > 0 && (len(r.line) >= maxRemovals || now.Sub(r.done[r.line[0]].at) >= removalWindow) {
		delete(r.done, r.line[0])
		r.line = r.line[1:]
	}
	if _, again := r.done[key]; !again {
		r.line = append(r.line, key)
	}
	r.done[key] = removal{request: request, at: now}
}

// repeatable returns the call of an operation that takes something away with a
// ClientToken; other calls come back as they are.
func (s *Service) repeatable(route restjson.Route) routeCall {
	call := route.Call
	removes := func(verb string) bool { return strings.HasPrefix(route.Operation, verb) }
	member, ok := reflect.TypeOf(route.NewInput()).Elem().FieldByName("ClientToken")
	if !ok || !slices.ContainsFunc([]string{"Delete", "Disassociate", "Release"}, removes) {
		return call
	}
	return func(ctx context.Context, service, input any) (any, error) {
		token, _ := reflect.ValueOf(input).Elem().FieldByIndex(member.Index).Interface().(*string)
		if text(token) == "" {
			return call(ctx, service, input)
		}
		key := route.Operation + " " + *token
		free, err := s.turns.take(ctx, turnKey{kind: "removal", id: key})
		if err != nil {
			return nil, err
		}
		defer free()
		request := requestOf(token, input)
		if made, found := s.removals.find(key, time.Now()); found {
			_, err := repeats(made, request)
			return nil, err
		}
		output, err := call(ctx, service, input)
		if err == nil {
			s.removals.note(key, request, time.Now())
		}
		return output, err
	}
}
