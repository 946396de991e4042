package scenario

import (
	"maps"
	"math"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"strowger/internal/center"
	"strowger/internal/routing"
)

// act reads what happens at a moment.
func (l *line) act(a *Act) {
	verb := l.take("an act")
	switch verb.text {
	case "expect":
		a.expect = l.expectation()
	case "call", "chat", "task", "email":
		a.deed = l.contact(a, verb)
	case "status":
		a.deed = l.status()
	case "sign-in":
		a.deed = l.signIn()
	case "attend":
		a.deed = l.attend()
	case "accept", "reject", "hangup", "clear", "complete", "assign":
		a.deed = l.desk(verb.text)
	case "transfer":
		a.deed = l.transfer(a)
	case "consult":
		a.deed = l.consult()
	case "hold", "unhold", "mute", "unmute", "join", "toggle", "drop":
		a.deed = l.call(verb.text)
	case "pause", "resume":
		a.deed = l.pause(verb.text)
	case "reschedule":
		a.deed = l.reschedule()
	case "stop":
		a.deed = l.stop()
	case "dial":
		a.deed = l.dial()
	case "answer", "refuse":
		a.deed = l.farEnd(verb.text)
	case "rank":
		a.deed = l.rank()
	case "attributes":
		a.deed = l.attributes()
	case "remove":
		a.deed = l.remove()
	case "tick":
		a.deed = func(*center.Directory) []routing.Command { return []routing.Command{routing.Tick{}} }
	default:
		if a.deed = l.declaration(verb); a.deed == nil {
			l.expected("an act: "+acts+", or a declaration: "+declarations, verb)
		}
	}
	if a.expect != nil && a.Refused != "" {
		l.fail(verb.column, "an expectation is never refused")
	}
}

// acts are the words that say what happens.
const acts = "call, chat, task, email, accept, reject, hangup, clear, complete, assign, transfer, consult, hold, unhold, mute, unmute, join, toggle, drop, " +
	"pause, resume, reschedule, stop, dial, answer, refuse, rank, attributes, status, sign-in, attend, remove, tick, expect"

// each asks one thing for each of several names.
func each(names []string, ask func(name string) routing.Command) deed {
	return func(*center.Directory) []routing.Command {
		var list []routing.Command
		for _, name := range names {
			list = append(list, ask(name))
		}
		return list
	}
}

// contact reads a contact that begins.
func (l *line) contact(a *Act, verb token) deed {
	c := center.Contact{Method: center.ByAPI}
	var ids []string
	switch verb.text {
	case "call":
		c.Channel, c.Method = center.Voice, center.Inbound
	case "email":
		c.Channel, c.Method = center.Email, center.Inbound
	default:
		c.Channel, _ = readChannel(verb.text)
	}
	for _, t := range l.names("a name for a contact") {
		l.declared[aContact][t.text] = true
		ids = append(ids, t.text)
	}
	c.Flow.FlowID = l.destination()
	var steps []center.RoutingStep
	moment := func(at *center.Instant) func(token) {
		return func(t token) { *at = l.script.Start.Add(l.time(t, maxTime)) }
	}
	l.options(map[string]func(token){
		"priority=":   func(t token) { c.Priority = l.integer(t, 1, math.MaxInt64) },
		"adjust=":     func(t token) { c.Adjust = l.seconds(t) },
		"attributes=": func(t token) { c.Attributes = l.texts(t) },
		"token=":      func(t token) { c.ClientToken = t.text },
		"is=":         func(t token) { a.answer = center.ContactID(l.known(aContact, t)) },
		"number=":     func(t token) { c.Endpoint = center.Endpoint{Type: "TELEPHONE_NUMBER", Address: t.text} },
		"method=":     func(t token) { c.Method = center.InitiationMethod(t.text) },
		"step=":       func(t token) { steps = append(steps, l.step(t)) },
		"hooks=":      func(t token) { c.Hooks = l.hooks(t) },
		"begins=":     moment(&c.Scheduled),
		"expires=":    moment(&c.Expires),
	})
	if len(steps) > 0 {
		c.Criteria = []center.Criteria{{Steps: steps}}
		if err := center.CheckSteps("the criteria", steps); err != nil {
			l.fail(verb.column, "%s", err)
		}
	}
	return each(ids, func(id string) routing.Command {
		made := c
		made.ID, made.Attributes, made.Criteria = center.ContactID(id), maps.Clone(c.Attributes), slices.Clone(c.Criteria)
		return routing.StartContact{Contact: &made}
	})
}

// transfer reads a segment of a contact that ends, and the next one with where
// it goes.
func (l *line) transfer(a *Act) deed {
	from, name := l.one(aContact), l.take("a name for the next segment")
	if !isName(name.text) {
		l.expected("a name for the next segment", name)
	}
	l.declared[aContact][name.text] = true
	next := center.Contact{ID: center.ContactID(name.text)}
	var by center.UserID
	next.Flow.FlowID = l.destination()
	l.options(map[string]func(token){
		"by=":     func(t token) { by = center.UserID(l.known(anAgent, t)) },
		"token=":  func(t token) { next.ClientToken = t.text },
		"is=":     func(t token) { a.answer = center.ContactID(l.known(aContact, t)) },
		"target=": func(t token) { next.Flow.Target = l.target(t) },
	})
	return each([]string{from}, func(from string) routing.Command {
		made := next
		return routing.Transfer{ContactID: center.ContactID(from), Next: &made, By: by}
	})
}

// target reads a queue, or @ and an agent.
func (l *line) target(t token) center.FlowTarget {
	if name, ok := strings.CutPrefix(t.text, "@"); ok {
		return center.FlowTarget{UserID: center.UserID(l.known(anAgent, token{name, t.column + 1}))}
	}
	return center.FlowTarget{QueueID: center.QueueID(l.known(aQueue, t))}
}

// destination reads where a contact goes: a queue, @agent, or flow=name.
func (l *line) destination() center.FlowID {
	t := l.take("a queue, @ and an agent, or flow= and a flow")
	if name, ok := strings.CutPrefix(t.text, "flow="); ok {
		return center.FlowID(l.known(aFlow, token{name, t.column + utf8.RuneCountInString("flow=")}))
	}
	to := l.target(t)
	if to.UserID != "" {
		return wayName(center.KindUser, string(to.UserID))
	}
	return wayName(center.KindQueue, string(to.QueueID))
}

func (l *line) status() deed {
	agents, status := l.allKnown(anAgent), center.AgentStatusID(l.one(aStatus))
	return each(agents, func(name string) routing.Command {
		return routing.SetStatus{UserID: center.UserID(name), StatusID: status}
	})
}

func (l *line) signIn() deed {
	return each(l.allKnown(anAgent), func(name string) routing.Command { return routing.SignIn{UserID: center.UserID(name)} })
}

// attend reads whose pages have shown themselves, and how long that holds.
func (l *line) attend() deed {
	agents, lease := l.allKnown(anAgent), time.Duration(0)
	l.options(map[string]func(token){"lease=": func(t token) { lease = l.time(t, maxTime) }})
	return each(agents, func(name string) routing.Command { return routing.Attend{UserID: center.UserID(name), Lease: lease} })
}

// desk reads what an agent does with contacts, or what is done to the agent.
func (l *line) desk(verb string) deed {
	user := center.UserID(l.one(anAgent))
	return each(l.allKnown(aContact), func(name string) routing.Command {
		id := center.ContactID(name)
		switch verb {
		case "accept":
			return routing.Accept{UserID: user, ContactID: id}
		case "reject":
			return routing.Reject{UserID: user, ContactID: id}
		case "hangup":
			return routing.Hangup{UserID: user, ContactID: id}
		case "clear":
			return routing.Clear{UserID: user, ContactID: id}
		case "assign":
			return routing.Assign{UserID: user, ContactID: id}
		default:
			return routing.Complete{UserID: user, ContactID: id}
		}
	})
}

// stop reads the end of contacts from outside the desk, by default at the hand
// of the customer.
func (l *line) stop() deed {
	ids, reason := l.allKnown(aContact), center.CustomerDisconnect
	l.options(map[string]func(token){"reason=": func(t token) { reason = center.DisconnectReason(t.text) }})
	return each(ids, func(id string) routing.Command {
		return routing.StopContact{ContactID: center.ContactID(id), Reason: reason}
	})
}

func (l *line) rank() deed {
	ids := l.allKnown(aContact)
	var rank routing.SetRank
	l.options(map[string]func(token){
		"priority=": func(t token) { n := l.integer(t, math.MinInt64, math.MaxInt64); rank.Priority = &n },
		"adjust=":   func(t token) { n := l.seconds(t); rank.Adjust = &n },
		"step=":     func(t token) { rank.Steps = append(rank.Steps, l.step(t)) },
	})
	return each(ids, func(id string) routing.Command {
		cmd := rank
		cmd.ContactID, cmd.Steps = center.ContactID(id), slices.Clone(rank.Steps)
		return cmd
	})
}

func (l *line) pause(verb string) deed {
	ids, flow := l.allKnown(aContact), center.FlowID("")
	l.options(map[string]func(token){"flow=": func(t token) { flow = center.FlowID(l.known(aFlow, t)) }})
	return each(ids, func(id string) routing.Command {
		if verb == "pause" {
			return routing.Pause{ContactID: center.ContactID(id), FlowID: flow}
		}
		return routing.Resume{ContactID: center.ContactID(id), FlowID: flow}
	})
}

// hooks reads which flows run at events of a contact, such as CustomerQueue:wait.
func (l *line) hooks(t token) map[center.FlowEvent]center.FlowID {
	events := map[string]center.FlowEvent{}
	for _, e := range []center.FlowEvent{center.OnCustomerQueue, center.OnAgentWhisper, center.OnCustomerWhisper, center.OnPause, center.OnResume, center.OnCustomerRemaining} {
		events[string(e)] = e
	}
	hooks := map[center.FlowEvent]center.FlowID{}
	for _, part := range t.split(",") {
		event, name, ok := part.cut(":")
		if !ok {
			l.expected("an event and a flow such as CustomerQueue:wait", part)
			return nil
		}
		hooks[choice(l, event, events)] = center.FlowID(l.known(aFlow, name))
	}
	return hooks
}

func (l *line) reschedule() deed {
	ids, at := l.allKnown(aContact), l.script.Start.Add(l.time(l.take("a time after the start"), maxTime))
	return each(ids, func(id string) routing.Command { return routing.Reschedule{ContactID: center.ContactID(id), At: at} })
}

func (l *line) attributes() deed {
	ids, values := l.allKnown(aContact), l.texts(l.take("attributes such as lang:fr,tier:gold"))
	return each(ids, func(id string) routing.Command {
		return routing.UpdateAttributes{ContactID: center.ContactID(id), Attributes: maps.Clone(values)}
	})
}

// remove reads what is deleted from the configuration.
func (l *line) remove() deed {
	k := choice(l, l.take("what to remove"), map[string]kind{"queue": aQueue, "profile": aProfile, "agent": anAgent, "hours": someHours,
		"flow": aFlow, "agent-status": aStatus, "skill": aSkill})
	record := map[kind]center.ResourceKind{aQueue: center.KindQueue, aProfile: center.KindRoutingProfile, anAgent: center.KindUser,
		someHours: center.KindHours, aFlow: center.KindFlow, aStatus: center.KindAgentStatus, aSkill: center.KindPredefinedAttribute}[k]
	return each(l.allKnown(k), func(name string) routing.Command { return routing.Remove{Kind: record, ID: name} })
}

// texts reads a list such as lang:fr,tier:gold.
func (l *line) texts(t token) map[string]string {
	values := map[string]string{}
	for _, part := range t.split(",") {
		key, value, ok := part.cut(":")
		if !ok || key.text == "" || strings.Contains(value.text, "=") {
			l.expected("a name and a value such as lang:fr", part)
		}
		values[key.text] = value.text
	}
	return values
}
