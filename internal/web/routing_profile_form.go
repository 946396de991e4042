package web

import (
	"cmp"
	"fmt"
	"time"

	"strowger/internal/center"
)

// The two cross-channel behaviours in a form.
const (
	besideAny  = "any"
	besideOnly = "only"
)

// profileFormOf fills the form. What the browser sent stands as it was sent.
func profileFormOf(v *visit, p *center.RoutingProfile, f *form) profileForm {
	sent := func(field, saved string) string {
		if _, ok := f.values[field]; ok {
			return f.values.Get(field)
		}
		return saved
	}
	queueName := func(q *center.Queue) string { return q.Name }
	view := profileForm{
		ID: string(p.ID), Revision: p.Stamp.Revision, Problem: f.all, Said: profileWords(v.d, p),
		MayEdit: v.can(profileEdit), MayDelete: v.can(profileDelete),
		Name:        input{Name: "name", Label: "Name", Value: sent("name", p.Name), Wrong: f.wrong["name"]},
		Description: input{Name: "description", Label: "Description", Value: sent("description", p.Description), Wrong: f.wrong["description"]},
		Timer: choice{Name: "timer", Label: "Idle time counts from", Wrong: f.wrong["timer"], Options: []option{
			{string(center.SinceLastActivity), "the last activity of any kind", p.Timer == center.SinceLastActivity},
			{string(center.SinceLastInbound), "the last inbound contact", p.Timer == center.SinceLastInbound},
		}},
		Outbound: choice{Name: "outbound", Label: "Queue of calls that agents make", Wrong: f.wrong["outbound"],
			Options: options(&v.d.Queues, queueName, string(p.DefaultOutboundQueueID))},
	}
	if p.ID == "" {
		view.MayEdit, view.MayDelete = v.can(profileCreate), false
	}
	for ch := range center.Channel(center.Channels) {
		name, field := channelNames[ch], "concurrency-"+ch.String()
		view.Media = append(view.Media, mediaFields{
			Channel:     name,
			Concurrency: input{Name: field, Label: name + ": contacts at once", Value: sent(field, fmt.Sprint(p.Media[ch].Concurrency)), Wrong: f.wrong[field], Bare: true, Number: true},
			Beside: choice{Name: "beside-" + ch.String(), Label: "Beside a " + name, Bare: true, Options: []option{
				{besideOnly, "nothing of another channel", !p.Media[ch].AnyChannel}, {besideAny, "contacts of any channel", p.Media[ch].AnyChannel}}},
		})
	}
	for i, c := range p.Queues {
		row := pairRow(v.d, f, "", i, center.QueueChannel{QueueID: c.QueueID, Channel: c.Channel})
		row.Priority.Value = cmp.Or(f.column("priority", i), fmt.Sprint(c.Priority))
		row.Delay.Value = cmp.Or(f.column("delay", i), fmt.Sprint(int(c.Delay/time.Second)))
		view.Pairs = append(view.Pairs, row)
	}
	for i, pair := range p.ManualQueues {
		view.Manual = append(view.Manual, pairRow(v.d, f, "manual-", i, pair))
	}
	view.Blank = pairRow(v.d, &form{}, "", -1, center.QueueChannel{})
	view.Blank.Priority.Value, view.Blank.Delay.Value = "1", "0"
	return view
}

// pairRow is one row of queues. A blank one has no number.
func pairRow(d *center.Directory, f *form, list string, row int, pair center.QueueChannel) pairFields {
	at := fmt.Sprint(row)
	what := fmt.Sprintf("Row %d: ", row+1)
	if row < 0 {
		at, what = "new", "New row: "
	}
	return pairFields{
		Queue: choice{Name: list + "queue", ID: list + "queue-" + at, Label: what + "queue", Bare: true, Wrong: f.wrong[list+"queue-"+at],
			Options: options(&d.Queues, func(q *center.Queue) string { return q.Name }, string(pair.QueueID))},
		Channel:  choice{Name: list + "channel", ID: list + "channel-" + at, Label: what + "channel", Bare: true, Options: channelOptions(pair.Channel.String())},
		Priority: input{Name: "priority", ID: "priority-" + at, Label: what + "priority", Bare: true, Number: true, Wrong: f.wrong["priority-"+at]},
		Delay:    input{Name: "delay", ID: "delay-" + at, Label: what + "delay in seconds", Bare: true, Number: true, Wrong: f.wrong["delay-"+at]},
	}
}
