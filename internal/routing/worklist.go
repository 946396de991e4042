package routing

import (
	"cmp"
	"slices"

	"strowger/internal/center"
)

// WorkPlace is a place in a worklist, by which it goes on after a page: the keys
// of rank in their order (R2.2). The zero value is before all places.
type WorkPlace struct {
	Priority int64          // QueuePriority
	Rank     center.Instant // start of the routing age, with the adjustment (R2.7b)
	Sequence int64
}

// WorkItem is a contact of a worklist.
type WorkItem struct {
	Place   WorkPlace
	Contact center.Contact
}

// Worklist returns the contacts that the agent may take by hand, at most n, in
// the order of rank after a place: those that wait in the pairs for manual
// assignment of the routing profile (R1.16). Who may see any contact sees them
// all; who may see the own ones sees those whose active routing step prefers this
// agent; others are refused as Denied (R1.17). Of calls only callbacks are among
// them (R1.15).
func (e *Engine) Worklist(id center.UserID, after WorkPlace, n int) ([]WorkItem, error) {
	a, err := e.agent(id)
	if err != nil {
		return nil, err
	}
	if err := e.mayWork(a); err != nil {
		return nil, err
	}
	var items []WorkItem
	for _, pair := range a.profile.ManualQueues {
		l := e.queues[pair.QueueID].lines[pair.Channel]
		if l == nil {
			continue
		}
		l.eachGroup(func(g *group) {
			if e.mayTake(a, g.wants) {
				items = append(items, g.worklist(after, n)...)
			}
		})
	}
	slices.SortFunc(items, func(x, y WorkItem) int { return x.Place.compare(y.Place) })
	return items[:min(n, len(items))], nil
}

// worklist returns at most n contacts of the group after a place.
func (g *group) worklist(after WorkPlace, n int) (items []WorkItem) {
	start := place{key: key{a: after.Priority, b: int64(after.Rank), c: after.Sequence}}
	g.rank.from(&start, &contact{Contact: &center.Contact{}}, func(x *entry[*contact]) bool {
		if len(items) == n {
			return false
		}
		at := WorkPlace{Priority: x.key.a, Rank: center.Instant(x.key.b), Sequence: x.key.c}
		if at.compare(after) > 0 && x.item.assignable() {
			items = append(items, WorkItem{at, *x.item.Contact})
		}
		return true
	})
	return items
}

// assignable reports whether a contact can be taken by hand: of calls only
// callbacks, whose customer nobody keeps waiting (R1.15).
func (c *contact) assignable() bool {
	return c.Channel != center.Voice || c.Method == center.Callback
}

func (p WorkPlace) compare(o WorkPlace) int {
	return cmp.Or(cmp.Compare(p.Priority, o.Priority), cmp.Compare(p.Rank, o.Rank), cmp.Compare(p.Sequence, o.Sequence))
}

// mayWork refuses an agent who may see no contact that waits.
func (e *Engine) mayWork(a *agent) error {
	if a.shut || !e.dir.Allows(a.user, center.AnyContacts) && !e.dir.Allows(a.user, center.OwnContacts) {
		return center.Errorf(center.Denied, "The security profiles of user %s allow no worklist: they have neither %s nor %s.",
			a.user.ID, center.AnyContacts, center.OwnContacts)
	}
	return nil
}

// mayTake reports whether the agent may see contacts that ask for that.
func (e *Engine) mayTake(a *agent, wants *want) bool {
	return e.dir.Allows(a.user, center.AnyContacts) || wants != nil && wants.Prefers(a.user.ID)
}

// listed refuses a contact that is not in the agent's worklist.
func (e *Engine) listed(a *agent, c *contact) error {
	if err := e.mayWork(a); err != nil {
		return err
	}
	pair := center.QueueChannel{QueueID: c.Target.QueueID, Channel: c.Channel}
	if c.State == center.Waiting && c.Target.UserID == "" && slices.Contains(a.profile.ManualQueues, pair) && e.mayTake(a, c.group.wants) {
		return nil
	}
	return center.Errorf(center.Refused, "Contact %s is not in the worklist of user %s.", c.ID, a.user.ID)
}
