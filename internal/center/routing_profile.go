package center

import "time"

// RoutingProfile says which contacts an agent may get, and in what order.
type RoutingProfile struct {
	ID                     RoutingProfileID
	Name                   string
	Description            string
	DefaultOutboundQueueID QueueID             // queue of calls the agent dials (R5.44)
	Queues                 []QueueConfig       // auto-routed pairs (R1.1f)
	ManualQueues           []QueueChannel      // worklist pairs, never pushed (R1.16)
	Media                  [Channels]MediaRule // by channel
	Timer                  AvailabilityTimer
	IsDefault              bool
	Tags                   map[string]string
	Stamp                  Stamp
}

// QueueChannel is one (queue, channel) pair of a routing profile.
type QueueChannel struct {
	QueueID QueueID
	Channel Channel
}

// QueueConfig is a pair with the rank and the minimum wait that this profile
// gives it.
type QueueConfig struct {
	QueueID  QueueID
	Channel  Channel
	Priority int           // 1 to 99, small first (R2.2, R2.3)
	Delay    time.Duration // 0 to 9,999 s in queue before these agents may get it (R2.4)
}

// MediaRule is the concurrency of one channel.
type MediaRule struct {
	Concurrency int  // 0: the channel is off for the whole profile (R1.1e)
	AnyChannel  bool // ROUTE_ANY_CHANNEL: contacts of other channels may join one in hand (R3.4)
}

// AvailabilityTimer is how idle time is counted when agents are compared (R1.9).
type AvailabilityTimer string

// The availability timers, by the API's names.
const (
	SinceLastActivity AvailabilityTimer = "TIME_SINCE_LAST_ACTIVITY"
	SinceLastInbound  AvailabilityTimer = "TIME_SINCE_LAST_INBOUND"
)

// MaxProfilePairs is the largest number of pairs in each of the two lists of a
// profile (R5.2).
const MaxProfilePairs = 50

// RecordKind implements Record.
func (p *RoutingProfile) RecordKind() ResourceKind { return KindRoutingProfile }

// RecordKey implements Record.
func (p *RoutingProfile) RecordKey() string { return string(p.ID) }

// ResourceName implements Resource.
func (p *RoutingProfile) ResourceName() string { return p.Name }

// ResourceStamp implements Resource.
func (p *RoutingProfile) ResourceStamp() *Stamp { return &p.Stamp }

func (p *RoutingProfile) check(d *Directory) error {
	if _, ok := d.Queues.Get(string(p.DefaultOutboundQueueID)); !ok {
		return Missing(KindQueue, string(p.DefaultOutboundQueueID))
	}
	seen := make(map[QueueChannel]bool, len(p.Queues))
	for _, c := range p.Queues {
		pair := QueueChannel{c.QueueID, c.Channel}
		if err := d.checkPair(seen, pair); err != nil {
			return err
		}
	}
	clear(seen)
	for _, pair := range p.ManualQueues {
		if err := d.checkPair(seen, pair); err != nil {
			return err
		}
	}
	if len(p.Queues) > MaxProfilePairs || len(p.ManualQueues) > MaxProfilePairs {
		return Errorf(Limit, "A routing profile holds at most %d combinations of queue and channel.", MaxProfilePairs)
	}
	return nil
}

// checkPair refuses an unknown queue and a pair that stands twice (Q27).
func (d *Directory) checkPair(seen map[QueueChannel]bool, pair QueueChannel) error {
	if _, ok := d.Queues.Get(string(pair.QueueID)); !ok {
		return Missing(KindQueue, string(pair.QueueID))
	}
	if seen[pair] {
		return Errorf(Invalid, "Queue %s is listed more than once for channel %s.", pair.QueueID, pair.Channel)
	}
	seen[pair] = true
	return nil
}
