package web

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"strowger/internal/center"
)

// manyNames are what people call contacts of the channel.
var manyNames = [center.Channels]string{center.Voice: "calls", center.Chat: "chats", center.Task: "tasks", center.Email: "e-mails"}

// profileWords says in sentences what a routing profile means.
func profileWords(d *center.Directory, p *center.RoutingProfile) []string {
	var said []string
	if slots := slotWords(p.Media); slots == "" {
		said = append(said, "Agents get nothing: no channel has a contact at once.")
	} else {
		said = append(said, "Agents have at most "+slots+" at once.")
	}
	said = append(said, besideWords(p.Media)...)
	said = append(said, queueWords(d, p)...)
	if len(p.ManualQueues) > 0 {
		said = append(said, "By hand they may take "+pairWords(d, p.ManualQueues)+".")
	}
	switch p.Timer {
	case center.SinceLastInbound:
		said = append(said, "Of agents who have room and equally much to do, the one comes first whose last inbound contact is the longest past.")
	default:
		said = append(said, "Of agents who have room and equally much to do, the one comes first who has been idle longest.")
	}
	if q, ok := d.Queues.Get(string(p.DefaultOutboundQueueID)); ok {
		said = append(said, "Calls that they make belong to "+q.Name+".")
	}
	return said
}

// slotWords names what an agent may have at once: 1 call, 2 chats and 3 tasks.
func slotWords(media [center.Channels]center.MediaRule) string {
	var parts []string
	for ch, rule := range media {
		switch rule.Concurrency {
		case 0:
		case 1:
			parts = append(parts, "1 "+strings.ToLower(channelNames[ch]))
		default:
			parts = append(parts, fmt.Sprint(rule.Concurrency, " ", manyNames[ch]))
		}
	}
	return inWords(parts)
}

// besideWords says what may come beside what an agent has in hand (R3.4). It is
// nothing where the profile has one channel alone.
func besideWords(media [center.Channels]center.MediaRule) []string {
	var only, anything []string
	for ch, rule := range media {
		switch {
		case rule.Concurrency == 0:
		case rule.AnyChannel:
			anything = append(anything, manyNames[ch])
		default:
			only = append(only, manyNames[ch])
		}
	}
	if len(only)+len(anything) < 2 {
		return nil
	}
	if len(only) == 0 {
		return []string{"Whatever they have in hand, contacts of other channels may come too."}
	}
	said := []string{"While they have " + inWords(only) + ", nothing of another channel comes."}
	if len(anything) > 0 {
		said = append(said, "While they have "+inWords(anything)+" alone, contacts of other channels may come too.")
	}
	return said
}

// queueWords says which contacts come, by priority and delay (R2.2, R2.4), and
// which ones never do (R1.1e).
func queueWords(d *center.Directory, p *center.RoutingProfile) []string {
	type rank struct {
		priority int
		delay    time.Duration
	}
	byRank := map[rank][]center.QueueChannel{}
	var ranks []rank
	var never []center.QueueChannel
	for _, c := range p.Queues {
		pair := center.QueueChannel{QueueID: c.QueueID, Channel: c.Channel}
		if p.Media[c.Channel].Concurrency == 0 {
			never = append(never, pair)
			continue
		}
		r := rank{c.Priority, c.Delay}
		if byRank[r] == nil {
			ranks = append(ranks, r)
		}
		byRank[r] = append(byRank[r], pair)
	}
	slices.SortFunc(ranks, func(a, b rank) int { return cmp.Or(cmp.Compare(a.priority, b.priority), cmp.Compare(a.delay, b.delay)) })
	var parts []string
	for i, r := range ranks {
		part := pairWords(d, byRank[r])
		if r.delay > 0 {
			part += " that have waited " + delayWords(r.delay)
		}
		switch {
		case i == 0:
		case ranks[i-1].priority == r.priority:
			part = "with them " + part
		default:
			part = "then " + part
		}
		parts = append(parts, part)
	}
	var said []string
	if len(parts) == 0 {
		said = append(said, "No contact comes to them by itself.")
	} else {
		first := "To them come "
		if len(ranks) > 1 && ranks[0].priority != ranks[len(ranks)-1].priority {
			first += "first "
		}
		said = append(said, first+strings.Join(parts, ", ")+".")
	}
	if len(never) > 0 {
		said = append(said, "Never "+pairWords(d, never)+": the profile has no room for the channel.")
	}
	return said
}

// pairWords names pairs: calls of Sales, and calls and tasks of Support.
func pairWords(d *center.Directory, pairs []center.QueueChannel) string {
	var queues []center.QueueID
	channels := map[center.QueueID][]string{}
	for _, pair := range pairs {
		if channels[pair.QueueID] == nil {
			queues = append(queues, pair.QueueID)
		}
		channels[pair.QueueID] = append(channels[pair.QueueID], manyNames[pair.Channel])
	}
	var parts []string
	for _, id := range queues {
		name := "a queue that is not there"
		if q, ok := d.Queues.Get(string(id)); ok {
			name = q.Name
		} else if id == "" {
			name = "a queue to be chosen"
		}
		parts = append(parts, inWords(channels[id])+" of "+name)
	}
	return inWords(parts)
}

// delayWords writes a length of time as people say it.
func delayWords(d time.Duration) string {
	switch {
	case d == time.Second:
		return "1 second"
	case d < 2*time.Minute || d%time.Minute != 0:
		return fmt.Sprintf("%d seconds", int(d.Seconds()))
	default:
		return fmt.Sprintf("%d minutes", int(d.Minutes()))
	}
}

// inWords joins parts as in a sentence: a, b and c.
func inWords(parts []string) string {
	switch n := len(parts); n {
	case 0:
		return ""
	case 1:
		return parts[0]
	default:
		return strings.Join(parts[:n-1], ", ") + " and " + parts[n-1]
	}
}
