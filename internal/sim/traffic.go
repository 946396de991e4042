package sim

import (
	"hash/fnv"
	"math"
	"math/rand/v2"
	"time"

	"strowger/internal/center"
	"strowger/internal/routing"
)

// Traffic is a stream of customers.
type Traffic struct {
	Name     string // of the stream; two streams of one name draw the same
	Channel  center.Channel
	Flow     center.FlowID
	PerHour  float64       // contacts, at random moments
	Handle   time.Duration // mean time with an agent, exponential
	Patience time.Duration // mean time until a customer who waits gives up, exponential; 0: never
}

// Customers are the people of a stream. What each of them draws depends on the
// seed, the stream and the customer's number alone, so that a change of the
// centre is tried on the same customers.
type Customers struct {
	world   *World
	traffic Traffic
	arrival *rand.Rand
	until   center.Instant
	handle  map[center.ContactID]time.Duration // of those who have come
}

// Invite lets customers come from now on until that moment.
func (w *World) Invite(t Traffic, until center.Instant) *Customers {
	c := &Customers{world: w, traffic: t, arrival: w.Stream(t.Name), until: until, handle: map[center.ContactID]time.Duration{}}
	c.plan(w.now, 0)
	return c
}

// Stream returns the random numbers of one name under the seed of the world.
func (w *World) Stream(name string) *rand.Rand {
	h := fnv.New64a()
	h.Write([]byte(name))
	return rand.New(rand.NewPCG(w.config.Seed, h.Sum64()))
}

// plan lets the next customer come. Moments are drawn in parts of a millisecond
// and add up so, or the stream would be too thick.
func (c *Customers) plan(last center.Instant, rest float64) {
	gap := exponential(c.arrival, 3_600_000/c.traffic.PerHour) + rest
	at := last + center.Instant(gap)
	if at > c.until {
		return
	}
	handle := exponential(c.arrival, float64(c.traffic.Handle.Milliseconds()))
	patience := exponential(c.arrival, float64(c.traffic.Patience.Milliseconds()))
	c.world.At(at, func() {
		c.plan(at, gap-math.Floor(gap))
		c.come(millis(handle), millis(patience))
	})
}

// come brings one customer, who gives up after a while if nobody has answered.
func (c *Customers) come(handle, patience time.Duration) {
	w := c.world
	id := w.NewContactID()
	c.handle[id] = handle
	method := center.Inbound
	if c.traffic.Channel == center.Task {
		method = center.ByAPI
	}
	w.Carry(routing.StartContact{Contact: &center.Contact{ID: id, Channel: c.traffic.Channel, Method: method,
		Flow: center.FlowPosition{FlowID: c.traffic.Flow}}}, func(routing.Result, error) {})
	if c.traffic.Patience == 0 {
		return
	}
	w.At(w.now.Add(patience), func() {
		if live, ok := w.tenant.Engine().Contact(id); ok && live.ToAgent == 0 && live.State != center.Ended {
			w.Carry(routing.StopContact{ContactID: id, Reason: center.CustomerDisconnect}, func(routing.Result, error) {})
		}
	})
}

// Served are the habits of an agent who answers at once, talks as long as the
// customer needs, and has nothing to do afterwards.
func (c *Customers) Served(user center.UserID, h Held) (time.Duration, routing.Command) {
	switch h.State {
	case center.AgentConnecting:
		return 0, routing.Accept{UserID: user, ContactID: h.Contact}
	case center.AgentConnected:
		talk := c.handle[h.Contact]
		delete(c.handle, h.Contact)
		return talk, routing.Complete{UserID: user, ContactID: h.Contact}
	default:
		return 0, routing.Clear{UserID: user, ContactID: h.Contact}
	}
}

// exponential draws from the exponential distribution with that mean. It is
// spelled out so that a seed means the same under every release of the library.
func exponential(r *rand.Rand, mean float64) float64 { return -math.Log(1-r.Float64()) * mean }

func millis(n float64) time.Duration { return time.Duration(math.Round(n)) * time.Millisecond }
