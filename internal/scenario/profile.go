package scenario

import (
	"time"

	"strowger/internal/center"
)

// The bounds of a routing profile (table 3.1 and R2.7 of the rules).
const (
	maxConcurrency = 10
	maxPriority    = 99
	maxDelay       = 9999 * time.Second
)

// profile reads a routing profile: media such as chat=2/any, pairs such as
// sales/voice,chat:1/15s, and options.
func (l *line) profile() deed {
	names, p := l.declare(aProfile), &center.RoutingProfile{Timer: center.SinceLastActivity}
	for l.more() {
		t := l.take("a channel, a queue or an option")
		key, value, option := t.cut("=")
		switch {
		case !option:
			l.pair(p, t)
		case key.text == "timer":
			p.Timer = choice(l, value, map[string]center.AvailabilityTimer{
				"activity": center.SinceLastActivity, "inbound": center.SinceLastInbound})
		case key.text == "outbound":
			p.DefaultOutboundQueueID = center.QueueID(l.known(aQueue, value))
		case key.text == "manual":
			queue, channels := l.queueChannels(value)
			for _, ch := range channels {
				p.ManualQueues = append(p.ManualQueues, center.QueueChannel{QueueID: queue, Channel: ch})
			}
		default:
			l.media(p, key, value)
		}
	}
	return create(names, func(dir *center.Directory, name string) center.Resource {
		made := *p
		made.ID, made.Name = center.RoutingProfileID(name), name
		if made.DefaultOutboundQueueID == "" {
			made.DefaultOutboundQueueID = outbound(dir, made.Queues)
		}
		return &made
	})
}

// media reads the concurrency of a channel, and whether contacts of other
// channels may join those in hand.
func (l *line) media(p *center.RoutingProfile, key, value token) {
	ch, ok := readChannel(key.text)
	if !ok {
		l.expected("voice, chat, task, email, timer, outbound or manual", key)
		return
	}
	n, any, shared := value.cut("/")
	if shared && any.text != "any" {
		l.expected("any", any)
	}
	most := int64(maxConcurrency)
	if ch == center.Voice {
		most = 1
	}
	p.Media[ch] = center.MediaRule{Concurrency: int(l.integer(n, 0, most)), AnyChannel: shared}
}

// pair reads a queue with priority and delay.
func (l *line) pair(p *center.RoutingProfile, t token) {
	place, rank, ok := t.cut(":")
	priority, delay, ranked := rank.cut("/")
	if !ok || !ranked {
		l.expected("a queue with priority and delay such as sales/voice,chat:1/15s, or an option", t)
		return
	}
	queue, channels := l.queueChannels(place)
	c := center.QueueConfig{QueueID: queue, Priority: int(l.integer(priority, 1, maxPriority)), Delay: l.time(delay, maxDelay)}
	for _, c.Channel = range channels {
		p.Queues = append(p.Queues, c)
	}
}

// queueChannels reads a queue and channels; without channels all are meant.
func (l *line) queueChannels(t token) (center.QueueID, []center.Channel) {
	queue, list, some := t.cut("/")
	id := center.QueueID(l.known(aQueue, queue))
	if some {
		return id, l.channels(list)
	}
	return id, []center.Channel{center.Voice, center.Chat, center.Task, center.Email}
}

// outbound is the default outbound queue of a profile that names none: that of
// its first pair, or else the first of all.
func outbound(dir *center.Directory, pairs []center.QueueConfig) center.QueueID {
	if len(pairs) > 0 {
		return pairs[0].QueueID
	}
	for q := range dir.Queues.All() {
		return q.ID
	}
	return ""
}
