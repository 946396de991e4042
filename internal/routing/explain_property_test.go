package routing

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"strowger/internal/center"
)

// TestExplain_AgreesWithOracle asks for every explanation after every one of a
// random series of commands in a random centre. Each agent of the queue of a
// waiting contact must have a reason (the matcher is work-conserving), and it
// must be the first rule of canOffer (section 0.4) that the oracle finds broken.
// The oracle goes on beside it, so that an explanation that changed the state
// would be found out. Where engine and oracle part over the state itself there
// is nothing to explain by; that is TestEngine_AgreesWithOracle's business.
func TestExplain_AgreesWithOracle(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := newDuel(t)
		for range d.number("steps", 8, 40) {
			d.pass()
			o := d.draw()
			hopeful := d.hopeful()
			before := d.both(o)
			if _, ok := differ(d.m.state(), before); ok {
				return
			}
			d.checkDecision(o, hopeful)
			deadline, armed := d.e.Deadline()
			d.checkExplanations()
			if diff, ok := differ(before, d.state(d.e)); ok {
				d.fail("an explanation changed the state:\n%s", diff)
			}
			if at, ok := d.e.Deadline(); at != deadline || ok != armed {
				d.fail("an explanation changed the deadline")
			}
		}
		d.checkMoment()
		d.checkRunnersUp()
	})
}

// checkRunnersUp takes from each agent, on an engine that was restored for it and
// as if the agent had room for everything, what the matcher picks: the runner-up
// is what it would pick next.
func (d *duel) checkRunnersUp() {
	e := Restore(d.now, d.snapshot())
	for _, id := range sortedKeys(d.m.agents) {
		a := e.agents[id]
		a.mask = masks - 1
		c, others := e.pick(a)
		if c == nil {
			continue
		}
		line := c.line
		e.extract(c)
		want, _ := e.pick(a)
		for _, seen := range []rival{others, {}} {
			got, by := e.runnerUp(a, a.profile.claimOn(line), seen)
			if got != want || (got != nil && by != a.profile.claimOn(got.line)) {
				d.fail("%s takes %s and then %+v, not %+v", id, c.ID, want, got)
			}
		}
		e.insert(c)
	}
}

// pass lets no time pass, some, or as much as there is to the next deadline.
func (d *duel) pass() {
	by := seconds(oneOf(d, "seconds", 0, 0, 0, 1, 2, 5, 10, 20))
	if at, ok := d.e.Deadline(); ok && by == seconds(20) {
		d.now = max(d.now, at+center.Instant(d.number("beside", 0, 2))-1)
		return
	}
	d.now = d.now.Add(by)
}

// both gives a command to engine and oracle and returns the state of the engine.
func (d *duel) both(o errand) state {
	d.words = append(d.words, fmt.Sprintf("%8.3f %s", d.now.Sub(testStart).Seconds(), o.text))
	out, err := d.e.Step(d.now, o.make())
	if _, refused := d.m.step(d.now, o.make()); refused != kindOf(err) {
		return state{}
	}
	d.collect(out.Changes)
	return d.state(d.e)
}

// checkExplanations asks about everything.
func (d *duel) checkExplanations() {
	for _, c := range d.m.contacts {
		x, known := d.e.ExplainContact(c.ID)
		if c.Live() != known && (c.Live() || x.Decision == nil || x.State != center.Ended) {
			d.fail("contact %s is %s and explained %v: %+v", c.ID, c.State, known, x)
		}
		if c.State == center.Waiting {
			d.checkContact(c, x)
		} else if len(x.Bars) > 0 {
			d.fail("contact %s is %s and waits because of %+v", c.ID, c.State, x.Bars)
		}
		if c.Live() && (x.Decision == nil) != (c.Attempts == 0) {
			d.fail("contact %s was offered %d times, the decision is %+v", c.ID, c.Attempts, x.Decision)
		}
	}
	for _, id := range sortedKeys(d.m.agents) {
		d.checkAgent(d.m.agents[id])
	}
	for _, id := range sortedKeys(d.m.queues) {
		for ch := range center.Channel(center.Channels) {
			d.checkStranded(id, ch)
		}
	}
}

// rules returns the rule of each agent that the reasons name.
func (d *duel) rules(reasons []Reason) map[center.UserID]string {
	rules := map[center.UserID]string{}
	for _, r := range reasons {
		if r.Count != len(r.Agents) || r.Rule == "" || r.Text == "" || r.Change == "" {
			d.fail("a reason is not whole: %+v", r)
		}
		first := center.Instant(0)
		for _, a := range r.Agents {
			if rules[a.AgentID] != "" {
				d.fail("%s has two reasons: %+v", a.AgentID, reasons)
			}
			rules[a.AgentID] = r.Rule
			if a.At != 0 && (first == 0 || a.At < first) {
				first = a.At
			}
			if a.At != 0 && a.At <= d.now {
				d.fail("%s should have changed at %v: %+v", a.AgentID, a.At, r)
			}
		}
		if first != r.At {
			d.fail("the first moment of %+v is %v", r, first)
		}
	}
	return rules
}

func (d *duel) checkContact(c *center.Contact, x ContactExplanation) {
	rules, elsewhere := d.rules(x.Bars), 0
	for _, id := range sortedKeys(d.m.agents) {
		a := d.m.agents[id]
		_, paired := d.m.pair(a, c)
		if c.Target.UserID != "" {
			paired = c.Target.UserID == id
		}
		want := d.m.firstRule(a, c)
		switch {
		case !paired:
			elsewhere, want = elsewhere+1, ""
		case want == "":
			d.fail("%s may take %s and does not", id, c.ID)
		}
		if rules[id] != want {
			d.fail("%s does not get %s because of %q, the oracle says %q", id, c.ID, rules[id], want)
		}
	}
	if x.Elsewhere != elsewhere {
		d.fail("%d agents have nothing to do with %s, not %d", elsewhere, c.ID, x.Elsewhere)
	}
	if len(x.Bars) == 0 && x.Nobody == nil {
		d.fail("nobody bars %s and somebody could take it", c.ID)
	}
}

// firstRule is canOffer of section 0.4, line by line, for a waiting contact.
func (m *model) firstRule(a *modelAgent, c *center.Contact) string {
	p := m.profiles[a.user.ProfileID]
	barred := false
	for ch := range center.Channel(center.Channels) {
		barred = barred || (ch != c.Channel && m.occupied(a, ch) > 0 && !p.Media[ch].AnyChannel)
	}
	pair, paired := m.pair(a, c)
	step := m.activeStep(c)
	switch {
	case !m.permitted(a):
		return "R1.1h"
	case m.statuses[a.status].Type != center.Routable:
		return "R1.1a"
	case a.next != "":
		return "R1.1b"
	case len(a.uncleared) > 0:
		return "R1.1c"
	case p.Media[c.Channel].Concurrency == 0:
		return "R1.1e"
	case m.occupied(a, c.Channel) >= p.Media[c.Channel].Concurrency:
		return "R3.2"
	case barred:
		return "R3.4"
	case c.Target.UserID == a.user.ID:
		return ""
	case !paired:
		return "R1.1f"
	case m.now.Sub(c.Enqueued) < pair.Delay:
		return "R2.4"
	case step != nil && !fits(step.Expression, a.user):
		return "R6.11"
	default:
		return ""
	}
}

func (d *duel) checkAgent(a *modelAgent) {
	x, ok := d.e.ExplainAgent(a.user.ID)
	if !ok || x.Text == "" {
		d.fail("%s is not explained: %+v", a.user.ID, x)
	}
	pairs := len(d.m.profiles[a.user.ProfileID].Queues)
	for ch := range center.Channel(center.Channels) {
		if own := (modelLine{center.FlowTarget{UserID: a.user.ID}, ch}); d.m.inLine(own) > 0 {
			pairs++
		}
	}
	if len(x.Pairs) != pairs {
		d.fail("%s has %d pairs, not %d", a.user.ID, pairs, len(x.Pairs))
	}
	for _, p := range x.Pairs {
		rules := map[string]int{}
		for _, c := range d.m.inside(p.Target) {
			switch {
			case c.Channel != p.Channel:
			case c.State == center.Waiting:
				rules[d.m.firstRule(a, c)]++
			case c.AgentID != a.user.ID:
				rules["R1.1d"]++
			}
		}
		if p.First > 0 {
			rules["R1.2"] = p.First
		}
		for _, r := range p.Bars {
			if rules[r.Rule] -= r.Count; rules[r.Rule] == 0 {
				delete(rules, r.Rule)
			}
		}
		if len(rules) > 0 {
			d.fail("%s: the contacts of %v on %s are explained by %+v; open: %v", a.user.ID, p.Target, p.Channel, p.Bars, rules)
		}
	}
}

// modelLine is one channel of a queue.
type modelLine struct {
	target  center.FlowTarget
	channel center.Channel
}

func (m *model) inLine(l modelLine) (n int) {
	for _, c := range m.inside(l.target) {
		if c.Channel == l.channel {
			n++
		}
	}
	return n
}

// checkStranded holds the counts against the oracle: each agent of the queue is
// in one, Free are those who would get the next contact, and one reason is one.
func (d *duel) checkStranded(id center.QueueID, ch center.Channel) {
	x, ok := d.e.Stranded(id, ch)
	if !ok {
		d.fail("there is no queue %s", id)
	}
	agents, stranded := 0, 0
	rules := d.rules(x.Reasons)
	for _, user := range sortedKeys(d.m.agents) {
		a := d.m.agents[user]
		if _, paired := d.m.pair(a, &center.Contact{Target: center.FlowTarget{QueueID: id}, Channel: ch}); !paired {
			continue
		}
		agents++
		if rule := rules[user]; rule != "" {
			stranded++
			if d.m.hasRoom(a, ch) != (rule == "R2.4" || rule == "R6.11") {
				d.fail("%s is stranded by %s", user, rule)
			}
		}
	}
	if x.Agents != agents || x.Stranded != stranded || len(rules) != stranded ||
		x.Free+x.Busy+x.Off+x.Offline+x.Several+x.Stranded != agents {
		d.fail("%s %s has %d agents, %d of them stranded: %+v", id, ch, agents, stranded, x)
	}
	nobody := 0
	for _, r := range x.Nobody {
		nobody += r.Count
	}
	for _, c := range d.m.inside(center.FlowTarget{QueueID: id}) {
		if c.Channel != ch || c.State != center.Waiting {
			continue
		}
		if !d.m.reachable(c) {
			nobody--
		}
	}
	if nobody != 0 {
		d.fail("%s %s: %+v are out of reach, %d too many", id, ch, x.Nobody, nobody)
	}
}

// reachable says whether an agent who may work and is not offline has the pair, the channel
// and what the routing step asks for.
func (m *model) reachable(c *center.Contact) bool {
	for _, a := range m.agents {
		_, paired := m.pair(a, c)
		step := m.activeStep(c)
		if paired && m.permitted(a) && m.statuses[a.status].Type != center.Offline && m.profiles[a.user.ProfileID].Media[c.Channel].Concurrency > 0 &&
			(step == nil || fits(step.Expression, a.user)) {
			return true
		}
	}
	return false
}

// hopeful lists the agents who have room, by channel and in agent order, as they
// stand before a command.
func (d *duel) hopeful() (by [center.Channels][]Candidate) {
	var agents []*modelAgent
	for _, id := range sortedKeys(d.m.agents) {
		agents = append(agents, d.m.agents[id])
	}
	slices.SortFunc(agents, d.m.agentOrder)
	for _, a := range agents {
		for ch := range center.Channel(center.Channels) {
			if d.m.hasRoom(a, ch) {
				by[ch] = append(by[ch], Candidate{AgentID: a.user.ID, Load: len(d.m.holds(a)), IdleSince: d.m.idleSince(a),
					Timer: d.m.profiles[a.user.ProfileID].Timer})
			}
		}
	}
	return by
}

// checkDecision holds the decision about a contact that found an agent with its
// start, when nothing else happened, against the agents as they stood before.
func (d *duel) checkDecision(o errand, hopeful [center.Channels][]Candidate) {
	cmd, started := o.make().(StartContact)
	events := d.e.out.Events
	if !started || len(events) == 0 || events[0].Kind != ContactInitiated {
		return
	}
	i := slices.IndexFunc(events, func(e Event) bool { return e.Kind == OfferMade })
	if i < 0 || events[i].ContactID != cmd.Contact.ID {
		return
	}
	offered := events[i]
	c, _ := d.m.live(cmd.Contact.ID) // not the last one, where its flow made a callback
	x, _ := d.e.ExplainContact(c.ID)
	got := x.Decision
	var want []Candidate
	for _, h := range hopeful[c.Channel] {
		a := d.m.agents[h.AgentID]
		pair, paired := d.m.pair(a, c)
		step := c.Matched
		if c.Target.UserID == h.AgentID || (paired && pair.Delay == 0 && (step == 0 || fits(current(c).Steps[step-1].Expression, a.user))) {
			want = append(want, h)
		}
	}
	listed := want[:min(len(want), keptAgents)]
	if got == nil || got.AgentID != offered.UserID || got.At != d.now || !slices.Equal(got.Agents, listed) || got.More != len(want)-len(listed) || got.MoreUnknown {
		d.fail("%s was offered by %+v, want %+v of %d", c.ID, got, listed, len(want))
	}
	if (got.AgentRule != "") != (len(listed) > 1) || (got.AgentRule != "") != (got.AgentText != "") {
		d.fail("%s: no rule for the order of %+v", c.ID, got)
	}
}

// checkMoment lets time pass up to the moment of some reason, on an engine that
// was restored for it: nothing changes before, and at the moment the reason does,
// or an offer is made.
func (d *duel) checkMoment() {
	type moment struct {
		contact center.ContactID
		agent   center.UserID
		rule    string
		at      center.Instant
	}
	var moments []moment
	reason := func(e *Engine, id center.ContactID, agent center.UserID) string {
		x, _ := e.ExplainContact(id)
		for _, r := range x.Bars {
			for _, a := range r.Agents {
				if a.AgentID == agent {
					return fmt.Sprint(r.Rule, r.Text, a.At)
				}
			}
		}
		return ""
	}
	for _, c := range d.m.contacts {
		x, _ := d.e.ExplainContact(c.ID)
		for _, r := range x.Bars {
			for _, a := range r.Agents {
				if a.At != 0 {
					moments = append(moments, moment{c.ID, a.AgentID, reason(d.e, c.ID, a.AgentID), a.At})
				}
			}
		}
	}
	if len(moments) == 0 {
		return
	}
	m := moments[d.number("moment", 0, len(moments)-1)]
	e := Restore(d.now, d.snapshot())
	// until steps to a moment and reports whether anything happened to the two.
	until := func(at center.Instant) bool {
		out, err := e.Step(at, Tick{})
		if err != nil {
			d.fail("tick: %v", err)
		}
		return slices.ContainsFunc(out.Events, func(e Event) bool { return e.ContactID == m.contact || e.UserID == m.agent })
	}
	if until(m.at - 1) {
		return
	}
	if got := reason(e, m.contact, m.agent); got != m.rule {
		d.fail("%s and %s: nothing happened before %v, and %q became %q", m.agent, m.contact, m.at, m.rule, got)
	}
	happened := until(m.at)
	if got := reason(e, m.contact, m.agent); got == m.rule && !happened {
		d.fail("%s and %s: at %v %q is as it was", m.agent, m.contact, m.at, got)
	}
}
