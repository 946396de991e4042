package scenario

import (
	"strconv"
	"strings"

	"strowger/internal/center"
)

// expectation is what must hold at a moment of one contact, agent or queue.
type expectation struct {
	subject kind
	name    string
	want    []fact
}

// fact is one property, both sides as texts: of a contact "state" and "offered".
type fact struct{ key, value string }

// expectation reads what is expected: of an agent or a queue where the line says
// so, else of a contact.
func (l *line) expectation() *expectation {
	if len(l.rest) > 1 && l.rest[0].text == "agent" {
		l.take("agent")
		return l.ofAgent()
	}
	if len(l.rest) > 1 && l.rest[0].text == "queue" {
		l.take("queue")
		return l.ofQueue()
	}
	return l.ofContact()
}

// contactStates are the states that a script may expect, with what may follow
// them.
var contactStates = map[string]string{"unknown": "", "flow": "", "ended": "", "scheduled": "", "waiting": "a queue, or @ and an agent",
	"paused": "an agent", "offered": "an agent", "dialing": "an agent", "connected": "an agent", "wrap-up": "an agent"}

func (l *line) ofContact() *expectation {
	x := &expectation{subject: aContact}
	t := l.take("agent, queue, or the name of a contact")
	if x.name = t.text; l.wrong == nil {
		l.known(aContact, t)
	}
	x.state(l)
	l.options(map[string]func(token){
		"priority=": func(t token) { x.number(l, "priority", t) },
		"position=": func(t token) { x.number(l, "position", t) },
		"attempts=": func(t token) { x.number(l, "attempts", t) },
		"dials=":    func(t token) { x.number(l, "dials", t) },
		"adjust=":   func(t token) { x.add("adjust", strconv.FormatInt(l.seconds(t), 10)+"s") },
		"enqueued=": func(t token) { x.moment(l, "enqueued", t) },
		"dequeued=": func(t token) { x.moment(l, "dequeued", t) },
		"answered=": func(t token) { x.moment(l, "answered", t) },
		"joined=":   func(t token) { x.moment(l, "joined", t) },
		"barred=":   func(t token) { x.bars(l, t) },
		"reason=":   func(t token) { x.add("reason", t.text) },
		"method=":   func(t token) { x.add("method", t.text) },
		"next=":     func(t token) { x.add("next", orKnown(l, t)) },
		"previous=": func(t token) { x.add("previous", l.known(aContact, t)) },
		"steps=":    func(t token) { x.add("steps", t.text) },
		"held=":     func(t token) { x.add("held", t.text) },
		"muted=":    func(t token) { x.add("muted", t.text) },
		"third=": func(t token) {
			if t.text != "none" {
				l.known(aContact, t)
			}
			x.add("third", t.text)
		},
		"attributes=": func(t token) {
			for _, part := range t.split(",") {
				key, value, _ := part.cut(":")
				x.add("attribute "+key.text, value.text)
			}
			l.texts(t)
		},
	})
	if len(x.want) == 0 {
		l.fail(l.end, "expected a state or an option, found the end of the line")
	}
	return x
}

// bars reads which rule keeps which agents from a waiting contact, and perhaps
// until when, such as ann:R2.4@30s,bob:R1.1a.
func (x *expectation) bars(l *line, t token) {
	for _, part := range t.split(",") {
		agent, bar, ok := part.cut(":")
		rule, until, limited := bar.cut("@")
		if !ok || rule.text == "" {
			l.expected("an agent and a rule such as ann:R2.4@30s", part)
			return
		}
		x.add("bar of "+l.known(anAgent, agent), rule.text)
		if limited {
			x.add("end of the bar of "+agent.text, showTime(l.time(until, maxTime)))
		}
	}
}

// state reads the state of a contact and where it is, both optional.
func (x *expectation) state(l *line) {
	if !l.more() || strings.Contains(l.rest[0].text, "=") {
		return
	}
	t := l.take("a state")
	where := choice(l, t, contactStates)
	x.add("state", t.text)
	if where == "" || !l.more() || strings.Contains(l.rest[0].text, "=") {
		return
	}
	t = l.take(where)
	if x.want[0].value == "waiting" {
		l.target(t)
	} else {
		l.known(anAgent, t)
	}
	x.add("at", t.text)
}

func (l *line) ofAgent() *expectation {
	x := &expectation{subject: anAgent, name: l.one(anAgent)}
	list := func(key string) func(token) {
		return func(t token) {
			for _, part := range t.split(",") {
				if t.text != "none" {
					l.known(aContact, part)
				}
			}
			x.add(key, t.text)
		}
	}
	l.options(map[string]func(token){
		"idle":    func(token) { x.add("desk", "idle") },
		"busy":    func(token) { x.add("desk", "busy") },
		"status=": func(t token) { x.add("status", l.known(aStatus, t)) },
		"next=": func(t token) {
			if t.text != "none" {
				l.known(aStatus, t)
			}
			x.add("next", t.text)
		},
		"holds=":     list("holds"),
		"uncleared=": list("uncleared"),
		"free=": func(t token) {
			for _, part := range t.split(",") {
				ch, n, _ := part.cut(":")
				l.channels(ch)
				x.number(l, "free "+ch.text, n)
			}
		},
	})
	return x
}

func (l *line) ofQueue() *expectation {
	x := &expectation{subject: aQueue, name: l.one(aQueue)}
	l.options(map[string]func(token){
		"waiting=":   func(t token) { x.number(l, "waiting", t) },
		"ringing=":   func(t token) { x.number(l, "ringing", t) },
		"scheduled=": func(t token) { x.number(l, "scheduled", t) },
	})
	return x
}

func (x *expectation) add(key, value string) { x.want = append(x.want, fact{key, value}) }

func (x *expectation) number(l *line, key string, t token) {
	x.add(key, strconv.FormatInt(l.integer(t, 0, 1<<62), 10))
}

// orKnown reads the name of a contact, or none.
func orKnown(l *line, t token) string {
	if t.text == "none" {
		return t.text
	}
	return l.known(aContact, t)
}

// moment reads a time after the start, or none.
func (x *expectation) moment(l *line, key string, t token) {
	if t.text != "none" {
		x.add(key, showTime(l.time(t, maxTime)))
		return
	}
	x.add(key, "none")
}

// check returns how the engine differs from what is expected; empty: it does
// not.
func (x *expectation) check(r *Runner) string {
	found := map[kind]func(string) map[string]string{aContact: r.contactFacts, anAgent: r.agentFacts, aQueue: r.queueFacts}[x.subject](x.name)
	var want, got []string
	for _, f := range x.want {
		v, ok := found[f.key]
		if !ok {
			v = "none"
		}
		if v != f.value {
			want, got = append(want, f.key+" "+f.value), append(got, f.key+" "+v)
		}
	}
	if len(want) == 0 {
		return ""
	}
	noun := strings.TrimPrefix(strings.TrimPrefix(x.subject.String(), "a "), "an ")
	return "expected of " + noun + " " + x.name + ": " + strings.Join(want, ", ") + "; found: " + strings.Join(got, ", ")
}

// place writes a queue as scripts do.
func place(t center.FlowTarget) string {
	if t.UserID != "" {
		return "@" + string(t.UserID)
	}
	return string(t.QueueID)
}

func (r *Runner) contactFacts(name string) map[string]string {
	c := r.records[center.ContactID(name)]
	if c == nil {
		return map[string]string{"state": "unknown"}
	}
	facts := map[string]string{"at": "nobody",
		"priority": strconv.FormatInt(c.Priority, 10), "attempts": strconv.Itoa(c.Attempts), "dials": strconv.Itoa(c.Dial.Attempts),
		"adjust": strconv.FormatInt(c.Adjust, 10) + "s", "method": string(c.Method),
	}
	if n, ok := r.engine.Position(c.ID); ok {
		facts["position"] = strconv.Itoa(n)
		r.barFacts(c.ID, facts)
	}
	if c.NextID != "" {
		facts["next"] = string(c.NextID)
	}
	if c.PreviousID != "" {
		facts["previous"] = string(c.PreviousID)
	}
	if n := len(c.Criteria); n > 0 {
		var steps []string
		for _, s := range c.Criteria[n-1].Steps {
			steps = append(steps, strings.ToLower(string(s.Status)))
		}
		facts["steps"] = strings.Join(steps, ",")
	}
	callFacts(c, facts)
	for key, at := range map[string]center.Instant{"enqueued": c.Enqueued, "dequeued": c.Dequeued, "answered": c.ToSystem, "joined": c.ToAgent} {
		if at != 0 {
			facts[key] = showTime(at.Sub(r.start))
		}
	}
	if c.Disconnect != "" {
		facts["reason"] = string(c.Disconnect)
	}
	for key, value := range c.Attributes {
		facts["attribute "+key] = value
	}
	switch {
	case c.State == center.Waiting:
		facts["state"], facts["at"] = "waiting", place(c.Target)
	case c.State == center.Ended && c.AgentState == center.AgentEnded:
		facts["state"], facts["at"] = "wrap-up", string(c.AgentID)
	case c.AgentState == center.AgentPaused:
		facts["state"], facts["at"] = "paused", string(c.AgentID)
	case c.State == center.Ended || c.AgentID == "":
		facts["state"] = strings.ToLower(string(c.State))
	default:
		facts["state"], facts["at"] = strings.ToLower(string(c.State)), string(c.AgentID)
	}
	return facts
}

// callFacts adds who of a call is on hold or muted, and the third party.
func callFacts(c *center.Contact, facts map[string]string) {
	var held, muted []string
	for _, p := range []center.Party{center.AgentParty, center.CustomerParty, center.ThirdParty} {
		if c.Call.Leg(p).Held != 0 {
			held = append(held, string(p))
		}
		if c.Call.Leg(p).Muted {
			muted = append(muted, string(p))
		}
	}
	facts["held"], facts["muted"] = orNone(strings.Join(held, ",")), orNone(strings.Join(muted, ","))
	facts["third"] = orNone(string(c.Call.Third))
}

// barFacts adds what keeps agents from a contact that waits.
func (r *Runner) barFacts(id center.ContactID, facts map[string]string) {
	why, _ := r.engine.ExplainContact(id)
	for _, reason := range why.Bars {
		for _, barred := range reason.Agents {
			facts["bar of "+string(barred.AgentID)] = reason.Rule
			if barred.At != 0 {
				facts["end of the bar of "+string(barred.AgentID)] = showTime(barred.At.Sub(r.start))
			}
		}
	}
}

func (r *Runner) agentFacts(name string) map[string]string {
	v, ok := r.engine.Agent(center.UserID(name))
	if !ok {
		return map[string]string{"desk": "unknown"}
	}
	var holds, uncleared []string
	for i := range v.Contacts {
		holds = append(holds, string(v.Contacts[i].ID))
	}
	for _, u := range v.Presence.Uncleared {
		uncleared = append(uncleared, string(u.ContactID))
	}
	facts := map[string]string{"status": string(v.Presence.StatusID), "next": orNone(string(v.Presence.NextStatus)),
		"holds": orNone(strings.Join(holds, ",")), "uncleared": orNone(strings.Join(uncleared, ",")), "desk": "busy"}
	if len(holds)+len(uncleared) == 0 {
		facts["desk"] = "idle"
	}
	for ch := range center.Channel(center.Channels) {
		facts["free "+strings.ToLower(ch.String())] = strconv.Itoa(v.Available[ch])
	}
	return facts
}

func orNone(text string) string {
	if text == "" {
		return "none"
	}
	return text
}

func (r *Runner) queueFacts(name string) map[string]string {
	waiting, ringing, scheduled := 0, 0, 0
	for ch := range center.Channel(center.Channels) {
		v := r.engine.Line(center.QueueID(name), ch)
		waiting, ringing, scheduled = waiting+v.Waiting, ringing+v.Ringing, scheduled+v.Scheduled
	}
	return map[string]string{"waiting": strconv.Itoa(waiting), "ringing": strconv.Itoa(ringing), "scheduled": strconv.Itoa(scheduled)}
}
