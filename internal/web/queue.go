package web

import (
	"net/http"
	"time"

	"strowger/internal/center"
	"strowger/internal/routing"
)

// queueView is the page of one queue.
type queueView struct {
	Live     bool // what goes on is shown
	Lines    []queueLine
	Settings *queueForm // nil: not for this visitor
}

// queueLine is what goes on in one channel of a queue.
type queueLine struct {
	Channel                                             string
	Waiting, Ringing, Scheduled                         int
	Oldest                                              time.Time
	Next                                                []deskContact
	Agents, Free, Busy, Off, Offline, Several, Stranded int
	Idle, Vain                                          []boardReason
}

// maxLine is how many contacts of a line the page lists.
const maxLine = 50

// showQueue shows what waits in a queue and what is in the way, and its settings.
func (c *Console) showQueue(v *visit) {
	q, ok := v.d.Queues.Get(v.r.PathValue("QueueId"))
	if !ok {
		c.missing(v, "queue")
		return
	}
	view := queueView{}
	if v.can(queueViewing) {
		view.Settings = queueFormOf(v, q, &form{})
	}
	if v.can(ConsolePermission) {
		view.Live = true
		if v.instance.Query(v.r.Context(), func(e *routing.Engine) { view.Lines = takeLines(e, q.ID) }) != nil {
			c.unavailable(v)
			return
		}
	}
	c.show(v, http.StatusOK, page{name: "queue", Title: q.Name, Script: "live.js", Body: view})
}

// takeLines looks at the channels of a queue that somebody serves or waits in.
func takeLines(e *routing.Engine, id center.QueueID) []queueLine {
	var lines []queueLine
	for ch := range center.Channel(center.Channels) {
		l := e.Line(id, ch)
		x, _ := e.Stranded(id, ch)
		if x.Agents == 0 && l.Waiting+l.Ringing+l.Scheduled == 0 {
			continue
		}
		out := queueLine{Channel: channelNames[ch], Waiting: l.Waiting, Ringing: l.Ringing, Scheduled: l.Scheduled, Agents: x.Agents, Free: x.Free,
			Busy: x.Busy, Off: x.Off, Offline: x.Offline, Several: x.Several, Stranded: x.Stranded, Idle: takeReasons(x.Reasons), Vain: takeReasons(x.Nobody)}
		if !l.Oldest.IsZero() {
			out.Oldest = l.Oldest.Time()
		}
		for _, w := range e.Waiting(id, ch, maxLine) {
			out.Next = append(out.Next, deskContact{string(w.ID), contactName(&w), channelNames[ch], "waiting", w.Enqueued.Time()})
		}
		lines = append(lines, out)
	}
	return lines
}
