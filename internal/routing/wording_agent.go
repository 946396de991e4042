package routing

import (
	"strconv"
	"time"

	"strowger/internal/center"
)

// Names gives users and queues the names by which an agent knows them.
type Names struct {
	Agent func(center.UserID) string
	Queue func(center.FlowTarget) string
}

// ToAgent says in sentences to the agent who has the contact why it came there.
// Rules are cited by number in brackets.
func (x *ContactExplanation) ToAgent(names Names) []string {
	d := x.Decision
	if d == nil {
		return []string{x.NoDecision}
	}
	said := []string{d.agentToAgent(names), d.contactToAgent(names)}
	if d.Step > 0 {
		said = append(said, "You match step "+strconv.Itoa(d.Step)+" of its routing criteria.")
	}
	if waited := d.At.Sub(x.Enqueued).Truncate(time.Second); !x.Enqueued.IsZero() && waited > 0 {
		said = append(said, "It waited "+waited.String()+" in "+names.Queue(d.Contact.Target)+".")
	}
	return said
}

// ToSupervisor says the same to somebody else.
func (x *ContactExplanation) ToSupervisor(names Names) []string {
	d := x.Decision
	if d == nil {
		return []string{x.NoDecision}
	}
	chosen, said := names.Agent(d.AgentID), []string{}
	switch {
	case d.AgentRule == "":
		said = append(said, chosen+" was the only agent who could take it.")
	case d.AgentRule == ruleByHand:
		said = append(said, chosen+" "+d.AgentText+" ("+d.AgentRule+").")
	default:
		said = append(said, chosen+" came before "+names.Agent(d.Agents[1].AgentID)+" because "+chosen+" "+d.AgentText+" ("+d.AgentRule+").")
	}
	if d.RunnerUp != nil {
		said = append(said, "It came before the next contact for "+chosen+", in "+names.Queue(d.RunnerUp.Target)+", because it "+d.ContactText+" ("+d.ContactRule+").")
	}
	if d.Step > 0 {
		said = append(said, chosen+" matches step "+strconv.Itoa(d.Step)+" of its routing criteria.")
	}
	return said
}

// agentToAgent says why this agent and not another one.
func (d *Decision) agentToAgent(names Names) string {
	cited := " (" + d.AgentRule + ")."
	switch d.AgentRule {
	case "":
		return "You were the only agent who could take it."
	case ruleByHand:
		return "It was given to you by name; no rule chose" + cited
	}
	rivals := strconv.Itoa(len(d.Agents) + d.More)
	if d.MoreUnknown {
		rivals = "at least " + rivals
	}
	why := map[string]string{
		ruleLoad:      "you have fewer contacts in hand",
		ruleAvailable: "you have been available longer",
		ruleIdle:      "you have been idle longer, as your routing profile counts it",
		ruleAgentID:   "your id is the smaller one, all else being equal",
	}[d.AgentRule]
	return "Of " + rivals + " agents who could take it you came first, before " + names.Agent(d.Agents[1].AgentID) + ": " + why + cited
}

// contactToAgent says why this contact and not another one.
func (d *Decision) contactToAgent(names Names) string {
	if d.RunnerUp == nil {
		return "Nothing else waited for you."
	}
	why := d.ContactText
	if d.ContactRule == ruleOwnQueue {
		why = "is in your own queue"
	}
	return "It came before the next contact for you, in " + names.Queue(d.RunnerUp.Target) + ", because it " + why + " (" + d.ContactRule + ")."
}

// ToAgent says in a sentence to the agent why nothing more rings.
func (x *AgentExplanation) ToAgent() string {
	room, waiting := false, 0
	for i := range x.Channels {
		room = room || x.Channels[i].Free > 0
	}
	for i := range x.Pairs {
		waiting += x.Pairs[i].Waiting
	}
	switch {
	case x.Bar != nil:
		return barToAgent(x.Bar)
	case !room:
		return "You have no room on any channel."
	case waiting == 0:
		return "You have room, and nothing waits in your queues."
	default:
		return "You have room, and a rule keeps each contact that waits away."
	}
}

func barToAgent(r *Reason) string {
	text := ""
	switch r.kind.obstacle {
	case notAllowed:
		text = "Your security profiles do not let you take contacts"
	case notRoutable:
		text = "Your status gets no contacts"
	case leavingStatus:
		text = "You have chosen a next status and get nothing more before it"
	case unclearedOffer:
		text = "A missed, rejected or failed contact keeps new ones away until you clear it"
	default:
		text = "A rule keeps contacts away: you, the agent, " + r.Text
	}
	return text + " (" + r.Rule + ")."
}
