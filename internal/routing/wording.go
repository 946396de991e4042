package routing

import (
	"strconv"
	"time"

	"strowger/internal/center"
)

// callbackText says why a callback that is scheduled is offered to nobody.
const callbackText = "It is a callback that is in no queue yet; it enters it when its delay, or the time to its next attempt, has passed (R5.37)."

// Why there is no decision to show.
const (
	noOffer   = "It was not offered to anybody."
	noRecord  = "The last offer was made before the router was restarted; why is not kept across a restart."
	oldRecord = "Why it was offered is kept for the last contacts that ended, and not across a restart of the router; this one is not among them."
)

// rule returns the number of the rule behind the bar.
func (b *bar) rule() string {
	rule, _, _ := b.words()
	return rule
}

// text says what the rule finds.
func (b *bar) text() string {
	_, text, _ := b.words()
	return text
}

// change says what would change it.
func (b *bar) change() string {
	_, _, change := b.words()
	return change
}

// words are all the words there are about a bar. They speak of one agent; a
// Reason has them of each agent that it counts.
func (b *bar) words() (rule, text, change string) {
	switch b.obstacle {
	case notAllowed:
		return "R1.1h", "has no permission for the agent page (BasicAgentAccess)", "a security profile of the agent gets the permission"
	case notRoutable:
		if b.status == nil || b.status.Type == center.Offline {
			return "R1.1a", "is offline", "signs in and chooses an available status"
		}
		return "R1.1a", "is in status " + b.status.Name + ", which gets no contacts", "chooses an available status"
	case leavingStatus:
		return "R1.1b", "has chosen a next status and gets nothing more before it", "finishes what is in hand, or takes the next status back"
	case unclearedOffer:
		return "R1.1c", "has a missed, rejected or failed contact that is not cleared", "clears it"
	case channelOff:
		return "R1.1e", "has " + b.channel.String() + " switched off in the routing profile", "the profile gets a concurrency for the channel"
	case slotsTaken:
		return "R3.2", "has all slots for " + b.channel.String() + " taken", "a contact of the channel ends and is cleared"
	case channelBarred:
		return "R3.4", "has a " + b.channel.String() + " contact in hand, beside which nothing of another channel may come",
			"the " + b.channel.String() + " contacts in hand end and are cleared"
	case otherOwner:
		return "R2.8", "does not own the agent queue", "the contact goes to another queue"
	case pairMissing:
		return "R1.1f", "has a routing profile without this queue and channel", "the profile gets the queue for the channel"
	case delayRunning:
		return "R2.4", "may get contacts of the queue after a delay of " + strconv.FormatInt(int64(b.delay.Seconds()), 10) + " s only", "the delay passes"
	case stepMismatch:
		return "R6.11", "does not match routing step " + strconv.Itoa(b.step), "the step ends, or the agent's proficiencies or the criteria change"
	case ringsElsewhere:
		return "R1.1d", "rings at another agent", "the other agent misses or rejects it"
	case othersFirst:
		return "R1.2", "comes later in the order of agents", "those before take something, or leave"
	default:
		return "", "", ""
	}
}

// ruleText says in what the rule that decided an order put one before another.
func ruleText(rule string) string {
	switch rule {
	case ruleLoad:
		return "handles fewer contacts"
	case ruleAvailable:
		return "has been available longer"
	case ruleIdle:
		return "has been idle longer, as the routing profile counts it"
	case ruleAgentID:
		return "has the smaller id, all else being equal"
	case ruleOwnQueue:
		return "is in the agent's own queue"
	case rulePair:
		return "has the smaller priority in the routing profile"
	case rulePriority:
		return "has the smaller contact priority"
	case ruleAge:
		return "has the greater routing age"
	case ruleArrival:
		return "entered its queue earlier, all else being equal"
	case ruleByHand:
		return "was named for the contact; no rule chose"
	default:
		return ""
	}
}

// stateText says in a sentence where a contact stands.
func stateText(state center.ContactState, at center.AgentContactState) string {
	switch state {
	case center.InFlow:
		return "Its flow has not put it into a queue."
	case center.Waiting:
		return "It waits, and every agent of the queue is kept from it by a rule."
	case center.Offered:
		return "It rings at an agent, and meanwhile at nobody else (R1.1d)."
	case center.Connected:
		if at == center.AgentPaused {
			return "It is paused at its agent."
		}
		return "It is with its agent."
	case center.Scheduled:
		return "It is scheduled for later."
	case center.Dialing:
		if at == center.AgentDialing {
			return "Its customer is being called; its agent waits for the answer."
		}
		return "Its customer is being called; its flow runs after the answer."
	case center.Paused:
		return "It is paused and in no queue (R3.16)."
	default:
		if at == center.AgentEnded {
			return "It is over; its agent is in after-contact work."
		}
		return "It is over."
	}
}

// absence says since when nobody is at the agent's page, where that is why the
// agent is offline, or will be.
func absence(x *AgentExplanation) string {
	if x.Left.IsZero() {
		return ""
	}
	return " Nobody has been at the page for " + x.At.Sub(x.Left).Truncate(time.Second).String() + "."
}

// agentText says in a sentence why an agent gets no more work. waiting is the
// number of contacts in all lines of the agent.
func agentText(x *AgentExplanation, waiting int) string {
	free := false
	for i := range x.Channels {
		free = free || x.Channels[i].Free > 0
	}
	switch {
	case x.Bar != nil:
		return "The agent " + x.Bar.Text + " (" + x.Bar.Rule + ")." + absence(x)
	case !free:
		return "The agent has no room on any channel."
	case waiting == 0:
		return "The agent has room, and nothing waits in the queues of the profile."
	default:
		return "The agent has room, and a rule keeps each contact that waits away."
	}
}
