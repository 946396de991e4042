package sim

import (
	"fmt"
	"strings"

	"strowger/internal/center"
	"strowger/internal/routing"
)

// checkOffer says that an offer broke no limit at its moment, and that no other
// contact of the queue that the agent could take came before it. The ledger
// still stands where it stood before the offer.
func (t *trial) checkOffer(at int, commands []routing.Command) {
	e := t.w.tenant.Engine()
	fact := t.published[at]
	agent, ok := e.Agent(fact.UserID)
	if !ok || t.configures(commands, fact.UserID) {
		return
	}
	p := t.ledger.people[fact.UserID]
	status, _ := e.Directory().Statuses.Get(string(p.status))
	if status.Type != center.Routable || p.next != "" || len(p.left) > 0 {
		t.fail("%s got an offer and is %s, next %q, with %d uncleared", fact.UserID, p.status, p.next, len(p.left))
	}
	var taken [center.Channels]int
	for _, s := range t.ledger.seats {
		if s.user == fact.UserID && s.at != center.AgentPaused {
			taken[s.channel]++
		}
	}
	media := &agent.Profile.Media
	for ch, n := range taken {
		switch {
		case center.Channel(ch) == fact.Channel && n >= media[ch].Concurrency:
			t.fail("%s got an offer above the concurrency: %s", fact.UserID, t.event(fact))
		case center.Channel(ch) != fact.Channel && n > 0 && !media[ch].AnyChannel:
			t.fail("%s got an offer across a channel that stands alone: %s", fact.UserID, t.event(fact))
		}
	}
	t.checkOrder(at, agent)
}

// configures reports whether the batch may have changed what the agent may take,
// or gave the agent something by hand.
func (t *trial) configures(commands []routing.Command, user center.UserID) bool {
	for _, cmd := range commands {
		switch cmd := cmd.(type) {
		case routing.Put, routing.Remove:
			return true
		case routing.Assign:
			if cmd.UserID == user {
				return true
			}
		}
	}
	return false
}

// checkOrder compares the contact that was offered with those that waited beside
// it. Whatever else the batch did to one of them leaves it out.
func (t *trial) checkOrder(at int, agent routing.AgentView) {
	e, fact := t.w.tenant.Engine(), t.published[at]
	taken, ok := e.Contact(fact.ContactID)
	if !ok || t.touched(fact.ContactID) {
		return
	}
	for id, s := range t.ledger.seats {
		if s.state != center.Waiting || s.target != fact.Target || s.channel != fact.Channel || id == fact.ContactID || t.touched(id) {
			continue
		}
		other, ok := e.Contact(id)
		if ok && before(&other, &taken) && t.mayTake(agent, &other, fact.At) {
			t.fail("%s was offered before %s, which comes first: %s", fact.ContactID, id, t.event(fact))
		}
	}
}

// touched reports whether the facts of the batch say that the rank or the
// criteria of a contact changed.
func (t *trial) touched(id center.ContactID) bool {
	for _, e := range t.published {
		if e.ContactID != id {
			continue
		}
		switch e.Kind {
		case routing.ContactUpdated, routing.StepStarted, routing.StepExpired, routing.ContactPaused, routing.ContactEnded:
			return true
		}
	}
	return false
}

// before is the order of R2.2 within one queue and channel.
func before(x, y *center.Contact) bool {
	a, b := int64(x.RankTime)-1000*x.Adjust, int64(y.RankTime)-1000*y.Adjust
	switch {
	case x.Priority != y.Priority:
		return x.Priority < y.Priority
	case a != b:
		return a < b
	default:
		return x.Sequence < y.Sequence
	}
}

func (t *trial) mayTake(agent routing.AgentView, c *center.Contact, now center.Instant) bool {
	if c.Target.UserID != "" {
		return true
	}
	if n := len(c.Criteria); n > 0 {
		for _, s := range c.Criteria[n-1].Steps {
			if s.Status == center.StepActive && !s.Expression.Matches(agent.User) {
				return false
			}
		}
	}
	for _, q := range agent.Profile.Queues {
		if q.QueueID == c.Target.QueueID && q.Channel == c.Channel {
			return now.Sub(c.Enqueued) >= q.Delay
		}
	}
	return false
}

// cutUser returns the user that the text of a resource's fact names.
func cutUser(text string) (center.UserID, bool) {
	id, ok := strings.CutPrefix(text, string(center.KindUser)+"/")
	return center.UserID(id), ok
}

// words is a command as the log has it.
func words(cmd routing.Command) string {
	switch cmd := cmd.(type) {
	case routing.Put:
		return fmt.Sprintf("put %s/%s on %d: %+v", cmd.Resource.RecordKind(), cmd.Resource.RecordKey(), cmd.Base, deref(cmd.Resource))
	case routing.StartContact:
		c := cmd.Contact
		return fmt.Sprintf("start %s %s %s token %q at %d expires %d life %v criteria %s", c.ID, c.Channel, c.Flow.FlowID, c.ClientToken, c.Scheduled, c.Expires, cmd.Lifetime, steps(c.Criteria))
	case routing.Transfer:
		return fmt.Sprintf("transfer %s as %s by %s to %s", cmd.ContactID, cmd.Next.ID, cmd.By, cmd.Next.Flow.FlowID)
	case routing.Consult:
		return fmt.Sprintf("consult %s by %s as %s", cmd.ContactID, cmd.UserID, cmd.Next.ID)
	case routing.Dial:
		return fmt.Sprintf("dial %s by %s", cmd.Contact.ID, cmd.UserID)
	case routing.SetRank:
		return fmt.Sprintf("rank %s %s %s", cmd.ContactID, number(cmd.Priority), number(cmd.Adjust))
	case routing.UpdateAttributes:
		return fmt.Sprintf("attributes %s %v finished %t", cmd.ContactID, cmd.Attributes, cmd.Finished != nil)
	default:
		return fmt.Sprintf("%T %+v", cmd, cmd)
	}
}

func number(n *int64) string {
	if n == nil {
		return "-"
	}
	return fmt.Sprint(*n)
}

func deref(r center.Resource) any {
	switch r := r.(type) {
	case *center.Queue:
		return *r
	case *center.RoutingProfile:
		return *r
	case *center.User:
		return *r
	default:
		return r.ResourceName()
	}
}

func steps(all []center.Criteria) string {
	var b strings.Builder
	for _, c := range all {
		for i := range c.Steps {
			fmt.Fprintf(&b, "%+v %s ", *c.Steps[i].Expression.Attribute, c.Steps[i].Duration)
		}
	}
	return b.String()
}
