package metric

import (
	"cmp"
	"slices"

	"strowger/internal/center"
	"strowger/internal/routing"
)

// Key names a group; only the dimensions that were asked for are set.
type Key struct {
	QueueID   center.QueueID
	Channel   center.Channel
	ProfileID center.RoutingProfileID
	StatusID  center.AgentStatusID
}

// Row is one group with its figures.
type Row struct {
	Key Key
	Figures
}

// channels is a set of channels.
type channels uint8

func (c channels) has(ch center.Channel) bool { return c&(1<<ch) != 0 }

const allChannels = channels(1<<center.Channels - 1)

// cell is a group to which the agents of a profile belong, but for their
// status.
type cell struct {
	key     Key
	handled channels // whose contacts in hand count
	served  channels // whose free slots count
}

// Current works out the figures of all groups in which anything is going on, in
// the order of queue, channel, profile and status. Without dimensions there is
// at most one row.
func Current(snapshot *Snapshot, s *Scope) []Row {
	rows := map[Key]*Figures{}
	row := func(k Key) *Figures {
		f := rows[k]
		if f == nil {
			f = &Figures{}
			rows[k] = f
		}
		return f
	}
	cells := map[*center.RoutingProfile][]cell{}
	for i := range snapshot.Agents {
		t := &snapshot.Agents[i]
		if len(s.Statuses) > 0 && !slices.Contains(s.Statuses, t.Status.ID) {
			continue
		}
		own, known := cells[t.Profile]
		if !known {
			own = s.cells(t.Profile)
			cells[t.Profile] = own
		}
		for _, c := range own {
			if s.By&ByStatus != 0 {
				c.key.StatusID = t.Status.ID
			}
			row(c.key).countAgent(t, c)
		}
	}
	for _, l := range snapshot.Lines {
		for _, k := range s.keys(l, snapshot.Profiles) {
			row(k).countLine(l, snapshot.At)
		}
	}
	return inOrder(rows)
}

func inOrder(rows map[Key]*Figures) []Row {
	list := make([]Row, 0, len(rows))
	for k, f := range rows { // order: sorted below
		if !f.Empty() {
			list = append(list, Row{Key: k, Figures: *f})
		}
	}
	slices.SortFunc(list, func(a, b Row) int {
		return cmp.Or(cmp.Compare(a.Key.QueueID, b.Key.QueueID), cmp.Compare(a.Key.Channel, b.Key.Channel),
			cmp.Compare(a.Key.ProfileID, b.Key.ProfileID), cmp.Compare(a.Key.StatusID, b.Key.StatusID))
	})
	return list
}

// cells lists the groups of a profile's agents. Where queues matter, an agent
// belongs to a queue by a pair of the profile; where channels matter, the
// profile must have the channel on as well (R1.1e, R1.1f).
func (s *Scope) cells(p *center.RoutingProfile) []cell {
	byQueue := s.By&ByQueue != 0
	if !byQueue && len(s.Queues) == 0 {
		return s.cellsOf(p, Key{}, allChannels)
	}
	paired := map[center.QueueID]channels{}
	var queues []center.QueueID
	union := channels(0)
	for _, c := range p.Queues {
		if !s.hasQueue(c.QueueID) {
			continue
		}
		if paired[c.QueueID] == 0 {
			queues = append(queues, c.QueueID)
		}
		paired[c.QueueID] |= 1 << c.Channel
		union |= 1 << c.Channel
	}
	if !byQueue {
		if union == 0 {
			return nil
		}
		return s.cellsOf(p, Key{}, union)
	}
	var cells []cell
	for _, q := range queues {
		cells = append(cells, s.cellsOf(p, Key{QueueID: q}, paired[q])...)
	}
	return cells
}

// cellsOf lists the groups by channel and profile. paired are the channels that
// the queues in question have in the profile.
func (s *Scope) cellsOf(p *center.RoutingProfile, k Key, paired channels) []cell {
	if s.By&ByProfile != 0 {
		k.ProfileID = p.ID
	}
	var on, asked channels
	for ch, rule := range p.Media {
		if rule.Concurrency > 0 {
			on |= 1 << ch
		}
	}
	for ch := range center.Channel(center.Channels) {
		if s.has(ch) {
			asked |= 1 << ch
		}
	}
	served := paired & on & asked
	if s.By&ByChannel == 0 {
		if len(s.Channels) > 0 && served == 0 {
			return nil
		}
		return []cell{{key: k, handled: asked, served: served}}
	}
	var cells []cell
	for ch := range center.Channel(center.Channels) {
		if served.has(ch) {
			k.Channel = ch
			cells = append(cells, cell{key: k, handled: 1 << ch, served: 1 << ch})
		}
	}
	return cells
}

// keys lists the groups to which a line belongs. By profile, these are the named
// profiles that have the pair. By status there is none: waiting contacts have no
// status.
func (s *Scope) keys(l Line, profiles []*center.RoutingProfile) []Key {
	if s.By&ByStatus != 0 {
		return nil
	}
	var k Key
	if s.By&ByQueue != 0 {
		k.QueueID = l.QueueID
	}
	if s.By&ByChannel != 0 {
		k.Channel = l.Channel
	}
	if s.By&ByProfile == 0 {
		return []Key{k}
	}
	var keys []Key
	for _, p := range profiles {
		if slices.ContainsFunc(p.Queues, func(c center.QueueConfig) bool { return c.QueueID == l.QueueID && c.Channel == l.Channel }) {
			k.ProfileID = p.ID
			keys = append(keys, k)
		}
	}
	return keys
}

func (f *Figures) countLine(l Line, at center.Instant) {
	f.InQueue += l.Waiting
	f.Scheduled += l.Scheduled
	if l.Estimated { // of one line: estimates of several have no sum
		f.Estimate, f.Estimated = l.Estimate, true
	}
	if l.Waiting > 0 {
		f.Oldest = max(f.Oldest, at.Sub(l.Oldest))
	}
}

// countAgent adds one agent (section 8.1 of the rules). An agent with a pending
// next status counts as available or not by what is in hand (R4.10).
func (f *Figures) countAgent(t *routing.Tally, c cell) {
	active, wrapUp, uncleared := 0, 0, 0
	for ch := range center.Channel(center.Channels) {
		if c.handled.has(ch) {
			active += int(t.Dialing[ch]) + int(t.Connected[ch]) + int(t.WrapUp[ch])
			wrapUp += int(t.WrapUp[ch])
			uncleared += int(t.Missed[ch]) + int(t.Rejected[ch]) + int(t.Failed[ch])
		}
	}
	f.AfterContact += wrapUp
	f.SlotsActive += active
	f.SlotsAvailable += freeSlots(t, c.served)
	f.OnContact += one(active > 0)
	f.Error += one(uncleared > 0)
	switch t.Status.Type {
	case center.Routable:
		f.Online++
		f.Staffed++
		f.Available += one(Doing(t) == Idle)
	case center.Custom:
		f.Online++
		f.NonProductive++
	}
}

func one(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// freeSlots counts the contacts that the agent could take on the channels. While
// no two of these channels may be used side by side, only the largest counts
// (Q25, R3.12).
func freeSlots(t *routing.Tally, of channels) int {
	sum, largest, mixes := 0, 0, false
	for ch, rule := range t.Profile.Media {
		if of.has(center.Channel(ch)) {
			free := int(t.Available[ch])
			sum, largest = sum+free, max(largest, free)
			mixes = mixes || rule.AnyChannel
		}
	}
	if mixes {
		return sum
	}
	return largest
}

// Doing returns the agent's activity over all contacts in hand (R4.12).
func Doing(t *routing.Tally) Activity {
	switch none := (routing.Counts{}); {
	case t.Failed != none:
		return InError
	case t.Missed != none:
		return WithMissed
	case t.Rejected != none:
		return WithRejected
	case t.Connected != none || t.Dialing != none:
		return OnContact
	case t.WrapUp != none:
		return AfterContactWork
	case t.Ringing != none:
		return Incoming
	default:
		return statusActivity(t.Status.Type)
	}
}
