package app

import (
	"context"
	"net/http"
	"time"

	"golang.org/x/time/rate"

	"strowger/internal/restjson"
)

// throttle lets requests through at the rates of the account: each operation has
// a bucket, which all users and instances share.
type throttle struct {
	buckets map[string]*rate.Limiter // by operation; it never changes
}

// newThrottle makes the buckets of operations; nil where there are no rates.
func newThrottle(rates map[string]pace, routes []restjson.Route) *throttle {
	if len(rates) == 0 {
		return nil
	}
	t := &throttle{buckets: map[string]*rate.Limiter{}}
	for _, route := range routes {
		p, named := rates[route.Operation]
		if !named {
			if p, named = rates[anyOperation]; !named {
				continue
			}
		}
		t.buckets[route.Operation] = p.bucket()
	}
	return t
}

// after admits what next admits and a bucket has room for: a request that proves
// nobody's identity takes no room from others.
func (t *throttle) after(next admit) admit {
	if t == nil {
		return next
	}
	return func(ctx context.Context, arrival *restjson.Arrival) (context.Context, error) {
		ctx, err := next(ctx, arrival)
		if err != nil {
			return nil, err
		}
		return ctx, t.take(arrival.Route, time.Now())
	}
}

// take refuses a request that comes too soon. Operations that do not declare the
// usual exception have the other one.
func (t *throttle) take(route *restjson.Route, now time.Time) error {
	bucket := t.buckets[route.Operation]
	if bucket == nil || bucket.AllowN(now, 1) {
		return nil
	}
	code := "ThrottlingException"
	if !route.Declares(code) {
		code = "TooManyRequestsException"
	}
	return &restjson.Fault{Code: code, Status: http.StatusTooManyRequests, Message: "Rate exceeded"}
}
