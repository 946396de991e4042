package main

import (
	"fmt"
	"io"
	"math"
	"strings"
	"time"
)

// What the router answers, as far as it is printed. Moments are seconds since
// 1970; 0: none.
type (
	name struct{ Id, Name string }

	queueName struct{ Queue, Agent *name }

	reason struct {
		Rule, Text, Change string
		At                 float64
		Count              int
		Agents             []struct {
			Id, Name, ContactId string
			At                  float64
		}
		Contacts []string
	}

	place struct {
		ContactId       string
		Queue           *queueName
		ProfilePriority int
		DelaySeconds    float64
		QueuePriority   int64
		AgeSince        float64
	}

	offer struct {
		At     float64
		Agent  *name
		Agents []struct {
			Id, Name  string
			Load      int
			IdleSince float64
		}
		More                                           int
		MoreUnknown                                    bool
		AgentRule, AgentText, ContactRule, ContactText string
		Contact                                        place
		RunnerUp                                       *place
		RoutingStep                                    int
	}

	contactAnswer struct {
		At                              float64
		ContactId, Channel, State, Text string
		Queue                           *queueName
		Agent                           *name
		Until, Enqueued, Expires        float64
		Ahead, Elsewhere                int
		Decision                        *offer
		NoDecision                      string
		Bars                            []reason
		Nobody                          *reason
	}

	agentAnswer struct {
		At                            float64
		Agent, RoutingProfile, Status *name
		Text                          string
		Load                          int
		IdleSince                     float64
		Bar                           *reason
		InHand                        []struct {
			ContactId, Channel, State string
			Until                     float64
		}
		Channels []struct {
			Channel                     string
			Concurrency, Occupied, Free int
			Bar                         *reason
		}
		Pairs []struct {
			Queue                             *queueName
			Channel                           string
			Priority, Waiting, Ringing, First int
			DelaySeconds                      float64
			Bars                              []reason
		}
	}

	queueAnswer struct {
		Queue    *queueName
		Channels []struct {
			At                                                                    float64
			Channel                                                               string
			Agents, Free, Busy, Off, Offline, Several, Stranded, Waiting, Ringing int
			Reasons, Nobody                                                       []reason
		}
	}
)

// page is where an answer is printed, and the moment that it speaks of.
type page struct {
	io.Writer
	at float64
}

func (p *page) line(format string, args ...any) { fmt.Fprintf(p, format+"\n", args...) }

// moment writes a moment and how far from the answer it is.
func (p *page) moment(at float64) string {
	if at == 0 {
		return "never"
	}
	text := time.UnixMilli(int64(math.Round(at * 1000))).UTC().Format("2006-01-02 15:04:05.000 UTC")
	switch by := time.Duration(math.Round((at-p.at)*1000)) * time.Millisecond; {
	case by > 0:
		return text + ", in " + by.String()
	case by < 0:
		return text + ", " + (-by).String() + " ago"
	default:
		return text
	}
}

// String returns the name, or the id of what has none.
func (n *name) String() string {
	switch {
	case n == nil:
		return "nobody"
	case n.Name == "":
		return n.Id
	default:
		return n.Name + " (" + n.Id + ")"
	}
}

// String returns the queue in words.
func (q *queueName) String() string {
	switch {
	case q == nil:
		return "no queue"
	case q.Agent != nil:
		return "the own queue of " + q.Agent.String()
	default:
		return q.Queue.String()
	}
}

// reason prints a rule with those whom it concerns.
func (p *page) reason(r *reason, what string) {
	p.line("  %-6s %d %s: %s", r.Rule, r.Count, what, r.Text)
	change := "         changes when: " + r.Change
	if r.At != 0 {
		change += ", or by itself at " + p.moment(r.At)
	}
	p.line("%s", change)
	for _, a := range r.Agents {
		line := "           " + (&name{a.Id, a.Name}).String()
		if a.ContactId != "" {
			line += ", contact " + a.ContactId
		}
		if a.At != 0 && len(r.Agents) > 1 {
			line += ", at " + p.moment(a.At)
		}
		p.line("%s", line)
	}
	if len(r.Contacts) > 0 {
		p.line("           %s", strings.Join(r.Contacts, ", "))
	}
	if named := max(len(r.Agents), len(r.Contacts)); named > 0 && named < r.Count {
		p.line("           and %d more", r.Count-named)
	}
}

func (a *contactAnswer) print(p *page) {
	p.line("Contact %s, %s, %s", a.ContactId, a.Channel, a.State)
	p.line("%s", a.Text)
	if a.Queue != nil {
		p.line("  queue     %s", a.Queue)
	}
	for _, m := range []struct {
		label string
		at    float64
	}{{"enqueued", a.Enqueued}, {"until", a.Until}, {"expires", a.Expires}} {
		if m.at != 0 {
			p.line("  %-9s %s", m.label, p.moment(m.at))
		}
	}
	if a.Agent != nil {
		p.line("  agent     %s", a.Agent)
	}
	if a.State == "WAITING" {
		a.printWaiting(p)
	}
	p.line("")
	if a.Decision == nil {
		p.line("%s", a.NoDecision)
		return
	}
	a.Decision.print(p)
}

func (a *contactAnswer) printWaiting(p *page) {
	p.line("  ahead     %d of the same queue and channel", a.Ahead)
	p.line("")
	p.line("Why no agent takes it, by the first rule in the way of each:")
	for i := range a.Bars {
		p.reason(&a.Bars[i], "agents")
	}
	if len(a.Bars) == 0 {
		p.line("  no agent has anything to do with the queue")
	}
	if a.Elsewhere > 0 {
		p.line("  %-6s %d agents: have nothing to do with this queue and channel", "R1.1f", a.Elsewhere)
	}
	if a.Nobody != nil {
		p.line("")
		p.line("Nobody who is at work could take it, whatever they do: every agent %s (%s).", a.Nobody.Text, a.Nobody.Rule)
	}
}

func (o *offer) print(p *page) {
	p.line("Last offer: to %s at %s", o.Agent, p.moment(o.At))
	if o.AgentText != "" {
		p.line("  %-6s the agent %s", o.AgentRule, o.AgentText)
	}
	if o.RoutingStep > 0 {
		p.line("  R6.11  the agent matched routing step %d", o.RoutingStep)
	}
	for i, a := range o.Agents {
		p.line("    %d. %s: %d in hand, idle since %s", i+1, &name{a.Id, a.Name}, a.Load, p.moment(a.IdleSince))
	}
	switch {
	case o.MoreUnknown:
		p.line("       and at least %d more who could have taken it; not all were looked at", o.More)
	case o.More > 0:
		p.line("       and %d more who could have taken it", o.More)
	}
	if o.RunnerUp == nil {
		p.line("  the agent could have taken no other contact")
	} else {
		p.line("  %-6s the contact %s", o.ContactRule, o.ContactText)
	}
	o.Contact.print(p)
	if o.RunnerUp != nil {
		o.RunnerUp.print(p)
	}
}

func (c *place) print(p *page) {
	pair := "own queue of the agent"
	if c.ProfilePriority > 0 {
		pair = fmt.Sprintf("profile priority %d, delay %g s", c.ProfilePriority, c.DelaySeconds)
	}
	p.line("    %s in %s: %s, contact priority %d, age counts from %s", c.ContactId, c.Queue, pair, c.QueuePriority, p.moment(c.AgeSince))
}

func (a *agentAnswer) print(p *page) {
	p.line("Agent %s, status %s, profile %s", a.Agent, a.Status, a.RoutingProfile)
	p.line("%s", a.Text)
	p.line("  %d in hand, idle since %s", a.Load, p.moment(a.IdleSince))
	if a.Bar != nil {
		p.reason(a.Bar, "agent")
	}
	for _, h := range a.InHand {
		line := fmt.Sprintf("  holds %s, %s, %s", h.ContactId, h.Channel, h.State)
		if h.Until != 0 {
			line += ", until " + p.moment(h.Until)
		}
		p.line("%s", line)
	}
	p.line("")
	for i := range a.Channels {
		c := &a.Channels[i]
		p.line("%-5s  %d of %d slots taken, room for %d", c.Channel, c.Occupied, c.Concurrency, c.Free)
		if c.Bar != nil {
			p.reason(c.Bar, "agent")
		}
	}
	for i := range a.Pairs {
		q := &a.Pairs[i]
		p.line("")
		p.line("%s, %s: %d waiting, %d ringing elsewhere; priority %d, delay %g s", q.Queue, q.Channel, q.Waiting, q.Ringing, q.Priority, q.DelaySeconds)
		for j := range q.Bars {
			what := "contacts"
			if q.Bars[j].Rule == "R1.2" {
				what = "agents come first"
			}
			p.reason(&q.Bars[j], what)
		}
	}
}

func (a *queueAnswer) print(out io.Writer) {
	fmt.Fprintf(out, "Queue %s\n", a.Queue)
	for i := range a.Channels {
		c := &a.Channels[i]
		p := &page{out, c.At}
		p.line("")
		p.line("%s: %d waiting, %d ringing", c.Channel, c.Waiting, c.Ringing)
		p.line("  %d agents: %d free, %d busy, %d stranded by one rule, %d by several, %d without the channel, %d offline",
			c.Agents, c.Free, c.Busy, c.Stranded, c.Several, c.Off, c.Offline)
		for j := range c.Reasons {
			p.reason(&c.Reasons[j], "agents")
		}
		for j := range c.Nobody {
			p.reason(&c.Nobody[j], "contacts that nobody at work could take; every agent")
		}
	}
}
