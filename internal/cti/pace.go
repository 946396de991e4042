package cti

import (
	"net/http"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"strowger/internal/center"
	"strowger/internal/restjson"
)

// Pace is how many requests each agent may make, all desks together: so many in a
// second, and so many at once. The zero value is no limit.
type Pace struct {
	Rate  float64
	Burst int
}

// paces has the bucket of each agent who has asked for anything.
type paces struct {
	mu      sync.Mutex
	buckets map[agentKey]*rate.Limiter
}

// agentKey is an agent of an instance.
type agentKey struct {
	instance center.InstanceID
	user     center.UserID
}

// take refuses a request that comes too soon. Who has asked is known by then, so
// that there are no more buckets than users.
func (p *paces) take(pace Pace, key agentKey, now time.Time) error {
	if pace.Rate == 0 {
		return nil
	}
	if p.bucket(pace, key).AllowN(now, 1) {
		return nil
	}
	return &restjson.Fault{Code: codeThrottled, Status: http.StatusTooManyRequests, Message: "Rate exceeded"}
}

func (p *paces) bucket(pace Pace, key agentKey) *rate.Limiter {
	p.mu.Lock()
	defer p.mu.Unlock()
	b := p.buckets[key]
	if b == nil {
		b = rate.NewLimiter(rate.Limit(pace.Rate), pace.Burst)
		if p.buckets == nil {
			p.buckets = map[agentKey]*rate.Limiter{}
		}
		p.buckets[key] = b
	}
	return b
}
