package scenario

import (
	"slices"
	"strconv"
	"strings"

	"strowger/internal/center"
	"strowger/internal/routing"
)

// groups are the events that a show or hide line may name together.
var groups = map[string][]routing.EventKind{
	"resources": {routing.ResourcePut, routing.ResourceRemoved},
	"contacts": {routing.ContactInitiated, routing.ContactUpdated, routing.ContactQueued, routing.ContactEnded, routing.FlowActionUnbuilt,
		routing.ContactPaused, routing.ContactResumed, routing.StepStarted, routing.StepExpired, routing.CustomerDialed, routing.CustomerAnswered},
	"offers": {routing.OfferMade, routing.OfferAccepted, routing.OfferMissed, routing.OfferRejected, routing.OfferWithdrawn,
		routing.ContactCleared, routing.DialFailed},
	"calls":  {routing.ConsultStarted, routing.PartyHeld, routing.PartyRetrieved, routing.PartyMuted, routing.PartyUnmuted},
	"agents": {routing.AgentSignedIn, routing.StatusChanged, routing.NextStatusSet, routing.NextStatusCancelled, routing.AgentLeft},
}

// eventKinds returns all kinds of event.
func eventKinds() []routing.EventKind {
	var all []routing.EventKind
	for k := routing.EventKind(1); k.String() != "?" && len(all) < 256; k++ {
		all = append(all, k)
	}
	return all
}

// filter reads which events a log has: with show these alone, with hide all but
// these; each word is a group or the name of an event in small letters.
func (l *line) filter(verb token) {
	choices := map[string][]routing.EventKind{}
	for _, k := range eventKinds() {
		choices[strings.ToLower(strings.ReplaceAll(k.String(), "_", "-"))] = []routing.EventKind{k}
	}
	for name, kinds := range groups {
		choices[name] = kinds
	}
	named := choice(l, l.take("a group of events, or an event"), choices)
	for l.more() {
		named = append(slices.Clone(named), choice(l, l.take("an event"), choices)...)
	}
	for _, k := range eventKinds() {
		l.script.hidden[k] = l.script.hidden[k] || slices.Contains(named, k) == (verb.text == "hide")
	}
}

// write adds an event to the log: the moment, whom it concerns, what happened,
// and what else there is to say.
func (r *Runner) write(e *routing.Event) {
	if r.hidden[e.Kind] {
		return
	}
	subject, parts := string(e.ContactID), []string{e.Kind.String()}
	switch {
	case e.Kind == routing.ResourcePut || e.Kind == routing.ResourceRemoved:
		if subject = e.Text; isWay(subject) {
			return
		}
	case subject == "":
		subject = string(e.UserID)
		parts = append(parts, e.Text)
	default:
		parts = append(parts, r.details(e)...)
	}
	parts = slices.DeleteFunc(parts, func(part string) bool { return part == "" })
	r.log.WriteString(showTime(e.At.Sub(r.start)) + " " + subject + " " + strings.Join(parts, " ") + "\n")
}

// isWay reports whether a resource is a flow that the script did not declare.
func isWay(resource string) bool {
	id, ok := strings.CutPrefix(resource, string(center.KindFlow)+"/")
	return ok && strings.Contains(id, ":")
}

// details are what the log says of an event of a contact.
func (r *Runner) details(e *routing.Event) []string {
	var parts []string
	switch e.Kind {
	case routing.ContactInitiated:
		parts = append(parts, e.Channel.String())
	case routing.ContactQueued:
		parts = append(parts, place(e.Target))
	}
	parts = append(parts, string(e.UserID), e.Text)
	c, ok := r.engine.Contact(e.ContactID)
	if e.Kind == routing.CustomerDialed && c.State == center.Dialing {
		return append(parts, "until", showTime(c.Dial.Until.Sub(r.start)))
	}
	if e.Kind == routing.StepStarted || e.Kind == routing.StepExpired {
		return append(parts, r.stepDetails(e.Kind, &c)...)
	}
	ringing := e.Kind == routing.OfferMade && c.AgentState == center.AgentConnecting
	wrapping := e.Kind == routing.ContactEnded && c.AgentState == center.AgentEnded
	if ok && (ringing || wrapping) && c.AgentID == e.UserID && c.AgentUntil != 0 {
		parts = append(parts, "until", showTime(c.AgentUntil.Sub(r.start)))
	}
	return parts
}

// stepDetails are the number of the routing step that began or expired, and the
// end of one that began.
func (r *Runner) stepDetails(kind routing.EventKind, c *center.Contact) []string {
	if len(c.Criteria) == 0 {
		return nil
	}
	status := center.StepActive
	if kind == routing.StepExpired {
		status = center.StepExpired
	}
	steps := c.Criteria[len(c.Criteria)-1].Steps
	for i, step := range slices.Backward(steps) {
		switch {
		case step.Status != status:
		case kind == routing.StepStarted && step.Until != 0:
			return []string{strconv.Itoa(i + 1), "until", showTime(step.Until.Sub(r.start))}
		default:
			return []string{strconv.Itoa(i + 1)}
		}
	}
	return nil
}
