package web

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"strowger/internal/center"
	"strowger/internal/routing"
)

// historyView is what the page of a contact shows.
type historyView struct {
	Channel      string
	State        string
	Queue, Agent string
	Facts        []fact
	Steps        []historyStep
	Why          []string
	Bars         []boardReason // what keeps agents from a contact that waits
	Nobody       string
	Elsewhere    int // agents who have nothing to do with its queue
	Ahead        int
	Waiting      bool
	Attributes   []fact
}

// channelNames are what people call a contact of the channel.
var channelNames = [center.Channels]string{center.Voice: "Call", center.Chat: "Chat", center.Task: "Task", center.Email: "E-mail"}

// fact is a name and a value; Contact, where set, is the id of a contact that the
// value stands for.
type fact struct{ Name, Value, Contact string }

// historyStep is a moment in the life of a contact.
type historyStep struct {
	At   time.Time
	Text string
}

// history shows a contact, live or finished.
func (c *Console) history(v *visit) {
	id := center.ContactID(v.r.PathValue("ContactId"))
	rec, err := v.instance.Contact(v.r.Context(), id)
	switch {
	case center.IsMissing(err):
		c.missing(v, "contact")
		return
	case err != nil:
		c.unavailable(v)
		return
	}
	var x routing.ContactExplanation
	known := false
	err = v.instance.Query(v.r.Context(), func(e *routing.Engine) {
		if x, known = e.ExplainContact(id); known {
			if live, ok := e.Contact(id); ok {
				rec = &live
			}
		}
	})
	if err != nil {
		c.unavailable(v)
		return
	}
	if !known {
		x = routing.ExplainFinished(rec)
	}
	c.show(v, http.StatusOK, page{name: "contact", Title: cmp.Or(contactName(rec), "Contact"), Script: "live.js", Body: historyOf(v.d, rec, &x)})
}

func historyOf(d *center.Directory, c *center.Contact, x *routing.ContactExplanation) historyView {
	names := directoryNames(d)
	v := historyView{
		Channel: channelNames[c.Channel], State: x.Text, Waiting: c.State == center.Waiting,
		Steps: stepsOf(c, names), Why: x.ToSupervisor(names), Bars: takeReasons(x.Bars), Elsewhere: x.Elsewhere, Ahead: x.Ahead,
	}
	if c.Target != (center.FlowTarget{}) {
		v.Queue = names.Queue(c.Target)
	}
	if c.AgentID != "" {
		v.Agent = names.Agent(c.AgentID)
	}
	if x.Nobody != nil {
		v.Nobody = x.Nobody.Text + " (" + x.Nobody.Rule + "); what would change it: " + x.Nobody.Change
	}
	v.Facts = []fact{{Name: "Contact id", Value: string(c.ID)}}
	for _, f := range []fact{
		{Name: "Description", Value: c.Description},
		{Name: "Customer", Value: c.Endpoint.Address},
		{Name: "Called", Value: c.System.Address},
		{Name: "Began as", Value: strings.ToLower(strings.ReplaceAll(string(c.Method), "_", " "))},
		{Name: "Priority", Value: fmt.Sprint(c.Priority)},
		{Name: "Came from", Value: string(c.PreviousID), Contact: string(c.PreviousID)},
		{Name: "Went on as", Value: string(c.NextID), Contact: string(c.NextID)},
	} {
		if f.Value != "" {
			v.Facts = append(v.Facts, f)
		}
	}
	for name, value := range c.Attributes { // order: sorted below
		v.Attributes = append(v.Attributes, fact{Name: name, Value: value})
	}
	slices.SortFunc(v.Attributes, func(a, b fact) int { return strings.Compare(a.Name, b.Name) })
	return v
}

// stepsOf tells the life of a contact, as far as its record keeps the moments.
func stepsOf(c *center.Contact, names routing.Names) []historyStep {
	var steps []historyStep
	note := func(at center.Instant, text string) {
		if !at.IsZero() {
			steps = append(steps, historyStep{At: at.Time().UTC(), Text: text})
		}
	}
	note(c.Initiated, "Began")
	note(c.Scheduled, "Scheduled to begin")
	if !c.Enqueued.IsZero() {
		note(c.Enqueued, "Entered the queue "+names.Queue(c.Target))
	}
	agent := "an agent"
	if c.AgentID != "" {
		agent = names.Agent(c.AgentID)
	}
	if c.AgentState == center.AgentConnecting {
		note(c.AgentSince, fmt.Sprintf("Rings at %s, offer %d", agent, c.Attempts))
	}
	if !c.ToAgent.IsZero() {
		note(c.ToAgent, fmt.Sprintf("Taken by %s, on offer %d", agent, c.Attempts))
	}
	note(c.Pauses.Paused, "Paused")
	if c.Pauses.Resumed >= c.Pauses.Paused {
		note(c.Pauses.Resumed, "Resumed")
	}
	note(c.WrapStarted, "After-contact work of "+agent)
	note(c.WrapEnded, "Cleared by "+agent)
	note(c.Ended, "Ended: "+strings.ToLower(strings.ReplaceAll(string(c.Disconnect), "_", " ")))
	note(c.Expires, "Expires, if it still goes on")
	slices.SortStableFunc(steps, func(a, b historyStep) int { return a.At.Compare(b.At) })
	return steps
}

// clock writes a moment for people, in UTC.
func clock(at time.Time) string { return at.UTC().Format("2006-01-02 15:04:05 UTC") }

// iso writes a moment for programs.
func iso(at time.Time) string { return at.UTC().Format(timeForm) }

// length writes how long something took since the step before.
func length(steps []historyStep, i int) string {
	if i == 0 {
		return ""
	}
	return "+" + steps[i].At.Sub(steps[i-1].At).Round(time.Second).String()
}
